import pytest

from data.osm.rules import CYCLING_KMH, passage, road_classes
from data.reference import reference
from geo.network import Mode

AUTO, FIETS = Mode.AUTO, Mode.FIETS


def ways(mode: Mode, **tags: str) -> tuple[bool, bool] | None:
    found = passage({key.replace("__", ":"): value for key, value in tags.items()}, mode)
    return None if found is None else (found.forward, found.backward)


def test_table_of_road_classes() -> None:
    table = reference("wegsoorten")
    assert list(table.columns) == ["wegsoort", "auto", "fiets", "limiet_kmh", "aandeel", "betekenis"]
    assert table["wegsoort"].is_unique
    for mode in Mode:
        assert set(table[mode.value]) == {"ja", "nee", "mits"}
    assert all(0 < kind.share <= 1 and 5 <= kind.limit_kmh <= 130 for kind in road_classes().values())
    assert {"motorway", "residential", "cycleway", "ferry"} <= set(road_classes())


@pytest.mark.parametrize(
    ("tags", "auto", "fiets"),
    [
        ({"highway": "residential"}, True, True),
        ({"highway": "motorway"}, True, False),
        ({"highway": "primary", "motorroad": "yes"}, True, False),
        ({"highway": "cycleway"}, False, True),
        ({"highway": "footway"}, False, False),
        ({"highway": "footway", "bicycle": "yes"}, False, True),
        ({"highway": "path", "bicycle": "designated"}, False, True),
        ({"highway": "track"}, False, True),
        ({"highway": "track", "motor_vehicle": "yes"}, True, True),
        ({"highway": "pedestrian", "bicycle": "yes", "motor_vehicle": "destination"}, True, True),
        ({"highway": "residential", "access": "private"}, False, False),
        ({"highway": "residential", "access": "no", "bicycle": "yes"}, False, True),
        ({"highway": "residential", "motor_vehicle": "no"}, False, True),
        ({"highway": "residential", "motor_vehicle": "destination"}, True, True),
        ({"highway": "residential", "vehicle": "no"}, False, False),
        ({"highway": "residential", "vehicle": "no", "motorcar": "yes"}, True, False),
        ({"highway": "tertiary", "bicycle": "use_sidepath"}, True, False),
        ({"highway": "tertiary", "bicycle": "dismount"}, True, False),
        ({"highway": "service"}, True, True),
        ({"highway": "service", "service": "alley"}, True, True),
        ({"highway": "service", "service": "driveway"}, False, False),
        ({"highway": "service", "service": "parking_aisle"}, False, False),
        ({"highway": "busway", "bicycle": "yes"}, False, True),
        ({"highway": "pedestrian", "bicycle": "yes", "area": "yes"}, False, False),
        ({"highway": "construction"}, False, False),
        ({"highway": "steps", "bicycle": "yes"}, False, False),
        ({"route": "ferry"}, False, False),
        ({"route": "ferry", "motor_vehicle": "yes", "bicycle": "yes"}, True, True),
        ({"route": "ferry", "motor_vehicle": "yes"}, True, True),
        ({"route": "ferry", "motor_vehicle": "yes", "bicycle": "no"}, True, False),
        ({"route": "ferry", "foot": "yes"}, False, False),
        ({"route": "ferry", "motor_vehicle": "no", "bicycle": "yes"}, False, True),
        ({"route": "bus"}, False, False),
        ({}, False, False),
    ],
)
def test_who_may_use_a_way(tags: dict[str, str], auto: bool, fiets: bool) -> None:  # noqa: FBT001
    assert (passage(tags, AUTO) is not None, passage(tags, FIETS) is not None) == (auto, fiets)


@pytest.mark.parametrize(
    ("tags", "auto", "fiets"),
    [
        ({"oneway": "yes"}, (True, False), (True, False)),
        ({"oneway": "1"}, (True, False), (True, False)),
        ({"oneway": "-1"}, (False, True), (False, True)),
        ({"oneway": "no"}, (True, True), (True, True)),
        ({"oneway": "alternating"}, (True, True), (True, True)),
        ({"oneway": "reversible"}, None, None),
        ({"oneway": "misschien"}, (True, True), (True, True)),
        ({"junction": "roundabout"}, (True, False), (True, False)),
        ({"junction": "roundabout", "oneway": "no"}, (True, True), (True, True)),
        ({"oneway": "yes", "oneway__bicycle": "no"}, (True, False), (True, True)),
        ({"oneway__bicycle": "yes"}, (True, True), (True, False)),
        ({"oneway": "yes", "cycleway": "opposite"}, (True, False), (True, True)),
        ({"oneway": "yes", "cycleway__left": "opposite_lane"}, (True, False), (True, True)),
        ({"oneway": "-1", "cycleway__left__oneway": "-1"}, (False, True), (True, True)),
        ({"oneway": "yes", "cycleway": "track"}, (True, False), (True, False)),
        ({"oneway": "yes", "oneway__motor_vehicle": "no"}, (True, True), (True, False)),
    ],
)
def test_in_which_direction(
    tags: dict[str, str], auto: tuple[bool, bool] | None, fiets: tuple[bool, bool] | None
) -> None:
    assert (ways(AUTO, highway="tertiary", **tags), ways(FIETS, highway="tertiary", **tags)) == (auto, fiets)


def test_a_motorway_is_one_way_by_itself() -> None:
    assert ways(AUTO, highway="motorway") == (True, False)
    assert ways(AUTO, highway="motorway_link") == (True, True)


def test_speed_is_a_share_of_the_limit() -> None:
    told = passage({"highway": "motorway", "maxspeed": "80"}, AUTO)
    untold = passage({"highway": "motorway"}, AUTO)
    assert told is not None
    assert untold is not None
    assert told.kmh == pytest.approx(76.0)
    assert untold.kmh == pytest.approx(95.0)


def test_a_limit_that_is_not_understood_is_told_and_the_class_counts() -> None:
    found = passage({"highway": "residential", "maxspeed": "rustig"}, AUTO)
    assert found is not None
    assert found.not_understood == ("maxspeed=rustig",)
    assert found.kmh == pytest.approx(22.5)


def test_a_cyclist_keeps_one_speed() -> None:
    for tags in ({"highway": "cycleway"}, {"highway": "tertiary", "maxspeed": "80"}):
        found = passage(tags, FIETS)
        assert found is not None
        assert found.kmh == CYCLING_KMH


def test_a_ferry_has_its_duration_and_name() -> None:
    tags = {"route": "ferry", "bicycle": "yes", "duration": "00:05", "name": "Pont"}
    found = passage(tags, FIETS)
    assert found is not None
    assert (found.ferry, found.duration_s, found.name) == (True, 300.0, "Pont")
    odd = passage({**tags, "duration": "even"}, FIETS)
    assert odd is not None
    assert (odd.duration_s, odd.not_understood) == (None, ("duration=even",))
