"""Boards as tables and in sentences: all of them, the swv's they are in, the sites of one; nationally."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any, Final

import pandas as pd

from scenarios.compare import compare
from scenarios.consequences.board_facts import BoardFacts, BoardView
from scenarios.measures import Measure, measure
from scenarios.notation import capital, figure, number, rounded, signed
from scenarios.study import Study

#: Measures of the comparison that are about boards.
_STAYS: Final = "blijft_besturen"
NATIONAL: Final = ("swv_per_bestuur", "besturen_per_swv", _STAYS)
#: Those that are a mean over the layers.
_PER_LAYER: Final = frozenset({"swv_per_bestuur", "besturen_per_swv"})
#: Rounded figures nearer than this are the same.
_SAME: Final = 1e-9

#: Columns of `board_table` that are shown, with their headings.
BOARD_COLUMNS: Final = {
    "bestuur": "nummer",
    "naam": "bestuur",
    "vestigingen": "vestigingen",
    "leerlingen": "leerlingen",
    "swvs_basis": "swv's po en vo basis",
    "swvs_scenario": "swv's po en vo scenario",
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
    layered
        Where it is a mean of two layers, and of what that is (Dutch); empty where it is not.
    """

    measure: Measure
    before: float
    after: float
    merging: float
    borders: float
    reading: str
    source: str
    layered: str = ""

    def text(self) -> str:
        """Tell it in one line."""
        one = self.measure
        split = ""
        if not math.isnan(self.merging):
            split = (
                f"; effect samenvoegen {signed(one, self.merging)}, effect nieuwe grenzen "
                f"{signed(one, self.borders)}{self._rounding}"
            )
        before, after = (
            f"{figure(one, value)}{'%' if one.unit == '%' and not math.isnan(value) else ''}"
            for value in (self.before, self.after)
        )
        if one.code == _STAYS:  # of the base itself all stays
            return f"{capital(one.title)}: {after} ({one.certainty.value}; {self.source})."
        about = f" ({self.layered})" if self.layered else ""
        return (
            f"{capital(one.title)}: {before} in de basis, {after} in het scenario{about}{split} "
            f"({one.certainty.value}; {self.source})."
        )

    @property
    def _rounding(self) -> str:
        """Say that the effects do not add up as they are written, where they do not."""
        told = [
            rounded(self.measure, value) for value in (self.after, self.before, self.merging, self.borders)
        ]
        after, before, merging, borders = told
        if math.isclose(after - before, merging + borders, abs_tol=_SAME):
            return ""
        return " (door afronding tellen die niet precies op tot het verschil)"

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
            "lagen": self.layered,
        }


def national(study: Study, name: str, base: str) -> tuple[NationalBoards, ...]:
    """Give the national figures on boards, straight from the comparison."""
    rows = compare(study, [name], base, kinds=[]).rows()
    found = []
    for code in NATIONAL:
        row = rows[name, "land", "NL", "", code]
        found.append(
            NationalBoards(
                measure(code),
                float(row["basis"]),
                float(row["waarde"]),
                float(row["effect_samenvoegen"]),
                float(row["effect_nieuwe_grenzen"]),
                str(row["duiding"]),
                str(row["bron"]),
                _layered(study, name, base) if code in _PER_LAYER else "",
            )
        )
    return tuple(found)


def _layered(study: Study, name: str, base: str) -> str:
    """Say where a mean is that of two layers; empty where po and vo are one in both."""
    two = [
        where
        for where, one in (("in de basis", base), ("in het scenario", name))
        if not study.arrangement(one).is_merged
    ]
    if not two:
        return ""
    where = "" if len(two) > 1 else f"{two[0]} "
    return f"{where}het gemiddelde van de lagen po en vo, gewogen met hun inwoners"


def per_board(view: BoardView) -> tuple[float, float]:
    """Swv's of a board on average, base and scenario: counted po and vo together, as `board_table` does."""
    counts = [(one.before, one.after) for one in view.changes.boards.values()]
    means = []
    for of in zip(*counts, strict=True):
        some = [count for count in of if count]
        means.append(sum(some) / len(some) if some else float("nan"))
    return means[0], means[1]


def per_board_line(view: BoardView, figures: tuple[NationalBoards, ...]) -> str:
    """Say how the table of boards counts swv's, where the national mean does it otherwise; else empty."""
    mean = next(one for one in figures if one.measure.code == NATIONAL[0])
    if not mean.layered:
        return ""
    was, now = (figure(mean.measure, value) for value in per_board(view))
    return (
        f"In de tabel van besturen tellen swv's po en vo samen: gemiddeld {was} in de basis en {now} in het "
        "scenario."
    )


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
    texts = [one.text() for one in figures]
    texts[0] = f"{texts[0]} {per_board_line(view, figures)}".rstrip()
    return [*texts, counts, turned]


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
