"""A draft on the command line: read from a scenario file, changed, told of, and written to another."""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any, TypeVar

import typer
from pydantic import ValidationError

from cli.assumptions import saved_assumptions
from cli.draft_show import tell
from cli.option_bags import with_options
from cli.options import err, refuse_overwriting
from cli.scenario_options import Ground
from geo.errors import InputError
from scenarios.assumptions import Assumptions
from scenarios.changes import Layer, Strict
from scenarios.draft import Draft, draft_of
from scenarios.drawing.facts import keyed_layers
from scenarios.drawing.history import sentences
from scenarios.drawing.lookup import find_swv
from scenarios.drawing.rules import Guard, across_told
from scenarios.faults import faults_of
from scenarios.indeling import Arrangement
from scenarios.scenario import Change, read_scenario, require_same_data, write_scenario
from scenarios.study import Study
from ui.clock import today

Made = TypeVar("Made", bound=Strict)


class OneLayer(StrEnum):
    """A layer as a word."""

    PO = "po"
    VO = "vo"
    BEIDE = "beide"


@dataclass(frozen=True)
class Drawing(Ground):
    """What is said beside the change itself; each field is an option."""

    uit: Annotated[
        Path | None,
        typer.Option("--uit", help="Schrijf het scenario met de wijziging als JSON.", show_default=False),
    ] = None
    ter_plekke: Annotated[
        bool, typer.Option("--ter-plekke", help="Schrijf over het scenario zelf heen, in plaats van --uit.")
    ] = False
    laag: Annotated[
        OneLayer | None,
        typer.Option(
            "--laag",
            help="Laag waarin getekend wordt, waar po en vo apart zijn. [standaard: die van het swv]",
            show_default=False,
        ),
    ] = None
    alleen_binnen_jeugdregio: Annotated[
        Guard | None,
        typer.Option(
            "--alleen-binnen-jeugdregio",
            help="Wat er gebeurt als een swv over de grens van zijn hoofdjeugdregio gaat; wordt bewaard. "
            "[standaard: zoals in het scenario, anders waarschuw]",
            show_default=False,
        ),
    ] = None
    omschrijving: Annotated[
        str, typer.Option("--omschrijving", help="Waarom; komt in het scenario.", show_default=False)
    ] = ""

    def open(self, plan: str) -> Opened:
        """Read a scenario file (or begin with an indeling), with the guard that is told."""
        return opened(self, plan, self.uit, self.alleen_binnen_jeugdregio)

    def target(self, plan: str) -> Path | None:
        """Return the file to write; None for none.

        Raises
        ------
        InputError
            If two are named, or what is to be overwritten is no scenario.
        """
        if not self.ter_plekke:
            return self.uit
        if self.uit is not None:
            raise InputError("--uit", ["kies --uit of --ter-plekke, niet allebei"])
        if not plan.lower().endswith(".json"):
            fault = f"{plan} is een indeling en blijft zoals ze is; noem een nieuw bestand met --uit"
            raise InputError("--ter-plekke", [fault])
        return Path(plan)


#: Gives a verb the options of `Drawing`; it gets them as its argument ``drawing``.
with_drawing = with_options(Drawing, "drawing")


@dataclass(frozen=True)
class Opened:
    """A draft, and what it is drawn on.

    Attributes
    ----------
    draft, study
        What is being made; on which data and settings.
    assumptions
        Saved with it, and kept.
    fingerprint
        Of the data that it was made on, where those are others; else empty.
    """

    draft: Draft
    study: Study
    assumptions: Assumptions
    fingerprint: str = ""

    @property
    def arrangement(self) -> Arrangement:
        """The draft as it stands."""
        return self.study.arrangement(self.draft.known_to(self.study))

    def swv(self, text: str, layer: OneLayer | None = None) -> str:
        """Return the code of a swv, by code or name, in the layer that is told or in any."""
        layers = keyed_layers(self.arrangement)
        return find_swv(text, [layers[layer]] if layer in layers else layers.values())

    def layer(self, told: OneLayer | None, *swvs: str) -> Layer:
        """Return the layer to draw in: as told, else the only one that has the swv's."""
        if told is not None:
            return told.value
        there = keyed_layers(self.arrangement)
        having = [name for name, one in there.items() if set(swvs) <= set(one.existing)]
        return "po" if having == ["po"] else "vo" if having == ["vo"] else "beide"


def opened(ground: Ground, plan: str, written: Path | None = None, guard: Guard | None = None) -> Opened:
    """Read a scenario file, or begin with a ready-made indeling.

    Raises
    ------
    InputError, UnknownNameError
        If it is neither, or cannot be made on these data.
    """
    study = ground.study([plan], [written])
    if not plan.lower().endswith(".json"):
        if plan.lower().endswith(".csv"):
            fault = "een scenario begint bij een kant-en-klare indeling of een scenario (JSON)"
            raise InputError(plan, [f"{fault}; zie 'dekkend indelingen'"])
        draft = Draft(plan or study.base_id)
        study.arrangement(draft.base)
        return Opened(draft if guard is None else replace(draft, guard=guard), study, Assumptions())
    saved = read_scenario(Path(plan), today())
    if not ground.andere_gegevens:
        require_same_data(saved, study)
    draft = draft_of(saved)
    fingerprint = saved.gegevens if ground.andere_gegevens else ""
    return Opened(
        draft if guard is None else replace(draft, guard=guard), study, saved_assumptions(plan), fingerprint
    )


def change(plan: str, drawing: Drawing, found: Opened, step: Change) -> None:
    """Make one change where locks and guard allow it, tell what it did, and keep it where asked."""
    draft, study = found.draft, found.study
    across = draft.checked(study, step)
    after = draft.do(step)
    name = after.known_to(study)
    for told in across_told(study.country, study.arrangement(name), across):
        err.print(f"Let op: {told}.", soft_wrap=True)
    keep(plan, drawing, found, after)
    tell(study, after, as_json=drawing.as_json, brief=sentences(study, after)[-1])


def keep(plan: str, drawing: Drawing, found: Opened, draft: Draft) -> None:
    """Write a draft to the file that was asked for; say so where none was."""
    target = drawing.target(plan)
    if target is None:
        err.print("Niets geschreven; noem een bestand met --uit, of kies --ter-plekke.", soft_wrap=True)
        return
    write(target, found, draft, [] if drawing.ter_plekke else [plan], drawing.data)


def write(target: Path, found: Opened, draft: Draft, read: list[str], data: Path | None) -> None:
    """Write a draft as a scenario file.

    Raises
    ------
    InputError
        If that would overwrite what is read, or is no JSON.
    """
    refuse_overwriting([target], read, data)
    if target.suffix.lower() != ".json":
        raise InputError(str(target), ["een scenario is JSON; kies een naam die op .json eindigt"])
    usual = None if found.assumptions == Assumptions() else found.assumptions
    told = {"naam": target.stem} | ({"gegevens": found.fingerprint} if found.fingerprint else {})
    write_scenario(draft.scenario(found.study, usual).model_copy(update=told), target)
    err.print(f"Geschreven naar {target}, wijzigingen: {len(draft.done)}", soft_wrap=True)


def aim_of(
    gemeenten: list[str] | None, regions: list[str] | None, pc4: list[str] | None, units: list[str] | None
) -> dict[str, tuple[str, ...]]:
    """Return what a change is aimed at; something has to be named."""
    told = {"gemeenten": gemeenten, "jeugdregios": regions, "pc4": pc4, "gebieden": units}
    if not any(told.values()):
        fault = "noem gemeenten, of kies --hele-jeugdregio, --pc4 of --gebied"
        raise InputError("wat er ingedeeld wordt", [fault])
    return {name: tuple(one.strip() for one in values or ()) for name, values in told.items()}


def made(sort: type[Made], drawing: Drawing, **told: Any) -> Made:  # noqa: ANN401  # as the change has it
    """Make a change, and say in Dutch what of it cannot be used."""
    try:
        return sort.model_validate({"omschrijving": drawing.omschrijving, **told})
    except ValidationError as error:
        raise InputError("de wijziging", faults_of(error)) from error
