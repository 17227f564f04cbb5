"""Departures from an aim that somebody recorded, with a reason: they stay visible, and change no verdict.

A record is about a swv of one indeling. It goes with a scenario, not with a step of it:
undoing a border leaves it, and where it no longer holds that is said.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import Final, Literal

from pydantic import BaseModel, ConfigDict, Field

#: What a departure is called wherever a person reads it.
DEPARTURE: Final = "afwijking van het streven"


class Departure(BaseModel):
    """A swv that lies in more than one jeugdregio on purpose, and why.

    Attributes
    ----------
    streven
        The aim that is departed from.
    swv
        Code of the swv.
    laag
        Layer that it belongs to: po or vo, *beide* where one swv serves both.
    reden, wie
        Why; who recorded it.
    datum
        Day on which it was recorded.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", str_strip_whitespace=True)

    streven: Literal["jeugdregio"] = "jeugdregio"
    swv: str = Field(min_length=1)
    laag: Literal["po", "vo", "beide"] = "beide"
    reden: str = Field(min_length=1, max_length=1000)
    wie: str = Field(min_length=1, max_length=200)
    datum: dt.date

    @property
    def key(self) -> tuple[str, str, str]:
        """What it is about: of one swv and aim there is one record."""
        return self.streven, self.laag, self.swv

    def is_about(self, layer: str, code: str) -> bool:
        """Whether it is about a swv: layer po or vo, or empty where one swv serves both."""
        return self.swv == code and self.laag in {"beide", layer or "beide"}

    @property
    def told(self) -> str:
        """How it is shown, in one Dutch phrase.

        Examples
        --------
        >>> Departure(swv="PO2001", reden="eiland", wie="M. Jansen", datum="2026-01-31").told
        'afwijking van het streven, vastgelegd: eiland (M. Jansen, 31-01-2026)'
        """
        return f"{DEPARTURE}, vastgelegd: {self.reden} ({self.wie}, {self.datum:%d-%m-%Y})"


def with_departure(departures: Iterable[Departure], one: Departure) -> tuple[Departure, ...]:
    """Return departures with one more; an earlier one of the same swv and aim makes way for it."""
    return (*(other for other in departures if other.key != one.key), one)


def without_departure(departures: Iterable[Departure], key: tuple[str, str, str]) -> tuple[Departure, ...]:
    """Return departures without one."""
    return tuple(one for one in departures if one.key != key)
