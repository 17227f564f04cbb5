"""The map of a step: read-only, with large names, and a gemeente that is pointed out."""

from __future__ import annotations

from dataclasses import replace
from html import escape
from typing import Final

import numpy as np
import streamlit as st

from scenarios.consequences.moves import ORDER, Move, moves
from scenarios.presentation import Step, View
from scenarios.study import Study
from ui.loading import StudyKey, outlines_of
from ui.map_source import source_line
from ui.palette import STROKES
from ui.room.views import units_of, where
from ui.workbench.map import Flash, Told, Tool, sites_of, told_of, work_map

#: Borders of the swv's themselves are always drawn.
_ALWAYS: Final = ("swv",)


def layer_of(study: Study, step: Step) -> str:
    """Return the layer that a step draws: empty where one swv serves both."""
    return "" if study.arrangement(step.scenario).is_merged else step.laag


def told(key: StudyKey, study: Study, step: Step, turn: int = 0) -> Told:
    """Return what the map of a step is told.

    Parameters
    ----------
    turn
        Higher where the map has to look again where the step says.

    Raises
    ------
    UnknownNameError
        If its scenario or its area is not there.
    """
    layer = layer_of(study, step)
    now = study.arrangement(step.scenario)
    drawn = now.layer(layer or "po")
    borders = [*_ALWAYS]
    borders += ["jeugdregio"] if "jeugdregio" in step.lagen else []
    borders += ["gemeente"] if "gemeenten" in step.lagen else []
    changed = _changed(key, study, step) if "gewijzigd" in step.lagen else None
    latitude, longitude, zoom = where(study, drawn, outlines_of(key, drawn.units), step.beeld)
    return told_of(
        key,
        study,
        step.scenario,
        layer,
        tool=Tool.LOOK,
        borders=tuple(borders),
        sites=sites_of(key, study, step.soort) if "vestigingen" in step.lagen else None,
        changed=changed,
        view=(latitude, longitude, zoom, turn),
        read_only=True,
        large=True,
        label=f"Kaart: {now.title}",
        source="",
    )


def _changed(key: StudyKey, study: Study, step: Step) -> tuple[int, ...]:
    """Return the units that go to another swv than most of their former swv does."""
    return _elsewhere(key, study, step.scenario, step.basis, step.laag)


@st.cache_resource(max_entries=60, show_spinner=False)
def _elsewhere(key: StudyKey, _study: Study, name: str, base: str, age: str) -> tuple[int, ...]:  # noqa: ARG001
    before, after = _study.arrangement(base), _study.arrangement(name)
    ranks = moves(_study.country, before, after)[age].ranks()
    gone = (ranks == ORDER.index(Move.ELSEWHERE)).astype(np.float64)
    return tuple(np.flatnonzero(after.units.sums(gone) > 0).tolist())


def flash_of(study: Study, step: Step, gemeente: str, number: int) -> Flash | None:
    """Point out a gemeente; nothing for none."""
    if not gemeente:
        return None
    drawn = study.arrangement(step.scenario).layer(layer_of(study, step) or "po")
    inside = units_of(study, drawn, View(soort="gemeente", code=gemeente))
    ids = tuple(str(drawn.units.ids[at]) for at in np.flatnonzero(inside))
    return Flash(f"{gemeente}:{number}", ids, zoom=True) if ids else None


def pointing(what: Told, flash: Flash | None) -> Told:
    """Return what the map is told, with something pointed out."""
    return replace(what, flash=flash)


def legend(study: Study, step: Step, what: Told) -> str:
    """Write what lines, hatching and symbols mean, in large type, and under it the sources of the map."""
    swv, region = STROKES["swv"].color, STROKES["jeugdregio"].color
    parts = {f'<i class="lijn" style="border-color:{swv}"></i>': "grens van een swv"}
    if "jeugdregio" in step.lagen:
        parts[f'<i class="lijn stip" style="border-color:{region}"></i>'] = "grens van een jeugdregio"
    if what.changed is not None:
        gone = f"naar een ander swv dan de hoofdmoot van het oude swv {step.laag}"
        parts['<i class="arcering"></i>'] = gone
    if what.sites is not None:
        shape = f"clip-path:path('{what.sites.path}');background:{what.sites.colour}"
        parts[f'<i class="teken" style="{shape}"></i>'] = f"vestiging {step.soort}"
    told = "".join(f"<span>{sign}{escape(words)}</span>" for sign, words in parts.items())
    source = source_line(
        study.country, study.arrangement(step.scenario).layer(layer_of(study, step) or "po").peildatum
    )
    return (
        f'<div class="zaal-legenda">{told}</div><p class="zaal-bron">Rekenvoorbeeld, geen beleid. Een kleur '
        f"onderscheidt alleen buren. {escape(source)}</p>"
    )


def draw(what: Told, height: int) -> None:
    """Draw the map."""
    with st.container(key="zaal_kaart"):
        work_map(what, "zaalkaart", height)
