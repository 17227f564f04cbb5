"""Grensverkeer: the worked example by hand, brute force over points, and what holds whatever the borders."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from data.dataset import HERKOMST, Dataset, fingerprint
from data.herkomst import COLUMNS
from geo.errors import InputError, UnknownNameError
from model.actual import Interval
from scenarios.assumptions import Assumptions
from scenarios.border_dependence import border_dependence
from scenarios.consequences.traffic import (
    AreaLevel,
    TrafficChange,
    Verdict,
    traffic,
    traffic_change,
)
from scenarios.consequences.traffic_source import Source, best_source, source_named, why_not
from scenarios.consequences.traffic_steps import steps, total_rows
from scenarios.consequences.traffic_tables import area_table, borders, matrix, pair_table, written_out
from scenarios.coverage import expected_pupils
from scenarios.indeling import Arrangement, Indeling, LayerType
from scenarios.settings import STRAIGHT, Settings
from scenarios.site_plan import SitePlan
from scenarios.study import Study

PLAIN = Settings(STRAIGHT, detour_factor=1.0, intrazonal=False)
#: One in ten of the age goes to so: 10, 20, 30 and 40 pupils; each site has 50 places.
ALL = Assumptions(rates=(("so", 0.1),), capacity_factor=5.0)
#: Site, kind, PC4, pupils at least, in the middle, at most.
Row = tuple[str, str, str, float, float, float]
HOMES: Sequence[Row] = (
    ("00AA00", "so", "1001", 10, 10, 10),
    ("00AA00", "so", "1003", 1, 2, 4),
    ("00AB00", "so", "1003", 20, 20, 20),
    ("00AB00", "so", "1004", 30, 30, 30),
    ("00AA00", "so", "1004", 1, 2, 4),
    ("00AB00", "so", "", 5, 5, 5),
)


def _merged(study: Study, swv: str, plan: SitePlan | None = None) -> str:
    names = {code: f"Swv {code}" for code in swv}
    layer = Indeling(LayerType.SWV_FUNDEREND, study.country.units, tuple(swv), names, "2015", "Proef.")
    name = f"een-{swv}" if plan is None else f"een-{swv}-anders"
    return study.known(replace(Arrangement.merged(name, swv, layer), plan=plan))


def _with_homes(dataset: Dataset, rows: Sequence[Row]) -> Dataset:
    columns = ["vestigingscode", "soort", "pc4", "laag", "midden", "hoog"]
    table = pd.DataFrame(rows, columns=columns).assign(gedeeld=False, jaar=2024)
    tables: Mapping[str, pd.DataFrame] = {
        **dataset.tables,
        HERKOMST: table[list(COLUMNS)].astype(dict(COLUMNS)),
    }
    return Dataset(tables, replace(dataset.manifest, fingerprint=fingerprint(tables)))


@pytest.fixture(scope="module")
def line(line_of_four: Dataset) -> Study:
    """The worked example: a to d at 0, 10, 20, 30 km with 100 to 400 residents; so at a and d."""
    return Study.of(line_of_four, PLAIN)


@pytest.fixture(scope="module")
def measured(line_of_four: Dataset) -> Study:
    return Study.of(_with_homes(line_of_four, HOMES), PLAIN)


def _change(study: Study, before: str, after: str, source: Source = Source.NEAREST) -> TrafficChange:
    one, other = _merged(study, before), _merged(study, after)
    return traffic_change(study, one, other, "so", source, assumptions=ALL)


def _middles(change: TrafficChange) -> dict[str, float]:
    return {verdict.value: found.mid for verdict, found in change.verdicts().items() if found.high > 0}


def _area(change: TrafficChange, code: str) -> dict[str, float]:
    table = area_table(change, AreaLevel.SWV)
    return dict(table[table["gebied"] == code].iloc[0])


# ---- the worked example


def test_nearest_from_x_to_y_by_hand(line: Study) -> None:
    """c goes to d: within {c,d} under X, over the border of {a,b,c} under Y."""
    change = _change(line, "XXYY", "PPPQ")
    assert change.before.border.mid == 0
    assert change.after.border.mid == pytest.approx(30)
    assert change.after.share.mid == pytest.approx(0.30)
    assert _middles(change) == pytest.approx({"blijft intern": 70, "wordt grensverkeer": 30})
    p, q = _area(change, "P"), _area(change, "Q")
    assert (p["wonen"], p["uit"], p["in"], p["wordt_grens_uit"]) == pytest.approx((60, 30, 0, 30))
    assert p["uit_aandeel"] == pytest.approx(50.0)
    assert p["in_aandeel"] == 0
    assert q["uit_aandeel"] == 0
    assert q["in_aandeel"] == pytest.approx(100 * 300 / 700)
    back = _change(line, "PPPQ", "XXYY")
    assert _middles(back) == pytest.approx({"blijft intern": 70, "wordt intern": 30})


def test_capacity_by_hand(line: Study) -> None:
    """50 places each: d is full with 40 of its own and 10 of c; the other 20 of c go to a."""
    change = _change(line, "XXYY", "PPPQ", Source.CAPACITY)
    assert change.before.border.mid == pytest.approx(20)
    assert change.after.border.mid == pytest.approx(10)
    assert _middles(change) == pytest.approx(
        {"blijft intern": 70, "wordt intern": 20, "wordt grensverkeer": 10}
    )
    assert change.certainty == "gemodelleerd"
    assert change.after.nowhere.high == 0


def test_measured_by_hand_with_masked_cells(measured: Study) -> None:
    change = _change(measured, "XXYY", "PPPQ", Source.MEASURED)
    # X: c to a (1-4) and d to a (1-4) cross; Y: c to d (20) and d to a cross
    assert change.before.border == Interval(2.0, 4.0, 8.0)
    assert change.after.border == Interval(21.0, 22.0, 24.0)
    assert change.before.share.low == pytest.approx(2 / 62)
    assert change.before.share.high == pytest.approx(8 / 68)
    found = change.verdicts()
    assert found[Verdict.BECOMES_INTERNAL] == Interval(1.0, 2.0, 4.0)
    assert found[Verdict.BECOMES_BORDER] == Interval(20.0, 20.0, 20.0)
    assert found[Verdict.STAYS_BORDER] == Interval(1.0, 2.0, 4.0)
    assert found[Verdict.STAYS_INTERNAL] == Interval(40.0, 40.0, 40.0)
    assert [(one.what, one.pupils.mid) for one in change.apart] == [("zonder bekende woonpostcode", 5.0)]
    assert change.certainty == "gemeten"


def test_pairs_of_swvs_and_of_gemeenten(line: Study) -> None:
    change = _change(line, "XXYY", "PPPQ")
    table = pair_table(change, AreaLevel.SWV)
    assert table["midden"].sum() == pytest.approx(100)
    over = borders(change, AreaLevel.SWV, [Verdict.BECOMES_BORDER])
    assert over[["van", "naar"]].to_numpy().tolist() == [["P", "Q"]]
    assert over["midden"].tolist() == pytest.approx([30.0])
    (row,) = table[table["oordeel"] == Verdict.BECOMES_BORDER.value].to_dict("records")
    assert (row["van_voor"], row["naar_voor"], row["van_na"], row["naar_na"]) == ("Y", "Y", "P", "Q")
    places = borders(change, AreaLevel.GEMEENTE, [Verdict.BECOMES_BORDER])
    assert places[["van", "naar"]].to_numpy().tolist() == [["GM0003", "GM0004"]]
    of_places = area_table(change, AreaLevel.GEMEENTE).set_index("gebied")
    assert of_places.loc["GM0003", "uit_aandeel"] == 100
    assert of_places.loc["GM0004", "in_aandeel"] == pytest.approx(100 * 300 / 700)
    assert of_places.loc[["GM0002"], ["wonen", "uit", "in"]].to_numpy()[0] == pytest.approx([20, 0, 0])


def test_a_file_says_where_every_row_comes_from(measured: Study) -> None:
    rows = written_out(_change(measured, "XXYY", "PPPQ", Source.MEASURED), AreaLevel.SWV)
    assert set(rows["zekerheid"]) == {"gemeten"}
    assert {"bron", "peildatum", "gelezen_van", "instellingen", "gegevens", "scenario", "basis"} <= set(rows)
    assert rows[["laag", "midden", "hoog"]].sum().tolist() == [62.0, 64.0, 68.0]


# ---- other sites


def _without(study: Study, site: str) -> SitePlan:
    offers = study.country.dataset["aanbod"]
    gone = [(site, str(kind)) for kind in offers.loc[offers["vestigingscode"] == site, "soort"]]
    return SitePlan.of(study.country.dataset).closed(gone, "gesloten")


def test_a_site_that_closes_moves_pupils_over_the_border(line: Study) -> None:
    one, other = _merged(line, "XXYY"), _merged(line, "XXYY", _without(line, "00AB00"))
    nearest = traffic_change(line, one, other, "so", Source.NEAREST, assumptions=ALL)
    assert _middles(nearest) == pytest.approx({"blijft intern": 30, "wordt grensverkeer": 70})
    full = traffic_change(line, one, other, "so", Source.CAPACITY, assumptions=ALL)
    # 50 of 100 find no place; who is at a stays there: 30 of {a,b} inside, 20 of c outside
    found = _middles(full)
    assert found == pytest.approx(
        {"blijft intern": 30, "blijft grensverkeer": 20, "vindt geen plaats meer": 50}
    )
    assert full.after.nowhere.mid == pytest.approx(50)


def test_measured_pupils_of_a_closed_site_go_where_others_of_their_home_go(measured: Study) -> None:
    one, other = _merged(measured, "XXYY"), _merged(measured, "XXYY", _without(measured, "00AB00"))
    found = traffic_change(measured, one, other, "so", Source.MEASURED)
    assert found.certainty == "gemodelleerd"
    assert any("gemodelleerd" in note for note in found.notes)
    # c and d both have others who go to a already: all 50 of d's site follow them
    assert _middles(found) == {"blijft intern": 10, "wordt grensverkeer": 50, "blijft grensverkeer": 4}
    same = traffic_change(measured, other, other, "so", Source.MEASURED)
    assert _middles(same) == {"blijft intern": 10, "blijft grensverkeer": 54}
    back = traffic_change(measured, other, one, "so", Source.MEASURED)
    assert _middles(back) == {"blijft intern": 10, "wordt intern": 50, "blijft grensverkeer": 4}


# ---- sources and kinds


def test_a_source_that_is_not_there_says_what_to_bring(line: Study, measured: Study) -> None:
    so = next(kind for kind in line.country.kinds if kind.code == "so")
    assert "importeer DUO" in why_not(line, so, Source.MEASURED)
    assert "betalend swv zijn niet geladen" in why_not(line, so, Source.PAYING)
    assert why_not(measured, so, Source.MEASURED) == ""
    assert best_source(line, [so]) is Source.NEAREST
    assert best_source(measured, [so]) is Source.MEASURED
    assert best_source(measured, line.country.kinds) is Source.NEAREST
    found = traffic_change(line, line.base_id, line.base_id, "so", Source.MEASURED)
    assert found.streams == ()
    assert set(found.missing) == {"so"}
    with pytest.raises(UnknownNameError):
        traffic(line, line.base_id, "iets")
    with pytest.raises(InputError, match="kies uit gemeten, betalend"):
        source_named("DUO")


def test_all_kinds_together_are_the_sum_of_each(line: Study) -> None:
    one, other = _merged(line, "XXYY"), _merged(line, "PPPQ")
    whole = traffic_change(line, one, other)
    each = [traffic_change(line, one, other, kind) for kind in whole.kinds]
    assert len(each) == 6
    assert whole.after.border.mid == pytest.approx(sum(found.after.border.mid for found in each))
    assert whole.of("so").after.border.mid == pytest.approx(each[2].after.border.mid)
    titles = [code for code, _, _ in total_rows(whole)]
    assert titles[:4] == ["leerlingen_voor", "leerlingen_na", "grensverkeer_voor", "grensverkeer_na"]


def test_a_change_from_today_is_split_at_the_merger(line: Study) -> None:
    change = traffic_change(line, line.base_id, "jeugdregio", "so")
    found = steps(change)
    assert [step.title for step in found] == [
        "basis naar scenario", "effect samenvoegen po/vo", "effect nieuwe grenzen",
    ]  # fmt: skip
    assert found[1].change.after.border.mid == found[2].change.before.border.mid
    assert len(steps(traffic_change(line, line.base_id, "samengevoegd", "so"))) == 1


# ---- whatever the borders


@st.composite
def countries(draw: st.DrawFn) -> tuple[str, str, list[int], list[float]]:
    """Two indelingen of six units, where so is offered, and residents."""
    letters = st.text("ABC", min_size=6, max_size=6)
    sites = draw(st.lists(st.integers(0, 5), min_size=1, max_size=4, unique=True))
    pupils = draw(st.lists(st.integers(0, 50).map(float), min_size=6, max_size=6))
    return draw(letters), draw(letters), sites, pupils


@given(countries())
@settings(max_examples=40, deadline=None)
def test_nearest_is_what_a_walk_over_all_points_gives(
    small_country: object, told: tuple[str, str, list[int], list[float]]
) -> None:
    before, after, sites, pupils = told
    # uneven steps, so that no two sites are equally near
    at = [0.0, 1.0, 3.5, 8.0, 20.0, 47.0]
    rows = [(f"100{n}", at[n], f"GM000{n}", "JZ01", "PO2001", "VO2001", pupils[n], 1.0) for n in range(6)]
    study = Study.of(small_country(rows, [(f"00A{n}00", f"100{n}", ("so",)) for n in sites]), PLAIN)  # type: ignore[operator]
    change = _change(study, before, after)
    expected: defaultdict[str, float] = defaultdict(float)
    pairs: defaultdict[tuple[str, str], float] = defaultdict(float)
    for home in range(6):
        site = min(sites, key=lambda one: abs(at[one] - at[home]))
        was, now = before[home] != before[site], after[home] != after[site]
        verdict = {
            (False, False): "blijft intern",
            (True, False): "wordt intern",
            (False, True): "wordt grensverkeer",
            (True, True): "blijft grensverkeer",
        }[was, now]
        expected[verdict] += pupils[home] / 10
        pairs[after[home], after[site]] += pupils[home] / 10
    assert _middles(change) == pytest.approx({key: count for key, count in expected.items() if count})
    table = pair_table(change, AreaLevel.SWV).groupby(["van_na", "naar_na"])["midden"].sum()
    found = dict(zip(table.index.tolist(), table.tolist(), strict=True))
    assert found == pytest.approx({key: count for key, count in pairs.items() if count})
    same = matrix(change.after, AreaLevel.SWV)
    ends = zip(same["van"], same["naar"], strict=True)
    assert dict(zip(ends, same["midden"], strict=True)) == pytest.approx(found)
    over = borders(change, AreaLevel.SWV, list(Verdict))
    assert over["midden"].sum() == pytest.approx(change.after.border.mid)
    assert (over["van"] != over["naar"]).all()


@given(st.text("ABC", min_size=4, max_size=4), st.text("ABC", min_size=4, max_size=4))
@settings(max_examples=40, deadline=None)
def test_regrouping_moves_nobody_and_nothing_is_lost(measured: Study, before: str, after: str) -> None:
    for source in (Source.MEASURED, Source.NEAREST, Source.CAPACITY):
        change = _change(measured, before, after, source)
        for stream in change.streams:
            assert (stream.before == stream.after).all()
        first, then = change.before, change.after
        assert first.border.mid + first.internal.mid == pytest.approx(then.border.mid + then.internal.mid)
        verdicts = change.verdicts()
        assert sum(found.mid for found in verdicts.values()) == pytest.approx(
            then.border.mid + then.internal.mid
        )
        becomes = verdicts[Verdict.BECOMES_BORDER].mid + verdicts[Verdict.STAYS_BORDER].mid
        assert becomes == pytest.approx(then.border.mid)
        table = area_table(change, AreaLevel.SWV)
        assert table["uit"].sum() == pytest.approx(table["in"].sum()) == pytest.approx(then.border.mid)
        assert table["wonen"].sum() == pytest.approx(then.border.mid + then.internal.mid)


@given(st.lists(st.integers(1, 4), min_size=2, max_size=2), st.text("AB", min_size=4, max_size=4))
@settings(max_examples=40, deadline=None)
def test_intervals_hold_the_truth_behind_masked_cells(
    line_of_four: Dataset, measured: Study, cells: list[int], after: str
) -> None:
    truth = list(cells)
    rows = [(*row[:3], *(float(truth.pop(0)),) * 3) if row[3] != row[5] else row for row in HOMES]
    known = Study.of(_with_homes(line_of_four, rows), PLAIN)
    open_, told = (_change(study, "XXYY", after, Source.MEASURED) for study in (measured, known))
    for one, other in (
        (open_.after.share, told.after.share),
        (open_.before.border, told.before.border),
        *((open_.verdicts()[verdict], told.verdicts()[verdict]) for verdict in Verdict),
    ):
        assert one.low - 1e-9 <= other.mid <= one.high + 1e-9
    areas, exact = (area_table(one, AreaLevel.SWV).set_index("gebied") for one in (open_, told))
    for name in ("uit", "in", "uit_aandeel", "in_aandeel"):
        low, high = areas[f"{name}_laag"], areas[f"{name}_hoog"]
        inside = (low - 1e-9 <= exact[name]) & (exact[name] <= high + 1e-9)
        assert (inside | exact[name].isna()).all()


def test_the_real_country_adds_up(straight_study: Study) -> None:
    change = traffic_change(straight_study, straight_study.base_id, "jeugdregio", "so")
    table = pair_table(change, AreaLevel.SWV)
    total = change.before.border.mid + change.before.internal.mid
    assert table["midden"].sum() == pytest.approx(total)
    assert 0.05 < change.after.share.mid < change.before.share.mid < 0.4
    # to the nearest over the border: the same as leaning on a neighbour, counted another way
    so = next(kind for kind in straight_study.country.kinds if kind.code == "so")
    weight = expected_pupils(straight_study.country, so, Assumptions())
    for side in (change.before, change.after):
        leaning = border_dependence(straight_study, side.name, so, weight)
        assert 100 * side.share.mid == pytest.approx(leaning, abs=0.05)
    places = pair_table(change, AreaLevel.GEMEENTE)
    between = matrix(change.after, AreaLevel.GEMEENTE)
    assert between["midden"].sum() == pytest.approx(total)
    for verdict in Verdict:
        same = [one.loc[one["oordeel"] == verdict.value, "midden"].sum() for one in (table, places)]
        assert same[0] == pytest.approx(same[1])
    assert np.isfinite(area_table(change, AreaLevel.GEMEENTE)["uit_aandeel"]).any()
