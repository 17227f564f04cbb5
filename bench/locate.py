"""The best places beside spopt (PuLP with CBC) and brute force: ratios in one run.

On a region and on the country of the bundled data set, and on a made-up square. Before anything is timed,
every peer has to find the same least distance.
"""

from __future__ import annotations

import argparse
import itertools
import statistics
import sys
import time
import warnings
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
import pulp

from data.dataset import BUNDLED, read_dataset
from geo.distance import Sites
from model.gains import SECOND, Gains, Reach, median_gains
from model.locate import best_choice
from scenarios.study import Study
from scenarios.where import where
from scenarios.where_question import Question, area_of

with warnings.catch_warnings():
    warnings.simplefilter("ignore")  # of libraries that spopt loads
    from spopt.locate import PMedian

Float = Any
KIND, REGION = "so", "Zeeland (jeugdregio)"
RUNS = 5
#: Brute force goes through so many sets; the rest is extrapolated.
SAMPLE = 20_000
ALIKE = 1e-6


def timed(work: Callable[[], Any]) -> tuple[float, Any]:
    """Seconds that something takes, and what it gives."""
    start = time.perf_counter()
    outcome = work()
    return time.perf_counter() - start, outcome


def settled(work: Callable[[], Any]) -> float:
    """Median of some runs, or the only one where it takes long."""
    first, _ = timed(work)
    return first if first > 1 else statistics.median([first, *(timed(work)[0] for _ in range(RUNS))])


@dataclass(frozen=True)
class Case:
    """A p-median problem with what there is already.

    Attributes
    ----------
    name
        As it stands in the table.
    now, weight
        Per home: metres to what there is, and pupils.
    metres
        Homes by candidates.
    k
        Sites to open.
    """

    name: str
    now: Float
    weight: Float
    metres: Float
    k: int

    @property
    def reach(self) -> Reach:
        """As the model wants it: only what is nearer."""
        home, site = np.nonzero(self.metres < self.now[:, None])
        return Reach(self.now, self.weight, home, site, self.metres[home, site], self.metres.shape[1])

    def least(self, gained: float) -> float:
        """Weighted distance that is left."""
        return float(self.weight @ self.now) - gained

    def spopt(self) -> float:
        """Let what there is count as one facility that is always open, which makes the problem smaller."""
        cost = np.column_stack([self.now, self.metres])
        fixed = np.arange(cost.shape[1]) == 0
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            model = PMedian.from_cost_matrix(cost, self.weight, self.k + 1, predefined_facilities_arr=fixed)
            solved = model.solve(pulp.PULP_CBC_CMD(msg=False), results=False)
        return float(solved.problem.objective.value())

    def brute(self) -> tuple[float, float, str]:
        """Seconds for all sets, the least of those that were looked at, and how many those were."""
        sets = itertools.combinations(range(self.metres.shape[1]), self.k)
        total = 1
        for number in range(self.k):
            total = total * (self.metres.shape[1] - number) // (number + 1)
        start, least, done = time.perf_counter(), np.inf, 0
        for one in itertools.islice(sets, SAMPLE):
            nearest = np.minimum(self.now, self.metres[:, one].min(axis=1))
            least, done = min(least, float(self.weight @ nearest)), done + 1
        seconds = (time.perf_counter() - start) * total / done
        return seconds, least, f"{done:,} sets" + (" (extrapolated)" if done < total else ", all")


def region(study: Study, k: int) -> Case:
    """The children of a region, and all its PC4's."""
    inside = area_of(study, study.base_id, REGION).points
    homes = study.country.situation.homes
    sites = Sites(homes.easting[inside], homes.northing[inside], inside, inside)
    alone = [np.array([number]) for number in range(len(inside))]
    metres = study.country.model.between(homes, sites).nearest(alone).distance_m[inside].astype(float)
    now = study.free_m[study.country.situation.kinds.index(KIND)][inside].astype(float)
    return Case(f"{REGION}, {KIND}, k = {k}", now, study.country.pupils("po")[inside], metres, k)


def square(size: int, k: int, seed: int) -> Case:
    """Homes anywhere in a square, each a candidate, far from anything."""
    rng = np.random.default_rng(seed)
    at = rng.random((size, 2)) * 100_000
    metres = np.hypot(*(at[:, None] - at).transpose(2, 0, 1))
    return Case(
        f"made-up square, {size} homes, k = {k}", np.full(size, 60_000.0), rng.random(size), metres, k
    )


def rows(case: Case) -> list[str]:
    """Solve with each, see that they agree, and time them."""
    print(case.name, file=sys.stderr)
    gains = median_gains(case.reach)
    chosen = best_choice(gains, case.k)
    least = case.least(chosen.gain[SECOND])
    if not chosen.is_proven:
        raise SystemExit(f"{case.name}: niet bewezen")
    spopt_s, theirs = timed(case.spopt)
    if abs(theirs - least) > ALIKE * least:
        raise SystemExit(f"spopt vindt {theirs}, dekkend {least}")
    ours = settled(lambda: best_choice(median_gains(case.reach), case.k))
    fast = settled(lambda: best_choice(gains, case.k, time_limit_s=0))
    brute_s, lowest, how = case.brute()
    if lowest < least * (1 - ALIKE):
        raise SystemExit("een willekeurige keuze is beter")
    return [
        row(case.name, "dekkend", ours, ours, "proven"),
        row(case.name, "dekkend", fast, ours, f"heuristic alone, gap {share(gains, case.k)}"),
        row(case.name, "spopt, CBC", spopt_s, ours, "the same least distance; its model made anew"),
        row(case.name, "brute force, numpy", brute_s, ours, how),
    ]


def share(gains: Gains, k: int) -> str:
    """Gap of the heuristic, as a share of its gain."""
    found = best_choice(gains, k, time_limit_s=0)
    return f"{100 * found.gap(SECOND) / found.gain[SECOND]:.2g}%"


def row(what: str, who: str, seconds: float, ours: float, how: str) -> str:
    """One line of the table."""
    shown = f"{seconds:,.1f} s" if seconds >= 1 else f"{seconds * 1000:.3g} ms"
    times = seconds / ours
    ratio = f"{times:,.0f}x" if times >= 10 else f"{times:.2g}x"  # noqa: PLR2004
    return f"| {what} | {who} | {shown} | {ratio} | {how} |"


def country_row(study: Study) -> str:
    """Distances and five places for the whole country."""
    question = Question(KIND, area_of(study, study.base_id, "nederland"), most=5)
    seconds, found = timed(lambda: where(study, study.base_id, question))
    gap = max(step.gap for step in found.steps)
    how = f"distances included; largest gap {gap:.2g} m of mean distance; too large for the peers"
    return row(
        f"Nederland, {KIND}, curve k = 1 to 5, {found.candidates:,} places", "dekkend", seconds, seconds, how
    )


def main() -> None:
    """Run and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument(
        "--klein", action="store_true", help="een vierkant van 60 in plaats van 150 woonplaatsen"
    )
    parser.add_argument("--zaad", type=int, default=1, help="van het kunstmatige vierkant")
    chosen = parser.parse_args()
    study = Study.of(read_dataset(BUNDLED))
    _ = study.cube
    table = rows(region(study, 1)) + rows(region(study, 3))
    table += rows(square(60 if chosen.klein else 150, 5, chosen.zaad))
    table.append(country_row(study))
    print("| what | by | computed | times dekkend | how |")
    print("|---|---|---|---|---|")
    print("\n".join(table))


if __name__ == "__main__":
    main()
