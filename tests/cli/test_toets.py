"""``dekkend toets`` as a user types it."""

from __future__ import annotations

import csv
import json
from pathlib import Path
from typing import Any

import pytest

from cli.main import main
from data.dataset import BUNDLED, read_dataset
from scenarios.principles.panel import check
from scenarios.principles.words import aspects
from scenarios.scenario import read_scenario
from scenarios.study import Study


def run(capsys: pytest.CaptureFixture[str], *arguments: str | Path) -> tuple[int, str, str]:
    code = main(["toets", *(str(argument) for argument in arguments)])
    captured = capsys.readouterr()
    assert "Traceback" not in captured.out + captured.err
    return code, captured.out, captured.err


def told(capsys: pytest.CaptureFixture[str], *arguments: str | Path) -> Any:
    code, out, _ = run(capsys, *arguments, "--json")
    assert code == 0
    return json.loads(out)


@pytest.fixture(autouse=True)
def _bundled_data(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("DEKKEND_DATA", raising=False)
    monkeypatch.setenv("DEKKEND_NETWERKEN", "geen-map")


def test_the_panel_on_paper(capsys: pytest.CaptureFixture[str]) -> None:
    code, out, err = run(capsys, "--scenario", "provincie", "--regel", "3")
    assert (code, err) == (0, "")
    for part in (
        "Toets van swv's naar provincie (basis: regeling 2015)",
        "elke norm is een werknorm tot u haar bevestigt",
        "✗ voldoet niet",
        "? niet te bepalen",
        "● cijfer binnen de werknorm, nog te bevestigen 2",
        "waardoor, swv's",
        "in het rekenvoorbeeld",
        "afwijking van het streven",
        "Waar uitgangspunten aan elkaar trekken",
        "3 Elk swv binnen één jeugdregio: voldoet niet",
        "Swv's in meer dan één jeugdregio",
        "PV28 · Zuid-Holland",
        "Gegevensset",
    ):
        assert part in out
    assert "✓ voldoet 0," in out
    assert out.count("✓ voldoet") == 1


def test_as_json_and_csv_it_is_the_check_along_confirmed_norms(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    norms = ["--bevestig", "jeugdregio:afwijkend", "--bevestig", "swv:samenvallen"]
    body = told(capsys, "--scenario", "jeugdregio", *norms, "--uit", tmp_path / "toets.csv")
    outcomes = {row["code"]: row["uitkomst"] for row in body["regels"]}
    assert outcomes["een_swv"] == outcomes["jeugdregio"] == "voldoet"
    assert outcomes["netwerk"] == outcomes["versnippering"] == "niet te bepalen"
    panel = check(Study.of(read_dataset(BUNDLED)), "jeugdregio")
    assert [row["toelichting"] for row in body["regels"]] == [row.told for row in panel.rows]
    assert [row["nummer"] for row in body["regels"]] == [one.number for one in aspects().values()]
    with (tmp_path / "toets.csv").open(encoding="utf-8-sig", newline="") as stream:
        rows = list(csv.DictReader(stream, delimiter=";"))
    assert {row["regel"]: row["uitkomst"] for row in rows} == {
        row["nummer"]: row["uitkomst"] for row in body["regels"]
    }


def test_the_standard_consolidation_is_there_for_so_and_for_more_when_asked(
    capsys: pytest.CaptureFixture[str],
) -> None:
    body = told(capsys, "--scenario", "jeugdregio")
    row = next(row for row in body["regels"] if row["code"] == "reisafstand")
    assert row["uitkomst"] == "niet te bepalen"
    assert row["stand"] == "dit zegt geen cijfer"
    (figure,) = (one for one in row["cijfers"] if one["maat"] == "verder_consolidatie")
    assert (figure["soort"], figure["waarde"] > 50) == ("so", True)
    (example,) = row["rekenvoorbeelden"]
    assert example["boven_de_norm"]["waarde"] > 0
    assert "consolidatie" in [one["code"] for one in row["onderbouwing"]]
    more = told(capsys, "--scenario", "jeugdregio", "--kind", "so", "--kind", "vso")
    row = next(row for row in more["regels"] if row["code"] == "reisafstand")
    assert [one["over"] for one in row["rekenvoorbeelden"]] == ["so", "vso"]


def test_a_recorded_departure_goes_with_a_scenario(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    plan, more = tmp_path / "plan.json", tmp_path / "meer.json"
    first: list[str | Path] = [
        "--afwijking",
        "PV28=één stedelijk gebied",
        "--wie",
        "M. Jansen",
        "--uit",
        plan,
    ]
    code, out, _ = run(capsys, "--scenario", "provincie", *first)
    assert code == 0
    assert "Jansen" in out
    assert "vastgelegde afwijking" in out
    saved = read_scenario(plan)
    assert (saved.basis, [one.swv for one in saved.afwijkingen]) == ("provincie", ["PV28"])
    second: list[str | Path] = ["--afwijking", "PV27=zo gegroeid", "--wie", "A. de Vries", "--uit", more]
    body = told(capsys, "--scenario", plan, *second)
    row = next(row for row in body["regels"] if row["code"] == "jeugdregio")
    assert row["uitkomst"] == "voldoet niet"
    assert [(one["swv"], one["geldt"]) for one in row["vastgelegd"]] == [("PV28", True), ("PV27", True)]
    assert len(read_scenario(more).afwijkingen) == 2


@pytest.mark.parametrize(
    ("arguments", "part"),
    [
        (["--regel", "9"], "gevonden '9', kies uit 1, 1a, 1b, 2, 3, 4a, 4b, 4c, +"),
        (["--afwijking", "PV28=x", "--uit", "a.json"], "wie legt haar vast?"),
        (["--afwijking", "PV28=x", "--wie", "y"], "waar wordt zij bewaard?"),
        (["--afwijking", "PV28=x", "--wie", "y", "--uit", "a.csv"], "waar wordt zij bewaard?"),
        (["--uit", "a.json"], "alleen geschreven met --afwijking"),
        (["--afwijking", "PV20=x", "--wie", "y", "--uit", "a.json"], "wijkt niet af van het streven"),
        (["--afwijking", "PV28", "--wie", "y", "--uit", "a.json"], "de reden ontbreekt"),
        (["--consolidatie", "--kind", "iets"], "onbekende soort 'iets'"),
    ],
)
def test_what_cannot_be_asked_is_told(
    capsys: pytest.CaptureFixture[str],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    arguments: list[str],
    part: str,
) -> None:
    monkeypatch.chdir(tmp_path)
    code, _, err = run(capsys, "--scenario", "provincie", *arguments)
    assert code == 1
    assert part in " ".join(err.split())
    assert not list(tmp_path.iterdir())
