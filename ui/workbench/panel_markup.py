"""Live figures, lights and the last step as HTML for a narrow column.

A change is a sign, a word and only then a colour; what a figure is, how certain and from where opens
on a click.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from html import escape
from importlib.resources import files
from typing import Final

from scenarios.conclusion import people
from scenarios.live.figures import Live, LiveFigure
from scenarios.live.lights import Light
from scenarios.measures import Direction
from scenarios.notation import UNKNOWN, capital, ended, estimated
from scenarios.principles.row import Outcome, Reading
from ui import markup
from ui.check.panel_markup import READING_SIGNS, SIGNS
from ui.tables import difference

_LOOKS: Final = {Outcome.MET: " beter", Outcome.NOT_MET: " slechter", Outcome.OPEN: ""}
#: Behind the word of an open light, in the row.
_SHORT: Final = {
    Reading.WITHIN: " (binnen werknorm)",
    Reading.BEYOND: " (buiten werknorm)",
    Reading.MISSING: " (cijfer ontbreekt)",
    Reading.SILENT: " (zegt geen cijfer)",
}
#: Under the lights: what the signs of an open one mean.
_KEY: Final = (
    f"{READING_SIGNS[Reading.WITHIN]} cijfer binnen, {READING_SIGNS[Reading.BEYOND]} cijfer buiten de norm: "
    "niet te bepalen tot u die norm bevestigt. Tabellen, spanningen en rekenvoorbeelden: pagina Toets."
)


@cache
def style() -> str:
    """Return the style sheet of this part, as an element."""
    return f"<style>{files('ui').joinpath('static/werkbank_paneel.css').read_text(encoding='utf-8')}</style>"


def step(sentence: str) -> str:
    """Write what the last step did; read aloud where it changes."""
    lead = "<b>Laatste stap</b>" if sentence else ""
    told = escape(sentence) if sentence else "Nog geen stap gezet: de cijfers zijn die van het begin."
    return f'<p class="dk-stap" role="status" aria-live="polite">{lead}{told}</p>'


def lights(found: Iterable[Light]) -> str:
    """Write the lights in a row, which opens to a line per principle and aim.

    Those that no figure tells of stand together.
    """
    every = tuple(found)
    silent = [one for one in every if one.row.reading is Reading.SILENT]
    rows = "".join(_light(one) for one in every if one not in silent)
    return (
        '<details class="dk-lichten"><summary><b>Uitgangspunten en streven</b>'
        f'<span class="rij">{_row(every)}</span></summary><div class="dk-regels">{rows}{_silent(silent)}'
        f'<p class="dk-sleutel">{escape(_KEY)}</p></div></details>'
    )


def _row(found: Iterable[Light]) -> str:
    """Write the lights in a row: the numbers behind each result, with its sign and word."""
    numbers: dict[tuple[Outcome, Reading | None], list[str]] = {}
    for one in found:
        numbers.setdefault((one.state, one.row.reading), []).append(one.number)
    order = sorted(numbers, key=lambda one: (list(Outcome).index(one[0]), _place(one[1])))
    return "".join(_lit(*one, numbers[one]) for one in order)


def _place(reading: Reading | None) -> int:
    return -1 if reading is None else list(Reading).index(reading)


def _lit(outcome: Outcome, reading: Reading | None, numbers: list[str]) -> str:
    sign = SIGNS[outcome] if reading is None else READING_SIGNS[reading]
    word = outcome.value if reading is None else f"{outcome.value}{_SHORT[reading]}"
    told = f"{sign} {word}: {', '.join(numbers)}"
    return f'<span class="dk-chip{_LOOKS[outcome]}">{escape(told)}</span>'


def _light(one: Light) -> str:
    sign = SIGNS[one.state] if one.row.reading is None else READING_SIGNS[one.row.reading]
    chip = f'<span class="dk-chip{_LOOKS[one.state]}">{sign} {escape(one.state.value)}</span>'
    return (
        f'<details class="dk-licht"><summary><b>{escape(one.number)}</b><span>{escape(one.title)}</span>'
        f"{chip}</summary><p>{escape(capital(one.word))}. {escape(ended(one.why))}</p></details>"
    )


def _silent(found: list[Light]) -> str:
    """Write those that stay open whatever the figures are."""
    if not found:
        return ""
    numbers = ", ".join(one.number for one in found)
    sign = f'<span class="dk-chip">{READING_SIGNS[Reading.SILENT]} {Outcome.OPEN.value}</span>'
    why = "".join(
        f"<p><b>{escape(one.number)} {escape(one.title)}</b>: {escape(ended(one.why))}</p>" for one in found
    )
    return (
        f'<details class="dk-licht"><summary><b>…</b><span>{escape(numbers)}: {Reading.SILENT.value}</span>'
        f"{sign}</summary>{why}</details>"
    )


def figures(found: Live, base: str) -> str:
    """Write the figures under each other: value, base, change and what it means.

    Parameters
    ----------
    base
        Title of what they are held against.
    """
    rows = "".join(_figure(one) for one in found.figures.values())
    title = f"Nederland, {found.kind.name}; vergeleken met {base}"
    return f'<div class="dk-regels"><h3>{escape(title)}</h3>{rows}</div>'


def _figure(one: LiveFigure) -> str:
    described = one.measure
    unit = "" if described.unit in {"aantal", "index"} else described.unit
    value = estimated(described, one.value)
    shown = f"{escape(value)}{f' <small>{escape(unit)}</small>' if unit and value != UNKNOWN else ''}"
    change = escape(difference(described, one.difference))
    return (
        f'<details class="dk-cijfer"><summary><span class="naam">{escape(capital(described.title))}</span>'
        f'<span class="getal">{shown}</span>'
        f'<span class="onder"><span>basis {escape(estimated(described, one.base))}</span>'
        f'<span class="verschil">{change}</span>{markup.chip(one.reading)}</span></summary>'
        f"{_explained(one)}</details>"
    )


def _explained(one: LiveFigure) -> str:
    """Say what a figure is, which way is better, how certain it is and where it comes from."""
    described = one.measure
    direction = described.direction.value
    if described.direction is Direction.NONE:
        direction = "geen richting: hoger of lager is hier niet beter of slechter"
    parts = (
        f"{ended(described.explanation)} {capital(direction)}; {one.certainty}.",
        f"Formule: {described.formula}.",
        f"Bron: {one.source}.",
    )
    return "".join(f"<p>{escape(part)}</p>" for part in parts)


def unfinished(found: Live) -> str:
    """Say who is in no figure; nothing where everybody has a swv."""
    if found.is_finished:
        return ""
    counts = found.unassigned
    alike = len(set(counts)) == 2 and found.study.arrangement(found.name).is_merged  # noqa: PLR2004  # po and vo
    told = (
        people(sum(counts.values()))
        if alike
        else " en ".join(f"{people(count)} van de leeftijd {layer}" for layer, count in counts.items())
    )
    return markup.note(
        f"Nog zonder swv: {told}. Zij tellen in geen cijfer mee, ook niet in de basis ernaast; opslaan kan, "
        "maar andere pagina's tonen een indeling pas als iedereen een swv heeft."
    )
