"""Comparison: the worked example to the letter, and what must hold on the real country."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
import pandas as pd
import pytest

from data.dataset import Dataset
from geo.errors import UnknownNameError
from scenarios.compare import INDEX, NO_DIFFERENCE, Comparison, Level, compare
from scenarios.indeling import Arrangement, Indeling, LayerType
from scenarios.measures import all_measures
from scenarios.norms import Norm, Norms
from scenarios.settings import STRAIGHT, Settings
from scenarios.study import Study

MakeDataset = Callable[[Sequence[Any], Sequence[Any]], Dataset]
Rows = dict[tuple[str, ...], dict[str, Any]]
RowsOf = Callable[[pd.DataFrame], Rows]

KINDS = ("bo", "sbo", "so", "vso", "pro", "vo")
COLUMNS = [
    "gebied_naam",
    "waarde",
    "eenheid",
    "aard",
    "richting",
    "basis",
    "verschil",
    "duiding",
    "effect_samenvoegen",
    "effect_nieuwe_grenzen",
    "bron",
]
TODAY = "regeling-2015"
SCENARIOS = ["jeugdregio", "po-leidend", "vo-leidend", "po-binnen-jeugdregio", "samengevoegd", "provincie"]


def _norms(metres: float) -> Norms:
    distances = [
        Norm(name, kind, metres, "m", "proef") for name in ("thuisnabij", "acceptabel") for kind in KINDS
    ]
    size = Norm("minimumomvang", "swv", 1000.0, "inwoners", "proef")
    return Norms((*distances, size, Norm("restgrens", "gebied", 5.0, "%", "proef")))


def _merged(study: Study, name: str, *swv: str) -> Arrangement:
    indeling = Indeling(LayerType.SWV_FUNDEREND, study.country.units, swv, {}, "2026", "Proef.")
    return Arrangement.merged(name, f"Indeling {name}", indeling)


# --- the worked example ------------------------------------------------------------------------


@pytest.fixture(scope="module")
def example(line_of_four: Dataset) -> Study:
    study = Study.of(
        line_of_four, Settings(STRAIGHT, detour_factor=1.0, intrazonal=False), norms=_norms(15_000)
    )
    study.add(_merged(study, "X", "S", "S", "T", "T"))
    study.add(_merged(study, "Y", "S", "S", "S", "T"))
    return study


WORKED = [
    ("so", "leerlingen", 1000, 1000, 5e-7),
    ("so", "afstand_gemiddeld", 5.0, 8.0, 5e-7),
    ("so", "vrij_gemiddeld", 5.0, 5.0, 5e-7),
    ("so", "grenseffect", 0.0, 3.0, 5e-7),
    ("so", "grensafhankelijkheid", 0.0, 30.0, 5e-7),
    ("so", "boven_acceptabel", 0.0, 30.0, 5e-7),
    ("so", "dekking_acceptabel", 100.0, 70.0, 5e-7),
    ("so", "zonder_eigen", 0.0, 0.0, 5e-7),
    ("", "nesting_bits", 0.0, 0.600, 5e-4),
    ("", "tafels_bits", 0.0, 0.690, 5e-4),
    ("", "vi_bits", 0.0, 1.290, 5e-4),
    ("", "blijft", 100.0, 70.0, 5e-7),
    ("", "relaties_gemeente", 4, 4, 5e-7),
    ("", "relaties_jeugdregio", 2, 3, 5e-7),
    ("", "swv_aantal", 2, 2, 5e-7),
    ("", "swv_afwijkend", 0, 1, 5e-7),
    ("", "leerlingen_afwijkend", 0, 600, 5e-7),  # c, of po and of vo age
    ("", "jeugdregio_per_swv", 1.0, 1.5, 5e-7),
    ("", "swv_per_jeugdregio", 1.0, 1.5, 5e-7),
    ("", "congruentie", 100.0, 100.0, 5e-7),
]


@pytest.mark.parametrize("told", WORKED, ids=[measure for _, measure, *_ in WORKED])
def test_the_worked_example(
    example: Study, rows_of: RowsOf, told: tuple[str, str, float, float, float]
) -> None:
    kind, measure, in_x, in_y, precision = told
    rows = rows_of(compare(example, ["Y"], base="X").table)
    own, other = rows["X", "NL", kind, measure], rows["Y", "NL", kind, measure]
    assert own["waarde"] == pytest.approx(in_x, abs=precision)
    assert other["waarde"] == pytest.approx(in_y, abs=precision)
    assert other["basis"] == pytest.approx(in_x, abs=precision)
    assert other["verschil"] == pytest.approx(in_y - in_x, abs=2 * precision)
    assert own["duiding"] == "gelijk"


@pytest.mark.parametrize(
    ("measure", "reading"),
    [("afstand_gemiddeld", "slechter"), ("vrij_gemiddeld", "gelijk"), ("dekking_acceptabel", "slechter")],
)
def test_the_worked_example_in_words(example: Study, rows_of: RowsOf, measure: str, reading: str) -> None:
    there = rows_of(compare(example, ["Y"], base="X").table)
    assert there["Y", "NL", "so", measure]["duiding"] == reading
    back = rows_of(compare(example, ["X"], base="Y").table)
    assert back["X", "NL", "so", measure]["duiding"] == {"slechter": "beter"}.get(reading, reading)


def test_a_swv_without_a_site_is_listed_and_never_netted(line_of_four: Dataset, rows_of: RowsOf) -> None:
    study = Study.of(
        line_of_four, Settings(STRAIGHT, detour_factor=1.0, intrazonal=False), norms=_norms(15_000)
    )
    study.add(_merged(study, "X", "S", "S", "T", "T"))
    study.add(_merged(study, "Z", "S", "T", "U", "U"))
    found = compare(study, ["Z"], base="X", kinds=["so"])
    rows = rows_of(found.table)
    assert rows["Z", "NL", "so", "zonder_eigen"]["waarde"] == 200
    assert rows["Z", "NL", "so", "eigen_verloren"]["waarde"] == 200
    assert rows["Z", "NL", "so", "eigen_gekregen"]["waarde"] == 0
    assert rows["Z", "NL", "so", "afstand_gemiddeld"]["waarde"] == pytest.approx(5.0)
    assert rows["Z", "NL", "so", "grensafhankelijkheid"]["waarde"] == pytest.approx(20)
    assert found.without_own == {("X", "so"): {}, ("Z", "so"): {"T": 200.0}}
    back = rows_of(compare(study, ["X"], base="Z", kinds=["so"]).table)
    assert back["X", "NL", "so", "eigen_gekregen"]["waarde"] == 200


def test_differences_within_the_error_of_the_model(small_country: MakeDataset, rows_of: RowsOf) -> None:
    """Of 1,000 pupils at 10 km, 990 keep theirs and ten must go 12 km: 20 metres on average prove nothing."""
    rows = [
        ("1001", 0, "GM0001", "JZ01", "PO2001", "VO2001", 990, 990),
        ("1002", 20, "GM0002", "JZ01", "PO2001", "VO2001", 10, 10),
        ("1003", 10, "GM0003", "JZ01", "PO2001", "VO2001", 0, 0),
        ("1004", 32, "GM0004", "JZ01", "PO2001", "VO2001", 0, 0),
    ]
    dataset = small_country(rows, [("00AA00", "1003", ("so",)), ("00AB00", "1004", ("so",))])
    study = Study.of(dataset, Settings(STRAIGHT, detour_factor=1.0), norms=_norms(15_000))
    study.add(_merged(study, "samen", "S", "S", "S", "S"))
    study.add(_merged(study, "apart", "S", "T", "S", "T"))
    found = rows_of(compare(study, ["apart"], base="samen", kinds=["so"]).table)
    row = found["apart", "NL", "so", "afstand_gemiddeld"]
    assert row["verschil"] == pytest.approx(0.02)
    assert row["duiding"] == NO_DIFFERENCE
    assert found["apart", "NL", "so", "grensafhankelijkheid"]["duiding"] == "slechter"


def test_a_kind_without_any_site_is_no_error(small_country: MakeDataset, rows_of: RowsOf) -> None:
    """A data set of one region may lack a kind altogether."""
    rows = [("1001", 0, "GM0001", "JZ01", "PO2001", "VO2001", 10, 10)]
    study = Study.of(
        small_country(rows, [("00AA00", "1001", ("bo",))]), Settings(STRAIGHT), norms=_norms(15_000)
    )
    found = rows_of(compare(study, ["jeugdregio"]).table)
    assert found["jeugdregio", "NL", "so", "zonder_eigen"]["waarde"] == 10


def test_a_kind_without_a_norm_is_not_to_be_determined(line_of_four: Dataset, rows_of: RowsOf) -> None:
    without = Norms(tuple(norm for norm in _norms(15_000).table if norm.subject != "so"))
    study = Study.of(line_of_four, Settings(STRAIGHT), norms=without)
    found = rows_of(compare(study, [], kinds=["so"]).table)
    for measure in ("boven_acceptabel", "dekking_acceptabel"):
        row = found[TODAY, "NL", "so", measure]
        assert math.isnan(row["waarde"]), measure
        assert row["duiding"] == "niet te bepalen"


# --- the real country --------------------------------------------------------------------------


@pytest.fixture(scope="module")
def national(study: Study) -> Comparison:
    return compare(study, SCENARIOS)


@pytest.fixture(scope="module")
def land(national: Comparison, rows_of: RowsOf) -> Rows:
    return rows_of(national.table)


def _sums(table: pd.DataFrame, scenario: str, measure: str) -> pd.Series[float]:
    chosen = table.xs((scenario, measure), level=("scenario", "maat"))["waarde"]
    return chosen.groupby(level="soort").sum()


def test_index_and_columns(national: Comparison) -> None:
    table = national.table
    assert list(table.index.names) == INDEX
    assert list(table.columns) == COLUMNS
    assert table.index.is_unique
    assert table.index.get_level_values("scenario").unique().tolist() == [TODAY, *SCENARIOS]
    assert set(table.index.get_level_values("niveau")) == {"land"}
    assert set(table.index.get_level_values("gebied")) == {"NL"}
    assert set(table.index.get_level_values("soort")) == {"", *KINDS}
    of_one_area = {"omvang", "gemeenten"}
    groups = {"afstand", "verandering", "versnippering"}
    compared = {one.code for one in all_measures() if one.group in groups}
    assert set(table.index.get_level_values("maat")) == compared - of_one_area
    assert table["bron"].notna().all()
    assert [stamp.scenario for stamp in national.stamps] == [TODAY, *SCENARIOS]
    assert national.base == TODAY


def test_difference_is_value_minus_base(national: Comparison) -> None:
    table = national.table
    np.testing.assert_array_equal(table["verschil"], table["waarde"] - table["basis"])


def test_base_is_the_value_of_the_base(national: Comparison) -> None:
    table = national.table[~national.table.index.get_level_values("maat").str.startswith("eigen_")]
    own = table.xs(TODAY, level="scenario")["waarde"]
    for scenario in SCENARIOS:
        base = table.xs(scenario, level="scenario")["basis"]
        pd.testing.assert_series_equal(base, own, check_names=False, check_like=True)


def test_the_base_against_itself_is_equal(national: Comparison) -> None:
    rows = national.table.xs(TODAY, level="scenario")
    known = rows["waarde"].notna()
    assert set(rows.loc[known, "duiding"]) == {"gelijk"}
    assert (rows.loc[known, "verschil"] == 0).all()


@pytest.mark.parametrize("kind", KINDS)
def test_free_is_the_same_in_every_indeling(land: Rows, kind: str) -> None:
    means = {land[scenario, "NL", kind, "vrij_gemiddeld"]["waarde"] for scenario in (TODAY, *SCENARIOS)}
    assert len(means) == 1
    for scenario in SCENARIOS:
        assert land[scenario, "NL", kind, "vrij_gemiddeld"]["duiding"] == "gelijk"


@pytest.mark.parametrize("scenario", SCENARIOS)
def test_effects_add_up_to_the_difference(national: Comparison, scenario: str) -> None:
    rows = national.table.xs(scenario, level="scenario")
    split = rows[rows["effect_samenvoegen"].notna()]
    assert {"relaties_gemeente", "relaties_jeugdregio", "swv_aantal", "congruentie"} <= set(
        split.index.get_level_values("maat")
    )
    total = split["effect_samenvoegen"] + split["effect_nieuwe_grenzen"]
    np.testing.assert_allclose(total, split["verschil"], atol=1e-9)


def test_merging_where_they_overlap_has_no_new_borders(land: Rows) -> None:
    row = land["samengevoegd", "NL", "", "relaties_gemeente"]
    assert row["effect_nieuwe_grenzen"] == 0
    assert row["effect_samenvoegen"] == row["verschil"] < 0
    same = {land[s, "NL", "", "relaties_gemeente"]["effect_samenvoegen"] for s in SCENARIOS}
    assert len(same) == 1


def test_leading_layers_keep_their_own_figures(land: Rows) -> None:
    for scenario, kinds in (("po-leidend", ("bo", "sbo", "so")), ("vo-leidend", ("vso", "pro", "vo"))):
        for kind in kinds:
            for measure in ("afstand_gemiddeld", "afstand_p90", "zonder_eigen", "grensafhankelijkheid"):
                assert land[scenario, "NL", kind, measure]["duiding"] == "gelijk"


def test_jeugdregios_are_nested_in_themselves(land: Rows) -> None:
    assert land["jeugdregio", "NL", "", "nesting_bits"]["waarde"] == 0
    assert land["jeugdregio", "NL", "", "tafels_bits"]["waarde"] == 0
    assert land["jeugdregio", "NL", "", "swv_afwijkend"]["waarde"] == 0
    assert land["po-binnen-jeugdregio", "NL", "", "nesting_bits"]["waarde"] == 0
    assert land["jeugdregio", "NL", "", "relaties_jeugdregio"]["waarde"] == 42
    assert land["jeugdregio", "NL", "", "relaties_gemeente"]["waarde"] == 342


def test_a_national_figure_of_the_straight_line_by_other_means(
    straight_study: Study, rows_of: RowsOf
) -> None:
    """Mean own distance to so today, from the points and sites alone."""
    country, land = straight_study.country, rows_of(compare(straight_study, [], kinds=["so"]).table)
    points, sites, offers = country.points, country.sites, country.dataset["aanbod"]
    so = sites[sites["vestigingscode"].isin(offers.loc[offers["soort"] == "so", "vestigingscode"])]
    swv_of_pc4 = points.set_index("pc4")["swv_po"]
    swv_of_site = so["pc4"].map(swv_of_pc4).to_numpy()
    at_point = (so["plaatsing"] == "PC4").to_numpy()
    total = 0.0
    for point in points[points["leerlingen_po"] > 0].to_dict("records"):
        metres = (
            1.3 * np.hypot(so["easting"] - point["easting"], so["northing"] - point["northing"]).to_numpy()
        )
        metres[at_point & (so["pc4"] == point["pc4"]).to_numpy()] = point["intrazonaal_m"]
        mine = swv_of_site == point["swv_po"]
        total += point["leerlingen_po"] * (metres[mine].min() if mine.any() else metres.min())
    mean_km = total / points["leerlingen_po"].sum() / 1000
    assert land[TODAY, "NL", "so", "afstand_gemiddeld"]["waarde"] == pytest.approx(mean_km, rel=1e-5)


@pytest.fixture(scope="module")
def levels(study: Study) -> dict[Level, pd.DataFrame]:
    return {level: compare(study, ["jeugdregio"], level=level).table for level in Level}


@pytest.mark.parametrize("level", [Level.JEUGDREGIO, Level.SWV, Level.GEMEENTE])
@pytest.mark.parametrize("measure", ["leerlingen", "zonder_eigen", "eigen_verloren", "eigen_gekregen"])
@pytest.mark.parametrize("scenario", [TODAY, "jeugdregio"])
def test_levels_add_up_to_the_country(
    levels: dict[Level, pd.DataFrame], level: Level, measure: str, scenario: str
) -> None:
    parts, whole = _sums(levels[level], scenario, measure), _sums(levels[Level.LAND], scenario, measure)
    pd.testing.assert_series_equal(parts, whole)


@pytest.mark.parametrize("level", [Level.JEUGDREGIO, Level.SWV, Level.GEMEENTE])
@pytest.mark.parametrize("measure", ["afstand_gemiddeld", "grensafhankelijkheid", "dekking_acceptabel"])
def test_means_of_areas_weigh_up_to_the_mean_of_the_country(
    levels: dict[Level, pd.DataFrame], level: Level, measure: str
) -> None:
    for scenario in (TODAY, "jeugdregio"):
        rows = levels[level].xs(scenario, level="scenario").reset_index()
        table = rows.pivot_table(index=["soort", "gebied"], columns="maat", values="waarde")
        table = table[table["leerlingen"] > 0]
        parts = (table[measure] * table["leerlingen"]).groupby(level="soort").sum()
        pupils = table["leerlingen"].groupby(level="soort").sum()
        whole = _sums(levels[Level.LAND], scenario, measure)
        for kind in KINDS:
            assert parts[kind] / pupils[kind] == pytest.approx(whole[kind])


@pytest.mark.parametrize("level", list(Level))
def test_every_level_has_one_row_per_area_kind_and_measure(
    levels: dict[Level, pd.DataFrame], level: Level
) -> None:
    table = levels[level]
    assert table.index.is_unique
    assert set(table.index.get_level_values("niveau")) == {level.value}
    areas = table.xs("jeugdregio", level="scenario").index.get_level_values("gebied").nunique()
    assert areas == {Level.LAND: 1, Level.JEUGDREGIO: 42, Level.SWV: 42, Level.GEMEENTE: 342}[level]
    assert (table["gebied_naam"] != "").all()


def test_swvs_of_today_count_for_their_own_layer_only(levels: dict[Level, pd.DataFrame]) -> None:
    table = levels[Level.SWV].xs(TODAY, level="scenario").reset_index()
    per_kind = table[table["maat"] == "leerlingen"].groupby("soort")["gebied"].agg(["nunique", "min", "max"])
    assert per_kind["nunique"].to_dict() == {"bo": 76, "sbo": 76, "so": 76, "vso": 74, "pro": 74, "vo": 74}
    assert per_kind.loc["so", "max"].startswith("PO")
    assert per_kind.loc["vso", "min"].startswith("VO")


@pytest.mark.parametrize("measure", ["relaties_gemeente", "leerlingen_afwijkend"])
def test_fragmentation_per_swv_adds_up(levels: dict[Level, pd.DataFrame], measure: str) -> None:
    for scenario in (TODAY, "jeugdregio"):
        parts, whole = (_sums(levels[level], scenario, measure)[""] for level in (Level.SWV, Level.LAND))
        assert parts == pytest.approx(whole)


def test_relations_with_gemeenten_add_up_over_jeugdregios(levels: dict[Level, pd.DataFrame]) -> None:
    for scenario in (TODAY, "jeugdregio"):
        parts = _sums(levels[Level.JEUGDREGIO], scenario, "relaties_gemeente")
        assert parts[""] == _sums(levels[Level.LAND], scenario, "relaties_gemeente")[""]


@pytest.mark.parametrize("measure", ["congruentie", "blijft"])
@pytest.mark.parametrize("level", [Level.JEUGDREGIO, Level.GEMEENTE])
def test_shares_of_pupils_weigh_up_to_the_country(
    study: Study, levels: dict[Level, pd.DataFrame], level: Level, measure: str
) -> None:
    """Congruence and staying are shares of pupils: those of the areas weigh up to that of the country.

    A gemeente that lies whole in PO2001 and VO2001 is congruent only if those two coincide everywhere, and a
    gemeente stays only if it stays with the largest part of its former swv, also outside the gemeente.
    """
    scenario = TODAY if measure == "congruentie" else "jeugdregio"
    country = study.country
    area = country.gemeente_of_point if level is Level.GEMEENTE else country.region_of_point("jeugdregio")
    pupils = pd.Series(country.pupils("po") + country.pupils("vo")).groupby(area).sum()
    rows = levels[level].reset_index()
    rows = rows[(rows["scenario"] == scenario) & (rows["maat"] == measure)]
    if rows.empty:
        return  # a figure that is not given cannot be wrong
    share = rows.set_index("gebied")["waarde"]
    found = (share * pupils).sum() / pupils.sum()
    assert found == pytest.approx(_sums(levels[Level.LAND], scenario, measure)[""])


def test_names_may_be_repeated_and_the_base_named(study: Study) -> None:
    found = compare(study, ["po-leidend", "po-leidend", "vo-leidend"], base="vo-leidend", kinds=["so", "so"])
    assert found.table.index.get_level_values("scenario").unique().tolist() == ["vo-leidend", "po-leidend"]
    assert found.table.index.is_unique
    assert found.table["effect_samenvoegen"].isna().all()
    assert set(found.table.index.get_level_values("soort")) == {"", "so"}


def test_only_the_base(study: Study) -> None:
    assert compare(study, []).table.index.get_level_values("scenario").unique().tolist() == [TODAY]


def test_an_unknown_kind_is_refused_in_dutch(study: Study) -> None:
    with pytest.raises(UnknownNameError) as caught:
        compare(study, [], kinds=["so", "gymnasium"])
    assert str(caught.value) == "onbekende soort 'gymnasium'; kies uit bo, sbo, so, vso, pro, vo"


@pytest.mark.parametrize("kind", ["cluster1", "cluster2", "gesloten"])
def test_a_kind_outside_coverage_is_refused_and_says_why(study: Study, kind: str) -> None:
    with pytest.raises(UnknownNameError, match=rf"'{kind}' \(valt buiten de swv's"):
        compare(study, [], kinds=[kind])


def test_an_unknown_scenario_is_refused_in_dutch(study: Study) -> None:
    with pytest.raises(UnknownNameError, match="onbekende indeling 'waterschap'"):
        compare(study, ["waterschap"])


def test_the_same_question_has_the_same_answer(nederland: Dataset, study: Study) -> None:
    again = compare(Study.of(nederland), ["po-leidend"], kinds=["so"])
    pd.testing.assert_frame_equal(compare(study, ["po-leidend"], kinds=["so"]).table, again.table)


@pytest.mark.parametrize("level", [Level.GEMEENTE, Level.JEUGDREGIO, Level.SWV])
def test_an_area_where_nobody_lives_is_no_error(small_country: MakeDataset, level: Level) -> None:
    rows = [
        ("1001", 0, "GM0001", "JZ01", "PO2001", "VO2001", 10, 10),
        ("1002", 1, "GM0002", "JZ02", "PO2002", "VO2002", 0, 0),
    ]
    study = Study.of(
        small_country(rows, [("00AA00", "1001", KINDS)]), Settings(STRAIGHT), norms=_norms(15_000)
    )
    table = compare(study, ["jeugdregio"], level=level).table
    empty = table.xs("afstand_gemiddeld", level="maat")["waarde"].isna()
    assert empty.sum() == empty.size / 2
