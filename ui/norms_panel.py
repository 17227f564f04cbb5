"""The one place where norms are set and confirmed; all pages take them from `Choice.norms`."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Final

import streamlit as st

from geo.errors import InputError
from scenarios.country import Kind
from scenarios.norms import ACCEPTABLE, NEAR, SHOWN_UNITS, Norm, NormChange, Norms, standard_norms
from scenarios.norms_csv import norms_text, read_norms
from scenarios.notation import capital
from scenarios.study import Study
from ui import markup
from ui.faults import literal, message
from ui.state import current

_UPLOAD: Final = "normenbestand"
_ABOUT: Final = (
    "Geen brief of wet noemt een norm: alle waarden zijn werknormen, tot u er een bevestigt. Ze gelden op "
    "alle pagina's en worden met een scenario bewaard."
)


def panel(study: Study, kind: Kind) -> None:
    """Draw the norms of a kind, to be changed and confirmed, and all norms as a file.

    Parameters
    ----------
    study
        Under the norms that hold now.
    """
    st.html(markup.small(_ABOUT))
    _form(study, kind)
    kinds = [one.code for one in study.country.kinds]
    if current().norms != standard_norms():
        st.button("Alle normen terug naar standaard", on_click=_set, args=(standard_norms(),))
    st.download_button(
        "Alle normen als CSV",
        norms_text(study.norms).encode("utf-8-sig"),
        "normen.csv",
        "text/csv",
        on_click="ignore",
    )
    st.file_uploader(
        "Normen uit een CSV (norm;soort;waarde;eenheid;bevestigd)",
        type="csv",
        key=_UPLOAD,
        on_change=_uploaded,
        args=(study.norms, kinds),
    )
    if current().norms_fault:
        st.error(current().norms_fault, icon=":material/error:")


def confirm_form(study: Study, norms: Sequence[Norm], words: Callable[[Norm], str]) -> None:
    """Draw some norms, to be changed and confirmed one by one.

    Parameters
    ----------
    study
        Under the norms that hold now.
    norms
        Which; those of the study.
    words
        What a norm asks, in Dutch.
    """
    st.html(markup.small(_ABOUT))
    with st.form("normen_bevestigen", border=False):
        asked = [(norm, *_line(norm, words)) for norm in norms]
        if st.form_submit_button("Pas normen toe", type="primary"):
            changes = [
                NormChange(*norm.key, round(value * SHOWN_UNITS[norm.unit][1], 6), confirmed)
                for norm, value, confirmed in asked
            ]
            _change(study, [one for one, norm in zip(changes, norms, strict=True) if _differs(one, norm)])


def _line(norm: Norm, words: Callable[[Norm], str]) -> tuple[float, bool]:
    unit, factor = SHOWN_UNITS[norm.unit]
    key = f"{'_'.join(norm.key)}_{norm.value}_{norm.confirmed}"
    left, right = st.columns([3, 2], vertical_alignment="bottom")
    value = left.number_input(
        f"{capital(literal(words(norm)))} ({literal(unit)})",
        value=norm.value / factor,
        step=1.0,
        format="%g",
        help=literal(norm.ground),
        key=f"waarde_{key}",
    )
    confirmed = right.checkbox("bevestigd", value=norm.confirmed, key=f"stand_{key}")
    return float(value), confirmed


def _differs(change: NormChange, norm: Norm) -> bool:
    return change.value != norm.value or change.confirmed != norm.confirmed


def _form(study: Study, kind: Kind) -> None:
    units = ("m", "s") if study.country.model.has_times else ("m",)
    with st.form("normen", border=False):
        asked = []
        for name in (NEAR, ACCEPTABLE):
            for unit, column in zip(units, st.columns(len(units)), strict=True):
                shown, factor = SHOWN_UNITS[unit]
                now = study.norms.norm(name, kind.code, unit)
                with column:
                    value = st.number_input(
                        f"{name} voor {kind.code} ({shown})",
                        value=None if now is None else now.value / factor,
                        step=1.0,
                        format="%g",
                        placeholder="geen norm",
                        help=None if now is None else literal(now.ground),
                        key=f"norm_{name}_{kind.code}_{unit}_{now}",
                    )
                    confirmed = st.checkbox(
                        "bevestigd",
                        value=now is not None and now.confirmed,
                        key=f"bevestigd_{name}_{kind.code}_{unit}_{now}",
                    )
                asked.append((name, unit, value, confirmed))
        if st.form_submit_button("Pas normen toe", type="primary"):
            _apply(study, kind, asked)


def _apply(study: Study, kind: Kind, asked: list[tuple[str, str, float | None, bool]]) -> None:
    changes = []
    for name, unit, value, confirmed in asked:
        now = study.norms.norm(name, kind.code, unit)
        metres = None if value is None else round(value * SHOWN_UNITS[unit][1], 6)
        if now is None and value is None and not confirmed:
            continue
        if now is not None and value is None:
            st.error(f"{name} voor {kind.code}: geef een waarde groter dan 0.", icon=":material/error:")
            return
        if now is None or now.value != metres or now.confirmed != confirmed:
            changes.append(NormChange(name, kind.code, unit, metres, confirmed))
    _change(study, changes)


def _change(study: Study, changes: Sequence[NormChange]) -> None:
    try:
        _set(study.norms.changed(changes, [one.code for one in study.country.kinds], "De norm"))
    except InputError as error:
        st.error(message(error), icon=":material/error:")
        return
    st.rerun()


def _set(norms: Norms) -> None:
    current().norms, current().norms_fault = norms, ""


def _uploaded(norms: Norms, kinds: list[str]) -> None:
    given = st.session_state.get(_UPLOAD)
    current().norms_fault = ""
    if given is None:
        return
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / Path(given.name).name
        path.write_bytes(given.getvalue())
        try:
            _set(read_norms(path, norms, kinds))
        except InputError as error:
            current().norms_fault = message(error)


def note(norms: Norms) -> str:
    """Say that other norms hold than usual; nothing where they do not."""
    told = norms.describe()
    return markup.note(f"Let op, {told}.") if told else ""
