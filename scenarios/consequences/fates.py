"""What becomes of each swv: it goes on, gets other borders, ceases, or is new.

A former swv *goes on* as a new one of the same layer: the one with its own code, if they
share residents; else the one that is its main successor and whose main predecessor it is.
All that do not go on cease. Where po and vo join every swv ceases, for a swv for both is
another body than either.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from scenarios.consequences.succession import AGES, Body, Share, Succession, bodies, body_of_points
from scenarios.country import Country
from scenarios.indeling import Arrangement


class Fate(StrEnum):
    """What becomes of a former swv; the values are Dutch and can be shown."""

    SAME = "ongewijzigd"
    RENAMED = "zelfde gebied, andere naam"
    CONTINUES = "gaat door met andere grenzen"
    ABSORBED = "gaat op in een ander swv"
    JOINED = "houdt op: po en vo gaan samen"
    PARTED = "houdt op: po en vo gaan uit elkaar"
    NOWHERE = "houdt op: niemand krijgt een ander swv"


@dataclass(frozen=True, slots=True)
class Former:
    """A swv of the base.

    Attributes
    ----------
    body
        The swv.
    pupils
        Its residents of its ages (estimates, persons).
    fate
        What becomes of it.
    successors
        Swv's that its residents go on in, most first, with their share.
    """

    body: Body
    pupils: float
    fate: Fate
    successors: tuple[Share, ...]

    @property
    def ceases(self) -> bool:
        """Whether no swv of the scenario is it."""
        return self.fate not in {Fate.SAME, Fate.RENAMED, Fate.CONTINUES}

    @property
    def unchanged(self) -> bool:
        """Whether it is for the same residents as before."""
        return self.fate in {Fate.SAME, Fate.RENAMED}


@dataclass(frozen=True, slots=True)
class New:
    """A swv of the scenario.

    Attributes
    ----------
    body
        The swv.
    pupils
        Its residents of its ages (estimates, persons).
    continues
        The former swv that goes on as this one; None if it is new.
    predecessors
        Swv's that its residents come from, most first, with their share of this one.
    """

    body: Body
    pupils: float
    continues: Body | None
    predecessors: tuple[Share, ...]


def continuations(followed: Succession) -> dict[Body, Body]:
    """Former swv's that go on, with what they go on as.

    Examples
    --------
    Of A, 60 go on in C and 40 in D, which also gets all 30 of B:

    >>> a, b, c, d = (Body("po", code, code) for code in "ABCD")
    >>> old = {a: (Share(c, 60.0, 0.6), Share(d, 40.0, 0.4)), b: (Share(d, 30.0, 1.0),)}
    >>> new = {c: (Share(a, 60.0, 1.0),), d: (Share(a, 40.0, 4 / 7), Share(b, 30.0, 3 / 7))}
    >>> [(one.code, other.code) for one, other in continuations(Succession(old, new)).items()]
    [('A', 'C')]
    """
    by_code = {
        old: one.body
        for old, shares in followed.successors.items()
        for one in shares
        if (one.body.layer, one.body.code) == (old.layer, old.code)
    }
    taken = set(by_code.values())
    found = dict(by_code)
    for old in followed.successors:
        new = followed.main(old)
        if new is None or old in by_code or new in taken or new.layer != old.layer:
            continue
        if followed.predecessors[new][0].body == old:
            found[old] = new
    return found


def formers(country: Country, before: Arrangement, followed: Succession) -> tuple[Former, ...]:
    """Tell what becomes of all swv's of the base, by layer and code."""
    goes_on = continuations(followed)
    pupils = pupils_of(country, before)
    return tuple(
        Former(one, pupils[one], _fate(one, goes_on, followed), followed.successors.get(one, ()))
        for one in bodies(country, before)
    )


def news(country: Country, after: Arrangement, followed: Succession) -> tuple[New, ...]:
    """Tell what all swv's of the scenario are made of, by layer and code."""
    origin = {new: old for old, new in continuations(followed).items()}
    pupils = pupils_of(country, after)
    return tuple(
        New(one, pupils[one], origin.get(one), followed.predecessors.get(one, ()))
        for one in bodies(country, after)
    )


def _fate(one: Body, goes_on: Mapping[Body, Body], followed: Succession) -> Fate:
    successors = followed.successors.get(one, ())
    if not successors:
        return Fate.NOWHERE
    if (new := goes_on.get(one)) is not None:
        whole = len(successors) == 1 and len(followed.predecessors[new]) == 1
        if not whole:
            return Fate.CONTINUES
        return Fate.SAME if new == one else Fate.RENAMED
    main = successors[0].body
    if main.layer == one.layer:
        return Fate.ABSORBED
    return Fate.PARTED if main.layer else Fate.JOINED


def pupils_of(country: Country, arrangement: Arrangement) -> dict[Body, float]:
    """Residents of the ages of each swv (estimates, persons)."""
    found: dict[Body, float] = {}
    for age in AGES:
        layer = arrangement.layer(age)
        per_unit = layer.units.sums(country.pupils(age))
        body = body_of_points(arrangement, age)[layer.units.first_points]
        for one, count in zip(body, per_unit, strict=True):
            if one is not None:
                found[one] = found.get(one, 0.0) + float(count)
    return found
