"""Changes of an indeling: gemeenten, units or PC4's to another swv, swv's joined or renamed."""

from __future__ import annotations

from dataclasses import replace
from typing import Any, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

from data.names import gemeente_names, successors_of_gemeenten
from geo.errors import UnknownNameError
from scenarios.country import Country
from scenarios.indeling import Arrangement, Indeling

Layer = Literal["po", "vo", "beide"]


class Strict(BaseModel):
    """A value that is saved: frozen, and without fields that nobody knows."""

    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)


class Assign(Strict):
    """Give gemeenten, units or PC4's to a swv; PC4's split their unit deliberately."""

    soort: Literal["wijs_toe"] = "wijs_toe"
    omschrijving: str = ""
    laag: Layer = "beide"
    swv: str = Field(min_length=1)
    gemeenten: tuple[str, ...] = ()
    gebieden: tuple[str, ...] = ()
    pc4: tuple[str, ...] = ()

    @model_validator(mode="after")
    def _has_a_target(self) -> Self:
        if not (self.gemeenten or self.gebieden or self.pc4):
            msg = "noem gemeenten, gebieden of pc4 die naar het swv gaan"
            raise ValueError(msg)
        return self

    def apply(self, arrangement: Arrangement, country: Country) -> Arrangement:
        """Return the arrangement with the change made."""
        if self.pc4:
            arrangement = _split(arrangement, country, self.pc4)
        units = self._units(arrangement, country)
        return _on_layers(arrangement, self.laag, lambda indeling: indeling.assign(units, self.swv))

    def _units(self, arrangement: Arrangement, country: Country) -> set[str]:
        labels = arrangement.units.labels
        units = set(self.gebieden)
        look_up = gemeente_names(country.gemeente_names, successors_of_gemeenten())
        for name in self.gemeenten:
            code = look_up.find(name)
            if code is None:
                raise UnknownNameError(f"onbekende gemeente '{name}'")
            units |= {str(unit) for unit in labels[country.gemeente_of_point == code]}
        chosen = country.points["pc4"].isin(self.pc4).to_numpy()
        return units | {str(unit) for unit in labels[chosen]}


class Merge(Strict):
    """Let one swv join another."""

    soort: Literal["voeg_samen"] = "voeg_samen"
    omschrijving: str = ""
    laag: Layer = "beide"
    van: str
    naar: str

    def apply(self, arrangement: Arrangement, country: Country) -> Arrangement:  # noqa: ARG002
        """Return the arrangement with the change made."""
        return _on_layers(arrangement, self.laag, lambda indeling: indeling.merge(self.van, self.naar))


class Rename(Strict):
    """Give a swv another label."""

    soort: Literal["hernoem"] = "hernoem"
    omschrijving: str = ""
    laag: Layer = "beide"
    swv: str
    naam: str = Field(min_length=1)

    def apply(self, arrangement: Arrangement, country: Country) -> Arrangement:  # noqa: ARG002
        """Return the arrangement with the change made."""
        return _on_layers(arrangement, self.laag, lambda indeling: indeling.rename(self.swv, self.naam))


def _on_layers(arrangement: Arrangement, layer: Layer, change: Any) -> Arrangement:  # noqa: ANN401
    if arrangement.is_merged:
        if layer != "beide":
            raise UnknownNameError(
                f"laag '{layer}' bestaat niet in een samengevoegde indeling; laat 'laag' weg"
            )
        merged: Indeling = change(arrangement.po)
        return replace(arrangement, po=merged, vo=merged)
    po = change(arrangement.po) if layer in {"po", "beide"} else arrangement.po
    vo = change(arrangement.vo) if layer in {"vo", "beide"} else arrangement.vo
    return replace(arrangement, po=po, vo=vo)


def _split(arrangement: Arrangement, country: Country, pc4: tuple[str, ...]) -> Arrangement:
    """Give the named PC4's units of their own, where their unit is larger."""
    if unknown := sorted(set(pc4) - set(country.points["pc4"])):
        raise UnknownNameError(f"onbekende postcodegebieden: {', '.join(unknown[:5])}")
    units = arrangement.units
    chosen = country.points["pc4"].isin(pc4).to_numpy()
    labels = {}
    for point in chosen.nonzero()[0]:
        unit = units.labels[point]
        whole = units.unit_of_point == units.unit_of_point[point]
        if not chosen[whole].all():
            labels[int(point)] = f"{unit}#{'+'.join(sorted(country.points['pc4'][whole & chosen]))}"
    finer = units.split(labels)
    if arrangement.is_merged:
        merged = arrangement.po.on(finer)
        return replace(arrangement, po=merged, vo=merged)
    return replace(arrangement, po=arrangement.po.on(finer), vo=arrangement.vo.on(finer))
