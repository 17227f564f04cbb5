"""Options for transport to school, told once: from what distance a gemeente pays, and what a pupil costs."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

import typer

from cli.option_bags import with_options
from data.limits_file import read_limits
from geo.errors import InputError
from scenarios.consequences.transport_terms import Amounts, Limits, given_amounts, limits_told, most_km
from scenarios.norms_notation import decimal
from scenarios.study import Study

_File = Annotated[
    Path | None,
    typer.Option(
        "--vervoersgrens",
        help="CSV met de grens voor leerlingenvervoer per gemeente (gemeente;grens_km); anders 6 km.",
        show_default=False,
    ),
]
_Limit = Annotated[
    list[str] | None,
    typer.Option("--grens", help="Grens van één gemeente, zoals GM0363=4 (km); gaat voor; herhaalbaar."),
]
_Low = Annotated[
    str | None,
    typer.Option(
        "--bedrag-laag",
        help="Laagste bedrag per vervoerde leerling per jaar, in euro. [standaard: gepubliceerd]",
        show_default=False,
    ),
]
_High = Annotated[
    str | None,
    typer.Option(
        "--bedrag-hoog",
        help="Hoogste bedrag per vervoerde leerling per jaar, in euro. [standaard: gepubliceerd]",
        show_default=False,
    ),
]


@dataclass(frozen=True)
class Fares:
    """On what terms gemeenten pay for transport; each field is an option."""

    vervoersgrens: _File = None
    grens: _Limit = None
    bedrag_laag: _Low = None
    bedrag_hoog: _High = None

    def amounts(self) -> Amounts:
        """Return what a pupil costs in a year; the end that was not told is the published one.

        Raises
        ------
        InputError
            If it is no amount, or no range.
        """
        return given_amounts(*map(_amount, (self.bedrag_laag, self.bedrag_hoog)))

    def limits(self, study: Study) -> Limits:
        """Return the limits of the file, with those that were told one by one in their stead.

        Raises
        ------
        InputError
            If the file cannot be used, or something is no limit of a gemeente.
        """
        gemeenten = study.country.gemeente_names
        km = {} if self.vervoersgrens is None else read_limits(self.vervoersgrens, gemeenten, most_km())
        return Limits.of(km | limits_told(self.grens or [], gemeenten, "--grens"))


def _amount(text: str | None) -> float | None:
    """Read an amount in euros, decimal comma or point; None where none was told."""
    try:
        return None if text is None else decimal(text)
    except ValueError as error:
        raise InputError("het bedrag voor leerlingenvervoer", [str(error)]) from error


#: Gives a verb the options of `Fares`; it gets them as its argument ``fares``.
with_fares = with_options(Fares, "fares")
