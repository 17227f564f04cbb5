"""The panel "Inlezen": a file is asked about, answered, and then taken over as a draft."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from streamlit.testing.v1 import AppTest

from data.dataset import BUNDLED

OpenPage = Callable[[Callable[[], None], Path], AppTest]


def _script() -> None:
    from ui.drafts import desk  # noqa: PLC0415
    from ui.exchange import exports, imports  # noqa: PLC0415
    from ui.loading import chosen_folder, open_dataset, study_key, study_of  # noqa: PLC0415
    from ui.state import current  # noqa: PLC0415

    dataset = open_dataset(chosen_folder())
    key = study_key(dataset, current().settings, current().norms)
    study = study_of(key)
    imports.show(key, study)
    name = desk().settle(study).known_to(study)
    exports.show(key, study, name, study.base_id)


def test_a_file_is_answered_and_taken_over(open_page: OpenPage) -> None:
    page = open_page(_script, BUNDLED)
    content = b"gemeente;swv\nUtregt;A\n<b>Lutjebroek;A\n"
    page.file_uploader(key="inlezen_bestand").upload("eigen.csv", content, "text/csv").run()
    assert not page.exception
    take = page.button(key="inlezen_neem_over")
    assert take.disabled
    (asked,) = [one for one in page.selectbox if one.label == "Antwoord: rij 3, gemeente"]
    asked.set_value("").run()
    page.selectbox(key="inlezen_rest").set_value("jeugdregio").run()
    page.button(key="inlezen_neem_over").click().run()
    assert not page.exception
    draft = page.session_state["ontwerpen"].draft
    assert (draft.base, draft.title, len(draft.done)) == ("jeugdregio", "eigen", 1)
    assert draft.done[0].swvs[0].gemeenten == ("GM0344",)
    assert "De indeling: eigen" in "".join(one.body for one in page.get("html"))
