"""Verantwoording: where every figure on the page comes from."""

from __future__ import annotations

import streamlit as st

from data.dataset import Manifest
from scenarios.study import Study
from ui import markup, tables


def data_line(manifest: Manifest) -> str:
    """Name the data in one line: areas and years."""
    labels = manifest.labels
    known = [labels[key] for key in ("swv", "gemeenten", "inwoners", "leerlingen") if key in labels]
    return f"{' · '.join(known)} · gegevensset {manifest.fingerprint[:12]}"


def show(study: Study, scenario: str) -> None:
    """Draw the account of a comparison."""
    manifest = study.country.dataset.manifest
    stamp = study.stamp(scenario)
    st.html(
        markup.small(
            f"Instellingen: {stamp.settings}. Gegevensset {stamp.data_version[:12]}, dekkend {stamp.code}. "
            f"Jeugdregio's: {study.country.labels['jeugdregio']}."
        )
    )
    st.html(
        markup.note(
            "Alle afstanden zijn geschat: hemelsbreed maal een omwegfactor. Alle normen zijn werknormen, "
            "niet bevestigd: geen brief of wet noemt ze. Geen van de indelingen is vastgesteld beleid."
        )
    )
    st.html(markup.plain_table(tables.sources(manifest.sources), "Bronnen", ["rijen"], ["peildatum"]))
    st.html(markup.plain_table(tables.werknormen(study.norms), "Werknormen (niet bevestigd)", ["waarde"]))
    st.html(markup.plain_table(tables.findings(manifest.findings), "Wat bij het inlezen opviel", ["aantal"]))
