"""On what terms this session counts leerlingenvervoer, and where they are set: limits and amounts."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Final

import pandas as pd
import streamlit as st

from data.limits_file import limits_text, read_limits
from geo.errors import InputError
from scenarios.assumptions import standard
from scenarios.consequences.transport_terms import (
    AMOUNT_HIGH,
    AMOUNT_LOW,
    AMOUNT_MOST,
    Amounts,
    Limits,
    cited,
    most_km,
)
from scenarios.country import Country
from scenarios.notation import number
from ui import markup
from ui.consequences.files import read_upload, show_fault, uploaded
from ui.consequences.records_table import records_table
from ui.faults import message
from ui.session import of_session

_KEY: Final = "leerlingenvervoer"
_UPLOAD: Final = "vervoersgrenzen_bestand"
_GEMEENTE, _KM = "vervoersgrens_gemeente", "vervoersgrens_km"
_LOW, _HIGH = "vervoersbedrag_laag", "vervoersbedrag_hoog"
_ABOUT: Final = (
    "De grens staat in de verordening van de gemeente. Wie hier niet staat, heeft het wettelijk maximum. "
    "Grenzen en bedragen gelden in dit venster."
)


@dataclass(slots=True)
class Terms:
    """What a visitor counts with.

    Attributes
    ----------
    limits, amounts
        Limits per gemeente; what a pupil costs.
    fault
        Why the last thing asked was refused (Markdown); empty if it was not.
    """

    limits: Limits = field(default_factory=Limits)
    amounts: Amounts = field(default_factory=Amounts)
    fault: str = ""


def terms() -> Terms:
    """Return what this browser session counts with."""
    return of_session(_KEY, Terms)


def editor(country: Country) -> None:
    """Draw where limits and amounts are set."""
    kept = terms()
    show_fault(kept.fault)
    left, right = st.columns(2, gap="medium")
    with left:
        _limits(country, kept)
    with right:
        _amounts(kept)


def _limits(country: Country, kept: Terms) -> None:
    st.html(markup.small(_ABOUT))
    names = country.gemeente_names
    with st.form("vervoersgrens", border=False):
        one, other = st.columns([3, 1.4], vertical_alignment="bottom")
        one.selectbox(
            "Gemeente",
            sorted(names, key=lambda code: names[code]),
            format_func=names.__getitem__,
            key=_GEMEENTE,
        )
        other.number_input(
            "Grens (km)", value=most_km(), min_value=0.1, max_value=most_km(), step=0.5, format="%g", key=_KM
        )
        st.form_submit_button("Zet de grens", type="primary", on_click=_set_limit)
    if kept.limits.own:
        frame = pd.DataFrame(
            [(names.get(code, code), number(km, 2).rstrip("0").rstrip(",")) for code, km in kept.limits.own],
            columns=["gemeente", "grens (km)"],
        )
        st.html(records_table(frame, numeric=["grens (km)"]))
        st.button("Alle grenzen terug naar het maximum", on_click=_forget_limits)
    st.download_button(
        "Grenzen als CSV",
        limits_text({code: kept.limits.km(code) for code in names}, names).encode("utf-8-sig"),
        "vervoersgrenzen.csv",
        "text/csv",
        on_click="ignore",
    )
    st.file_uploader(
        "Grenzen uit een CSV (gemeente;grens_km)",
        type="csv",
        key=_UPLOAD,
        on_change=_uploaded,
        args=(dict(names),),
    )


def _set_limit() -> None:
    kept = terms()
    code, km = str(st.session_state[_GEMEENTE]), float(st.session_state[_KM])
    try:
        kept.limits, kept.fault = Limits.of({**dict(kept.limits.own), code: km}), ""
    except InputError as error:
        kept.fault = message(error)


def _forget_limits() -> None:
    kept = terms()
    kept.limits, kept.fault = Limits(), ""


def _uploaded(names: dict[str, str]) -> None:
    given, kept = uploaded(_UPLOAD), terms()
    kept.fault = ""
    if given is None:
        return
    reader = partial(_read, names=names)
    found, kept.fault = read_upload(given.name, given.getvalue(), reader)
    if found is not None:
        kept.limits = found


def _read(path: Path, names: dict[str, str]) -> Limits:
    return Limits.of(read_limits(path, names, most_km()))


def _amounts(kept: Terms) -> None:
    st.html(
        markup.small(
            f"Bedrag per vervoerde leerling per jaar. Standaard {number(standard(AMOUNT_LOW))} euro "
            f"({cited(AMOUNT_LOW)}) tot {number(standard(AMOUNT_HIGH))} euro ({cited(AMOUNT_HIGH)})."
        )
    )
    most = standard(AMOUNT_MOST)
    with st.form("vervoersbedrag", border=False):
        one, other = st.columns(2)
        for column, label, key, value in (
            (one, "Laagste bedrag (euro)", _LOW, kept.amounts.low),
            (other, "Hoogste bedrag (euro)", _HIGH, kept.amounts.high),
        ):
            column.number_input(
                label,
                value=value,
                min_value=1.0,
                max_value=most,
                step=100.0,
                format="%g",
                key=f"{key}_{value:g}",
            )
        st.form_submit_button(
            "Reken met deze bedragen", on_click=_set_amounts, args=(kept.amounts.low, kept.amounts.high)
        )
    if not kept.amounts.is_standard:
        st.button("Bedragen terug naar de gepubliceerde", on_click=_forget_amounts)


def _set_amounts(low: float, high: float) -> None:
    """Take the amounts of the form; its fields are named by the values that they were drawn with."""
    kept = terms()
    told = (st.session_state[f"{_LOW}_{low:g}"], st.session_state[f"{_HIGH}_{high:g}"])
    try:
        kept.amounts, kept.fault = Amounts(float(told[0]), float(told[1])), ""
    except InputError as error:
        kept.fault = message(error)


def _forget_amounts() -> None:
    kept = terms()
    kept.amounts, kept.fault = Amounts(), ""
