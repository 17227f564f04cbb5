"""``dekkend organisaties`` as a user types it."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import pytest

from cli.main import main

STRAIGHT = ("--netwerk", "hemelsbreed")
TEXT = (
    "code;naam;peildatum;bron;budget_eur;reserve_eur;fte;model;thuiszitters;tlv_so;tlv_vso\n"
    "PO2401;Swv Een;2024;jaarverslag 2024;12.000.000;-500000;12,5;school;;300;\n"
    "VO2401;Swv Twee;;;8000000;250000;;expertise;10;;200\n"
    "PO0001;Landelijk;;;1000000;;;;;;\n"
)


def run(capsys: pytest.CaptureFixture[str], *arguments: str | Path) -> tuple[int, str, str]:
    code = main(["organisaties", *(str(argument) for argument in arguments), *STRAIGHT])
    captured = capsys.readouterr()
    assert "Traceback" not in captured.out + captured.err
    return code, captured.out, captured.err


@pytest.fixture(autouse=True)
def _bundled_data(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("DEKKEND_DATA", raising=False)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "swv.csv"
    path.write_text(TEXT, encoding="cp1252")
    return path


def test_the_template(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    code, out, err = run(capsys, "--sjabloon")
    assert (code, err) == (0, "")
    lines = out.splitlines()
    assert lines[0].startswith("code;gebied;naam;peildatum;bron;budget_eur;")
    assert len(lines) == 151
    target = tmp_path / "leeg.csv"
    code, out, err = run(capsys, "--sjabloon", "--uit", target)
    assert (code, out) == (0, "")
    assert "laat de rest leeg" in err.replace("\n", " ")
    # as it is, everything is unknown
    code, out, _ = run(capsys, "--bestand", target, "--scenario", "jeugdregio", "--json")
    assert code == 0
    told = json.loads(out)
    assert {(one["budget_eur"], one["budget_eur_aard"]) for one in told["swvs"]} == {(None, "onbekend")}
    assert told["zonder_rij"] == []


def test_all_swvs(capsys: pytest.CaptureFixture[str], file: Path) -> None:
    code, out, err = run(capsys, "--bestand", file, "--scenario", "jeugdregio")
    assert (code, err) == (0, "")
    for part in (
        "Swv-organisaties · swv's naar jeugdregio",
        "Verschillende modellen komen samen in 1,",
        "Van 148 swv's van nu heeft het bestand geen rij.",
        "JZ08 · Flevoland",
        "verschillende modellen: expertise +",
        "Zonder gebied, in geen som: PO0001.",
        "volgens jaarverslag 2024, peildatum 2024, deels onbekend",
        "naar het deel van zijn inwoners",
        "twijfel, 2: Rijen zonder peildatum: hun peildatum is onbekend.",
    ):
        assert part in out


def test_one_swv(capsys: pytest.CaptureFixture[str], file: Path, tmp_path: Path) -> None:
    code, out, _ = run(capsys, "jz08", "--bestand", file, "--scenario", "jeugdregio")
    assert code == 0
    for part in (
        "Waaruit JZ08 · Flevoland bestaat",
        "12.000.000",
        "n.v.t.",
        "onbekend; ≥",
        "niet te bepalen",
    ):
        assert part in out
    target = tmp_path / "uit.csv"
    given = ("JZ08", "--bestand", file, "--scenario", "jeugdregio", "--uit", target, "--json")
    code, out, err = run(capsys, *given)
    assert code == 0
    assert "Tabel geschreven naar" in err
    (told,) = json.loads(out)["swvs"]
    with target.open(encoding="utf-8-sig", newline="") as stream:
        (row,) = csv.DictReader(stream, delimiter=";")
    assert told["budget_eur"] is None
    assert row["budget_eur"] == ""
    assert told["budget_eur_bekend"] == 20_000_000
    assert row["reserve_eur_bekend"] == "-250000,0"
    assert {part["code"] for part in told["delen"] if part["gewicht"] == 1} >= {"PO2401", "VO2401"}


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        ((), "'dekkend organisaties --sjabloon --uit BESTAND' maakt een leeg"),
        (("--bestand", "{file}", "Flevolandd", "--scenario", "jeugdregio"), "onbekend swv 'Flevolandd'"),
        (("--bestand", "{file}", "flevo", "--scenario", "jeugdregio"), "bedoelt u JZ08?"),
        (("--bestand", "{file}", "--uit", "{file}"), "dit bestand is zelf invoer"),
        (("--bestand", "{file}", "--peildatum", "toen"), "de opgegeven peildatum: gevonden 'toen'"),
        (("--bestand", "{file}", "--peildatum", "2099-01-01"), "dit is later dan vandaag ("),
        (("--bestand", "{file}", "JZ8", "--scenario", "jeugdregio"), "bedoelt u JZ"),
        (("--bestand", "{file}", "ZZ", "--scenario", "jeugdregio"), "kies een code als JZ01, JZ02"),
        (("--bestand", "geen.csv"), "geen.csv is niet bruikbaar"),
    ],
)
def test_what_cannot_be(
    capsys: pytest.CaptureFixture[str], file: Path, arguments: tuple[str, ...], told: str
) -> None:
    code, _, err = run(capsys, *(one.replace("{file}", str(file)) for one in arguments))
    assert code == 1
    assert told in err


def test_every_fault_is_named(capsys: pytest.CaptureFixture[str], file: Path) -> None:
    file.write_text("code;fte\nPO2400;x\nPO2401;1.500\n", encoding="utf-8")
    code, _, err = run(capsys, "--bestand", file)
    assert code == 1
    assert err.count("  - rij") == 3
