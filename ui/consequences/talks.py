"""Part "Overleg" of the page "Gevolgen": who meets whom, before and after."""

from __future__ import annotations

import base64
import re
from dataclasses import dataclass
from html import escape
from typing import Any, Final

import pandas as pd
import streamlit as st

from data.dutch_csv import csv_bytes
from scenarios.compare import sources_of
from scenarios.consequences.consultation import Consultation
from scenarios.consequences.consultation_file import MEASURES, SHARED, partner_rows, relation_rows
from scenarios.consequences.relations import PlaceKind
from scenarios.consequences.talks import Area, AreaLevel, Talks, talks
from scenarios.measures import measure
from scenarios.study import Study
from ui import markup
from ui.consequences import talks_tables as told
from ui.consequences.network_drawing import Named, network_drawing
from ui.consequences.records_table import records_table
from ui.loading import StudyKey, study_of
from ui.sheet.drawing import Drawing, svg

_KEY: Final = "keuze_overleg"


@dataclass(slots=True)
class _Choice:
    """What is looked at: a level, and per level an area."""

    level: AreaLevel
    areas: dict[AreaLevel, str]


def show(key: StudyKey, study: Study, name: str, base: str) -> None:
    """Draw the part."""
    found = _talks(key, name, base)
    st.html(markup.note(told.NO_MEETINGS))
    _national(found)
    area = _chosen(found)
    if area is None:
        st.html(markup.note("Dit scenario heeft geen gebieden met relaties."))
        return
    _picture(found, area)
    _list(found, area)
    _partners(found, area)
    _per_area(found)
    _downloads(study, found)


@st.cache_resource(max_entries=24, show_spinner="De relaties worden geteld…")
def _talks(key: StudyKey, name: str, base: str) -> Talks:
    return talks(study_of(key), name, base)


def _source(found: Talks, one: Consultation) -> str:
    described = measure(MEASURES[one.place_kind])
    sources = sources_of(found.study, described, found.name, "", found.base)
    return f"{sources}; {described.certain(found.study.country.model.certainty)}"


def _national(found: Talks) -> None:
    """Tell the counts of the country with their sums."""
    st.html(markup.section("Overlegrelaties in Nederland, voor en na"))
    frame = told.counts_frame(told.of_country(found.both), "paren")
    st.html(records_table(frame, numeric=_figures(frame)))
    for column, one in zip(st.columns(2, gap="medium"), found.both, strict=True):
        title = f"De optelling, met {told.WITH[one.place_kind]}"
        lines = told.arithmetic(one.counts, one.unsplit)
        column.html(_lines(title, lines) + _small(told.slivers_told(one.counts.whole, found.study.norms)))
    steps = f" {told.STEPS}" if found.with_gemeenten.merging is not None else ""
    st.html(markup.small(f"{told.FATES}{steps}"))
    st.html(markup.sources("Bronnen", [_source(found, one) for one in found.both]))


def _small(text: str) -> str:
    return markup.small(text) if text else ""


def _lines(title: str, lines: list[str]) -> str:
    items = "".join(f"<li>{escape(line)}</li>" for line in lines)
    return f'<div class="dk-area"><p class="dk-maptitle">{escape(title)}</p><ul>{items}</ul></div>'


def _choice() -> _Choice:
    if _KEY not in st.session_state:
        st.session_state[_KEY] = _Choice(AreaLevel.JEUGDREGIO, {})
    kept: _Choice = st.session_state[_KEY]
    return kept


def _per_area(found: Talks) -> None:
    """Fold out the counts of all areas of the chosen level."""
    level = _choice().level
    with st.expander(f"Aantallen van alle gebieden, per {level.value}"):
        for one in found.both:
            if level is AreaLevel.GEMEENTE and one.place_kind is PlaceKind.JEUGDREGIO:
                continue
            counted = {area.name: counts for area, counts in found.all_counts(level, one).items()}
            st.html(markup.small(f"Paren van een swv en een {one.place_kind.value}"))
            st.dataframe(
                told.counts_frame(counted, level.value), hide_index=True, width="stretch", height=300
            )
        st.html(markup.small(told.FOLLOWS if level is AreaLevel.SWV_AFTER else told.FATES))


def _chosen(found: Talks) -> Area | None:
    """Draw the choice of a level and an area."""
    st.html(markup.section("Wie met wie"))
    choice = _choice()
    left, right = st.columns([2, 3])
    left.selectbox(
        "Per",
        list(AreaLevel),
        format_func=lambda level: level.value,
        **_bound("overleg_niveau", choice.level, lambda level: setattr(choice, "level", level)),
    )
    areas = {area.key: area for area in found.areas(choice.level)}
    if not areas:
        return None
    key = choice.areas.get(choice.level, "")
    key = key if key in areas else next(iter(areas))
    level = choice.level
    right.selectbox(
        "Gebied",
        list(areas),
        format_func=lambda one: areas[one].name,
        **_bound(f"overleg_{level.name}", key, lambda one: choice.areas.__setitem__(level, one)),
    )
    return areas[key]


def _bound(widget: str, value: Any, store: Any) -> dict[str, Any]:  # noqa: ANN401  # whatever is chosen
    """Tie a widget to what is remembered: pass the result on as its keyword arguments."""
    st.session_state[widget] = value
    return {"key": widget, "on_change": lambda: store(st.session_state[widget])}


def _list(found: Talks, area: Area) -> None:
    """List who meets whom in an area."""
    for one in found.both:
        listed = found.listed(area, one)
        if not listed:
            continue
        lines = told.arithmetic(found.counts(area, one), "" if area.body else one.unsplit)
        told_lines = lines[:1] if area.level is AreaLevel.SWV_BEFORE else lines
        st.html(_lines(f"{area.name}: relaties van swv's met {told.WITH[one.place_kind]}", told_lines))
        frame = told.meeting_frame(found.study, one, listed)
        st.html(records_table(_without_empty(frame), numeric=_figures(frame)))
    if area.level is AreaLevel.SWV_AFTER:
        st.html(markup.small(told.FOLLOWS))
    st.html(
        markup.small(
            "Gedeelde inwoners: van de leeftijd van het swv, geschat; vallen een swv po en een swv vo samen, "
            f"dan opgeteld. Bronnen: {sources_of(found.study, measure(SHARED), found.name, '', found.base)}."
        )
    )


def _figures(frame: pd.DataFrame) -> list[str]:
    return [str(name) for name in frame.columns if name not in told.WORDS]


def _without_empty(frame: pd.DataFrame) -> pd.DataFrame:
    """Leave out the column of border changes where there is none."""
    column = "grenswijziging?"
    return frame if frame.empty or (frame[column] != "").any() else frame.drop(columns=column)


def _picture(found: Talks, area: Area) -> None:
    """Draw the network of the area's jeugdregio, for a desk and for a telephone."""
    region = found.region(area)
    if not region:
        st.html(markup.small("Dit gebied ligt in geen jeugdregio; er is geen tekening."))
        return
    study = found.study
    country = study.country
    named = Named(
        country.region_names.get(region, region),
        country.gemeente_names,
        study.arrangement(found.base).title,
        study.arrangement(found.name).title,
    )
    st.html(markup.section(f"Tekening: jeugdregio {named.region}"))
    network = found.picture(region)
    wide, narrow = (network_drawing(network, named, narrow=one) for one in (False, True))
    st.html(_image(wide, "dk-breed") + _image(narrow, "dk-smal"))
    what = "Een lijn is een overlegrelatie van een swv met een gemeente van deze jeugdregio."
    st.html(markup.small(f"{what} {wide.description}"))
    if area.level is not AreaLevel.JEUGDREGIO:
        here = Area(AreaLevel.JEUGDREGIO, region, named.region)
        with st.expander("De relaties in de tekening als tabel"):
            for one in found.both:
                frame = told.meeting_frame(study, one, found.listed(here, one))
                st.html(records_table(_without_empty(frame), numeric=_figures(frame)))
    st.download_button(
        "Tekening opslaan (SVG)",
        svg(wide),
        f"overleg-{_slug(named.region)}-{_slug(found.name)}.svg",
        "image/svg+xml",
    )


def _image(drawing: Drawing, shown: str) -> str:
    """Put a drawing in the page as an image: Streamlit takes drawings out of HTML, images it leaves."""
    data = base64.b64encode(svg(drawing).encode()).decode()
    alt = escape(f"{drawing.title}. {drawing.description}")
    return (
        f'<img class="{shown}" alt="{alt}" src="data:image/svg+xml;base64,{data}" '
        f'style="width:100%;max-width:{drawing.width:g}px">'
    )


def _partners(found: Talks, area: Area) -> None:
    """Tell which partners gemeenten lose and gain."""
    st.html(markup.section("Partners: met welke gemeenten in één swv"))
    st.html(markup.small(told.PARTNERS))
    changes = [found.partners[code] for code in found.gemeenten(area) if code in found.partners]
    if area.level is AreaLevel.GEMEENTE:
        (change,) = changes
        st.html(_lines(area.name, told.partner_arithmetic(change)))
        frame = told.partner_frame(found.study, change)
        none = markup.small(f"{area.name} deelt met geen enkele gemeente een swv, ook niet in het scenario.")
        st.html(none if frame.empty else records_table(_without_empty(frame)))
        return
    frame = told.partner_summary(found.study, changes)
    st.html(records_table(frame, numeric=_figures(frame)))
    st.html(markup.small("Verliest en krijgt gaan over de eigen jeugdregio, tenzij er ‘buiten’ staat."))


def _downloads(study: Study, found: Talks) -> None:
    """Offer all relations and all partners of the country as files, with sources and dates."""
    frames = [relation_rows(study, found.name, found.base, one) for one in found.both]
    files = (
        ("Alle relaties (CSV)", "relaties", pd.concat(frames)),
        (
            "Alle partners (CSV)",
            "partners",
            partner_rows(study, found.name, found.base, found.partners.values()),
        ),
    )
    for column, (label, what, frame) in zip(st.columns(len(files)), files, strict=True):
        column.download_button(
            label,
            csv_bytes(frame),
            f"{what}-{_slug(found.name)}.csv",
            "text/csv",
            width="stretch",
        )


def _slug(text: str) -> str:
    """Reduce a name to what fits in a file name.

    Examples
    --------
    >>> _slug("Midden-Brabant (Hart van Brabant)")
    'midden-brabant-hart-van-brabant'
    """
    return re.sub(r"[^a-z0-9]+", "-", text.casefold()).strip("-")
