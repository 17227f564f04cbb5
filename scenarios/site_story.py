"""What other sites do, told in Dutch sentences: kind by kind, what becomes further and what nearer."""

from __future__ import annotations

import math
from collections.abc import Iterable

import numpy as np

from scenarios.country import Kind
from scenarios.notation import number
from scenarios.site_effects import STANDARD_RISE_M, Effect, Way, effect, for_whom, steps
from scenarios.study import Study

_AGE = {"po": "4-11 jaar", "vo": "12-17 jaar"}
_FEW = 50
_TENS, _HUNDREDS = 10, 1000


def people(count: float) -> str:
    """Write an estimated number of residents with the digits that it bears.

    Examples
    --------
    >>> people(12345.6), people(432.1), people(3.2)
    ('12.300', '430', '3')
    """
    digits = -2 if count >= _HUNDREDS else -1 if count >= _TENS else 0
    return number(round(count, digits))


def touched(study: Study, before: str, after: str) -> tuple[Kind, ...]:
    """Return the kinds whose distances differ between two arrangements, for anybody."""
    was, now = study.distances(before), study.distances(after)
    return tuple(
        kind
        for position, kind in enumerate(study.country.kinds)
        if not (
            np.array_equal(was.own_m[position], now.own_m[position])
            and np.array_equal(was.free_m[position], now.free_m[position])
        )
    )


def concerned(study: Study, before: str, after: str) -> tuple[Kind, ...]:
    """Return the kinds that a scenario is about: those whose sites differ, else those whose borders do."""
    *_, (_, one, other) = steps(study, before, after)
    return touched(study, one, other)


def story(study: Study, before: str, after: str, kinds: Iterable[Kind] | None = None) -> list[str]:
    """Tell what a scenario does to distances: its borders and its sites apart.

    A rise or fall counts from 1 km on; residents are estimates. Without a choice of
    kinds it is about those that are `concerned`.
    """
    told = []
    chosen = concerned(study, before, after) if kinds is None else tuple(kinds)
    for what, one, other in steps(study, before, after):
        of_step = [kind for kind in touched(study, one, other) if kind in chosen]
        lead = {"grenzen": "Andere grenzen", "vestigingen": "Andere vestigingen"}[what]
        if not of_step:
            told.append(f"{lead}: voor niemand verandert de afstand.")
        for kind in of_step:
            ways = [Way.OWN] if what == "grenzen" else [Way.FREE, Way.OWN]
            found = [effect(study, one, other, kind, way) for way in ways]
            told += [f"{lead}, {kind.code}: {sentence(study, each)}" for each in found]
    return told


_OVER = {
    Way.FREE: "de dichtstbijzijnde vestiging (grenzen genegeerd)",
    Way.OWN: "de voorziening als alleen die van het eigen swv tellen",
}


def sentence(study: Study, found: Effect) -> str:
    """Tell one effect in a Dutch sentence, with where it falls hardest."""
    parts = []
    figures = found.summary()
    for word, far in (("verder", "verder van"), ("dichterbij", "dichter bij")):
        residents = figures[f"{word}_inwoners"]
        if residents > 0:
            share, mean = _share(figures[f"{word}_aandeel"]), number(figures[f"{word}_km"], 1)
            parts.append(
                f"{people(residents)} inwoners van {_AGE[found.kind.age]} ({share}) wonen ten minste "
                f"{number(STANDARD_RISE_M / 1000)} km {far} {_OVER[found.way]}, gemiddeld {mean} km"
                f"{_hardest(study, found, word)}"
            )
    for name, verb in (("verliest_eigen", "verliezen"), ("krijgt_eigen", "krijgen")):
        if figures[name] > 0:
            parts.append(f"{people(figures[name])} inwoners {verb} een voorziening in het eigen swv")
    if not parts:
        return f"voor niemand 1 km of meer verschil tot {_OVER[found.way]}."
    return "; ".join(parts) + "."


def _share(percent: float) -> str:
    if math.isnan(percent):
        return "aandeel onbekend"
    return f"{number(percent, 1)}%" if percent >= 0.1 else "minder dan 0,1%"  # noqa: PLR2004


def _hardest(study: Study, found: Effect, word: str) -> str:
    areas = for_whom(study, found)
    areas = areas[(areas["richting"] == word) & (areas["inwoners"] >= _FEW)].head(3)
    rows = zip(areas["naam"], areas["inwoners"], areas["km"], strict=True)
    told = [f"{name} ({people(count)}, {number(km, 1)} km)" for name, count, km in rows]
    return f"; het meest in {', '.join(told)}" if told else ""
