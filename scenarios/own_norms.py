"""Norms of a user's own kinds, beside the werknormen."""

from __future__ import annotations

from data.dataset import Dataset
from data.own_kinds import own_norms
from scenarios.norms import NormChange, Norms, standard_norms


def norms_of(dataset: Dataset, norms: Norms | None = None) -> Norms:
    """Return norms with those that the data set's own kinds brought along.

    Kinds without a norm of their own have none: their shares beyond a norm are *niet te bepalen*.

    Parameters
    ----------
    dataset
        With or without kinds that a user added (`data.own_kinds.with_facilities`).
    norms
        What they are added to; the standard ones by default. A norm that is in it already stays.
    """
    norms = norms or standard_norms()
    own = own_norms(dataset)
    changes = [
        NormChange(one.name, one.kind, one.unit, one.value, ground=one.ground)
        for one in own
        if norms.norm(one.name, one.kind, one.unit) is None
    ]
    return norms.changed(changes, [one.kind for one in own]) if changes else norms
