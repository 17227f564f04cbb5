"""The page "Verantwoording", on an imported data set and on the bundled one."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from html import escape
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from data.dataset import BUNDLED, Dataset, read_dataset, write_dataset
from data.findings import Finding, Severity
from scenarios.measures import all_measures
from scenarios.norms import standard_norms
from scenarios.provenance import spoken_peildatum
from scenarios.ready_made import DENOMINATIONAL
from scenarios.study import Study
from scenarios.terms import all_terms
from ui.faults import literal
from ui.truths import TRUTHS

_EVIL = "<img src=x onerror=alert(1)>"

OpenPage = Callable[[Callable[[], None], Path], AppTest]


def _script() -> None:
    from ui import page_account  # noqa: PLC0415  # AppTest runs this as a file of its own
    from ui.loading import chosen_folder, open_dataset  # noqa: PLC0415

    page_account.show(open_dataset(chosen_folder()))


def page_of(app: AppTest) -> str:
    """All HTML on the page, as one text."""
    return "\n".join(element.proto.body for element in app.get("html"))


def labels_of(app: AppTest) -> list[str]:
    return [element.label for element in app.get("expander")]


def search(app: AppTest, text: str) -> AppTest:
    return app.text_input(key="veld_account_search").set_value(text).run()


@pytest.fixture
def dataset(folder: Path) -> Dataset:
    return read_dataset(folder)


@pytest.fixture
def app(open_page: OpenPage, folder: Path) -> Iterator[AppTest]:
    started = open_page(_script, folder)
    assert not started.exception
    assert not started.error
    yield started
    assert not started.exception


def test_it_opens_with_what_this_is_not_and_the_three_truths(app: AppTest, dataset: Dataset) -> None:
    page = page_of(app)
    for text in ("Geen beleid", "Geen werkelijke reizen", "werknormen, niet bevestigd"):
        assert text in page
    assert "Afstanden in deze verantwoording: modelnet, auto, peildatum 2026-11; gemodelleerd." in page
    for truth in TRUTHS:
        assert escape(truth.title) in page
        assert escape(truth.full) in page
    assert page.index(TRUTHS[-1].full) < page.index("Wat erin zit")
    assert len(labels_of(app)) == 9
    assert literal(dataset.manifest.name) in labels_of(app)[0]


def test_the_data_set_is_named_with_labels_counts_and_fingerprint(app: AppTest, dataset: Dataset) -> None:
    page = page_of(app)
    assert dataset.manifest.fingerprint in page
    assert ("verandert de capaciteit, niet de afstand" in page) == dataset.manifest.grouped
    assert escape(dataset.manifest.labels["jeugdregio"]) in page
    assert "1.356.915" in page
    for kind in dataset["soorten"]["naam"]:
        assert escape(kind) in page


def test_every_source_and_every_finding_is_there(app: AppTest, dataset: Dataset) -> None:
    page = page_of(app)
    for source in dataset.manifest.sources:
        assert escape(source["titel"]) in page
        assert escape(source["licentie"]) in page
        assert escape(source["bestand"]) in page
        assert escape(spoken_peildatum(source["peildatum"])) in page
    for finding in dataset.manifest.findings:
        assert escape(finding.message) in page
        assert all(escape(example) in page for example in finding.examples)
    first = page.index(Severity.DOUBT.value + "</td>")
    assert first < page.index(Severity.DROPPED.value + "</td>") < page.index(Severity.INFO.value + "</td>")


def test_every_measure_is_there_and_experts_ones_when_asked_for(app: AppTest) -> None:
    page = page_of(app)
    for one in all_measures():
        assert (f"<dd>{one.code}</dd>" in page) != one.expert
    assert "voor experts: zet" in page
    page = page_of(app.toggle(key="veld_expert").set_value(True).run())
    for one in all_measures():
        assert f"<dd>{one.code}</dd>" in page
        assert escape(one.formula) in page
        assert escape(one.explanation) in page
    assert "voor experts: zet" not in page


def test_crossings_can_be_searched(app: AppTest) -> None:
    search(app, "houtribdijk dam")
    assert [label for label in labels_of(app) if label.startswith("Afstanden en reistijden")]
    assert "Houtribdijk" in page_of(app)


def test_norms_indelingen_and_words_are_there(app: AppTest, dataset: Dataset) -> None:
    page = page_of(app)
    assert all(escape(norm.ground) in page for norm in standard_norms().table)
    assert page.count("niet bevestigd</td>") == len(standard_norms().table)
    study = Study.of(dataset)
    assert all(escape(study.arrangement(name).origin) in page for name in study.titles)
    assert escape(DENOMINATIONAL) in page
    assert all(escape(term.explanation) in page for term in all_terms())


def test_a_search_goes_through_everything_and_opens_what_it_finds(app: AppTest) -> None:
    search(app, "geonames punt")
    assert any("Bevindingen" in label for label in labels_of(app))
    assert not any("Begrippen" in label for label in labels_of(app))
    assert all(element.proto.expanded for element in app.get("expander"))
    assert "Niets gevonden in: " in page_of(app)
    search(app, "BERSEBA")
    assert any("Begrippen (" in label for label in labels_of(app))
    search(app, "bestaat nergens")
    assert labels_of(app) == []
    assert "Niets gevonden voor ‘bestaat nergens’" in page_of(app)
    search(app, _EVIL)
    assert "<img" not in page_of(app)


def test_a_search_for_an_expert_measure_says_that_it_is_one(app: AppTest) -> None:
    search(app, "vi_bits")
    assert labels_of(app) == [literal("Maten: elk cijfer met formule en bronnen (1 gevonden)")]
    assert "Nog 1 voor experts" in page_of(app)


def test_every_finding_and_measure_can_be_found_by_searching(app: AppTest, dataset: Dataset) -> None:
    for finding in dataset.manifest.findings[::9]:
        search(app, finding.message)
        assert escape(finding.message) in page_of(app)
    app.toggle(key="veld_expert").set_value(True).run()
    for one in all_measures()[::9]:
        search(app, one.code)
        assert f"<dd>{one.code}</dd>" in page_of(app)


def test_the_account_can_be_taken_along(app: AppTest) -> None:
    labels = [element.proto.label for element in app.get("download_button")]
    assert labels == ["HTML", "CSV"]


def test_html_in_the_data_is_text(open_page: OpenPage, tmp_path: Path) -> None:
    dataset = read_dataset(BUNDLED)
    manifest = dataset.manifest
    evil = replace(
        manifest,
        name=_EVIL,
        fingerprint="0" * 64,
        labels=dict.fromkeys(manifest.labels, _EVIL),
        sources=tuple({**source, "titel": _EVIL, "uitgever": _EVIL} for source in manifest.sources),
        unused=({"bestand": _EVIL, "reden": _EVIL},),
        findings=(Finding(_EVIL, Severity.DOUBT, _EVIL, 1, (_EVIL,)),),
    )
    kinds = dataset["soorten"].assign(naam=_EVIL)
    write_dataset(
        replace(dataset, manifest=evil, tables={**dataset.tables, "soorten": kinds}), tmp_path / "x"
    )
    app = open_page(_script, tmp_path / "x")
    assert not app.exception
    assert escape(_EVIL) in page_of(app)
    assert "<img" not in page_of(app)
    assert literal(_EVIL) in labels_of(app)[0]
