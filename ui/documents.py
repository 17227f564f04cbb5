"""What the maps of a study draw, document by document, wherever those are kept.

The app keeps documents where the browser can fetch them, a handout carries
them inside: both hand in how (`Place`).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from geo.units import Units
from scenarios.country import Kind
from scenarios.study import Study
from ui import facilities, figures, layers
from ui.areas import Outlines
from ui.layers import Document

#: A document itself, or the address where the browser finds it.
Reference = Document | Sequence[Any] | str


@dataclass(frozen=True, slots=True)
class Documents:
    """What a map draws; see `ui.layers`.

    Attributes
    ----------
    ground
        Polygons of the units.
    layers
        Divisions of the country: a list, or references to lists.
    sites
        Per kind its facilities.
    pc4, figures
        Areas of PC4's; figures that no indeling changes. Another network has other
        figures, so they come later, see `ui.maps.Later`.
    """

    ground: Reference
    layers: Reference
    sites: Mapping[str, Reference]
    pc4: Reference = ""
    figures: Reference = ""

    def told(self) -> Document:
        """Return the documents as the browser part wants them."""
        return {
            "ground": self.ground,
            "layers": [self.layers] if isinstance(self.layers, str) else list(self.layers),
            "sites": dict(self.sites),
            "pc4": self.pc4,
        }


#: Keeps a document under a name and returns a reference to it.
Place = Callable[[str, Any], Reference]
#: Gives the simplified polygons of units.
Outline = Callable[[Units], Outlines]


def country_documents(study: Study, outline: Outline, place: Place, pc4: Reference = "") -> Documents:
    """Make what every map of a study draws, whatever the scenario.

    Parameters
    ----------
    outline, place
        Where outlines come from and documents go.
    pc4
        Where the areas of PC4's are, or will be.
    """
    country = study.country
    divisions = (
        *layers.divisions_of_country(country),
        *layers.divisions_of(study.arrangement(study.base_id), "swv"),
    )
    return Documents(
        ground=place("gebieden", layers.ground(outline(country.units))),
        layers=place("lagen", written(study, divisions, country.units, outline)),
        sites={
            kind.code: place(f"vestigingen-{kind.code}", facilities.site_document(country, kind))
            for kind in country.kinds
        },
        pc4=pc4,
        figures=place("cijfers", figures.figures_of_today(country, study.free_m, study.free_s))
        if pc4
        else "",
    )


def scenario_documents(
    study: Study, name: str, outline: Outline, place: Place
) -> tuple[Reference, Reference]:
    """Make the layers of an arrangement (none for today's: they are there) and its figures per PC4."""
    arrangement = study.arrangement(name)
    divisions = () if name == study.base_id else layers.divisions_of(arrangement, "scenario")
    layer = place("scenario", written(study, divisions, arrangement.units, outline))
    own = figures.figures_of(study.country, arrangement, study.distances(name))
    return layer, place("cijfers", own)


def pair_documents(
    study: Study, name: str, kind: Kind, *, outline: Outline, place: Place, shared: Documents
) -> Documents:
    """Make what one map of a pair draws: swv's of a kind's layer, jeugdregio's, facilities of the kind."""
    country, arrangement = study.country, study.arrangement(name)
    own = layers.divisions_of(arrangement, "swv")[-1 if kind.layer == "vo" else 0]
    told = layers.told_of_swvs(country, arrangement, study.distances(name), kind, study.norms)
    units = arrangement.units
    drawn = [
        layers.division_document(country, outline(units), units, replace(own, id="swv"), told),
        *written(study, layers.divisions_of_country(country)[1:], country.units, outline),
    ]
    return Documents(shared.ground, place("lagen", drawn), {kind.code: shared.sites[kind.code]})


def written(
    study: Study, divisions: Sequence[layers.Division], units: Units, outline: Outline
) -> list[Document]:
    """Write divisions on some units, each area with its residents and facilities."""
    made = []
    for division in divisions:
        code_of_point = np.array(division.code, dtype=object)[units.unit_of_point]
        told = layers.told_of_areas(study.country, code_of_point)
        made.append(layers.division_document(study.country, outline(units), units, division, told))
    return made
