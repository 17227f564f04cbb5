"""Where the pupils of a site that closes most likely go, as a table."""

from __future__ import annotations

from collections.abc import Hashable
from typing import Final

import numpy as np
import pandas as pd
import streamlit as st

from geo.errors import DekkendError
from model.actual import Interval
from scenarios.closing import closing
from scenarios.closings import Closings, closed_offers, closings
from scenarios.draft import Draft
from scenarios.notation import number
from scenarios.site_changes import CloseSite
from scenarios.study import Study
from ui import facility_parts, long_work, markup
from ui.faults import literal
from ui.loading import StudyKey, study_of

#: Sites whose pupils are followed, and places that are told of each.
_MOST_SITES: Final = 5
_SLOT: Final = "sluiten"
_MOST_ROWS: Final = 12


def closed_last(draft: Draft) -> tuple[str, ...]:
    """Return codes of the sites that the last change closed."""
    last = draft.done[-1] if draft.done else None
    return last.vestigingen if isinstance(last, CloseSite) else ()


@st.cache_data(max_entries=200, show_spinner=False)
def _told(key: StudyKey, name: str, code: str, kind: str) -> tuple[pd.DataFrame, str, str]:
    """Table, what is known of the number of pupils, and what it rests on."""
    found = closing(study_of(key), name, code, kind)
    rows = found.table.head(_MOST_ROWS)
    table = pd.DataFrame(
        {
            "naar": rows["naar_naam"].where(rows["naar_naam"] != "", "geen vestiging over"),
            "leerlingen": list(map(_interval, rows["leerlingen"], rows["laag"], rows["hoog"])),
            "nu (km)": [number(km, 1) for km in rows["voor_km"]],
            "straks (km)": [number(km, 1) for km in rows["na_km"]],
            "hoe bekend": rows["hoe"],
        }
    )
    more = len(found.table) - len(rows)
    note = f"{found.note} {found.certainty.capitalize()}."
    if found.source:
        note += f" Bron: {found.source}{', ' + found.peildatum if found.peildatum else ''}."
    if more > 0:
        note += f" En nog {more} vestigingen waar minder leerlingen heen gaan."
    return table, _pupils(found.pupils), note


def _pupils(pupils: Interval) -> str:
    if np.isnan(pupils.mid):
        return "aantal leerlingen onbekend"
    return f"{_interval(pupils.mid, pupils.low, pupils.high)} leerlingen"


def _interval(mid: float, low: float, high: float) -> str:
    """Write a number of pupils, with its bounds where it is not known exactly.

    Examples
    --------
    >>> _interval(12.0, 12.0, 12.0), _interval(12.4, 10.0, 15.2), _interval(float("nan"), 0.0, 0.0)
    ('12', '12 (10–15)', 'onbekend')
    """
    if np.isnan(mid):
        return "onbekend"
    low_text, text, high_text = (number(round(one)) for one in (low, mid, high))
    return text if low_text == high_text else f"{text} ({low_text}–{high_text})"


def draw(key: StudyKey, name: str, codes: tuple[str, ...], kind: str, labels: dict[str, str]) -> None:
    """Draw where the pupils of sites go that are to close, or have closed, in a scenario.

    Parameters
    ----------
    name
        Of the scenario, which the study knows.
    labels
        Of the sites, by code.
    """
    if not codes:
        return
    with st.expander(f"Waar de leerlingen waarschijnlijk heen gaan ({kind})", expanded=True):
        for code in codes[:_MOST_SITES]:
            try:
                table, pupils, note = _told(key, name, code, kind)
            except DekkendError as error:
                st.html(markup.small(str(error)))
                continue
            title = f"{labels.get(code, code)}: {pupils}"
            st.html(
                markup.plain_table(table, title, ["leerlingen", "nu (km)", "straks (km)"])
                + markup.small(note)
            )
        if len(codes) > _MOST_SITES:
            st.html(markup.small(literal(f"De eerste {_MOST_SITES} van {len(codes)} staan hier.")))


def everybody(key: StudyKey, study: Study, before: str, after: str, kind: str) -> None:
    """Draw where the pupils of all closed sites of a kind go together, once it is asked for.

    Parameters
    ----------
    before, after
        Ids of the scenario without and with the sites closed, which the study knows.
    """
    count = len(closed_offers(study, before, after).get(kind, ()))
    if not count:
        return
    wanted: Hashable = (_SLOT, key, before, after)
    found = long_work.outcome(_SLOT, wanted, tuple)
    if found is None:
        st.button(
            f"Volg de leerlingen van wat gesloten is ({count})",
            icon=":material/groups:",
            on_click=long_work.start,
            args=(_SLOT, wanted, lambda progress: closings(study, before, after, progress)),
            key="sluiten_volg",
        )
    long_work.panel(_SLOT, "Leerlingen volgen")
    for one in found or ():
        if one.kind.code == kind:
            _together(one)


def _together(found: Closings) -> None:
    figures = found.figures
    further, nearer = (number(figures[f"{word}_km"], 1) for word in ("verder", "dichterbij"))
    silent = f"{number(found.silent)} zonder bekend aantal"
    unknown = f"; van {number(found.unknown.mid)} is geen woonplaats bekend" if found.unknown.mid else ""
    st.html(
        markup.section(
            f"Waar de leerlingen van gesloten vestigingen {found.kind.code} waarschijnlijk heen gaan"
        )
        + facility_parts.cards(
            [
                (
                    "Leerlingen op wat sluit",
                    _interval(found.pupils.mid, found.pupils.low, found.pupils.high),
                    f"{number(len(found.sites))} vestigingen, {silent}{unknown}",
                ),
                (
                    "▲ Voor wie wordt het verder",
                    number(figures["verder"]),
                    f"gemiddeld {further} km; vanaf 1 km",
                ),
                ("▼ Voor wie wordt het dichterbij", number(figures["dichterbij"]), f"gemiddeld {nearer} km"),
                ("Binnen 1 km gelijk", number(figures["gelijk"]), "leerlingen"),
                ("Geen vestiging over", number(figures["geen_over"]), "leerlingen die er geen bereiken"),
            ]
        )
    )
    columns = {
        "vestiging die sluit": found.sites["naam"],
        "leerlingen": found.sites["leerlingen"],
        "km nu": found.sites["voor_km"],
        "km straks": found.sites["na_km"],
        "de meesten naar": found.sites["naar_naam"],
        "dat zijn er": found.sites["naar_leerlingen"],
    }
    facility_parts.table(pd.DataFrame(columns), {"km nu": 1, "km straks": 1})
    st.html(markup.small(" ".join(found.notes) + f" {found.certainty.capitalize()}. Bron: {found.source}."))
