"""Tab "Capaciteit": who finds a place when sites have so many and no more, and what that costs."""

from __future__ import annotations

import tempfile
from collections.abc import Hashable, Sequence
from functools import partial
from pathlib import Path
from typing import Final

import numpy as np
import pandas as pd
import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from data.capacity_file import read_capacity
from scenarios.capacity import Capacity, allocate, between, room_told
from scenarios.capacity_places import GIVEN
from scenarios.capacity_tables import area_table, one_more_place, site_table
from scenarios.compare import Level
from scenarios.country import Kind
from scenarios.measures import measure
from scenarios.notation import number, rounded
from scenarios.site_changes import GivePlaces
from scenarios.site_list import write_sites
from scenarios.site_story import people
from scenarios.study import Study
from ui import (
    facility_assumed,
    facility_canvas,
    facility_catchments,
    facility_map,
    facility_parts,
    facility_top,
    long_work,
    markup,
)
from ui.drafts import desk, ensure, told
from ui.facility_canvas import Canvas
from ui.facility_capacity_map import FIGURE, places_document, sites_told
from ui.facility_map import Marks
from ui.facility_state import form, tied
from ui.loading import StudyKey

_SLOT: Final = "capaciteit"
_UPLOAD: Final = "capaciteit_bestand"
_START: Final = (
    "Druk op ‘Verdeel de leerlingen’: de verwachte leerlingen van heel Nederland gaan dan naar plaatsen, zo "
    "veel mogelijk en over de kortste totale afstand. Het duurt seconden, voor bo en vo langer."
)
_FILE: Final = (
    "Niemand publiceert plaatsen per vestiging. Vul de lijst in en lees haar terug: de plaatsen worden een "
    "wijziging in uw scenario. Lege regels zeggen niets."
)
_BORDERS: Final = {False: "grenzen open", True: "alleen het eigen swv"}
_LEVELS: Final = {
    Level.SWV: "swv",
    Level.JEUGDREGIO: "jeugdregio",
    Level.GEMEENTE: "gemeente",
}
_NO_HAND: Final = (
    "Zonder plaats is geen thuiszitter, en de dichtstbijzijnde plaats is niet per se een passende. "
    "Gemodelleerd: zo goed als het met één plaatsende hand kan. Aantallen zijn afgerond, vanaf 1.000 op "
    "honderden en vanaf 10 op tientallen; geplaatst en zonder plaats tellen daardoor niet altijd precies op "
    "tot wat verwacht is."
)


def show(key: StudyKey, study: Study, columns: Sequence[DeltaGenerator]) -> None:
    """Draw the tab; `columns` are three beside each other at the top."""
    draft = facility_top.choose_base(key, study, columns[0])
    ensure(study)
    kind = facility_top.choose_kind(study, columns[1])
    columns[2].selectbox("Waarheen", list(_BORDERS), format_func=_BORDERS.__getitem__, **tied("own_only"))
    facility_top.said()
    st.html(facility_top.scenario_line(study, draft))
    assumed, limit, file, go = st.columns([2, 2, 2, 2], vertical_alignment="bottom")
    with assumed.popover("Aannames", width="stretch"):
        facility_assumed.panel(kind)
    limit.number_input(
        "Niemand verder dan (km)",
        min_value=1,
        max_value=500,
        step=5,
        placeholder="geen grens",
        **tied("within_km"),
    )
    with file.popover("Plaatsen uit een bestand", width="stretch"):
        _files(study, kind)
    mine = form()
    name, assumptions = draft.known_to(study), desk().assumptions
    within = float(mine.within_km or np.inf)
    wanted: Hashable = (_SLOT, key, name, kind.code, assumptions, mine.own_only, within)
    work = partial(allocate, study, name, kind.code, assumptions, own_only=mine.own_only, within_km=within)
    go.button(
        "Verdeel de leerlingen",
        type="primary",
        icon=":material/play_arrow:",
        width="stretch",
        key="capaciteit_reken",
        on_click=long_work.start,
        args=(_SLOT, wanted, lambda progress: work(progress=progress)),
    )
    found = long_work.outcome(_SLOT, wanted, Capacity)
    running = long_work.panel(_SLOT, "Leerlingen over plaatsen verdelen")
    if found is not None:
        _outcome(key, study, draft.base, found)
    elif not running:
        st.html(markup.note(_START))


# ---- files


def _files(study: Study, kind: Kind) -> None:
    st.html(markup.small(_FILE))
    st.download_button(
        f"Lijst van vestigingen {kind.code} (CSV)",
        partial(_list, study, kind),
        f"plaatsen-{kind.code}.csv",
        "text/csv",
        on_click="ignore",
        key="capaciteit_lijst",
    )
    st.file_uploader(
        "Ingevulde lijst (vestigingscode;soort;plaatsen)",
        type="csv",
        max_upload_size=20,
        key=_UPLOAD,
        on_change=_uploaded,
        args=(study,),
    )


def _list(study: Study, kind: Kind) -> bytes:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "lijst.csv"
        write_sites(path, study.country, kind.code)
        return path.read_bytes()


def _uploaded(study: Study) -> None:
    given = st.session_state.get(_UPLOAD)
    if given is None:
        return
    with told(), tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / (Path(given.name).name or "plaatsen.csv")
        path.write_bytes(given.getvalue())
        table = read_capacity(path, study.country.dataset)
        rows = tuple(
            (str(code), str(kind), int(places))
            for code, kind, places in zip(
                table["vestigingscode"], table["soort"], table["plaatsen"], strict=True
            )
        )
        desk().do(study, GivePlaces(bron=path.name, plaatsen=rows))
        desk().note = f"Plaatsen van {len(rows)} regels uit {path.name} staan nu in uw scenario."


# ---- outcome


def _outcome(key: StudyKey, study: Study, base: str, found: Capacity) -> None:
    st.html(_cards(found) + markup.note(_NO_HAND))
    left, right = st.columns([5, 3], gap="medium")
    with left:
        _map(key, study, base, found)
    with right:
        warned = sorted(found.notes, key=lambda one: not one.startswith("Let op"))
        st.html(f'<div class="dk-narrow">{markup.head("Waarop dit rust", warned)}</div>')
    _areas(found)
    _sites(found)
    _one_more(found)
    facility_catchments.show(found)


def _cards(found: Capacity) -> str:
    totals, kind = found.totals(), found.kind.code
    near = number(totals.nearest_mean_km, 1)
    per_pupil = totals.price_km / totals.placed if totals.placed else float("nan")
    told_cards = (
        (
            f"Verwachte leerlingen {kind} (geschat)",
            people(totals.expected),
            "; ".join([*between(*found.expected.interval), f"{room_told(found.places)} plaatsen"]),
        ),
        (
            "Zonder plaats (gemodelleerd)",
            people(totals.unplaced),
            (
                f"{people(totals.placed)} geplaatst; {people(totals.out_of_reach)} kunnen nergens heen, voor "
                f"{people(totals.all_full)} is alles vol"
            ),
        ),
        (
            "Geplaatst in het eigen swv",
            facility_parts.percent(totals.in_own_swv, totals.placed),
            f"{people(totals.in_own_swv)} van {people(totals.placed)} geplaatste leerlingen",
        ),
        (
            "Afstand tot de plaats, gemiddeld",
            f"{number(totals.mean_km, 1)} km",
            f"negen op de tien hoogstens {number(totals.p90_km, 1)} km; dichtstbijzijnde {near} km",
        ),
        (
            "Prijs van capaciteit",
            f"{number(per_pupil, 1)} km",
            f"per geplaatste leerling verder dan de dichtstbijzijnde; samen {people(totals.price_km)} km",
        ),
    )
    return facility_parts.cards(told_cards)


def _map(key: StudyKey, study: Study, base: str, found: Capacity) -> None:
    country = found.country
    sites = facility_map.overlay(
        country, found.kind, sites_told(found), (Marks((), ()), []), {"plek": None, "keer": 0}
    )
    facility_canvas.show(
        key,
        study,
        base,
        found.kind,
        Canvas(
            "kaart_capaciteit",
            f"Kaart van verwachte leerlingen {found.kind.name} zonder plaats, en van de bezetting",
            FIGURE,
            places_document(found),
            sites,
        ),
    )
    st.html(markup.small("Wijs een vestiging aan voor haar plaatsen en bezetting."))


def _areas(found: Capacity) -> None:
    st.html(markup.section("Hoe het de leerlingen vergaat, naar waar zij wonen"))
    st.radio("Per", list(_LEVELS), format_func=_LEVELS.__getitem__, horizontal=True, **tied("place_level"))
    level = form().place_level
    table = area_table(found, level).sort_values(["zonder_plaats", "prijs_km"], ascending=False)
    shown = pd.DataFrame(
        {
            _LEVELS[level]: table["gebied_naam"],
            "verwacht": table["verwacht"],
            "zonder plaats": table["zonder_plaats"],
            "waarvan nergens heen": table["geen_vestiging"],
            "in eigen swv": table["eigen_swv"],
            "gemiddeld (km)": table["gemiddeld_km"],
            "dichtstbijzijnde (km)": table["dichtstbij_km"],
            "prijs, samen (km)": table["prijs_km"],
        }
    )
    estimates = ("verwacht", "zonder plaats", "waarvan nergens heen", "in eigen swv", "prijs, samen (km)")
    facility_parts.table(shown, {"gemiddeld (km)": 1, "dichtstbijzijnde (km)": 1}, estimates)


def _sites(found: Capacity) -> None:
    st.html(markup.section("Bezetting per vestiging"))
    table = site_table(found).sort_values(["bezetting", "leerlingen"], ascending=False)
    shown = pd.DataFrame(
        {
            "vestiging": table["naam"],
            "gemeente": table["gemeente"],
            "plaatsen": _places(table),
            "hoe bekend": table["plaatsen_hoe"],
            "leerlingen": table["leerlingen"],
            "bezetting (%)": table["bezetting"],
            "van buiten het swv": table["van_buiten"],
            "gemiddeld (km)": table["gemiddeld_km"],
        }
    )
    facility_parts.table(shown, {"gemiddeld (km)": 1}, ("leerlingen", "van buiten het swv"))
    st.html(
        markup.small(
            f"Verwachte leerlingen: {found.expected.source}. Plaatsen: opgegeven, anders de leerlingen van "
            "nu maal de capaciteitsfactor (geschat). Bezetting is gemodelleerd, niet geteld."
        )
    )


def _places(table: pd.DataFrame) -> list[float]:
    """Places of sites: as they were told, else as roughly as they are estimated."""
    one = measure("leerlingen")
    return [
        float(count) if how == GIVEN else rounded(one, float(count))
        for count, how in zip(table["plaatsen"], table["plaatsen_hoe"], strict=True)
    ]


def _one_more(found: Capacity) -> None:
    """Tell apart where one more place places a pupil and where it saves kilometres."""
    st.html(markup.section("Wat één plaats erbij doet"))
    placing, saving = one_more_place(found)
    for column, rows, title, name, heading in zip(
        st.columns(2),
        (placing, saving),
        ("Plaatst een leerling meer", "Bespaart kilometers"),
        ("verandert_km", "scheelt_km"),
        ("afstand erbij, samen (km)", "bespaart, samen (km)"),
        strict=True,
    ):
        with column:
            st.html(markup.small(f"{title}: {number(len(rows))}"))
            if rows.empty:
                continue
            shown = pd.DataFrame(
                {
                    "vestiging": rows["naam"],
                    "gemeente": rows["gemeente"],
                    "plaatsen": _places(rows),
                    heading: rows[name],
                }
            )
            facility_parts.table(shown, {heading: 1})
    st.html(
        markup.small(
            "Twee dingen die apart staan: een plaats waardoor een leerling meer een plaats krijgt (die reist "
            "dan ook), en een plaats die niemand meer plaatst maar over alle leerlingen samen kilometers "
            "bespaart. Gemodelleerd."
        )
    )
