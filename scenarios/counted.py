"""Participation as the data tell it: nationally, per jeugdregio, or by the homes of pupils.

Nobody publishes where every pupil lives, so participation is mostly counted as pupils at
sites against residents: for the whole country, or per jeugdregio with an interval for
whoever crosses its border. Where a data set has pupils by home it is counted per
gemeente. What is asked for and cannot be counted is refused, never replaced; who asks for
the best that there is, is told which it is and why.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Final
from weakref import WeakKeyDictionary, WeakValueDictionary

import numpy as np
from numpy.typing import NDArray

from geo.errors import DekkendError, UnknownNameError
from model.demand import Participation, border_traffic, participation
from scenarios.actual import counts_by_home, home_note, not_loaded
from scenarios.assumptions import BEST, BY_HOME, BY_REGION, NATIONAL
from scenarios.country import Country, Kind
from scenarios.enrolment import pupils_at, unknown_sites
from scenarios.flows import source_of
from scenarios.notation import number
from scenarios.settings import Settings

Float = NDArray[np.float64]
Int = NDArray[np.intp]


class UncountableError(DekkendError, ValueError):
    """Participation cannot be counted in the way that was asked for."""


#: Share of a kind's pupils of whom a home must be loaded before participation is counted by home.
_ENOUGH: Final = 0.8


@dataclass(frozen=True, slots=True, eq=False)
class Counted:
    """Participation in a kind as the data tell it, before any assumption.

    Attributes
    ----------
    rate, low, high
        Shape ``(n_points,)``: pupils per resident of the age, 0 to 1; 0 where nobody lives.
    label, source
        Dutch: how it was counted, and in what.
    notes
        Dutch sentences on what the reader should know.
    """

    rate: Float
    low: Float
    high: Float
    label: str
    source: str
    notes: tuple[str, ...] = ()


def kind_of(country: Country, code: str) -> Kind:
    """Return a kind by code.

    Raises
    ------
    UnknownNameError
        If the data have none of that code; the message lists those that there are.
    """
    kinds = {kind.code: kind for kind in country.kinds}
    if code not in kinds:
        raise UnknownNameError(f"onbekende soort '{code}'; kies uit {', '.join(kinds)}")
    return kinds[code]


def counted(country: Country, kind_code: str, region: str) -> Counted:
    """Count participation in a kind: nationally, per jeugdregio, by home or as `best_way` tells.

    Raises
    ------
    UnknownNameError
        If the kind does not exist.
    UncountableError
        If the data cannot tell it in this way.
    """
    country = as_in_data(country)
    kind = kind_of(country, kind_code)
    kept = _kept.setdefault(country, {})
    if (kind_code, region) not in kept:
        kept[kind_code, region] = _WAYS[region](country, kind)
    return kept[kind_code, region]


def best_way(country: Country, kind: Kind) -> tuple[str, str]:
    """Find the best way in which the data can tell participation in a kind, and say why in Dutch.

    By home where pupils by home are loaded. Else per jeugdregio, if every region has sites with
    pupils of the kind and none has more pupils at them than residents: border traffic then makes
    a margin, not nonsense. Else nationally.
    """
    country = as_in_data(country)
    share = share_with_home(country, kind)
    if share >= _ENOUGH:
        return BY_HOME, f"de woonplaats van leerlingen {kind.code} is ingelezen"
    why = f"de woonplaats van leerlingen {kind.code} is niet ingelezen"
    if share > 0:
        why = f"van maar {number(100 * share)}% van de leerlingen {kind.code} is de woonplaats ingelezen"
    region = country.region_of_point("jeugdregio")
    names, area = np.unique(region, return_inverse=True)
    pupils = _sum(pupils_at(country, kind.code)[0], area, len(names))
    residents = _sum(country.pupils(kind.age), area, len(names))
    without = names[(residents > 0) & (pupils <= 0)]
    crowded = names[pupils > residents]
    told = [
        f"{_named(country, some)} {what}"
        for some, what in (
            (without, f"heeft geen vestiging met leerlingen {kind.code} en zou er dus geen verwachten"),
            (crowded, "telt meer leerlingen op vestigingen dan inwoners van de leeftijd"),
        )
        if len(some)
    ]
    if told:
        return NATIONAL, f"{why} en per jeugdregio kan het niet: {'; '.join(told)}"
    return BY_REGION, why


def share_with_home(country: Country, kind: Kind) -> float:
    """Return the share of a kind's pupils, as sites count them, of whom a home is loaded."""
    homes = counts_by_home(country, kind.code)
    at_sites = pupils_at(as_in_data(country), kind.code)[0].sum()
    return 0.0 if homes is None or at_sites <= 0 else float(homes.mid.sum() / at_sites)


def _named(country: Country, codes: NDArray[np.object_]) -> str:
    """Name one region, and count the others."""
    first = country.region_names.get(str(codes[0]), str(codes[0])) or "een gebied buiten elke jeugdregio"
    rest = len(codes) - 1
    return first if not rest else f"{first} (en {rest} andere)"


def _best(country: Country, kind: Kind) -> Counted:
    """Count in the best way that there is; the label says which, and why."""
    way, why = best_way(country, kind)
    found = counted(country, kind.code, way)
    return replace(found, label=f"{found.label} (beste manier die de gegevens toelaten: {why})")


_kept: WeakKeyDictionary[Country, dict[tuple[str, str], Counted]] = WeakKeyDictionary()
_bases: WeakValueDictionary[tuple[int, Settings], Country] = WeakValueDictionary()
_without_plan: WeakKeyDictionary[Country, Country] = WeakKeyDictionary()


def as_in_data(country: Country) -> Country:
    """Return the country with the sites of its data set, whatever a scenario does to them.

    It is the very country that a scenario's was made from, if that is still there: what was
    counted for it serves all scenarios.
    """
    key = (id(country.dataset), country.settings)  # a base holds its data set, so the id is not used again
    if country.plan is None:
        _bases[key] = country
        return country
    base = _bases.get(key)
    if base is None:
        base = _without_plan[country] = _bases[key] = country.with_plan(None)
    return base


def _national(country: Country, kind: Kind) -> Counted:
    """Pupils at all sites against all residents."""
    weight = country.pupils(kind.age)
    at_sites = pupils_at(country, kind.code)
    residents = weight.sum()
    _require_some(country, kind, at_sites[0].sum())
    rate, low, high = (min(1.0, float(part.sum() / residents)) for part in at_sites)
    rates = [np.full(len(weight), one) for one in (rate, low, high)]
    label = "deelname landelijk geteld: alle leerlingen op alle inwoners van de leeftijd"
    return _spread_out(weight, rates, label, _source(country, kind), tuple(_notes(country, kind)))


def _by_region(country: Country, kind: Kind) -> Counted:
    """Pupils at the sites of each jeugdregio against its residents."""
    weight = country.pupils(kind.age)
    names, area = np.unique(country.region_of_point("jeugdregio"), return_inverse=True)
    nearest = nearest_area(country, kind, area, len(names))
    found = participation_of(country, kind, area, nearest, len(names))
    rates = [np.minimum(one, 1.0)[area] for one in (found.rate, found.low, found.high)]
    label = "deelname per jeugdregio geteld: leerlingen op de vestigingen daar op de inwoners daar"
    note = (
        "Wie over de grens van de jeugdregio naar school gaat is niet bekend: de marge gaat van alle "
        "leerlingen van elders die hier hun dichtstbijzijnde vestiging hebben tot alle van hier die haar "
        "elders hebben."
    )
    notes = [note, *_notes(country, kind)]
    if empty := int((found.rate == 0).sum()):
        notes.append(
            f"{'Eén jeugdregio heeft' if empty == 1 else f'{empty} jeugdregio’s hebben'} geen vestiging met "
            f"leerlingen van {kind.code}: de schatting is daar 0, al gaan kinderen daarvandaan ergens heen."
        )
    named = country.labels["jeugdregio"]
    source = f"{_source(country, kind)}; jeugdregio's: {named}"
    return _spread_out(weight, rates, label, source, tuple(notes))


def participation_of(country: Country, kind: Kind, area: Int, nearest: Int, n_areas: int) -> Participation:
    """Participation per area, from the pupils at its sites, with what border traffic may hide.

    Where more pupils are at the sites of an area than live there it is above 1: they come from elsewhere.

    Parameters
    ----------
    area, nearest
        Shape ``(n_points,)``: number of the area of each point, and of that of its nearest
        site; -1 for none.
    """
    weight = country.pupils(kind.age)
    at_sites = pupils_at(country, kind.code)
    _require_some(country, kind, at_sites[0].sum())
    inside = area >= 0
    sums = [_sum(part[inside], area[inside], n_areas) for part in (*at_sites, weight)]
    typical = weight * (at_sites[0].sum() / weight.sum())
    inflow, outflow = border_traffic(area, nearest, typical, n_areas)
    return participation((sums[0], sums[1], sums[2]), sums[3], inflow, outflow)


def nearest_area(country: Country, kind: Kind, area: Int, n_areas: int) -> Int:
    """Area of the site of a kind that is nearest to each demand point, -1 where none is reached."""
    situation = country.situation
    site = situation.offer_site[situation.offer_kind == situation.kinds.index(kind.code)]
    of_site = area[situation.point_of_site[site]]
    there = [number for number in range(n_areas) if (of_site == number).any()]
    if not there:
        return np.full(len(area), -1, dtype=np.intp)
    metres = country.journeys.nearest_m([np.unique(site[of_site == number]) for number in there])
    found = np.asarray(there, dtype=np.intp)[metres.argmin(axis=1)]
    return np.where(np.isfinite(metres.min(axis=1)), found, -1).astype(np.intp)


def _by_home(country: Country, kind: Kind) -> Counted:
    """Pupils by home against residents, per gemeente."""
    homes = counts_by_home(country, kind.code)
    if homes is None:
        raise UncountableError(
            f"deelname naar woonplaats: {not_loaded(country, kind.code)} Of kies {NATIONAL} of {BY_REGION}."
        )
    share = share_with_home(country, kind)
    if 0 < share < _ENOUGH:
        raise UncountableError(
            f"deelname naar woonplaats: van maar {number(100 * share)}% van de leerlingen {kind.code} is de "
            f"woonplaats ingelezen, te weinig om mee te tellen; importeer alles of kies {BY_REGION} "
            f"of {NATIONAL}"
        )
    weight = country.pupils(kind.age)
    names, gemeente = np.unique(country.gemeente_of_point, return_inverse=True)
    middle, least, most, residents = (
        _sum(np.asarray(part, dtype=np.float64), gemeente, len(names))
        for part in (homes.mid, homes.low, homes.high, weight)
    )
    inhabited = residents > 0
    rates = [
        np.clip(np.divide(part, residents, out=np.zeros(len(names)), where=inhabited), 0.0, 1.0)
        for part in (middle, least, most)
    ]
    publisher, date = source_of(country, kind.code)
    label = "deelname naar woonplaats geteld: leerlingen die in een gemeente wonen op de inwoners daar"
    source = f"{publisher}, peildatum {date}; {residents_label(country)}"
    note = home_note(country, kind.code)
    return _spread_out(weight, [one[gemeente] for one in rates], label, source, (note,) if note else ())


def _spread_out(
    weight: Float, rates: list[Float], label: str, source: str, notes: tuple[str, ...]
) -> Counted:
    """Participation per point; 0 where nobody lives."""
    rate, low, high = (np.where(weight > 0, one, 0.0) for one in rates)
    return Counted(rate, low, high, label, source, notes)


_WAYS: dict[str, Callable[[Country, Kind], Counted]] = {
    BEST: _best,
    NATIONAL: _national,
    BY_REGION: _by_region,
    BY_HOME: _by_home,
}


def _sum(value: Float, area: Int, n_areas: int) -> Float:
    return np.bincount(area, weights=value, minlength=n_areas).astype(np.float64)


def _require_some(country: Country, kind: Kind, pupils: float) -> None:
    if pupils <= 0 or country.pupils(kind.age).sum() <= 0:
        raise UncountableError(
            f"deelname aan {kind.code}: van geen vestiging is het aantal leerlingen bekend, of er wonen geen "
            "kinderen van de leeftijd; geef de deelname zelf op"
        )


def residents_label(country: Country) -> str:
    """Name the residents with their date: "inwoners 2024"."""
    return country.labels.get("inwoners", "inwoners, peildatum onbekend")


def _source(country: Country, kind: Kind) -> str:
    pupils = country.supply_sources.get(kind.code, "leerlingen, bron onbekend")
    return f"{pupils}; {residents_label(country)}"


def _notes(country: Country, kind: Kind) -> list[str]:
    supply = country.supply
    rows = supply[supply["kind"] == kind.code]
    notes = []
    if shared := int(rows["gedeeld"].sum()):
        notes.append(
            f"De leerlingen van {kind.code} op {shared} vestigingen zijn geschat uit één getal voor twee "
            "soorten."
        )
    if unknown := unknown_sites(country, kind.code):
        notes.append(
            f"{unknown} vestigingen van {kind.code} zonder leerlingtal tellen als 0; de marge telt ze als "
            "gemiddeld."
        )
    return notes
