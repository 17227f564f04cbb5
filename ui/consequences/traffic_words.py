"""Grensverkeer in words and tables of text, for the page and for the command line; no streamlit here."""

from __future__ import annotations

import math
from collections.abc import Sequence
from enum import StrEnum
from typing import Final

import pandas as pd

from model.actual import Interval
from scenarios.consequences.traffic import AreaLevel, Traffic, TrafficChange, Verdict
from scenarios.consequences.traffic_steps import APART, Step, total_rows
from scenarios.consequences.traffic_tables import area_table, borders
from scenarios.measures import Certainty
from scenarios.notation import UNKNOWN, capital, few, in_range, number
from scenarios.provenance import spoken_peildatum
from scenarios.site_story import people

#: Numbers up to here are written as they are: rounding would hide their margin.
_FEW: Final = 100
_DECIMALS: Final = 1


class Shown(StrEnum):
    """Which pupils are looked at; the values are what a user asks for."""

    ALL = "alle"
    INTERNAL = "intern"
    BORDER = "grens"

    @property
    def heading(self) -> str:
        """Say in Dutch whom it is about."""
        return _HEADINGS[self]

    @property
    def verdicts(self) -> tuple[Verdict, ...]:
        """What becomes of them."""
        return _VERDICTS[self]

    @property
    def after(self) -> bool:
        """Whether the areas between which they go are those of the scenario; else those of the base."""
        return self is not Shown.INTERNAL


_HEADINGS: Final = {
    Shown.ALL: "al het grensverkeer in het scenario",
    Shown.INTERNAL: "wordt intern: was grensverkeer, blijft nu binnen een swv",
    Shown.BORDER: "wordt grensverkeer: bleef binnen een swv, gaat nu over een grens",
}
_VERDICTS: Final = {
    Shown.ALL: (Verdict.BECOMES_BORDER, Verdict.STAYS_BORDER, Verdict.FINDS),
    Shown.INTERNAL: (Verdict.BECOMES_INTERNAL,),
    Shown.BORDER: (Verdict.BECOMES_BORDER,),
}
MEANING: Final = (
    "Grensverkeer: leerlingen die in het ene swv wonen en in het andere naar school gaan. Een andere "
    "indeling verplaatst geen leerling: alleen of er een grens tussen huis en school ligt verandert."
)


def pupils(found: Interval, certainty: str) -> str:
    """Write a number of pupils with its margin: a count as it is, an estimate as roughly as it is known.

    Examples
    --------
    >>> pupils(Interval(1234.0, 1234.0, 1234.0), "gemeten")
    '1.234'
    >>> pupils(Interval(1100.0, 1234.0, 1399.0), "gemodelleerd"), pupils(Interval(3.0, 4.0, 8.0), "gemeten")
    ('1.200 (1.100–1.400)', '4 (3–8)')
    >>> pupils(Interval(0.0, float("nan"), 40.0), "gemeten"), pupils(Interval(1.0, 1.4, 2.0), "gemodelleerd")
    ('0 tot 40', 'minder dan 5')
    """
    if math.isnan(found.high):
        return UNKNOWN
    counted = certainty == Certainty.COUNTED.value
    if not counted and not math.isnan(found.mid) and (told := few(found.high)):
        return told
    exact = (counted and found.low == found.high) or found.high < _FEW
    low, middle, high = (
        number(round(one)) if exact else people(one) if one == one else ""  # noqa: PLR0124
        for one in (found.low, found.mid if not math.isnan(found.mid) else 0.0, found.high)
    )
    if math.isnan(found.mid):
        return low if low == high else f"{low} tot {high}"
    return in_range(low, middle, high, wide=not counted and found.low < found.high)


def percent(found: Interval) -> str:
    """Write a share (0 to 100) with its margin, with the sign.

    Examples
    --------
    >>> percent(Interval(13.88, 15.71, 17.74)), percent(Interval(0.0, 0.0, 0.0))
    ('15,7% (13,9–17,7)', '0,0%')
    >>> percent(Interval(10.0, float("nan"), 20.0)), percent(Interval(*[float("nan")] * 3))
    ('10,0 tot 20,0%', 'niet te bepalen')
    """
    if math.isnan(found.high):
        return UNKNOWN
    low, high = number(found.low, _DECIMALS), number(found.high, _DECIMALS)
    if math.isnan(found.mid):
        return f"{low}%" if low == high else f"{low} tot {high}%"
    middle = number(found.mid, _DECIMALS)
    return f"{middle}%" if low == high else f"{middle}% ({low}–{high})"


def totals_table(steps: Sequence[Step]) -> pd.DataFrame:
    """Write the figures of the country: a row per figure, a column per step."""
    columns: dict[str, dict[str, str]] = {}
    titles: dict[str, str] = {}
    for step in steps:
        rows = total_rows(step.change)
        titles |= {code: capital(title) for code, title, _ in rows}
        columns[step.title] = {
            code: percent(found) if code.startswith("aandeel") else pupils(found, step.change.certainty)
            for code, _, found in rows
        }
    table = pd.DataFrame({"": titles, **columns})
    return table.fillna("–").reset_index(drop=True)


def pair_rows(change: TrafficChange, level: AreaLevel, shown: Shown, touching: str = "") -> pd.DataFrame:
    """Pairs of areas between which some pupils cross a border, most pupils first.

    Parameters
    ----------
    touching
        Code of a swv or gemeente: only who lives or goes to school there; everybody for none.

    Returns
    -------
    Columns of `scenarios.consequences.traffic_tables.borders`.
    """
    return borders(change, level, shown.verdicts, after=shown.after, touching=touching)


def pair_text(rows: pd.DataFrame, certainty: str) -> pd.DataFrame:
    """Write pairs as text: pupils with their margin, from, to."""
    return pd.DataFrame(
        {
            "leerlingen": [
                pupils(Interval(*ends), certainty)
                for ends in rows[["laag", "midden", "hoog"]].itertuples(index=False, name=None)
            ],
            "woont in": rows["van_naam"].to_numpy(),
            "school in": rows["naar_naam"].to_numpy(),
        }
    )


#: Under the table per area.
OUT_AND_IN: Final = (
    "Uit: van wie er woont en naar school gaat, het deel dat dat in een ander swv doet. In: van wie er naar "
    "school gaat, het deel dat in een ander swv woont. De laatste kolommen zijn tegenover de basis en worden "
    "nooit verrekend."
)

#: Columns of `area_text`: figure, heading, and whether it is a share.
_AREA: Final = (
    ("wonen", "leerlingen die er wonen", False),
    ("uit", "uit", False),
    ("uit_aandeel", "uit (%)", True),
    ("in", "in", False),
    ("in_aandeel", "in (%)", True),
    ("wordt_intern", "wordt intern", False),
    ("wordt_grens_uit", "wordt grensverkeer, uit", False),
    ("wordt_grens_in", "wordt grensverkeer, in", False),
)


def area_rows(change: TrafficChange, level: AreaLevel) -> pd.DataFrame:
    """Areas with most traffic over their border first; columns of `area_table`."""
    table = area_table(change, level)
    most = table["uit_hoog"] + table["in_hoog"]
    return table.assign(most=most).sort_values("most", ascending=False, kind="stable").drop(columns="most")


def area_text(rows: pd.DataFrame, level: AreaLevel, change: TrafficChange) -> pd.DataFrame:
    """Write areas as text, each figure with its margin; what changes only where something can."""
    told: dict[str, list[str]] = {level.value: rows["naam"].tolist()}
    certainty = change.certainty
    for name, heading, is_share in _AREA:
        if name.startswith("wordt") and change.base == change.name:
            continue
        ends = rows[[f"{name}_laag", name, f"{name}_hoog"]].itertuples(index=False, name=None)
        found = [Interval(*one) for one in ends]
        told[heading] = [percent(one) if is_share else pupils(one, certainty) for one in found]
    return pd.DataFrame(told)


def account(change: TrafficChange, *, split: bool) -> list[str]:
    """Say what the figures are, who is in none of them, and what they rest on; Dutch sentences."""
    model = change.study.country.model
    told = [MEANING, f"{capital(change.source.label)}. {change.source.meaning}"]
    if split:
        told.append(APART)
    told += [
        f"{pupils(one.pupils, change.certainty)} leerlingen {one.what} staan apart." for one in change.apart
    ]
    told += change.notes
    told += [f"Niet meegeteld: {reason}" for reason in change.missing.values()]
    dated = [
        f"{origin}, peildatum {spoken_peildatum(date)}" if date else origin for origin, date in change.sources
    ]
    if dated:
        told.append(f"Bronnen: {'; '.join(dated)}.")
    if change.certainty == Certainty.MODELLED.value:
        told.append(f"Afstanden zijn {model.certainty}: {change.study.country.describe()}.")
    return told


def headline(change: TrafficChange) -> list[tuple[str, str, str]]:
    """Key figures: what, how much, and what belongs to it."""
    before, after, found = change.before, change.after, change.verdicts()

    def told(one: Interval) -> str:
        return pupils(one, change.certainty)

    def share(label: str, side: Traffic) -> tuple[str, str, str]:
        value, margin = _apart(percent(_hundredfold(side.share)))
        return label, value, f"{margin}{told(side.border)} leerlingen"

    def moved(verdict: Verdict, detail: str) -> tuple[str, str, str]:
        value, margin = _apart(told(found[verdict]))
        return capital(verdict.value), value, f"{margin}leerlingen; {detail}"

    if change.base == change.name:
        return [share("Grensverkeer", after)]
    return [
        share("Grensverkeer in de basis", before),
        share("Grensverkeer in het scenario", after),
        moved(Verdict.BECOMES_INTERNAL, "was grensverkeer, nu binnen één swv"),
        moved(Verdict.BECOMES_BORDER, "bleef binnen het swv, nu over een grens"),
    ]


def _apart(text: str) -> tuple[str, str]:
    """Take the margin off a figure, to be told under it.

    Examples
    --------
    >>> _apart("15,7% (13,9–17,7)"), _apart("0")
    (('15,7%', 'marge 13,9–17,7; '), ('0', ''))
    """
    value, _, margin = text.partition(" (")
    return value, f"marge {margin.removesuffix(')')}; " if margin else ""


def _hundredfold(one: Interval) -> Interval:
    return Interval(100 * one.low, 100 * one.mid, 100 * one.high)
