"""Norms as people write them: ``so:acceptabel=15km``, ``7,5 km``, ``20 min``."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Final

from geo.errors import InputError
from scenarios.norms import SHOWN_UNITS, SUBJECTS, UNITS, Norm, NormChange, Norms

#: A unit as people write it, to the unit of a norm and how many of that one it is.
_SPOKEN: Final = {
    **{shown: (unit, factor) for unit, (shown, factor) in SHOWN_UNITS.items()},
    **{unit: (unit, 1.0) for unit in SHOWN_UNITS},
    "minuten": ("s", 60.0),
    "procent": ("%", 1.0),
}
_VALUE: Final = re.compile(r"\s*([+-]?[\d.,]+)\s*([^\d\s.,]*)\s*")
#: 15.000 may be fifteen, or fifteen thousand.
_EITHER: Final = re.compile(r"[+-]?\d{1,3}\.\d{3}")
_EXAMPLE: Final = "so:acceptabel=15km of so:thuisnabij=20min"
_DECIMALS: Final = 6


def decimal(text: str) -> float:
    """Read a number as the Dutch write it, or with a decimal point.

    Raises
    ------
    ValueError
        In Dutch: what was found, and what was expected.

    Examples
    --------
    >>> decimal("7,5"), decimal("7.5"), decimal("1.234,5"), decimal("12000")
    (7.5, 7.5, 1234.5, 12000.0)
    """
    if _EITHER.fullmatch(text.strip()):
        either = text.strip().replace(".", "")
        msg = (
            f"'{text}' is voor tweeërlei uitleg vatbaar; schrijf {either} of {text.strip().replace('.', ',')}"
        )
        raise ValueError(msg)
    plain = text.strip().replace(".", "").replace(",", ".") if "," in text else text.strip()
    try:
        return float(plain)
    except ValueError:
        msg = f"gevonden '{text}', verwacht een getal groter dan 0, zoals 15 of 7,5"
        raise ValueError(msg) from None


def in_unit(number: float, spoken: str) -> tuple[float, str]:
    """Turn a number in a unit as people write it into that of a norm; an unknown unit stays as it is.

    Examples
    --------
    >>> in_unit(7.5, "km"), in_unit(45.0, "min"), in_unit(5.0, "mijl")
    ((7500.0, 'm'), (2700.0, 's'), (5.0, 'mijl'))
    """
    unit, factor = _SPOKEN.get(spoken.strip().casefold(), (spoken.strip(), 1.0))
    return round(number * factor, _DECIMALS), unit


def written_exactly(norm: Norm) -> tuple[str, str]:
    """Write a value and its unit so that reading gives it back: in km and min where those are round.

    Examples
    --------
    >>> written_exactly(Norm("acceptabel", "so", 7500.0, "m", ""))
    ('7,5', 'km')
    >>> written_exactly(Norm("acceptabel", "so", 100.0, "s", ""))
    ('100', 's')
    """
    for unit, (shown, factor) in SHOWN_UNITS.items():
        text = f"{norm.value / factor:.2f}".rstrip("0").rstrip(".")
        if unit == norm.unit and in_unit(float(text), shown) == (norm.value, norm.unit):
            return text.replace(".", ","), shown
    return repr(norm.value).removesuffix(".0").replace(".", ","), norm.unit


def assignments(texts: Iterable[str], option: str = "--norm") -> tuple[NormChange, ...]:
    """Read norms that were told one by one: ``soort:norm=waarde``.

    Raises
    ------
    InputError
        With every text that cannot be read.

    Examples
    --------
    >>> assignments(["so:acceptabel=15km"])[0].key, assignments(["so:acceptabel=15km"])[0].value
    (('acceptabel', 'so', 'm'), 15000.0)
    """
    made, faults = [], []
    for text in texts:
        try:
            made.append(_assignment(text))
        except ValueError as error:
            faults.append(f"'{text}': {error}")
    if faults:
        raise InputError(option, faults)
    return tuple(made)


def _assignment(text: str) -> NormChange:
    about, equals, told = text.partition("=")
    subject, colon, name = (part.strip().casefold() for part in about.partition(":"))
    found = _VALUE.fullmatch(told)
    if not (equals and colon and subject and name):
        msg = f"verwacht soort:norm=waarde, zoals {_EXAMPLE}"
        raise ValueError(msg)
    if name not in UNITS:
        msg = f"onbekende norm '{name}'; kies uit {', '.join(UNITS)}"
        raise ValueError(msg)
    if found is None:
        msg = f"gevonden '{told.strip()}', verwacht een getal met een eenheid, zoals 15km of 20min"
        raise ValueError(msg)
    spoken = found[2]
    if not spoken:
        if name not in SUBJECTS:
            msg = "de eenheid ontbreekt; schrijf er km of min achter"
            raise ValueError(msg)
        spoken = UNITS[name][0]
    value, unit = in_unit(decimal(found[1]), spoken)
    return NormChange(name, subject, unit, value)


def confirmations(texts: Iterable[str], norms: Norms, option: str = "--bevestig") -> tuple[NormChange, ...]:
    """Read which norms are confirmed: ``soort:norm`` (in every unit) or ``soort:norm:km``.

    Raises
    ------
    InputError
        With every text that names no norm.
    """
    made: dict[tuple[str, str, str], NormChange] = {}
    faults = []
    for text in texts:
        subject, name, spoken = ([part.strip().casefold() for part in text.split(":")] + ["", ""])[:3]
        unit = in_unit(0.0, spoken)[1] if spoken else ""
        found = [
            one
            for one in norms.table
            if (one.subject, one.name) == (subject, name) and unit in ("", one.unit)
        ]
        if not found or text.count(":") not in {1, 2}:
            told = "verwacht soort:norm, zoals so:acceptabel, of so:acceptabel:km"
            faults.append(f"'{text}': daar is geen norm voor; {told}; normen: {', '.join(UNITS)}")
        made |= {one.key: NormChange(*one.key, confirmed=True) for one in found}
    if faults:
        raise InputError(option, faults)
    return tuple(made.values())
