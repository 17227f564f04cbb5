"""What one edit did, in one Dutch sentence: the scenario before it held against the scenario after it.

Who loses an own site and who gets one are told apart, and so are relations that go and swv's that come to
lie in one jeugdregio: nothing is netted against anything else.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from typing import Final

from scenarios.conclusion import AGES, people
from scenarios.country import Kind
from scenarios.drawing.apart import apart
from scenarios.drawing.facts import named
from scenarios.live.figures import Live, LiveFigure, live
from scenarios.live.sides import Side, side_of
from scenarios.notation import counted, ended, figure, unended
from scenarios.readings import NO_DIFFERENCE, SHIFTED

_MEAN: Final = "afstand_gemiddeld"
_CODES: Final = (
    _MEAN,
    "eigen_verloren",
    "eigen_gekregen",
    "relaties_gemeente",
    "gemeenten_gesplitst",
    "swv_aantal",
)
#: Of one swv and of more.
_GONE: Final = ("verdwijnt: houdt geen gebied over", "verdwijnen: houden geen gebied over")
_BROKEN: Final = ("ligt nu in {} losse delen (onderbroken)", "liggen nu in losse delen (onderbroken)")
_UNFINISHED: Final = (
    "ligt nu in {} losse delen (onaf: wat vrij is kan ertussen liggen)",
    "liggen nu in losse delen (onaf: wat vrij is kan ertussen liggen)",
)
_WHOLE: Final = ("is weer aaneengesloten", "zijn weer aaneengesloten")
#: So many swv's are named.
_NAMED: Final = 2
_SAID: Final[Mapping[str, str]] = {
    NO_DIFFERENCE: f"zonder {NO_DIFFERENCE.removeprefix('geen ')}",
    SHIFTED: SHIFTED.replace(": ", " (") + ")",
    "beter": "korter",
    "slechter": "langer",
}
_COUNTS: Final[Mapping[str, tuple[str, str]]] = {
    "swv_aantal": ("swv", "swv's"),
    "relaties_gemeente": ("overlegrelatie met een gemeente", "overlegrelaties met gemeenten"),
    "gemeenten_gesplitst": ("gesplitste gemeente", "gesplitste gemeenten"),
}


def step_sentence(before: Live, after: Live, change: str) -> str:
    """Say what an edit was and what it did.

    Parameters
    ----------
    before, after
        Live figures before and after it, of one study; the kind in view is that of `after`.
    change
        What was done, as history tells it: "Winterswijk naar JZ25".

    Examples
    --------
    "Winterswijk naar JZ25: gemiddelde afstand so gelijk, 1 overlegrelatie met een gemeente minder."
    """
    told = unended(change)
    if before.name == after.name:
        return f"{told}: er verandert geen cijfer."
    found = live(after.study, after.name, before.name, after.kind, _CODES).figures
    sides = side_of(before.study, before.name), side_of(after.study, after.name)
    parts = [*_apart(*sides, told), _distance(after, found[_MEAN]), *_own(after, found)]
    parts += [*_facilities(*sides, after.kind), *_counts(found), *_regions(*sides)]
    parts += _unassigned(before, after)
    return ended(f"{told}{' –' if ':' in told else ':'} {', '.join(parts)}")


def _apart(before: Side, after: Side, told: str) -> Iterator[str]:
    """Name the swv's that are gone, and those that came apart or hang together again.

    What lay apart before is not told, nor what the change itself names as gone.
    """
    for layer in before.standing.keys() & after.standing.keys():
        found = apart(before.standing[layer], after.standing[layer])
        for swvs, one, many in (
            ([swv for swv in found.gone if swv.label not in told], *_GONE),
            (found.broken, *_BROKEN),
            (found.unfinished, *_UNFINISHED),
            (found.whole, *_WHOLE),
        ):
            if swvs:
                verb = one.format(len(swvs[0].pieces)) if len(swvs) == 1 else many
                yield f"{named([swv.label for swv in swvs])} {verb}"


def _facilities(before: Side, after: Side, kind: Kind) -> Iterator[str]:
    """Name the swv's that have no facility of a kind left, and then those that got one."""
    if before.standing.keys() != after.standing.keys():
        return
    had, has = before.with_own(kind), after.with_own(kind)
    indeling = after.arrangement.layer(kind.layer)
    there = set(before.arrangement.layer(kind.layer).swv) & set(indeling.swv)
    for codes, one, many in (
        ((had - has) & there, "houdt", "houden"),
        ((has - had) & there, "krijgt", "krijgen"),
    ):
        if codes:
            what = f"geen eigen {kind.code} over" if one == "houdt" else f"een eigen {kind.code}"
            names = named([indeling.label(code) for code in sorted(codes)])
            yield f"{names} {one if len(codes) == 1 else many} {what}"


def _distance(after: Live, one: LiveFigure) -> str:
    lead = f"gemiddelde afstand {after.kind.code}"
    if math.isnan(one.difference):
        return f"{lead} niet te bepalen"
    said = _SAID.get(one.reading, one.reading)
    if one.reading in {"beter", "slechter"}:
        said += f" ({figure(one.measure, one.base)} naar {figure(one.measure, one.value)} km)"
    return f"{lead} {said}"


def _own(after: Live, found: Mapping[str, LiveFigure]) -> Iterator[str]:
    """Tell who loses the own site, and then who gets one."""
    age, code = AGES[after.kind.age], after.kind.code
    for one, verb in (("eigen_verloren", "zonder eigen"), ("eigen_gekregen", "met een eigen")):
        if (count := found[one].value) > 0:
            yield f"{people(count)} {age} voortaan {verb} {code}"


def _counts(found: Mapping[str, LiveFigure]) -> Iterator[str]:
    for code, (one, many) in _COUNTS.items():
        change = found[code].difference
        if change and not math.isnan(change):
            yield f"{counted(abs(change), one, many)} {'minder' if change < 0 else 'meer'}"
    if found["relaties_gemeente"].difference == 0:
        yield "evenveel overlegrelaties met gemeenten"


def _regions(before: Side, after: Side) -> Iterator[str]:
    """Name the swv's that come to lie within one jeugdregio, and then those that no longer do."""
    there, here = before.departing.keys(), after.departing.keys()
    within = [after.labels[one] for one in sorted(there - here) if one in after.labels]
    outside = [after.labels[one] for one in sorted(here - there) if one in before.labels]
    outside += [after.labels[one] for one in sorted(here) if one not in before.labels]
    for names, (one, many) in (
        (within, ("ligt nu geheel in één jeugdregio", "liggen nu elk geheel in één jeugdregio")),
        (outside, ("ligt nu in meer dan één jeugdregio", "liggen nu elk in meer dan één jeugdregio")),
    ):
        if names:
            who = " en ".join(names) if len(names) <= _NAMED else f"{len(names)} swv's"
            yield f"{who} {one if len(names) == 1 else many}"


def _unassigned(before: Live, after: Live) -> Iterator[str]:
    count = sum(after.unassigned.values())
    if count:
        yield f"{people(count)} zonder swv, in geen cijfer meegeteld"
    elif not before.is_finished:
        yield "iedereen heeft weer een swv"
