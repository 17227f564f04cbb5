"""One norm, and one change of a norm, as values."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from geo.errors import InputError

#: Norms of a kind of facility: two, in metres and in seconds.
NEAR: Final = "thuisnabij"
ACCEPTABLE: Final = "acceptabel"
#: Ground of a value that is not ours.
OWN_GROUND: Final = "eigen waarde van de gebruiker"

#: In what units each norm can be told.
UNITS: Final[Mapping[str, tuple[str, ...]]] = {
    NEAR: ("m", "s"),
    ACCEPTABLE: ("m", "s"),
    "minimumomvang": ("inwoners",),
    "restgrens": ("%",),
    "samenvallen": ("%",),
    "dekkend": ("%",),
    "afwijkend": ("swv's",),
    "samenhang": ("swv's",),
    "stijging": ("m",),
    "aandeel_verder": ("%",),
    "afname": ("%",),
}
#: What the norms that are not about a kind are about.
SUBJECTS: Final[Mapping[str, str]] = {
    "minimumomvang": "swv",
    "restgrens": "gebied",
    "samenvallen": "swv",
    "dekkend": "netwerk",
    "afwijkend": "jeugdregio",
    "samenhang": "regio",
    "stijging": "reisafstand",
    "aandeel_verder": "reisafstand",
    "afname": "indeling",
}
#: Norms that read the letter's own words (for all, none at all): no number of ours stands in them.
LITERAL: Final = frozenset({"samenvallen", "dekkend", "afwijkend"})


@dataclass(frozen=True, slots=True)
class Norm:
    """One werknorm.

    Attributes
    ----------
    name
        One of `UNITS`: thuisnabij, acceptabel, minimumomvang...
    subject
        A kind of facility, or one of `SUBJECTS`.
    value, unit
        Metres, seconds, residents (inwoners), percent or a number of swv's.
    ground
        Dutch: where the value comes from.
    confirmed
        Whether the user has confirmed it; a verdict *voldoet* needs that.
    """

    name: str
    subject: str
    value: float
    unit: str
    ground: str
    confirmed: bool = False

    @property
    def key(self) -> tuple[str, str, str]:
        """What it is the norm of: name, subject, unit."""
        return self.name, self.subject, self.unit

    @property
    def written(self) -> str:
        """The value as people say it.

        Examples
        --------
        >>> [Norm("acceptabel", "so", *one, "").written for one in ((7500.0, "m"), (2700.0, "s"))]
        ['7,5 km', '45 min']
        """
        unit, factor = SHOWN_UNITS[self.unit]
        text = f"{self.value / factor:,.3f}".rstrip("0").rstrip(".")
        return f"{text.translate(str.maketrans(',.', '.,'))} {unit}"

    @property
    def standing(self) -> str:
        """Whether the user has confirmed it, in words."""
        return "bevestigd" if self.confirmed else "niet bevestigd"

    @property
    def told(self) -> str:
        """Name, value and standing in one Dutch phrase.

        Examples
        --------
        >>> Norm("acceptabel", "so", 20000.0, "m", "").told
        'acceptabel voor so 20 km (niet bevestigd)'
        """
        return f"{self.name} voor {self.subject} {self.written} ({self.standing})"


#: Unit of a norm, to the unit that people read it in and how many of the first make one of the second.
SHOWN_UNITS: Final[Mapping[str, tuple[str, float]]] = {
    "m": ("km", 1000.0),
    "s": ("min", 60.0),
    "inwoners": ("inwoners", 1.0),
    "%": ("%", 1.0),
    "swv's": ("swv's", 1.0),
}


@dataclass(frozen=True, slots=True)
class NormChange:
    """Another value for a norm, or its confirmation.

    Attributes
    ----------
    name, subject, unit
        Which norm; see `Norm`.
    value
        In that unit; None keeps what it is.
    confirmed
        None keeps what it is, but a value that changes is not confirmed by that.
    ground
        Empty: the standard's for the standard's value, else `OWN_GROUND`.
    where
        Where it was told, for messages: "rij 3".
    """

    name: str
    subject: str
    unit: str
    value: float | None = None
    confirmed: bool | None = None
    ground: str = ""
    where: str = field(default="", compare=False)

    @property
    def key(self) -> tuple[str, str, str]:
        """What it changes: name, subject, unit."""
        return self.name, self.subject, self.unit

    def to_dict(self) -> dict[str, Any]:
        """Plain values, for a scenario file; see `from_dict`."""
        return {
            "norm": self.name,
            "soort": self.subject,
            "eenheid": self.unit,
            "waarde": self.value,
            "bevestigd": self.confirmed,
            "grond": self.ground,
        }

    @classmethod
    def from_dict(cls, told: Mapping[str, Any], where: str = "") -> NormChange:
        """Read what `to_dict` wrote.

        Raises
        ------
        InputError
            With every value of a wrong sort; whether such a norm can be is for `Norms.changed`.
        """
        texts = {name: told.get(name, "") for name in ("norm", "soort", "eenheid", "grond")}
        faults = [
            f"'{name}': gevonden {value!r}, verwacht tekst"
            for name, value in texts.items()
            if not isinstance(value, str)
        ]
        known = {*texts, "waarde", "bevestigd"}
        faults += [f"'{name}' is onbekend; haal het weg" for name in told if name not in known]
        value, confirmed = told.get("waarde"), told.get("bevestigd")
        if value is not None and (isinstance(value, bool) or not isinstance(value, (int, float))):
            faults.append(f"'waarde': gevonden {value!r}, verwacht een getal")
        if confirmed is not None and not isinstance(confirmed, bool):
            faults.append(f"'bevestigd': gevonden {confirmed!r}, verwacht true of false")
        if faults:
            raise InputError(where or "een norm", faults)
        number = None if value is None else float(value)
        return cls(texts["norm"], texts["soort"], texts["eenheid"], number, confirmed, texts["grond"], where)
