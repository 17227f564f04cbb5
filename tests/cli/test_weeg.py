"""``dekkend weeg`` as a user types it."""

from __future__ import annotations

import csv
import json
from pathlib import Path
from typing import Any

import pytest

from cli.main import main
from data.dataset import BUNDLED, read_dataset
from scenarios.study import Study
from scenarios.weighing.weigh import Weighing, weigh

NAMES = ("jeugdregio", "provincie", "po-binnen-jeugdregio")


def run(capsys: pytest.CaptureFixture[str], *arguments: str | Path) -> tuple[int, str, str]:
    code = main(["weeg", *map(str, arguments)])
    captured = capsys.readouterr()
    assert "Traceback" not in captured.out + captured.err
    return code, captured.out, captured.err


@pytest.fixture(autouse=True)
def _bundled_data(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("DEKKEND_DATA", raising=False)
    monkeypatch.setenv("DEKKEND_NETWERKEN", "geen-map")
    monkeypatch.setenv("COLUMNS", "200")


@pytest.fixture(scope="module")
def weighed() -> Weighing:
    return weigh(Study.of(read_dataset(BUNDLED)), NAMES, "regeling-2015", "so")


def test_on_paper(capsys: pytest.CaptureFixture[str]) -> None:
    code, out, err = run(
        capsys,
        *NAMES,
        "--sorteer",
        "dekking_acceptabel",
        "--front",
        "dekking_acceptabel,leerlingen_afwijkend",
    )
    assert (code, err) == (0, "")
    assert "slechtste" in out
    assert "gedeeld beste" in out
    assert "Overlegrelaties swv-gemeente: niet vergeleken bij een ander aantal swv's" in out
    front = next(line for line in out.splitlines() if line.startswith("Op het front van"))
    assert front.endswith("swv's naar jeugdregio; swv's naar provincie.")
    assert "Werknormen zijn niet bevestigd" in out


def test_the_file_has_what_a_weighing_has(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, weighed: Weighing
) -> None:
    target = tmp_path / "weging.csv"
    code, out, err = run(capsys, *NAMES, "--maat", "zonder_eigen", "--maat", "blijft", "--uit", target)
    assert (code, out) == (0, "")
    assert "Tabel geschreven" in err
    with target.open(encoding="utf-8-sig", newline="") as stream:
        rows = list(csv.DictReader(stream, delimiter=";"))
    assert [row["scenario"] for row in rows[::2]] == list(weighed.names)
    for row in rows:
        at, one = weighed.names.index(row["scenario"]), weighed.by_code[row["maat"]]
        assert row["merk"] == one.mark(at)
        assert row["duiding"] == one.readings[at]


def test_json_tells_the_front_and_the_order(capsys: pytest.CaptureFixture[str], weighed: Weighing) -> None:
    code, out, _ = run(
        capsys,
        *NAMES,
        "--maat",
        "dekking_acceptabel",
        "--front",
        "relaties_gemeente,dekking_acceptabel",
        "--varianten",
        "normen",
        "--json",
    )
    found: dict[str, Any] = json.loads(out)
    assert code == 0
    assert [row["waarde"] for row in found["rijen"]] == pytest.approx(
        weighed.by_code["dekking_acceptabel"].figures, abs=0.05
    )
    assert found["front"]["indelingen"] == []
    assert "relaties_gemeente" in found["front"]["niet_vergeleken"]
    (order,) = found["volgorde"]
    assert order["zinnen"][0].startswith("De volgorde op ‘dekking binnen eigen swv")
    assert {row["variant"] for row in order["varianten"]} == {"gekozen", "normen-strenger", "normen-ruimer"}


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (("--maat", "xx"), "onbekende maat 'xx'"),
        (("--front", "afstand_gemiddeld"), "verwacht twee verschillende maten"),
        (("--front", "afstand_gemiddeld,blijft"), "heeft geen richting"),
        (("--sorteer", "relaties_gemeente"), "bij een ander aantal swv's niet te vergelijken"),
        (("--varianten", "xx"), "onbekende variant 'xx'"),
        (("--kind", "xx"), "onbekende soort 'xx'"),
        (("--uit", "tabel.pdf"), "verwacht een bestandsnaam op .csv"),
    ],
)
def test_what_cannot_be_done_is_said(
    capsys: pytest.CaptureFixture[str], arguments: tuple[str, ...], told: str
) -> None:
    code, _, err = run(capsys, "jeugdregio", *arguments)
    assert code == 1
    assert told in " ".join(err.split())
