"""What the tables of fragmentation say, on screen and on the command line; nothing here draws."""

from __future__ import annotations

import math
from collections.abc import Iterable
from html import escape
from typing import Final

import pandas as pd

from scenarios.measures import measure
from scenarios.notation import UNKNOWN, figure, number
from scenarios.pieces.behind import explained
from scenarios.pieces.coherence import Coherence
from scenarios.pieces.overview import Line
from ui.tables import difference, reading

_NOTHING: Final = "–"
#: Headings of the overview, in order.
HEADINGS: Final = ("maat", "basis", "scenario", "verschil", "samenvoegen", "grenzen", "duiding")
#: Above the tables.
MECHANICAL: Final = (
    "Po en vo samenvoegen halveert veel van deze aantallen vanzelf. Daarom staat naast elk verschil met de "
    "lagen van de regeling wat het samenvoegen doet en wat de nieuwe grenzen doen."
)
#: What the two parts of a change are.
SPLIT: Final = (
    "Samenvoegen: wat po en vo samenvoegen van het verschil maakt (indeling ‘samengevoegd’ min de lagen van "
    "de regeling). Grenzen: wat de nieuwe grenzen daarna doen (scenario min ‘samengevoegd’). Samen zijn ze "
    "het verschil; van wat ‘blijft’ en van VI bestaat die splitsing niet."
)
#: Where the base is not today's layers.
UNSPLIT: Final = (
    "Wat samenvoegen doet en wat nieuwe grenzen doen wordt alleen onderscheiden tegenover de lagen van de "
    "regeling."
)
#: With shape, wherever it is shown.
SHAPE_WORDS: Final = (
    "Vorm is gemeten in RD New op de gemeentevlakken van de gegevensset: zonder zee en grote meren, met "
    "rivieren erin. Een grillige kust maakt een swv minder rond zonder dat iemand er iets aan kan doen, en "
    "fijner getekende grenzen ook: vergelijk rondheid alleen binnen één gegevensset. Rond is geen doel van "
    "de brief."
)
#: On a data set whose borders were drawn after an image.
TRACED: Final = (
    "De grenzen van deze gegevensset zijn overgetrokken van een kaartbeeld: Polsby-Popper komt daarmee "
    "gemiddeld zo'n 0,04 hoger uit dan op de grenzen van CBS, en voor een enkel kustgebied veel meer."
)
#: With other divisions.
COHERENCE_WORDS: Final = (
    "Geen brief vraagt dat swv's passen in RMC-, GGD- of veiligheidsregio's of provincies; dat is onze "
    "toevoeging. Ook hier twee richtingen: of een swv binnen één regio ligt (nesting), en met hoeveel swv's "
    "een regio te maken heeft (tafels)."
)


def overview_frame(lines: Iterable[Line]) -> pd.DataFrame:
    """Write the overview as text, under `HEADINGS`."""
    rows = []
    for line in lines:
        one = line.measure
        rows.append(
            (
                f"{one.title} ({one.unit})",
                figure(one, line.base),
                figure(one, line.value),
                difference(one, line.change),
                _part(line, line.merging),
                _part(line, line.borders),
                reading(line.reading),
            )
        )
    return pd.DataFrame(rows, columns=list(HEADINGS))


def _part(line: Line, value: float) -> str:
    return "" if math.isnan(value) else difference(line.measure, value)


def overview_table(lines: Iterable[Line]) -> str:
    """Write the overview as an HTML table of which each measure opens its explanation."""
    shown = tuple(lines)
    frame = overview_frame(shown)
    words = {"maat": ("", 38), "duiding": ("", 12)}
    kinds = {name: words.get(name, ("num", 10)) for name in HEADINGS}
    header = "".join(
        f'<th scope="col" class="{kind}" style="width:{share}%">{escape(name)}</th>'
        for name, (kind, share) in kinds.items()
    )
    rows = frame.to_dict("records")
    body = "".join(
        f"<tr>{_explained(line)}{''.join(_cell(name, str(row[name])) for name in HEADINGS[1:])}</tr>"
        for line, row in zip(shown, rows, strict=True)
    )
    kind = "dk-table records terse"
    return f'<table class="{kind}"><thead><tr>{header}</tr></thead><tbody>{body}</tbody></table>'


def _explained(line: Line) -> str:
    one = line.measure
    told = [one.explanation, f"Formule: {one.formula}"]
    if line.unknown:
        told.append(f"Niet te bepalen: {line.unknown}.")
    paragraphs = "".join(f"<p>{escape(text)}</p>" for text in told)
    nature = f"{one.unit} · {one.direction.value} · {one.certainty.value}"
    return (
        f"<td><details><summary>{escape(one.title)}</summary>{paragraphs}</details>"
        f'<span class="dim" style="display:block;font-weight:400">{escape(nature)}</span></td>'
    )


def _cell(name: str, text: str) -> str:
    kind = "" if name == "duiding" else "num" if text else "num blank"
    return f'<td data-label="{escape(name)}" class="{kind}">{escape(text)}</td>'


#: Columns of a drill-down with their headings where those are always the same.
_FIXED: Final = {
    "laag": "laag",
    "swv": "swv",
    "gemeenten": "gemeenten",
    "bijdrage": "bijdrage",
    "opmerking": "opmerking",
}


def behind_columns(frame: pd.DataFrame, code: str) -> dict[str, tuple[str, int]]:
    """Choose the columns of a drill-down that say something, with heading and decimals (-1 for text)."""
    told = explained(code)
    headings = {**_FIXED, "gebied": told.place, "inwoners": told.people}
    headings |= {"aandeel": told.share, "waarde": told.value}
    bits = measure(code).unit == "bits"
    decimals = {"inwoners": 0, "aandeel": 1, "waarde": _value_decimals(code), "bijdrage": 4 if bits else 3}
    same = {"bijdrage"} if (frame["bijdrage"] == 1).all() else set()
    if measure(code).unit == "inwoners":
        same = {"bijdrage"} if (frame["bijdrage"] == frame["inwoners"]).all() else set()
    shown = {}
    for name in frame.columns:
        says = frame[name].notna() if name in decimals else frame[name] != ""
        if name not in same and says.any():
            shown[str(name)] = (headings[str(name)], decimals.get(str(name), -1))
    return shown


def _value_decimals(code: str) -> int:
    whole = {"bits": 3, "index": 2}.get(measure(code).unit, 0)
    return 2 if code == "effectief_aantal" else whole


def behind_people(code: str) -> set[str]:
    """Name the columns of a drill-down that count residents."""
    found = {"inwoners"}
    if measure(code).unit == "inwoners":
        found.add("bijdrage")
    if "inwoners" in explained(code).value:
        found.add("waarde")
    return found


def behind_text(frame: pd.DataFrame, code: str) -> pd.DataFrame:
    """Write a drill-down as text, with the headings of the measure."""
    people, columns = behind_people(code), behind_columns(frame, code)
    written = {
        heading: [_written(value, decimals, counts=name in people) for value in frame[name]]
        for name, (heading, decimals) in columns.items()
    }
    return pd.DataFrame(written)


def _written(value: object, decimals: int, *, counts: bool) -> str:
    if decimals < 0:
        return str(value)
    known = float(value)  # type: ignore[arg-type]
    if math.isnan(known):
        return _NOTHING
    return figure(measure("leerlingen"), known) if counts else number(known, decimals)


def sum_told(frame: pd.DataFrame, code: str) -> str:
    """Say what the rows add up to."""
    one = measure(code)
    rows = f"{number(len(frame))} regel{'' if len(frame) == 1 else 's'}"
    unit = "" if one.unit in {"aantal", "index"} else f" {one.unit}"
    return f"{rows}; samen {figure(one, float(frame['bijdrage'].sum()))}{unit}"


def coherence_frame(found: Iterable[Coherence]) -> pd.DataFrame:
    """Write per division how swv's lie in it, as text."""
    rows = []
    for one in found:
        values = one.values()
        told = [
            figure(measure(f"{code}_{one.regions.code}"), values[f"{code}_{one.regions.code}"])
            for code in ("swv_afwijkend", "leerlingen_afwijkend", "nesting_bits", "tafels_bits")
        ]
        rows.append((one.regions.name, *told, one.source, f"{UNKNOWN}: {one.unknown}" if one.unknown else ""))
    headings = (
        "verdeling",
        "swv's in meer dan één",
        "inwoners erbuiten",
        "nesting (bits)",
        "tafels (bits)",
        "samenstelling",
        "opmerking",
    )
    made = pd.DataFrame(rows, columns=list(headings))
    return made if (made["opmerking"] != "").any() else made.drop(columns="opmerking")


def shape_text(frame: pd.DataFrame) -> pd.DataFrame:
    """Write a frame of `scenarios.pieces.listed.shape_frame` as text."""
    told = {name: heading for name, (heading, _) in SHAPE_COLUMNS.items() if name in frame}
    written = {
        heading: [_written(value, SHAPE_COLUMNS[name][1], counts=name == "inwoners") for value in frame[name]]
        for name, heading in told.items()
    }
    return pd.DataFrame(written)


#: Columns of shape per swv: heading and decimals (-1 for text).
SHAPE_COLUMNS: Final = {
    "laag": ("laag", -1),
    "swv": ("swv", -1),
    "inwoners": ("inwoners", 0),
    "samenhang": ("samenhang", -1),
    "delen_op_land": ("delen over land", 0),
    "los": ("los van het grootste deel", -1),
    "oppervlak_km2": ("oppervlak (km²)", 0),
    "omtrek_km": ("omtrek (km)", 0),
    "polsby_popper": ("Polsby-Popper", 2),
    "reock": ("Reock", 2),
    "snijranden": ("gescheiden buurgebieden", 0),
}
