"""Findings: what a reader dropped, mended or doubts, with a count and examples."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum


class Severity(StrEnum):
    """How much a finding matters to whoever reads a figure made from the data."""

    INFO = "ter info"
    MENDED = "hersteld"
    DROPPED = "weggelaten"
    DOUBT = "twijfel"


@dataclass(frozen=True, slots=True)
class Finding:
    """One kind of oddity in one source.

    Attributes
    ----------
    source
        Name of the file, or of the step, that it was found in.
    severity
        Whether rows were mended, left out, or only doubtful.
    message
        One Dutch sentence that a planner understands.
    count
        Number of rows, sites or PC4's it concerns.
    examples
        A few identifying values, at most ten.
    """

    source: str
    severity: Severity
    message: str
    count: int
    examples: tuple[str, ...] = ()


def coded(source: str, severity: Severity, message: str, codes: Iterable[object]) -> Finding:
    """Make a finding about some codes (sites, PC4's): counted, with the first ten as examples."""
    values = sorted(str(code) for code in codes)
    return Finding(source, severity, message, len(values), tuple(values[:10]))
