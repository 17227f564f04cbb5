"""Supply in numbers: sites that are grouped count as many, and as many pupils, as they did one by one."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from data.supply import COUNTS, counted, grouped

KINDS = ("so", "vso", "vo", "pro")
#: A site: PC4 (None: not placed), kinds, pupils in all (None: unknown), counted per kind, reformatorisch.
Site = tuple[str | None, Sequence[str], float | None, bool, bool]


def _tables(rows: Sequence[Site]) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Sites and offers as `data.sites.make_sites` gives them."""
    codes = [f"{number:02d}AA00" for number in range(len(rows))]
    sites = pd.DataFrame(
        {
            "vestigingscode": codes,
            "pc4": pd.array([row[0] for row in rows], dtype="str"),
            "gemeentecode": ["GM0014" if row[0] != "9703" else "GM0518" for row in rows],
            "leerlingen_bron": "DUO leerlingen",
            "leerlingen": [np.nan if row[2] is None else row[2] for row in rows],
            "reformatorisch": [row[4] for row in rows],
        }
    )
    offers = [
        (code, kind, total / len(kinds) if total is not None and (apart or len(kinds) == 1) else np.nan)
        for code, (_, kinds, total, apart, _) in zip(codes, rows, strict=True)
        for kind in kinds
    ]
    return sites, pd.DataFrame(offers, columns=["vestigingscode", "soort", "leerlingen"])


def _grouped(*rows: Site) -> pd.DataFrame:
    """Groups with their counts, by code."""
    sites, offers = _tables(rows)
    groups, counts = grouped(counted(offers, sites), sites)
    assert groups["vestigingscode"].tolist() == counts["vestigingscode"].tolist()
    table = groups.drop(columns="reformatorisch").merge(counts, on="vestigingscode")
    return table.set_index("vestigingscode")


def test_pupils_counted_together_stand_apart_from_those_counted_alone() -> None:
    sites, offers = _tables(
        [
            ("9701", ("so", "vso"), 90.0, False, False),
            ("9701", ("so", "vso"), 80.0, True, False),
            ("9701", ("so",), 70.0, False, True),
            ("9701", ("so", "vso"), None, False, False),
        ]
    )
    table = counted(offers, sites).set_index(["vestigingscode", "soort"])
    assert table.index.tolist() == list(zip(offers["vestigingscode"], offers["soort"], strict=True))
    assert (table["aantal"] == 1).all()
    so = table.xs("so", level="soort")
    assert so["gedeeld"].tolist() == [1, 0, 0, 0]
    assert so["leerlingen_gedeeld"].tolist() == [90.0, 0.0, 0.0, 0.0]
    assert so["leerlingen"].isna().tolist() == [True, False, False, True]
    assert so["onbekend"].tolist() == [0, 0, 0, 1]
    assert so["reformatorisch"].tolist() == [0, 0, 1, 0]


def test_sites_of_one_kind_in_one_pc4_become_one_group() -> None:
    table = _grouped(
        ("9701", ("so",), 10.0, False, False),
        ("9701", ("so",), 20.0, False, False),
        ("9702", ("so",), 40.0, False, False),
        ("9701", ("vo",), None, False, False),
    )
    assert table.groupby(["pc4", "soort"])["aantal"].sum().to_dict() == {
        ("9701", "so"): 2,
        ("9702", "so"): 1,
        ("9701", "vo"): 1,
    }
    assert len(table) == 3
    assert table.loc[(table["pc4"] == "9701") & (table["soort"] == "so"), "leerlingen"].tolist() == [30.0]
    assert table["naam"].tolist() == sorted(table["naam"], key=lambda name: name.split(" in ")[1])
    assert set(table["naam"]) == {
        "2 vestigingen so in 9701",
        "1 vestiging so in 9702",
        "1 vestiging vo in 9701",
    }


def test_a_site_with_two_kinds_is_in_the_group_of_each() -> None:
    table = _grouped(("9701", ("so", "vso"), 90.0, False, False), ("9701", ("so",), 10.0, False, False))
    of_kind = table.set_index("soort")
    assert of_kind["aantal"].to_dict() == {"so": 2, "vso": 1}
    assert of_kind["gedeeld"].to_dict() == {"so": 1, "vso": 1}
    assert of_kind["leerlingen_gedeeld"].to_dict() == {"so": 90.0, "vso": 90.0}
    assert of_kind["leerlingen"].to_dict() == {"so": 10.0, "vso": 0.0}


def test_reformatorische_sites_have_their_own_group_so_that_they_can_be_left_out() -> None:
    sites, offers = _tables(
        [
            ("9701", ("vo",), 10.0, False, False),
            ("9701", ("vo",), None, False, True),
            ("9701", ("vo",), 40.0, False, True),
        ]
    )
    groups, counts = grouped(counted(offers, sites), sites)
    table = counts.assign(apart=groups["reformatorisch"])
    assert not groups["vestigingscode"].duplicated().any()
    assert (table["reformatorisch"] == table["aantal"].where(table["apart"], 0)).all()
    left = table[~table["apart"]]
    assert left[["aantal", "leerlingen", "onbekend"]].to_numpy().tolist() == [[1, 10.0, 0]]


def test_sites_without_a_place_are_counted_but_in_no_pc4_and_no_gemeente() -> None:
    table = _grouped((None, ("so",), 10.0, False, False), ("9703", ("so",), 20.0, False, False))
    unplaced = table[table["plaatsing"] == "niet geplaatst"]
    assert unplaced["aantal"].tolist() == [1]
    assert unplaced["leerlingen"].tolist() == [10.0]
    assert unplaced[["pc4", "gemeentecode"]].isna().all(axis=None)
    assert unplaced["naam"].tolist() == ["1 vestiging so niet geplaatst"]
    placed = table.drop(unplaced.index)
    assert placed["plaatsing"].tolist() == ["PC4"]
    assert placed["gemeentecode"].tolist() == ["GM0518"]


_SITE = st.tuples(
    st.sampled_from([None, "9701", "9702", "9703"]),
    st.sampled_from([("so",), ("vso",), ("so", "vso"), ("vo",), ("vo", "pro")]),
    st.one_of(st.none(), st.integers(0, 2_000).map(float)),
    st.booleans(),
    st.booleans(),
)


@given(st.lists(_SITE, min_size=1, max_size=30))
def test_grouping_keeps_every_sum(rows: list[Site]) -> None:
    sites, offers = _tables(rows)
    single = counted(offers, sites)
    groups, counts = grouped(single, sites)
    pd.testing.assert_frame_equal(
        counts.groupby("soort")[list(COUNTS)].sum(), single.groupby("soort")[list(COUNTS)].sum()
    )
    place = single["vestigingscode"].map(sites.set_index("vestigingscode")["pc4"]).rename("pc4")
    pd.testing.assert_frame_equal(
        counts.groupby([groups["pc4"], "soort"])[list(COUNTS)].sum(),
        single.groupby([place, "soort"])[list(COUNTS)].sum(),
    )
    assert not groups["vestigingscode"].duplicated().any()
    for part in ("gedeeld", "onbekend", "reformatorisch"):
        assert counts[part].between(0, counts["aantal"]).all()


@given(st.lists(_SITE, min_size=1, max_size=30))
def test_every_site_is_shared_unknown_or_counted_alone(rows: list[Site]) -> None:
    sites, offers = _tables(rows)
    single = counted(offers, sites)
    ways = single["gedeeld"] + single["onbekend"] + single["leerlingen"].notna()
    assert (ways == 1).all()


def test_the_order_of_sites_does_not_matter() -> None:
    rows: list[Site] = [
        ("9702", ("so", "vso"), 90.0, False, False),
        ("9701", ("so",), 10.0, False, True),
        (None, ("vso",), 7.0, False, False),
        ("9701", ("so",), 5.0, False, False),
    ]
    one = _grouped(*rows).reset_index()
    sites, offers = _tables(rows)
    turned = counted(offers, sites).iloc[::-1]
    groups, counts = grouped(turned, sites.iloc[::-1])
    other = groups.drop(columns="reformatorisch").merge(counts, on="vestigingscode")
    pd.testing.assert_frame_equal(one, other)


@pytest.mark.parametrize("name", COUNTS)
def test_what_is_counted_is_a_column_of_numbers(name: str) -> None:
    sites, offers = _tables([("9701", KINDS[:2], 4.0, False, False)])
    assert pd.api.types.is_numeric_dtype(counted(offers, sites)[name])
