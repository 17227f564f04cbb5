"""Figures at every edit: exactly those of a comparison; of an unfinished drawing, of whoever has a swv."""

from __future__ import annotations

import math
from collections.abc import Mapping

import numpy as np
import pytest

from geo.errors import IncompleteIndelingError
from scenarios.compare import Level, compare
from scenarios.country import Kind
from scenarios.evaluate import travel_of
from scenarios.live.figures import live, offered
from scenarios.live.pinned import STANDARD, choices
from scenarios.live.sides import side_of
from scenarios.norms import NormChange
from scenarios.study import Study

FINISHED = ("samen", "apart", "geknipt", "gesloten")
CODES = tuple(one.code for one in offered())


def _same(one: float, other: float) -> bool:
    return one == other or (math.isnan(one) and math.isnan(other))


@pytest.mark.parametrize("base", ["", "jeugdregio"])
@pytest.mark.parametrize("what", FINISHED)
def test_live_figures_are_those_of_a_comparison(
    land: Study, drafts: Mapping[str, str], what: str, base: str
) -> None:
    """Every measure of the country: value, base, difference, effects, reading, certainty and source."""
    name, base = drafts[what], base or land.base_id
    kinds = [kind for kind in land.country.kinds if kind.code in {"so", "vo"}]
    rows = compare(land, [name], base, [kind.code for kind in kinds], Level.LAND).rows()
    there = {(kind, code) for one, _, _, kind, code in rows if one == name}
    found = [one for kind in kinds for one in live(land, name, base, kind, CODES).figures.values()]
    assert {(one.kind, one.measure.code) for one in found} == there
    for one in found:
        row = rows[name, "land", "NL", one.kind, one.measure.code]
        numbers = {
            "waarde": one.value,
            "basis": one.base,
            "verschil": one.difference,
            "effect_samenvoegen": one.merging,
            "effect_nieuwe_grenzen": one.borders,
        }
        assert all(_same(value, float(row[column])) for column, value in numbers.items()), one
        assert (one.reading, one.certainty, one.source) == (row["duiding"], row["aard"], row["bron"])


def test_an_unfinished_drawing_is_about_whoever_has_a_swv(
    land: Study, drafts: Mapping[str, str], so: Kind
) -> None:
    """The released gemeente is in no figure, not even of the base; its residents are counted apart."""
    name = drafts["onaf"]
    with pytest.raises(IncompleteIndelingError):
        land.distances(name)
    found = live(land, name, "jeugdregio", so, ("leerlingen", "afstand_gemiddeld", "zonder_eigen", "blijft"))
    country, out = land.country, land.arrangement(name).po.of_points() == ""
    for age in ("po", "vo"):
        assert found.unassigned[age] == pytest.approx(country.pupils(age)[out].sum())
    everybody, figures = country.pupils(so.age).sum(), found.figures
    assert figures["leerlingen"].value == pytest.approx(everybody - country.pupils(so.age)[out].sum())
    expected = travel_of(country, land.distances("jeugdregio"), so, land.norms, ~out)
    assert figures["afstand_gemiddeld"].base == pytest.approx(expected.mean_m / 1000)
    assert figures["zonder_eigen"].value == figures["zonder_eigen"].base
    assert figures["blijft"].value == pytest.approx(100.0)


def test_a_hole_in_one_layer_leaves_the_kinds_of_the_other(land: Study, drafts: Mapping[str, str]) -> None:
    """A gemeente without a swv po keeps its swv vo: nothing changes for the kinds of vo."""
    name, vo = drafts["onaf apart"], next(kind for kind in land.country.kinds if kind.layer == "vo")
    found = live(land, name, land.base_id, vo, ("leerlingen", "afstand_gemiddeld", "relaties_gemeente"))
    assert set(found.unassigned) == {"po"}
    assert not found.is_finished
    assert found.figures["leerlingen"].difference == found.figures["afstand_gemiddeld"].difference == 0
    # the gemeente is taken out of both, in both layers: its relations weigh on neither side
    assert found.figures["relaties_gemeente"].difference == 0


def test_shorter_is_never_said_where_it_is_within_the_error(
    land: Study, drafts: Mapping[str, str], so: Kind
) -> None:
    """A mean over the whole country that one gemeente moves: no finding."""
    found = live(land, drafts["samen"], "jeugdregio", so, ("afstand_gemiddeld",)).figures["afstand_gemiddeld"]
    assert found.difference != 0
    assert found.reading not in {"beter", "slechter"}


def test_what_was_computed_is_kept_and_let_go_of(land: Study, drafts: Mapping[str, str]) -> None:
    """The same side as long as the arrangement is the same; another arrangement of that name is another."""
    side = side_of(land, drafts["samen"])
    assert side_of(land, drafts["samen"]) is side
    assert side_of(land, drafts["samen"]).fragmentation is side.fragmentation
    norms = land.norms.changed([NormChange("acceptabel", "so", "m", 12_000.0)], ["so"])
    other = land.under(norms)
    other.known(land.arrangement(drafts["samen"]))
    assert side_of(other, drafts["samen"]) is not side


def test_the_first_choice_can_be_pinned() -> None:
    """The standard figures stand in front, each measure once, the expert ones only when asked for."""
    codes = [one.code for one in choices()]
    assert tuple(codes[: len(STANDARD)]) == STANDARD
    assert len(codes) == len(set(codes))
    assert "nesting_bits" not in codes
    assert {one.code for one in choices(expert=True)} == set(CODES)


def test_nobody_without_a_swv_has_an_own_site(land: Study, drafts: Mapping[str, str]) -> None:
    """Own distances so far: infinite exactly where there is no swv, as before elsewhere."""
    name = drafts["onaf"]
    out = land.arrangement(name).po.of_points() == ""
    found, before = land.distances_so_far(name), land.distances("jeugdregio")
    assert np.isinf(found.own_m[:, out]).all()
    assert not found.has_own[:, out].any()
    untouched = ~np.isin(land.arrangement("jeugdregio").po.of_points(), ["", *_touched(land, name)])
    assert np.array_equal(found.own_m[:, untouched], before.own_m[:, untouched])


def _touched(study: Study, name: str) -> set[str]:
    """Swv's that lost something."""
    was, now = study.arrangement("jeugdregio").po.swv, study.arrangement(name).po.swv
    return {one for one, two in zip(was, now, strict=True) if one != two}
