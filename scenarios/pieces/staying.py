"""What stays with the largest part of its former swv: gemeenten, sites and boards, beside the pupils.

A former swv's largest part is its main successor, as in `scenarios.consequences.succession`:
the new swv that most of its pupils go on in, one per layer where one swv for all is taken
apart. A gemeente or a board stays if it has to do with that one too, a site if it lies in it.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Final
from weakref import WeakKeyDictionary

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from data.own_kinds import own_kinds
from scenarios.boards import board_sites
from scenarios.country import Country
from scenarios.indeling import Arrangement

Float = NDArray[np.float64]
Int = NDArray[np.intp]
Labels = NDArray[np.object_]
Mask = NDArray[np.bool_]

AGES: Final = ("po", "vo")
#: Code of the measure of each, see ``scenarios/maten.csv``.
GEMEENTEN: Final = "blijft_gemeenten"
SITES: Final = "blijft_vestigingen"
BOARDS: Final = "blijft_besturen"


@dataclass(frozen=True, slots=True, eq=False)
class Ties:
    """Former swv's, and something of each.

    Attributes
    ----------
    swv
        Shape ``(n,)``: number of the former swv, see `Follow.former`.
    what
        Shape ``(n,)``: code of the gemeente, the site or the board.
    weight
        Shape ``(n,)``: how many it counts for: 1, or the sites of a group.
    stays
        Shape ``(n,)``: whether it goes on with the largest part of its former swv.
    """

    swv: Int
    what: Labels
    weight: Float
    stays: Mask

    @property
    def share(self) -> float:
        """Share that stays, 0 to 100; NaN where there is nothing to follow."""
        total = float(self.weight.sum())
        return 100 * float(self.weight[self.stays].sum()) / total if total > 0 else float("nan")


@dataclass(frozen=True, slots=True, eq=False)
class _Swvs:
    """All swv's of an arrangement as numbers, those of a first layer before those of a second.

    Attributes
    ----------
    names
        Layer (empty where there is one for all) and label of each.
    start
        First number of each layer, and the number of all swv's behind them.
    of_points
        Per age the number of each demand point's swv, -1 for none.
    """

    names: tuple[tuple[str, str], ...]
    start: tuple[int, ...]
    of_points: dict[str, Int]


def _swvs(arrangement: Arrangement) -> _Swvs:
    names: list[tuple[str, str]] = []
    start, of_points = [0], {}
    for age in AGES:
        layer = arrangement.layer(age)
        if age == "po" or not arrangement.is_merged:
            name = "" if arrangement.is_merged else age
            names += [(name, layer.label(code)) for code in layer.codes]
            start.append(len(names))
        number = layer.numbers_of_points()
        of_points[age] = np.where(number < 0, -1, number + start[-2])
    return _Swvs(tuple(names), tuple(start), of_points)


@dataclass(frozen=True, eq=False)
class Follow:
    """Former swv's followed to a scenario.

    Attributes
    ----------
    country
        With the sites of the scenario.
    before, after
        The base and the scenario.
    """

    country: Country
    before: Arrangement
    after: Arrangement

    @cached_property
    def _old(self) -> _Swvs:
        return _swvs(self.before)

    @cached_property
    def _new(self) -> _Swvs:
        return _swvs(self.after)

    @property
    def former(self) -> tuple[tuple[str, str], ...]:
        """Layer and label of each former swv, by its number."""
        return self._old.names

    @cached_property
    def mains(self) -> Int:
        """Number of the main successor per layer of the scenario, ``(n_former, n_layers)``; -1 for none."""
        shared = np.zeros((len(self._old.names), len(self._new.names)))
        for age in AGES:
            old, new = self._old.of_points[age], self._new.of_points[age]
            inside = (old >= 0) & (new >= 0)
            np.add.at(shared, (old[inside], new[inside]), self.country.pupils(age)[inside])
        found = []
        for first, last in zip(self._new.start, self._new.start[1:], strict=False):
            part = shared[:, first:last]
            if part.size:
                found.append(np.where(part.max(axis=1) > 0, part.argmax(axis=1) + first, -1))
        return np.stack(found, axis=1) if found else np.full((len(self._old.names), 1), -1)

    def gemeenten(self) -> Ties:
        """Follow every (swv, gemeente) relation: it stays if the swv's largest part has one too."""
        codes, gemeente = np.unique(self.country.gemeente_of_point.astype(str), return_inverse=True)
        populated = {age: self.country.pupils(age) > 0 for age in AGES}
        was, now = (
            self._pairs(side, {age: (np.flatnonzero(populated[age]), gemeente) for age in AGES}, len(codes))
            for side in (self._old, self._new)
        )
        return self._met(was, now, codes)

    def boards(self) -> Ties | None:
        """Follow every (swv, board) pair: it stays if the board has a site in the swv's largest part too.

        Returns
        -------
        None where the data set knows of no boards.
        """
        sites = board_sites(self.country)
        if sites is None:
            return None
        codes, board = np.unique(sites.board.astype(str), return_inverse=True)
        entries = {age: sites.layer == age for age in AGES}
        at = {age: (sites.point[here], board[here]) for age, here in entries.items()}
        was, now = (self._pairs(side, at, len(codes), per_entry=True) for side in (self._old, self._new))
        return self._met(was, now, codes)

    def sites(self) -> Ties:
        """Follow every site that counts, once per age that it serves: it stays in the largest part or not."""
        country = self.country
        counted = _counted(country)
        age, site = np.nonzero(counted)
        point = country.situation.point_of_site[site]
        old, new = (
            np.where(age == 0, side.of_points["po"][point], side.of_points["vo"][point])
            for side in (self._old, self._new)
        )
        there = old >= 0
        stays: Mask = (self.mains[old[there]] == new[there][:, None]).any(axis=1) & (new[there] >= 0)
        codes = country.sites["vestigingscode"].to_numpy(dtype=object)
        return Ties(old[there], codes[site[there]], counted[age, site][there], stays)

    def _pairs(
        self, side: _Swvs, at: dict[str, tuple[Int, Int]], count: int, *, per_entry: bool = False
    ) -> Mask:
        """Which swv has to do with what, ``(n_swvs, count)``: from points, and what is there."""
        found = np.zeros((len(side.names), count), dtype=bool)
        for age, (points, what) in at.items():
            swv = side.of_points[age][points]
            thing = what if per_entry else what[points]
            found[swv[swv >= 0], thing[swv >= 0]] = True
        return found

    def _met(self, was: Mask, now: Mask, codes: NDArray[np.str_]) -> Ties:
        swv, thing = np.nonzero(was)
        to = self.mains[swv]
        there: Mask = now[to, thing[:, None]] & (to >= 0)
        return Ties(
            swv, codes.astype(object)[thing], np.ones(swv.size), np.asarray(there.any(axis=1), dtype=bool)
        )


#: Sites per age, per country: the same in every scenario that leaves sites as they are.
_sites: WeakKeyDictionary[Country, Float] = WeakKeyDictionary()


def school_supply(country: Country) -> pd.DataFrame:
    """Return `Country.supply` without kinds that a user added: those change no figure of the others."""
    supply = country.supply
    return supply[~supply["kind"].isin(own_kinds(country.dataset))]


def _counted(country: Country) -> Float:
    """Count the sites that each row of the sites stands for, once per age, ``(n_ages, n_sites)``."""
    known = _sites.get(country)
    if known is None:
        layer_of = {kind.code: AGES.index(kind.layer) for kind in country.kinds}
        supply = school_supply(country)
        known = np.zeros((len(AGES), len(country.sites)))
        layer = supply["kind"].map(layer_of).to_numpy(dtype=np.intp)
        np.maximum.at(known, (layer, supply["site"].to_numpy()), supply["aantal"].to_numpy(dtype=float))
        _sites[country] = known
    return known


def staying_values(country: Country, before: Arrangement, after: Arrangement) -> dict[str, float]:
    """Give the three shares by measure code, %.

    Parameters
    ----------
    country
        With the sites of the scenario.
    """
    follow = Follow(country, before, after)
    boards = follow.boards()
    return {
        GEMEENTEN: follow.gemeenten().share,
        SITES: follow.sites().share,
        BOARDS: float("nan") if boards is None else boards.share,
    }
