"""Page "Vergelijken": scenarios beside a base: overview, table, trade-off, and whether their order holds."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from functools import partial
from typing import Final, TypeAlias

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from data.dataset import Dataset
from data.reference import reference
from geo.errors import DekkendError
from scenarios.country import Kind
from scenarios.notation import number
from scenarios.settings import STRAIGHT
from scenarios.study import Study
from ui import account, drafts, markup, norms_panel, travel, words
from ui.comparing import overview, robustness, table, tradeoff
from ui.comparing.state import fit, looked, tied
from ui.exchange import exports
from ui.faults import faults_shown, literal, message
from ui.loading import StudyKey, available, study_key, study_of
from ui.state import bound, current, follow, keep_one_in_view, scenarios_within, within

#: Draws a part: the study's key, the study, the kind of facility, ids of the scenarios.
_Part: TypeAlias = Callable[[StudyKey, Study, Kind, Sequence[str]], None]
_OVERVIEW: Final = "Overzicht"
_FILES: Final = (
    "De vergelijking van deze scenario’s met de basis, voor alle soorten: als rekenblad met de cijfers "
    "erachter, of als één webpagina met kaarten die zonder netwerk van schijf opent."
)


def _take(key: StudyKey, study: Study, kind: Kind, names: Sequence[str]) -> None:  # noqa: ARG001
    """Offer the comparison as files: all kinds, whichever is in view."""
    st.html(markup.note(_FILES))
    exports.figures(key, study, list(names), current().base, "vergelijking")


_PARTS: Final[Mapping[str, _Part]] = {
    _OVERVIEW: overview.show,
    "Tabel": table.show,
    "Afweging": tradeoff.show,
    "Houdt de volgorde stand?": robustness.show,
    "Meenemen": _take,
}
_DETOURS: Final = [round(1 + 0.05 * step, 2) for step in range(21)]


def show(dataset: Dataset) -> None:
    """Draw the page for a data set."""
    st.html(markup.style())
    st.html(markup.page_top("Indelingen vergelijken", f"Gegevens: {account.data_line(dataset.manifest)}"))
    # above the scenarios: their box is lower once it is left, and what stands below it jumps up under a click
    fit("part", list(_PARTS), _OVERVIEW)
    st.segmented_control(
        "Onderdeel", list(_PARTS), required=True, wrap=True, label_visibility="collapsed", **tied("part")
    )
    columns = st.columns([1.9, 3.9, 3, 2, 1.5], vertical_alignment="bottom")
    with columns[3]:
        travel.chooser()
    with columns[4].popover("Instellingen", width="stretch"):
        _settings()
    with faults_shown():
        key = study_key(dataset, current().settings, current().norms)
        study = study_of(key)
        names = _choosers(study, key, columns)
        kind = next(one for one in study.country.kinds if one.code == current().kind)
        if names:
            _PARTS[looked().part](key, study, kind, names)
        else:
            st.html(markup.note(words.CHOOSE))


def _choosers(study: Study, key: StudyKey, columns: Sequence[DeltaGenerator]) -> list[str]:
    """Draw what can be chosen of a study, and return the ids of the scenarios that can be compared."""
    missing, titles = available(key)[1], drafts.options(key)
    kinds = {kind.code: f"{kind.code} · {kind.name}" for kind in study.country.kinds}
    within("base", list(titles), study.base_id)
    within("kind", list(kinds), next(iter(kinds)))
    follow(drafts.own(titles), list(titles))
    names = scenarios_within(list(titles), drafts.first_choice(key, titles))
    columns[0].selectbox("Basis", list(titles), format_func=titles.__getitem__, **bound("base"))
    columns[1].multiselect(
        "Scenario's (rekenvoorbeelden, geen beleid)",
        list(titles),
        format_func=titles.__getitem__,
        placeholder="Kies een of meer scenario's",
        select_all=False,
        wrap=True,
        **bound("scenarios", _chosen),
    )
    columns[2].selectbox("Soort voorziening", list(kinds), format_func=kinds.__getitem__, **bound("kind"))
    whole = _whole(study, names)
    if len(whole) > 1 and looked().part == _OVERVIEW:
        st.radio(
            "In beeld: kaart, conclusie en kerncijfers",
            whole,
            format_func=titles.__getitem__,
            horizontal=True,
            **bound("scenario", drafts.chosen),
        )
    for sentence in missing:
        st.html(markup.small(sentence))
    if note := markup.settings_note(current().settings) + norms_panel.note(study.norms):
        st.html(note)
    return whole


def _chosen() -> None:
    keep_one_in_view()
    drafts.chosen()


def _whole(study: Study, names: Sequence[str]) -> list[str]:
    """Return the scenarios that can be compared; of one that is not finished it is said why not.

    Raises
    ------
    DekkendError
        If the base itself is not finished.
    """
    study.distances(current().base)
    whole = []
    others = [name for name in names if name != current().base]  # against itself it says nothing
    for name in others or names:
        try:
            study.distances(name)
        except DekkendError as error:
            st.warning(
                f"‘{literal(study.arrangement(name).title)}’ is nog niet te vergelijken. {message(error)}",
                icon=":material/info:",
            )
        else:
            whole.append(name)
    if whole and current().scenario not in whole:
        current().scenario = whole[0]
    return whole


def _settings() -> None:
    chosen = current().settings
    table = reference("jeugdregio_varianten").drop_duplicates("variant")
    named = {"": "zoals in de gegevensset"} | dict(zip(table["variant"], table["bron"], strict=True))
    with st.form("instellingen", border=False):
        detour = chosen.detour_factor
        if chosen.network == STRAIGHT:
            detour = st.select_slider(
                "Omwegfactor",
                _DETOURS,
                value=detour,
                format_func=partial(number, decimals=2),
                help="Weglengte gedeeld door hemelsbreed; eigen werkwaarde 1,3. Met 1: de rechte lijn zelf.",
            )
        intrazonal = st.checkbox(
            "Intrazonale afstand",
            value=chosen.intrazonal,
            help="Een vestiging op het punt van een postcodegebied telt als een schatting, niet als 0 m.",
        )
        reformed = st.checkbox(
            "Reformatorische scholen apart",
            value=chosen.reformed_apart,
            help="Laat vestigingen weg die mogelijk bij Berséba of RefSVO horen.",
        )
        variant = st.selectbox(
            "Jeugdregio's",
            list(named),
            index=list(named).index(chosen.jeugdregio_variant),
            format_func=named.__getitem__,
        )
        if st.form_submit_button("Pas toe", type="primary"):
            current().settings = replace(
                chosen,
                detour_factor=detour,
                intrazonal=intrazonal,
                reformed_apart=reformed,
                jeugdregio_variant=variant or "",
            )
            st.rerun()
