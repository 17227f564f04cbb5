"""For how many it becomes further to the nearest site, whoever's it is: a rise, and who is cut off."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from scenarios.country import Kind
from scenarios.site_effects import Effect


@dataclass(frozen=True, slots=True, eq=False)
class Rise:
    """What other sites do to the nearest one of a kind, borders ignored.

    Attributes
    ----------
    effect
        Before and after, home by home.
    cut_off
        Residents who could reach a site and cannot any more (estimate, persons).
    """

    effect: Effect
    cut_off: float

    @property
    def kind(self) -> Kind:
        """Of which kind."""
        return self.effect.kind

    def share(self, limit_m: float) -> float:
        """Percent for whom it becomes more than `limit_m` further, or out of reach; NaN without residents."""
        total = float(self.effect.weight.sum())
        if total <= 0:
            return float("nan")
        return self.effect.sensitivity([limit_m])[limit_m] + 100 * self.cut_off / total


def rise_of(found: Effect) -> Rise:
    """Add who is cut off to an effect on the nearest site."""
    gone = np.isfinite(found.before_m) & ~np.isfinite(found.after_m)
    return Rise(found, float(found.weight[gone].sum()))
