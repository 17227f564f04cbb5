"""Drafts kept on disk while they are made, so that a refresh or a restart loses nothing.

A draft has one owner at a time, the visit that is working on it: another visit that writes under the
same id is refused, and goes on under an id of its own.
"""

from __future__ import annotations

import datetime as dt
import secrets
from dataclasses import dataclass
from typing import Final

from data.store_file import SHORT_PATIENCE_S, InStore

#: Drafts that nobody touched for so long (days) make room, and the oldest of more than so many.
_LONG_D: Final = 60
_MOST: Final = 2000
_MOST_EACH: Final = 40


@dataclass(frozen=True, slots=True)
class KeptDraft:
    """A draft on disk.

    Attributes
    ----------
    id
        Long and random: who does not know it does not find it.
    owner
        Visit that works on it, or did so last.
    time
        When it was last written, with time zone.
    title
        What it is about, in a few words.
    content
        As it was given.
    """

    id: str
    owner: str
    time: dt.datetime
    title: str
    content: str


@dataclass(frozen=True)
class DraftStore(InStore):
    """The drafts in one file."""

    def begin(self, owner: str, browser: str, title: str, content: str) -> str:
        """Keep a new draft, and return its id; what is too old makes room.

        Raises
        ------
        InputError
            If it cannot be written.
        """
        draft_id = secrets.token_hex(16)
        with self.file.writing(lasting=False, patience_s=SHORT_PATIENCE_S) as connection:
            connection.execute(
                "INSERT INTO draft (id, owner, browser, time, title, content) VALUES (?, ?, ?, ?, ?, ?)",
                [draft_id, owner, browser, _now(), title, content],
            )
            oldest = (dt.datetime.now(tz=dt.UTC) - dt.timedelta(days=_LONG_D)).isoformat(
                timespec="milliseconds"
            )
            connection.execute("DELETE FROM draft WHERE time < ?", [oldest])
            connection.execute(
                "DELETE FROM draft WHERE id IN (SELECT id FROM draft ORDER BY time DESC LIMIT -1 OFFSET ?)",
                [_MOST],
            )
            connection.execute(
                "DELETE FROM draft WHERE browser = ? AND id IN "
                "(SELECT id FROM draft WHERE browser = ? ORDER BY time DESC LIMIT -1 OFFSET ?)",
                [browser, browser, _MOST_EACH],
            )
        return draft_id

    def write(self, draft_id: str, owner: str, title: str, content: str) -> bool:
        """Write a draft anew.

        Returns
        -------
        Whether it was written: not if another visit owns it by now, or it is gone.

        Raises
        ------
        InputError
            If it cannot be written.
        """
        with self.file.writing(lasting=False, patience_s=SHORT_PATIENCE_S) as connection:
            done = connection.execute(
                "UPDATE draft SET time = ?, title = ?, content = ? WHERE id = ? AND owner = ?",
                [_now(), title, content, draft_id, owner],
            )
            return done.rowcount == 1

    def find(self, draft_id: str) -> KeptDraft | None:
        """Return a draft; None if there is none."""
        with self.file.reading() as connection:
            row = connection.execute(f"{_DRAFT} WHERE id = ?", [draft_id]).fetchone()
            return None if row is None else _draft(row)

    def take(self, draft_id: str, owner: str, before: str) -> bool:
        """Make another visit the owner, if the one that is thought to own it still does.

        Raises
        ------
        InputError
            If it cannot be written.
        """
        with self.file.writing(lasting=False) as connection:
            done = connection.execute(
                "UPDATE draft SET owner = ? WHERE id = ? AND owner = ?", [owner, draft_id, before]
            )
            return done.rowcount == 1

    def of_browser(self, browser: str) -> tuple[KeptDraft, ...]:
        """Return the drafts that were made in one browser, the last in front; none for no browser."""
        if not browser:
            return ()
        with self.file.reading() as connection:
            rows = connection.execute(f"{_DRAFT} WHERE browser = ? ORDER BY time DESC", [browser])
            return tuple(_draft(row) for row in rows.fetchall())

    def forget(self, draft_id: str) -> None:
        """Remove a draft, as its maker asked.

        Raises
        ------
        InputError
            If it cannot be written.
        """
        with self.file.writing(lasting=False) as connection:
            connection.execute("DELETE FROM draft WHERE id = ?", [draft_id])


_DRAFT: Final = "SELECT id, owner, time, title, content FROM draft"


def _now() -> str:
    return dt.datetime.now(tz=dt.UTC).isoformat(timespec="milliseconds")


def _draft(row: tuple[object, ...]) -> KeptDraft:
    draft_id, owner, time, title, content = (str(cell) for cell in row)
    return KeptDraft(draft_id, owner, dt.datetime.fromisoformat(time), title, content)
