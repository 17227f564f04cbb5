"""Scenarios on disk as scenarios: saved from a draft, opened as one, chosen by id, and *vastgesteld*.

An id is ``opgeslagen-<id>.<version>``: with the version in it, what goes by an id never changes.
Without a version it is the last one.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import partial
from typing import Final

from pydantic import ValidationError
from pydantic_core import PydanticSerializationError

from data.scenario_store import Kept, ScenarioStore, local
from geo.errors import DekkendError, IncompleteIndelingError, InputError, UnknownNameError
from scenarios.assumptions import Assumptions
from scenarios.draft import Draft, draft_of
from scenarios.faults import faults_of
from scenarios.indeling import Arrangement
from scenarios.ready_made import titles
from scenarios.scenario import Scenario
from scenarios.study import Study
from scenarios.unassigned import require_all

#: Begins the id of a scenario on disk.
PREFIX: Final = "opgeslagen-"
_ID: Final = re.compile(rf"(?:{PREFIX})?([0-9a-f]{{8}})(?:\.([1-9][0-9]{{0,5}}))?")


def stored_id(kept_id: str, number: int) -> str:
    """Write the id of a version.

    Examples
    --------
    >>> stored_id("0123abcd", 2)
    'opgeslagen-0123abcd.2'
    """
    return f"{PREFIX}{kept_id}.{number}"


def id_and_version(name: str) -> tuple[str, int | None]:
    """Read the id of a scenario on disk, with or without its beginning; None for the last version.

    Raises
    ------
    UnknownNameError
        If it is none.

    Examples
    --------
    >>> id_and_version("opgeslagen-0123abcd.2"), id_and_version("0123abcd")
    (('0123abcd', 2), ('0123abcd', None))
    """
    found = _ID.fullmatch(name.strip())
    if found is None:
        raise UnknownNameError(
            f"'{name[:40]}' is geen id van een bewaard scenario; verwacht acht tekens (0-9, a-f), met zo "
            "nodig een versie erachter, zoals 0123abcd.2"
        )
    return found[1], None if found[2] is None else int(found[2])


def is_stored(name: str) -> bool:
    """Whether an id is that of a scenario on disk.

    Examples
    --------
    >>> is_stored("opgeslagen-0123abcd"), is_stored("jeugdregio")
    (True, False)
    """
    return name.startswith(PREFIX) and _ID.fullmatch(name) is not None


def scenario_at(store: ScenarioStore, kept_id: str, number: int | None = None) -> Scenario:
    """Return a version of a scenario on disk; the last by default.

    Raises
    ------
    UnknownNameError
        If there is none.
    InputError
        If what is there is no scenario of this version of dekkend.
    """
    return _read(store.content(kept_id, number), store.one(kept_id).title)


def _read(content: str, title: str) -> Scenario:
    try:
        return Scenario.model_validate_json(content)
    except ValidationError as error:
        raise InputError(f"bewaard scenario '{title}'", faults_of(error)) from error


def text_of(scenario: Scenario) -> str:
    """Write a scenario as it is kept: as in a file, so that it can be taken out as one."""
    return scenario.model_dump_json(indent=1) + "\n"


def require_openable(scenario: Scenario, study: Study, *, same_data: bool = True) -> None:
    """Refuse to keep what nobody could open again.

    Parameters
    ----------
    study
        Of the data that it was made on.
    same_data
        Whether it is; on other data the changes are not tried.

    Raises
    ------
    InputError
        If its settings, norms, assumptions or base are unknown or make no sense, a change cannot be made,
        or it cannot be written; with every fault.
    """
    kinds = [kind.code for kind in study.country.kinds]
    faults: list[str] = []
    tries: list[tuple[str, Callable[[], object]]] = [
        ("instellingen", lambda: scenario.settings),
        ("normen", lambda: scenario.norms(kinds)),
        ("aannames", lambda: scenario.assumptions),
        ("inhoud", lambda: _read(text_of(scenario), scenario.titel or scenario.naam)),
    ]
    known = titles(study.country)
    if scenario.basis not in known:
        told = f"gevonden '{scenario.basis}', verwacht een kant-en-klare indeling ({', '.join(known)})"
        faults.append(f"basis: {told}; begin het scenario daarop")
    elif same_data:
        tries.append(("wijzigingen", lambda: scenario.run(study)))
    for what, attempt in tries:
        faults += _faults(what, attempt)
    if faults:
        raise InputError(f"scenario '{scenario.titel or scenario.naam}'", faults)


def _faults(what: str, attempt: Callable[[], object]) -> Iterator[str]:
    """Tell why part of a scenario cannot be used; nothing where it can."""
    try:
        attempt()
    except InputError as error:
        yield from (f"{what}: {fault}" for fault in error.faults)
    except DekkendError as error:
        yield f"{what}: {error}"
    except (PydanticSerializationError, RecursionError):
        yield f"{what}: te diep in elkaar gezet om te bewaren; maak het scenario opnieuw in dekkend"


def file_of(store: ScenarioStore, kept_id: str, number: int | None = None) -> bytes:
    """Return a version as a scenario file, under the title that it is kept under; the last by default.

    Raises
    ------
    UnknownNameError, InputError
        As with `scenario_at`.
    """
    scenario = scenario_at(store, kept_id, number)
    return text_of(scenario.model_copy(update={"titel": store.one(kept_id).title})).encode()


def save(
    store: ScenarioStore,
    study: Study,
    draft: Draft,
    *,
    title: str,
    note: str = "",
    who: str = "",
    assumptions: Assumptions | None = None,
    anew: bool = False,
) -> tuple[Draft, Kept]:
    """Save a draft: as the next version of what it goes on from, else as a new scenario.

    Parameters
    ----------
    anew
        Save it as a new scenario, whatever it goes on from.

    Returns
    -------
    The draft, which now goes on from what was saved, and that.

    Raises
    ------
    ConflictError, FrozenError
        If what it goes on from got a later version or was *vastgesteld*; nothing was written.
    UnknownNameError, InputError
        If it cannot be made on these data, could not be opened again, has no title, or cannot be written.
    """
    named = replace(draft, title=title.strip())
    named.known_to(study)
    scenario = named.scenario(study, assumptions)
    require_openable(scenario, study)
    kept_id, number = id_and_version(draft.stored) if draft.stored else ("", None)
    if anew or number is None:
        kept = store.create(
            title,
            text_of(scenario),
            scenario.gegevens,
            who=who,
            note=note,
            parent=draft.stored if anew else "",
        )
    else:
        kept = store.save(kept_id, number, title, text_of(scenario), scenario.gegevens, who=who, note=note)
    return replace(named, stored=f"{kept.id}.{kept.last.number}"), kept


def after(draft: Draft, kept: Kept) -> Draft:
    """Let a draft go on from the last version, once its maker has looked at that: saving it follows on it."""
    return replace(draft, stored=f"{kept.id}.{kept.last.number}")


def copied(draft: Draft) -> Draft:
    """Return a draft that goes on from nothing on disk: saving it makes a new scenario."""
    return replace(draft, title=f"{draft.title} (kopie)", stored="")


def freeze(
    store: ScenarioStore, study: Study, kept_id: str, based_on: int, *, who: str = "", note: str = ""
) -> Kept:
    """Make a scenario *vastgesteld*, which asks that everybody has a swv.

    Raises
    ------
    InputError
        If residents are without a swv, or it cannot be written.
    ConflictError, FrozenError, UnknownNameError
        As with `data.scenario_store.ScenarioStore.freeze`.
    """
    scenario = scenario_at(store, kept_id, based_on)
    try:
        require_all(study.country, scenario.run(study))
    except IncompleteIndelingError as error:
        fault = f"is nog niet vast te stellen: {error}"
        raise InputError(f"‘{store.one(kept_id).title}’", [fault]) from error
    return store.freeze(kept_id, based_on, who=who, note=note)


def opened(store: ScenarioStore, kept_id: str, number: int | None = None) -> tuple[Scenario, Draft]:
    """Return a version as a scenario, and as a draft that goes on from it; the last by default.

    A draft on what is *vastgesteld* is a copy: it is saved as a new scenario.

    Raises
    ------
    UnknownNameError, InputError
        As with `scenario_at`.
    """
    kept = store.one(kept_id)
    scenario = scenario_at(store, kept_id, number)
    told = replace(draft_of(scenario), title=kept.title, stored=f"{kept_id}.{number or kept.last.number}")
    return scenario, told


def offer_all(store: ScenarioStore, study: Study, also: frozenset[str] = frozenset()) -> dict[str, str]:
    """Offer a study what is on disk and was made on its data; made when first asked for.

    Parameters
    ----------
    also
        Ids that somebody has in view, for instance of an earlier version.

    Returns
    -------
    Title by id, the last saved in front.
    """
    here = study.country.dataset.manifest.fingerprint
    found = {stored_id(kept.id, kept.last.number): kept for kept in store.all() if kept.last.data == here}
    by_id = {name: f"{kept.title} ({kept.state}, {_moment(kept)})" for name, kept in found.items()}
    for name in sorted(also - set(found)):
        kept_id, number = id_and_version(name)
        earlier = next((one for one in store.versions(kept_id) if one.number == number), None)
        if earlier is not None and earlier.data == here:
            by_id[name] = f"{store.one(kept_id).title} (versie {number}, {local(earlier.time):%d-%m %H:%M})"
    told = list(by_id.values())
    for name, title in list(by_id.items()):
        if told.count(title) > 1:
            by_id[name] = f"{title} {id_and_version(name)[0]}"
        study.offer(name, partial(_made, store, name))
    return by_id


def arrangement_of(store: ScenarioStore, study: Study, name: str) -> str:
    """Make a scenario on disk known to a study, whatever data it was made on, and return its id.

    Raises
    ------
    UnknownNameError, InputError
        If there is none, or it cannot be made on these data.
    """
    kept_id, number = id_and_version(name)
    full = stored_id(kept_id, store.one(kept_id).last.number if number is None else number)
    study.offer(full, partial(_made, store, full))
    return study.arrangement(full).id


def _made(store: ScenarioStore, name: str, study: Study) -> Arrangement:
    kept_id, number = id_and_version(name)
    kept, scenario = store.one(kept_id), scenario_at(store, kept_id, number)
    made = scenario.run(study)
    return replace(made, title=f"{kept.title} (versie {number})")


def _moment(kept: Kept) -> str:
    return f"{local(kept.last.time):%d-%m-%Y %H:%M}"
