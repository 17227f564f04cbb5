"""Sentences and key figures say what the comparison says, and no more."""

import pytest

from geo.units import Units
from scenarios.compare import Comparison
from scenarios.country import Kind
from scenarios.indeling import Arrangement, Indeling, LayerType
from ui.headline import OWN_DISTANCE, headline, key_figures

SO = Kind("so", "speciaal onderwijs", "po", "po")


def layer(*codes: str) -> Indeling:
    return Indeling(LayerType.SWV_PO, Units.from_labels(["u1", "u2", "u3"]), codes, {}, "", "")


@pytest.fixture
def now() -> Arrangement:
    """Two layers: three swv's po, two vo."""
    return Arrangement("nu", "regeling", "", layer("a", "b", "c"), layer("d", "d", "e"))


@pytest.fixture
def later() -> Arrangement:
    """One layer of two swv's."""
    return Arrangement.merged("straks", "samen", layer("f", "f", "g"))


def test_headline(national: Comparison, now: Arrangement, later: Arrangement) -> None:
    count, distance, own, nesting = headline(national, later, now, SO)
    assert count == "Van 5 swv's (3 po en 2 vo naast elkaar) naar 2 swv's voor po en vo samen."
    assert distance == (
        f"Voor speciaal onderwijs is de {OWN_DISTANCE} (zonder eigen: de dichtstbijzijnde) gemiddeld 5,9 km, "
        "tegen 6,0 km in de basis (geschat): geen aantoonbaar verschil."
    )
    assert own == (
        "78.200 inwoners van 4-11 jaar wonen in een swv zonder eigen voorziening, tegen 27.500 in de basis; "
        "50.700 verliezen er een."
    )
    assert nesting == "Geen enkel swv ligt in meer dan één jeugdregio, tegen 56 in de basis."


def test_an_indeling_against_itself_asks_for_another(national: Comparison, now: Arrangement) -> None:
    first, second = headline(national, now, now, SO)
    assert first == "Er zijn 5 swv's (3 po en 2 vo naast elkaar)."
    assert "kies een ander scenario" in second


def test_key_figures_carry_unit_direction_certainty_and_both_effects(national: Comparison) -> None:
    distance, without, _, relations, stays = key_figures(national, "straks", SO)
    assert OWN_DISTANCE in distance.label
    assert (distance.value, distance.unit, distance.base, distance.certainty) == (
        "5,9",
        "km",
        "6,0",
        "geschat",
    )
    assert without.note == "0 krijgen er een, 50.700 verliezen er een"
    assert relations.note == "waarvan −384 door samenvoegen po/vo en −12 door nieuwe grenzen"
    assert (relations.direction, relations.duiding) == ("lager is beter", "beter")
    assert (stays.change, stays.note) == ("−8,1 %-punt", "")
