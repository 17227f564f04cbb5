"""Settings and werknormen: wrong values are refused in Dutch, right ones say what they are."""

from __future__ import annotations

import math

import pytest

from data.reference import reference
from geo.errors import InputError
from scenarios.measures import Direction, all_measures, measure
from scenarios.norms import Norm, Norms, standard_norms
from scenarios.settings import Settings

KINDS = [row["code"] for row in reference("soorten").to_dict("records") if row["buiten_dekking"] == "nee"]


def test_settings_make_the_distance_model() -> None:
    model = Settings(detour_factor=1.5, intrazonal=False).model
    assert (model.detour_factor, model.intrazonal) == (1.5, False)
    assert Settings().model.detour_factor == 1.3


@pytest.mark.parametrize("factor", [1, 1.0, 5])
def test_sensible_detours(factor: float) -> None:
    assert Settings(detour_factor=factor).detour_factor == factor


@pytest.mark.parametrize("factor", [0.99, 5.01, -1, 0, math.nan, math.inf])
def test_senseless_detours_are_refused(factor: float) -> None:
    with pytest.raises(InputError, match=r"omwegfactor .*verwacht 1 tot 5"):
        Settings(detour_factor=factor)


def test_every_wrong_setting_is_named_at_once() -> None:
    with pytest.raises(InputError) as caught:
        Settings(detour_factor=9, jeugdregio_variant="bestaat niet")
    assert len(caught.value.faults) == 2
    assert "midden-limburg-samengevoegd" in caught.value.faults[1]


def test_settings_are_values_that_go_into_a_file() -> None:
    settings = Settings(1.2, reformed_apart=True, jeugdregio_variant="midden-limburg-samengevoegd")
    assert Settings(**settings.to_dict()) == settings
    with pytest.raises(AttributeError):
        settings.detour_factor = 2.0  # type: ignore[misc]


def test_a_description_names_what_changes_figures() -> None:
    plain = Settings().describe()
    assert "hemelsbreed × 1,3" in plain
    assert "variant" not in plain
    changed = Settings(1.0, reformed_apart=True, jeugdregio_variant="midden-limburg-samengevoegd").describe()
    assert "hemelsbreed × 1" in changed
    assert "midden-limburg-samengevoegd" in changed
    assert "reformatorische scholen" in plain
    assert plain != changed


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
