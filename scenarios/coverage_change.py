"""Where coverage rises and where it falls against a base: per area and per PC4, never netted."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from model.coverage import Shift, shift, sums
from scenarios.coverage import Areas, Weight, Yardstick, own_and_free, residents
from scenarios.study import Study

Mask = NDArray[np.bool_]

#: What is counted apart, in the order in which it is told: column and what it means.
COLUMNS: Final = {
    "erbij": "komt binnen de norm van het eigen swv",
    "eruit": "valt buiten de norm van het eigen swv",
    "erbij_onzeker": "komt erbinnen, maar dat is geen aantoonbaar verschil",
    "eruit_onzeker": "valt erbuiten, maar dat is geen aantoonbaar verschil",
    "eigen_gekregen": "krijgt een vestiging in het eigen swv",
    "eigen_verloren": "verliest de laatste vestiging in het eigen swv",
    "vrij_erbij": "komt binnen de norm, grenzen genegeerd",
    "vrij_eruit": "valt buiten de norm, grenzen genegeerd",
}


@dataclass(frozen=True, slots=True, eq=False)
class CoverageChange:
    """Who comes within a norm, and who falls out of it, between a base and a scenario.

    Attributes
    ----------
    along, weight
        The norm; whom it is counted in.
    own, free
        Over the own swv's sites; over all, which only other sites can change.
    own_gained, own_lost
        Points whose own swv has a site now and had none, and the reverse.
    before, after
        Own metres or seconds per point in the base and in the scenario.
    """

    along: Yardstick
    weight: Weight
    own: Shift
    free: Shift
    own_gained: Mask
    own_lost: Mask
    before: NDArray[np.float64]
    after: NDArray[np.float64]

    def masks(self) -> dict[str, Mask]:
        """Points by what happens to them, see `COLUMNS`; a point may be in more than one."""
        return {
            "erbij": self.own.gained,
            "eruit": self.own.lost,
            "erbij_onzeker": self.own.gained_unproven,
            "eruit_onzeker": self.own.lost_unproven,
            "eigen_gekregen": self.own_gained,
            "eigen_verloren": self.own_lost,
            "vrij_erbij": self.free.gained | self.free.gained_unproven,
            "vrij_eruit": self.free.lost | self.free.lost_unproven,
        }

    def totals(self) -> dict[str, float]:
        """Persons in the country, by what happens to them."""
        return {name: float(self.weight.people[where].sum()) for name, where in self.masks().items()}

    def per_area(self, within: Areas) -> pd.DataFrame:
        """Persons per area, by what happens to them: only areas where anything does, most losses first.

        Returns
        -------
        Columns ``gebied, gebied_naam, totaal`` and those of `COLUMNS`.
        """
        count = len(within)
        everyone = np.ones(len(self.weight.people), dtype=bool)
        table = pd.DataFrame({"gebied": within.codes, "gebied_naam": within.names})
        table["totaal"] = sums(everyone, self.weight.people, within.of_point, count)
        for name, where in self.masks().items():
            table[name] = sums(where, self.weight.people, within.of_point, count)
        table = table[table[list(COLUMNS)].sum(axis=1) > 0]
        return table.sort_values(["eruit", "erbij"], ascending=False, kind="stable").reset_index(drop=True)

    def per_point(self) -> pd.DataFrame:
        """PC4's with residents where anything happens, most people first.

        Returns
        -------
        Columns ``punt`` (position), ``aantal`` (persons), ``basis, scenario`` (own km or min; infinite
        without one) and ``wat``: what happens, in words.
        """
        masks = self.masks()
        some = np.any(list(masks.values()), axis=0) & (self.weight.people > 0)
        points = np.flatnonzero(some)
        points = points[np.argsort(-self.weight.people[points], kind="stable")]
        told = ["; ".join(COLUMNS[name] for name, where in masks.items() if where[one]) for one in points]
        return pd.DataFrame(
            {
                "punt": points,
                "aantal": self.weight.people[points],
                "basis": self.before[points] / self.along.per_unit,
                "scenario": self.after[points] / self.along.per_unit,
                "wat": told,
            }
        )


def coverage_change(
    study: Study, name: str, base: str, along: Yardstick, weight: Weight | None = None
) -> CoverageChange:
    """Hold a scenario's coverage against a base's, point by point.

    A change smaller than the error of the distance model stands apart, as *geen aantoonbaar verschil*.

    Parameters
    ----------
    name, base
        Ids of the arrangements.
    """
    share = study.country.model.error_share
    (own_before, free_before), (own_after, free_after) = (
        own_and_free(study, one, along.kind, along.quantity) for one in (base, name)
    )
    position = study.country.situation.kinds.index(along.kind.code)
    had, has = (study.distances(one).has_own[position] for one in (base, name))
    return CoverageChange(
        along,
        weight or residents(study.country, along.kind),
        own=shift(own_before, own_after, along.limit, share),
        free=shift(free_before, free_after, along.limit, share),
        own_gained=~had & has,
        own_lost=had & ~has,
        before=own_before,
        after=own_after,
    )
