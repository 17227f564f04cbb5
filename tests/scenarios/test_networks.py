"""Networks that were read in: what can be chosen, and what is said where one is wrong."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from data.dataset import Dataset
from data.network_store import write_network
from geo.distance import StraightLine
from geo.errors import InputError, StaleDataError
from geo.network import Edges, Mode, Network
from geo.road import RoadModel
from scenarios.compare import compare
from scenarios.country import Country
from scenarios.networks import (
    COVERED_M,
    FOLDER_VARIABLE,
    ROAD_ERROR,
    Choice,
    choices,
    chosen,
    network_path,
    networks_folder,
    open_network,
    require_covered,
)
from scenarios.settings import FILLED, MODELNET, STRAIGHT, Settings
from scenarios.study import Study

MakeNetwork = Callable[..., Network]
MakeDataset = Callable[..., Dataset]
ALWAYS = [f"{MODELNET} · auto", f"{MODELNET} · fiets", STRAIGHT]
ELSEWHERE = f", elders {MODELNET}"
DELFT = [f"OSM Delft{filled} · auto (2025-01-01)" for filled in ("", ELSEWHERE)]
WITH_DELFT = [*ALWAYS[:2], *DELFT, STRAIGHT]
LINE = (0, 10, 20, 30)


def _labels() -> list[str]:
    return [one.label for one in choices()]


# --- where they stand, and what can be chosen --------------------------------------------------


def test_the_folder_is_told_by_the_environment(
    monkeypatch: pytest.MonkeyPatch, networks: Path, tmp_path: Path
) -> None:
    assert networks_folder() == networks
    assert network_path("delft", "fiets") == networks / "delft-fiets.npz"
    assert network_path(str(tmp_path / "elders.npz"), "auto") == tmp_path / "elders.npz"
    for without in ("", None):
        if without is None:
            monkeypatch.delenv(FOLDER_VARIABLE)
        else:
            monkeypatch.setenv(FOLDER_VARIABLE, without)
        assert networks_folder().name == "netwerken"
        assert networks_folder() != networks


def test_without_the_folder_there_is_what_there_always_is(networks: Path) -> None:
    assert not networks.exists()
    assert _labels() == ALWAYS


def test_a_network_that_was_read_in_can_be_chosen_with_its_date_and_mark(
    networks: Path, small_road: MakeNetwork
) -> None:
    by_mode = {mode: small_road("OSM Delft", mode, km=LINE) for mode in Mode}
    for mode, network in by_mode.items():
        write_network(networks / f"delft-noord-{mode}.npz", network)
    dated = [f"OSM Delft{filled} · {mode} (2025-01-01)" for mode in Mode for filled in ("", ELSEWHERE)]
    assert _labels() == [*ALWAYS[:2], *dated, STRAIGHT]
    found = {one.mode: one for one in choices() if one.network == "delft-noord"}
    assert {mode: one.mark for mode, one in found.items()} == {
        mode: network.fingerprint for mode, network in by_mode.items()
    }
    filled = {one.mode: one.mark for one in choices() if one.network == f"delft-noord{FILLED}"}
    assert filled == {mode: network.fingerprint for mode, network in by_mode.items()}
    put = found["fiets"].put_in(Settings(STRAIGHT, detour_factor=1.1, reformed_apart=True))
    assert put == Settings("delft-noord", "fiets", by_mode[Mode.FIETS].fingerprint, reformed_apart=True)


def test_the_straight_line_keeps_its_factor_and_forgets_a_mark() -> None:
    straight = next(one for one in choices() if one.network == STRAIGHT)
    assert straight.put_in(Settings(STRAIGHT, detour_factor=1.1)).detour_factor == 1.1
    assert straight.put_in(Settings("delft", "auto", "a1b2")) == Settings(STRAIGHT)
    assert Choice(MODELNET, "fiets", "").put_in(Settings("delft", "auto", "a1b2")) == Settings(mode="fiets")


def test_junk_in_the_folder_is_passed_over(networks: Path, small_road: MakeNetwork) -> None:
    good = networks / "delft-auto.npz"
    write_network(good, small_road("OSM Delft", km=LINE))
    for name in ("zonder.npz", "delft-trein.npz", "delft-.npz", "delft-auto.txt", ".delft-auto.npz.tmp"):
        shutil.copy(good, networks / name)
    (networks / "leeg-auto.npz").write_bytes(b"")
    (networks / "tekst-auto.npz").write_text("geen netwerk", encoding="utf-8")
    (networks / "half-auto.npz").write_bytes(good.read_bytes()[:300])
    (networks / "map-auto.npz").mkdir()
    np.savez(networks / "anders-auto.npz", cijfers=np.arange(3))
    assert _labels() == WITH_DELFT


# --- choosing one ------------------------------------------------------------------------------


def test_a_network_is_chosen_by_name_or_file(networks: Path, small_road: MakeNetwork, tmp_path: Path) -> None:
    network = small_road(km=LINE)
    write_network(networks / "delft-auto.npz", network)
    write_network(tmp_path / "elders.npz", network)
    standard = Settings(STRAIGHT, detour_factor=1.1, intrazonal=False)
    for name in ("delft", str(tmp_path / "elders.npz")):
        settings = chosen(standard, name, "auto")
        assert settings == Settings(name, "auto", network.fingerprint, intrazonal=False)
        assert open_network(settings).fingerprint == network.fingerprint
    assert chosen(standard, MODELNET, "fiets") == Settings(mode="fiets", intrazonal=False)


@pytest.mark.parametrize(("name", "mode"), [("utrecht", "auto"), ("delft", "fiets")])
def test_an_unknown_network_is_answered_with_what_can_be_chosen(
    networks: Path, small_road: MakeNetwork, name: str, mode: str
) -> None:
    write_network(networks / "delft-auto.npz", small_road("OSM Delft", km=LINE))
    with pytest.raises(InputError) as caught:
        chosen(Settings(), name, mode)
    (fault,) = caught.value.faults
    assert fault.startswith(f"het netwerk '{name}' voor {mode} is hier niet ")
    assert "dekkend netwerk lees" in fault
    names = "modelnet (auto); modelnet (fiets); delft (auto); delft+modelnet (auto); hemelsbreed"
    assert fault.endswith(f"kies uit: {names}")  # what is typed behind --netwerk
    with pytest.raises(InputError, match=f"'{name}' voor {mode} is hier niet"):
        open_network(Settings(name, mode))


def test_a_file_of_another_mode_is_refused(networks: Path, small_road: MakeNetwork) -> None:
    write_network(networks / "delft-fiets.npz", small_road(mode=Mode.AUTO, km=LINE))
    with pytest.raises(InputError, match="dit netwerk is voor auto, gevraagd is fiets"):
        chosen(Settings(), "delft", "fiets")


def test_another_network_under_the_same_name_is_noticed(networks: Path, small_road: MakeNetwork) -> None:
    path = networks / "delft-auto.npz"
    write_network(path, small_road(km=LINE))
    settings = chosen(Settings(), "delft", "auto")
    write_network(path, small_road(km=LINE, detour=2.1))
    with pytest.raises(StaleDataError) as caught:
        open_network(settings)
    now = chosen(Settings(), "delft", "auto").network_mark
    assert settings.network_mark[:12] in str(caught.value)
    assert now[:12] in str(caught.value)
    assert "'delft' (auto) is sindsdien veranderd" in str(caught.value)
    unmarked = replace(settings, network_mark="")
    assert open_network(unmarked).fingerprint == now


@pytest.mark.parametrize("at", [10, 300, -400, -30])
def test_a_damaged_file_is_not_used(networks: Path, small_road: MakeNetwork, at: int) -> None:
    """What the header tells may still be right: the figures are then not."""
    path = networks / "delft-auto.npz"
    write_network(path, small_road(km=LINE))
    settings = chosen(Settings(), "delft", "auto")
    whole = path.read_bytes()
    path.write_bytes(whole[:at])
    with pytest.raises(InputError, match="beschadigd"):
        open_network(settings)


def test_a_file_with_another_figure_in_it_is_not_used(networks: Path, small_road: MakeNetwork) -> None:
    path = networks / "delft-auto.npz"
    write_network(path, small_road(km=LINE))
    settings = chosen(Settings(), "delft", "auto")
    content = bytearray(path.read_bytes())
    place = content.index(np.float64(20_000.0).tobytes())
    content[place : place + 8] = np.float64(19_000.0).tobytes()
    path.write_bytes(bytes(content))
    with pytest.raises(InputError, match="beschadigd"):
        open_network(settings)


# --- on a data set -----------------------------------------------------------------------------


def test_a_country_measures_over_it(line_of_four: Dataset, networks: Path, small_road: MakeNetwork) -> None:
    """Twice the straight line at 60 km/h: 10 km apart is 20 km and 20 minutes."""
    write_network(networks / "lijn-auto.npz", small_road(km=LINE))
    study = Study.of(line_of_four, chosen(Settings(), "lijn", "auto"))
    model = study.country.model
    assert isinstance(model, RoadModel)
    assert (model.error_share, model.certainty) == (ROAD_ERROR, "gemeten")
    assert model.label == "proefnet, auto, peildatum 2025-01-01"
    assert study.country.describe() == f"{model.label}; reformatorische scholen in de regio"
    assert (study.free_m[0] / 1000).tolist() == [0, 20, 20, 0]
    assert study.free_s is not None
    assert (study.free_s[0] / 60).round(6).tolist() == [0, 20, 20, 0]


def test_a_network_elsewhere_is_refused_naming_how_many_places(
    line_of_four: Dataset, networks: Path, small_road: MakeNetwork
) -> None:
    write_network(networks / "ver-auto.npz", small_road("OSM Ver", km=(0, 9)))
    with pytest.raises(InputError) as caught:
        _ = Country(line_of_four, chosen(Settings(), "ver", "auto")).model
    assert caught.value.subject == "OSM Ver"
    (fault,) = caught.value.faults
    assert "2 van 4 postcodegebieden liggen meer dan 10 km van de dichtstbijzijnde weg" in fault
    assert "1003 (11 km), 1004 (21 km)" in fault
    assert f"kies 'ver{FILLED}' (elders {MODELNET}), {MODELNET}, of lees een netwerk" in fault


def test_who_lives_nowhere_need_not_be_covered(
    small_country: MakeDataset, networks: Path, small_road: MakeNetwork
) -> None:
    rows = [
        ("1001", 0, "GM0001", "JZ01", "PO2001", "VO2001", 10.0, 10.0),
        ("1002", COVERED_M / 1000, "GM0001", "JZ01", "PO2001", "VO2001", 10.0, 10.0),
        ("1003", 40, "GM0001", "JZ01", "PO2001", "VO2001", 0.0, 0.0),
    ]
    dataset = small_country(rows, [("00AA00", "1001", ("bo",))])
    write_network(networks / "hier-auto.npz", small_road(km=(-1, 0)))
    country = Country(dataset, chosen(Settings(), "hier", "auto"))
    assert isinstance(country.model, RoadModel)
    residents, codes = np.array([10.0, 10.0, 0.01]), ("1001", "1002", "1003")
    with pytest.raises(InputError, match=r"1 van 3 postcodegebieden .* zoals 1003 \(40 km\);"):
        require_covered(country.model.network, "hier", country.situation.homes, list(codes), residents)


def test_a_country_with_an_unknown_network_has_no_other_model(line_of_four: Dataset, networks: Path) -> None:
    assert not networks.exists()
    with pytest.raises(InputError, match="'weg' voor auto is hier niet"):
        _ = Country(line_of_four, Settings("weg")).model
    assert Country(line_of_four, Settings(STRAIGHT)).model == StraightLine()


def test_a_place_without_a_way_is_unreachable(
    line_of_four: Dataset, networks: Path, small_road: MakeNetwork, rows_of: Any
) -> None:
    """The road breaks off after 1003, and the only school of those beyond it closes."""
    cut: Network = small_road(km=LINE)
    edges = cut.edges
    joined = np.flatnonzero((edges.tail != 3) & (edges.head != 3))
    alone = replace(cut, edges=edges.take(joined), start=np.array([0, 1, 3, 4, 4], dtype=np.int32))
    assert isinstance(alone.edges, Edges)
    write_network(networks / "eiland-auto.npz", alone)
    sites = line_of_four["vestigingen"]
    offers = line_of_four["aanbod"]
    left = {
        "vestigingen": sites[sites["vestigingscode"] == "00AA00"].reset_index(drop=True),
        "aanbod": offers[offers["vestigingscode"] == "00AA00"].reset_index(drop=True),
    }
    dataset = replace(line_of_four, tables={**line_of_four.tables, **left})
    study = Study.of(dataset, chosen(Settings(), "eiland", "auto"))
    found = rows_of(compare(study, ["jeugdregio"], kinds=["so"]).table)
    today = {key[3]: row for key, row in found.items() if key[0] == "regeling-2015" and key[2] == "so"}
    assert today["onbereikbaar"]["waarde"] == 400
    assert today["vrij_gemiddeld"]["waarde"] == pytest.approx((0 * 100 + 20 * 200 + 40 * 300) / 600)
    assert found["jeugdregio", "NL", "so", "onbereikbaar"]["duiding"] == "gelijk"


def test_networks_with_the_same_title_can_be_told_apart(networks: Path, small_road: MakeNetwork) -> None:
    for name in ("een", "twee"):
        write_network(networks / f"{name}-auto.npz", small_road("OSM Delft", km=LINE))
    labels = [one.label for one in choices()]
    assert len(set(labels)) == len(labels)
    assert {"OSM Delft · auto (2025-01-01): een", "OSM Delft · auto (2025-01-01): twee"} <= set(labels)


def test_a_file_that_bears_a_name_with_another_meaning_is_no_choice(
    networks: Path, small_road: MakeNetwork
) -> None:
    write_network(networks / "modelnet-auto.npz", small_road("OSM Delft", km=LINE))
    assert [one.network for one in choices()] == ["modelnet", "modelnet", "hemelsbreed"]
