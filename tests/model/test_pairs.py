"""Pairs of homes and sites: all that lie within the limit, and nothing else."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from data.cube_store import PairParts
from geo.distance import Homes, Pairs, Sites, StraightLine
from geo.network import Edges, Mode, Origin, build_network
from geo.road import RoadModel
from model import pairs as module
from model.cube import Situation, one_by_one
from model.pairs import build_pairs, pairs_fingerprint

ORIGIN = Origin("proefnet", Mode.AUTO, "gemeten", "zelf getekend", "2025-01-01")
LIMITS = st.sampled_from([0.0, 25.0, 500.0, 1_500.0, 1e9])
MODEL = StraightLine(1.3)
Row = tuple[int, int, float, float | None]


def _rows(found: Pairs) -> list[Row]:
    """Read a table by its rows: home, site, metres, seconds."""
    home = np.repeat(np.arange(len(found.start) - 1), np.diff(found.start))
    seconds = [None] * len(home) if found.time_s is None else found.time_s.tolist()
    return list(zip(home.tolist(), found.site.tolist(), found.distance_m.tolist(), seconds, strict=True))


def _one_by_one(country: Any, limit_m: float) -> list[Row]:
    """Ask for every site alone, and keep what is within the limit."""
    situation = country.situation
    homes, sites = situation.homes, situation.sites
    groups = [np.array([site]) for site in range(len(sites))]
    nearest = country.fresh_model.between(homes, sites).nearest(groups)
    return [
        (home, site, float(metres), None if nearest.time_s is None else float(nearest.time_s[home, site]))
        for (home, site), metres in np.ndenumerate(nearest.distance_m)
        if metres <= limit_m
    ]


@given(data=st.data(), limit_m=LIMITS, batches=st.integers(1, 8))
@settings(deadline=None)
def test_every_pair_within_the_limit_and_no_other(
    countries: st.SearchStrategy[Any], data: st.DataObject, limit_m: float, batches: int
) -> None:
    country = data.draw(countries)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(module, "LEAST_BATCHES", batches)
        found = build_pairs(country.situation, country.model, limit_m)
    assert _rows(found) == _one_by_one(country, limit_m)
    assert found.limit_m == limit_m
    assert (found.site.dtype, found.distance_m.dtype, found.start.dtype) == (np.int32, np.float32, np.int64)


@given(data=st.data(), limit_m=LIMITS, seed=st.integers(0, 2**32 - 1))
@settings(deadline=None)
def test_the_order_in_which_batches_come_back_changes_nothing(
    countries: st.SearchStrategy[Any], data: st.DataObject, limit_m: float, seed: int
) -> None:
    country = data.draw(countries)
    order = np.random.default_rng(seed)

    def mixed(work: Callable[[Any], Any], pieces: Sequence[tuple[int, Any]]) -> Iterator[tuple[int, Any]]:
        for n in order.permutation(len(pieces)):
            yield pieces[n][0], work(pieces[n][1])

    told: list[tuple[int, int]] = []
    tell = lambda done, total: told.append((done, total))  # noqa: E731
    found = build_pairs(country.situation, country.model, limit_m, tell, runner=mixed)
    assert _rows(found) == _rows(build_pairs(country.situation, country.model, limit_m))
    n_sites = len(country.situation.sites)
    assert [total for _, total in told] == [n_sites] * len(told)
    assert [done for done, _ in told] == sorted(done for done, _ in told)
    assert told[-1:] == [(n_sites, n_sites)] * bool(n_sites)


def _situation() -> Situation:
    homes = Homes(np.array([0.0, 1000.0]), np.zeros(2), np.array([100.0, 200.0]))
    sites = Sites(np.array([400.0, 1000.0]), np.zeros(2), np.array([-1, 1]), np.array([0, 1]))
    return Situation(homes, sites, ("so",), np.array([0, 1]), np.array([0, 0]))


def _road(seconds: float) -> RoadModel:
    edges = Edges(np.array([0, 1]), np.array([1, 0]), np.full(2, 1000.0), np.full(2, seconds))
    return RoadModel(build_network(ORIGIN, np.array([0.0, 1000.0]), np.zeros(2), edges))


def test_by_hand_a_site_in_the_home_itself_counts_as_intrazonal() -> None:
    found = build_pairs(_situation(), StraightLine(2.0), 1_200.0)
    assert _rows(found) == [(0, 0, 800.0, None), (1, 0, 1200.0, None), (1, 1, 200.0, None)]
    assert _rows(build_pairs(_situation(), StraightLine(2.0), 799.0)) == [(1, 1, 200.0, None)]
    timed = _rows(build_pairs(_situation(), _road(60.0), 1_000.0))
    # beside the road at 30 km/h, along it at 60; home 1 is 1,400 metres from the first site
    assert [row[:3] for row in timed] == [(0, 0, 400.0), (0, 1, 1000.0), (1, 1, 200.0)]
    assert [row[3] for row in timed] == pytest.approx([48.0, 60.0, 24.0])


@pytest.mark.parametrize("part", ["easting", "northing", "intrazonal_m"])
def test_another_home_is_another_fingerprint(part: str) -> None:
    here = _situation()
    other = replace(here, homes=replace(here.homes, **{part: getattr(here.homes, part) + 1}))
    assert pairs_fingerprint(other, MODEL, 5_000.0) != pairs_fingerprint(here, MODEL, 5_000.0)


@pytest.mark.parametrize("part", ["easting", "northing", "home", "zone"])
def test_another_site_is_another_fingerprint(part: str) -> None:
    here = _situation()
    other = replace(here, sites=replace(here.sites, **{part: getattr(here.sites, part)[::-1].copy()}))
    if part == "northing":
        other = replace(here, sites=replace(here.sites, northing=np.array([0.0, 1.0])))
    assert pairs_fingerprint(other, MODEL, 5_000.0) != pairs_fingerprint(here, MODEL, 5_000.0)


def test_the_model_and_the_limit_are_in_the_fingerprint_and_what_is_offered_is_not() -> None:
    here = _situation()
    marks = {
        pairs_fingerprint(here, model, limit)
        for model in (MODEL, StraightLine(1.4), _road(60.0), _road(61.0))
        for limit in (5_000.0, 5_000.5)
    }
    assert len(marks) == 8
    taught = replace(here, offer_site=np.array([1]), offer_kind=np.array([0]))
    assert pairs_fingerprint(taught, MODEL, 5_000.0) == pairs_fingerprint(here, MODEL, 5_000.0)
    assert pairs_fingerprint(_situation(), _road(60.0), 1.0) == pairs_fingerprint(here, _road(60.0), 1.0)


def test_an_interrupted_table_goes_on_where_it_was(
    countries: st.SearchStrategy[Any], tmp_path_factory: pytest.TempPathFactory
) -> None:
    @given(data=st.data(), batches=st.integers(1, 8))
    @settings(deadline=None, max_examples=30)
    def check(data: st.DataObject, batches: int) -> None:
        country = data.draw(countries)
        folder, done = tmp_path_factory.mktemp("paren"), data.draw(st.integers(0, 8))
        asked: list[int] = []

        def until_the_cut(work: Any, pieces: Any) -> Any:
            yield from one_by_one(work, pieces[:done])
            raise InterruptedError

        def counted(work: Any, pieces: Any) -> Any:
            asked.extend(number for number, _ in pieces)
            yield from one_by_one(work, pieces)

        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(module, "LEAST_BATCHES", batches)
            whole = build_pairs(country.situation, country.model, 900.0)
            kept = PairParts(folder, "abc", 900.0)
            with pytest.raises(InterruptedError):
                build_pairs(country.situation, country.model, 900.0, runner=until_the_cut, kept=kept)
            again = build_pairs(country.situation, country.model, 900.0, runner=counted, kept=kept)
        assert _rows(again) == _rows(whole)
        most = -(-len(country.situation.sites) // max(1, -(-len(country.situation.sites) // batches)))
        assert len(asked) == max(0, most - done)
        kept.clear()
        assert not list(folder.rglob("*-deel-*"))

    check()
