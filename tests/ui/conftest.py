"""Small hand-made frames for the builders, and the real country for what only it can show."""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from streamlit.components.v2 import manifest_scanner
from streamlit.testing.v1 import AppTest

from data.dataset import BUNDLED, read_dataset
from scenarios.compare import INDEX, Comparison
from scenarios.indeling_csv import read_indeling, write_indeling
from scenarios.measures import all_measures
from scenarios.study import Study
from ui.loading import FOLDER_VARIABLE


def _row(scenario: str, code: str, value: float, base: float, duiding: str, **more: Any) -> dict[str, Any]:
    one = next(each for each in all_measures() if each.code == code)
    return {
        "scenario": scenario,
        "niveau": more.get("niveau", "land"),
        "gebied": more.get("gebied", "NL"),
        "soort": "so" if one.per_kind else "",
        "maat": code,
        "gebied_naam": more.get("naam", "Nederland"),
        "waarde": value,
        "eenheid": one.unit,
        "aard": one.certainty.value,
        "richting": one.direction.value,
        "basis": base,
        "verschil": value - base,
        "duiding": duiding,
        "effect_samenvoegen": more.get("samenvoegen", float("nan")),
        "effect_nieuwe_grenzen": more.get("grenzen", float("nan")),
        "bron": "regeling 2015",
    }


def _comparison(rows: list[dict[str, Any]], without: dict[tuple[str, str], dict[str, float]]) -> Comparison:
    return Comparison(pd.DataFrame(rows).set_index(INDEX), "nu", (), without)


@pytest.fixture(scope="session")
def national() -> Comparison:
    """Make a comparison of the country: scenario "straks" against base "nu"."""
    rows = [
        _row("straks", "afstand_gemiddeld", 5.94, 6.02, "geen aantoonbaar verschil"),
        _row("straks", "boven_acceptabel", 3.1, 2.8, "slechter"),
        _row("straks", "reistijd_gemiddeld", 8.6, 8.9, "geen aantoonbaar verschil"),
        _row("straks", "zonder_eigen", 78_234.0, 27_503.0, "slechter"),
        _row("straks", "grensafhankelijkheid", 18.61, 16.08, "slechter"),
        _row("straks", "eigen_verloren", 50_731.0, 0.0, "slechter"),
        _row("straks", "eigen_gekregen", 0.0, 0.0, "gelijk"),
        _row("straks", "swv_per_jeugdregio", 1.0, 2.73, "beter", samenvoegen=-0.71, grenzen=-1.02),
        _row("straks", "swv_afwijkend", 0.0, 56.0, "beter", samenvoegen=-39.0, grenzen=-17.0),
        _row("straks", "relaties_gemeente", 342.0, 738.0, "beter", samenvoegen=-384.0, grenzen=-12.0),
        _row("straks", "blijft", 91.94, 100.0, "slechter"),
        _row("straks", "nesting_bits", 0.0, 0.308, "beter", samenvoegen=0.731, grenzen=-1.039),
    ]
    return _comparison(rows, {("nu", "so"): {"Klein": 900.0, "Groot": 26_603.0}, ("straks", "so"): {}})


@pytest.fixture(scope="session")
def per_gemeente() -> Comparison:
    """Make a comparison of three gemeenten."""
    values = {"GM1": ("Aalten", 2.0, 1.0), "GM2": ("Breda", 10.0, 10.0), "GM3": ("Zwolle", 9.0, 9.0)}
    rows = [
        _row("straks", "afstand_gemiddeld", now, before, "gelijk", niveau="gemeente", gebied=code, naam=name)
        for code, (name, now, before) in values.items()
    ]
    only_one = {"niveau": "gemeente", "gebied": "GM2", "naam": "Breda"}
    rows.append(_row("straks", "swv_aantal", 2.0, float("nan"), "", **only_one))
    return _comparison(rows, {})


@pytest.fixture(scope="session")
def study(dataset_folder: Path) -> Study:
    """Open the real country."""
    return Study.of(read_dataset(dataset_folder))


@pytest.fixture(scope="session")
def nederland() -> Study:
    """Open the bundled country; nobody adds arrangements to it."""
    return Study.of(read_dataset(BUNDLED))


@pytest.fixture(scope="session", params=["nederland", "study"], ids=["meegeleverd", "eigen import"])
def each_study(request: pytest.FixtureRequest) -> Study:
    """Open the bundled country, and the imported one."""
    opened: Study = request.getfixturevalue(request.param)
    return opened


@pytest.fixture(scope="session", params=["dataset_folder", BUNDLED], ids=["eigen import", "meegeleverd"])
def folder(request: pytest.FixtureRequest) -> Path:
    """Data sets that a page must hold for: an imported one, and the bundled one."""
    return request.param if isinstance(request.param, Path) else request.getfixturevalue(request.param)


@pytest.fixture(scope="session", autouse=True)
def _components_are_looked_for_once() -> Iterator[None]:
    """Look once through all installed packages for components, as a server does; each AppTest looks anew."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(
            manifest_scanner, "scan_component_manifests", cache(manifest_scanner.scan_component_manifests)
        )
        yield


@pytest.fixture
def open_page(monkeypatch: pytest.MonkeyPatch) -> Callable[[Callable[[], None], Path], AppTest]:
    """Run a script that draws a page, on a data set."""

    def opened(script: Callable[[], None], folder: Path) -> AppTest:
        monkeypatch.setenv(FOLDER_VARIABLE, str(folder))
        return AppTest.from_function(script, default_timeout=120).run()

    return opened


@pytest.fixture(scope="session")
def split_file(nederland: Study, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Write an indeling that cuts two parts out of Utrecht and one out of Amsterdam, two with odd names."""
    path = tmp_path_factory.mktemp("eigen") / "eigen.csv"
    write_indeling(path, nederland.arrangement("jeugdregio"), nederland.country)
    rows = [
        ("Utrecht", "3511", "BINNENSTAD"),
        ("Utrecht", "3581", "<b>O'Wijk & Co"),
        ("Amsterdam", "1011", '"Centrum"'),
    ]
    with path.open("a", encoding="utf-8", newline="") as stream:
        csv.writer(stream, delimiter=";").writerows(rows)
    return path


@pytest.fixture(scope="session")
def split_study(split_file: Path) -> Study:
    """Open the bundled country with an arrangement "eigen" that splits units."""
    study = Study.of(read_dataset(BUNDLED))
    study.add(read_indeling(split_file, study.country))
    return study
