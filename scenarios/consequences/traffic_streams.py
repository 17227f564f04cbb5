"""Pupils of one kind from home to school before and after a scenario: measured, or as a model sends them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Final
from weakref import WeakKeyDictionary

import numpy as np
from numpy.typing import NDArray

from geo.distance import Progress
from model.actual import Counts, Interval
from model.traffic import Followed, Options, Placed, follow
from scenarios.assumptions import Assumptions
from scenarios.capacity import allocate
from scenarios.consequences.traffic_source import Source
from scenarios.country import Country, Kind
from scenarios.demand import Expected, expected
from scenarios.flows import base_of, flows_of, sites_offering, source_of, travelled
from scenarios.measures import Certainty
from scenarios.notation import capital
from scenarios.site_distances import metres_to_each
from scenarios.study import Study

__all__ = ["Apart", "Ask", "Stream", "capacity_stream", "measured_stream", "nearest_points", "nearest_stream"]

Int = NDArray[np.intp]
Labels = NDArray[np.object_]


@dataclass(frozen=True, slots=True, eq=False)
class Ask:
    """Of whom traffic is asked for, and between what.

    Attributes
    ----------
    study, base, name
        Ids of the arrangements before and after.
    kind
        Of facility.
    assumptions
        Of demand and capacity, where traffic is modelled.
    progress
        Called as ``progress(done, total)`` while distances are measured or pupils placed.
    """

    study: Study
    base: str
    name: str
    kind: Kind
    assumptions: Assumptions = field(default_factory=Assumptions)
    progress: Progress | None = None


@dataclass(frozen=True, slots=True)
class Apart:
    """Pupils of whom the traffic cannot be told: how many, and why (Dutch)."""

    what: str
    pupils: Interval


@dataclass(frozen=True, slots=True, eq=False)
class Stream:
    """Pupils of one kind with the ends of their way, before and after.

    Attributes
    ----------
    kind, source
        Of whom, and what tells it.
    options
        Pupils, and which ends each may have.
    home, before, after
        Shape ``(n_options,)``: demand point of the home, and of the site before and after; -1 where
        they find none.
    apart
        Pupils who are in none of these.
    certainty
        *gemeten* or *gemodelleerd*.
    origin, peildatum
        Sources in Dutch, and the date of the pupils (ISO date, year or empty).
    notes
        Dutch sentences on what it rests on.
    """

    kind: Kind
    source: Source
    options: Options
    home: Int
    before: Int
    after: Int
    apart: tuple[Apart, ...]
    certainty: str
    origin: str
    peildatum: str
    notes: tuple[str, ...] = ()


#: Gives where the pupils of some homes go under an arrangement.
_Places = Callable[[str], Placed]


def _followed(ask: Ask, places: _Places) -> Followed:
    """Follow pupils from one arrangement to another; with the same sites nobody moves."""
    study, before = ask.study, places(ask.base)
    if study.arrangement(ask.base).plan is study.arrangement(ask.name).plan:
        return Followed(before.row, before.point, before.point, before.part)
    return follow(before, places(ask.name))


# ---- as the data have them


def measured_stream(ask: Ask) -> Stream:
    """Follow the pupils that DUO counts per site and home PC4.

    Whose site a scenario closes goes where `scenarios.flows.travelled` sends them: modelled.

    Raises
    ------
    ValueError
        If nobody brought them.
    """
    study, kind = ask.study, ask.kind
    country = base_of(study.country)
    flows = flows_of(country, kind.code)
    if flows is None:
        raise ValueError(f"no pupils by home of {kind.code}")
    modelled = []

    def places(name: str) -> Placed:
        if study.country_of(name) is country:
            rows = np.arange(len(flows.point), dtype=np.intp)
            return Placed(rows, *_named(country, flows.site), np.ones(len(rows)))
        found = travelled(study, name, kind.code, ask.progress)
        if found is None:
            raise ValueError(f"no pupils by home of {kind.code}")
        modelled.append(bool(found.modelled.any()))
        part = found.counts.high / flows.counts.high[found.row]
        return Placed(found.row, *_named(study.country_of(name), found.site), part)

    followed = _followed(ask, places)
    origin, peildatum = source_of(country, kind.code)
    told = (_CLOSED, any(modelled)), (_SHARED, flows.shared > 0)
    return Stream(
        kind,
        Source.MEASURED,
        Options.certain(flows.counts.where(followed.row).times(followed.part)),
        flows.point[followed.row],
        followed.before,
        followed.after,
        _apart(
            ("zonder bekende woonpostcode", flows.unknown),
            ("van vestigingen die niet te plaatsen zijn of apart staan", flows.unplaced),
        ),
        (Certainty.MODELLED if any(modelled) else Certainty.COUNTED).value,
        origin,
        peildatum,
        tuple(note for note, holds in told if holds),
    )


_CLOSED: Final = (
    "Wie naar een vestiging gaat die in het scenario sluit, gaat in de berekening waar andere leerlingen uit "
    "dezelfde postcode heen gaan, anders naar de dichtstbijzijnde die overblijft: dat deel is gemodelleerd."
)
_SHARED: Final = "Een deel van de leerlingen is samen met een andere soort geteld: dat maakt de marge breder."


def _named(country: Country, site: Int) -> tuple[Labels, Int]:
    """Code and demand point of sites by row; empty and -1 for none."""
    codes = country.sites["vestigingscode"].to_numpy(dtype=object)
    there = site >= 0
    code = np.full(len(site), "", dtype=object)
    point = np.full(len(site), -1, dtype=np.intp)
    code[there], point[there] = codes[site[there]], country.situation.point_of_site[site[there]]
    return code, point


def _apart(*told: tuple[str, Interval]) -> tuple[Apart, ...]:
    return tuple(Apart(what, pupils) for what, pupils in told if pupils.high > 0)


# ---- to the nearest site


@dataclass(frozen=True, slots=True, eq=False)
class _Allotted:
    """An allocation with open borders: what `scenarios.capacity.allocate` gives, without its study."""

    pupils: NDArray[np.int64]
    point: Int
    site: Int
    placed: NDArray[np.int64]
    unplaced: NDArray[np.int64]
    expected: Expected
    notes: tuple[str, ...]


@dataclass(slots=True)
class _Kept:
    """What was worked out for one country with its sites."""

    nearest: dict[str, Int] = field(default_factory=dict)
    allotted: dict[tuple[str, Assumptions], _Allotted] = field(default_factory=dict)


_KEPT: Final[WeakKeyDictionary[Country, _Kept]] = WeakKeyDictionary()
#: Allocations that are kept per country.
_MOST: Final = 12


def nearest_points(study: Study, name: str, kind: Kind, progress: Progress | None = None) -> Int:
    """Find the nearest site from every demand point, borders ignored.

    Returns
    -------
    Shape ``(n_points,)``: rows of ``study.country_of(name).sites``; -1 where none can be
    reached. Of sites that are equally near the first.
    """
    country = study.country_of(name)
    kept = _KEPT.setdefault(country, _Kept()).nearest
    if kind.code not in kept:
        sites = sites_offering(country, kind.code)
        found = np.full(len(country.points), -1, dtype=np.intp)
        if sites.size:
            metres = metres_to_each(study.country, country, kind.code, sites, progress)
            reached = np.isfinite(metres).any(axis=1)
            found[reached] = sites[metres[reached].argmin(axis=1)]
        kept[kind.code] = found
    return kept[kind.code]


def nearest_stream(ask: Ask) -> Stream:
    """Send the expected pupils of a kind to the nearest site, borders ignored.

    Raises
    ------
    InputError
        If an assumption cannot be used.
    """
    study, kind = ask.study, ask.kind
    wanted = expected(study.country, kind.code, ask.assumptions)
    home = np.flatnonzero(wanted.high > 0)

    def places(name: str) -> Placed:
        nearest = nearest_points(study, name, kind, ask.progress)[home]
        return Placed(np.arange(home.size), *_named(study.country_of(name), nearest), np.ones(home.size))

    counts = Counts(wanted.low[home], wanted.pupils[home], wanted.high[home])
    return _modelled(ask, Source.NEAREST, (home, counts), _followed(ask, places), wanted)


def _modelled(
    ask: Ask, source: Source, pupils: tuple[Int, Counts], found: Followed, wanted: Expected
) -> Stream:
    home, counts = pupils
    notes = (f"Verwachte leerlingen {ask.kind.code}: {wanted.label}", *wanted.notes)
    return Stream(
        ask.kind,
        source,
        Options.certain(counts.where(found.row).times(found.part)),
        home[found.row],
        found.before,
        found.after,
        (),
        Certainty.MODELLED.value,
        _modelled_on(ask, wanted),
        "",
        tuple(f"{capital(note).rstrip('.')}." for note in notes),
    )


def _modelled_on(ask: Ask, wanted: Expected) -> str:
    """Name the sources of expected pupils, of sites and of distances."""
    sites = ask.study.country_of(ask.name).supply_sources.get(ask.kind.code, "geen bron")
    model = ask.study.country.model
    parts = f"{wanted.source}; {sites}; {model.label} ({model.source})".split("; ")
    return "; ".join(dict.fromkeys(parts))


# ---- as one hand would place them


def capacity_stream(ask: Ask) -> Stream:
    """Send the expected pupils of a kind where an allocation with open borders places them.

    Where sites differ, whoever is placed at the same site both times stays there, and the others
    of a home are divided over its other sites in proportion (`model.traffic.follow`).

    Raises
    ------
    InputError
        If no places are known, or an assumption cannot be used.
    """
    first = _allotted(ask, ask.base)
    home = np.flatnonzero(first.pupils > 0)
    found = _followed(ask, lambda name: _placed(_allotted(ask, name), ask.study.country_of(name), home))
    pupils = first.pupils[home].astype(np.float64)
    counts = Counts(pupils, pupils, pupils)
    stream = _modelled(ask, Source.CAPACITY, (home, counts), found, first.expected)
    return replace(stream, notes=(*stream.notes, *first.notes))


def _allotted(ask: Ask, name: str) -> _Allotted:
    """Allocate with open borders, once for all arrangements with the same sites."""
    kept = _KEPT.setdefault(ask.study.country_of(name), _Kept()).allotted
    key = ask.kind.code, ask.assumptions
    if key not in kept:
        found = allocate(ask.study, name, ask.kind.code, ask.assumptions, progress=ask.progress)
        one, table = found.allocation, found.places.table
        while len(kept) >= _MOST:
            del kept[next(iter(kept))]
        kept[key] = _Allotted(
            one.pupils,
            one.point,
            table["site"].to_numpy(dtype=np.intp)[one.site],
            one.placed,
            one.unplaced,
            found.expected,
            (*found.places.notes, *(note for note in found.notes if note.startswith("Let op"))),
        )
    return kept[key]


def _placed(found: _Allotted, country: Country, home: Int) -> Placed:
    """Write an allocation as parts of the pupils of each home; those without a place are at no site."""
    row = np.full(len(found.pupils), -1, dtype=np.intp)
    row[home] = np.arange(home.size)
    left = home[found.unplaced[home] > 0]
    point = np.concatenate([found.point, left])
    site = np.concatenate([found.site, np.full(left.size, -1, dtype=np.intp)])
    pupils = np.concatenate([found.placed, found.unplaced[left]]).astype(np.float64)
    return Placed(row[point], *_named(country, site), pupils / found.pupils[point])
