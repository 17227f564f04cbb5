"""``dekkend relaties`` as a user types it."""

from __future__ import annotations

import csv
import json
from pathlib import Path
from typing import Any

import pytest

from cli.main import main
from data.dataset import BUNDLED, read_dataset
from scenarios.compare import compare
from scenarios.study import Study


def run(capsys: pytest.CaptureFixture[str], *arguments: str | Path) -> tuple[int, str, str]:
    code = main(["relaties", *(str(argument) for argument in arguments)])
    captured = capsys.readouterr()
    assert "Traceback" not in captured.out + captured.err
    return code, captured.out, captured.err


@pytest.fixture(autouse=True)
def _bundled_data(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("DEKKEND_DATA", raising=False)
    monkeypatch.setenv("DEKKEND_NETWERKEN", "geen-map")


def rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as stream:
        return list(csv.DictReader(stream, delimiter=";"))


def test_counts_with_their_sums(capsys: pytest.CaptureFixture[str]) -> None:
    code, out, err = run(capsys, "--scenario", "jeugdregio")
    assert (code, err) == (0, "")
    for part in (
        "Overlegrelaties: swv's naar jeugdregio tegenover regeling 2015",
        "Basis: 738 = 105 vervallen + 633 blijven.",
        "Scenario: 342 = 25 nieuw + 317 blijven.",
        "Effect samenvoegen po/vo: −384",
        "Dit zijn relaties, geen vergaderingen.",
        "Geen van de indelingen is vastgesteld beleid.",
        "Bronnen: gebieden: ",
        "inwoners 2024",
        "geschat",
    ):
        assert part in out


def test_counts_as_json_are_those_of_the_comparison(capsys: pytest.CaptureFixture[str]) -> None:
    code, out, _ = run(capsys, "--scenario", "po-binnen-jeugdregio", "--niveau", "jeugdregio", "--json")
    assert code == 0
    told: dict[str, Any] = json.loads(out)
    study = Study.of(read_dataset(BUNDLED))
    found = compare(study, ["po-binnen-jeugdregio"], kinds=["so"]).rows()
    for place, counts in told["aantallen"].items():
        row = found["po-binnen-jeugdregio", "land", "NL", "", f"relaties_{place}"]
        assert (counts["basis"], counts["scenario"]) == (row["basis"], row["waarde"])
        assert counts["effect_samenvoegen"] == row["effect_samenvoegen"]
        assert counts["effect_nieuwe_grenzen"] == row["effect_nieuwe_grenzen"]
        assert counts["basis"] == counts["vervallen"] + counts["blijven_basis"]
        areas = [area for area in told["per_gebied"] if area["met"] == place]
        for column in ("basis", "vervallen", "nieuw", "scenario"):
            assert sum(area[column] for area in areas) == counts[column]


def test_one_gemeente(capsys: pytest.CaptureFixture[str]) -> None:
    code, out, _ = run(capsys, "--scenario", "jeugdregio", "--gemeente", "montferland")
    assert code == 0
    assert "Montferland (gemeente): relaties van swv's met gemeenten" in out
    assert "Basis: 4 = 2 vervallen + 2 blijven." in out
    assert "Partners in de eigen jeugdregio: basis 3 = 0 verliest + 3 houdt" in out
    assert "De optelling" not in out


def test_a_swv_of_base_and_scenario_with_one_code(capsys: pytest.CaptureFixture[str]) -> None:
    code, out, _ = run(capsys, "--scenario", "po-leidend", "--swv", "PO2501")
    assert code == 0
    assert "(swv van de basis): relaties van swv's met gemeenten" in out
    assert "(swv van het scenario): relaties van swv's met gemeenten" in out


def test_files_of_one_jeugdregio(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    files = {name: tmp_path / name for name in ("lijst.csv", "partners.csv", "beeld.svg")}
    code, out, err = run(
        capsys, "--scenario", "jeugdregio", "--regio", "Achterhoek",
        "--uit", files["lijst.csv"], "--uit-partners", files["partners.csv"], "--plaatje", files["beeld.svg"],
    )  # fmt: skip
    assert (code, out) == (0, "")
    assert err.count("geschreven naar") == len(files)
    listed = rows(files["lijst.csv"])
    counted = {
        (side, place): sum(row["kant"] == side and row["met"] == place for row in listed)
        for side in ("basis", "scenario")
        for place in ("gemeente", "jeugdregio")
    }
    assert counted == {
        ("basis", "gemeente"): 20,
        ("basis", "jeugdregio"): 8,
        ("scenario", "gemeente"): 8,
        ("scenario", "jeugdregio"): 1,
    }
    members = rows(files["partners.csv"])
    assert {row["jeugdregio"] for row in members} == {"Achterhoek"}
    for row in (*listed, *members):
        assert row["bron"].startswith("gebieden: ")
        assert row["peildatum_basis"] == "regeling 2015"
        assert row["aard"] == "geschat"
    assert files["beeld.svg"].read_text(encoding="utf-8").startswith("<svg ")


def test_swvs_as_json(capsys: pytest.CaptureFixture[str]) -> None:
    code, out, _ = run(capsys, "--scenario", "jeugdregio", "--swv", "JZ25", "--niveau", "swv", "--json")
    assert code == 0
    told: dict[str, Any] = json.loads(out)
    assert told["gebied"] == [{"soort": "swv van het scenario", "code": "JZ25", "naam": "JZ25 · Achterhoek"}]
    assert {row["swv_code"] for row in told["relaties"] if row["kant"] == "scenario"} == {"JZ25"}
    assert told["partners"]
    assert {row["niveau"] for row in told["per_gebied"]} == {"swv van de basis", "swv van het scenario"}


@pytest.mark.parametrize(
    ("arguments", "part"),
    [
        (["--gemeente", "Atlantis"], "'Atlantis' is niet gevonden (gemeente)"),
        (["--gemeente", "Bergen"], "bedoelt u Berg en Dal (GM1945), Bergen (L.) (GM0893)"),
        (["--regio", "Achterhoek", "--gemeente", "Aalten"], "gevonden 2 gebieden; kies er één"),
        (["--plaatje", "beeld.svg"], "een tekening gaat over één jeugdregio"),
        (
            ["--regio", "Achterhoek", "--plaatje", "beeld.png"],
            "verwacht een bestandsnaam die op .svg eindigt",
        ),
    ],
)
def test_what_cannot_be_told_is_refused(
    capsys: pytest.CaptureFixture[str], arguments: list[str], part: str
) -> None:
    code, out, err = run(capsys, "--scenario", "jeugdregio", *arguments)
    assert (code, out) == (1, "")
    assert part in " ".join(err.split())
