"""Assumptions about demand and capacity: what a user believes of the years to come.

Nothing here is policy or measured: a standard value (``aannames.csv``) is our own working
assumption, or says which law or publication it is from; a user's own are saved with the scenario.
"""

from __future__ import annotations

import csv
import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from typing import Any, Final

from geo.errors import InputError
from scenarios.notation import number

#: Where participation is counted; see `Assumptions.region`.
NATIONAL, BY_REGION, BY_HOME = "landelijk", "jeugdregio", "woonplaats"
#: The best that the data have, kind by kind; see `scenarios.counted.best_way`.
BEST = "beste"
REGIONS: Final = (BEST, NATIONAL, BY_REGION, BY_HOME)

#: Stands for all kinds in ``aannames.csv``.
ALL: Final = "alle"

#: Attributes, under the name that they have in a scenario file.
_KEYS: Final = {
    "groei_per_jaar": "growth_per_year",
    "jaar": "year",
    "deelname": "rates",
    "deelname_geteld_per": "region",
    "naar_regulier": "inclusion",
    "capaciteitsfactor": "capacity_factor",
    "kleinste_vestiging": "minimum",
}
#: Keys whose value is a number per kind.
_PER_KIND: Final = ("deelname", "naar_regulier", "kleinste_vestiging")
_EARLIEST: Final = 2000

#: A value per kind of facility: code and number, sorted by code.
PerKind = tuple[tuple[str, float], ...]


@dataclass(frozen=True, slots=True)
class Standard:
    """One standard value.

    Attributes
    ----------
    name, kind
        What it is about; a kind of facility or `ALL`.
    value, unit
        As the table gives it.
    ground
        Dutch: why this value; ours until somebody gives a better one.
    """

    name: str
    kind: str
    value: float
    unit: str
    ground: str


@cache
def standards() -> tuple[Standard, ...]:
    """Read the table of standard values (``scenarios/aannames.csv``)."""
    text = files("scenarios").joinpath("aannames.csv").read_text(encoding="utf-8")
    rows = csv.DictReader(text.splitlines(), delimiter=";")
    return tuple(
        Standard(row["aanname"], row["soort"], float(row["waarde"]), row["eenheid"], row["grond"])
        for row in rows
    )


def standard(name: str, kind: str = ALL) -> float:
    """Return a standard value in the unit of the table; NaN where a kind has none.

    Examples
    --------
    >>> standard("capaciteitsfactor"), standard("kleinste vestiging", "bo")
    (1.1, nan)
    """
    return next((s.value for s in standards() if (s.name, s.kind) == (name, kind)), float("nan"))


@dataclass(frozen=True, slots=True)
class Assumptions:
    """What demand and capacity are computed with, beside the data.

    Attributes
    ----------
    growth_per_year
        Growth of the residents of school age, as a share per year: 0.01 is 1%.
    year
        Year that demand is computed for; None for the year of the residents, without growth.
    rates
        Participation, 0 to 1, that the user sets for a kind instead of counting it.
    region
        Where participation is counted: `NATIONAL`, `BY_REGION` (pupils at the sites
        of each jeugdregio against its residents), `BY_HOME` (pupils by where they
        live, per gemeente), or `BEST`: the best of these that the data have of a kind,
        which every outcome names. What else is asked for and cannot be counted is refused.
    inclusion
        Per specialised kind the share, 0 to 1, of its pupils who go to a regular
        school near home instead.
    capacity_factor
        Places of a site over its pupils now, where its places are not known.
    minimum
        Per kind the least pupils that a site can do with, where the user sets them.

    Raises
    ------
    InputError
        Naming every value that makes no sense.

    Examples
    --------
    >>> given = Assumptions(growth_per_year=-0.01, year=2035, region=NATIONAL, inclusion=(("so", 0.25),))
    >>> given.describe()
    'groei −1% per jaar tot 2035; deelname landelijk geteld; naar regulier: so 25%; capaciteit × 1,1'
    """

    growth_per_year: float = field(default_factory=lambda: standard("groei") / 100)
    year: int | None = None
    rates: PerKind = ()
    region: str = BEST
    inclusion: PerKind = ()
    capacity_factor: float = field(default_factory=lambda: standard("capaciteitsfactor"))
    minimum: PerKind = ()

    def __post_init__(self) -> None:
        """Sort what is given per kind and refuse what makes no sense."""
        for name in (_KEYS[key] for key in _PER_KIND):
            object.__setattr__(self, name, tuple(sorted((str(k), v) for k, v in getattr(self, name))))
        if faults := [*_growth_faults(self), *_share_faults(self), *_other_faults(self)]:
            raise InputError("een aanname", faults)

    def rate(self, kind: str) -> float | None:
        """Participation that the user set for a kind; None if it is to be counted."""
        return dict(self.rates).get(kind)

    def moved_share(self, kind: str) -> float:
        """Share of a kind's pupils who go to a regular school; 0 where nothing was assumed."""
        return dict(self.inclusion).get(kind, 0.0)

    def smallest(self, kind: str) -> float:
        """Least pupils that a site of a kind can do with; NaN where neither user nor table tells one."""
        return dict(self.minimum).get(kind, standard("kleinste vestiging", kind))

    def require_kinds(self, kinds: Mapping[str, str]) -> None:
        """Refuse kinds that the data do not have, and regular kinds that would move to themselves.

        Parameters
        ----------
        kinds
            Code of every kind to the code of its regular counterpart (itself, for a regular kind).

        Raises
        ------
        InputError
            Naming each of them.
        """
        known = ", ".join(kinds)
        faults = [
            f"{what}: onbekende soort '{kind}'; kies uit {known}"
            for what, given in (
                ("deelname", self.rates),
                ("naar_regulier", self.inclusion),
                ("kleinste_vestiging", self.minimum),
            )
            for kind, _ in given
            if kind not in kinds
        ]
        faults += [
            f"naar_regulier: {kind} is zelf regulier onderwijs; haal deze soort weg"
            for kind, _ in self.inclusion
            if kinds.get(kind) == kind
        ]
        if faults:
            raise InputError("een aanname", faults)

    def to_dict(self) -> dict[str, Any]:
        """Plain values, for a scenario file (under ``aannames``)."""
        values = {key: getattr(self, name) for key, name in _KEYS.items()}
        return values | {key: dict(values[key]) for key in _PER_KIND}

    @classmethod
    def from_dict(cls, values: Mapping[str, Any]) -> Assumptions:
        """Read what `to_dict` gave; what is not there has its standard value.

        Raises
        ------
        InputError
            Naming every unknown key and every value that makes no sense.
        """
        faults = [
            f"onbekende aanname '{key}'; bekend zijn {', '.join(_KEYS)}" for key in values if key not in _KEYS
        ]
        given: dict[str, Any] = {}
        for key, value in values.items():
            if key in _KEYS:
                faults += _type_faults(key, value)
                given[_KEYS[key]] = tuple(value.items()) if isinstance(value, Mapping) else value
        if faults:
            raise InputError("aannames", faults)
        return cls(**given)

    def describe(self) -> str:
        """One Dutch line to show beside results."""
        if self.year is None:
            growth = "zonder groei, in het jaar van de inwoners"
        else:
            growth = f"groei {_percent(self.growth_per_year)} per jaar tot {self.year}"
        parts = [growth, f"deelname {_COUNTED[self.region]}"]
        if self.rates:
            parts.append(f"eigen deelname: {_per_kind(self.rates)}")
        if self.inclusion:
            parts.append(f"naar regulier: {_per_kind(self.inclusion)}")
        factor = f"{self.capacity_factor:g}".replace(".", ",")
        parts.append(f"capaciteit × {factor}")
        if self.minimum:
            least = ", ".join(f"{kind} {number(value)}" for kind, value in self.minimum)
            parts.append(f"eigen minimum per vestiging: {least}")
        return "; ".join(parts)


_COUNTED: Final = {
    BEST: "per soort op de beste manier die de gegevens toelaten geteld",
    NATIONAL: "landelijk geteld",
    BY_REGION: "per jeugdregio geteld",
    BY_HOME: "naar woonplaats, per gemeente geteld",
}


def _percent(share: float) -> str:
    return f"{100 * share:.4g}%".replace(".", ",").replace("-", "−")


def _per_kind(values: PerKind) -> str:
    return ", ".join(f"{kind} {_percent(value)}" for kind, value in values)


def _is_number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value)


def _type_faults(key: str, value: object) -> Iterable[str]:
    """Faults of a value's type in a scenario file; its size is judged later."""
    if key in _PER_KIND:
        good, expected = isinstance(value, Mapping), 'een object van soort naar getal, zoals {"so": 0.25}'
    elif key == "deelname_geteld_per":
        good, expected = isinstance(value, str), f"een van {', '.join(REGIONS)}"
    elif key == "jaar":
        good, expected = value is None or (_is_number(value) and value == int(value)), "een jaartal of null"  # type: ignore[call-overload]
    else:
        good, expected = _is_number(value), "een getal"
    return () if good else (f"{key}: gevonden {value!r}, verwacht {expected}",)


def _growth_faults(given: Assumptions) -> Iterable[str]:
    least, most = standard("groei laagste") / 100, standard("groei hoogste") / 100
    if not (_is_number(given.growth_per_year) and least <= given.growth_per_year <= most):
        yield (
            f"groei_per_jaar {given.growth_per_year!r}: verwacht {least:g} tot {most:g} "
            "(een aandeel per jaar: 0.01 is 1%)"
        )
    latest = int(standard("jaar laatste"))
    if given.year is None and given.growth_per_year:
        yield "groei_per_jaar zonder jaar: noem ook het jaar waarvoor gerekend wordt"
    if given.year is not None and not (_is_number(given.year) and _EARLIEST <= given.year <= latest):
        yield f"jaar {given.year!r}: verwacht een jaar van {_EARLIEST} tot en met {latest}"


def _share_faults(given: Assumptions) -> Iterable[str]:
    for what in _PER_KIND:
        codes = [kind for kind, _ in getattr(given, _KEYS[what])]
        twice = sorted({kind for kind in codes if codes.count(kind) > 1})
        yield from (f"{what}: {kind} staat er meer dan eens" for kind in twice)
    for what, values in (("deelname", given.rates), ("naar_regulier", given.inclusion)):
        for kind, share in values:
            if not (_is_number(share) and 0 <= share <= 1):
                yield f"{what} van {kind} {share!r}: verwacht een aandeel van 0 tot en met 1 (25% is 0.25)"


def _other_faults(given: Assumptions) -> Iterable[str]:
    if given.region not in REGIONS:
        yield f"deelname_geteld_per '{given.region}': kies uit {', '.join(REGIONS)}"
    for kind, least in given.minimum:
        if not (_is_number(least) and least > 0):
            yield f"kleinste_vestiging van {kind} {least!r}: verwacht een aantal leerlingen boven 0"
    most = standard("capaciteitsfactor hoogste")
    if not (_is_number(given.capacity_factor) and 0 < given.capacity_factor <= most):
        yield f"capaciteitsfactor {given.capacity_factor!r}: verwacht een getal boven 0, hoogstens {most:g}"
