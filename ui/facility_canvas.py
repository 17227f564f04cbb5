"""A map of the page "Voorzieningen": PC4's in classes, swv borders, and sites that change in place."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any

import folium
import streamlit as st
from streamlit_folium import st_folium

from scenarios.country import Kind
from scenarios.study import Study
from ui.assets import OfflineMap, publish
from ui.layers import Document
from ui.loading import StudyKey, country_documents, keep_promises, pair_documents
from ui.map_source import distance_line, source_line
from ui.maps import Behaviour, Later, Network, Start, draw


@dataclass(frozen=True, slots=True)
class Canvas:
    """What a map shows.

    Attributes
    ----------
    name
        Of the map: its key, and under which the browser remembers what was on.
    label
        What it shows, for who cannot see it.
    figure, document
        The figure per PC4, as the switchboard names it, and its values.
    sites
        See `ui.facility_map.overlay`.
    height
        Pixels.
    clicked
        Called with latitude and longitude after a click; None: clicks do nothing.
    """

    name: str
    label: str
    figure: Document
    document: Sequence[Document]
    sites: folium.FeatureGroup
    height: int = 540
    clicked: Callable[[float, float], None] | None = None


def show(key: StudyKey, study: Study, base: str, kind: Kind, canvas: Canvas) -> None:
    """Draw a map; only another indeling or kind makes it anew.

    Parameters
    ----------
    base
        Id of the arrangement whose borders are drawn.
    """
    country = study.country
    shared = country_documents(key)
    keep_promises(key)  # before the map asks for the areas of PC4's
    documents = replace(pair_documents(key, base, kind.code), sites={}, pc4=shared.pc4)
    layer = study.arrangement(base).layer(kind.layer)
    drawn = draw(
        OfflineMap(),
        documents,
        Start(str(canvas.figure["id"]), ("swv",), (), opened=True),
        Behaviour(
            canvas.label,
            source_line(country, layer.peildatum, [kind.code]),
            own_figures=(canvas.figure,),
            remember=f"dekkend-{canvas.name}",
        ),
        country.kinds,
        grouped=country.dataset.manifest.grouped,
    )
    later = Later(
        own=publish(str(canvas.figure["id"]), list(canvas.document)),
        network=Network("", distance_line(country), times=False),
    )
    st_folium(
        drawn,
        key=canvas.name,
        height=canvas.height,
        use_container_width=True,
        returned_objects=["last_clicked"] if canvas.clicked else [],
        feature_group_to_add=[later.as_group(), canvas.sites],
        on_change=(lambda: _clicked(canvas)) if canvas.clicked else None,
    )


def _clicked(canvas: Canvas) -> None:
    spot: dict[str, Any] | None = (st.session_state.get(canvas.name) or {}).get("last_clicked")
    if spot and canvas.clicked is not None:
        canvas.clicked(float(spot["lat"]), float(spot["lng"]))
