"""On what terms transport to school is counted: the limit of each gemeente, and what a pupil costs.

The standard values stand in ``scenarios/aannames.csv`` with where they come from. The user
sets a limit per gemeente, and the two ends of the amount.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

import numpy as np
from numpy.typing import NDArray

from data.limits_file import advice
from data.names import gemeente_names, successors_of_gemeenten
from geo.errors import InputError
from scenarios.assumptions import ALL, standard, standards
from scenarios.country import Country
from scenarios.norms_notation import decimal
from scenarios.notation import number

#: Names in ``scenarios/aannames.csv``.
LIMIT, AMOUNT_LOW, AMOUNT_HIGH, AMOUNT_MOST = (
    "vervoersgrens",
    "vervoersbedrag laag",
    "vervoersbedrag hoog",
    "vervoersbedrag hoogste",
)
_METRES: Final = 1000.0
_GIVEN: Final = re.compile(r"\s*(.+?)\s*=\s*(\S+?)\s*(?:km)?\s*", flags=re.IGNORECASE)


def ground(name: str) -> str:
    """Where a standard value comes from, in Dutch."""
    return next(one.ground for one in standards() if (one.name, one.kind) == (name, ALL))


def cited(name: str) -> str:
    """Where a standard value comes from, without saying what sort of ground that is."""
    sort, _, told = ground(name).partition(": ")
    return told if sort in {"publicatie", "wet"} else ground(name)


def most_km() -> float:
    """Highest limit that the law allows, km; also the standard where a gemeente is not named."""
    return standard(LIMIT)


@dataclass(frozen=True, slots=True)
class Limits:
    """From what distance each gemeente pays, km.

    Attributes
    ----------
    own
        Gemeente code and limit, sorted; all others have the standard, `most_km`.

    Raises
    ------
    InputError
        Naming every limit that is no distance up to the highest allowed.

    Examples
    --------
    >>> Limits((("GM0363", 4.0),)).describe()
    '6 km (wettelijk maximum); eigen grens voor 1 gemeente'
    """

    own: tuple[tuple[str, float], ...] = ()

    def __post_init__(self) -> None:
        """Sort, and refuse what makes no sense."""
        object.__setattr__(self, "own", tuple(sorted((str(code), float(km)) for code, km in self.own)))
        most = most_km()
        faults = [
            f"{code}: gevonden {number(km, 2)} km, verwacht meer dan 0 en hooguit {number(most)} km "
            "(het wettelijk maximum)"
            for code, km in self.own
            if not (math.isfinite(km) and 0 < km <= most)
        ]
        if len({code for code, _ in self.own}) < len(self.own):
            faults.append("een gemeente staat er meer dan eens; noem haar één keer")
        if faults:
            raise InputError("de vervoersgrens", faults)

    @classmethod
    def of(cls, km: Mapping[str, float]) -> Limits:
        """Make limits of a limit per gemeente; what equals the standard is no own limit."""
        return cls(tuple((code, value) for code, value in km.items() if value != most_km()))

    def km(self, code: str) -> float:
        """Limit of one gemeente."""
        return dict(self.own).get(code, most_km())

    def metres(self, country: Country) -> NDArray[np.float64]:
        """Limit per demand point, ``(n_points,)`` metres.

        Raises
        ------
        InputError
            If a gemeente does not exist.
        """
        known = country.gemeente_names
        if unknown := [code for code, _ in self.own if code not in known]:
            told = [f"onbekende gemeente '{code}'; controleer de code" for code in unknown]
            raise InputError("de vervoersgrens", told)
        own = dict(self.own)
        most = most_km()
        return np.array([own.get(str(code), most) for code in country.gemeente_of_point]) * _METRES

    def describe(self) -> str:
        """Tell them in a Dutch clause."""
        count = len(self.own)
        told = f"{number(most_km())} km (wettelijk maximum)"
        if not count:
            return f"{told} in elke gemeente"
        return f"{told}; eigen grens voor {count} {'gemeente' if count == 1 else 'gemeenten'}"


def limits_told(texts: Iterable[str], gemeenten: Mapping[str, str], option: str) -> dict[str, float]:
    """Read limits that were told one by one: ``gemeente=km``, by code or name.

    Raises
    ------
    InputError
        Naming every text that cannot be read.

    Examples
    --------
    >>> limits_told(["GM0363=4", "amsterdam=4,5 km"][1:], {"GM0363": "Amsterdam"}, "--grens")
    {'GM0363': 4.5}
    """
    names = gemeente_names(gemeenten, successors_of_gemeenten())
    found: dict[str, float] = {}
    faults = []
    for text in texts:
        match = _GIVEN.fullmatch(text)
        if match is None:
            faults.append(f"gevonden '{text}', verwacht gemeente=km, zoals GM0363=4")
            continue
        code = names.find(match[1])
        if code is None:
            faults.append(f"onbekende gemeente '{match[1]}'; {advice(match[1], names, gemeenten)}")
            continue
        try:
            km = decimal(match[2])
        except ValueError as error:
            faults.append(f"{text}: {error}")
            continue
        if code in found:
            faults.append(f"{gemeenten[code]} staat er meer dan eens; noem haar één keer")
        if not 0 < km <= most_km():
            most = number(most_km())
            faults.append(f"'{text}': verwacht meer dan 0 en hooguit {most} km (het wettelijk maximum)")
        found[code] = km
    if faults:
        raise InputError(option, faults)
    return found


@dataclass(frozen=True, slots=True)
class Amounts:
    """What one transported pupil costs a gemeente in a year: always a range.

    Attributes
    ----------
    low, high
        Euro per transported pupil per year; low is below high.

    Raises
    ------
    InputError
        If they are no amounts, or no range.

    Examples
    --------
    >>> Amounts(3000.0, 4500.0).describe()
    '3.000 tot 4.500 euro per vervoerde leerling per jaar (eigen bedragen)'
    """

    low: float = field(default_factory=lambda: standard(AMOUNT_LOW))
    high: float = field(default_factory=lambda: standard(AMOUNT_HIGH))

    def __post_init__(self) -> None:
        """Refuse what is no range."""
        most = standard(AMOUNT_MOST)
        faults = [
            f"het {what} bedrag: gevonden {_plain(value)}, verwacht meer dan 0 en hooguit {number(most)} euro"
            for what, value in (("laagste", self.low), ("hoogste", self.high))
            if not (math.isfinite(value) and 0 < value <= most)
        ]
        if not faults and self.low >= self.high:
            faults.append(
                f"het laagste bedrag ({number(self.low)}) ligt niet onder het hoogste ({number(self.high)}); "
                "kosten worden altijd als bandbreedte gegeven"
            )
        if faults:
            raise InputError("het bedrag voor leerlingenvervoer", faults)

    @property
    def is_standard(self) -> bool:
        """Whether they are the published ones."""
        return (self.low, self.high) == (standard(AMOUNT_LOW), standard(AMOUNT_HIGH))

    def describe(self) -> str:
        """Tell them in a Dutch clause."""
        whose = "gepubliceerde landelijke gemiddelden" if self.is_standard else "eigen bedragen"
        return f"{number(self.low)} tot {number(self.high)} euro per vervoerde leerling per jaar ({whose})"

    def sources(self) -> tuple[str, ...]:
        """Where the amounts come from, in Dutch."""
        if not self.is_standard:
            return ("bedragen: opgegeven door de gebruiker",)
        return tuple(
            f"bedrag {number(standard(name))} euro: {cited(name)}" for name in (AMOUNT_LOW, AMOUNT_HIGH)
        )


def _plain(value: float) -> str:
    """Write any number the Dutch way, as it was told.

    Examples
    --------
    >>> _plain(-5.0), _plain(0.25), _plain(1e9)
    ('−5', '0,25', '1000000000')
    """
    return f"{value:.12g}".replace(".", ",").replace("-", "\N{MINUS SIGN}")


#: Steps in which a range of euros is written: from, one of them, word.
_STEPS: Final = ((1e6, 1e6, "miljoen euro"), (1e3, 1e3, "duizend euro"))
_DIGITS: Final = 2


def euros(low: float, high: float) -> str:
    """Write a range of euros with two digits, for people.

    Examples
    --------
    >>> euros(110_432_000.0, 141_900_000.0), euros(1_234_000.0, 1_666_000.0)
    ('110 tot 140 miljoen euro', '1,2 tot 1,7 miljoen euro')
    >>> euros(34_440.0, 51_900.0), euros(880.0, 1_333.0), euros(0.0, 0.0)
    ('34 tot 52 duizend euro', '0,9 tot 1,3 duizend euro', '0 euro')
    >>> euros(470_000.0, 996_000.0)
    '0,5 tot 1,0 miljoen euro'
    >>> euros(870_000.0, 1_200_000.0), euros(float("nan"), 1.0), euros(120.0, 440.0)
    ('0,9 tot 1,2 miljoen euro', 'niet te bepalen', '120 tot 440 euro')
    """
    if math.isnan(low) or math.isnan(high):
        return "niet te bepalen"
    if high <= 0:
        return "0 euro"
    for least, one, word in _STEPS:
        if _rounded(high) >= least:
            return f"{_pair(low / one, high / one)} {word}"
    return f"{number(round(low, -1))} tot {number(round(high, -1))} euro"


def _pair(low: float, high: float) -> str:
    """Write both ends with two digits, and below ten with a decimal where either has one."""
    ends = [_rounded(one, 1) if one > 0 else 0.0 for one in (low, high)]
    fine = any(one < 10 and one != int(one) for one in ends)  # noqa: PLR2004
    told = [number(one, 1 if fine and 0 < one < 10 else 0) for one in ends]  # noqa: PLR2004
    return " tot ".join(told)


def _rounded(value: float, most: int = _DIGITS) -> float:
    """Round to two digits, and to no more decimals than `most`."""
    return round(value, min(_DIGITS - 1 - math.floor(math.log10(value)), most))


def given_amounts(low: float | None, high: float | None) -> Amounts:
    """Make a range of what the user told; the end that was not told is the standard one.

    Raises
    ------
    InputError
        If that is no range.
    """
    return Amounts(
        standard(AMOUNT_LOW) if low is None else low, standard(AMOUNT_HIGH) if high is None else high
    )


def sensitivities(limits: Limits) -> Sequence[float]:
    """Limits for the whole country at which the same count is told besides, km."""
    return () if limits.own else (2.0, 3.0, 4.0, 5.0)
