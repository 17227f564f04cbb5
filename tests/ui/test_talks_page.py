"""The part "Overleg" of the page "Gevolgen", without a browser; and what its sentences say."""

from __future__ import annotations

import re
from collections.abc import Callable
from html import unescape
from pathlib import Path

import pandas as pd
import pytest
from streamlit.testing.v1 import AppTest

from data.dataset import BUNDLED
from scenarios.compare import compare
from scenarios.consequences.consultation import Counts
from scenarios.consequences.meetings import Fate, Tally
from scenarios.consequences.partners import PartnerStatus
from scenarios.consequences.talks import AreaLevel, talks
from scenarios.study import Study
from ui.consequences import talks_tables as told
from ui.consequences.records_table import records_table
from ui.consequences.talks import _slug
from ui.state import Choice

OpenPage = Callable[[Callable[[], None], Path], AppTest]


def _script() -> None:
    import streamlit as st  # noqa: PLC0415  # AppTest runs this as a file of its own

    from ui import page_consequences  # noqa: PLC0415
    from ui.loading import chosen_folder, open_dataset  # noqa: PLC0415

    st.session_state.setdefault("gevolgen_onderdeel", "Overleg")
    page_consequences.show(open_dataset(chosen_folder()))


@pytest.fixture
def app(open_page: OpenPage) -> AppTest:
    return open_page(_script, BUNDLED)


def page_of(app: AppTest) -> str:
    """All HTML on the page, as one text."""
    assert not app.exception
    assert not app.error
    return unescape("\n".join(element.proto.body for element in app.get("html")))


def test_counts_of_the_country_are_those_of_the_comparison(app: AppTest, nederland: Study) -> None:
    page = page_of(app)
    assert told.NO_MEETINGS in page
    assert told.FATES in page
    choice: Choice = app.session_state["keuze"]
    rows = compare(nederland, [choice.scenario], kinds=["so"]).rows()
    for code in ("relaties_gemeente", "relaties_jeugdregio"):
        row = rows[choice.scenario, "land", "NL", "", code]
        assert f"Basis: {row['basis']:.0f} = " in page
        assert f"Scenario: {row['waarde']:.0f} = " in page
        assert f"Effect samenvoegen po/vo: {told.change_told(int(row['effect_samenvoegen']))}, van" in page
        assert f"Effect nieuwe grenzen: {told.change_told(int(row['effect_nieuwe_grenzen']))}, van" in page
    assert "grenswijziging?" in page
    assert "werknorm restgrens, niet bevestigd" in page
    assert "Bronnen: gebieden: " in page
    # the picture in two sizes, each with its text for who cannot see it
    assert re.findall(r'<img class="(dk-\w+)" alt="Overlegrelaties in jeugdregio', page) == [
        "dk-breed",
        "dk-smal",
    ]


def test_every_level_lists_who_meets_whom(app: AppTest) -> None:
    for level in AreaLevel:
        app.selectbox(key="overleg_niveau").select(level).run()
        page = page_of(app)
        assert f"Aantallen van alle gebieden, per {level.value}" in [one.label for one in app.expander]
        assert "relaties van swv's met gemeenten" in page
        assert "Tekening: jeugdregio" in page
        assert ("met jeugdregio's" in page.partition("Wie met wie")[2]) is (level is not AreaLevel.GEMEENTE)
        assert (told.FOLLOWS in page) is (level is AreaLevel.SWV_AFTER)


def test_a_gemeente_tells_its_partners_and_the_choice_stays(app: AppTest) -> None:
    app.selectbox(key="overleg_niveau").select(AreaLevel.GEMEENTE).run()
    app.selectbox(key="overleg_GEMEENTE").select("GM1955").run()
    page = page_of(app)
    assert "Montferland: relaties van swv's met gemeenten" in page
    assert "Basis: 4 = 2 vervallen + 2 blijven." in page
    assert (
        "Partners in de eigen jeugdregio: basis 3 = 0 verliest + 3 houdt; scenario 7 = 4 krijgt + 3 houdt."
        in page
    )
    assert "− verliest" in page
    assert "Tekening: jeugdregio Achterhoek" in page
    app.selectbox(key="overleg_niveau").select(AreaLevel.JEUGDREGIO).run()
    app.selectbox(key="overleg_niveau").select(AreaLevel.GEMEENTE).run()
    assert "Montferland: relaties" in page_of(app)


def test_scenario_and_base_alike_say_that_nothing_changes(app: AppTest) -> None:
    app.session_state["keuze"].scenario = app.session_state["keuze"].base
    app.run()
    page = page_of(app)
    assert "er is niets te splitsen" in page
    assert "Basis: 738 = 0 vervallen + 738 blijven." in page


# --- sentences and tables ----------------------------------------------------------------------


def test_sums_are_written_out() -> None:
    whole, merging, borders = (
        Tally(1738, 105, 1633, 317, 25, 342),
        Tally(9, 0, 9, 4, 0, 4),
        Tally(4, 1, 3, 3, 2, 5),
    )
    assert told.arithmetic(Counts(whole, merging, borders)) == [
        "Basis: 1.738 = 105 vervallen + 1.633 blijven.",
        "Scenario: 342 = 25 nieuw + 317 blijven.",
        "De 1.633 die blijven zijn in het scenario 317: 1.316 minder, doordat swv's één worden.",
        "Effect samenvoegen po/vo: −5, van 9 naar 4 (0 vervallen, 0 nieuw, 5 vallen samen).",
        "Effect nieuwe grenzen: +1, van 4 naar 5 (1 vervallen, 2 nieuw, 0 vallen samen).",
    ]
    assert told.arithmetic(Counts(Tally(1, 0, 1, 1, 0, 1)), "Daarom niet.")[-1] == "Daarom niet."


def test_no_fate_hangs_on_colour() -> None:
    fates: list[Fate | PartnerStatus] = [*Fate, *PartnerStatus]
    assert all(told.signed(one)[0] in "−+=" for one in fates)


def test_border_changes_are_told_only_where_there_are(nederland: Study) -> None:
    assert told.slivers_told(Tally(1, 0, 1, 1, 0, 1), nederland.norms) == ""
    one = Tally(9, 2, 7, 4, 0, 4, slivers_before=3, slivers_vanished=1)
    assert "3 in de basis (1 vervallen) en 0 in het scenario (0 nieuw)" in told.slivers_told(
        one, nederland.norms
    )


def test_what_may_be_a_border_change_is_named(nederland: Study) -> None:
    """Of the four swv's that become one for Rotterdam, two have but a small part of it."""
    found = talks(nederland, "jeugdregio", nederland.base_id)
    (rotterdam,) = found.find("Rotterdam", AreaLevel.GEMEENTE)
    listed = found.listed(rotterdam, found.with_gemeenten)
    frame = told.meeting_frame(nederland, found.with_gemeenten, listed)
    assert frame["grenswijziging?"].tolist() == ["basis: PO 28.08, VO 28.12", "basis: PO 28.03"]


def test_partners_are_counted_apart_in_and_outside_the_jeugdregio(nederland: Study) -> None:
    found = talks(nederland, "provincie", nederland.base_id)
    change = found.partners["GM1955"]  # Montferland
    frame = told.partner_frame(nederland, change)
    assert len(frame) == len(change.pairs)
    own = frame[frame["jeugdregio"] == "dezelfde"]
    assert frame["jeugdregio"].iloc[: len(own)].eq("dezelfde").all()
    summary = told.partner_summary(nederland, [change]).to_dict("records")[0]
    gained = change.of(PartnerStatus.GAINED, inside=False)
    assert summary["krijgt (buiten)"] == str(len(gained))
    assert "en nog" not in str(summary["krijgt"])


def test_a_table_stacks_on_a_telephone() -> None:
    frame = pd.DataFrame({"gemeente": ["<b>Oud & Nieuw"], "basis": [""]})
    text = records_table(frame, numeric=["basis"])
    assert '<td data-label="basis" class="num blank"></td>' in text
    assert "&lt;b&gt;Oud &amp; Nieuw" in text


@pytest.mark.parametrize(
    ("text", "slug"), [("'s-Gravenhage", "s-gravenhage"), ("Midden IJssel / Oost", "midden-ijssel-oost")]
)
def test_names_of_files(text: str, slug: str) -> None:
    assert _slug(text) == slug
