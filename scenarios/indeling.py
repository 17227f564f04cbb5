"""An indeling: a partition of the country into swv's, as an immutable value.

Today is a pair of layers (po and vo) over the same country; a merged indeling
is one layer for all pupils. Both are an `Arrangement`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from types import MappingProxyType

import numpy as np
from numpy.typing import NDArray

from geo.errors import UnknownNameError
from geo.units import Units
from scenarios.departures import Departure
from scenarios.site_plan import SitePlan

#: A unit that belongs to no swv (Europoort in the layers of the regulation).
NO_SWV = ""


class LayerType(StrEnum):
    """What kind of body is drawn."""

    SWV_PO = "swv po"
    SWV_VO = "swv vo"
    SWV_FUNDEREND = "swv funderend"
    ONDERSTEUNINGSNETWERK = "regionaal ondersteuningsnetwerk"


@dataclass(frozen=True, slots=True, eq=False)
class Indeling:
    """One layer of swv's over the units.

    Attributes
    ----------
    layer_type
        What kind of body the areas are.
    units
        The partition of the demand points that is divided.
    swv
        Per unit the code of its swv, or `NO_SWV`.
    names
        Label of each swv code.
    peildatum
        ISO date (or year) at which the composition holds.
    origin
        One Dutch sentence on how it was made.
    end_date
        ISO date after which it ends, if it is meant to.
    begun
        Codes of swv's that were made anew: they are there, also while they have no unit yet.
    unnamed
        Codes of swv's that nobody named: their label follows their largest gemeente.
    """

    layer_type: LayerType
    units: Units
    swv: tuple[str, ...]
    names: Mapping[str, str]
    peildatum: str
    origin: str
    end_date: str | None = None
    begun: frozenset[str] = frozenset()
    unnamed: frozenset[str] = frozenset()

    def __post_init__(self) -> None:
        """Freeze the names and refuse a wrong length."""
        if len(self.swv) != len(self.units):
            msg = f"{len(self.swv)} swv's for {len(self.units)} units"
            raise ValueError(msg)
        object.__setattr__(self, "names", MappingProxyType(dict(self.names)))

    @property
    def codes(self) -> tuple[str, ...]:
        """The swv codes in use, sorted."""
        return tuple(sorted(set(self.swv) - {NO_SWV}))

    @property
    def existing(self) -> tuple[str, ...]:
        """The swv codes in use and those that were begun, sorted."""
        return tuple(sorted({*self.swv, *self.begun} - {NO_SWV}))

    def numbers(self) -> NDArray[np.intp]:
        """Shape ``(n_units,)``: position in `codes` of each unit's swv, -1 for none."""
        position = {code: number for number, code in enumerate(self.codes)}
        return np.array([position.get(code, -1) for code in self.swv], dtype=np.intp)

    def numbers_of_points(self) -> NDArray[np.intp]:
        """Return the position in `codes` of each demand point's swv, -1 for none."""
        return self.numbers()[self.units.unit_of_point]

    def of_points(self) -> NDArray[np.object_]:
        """Return the swv code of each demand point, `NO_SWV` for none."""
        return np.array(self.swv, dtype=object)[self.units.unit_of_point]

    def label(self, code: str) -> str:
        """Name to show for a swv code; the code itself where there is no name."""
        return self.names.get(code, code)

    def assign(self, unit_ids: Iterable[str], swv: str) -> Indeling:
        """Return an indeling in which some units belong to `swv`.

        Raises
        ------
        UnknownNameError
            If a unit does not exist.
        """
        wanted = set(unit_ids)
        if unknown := sorted(wanted - set(self.units.ids)):
            raise UnknownNameError(f"onbekende gebieden: {', '.join(unknown[:5])}")
        moved = tuple(
            swv if unit in wanted else code for unit, code in zip(self.units.ids, self.swv, strict=True)
        )
        return replace(self, swv=moved)

    def merge(self, absorbed: str, into: str) -> Indeling:
        """Return an indeling in which one swv has joined another.

        Raises
        ------
        UnknownNameError
            If either swv does not exist.
        """
        self._require(absorbed, into)
        swv = tuple(into if code == absorbed else code for code in self.swv)
        return replace(self, swv=swv, begun=self.begun - ({absorbed} - {into}))

    def begin(self, code: str, name: str = "") -> Indeling:
        """Return an indeling with one more swv, without units; without a name its label is made."""
        names = {known: label for known, label in self.names.items() if known != code}
        return replace(
            self,
            names={**names, code: name} if name else names,
            begun=self.begun | {code},
            unnamed=self.unnamed - {code} if name else self.unnamed | {code},
        )

    def end(self, code: str) -> Indeling:
        """Return an indeling without a swv; its units have none.

        Raises
        ------
        UnknownNameError
            If the swv does not exist.
        """
        self._require(code)
        swv = tuple(NO_SWV if one == code else one for one in self.swv)
        return replace(self, swv=swv, begun=self.begun - {code})

    def rename(self, code: str, name: str) -> Indeling:
        """Return an indeling in which a swv has another label.

        Raises
        ------
        UnknownNameError
            If the swv does not exist.
        """
        self._require(code)
        return replace(self, names={**self.names, code: name}, unnamed=self.unnamed - {code})

    def _require(self, *codes: str) -> None:
        if unknown := [code for code in codes if code not in self.existing]:
            raise UnknownNameError(f"onbekend swv: {', '.join(unknown)}")

    def on(self, finer: Units) -> Indeling:
        """Return the same indeling on a finer partition of the points."""
        parent = self.units.parent_of(finer)
        return replace(self, units=finer, swv=tuple(self.swv[p] for p in parent))


@dataclass(frozen=True, slots=True, eq=False)
class Arrangement:
    """What covers the country for all kinds: one merged layer, or a pair of po and vo.

    Attributes
    ----------
    id, title
        Name on the command line; name on screen.
    origin
        One Dutch sentence on how it is made.
    po, vo
        The layer for po kinds and the layer for vo kinds; the same object when merged.
    plan
        Which sites there are; None for those of the data set.
    departures
        Departures from an aim that somebody recorded; they change no figure.
    colours
        Colours that swv's were given, ``#rrggbb`` by (layer, code); the layer is ``po``, ``vo``, or
        empty where one swv serves both.
    """

    id: str
    title: str
    origin: str
    po: Indeling
    vo: Indeling
    plan: SitePlan | None = None
    departures: tuple[Departure, ...] = ()
    colours: Mapping[tuple[str, str], str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Freeze the colours."""
        object.__setattr__(self, "colours", MappingProxyType(dict(self.colours)))

    @classmethod
    def merged(cls, arrangement_id: str, title: str, indeling: Indeling) -> Arrangement:
        """Make an arrangement of one layer for all pupils."""
        return cls(arrangement_id, title, indeling.origin, indeling, indeling)

    @property
    def is_merged(self) -> bool:
        """Whether po and vo share one layer."""
        return self.po is self.vo

    @property
    def layers(self) -> tuple[Indeling, ...]:
        """The distinct layers."""
        return (self.po,) if self.is_merged else (self.po, self.vo)

    @property
    def units(self) -> Units:
        """The partition both layers are made on."""
        return self.po.units

    def on(self, finer: Units) -> Arrangement:
        """Return the same arrangement on a finer partition of the points."""
        if finer is self.units:
            return self
        po = self.po.on(finer)
        return replace(self, po=po, vo=po if self.is_merged else self.vo.on(finer))

    def layer(self, kind_layer: str) -> Indeling:
        """Return the layer that a kind's swv comes from: ``po`` or ``vo``."""
        return self.po if kind_layer == "po" else self.vo


def swv_labels(
    swv: Iterable[str],
    gemeente: Iterable[str],
    pupils: Iterable[float],
    gemeente_names: Mapping[str, str],
    given: Mapping[str, str],
) -> dict[str, str]:
    """Label each swv: its code plus the name a user gave, else its largest gemeente.

    Parameters
    ----------
    swv, gemeente, pupils
        Per unit: swv code, gemeente code, pupils.
    gemeente_names
        Names of gemeente codes.
    given
        Names of swv codes from a user's file.

    Examples
    --------
    >>> swv_labels(["PO2001"] * 2, ["A", "B"], [9.0, 1.0], {"A": "Groningen", "B": "Haren"}, {})
    {'PO2001': 'PO 20.01 · Groningen e.o.'}
    """
    per: dict[str, dict[str, float]] = {}
    for code, place, count in zip(swv, gemeente, pupils, strict=True):
        if code != NO_SWV:
            per.setdefault(code, {}).setdefault(place, 0.0)
            per[code][place] += count
    labels = {}
    for code, places in per.items():
        largest = min(places, key=lambda place: (-places[place], place))
        name = gemeente_names.get(largest, largest) + (" e.o." if len(places) > 1 else "")
        labels[code] = f"{spell(code)} · {given.get(code, name)}"
    return labels


def spell(code: str) -> str:
    """Write a swv code as people do.

    Examples
    --------
    >>> spell("PO2001"), spell("PO2001-JZ01"), spell("JZ01")
    ('PO 20.01', 'PO 20.01-JZ01', 'JZ01')
    """
    head, dash, tail = code.partition("-")
    if len(head) == 6 and head[:2] in {"PO", "VO"} and head[2:].isdigit():  # noqa: PLR2004
        head = f"{head[:2]} {head[2:4]}.{head[4:]}"
    return head + dash + tail
