"""The swv in hand: what it holds and how it stands; and all swv's under each other."""

from __future__ import annotations

from html import escape
from typing import Final

import streamlit as st

from geo.adjacency import Contiguity
from scenarios.drawing.apart import why_apart
from scenarios.drawing.facts import named
from scenarios.drawing.standing import Standing, SwvState
from scenarios.measures import measure
from scenarios.notation import ended, estimated
from ui import markup
from ui.faults import literal
from ui.workbench import editing, swv_actions
from ui.workbench.bench import Work, bench
from ui.workbench.codes import ALL, LOCKED_HELP, is_locked, labels_of, state_of, swv_lock

#: Sign and words for how the gemeenten of a swv hang together.
CONTIGUITY: Final = {
    Contiguity.WHOLE: ("✓", "aaneengesloten"),
    Contiguity.BROKEN: ("!", "onderbroken: ligt in losse delen"),
    Contiguity.UNFINISHED: ("!", "onaf: hangt nog niet samen, wat nog vrij is kan ertussen liggen"),
}


def show(work: Work, found: Standing) -> None:
    """Draw the swv in hand, and what can be done with it."""
    one = state_of(found, bench().active)
    if one is None:
        st.html(markup.small("Kies boven de kaart een swv, of maak hieronder een nieuw."))
    else:
        st.html(_card(work, one))
        _recorded(work, one)
    swv_actions.show(work, one)


def _card(work: Work, one: SwvState) -> str:
    facts = work.facts
    places = sorted(name for name, swv in zip(facts.names, work.indeling.swv, strict=True) if swv == one.code)
    region = work.study.country.region_names.get(one.main_region, "geen")
    sign, told = contiguity(one)
    why = why_apart(work.study.country, work.indeling, one)
    lines = [
        f"{residents(one.residents)} {work.people} (geschat)",
        f"{sign} {told}{why and f'. {why}'}",
        f"jeugdregio: {region}{_outside(one)}",
    ]
    if is_locked(work.draft.locks, swv_lock(one.code, work.laag)):
        lines.append("vergrendeld: verandert niet door tekenen")
    items = "".join(f"<li>{escape(line)}</li>" for line in lines)
    count = len(one.gemeenten)
    cut = f", in {len(places)} gebieden" if len(places) != count else ""
    inside = (
        f'<details class="dk-fold"><summary>{count} gemeente{"n" * (count != 1)}{cut}'
        f"</summary><p>{escape(', '.join(places) or 'geen')}</p></details>"
    )
    return (
        f'<div class="dk-area"><h2>{escape(one.label)}<span>{escape(one.code)}</span></h2>'
        f"<ul>{items}</ul>{inside}</div>"
    )


def residents(count: float) -> str:
    """Write a number of residents as everywhere."""
    return estimated(measure("zonder_eigen"), count)


def contiguity(one: SwvState) -> tuple[str, str]:
    """Return a sign and words for how a swv hangs together."""
    if not one.gemeenten:
        return "!", "nog zonder gemeenten"
    return CONTIGUITY[one.contiguity]


def _outside(one: SwvState) -> str:
    if not one.outside_residents:
        return ""
    return f", {residents(one.outside_residents)} inwoners daarbuiten (afwijking van het streven)"


def _recorded(work: Work, one: SwvState) -> None:
    for number, record in enumerate(work.draft.departures):
        if record.is_about(work.layer, one.code):
            st.html(markup.note(record.told))
            st.button(
                "Haal deze vastlegging weg",
                type="tertiary",
                on_click=editing.withdraw,
                args=(work, record.key),
                key=f"wb_weg_{number}",
            )


def all_swvs(work: Work, found: Standing) -> None:
    """Draw all swv's under each other, and locks for all at once."""
    locks = work.draft.locks
    row = st.container(horizontal=True, gap="small")
    row.button(
        "Vergrendel alles",
        icon=":material/lock:",
        disabled=ALL in locks,
        help=LOCKED_HELP,
        on_click=editing.lock,
        args=(ALL,),
        key="wb_alles_slot",
    )
    row.button(
        "Ontgrendel alles",
        icon=":material/lock_open:",
        disabled=not locks,
        on_click=editing.unlock_all,
        key="wb_alles_open",
    )
    if locks:
        names = {**work.study.country.gemeente_names, **labels_of(found), "": "alles"}
        every = named([names.get(one.code, one.code) for one in locks], 6)
        row.html(markup.small(ended(f"Vergrendeld: {every}")))
    st.html(_table(work, found))
    broken = [one for one in found.swvs if one.contiguity is Contiguity.BROKEN]
    for one in broken[:_NAMED]:
        st.button(
            f"Neem {literal(one.label)} in hand (losse delen)",
            type="tertiary",
            on_click=editing.choose_swv,
            args=(one.code,),
            key=f"wb_los_{one.code}",
        )


#: Broken swv's that get a button of their own.
_NAMED: Final = 6


def _table(work: Work, found: Standing) -> str:
    regions = work.study.country.region_names
    heads = {
        "swv": "",
        "gemeenten": "num",
        work.people: "num",
        "samenhang": "",
        "hoofdjeugdregio": "",
        "waarvan daarbuiten": "num",
        "vastgelegde afwijking": "",
        "slot": "",
    }
    body = []
    for one in sorted(found.swvs, key=lambda one: one.label):
        sign, told = contiguity(one)
        why = why_apart(work.study.country, work.indeling, one)
        record = next((d.told for d in work.draft.departures if d.is_about(work.layer, one.code)), "")
        locked = is_locked(work.draft.locks, swv_lock(one.code, work.laag))
        cells = (
            one.label,
            str(len(one.gemeenten)),
            residents(one.residents),
            f"{sign} {told}{why and f'. {why}'}",
            regions.get(one.main_region, "geen"),
            residents(one.outside_residents),
            record,
            "vergrendeld" if locked else "",
        )
        told_cells = "".join(
            f'<td class="{kind}{"" if text else " blank"}" data-label="{escape(head)}">{escape(text)}</td>'
            for text, (head, kind) in zip(cells, heads.items(), strict=True)
        )
        body.append(f"<tr>{told_cells}</tr>")
    top = "".join(f'<th scope="col" class="{kind}">{escape(head)}</th>' for head, kind in heads.items())
    return (
        f'{markup.SCROLL}<table class="dk-table records"><thead><tr>'
        f"{top}</tr></thead><tbody>{''.join(body)}</tbody></table></div>"
        + markup.small(f"Inwoners: geschat; {work.study.country.labels['inwoners']}.")
    )
