"""Which sites a scenario opens, closes, moves or lets offer other kinds, against its base."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import pandas as pd

from scenarios.indeling import Arrangement
from scenarios.site_plan import SitePlan
from scenarios.study import Study


@dataclass(frozen=True, slots=True)
class SiteRef:
    """A site (or a group of sites in one PC4, where the data have groups).

    Attributes
    ----------
    code, name
        As in the data set or the scenario.
    gemeenten
        Codes of where it stands, and stood before if that is another; empty where no place is known.
    place, former_place
        PC4's where it stands and stood; empty where unknown.
    kinds, former_kinds
        What it offers in the scenario and in the base.
    count
        How many sites it is: more than one where the data have groups.
    """

    code: str
    name: str
    gemeenten: tuple[str, ...]
    place: str
    former_place: str
    kinds: tuple[str, ...]
    former_kinds: tuple[str, ...]
    count: int = 1


def sites_of(some: Iterable[SiteRef]) -> int:
    """Count sites, where a group counts for all that are in it."""
    return sum(one.count for one in some)


@dataclass(frozen=True, slots=True)
class SiteDiff:
    """What happens to sites; a site that moves and offers other kinds is in both lists.

    Attributes
    ----------
    opened, closed, moved, altered
        Sites, by code.
    """

    opened: tuple[SiteRef, ...] = ()
    closed: tuple[SiteRef, ...] = ()
    moved: tuple[SiteRef, ...] = ()
    altered: tuple[SiteRef, ...] = ()

    def __bool__(self) -> bool:
        """Whether anything happens to any site."""
        return bool(self.opened or self.closed or self.moved or self.altered)


_PLACE = ["easting", "northing", "pc4"]


def site_diff(study: Study, name: str, base: str) -> SiteDiff:
    """Compare the sites of two arrangements, those without a known place included."""
    before, after = study.arrangement(base), study.arrangement(name)
    if before.plan is after.plan:
        return SiteDiff()
    was, now = (_table(study, one) for one in (before, after))
    both = was.index.intersection(now.index)
    same_place = (was.loc[both, _PLACE].eq(now.loc[both, _PLACE])) | (
        was.loc[both, _PLACE].isna() & now.loc[both, _PLACE].isna()
    )
    moved = both[~same_place.all(axis=1)]
    altered = both[was.loc[both, "soorten"] != now.loc[both, "soorten"]]
    return SiteDiff(
        _refs(now.index.difference(was.index), was, now),
        _refs(was.index.difference(now.index), was, now),
        _refs(moved, was, now),
        _refs(altered, was, now),
    )


def _table(study: Study, arrangement: Arrangement) -> pd.DataFrame:
    """Sites by code with what they offer (sorted kinds) and how many sites a row is."""
    plan = arrangement.plan or SitePlan.of(study.country.dataset)
    kinds = {
        code: tuple(sorted(set(found))) for code, found in plan.offers.groupby("vestigingscode")["soort"]
    }
    table = plan.sites.set_index("vestigingscode")[["naam", "gemeentecode", *_PLACE]]
    most = plan.offers.groupby("vestigingscode")["aantal"].max()
    counts = most.reindex(table.index).fillna(1).astype("int64")
    offered = pd.Series([kinds.get(code, ()) for code in table.index], index=table.index, dtype=object)
    return table.assign(soorten=offered, aantal=counts).sort_index()


def _refs(codes: pd.Index, was: pd.DataFrame, now: pd.DataFrame) -> tuple[SiteRef, ...]:
    return tuple(_ref(str(code), was, now) for code in sorted(codes))


def _ref(code: str, was: pd.DataFrame, now: pd.DataFrame) -> SiteRef:
    rows = {when: table.loc[code] for when, table in (("now", now), ("was", was)) if code in table.index}
    told = next(iter(rows.values()))
    gemeenten = dict.fromkeys(_text(row["gemeentecode"]) for row in rows.values())
    places = {when: _text(row["pc4"]) for when, row in rows.items()}
    kinds = {when: tuple(row["soorten"]) for when, row in rows.items()}
    return SiteRef(
        code,
        str(told["naam"]),
        tuple(one for one in gemeenten if one),
        places.get("now", ""),
        places.get("was", ""),
        kinds.get("now", ()),
        kinds.get("was", ()),
        int(str(told["aantal"])),
    )


def _text(value: object) -> str:
    return value if isinstance(value, str) else ""
