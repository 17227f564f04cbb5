"""Areas and borders as documents: every unit in its own area, neighbours apart, text that is safe."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache
from html import escape
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from geo.crs import RD_NEW, WGS84, to_rd
from geo.units import Units
from scenarios.country import Country, Kind
from scenarios.indeling import Arrangement
from scenarios.settings import Settings
from scenarios.study import Study
from ui import areas, layers
from ui.areas import Outlines
from ui.documents import country_documents, scenario_documents, written
from ui.figures import figures_of, figures_of_today, pc4_document
from ui.layers import Division, Document

#: What a name from a user's file may be.
ODD = '<b>"Onze\'s"</b> & co'
_FOREIGN = re.compile(r"\b(nan|None|True|False|inf|sites?|areas?|pupils|residents|unknown|kind|the)\b")


@dataclass(frozen=True, eq=False)
class Drawn:
    """A division with its document and what it is on."""

    country: Country
    units: Units
    outline: Outlines
    division: Division
    document: Document


def outlines(study: Study, units: Units) -> Outlines:
    return areas.outlines(study.country, units)


def draw(study: Study, units: Units, divisions: Sequence[Division]) -> list[Drawn]:
    outline = outlines(study, units)
    documents = written(study, divisions, units, lambda _: outline)
    return [
        Drawn(study.country, units, outline, division, document)
        for division, document in zip(divisions, documents, strict=True)
    ]


def draw_all(study: Study, names: Sequence[str]) -> list[Drawn]:
    """Draw the country's own divisions, and the swv's of some arrangements."""
    drawn = draw(study, study.country.units, layers.divisions_of_country(study.country))
    for name in names:
        arrangement = study.arrangement(name)
        prefix = "swv" if name == study.base_id else "scenario"
        drawn += draw(study, arrangement.units, layers.divisions_of(arrangement, prefix))
    return drawn


@pytest.fixture(scope="module")
def drawn(nederland: Study, split_study: Study, study: Study) -> list[Drawn]:
    """Draw everything there is: all that is ready-made, an indeling that splits, the imported country."""
    return [
        *draw_all(nederland, list(nederland.titles)),
        *draw_all(split_study, ["eigen"]),
        *draw_all(study, [study.base_id, "jeugdregio"]),
    ]


def flat(document_lines: Sequence[Any]) -> gpd.GeoSeries:
    return gpd.GeoSeries([shapely.LineString(one) for one in document_lines], crs=WGS84).to_crs(RD_NEW)


@cache
def touching(shapes: tuple[shapely.Geometry, ...]) -> tuple[Any, Any, Any]:
    """Pairs of polygons that share a border, and its length (metres)."""
    tree = shapely.STRtree(shapes)
    left, right = tree.query(np.array(shapes), predicate="intersects")
    once = left < right
    left, right = left[once], right[once]
    edges = shapely.boundary(np.array(shapes))
    return left, right, shapely.length(shapely.intersection(edges[left], edges[right]))


def strings(document: Any) -> Iterator[str]:
    if isinstance(document, str):
        yield document
    elif isinstance(document, dict):
        for value in document.values():
            yield from strings(value)
    elif isinstance(document, (list, tuple)):
        for value in document:
            yield from strings(value)


def test_every_unit_is_in_the_area_of_its_code(drawn: list[Drawn]) -> None:
    for one in drawn:
        names = one.document["namen"]
        found = ["" if at < 0 else names[at]["code"] for at in one.document["van"]]
        codes = [escape(code) for code in one.division.code]
        assert found == codes
        assert {area["code"] for area in names} == set(codes) - {""}
        assert all(area["naam"] and area["kort"] for area in names)


def test_areas_that_touch_differ_in_colour(drawn: list[Drawn]) -> None:
    for one in drawn:
        left, right, shared = touching(tuple(one.outline))
        area, colour = np.array(one.document["van"]), [area["kleur"] for area in one.document["namen"]]
        # metres: simplifying may make a corner of a border
        beside = (shared > 300) & (area[left] >= 0) & (area[right] >= 0) & (area[left] != area[right])
        assert beside.any() == (len(colour) > 1)
        assert all(
            colour[a] != colour[b] for a, b in zip(area[left[beside]], area[right[beside]], strict=True)
        )


def test_lines_are_the_borders_between_areas_and_nothing_else(drawn: list[Drawn]) -> None:
    for one in drawn:
        left, right, shared = touching(tuple(one.outline))
        code = np.array(one.division.code, dtype=object)
        between = float(shared[code[left] != code[right]].sum())
        assert between > 0
        assert flat(one.document["lijnen"]).length.sum() == pytest.approx(between, rel=0.02)
        assert areas.inner_borders(one.outline, one.division.code).length == pytest.approx(between, rel=1e-6)


def test_a_country_of_one_swv_has_no_lines(nederland: Study) -> None:
    units = nederland.country.units
    one = Division("scenario", "swv", "alles", ("A",) * len(units), {"A": "Alles"}, {"A": "Alles"})
    made = draw(nederland, units, [one])[0].document
    assert made["lijnen"] == []
    assert [area["naam"] for area in made["namen"]] == ["Alles"]


def test_names_stand_inside_their_area(drawn: list[Drawn]) -> None:
    for one in drawn:
        shapes = areas.dissolved(one.outline, one.division.code).set_index("code").geometry
        named = {escape(code): shape for code, shape in shapes.items()}
        for area in one.document["namen"]:
            lon, lat = area["plek"]
            easting, northing = (float(axis[0]) for axis in to_rd(np.array([lon]), np.array([lat])))
            reach = 0.45 * area["breed"] * 111_320 * np.cos(np.radians(lat))
            shape = named[area["code"]].buffer(12)  # metres: coordinates are rounded
            assert shape.contains(shapely.Point(easting, northing)), area
            assert shape.contains(
                shapely.LineString([(easting - reach, northing), (easting + reach, northing)])
            ), area


def test_split_units_bring_polygons_of_their_own(split_study: Study) -> None:
    country, units = split_study.country, split_study.arrangement("eigen").units
    layer = scenario_documents(split_study, "eigen", lambda u: outlines(split_study, u), lambda _, d: d)[0]
    (made,) = json.loads(json.dumps(layer))
    whole = layers.ground(outlines(split_study, country.units))["gebieden"]
    assert len(made["gebieden"]) == len(made["van"]) == len(made["ouder"]) == len(units) > len(whole)
    parts, wholes = (
        gpd.GeoSeries([shapely.geometry.shape(one) for one in given], crs=WGS84).to_crs(RD_NEW)
        for given in (made["gebieden"], whole)
    )
    together = np.bincount(made["ouder"], weights=parts.area, minlength=len(wholes))
    assert together == pytest.approx(wholes.area.to_numpy(), rel=0.01)
    parent_names = [units.ids[unit].partition("#")[0] for unit in range(len(units))]
    assert [country.units.ids[parent] for parent in made["ouder"]] == parent_names


def test_whole_units_need_no_polygons_of_their_own(drawn: list[Drawn]) -> None:
    for one in drawn:
        assert ("gebieden" in one.document) == ("ouder" in one.document) == (one.units != one.country.units)


def test_rounded_polygons_stay_together(each_study: Study) -> None:
    ground = layers.ground(outlines(each_study, each_study.country.units))
    shapes = [shapely.geometry.shape(one) for one in ground["gebieden"]]
    whole = shapely.area(shapely.union_all([shapely.make_valid(one) for one in shapes]))
    assert shapely.area(shapes).sum() == pytest.approx(whole, rel=1e-4)
    west, south, east, north = shapely.total_bounds(shapes)
    assert 3.3 < west < east < 7.3
    assert 50.7 < south < north < 53.6
    assert flat(ground["kust"]).length.sum() > 1_000_000


def test_europoort_belongs_to_no_swv(each_study: Study) -> None:
    country = each_study.country
    today = layers.divisions_of(each_study.arrangement(each_study.base_id), "swv")
    for one in draw(each_study, country.units, today):
        without = np.flatnonzero(np.array(one.document["van"]) == -1)
        assert [country.units.ids[unit] for unit in without] == ["GM0599/-/-"]
        assert country.gemeente_names[country.unit_table["gemeentecode"].iloc[without[0]]] == "Rotterdam"
    region = layers.divisions_of_country(country)
    assert all(min(one.document["van"]) == 0 for one in draw(each_study, country.units, region))


def test_layers_of_an_arrangement(nederland: Study) -> None:
    today = layers.divisions_of(nederland.arrangement(nederland.base_id), "swv")
    assert [(one.id, one.title, one.what) for one in today] == [
        ("swv_po", "swv's po", "swv po"),
        ("swv_vo", "swv's vo", "swv vo"),
    ]
    assert [len(set(one.code) - {""}) for one in today] == [76, 74]
    (merged,) = layers.divisions_of(nederland.arrangement("jeugdregio"), "scenario")
    assert (merged.id, merged.title) == ("scenario", "swv's van het scenario")
    regions = layers.divisions_of_country(nederland.country)[1]
    assert len(set(regions.code)) == len(regions.names.keys() & set(regions.code)) == 42


@pytest.mark.parametrize(
    ("code", "label", "short"),
    [
        ("PO2001", "PO 20.01 · Groningen e.o.", "PO 20.01"),
        ("JZ22", "JZ22 · Utrecht e.o.", "Utrecht e.o."),
        ("A", "A", "A"),
        ("A", "Ons swv", "Ons swv"),
        ("PO2001-JZ01", "PO 20.01-JZ01 · Haren", "PO 20.01-JZ01"),
    ],
)
def test_short_names(code: str, label: str, short: str) -> None:
    assert layers.short_name(code, label) == short


@given(st.text(min_size=1), st.text())
def test_a_short_name_is_never_empty(code: str, label: str) -> None:
    assert layers.short_name(code, label or code)


# ---- what is told of areas


def read_number(text: str) -> int:
    return int(text.replace(".", ""))


def test_sites_of_all_areas_are_those_of_the_country(each_study: Study) -> None:
    country = each_study.country
    expected = country.supply.groupby("kind")["aantal"].sum()
    for code_of_point in (country.gemeente_of_point, country.region_of_point("jeugdregio")):
        told = layers.told_of_areas(country, code_of_point)
        for kind in country.kinds:
            found = [re.search(rf"\b{kind.code} ([\d.]+)", lines[1]) for lines in told.values()]
            assert sum(read_number(one[1]) for one in found if one) == expected[kind.code]
            assert all(found)


def test_residents_of_all_areas_are_those_of_the_country(each_study: Study) -> None:
    country = each_study.country
    told = layers.told_of_areas(country, country.region_of_point("jeugdregio"))
    pattern = re.compile(r"([\d.]+) inwoners van 4-11 en ([\d.]+) van 12-17 jaar \(geschat\)")
    found = [pattern.fullmatch(lines[0]) for lines in told.values()]
    for place, age in ((1, "po"), (2, "vo")):
        total = sum(read_number(one[place]) for one in found if one)
        assert total == pytest.approx(country.pupils(age).sum(), abs=50 * len(told))
    assert all(found)


def kind_of(study: Study, code: str) -> Kind:
    return next(kind for kind in study.country.kinds if kind.code == code)


@pytest.mark.parametrize("code", ["so", "vo"])
def test_sites_of_all_swvs_are_those_of_the_country(each_study: Study, code: str) -> None:
    kind, arrangement = kind_of(each_study, code), each_study.arrangement(each_study.base_id)
    found = each_study.distances(each_study.base_id)
    told = layers.told_of_swvs(each_study.country, arrangement, found, kind, each_study.norms)
    assert set(told) - {""} == set(arrangement.layer(kind.layer).codes)
    counts = [re.fullmatch(rf"([\d.]+) vestiging(en)? {code} in dit swv", told[one][1]) for one in told]
    expected = each_study.country.supply.groupby("kind")["aantal"].sum()[code]
    assert sum(read_number(one[1]) for one in counts if one) == expected
    assert all(one and (one[1] == "1") == (one[2] is None) for one in counts)


def test_a_swv_without_own_site_says_so(each_study: Study) -> None:
    arrangement = each_study.arrangement(each_study.base_id)
    found = each_study.distances(each_study.base_id)
    told = layers.told_of_swvs(
        each_study.country, arrangement, found, kind_of(each_study, "so"), each_study.norms
    )
    told.pop("")
    alone = [lines[2] for lines in told.values() if lines[1].startswith("0 ")]
    others = [lines[2] for lines in told.values() if not lines[1].startswith("0 ")]
    assert alone
    assert all(
        line.startswith("geen eigen voorziening; de dichtstbijzijnde elders ligt op") for line in alone
    )
    assert all("als alleen voorzieningen van het eigen swv tellen" in line for line in others)
    assert all(re.search(r" km en \d+ min,? gemiddeld \(gemodelleerd\)", line) for line in (*alone, *others))


def test_a_straight_line_tells_no_minutes(nederland: Study) -> None:
    straight = Study.of(nederland.country.dataset, Settings("hemelsbreed"))
    arrangement, found = straight.arrangement(straight.base_id), straight.distances(straight.base_id)
    told = layers.told_of_swvs(straight.country, arrangement, found, kind_of(straight, "so"), straight.norms)
    assert all("(geschat)" in lines[2] and " min" not in lines[2] for lines in told.values())


# ---- text


def with_odd_names(study: Study) -> Study:
    """Give a swv, a gemeente, a plaats and a site a name that would break a page."""
    dataset = study.country.dataset
    names = pd.DataFrame({"code": ["PO2001"], "naam": [ODD]})
    gemeenten = dataset["gemeenten"].copy()
    gemeenten.loc[gemeenten["gemeentecode"] == "GM0014", "naam"] = ODD
    points = dataset["pc4"].copy()
    points.loc[points["gemeentecode"] == "GM0014", "plaats"] = ODD + "!"
    sites = dataset["vestigingen"].assign(naam=ODD, plaats=ODD + "?")
    changed = {"swv_namen": names, "gemeenten": gemeenten, "pc4": points, "vestigingen": sites}
    # names change no distance, so the cube is that of the data set
    return Study.of(replace(dataset, tables={**dataset.tables, **changed}))


def all_documents(study: Study, names: Sequence[str]) -> list[Any]:
    outline = cache(lambda units: areas.outlines(study.country, units))
    made = country_documents(study, outline, lambda _, document: document, pc4="later").told()
    return [
        made,
        pc4_document(study.country),
        figures_of_today(study.country, study.free_m, study.free_s),
        *(scenario_documents(study, name, outline, lambda _, document: document) for name in names),
    ]


def test_names_from_files_cannot_carry_markup(nederland: Study, split_study: Study) -> None:
    odd = with_odd_names(nederland)
    added = odd.add(renamed(odd))
    documents = [*all_documents(odd, [odd.base_id, added]), *all_documents(split_study, ["eigen"])]
    texts = [text for text in strings(documents) if not text.startswith("#")]
    assert not [text for text in texts if "<" in text or '"' in text]
    assert not [text for text in texts if re.search(r"&(?!amp;|lt;|gt;|quot;|#x27;)", text)]
    wanted = ("PO 20.01 · &lt;b&gt;&quot;Onze&#x27;s&quot;&lt;/b&gt; &amp; co", "&lt;i&gt;plan")
    assert all(any(one in text for text in texts) for one in wanted)
    assert any("&lt;b&gt;O&#x27;Wijk &amp; Co" in text for text in texts)


def renamed(study: Study) -> Arrangement:
    """Make a scenario of which both the title and a swv have a name with markup in it."""
    regions = study.arrangement("jeugdregio")
    layer = regions.po.rename("JZ01", "<img src=x onerror=alert(1)>")
    return Arrangement.merged("plan", "<i>plan", layer)


def test_all_text_is_dutch(each_study: Study) -> None:
    texts = set(strings(all_documents(each_study, [each_study.base_id, "jeugdregio"])))
    assert not [text for text in texts if _FOREIGN.search(text) and not text.startswith("Polygon")]
    assert not [text for text in texts if re.search(r"\d\.\d{1,2} (km|inwoners)", text)]


def test_figures_titles_carry_the_scenario_but_not_its_markup(nederland: Study) -> None:
    odd = with_odd_names(nederland)
    name = odd.add(renamed(odd))
    figures = figures_of(odd.country, odd.arrangement(name), odd.distances(name))
    assert all(one["titel"].endswith("(&lt;i&gt;plan)") for one in figures)
