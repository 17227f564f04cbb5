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


@dataclass(frozen=True)
class Ground:
    """What figures are computed on, and how they are told; each field is an option."""

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

    def study(
        self, names: Sequence[str], written: Sequence[Path | None] = (), read: Sequence[Path | None] = ()
    ) -> Study:
        """Open the study under the settings and norms of saved scenarios, changed as the options say.

        Parameters
        ----------
        names
            Indelingen and scenario files; empty ones are passed over.
        written
            Files that the verb writes: none of them may be read or lie in the data set.
        read
            Files that the verb reads besides.

        Raises
        ------
        InputError
            If a file cannot be used, or would be overwritten.
        """
        named = [name for name in names if name]
        also = [str(path) for path in (*(self.voorzieningen or ()), *read) if path is not None]
        refuse_overwriting(list(written), [*named, *also], self.data)
        return open_under(
            self.data,
            named,
            network=self.netwerk,
            mode=self.modus,
            detour=self.omweg,
            intrazonal=self.intrazonaal,
            reformed=self.reformatorisch,
            variant=self.jeugdregio,
            facilities=self.voorzieningen,
        )

    def arrangement(self, study: Study, name: str) -> str:
        """Return the id of an indeling or scenario file that the study then knows; today's layers for none.

        Raises
        ------
        InputError
            If a file cannot be used.
        UnknownNameError
            If there is no such arrangement.
        """
        return resolve(study, name, other_data=self.andere_gegevens) if name else study.base_id


@dataclass(frozen=True)
class Judged(Ground):
    """Likewise, where norms count as well."""

    normen: NormFile = None
    norm: NormValues = None
    bevestig: Confirmed = None

    def study(
        self, names: Sequence[str], written: Sequence[Path | None] = (), read: Sequence[Path | None] = ()
    ) -> Study:
        """Open the study, as `Ground.study` does, under the norms that the options ask for."""
        found = super().study(names, written, (self.normen, *read))
        return under_norms(found, self.normen, self.norm, self.bevestig)


@dataclass(frozen=True)
class Asked(Judged):
    """Likewise, of a scenario and what it is held against."""

    scenario: _Scenario = ""
    basis: _Base = ""

    def open(self, written: Sequence[Path | None] = (), read: Sequence[Path | None] = ()) -> Opened:
        """Open the study and both arrangements; see `Ground.study` and `Ground.arrangement`."""
        study = self.study([self.scenario, self.basis], written, read)
        name, base = (self.arrangement(study, one) for one in (self.scenario, self.basis))
        return Opened(study, name, base)


#: Gives a verb the options of `Asked`; it gets them as its argument ``asked``.
with_scenario = with_options(Asked, "asked")
#: Gives a verb the options of `Judged`; it gets them as its argument ``ground``.
with_norms = with_options(Judged, "ground")
#: Gives a verb the options of `Ground`; it gets them as its argument ``ground``.
with_ground = with_options(Ground, "ground")
