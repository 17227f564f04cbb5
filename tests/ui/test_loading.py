"""What is kept between reruns, and what is read anew."""

import json
from pathlib import Path

import pytest

from geo.errors import InputError
from scenarios.settings import Settings
from ui.faults import literal, message
from ui.loading import available, chosen_folder, open_dataset, study_key, study_of


def test_without_a_folder_the_user_hears_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DEKKEND_DATA", "")
    with pytest.raises(InputError, match="geen gegevensset gekozen"):
        chosen_folder()


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
    assert study_of(key) is not study_of(study_key(dataset, Settings(detour_factor=1.2)))
    fingerprint = json.loads((dataset_folder / "manifest.json").read_text(encoding="utf-8"))["vingerafdruk"]
    assert key.data_version == fingerprint


def test_an_indeling_that_cannot_be_made_is_a_sentence(
    dataset_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    key = study_key(open_dataset(dataset_folder), Settings(detour_factor=1.15))
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
