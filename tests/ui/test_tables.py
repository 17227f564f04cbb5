"""What stands in the tables."""

import pytest

from data.findings import Finding, Severity
from scenarios.compare import Comparison, shown_measures
from scenarios.measures import measure
from scenarios.norms import Norm, Norms
from scenarios.without_own import WithoutOwn
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
    rows = tables.national({"straks": national}, "so", shown_measures(), ("afstand", "verandering"))
    assert [row.title for row in rows] == [
        measure(code).title
        for code in (
            "afstand_gemiddeld",
            "boven_acceptabel",
            "zonder_eigen",
            "grensafhankelijkheid",
            "reistijd_gemiddeld",
            "eigen_verloren",
            "eigen_gekregen",
        )
    ]
    assert (rows[0].base, rows[0].unit, rows[0].certainty) == ("6,0", "km", "geschat")
    assert rows[0].cells == (tables.Cell("5,9", "−0,1", "geen aantoonbaar verschil", ""),)
    assert rows[0].sources == ("regeling 2015",)
    assert (rows[5].base, rows[5].cells[0].value, rows[5].cells[0].change) == ("–", "50.700", "")


def test_fragmentation_shows_both_effects(national: Comparison) -> None:
    rows = tables.national({"straks": national}, "so", shown_measures(), ("versnippering",))
    relations = next(row for row in rows if row.title == measure("relaties_gemeente").title)
    assert relations.cells[0].split == "−384 samenvoegen, −12 grenzen"


def test_every_scenario_has_its_own_cell(national: Comparison) -> None:
    table = national.table.rename(index={"straks": "later"}, level="scenario")
    later = Comparison(table.assign(waarde=table["waarde"] + 1), "nu", (), {})
    rows = tables.national({"straks": national, "later": later}, "so", shown_measures(), ("afstand",))
    assert [cell.value for cell in rows[0].cells] == ["5,9", "6,9"]
    assert tables.national({}, "so", shown_measures(), ("afstand",)) == ()


def test_expert_measures_only_when_asked_for(national: Comparison) -> None:
    title = measure("nesting_bits").title
    for expert in (False, True):
        shown = shown_measures(expert=expert)
        rows = tables.national({"straks": national}, "so", shown, ("versnippering",))
        assert (title in [row.title for row in rows]) is expert


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


@pytest.mark.parametrize(
    ("elsewhere", "in_base", "marked"),
    [
        (0.0, False, "= in de basis ook niet"),
        (0.0, True, "= in het scenario ook niet"),
        (26_603.0, False, "− in de basis wel: alle inwoners"),
        (26_603.0, True, "+ in het scenario wel: alle inwoners"),
        (4_527.6, False, "− in de basis wel: 4.500 inwoners"),
        (1.0, True, "+ in het scenario wel: 1 inwoner"),
    ],
)
def test_without_own_marks_who_lost_or_gained_one(elsewhere: float, in_base: bool, marked: str) -> None:  # noqa: FBT001
    found = tables.without_own([WithoutOwn("Groot", 26_603.0, elsewhere)], in_base=in_base)
    assert found.to_numpy().tolist() == [["Groot", "26.600", marked]]


def test_nobody_without_own_is_an_empty_table() -> None:
    assert tables.without_own([], in_base=True).empty


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
    finding = Finding("pc4.csv", Severity.MENDED, "Lege cellen; geteld als 0.", 1234, ("1011", "1012"))
    assert tables.findings([finding]).iloc[0].tolist() == [
        "hersteld",
        "1.234",
        "Lege cellen; geteld als 0.",
        "pc4.csv",
        "1011\n1012",
    ]
    source = {"titel": "Kerncijfers", "uitgever": "CBS", "peildatum": "2024-01-01", "licentie": "CC-BY 4.0"}
    source |= {"aard": "gemeten", "rijen": 4072, "bestand": "pc4.xlsx", "sha256": "…"}
    assert "4.072" in tables.sources([source]).iloc[0].tolist()
    assert tables.sources([]).empty
