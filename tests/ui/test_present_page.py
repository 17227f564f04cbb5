"""The page "Presentatie": preparing, showing, searching a gemeente, the log and its report."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from data.dataset import BUNDLED
from geo.errors import InputError
from scenarios.changes import Assign
from scenarios.compare import Comparison, Level, compare
from scenarios.draft import Draft
from scenarios.minutes import Minute
from scenarios.presentation import Step, View, as_json, default_presentation
from scenarios.study import Study
from ui.desk import Desk
from ui.loading import outlines_of, study_key
from ui.room import figures, step_map
from ui.room.kept import Room, read_upload
from ui.room.report import TITLE, Told, minutes_table, report
from ui.room.views import where
from ui.sheet.html import page
from ui.sheet.pdf import pdf

OpenPage = Callable[[Callable[[], None], Path], AppTest]
NOON = dt.datetime.fromisoformat("2026-11-22T12:00:00+01:00")


@pytest.fixture(autouse=True)
def _own_store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DEKKEND_SCENARIOS", str(tmp_path / "bewaard"))


def _script() -> None:
    from ui import page_present  # noqa: PLC0415  # AppTest runs this as a file of its own
    from ui.loading import chosen_folder, open_dataset  # noqa: PLC0415

    page_present.show(open_dataset(chosen_folder()))


def html_of(app: AppTest) -> str:
    assert not app.exception
    assert not app.error
    return "\n".join(element.proto.body for element in app.get("html"))


def test_a_meeting_in_one_click_shown_minuted_and_reported(open_page: OpenPage) -> None:
    app = open_page(_script, BUNDLED)
    app.button(key="zaal_maak").click().run()
    assert "5 stappen" in html_of(app)
    app.button(key="zaal_begin").click().run()
    shown = html_of(app)
    assert "Stap 1 van 5" in shown
    assert ".st-key-paginas" in shown  # the row of pages is hidden
    assert "150" in shown
    assert app.button(key="zaal_vorige").disabled
    app.button(key="zaal_volgende").click().run()
    shown = html_of(app)
    assert "Stap 2 van 5" in shown
    assert "basis 738, verschil −396 · geschat" in shown
    assert "−384 door samenvoegen po/vo, −12 door nieuwe grenzen" in shown

    next(one for one in app.segmented_control if one.label == "Naast de kaart").set_value("Verslag").run()
    next(one for one in app.segmented_control if one.label == "Wat is het?").set_value("besluit")
    app.text_area(key="zaal_verslag_0_tekst").set_value("<b>Wij blijven liever bij Utrecht</b> 👍")
    app.selectbox(key="zaal_verslag_0_gemeente").set_value("GM0632")
    next(one for one in app.button if one.label == "Leg vast").click().run()
    assert "besluit, Woerden" in app.success[0].value
    assert "&lt;b&gt;Wij blijven liever" in html_of(app)

    next(one for one in app.button if one.label == "Leg vast").click().run()
    assert "er staat niets" in app.error[0].value  # nothing said: nothing put down
    assert "kies bij" in app.error[0].value  # nor is anything a decision of itself
    app.button(key="zaal_stop").click().run()
    app.button(key="zaal_intrek_jeugdregio_0").click().run()
    kept = html_of(app)
    assert "ingetrokken op" in kept
    assert [one.proto.label for one in app.get("download_button")][-3:] == [
        "Verslag (PDF)",
        "Verslag (HTML)",
        "Tabel (CSV)",
    ]


def test_a_step_of_what_is_not_there_is_told_and_the_rest_goes_on(open_page: OpenPage) -> None:
    def script() -> None:
        from scenarios.presentation import Presentation, Step  # noqa: PLC0415
        from ui import page_present  # noqa: PLC0415
        from ui.loading import chosen_folder, open_dataset  # noqa: PLC0415
        from ui.room.kept import room  # noqa: PLC0415

        mine = room()
        if not mine.presentation.stappen:
            gone = Step(titel="Weg", scenario="wat-als-0", basis="regeling-2015", cijfers=("swv_aantal",))
            mine.presentation = Presentation(stappen=(gone,))
            mine.begin()
        page_present.show(open_dataset(chosen_folder()))

    app = open_page(script, BUNDLED)
    assert not app.exception
    assert any("wat\\-als" in one.value or "wat-als-0" in one.value for one in app.error)
    assert app.button(key="zaal_stop")


def test_a_file_with_drafts_under_names_of_its_own_opens(nederland: Study) -> None:
    draft = Draft("jeugdregio", (Assign(gemeenten=("Woerden",), swv="JZ26"),), title="Plan")
    name = draft.known_to(nederland)
    made = default_presentation(nederland, name)
    saved = draft.scenario(nederland).model_copy(update={"naam": "mijn-plan"})
    told = made.under({name: "mijn-plan"}).model_copy(update={"scenarios": (saved,)})
    assert "mijn-plan" in told.shown
    opened = read_upload("zaal.json", as_json(told))
    assert opened.shown == made.shown
    assert opened.onderwerp == name


def test_a_link_to_a_step_that_is_not_there_is_told(nederland: Study) -> None:
    made = default_presentation(nederland, "jeugdregio")
    for found, at, told in (
        (Room(), 0, "nog geen presentatie"),
        (Room(made), 0, "heeft er 5"),
        (Room(made), 4, ""),
    ):
        found.follow(at + 1 if at else 9)
        assert found.at == at
        assert told in found.missed
        assert bool(told) == bool(found.missed)


def test_a_preparation_is_made_of_the_draft_until_another_is_chosen(open_page: OpenPage) -> None:
    def script() -> None:
        import streamlit as st  # noqa: PLC0415

        from scenarios.draft import Draft  # noqa: PLC0415
        from scenarios.site_changes import OpenSite  # noqa: PLC0415
        from ui import drafts, page_present  # noqa: PLC0415
        from ui.loading import chosen_folder, open_dataset  # noqa: PLC0415
        from ui.room.kept import room  # noqa: PLC0415
        from ui.state import current  # noqa: PLC0415

        if not current().scenario:  # as the page Kaart does
            current().scenario = current().given = "jeugdregio"
            room().note = "Geopend: *plan* #1"
        places = ("3511", "1011") if "verder" in st.session_state else ("3511",)
        changes = tuple(OpenSite(soorten=("so",), pc4=one) for one in places)
        drafts.desk().draft = Draft("jeugdregio", changes, title=f"Plan {len(places)}")
        page_present.show(open_dataset(chosen_folder()))

    app = open_page(script, BUNDLED)
    html_of(app)
    assert app.success[0].value == "Geopend\\: \\*plan\\* \\#1"
    chooser = app.selectbox(key="zaal_scenario")
    assert chooser.format_func(chooser.value) == "Plan 1"
    app.session_state["verder"] = True
    chooser = app.run().selectbox(key="zaal_scenario")
    assert chooser.format_func(chooser.value) == "Plan 2"
    chooser.set_value("provincie").run()
    html_of(app)
    assert app.selectbox(key="zaal_scenario").value == "provincie"


def test_minutes_lie_beside_what_is_made_and_are_never_lost(nederland: Study) -> None:
    mine, said = Desk(), Minute(soort="bezwaar", tekst="te ver", tijd=NOON)
    mine.do(nederland, Assign(gemeenten=("Woerden",), swv="PO2601", laag="po"))
    working = mine.draft
    mine.put_down(nederland, "jeugdregio", said)
    assert mine.draft is working
    assert mine.of("jeugdregio") == Draft("jeugdregio", minutes=(said,))
    mine.amend("jeugdregio", 0, said.withdrawn(NOON))
    mine.start(Draft("jeugdregio"))  # begun anew on the workbench
    assert mine.draft is not None
    assert [one.ingetrokken for one in mine.draft.minutes] == [NOON]
    assert mine.draft.scenario(nederland).verslag == mine.draft.minutes
    with pytest.raises(InputError, match="niets bij vast te leggen"):
        mine.put_down(nederland, "wat-als-0", said)


def test_figures_are_those_of_the_comparison_with_certainty_and_split(national: Comparison) -> None:
    codes = ("relaties_gemeente", "afstand_gemiddeld", "omvang")
    relations, distance, unknown = figures.figures(national, "straks", "nu", "so", codes)
    assert (relations.value, relations.base, relations.change, relations.duiding) == (
        "342",
        "738",
        "−396",
        "beter",
    )
    assert relations.split == "−384 door samenvoegen po/vo, −12 door nieuwe grenzen"
    assert "als alleen voorzieningen van het eigen swv tellen" in distance.title
    assert distance.certainty == "geschat"
    assert unknown.value == "niet te bepalen"
    same = figures.figures(national, "straks", "straks", "so", codes)[0]
    assert (same.base, same.change, same.duiding) == ("", "", "")
    assert "≈ geen aantoonbaar verschil" in figures.html((distance,))


def test_the_map_of_a_step_looks_where_it_says_and_hatches_who_leaves(nederland: Study) -> None:
    key = study_key(nederland.country.dataset, nederland.country.settings)
    now, step = (
        default_presentation(nederland, "jeugdregio").stappen[0],
        Step(
            titel="x",
            scenario="jeugdregio",
            basis=nederland.base_id,
            lagen=("gewijzigd",),
            beeld=View(soort="gemeente", code="GM0632"),
        ),
    )
    told = step_map.told(key, nederland, step, turn=3)
    assert told.read_only
    assert told.large
    assert told.view is not None
    assert 52.0 < told.view[0] < 52.2
    assert 4.7 < told.view[1] < 5.1
    assert told.view[3:] == (3,)
    assert told.changed
    assert len(told.changed) < len(told.assignment) / 2  # merging alone moves nobody
    flash = step_map.flash_of(nederland, step, "GM0632", 1)
    assert flash is not None
    assert all(one.startswith("GM0632") for one in flash.units)
    assert step_map.told(key, nederland, now).changed is None
    drawn = nederland.arrangement("jeugdregio").layer("po")
    outline = outlines_of(key, drawn.units)
    near = where(nederland, drawn, outline, View(soort="gemeente", code="GM0632"))
    far = where(nederland, drawn, outline, View(soort="jeugdregio", code="JZ19"))
    assert near[2] > far[2]


def test_the_report_tells_steps_decisions_per_gemeente_and_figures(nederland: Study) -> None:
    presentation = default_presentation(nederland, "jeugdregio")
    base = nederland.base_id
    found = compare(nederland, ["jeugdregio"], base, ["so"], Level.LAND)
    shown = figures.figures(found, "jeugdregio", base, "so", ("zonder_eigen",))
    said = (
        Minute(soort="besluit", gemeente="GM0632", tekst="=1+1 <script>", wie="raad", tijd=NOON),
        Minute(soort="bezwaar", tekst="te ver", tijd=NOON).withdrawn(NOON),
    )
    told = [Told("plan", "oorsprong.", said)]
    sheet = report(nederland, presentation, told, "22-11-2026", {"plan naast nu, so": shown})
    written = page(sheet)
    for part in (TITLE, "1 besluit", "1 ingetrokken", "Woerden", "[ingetrokken 22-11-2026 12:00] te ver"):
        assert part in written
    for part in ("5. Besluit", "rekenvoorbeeld, geen beleid", "22-11-2026 12:00", shown[0].value, "geschat"):
        assert part in written
    assert "<script>" not in written
    assert pdf(sheet)[:5] == b"%PDF-"
    rows = minutes_table(nederland, told)
    assert rows["scenario"].tolist() == ["plan", "plan"]
    assert minutes_table(nederland, []).empty
