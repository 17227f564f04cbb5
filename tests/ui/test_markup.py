"""HTML that escapes what comes from outside and never speaks by colour alone."""

import pandas as pd
import pytest

from scenarios.compare import NO_DIFFERENCE, Comparison, shown_measures
from scenarios.country import Kind
from ui import markup, tables
from ui.headline import key_figures

_EVIL = "<img src=x onerror=alert(1)>"


@pytest.mark.parametrize("duiding", ["beter", "slechter", "gelijk", NO_DIFFERENCE, "hoger", "lager"])
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
        markup.legend(_EVIL, _EVIL, has_unassigned=True),
        markup.cards(figures),
    ]
    assert all("<img" not in html for html in written)


def test_national_table_explains_each_measure(national: Comparison) -> None:
    frame = tables.national(national, "straks", "so", shown_measures(), ("afstand",))
    html = markup.national_table(frame, {"basis": "basis: nu", "scenario": "scenario: straks"})
    assert html.count("<details>") == len(frame)
    assert "lager is beter" in html
    assert "basis: nu" in html
    assert "samenvoegen" not in html


def test_effects_get_columns_only_where_there_are_some(national: Comparison) -> None:
    frame = tables.national(national, "straks", "so", shown_measures(), ("versnippering",))
    html = markup.national_table(frame, {})
    assert "waarvan samenvoegen po/vo" in html
    assert "waarvan nieuwe grenzen" in html


def test_legend_leaves_out_what_is_not_there() -> None:
    assert "hoort bij geen swv" not in markup.legend("so", "2024", has_unassigned=False)
