"""What a scenario changes for one gemeente: values, each from where every other page has it.

Distances are rows of the comparison at level gemeente, supply is that of the card of
the gemeente, swv's are relations, partners and relations are those of the consultation.
How it is worded and laid out is decided in `ui.sheet.gemeente`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, Final

from geo.errors import UnknownNameError
from scenarios.compare import sources_of
from scenarios.consequences.consultation import Counts
from scenarios.consequences.gemeente_ground import GemeenteGround, Side, SwvPart
from scenarios.consequences.gemeente_neighbours import Neighbour
from scenarios.consequences.gemeente_travel import TravelHere
from scenarios.consequences.log import Entry, of_gemeente
from scenarios.consequences.meetings import Meeting
from scenarios.consequences.partners import PartnerChange
from scenarios.consequences.site_diff import SiteDiff
from scenarios.country import Kind
from scenarios.evaluate import TIME_CODES
from scenarios.measures import Measure, measure
from scenarios.notation import figure
from scenarios.profile import Figure, KindCard, Profile
from scenarios.study import Study

#: Figures of a kind that are held against the base, from the comparison.
TRAVEL_CODES: Final = (
    "leerlingen",
    "afstand_gemiddeld",
    "vrij_gemiddeld",
    "zonder_eigen",
    "grensafhankelijkheid",
    "eigen_verloren",
    "eigen_gekregen",
    *TIME_CODES,
)
#: Under two swv's of one layer a gemeente is split.
_SPLIT_FROM: Final = 2


@dataclass(frozen=True, slots=True)
class Change:
    """One figure before and after.

    Attributes
    ----------
    measure
        What it is.
    before, after
        In the measure's unit; NaN: not to be determined.
    reading
        What the difference means, as in a comparison: beter, slechter, geen aantoonbaar verschil and so on.
    certainty, source
        gemeten, geschat or gemodelleerd; one Dutch line of sources with dates.
    """

    measure: Measure
    before: float
    after: float
    reading: str
    certainty: str
    source: str

    @property
    def texts(self) -> tuple[str, str]:
        """Before and after in Dutch notation, without unit."""
        return figure(self.measure, self.before), figure(self.measure, self.after)


@dataclass(frozen=True, slots=True, eq=False)
class KindChange:
    """One kind of facility.

    Attributes
    ----------
    kind
        The kind.
    figures
        By measure code: `TRAVEL_CODES`, and ``leunt``.
    supply_before, supply_after
        The kind on the card of the gemeente: sites and their pupils.
    further, nearer
        Residents for whom the own facility comes to lie more than 1 km further, and nearer (estimates,
        persons); whoever loses or gains an own one is in neither. Never netted.
    neighbours_before, neighbours_after
        On whom they depend who depend on a neighbour, most residents first; only for what a swv sees to.
    """

    kind: Kind
    figures: Mapping[str, Change]
    supply_before: KindCard
    supply_after: KindCard
    further: float
    nearer: float
    neighbours_before: tuple[Neighbour, ...]
    neighbours_after: tuple[Neighbour, ...]


@dataclass(frozen=True, slots=True, eq=False)
class GemeenteSheet:
    """What a scenario changes for one gemeente.

    Attributes
    ----------
    study
        Where all of it comes from.
    name, base
        Ids of the scenario and of what it is held against.
    code, title
        The gemeente: code and name.
    region, region_name
        Its jeugdregio; empty for none.
    residents
        Of ``po`` (4-11) and ``vo`` (12-17) age.
    before, after
        Its parts per swv.
    partners
        With whom it shares a swv.
    meetings, relations
        Its relations with swv's: who, and how many.
    region_relations
        Relations of its jeugdregio with swv's; None where it lies in none.
    kinds
        Per kind of facility.
    sites
        Sites in this gemeente that the scenario opens, closes, moves or alters.
    same_sites
        Whether the scenario has the same sites as the base, in the whole country.
    entries
        Sentences of the log that concern the gemeente.
    travel
        Transport to school and border traffic.
    travel_sources
        What those rest on besides the rest, each with its date.
    """

    study: Study
    name: str
    base: str
    code: str
    title: str
    region: str
    region_name: str
    residents: Mapping[str, Figure]
    before: tuple[SwvPart, ...]
    after: tuple[SwvPart, ...]
    partners: PartnerChange
    meetings: tuple[Meeting, ...]
    relations: Counts
    region_relations: Counts | None
    kinds: tuple[KindChange, ...]
    sites: SiteDiff
    same_sites: bool
    entries: tuple[Entry, ...]
    travel: TravelHere
    travel_sources: tuple[str, ...]

    @property
    def unchanged(self) -> bool:
        """Whether scenario and base are one and the same."""
        return self.name == self.base

    def parts(self, *, after: bool) -> tuple[SwvPart, ...]:
        """Its parts per swv without those that may be a border change (all, where nothing else is left)."""
        found = self.after if after else self.before
        return tuple(one for one in found if not one.sliver) or found

    def split(self, *, after: bool) -> tuple[tuple[SwvPart, ...], ...]:
        """Its parts per layer that really divides it."""
        layers: dict[str, list[SwvPart]] = {}
        for one in self.parts(after=after):
            layers.setdefault(one.swv.body.layer, []).append(one)
        return tuple(tuple(parts) for parts in layers.values() if len(parts) >= _SPLIT_FROM)


def gemeente_sheet(
    study: Study, name: str, base: str, code: str, ground: GemeenteGround | None = None
) -> GemeenteSheet:
    """Tell what a scenario changes for one gemeente.

    Parameters
    ----------
    study
        Country, distances and norms.
    name, base
        Ids of the scenario and of what it is held against.
    code
        Of the gemeente.
    ground
        What all gemeenten share, where it is at hand already: of the same study, scenario and base.

    Raises
    ------
    UnknownNameError
        If there is no such gemeente with residents, or no such arrangement.
    IncompleteIndelingError
        If an arrangement leaves units with pupils without a swv.
    """
    ground = ground or GemeenteGround(study, name, base)
    if code not in ground.partners:
        raise UnknownNameError(f"onbekende gemeente '{code}', of zonder inwoners van schoolgaande leeftijd")
    country = study.country
    was, now = ground.before.profile(code), ground.after.profile(code)
    region = ground.partners[code].region
    regional = ground.with_regions
    return GemeenteSheet(
        study=study,
        name=name,
        base=base,
        code=code,
        title=country.gemeente_names.get(code, code),
        region=region,
        region_name=country.region_names.get(region, region),
        residents=now.residents,
        before=_parts(ground.before, code),
        after=_parts(ground.after, code),
        partners=ground.partners[code],
        meetings=ground.with_gemeenten.rows([code]),
        relations=ground.with_gemeenten.at([code]),
        region_relations=regional.at([region]) if region else None,
        kinds=_kinds(ground, code, was, now),
        sites=_sites_here(ground.sites, code),
        same_sites=study.country_of(name) is study.country_of(base),
        entries=of_gemeente(ground.log, code),
        travel=ground.travel.at(code),
        travel_sources=ground.travel.sources,
    )


def _parts(side: Side, code: str) -> tuple[SwvPart, ...]:
    return side.of_place.get(code, ())


def _sites_here(found: SiteDiff, code: str) -> SiteDiff:
    """Keep what happens to sites in one gemeente."""
    groups = (found.opened, found.closed, found.moved, found.altered)
    return SiteDiff(*(tuple(one for one in group if code in one.gemeenten) for group in groups))


def _kinds(ground: GemeenteGround, code: str, was: Profile, now: Profile) -> tuple[KindChange, ...]:
    rows = ground.rows(code)
    cards = zip(was.kinds, now.kinds, strict=True)
    return tuple(
        KindChange(
            new.kind,
            MappingProxyType(_figures(ground, rows, new.kind, code)),
            old,
            new,
            *ground.shift(new.kind, code),
            ground.neighbours(ground.base, new.kind, code),
            ground.neighbours(ground.name, new.kind, code),
        )
        for old, new in cards
    )


def _figures(
    ground: GemeenteGround, rows: Mapping[tuple[str, str], Mapping[str, Any]], kind: Kind, code: str
) -> dict[str, Change]:
    found = {one: _change(ground, rows[kind.code, one], kind) for one in TRAVEL_CODES}
    was, now = (ground.leaning(name, kind).get(code, float("nan")) for name in (ground.base, ground.name))
    found["leunt"] = _told(ground, "leunt", kind, (was, now))
    return found


def _change(ground: GemeenteGround, row: Mapping[str, Any], kind: Kind) -> Change:
    values = float(row["basis"]), float(row["waarde"])
    return _told(ground, str(row["maat"]), kind, values, str(row["duiding"]))


def _told(
    ground: GemeenteGround, code: str, kind: Kind, values: tuple[float, float], reading: str = ""
) -> Change:
    described = measure(code)
    certainty = described.certain(ground.study.country.model.certainty)
    source = sources_of(ground.study, described, ground.name, kind.code, ground.base)
    return Change(described, *values, reading, certainty, source)
