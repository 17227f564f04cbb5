"""Boards as tables and in sentences: all of them, the swv's they are in, the sites of one; nationally."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any, Final

import pandas as pd

from scenarios.compare import compare
from scenarios.consequences.board_facts import BoardFacts, BoardView
from scenarios.measures import Measure, measure
from scenarios.notation import capital, figure, number, signed
from scenarios.study import Study

#: Measures of the comparison that are about boards.
_STAYS: Final = "blijft_besturen"
NATIONAL: Final = ("swv_per_bestuur", "besturen_per_swv", _STAYS)

#: Columns of `board_table` that are shown, with their headings.
BOARD_COLUMNS: Final = {
    "bestuur": "nummer",
    "naam": "bestuur",
    "vestigingen": "vestigingen",
    "leerlingen": "leerlingen",
    "swvs_basis": "swv's basis",
    "swvs_scenario": "swv's scenario",
    "swvs_nieuw": "nieuw swv",
    "swvs_vervallen": "vervallen swv",
    "effect_samenvoegen": "effect samenvoegen",
    "effect_nieuwe_grenzen": "effect nieuwe grenzen",
    "besturen_basis": "andere besturen basis",
    "besturen_scenario": "andere besturen scenario",
    "besturen_erbij": "erbij",
    "besturen_eraf": "eraf",
}


@dataclass(frozen=True, slots=True)
class NationalBoards:
    """A national figure on boards, as the comparison gives it.

    Attributes
    ----------
    measure
        What it is.
    before, after
        Under the base and under the scenario.
    merging, borders
        How the difference splits; NaN where it does not.
    reading
        What the difference means, in Dutch.
    source
        Sources with their dates.
    """

    measure: Measure
    before: float
    after: float
    merging: float
    borders: float
    reading: str
    source: str

    def text(self) -> str:
        """Tell it in one line."""
        one = self.measure
        split = ""
        if not math.isnan(self.merging):
            split = (
                f"; effect samenvoegen {signed(one, self.merging)}, effect nieuwe grenzen "
                f"{signed(one, self.borders)}"
            )
        before, after = (
            f"{figure(one, value)}{'%' if one.unit == '%' and not math.isnan(value) else ''}"
            for value in (self.before, self.after)
        )
        if one.code == _STAYS:  # of the base itself all stays
            return f"{capital(one.title)}: {after} ({one.certainty.value}; {self.source})."
        return (
            f"{capital(one.title)}: {before} in de basis, {after} in het scenario{split} "
            f"({one.certainty.value}; {self.source})."
        )

    def plain(self) -> dict[str, Any]:
        """Give it as plain values."""
        numbers = {
            "basis": self.before,
            "waarde": self.after,
            "effect_samenvoegen": self.merging,
            "effect_nieuwe_grenzen": self.borders,
        }
        told = {name: None if math.isnan(value) else round(value, 6) for name, value in numbers.items()}
        return {
            "maat": self.measure.code,
            **told,
            "duiding": self.reading,
            "aard": self.measure.certainty.value,
            "bron": self.source,
        }


def national(study: Study, name: str, base: str) -> tuple[NationalBoards, ...]:
    """Give the national figures on boards, straight from the comparison.

    Where the scenario keeps two layers nothing is merged, and the difference is not split.
    """
    rows = compare(study, [name], base, kinds=[]).rows()
    split = 1.0 if study.arrangement(name).is_merged else float("nan")
    found = []
    for code in NATIONAL:
        row = rows[name, "land", "NL", "", code]
        found.append(
            NationalBoards(
                measure(code),
                float(row["basis"]),
                float(row["waarde"]),
                float(row["effect_samenvoegen"]) * split,
                float(row["effect_nieuwe_grenzen"]) * split,
                str(row["duiding"]),
                str(row["bron"]),
            )
        )
    return tuple(found)


def national_lines(view: BoardView, figures: tuple[NationalBoards, ...]) -> list[str]:
    """Tell the national figures, and how many boards gain and lose; never netted."""
    changes = view.changes
    total = len(changes.boards)
    same = total - len(changes.fewer) - len(changes.more)
    counts = (
        f"Van de {number(total)} besturen hebben er {number(len(changes.fewer))} met minder swv's te maken, "
        f"{number(len(changes.more))} met meer en {number(same)} met evenveel."
    )
    turned = (
        f"Besturen met een swv waar geen van hun swv's in verdergaat: {number(len(changes.gaining))}; "
        f"besturen met een swv dat verdergaat waar zij geen vestiging hebben: {number(len(changes.losing))}."
    )
    return [*(one.text() for one in figures), counts, turned]


def board_table(view: BoardView) -> pd.DataFrame:
    """Put all boards in a table, those first whose number of swv's changes most.

    Returns
    -------
    `BOARD_COLUMNS`; counts, pupils missing where no number is known, effects missing where a change is
    not split.
    """
    nan = float("nan")
    rows = [
        {
            "bestuur": one.number,
            "naam": view.labels.get(one.number, one.number),
            "vestigingen": one.sites.count,
            "leerlingen": one.sites.pupils,
            "swvs_basis": one.before,
            "swvs_scenario": one.after,
            "swvs_nieuw": len(one.swvs.appeared),
            "swvs_vervallen": len(one.swvs.vanished),
            "effect_samenvoegen": nan if one.effect_merging is None else float(one.effect_merging),
            "effect_nieuwe_grenzen": nan if one.effect_borders is None else float(one.effect_borders),
            "besturen_basis": len(one.partners.before),
            "besturen_scenario": len(one.partners.after),
            "besturen_erbij": len(one.partners.gained),
            "besturen_eraf": len(one.partners.lost),
        }
        for one in view.ordered
    ]
    return pd.DataFrame(rows, columns=list(BOARD_COLUMNS))


def swv_table(view: BoardView) -> pd.DataFrame:
    """Put the scenario's swv's in a table with their boards, and how many those of before had."""
    rows = [
        {
            "laag": one.body.layer or "po en vo",
            "code": one.body.code,
            "swv": one.body.label,
            "besturen": len(one.boards),
            "bestond_uit": "; ".join(f"{body.label} ({number(count)})" for body, count in one.former),
        }
        for one in view.changes.swvs
    ]
    return pd.DataFrame(rows, columns=["laag", "code", "swv", "besturen", "bestond_uit"])


def site_table(facts: BoardFacts) -> pd.DataFrame:
    """Put the sites of one board in a table: kinds, gemeente, pupils (missing: unknown), swv's."""
    rows = [
        {
            "vestigingscode": site.code,
            "naam": site.name,
            "soorten": ", ".join(site.kinds),
            "gemeente": site.gemeente,
            "leerlingen": site.pupils,
            "swv_basis": "; ".join(one.label for one in site.before),
            "swv_scenario": "; ".join(one.label for one in site.after),
            "in_scenario": site.state.value,
        }
        for site in facts.sites
    ]
    columns = ["vestigingscode", "naam", "soorten", "gemeente", "leerlingen", "swv_basis", "swv_scenario"]
    return pd.DataFrame(rows, columns=[*columns, "in_scenario"])
