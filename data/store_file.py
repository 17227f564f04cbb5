"""The file that scenarios and drafts are kept in: SQLite, opened so that nothing is lost without a word.

Whatever the disk, another process or a damaged file does becomes a Dutch message. A file that cannot be
read is set aside under a name that is told, never thrown away.
"""

from __future__ import annotations

import atexit
import datetime as dt
import errno
import os
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from threading import RLock
from typing import Final, Self

from platformdirs import user_data_path

from geo.errors import InputError, reason

#: Environment variable with the folder to keep scenarios in, instead of the user's own.
FOLDER_VARIABLE: Final = "DEKKEND_SCENARIOS"
#: Name of the file in it.
NAME: Final = "scenarios.sqlite"
#: Version of the tables; a file of a later one is left alone.
SCHEMA: Final = 1
#: How long one writer waits for another (seconds).
PATIENCE_S: Final = 5.0
#: The same where somebody is drawing meanwhile, and it is tried again at the next edit.
SHORT_PATIENCE_S: Final = 0.25

_TABLES: Final = """
CREATE TABLE scenario (
    id TEXT PRIMARY KEY,
    title TEXT NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('opgeslagen', 'vastgesteld')),
    parent TEXT NOT NULL DEFAULT '',
    hidden INTEGER NOT NULL DEFAULT 0
) STRICT;
CREATE TABLE version (
    scenario TEXT NOT NULL REFERENCES scenario (id),
    number INTEGER NOT NULL,
    time TEXT NOT NULL,
    who TEXT NOT NULL,
    note TEXT NOT NULL,
    data TEXT NOT NULL,
    content TEXT NOT NULL,
    PRIMARY KEY (scenario, number)
) STRICT;
CREATE TABLE draft (
    id TEXT PRIMARY KEY,
    owner TEXT NOT NULL,
    browser TEXT NOT NULL,
    time TEXT NOT NULL,
    title TEXT NOT NULL,
    content TEXT NOT NULL
) STRICT;
CREATE INDEX draft_of_browser ON draft (browser, time);
"""
_DAMAGED: Final = frozenset({"SQLITE_NOTADB", "SQLITE_CORRUPT"})
#: What SQLite keeps beside a file while it is used.
_BESIDE: Final = ("-wal", "-shm")


def store_folder() -> Path:
    """Return the folder that scenarios are kept in: as the environment says, else the user's own."""
    told = os.environ.get(FOLDER_VARIABLE, "")
    return Path(told) if told else user_data_path("dekkend")


class StoreFile:
    """One file, opened when first needed; shared by all threads of a process.

    Parameters
    ----------
    path
        Of the file; made, with its folder, when it is first written to.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self._lock = RLock()
        self._connection: sqlite3.Connection | None = None
        self._inode = 0

    @contextmanager
    def reading(self) -> Iterator[sqlite3.Connection]:
        """Read from one moment's content.

        Raises
        ------
        InputError
            If it cannot be read; says what to do.
        """
        with self._lock, self._explained():
            connection = self._opened() if self._is_there() else _nothing()
            connection.execute("BEGIN")
            try:
                yield connection
            finally:
                with suppress(sqlite3.Error):
                    connection.execute("ROLLBACK")
                if connection is not self._connection:
                    connection.close()

    @contextmanager
    def writing(
        self, *, lasting: bool = True, patience_s: float = PATIENCE_S
    ) -> Iterator[sqlite3.Connection]:
        """Change all or nothing: what is done here counts when the block ends, not when it raises.

        Parameters
        ----------
        lasting
            Whether it has to outlive a power cut; without, it outlives a crash of the program only, and is
            much faster.
        patience_s
            How long to wait for who is writing (seconds).

        Raises
        ------
        InputError
            If it cannot be written; the content is then as it was.
        """
        with self._alone(patience_s), self._explained():
            connection = self._opened(patience_s)
            connection.execute(f"PRAGMA synchronous = {'FULL' if lasting else 'NORMAL'}")
            connection.execute("BEGIN IMMEDIATE")
            try:
                yield connection
                connection.execute("COMMIT")
            except BaseException:
                with suppress(sqlite3.Error):
                    connection.execute("ROLLBACK")
                raise

    def close(self) -> None:
        """Let go of the file."""
        with self._lock:
            if self._connection is not None:
                with suppress(sqlite3.Error):
                    self._connection.close()
            self._connection = None

    def _is_there(self) -> bool:
        """Whether there is a file; without one, its folder has to be one that can be made or used.

        Raises
        ------
        OSError
            If no file can ever be there, for instance because its folder is a file.
        """
        if self.path.exists():
            return True
        nearest = next(folder for folder in self.path.parents if folder.exists())
        if not nearest.is_dir():
            raise NotADirectoryError(errno.ENOTDIR, os.strerror(errno.ENOTDIR), str(nearest))
        return False

    @contextmanager
    def _alone(self, patience_s: float) -> Iterator[None]:
        """Wait for the other threads of this process."""
        if not self._lock.acquire(timeout=patience_s):
            raise InputError(str(self.path), [f"{_BUSY}. {_INSTEAD}"])
        try:
            yield
        finally:
            self._lock.release()

    def _opened(self, patience_s: float = PATIENCE_S) -> sqlite3.Connection:
        """Return the connection; anew where somebody replaced or removed the file."""
        if self._connection is not None and _inode(self.path) != self._inode:
            self.close()
        if self._connection is None:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            self._connection = sqlite3.connect(
                self.path, timeout=patience_s, isolation_level=None, check_same_thread=False
            )
            self._inode = _inode(self.path)
            self._prepare(self._connection)
        self._connection.execute(f"PRAGMA busy_timeout = {round(patience_s * 1000)}")
        return self._connection

    def _prepare(self, connection: sqlite3.Connection) -> None:
        if connection.execute("PRAGMA quick_check(1)").fetchone() != ("ok",):
            raise _DamagedError
        if _version(connection) == SCHEMA:
            return
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("BEGIN IMMEDIATE")  # another process may be making them at this moment
        found = _version(connection)
        if found == 0:
            _make_tables(connection)
        connection.execute("COMMIT")
        if found > SCHEMA:
            fault = (
                f"gemaakt door een latere versie van dekkend (indeling {found}, deze kent {SCHEMA}); werk "
                f"dekkend bij, of wijs met {FOLDER_VARIABLE} een andere map aan"
            )
            raise InputError(str(self.path), [fault])

    @contextmanager
    def _explained(self) -> Iterator[None]:
        """Turn what goes wrong into words, and begin anew after it."""
        try:
            yield
        except _DamagedError as error:
            raise self._set_aside() from error
        except sqlite3.DatabaseError as error:
            if _code(error) in _DAMAGED:
                raise self._set_aside() from error
            self.close()
            raise InputError(str(self.path), [_told(error)]) from error
        except OSError as error:
            self.close()
            fault = (
                f"de map is niet te gebruiken: {reason(error)}; controleer de map, schijfruimte en rechten"
            )
            raise InputError(str(self.path), [f"{fault}. {_INSTEAD}"]) from error
        except InputError:
            self.close()  # of a later version: looked at again next time
            raise

    def _set_aside(self) -> InputError:
        """Rename a file that cannot be read, and say so."""
        same = self._inode in {0, _inode(self.path)}
        self.close()
        if not same:  # another process was first
            return InputError(
                str(self.path), [f"was beschadigd en is al opzijgezet; probeer het opnieuw. {_INSTEAD}"]
            )
        now = dt.datetime.now(tz=dt.UTC)
        aside = self.path.with_name(f"{self.path.stem}-beschadigd-{now:%Y%m%d-%H%M%S-%f}{self.path.suffix}")
        try:
            self.path.rename(aside)
            for end in _BESIDE:
                with suppress(FileNotFoundError):
                    Path(f"{self.path}{end}").rename(f"{aside}{end}")
        except OSError as error:
            fault = f"het bestand is beschadigd en niet opzij te zetten: {reason(error)}"
            return InputError(str(self.path), [f"{fault}. {_INSTEAD}"])
        fault = (
            f"het bestand is beschadigd. Het is niet weggegooid maar heet nu {aside.name}; bewaar het voor "
            f"herstel. Er wordt met een lege winkel verder gegaan: probeer het opnieuw. {_INSTEAD}"
        )
        return InputError(str(self.path), [fault])


def _make_tables(connection: sqlite3.Connection) -> None:
    for statement in _TABLES.split(";\n"):
        connection.execute(statement)
    connection.execute(f"PRAGMA user_version = {SCHEMA}")


def _nothing() -> sqlite3.Connection:
    """Open an empty store that is no file: looking makes none."""
    connection = sqlite3.connect(":memory:", isolation_level=None)
    _make_tables(connection)
    return connection


@cache
def _file_of(path: Path) -> StoreFile:
    file = StoreFile(path)
    atexit.register(file.close)
    return file


def store_file(folder: Path | None = None) -> StoreFile:
    """Return the file in a folder, the usual one by default; all of a process share it."""
    return _file_of((folder or store_folder()) / NAME)


@dataclass(frozen=True)
class InStore:
    """What is kept in that file.

    Attributes
    ----------
    file
        Where it is.
    """

    file: StoreFile

    @classmethod
    def usual(cls, folder: Path | None = None) -> Self:
        """Open the store in a folder; in the user's own by default."""
        return cls(store_file(folder))


class _DamagedError(Exception):
    """A file that SQLite opens but whose content is not sound."""


_BUSY: Final = "een ander houdt het bestand bezet; probeer het zo nog eens"
_INSTEAD: Final = "Wat u maakt is niet weg; sla het intussen op als bestand (JSON)"


def _inode(path: Path) -> int:
    try:
        return path.stat().st_ino
    except OSError:
        return -1


def _version(connection: sqlite3.Connection) -> int:
    return int(connection.execute("PRAGMA user_version").fetchone()[0])


def _code(error: sqlite3.Error) -> str:
    """Name of what went wrong, without its details: SQLITE_IOERR_WRITE is SQLITE_IOERR."""
    return "_".join(str(getattr(error, "sqlite_errorname", "")).split("_")[:2])


def _told(error: sqlite3.Error) -> str:
    told = {
        "SQLITE_FULL": "de schijf is vol; maak ruimte en probeer het opnieuw",
        "SQLITE_READONLY": "de map of het bestand is alleen-lezen; controleer de rechten",
        "SQLITE_CANTOPEN": "niet te openen; controleer of de map bestaat en of u er mag schrijven",
        "SQLITE_BUSY": _BUSY,
        "SQLITE_LOCKED": _BUSY,
        "SQLITE_IOERR": "lezen of schrijven mislukte; controleer de schijf",
    }.get(_code(error), f"het bestand weigert ({error}); probeer het opnieuw")
    return f"{told}. {_INSTEAD}"
