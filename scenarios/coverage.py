"""Coverage: who has a facility of a kind within a norm, per swv, jeugdregio, gemeente and for the country.

Own and free stand apart: within the norm through the own swv, only thanks to a
site across the border, or not at all. The same figures as in a comparison.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from geo.errors import InputError
from geo.network import Quantity
from model.coverage import covered, edges, histogram, own_or_free, sums
from model.travel import weighted_quantile
from scenarios.assumptions import Assumptions
from scenarios.compare import Level
from scenarios.conclusion import AGES
from scenarios.country import Country, Kind
from scenarios.demand import expected
from scenarios.norms import ACCEPTABLE, NEAR, SHOWN_UNITS, Norm
from scenarios.study import Study

Float = NDArray[np.float64]
Int = NDArray[np.intp]

_UNIT_OF: Final = {Quantity.DISTANCE: "m", Quantity.TIME: "s"}
#: Of the residents this share lies within the bars of a histogram; the rest is in the last, open one.
_REACH_SHARE: Final = 0.995
#: A norm stands at most here, as a share of a histogram's width.
_ROOM_BEYOND_NORM: Final = 1.1


@dataclass(frozen=True, slots=True)
class Yardstick:
    """One norm of one kind of facility, to measure a network along.

    Attributes
    ----------
    kind, norm
        The kind; thuisnabij or acceptabel, in metres or in seconds.
    """

    kind: Kind
    norm: Norm

    @property
    def quantity(self) -> Quantity:
        """Distance or time."""
        return Quantity.DISTANCE if self.norm.unit == "m" else Quantity.TIME

    @property
    def limit(self) -> float:
        """The norm, metres or seconds."""
        return self.norm.value

    @property
    def unit(self) -> str:
        """Unit that people read: km or min."""
        return SHOWN_UNITS[self.norm.unit][0]

    @property
    def per_unit(self) -> float:
        """How many metres (seconds) make one of `unit`."""
        return SHOWN_UNITS[self.norm.unit][1]

    @property
    def decimals(self) -> int:
        """Decimals that a value in `unit` bears."""
        return 1 if self.quantity is Quantity.DISTANCE else 0

    @property
    def code(self) -> str:
        """Which of a kind's norms it is: ``acceptabel-km``."""
        return f"{self.norm.name}-{self.unit}"

    @property
    def label(self) -> str:
        """Name and value, without standing: "acceptabel (20 km)"."""
        return f"{self.norm.name} ({self.norm.written})"


@dataclass(frozen=True, slots=True, eq=False)
class Weight:
    """Whom coverage is counted in.

    Attributes
    ----------
    people
        Shape ``(n_points,)``, persons.
    what
        Dutch plural: "inwoners van 4-11 jaar" or "verwachte leerlingen so".
    certainty, source
        gemeten, geschat or gemodelleerd; where it comes from, with dates.
    """

    people: Float
    what: str
    certainty: str
    source: str


def residents(country: Country, kind: Kind) -> Weight:
    """Residents of the age that a kind serves: what comparisons count in."""
    source = f"inwoners: {country.labels['inwoners']}"
    return Weight(country.pupils(kind.age), f"inwoners {AGES[kind.age]}", "geschat", source)


def expected_pupils(country: Country, kind: Kind, assumptions: Assumptions | None = None) -> Weight:
    """Count in expected pupils of a kind, see `scenarios.demand.expected`.

    Raises
    ------
    UncountableError
        If participation cannot be counted as the assumptions ask.
    """
    found = expected(country, kind.code, assumptions or Assumptions())
    told = f"{found.source}; {found.label}"
    return Weight(found.pupils, f"verwachte leerlingen {kind.code}", found.certainty, told)


def yardsticks(study: Study, kind: Kind) -> tuple[Yardstick, ...]:
    """Norms that a kind can be measured along: those that it has, in minutes only where times are known."""
    quantities = (Quantity.DISTANCE, Quantity.TIME) if study.country.model.has_times else (Quantity.DISTANCE,)
    found = [
        study.norms.norm(name, kind.code, _UNIT_OF[quantity])
        for quantity in quantities
        for name in (ACCEPTABLE, NEAR)
    ]
    return tuple(Yardstick(kind, norm) for norm in found if norm is not None)


def yardstick(
    study: Study, kind: Kind, name: str = ACCEPTABLE, quantity: Quantity = Quantity.DISTANCE
) -> Yardstick:
    """Return one norm of a kind to measure along.

    Raises
    ------
    InputError
        If there is no such norm for the kind, or no travel times; it says what to do.
    """
    if name not in (NEAR, ACCEPTABLE):
        raise InputError("de maatstaf", [f"gevonden '{name}', verwacht {NEAR} of {ACCEPTABLE}"])
    if quantity is Quantity.TIME and not study.country.model.has_times:
        fault = "hemelsbreed kent geen reistijden; kies modelnet of een ingelezen netwerk"
        raise InputError("de maatstaf in minuten", [fault])
    norm = study.norms.norm(name, kind.code, _UNIT_OF[quantity])
    if norm is None:
        unit = SHOWN_UNITS[_UNIT_OF[quantity]][0]
        fault = f"voor {kind.code} is er geen norm {name} in {unit}"
        fault += f"; geef er een, zoals {kind.code}:{name}=15{unit}"
        raise InputError("de maatstaf", [fault])
    return Yardstick(kind, norm)


def own_and_free(study: Study, name: str, kind: Kind, quantity: Quantity) -> tuple[Float, Float]:
    """Own and free metres (seconds) of a kind under an arrangement, shape ``(n_points,)`` each.

    Raises
    ------
    ValueError
        If seconds are asked where no times are known.
    """
    found = study.distances(name)
    position = study.country.situation.kinds.index(kind.code)
    own, free = (found.own_m, found.free_m) if quantity is Quantity.DISTANCE else (found.own_s, found.free_s)
    if own is None or free is None:
        raise ValueError("no times are known")
    return own[position].astype(np.float64), free[position].astype(np.float64)


@dataclass(frozen=True, slots=True, eq=False)
class Areas:
    """A division of the demand points.

    Attributes
    ----------
    of_point
        Shape ``(n_points,)``: number of the area of each point, -1 for none.
    codes, names
        Per area.
    """

    of_point: Int
    codes: tuple[str, ...]
    names: tuple[str, ...]

    def __len__(self) -> int:
        """Return the number of areas."""
        return len(self.codes)


def areas(study: Study, name: str, level: Level, kind: Kind) -> Areas:
    """Divide the country at a level; at level swv in the swv's of the arrangement that a kind belongs to."""
    country = study.country
    if level is Level.LAND:
        return Areas(np.zeros(len(country.points), dtype=np.intp), ("NL",), ("Nederland",))
    if level is Level.SWV:
        layer = study.arrangement(name).layer(kind.layer)
        label, names = layer.of_points(), dict(layer.names)
    elif level is Level.JEUGDREGIO:
        label, names = country.region_of_point("jeugdregio"), country.region_names
    else:
        label, names = country.gemeente_of_point, country.gemeente_names
    codes = [str(code) for code in np.unique(label[label != ""])]
    position = {code: number for number, code in enumerate(codes)}
    of_point = np.array([position.get(str(code), -1) for code in label], dtype=np.intp)
    return Areas(of_point, tuple(codes), tuple(str(names.get(code, code)) for code in codes))


def coverage(
    study: Study,
    name: str,
    kind: Kind,
    level: Level = Level.LAND,
    *,
    weight: Weight | None = None,
    within: Areas | None = None,
) -> pd.DataFrame:
    r"""Tell per area and norm who is covered by the own swv, who leans on a neighbour, who is beyond it.

    Parameters
    ----------
    name
        Id of the arrangement whose distances count.
    weight
        Residents of the age by default.
    within
        Areas to tell it of, whosever they are; by default those of the arrangement at `level`.

    Returns
    -------
    One row per area and norm, columns ``gebied, gebied_naam, maatstaf, eenheid, grens`` (in
    `eenheid`), ``totaal, eigen, buur, verder, zonder_eigen`` (persons; the three in the middle
    add up to the first), ``dekking, dekking_vrij, leunt,
    verder_aandeel`` (percent; NaN where nobody lives):

    .. math:: C = eigen / totaal, \quad C_{vrij} = (eigen + buur) / totaal, \quad leunt = buur / totaal
    """
    weight = weight or residents(study.country, kind)
    within = within or areas(study, name, level, kind)
    count, everyone = len(within), np.ones(len(weight.people), dtype=bool)
    total = sums(everyone, weight.people, within.of_point, count)
    position = study.country.situation.kinds.index(kind.code)
    without = sums(~study.distances(name).has_own[position], weight.people, within.of_point, count)
    made = []
    for one in yardsticks(study, kind):
        found = covered(*own_and_free(study, name, kind, one.quantity), one.limit)
        own, neighbour, beyond = (
            sums(where, weight.people, within.of_point, count)
            for where in (found.own, found.neighbour, found.beyond)
        )
        table = pd.DataFrame({"gebied": within.codes, "gebied_naam": within.names})
        made.append(
            table.assign(
                maatstaf=one.code,
                eenheid=one.unit,
                grens=one.limit / one.per_unit,
                totaal=total,
                eigen=own,
                buur=neighbour,
                verder=beyond,
                zonder_eigen=without,
                dekking=_percent(own, total),
                dekking_vrij=_percent(own + neighbour, total),
                leunt=_percent(neighbour, total),
                verder_aandeel=_percent(beyond, total),
            )
        )
    columns = ["gebied", "gebied_naam", "maatstaf"]
    return pd.concat(made, ignore_index=True) if made else pd.DataFrame(columns=columns)


def _percent(part: Float, total: Float) -> Float:
    share = np.full(len(total), np.nan)
    np.divide(part, total, out=share, where=total > 0)
    return share * 100


@dataclass(frozen=True, slots=True, eq=False)
class Spread:
    """How distances (or times) of a kind are spread over people.

    Attributes
    ----------
    unit
        km or min.
    edges
        Edges of the bars, in `unit`, the first zero.
    own, reach, free
        Persons per bar, and last beyond the last edge: over own, over own_or_free, over free.
    without_own, unreachable
        Persons in no bar of `own` (no own site that can be reached), and in none at all.
    """

    unit: str
    edges: Float
    own: Float
    reach: Float
    free: Float
    without_own: float
    unreachable: float


def spread(study: Study, name: str, along: Yardstick, weight: Weight | None = None) -> Spread:
    """Spread the distances (or times) of a kind under an arrangement over bars with round edges."""
    weight = weight or residents(study.country, along.kind)
    own, free = (values / along.per_unit for values in own_and_free(study, name, along.kind, along.quantity))
    reach, people = own_or_free(own, free), weight.people
    known = np.isfinite(reach)
    norms = [one.limit / one.per_unit for one in yardsticks(study, along.kind) if one.unit == along.unit]
    farthest = weighted_quantile(reach[known], people[known], _REACH_SHARE)
    bars = edges(max([_ROOM_BEYOND_NORM * max(norms), *([farthest] if farthest > 0 else [])]))
    return Spread(
        unit=along.unit,
        edges=bars,
        own=histogram(own, people, bars),
        reach=histogram(reach, people, bars),
        free=histogram(free, people, bars),
        without_own=float(people[~np.isfinite(own)].sum()),
        unreachable=float(people[~known].sum()),
    )
