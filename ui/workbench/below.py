"""Under the map, one part at a time: the list, all swv's, the steps, keeping, and files."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final

import streamlit as st

from scenarios.drawing.standing import Standing
from ui import facility_history
from ui.exchange import exports, imports
from ui.faults import faults_shown
from ui.keeping import kept
from ui.room import corrections
from ui.state import tied
from ui.workbench import history, listing, swvs
from ui.workbench.bench import Work, bench

#: Name of the part where scenarios are kept.
KEEP: Final = "Bewaren"


def show(work: Work, found: Standing) -> None:
    """Draw the choice of a part, and the one that is chosen."""
    mine = bench()
    if mine.below not in _PARTS:
        mine.below = next(iter(_PARTS))
    st.segmented_control(
        "Onder de kaart",
        list(_PARTS),
        required=True,
        wrap=True,
        label_visibility="collapsed",
        **tied(mine, "below", "wb_onder"),
    )
    with st.container(), faults_shown():
        _PARTS[mine.below](work, found)


def _history(work: Work, found: Standing) -> None:  # noqa: ARG001
    history.show(work)


def _keep(work: Work, found: Standing) -> None:  # noqa: ARG001
    kept.show(work.key, work.study)
    facility_history.aside(work.key)


def _import(work: Work, found: Standing) -> None:  # noqa: ARG001
    imports.show(work.key, work.study)


def _export(work: Work, found: Standing) -> None:  # noqa: ARG001
    exports.show(work.key, work.study, work.name, work.base)


def _correct(work: Work, found: Standing) -> None:  # noqa: ARG001
    corrections.show(work.key, work.study)


_Part = Callable[[Work, Standing], None]
_PARTS: Final[Mapping[str, _Part]] = {
    "Lijst": listing.show,
    "Swv's": swvs.all_swvs,
    "Stappen": _history,
    KEEP: _keep,
    "Inlezen": _import,
    "Meenemen": _export,
    "Correctie": _correct,
}
