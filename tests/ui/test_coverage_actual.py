"""Feitelijke afstand on the page "Dekking": with pupils by home, and what to bring without them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from streamlit.testing.v1 import AppTest

from data.dataset import BUNDLED, HERKOMST, Dataset, fingerprint, read_dataset, write_dataset
from data.herkomst import COLUMNS
from scenarios.actual import actual_travel
from scenarios.study import Study
from ui import coverage_actual
from ui.state import Choice

OpenPage = Callable[[Callable[[], None], Path], AppTest]

#: Pupils of so in Goes (4461) and Middelburg (4337), by home.
HOMES = [
    ("4461-so", "so", "4461", 200.0, 200.0, 200.0),
    ("4461-so", "so", "4337", 10.0, 20.0, 40.0),
    ("4461-so", "so", "", 3.0, 3.0, 3.0),
]
SOURCE = {
    "tabel": "herkomst_po",
    "titel": "Leerlingen po per vestiging en postcode van de woning",
    "uitgever": "DUO",
    "licentie": "CC0",
    "peildatum": "2024-10-01",
    "aard": "gemeten",
    "bestand": "brin6_pc4.csv",
    "rijen": 3,
}


def _script() -> None:
    from ui import page_coverage  # noqa: PLC0415  # AppTest runs this as a file of its own
    from ui.loading import chosen_folder, open_dataset  # noqa: PLC0415

    page_coverage.show(open_dataset(chosen_folder()))


@pytest.fixture(scope="module")
def with_homes(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Write the bundled set with some pupils by home."""
    bundled = read_dataset(BUNDLED)
    columns = ["vestigingscode", "soort", "pc4", "laag", "midden", "hoog"]
    homes = pd.DataFrame(HOMES, columns=columns).assign(gedeeld=False, jaar=2024)
    tables = {**bundled.tables, HERKOMST: homes[list(COLUMNS)].astype(dict(COLUMNS))}
    sources = (*bundled.manifest.sources, SOURCE)
    manifest = replace(bundled.manifest, fingerprint=fingerprint(tables), sources=sources)
    folder = tmp_path_factory.mktemp("herkomst") / "set"
    write_dataset(Dataset(tables, manifest), folder)
    return folder


@pytest.fixture(scope="module")
def travelled(with_homes: Path) -> pd.DataFrame:
    study = Study.of(read_dataset(with_homes))
    return actual_travel(study, study.base_id, ["land", "gemeente"], ["so"])


def page_of(app: AppTest) -> str:
    assert not app.exception
    assert not app.error
    return "\n".join(str(one.proto.body) for one in app.get("html"))  # type: ignore[attr-defined]


def test_figures_with_their_interval_beside_the_nearest(travelled: pd.DataFrame) -> None:
    row = coverage_actual.national(travelled).iloc[0]
    assert row["leerlingen"] == "220 (210–240)"
    assert "–" in row["reisafstand, gemiddeld (km)"]
    assert "naar de dichtstbijzijnde (%)" in row.index
    table, told = coverage_actual.per_area(travelled, "gemeente")
    assert table["gebied"].tolist()[0] == "Middelburg"
    assert table["feitelijk_gemiddeld"].is_monotonic_decreasing
    assert (table["feitelijk_gemiddeld"] >= table["feitelijk_dichtstbij_km"] - 1e-6).all()
    assert told["feitelijk_leerlingen_marge"] == ("marge van leerlingen", -1)
    assert dict(zip(table["gebied"], table["feitelijk_leerlingen_marge"], strict=True)) == {
        "Goes": "",
        "Middelburg": "10–40",
    }


def test_on_the_page_only_for_who_asks(open_page: OpenPage, with_homes: Path) -> None:
    app = open_page(_script, with_homes)
    assert "Feitelijke afstand: hoe ver leerlingen so werkelijk reizen" in page_of(app)
    assert "reisafstand, gemiddeld (km)" not in page_of(app)
    page = page_of(app.toggle(key="dekking_feitelijk").set_value(True).run())
    for text in (
        "reisafstand, gemiddeld (km)",
        "dichtstbijzijnde, gemiddeld (km)",
        "220 (210–240)",
        "DUO, Leerlingen po per vestiging en postcode van de woning, peildatum 1 oktober 2024",
        "zonder bekende woonpostcode tellen niet mee",
    ):
        assert text in page
    choice: Choice = app.session_state["keuze"]
    count = len(app.dataframe)
    page_of(app.radio(key="veld_level").set_value("gemeente").run())
    assert choice.level.value == "gemeente"
    tables: list[Any] = [one.value for one in app.dataframe]
    assert len(tables) > count
    assert any({"reisafstand, gemiddeld (km)", "marge van leerlingen"} <= set(one.columns) for one in tables)


def test_without_homes_it_says_what_to_bring(open_page: OpenPage) -> None:
    app = open_page(_script, BUNDLED)
    page = page_of(app)
    assert "Niet te bepalen. Waar leerlingen so wonen is niet geladen" in page
    assert "brin6_pc4.csv" in page
    assert "dekking_feitelijk" not in [one.key for one in app.toggle]
