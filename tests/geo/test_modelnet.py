"""The modelled network: small cases by hand, and what must hold for the whole country."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from itertools import pairwise
from typing import Any

import networkx as nx
import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray
from scipy.sparse.csgraph import dijkstra

from data.dataset import BUNDLED, read_dataset
from geo.crs import to_wgs84
from geo.distance import Homes, Sites
from geo.errors import InputError
from geo.modelnet import ModelnetJoining, Parameters, Tables, modelnet, modelnet_model, parameters
from geo.network import Mode, Network, Quantity
from geo.road import RoadModel
from geo.water import Crossing, Water, crossings, waters
from scenarios.country import Country

KM = 1000.0
WEST, SOUTH = 150_000.0, 450_000.0
BOTH = frozenset(Mode)
PLAIN = Parameters(
    detour=1.2,
    streets_m=200.0,
    streets_kmh=12.0,
    density_from=(100.0, 500.0),
    kmh=(72.0, 54.0, 36.0),
    crossing_kmh=90.0,
    bike_kmh=18.0,
    longest_m=20 * KM,
    off_land_m=500.0,
    error_share=0.1,
)


# ---- small cases, in kilometres from the corner of a made-up map


def _homes(*places: tuple[float, float]) -> Homes:
    east, north = np.array(places, dtype=np.float64).T * KM
    return Homes(WEST + east, SOUTH + north, np.full(len(places), 500.0))


def _land(*boxes: tuple[float, float, float, float]) -> NDArray[np.object_]:
    corner = np.array([WEST, SOUTH, WEST, SOUTH])
    return np.array([shapely.box(*(corner + np.array(box) * KM)) for box in boxes], dtype=object)


FIELD = _land((-5, -5, 30, 30))


def _crossing(name: str, ends: list[tuple[float, float]], **told: Any) -> Crossing:
    east, north = np.array(ends).T * KM
    lon, lat = to_wgs84(WEST + east, SOUTH + north)
    a, b = zip(lon.tolist(), lat.tolist(), strict=True)
    row = {"kind": "brug", "area": ("GM0001", "GM0002"), "zone": ("1001", "2001"), "modes": BOTH} | told
    return Crossing(name=name, ends=(a, b), **row)


def _net(
    homes: Homes,
    area: list[str],
    zone: list[str],
    tables: Tables,
    mode: Mode = Mode.AUTO,
    *,
    land: NDArray[np.object_] = FIELD,
    residents: float = 1.0,
) -> Network:
    return modelnet(homes, area, zone, np.full(len(homes), residents), land, mode, tables)


def _between(
    network: Network, homes: Homes, one: int, other: int, quantity: Quantity = Quantity.DISTANCE
) -> float:
    node = network.tree.query(np.column_stack([homes.easting, homes.northing]))[1]
    return float(dijkstra(network.graph(quantity), indices=node[one])[node[other]])


TWO = _homes((0, 0), (4, 0))
BROOK = Water("de beek", ("GM0001",), ("GM0002",))


def test_water_without_a_crossing_parts_two_banks_and_says_so() -> None:
    network = _net(TWO, ["GM0001", "GM0002"], ["1001", "2001"], Tables(PLAIN, (BROOK,), ()))
    assert _between(network, TWO, 0, 1) == np.inf
    assert "1 van de 2 punten liggen los" in network.origin.source


def test_a_crossing_joins_two_banks_by_its_own_length_and_speed() -> None:
    bridge = _crossing("de brug", [(1, 0), (3, 0)])
    network = _net(TWO, ["GM0001", "GM0002"], ["1001", "2001"], Tables(PLAIN, (BROOK,), (bridge,)))
    # a kilometre of rural road on either side, and two over the bridge
    assert _between(network, TWO, 0, 1) == pytest.approx(2 * 1200 + 2000, abs=1)
    seconds = _between(network, TWO, 0, 1, Quantity.TIME)
    assert seconds == pytest.approx(2 * 1200 / 20 + 2000 / 25, abs=0.1)
    assert network.names == ("de brug",)
    named = network.edges.name
    assert named is not None
    assert sorted(named[named >= 0].tolist()) == [0, 0]
    assert "los" not in network.origin.source


def test_a_ferry_takes_its_minutes() -> None:
    ferry = _crossing("het veer", [(1, 0), (3, 0)], kind="veer", minutes=15.0)
    network = _net(TWO, ["GM0001", "GM0002"], ["1001", "2001"], Tables(PLAIN, (BROOK,), (ferry,)), Mode.FIETS)
    assert _between(network, TWO, 0, 1, Quantity.TIME) == pytest.approx(2 * 1200 / 5 + 900, abs=0.1)


def test_a_mode_that_may_not_use_a_crossing_stays_on_its_bank() -> None:
    tunnel = _crossing("de tunnel", [(1, 0), (3, 0)], kind="tunnel", modes=frozenset([Mode.AUTO]))
    tables = Tables(PLAIN, (BROOK,), (tunnel,))
    by_car, by_bike = (_net(TWO, ["GM0001", "GM0002"], ["1001", "2001"], tables, mode) for mode in Mode)
    assert np.isfinite(_between(by_car, TWO, 0, 1))
    assert _between(by_bike, TWO, 0, 1) == np.inf
    assert by_bike.names == ()


def test_a_crossing_to_a_gemeente_that_is_not_there_is_left_out() -> None:
    bridge = _crossing("de brug", [(1, 0), (3, 0)], area=("GM0001", "GM0009"))
    network = _net(TWO, ["GM0001", "GM0001"], ["1001", "1002"], Tables(PLAIN, (BROOK,), (bridge,)))
    assert len(network) == 2


def test_a_pc4_overrules_its_gemeente() -> None:
    homes = _homes((0, 0), (1, 0), (2, 0))
    area, zone = ["GM0001"] * 3, ["1001", "1002", "1003"]
    water = Water("de beek", ("GM0001",), ("1003",))
    network = _net(homes, area, zone, Tables(PLAIN, (water,), ()))
    assert _between(network, homes, 0, 1) == pytest.approx(1200)
    assert _between(network, homes, 1, 2) == np.inf
    ranged = Water("de beek", ("GM0001",), ("1002-1003",))
    assert ranged.sides(area, zone).tolist() == [1, -1, -1]


def test_the_end_of_a_crossing_is_on_the_bank_of_its_pc4() -> None:
    """Both ends lie on the map next to the home on bank a; the far end is joined to bank b all the same."""
    homes = _homes((0, 0), (9, 0))
    bridge = _crossing("de dam", [(0.4, 0), (0.6, 0)], kind="dam")
    network = _net(homes, ["GM0001", "GM0002"], ["1001", "2001"], Tables(PLAIN, (BROOK,), (bridge,)))
    assert _between(network, homes, 0, 1) == pytest.approx(1.2 * 400 + 200 + 1.2 * 8400, abs=1)


def test_links_leave_land_no_further_than_allowed_unless_a_place_would_lie_apart() -> None:
    homes = _homes((0, 0), (3, 0), (1.5, 5))
    tables = Tables(PLAIN, (), ())
    bays = _land((-1, -1, 1, 6), (2, -1, 4, 6), (1, 3, 2, 6))
    network = _net(homes, ["GM0001"] * 3, ["1001", "1002", "1003"], tables, land=bays)
    around = 2 * 1.2 * np.hypot(1500, 5000)
    assert _between(network, homes, 0, 1) == pytest.approx(around), "not over a kilometre of water"
    island = _land((-1, -1, 1, 6), (2, -1, 4, 6))
    network = _net(TWO, ["GM0001"] * 2, ["1001", "1002"], tables, land=island)
    assert _between(network, TWO, 0, 1) == pytest.approx(1.2 * 4000), "there is no other way"


def test_a_link_that_is_too_long_is_left_out() -> None:
    tables = Tables(replace(PLAIN, longest_m=3999.0), (), ())
    assert len(_net(TWO, ["GM0001"] * 2, ["1001", "1002"], tables).edges) == 0


def test_speed_follows_how_many_live_around_both_ends() -> None:
    tables = Tables(PLAIN, (), ())
    area_km2 = np.pi  # half the radius is 500 m
    for residents, pace in ((99 * area_km2, 1 / 20), (101 * area_km2, 1 / 15), (501 * area_km2, 1 / 10)):
        network = _net(TWO, ["GM0001"] * 2, ["1001", "1002"], tables, residents=residents)
        assert network.edges.time_s == pytest.approx([4800 * pace] * 2)
    zone = ["1001", "1002"]
    mixed = modelnet(TWO, ["GM0001"] * 2, zone, np.array([1.0, 501 * area_km2]), FIELD, Mode.AUTO, tables)
    assert mixed.edges.time_s == pytest.approx([2400 / 20 + 2400 / 10] * 2)


def test_joining_on_a_grid() -> None:
    """Nine homes a kilometre apart; a site 200 m from the middle one, on the way to its eastern neighbour."""
    homes = _homes(*((east, north) for north in range(3) for east in range(3)))
    tables = Tables(PLAIN, (), ())
    network = _net(homes, ["GM0001"] * 9, [str(1001 + number) for number in range(9)], tables)
    sites = Sites(
        WEST + np.array([1200.0, 1000.0]),
        SOUTH + np.array([1000.0, 1000.0]),
        np.array([-1, 4]),
        np.array([4, 4]),
    )
    of_homes, of_sites = ModelnetJoining(1.2, 200.0, 60.0)(network, homes, sites)
    places = np.column_stack([network.easting, network.northing])
    assert places[of_homes.node].tolist() == np.column_stack([homes.easting, homes.northing]).tolist()
    assert np.diff(of_homes.start).tolist() == [1] * 9
    assert set(of_homes.distance_m) == {100.0}
    assert set(of_homes.time_s) == {30.0}
    middle, neighbours = of_sites.node[0], of_sites.node[1 : of_sites.start[1]]
    assert places[middle].tolist() == [WEST + 1000, SOUTH + 1000]
    assert set(neighbours) == set(network.edges.head[network.start[middle] : network.start[middle + 1]])
    metres = 100 + 1.2 * np.hypot(*(places[of_sites.node] - [WEST + 1200, SOUTH + 1000]).T)
    assert of_sites.distance_m[:-1] == pytest.approx(metres[:-1])
    assert of_sites.time_s[:-1] == pytest.approx(30 + (metres[:-1] - 100) / 20)
    # the site that stands in at the middle home has that node alone
    assert of_sites.start.tolist() == [0, len(of_sites.node) - 1, len(of_sites.node)]
    assert of_sites.node[-1] == middle
    assert of_sites.distance_m[-1] == 100


def test_a_site_near_a_border_is_near_the_neighbour_too_but_not_over_water() -> None:
    bridge = _crossing("de brug", [(1, 0.5), (3, 0.5)])
    dry, wet = Tables(PLAIN, (), (bridge,)), Tables(PLAIN, (BROOK,), (bridge,))
    site = Sites(np.array([WEST + 3500.0]), np.array([SOUTH]), np.array([-1]), np.array([0]))
    for tables, near in ((dry, True), (wet, False)):
        network = _net(TWO, ["GM0001", "GM0002"], ["1001", "2001"], tables)
        _, of_sites = ModelnetJoining(1.2)(network, TWO, site)
        assert (WEST + 4000.0 in network.easting[of_sites.node]) is near
        assert len(of_sites.node) > 1


def test_homes_of_another_data_set_are_refused() -> None:
    network = _net(TWO, ["GM0001"] * 2, ["1001", "1002"], Tables(PLAIN, (), ()))
    other = _homes((0, 0), (4, 1))
    none = Sites(*(np.zeros(0, dtype=kind) for kind in (float, float, int, int)))
    with pytest.raises(ValueError, match="does not know"):
        ModelnetJoining(1.2)(network, other, none)


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(st.integers(0, 9), st.integers(0, 9)), min_size=1, max_size=25, unique=True))
def test_any_places_on_a_field_reach_each_other_as_networkx_says(places: list[tuple[int, int]]) -> None:
    homes = _homes(*places)
    zone = [str(1001 + number) for number in range(len(places))]
    network = _net(homes, ["GM0001"] * len(places), zone, Tables(PLAIN, (), ()))
    assert (network.components == 0).all()
    graph = nx.Graph()
    graph.add_nodes_from(range(len(network)))
    edges = network.edges
    graph.add_weighted_edges_from(zip(edges.tail, edges.head, edges.length_m, strict=True))
    oracle = nx.single_source_dijkstra_path_length(graph, 0)
    metres = dijkstra(network.graph(Quantity.DISTANCE), indices=0)
    assert metres == pytest.approx([oracle[node] for node in range(len(network))])
    straight = np.hypot(network.easting - network.easting[0], network.northing - network.northing[0])
    assert (metres >= straight - 1e-6).all()


# ---- tables


def test_tables_that_ship_are_sound() -> None:
    assert len(waters()) > 50
    assert len(crossings()) > 150
    assert all(0 < one.minutes <= 180 for one in crossings() if one.kind == "veer")
    assert 1 < parameters().detour < 1.5
    assert list(parameters().kmh) == sorted(parameters().kmh, reverse=True)


def test_faults_in_tables_are_named_together() -> None:
    rows = [
        {"water": "de beek", "kant_a": "GM1", "kant_b": "GM0002"},
        {"water": "het meer", "kant_a": "GM0001 1001-1005", "kant_b": "1004"},
    ]
    with pytest.raises(InputError) as told:
        waters(rows)
    assert "de beek: gevonden 'GM1'" in str(told.value)
    assert "het meer: 1004 ligt aan beide kanten" in str(told.value)
    row = dict.fromkeys(
        ("naam", "gemeente_a", "gemeente_b", "pc4_a", "pc4_b", "lon_a", "lat_a", "lon_b", "lat_b"), "1"
    )
    with pytest.raises(InputError) as told:
        crossings([row | {"soort": "vonder", "auto": "soms", "fiets": "ja", "minuten": "12"}])
    assert all(word in str(told.value) for word in ("vonder", "soms", "minuten '12'"))
    with pytest.raises(InputError, match="bij een veer"):
        crossings([row | {"soort": "veer", "auto": "ja", "fiets": "ja", "minuten": ""}])


# ---- the country


@cache
def _country() -> Country:
    return Country(read_dataset(BUNDLED))


@cache
def _national(mode: Mode) -> Network:
    country = _country()
    return modelnet(
        country.situation.homes,
        country.gemeente_of_point.tolist(),
        country.points["pc4"].tolist(),
        country.pupils("po") + country.pupils("vo"),
        np.asarray(country.unit_table["geometry"], dtype=object),
        mode,
    )


def _node(mode: Mode, zone: str) -> int:
    homes = _country().situation.homes
    place = _country().points["pc4"].tolist().index(zone)
    return int(_national(mode).tree.query((homes.easting[place], homes.northing[place]))[1])


def _route(mode: Mode, start: str, end: str) -> tuple[float, float, list[str]]:
    """Kilometres, minutes, and the crossings of the shortest way."""
    network = _national(mode)
    first, last = _node(mode, start), _node(mode, end)
    metres, before = dijkstra(network.graph(Quantity.DISTANCE), indices=first, return_predecessors=True)
    seconds = dijkstra(network.graph(Quantity.TIME), indices=first)
    way = [last]
    while way[-1] != first:
        way.append(int(before[way[-1]]))
    named = network.edges.name
    assert named is not None
    steps = {
        (int(tail), int(head)): int(name)
        for tail, head, name in zip(network.edges.tail, network.edges.head, named, strict=True)
    }
    passed = [steps[step] for step in pairwise(way[::-1])]
    over = [network.names[name] for name in passed if name >= 0]
    return metres[last] / KM, seconds[last] / 60, over


def test_enkhuizen_to_lelystad_over_the_houtribdijk() -> None:
    km, minutes, over = _route(Mode.AUTO, "1601", "8232")
    assert over == ["Houtribdijk"]
    assert 26 < km < 36
    assert 18 < minutes < 40


def test_breskens_to_vlissingen_by_tunnel_or_by_ferry() -> None:
    km, minutes, over = _route(Mode.AUTO, "4511", "4381")
    assert "Westerscheldetunnel" in over
    assert 50 < km < 75
    assert 40 < minutes < 75
    km, minutes, over = _route(Mode.FIETS, "4511", "4381")
    assert over == ["Veer Vlissingen-Breskens"]
    assert 6 < km < 12
    assert minutes > 50


def test_texel_to_den_helder_by_ferry_with_its_waiting() -> None:
    for mode in Mode:
        km, minutes, over = _route(mode, "1791", "1781")
        assert over == ["Veer Den Helder-Texel"]
        assert 11 < km < 16
        assert minutes > 50


@pytest.mark.parametrize("mode", Mode)
def test_every_pc4_can_reach_every_other(mode: Mode) -> None:
    network = _national(mode)
    assert (network.components == 0).all()
    assert len(network) > len(_country().points)


@pytest.mark.parametrize("mode", Mode)
def test_no_link_crosses_a_water(mode: Mode) -> None:
    network, country = _national(mode), _country()
    homes = country.situation.homes
    node = network.tree.query(np.column_stack([homes.easting, homes.northing]))[1]
    assert len(np.unique(node)) == len(homes)
    link = network.edges.name < 0 if network.edges.name is not None else np.zeros(0)
    tail, head = network.edges.tail[link], network.edges.head[link]
    for water in waters():
        side = np.zeros(len(network), dtype=np.int8)
        side[node] = water.sides(country.gemeente_of_point.tolist(), country.points["pc4"].tolist())
        assert (side[tail] * side[head] >= 0).all(), water.name


@pytest.mark.parametrize("mode", Mode)
def test_no_way_is_shorter_than_the_straight_line_or_faster_than_the_fastest_road(mode: Mode) -> None:
    network = _national(mode)
    edges = network.edges
    straight = np.hypot(
        network.easting[edges.tail] - network.easting[edges.head],
        network.northing[edges.tail] - network.northing[edges.head],
    )
    assert (edges.length_m >= straight - 1e-6).all()
    fastest = (
        max(*parameters().kmh, parameters().crossing_kmh) if mode is Mode.AUTO else parameters().bike_kmh
    )
    assert (edges.length_m / edges.time_s <= fastest / 3.6 + 1e-9).all()


def test_the_same_twice() -> None:
    country = _country()
    twice = [
        modelnet_model(
            country.situation.homes,
            country.gemeente_of_point.tolist(),
            country.points["pc4"].tolist(),
            country.pupils("po") + country.pupils("vo"),
            np.asarray(country.unit_table["geometry"], dtype=object),
            Mode.AUTO,
            intrazonal=intrazonal,
        )
        for intrazonal in (True, True, False)
    ]
    prints = [model.fingerprint() for model in twice]
    assert prints[0] == prints[1] != prints[2]
    assert (
        twice[0].network.fingerprint == _national(Mode.AUTO).fingerprint != _national(Mode.FIETS).fingerprint
    )
    assert twice[0].certainty == "gemodelleerd"
    assert twice[0].error_share == parameters().error_share
    assert twice[0].label.startswith("modelnet, auto, peildatum ")
    shipped = parameters()
    seconds = shipped.streets_s(Mode.AUTO)
    assert twice[0].joining == ModelnetJoining(shipped.detour, shipped.streets_m, seconds)
    assert seconds == pytest.approx(shipped.streets_m / (shipped.streets_kmh / 3.6))


def test_no_journey_to_school_is_faster_than_a_bicycle() -> None:
    """Metres are those of the shortest way, so that seconds may be more but never fewer than these take."""
    country = _country()
    homes, sites = country.situation.homes, country.situation.sites
    shipped = parameters()
    joining = ModelnetJoining(shipped.detour, shipped.streets_m, shipped.streets_s(Mode.FIETS))
    model = RoadModel(_national(Mode.FIETS), intrazonal=False, joining=joining)
    nearest = model.between(homes, sites).nearest([np.arange(len(sites))])
    assert nearest.time_s is not None
    assert (nearest.distance_m >= shipped.streets_m - 1).all()
    assert (nearest.time_s >= nearest.distance_m / (shipped.bike_kmh / 3.6) * 0.999).all()
