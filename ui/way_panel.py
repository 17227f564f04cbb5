"""Beside the map, for the place that is looked at: the way to the nearest site, and who is near that site."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Final

import streamlit as st

from geo.network import Quantity
from scenarios.country import Kind
from scenarios.journey import Journey
from scenarios.profile import Profile
from scenarios.study import Study
from ui import markup, way
from ui.loading import StudyKey, journey_of, reach_of, study_of
from ui.maps import Way
from ui.state import Selected, bound, current, within

_FROM: Final = "vanaf"
_BY: Final = {Quantity.DISTANCE: "kortste (km)", Quantity.TIME: "snelste (minuten)"}


@dataclass(frozen=True, slots=True, eq=False)
class _Asked:
    """What the user wants explained."""

    study: Study
    point: int
    kind: Kind
    scenario: str
    quantity: Quantity
    found: Journey | None


def drawn(key: StudyKey, selected: Selected | None) -> Way | None:
    """Return what the map draws of the way that is asked for; None for none."""
    if selected is None or not current().way:
        return None
    asked = _asked(key, selected)
    if asked.found is None:
        return None
    return way.drawing(asked.study.country, asked.found, asked.quantity, _reach(key, asked))


def panel(key: StudyKey, shown: Profile) -> None:
    """Draw what can be asked, and the answer.

    Parameters
    ----------
    shown
        The area that is looked at: a way can start in any PC4 of it.
    """
    st.toggle(
        "Weg naar de dichtstbijzijnde",
        help="Tekent de weg van één postcodegebied naar de dichtstbijzijnde vestiging, met km en minuten.",
        **bound("way"),
    )
    selected = current().selected
    if not current().way or selected is None:
        return
    with st.container(border=True, key="weg"):
        asked = _asked(key, selected)
        _controls(asked, shown)
        if asked.found is None:
            own = asked.scenario if current().way_own else ""
            st.html(markup.note(way.no_way(asked.study, asked.point, asked.kind, own)))
            return
        st.html(way.explained(asked.study, asked.found, asked.quantity, asked.scenario))
        st.toggle(
            "Gebied binnen de norm van deze vestiging",
            help="Kleurt de postcodegebieden van waar deze vestiging binnen de werknorm thuisnabij of "
            "acceptabel ligt: in kilometers bij de kortste weg, in minuten bij de snelste.",
            **bound("reach"),
        )
        if current().reach:
            reach = _reach(key, asked)
            none = markup.note(f"Voor {asked.kind.name} is er geen werknorm.")
            st.html(none if reach is None else way.reach_told(asked.study.country, asked.kind, reach))


def _asked(key: StudyKey, selected: Selected) -> _Asked:
    choice, study = current(), study_of(key)
    kinds = {kind.code: kind for kind in study.country.kinds}
    within("kind", list(kinds), next(iter(kinds)))
    quantity = choice.way_by if study.country.model.has_times else Quantity.DISTANCE
    under = choice.scenario if choice.way_own else ""
    found = journey_of(key, under, selected.point, choice.kind, quantity)
    return _Asked(study, selected.point, kinds[choice.kind], choice.scenario, quantity, found)


def _reach(key: StudyKey, asked: _Asked) -> way.Reach | None:
    if asked.found is None or not current().reach:
        return None
    found = reach_of(key, asked.found.site)
    return way.reach_within(asked.study.norms, asked.kind.code, found, asked.quantity)


def _controls(asked: _Asked, shown: Profile) -> None:
    country = asked.study.country
    kinds = {kind.code: f"{kind.code} · {kind.name}" for kind in country.kinds}
    left, right = st.columns(2, vertical_alignment="bottom")
    left.selectbox("Soort voorziening", list(kinds), format_func=kinds.__getitem__, **bound("kind"))
    st.session_state[_FROM] = asked.point
    right.selectbox(
        "Vanaf postcode",
        [int(point) for point in shown.points],
        format_func=lambda point: way.point_name(country, point),
        key=_FROM,
        on_change=_from_elsewhere,
        help="De postcodegebieden van het gebied dat in beeld is; een klik op de kaart kiest er ook een.",
    )
    title = asked.study.arrangement(asked.scenario).title
    st.radio(
        "Welke vestigingen tellen",
        [False, True],
        format_func=lambda own: f"eigen swv ({title})" if own else "alle, grenzen genegeerd",
        horizontal=True,
        **bound("way_own"),
    )
    if country.model.has_times:
        st.radio("Welke weg", list(_BY), format_func=_BY.__getitem__, horizontal=True, **bound("way_by"))


def _from_elsewhere() -> None:
    choice = current()
    choice.not_found = ""
    if choice.selected is not None:
        choice.selected = replace(choice.selected, point=st.session_state[_FROM], zoom=False)
