"""Which of the known files a file is, told by its content and never by its name."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from data.readers import betalend, cbs, duo, gemeenten, herkomst, locaties, pc4, regeling
from data.readers._sniff import Head, look
from data.readers.reading import Reading
from geo.errors import InputError

__all__ = ["FORMATS", "Format", "recognise"]

_NOT_YET = "Herkend; nog niet gebruikt."
_ROADS = "Wegennet: nog niet gebruikt."
_GEONAMES_WIDTH = len(pc4.GEONAMES_COLUMNS)


@dataclass(frozen=True, slots=True)
class Format:
    """A kind of file.

    Attributes
    ----------
    key
        Short name; that of the table where there is a reader.
    title
        What it is, in Dutch.
    reader
        Reads it; none where the file is known but not used.
    note
        What to tell a user about it.
    matches
        Tells by its head whether a file is of this kind.
    """

    key: str
    title: str
    reader: Callable[[Path], Reading] | None
    note: str
    matches: Callable[[Head], bool] = field(repr=False, compare=False)


def _table(*columns: str) -> Callable[[Head], bool]:
    """Match a text table by columns that must all be there."""
    return lambda head: head.kind == "csv" and head.has(*columns)


def _map(*columns: str) -> Callable[[Head], bool]:
    """Match a GeoJSON or GeoPackage by properties that must all be there."""
    return lambda head: head.kind in {"geojson", "gpkg"} and head.has(*columns)


def _codes(pattern: str) -> Callable[[Head], bool]:
    """Match ``code;naam`` by what the codes look like."""
    return lambda head: (
        _table("code", "naam")(head)
        and "code" in (names := [cell.casefold() for cell in head.rows[0]])
        and any(
            re.fullmatch(pattern, row[names.index("code")]) for row in head.rows[1:] if len(row) == len(names)
        )
    )


def _is_history(head: Head) -> bool:
    return _table("vestigingscode", "soort_vestiging", "naam_vestiging")(head) and any(
        re.fullmatch(r"leerlingen_\d{4}", name) for name in head.columns
    )


def _is_kinds(head: Head) -> bool:
    kinds = _table("instellingscode", "vestigingscode")(head)
    counted = "aantal_leerlingen" in head.columns or any(
        name.startswith("leeftijd_") for name in head.columns
    )
    homes = head.columns.intersection(herkomst.HOMES)
    return kinds and counted and not homes and bool({"soort_po", "type_po"} & head.columns)


def _is_payers(head: Head) -> bool:
    return head.kind == "csv" and betalend.is_about_schools(head.columns)


def _is_payers_by_home(head: Head) -> bool:
    """Tell a file of who pays for pupils, by where they live, without where they go to school."""
    columns = betalend.COLUMNS
    return head.kind == "csv" and all(
        head.columns.intersection(columns[name]) for name in ("swv_betalend", "swv_wonen")
    )


def _is_homes(head: Head, kinds: tuple[str, ...]) -> bool:
    """Tell a file of pupils per site and postcode of their home."""
    homes = bool(head.columns.intersection(herkomst.HOMES))
    return head.kind == "csv" and homes and bool(head.columns.intersection(kinds))


def _is_homes_vo(head: Head) -> bool:
    years = any(name.startswith(herkomst.YEARS_VO) for name in head.columns)
    homes = head.kind == "csv" and bool(head.columns.intersection(herkomst.HOMES))
    return _is_homes(head, herkomst.KINDS_VO) or (homes and years)


def _is_pc4_areas(head: Head) -> bool:
    names = {name.casefold() for name in head.columns}
    keys = {"pc4", "postcode", "postcode4", "pc4_code", "postcode_4"}
    return (
        head.kind in {"geojson", "gpkg"} and bool(names & keys) and not names & {"vestigingscode", "statcode"}
    )


def _is_gemeenten(head: Head) -> bool:
    if _map("gemeentecode", "gemeentenaam")(head):
        return "vestigingscode" not in head.columns
    return _map("statcode", "statnaam")(head) and _rubriek(head) in {"gemeente", ""}


def _rubriek(head: Head) -> str:
    return str(head.sample.get("rubriek", "")).strip().casefold()


def _is_regions(head: Head) -> bool:
    sample: dict[str, Any] = head.sample
    records = sample.get("value")
    first = records[0] if isinstance(records, list) and records else sample
    keys = {cbs.bare(str(key)) for key in first} if isinstance(first, dict) else set()
    return head.kind == "json" and all(keys & set(known) for known in cbs.REGION_KEYS.values())


def _is_ages_2019(head: Head) -> bool:
    first = next(iter(head.sample.values()), None)
    return head.kind == "json" and isinstance(first, dict) and {"naam", "code", "age_0_5"} <= first.keys()


def _is_geonames(head: Head) -> bool:
    first = head.rows[0] if head.rows else ()
    return (
        head.kind == "csv"
        and len(first) == _GEONAMES_WIDTH
        and re.fullmatch(r"[A-Z]{2}", first[0]) is not None
        and all(re.fullmatch(r"-?\d+(\.\d+)?", cell) for cell in first[9:11])
    )


FORMATS: tuple[Format, ...] = (
    Format(
        "vestigingen_vo", "DUO: vestigingen voortgezet onderwijs", None, _NOT_YET,
        _table("vestigingscode", "vestigingsnaam", "onderwijsstructuur"),
    ),
    Format(
        "vestigingen", "DUO: vestigingen basisonderwijs", duo.read_vestigingen, "",
        _table("vestigingscode", "vestigingsnaam", "gemeentenummer"),
    ),
    Format("historie", "DUO: historisch overzicht leerlingen", duo.read_historie, "", _is_history),
    Format(
        "leerlingen_soort", "DUO: leerlingen po per soort", duo.read_leerlingen_soort, "", _is_kinds
    ),
    Format(
        "herkomst_vo", "DUO: leerlingen vo per vestiging en postcode van de woning",
        herkomst.read_herkomst_vo, "", _is_homes_vo,
    ),
    Format(
        "herkomst_po", "DUO: leerlingen po per vestiging en postcode van de woning",
        herkomst.read_herkomst_po, "", lambda head: _is_homes(head, herkomst.KINDS_PO),
    ),
    Format(
        "betalend", "DUO: leerlingen so en vso naar betalend swv en swv van de school",
        betalend.read_betalend, "", _is_payers,
    ),
    Format(
        "betalend_wonen", "DUO: leerlingen so en vso naar betalend swv en swv van de woning", None,
        "Herkend; niet gebruikt: het zegt niet in welk swv de school staat.", _is_payers_by_home,
    ),
    Format(
        "locaties", "DUO en BAG: schoolvestigingen met punt", locaties.read_locaties, "",
        _map("vestigingscode", "brin_nummer", "type"),
    ),
    Format(
        "onderwijslocaties", "RIO: onderwijslocaties", locaties.read_onderwijslocaties, "",
        _table("postcode", "huisnummer", "gps_latitude", "gps_longitude"),
    ),
    Format(
        "pc4_bevolking", "CBS: kerncijfers per postcode-4", pc4.read_pc4_bevolking, "",
        lambda head: head.kind == "xlsx" and head.has("inwoners", "inwoners_0_15", "inwoners_15_25"),
    ),
    Format(
        "pc4_leeftijd", "CBS: bevolking per postcode-4 en vijf jaar", pc4.read_pc4_leeftijd, "",
        _table("postcode", "leeftijd", "inwoners"),
    ),
    Format(
        "pc4_punten_afgeleid", "Afgeleide punten per postcode-4", None, _NOT_YET,
        _table("pc4", "x_rd", "y_rd"),
    ),
    Format(
        "pc4_gemeente", "CBS: postcode-4 en gemeente", None, _NOT_YET,
        _table("postcode", "plaats", "gemeente", "provincie", "nuts3"),
    ),
    Format("pc4_punten", "GeoNames: postcodes", pc4.read_pc4_punten, "", _is_geonames),
    Format("gemeenten", "CBS of PDOK: gemeentegrenzen", gemeenten.read_gemeenten, "", _is_gemeenten),
    Format(
        "gebiedsindeling", "PDOK: andere gebiedsindeling", None, _NOT_YET, _map("statcode", "statnaam")
    ),
    Format("pc4_gebieden", "CBS: vlakken per postcode-4", pc4.read_pc4_gebieden, "", _is_pc4_areas),
    Format("regioindeling", "CBS: gebieden in Nederland", cbs.read_regioindeling, "", _is_regions),
    Format("gemeenten_leeftijd", "CBS: gemeenten en leeftijd", None, _NOT_YET, _is_ages_2019),
    Format(
        "herindelingen", "CBS: herindelingen van gemeenten", None, _NOT_YET,
        _table("bestaan_tot", "oude", "nieuwe", "huidige_code"),
    ),
    Format(
        "jeugdregio_afgeleid", "Afgeleide jeugdregio per gemeente", None,
        "Herkend; niet gebruikt: deze indeling is afgeleid en niet officieel.",
        _table("gemeentecode", "jz2016_majority_area"),
    ),
    Format(
        "jeugdregio_indeling", "Eigen indeling in jeugdregio's", cbs.read_jeugdregio_indeling, "",
        _table("gemeentecode", "jeugdregio"),
    ),
    Format(
        "jeugdregio_namen", "CBS: namen van de jeugdregio's", cbs.read_jeugdregio_namen, "",
        _codes(r"JZ\d{2}"),
    ),
    Format(
        "swv_namen", "Namen van samenwerkingsverbanden", regeling.read_swv_namen, "",
        _codes(r"(?:PO|VO|po|vo)\d{4}"),
    ),
    Format(
        "regeling", "Regeling regio-indeling passend onderwijs", regeling.read_regeling, "",
        _table("pc4", "gemeente", "swv_po", "swv_vo"),
    ),
    Format(
        "wegen_graphml", "OpenStreetMap: wegennet (GraphML)", None, _ROADS,
        lambda head: head.kind == "graphml",
    ),
    Format(
        "wegen_lijnen", "OpenStreetMap: wegennet (lijnen)", None, _ROADS, _map("u", "v", "highway")
    ),
    Format(
        "wegen_knopen", "OpenStreetMap: wegennet (knopen)", None, _ROADS,
        lambda head: head.kind == "csv" and head.columns == {"id", "x", "y"},
    ),
    Format(
        "fietsroutes", "OpenStreetMap: fietsknooppunten", None, _ROADS,
        lambda head: head.kind == "json" and head.has("chunkId", "routes"),
    ),
)  # fmt: skip
"""Every kind of file that is known, the most particular first."""


def recognise(path: Path) -> Format | None:
    """Tell which kind of file this is, by its columns, keys or layers.

    Parameters
    ----------
    path
        Any file.

    Returns
    -------
    The kind, or none where the file is not known or cannot be opened.

    Raises
    ------
    InputError
        If it is a GeoPackage or workbook that was cut off: what it was cannot be told.
    """
    head = look(path)
    if head.kind == "damaged":
        fault = (
            "dit is een afgebroken GeoPackage of Excel-werkboek; download het bestand opnieuw of haal het weg"
        )
        raise InputError(path.name, [fault])
    return next((known for known in FORMATS if known.matches(head)), None)
