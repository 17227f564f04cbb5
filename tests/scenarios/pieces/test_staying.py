"""What stays with the largest part of its former swv: gemeenten, sites, boards."""

from __future__ import annotations

import math
from pathlib import Path

import numpy as np
import pytest

from data.dataset import BUNDLED, Dataset, read_dataset
from scenarios.boards import board_sites
from scenarios.consequences.relations import PlaceKind, relation_change
from scenarios.consequences.succession import AGES, body_of_points, succession
from scenarios.indeling import Arrangement, Indeling, LayerType
from scenarios.pieces.overview import overview
from scenarios.pieces.staying import BOARDS, GEMEENTEN, SITES, Follow, staying_values
from scenarios.settings import STRAIGHT, Settings
from scenarios.study import Study

TODAY = "regeling-2015"
PAIRS = [
    (TODAY, "jeugdregio"),
    (TODAY, "po-binnen-jeugdregio"),
    ("jeugdregio", "provincie"),
    ("provincie", TODAY),
    ("vo-leidend", "po-leidend"),
]


@pytest.fixture(scope="module")
def land() -> Study:
    return Study.of(read_dataset(BUNDLED), Settings(STRAIGHT))


@pytest.fixture(scope="module")
def own(dataset_folder: Path) -> Study:
    """Open the imported country, of which boards are known."""
    return Study.of(read_dataset(dataset_folder), Settings(STRAIGHT))


def _merged(study: Study, name: str, swv: str) -> Arrangement:
    layer = Indeling(LayerType.SWV_FUNDEREND, study.country.units, tuple(swv), {}, "2026", "Proef.")
    return Arrangement.merged(name, name, layer)


def test_the_worked_example(line_of_four: Dataset) -> None:
    """From {a,b},{c,d} to {a,b,c},{d}: c leaves its swv's largest part, and has no site."""
    study = Study.of(line_of_four, Settings(STRAIGHT))
    x, y = _merged(study, "X", "SSTT"), _merged(study, "Y", "SSST")
    found = Follow(study.country, x, y)
    gemeenten = found.gemeenten()
    assert gemeenten.what.tolist() == ["GM0001", "GM0002", "GM0003", "GM0004"]
    assert gemeenten.stays.tolist() == [True, True, False, True]
    assert gemeenten.share == 75
    assert found.sites().share == 100  # at a and d, for po and vo
    assert found.sites().weight.sum() == 4
    assert found.boards() is None
    assert math.isnan(staying_values(study.country, x, y)[BOARDS])


@pytest.mark.parametrize(("before", "after"), PAIRS)
def test_gemeenten_are_the_relations_that_do_not_vanish(land: Study, before: str, after: str) -> None:
    old, new = land.arrangement(before), land.arrangement(after)
    change = relation_change(land.country, old, new, PlaceKind.GEMEENTE)
    found = Follow(land.country, old, new).gemeenten()
    assert len(found.swv) == len(change.before)
    assert int((~found.stays).sum()) == len(change.vanished)


@pytest.mark.parametrize(("before", "after"), PAIRS)
def test_sites_one_by_one(land: Study, before: str, after: str) -> None:
    """Point by point over the swv's as values, without numbers."""
    country = land.country
    old, new = land.arrangement(before), land.arrangement(after)
    follow = succession(country, old, new)
    layer = {kind.code: kind.layer for kind in country.kinds}
    kept = total = 0.0
    seen: dict[tuple[int, str], tuple[int, float]] = {}
    for site, point, kind, number in country.supply[["site", "point", "kind", "aantal"]].itertuples(
        index=False
    ):
        key = int(site), layer[kind]
        seen[key] = int(point), max(float(number), seen.get(key, (0, 0.0))[1])
    was, now = ({age: body_of_points(one, age) for age in AGES} for one in (old, new))
    for (_, age), (point, number) in seen.items():
        body = was[age][point]
        if body is not None:
            total += number
            kept += number * (now[age][point] in follow.mains(body))
    assert Follow(country, old, new).sites().share == pytest.approx(100 * kept / total)


def test_all_stays_where_nothing_changes_or_everything_is_joined(land: Study) -> None:
    for name in (TODAY, "samengevoegd"):
        found = staying_values(land.country, land.arrangement(TODAY), land.arrangement(name))
        assert (found[GEMEENTEN], found[SITES]) == (100, 100)


def test_boards_one_by_one(own: Study) -> None:
    country, old, new = own.country, own.arrangement(TODAY), own.arrangement("jeugdregio")
    follow, sites = succession(country, old, new), board_sites(country)
    assert sites is not None
    was, now = ({age: body_of_points(one, age) for age in AGES} for one in (old, new))
    before = {(was[a][p], b) for b, p, a in zip(sites.board, sites.point, sites.layer, strict=True)}
    after = {(now[a][p], b) for b, p, a in zip(sites.board, sites.point, sites.layer, strict=True)}
    pairs = [(body, board) for body, board in before if body is not None]
    kept = sum(any((to, board) in after for to in follow.mains(body)) for body, board in pairs)
    found = overview(own, "jeugdregio", TODAY)[BOARDS].value
    assert found == pytest.approx(100 * kept / len(pairs))
    assert 0 < found < 100


def test_names_of_former_swvs(land: Study) -> None:
    found = Follow(land.country, land.arrangement(TODAY), land.arrangement("jeugdregio"))
    assert [layer for layer, _ in found.former].count("po") == 76
    assert [layer for layer, _ in found.former].count("vo") == 74
    assert (found.mains >= 0).all()
    assert np.unique(found.gemeenten().swv).size == 150
