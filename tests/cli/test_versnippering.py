"""``dekkend versnippering`` as a user types it."""

from __future__ import annotations

import csv
import json
from pathlib import Path
from typing import Any

import pytest

from cli.main import main
from data.dataset import BUNDLED, read_dataset
from scenarios.compare import compare
from scenarios.pieces.behind import codes
from scenarios.settings import STRAIGHT, Settings
from scenarios.study import Study


def run(capsys: pytest.CaptureFixture[str], *arguments: str | Path) -> tuple[int, str, str]:
    # over straight lines: no network need be made for what has no distances
    code = main(["versnippering", "--netwerk", STRAIGHT, *(str(argument) for argument in arguments)])
    captured = capsys.readouterr()
    assert "Traceback" not in captured.out + captured.err
    return code, captured.out, captured.err


def told(capsys: pytest.CaptureFixture[str], *arguments: str | Path) -> Any:
    code, out, _ = run(capsys, *arguments, "--json")
    assert code == 0
    return json.loads(out)


def rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as stream:
        return list(csv.DictReader(stream, delimiter=";"))


@pytest.fixture(autouse=True)
def _bundled_data(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("DEKKEND_DATA", raising=False)
    monkeypatch.setenv("DEKKEND_NETWERKEN", "geen-map")


def test_the_table(capsys: pytest.CaptureFixture[str]) -> None:
    code, out, err = run(capsys, "--scenario", "jeugdregio")
    assert (code, err) == (0, "")
    for part in (
        "Versnippering: swv's naar jeugdregio tegenover regeling 2015 (basis)",
        "overlegrelaties swv-gemeente",
        "relaties_gemeente",
        "−384",
        "Niet te bepalen: deze gegevensset noemt geen schoolbesturen",
        "Bronnen: gebieden: ",
        "Geen van de indelingen is vastgesteld beleid.",
    ):
        assert part in out
    assert "Polsby-Popper" not in out
    assert "Polsby-Popper" in run(capsys, "--scenario", "jeugdregio", "--expert")[1]


def test_figures_are_those_of_the_comparison(capsys: pytest.CaptureFixture[str]) -> None:
    found = told(capsys, "--scenario", "po-binnen-jeugdregio", "--basis", "jeugdregio")
    study = Study.of(read_dataset(BUNDLED), Settings(STRAIGHT))
    there = compare(study, ["po-binnen-jeugdregio"], "jeugdregio", kinds=()).rows()
    assert {one["maat"] for one in found["maten"]} == set(codes())
    for one in found["maten"]:
        row = there["po-binnen-jeugdregio", "land", "NL", "", one["maat"]]
        if one["scenario"] is None:
            assert row["duiding"] == "niet te bepalen"
            assert one["niet_te_bepalen"]
        else:
            assert one["scenario"] == pytest.approx(row["waarde"], abs=1e-6)
            assert one["duiding"] == row["duiding"]


def test_behind_a_figure(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    code, out, _ = run(capsys, "--maat", "swv_onderbroken")
    assert code == 0
    assert "Schiermonnikoog" in out
    assert "Het cijfer is het aantal regels." in out
    path = tmp_path / "achter.csv"
    code, out, err = run(capsys, "--scenario", "jeugdregio", "--maat", "swv_afwijkend", "--uit", path)
    assert (code, out) == (0, "")
    assert f"Geschreven naar {path}" in err
    listed = rows(path)
    assert len(listed) == 56
    assert {one["kant"] for one in listed} == {"basis"}
    assert all(one["bron"] and one["peildatum_basis"] == "regeling 2015" for one in listed)
    found = told(capsys, "--scenario", "jeugdregio", "--maat", "relaties_jeugdregio")
    kept = [one for one in found["regels"] if one["kant"] == "scenario"]
    assert sum(one["bijdrage"] for one in kept) == 42
    assert found["aard"] == "geschat"


def test_a_figure_that_is_not_known(capsys: pytest.CaptureFixture[str]) -> None:
    code, out, _ = run(capsys, "--maat", "besturen_per_swv")
    assert code == 0
    assert "niet te bepalen; deze gegevensset noemt geen schoolbesturen" in out


def test_shape_and_coherence(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    code, out, _ = run(capsys, "--scenario", "provincie", "--basis", "provincie", "--vorm")
    assert code == 0
    assert "PV21" in out
    assert "overgetrokken van een kaartbeeld" in out
    found = told(capsys, "--scenario", "provincie", "--samenhang")
    assert found["samenhang"]["scenario"][3]["nesting_bits_provincie"] == 0
    assert found["samenhang"]["scenario"][0]["nesting_bits_rmc"] > 0
    path = tmp_path / "samenhang.csv"
    assert run(capsys, "--scenario", "provincie", "--samenhang", "--uit", path)[0] == 0
    assert {one["verdeling"] for one in rows(path)} == {
        "RMC-regio",
        "GGD-regio",
        "veiligheidsregio",
        "provincie",
    }


@pytest.mark.parametrize(
    ("arguments", "told_of"),
    [
        (("--maat", "onzin"), "onbekende maat van versnippering 'onzin'"),
        (("--maat", "swv_aantal", "--vorm"), "kies er één"),
        (("--scenario", "onzin"), "onbekende indeling 'onzin'"),
    ],
)
def test_what_cannot_be_asked(
    capsys: pytest.CaptureFixture[str], arguments: tuple[str, ...], told_of: str
) -> None:
    code, out, err = run(capsys, *arguments)
    assert (code, out) == (1, "")
    assert told_of in err
