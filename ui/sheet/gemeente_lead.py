"""What a scenario changes for a gemeente, in a few sentences: first what changes, then what does not."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Sequence
from itertools import zip_longest
from typing import Final

from scenarios.consequences.gemeente import GemeenteSheet, KindChange
from scenarios.consequences.gemeente_ground import SwvPart
from scenarios.consequences.gemeente_neighbours import most
from scenarios.consequences.gemeente_questions import layer_of
from scenarios.consequences.gemeente_travel import KINDS
from scenarios.consequences.log_words import listed
from scenarios.consequences.partners import PartnerPair, PartnerStatus, ages_told
from scenarios.notation import UNKNOWN, capital, ended, number
from scenarios.site_effects import STANDARD_RISE_M
from scenarios.site_story import people

#: A share of residents that moves by this much is told first, percentage points.
TOLD_POINTS: Final = 5.0
#: Kinds whose figures are told in one sentence, those that change most; of more the names only.
MOST_KINDS: Final = 2
#: Fewer residents than this are not told apart.
_FEW: Final = 10
SAME: Final = "Scenario en basis zijn dezelfde indeling: er verandert niets."
_RISE_KM: Final = number(STANDARD_RISE_M / 1000)
#: Whose difference tells what happens to a kind.
_SHARES: Final = ("grensafhankelijkheid", "leunt")
_MEANS: Final = ("afstand_gemiddeld", "vrij_gemiddeld")


def headline(sheet: GemeenteSheet) -> tuple[str, ...]:
    """Tell what changes, and then what does not."""
    if sheet.unchanged:
        return (ended(f"{sheet.title} valt onder {swvs(sheet.parts(after=True))}"), SAME)
    return (_from_to(sheet), *map(capital, _facilities(sheet)), *_with_whom(sheet))


def residents(count: float) -> str:
    """Write a number of residents for whom something changes.

    Examples
    --------
    >>> residents(3_912.0), residents(4.0), residents(0.0)
    ('3.900 inwoners', 'minder dan 10 inwoners', 'niemand')
    """
    if count <= 0:
        return "niemand"
    return f"{f'minder dan {_FEW}' if count < _FEW else people(count)} inwoners"


def swvs(parts: Sequence[SwvPart]) -> str:
    """Name swv's, those called alike together; where a layer divides the gemeente, by code."""
    layers = [one.swv.body.layer for one in parts]
    found: dict[str, list[str]] = {}
    for one in parts:
        head, dot, name = one.swv.body.label.partition(" · ")
        called = " ".join(filter(None, (layer_of(one), head)))
        divided = layers.count(one.swv.body.layer) > 1
        found.setdefault(f" · {name}" if dot and not divided else "", []).append(called)
    told = [f"{_swv(len(heads))} {listed(heads)}{name}" for name, heads in found.items()]
    return listed(told) if told else "geen swv"


def _swv(count: int) -> str:
    return "swv" if count == 1 else "swv's"


def _from_to(sheet: GemeenteSheet) -> str:
    was, now = (sheet.parts(after=after) for after in (False, True))
    before, after = swvs(was), swvs(now)
    whole = len(now) == 1 and not now[0].swv.body.layer
    kind = ", voor po en vo samen" if whole else ""
    if before == after:
        return ended(f"{sheet.title} blijft onder {after}{kind}")
    return ended(f"{sheet.title} valt nu onder {before}, in dit scenario onder {after}{kind}")


# ---- what happens to facilities


def _facilities(sheet: GemeenteSheet) -> Iterator[str]:
    """Tell of each sort of change for which kinds it is, and of what is left that it is small or equal."""
    kinds = [one for one in sheet.kinds if one.figures["leerlingen"].after > 0]
    if not sheet.same_sites:
        yield "Het scenario verandert ook vestigingen."
    yield from _own(kinds, "eigen_verloren", "verliezen")
    yield from _own(kinds, "eigen_gekregen", "krijgen")
    yield from _moved(kinds, "grensafhankelijkheid", "Op een buur aangewezen", leaning_on)
    # of who gets an own site it goes without saying that fewer lean on a neighbour
    lasting = [
        one for one in kinds if not owned(one) or one.figures["leunt"].after > one.figures["leunt"].before
    ]
    yield from _moved(lasting, "leunt", "Binnen de norm (acceptabel) alleen dankzij een buur", lambda _: "")
    yield from _shifted(kinds)
    yield from _rest(sheet, kinds)


def _own(kinds: Sequence[KindChange], code: str, verb: str) -> Iterator[str]:
    found = [(one, one.figures[code].after) for one in kinds if one.figures[code].after > 0]
    if found:
        told = listed(_briefly([f"{residents(count)} ({one.kind.code})" for one, count in found]))
        yield f"Een vestiging in het eigen swv {verb} {told}."


def _briefly(counts: Sequence[str]) -> list[str]:
    """Say once what is counted."""
    return [*counts[:1], *(one.replace(" inwoners", "") for one in counts[1:])]


def _moved(
    kinds: Sequence[KindChange], code: str, lead: str, added: Callable[[KindChange], str]
) -> Iterator[str]:
    found = sorted(
        (one for one in kinds if moves(one, code)),
        key=lambda one: (_basic(one), -abs(one.figures[code].after - one.figures[code].before)),
    )
    told = []
    for one, following in zip_longest(found[:MOST_KINDS], found[1:MOST_KINDS]):
        was, now = one.figures[code].texts
        again = following is not None and added(following) == added(one)
        told.append(f"{one.kind.code} van {was} naar {now}%{'' if again else added(one)}")
    if told:
        yield f"{lead}: {listed(told)}{_also(found)}."


def _basic(one: KindChange) -> bool:
    """Whether a kind is told after those that a swv sees to."""
    return one.kind.code not in KINDS


def _also(found: Sequence[KindChange]) -> str:
    """Name the kinds of which the figures stand in the table only."""
    rest = [one.kind.code for one in found[MOST_KINDS:]]
    return f"; ook anders voor {listed(rest)}" if rest else ""


def moves(one: KindChange, code: str) -> bool:
    """Whether a share moves so much that it is told first."""
    change = one.figures[code]
    return abs(change.after - change.before) >= TOLD_POINTS


def shifts(one: KindChange) -> bool:
    """Whether so many come further or nearer that it is told first."""
    return max(one.further, one.nearer) >= one.figures["leerlingen"].after * TOLD_POINTS / 100


def leaning_on(one: KindChange) -> str:
    """Name the neighbours that most of who depends on one looks to; empty where they are not known."""
    names = most(one.neighbours_after or one.neighbours_before)
    now = "" if one.neighbours_after else "nu "
    return f" ({now}vooral {listed(names)})" if names else ""


def _shifted(kinds: Sequence[KindChange]) -> Iterator[str]:
    told = sorted(
        (one for one in kinds if shifts(one)),
        key=lambda one: (_basic(one), -max(one.further, one.nearer)),
    )
    counts = {one.kind.code: (one.further, one.nearer) for one in told[:MOST_KINDS]}
    sides = []
    for side, word in enumerate(("verder", "dichterbij")):
        found = [f"{residents(both[side])} ({code})" for code, both in counts.items() if both[side] > 0]
        sides.append((word, listed(_briefly(found)) if found else "niemand"))
    if told:
        (further, those), (nearer, others) = sides
        lead = f"Eigen vestiging meer dan {_RISE_KM} km {further}"
        yield f"{lead}: {those}; {nearer}: {others}{_also(told)}."


def _rest(sheet: GemeenteSheet, kinds: Sequence[KindChange]) -> Iterator[str]:
    told = [one for one in kinds if not equal(one) and _named(one)]
    same = [one.kind.code for one in kinds if equal(one)]
    unknown = [one.kind.code for one in kinds if not _known(one)]
    small = [one.kind.code for one in kinds if one not in told and one.kind.code not in {*same, *unknown}]
    if small:
        yield f"Kleinere verschillen (zie de tabel) voor {listed(small)}."
    stays = " Geen school verhuist." if sheet.same_sites else ""
    if same:
        yield f"Gelijk voor {listed(same)}.{stays}"
    elif stays:
        yield stays.strip()
    if unknown:
        yield f"{UNKNOWN} voor {listed(unknown)}."


def _known(one: KindChange) -> bool:
    change = one.figures["afstand_gemiddeld"]
    return not (math.isnan(change.before) or math.isnan(change.after))


def _named(one: KindChange) -> bool:
    """Whether it stands in a sentence of its own."""
    return owned(one) or shifts(one) or any(moves(one, code) for code in _SHARES)


def owned(one: KindChange) -> bool:
    """Whether some lose or gain an own site."""
    return any(one.figures[code].after > 0 for code in ("eigen_verloren", "eigen_gekregen"))


def equal(one: KindChange) -> bool:
    """Whether nothing of a kind differs, as far as it is written."""
    codes = [*_MEANS, *_SHARES, "zonder_eigen"]
    changes = [one.figures[code] for code in codes]
    sites = [card.figures["vestigingen"].text for card in (one.supply_before, one.supply_after)]
    return (
        _known(one)
        and sites[0] == sites[1]
        and all(change.texts[0] == change.texts[1] for change in changes)
        and not (one.further or one.nearer)
        and not owned(one)
    )


# ---- with whom


def _with_whom(sheet: GemeenteSheet) -> Iterator[str]:
    pairs = sheet.partners.pairs
    before = _others([one.sliver_before for one in pairs if one.before])
    after = _others([one.sliver_after for one in pairs if one.after], again=True)
    gained, lost = (
        sum(one.status is status for one in pairs) for status in (PartnerStatus.GAINED, PartnerStatus.LOST)
    )
    moved = [f"{gained} erbij" if gained else "", f"{lost} eraf" if lost else "", *widened(pairs)]
    moved = [one for one in moved if one]
    lead = "De gemeente deelt haar swv"
    if moved:
        told = f"nu met {before}, in dit scenario met {after} ({', '.join(moved)})"
    else:
        told = f"nu en in dit scenario met {before}{', dezelfde' if pairs else ''}"
    yield f"{lead} {told}; {_nested(sheet)}."


def widened(pairs: Sequence[PartnerPair]) -> list[str]:
    """Count partners that stay, for other ages than before."""
    found: dict[tuple[tuple[str, ...], tuple[str, ...]], int] = {}
    for one in pairs:
        if one.before and one.after and one.before != one.after:
            found[one.before, one.after] = found.get((one.before, one.after), 0) + 1
    return [
        f"{count} voortaan {ages_told(after)}, nu {ages_told(before)}"
        for (before, after), count in found.items()
    ]


def _others(slivers: Sequence[bool], *, again: bool = False) -> str:
    """Count other gemeenten; those that may be a border change are counted, and said to be."""
    count, small = len(slivers), sum(slivers)
    if count == 0:
        return "geen" if again else "geen andere gemeente"
    rest = f", {small} daarvan via een rest" if small else ""
    if again:
        return f"{number(float(count))}{rest}"
    return f"{number(float(count))} andere {'gemeente' if count == 1 else 'gemeenten'}{rest}"


def _nested(sheet: GemeenteSheet) -> str:
    """Say whether the swv's of the scenario lie in one jeugdregio."""
    parts = sheet.parts(after=True)
    regions = {code for one in parts for code, _ in one.swv.regions}
    subject = "dat swv ligt" if len(parts) == 1 else "die swv's liggen"
    if len(regions) == 1:
        return f"{subject} geheel in haar jeugdregio"
    return f"{subject} in {len(regions)} jeugdregio's"
