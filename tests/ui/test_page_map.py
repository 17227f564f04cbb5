"""The page "Kaart" on the bundled and on an imported data set, without a browser."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from html import unescape
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest
from streamlit.testing.v1.element_tree import Selectbox

from data.dataset import BUNDLED
from data.network_store import write_network
from geo.crs import to_rd, to_wgs84
from geo.network import Edges, Mode, Network, Origin, Quantity, build_network
from scenarios.journey import journey, within_norm
from scenarios.measures import measure
from scenarios.networks import FOLDER_VARIABLE, network_path
from scenarios.notation import figure, number
from scenarios.profile import AreaKind
from scenarios.settings import Settings
from ui.clicks import clicked_point
from ui.loading import StudyKey, open_dataset, study_key, study_of

#: Longitude and latitude, WGS84.
DOMTOREN = (5.1214, 52.0907)
NORTH_SEA = (3.6, 53.2)
EUROPOORT = (4.10, 51.95)

OpenPage = Callable[[Callable[[], None], Path], AppTest]


def _script() -> None:
    """The page, after what a test wants to have happened: a click on the map, other settings."""
    import streamlit as st  # noqa: PLC0415  # AppTest runs this as a file of its own

    from ui import page_map  # noqa: PLC0415
    from ui.loading import chosen_folder, open_dataset, study_key  # noqa: PLC0415
    from ui.state import current  # noqa: PLC0415

    dataset = open_dataset(chosen_folder())
    if "instellingen" in st.session_state:
        current().settings = st.session_state["instellingen"]
    if "klik" in st.session_state:
        st.session_state["kaart"] = {"last_clicked": st.session_state["klik"]}
        page_map._clicked(study_key(dataset, current().settings), current().scenario)
        del st.session_state["kaart"], st.session_state["klik"]
    page_map.show(dataset)


@pytest.fixture
def app(open_page: OpenPage, folder: Path) -> AppTest:
    return open_page(_script, folder)


@pytest.fixture
def bundled(open_page: OpenPage) -> AppTest:
    return open_page(_script, BUNDLED)


@pytest.fixture
def key() -> StudyKey:
    return study_key(open_dataset(BUNDLED), Settings())


def again(app: AppTest) -> AppTest:
    """Run the page once more, as a browser would: with what was typed in the search box."""
    box = finder(app)
    if box.value is not None and box.value not in box.options:
        box.options.append(box.value)
    return app.run()


def finder(app: AppTest) -> Selectbox[Any]:
    return app.selectbox(key="zoek")


def page_of(app: AppTest) -> str:
    """All HTML on the page, as one text."""
    assert not app.exception
    assert not app.error
    return unescape("\n".join(element.proto.body for element in app.get("html")))


def look_up(app: AppTest, text: str | None) -> str:
    finder(app).set_value(text)
    return page_of(again(app))


def choose(app: AppTest, name: str) -> str:
    app.selectbox(key="veld_scenario").set_value(name)
    return page_of(again(app))


def show_area(app: AppTest, kind: AreaKind) -> str:
    app.selectbox(key="gebied").set_value(kind)
    return page_of(again(app))


def click(app: AppTest, place: tuple[float, float]) -> str:
    app.session_state["klik"] = {"lng": place[0], "lat": place[1]}
    return page_of(again(app))


def name_of_card(page: str) -> tuple[str, str]:
    found = re.search(r'<div class="dk-area"><h2>(.*?)<span>(.*?)</span>', page, re.DOTALL)
    assert found
    return found[1], found[2]


def on_map(app: AppTest) -> dict[str, Any]:
    """What the map is handed."""
    (component,) = app.get("component_instance")
    return dict(json.loads(component.proto.json_args))


def test_opens_on_the_country_with_a_search_box_a_choice_and_a_map(app: AppTest) -> None:
    page = page_of(app)
    assert name_of_card(page)[0] == "Nederland"
    assert "klik op de kaart of zoek" in page
    assert finder(app).label.startswith("Zoek een gemeente, plaats, postcode")
    assert len(finder(app).options) > 2000
    assert app.selectbox(key="veld_scenario").value == "jeugdregio"
    assert "verplaatst geen school" in page
    assert "niemands werkelijke reis" in page
    assert "huidig" not in page.lower()
    assert on_map(app)["height"] > 400


def test_the_map_asks_for_nothing_outside(app: AppTest) -> None:
    told = on_map(app)
    assert told["js_links"] == ["../ui.assets.leaflet/leaflet.js"]
    assert told["css_links"] == ["../ui.assets.leaflet/leaflet.css"]
    assert "http" not in re.sub(r"http://www\.w3\.org\S*", "", told["script"])


@pytest.mark.parametrize("text", ["Woerden", "woerden", "Woerden (gemeente)", "3441", "GM0632"])
def test_a_place_is_found_and_shown(app: AppTest, text: str) -> None:
    page = look_up(app, text)
    assert name_of_card(page) == ("Woerden", "gemeente")
    told = on_map(app)["feature_group"]
    assert "gemeente:GM0632:" in told
    assert '"zoom": true' in told


@pytest.mark.parametrize("text", ["3511", "3511 AB", "3511ab", " utrecht "])
def test_a_postcode_leads_to_its_gemeente(app: AppTest, text: str) -> None:
    assert name_of_card(look_up(app, text)) == ("Utrecht", "gemeente")


def test_swvs_of_today_and_of_the_scenario_are_found(bundled: AppTest) -> None:
    assert name_of_card(look_up(bundled, "PO 26.05"))[1] == "swv po"
    assert name_of_card(look_up(bundled, "Bilthoven"))[0] == "De Bilt"
    name, kind = name_of_card(look_up(bundled, "JZ22"))
    assert "Utrecht" in name
    assert kind in {"jeugdregio", "swv van het scenario"}


def test_what_is_not_there_is_told_and_the_page_stays(app: AppTest) -> None:
    look_up(app, "Woerden")
    page = look_up(app, "Xyzzy<b>")
    assert "'Xyzzy<b>' is niet gevonden" in page
    assert name_of_card(page)[0] == "Woerden"
    raw = "\n".join(element.proto.body for element in app.get("html"))
    assert "Xyzzy<b>" not in raw
    assert "bedoelt u" in look_up(app, "Woerdn")
    assert "niet gevonden" not in look_up(app, "Zeist")


def test_clearing_the_search_shows_the_country_again(bundled: AppTest) -> None:
    look_up(bundled, "Woerden")
    assert name_of_card(look_up(bundled, None))[0] == "Nederland"
    assert '"choice": null' in on_map(bundled)["feature_group"]


def test_a_gemeente_stays_when_the_scenario_changes(app: AppTest) -> None:
    look_up(app, "Woerden")
    before = page_of(app)
    page = choose(app, "samengevoegd")
    assert name_of_card(page) == ("Woerden", "gemeente")
    assert page != before
    assert "gemeente:GM0632:" in on_map(app)["feature_group"]


def test_a_swv_of_a_scenario_has_its_successor_in_the_next(app: AppTest) -> None:
    look_up(app, "Woerden")
    first = name_of_card(show_area(app, AreaKind.SWV))
    assert first[1] == "swv van het scenario"
    second = name_of_card(choose(app, "provincie"))
    assert second[1] == "swv van het scenario"
    assert second != first
    assert "Utrecht" in second[0]
    # today has no swv's of a scenario: the gemeente is what is left
    assert name_of_card(choose(app, "regeling-2015")) == ("Woerden", "gemeente")


def test_every_area_at_a_place_can_be_shown(app: AppTest) -> None:
    look_up(app, "Woerden")
    for kind in (AreaKind.JEUGDREGIO, AreaKind.SWV_PO, AreaKind.SWV_VO, AreaKind.SWV, AreaKind.GEMEENTE):
        assert str(kind) in app.selectbox(key="gebied").options
        assert name_of_card(show_area(app, kind))[1] == str(kind)
        assert '"zoom": false' in on_map(app)["feature_group"]


def _drawn() -> None:
    """The page, with a draft on the desk: a gemeente without a swv until the test says otherwise."""
    import streamlit as st  # noqa: PLC0415  # AppTest runs this as a file of its own

    from scenarios.changes import Release  # noqa: PLC0415
    from scenarios.draft import Draft  # noqa: PLC0415
    from scenarios.site_changes import OpenSite  # noqa: PLC0415
    from ui import drafts, page_map  # noqa: PLC0415
    from ui.loading import chosen_folder, open_dataset  # noqa: PLC0415

    change = (
        OpenSite(soorten=("so",), pc4="3511") if "af" in st.session_state else Release(gemeenten=("Utrecht",))
    )
    drafts.desk().draft = Draft("jeugdregio", (change,), title="Mijn plan")
    page_map.show(open_dataset(chosen_folder()))


def test_what_was_drawn_is_shown_and_of_what_is_not_finished_is_said_why_not(open_page: OpenPage) -> None:
    app = open_page(_drawn, BUNDLED)
    page = page_of(app)
    assert "Mijn plan" in app.selectbox(key="veld_scenario").options
    assert "'Mijn plan' is nog niet af: " in page
    assert "De kaart toont tot dan: regeling 2015" in page
    assert name_of_card(page)[0] == "Nederland"
    app.session_state["af"] = True
    page = page_of(app.run())
    assert "nog niet af" not in page
    assert "Mijn plan" in page


def test_every_scenario_can_be_shown(bundled: AppTest) -> None:
    look_up(bundled, "Amsterdam")
    for name in ("po-leidend", "vo-leidend", "po-binnen-jeugdregio", "ggd", "veiligheidsregio", "rmc"):
        assert name_of_card(choose(bundled, name))[0] == "Amsterdam"


def test_a_choice_leaves_the_map_where_it_is(bundled: AppTest) -> None:
    before = on_map(bundled)
    look_up(bundled, "Woerden")
    choose(bundled, "provincie")
    after = on_map(bundled)
    assert after["feature_group"] != before["feature_group"]
    # what differs here makes streamlit-folium build the map anew
    assert [after[name] for name in ("script", "html", "js_links")] == [
        before[name] for name in ("script", "html", "js_links")
    ]


def test_a_click_shows_what_lies_there(app: AppTest) -> None:
    page = click(app, DOMTOREN)
    name, kind = name_of_card(page)
    assert kind == "swv po"
    assert "Utrecht" in name
    assert '"zoom": false' in on_map(app)["feature_group"]


def test_a_click_keeps_the_sort_of_area_that_is_looked_at(app: AppTest) -> None:
    look_up(app, "Woerden")
    assert name_of_card(click(app, DOMTOREN)) == ("Utrecht", "gemeente")
    show_area(app, AreaKind.JEUGDREGIO)
    assert name_of_card(click(app, (6.5665, 53.2194))) == ("Groningen", "jeugdregio")


def test_a_click_in_the_sea_says_so_and_keeps_the_card(app: AppTest) -> None:
    look_up(app, "Woerden")
    page = click(app, NORTH_SEA)
    assert "Daar ligt geen gebied; klik op het land." in page
    assert name_of_card(page)[0] == "Woerden"
    assert "geen gebied" not in click(app, DOMTOREN)


def test_a_click_where_no_swv_is_shows_the_gemeente(app: AppTest) -> None:
    assert name_of_card(click(app, EUROPOORT)) == ("Rotterdam", "gemeente")


def test_nothing_clicked_is_no_click(bundled: AppTest) -> None:
    before = page_of(bundled)
    bundled.session_state["klik"] = None
    assert page_of(again(bundled)) == before


def point_at(key: StudyKey, lon: float, lat: float) -> int | None:
    easting, northing = to_rd(np.array([lon]), np.array([lat]))
    return clicked_point(key, float(easting[0]), float(northing[0]))


def test_places_on_the_map_are_points_of_the_country(key: StudyKey) -> None:
    assert point_at(key, *NORTH_SEA) is None
    found = point_at(key, *DOMTOREN)
    country = study_of(key).country
    assert found is not None
    assert country.points["pc4"].iloc[found] == "3512"
    points = country.points.iloc[::100]
    for position, easting, northing in zip(points.index, points["easting"], points["northing"], strict=True):
        assert clicked_point(key, easting, northing) == position


def test_settings_change_the_counts_on_the_card(app: AppTest) -> None:
    def schools(page: str) -> int:
        found = re.search(r">bo</th><td class=\"num\">(\d+)</td>", page)
        assert found
        return int(found[1])

    before = schools(look_up(app, "Barneveld"))
    app.session_state["instellingen"] = Settings(reformed_apart=True)
    after = schools(page_of(again(app)))
    assert 0 < after < before


def test_a_variant_of_the_jeugdregios_is_on_the_map_and_the_card(bundled: AppTest) -> None:
    look_up(bundled, "Roermond")
    name = name_of_card(show_area(bundled, AreaKind.JEUGDREGIO))[0]
    bundled.session_state["instellingen"] = Settings(jeugdregio_variant="midden-limburg-samengevoegd")
    page = page_of(again(bundled))
    assert name_of_card(page)[0] != name
    assert "variant midden-limburg-samengevoegd" in on_map(bundled)["script"]


# ---- over what distances are taken


def over(app: AppTest, label: str) -> AppTest:
    app.selectbox(key="veld_netwerk").select(label)
    return app.run() if app.error else again(app)  # with a fault there is no box to search in


def test_the_network_is_one_choice_and_is_named_everywhere(bundled: AppTest) -> None:
    page = page_of(bundled)
    assert "Afstanden zijn gemodelleerd (modelnet, auto, peildatum 2026-11)" in page
    assert (
        "afstanden: modelnet, auto, peildatum november 2026; gemodelleerd" in on_map(bundled)["feature_group"]
    )
    before = on_map(bundled)["script"]
    page = page_of(over(bundled, "hemelsbreed"))
    assert "Afstanden zijn geschat (hemelsbreed × 1,3)" in page
    told = on_map(bundled)
    assert "afstanden: hemelsbreed × 1,3; geschat" in told["feature_group"]
    assert '"times": false' in told["feature_group"]
    assert told["script"] == before  # the map stays


def test_a_network_that_does_not_cover_the_data_is_refused_and_another_can_be_chosen(
    bundled: AppTest, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv(FOLDER_VARIABLE, str(tmp_path))
    write_network(network_path("delft", "auto"), small_network())
    look_up(bundled, "Woerden")
    over(bundled, "Delft · auto (2025-03-01)")
    (fault,) = bundled.error
    assert "dekt het gebied van de gegevensset niet" in fault.value
    assert not bundled.exception
    assert name_of_card(page_of(over(bundled, "modelnet · auto"))) == ("Woerden", "gemeente")


def test_a_network_that_was_taken_away_is_told(
    bundled: AppTest, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv(FOLDER_VARIABLE, str(tmp_path))
    bundled.session_state["instellingen"] = Settings("weg", "auto", "0" * 64)
    again(bundled)
    assert "is hier niet" in bundled.error[0].value
    assert bundled.selectbox(key="veld_netwerk").options[-1] == "weg · auto (niet meer zo te vinden)"


def small_network() -> Network:
    """Two places in Delft with one road."""
    edges = Edges(np.array([0, 1]), np.array([1, 0]), np.array([900.0, 900.0]), np.array([60.0, 60.0]))
    origin = Origin("Delft", Mode.AUTO, "gemeten", "proef", "2025-03-01")
    return build_network(origin, np.array([84_000.0, 84_800.0]), np.array([447_000.0, 447_400.0]), edges)


# ---- the way to the nearest site


def show_way(app: AppTest, place: str, kind: str = "so") -> str:
    look_up(app, place)
    app.toggle(key="veld_way").set_value(True)
    again(app)
    app.selectbox(key="veld_kind").set_value(kind)
    return page_of(again(app))


def way_on(app: AppTest) -> Any:
    """What the map is told of a way."""
    told = re.search(r"window\.__kaart\.toon\((\{.*?\})\);", on_map(app)["feature_group"], re.DOTALL)
    assert told
    return json.loads(told[1])["way"]


def test_a_way_is_shown_only_when_asked_for(bundled: AppTest) -> None:
    assert not [one for one in bundled.toggle if one.key == "veld_way"]
    look_up(bundled, "Enkhuizen")
    assert way_on(bundled) is None
    show_way(bundled, "Enkhuizen")
    assert way_on(bundled) is not None
    look_up(bundled, None)
    assert way_on(bundled) is None


def test_the_way_is_explained_in_words_and_drawn(app: AppTest, folder: Path) -> None:
    page = show_way(app, "1601", "pro")
    study = study_of(study_key(open_dataset(folder), Settings()))
    point = study.country.points["pc4"].tolist().index("1601")
    found = journey(study, point, "pro")
    assert found is not None
    assert found.time_s is not None
    far, long = number(found.distance_m / 1000, 1), number(found.time_s / 60)
    assert f"{far} km · {long} min" in page
    assert "Van PC4 1601 Enkhuizen naar" in page
    assert "modelnet, auto, peildatum 2026-11; gemodelleerd".capitalize() in page
    assert re.search(r"Hemelsbreed \d+,\d km; omwegfactor \d,\d\d\.", page)
    assert "niemands werkelijke reis" in page
    told = way_on(app)
    assert told["van"] == "1601 Enkhuizen"
    assert told["naar"].endswith(f"{far} km, {long} min")
    assert told["streep"] is False
    assert (told["dichtbij"], told["verder"]) == ([], [])
    assert len(told["lijn"]["coordinates"]) >= 2
    country = study.country
    lon, lat = to_wgs84(*(country.points[axis].to_numpy(float)[[point]] for axis in ("easting", "northing")))
    assert told["lijn"]["coordinates"][0] == pytest.approx([lon[0], lat[0]], abs=1e-4)


def test_the_way_starts_where_most_live_or_in_any_postcode_of_the_area(bundled: AppTest) -> None:
    assert "Van PC4 3446 Woerden" in show_way(bundled, "Woerden")
    before, key = on_map(bundled)["script"], way_on(bundled)["key"]
    box = bundled.selectbox(key="vanaf")
    assert "3446 Woerden" in box.options
    box.select("3441 Woerden")
    page = page_of(again(bundled))
    assert "Van PC4 3441 Woerden" in page
    assert name_of_card(page) == ("Woerden", "gemeente")
    assert way_on(bundled)["key"] != key
    assert on_map(bundled)["script"] == before


def test_the_own_swv_may_have_the_nearest_further_away_or_not_at_all(bundled: AppTest) -> None:
    """Woerden's swv po has no so today."""
    show_way(bundled, "3441")
    choose(bundled, "regeling-2015")
    assert "De vestiging hoort bij een ander swv" in page_of(bundled)
    bundled.radio(key="veld_way_own").set_value(True)
    page = page_of(again(bundled))
    assert "Het swv van PC4 3441 Woerden heeft geen eigen vestiging" in page
    assert way_on(bundled) is None
    page = choose(bundled, "provincie")
    assert "De vestiging hoort bij het eigen swv" in page
    assert way_on(bundled) is not None


def test_the_fastest_way_is_asked_for_in_minutes(bundled: AppTest) -> None:
    assert "kortste weg" in show_way(bundled, "Enkhuizen")
    bundled.radio(key="veld_way_by").set_value(Quantity.TIME)
    assert "snelste weg" in page_of(again(bundled))


def test_a_ferry_on_the_way_is_named(bundled: AppTest) -> None:
    page = show_way(bundled, "1796", "so")
    assert "Met het veer: Den Helder-Texel" in page


def test_a_straight_line_is_drawn_as_one_and_knows_no_minutes(bundled: AppTest) -> None:
    over(bundled, "hemelsbreed")
    page = show_way(bundled, "1796", "so")
    assert "rechte lijn maal een factor" in page
    assert "omwegfactor 1,30" in page
    assert "Hemelsbreed × 1,3; geschat." in page
    assert "veer" not in page.partition("dk-way")[2].partition("</div>")[0]
    assert not re.search(r"km · \d+ min", page)
    assert not [radio for radio in bundled.radio if radio.key == "veld_way_by"]
    told = way_on(bundled)
    assert told["streep"] is True
    assert len(told["lijn"]["coordinates"]) == 2


def test_a_site_in_the_own_postcode_is_an_estimate(bundled: AppTest) -> None:
    page = show_way(bundled, "1601", "bo")
    assert "binnen het eigen postcodegebied" in page
    assert "geschat uit de grootte van dat gebied" in page
    assert "omwegfactor" not in page.partition("dk-way")[2].partition("</ul>")[0]


@pytest.mark.parametrize("quantity", list(Quantity))
def test_the_area_within_the_norms_of_the_site_is_told_and_coloured(
    bundled: AppTest, key: StudyKey, quantity: Quantity
) -> None:
    show_way(bundled, "1601", "pro")
    bundled.radio(key="veld_way_by").set_value(quantity)
    bundled.toggle(key="veld_reach").set_value(True)
    page = page_of(again(bundled))
    study = study_of(key)
    found = journey(study, study.country.points["pc4"].tolist().index("1601"), "pro", quantity=quantity)
    assert found is not None
    norms, weight = study.norms, study.country.pupils("vo")
    near, acceptable = (
        (norms.near_m("pro"), norms.acceptable_m("pro"))
        if quantity is Quantity.DISTANCE
        else (norms.near_s("pro"), norms.acceptable_s("pro"))
    )
    inside = [within_norm(study, found.site, limit, quantity) for limit in (near, acceptable)]
    told = way_on(bundled)
    assert told["dichtbij"] == np.flatnonzero(inside[0]).tolist()
    assert told["verder"] == np.flatnonzero(inside[1] & ~inside[0]).tolist()
    for mask in inside:
        assert f"{figure(measure('leerlingen'), float(weight[mask].sum()))} inwoners" in page
    assert "Werknormen zijn niet bevestigd" in page
    unit = "km" if quantity is Quantity.DISTANCE else "min"
    assert re.search(rf"thuisnabij \(tot en met [\d,]+ {unit}\)", page)
