"""``dekkend verslag`` and ``dekkend presentatie``."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from cli.main import main
from data.dataset import BUNDLED, read_dataset
from scenarios.presentation import read_presentation


@pytest.fixture
def scenario(tmp_path: Path) -> Path:
    told = {
        "dekkend": 1,
        "naam": "plan",
        "titel": "Plan A",
        "basis": "jeugdregio",
        "wijzigingen": [{"soort": "wijs_toe", "gemeenten": ["Woerden"], "swv": "JZ20"}],
        "gegevens": read_dataset(BUNDLED).manifest.fingerprint,
        "verslag": [
            {"soort": "besluit", "gemeente": "GM0632", "tekst": "=wij gaan mee", "tijd": "2026-11-22T12:00"},
            {"soort": "bezwaar", "tekst": "te ver [rood]", "wie": "raad", "tijd": "2026-11-22T12:01"},
        ],
    }
    path = tmp_path / "plan.json"
    path.write_text(json.dumps(told), encoding="utf-8")
    return path


def test_what_a_pdf_has_no_letters_for_stops_no_report(
    scenario: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    told = json.loads(scenario.read_text(encoding="utf-8"))
    told["verslag"][0]["tekst"] = "Akkoord 👍"
    scenario.write_text(json.dumps(told), encoding="utf-8")
    target = scenario.with_name("verslag.pdf")
    assert main(["verslag", str(scenario), "--uit", str(target), "--data", str(BUNDLED)]) == 0
    assert target.read_bytes().startswith(b"%PDF")
    scenario.write_text('{"dekkend_presentatie": 1}', encoding="utf-8")
    assert main(["verslag", str(scenario), "--data", str(BUNDLED)]) == 1
    assert "gevonden een presentatie van dekkend" in capsys.readouterr().err


def test_minutes_are_listed_and_written(scenario: Path, capsys: pytest.CaptureFixture[str]) -> None:
    data = ["--data", str(BUNDLED)]
    assert main(["verslag", str(scenario), *data]) == 0
    shown = capsys.readouterr().out
    assert "Woerden" in shown
    assert "te ver [rood]" in shown
    target = scenario.with_name("verslag.csv")
    assert main(["verslag", str(scenario), "--uit", str(target), *data]) == 0
    assert "besluit;Woerden;GM0632;'=wij gaan mee" in target.read_text(encoding="utf-8-sig")
    target = scenario.with_name("verslag.html")
    assert main(["verslag", str(scenario), "--uit", str(target), *data]) == 0
    assert "Verslag van de bijeenkomst" in target.read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["verslag", "niets.json"], "geen scenariobestand"),
        (["verslag", "niets.json", "--uit", "x.txt"], ".txt"),
        (["presentatie", "--uit", "x.txt"], ".json"),
        (["presentatie", "--uit", "x.json", "--soort", "geluk"], "onbekende soort 'geluk'"),
    ],
)
def test_what_cannot_be_done_is_told(
    arguments: list[str], told: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main([*arguments, "--data", str(BUNDLED)]) == 1
    assert told in capsys.readouterr().err


def test_a_presentation_of_a_saved_scenario_carries_it(scenario: Path) -> None:
    target = scenario.with_name("presentatie.json")
    arguments = ["presentatie", "--scenario", str(scenario), "--uit", str(target), "--data", str(BUNDLED)]
    assert main(arguments) == 0
    made = read_presentation(target)
    assert [one.titel for one in made.scenarios] == ["Plan A"]
    assert made.scenarios[0].naam == made.onderwerp
    assert len(made.scenarios[0].verslag) == 2
