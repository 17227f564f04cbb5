"""The part "Grensverkeer" of the page "Gevolgen": what it says, what its map draws; without a browser."""

from __future__ import annotations

import math
import re
from collections.abc import Callable
from html import unescape
from pathlib import Path

import pandas as pd
import pytest
from streamlit.testing.v1 import AppTest

from data.dataset import BUNDLED
from model.actual import Interval
from scenarios.consequences.traffic import AreaLevel, TrafficChange, Verdict, traffic_change
from scenarios.consequences.traffic_source import Source
from scenarios.consequences.traffic_steps import steps
from scenarios.study import Study
from ui.consequences import traffic_map, traffic_words
from ui.consequences.traffic_words import Shown

OpenPage = Callable[[Callable[[], None], Path], AppTest]


def _script() -> None:
    import streamlit as st  # noqa: PLC0415  # AppTest runs this as a file of its own

    from ui import page_consequences  # noqa: PLC0415
    from ui.loading import chosen_folder, open_dataset  # noqa: PLC0415

    st.session_state.setdefault("gevolgen_onderdeel", "Grensverkeer")
    page_consequences.show(open_dataset(chosen_folder()))


@pytest.fixture(scope="module")
def change(nederland: Study) -> TrafficChange:
    return traffic_change(nederland, nederland.base_id, "jeugdregio", "so", Source.NEAREST)


def page_of(app: AppTest) -> str:
    assert not app.exception
    assert not app.error
    return unescape("\n".join(element.proto.body for element in app.get("html")))


def test_the_page_tells_what_the_figures_are_and_keeps_the_choice(
    open_page: OpenPage, change: TrafficChange
) -> None:
    app = open_page(_script, BUNDLED)
    app.selectbox(key="veld_scenario").select("jeugdregio").run()
    page = page_of(app)
    for label, value, detail in traffic_words.headline(change):
        assert label in page
        assert f'<div class="value">{value}</div>' in page
        assert detail in page
    assert "Gemodelleerd: naar de dichtstbijzijnde." in page
    assert "niemands werkelijke keuze" in page
    assert "Een andere indeling verplaatst geen leerling" in page
    assert "effect samenvoegen po/vo" in page
    assert "De pijl wijst van woonplaats naar school" in page
    # sources that the data lack cannot be chosen, and the page says what to bring
    box = app.selectbox(key="veld_grensverkeer_source")
    assert len(box.options) == 2
    assert "importeer DUO" in box.help
    app.selectbox(key="veld_grensverkeer_level").select(AreaLevel.GEMEENTE).run()
    app.selectbox(key="veld_grensverkeer_area").select("JZ27").run()
    assert "JZ27 · Midden Holland" in page_of(app)
    app.selectbox(key="veld_grensverkeer_kind").select("vso").run()
    assert app.selectbox(key="veld_grensverkeer_area").value == "JZ27"
    app.selectbox(key="veld_grensverkeer_source").select(Source.CAPACITY).run()
    assert "Druk op ‘Verdeel de leerlingen’" in page_of(app)


def test_national_table_and_tables_per_area_are_of_the_same_figures(change: TrafficChange) -> None:
    table = traffic_words.totals_table(steps(change))
    assert list(table.columns) == [
        "",
        "basis naar scenario",
        "effect samenvoegen po/vo",
        "effect nieuwe grenzen",
    ]
    rows = table.set_index("")["basis naar scenario"]
    cards = {label: value for label, value, _ in traffic_words.headline(change)}
    assert rows["Wordt intern"].startswith(cards["Wordt intern"])
    assert rows["Aandeel grensverkeer, erna (%)"].startswith(cards["Grensverkeer in het scenario"])
    areas = traffic_words.area_text(traffic_words.area_rows(change, AreaLevel.SWV), AreaLevel.SWV, change)
    assert len(areas) == 42
    assert "wordt intern" in areas
    alone = traffic_change(change.study, "jeugdregio", "jeugdregio", "so", Source.NEAREST)
    rows_alone = traffic_words.area_rows(alone, AreaLevel.SWV)
    assert "wordt intern" not in traffic_words.area_text(rows_alone, AreaLevel.SWV, alone)
    assert len(traffic_words.headline(alone)) == 1


@pytest.mark.parametrize("shown", Shown)
def test_pairs_are_of_the_pupils_that_are_asked_for(change: TrafficChange, shown: Shown) -> None:
    rows = traffic_words.pair_rows(change, AreaLevel.SWV, shown)
    assert (rows["van"] != rows["naar"]).all()
    verdicts = change.verdicts()
    wanted = {
        Shown.ALL: change.after.border.mid,
        Shown.INTERNAL: verdicts[Verdict.BECOMES_INTERNAL].mid,
        Shown.BORDER: verdicts[Verdict.BECOMES_BORDER].mid,
    }[shown]
    assert rows["midden"].sum() == pytest.approx(wanted)
    known = change.swv_after if shown.after else change.swv_before
    assert set(rows["van"]) <= set(known.codes)
    text = traffic_words.pair_text(rows, change.certainty)
    assert list(text.columns) == ["leerlingen", "woont in", "school in"]


def _flows(change: TrafficChange, level: AreaLevel, area: str = "") -> traffic_map.FlowMap:
    rows = traffic_words.pair_rows(change, level, Shown.ALL, area)
    return traffic_map.flow_map(rows, traffic_map.standard_threshold(rows))


def test_a_map_stays_readable_and_says_what_it_leaves_out(change: TrafficChange) -> None:
    flows = _flows(change, AreaLevel.GEMEENTE)
    assert 10 < len(flows.rows) <= 50
    count, lost = flows.left_out
    drawn = flows.rows["midden"].sum()
    assert drawn + lost.mid == pytest.approx(change.after.border.mid)
    legend = traffic_map.legend(flows, change.certainty, of_area=False)
    assert f"{count} stromen onder de drempel van {flows.threshold} leerlingen" in legend
    assert "komt van buiten" not in legend
    assert "komt van buiten" in traffic_map.legend(flows, change.certainty, of_area=True)


def test_flows_have_ends_in_the_country_and_tell_their_direction(change: TrafficChange) -> None:
    level, area = AreaLevel.SWV, "JZ27"
    flows = _flows(change, level, area)
    places = traffic_map.places(change, level, Shown.ALL)
    told = traffic_map._told(change, flows, places, {area})
    assert len(told["stromen"]) == len(flows.rows) > 3
    assert {one["richting"] for one in told["stromen"]} == {"uit", "in"}
    for one in told["stromen"]:
        for lon, lat in (one["van"], one["naar"]):
            assert 3.3 < lon < 7.3
            assert 50.7 < lat < 53.6
        assert "gemodelleerd" in one["tekst"]
        assert not one["open"]
    assert told["plekken"][0]["naam"] == "Midden Holland"
    assert told["vak"] is not None
    assert traffic_map._told(change, _flows(change, level), places, ())["vak"] is None


def test_names_of_areas_cannot_break_the_page(change: TrafficChange) -> None:
    rows = pd.DataFrame(
        {"van": ["JZ27"], "naar": ["JZ29"], "van_naam": ["<b>&"], "naar_naam": ["'"], "laag": [0.0],
         "midden": [math.nan], "hoog": [4.0]}
    )  # fmt: skip
    flows = traffic_map.flow_map(rows, 1)
    told = traffic_map._told(change, flows, traffic_map.places(change, AreaLevel.SWV, Shown.ALL), ())
    assert told["stromen"][0]["open"]
    assert "0 tot 4 leerlingen" in told["stromen"][0]["tekst"]
    assert not re.search(r"<b>&(?!amp)", told["stromen"][0]["tekst"].replace("<b>0", ""))
    assert told["plekken"][0]["naam"] in {"&lt;b&gt;&amp;", "&#x27;"}
    assert "ten hoogste zoveel" in traffic_map.legend(flows, "gemeten", of_area=False)


def test_traffic_within_a_gemeente_over_a_swv_border_is_a_ring(change: TrafficChange) -> None:
    rows = pd.DataFrame(
        {"van": ["GM0363"], "naar": ["GM0363"], "van_naam": ["Amsterdam"], "naar_naam": ["Amsterdam"],
         "laag": [4.0], "midden": [4.0], "hoog": [4.0]}
    )  # fmt: skip
    places = traffic_map.places(change, AreaLevel.GEMEENTE, Shown.ALL)
    told = traffic_map._told(change, traffic_map.flow_map(rows, 1), places, ())
    assert told["stromen"][0]["naar"] is None
    assert "binnen Amsterdam" in told["stromen"][0]["tekst"]


def test_nobody_to_draw(change: TrafficChange) -> None:
    rows = traffic_words.pair_rows(change, AreaLevel.SWV, Shown.ALL).head(0)
    flows = traffic_map.flow_map(rows, traffic_map.standard_threshold(rows))
    told = traffic_map._told(change, flows, {}, {"JZ27"})
    assert told["stromen"] == []
    assert told["vak"] is None
    assert traffic_words.pupils(Interval(math.nan, math.nan, math.nan), "gemeten") == "niet te bepalen"
