"""Raw extracts, written by the tests themselves; all places in metres from the middle of Amersfoort."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from pyproj import Geod

from data.osm import extract
from data.osm.reading import read_any
from geo.crs import to_wgs84
from geo.errors import InputError
from geo.network import Mode, Network

WriteMap = Callable[..., Path]
Edges = dict[tuple[int, int, int, int], tuple[float, float]]
Listing = Callable[[Network], Edges]

AUTO, FIETS = Mode.AUTO, Mode.FIETS
#: OpenStreetMap has seven decimals of a degree.
CM = 0.03
STREET = {"highway": "residential"}
#: A square of streets of 100 m, so that there is always somewhere to come from and to go to.
CORNERS = {1: (0.0, 0.0), 2: (100.0, 0.0), 3: (100.0, 100.0), 4: (0.0, 100.0)}
SQUARE = [([1, 2], STREET), ([2, 3], STREET), ([3, 4], STREET), ([4, 1], STREET), ([1, 3], STREET)]


def network(path: Path, mode: Mode = AUTO) -> Network:
    return read_any(path, [mode])[0].network


def test_a_street_runs_both_ways(write_map: WriteMap, edges_of: Listing) -> None:
    found = edges_of(network(write_map(CORNERS, SQUARE)))
    # 2 and 4 only join two stretches: they are bends of the way between 1 and 3, and the diagonal is shorter
    assert found.keys() == {(0, 0, 100, 100), (100, 100, 0, 0)}
    assert found[0, 0, 100, 100][0] == pytest.approx(141.42, abs=CM)
    assert found[0, 0, 100, 100][1] == pytest.approx(141.42 / (22.5 / 3.6), abs=CM)


def with_way(tags: dict[str, str], *more: tuple[list[int], dict[str, str]]) -> tuple[Any, Any]:
    """Three streets that meet at each of two junctions, and a way of 300 m between those."""
    places = {
        1: (0.0, 0.0),
        2: (0.0, 100.0),
        3: (0.0, -100.0),
        4: (300.0, 0.0),
        5: (300.0, 100.0),
        6: (300.0, -100.0),
    }
    places |= {7: (-500.0, 0.0), 8: (800.0, 0.0), 9: (0.0, 500.0), 13: (0.0, 900.0)}
    around = [
        ([2, 1], STREET),
        ([1, 3], STREET),
        ([5, 4, 6], STREET),
        ([2, 9, 5], STREET),
        ([7, 1], STREET),
        ([9, 13], STREET),
    ]
    return places, [*around, ([1, 4], tags), *more]


DIRECT = (0, 0, 300, 0)
BACK = (300, 0, 0, 0)


@pytest.mark.parametrize(
    ("tags", "auto", "fiets"),
    [
        ({"oneway": "yes"}, {DIRECT}, {DIRECT}),
        ({"oneway": "-1"}, {BACK}, {BACK}),
        ({"junction": "roundabout"}, {DIRECT}, {DIRECT}),
        ({"oneway": "yes", "cycleway": "opposite"}, {DIRECT}, {DIRECT, BACK}),
        ({"oneway": "yes", "oneway:bicycle": "no"}, {DIRECT}, {DIRECT, BACK}),
        ({"access": "private"}, set(), set()),
        ({"highway": "footway"}, set(), set()),
        ({"highway": "cycleway"}, set(), {DIRECT, BACK}),
        ({"highway": "motorway"}, {DIRECT}, set()),
    ],
)
def test_directions_and_access(
    write_map: WriteMap, edges_of: Listing, tags: dict[str, str], auto: set[Any], fiets: set[Any]
) -> None:
    path = write_map(*with_way({**STREET, **tags}))
    for mode, expected in ((AUTO, auto), (FIETS, fiets)):
        assert {DIRECT, BACK} & edges_of(network(path, mode)).keys() == expected


def test_of_parallel_roads_the_shortest_metres_and_the_fastest_seconds(
    write_map: WriteMap, edges_of: Listing
) -> None:
    places, ways = with_way(STREET)
    places |= {10: (150.0, 40.0)}
    fast = {"highway": "primary", "maxspeed": "80"}
    metres, seconds = edges_of(network(write_map(places, [*ways, ([1, 10, 4], fast)])))[DIRECT]
    assert metres == pytest.approx(300, abs=CM)
    assert seconds == pytest.approx(2 * np.hypot(150, 40) / (64 / 3.6), abs=0.01)


def test_a_ferry_takes_its_duration_over_the_whole_way(write_map: WriteMap, edges_of: Listing) -> None:
    ferry = {"route": "ferry", "bicycle": "yes", "motor_vehicle": "no", "duration": "00:06", "name": "Pont"}
    path = write_map(*with_way(ferry))
    found = network(path, FIETS)
    assert edges_of(found)[DIRECT] == pytest.approx((300, 360), abs=CM)
    assert found.names == ("Pont",)
    named = found.edges.name
    assert named is not None
    assert sorted(named.tolist())[-3:] == [-1, 0, 0]
    assert DIRECT not in edges_of(network(path, AUTO))
    assert network(path, AUTO).names == ()


def test_a_ferry_without_duration_is_slow_and_unnamed(write_map: WriteMap, edges_of: Listing) -> None:
    found = network(write_map(*with_way({"route": "ferry", "bicycle": "yes"})), FIETS)
    assert edges_of(found)[DIRECT] == pytest.approx((300, 300 / (8 / 3.6)), abs=0.05)
    assert found.names == ("veer zonder naam",)


def test_a_chain_of_different_speeds_adds_metres_and_seconds(write_map: WriteMap, edges_of: Listing) -> None:
    places, ways = with_way({"highway": "footway"})
    places |= {10: (100.0, 0.0), 11: (200.0, 0.0)}
    slow, fast = {**STREET, "maxspeed": "30"}, {**STREET, "maxspeed": "60"}
    found = network(write_map(places, [*ways, ([1, 10], slow), ([11, 10], fast), ([11, 4], slow)]))
    seconds = 200 / (22.5 / 3.6) + 100 / (45 / 3.6)
    for ends in (DIRECT, BACK):
        assert edges_of(found)[ends] == pytest.approx((300, seconds), abs=CM)


def test_bends_follow_the_road_from_its_beginning(write_map: WriteMap) -> None:
    places, ways = with_way({"highway": "footway"})
    places |= {10: (100.0, 50.0), 11: (200.0, 60.0)}
    found = network(write_map(places, [*ways, ([4, 11, 10, 1], STREET)]))
    start, bends = found.edges.bend_start, found.edges.bends
    assert start is not None
    assert bends is not None
    assert bends.dtype == np.float32
    origin = np.array([155_000.0, 463_000.0])
    long = [at for at in range(len(found.edges)) if found.edges.length_m[at] == pytest.approx(328.9, abs=1)]
    shapes = [np.round(bends[start[at] : start[at + 1]] - origin).tolist() for at in long]
    assert sorted(shapes) == [[[100, 50], [200, 60]], [[200, 60], [100, 50]]]


def test_a_loop_is_cut_halfway(write_map: WriteMap, edges_of: Listing) -> None:
    places, ways = with_way(STREET)
    places |= {10: (800.0, 100.0), 11: (900.0, 0.0), 12: (800.0, -100.0)}
    ways += [([4, 8], STREET), ([8, 10, 11, 12, 8], STREET)]
    found = edges_of(network(write_map(places, ways)))
    half = pytest.approx(100 + np.hypot(100, 100), abs=CM)
    to_loop = {ends: metres for ends, (metres, _) in found.items() if 900 in ends[::2]}
    assert to_loop == {(800, 0, 900, 0): half, (900, 0, 800, 0): half}


def test_small_loose_parts_are_left_out_and_told(write_map: WriteMap) -> None:
    places, ways = with_way(STREET)
    places |= {20: (5000.0, 0.0), 21: (5100.0, 0.0), 22: (400.0, 0.0)}
    ways += [([20, 21], {**STREET, "oneway": "yes"}), ([4, 22], {**STREET, "oneway": "yes"})]
    reading = read_any(write_map(places, ways), [AUTO])[0]
    assert any(
        "3 losse delen van minder dan 2 knopen weggelaten, samen 3 knopen" in n for n in reading.notices
    )
    assert reading.network.components.max() == 0


def test_odd_values_are_counted_in_a_notice(write_map: WriteMap) -> None:
    ways = [(nodes, {**tags, "maxspeed": "rustig"}) for nodes, tags in SQUARE]
    notices = read_any(write_map(CORNERS, ways), [AUTO])[0].notices
    assert "5 waarden niet begrepen; de gewone waarde telt: maxspeed=rustig (5 keer)." in notices


def test_lengths_agree_with_the_ellipsoid(write_map: WriteMap) -> None:
    places = {1: (-100_000.0, 50_000.0), 2: (-90_000.0, 58_000.0), 3: (80_000.0, 100_000.0)}
    path = write_map(places, [([1, 2], STREET), ([1, 3], STREET), ([1, 2, 3], STREET)])
    found = network(path)
    lon, lat = to_wgs84(found.easting, found.northing)
    edges = found.edges
    _, _, metres = Geod(ellps="WGS84").inv(lon[edges.tail], lat[edges.tail], lon[edges.head], lat[edges.head])
    short = edges.length_m < 20_000
    assert edges.length_m[short] == pytest.approx(metres[short], rel=1.5e-4)


@pytest.mark.parametrize("name", ["proef.osm", "proef.osm.gz", "proef.osm.bz2", "zonder_naam.pbf"])
def test_every_format_gives_the_same_network(write_map: WriteMap, name: str) -> None:
    usual = network(write_map(*with_way(STREET)))
    assert network(write_map(*with_way(STREET), name=name)).fingerprint == usual.fingerprint


def test_numbers_beyond_one_window_and_below_zero(
    write_map: WriteMap, monkeypatch: pytest.MonkeyPatch
) -> None:
    places, ways = with_way(STREET)
    usual = network(write_map(places, ways))
    monkeypatch.setattr(extract, "ID_WINDOW", 3)
    assert network(write_map(places, ways)).fingerprint == usual.fingerprint
    turned = {-number: place for number, place in places.items()}
    below = [([-node for node in nodes], tags) for nodes, tags in ways]
    assert network(write_map(turned, below, name="josm.osm")).fingerprint == usual.fingerprint


def test_a_road_stops_where_nodes_are_missing(write_map: WriteMap, edges_of: Listing) -> None:
    places, ways = with_way({"highway": "footway"})
    path = write_map(places, [*ways, ([1, 99, 4], STREET)])
    reading = read_any(path, [AUTO])[0]
    assert DIRECT not in edges_of(reading.network)
    assert any("1 knopen van wegen ontbreken" in notice for notice in reading.notices)


def test_date_from_the_header_else_the_newest_else_unknown(write_map: WriteMap) -> None:
    def date(**told: str) -> str:
        return network(write_map(CORNERS, SQUARE, **told)).origin.peildatum

    assert date(replicated="2024-12-31T21:00:00Z") == "2024-12-31"
    assert date() == "2025-02-03"
    assert date(timestamp="") == "onbekend"


def test_a_mode_without_roads_is_mentioned_or_refused(write_map: WriteMap) -> None:
    path = write_map(CORNERS, [(nodes, {"highway": "cycleway"}) for nodes, _ in SQUARE])
    (reading,) = read_any(path)
    assert reading.network.origin.mode is FIETS
    assert any("Geen netwerk voor auto gemaakt" in notice for notice in reading.notices)
    with pytest.raises(InputError, match="geen enkele weg"):
        read_any(path, [AUTO])


def test_no_road_at_all(write_map: WriteMap) -> None:
    path = write_map(CORNERS, [([1, 2, 3], {"building": "yes"})])
    with pytest.raises(InputError, match=r"geen enkele weg.*kies een bestand met wegen"):
        read_any(path)


def test_only_a_one_way_street_leads_nowhere(write_map: WriteMap) -> None:
    path = write_map(CORNERS, [([1, 2], {**STREET, "oneway": "yes"})])
    with pytest.raises(InputError, match="nergens heen én weer"):
        read_any(path, [AUTO])


def test_outside_the_netherlands(write_map: WriteMap) -> None:
    far = {number: (x + 900_000.0, y) for number, (x, y) in CORNERS.items()}
    with pytest.raises(InputError, match="4 van de 4 knopen liggen buiten Nederland"):
        read_any(write_map(far, SQUARE))


def test_a_cut_off_file(write_map: WriteMap) -> None:
    path = write_map(*with_way(STREET))
    whole = path.read_bytes()
    for size in range(60, len(whole) - 1, 17):
        path.write_bytes(whole[:size])
        with pytest.raises(
            InputError, match=r"(beschadigd, afgebroken|geen enkele weg).*download het opnieuw"
        ):
            read_any(path)


def test_cut_off_text(write_map: WriteMap) -> None:
    path = write_map(*with_way(STREET), name="proef.osm")
    path.write_bytes(path.read_bytes()[:-200])
    with pytest.raises(InputError, match="beschadigd, afgebroken"):
        read_any(path)
    path = write_map(*with_way(STREET), name="proef.osm.gz")
    path.write_bytes(path.read_bytes()[:-50])
    with pytest.raises(InputError, match="beschadigd, afgebroken"):
        read_any(path)


def test_a_text_that_is_called_pbf(tmp_path: Path) -> None:
    path = tmp_path / "nederland.osm.pbf"
    path.write_text("404 Not Found", encoding="utf-8")
    with pytest.raises(InputError, match="de inhoud is geen OpenStreetMap-pbf"):
        read_any(path)


def test_many_missing_nodes_are_not_taken_for_another_country(write_map: WriteMap) -> None:
    path = write_map(CORNERS, [*SQUARE, (list(range(100, 200)), STREET)])
    assert len(read_any(path, [AUTO])[0].network) == 2
