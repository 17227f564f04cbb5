"""Every measure is explained where it is shown."""

from __future__ import annotations

import pytest

from scenarios.measures import all_measures, measure
from scenarios.study import Study
from ui.faults import literal
from ui.measure_help import help_of


@pytest.mark.parametrize("code", [one.code for one in all_measures()])
def test_every_measure_has_help_with_definition_direction_certainty_formula_and_source(
    code: str, nederland: Study
) -> None:
    told, one = help_of(code, nederland.country), measure(code)
    for part in (one.explanation, one.formula, one.unit, one.certain(nederland.country.model.certainty)):
        assert literal(part) in told
    assert literal(one.direction.value) in told
    source = told.partition("Bron: ")[2]
    assert "peildatum" in source or "niet te bepalen" in source


def test_without_a_country_no_source_is_made_up() -> None:
    assert "Bron" not in help_of("afstand_gemiddeld")


def test_what_markdown_takes_for_markup_is_shown_as_it_is(nederland: Study) -> None:
    assert r"own\_or\_free" in help_of("afstand_gemiddeld", nederland.country)


def test_kilometres_say_over_which_network_they_are(nederland: Study) -> None:
    label = literal(nederland.country.model.label)
    assert label in help_of("afstand_gemiddeld", nederland.country)
    assert label not in help_of("swv_aantal", nederland.country)


def test_an_unknown_measure_has_no_help() -> None:
    with pytest.raises(KeyError):
        help_of("geluk")
