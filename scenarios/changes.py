"""Changes of an indeling: gemeenten, units or PC4's to a swv or to none; swv's made, joined, split, ended.

Each leaves what it is applied to as it was. A swv that a change names must be there; one
that comes into being never gets a code that another has.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import replace
from typing import Final, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, field_validator, model_validator

from geo.errors import InputError, UnknownNameError
from scenarios.country import Country
from scenarios.drawing.facts import facts, keyed_layers
from scenarios.drawing.labels import free_code, labelled
from scenarios.drawing.lookup import gemeente_codes, region_codes, swv_proposals
from scenarios.drawing.splitting import along_regions, dissolved, in_parts
from scenarios.indeling import NO_SWV, Arrangement, Indeling, spell

Layer = Literal["po", "vo", "beide"]
#: Takes the name of a layer (empty where one swv serves both) and the layer, and returns it changed.
Redrawn = Callable[[str, Indeling], Indeling]
#: Code of a swv that is made: short, one line, nothing that a file or page trips over.
_CODE: Final = re.compile(r"[^\s<>\"';,:/\\#|]{1,40}")
_COLOUR: Final = re.compile(r"#[0-9a-fA-F]{6}")


class Strict(BaseModel):
    """A value that is saved: frozen, and without fields that nobody knows."""

    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)


class Aimed(Strict):
    """Gemeenten, units, PC4's or all of a jeugdregio; PC4's split their unit deliberately."""

    soort: str
    omschrijving: str = ""
    laag: Layer = "beide"
    gemeenten: tuple[str, ...] = ()
    gebieden: tuple[str, ...] = ()
    pc4: tuple[str, ...] = ()
    jeugdregios: tuple[str, ...] = ()

    @model_validator(mode="after")
    def _has_a_target(self) -> Self:
        if not (self.gemeenten or self.gebieden or self.pc4 or self.jeugdregios):
            msg = "noem gemeenten, gebieden, pc4 of jeugdregios"
            raise ValueError(msg)
        return self

    def _give(self, arrangement: Arrangement, country: Country, swv: str) -> Arrangement:
        if self.pc4:
            arrangement = _split(arrangement, country, self.pc4)
        units = self._units(arrangement, country)

        def assigned(_layer: str, indeling: Indeling) -> Indeling:
            return indeling.assign(units, swv)

        return _on_layers(arrangement, country, self.laag, assigned)

    def _units(self, arrangement: Arrangement, country: Country) -> set[str]:
        units, of = arrangement.units, facts(country, arrangement.units)
        found = set(self.gebieden)
        gemeenten = set(gemeente_codes(country, self.gemeenten))
        regions = set(region_codes(country, self.jeugdregios))
        for unit, gemeente, region in zip(units.ids, of.gemeenten, of.regions, strict=True):
            if gemeente in gemeenten or region in regions:
                found.add(unit)
        if self.pc4:
            chosen = country.points["pc4"].isin(self.pc4).to_numpy()
            found |= {units.ids[unit] for unit in set(units.unit_of_point[chosen].tolist())}
        return found


class Assign(Aimed):
    """Give them to a swv; a code that no swv has yet is a new one."""

    soort: Literal["wijs_toe"] = "wijs_toe"
    swv: str = Field(min_length=1)

    def apply(self, arrangement: Arrangement, country: Country) -> Arrangement:
        """Return the arrangement with the change made."""
        return self._give(arrangement, country, self.swv)


class Release(Aimed):
    """Take them out of their swv; they belong to none until they are given to one."""

    soort: Literal["maak_vrij"] = "maak_vrij"

    def apply(self, arrangement: Arrangement, country: Country) -> Arrangement:
        """Return the arrangement with the change made."""
        return self._give(arrangement, country, NO_SWV)


class NewSwv(Strict):
    """Begin a swv; it may be empty at first."""

    soort: Literal["nieuw_swv"] = "nieuw_swv"
    omschrijving: str = ""
    laag: Layer = "beide"
    swv: str
    naam: str = Field(default="", max_length=120)

    @field_validator("swv")
    @classmethod
    def _is_a_code(cls, code: str) -> str:
        if not _CODE.fullmatch(code):
            msg = f"gevonden '{code[:50]}', verwacht een code van hoogstens 40 tekens, zoals NW1"
            raise ValueError(msg)
        return code

    def apply(self, arrangement: Arrangement, country: Country) -> Arrangement:
        """Return the arrangement with the change made."""
        name = f"{spell(self.swv)} · {self.naam.strip()}" if self.naam.strip() else ""

        def begun(_layer: str, indeling: Indeling) -> Indeling:
            alike = [code for code in indeling.existing if code.casefold() == self.swv.casefold()]
            if alike:
                free = free_code(self.swv, set(indeling.existing))
                taken = f"{indeling.label(alike[0])} heeft de code {alike[0]} al"
                raise InputError("code van het nieuwe swv", [f"{taken}; kies een andere, zoals {free}"])
            return indeling.begin(self.swv, name)

        return _on_layers(arrangement, country, self.laag, begun)


class Dissolve(Strict):
    """End a swv: its gemeenten to the neighbours that they share the longest border with, or to none."""

    soort: Literal["hef_op"] = "hef_op"
    omschrijving: str = ""
    laag: Layer = "beide"
    swv: str = Field(min_length=1)
    naar: Literal["vrij", "buren"] = "buren"

    def apply(self, arrangement: Arrangement, country: Country) -> Arrangement:
        """Return the arrangement with the change made."""

        def ended(_layer: str, indeling: Indeling) -> Indeling:
            moved = dissolved(country, indeling, self.swv) if self.naar == "buren" else indeling
            return moved.end(self.swv) if self.swv in moved.existing else moved

        return _on_layers(arrangement, country, self.laag, ended, self.swv)


class Split(Strict):
    """Split a swv along jeugdregio's, or in contiguous parts of about as many residents."""

    soort: Literal["splits"] = "splits"
    omschrijving: str = ""
    laag: Layer = "beide"
    swv: str = Field(min_length=1)
    langs: Literal["jeugdregio"] | None = None
    delen: int | None = Field(default=None, ge=2, le=6)

    @model_validator(mode="after")
    def _in_one_way(self) -> Self:
        if (self.langs is None) == (self.delen is None):
            msg = "kies één manier van splitsen: langs jeugdregio, of delen (2 tot en met 6)"
            raise ValueError(msg)
        return self

    def apply(self, arrangement: Arrangement, country: Country) -> Arrangement:
        """Return the arrangement with the change made."""

        def parted(layer: str, indeling: Indeling) -> Indeling:
            if self.delen is None:
                return along_regions(country, indeling, self.swv)
            return in_parts(country, indeling, self.swv, self.delen, layer)

        return _on_layers(arrangement, country, self.laag, parted, self.swv)


class Merge(Strict):
    """Let one swv join another."""

    soort: Literal["voeg_samen"] = "voeg_samen"
    omschrijving: str = ""
    laag: Layer = "beide"
    van: str
    naar: str

    def apply(self, arrangement: Arrangement, country: Country) -> Arrangement:
        """Return the arrangement with the change made."""

        def merged(_layer: str, indeling: Indeling) -> Indeling:
            return indeling.merge(self.van, self.naar)

        return _on_layers(arrangement, country, self.laag, merged, self.van, self.naar)


class Rename(Strict):
    """Give a swv another label."""

    soort: Literal["hernoem"] = "hernoem"
    omschrijving: str = ""
    laag: Layer = "beide"
    swv: str
    naam: str = Field(min_length=1)

    def apply(self, arrangement: Arrangement, country: Country) -> Arrangement:
        """Return the arrangement with the change made."""

        def renamed(_layer: str, indeling: Indeling) -> Indeling:
            return indeling.rename(self.swv, self.naam)

        return _on_layers(arrangement, country, self.laag, renamed, self.swv)


class Recolour(Strict):
    """Give a swv another colour on the map."""

    soort: Literal["kleur"] = "kleur"
    omschrijving: str = ""
    laag: Layer = "beide"
    swv: str = Field(min_length=1)
    kleur: str

    @field_validator("kleur")
    @classmethod
    def _is_a_colour(cls, colour: str) -> str:
        if not _COLOUR.fullmatch(colour):
            msg = f"gevonden '{colour[:20]}', verwacht # en zes cijfers 0-9 of letters a-f, zoals #1b7837"
            raise ValueError(msg)
        return colour.lower()

    def apply(self, arrangement: Arrangement, country: Country) -> Arrangement:  # noqa: ARG002
        """Return the arrangement with the change made."""
        given = {(layer, self.swv): self.kleur for layer in _layers(arrangement, self.laag, self.swv)}
        return replace(arrangement, colours={**arrangement.colours, **given})


def _layers(arrangement: Arrangement, layer: Layer, *swvs: str) -> dict[str, Indeling]:
    """Return the layers that a change is about: of those it names, where the swv's are that it names.

    Raises
    ------
    UnknownNameError
        If there is no such layer, or no layer with those swv's.
    """
    there = keyed_layers(arrangement)
    if layer != "beide":
        if arrangement.is_merged:
            raise UnknownNameError(
                f"laag '{layer}' bestaat niet in een samengevoegde indeling; laat 'laag' weg"
            )
        there = {layer: there[layer]}
    found = {name: one for name, one in there.items() if set(swvs) <= set(one.existing)}
    if not found:
        raise UnknownNameError(_absent(there, swvs))
    return found


def _absent(there: dict[str, Indeling], swvs: Iterable[str]) -> str:
    """Say which swv's are not there, or that they are not in one layer."""
    existing = {code for one in there.values() for code in one.existing}
    if unknown := [code for code in swvs if code not in existing]:
        return "; ook ".join(f"onbekend swv: {code}{swv_proposals(code, there.values())}" for code in unknown)
    return f"{' en '.join(swvs)} horen niet bij dezelfde laag; kies twee swv's po of twee swv's vo"


def _on_layers(
    arrangement: Arrangement, country: Country, layer: Layer, change: Redrawn, *swvs: str
) -> Arrangement:
    """Change the layers that are meant, and let the labels that nobody gave follow."""
    made = {
        name: labelled(country, one, change(name, one), name)
        for name, one in _layers(arrangement, layer, *swvs).items()
    }
    if arrangement.is_merged:
        return replace(arrangement, po=made[""], vo=made[""])
    return replace(arrangement, po=made.get("po", arrangement.po), vo=made.get("vo", arrangement.vo))


def _split(arrangement: Arrangement, country: Country, pc4: tuple[str, ...]) -> Arrangement:
    """Give the named PC4's units of their own, where their unit is larger."""
    if unknown := sorted(set(pc4) - set(country.points["pc4"])):
        raise UnknownNameError(f"onbekende postcodegebieden: {', '.join(unknown[:5])}")
    units = arrangement.units
    chosen = country.points["pc4"].isin(pc4).to_numpy()
    labels = {}
    for point in chosen.nonzero()[0]:
        unit = units.ids[units.unit_of_point[point]]
        whole = units.unit_of_point == units.unit_of_point[point]
        if not chosen[whole].all():
            labels[int(point)] = f"{unit}#{'+'.join(sorted(country.points['pc4'][whole & chosen]))}"
    if not labels:
        return arrangement
    finer = units.split(labels)
    if arrangement.is_merged:
        merged = arrangement.po.on(finer)
        return replace(arrangement, po=merged, vo=merged)
    return replace(arrangement, po=arrangement.po.on(finer), vo=arrangement.vo.on(finer))
