"""What the map of the workbench is told of a layer of an arrangement; made once, kept between runs."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import Any
from weakref import WeakKeyDictionary

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array

from geo.units import Units
from scenarios.country import Country
from scenarios.drawing.facts import facts, layer_key
from scenarios.drawing.rules import main_regions as regions_of_swvs
from scenarios.indeling import Arrangement, spell
from scenarios.study import Study
from ui.loading import StudyKey, country_documents
from ui.map_source import source_line
from ui.palette import symbol_of
from ui.workbench.map_colours import base_colours, colours, touching
from ui.workbench.map_documents import ground_under, keep
from ui.workbench.map_told import Area, Sites, Told

#: What was made of each country: to find a thing in Streamlit's own cache takes longer than to make it.
_kept: WeakKeyDictionary[Country, dict[Any, Any]] = WeakKeyDictionary()


def told_of(
    key: StudyKey,  # noqa: ARG001  # as with all that is told of a study
    study: Study,
    name: str,
    layer: str = "",
    *,
    base: str = "",
    locked: Iterable[int] | NDArray[np.bool_] = (),
    locked_swvs: Iterable[str] = (),
    unguarded: Iterable[str] = (),
    **more: Any,  # noqa: ANN401  # fields of Told
) -> Told:
    """Make what the map is told of one layer of an arrangement.

    Parameters
    ----------
    name
        Id of the arrangement.
    layer
        ``po`` or ``vo``; anything else where one swv serves both.
    base
        Id of the arrangement that drawing began with: its swv's keep their colours.
    locked
        Units that stay as they are: positions, or per unit whether it does.
    locked_swvs, unguarded
        Codes of swv's that nothing can be drawn to, or that may reach outside their main jeugdregio.
    more
        Other fields of `Told`.
    """
    told = _drawn(study, name, layer, base or name)
    areas = told.areas
    shut, free = set(locked_swvs), set(unguarded)
    if shut or free:
        areas = tuple(
            replace(one, locked=one.code in shut, region="" if one.code in free else one.region)
            for one in areas
        )
    return replace(told, areas=areas, locked=_positions(locked), **more)


def _drawn(study: Study, name: str, layer: str, base: str) -> Told:
    """Make what hangs on the arrangement alone, or remember it."""
    arrangement, kept = study.arrangement(name), _of(study.country)
    marked = ("told", name, layer, base)
    known: tuple[Arrangement, Told] | None = kept.get(marked)
    if known is None or known[0] is not arrangement:
        known = keep(kept, marked, (arrangement, _made(study, arrangement, layer, base)))
    return known[1]


def _made(study: Study, arrangement: Arrangement, layer: str, base: str) -> Told:
    country, indeling, units = study.country, arrangement.layer(layer), arrangement.units
    codes = indeling.existing
    position = {code: number for number, code in enumerate(codes)}
    assignment = [position.get(code, -1) for code in indeling.swv]
    shade = colours(
        _base_colours(study, base, layer),
        _touching(country, units),
        np.array(assignment, dtype=np.intp),
        codes,
        _chosen(arrangement, layer),
    )
    regions = main_regions(country, arrangement, layer)
    return Told(
        ground=ground_under(country, units),
        revision=0,
        assignment=tuple(assignment),
        areas=tuple(
            Area(code, label, short_of(code, label), shade[code], region=regions.get(code, ""))
            for code, label in ((code, indeling.label(code)) for code in codes)
        ),
        layer=layer_key(arrangement, layer),
        source=_source(country, indeling.peildatum),
    )


def _of(country: Country) -> dict[Any, Any]:
    return _kept.setdefault(country, {})


def _source(country: Country, peildatum: str) -> str:
    kept, marked = _of(country), ("bron", peildatum)
    return str(kept.get(marked) or keep(kept, marked, source_line(country, peildatum)))


def _base_colours(study: Study, base: str, layer: str) -> dict[str, str]:
    indeling, kept = study.arrangement(base).layer(layer), _of(study.country)
    marked = ("kleuren", indeling.units, indeling.swv)
    known: dict[str, str] | None = kept.get(marked)
    if known is None:
        known = keep(kept, marked, base_colours(_touching(study.country, indeling.units), indeling))
    return known


def _touching(country: Country, units: Units) -> csr_array:
    kept, marked = _of(country), ("naast", units)
    known: csr_array | None = kept.get(marked)
    return keep(kept, marked, touching(country, units)) if known is None else known


def _chosen(arrangement: Arrangement, layer: str) -> dict[str, str]:
    """Return the colours that the user chose for swv's of a layer."""
    own = layer_key(arrangement, layer)
    return {code: colour for (of, code), colour in arrangement.colours.items() if of == own}


def _positions(locked: Iterable[int] | NDArray[np.bool_]) -> tuple[int, ...]:
    found = np.asarray(locked if isinstance(locked, np.ndarray) else list(locked))
    return tuple(int(one) for one in (np.flatnonzero(found) if found.dtype == bool else found))


def short_of(code: str, label: str) -> str:
    """Return what of a label fits on the map: the name behind the code, where there is one.

    Examples
    --------
    >>> short_of("PO2001", "PO 20.01 · Groningen e.o."), short_of("JZ01", "JZ01")
    ('Groningen e.o.', 'JZ01')
    """
    head, _, name = label.partition(" · ")
    return name or (head if head != code else spell(code))


def main_regions(country: Country, arrangement: Arrangement, layer: str) -> dict[str, str]:
    """Return the main jeugdregio of each swv that has residents, as the guard of drawing has it."""
    swv = np.array(arrangement.layer(layer).swv, dtype=object)
    return regions_of_swvs(swv, facts(country, arrangement.units), layer_key(arrangement, layer))


def sites_of(key: StudyKey, study: Study, kind: str) -> Sites | None:
    """Return the facilities of a kind for the map; None for a kind that is not there."""
    address = country_documents(key).sites.get(kind)
    for position, one in enumerate(study.country.kinds):
        if one.code == kind and isinstance(address, str):
            symbol = symbol_of(position)
            return Sites(
                f"{kind}: {one.name.partition(' (')[0]}", address, symbol.path, symbol.color, symbol.middle
            )
    return None
