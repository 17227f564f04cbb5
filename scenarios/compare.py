"""Comparison: one tidy table of figures, with differences against a base."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import pandas as pd

from geo.distance import Progress
from geo.errors import UnknownNameError
from scenarios._rows import NO_DIFFERENCE, SHIFTED, Cuts, Level, Task
from scenarios.boards import board_source
from scenarios.country import Country, Kind
from scenarios.evaluate import swv_without_own
from scenarios.indeling import Arrangement
from scenarios.measures import Measure, all_measures, measure
from scenarios.norms import Norms, standard_norms
from scenarios.study import Stamp, Study

__all__ = [
    "INDEX",
    "NO_DIFFERENCE",
    "SHIFTED",
    "Comparison",
    "Level",
    "compare",
    "shown_measures",
    "sources_of",
]

INDEX = ["scenario", "niveau", "gebied", "soort", "maat"]


@dataclass(frozen=True, slots=True, eq=False)
class Comparison:
    """The outcome of `compare`.

    Attributes
    ----------
    table
        Index `INDEX`; columns ``gebied_naam, waarde, eenheid, aard, richting,
        basis, verschil, duiding, effect_samenvoegen, effect_nieuwe_grenzen, bron``.
        NaN: not to be determined.
    base
        Id of the base.
    stamps
        What each scenario's figures were made with.
    without_own
        Per scenario and kind: swv's without an own site and the residents it concerns.
    norms
        Werknormen that the figures rest on.
    """

    table: pd.DataFrame
    base: str
    stamps: tuple[Stamp, ...]
    without_own: dict[tuple[str, str], dict[str, float]]
    norms: Norms = field(default_factory=standard_norms)

    def rows(self) -> dict[tuple[str, str, str, str, str], dict[str, Any]]:
        """Return the table as rows by index, in its order."""
        records = self.table.to_dict("records")
        return {
            (str(s), str(n), str(g), str(k), str(m)): {str(c): v for c, v in row.items()}
            for (s, n, g, k, m), row in zip(self.table.index, records, strict=True)
        }


def compare(
    study: Study,
    names: Sequence[str],
    base: str | None = None,
    kinds: Sequence[str] | None = None,
    level: Level = Level.LAND,
    *,
    progress: Progress | None = None,
) -> Comparison:
    """Compare arrangements on distance, coverage and fragmentation.

    Parameters
    ----------
    study
        Country, cube and norms.
    names
        Ids of arrangements, in the order in which they are shown.
    base
        Id that differences are taken against; today's layers by default. A
        difference is taken over the same residents: for an area of a scenario
        the base's figure is that of the residents of that very area.
    kinds
        Codes of kinds; all of them by default.
    level
        Areas to give figures for.
    progress
        Called as ``progress(done, total)`` after each scenario and kind.

    Raises
    ------
    UnknownNameError
        If a name or kind does not exist.
    IncompleteIndelingError
        If an arrangement leaves units with pupils without a swv.
    """
    base = base or study.base_id
    chosen = _kinds(study, kinds)
    ordered = list(dict.fromkeys([base, *names]))
    tell = progress or (lambda _done, _total: None)
    total = len(ordered) * (len(chosen) + 1)
    rows: list[dict[str, Any]] = []
    cuts = Cuts(study, base)
    for number, name in enumerate(ordered):
        for step, found in enumerate(Task(cuts, name, level).rows(chosen), start=1):
            rows += found
            tell(number * (len(chosen) + 1) + step, total)
    table = pd.DataFrame(rows)
    keys = list(zip(table["scenario"], table["soort"], table["maat"], strict=True))
    sources = {key: sources_of(study, measure(key[2]), key[0], key[1], base) for key in dict.fromkeys(keys)}
    table["bron"] = [sources[key] for key in keys]
    table = table.set_index(INDEX)
    without = {
        (name, kind.code): dict(
            swv_without_own(study.country, study.distances(name), study.arrangement(name), kind)
        )
        for name in ordered
        for kind in chosen
    }
    return Comparison(table, base, tuple(study.stamp(name) for name in ordered), without, study.norms)


def _kinds(study: Study, codes: Sequence[str] | None) -> tuple[Kind, ...]:
    known = {kind.code: kind for kind in study.country.kinds}
    if codes is None:
        return tuple(known.values())
    if unknown := [code for code in codes if code not in known]:
        apart = set(study.country.dataset["soorten"]["code"]) - set(known)
        outside = " (valt buiten de swv's en buiten alle dekkingscijfers)" if unknown[0] in apart else ""
        raise UnknownNameError(f"onbekende soort '{unknown[0]}'{outside}; kies uit {', '.join(known)}")
    return tuple(known[code] for code in dict.fromkeys(codes))


def sources_of(study: Study, described: Measure, name: str, kind: str, base: str) -> str:
    """Name the sources of a scenario's figure on a kind (if any), and of its base, in one Dutch line."""
    country = study.country_of(name)
    areas = _composition(study.arrangement(name))
    under = _composition(study.arrangement(base))
    labels = {
        **country.labels,
        "swv": f"gebieden: {areas}" + ("" if under == areas else f" (basis: {under})"),
        "jeugdregio": f"jeugdregio's: {country.labels['jeugdregio']}",
        "regio": f"regio's: {country.labels['regio']}",
        "rmc": f"RMC-regio's: {country.labels['rmc']}",
        "leerlingen": f"vestigingen: {_supply_source(country, kind)}",
    }
    parts = [board_source(country) if key == "besturen" else labels[key] for key in described.rests_on]
    if described.group in {"afstand", "verandering"} and described.code != "leerlingen":
        parts.append(country.model.label)
    return "; ".join(parts)


def _supply_source(country: Country, kind: str) -> str:
    """Name the source of the sites of a kind; of all kinds where none is told."""
    known = country.supply_sources
    return known.get(kind, "geen") if kind else " en ".join(dict.fromkeys(known.values())) or "geen"


def _composition(arrangement: Arrangement) -> str:
    return " en ".join(dict.fromkeys(layer.peildatum for layer in arrangement.layers))


def shown_measures(*, expert: bool = False) -> tuple[Measure, ...]:
    """Measures in the order in which they are shown, the expert ones only when asked for."""
    return tuple(one for one in all_measures() if expert or not one.expert)
