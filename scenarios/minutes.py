"""What was said in the room: decisions, objections and remarks per gemeente, with the time.

Minutes go with a scenario, as departures do; they change no figure and are undone with no step. What
was put down is never wiped out: a changed minute keeps what it said before, a withdrawn one stays.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from typing import Final, Literal

import pandas as pd
from pydantic import BaseModel, ConfigDict, Field

Sort = Literal["besluit", "bezwaar", "opmerking"]
#: Sorts of minutes, the weightiest first, each with its plural.
SORTS: Final[Mapping[Sort, str]] = {
    "besluit": "besluiten",
    "bezwaar": "bezwaren",
    "opmerking": "opmerkingen",
}
#: Of a minute that is about no gemeente in particular.
WHOLE: Final = "hele indeling"
_LONGEST, _LONGEST_NAME = 2000, 200
_COLUMNS: Final = (
    "tijd",
    "soort",
    "gemeente",
    "gemeentecode",
    "tekst",
    "wie",
    "bij stap",
    "ingetrokken",
    "eerder",
)


class Earlier(BaseModel):
    """What a minute said before it was changed.

    Attributes
    ----------
    soort, gemeente, tekst, wie
        As they were.
    tot
        When that was changed.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", str_strip_whitespace=True)

    soort: Sort
    gemeente: str = ""
    tekst: str
    wie: str = ""
    tot: dt.datetime


class Minute(BaseModel):
    """One thing that was said.

    Attributes
    ----------
    soort
        What it is.
    gemeente
        CBS code of the gemeente that it is about; empty for the whole.
    tekst, wie
        What was said; who said or recorded it.
    tijd
        When it was recorded, local time, to the minute or finer.
    stap
        Title of the step that was shown then; empty if none was.
    eerder
        What it said before, the oldest first.
    ingetrokken
        When it was withdrawn; None if it stands.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", str_strip_whitespace=True)

    soort: Sort
    gemeente: str = ""
    tekst: str = Field(min_length=1, max_length=_LONGEST)
    wie: str = Field(default="", max_length=_LONGEST_NAME)
    tijd: dt.datetime
    stap: str = Field(default="", max_length=_LONGEST_NAME)
    eerder: tuple[Earlier, ...] = ()
    ingetrokken: dt.datetime | None = None

    @property
    def stands(self) -> bool:
        """Whether it was not withdrawn."""
        return self.ingetrokken is None

    def changed(self, now: dt.datetime, soort: Sort, gemeente: str, tekst: str, wie: str) -> Minute:
        """Return it with another content, and with what it said before; itself where nothing differs.

        Raises
        ------
        ValueError
            If the new content is empty or too long.
        """
        told = {"soort": soort, "gemeente": gemeente, "tekst": tekst, "wie": wie}
        made = Minute.model_validate(self.model_dump() | told)
        if all(getattr(made, name) == getattr(self, name) for name in told):
            return self
        was = Earlier(soort=self.soort, gemeente=self.gemeente, tekst=self.tekst, wie=self.wie, tot=now)
        return made.model_copy(update={"eerder": (*self.eerder, was)})

    def withdrawn(self, now: dt.datetime) -> Minute:
        """Return it as withdrawn; what was withdrawn before keeps its time."""
        return self if self.ingetrokken else self.model_copy(update={"ingetrokken": now})

    def restored(self) -> Minute:
        """Return it as standing again."""
        return self.model_copy(update={"ingetrokken": None})


def with_one_changed(minutes: Sequence[Minute], at: int, one: Minute) -> tuple[Minute, ...]:
    """Return minutes with another one at a position."""
    return (*minutes[:at], one, *minutes[at + 1 :])


def counts(minutes: Iterable[Minute]) -> dict[Sort, int]:
    """Count those that stand, by sort; sorts of which there is none are left out.

    Examples
    --------
    >>> counts([Minute(soort="besluit", tekst="ja", tijd="2026-01-31T10:00")])
    {'besluit': 1}
    """
    standing = [one.soort for one in minutes if one.stands]
    return {sort: standing.count(sort) for sort in SORTS if sort in standing}


def spoken_time(time: dt.datetime) -> str:
    """Write a time as one notes it: day and hour.

    Examples
    --------
    >>> spoken_time(dt.datetime(2026, 1, 31, 14, 5))
    '31-01-2026 14:05'
    """
    return f"{time:%d-%m-%Y %H:%M}"


def place_of(gemeente: str, names: Mapping[str, str]) -> str:
    """Name the gemeente that a minute is about, by the names of a country; the whole for none."""
    return names.get(gemeente, gemeente) if gemeente else WHOLE


def history(one: Minute, names: Mapping[str, str]) -> str:
    """Tell what a minute said before, the oldest first; empty if it always said the same."""
    return "; ".join(
        f"tot {spoken_time(was.tot)}: {was.soort}, {place_of(was.gemeente, names)}, ‘{was.tekst}’"
        + (f" ({was.wie})" if was.wie else "")
        for was in one.eerder
    )


def table(minutes: Iterable[Minute], names: Mapping[str, str]) -> pd.DataFrame:
    """Make the table of minutes as it is written to files: all text, in the order in which they were made.

    Parameters
    ----------
    minutes
        Withdrawn ones too: their time stands in ``ingetrokken``.
    names
        Names of gemeenten by code.

    Returns
    -------
    Columns ``tijd, soort, gemeente, gemeentecode, tekst, wie, bij stap, ingetrokken, eerder``.
    """
    rows = [
        (
            spoken_time(one.tijd),
            one.soort,
            place_of(one.gemeente, names),
            one.gemeente,
            one.tekst,
            one.wie,
            one.stap,
            spoken_time(one.ingetrokken) if one.ingetrokken else "",
            history(one, names),
        )
        for one in minutes
    ]
    return pd.DataFrame(rows, columns=list(_COLUMNS), dtype="str")


def by_gemeente(minutes: Iterable[Minute], names: Mapping[str, str]) -> dict[str, tuple[Minute, ...]]:
    """Group minutes by the name of their gemeente, those on the whole in front, then by name."""
    found: dict[str, list[Minute]] = {}
    for one in minutes:
        found.setdefault(place_of(one.gemeente, names), []).append(one)
    order = sorted(found, key=lambda name: (name != WHOLE, name.lstrip("'").casefold()))
    return {name: tuple(found[name]) for name in order}
