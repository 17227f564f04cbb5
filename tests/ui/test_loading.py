"""What is kept between reruns, and what is read anew."""

import json
from pathlib import Path
from typing import Any

import pytest
import shapely

from data.dataset import BUNDLED
from geo.errors import InputError
from scenarios.settings import Settings
from ui import assets
from ui.faults import literal, message
from ui.loading import (
    FOLDER_VARIABLE,
    StudyKey,
    available,
    chosen_folder,
    country_documents,
    first_scenario,
    keep_promises,
    open_dataset,
    pair_documents,
    pc4_tree,
    places_of,
    scenario_documents,
    scenario_places_of,
    study_key,
    study_of,
)


def test_without_a_choice_the_bundled_set_is_opened(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for nothing in ("", None):
        if nothing is None:
            monkeypatch.delenv(FOLDER_VARIABLE)
        else:
            monkeypatch.setenv(FOLDER_VARIABLE, nothing)
        assert chosen_folder() == BUNDLED
    monkeypatch.setenv(FOLDER_VARIABLE, str(tmp_path))
    assert chosen_folder() == tmp_path


@pytest.mark.parametrize("text", ["", "[]", '{"vingerafdruk": "x"}', "geen json"])
def test_a_damaged_manifest_is_an_input_error(tmp_path: Path, text: str) -> None:
    (tmp_path / "manifest.json").write_text(text, encoding="utf-8")
    with pytest.raises(InputError, match="beschadigd"):
        open_dataset(tmp_path)


def test_a_data_set_is_read_once_and_settings_make_another_study(dataset_folder: Path) -> None:
    dataset = open_dataset(dataset_folder)
    assert open_dataset(dataset_folder) is dataset
    key = study_key(dataset, Settings())
    assert study_of(key) is study_of(study_key(dataset, Settings()))
    assert study_of(key) is not study_of(study_key(dataset, Settings(mode="fiets")))
    fingerprint = json.loads((dataset_folder / "manifest.json").read_text(encoding="utf-8"))["vingerafdruk"]
    assert key.data_version == fingerprint


def test_an_indeling_that_cannot_be_made_is_a_sentence(
    dataset_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    key = study_key(open_dataset(dataset_folder), Settings("hemelsbreed", detour_factor=1.15))
    country = study_of(key).country
    monkeypatch.setitem(country.__dict__, "gemeenten", country.gemeenten.assign(ggd=""))
    titles, reasons = available(key)
    assert "ggd" not in titles
    assert "jeugdregio" in titles
    assert len(reasons) == 1
    assert "GGD-regio" in reasons[0]


def test_messages_show_text_as_it_is() -> None:
    assert message(
        InputError("a_b", ["`x` *y*"])
    ) == f"**{literal('a_b')}** is niet bruikbaar:\n\n- " + literal("`x` *y*")


@pytest.fixture
def key() -> StudyKey:
    return study_key(open_dataset(BUNDLED), Settings())


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Keep documents in a folder of the test's own, made anew."""
    monkeypatch.setattr(assets, "_FOLDER", tmp_path)
    for kept in (country_documents, scenario_documents, pair_documents):
        kept.clear()
    return tmp_path


@pytest.fixture(autouse=True)
def _forget_documents() -> Any:
    yield
    for kept in (country_documents, scenario_documents, pair_documents):
        kept.clear()


def is_there(folder: Path, address: object) -> bool:
    return (folder / str(address).rpartition("/")[2]).is_file()


def test_documents_are_made_once_and_can_be_fetched(key: StudyKey, folder: Path) -> None:
    made = country_documents(key)
    assert country_documents(key) is made
    addresses = [made.ground, made.layers, made.figures, *made.sites.values()]
    assert all(is_there(folder, address) for address in addresses)
    layer, own = scenario_documents(key, "jeugdregio")
    assert is_there(folder, layer)
    assert is_there(folder, own)


def test_areas_of_postcodes_are_promised_and_made_later(key: StudyKey, folder: Path) -> None:
    address = country_documents(key).pc4
    assert not is_there(folder, address)
    keep_promises(key)
    assert is_there(folder, address)


def test_promises_of_data_sets_differ_and_those_of_settings_need_not(
    key: StudyKey, folder: Path, dataset_folder: Path
) -> None:
    assert folder.is_dir()
    other = study_key(open_dataset(dataset_folder), Settings())
    assert country_documents(key).pc4 != country_documents(other).pc4
    apart = study_key(open_dataset(BUNDLED), Settings(reformed_apart=True))
    assert country_documents(key).sites["bo"] != country_documents(apart).sites["bo"]
    assert country_documents(key).ground == country_documents(apart).ground


def test_a_pair_shares_ground_and_sites_with_every_other_map(key: StudyKey, folder: Path) -> None:
    left, right = (pair_documents(key, name, "so") for name in (study_of(key).base_id, "jeugdregio"))
    assert left.ground == right.ground == country_documents(key).ground
    assert left.sites == right.sites == {"so": country_documents(key).sites["so"]}
    assert left.layers != right.layers
    assert is_there(folder, left.layers)


def test_the_first_scenario_is_not_today(key: StudyKey) -> None:
    assert first_scenario(key) == "jeugdregio"


def test_places_are_found_by_their_label(key: StudyKey) -> None:
    assert places_of(key)["Utrecht (gemeente)"].area_code == "GM0344"
    labels = set(places_of(key)) & set(scenario_places_of(key, "jeugdregio"))
    assert not labels
    assert not scenario_places_of(key, study_of(key).base_id)


def test_the_tree_numbers_areas_as_the_points(key: StudyKey) -> None:
    country = study_of(key).country
    point = country.points["pc4"].tolist().index("3511")
    place = shapely.Point(country.points["easting"].iloc[point], country.points["northing"].iloc[point])
    assert point in pc4_tree(key).query(place, predicate="intersects")
