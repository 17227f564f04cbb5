"""Options that every change of ``dekkend voorziening`` takes, told once and handed over as one value."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

import typer

from cli.assumptions import (
    Counted,
    Factor,
    Growth,
    Rates,
    Smallest,
    Told,
    ToRegular,
    Year,
)
from cli.option_bags import with_options
from cli.scenario_options import Judged

Base = Annotated[
    str,
    typer.Option(
        "--basis",
        help="Waarmee het geheel vergeleken wordt. [standaard: zoals het voor de wijziging was]",
        show_default=False,
    ),
]
_Scenario = Annotated[
    str,
    typer.Option(
        "--scenario",
        help="Waarop verder gebouwd wordt: een indeling, of een scenario (JSON). [standaard: de regeling]",
        show_default=False,
    ),
]
_Out = Annotated[
    Path | None,
    typer.Option(
        "--uit",
        help="Schrijf het scenario met de wijziging, de normen en de aannames als JSON.",
        show_default=False,
    ),
]
_About = Annotated[str, typer.Option("--omschrijving", help="Waarom; komt in het scenario.")]


@dataclass(frozen=True)
class Common(Judged):
    """What is said beside the change itself; each field is an option."""

    omschrijving: _About = ""
    scenario: _Scenario = ""
    basis: Base = ""
    uit: _Out = None
    groei: Growth = None
    jaar: Year = None
    deelname: Rates = None
    geteld_per: Counted = None
    factor: Factor = None
    naar_regulier: ToRegular = None
    kleinste: Smallest = None

    @property
    def told(self) -> Told:
        """What is said of assumptions."""
        return Told(
            self.groei,
            self.jaar,
            self.deelname,
            self.geteld_per,
            self.factor,
            self.naar_regulier,
            self.kleinste,
        )


#: Gives a verb the options of `Common`; it gets them as its argument ``common``.
with_common = with_options(Common, "common")
