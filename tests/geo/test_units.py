"""Units: a partition of the points, split and counted."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo.units import Units

LABELS = st.lists(st.sampled_from(["GM1", "GM2", "GM3", "GM3/PO1/VO1"]), min_size=1, max_size=12)


def test_ids_are_sorted_and_points_keep_their_label() -> None:
    units = Units.from_labels(["b", "a", "b", "c"])
    assert units.ids == ("a", "b", "c")
    assert len(units) == 3
    assert units.labels.tolist() == ["b", "a", "b", "c"]


def test_units_cannot_be_changed() -> None:
    units = Units.from_labels(["a", "b"])
    with pytest.raises(ValueError, match="read-only"):
        units.unit_of_point[0] = 1


def test_a_split_leaves_the_original_alone() -> None:
    units = Units.from_labels(["GM1", "GM1", "GM2"])
    finer = units.split({1: "GM1#oost"})
    assert finer.labels.tolist() == ["GM1", "GM1#oost", "GM2"]
    assert units.ids == ("GM1", "GM2")
    assert units.parent_of(finer).tolist() == [0, 0, 1]


def test_parent_of_refuses_a_partition_that_cuts_across() -> None:
    units = Units.from_labels(["a", "a", "b"])
    with pytest.raises(ValueError, match="cuts across"):
        units.parent_of(Units.from_labels(["x", "y", "y"]))


def test_sums_by_hand() -> None:
    units = Units.from_labels(["b", "a", "b"])
    assert units.sums(np.array([1.0, 10.0, 100.0])).tolist() == [10.0, 101.0]


@given(LABELS, st.data())
def test_any_split_has_its_parents_and_keeps_every_sum(labels: list[str], data: st.DataObject) -> None:
    units = Units.from_labels(labels)
    moved = data.draw(st.dictionaries(st.integers(0, len(labels) - 1), st.sampled_from("xy")))
    finer = units.split({point: f"{labels[point]}#{part}" for point, part in moved.items()})
    parent = units.parent_of(finer)
    assert (parent[finer.unit_of_point] == units.unit_of_point).all()
    weight = np.arange(1.0, len(labels) + 1)
    assert np.bincount(parent, finer.sums(weight), len(units)).tolist() == units.sums(weight).tolist()
    assert units.parent_of(units).tolist() == list(range(len(units)))


def test_the_first_point_of_each_unit() -> None:
    assert Units.from_labels(["b", "a", "b", "c", "a"]).first_points.tolist() == [1, 0, 3]
