"""Keeping scenarios and drafts: what comes back, what two visitors do to each other, what a link restores."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
import streamlit as st
from hypothesis import given
from hypothesis import strategies as given_by
from streamlit.testing.v1 import AppTest

from data.dataset import BUNDLED
from data.draft_store import DraftStore
from data.scenario_store import ScenarioStore, State
from data.store_file import FOLDER_VARIABLE, NAME, store_file
from geo.errors import InputError
from scenarios.assumptions import Assumptions
from scenarios.changes import Release
from scenarios.draft import Draft
from scenarios.locks import Lock
from scenarios.settings import STRAIGHT, Settings
from scenarios.site_changes import OpenSite
from scenarios.store import stored_id
from scenarios.study import Study
from scenarios.workspace import Workspace, read_workspace
from ui import drafts
from ui.keeping import acts, links, recovery, shelf
from ui.keeping.links import Link, read_link
from ui.loading import StudyKey, open_dataset, study_key, study_of
from ui.state import current, follow, scenarios_within

OPEN = OpenSite(soorten=("so",), pc4="3511")
OTHER = OpenSite(soorten=("so",), pc4="1011")


class Visits:
    """Browser windows: one session each, with an address and cookies."""

    def __init__(self, patch: pytest.MonkeyPatch) -> None:
        self.patch = patch
        self.active: set[str] = set()
        self.now = ""
        patch.setattr(recovery, "_me", lambda: self.now)
        patch.setattr(recovery, "_LETTING_GO_S", 0.0)
        patch.setattr(recovery, "Runtime", SimpleNamespace(exists=lambda: True, instance=lambda: self))
        self.states: dict[str, tuple[dict[str, Any], dict[str, str]]] = {}

    def is_active_session(self, session: str) -> bool:
        return session in self.active

    def open(self, name: str, address: dict[str, str] | None = None, cookie: str = "") -> None:
        self.states[name] = ({}, dict(address or {}))
        self.active.add(name)
        self.to(name)
        cookies = {recovery.COOKIE: cookie} if cookie else {}
        self.patch.setattr(st, "context", SimpleNamespace(cookies=cookies))
        recovery.begin()

    def to(self, name: str) -> None:
        state, address = self.states[name]
        self.now = name
        self.patch.setattr(st, "session_state", state)
        self.patch.setattr(st, "query_params", address)

    def close(self, name: str) -> None:
        self.active.discard(name)

    @property
    def address(self) -> dict[str, str]:
        return self.states[self.now][1]


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    monkeypatch.setenv(FOLDER_VARIABLE, str(tmp_path / "winkel"))
    yield tmp_path / "winkel"
    store_file(tmp_path / "winkel").close()


@pytest.fixture
def visits(folder: Path, monkeypatch: pytest.MonkeyPatch) -> Visits:  # noqa: ARG001
    made = Visits(monkeypatch)
    made.open("een")
    return made


@pytest.fixture(scope="module")
def key() -> StudyKey:
    return study_key(open_dataset(BUNDLED), Settings(network=STRAIGHT))


@pytest.fixture
def here(key: StudyKey) -> Study:
    return study_of(key)


def mine() -> Draft:
    found = drafts.desk().draft
    assert found is not None
    return found


def made(study: Study) -> Draft:
    """Make a draft with a step undone and a lock."""
    desk = drafts.desk()
    desk.do(study, OPEN)
    desk.do(study, OTHER)
    desk.at(1)
    desk.draft = replace(desk.draft or Draft(""), locks=(Lock(soort="alles"),), title="Plan")
    return desk.draft


def test_a_draft_comes_back_after_a_refresh(visits: Visits, here: Study, key: StudyKey) -> None:
    before = made(here)
    desk = drafts.desk()
    desk.aside = {"eerder": Draft("gemeenten", (OPEN,), title="Eerder")}
    desk.assumptions = Assumptions(year=2030)
    current().settings = Settings(network=STRAIGHT, detour_factor=1.2)
    current().kind = "vso"
    recovery.keep(key)
    address = dict(visits.address)
    assert set(address) == {recovery.PARAMETER}
    visits.close("een")
    visits.open("ververst", address)
    desk = drafts.desk()
    assert desk.draft == before
    assert [one.title for one in desk.aside.values()] == ["Eerder"]
    assert (desk.assumptions.year, current().settings.detour_factor, current().kind) == (2030, 1.2, "vso")
    assert recovery.trail().note.startswith("Hersteld: Plan (1 wijziging), zoals het was om ")
    recovery.keep(key)
    assert visits.address == address


def test_nothing_is_written_while_nothing_changes(
    visits: Visits, here: Study, key: StudyKey, monkeypatch: pytest.MonkeyPatch
) -> None:
    recovery.keep(key)
    drafts.desk().settle(here)
    recovery.keep(key)
    assert visits.address == {}
    assert not (store_file().path).exists()
    made(here)
    recovery.keep(key)
    written: list[str] = []
    whole = DraftStore.write

    def counted(store: DraftStore, *told: str) -> bool:
        written.append(told[2])
        return whole(store, *told)

    monkeypatch.setattr(DraftStore, "write", counted)
    recovery.keep(key)
    assert written == []
    drafts.desk().at(2)
    recovery.keep(key)
    assert len(written) == 1


def test_a_second_window_gets_a_copy_and_they_never_write_over_each_other(
    visits: Visits, here: Study, key: StudyKey
) -> None:
    made(here)
    recovery.keep(key)
    address = dict(visits.address)
    visits.open("twee", address)
    assert "kopie" in recovery.trail().note
    drafts.desk().call("Van twee")
    recovery.keep(key)
    assert visits.address != address
    visits.to("een")
    drafts.desk().call("Van een")
    recovery.keep(key)
    assert visits.address == address
    store = DraftStore.usual()
    titles = []
    for name in ("een", "twee"):
        visits.to(name)
        found = store.find(recovery.trail().draft_id)
        assert found is not None
        titles.append(read_workspace(found.content).draft)
    assert [one.title for one in titles if one is not None] == ["Van een", "Van twee"]


def test_a_window_that_was_asleep_goes_on_under_an_id_of_its_own(
    visits: Visits, here: Study, key: StudyKey
) -> None:
    made(here)
    recovery.keep(key)
    address = dict(visits.address)
    visits.close("een")
    visits.open("twee", address)
    drafts.desk().call("Van twee")
    recovery.keep(key)
    assert visits.address == address
    visits.to("een")  # woken up, with a session that the server still had
    drafts.desk().call("Van een")
    recovery.keep(key)
    assert visits.address != address
    found = DraftStore.usual().find(address[recovery.PARAMETER])
    assert found is not None
    assert "Van twee" in found.content


@pytest.mark.parametrize("asked", ["0" * 32, "../../etc/passwd", "'; DROP TABLE draft; --", "é" * 40])
def test_an_id_that_is_not_there_is_said(visits: Visits, asked: str) -> None:
    visits.open("twee", {recovery.PARAMETER: asked})
    assert "is er niet (meer)" in recovery.trail().note
    assert drafts.desk().draft is None


def test_what_cannot_be_read_is_said_and_stays(visits: Visits) -> None:
    store = DraftStore.usual()
    for text in (
        "geen json",
        "[]",
        "{}",
        '{"dekkend_ontwerp": 99}',
        '{"dekkend_ontwerp": 1, "ontwerp": [{}]}',
    ):
        draft_id = store.begin("weg", "browser", "Plan", text)
        visits.open(text, {recovery.PARAMETER: draft_id})
        assert "kon niet worden hersteld" in recovery.trail().fault
        assert store.find(draft_id) is not None


def test_a_disk_that_refuses_is_said_and_the_draft_stays(
    visits: Visits, here: Study, key: StudyKey, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "bestand").write_text("geen map")
    monkeypatch.setenv(FOLDER_VARIABLE, str(tmp_path / "bestand"))
    before = made(here)
    recovery.keep(key)
    assert "wordt nu niet automatisch bewaard" in recovery.trail().fault
    acts.save(here, "Plan", "Anna", "")
    assert "niet te gebruiken" in acts.panel().fault
    assert drafts.desk().draft == before
    assert visits.address == {}
    assert set(drafts.options(key)) >= {here.base_id, before.name}
    monkeypatch.setenv(FOLDER_VARIABLE, str(tmp_path / "winkel"))
    recovery.keep(key)
    assert recovery.trail().fault == ""
    assert visits.address


def test_only_drafts_of_this_browser_are_offered(visits: Visits, here: Study, key: StudyKey) -> None:
    made(here)
    recovery.keep(key)
    mine = recovery.trail().browser
    visits.open("terug", cookie=mine)
    assert [one.title for one in DraftStore.usual().of_browser(recovery.trail().browser)] == [
        "Plan (1 wijziging)"
    ]
    visits.open("vreemde")
    assert DraftStore.usual().of_browser(recovery.trail().browser) == ()
    visits.open("gek", cookie="'; DROP TABLE draft")
    assert DraftStore.usual().of_browser(recovery.trail().browser) == ()


def test_going_on_with_an_unfinished_one_keeps_what_was_being_made(
    visits: Visits, here: Study, key: StudyKey
) -> None:
    first = made(here)
    recovery.keep(key)
    old = recovery.trail().draft_id
    visits.close("een")
    visits.open("twee", cookie=recovery.trail().browser)
    drafts.desk().do(here, OTHER)
    other = drafts.desk().draft
    recovery._go_on(key, old)
    assert drafts.desk().draft == first
    assert list(drafts.desk().aside.values()) == [other]
    recovery.keep(key)
    assert visits.address == {recovery.PARAMETER: old}


def test_two_visitors_save_the_same_scenario(visits: Visits, here: Study, key: StudyKey) -> None:
    made(here)
    acts.save(here, "Plan", "Anna", "begin")
    (kept,) = ScenarioStore.usual().all()
    name = stored_id(kept.id, 1)
    assert (mine().stored, acts.panel().fault) == (f"{kept.id}.1", "")
    visits.open("twee")
    acts.open_stored(here, name)
    drafts.desk().do(here, OTHER)
    acts.save(here, "Plan", "Bob", "erbij")
    assert ScenarioStore.usual().one(kept.id).last.number == 2

    visits.to("een")
    drafts.desk().call("Van Anna")
    before = drafts.desk().draft
    acts.save(here, "Van Anna", "Anna", "")
    conflict = acts.panel().conflict
    assert conflict is not None
    assert "versie 2, van Bob" in str(conflict)
    assert drafts.desk().draft == before
    acts.beside(here, conflict.kept)
    assert (current().base, acts.panel().looked) == (stored_id(kept.id, 2), True)
    assert current().base in drafts.options(key)
    acts.save_waiting(here, anew=False)
    assert ScenarioStore.usual().one(kept.id).last.number == 3
    assert [one.who for one in ScenarioStore.usual().versions(kept.id)] == ["Anna", "Bob", "Anna"]
    assert acts.panel().conflict is None

    visits.to("twee")
    drafts.desk().call("Toch anders")
    acts.save(here, "Toch anders", "Bob", "")
    acts.save_waiting(here, anew=True)
    assert sorted(one.title for one in ScenarioStore.usual().all()) == ["Toch anders", "Van Anna"]


def test_what_is_stored_can_be_chosen_everywhere(visits: Visits, here: Study, key: StudyKey) -> None:
    made(here)
    acts.save(here, "Plan", "", "")
    (kept,) = ScenarioStore.usual().all()
    visits.open("twee")
    name = stored_id(kept.id, 1)
    assert "Plan (opgeslagen" in drafts.options(key)[name]
    arrangement = here.arrangement(name)
    assert (arrangement.id, arrangement.title) == (name, "Plan (versie 1)")
    current().scenario = name
    ScenarioStore.usual().save(
        kept.id, 1, "Plan", ScenarioStore.usual().content(kept.id) + " ", kept.last.data
    )
    told = drafts.options(key)
    assert {name, stored_id(kept.id, 2)} <= set(told)
    assert told[name].startswith("Plan (versie 1")
    ScenarioStore.usual().create("Elders", ScenarioStore.usual().content(kept.id), "andere gegevens")
    assert not any("Elders" in title for title in drafts.options(key).values())


def test_freezing_asks_that_all_is_assigned(visits: Visits, here: Study) -> None:
    assert visits.now == "een"
    desk = drafts.desk()
    desk.settle(here)
    desk.draft = Draft("jeugdregio")
    desk.do(here, Release(gemeenten=("GM0344",)))
    acts.save(here, "Half", "", "")
    (kept,) = ScenarioStore.usual().all()
    acts.freeze(here, kept, "")
    assert "nog niet af" in acts.panel().fault
    desk.at(0)
    desk.do(here, OPEN)
    acts.save(here, "Heel", "", "")
    acts.freeze(here, ScenarioStore.usual().one(kept.id), "besloten")
    assert ScenarioStore.usual().one(kept.id).state is State.FROZEN
    desk.do(here, OTHER)
    acts.save(here, "Heel", "", "")
    assert "vastgesteld" in str(acts.panel().conflict)
    acts.open_stored(here, stored_id(kept.id, 3), copied=True)
    assert mine().stored == ""


def test_a_draft_begins_as_a_stored_scenario_without_touching_it(visits: Visits, here: Study) -> None:
    assert visits.now == "een"
    before = made(here)
    acts.save(here, "Plan", "", "")
    (kept,) = ScenarioStore.usual().all()
    begun = shelf.as_draft(stored_id(kept.id, 1))
    assert begun is not None
    assert (begun.done, begun.stored, begun.title) == (before.done, "", "Plan (kopie)")
    assert shelf.as_draft("jeugdregio") is None


texts = given_by.text(max_size=60)
views = given_by.tuples(
    given_by.floats(50, 54).map(lambda x: round(x, 3)),
    given_by.floats(3, 8).map(lambda x: round(x, 3)),
    given_by.floats(5, 14).map(lambda x: round(x, 2)),
)


@given(
    texts,
    texts,
    texts,
    given_by.one_of(given_by.none(), views),
    given_by.one_of(given_by.none(), given_by.integers(1, 9999)),
)
def test_a_link_says_what_it_was_made_of(
    scenario: str, base: str, kind: str, view: tuple[float, float, float] | None, step: int | None
) -> None:
    link = Link(scenario, base, kind, "v:swv_po:0.6,n,l:jeugdregio:1", view, step)
    assert read_link(link.to_query()) == (link, ())


@given(
    given_by.dictionaries(
        given_by.sampled_from(["scenario", "basis", "soort", "lagen", "beeld", "stap"]), texts
    )
)
def test_whatever_an_address_holds_is_read_or_said(query: dict[str, str]) -> None:
    link, faults = read_link(query)
    for name, kept in (("lagen", link.layers), ("beeld", link.view), ("stap", link.step)):
        assert bool(query.get(name)) == bool(kept) or any(f"({name})" in one for one in faults)


@pytest.mark.parametrize("beeld", ["52,5", "0,0,8", "52.1,5.3,99", "nan,5,8", "52.1,5.3,8;", "<script>"])
def test_a_view_outside_the_country_is_refused(beeld: str) -> None:
    assert read_link({"beeld": beeld}) == (Link(), ("het kaartbeeld (beeld)",))


def test_a_link_is_followed_as_far_as_it_is_so(visits: Visits, here: Study, key: StudyKey) -> None:
    made(here)
    acts.save(here, "Plan", "", "")
    (kept,) = ScenarioStore.usual().all()
    dataset = here.country.dataset
    current().settings = key.settings
    told = {"scenario": f"opgeslagen-{kept.id}", "basis": "jeugdregio", "soort": "vso", "stap": "2"}
    visits.open("link", told)
    current().settings = key.settings
    links.apply_link(dataset)
    assert (current().scenario, current().base, current().kind) == (
        stored_id(kept.id, 1),
        "jeugdregio",
        "vso",
    )
    assert (links.asked().step, links._asked().notes) == (2, ())
    assert links.link_of("kaart").startswith(
        f"kaart?scenario={stored_id(kept.id, 1)}&basis=jeugdregio&soort=vso"
    )
    links.tidy()
    assert visits.address == told
    current().base = here.base_id
    links.tidy()
    assert visits.address == {}


def test_a_link_lays_a_stored_draft_on_the_workbench(visits: Visits, here: Study, key: StudyKey) -> None:
    made(here)
    drafts.desk().at(2)
    current().settings = key.settings
    assert links.is_unsaved(links.WORKBENCH)
    assert "werk=" not in links.link_of(links.WORKBENCH)
    acts.save(here, "Plan", "", "")
    before = mine()
    assert not links.is_unsaved(links.WORKBENCH)
    told = dict(one.split("=") for one in links.link_of(links.WORKBENCH).partition("?")[2].split("&"))
    assert told["werk"] == f"opgeslagen-{before.stored}"
    visits.open("link", told | {"beeld": "52.1,5.3,8"})
    current().settings = key.settings
    links.apply_link(here.country.dataset)
    assert (mine(), links.asked().view) == (before, (52.1, 5.3, 8.0))
    drafts.desk().do(here, OTHER)
    assert links.is_unsaved(links.WORKBENCH)


@pytest.mark.parametrize("name", ["scenario", "basis"])
def test_a_link_to_what_was_made_on_other_data_says_so(
    visits: Visits, here: Study, key: StudyKey, name: str
) -> None:
    made(here)
    acts.save(here, "Plan <b>", "", "")
    (kept,) = ScenarioStore.usual().all()
    other = ScenarioStore.usual().create("Elders", ScenarioStore.usual().content(kept.id), "f" * 64)
    visits.open("link", {name: f"opgeslagen-{other.id}.1"})
    current().settings = key.settings
    links.apply_link(here.country.dataset)
    (told,) = links._asked().notes
    assert "‘Elders’ is gemaakt op andere gegevens (ffffffffffff)" in told
    assert (current().scenario, current().base) == ("", "")


def test_a_link_tells_in_words_not_in_markup(visits: Visits, here: Study, key: StudyKey) -> None:
    kept = ScenarioStore.usual().create("Plan *A*", "{}", here.country.dataset.manifest.fingerprint)
    for told in ({"werk": f"opgeslagen-{kept.id}"}, {"scenario": f"opgeslagen-{kept.id}"}):
        visits.open(str(told), told)
        current().settings = key.settings
        links.apply_link(here.country.dataset)
        (note,) = links._asked().notes
        assert "bewaard scenario 'Plan *A*' is niet bruikbaar: naam: ontbreekt" in note
        assert "**" not in note
        assert "\n" not in note


def test_what_a_visitor_draws_is_compared_unless_they_chose_otherwise(
    visits: Visits, here: Study, key: StudyKey
) -> None:
    assert visits.now == "een"
    choice = current()

    def compared() -> list[str]:
        titles = drafts.options(key)
        follow(drafts.own(titles), list(titles))
        return scenarios_within(list(titles), drafts.first_choice(key, titles))

    assert compared() == ["jeugdregio"]  # nothing made: what is ready-made
    choice.scenario, choice.scenarios = "provincie", ["provincie"]
    drafts.chosen()
    before = made(here)
    assert compared() == [before.name]
    drafts.desk().do(here, OTHER)
    assert compared() == [mine().name]
    acts.save(here, "Plan", "Anna", "")
    (kept,) = ScenarioStore.usual().all()
    assert compared() == [stored_id(kept.id, 1)]
    assert not links.is_unsaved("vergelijken")
    choice.scenario, choice.scenarios = "provincie", ["provincie"]
    drafts.chosen()
    drafts.desk().at(1)
    assert compared() == ["provincie"]


def test_beginning_elsewhere_says_where_the_draft_went(visits: Visits, here: Study) -> None:
    assert visits.now == "een"
    desk = drafts.desk()
    desk.settle(here)
    desk.begin(here, "provincie")
    assert (desk.note, desk.aside) == ("", {})
    made(here)
    desk.begin(here, "jeugdregio")
    assert "‘Plan’ (1 wijziging) ligt opzij en is niet weg" in desk.note
    assert [one.title for one in desk.aside.values()] == ["Plan"]


def test_what_could_not_be_opened_again_is_not_saved(visits: Visits, here: Study) -> None:
    before = made(here)
    other = replace(before, base=before.name)  # known to the study in passing only
    drafts.desk().draft = other
    acts.save(here, "Plan", "Anna", "")
    assert f"basis: gevonden '{before.name}'" in acts.panel().plain
    assert (ScenarioStore.usual().all(), drafts.desk().draft, visits.now) == ((), other, "een")


def test_what_is_not_so_is_said_and_left(visits: Visits, here: Study, key: StudyKey) -> None:
    told = {
        "scenario": "wat-als-0123456789",
        "basis": "opgeslagen-00000000.4",
        "soort": "<b>",
        "lagen": "alert('x')",
    }
    visits.open("link", told)
    current().settings = key.settings
    links.apply_link(here.country.dataset)
    notes = " ".join(links._asked().notes)
    for words in ("niet bewaard", "geen bewaard scenario '00000000'", "‘<b>’", "de kaartlagen (lagen)"):
        assert words in notes
    assert (current().scenario, current().base, current().kind) == ("", "", "so")


def test_a_workspace_is_read_as_it_was_written(here: Study) -> None:
    draft = Draft("jeugdregio", (OPEN,), (OTHER,), "Plan", locks=(Lock(soort="alles"),), stored="0123abcd.2")
    space = Workspace(draft, (draft,), Assumptions(year=2031), Settings(), chosen=(("kind", "so"),), data="x")
    assert read_workspace(space.text()) == space
    assert here.base_id
    with pytest.raises(InputError, match="niet leesbaar"):
        read_workspace("")


def _page() -> None:
    from data.dataset import BUNDLED  # noqa: PLC0415  # AppTest runs this as a file of its own
    from scenarios.settings import STRAIGHT, Settings  # noqa: PLC0415
    from scenarios.site_changes import OpenSite  # noqa: PLC0415
    from ui import drafts  # noqa: PLC0415
    from ui.keeping import kept, links, recovery  # noqa: PLC0415
    from ui.loading import open_dataset, study_key, study_of  # noqa: PLC0415

    recovery.begin()
    dataset = open_dataset(BUNDLED)
    key = study_key(dataset, Settings(network=STRAIGHT))
    study = study_of(key)
    desk = drafts.desk()
    if desk.draft is None:
        desk.settle(study)
        desk.do(study, OpenSite(soorten=("so",), pc4="3511"))
    recovery.show_note()
    kept.show(key, study)
    links.show_link("kaart")
    recovery.end(dataset)


def test_the_panel_saves_lists_and_hides(folder: Path, open_page: Callable[..., AppTest]) -> None:
    page = open_page(_page, BUNDLED)
    assert not page.exception
    page.text_input[0].set_value("Plan <b>*A*")
    page.text_input[1].set_value("Anna")
    page = page.button(key="bewaar_Bewaar").click().run()
    assert not page.exception
    assert page.success[0].value.startswith("Bewaard: Plan \\<b\\>\\*A\\*, versie 1 (")
    (kept,) = ScenarioStore.usual().all()
    assert (kept.title, kept.last.who) == ("Plan <b>*A*", "Anna")
    assert (folder / NAME).exists()
    page = page.button(key="bewaard_kopie").click().run()
    page = page.button(key="bewaard_verberg").click().run()
    assert not page.exception
    assert len(ScenarioStore.usual().all()) == len(ScenarioStore.usual().all(hidden=True)) == 1
    page = page.button(key="bewaard_terug").click().run()
    page = page.button(key="bewaard_open").click().run()
    page = page.button(key="bewaard_vast").click().run()
    assert not page.exception
    assert not page.error
    assert {one.state for one in ScenarioStore.usual().all()} == {State.SAVED, State.FROZEN}
