"""``dekkend bestuur`` as a user types it."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import pytest

from cli.main import main

STRAIGHT = ("--netwerk", "hemelsbreed")


def run(capsys: pytest.CaptureFixture[str], *arguments: str | Path) -> tuple[int, str, str]:
    code = main(["bestuur", *(str(argument) for argument in arguments), *STRAIGHT])
    captured = capsys.readouterr()
    assert "Traceback" not in captured.out + captured.err
    return code, captured.out, captured.err


@pytest.fixture(autouse=True)
def _own_import(monkeypatch: pytest.MonkeyPatch, dataset_folder: Path) -> None:
    monkeypatch.setenv("DEKKEND_DATA", str(dataset_folder))


def rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as stream:
        return list(csv.DictReader(stream, delimiter=";"))


def test_all_boards(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    code, out, err = run(capsys, "--scenario", "jeugdregio")
    assert (code, err) == (0, "")
    for part in (
        "Swv's per schoolbestuur, gemiddeld: 1,61 in de basis, 1,36 in het scenario",
        "−0,28, effect nieuwe grenzen +0,02 (door afronding tellen die niet precies op tot het verschil)",
        "swv's po en vo samen: gemiddeld 1,70 in de basis en 1,36 in het scenario.",
        "Van de 835 besturen hebben er 170 met minder swv's te maken, 21 met meer",
        "bestuur 40631",
        "17 → 5",
        "Besturen per swv",
        "DUO leerlingen 2025",
        "rekenvoorbeeld, geen beleid",
    ):
        assert part in out
    target = tmp_path / "besturen.csv"
    code, out, err = run(capsys, "--scenario", "jeugdregio", "--uit", target, "--json")
    assert code == 0
    assert "835 besturen geschreven" in err
    told = json.loads(out)
    assert len(told["besturen"]) == len(rows(target)) == 835
    assert [one["maat"] for one in told["landelijk"]] == [
        "swv_per_bestuur",
        "besturen_per_swv",
        "blijft_besturen",
    ]
    assert len(told["swvs"]) == 42
    assert rows(target)[0]["swvs_basis"] == "17"
    mean = told["swvs_per_bestuur_po_en_vo_samen"]
    assert mean["basis"] == pytest.approx(
        sum(int(one["swvs_basis"]) for one in rows(target)) / 835, abs=0.001
    )
    assert told["landelijk"][0]["lagen"].startswith("in de basis het gemiddelde van de lagen po en vo")


def test_one_board(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    names = tmp_path / "namen_2026.csv"
    names.write_text("nummer;naam\n30882;Stichting Proef & Co\n", encoding="utf-8")
    given = ("proef & co", "--scenario", "jeugdregio", "--namen", names)
    code, out, err = run(capsys, *given)
    assert (code, err) == (0, "")
    for part in (
        "Wat verandert er voor Stichting Proef & Co?",
        "met 1.164 leerlingen",
        "nu met 6 swv's (3 po, 3 vo) te maken, in het scenario met 1 swv.",
        "gaan samen verder als JZ08 · Flevoland.",
        "Aantal swv's: −3 door po en vo samen te voegen, −2 door nieuwe grenzen.",
        "Aurum College (23HU15)",
        "1 cluster 1, cluster 2 of bij een gesloten instelling",
        "namen: Namen van besturen (namen_2026.csv), peildatum 2026",
    ):
        assert part in out
    target = tmp_path / "vestigingen.csv"
    code, out, err = run(capsys, *given, "--json", "--uit", target)
    told = json.loads(out)
    assert len(rows(target)) == 10
    assert "Vestigingen van Stichting Proef & Co geschreven naar" in err
    assert told["naam"] == "Stichting Proef & Co"
    assert told["swvs_scenario"] == ["JZ08 · Flevoland"]
    assert len(told["vestigingen"]) == 10
    assert told["vervalt"] == told["nieuw"] == []
    target = tmp_path / "blad.pdf"
    code, out, err = run(capsys, *given, "--uit", target)
    assert (code, out) == (0, "")
    assert "Blad van Stichting Proef & Co geschreven naar" in err
    assert target.read_bytes().startswith(b"%PDF")


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (("99999",), "onbekend bestuur '99999'"),
        (("rotterdam",), "kan meer dan een bestuur zijn"),
        (
            ("30882", "--uit", "blad.docx"),
            "'.docx', verwacht een bestandsnaam op .pdf, .html of .csv",
        ),
        (("--uit", "blad.pdf"), "gevonden '.pdf', verwacht een bestandsnaam op .csv"),
        (("30882", "--scenario", "nergens"), "nergens"),
        (("--namen", "geen.csv"), "geen.csv is niet bruikbaar"),
    ],
)
def test_what_cannot_be(
    capsys: pytest.CaptureFixture[str], arguments: tuple[str, ...], told: str, tmp_path: Path
) -> None:
    placed = [str(tmp_path / one) if "." in one else one for one in arguments]
    code, _, err = run(capsys, *placed)
    assert code == 1
    assert told in err


def test_the_bundled_set_knows_no_boards(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("DEKKEND_DATA")
    code, out, err = run(capsys)
    assert (code, out) == (1, "")
    assert "deze gegevensset noemt geen schoolbesturen" in err
