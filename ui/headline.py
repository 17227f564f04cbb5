"""Key figures of a comparison, ready to show: the few that a room wants first."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

import pandas as pd

from scenarios.compare import Comparison
from scenarios.conclusion import AGES, OWN_DISTANCE
from scenarios.country import Kind
from scenarios.measures import measure
from scenarios.notation import figure
from ui.tables import by_measure, difference

_Rows = Mapping[str, Mapping[str, Any]]

_KEY_FIGURES: Final = (
    ("afstand_gemiddeld", f"{OWN_DISTANCE} (zonder eigen: de dichtstbijzijnde), gemiddeld"),
    ("zonder_eigen", "inwoners {age} zonder voorziening in het eigen swv"),
    ("grensafhankelijkheid", "inwoners {age} aangewezen op een buur"),
    ("swv_afwijkend", "swv's in meer dan één jeugdregio"),
    ("relaties_gemeente", "overlegrelaties tussen swv's en gemeenten"),
    ("blijft", "inwoners die bij de hoofdmoot van hun swv blijven"),
)
#: What is counted, where the measure's unit is just a number.
_UNITS: Final = {"swv_afwijkend": "swv's", "relaties_gemeente": "relaties"}


@dataclass(frozen=True, slots=True)
class KeyFigure:
    """One figure, ready to show: all text.

    Attributes
    ----------
    label, value, unit
        What, how much, in what.
    base, change
        The base's figure; the difference with its unit.
    duiding
        Reading of the difference, without sign.
    direction, certainty, source
        Which way is better; gemeten or geschat; where it comes from, with dates.
    explanation
        What the measure is, for whoever does not know the term.
    note
        What a reader must know with it; may be empty.
    """

    label: str
    value: str
    unit: str
    base: str
    change: str
    duiding: str
    direction: str
    certainty: str
    source: str
    explanation: str
    note: str


def key_figures(comparison: Comparison, scenario: str, kind: Kind) -> tuple[KeyFigure, ...]:
    """Return the figures that a room wants first, of a comparison at level land."""
    rows = by_measure(comparison, scenario, kind.code)
    return tuple(
        _key_figure(code, label.format(age=AGES[kind.age]), rows[code], rows) for code, label in _KEY_FIGURES
    )


def _key_figure(code: str, label: str, row: Mapping[str, Any], rows: _Rows) -> KeyFigure:
    one = measure(code)
    note = ""
    if code == "zonder_eigen":
        note = _gained_and_lost(rows)
    elif code == "afstand_gemiddeld":
        note = _minutes(rows)
    elif not pd.isna(row["effect_samenvoegen"]):
        note = (
            f"waarvan {difference(one, float(row['effect_samenvoegen']))} door samenvoegen po/vo en "
            f"{difference(one, float(row['effect_nieuwe_grenzen']))} door nieuwe grenzen"
        )
    return KeyFigure(
        label=label,
        value=figure(one, float(row["waarde"])),
        unit=_UNITS.get(code, one.unit),
        base=figure(one, float(row["basis"])),
        change=difference(one, float(row["verschil"])),
        duiding=str(row["duiding"]),
        direction=one.direction.value,
        certainty=str(row["aard"]),
        source=str(row["bron"]),
        explanation=one.explanation,
        note=note,
    )


def _minutes(rows: _Rows) -> str:
    """Say how long the fastest journeys take on average; nothing where no times are known."""
    one, row = measure("reistijd_gemiddeld"), rows["reistijd_gemiddeld"]
    after, before = float(row["waarde"]), float(row["basis"])
    if math.isnan(after) or math.isnan(before):
        return ""
    return f"reistijd gemiddeld {figure(one, after)} min, in de basis {figure(one, before)} min"


def _gained_and_lost(rows: _Rows) -> str:
    one = measure("eigen_verloren")
    lost, gained = float(rows["eigen_verloren"]["waarde"]), float(rows["eigen_gekregen"]["waarde"])
    if lost == 0 and gained == 0:
        return ""
    return f"{figure(one, gained)} krijgen er een, {figure(one, lost)} verliezen er een"
