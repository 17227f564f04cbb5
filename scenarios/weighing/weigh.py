"""Any number of scenarios weighed against each other: figures, readings of every pair, best and worst."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

import numpy as np

from geo.distance import Progress
from scenarios.compare import Comparison, compare, sources_of
from scenarios.conclusion import swv_count
from scenarios.country import Kind
from scenarios.evaluate import all_travel_values, change_values
from scenarios.measures import ByCount, Direction, Measure, measure
from scenarios.notation import rounded
from scenarios.readings import MEANS, reading, travel_reading
from scenarios.study import Study
from scenarios.weighing.ranking import Order, order_of

#: Figures by measure code.
Figures = Mapping[str, float]

#: Of a pair that is not compared.
NOT_COMPARED: Final = ""
#: Groups of measures that are counted per kind of facility, from distances.
_OF_KIND: Final = ("afstand", "verandering")

#: Why indelingen with different numbers of swv's are not compared on a measure; or what to mind.
WHY: Final[Mapping[ByCount, str]] = MappingProxyType(
    {
        ByCount.FREE: "",
        ByCount.MOVES: "gaat over inwoners of gemeenten en is dus vergelijkbaar, maar schuift met minder en "
        "grotere swv's ook vanzelf: lees het naast het aantal swv's",
        ByCount.COUNTS: "telt swv's of hun relaties, en die worden er met minder swv's vanzelf minder",
        ByCount.PER_SWV: "is een cijfer per swv, en dat wordt met minder en grotere swv's vanzelf anders",
        ByCount.SPREAD: "meet over hoeveel swv's inwoners verdeeld zijn, en dat volgt uit het aantal swv's",
    }
)


@dataclass(frozen=True, slots=True, eq=False)
class Weighed:
    """Scenarios on one measure.

    Attributes
    ----------
    measure
        The measure.
    figures
        Per scenario, the base in front; NaN where it is not to be determined.
    errors
        Per scenario what the distance model may be off, in the measure's unit; 0 for what is no distance.
    readings
        Per scenario how it reads against the base; of the base itself an empty text.
    order
        Who is demonstrably better than whom; nobody, where there is no direction.
    withheld
        Why scenarios with different numbers of swv's are not compared on it, a Dutch clause; empty where
        they are, or where all have as many.
    mind
        What to mind where they are, likewise.
    certainty, source
        Gemeten, geschat or gemodelleerd; where it comes from, with dates.
    """

    measure: Measure
    figures: tuple[float, ...]
    errors: tuple[float, ...]
    readings: tuple[str, ...]
    order: Order
    withheld: str
    mind: str
    certainty: str
    source: str

    @property
    def is_ranked(self) -> bool:
        """Whether best and worst mean something: there is a direction, and nothing is withheld."""
        return self.measure.direction is not Direction.NONE and not self.withheld

    def mark(self, position: int) -> str:
        """Say whether a scenario is *beste* or *slechtste*, alone or with others; empty where neither."""
        if not self.is_ranked:
            return ""
        if self.order.best()[position]:
            return "beste" if self.order.best().sum() == 1 else "gedeeld beste"
        if self.order.worst()[position]:
            return "slechtste" if self.order.worst().sum() == 1 else "gedeeld slechtste"
        return ""

    def sorted(self) -> tuple[int, ...]:
        """Positions without the base, the best first; without a direction the lowest first, unknown last."""
        sign = -1.0 if self.measure.direction is Direction.HIGHER else 1.0
        known = {at: value for at, value in enumerate(self.figures) if at}
        return tuple(
            sorted(known, key=lambda at: (np.isnan(known[at]), sign * rounded(self.measure, known[at])))
        )


@dataclass(frozen=True, slots=True, eq=False)
class Weighing:
    """Scenarios on all measures.

    Attributes
    ----------
    names, titles
        Ids and titles, the base in front.
    swvs
        Per scenario its number of swv's per layer: one number where po and vo are merged.
    counted
        The same in words.
    kind
        Whose distances.
    by_code
        Per measure code, in the order in which measures are shown.
    norms
        Standing of the werknormen, a Dutch clause.
    settings
        What it was made with, a Dutch line.
    """

    names: tuple[str, ...]
    titles: tuple[str, ...]
    swvs: tuple[tuple[int, ...], ...]
    counted: tuple[str, ...]
    kind: Kind
    by_code: Mapping[str, Weighed]
    norms: str
    settings: str

    @property
    def same_count(self) -> bool:
        """Whether all have as many swv's, layer by layer."""
        return len(set(self.swvs)) == 1


def weigh(
    study: Study,
    names: Sequence[str],
    base: str,
    kind: str,
    *,
    codes: Sequence[str] | None = None,
    compared: Mapping[str, Comparison] | None = None,
    progress: Progress | None = None,
) -> Weighing:
    """Weigh scenarios on every measure of the country.

    Parameters
    ----------
    study
        Country, cube and norms.
    names, base
        Ids of the scenarios, and of what they are held against.
    kind
        Code of the kind of facility that distances are about.
    codes
        Measures that are asked for; all by default. Without those of fragmentation it takes a moment.
    compared
        Comparisons of single scenarios with the base at level land that were made already, by scenario.
    progress
        Called as ``progress(done, total)`` after each scenario.

    Raises
    ------
    UnknownNameError
        If a name or kind does not exist.
    IncompleteIndelingError
        If a scenario leaves units with pupils without a swv.
    """
    ordered = tuple(dict.fromkeys([base, *names]))
    described = next((one for one in study.country.kinds if one.code == kind), None)
    if described is None or codes is None or not all(measure(code).group in _OF_KIND for code in codes):
        found = _all_figures(study, ordered, base, kind, compared or {}, progress)
        described = next(one for one in study.country.kinds if one.code == kind)
    else:
        found = _travel_figures(study, ordered, base, described, progress)
    swvs = tuple(tuple(len(layer.codes) for layer in study.arrangement(name).layers) for name in ordered)
    wanted = [code for code in found[0] if codes is None or code in codes]
    pairs = _Pairs(study, ordered, described, found)
    return Weighing(
        names=ordered,
        titles=tuple(study.arrangement(name).title for name in ordered),
        swvs=swvs,
        counted=tuple(swv_count(study.arrangement(name)) for name in ordered),
        kind=described,
        by_code=MappingProxyType({code: _weighed(pairs, measure(code), swvs) for code in wanted}),
        norms=study.norms.standing(),
        settings=study.country.describe(),
    )


def _all_figures(  # noqa: PLR0917  # what `compare` asks for, and what is there already
    study: Study,
    ordered: Sequence[str],
    base: str,
    kind: str,
    compared: Mapping[str, Comparison],
    progress: Progress | None,
) -> tuple[Figures, ...]:
    missing = [name for name in ordered if name not in compared]
    made = compare(study, missing, base, [kind], progress=progress) if missing else None
    return tuple(_figures_of(compared.get(name, made), name, kind) for name in ordered)


def _figures_of(found: Comparison | None, name: str, kind: str) -> Figures:
    if found is None:
        raise KeyError(name)
    rows = found.table.xs(name, level="scenario")
    wanted = rows[rows.index.get_level_values("soort").isin([kind, ""])]
    return dict(zip(wanted.index.get_level_values("maat"), wanted["waarde"].astype(float), strict=True))


def _travel_figures(
    study: Study, ordered: Sequence[str], base: str, kind: Kind, progress: Progress | None
) -> tuple[Figures, ...]:
    everywhere = np.ones(len(study.country.points), dtype=bool)
    before = study.distances(base)
    found = []
    for done, name in enumerate(ordered, start=1):
        own = study.distances(name)
        values = all_travel_values(study.country, own, kind, study.norms)
        found.append(values | change_values(study.country, before, own, kind, everywhere))
        if progress is not None:
            progress(done, len(ordered))
    return tuple(found)


class _Pairs:
    """Reads every scenario against every other."""

    def __init__(self, study: Study, names: Sequence[str], kind: Kind, figures: Sequence[Figures]) -> None:
        self.study, self.names, self.kind, self.figures = study, names, kind, figures
        everywhere = np.ones(len(study.country.points), dtype=bool)
        known = [study.distances(name) for name in names]
        self._changed = [
            [change_values(study.country, before, after, kind, everywhere) for before in known]
            for after in known
        ]

    def read(self, one: Measure, at: int, against: int) -> str:
        """Say in words how one scenario reads against another: as `compare` says it."""
        here, there = self.figures[at], self.figures[against]
        if one.group == "afstand":
            changed = self._changed[at][against]
            return travel_reading(self.study.country, one.code, here, there, changed)
        return reading(one, here[one.code], there[one.code], self.study.country.model.error_share)

    def error(self, one: Measure, at: int) -> float:
        """Tell what a figure may be off by the distance model."""
        if not one.distance:
            return 0.0
        here = self.figures[at]
        usual = here.get(MEANS.get(one.unit, ""), 0.0)
        known = [abs(value) for value in (here[one.code], usual) if np.isfinite(value)]
        return self.study.country.model.error_share * max(known, default=0.0)


def _weighed(pairs: _Pairs, one: Measure, swvs: Sequence[tuple[int, ...]]) -> Weighed:
    count = len(pairs.names)
    table = np.empty((count, count), dtype=object)
    for at in range(count):
        for against in range(count):
            comparable = one.by_count.allows or swvs[at] == swvs[against]
            table[at, against] = pairs.read(one, at, against) if comparable else NOT_COMPARED
    readings = ("", *(str(table[at, 0]) for at in range(1, count)))
    if one.group == "verandering":  # the base has no change: it takes no part in the order
        table[0, 1:] = table[1:, 0] = NOT_COMPARED
    differs = len(set(swvs)) > 1
    why = WHY[one.by_count] if differs else ""
    kind = pairs.kind.code if one.group in _OF_KIND else ""
    first = pairs.names[0]
    return Weighed(
        measure=one,
        figures=tuple(own[one.code] for own in pairs.figures),
        errors=tuple(pairs.error(one, at) for at in range(count)),
        readings=readings,
        order=order_of(table),
        withheld="" if one.by_count.allows else why,
        mind=why if one.by_count.allows else "",
        certainty=one.certain(pairs.study.country.model.certainty),
        source="; ".join(
            dict.fromkeys(
                part
                for name in pairs.names
                for part in sources_of(pairs.study, one, name, kind, first).split("; ")
            )
        ),
    )
