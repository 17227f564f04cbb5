"""Facilities on a map: all of them, on their place, each with what is known of it."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from data.own_facilities import read_facilities
from data.own_kinds import with_facilities
from scenarios.country import Country, Kind
from scenarios.study import Study
from ui.facilities import _site_text, site_document


def row(pupils: float = 0.0, shared: float = 0.0, unknown: int = 0) -> dict[str, Any]:
    return {"leerlingen": pupils, "leerlingen_gedeeld": shared, "onbekend": unknown}


def changed_sites(country: Country, **columns: Any) -> Country:
    dataset = country.dataset
    sites = dataset["vestigingen"].assign(**columns)
    tables = {**dataset.tables, "vestigingen": sites}
    return Country(replace(dataset, tables=tables, folder=None), country.settings)


def kind_of(country: Country, code: str) -> Kind:
    return next(kind for kind in country.kinds if kind.code == code)


def test_every_site_is_counted_once_and_lies_in_the_country(each_study: Study) -> None:
    country = each_study.country
    expected = country.supply.groupby("kind")["aantal"].sum()
    for kind in country.kinds:
        drawn = site_document(country, kind)
        assert sum(count for _, _, count, _ in drawn) == expected[kind.code]
        assert all(count > 0 for _, _, count, _ in drawn)
        assert all(3.3 < lon < 7.3 and 50.7 < lat < 53.6 for lon, lat, _, _ in drawn)


def test_a_single_site_counts_one_and_a_group_as_many_as_it_says(nederland: Study, study: Study) -> None:
    kind = kind_of(nederland.country, "bo")
    assert {count for _, _, count, _ in site_document(study.country, kind)} == {1}
    grouped = site_document(nederland.country, kind)
    assert max(count for _, _, count, _ in grouped) > 1
    for _, _, count, text in grouped:
        plural = "" if count == 1 else "en"
        assert re.match(rf"{count} (reformatorische )?vestiging{plural} bo in \d{{4}}", text)


def test_sites_that_are_set_apart_are_not_drawn(study: Study) -> None:
    apart = Country(study.country.dataset, replace(study.country.settings, reformed_apart=True))
    kind = kind_of(apart, "bo")
    assert 0 < len(site_document(apart, kind)) < len(site_document(study.country, kind))


def test_a_kind_without_sites_is_an_empty_document(nederland: Study) -> None:
    assert site_document(nederland.country, Kind("zwem", "zwemles", "po", "po")) == []


@pytest.mark.parametrize(
    ("told", "text"),
    [
        (row(1234.0), "Ons Anker, Ede: 1.234 leerlingen"),
        (row(1.0), "Ons Anker, Ede: 1 leerling"),
        (row(0.0), "Ons Anker, Ede: 0 leerlingen"),
        (row(unknown=1), "Ons Anker, Ede: leerlingtal onbekend"),
        (row(float("nan"), 60.0), "Ons Anker, Ede: 60 leerlingen, met die van een andere soort"),
        (row(40.0, 60.0), "Ons Anker, Ede: 100 leerlingen, met die van een andere soort"),
        (row(175.0, unknown=1), "Ons Anker, Ede: 175 leerlingen, van 1 vestiging onbekend"),
        (row(175.0, unknown=2), "Ons Anker, Ede: 175 leerlingen, van 2 vestigingen onbekend"),
        (
            row(0.0, 60.0, 1),
            "Ons Anker, Ede: 60 leerlingen, met die van een andere soort, van 1 vestiging onbekend",
        ),
    ],
)
def test_what_is_known_of_a_site(told: dict[str, Any], text: str) -> None:
    assert _site_text("Ons Anker", "Ede", told) == text


def test_a_town_that_the_name_tells_is_not_told_again() -> None:
    assert _site_text("OBS EDE", "Ede", row(5.0)) == "OBS EDE: 5 leerlingen"
    assert _site_text("OBS", "", row(5.0)) == "OBS: 5 leerlingen"


def test_towns_are_spelled_as_people_write_them(study: Study) -> None:
    assert study.country.sites["plaats"].str.isupper().any()
    towns = set(study.country.points["plaats"].str.upper())
    for kind in study.country.kinds:
        told = [text.rpartition(", ")[2].partition(":")[0] for *_, text in site_document(study.country, kind)]
        assert not [town for town in told if town in towns and len(town) > 3]


def test_names_cannot_carry_markup(nederland: Study) -> None:
    country = changed_sites(nederland.country, naam="<script>alert('x')</script>", plaats='"A&B"')
    text = site_document(country, kind_of(country, "so"))[0][3]
    assert text.startswith("&lt;script&gt;alert(&#x27;x&#x27;)&lt;/script&gt;, &quot;A&amp;B&quot;: ")


def test_without_names_and_towns_the_code_is_told(nederland: Study) -> None:
    dataset = nederland.country.dataset
    sites = pd.DataFrame(dataset["vestigingen"]).drop(columns=["naam", "plaats"])
    country = Country(replace(dataset, tables={**dataset.tables, "vestigingen": sites}, folder=None))
    assert site_document(country, kind_of(country, "bo"))[0][3].startswith("1011-bo: ")


def test_a_site_without_a_town_is_drawn_too(nederland: Study) -> None:
    country = changed_sites(nederland.country, plaats=None)
    assert ", " not in site_document(country, kind_of(country, "bo"))[0][3].partition(":")[0]


def test_a_kind_of_a_users_own_is_drawn_and_its_names_are_text(tmp_path: Path, nederland: Study) -> None:
    path = tmp_path / "opdc.csv"
    rows = ("soort;naam;postcode;doelgroep;leerlingen", '"OPDC <b>";"<script>alert(1)</script>";3511;vo;12')
    path.write_text("\n".join(rows), encoding="utf-8")
    dataset = nederland.country.dataset
    country = Country(with_facilities(dataset, read_facilities(path, dataset)), nederland.country.settings)
    kind = country.kinds[-1]
    assert (kind.code, kind.name) == ("opdc-b", "OPDC <b>")
    ((_, _, count, told),) = site_document(country, kind)
    assert count == 1
    assert told == "&lt;script&gt;alert(1)&lt;/script&gt;, Utrecht: 12 leerlingen"
