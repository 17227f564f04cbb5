"""A scenario: a base, an ordered list of named changes, and settings; saved as JSON.

Running one never changes its base. Read back on the same data it gives
exactly the same figures; on other data it says so.
"""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Annotated, Any, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from data.files import write_atomic
from data.names import gemeente_names, successors_of_gemeenten
from geo.errors import InputError, StaleDataError, UnknownNameError, reason
from scenarios.country import Country
from scenarios.indeling import Arrangement, Indeling
from scenarios.settings import STRAIGHT, Settings
from scenarios.study import Study

Layer = Literal["po", "vo", "beide"]


class _Strict(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)


class Assign(_Strict):
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


class Merge(_Strict):
    """Let one swv join another."""

    soort: Literal["voeg_samen"] = "voeg_samen"
    omschrijving: str = ""
    laag: Layer = "beide"
    van: str
    naar: str

    def apply(self, arrangement: Arrangement, country: Country) -> Arrangement:  # noqa: ARG002
        """Return the arrangement with the change made."""
        return _on_layers(arrangement, self.laag, lambda indeling: indeling.merge(self.van, self.naar))


class Rename(_Strict):
    """Give a swv another label."""

    soort: Literal["hernoem"] = "hernoem"
    omschrijving: str = ""
    laag: Layer = "beide"
    swv: str
    naam: str = Field(min_length=1)

    def apply(self, arrangement: Arrangement, country: Country) -> Arrangement:  # noqa: ARG002
        """Return the arrangement with the change made."""
        return _on_layers(arrangement, self.laag, lambda indeling: indeling.rename(self.swv, self.naam))


Change = Annotated[Assign | Merge | Rename, Field(discriminator="soort")]


class Scenario(_Strict):
    """What is saved.

    Attributes
    ----------
    naam, titel
        Id and title.
    basis
        Id of a ready-made indeling.
    wijzigingen
        Changes, in order.
    instellingen
        Choices that change figures.
    gegevens
        Fingerprint of the data set that it was made on.
    """

    dekkend: Literal[1] = 1
    naam: str = Field(min_length=1)
    titel: str = ""
    basis: str
    wijzigingen: tuple[Change, ...] = ()
    instellingen: dict[str, Any] = Field(default_factory=dict)
    gegevens: str

    @property
    def settings(self) -> Settings:
        """The settings it was made with.

        Raises
        ------
        InputError
            If they are unknown or make no sense.
        """
        expected: dict[type, str] = {float: "een getal", str: "een naam", bool: "true of false"}
        faults = []
        for name, value in self.instellingen.items():
            standard = Settings().to_dict().get(name)
            kinds = (int, float) if isinstance(standard, float) else (type(standard),)
            if standard is None:
                faults.append(f"onbekende instelling '{name}'; bekend zijn {', '.join(Settings().to_dict())}")
            elif type(value) not in kinds:
                faults.append(f"instelling '{name}': gevonden {value!r}, verwacht {expected[type(standard)]}")
        if faults:
            raise InputError(f"scenario '{self.naam}'", faults)
        known = dict(self.instellingen)
        if known and "network" not in known:
            known["network"] = STRAIGHT  # saved when there was nothing else
        return Settings(**known)

    def run(self, study: Study) -> Arrangement:
        """Apply the changes to the base, one by one.

        Raises
        ------
        UnknownNameError
            If a change names what does not exist; the message says which change.
        """
        arrangement = study.arrangement(self.basis)
        for number, change in enumerate(self.wijzigingen, start=1):
            try:
                arrangement = change.apply(arrangement, study.country)
            except UnknownNameError as error:
                raise UnknownNameError(
                    f"{self.naam}, wijziging {number} ({change.soort}): {error}"
                ) from error
        count = len(self.wijzigingen)
        origin = f"{self.basis} met {count} {'wijziging' if count == 1 else 'wijzigingen'}."
        if self.gegevens != study.country.dataset.manifest.fingerprint:
            origin += f" Gemaakt op andere gegevens ({self.gegevens[:12]}) dan die waarop nu gerekend is."
        return replace(arrangement, id=self.naam, title=self.titel or self.naam, origin=origin)


def new_scenario(
    study: Study, name: str, base: str, changes: tuple[Change, ...] = (), title: str = ""
) -> Scenario:
    """Make a scenario on the data and settings of a study."""
    country = study.country
    return Scenario(
        naam=name,
        titel=title,
        basis=base,
        wijzigingen=changes,
        instellingen=country.settings.to_dict(),
        gegevens=country.dataset.manifest.fingerprint,
    )


def write_scenario(scenario: Scenario, path: Path) -> None:
    """Write a scenario as JSON, in one rename.

    Raises
    ------
    InputError
        If it cannot be written.
    """
    write_atomic(path, (scenario.model_dump_json(indent=1) + "\n").encode())


def read_scenario(path: Path) -> Scenario:
    """Read what `write_scenario` wrote.

    Raises
    ------
    InputError
        If it is no scenario; with every fault and where it stands.
    """
    try:
        content = json.loads(path.read_text(encoding="utf-8-sig"))
    except OSError as error:
        raise InputError(path.name, [f"niet te openen: {reason(error)}; controleer het pad"]) from error
    except json.JSONDecodeError as error:
        fault = f"rij {error.lineno}, kolom {error.colno}: geen geldige JSON; exporteer het scenario opnieuw"
        raise InputError(path.name, [fault]) from error
    except (ValueError, RecursionError) as error:
        fault = "geen leesbare JSON in UTF-8; exporteer het scenario opnieuw"
        raise InputError(path.name, [fault]) from error
    try:
        return Scenario.model_validate(content)
    except ValidationError as error:
        raise InputError(path.name, [_fault(item) for item in error.errors()]) from error


def _fault(item: Any) -> str:  # noqa: ANN401
    parts = (f"nummer {part + 1}" if isinstance(part, int) else str(part) for part in item["loc"])
    place = " > ".join(parts) or "het bestand"
    found = json.dumps(item["input"], ensure_ascii=False, default=str)[:60]
    reason = {
        "missing": "ontbreekt",
        "extra_forbidden": "is onbekend; haal het weg",
        "union_tag_invalid": f"onbekende soort wijziging {found}; kies wijs_toe, voeg_samen of hernoem",
        "string_too_short": "is leeg; vul het in",
        "string_type": f"gevonden {found}, verwacht tekst",
        "tuple_type": f"gevonden {found}, verwacht een lijst",
        "dict_type": f"gevonden {found}, verwacht een object",
        "literal_error": f"gevonden {found}, verwacht {item.get('ctx', {}).get('expected', '')}",
        "value_error": str(item.get("ctx", {}).get("error", "")),
    }.get(item["type"], f"onverwachte waarde {found}")
    return f"{place}: {reason}"


def require_same_data(scenario: Scenario, study: Study) -> None:
    """Refuse to pass off figures on other data as those of the scenario.

    Raises
    ------
    StaleDataError
        If the scenario was made on another data set.
    """
    here = study.country.dataset.manifest.fingerprint
    if scenario.gegevens != here:
        raise StaleDataError(
            f"scenario '{scenario.naam}' is gemaakt op andere gegevens ({scenario.gegevens[:12]}) dan deze "
            f"gegevensset ({here[:12]}): de cijfers zullen verschillen. Kies de oorspronkelijke gegevensset "
            "met --data, of sta het toe met --andere-gegevens"
        )


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
