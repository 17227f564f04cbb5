"""The whole line on real input: import, cube, comparison; targets and ratios in one run."""

from __future__ import annotations

import argparse
import multiprocessing
import resource
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np

from data.dataset import read_dataset, write_dataset
from data.importer import import_folder
from model.cube import build_cube
from scenarios.compare import compare
from scenarios.study import Study

SAMPLE = 200  # demand points that brute force is run on


def timed(work: Callable[[], Any]) -> tuple[float, Any]:
    """Seconds that something takes, and what it gives."""
    start = time.perf_counter()
    outcome = work()
    return time.perf_counter() - start, outcome


def import_alone(source: str, target: str) -> float:
    """Peak memory (MB) of an import; run in a process of its own."""
    write_dataset(import_folder(Path(source)), Path(target))
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def all_pairs(study: Study) -> np.ndarray:
    """The cube by one matrix of all homes by all sites, reduced per (kind, unit)."""
    s, units = study.country.situation, study.country.units
    factor = study.country.settings.detour_factor
    metres = factor * np.hypot(
        s.homes.easting[:, None] - s.sites.easting[None, :],
        s.homes.northing[:, None] - s.sites.northing[None, :],
    )
    at = np.flatnonzero(s.sites.home >= 0)
    metres[s.sites.home[at], at] = s.homes.intrazonal_m[s.sites.home[at]]
    cube = np.full((len(s.kinds), len(s.homes), len(units)), np.inf, dtype=np.float32)
    unit = units.unit_of_point[s.point_of_site]
    for site, kind in zip(s.offer_site, s.offer_kind, strict=True):
        np.minimum(
            cube[kind, :, unit[site]], metres[:, site], out=cube[kind, :, unit[site]], casting="same_kind"
        )
    return cube


def brute_own(study: Study, name: str) -> float:
    """Seconds to find own distances of the sample point by point and site by site, extrapolated."""
    s, country = study.country.situation, study.country
    arrangement = study.arrangement(name)
    step = max(1, len(s.homes) // SAMPLE)
    points = range(0, len(s.homes), step)
    start = time.perf_counter()
    for position, kind in enumerate(country.kinds):
        swv = arrangement.layer(kind.layer).of_points()
        sites = s.offer_site[s.offer_kind == position]
        for point in points:
            own = [f for f in sites if swv[s.point_of_site[f]] == swv[point]]
            min(
                (
                    np.hypot(
                        s.homes.easting[point] - s.sites.easting[f],
                        s.homes.northing[point] - s.sites.northing[f],
                    )
                    for f in own
                ),
                default=np.inf,
            )
    return (time.perf_counter() - start) * len(s.homes) / len(points)


def main() -> None:
    """Run and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("source", help="folder with the open data")
    source = parser.parse_args().source
    with tempfile.TemporaryDirectory() as folder:
        target = str(Path(folder) / "set")
        with multiprocessing.get_context("spawn").Pool(1) as pool:
            import_s, peak_mb = timed(lambda: pool.apply(import_alone, (source, target)))
        study = Study.of(read_dataset(Path(target)))
        country = study.country
        cube_s, cube = timed(lambda: build_cube(country.situation, country.units, country.model))
        pairs_s, other = timed(lambda: all_pairs(study))
        if not np.allclose(cube.distance_m, other, rtol=1e-5):
            raise SystemExit("the cube and the all-pairs matrix differ")
        _ = study.cube
        stored = Study.of(read_dataset(Path(target)))
        open_s, _ = timed(lambda: stored.cube)
        names = list(stored.titles)
        compare_s, _ = timed(lambda: compare(stored, names))
        brute_s = brute_own(stored, "jeugdregio") * len(names)
    print("| what | measured | target | ratio against a peer in this run |")
    print("|---|---|---|---|")
    print(f"| import of the open data | {import_s:.1f} s, {peak_mb:.0f} MB | 60 s, 2,000 MB | - |")
    print(f"| straight-line cube | {cube_s:.2f} s | 10 s | {pairs_s / cube_s:.1f}x an all-pairs matrix |")
    print(f"| stored cube opened | {open_s:.2f} s | - | {cube_s / open_s:.0f}x building it |")
    ratio = brute_s / compare_s
    print(
        f"| {len(names)} indelingen compared, all kinds, all measures | {compare_s:.2f} s | 5 s | "
        f"{ratio:.0f}x own distances by brute force (sample of {SAMPLE}, extrapolated) |"
    )


if __name__ == "__main__":
    main()
