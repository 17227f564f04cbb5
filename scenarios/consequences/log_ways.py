"""Which way each place goes from a base to a scenario, and which gemeenten go a way together."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from scenarios.consequences.log_words import Piece, runs
from scenarios.consequences.moves import ORDER, Move, Moves
from scenarios.consequences.succession import AGES, Body
from scenarios.country import Country


@dataclass(frozen=True, slots=True)
class Step:
    """What changes for one age.

    Attributes
    ----------
    age
        ``po`` or ``vo``.
    old, new
        Swv's before and after; None for none.
    move
        What happens; never `Move.SAME`.
    main
        Code of the swv that most of the former one go on in; empty where it has no residents.
    """

    age: str
    old: Body | None
    new: Body | None
    move: Move
    main: str

    @property
    def stays(self) -> bool:
        """Whether it goes with most of its former swv."""
        return self.move is not Move.ELSEWHERE

    @property
    def remains(self) -> bool:
        """Whether the swv has the same layer and code, though most of it may go elsewhere."""
        if self.old is None or self.new is None:
            return False
        return (self.old.layer, self.old.code) == (self.new.layer, self.new.code)


@dataclass(frozen=True, slots=True)
class Way:
    """What changes for a place: a step for each age whose swv gets other members.

    Attributes
    ----------
    steps
        One or two, po before vo.
    """

    steps: tuple[Step, ...]

    @property
    def ages(self) -> tuple[str, ...]:
        """Ages that it is about."""
        return tuple(one.age for one in self.steps)

    @property
    def remains(self) -> bool:
        """Whether nothing but the borders of its swv's changes."""
        return all(one.remains for one in self.steps)

    @property
    def under(self) -> Body | None:
        """Swv of the scenario under which it is told: where most happens, po first; None for none."""
        told = max(self.steps, key=lambda one: (one.new is not None, ORDER.index(one.move), one.age == "po"))
        return told.new


def ways(found: Mapping[str, Moves]) -> dict[Way, list[int]]:
    """Group the demand points for which something changes by what does; every such point is in one way."""
    steps = [_steps(found[age]) for age in AGES]
    grouped: defaultdict[Way, list[int]] = defaultdict(list)
    for point, of_point in enumerate(zip(*steps, strict=True)):
        if changed := tuple(one for one in of_point if one is not None):
            grouped[Way(changed)].append(point)
    return dict(grouped)


def _steps(found: Moves) -> list[Step | None]:
    made: dict[tuple[Body | None, Body | None], Step | None] = {}
    for old, new in set(zip(found.old, found.new, strict=True)):
        move = found.of(old, new)
        main = "" if old is None else found.main.get(old.code, "")
        made[old, new] = None if move is Move.SAME else Step(found.age, old, new, move, main)
    return [made[pair] for pair in zip(found.old, found.new, strict=True)]


def pieces(country: Country, points: Sequence[int], sliver_share: float) -> tuple[Piece, ...]:
    """Name the gemeenten, and parts of gemeenten, that some demand points are; most residents first.

    Parameters
    ----------
    country
        Whose gemeenten; a part is measured in its residents of both ages.
    points
        Positions.
    sliver_share
        Share of the gemeente's residents, 0 to 1, below which a part may be a border change.
    """
    weight = country.pupils("po") + country.pupils("vo")
    gemeente = country.gemeente_of_point
    known = sorted(country.points["pc4"])
    codes = country.points["pc4"].to_numpy(dtype=object)
    found = []
    for code in dict.fromkeys(gemeente[list(points)]):
        everywhere = np.flatnonzero(gemeente == code)
        here = [point for point in points if gemeente[point] == code]
        whole = len(here) == len(everywhere)
        total = float(weight[everywhere].sum())
        share = float(weight[here].sum()) / total if total > 0 else 0.0
        piece = Piece(
            str(code),
            country.gemeente_names.get(str(code), str(code)),
            tuple(here),
            "" if whole else runs([str(codes[point]) for point in here], known),
            nearly=not whole and share > 1 - sliver_share,
            sliver=not whole and share < sliver_share,
        )
        found.append((-share * total, piece.name, piece))
    return tuple(piece for *_, piece in sorted(found, key=lambda one: one[:2]))
