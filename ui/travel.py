"""The one choice of over what distances are measured; pages share it through `Choice.settings`."""

from __future__ import annotations

from typing import Final

import streamlit as st

from scenarios.networks import Choice, choices
from scenarios.settings import STRAIGHT, Settings
from ui.state import current

_KEY: Final = "veld_netwerk"
_HELP: Final = (
    "Waarover afstanden en reistijden gaan. Modelnet: een gemodelleerd wegennet van het hele land, met "
    "bruggen, tunnels en veren. Hemelsbreed: de rechte lijn maal een omwegfactor, zonder reistijden. Een "
    "wegenkaart leest u in met ‘dekkend netwerk lees’."
)


def chooser() -> None:
    """Draw the choice. To be drawn before any figure, so that it stays when a network is refused."""
    known = list(choices())
    now = _position(known, current().settings)
    if now is None:  # read in once, and gone or changed since
        known.append(_as_set(current().settings))
        now = len(known) - 1
    st.session_state[_KEY] = now

    def store() -> None:
        choice = current()
        choice.settings = known[st.session_state[_KEY]].put_in(choice.settings)

    st.selectbox(
        "Afstanden over",
        range(len(known)),
        format_func=lambda number: known[number].label,
        key=_KEY,
        on_change=store,
        help=_HELP,
    )


def _position(known: list[Choice], settings: Settings) -> int | None:
    """Which of the choices settings were made with."""
    for number, one in enumerate(known):
        same_mode = one.mode == settings.mode or one.network == STRAIGHT
        if one.network == settings.network and same_mode and one.mark == settings.network_mark:
            return number
    return None


def _as_set(settings: Settings) -> Choice:
    label = f"{settings.network} · {settings.mode} (niet meer zo te vinden)"
    return Choice(settings.network, settings.mode, label, settings.network_mark)
