"""A scenario: a base, an ordered list of named changes, and settings; saved as JSON.

Running one never changes its base. Read back on the same data it gives
exactly the same figures; on other data it says so.
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path
from reprlib import repr as repr_of
from typing import Annotated, Any, Literal, Self

from pydantic import Field, ValidationError, model_validator

from data.corrections import AnyCorrection, read_corrections
from data.files import write_atomic
from geo.errors import InputError, StaleDataError, UnknownNameError, reason
from scenarios.assumptions import Assumptions
from scenarios.changes import Assign, Dissolve, Merge, NewSwv, Recolour, Release, Rename, Split, Strict
from scenarios.consolidation import Consolidate
from scenarios.departures import Departure
from scenarios.drawing.rules import Guard
from scenarios.exchange.imported import Imported
from scenarios.faults import SCENARIO, faults_of, require_sort
from scenarios.indeling import Arrangement
from scenarios.locks import Lock
from scenarios.minutes import Minute
from scenarios.norms import NormChange, Norms, standard_norms
from scenarios.settings import STRAIGHT, Settings
from scenarios.site_changes import ChangeSite, CloseSite, GivePlaces, MoveSite, OpenSite
from scenarios.study import Study

Change = Annotated[
    Assign
    | Release
    | NewSwv
    | Merge
    | Split
    | Dissolve
    | Rename
    | Recolour
    | OpenSite
    | CloseSite
    | MoveSite
    | ChangeSite
    | GivePlaces
    | Consolidate
    | Imported,
    Field(discriminator="soort"),
]


class Scenario(Strict):
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
    normen
        Norms that differ from the standard, as `scenarios.norms.NormChange` writes them.
    aannames
        Of demand and capacity, as `scenarios.assumptions.Assumptions` writes them.
    gegevens
        Fingerprint of the data set that it was made on.
    afwijkingen
        Departures from an aim that were recorded; of each swv and aim one.
    vergrendeld
        What was locked while it was drawn.
    alleen_binnen_jeugdregio
        Whether drawing across a jeugdregio was blocked, warned of, or let be.
    verslag
        Decisions, objections and remarks, in order.
    correcties
        On the data that it was made on; `gegevens` is the fingerprint with them.
    """

    dekkend: Literal[1] = 1
    naam: str = Field(min_length=1)
    titel: str = ""
    basis: str
    wijzigingen: tuple[Change, ...] = ()
    instellingen: dict[str, Any] = Field(default_factory=dict)
    normen: tuple[dict[str, Any], ...] = ()
    aannames: dict[str, Any] = Field(default_factory=dict)
    gegevens: str
    afwijkingen: tuple[Departure, ...] = ()
    vergrendeld: tuple[Lock, ...] = ()
    alleen_binnen_jeugdregio: Guard = Guard.WARN
    verslag: tuple[Minute, ...] = ()
    correcties: tuple[AnyCorrection, ...] = ()

    @model_validator(mode="after")
    def _each_departure_once(self) -> Self:
        keys = [one.key for one in self.afwijkingen]
        if doubled := sorted({key[2] for key in keys if keys.count(key) > 1}):
            msg = f"afwijkingen: {', '.join(doubled)} staat er meer dan eens; laat er één staan"
            raise ValueError(msg)
        return self

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
                faults.append(
                    f"onbekende instelling '{name[:40]}'; bekend zijn {', '.join(Settings().to_dict())}"
                )
            elif type(value) not in kinds:
                faults.append(
                    f"instelling '{name}': gevonden {repr_of(value)}, verwacht {expected[type(standard)]}"
                )
        if faults:
            raise InputError(f"scenario '{self.naam}'", faults)
        known = dict(self.instellingen)
        if known and "network" not in known:
            known["network"] = STRAIGHT  # saved when there was nothing else
        return Settings(**known)

    def norms(self, kinds: Iterable[str] = ()) -> Norms:
        """Return the norms it was made with; `kinds` are those of the data set.

        Raises
        ------
        InputError
            If they make no sense.
        """
        subject = f"scenario '{self.naam}', normen"
        told = enumerate(self.normen, start=1)
        changes = [NormChange.from_dict(one, f"nummer {number}") for number, one in told]
        return standard_norms().changed(changes, kinds, subject)

    @property
    def assumptions(self) -> Assumptions:
        """The assumptions it was made with.

        Raises
        ------
        InputError
            If they make no sense.
        """
        return Assumptions.from_dict(self.aannames)

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
            except InputError as error:
                subject = f"{self.naam}, wijziging {number} ({change.soort}): {error.subject}"
                raise InputError(subject, error.faults) from error
        return self.titled(arrangement, study)

    def titled(self, arrangement: Arrangement, study: Study) -> Arrangement:
        """Return what the changes lead to under the name, title and origin of this scenario."""
        count, recorded = len(self.wijzigingen), len(self.afwijkingen)
        origin = f"{self.basis} met {count} {'wijziging' if count == 1 else 'wijzigingen'}."
        if recorded:
            told = "afwijking van het streven is" if recorded == 1 else "afwijkingen van het streven zijn"
            origin += f" {recorded} {told} vastgelegd."
        if self.gegevens != study.country.dataset.manifest.fingerprint:
            origin += f" Gemaakt op andere gegevens ({self.gegevens[:12]}) dan die waarop nu gerekend is."
        return replace(
            arrangement,
            id=self.naam,
            title=self.titel or self.naam,
            origin=origin,
            departures=self.afwijkingen,
        )


def new_scenario(
    study: Study,
    name: str,
    base: str,
    changes: tuple[Change, ...] = (),
    *,
    title: str = "",
    assumptions: Assumptions | None = None,
    departures: tuple[Departure, ...] = (),
    locks: tuple[Lock, ...] = (),
    minutes: tuple[Minute, ...] = (),
    guard: Guard = Guard.WARN,
) -> Scenario:
    """Make a scenario on the data, settings and norms of a study."""
    country = study.country
    return Scenario(
        naam=name,
        titel=title,
        basis=base,
        wijzigingen=changes,
        instellingen=country.settings.to_dict(),
        normen=tuple(one.to_dict() for one in study.norms.differing()),
        aannames={} if assumptions is None else assumptions.to_dict(),
        gegevens=country.dataset.manifest.fingerprint,
        afwijkingen=departures,
        vergrendeld=locks,
        alleen_binnen_jeugdregio=guard,
        verslag=minutes,
        correcties=read_corrections("de gegevensset", country.dataset.manifest.corrections),
    )


def write_scenario(scenario: Scenario, path: Path) -> None:
    """Write a scenario as JSON, in one rename.

    Raises
    ------
    InputError
        If it cannot be written.
    """
    write_atomic(path, (scenario.model_dump_json(indent=1) + "\n").encode())


def read_scenario(path: Path, today: dt.date | None = None) -> Scenario:
    """Read what `write_scenario` wrote.

    Parameters
    ----------
    today
        Day after which nothing can have been recorded; by default any day will do.

    Raises
    ------
    InputError
        If it is no scenario; with every fault and where it stands.
    """
    content = loaded(path)
    require_sort(path.name, content, SCENARIO)
    try:
        scenario = Scenario.model_validate(content)
    except ValidationError as error:
        raise InputError(path.name, faults_of(error)) from error
    if faults := [] if today is None else list(_of_later(scenario.afwijkingen, today)):
        raise InputError(path.name, faults)
    return scenario


def loaded(path: Path) -> Any:  # noqa: ANN401
    """Read a JSON file of ours, as strictly as a scenario is read.

    Raises
    ------
    InputError
        If it cannot be read, or holds what no file of ours can hold.
    """
    try:
        return json.loads(
            path.read_text(encoding="utf-8-sig"),
            parse_int=_whole,
            parse_constant=_no_number,
            object_pairs_hook=_each_key_once,
        )
    except OSError as error:
        raise InputError(path.name, [f"niet te openen: {reason(error)}; controleer het pad"]) from error
    except json.JSONDecodeError as error:
        fault = f"rij {error.lineno}, kolom {error.colno}: geen geldige JSON; exporteer het scenario opnieuw"
        raise InputError(path.name, [fault]) from error
    except _UnusableError as error:
        raise InputError(path.name, [str(error)]) from error
    except (ValueError, RecursionError) as error:
        fault = "geen leesbare JSON in UTF-8; exporteer het scenario opnieuw"
        raise InputError(path.name, [fault]) from error


def _of_later(departures: Iterable[Departure], today: dt.date) -> Iterator[str]:
    """Tell which departures are said to be recorded on a day that is still to come."""
    for number, one in enumerate(departures, start=1):
        if one.datum > today:
            yield (
                f"afwijkingen > nummer {number} > datum: gevonden {one.datum:%d-%m-%Y}, verwacht een dag die "
                f"geweest is (uiterlijk {today:%d-%m-%Y}); verbeter de datum"
            )


class _UnusableError(ValueError):
    """Something in a JSON file that no figure of ours can be."""


def _whole(text: str) -> int:
    if len(text) > _LONGEST:
        raise _UnusableError(f"{text[:12]}… is een getal van {len(text)} cijfers; verbeter het")
    return int(text)


def _no_number(text: str) -> float:
    raise _UnusableError(f"gevonden {text}, verwacht een getal; verbeter het")


def _each_key_once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        names = [name for name, _ in pairs]
        doubled = next(name for name in names if names.count(name) > 1)
        raise _UnusableError(f"'{doubled}' staat meer dan eens in hetzelfde onderdeel; laat er één staan")
    return found


#: Digits of the largest whole number that makes sense anywhere in a scenario.
_LONGEST = 12


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
