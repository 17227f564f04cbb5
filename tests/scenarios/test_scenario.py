"""Scenarios: changes on a base, saved as JSON, read back to exactly the same figures."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from data.dataset import Dataset, read_dataset
from geo.errors import InputError, StaleDataError, UnknownNameError
from scenarios.indeling import Arrangement
from scenarios.scenario import (
    Assign,
    Change,
    Merge,
    Rename,
    Scenario,
    new_scenario,
    read_scenario,
    require_same_data,
    write_scenario,
)
from scenarios.settings import STRAIGHT, Settings
from scenarios.study import Study

MOVES: tuple[Change, ...] = (
    Assign(swv="JZ22", gemeenten=("Woerden", "GM0589"), omschrijving="Woerden en Oudewater naar Utrecht"),
    Assign(swv="JZ32", pc4=("5431", "5432"), omschrijving="deel van Cuijk"),
    Merge(van="JZ42", naar="JZ43"),
    Rename(swv="JZ43", naam="Midden-Limburg"),
)


@pytest.fixture(scope="module")
def country_study(dataset_folder: Path) -> Study:
    return Study.of(read_dataset(dataset_folder))


def _swv_of(arrangement: Arrangement, study: Study, pc4: str, layer: str = "po") -> str:
    point = study.country.points.index[study.country.points["pc4"] == pc4][0]
    return str(arrangement.layer(layer).of_points()[point])


def test_changes_do_what_they_say_and_leave_the_base_alone(country_study: Study) -> None:
    before = country_study.arrangement("jeugdregio").po.swv
    plan = new_scenario(country_study, "plan", "jeugdregio", MOVES)
    made = plan.run(country_study)
    assert _swv_of(made, country_study, "3441") == "JZ22"  # Woerden
    assert _swv_of(made, country_study, "5431") == "JZ32"  # Cuijk, the PC4's that were named
    assert _swv_of(made, country_study, "5437") == "JZ33"  # Beers: same gemeente, not named
    assert "JZ42" not in made.po.codes
    assert made.po.label("JZ43") == "Midden-Limburg"
    assert country_study.arrangement("jeugdregio").po.swv == before
    assert made.is_merged


def test_read_back_it_gives_exactly_the_same_figures(country_study: Study, tmp_path: Path) -> None:
    plan = new_scenario(country_study, "plan", "jeugdregio", MOVES, title="Proef")
    write_scenario(plan, tmp_path / "plan.json")
    again = read_scenario(tmp_path / "plan.json")
    assert again == plan
    first, second = (replace(one.run(country_study), id=str(n)) for n, one in enumerate((plan, again)))
    for made in (first, second):
        country_study.add(made)
    assert np.array_equal(country_study.distances("0").own_m, country_study.distances("1").own_m)
    assert not np.array_equal(country_study.distances("0").own_m, country_study.distances("jeugdregio").own_m)


def test_a_change_of_one_layer_leaves_the_other(country_study: Study) -> None:
    base = country_study.base_id
    plan = new_scenario(
        country_study, "plan", base, (Assign(swv="PO2601", gemeenten=("Woerden",), laag="po"),)
    )
    made = plan.run(country_study)
    assert not made.is_merged
    assert _swv_of(made, country_study, "3441", "po") == "PO2601"
    assert made.vo.swv == country_study.arrangement(base).vo.swv


def test_order_matters(country_study: Study) -> None:
    back = Assign(swv="JZ42", gemeenten=("Weert",))
    first = new_scenario(country_study, "a", "jeugdregio", (Merge(van="JZ42", naar="JZ43"), back))
    then = new_scenario(country_study, "b", "jeugdregio", (back, Merge(van="JZ42", naar="JZ43")))
    assert "JZ42" in first.run(country_study).po.codes
    assert "JZ42" not in then.run(country_study).po.codes


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (Assign(swv="X", gemeenten=("Lutjebroek",)), "onbekende gemeente 'Lutjebroek'"),
        (Assign(swv="X", gebieden=("GM9999",)), "onbekende gebieden: GM9999"),
        (Assign(swv="X", pc4=("0000",)), "onbekende postcodegebieden: 0000"),
        (Merge(van="JZ99", naar="JZ01"), "onbekend swv: JZ99"),
        (Rename(swv="JZ99", naam="x"), "onbekend swv: JZ99"),
    ],
)
def test_a_change_of_what_is_not_there_is_named(country_study: Study, change: Change, told: str) -> None:
    plan = new_scenario(country_study, "plan", "jeugdregio", (MOVES[0], change))
    with pytest.raises(UnknownNameError, match=f"plan, wijziging 2 .*{told}"):
        plan.run(country_study)


def test_other_data_is_told(country_study: Study) -> None:
    plan = new_scenario(country_study, "plan", "jeugdregio")
    require_same_data(plan, country_study)
    other = plan.model_copy(update={"gegevens": "0" * 64})
    with pytest.raises(StaleDataError, match="gemaakt op andere gegevens"):
        require_same_data(other, country_study)


def test_settings_are_kept(country_study: Study) -> None:
    assert new_scenario(country_study, "plan", "jeugdregio").settings == Settings()


def _saved(tmp_path: Path, settings: dict[str, object]) -> Scenario:
    """Read a scenario back from a file with these settings."""
    body = {"dekkend": 1, "naam": "plan", "basis": "jeugdregio", "gegevens": "x", "instellingen": settings}
    (tmp_path / "plan.json").write_text(json.dumps(body), encoding="utf-8")
    return read_scenario(tmp_path / "plan.json")


BEFORE_NETWORKS = {
    "detour_factor": 1.3,
    "intrazonal": True,
    "reformed_apart": False,
    "jeugdregio_variant": "",
}


def test_a_file_of_before_there_were_networks_was_made_over_straight_lines(tmp_path: Path) -> None:
    assert _saved(tmp_path, BEFORE_NETWORKS).settings == Settings(STRAIGHT)
    other = BEFORE_NETWORKS | {"detour_factor": 1.1, "intrazonal": False, "reformed_apart": True}
    assert _saved(tmp_path, other).settings == Settings(
        STRAIGHT, detour_factor=1.1, intrazonal=False, reformed_apart=True
    )


def test_a_file_without_settings_is_made_with_the_usual_ones(tmp_path: Path) -> None:
    assert _saved(tmp_path, {}).settings == Settings()


@pytest.mark.parametrize(
    "settings",
    [
        Settings(),
        Settings(mode="fiets"),
        Settings(STRAIGHT, detour_factor=1.2),
        Settings("delft", "fiets", network_mark="a1b2c3", intrazonal=False),
    ],
)
def test_a_file_keeps_its_network_mode_and_mark(tmp_path: Path, settings: Settings) -> None:
    assert _saved(tmp_path, settings.to_dict()).settings == settings


@pytest.mark.parametrize("settings", [Settings(mode="fiets"), Settings(STRAIGHT, detour_factor=1.1)])
def test_what_a_study_saves_is_what_it_was_opened_with(
    line_of_four: Dataset, tmp_path: Path, settings: Settings
) -> None:
    study = Study.of(line_of_four, settings)
    write_scenario(new_scenario(study, "plan", "jeugdregio"), tmp_path / "plan.json")
    assert read_scenario(tmp_path / "plan.json").settings == settings


@pytest.mark.parametrize(
    ("settings", "told"),
    [
        (
            {"kleur": "rood"},
            "onbekende instelling 'kleur'; bekend zijn network, mode, network_mark, detour_factor",
        ),
        ({"intrazonal": "ja"}, "'intrazonal': gevonden 'ja', verwacht true of false"),
        ({"detour_factor": 0.5}, "omwegfactor 0.5: verwacht 1 tot 5"),
        ({"detour_factor": "1,2"}, "'detour_factor': gevonden '1,2', verwacht een getal"),
        ({"detour_factor": 1.2, "network": "modelnet"}, "omwegfactor geldt alleen hemelsbreed"),
        ({"network": 7}, "'network': gevonden 7, verwacht een naam"),
        ({"network": "modelnet", "mode": "trein"}, "onbekende wijze van reizen 'trein'"),
        ({"mode": None}, "'mode': gevonden None, verwacht een naam"),
        ({"network_mark": True}, "'network_mark': gevonden True, verwacht een naam"),
    ],
)
def test_settings_that_make_no_sense_are_refused(settings: dict[str, object], told: str) -> None:
    plan = Scenario(naam="plan", basis="jeugdregio", gegevens="x", instellingen=settings)
    with pytest.raises(InputError, match=told):
        _ = plan.settings


def _with_change(change: str) -> str:
    return f'{{"naam": "a", "basis": "b", "gegevens": "c", "wijzigingen": [{change}]}}'


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ('{"dekkend": 1, "naam": "a", "naam": "b"}', "'naam' staat meer dan eens"),
        ('{"dekkend": 1, "waarde": ' + "9" * 400 + "}", "getal van 400 cijfers"),
        ('{"dekkend": NaN}', "gevonden NaN"),
        ("[1]", "gevonden een lijst, verwacht een scenario van dekkend"),
        ('{"dekkend_presentatie": 1}', "een presentatie van dekkend .*, verwacht een scenario"),
        ('{"type": "FeatureCollection"}', "gevonden een kaart .*lees-indeling"),
        ('{"dekkend": 2, "naam": "a", "nieuw": 1}', r"bruikbaar:\n  - gemaakt door een latere versie .*bij$"),
        (_with_change('{"soort": "wijs_toe", "swv": "a", "x": 1}'), "is onbekend .*werk dekkend bij"),
        (_with_change('{"soort": "splits", "swv": "a", "delen": 7}'), "gevonden 7, verwacht hoogstens 6"),
        (
            _with_change(f'{{"soort": "{"x" * 5000}"}}'),
            r"onbekende soort wijziging .{1,99}… *;|soort .{1,120}…",
        ),
        (
            _with_change('{"soort": "open_vestiging", "soorten": ["so", "so"], "pc4": "1001"}'),
            "elke soort één keer",
        ),
        (
            _with_change('{"soort": "open_vestiging", "soorten": ["so"], "pc4": "1001", "easting": 5}'),
            "noem één plek",
        ),
        (
            _with_change(
                '{"soort": "zet_plaatsen", "bron": "x", "plaatsen": [["a", "so", 1], ["a", "so", 2]]}'
            ),
            "staat er meer dan eens",
        ),
        (
            _with_change('{"soort": "zet_plaatsen", "bron": "x", "plaatsen": [["a", "so", 100001]]}'),
            "hoogstens 100000",
        ),
    ],
)
def test_what_no_scenario_can_hold_is_refused_in_dutch(tmp_path: Path, text: str, told: str) -> None:
    (tmp_path / "plan.json").write_text(text, encoding="utf-8")
    with pytest.raises(InputError, match=told):
        read_scenario(tmp_path / "plan.json")
