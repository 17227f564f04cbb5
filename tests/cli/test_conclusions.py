"""The conclusion on the command line: printed after the tables, and in the JSON."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from cli.main import main
from data.dataset import BUNDLED


def run(capsys: pytest.CaptureFixture[str], *arguments: str | Path) -> str:
    assert main([str(argument) for argument in (*arguments, "--data", BUNDLED)]) == 0
    return capsys.readouterr().out


def test_each_scenario_gets_its_conclusion_after_the_tables(capsys: pytest.CaptureFixture[str]) -> None:
    told = run(capsys, "vergelijk", "jeugdregio", "samengevoegd", "--kind", "so")
    for name in ("jeugdregio", "samengevoegd"):
        assert f"Conclusie: {name} tegenover regeling-2015" in told
    assert told.index("Waar de verandering vandaan komt") < told.index("Conclusie: jeugdregio")
    assert told.index("Conclusie: samengevoegd") < told.index("Basis: regeling-2015.")
    assert "  - Van 150 swv's (76 po en 74 vo naast elkaar) naar 42 swv's voor po en vo samen" in told
    assert told.count("dit is een rekenvoorbeeld, geen beleid.") == 2


def test_the_same_sentences_in_json(capsys: pytest.CaptureFixture[str]) -> None:
    printed = run(capsys, "vergelijk", "jeugdregio")
    (conclusion,) = json.loads(run(capsys, "vergelijk", "jeugdregio", "--json"))["conclusies"]
    assert conclusion["scenario"] == "jeugdregio"
    assert 4 <= len(conclusion["zinnen"]) <= 7
    assert all(f"  - {sentence}\n" in printed for sentence in conclusion["zinnen"])


def test_the_base_against_itself(capsys: pytest.CaptureFixture[str]) -> None:
    assert "kies een ander scenario" in run(capsys, "vergelijk", "regeling-2015", "--kind", "so")


def test_figures_per_area_have_no_conclusion_of_the_country(capsys: pytest.CaptureFixture[str]) -> None:
    arguments = ("vergelijk", "jeugdregio", "--kind", "so", "--niveau", "jeugdregio")
    assert "Conclusie" not in run(capsys, *arguments)
    assert json.loads(run(capsys, *arguments, "--json"))["conclusies"] == []
