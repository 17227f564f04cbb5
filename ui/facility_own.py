"""Tab "Eigen soorten": bring a file of other facilities, which then count as a kind for this session."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import pandas as pd
import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from data.importer import sort_findings
from data.own_facilities import Facilities
from data.own_schema import FACILITIES
from scenarios.norms import SHOWN_UNITS
from scenarios.notation import number
from scenarios.study import Study
from ui import facility_parts, facility_top, markup, own_data
from ui.drafts import desk, told
from ui.facility_state import form, tied
from ui.loading import StudyKey, chosen_folder
from ui.state import current

_UPLOAD: Final = "eigen_bestand"
_ABOUT: Final = (
    "Een eigen bestand (CSV) maakt van een opdc, onderwijszorgarrangement, voltijd hoogbegaafdenonderwijs, "
    "digitale school of jeugdhulplocatie een soort met eigen afstand, norm en dekking. "
    "Het blijft in deze sessie: andere bezoekers zien het niet, en wat er was verandert niet."
)
#: A file to begin with, in the user's own spreadsheet.
_EXAMPLE: Final = (
    "soort;naam;postcode;leerlingen;plaatsen;doelgroep;acceptabel_km\r\n"
    "opdc;Voorbeeld OPDC Midden;3511AB;48;60;vo;20\r\n"
    "opdc;Voorbeeld OPDC Noord;9711LM;;40;vo;20\r\n"
)


def show(key: StudyKey, study: Study, columns: Sequence[DeltaGenerator]) -> None:
    """Draw the tab; `columns`, three beside each other at the top, stay empty."""
    mine = own_data.own()
    columns[0].html(
        markup.small(f"Gegevensset: {study.country.dataset.manifest.name} ({key.data_version[:12]})")
    )
    facility_top.said()
    st.html(markup.note(_ABOUT))
    left, right = st.columns([3, 2], gap="medium")
    with left:
        _upload()
    with right:
        _described()
    for one in mine.files:
        _brought(study, one)


def _upload() -> None:
    st.text_input(
        "Peildatum van het bestand, als het die zelf niet noemt", placeholder="2025-10-01", **tied("dated")
    )
    st.file_uploader(
        "Bestand met eigen voorzieningen (CSV)",
        type="csv",
        max_upload_size=20,
        key=_UPLOAD,
        on_change=_uploaded,
    )
    if own_data.own().files:
        st.button(
            "Haal de eigen soorten weer weg",
            help="Terug naar de gegevensset waarmee de app is gestart; uw ontwerpen blijven liggen.",
            on_click=_forget,
            key="eigen_weg",
        )


def _uploaded() -> None:
    given = st.session_state.get(_UPLOAD)
    if given is None:
        return
    with told():
        read = own_data.add(chosen_folder(), given.name, given.getvalue(), form().dated.strip())
        current().kind = read.kinds[0].code
        kinds = ", ".join(one.code for one in read.kinds)
        desk().note = (
            f"{len(read.sites)} vestigingen uit {read.subject} tellen nu mee als {kinds}, op alle pagina's."
        )


def _forget() -> None:
    with told():
        own_data.forget()


def _described() -> None:
    """Tell what columns a file may have."""
    rows = [
        {
            "kolom": column.name,
            "nodig": "ja" if column.required else "mag",
            "betekenis": column.meaning + (f" ({column.unit})" if column.unit else ""),
        }
        for column in FACILITIES.columns
    ]
    with st.expander("Wat er in het bestand staat", icon=":material/table:"):
        st.html(markup.plain_table(pd.DataFrame(rows), whole=["kolom"]))
        st.html(
            markup.small(
                "Met een postcode, x en y (RD), of lengte- en breedtegraad. Scheiding met ; of komma."
            )
        )
        st.download_button(
            "Voorbeeldbestand",
            _EXAMPLE.encode("utf-8-sig"),
            "eigen-voorzieningen.csv",
            "text/csv",
            on_click="ignore",
            key="eigen_voorbeeld",
        )


def _brought(study: Study, one: Facilities) -> None:
    st.html(markup.section(f"{one.subject}: {one.source.publisher}, peildatum {one.source.peildatum}"))
    rows = []
    for kind in one.kinds:
        sites = one.sites[one.sites["soort"] == kind.code]
        rows.append(
            {
                "soort": kind.code,
                "naam": kind.name,
                "leeftijd": kind.age,
                "vestigingen": float(len(sites)),
                "leerlingen": float(sites["leerlingen"].sum(min_count=1)),
                "plaatsen": float(sites["plaatsen"].sum(min_count=1)),
                "norm": _norms(study, kind.code),
            }
        )
    facility_parts.table(pd.DataFrame(rows))
    found = sort_findings(one.findings)
    if found:
        lines = (
            f"{f.severity.value}, {number(f.count)}: {f.message} {', '.join(f.examples[:5])}" for f in found
        )
        st.html(markup.head("Wat er bij het lezen opviel", lines))


def _norms(study: Study, kind: str) -> str:
    found = []
    for name in ("thuisnabij", "acceptabel"):
        for unit, (shown, factor) in SHOWN_UNITS.items():
            norm = study.norms.norm(name, kind, unit)
            if norm is not None:
                found.append(f"{name} {norm.value / factor:g} {shown}".replace(".", ","))
    return "; ".join(found) or "geen: dekking niet te bepalen"
