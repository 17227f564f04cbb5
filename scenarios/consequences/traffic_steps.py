"""Grensverkeer of the whole country, and a scenario's effects on it one by one."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

from model.actual import Interval
from model.traffic import together
from scenarios._rows import split_at
from scenarios.consequences.traffic import Traffic, TrafficChange, Verdict, traffic_change

__all__ = ["APART", "WHOLE", "Step", "steps", "total_rows"]


@dataclass(frozen=True, slots=True, eq=False)
class Step:
    """One step from the base to the scenario.

    Attributes
    ----------
    title
        Dutch: the whole, or what the step is the effect of.
    change
        Traffic before and after the step.
    """

    title: str
    change: TrafficChange


WHOLE: Final = "basis naar scenario"
#: Why effects are told beside each other and not added up.
APART: Final = (
    "De twee effecten tellen niet op tot het geheel: wie door samenvoegen intern wordt, kan door nieuwe "
    "grenzen weer grensverkeer worden, en omgekeerd."
)


def steps(change: TrafficChange, **asked: Any) -> tuple[Step, ...]:  # noqa: ANN401  # as `traffic_change` takes
    """Split a change from today's layers in the effect of merging po and vo and that of new borders.

    Parameters
    ----------
    change
        From base to scenario.
    asked
        Assumptions and progress, as `scenarios.consequences.traffic.traffic_change` takes them.

    Returns
    -------
    The whole; and the two effects, where the base is that of today and the scenario merges po and vo.
    """
    study, base, name = change.study, change.base, change.name
    whole = Step(WHOLE, change)
    middle = split_at(study, name)
    if base != study.base_id or middle in (base, name):
        return (whole,)
    kinds = change.kinds
    code = kinds[0] if len(kinds) == 1 else ""
    other = "nieuwe grenzen" if study.arrangement(name).plan is None else "nieuwe grenzen en vestigingen"
    parts = (("effect samenvoegen po/vo", base, middle), (f"effect {other}", middle, name))
    return (
        whole,
        *(
            Step(title, traffic_change(study, one, two, code, change.source, **asked))
            for title, one, two in parts
        ),
    )


def total_rows(change: TrafficChange) -> list[tuple[str, str, Interval]]:
    """Figures of the country: a code, a title in Dutch and pupils (or percent) as an interval.

    Of one arrangement held against itself only what it is, not what changes.
    """
    after, found = change.after, change.verdicts()
    if change.base == change.name:
        return [row for row in _side_rows(after, "") if row[0] != "nergens" or row[2].high > 0]
    one, other = _side_rows(change.before, "voor"), _side_rows(after, "na")
    paired = [row for pair in zip(one[:3], other[:3], strict=True) for row in pair]
    rows = [
        *paired,
        *((one.name.lower(), one.value, pupils) for one, pupils in found.items()),
        one[3],
        other[3],
    ]
    seldom = {Verdict.LOSES.name.lower(), Verdict.FINDS.name.lower(), "nergens_voor", "nergens_na"}
    return [row for row in rows if row[0] not in seldom or row[2].high > 0]


def _side_rows(side: Traffic, when: str) -> list[tuple[str, str, Interval]]:
    """Figures under one arrangement; `when` is voor, na or empty."""
    code, title = (f"_{when}", f", er{when}") if when else ("", "")
    all_, crossing = _both(side), side.share
    percent = Interval(100 * crossing.low, 100 * crossing.mid, 100 * crossing.high)
    return [
        (f"leerlingen{code}", f"leerlingen{title}", all_),
        (f"grensverkeer{code}", f"grensverkeer{title}", side.border),
        (f"aandeel{code}", f"aandeel grensverkeer{title} (%)", percent),
        (f"nergens{code}", f"zonder plaats of swv{title}", side.nowhere),
    ]


def _both(side: Traffic) -> Interval:
    """Sum up who goes to school somewhere, over a border or not."""
    return together([one.options.among(side.ends(one)[0] >= 0) for one in side.streams])
