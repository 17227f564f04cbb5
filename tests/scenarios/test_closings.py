"""The pupils of all sites that a scenario closes, summed, on the line of four."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd
import pytest

from data.dataset import HERKOMST, Dataset
from data.herkomst import COLUMNS
from scenarios.closing import closing
from scenarios.closings import Closings, closed_offers, closings
from scenarios.draft import Draft
from scenarios.scenario import Change
from scenarios.settings import STRAIGHT, Settings
from scenarios.site_changes import ChangeSite, CloseSite, OpenSite
from scenarios.study import Study

PLAIN = Settings(STRAIGHT, detour_factor=1.0, intrazonal=False)


@pytest.fixture
def line(small_country: Callable[..., Dataset]) -> Dataset:
    """A, b, c, d at 0, 10, 20, 30 km with 100 to 400 residents; so at a, c and d, ten pupils each."""
    rows = [
        (f"100{n}", 10.0 * (n - 1), f"GM000{n}", "JZ01", "PO2001", "VO2001", 100.0 * n, 10.0)
        for n in range(1, 5)
    ]
    kinds = ("bo", "sbo", "so", "vso", "pro", "vo")
    sites = [("00AA00", "1001", kinds), ("00AC00", "1003", ("so",)), ("00AD00", "1004", kinds)]
    return small_country(rows, sites)


def _after(study: Study, *changes: Change) -> str:
    draft = Draft(study.base_id)
    for change in changes:
        draft = draft.do(change)
    return draft.known_to(study)


def _of(study: Study, *changes: Change, before: str = "") -> Closings:
    (found,) = closings(study, before or study.base_id, _after(study, *changes))
    return found


def test_nothing_closed_gives_nothing(line: Dataset) -> None:
    study = Study.of(line, PLAIN)
    assert closings(study, study.base_id, study.base_id) == ()
    opened = _after(study, OpenSite(soorten=("so",), pc4="1002"))
    assert closings(study, study.base_id, opened) == ()


def test_closed_offers_are_told_per_kind(line: Dataset) -> None:
    study = Study.of(line, PLAIN)
    after = _after(study, CloseSite(vestigingen=("00AC00", "00AD00"), soorten=("so",)))
    assert closed_offers(study, study.base_id, after) == {"so": ("00AC00", "00AD00")}
    assert closed_offers(study, after, study.base_id) == {}


def test_two_sites_closed_together_go_to_the_one_that_is_left(line: Dataset) -> None:
    found = _of(Study.of(line, PLAIN), CloseSite(vestigingen=("00AC00", "00AD00"), soorten=("so",)))
    assert (found.pupils.low, found.pupils.mid, found.pupils.high) == (20, 20, 20)
    assert found.sites["vestigingscode"].tolist() == ["00AC00", "00AD00"]
    assert found.towards[["naar", "leerlingen"]].to_numpy().tolist() == [["00AA00", 20.0]]
    # with c and d both gone, each is held against a alone: c is nearer for c (20 km) and d (10 against 30
    # km) and for b as near as a; d for d (0 km) and for c (10 against 20 km)
    homes_of_c = np.array([2, 3, 4]) * 100.0
    before, after = np.array([10, 0, 10.0]), np.array([10, 20, 30.0])
    rows = found.sites.set_index("vestigingscode")
    assert rows.loc["00AC00", "voor_km"] == pytest.approx((before * homes_of_c).sum() / homes_of_c.sum())
    assert rows.loc["00AC00", "na_km"] == pytest.approx((after * homes_of_c).sum() / homes_of_c.sum())
    assert found.figures["verder"] + found.figures["gelijk"] == pytest.approx(20)
    assert found.figures["dichterbij"] == 0
    assert found.figures["gelijk"] == pytest.approx(10 * 200 / 900)
    assert found.certainty == "gemodelleerd"
    assert any("Aangenomen" in note for note in found.notes)


def test_the_sum_is_that_of_each_site(line: Dataset) -> None:
    study = Study.of(line, PLAIN)
    after = _after(study, CloseSite(vestigingen=("00AC00", "00AD00"), soorten=("so",)))
    (found,) = closings(study, study.base_id, after)
    each = [closing(study, after, code, "so") for code in ("00AC00", "00AD00")]
    assert found.pupils.mid == sum(one.pupils.mid for one in each)
    assert found.towards["leerlingen"].sum() == pytest.approx(
        sum(one.cells["leerlingen"].sum() for one in each)
    )


def test_progress_is_told_of_every_site_and_may_stop_the_work(line: Dataset) -> None:
    study = Study.of(line, PLAIN)
    after = _after(study, CloseSite(vestigingen=("00AC00", "00AD00"), soorten=("so",)))
    told: list[tuple[int, int]] = []
    closings(study, study.base_id, after, lambda done, total: told.append((done, total)))
    assert told == [(1, 2), (2, 2)]

    def stop(_done: int, _total: int) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        closings(study, study.base_id, after, stop)


def test_a_site_that_the_scenario_opened_itself_has_no_counted_pupils(line: Dataset) -> None:
    study = Study.of(line, PLAIN)
    opened = Draft(study.base_id).do(OpenSite(soorten=("so",), pc4="1002"))
    before = opened.known_to(study)
    code = study.country_of(before).sites["vestigingscode"].iloc[-1]
    after = opened.do(CloseSite(vestigingen=(code,))).known_to(study)
    (found,) = closings(study, before, after)
    assert (found.new, len(found.sites), found.pupils.mid) == (1, 0, 0)


def test_an_unknown_number_of_pupils_is_counted_apart(line: Dataset) -> None:
    offers = line["aanbod"].copy()
    here = (offers["vestigingscode"] == "00AD00") & (offers["soort"] == "so")
    offers.loc[here, ["leerlingen", "onbekend"]] = [np.nan, 1]
    study = Study.of(replace(line, tables={**line.tables, "aanbod": offers}), PLAIN)
    found = _of(study, CloseSite(vestigingen=("00AC00", "00AD00"), soorten=("so",)))
    assert found.silent == 1
    assert found.pupils.mid == 10
    assert found.towards["leerlingen"].sum() == pytest.approx(10)
    assert found.sites["leerlingen"].isna().tolist() == [False, True]


def _with_homes(dataset: Dataset, rows: Sequence[tuple[Any, ...]]) -> Dataset:
    columns = ["vestigingscode", "soort", "pc4", "laag", "midden", "hoog"]
    table = pd.DataFrame(rows, columns=columns).assign(gedeeld=False, jaar=2024)
    return replace(dataset, tables={**dataset.tables, HERKOMST: table[list(COLUMNS)].astype(dict(COLUMNS))})


def test_further_and_nearer_stand_apart(line: Dataset) -> None:
    """Of d's pupils those from c go to c, nearer; those from d follow their neighbours to a, further."""
    homes = [
        ("00AD00", "so", "1003", 4, 4, 4),
        ("00AD00", "so", "1004", 1, 2, 4),
        ("00AD00", "so", "", 3, 3, 3),
        ("00AA00", "so", "1004", 5, 5, 5),
    ]
    study = Study.of(_with_homes(line, homes), PLAIN)
    found = _of(study, ChangeSite(vestiging="00AD00", eraf=("so",)))
    assert (found.pupils.low, found.pupils.mid, found.pupils.high) == (8, 9, 11)
    assert found.unknown.mid == 3
    assert found.figures == {
        "verder": 2.0,
        "verder_km": 30.0,
        "dichterbij": 4.0,
        "dichterbij_km": 10.0,
        "gelijk": 0.0,
        "geen_over": 0.0,
    }
    assert found.towards[["naar", "leerlingen", "laag", "hoog"]].to_numpy().tolist() == [
        ["00AC00", 4.0, 4.0, 4.0],
        ["00AA00", 2.0, 1.0, 4.0],
    ]
