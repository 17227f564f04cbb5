"""``dekkend netwerk`` as a user types it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import networkx as nx
import osmnx
import pytest

from cli.network import app
from data.network_store import read_network
from geo.errors import InputError
from geo.network import Mode
from scenarios.networks import FOLDER_VARIABLE


def run(*arguments: str | Path) -> None:
    app(args=[str(argument) for argument in arguments], standalone_mode=False)


def triangle(*kinds: str) -> nx.MultiDiGraph:
    graph = nx.MultiDiGraph(crs="EPSG:4326", name="Driehoek", created_date="2025-05-06")
    for node, (x, y) in {1: (5.0, 52.0), 2: (5.001, 52.0), 3: (5.0, 52.001)}.items():
        graph.add_node(node, x=x, y=y)
    ends = [(1, 2), (2, 1), (2, 3), (3, 2), (3, 1), (1, 3)]
    for at, (u, v) in enumerate(ends):
        graph.add_edge(u, v, length=100.0, highway=kinds[at // 2 % len(kinds)], oneway=False)
    return graph


@pytest.fixture
def source(tmp_path: Path) -> Path:
    """Write a file for both modes: one side of the triangle is a cycle track, one a trunk road."""
    path = tmp_path / "driehoek.graphml"
    nx.write_graphml(triangle("residential", "cycleway", "trunk"), path)
    return path


def test_read_into_a_folder(source: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    run("lees", source, "--naar", tmp_path / "uit")
    made = sorted(path.name for path in (tmp_path / "uit").iterdir())
    assert made == ["driehoek-auto.npz", "driehoek-fiets.npz"]
    told = capsys.readouterr()
    assert "auto: 3 knopen en 4 wegvakken gelezen voor auto." in told.out
    assert "Netwerk geschreven: " in told.err


def test_read_into_where_dekkend_looks(source: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(FOLDER_VARIABLE, str(tmp_path / "netwerken"))
    run("lees", source, "--naam", "Mijn Wijk")
    made = sorted(path.name for path in (tmp_path / "netwerken").iterdir())
    assert made == ["mijn-wijk-auto.npz", "mijn-wijk-fiets.npz"]


def test_read_one_mode_into_a_file(source: Path, tmp_path: Path) -> None:
    target = tmp_path / "net.npz"
    run("lees", source, "--modus", "fiets", "--naar", target, "--naam", "Mijn net")
    origin = read_network(target).origin
    assert (origin.name, origin.mode, origin.peildatum) == ("Mijn net", Mode.FIETS, "2025-05-06")


def test_show(source: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    target = tmp_path / "net.npz"
    run("lees", source, "--modus", "auto", "--naar", target)
    capsys.readouterr()
    run("toon", target)
    shown = capsys.readouterr().out
    for part in ("OpenStreetMap Driehoek", "OpenStreetMap-bijdragers, ODbL", "2025-05-06", "0,4"):
        assert part in shown
    run("toon", target, "--json")
    told: dict[str, Any] = json.loads(capsys.readouterr().out)
    assert (told["knopen"], told["wegvakken"], told["kilometer"]) == (3, 4, 0.4)
    assert (told["losse_delen"], told["grootte_losse_delen"]) == (1, [3])
    assert told["vingerafdruk"] == read_network(target).fingerprint


def test_read_as_json(source: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    run("lees", source, "--naar", tmp_path / "uit", "--json")
    told = json.loads(capsys.readouterr().out)
    assert [one["modus"] for one in told] == ["auto", "fiets"]
    assert all(Path(one["bestand"]).is_file() and one["meldingen"] for one in told)


@pytest.mark.parametrize(
    ("arguments", "fault"),
    [
        (("--naar", "net.npz"), "een bestand bevat één modus; geef een map, of kies --modus"),
        (("--naar", "driehoek.graphml"), "dit is geen map"),
    ],
)
def test_a_target_that_does_not_fit(
    source: Path, monkeypatch: pytest.MonkeyPatch, arguments: tuple[str, ...], fault: str
) -> None:
    monkeypatch.chdir(source.parent)
    with pytest.raises(InputError, match=fault):
        run("lees", source, *arguments)


def test_a_source_is_never_written_over(source: Path, tmp_path: Path) -> None:
    target = tmp_path / "net.npz"
    run("lees", source, "--modus", "auto", "--naar", target)
    with pytest.raises(InputError, match="dit bestand is zelf invoer"):
        run("lees", target, "--modus", "auto", "--naar", target)


def test_fetch_a_place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(osmnx, "graph_from_place", lambda *_, **__: triangle("residential"))
    run("ophalen", "Amersfoort", "--modus", "auto", "--naar", tmp_path)
    assert read_network(tmp_path / "amersfoort-auto.npz").origin.mode is Mode.AUTO


def test_fetch_an_area(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    area = tmp_path / "vlak.geojson"
    corners = [[5.0, 52.0], [5.1, 52.0], [5.1, 52.1], [5.0, 52.0]]
    area.write_text(json.dumps({"type": "Polygon", "coordinates": [corners]}), encoding="utf-8")
    monkeypatch.setattr(osmnx, "graph_from_polygon", lambda *_, **__: triangle("residential"))
    run("ophalen", "--vlak", area, "--naar", tmp_path / "uit")
    assert len(list((tmp_path / "uit").iterdir())) == 2


@pytest.mark.parametrize("arguments", [(), ("Delft", "--vlak", "vlak.geojson")])
def test_fetch_needs_one_of_two(tmp_path: Path, arguments: tuple[str, ...]) -> None:
    with pytest.raises(InputError, match="geef óf een plaats, óf --vlak"):
        run("ophalen", *arguments, "--naar", tmp_path)


def test_help_is_dutch(capsys: pytest.CaptureFixture[str]) -> None:
    for verb in ((), ("lees",), ("ophalen",), ("toon",)):
        run(*verb, "--help")
        shown = capsys.readouterr().out
        assert "Gebruik:" in shown
        assert "Usage" not in shown
