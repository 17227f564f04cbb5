"""What was said in the room: decisions, objections and remarks per gemeente, with the time.

Minutes go with a scenario, as departures do; they change no figure and are undone with no step.
"""

from __future__ import annotations

import datetime as dt
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field


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
    """

    model_config = ConfigDict(frozen=True, extra="forbid", str_strip_whitespace=True)

    soort: Literal["besluit", "bezwaar", "opmerking"]
    gemeente: str = ""
    tekst: str = Field(min_length=1, max_length=2000)
    wie: str = Field(default="", max_length=200)
    tijd: dt.datetime
