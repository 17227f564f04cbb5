"""The page "Vergelijken", on an imported data set and on the bundled one."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from html import escape
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from data.dataset import BUNDLED, read_dataset, write_dataset
from scenarios.compare import NO_DIFFERENCE
from scenarios.conclusion import OWN_DISTANCE
from scenarios.networks import choices
from ui import words
from ui.truths import TRUTHS

OpenPage = Callable[[Callable[[], None], Path], AppTest]


def _script() -> None:
    from ui import page_compare  # noqa: PLC0415  # AppTest runs this as a file of its own
    from ui.loading import chosen_folder, open_dataset  # noqa: PLC0415

    page_compare.show(open_dataset(chosen_folder()))


def _elsewhere() -> None:
    """A page on which the scenario is chosen, as on "Kaart"; then this one."""
    from ui import page_compare  # noqa: PLC0415
    from ui.loading import chosen_folder, open_dataset  # noqa: PLC0415
    from ui.state import current  # noqa: PLC0415

    current().scenario = "provincie"
    page_compare.show(open_dataset(chosen_folder()))


def _straight() -> None:
    """This page, over straight lines from the start."""
    from scenarios.settings import STRAIGHT, Settings  # noqa: PLC0415
    from ui import page_compare  # noqa: PLC0415
    from ui.loading import chosen_folder, open_dataset  # noqa: PLC0415
    from ui.state import current  # noqa: PLC0415

    current().settings = Settings(STRAIGHT)
    page_compare.show(open_dataset(chosen_folder()))


def page_of(app: AppTest) -> str:
    """All HTML on the page, as one text."""
    assert not app.exception
    assert not app.error
    return "\n".join(element.proto.body for element in app.get("html"))


def compare_with(app: AppTest, *names: str) -> AppTest:
    return app.multiselect(key="veld_scenarios").set_value(list(names)).run()


def over(app: AppTest, label: str) -> AppTest:
    return app.selectbox(key="veld_netwerk").select(label).run()


def level(app: AppTest, name: str) -> AppTest:
    return app.radio(key="veld_level").set_value(name).run()


@pytest.fixture
def app(open_page: OpenPage, folder: Path) -> AppTest:
    return open_page(_script, folder)


@pytest.fixture
def bundled(open_page: OpenPage) -> AppTest:
    return open_page(_script, BUNDLED)


def test_opens_on_a_comparison_with_its_conclusion(app: AppTest) -> None:
    page = page_of(app)
    assert "Basis: regeling 2015" in page
    assert "Scenario: swv&#x27;s naar jeugdregio" in page
    assert "Van 150 swv&#x27;s (76 po en 74 vo naast elkaar) naar 42 swv&#x27;s voor po en vo samen" in page
    assert OWN_DISTANCE in page
    assert NO_DIFFERENCE in page
    assert "dit is een rekenvoorbeeld, geen beleid" in page
    assert "huidig" not in page.lower()
    assert len(app.get("component_instance")) == 2


def test_the_three_truths_and_the_standing_are_told_where_they_matter(app: AppTest) -> None:
    page = page_of(app)
    for truth in TRUTHS:
        assert escape(truth.short) in page
    assert "zie de pagina Verantwoording" in page
    assert "Instellingen: modelnet, auto, peildatum 2026-11" in page
    assert "Afstanden zijn gemodelleerd (modelnet, auto, peildatum 2026-11), inwonertallen geschat" in page
    assert "Werknormen zijn niet bevestigd" in page


def test_words_of_the_field_are_explained(bundled: AppTest) -> None:
    page = page_of(bundled)
    assert all(f"<dt>{escape(word)}</dt>" in page for word in words.TERMS)


def test_every_scenario_and_kind_can_be_shown(bundled: AppTest) -> None:
    for name in ("po-leidend", "vo-leidend", "po-binnen-jeugdregio", "samengevoegd", "provincie", "rmc"):
        assert "tegenover regeling 2015" in page_of(compare_with(bundled, name))
    for kind in bundled.selectbox(key="veld_kind").options:
        page = page_of(bundled.selectbox(key="veld_kind").select(kind).run())
        assert f"vestiging {escape(kind.split(' · ')[1])}" in page


def test_vo_kinds_show_the_vo_layer_of_today(bundled: AppTest) -> None:
    assert "de 76 swv&#x27;s po" in page_of(bundled)
    bundled.selectbox(key="veld_kind").select("vo · voortgezet onderwijs").run()
    assert "de 74 swv&#x27;s vo" in page_of(bundled)


def test_several_scenarios_beside_each_other_one_in_view(bundled: AppTest) -> None:
    assert not [radio for radio in bundled.radio if radio.key == "veld_scenario"]
    page = page_of(compare_with(bundled, "jeugdregio", "samengevoegd", "provincie"))
    assert page.count('<th scope="colgroup" colspan="2"') == 2 * 3
    assert "Scenario: swv&#x27;s naar jeugdregio" in page
    page = page_of(bundled.radio(key="veld_scenario").set_value("samengevoegd").run())
    assert "Samengevoegd waar po en vo overlappen tegenover regeling 2015" in page
    assert "geheel door po en vo samen te voegen" in page


def test_a_scenario_in_view_that_is_taken_away_makes_room(bundled: AppTest) -> None:
    compare_with(bundled, "jeugdregio", "samengevoegd")
    bundled.radio(key="veld_scenario").set_value("samengevoegd").run()
    assert "Scenario: swv&#x27;s naar jeugdregio" in page_of(compare_with(bundled, "jeugdregio"))


def test_without_a_scenario_the_page_says_what_to_do(bundled: AppTest) -> None:
    page = page_of(compare_with(bundled))
    assert words.CHOOSE in page
    assert "tegenover" not in page
    assert "Scenario: grenzen van po leidend" in page_of(compare_with(bundled, "po-leidend"))


def test_a_scenario_chosen_on_another_page_is_in_view(open_page: OpenPage) -> None:
    page = page_of(open_page(_elsewhere, BUNDLED))
    assert "Scenario: swv&#x27;s naar provincie" in page


def test_the_same_indeling_on_both_sides_is_no_error(bundled: AppTest) -> None:
    assert "kies een ander scenario" in page_of(compare_with(bundled, "regeling-2015"))


def test_who_has_no_own_facility_is_named_with_what_changes(bundled: AppTest) -> None:
    compare_with(bundled, "po-binnen-jeugdregio")
    page = page_of(bundled)
    assert "PO 25.04 · Zevenaar e.o." in page
    assert "− in de basis wel: alle inwoners" in page
    assert "= in het scenario ook niet" in page
    page = page_of(bundled.selectbox(key="veld_kind").select("bo · basisonderwijs").run())
    assert page.count("elk swv heeft een eigen voorziening.") == 2


@pytest.mark.parametrize(("name", "count"), [("jeugdregio", 42), ("swv", 42), ("gemeente", 342)])
def test_table_per_area(app: AppTest, name: str, count: int) -> None:
    assert not app.dataframe
    page = page_of(level(app, name))
    assert len(app.dataframe[0].value) == count
    assert ("De regels zijn de swv&#x27;s van het scenario" in page) is (name == "swv")
    app.text_input(key="veld_search").set_value("utrecht").run()
    found = app.dataframe[0].value["gebied"]
    assert 0 < len(found) < count
    assert found.str.contains("Utrecht").all()
    app.text_input(key="veld_search").set_value("bestaat niet").run()
    assert not app.dataframe
    assert "Geen gebied gevonden" in page_of(app)


def test_several_measures_per_area(bundled: AppTest) -> None:
    level(bundled, "jeugdregio")
    bundled.multiselect(key="veld_measures").set_value(["afstand_gemiddeld", "swv_aantal"]).run()
    assert len(bundled.dataframe[0].value.columns) == 9
    assert "Swv&#x27;s (gemeten; lager is beter; bron:" in page_of(bundled)
    page_of(bundled.multiselect(key="veld_measures").set_value([]).run())


def test_expert_measures_appear_when_asked_for(bundled: AppTest) -> None:
    assert "nesting H(J|S)" not in page_of(bundled)
    assert "nesting H(J|S)" in page_of(bundled.toggle(key="veld_expert").set_value(True).run())


def test_settings_change_figures_and_are_named(app: AppTest) -> None:
    over(app, "hemelsbreed")
    before = page_of(app)
    app.select_slider[0].set_value(1.0)
    app.checkbox[1].check()
    app.selectbox[-1].select_index(1)
    app.button[0].click().run()
    page = page_of(app)
    assert "andere instellingen dan standaard: hemelsbreed × 1; reformatorische scholen apart" in page
    assert "midden-limburg-samengevoegd" in page
    assert "41 swv&#x27;s voor po en vo samen" in page
    assert before != page


def test_another_network_gives_other_figures_and_is_named(bundled: AppTest) -> None:
    assert bundled.selectbox(key="veld_netwerk").options == [one.label for one in choices()]
    assert "andere instellingen" not in page_of(bundled)
    assert not bundled.select_slider
    page = page_of(over(bundled, "modelnet · fiets"))
    assert "andere instellingen dan standaard: modelnet, fiets" in page
    assert "Afstanden zijn gemodelleerd (modelnet, fiets, peildatum 2026-11)" in page
    assert "reistijd gemiddeld" in page
    assert not bundled.select_slider
    page = page_of(over(bundled, "hemelsbreed"))
    assert "Afstanden zijn geschat (hemelsbreed × 1,3)" in page
    assert "reistijd gemiddeld" not in page
    assert len(bundled.select_slider) == 1
    assert "modelnet" not in "".join(json_of(bundled))


def json_of(app: AppTest) -> list[str]:
    """What the maps are handed."""
    return [component.proto.json_args for component in app.get("component_instance")]


def test_a_factor_is_left_behind_with_the_straight_line(bundled: AppTest) -> None:
    over(bundled, "hemelsbreed")
    bundled.select_slider[0].set_value(1.5)
    bundled.button[0].click().run()
    assert "hemelsbreed × 1,5" in page_of(bundled)
    page = page_of(over(bundled, "modelnet · auto"))
    assert "andere instellingen" not in page
    bundled.checkbox[1].check()
    bundled.button[0].click().run()
    assert "modelnet, auto; reformatorische scholen apart" in page_of(bundled)


def test_a_kind_without_any_site_is_told_not_computed(open_page: OpenPage, tmp_path: Path) -> None:
    whole = read_dataset(BUNDLED)
    offers = whole["aanbod"]
    tables = {**whole.tables, "aanbod": offers[offers["soort"] != "pro"].reset_index(drop=True)}
    write_dataset(replace(whole, tables=tables, folder=None), tmp_path / "zonder-pro")
    app = open_page(_straight, tmp_path / "zonder-pro")
    page = page_of(app.selectbox(key="veld_kind").select("pro · praktijkonderwijs").run())
    assert "niet te bepalen: de gegevens noemen geen enkele vestiging" in page
    assert "nan" not in page.lower().replace("nancy", "")
    page_of(level(app, "jeugdregio"))
