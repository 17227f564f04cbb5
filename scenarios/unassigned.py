"""Who has no swv yet under an arrangement: refused by what computes, told by what writes a file."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from geo.errors import IncompleteIndelingError
from scenarios.country import Country
from scenarios.indeling import NO_SWV, Arrangement, LayerType
from scenarios.notation import number

#: Names that are told before "en nog ...".
_SHOWN: Final = 8
#: Residents from here on are told in hundreds; fewer in tens, a handful as no number.
_HUNDREDS_FROM, _TENS_FROM = 1_000, 10
_LAYERS: Final = {LayerType.SWV_PO: " po", LayerType.SWV_VO: " vo"}


@dataclass(frozen=True, slots=True)
class Unassigned:
    """Gemeenten with residents of school age that have no swv in one layer.

    Attributes
    ----------
    layer
        " po" or " vo"; empty where one swv serves both.
    names
        Of the gemeenten, by name; with "(deels)" where a part has a swv.
    residents
        Without a swv, 4 up to and including 17 years (estimate, persons).
    """

    layer: str
    names: tuple[str, ...]
    residents: float

    @property
    def told(self) -> str:
        """Who they are, as the end of a sentence.

        Examples
        --------
        >>> Unassigned(" po", ("Bunnik",), 2312.4).told
        '1 gemeente (Bunnik), ongeveer 2.300 inwoners van 4 tot en met 17 jaar, heeft nog geen swv po'
        """
        count, shown = len(self.names), _listed(self.names)
        few = self.residents < _TENS_FROM
        size = -2 if self.residents >= _HUNDREDS_FROM else -1
        people = "minder dan 10" if few else f"ongeveer {number(round(self.residents, size))}"
        noun, verb = ("gemeente", "heeft") if count == 1 else ("gemeenten", "hebben")
        who = f"{number(float(count))} {noun} ({shown}), {people} inwoners van 4 tot en met 17 jaar"
        return f"{who}, {verb} nog geen swv{self.layer}"


def unassigned(country: Country, arrangement: Arrangement) -> tuple[Unassigned, ...]:
    """Find who has no swv, per layer; empty where everybody has one."""
    people = country.pupils("po") + country.pupils("vo")
    found = []
    for layer in arrangement.layers:
        out = (layer.of_points() == NO_SWV) & (people > 0)
        if not out.any():
            continue
        codes = sorted(set(country.gemeente_of_point[out].tolist()))
        lived_in = country.gemeente_of_point[(people > 0) & ~out]
        names = {code: country.gemeente_names.get(code, code) for code in codes}
        told = (f"{names[code]} (deels)" if (lived_in == code).any() else names[code] for code in codes)
        ordered = sorted(told, key=lambda name: name.lstrip("'").casefold())
        kind = "" if arrangement.is_merged else _LAYERS.get(layer.layer_type, "")
        found.append(Unassigned(kind, tuple(ordered), float(np.sum(people[out]))))
    return tuple(found)


def unassigned_told(country: Country, arrangement: Arrangement) -> str:
    """Say who has no swv, per layer; empty where everybody has one."""
    return " en ".join(one.told for one in unassigned(country, arrangement))


def require_all(country: Country, arrangement: Arrangement) -> None:
    """Refuse an arrangement that leaves residents of school age outside every swv.

    Raises
    ------
    IncompleteIndelingError
        Naming the gemeenten, and saying what to do.
    """
    found = unassigned(country, arrangement)
    if not found:
        return
    told = " en ".join(one.told for one in found)
    them = "die" if sum(len(one.names) for one in found) == 1 else "ze"
    raise IncompleteIndelingError(
        f"'{arrangement.title}' is nog niet af: {told}. "
        f"Deel {them} in op de Werkbank (of met 'dekkend ontwerp wijs-toe')"
    )


def _listed(names: Sequence[str]) -> str:
    """Write names in a sentence, the first few of many.

    Examples
    --------
    >>> _listed(["Aa"]), _listed(["Aa", "Bee", "Cee"]), _listed(["Aa"] * 10)[-18:]
    ('Aa', 'Aa, Bee en Cee', 'Aa, Aa en 2 andere')
    """
    shown = list(names) if len(names) <= _SHOWN + 1 else [*names[:_SHOWN], f"{len(names) - _SHOWN} andere"]
    return " en ".join(part for part in (", ".join(shown[:-1]), shown[-1]) if part)
