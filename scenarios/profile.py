"""The card of one area: who lives there, what stands there, how far it is, and what overlaps it.

An area is a gemeente, a jeugdregio, a swv of today or a swv of a scenario.
Everything is taken over demand points, because an arrangement may split the
units of the data set.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from geo.errors import UnknownNameError
from scenarios.boards import board_sites
from scenarios.compare import sources_of
from scenarios.country import Country, Kind
from scenarios.evaluate import time_values, travel_of, travel_time_of, travel_values
from scenarios.indeling import Arrangement, Indeling
from scenarios.measures import Measure, measure
from scenarios.notation import figure
from scenarios.study import Study

Float = NDArray[np.float64]
Int = NDArray[np.intp]
Labels = NDArray[np.object_]
Mask = NDArray[np.bool_]

AGES = ("po", "vo")
#: Figures on supply of a card, per kind, in the order in which they are shown.
SUPPLY_CODES = (
    "vestigingen",
    "leerlingen_soort",
    "vestigingen_gedeeld",
    "leerlingen_gedeeld",
    "vestigingen_onbekend",
)
#: Figures on distance of a card, per kind, in the order in which they are shown.
TRAVEL_CODES = ("afstand_gemiddeld", "vrij_gemiddeld", "zonder_eigen", "grensafhankelijkheid")
#: Figures on travel time of a card, per kind, in the order in which they are shown; NaN without times.
TIME_CODES = ("reistijd_gemiddeld", "vrije_reistijd_gemiddeld")


class AreaKind(StrEnum):
    """What sort of area a card is about; the values are Dutch and can be shown.

    ``SWV_PO`` and ``SWV_VO`` are today's layers (the base). ``SWV`` is a swv of
    a merged scenario; a scenario that keeps two layers has ``SCENARIO_PO`` and
    ``SCENARIO_VO`` instead, for a point lies in one of each.
    """

    GEMEENTE = "gemeente"
    JEUGDREGIO = "jeugdregio"
    SWV_PO = "swv po"
    SWV_VO = "swv vo"
    SWV = "swv van het scenario"
    SCENARIO_PO = "swv po van het scenario"
    SCENARIO_VO = "swv vo van het scenario"


#: Layer that a sort of swv is.
_TODAY = {AreaKind.SWV_PO: "po", AreaKind.SWV_VO: "vo"}
_SCENARIO = {AreaKind.SCENARIO_PO: "po", AreaKind.SCENARIO_VO: "vo"}


@dataclass(frozen=True, slots=True)
class Figure:
    """One figure with its account.

    Attributes
    ----------
    measure
        What it is: title, unit, formula, explanation.
    value
        In the measure's unit; NaN: not to be determined.
    certainty
        gemeten, geschat or gemodelleerd.
    source
        One Dutch line of sources with their dates.
    """

    measure: Measure
    value: float
    certainty: str
    source: str

    @property
    def text(self) -> str:
        """The value in Dutch notation, without unit; "niet te bepalen" for NaN."""
        return figure(self.measure, self.value)


@dataclass(frozen=True, slots=True)
class KindCard:
    """One kind of facility in an area.

    Attributes
    ----------
    kind
        The kind.
    figures
        By measure code, in the order `SUPPLY_CODES`, `TRAVEL_CODES`, `TIME_CODES`.
    """

    kind: Kind
    figures: Mapping[str, Figure]


@dataclass(frozen=True, slots=True)
class Overlap:
    """An area of another classification that shares residents with the area.

    Attributes
    ----------
    kind, code, name
        The other area.
    residents
        Shared residents (estimates, persons), of the ages that both areas are for: po or vo
        where one of them is a swv po or vo; both ages where neither is, or one is po and the other vo.
    share, share_of_other
        Of this area's and of the other area's residents of those ages, percent.
    sliver
        Of each gemeente that residents are shared in, both share less than the werknorm *restgrens*:
        probably a border change. A whole gemeente, however small, is none.
    """

    kind: AreaKind
    code: str
    name: str
    residents: float
    share: float
    share_of_other: float
    sliver: bool


@dataclass(frozen=True, slots=True, eq=False)
class Profile:
    """The card of one area.

    Attributes
    ----------
    kind, code, name
        The area.
    arrangement
        Id of the arrangement that *own* distances are taken under: the base for today's swv's.
    points
        The demand points in it, positions in `Country.points`.
    residents
        Residents of ``po`` (4-11) and ``vo`` (12-17) age; both, whatever the area.
    boards
        School boards with sites in it (bo, sbo, so, vso; for a swv of one layer that layer's).
    kinds
        Per kind; for a swv po or vo only the kinds of its layer.
    relations
        Per classification the number of areas it shares residents with: gemeenten and jeugdregio's
        for a swv, swv's under the arrangement for a gemeente or jeugdregio.
    overlaps
        Per other classification the areas it shares residents with, most residents first.
    overlap_source
        Sources of the overlaps.
    """

    kind: AreaKind
    code: str
    name: str
    arrangement: str
    points: Int
    residents: Mapping[str, Figure]
    boards: Figure
    kinds: tuple[KindCard, ...]
    relations: Mapping[AreaKind, Figure]
    overlaps: Mapping[AreaKind, tuple[Overlap, ...]]
    overlap_source: str


@dataclass(frozen=True, slots=True, eq=False)
class _Division:
    """A classification of the demand points: area code per point ("" for none), names, ages it is for."""

    label: Labels
    names: Mapping[str, str]
    ages: tuple[str, ...] = AGES


def area_kinds(study: Study, arrangement_name: str) -> tuple[AreaKind, ...]:
    """Sorts of area there are under an arrangement; a scenario's layer only if it differs from today's."""
    today = (AreaKind.GEMEENTE, AreaKind.JEUGDREGIO, AreaKind.SWV_PO, AreaKind.SWV_VO)
    arrangement = study.arrangement(arrangement_name)
    if arrangement.is_merged:
        return (*today, AreaKind.SWV)
    base = study.arrangement(study.base_id)
    layers = (
        (AreaKind.SCENARIO_PO, arrangement.po, base.po),
        (AreaKind.SCENARIO_VO, arrangement.vo, base.vo),
    )
    return (*today, *(kind for kind, layer, old in layers if not _same(layer, old)))


def _same(layer: Indeling, other: Indeling) -> bool:
    return layer is other or (
        bool((layer.of_points() == other.of_points()).all()) and layer.names == other.names
    )


def area_names(study: Study, arrangement_name: str, area_kind: AreaKind) -> dict[str, str]:
    """Names by code of all areas of one sort, sorted by code."""
    division = _division(study, arrangement_name, area_kind)
    codes = sorted(str(code) for code in pd.unique(division.label) if code != "")
    return {code: division.names.get(code, code) for code in codes}


def area_of_points(study: Study, arrangement_name: str, area_kind: AreaKind) -> Labels:
    """Code of the area of one sort that each demand point lies in, ``(n_points,)``; empty for none."""
    return _division(study, arrangement_name, area_kind).label


def areas_at(study: Study, arrangement_name: str, point: int) -> Mapping[AreaKind, str]:
    """Codes of the areas that a demand point lies in.

    Parameters
    ----------
    study, arrangement_name
        Where to look.
    point
        Position in `Country.points`.

    Returns
    -------
    By sort of area, in the order of `area_kinds`; without an entry where the point lies in
    none (Europoort has no swv today).

    Raises
    ------
    IndexError
        If there is no such point.
    UnknownNameError
        If there is no such arrangement.
    """
    if not 0 <= point < len(study.country.points):
        msg = f"no demand point {point}"
        raise IndexError(msg)
    kinds = area_kinds(study, arrangement_name)
    found = {kind: str(_division(study, arrangement_name, kind).label[point]) for kind in kinds}
    return MappingProxyType({kind: code for kind, code in found.items() if code})


def profile(study: Study, arrangement_name: str, area_kind: AreaKind, code: str) -> Profile:
    """Make the card of one area.

    Parameters
    ----------
    study
        Country, distances and norms.
    arrangement_name
        Arrangement under which own distances and relations are taken. For a swv of today
        (``SWV_PO``, ``SWV_VO``) own distances are taken under the base all the same.
    area_kind, code
        The area. ``SWV`` in an arrangement of two layers is the po swv of that code, else the vo swv.

    Raises
    ------
    UnknownNameError
        If the arrangement or the area does not exist; the message names near ones.
    IncompleteIndelingError
        If the arrangement leaves units with pupils without a swv.
    """
    arrangement = study.arrangement(arrangement_name)
    kind = _exact(arrangement, area_kind, code)
    division = _division(study, arrangement_name, kind)
    inside = np.asarray(division.label == code, dtype=bool)
    if not code or not inside.any():
        raise _unknown(kind, code, area_names(study, arrangement_name, kind))
    under = study.base_id if kind in _TODAY else arrangement_name
    overlaps = {
        other: _overlaps(study, arrangement_name, division, other, inside)
        for other in area_kinds(study, arrangement_name)
        if other is not kind
    }
    return Profile(
        kind=kind,
        code=code,
        name=division.names.get(code, code),
        arrangement=under,
        points=np.flatnonzero(inside),
        residents=MappingProxyType(_residents(study, under, inside)),
        boards=_boards(study, under, division.ages, inside),
        kinds=tuple(_kind_card(study, under, one, inside) for one in _kinds(study.country, division)),
        relations=MappingProxyType(_relations(study, under, kind, overlaps)),
        overlaps=MappingProxyType(overlaps),
        overlap_source=sources_of(study, measure("gedeelde_inwoners"), arrangement_name, "", study.base_id),
    )


def _exact(arrangement: Arrangement, kind: AreaKind, code: str) -> AreaKind:
    """Tell the two layers of a scenario apart, and not where there is one."""
    if arrangement.is_merged:
        return AreaKind.SWV if kind in _SCENARIO else kind
    if kind is AreaKind.SWV:
        return AreaKind.SCENARIO_PO if code in arrangement.po.codes else AreaKind.SCENARIO_VO
    return kind


def _division(study: Study, arrangement_name: str, kind: AreaKind) -> _Division:
    country = study.country
    if kind is AreaKind.GEMEENTE:
        return _Division(country.gemeente_of_point, country.gemeente_names)
    if kind is AreaKind.JEUGDREGIO:
        return _Division(country.region_of_point("jeugdregio"), country.region_names)
    today = kind in _TODAY
    arrangement = study.arrangement(study.base_id if today else arrangement_name)
    age = (_TODAY if today else _SCENARIO).get(kind, "po")
    layer = arrangement.layer(age)
    return _Division(layer.of_points(), layer.names, AGES if arrangement.is_merged else (age,))


def _unknown(kind: AreaKind, code: str, names: Mapping[str, str]) -> UnknownNameError:
    near = _near(code, names)
    hint = f"; bedoelt u {', '.join(f'{one} ({names[one]})' for one in near)}?" if near else ""
    return UnknownNameError(f"onbekend gebied '{code}' ({kind.value}){hint}")


def _near(text: str, names: Mapping[str, str], most: int = 5) -> list[str]:
    """Codes whose code or name resembles a text, the nearest first."""
    wanted = text.casefold()
    by_text = {name.casefold(): code for code, name in names.items()} | {c.casefold(): c for c in names}
    starts = [one for one in by_text if wanted and one.startswith(wanted)]
    close = difflib.get_close_matches(wanted, by_text, n=most, cutoff=0.6)
    return list(dict.fromkeys(by_text[one] for one in (*starts, *close)))[:most]


def _figure(study: Study, under: str, code: str, value: float, kind: str = "") -> Figure:
    described = measure(code)
    certainty = described.certain(study.country.model.certainty)
    return Figure(described, value, certainty, sources_of(study, described, under, kind, under))


def _residents(study: Study, under: str, inside: Mask) -> dict[str, Figure]:
    pupils = study.country.pupils
    return {age: _figure(study, under, f"inwoners_{age}", float(pupils(age)[inside].sum())) for age in AGES}


def _boards(study: Study, under: str, ages: Iterable[str], inside: Mask) -> Figure:
    known = board_sites(study.country_of(under))
    count = float("nan")
    if known is not None:
        here = known.of_layers(tuple(ages))
        count = float(len(pd.unique(here.board[inside[here.point]])))
    return _figure(study, under, "besturen", count)


def _kinds(country: Country, division: _Division) -> tuple[Kind, ...]:
    return tuple(kind for kind in country.kinds if kind.layer in division.ages)


def _kind_card(study: Study, under: str, kind: Kind, inside: Mask) -> KindCard:
    country = study.country_of(under)
    found = study.distances(under)
    travelled = travel_values(travel_of(country, found, kind, study.norms, inside))
    timed = time_values(travel_time_of(country, found, kind, study.norms, inside))
    values = (
        _supply_values(country, kind, inside)
        | {code: travelled[code] for code in TRAVEL_CODES}
        | {code: timed[code] for code in TIME_CODES}
    )
    figures = {code: _figure(study, under, code, value, kind.code) for code, value in values.items()}
    return KindCard(kind, MappingProxyType(figures))


def _supply_values(country: Country, kind: Kind, inside: Mask) -> dict[str, float]:
    """Sites and pupils of one kind in an area; pupils NaN where no site's are counted for this kind alone."""
    supply = country.supply
    here = supply[(supply["kind"] == kind.code).to_numpy() & inside[supply["point"].to_numpy()]]
    sites, shared, unknown = (float(here[name].sum()) for name in ("aantal", "gedeeld", "onbekend"))
    counted_alone = sites == 0 or sites > shared + unknown
    return {
        "vestigingen": sites,
        "leerlingen_soort": float(here["leerlingen"].sum()) if counted_alone else float("nan"),
        "vestigingen_gedeeld": shared,
        "leerlingen_gedeeld": float(here["leerlingen_gedeeld"].sum()),
        "vestigingen_onbekend": unknown,
    }


def _relations(
    study: Study, under: str, kind: AreaKind, overlaps: Mapping[AreaKind, tuple[Overlap, ...]]
) -> dict[AreaKind, Figure]:
    """Count the areas on the other side of the table: places for a swv, swv's for a place."""
    places = {AreaKind.GEMEENTE: "relaties_gemeente", AreaKind.JEUGDREGIO: "relaties_jeugdregio"}
    others = dict.fromkeys(_swv_kinds(study, under), places[kind]) if kind in places else places
    return {other: _figure(study, under, code, float(len(overlaps[other]))) for other, code in others.items()}


def _swv_kinds(study: Study, under: str) -> tuple[AreaKind, ...]:
    """Sorts of swv that an arrangement works with."""
    new = area_kinds(study, under)
    if AreaKind.SWV in new:
        return (AreaKind.SWV,)
    layers = ((AreaKind.SCENARIO_PO, AreaKind.SWV_PO), (AreaKind.SCENARIO_VO, AreaKind.SWV_VO))
    return tuple(changed if changed in new else today for changed, today in layers)


def _overlaps(
    study: Study, arrangement_name: str, division: _Division, other: AreaKind, inside: Mask
) -> tuple[Overlap, ...]:
    """Areas of another classification that share residents with an area, most residents first."""
    there = _division(study, arrangement_name, other)
    ages = [age for age in division.ages if age in there.ages] or AGES
    weight: Float = np.sum([study.country.pupils(age) for age in ages], axis=0)
    position, codes = pd.factorize(there.label)
    total = np.bincount(position, weights=weight, minlength=len(codes))
    shared = np.bincount(position, weights=np.where(inside, weight, 0.0), minlength=len(codes))
    whole = float(weight[inside].sum())
    small = _slivers(study, position, np.where(inside, weight, 0.0), weight)
    found = [
        Overlap(
            other,
            str(codes[at]),
            there.names.get(codes[at], str(codes[at])),
            float(shared[at]),
            float(shared[at]) / whole * 100,
            float(shared[at] / total[at]) * 100,
            bool(small[at]),
        )
        for at in np.flatnonzero(shared > 0)
        if codes[at] != ""
    ]
    return tuple(sorted(found, key=lambda one: (-one.residents, one.code)))


def _slivers(study: Study, other: Int, shared: Float, weight: Float) -> Mask:
    """Whether all that is shared with each other area (numbers per point) are slivers of gemeenten."""
    gemeente, codes = pd.factorize(study.country.gemeente_of_point)
    size = int(other.max(initial=-1)) + 1
    parts = np.bincount(other * len(codes) + gemeente, weights=shared, minlength=size * len(codes))
    parts = parts.reshape(size, len(codes))
    whole = np.bincount(gemeente, weights=weight, minlength=len(codes))
    large = (parts > 0) & (parts >= study.norms.sliver_share * whole)
    return np.asarray(~large.any(axis=1))
