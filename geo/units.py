"""Units: the parts that an indeling is made of.

A unit is a set of demand points that no indeling cuts, until a planner splits
it deliberately. Nothing here knows what a unit means; the ids do.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Int = NDArray[np.intp]


@dataclass(frozen=True, slots=True, eq=False)
class Units:
    """A partition of the demand points.

    Attributes
    ----------
    ids
        One id per unit, sorted, unique.
    unit_of_point
        Shape ``(n_points,)``: position in `ids` of the unit of each point.

    Examples
    --------
    >>> units = Units.from_labels(["GM2", "GM1", "GM2"])
    >>> units.ids, units.unit_of_point.tolist()
    (('GM1', 'GM2'), [1, 0, 1])
    """

    ids: tuple[str, ...]
    unit_of_point: Int

    @classmethod
    def from_labels(cls, labels: Sequence[str]) -> Units:
        """Make units of one label per demand point."""
        ids, unit_of_point = np.unique(np.asarray(labels, dtype=object).astype(str), return_inverse=True)
        frozen = unit_of_point.astype(np.intp)
        frozen.setflags(write=False)
        return cls(tuple(str(i) for i in ids), frozen)

    def __eq__(self, other: object) -> bool:
        """Whether two partitions have the same units of the same points."""
        if not isinstance(other, Units):
            return NotImplemented
        return self.ids == other.ids and np.array_equal(self.unit_of_point, other.unit_of_point)

    def __hash__(self) -> int:
        """Equal partitions have equal hashes."""
        return hash((self.ids, self.unit_of_point.tobytes()))

    def __len__(self) -> int:
        """Return the number of units."""
        return len(self.ids)

    @property
    def labels(self) -> NDArray[np.object_]:
        """The unit id of each point, shape ``(n_points,)``."""
        return np.array(self.ids, dtype=object)[self.unit_of_point]

    @property
    def first_points(self) -> Int:
        """The first point of each unit, ``(n_units,)``: what holds for a whole unit is read there."""
        first = np.empty(len(self.ids), dtype=np.intp)
        first[self.unit_of_point[::-1]] = np.arange(len(self.unit_of_point), dtype=np.intp)[::-1]
        return first

    def split(self, label_of_point: Mapping[int, str]) -> Units:
        """Return units in which the named points have moved to units of their own.

        Parameters
        ----------
        label_of_point
            New unit id for some points; points that are not named stay.

        Examples
        --------
        >>> units = Units.from_labels(["GM1", "GM1", "GM2"])
        >>> units.split({1: "GM1#B"}).ids
        ('GM1', 'GM1#B', 'GM2')
        """
        labels = self.labels.copy()
        for point, label in label_of_point.items():
            labels[point] = label
        return Units.from_labels(labels.tolist())

    def holds(self, finer: Units) -> bool:
        """Whether another partition is this one, or splits units of it and does nothing else."""
        if self.unit_of_point is finer.unit_of_point:
            return True
        if len(finer) < len(self) or len(finer.unit_of_point) != len(self.unit_of_point):
            return False
        parent = np.empty(len(finer), dtype=np.intp)
        parent[finer.unit_of_point] = self.unit_of_point
        return bool((parent[finer.unit_of_point] == self.unit_of_point).all())

    def parent_of(self, finer: Units) -> Int:
        """For each unit of a finer partition, the unit of this one that holds it.

        Raises
        ------
        ValueError
            If `finer` cuts across this partition, so that a unit has two parents.
        """
        parent = np.full(len(finer), -1, dtype=np.intp)
        parent[finer.unit_of_point] = self.unit_of_point
        if (parent[finer.unit_of_point] != self.unit_of_point).any():
            msg = "the finer partition cuts across the coarser one"
            raise ValueError(msg)
        return parent

    def sums(self, weight: NDArray[np.float64]) -> NDArray[np.float64]:
        """Sum of a weight per point over each unit, shape ``(n_units,)``."""
        total = np.bincount(self.unit_of_point, weights=weight, minlength=len(self.ids))
        return np.asarray(total, dtype=np.float64)
