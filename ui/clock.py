"""What day it is, for whatever may not be dated later; no layer below this one looks at a clock."""

from __future__ import annotations

import datetime as dt


def today() -> dt.date:
    """Return the day that it is here."""
    return dt.datetime.now(tz=dt.UTC).astimezone().date()
