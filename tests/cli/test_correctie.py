"""``dekkend correctie``, and scenarios that carry corrections."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from cli.main import main
from data.corrected import corrected
from data.corrections import read_corrections
from data.dataset import BUNDLED, read_dataset
from scenarios.changes import Assign
from scenarios.scenario import new_scenario, write_scenario
from scenarios.study import Study

_SIGNED = ["--wie", "A. de Vries", "--reden", "telling"]


def test_corrections_are_told_written_and_added_to(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    first, both = tmp_path / "een.json", tmp_path / "twee.json"
    assert main(["correctie", "--inwoners", "3511:po=900", *_SIGNED, "--uit", str(first)]) == 0
    assert main(["correctie", str(first), "--jeugdregio", "GM0294=JZ26", *_SIGNED, "--uit", str(both)]) == 0
    told = capsys.readouterr().out
    assert "3511: 900 inwoners van 4-11 jaar in plaats van" in told
    assert "Winterswijk hoort bij jeugdregio" in told
    assert [one["soort"] for one in json.loads(both.read_text())] == ["inwoners", "jeugdregio"]


def test_a_corrected_data_set_can_be_used_everywhere(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    target = tmp_path / "gecorrigeerd"
    given = ["--ontbreekt", "De Wilg:7101:so=30", "--leerlingen", "1011-bo:bo=7", "--plaats", "1013-bo=3511"]
    assert main(["correctie", *given, "--bestaat-niet", "1018-bo", *_SIGNED, "--naar", str(target)]) == 0
    assert main(["verantwoording", "--maat", "afstand_gemiddeld", "--data", str(target)]) == 0
    told = capsys.readouterr().out
    assert "De Wilg" in told
    assert "A. de Vries" in told
    assert main(["correctie", "--inwoners", "3511:po=900", *_SIGNED, "--data", str(target)]) == 0
    assert "3511: 900 inwoners" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("given", "told"),
    [
        ([], "geen correctie genoemd"),
        (["--inwoners", "3511=900"], "verwacht iets als 3511:po=900"),
        (["--inwoners", "3511:po=veel", *_SIGNED], "verwacht een geheel getal"),
        (["--inwoners", "3511:po=9"], "veld 'wie': is leeg"),
        (["--bestaat-niet", "nergens", *_SIGNED], "onbekende vestiging 'nergens'"),
        (["--plaats", "1011-bo=1,2", *_SIGNED], "correctie 1"),
        (["geen.json"], "niet te openen"),
    ],
)
def test_what_is_wrong_is_told(given: list[str], told: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["correctie", *given]) == 1
    assert told in capsys.readouterr().err


def test_a_scenario_brings_its_corrections_along(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    signed = {"wie": "A. de Vries", "reden": "telling", "datum": "2026-03-01"}
    made = read_corrections(
        "x", [{"soort": "inwoners", "pc4": "3511", "leeftijd": "po", "aantal": 900, **signed}]
    )
    study = Study.of(corrected(read_dataset(BUNDLED), made))
    path = tmp_path / "plan.json"
    change = Assign(gemeenten=("Winterswijk",), swv="JZ26")
    write_scenario(new_scenario(study, "plan", "jeugdregio", (change,)), path)
    assert main(["vergelijk", str(path), "--kind", "so", "--json"]) == 0
    seen = capsys.readouterr()
    assert "Uit het scenario: Correctie: 3511: 900 inwoners" in seen.err
    assert "met 1 correctie (A. de Vries, 01-03-2026)" in seen.out
