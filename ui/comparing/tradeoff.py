"""The part "Afweging": two measures against each other, and which scenarios no other makes superfluous."""

from __future__ import annotations

import math
from collections.abc import Sequence
from html import escape

import numpy as np
import streamlit as st
from numpy.typing import NDArray

from scenarios.country import Kind
from scenarios.measures import measure
from scenarios.notation import capital, figure
from scenarios.study import Study
from scenarios.weighing.front import dominates, front
from scenarios.weighing.weigh import Weighed, Weighing
from ui import markup
from ui.comparing.state import fit, looked, tied, weighing_of
from ui.comparing.tradeoff_drawing import Plotted, pictures
from ui.loading import StudyKey
from ui.measure_help import help_of
from ui.state import bound, current

_ABOUT = (
    "Gevuld en door de streeplijn verbonden: het front. Wie daarop ligt, wordt door geen andere indeling "
    "overtroffen: "
    "geen andere is op één van de twee maten aantoonbaar beter zonder op de andere aantoonbaar slechter te "
    "zijn. "
    "Open: valt af tegen een andere. Het front weegt de maten niet; kiezen blijft aan u."
)
_ERRORS = (
    "De dunne streepjes zijn de fout van het afstandsmodel: overlappen ze, dan is er geen aantoonbaar "
    "verschil."
)
#: Points that make a trade-off.
_TWO = 2


def show(key: StudyKey, study: Study, kind: Kind, names: Sequence[str]) -> None:
    """Draw the part; see `ui.comparing.overview.show`."""
    found = weighing_of(key, tuple(names), current().base, kind.code)
    mine = looked()
    codes = _measures(found)
    fit("across", codes, codes[0])
    fit("upward", codes, codes[1])
    left, right, aside = st.columns([3, 3, 2], vertical_alignment="bottom")
    for column, label, name in ((left, "Liggend", "across"), (right, "Staand", "upward")):
        column.selectbox(
            f"{label}: maat",
            codes,
            format_func=lambda code: measure(code).title,
            help=help_of(getattr(mine, name), study.country),
            **tied(name),
        )
    aside.toggle("Toon ook expertmaten", **bound("expert"))
    if mine.across == mine.upward:
        st.html(markup.note("Kies twee verschillende maten."))
        return
    plotted = plot(found, mine.across, mine.upward)
    if len(plotted.shown) < _TWO:
        st.html(markup.note("Er zijn minder dan twee indelingen waarvan beide cijfers te bepalen zijn."))
        return
    drawn = pictures(plotted)
    has_errors = any(plotted.across.errors) or any(plotted.upward.errors)
    st.html(drawn + markup.small(f"{_ABOUT} {_ERRORS}" if has_errors else _ABOUT))
    st.html(_table(found, plotted))
    _notes(found, plotted)


def _measures(found: Weighing) -> list[str]:
    """Codes of the measures that can be weighed: with a direction, and comparable between all."""
    wanted = [
        code
        for code, one in found.by_code.items()
        if one.is_ranked and (current().expert or not one.measure.expert or code in _chosen())
    ]
    return [code for code in wanted if not all(map(math.isnan, found.by_code[code].figures))]


def _chosen() -> tuple[str, str]:
    return looked().across, looked().upward


def plot(found: Weighing, across: str, upward: str) -> Plotted:
    """Find out what is drawn of two measures: a change against the base has no point for the base."""
    one, other = found.by_code[across], found.by_code[upward]
    known = np.isfinite(one.figures) & np.isfinite(other.figures)
    if "verandering" in {one.measure.group, other.measure.group}:
        known[0] = False
    on = front(one.order, other.order, known)
    return Plotted(
        found.titles,
        one,
        other,
        tuple(int(at) for at in np.flatnonzero(known)),
        tuple(int(at) for at in np.flatnonzero(on)),
    )


def _table(found: Weighing, plotted: Plotted) -> str:
    """Write the same as a table: for who cannot see the drawing, and the key to its numbers."""
    beats = dominates(plotted.across.order, plotted.upward.order)
    head = "".join(
        f'<th scope="col">{escape(capital(one.measure.title))} <span class="dim">'
        f"{escape(one.measure.unit)} · {escape(one.measure.direction.value)}</span></th>"
        for one in (plotted.across, plotted.upward)
    )
    body = "".join(_row(found, plotted, at, np.flatnonzero(beats[:, at])) for at in plotted.shown)
    return (
        '<div class="dk-scroll" tabindex="0" role="region" aria-label="Tabel van de afweging">'
        '<table class="dk-table weeg"><caption>Dezelfde afweging als tabel</caption><thead><tr>'
        f'<th scope="col">indeling</th>{head}<th scope="col">front</th></tr></thead>'
        f"<tbody>{body}</tbody></table></div>"
    )


def _row(found: Weighing, plotted: Plotted, at: int, better: NDArray[np.intp]) -> str:
    sign = "B" if at == 0 else str(at)
    cells = "".join(_cell(one, at) for one in (plotted.across, plotted.upward))
    if at in plotted.front:
        told = '<span class="dk-chip beter">● front</span>'
    else:
        names = ", ".join(found.titles[one] for one in better if one in plotted.shown)
        told = f'○ <span class="dim">valt af tegen {escape(names)}</span>'
    kind = ' class="base"' if at == 0 else ""
    title = f"{sign} · {'basis: ' if at == 0 else ''}{found.titles[at]}"
    return f'<tr{kind}><th scope="row">{escape(title)}</th>{cells}<td data-label="front">{told}</td></tr>'


def _cell(one: Weighed, at: int) -> str:
    label = f"{one.measure.title} ({one.measure.unit})"
    return f'<td data-label="{escape(label)}"><b>{escape(figure(one.measure, one.figures[at]))}</b></td>'


def _notes(found: Weighing, plotted: Plotted) -> None:
    gone = [found.titles[at] for at in range(len(found.titles)) if at not in plotted.shown]
    if gone:
        st.html(markup.small(f"Zonder punt, want een van de cijfers is er niet: {', '.join(gone)}."))
    if minds := list(dict.fromkeys(one.mind for one in (plotted.across, plotted.upward) if one.mind)):
        st.html(markup.note(f"{capital(minds[0])} ({', '.join(dict.fromkeys(found.counted))})."))
    if not found.same_count:
        st.html(
            markup.small(
                "Maten die vanzelf meegaan met het aantal swv's, zoals tellingen van swv's en relaties, "
                "zijn hier niet te "
                "kiezen: deze indelingen hebben niet evenveel swv's."
            )
        )
    st.html(
        markup.sources("Bronnen", (plotted.across.source, plotted.upward.source))
        + markup.small(
            f"{capital(plotted.across.certainty)} en {plotted.upward.certainty}. {capital(found.norms)}."
        )
    )
