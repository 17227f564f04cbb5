"""The form for a rule of consolidation: close sites by a minimum of pupils, or to so many per swv."""

from __future__ import annotations

from typing import Final

import streamlit as st

from geo.errors import InputError
from scenarios.consolidation import Consolidate
from ui import markup
from ui.facility_at import At, button
from ui.facility_state import form, kept_within, tied

_EXAMPLE: Final = (
    "Een rekenvoorbeeld van ons, geen beleid: een andere indeling sluit zelf geen vestiging. De laatste "
    "vestiging van een soort in een swv blijft altijd open."
)
_RULES: Final = {"per_swv": "een aantal vestigingen per swv", "minimum": "een kleinste omvang"}
_CHOSEN: Final = {"grootste": "de grootste", "centraal": "de meest centrale"}


def draw(at: At) -> None:
    """Draw the form."""
    mine = form()
    kept_within("rule_kinds", list(at.kinds))
    st.radio("Regel", list(_RULES), format_func=_RULES.__getitem__, horizontal=True, **tied("rule"))
    if mine.rule == "minimum":
        st.number_input(
            "Kleinste omvang van een vestiging (leerlingen)",
            min_value=1,
            max_value=5_000,
            step=5,
            help="De kleinste sluit eerst; haar leerlingen gaan naar de dichtstbijzijnde in het swv.",
            **tied("minimum"),
        )
    else:
        left, right = st.columns(2)
        left.number_input("Vestigingen per swv", min_value=1, max_value=500, step=1, **tied("per_swv"))
        right.selectbox("Welke blijven", list(_CHOSEN), format_func=_CHOSEN.__getitem__, **tied("chosen"))
    st.multiselect(
        "Soorten",
        list(at.kinds),
        format_func=at.kinds.__getitem__,
        placeholder="Kies ten minste één soort",
        select_all=False,
        **tied("rule_kinds"),
    )
    known = swv_names(at)
    kept_within("rule_swv", list(known))
    st.multiselect(
        "Alleen in deze swv's",
        list(known),
        format_func=known.__getitem__,
        placeholder="overal",
        select_all=False,
        **tied("rule_swv"),
    )
    st.html(markup.small(_EXAMPLE))
    button("Pas de regel toe", at, _ruled, ready=bool(mine.rule_kinds))


def _ruled() -> Consolidate:
    mine = form()
    by_count = mine.rule == "per_swv"
    if not mine.rule_kinds:
        raise InputError("consolideren", ["kies ten minste één soort"])
    return Consolidate(
        regel="per_swv" if by_count else "minimum",
        soorten=tuple(mine.rule_kinds),
        waarde=mine.per_swv if by_count else mine.minimum,
        keuze="centraal" if by_count and mine.chosen == "centraal" else "grootste",
        swv=tuple(mine.rule_swv),
        omschrijving=mine.about.strip(),
    )


def swv_names(at: At) -> dict[str, str]:
    """Return code and name of the swv's that a kind belongs to in the draft."""
    layer = at.study.arrangement(at.name).layer(at.kind.layer)
    return {code: layer.label(code) for code in layer.codes}
