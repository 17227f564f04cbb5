"""What it would do to take in each neighbouring gemeente: a ranking by a column of choice."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from html import escape
from typing import Final

import streamlit as st

from scenarios.conclusion import AGES
from scenarios.country import Kind
from scenarios.drawing.facts import layer_of
from scenarios.live.what_if import WhatIf, what_if
from scenarios.measures import measure
from scenarios.notation import capital, estimated, number, signed
from scenarios.study import Study
from ui import markup
from ui.drafts import desk
from ui.loading import StudyKey
from ui.session import of_session
from ui.state import tied
from ui.tables import SIGNS
from ui.workbench import panel_markup
from ui.workbench.panel import kind_in_view

_KEPT: Final = "werkbank_buren"
_PEOPLE: Final = measure("zonder_eigen")
_KM: Final = measure("afstand_gemiddeld")
#: Columns to sort by: what comes first.
_ORDERS: Final[Mapping[str, Callable[[WhatIf], float]]] = {
    "inwoners, meeste eerst": lambda one: -one.pupils,
    "afstand, kortste eerst": lambda one: one.distance_change_km,
    "verliest een eigen voorziening, minste eerst": lambda one: one.lost,
    "krijgt een eigen voorziening, meeste eerst": lambda one: -one.gained,
    "overlegrelaties, minste eerst": lambda one: one.relations_change,
    "jeugdregio's, minste buiten de eigen eerst": lambda one: one.nesting_change,
}


@dataclass(slots=True)
class _Choice:
    """How a visitor looks at the neighbours: the order, and the gemeente that is picked."""

    order: str = next(iter(_ORDERS))
    unit: str = ""


def _choice() -> _Choice:
    return of_session(_KEPT, _Choice)


def show(  # noqa: PLR0917  # as the workbench asks for every part
    key: StudyKey,  # noqa: ARG001
    study: Study,
    name: str,
    base: str,  # noqa: ARG001
    layer: str,
    swv: str,
) -> str | None:
    """Draw the ranking, and return the unit that the visitor wants to take in just now, if any.

    Parameters
    ----------
    name
        Id of what is drawn, known to the study.
    layer
        ``po`` or ``vo``; ``beide`` or empty for the only one.
    swv
        Code of the swv that would take in.
    """
    st.html(panel_markup.style())
    kind, draft = kind_in_view(study.country), desk().draft
    locks = () if draft is None or draft.name != name else draft.locks
    found = what_if(study, name, kind, layer, swv, locks=locks)
    label = layer_of(study.arrangement(name), layer).label(swv)
    if not found:
        st.html(markup.small(f"{label} grenst aan geen gemeente van een ander swv."))
        return None
    mine = _choice()
    if mine.order not in _ORDERS:
        mine.order = next(iter(_ORDERS))
    st.selectbox("Sorteer op", list(_ORDERS), format_func=capital, **tied(mine, "order", "wb_buren_orde"))
    ordered = in_order(found, mine.order)
    picked = _pick(ordered, label)
    st.html(listed(ordered, label, kind))
    return picked


def in_order(found: Sequence[WhatIf], order: str) -> list[WhatIf]:
    """Sort neighbours by one of the columns; what is not known comes last."""
    by = _ORDERS[order]

    def key(one: WhatIf) -> tuple[bool, float, float]:
        value = by(one)
        return value != value, value, -one.pupils  # noqa: PLR0124  # NaN last

    return sorted(found, key=key)


def _pick(found: Sequence[WhatIf], label: str) -> str | None:
    """Draw the choice of a neighbour and the button that takes it in."""
    mine, names = _choice(), {one.unit: one for one in found}
    if mine.unit not in names:
        mine.unit = found[0].unit
    st.selectbox(
        "Gemeente om op te nemen",
        list(names),
        format_func=lambda unit: f"{names[unit].name}{' (vergrendeld)' if names[unit].locked else ''}",
        **tied(mine, "unit", "wb_buren_keuze"),
    )
    locked = names[mine.unit].locked
    pressed = st.button(
        f"Neem op in {label}",
        icon=":material/lock:" if locked else ":material/add_circle:",
        disabled=locked,
        help="Vergrendeld: ontgrendel de gemeente of haar swv eerst." if locked else None,
        width="stretch",
        key="wb_buren_neem",
    )
    return mine.unit if pressed else None


def listed(found: Sequence[WhatIf], label: str, kind: Kind) -> str:
    """Write the neighbours under each other."""
    rows = "".join(f"<li>{_row(one, kind)}</li>" for one in found)
    note = (
        f"Rekenvoorbeeld, geen beleid. Per gemeente wat er gebeurt als zij bij {label} komt; afstand "
        f"{kind.code}: gemiddelde, als alleen voorzieningen van het eigen swv tellen (zonder eigen: de "
        "dichtstbijzijnde), over de inwoners van de twee swv's die veranderen. Relaties en jeugdregio's: "
        "meer of minder, landelijk. Inwoners geschat."
    )
    return f'<ul class="dk-buren">{rows}</ul>{markup.small(note)}'


def _row(one: WhatIf, kind: Kind) -> str:
    source = f"van {one.from_label}" if one.from_swv else "nog zonder swv"
    locked = ["vergrendeld"] if one.locked else []
    parts = [*locked, source, _distance(one), *_own(one, kind), *_counts(one)]
    people = escape(estimated(_PEOPLE, one.pupils))
    return (
        f'<p class="dk-buur"><b>{escape(one.name)}</b><span>{people} inwoners</span>'
        f"<small>{' · '.join(escape(part) for part in parts)}</small></p>"
    )


def _distance(one: WhatIf) -> str:
    if one.distance_change_km != one.distance_change_km:  # NaN
        return "afstand niet te bepalen"
    sign = SIGNS.get(one.reading, "")
    said = {"beter": "korter", "slechter": "langer"}.get(one.reading, one.reading)
    return f"afstand {signed(_KM, one.distance_change_km)} km ({sign} {said})"


def _own(one: WhatIf, kind: Kind) -> list[str]:
    """Tell who loses an own site and, apart, who gets one."""
    counts = {"verliezen": one.lost, "krijgen": one.gained}
    return [
        f"{estimated(_PEOPLE, count)} inwoners {AGES[kind.age]} {verb} een eigen {kind.code}"
        for verb, count in counts.items()
        if count > 0
    ]


def _counts(one: WhatIf) -> list[str]:
    gemeenten, regions = _more(one.relations_change), _more(one.regions_change)
    told = [f"relaties met gemeenten {gemeenten}, met jeugdregio's {regions}"]
    if round(one.nesting_change):
        verb = "meer" if one.nesting_change > 0 else "minder"
        count = estimated(_PEOPLE, abs(one.nesting_change))
        told.append(f"{count} inwoners {verb} buiten de hoofdjeugdregio")
    if one.departing_change:
        told.append(f"swv's in meer dan één jeugdregio {_more(one.departing_change)}")
    if one.empties:
        told.append(f"{one.from_label} houdt geen inwoners over")
    return told


def _more(change: int) -> str:
    return "gelijk" if change == 0 else f"{'+' if change > 0 else ''}{number(change)}"
