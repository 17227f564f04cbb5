"""Choice: how many own sites of a kind residents have within the norm."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from geo.distance import Progress
from model.choice import Chosen, chosen, sites_within
from scenarios.country import Kind
from scenarios.indeling import NO_SWV
from scenarios.site_distances import metres_to_each
from scenarios.study import Study

Float = NDArray[np.float64]
Mask = NDArray[np.bool_]


@dataclass(frozen=True, slots=True, eq=False)
class Choice:
    """Sites of a kind within a norm, per home.

    Attributes
    ----------
    kind, name
        The kind; id of the arrangement.
    limit_m
        The norm, metres.
    own, free
        Shape ``(n_points,)``: sites within it, of the own swv, and of all.
    weight
        Shape ``(n_points,)``: residents of the age, or what was asked.
    """

    kind: Kind
    name: str
    limit_m: float
    own: NDArray[np.int64]
    free: NDArray[np.int64]
    weight: Float

    def shares(self, where: Mask | None = None, *, own: bool = True) -> Chosen:
        """Shares with none, one and more, over some points (all, by default)."""
        here = slice(None) if where is None else where
        return chosen((self.own if own else self.free)[here], self.weight[here])


def choice(
    study: Study,
    name: str,
    kind: Kind,
    limit_m: float,
    *,
    weight: Float | None = None,
    progress: Progress | None = None,
) -> Choice:
    """Count the sites of a kind within a norm, per home.

    Parameters
    ----------
    name
        Id of the arrangement: its sites, and its swv's.
    limit_m
        Metres; the norm of the kind, as a rule.
    weight
        Shape ``(n_points,)``; residents of the age by default.
    progress
        Told of sites that have to be measured; may raise to stop.
    """
    country = study.country_of(name)
    supply = country.supply[country.supply["kind"] == kind.code]
    metres = metres_to_each(
        study.country, country, kind.code, supply["site"].to_numpy(dtype=np.intp), progress
    )
    swv = study.arrangement(name).layer(kind.layer).of_points()
    there = swv[supply["point"].to_numpy(dtype=np.intp)]
    mine = (swv[:, None] == there[None, :]) & (swv != NO_SWV)[:, None]
    sites = supply["aantal"].to_numpy(dtype=np.float64)
    return Choice(
        kind,
        name,
        limit_m,
        sites_within(metres, mine, sites, limit_m),
        sites_within(metres, None, sites, limit_m),
        country.pupils(kind.age) if weight is None else weight,
    )
