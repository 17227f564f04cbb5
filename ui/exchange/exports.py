"""Panel "Delen": an indeling and its figures as files; what takes a moment is made when asked for."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Hashable
from functools import partial
from pathlib import Path
from typing import Final

import streamlit as st

from geo.distance import Progress
from scenarios.compare import compare
from scenarios.exchange.workbook import Asked, figures_workbook
from scenarios.indeling_csv import indeling_bytes
from scenarios.scenario import Scenario
from scenarios.study import Study
from scenarios.unassigned import unassigned_told
from ui import long_work, markup
from ui.clock import today
from ui.exchange.chosen import file_stem, notes_on, scenario_of
from ui.exchange.geo_file import Content, geojson, geopackage
from ui.exchange.picture import Pictured, PictureFormat, picture
from ui.faults import faults_shown, literal
from ui.handout import handout
from ui.loading import StudyKey

_MIME: Final = {
    ".csv": "text/csv",
    ".json": "application/json",
    ".geojson": "application/geo+json",
    ".gpkg": "application/geopackage+sqlite3",
    ".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    ".html": "text/html",
    ".png": "image/png",
    ".svg": "image/svg+xml",
    ".pdf": "application/pdf",
}
_WHOLE: Final = "heel Nederland"
_ABOUT: Final = (
    "Elk bestand noemt de indeling, de bronnen met peildatum, de gegevensset en de datum van vandaag. Het "
    "scenario (JSON) geeft op een andere computer met dezelfde gegevens precies dezelfde cijfers."
)


def show(key: StudyKey, study: Study, name: str, base: str, place: str = "delen") -> None:
    """Draw the panel.

    Parameters
    ----------
    name, base
        Ids of the indeling, and of what its figures are held against.
    place
        Tells panels on one page apart.
    """
    with faults_shown():
        title = study.arrangement(name).title
        st.html(markup.note(_ABOUT))
        st.html(markup.section(f"De indeling: {title}"))
        _indeling(key, study, name, file_stem(title), place)
        st.html(markup.section(f"De cijfers, tegenover {study.arrangement(base).title}"))
        figures(key, study, [name], base, place)
        st.html(markup.section("De kaart als afbeelding"))
        _picture(key, study, name, base, place)


def _indeling(key: StudyKey, study: Study, name: str, stem: str, place: str) -> None:
    saved, day = scenario_of(study, name), today()
    offers: tuple[tuple[str, str, str, Callable[[], bytes]], ...] = (
        ("Scenario (JSON)", f"{stem}.json", "om verder mee te werken", partial(_json, saved)),
        ("Tabel (CSV)", f"{stem}.csv", "gemeente;pc4;swv", partial(_csv, study, name)),
        ("Swv's (GeoJSON)", f"{stem}-swv.geojson", "vlakken met cijfers, WGS84",
         partial(geojson, study, name, day)),
        ("Gemeenten (GeoJSON)", f"{stem}-gemeenten.geojson", "met hun swv, WGS84",
         partial(geojson, study, name, day, Content.PARTS)),
    )  # fmt: skip
    if missing := unassigned_told(study.country, study.arrangement(name)):
        st.warning(f"{literal(missing)} en dus geen rij in de tabel (CSV).", icon=":material/warning:")
    for column, (label, file, told, make) in zip(st.columns(len(offers)), offers, strict=True):
        column.download_button(
            label,
            make,
            file,
            _MIME[Path(file).suffix],
            icon=":material/download:",
            help=told,
            on_click="ignore",
            width="stretch",
            key=f"{place}_{label}",
        )
    _made(
        f"{place}_lagen", (key, "lagen", name, day), "Kaartlagen (GeoPackage, RD New)", f"{stem}.gpkg",
        partial(_layers, study, name, day),
    )  # fmt: skip


def _layers(study: Study, name: str, day: dt.date, tell: Progress) -> bytes:
    """Write a GeoPackage: the disk can refuse it, so it is made before it is offered."""
    tell(0, 1)
    return geopackage(study, name, day)


def _json(saved: Scenario) -> bytes:
    return (saved.model_dump_json(indent=1) + "\n").encode()


def _csv(study: Study, name: str) -> bytes:
    return indeling_bytes(study.arrangement(name), study.country)


def figures(key: StudyKey, study: Study, names: list[str], base: str, place: str = "delen") -> None:
    """Offer the figures of one or more scenarios: a workbook, and a page that needs no network."""
    if not names:
        return
    notes = {name: notes_on(study, name) for name in names}
    stem = file_stem("vergelijking " + " ".join(study.arrangement(name).title for name in names))
    asked = Asked(tuple(names), base, today(), notes)
    marks = [len(one.minutes) + len(one.steps) for one in notes.values()]
    left, right = st.columns(2)
    with left:
        _made(
            f"{place}_werkmap", (key, "werkmap", tuple(names), base, tuple(marks), asked.made),
            "Cijfers (Excel)", f"{stem}.xlsx", partial(_workbook, study, asked),
        )  # fmt: skip
    with right:
        _made(
            f"{place}_pagina", (key, "pagina", tuple(names), base, tuple(marks)),
            "Kaarten, conclusie en tabellen (HTML)", f"{stem}.html", partial(_page, study, asked),
        )  # fmt: skip


def _workbook(study: Study, asked: Asked, tell: Progress) -> bytes:
    return figures_workbook(study, asked, progress=tell)


def _page(study: Study, asked: Asked, tell: Progress) -> bytes:
    found = compare(study, asked.names, asked.base, progress=lambda done, total: tell(done, total * 2))
    return handout(study, found, asked.names, study.country.kinds, asked.notes).encode()


def _picture(key: StudyKey, study: Study, name: str, base: str, place: str) -> None:
    arrangement, country = study.arrangement(name), study.country
    layer = "po"
    columns = list(st.columns(3 if arrangement.is_merged else 4, vertical_alignment="bottom"))
    if not arrangement.is_merged:
        chosen = columns.pop(0).segmented_control("Laag", ["po", "vo"], default="po", key=f"{place}_laag")
        layer = chosen or "po"
    regions = {code for code in country.region_of_point("jeugdregio") if code}
    named = {f"r{code}": f"jeugdregio {country.region_names.get(code, code)}" for code in sorted(regions)}
    drawn = arrangement.layer(layer)
    named |= {f"s{code}": f"swv {drawn.label(code)}" for code in drawn.codes}
    area = (
        columns[0].selectbox(
            "In beeld",
            ["", *named],
            format_func=lambda one: named.get(one, _WHOLE),
            key=f"{place}_gebied_{layer}",
        )
        or ""
    )
    written = PictureFormat(
        columns[1].selectbox(
            "Als", list(PictureFormat), format_func=lambda one: str(one).upper(), key=f"{place}_vorm"
        )
        or PictureFormat.PNG
    )
    hatched = columns[2].checkbox("Arceer wat wijzigt", value=base != name, key=f"{place}_arceer")
    asked = Pictured(
        name, layer, today(), base=base if hatched and base != name else "",
        region=area[1:] if area.startswith("r") else "", swv=area[1:] if area.startswith("s") else "",
    )  # fmt: skip
    stem = file_stem(" ".join(("kaart", arrangement.title, named.get(area, ""))))
    made = _made(
        f"{place}_kaart", (key, "kaart", asked, written), "Kaart", f"{stem}.{written}",
        partial(_drawn, study, asked, written),
    )  # fmt: skip
    if made is not None and written is PictureFormat.PNG:
        st.image(made, caption=f"{arrangement.title}; 3840 bij 2160 beeldpunten", width="stretch")


def _drawn(study: Study, asked: Pictured, written: PictureFormat, tell: Progress) -> bytes:
    tell(0, 1)
    return picture(study, asked, written)


def _made(slot: str, key: Hashable, label: str, file: str, work: Callable[[Progress], bytes]) -> bytes | None:
    """Offer to make a file, show how far that is, and then offer the file itself."""
    found = long_work.outcome(slot, key, bytes)
    if found is not None:
        st.download_button(
            f"Download: {label}",
            found,
            file,
            _MIME[Path(file).suffix],
            icon=":material/download:",
            type="primary",
            on_click="ignore",
            key=f"{slot}_download",
        )
        return found
    if not long_work.panel(slot, label):
        st.button(
            f"Maak: {label}",
            icon=":material/build:",
            key=f"{slot}_maak",
            on_click=long_work.start,
            args=(slot, key, work),
        )
    return None
