r"""What becomes of the swv of each place: the same, other borders, or another swv.

For residents of an age (po, vo) that live in swv S of the base and swv T of the scenario

.. math:: hoofdmoot(S) = \arg\max_T m(S, T)

They *go to another swv* where T is not hoofdmoot(S). They stay otherwise, and then T has
the territory of S (where residents of the age live) or other borders. Whoever stays in the
same territory sees po and vo join, or come apart, or nothing at all.
Definitions: docs/methode.md, "Overgang: wie van swv verandert".
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType
from typing import Final

import numpy as np
from numpy.typing import NDArray

from model import fragmentation as frag
from scenarios.consequences.succession import AGES, Body, body_of_points
from scenarios.country import Country
from scenarios.indeling import Arrangement

Int = NDArray[np.intp]
Labels = NDArray[np.object_]
Mask = NDArray[np.bool_]


class Move(StrEnum):
    """What happens to a place, from nothing to most; the values are Dutch and can be shown."""

    SAME = "ongewijzigd"
    JOINED = "zelfde gebied, po en vo samen of apart"
    BORDERS = "blijft bij de hoofdmoot, andere grenzen"
    ELSEWHERE = "gaat naar een ander swv"


#: From nothing to most: of several places the last one counts.
ORDER: Final = tuple(Move)


@dataclass(frozen=True, slots=True, eq=False)
class Moves:
    """What happens to every demand point, for one age.

    Attributes
    ----------
    age
        ``po`` or ``vo``.
    old, new
        Shape ``(n_points,)``: swv (`Body`) in the base and in the scenario, None for none.
    main
        Per former swv with residents of the age the new one that most of them go on in.
    alike
        Pairs of a former and a new swv with the same territory, by code.
    """

    age: str
    old: Labels
    new: Labels
    main: Mapping[str, str]
    alike: frozenset[tuple[str, str]]

    def of(self, old: Body | None, new: Body | None) -> Move:
        """Tell what happens to whoever is in one swv before and in another after."""
        if old is None or new is None:
            return Move.SAME if old is new else Move.ELSEWHERE
        named_alike = (old.layer, old.code) == (new.layer, new.code)
        if old.code not in self.main:  # nobody of the age lives there
            return Move.SAME if named_alike else Move.ELSEWHERE
        if self.main[old.code] != new.code:
            return Move.ELSEWHERE
        if (old.code, new.code) not in self.alike:
            return Move.BORDERS
        return Move.SAME if old.layer == new.layer else Move.JOINED

    def ranks(self, before: Int | None = None, after: Int | None = None) -> Int:
        """Positions in `ORDER` of some demand points, or of moves from one point to another.

        Parameters
        ----------
        before, after
            Positions of the points before and after, of one shape; by default all, where they are.
        """
        old = self.old if before is None else self.old[before]
        new = self.new if after is None else self.new[after]
        pairs = list(zip(old, new, strict=True))
        rank = {pair: ORDER.index(self.of(*pair)) for pair in set(pairs)}
        return np.array([rank[pair] for pair in pairs], dtype=np.intp)


def moves(country: Country, before: Arrangement, after: Arrangement) -> Mapping[str, Moves]:
    """Find out per age what happens between two arrangements, on whatever units.

    Parameters
    ----------
    country
        Whose residents decide where most go; estimates, persons.
    before, after
        The base and the scenario.
    """
    return MappingProxyType({age: _moves(country, before, after, age) for age in AGES})


def _moves(country: Country, before: Arrangement, after: Arrangement, age: str) -> Moves:
    table = frag.intersection_table(
        before.layer(age).of_points(), after.layer(age).of_points(), country.pupils(age)
    )
    populated = table.pupils.sum(axis=1) > 0
    # as `scenarios.evaluate.together` does it: who stays is the same everywhere
    main = {
        code: other
        for (code, other), some in zip(frag.main_part(table).items(), populated, strict=True)
        if some
    }
    present = table.pupils > 0
    alone = present & (present.sum(axis=1) == 1)[:, None] & (present.sum(axis=0) == 1)[None, :]
    alike = frozenset(
        (table.rows[row], table.columns[column]) for row, column in zip(*np.nonzero(alone), strict=True)
    )
    return Moves(age, body_of_points(before, age), body_of_points(after, age), MappingProxyType(main), alike)


def merges(before: Arrangement, after: Arrangement) -> bool:
    """Whether po and vo go from two layers to one."""
    return after.is_merged and not before.is_merged
