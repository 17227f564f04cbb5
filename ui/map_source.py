"""The line in the corner of a map: where what is drawn comes from, and of when it is."""

from __future__ import annotations

from collections.abc import Iterable

from scenarios.country import Country
from scenarios.provenance import spoken_dates
from ui.words import distances_told


def source_line(country: Country, areas: str = "", kinds: Iterable[str] = ()) -> str:
    """Name the sources of areas, borders and facilities, with their dates.

    Parameters
    ----------
    areas
        Composition of the swv's drawn; today's by default.
    kinds
        Codes of the kinds that can be drawn; all by default.
    """
    labels, wanted = country.labels, set(kinds) or {kind.code for kind in country.kinds}
    sites = dict.fromkeys(source for kind, source in country.supply_sources.items() if kind in wanted)
    return spoken_dates(
        f"Swv's: {areas or labels['swv']}; jeugdregio's: {labels['jeugdregio']}; "
        f"grenzen: CBS en Kadaster, {labels['gemeenten']}; vestigingen: {' en '.join(sites) or 'geen'}"
    )


def distance_line(country: Country) -> str:
    """Name over what distances are taken, and whether they are measured, modelled or estimated."""
    return spoken_dates(f"afstanden: {distances_told(country.model)}")
