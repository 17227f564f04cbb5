"""``dekkend lees-indeling`` and ``exporteer``: looked at first, taken over whole, written in every form."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from cli.exchange import ENDINGS
from cli.main import main

Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Run:
    """Run a command on the bundled set: its exit code, output and messages."""
    monkeypatch.delenv("DEKKEND_DATA", raising=False)

    def command(*arguments: str | Path) -> tuple[int, str, str]:
        code = main([str(argument) for argument in arguments])
        captured = capsys.readouterr()
        assert "Traceback" not in captured.out + captured.err
        return code, captured.out, captured.err

    return command


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "eigen.csv"
    path.write_text("gemeente;swv\nUtregt;A\nWeesp;B\n[red]Lutjebroek;A\n", encoding="utf-8")
    return path


_FREE = {"soort": "maak_vrij", "gemeenten": ["Woerden"]}


def test_a_file_is_looked_at_and_nothing_is_written(run: Run, file: Path, tmp_path: Path) -> None:
    code, out, _ = run("lees-indeling", file)
    assert code == 0
    for told in ("Utregt", "voorstel: Utrecht (GM0344)", "de opvolger", "gemeenten ontbreken", "rij 4"):
        assert told in " ".join(out.replace("│", " ").split()), told
    assert list(tmp_path.iterdir()) == [file]


def test_open_questions_hold_it_back_all_at_once(run: Run, file: Path, tmp_path: Path) -> None:
    target = tmp_path / "plan.json"
    code, _, err = run("lees-indeling", file, "--voorstellen-overnemen", "--uit", target)
    assert code == 1
    assert "rij 4: onbekende gemeente '[red]Lutjebroek'" in err
    assert "zeg met --rest wat ermee gebeurt" in err
    assert not target.exists()
    code, _, err = run("lees-indeling", file, "--antwoord", "rij 99=GM0344")
    assert code == 1
    assert "die vraag is er niet" in err
    assert run("lees-indeling", file, "--antwoord", "zomaar")[0] == 1


def test_it_is_taken_over_as_a_scenario_and_goes_out_in_every_form(
    run: Run, file: Path, tmp_path: Path
) -> None:
    target = tmp_path / "plan.json"
    answers = ("--voorstellen-overnemen", "--antwoord", "rij 4=GM0355", "--rest", "jeugdregio")
    code, _, err = run("lees-indeling", file, *answers, "--uit", target)
    assert (code, f"Geschreven naar {target}" in err) == (0, True)
    made = json.loads(target.read_text(encoding="utf-8"))
    assert made["basis"] == "jeugdregio"
    (change,) = made["wijzigingen"]
    assert {one["swv"]: one["gemeenten"] for one in change["swvs"]} == {
        "A": ["GM0344", "GM0355"],
        "B": ["GM0363"],
    }
    for ending in set(ENDINGS) - {".xlsx", ".pdf", ".svg"}:  # those are looked into elsewhere
        out = tmp_path / f"uit{ending}"
        assert run("exporteer", target, "--uit", out)[0] == 0, ending
        assert out.stat().st_size > 500
    again = json.loads((tmp_path / "uit.json").read_text(encoding="utf-8"))
    assert again == made | {"naam": "uit"}
    assert json.loads((tmp_path / "uit.geojson").read_text(encoding="utf-8"))["features"]
    code, _, err = run("exporteer", target, "--uit", tmp_path / "x.png", "--gebied", "NERGENS")
    assert (code, "onbekende jeugdregio 'NERGENS'" in err) == (1, True)
    target.write_text(json.dumps(made | {"wijzigingen": [_FREE]}), encoding="utf-8")
    code, _, err = run("exporteer", target, "--uit", tmp_path / "half.csv")
    assert (code, "1 gemeente (Woerden), ongeveer" in err, "geen rij in dit bestand" in err) == (
        0,
        True,
        True,
    )
    code, _, err = run("exporteer", target, "--uit", tmp_path / "x.docx")
    assert (code, "gevonden '.docx', verwacht een bestandsnaam op .csv, .json, .geojson" in err) == (
        1,
        True,
    )
