"""The transition from a base to a scenario: who gets another swv, and what becomes of every swv.

Pupils are residents of an age, gemeenten and sites are where they are, a school board is
where it has sites. Of several places in one gemeente, site or board the one with most
happening counts; parts of a gemeente that may be a border change are counted apart.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from scenarios._rows import split_at
from scenarios.boards import board_sites
from scenarios.consequences.fates import Former, New, formers, news
from scenarios.consequences.moves import ORDER, Move, Moves, moves
from scenarios.consequences.site_diff import SiteDiff, site_diff
from scenarios.consequences.succession import AGES, succession
from scenarios.country import Country
from scenarios.evaluate import together, together_values
from scenarios.pieces.staying import school_supply, staying_values
from scenarios.study import Study

Float = NDArray[np.float64]
Int = NDArray[np.intp]

#: Of a tally over both ages together: a gemeente, site or board counts once.
ANY_AGE: Final = ""


@dataclass(frozen=True, slots=True)
class Tally:
    """How many stay and how many go; they add up.

    Attributes
    ----------
    same
        Nothing changes.
    joined
        The same territory, in which po and vo join or come apart.
    borders
        Stay with most of their swv, which gets other borders.
    elsewhere
        Go to another swv than most of their swv.
    """

    same: float
    joined: float
    borders: float
    elsewhere: float

    @classmethod
    def of(cls, ranks: Int, weight: Float | None = None) -> Tally:
        """Add up weights (persons, or one each) by what happens, see `scenarios.consequences.moves.ORDER`."""
        counts = np.bincount(ranks, weights=weight, minlength=len(ORDER))
        return cls(*(float(one) for one in counts))

    @property
    def total(self) -> float:
        """All together."""
        return self.same + self.joined + self.borders + self.elsewhere

    @property
    def stays(self) -> float:
        """Those who do not go to another swv."""
        return self.same + self.joined + self.borders

    @property
    def share_that_stays(self) -> float:
        """Percent that stays; NaN where there is nobody."""
        return 100 * self.stays / self.total if self.total > 0 else float("nan")

    def __add__(self, other: Tally) -> Tally:
        """Add up two tallies of different people or places."""
        return Tally(
            self.same + other.same,
            self.joined + other.joined,
            self.borders + other.borders,
            self.elsewhere + other.elsewhere,
        )

    def count(self, move: Move) -> float:
        """How many to whom this happens."""
        return (self.same, self.joined, self.borders, self.elsewhere)[ORDER.index(move)]


@dataclass(frozen=True, slots=True, eq=False)
class Transition:
    """What changes for whom.

    Attributes
    ----------
    pupils
        Residents per age (estimates, persons), and of both ages under `ANY_AGE`.
    pupils_stay
        Percent of the residents of both ages that stays: the measure *blijft* of a comparison.
    companions
        The same share of gemeenten, sites and boards, by measure code: `scenarios.pieces.staying`.
    gemeenten
        Per age, and under `ANY_AGE` each gemeente once.
    sites
        Per age, and under `ANY_AGE` added up; the sites of the scenario, where they are.
    boards
        Like gemeenten, by all their sites; None where the data know of no board.
    sliver_gemeenten
        Codes of gemeenten of which only a part that may be a border change goes to another swv.
    former, new
        Swv's of the base and of the scenario.
    site_changes
        Sites that open, close, move or offer other kinds.
    """

    pupils: Mapping[str, Tally]
    pupils_stay: float
    companions: Mapping[str, float]
    gemeenten: Mapping[str, Tally]
    sites: Mapping[str, Tally]
    boards: Mapping[str, Tally] | None
    sliver_gemeenten: tuple[str, ...]
    former: tuple[Former, ...]
    new: tuple[New, ...]
    site_changes: SiteDiff

    @property
    def ceasing(self) -> tuple[Former, ...]:
        """Swv's that cease."""
        return tuple(one for one in self.former if one.ceases)

    @property
    def founded(self) -> tuple[New, ...]:
        """Swv's that none of the base goes on as."""
        return tuple(one for one in self.new if one.continues is None)


def transition(study: Study, name: str, base: str) -> Transition:
    """Work out the transition from a base to a scenario.

    Raises
    ------
    UnknownNameError
        If either does not exist.
    """
    country = study.country
    before, after = study.arrangement(base), study.arrangement(name)
    found = moves(country, before, after)
    stay = together_values(
        country, together(country, before, after), np.ones(len(country.points), dtype=bool)
    )
    gemeenten, slivers = _gemeenten(country, found, study.norms.sliver_share)
    followed = succession(country, before, after)
    return Transition(
        _pupils(country, found),
        float(stay.get("blijft", float("nan"))),
        staying_values(study.country_of(name), before, after),
        gemeenten,
        _sites(study.country_of(name), found),
        _boards(study.country_of(name), found),
        slivers,
        formers(country, before, followed),
        news(country, after, followed),
        site_diff(study, name, base),
    )


def _pupils(country: Country, found: Mapping[str, Moves]) -> dict[str, Tally]:
    po, vo = (Tally.of(found[age].ranks(), country.pupils(age)) for age in AGES)
    return {"po": po, "vo": vo, ANY_AGE: po + vo}


def _gemeenten(
    country: Country, found: Mapping[str, Moves], sliver_share: float
) -> tuple[dict[str, Tally], tuple[str, ...]]:
    """Count gemeenten by most of what happens to a part that is no sliver; name those with slivers only."""
    parts = pd.concat([_parts(country, one) for one in found.values()], ignore_index=True)
    whole = parts.groupby(["gemeente", "age"])["pupils"].transform("sum")
    small = parts["pupils"] < sliver_share * whole
    real = parts[~small]
    tallies = {age: Tally.of(_strongest(real[real["age"] == age], "gemeente")) for age in AGES}
    tallies[ANY_AGE] = Tally.of(_strongest(real, "gemeente"))
    gone = parts["rank"] == ORDER.index(Move.ELSEWHERE)
    slivers = set(parts.loc[small & gone, "gemeente"]) - set(parts.loc[~small & gone, "gemeente"])
    return tallies, tuple(sorted(slivers))


def _parts(country: Country, found: Moves) -> pd.DataFrame:
    """Parts of gemeenten with residents of an age that go the same way."""
    table = pd.DataFrame(
        {
            "gemeente": country.gemeente_of_point,
            "old": ["" if one is None else one.code for one in found.old],
            "new": ["" if one is None else one.code for one in found.new],
            "rank": found.ranks(),
            "pupils": country.pupils(found.age),
        }
    )
    lived_in = table[table["pupils"] > 0]
    summed = lived_in.groupby(["gemeente", "old", "new", "rank"])["pupils"].sum()
    return summed.reset_index().assign(age=found.age)


def _strongest(table: pd.DataFrame, what: str) -> Int:
    """Rank of each gemeente, site or board: that of its place with most happening."""
    return table.groupby(what)["rank"].max().to_numpy(dtype=np.intp)


def _sites(country: Country, found: Mapping[str, Moves]) -> dict[str, Tally]:
    """Count the sites of the scenario where they are; one for both ages counts in both layers."""
    supply = school_supply(country)
    layer = supply["kind"].map({kind.code: kind.layer for kind in country.kinds})
    each = supply.assign(layer=layer).groupby(["layer", "site", "point"])["aantal"].max().reset_index()
    tallies = {}
    for age in AGES:
        here = each[each["layer"] == age]
        ranks = found[age].ranks()[here["point"].to_numpy(dtype=np.intp)]
        tallies[age] = Tally.of(ranks, here["aantal"].to_numpy(dtype=np.float64))
    return tallies | {ANY_AGE: tallies["po"] + tallies["vo"]}


def _boards(country: Country, found: Mapping[str, Moves]) -> dict[str, Tally] | None:
    sites = board_sites(country)
    if sites is None:
        return None
    rows = pd.DataFrame({"board": sites.board, "layer": sites.layer, "point": sites.point})
    rank = np.zeros(len(rows), dtype=np.intp)
    for age in AGES:
        here = (rows["layer"] == age).to_numpy()
        rank[here] = found[age].ranks()[rows.loc[here, "point"].to_numpy(dtype=np.intp)]
    rows["rank"] = rank
    tallies = {age: Tally.of(_strongest(rows[rows["layer"] == age], "board")) for age in AGES}
    return tallies | {ANY_AGE: Tally.of(_strongest(rows, "board"))}


def transition_values(found: Transition) -> dict[str, float]:
    """Figures by measure code, in the units of ``maten.csv``; NaN where they cannot be told."""
    people, boards = found.pupils[ANY_AGE], found.boards
    return {
        "overgang_elders": people.elsewhere,
        "overgang_grenzen": people.borders,
        "overgang_samen": people.joined,
        "overgang_gelijk": people.same,
        "blijft": found.pupils_stay,
        **found.companions,
        "overgang_gemeenten": found.gemeenten[ANY_AGE].elsewhere,
        "overgang_vestigingen": found.sites[ANY_AGE].elsewhere,
        "overgang_besturen": float("nan") if boards is None else boards[ANY_AGE].elsewhere,
        "swv_houdt_op": float(len(found.ceasing)),
        "swv_nieuw": float(len(found.founded)),
        "swv_ongewijzigd": float(sum(one.unchanged for one in found.former)),
    }


#: A share is no sum of two effects; `blijft` is not split in a comparison either.
_SHARE: Final = "blijft"


def effects(study: Study, name: str, base: str, codes: Sequence[str] = ()) -> dict[str, tuple[float, float]]:
    """Split figures in what merging po and vo does, and what new borders do.

    *Merging* is the transition from the base to `samengevoegd`, nothing where the scenario keeps two
    layers; *new borders* the rest. Only
    against today's layers, as in a comparison; empty otherwise.

    Parameters
    ----------
    codes
        Measures; all that can be split by default.
    """
    if base != study.base_id or name == base:
        return {}
    whole = transition_values(transition(study, name, base))
    merging = transition_values(transition(study, split_at(study, name), base))
    chosen = codes or [code for code in whole if not code.startswith(_SHARE)]
    return {code: (merging[code], whole[code] - merging[code]) for code in chosen}
