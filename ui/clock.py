"""What day and what time it is, for what is dated; no layer below this one looks at a clock."""

from __future__ import annotations

import datetime as dt


def today() -> dt.date:
    """Return the day that it is here."""
    return dt.datetime.now(tz=dt.UTC).astimezone().date()


def now() -> dt.datetime:
    """Return the time that it is here, to the second, with its offset."""
    return dt.datetime.now(tz=dt.UTC).astimezone().replace(microsecond=0)
