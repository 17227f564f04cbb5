"""On which neighbours the residents of a gemeente depend: where the site lies that is nearest for them.

Whoever depends on a neighbour (`scenarios.border_dependence`) has a site across the border nearer
than any own one, or has no own one. The neighbour is the gemeente, and the swv, of that nearest
site: not by that a fitting or an available place.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import pandas as pd

from scenarios.border_dependence import dependents
from scenarios.consequences.succession import body_of_points
from scenarios.consequences.traffic_streams import nearest_points
from scenarios.country import Kind
from scenarios.study import Study

#: The first neighbours that together hold this share of the dependents are named.
_MOST: Final = 0.5


@dataclass(frozen=True, slots=True)
class Neighbour:
    """A gemeente whose site is the nearest for residents who depend on a neighbour.

    Attributes
    ----------
    code, name
        Of the gemeente where the site lies.
    swv
        Label of the swv that the site belongs to; empty for none.
    residents
        Those for whom it is the nearest (estimate, persons).
    """

    code: str
    name: str
    swv: str
    residents: float


def neighbours(study: Study, name: str, kind: Kind) -> Mapping[str, tuple[Neighbour, ...]]:
    """List per gemeente on whom its residents depend for a kind, most residents first.

    Parameters
    ----------
    name
        Id of the arrangement.

    Returns
    -------
    By code of the gemeente where they live; those without dependents are not in it. The residents
    of a gemeente together are those of *aangewezen op een buur* who can reach a site at all.
    """
    country, there = study.country, study.country_of(name)
    site = nearest_points(study, name, kind)
    pupils = country.pupils(kind.age)
    who = np.flatnonzero(dependents(study, name, kind) & (site >= 0) & (pupils > 0))
    at = there.situation.point_of_site[site[who]]
    bodies = body_of_points(study.arrangement(name), kind.layer)[at]
    frame = pd.DataFrame(
        {
            "home": country.gemeente_of_point[who],
            "code": country.gemeente_of_point[at],
            "swv": ["" if body is None else body.label for body in bodies],
            "residents": pupils[who],
        }
    )
    summed = frame.groupby(["home", "code", "swv"], sort=True)["residents"].sum().reset_index()
    names, found = country.gemeente_names, dict[str, list[Neighbour]]()
    for row in summed.sort_values("residents", ascending=False, kind="stable").to_dict("records"):
        code = str(row["code"])
        one = Neighbour(code, names.get(code, code), str(row["swv"]), float(row["residents"]))
        found.setdefault(str(row["home"]), []).append(one)
    return {home: tuple(those) for home, those in found.items()}


def most(found: Sequence[Neighbour]) -> tuple[str, ...]:
    """Name the gemeenten that most dependents look to: the fewest that hold at least half of them.

    Examples
    --------
    >>> counts = {"Aa": 30.0, "Bee": 25.0, "Cee": 20.0}
    >>> told = [Neighbour(name, name, "", count) for name, count in counts.items()]
    >>> most(told)
    ('Aa', 'Bee')
    """
    of_name: dict[str, float] = {}
    for one in found:
        of_name[one.name] = of_name.get(one.name, 0.0) + one.residents
    total, told, names = sum(of_name.values()), 0.0, []
    for name, residents in sorted(of_name.items(), key=lambda one: (-one[1], one[0])):
        if told >= _MOST * total:
            break
        names.append(name)
        told += residents
    return tuple(names)
