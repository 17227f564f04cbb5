"""``dekkend vergelijk ... --kaart``: a page beside, or instead of, the table."""

from __future__ import annotations

import csv
import json
import re
from collections.abc import Callable
from html import unescape
from pathlib import Path

import pytest

from cli.main import main
from data.dataset import BUNDLED, read_dataset

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


def text_of(page: Path) -> str:
    html = page.read_text(encoding="utf-8")
    body = re.sub(r"<(script|style)>.*?</\1>", " ", html, flags=re.DOTALL)
    return unescape(re.sub(r"<[^>]*>", " ", body))


def test_it_writes_one_page_that_needs_no_network(run: Run, tmp_path: Path) -> None:
    page = tmp_path / "kaart.html"
    code, out, err = run("vergelijk", "jeugdregio", "provincie", "--kaart", page)
    assert code == 0
    assert f"Kaart geschreven naar {page}" in err
    assert out == ""
    assert [one.name for one in tmp_path.iterdir()] == ["kaart.html"]
    html = page.read_text(encoding="utf-8")
    assert html.startswith("<!DOCTYPE html>")
    assert page.stat().st_size < 3_000_000
    markup = re.sub(r"<script>.*?</script>", "", html, flags=re.DOTALL)
    assert not re.search(r"\b(?:src|href)\s*=", markup)
    assert "default-src 'none'" in html
    assert "Swv's naar provincie tegenover regeling 2015" in text_of(page)


def test_table_json_and_page_go_together(run: Run, tmp_path: Path) -> None:
    page, table = tmp_path / "kaart.html", tmp_path / "tabel.csv"
    code, out, _ = run("vergelijk", "jeugdregio", "--kind", "so", "--kaart", page, "--uit", table, "--json")
    assert code == 0
    assert json.loads(out)["rijen"]
    assert table.is_file()
    text = text_of(page)
    assert "so: speciaal onderwijs" in text
    assert "vo: voortgezet onderwijs" not in text


def test_tables_of_the_page_are_about_the_country_at_every_level(run: Run, tmp_path: Path) -> None:
    national, other = tmp_path / "land.html", tmp_path / "ander.html"
    arguments = ("vergelijk", "jeugdregio", "--kind", "so")
    assert run(*arguments, "--kaart", national)[0] == 0
    for level in ("jeugdregio", "swv", "gemeente"):
        assert run(*arguments, "--niveau", level, "--kaart", other)[0] == 0
        assert text_of(other) == text_of(national), level
        other.unlink()


def test_today_can_be_compared_with_another_base(run: Run, tmp_path: Path) -> None:
    page = tmp_path / "kaart.html"
    code, _, _ = run("vergelijk", "regeling-2015", "--basis", "jeugdregio", "--kaart", page)
    assert code == 0
    assert "Regeling 2015 tegenover swv's naar jeugdregio" in text_of(page)


def test_an_indeling_that_splits_gemeenten_is_drawn(run: Run, tmp_path: Path) -> None:
    mine, page = tmp_path / "eigen.csv", tmp_path / "kaart.html"
    assert run("exporteer", "jeugdregio", "--uit", mine)[0] == 0
    with mine.open("a", encoding="utf-8", newline="") as stream:
        csv.writer(stream, delimiter=";").writerow(["Utrecht", "3511", "BINNENSTAD"])
    assert run("vergelijk", mine, "--kind", "so", "--kaart", page)[0] == 0
    html = page.read_text(encoding="utf-8")
    assert '"ouder": [' in html
    assert "BINNENSTAD" in html


def test_names_in_a_scenario_do_no_harm(run: Run, tmp_path: Path) -> None:
    evil = "</script><script>alert(1)</script>{{ 7*7 }}"
    plan, page = tmp_path / "plan.json", tmp_path / "kaart.html"
    assert run("exporteer", "jeugdregio", "--uit", plan)[0] == 0
    told = json.loads(plan.read_text(encoding="utf-8"))
    told["naam"] = evil
    told["wijzigingen"] = [{"soort": "hernoem", "swv": "JZ01", "naam": evil}]
    plan.write_text(json.dumps(told), encoding="utf-8")
    assert run("vergelijk", plan, "provincie", "--kind", "so", "--kaart", page)[0] == 0
    html = page.read_text(encoding="utf-8")
    assert "<script>alert(1)" not in html
    assert html.count("<script>") == html.count("</script>") == 4
    assert evil in text_of(page)


def test_two_outputs_need_two_names(run: Run, tmp_path: Path) -> None:
    page = tmp_path / "kaart.html"
    (tmp_path / "map").mkdir()
    for other in (page, tmp_path / "map" / ".." / "kaart.html"):
        code, _, err = run("vergelijk", "jeugdregio", "--kaart", page, "--uit", other)
        assert code == 1
        assert "twee uitvoerbestanden hebben dezelfde naam" in err
        assert not page.exists()


@pytest.mark.parametrize("option", ["--kaart", "--uit"])
def test_a_page_never_replaces_what_is_read(run: Run, tmp_path: Path, option: str) -> None:
    mine = tmp_path / "eigen.csv"
    assert run("exporteer", "provincie", "--uit", mine)[0] == 0
    before = mine.read_bytes()
    for arguments in (("vergelijk", mine), ("vergelijk", "jeugdregio", "--basis", mine)):
        code, _, err = run(*arguments, option, mine)
        assert code == 1
        assert "dit bestand is zelf invoer" in err
        assert mine.read_bytes() == before


def test_a_page_that_cannot_be_written_is_told(run: Run, tmp_path: Path) -> None:
    (tmp_path / "map").write_text("een bestand", encoding="utf-8")
    code, _, err = run("vergelijk", "jeugdregio", "--kind", "so", "--kaart", tmp_path / "map" / "kaart.html")
    assert code == 1
    assert "schrijven mislukte" in err


def test_a_page_is_replaced_as_a_whole(run: Run, tmp_path: Path) -> None:
    page = tmp_path / "kaart.html"
    page.write_text("oud", encoding="utf-8")
    assert run("vergelijk", "jeugdregio", "--kind", "so", "--kaart", page)[0] == 0
    assert text_of(page) != "oud"
    assert [one.name for one in tmp_path.iterdir()] == ["kaart.html"]


def test_a_scenario_that_is_named_twice_is_shown_once(run: Run, tmp_path: Path) -> None:
    page = tmp_path / "kaart.html"
    assert run("vergelijk", "jeugdregio", "jeugdregio", "--kind", "so", "--kaart", page)[0] == 0
    assert text_of(page).count("Swv's naar jeugdregio tegenover regeling 2015") == 1


@pytest.mark.parametrize("option", ["--kaart", "--uit"])
def test_the_data_set_is_not_written_over(run: Run, option: str) -> None:
    code, _, err = run("vergelijk", "jeugdregio", option, BUNDLED / "manifest.json")
    assert code == 1
    assert "de map van de gegevensset" in err
    assert read_dataset(BUNDLED).manifest.grouped


def test_a_file_that_is_write_protected_stays(run: Run, tmp_path: Path) -> None:
    page = tmp_path / "kaart.html"
    page.write_text("van mij")
    page.chmod(0o444)
    code, _, err = run("vergelijk", "jeugdregio", "--kind", "so", "--kaart", page)
    assert code == 1
    assert "tegen schrijven beveiligd" in err
    assert page.read_text() == "van mij"
