"""Part "Swv-organisaties" of the page "Gevolgen": a visitor's file on swv's, merged to the scenario's."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from typing import Final

import pandas as pd
import streamlit as st

from data.dutch_csv import csv_bytes
from data.organisations_file import Organisations, read_organisations, template
from data.organisations_schema import ORGANISATIONS
from scenarios.consequences.organisation_amounts import QUANTITIES, RATES
from scenarios.consequences.organisation_words import (
    CERTAINTY,
    MISSING,
    WEIGHTS,
    amount_short,
    amount_text,
    conclusion,
    frame,
    joined_text,
    missing_text,
    models_text,
    parts_text,
    percent,
    rate_text,
    told_text,
)
from scenarios.consequences.organisations import Merged, MergedSwv, Models, merged, template_names
from scenarios.notation import number, swvs_told
from scenarios.ready_made import DENOMINATIONAL
from scenarios.site_story import people
from scenarios.study import Study
from ui import markup
from ui.clock import today
from ui.consequences.files import read_upload, show_fault, show_findings, uploaded
from ui.loading import StudyKey
from ui.session import of_session
from ui.state import tied

_KEY: Final = "swv_organisaties"
_UPLOAD: Final = "swv_organisaties_bestand"
_ABOUT: Final = (
    "Geen open bron die dekkend leest noemt budget, reserve, personeel, model, thuiszitters, wachtlijst of "
    "toelaatbaarheidsverklaringen per swv. Breng een eigen CSV met wat u weet; leeg blijft onbekend en wordt "
    "nooit 0. Het bestand blijft in deze sessie: andere bezoekers zien het niet."
)


@dataclass(slots=True)
class _Brought:
    """What a visitor brought and chose.

    Attributes
    ----------
    organisations
        What is in the file as it was brought last; None without one, or if it was refused.
    dated
        Peildatum of rows that tell none.
    swv
        Code of the swv that is looked into; empty until one is chosen.
    fault
        Why the file was refused (Markdown); empty if it was not.
    round
        How often the button took a file away: the place for a file is a new one each time.
    """

    organisations: Organisations | None = None
    dated: str = ""
    swv: str = ""
    fault: str = ""
    round: int = 0


def _mine() -> _Brought:
    return of_session(_KEY, _Brought)


def show(key: StudyKey, study: Study, name: str, base: str) -> None:  # noqa: ARG001  # as every part is called
    """Draw the part."""
    _file(study)
    read = _mine().organisations
    if read is None:
        return
    found = merged(study, name, base, read)
    st.html(markup.head("Wat het scenario samenbrengt", conclusion(found)))
    st.html(markup.small(f"{WEIGHTS} {MISSING} {CERTAINTY}"))
    _table(name, found, read)
    _joined(found)
    _one(found, read)
    _account(study, found, read)


def _file(study: Study) -> None:
    mine = _mine()
    st.html(markup.note(_ABOUT))
    left, right = st.columns([3, 2], gap="medium")
    with left:
        st.text_input(
            "Peildatum van rijen die er zelf geen noemen",
            placeholder="2025-10-01",
            **tied(mine, "dated", "veld_organisaties_peildatum"),
        )
        st.file_uploader(
            "Bestand met swv-organisaties (CSV)",
            type="csv",
            max_upload_size=20,
            key=f"{_UPLOAD}_{mine.round}",
            on_change=_uploaded,
            args=(study, f"{_UPLOAD}_{mine.round}"),
        )
        show_fault(mine.fault)
    with right:
        _described(study)
        if mine.organisations is not None or mine.fault:
            st.button("Haal het bestand weer weg", on_click=_forget, key="swv_organisaties_weg")


def _described(study: Study) -> None:
    rows = [
        {
            "kolom": column.name,
            "nodig": "ja" if column.required else "mag",
            "betekenis": column.meaning + (f" ({column.unit})" if column.unit else ""),
        }
        for column in ORGANISATIONS.columns
    ]
    with st.expander("Wat er in het bestand staat", icon=":material/table:"):
        st.html(markup.plain_table(pd.DataFrame(rows), whole=["kolom"]))
    st.download_button(
        "Leeg bestand om in te vullen (CSV)",
        template(template_names(study)).encode("utf-8-sig"),
        "swv-organisaties.csv",
        "text/csv",
        on_click="ignore",
        icon=":material/download:",
        key="swv_organisaties_sjabloon",
    )


def _uploaded(study: Study, key: str) -> None:
    """Count with the file that is in its place now, or with none."""
    mine, given = _mine(), uploaded(key)
    mine.organisations, mine.fault = None, ""
    if given is not None:
        reader = partial(
            read_organisations,
            dataset=study.country.dataset,
            peildatum=mine.dated.strip(),
            today=today(),
        )
        mine.organisations, mine.fault = read_upload(given.name, given.getvalue(), reader)


def _forget() -> None:
    st.session_state[_KEY] = _Brought(dated=_mine().dated, round=_mine().round + 1)


def _table(name: str, found: Merged, read: Organisations) -> None:
    st.html(markup.section("Per swv van het scenario"))
    _shown([_amounts(swv) for swv in found.after])
    st.download_button(
        "Alle cijfers (CSV)",
        partial(csv_bytes, frame(found.after, read), 3),
        f"swv-organisaties-{name}.csv",
        "text/csv",
        on_click="ignore",
        icon=":material/download:",
        key="swv_organisaties_csv",
    )
    totals = "; ".join(f"{one.title} {amount_text(one, found.totals[one.code])}" for one in QUANTITIES)
    st.html(markup.small(f"Landelijk, in elk scenario gelijk: {totals}."))


def _shown(rows: Sequence[dict[str, str]]) -> None:
    st.dataframe(pd.DataFrame(rows), hide_index=True, width="stretch")


def _amounts(swv: MergedSwv) -> dict[str, str]:
    heads = {
        one.code: one.title if one.unit == "leerlingen" else f"{one.title} ({one.unit})" for one in QUANTITIES
    }
    return {
        "swv": swv.body.label,
        "bestaat uit (gewicht)": parts_text(swv),
        **{
            heads[one.code]: amount_short(one, swv.amounts[one.code]) if one.code in swv.amounts else "n.v.t."
            for one in QUANTITIES
        },
        "ontbreekt": missing_text(swv) or "–",
    }


def _joined(found: Merged) -> None:
    """Show which mergers join differing models, and of which that is not known."""
    st.html(markup.section("Modellen die samenkomen"))
    mergers = [one for one in found.after if one.is_merger]
    order = {Models.DIFFERENT: 0, Models.UNDECIDED: 1, Models.ONE: 2}
    rows = [
        {"swv": one.body.label, "samen": joined_text(one), "modellen": models_text(one)}
        for one in sorted(mergers, key=lambda one: (order[one.joined], one.body))
    ]
    if rows:
        st.html(markup.plain_table(pd.DataFrame(rows), whole=["swv"]))
    else:
        st.html(markup.small("In dit scenario bestaat geen swv uit meer dan een swv van nu."))


def _one(found: Merged, read: Organisations) -> None:
    mine = _mine()
    by_code = {f"{one.body.layer}{one.body.code}": one for one in found.after}
    if mine.swv not in by_code:
        mine.swv = next(iter(by_code))
    st.html(markup.section("Eén swv van dichtbij"))
    st.selectbox(
        "Swv van het scenario",
        list(by_code),
        format_func=lambda code: by_code[code].body.label,
        **tied(mine, "swv", "veld_organisaties_swv"),
    )
    swv = by_code[mine.swv]
    _shown([_part(swv, position, read) for position in range(len(swv.parts))])
    rates = [
        {
            "verhouding, uit de sommen": rate.title,
            "eenheid": rate.unit,
            "waarde": rate_text(rate, swv.rates[rate.code]),
        }
        for rate in RATES
        if rate.code in swv.rates
    ]
    st.html(markup.plain_table(pd.DataFrame(rates), numeric=["waarde"]))


def _part(swv: MergedSwv, position: int, read: Organisations) -> dict[str, str]:
    part = swv.parts[position]
    return {
        "swv van nu": part.body.label,
        "model": read.text(part.body.code, "model") or "onbekend",
        "inwoners hier": people(part.pupils),
        "gewicht": percent(part.weight) + (" (grenswijziging?)" if part.sliver else ""),
        **{one.title: told_text(one, part.body, read) for one in QUANTITIES},
        "peildatum": read.text(part.body.code, "peildatum") or "onbekend",
        "bron": read.text(part.body.code, "bron") or "niet genoemd",
    }


def _account(study: Study, found: Merged, read: Organisations) -> None:
    source = read.source
    apart = f" Zonder gebied, in geen som: {', '.join(read.national['code'])}." if len(read.national) else ""
    st.html(
        markup.small(
            f"Bron: {source.title}, {source.publisher}, peildatum {source.peildatum}; "
            f"{study.country.labels['inwoners']}. {swvs_told(len(read.table))} in het bestand, "
            f"{number(len(found.unlisted))} niet.{apart} {DENOMINATIONAL}"
        )
    )
    show_findings(read.findings)
