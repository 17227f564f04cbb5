"""Join the sources into one data set."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import geopandas as gpd
import pandas as pd

from data.betalend import payer_table
from data.dataset import BETALEND, HERKOMST, Dataset, Manifest, fingerprint
from data.findings import Finding, Severity, coded
from data.herkomst import READ, home_table
from data.names import gemeente_names, successors_of_gemeenten
from data.placing import SiteSources
from data.points import assign_swv, intrazonal, locate, pc4_areas, residents, voronoi_of_points
from data.readers.reading import Reading
from data.reference import reference
from data.regions import CLASSIFICATIONS, lay_on_today, region_names, rmc_regions
from data.sites import HISTORY, LOCATED, PER_KIND, make_sites
from data.supply import counted
from data.unit_layer import unit_labels, unit_table
from geo.errors import MissingSourceError

#: Tables that nothing can be made without, with what the user has to bring.
REQUIRED: Mapping[str, str] = {
    "historie": "DUO: historisch overzicht aantal leerlingen per vestiging (CSV)",
    "locaties": "schoolvestigingen met coördinaten (GeoJSON)",
    "pc4_bevolking": "CBS: kerncijfers per postcode-4 (xlsx)",
    "gemeenten": "CBS: gemeentegrenzen (GeoJSON of GeoPackage)",
    "regeling": "regeling regio-indeling passend onderwijs: PC4 naar swv (CSV)",
    "regioindeling": "CBS: Gebieden in Nederland (JSON)",
}


def assemble(
    readings: Mapping[str, Reading], sources: Sequence[Mapping[str, Any]], unused: Sequence[Mapping[str, str]]
) -> Dataset:
    """Make the data set.

    Parameters
    ----------
    readings
        Per table the reading to use.
    sources, unused
        For the manifest; see `data.dataset.Manifest`.

    Raises
    ------
    MissingSourceError
        Naming all sources that are missing at once.
    """
    missing = [f"ontbreekt: {REQUIRED[name]}" for name in REQUIRED if name not in readings]
    if not {"pc4_gebieden", "pc4_punten"} & set(readings):
        missing.append(
            "ontbreekt: vlakken per postcode-4 (GeoPackage, GeoJSON) of de postcodepunten van GeoNames"
        )
    if missing:
        raise MissingSourceError(
            "de bronmap", [*missing, "zet de bestanden in de bronmap en importeer opnieuw"]
        )
    table = {name: reading.frame for name, reading in readings.items()}
    findings = [f for reading in readings.values() for f in reading.findings]

    gemeenten, found = _gemeenten(table, readings["regioindeling"].source.peildatum)
    findings += found
    findings += _unknown_gemeenten(table, gemeenten)
    points, found = _points(table, gemeenten, regulation_label(readings["regeling"]))
    findings += found
    cells = voronoi_of_points(points, gemeenten)
    points = intrazonal(points, cells)
    areas = pc4_areas(points, table.get("pc4_gebieden"), cells)
    units = unit_table(points, gemeenten, areas)

    site_tables = make_sites(
        SiteSources(
            table["historie"],
            table["locaties"],
            table.get("vestigingen"),
            table.get("leerlingen_soort"),
            table.get("onderwijslocaties"),
        ),
        points,
    )
    sites, found = _gemeente_of_sites(site_tables.sites, points, gemeenten)
    findings += [*site_tables.findings, *found]

    offers = counted(site_tables.offers, sites)
    tables = {
        "pc4": points,
        "vestigingen": sites,
        "aanbod": offers,
        "regionamen": region_names(_jeugdregio_names(table), rmc_regions(table.get("vestigingen"))),
        "soorten": reference("soorten"),
        "swv_namen": table.get("swv_namen", pd.DataFrame({"code": [], "naam": []}, dtype="str"))[
            ["code", "naam"]
        ],
        "gemeenten": gemeenten,
        "gebieden": units,
        "pc4_vlakken": areas,
    }
    if homes := [table[name] for name in READ if name in table]:
        tables[HERKOMST], found = home_table(homes, sites, offers, points)
        findings += found
    if BETALEND in table:
        tables[BETALEND], found = payer_table(table[BETALEND], points)
        findings += found
    manifest = Manifest(
        fingerprint=fingerprint(tables),
        labels=_labels(readings),
        sources=tuple(sources),
        unused=tuple(unused),
        counts={name: len(frame) for name, frame in tables.items()},
        findings=tuple(f for f in findings if f.count),
    )
    return Dataset(tables, manifest)


def regulation_label(reading: Reading) -> str:
    """Name of the regulation's areas: never simply "huidig", for it may be old."""
    return f"regeling {_year(reading)}"


def _year(reading: Reading) -> str:
    year = reading.source.peildatum[:4]
    return year if year.isdigit() else "(jaar onbekend)"


def _labels(readings: Mapping[str, Reading]) -> dict[str, str]:
    composition = f"samenstelling CBS {_year(readings['regioindeling'])} op de gemeenten van nu"
    if _year(readings["regioindeling"]).isdigit():
        composition += ", met correcties"
    own = readings.get("jeugdregio_indeling")
    own_label = f"eigen indeling, peildatum {own.source.peildatum}" if own else composition
    return {
        "swv": regulation_label(readings["regeling"]),
        "jeugdregio": own_label,
        "regio": composition,
        "rmc": f"DUO vestigingen, peildatum {_peildatum(readings, 'vestigingen')}",
        "gemeenten": f"gemeenten {_year(readings['gemeenten'])}",
        "leerlingen": f"leerlingen {int(readings['historie'].frame['jaar'].max())}",
        "inwoners": f"inwoners {_year(readings['pc4_bevolking'])}",
        HISTORY: f"{HISTORY} {int(readings['historie'].frame['jaar'].max())}",
        LOCATED: f"{LOCATED} {_peildatum(readings, 'locaties')}",
        PER_KIND: f"{PER_KIND} {_peildatum(readings, 'leerlingen_soort')}",
        **_home_label(readings),
    }


def _home_label(readings: Mapping[str, Reading]) -> dict[str, str]:
    """Name of pupils by home, each layer with its year, and of those by paying swv; only what was brought."""
    told = [
        f"DUO leerlingen {layer} naar woonpostcode {_year(readings[name])}"
        for name, layer in READ.items()
        if name in readings
    ]
    labels = {HERKOMST: " en ".join(told)} if told else {}
    if BETALEND in readings:
        labels[BETALEND] = f"DUO leerlingen so en vso naar betalend swv {_year(readings[BETALEND])}"
    return labels


def _peildatum(readings: Mapping[str, Reading], table: str) -> str:
    return readings[table].source.peildatum if table in readings else "geen bron"


def _gemeenten(table: Mapping[str, pd.DataFrame], peildatum: str) -> tuple[gpd.GeoDataFrame, list[Finding]]:
    """Gemeenten with the regions they lie in."""
    shapes = gpd.GeoDataFrame(table["gemeenten"]).sort_values("gemeentecode").reset_index(drop=True)
    names = dict(zip(shapes["gemeentecode"], shapes["naam"], strict=True))
    regions, findings = lay_on_today(names, table["regioindeling"], peildatum)
    if "jeugdregio_indeling" in table:
        newer = regions["gemeentecode"].map(
            table["jeugdregio_indeling"].set_index("gemeentecode")["jeugdregio"]
        )
        left = regions.loc[newer.isna(), "gemeentecode"].map(names)
        regions["jeugdregio"] = newer.fillna(regions["jeugdregio"])
        text = "gemeenten die in de eigen jeugdregio-indeling ontbreken: zij houden de jeugdregio van CBS"
        findings.append(coded("jeugdregio-indeling", Severity.DOUBT, text, left))
    rmc = rmc_regions(table.get("vestigingen"))[["gemeentecode", "rmc"]]
    merged = shapes.merge(regions, on="gemeentecode").merge(rmc, on="gemeentecode", how="left")
    merged["rmc"] = merged["rmc"].fillna("")
    columns = ["gemeentecode", "naam", "inwoners", *CLASSIFICATIONS, "rmc", "geometry"]
    return gpd.GeoDataFrame(merged[columns]), findings


def _jeugdregio_names(table: Mapping[str, pd.DataFrame]) -> pd.DataFrame | None:
    """Names of jeugdregio's: CBS's, and those that a user's own division gives."""
    parts = [table["jeugdregio_namen"][["code", "naam"]]] if "jeugdregio_namen" in table else []
    if "jeugdregio_indeling" in table:
        own = table["jeugdregio_indeling"].dropna(subset=["naam"])
        parts.append(own[["jeugdregio", "naam"]].set_axis(["code", "naam"], axis=1))
    return pd.concat(parts, ignore_index=True) if parts else None


def _unknown_gemeenten(table: Mapping[str, pd.DataFrame], gemeenten: gpd.GeoDataFrame) -> list[Finding]:
    """Gemeenten with open schools that the file of gemeenten lacks, mergers aside."""
    known = set(gemeenten["gemeentecode"]) | set(successors_of_gemeenten())
    named = [table["historie"].loc[table["historie"]["leerlingen"] > 0, "gemeentecode"]]
    if "vestigingen" in table:
        named.append(table["vestigingen"]["gemeentecode"])
    missing = set(pd.concat(named).dropna()) - known
    text = "gemeenten met open scholen die in het gemeentebestand ontbreken: hun postcodes gaan naar een buur"
    return [coded("gemeenten", Severity.DOUBT, text, missing)]


def _points(
    table: Mapping[str, pd.DataFrame], gemeenten: gpd.GeoDataFrame, label: str
) -> tuple[pd.DataFrame, list[Finding]]:
    """Demand points: PC4's of the statistics and of the schools."""
    codes = set(table["pc4_bevolking"]["pc4"])
    for schools in ("locaties", "vestigingen", "leerlingen_soort"):
        if schools in table:
            codes |= set(table[schools]["postcode"].dropna().str[:4])
    points, findings = locate(sorted(codes), table.get("pc4_gebieden"), table.get("pc4_punten"), gemeenten)
    points, found = assign_swv(points, table["regeling"], label)
    points = residents(points, table["pc4_bevolking"], table.get("pc4_leeftijd"))
    if "pc4_leeftijd" not in table:
        text = (
            "geen leeftijden per 5 jaar (CBS 83502NED): de jaren binnen een leeftijdsgroep tellen even zwaar"
        )
        findings.append(Finding("inwoners", Severity.DOUBT, text, len(points)))
    points["gebied"] = unit_labels(points)
    return points, [*findings, *found]


def _gemeente_of_sites(
    sites: pd.DataFrame, points: pd.DataFrame, gemeenten: gpd.GeoDataFrame
) -> tuple[pd.DataFrame, list[Finding]]:
    """Gemeente by DUO's name and by PC4; where they differ the PC4 decides, for the units do too."""
    codes = dict(zip(gemeenten["gemeentecode"], gemeenten["naam"], strict=True))
    successors = successors_of_gemeenten()
    look_up = gemeente_names(codes, successors)
    named = {
        name: look_up.find(name) or look_up.successor(name)
        for name in sites["gemeente_duo"].dropna().unique()
    }
    told = sites["gemeente_duo"].map(named)
    by_pc4 = sites["pc4"].map(points.set_index("pc4")["gemeentecode"])
    differs = by_pc4.notna() & told.notna() & (by_pc4 != told)
    unknown = sites["gemeente_duo"].notna() & told.isna()
    text = (
        "vestigingen waarvan het postcodegebied grotendeels in een andere gemeente ligt dan hun adres: "
        "het postcodegebied telt"
    )
    findings = [
        coded("vestigingen", Severity.DOUBT, text, sites.loc[differs, "vestigingscode"]),
        coded(
            "vestigingen",
            Severity.DOUBT,
            "onbekende gemeentenamen bij vestigingen",
            sites.loc[unknown, "gemeente_duo"],
        ),
    ]
    return sites.assign(gemeentecode=by_pc4.fillna(told)), findings
