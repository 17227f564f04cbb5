"""Options of every verb that tells what a scenario does against a base: what is read, and under what."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, NamedTuple

import typer

from cli.compare import OtherData, open_under, resolve
from cli.option_bags import with_options
from cli.options import (
    AsJson,
    Confirmed,
    Data,
    Detour,
    Intrazonal,
    Network,
    NormFile,
    NormValues,
    OwnFacilities,
    ReformedApart,
    TravelMode,
    Variant,
    refuse_overwriting,
    under_norms,
)
from scenarios.study import Study

_Scenario = Annotated[
    str,
    typer.Option(
        "--scenario",
        help="Naam van een indeling, of CSV- of JSON-bestand. [standaard: de lagen van de regeling]",
        show_default=False,
    ),
]
_Base = Annotated[
    str,
    typer.Option(
        "--basis", help="Waarmee vergeleken wordt. [standaard: de lagen van de regeling]", show_default=False
    ),
]


class Opened(NamedTuple):
    """A study with the two arrangements that a verb is about.

    Attributes
    ----------
    study
        Under the settings and norms that were asked for.
    name, base
        Ids of the scenario and of what it is held against.
    """

    study: Study
    name: str
    base: str


@dataclass(frozen=True, slots=True)
class Asked:
    """What is said beside what the verb itself asks; each field is an option."""

    scenario: _Scenario = ""
    basis: _Base = ""
    normen: NormFile = None
    norm: NormValues = None
    bevestig: Confirmed = None
    voorzieningen: OwnFacilities = None
    data: Data = None
    netwerk: Network = None
    modus: TravelMode = None
    omweg: Detour = None
    intrazonaal: Intrazonal = None
    reformatorisch: ReformedApart = None
    jeugdregio: Variant = None
    andere_gegevens: OtherData = False
    as_json: AsJson = False

    def open(self, written: Sequence[Path | None] = (), read: Sequence[Path | None] = ()) -> Opened:
        """Open the study and both arrangements.

        Parameters
        ----------
        written
            Files that the verb writes: none of them may be read or lie in the data set.
        read
            Files that the verb reads besides.

        Raises
        ------
        InputError
            If a file cannot be used, or would be overwritten.
        UnknownNameError
            If an arrangement does not exist.
        """
        names = [name for name in (self.scenario, self.basis) if name]
        also = [str(path) for path in (self.normen, *(self.voorzieningen or ()), *read) if path is not None]
        refuse_overwriting(list(written), [*names, *also], self.data)
        study = open_under(
            self.data,
            names,
            network=self.netwerk,
            mode=self.modus,
            detour=self.omweg,
            intrazonal=self.intrazonaal,
            reformed=self.reformatorisch,
            variant=self.jeugdregio,
            facilities=self.voorzieningen,
        )
        study = under_norms(study, self.normen, self.norm, self.bevestig)
        name, base = (
            resolve(study, one, other_data=self.andere_gegevens) if one else study.base_id
            for one in (self.scenario, self.basis)
        )
        return Opened(study, name, base)


#: Gives a verb the options of `Asked`; it gets them as its argument ``asked``.
with_scenario = with_options(Asked, "asked")
