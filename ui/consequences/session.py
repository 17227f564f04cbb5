"""Choices on the page "Gevolgen" that outlive a visit to another part or page."""

from __future__ import annotations

from typing import Any

import streamlit as st


def tied(kept: Any, name: str, widget: str) -> dict[str, Any]:  # noqa: ANN401  # any dataclass of choices
    """Tie a widget to a field of an object in the session: pass the result on as its keyword arguments.

    Streamlit forgets a widget's value when it is not drawn; the field does not.

    Parameters
    ----------
    kept, name
        The object, and its field.
    widget
        Key of the widget.
    """
    st.session_state[widget] = getattr(kept, name)

    def store() -> None:
        setattr(kept, name, st.session_state[widget])

    return {"key": widget, "on_change": store}
