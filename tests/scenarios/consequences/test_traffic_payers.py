"""Traffic read off pupils by paying swv: known as far as a scenario keeps today's swv's whole."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from data.betalend import COLUMNS
from data.dataset import BETALEND, Dataset, fingerprint
from model.actual import Interval
from scenarios.consequences.traffic import AreaLevel, TrafficChange, Verdict, traffic_change
from scenarios.consequences.traffic_source import Source, best_source
from scenarios.consequences.traffic_tables import area_table, borders, pair_table
from scenarios.indeling import Arrangement, Indeling, LayerType
from scenarios.settings import STRAIGHT, Settings
from scenarios.study import Study

PLAIN = Settings(STRAIGHT, detour_factor=1.0, intrazonal=False)
A, B = "PO2001", "PO2002"
#: Kind, swv of home, of school, paying one, whether that is the school's, pupils at least, middle, at most.
Row = tuple[str, str, str, str, str, float, float, float]
SOURCE = {"tabel": BETALEND, "titel": "Leerlingen so en vso naar betalend swv", "uitgever": "DUO"}
TOLD: Sequence[Row] = (
    ("so", A, A, A, "", 50, 50, 50),
    ("so", A, B, A, "", 10, 10, 10),
    ("so", B, B, B, "", 1, 2, 4),
    ("so", B, A, B, "", 5, 5, 5),
    ("so", "PO0001", A, "PO0001", "", 3, 3, 3),
    ("so", "VO2001", A, "VO2001", "", 2, 2, 2),
)


@pytest.fixture(scope="module")
def country(small_country: Callable[..., Dataset]) -> Dataset:
    """a and b are PO2001, c and d PO2002; so at a and at d."""
    swv = (A, A, B, B)
    rows = [(f"100{n}", 10.0 * n, f"GM000{n}", "JZ01", swv[n], "VO2001", 100.0, 10.0) for n in range(4)]
    return small_country(rows, [("00AA00", "1000", ("so",)), ("00AD00", "1003", ("so",))])


def _study(country: Dataset, rows: Sequence[Row]) -> Study:
    keys = ["soort", "swv_wonen", "swv_vestiging", "swv_betalend", "binnen", "laag", "midden", "hoog"]
    table = pd.DataFrame(list(rows), columns=keys).assign(jaar=2024)[list(COLUMNS)].astype(dict(COLUMNS))
    tables = {**country.tables, BETALEND: table}
    manifest = replace(country.manifest, fingerprint=fingerprint(tables), sources=(SOURCE,))
    return Study.of(Dataset(tables, manifest), PLAIN)


def _change(study: Study, swv: str) -> TrafficChange:
    names = {code: f"Swv {code}" for code in swv}
    layer = Indeling(LayerType.SWV_FUNDEREND, study.country.units, tuple(swv), names, "2015", "Proef.")
    name = study.known(Arrangement.merged(f"een-{swv}", swv, layer))
    return traffic_change(study, study.base_id, name, "so", Source.PAYING)


def test_whole_swvs_are_known_and_national_ones_stand_apart(country: Dataset) -> None:
    found = _change(_study(country, TOLD), "PPQQ")
    assert found.before.border == found.after.border == Interval(15.0, 15.0, 15.0)
    assert found.before.internal == Interval(51.0, 52.0, 54.0)
    assert found.verdicts()[Verdict.BECOMES_BORDER].high == 0
    assert {one.what.partition(" (")[0]: one.pupils.mid for one in found.apart} == {
        "van of naar een swv zonder gebied in de regeling": 3.0,
        "van of naar een swv van de andere laag": 2.0,
    }
    assert found.sources == (("DUO, Leerlingen so en vso naar betalend swv", "2024-10-01"),)
    assert found.certainty == "gemeten"
    table = borders(found, AreaLevel.SWV, [Verdict.STAYS_BORDER])
    assert table[["van", "naar", "midden"]].to_numpy().tolist() == [["P", "Q", 10.0], ["Q", "P", 5.0]]


def test_a_swv_that_is_cut_leaves_a_margin_from_nobody_to_all(country: Dataset) -> None:
    """c joins a and b; the only site of PO2002 is with d, so only homes are open."""
    found = _change(_study(country, TOLD), "PPPQ")
    verdicts = found.verdicts()
    assert (verdicts[Verdict.BECOMES_BORDER].low, verdicts[Verdict.BECOMES_BORDER].high) == (0, 4)
    assert (verdicts[Verdict.BECOMES_INTERNAL].low, verdicts[Verdict.BECOMES_INTERNAL].high) == (0, 5)
    assert verdicts[Verdict.STAYS_BORDER].low == 10
    assert (found.after.border.low, found.after.border.high) == (10, 19)
    assert np.isnan(found.after.border.mid)
    assert found.before.border == Interval(15.0, 15.0, 15.0)
    areas = area_table(found, AreaLevel.SWV).set_index("gebied")
    assert areas.loc["Q", "in_laag"] == 10
    assert areas.loc["Q", "in_hoog"] == 14
    with pytest.raises(ValueError, match="no gemeenten"):
        pair_table(found, AreaLevel.GEMEENTE)


def test_everything_in_one_swv_is_internal(country: Dataset) -> None:
    found = _change(_study(country, TOLD), "PPPP")
    assert found.after.share == Interval(0.0, 0.0, 0.0)
    assert found.verdicts()[Verdict.BECOMES_INTERNAL] == Interval(15.0, 15.0, 15.0)


def test_only_whether_the_schools_swv_pays(country: Dataset) -> None:
    rows: Sequence[Row] = (
        ("so", "", A, "", "ja", 50, 50, 50),
        ("so", "", A, "", "nee", 5, 5, 5),
        ("so", "", "", B, "nee", 4, 4, 4),
        ("so", "", "", B, "ja", 9, 9, 9),
    )
    found = _change(_study(country, rows), "PPPQ")
    assert found.before.border == Interval(9.0, 9.0, 9.0)
    assert found.before.internal == Interval(59.0, 59.0, 59.0)
    # 5 live in c or d and go to a; 4 live in c or d and go to a; 9 live in c or d and go to d
    assert (found.after.border.low, found.after.border.high) == (0, 18)
    assert any("betalend swv staat hier voor" in note for note in found.notes)
    assert any("is alleen bekend dat" in note for note in found.notes)


def test_it_goes_before_a_model_for_the_kinds_that_it_tells_of(country: Dataset) -> None:
    study = _study(country, TOLD)
    kinds = {kind.code: kind for kind in study.country.kinds}
    assert best_source(study, [kinds["so"]]) is Source.PAYING
    assert best_source(study, [kinds["so"], kinds["vso"]]) is Source.NEAREST
    assert set(traffic_change(study, study.base_id, study.base_id, "", Source.PAYING).missing) == {
        "bo", "sbo", "vso", "pro", "vo",
    }  # fmt: skip


@given(
    st.lists(
        st.tuples(st.integers(0, 3), st.sampled_from([0, 3]), st.integers(1, 9)), min_size=1, max_size=6
    ),
    st.text("PQR", min_size=4, max_size=4),
)
@settings(max_examples=40, deadline=None)
def test_whoever_they_are_the_truth_lies_within(
    country: Dataset, pupils: list[tuple[int, int, int]], swv: str
) -> None:
    of = (A, A, B, B)
    counted: dict[tuple[str, str], float] = {}
    for home, site, count in pupils:
        key = of[home], of[site]
        counted[key] = counted.get(key, 0.0) + count
    rows = [("so", van, naar, van, "", n, n, n) for (van, naar), n in counted.items()]
    found = _change(_study(country, rows), swv)
    truth = dict.fromkeys(Verdict, 0.0)
    pairs: dict[tuple[str, str], float] = {}
    for home, site, count in pupils:
        was, now = of[home] != of[site], swv[home] != swv[site]
        verdict = (
            (Verdict.STAYS_BORDER if now else Verdict.BECOMES_INTERNAL)
            if was
            else (Verdict.BECOMES_BORDER if now else Verdict.STAYS_INTERNAL)
        )
        truth[verdict] += count
        if now:
            pairs[swv[home], swv[site]] = pairs.get((swv[home], swv[site]), 0.0) + count
    for verdict, interval in found.verdicts().items():
        assert interval.low <= truth[verdict] <= interval.high
    total = sum(truth.values())
    border = truth[Verdict.BECOMES_BORDER] + truth[Verdict.STAYS_BORDER]
    assert found.after.share.low - 1e-9 <= border / total <= found.after.share.high + 1e-9
    rows_found = borders(found, AreaLevel.SWV, list(Verdict)).to_dict("records")
    bounds = {(row["van"], row["naar"]): (row["laag"], row["hoog"]) for row in rows_found}
    for pair, exact in pairs.items():
        assert bounds[pair][0] <= exact <= bounds[pair][1] <= total
