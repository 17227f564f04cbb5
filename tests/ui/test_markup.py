"""HTML that escapes what comes from outside and never speaks by colour alone."""

import pandas as pd
import pytest

from scenarios.compare import NO_DIFFERENCE, Comparison, shown_measures
from scenarios.country import Kind
from ui import markup, tables
from ui.headline import key_figures
from ui.palette import SYMBOLS

_EVIL = "<img src=x onerror=alert(1)>"


@pytest.mark.parametrize(
    "duiding", ["beter", "slechter", "gelijk", "afgerond gelijk", NO_DIFFERENCE, "hoger", "lager"]
)
def test_every_reading_has_a_sign_and_a_word(duiding: str) -> None:
    shown = markup.chip(duiding)
    assert f"{tables.SIGNS[duiding]} {duiding}" in shown


def test_text_from_outside_is_escaped(national: Comparison) -> None:
    figures = key_figures(national, "straks", Kind("so", _EVIL, "po", "po"))
    frame = pd.DataFrame({_EVIL: [_EVIL]})
    written = [
        markup.note(_EVIL),
        markup.small(_EVIL),
        markup.section(_EVIL),
        markup.page_top(_EVIL, _EVIL),
        markup.head(_EVIL, [_EVIL]),
        markup.map_title(_EVIL, _EVIL, _EVIL),
        markup.plain_table(frame, _EVIL),
        markup.legend(_EVIL, SYMBOLS[0], _EVIL, has_unassigned=True),
        markup.cards(figures),
    ]
    assert all("<img" not in html for html in written)


def test_national_table_explains_each_measure_and_names_its_sources_once(national: Comparison) -> None:
    rows = tables.national({"straks": national}, "so", shown_measures(), ("afstand",))
    html = markup.national_table(rows, "nu", ["straks"])
    assert html.count("<details") == len(rows)
    assert "km · lager is beter · geschat" in html
    assert "basis: nu" in html
    assert html.count("Bronnen van deze tabel: regeling 2015.") == 1
    assert "samenvoegen" not in html


def test_each_scenario_has_a_head_of_its_own(national: Comparison) -> None:
    table = national.table.rename(index={"straks": "later"}, level="scenario")
    both = {"straks": national, "later": Comparison(table, "nu", (), {})}
    rows = tables.national(both, "so", shown_measures(), ("versnippering",))
    html = markup.national_table(rows, "nu", ["straks", _EVIL])
    assert html.count('scope="colgroup"') == 2
    assert html.count("−384 samenvoegen, −12 grenzen") == 2
    assert "<img" not in html


def test_terms_and_key_figures_open_their_explanation(national: Comparison) -> None:
    assert "<dt>swv</dt>" in markup.terms("Woorden", {"swv": "een verband"})
    assert "<img" not in markup.terms(_EVIL, {_EVIL: _EVIL})
    figures = key_figures(national, "straks", Kind("so", "so", "po", "po"))
    assert markup.cards(figures).count("<details") == len(figures)


def test_legend_leaves_out_what_is_not_there() -> None:
    assert "hoort bij geen swv" not in markup.legend("so", SYMBOLS[0], "2024", has_unassigned=False)
