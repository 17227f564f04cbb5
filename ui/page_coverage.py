"""Page "Dekking": does the network of a kind cover its pupils, where not, and what does a scenario do."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from functools import partial
from typing import Final

import geopandas as gpd
import numpy as np
import pandas as pd
import streamlit as st
from streamlit_folium import st_folium

from data.dataset import Dataset
from geo.crs import RD_NEW, WGS84, to_rd
from scenarios.border_dependence import APART, DEPENDENT, ONLY_THANKS
from scenarios.coverage import Yardstick, expected_pupils, residents, yardsticks
from scenarios.measures import measure
from scenarios.notation import capital, figure, number
from scenarios.white_spots import Over, nearest_sites, site_name
from ui import account, coverage_map, coverage_tables, drafts, layers, markup, norms_panel, travel
from ui.assets import OfflineMap, publish
from ui.clicks import clicked_point
from ui.coverage_actual import show_actual
from ui.coverage_sections import (
    show_areas,
    show_by_gemeente,
    show_changes,
    show_choice,
    show_spread,
    show_without_own,
)
from ui.coverage_view import View
from ui.facilities import site_document
from ui.faults import faults_shown
from ui.loading import (
    StudyKey,
    country_documents,
    first_scenario,
    keep_promises,
    pair_documents,
    study_key,
    study_of,
)
from ui.map_source import distance_line, source_line
from ui.maps import Behaviour, Later, Network, PointedOut, Start, draw
from ui.state import bound, current, within
from ui.truths import OWN

_MAP: Final = "kaart_dekking"
_SPOTS: Final = "witte_vlekken"
_MAP_HEIGHT: Final = 560
#: Rows of white spots; of so many the nearest sites are looked up.
_MOST: Final = 300
_NAMED: Final = 25
_COUNTED_IN: Final = {False: "inwoners van de leeftijd", True: "verwachte leerlingen"}
_OVER: Final = {
    Over.OWN: "vestigingen van het eigen swv (zonder eigen: de dichtstbijzijnde)",
    Over.FREE: "alle vestigingen, grenzen genegeerd",
}
_NO_NORM: Final = (
    "Voor deze soort is er geen norm; geef er een onder ‘Normen’. Zonder norm is dekking niet te bepalen."
)


def show(dataset: Dataset) -> None:
    """Draw the page for a data set."""
    st.html(markup.style())
    st.html(markup.page_top("Dekkend netwerk", f"Gegevens: {account.data_line(dataset.manifest)}"))
    _page(dataset)


@st.fragment
def _page(dataset: Dataset) -> None:
    first = st.columns([2.6, 2, 2.8, 2], vertical_alignment="bottom")
    second = st.columns([2.6, 2, 1.4, 3.4], vertical_alignment="bottom")
    with first[3]:
        travel.chooser()
    with faults_shown():
        key = study_key(dataset, current().settings, current().norms)
        study = study_of(key)
        titles = drafts.options(key)
        kinds = {kind.code: kind for kind in study.country.kinds}
        within("base", list(titles), study.base_id)
        within("scenario", list(titles), first_scenario(key))
        within("kind", list(kinds), next(iter(kinds)))
        first[0].selectbox(
            "Scenario (rekenvoorbeeld, geen beleid)",
            list(titles),
            format_func=titles.__getitem__,
            **bound("scenario", drafts.chosen),
        )
        first[1].selectbox("Basis", list(titles), format_func=titles.__getitem__, **bound("base"))
        first[2].selectbox(
            "Soort voorziening",
            list(kinds),
            format_func=lambda code: f"{code} · {kinds[code].name}",
            **bound("kind"),
        )
        kind = kinds[current().kind]
        measured = {one.code: one for one in yardsticks(study, kind)}
        if measured:
            within("along", list(measured), next(iter(measured)))
            second[0].selectbox(
                "Norm (werknorm)",
                list(measured),
                format_func=lambda code: f"{measured[code].label}, {measured[code].norm.standing}",
                **bound("along"),
            )
        second[1].selectbox(
            "Tel in", list(_COUNTED_IN), format_func=_COUNTED_IN.__getitem__, **bound("in_pupils")
        )
        with second[2].popover("Normen", width="stretch"):
            norms_panel.panel(study, kind)
        with st.container():  # always there: what stands below it would move, and the map be made anew
            if told := markup.settings_note(current().settings) + norms_panel.note(study.norms):
                st.html(told)
            _draft_elsewhere(titles)
        if not measured:
            st.html(markup.note(_NO_NORM))
            return
        weight = (
            expected_pupils(study.country, kind, drafts.desk().assumptions)
            if current().in_pupils
            else residents(study.country, kind)
        )
        choice = current()
        _outcome(
            key, View(study, choice.scenario, choice.base, kind, measured[choice.along], weight, choice.over)
        )


def _draft_elsewhere(titles: Mapping[str, str]) -> None:
    """Offer the what-if that is being made, where another scenario is shown."""
    draft = drafts.desk().draft
    if draft is None or not draft.is_made or draft.name not in titles or current().scenario == draft.name:
        return
    left, right = st.columns([5, 1.4], vertical_alignment="center")
    left.html(markup.small(f"U werkt op Voorzieningen aan een wat-als: {titles[draft.name]}."))
    right.button(
        "Toon het hier", key="dekking_wat_als", on_click=_show_draft, args=(draft.name,), width="stretch"
    )


def _show_draft(name: str) -> None:
    current().scenario = name


def _outcome(key: StudyKey, view: View) -> None:
    titles = {name: view.study.arrangement(name).title for name in (view.name, view.base)}
    st.html(markup.section(f"{capital(view.kind.name)}: {titles[view.name]} tegenover {titles[view.base]}"))
    st.html(markup.cards(view.headline.key_figures()) + _neighbours(view) + markup.note(OWN.short))
    left, right = st.columns([1, 1], gap="medium")
    with left, faults_shown():
        _map(key, view)
    with right, faults_shown():
        _spots(key, view)
    show_spread(view)
    show_actual(view)
    show_choice(view)
    show_by_gemeente(view)
    show_areas(view)
    show_changes(view)
    show_without_own(view)


def _neighbours(view: View) -> str:
    """Put the two sorts of leaning on a neighbour beside each other, with what sets them apart."""
    share, depends = measure("dekking_acceptabel"), measure("grensafhankelijkheid")
    thanks = f"{ONLY_THANKS} {figure(share, float(view.headline.now['leunt']))}%"
    thanks += f" (basis {figure(share, float(view.headline.before['leunt']))}%)"
    now, before = (figure(depends, one) for one in view.dependence)
    told = f"Twee dingen: {thanks}; {DEPENDENT} {now}% (basis {before}%)"
    return markup.small(f"{told}. {APART} Van de {view.weight.what}; afstanden {view.certainty}.")


def _map(key: StudyKey, view: View) -> None:
    study, choice = view.study, current()
    country = study.country_of(view.name)
    kind = view.kind.code
    shared = pair_documents(key, view.name, kind)
    pc4 = country_documents(key).pc4
    keep_promises(key)  # this map asks for the areas at once
    sites = {kind: publish(f"vestigingen-{kind}", site_document(country, view.kind))}
    layer = study.arrangement(view.name).layer(view.kind.layer)
    drawn = draw(
        OfflineMap(),
        replace(shared, sites=sites, pc4=pc4),
        Start("dekking", ("swv",), (kind,)),
        Behaviour(
            f"Kaart van de dekking van {view.kind.name} per postcodegebied",
            source_line(country, layer.peildatum, [kind]),
            own_figures=(coverage_map.FIGURE,),
            click=True,
            remember="dekkend-dekking",
        ),
        country.kinds,
        grouped=country.dataset.manifest.grouped,
    )
    document = coverage_map.coverage_document(study, view.name, view.along, view.weight, view.source)
    st_folium(
        drawn,
        key=_MAP,
        height=_MAP_HEIGHT,
        use_container_width=True,
        returned_objects=["last_clicked"],
        feature_group_to_add=Later(
            own=publish("dekking", document),
            choice=_pointed_out(view, choice.spot),
            network=Network("", distance_line(country), times=False),
        ).as_group(),
        on_change=partial(_clicked, key),
    )
    now = view.headline.now
    shares = (("eigen", "dekking"), ("buur", "leunt"), ("verder", "verder_aandeel"))
    people = [
        f"{figure(measure('leerlingen'), float(now[part]))} {view.weight.what} "
        f"({figure(measure('dekking_acceptabel'), float(now[share]))}%)"
        for part, share in shares
    ]
    st.html(coverage_map.legend(people))


def _pointed_out(view: View, point: int | None) -> PointedOut | None:
    if point is None:
        return None
    placed = gpd.GeoSeries([view.study.country.point_areas[point]], crs=RD_NEW).to_crs(WGS84).iloc[0]
    return PointedOut(f"pc4:{point}", layers.plain(placed), zoom=current().spot_from_table)


def _clicked(key: StudyKey) -> None:
    """Look at the PC4 that was clicked on the map."""
    told = (st.session_state.get(_MAP) or {}).get("last_clicked")
    if not told:
        return
    easting, northing = to_rd(np.array([told["lng"]]), np.array([told["lat"]]))
    choice = current()
    choice.spot, choice.spot_from_table = clicked_point(key, float(easting[0]), float(northing[0])), False


def _selected(points: list[int]) -> None:
    """Look at the PC4 whose row was selected."""
    rows = st.session_state[_SPOTS]["selection"]["rows"]
    choice = current()
    choice.spot, choice.spot_from_table = (points[rows[0]] if rows else None), True


def _spots(key: StudyKey, view: View) -> None:
    along, spots = view.along, view.spots
    st.html(markup.section(f"Witte vlekken: PC4's verder dan {along.label}"))
    st.radio(
        "Welke vestigingen tellen",
        list(_OVER),
        format_func=_OVER.__getitem__,
        horizontal=True,
        **bound("over"),
    )
    _looked_at(view)
    if spots.empty:
        st.html(markup.note(f"Voor niemand ligt een vestiging verder dan {along.label}."))
        return
    rows, chosen = coverage_tables.spot_rows(
        spots, _MOST, current().spot, in_sight=not current().spot_from_table
    )
    points = [int(point) for point in rows["punt"]]
    st.session_state[_SPOTS] = {
        "selection": {"rows": [] if chosen is None else [chosen], "columns": [], "cells": []}
    }
    st.dataframe(
        coverage_tables.spot_table(_with_sites(key, view, rows), along, view.weight),
        hide_index=True,
        width="stretch",
        height=330,
        key=_SPOTS,
        on_select=partial(_selected, points),
        selection_mode="single-row",
    )
    more = f"; de zwaarste {_MOST} staan hier" if len(spots) > _MOST else ""
    total = figure(measure("leerlingen"), float(spots["aantal"].sum()))
    st.html(
        markup.small(
            f"{len(spots)} PC4's met {total} {view.weight.what}{more}. Zwaarte is aantal maal {along.unit} "
            "boven de norm. Kies een rij om het gebied op de kaart te zien; klik op de kaart om de rij te "
            "vinden. "
            f"Afstanden {view.certainty}, {view.weight.what} {view.weight.certainty}."
        )
    )


def _with_sites(key: StudyKey, view: View, rows: pd.DataFrame) -> pd.DataFrame:
    """Add where the nearest own and free sites are: the sites of the first rows, the gemeente of the rest."""
    first = tuple(int(point) for point in rows["punt"].iloc[:_NAMED])
    table = rows.copy()
    for over, source, column in ((Over.OWN, "eigen_in", "eigen_waar"), (Over.FREE, "vrij_in", "vrij_waar")):
        named = _sites_near(key, view.name, view.along, over, first)
        rest = [f"in {place}" if place else "geen" for place in rows[source].iloc[_NAMED:]]
        table[column] = [*named, *rest]
    return table


@st.cache_resource(max_entries=200, show_spinner=False)
def _sites_near(
    key: StudyKey, name: str, along: Yardstick, over: Over, points: tuple[int, ...]
) -> tuple[str, ...]:
    """Names of the nearest sites from some points, kept: finding them asks for searches."""
    study = study_of(key)
    sites, _ = nearest_sites(study, name, along, np.array(points, dtype=np.intp), over)
    country = study.country_of(name)
    return tuple(site_name(country, int(site), along.kind) or "geen" for site in sites)


def _looked_at(view: View) -> None:
    """Tell of the PC4 that is looked at, whether it is a white spot or not."""
    point = current().spot
    if point is None or point >= len(view.study.country.points):
        return
    st.html(markup.note(_told_of(view, point)))


def _told_of(view: View, point: int) -> str:
    study, along = view.study, view.along
    country = study.country_of(view.name)
    row = country.points.iloc[point]
    town = row["plaats"] if "plaats" in country.points else ""
    layer = study.arrangement(view.name).layer(view.kind.layer)
    people = figure(measure("leerlingen"), float(view.weight.people[point]))
    swv = layer.label(layer.of_points()[point]) or "geen swv"
    told = [f"{row['pc4']} {town}: {people} {view.weight.what} ({view.weight.certainty}), {swv}"]
    for over, what in ((Over.OWN, "eigen swv"), (Over.FREE, "grenzen genegeerd")):
        sites, away = nearest_sites(study, view.name, along, np.array([point]), over)
        if not np.isfinite(away[0]):
            told.append(f"{what}: geen vestiging te bereiken")
            continue
        far = f"{number(away[0] / along.per_unit, along.decimals)} {along.unit}"
        beyond = " (boven de norm)" if away[0] > along.limit else " (binnen de norm)"
        told.append(f"{what}: {far}{beyond} naar {site_name(country, int(sites[0]), view.kind)}")
    return f"{'. '.join(capital(one) for one in told)}."
