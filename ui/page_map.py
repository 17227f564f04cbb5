"""Page "Kaart": the country with its areas and facilities, to look around in."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Final

import geopandas as gpd
import numpy as np
import shapely
import streamlit as st
from streamlit_folium import st_folium

from data.dataset import Dataset
from geo.crs import RD_NEW, WGS84, to_rd
from geo.errors import IncompleteIndelingError, UnknownNameError
from scenarios.places import search
from scenarios.profile import AreaKind, Profile, areas_at, profile
from scenarios.study import Study
from ui import account, drafts, layers, markup, travel, truths, way_panel
from ui.assets import OfflineMap
from ui.card import card, country_card
from ui.clicks import clicked_point
from ui.faults import faults_shown
from ui.loading import (
    StudyKey,
    country_documents,
    keep_promises_later,
    outlines_of,
    places_of,
    postcodes_of,
    scenario_documents,
    scenario_places_of,
    study_key,
    study_of,
)
from ui.map_source import distance_line, source_line
from ui.maps import Behaviour, Later, Network, PointedOut, Start, draw
from ui.state import Selected, bound, current, within

_MAP: Final = "kaart"
_SEARCH: Final = "zoek"
_MAP_HEIGHT: Final = 660
#: Areas that are the same in every indeling, so that now and then can stand side by side.
_BESIDE_THE_BASE: Final = (AreaKind.GEMEENTE, AreaKind.JEUGDREGIO)


def show(dataset: Dataset) -> None:
    """Draw the page for a data set."""
    st.html(markup.style())
    st.html(markup.page_top("Kaart", f"Gegevens: {account.data_line(dataset.manifest)}"))
    _explore(dataset)


@st.fragment
def _explore(dataset: Dataset) -> None:
    finder, chooser, over = st.columns([3, 2, 1.4], vertical_alignment="bottom")
    with over:
        travel.chooser()
    with faults_shown():
        key = study_key(dataset, current().settings, current().norms)
        study = study_of(key)
        titles = drafts.options(key)
        within("scenario", list(titles), drafts.first_choice(key, titles))
        name, unfinished = _whole(study)
        with finder:
            _finder(key, name)
        with st.container():  # always there: what stands below it would move, and the map be made anew
            if note := markup.settings_note(current().settings):
                st.html(note)
            if unfinished:
                st.html(markup.note(unfinished))
        chooser.selectbox(
            "Scenario (rekenvoorbeeld, geen beleid)",
            list(titles),
            format_func=titles.__getitem__,
            help="Een rekenvoorbeeld: een andere indeling in swv's. Op de kaart staat het als eigen laag.",
            **bound("scenario", drafts.chosen),
        )
        left, right = st.columns([5, 3], gap="medium")
        shown = _looked_at(study, name)
        with left:
            _map(study, key, name, shown)
        with right:
            _card(study, key, name, shown)
        keep_promises_later(key)


def _whole(study: Study) -> tuple[str, str]:
    """Return the scenario that can be shown, and why it is another than what was chosen; empty if it is not.

    Of an indeling that leaves residents without a swv there are no figures: today's is shown instead.
    """
    name = current().scenario
    try:
        study.distances(name)
    except IncompleteIndelingError as error:
        base = study.arrangement(study.base_id).title
        return study.base_id, f"{str(error).rstrip('.')}. De kaart toont tot dan: {base}."
    return name, ""


def _finder(key: StudyKey, name: str) -> None:
    known = [
        *places_of(key),
        *scenario_places_of(key, name),
        *postcodes_of(key),
    ]
    st.selectbox(
        "Zoek een gemeente, plaats, postcode, swv of jeugdregio",
        known,
        index=None,
        placeholder="bijvoorbeeld Woerden, 3511 of PO 26.05",
        accept_new_options=True,
        key=_SEARCH,
        on_change=_searched,
        args=(key, name),
    )
    if current().not_found:
        st.html(markup.note(current().not_found))


def _searched(key: StudyKey, name: str) -> None:
    choice, text = current(), st.session_state[_SEARCH]
    choice.not_found = ""
    if not text:
        choice.selected = None
        return
    more = scenario_places_of(key, name)
    named = places_of(key).get(text) or more.get(text)
    wanted = postcodes_of(key).get(text, text)
    try:
        place = named or search(study_of(key).country, wanted, more.values())[0]
    except UnknownNameError as error:
        choice.not_found = f"{str(error).rstrip('?.')}."
        return
    choice.selected = Selected(
        study_of(key).country.most_residents(place.points), place.area, place.area_code, zoom=True
    )


def _clicked(key: StudyKey, name: str) -> None:
    told = (st.session_state.get(_MAP) or {}).get("last_clicked")
    if not told:
        return
    choice, study = current(), study_of(key)
    choice.not_found, st.session_state[_SEARCH] = "", None
    easting, northing = to_rd(np.array([told["lng"]]), np.array([told["lat"]]))
    point = clicked_point(key, float(easting[0]), float(northing[0]))
    if point is None:
        choice.not_found = "Daar ligt geen gebied; klik op het land."
        return
    there = areas_at(study, name, point)
    wanted = choice.selected.kind if choice.selected else AreaKind.SWV_PO
    kind = wanted if wanted in there else AreaKind.GEMEENTE
    choice.selected = Selected(point, kind, there[kind], zoom=False)


def _looked_at(study: Study, name: str) -> Profile | None:
    """Return the profile of the chosen area; where a scenario lacks it, of what lies there instead."""
    choice = current()
    if choice.selected is None:
        return None
    there = areas_at(study, name, choice.selected.point)
    kind = choice.selected.kind if choice.selected.kind in there else AreaKind.GEMEENTE
    if there[kind] != choice.selected.code or kind is not choice.selected.kind:
        choice.selected = replace(choice.selected, kind=kind, code=there[kind])
    return profile(study, name, kind, choice.selected.code)


def _map(study: Study, key: StudyKey, name: str, shown: Profile | None) -> None:
    country = study.country
    drawn = draw(
        OfflineMap(),
        country_documents(key),
        Start("swv_po", ("swv_po", "jeugdregio"), ("so",), opened=True),
        Behaviour(
            "Kaart van Nederland met swv's, jeugdregio's, gemeenten en voorzieningen",
            source_line(country),
            click=True,
        ),
        country.kinds,
        grouped=country.dataset.manifest.grouped,
    )
    scenario, own = scenario_documents(key, name)
    st_folium(
        drawn,
        key=_MAP,
        height=_MAP_HEIGHT,
        use_container_width=True,
        returned_objects=["last_clicked"],
        feature_group_to_add=Later(
            scenario=scenario,
            own=own,
            choice=_pointed_out(study, key, name, shown),
            way=way_panel.drawn(key, current().selected),
            network=Network(country_documents(key).figures, distance_line(country), country.model.has_times),
        ).as_group(),
        on_change=lambda: _clicked(key, name),
    )
    st.html(markup.small(f"{truths.REGROUPING.short} Scenario: {study.arrangement(name).origin}"))


def _pointed_out(study: Study, key: StudyKey, name: str, shown: Profile | None) -> PointedOut | None:
    selected = current().selected
    if shown is None or selected is None:
        return None
    units = study.arrangement(name).units
    inside = np.unique(units.unit_of_point[shown.points])
    shape = shapely.coverage_union_all(outlines_of(key, units)[inside])
    placed = gpd.GeoSeries([shape], crs=RD_NEW).to_crs(WGS84).iloc[0]
    return PointedOut(f"{shown.kind}:{shown.code}:{selected.point}", layers.plain(placed), selected.zoom)


def _card(study: Study, key: StudyKey, name: str, shown: Profile | None) -> None:
    choice = current()
    if shown is None or choice.selected is None:
        st.html(country_card(study, name, study.arrangement(name).title))
        return
    there = areas_at(study, name, choice.selected.point)
    st.session_state["gebied"] = choice.selected.kind
    st.selectbox(
        "Cijfers van",
        list(there),
        format_func=str,
        key="gebied",
        on_change=_other_area,
        args=(there,),
        help="Op deze plek liggen meer gebieden over elkaar; kies van welk u de cijfers ziet.",
    )
    way_panel.panel(key, shown)
    title = study.arrangement(shown.arrangement).title
    grouped = study.country.dataset.manifest.grouped
    if shown.kind in _BESIDE_THE_BASE and name != study.base_id:
        before = profile(study, study.base_id, shown.kind, shown.code)
        base = study.arrangement(study.base_id).title
        st.html(card(shown, study.country.model, title, before, base, grouped=grouped))
    else:
        st.html(card(shown, study.country.model, title, grouped=grouped))


def _other_area(there: Mapping[AreaKind, str]) -> None:
    choice, kind = current(), st.session_state["gebied"]
    choice.not_found = ""
    if choice.selected is not None:
        choice.selected = replace(choice.selected, kind=kind, code=there[kind], zoom=False)
