"""Panel "Inlezen": an indeling from a file, looked at and answered before anything is taken over."""

from __future__ import annotations

import hashlib
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Final

import pandas as pd
import streamlit as st

from data.dutch_csv import csv_bytes
from geo.errors import DekkendError
from scenarios.exchange.findings import About, Question
from scenarios.exchange.preview import Preview, left_out_told, preview
from scenarios.measures import measure
from scenarios.notation import counted, figure, number, swvs_told
from scenarios.ready_made import UnavailableIndelingError
from scenarios.study import Study
from ui import markup
from ui.drafts import desk, told
from ui.faults import literal, message
from ui.loading import StudyKey, available
from ui.session import of_session

_KEY: Final = "inlezen"
#: Questions that are drawn at a time; the others follow when these are answered.
_SHOWN: Final = 40
_ABOUT: Final = (
    "Een tabel (CSV) met gemeente;swv, desgewenst met pc4, of met swv_po;swv_vo voor twee lagen; "
    "of een kaart (GeoJSON, GeoPackage) met gemeenten of met getekende vlakken van swv's. U ziet eerst wat "
    "erin staat; er verandert niets voor u het overneemt."
)
_SYSTEMS: Final[Mapping[str, str]] = {
    "": "zoals het bestand zegt", "wgs84": "graden (WGS84)", "rd": "RD New (meters)"
}  # fmt: skip
_FREE: Final = "vrij"
_EXAMPLE: Final = pd.DataFrame(
    [("Utrecht", "", "A"), ("GM0310", "", "A"), ("Amsterdam", "", "B"), ("Amsterdam", "1102", "C")],
    columns=["gemeente", "pc4", "swv"],
)


@dataclass(slots=True)
class _Reading:
    """What a visitor is reading in.

    Attributes
    ----------
    mark
        Of the file, its answers and the data, that `found` was made of.
    found
        The preview; None where the file could not be read.
    fault
        Why it could not (Markdown).
    answers
        Per file, by its digest, what was answered.
    """

    mark: str = ""
    found: Preview | None = None
    fault: str = ""
    answers: dict[str, dict[str, str]] = field(default_factory=dict)


def _reading() -> _Reading:
    return of_session(_KEY, _Reading)


def show(key: StudyKey, study: Study) -> None:
    """Draw the panel."""
    st.html(markup.note(_ABOUT))
    left, right = st.columns([3, 2], vertical_alignment="bottom")
    uploaded = left.file_uploader(
        "Bestand met een indeling", type=["csv", "txt", "geojson", "json", "gpkg"], key="inlezen_bestand"
    )
    right.download_button(
        "Voorbeeld (CSV)",
        csv_bytes(_EXAMPLE),
        "voorbeeld-indeling.csv",
        "text/csv",
        icon=":material/download:",
        on_click="ignore",
        key="inlezen_voorbeeld",
    )
    if uploaded is None:
        return
    is_map = not uploaded.name.casefold().endswith((".csv", ".txt"))
    crs = ""
    if is_map:
        crs = right.selectbox(
            "Coördinaten", list(_SYSTEMS), format_func=_SYSTEMS.__getitem__, key="inlezen_stelsel"
        )
    _looked_at(key, study, uploaded.name, uploaded.getvalue(), crs or "")


def _looked_at(key: StudyKey, study: Study, name: str, content: bytes, crs: str) -> None:
    mine = _reading()
    digest = hashlib.sha256(content).hexdigest()[:16]
    answers = mine.answers.setdefault(digest, {})
    mark = f"{digest}|{name}|{crs}|{key.data_version}|{key.settings}|{sorted(answers.items())}"
    if mark != mine.mark:
        mine.found, mine.fault = _read(study, name, content, answers, crs)
        mine.mark = mark
    if mine.found is None:
        st.error(mine.fault, icon=":material/error:")
        return
    _summary(mine.found)
    _questions(study, mine.found, digest)
    rest = _left_out(key, study, mine.found)
    _take(study, mine.found, rest, digest)


def _read(
    study: Study, name: str, content: bytes, answers: Mapping[str, str], crs: str
) -> tuple[Preview | None, str]:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / (Path(name).name or "indeling.csv")
        path.write_bytes(content)
        try:
            return preview(path, study.country, answers, accept=True, crs=crs), ""
        except DekkendError as error:
            return None, message(error)


def _summary(found: Preview) -> None:
    count = counted(float(found.rows), "rij of object", "rijen of objecten")
    st.markdown(f"**{literal(found.name)}**: {found.form}, {count}, {swvs_told(len(found.swvs))}.")
    if found.remarks:
        rows = [(one.where or "bestand", one.what, one.done) for one in found.remarks]
        frame = pd.DataFrame(rows, columns=["plaats", "gevonden", "wat dekkend doet"])
        with st.expander(counted(len(rows), "opmerking", "opmerkingen"), icon=":material/info:"):
            st.html(markup.plain_table(frame))
    described = measure("leerlingen")
    swvs = pd.DataFrame(
        [(one.layer, one.code, one.gemeenten, figure(described, one.residents)) for one in found.swvs],
        columns=["laag", "swv", "gemeenten (ook deels)", "inwoners (geschat)"],
    )
    with st.expander(f"De swv's die het worden: {len(swvs)}", icon=":material/list:"):
        st.dataframe(swvs, hide_index=True, width="stretch")


def _questions(study: Study, found: Preview, digest: str) -> None:
    if not found.questions:
        return
    open_ = len(found.unanswered)
    st.html(markup.section(counted(len(found.questions), "vraag", "vragen") + " over het bestand"))
    left = (
        f"{counted(open_, 'vraag', 'vragen')} nog zonder antwoord."
        if open_
        else "Elke vraag heeft een antwoord."
    )
    st.html(markup.small(f"{left} Een voorstel staat al ingevuld; kies iets anders als het niet klopt."))
    first = sorted(found.questions, key=lambda one: one not in found.unanswered)
    for one in first[:_SHOWN]:
        _question(study, one, digest)
    if len(first) > _SHOWN:
        st.html(
            markup.small(f"En nog {number(len(first) - _SHOWN)}; die krijgen het voorstel, of volgen hierna.")
        )


def _question(study: Study, one: Question, digest: str) -> None:
    answers = _reading().answers[digest]
    labels = dict(one.options)
    if one.about is About.GEMEENTE:
        names = study.country.gemeente_names
        every = sorted(names, key=lambda code: names[code].lstrip("'").casefold())
        labels |= {code: f"{names[code]} ({code})" for code in every if code not in labels}
    given = answers.get(one.key, one.proposed)
    options = list(labels)
    widget = f"vraag_{digest}_{one.key}"

    def store() -> None:
        chosen = st.session_state[widget]
        if chosen is None:
            answers.pop(one.key, None)
        else:
            answers[one.key] = chosen

    left, right = st.columns([3, 2], vertical_alignment="center")
    wanted = f"; verwacht {literal(one.expected)}" if one.expected else ""
    advice = f"; {literal(one.advice)}" if one.advice else ""
    left.markdown(f"**{literal(one.where)}**, {literal(one.column)}: {literal(one.what)}{wanted}{advice}")
    right.selectbox(
        f"Antwoord: {one.where}, {one.column}",
        options,
        index=options.index(given) if given in options else None,
        format_func=labels.__getitem__,
        placeholder="kies een antwoord",
        label_visibility="collapsed",
        key=widget,
        on_change=store,
    )


def _left_out(key: StudyKey, study: Study, found: Preview) -> str | None:
    """Ask what becomes of gemeenten that are left out; None while that is not said."""
    if not found.left_out:
        return ""
    st.warning(literal(left_out_told(study.country, found.left_out)) + ".", icon=":material/help:")
    bases = {_FREE: "die horen (nog) bij geen swv"}
    for name, title in available(key)[0].items():
        try:
            if study.arrangement(name).is_merged == found.is_merged:
                bases[name] = f"die blijven zoals in: {title}"
        except UnavailableIndelingError:
            continue
    chosen = st.selectbox(
        "Gemeenten die ontbreken", list(bases), index=None, format_func=bases.__getitem__,
        placeholder="kies wat ermee gebeurt", key="inlezen_rest",
    )  # fmt: skip
    return None if chosen is None else "" if chosen == _FREE else chosen


def _take(study: Study, found: Preview, rest: str | None, digest: str) -> None:
    title = st.text_input("Titel", value=Path(found.name).stem, max_chars=120, key=f"inlezen_titel_{digest}")
    ready = found.change is not None and rest is not None
    why = None if ready else "Beantwoord eerst de open vragen hierboven."
    st.button(
        "Neem over als nieuw ontwerp",
        type="primary",
        icon=":material/input:",
        disabled=not ready,
        help=why,
        key="inlezen_neem_over",
        on_click=_taken,
        args=(study, found, rest or "", title),
    )


def _taken(study: Study, found: Preview, rest: str, title: str) -> None:
    """Begin a draft with the indeling; the one that was being made is laid aside."""
    with told():
        draft = replace(found.draft(study, rest), title=title.strip())
        draft.known_to(study)
        desk().start(draft)
        desk().note = f"Ingelezen uit {found.name}: {swvs_told(len(found.swvs))}. Het is nu uw ontwerp."
