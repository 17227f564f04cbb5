"""Keys that turn the steps: arrows, PageDown, PageUp, Esc; and what a screen reader says of a step."""

from __future__ import annotations

from importlib.resources import files
from typing import Final

import streamlit as st

_UNSEEN: Final = (
    ".zaal-gezegd { position: absolute; width: 1px; height: 1px; margin: -1px; overflow: hidden; "
    "clip-path: inset(50%); white-space: nowrap; }"
)
_COMPONENT: Final = st.components.v2.component(
    "zaaltoetsen", js=files("ui").joinpath("static/zaal.js").read_text(encoding="utf-8"), css=_UNSEEN
)


def listen(said: str) -> None:
    """Have keys turn the steps by their buttons, and have a text said that tells what is shown.

    Parameters
    ----------
    said
        Plain text; said when it differs from what was said before.
    """
    _COMPONENT(key="zaal_toetsen", data={"gezegd": said}, height=1)
