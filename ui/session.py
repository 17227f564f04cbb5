"""What one browser session holds: a typed object per subject, made when it is first asked for."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

import streamlit as st

T = TypeVar("T")


def of_session(key: str, make: Callable[[], T]) -> T:
    """Return the object that this session keeps under a key; the first time it is made."""
    if key not in st.session_state:
        st.session_state[key] = make()
    found: T = st.session_state[key]
    return found
