"""The account as it is written to screen, file and command line."""

from __future__ import annotations

import csv
import json
import re
from io import StringIO
from pathlib import Path

import pandas as pd
import pytest

from data.dataset import read_dataset
from geo.modelnet import parameters
from geo.water import crossings
from scenarios.measures import all_measures
from scenarios.notation import number
from scenarios.settings import Settings
from scenarios.study import Study
from ui import account_file, account_markup
from ui.account import Account, Listing, Part, account_of, measure_rows, searched
from ui.truths import TRUTHS

_EVIL = "<img src=x onerror=alert(1)>"


@pytest.fixture(scope="module")
def study(folder: Path) -> Study:
    return Study.of(read_dataset(folder))


@pytest.fixture(scope="module")
def account(study: Study) -> Account:
    return account_of(study)


def test_every_measure_has_sources_with_peildatum_and_licence(study: Study) -> None:
    rows = {row["code"]: row for row in measure_rows(study)}
    assert list(rows) == [one.code for one in all_measures()]
    for row in rows.values():
        lines = row["bronnen"].split("\n")
        told = [line for line in lines if "peildatum " in line and "licentie " in line]
        unknown = [line for line in lines if line.endswith("niet te bepalen")]
        assert told or unknown, row["code"]
        assert row["aard"] in {"gemeten", "geschat", "gemodelleerd"}
        assert row["uitleg"]
        assert row["formule"]
    without = [code for code, row in rows.items() if "niet te bepalen" in row["bronnen"]]
    grouped = study.country.dataset.manifest.grouped
    boards = [one.code for one in all_measures() if grouped and "besturen" in one.rests_on]
    assert without == ["feitelijk_gemiddeld", "naar_dichtstbijzijnde", *boards]


def test_settings_are_told(study: Study) -> None:
    other = Study.of(study.country.dataset, Settings("hemelsbreed", detour_factor=1.5))
    assert "hemelsbreed × 1,5" in account_of(other).stamp
    assert "hemelsbreed × 1,5" in measure_rows(other, code="afstand_p90")[0]["bronnen"]
    assert "hemelsbreed" not in measure_rows(other, code="swv_aantal")[0]["bronnen"]


def test_the_network_at_hand_is_told_with_what_it_is_made_of(account: Account, study: Study) -> None:
    model = study.country.model
    part = account.part("afstanden")
    told = " ".join(str(value) for one in part.listings for value in one.rows.to_numpy().ravel())
    error = f"{number(model.error_share * 100)}% van de gemiddelde afstand"
    for text in (model.label, model.certainty, model.source, error, "Zonder files", "niet naar de school"):
        assert text.casefold() in told.casefold()
    tables = {one.caption: one.rows for one in part.listings}
    crossed = tables["Bruggen, tunnels, dammen, sluizen en veren in modelnet"]
    assert crossed["naam"].tolist() == [one.name for one in crossings()]
    texel = crossed[crossed["naam"] == "Veer Den Helder-Texel"].iloc[0]
    assert (texel["soort"], texel["tussen"], texel["voor"]) == (
        "veer",
        "Den Helder en Texel",
        "auto en fiets",
    )
    assert re.fullmatch(r"\d+ min", texel["duur"])
    given = tables["Parameters van modelnet"].set_index("parameter")
    assert given.loc["omwegfactor", "waarde"] == f"{parameters().detour:g}".replace(".", ",")
    assert given["grond"].str.len().min() > 3
    found = searched(part, "den helder texel")
    assert [one.rows["naam"].tolist() for one in found.listings] == [["Veer Den Helder-Texel"]]


def test_a_straight_line_is_told_to_know_no_water_and_no_times(study: Study) -> None:
    part = account_of(Study.of(study.country.dataset, Settings("hemelsbreed"))).part("afstanden")
    told = " ".join(str(value) for one in part.listings for value in one.rows.to_numpy().ravel())
    assert part.count == "hemelsbreed × 1,3; geschat"
    for text in ("veren en bruggen tellen niet mee", "geen reistijden", "niet te bepalen", "10%"):
        assert text in told
    assert "modelnet" not in told.casefold()
    assert "files" not in told


def test_what_is_not_in_the_data_depends_on_the_data(account: Account, study: Study) -> None:
    what = account.part("niet-in-de-gegevens").listings[0].rows["wat"].tolist()
    grouped = study.country.dataset.manifest.grouped
    assert ("schoolbesturen" in what) == grouped
    assert ("plaatsen zonder school" in what) == grouped
    assert ("schoolbesturen van vo en pro" in what) != grouped
    assert "thuiszitters" in what
    assert "RMC-regio's" not in what


def test_an_indeling_that_cannot_be_made_says_why(study: Study) -> None:
    dataset = study.country.dataset
    bare = pd.DataFrame(dataset["gemeenten"]).assign(rmc="")
    other = Study.of(type(dataset)({**dataset.tables, "gemeenten": bare}, dataset.manifest))
    rows = account_of(other).part("indelingen").listings[0].rows.set_index("naam")
    assert rows.loc["rmc", "hoe gemaakt"].startswith("Niet te maken: de indeling naar RMC-regio")


def test_the_html_file_stands_alone_and_is_unfolded(account: Account) -> None:
    html = account_markup.document(account)
    assert html.startswith("<!doctype html>")
    assert "http" not in html
    assert html.count("<details open") == html.count("<details")
    assert all(f'id="{part.key}"' in html for part in account.parts)
    assert account.stamp in html


def test_the_csv_has_every_row_of_every_part(account: Account) -> None:
    rows = list(csv.DictReader(StringIO(account_file.as_csv(account)), delimiter=";"))
    assert {row["onderdeel"] for row in rows} >= {part.title for part in account.parts}
    for part in account.parts:
        for one in part.listings:
            told = {
                row["nummer"]
                for row in rows
                if (row["onderdeel"], row["tabel"]) == (part.title, one.caption) and row["nummer"]
            }
            assert len(told) == len(one.rows)
    assert all(any(truth.full == row["tekst"] for row in rows) for truth in TRUTHS)


def test_plain_values_can_be_written_as_json(account: Account) -> None:
    told = json.loads(json.dumps(account_file.as_dict(account)))
    assert set(told["onderdelen"]) == {part.key for part in account.parts}
    assert len(told["onderdelen"]["begrippen"]["tabellen"][0]["rijen"]) == len(account.part("begrippen"))


def _part() -> Part:
    table = Listing("t", pd.DataFrame({"wat": [_EVIL, "Berséba"], "bron": ["a b", "c\nd"]}), folded=("bron",))
    unfolding = Listing("", pd.DataFrame({"wat": ["x"], "aard": [_EVIL], "uitleg": [_EVIL]}), brief=("aard",))
    return Part("k", "K", "", (_EVIL,), (table, unfolding))


def test_text_is_escaped_lines_are_broken_and_long_words_may_be() -> None:
    html = account_markup.part(_part())
    assert "<img" not in html
    assert "c<br>d" in html
    assert html.count("<summary>toon</summary>") == 2
    long = account_markup.listing(Listing("", pd.DataFrame({"bestand": ["x" * 60]})))
    assert 'class="long"' in long


def test_a_search_wants_every_word_in_one_row() -> None:
    part = _part()
    assert len(searched(part, "")) == 3
    assert len(searched(part, "berseba")) == 1
    assert len(searched(part, "Berséba a")) == 1
    assert len(searched(part, "Berséba x")) == 0
    assert searched(part, "nergens").listings == ()
    assert len(searched(part, "", keep=lambda row: row["wat"] != "x")) == 2
