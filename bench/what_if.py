"""A change of sites against measuring the whole cube anew: ``python bench/what_if.py BRONMAP``.

A facilitator closes a site in a room of twenty people: distances of the whole country,
who gets further and nearer, and the sentences about it have to be there within a second.
"""

from __future__ import annotations

import statistics
import sys
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from data.importer import import_folder
from model.cube import build_cube
from scenarios.consolidation import Consolidate
from scenarios.draft import Draft
from scenarios.scenario import Change
from scenarios.site_changes import CloseSite, MoveSite, OpenSite
from scenarios.site_story import story
from scenarios.study import Study

REPEATS = 5


def seconds(work: Callable[[], object]) -> float:
    started = time.perf_counter()
    work()
    return time.perf_counter() - started


def main(folder: Path) -> None:
    study = Study.of(replace(import_folder(folder), folder=None))
    country = study.country
    _ = study.cube
    study.distances(study.base_id)
    sites = country.sites["vestigingscode"]
    codes = [str(sites.iloc[row]) for row in country.supply.loc[country.supply["kind"] == "so", "site"]]
    pc4 = country.points["pc4"].tolist()
    changes: dict[str, Callable[[int], Change]] = {
        "close one so site": lambda n: CloseSite(vestigingen=(codes[7 * n],)),
        "open one so site": lambda n: OpenSite(soorten=("so",), pc4=pc4[701 * n]),
        "move one so site": lambda n: MoveSite(vestiging=codes[11 * n], pc4=pc4[503 * n]),
        "one so site per swv": lambda n: Consolidate(regel="per_swv", soorten=("so",), waarde=n + 1),
    }
    print("| change | distances of the country | and told for whom | the cube anew | ratio |")
    print("|---|---|---|---|---|")
    for name, make in changes.items():
        measured, told, anew = [], [], []
        for number in range(REPEATS):
            draft = Draft("jeugdregio").do(make(number))
            measured.append(seconds(lambda draft=draft: study.distances(draft.known_to(study))))  # type: ignore[misc]
            told.append(seconds(lambda draft=draft: story(study, "jeugdregio", draft.known_to(study))))  # type: ignore[misc]
            there = study.country_of(draft.name)
            anew.append(seconds(lambda there=there: build_cube(there.situation, there.units, there.model)))  # type: ignore[misc]
        ours, more, peer = (statistics.median(each) for each in (measured, told, anew))
        print(f"| {name} | {ours:.2f} s | {ours + more:.2f} s | {peer:.2f} s | {peer / ours:.1f}x |")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
