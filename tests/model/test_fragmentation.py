"""How an indeling cuts up the country: entropies that are a metric, and counts by brute force."""

from __future__ import annotations

import math
from collections import defaultdict

import networkx as nx
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray
from scipy.stats import entropy

from model.fragmentation import (
    Table,
    conditional_entropy_bits,
    congruence,
    effective_number,
    empty_outside,
    entropy_bits,
    intersection_table,
    layer_mean,
    nesting,
    overlap_components,
    share_that_stays,
    split_areas,
    variation_of_information_bits,
)

Labels = NDArray[np.object_]


def _labels(texts: str | list[str]) -> Labels:
    return np.array(list(texts), dtype=object)


@st.composite
def divisions(draw: st.DrawFn, count: int = 2, alphabet: str = "ABC") -> tuple[list[Labels], np.ndarray]:
    """Draw some divisions of the same points, with whole numbers of pupils (some none)."""
    size = draw(st.integers(1, 10))
    one = st.lists(st.sampled_from(alphabet), min_size=size, max_size=size)
    weight = draw(st.lists(st.integers(0, 9), min_size=size, max_size=size))
    return [_labels(draw(one)) for _ in range(count)], np.array(weight, dtype=float)


def _shared(a: Labels, b: Labels, weight: np.ndarray) -> dict[tuple[str, str], float]:
    """Pupils per pair of areas, added up one by one; only pairs with pupils."""
    found: dict[tuple[str, str], float] = defaultdict(float)
    for x, y, w in zip(a, b, weight, strict=True):
        if x and y and w > 0:
            found[str(x), str(y)] += w
    return dict(found)


def _information(a: Labels, b: Labels, weight: np.ndarray) -> float:
    return variation_of_information_bits(intersection_table(a, b, weight))


@given(divisions(alphabet="AB "))
def test_the_table_adds_up_one_by_one(drawn: tuple[list[Labels], np.ndarray]) -> None:
    (a, b), weight = drawn
    a, b = np.where(a == " ", "", a), np.where(b == " ", "", b)
    table = intersection_table(a, b, weight)
    found = {
        (row, column): table.pupils[r, c]
        for r, row in enumerate(table.rows)
        for c, column in enumerate(table.columns)
        if table.pupils[r, c] > 0
    }
    assert found == _shared(a, b, weight)
    inside = [(x, y) for x, y in zip(a, b, strict=True) if x and y]
    assert table.rows == tuple(sorted({x for x, _ in inside}))
    assert table.columns == tuple(sorted({y for _, y in inside}))
    assert table.transposed().pupils.tolist() == intersection_table(b, a, weight).pupils.tolist()


@given(st.lists(st.integers(0, 9), min_size=1, max_size=8))
def test_entropy_against_scipy(counts: list[int]) -> None:
    total = sum(counts)
    if total:
        share = np.array(counts) / total
        assert entropy_bits(share) == pytest.approx(entropy(share, base=2), abs=1e-12)
        assert effective_number(share) == pytest.approx(1 / sum((n / total) ** 2 for n in counts))
    else:
        assert math.isnan(effective_number(np.array(counts, dtype=float)))


@given(st.integers(1, 50))
def test_equal_parts_count_fully(parts: int) -> None:
    share = np.full(parts, 1 / parts)
    assert effective_number(share) == pytest.approx(parts)
    assert entropy_bits(share) == pytest.approx(math.log2(parts))


@given(divisions())
def test_conditional_entropy_is_joint_minus_marginal(drawn: tuple[list[Labels], np.ndarray]) -> None:
    (a, b), weight = drawn
    table = intersection_table(a, b, weight)
    total = weight.sum()
    if total == 0:
        assert conditional_entropy_bits(table) == 0
        return
    joint = entropy(table.pupils.ravel() / total, base=2)
    rows = entropy(table.pupils.sum(axis=1) / total, base=2)
    assert conditional_entropy_bits(table) == pytest.approx(joint - rows, abs=1e-9)


@given(divisions())
def test_zero_bits_exactly_if_every_populated_swv_lies_in_one_region(
    drawn: tuple[list[Labels], np.ndarray],
) -> None:
    (swv, region), weight = drawn
    found = nesting(intersection_table(swv, region, weight))
    per_swv, per_region = defaultdict(set), defaultdict(set)
    for s, j in _shared(swv, region, weight):
        per_swv[s].add(j)
        per_region[j].add(s)
    assert (found.nesting_bits == 0) == all(len(regions) == 1 for regions in per_swv.values())
    assert (found.tables_bits == 0) == all(len(swvs) == 1 for swvs in per_region.values())


@given(divisions())
def test_nesting_counts_by_brute_force(drawn: tuple[list[Labels], np.ndarray]) -> None:
    (swv, region), weight = drawn
    shared = _shared(swv, region, weight)
    found = nesting(intersection_table(swv, region, weight))
    assert found.relations == len(shared)
    if not shared:
        assert math.isnan(found.regions_per_area)
        assert math.isnan(found.areas_per_region)
        assert math.isnan(found.effective_areas)
        assert found.departing == ()
        return
    swvs, regions = {s for s, _ in shared}, {j for _, j in shared}
    assert found.regions_per_area == pytest.approx(len(shared) / len(swvs))
    assert found.areas_per_region == pytest.approx(len(shared) / len(regions))
    outside = {}
    for s in swvs:
        parts = [pupils for (area, _), pupils in shared.items() if area == s]
        if len(parts) > 1:
            outside[s] = sum(parts) - max(parts)
    assert found.departing == tuple(sorted(outside.items(), key=lambda item: (-item[1], item[0])))
    effective = 0.0
    for j in regions:
        parts = [pupils for (_, area), pupils in shared.items() if area == j]
        effective += sum(parts) / sum((p / sum(parts)) ** 2 for p in parts)
    assert found.effective_areas == pytest.approx(effective / weight.sum())


@given(divisions(count=3))
@settings(deadline=None)
def test_variation_of_information_is_a_metric(drawn: tuple[list[Labels], np.ndarray]) -> None:
    (a, b, c), weight = drawn
    assert _information(a, a, weight) == 0
    assert _information(a, b, weight) == pytest.approx(_information(b, a, weight), abs=1e-12)
    assert _information(a, c, weight) <= _information(a, b, weight) + _information(b, c, weight) + 1e-9
    shared = _shared(a, b, weight)
    same = len({x for x, _ in shared}) == len({y for _, y in shared}) == len(shared)
    assert (_information(a, b, weight) == 0) == same


@given(divisions())
def test_other_names_for_the_same_areas_change_nothing(drawn: tuple[list[Labels], np.ndarray]) -> None:
    (a, b), weight = drawn
    renamed = np.array([{"A": "zuid", "B": "noord", "C": "oost"}[x] for x in a], dtype=object)
    before, after = intersection_table(a, b, weight), intersection_table(renamed, b, weight)
    assert _information(a, b, weight) == pytest.approx(_information(renamed, b, weight))
    assert share_that_stays(before) == pytest.approx(share_that_stays(after), nan_ok=True)
    old, new = nesting(before), nesting(after)
    assert old.nesting_bits == pytest.approx(new.nesting_bits)
    assert old.effective_areas == pytest.approx(new.effective_areas, nan_ok=True)
    assert (old.relations, len(old.departing)) == (new.relations, len(new.departing))
    assert congruence(a, b, weight).share == pytest.approx(congruence(renamed, b, weight).share, nan_ok=True)
    assert overlap_components(a, b).tolist() == overlap_components(renamed, b).tolist()


@given(divisions(), st.data())
def test_order_of_the_points_changes_nothing(
    drawn: tuple[list[Labels], np.ndarray], data: st.DataObject
) -> None:
    (a, b), weight = drawn
    order = np.array(data.draw(st.permutations(range(len(weight)))))
    assert intersection_table(a, b, weight).pupils.tolist() == (
        intersection_table(a[order], b[order], weight[order]).pupils.tolist()
    )


@given(divisions())
def test_share_that_stays_by_brute_force(drawn: tuple[list[Labels], np.ndarray]) -> None:
    (old, new), weight = drawn
    shared = _shared(old, new, weight)
    found = share_that_stays(intersection_table(old, new, weight))
    if not shared:
        assert math.isnan(found)
        return
    largest = sum(max(p for (o, _), p in shared.items() if o == area) for area in {o for o, _ in shared})
    assert found == pytest.approx(largest / weight.sum())
    assert share_that_stays(intersection_table(old, old, weight)) == 1


@given(divisions(), st.booleans())
def test_merging_keeps_everyone_together(drawn: tuple[list[Labels], np.ndarray], all_of_them: object) -> None:
    (old, _), weight = drawn
    merged = np.where((old == "B") | bool(all_of_them), "A", old)
    if weight.sum():
        assert share_that_stays(intersection_table(old, merged, weight)) == 1


@given(divisions(alphabet="ABC "))
def test_congruence_by_brute_force(drawn: tuple[list[Labels], np.ndarray]) -> None:
    (po, vo), weight = drawn
    po, vo = np.where(po == " ", "", po), np.where(vo == " ", "", vo)
    populated = [i for i in range(len(weight)) if weight[i] > 0 and po[i] and vo[i]]
    territory = {
        (layer, area): {i for i in populated if labels[i] == area}
        for layer, labels in (("po", po), ("vo", vo))
        for area in set(labels)
    }
    same = [i for i in populated if territory["po", po[i]] == territory["vo", vo[i]]]
    found = congruence(po, vo, weight)
    assert set(found.pairs) == {(po[i], vo[i]) for i in same}
    if populated:
        assert found.share == pytest.approx(weight[same].sum() / weight[populated].sum())
    else:
        assert math.isnan(found.share)


@given(divisions(alphabet="ABCDEF "))
def test_overlap_components_against_networkx(drawn: tuple[list[Labels], np.ndarray]) -> None:
    (po, vo), _ = drawn
    po, vo = np.where(po == " ", "", po), np.where(vo == " ", "", vo)
    graph = nx.Graph()
    graph.add_edges_from((("po", x), ("vo", y)) for x, y in zip(po, vo, strict=True) if x and y)
    component = {
        node: number for number, nodes in enumerate(nx.connected_components(graph)) for node in nodes
    }
    found = overlap_components(po, vo)
    inside = (po != "") & (vo != "")
    assert (found[~inside] == -1).all()
    expected = [component["po", x] for x in po[inside]]
    pairs = set(zip(found[inside].tolist(), expected, strict=True))
    assert len(pairs) == len({a for a, _ in pairs}) == len({b for _, b in pairs}) == len(set(expected))
    first_seen = list(dict.fromkeys(found[inside].tolist()))
    assert first_seen == list(range(len(first_seen)))


@given(divisions(alphabet="ABCDEF"))
def test_in_the_merge_of_overlaps_both_layers_coincide(drawn: tuple[list[Labels], np.ndarray]) -> None:
    (po, vo), weight = drawn
    merged = overlap_components(po, vo).astype(str).astype(object)
    for layer in (po, vo):
        assert conditional_entropy_bits(intersection_table(layer, merged, weight)) == 0


def test_split_gemeenten_and_slivers_apart() -> None:
    pupils = np.array([[50.0, 50.0, 0.0], [96.0, 4.0, 0.0], [95.0, 5.0, 0.0], [0.0, 0.0, 7.0], [0.0] * 3])
    table = Table(("half", "randje", "grens", "heel", "leeg"), ("S", "T", "U"), pupils)
    assert split_areas(table, 0.05) == (("half", "grens"), ("randje",))
    assert split_areas(table, 0.0) == (("half", "randje", "grens"), ())


def test_two_slivers_do_not_make_a_split() -> None:
    table = Table(("a",), ("S", "T", "U"), np.array([[94.0, 3.0, 3.0]]))
    assert split_areas(table, 0.05) == ((), ("a",))


def test_layers_weigh_by_their_pupils() -> None:
    assert layer_mean([1.0, 4.0], [200.0, 100.0]) == 2.0


def test_empty_tables_are_no_error() -> None:
    empty = Table((), (), np.zeros((0, 0)))
    nobody = Table(("S",), ("J",), np.zeros((1, 1)))
    for table in (empty, nobody):
        assert variation_of_information_bits(table) == 0
        assert math.isnan(share_that_stays(table))
        found = nesting(table)
        assert found.relations == 0
        assert math.isnan(found.regions_per_area)


# --- variation of information, worked by hand as in Meila (2003) -------------------------------


def _of(*areas: str) -> Labels:
    return _labels(list(areas))


ONES = np.ones(4)


def test_information_between_all_together_and_all_alone_is_the_logarithm_of_their_number() -> None:
    assert _information(_of("A", "A", "A", "A"), _of("A", "B", "C", "D"), ONES) == pytest.approx(2)


def test_information_of_two_ways_to_halve_that_share_nothing() -> None:
    """{1,2},{3,4} against {1,3},{2,4}: a bit to tell either given the other."""
    assert _information(_of("A", "A", "B", "B"), _of("A", "B", "A", "B"), ONES) == pytest.approx(2)


def test_splitting_an_area_in_two_halves_costs_its_share_in_bits() -> None:
    for pupils in (1.0, 3.0):
        weight = np.array([pupils, pupils, 5.0])
        found = _information(_of("A", "A", "B"), _of("A", "C", "B"), weight)
        assert found == pytest.approx(2 * pupils / weight.sum())


def test_information_by_hand() -> None:
    """{1,2,3},{4} against {1,2},{3,4}: H(J|S) = 3/4 H(1/3), H(S|J) = 1/2."""
    third = -(1 / 3 * math.log2(1 / 3) + 2 / 3 * math.log2(2 / 3))
    s, j = _of("A", "A", "A", "B"), _of("X", "X", "Y", "Y")
    table = intersection_table(s, j, ONES)
    assert conditional_entropy_bits(table) == pytest.approx(0.75 * third)
    assert conditional_entropy_bits(table.transposed()) == pytest.approx(0.5)
    assert _information(s, j, ONES) == pytest.approx(0.75 * third + 0.5)


@given(divisions())
def test_information_goes_by_the_pieces_that_two_divisions_have_in_common(
    drawn: tuple[list[Labels], np.ndarray],
) -> None:
    """Meila's collinearity: by way of the meet is no detour; and never more than log2 of the number."""
    (a, b), weight = drawn
    meet = np.array([f"{x}{y}" for x, y in zip(a, b, strict=True)], dtype=object)
    by_way = _information(a, meet, weight) + _information(meet, b, weight)
    assert by_way == pytest.approx(_information(a, b, weight), abs=1e-9)
    if (weight > 0).all():
        equal = np.ones(len(weight))
        assert _information(a, b, equal) <= math.log2(len(weight)) + 1e-9


@given(divisions(), divisions(alphabet="AB "))
def test_empty_units_outside_by_brute_force(
    drawn: tuple[list[Labels], np.ndarray], other: tuple[list[Labels], np.ndarray]
) -> None:
    for (areas, regions), weight in (drawn, other):
        a, r = np.where(areas == " ", "", areas), np.where(regions == " ", "", regions)
        found = empty_outside(a, r, weight)
        for unit in range(len(weight)):
            lives = {r[i] for i in range(len(weight)) if a[i] == a[unit] and weight[i] > 0}
            expected = weight[unit] == 0 and a[unit] and r[unit] and lives and r[unit] not in lives
            assert found[unit] == bool(expected)
