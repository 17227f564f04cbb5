"""The check against the letter as HTML: readable before twenty people, and on a telephone.

A result is a sign and a word, and only then a colour.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from html import escape
from importlib.resources import files
from typing import Final

from scenarios.departures import DEPARTURE
from scenarios.notation import signed
from scenarios.principles.panel import Panel
from scenarios.principles.row import Figure, Outcome, Part, Row, difference
from scenarios.principles.tensions import Tension
from scenarios.principles.words import aspects, spoken_all
from scenarios.site_story import people

#: Sign before each result.
SIGNS: Final = {Outcome.MET: "✓", Outcome.NOT_MET: "✗", Outcome.OPEN: "?"}
_LOOKS: Final = {Outcome.MET: " beter", Outcome.NOT_MET: " slechter", Outcome.OPEN: ""}
#: Between two rows that pull against each other.
PULLS: Final = "⇄"
#: Kinds whose residents stand with a tension in the panel; those of all kinds stand below it.
_FIRST: Final = ("so", "vso")
_HEADS: Final = ("", "uitgangspunt of streven", "uitkomst", "cijfers", "tot voldoen", "spanning met")


@cache
def style() -> str:
    """Return the style sheet of this part, as an element."""
    return f"<style>{files('ui').joinpath('static/toets.css').read_text(encoding='utf-8')}</style>"


def chip(outcome: Outcome) -> str:
    """Write a result as a badge.

    Examples
    --------
    >>> chip(Outcome.NOT_MET)
    '<span class="dk-chip slechter">✗ voldoet niet</span>'
    """
    return f'<span class="dk-chip{_LOOKS[outcome]}">{SIGNS[outcome]} {outcome.value}</span>'


def summary(panel: Panel) -> str:
    """Count the results in a line."""
    parts = "".join(f"<span>{chip(outcome)} {panel.count(outcome)}</span>" for outcome in Outcome)
    return f'<div class="dk-uitkomsten">{parts}</div>'


def table(panel: Panel) -> str:
    """Write the panel: one row per principle and aim."""
    heads = "".join(f'<th scope="col">{escape(head)}</th>' for head in _HEADS)
    body = "".join(_row(row, panel.tensions_of(row)) for row in panel.rows)
    return f'<table class="dk-table dk-toets"><thead><tr>{heads}</tr></thead><tbody>{body}</tbody></table>'


def _row(row: Row, pulling: Iterable[Tension]) -> str:
    aspect = row.aspect
    title = f'<b>{escape(aspect.title)}</b><span class="dim">{escape(aspect.standing.value)}</span>'
    return (
        f'<tr><td class="nr">{escape(aspect.number)}</td><th scope="row">{title}</th>'
        f'<td class="uitkomst">{chip(row.outcome)}</td>'
        f'<td data-label="cijfers">{_told(row)}{_splits(row)}{_kept(row)}</td>'
        f'<td data-label="tot voldoen"{_blank(row.gap is None and not row.lacking)}>{_distance(row)}</td>'
        f'<td data-label="spanning met"{_blank(not (pulls := _pulls(row, pulling)))}>{pulls}</td></tr>'
    )


def _blank(nothing: bool) -> str:  # noqa: FBT001
    return ' class="blank"' if nothing else ""


def _told(row: Row) -> str:
    """Write why; part by part where that is what is told."""
    by_part = [part.told for part in row.parts]
    if len(by_part) > 1 and " ".join(by_part) == row.told:
        return "".join(f"<p>{escape(text)}</p>" for text in by_part)
    return escape(row.told)


def _splits(row: Row) -> str:
    """Tell what merging and what new borders did to the figure that decides, where the sentence does not."""
    if not row.figures:
        return ""
    first = row.figures[0].measure
    told = "; ".join(
        _split(one)
        for one in row.figures
        if one.measure.code == first.code and one.effects and _changes(one) and one.split not in row.told
    )
    kinds = row.figures[0].kind != ""
    unit = f"{'' if kinds else f'{first.title}, '}in %-punt" if first.unit == "%" else first.title
    return f'<span class="dim">waardoor, {escape(unit)}: {escape(told)}</span>' if told else ""


def _changes(one: Figure) -> bool:
    """Whether a change, or what it is made of, shows at the decimals that the measure bears."""
    least = 0.5 * 10.0**-one.measure.decimals
    return max(abs(one.change), *(abs(value) for value in one.effects.values())) >= least


def _split(one: Figure) -> str:
    parts = ", ".join(f"{what} {signed(one.measure, value)}" for what, value in one.effects.items())
    return f"{one.kind} {signed(one.measure, one.change)} ({parts})".strip()


def _kept(row: Row) -> str:
    """Tell of recorded departures, beside the result and never instead of it."""
    if not row.recorded:
        return ""
    holding = sum(one.holds for one in row.recorded)
    gone = len(row.recorded) - holding
    told = f"{DEPARTURE}, vastgelegd: {holding}"
    if gone:
        told += f"; {gone} die niet meer {'geldt' if gone == 1 else 'gelden'}"
    return f'<span class="vastgelegd">✎ {escape(told)}</span>'


def _distance(row: Row) -> str:
    gap = "" if row.gap is None else f"<p>{escape(row.gap.words)}</p>"
    if not row.lacking:
        return gap
    return f'{gap}<p class="dim">nog te bevestigen: {escape(spoken_all(row.lacking))}</p>'


def _pulls(row: Row, pulling: Iterable[Tension]) -> str:
    told = []
    for one in pulling:
        other = next(code for code in one.between if code != row.code)
        who = ", ".join(f"{kind} {people(count)}" for kind, count in one.residents.items() if kind in _FIRST)
        told.append(
            f"<p>{PULLS} {escape(aspects()[other].number)}: {escape(one.title)}"
            f"{f' ({escape(who)})' if who else ''}</p>"
        )
    return "".join(told)


def tension(one: Tension) -> str:
    """Write one tension: what pulls at what, and what the figures say."""
    ends = f" {PULLS} ".join(f"{aspects()[code].number} {aspects()[code].title}" for code in one.between)
    return (
        f'<div class="dk-spanning"><h3>{escape(one.title)}</h3><p class="dim">{escape(ends)}</p>'
        f"<p>{escape(one.told)}</p></div>"
    )


def parts(row: Row) -> str:
    """Write the results per kind or classification."""
    return "".join(_part(part) for part in row.parts)


def _part(part: Part) -> str:
    gap = f' <span class="dim">{escape(part.gap.words)}</span>' if part.gap is not None else ""
    return f'<p class="dk-deel">{chip(part.outcome)} {escape(part.told)}{gap}</p>'


def figures(found: Iterable[Figure]) -> str:
    """Write figures as a table: scenario, base, difference, and what made it."""
    shown = tuple(found)
    heads = ("cijfer", "scenario", "basis", "verschil", "waardoor", "aard")
    head = "".join(f'<th scope="col"{_number(name)}>{name}</th>' for name in heads)
    body = "".join(_figure(one) for one in shown)
    return f'<table class="dk-table records"><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>'


def caption(text: str) -> str:
    """Write what stands over a table."""
    return f'<p class="dk-caption">{escape(text)}</p>'


def _number(name: str) -> str:
    return ' class="num"' if name in {"scenario", "basis", "verschil"} else ""


def _figure(one: Figure) -> str:
    cells = {
        "cijfer": one.label,
        "scenario": one.text,
        "basis": one.base_text,
        "verschil": difference(one.measure, one.change),
        "waardoor": one.split if one.change else "",
        "aard": one.certainty,
    }
    told = "".join(
        f'<td data-label="{name}"{_number(name) or _blank(not text)}>{escape(text)}</td>'
        for name, text in cells.items()
    )
    return f"<tr>{told}</tr>"


def sources(found: Iterable[Figure]) -> tuple[str, ...]:
    """Return the sources of figures, each once."""
    return tuple(dict.fromkeys(one.source for one in found))
