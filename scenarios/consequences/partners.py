r"""Which gemeenten share a swv: the partners of a gemeente, in its own jeugdregio and beyond it.

Gemeenten g and h are partners for an age (po, vo) where some swv of that age's layer
has residents of that age in both:

.. math:: h \in partners_a(g) \iff h \ne g, \exists S: m_a(S, g) > 0, m_a(S, h) > 0

Today's two layers may make them partners for po only, for vo only, or for both. One
swv for all ages makes them partners for both: they share it, whatever ages live there.
Definitions: docs/methode.md, "Overlegrelaties: wie met wie".
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType
from typing import Final

import numpy as np
from numpy.typing import NDArray

from scenarios.consequences.relations import PlaceKind, Relation, relations
from scenarios.consequences.slivers import slivers
from scenarios.consequences.succession import AGES
from scenarios.country import Country
from scenarios.indeling import Arrangement

Mask = NDArray[np.bool_]

#: Nobody shares a swv.
_NONE: Final[tuple[str, ...]] = ()


def ages_told(ages: tuple[str, ...]) -> str:
    """Say for whom a swv is shared.

    Examples
    --------
    >>> ages_told(("po", "vo")), ages_told(("vo",)), ages_told(())
    ('po en vo', 'alleen vo', 'geen')
    """
    if not ages:
        return "geen"
    return "po en vo" if len(ages) > 1 else f"alleen {ages[0]}"


@dataclass(frozen=True, slots=True, order=True)
class Partner:
    """A gemeente that shares a swv with another.

    Attributes
    ----------
    gemeente
        Its code.
    ages
        For whom: ``("po",)``, ``("vo",)`` or both, in that order.
    sliver
        Whether they share it only through a part of either that may be a border change.
    """

    gemeente: str
    ages: tuple[str, ...]
    sliver: bool = False


@dataclass(frozen=True, slots=True)
class Partners:
    """The partners of one gemeente.

    Attributes
    ----------
    gemeente, region
        Its code, and that of its jeugdregio (empty for none).
    inside, outside
        Partners within its own jeugdregio, and beyond it; by code.
    apart
        Gemeenten of its own jeugdregio that it shares no swv with; by code.
    """

    gemeente: str
    region: str
    inside: tuple[Partner, ...]
    outside: tuple[Partner, ...]
    apart: tuple[str, ...]


class PartnerStatus(StrEnum):
    """What becomes of a partner; the values are Dutch and can be shown."""

    LOST = "verliest"
    GAINED = "krijgt"
    KEPT = "houdt"


@dataclass(frozen=True, slots=True, order=True)
class PartnerPair:
    """One gemeente beside another, before and after.

    Attributes
    ----------
    gemeente
        Code of the other.
    inside
        Whether it lies in the same jeugdregio.
    before, after
        Ages for which they share a swv; empty for none.
    sliver_before, sliver_after
        Whether only through a part that may be a border change.
    """

    gemeente: str
    inside: bool
    before: tuple[str, ...]
    after: tuple[str, ...]
    sliver_before: bool = False
    sliver_after: bool = False

    @property
    def status(self) -> PartnerStatus:
        """Lost, gained or kept; kept also where it is for other ages than before."""
        if not self.after:
            return PartnerStatus.LOST
        return PartnerStatus.KEPT if self.before else PartnerStatus.GAINED


@dataclass(frozen=True, slots=True)
class PartnerChange:
    """What becomes of the partners of one gemeente: losses and gains apart, never netted.

    Attributes
    ----------
    gemeente, region
        Its code, and that of its jeugdregio (empty for none).
    pairs
        All that are its partner before, after or both; by code.
    apart_before, apart_after
        Gemeenten of its own jeugdregio that it shares no swv with.
    """

    gemeente: str
    region: str
    pairs: tuple[PartnerPair, ...]
    apart_before: tuple[str, ...]
    apart_after: tuple[str, ...]

    def of(self, status: PartnerStatus, *, inside: bool = True) -> tuple[PartnerPair, ...]:
        """Partners of one status, within the own jeugdregio or beyond it."""
        return tuple(one for one in self.pairs if one.status is status and one.inside is inside)

    @property
    def lost(self) -> tuple[PartnerPair, ...]:
        """Partners in its jeugdregio that it no longer shares a swv with."""
        return self.of(PartnerStatus.LOST)

    @property
    def gained(self) -> tuple[PartnerPair, ...]:
        """Partners in its jeugdregio that it shared no swv with before."""
        return self.of(PartnerStatus.GAINED)

    @property
    def kept(self) -> tuple[PartnerPair, ...]:
        """Partners in its jeugdregio before and after, for whatever ages."""
        return self.of(PartnerStatus.KEPT)


def partners(country: Country, arrangement: Arrangement, sliver_share: float = 0.0) -> Mapping[str, Partners]:
    """Find the partners of every gemeente with residents, by code.

    Parameters
    ----------
    country
        Whose residents count.
    arrangement
        Two layers, or one for all.
    sliver_share
        Werknorm *restgrens*: a part with less of its gemeente's residents may be a border
        change, and a partner through such parts only is marked. 0 marks none.

    Notes
    -----
    One product of matrices per layer, so that all 342 take a fraction of a second.
    """
    found = relations(country, arrangement, PlaceKind.GEMEENTE)
    ground = _Ground(country, found)
    rests = slivers(found, sliver_share)
    shared: dict[str, tuple[Mask, Mask]] = {}
    for age in AGES:
        of_age = [one for one in found if age in one.body.ages]
        firm = [one for one in of_age if (one.body, one.place) not in rests]
        shared[age] = ground.shared(of_age), ground.shared(firm)
    return MappingProxyType(
        {code: _of(ground, shared, position) for position, code in enumerate(ground.codes)}
    )


class _Ground:
    """The gemeenten with relations, their regions, and who shares a swv with whom."""

    def __init__(self, country: Country, found: tuple[Relation, ...]) -> None:
        self.codes = sorted({one.place for one in found})
        region = dict(zip(country.gemeente_of_point, country.region_of_point("jeugdregio"), strict=True))
        self.region = [str(region[code]) for code in self.codes]
        self._row = {code: position for position, code in enumerate(self.codes)}

    def shared(self, found: list[Relation]) -> Mask:
        """Whether two gemeenten have relations with one swv: shape ``(n, n)``, false to itself."""
        column = {body: position for position, body in enumerate(dict.fromkeys(one.body for one in found))}
        there = np.zeros((len(self.codes), len(column)), dtype=np.int64)
        for one in found:
            there[self._row[one.place], column[one.body]] = 1
        together: Mask = (there @ there.T) > 0
        np.fill_diagonal(together, val=False)
        return together


def _of(ground: _Ground, shared: Mapping[str, tuple[Mask, Mask]], at: int) -> Partners:
    region = ground.region[at]
    inside: list[Partner] = []
    outside: list[Partner] = []
    apart: list[str] = []
    for other, code in enumerate(ground.codes):
        near = region != "" and ground.region[other] == region
        ages = tuple(age for age, (every, _) in shared.items() if every[at, other])
        if ages:
            sliver = not any(firm[at, other] for _, firm in shared.values())
            (inside if near else outside).append(Partner(code, ages, sliver))
        elif near and other != at:
            apart.append(code)
    return Partners(ground.codes[at], region, tuple(inside), tuple(outside), tuple(apart))


def partner_change(
    country: Country, before: Arrangement, after: Arrangement, sliver_share: float = 0.0
) -> Mapping[str, PartnerChange]:
    """Follow the partners of every gemeente from the base to the scenario, by code.

    Parameters
    ----------
    country, sliver_share
        As for `partners`.
    before, after
        The base and the scenario.
    """
    was, now = (partners(country, one, sliver_share) for one in (before, after))
    return MappingProxyType({code: _changed(code, was.get(code), now.get(code)) for code in {**was, **now}})


def _changed(code: str, was: Partners | None, now: Partners | None) -> PartnerChange:
    known = [one for one in (was, now) if one is not None]
    old, new = _by_code(was), _by_code(now)
    pairs = []
    for other in sorted(old.keys() | new.keys()):
        near, before = old.get(other, (False, Partner(other, _NONE)))
        near_now, after = new.get(other, (False, Partner(other, _NONE)))
        pairs.append(
            PartnerPair(other, near or near_now, before.ages, after.ages, before.sliver, after.sliver)
        )
    return PartnerChange(
        code,
        known[0].region,
        tuple(pairs),
        () if was is None else was.apart,
        () if now is None else now.apart,
    )


def _by_code(found: Partners | None) -> dict[str, tuple[bool, Partner]]:
    """Partners by code, each with whether it lies in the same jeugdregio."""
    if found is None:
        return {}
    return {
        one.gemeente: (near, one)
        for near, group in ((True, found.inside), (False, found.outside))
        for one in group
    }
