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
from scenarios.notation import estimated
from scenarios.principles.panel import Panel
from scenarios.principles.row import Figure, Outcome, Part, Reading, Row, difference
from scenarios.principles.tension import FIRST, PEOPLE, Concerned, Tension
from scenarios.principles.words import aspects, spoken_all

#: Sign before each result.
SIGNS: Final = {Outcome.MET: "✓", Outcome.NOT_MET: "✗", Outcome.OPEN: "?"}
#: Sign before where the figures of an open row stand.
READING_SIGNS: Final = {
    Reading.WITHIN: "●",
    Reading.BEYOND: "○",
    Reading.MISSING: "…",
    Reading.SILENT: "–",
}
#: Before a worked example.
EXAMPLE: Final = "Rekenvoorbeeld, geen beleid"
_PENDING: Final = "so: als er per swv één vestiging overblijft, wordt uitgerekend…"
_LOOKS: Final = {Outcome.MET: " beter", Outcome.NOT_MET: " slechter", Outcome.OPEN: ""}
#: Between two rows that pull against each other.
PULLS: Final = "⇄"
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


def stand(reading: Reading | None) -> str:
    """Write where the figures of an open row stand, which is no verdict.

    Examples
    --------
    >>> stand(Reading.SILENT)
    '<span class="dk-stand">– dit zegt geen cijfer</span>'
    """
    if reading is None:
        return ""
    return f'<span class="dk-stand">{READING_SIGNS[reading]} {reading.value}</span>'


def summary(panel: Panel) -> str:
    """Count the results in a line, and below it where the figures of those that are open stand."""
    parts = "".join(f"<span>{chip(outcome)} {panel.count(outcome)}</span>" for outcome in Outcome)
    found = panel.readings().items()
    open_ones = "".join(
        f'<span><span class="dk-chip">{READING_SIGNS[reading]} {reading.value}</span> {count}</span>'
        for reading, count in found
    )
    below = f'<div class="dk-standen">{Outcome.OPEN.value}, waarvan: {open_ones}</div>' if open_ones else ""
    return f'<div class="dk-uitkomsten">{parts}</div>{below}'


def table(panel: Panel, *, pending: bool = False) -> str:
    """Write the panel: one row per principle and aim.

    Parameters
    ----------
    pending
        Whether the worked example beside row 1a is still to come.
    """
    heads = "".join(f'<th scope="col">{escape(head)}</th>' for head in _HEADS)
    body = "".join(
        _row(row, panel.tensions_of(row), pending=pending and row.code == "reisafstand") for row in panel.rows
    )
    return f'<table class="dk-table dk-toets"><thead><tr>{heads}</tr></thead><tbody>{body}</tbody></table>'


def _row(row: Row, pulling: Iterable[Tension], *, pending: bool) -> str:
    aspect, figures_told = row.aspect, f"{_told(row)}{_splits(row)}{_examples(row, pending=pending)}"
    title = f'<b>{escape(aspect.title)}</b><span class="dim">{escape(aspect.standing.value)}</span>'
    return (
        f'<tr><td class="nr">{escape(aspect.number)}</td><th scope="row">{title}</th>'
        f'<td class="uitkomst">{chip(row.outcome)}{stand(row.reading)}</td>'
        f'<td data-label="cijfers">{figures_told}{_kept(row)}</td>'
        f'<td data-label="tot voldoen"{_blank(not (gap := _distance(row)))}>{gap}</td>'
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
    """Tell what merging and what new borders did, where the sentence does not."""
    return _because(row.why)


def _because(told: Iterable[str]) -> str:
    """Write what changed figures: a line each under one head."""
    lines = "".join(f"<li>{escape(line)}</li>" for line in told)
    return (
        f'<div class="dk-waardoor">Verschil met de basis, en waardoor<ul>{lines}</ul></div>' if lines else ""
    )


def _examples(row: Row, *, pending: bool) -> str:
    """Tell of the worked examples beside a row, or that one is being computed."""
    told = [one.told for one in row.examples] or ([_PENDING] if pending else [])
    return "".join(f'<p class="voorbeeld"><b>{EXAMPLE}</b> {escape(one)}</p>' for one in told)


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
    told = "" if row.gap is None else f"<p>{escape(row.gap.words)}</p>"
    for one in row.examples:
        if one.gap is not None:
            told += f'<p class="dim">in het rekenvoorbeeld {escape(one.gap.words)}</p>'
    if row.lacking:
        told += f'<p class="dim">nog te bevestigen: {escape(spoken_all(row.lacking))}</p>'
    return told


def _pulls(row: Row, pulling: Iterable[Tension]) -> str:
    told = []
    for one in pulling:
        other = next(code for code in one.between if code != row.code)
        who = ", ".join(
            f"{kind} {estimated(PEOPLE, count)}" for kind, count in one.residents.items() if kind in FIRST
        )
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
        f"<p>{escape(one.told)}</p>{_concerned(one.concerned)}{_because(one.why)}</div>"
    )


def _concerned(found: Iterable[Concerned]) -> str:
    """Write per kind the swv's with their residents."""
    told = "".join(f"<li><b>{escape(one.kind)}</b> {escape(one.told)}</li>" for one in found)
    return f"<ul>{told}</ul>" if told else ""


def parts(row: Row) -> str:
    """Write the results per kind or classification."""
    return "".join(_part(part) for part in row.parts)


def _part(part: Part) -> str:
    gap = f' <span class="dim">{escape(part.gap.words)}</span>' if part.gap is not None else ""
    return f'<p class="dk-deel">{chip(part.outcome)}{stand(part.reading)} {escape(part.told)}{gap}</p>'


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
