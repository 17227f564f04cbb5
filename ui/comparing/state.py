"""What is looked at on the page "Vergelijken", kept for the session, and what is made once for all parts."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

import streamlit as st

from scenarios.compare import Level
from scenarios.weighing.differences import (
    DistanceChange,
    PlaceChange,
    distance_changes,
    place_changes,
)
from scenarios.weighing.weigh import Weighing, weigh
from ui import state
from ui.assets import publish
from ui.comparing import difference
from ui.documents import Reference
from ui.loading import StudyKey, comparison_of, outlines_of, study_of
from ui.session import of_session

_KEY: Final = "vergelijken"
#: What the map of the scenario can show.
AREAS, MOVES, DISTANCES = "Indeling", "Wie wisselt", "Verschil in afstand"


@dataclass(slots=True)
class Looked:
    """What is looked at.

    Attributes
    ----------
    part
        Name of the part of the page.
    map
        What the map of the scenario shows.
    group, codes, sort
        Group of measures in the table, the measures of it, and by which it is sorted (empty: as chosen).
    across, upward
        Measures of the trade-off.
    tested, variants
        Measures whose order is tested, and codes of the variants; None until somebody chose.
    """

    part: str = ""
    map: str = AREAS
    group: str = ""
    codes: list[str] = field(default_factory=list)
    sort: str = ""
    across: str = "dekking_acceptabel"
    upward: str = "leerlingen_afwijkend"
    tested: list[str] = field(
        default_factory=lambda: ["dekking_acceptabel", "afstand_gemiddeld", "leerlingen_afwijkend"]
    )
    variants: list[str] | None = None


def looked() -> Looked:
    """Return what this session looks at."""
    return of_session(_KEY, Looked)


def tied(name: str, then: Callable[[], None] | None = None) -> dict[str, Any]:
    """Tie a widget to one field: pass the result on as its keyword arguments."""
    return state.tied(looked(), name, f"vergelijken_{name}", then)


def fit(name: str, options: Sequence[str], default: str) -> None:
    """Set a field to a default where what was chosen is not there (any more)."""
    if getattr(looked(), name) not in options:
        setattr(looked(), name, default)


@st.cache_resource(max_entries=40, show_spinner="De scenario's worden gewogen…")
def weighing_of(key: StudyKey, names: tuple[str, ...], base: str, kind: str) -> Weighing:
    """Weigh scenarios on every measure; comparisons that were made for the overview are used again."""
    made = {name: comparison_of(key, name, base, "", Level.LAND) for name in names}
    return weigh(study_of(key), names, base, kind, compared={**made, base: next(iter(made.values()))})


@st.cache_resource(max_entries=60, show_spinner="Het verschil wordt getekend…")
def moves_layer(key: StudyKey, name: str, base: str, age: str) -> tuple[Reference, tuple[PlaceChange, ...]]:
    """Return the address of the layer of who gets another swv, and what it shows."""
    study = study_of(key)
    after = study.arrangement(name)
    found = place_changes(study.country, study.arrangement(base), after, age)
    drawn = difference.moves_document(study.country, outlines_of(key, after.units), after.units, found)
    return publish("verschil", drawn), found


@st.cache_resource(max_entries=60, show_spinner="Het verschil wordt getekend…")
def distances_layer(
    key: StudyKey, name: str, base: str, kind: str
) -> tuple[Reference, tuple[DistanceChange, ...]]:
    """Return the address of the layer of how much further or nearer a kind is, and what it shows."""
    study = study_of(key)
    units = study.arrangement(name).units
    described = next(one for one in study.country.kinds if one.code == kind)
    found = distance_changes(study, name, base, described)
    drawn = difference.distances_document(study.country, outlines_of(key, units), units, found, kind)
    return publish("verschil", drawn), found
