"""Where figures on border traffic come from: counted, or modelled, and whether the data have it."""

from __future__ import annotations

from collections.abc import Sequence
from enum import StrEnum
from typing import Final

from data.dataset import BETALEND
from geo.errors import InputError
from scenarios.counted import kind_of
from scenarios.country import Country, Kind
from scenarios.flows import flows_of, not_loaded, sites_offering
from scenarios.measures import Certainty
from scenarios.study import Study


class Source(StrEnum):
    """What border traffic is read off; the values are Dutch and are what a user asks for."""

    MEASURED = "gemeten"
    PAYING = "betalend"
    NEAREST = "dichtstbij"
    CAPACITY = "capaciteit"

    @property
    def label(self) -> str:
        """Say what it is, counted or modelled first."""
        return _LABELS[self]

    @property
    def meaning(self) -> str:
        """Say in Dutch how to read figures from it."""
        return _MEANINGS[self]

    @property
    def certainty(self) -> str:
        """How the figures came about."""
        counted = self in (Source.MEASURED, Source.PAYING)
        return (Certainty.COUNTED if counted else Certainty.MODELLED).value

    @property
    def tells_places(self) -> bool:
        """Whether it tells more of home and school than their swv."""
        return self is not Source.PAYING


_LABELS: Final = {
    Source.MEASURED: "gemeten: leerlingen per vestiging en woonpostcode",
    Source.PAYING: "gemeten: leerlingen naar betalend swv",
    Source.NEAREST: "gemodelleerd: naar de dichtstbijzijnde",
    Source.CAPACITY: "gemodelleerd: bij beste verdeling over plaatsen",
}
_MEANINGS: Final = {
    Source.MEASURED: (
        "DUO telt leerlingen per vestiging en postcode van de woning; kleine aantallen zijn afgeschermd en "
        "geven een marge. Andere grenzen verplaatsen niemand: alleen of er een grens tussen ligt verandert."
    ),
    Source.PAYING: (
        "DUO telt leerlingen so en vso per swv van nu. Binnen zo'n swv is niet bekend waar zij wonen of naar "
        "school gaan: waar een scenario een swv knipt, staat er een marge van niemand tot allemaal."
    ),
    Source.NEAREST: (
        "Alsof elke verwachte leerling naar de dichtstbijzijnde vestiging gaat, grenzen genegeerd: niet per "
        "se een passende of beschikbare plek, en niemands werkelijke keuze. De marge is alleen die van het "
        "aantal verwachte leerlingen, alsof dat overal een andere kant op kan vallen: ruimer dan nodig."
    ),
    Source.CAPACITY: (
        "Alsof één hand alle verwachte leerlingen over de plaatsen verdeelt, grenzen open, over de kortste "
        "totale afstand: geen voorspelling van wie waarheen gaat. Wie geen plaats krijgt telt niet mee."
    ),
}


def why_not(study: Study, kind: Kind, source: Source) -> str:
    """Say in Dutch why a source does not tell of a kind; empty if it does."""
    country = study.country
    if source is Source.MEASURED:
        return "" if flows_of(country, kind.code) is not None else not_loaded(country, kind.code)
    if source is Source.PAYING:
        return "" if (country.dataset[BETALEND]["soort"] == kind.code).any() else _no_payers(kind)
    if not sites_offering(country, kind.code).size:
        return f"De gegevens noemen geen enkele vestiging {kind.code}."
    return ""


def _no_payers(kind: Kind) -> str:
    if kind.code not in ("so", "vso"):
        return f"Het betalend swv van leerlingen {kind.code} is onbekend: DUO telt het voor so en vso."
    return (
        f"Leerlingen {kind.code} naar betalend swv zijn niet geladen: importeer DUO's leerlingen so en vso "
        "naar betalend swv en swv van de school (zie docs/bronnen.md)."
    )


def best_source(study: Study, kinds: Sequence[Kind]) -> Source:
    """Return the first source that tells of all of some kinds: counted before modelled."""
    for source in Source:
        if all(not why_not(study, kind, source) for kind in kinds):
            return source
    return Source.NEAREST


def chosen_kinds(country: Country, kind_code: str) -> tuple[Kind, ...]:
    """Return one kind by code, or all for an empty text.

    Raises
    ------
    UnknownNameError
        If the data have none of that code.
    """
    return (kind_of(country, kind_code),) if kind_code else country.kinds


def source_named(text: str) -> Source:
    """Return a source as a user names it.

    Raises
    ------
    InputError
        If there is none of that name.
    """
    try:
        return Source(text)
    except ValueError:
        known = ", ".join(one.value for one in Source)
        raise InputError("de bron van grensverkeer", [f"gevonden '{text}', kies uit {known}"]) from None
