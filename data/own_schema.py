"""What may stand in a user's CSV of facilities: columns, rules, and the names that people give them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from data.own_columns import synonyms_of
from data.own_places import LAT, LON, X, Y
from data.schemas import Column, Rule, Table

_COUNT = Rule("een geheel getal van 0 tot 100.000, zonder punt", low=0.0, high=100_000.0)
_KM = Rule("een afstand in km, meer dan 0 en hooguit 300", low=0.001, high=300.0)
_MINUTES = Rule("een reistijd in minuten, meer dan 0 en hooguit 600", low=0.1, high=600.0)
AGES: Final = {
    "po": ("po", "primair", "primair onderwijs", "4-11", "4-12", "basisschoolleeftijd"),
    "vo": ("vo", "voortgezet", "voortgezet onderwijs", "12-17", "12-18", "middelbare schoolleeftijd"),
}

KIND = Column("soort", "str", "de nieuwe soort voorziening, met een code (opdc) of naam")
NAME = Column("naam", "str", "naam van de vestiging")
CODE = Column(
    "code", "str", "uw eigen code van de vestiging; leeg: dekkend nummert zelf", required=False,
    rule=Rule(
        "een code van letters, cijfers en streepjes, hooguit 24 tekens", "[0-9A-Za-z][0-9A-Za-z-]{0,23}"
    ),
)  # fmt: skip
POSTCODE = Column(
    "postcode", "str", "postcode van de vestiging; bepaalt het swv", required=False,
    rule=Rule("een postcode als 1234 of 1234AB", r"[1-9]\d{3}(?:[A-Z]{2})?"),
)  # fmt: skip
TOWN = Column("plaats", "str", "plaatsnaam", required=False)
PLACES = Column("plaatsen", "float64", "aantal plaatsen", "leerlingen", required=False, rule=_COUNT)
PUPILS = Column(
    "leerlingen", "float64", "aantal leerlingen; <5 telt als 2", "leerlingen", required=False, rule=_COUNT
)
AGE = Column(
    "doelgroep", "str", "wiens inwoners tellen en welke laag van swv's geldt; minstens één keer per soort",
    required=False, rule=Rule("po of vo", allowed=("po", "vo")),
)  # fmt: skip
DATE = Column(
    "peildatum", "str", "datum waarop de rij klopt", required=False,
    rule=Rule("een datum als 2025-10-01 of 1-10-2025, of een jaar"),
)  # fmt: skip
NEAR_KM = Column("thuisnabij_km", "float64", "norm thuisnabij van de soort", "km", required=False, rule=_KM)
FAR_KM = Column("acceptabel_km", "float64", "norm acceptabel van de soort", "km", required=False, rule=_KM)
NEAR_MIN = Column(
    "thuisnabij_min", "float64", "norm thuisnabij van de soort", "min", required=False, rule=_MINUTES
)
FAR_MIN = Column(
    "acceptabel_min", "float64", "norm acceptabel van de soort", "min", required=False, rule=_MINUTES
)
#: Columns with a norm: its name, its unit within dekkend, and how many of those go in one of the file's.
NORMS: Final[Mapping[Column, tuple[str, str, float]]] = {
    NEAR_KM: ("thuisnabij", "m", 1000.0),
    FAR_KM: ("acceptabel", "m", 1000.0),
    NEAR_MIN: ("thuisnabij", "s", 60.0),
    FAR_MIN: ("acceptabel", "s", 60.0),
}

FACILITIES: Final = Table(
    "voorzieningen", "een vestiging van een eigen soort voorziening", "eigen bestand", ("code",),
    (KIND, NAME, CODE, POSTCODE, TOWN, X, Y, LON, LAT, PLACES, PUPILS, AGE, *NORMS, DATE),
)  # fmt: skip

SYNONYMS: Final[Mapping[str, tuple[str, ...]]] = {
    "soort": synonyms_of("soort voorziening", "voorziening", "voorzieningssoort", "kind", "type"),
    "naam": synonyms_of(
        "naam vestiging", "vestigingsnaam", "naam voorziening", "naam locatie", "locatie", "name"
    ),
    "code": synonyms_of("vestigingscode", "locatiecode", "vestigingsnummer"),
    "postcode": synonyms_of("pc6", "pc4", "postcode4", "postcode-4", "postcode6", "pc"),
    "plaats": synonyms_of("plaatsnaam", "woonplaats", "plaats vestiging"),
    "x": synonyms_of("x_rd", "rd_x", "x-coördinaat", "x coordinaat", "xcoord", "easting"),
    "y": synonyms_of("y_rd", "rd_y", "y-coördinaat", "y coordinaat", "ycoord", "northing"),
    "lengtegraad": synonyms_of("lon", "lng", "long", "longitude", "gps_longitude"),
    "breedtegraad": synonyms_of("lat", "latitude", "gps_latitude"),
    "plaatsen": synonyms_of("capaciteit", "aantal plaatsen", "plekken", "aantal plekken", "max leerlingen"),
    "leerlingen": synonyms_of("aantal leerlingen", "leerlingaantal", "leerlingtal"),
    "doelgroep": synonyms_of("leeftijd", "laag", "sector", "onderwijssector"),
    "peildatum": synonyms_of("datum", "per datum"),
    "thuisnabij_km": synonyms_of("norm thuisnabij", "thuisnabij", "norm thuisnabij km"),
    "acceptabel_km": synonyms_of("norm acceptabel", "acceptabel", "norm acceptabel km"),
}
"""Other names of columns, as `data.readers._csv.plain` writes them."""
