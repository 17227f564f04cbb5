"""When somebody disputes the data: put it right with name and reason, visible in every figure it touches."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from functools import partial
from typing import Any, Final

import pandas as pd
import streamlit as st

from data.corrected import told_of
from data.corrections import corrections_json, read_corrections
from geo.errors import InputError
from scenarios.notation import number
from scenarios.study import Study
from ui import markup
from ui.clock import today
from ui.corrected import corrections, make, open_folder
from ui.faults import faults_kept, literal
from ui.loading import StudyKey, postcodes_of

#: Sites that are offered for what was typed.
_MOST: Final = 40
_ABOUT: Final = (
    "Een correctie geldt voor de gegevens zelf, en dus in de basis én in elk scenario, op alle pagina’s van "
    "deze sessie. Zij staat als bron bij elk cijfer dat erop rust, en gaat mee in een scenario dat u bewaart."
)
_WHO, _WHY = "correctie_wie", "correctie_reden"
_OURS: Final = (
    "Er ging iets mis in dekkend zelf; er is niets gecorrigeerd. Probeer het opnieuw, of meld wat u deed en "
    "wat er in het venster staat waarin dekkend is gestart."
)
_OFFER: Final = "correctie_aanbod"
_SITE: Final = "correctie_vestiging"
_UPLOAD: Final = "correctie_bestand"


def show(key: StudyKey, study: Study) -> None:
    """Draw what was corrected so far, and the form for one more."""
    if key.folder != str(open_folder()):
        st.rerun()  # the whole page, not this part of it: it is about other data now
    mine = corrections()
    st.html(markup.small(_ABOUT))
    if mine.fault:
        st.error(f"De correcties passen niet op deze gegevens en tellen nu niet mee. {mine.fault}")
    if mine.refused:
        st.error(mine.refused, icon=":material/error:")
    if mine.note:
        st.success(literal(mine.note), icon=":material/check:")
    _made(study)
    _form(key, study)
    _file()


@contextmanager
def _said() -> Iterator[None]:
    """Keep why something was refused; for in callbacks, where nothing can be drawn."""
    mine = corrections()
    mine.refused, mine.note = "", ""
    with faults_kept(partial(setattr, mine, "refused"), _OURS):
        yield


def _made(study: Study) -> None:
    dataset, made = study.country.dataset, corrections().made
    told = told_of(dataset)[-len(made) :]  # those of the data set itself come before
    for position, (one, sentence) in enumerate(zip(made, told, strict=False)):
        left, right = st.columns([5, 1], vertical_alignment="center")
        left.markdown(f"{position + 1}. {literal(sentence)} {literal(one.signed)}")
        right.button(
            "Trek in",
            help=f"Neem correctie {position + 1} terug.",
            key=f"correctie_weg_{position}",
            on_click=_withdraw,
            args=(position,),
        )


def _withdraw(position: int) -> None:
    with _said():
        made = corrections().made
        make([one for place, one in enumerate(made) if place != position])
        corrections().note = "De correctie is ingetrokken; alle cijfers zijn weer zonder haar gerekend."


def _form(key: StudyKey, study: Study) -> None:
    sort = st.selectbox("Wat klopt er niet?", list(_FIELDS), key="correctie_soort")
    values = _FIELDS[sort](key, study)
    left, right = st.columns([2, 3])
    left.text_input("Wie zegt het", max_chars=100, key=_WHO)
    right.text_input("Waarom: reden of bron", max_chars=500, key=_WHY)
    signed = st.session_state.get(_WHO, "").strip() and st.session_state.get(_WHY, "").strip()
    ready = values is not None and bool(signed)
    st.button(
        "Leg de correctie vast",
        type="primary",
        disabled=not ready,
        help=None if ready else "Vul eerst in wat er niet klopt, wie het zegt en waarom.",
        on_click=_add,
        args=(values,),
        key="correctie_leg_vast",
    )


def _add(values: Mapping[str, Any]) -> None:
    with _said():
        signed = {"wie": st.session_state[_WHO], "reden": st.session_state[_WHY], "datum": today()}
        new = read_corrections("de correctie", [{**values, **signed}])
        sentence = told_of(make([*corrections().made, *new]))[-1]
        st.session_state[_WHY] = ""
        corrections().note = f"{sentence}. Alle cijfers zijn opnieuw gerekend."


def _residents(key: StudyKey, study: Study) -> dict[str, Any] | None:
    labels = postcodes_of(key)
    columns = st.columns([3, 2, 2])
    label = columns[0].selectbox(
        "Postcodegebied", list(labels), index=None, placeholder="Typ een postcode", key="correctie_pc4"
    )
    age = columns[1].selectbox("Leeftijd", ["4-11 jaar (po)", "12-17 jaar (vo)"], key="correctie_leeftijd")
    layer = "po" if "po" in age else "vo"
    now = None
    if label is not None:
        row = study.country.points["pc4"] == labels[label]
        now = float(study.country.points.loc[row, f"leerlingen_{layer}"].iloc[0])
    count = columns[2].number_input(
        "Inwoners" + ("" if now is None else f" (nu {number(round(now))})"),
        0,
        100_000,
        value=None,
        key="correctie_inwoners",
    )
    if label is None or count is None:
        return None
    return {"soort": "inwoners", "pc4": labels[label], "leeftijd": layer, "aantal": int(count)}


def _region(key: StudyKey, study: Study) -> dict[str, Any] | None:  # noqa: ARG001  # as every field
    country = study.country
    names = {name: code for code, name in sorted(country.gemeente_names.items(), key=lambda item: item[1])}
    regions = {country.region_names.get(code, code): code for code in _regions(study)}
    left, right = st.columns(2)
    place = left.selectbox(
        "Gemeente", list(names), index=None, placeholder="Typ een naam", key="correctie_gemeente"
    )
    now = "" if place is None else str(country.gemeenten.loc[names[place], "jeugdregio"])
    told_now = f" (nu {country.region_names.get(now, now)})" if now else ""
    region = right.selectbox(
        f"Hoort bij jeugdregio{told_now}",
        sorted(regions),
        index=None,
        placeholder="Kies een jeugdregio",
        key="correctie_regio",
    )
    if place is None or region is None:
        return None
    return {"soort": "jeugdregio", "gemeente": names[place], "jeugdregio": regions[region]}


def _regions(study: Study) -> list[str]:
    table = study.country.dataset["gemeenten"]
    return sorted(set(table["jeugdregio"].dropna().astype(str)))


def _site(study: Study) -> str | None:
    """Draw the choice of a site: what is typed, and what fits it."""
    left, right = st.columns(2)
    text = left.text_input(
        "Zoek de vestiging", placeholder="naam, code, plaats of postcode", key="correctie_zoek"
    )
    sites = study.country.dataset["vestigingen"]
    found = _matching(sites, text)
    if st.session_state.get(_SITE) not in found:
        st.session_state[_SITE] = next(iter(found)) if len(found) == 1 else None
    chosen = right.selectbox(
        f"Vestiging ({len(found)} gevonden)" if text.strip() else "Vestiging",
        list(found)[:_MOST],
        index=None,
        format_func=found.__getitem__,
        placeholder="Kies een vestiging" if text.strip() else "Zoek eerst",
        key=_SITE,
    )
    return None if chosen is None else str(chosen)


def _matching(sites: pd.DataFrame, text: str) -> dict[str, str]:
    """Sites (code to label) in whose name, code, town or postcode every word occurs; none without a word."""
    words = text.casefold().split()
    if not words:
        return {}
    columns = [name for name in ("naam", "vestigingscode", "plaats", "pc4") if name in sites]
    whole = sites[columns].astype("object").fillna("").agg(" ".join, axis=1)
    lower = whole.str.casefold()
    fits = pd.Series(data=True, index=sites.index)
    for word in words:
        fits &= lower.str.contains(word, regex=False)
    rows = sites[fits]
    labels = (
        f"{row['naam']}, {row['pc4']} ({row['vestigingscode']})" for row in rows[columns].to_dict("records")
    )
    return dict(zip(rows["vestigingscode"].astype(str), labels, strict=True))


def _placed(key: StudyKey, study: Study) -> dict[str, Any] | None:
    site = _site(study)
    labels = postcodes_of(key)
    label = st.selectbox(
        "Staat in postcodegebied",
        list(labels),
        index=None,
        placeholder="Typ een postcode",
        key="correctie_naar",
    )
    if site is None or label is None:
        return None
    return {"soort": "vestiging_plaats", "vestiging": site, "pc4": labels[label]}


def _counted(key: StudyKey, study: Study) -> dict[str, Any] | None:  # noqa: ARG001  # as every field
    site = _site(study)
    offers = study.country.dataset["aanbod"]
    there = offers[offers["vestigingscode"] == site].set_index("soort")["leerlingen"]
    kinds = sorted(str(one) for one in there.index)
    if st.session_state.get(_OFFER) not in kinds:
        st.session_state[_OFFER] = next(iter(kinds), None)
    left, right = st.columns(2)
    kind = left.selectbox("Soort voorziening", kinds, key=_OFFER)
    now = "" if kind is None or pd.isna(there[kind]) else f" (nu {number(round(float(there[kind])))})"
    count = right.number_input(f"Leerlingen{now}", 0, 100_000, value=None, key="correctie_leerlingen")
    if site is None or kind is None or count is None:
        return None
    told = {"soort": "vestiging_leerlingen", "vestiging": site, "voorziening": kind}
    return {**told, "leerlingen": int(count)}


def _absent(key: StudyKey, study: Study) -> dict[str, Any] | None:  # noqa: ARG001  # as every field
    site = _site(study)
    return None if site is None else {"soort": "vestiging_bestaat_niet", "vestiging": site}


def _missing(key: StudyKey, study: Study) -> dict[str, Any] | None:
    labels = postcodes_of(key)
    left, right = st.columns(2)
    name = left.text_input("Naam van de vestiging", max_chars=200, key="correctie_naam").strip()
    label = right.selectbox(
        "Postcodegebied", list(labels), index=None, placeholder="Typ een postcode", key="correctie_waar"
    )
    kinds = {kind.code: f"{kind.code}: {kind.name}" for kind in study.country.kinds}
    kind = left.selectbox("Soort", list(kinds), format_func=kinds.__getitem__, key="correctie_soort_nieuw")
    count = right.number_input(
        "Leerlingen (leeg: onbekend)", 0, 100_000, value=None, key="correctie_leerlingen_nieuw"
    )
    if not name or label is None:
        return None
    told = {"soort": "vestiging_ontbreekt", "naam": name, "pc4": labels[label], "voorziening": kind}
    return {**told, "leerlingen": None if count is None else int(count)}


_FIELDS: Final[Mapping[str, Callable[[StudyKey, Study], dict[str, Any] | None]]] = {
    "Inwoners van een postcodegebied": _residents,
    "Jeugdregio van een gemeente": _region,
    "Vestiging staat ergens anders": _placed,
    "Leerlingen van een vestiging": _counted,
    "Vestiging bestaat niet": _absent,
    "Vestiging ontbreekt": _missing,
}


def _file() -> None:
    with st.expander("Correcties als bestand", icon=":material/folder_open:"):
        made = corrections().made
        st.download_button(
            "Bewaar correcties (JSON)",
            _written,
            "correcties.json",
            "application/json",
            icon=":material/download:",
            on_click="ignore",
            disabled=not made,
            key="correctie_bewaar",
        )
        st.file_uploader(
            "Open bewaarde correcties (JSON)",
            type="json",
            max_upload_size=5,
            key=_UPLOAD,
            on_change=_uploaded,
            help="Zij komen in de plaats van wat er nu gecorrigeerd is.",
        )


def _written() -> bytes:
    body = json.dumps(corrections_json(corrections().made), ensure_ascii=False, indent=1)
    return f"{body}\n".encode()


def _uploaded() -> None:
    given = st.session_state.get(_UPLOAD)
    if given is None:
        return
    with _said():
        try:
            content = json.loads(given.getvalue().decode("utf-8-sig"))
        except (ValueError, RecursionError) as error:
            fault = "geen leesbare JSON in UTF-8; bewaar de correcties opnieuw vanuit dekkend"
            raise InputError(given.name, [fault]) from error
        made = read_corrections(given.name, content)
        make(made)
        count = "1 correctie telt" if len(made) == 1 else f"{len(made)} correcties tellen"
        corrections().note = f"Uit {given.name}: {count} nu mee, op alle pagina's."
