"""HTML of the table of scenarios, and of the places that they take under variants; escapes all text."""

from __future__ import annotations

import math
from collections.abc import Sequence
from html import escape
from typing import Final

from scenarios.measures import Direction, Measure
from scenarios.notation import UNKNOWN, capital, figure, number
from scenarios.readings import NO_DIFFERENCE
from scenarios.weighing.rescore import Outcome, Robustness
from scenarios.weighing.weigh import Weighed, Weighing
from ui.tables import difference, reading

#: Sign of a mark, so that it does not hang on colour; of best and of worst.
_SIGNS: Final = {"beste": "★", "slechtste": "▽"}
_NOTHING: Final = "–"
#: Under the table.
MARKS: Final = (
    "★ beste: geen andere indeling is op deze maat aantoonbaar beter, en zij is aantoonbaar beter dan ten "
    "minste "
    "één; ▽ slechtste: andersom. Een verschil binnen de fout van het afstandsmodel "
    f"({NO_DIFFERENCE}), of dat in de afronding verdwijnt, scheidt niet: dan delen indelingen een plaats. "
    "Wat "
    "niet te duiden is telt niet mee. Zonder richting geen merk. De richtingen zijn onze lezing van de brief "
    "van 24 april 2025."
)


def mark(word: str) -> str:
    """Write a mark as a badge: sign and word; nothing for none.

    Examples
    --------
    >>> mark("gedeeld beste")
    '<span class="dk-chip beter">★ gedeeld beste</span>'
    """
    if not word:
        return ""
    kind = word.rpartition(" ")[2]
    tone = "beter" if kind == "beste" else "slechter"
    return f'<span class="dk-chip {tone}">{_SIGNS[kind]} {escape(word)}</span>'


def weighed_table(found: Weighing, codes: Sequence[str], rows: Sequence[int]) -> str:
    """Write scenarios as rows, the base in front, and measures as columns.

    Parameters
    ----------
    codes
        Measures, in order.
    rows
        Positions of the scenarios without the base, in order.
    """
    head = "".join(_head(found.by_code[code]) for code in codes)
    body = "".join(_row(found, codes, position) for position in (0, *rows))
    return (
        '<div class="dk-scroll" tabindex="0" role="region" aria-label="Tabel van indelingen">'
        '<table class="dk-table weeg"><thead><tr><th scope="col">indeling</th>'
        f'<th scope="col">aantal swv\'s</th>{head}</tr></thead><tbody>{body}</tbody></table></div>'
    )


def _head(one: Weighed) -> str:
    described = one.measure
    withheld = '<span class="dim">niet vergeleken</span>' if one.withheld else ""
    paragraphs = (
        f"{described.explanation} ({described.direction.value}; {one.certainty})",
        f"Bron: {one.source}",
    )
    told = "".join(f"<p>{escape(text)}</p>" for text in paragraphs)
    return (
        '<th scope="col"><details class="dk-explain">'
        f"<summary>{escape(described.title)}</summary>{told}</details>"
        f'<span class="dim">{escape(described.unit)} · {escape(described.direction.value)}</span>'
        f"{withheld}</th>"
    )


def _row(found: Weighing, codes: Sequence[str], position: int) -> str:
    title = f"basis: {found.titles[0]}" if position == 0 else found.titles[position]
    cells = "".join(_cell(found.by_code[code], position) for code in codes)
    kind = ' class="base"' if position == 0 else ""
    return (
        f'<tr{kind}><th scope="row">{escape(title)}</th>'
        f'<td data-label="aantal swv\'s">{escape(found.counted[position])}</td>{cells}</tr>'
    )


def _cell(one: Weighed, position: int) -> str:
    described, value = one.measure, one.figures[position]
    shown = _NOTHING if position == 0 and described.group == "verandering" else figure(described, value)
    change = ""
    if position and described.group != "verandering" and not one.withheld and not math.isnan(value):
        told = one.readings[position]
        amount = difference(described, value - one.figures[0])
        change = f'<span class="dim">{escape(amount)} {escape(reading(told))}</span>'
    label = f"{described.title} ({described.unit})"
    figures = f"<b>{escape(shown)}</b> {mark(one.mark(position))}{change}"
    return f'<td class="num" data-label="{escape(label)}">{figures}</td>'


def places_table(found: Robustness) -> str:
    """Write the place of every scenario as chosen and under every variant that touches the measure.

    Nothing where nobody is in order, neither as chosen nor under a variant.
    """
    outcomes = found.counting
    if found.first.order.is_empty and not any(one.kept and one.kept.found for one in outcomes):
        return ""
    head = "".join(
        f'<th scope="col" class="num">{escape(one.variant.title)}{_state(one)}</th>' for one in outcomes
    )
    body = "".join(_places_row(found, outcomes, position) for position in _by_place(found))
    return (
        '<div class="dk-scroll" tabindex="0" role="region" aria-label="Plaats per variant">'
        f'<table class="dk-table weeg"><caption>Plaats op {escape(found.measure.title)}</caption><thead><tr>'
        f'<th scope="col">indeling</th><th scope="col" class="num">zoals gekozen</th>{head}</tr></thead>'
        f"<tbody>{body}</tbody></table></div>"
    )


def _state(one: Outcome) -> str:
    if one.kept is None:
        return ""
    words = "✓ volgorde houdt" if one.kept.holds else "✗ volgorde wisselt"
    tau = "" if math.isnan(one.kept.tau) else f", tau {number(one.kept.tau, 2)}"
    return f'<span class="dim">{words}{tau}</span>'


def _by_place(found: Robustness) -> list[int]:
    places = found.first.order.places()
    return sorted(range(len(found.names)), key=lambda position: (places[position], position))


def _places_row(found: Robustness, outcomes: Sequence[Outcome], position: int) -> str:
    title = f"basis: {found.titles[0]}" if position == 0 else found.titles[position]
    cells = _place(found.measure, found.first, position, "zoals gekozen", None)
    for one in outcomes:
        if one.weighed is not None:
            cells += _place(found.measure, one.weighed, position, one.variant.title, found.first)
    return f'<tr><th scope="row">{escape(title)}</th>{cells}</tr>'


def _place(described: Measure, one: Weighed, position: int, label: str, first: Weighed | None) -> str:
    value = one.figures[position]
    text, moved = UNKNOWN, ""
    if not math.isnan(value):
        place = place_of(one, position)
        text = f'{place} <span class="dim">{escape(figure(described, value))} {escape(described.unit)}</span>'
        if first is not None and int(first.order.places()[position]) != int(one.order.places()[position]):
            up = one.order.places()[position] < first.order.places()[position]
            moved = " ↑" if up else " ↓"
    return f'<td class="num" data-label="{escape(label)}"><b>{text}</b>{moved}</td>'


def place_of(one: Weighed, position: int) -> str:
    """Write a place; shared ones say so.

    A place is one more than there are scenarios that are demonstrably better.
    """
    if one.measure.direction is Direction.NONE:
        return _NOTHING
    places = one.order.places()
    shared = int((places == places[position]).sum()) > 1
    return f"{places[position]}{' (gedeeld)' if shared else ''}"


def withheld_note(found: Weighing, codes: Sequence[str]) -> str:
    """Say which measures are not compared because the numbers of swv's differ, and what to mind; HTML."""
    withheld = [found.by_code[code] for code in codes if found.by_code[code].withheld]
    minded = [found.by_code[code] for code in codes if found.by_code[code].mind]
    parts = []
    if withheld:
        told = "".join(
            f"<li>{escape(capital(one.measure.title))}: {escape(one.withheld)}.</li>" for one in withheld
        )
        parts.append(
            "<p>Deze indelingen hebben niet evenveel swv's. Daarom staat bij deze maten wel het cijfer, "
            "maar geen "
            f"beste, slechtste of oordeel, en kan er niet op gesorteerd worden:</p><ul>{told}</ul>"
        )
    if minded:
        names = ", ".join(f"‘{one.measure.title}’" for one in minded)
        parts.append(f"<p>{escape(names)}: {escape(minded[0].mind)}.</p>")
    return f'<div class="dk-note">{"".join(parts)}</div>' if parts else ""
