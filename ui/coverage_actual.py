"""Page "Dekking": how far pupils really travel, beside the nearest site; or what to bring for it."""

from __future__ import annotations

from typing import Any, Final

import numpy as np
import pandas as pd
import streamlit as st

from scenarios.actual import actual_travel, home_note, not_loaded
from scenarios.compare import Level
from scenarios.notation import UNKNOWN, number
from scenarios.provenance import spoken_peildatum
from scenarios.site_story import people
from ui import coverage_tables, markup
from ui.coverage_view import View
from ui.state import current

#: Columns of the table: measure, heading, decimals.
_COLUMNS: Final = (
    ("feitelijk_leerlingen", "leerlingen", -1),
    ("feitelijk_gemiddeld", "reisafstand, gemiddeld (km)", 1),
    ("feitelijk_dichtstbij_km", "dichtstbijzijnde, gemiddeld (km)", 1),
    ("feitelijk_mediaan", "reisafstand, middelste leerling (km)", 1),
    ("feitelijk_p90", "90% reist hoogstens (km)", 1),
    ("feitelijk_dichtstbij", "naar de dichtstbijzijnde (%)", 0),
)
_UNREACHED: Final = "feitelijk_onbereikbaar"
#: Numbers of pupils up to here are written as they are: rounding would hide their interval.
_FEW: Final = 100
_WORDS: Final = (
    "Naar waar leerlingen wonen. Reisafstand: van huis naar de eigen vestiging; dichtstbijzijnde: voor "
    "dezelfde leerlingen, grenzen genegeerd. Tussen haakjes de marge, want DUO schermt kleine aantallen af. "
    "Een andere indeling verandert de reisafstand niet, andere vestigingen wel."
)


def show_actual(view: View) -> None:
    """Tell what pupils of the kind really travel, where it is asked for; or what to bring for it."""
    kind, country = view.kind.code, view.study.country
    st.html(markup.section(f"Feitelijke afstand: hoe ver leerlingen {kind} werkelijk reizen"))
    if missing := not_loaded(country, kind):
        st.html(markup.note(f"Niet te bepalen. {missing}"))
        return
    help_text = "De eerste keer wordt elke woonplaats met elke vestiging gemeten; dat kan even duren."
    if not st.toggle("Toon de reisafstand van leerlingen", key="dekking_feitelijk", help=help_text):
        return
    level = current().level
    with st.spinner("Reisafstanden worden gemeten…"):
        levels = [Level.LAND.value] if level is Level.LAND else [Level.LAND.value, level.value]
        found = actual_travel(view.study, view.name, levels, [kind])
    if not (found["maat"] == _COLUMNS[0][0]).any():
        st.html(markup.note(" ".join(dict.fromkeys(found["toelichting"]))))
        return
    st.html(markup.plain_table(national(found), numeric=_HEADS))
    if level is not Level.LAND:
        table, told = per_area(found, level.value)
        st.dataframe(
            coverage_tables.written(table, told, set()),
            hide_index=True,
            width="stretch",
            key="feitelijk_gebieden",
        )
    st.html(markup.small(" ".join([_WORDS, *_account(view, found)])))


_HEADS: Final = tuple(heading for _, heading, _ in _COLUMNS)


def national(found: pd.DataFrame) -> pd.DataFrame:
    """Write the country's figures of `scenarios.actual.actual_travel` as a row of text, with intervals."""
    figures = {row["maat"]: row for row in found[found["niveau"] == Level.LAND.value].to_dict("records")}
    told = {heading: _written(figures[code], decimals) for code, heading, decimals in _COLUMNS}
    return pd.DataFrame([told | {"zekerheid": figures["feitelijk_gemiddeld"]["zekerheid"]}])


def per_area(found: pd.DataFrame, level: str) -> tuple[pd.DataFrame, dict[str, tuple[str, int]]]:
    """Give the figures per area as numbers that can be sorted, who travels furthest first.

    Returns
    -------
    A row per area, and per column its heading and decimals (-1 for text). Behind a figure that is an
    interval somewhere stands a column with its ends.
    """
    part = found[found["niveau"] == level]
    codes = part["gebied"].drop_duplicates().tolist()
    table = pd.DataFrame({"gebied": part.drop_duplicates("gebied")["naam"].to_numpy()})
    told: dict[str, tuple[str, int]] = {"gebied": ("gebied", -1)}
    for code, heading, decimals in _COLUMNS:
        rows = part[part["maat"] == code].set_index("gebied").loc[codes]
        table[code], told[code] = rows["waarde"].to_numpy(), (heading, max(0, decimals))
        ends = [_ends(row, decimals) for row in rows.to_dict("records")]
        if any(ends):
            name = f"{code}_marge"
            table[name], told[name] = ends, (f"marge van {heading.partition(' (')[0]}", -1)
    rows = part[part["maat"] == "feitelijk_gemiddeld"].set_index("gebied").loc[codes]
    table["zekerheid"], told["zekerheid"] = rows["zekerheid"].to_numpy(), ("zekerheid", -1)
    return table.sort_values("feitelijk_gemiddeld", ascending=False, kind="stable"), told


def _ends(row: dict[Any, Any], decimals: int) -> str:
    """Write the ends of an interval; empty where, as it is written, it has no width."""
    return _written(row, decimals).partition("(")[2].removesuffix(")")


def _written(row: dict[Any, Any], decimals: int) -> str:
    """Write a figure with its interval, where it has one; `decimals` -1 for a number of pupils."""
    low, middle, high = (float(row[name]) for name in ("laag", "waarde", "hoog"))
    if not np.isfinite(middle):
        return UNKNOWN
    if decimals >= 0:
        least, told, most = (number(one, decimals) for one in (low, middle, high))
    elif low == high or high < _FEW:
        least, told, most = (number(round(one)) for one in (low, middle, high))
    else:
        least, told, most = (people(one) for one in (low, middle, high))
    return told if least == most else f"{told} ({least}–{most})"


def _account(view: View, found: pd.DataFrame) -> list[str]:
    """Say who is left out, what is counted and what is measured, and the sources with their dates."""
    country = view.study.country
    lost = found[(found["maat"] == _UNREACHED) & (found["niveau"] == Level.LAND.value) & (found["hoog"] > 0)]
    told = [
        f"Niet meegeteld, want hun vestiging is niet te bereiken: {_written(row, -1)} leerlingen."
        for row in lost.to_dict("records")
    ]
    if note := home_note(country, view.kind.code):
        told.append(note)
    counted = " en ".join(dict.fromkeys(word for word in found["zekerheid_aantallen"] if word))
    dated = found[["bron", "peildatum"]].drop_duplicates().itertuples(index=False, name=None)
    sources = "; ".join(f"{source}, peildatum {spoken_peildatum(date)}" for source, date in dated)
    return [
        *told,
        f"Leerlingen {counted}; afstanden {country.model.certainty}: {country.describe()}.",
        f"Bronnen: {sources}; {country.model.source}.",
    ]
