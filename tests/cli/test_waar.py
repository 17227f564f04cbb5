"""``dekkend waar`` as a user types it."""

from __future__ import annotations

import csv
import json
from pathlib import Path
from typing import Any

import pytest

from cli import main as entry
from data.dataset import BUNDLED, read_dataset
from scenarios.scenario import new_scenario, write_scenario
from scenarios.study import Study
from scenarios.without_own import without_own


@pytest.fixture(autouse=True)
def _nothing_chosen(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("DEKKEND_DATA", raising=False)
    monkeypatch.setenv("DEKKEND_NETWERKEN", "geen-map")


def run(capsys: pytest.CaptureFixture[str], *arguments: str | Path) -> tuple[int, str, str]:
    code = entry.main(["waar", *(str(argument) for argument in arguments)])
    captured = capsys.readouterr()
    assert "Traceback" not in captured.out + captured.err
    return code, captured.out, captured.err


def told(capsys: pytest.CaptureFixture[str], *arguments: str | Path) -> dict[str, Any]:
    code, out, _ = run(capsys, *arguments, "--json")
    assert code == 0
    found: dict[str, Any] = json.loads(out)
    return found


def test_places_curve_and_account(capsys: pytest.CaptureFixture[str]) -> None:
    code, out, err = run(capsys, "so", "--gebied", "Zeeland", "--aantal", "2")
    assert code == 0
    for part in (
        "Waar openen: so in Zeeland (jeugdregio)",
        "inwoners van 4-11 jaar in het gebied",
        "Beste 2 plekken",
        "Schouwen-Duiveland",
        "Winst per aantal",
        "zoals het nu is",
        "beter kan niet",
        "Voor wie",
        "niemands afstand wordt langer",
        "acceptabel voor so 20 km (niet bevestigd)",
        "inwoners 2024",
        "DUO leerlingen 2025",
        "gemodelleerd",
        "modelnet, auto, peildatum",
    ):
        assert part in out
    assert "nan" not in out
    assert not err


def test_coverage_of_expected_pupils(capsys: pytest.CaptureFixture[str]) -> None:
    arguments = ("so", "--gebied", "Zeeland", "--doel", "dekking", "--gewicht", "leerlingen", "--aantal", "1")
    code, out, _ = run(capsys, *arguments)
    assert code == 0
    assert "verwachte leerlingen so" in out
    assert "maximale dekking" in out
    found = told(capsys, *arguments)
    step = found["stappen"][0]
    assert step["binnen_acceptabel"] > found["nu"]["binnen_acceptabel"]
    assert step["bewezen"] is True
    assert step["hooguit_beter"] == 0
    assert found["eenheid_hooguit_beter"] == "personen"


def test_where_nothing_more_can_be_covered_distance_decides(capsys: pytest.CaptureFixture[str]) -> None:
    arguments = ("so", "--gebied", "Flevoland", "--doel", "dekking", "--aantal", "1")
    found = told(capsys, *arguments)
    assert found["nu"]["binnen_acceptabel"] == pytest.approx(found["geteld"]["aantal"], rel=1e-6)
    _, out, _ = run(capsys, *arguments)
    assert "de plekken zijn gekozen op afstand" in out


def test_the_own_network_of_the_country(capsys: pytest.CaptureFixture[str]) -> None:
    found = told(capsys, "so", "--gebied", "nederland", "--aantal", "1", "--eigen")
    assert found["alleen_eigen_swv"]
    assert found["nu"]["bereikt_niets"] > 0
    (step,) = found["stappen"]
    assert step["nieuw_bereikt"] == pytest.approx(
        found["nu"]["bereikt_niets"] - step["bereikt_niets"], abs=0.2
    )
    assert step["gemiddelde_afstand_km"] == found["nu"]["gemiddelde_afstand_km"]  # of who reached one before


def test_a_gain_within_the_error_of_the_distance_model(capsys: pytest.CaptureFixture[str]) -> None:
    _, out, _ = run(capsys, "bo", "--gebied", "Zeeland", "--aantal", "1")
    assert "geen aantoonbaar verschil in het gemiddelde" in out


def test_a_region_without_an_own_site(capsys: pytest.CaptureFixture[str]) -> None:
    """Of a swv without a site of its own everybody reaches something, wherever it opens."""
    study = Study.of(read_dataset(BUNDLED))
    so = next(kind for kind in study.country.kinds if kind.code == "so")
    swv = without_own(study, study.base_id, study.base_id, so)[0].swv
    _, out, _ = run(
        capsys, "so", "--gebied", swv.split(" · ")[0].replace(" ", "").replace(".", ""), "--eigen"
    )
    assert "Wie nu zonder bereikbare eigen voorziening is gaat voor" in out
    assert "nan" not in out


def test_a_table_as_csv(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    target = tmp_path / "plekken.csv"
    code, out, err = run(capsys, "so", "--gebied", "Zeeland", "--aantal", "2", "--uit", target)
    assert code == 0
    assert out == ""
    assert "Tabel geschreven naar" in err
    with target.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file, delimiter=";"))
    assert [(row["aantal"], row["volgorde"]) for row in rows] == [("1", "1"), ("2", "1"), ("2", "2")]
    assert all(row["bronnen"] and row["instellingen"] and row["gegevens"] for row in rows)
    assert "," in rows[0]["gemiddelde_korter_km"]


def test_a_scenario_brings_its_norms(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    study = Study.of(read_dataset(BUNDLED))
    path = tmp_path / "plan.json"
    write_scenario(new_scenario(study, "plan", "jeugdregio"), path)
    saved = json.loads(path.read_text(encoding="utf-8"))
    saved["normen"] = [
        {"norm": "acceptabel", "soort": "so", "eenheid": "m", "waarde": 9000.0, "bevestigd": True}
    ]
    path.write_text(json.dumps(saved), encoding="utf-8")
    found = told(capsys, "so", "--gebied", "Zeeland", "--aantal", "1", "--scenario", path)
    assert found["indeling"] == "plan"
    assert found["norm_km"] == 9.0
    assert any("9 km (bevestigd)" in norm for norm in found["normen"])


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["hbo", "--gebied", "Zeeland"], "onbekende soort 'hbo'; kies uit bo, sbo"),
        (["so", "--gebied", "4301"], "te klein om plekken in te zoeken"),
        (["so", "--gebied", "Zeelnd"], "bedoelt u"),
        (["so", "--gebied", "Zeeland", "--aantal", "0"], "aantal 0: verwacht 1 tot 25"),
        (["so", "--gebied", "Zeeland", "--maatstaf", "dichtbij"], "verwacht thuisnabij of acceptabel"),
        (["so", "--gebied", "Zeeland", "--rekentijd", "-3"], "verwacht 0 of meer"),
    ],
)
def test_a_wrong_request_is_answered_in_dutch(
    capsys: pytest.CaptureFixture[str], arguments: list[str], message: str
) -> None:
    code, out, err = run(capsys, *arguments)
    assert code == 1
    assert message in err
    assert out == ""


def test_the_help_is_dutch(capsys: pytest.CaptureFixture[str]) -> None:
    code, out, _ = run(capsys, "--help")
    assert code == 0
    assert "Zoek de beste plekken" in out
    assert "--met-buren" in out
