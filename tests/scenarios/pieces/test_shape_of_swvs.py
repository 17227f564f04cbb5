"""Shape and contiguity of real and made-up swv's, also where a unit is cut by PC4."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import networkx as nx
import numpy as np
import pytest
import shapely

from data.dataset import BUNDLED, Dataset, read_dataset
from geo.adjacency import fixed_links
from scenarios.changes import Assign
from scenarios.indeling import Arrangement
from scenarios.pieces.crossings import unit_name
from scenarios.pieces.ground import areas_of, ground_of
from scenarios.pieces.listed import shape_frame, shape_rows, swv_shapes
from scenarios.pieces.overview import overview
from scenarios.pieces.shape import layer_shapes, shape_values
from scenarios.settings import STRAIGHT, Settings
from scenarios.study import Study

MakeDataset = Callable[[Sequence[Any], Sequence[Any]], Dataset]
TODAY = "regeling-2015"


@pytest.fixture(scope="module")
def land() -> Study:
    return Study.of(read_dataset(BUNDLED), Settings(STRAIGHT))


@pytest.fixture(scope="module")
def own(dataset_folder: Path) -> Study:
    return Study.of(read_dataset(dataset_folder), Settings(STRAIGHT))


def _cut(study: Study, name: str, swv: str, *pc4: str) -> Arrangement:
    return Assign(swv=swv, pc4=pc4).apply(study.arrangement(name), study.country)


@pytest.mark.parametrize("name", [TODAY, "jeugdregio", "provincie"])
def test_states_are_all_swvs_and_means_are_means(land: Study, name: str) -> None:
    lines = overview(land, name, TODAY)
    states = [lines[code].value for code in ("swv_heel", "swv_onderbroken", "swv_onaf")]
    assert sum(states) == lines["swv_aantal"].value
    assert 0 < lines["polsby_popper"].value < 1
    assert 0 < lines["reock"].value < 1
    frame = shape_frame(land, name)
    assert len(frame) == lines["swv_aantal"].value
    if land.arrangement(name).is_merged:
        assert frame["polsby_popper"].mean() == pytest.approx(lines["polsby_popper"].value)
        assert frame["snijranden"].sum() == 2 * lines["snijranden"].value


@pytest.mark.parametrize("name", [TODAY, "po-binnen-jeugdregio"])
def test_whole_or_not_against_networkx(own: Study, name: str) -> None:
    """Units of whole gemeenten touch (half a metre apart at most) or are linked: a graph of its own."""
    country = own.country
    outline = np.asarray(country.unit_table["geometry"], dtype=object)
    gemeente = country.unit_table["gemeentecode"].tolist()
    graph = nx.Graph()
    graph.add_nodes_from(range(len(outline)))
    tree = shapely.STRtree(outline)
    left, right = tree.query(outline, predicate="dwithin", distance=0.5)
    graph.add_edges_from(
        (a, b)
        for a, b in zip(left.tolist(), right.tolist(), strict=True)
        if a < b and shapely.length(shapely.intersection(outline[a], outline[b])) >= 1
    )
    position = {code: [i for i, one in enumerate(gemeente) if one == code] for code in set(gemeente)}
    for link in fixed_links():
        ends = position.get(link.area_a, []), position.get(link.area_b, [])
        if len(ends[0]) == len(ends[1]) == 1:
            graph.add_edge(ends[0][0], ends[1][0])
    arrangement = own.arrangement(name)
    whole = {f"{one.layer}/{one.code}": len(one.shape.parts) == 1 for one in swv_shapes(own, name)}
    uncut = {i for i, one in enumerate(gemeente) if len(position[one]) == 1}
    checked = 0
    for age in ("",) if arrangement.is_merged else ("po", "vo"):
        layer = arrangement.layer(age or "po")
        for code in layer.codes:
            members = {i for i, one in enumerate(layer.swv) if one == code}
            if members <= uncut:
                checked += 1
                assert whole[f"{age}/{code}"] == nx.is_connected(graph.subgraph(members)), code
    assert checked > 20


def test_what_the_regulation_leaves_apart(own: Study) -> None:
    """Schiermonnikoog's boat sails to Groningen; Rozenburg lies behind a harbour of no swv."""
    found = {one.label.partition(" ·")[0]: one for one in swv_shapes(own, TODAY) if one.apart}
    ferry = "de veerdienst komt aan in Het Hogeland, in een ander swv"
    assert found["PO 21.01"].apart == f"Schiermonnikoog ({ferry})"
    assert found["PO 21.01"].state == "onderbroken"
    assert found["VO 20.02"].apart == "Groningen (deel, PC4 9613) grenswijziging?"
    assert found["PO 28.08"].apart.startswith(
        "Rotterdam (deel, PC4 3181) grenswijziging? (de tunnel komt uit"
    )
    assert found["PO 28.08"].state == "onaf"
    texel = next(one for one in swv_shapes(own, TODAY) if one.code == "PO2701")
    assert texel.state == "heel, via een verbinding over water"


def test_a_pc4_taken_out_of_the_middle_is_a_unit_of_its_own(land: Study) -> None:
    """Utrecht's inner city apart: more neighbours are cut, Utrecht hangs together around it."""
    before, after = land.arrangement("jeugdregio"), _cut(land, "jeugdregio", "NIEUW", "3511")
    ground = ground_of(land.country, after.units)
    assert len(after.units) == len(before.units) + 1
    assert np.array_equal(np.unique(ground.unit), np.arange(len(after.units)))
    (old,), (new,) = (layer_shapes(land.country, one) for one in (before, after))
    inner = next(one for one in new.swvs if one.code == "NIEUW")
    point = land.country.points["pc4"].tolist().index("3511")
    assert inner.shape.area_m2 == pytest.approx(land.country.point_areas[point].area, rel=0.05)
    assert len(new.cut) > len(old.cut)
    assert shape_values([new])["swv_heel"] == shape_values([old])["swv_heel"] + 1
    total = sum(one.shape.area_m2 for one in old.swvs)
    assert sum(one.shape.area_m2 for one in new.swvs) == pytest.approx(total)


def test_a_swv_of_two_pc4s_that_do_not_touch_is_broken(land: Study) -> None:
    made = _cut(land, "jeugdregio", "NIEUW", "3511", "3454")  # Utrecht's inner city and De Meern
    (found,) = layer_shapes(land.country, made)
    one = next(each for each in found.swvs if each.code == "NIEUW")
    assert one.shape.contiguity.value == "onderbroken"
    assert len(one.shape.parts) == 2
    assert one.shape.parts_on_land == 2


def test_units_are_cut_out_of_their_gemeente(land: Study) -> None:
    country, made = land.country, _cut(land, "jeugdregio", "NIEUW", "3511", "3512")
    outline = areas_of(country, made.units)
    utrecht = [i for i, one in enumerate(made.units.ids) if one.startswith("GM0344")]
    whole = country.unit_table.loc["GM0344", "geometry"]
    assert shapely.union_all(outline[utrecht]).symmetric_difference(whole).area < 1
    assert areas_of(country, country.units) is not outline
    named = {unit_name(country, made.po, unit) for unit in utrecht}
    assert "Utrecht (deel, PC4 3511 t/m 3512)" in named
    assert all(name.startswith("Utrecht (deel, PC4 ") for name in named)


def test_the_ground_is_measured_once_per_set_of_units(land: Study) -> None:
    country = land.country
    assert ground_of(country, country.units) is ground_of(country, country.units)
    finer = _cut(land, "jeugdregio", "NIEUW", "3511").units
    again = _cut(land, "jeugdregio", "ANDERS", "3511").units
    assert ground_of(country, finer) is ground_of(country, again)


def test_squares_are_squares(small_country: MakeDataset) -> None:
    """Squares of a kilometre by two in a row: two that touch are a real square."""
    rows = [
        ("1001", 0, "GM0001", "JZ01", "PO2001", "VO2001", 10, 10),
        ("1002", 1, "GM0002", "JZ01", "PO2001", "VO2002", 10, 10),
        ("1003", 5, "GM0003", "JZ01", "PO2001", "VO2002", 10, 10),
    ]
    study = Study.of(small_country(rows, [("00AA00", "1001", ("bo", "vo"))]), Settings(STRAIGHT))
    found = {one.code: one for one in swv_shapes(study, TODAY)}
    assert found["PO2001"].state == found["VO2002"].state == "onderbroken"
    assert found["PO2001"].shape.area_m2 == pytest.approx(6e6)
    assert found["VO2001"].shape.polsby_popper == pytest.approx(4 * math.pi * 2 / 36)
    assert found["VO2001"].shape.reock == pytest.approx(2 / (math.pi * 1.25))
    assert found["VO2001"].cut == found["VO2002"].cut == 1
    assert found["PO2001"].cut == 0
    rows_there = shape_rows(study, TODAY, TODAY)
    assert rows_there["kant"].tolist() == ["scenario"] * 3
    assert rows_there["los"].tolist() == ["Plaats 03", "", "Plaats 03"]
