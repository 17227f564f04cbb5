"""Corrections that a user makes on the data, each with who says so and why.

A correction is about the data, not about a scenario: it counts in the base as well as in every
scenario, and is named as a source with every figure that it touches.
"""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Any, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter, ValidationError, model_validator

from geo.errors import InputError


class Correction(BaseModel):
    """What every correction tells.

    Attributes
    ----------
    wie, reden
        Who says so; why the data are wrong.
    datum
        Day on which it was made.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", str_strip_whitespace=True)

    wie: str = Field(min_length=1, max_length=100)
    reden: str = Field(min_length=1, max_length=500)
    datum: dt.date

    @property
    def signed(self) -> str:
        """Who and when, in brackets."""
        return f"({self.wie}, {self.datum:%d-%m-%Y})"


class SitePlaced(Correction):
    """A site stands elsewhere: in a PC4, or at a point (RD New, metres)."""

    soort: Literal["vestiging_plaats"] = "vestiging_plaats"
    vestiging: str = Field(min_length=1)
    pc4: str = ""
    easting: float | None = Field(default=None, ge=0, le=300_000)
    northing: float | None = Field(default=None, ge=300_000, le=630_000)

    @model_validator(mode="after")
    def _one_place(self) -> Self:
        point = (self.easting is not None) + (self.northing is not None)
        if point == 1 or bool(self.pc4) == (point == 2):  # noqa: PLR2004
            msg = "zeg waar de vestiging staat: een pc4, of easting en northing samen"
            raise ValueError(msg)
        return self


class SiteCounted(Correction):
    """A site has another number of pupils of a kind."""

    soort: Literal["vestiging_leerlingen"] = "vestiging_leerlingen"
    vestiging: str = Field(min_length=1)
    voorziening: str = Field(min_length=1)
    leerlingen: int = Field(ge=0, le=100_000, strict=True)


class SiteAbsent(Correction):
    """A site is in the data, but not there."""

    soort: Literal["vestiging_bestaat_niet"] = "vestiging_bestaat_niet"
    vestiging: str = Field(min_length=1)


class SiteMissing(Correction):
    """A site is there, but not in the data; it stands at the point of its PC4."""

    soort: Literal["vestiging_ontbreekt"] = "vestiging_ontbreekt"
    naam: str = Field(min_length=1, max_length=200)
    pc4: str = Field(min_length=1)
    voorziening: str = Field(min_length=1)
    leerlingen: int | None = Field(default=None, ge=0, le=100_000, strict=True)


class Residents(Correction):
    """Another number of residents of po or vo age live in a PC4."""

    soort: Literal["inwoners"] = "inwoners"
    pc4: str = Field(min_length=1)
    leeftijd: Literal["po", "vo"]
    aantal: int = Field(ge=0, le=100_000, strict=True)


class Region(Correction):
    """A gemeente belongs to another jeugdregio."""

    soort: Literal["jeugdregio"] = "jeugdregio"
    gemeente: str = Field(min_length=1)
    jeugdregio: str = Field(min_length=1)


AnyCorrection = Annotated[
    SitePlaced | SiteCounted | SiteAbsent | SiteMissing | Residents | Region, Field(discriminator="soort")
]
_MANY: TypeAdapter[tuple[AnyCorrection, ...]] = TypeAdapter(tuple[AnyCorrection, ...])


def corrections_json(corrections: tuple[AnyCorrection, ...]) -> list[dict[str, Any]]:
    """Write corrections as plain values."""
    written: list[dict[str, Any]] = _MANY.dump_python(corrections, mode="json", exclude_none=True)
    return written


def read_corrections(subject: str, content: object) -> tuple[AnyCorrection, ...]:
    """Read what `corrections_json` wrote.

    Parameters
    ----------
    subject
        What it was read from, for messages.

    Raises
    ------
    InputError
        With every fault, and which correction it is in.
    """
    try:
        return _MANY.validate_python(content)
    except ValidationError as error:
        raise InputError(subject, [_fault(dict(item)) for item in error.errors()]) from error


def _fault(item: dict[str, Any]) -> str:
    where = [part for part in item["loc"] if not (isinstance(part, str) and part in _SORTS)]
    place = f"correctie {where[0] + 1}" if where and isinstance(where[0], int) else "de lijst"
    field = f", veld '{where[1]}'" if len(where) > 1 else ""
    if item["type"] == "value_error":
        return f"{place}: {item['ctx']['error']}"
    told = {
        "missing": "ontbreekt; vul het in",
        "extra_forbidden": "is onbekend; haal het weg, of werk dekkend bij",
        "string_too_short": "is leeg; vul het in",
        "string_too_long": "is te lang; maak het korter",
        "union_tag_invalid": f"onbekende soort; kies uit {', '.join(_SORTS)}",
        "union_tag_not_found": f"geen soort genoemd; kies uit {', '.join(_SORTS)}",
        "tuple_type": "geen lijst van correcties; bewaar ze opnieuw vanuit dekkend",
    }.get(item["type"], f"gevonden {item['input']!r:.60}, verwacht {_wanted(str(item['type']))}")
    return f"{place}{field}: {told}"


def _wanted(fault: str) -> str:
    """Say what is expected, of the sort of fault that pydantic names."""
    expected = {
        "int": "een geheel getal van 0 tot 100.000",
        "float": "een getal in meters, binnen Nederland (RD New)",
        "date": "een datum zoals 2026-01-31",
        "string": "tekst",
        "literal": "po (4-11 jaar) of vo (12-17 jaar)",
        "greater": "een groter getal",
        "less": "een kleiner getal",
    }
    return next((told for head, told in expected.items() if fault.startswith(head)), "een andere waarde")


_SORTS = (
    "vestiging_plaats",
    "vestiging_leerlingen",
    "vestiging_bestaat_niet",
    "vestiging_ontbreekt",
    "inwoners",
    "jeugdregio",
)
