"""A weighing as tables for files: a row per scenario and measure, and a row per variant."""

from __future__ import annotations

import math
from collections.abc import Iterable

import pandas as pd

from scenarios.notation import rounded
from scenarios.weighing.rescore import Robustness
from scenarios.weighing.weigh import Weighed, Weighing


def listed(found: Weighing, codes: Iterable[str] | None = None) -> pd.DataFrame:
    """List scenarios and their figures, the base in front.

    Parameters
    ----------
    codes
        Measures, in order; all by default.

    Returns
    -------
    Columns ``scenario, titel, basis, swvs, soort, maat, maat_titel, eenheid, richting, waarde, verschil,
    duiding, plaats, merk, niet_vergeleken, let_op, aard, bron``; figures rounded to what they bear.
    """
    wanted = found.by_code if codes is None else codes
    rows = [
        _row(found, found.by_code[code], position) for position in range(len(found.names)) for code in wanted
    ]
    return pd.DataFrame(rows)


def _row(found: Weighing, one: Weighed, position: int) -> dict[str, object]:
    described, value = one.measure, one.figures[position]
    of_base = position == 0 or described.group == "verandering"
    place = int(one.order.places()[position]) if one.is_ranked and not math.isnan(value) else None
    return {
        "scenario": found.names[position],
        "titel": found.titles[position],
        "basis": "ja" if position == 0 else "nee",
        "swvs": found.counted[position],
        "soort": found.kind.code if described.per_kind else "",
        "maat": described.code,
        "maat_titel": described.title,
        "eenheid": described.unit,
        "richting": described.direction.value,
        "waarde": rounded(described, value),
        "verschil": None if of_base else rounded(described, value - one.figures[0]),
        "duiding": one.readings[position],
        "plaats": place,
        "merk": one.mark(position),
        "niet_vergeleken": one.withheld,
        "let_op": one.mind,
        "aard": one.certainty,
        "bron": one.source,
    }


def listed_variants(found: Robustness) -> pd.DataFrame:
    """List the place of every scenario under every variant, as chosen in front.

    Returns
    -------
    Columns ``variant, titel, uitleg, raakt_maat, tau, wisselt, scenario, waarde, plaats``.
    """
    first = [
        ("gekozen", "zoals gekozen", "De gekozen instellingen, normen en vraag.", found.first, None, True)
    ]
    others = [
        (one.variant.code, one.variant.title, one.variant.ground, one.weighed, one.kept, one.touches)
        for one in found.outcomes
    ]
    rows = []
    for code, title, ground, weighed, kept, touches in (*first, *others):
        for position, name in enumerate(found.names):
            known = weighed is not None
            rows.append(
                {
                    "variant": code,
                    "titel": title,
                    "uitleg": ground,
                    "raakt_maat": "niet te berekenen" if not known else "ja" if touches else "nee",
                    "tau": None if kept is None else kept.tau,
                    "wisselt": None if kept is None else len(kept.swapped),
                    "scenario": name,
                    "waarde": rounded(found.measure, weighed.figures[position]) if weighed else None,
                    "plaats": int(weighed.order.places()[position]) if weighed else None,
                }
            )
    return pd.DataFrame(rows)
