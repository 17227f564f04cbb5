"""``dekkend overgang`` and ``dekkend vervoer`` as a user types them."""

from __future__ import annotations

import csv
import json
from pathlib import Path
from typing import Any

import pytest

from cli.main import main
from data.dataset import BUNDLED, read_dataset
from scenarios.assumptions import Assumptions
from scenarios.compare import compare
from scenarios.consequences.log import log
from scenarios.consequences.pupil_transport import EXCEPTION, NO_CHANGE, NOT_ALL, VO_OUTSIDE
from scenarios.consolidation import Consolidate
from scenarios.measures import measure
from scenarios.notation import figure
from scenarios.scenario import new_scenario, write_scenario
from scenarios.study import Study


def run(capsys: pytest.CaptureFixture[str], *arguments: str | Path) -> tuple[int, str, str]:
    code = main([str(argument) for argument in arguments])
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


@pytest.fixture(scope="module")
def land() -> Study:
    return Study.of(read_dataset(BUNDLED))


@pytest.fixture(scope="module")
def closing(land: Study, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Write a scenario that closes small sites for so, and assumes some shrinkage."""
    path = tmp_path_factory.mktemp("scenario") / "dicht.json"
    rule = Consolidate(regel="minimum", soorten=("so",), waarde=40)
    given = Assumptions(growth_per_year=-0.01, year=2030)
    write_scenario(new_scenario(land, "dicht", "jeugdregio", (rule,), assumptions=given), path)
    return path


def test_the_transition_on_paper(capsys: pytest.CaptureFixture[str], land: Study) -> None:
    code, out, err = run(capsys, "overgang", "--scenario", "jeugdregio")
    assert (code, err) == (0, "")
    stays = compare(land, ["jeugdregio"], kinds=["so"]).rows()["jeugdregio", "land", "NL", "", "blijft"]
    for part in (
        "Overgang van regeling 2015 naar swv's naar jeugdregio",
        f"{figure(measure('blijft'), stays['waarde'])}% blijft",
        "Van de 150 swv's houden er 150 op; 42 zijn nieuw. Po en vo gaan samen",
        "Waar de verandering vandaan komt",
        "houdt op: po en vo gaan samen",
        "niet te bepalen",  # the bundled set knows of no boards
        f"Het logboek telt {len(log(land, 'jeugdregio', land.base_id))} zinnen",
        "Een rekenvoorbeeld, geen beleid.",
        "Bronnen: gebieden: ",
    ):
        assert part in out


def test_without_a_scenario_nothing_changes(capsys: pytest.CaptureFixture[str]) -> None:
    code, out, _ = run(capsys, "overgang", "--logboek")
    assert code == 0
    assert "Er verandert niets." in out


def test_the_log_on_paper_and_of_one_gemeente(capsys: pytest.CaptureFixture[str], land: Study) -> None:
    code, out, _ = run(capsys, "overgang", "--scenario", "jeugdregio", "--logboek")
    assert code == 0
    assert out.count("\n  - ") == len(log(land, "jeugdregio", land.base_id))
    assert "Resten van gemeenten (waarschijnlijk een grenswijziging van na de regeling)" in out
    code, out, _ = run(capsys, "overgang", "--scenario", "jeugdregio", "--gemeente", "hoorn")
    assert code == 0
    assert out.count("\n  - ") == 2
    code, _, err = run(capsys, "overgang", "--gemeente", "Hoorm")
    assert code == 1
    assert "onbekende gemeente 'Hoorm'; bedoelt u Hoorn (GM0405)?" in err


def test_the_log_in_a_file(capsys: pytest.CaptureFixture[str], tmp_path: Path, land: Study) -> None:
    sentences = [one.text for one in log(land, "jeugdregio", land.base_id)]
    code, out, err = run(capsys, "overgang", "--scenario", "jeugdregio", "--uit", tmp_path / "log.csv")
    assert (code, out) == (0, "")
    assert "Logboek geschreven naar" in err
    with (tmp_path / "log.csv").open(encoding="utf-8-sig", newline="") as stream:
        found = list(csv.DictReader(stream, delimiter=";"))
    assert [row["zin"] for row in found] == sentences
    assert {row["aard"] for row in found} == {"geschat"}
    assert run(capsys, "overgang", "--scenario", "jeugdregio", "--uit", tmp_path / "log.txt")[0] == 0
    text = (tmp_path / "log.txt").read_text(encoding="utf-8-sig")
    assert text.count("\n- ") == len(sentences)


def test_the_transition_for_a_program(capsys: pytest.CaptureFixture[str], closing: Path, land: Study) -> None:
    found = told(capsys, "overgang", "--scenario", closing)
    figures = {one["maat"]: one["waarde"] for one in found["cijfers"]}
    stays = compare(land, ["jeugdregio"], kinds=["so"]).rows()["jeugdregio", "land", "NL", "", "blijft"]
    assert figures["blijft"] == pytest.approx(stays["waarde"], abs=1e-3)
    assert figures["blijft_besturen"] is None
    assert len(found["swv_uit_de_basis"]) == 150
    assert len(found["vestigingen"]["gesloten"] + found["vestigingen"]["ander_aanbod"]) > 10
    sorts = {one["over"] for one in found["logboek"]}
    assert {"vestiging", "aanname"} <= sorts
    assert all(one["bron"] for one in found["cijfers"])
    assert "vestigingen: geen" not in json.dumps(found)


def test_transport_on_paper(capsys: pytest.CaptureFixture[str]) -> None:
    code, out, err = run(capsys, "vervoer", "--scenario", "jeugdregio")
    assert (code, err) == (0, "")
    for part in (
        NO_CHANGE,
        NOT_ALL,
        VO_OUTSIDE,
        EXCEPTION,
        "3.272 tot 3.978 euro per vervoerde leerling per jaar",
        "Geschat, geen begroting.",
        "Monitor leerlingenvervoer, meting 2024",
        "Bij een andere grens in het hele land",
    ):
        assert part in out
    assert "Waar het verandert" not in out


def test_transport_under_other_sites_and_terms(
    capsys: pytest.CaptureFixture[str], closing: Path, tmp_path: Path
) -> None:
    limits = tmp_path / "grenzen.csv"
    limits.write_text("gemeente;grens_km\nAlmere;4\nEmmen;4\n", encoding="utf-8")
    target = tmp_path / "vervoer.csv"
    code, out, _ = run(
        capsys, "vervoer", "--scenario", closing, "--vervoersgrens", limits, "--grens", "Emmen=3",
        "--bedrag-laag", "3000", "--bedrag-hoog", "4.500,50",
    )  # fmt: skip
    assert code == 0
    assert "Waar het verandert" in out
    assert "eigen grens voor 2 gemeenten" in out
    assert "3.000 tot 4.500 euro" in out or "3.000 tot 4.501 euro" in out
    assert NO_CHANGE not in out
    options = ("--vervoersgrens", limits, "--grens", "Emmen=3", "--uit", target)
    assert run(capsys, "vervoer", "--scenario", closing, *options)[0] == 0
    with target.open(encoding="utf-8-sig", newline="") as stream:
        rows = {row["naam"]: row for row in csv.DictReader(stream, delimiter=";")}
    assert len(rows) == 342
    assert [rows[name]["grens_km"] for name in ("Almere", "Emmen", "Utrecht")] == ["4,0", "3,0", "6,0"]
    found = told(capsys, "vervoer", "--scenario", closing)
    counts = found["tellingen"]
    gained, lost = (counts[what]["samen"]["leerlingen"] for what in ("erbij", "eraf"))
    assert gained > 0
    assert counts["scenario"]["samen"]["leerlingen"] == pytest.approx(
        counts["basis"]["samen"]["leerlingen"] + gained - lost, abs=0.01
    )


@pytest.mark.parametrize(
    ("options", "told_"),
    [
        (("--grens", "Altana=4", "--grens", "GM0363=8"), "bedoelt u Altena (GM1959)?"),
        (("--grens", "Amsterdam"), "verwacht gemeente=km"),
        (("--bedrag-laag", "5000"), "ligt niet onder het hoogste"),
        (("--bedrag-hoog", "veel"), "gevonden 'veel', verwacht een getal"),
        (("--vervoersgrens", "bestaat-niet.csv"), "bestaat-niet.csv"),
    ],
)
def test_what_cannot_be_used_is_refused_in_dutch(
    capsys: pytest.CaptureFixture[str], options: tuple[str, ...], told_: str
) -> None:
    code, out, err = run(capsys, "vervoer", *options)
    assert (code, out) == (1, "")
    assert told_ in err
