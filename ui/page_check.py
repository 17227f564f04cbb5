"""Page "Toets": an indeling against the principles and aims, and how it cuts up the country."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from data.dataset import Dataset
from ui.check import fragmentation, panel, shape
from ui.parts import Part, show_parts

_PARTS: Final[Mapping[str, Part]] = {
    "Toets aan de brief": panel.show,
    "Versnippering": fragmentation.show,
    "Vorm en samenhang": shape.show,
}


def show(dataset: Dataset) -> None:
    """Draw the page for a data set."""
    show_parts(dataset, "Toets", _PARTS, "toets")
