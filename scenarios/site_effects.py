"""What other sites do to distances, and to whom: rises and falls apart, never netted.

Regrouping moves no school, so what a scenario with other borders *and* other
sites does is told in two steps: first the borders, then the sites.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from model.travel import weighted_mean, weighted_quantile
from scenarios.country import Kind
from scenarios.evaluate import Distances
from scenarios.study import Study

Float = NDArray[np.float64]
Mask = NDArray[np.bool_]

#: From this rise on, a longer way counts (metres): metrics.md's rule for "no longer journeys".
STANDARD_RISE_M: Final = 1000.0
#: Other limits at which the same share is told, metres.
SENSITIVITY_M: Final = (500.0, 1000.0, 2000.0, 5000.0)


class Way(StrEnum):
    """Over which distance a change is told."""

    OWN = "eigen"
    FREE = "dichtstbijzijnde"


@dataclass(frozen=True, slots=True, eq=False)
class Effect:
    """What happens to the distance of one kind between two arrangements.

    Attributes
    ----------
    kind, way
        The kind; over own_or_free or over free.
    before, after
        Ids of the arrangements.
    before_m, after_m
        Shape ``(n_points,)``, metres; infinite where nothing can be reached.
    weight
        Shape ``(n_points,)``, residents of the age.
    lost_own, gained_own
        Residents whose own swv loses its last site of the kind, or gets one: they
        are in no rise or fall of `Way.OWN`, for there is no distance to compare.
    """

    kind: Kind
    way: Way
    before: str
    after: str
    before_m: Float
    after_m: Float
    weight: Float
    lost_own: float
    gained_own: float
    compared: Mask

    @property
    def change_m(self) -> Float:
        """Metres further (above 0) or nearer (below 0) per point; 0 where there is nothing to compare."""
        change = np.zeros(len(self.weight))
        here = self.compared
        change[here] = self.after_m[here] - self.before_m[here]
        return change

    def further(self, limit_m: float = STANDARD_RISE_M) -> Mask:
        """Points from which it becomes more than `limit_m` further."""
        return (self.change_m > limit_m) & (self.weight > 0)

    def nearer(self, limit_m: float = STANDARD_RISE_M) -> Mask:
        """Points from which it becomes more than `limit_m` nearer."""
        return (self.change_m < -limit_m) & (self.weight > 0)

    def summary(self, limit_m: float = STANDARD_RISE_M) -> dict[str, float]:
        """Residents and kilometres of the rises and, apart, of the falls.

        ``*_inwoners`` residents, ``*_aandeel`` percent of all, ``*_km`` mean
        change of those residents, ``*_km_p90`` of the worst tenth of them.
        """
        change, total = self.change_m / 1000, float(self.weight.sum())
        found: dict[str, float] = {"inwoners": total}
        for name, who, sign in self.directions(limit_m):
            weight, values = self.weight[who], sign * change[who]
            residents = float(weight.sum())
            found |= {
                f"{name}_inwoners": residents,
                f"{name}_aandeel": 100 * residents / total if total else float("nan"),
                f"{name}_km": weighted_mean(values, weight),
                f"{name}_km_p90": weighted_quantile(values, weight, 0.9),
            }
        return found | {"verliest_eigen": self.lost_own, "krijgt_eigen": self.gained_own}

    def directions(self, limit_m: float) -> tuple[tuple[str, Mask, int], ...]:
        """Give the two directions apart: word, points, and the sign that makes their change positive."""
        return ("verder", self.further(limit_m), 1), ("dichterbij", self.nearer(limit_m), -1)

    def sensitivity(self, limits_m: Iterable[float] = SENSITIVITY_M) -> dict[float, float]:
        """Percent of the residents for whom it becomes further than each limit (metres)."""
        total = float(self.weight.sum())
        return {
            limit: 100 * float(self.weight[self.further(limit)].sum()) / total if total else float("nan")
            for limit in limits_m
        }


def effect(study: Study, before: str, after: str, kind: Kind, way: Way = Way.OWN) -> Effect:
    """Compare the distances of one kind under two arrangements, home by home.

    Parameters
    ----------
    way
        `Way.OWN`: own_or_free, only for whoever has an own site in both or in neither;
        `Way.FREE`: the nearest, borders ignored.
    """
    position = study.country.situation.kinds.index(kind.code)
    was, now = study.distances(before), study.distances(after)
    weight = study.country.pupils(kind.age)
    had, has = was.has_own[position], now.has_own[position]
    first, then = (_metres(found, position, way) for found in (was, now))
    alike = np.isfinite(first) & np.isfinite(then)
    if way is Way.OWN:
        alike &= had == has
    return Effect(
        kind,
        way,
        before,
        after,
        first,
        then,
        weight,
        float(weight[had & ~has].sum()) if way is Way.OWN else 0.0,
        float(weight[~had & has].sum()) if way is Way.OWN else 0.0,
        alike,
    )


def _metres(found: Distances, position: int, way: Way) -> Float:
    own, free = found.own_m[position].astype(np.float64), found.free_m[position].astype(np.float64)
    reach: Float = free if way is Way.FREE else np.where(np.isfinite(own), own, free)
    return reach


def steps(study: Study, base: str, name: str) -> tuple[tuple[str, str, str], ...]:
    """Split a scenario in its borders and its sites: ``(what changes, id before, id after)``.

    The arrangement in between has the scenario's borders and the base's sites.
    """
    arrangement, was = study.arrangement(name), study.arrangement(base)
    if arrangement.plan is was.plan:
        return (("grenzen", base, name),)
    alike = all(
        arrangement.layer(layer).units == was.layer(layer).units
        and arrangement.layer(layer).swv == was.layer(layer).swv
        for layer in ("po", "vo")
    )
    if alike:
        return (("vestigingen", base, name),)
    between = study.known(
        replace(
            arrangement,
            id=f"{name} zonder andere vestigingen",
            title=f"{arrangement.title}, zonder andere vestigingen",
            plan=was.plan,
        )
    )
    return (("grenzen", base, between), ("vestigingen", between, name))


def for_whom(
    study: Study, found: Effect, level: str = "gemeente", limit_m: float = STANDARD_RISE_M
) -> pd.DataFrame:
    """List the areas where it becomes further or nearer, those with most residents times kilometres first.

    Parameters
    ----------
    level
        gemeente, jeugdregio, swv (of the arrangement after) or pc4.

    Returns
    -------
    ``code, naam, richting`` (verder or dichterbij), ``inwoners`` (residents, estimated),
    ``km`` (their mean change), ``inwoners_km``; an area can have a row for each direction.
    """
    country = study.country
    labels, names = _labels(study, found, level)
    rows = []
    for word, who, sign in found.directions(limit_m):
        frame = pd.DataFrame(
            {"code": labels[who], "inwoners": found.weight[who], "km": sign * found.change_m[who] / 1000}
        )
        frame["inwoners_km"] = frame["inwoners"] * frame["km"]
        summed = frame.groupby("code", sort=True)[["inwoners", "inwoners_km"]].sum()
        rows.append(summed.assign(richting=word).reset_index())
    table = pd.concat(rows, ignore_index=True)
    table["km"] = table["inwoners_km"] / table["inwoners"]
    table["naam"] = [names.get(str(code), str(code)) for code in table["code"]]
    if level == "pc4":
        place = pd.Series(country.gemeente_of_point, index=country.points["pc4"])
        table["naam"] = [f"{code} {country.gemeente_names[place[code]]}" for code in table["code"]]
    order = table.sort_values(["inwoners_km", "code"], ascending=[False, True], kind="stable")
    return order[["code", "naam", "richting", "inwoners", "km", "inwoners_km"]].reset_index(drop=True)


def _labels(study: Study, found: Effect, level: str) -> tuple[NDArray[np.object_], dict[str, str]]:
    country = study.country
    if level == "gemeente":
        return country.gemeente_of_point, country.gemeente_names
    if level == "jeugdregio":
        return country.region_of_point("jeugdregio"), country.region_names
    if level == "pc4":
        return country.points["pc4"].to_numpy(dtype=object), {}
    indeling = study.arrangement(found.after).layer(found.kind.layer)
    return indeling.of_points(), {code: indeling.label(code) for code in indeling.codes}
