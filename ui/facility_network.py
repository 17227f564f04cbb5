"""A regional network: so many sites of a kind per jeugdregio, what that does, and closing the others."""

from __future__ import annotations

from collections.abc import Hashable
from functools import partial
from typing import Final

import pandas as pd
import streamlit as st

from scenarios.country import Kind
from scenarios.notation import capital, number
from scenarios.regional_network import Keep, RegionalNetwork, regional_network
from scenarios.site_story import people
from scenarios.study import Study
from ui import facility_parts, long_work, markup
from ui.drafts import desk, told
from ui.facility_state import form, tied
from ui.loading import StudyKey

_SLOT: Final = "netwerk"
_KEEP: Final = {Keep.CENTRAL: "de meest centrale", Keep.LARGEST: "de grootste"}


def draw(key: StudyKey, study: Study, name: str, kind: Kind) -> None:
    """Draw what is asked, and the outcome."""
    st.html(markup.section(f"Een regionaal netwerk: minder vestigingen {kind.code} per jeugdregio"))
    mine, assumptions = form(), desk().assumptions
    first, second, third = st.columns([2, 2, 3], vertical_alignment="bottom")
    first.number_input("Vestigingen per jeugdregio", min_value=1, max_value=50, step=1, **tied("per_region"))
    second.selectbox("Welke blijven", list(_KEEP), format_func=_KEEP.__getitem__, **tied("keep"))
    wanted: Hashable = (_SLOT, key, name, kind.code, mine.per_region, assumptions, mine.keep)
    work = partial(regional_network, study, name, kind.code, mine.per_region, assumptions, keep=mine.keep)
    third.button(
        "Reken het netwerk door",
        icon=":material/play_arrow:",
        width="stretch",
        key="netwerk_reken",
        on_click=long_work.start,
        args=(_SLOT, wanted, lambda progress: work(progress=progress)),
    )
    found = long_work.outcome(_SLOT, wanted, RegionalNetwork)
    long_work.panel(_SLOT, "Per jeugdregio de vestigingen kiezen")
    if found is not None:
        _outcome(study, found)


def _outcome(study: Study, found: RegionalNetwork) -> None:
    figures = found.summary()
    text = {key: number(value) for key, value in figures.items()}
    further, border = (people(figures[key]) for key in ("verder", "grens_verder"))
    km = {key: number(value, 1) for key, value in figures.items()}
    rows = [
        (
            "▲ Verder door vestigingen die sluiten",
            further,
            f"leerlingen (geschat), gemiddeld {km['verder_km']} km; meer dan 1 km telt, grenzen genegeerd",
        ),
        (
            "Afstand, gemiddeld, grenzen genegeerd",
            f"{km['km_voor']} → {km['km_na']} km",
            f"een tiende verder dan {km['p90_voor']} → {km['p90_na']} km",
        ),
        (
            "Apart: als alleen de eigen jeugdregio telt",
            f"{km['km_binnen']} km",
            f"{border} leerlingen gemiddeld {km['grens_verder_km']} km verder dan de dichtste die blijft",
        ),
        (
            "Vestigingen",
            f"{text['vestigingen']} → {text['gehouden']}",
            f"{text['regio_zonder']} jeugdregio's hebben er geen",
        ),
    ]
    st.html(facility_parts.cards(rows))
    changes = found.changes()
    st.button(
        f"Sluit de andere {len(found.closed)} vestigingen in het scenario",
        disabled=not changes,
        key="netwerk_sluit",
        on_click=_close,
        args=(study, found),
    )
    table = found.table(study.country.region_of_point("jeugdregio"))
    shown = {
        "jeugdregio": table["naam"],
        "blijven": table["gehouden_aantal"],
        "dicht": table["gesloten"],
        "leerlingen (geschat)": table["leerlingen"],
        "nu op wat blijft": table["gehouden_nu"],
        "km nu": table["km_voor"],
        "km straks": table["km_na"],
        "km alleen eigen regio": table["km_binnen"],
        "blijft open": table["gehouden"],
    }
    of_km = {"km nu": 1, "km straks": 1, "km alleen eigen regio": 1}
    facility_parts.table(pd.DataFrame(shown), of_km, ["leerlingen (geschat)", "nu op wat blijft"])
    st.html(
        markup.small(
            f"{found.label}. Bron: {found.source}. {capital(found.certainty)}. Nu en straks: tot de "
            "dichtstbijzijnde, grenzen genegeerd; het effect van de grens staat apart en is er niet bij "
            "opgeteld. Een rekenvoorbeeld van ons, geen beleid."
        )
    )


def _close(study: Study, found: RegionalNetwork) -> None:
    with told():
        desk().do(study, *found.changes())
        form().tab = "Wat als"
        desk().note = f"{len(found.closed)} vestigingen {found.kind} staan nu als gesloten in uw scenario."
