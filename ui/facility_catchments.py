"""Tab "Capaciteit", for experts: places per pupil within reach of home (E2SFCA)."""

from __future__ import annotations

from typing import Final

import pandas as pd
import streamlit as st

from geo.errors import InputError
from scenarios.capacity import Capacity
from scenarios.catchments import catchments
from scenarios.compare import Level
from scenarios.notation import number
from scenarios.site_story import people
from ui import facility_parts, markup
from ui.facility_state import form
from ui.state import bound

_HEADS: Final = {
    "plaatsen_per_leerling": "gemiddeld",
    "p10": "P10",
    "gini": "Gini",
}


def show(found: Capacity) -> None:
    """Draw it where experts' measures are asked for; what is missing where norms are."""
    if not st.toggle(
        "Toon ook expertmaten: plaatsen per leerling in de omgeving (E2SFCA)", **bound("expert")
    ):
        return
    st.html(markup.section("Plaatsen per leerling in de omgeving (E2SFCA)"))
    try:
        with st.spinner("Plaatsen in de omgeving worden geteld…"):
            around = catchments(found)
    except InputError as error:
        st.html(markup.note(f"Niet te bepalen: {'; '.join(error.faults)} (onder ‘Normen’ op Dekking)."))
        return
    land = around.table(Level.LAND).iloc[0]
    st.html(
        facility_parts.cards(
            (
                (
                    "Plaatsen per leerling, gemiddeld",
                    number(land["plaatsen_per_leerling"], 2),
                    "gemodelleerd",
                ),
                ("P10", number(land["p10"], 2), "een op de tien leerlingen heeft dit of minder"),
                ("Gini", number(land["gini"], 2), "0: voor iedereen evenveel; 1: alles bij een enkeling"),
                ("Zonder plaats in de omgeving", people(land["zonder"]), "verwachte leerlingen; afgerond"),
            )
        )
    )
    level = form().place_level
    table = around.table(level).sort_values("plaatsen_per_leerling", kind="stable")
    shown = pd.DataFrame(
        {
            level.value: table["gebied_naam"],
            "verwacht": table["verwacht"],
            **{heading: table[name] for name, heading in _HEADS.items()},
            "zonder plaats in de omgeving": table["zonder"],
        }
    )
    residents = ("verwacht", "zonder plaats in de omgeving")
    facility_parts.table(shown, dict.fromkeys(_HEADS.values(), 2), residents)
    st.html(markup.small(" ".join(around.notes())))
