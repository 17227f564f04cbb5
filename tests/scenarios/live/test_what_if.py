"""Taking in each neighbour: exactly what making the drawing would give."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np
import pytest

from scenarios.changes import Assign
from scenarios.country import Kind
from scenarios.draft import Draft
from scenarios.drawing.neighbours import neighbours
from scenarios.evaluate import change_values, fragmentation_values, layers_of, travel_of
from scenarios.live.what_if import WhatIf, what_if
from scenarios.locks import Lock
from scenarios.study import Study


@dataclass(frozen=True)
class _Case:
    """A swv of a layer of an arrangement, and a kind."""

    study: Study
    name: str
    layer: str
    swv: str
    kind: Kind

    def drawn(self, one: WhatIf) -> dict[str, float]:
        """Make the drawing, and take the figures from the functions that a comparison uses."""
        study, country, before = self.study, self.study.country, self.study.arrangement(self.name)
        told = {"swv": self.swv, "laag": "beide" if before.is_merged else self.layer, "gebieden": [one.unit]}
        change = Assign.model_validate(told)
        after = replace(change.apply(before, country), id=f"{self.name}+{self.layer}+{self.swv}+{one.unit}")
        study.add(after)
        concerned = np.isin(before.layer(self.layer).of_points(), [self.swv, one.from_swv])
        if not one.from_swv:
            concerned = after.layer(self.layer).of_points() == self.swv
        was, now = study.distances_so_far(self.name), study.distances_so_far(after.id)
        fragments = [fragmentation_values(layers_of(country, each), study.norms) for each in (before, after)]
        changed = change_values(country, was, now, self.kind, concerned)
        difference = {code: fragments[1][code] - fragments[0][code] for code in fragments[0]}
        ages, here = (("po", "vo") if before.is_merged else (self.layer,)), after.units.labels == one.unit
        return {
            "before_km": travel_of(country, was, self.kind, study.norms, concerned).mean_m / 1000,
            "after_km": travel_of(country, now, self.kind, study.norms, concerned).mean_m / 1000,
            "lost": changed["eigen_verloren"],
            "gained": changed["eigen_gekregen"],
            "relations_change": difference["relaties_gemeente"],
            "regions_change": difference["relaties_jeugdregio"],
            "departing_change": difference["swv_afwijkend"],
            "nesting_change": difference["leerlingen_afwijkend"],
            "pupils": float(sum(country.pupils(age)[here].sum() for age in ages)),
        }


@pytest.mark.parametrize(
    ("what", "layer", "code"),
    [
        ("jeugdregio", "po", "so"),
        ("regeling-2015", "po", "so"),
        ("regeling-2015", "vo", "vso"),
        ("onaf", "po", "so"),
    ],
)
def test_a_neighbour_taken_in_is_the_drawing_made(
    land: Study, drafts: Mapping[str, str], what: str, layer: str, code: str
) -> None:
    """Distances, gains and losses, relations, nesting and pupils, for every neighbour of two swv's."""
    name = drafts.get(what, what)
    kind = next(one for one in land.country.kinds if one.code == code)
    codes = land.arrangement(name).layer(layer).codes
    for swv in (codes[0], codes[len(codes) // 2]):
        found = what_if(land, name, kind, layer, swv)
        assert {one.unit for one in found} == set(
            neighbours(land.country, land.arrangement(name), layer, swv)
        )
        assert [one.pupils for one in found] == sorted((one.pupils for one in found), reverse=True)
        for one in found[:6]:
            for field, value in _Case(land, name, layer, swv, kind).drawn(one).items():
                assert getattr(one, field) == pytest.approx(value, rel=1e-6, abs=1e-6, nan_ok=True), field


def test_the_kind_of_the_other_layer_stays_where_it_is(land: Study) -> None:
    """Drawing in po changes no distance of vo."""
    vo = next(one for one in land.country.kinds if one.layer == "vo")
    found = what_if(land, land.base_id, vo, "po", land.arrangement(land.base_id).po.codes[0])
    assert found
    assert all(one.distance_change_km == 0 and one.reading == "gelijk" for one in found)


def test_what_is_locked_is_marked(land: Study, so: Kind) -> None:
    """A lock changes no figure; the neighbour stays in the list."""
    free = what_if(land, "jeugdregio", so, "beide", "JZ01")
    held = what_if(land, "jeugdregio", so, "", "JZ01", locks=[Lock(soort="gemeente", code=free[0].gemeente)])
    assert [one.locked for one in free] == [False] * len(free)
    assert [one.unit for one in held if one.locked] == [
        one.unit for one in free if one.gemeente == free[0].gemeente
    ]
    assert [one.after_km for one in held] == [one.after_km for one in free]


def test_a_swv_that_is_left_empty_is_told(land: Study, so: Kind) -> None:
    """The last gemeente of a swv taken in leaves it without residents."""
    units = land.arrangement("jeugdregio").units
    last = next(unit for unit in units.ids if "/" not in unit)
    known = Draft("jeugdregio").do(Assign(swv="NIEUW", gebieden=(last,))).known_to(land)
    found = [
        one
        for swv in land.arrangement(known).po.codes
        for one in what_if(land, known, so, "", swv)
        if one.from_swv == "NIEUW"
    ]
    assert found
    assert all(one.unit == last and one.empties for one in found)
