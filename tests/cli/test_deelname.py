"""``dekkend deelname`` as a user types it."""

from __future__ import annotations

import csv
import json
from pathlib import Path
from typing import Any

import pytest

from cli.main import main
from data.dataset import BUNDLED, read_dataset
from scenarios.assumptions import Assumptions
from scenarios.demand import expected
from scenarios.scenario import new_scenario, write_scenario
from scenarios.study import Study


@pytest.fixture(autouse=True)
def _nothing_chosen(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("DEKKEND_DATA", raising=False)
    monkeypatch.setenv("DEKKEND_NETWERKEN", "geen-map")


def run(capsys: pytest.CaptureFixture[str], *arguments: str | Path) -> tuple[int, str, str]:
    code = main(["deelname", *(str(argument) for argument in arguments)])
    captured = capsys.readouterr()
    assert "Traceback" not in captured.out + captured.err
    return code, captured.out, captured.err


def told(capsys: pytest.CaptureFixture[str], *arguments: str | Path) -> dict[str, Any]:
    code, out, err = run(capsys, *arguments, "--json")
    assert code == 0, err
    found: dict[str, Any] = json.loads(out)
    return found


def test_the_table_says_how_it_was_counted_and_in_what(capsys: pytest.CaptureFixture[str]) -> None:
    code, out, err = run(capsys)
    assert (code, err) == (0, "")
    for part in (
        "28.300 (26.200–30.500)",
        "deelname landelijk geteld",
        "deelname per jeugdregio geteld",
        "beste manier die de gegevens toelaten: de woonplaats van leerlingen sbo is niet ingelezen",
        "en zou er dus geen verwachten",
        "geschat uit één getal voor twee soorten",
        "zijn geschat",
        "inwoners 2024",
        "DUO leerlingen 2025",
        "geen beleid en geen voorspelling",
        "Gegevensset",
    ):
        assert part in out
    assert "nan" not in out
    assert "1.356.915" not in out  # an estimate is never told to the last pupil


def test_the_figures_are_those_of_expected(capsys: pytest.CaptureFixture[str]) -> None:
    found = told(capsys, "--kind", "so", "--groei", "-1", "--jaar", "2034", "--geteld-per", "jeugdregio")
    country = Study.of(read_dataset(BUNDLED)).country
    assumed = Assumptions(growth_per_year=-0.01, year=2034, region="jeugdregio")
    wanted = expected(country, "so", assumed)
    (one,) = found["soorten"]
    (row,) = one["gebieden"]
    assert row["leerlingen"] == pytest.approx(wanted.total, abs=0.01)
    assert (row["laag"], row["hoog"]) == pytest.approx(wanted.interval, abs=0.01)
    assert found["aannames"] == assumed.to_dict()
    assert one["aard"] == "geschat"


def test_areas_add_up_to_the_country(capsys: pytest.CaptureFixture[str]) -> None:
    whole = told(capsys, "--kind", "sbo")["soorten"][0]["gebieden"][0]
    for level in ("jeugdregio", "swv", "gemeente"):
        rows = told(capsys, "--kind", "sbo", "--niveau", level)["soorten"][0]["gebieden"]
        assert len(rows) > 40
        assert sum(row["leerlingen"] for row in rows) == pytest.approx(whole["leerlingen"], rel=1e-4)


def test_an_own_rate_is_told_as_such(capsys: pytest.CaptureFixture[str]) -> None:
    code, out, _ = run(capsys, "--kind", "so", "--deelname", "so=2%", "--naar-regulier", "so=25%")
    assert code == 0
    for part in ("1,50", "eigen aanname van de deelname: 2%", "25% van de leerlingen van so gaat naar bo"):
        assert part in out


def test_assumptions_of_a_scenario_hold_until_an_option_says_otherwise(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    path = tmp_path / "plan.json"
    study = Study.of(read_dataset(BUNDLED))
    saved = Assumptions(rates=(("so", 0.02),), year=2030)
    write_scenario(new_scenario(study, "plan", "jeugdregio", assumptions=saved), path)
    found = told(capsys, "--kind", "so", "--scenario", path, "--jaar", "2032")
    assert found["aannames"]["deelname"] == {"so": 0.02}
    assert found["aannames"]["jaar"] == 2032
    areas = told(capsys, "--kind", "so", "--scenario", path, "--niveau", "swv")["soorten"][0]["gebieden"]
    assert len(areas) == 42


def test_the_spread_before_and_after(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    arguments = ("--kind", "so", "--geteld-per", "jeugdregio", "--spreiding", "jeugdregio")
    code, out, _ = run(capsys, *arguments)
    assert code == 0
    for part in ("ervoor: regeling-2015", "erna: jeugdregio", "middelt verschillen uit", "procentpunt hoger"):
        assert part in out
    (one,) = told(capsys, *arguments)["soorten"]
    assert one["ervoor"]["deviation"] > one["erna"]["deviation"] > 0
    assert one["inwoners_hoger"] > 0
    assert one["inwoners_lager"] > 0
    swapped = told(capsys, *arguments[:-1], "regeling-2015", "--basis", "jeugdregio")["soorten"][0]
    assert swapped["ervoor"] == one["erna"]
    target = tmp_path / "spreiding.csv"
    assert run(capsys, *arguments, "--uit", target)[0] == 0
    with target.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file, delimiter=";"))
    assert {row["scenario"] for row in rows} == {"regeling-2015", "jeugdregio"}
    assert all(row["bron"] and row["aard"] and row["aannames"] for row in rows)


def test_the_spread_has_margins_and_its_reading_stands_once(capsys: pytest.CaptureFixture[str]) -> None:
    code, out, _ = run(capsys, "--spreiding", "jeugdregio")
    assert code == 0
    assert out.count("middelt verschillen uit") == 1
    assert "Tussen haakjes de marge" in out
    found = told(capsys, "--spreiding", "jeugdregio")["soorten"]
    for one in found:
        low, high = one["erna_marge"]
        assert low["mean"] <= one["erna"]["mean"] <= high["mean"]
        assert one["ervoor"]["mean"] == pytest.approx(one["erna"]["mean"], rel=1e-3)


def test_a_spread_of_national_participation_is_not_to_be_told(capsys: pytest.CaptureFixture[str]) -> None:
    arguments = ("--kind", "so", "--geteld-per", "landelijk", "--spreiding", "jeugdregio")
    code, out, _ = run(capsys, *arguments)
    assert code == 0
    assert "niet te bepalen: met landelijke deelname" in out
    assert told(capsys, *arguments)["soorten"][0]["erna"] is None


def test_a_table_as_csv(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    target = tmp_path / "deelname.csv"
    code, out, err = run(capsys, "--niveau", "jeugdregio", "--uit", target)
    assert (code, out) == (0, "")
    assert "Tabel geschreven" in err
    with target.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file, delimiter=";"))
    assert len(rows) == 6 * 42
    assert all(row["geteld"] and row["bron"] and row["aard"] == "geschat" for row in rows)
    assert "," in rows[0]["deelname"]


def test_a_kind_that_cannot_be_counted_is_left_out_aloud(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    own = tmp_path / "opdc.csv"
    own.write_text("soort;naam;postcode;doelgroep\nOPDC;De Brug;3511;vo\n", encoding="utf-8")
    folder = tmp_path / "set"
    assert main(["voorziening", "lees", str(own), "--naar", str(folder)]) == 0
    capsys.readouterr()
    code, out, err = run(capsys, "--data", folder)
    assert code == 0
    assert "Let op, weggelaten: deelname aan opdc" in err
    assert "sbo" in out
    code, _, err = run(capsys, "--data", folder, "--kind", "opdc")
    assert code == 1
    assert "geef de deelname zelf op" in err
    assert run(capsys, "--data", folder, "--kind", "opdc", "--deelname", "opdc=0,2%")[0] == 0


@pytest.mark.parametrize(
    ("arguments", "message", "code"),
    [
        (["--kind", "hbo"], "onbekende soort 'hbo'; kies uit bo, sbo", 1),
        (["--deelname", "hbo=2%"], "onbekende soort 'hbo'", 1),
        (["--deelname", "so=0,02"], "met het %-teken", 1),
        (["--groei", "1"], "--groei zonder --jaar", 1),
        (["--groei", "-30", "--jaar", "2030"], "van −20 tot 20", 1),
        (["--jaar", "2001"], "de inwoners zijn van 2024", 1),
        (["--jaar", "straks"], "--jaar: verwacht een geheel getal", 2),
        (["--geteld-per", "stad"], "onbekende waarde 'stad'; kies uit 'beste', 'landelijk'", 2),
        (["--geteld-per", "woonplaats"], "is niet geladen: importeer DUO's leerlingen po", 1),
        (["--naar-regulier", "bo=10%"], "bo is zelf regulier onderwijs", 1),
        (["--basis", "jeugdregio"], "hoort bij --spreiding", 1),
        (["--spreiding", "bestaat-niet"], "bestaat-niet", 1),
        (["--spreiding", "weg.json"], "dit bestand bestaat niet", 1),
        (["--scenario", "weg.json"], "dit bestand bestaat niet", 1),
    ],
)
def test_a_wrong_request_is_answered_in_dutch(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, arguments: list[str], message: str, code: int
) -> None:
    target = tmp_path / "tabel.csv"
    found, out, err = run(capsys, *arguments, "--uit", target)
    assert found == code
    assert message in err
    assert out == ""
    assert not target.exists()


def test_the_help_is_dutch(capsys: pytest.CaptureFixture[str]) -> None:
    code, out, _ = run(capsys, "--help")
    assert code == 0
    assert "Toon hoeveel leerlingen per soort verwacht worden" in out
    assert "Options" not in out
