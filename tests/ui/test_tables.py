"""What stands in the tables."""

import pytest

from data.findings import Finding, Severity
from scenarios.compare import Comparison, shown_measures
from scenarios.measures import measure
from scenarios.norms import Norm, Norms
from ui import tables


@pytest.mark.parametrize(
    ("code", "value", "written"),
    [
        ("afstand_gemiddeld", -0.08, "−0,1"),
        ("afstand_gemiddeld", 0.01, "< 0,1"),
        ("afstand_gemiddeld", 0.0, "0,0"),
        ("boven_acceptabel", 0.3, "+0,3 %-punt"),
        ("zonder_eigen", 50_731.0, "+50.700"),
        ("relaties_gemeente", float("nan"), "–"),
    ],
)
def test_difference(code: str, value: float, written: str) -> None:
    assert tables.difference(measure(code), value) == written


def test_national_shows_measures_in_order_with_their_groups(national: Comparison) -> None:
    frame = tables.national(national, "straks", "so", shown_measures(), ("afstand", "verandering"))
    assert frame["maat"].tolist() == [
        measure(code).title
        for code in (
            "afstand_gemiddeld",
            "boven_acceptabel",
            "zonder_eigen",
            "eigen_verloren",
            "eigen_gekregen",
        )
    ]
    assert frame.loc[0, ["basis", "scenario", "verschil"]].tolist() == ["6,0", "5,9", "−0,1"]
    assert frame.loc[3, ["basis", "scenario", "verschil"]].tolist() == ["–", "50.700", "–"]
    assert (frame["samenvoegen"] == "").all()


def test_fragmentation_shows_both_effects(national: Comparison) -> None:
    frame = tables.national(national, "straks", "so", shown_measures(), ("versnippering",))
    relations = frame.set_index("maat").loc[measure("relaties_gemeente").title]
    assert (relations["samenvoegen"], relations["grenzen"]) == ("−384", "−12")


def test_expert_measures_only_when_asked_for(national: Comparison) -> None:
    title = measure("nesting_bits").title
    for expert in (False, True):
        frame = tables.national(national, "straks", "so", shown_measures(expert=expert), ("versnippering",))
        assert (title in frame["maat"].tolist()) is expert


def test_area_table_keeps_numbers_and_leaves_blanks_blank(per_gemeente: Comparison) -> None:
    frame = tables.per_area(per_gemeente, "straks", "so", ["afstand_gemiddeld", "swv_aantal"])
    assert frame["gebied"].tolist() == ["Aalten", "Breda", "Zwolle"]
    assert frame["afstand_gemiddeld", "waarde"].tolist() == [2.0, 10.0, 9.0]
    assert frame["swv_aantal", "waarde"].isna().tolist() == [True, False, True]
    assert frame["swv_aantal", "duiding"].tolist() == ["–", "–", "–"]


@pytest.mark.parametrize(("search", "found"), [("WO", ["Zwolle"]), (" breda ", ["Breda"]), ("(", [])])
def test_search_is_plain_text(per_gemeente: Comparison, search: str, found: list[str]) -> None:
    frame = tables.per_area(per_gemeente, "straks", "so", ["afstand_gemiddeld"], search)
    assert frame["gebied"].tolist() == found


def test_measures_per_area(per_gemeente: Comparison) -> None:
    codes = tables.area_measures(per_gemeente, "straks", "so", expert=False)
    assert codes == ["afstand_gemiddeld", "swv_aantal"]


def test_without_own_names_the_largest_first(national: Comparison) -> None:
    assert tables.without_own(national, "nu", "so").to_numpy().tolist() == [
        ["Groot", "26.600"],
        ["Klein", "900"],
    ]
    assert tables.without_own(national, "straks", "so").empty


def test_werknormen_are_called_unconfirmed_until_confirmed() -> None:
    norms = Norms(
        (
            Norm("thuisnabij", "so", 7500.0, "m", "eigen werkaanname"),
            Norm("thuisnabij", "so", 900.0, "s", "telt nog niet mee"),
            Norm("minimumomvang", "swv", 5000.0, "inwoners", "eigen werkaanname", confirmed=True),
        )
    )
    assert tables.werknormen(norms)[["waarde", "status"]].to_numpy().tolist() == [
        ["7,5 km", "niet bevestigd"],
        ["15 min", "niet bevestigd"],
        ["5.000 inwoners", "bevestigd"],
    ]


def test_findings_and_sources_are_written_out() -> None:
    finding = Finding("pc4.csv", Severity.MENDED, "Lege cellen; geteld als 0.", 1234)
    assert tables.findings([finding]).iloc[0].tolist() == [
        "hersteld",
        "1.234",
        "Lege cellen; geteld als 0.",
        "pc4.csv",
    ]
    source = {"titel": "Kerncijfers", "uitgever": "CBS", "peildatum": "2024-01-01", "licentie": "CC-BY 4.0"}
    source |= {"aard": "gemeten", "rijen": 4072, "bestand": "pc4.xlsx", "sha256": "…"}
    assert "4.072" in tables.sources([source]).iloc[0].tolist()
    assert tables.sources([]).empty
