"""``dekkend route``, ``bereik``, ``afstanden`` and ``netwerk controle`` as a user types them."""

from __future__ import annotations

import json
import shutil
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from cli.main import main
from data.cube_store import FOLDER
from data.dataset import BUNDLED, CACHE_VARIABLE, read_dataset, write_dataset
from scenarios.settings import Settings
from scenarios.study import Study


def run(capsys: pytest.CaptureFixture[str], *arguments: str | Path) -> tuple[int, str, str]:
    code = main([str(argument) for argument in arguments])
    captured = capsys.readouterr()
    assert "Traceback" not in captured.out + captured.err
    return code, captured.out, captured.err


@pytest.fixture(autouse=True)
def _nothing_chosen(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.delenv("DEKKEND_DATA", raising=False)
    monkeypatch.setenv("DEKKEND_NETWERKEN", str(tmp_path / "netwerken"))


@pytest.fixture(scope="module")
def own_copy(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Copy the bundled set, so that what is measured can be stored beside it."""
    folder = tmp_path_factory.mktemp("gegevens") / "nederland"
    shutil.copytree(BUNDLED, folder)
    return folder


def told(capsys: pytest.CaptureFixture[str], *arguments: str | Path) -> dict[str, Any]:
    code, out, _ = run(capsys, *arguments, "--json")
    assert code == 0
    found: dict[str, Any] = json.loads(out)
    return found


def test_a_way_to_the_island_takes_the_ferry(capsys: pytest.CaptureFixture[str]) -> None:
    code, out, _ = run(capsys, "route", "1791", "--kind", "so", "--modus", "fiets")
    assert code == 0
    assert "Vanaf PC4 1791 naar" in out
    assert "Via: Veer Den Helder-Texel" in out
    assert "minuten, langs de kortste weg, zonder files" in out
    assert "modelnet, fiets, peildatum" in out
    assert "gemodelleerd" in out


def test_a_way_is_as_long_as_the_cube_says(capsys: pytest.CaptureFixture[str]) -> None:
    study = Study.of(read_dataset(BUNDLED))
    row = study.country.points["pc4"].tolist().index("4511")
    position = study.country.situation.kinds.index("pro")
    found = told(capsys, "route", "4511", "--kind", "pro")
    assert found["afstand_m"] == pytest.approx(float(study.free_m[position, row]), abs=1)
    assert study.free_s is not None
    fastest = told(capsys, "route", "4511", "--kind", "pro", "--snelste")
    assert fastest["duur_s"] == pytest.approx(float(study.free_s[position, row]), abs=1)
    assert found["hemelsbreed_m"] <= found["afstand_m"]
    assert found["lijn"][0] != found["lijn"][-1]


def test_only_the_own_swv_counts_where_an_indeling_is_named(capsys: pytest.CaptureFixture[str]) -> None:
    anywhere = told(capsys, "route", "7741", "--kind", "so")
    own = told(capsys, "route", "7741", "--kind", "so", "--scenario", "regeling-2015")
    assert own["afstand_m"] > anywhere["afstand_m"] + 5000


def test_a_straight_line_has_a_distance_but_no_way(capsys: pytest.CaptureFixture[str]) -> None:
    found = told(capsys, "route", "1601", "--kind", "pro", "--netwerk", "hemelsbreed")
    assert found["afstand_m"] == pytest.approx(1.3 * found["hemelsbreed_m"], abs=1)
    assert found["duur_s"] is None
    assert "lijn" not in found
    assert (found["aard"], found["afstanden"]) == ("geschat", "hemelsbreed × 1,3")


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["route", "1601", "--kind", "hbo"], "onbekende soort 'hbo'; kies uit bo, sbo"),
        (["route", "0001"], "0001"),
        (["route", "1601", "--snelste", "--netwerk", "hemelsbreed"], "hemelsbreed kent geen reistijden"),
        (["bereik", "9999XX", "--kind", "so"], "geen vestiging so met code of PC4 '9999XX'"),
        (["bereik", "1601", "--kind", "bo", "--norm", "dichtbij"], "verwacht thuisnabij of acceptabel"),
        (["netwerk", "controle", "--netwerk", "hemelsbreed"], "hemelsbreed is geen netwerk"),
        (["route", "1601", "--netwerk", "hemelsbreed", "--modus", "fiets"], "kent geen wijze van reizen"),
        (
            ["afstanden", "--scheduler", "tcp://127.0.0.1:1", "--werkers", "2"],
            "kies --scheduler of --werkers",
        ),
    ],
)
def test_a_wrong_request_is_answered_in_dutch(
    capsys: pytest.CaptureFixture[str], arguments: list[str], message: str
) -> None:
    code, out, err = run(capsys, *arguments)
    assert code == 1
    assert message in err
    assert out == ""


def test_who_is_within_the_norm_of_a_site(capsys: pytest.CaptureFixture[str]) -> None:
    near = told(capsys, "bereik", "1601", "--kind", "bo", "--norm", "thuisnabij")
    far = told(capsys, "bereik", "1601", "--kind", "bo", "--norm", "acceptabel")
    assert set(near["pc4"]) < set(far["pc4"])
    assert near["inwoners_geschat"] < far["inwoners_geschat"]
    assert "8243" not in far["pc4"]  # Lelystad lies across the Markermeer
    by_time = told(capsys, "bereik", "1601", "--kind", "bo", "--tijd")
    assert by_time["norm"] == "acceptabel (20 min)"
    assert set(far["pc4"]) <= set(by_time["pc4"])


def test_what_is_measured_beforehand_is_found_again(
    capsys: pytest.CaptureFixture[str], own_copy: Path
) -> None:
    arguments = ["afstanden", "--data", own_copy, "--modus", "auto", "--modus", "fiets", "--paren", "5"]
    code, out, _ = run(capsys, *arguments)
    assert code == 0
    assert out.count("Nodig: ongeveer") == 2
    assert "modelnet, fiets" in out
    study = Study.of(read_dataset(own_copy), Settings(mode="fiets"))
    study.runner = None  # type: ignore[assignment]  # whatever would be measured now would fail
    assert study.cube.time_s is not None
    pairs = study.pairs(5000.0)
    assert float(pairs.distance_m.max()) <= 5000
    assert not list((own_copy / FOLDER).glob("*-deel-*"))


def test_what_is_measured_on_the_bundled_set_stands_in_the_cache(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv(CACHE_VARIABLE, str(tmp_path / "nieuw"))
    code, _, _ = run(capsys, "afstanden", "--netwerk", "hemelsbreed")
    assert code == 0
    assert len(list((tmp_path / "nieuw" / FOLDER).glob("*.npy"))) == 1
    assert not (BUNDLED / FOLDER).exists()


def test_what_cannot_be_stored_is_said(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / "vol").write_text("een bestand waar een map hoort", encoding="utf-8")
    monkeypatch.setenv(CACHE_VARIABLE, str(tmp_path / "vol"))
    code, _, err = run(capsys, "afstanden", "--netwerk", "hemelsbreed", "--paren", "3")
    assert code == 1
    assert "gemeten maar niet bewaard: afstanden en reistijden en paren" in err


def test_a_site_in_the_sea_is_told_wherever_distances_are(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    bundled = read_dataset(BUNDLED)
    sites = bundled["vestigingen"].copy()
    lost = str(sites["vestigingscode"].iloc[7])
    sites.loc[sites["vestigingscode"] == lost, "easting"] -= 80_000.0
    wrong = replace(bundled, tables={**bundled.tables, "vestigingen": sites}, folder=None)
    write_dataset(wrong, tmp_path / "zee")
    code, _, err = run(capsys, "route", "1601", "--kind", "bo", "--data", tmp_path / "zee")
    assert code == 0
    assert f"vestiging {lost}" in err
    assert "km buiten haar postcodegebied, haar afstanden kloppen niet" in err
    found = told(capsys, "netwerk", "controle", "--data", tmp_path / "zee")
    assert found["ver_van_netwerk"][0]["wat"] == "vestiging buiten haar PC4"
    assert found["ver_van_netwerk"][0]["naam"].startswith(lost)


def test_a_network_is_judged_under_the_data(capsys: pytest.CaptureFixture[str]) -> None:
    code, out, _ = run(capsys, "netwerk", "controle")
    assert code == 0
    assert "modelnet, auto, peildatum" in out
    assert "Losse delen: tussen delen bestaat geen weg: geen" in out
    assert "Omweg van 3 keer hemelsbreed of meer" in out
    found = told(capsys, "netwerk", "controle", "--modus", "fiets")
    assert found["korter_dan_hemelsbreed"] == 0
    assert found["paren"] > 10_000
