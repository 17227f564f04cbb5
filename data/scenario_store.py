"""Scenarios kept on disk, with every version: nothing that was saved is overwritten.

Whoever saves says which version it goes on from. Is there a later one, then nothing is written and the
second is told who came first. What is *vastgesteld* can only be copied; what is hidden can be restored.
Contents are text here; what they mean stands in `scenarios.store`.
"""

from __future__ import annotations

import datetime as dt
import secrets
import sqlite3
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from data.store_file import InStore
from geo.errors import DekkendError, InputError, UnknownNameError

_MOST_TITLE: Final = 200
_MOST_NOTE: Final = 2000


class State(StrEnum):
    """Whether a scenario may still get versions."""

    SAVED = "opgeslagen"
    FROZEN = "vastgesteld"


@dataclass(frozen=True, slots=True)
class Version:
    """What was saved at one moment.

    Attributes
    ----------
    number
        From 1, in order.
    time
        When, with time zone.
    who, note
        Who saved it, and what it is about; as they were typed.
    data
        Fingerprint of the data set that it was made on.
    """

    number: int
    time: dt.datetime
    who: str
    note: str
    data: str


@dataclass(frozen=True, slots=True)
class Kept:
    """A scenario on disk.

    Attributes
    ----------
    id
        Short, random, never used again.
    title
        As its last version has it.
    state
        Whether it may get versions.
    parent
        Id and version that it was copied from, ``id.number``; empty if it was not.
    hidden
        Whether it was put out of sight.
    last
        Its last version.
    """

    id: str
    title: str
    state: State
    parent: str
    hidden: bool
    last: Version


class ConflictError(DekkendError):
    """Somebody else saved a version in the meantime; nothing was written.

    Parameters
    ----------
    kept
        The scenario as it is now.
    based_on
        Version that the second goes on from.
    """

    def __init__(self, kept: Kept, based_on: int) -> None:
        self.kept = kept
        self.based_on = based_on
        last = kept.last
        super().__init__(
            f"‘{kept.title}’ kreeg intussen versie {last.number}, van {last.who} om "
            f"{local(last.time):%H:%M op %d-%m-%Y}{f' (‘{last.note}’)' if last.note else ''}; u ging verder "
            f"op versie {based_on}. Er is niets overschreven"
        )


class FrozenError(DekkendError):
    """What was *vastgesteld* gets no versions; nothing was written."""

    def __init__(self, kept: Kept) -> None:
        self.kept = kept
        super().__init__(
            f"‘{kept.title}’ is vastgesteld (versie {kept.last.number}) en verandert niet meer; bewaar het "
            "als nieuw scenario"
        )


def local(time: dt.datetime) -> dt.datetime:
    """Return a moment on the clock of this computer."""
    return time.astimezone()


@dataclass(frozen=True)
class ScenarioStore(InStore):
    """The scenarios in one file."""

    def all(self, *, hidden: bool = False) -> tuple[Kept, ...]:
        """Return the scenarios, the last saved in front; those out of sight instead where `hidden`."""
        with self.file.reading() as connection:
            rows = connection.execute(
                f"{_KEPT} WHERE s.hidden = ? ORDER BY v.time DESC, s.rowid DESC", [hidden]
            )
            return tuple(_kept(row) for row in rows.fetchall())

    def one(self, kept_id: str) -> Kept:
        """Return a scenario, hidden or not.

        Raises
        ------
        UnknownNameError
            If there is none.
        """
        with self.file.reading() as connection:
            return _one(connection, kept_id)

    def versions(self, kept_id: str) -> tuple[Version, ...]:
        """Return the versions of a scenario, the last in front.

        Raises
        ------
        UnknownNameError
            If there is no such scenario.
        """
        with self.file.reading() as connection:
            _one(connection, kept_id)
            rows = connection.execute(
                "SELECT number, time, who, note, data FROM version WHERE scenario = ? ORDER BY number DESC",
                [kept_id],
            )
            return tuple(_version(row) for row in rows.fetchall())

    def content(self, kept_id: str, number: int | None = None) -> str:
        """Return what a version holds, the last one by default.

        Raises
        ------
        UnknownNameError
            If there is no such scenario or version.
        """
        with self.file.reading() as connection:
            return _content(connection, _one(connection, kept_id), number)

    def create(
        self, title: str, content: str, data: str, *, who: str = "", note: str = "", parent: str = ""
    ) -> Kept:
        """Keep a new scenario.

        Raises
        ------
        InputError
            If it has no title, or cannot be written.
        """
        named = _named(title)
        with self.file.writing() as connection:
            kept_id = secrets.token_hex(4)
            connection.execute(
                "INSERT INTO scenario (id, title, state, parent) VALUES (?, ?, ?, ?)",
                [kept_id, named, State.SAVED, parent],
            )
            _add(connection, kept_id, 1, (who, note, data, content))
            return _one(connection, kept_id)

    def save(
        self,
        kept_id: str,
        based_on: int,
        title: str,
        content: str,
        data: str,
        *,
        who: str = "",
        note: str = "",
    ) -> Kept:
        """Add a version to a scenario; the same content under the same title adds none.

        Parameters
        ----------
        based_on
            Version that was gone on from.

        Raises
        ------
        ConflictError
            If there is a later version.
        FrozenError
            If it was *vastgesteld*.
        UnknownNameError, InputError
            If there is no such scenario, it has no title, or it cannot be written.
        """
        named = _named(title)
        with self.file.writing() as connection:
            kept = _open_to_change(connection, kept_id, based_on)
            if (named, _content(connection, kept, None)) == (kept.title, content):
                return kept
            connection.execute("UPDATE scenario SET title = ?, hidden = 0 WHERE id = ?", [named, kept_id])
            _add(connection, kept_id, kept.last.number + 1, (who, note, data, content))
            return _one(connection, kept_id)

    def freeze(self, kept_id: str, based_on: int, *, who: str = "", note: str = "") -> Kept:
        """Let a version be the last: *vastgesteld*. This is a version too, so that who and when stay.

        Raises
        ------
        ConflictError, FrozenError, UnknownNameError, InputError
            As with `save`.
        """
        with self.file.writing() as connection:
            kept = _open_to_change(connection, kept_id, based_on)
            content = _content(connection, kept, None)
            told = f"Vastgesteld. {note}".strip()
            _add(connection, kept_id, kept.last.number + 1, (who, told, kept.last.data, content))
            connection.execute("UPDATE scenario SET state = ? WHERE id = ?", [State.FROZEN, kept_id])
            return _one(connection, kept_id)

    def copy(self, kept_id: str, number: int | None = None, *, title: str = "", who: str = "") -> Kept:
        """Begin a new scenario with a version of another; the last by default.

        Raises
        ------
        UnknownNameError, InputError
            If there is no such scenario or version, or it cannot be written.
        """
        kept = self.one(kept_id)
        found = next(
            (one for one in self.versions(kept_id) if one.number == (number or kept.last.number)), None
        )
        content = self.content(kept_id, number)
        named = title or f"{kept.title[: _MOST_TITLE - 8]} (kopie)"
        data = kept.last.data if found is None else found.data
        told = number or kept.last.number
        return self.create(
            named,
            content,
            data,
            who=who,
            note=f"Kopie van ‘{kept.title}’, versie {told}.",
            parent=f"{kept_id}.{told}",
        )

    def hide(self, kept_id: str, *, hidden: bool = True) -> Kept:
        """Put a scenario out of sight, or back in it; its versions stay.

        Raises
        ------
        UnknownNameError, InputError
            If there is no such scenario, or it cannot be written.
        """
        with self.file.writing() as connection:
            _one(connection, kept_id)
            connection.execute("UPDATE scenario SET hidden = ? WHERE id = ?", [hidden, kept_id])
            return _one(connection, kept_id)


_KEPT: Final = (
    "SELECT s.id, s.title, s.state, s.parent, s.hidden, v.number, v.time, v.who, v.note, v.data "
    "FROM scenario s JOIN version v ON v.scenario = s.id "
    "AND v.number = (SELECT max(number) FROM version WHERE scenario = s.id)"
)


def _one(connection: sqlite3.Connection, kept_id: str) -> Kept:
    row = connection.execute(f"{_KEPT} WHERE s.id = ?", [kept_id]).fetchone()
    if row is None:
        raise UnknownNameError(
            f"er is geen bewaard scenario '{kept_id[:40]}'; 'dekkend bewaard lijst' noemt ze"
        )
    return _kept(row)


def _open_to_change(connection: sqlite3.Connection, kept_id: str, based_on: int) -> Kept:
    kept = _one(connection, kept_id)
    if kept.state is State.FROZEN:
        raise FrozenError(kept)
    if kept.last.number != based_on:
        raise ConflictError(kept, based_on)
    return kept


def _content(connection: sqlite3.Connection, kept: Kept, number: int | None) -> str:
    wanted = kept.last.number if number is None else number
    row = connection.execute(
        "SELECT content FROM version WHERE scenario = ? AND number = ?", [kept.id, wanted]
    ).fetchone()
    if row is None:
        raise UnknownNameError(f"‘{kept.title}’ heeft geen versie {wanted}; de laatste is {kept.last.number}")
    return str(row[0])


def _add(connection: sqlite3.Connection, kept_id: str, number: int, told: tuple[str, str, str, str]) -> None:
    who, note, data, content = told
    now = dt.datetime.now(tz=dt.UTC).isoformat(timespec="milliseconds")
    row = [
        kept_id,
        number,
        now,
        who.strip()[:_MOST_TITLE] or "onbekend",
        note.strip()[:_MOST_NOTE],
        data,
        content,
    ]
    connection.execute(
        "INSERT INTO version (scenario, number, time, who, note, data, content) VALUES (?, ?, ?, ?, ?, ?, ?)",
        row,
    )


def _named(title: str) -> str:
    plain = " ".join(title.split())
    if not plain:
        raise InputError("titel", ["is leeg; geef het scenario een titel"])
    if len(plain) > _MOST_TITLE:
        raise InputError("titel", [f"heeft {len(plain)} tekens; hoogstens {_MOST_TITLE}"])
    return plain


def _kept(row: tuple[object, ...]) -> Kept:
    kept_id, title, state, parent, hidden, *last = row
    return Kept(str(kept_id), str(title), State(str(state)), str(parent), bool(hidden), _version(tuple(last)))


def _version(row: tuple[object, ...]) -> Version:
    number, time, who, note, data = row
    return Version(int(str(number)), dt.datetime.fromisoformat(str(time)), str(who), str(note), str(data))
