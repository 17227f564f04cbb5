"""What a difference between two figures means, in words: the same wherever one is told."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from scenarios.country import Country
from scenarios.measures import Direction, Measure, measure

#: Measures over own_or_free: whoever loses the own site counts with the nearest, and so may seem to
#: gain; whoever gets one counts with it, though it may be further than the nearest.
OWN_OR_FREE = frozenset(
    {
        "afstand_gemiddeld",
        "afstand_mediaan",
        "afstand_p90",
        "afstand_slechtste_tiende",
        "boven_thuisnabij",
        "boven_acceptabel",
        "reistijd_gemiddeld",
        "reistijd_p90",
        "reistijd_boven_thuisnabij",
        "reistijd_boven_acceptabel",
        "fgt1",
        "fgt2",
    }
)
#: The usual distance in each unit: the error of a difference is at least a share of it.
MEANS = {"km": "afstand_gemiddeld", "min": "reistijd_gemiddeld"}
#: No verdict: part of the difference is made by those who lose or get an own site.
SHIFTED = "niet te duiden: een deel verliest of krijgt een eigen voorziening"
#: No finding: the difference is within the error of the distance model.
NO_DIFFERENCE = "geen aantoonbaar verschil"


def travel_reading(
    country: Country,
    code: str,
    here: Mapping[str, float],
    there: Mapping[str, float],
    changed: Mapping[str, float],
) -> str:
    """Say in words what a difference of `all_travel_values` means.

    Parameters
    ----------
    code
        Of the measure.
    here, there
        All figures of the scenario and of the base.
    changed
        See `scenarios.evaluate.change_values`.
    """
    described = measure(code)
    mean = MEANS.get(described.unit)
    usual = float(np.fmax(here[mean], there[mean])) if mean else 0.0
    told = reading(described, here[code], there[code], country.model.error_share, usual)
    moved = {"beter": changed["eigen_verloren"] > 0, "slechter": changed["eigen_gekregen"] > 0}
    return SHIFTED if code in OWN_OR_FREE and moved.get(told, False) else told


def reading(described: Measure, value: float, base: float, error_share: float, usual: float = 0.0) -> str:
    """Say in words what a difference means; distances within the model's error cannot be told apart.

    Parameters
    ----------
    error_share
        Of the distance model: its error as a share of a distance.
    usual
        A distance that the error is at least a share of, in the measure's unit.
    """
    difference = value - base
    if np.isnan(difference):
        return "niet te bepalen" if np.isnan(value) else ""
    if difference == 0:
        return "gelijk"
    known = [abs(figure) for figure in (value, base, usual) if np.isfinite(figure)]
    if described.distance and abs(difference) < error_share * max(known, default=0.0):
        return NO_DIFFERENCE
    if abs(difference) < 0.5 * 10.0**-described.decimals:
        return "afgerond gelijk"
    if described.direction is Direction.NONE:
        return "hoger" if difference > 0 else "lager"
    better = (difference < 0) == (described.direction is Direction.LOWER)
    return "beter" if better else "slechter"


def told_apart(
    here: dict[str, float], middle: dict[str, float], there: dict[str, float]
) -> dict[str, dict[str, float]]:
    """Split each change in what merging po and vo does and what new borders do."""
    return {
        code: {
            "effect_samenvoegen": middle[code] - there[code],
            "effect_nieuwe_grenzen": here[code] - middle[code],
        }
        for code in middle
        if code not in {"blijft", "vi_bits"}
    }
