"""Expected pupils and participation per area, each with its interval."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from scenarios._rows import Level
from scenarios.assumptions import Assumptions
from scenarios.country import Kind
from scenarios.coverage import areas
from scenarios.demand import Expected, expected
from scenarios.study import Study


@dataclass(frozen=True, slots=True, eq=False)
class ExpectedByArea:
    """Expected pupils of one kind per area.

    Attributes
    ----------
    kind
        The kind.
    level
        Of the areas.
    table
        One row per area: ``gebied, gebied_naam``; ``inwoners`` (residents of the age in the year
        asked for), ``leerlingen, laag, hoog`` (expected pupils); ``deelname, deelname_laag,
        deelname_hoog`` (percent of those residents; NaN where nobody lives).
    expected
        Per demand point, with how it was counted, its sources and certainty.
    """

    kind: Kind
    level: Level
    table: pd.DataFrame
    expected: Expected


def expected_by_area(
    study: Study, name: str, level: Level, kind: Kind, assumptions: Assumptions
) -> ExpectedByArea:
    """Sum the expected pupils of a kind over the areas of a level.

    The interval of an area is that of its points taken together, as if all were off to the
    same side: wider than it need be.

    Parameters
    ----------
    name
        Id of the arrangement; at level swv its areas.

    Raises
    ------
    InputError
        If an assumption is about a kind that does not exist.
    UncountableError
        If participation cannot be counted as asked.
    """
    found = expected(study.country, kind.code, assumptions)
    within = areas(study, name, level, kind)
    inside = within.of_point >= 0
    sums = {
        column: np.bincount(within.of_point[inside], weights=values[inside], minlength=len(within))
        for column, values in (
            ("inwoners", found.residents),
            ("leerlingen", found.pupils),
            ("laag", found.low),
            ("hoog", found.high),
        )
    }
    table = pd.DataFrame({"gebied": within.codes, "gebied_naam": within.names, **sums})
    residents = table["inwoners"].where(table["inwoners"] > 0)
    for column, pupils in (("deelname", "leerlingen"), ("deelname_laag", "laag"), ("deelname_hoog", "hoog")):
        table[column] = 100 * table[pupils] / residents
    return ExpectedByArea(kind, level, table, found)
