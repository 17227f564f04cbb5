"""All fragmentation figures of the country, a scenario beside its base, and as rows for a file."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final

import pandas as pd

from scenarios.compare import Level, compare
from scenarios.consequences.consultation_file import ACCOUNT, account
from scenarios.measures import Measure, measure
from scenarios.notation import rounded
from scenarios.pieces.behind import behind, explained, why_unknown
from scenarios.pieces.coherence import CLASSIFICATIONS, MEASURES
from scenarios.study import Study

#: Measures under the heads where they are shown; together all of them.
HEADS: Final[Mapping[str, tuple[str, ...]]] = {
    "Hoeveel swv's en hoe groot": (
        "swv_aantal",
        "swv_leerlingen_min",
        "swv_leerlingen_mediaan",
        "swv_leerlingen_max",
        "swv_onder_minimum",
        "swv_onbewoond",
        "swv_gemeenten_min",
        "swv_gemeenten_mediaan",
        "swv_gemeenten_max",
    ),
    "Swv's en jeugdregio's": (
        "swv_afwijkend",
        "leerlingen_afwijkend",
        "nesting_bits",
        "swv_per_jeugdregio",
        "jeugdregio_per_swv",
        "tafels_bits",
        "effectief_aantal",
        "relaties_jeugdregio",
        "onbewoond_afwijkend",
    ),
    "Swv's en gemeenten": (
        "relaties_gemeente",
        "swv_per_gemeente",
        "gemeenten_gesplitst",
        "gemeenten_grenswijziging",
    ),
    "Po en vo, en schoolbesturen": (
        "congruentie",
        "congruente_paren",
        "swv_per_bestuur",
        "besturen_per_swv",
    ),
    "Wat bij elkaar blijft": (
        "blijft",
        "blijft_gemeenten",
        "blijft_vestigingen",
        "blijft_besturen",
        "vi_bits",
    ),
    "Vorm": (
        "swv_onderbroken",
        "swv_onaf",
        "swv_heel",
        "swv_via_verbinding",
        "snijranden",
        "polsby_popper",
        "reock",
    ),
    **{
        f"Samenhang met {one.plural}": tuple(f"{code}_{one.code}" for code in (*MEASURES[2:], *MEASURES[:2]))
        for one in CLASSIFICATIONS
    },
}


@dataclass(frozen=True, slots=True)
class Line:
    """One measure of the country: scenario beside base.

    Attributes
    ----------
    measure
        What is measured.
    value, base, change
        Of the scenario; of the base; their difference; NaN where it is not to be determined.
    merging, borders
        What of the change comes from merging po and vo, and from new borders; NaN where it is not split.
    reading
        What the change means, in Dutch.
    unknown
        Why a figure is not to be determined; empty where it is.
    """

    measure: Measure
    value: float
    base: float
    change: float
    merging: float
    borders: float
    reading: str
    unknown: str


def overview(study: Study, name: str, base: str) -> dict[str, Line]:
    """Compare a scenario with its base on fragmentation alone: no distance is measured.

    Returns
    -------
    By measure code, in the order of `HEADS`; the same figures as in any other comparison.
    """
    rows = compare(study, [name], base, (), Level.LAND).rows()
    found = {}
    for code in (code for head in HEADS.values() for code in head):
        row = rows[name, Level.LAND.value, "NL", "", code]
        found[code] = Line(
            measure(code),
            float(row["waarde"]),
            float(row["basis"]),
            float(row["verschil"]),
            float(row["effect_samenvoegen"]),
            float(row["effect_nieuwe_grenzen"]),
            str(row["duiding"]),
            why_unknown(study, name, code) or why_unknown(study, base, code),
        )
    return found


def overview_rows(study: Study, name: str, base: str, lines: Iterable[Line]) -> pd.DataFrame:
    """Lay figures out for a file, as they are shown, with what each rests on in every row."""
    heads = {code: head for head, under in HEADS.items() for code in under}
    rows = [
        {
            "indeling_basis": base,
            "indeling_scenario": name,
            "onderdeel": heads[line.measure.code],
            "maat": line.measure.code,
            "titel": line.measure.title,
            "eenheid": line.measure.unit,
            "basis": rounded(line.measure, line.base),
            "scenario": rounded(line.measure, line.value),
            "verschil": rounded(line.measure, line.change),
            "effect_samenvoegen": rounded(line.measure, line.merging),
            "effect_nieuwe_grenzen": rounded(line.measure, line.borders),
            "duiding": line.reading,
            "richting": line.measure.direction.value,
            "formule": line.measure.formula,
            "opmerking": line.unknown,
            **_account(study, name, base, line.measure.code),
        }
        for line in lines
    ]
    return pd.DataFrame(rows)


def sides(name: str, base: str) -> tuple[tuple[str, str], ...]:
    """Give what is told of: base and scenario, or the scenario alone where it is the base."""
    return (("scenario", name),) if name == base else (("basis", base), ("scenario", name))


def behind_rows(study: Study, name: str, base: str, code: str) -> pd.DataFrame:
    """Lay out what is behind a figure for a file: of the base and of the scenario, with its account.

    Residents are rounded as everywhere; contributions are not, so that they add up to the figure.
    """
    people, described, told = measure("leerlingen"), measure(code), explained(code)
    parts = []
    for side, one in sides(name, base):
        frame = behind(study, one, code, base)
        frame["inwoners"] = [rounded(people, value) for value in frame["inwoners"]]
        parts.append(frame.assign(kant=side, indeling=one))
    found = pd.concat(parts, ignore_index=True) if any(len(part) for part in parts) else parts[0]
    decimals = 0 if described.unit == "inwoners" else 9
    found["bijdrage"] = found["bijdrage"].round(decimals)
    front = [
        "kant",
        "indeling",
        "maat",
        "titel",
        "eenheid",
        "gebied_is",
        "inwoners_is",
        "aandeel_is",
        "waarde_is",
    ]
    found = found.assign(
        maat=code,
        titel=described.title,
        eenheid=described.unit,
        gebied_is=told.place,
        inwoners_is=told.people,
        aandeel_is=told.share,
        waarde_is=told.value,
    )
    found = found[[*front, *(one for one in found.columns if one not in front)]]
    return accounted(study, name, base, code, found)


def accounted(study: Study, name: str, base: str, code: str, rows: pd.DataFrame) -> pd.DataFrame:
    """Add what rows about a measure rest on, in the columns `ACCOUNTED`."""
    return rows.assign(**_account(study, name, base, code))


def _account(study: Study, name: str, base: str, code: str) -> dict[str, str]:
    stamp = study.stamp(name)
    told: dict[str, Any] = account(study, name, base, code)
    return {**told, "instellingen": stamp.settings, "versie": stamp.code}


#: Columns that say what a row of a file rests on.
ACCOUNTED: Final = (*ACCOUNT, "instellingen", "versie")
