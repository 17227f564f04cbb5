"""Make the data set that comes with dekkend: our own totals per PC4 and per gemeente.

Run ``python -m data.bundle BRONMAP`` in a clone with the extra ``bundel`` installed.
Nothing of a publisher's file is copied: points are rounded, schools become
numbers per PC4 and kind, and borders are drawn anew from an image.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any, Final

import geopandas as gpd
import pandas as pd

from data.border_image import gemeente_borders, read_border_image
from data.dataset import BUNDLED, Dataset, Manifest, fingerprint, write_dataset
from data.findings import Finding, Severity
from data.importer import import_folder
from data.points import intrazonal, pc4_areas, voronoi_of_points
from data.soundness import require_sound
from data.supply import grouped
from data.unit_layer import unit_table
from geo.errors import DekkendError
from geo.vectorise import round_coverage

NAME: Final = "Nederland (meegeleverd)"
#: Points are rounded to this many metres.
ROUNDED_M: Final = 100.0
#: Columns of the import that are left out: they are a publisher's, not ours.
_LEFT_OUT: Final = ("inwoners", "intrazonaal_m")
#: What ``str.title`` gets wrong in names of towns: words within a name ("de" only behind another), 's and 't,
#: the digraph IJ, and the abbreviation of a province behind the name.
_SMALL: Final = re.compile(
    r"(?<=[\w-][ -])(?:(?:Aan|In|Op) De|Aan|Ad|Bij|Ca|Den|Der|En|Gem|Het|In|Op|Te|Ten|Ter|Van)\b"
    r"|'[ST]\b|\dE\b"
)
_IJ: Final = re.compile(r"\bIj")
_PROVINCE: Final = re.compile(r"(?<= )(?:Dr|Fr|Gld|Gn|Lb|Nb|Nh|Ov|Ut|Zh)$")
_BORDERS: Final[Mapping[str, Any]] = {
    "tabel": "gemeenten",
    "bestand": "nl-maps 0.2.0 (PyPI), nl_municipalities.png",
    "titel": "Gemeentegrenzen, overgetrokken van een kaartbeeld (grenzen 2016, samengevoegd tot 2024)",
    "uitgever": "CBS en Kadaster; kaartbeeld: Ellywa, Husky, Gpvos en Commonpike (nl-maps)",
    "licentie": "vrij te gebruiken met bronvermelding CBS en Kadaster",
    "peildatum": "2024",
    "aard": "geschat",
}


def condense(dataset: Dataset, points: pd.DataFrame, borders: gpd.GeoDataFrame) -> Dataset:
    """Turn an imported data set into totals per PC4 and per gemeente.

    Parameters
    ----------
    dataset
        As imported: a row per site.
    points
        Its demand points, rounded: see `rounded_points`.
    borders
        ``gemeentecode, geometry`` (RD New): every gemeente, as a coverage with
        each point in its own gemeente.

    Returns
    -------
    A data set of the same shape. Its sites are groups of one kind at the point
    of their PC4, its PC4 areas are Voronoi cells within their gemeente, and it
    has no boards, addresses or names of schools.
    """
    table = pd.DataFrame(dataset["gemeenten"]).drop(columns="geometry").merge(borders, on="gemeentecode")
    gemeenten = gpd.GeoDataFrame(table, crs=borders.crs)
    cells = voronoi_of_points(points, gemeenten)
    points = intrazonal(points, cells)
    areas = _whole_metres(pc4_areas(points, None, cells))
    units = _whole_metres(unit_table(points, gemeenten, areas))
    groups, offers = grouped(dataset["aanbod"], dataset["vestigingen"])
    place = points.set_index("pc4")[["easting", "northing", "plaats"]]
    tables: Mapping[str, pd.DataFrame] = {
        "pc4": points,
        "vestigingen": groups.join(place, on="pc4"),
        "aanbod": offers,
        "regionamen": dataset["regionamen"],
        "soorten": dataset["soorten"],
        "swv_namen": dataset["swv_namen"].iloc[:0],
        "gemeenten": gemeenten,
        "gebieden": units,
        "pc4_vlakken": areas,
    }
    return Dataset(tables, _manifest(dataset.manifest, tables))


def rounded_points(dataset: Dataset) -> pd.DataFrame:
    """Round the demand points, and name each after the town where most of its schools stand.

    Returns
    -------
    Columns of the import without `_LEFT_OUT`; easting and northing (RD New) on
    multiples of `ROUNDED_M`, residents to one decimal.
    """
    points = dataset["pc4"].drop(columns=list(_LEFT_OUT))
    return points.assign(
        easting=(points["easting"] / ROUNDED_M).round() * ROUNDED_M,
        northing=(points["northing"] / ROUNDED_M).round() * ROUNDED_M,
        punt_bron=f"afgerond op {ROUNDED_M:.0f} m",
        plaats=points["pc4"].map(towns(dataset["vestigingen"])).fillna(""),
        leerlingen_po=points["leerlingen_po"].round(1),
        leerlingen_vo=points["leerlingen_vo"].round(1),
    )


def towns(sites: pd.DataFrame) -> dict[str, str]:
    """Town of most school sites per PC4; the first by name where two have as many.

    Parameters
    ----------
    sites
        ``pc4, plaats``: as DUO writes addresses, some of it in capitals.

    Examples
    --------
    >>> towns(pd.DataFrame({"pc4": ["1011"] * 3, "plaats": ["Ons Dorp", "DE STAD", "De Stad"]}))
    {'1011': 'De Stad'}
    >>> towns(pd.DataFrame({"pc4": ["1012", "1013"], "plaats": ["'S-DORP AAN DE IJ", "IJDORP ZH"]}))
    {'1012': "'s-Dorp aan de IJ", '1013': 'IJdorp ZH'}
    """
    told = sites.dropna(subset=["pc4", "plaats"])
    written = told["plaats"][told["plaats"] != told["plaats"].str.upper()]
    spelling = dict(zip(written.str.casefold(), written, strict=True))
    town = told["plaats"].map(lambda name: spelling.get(name.casefold(), _in_lower_case(name)))
    counts = told.assign(plaats=town).groupby(["pc4", "plaats"]).size().rename("aantal").reset_index()
    first = counts.sort_values(["pc4", "aantal", "plaats"], ascending=[True, False, True])
    chosen = first.drop_duplicates("pc4")
    return dict(zip(chosen["pc4"], chosen["plaats"], strict=True))


def _in_lower_case(name: str) -> str:
    """Write a town's name in capitals as one does in Dutch, as far as rules go."""
    town = _IJ.sub("IJ", name.title())
    town = _SMALL.sub(lambda found: found.group().lower(), town)
    return _PROVINCE.sub(lambda found: found.group().upper(), town)


def _whole_metres(layer: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Round borders to whole metres: neighbours share their vertices."""
    return layer.set_geometry(round_coverage(layer.geometry.to_numpy(), 1.0), crs=layer.crs)


def _manifest(imported: Manifest, tables: Mapping[str, pd.DataFrame]) -> Manifest:
    borders = {**_BORDERS, "rijen": len(tables["gemeenten"])}
    groups = tables["vestigingen"]
    placed = (groups["plaatsing"] == "PC4").to_numpy()
    own = (
        Finding(
            "meegeleverde set",
            Severity.INFO,
            "groepen van vestigingen van één soort op het punt van hun postcodegebied: een van meer sluiten "
            "verandert de capaciteit, niet de afstand",
            int(placed.sum()),
        ),
        Finding(
            "meegeleverde set",
            Severity.INFO,
            "vestigingen (per soort) die niet te plaatsen zijn: geteld, buiten alle afstanden",
            int(tables["aanbod"].loc[~placed, "aantal"].sum()),
        ),
        Finding(
            "meegeleverde set",
            Severity.INFO,
            f"punten van postcodegebieden afgerond op {ROUNDED_M:.0f} m",
            len(tables["pc4"]),
        ),
        Finding(
            "meegeleverde set",
            Severity.INFO,
            "postcodegebieden met basisscholen, op hun punt gezet: de gemiddelde afstand bo scheelt zo'n "
            "tiende van die met losse vestigingen, de P90 meer; gemiddelden van andere soorten hooguit 5% "
            "(zie docs/methode.md)",
            int(groups.loc[groups["soort_bron"] == "bo", "pc4"].nunique()),
        ),
        Finding(
            "meegeleverde set",
            Severity.INFO,
            "gemeentegrenzen overgetrokken van een kaartbeeld: om te tonen, niet om op te meten",
            len(tables["gemeenten"]),
        ),
    )
    return replace(
        imported,
        fingerprint=fingerprint(tables),
        labels={**imported.labels, "gemeenten": "gemeenten 2024, overgetrokken"},
        sources=(*(dict(source) for source in imported.sources), borders),
        unused=(),
        counts={name: len(frame) for name, frame in tables.items()},
        findings=tuple(f for f in (*own, *imported.findings) if f.count),
        name=NAME,
        grouped=True,
    )


def build(source: Path) -> Dataset:
    """Make the bundled data set from a folder with the publishers' files.

    Raises
    ------
    DekkendError
        If the files or the extra ``bundel`` are lacking, or the outcome is not sound.
    """
    dataset = import_folder(source)
    points = rounded_points(dataset)
    borders = gemeente_borders(read_border_image(), points, dataset.layer("gemeenten"))
    bundled = condense(dataset, points, borders)
    require_sound(bundled)
    return bundled


def main(arguments: list[str]) -> int:
    """Build and write; the folder with the publishers' files is the only argument."""
    if len(arguments) != 1:
        sys.stderr.write("gebruik: python -m data.bundle BRONMAP\n")
        return 2
    try:
        write_dataset(build(Path(arguments[0])), BUNDLED)
    except DekkendError as error:
        sys.stderr.write(f"{error}\n")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
