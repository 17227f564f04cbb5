"""What no indeling changes of its units: gemeente, jeugdregio, residents, and what people call them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final
from weakref import WeakKeyDictionary

import numpy as np
from numpy.typing import NDArray

from data.points import NO_SWV
from geo.units import Units
from scenarios.country import Country
from scenarios.indeling import Arrangement, Indeling, spell

Float = NDArray[np.float64]
Labels = NDArray[np.object_]

#: Sets of units that are kept per country: those of the data set and of some drafts that cut PC4's apart.
_KEPT: Final = 8
#: Names of parts that are told in full.
_NAMED: Final = 3
_known: WeakKeyDictionary[Country, dict[Units, Facts]] = WeakKeyDictionary()


@dataclass(frozen=True, slots=True, eq=False)
class Facts:
    """Of units, in their order.

    Attributes
    ----------
    gemeenten, regions
        Shape ``(n_units,)``: code of gemeente and of jeugdregio; an empty region where none is known.
    names
        What a user reads: the gemeente, and which part of it where it has more units.
    residents
        By layer (``po``, ``vo``, empty for both): residents of its ages, shape ``(n_units,)``
        (estimates, persons).
    position
        Of each unit id.
    """

    gemeenten: Labels
    regions: Labels
    names: tuple[str, ...]
    residents: Mapping[str, Float]
    position: Mapping[str, int]


def facts(country: Country, units: Units) -> Facts:
    """Return the facts of units: worked out once per set of them, and kept."""
    kept = _known.setdefault(country, {})
    known = kept.get(units)
    if known is None:
        known = _facts(country, units)
        for oldest in list(kept)[: max(0, len(kept) + 1 - _KEPT)]:
            kept.pop(oldest, None)
        kept[units] = known
    return known


def _facts(country: Country, units: Units) -> Facts:
    first = units.first_points
    gemeenten = country.gemeente_of_point[first]
    parts = Counter(gemeenten.tolist())
    names = tuple(
        country.gemeente_names.get(code, code) + (f" ({part_of(unit)})" if parts[code] > 1 else "")
        for unit, code in zip(units.ids, gemeenten.tolist(), strict=True)
    )
    po, vo = country.pupils("po"), country.pupils("vo")
    return Facts(
        gemeenten,
        country.region_of_point("jeugdregio")[first],
        names,
        {"po": units.sums(po), "vo": units.sums(vo), "": units.sums(po + vo)},
        {unit: number for number, unit in enumerate(units.ids)},
    )


def left_out(unit: str) -> bool:
    """Whether the regulation itself gives a unit no swv, in no layer.

    Examples
    --------
    >>> left_out("GM0599/-/-"), left_out("GM0599/PO2803/VO2810"), left_out("GM0344")
    (True, False, False)
    """
    layers = unit.partition("#")[0].split("/")[1:]
    return bool(layers) and set(layers) == {"-"}


def part_of(unit: str) -> str:
    """Say which part of its gemeente a unit is.

    Examples
    --------
    >>> part_of("GM0014/PO2001/VO2002"), part_of("GM0344#3511+3512"), part_of("GM0344")
    ('deel PO 20.01, VO 20.02', 'deel 3511, 3512', 'overige deel')
    >>> part_of("GM0344#3511+3512+3513+3514"), part_of("GM0599/-/-")
    ('deel 3511, 3512 en nog 2', 'Europoort')
    """
    whole, _, cut = unit.partition("#")
    if cut:
        codes = cut.split("+")
        more = f" en nog {len(codes) - 2}" if len(codes) > _NAMED else ""
        return f"deel {', '.join(codes[:2] if more else codes)}{more}"
    layers = whole.split("/")[1:]
    pieces = [spell(piece) for piece in layers if piece != "-"]
    if layers and not pieces:
        return ", ".join(sorted(NO_SWV))
    return f"deel {', '.join(pieces)}" if pieces else "overige deel"


def layer_key(arrangement: Arrangement, layer: str) -> str:
    """Name a layer as bodies and figures do: po, vo, or empty where one swv serves both.

    Parameters
    ----------
    layer
        ``po`` or ``vo``; ``beide`` or empty for the only one.

    Raises
    ------
    ValueError
        If there are two layers and none was named.
    """
    if arrangement.is_merged:
        return ""
    if layer not in {"po", "vo"}:
        msg = f"two layers, and {layer!r} is neither po nor vo"
        raise ValueError(msg)
    return layer


def layer_of(arrangement: Arrangement, layer: str) -> Indeling:
    """Return the layer that `layer_key` names."""
    return arrangement.layer(layer_key(arrangement, layer) or "po")


def keyed_layers(arrangement: Arrangement) -> dict[str, Indeling]:
    """Return the distinct layers by what they are called: empty where one swv serves both."""
    if arrangement.is_merged:
        return {"": arrangement.po}
    return {"po": arrangement.po, "vo": arrangement.vo}


def named(found: list[str], most: int = 4) -> str:
    """Name some things, and count the others.

    Examples
    --------
    >>> named(["a", "b"]), named(["a", "b", "c", "d", "e", "f"])
    ('a en b', 'a, b, c, d en nog 2')
    """
    if len(found) <= 1:
        return "".join(found)
    if len(found) > most:
        return f"{', '.join(found[:most])} en nog {len(found) - most}"
    return f"{', '.join(found[:-1])} en {found[-1]}"
