"""Page "Gevolgen": what a scenario changes, and for whom."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from data.dataset import Dataset
from ui.consequences import boards, gemeente, organisations, talks, traffic, transition, transport
from ui.parts import Part, show_parts

_PARTS: Final[Mapping[str, Part]] = {
    "Per gemeente": gemeente.show,
    "Overleg": talks.show,
    "Schoolbesturen": boards.show,
    "Grensverkeer": traffic.show,
    "Overgang": transition.show,
    "Leerlingenvervoer": transport.show,
    "Swv-organisaties": organisations.show,
}


def show(dataset: Dataset) -> None:
    """Draw the page for a data set."""
    show_parts(dataset, "Gevolgen", _PARTS, "gevolgen")
