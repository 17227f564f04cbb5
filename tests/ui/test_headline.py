"""Key figures say what the comparison says, with all that a figure must carry."""

from dataclasses import replace

from scenarios.compare import Comparison
from scenarios.conclusion import OWN_DISTANCE
from scenarios.country import Kind
from scenarios.measures import measure
from ui.headline import key_figures

SO = Kind("so", "speciaal onderwijs", "po", "po")


def test_key_figures_carry_unit_direction_certainty_and_both_effects(national: Comparison) -> None:
    distance, without, neighbour, departing, relations, stays = key_figures(national, "straks", SO)
    assert OWN_DISTANCE in distance.label
    assert (distance.value, distance.unit, distance.base, distance.certainty) == (
        "5,9",
        "km",
        "6,0",
        "geschat",
    )
    assert distance.note == "reistijd gemiddeld 9 min, in de basis 9 min"
    assert distance.explanation == measure("afstand_gemiddeld").explanation
    assert without.label == "inwoners van 4-11 jaar zonder voorziening in het eigen swv"
    assert without.note == "0 krijgen er een, 50.700 verliezen er een"
    assert (neighbour.value, neighbour.unit, neighbour.change) == ("18,6", "%", "+2,5 %-punt")
    assert (departing.value, departing.unit, departing.base) == ("0", "swv's", "56")
    assert relations.note == "waarvan −384 door samenvoegen po/vo en −12 door nieuwe grenzen"
    assert (relations.direction, relations.duiding) == ("lager is beter", "beter")
    assert (stays.change, stays.note) == ("−8,1 %-punt", "")


def test_without_times_no_minutes_are_told(national: Comparison) -> None:
    table = national.table.copy()
    table.loc[table.index.get_level_values("maat") == "reistijd_gemiddeld", ["waarde", "basis"]] = float(
        "nan"
    )
    assert key_figures(replace(national, table=table), "straks", SO)[0].note == ""


def test_every_key_figure_carries_its_source(national: Comparison) -> None:
    assert all(one.source and one.direction for one in key_figures(national, "straks", SO))
