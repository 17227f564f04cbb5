"""An indeling that was read from a file, as one change: a scenario with it needs that file no more.

It lays down the swv of every gemeente (and of PC4's that differ from theirs), so that a scenario file
gives the same figures on another machine with the same data. What it does not name stays without a
swv, or stays as it was: the file's reader has to say which.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Literal, Self

import numpy as np
from numpy.typing import NDArray
from pydantic import Field, model_validator

from geo.errors import InputError, UnknownNameError
from geo.units import Units
from scenarios.changes import Layer, Strict
from scenarios.country import Country
from scenarios.indeling import NO_SWV, Arrangement, Indeling, LayerType, spell, swv_labels

Labels = NDArray[np.object_]
_TYPES = {"beide": LayerType.SWV_FUNDEREND, "po": LayerType.SWV_PO, "vo": LayerType.SWV_VO}


class ImportedSwv(Strict):
    """One swv of the file.

    Attributes
    ----------
    laag
        Whose swv: beide where one serves po and vo.
    swv, naam
        Code; name that the file gives, if any.
    gemeenten
        CBS codes of the gemeenten that it has, but for PC4's that another swv of the layer names.
    pc4
        PC4's that it has besides.
    """

    laag: Layer = "beide"
    swv: str = Field(min_length=1, max_length=80)
    naam: str = Field(default="", max_length=200)
    gemeenten: tuple[str, ...] = ()
    pc4: tuple[str, ...] = ()


class Imported(Strict):
    """Take an indeling over from a file.

    Attributes
    ----------
    bron
        What it was read from: the name of a file.
    peildatum
        When the composition holds, in words.
    soort_swv
        What kind of body the swv's are; empty for the usual one.
    rest
        What becomes of what no swv of it names: without a swv, or as it was.
    swvs
        Its swv's: all of *beide*, or of po and vo apart.
    """

    soort: Literal["lees_in"] = "lees_in"
    omschrijving: str = ""
    bron: str = Field(min_length=1, max_length=300)
    peildatum: str = ""
    soort_swv: Literal["", "swv funderend", "regionaal ondersteuningsnetwerk"] = ""
    rest: Literal["vrij", "basis"] = "vrij"
    swvs: tuple[ImportedSwv, ...] = Field(min_length=1)

    @model_validator(mode="after")
    def _one_sort_of_layers(self) -> Self:
        if len({one.laag == "beide" for one in self.swvs}) > 1:
            msg = "swv's voor po en vo samen staan naast swv's voor po of vo apart; kies één van beide"
            raise ValueError(msg)
        return self

    @property
    def is_merged(self) -> bool:
        """Whether one layer serves po and vo."""
        return self.swvs[0].laag == "beide"

    @property
    def layers(self) -> tuple[Layer, ...]:
        """Layers that it lays down."""
        return ("beide",) if self.is_merged else ("po", "vo")

    def apply(self, arrangement: Arrangement, country: Country) -> Arrangement:
        """Return the arrangement with the swv's of the file.

        Raises
        ------
        UnknownNameError
            If a gemeente or PC4 does not exist.
        InputError
            If the rest should stay as it was, and that has other layers.
        """
        self._require_known(country)
        if self.rest == "basis" and arrangement.is_merged != self.is_merged:
            layers = "één laag" if self.is_merged else "twee lagen"
            fault = f"het bestand heeft {layers} en de basis niet; laat de rest vrij of kies een andere basis"
            raise InputError(self.bron, [fault])
        labels = [self._labels(layer, arrangement, country) for layer in self.layers]
        units = split_units(arrangement.units, labels)
        made = [
            self._indeling(layer, units, of_points, arrangement, country)
            for layer, of_points in zip(self.layers, labels, strict=True)
        ]
        colours = arrangement.colours if self.rest == "basis" else {}
        return replace(arrangement, po=made[0], vo=made[-1], colours=colours)

    def _require_known(self, country: Country) -> None:
        points, gemeenten = set(country.points["pc4"]), set(country.gemeente_names)
        strange = [code for one in self.swvs for code in one.gemeenten if code not in gemeenten]
        if strange:
            raise UnknownNameError(f"onbekende gemeenten: {', '.join(strange[:5])}")
        if strange := [pc4 for one in self.swvs for pc4 in one.pc4 if pc4 not in points]:
            raise UnknownNameError(f"onbekende postcodegebieden: {', '.join(strange[:5])}")

    def _labels(self, layer: Layer, arrangement: Arrangement, country: Country) -> Labels:
        """Return the swv of each point in a layer."""
        mine = [one for one in self.swvs if one.laag == layer]
        by_gemeente = {code: one.swv for one in mine for code in one.gemeenten}
        by_pc4 = {pc4: one.swv for one in mine for pc4 in one.pc4}
        was = _base_layer(arrangement, layer).of_points() if self.rest == "basis" else None
        return np.array(
            [
                by_pc4.get(pc4) or by_gemeente.get(gemeente) or (NO_SWV if was is None else was[point])
                for point, (pc4, gemeente) in enumerate(
                    zip(country.points["pc4"], country.gemeente_of_point, strict=True)
                )
            ],
            dtype=object,
        )

    def _indeling(
        self, layer: Layer, units: Units, of_points: Labels, arrangement: Arrangement, country: Country
    ) -> Indeling:
        swv = [str(code) for code in of_points[units.first_points]]
        gemeente = [str(code) for code in country.gemeente_of_point[units.first_points]]
        given = {one.swv: one.naam for one in self.swvs if one.laag == layer and one.naam}
        pupils = units.sums(country.pupils("po") + country.pupils("vo")).tolist()
        known = {**country.dataset.swv_names, **given}
        names = swv_labels(swv, gemeente, pupils, country.gemeente_names, known)
        if self.rest == "basis":
            were = _base_layer(arrangement, layer)
            names |= {code: were.names[code] for code in names if code in were.names and code not in given}
        layer_type = LayerType(self.soort_swv) if self.is_merged and self.soort_swv else _TYPES[layer]
        dated = self.peildatum or f"eigen bestand {self.bron}"
        return Indeling(layer_type, units, tuple(swv), names, dated, f"Ingelezen uit {self.bron}.")


def _base_layer(arrangement: Arrangement, layer: Layer) -> Indeling:
    return arrangement.layer("vo" if layer == "vo" else "po")


def split_units(units: Units, labels: Sequence[Labels]) -> Units:
    """Split units whose points fall in different swv's, each part named by its unit and swv's."""
    pair = np.array(["/".join(parts) for parts in zip(*labels, strict=True)], dtype=object)
    split: dict[int, str] = {}
    for position, unit in enumerate(units.ids):
        points = np.flatnonzero(units.unit_of_point == position)
        if len(set(pair[points])) > 1:
            split |= {int(point): f"{unit}#{pair[point] or '-'}" for point in points}
    return units.split(split) if split else units


def compressed(
    country: Country,
    labels: Mapping[Layer, Labels],
    names: Mapping[tuple[Layer, str], str] | None = None,
) -> tuple[ImportedSwv, ...]:
    """Write the swv of each point as swv's with gemeenten, and PC4's where a gemeente is cut.

    A cut gemeente goes to the swv of most of its PC4's, its other PC4's to theirs; one that lies in
    part without a swv is named by its PC4's only.

    Parameters
    ----------
    labels
        Per layer the swv code of each demand point; `NO_SWV` for none.
    names
        Names of (layer, swv code), where they are told.
    """
    told = names or {}
    return tuple(
        ImportedSwv(laag=layer, swv=code, naam=told.get((layer, code), ""), gemeenten=wholes, pc4=parts)
        for layer, of_points in labels.items()
        for code, wholes, parts in _of_layer(country, of_points)
    )


def _of_layer(country: Country, of_points: Labels) -> Iterator[tuple[str, tuple[str, ...], tuple[str, ...]]]:
    wholes: dict[str, list[str]] = {}
    parts: dict[str, list[str]] = {}
    pc4 = country.points["pc4"].to_numpy()
    for gemeente in sorted(country.gemeente_names):
        points = np.flatnonzero(country.gemeente_of_point == gemeente)
        found = [str(one) for one in of_points[points]]
        if not found:
            continue
        main = NO_SWV if NO_SWV in found else _most(found)
        if main:
            wholes.setdefault(main, []).append(gemeente)
        for point, code in zip(points, found, strict=True):
            if code not in {main, NO_SWV}:
                parts.setdefault(code, []).append(str(pc4[point]))
    for code in sorted({*wholes, *parts}):
        yield code, tuple(wholes.get(code, ())), tuple(sorted(parts.get(code, ())))


def _most(found: Iterable[str]) -> str:
    """Return what stands there most often, the first by name of those that do."""
    kept = list(found)
    return max(sorted(set(kept)), key=kept.count)


def imported_of(arrangement: Arrangement, country: Country, source: str, peildatum: str = "") -> Imported:
    """Lay an arrangement down as one change, by which it can be made again without what it came from.

    Parameters
    ----------
    source
        What it came from: the name of a file.
    """
    layers: dict[Layer, Indeling] = (
        {"beide": arrangement.po} if arrangement.is_merged else {"po": arrangement.po, "vo": arrangement.vo}
    )
    labels = {layer: one.of_points() for layer, one in layers.items()}
    names = {(layer, code): own_name(one, code) for layer, one in layers.items() for code in one.codes}
    kind = arrangement.po.layer_type if arrangement.is_merged else ""
    return Imported.model_validate(
        {
            "bron": source,
            "peildatum": peildatum or arrangement.po.peildatum,
            "soort_swv": kind,
            "swvs": compressed(country, labels, names),
        }
    )


def own_name(layer: Indeling, code: str) -> str:
    """Return the name of a swv without the code that stands before it."""
    head, _, name = layer.label(code).partition(" · ")
    return name if head == spell(code) else "" if head == code else layer.label(code)


def blank(country: Country, name: str) -> Arrangement:
    """Make an arrangement in which nothing has a swv yet."""
    empty = Indeling(LayerType.SWV_FUNDEREND, country.units, (NO_SWV,) * len(country.units), {}, "", "")
    return Arrangement.merged(name, name, empty)
