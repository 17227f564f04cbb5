"""Options for assumptions about demand and capacity, and the `Assumptions` that they make."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any, Final

import typer

from geo.errors import InputError
from scenarios.assumptions import BEST, BY_HOME, BY_REGION, NATIONAL, Assumptions, PerKind, standard
from scenarios.notation import number
from scenarios.scenario import read_scenario


class CountedPer(StrEnum):
    """Where participation is counted."""

    BESTE = BEST
    LANDELIJK = NATIONAL
    JEUGDREGIO = BY_REGION
    WOONPLAATS = BY_HOME


Growth = Annotated[
    str | None,
    typer.Option(
        "--groei",
        help="Groei van de inwoners van de leeftijd, % per jaar, zoals -0,5; met --jaar. "
        f"[standaard: {number(standard('groei'))}]",
        show_default=False,
    ),
]
Year = Annotated[
    int | None,
    typer.Option(
        "--jaar", help="Jaar waarvoor gerekend wordt. [standaard: dat van de inwoners]", show_default=False
    ),
]
Rates = Annotated[
    list[str] | None,
    typer.Option(
        "--deelname",
        help="Eigen deelname van de inwoners van de leeftijd, zoals so=1,9%, of so=geteld; herhaalbaar.",
        show_default=False,
    ),
]
Counted = Annotated[
    CountedPer | None,
    typer.Option(
        "--geteld-per",
        help="Waar de deelname geteld wordt. Beste: per soort naar woonplaats als die is ingelezen, anders "
        "per jeugdregio, anders landelijk; de uitkomst noemt welke. Een andere keuze die niet te tellen is, "
        "wordt geweigerd. [standaard: beste]",
        show_default=False,
    ),
]
Factor = Annotated[
    str | None,
    typer.Option(
        "--factor",
        help="Plaatsen op het aantal leerlingen nu, waar geen plaatsen bekend zijn. "
        f"[standaard: {number(standard('capaciteitsfactor'), 1)}]",
        show_default=False,
    ),
]
ToRegular = Annotated[
    list[str] | None,
    typer.Option(
        "--naar-regulier",
        help="Aandeel van de leerlingen dat naar een reguliere school gaat, zoals so=25%; herhaalbaar.",
        show_default=False,
    ),
]
Smallest = Annotated[
    list[str] | None,
    typer.Option(
        "--kleinste",
        help="Kleinste aantal leerlingen van een vestiging, zoals so=60; herhaalbaar.",
        show_default=False,
    ),
]

#: What says that participation is counted again, where a scenario was saved with an own one.
_COUNT_AGAIN: Final = "geteld"
_NUMBER: Final = r"[-−+]?\d+(?:[.,]\d+)?"
_PER_KIND: Final = re.compile(r"\s*([^=\s]+)\s*=\s*(.*?)\s*")


@dataclass(frozen=True, slots=True)
class Told:
    """What the options say, as typed; None or empty where nothing was said.

    Attributes
    ----------
    growth, factor
        ``--groei`` (% per year) and ``--factor``.
    year, region
        ``--jaar`` and ``--geteld-per``.
    rates, inclusion, minimum
        ``--deelname``, ``--naar-regulier`` and ``--kleinste``, each ``soort=waarde``.
    """

    growth: str | None = None
    year: int | None = None
    rates: Sequence[str] | None = None
    region: CountedPer | None = None
    factor: str | None = None
    inclusion: Sequence[str] | None = None
    minimum: Sequence[str] | None = None


def saved_assumptions(name: str) -> Assumptions:
    """Take the assumptions of a scenario file (JSON); of anything else the standard ones.

    Raises
    ------
    InputError
        If it is a scenario that cannot be read.
    """
    path = Path(name)
    if path.suffix.lower() != ".json" or not path.is_file():
        return Assumptions()
    return read_scenario(path).assumptions


def assumptions_of(saved: Assumptions, told: Told) -> Assumptions:
    """Change assumptions (the standard ones, or those saved with a scenario) as the options say.

    Of what is told per kind only the kinds that are named change.

    Raises
    ------
    InputError
        Naming every option that cannot be used, with what was found and what was expected.

    Examples
    --------
    >>> told = Told(growth="-0,5%", year=2035, rates=["so=1,9%"], minimum=["so=60"])
    >>> assumptions_of(Assumptions(inclusion=(("so", 0.25),)), told).describe()  # doctest: +ELLIPSIS
    'groei −0,5% per jaar tot 2035; deelname per soort op de beste manier die de gegevens toelaten geteld;...
    """
    faults: list[str] = []
    given: dict[str, Any] = {
        "growth_per_year": _one(told.growth, "--groei", _growth, faults),
        "capacity_factor": _one(told.factor, "--factor", _factor, faults),
        "year": told.year,
        "region": None if told.region is None else told.region.value,
        "rates": _per_kind(told.rates, "--deelname", _rate, saved.rates, faults),
        "inclusion": _per_kind(told.inclusion, "--naar-regulier", _share, saved.inclusion, faults),
        "minimum": _per_kind(told.minimum, "--kleinste", _pupils, saved.minimum, faults),
    }
    given = {name: value for name, value in given.items() if value is not None}
    year = given.get("year", saved.year)
    if year is None and given.get("growth_per_year"):
        faults.append("--groei zonder --jaar: noem ook het jaar waarvoor gerekend wordt, zoals --jaar 2035")
    if faults:
        raise InputError("een aanname", faults)
    return replace(saved, **given)


def _one(
    text: str | None, option: str, read: Callable[[str], float | None], faults: list[str]
) -> float | None:
    """Read one value; what cannot be used becomes a fault."""
    if text is None:
        return None
    try:
        return read(text)
    except ValueError as error:
        faults.append(f"{option}: gevonden '{text}', verwacht {error}")
        return None


def _per_kind(
    told: Sequence[str] | None,
    option: str,
    read: Callable[[str], float | None],
    saved: PerKind,
    faults: list[str],
) -> PerKind | None:
    """Read ``soort=waarde`` for some kinds, on top of those that were saved; None takes a kind away."""
    if not told:
        return None
    found: dict[str, float | None] = {}
    for text in told:
        match = _PER_KIND.fullmatch(text)
        try:
            value = read(match[2] if match else "")
        except ValueError as error:
            faults.append(f"{option}: gevonden '{text}', verwacht soort={error}")
            continue
        kind = match[1] if match else ""
        if kind in found:
            faults.append(f"{option}: {kind} staat er meer dan eens; noem elke soort één keer")
        found[kind] = value
    merged = {**dict(saved), **found}
    return tuple((kind, value) for kind, value in merged.items() if value is not None)


def _number(text: str) -> float:
    if re.fullmatch(_NUMBER, text.strip()) is None:
        raise ValueError
    return float(text.strip().replace(",", ".").replace("−", "-"))


def _within(text: str, least: float, most: float, expected: str) -> float:
    """Read a number that lies between two others; the error says what was expected."""
    try:
        value = _number(text)
    except ValueError:
        raise ValueError(expected) from None
    if not least <= value <= most:
        raise ValueError(expected)
    return value


def _growth(text: str) -> float:
    least, most = standard("groei laagste"), standard("groei hoogste")
    expected = f"een percentage per jaar van {number(least)} tot {number(most)}, zoals -0,5"
    return _within(text.strip().removesuffix("%"), least, most, expected) / 100


def _factor(text: str) -> float:
    most = standard("capaciteitsfactor hoogste")
    expected = f"een getal boven 0, hoogstens {number(most)}, zoals 1,1"
    if (value := _within(text, 0, most, expected)) > 0:
        return value
    raise ValueError(expected)


def _share(text: str) -> float:
    # a bare number could mean 25% or 0.25: it is asked, never guessed
    expected = "percentage van 0% tot 100%, met het %-teken, zoals so=25%"
    if not text.endswith("%"):
        raise ValueError(expected)
    return _within(text.removesuffix("%"), 0, 100, expected) / 100


def _rate(text: str) -> float | None:
    if text == _COUNT_AGAIN:
        return None
    try:
        return _share(text)
    except ValueError:
        expected = f"percentage van 0% tot 100%, met het %-teken, zoals so=1,9%, of so={_COUNT_AGAIN}"
        raise ValueError(expected) from None


def _pupils(text: str) -> float:
    expected = "aantal leerlingen boven 0, zoals so=60"
    if (value := _within(text, 0, 100_000, expected)) > 0:
        return value
    raise ValueError(expected)
