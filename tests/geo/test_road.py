"""Journeys over roads equal a search of the raw roads from every home to every site."""

from __future__ import annotations

import math
import pickle
import sys
from dataclasses import dataclass, replace

import networkx as nx
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from geo import road
from geo.access import ACCESS_KMH, Access
from geo.distance import Homes, Nearest, Pairs, Sites
from geo.network import Edges, Mode, Network, Origin, Quantity, build_network
from geo.road import Joining, RoadJourneys, RoadModel, at_nearest_node

Float = NDArray[np.float64]
Int = NDArray[np.intp]
Link = tuple[int, float, float]

ORIGIN = Origin("OpenStreetMap Delft", Mode.AUTO, "gemeten", "© OpenStreetMap", "2025-03-01")


@dataclass(frozen=True)
class Country:
    """Raw roads, and who lives and what stands beside them."""

    easting: Float
    northing: Float
    edges: Edges
    homes: Homes
    sites: Sites
    groups: list[Int]
    mode: Mode

    @property
    def network(self) -> Network:
        origin = replace(ORIGIN, mode=self.mode)
        return build_network(origin, self.easting, self.northing, self.edges)


def _sites(rng: np.random.Generator, homes: Homes, n_sites: int) -> Sites:
    """Place some sites on a home for want of a better location, and others beside the roads."""
    zone = rng.integers(0, len(homes), n_sites)
    placed = rng.random(n_sites) < 0.4
    place = rng.uniform(-200, 1200, (2, n_sites))
    return Sites(
        np.where(placed, homes.easting[zone], place[0]),
        np.where(placed, homes.northing[zone], place[1]),
        np.where(placed, zone, -1),
        zone,
    )


@st.composite
def countries(draw: st.DrawFn) -> Country:
    """Draw roads in parts, one-way, parallel, with loops, with homes and sites beside them."""
    n_nodes = draw(st.integers(1, 14))
    n_edges = draw(st.integers(n_nodes // 2, 3 * n_nodes))
    n_homes, n_sites, n_groups = draw(st.integers(1, 5)), draw(st.integers(1, 6)), draw(st.integers(1, 5))
    rng = np.random.default_rng(draw(st.integers(0, 2**32 - 1)))
    tail, head = rng.integers(0, n_nodes, (2, n_edges))
    slowness = rng.choice([0.1, 10.0])  # seconds may be far fewer than metres, and far more
    length_m, time_s = rng.integers(0, 9, (2, n_edges)) * 100.0
    edges = Edges(tail, head, length_m, time_s * slowness)
    homes = Homes(*rng.uniform(-200, 1200, (2, n_homes)), rng.choice([0.0, 150.0, 600.0, 2000.0], n_homes))
    sites = _sites(rng, homes, n_sites)
    groups = [np.flatnonzero(rng.random(n_sites) < 0.5) for _ in range(n_groups)]
    easting, northing = rng.uniform(0, 1000, (2, n_nodes))
    return Country(easting, northing, edges, homes, sites, groups, draw(st.sampled_from(Mode)))


def _joined(country: Country, easting: float, northing: float) -> Link:
    """Join a place to the nearest node, in plain words."""
    away = np.hypot(country.easting - easting, country.northing - northing)
    node = int(away.argmin())
    return node, away[node], away[node] * 3.6 / ACCESS_KMH[country.mode]


def _one_by_one(
    country: Country,
    quantity: Quantity,
    *,
    intrazonal: bool = True,
    links: list[list[Link]] | None = None,
) -> Float:
    """Search the raw roads from each home and read off each site, shape ``(n_homes, n_sites)``."""
    homes, sites = country.homes, country.sites
    graph = nx.MultiDiGraph()
    graph.add_nodes_from(range(len(country.easting)))
    edges = country.edges
    weight = edges.length_m if quantity is Quantity.DISTANCE else edges.time_s
    for tail, head, value in zip(edges.tail.tolist(), edges.head.tolist(), weight, strict=True):
        graph.add_edge(tail, head, weight=value)
    if links is None:
        links = [[_joined(country, *at)] for at in zip(sites.easting, sites.northing, strict=True)]
    column = 1 if quantity is Quantity.DISTANCE else 2
    found = np.full((len(homes), len(sites)), np.inf)
    for home in range(len(homes)):
        first = _joined(country, homes.easting[home], homes.northing[home])
        away = nx.single_source_dijkstra_path_length(graph, first[0])
        inside = homes.intrazonal_m[home]
        if quantity is Quantity.TIME:
            inside *= 3.6 / ACCESS_KMH[country.mode]
        for site in range(len(sites)):
            ways = [first[column] + away.get(link[0], math.inf) + link[column] for link in links[site]]
            found[home, site] = min(ways, default=math.inf)
            if intrazonal and sites.home[site] == home:
                found[home, site] = inside
    return found


def _require_nearest(found: Nearest, metres: Float, seconds: Float, groups: list[Int]) -> None:
    assert found.time_s is not None
    for values, one_by_one in ((found.distance_m, metres), (found.time_s, seconds)):
        assert values.dtype == np.float32
        expected = np.full((len(one_by_one), len(groups)), np.inf)
        for column, group in enumerate(groups):
            expected[:, column] = one_by_one[:, group].min(axis=1, initial=np.inf)
        assert values.shape == expected.shape
        np.testing.assert_allclose(values, expected, rtol=1e-6, atol=1e-6)


@given(countries(), st.booleans(), st.sampled_from([1, 2_000, road.BATCH_BYTES]))
@settings(deadline=None, max_examples=200)
def test_nearest_is_the_least_over_all_sites(country: Country, intrazonal: object, batch: int) -> None:
    """Whatever the mode and the batches: from home to school, within the own area by its own rule."""
    model = RoadModel(country.network, intrazonal=bool(intrazonal))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(road, "BATCH_BYTES", batch)
        found = model.between(country.homes, country.sites).nearest(country.groups)
    metres, seconds = (_one_by_one(country, one, intrazonal=bool(intrazonal)) for one in Quantity)
    _require_nearest(found, metres, seconds, country.groups)


@given(countries(), st.booleans(), st.sampled_from([1, road.BATCH_BYTES]))
@settings(deadline=None, max_examples=200)
def test_other_sites_for_the_same_homes(country: Country, intrazonal: object, batch: int) -> None:
    """Sites that come later stand where the network was thinned for others."""
    model = RoadModel(country.network, intrazonal=bool(intrazonal))
    model.between(country.homes, _sites(np.random.default_rng(0), country.homes, 2))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(road, "BATCH_BYTES", batch)
        journeys = model.between(country.homes, country.sites)
        found, pairs = journeys.nearest(country.groups), journeys.to_sites(_all(country.sites), 700.0)
    metres, seconds = (_one_by_one(country, one, intrazonal=bool(intrazonal)) for one in Quantity)
    _require_nearest(found, metres, seconds, country.groups)
    _require_pairs(pairs, metres, seconds, 700.0, _all(country.sites))


def _all(sites: Sites) -> Int:
    return np.arange(len(sites))


def _require_pairs(pairs: Pairs, metres: Float, seconds: Float, limit_m: float, asked: Int) -> None:
    assert pairs.limit_m == limit_m
    assert pairs.time_s is not None
    assert np.isfinite(pairs.time_s).all()
    expected = [
        (home, site)
        for home in range(len(metres))
        for site in asked
        if metres[home, site] <= min(limit_m, sys.float_info.max)
    ]
    home = np.repeat(np.arange(len(metres)), np.diff(pairs.start))
    assert list(zip(home, pairs.site, strict=True)) == expected
    np.testing.assert_allclose(pairs.distance_m, metres[home, pairs.site], rtol=1e-6, atol=1e-6)
    np.testing.assert_allclose(pairs.time_s, seconds[home, pairs.site], rtol=1e-6, atol=1e-6)


@given(
    countries(),
    st.booleans(),
    st.sampled_from([0.0, 400.0, 1000.0, np.inf]),
    st.sampled_from([1, road.BATCH_BYTES]),
    st.data(),
)
@settings(deadline=None, max_examples=200)
def test_pairs_are_all_sites_within_the_limit(
    country: Country, intrazonal: object, limit_m: float, batch: int, data: st.DataObject
) -> None:
    left_out = data.draw(st.sets(st.integers(0, len(country.sites) - 1), max_size=3))
    asked = np.setdiff1d(_all(country.sites), sorted(left_out))
    journeys = RoadModel(country.network, intrazonal=bool(intrazonal)).between(country.homes, country.sites)
    metres, seconds = (_one_by_one(country, one, intrazonal=bool(intrazonal)) for one in Quantity)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(road, "BATCH_BYTES", batch)
        pairs = journeys.to_sites(asked, limit_m)
    _require_pairs(pairs, metres, seconds, limit_m, asked)


@given(countries(), st.data(), st.booleans())
@settings(deadline=None, max_examples=200)
def test_sites_with_any_number_of_entrances(
    country: Country, data: st.DataObject, intrazonal: object
) -> None:
    stretch = st.integers(0, 40).map(lambda tens: tens * 10.0)
    link = st.tuples(st.integers(0, len(country.easting) - 1), stretch, stretch)
    n_sites = len(country.sites)
    links = data.draw(st.lists(st.lists(link, max_size=3), min_size=n_sites, max_size=n_sites))
    model = RoadModel(country.network, intrazonal=bool(intrazonal), joining=_by(country, links))
    metres, seconds = (
        _one_by_one(country, one, intrazonal=bool(intrazonal), links=links) for one in Quantity
    )
    if data.draw(st.booleans()):  # then these sites come later, to a network thinned without them
        model.between(country.homes, _sites(np.random.default_rng(0), country.homes, 0))
    journeys = model.between(country.homes, country.sites)
    _require_nearest(journeys.nearest(country.groups), metres, seconds, country.groups)


def _by(country: Country, links: list[list[Link]]) -> Joining:
    """Join homes to the nearest node and sites as told."""

    def joining(network: Network, homes: Homes, sites: Sites) -> tuple[Access, Access]:
        asked = links[: len(sites)]
        table = np.array([one for some in asked for one in some], dtype=float).reshape(-1, 3)
        start = np.concatenate([[0], np.cumsum([len(some) for some in asked])]).astype(np.intp)
        of_homes, _ = at_nearest_node(network, homes, sites)
        # coordinates are all different
        position = np.empty(len(network), dtype=np.intp)
        position[np.argsort(country.easting)] = np.argsort(network.easting)
        of_sites = Access(start, position[table[:, 0].astype(np.intp)], table[:, 1], table[:, 2])
        return of_homes, of_sites

    return joining


@given(countries())
@settings(deadline=None, max_examples=200)
def test_journeys_sent_to_another_process_are_the_same(country: Country) -> None:
    journeys = RoadModel(country.network).between(country.homes, country.sites)
    sent: RoadJourneys = pickle.loads(pickle.dumps(journeys))  # noqa: S301
    here = journeys.nearest(country.groups)
    later: RoadJourneys = pickle.loads(pickle.dumps(journeys))  # noqa: S301
    pairs = journeys.to_sites(_all(country.sites), 900.0)
    for there in (sent, later):
        found = there.nearest(country.groups)
        assert found.time_s is not None
        assert (found.distance_m == here.distance_m).all()
        assert (found.time_s == here.time_s).all()
        others = there.to_sites(_all(country.sites), 900.0)
        assert pickle.dumps(others) == pickle.dumps(pairs)
        assert there.bytes_per_group() == journeys.bytes_per_group()


def _row(intrazonal_m: float, *sites: tuple[float, int]) -> tuple[Network, Homes, Sites]:
    """Draw a one-way road of a kilometre from the first home to the second, sites along it."""
    edges = Edges(np.array([0]), np.array([1]), np.array([1000.0]), np.array([72.0]))
    network = build_network(ORIGIN, np.array([0.0, 1000.0]), np.zeros(2), edges)
    homes = Homes(np.array([0.0, 1000.0]), np.zeros(2), np.full(2, intrazonal_m))
    table = np.array(sites).reshape(-1, 2)
    placed = table[:, 1].astype(np.intp)
    return network, homes, Sites(table[:, 0], np.zeros(len(table)), placed, np.maximum(placed, 0))


def test_a_one_way_road_leads_to_school_and_not_from_it() -> None:
    network, homes, sites = _row(500.0, (1000.0, -1), (0.0, -1))
    found = RoadModel(network).between(homes, sites).nearest([np.array([0]), np.array([1])])
    assert found.time_s is not None
    assert found.distance_m.tolist() == [[1000.0, 0.0], [0.0, math.inf]]
    assert found.time_s.tolist() == [[72.0, 0.0], [0.0, math.inf]]


def test_within_the_own_area_unless_another_site_is_nearer_in_metres_or_in_time() -> None:
    network, homes, sites = _row(750.0, (0.0, 0), (1000.0, -1))
    apart, both = [np.array([0]), np.array([1])], [np.array([0, 1])]
    journeys = RoadModel(network).between(homes, sites)
    own, other = journeys.nearest(apart), journeys.nearest(both)
    assert own.time_s is not None
    assert other.time_s is not None
    assert own.distance_m[0].tolist() == [750.0, 1000.0]
    assert own.time_s[0].tolist() == [90.0, 72.0]
    # 750 metres at 30 km/h take longer than a kilometre over the fast road
    assert other.distance_m[0].tolist() == [750.0]
    assert other.time_s[0].tolist() == [72.0]


def test_several_sites_of_one_home() -> None:
    network, homes, sites = _row(300.0, (0.0, 0), (0.0, 0), (1000.0, 1))
    found = RoadModel(network).between(homes, sites).nearest([np.array([0, 1]), np.array([0, 1, 2])])
    assert found.distance_m.tolist() == [[300.0, 300.0], [math.inf, 300.0]]


def test_a_home_and_its_site_off_any_road_still_have_each_other() -> None:
    edges = Edges(np.zeros(0, dtype=int), np.zeros(0, dtype=int), np.zeros(0), np.zeros(0))
    network = build_network(ORIGIN, np.array([0.0, 1000.0]), np.zeros(2), edges)
    homes = Homes(np.array([0.0, 1000.0]), np.zeros(2), np.full(2, 500.0))
    sites = Sites(np.zeros(1), np.zeros(1), np.zeros(1, dtype=np.intp), np.zeros(1, dtype=np.intp))
    none = Access(np.zeros(2, dtype=np.intp), np.zeros(0, dtype=np.intp), np.zeros(0), np.zeros(0))

    def joining(network: Network, homes: Homes, sites: Sites) -> tuple[Access, Access]:
        return at_nearest_node(network, homes, sites)[0], none

    journeys = RoadModel(network, joining=joining).between(homes, sites)
    assert journeys.nearest([np.array([0])]).distance_m.tolist() == [[500.0], [math.inf]]
    assert journeys.to_sites(np.array([0]), 900.0).site.tolist() == [0]


def test_another_network_is_prepared_anew() -> None:
    network, homes, sites = _row(500.0, (1000.0, -1))
    model, group = RoadModel(network), [np.array([0])]
    assert model.between(homes, sites).nearest(group).distance_m.tolist() == [[1000.0], [0.0]]
    longer = replace(network.edges, length_m=network.edges.length_m + 500.0)
    other = replace(model, network=build_network(ORIGIN, network.easting, network.northing, longer))
    assert other.between(homes, sites).nearest(group).distance_m.tolist() == [[1500.0], [0.0]]
    elsewhere = Homes(homes.easting[::-1], homes.northing, homes.intrazonal_m)
    assert model.between(elsewhere, sites).nearest(group).distance_m.tolist() == [[0.0], [1000.0]]
    assert model.between(homes, sites).nearest(group).distance_m.tolist() == [[1000.0], [0.0]]


@pytest.mark.parametrize("n_homes", [0, 2])
@pytest.mark.parametrize("n_sites", [0, 1])
def test_no_homes_no_sites_no_groups(n_homes: int, n_sites: int) -> None:
    network, homes, sites = _row(500.0, (1000.0, -1))
    homes = Homes(homes.easting[:n_homes], homes.northing[:n_homes], homes.intrazonal_m[:n_homes])
    sites = Sites(
        sites.easting[:n_sites], sites.northing[:n_sites], sites.home[:n_sites], sites.zone[:n_sites]
    )
    journeys = RoadModel(network).between(homes, sites)
    assert journeys.nearest([]).distance_m.shape == (n_homes, 0)
    empty = journeys.nearest([_all(sites)[:0]])
    assert empty.time_s is not None
    assert empty.distance_m.tolist() == empty.time_s.tolist() == [[math.inf]] * n_homes
    assert journeys.to_sites(_all(sites)[:0], 900.0).start.tolist() == [0] * (n_homes + 1)
    assert journeys.bytes_per_group() > 0


def test_what_a_model_says_of_itself() -> None:
    network, _, _ = _row(500.0)
    model = RoadModel(network, error_share=0.02)
    assert model.label == "OpenStreetMap Delft, auto, peildatum 2025-03-01"
    assert RoadModel(network, intrazonal=False).label == f"{model.label}, zonder intrazonale afstand"
    assert (model.certainty, model.source, model.error_share) == ("gemeten", "© OpenStreetMap", 0.02)
    assert model.has_times


def test_a_fingerprint_per_network_rule_and_way_of_joining() -> None:
    network, _, _ = _row(500.0)
    edges = replace(network.edges, time_s=network.edges.time_s + 1.0)
    slower = build_network(ORIGIN, network.easting, network.northing, edges)
    by_bicycle = build_network(
        replace(ORIGIN, mode=Mode.FIETS), network.easting, network.northing, network.edges
    )

    def elsewhere(network: Network, homes: Homes, sites: Sites) -> tuple[Access, Access]:
        return at_nearest_node(network, homes, sites)

    @dataclass(frozen=True)
    class WithStreets:
        metres: float

        def __call__(self, network: Network, homes: Homes, sites: Sites) -> tuple[Access, Access]:
            of_homes, of_sites = at_nearest_node(network, homes, sites)
            return replace(of_homes, distance_m=of_homes.distance_m + self.metres), of_sites

    models = [
        RoadModel(network),
        RoadModel(network, joining=WithStreets(100.0)),
        RoadModel(network, joining=WithStreets(200.0)),
        RoadModel(network, intrazonal=False),
        RoadModel(network, joining=elsewhere),
        RoadModel(slower),
        RoadModel(by_bicycle),
    ]
    assert len({model.fingerprint() for model in models}) == len(models)
    again, _, _ = _row(500.0)
    assert RoadModel(again).fingerprint() == RoadModel(network).fingerprint()
