"""Scenarios that are named on the command line: files, and what the app keeps on disk."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from data.scenario_store import ScenarioStore
from scenarios.scenario import Scenario, read_scenario
from scenarios.store import id_and_version, is_stored, scenario_at


def saved_scenarios(names: Iterable[str]) -> dict[str, Scenario]:
    """Read the scenarios among names: JSON files and ids of the store, by what they are called.

    Raises
    ------
    InputError, UnknownNameError
        If one cannot be read.
    """
    found = {}
    for name in names:
        if is_stored(name):
            found[name] = scenario_at(ScenarioStore.usual(), *id_and_version(name))
        elif name.lower().endswith(".json") and Path(name).is_file():
            found[Path(name).name] = read_scenario(Path(name))
    return found
