"""Settings and werknormen: wrong values are refused in Dutch, right ones say what they are."""

from __future__ import annotations

import json
import math
from typing import Any

import pytest

from data.dataset import BUNDLED, Dataset, read_dataset
from data.reference import reference
from geo.distance import StraightLine
from geo.errors import InputError
from geo.network import Mode
from geo.road import RoadModel
from scenarios.country import Country
from scenarios.measures import Direction, all_measures, measure
from scenarios.norms import Norm, Norms, standard_norms
from scenarios.settings import MODELNET, STRAIGHT, Settings

KINDS = [row["code"] for row in reference("soorten").to_dict("records") if row["buiten_dekking"] == "nee"]


@pytest.fixture(scope="module")
def bundled() -> Dataset:
    return read_dataset(BUNDLED)


def test_the_standard_is_the_modelled_network_by_car() -> None:
    plain = Settings()
    assert (plain.network, plain.mode, plain.network_mark) == (MODELNET, "auto", "")
    assert plain.detour_factor == StraightLine().detour_factor == 1.3


def test_settings_make_the_distance_model(line_of_four: Dataset) -> None:
    chosen = Settings(STRAIGHT, detour_factor=1.5, intrazonal=False)
    assert Country(line_of_four, chosen).model == StraightLine(1.5, intrazonal=False)
    assert Country(line_of_four, Settings(STRAIGHT)).model == StraightLine()


@pytest.mark.parametrize("mode", Mode)
@pytest.mark.parametrize("intrazonal", [True, False])
def test_settings_make_a_model_of_the_modelled_network(
    bundled: Dataset, mode: Mode, *, intrazonal: bool
) -> None:
    country = Country(bundled, Settings(mode=mode.value, intrazonal=intrazonal))
    model = country.model
    assert isinstance(model, RoadModel)
    assert model.label.startswith(f"{MODELNET}, {mode}, peildatum ")
    assert model.label.endswith("zonder intrazonale afstand") == (not intrazonal)
    assert (model.certainty, model.has_times) == ("gemodelleerd", True)
    assert country.describe() == f"{model.label}; reformatorische scholen in de regio"


@pytest.mark.parametrize("factor", [1, 1.0, 5])
def test_sensible_detours(factor: float) -> None:
    assert Settings(STRAIGHT, detour_factor=factor).detour_factor == factor


@pytest.mark.parametrize("network", [STRAIGHT, MODELNET])
@pytest.mark.parametrize("factor", [0.99, 5.01, -1, 0, math.nan, math.inf])
def test_senseless_detours_are_refused(factor: float, network: str) -> None:
    with pytest.raises(InputError, match=r"omwegfactor .*verwacht 1 tot 5"):
        Settings(network, detour_factor=factor)


@pytest.mark.parametrize("network", [MODELNET, "delft", "/elders/delft.npz"])
@pytest.mark.parametrize("factor", [1, 1.2, 1.3000001, 5])
def test_a_detour_factor_over_a_network_is_refused(factor: float, network: str) -> None:
    with pytest.raises(InputError) as caught:
        Settings(network, detour_factor=factor)
    (fault,) = caught.value.faults
    assert fault == f"een omwegfactor geldt alleen hemelsbreed, niet over het netwerk '{network}'"


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        ({"network": ""}, "geen netwerk genoemd; kies modelnet, hemelsbreed of een ingelezen netwerk"),
        ({"mode": "trein"}, "onbekende wijze van reizen 'trein'; kies uit auto, fiets"),
        ({"mode": ""}, "onbekende wijze van reizen ''"),
        ({"jeugdregio_variant": "x"}, "onbekende jeugdregiovariant 'x'; kies uit midden-limburg"),
    ],
)
def test_a_wrong_setting_is_answered_with_what_can_be_chosen(wrong: dict[str, Any], told: str) -> None:
    with pytest.raises(InputError) as caught:
        Settings(**wrong)
    (fault,) = caught.value.faults
    assert fault.startswith(told)


def test_every_wrong_setting_is_named_at_once() -> None:
    with pytest.raises(InputError) as caught:
        Settings("", "lopend", detour_factor=9, jeugdregio_variant="bestaat niet")
    assert len(caught.value.faults) == 4
    assert "midden-limburg-samengevoegd" in caught.value.faults[3]


def test_settings_are_values_that_go_into_a_file() -> None:
    settings = Settings(
        STRAIGHT, detour_factor=1.2, reformed_apart=True, jeugdregio_variant="midden-limburg-samengevoegd"
    )
    assert Settings(**settings.to_dict()) == settings
    with pytest.raises(AttributeError):
        settings.detour_factor = 2.0  # type: ignore[misc]
    read_in = Settings("delft", "fiets", "a1b2", intrazonal=False)
    assert Settings(**json.loads(json.dumps(read_in.to_dict()))) == read_in


def test_a_description_names_what_changes_figures() -> None:
    variant = "midden-limburg-samengevoegd"
    every = [
        Settings(*over, reformed_apart=apart, intrazonal=intrazonal, jeugdregio_variant=region)
        for over in ((MODELNET, "auto"), (MODELNET, "fiets"), (STRAIGHT,), ("delft", "fiets", "a1b2"))
        for apart in (True, False)
        for intrazonal in (True, False)
        for region in ("", variant)
    ]
    every.append(Settings(STRAIGHT, detour_factor=1.0))
    assert len({one.describe() for one in every}) == len(every)
    assert Settings().describe() == "modelnet, auto; reformatorische scholen in de regio"
    straight = Settings(STRAIGHT, detour_factor=1.0, reformed_apart=True, jeugdregio_variant=variant)
    assert straight.describe() == (f"hemelsbreed × 1; reformatorische scholen apart; jeugdregio's: {variant}")


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_has_werknormen_that_nobody_confirmed(kind: str) -> None:
    norms = standard_norms()
    assert 0 < norms.near_m(kind) < norms.acceptable_m(kind)
    assert not any(norm.confirmed for norm in norms.table)
    assert all(norm.ground for norm in norms.table)


def test_norms_outside_the_table() -> None:
    norms = Norms((Norm("thuisnabij", "so", 600, "s", "proef"),))
    assert math.isnan(norms.near_m("so"))
    assert math.isnan(standard_norms().acceptable_m("cluster2"))
    assert standard_norms().minimum_pupils > 0
    assert standard_norms().sliver_share == 0.05
    with pytest.raises(KeyError):
        norms.value("acceptabel", "so", "m")


def test_every_measure_is_explained() -> None:
    codes = [one.code for one in all_measures()]
    assert len(set(codes)) == len(codes)
    for one in all_measures():
        assert measure(one.code) is one
        assert one.title
        assert one.formula
        assert one.explanation
        assert one.rests_on
        assert one.decimals >= 0
    assert measure("congruentie").direction is Direction.HIGHER
    assert measure("nesting_bits").direction is Direction.LOWER
    with pytest.raises(KeyError):
        measure("bestaat niet")
