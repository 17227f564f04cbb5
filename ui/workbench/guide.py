"""A first-use guide of four steps, over the real map: it goes on by itself when a step is really done."""

from __future__ import annotations

from html import escape
from typing import Final

import streamlit as st

from ui.workbench.bench import bench

CHOOSE: Final = 1
ASSIGN: Final = 2
READ: Final = 3
KEEP: Final = 4

_STEPS: Final = {
    CHOOSE: (
        "Kies een swv",
        "Kies boven de kaart bij ‘Swv in hand’ voor welk swv u tekent. Typen mag: een code of een plaats.",
    ),
    ASSIGN: (
        "Klik een gemeente erbij",
        (
            "Klik op de kaart op een gemeente ernaast; zij gaat naar het swv in hand. Meer tegelijk: kies "
            "rechthoek of lasso. Zonder muis: de lijst onder de kaart kan hetzelfde."
        ),
    ),
    READ: (
        "Lees wat het doet",
        "Bij ‘Cijfers’ staat in één zin wat deze stap deed, en per maat het verschil met de basis.",
    ),
    KEEP: (
        "Maak ongedaan, of bewaar",
        (
            "Ongedaan maken kan altijd, ook terug naar een eerdere stap (bij ‘Stappen’). Bewaren staat onder "
            "de kaart. Waarmee u begon, blijft zoals het was."
        ),
    ),
}


def done(step: int) -> None:
    """Go on when the visitor has really done a step, or the one after it."""
    mine = bench()
    if mine.step in {step, step - 1} and mine.step:
        mine.step = step + 1 if step < KEEP else 0


def draw() -> None:
    """Draw the step that the visitor is at; nothing when the guide is closed."""
    at = bench().step
    with st.container(key="wb_gids"):
        if at not in _STEPS:
            return
        title, text = _STEPS[at]
        st.html(
            f'<div class="wb-guide" role="note"><b>{at}</b><div><h3>{escape(title)}'
            f"<span>stap {at} van {len(_STEPS)}</span></h3><p>{escape(text)}</p></div></div>"
        )
        row = st.container(horizontal=True, key="wb_gids_knoppen", gap="small")
        row.button("Vorige", disabled=at == CHOOSE, on_click=_go, args=(at - 1,), key="wb_gids_vorige")
        last = at == KEEP
        row.button(
            "Klaar" if last else "Volgende",
            type="primary",
            on_click=_go,
            args=(0 if last else at + 1,),
            key="wb_gids_volgende",
        )
        if not last:
            row.button("Sluit uitleg", type="tertiary", on_click=_go, args=(0,), key="wb_gids_sluit")


def reopen() -> None:
    """Draw the button that opens the guide again."""
    st.button(
        "Uitleg",
        icon=":material/help:",
        help="Vier stappen op de kaart.",
        on_click=_go,
        args=(CHOOSE,),
        disabled=bench().step in _STEPS,
        key="wb_uitleg",
    )


def _go(step: int) -> None:
    bench().step = step
