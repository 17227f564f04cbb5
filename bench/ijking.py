"""Calibrate the modelled network on the drive networks in the raw folder: one command, one table.

    DEKKEND_BRONDATA=BRONMAP python bench/ijking.py [GEGEVENSMAP]

Targets are journeys over real roads, metres of the shortest and seconds of the fastest way:

- Delft, complete streets, directed: from each PC4 point to all other PC4 points and to `SPOTS`
  nodes drawn at random, which stand for sites with an address of their own;
- the surroundings of Utrecht, main roads only: between junctions of main roads that are no motorway,
  over 10 km straight. Shorter journeys are longer there than over all roads, for you must reach a
  main road first; so are those between PC4 points, which are shown (over 3 km) but not used.

PC4's, not pairs, are split at random, `SPLITS` times: values are found on journeys within one half
and judged on journeys within the other. What ships is the median over the splits. Distance classes
weigh alike and go by the straight line, so that no journey is chosen for its detour.

Seconds are those of a network that users read in (`data.osm.rules`): what is usually driven of the
maximum speed, no queues. Speeds of urban places and of the streets at both ends are found in Delft.
That of rural places would end above what ordinary roads allow, for main roads lack the streets
towards them: it is held to `RURAL_LIMIT`, and mixed places to the harmonic mean of both.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from itertools import product
from pathlib import Path
from typing import Final

import numpy as np
from road_journeys import Bool, Demand, Float, Int, Target, between, targets

from data.dataset import BUNDLED, Dataset, read_dataset
from geo.modelnet import ModelnetJoining, Parameters, Tables
from geo.network import Mode, Quantity

#: Pairs of places by target and distance class: their positions among all pairs of that target.
Sample = Sequence[tuple[int, int, Int]]

ROOT: Final = Path(__file__).resolve().parents[1]
METRES: Final = "metres, modelnet"
STRAIGHT: Final = "metres, straight x 1.3"
SECONDS: Final = "seconds, modelnet"
SHOWN: Final = "metres between PC4 points around Utrecht (not used), modelnet"
SHOWN_STRAIGHT: Final = "metres between PC4 points around Utrecht (not used), straight x 1.3"
WET: Final = "of those over water, modelnet"
WET_STRAIGHT: Final = "of those over water, straight x 1.3"

SEED: Final = 2026
SPLITS: Final = 21
FEWEST_PAIRS: Final = 20
CLASSES: Final = ((0.0, 3000.0), (3000.0, 10_000.0), (10_000.0, 30_000.0), (30_000.0, np.inf))
STRAIGHT_DETOUR: Final = 1.3
#: What is tried.
DETOURS: Final = tuple(round(1.1 + 0.02 * step, 2) for step in range(14))
DETOUR_STEP: Final = 0.05  # what ships is rounded to what the splits differ
STREETS_M: Final = tuple(50.0 * step for step in range(21))
STREETS_KMH: Final = tuple(5.0 + 2.5 * step for step in range(11))
URBAN_KMH: Final = tuple(25 + 2.5 * step for step in range(15))
RURAL_KMH: Final = tuple(60.0 + 10 * step for step in range(5))
#: Highest speed on ordinary Dutch roads outside built-up areas, km/h.
RURAL_LIMIT: Final = 80.0


@dataclass(frozen=True, slots=True)
class Values:
    """What is looked for; speeds in km/h."""

    detour: float = 1.2
    streets_m: float = 0.0
    streets_kmh: float = 30.0
    urban: float = 40.0
    rural: float = RURAL_LIMIT

    @property
    def mixed(self) -> float:
        """Half of the way at urban and half at rural speed."""
        return _whole(2 / (1 / self.urban + 1 / self.rural), 2.5)


@dataclass(frozen=True, eq=False)
class Bench:
    """Targets, and what the modelled network says of them under values that are tried."""

    demand: Demand
    tables: Tables
    targets: tuple[Target, ...]
    _said: dict[tuple[Values, Quantity], list[Float]] = field(default_factory=dict)

    def says(self, values: Values, quantity: Quantity) -> list[Float]:
        """Metres or seconds between the places of each target."""
        bare = replace(
            values, streets_m=0.0, streets_kmh=30.0
        )  # a stretch that every journey has alike is added afterwards
        if (bare, quantity) not in self._said:
            network = self.demand.network(Mode.AUTO, replace(self.tables, parameters=self.parameters(bare)))
            access = (
                ModelnetJoining(bare.detour)(network, self.demand.homes, t.sites)[1] for t in self.targets
            )
            self._said[bare, quantity] = [between(network, one, quantity) for one in access]
        speed = 1.0 if quantity is Quantity.DISTANCE else values.streets_kmh / 3.6
        return [said + values.streets_m / speed for said in self._said[bare, quantity]]

    def parameters(self, values: Values) -> Parameters:
        """The shipped parameters with these values in their place."""
        kmh = (values.rural, values.mixed, values.urban)
        return replace(self.tables.parameters, detour=values.detour, streets_m=values.streets_m, kmh=kmh)

    def sample(self, pairs: Iterable[Bool]) -> Sample:
        """Pairs per target by class of straight distance, without classes that hardly occur."""
        found = [
            (place, number, np.flatnonzero(some & (target.straight > low) & (target.straight <= high)))
            for place, (target, some) in enumerate(zip(self.targets, pairs, strict=True))
            for number, (low, high) in enumerate(CLASSES)
        ]
        return [one for one in found if len(one[2]) >= FEWEST_PAIRS]

    def errors(self, said: list[Float], quantity: Quantity, sample: Sample) -> dict[int, Float]:
        """Relative errors per distance class."""
        real = [t.metres if quantity is Quantity.DISTANCE else t.seconds for t in self.targets]
        return {
            number: said[place].ravel()[chosen] / real[place].ravel()[chosen] - 1
            for place, number, chosen in sample
        }

    def best(self, tried: Iterable[Values], quantity: Quantity, sample: Sample) -> Values:
        """Values with the least mean absolute logarithm of said over real; distance classes weigh alike."""

        def missed(values: Values) -> float:
            errors = self.errors(self.says(values, quantity), quantity, sample)
            return float(np.mean([np.abs(np.log1p(error)).mean() for error in errors.values()]))

        return min(tried, key=missed)


def summary(error: Float) -> Float:
    """Bias (median), median and 90th percentile of the absolute relative error, number of pairs."""
    size = np.abs(error)
    return np.array([np.median(error), np.median(size), np.quantile(size, 0.9), len(error)])


@dataclass(frozen=True, eq=False)
class Calibration:
    """What was found.

    Attributes
    ----------
    ships
        The median over the splits.
    per_split
        What each split found on its own: lengths, and speeds at the lengths that ship.
    rural
        Rural speed that would be found without a limit, km/h.
    errors
        Per table and distance class the mean over splits of `summary`, on pairs held out.
    """

    ships: Values
    per_split: list[tuple[Values, Values]]
    rural: float
    errors: dict[str, dict[int, Float]]

    @property
    def error_share(self) -> float:
        """Median error of metres, distance classes alike, rounded up to a whole percent."""
        return float(np.ceil(100 * np.mean([row[1] for row in self.errors[METRES].values()])) / 100)


def calibrate(folder: Path, dataset: Dataset) -> Calibration:
    """Find values on half of the PC4's and judge them on the other half, many times."""
    demand, tables = Demand(dataset), Tables()
    rng = np.random.default_rng(SEED)
    bench = Bench(demand, tables, targets(folder, demand, rng))
    halves = [[target.halves(rng) for target in bench.targets] for _ in range(SPLITS)]
    fits = [bench.sample(fit for fit, _ in split) for split in halves]
    lengths = [Values(detour, streets_m) for detour, streets_m in product(DETOURS, STREETS_M)]
    found = [bench.best(lengths, Quantity.DISTANCE, fit) for fit in fits]

    def agreed(name: str, options: list[Values], quantity: Quantity, place: int | None) -> float:
        return _median([bench.best(options, quantity, _only(place, fit)) for fit in fits], name)

    values = Values(_whole(_median(found, "detour"), DETOUR_STEP))
    options = [replace(values, streets_m=metres) for metres in STREETS_M]
    values = replace(values, streets_m=agreed("streets_m", options, Quantity.DISTANCE, None))
    # speeds are looked for at the lengths that ship: another detour factor per split changes them little
    options = [replace(values, streets_kmh=slow, urban=kmh) for slow, kmh in product(STREETS_KMH, URBAN_KMH)]
    speeds = [bench.best(options, Quantity.TIME, _only(0, fit)) for fit in fits]
    values = replace(values, streets_kmh=_median(speeds, "streets_kmh"))
    options = [replace(values, urban=kmh) for kmh in URBAN_KMH]
    values = replace(values, urban=agreed("urban", options, Quantity.TIME, 0))
    free = agreed("rural", [replace(values, rural=kmh) for kmh in RURAL_KMH], Quantity.TIME, 1)
    values = replace(values, rural=min(free, RURAL_LIMIT))
    helds = [[held for _, held in split] for split in halves]
    per_split = list(zip(found, speeds, strict=True))
    return Calibration(values, per_split, free, _errors(bench, per_split, helds, values))


def _median(found: list[Values], name: str) -> float:
    return float(np.median([getattr(values, name) for values in found]))


def _whole(value: float, step: float) -> float:
    return round(step * round(value / step), 2)


def _only(place: int | None, sample: Sample) -> Sample:
    """Pairs of one target, or all."""
    return [one for one in sample if place in {None, one[0]}]


def _errors(
    bench: Bench, found: list[tuple[Values, Values]], helds: list[list[Bool]], values: Values
) -> dict[str, dict[int, Float]]:
    straight = [STRAIGHT_DETOUR * target.straight for target in bench.targets]
    wet = [bench.demand.apart(bench.tables, target.sites) for target in bench.targets]
    tables: dict[str, list[dict[int, Float]]] = {}

    def put(name: str, said: list[Float], quantity: Quantity, pairs: Iterable[Bool]) -> None:
        errors = bench.errors(said, quantity, bench.sample(pairs))
        tables.setdefault(name, []).append({number: summary(error) for number, error in errors.items()})

    for (own, own_speeds), held in zip(found, helds, strict=True):
        put(METRES, bench.says(own, Quantity.DISTANCE), Quantity.DISTANCE, held)
        put(STRAIGHT, straight, Quantity.DISTANCE, held)
        put(SECONDS, bench.says(own_speeds, Quantity.TIME), Quantity.TIME, held)
    shown = [target.shown for target in bench.targets]
    over = [some & apart for some, apart in zip(shown, wet, strict=True)]
    said = bench.says(values, Quantity.DISTANCE)
    for pairs, model, line in ((shown, SHOWN, SHOWN_STRAIGHT), (over, WET, WET_STRAIGHT)):
        put(model, said, Quantity.DISTANCE, pairs)
        put(line, straight, Quantity.DISTANCE, pairs)
    return {
        name: {
            number: np.mean([row[number] for row in rows if number in row], axis=0)
            for number in sorted({number for row in rows for number in row})
        }
        for name, rows in tables.items()
    }


def main() -> None:
    """Calibrate and print what was found."""
    folder = Path(os.environ.get("DEKKEND_BRONDATA", ROOT.parent / "shared" / "data"))
    found = calibrate(folder, read_dataset(Path(sys.argv[1]) if len(sys.argv) > 1 else BUNDLED))
    print(f"ships: {found.ships}, mixed {found.ships.mixed:g} km/h, error {found.error_share:g}")
    for place, name in ((0, "detour"), (0, "streets_m"), (1, "streets_kmh"), (1, "urban")):
        low, middle, high = np.quantile(
            [getattr(one[place], name) for one in found.per_split], [0.1, 0.5, 0.9]
        )
        print(f"{name} over {SPLITS} splits: {low:g} - {middle:g} - {high:g} (10, 50, 90%)")
    print(f"rural without a limit: {found.rural:g} km/h\n")
    print("| held out | straight | pairs per split | bias | median error | 90% below |")
    print("|---|---|---|---|---|---|")
    for name, rows in found.errors.items():
        for number, (bias, middle, high, size) in rows.items():
            low, top = (km / 1000 for km in CLASSES[number])
            print(f"| {name} | {low:g}-{top:g} km | {size:.0f} | {bias:+.1%} | {middle:.1%} | {high:.1%} |")


if __name__ == "__main__":
    main()
