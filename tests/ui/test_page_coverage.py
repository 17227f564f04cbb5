"""The page "Dekking", on an imported data set and on the bundled one."""

from __future__ import annotations

import re
from collections.abc import Callable
from html import escape
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

from data.dataset import BUNDLED, read_dataset
from geo.crs import to_wgs84
from scenarios.compare import Level, compare
from scenarios.coverage import residents, yardstick
from scenarios.demand import kind_of
from scenarios.measures import measure
from scenarios.norms import NormChange, standard_norms
from scenarios.notation import figure
from scenarios.settings import Settings
from scenarios.study import Study
from scenarios.white_spots import Over, white_spots
from ui import coverage_map, coverage_tables
from ui.coverage_view import View
from ui.loading import StudyKey, country_documents, open_dataset, pc4_tree, study_key, study_of
from ui.state import Choice

OpenPage = Callable[[Callable[[], None], Path], AppTest]


def _script() -> None:
    from ui import page_coverage  # noqa: PLC0415  # AppTest runs this as a file of its own
    from ui.loading import chosen_folder, open_dataset  # noqa: PLC0415

    page_coverage.show(open_dataset(chosen_folder()))


def _clicking() -> None:
    """The page after a click on the map, or after a row of the table was selected."""
    import streamlit as st  # noqa: PLC0415

    from ui import page_coverage  # noqa: PLC0415
    from ui.loading import chosen_folder, open_dataset, study_key  # noqa: PLC0415
    from ui.state import current  # noqa: PLC0415

    dataset = open_dataset(chosen_folder())
    if st.session_state.get("klik"):
        st.session_state["kaart_dekking"] = {"last_clicked": st.session_state["klik"]}
        page_coverage._clicked(study_key(dataset, current().settings))
        del st.session_state["kaart_dekking"]
    if st.session_state.get("rij") is not None:
        st.session_state["witte_vlekken"] = {"selection": {"rows": st.session_state["rij"]}}
        page_coverage._selected(st.session_state["punten"])
        del st.session_state["witte_vlekken"]
    page_coverage.show(dataset)


def page_of(app: AppTest) -> str:
    """All HTML on the page, as one text."""
    assert not app.exception
    assert not app.error
    return "\n".join(element.proto.body for element in app.get("html"))


@pytest.fixture
def app(open_page: OpenPage, folder: Path) -> AppTest:
    return open_page(_script, folder)


@pytest.fixture
def bundled(open_page: OpenPage) -> AppTest:
    return open_page(_script, BUNDLED)


@pytest.fixture
def clicking(open_page: OpenPage) -> AppTest:
    return open_page(_clicking, BUNDLED)


@pytest.fixture(scope="module")
def land() -> Study:
    return Study.of(read_dataset(BUNDLED))


def test_opens_on_the_coverage_of_a_kind(app: AppTest) -> None:
    page = page_of(app)
    for text in (
        "dekking binnen eigen swv, acceptabel (20 km)",
        "alleen dankzij een buur binnen acceptabel (20 km)",
        "nergens binnen acceptabel (20 km)",
        "zonder vestiging in het eigen swv",
        "Witte vlekken: PC4&#x27;s verder dan acceptabel (20 km)",
        "Waar de dekking stijgt en waar zij daalt",
        "Swv&#x27;s zonder eigen vestiging voor",
        "norm: acceptabel (20 km), niet bevestigd",
        "gemodelleerd",
        "Winst en verlies staan apart",
    ):
        assert text in page
    assert page.count("data:image/svg+xml;base64,") == 2  # for a desk and for a telephone
    assert len(app.get("component_instance")) == 1
    assert len(app.dataframe) == 4


def test_figures_are_those_of_vergelijken(bundled: AppTest, land: Study) -> None:
    page = page_of(bundled)
    told = compare(land, ["jeugdregio"], land.base_id, ["so"]).rows()
    row = told["jeugdregio", Level.LAND.value, "NL", "so", "dekking_acceptabel"]
    one = measure("dekking_acceptabel")
    assert f'<div class="value">{figure(one, row["waarde"])} <small>%</small>' in page
    assert f"basis {figure(one, row['basis'])}%" in page
    without = told["jeugdregio", Level.LAND.value, "NL", "so", "zonder_eigen"]
    assert f'<div class="value">{figure(measure("zonder_eigen"), without["waarde"])} <small>' in page
    table = bundled.dataframe[2].value
    assert table["dekking eigen swv (%)"].iloc[0] == pytest.approx(row["waarde"])
    assert table["basis (%)"].iloc[0] == pytest.approx(row["basis"])


def test_where_some_gain_and_others_lose_there_is_no_verdict(bundled: AppTest) -> None:
    card = page_of(bundled).partition("dekking binnen eigen swv")[2].partition("dk-card")[0]
    assert "komen erbij en" in card
    assert "vallen eruit" in card
    assert "✓ beter" not in card
    assert "geen richting" in card


def test_every_kind_and_norm_can_be_shown(bundled: AppTest) -> None:
    for kind in bundled.selectbox(key="veld_kind").options:
        page_of(bundled.selectbox(key="veld_kind").select(kind).run())
    bundled.selectbox(key="veld_kind").select("vso · voortgezet speciaal onderwijs (cluster 3 en 4)").run()
    options = bundled.selectbox(key="veld_along").options
    assert options == [
        "acceptabel (25 km), niet bevestigd",
        "thuisnabij (10 km), niet bevestigd",
        "acceptabel (60 min), niet bevestigd",
        "thuisnabij (20 min), niet bevestigd",
    ]
    for option in options:
        page = page_of(bundled.selectbox(key="veld_along").select(option).run())
        assert f"dekking binnen eigen swv, {option.rpartition(',')[0]}" in page


@pytest.mark.parametrize(("name", "count"), [("jeugdregio", 42), ("swv", 42), ("gemeente", 342)])
def test_table_per_area(bundled: AppTest, name: str, count: int) -> None:
    page_of(bundled.radio(key="veld_level").set_value(name).run())
    assert len(bundled.dataframe[2].value) == count
    rises = bundled.dataframe[3].value
    assert 0 < len(rises) <= count
    assert "valt buiten de norm van het eigen swv" in rises
    assert "komt binnen de norm van het eigen swv" in rises


def test_white_spots_with_borders_ignored_are_fewer(bundled: AppTest) -> None:
    own = len(bundled.dataframe[0].value)
    label = next(one for one in bundled.radio(key="veld_over").options if "grenzen genegeerd" in one)
    page = page_of(bundled.radio(key="veld_over").set_value(Over.FREE).run())
    assert label in bundled.radio(key="veld_over").options
    assert 0 < len(bundled.dataframe[0].value) < own
    assert "alleen over de grens" not in set(bundled.dataframe[0].value["stand"])
    assert "Witte vlekken per gemeente" in page


def test_expected_pupils_can_be_counted_instead(bundled: AppTest) -> None:
    page = page_of(bundled.selectbox(key="veld_in_pupils").select("verwachte leerlingen").run())
    assert "verwachte leerlingen so" in page
    assert "zwaarte (leerling-km)" in bundled.dataframe[0].value


def test_the_same_indeling_on_both_sides_changes_nothing(bundled: AppTest) -> None:
    page = page_of(bundled.selectbox(key="veld_scenario").select("regeling 2015").run())
    assert "kies een ander scenario" in page
    assert "= gelijk" in page


def test_grouped_sites_are_told_as_groups(bundled: AppTest) -> None:
    first = bundled.dataframe[0].value.iloc[0]
    assert re.fullmatch(r"\d+ vestiging(en)? so in \d{4}.*", first["dichtstbijzijnde vestiging"])


def test_what_is_sorted_by_is_in_sight(bundled: AppTest) -> None:
    columns = list(bundled.dataframe[0].value.columns)
    assert columns[:6] == ["nr", "PC4", "plaats", "inwoners", "zwaarte (inwoner-km)", "boven de norm (km)"]


def test_two_sorts_of_leaning_on_a_neighbour_stand_apart(bundled: AppTest, land: Study) -> None:
    page = page_of(bundled)
    told = compare(land, ["jeugdregio"], land.base_id, ["so"]).rows()
    row = told["jeugdregio", Level.LAND.value, "NL", "so", "grensafhankelijkheid"]
    one = measure("grensafhankelijkheid")
    assert (
        f"aangewezen op een buur {figure(one, row['waarde'])}% (basis {figure(one, row['basis'])}%)" in page
    )
    assert "Twee dingen: binnen de norm alleen dankzij een buur" in page
    assert "leunt op" not in page


def test_what_is_not_proven_comes_on_top(bundled: AppTest) -> None:
    card = page_of(bundled).partition("dekking binnen eigen swv")[2].partition("dk-card")[0]
    assert re.search(r"vallen eruit; daarnaast gaan [\d.]+ over de norm zonder aantoonbaar verschil", card)


def _with_draft() -> None:
    """The page while a what-if is being made on Voorzieningen."""
    import streamlit as st  # noqa: PLC0415

    from scenarios.site_changes import OpenSite  # noqa: PLC0415
    from ui import drafts, page_coverage  # noqa: PLC0415
    from ui.loading import chosen_folder, open_dataset, study_key, study_of  # noqa: PLC0415
    from ui.state import current  # noqa: PLC0415

    dataset = open_dataset(chosen_folder())
    if "gemaakt" not in st.session_state:
        study = study_of(study_key(dataset, current().settings, current().norms))
        drafts.desk().settle(study)
        if st.session_state.get("wijzig", True):
            drafts.desk().do(study, OpenSite(soorten=("so",), pc4="8331"))
        st.session_state["gemaakt"] = True
    page_coverage.show(dataset)


def test_a_what_if_is_offered_and_shown_when_asked(open_page: OpenPage) -> None:
    app = open_page(_with_draft, BUNDLED)
    assert "U werkt op Voorzieningen aan een wat-als" in page_of(app)
    name = app.session_state["ontwerpen"].draft.name
    spots = app.dataframe[0].value
    page = page_of(app.button(key="dekking_wat_als").click().run())
    assert app.session_state["keuze"].scenario == name
    assert "U werkt op Voorzieningen" not in page
    assert "8331" in set(spots["PC4"])
    assert "8331" not in set(app.dataframe[0].value["PC4"])


def test_without_a_what_if_there_is_nothing_to_offer(bundled: AppTest) -> None:
    assert "dekking_wat_als" not in [one.key for one in bundled.button]


# --- norms -------------------------------------------------------------------------------------


def _norm(app: AppTest, label: str, value: float | None = None, *, confirm: bool = False) -> AppTest:
    if value is not None:
        next(one for one in app.number_input if one.label == label).set_value(value)
    if confirm:
        position = [one.label for one in app.number_input].index(label)
        app.checkbox[position].check()
    return next(one for one in app.button if one.label == "Pas normen toe").click().run()


def test_a_norm_is_changed_and_confirmed_in_one_place(bundled: AppTest) -> None:
    page = page_of(_norm(bundled, "acceptabel voor so (km)", 15.0, confirm=True))
    assert "dekking binnen eigen swv, acceptabel (15 km)" in page
    assert "norm: acceptabel (15 km), bevestigd" in page
    assert "Let op, andere werknormen dan standaard: acceptabel voor so 15 km (bevestigd)." in page
    page = page_of(next(one for one in bundled.button if "terug naar standaard" in one.label).click().run())
    assert "dekking binnen eigen swv, acceptabel (20 km)" in page
    assert "Let op" not in page


@pytest.mark.parametrize("value", [0.0, -3.0])
def test_a_norm_of_nothing_is_refused_and_nothing_changes(bundled: AppTest, value: float) -> None:
    app = _norm(bundled, "acceptabel voor so (km)", value)
    assert not app.exception
    assert "een norm is groter dan 0" in app.error[0].value
    assert "acceptabel (20 km), niet bevestigd" in app.selectbox(key="veld_along").options


def _without_norms() -> None:
    """The page for a kind that has no norm, as a user's own kind may."""
    import streamlit as st  # noqa: PLC0415

    from scenarios.norms import Norms  # noqa: PLC0415
    from ui import page_coverage  # noqa: PLC0415
    from ui.loading import chosen_folder, open_dataset  # noqa: PLC0415
    from ui.state import current  # noqa: PLC0415

    choice = current()
    if "eerder" not in st.session_state:
        choice.norms = Norms(tuple(one for one in choice.norms.table if one.subject != "so"))
        st.session_state["eerder"] = True
    page_coverage.show(open_dataset(chosen_folder()))


def test_a_kind_without_norms_asks_for_one(open_page: OpenPage) -> None:
    app = open_page(_without_norms, BUNDLED)
    assert "Voor deze soort is er geen norm" in page_of(app)
    assert not app.dataframe
    page = page_of(_norm(app, "acceptabel voor so (km)", 12.0))
    assert "dekking binnen eigen swv, acceptabel (12 km)" in page
    assert "Voor deze soort is er geen norm" not in page


def test_norms_that_cross_are_refused(bundled: AppTest) -> None:
    app = _norm(bundled, "thuisnabij voor so (km)", 99.0)
    assert "ligt boven acceptabel" in app.error[0].value


def _with_other_norms() -> None:
    """Open Vergelijken after a norm was set and confirmed on this page."""
    from scenarios.norms import NormChange  # noqa: PLC0415
    from ui import page_compare  # noqa: PLC0415
    from ui.loading import chosen_folder, open_dataset  # noqa: PLC0415
    from ui.state import current  # noqa: PLC0415

    choice = current()
    choice.norms = choice.norms.changed([NormChange("acceptabel", "so", "m", 15_000.0, confirmed=True)])
    page_compare.show(open_dataset(chosen_folder()))


def test_the_same_norms_hold_on_the_other_pages(open_page: OpenPage) -> None:
    page = page_of(open_page(_with_other_norms, BUNDLED))
    assert "Let op, andere werknormen dan standaard: acceptabel voor so 15 km (bevestigd)." in page
    assert "behalve acceptabel voor so (15 km)" in page


def test_studies_that_differ_in_norms_share_what_is_measured() -> None:
    dataset = open_dataset(BUNDLED)
    norms = standard_norms().changed([NormChange("acceptabel", "so", "m", 15_000.0)])
    key, other = study_key(dataset, Settings()), study_key(dataset, Settings(), norms)
    assert study_of(key) is not study_of(other)
    assert study_of(other).cube is study_of(key).cube
    assert study_of(other).norms == norms
    assert pc4_tree(key) is pc4_tree(other)
    assert country_documents(key) is country_documents(other)


# --- map and table -----------------------------------------------------------------------------


def _place(key: StudyKey, point: int) -> dict[str, float]:
    country = study_of(key).country
    x, y = (country.points[name].iloc[[point]].to_numpy(float) for name in ("easting", "northing"))
    lon, lat = to_wgs84(x, y)
    return {"lat": float(lat[0]), "lng": float(lon[0])}


def _spots(land: Study) -> Any:
    return white_spots(land, "jeugdregio", yardstick(land, kind_of(land.country, "so")))


def test_a_click_on_the_map_selects_the_row(clicking: AppTest, land: Study) -> None:
    key = study_key(open_dataset(BUNDLED), Settings())
    point = int(_spots(land)["punt"].iloc[2])
    clicking.session_state["klik"] = _place(key, point)
    page = page_of(clicking.run())
    pc4 = land.country.points["pc4"].iloc[point]
    assert f"{pc4} " in page
    assert "Grenzen genegeerd: " in page
    assert clicking.session_state["witte_vlekken"]["selection"]["rows"] == [2]
    choice: Choice = clicking.session_state["keuze"]
    assert (choice.spot, choice.spot_from_table) == (point, False)


def test_a_click_on_a_white_spot_out_of_sight_brings_its_row_in_front(clicking: AppTest, land: Study) -> None:
    key = study_key(open_dataset(BUNDLED), Settings())
    point = int(_spots(land)["punt"].iloc[30])
    clicking.session_state["klik"] = _place(key, point)
    page_of(clicking.run())
    assert clicking.session_state["witte_vlekken"]["selection"]["rows"] == [0]
    assert clicking.dataframe[0].value["nr"].tolist()[:3] == [31, 1, 2]


def test_a_click_elsewhere_tells_of_that_place_without_a_row(clicking: AppTest, land: Study) -> None:
    clicking.session_state["klik"] = {"lat": 52.0907, "lng": 5.1214}
    page = page_of(clicking.run())
    assert "(binnen de norm)" in page
    assert clicking.session_state["witte_vlekken"]["selection"]["rows"] == []
    assert land.country.points["pc4"].iloc[clicking.session_state["keuze"].spot] == "3512"


def test_a_selected_row_is_pointed_out_on_the_map(clicking: AppTest, land: Study) -> None:
    points = [int(one) for one in _spots(land)["punt"]]
    clicking.session_state["punten"], clicking.session_state["rij"] = points, [4]
    page = page_of(clicking.run())
    choice: Choice = clicking.session_state["keuze"]
    assert (choice.spot, choice.spot_from_table) == (points[4], True)
    assert f"{land.country.points['pc4'].iloc[points[4]]} " in page
    clicking.session_state["rij"] = []
    clicking.run()
    assert clicking.session_state["keuze"].spot is None


def test_every_pc4_is_in_a_class_with_its_people(land: Study) -> None:
    kind = kind_of(land.country, "so")
    view = _view(land)
    (document,) = coverage_map.coverage_document(land, "jeugdregio", view.along, view.weight, view.source)
    values = document["waarden"]
    assert len(values) == len(land.country.points)
    assert set(values) == {0, 1, 2, None}
    people = land.country.pupils(kind.age)
    assert [one is None for one in values] == (people <= 0).tolist()
    shares = [people[[one == number for one in values]].sum() for number in range(3)]
    now = view.headline.now
    assert shares == pytest.approx([now[part] for part in ("eigen", "buur", "verder")])
    assert len(document["klassen"]) == len(document["kleuren"]) == 3
    assert [one["eenheid"] for one in document["kolommen"]] == ["", "km", "km"]
    assert "niet bevestigd" in document["titel"]
    told = coverage_map.legend(["1", "2", "3"])
    assert all(colour in told for colour in coverage_map.COLOURS)


def _view(study: Study, over: Over = Over.OWN) -> View:
    kind = kind_of(study.country, "so")
    return View(
        study, "jeugdregio", study.base_id, kind, yardstick(study, kind), residents(study.country, kind), over
    )


def test_rows_of_the_table(land: Study) -> None:
    spots = _view(land).spots
    shown, place = coverage_tables.spot_rows(spots, 10, None, in_sight=True)
    assert (len(shown), place) == (10, None)
    assert shown["nr"].tolist() == list(range(1, 11))
    far = int(spots["punt"].iloc[50])
    shown, place = coverage_tables.spot_rows(spots, 10, far, in_sight=False)
    assert (len(shown), place, shown["nr"].iloc[0]) == (11, 0, 51)
    near = int(spots["punt"].iloc[9])
    assert coverage_tables.spot_rows(spots, 10, near, in_sight=False)[1] == 9
    shown, place = coverage_tables.spot_rows(spots, 10, near, in_sight=True)
    assert (len(shown), place, shown["nr"].iloc[0]) == (10, 0, 10)
    assert shown["punt"].is_unique
    nowhere = int(np.setdiff1d(np.arange(len(land.country.points)), spots["punt"])[0])
    assert coverage_tables.spot_rows(spots, 10, nowhere, in_sight=True)[1] is None


def test_totals_tell_gains_and_losses_apart(land: Study) -> None:
    frame = coverage_tables.totals_frame(_view(land).changed)
    told = frame.iloc[:, 0].tolist()
    assert told[:2] == ["Komt binnen de norm van het eigen swv", "Valt buiten de norm van het eigen swv"]
    assert escape("niemand") in coverage_tables.totals_frame(_view_same(land).changed).iloc[:, 1].tolist()


def _view_same(study: Study) -> View:
    view = _view(study)
    return View(study, study.base_id, study.base_id, view.kind, view.along, view.weight, view.over)
