"""What is told beside every measure: what it is, which way is better, how it came about, and from what."""

from __future__ import annotations

from typing import Final

from scenarios.country import Country
from scenarios.measures import Direction, Measure, measure
from scenarios.notation import capital
from scenarios.provenance import provenance
from ui.faults import literal

#: Of a measure that no reading of the letter gives a direction.
_NO_DIRECTION: Final = "geen richting: hoger of lager is hier niet beter of slechter"


def help_of(code: str, country: Country | None = None) -> str:
    """Explain a measure, as Markdown for the ``help`` of whatever shows it; KeyError if there is none.

    Parameters
    ----------
    code
        Of the measure.
    country
        Whose sources and distance model are named; without it only what the measure itself says.

    Examples
    --------
    >>> print(help_of("swv_aantal").splitlines()[0])
    **Swv's** (aantal; lager is beter; gemeten)
    """
    one = measure(code)
    direction = _NO_DIRECTION if one.direction is Direction.NONE else one.direction.value
    certainty = one.certainty.value if country is None else one.certain(country.model.certainty)
    lead = f"**{literal(capital(one.title))}** ({literal(f'{one.unit}; {direction}; {certainty}')})"
    parts = [lead, literal(one.explanation), f"Formule: {literal(one.formula)}"]
    if country is not None:
        parts.append(f"Bron: {literal(_sources(one, country))}.")
    return "\n\n".join(parts)


def _sources(one: Measure, country: Country) -> str:
    """Name the files that a measure rests on with their peildatum, each once, and what distances are."""
    found = provenance(one, country.dataset.manifest)
    told = [f"{line.title} ({line.publisher}), peildatum {line.peildatum}" for line in found.sources]
    if one.over_distances:
        told.append(country.model.label)
    if found.missing:
        told.append(f"deze gegevensset zegt niets over {' en '.join(found.missing)}: niet te bepalen")
    return "; ".join(dict.fromkeys(told))
