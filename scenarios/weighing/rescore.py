"""The same scenarios weighed again under variants, and whether their order holds."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

import numpy as np

from geo.distance import Progress
from geo.errors import DekkendError
from scenarios.measures import Measure, measure
from scenarios.study import Study
from scenarios.weighing.ranking import Kept, kept
from scenarios.weighing.variants import Opener, Variant, under
from scenarios.weighing.weigh import Weighed, Weighing, weigh


@dataclass(frozen=True, slots=True, eq=False)
class Outcome:
    """One measure under one variant.

    Attributes
    ----------
    variant
        The variant.
    weighed
        The scenarios weighed again; None where that cannot be done.
    kept
        What is left of the order; None likewise.
    touches
        Whether any figure is another one than before.
    why_not
        Why it cannot be done, a Dutch clause; empty where it can.
    """

    variant: Variant
    weighed: Weighed | None
    kept: Kept | None
    touches: bool
    why_not: str = ""


@dataclass(frozen=True, slots=True, eq=False)
class Robustness:
    """Whether the order of scenarios on one measure holds.

    Attributes
    ----------
    first
        The scenarios under the settings, norms and demand that were chosen.
    names, titles
        Of the scenarios, the base in front.
    outcomes
        Per variant, in order.
    """

    first: Weighed
    names: tuple[str, ...]
    titles: tuple[str, ...]
    outcomes: tuple[Outcome, ...]

    @property
    def measure(self) -> Measure:
        """The measure."""
        return self.first.measure

    @property
    def counting(self) -> tuple[Outcome, ...]:
        """Outcomes that count: computed, and of a variant that touches the measure and can swap a pair."""
        return tuple(
            one
            for one in self.outcomes
            if one.kept is not None and one.touches and not one.variant.scales_alike
        )


@dataclass(frozen=True, slots=True)
class Question:
    """Whose order is asked for, on what.

    Attributes
    ----------
    names, base, kind
        As in `scenarios.weighing.weigh.weigh`.
    codes
        Measures; only those with a direction have an order.
    """

    names: tuple[str, ...]
    base: str
    kind: str
    codes: tuple[str, ...]


def rescore(
    study: Study,
    asked: Question,
    variants: Sequence[Variant],
    opener: Opener,
    *,
    progress: Progress | None = None,
) -> Mapping[str, Robustness]:
    """Weigh scenarios again under variants.

    Parameters
    ----------
    study
        Under the settings, norms and demand that were chosen.
    asked
        Whose order.
    variants
        See `scenarios.weighing.variants.variants`.
    opener
        Opens a study under other settings.
    progress
        Called as ``progress(done, total)`` after each variant; may raise to stop.

    Returns
    -------
    Per measure code.

    Raises
    ------
    UnknownNameError, IncompleteIndelingError
        As `weigh` does.
    """
    tell = progress or (lambda _done, _total: None)
    first = weigh(study, asked.names, asked.base, asked.kind, codes=asked.codes)
    tell(1, len(variants) + 1)
    found: dict[str, list[Outcome]] = {code: [] for code in first.by_code}
    for done, variant in enumerate(variants, start=2):
        for code, outcome in _outcomes(study, first, variant, opener):
            found[code].append(outcome)
        tell(done, len(variants) + 1)
    return MappingProxyType(
        {
            code: Robustness(first.by_code[code], first.names, first.titles, tuple(outcomes))
            for code, outcomes in found.items()
        }
    )


def _outcomes(
    study: Study, first: Weighing, variant: Variant, opener: Opener
) -> Iterator[tuple[str, Outcome]]:
    asked = [code for code in first.by_code if measure(code).per_kind or not variant.in_pupils]
    again: Weighing | None = None
    why = "gaat over alle inwoners, niet over de leerlingen van één soort"
    if asked:
        try:
            other = under(study, variant, first.kind, first.names, opener)
            again = weigh(other, first.names[1:], first.names[0], first.kind.code, codes=asked)
        except DekkendError as error:
            why = str(error)
    for code, was in first.by_code.items():
        now = again.by_code.get(code) if again is not None else None
        if now is None:
            yield code, Outcome(variant, None, None, touches=False, why_not=why)
        else:
            touches = not np.allclose(now.figures, was.figures, rtol=1e-9, atol=1e-12, equal_nan=True)
            yield code, Outcome(variant, now, kept(was.order, now.order), touches)
