"""Where pupils of a kind find a place when sites have so many and no more, and what that costs.

Expected pupils (`scenarios.demand`) go to places (`scenarios.capacity_places`): as many as
can be, over the least total distance (`model.allocate`). Modelled: what could be reached at
best if one hand placed everybody, no forecast of who goes where.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from geo.distance import Progress
from geo.errors import InputError
from model.allocate import Allocation
from model.allocate import allocate as place_pupils
from model.travel import weighted_quantile
from scenarios.assumptions import Assumptions
from scenarios.capacity_places import GIVEN, Places, places
from scenarios.counted import kind_of
from scenarios.country import Country, Kind
from scenarios.demand import Expected, expected
from scenarios.indeling import NO_SWV
from scenarios.notation import capital, number
from scenarios.site_distances import metres_to_each
from scenarios.site_story import people
from scenarios.study import Study

__all__ = ["Capacity", "Totals", "allocate", "between", "places", "room_told"]

Float = NDArray[np.float64]
Mask = NDArray[np.bool_]

#: Certainty of all that is told here.
MODELLED: Final = "gemodelleerd"
_METRES: Final = 1000.0
#: Places and pupils differ by less than this share: then every place has to be filled.
_TIGHT: Final = 0.02
#: Below this share of told places the places are mostly a stand-in.
_MOSTLY: Final = 0.5

_AT_BEST: Final = (
    "Gemodelleerd: zo veel mogelijk leerlingen krijgen een plaats, en daarvan is de totale afstand de kortst "
    "mogelijke. Dat is wat met één plaatsende hand ten beste te bereiken is, geen voorspelling van wie "
    "waarheen gaat. Wie geen plaats krijgt telt in geen enkele afstand mee."
)
_NO_PLACE: Final = (
    "Zonder plaats is geen thuiszitter: het zijn verwachte leerlingen voor wie de plaatsen waar zij hier "
    "heen mogen op zijn. In werkelijkheid gaan zij elders heen, of wordt er daar minder verwezen dan hier "
    "verwacht is."
)
_FILLED: Final = (
    "De plaatsen zijn van de leerlingen van nu afgeleid en de verwachte leerlingen ook: dan moet vrijwel "
    "elke plaats gevuld worden, ook ver weg, en dat rekt afstanden op. Neem de capaciteit ruimer "
    "(capaciteitsfactor boven 1) of begrens de afstand, om te zien hoeveel daarvan komt."
)


@dataclass(frozen=True, slots=True)
class Totals:
    """Figures of some area: pupils (whole), kilometres.

    Attributes
    ----------
    expected, placed, unplaced
        Pupils; expected is the sum of the other two.
    out_of_reach, all_full
        Of those without a place: who can go to no site at all, and for whom all sites that
        they could go to are full.
    in_own_swv
        Placed pupils whose site lies in their own swv.
    total_km, nearest_km
        All who are placed together: to the site where they are placed, and to the nearest
        that is open to them, as if places had no end.
    p90_km
        So far or nearer go nine in ten of who is placed; NaN without anybody.
    """

    expected: int
    placed: int
    unplaced: int
    out_of_reach: int
    all_full: int
    in_own_swv: int
    total_km: float
    nearest_km: float
    p90_km: float

    @property
    def price_km(self) -> float:
        """Price of capacity: kilometres further than to the nearest, all who are placed together."""
        return self.total_km - self.nearest_km

    @property
    def mean_km(self) -> float:
        """Mean distance of who is placed; NaN without anybody."""
        return self.total_km / self.placed if self.placed else float("nan")

    @property
    def nearest_mean_km(self) -> float:
        """Mean distance of the same pupils to the nearest site that is open to them."""
        return self.nearest_km / self.placed if self.placed else float("nan")


@dataclass(frozen=True, slots=True, eq=False)
class Capacity:
    """Pupils of one kind placed under one scenario.

    Attributes
    ----------
    study, name, kind
        What it is about.
    own_only
        Whether only sites of the own swv count; else borders are open.
    within_km
        Nobody is placed further than this; infinite: no limit.
    assumptions, expected, places
        What it rests on.
    allocation
        Flows over the demand points and over the rows of `places`.
    notes
        Dutch sentences: what it means and what it rests on, with sources and dates.
    """

    study: Study
    name: str
    kind: Kind
    own_only: bool
    within_km: float
    assumptions: Assumptions
    expected: Expected
    places: Places
    allocation: Allocation
    notes: tuple[str, ...]

    @property
    def country(self) -> Country:
        """The country with the sites of the scenario."""
        return self.study.country_of(self.name)

    @property
    def swv(self) -> NDArray[np.object_]:
        """Code of the swv of each demand point, for this kind."""
        return self.study.arrangement(self.name).layer(self.kind.layer).of_points()

    @property
    def is_own(self) -> Mask:
        """Shape ``(n_flows,)``: whether the site lies in the pupils' own swv."""
        swv, found = self.swv, self.allocation
        there = swv[self.places.table["point"].to_numpy(dtype=np.intp)[found.site]]
        own: Mask = (swv[found.point] == there) & (there != NO_SWV)
        return own

    def totals(self, where: Mask | None = None) -> Totals:
        """Sum up over some demand points (all, by default)."""
        found = self.allocation
        inside = np.ones(len(found.pupils), dtype=bool) if where is None else where
        flows = inside[found.point]
        placed, metres = found.placed[flows], found.distance_m[flows]
        unplaced, out = int(found.unplaced[inside].sum()), int(found.out_of_reach[inside].sum())
        return Totals(
            expected=int(found.pupils[inside].sum()),
            placed=int(placed.sum()),
            unplaced=unplaced,
            out_of_reach=out,
            all_full=unplaced - out,
            in_own_swv=int(placed[self.is_own[flows]].sum()),
            total_km=float(placed @ metres) / _METRES,
            nearest_km=float(placed @ found.nearest_m[found.point[flows]]) / _METRES,
            p90_km=weighted_quantile(metres, placed.astype(np.float64), 0.9) / _METRES,
        )


def allocate(
    study: Study,
    name: str,
    kind_code: str,
    assumptions: Assumptions | None = None,
    *,
    own_only: bool = False,
    within_km: float = float("inf"),
    given: pd.DataFrame | None = None,
    progress: Progress | None = None,
) -> Capacity:
    """Place the expected pupils of a kind under a scenario.

    Parameters
    ----------
    study, name
        Study, and id of an arrangement (with its sites).
    kind_code
        Code of the kind.
    assumptions
        Of demand and of places; the standard ones, by default.
    own_only
        Whether only sites of the own swv count.
    within_km
        Place nobody further than this, kilometres.
    given
        Places from a user's file: ``vestigingscode, soort, plaatsen``.
    progress
        Called as ``progress(done, total)``; may raise to stop, and nothing half-made is kept.

    Raises
    ------
    UnknownNameError
        If the kind or the arrangement does not exist.
    InputError
        If no places are known, or the limit is no distance.
    """
    if not within_km > 0:
        raise InputError("de grens aan de afstand", [f"gevonden {within_km:g} km, verwacht meer dan 0"])
    country, assumptions = study.country_of(name), assumptions or Assumptions()
    kind, wanted = kind_of(country, kind_code), expected(country, kind_code, assumptions)
    room = places(country, kind_code, assumptions, given)
    sites, points = (room.table[column].to_numpy(dtype=np.intp) for column in ("site", "point"))
    measuring, placing = _phases(progress, len(sites), len(country.points))
    metres = metres_to_each(study.country, country, kind_code, sites, measuring)
    allowed = None if np.isinf(within_km) else metres <= within_km * _METRES
    if own_only:
        swv = study.arrangement(name).layer(kind.layer).numbers_of_points()
        own = (swv[:, None] == swv[points]) & (swv >= 0)[:, None]
        allowed = own if allowed is None else own & allowed
    found = place_pupils(
        metres,
        wanted.whole(),
        room.table["plaatsen"].to_numpy(dtype=np.int64),
        allowed=allowed,
        progress=placing,
    )
    notes = (*_meaning(study, name, own_only, within_km), *_grounds(country, wanted, room), _proof(found))
    tight = _unplaced(found) if own_only else (*_unplaced(found), *_tightness(found, room))
    return Capacity(
        study, name, kind, own_only, within_km, assumptions, wanted, room, found, (*notes, *tight)
    )


def between(low: float, high: float) -> tuple[str, ...]:
    """Write the interval of an estimate; nothing for one that, as it is written, has no width.

    Examples
    --------
    >>> between(1234.0, 1381.0), between(1_356_915.0, 1_356_915.0)
    (('tussen 1.200 en 1.400',), ())
    """
    ends = people(low), people(high)
    return () if ends[0] == ends[1] else (f"tussen {ends[0]} en {ends[1]}",)


def room_told(room: Places) -> str:
    """Write how many places there are: to the last one only if somebody told them all."""
    return number(room.total) if (room.table["hoe"] == GIVEN).all() else people(room.total)


def _phases(progress: Progress | None, sites: int, points: int) -> tuple[Progress | None, Progress | None]:
    """One line of progress over measuring (in sites) and placing (in points)."""
    if progress is None:
        return None, None
    tell = progress
    total = sites + points
    return (
        lambda done, of: tell(sites * done // max(1, of), total),
        lambda done, _: tell(sites + done, total),
    )


def _meaning(study: Study, name: str, own_only: bool, within_km: float) -> tuple[str, ...]:  # noqa: FBT001
    """Say what the figures mean and what not."""
    told = "alleen vestigingen van het eigen swv tellen" if own_only else "grenzen zijn open"
    if np.isfinite(within_km):
        told += f", en niemand gaat verder dan {number(within_km, 1)} km"
    return f"Indeling: {study.arrangement(name).title}; {told}.", _AT_BEST


def _grounds(country: Country, wanted: Expected, room: Places) -> tuple[str, ...]:
    """Say what it rests on."""
    pupils = f"{people(wanted.total)} ({', '.join(['geschat', *between(*wanted.interval)])})"
    model = country.model
    measured = f"{model.label}, {model.certainty} ({model.source})"
    return (
        f"Verwachte leerlingen: {pupils}, {wanted.label}; bron: {wanted.source}.",
        *(f"{capital(note).rstrip('.')}." for note in wanted.notes),
        *room.notes,
        f"Vestigingen: {country.supply_sources.get(wanted.kind, 'geen bron')}.",
        f"Afstanden: {measured}, vanaf het punt van het postcodegebied.",
    )


def _proof(found: Allocation) -> str:
    """Say how near the least possible it is."""
    most = number(max(1.0, float(np.ceil(found.gap_m))))
    return (
        "Bewezen met de prijzen van alle vestigingen, over alle paren van postcodegebied en vestiging: een "
        f"verdeling die er evenveel plaatst is bij elkaar hoogstens {most} m korter."
    )


def _unplaced(found: Allocation) -> tuple[str, ...]:
    """Say what being without a place is not."""
    return (_NO_PLACE,) if found.unplaced.any() else ()


def _tightness(found: Allocation, room: Places) -> tuple[str, ...]:
    """Warn where nearly every place has to be filled because places were read off the pupils of now."""
    pupils = int(found.pupils.sum())
    if room.given_share >= _MOSTLY or abs(room.total - pupils) > _TIGHT * pupils:
        return ()
    return (f"Let op: {room_told(room)} plaatsen voor {people(pupils)} leerlingen. {_FILLED}",)
