"""Scenarios weighed on the bundled country: figures and readings as in a comparison, marks, variants."""

from __future__ import annotations

import math
from dataclasses import replace
from itertools import product

import numpy as np
import pytest

from data.dataset import BUNDLED, read_dataset
from geo.errors import UnknownNameError
from scenarios.assumptions import Assumptions
from scenarios.compare import Comparison, Level, compare
from scenarios.consequences.moves import Move
from scenarios.measures import ByCount, Direction, all_measures
from scenarios.settings import STRAIGHT, Settings
from scenarios.study import Study
from scenarios.weighing.differences import distance_changes, place_changes, tally
from scenarios.weighing.listed import listed, listed_variants
from scenarios.weighing.rescore import Question, Robustness, rescore
from scenarios.weighing.told import sentences
from scenarios.weighing.variants import Variant, chosen_variants, under, variants
from scenarios.weighing.weigh import WHY, Weighing, weigh

TODAY = "regeling-2015"
NAMES = ("jeugdregio", "po-binnen-jeugdregio", "provincie", "samengevoegd")
TRAVEL = ("dekking_acceptabel", "afstand_gemiddeld", "zonder_eigen", "eigen_verloren", "boven_acceptabel")


@pytest.fixture(scope="module")
def land() -> Study:
    return Study.of(read_dataset(BUNDLED))


@pytest.fixture(scope="module")
def compared(land: Study) -> dict[str, Comparison]:
    return {base: compare(land, NAMES, base, ["so"]) for base in (TODAY, "provincie")}


@pytest.fixture(scope="module")
def weighed(land: Study) -> Weighing:
    return weigh(land, NAMES, TODAY, "so")


def test_figures_and_readings_are_those_of_a_comparison(
    weighed: Weighing, compared: dict[str, Comparison]
) -> None:
    rows = compared[TODAY].rows()
    for (at, name), one in product(enumerate(weighed.names), weighed.by_code.values()):
        kind = "so" if one.measure.group != "versnippering" else ""
        row = rows[name, "land", "NL", kind, one.measure.code]
        assert one.figures[at] == pytest.approx(row["waarde"], nan_ok=True)
        if at and (one.measure.by_count.allows or weighed.swvs[at] == weighed.swvs[0]):
            assert one.readings[at] == row["duiding"], one.measure.code
        assert one.certainty == row["aard"]


def test_every_pair_is_in_order_as_a_comparison_of_the_two_reads(
    weighed: Weighing, compared: dict[str, Comparison]
) -> None:
    rows, against = compared["provincie"].rows(), weighed.names.index("provincie")
    for (at, name), one in product(enumerate(weighed.names), weighed.by_code.values()):
        if name in {"provincie", TODAY} or one.measure.group == "verandering" or one.withheld:
            continue
        kind = "so" if one.measure.group == "afstand" else ""
        told = rows[name, "land", "NL", kind, one.measure.code]["duiding"]
        assert one.order.better[at, against] == (told == "beter"), one.measure.code
        assert one.order.better[against, at] == (told == "slechter"), one.measure.code


def test_what_is_there_already_gives_the_same(weighed: Weighing, land: Study) -> None:
    made = {name: compare(land, [name], TODAY) for name in NAMES[:2]}
    again = weigh(land, NAMES[:2], TODAY, "so", compared={**made, TODAY: made[NAMES[0]]})
    travel = weigh(land, NAMES[:2], TODAY, "so", codes=TRAVEL)
    for code, one in again.by_code.items():
        np.testing.assert_array_equal(one.figures, weighed.by_code[code].figures[:3])
    assert set(travel.by_code) == set(TRAVEL)
    for code in TRAVEL:
        np.testing.assert_allclose(travel.by_code[code].figures, again.by_code[code].figures)
        assert travel.by_code[code].readings == again.by_code[code].readings


def test_another_number_of_swvs_withholds_what_hangs_on_it(weighed: Weighing, land: Study) -> None:
    assert not weighed.same_count
    assert weighed.swvs[:2] == ((76, 74), (42,))
    for one in weighed.by_code.values():
        assert bool(one.withheld) is (not one.measure.by_count.allows)
        assert bool(one.mind) is (one.measure.by_count is ByCount.MOVES)
        if one.withheld:
            assert not any(one.mark(at) for at in range(len(weighed.names)))
    same = weigh(land, [TODAY], TODAY, "so")
    assert same.same_count
    assert not any(one.withheld or one.mind for one in same.by_code.values())


def test_marks_follow_the_direction(weighed: Weighing) -> None:
    coverage, without = weighed.by_code["dekking_acceptabel"], weighed.by_code["zonder_eigen"]
    best = [at for at in range(len(weighed.names)) if coverage.mark(at) == "beste"]
    assert [coverage.figures[at] for at in best] == [max(coverage.figures)]
    assert {without.figures[at] for at in range(5) if without.mark(at).endswith("beste")} == {0.0}
    assert without.mark(weighed.names.index("po-binnen-jeugdregio")) == "slechtste"
    assert not any(weighed.by_code["blijft"].mark(at) for at in range(5))
    lost = weighed.by_code["eigen_verloren"]
    assert lost.mark(0) == ""  # the base changes nothing, and is not praised for it


def test_sorting_puts_the_best_first_and_leaves_the_base_out(weighed: Weighing) -> None:
    for one in weighed.by_code.values():
        found = [one.figures[at] for at in one.sorted()]
        known = [value for value in found if not math.isnan(value)]
        down = one.measure.direction is Direction.HIGHER
        assert sorted(one.sorted()) == [1, 2, 3, 4]
        assert np.allclose(known, sorted(known, reverse=down), atol=0.5 * 10.0**-one.measure.decimals + 50)


def test_every_measure_says_whether_it_depends_on_the_number_of_swvs() -> None:
    assert {one.by_count for one in all_measures()} == set(ByCount) == set(WHY)
    assert all(WHY[one] or one is ByCount.FREE for one in ByCount)


def test_the_list_for_a_file_says_all_once(weighed: Weighing) -> None:
    frame = listed(weighed, TRAVEL)
    assert len(frame) == len(weighed.names) * len(TRAVEL)
    assert frame["basis"].tolist()[: len(TRAVEL)] == ["ja"] * len(TRAVEL)
    row = frame[(frame["scenario"] == "provincie") & (frame["maat"] == "zonder_eigen")].iloc[0]
    assert (row["waarde"], row["merk"], row["plaats"]) == (0.0, "gedeeld beste", 1)
    assert frame["bron"].str.len().min() > 0
    whole = listed(weighed).set_index(["scenario", "maat"])
    assert whole.loc[("provincie", "relaties_gemeente"), "niet_vergeleken"]
    assert np.isnan(whole.loc[("provincie", "relaties_gemeente"), "plaats"])


def test_an_unknown_kind_is_refused(land: Study) -> None:
    with pytest.raises(UnknownNameError, match="onbekende soort"):
        weigh(land, NAMES, TODAY, "xx", codes=TRAVEL)


# --- variants


@pytest.fixture(scope="module")
def known(land: Study) -> dict[str, Variant]:
    return {one.code: one for one in variants(land, "so")}


@pytest.fixture(scope="module")
def tested(land: Study, known: dict[str, Variant]) -> dict[str, Robustness]:
    asked = Question(NAMES, TODAY, "so", ("dekking_acceptabel", "zonder_eigen", "afstand_gemiddeld"))
    chosen = [known[code] for code in ("normen-strenger", "hemelsbreed", "krimp", "leerlingen")]
    seen: list[tuple[int, int]] = []
    found = rescore(
        land,
        asked,
        chosen,
        lambda settings: Study.of(land.country.dataset, settings),
        progress=lambda done, total: seen.append((done, total)),
    )
    assert seen == [(at, 5) for at in range(1, 6)]
    return dict(found)


def test_variants_are_chosen_by_code_or_group(known: dict[str, Variant]) -> None:
    every = tuple(known.values())
    assert chosen_variants(every, []) == every
    assert [one.code for one in chosen_variants(every, ["normen"])] == ["normen-strenger", "normen-ruimer"]
    assert [one.code for one in chosen_variants(every, ["krimp", "hemelsbreed"])] == ["hemelsbreed", "krimp"]
    with pytest.raises(UnknownNameError, match="onbekende variant 'xx'; kies uit normen, vervoer, vraag"):
        chosen_variants(every, ["xx"])


def test_the_settings_that_are_on_are_no_variant(land: Study) -> None:
    straight = Study.of(land.country.dataset, Settings(STRAIGHT))
    codes = [one.code for one in variants(straight, "so")]
    assert "hemelsbreed" not in codes
    assert {"modelnet-auto", "modelnet-fiets"} <= set(codes)


def test_an_assumed_growth_takes_the_place_of_ours(land: Study) -> None:
    given = Assumptions(growth_per_year=-0.02, year=2040)
    found = {one.code: one for one in variants(land, "so", given)}
    assert found["aanname"].assumptions == given
    assert not {"krimp", "groei"} & set(found)


def test_other_norms_and_networks_give_what_a_study_under_them_gives(
    land: Study, tested: dict[str, Robustness], known: dict[str, Variant]
) -> None:
    norms = known["normen-strenger"].norms
    assert norms is not None
    assert norms.acceptable_m("so") == 0.75 * land.norms.acceptable_m("so")
    studies = {
        "normen-strenger": land.under(norms),
        "hemelsbreed": Study.of(land.country.dataset, Settings(STRAIGHT)),
    }
    for code, study in studies.items():
        for name in NAMES:  # made under the norms that were chosen, and the same in every variant
            study.known(land.arrangement(name))
        rows = compare(study, NAMES, TODAY, ["so"]).rows()
        one = next(each for each in tested["dekking_acceptabel"].outcomes if each.variant.code == code)
        assert one.weighed is not None
        for name, figure in zip((TODAY, *NAMES), one.weighed.figures, strict=True):
            assert figure == pytest.approx(rows[name, "land", "NL", "so", "dekking_acceptabel"]["waarde"])


def test_growth_that_is_the_same_everywhere_only_scales_numbers(tested: dict[str, Robustness]) -> None:
    def outcome(code: str) -> tuple[float, ...]:
        one = next(each for each in tested[code].outcomes if each.variant.code == "krimp")
        assert one.weighed is not None
        return one.weighed.figures

    first = tested["zonder_eigen"].first.figures
    np.testing.assert_allclose(outcome("zonder_eigen"), np.array(first) * 0.99**10)
    np.testing.assert_allclose(outcome("dekking_acceptabel"), tested["dekking_acceptabel"].first.figures)


def test_what_a_variant_does_not_touch_does_not_count(tested: dict[str, Robustness]) -> None:
    counting = {code: [one.variant.code for one in found.counting] for code, found in tested.items()}
    assert counting["zonder_eigen"] == ["leerlingen"]  # shrinking alike everywhere swaps no pair of numbers
    assert counting["dekking_acceptabel"] == ["normen-strenger", "hemelsbreed"]


def test_sentences_say_how_many_hold_and_who_swaps(tested: dict[str, Robustness]) -> None:
    told = sentences(tested["dekking_acceptabel"])
    assert told[0].endswith("houdt stand in 1 van de 2 varianten die deze maat raken.")
    assert told[1] == (
        "Bij ‘normen strenger’ wisselen ‘samengevoegd waar po en vo overlappen’ en ‘swv's naar provincie’."
    )
    assert told[-1].startswith("Telt niet mee, want verandert niets aan deze maat: krimp tot ")
    zonder = sentences(tested["zonder_eigen"])
    assert "houdt stand in de ene variant" in zonder[0]
    assert any("kan geen volgorde veranderen: krimp tot " in one for one in zonder)
    assert "geen indeling aantoonbaar beter" in sentences(tested["afstand_gemiddeld"])[0]


def test_what_cannot_be_weighed_again_says_why(land: Study, known: dict[str, Variant]) -> None:
    early = replace(known["krimp"], assumptions=Assumptions(growth_per_year=0.01, year=2001))
    asked = Question(NAMES[:1], TODAY, "so", ("leerlingen_afwijkend", "relaties_gemeente"))
    found = rescore(land, asked, [known["leerlingen"], early], lambda _settings: land)
    first, second = found["leerlingen_afwijkend"].outcomes
    assert first.why_not == "gaat over alle inwoners, niet over de leerlingen van één soort"
    assert "kies" in second.why_not
    assert sum(one.startswith("Niet te berekenen") for one in sentences(found["leerlingen_afwijkend"])) == 2
    assert "niet vergeleken" in sentences(found["relaties_gemeente"])[0]


def test_the_places_of_every_variant_are_listed(tested: dict[str, Robustness]) -> None:
    frame = listed_variants(tested["dekking_acceptabel"])
    assert len(frame) == 5 * (1 + 4)
    assert frame["variant"].drop_duplicates().tolist()[0] == "gekozen"
    strict = frame[frame["variant"] == "normen-strenger"].set_index("scenario")["plaats"]
    assert strict["provincie"] < strict["samengevoegd"]


def test_a_variant_leaves_the_study_as_it_is(land: Study, known: dict[str, Variant]) -> None:
    before = land.country.pupils("po").sum()
    kind = next(one for one in land.country.kinds if one.code == "so")
    other = under(land, known["leerlingen"], kind, [TODAY], lambda _settings: land)
    assert land.country.pupils("po").sum() == before
    assert other.country.pupils("po").sum() < before / 10
    np.testing.assert_array_equal(other.country.pupils("vo"), land.country.pupils("vo"))
    assert other.country.pupils_of_units.sum() == pytest.approx(
        (other.country.pupils("po") + other.country.pupils("vo")).sum()
    )
    np.testing.assert_array_equal(other.distances(TODAY).own_m, land.distances(TODAY).own_m)


# --- place by place


def test_po_and_vo_joining_is_no_change_of_anyones_partners(land: Study) -> None:
    before, after = land.arrangement(TODAY), land.arrangement("samengevoegd")
    found = place_changes(land.country, before, after, "po")
    joined = [one for one in found if one.move is Move.JOINED]
    assert joined
    assert not any(one.changes for one in joined)
    same = place_changes(land.country, before, before, "po")
    assert tally(same)[Move.SAME] == len(same) == len(before.units)


def test_who_goes_elsewhere_is_named_with_both_swvs(land: Study) -> None:
    found = place_changes(land.country, land.arrangement(TODAY), land.arrangement("jeugdregio"), "po")
    gone = [one for one in found if one.move is Move.ELSEWHERE]
    assert gone
    assert all(one.changes and one.before != one.after for one in gone)
    assert all(one.gemeente for one in found)


def test_distance_per_gemeente_is_that_of_a_comparison(land: Study) -> None:
    name = "po-binnen-jeugdregio"  # where some lose the own site
    kind = next(one for one in land.country.kinds if one.code == "so")
    table = compare(land, [name], TODAY, ["so"], Level.GEMEENTE).table.xs(name, level="scenario")
    rows = table.xs("afstand_gemiddeld", level="maat").droplevel(["niveau", "soort"])
    found = distance_changes(land, name, TODAY, kind)
    assert [one.gemeente for one in found] == sorted(rows.index)
    for one in found:
        row = rows.loc[one.gemeente]
        assert one.after_km == pytest.approx(row["waarde"], nan_ok=True)
        assert one.before_km == pytest.approx(row["basis"], nan_ok=True)
        assert one.reading == row["duiding"], one.name
    assert any(one.lost for one in found)
