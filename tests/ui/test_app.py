"""The app page by page, without a browser."""

import os
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from ui.loading import FOLDER_VARIABLE

_APP = Path(__file__).resolve().parents[2] / "app.py"


def start(monkeypatch: pytest.MonkeyPatch, folder: Path | None) -> AppTest:
    monkeypatch.delenv(FOLDER_VARIABLE, raising=False)
    if folder is not None:
        monkeypatch.setitem(os.environ, FOLDER_VARIABLE, str(folder))
    return AppTest.from_file(str(_APP), default_timeout=120).run()


def page_of(app: AppTest) -> str:
    """All HTML on the page, as one text."""
    return "\n".join(element.proto.body for element in app.get("html"))


def choose(app: AppTest, name: str, value: object) -> AppTest:
    return app.selectbox(key=f"veld_{name}").set_value(value).run()


def test_without_a_data_set_the_page_says_what_to_do(monkeypatch: pytest.MonkeyPatch) -> None:
    app = start(monkeypatch, None)
    assert not app.exception
    assert "geen gegevensset gekozen" in app.error[0].value
    assert "dekkend importeer" in app.markdown[0].value


def test_with_a_wrong_folder_the_page_says_what_is_wrong(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    for folder in (tmp_path, tmp_path / "nergens"):
        app = start(monkeypatch, folder)
        assert not app.exception
        assert "niet bruikbaar" in app.error[0].value


@pytest.fixture
def app(monkeypatch: pytest.MonkeyPatch, dataset_folder: Path) -> AppTest:
    """The app on the real data."""
    return start(monkeypatch, dataset_folder)


def test_first_page_compares_with_today(app: AppTest) -> None:
    assert not app.exception
    assert not app.error
    page = page_of(app)
    assert "Scenario: swv&#x27;s naar jeugdregio" in page
    assert "Basis: regeling 2015" in page
    assert "verplaatst geen school" in page
    assert "niemands werkelijke reis" in page
    assert "heeft een prijs" in page
    assert "geschat" in page
    assert "niet bevestigd" in page
    assert "huidig" not in page.lower()
    assert len(app.get("component_instance")) == 2


def test_every_scenario_and_kind_can_be_shown(app: AppTest) -> None:
    for scenario in app.selectbox(key="veld_scenario").options:
        page = page_of(app.selectbox(key="veld_scenario").select(scenario).run())
        assert not app.exception
        assert "tegenover" in page
    for kind in app.selectbox(key="veld_kind").options:
        page = page_of(app.selectbox(key="veld_kind").select(kind).run())
        assert not app.exception
        assert f"vestiging {kind.split(' · ')[1]}" in page


def test_vo_kinds_show_the_vo_layer_of_today(app: AppTest) -> None:
    assert "de 76 swv&#x27;s po" in page_of(app)
    app.selectbox(key="veld_kind").select("vo · voortgezet onderwijs").run()
    assert "de 74 swv&#x27;s vo" in page_of(app)


def test_the_same_indeling_on_both_sides_is_no_error(app: AppTest) -> None:
    app.selectbox(key="veld_scenario").select("regeling 2015").run()
    assert not app.exception
    assert "kies een ander scenario" in page_of(app)


@pytest.mark.parametrize(
    ("level", "count"), [("per jeugdregio", 42), ("per swv van het scenario", 42), ("per gemeente", 342)]
)
def test_table_per_area(app: AppTest, level: str, count: int) -> None:
    app.selectbox(key="veld_level").select(level).run()
    assert not app.exception
    assert len(app.dataframe[0].value) == count
    app.text_input(key="veld_search").set_value("utrecht").run()
    found = app.dataframe[0].value["gebied"]
    assert 0 < len(found) < count
    assert found.str.contains("Utrecht").all()
    app.text_input(key="veld_search").set_value("bestaat niet").run()
    assert not app.dataframe
    assert "Geen gebied gevonden" in page_of(app)


def test_several_measures_per_area(app: AppTest) -> None:
    app.selectbox(key="veld_level").select("per jeugdregio").run()
    app.multiselect(key="veld_measures").set_value(["afstand_gemiddeld", "swv_aantal"]).run()
    assert not app.exception
    assert len(app.dataframe[0].value.columns) == 9
    app.multiselect(key="veld_measures").set_value([]).run()
    assert not app.exception


def test_expert_measures_appear_when_asked_for(app: AppTest) -> None:
    assert "nesting H(J|S)" not in page_of(app)
    app.toggle(key="veld_expert").set_value(True).run()
    assert "nesting H(J|S)" in page_of(app)


def test_settings_change_figures_and_are_named(app: AppTest) -> None:
    before = page_of(app)
    app.select_slider[0].set_value(1.0)
    app.checkbox[1].check()
    app.selectbox[-1].select_index(1)
    app.button[0].click().run()
    page = page_of(app)
    assert not app.exception
    assert "andere instellingen dan standaard: hemelsbreed × 1; reformatorische scholen apart" in page
    assert "midden-limburg-samengevoegd" in page
    assert "41 swv&#x27;s voor po en vo samen" in page
    assert before != page


def test_account_names_sources_with_licence_and_fingerprint(app: AppTest, dataset_folder: Path) -> None:
    page = page_of(app)
    for text in ("CC-BY 4.0", "CC0", "geen auteursrecht", "eigen werkaanname", "Wat bij het inlezen opviel"):
        assert text in page
    assert (dataset_folder / "manifest.json").read_text(encoding="utf-8").split('"vingerafdruk": "')[1][
        :12
    ] in page
