"""The map of the workbench: what it is told, and that what was drawn comes over once, whatever gets lost."""

from __future__ import annotations

import json
from dataclasses import replace
from importlib.resources import files
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st
from scipy.sparse import csr_array
from streamlit.testing.v1 import AppTest

from data.dataset import BUNDLED, read_dataset
from geo.errors import UnknownNameError
from scenarios.drawing.facts import facts
from scenarios.indeling import Arrangement
from scenarios.settings import Settings
from scenarios.study import Study
from ui import assets
from ui.areas import inner_borders, outlines
from ui.documents import Documents
from ui.layers import lines
from ui.loading import StudyKey, study_key
from ui.palette import symbol_of
from ui.workbench import map as work_map
from ui.workbench import map_colours, map_documents, map_of, map_told


def report(page: str, number: int, *steps: dict[str, Any], **more: Any) -> dict[str, Any]:
    """Write what the browser sends."""
    told = {
        "sessie": "s",
        "pagina": page,
        "nummer": number,
        "stappen": list(steps),
        "gekozen": "",
        "klikken": 0,
        "beeld": [52.0, 5.25, 7.5],
        "actief": "",
        "gereedschap": "klik",
        "antwoord": 0,
    }
    return told | more


def step(number: int, unit: str = "GM1", revision: int = 1) -> dict[str, Any]:
    return {"n": number, "r": revision, "u": [unit], "p": [], "s": "A", "h": "klik"}


def units_of(seen: work_map.Seen) -> list[str]:
    return [unit for edit in seen.edits for unit in edit.units]


# ---- what comes back


def test_an_edit_is_handed_over_once_however_often_it_is_sent() -> None:
    kept = work_map.Kept(session="s")
    assert units_of(kept.receive(report("p", 1, step(1, "GM1")))) == ["GM1"]
    assert units_of(kept.receive(report("p", 1, step(1, "GM1")))) == []
    assert units_of(kept.receive(report("p", 2, step(1, "GM1"), step(2, "GM2")))) == ["GM2"]


def test_another_page_in_the_browser_counts_anew() -> None:
    kept = work_map.Kept(session="s")
    kept.receive(report("p", 1, step(1, "GM1")))
    assert units_of(kept.receive(report("q", 1, step(1, "GM2")))) == ["GM2"]


def test_what_an_earlier_session_drew_is_not_drawn_again() -> None:
    kept = work_map.Kept()
    assert kept.receive(report("p", 30, step(12, "GM1"), actief="A")) == work_map.Seen()
    told = report("p", 31, step(13, "GM2"), sessie=kept.session)
    assert units_of(kept.receive(told)) == ["GM2"]
    assert kept.session != work_map.Kept().session


@given(st.lists(st.booleans(), min_size=1, max_size=30), st.data())
def test_nothing_is_lost_with_a_message(arrives: list[bool], data: st.DataObject) -> None:
    kept, waiting, got = work_map.Kept(session="s"), [], []
    kept.tell(1)
    for number, there in enumerate([*arrives, True], start=1):
        waiting.append(step(number, f"GM{number}"))
        # the browser drops what Python said that it has; that answer may come late
        seen = data.draw(st.sampled_from(sorted({0, kept.taken.get("p", 0)})))
        waiting = [one for one in waiting if one["n"] > seen]
        if there:
            got += units_of(kept.receive(report("p", number, *waiting)))
            kept.tell(1)
    assert got == [f"GM{number}" for number in range(1, len(arrives) + 2)]
    assert len(got) == len(set(got))


def test_a_revision_that_rose_by_something_else_overrules_what_was_drawn_before() -> None:
    kept = work_map.Kept(session="s")
    kept.tell(1)
    kept.tell(2)  # undone meanwhile
    assert units_of(kept.receive(report("p", 1, step(1, "GM1", revision=1)))) == []
    assert units_of(kept.receive(report("p", 2, step(1, "GM1"), step(2, "GM2", revision=2)))) == ["GM2"]


def test_a_revision_that_rose_with_what_was_drawn_overrules_nothing() -> None:
    kept = work_map.Kept(session="s")
    kept.tell(1)
    kept.receive(report("p", 1, step(1, "GM1", revision=1)))
    kept.tell(2)  # for the edit itself
    assert units_of(kept.receive(report("p", 2, step(2, "GM2", revision=1)))) == ["GM2"]


def test_what_is_in_hand_is_told_once_and_the_view_every_time() -> None:
    kept = work_map.Kept(session="s")
    told = report("p", 1, actief="A", gereedschap="lasso", gekozen="GM7", klikken=2, antwoord=3)
    first, again = kept.receive(told), kept.receive(told)
    assert (first.active, first.tool, first.selected, first.clicks, first.answered) == (
        "A",
        "lasso",
        "GM7",
        2,
        3,
    )
    assert (again.active, again.tool, again.selected) == ("", "", "GM7")
    assert first.view == again.view == (52.0, 5.25, 7.5, 0)


# ---- colours


ROW = csr_array(np.array([[1, 1, 0, 0], [1, 1, 1, 0], [0, 1, 1, 1], [0, 0, 1, 1]]))


def coloured(assignment: list[int], codes: list[str], **given_colours: str) -> dict[str, str]:
    base = {"A": "#f7cf7f", "B": "#b5dcf4"}
    return map_colours.colours(base, ROW, np.array(assignment), codes, given_colours)


def test_an_edit_recolours_nothing_and_the_users_colour_goes_first() -> None:
    assert coloured([0, 0, 1, 1], ["A", "B"]) == coloured([0, 1, 1, 1], ["A", "B"])
    assert coloured([0, 0, 1, 1], ["A", "B"], B="#112233")["B"] == "#112233"


def test_new_swvs_differ_from_all_that_were_there_and_from_each_other() -> None:
    found = coloured([0, 1, 2, 3], ["A", "A-1", "A-2", "B"])
    assert len(set(found.values())) == 4
    assert {found["A-1"], found["A-2"]} <= set(map_colours.NEW_FILLS)
    assert coloured([0, 0, 2, 3], ["A", "A-1", "A-2", "B"])["A-2"] == found["A-2"]


def test_new_neighbours_with_the_same_number_differ() -> None:
    found = coloured([0, 1, 2, 3], ["A", "A-1", "B", "B-1"])
    one, other = (coloured([0, 2, 1, 3], ["A", "A-1", "B-1", "B"])[code] for code in ("A-1", "B-1"))
    assert found["A-1"] == found["B-1"]  # not beside each other there
    assert one != other


# ---- what is told


@pytest.fixture(scope="module")
def key(nederland: Study) -> StudyKey:
    return study_key(nederland.country.dataset, Settings())


@pytest.fixture(scope="module", autouse=True)
def _folder(tmp_path_factory: pytest.TempPathFactory) -> Any:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(assets, "_FOLDER", tmp_path_factory.mktemp("kaartlagen"))
        yield


@pytest.fixture(scope="module")
def ground(nederland: Study) -> dict[str, Any]:
    country = nederland.country
    return map_documents.ground_document(country, country.units, outlines(country))


@pytest.mark.parametrize("layer", ["po", "vo"])
def test_each_unit_is_told_its_swv(nederland: Study, key: StudyKey, layer: str) -> None:
    indeling = nederland.arrangement(nederland.base_id).layer(layer)
    told = map_of.told_of(key, nederland, nederland.base_id, layer)
    codes = [area.code for area in told.areas]
    assert [codes[at] if at >= 0 else "" for at in told.assignment] == list(indeling.swv)
    assert [area.label for area in told.areas] == [indeling.label(code) for code in codes]


def test_neighbours_have_other_colours(nederland: Study, key: StudyKey) -> None:
    told = map_of.told_of(key, nederland, "jeugdregio")
    beside = map_colours.touching(nederland.country, nederland.country.units).tocoo()
    pairs = {(told.assignment[a], told.assignment[b]) for a, b in zip(beside.row, beside.col, strict=True)}
    shade = [area.colour for area in told.areas]
    assert not [(one, other) for one, other in pairs if -1 < one < other and shade[one] == shade[other]]


def moved(study: Study, name: str, unit: str, swv: str, **more: Any) -> Arrangement:
    before = study.arrangement(name)
    after = before.po.assign([unit], swv)
    return replace(before, id=f"proef-{unit}-{swv}", po=after, vo=after, **more)


def test_a_draft_keeps_the_colours_it_began_with(key: StudyKey) -> None:
    study = Study.of(read_dataset(BUNDLED))
    unit = study.country.units.ids[0]
    names = [
        study.known(moved(study, "jeugdregio", unit, "JZ42")),
        study.known(moved(study, "jeugdregio", unit, "NW1", colours={("", "JZ01"): "#123456"})),
    ]
    start = {one.code: one.colour for one in map_of.told_of(key, study, "jeugdregio").areas}
    first, second = (
        {one.code: one.colour for one in map_of.told_of(key, study, name, base="jeugdregio").areas}
        for name in names
    )
    assert first == start
    assert second["NW1"] in map_colours.NEW_FILLS
    assert second["JZ01"] == "#123456"
    assert {code: second[code] for code in start if code != "JZ01"} == {
        code: start[code] for code in start if code != "JZ01"
    }


def test_a_swv_without_areas_can_be_taken_in_hand(key: StudyKey) -> None:
    study = Study.of(read_dataset(BUNDLED))
    before = study.arrangement("jeugdregio")
    begun = before.po.begin("NW1", "Nieuw")
    name = study.known(replace(before, id="proef-leeg", po=begun, vo=begun))
    told = map_of.told_of(key, study, name, base="jeugdregio", active="NW1")
    assert [(area.label, area.region) for area in told.areas if area.code == "NW1"] == [("Nieuw", "")]


def test_locks_and_departures_reach_the_map(nederland: Study, key: StudyKey) -> None:
    mask = np.zeros(len(nederland.country.units), dtype=bool)
    mask[[3, 5]] = True
    told = map_of.told_of(
        key, nederland, "jeugdregio", locked=mask, locked_swvs=["JZ02"], unguarded=["JZ03"], guard="blokkeer"
    )
    areas = {area.code: area for area in told.areas}
    assert told.locked == (3, 5)
    assert [code for code, area in areas.items() if area.locked] == ["JZ02"]
    assert (areas["JZ01"].region, areas["JZ03"].region) == ("JZ01", "")


def test_a_rerun_sends_no_geometry(nederland: Study, key: StudyKey) -> None:
    told = map_of.told_of(key, nederland, nederland.base_id, "po", revision=4)
    document = json.dumps(told.document(), allow_nan=False, separators=(",", ":"))
    assert len(document) < 15_000
    assert map_of.told_of(key, nederland, nederland.base_id, "po").areas is told.areas


def test_differences_and_flashes_are_written_for_the_browser() -> None:
    values = map_told.Values("afstand", "km", "gemodelleerd", "bron", (1.0, None), (0.5, 2.0))
    told = map_told.Told(
        "adres",
        1,
        (0, -1),
        (map_told.Area("A", "A", "A", "#ffffff"),),
        values=values,
        flash=map_told.Flash("1", ("GM1",)),
        view=map_told.View(52.0, 5.0, 8.0, 2),
        changed=(1,),
        borders=("jeugdregio", "swv", "onbekend"),
    )
    document = json.loads(json.dumps(told.document()))
    assert document["waarden"]["waarden"] == [1.0, None]
    assert document["flits"] == {"sleutel": "1", "gebieden": ["GM1"], "zoom": True}
    assert (document["beeld"], document["gewijzigd"]) == ([52.0, 5.0, 8.0, 2], [1])
    assert document["grenzen"] == ["swv", "jeugdregio"]


# ---- what it is drawn on


def test_the_borders_between_swvs_are_those_of_the_other_maps(
    nederland: Study, ground: dict[str, Any]
) -> None:
    country, indeling = nederland.country, nederland.arrangement("jeugdregio").po
    expected = shapely.MultiLineString(lines(inner_borders(outlines(country), indeling.swv)))
    drawn = [line for a, b, parts in ground["bogen"] if indeling.swv[a] != indeling.swv[b] for line in parts]
    found = shapely.MultiLineString(drawn)
    assert found.length == pytest.approx(expected.length, rel=2e-3)
    assert shapely.hausdorff_distance(found, expected) < 2e-3


def test_the_ground_tells_of_each_unit_what_a_pointer_asks(nederland: Study, ground: dict[str, Any]) -> None:
    country, units = nederland.country, nederland.country.units
    shapes = [shapely.geometry.shape(one) for one in ground["gebieden"]]
    inside = [shape.distance(shapely.Point(spot)) for shape, spot in zip(shapes, ground["plek"], strict=True)]
    assert ground["ids"] == list(units.ids)
    assert max(inside) < 1e-3
    codes = [ground["gemeenten"][at][0] for at in ground["gemeente"]]
    assert codes == [unit.partition("/")[0] for unit in units.ids]
    regions = [ground["regios"][at][0] if at >= 0 else "" for at in ground["regio"]]
    assert regions == country.gemeenten["jeugdregio"].loc[codes].fillna("").tolist()
    assert ground["namen"] == list(facts(country, units).names), "as in the list"
    [europoort] = ground["zo"]
    assert (ground["namen"][europoort], ground["bewoond"][europoort]) == ("Rotterdam (Europoort)", 0)


def test_a_gemeente_can_be_divided_by_its_own_pc4s(nederland: Study) -> None:
    country, units = nederland.country, nederland.country.units
    made = map_documents.cut_document(country, "GM0344", units)
    own = country.points.loc[country.points["gemeentecode"] == "GM0344", "pc4"]
    assert made["codes"] == own.astype(str).tolist()
    assert len(made["gebieden"]) == len(made["eenheid"]) == len(own)
    assert {unit.partition("/")[0] for unit in made["eenheid"]} == {"GM0344"}
    with pytest.raises(UnknownNameError, match="onbekende gemeente 'GM9999'"):
        map_documents.cut_document(country, "GM9999", units)


def test_documents_are_published_once(
    nederland: Study, key: StudyKey, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(map_documents, "study_of", lambda _: nederland)
    units = nederland.country.units
    first = map_documents.ground_of(key, units)
    assert first.startswith("../ui.assets.kaartlagen/werkgrond-")
    assert map_documents.ground_of(key, units) == first
    assert map_documents.cut_of(key, "GM0344", units) == map_documents.cut_of(key, "GM0344", units)


def test_sites_have_the_symbol_of_their_kind(
    nederland: Study, key: StudyKey, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(map_of, "country_documents", lambda _: Documents("", "", {"so": "adres"}))
    found = map_of.sites_of(key, nederland, "so")
    position = [kind.code for kind in nederland.country.kinds].index("so")
    assert found is not None
    assert (found.label, found.address) == ("so: speciaal onderwijs", "adres")
    assert found.path == symbol_of(position).path
    assert map_of.sites_of(key, nederland, "onbekend") is None


# ---- the component


def test_the_browser_part_is_served_and_goes_along_with_no_message() -> None:
    assert Path(assets._SERVED["statisch"]).joinpath("werkbank.js").is_file()
    assert all(files("ui").joinpath("static", part).is_file() for part in work_map._PARTS)
    assert len(work_map._LOADER) < 500


def test_the_map_stands_on_a_page_and_has_seen_nothing_yet() -> None:
    def page() -> None:
        import streamlit as st  # noqa: PLC0415  # AppTest runs this by its source

        from ui.workbench.map import Area, Told, work_map  # noqa: PLC0415

        told = Told("../ui.assets.kaartlagen/x.json", 1, (0,), (Area("A", "A", "A", "#ffffff"),))
        seen = work_map(told, "proefkaart")
        st.text(f"{len(seen.edits)} {seen.selected!r} {seen.view}")

    at = AppTest.from_function(page, default_timeout=30).run()
    assert not at.exception
    assert at.text[0].value == "0 '' None"
