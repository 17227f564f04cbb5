"""Key figures and tables of the page "Dekking": what stands in them and how it is written."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any, Final

import pandas as pd

from scenarios.compare import Level
from scenarios.coverage import Weight, Yardstick
from scenarios.coverage_change import COLUMNS, CoverageChange
from scenarios.measures import Direction, measure
from scenarios.notation import UNKNOWN, capital, figure, number, signed
from scenarios.study import Study
from ui.headline import KeyFigure
from ui.tables import difference

#: Half of what is still shown of a percentage.
_ROUNDED: Final = 0.05
_SHARE: Final = measure("dekking_acceptabel")
_PEOPLE: Final = measure("zonder_eigen")
#: Rows of the table of white spots that are in sight without scrolling.
_IN_SIGHT: Final = 8
_BETTER: Final = Direction.HIGHER
_WORSE: Final = Direction.LOWER
_NEITHER: Final = Direction.NONE
#: What the areas of a level are called.
LEVELS: Final = {
    Level.LAND: "alleen heel Nederland",
    Level.JEUGDREGIO: "per jeugdregio",
    Level.SWV: "per swv",
    Level.GEMEENTE: "per gemeente",
}


def source_of(study: Study, name: str, along: Yardstick, weight: Weight) -> str:
    """Name what coverage rests on: areas, people, sites, distances, norm; each with its date or standing."""
    country, layer = study.country_of(name), study.arrangement(name).layer(along.kind.layer)
    sites = country.supply_sources.get(along.kind.code, "geen")
    norm = f"norm: {along.label}, {along.norm.standing}"
    return (
        f"gebieden: {layer.peildatum}; {weight.source}; vestigingen: {sites}; {country.model.label}; {norm}"
    )


def reading(change: float, direction: Direction, rounded: float) -> str:
    """Say in words what a difference means; below `rounded` nothing of it is shown.

    Examples
    --------
    >>> reading(0.3, Direction.HIGHER, 0.05), reading(0.01, Direction.HIGHER, 0.05)
    ('beter', 'afgerond gelijk')
    """
    if pd.isna(change):
        return UNKNOWN
    if change == 0:
        return "gelijk"
    if abs(change) < rounded:
        return "afgerond gelijk"
    if direction is Direction.NONE:
        return "hoger" if change > 0 else "lager"
    return "beter" if (change > 0) == (direction is Direction.HIGHER) else "slechter"


@dataclass(frozen=True, slots=True, eq=False)
class Headline:
    """The country's coverage along one norm, in a scenario and in the base, to make key figures of.

    Attributes
    ----------
    along, weight
        The norm; whom it is counted in.
    now, before
        Rows of `scenarios.coverage.coverage` for the country.
    changed
        What the scenario does.
    source, certainty
        What shares rest on, and how they came about.
    """

    along: Yardstick
    weight: Weight
    now: Mapping[str, Any]
    before: Mapping[str, Any]
    changed: CoverageChange
    source: str
    certainty: str

    def key_figures(self) -> tuple[KeyFigure, ...]:
        """Return the figures that a room wants first, each beside the base's."""
        what, limit = self.weight.what, self.along.label
        totals = self.changed.totals()
        # where some gain and others lose, a verdict would weigh the one against the other
        both_own = totals["erbij"] > 0 and totals["eruit"] > 0
        both_free = totals["vrij_erbij"] > 0 and totals["vrij_eruit"] > 0
        return (
            self._share(
                f"dekking binnen eigen swv, {limit}",
                ("dekking", "eigen"),
                f"Aandeel {what} met een vestiging van het eigen swv binnen de werknorm {limit}: C(t).",
                _NEITHER if both_own else _BETTER,
                self._came_and_went(),
            ),
            self._share(
                f"alleen dankzij een buur binnen {limit}",
                ("leunt", "buur"),
                f"Aandeel {what} zonder vestiging van het eigen swv binnen de norm, en met een over de "
                "swv-grens. Iets anders dan aangewezen op een buur: zie de regel hieronder.",
                _NEITHER,
            ),
            self._share(
                f"nergens binnen {limit}",
                ("verder_aandeel", "verder"),
                f"Aandeel {what} voor wie ook met genegeerde grenzen geen vestiging binnen de norm ligt. Een "
                "andere indeling verandert dat niet, andere vestigingen wel.",
                _NEITHER if both_free else _WORSE,
            ),
            self._without(),
        )

    def _share(
        self, label: str, columns: tuple[str, str], explanation: str, direction: Direction, note: str = ""
    ) -> KeyFigure:
        share, persons = columns
        value, base = float(self.now[share]), float(self.before[share])
        return KeyFigure(
            label=label,
            value=figure(_SHARE, value),
            unit="%",
            base=f"{figure(_SHARE, base)}%",
            change=difference(_SHARE, value - base),
            duiding=reading(value - base, direction, _ROUNDED),
            direction=direction.value,
            certainty=self.certainty,
            source=self.source,
            explanation=explanation,
            note=f"{_persons(float(self.now[persons]))} {self.weight.what}{note}",
        )

    def _came_and_went(self) -> str:
        totals = self.changed.totals()
        came, went = totals["erbij"], totals["eruit"]
        unsure = totals["erbij_onzeker"] + totals["eruit_onzeker"]
        if came == went == unsure == 0:
            return ""
        told = f"; {_persons(came)} komen erbij en {_persons(went)} vallen eruit"
        besides = f"; daarnaast gaan {_persons(unsure)} over de norm zonder aantoonbaar verschil"
        return told + (besides if unsure else "")

    def _without(self) -> KeyFigure:
        value, base = float(self.now["zonder_eigen"]), float(self.before["zonder_eigen"])
        totals = self.changed.totals()
        gained, lost = totals["eigen_gekregen"], totals["eigen_verloren"]
        told = f"{_persons(gained)} krijgen er een, {_persons(lost)} verliezen er een"
        return KeyFigure(
            label="zonder vestiging in het eigen swv",
            value=_persons(value),
            unit=self.weight.what,
            base=_persons(base),
            change=signed(_PEOPLE, value - base),
            duiding=reading(value - base, _WORSE, 0.5),
            direction=_WORSE.value,
            certainty=self.weight.certainty,
            source=self.source,
            explanation="Wonen in een swv dat zelf geen vestiging van deze soort heeft; nooit verrekend met "
            "afstanden.",
            note=told if gained or lost else "",
        )


def _persons(count: float) -> str:
    return figure(_PEOPLE, count)


def spot_columns(along: Yardstick, weight: Weight) -> dict[str, tuple[str, int]]:
    """Columns of the table of white spots: heading, and decimals for numbers (-1 for text)."""
    unit = along.unit
    person, people = (
        ("leerling", "leerlingen") if weight.what.startswith("verwachte") else ("inwoner", "inwoners")
    )
    return {
        "nr": ("nr", 0),
        "pc4": ("PC4", -1),
        "plaats": ("plaats", -1),
        "aantal": (people, 0),
        "zwaarte": (f"zwaarte ({person}-{unit})", 0),
        "overschrijding": (f"boven de norm ({unit})", along.decimals),
        "eigen": (f"eigen swv ({unit})", along.decimals),
        "vrij": (f"dichtstbijzijnde ({unit})", along.decimals),
        "stand": ("stand", -1),
        "eigen_waar": ("vestiging in eigen swv", -1),
        "vrij_waar": ("dichtstbijzijnde vestiging", -1),
        "swv": ("swv", -1),
        "jeugdregio": ("jeugdregio", -1),
        "gemeente": ("gemeente", -1),
    }


def spot_table(spots: pd.DataFrame, along: Yardstick, weight: Weight) -> object:
    """Write white spots, what they are sorted by in sight."""
    columns = spot_columns(along, weight)
    shown = spots[[name for name in columns if name in spots]]
    return written(shown, columns, people={"aantal", "zwaarte"})


def gemeente_table(table: pd.DataFrame, along: Yardstick, weight: Weight) -> object:
    """Write white spots per gemeente."""
    columns = spot_columns(along, weight)
    told = {
        "gemeente": ("gemeente", -1),
        "jeugdregio": ("jeugdregio", -1),
        "pc4": ("PC4's", 0),
        "aantal": columns["aantal"],
        "zwaarte": columns["zwaarte"],
        "verst": (f"verst boven de norm ({along.unit})", along.decimals),
    }
    return written(table[list(told)], told, people={"aantal", "zwaarte"})


def area_table(now: pd.DataFrame, before: pd.DataFrame, weight: Weight) -> object:
    """Write coverage per area for one norm, each beside the base's figure of the same people."""
    table = now[["gebied_naam", "totaal", "dekking", "leunt", "verder_aandeel", "zonder_eigen"]].copy()
    table.insert(3, "basis", before["dekking"].to_numpy())
    table.insert(4, "verschil", (now["dekking"] - before["dekking"]).to_numpy())
    told = {
        "gebied_naam": ("gebied", -1),
        "totaal": (weight.what, 0),
        "dekking": ("dekking eigen swv (%)", 1),
        "basis": ("basis (%)", 1),
        "verschil": ("verschil (%-punt)", 1),
        "leunt": ("alleen dankzij een buur (%)", 1),
        "verder_aandeel": ("nergens binnen de norm (%)", 1),
        "zonder_eigen": ("zonder eigen vestiging", 0),
    }
    return written(table.reset_index(drop=True), told, people={"totaal", "zonder_eigen"})


def change_table(table: pd.DataFrame) -> object:
    """Write who comes in and who falls out per area."""
    told = {"gebied_naam": ("gebied", -1), "totaal": ("totaal", 0)}
    told |= {name: (words, 0) for name, words in COLUMNS.items()}
    shown = table[[name for name in told if name not in COLUMNS or table[name].any()]]
    return written(shown, told, people=set(told) - {"gebied_naam"})


def point_table(study: Study, changed: CoverageChange, name: str) -> object:
    """Write what happens per PC4, most people first."""
    along, table = changed.along, changed.per_point()
    country = study.country
    rows = country.points.iloc[table["punt"].to_numpy()]
    swv = study.arrangement(name).layer(along.kind.layer)
    labels = swv.of_points()[table["punt"].to_numpy()]
    towns = rows["plaats"].to_numpy() if "plaats" in rows else [""] * len(rows)
    table.insert(0, "pc4", rows["pc4"].to_numpy())
    table.insert(1, "plaats", towns)
    table["swv"] = [swv.label(code) for code in labels]
    told = {
        "pc4": ("PC4", -1),
        "plaats": ("plaats", -1),
        "wat": ("wat er gebeurt", -1),
        "aantal": (changed.weight.what, 0),
        "basis": (f"eigen swv in de basis ({along.unit})", along.decimals),
        "scenario": (f"in het scenario ({along.unit})", along.decimals),
        "swv": ("swv in het scenario", -1),
    }
    return written(table[list(told)], told, people={"aantal"})


def totals_frame(changed: CoverageChange) -> pd.DataFrame:
    """Write what happens to whom in the country; what happens to nobody is told of the norm alone."""
    totals = changed.totals()
    rows = [
        (capital(words), "niemand" if totals[name] == 0 else _persons(totals[name]))
        for name, words in COLUMNS.items()
        if totals[name] or name in {"erbij", "eruit"}
    ]
    return pd.DataFrame(rows, columns=["wat er gebeurt", changed.weight.what])


def written(frame: pd.DataFrame, told: Mapping[str, tuple[str, int]], people: set[str]) -> object:
    """Write a table the Dutch way; sorting still goes by the numbers themselves.

    Parameters
    ----------
    told
        Per column its heading, and decimals for numbers (-1 for text).
    people
        Columns of estimated persons.
    """
    formats: dict[Any, Callable[[Any], str] | str | None] = {}
    for name in frame.columns:
        heading, decimals = told[str(name)]
        if decimals >= 0:
            formats[heading] = _count if name in people else partial(number, decimals=decimals)
    return frame.rename(columns={name: told[name][0] for name in told}).style.format(formats)


def _count(value: float) -> str:
    """Write a number of persons; infinite where the excess is."""
    return _persons(value) if math.isfinite(value) else number(value)


def spot_rows(
    spots: pd.DataFrame, most: int, chosen: int | None, *, in_sight: bool
) -> tuple[pd.DataFrame, int | None]:
    """Cut white spots to the heaviest, and find the one that is looked at among them.

    Parameters
    ----------
    most
        Rows to show.
    chosen
        Demand point that is looked at.
    in_sight
        Whether its row comes in front where one would have to scroll to it: after a click on the
        map, not after one in the table itself.

    Returns
    -------
    The rows, numbered by weight, and the position of the chosen one; None if it is no white spot.
    """
    numbered = spots.assign(nr=range(1, len(spots) + 1))
    shown = numbered.head(most)
    found = numbered["punt"] == chosen
    if chosen is None or not found.any():
        return shown, None
    place = int(found.to_numpy().argmax())
    if place >= most or (in_sight and place >= _IN_SIGHT):
        shown = pd.concat([numbered[found], shown[~found.head(most)]]).reset_index(drop=True)
        place = 0
    return shown, place
