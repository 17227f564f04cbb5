"""A way in words and as a line: what it is over, what it crosses, whose site it leads to, who is near."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from html import unescape
from typing import Any

import numpy as np
import pytest

from geo.crs import to_wgs84
from geo.distance import Nearest
from geo.network import Quantity
from scenarios.country import Kind
from scenarios.journey import Journey, journey
from scenarios.norms import Norms
from scenarios.settings import Settings
from scenarios.study import Study
from ui import way

ODD = "<b>'Ons & \"Jouw\"'</b>"


def point_of(study: Study, pc4: str) -> int:
    return int(study.country.points["pc4"].tolist().index(pc4))


def kind_of(study: Study, code: str) -> Kind:
    return next(kind for kind in study.country.kinds if kind.code == code)


def found(study: Study, pc4: str, kind: str, **how: Any) -> Journey:
    made = journey(study, point_of(study, pc4), kind, **how)
    assert made is not None
    return made


def over(made: Journey, names: Sequence[str]) -> Journey:
    assert made.route is not None
    return replace(made, route=replace(made.route, crossings=tuple(names)))


def told(study: Study, made: Journey, scenario: str = "") -> str:
    return unescape(way.explained(study, made, Quantity.DISTANCE, scenario or study.base_id))


def test_a_site_is_named_and_a_group_is_counted(nederland: Study, study: Study) -> None:
    country = nederland.country
    groups = country.supply[(country.supply["kind"] == "bo") & (country.supply["aantal"] > 1)]
    group = groups.iloc[0]
    point = way.point_name(country, int(group["point"]))
    made = found(nederland, point[:4], "bo")
    assert way.site_name(country, replace(made, site=int(group["site"]))) == (
        f"{group['aantal']} vestigingen bo in PC4 {point}"
    )
    alone = found(study, "3511", "bo")
    name = study.country.sites["naam"].iloc[alone.site]
    assert way.site_name(study.country, alone).startswith(f"{name} (bo) in PC4 3")


def test_what_is_crossed_is_named_ferries_apart(nederland: Study) -> None:
    made = found(nederland, "1601", "so")
    assert "Via" not in told(nederland, over(made, []))
    assert "Via Houtribdijk." in told(nederland, over(made, ["Houtribdijk"]))
    both = told(nederland, over(made, ["Veer Den Helder-Texel", "Houtribdijk", "Ketelbrug"]))
    assert "Met het veer: Den Helder-Texel; via Houtribdijk, Ketelbrug." in both
    # of a network that was read in no table says what its ferries are
    assert "Met het veer: Pont Nergenshuizen." in told(nederland, over(made, ["Pont Nergenshuizen"]))
    assert "Via Veerse brug." in told(nederland, over(made, ["Veerse brug"]))


def test_the_real_ferry_is_on_the_way_from_the_island(nederland: Study) -> None:
    made = found(nederland, "1796", "so")
    assert made.route is not None
    assert "Veer Den Helder-Texel" in made.route.crossings


def test_it_says_whose_site_it_is_under_the_scenario_in_view(nederland: Study) -> None:
    for name in (nederland.base_id, "provincie"):
        layer = nederland.arrangement(name).layer("po")
        for own in ("", name):
            if name == nederland.base_id and own:
                continue  # Woerden's swv po has no so today
            made = found(nederland, "3441", "so", arrangement=own)
            swv = layer.of_points()
            there = swv[nederland.country.situation.point_of_site[made.site]]
            whose = "het eigen" if there == swv[made.point] else "een ander"
            assert whose == "het eigen" or not own
            title = nederland.arrangement(name).title
            sentence = f"De vestiging hoort bij {whose} swv: {layer.label(there)} ({title})."
            assert sentence in told(nederland, made, name)


def test_a_detour_is_a_way_over_a_straight_line(nederland: Study) -> None:
    made = found(nederland, "1601", "pro")
    straight = way.straight_m(nederland.country, made)
    assert straight < made.distance_m
    factor = f"{made.distance_m / straight:.2f}".replace(".", ",")
    assert f"omwegfactor {factor}" in told(nederland, made)


def test_a_line_says_what_it_follows(nederland: Study) -> None:
    made = found(nederland, "1601", "pro")
    assert "langs naburige postcodepunten, niet langs wegen" in told(nederland, made)
    straight = Study.of(nederland.country.dataset, Settings("hemelsbreed"))
    line = found(straight, "1601", "pro")
    assert "De lijn" not in told(straight, line)
    assert "Hemelsbreed × 1,3; geschat." in told(straight, line)


def test_the_line_runs_from_the_postcode_to_the_site(nederland: Study) -> None:
    country, made = nederland.country, found(nederland, "1601", "so")
    drawn = way.drawing(country, made, Quantity.DISTANCE)
    line = drawn.line["coordinates"]
    ends = np.array(
        [
            country.points[["easting", "northing"]].to_numpy(float)[made.point],
            country.sites[["easting", "northing"]].to_numpy(float)[made.site],
        ]
    )
    lon, lat = to_wgs84(*ends.T)
    assert np.array([line[0], line[-1]]) == pytest.approx(np.column_stack([lon, lat]), abs=1e-4)
    assert not drawn.dashed


def test_each_answer_has_a_key_of_its_own(nederland: Study) -> None:
    country = nederland.country
    ways = [
        way.drawing(country, found(nederland, "1601", "so"), Quantity.DISTANCE),
        way.drawing(country, found(nederland, "1601", "so", quantity=Quantity.TIME), Quantity.TIME),
        way.drawing(country, found(nederland, "1601", "pro"), Quantity.DISTANCE),
        way.drawing(country, found(nederland, "1602", "so"), Quantity.DISTANCE),
        way.drawing(country, found(nederland, "1601", "so", arrangement="provincie"), Quantity.DISTANCE),
    ]
    assert len({one.key for one in ways}) == len(ways)


def test_why_there_is_no_way(nederland: Study) -> None:
    point, so = point_of(nederland, "3441"), kind_of(nederland, "so")
    own = way.no_way(nederland, point, so, nederland.base_id)
    assert own.startswith("Het swv van PC4 3441 Woerden heeft geen eigen vestiging speciaal onderwijs")
    cut_off = way.no_way(nederland, point, so, "")
    assert cut_off.startswith("Vanuit PC4 3441 Woerden is over modelnet, auto, peildatum")
    nowhere = way.no_way(nederland, point, Kind("x", "proefsoort", "po", "po"), "")
    assert nowhere == "De gegevens noemen geen enkele vestiging proefsoort."


def test_a_norm_is_reached_up_to_and_including_it(nederland: Study) -> None:
    norms = nederland.norms
    near, acceptable = norms.near_m("pro"), norms.acceptable_m("pro")
    metres = np.array([[0.0], [near], [near + 1], [acceptable], [acceptable + 1], [np.inf]], dtype=np.float32)
    seconds = np.array([[norms.near_s("pro")]] * 6, dtype=np.float32)
    reach = way.reach_within(norms, "pro", Nearest(metres, seconds), Quantity.DISTANCE)
    assert reach is not None
    assert reach.near.tolist() == [True, True, False, False, False, False]
    assert reach.acceptable.tolist() == [True, True, True, True, False, False]
    assert reach.near_limit.endswith(" km")
    timed = way.reach_within(norms, "pro", Nearest(metres, seconds), Quantity.TIME)
    assert timed is not None
    assert timed.near.all()
    assert timed.near_limit.endswith(" min")
    # a straight line has no seconds: kilometres it is
    straight = way.reach_within(norms, "pro", Nearest(metres), Quantity.TIME)
    assert straight is not None
    assert straight.near.tolist() == reach.near.tolist()


def test_a_kind_without_a_norm_has_no_area_within_it() -> None:
    assert (
        way.reach_within(Norms(()), "pro", Nearest(np.zeros((3, 1), np.float32)), Quantity.DISTANCE) is None
    )


def test_residents_within_a_norm_are_estimates(nederland: Study) -> None:
    country, pro = nederland.country, kind_of(nederland, "pro")
    inside = np.zeros(len(country.points), dtype=bool)
    inside[point_of(nederland, "1601")] = True
    html = way.reach_told(country, pro, way.Reach(inside, inside, "7,5 km", "15 km"))
    assert "thuisnabij (tot en met 7,5 km): " in html
    assert "acceptabel (tot en met 15 km): " in html
    assert "Inwoners van 12-17 jaar (geschat)" in html
    assert "Werknormen zijn niet bevestigd" in html


def test_names_on_the_way_cannot_carry_markup(nederland: Study) -> None:
    dataset = nederland.country.dataset
    points = dataset["pc4"].assign(plaats=ODD)
    odd = Study.of(replace(dataset, tables={**dataset.tables, "pc4": points}, folder=None))
    made = over(found(odd, "1601", "so"), [ODD])
    drawn = way.drawing(odd.country, made, Quantity.DISTANCE)
    html = way.explained(odd, made, Quantity.DISTANCE, odd.base_id)
    assert "<b>" not in f"{html}{drawn.start}{drawn.end}"
    assert ODD in unescape(html)
