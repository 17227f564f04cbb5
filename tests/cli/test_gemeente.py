"""``dekkend gemeente`` as a user types it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from cli.main import main
from ui.sheet.gemeente_sheets import GemeenteSheets


def run(capsys: pytest.CaptureFixture[str], *arguments: str | Path) -> tuple[int, str, str]:
    code = main(["gemeente", *(str(argument) for argument in arguments)])
    captured = capsys.readouterr()
    assert "Traceback" not in captured.out + captured.err
    return code, captured.out, captured.err


@pytest.fixture(autouse=True)
def _bundled_data(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("DEKKEND_DATA", raising=False)
    monkeypatch.setenv("DEKKEND_NETWERKEN", "geen-map")


def test_a_sheet_on_the_terminal(capsys: pytest.CaptureFixture[str]) -> None:
    code, out, err = run(capsys, "hoorn", "--scenario", "jeugdregio")
    assert (code, err) == (0, "")
    for part in (
        "Wat verandert er voor Hoorn?",
        "rekenvoorbeeld, geen beleid",
        "swv JZ05 · West-Friesland",
        "Enkhuizen",
        "Gelijk, nu en in dit scenario: bo ",
        "Open vragen",
        "Bronnen: ",
    ):
        assert part in out
    assert "nan" not in out


def test_a_file(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    target = tmp_path / "blad.html"
    code, out, err = run(capsys, "GM1924", "--scenario", "jeugdregio", "--uit", target)
    assert (code, out) == (0, "")
    assert f"Blad van Goeree-Overflakkee geschreven naar {target}" in err.replace("\n", "")
    assert target.read_bytes().startswith(b"<!DOCTYPE html>")


def test_as_json_of_the_gemeente_that_a_place_lies_in(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    limits = tmp_path / "grenzen.csv"
    limits.write_text("gemeente;grens_km\nGM1942;3\n", encoding="utf-8")
    options = ("--scenario", "vo-leidend", "--vervoersgrens", limits, "--json")
    code, out, err = run(capsys, "Bussum", *options)
    assert code == 0
    assert "het blad is dat van de gemeente Gooise Meren" in err
    told = json.loads(out)
    assert told["gemeente"]["code"] == "GM1942"
    assert (told["scenario"], told["basis"]) == ("vo-leidend", "regeling-2015")
    assert told["open_vragen"]
    assert {row["duiding"] for row in told["voorzieningen"] if row["maat"] == "vrij_gemiddeld"} == {"gelijk"}
    assert told["leerlingenvervoer"]["grens_km"] == 3.0


def test_transport_is_on_the_terms_that_vervoer_takes(capsys: pytest.CaptureFixture[str]) -> None:
    fares = ("--grens", "Gooise Meren=2,5", "--bedrag-laag", "1000", "--bedrag-hoog", "2000", "--json")
    code, out, _ = run(capsys, "Gooise Meren", *fares)
    assert code == 0
    sheet = json.loads(out)["leerlingenvervoer"]
    assert main(["vervoer", *fares]) == 0
    rows = {row["gemeente"]: row for row in json.loads(capsys.readouterr().out)["gemeenten"]}
    row = rows["GM1942"]
    assert sheet["grens_km"] == row["grens_km"] == 2.5
    here = sheet["scenario"]
    assert (here["leerlingen"], here["laag"]) == (row["scenario"], row["scenario_laag"])
    assert here["laag"] > 0
    costs = (here["euro_per_jaar_laag"], here["euro_per_jaar_hoog"])
    assert costs == (row["scenario_kosten_laag"], row["scenario_kosten_hoog"])
    assert costs == (pytest.approx(1000 * here["laag"], abs=1), pytest.approx(2000 * here["hoog"], abs=1))


def test_a_name_that_ends_in_a_stop_gets_no_second_one(capsys: pytest.CaptureFixture[str]) -> None:
    code, out, _ = run(capsys, "GM0344")
    assert code == 0
    assert "VO 26.01 · Utrecht e.o. Scenario en basis zijn dezelfde" in out
    assert ".." not in out


@pytest.mark.parametrize(
    ("arguments", "parts"),
    [
        (["Bergen"], ["Bergen (L.)", "Bergen (NH.)"]),
        (["Zoetemeer"], ["Zoetermeer (gemeente)"]),
        (["JZ24"], ["geen gemeente", "Haaglanden"]),
        (["Hoorn", "--uit", "blad.docx"], [".pdf of .html", ".docx"]),
        ([], ["geen gemeente genoemd", "--alle"]),
        (["Hoorn", "--grens", "Hoorn=7"], ["hooguit 6 km"]),
        (["Hoorn", "--bedrag-hoog", "veel"], ["gevonden 'veel', verwacht een getal"]),
        (["Hoorn", "--alle"], ["noem een gemeente of vraag om alle", "--uit MAP"]),
        (["--alle", "--uit", "map", "--json"], ["--json gaat over één gemeente"]),
    ],
)
def test_what_cannot_be_done_says_why(
    capsys: pytest.CaptureFixture[str], arguments: list[str], parts: list[str]
) -> None:
    code, out, err = run(capsys, *arguments, "--scenario", "jeugdregio")
    assert (code, out) == (1, "")
    for part in parts:
        assert part in " ".join(err.split())


def test_all_sheets_in_a_folder(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(GemeenteSheets, "names", {"GM0796": "'s-Hertogenbosch", "GM1900": "Súdwest-Fryslân"})
    code, _, err = run(capsys, "--alle", "--uit", tmp_path / "bladen", "--scenario", "jeugdregio")
    assert code == 0
    assert "2 bladen geschreven" in err
    assert all(path.read_bytes().startswith(b"%PDF-") for path in (tmp_path / "bladen").iterdir())
    assert sorted(path.name for path in (tmp_path / "bladen").iterdir()) == [
        "GM0796-s-Hertogenbosch.pdf",
        "GM1900-Sudwest-Fryslan.pdf",
    ]
