"""Page "Verantwoording": where every figure comes from, and what is not in the data."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import streamlit as st

from data.dataset import Dataset
from scenarios.study import Study
from ui import account_file, account_markup, markup
from ui.account import EXPERT, Account, Part, account_of, data_line, searched
from ui.faults import faults_shown, literal
from ui.loading import StudyKey, open_dataset, study_key
from ui.state import bound, current


@dataclass(frozen=True, eq=False)
class _Told:
    """An account, and the files of it."""

    account: Account
    html: bytes
    csv: bytes


@st.cache_resource(max_entries=4, show_spinner="De verantwoording wordt opgesteld…")
def _told(key: StudyKey) -> _Told:
    account = account_of(Study.of(open_dataset(Path(key.folder)), key.settings, norms=key.norms))
    return _Told(
        account,
        account_markup.document(account).encode("utf-8"),
        account_file.as_csv(account).encode("utf-8-sig"),
    )


def show(dataset: Dataset) -> None:
    """Draw the page for a data set."""
    st.html(markup.style())
    st.html(markup.page_top("Verantwoording", f"Gegevens: {data_line(dataset.manifest)}"))
    with faults_shown():
        told = _told(study_key(dataset, current().settings, current().norms))
        distances = told.account.part("afstanden").count
        st.html(account_markup.opening() + markup.small(f"Afstanden in deze verantwoording: {distances}."))
        _controls(told, dataset.manifest.fingerprint[:12])
        _parts(told.account)


def _controls(told: _Told, mark: str) -> None:
    search, expert, files = st.columns([4, 1.7, 2], vertical_alignment="bottom")
    search.text_input(
        "Zoek in de hele verantwoording",
        placeholder="bijvoorbeeld mediaan, GeoNames of thuisnabij",
        help="Zoekt in alle onderdelen hieronder; alle woorden moeten in dezelfde regel staan.",
        **bound("account_search"),
    )
    expert.toggle(
        "Toon ook expertmaten",
        help="Entropieën (bits), effectief aantal swv's en de afstand tussen indelingen.",
        **bound("expert"),
    )
    with files, st.container(horizontal=True, horizontal_alignment="right"):
        for kind, content in (("HTML", told.html), ("CSV", told.csv)):
            st.download_button(
                kind,
                content,
                f"verantwoording-{mark}.{kind.lower()}",
                f"text/{kind.lower()}",
                on_click="ignore",
                icon=":material/download:",
                help=f"De hele verantwoording als {kind}-bestand, expertmaten inbegrepen.",
            )


def _parts(account: Account) -> None:
    text = current().account_search.strip()
    drawn = [part for part in account.parts if _part(part, text)]
    if not drawn:
        st.html(markup.note(f"Niets gevonden voor ‘{text}’. Probeer een deel van een woord."))
    elif len(drawn) < len(account.parts):
        others = ", ".join(part.title for part in account.parts if part not in drawn)
        st.html(markup.small(f"Niets gevonden in: {others}."))


def _part(part: Part, text: str) -> bool:
    """Draw what a search leaves of a part; whether it leaves anything."""
    found = searched(part, text)
    if text and not len(found):
        return False
    shown = found if current().expert else searched(part, text, keep=_for_all)
    count = f"{len(found)} gevonden" if text else part.count
    label = f"{part.title} ({count})" if count else part.title
    with st.expander(literal(label), expanded=bool(text), key=f"deel_{part.key}_{text}"):
        st.html(account_markup.part(shown))
        if hidden := len(found) - len(shown):
            st.html(markup.small(f"Nog {hidden} voor experts: zet ‘Toon ook expertmaten’ aan."))
    return True


def _for_all(row: Mapping[str, Any]) -> bool:
    return not row.get(EXPERT)
