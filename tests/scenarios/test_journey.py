"""One journey is what the cube says of it: the same metres, the same seconds, to a site that is that far."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from data.dataset import Dataset
from data.network_store import write_network
from geo.network import Mode, Network, Quantity
from scenarios.indeling import NO_SWV, Arrangement, Indeling, LayerType
from scenarios.journey import Journey, journey, within_norm
from scenarios.networks import chosen
from scenarios.settings import Settings
from scenarios.study import Study

MakeNetwork = Callable[..., Network]
TODAY = "regeling-2015"
#: Amsterdam, Den Burg on Texel, Vlieland, Terneuzen, and somewhere in Drenthe.
PLACES = ("1011", "1791", "8899", "4531", "9431")
#: The cube holds float32.
CLOSE = 1e-6


def _as_the_cube(study: Study, point: int, kind: str, under: str, quantity: Quantity) -> Journey | None:
    """Hold a journey against the study's distances; a journey that there is not is infinite there."""
    found = study.distances(under or TODAY)
    position = study.country.situation.kinds.index(kind)
    metres, seconds = (found.own_m, found.own_s) if under else (found.free_m, found.free_s)
    values = metres if quantity is Quantity.DISTANCE else seconds
    assert values is not None
    one = journey(study, point, kind, arrangement=under, quantity=quantity)
    expected = float(values[position, point])
    if one is None:
        assert math.isinf(expected), (point, kind, under)
        return None
    measured = one.distance_m if quantity is Quantity.DISTANCE else one.time_s
    assert measured == pytest.approx(expected, rel=CLOSE), (point, kind, under)
    assert (one.point, one.kind, one.own) == (point, kind, bool(under))
    return one


def _offers(study: Study, site: int, kind: str) -> bool:
    situation = study.country.situation
    return bool(
        ((situation.offer_site == site) & (situation.offer_kind == situation.kinds.index(kind))).any()
    )


def _own(study: Study, point: int, site: int, kind: str) -> bool:
    layer = next(one.layer for one in study.country.kinds if one.code == kind)
    swv = study.arrangement(TODAY).layer(layer).of_points()
    return bool(swv[study.country.situation.point_of_site[site]] == swv[point])


@pytest.mark.parametrize("pc4", PLACES)
def test_over_straight_lines(straight_study: Study, pc4: str) -> None:
    point = straight_study.country.points["pc4"].tolist().index(pc4)
    for kind in straight_study.country.situation.kinds:
        for under in ("", TODAY):
            one = _as_the_cube(straight_study, point, kind, under, Quantity.DISTANCE)
            if one is not None:
                assert (one.route, one.time_s) == (None, None)
                assert _offers(straight_study, one.site, kind)
                assert not under or _own(straight_study, point, one.site, kind)


@pytest.mark.parametrize("pc4", PLACES)
@pytest.mark.parametrize("quantity", Quantity)
def test_over_modelnet(study: Study, pc4: str, quantity: Quantity) -> None:
    point = study.country.points["pc4"].tolist().index(pc4)
    for kind in study.country.situation.kinds:
        for under in ("", TODAY):
            one = _as_the_cube(study, point, kind, under, quantity)
            if one is not None:
                assert one.route is not None
                assert (one.route.distance_m, one.route.time_s) == (one.distance_m, one.time_s)
                assert _offers(study, one.site, kind)
                assert not under or _own(study, point, one.site, kind)


def test_the_shortest_way_is_never_the_longer_and_the_fastest_never_the_slower(study: Study) -> None:
    differ = 0
    for point in range(0, len(study.country.points), 400):
        short, fast = (journey(study, point, "vso", quantity=quantity) for quantity in Quantity)
        assert short is not None
        assert fast is not None
        assert short.time_s is not None
        assert fast.time_s is not None
        assert short.distance_m <= fast.distance_m * (1 + CLOSE)
        assert fast.time_s <= short.time_s * (1 + CLOSE)
        differ += short.distance_m < fast.distance_m
    assert differ > 0, "somewhere the fastest way is a detour"


@pytest.fixture
def read_in(line_of_four: Dataset, networks: Path, small_road: MakeNetwork) -> Study:
    """Open the line over a road of twice its length, with a node between every two points."""
    write_network(networks / "lijn-fiets.npz", small_road(mode=Mode.FIETS, km=(0, 4, 10, 15, 20, 30), kmh=15))
    return Study.of(line_of_four, chosen(Settings(), "lijn", "fiets"))


@pytest.mark.parametrize("quantity", Quantity)
def test_over_a_network_that_was_read_in(read_in: Study, quantity: Quantity) -> None:
    for point in range(4):
        for kind in read_in.country.situation.kinds:
            for under in ("", TODAY, "jeugdregio"):
                _as_the_cube(read_in, point, kind, under, quantity)
    one = journey(read_in, 1, "so", quantity=quantity)
    assert one is not None
    assert one.route is not None
    assert (one.site, one.distance_m) == (0, 20_000)
    assert one.time_s == pytest.approx(20 / 15 * 3600)
    assert (one.route.line[:, 0] - 100_000).tolist() == [10_000, 4_000, 0]


def test_no_site_of_the_kind_and_none_of_the_own_swv(read_in: Study) -> None:
    country = read_in.country
    apart = Indeling(LayerType.SWV_FUNDEREND, country.units, ("A", "B", "C", "D"), {}, "2026", "Proef.")
    name = read_in.add(Arrangement.merged("apart", "Apart", apart))
    assert journey(read_in, 1, "so", arrangement=name) is None
    assert journey(read_in, 0, "so", arrangement=name) is not None
    offers = country.dataset["aanbod"]
    without = replace(
        country.dataset, tables={**country.dataset.tables, "aanbod": offers[offers["soort"] != "so"]}
    )
    bare = Study.of(without, country.settings)
    assert journey(bare, 1, "so") is None
    assert journey(bare, 1, "vso") is not None


def test_points_outside_every_swv_have_no_own_site(line_of_four: Dataset) -> None:
    """Two places without a swv are not of one swv: the cube says so, and so does the journey."""
    points = line_of_four["pc4"].assign(
        leerlingen_po=[0.0, 0.0, 300.0, 400.0], leerlingen_vo=[0.0, 0.0, 300.0, 400.0]
    )
    dataset = replace(line_of_four, tables={**line_of_four.tables, "pc4": points})
    study = Study.of(dataset, Settings("hemelsbreed"))
    codes = (NO_SWV, NO_SWV, "A", "A")
    half = Indeling(LayerType.SWV_FUNDEREND, study.country.units, codes, {}, "2026", "Proef.")
    name = study.add(Arrangement.merged("half", "Half", half))
    for point in range(4):
        _as_the_cube(study, point, "so", name, Quantity.DISTANCE)
    assert journey(study, 0, "so", arrangement=name) is None


# --- who lives within a norm -------------------------------------------------------------------


def _column(study: Study, site: int, quantity: Quantity) -> np.ndarray:
    """Metres or seconds from every home to one site, as the table of pairs has them."""
    situation = study.country.situation
    pairs = study.country.model.between(situation.homes, situation.sites).to_sites(np.array([site]), 1e9)
    column = np.full(len(situation.homes), np.inf)
    home = np.repeat(np.arange(len(column)), np.diff(pairs.start))
    values = pairs.distance_m if quantity is Quantity.DISTANCE else pairs.time_s
    assert values is not None
    column[home] = values
    return column


@pytest.mark.parametrize(
    ("name", "quantity", "limit"),
    [
        ("straight_study", Quantity.DISTANCE, 15_000.0),
        ("study", Quantity.DISTANCE, 15_000.0),
        ("study", Quantity.TIME, 1_800.0),
        ("read_in", Quantity.DISTANCE, 20_000.0),
        ("read_in", Quantity.TIME, 4_800.0),
    ],
)
def test_within_a_norm_is_who_the_column_says(
    request: pytest.FixtureRequest, name: str, quantity: Quantity, limit: float
) -> None:
    opened: Study = request.getfixturevalue(name)
    n_sites = len(opened.country.sites)
    for site in {0, n_sites // 3, n_sites - 1}:
        near, column = within_norm(opened, site, limit, quantity), _column(opened, site, quantity)
        assert near.tolist() == (column <= limit).tolist()
        assert 0 < near.sum() < len(near)
        if name == "read_in":
            assert near.tolist() in ([True, True, False, False], [False, False, True, True])


def test_a_straight_line_knows_no_seconds(straight_study: Study) -> None:
    with pytest.raises(ValueError, match="knows no times"):
        within_norm(straight_study, 0, 1_800.0, Quantity.TIME)
    fast, short = (journey(straight_study, 0, "so", quantity=quantity) for quantity in reversed(Quantity))
    assert fast is not None
    assert short is not None
    assert fast.time_s is None
    assert (fast.site, fast.distance_m) == (short.site, short.distance_m)
