"""Whether an order holds, in Dutch sentences."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import Final

from scenarios.weighing.rescore import Outcome, Robustness

#: Pairs that are named in one sentence.
_NAMED: Final = 4


def sentences(found: Robustness) -> tuple[str, ...]:
    """Say whether the order holds in the variants that touch the measure, and which pairs turn round."""
    return tuple(_told(found))


def _told(found: Robustness) -> Iterator[str]:
    title = f"‘{found.measure.title}’"
    counting = found.counting
    if found.first.withheld:
        why = found.first.withheld
        yield f"Op {title} worden indelingen met een ander aantal swv's niet vergeleken: de maat {why}."
    elif found.first.order.is_empty:
        yield f"Op {title} is geen indeling aantoonbaar beter dan een andere: er is geen volgorde te toetsen."
    elif not counting:
        yield f"Geen van de varianten kan de volgorde op {title} veranderen: zij is er niet mee getoetst."
    else:
        yield _holding(found, title)
        yield from _turned(found, [one for one in counting if one.kept and not one.kept.holds])
    yield from _lost(found, counting)
    untouched = [one.variant.title for one in found.outcomes if one.kept is not None and not one.touches]
    if untouched and counting:
        yield f"Telt niet mee, want verandert niets aan deze maat: {', '.join(untouched)}."
    alike = [one.variant.title for one in found.outcomes if one.touches and one.variant.scales_alike]
    if alike:
        why = "overal evenveel meer of minder kan geen volgorde veranderen"
        yield f"Telt niet mee, want {why}: {', '.join(alike)}."
    for why, several in groupby(
        (one for one in found.outcomes if one.kept is None), key=lambda one: one.why_not
    ):
        yield f"Niet te berekenen voor {', '.join(one.variant.title for one in several)}: {why}."


def _holding(found: Robustness, title: str) -> str:
    counting = found.counting
    held = sum(one.kept.holds for one in counting if one.kept)
    if len(counting) == 1:
        stays = "houdt stand" if held else "houdt geen stand"
        return f"De volgorde op {title} {stays} in de ene variant die deze maat raakt."
    if held == len(counting):
        all_ = "beide" if held == 2 else f"alle {held}"  # noqa: PLR2004
        return (
            f"De volgorde op {title} houdt stand in {all_} varianten die deze maat raken: geen paar wisselt."
        )
    return (
        f"De volgorde op {title} houdt stand in {held} van de {len(counting)} varianten die deze maat raken."
    )


def _turned(found: Robustness, outcomes: Sequence[Outcome]) -> Iterator[str]:
    for one in outcomes:
        pairs = _pairs(found, one.kept.swapped if one.kept else ())
        yield f"Bij ‘{one.variant.title}’ wisselen {pairs}."


def _lost(found: Robustness, outcomes: Sequence[Outcome]) -> Iterator[str]:
    for one in outcomes:
        if one.kept is not None and one.kept.lost:
            pairs = _pairs(found, one.kept.lost)
            yield f"Bij ‘{one.variant.title}’ is er geen aantoonbaar verschil meer tussen {pairs}."
        if one.kept is not None and one.kept.found:
            pairs = _pairs(found, one.kept.found)
            yield f"Bij ‘{one.variant.title}’ wordt een verschil aantoonbaar tussen {pairs}."


def _pairs(found: Robustness, pairs: Sequence[tuple[int, int]]) -> str:
    told = [f"‘{found.titles[one]}’ en ‘{found.titles[other]}’" for one, other in pairs[:_NAMED]]
    more = len(pairs) - len(told)
    if more:
        told.append("nog 1 paar" if more == 1 else f"nog {more} paren")
    return "; ".join(told)
