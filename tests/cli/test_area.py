"""``dekkend gebied`` as a user types it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from cli.main import main


def run(capsys: pytest.CaptureFixture[str], *arguments: str | Path) -> tuple[int, str, str]:
    code = main(["gebied", *(str(argument) for argument in arguments)])
    captured = capsys.readouterr()
    assert "Traceback" not in captured.out + captured.err
    return code, captured.out, captured.err


@pytest.fixture(autouse=True)
def _no_data_set_chosen(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("DEKKEND_DATA", raising=False)
    monkeypatch.setenv("DEKKEND_NETWERKEN", "geen-map")


def told(capsys: pytest.CaptureFixture[str], folder: Path, *arguments: str | Path) -> dict[str, Any]:
    code, out, _ = run(capsys, *arguments, "--data", folder, "--json")
    assert code == 0
    found: dict[str, Any] = json.loads(out)
    return found


def test_a_card_as_tables(capsys: pytest.CaptureFixture[str], dataset_folder: Path) -> None:
    code, out, err = run(capsys, "de bilt", "--data", dataset_folder)
    assert code == 0
    for part in (
        "De Bilt (gemeente, GM0310) · indeling: regeling 2015",
        "inwoners van 4-11 jaar (inwoners)",
        "schoolbesturen met vestigingen (aantal)",
        "geschat",
        "gemeten",
        "inwoners 2024",
        "DUO leerlingen 2025",
        "modelnet, auto, peildatum",
        "gemodelleerd",
        "Zuidoost Utrecht (JZ23)",
        "PO 26.03",
        "100,0",
        "Begrippen:",
        "verplaatst geen school",
    ):
        assert part in out
    assert not err
    assert "nan" not in out


def test_a_card_over_straight_lines(capsys: pytest.CaptureFixture[str], dataset_folder: Path) -> None:
    code, out, _ = run(capsys, "de bilt", "--data", dataset_folder, "--netwerk", "hemelsbreed")
    assert code == 0
    assert "hemelsbreed × 1,3" in out
    assert "Afstanden zijn geschat" in out
    assert "modelnet" not in out
    assert "nan" not in out


def _of(card: dict[str, Any], kind: str, code: str) -> dict[str, Any]:
    (row,) = (row for row in card["voorzieningen"] if (row["soort"], row["maat"]) == (kind, code))
    found: dict[str, Any] = row
    return found


@pytest.mark.parametrize("mode", ["auto", "fiets"])
def test_a_card_says_over_what_it_was_measured(
    capsys: pytest.CaptureFixture[str], dataset_folder: Path, mode: str
) -> None:
    card = told(capsys, dataset_folder, "de bilt", "--modus", mode)
    network = f"modelnet, {mode}, peildatum "
    assert card["stempel"]["instellingen"].startswith(network)
    for code in ("afstand_gemiddeld", "reistijd_gemiddeld"):
        one = _of(card, "vo", code)
        assert one["aard"] == "gemodelleerd"
        assert network in one["bron"]
        assert one["waarde"] > 0
    straight = told(capsys, dataset_folder, "de bilt", "--netwerk", "hemelsbreed")
    assert straight["stempel"]["instellingen"].startswith("hemelsbreed × 1,3; ")
    assert _of(straight, "vo", "afstand_gemiddeld")["aard"] == "geschat"
    assert "hemelsbreed × 1,3" in _of(straight, "vo", "afstand_gemiddeld")["bron"]
    assert _of(straight, "vo", "reistijd_gemiddeld")["waarde"] is None


def test_a_detour_factor_asks_for_straight_lines(
    capsys: pytest.CaptureFixture[str], dataset_folder: Path
) -> None:
    card = told(capsys, dataset_folder, "de bilt", "--omweg", "1,2")
    assert card["stempel"]["instellingen"].startswith("hemelsbreed × 1,2; ")


def test_a_card_as_json(capsys: pytest.CaptureFixture[str], dataset_folder: Path) -> None:
    card = told(capsys, dataset_folder, "PO2605", "--scenario", "jeugdregio")
    assert card["gebied"] == {"soort": "swv po", "code": "PO2605", "naam": "PO 26.05 · Nieuwegein e.o."}
    assert card["indeling"] == "regeling-2015"
    assert {row["soort"] for row in card["voorzieningen"]} == {"bo", "sbo", "so"}
    assert all(row["aard"] and row["bron"] and row["eenheid"] for row in card["voorzieningen"])
    # the only so site counts its pupils together with vso
    alone = [r for r in card["voorzieningen"] if (r["soort"], r["maat"]) == ("so", "leerlingen_soort")]
    assert [row["waarde"] for row in alone] == [None]
    shares = [row["aandeel_gebied"] for row in card["overlap"] if row["soort"] == "gemeente"]
    assert sum(shares) == pytest.approx(100)
    assert any(row["soort"] == "swv van het scenario" for row in card["overlap"])


@pytest.mark.parametrize(
    ("text", "code", "note"),
    [
        ("Bilthoven", "GM0310", "Bilthoven (plaats in De Bilt): getoond wordt de gemeente De Bilt"),
        ("3721 AB", "GM0310", "3721 (postcode in De Bilt): getoond wordt de gemeente De Bilt"),
        ("Groningen", "GM0014", "is hier Groningen (gemeente); ook: Groningen (jeugdregio)"),
        ("JZ23", "JZ23", ""),
        ("VO 26.05", "VO2605", ""),
    ],
)
def test_how_an_area_is_found(
    capsys: pytest.CaptureFixture[str], dataset_folder: Path, text: str, code: str, note: str
) -> None:
    result, out, err = run(capsys, text, "--data", dataset_folder, "--json")
    assert result == 0
    assert json.loads(out)["gebied"]["code"] == code
    assert note in err
    assert bool(note) == bool(err)


def test_the_swv_of_a_scenario_and_its_namesake(
    capsys: pytest.CaptureFixture[str], dataset_folder: Path
) -> None:
    arguments = ("--scenario", "jeugdregio", "--data", dataset_folder, "--json")
    _, out, err = run(capsys, "JZ23", *arguments)
    card = json.loads(out)
    assert (card["gebied"]["soort"], card["indeling"]) == ("swv van het scenario", "jeugdregio")
    assert "ook: Zuidoost Utrecht (jeugdregio)" in err
    _, out, _ = run(capsys, "Zuidoost Utrecht (jeugdregio)", *arguments)
    assert json.loads(out)["gebied"]["soort"] == "jeugdregio"


def test_a_scenario_from_a_file(
    capsys: pytest.CaptureFixture[str], dataset_folder: Path, tmp_path: Path
) -> None:
    mine = tmp_path / "mijn.csv"
    assert main(["exporteer", "provincie", "--uit", str(mine), "--data", str(dataset_folder)]) == 0
    capsys.readouterr()
    card = told(capsys, dataset_folder, "Utrecht", "--scenario", mine)
    assert card["indeling"] == "mijn"
    same = told(capsys, dataset_folder, "Utrecht", "--scenario", "provincie")
    assert [row["waarde"] for row in card["voorzieningen"]] == [
        row["waarde"] for row in same["voorzieningen"]
    ]


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["Utregt"], "'Utregt' is niet gevonden; bedoelt u Utrecht (gemeente)"),
        (["Nes"], "'Nes' is niet eenduidig; bedoelt u Nes (plaats in Ameland)"),
        (["1000"], "postcode 1000 komt in deze gegevensset niet voor"),
        (["Utrecht", "--scenario", "nergens"], "onbekende indeling 'nergens'"),
        (["Utrecht", "--scenario", "weg.csv"], "dit bestand bestaat niet"),
        (["Utrecht", "--netwerk", "delft"], "het netwerk 'delft' voor auto is hier niet"),
        (["Utrecht", "--netwerk", "modelnet", "--omweg", "1.2"], "omwegfactor geldt alleen hemelsbreed"),
    ],
)
def test_what_cannot_be_found_is_answered(
    capsys: pytest.CaptureFixture[str], dataset_folder: Path, arguments: list[str], message: str
) -> None:
    code, out, err = run(capsys, *arguments, "--data", dataset_folder)
    assert code == 1
    assert not out
    assert message in err


def test_help_and_a_missing_name(capsys: pytest.CaptureFixture[str]) -> None:
    code, out, _ = run(capsys, "--hulp")
    assert code == 0
    assert "Toon één gemeente, swv of jeugdregio" in out
    code, _, err = run(capsys)
    assert code == 2
    assert "argument 'naam' ontbreekt" in err
