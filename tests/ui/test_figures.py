"""Figures per PC4: classes that people can read, every value in one of them, none made up."""

from __future__ import annotations

import json
from typing import Any

import numpy as np
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from geo.crs import to_wgs84
from scenarios.settings import Settings
from scenarios.study import Study
from ui.figures import (
    FIGURE_GROUPS,
    _figure,
    _Told,
    figure_names,
    figures_of,
    figures_of_today,
    pc4_document,
)
from ui.layers import Document
from ui.palette import FIGURE_SCALE

TOLD = _Told("km", "geschat", "proef", 1, "nergens")


def today_of(study: Study) -> list[Document]:
    return figures_of_today(study.country, study.free_m, study.free_s)


def all_figures(study: Study) -> list[Document]:
    today = today_of(study)
    own = [
        figures_of(study.country, study.arrangement(name), study.distances(name))
        for name in (study.base_id, "jeugdregio")
    ]
    return [*today, *own[0], *own[1]]


def class_of(figure: Document, value: float) -> int:
    """Tell which class a value is in, as the browser does."""
    return sum(value > edge for edge in figure["grenzen"])


def check(figure: Document, n_values: int) -> None:
    edges, decimals = figure["grenzen"], figure["decimalen"]
    assert edges == sorted(set(edges))
    assert all(round(edge, decimals) == edge for edge in edges)
    assert len(figure["kleuren"]) == len(edges) + 1
    assert len(set(figure["kleuren"])) == len(figure["kleuren"])
    assert set(figure["kleuren"]) <= set(FIGURE_SCALE)
    assert len(figure["waarden"]) == n_values
    known = [value for value in figure["waarden"] if value is not None]
    assert all(0 <= class_of(figure, value) < len(figure["kleuren"]) for value in known)
    json.dumps(figure, allow_nan=False)


def test_classes_of_every_figure_are_sound(each_study: Study) -> None:
    for figure in all_figures(each_study):
        check(figure, len(each_study.country.points))
        assert figure["bron"]
        assert figure["aard"] in {"geschat", "gemeten", "gemodelleerd"}
        assert figure["titel"]


def test_every_class_of_the_country_has_values(each_study: Study) -> None:
    for figure in all_figures(each_study):
        used = {class_of(figure, value) for value in figure["waarden"] if value is not None}
        # whole minutes to a school round the corner leave fewer classes than kilometres do
        assert used == set(range(len(figure["kleuren"])))
        assert figure["eenheid"] == "min" or len(used) == len(FIGURE_SCALE)


def test_values_are_those_of_the_study(each_study: Study) -> None:
    found = {figure["id"]: figure for figure in today_of(each_study)}
    residents = np.array(found["inwoners-po"]["waarden"], dtype=float)
    assert residents == pytest.approx(each_study.country.pupils("po"), abs=0.51)
    for position, kind in enumerate(each_study.country.kinds):
        free = np.array(found[f"vrij-{kind.code}"]["waarden"], dtype=float)
        assert free == pytest.approx(each_study.free_m[position] / 1000, abs=0.051)
        assert each_study.free_s is not None
        minutes = np.array(found[f"tijd-vrij-{kind.code}"]["waarden"], dtype=float)
        assert minutes == pytest.approx(each_study.free_s[position] / 60, abs=0.51)
        assert found[f"tijd-vrij-{kind.code}"]["eenheid"] == "min"


def test_figures_say_over_what_and_of_when(each_study: Study) -> None:
    far = [figure for figure in all_figures(each_study) if not figure["id"].startswith("inwoners")]
    assert all("modelnet, auto, peildatum" in figure["bron"] for figure in far)
    assert {figure["aard"] for figure in far} == {"gemodelleerd"}
    assert {figure["aard"] for figure in all_figures(each_study) if figure not in far} == {"geschat"}


def test_a_straight_line_has_no_figures_in_minutes(nederland: Study) -> None:
    straight = Study.of(nederland.country.dataset, Settings("hemelsbreed"))
    found = all_figures(straight)
    assert not [figure for figure in found if figure["eenheid"] == "min"]
    named = [one["id"] for one in figure_names(nederland.country.kinds) if not one["timed"]]
    assert {figure["id"] for figure in found} == set(named)
    assert {figure["aard"] for figure in found} == {"geschat"}


def test_who_has_no_own_site_has_words_instead_of_a_number(each_study: Study) -> None:
    name = each_study.base_id
    found = each_study.distances(name)
    assert found.own_s is not None
    for figure, own in zip(
        figures_of(each_study.country, each_study.arrangement(name), found),
        (*found.own_m, *found.own_s),
        strict=True,
    ):
        assert [value is None for value in figure["waarden"]] == np.isinf(own).tolist()
        assert figure["leeg"] == "geen vestiging in het eigen swv"
        assert "niemands werkelijke reis" in figure["bron"]
    so = next(kind for kind, one in enumerate(each_study.country.kinds) if one.code == "so")
    assert np.isinf(found.own_m[so]).any()


def test_own_is_never_nearer_than_free(each_study: Study) -> None:
    free = today_of(each_study)[2:]
    own = figures_of(
        each_study.country, each_study.arrangement("jeugdregio"), each_study.distances("jeugdregio")
    )
    for near, far in zip(free, own, strict=True):
        pairs = zip(near["waarden"], far["waarden"], strict=True)
        assert all(other is None or (one is not None and one <= other) for one, other in pairs)


_WITH_HOLES = st.floats(0, 1e6) | st.just(float("inf"))


@given(hnp.arrays(np.float32, st.integers(0, 40), elements=st.floats(0, 500, width=32)), st.integers(0, 2))
def test_classes_are_sound_whatever_the_values(values: Any, decimals: int) -> None:
    check(_figure("x", "x", _Told("km", "geschat", "proef", decimals, "geen"), values), len(values))


@given(st.lists(_WITH_HOLES, max_size=30))
def test_what_is_infinite_is_null(values: list[float]) -> None:
    figure = _figure("x", "x", TOLD, np.array(values, dtype=float))
    check(figure, len(values))
    assert [one is None for one in figure["waarden"]] == [np.isinf(one) for one in values]


def test_equal_values_make_one_edge() -> None:
    figure = _figure("x", "x", TOLD, np.full(10, 2.0))
    assert figure["grenzen"] == [2.0]
    assert len(figure["kleuren"]) == 2


def test_names_of_figures_are_those_of_the_documents(nederland: Study) -> None:
    named = figure_names(nederland.country.kinds)
    today = [one["id"] for one in today_of(nederland)]
    own = [
        one["id"]
        for one in figures_of(
            nederland.country, nederland.arrangement("jeugdregio"), nederland.distances("jeugdregio")
        )
    ]
    assert [one["id"] for one in named if not one["own"]] == today
    assert [one["id"] for one in named if one["own"]] == own
    assert [one["id"] for one in FIGURE_GROUPS] == list(dict.fromkeys(one["group"] for one in named))


def test_postcodes_are_drawn_in_the_order_of_the_points(each_study: Study) -> None:
    country = each_study.country
    made = pc4_document(country)
    assert len(made["vlakken"]) == len(made["namen"]) == len(country.points)
    shapes = [shapely.geometry.shape(one) for one in made["vlakken"]]
    assert not any(shape.is_empty for shape in shapes)
    assert all(name.startswith(pc4) for name, pc4 in zip(made["namen"], country.points["pc4"], strict=True))
    at = country.points["pc4"].tolist().index("3511")
    assert made["namen"][at] == "3511 Utrecht"
    place = country.points.iloc[[at]]
    lon, lat = to_wgs84(place["easting"].to_numpy(float), place["northing"].to_numpy(float))
    assert shapes[at].contains(shapely.Point(lon[0], lat[0]))


def test_a_gemeente_is_told_where_it_differs_from_the_town(nederland: Study) -> None:
    names = pc4_document(nederland.country)["namen"]
    assert "3723 Bilthoven (gemeente De Bilt)" in names
    assert all(name.count("gemeente") <= 1 for name in names)
