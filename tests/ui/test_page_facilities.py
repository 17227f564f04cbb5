"""The page "Voorzieningen" on the bundled and on an imported data set, without a browser."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

from data.dataset import BUNDLED
from geo.crs import to_wgs84
from scenarios.draft import Draft
from scenarios.settings import Settings
from scenarios.site_changes import CloseSite, OpenSite
from scenarios.study import Study
from ui import long_work
from ui.desk import Desk
from ui.drafts import file_of
from ui.facility_state import Form
from ui.loading import open_dataset, study_key, study_of

OpenPage = Callable[[Callable[[], None], Path], AppTest]


def _script() -> None:
    """The page, after what a test wants to have happened on the map or with a file."""
    import streamlit as st  # noqa: PLC0415  # AppTest runs this as a file of its own

    from ui import facility_clicks, page_facilities  # noqa: PLC0415
    from ui.drafts import desk, open_file, told  # noqa: PLC0415
    from ui.facility_at import At  # noqa: PLC0415
    from ui.loading import chosen_folder, open_dataset, study_key, study_of  # noqa: PLC0415
    from ui.own_data import session_folder  # noqa: PLC0415
    from ui.state import current  # noqa: PLC0415

    dataset = open_dataset(session_folder(chosen_folder()))
    key = study_key(dataset, current().settings, current().norms)
    study = study_of(key)
    if "klik" in st.session_state:
        name = desk().settle(study).known_to(study)
        kind = next(one for one in study.country.kinds if one.code == current().kind)
        facility_clicks.clicked(At(key, study, name, kind), *st.session_state.pop("klik"))
    if "bestand" in st.session_state:
        with told():
            open_file(study, *st.session_state.pop("bestand"))
    page_facilities.show(dataset)


@pytest.fixture
def app(open_page: OpenPage, folder: Path) -> AppTest:
    return open_page(_script, folder)


@pytest.fixture
def bundled(open_page: OpenPage) -> AppTest:
    return open_page(_script, BUNDLED)


def written(app: AppTest) -> str:
    """All HTML and messages of the page."""
    html = [str(one.proto.body) for one in app.get("html")]  # type: ignore[attr-defined]
    return "\n".join([*html, *(one.value for one in app.error)])


def form(app: AppTest) -> Form:
    found: Form = app.session_state["voorzieningen"]
    return found


def draft(app: AppTest) -> Draft:
    desk: Desk = app.session_state["ontwerpen"]
    assert desk.draft is not None
    return desk.draft


def choose(app: AppTest, tab: str) -> AppTest:
    form(app).tab = tab
    return app.run()


def act(app: AppTest, action: str) -> AppTest:
    form(app).action = action
    return app.run()


def press(app: AppTest, key: str) -> AppTest:
    return app.button(key=key).click().run()


def click(app: AppTest, lat: float, lng: float) -> AppTest:
    app.session_state["klik"] = (lat, lng)
    return app.run()


def opened_in_utrecht(app: AppTest) -> AppTest:
    app.selectbox(key="wat_als_found").select(
        next(o for o in options(app, "wat_als_found") if o.startswith("3511"))
    )
    app.run()
    return press(app, "wat_als_doe")


def options(app: AppTest, key: str) -> list[str]:
    return list(app.selectbox(key=key).options)


def study_in(folder: Path) -> Study:
    return study_of(study_key(open_dataset(folder), Settings()))


def spot_of(folder: Path, kind: str, row: int = 0) -> tuple[str, float, float]:
    """Code, latitude and longitude of a site, as the map draws it."""
    country = study_in(folder).country
    supply = country.supply
    site = country.sites.iloc[supply[supply["kind"] == kind]["site"].iloc[row]]
    lon, lat = to_wgs84(np.array([site["easting"]]), np.array([site["northing"]]))
    return str(site["vestigingscode"]), round(float(lat[0]), 4), round(float(lon[0]), 4)


def test_nothing_is_changed_at_first(app: AppTest) -> None:
    assert not app.exception
    assert not app.error
    assert "Nog niets veranderd" in written(app)
    assert app.button(key="wat_als_doe").disabled
    assert app.button(key="wat_als_ongedaan").disabled


def test_opening_a_site_is_told_and_can_be_undone_and_redone(app: AppTest) -> None:
    opened_in_utrecht(app)
    assert not app.exception
    change = draft(app).done[0]
    assert isinstance(change, OpenSite)
    assert change.soorten == ("so",)
    text = written(app)
    assert "Andere vestigingen, so:" in text
    assert "dichter bij de dichtstbijzijnde vestiging" in text
    assert any("Geopend" in option for option in app.radio(key="wat_als_stap").options)
    press(app, "wat_als_ongedaan")
    assert draft(app).done == ()
    assert any("ongedaan gemaakt" in option for option in app.radio(key="wat_als_stap").options)
    press(app, "wat_als_opnieuw")
    assert draft(app).done == (change,)


def test_a_click_on_a_symbol_chooses_the_site_that_closes(app: AppTest, folder: Path) -> None:
    code, lat, lng = spot_of(folder, "so", 5)
    act(app, "Sluiten")
    click(app, lat, lng)
    assert form(app).closing == [code]
    click(app, lat, lng)
    assert form(app).closing == []
    click(app, lat, lng)
    assert "waarschijnlijk" in str([one.label for one in app.expander])
    press(app, "wat_als_doe")
    change = draft(app).done[-1]
    assert isinstance(change, CloseSite)
    assert change.vestigingen == (code,)
    assert form(app).closing == []


def test_a_click_beside_every_symbol_says_so_and_loses_nothing(bundled: AppTest) -> None:
    opened_in_utrecht(bundled)
    act(bundled, "Sluiten")
    click(bundled, 52.0123, 5.4567)
    assert "Daar staat geen vestiging" in bundled.error[0].value
    assert len(draft(bundled).done) == 1


def test_a_click_on_the_sea_is_no_place(bundled: AppTest) -> None:
    click(bundled, 53.4, 3.6)
    assert "klik op het land" in bundled.error[0].value
    assert form(bundled).place is None


def test_a_site_moves_to_where_is_clicked_and_into_another_building(bundled: AppTest) -> None:
    code, lat, lng = spot_of(BUNDLED, "so", 3)
    other, other_lat, other_lng = spot_of(BUNDLED, "so", 9)
    act(bundled, "Verplaatsen")
    click(bundled, lat, lng)
    assert form(bundled).site == code
    click(bundled, 52.0907, 5.1214)
    assert "3511" in str(form(bundled).place) or "3512" in str(form(bundled).place)
    click(bundled, other_lat, other_lng)
    assert form(bundled).place is None
    assert form(bundled).beside == other or other not in options(bundled, "wat_als_beside")
    form(bundled).beside = None
    click(bundled, 52.0907, 5.1214)
    press(bundled, "wat_als_doe")
    assert draft(bundled).done[-1].soort == "verplaats_vestiging"
    assert "Verplaatst" in str(bundled.radio(key="wat_als_stap").options)


def test_a_site_gets_another_kind_and_places(app: AppTest, folder: Path) -> None:
    _, lat, lng = spot_of(folder, "so", 2)
    act(app, "Wijzigen")
    click(app, lat, lng)
    form(app).added = ["pro"]
    app.run()
    press(app, "wat_als_doe")
    assert draft(app).done[-1].soort == "wijzig_vestiging"
    assert not app.error


def test_a_merge_with_a_rule_tells_borders_and_sites_apart(bundled: AppTest) -> None:
    bundled.selectbox(key="wat_als_basis").select("jeugdregio").run()
    assert "Andere grenzen, so:" in written(bundled)
    act(bundled, "Consolideren")
    press(bundled, "wat_als_doe")
    text = written(bundled)
    assert not bundled.error
    assert "Andere grenzen, so:" in text
    assert "Andere vestigingen, so:" in text
    assert "verplaatst geen school" in text


def test_the_pupils_of_all_closed_sites_are_followed_when_asked(bundled: AppTest) -> None:
    act(bundled, "Consolideren")
    form(bundled).rule_kinds, form(bundled).rule_swv = ["so"], ["PO2707"]
    bundled.run()
    press(bundled, "wat_als_doe")
    press(bundled, "sluiten_volg")
    finished(bundled, "sluiten")
    assert "Leerlingen op wat sluit" in written(bundled)
    assert not bundled.exception


def test_closing_the_last_of_the_country_is_refused_and_kept_to_be_mended(bundled: AppTest) -> None:
    study = study_in(BUNDLED)
    supply = study.country.supply
    rows = np.unique(supply.loc[supply["kind"] == "so", "site"])
    act(bundled, "Sluiten")
    form(bundled).closing = study.country.sites["vestigingscode"].iloc[rows].tolist()
    bundled.run()
    press(bundled, "wat_als_doe")
    assert "geen vestiging so" in bundled.error[0].value
    assert draft(bundled).done == ()
    assert len(form(bundled).closing) == len(rows)


def test_a_saved_scenario_comes_back_the_same(app: AppTest, folder: Path) -> None:
    opened_in_utrecht(app)
    made = draft(app)
    study = study_in(folder)
    content = file_of(study, made)
    press(app, "wat_als_nieuw")
    assert draft(app).done == ()
    app.session_state["bestand"] = ("plan.json", content)
    app.run()
    assert draft(app).done == made.done
    assert "Geopend:" in written(app)


def test_a_scenario_of_other_data_waits_for_a_word(bundled: AppTest) -> None:
    study = study_in(BUNDLED)
    saved = json.loads(file_of(study, Draft(study.base_id).do(OpenSite(soorten=("so",), pc4="3511"))))
    saved["gegevens"] = "0" * 64
    bundled.session_state["bestand"] = ("plan.json", json.dumps(saved).encode())
    bundled.run()
    assert "andere gegevensset" in bundled.error[0].value
    assert draft(bundled).done == ()
    press(bundled, "wat_als_toch")
    assert len(draft(bundled).done) == 1


@pytest.mark.parametrize("content", [b"", b"{}", b"\xff\xfe", b'{"dekkend": 1, "naam": "x"}'])
def test_a_file_that_is_no_scenario_is_refused(bundled: AppTest, content: bytes) -> None:
    bundled.session_state["bestand"] = ("../kapot.json", content)
    bundled.run()
    assert not bundled.exception
    assert "kapot.json" in bundled.error[0].value


def test_what_one_visitor_makes_is_not_in_the_list_of_another(open_page: OpenPage) -> None:
    one, other = open_page(_script, BUNDLED), open_page(_script, BUNDLED)
    opened_in_utrecht(one)
    other.run()
    study = study_in(BUNDLED)
    assert draft(one).name not in study.titles
    assert draft(other).done == ()


def finished(app: AppTest, slot: str) -> AppTest:
    bench: Any = app.session_state["lang_werk"]
    job = bench.running.get(slot)
    assert job is None or job.wait(120)
    return app.run()


def test_capacity_is_told_and_asked_again_with_other_assumptions(bundled: AppTest) -> None:
    choose(bundled, "Capaciteit")
    assert "Verdeel de leerlingen" in written(bundled)
    press(bundled, "capaciteit_reken")
    finished(bundled, "capaciteit")
    text = written(bundled)
    assert not bundled.error
    assert "Prijs van capaciteit" in text
    assert "geen thuiszitter" in text
    assert "Plaatst een leerling meer" in text
    assert "Bespaart kilometers" in text
    assert "afgerond" in text
    assert "E2SFCA" not in text
    bundled.toggle(key="veld_expert").set_value(True).run()
    assert "Plaatsen per leerling in de omgeving (E2SFCA)" in written(bundled)
    assert "Formule: A(i)" in written(bundled)
    assert not bundled.exception
    factor = next(key for key in keys(bundled.number_input) if key.startswith("aanname_factor"))
    bundled.number_input(key=factor).set_value(0.8).run()
    bundled.button[[one.label for one in bundled.button].index("Pas aannames toe")].click().run()
    assert "capaciteit × 0,8" in written(bundled)


def keys(elements: Any) -> list[str]:
    return [str(one.key) for one in elements if one.key]


def test_work_can_be_stopped(bundled: AppTest) -> None:
    choose(bundled, "Capaciteit")
    press(bundled, "capaciteit_reken")
    if "stop_capaciteit" in keys(bundled.button):
        press(bundled, "stop_capaciteit")
        assert "Gestopt" in str([one.value for one in bundled.warning])
    assert not bundled.exception


def test_the_best_places_become_changes(bundled: AppTest) -> None:
    choose(bundled, "Waar openen")
    press(bundled, "waar_zoek")
    finished(bundled, "waar")
    text = written(bundled)
    assert "Beste plekken" in text
    assert "Winst per aantal" in text
    press(bundled, "waar_open")
    assert len(draft(bundled).done) == 3
    assert form(bundled).tab == "Wat als"
    assert "Andere vestigingen, so:" in written(bundled)


def test_towards_inclusion_has_examples_that_start_at_nothing(bundled: AppTest) -> None:
    choose(bundled, "Naar inclusief")
    press(bundled, "voorbeeld_midden_2029")
    assert "gaat nu niemand over" in written(bundled)
    press(bundled, "voorbeeld_midden_2035")
    text = written(bundled)
    assert "Van so naar bo (geschat)" in text
    assert "onder het minimum" in text
    press(bundled, "netwerk_reken")
    finished(bundled, "netwerk")
    press(bundled, "netwerk_sluit")
    assert draft(bundled).done[-1].soort == "sluit_vestiging"


def test_long_work_tells_faults_and_keeps_outcomes() -> None:
    job = long_work.Job("sleutel")
    job.run(lambda tell: [tell(1, 4), 7][1])
    assert (job.is_done, job.outcome, job.fault, job.share) == (True, 7, "", 0.25)
    stopped = long_work.Job("sleutel")
    stopped.stop()
    stopped.run(lambda tell: tell(1, 4))
    assert stopped.fault.startswith("Gestopt")
