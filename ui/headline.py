"""The outcome in a few sentences and key figures, straight from the comparison."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

import pandas as pd

from scenarios.compare import Comparison
from scenarios.country import Kind
from scenarios.indeling import Arrangement
from scenarios.measures import measure
from scenarios.notation import figure, number
from ui.tables import by_measure, difference

_Rows = Mapping[str, Mapping[str, Any]]

#: In words, everywhere on screen.
AGES: Final = {"po": "van 4-11 jaar", "vo": "van 12-17 jaar"}
OWN_DISTANCE: Final = "afstand als alleen voorzieningen van het eigen swv tellen"

_KEY_FIGURES: Final = (
    ("afstand_gemiddeld", f"{OWN_DISTANCE} (zonder eigen: de dichtstbijzijnde), gemiddeld"),
    ("zonder_eigen", "inwoners {age} zonder voorziening in het eigen swv"),
    ("swv_per_jeugdregio", "swv's waarmee een jeugdregio te maken heeft, gemiddeld"),
    ("relaties_gemeente", "overlegrelaties tussen swv's en gemeenten"),
    ("blijft", "inwoners die bij de hoofdmoot van hun swv blijven"),
)
#: What is counted, where the measure's unit is just a number.
_UNITS: Final = {"swv_per_jeugdregio": "swv's", "relaties_gemeente": "relaties"}


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
    note: str


def swv_count(arrangement: Arrangement) -> str:
    """Say how many swv's there are, and whether po and vo are apart."""
    counts = [len(layer.codes) for layer in arrangement.layers]
    if arrangement.is_merged:
        return f"{counts[0]} swv's voor po en vo samen"
    return f"{sum(counts)} swv's ({counts[0]} po en {counts[1]} vo naast elkaar)"


def headline(comparison: Comparison, scenario: Arrangement, base: Arrangement, kind: Kind) -> tuple[str, ...]:
    """Tell the outcome in sentences, of comparison at level land."""
    rows = by_measure(comparison, scenario.id, kind.code)
    if scenario.id == base.id:
        same = "Scenario en basis zijn dezelfde indeling; kies een ander scenario om te vergelijken."
        return (f"Er zijn {swv_count(base)}.", same)
    return (
        f"Van {swv_count(base)} naar {swv_count(scenario)}.",
        _distance_sentence(rows, kind),
        _own_sentence(rows, kind),
        _nesting_sentence(rows),
    )


def _distance_sentence(rows: _Rows, kind: Kind) -> str:
    row, one = rows["afstand_gemiddeld"], measure("afstand_gemiddeld")
    after, before = figure(one, float(row["waarde"])), figure(one, float(row["basis"]))
    return (
        f"Voor {kind.name} is de {OWN_DISTANCE} (zonder eigen: de dichtstbijzijnde) gemiddeld {after} km, "
        f"tegen {before} km in de basis ({row['aard']}): {row['duiding']}."
    )


def _own_sentence(rows: _Rows, kind: Kind) -> str:
    row, one = rows["zonder_eigen"], measure("zonder_eigen")
    if row["waarde"] == 0 and row["basis"] == 0:
        return "Elk swv heeft een eigen voorziening, in de basis en in het scenario."
    after, before = figure(one, float(row["waarde"])), figure(one, float(row["basis"]))
    lost = float(rows["eigen_verloren"]["waarde"])
    losers = f"; {figure(measure('eigen_verloren'), lost)} verliezen er een" if lost else ""
    return (
        f"{after} inwoners {AGES[kind.age]} wonen in een swv zonder eigen voorziening, "
        f"tegen {before} in de basis{losers}."
    )


def _nesting_sentence(rows: _Rows) -> str:
    row = rows["swv_afwijkend"]
    after, before = float(row["waarde"]), float(row["basis"])
    who = (
        "Geen enkel swv ligt"
        if after == 0
        else "1 swv ligt"
        if after == 1
        else f"{number(after)} swv's liggen"
    )
    return f"{who} in meer dan één jeugdregio, tegen {number(before)} in de basis."


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
        note=note,
    )


def _gained_and_lost(rows: _Rows) -> str:
    one = measure("eigen_verloren")
    lost, gained = float(rows["eigen_verloren"]["waarde"]), float(rows["eigen_gekregen"]["waarde"])
    if lost == 0 and gained == 0:
        return ""
    return f"{figure(one, gained)} krijgen er een, {figure(one, lost)} verliezen er een"
