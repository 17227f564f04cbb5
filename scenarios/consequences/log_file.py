"""The log as a file: text to read, rows for a spreadsheet; each tells what it was made with."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import groupby
from typing import Final

import pandas as pd

from scenarios.compare import sources_of
from scenarios.consequences.log import Entry, Sort
from scenarios.measures import measure
from scenarios.notation import rounded
from scenarios.study import Study

#: No scenario is policy.
EXAMPLE: Final = "Een rekenvoorbeeld, geen beleid. Aantallen inwoners zijn geschat en afgerond."

_HEADS: Final = {
    Sort.SLIVER: "Resten van gemeenten (waarschijnlijk een grenswijziging van na de regeling)",
    Sort.NAME: "Alleen een andere naam",
    Sort.SITE: "Vestigingen",
    Sort.NORM: "Normen die van de standaard afwijken",
    Sort.ASSUMPTION: "Aannames die van de standaard afwijken",
}
_NO_SWV: Final = "Zonder swv"


def head_of(entry: Entry) -> str:
    """Head under which a sentence stands: its swv, or what sort it is."""
    return _HEADS.get(entry.sort) or entry.swv or _NO_SWV


def log_text(study: Study, name: str, base: str, entries: Iterable[Entry]) -> str:
    """Write a log as text: head by head, one sentence a line.

    Parameters
    ----------
    name, base
        Ids of the arrangements.
    entries
        Of `scenarios.consequences.log.log`, or some of them.
    """
    after, before = study.arrangement(name), study.arrangement(base)
    told = list(entries)
    lines = [
        f"Logboek: van {before.title} naar {after.title}",
        f"Basis: {before.origin}",
        f"Scenario: {after.origin}",
        EXAMPLE,
        *stamp(study, name),
    ]
    if not told:
        lines += ["", "Er verandert niets."]
    for head, rows in groupby(told, key=head_of):
        lines += ["", head, *(f"- {one.text}" for one in rows)]
    return "\n".join(lines) + "\n"


def stamp(study: Study, name: str) -> tuple[str, ...]:
    """Say what a log was made with: sources of borders and residents, data set, version."""
    country, made = study.country, study.stamp(name)
    return (
        f"Bronnen: gebieden: {country.labels['swv']}; inwoners: {country.labels['inwoners']}.",
        f"Gegevensset {made.data_version[:12]}, dekkend {made.code}.",
    )


def log_rows(study: Study, name: str, base: str, entries: Iterable[Entry]) -> pd.DataFrame:
    """Write a log as rows.

    Returns
    -------
    ``basis, scenario, swv, over, wat, gemeenten, inwoners`` (rounded as in the sentence; missing where it is
    about none), ``zin``, and what a row rests on: ``aard, bron, gegevens``.
    """
    names, people = study.country.gemeente_names, measure("overgang_elders")
    rows = [
        {
            "basis": base,
            "scenario": name,
            "swv": one.swv,
            "over": one.sort.value,
            "wat": "" if one.move is None else one.move.value,
            "gemeenten": ", ".join(names.get(code, code) for code in one.gemeenten),
            "inwoners": rounded(people, one.pupils) if one.swv or one.points else float("nan"),
            "zin": one.text,
        }
        for one in entries
    ]
    columns = ["basis", "scenario", "swv", "over", "wat", "gemeenten", "inwoners", "zin"]
    return pd.DataFrame(rows, columns=columns).assign(
        aard=people.certainty.value,
        bron=sources_of(study, people, name, "", base),
        gegevens=study.country.dataset.manifest.fingerprint[:12],
    )
