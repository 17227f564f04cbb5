"""Where to open: worked out on a line of four places, and on the real country against what opening does."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from data.dataset import Dataset
from geo.distance import Sites
from geo.errors import InputError, UnknownNameError
from scenarios.assumptions import Assumptions
from scenarios.demand import expected
from scenarios.indeling import Arrangement
from scenarios.settings import STRAIGHT, Settings
from scenarios.site_changes import OpenSite
from scenarios.study import Study
from scenarios.where import MOST_SITES, where
from scenarios.where_answer import Answer
from scenarios.where_question import Area, Goal, Question, Weight, area_of

KM = 1000.0
PLAIN = Settings(STRAIGHT, detour_factor=1.0, intrazonal=False)
KINDS = ("bo", "sbo", "so", "vso", "pro", "vo")


@pytest.fixture(scope="module")
def line(line_of_four: Dataset) -> Study:
    """Places a to d at 0, 10, 20 and 30 km with 100, 200, 300, 400 pupils; so sites at a and d."""
    return Study.of(line_of_four, PLAIN)


def ask(study: Study, area: str = "nederland", under: str = "", **other: Any) -> Answer:
    under = under or study.base_id
    found = where(study, under, Question("so", area_of(study, under, area), **other))
    assert found.last.asked == other.get("most", 3)
    return found


def pc4s(answer: Answer) -> list[list[str]]:
    return [[one.pc4 for one in step.openings] for step in answer.steps]


# --- on paper ----------------------------------------------------------------------------------


def test_places_gains_and_curve(line: Study) -> None:
    found = ask(line, most=2)
    assert pc4s(found) == [["1003"], ["1003", "1002"]]
    assert found.is_nested
    assert (found.counted, found.candidates, found.counted_source) == (
        1000.0,
        4,
        line.country.labels["inwoners"],
    )
    assert found.before.mean_m == 5 * KM
    assert [step.after.mean_m for step in found.steps] == [2 * KM, 0.0]
    # thuisnabij is 6 km, acceptabel 20
    assert found.before.within_near == 500.0
    assert [step.after.within_near for step in found.steps] == [800.0, 1000.0]
    assert found.before.within_acceptable == 1000.0
    assert all(step.is_proven for step in found.steps)
    first, second = found.last.openings
    assert (first.served, first.served_before_m, first.served_after_m, first.saved_m) == (
        300,
        10 * KM,
        0,
        3 * KM,
    )
    assert (second.served, second.gemeente, second.saved_m) == (200.0, "Plaats 02", 2 * KM)


def test_for_whom(line: Study) -> None:
    one, two = ask(line, most=2, norm="thuisnabij").last.relief
    assert (one.gemeente, one.pupils, one.before_m, one.after_m) == ("Plaats 03", 300.0, 10 * KM, 0.0)
    assert (one.newly_within, one.newly_reached) == (300.0, 0.0)
    assert two.gemeente_code == "GM0002"


def test_coverage(line: Study) -> None:
    found = ask(line, most=2, goal=Goal.COVERAGE, norm="thuisnabij")
    assert pc4s(found) == [["1003"], ["1003", "1002"]]
    assert [one.newly_within for one in found.last.openings] == [300.0, 200.0]
    assert found.norm_m == 6 * KM
    # all are within 20 km already: then the shorter distance decides
    assert pc4s(ask(line, most=1, goal=Goal.COVERAGE)) == [["1003"]]


def test_only_the_area_is_searched_and_counted(line: Study) -> None:
    found = ask(line, "JZ01", most=2)
    assert found.question.area.label.endswith("(jeugdregio)")
    assert pc4s(found) == [["1002"], ["1002"]]  # a second adds nothing: a has a site
    assert found.counted == 300.0
    assert found.before.mean_m == pytest.approx(200 * 10 * KM / 300)
    assert found.last.after.mean_m == 0.0
    assert found.is_nested


def test_what_neighbours_gain_can_count(small_country: Any) -> None:
    rows = [
        (
            f"100{n}",
            10.0 * n,
            f"GM000{n}",
            "JZ01" if n < 3 else "JZ02",
            "PO2001",
            "VO2001",
            100.0 * n,
            100.0 * n,
        )
        for n in (1, 2, 3, 4)
    ]
    study = Study.of(small_country(rows, [("00AA00", "1004", KINDS)]), PLAIN)
    alone, together = ask(study, "JZ02", most=1), ask(study, "JZ02", most=1, neighbours=True)
    assert pc4s(alone) == pc4s(together) == [["1003"]]
    assert (alone.counted, together.counted) == (700.0, 1000.0)
    assert alone.last.openings[0].served == 300.0
    assert together.last.openings[0].served == 600.0
    assert together.last.openings[0].saved_m == pytest.approx(600 * 10 * KM / 1000)


@pytest.fixture(scope="module")
def two_swv(small_country: Any) -> Study:
    """Two swv's of two places; only the first has sites, at the place nearest to the second."""
    rows = [
        (f"100{n}", 10.0 * n, f"GM000{n}", "JZ01", f"PO200{1 + n // 3}", "VO2001", 100.0 * n, 100.0 * n)
        for n in (1, 2, 3, 4)
    ]
    return Study.of(small_country(rows, [("00AA00", "1002", KINDS)]), PLAIN)


def test_in_the_own_swv_who_has_no_site_goes_first(two_swv: Study) -> None:
    found = ask(two_swv, own_only=True, most=2)
    assert found.before.unreached == 700.0
    assert found.before.mean_m == pytest.approx(100 * 10 * KM / 300)
    one, two = found.steps
    # 300 pupils 10 km to the fourth place, or 400 pupils 10 km to the third
    assert [place.pc4 for place in one.openings] == ["1004"]
    assert (one.after.unreached, one.newly_reached) == (0.0, 700.0)
    assert one.newly_reached_m == pytest.approx(300 * 10 * KM / 700)
    assert one.after.mean_m == found.before.mean_m  # of those who reached a site before
    assert np.isnan(one.openings[0].served_before_m)
    assert {place.pc4 for place in two.openings} == {"1004", "1003"}
    assert one.relief[0].newly_reached == 400.0


def test_across_borders_the_neighbours_site_counts(two_swv: Study) -> None:
    found = ask(two_swv, "PO2002", most=1)
    assert found.before.unreached == 0.0
    assert pc4s(found) == [["1004"]]
    assert found.before.mean_m == pytest.approx((300 * 10 + 400 * 20) * KM / 700)


def test_expected_pupils_as_weight(line: Study) -> None:
    told = Assumptions(rates=(("so", 0.1),))
    found = ask(line, most=1, weight=Weight.PUPILS, assumptions=told)
    assert found.counted == pytest.approx(expected(line.country, "so", told).pupils.sum()) == 100.0
    assert "10%" in found.counted_label
    assert found.before.mean_m == 5 * KM


def test_the_heuristic_alone(line: Study) -> None:
    assert pc4s(ask(line, most=2, time_limit_s=0.0)) == [["1003"], ["1003", "1002"]]


def test_progress_and_stopping(line: Study) -> None:
    told: list[tuple[int, int]] = []
    question = Question("so", area_of(line, line.base_id, "NL"), most=2)
    where(line, line.base_id, question, lambda done, total: told.append((done, total)))
    assert told == sorted(told)
    assert told[-1][0] == told[-1][1]

    def stop(done: int, total: int) -> None:
        raise KeyboardInterrupt(done, total)

    with pytest.raises(KeyboardInterrupt):
        where(line, line.base_id, question, stop)


# --- wrong questions ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"most": 0}, "aantal 0: verwacht 1 tot 4"),
        ({"most": MOST_SITES + 1}, "aantal 26: verwacht 1 tot 4"),
        ({"norm": "dichtbij"}, "verwacht thuisnabij of acceptabel"),
        ({"time_limit_s": -1.0}, "tijd -1 s"),
        ({"time_limit_s": float("nan")}, "tijd nan s"),
        ({"area": Area("Niemandsland", np.zeros(0, dtype=np.intp))}, "in Niemandsland is niemand te tellen"),
    ],
)
def test_a_question_that_makes_no_sense(line: Study, change: dict[str, Any], message: str) -> None:
    question = Question("so", area_of(line, line.base_id, "NL"))
    with pytest.raises(InputError, match=message):
        where(line, line.base_id, replace(question, **change))


def test_an_unknown_kind_and_too_small_an_area(line: Study) -> None:
    with pytest.raises(UnknownNameError, match="onbekende soort 'hbo'"):
        where(line, line.base_id, Question("hbo", area_of(line, line.base_id, "NL")))
    with pytest.raises(UnknownNameError, match="te klein om plekken in te zoeken"):
        area_of(line, line.base_id, "1002")


def test_coverage_needs_a_norm(line: Study) -> None:
    bare = line.under(replace(line.norms, table=()))
    question = Question("so", area_of(bare, bare.base_id, "NL"), goal=Goal.COVERAGE)
    with pytest.raises(InputError, match="voor so is er geen norm acceptabel"):
        where(bare, bare.base_id, question)
    found = where(bare, bare.base_id, replace(question, goal=Goal.DISTANCE, most=1))
    assert pc4s(found) == [["1003"]]
    assert np.isnan(found.before.within_near)
    assert np.isnan(found.last.relief[0].newly_within)


# --- the real country --------------------------------------------------------------------------


@pytest.fixture(scope="module")
def country(nederland: Dataset) -> Study:
    return Study.of(nederland)


def opened(study: Study, pc4: list[str]) -> Arrangement:
    arrangement = study.arrangement(study.base_id)
    for one in pc4:
        arrangement = OpenSite(naam="", soorten=("so",), pc4=one).apply(arrangement, study.country)
    return replace(arrangement, id="geopend")


@pytest.mark.parametrize("own", [False, True])
def test_what_is_promised_is_what_opening_does(country: Study, *, own: bool) -> None:
    found = ask(country, "Zeeland (jeugdregio)", most=2, own_only=own)
    name = country.add(opened(country, pc4s(found)[-1]))
    position = country.country.situation.kinds.index("so")
    inside = found.question.area.points
    weight = country.country.pupils("po")[inside]
    for under, standing in ((country.base_id, found.before), (name, found.last.after)):
        distances = country.distances(under)
        metres = (distances.own_m if own else distances.free_m)[position][inside]
        assert standing.mean_m == pytest.approx(np.average(metres, weights=weight), rel=1e-6)
        assert standing.within_near == pytest.approx(weight[metres <= 6 * KM].sum())


def test_no_pair_of_places_in_a_region_is_better(country: Study) -> None:
    """Against all pairs of places, with distances asked for one candidate at a time."""
    found = ask(country, "Zeeland (jeugdregio)", most=2)
    inside = found.question.area.points
    homes = country.country.situation.homes
    sites = Sites(homes.easting[inside], homes.northing[inside], inside, inside)
    alone = [np.array([number]) for number in range(len(inside))]
    metres = country.country.model.between(homes, sites).nearest(alone).distance_m[inside].astype(float)
    now = country.free_m[country.country.situation.kinds.index("so")][inside].astype(float)
    weight = country.country.pupils("po")[inside]
    nearest = np.minimum(now[:, None], metres)
    pairs = [weight @ np.minimum(nearest[:, [one]], nearest[:, one:]) for one in range(len(inside))]
    assert found.steps[0].after.mean_m == pytest.approx((weight @ nearest).min() / weight.sum())
    assert found.steps[1].after.mean_m == pytest.approx(min(one.min() for one in pairs) / weight.sum())


def test_the_country_is_answered_with_a_proof(country: Study) -> None:
    found = ask(country, most=3)
    assert found.candidates == len(country.country.points)
    means = [found.before.mean_m, *(step.after.mean_m for step in found.steps)]
    assert means == sorted(means, reverse=True)
    assert all(step.gap <= 0.01 * (means[0] - step.after.mean_m) for step in found.steps)
    fast = ask(country, most=3, time_limit_s=0.0)
    assert fast.last.after.mean_m - fast.last.gap <= found.last.after.mean_m + 1e-6


def test_areas_by_name_and_code(country: Study) -> None:
    base = country.base_id
    assert area_of(country, base, "PO2605").label.endswith("(swv po)")
    assert area_of(country, base, "flevoland").label == "Flevoland (jeugdregio)"
    twice = area_of(country, base, "Groningen")  # a jeugdregio goes before the gemeente of its name
    assert twice.label == "Groningen (jeugdregio)"
    assert twice.also == ("Groningen (gemeente)",)
    assert area_of(country, base, "Urk").label == "Urk (gemeente)"
    merged = area_of(country, "samengevoegd", country.arrangement("samengevoegd").po.codes[0])
    assert merged.label.endswith("(swv van het scenario)")
    with pytest.raises(UnknownNameError, match="Lutjebroek"):
        area_of(country, base, "Lutjebroekje")
