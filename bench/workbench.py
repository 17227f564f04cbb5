"""What an edit on the workbench computes for the whole country: ``python bench/workbench.py GEGEVENSMAP``.

Per edit everything that the panel beside the map needs: the change applied, own distances, pinned figures
with base and reading, a light per principle, and the sentence on the step. The peers, in the same run on the
same drafts: a full comparison, and the full check against the letter. Time is that of the processor for this
program, so that other work on the machine counts less. Without a folder the bundled data set is taken.
"""

from __future__ import annotations

import statistics
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Final

import numpy as np

from data.dataset import BUNDLED, read_dataset
from scenarios.changes import Assign, Layer, Merge
from scenarios.compare import compare
from scenarios.country import Country, Kind
from scenarios.draft import Draft
from scenarios.live.figures import Live, live
from scenarios.live.lights import lights
from scenarios.live.pinned import STANDARD
from scenarios.live.step import step_sentence
from scenarios.live.what_if import what_if
from scenarios.principles.panel import check
from scenarios.study import Study

EDITS: Final = 40
PEERS: Final = 5
LASSO: Final = 20
GOAL_MS: Final = 50.0
KIND: Final = "so"
#: Column of a table: milliseconds of each edit.
Timed = list[float]


def milliseconds(work: Callable[[], object]) -> float:
    started = time.process_time()
    work()
    return 1000 * (time.process_time() - started)


def seen(study: Study, draft: Draft, base: str, kind: Kind, before: Live) -> Live:
    """All that the panel shows after an edit."""
    found = live(study, draft.known_to(study), base, kind, STANDARD)
    lights(found)
    step_sentence(before, found, "een stap")
    return found


def lasso(country: Country, rng: np.random.Generator) -> tuple[str, ...]:
    """Take the gemeenten round a random point, by their first demand points."""
    first = country.units.first_points
    x, y = (country.points[axis].to_numpy()[first] for axis in ("easting", "northing"))
    middle = rng.integers(len(first))
    near = np.argsort(np.hypot(x - x[middle], y - y[middle]))
    return tuple(dict.fromkeys(country.gemeente_of_point[first[near]].tolist()))[:LASSO]


def edits(study: Study, start: str, rng: np.random.Generator) -> dict[str, Callable[[Draft], Draft]]:
    """What a facilitator does, by name; each makes another draft of one."""
    country, layer = study.country, study.arrangement(start).po
    part: Layer = "beide" if study.arrangement(start).is_merged else "po"
    gemeenten, pc4 = list(country.gemeente_names.values()), country.points["pc4"].tolist()

    def swv() -> str:
        return str(rng.choice(layer.codes))

    def give(draft: Draft, **what: tuple[str, ...]) -> Draft:
        return draft.do(Assign(swv=swv(), laag=part, **what))  # type: ignore[arg-type]

    def merge(draft: Draft) -> Draft:
        codes = study.arrangement(draft.known_to(study)).po.codes
        van, naar = rng.choice(codes, 2, replace=False)
        return draft.do(Merge(van=str(van), naar=str(naar), laag=part))

    return {
        "click one gemeente": lambda draft: give(draft, gemeenten=(str(rng.choice(gemeenten)),)),
        f"lasso of {LASSO} gemeenten": lambda draft: give(draft, gemeenten=lasso(country, rng)),
        "undo": lambda draft: draft.undo() if draft.done else give(draft, gemeenten=(gemeenten[0],)),
        "merge two swv's": merge,
        "split a gemeente by PC4": lambda draft: give(draft, pc4=tuple(map(str, rng.choice(pc4, 2)))),
    }


def measured(study: Study, start: str, kind: Kind, seed: int) -> Iterator[tuple[str, Timed, Timed, Timed]]:
    """Time each sort of edit, and the peers on some of the same drafts."""
    base, rng = study.base_id, np.random.default_rng(seed)
    for name, edit in edits(study, start, rng).items():
        draft = Draft(start)
        if name == "undo":
            for _ in range(EDITS):
                draft = edits(study, start, rng)["click one gemeente"](draft)
                draft.known_to(study)
        before = live(study, draft.known_to(study), base, kind, STANDARD)
        ours, compared, checked = [], [], []
        for number in range(EDITS):
            # anew every ten edits, so that not every merge is of fewer swv's and every split of more units
            after = edit(Draft(start) if number % 10 == 0 and name != "undo" else draft)
            found: list[Live] = []
            ours.append(milliseconds(lambda: found.append(seen(study, after, base, kind, before))))  # noqa: B023
            if number % (EDITS // PEERS) == EDITS // PEERS - 1:
                known = after.known_to(study)
                compared.append(milliseconds(lambda: compare(study, [known], base)))  # noqa: B023
                checked.append(milliseconds(lambda: check(study, known, base)))  # noqa: B023
            draft, before = after, found[0]
        yield name, ours, compared, checked


def main(folder: Path) -> None:
    study = Study.of(read_dataset(folder))
    kind = next(one for one in study.country.kinds if one.code == KIND)
    print(
        f"{len(study.country.points):,} points, {len(study.country.units)} units; {EDITS} edits of each sort"
    )
    print("| edit | median | worst | a full comparison | the full check | times a comparison | over 50 ms |")
    print("|---|---|---|---|---|---|---|")
    for start, told in (("jeugdregio", "one layer"), (study.base_id, "po and vo apart")):
        live(study, start, study.base_id, kind, STANDARD)
        for name, ours, compared, checked in measured(study, start, kind, seed=7):
            middle, peer, other = map(statistics.median, (ours, compared, checked))
            over = sum(one >= GOAL_MS for one in ours)
            cells = (f"{one:.0f} ms" for one in (middle, max(ours), peer, other))
            print(f"| {name}, {told} | {' | '.join(cells)} | {peer / middle:.0f}x | {over} of {len(ours)} |")
    layer = study.arrangement("jeugdregio").po
    found = [len(what_if(study, "jeugdregio", kind, "", code)) for code in layer.codes]
    times = [milliseconds(lambda: what_if(study, "jeugdregio", kind, "", code)) for code in layer.codes]  # noqa: B023
    print(
        f"| what-if of all neighbours of a swv (at most {max(found)}) | {statistics.median(times):.0f} ms ",
        end="",
    )
    print(f"| {max(times):.0f} ms | - | - | - |")


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else BUNDLED)
