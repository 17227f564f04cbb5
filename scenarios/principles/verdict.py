"""When a row passes: only along norms that the user has confirmed.

Two sorts of norm. Some only read the letter's own words (one swv for *all* pupils, *every* swv within
one jeugdregio): what falls short of those words does not pass, confirmed or not, but to *pass* the
user has to confirm that reading. The others hold a number or a measure of ours: until that is
confirmed nothing is decided along it, either way.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence

from scenarios.norm import Norm
from scenarios.norms import LITERAL, Norms, standard_norms
from scenarios.principles.row import Outcome


def at(norms: Norms, name: str, subject: str, unit: str) -> Norm:
    """Return the norm that holds: the letter's own words are only loosened by confirming another value.

    Raises
    ------
    KeyError
        If there is none.
    """
    found = norms.norm(name, subject, unit)
    if found is None:
        raise KeyError((name, subject, unit))
    if name in LITERAL and not found.confirmed:
        return standard_norms().norm(name, subject, unit) or found
    return found


def decided(met: bool | None, needed: Sequence[Norm]) -> Outcome:  # noqa: FBT001  # the one thing it is about
    """Give a result.

    Parameters
    ----------
    met
        Whether the figure is within the norms; None if it is not known.
    needed
        The norms that it is held along.

    Examples
    --------
    >>> ours = Norm("stijging", "reisafstand", 1000.0, "m", "")
    >>> literal = Norm("dekkend", "netwerk", 100.0, "%", "")
    >>> [str(decided(met, [literal])) for met in (True, False)]
    ['niet te bepalen', 'voldoet niet']
    >>> [str(decided(met, [ours, literal])) for met in (True, False)]
    ['niet te bepalen', 'niet te bepalen']
    """
    if met is None or any(not norm.confirmed and norm.name not in LITERAL for norm in needed):
        return Outcome.OPEN
    if not met:
        return Outcome.NOT_MET
    confirmed = needed and all(norm.confirmed for norm in needed)
    return Outcome.MET if confirmed else Outcome.OPEN


def lacking(needed: Iterable[Norm]) -> tuple[Norm, ...]:
    """Norms that are still to be confirmed, each once."""
    return tuple(dict.fromkeys(norm for norm in needed if not norm.confirmed))


def together(outcomes: Iterable[Outcome]) -> Outcome:
    """Combine parts: one that does not pass decides, and all have to pass.

    Examples
    --------
    >>> str(together([Outcome.MET, Outcome.OPEN])), str(together([Outcome.OPEN, Outcome.NOT_MET]))
    ('niet te bepalen', 'voldoet niet')
    """
    found = set(outcomes)
    if Outcome.NOT_MET in found:
        return Outcome.NOT_MET
    return Outcome.MET if found == {Outcome.MET} else Outcome.OPEN


def all_met(found: Iterable[bool | None]) -> bool | None:
    """Whether all of several figures are within their norms; None if that is not known.

    Examples
    --------
    >>> all_met([True, False, None]), all_met([True, None]), all_met([True]), all_met([])
    (False, None, True, None)
    """
    told = list(found)
    if False in told:
        return False
    return None if None in told or not told else True


def within(value: float, limit: float, *, at_least: bool) -> bool | None:
    """Whether a figure is on the right side of a limit; None for an unknown figure.

    A figure that equals the limit but for the rounding of a computer is within it.

    Examples
    --------
    >>> within(100 * 0.1 / 10, 1.0, at_least=False), within(float("nan"), 1.0, at_least=True)
    (True, None)
    """
    if math.isnan(value):
        return None
    slack = 1e-9 * max(1.0, abs(limit))
    return value >= limit - slack if at_least else value <= limit + slack
