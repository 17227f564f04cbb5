"""The part "Tabel": any number of scenarios beside each other, with best and worst."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

import streamlit as st

from data.dutch_csv import csv_bytes
from scenarios.country import Kind
from scenarios.measures import measure
from scenarios.notation import capital
from scenarios.study import Study
from scenarios.weighing.listed import listed
from scenarios.weighing.weigh import Weighing
from ui import markup
from ui.comparing import weighed_markup as drawn
from ui.comparing.state import fit, looked, tied, weighing_of
from ui.loading import StudyKey
from ui.measure_help import help_of
from ui.state import bound, current

#: Measures that a room wants first.
_CORE: Final = (
    "dekking_acceptabel",
    "afstand_gemiddeld",
    "zonder_eigen",
    "grensafhankelijkheid",
    "leerlingen_afwijkend",
    "relaties_gemeente",
    "blijft",
)
_GROUPS: Final[Mapping[str, tuple[str, ...]]] = {
    "Kern": (),
    "Afstand": ("afstand",),
    "Verandering": ("verandering",),
    "Versnippering": ("versnippering",),
}
_AS_CHOSEN: Final = ""
#: Columns that are shown until somebody chooses.
_FIRST: Final = 7


def show(key: StudyKey, study: Study, kind: Kind, names: Sequence[str]) -> None:
    """Draw the part; see `ui.comparing.overview.show`."""
    found = weighing_of(key, tuple(names), current().base, kind.code)
    codes = _columns(study, found)
    st.html(markup.section(f"{capital(kind.name)}: {len(names)} tegenover de basis, heel Nederland"))
    if not codes:
        st.html(markup.note("Kies hierboven minstens één maat."))
        return
    rows = _rows(found)
    st.html(drawn.weighed_table(found, codes, rows))
    st.html(drawn.withheld_note(found, codes) + markup.small(f"{drawn.MARKS} {capital(found.norms)}."))
    explained = {
        f"{capital(one.title)} ({one.unit}; {one.direction.value})": one.explanation
        for one in map(measure, codes)
    }
    st.html(markup.terms("Wat betekenen deze maten?", explained))
    st.html(markup.sources("Bronnen van deze tabel", (found.by_code[code].source for code in codes)))
    st.download_button(
        "Download als CSV (alle maten)",
        csv_bytes(listed(found)),
        f"vergelijking-{kind.code}.csv",
        "text/csv",
        icon=":material/download:",
    )


def _columns(study: Study, found: Weighing) -> list[str]:
    """Draw what can be chosen, and return the codes of the measures that are shown."""
    mine = looked()
    fit("group", list(_GROUPS), next(iter(_GROUPS)))
    left, middle, right = st.columns([3, 3, 2], vertical_alignment="bottom")
    with left:
        st.segmented_control("Maten", list(_GROUPS), required=True, wrap=True, **tied("group", _emptied))
    there = _of_group(found)
    mine.codes = [code for code in mine.codes if code in there] or there[:_FIRST]
    sortable = [_AS_CHOSEN, *(code for code in there if not found.by_code[code].withheld)]
    fit("sort", sortable, _AS_CHOSEN)
    middle.selectbox(
        "Sorteer op",
        sortable,
        format_func=lambda code: measure(code).title if code else "volgorde zoals gekozen",
        help=help_of(mine.sort, study.country) if mine.sort else "De basis staat altijd voorop.",
        **tied("sort"),
    )
    right.toggle("Toon ook expertmaten", **bound("expert"))
    st.multiselect(
        "Kolommen",
        there,
        format_func=lambda code: measure(code).title,
        placeholder="Kies een of meer maten",
        select_all=False,
        wrap=True,
        **tied("codes"),
    )
    return [code for code in there if code in mine.codes]


def _emptied() -> None:
    """Show the first measures of a group that was chosen."""
    looked().codes = []


def _of_group(found: Weighing) -> list[str]:
    groups = _GROUPS[looked().group]
    if not groups:
        return [code for code in _CORE if code in found.by_code]
    return [
        code
        for code, one in found.by_code.items()
        if one.measure.group in groups and (current().expert or not one.measure.expert)
    ]


def _rows(found: Weighing) -> tuple[int, ...]:
    sort = looked().sort
    return found.by_code[sort].sorted() if sort in found.by_code else tuple(range(1, len(found.names)))
