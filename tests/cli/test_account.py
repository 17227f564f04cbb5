"""``dekkend verantwoording`` as a user types it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from cli.main import main


def run(capsys: pytest.CaptureFixture[str], *arguments: str | Path) -> tuple[int, str, str]:
    code = main(["verantwoording", *(str(argument) for argument in arguments)])
    captured = capsys.readouterr()
    return code, captured.out, captured.err


@pytest.fixture(autouse=True)
def _no_data_set_chosen(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("DEKKEND_DATA", raising=False)
    monkeypatch.setenv("DEKKEND_NETWERKEN", "geen-map")


def test_everything_is_printed_for_the_bundled_set(capsys: pytest.CaptureFixture[str]) -> None:
    code, out, _ = run(capsys)
    assert code == 0
    for text in ("Nederland (meegeleverd)", "niemands reis", "BRONNEN", "thuiszitters", "werknorm", "P90"):
        assert text in out
    assert "<br>" not in out


def test_one_measure_with_its_sources(capsys: pytest.CaptureFixture[str]) -> None:
    code, out, _ = run(capsys, "--maat", "afstand_gemiddeld")
    assert code == 0
    assert out.startswith("afstand, gemiddeld\n")
    assert "peildatum 1 januari 2024, licentie CC-BY 4.0" in out
    row = json.loads(run(capsys, "--maat", "afstand_gemiddeld", "--json")[1])
    assert row["eenheid"] == "km"


@pytest.mark.parametrize(
    ("options", "network", "certainty"),
    [
        ((), "modelnet, auto, peildatum ", "gemodelleerd"),
        (("--modus", "fiets"), "modelnet, fiets, peildatum ", "gemodelleerd"),
        (("--netwerk", "hemelsbreed"), "hemelsbreed × 1,3", "geschat"),
    ],
)
def test_it_says_over_what_distances_are_measured(
    capsys: pytest.CaptureFixture[str], options: tuple[str, ...], network: str, certainty: str
) -> None:
    _, out, _ = run(capsys, *options)
    assert out.startswith("Verantwoording: Nederland (meegeleverd); ")
    assert network in out.splitlines()[0]
    assert network in json.loads(run(capsys, *options, "--json")[1])["gemaakt_met"]
    for code in ("afstand_gemiddeld", "reistijd_gemiddeld"):
        row = json.loads(run(capsys, "--maat", code, "--json", *options)[1])
        sources = " ".join(row.values())
        assert network in sources
        assert certainty in sources


def test_json_is_the_whole_account(capsys: pytest.CaptureFixture[str]) -> None:
    told = json.loads(run(capsys, "--json")[1])
    assert len(told["onderdelen"]) == 9
    assert told["onderdelen"]["afstanden"]["titel"] == "Afstanden en reistijden"


@pytest.mark.parametrize(
    ("name", "start"),
    [("v.html", b"<!doctype html>"), ("v.csv", b"\xef\xbb\xbfonderdeel;"), ("v.json", b"{")],
)
def test_it_can_be_written_to_a_file(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, name: str, start: bytes
) -> None:
    code, out, err = run(capsys, "--uit", tmp_path / name)
    assert (code, out) == (0, "")
    assert name in err.replace("\n", "")
    assert (tmp_path / name).read_bytes().startswith(start)


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["--maat", "afstand_gemideld"], "kies uit afstand_gemiddeld"),
        (["--maat", "qqq"], "swv_aantal"),
        (["--uit", "v.pdf"], "eindigt op .html, .csv of .json"),
        (["--uit", "v.csv", "--maat", "omvang"], "laat --maat weg"),
        (["--jeugdregio", "y"], "onbekende jeugdregiovariant 'y'"),
        (["--netwerk", "delft"], "het netwerk 'delft' voor auto is hier niet"),
    ],
)
def test_a_wrong_wish_gets_a_dutch_answer(
    capsys: pytest.CaptureFixture[str], arguments: list[str], told: str
) -> None:
    code, _, err = run(capsys, *arguments)
    assert code == 1
    assert told in err
