"""The report of a meeting as a sheet: what was shown, what was decided and objected to, the figures."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import pandas as pd

from scenarios.minutes import SORTS, Minute, by_gemeente, counts, history, spoken_time, table
from scenarios.presentation import Presentation
from scenarios.study import Study
from ui.account import data_line
from ui.room.figures import RoomFigure
from ui.sheet.blocks import Block, Bullets, Heading, Note, Paragraph, Sheet, Table
from ui.tables import reading

TITLE: Final = "Verslag van de bijeenkomst"
_EXAMPLE: Final = "Een indeling in dekkend is een rekenvoorbeeld, geen beleid."
_NOTHING: Final = "Er is niets vastgelegd."


@dataclass(frozen=True, slots=True)
class Told:
    """What a report tells of one scenario.

    Attributes
    ----------
    title, origin
        Of the scenario.
    minutes
        All that was said about it, in order.
    """

    title: str
    origin: str
    minutes: Sequence[Minute]


def report(
    study: Study,
    presentation: Presentation,
    told: Sequence[Told],
    day: str,
    figures: Mapping[str, Sequence[RoomFigure]] | None = None,
) -> Sheet:
    """Write the report.

    Parameters
    ----------
    presentation
        Whose steps are listed; an empty one has none.
    told
        Per scenario what was said.
    day
        Day of the report, as it is written.
    figures
        Per heading (scenario, base, kind) the key figures that were shown.
    """
    said = [one for each in told for one in each.minutes]
    blocks: list[Block] = [Paragraph(_lead(said), lead=True)]
    for each in told:
        blocks += [Heading(f"Besluiten en bezwaren: {each.title}"), *_minutes(study, each)]
    if presentation.stappen:
        blocks += [Heading("Wat is getoond"), _steps(study, presentation)]
    for heading, shown in (figures or {}).items():
        if shown:
            blocks += [Heading(f"Cijfers: {heading}"), _figures(shown)]
    blocks.append(Note(_EXAMPLE))
    title = presentation.titel or TITLE
    return Sheet(
        TITLE,
        f"{title}; {day}" if title != TITLE else day,
        blocks,
        f"Gegevens: {data_line(study.country.dataset.manifest)}. Gemaakt op {day} met dekkend.",
    )


def minutes_table(study: Study, told: Sequence[Told]) -> pd.DataFrame:
    """Make the table of minutes of several scenarios, as it is saved as CSV: `scenarios.minutes.table`."""
    names = study.country.gemeente_names
    frames = [table(one.minutes, names).assign(scenario=one.title) for one in told]
    return pd.concat(frames, ignore_index=True) if frames else table((), names).assign(scenario="")


def _lead(said: Sequence[Minute]) -> str:
    found = counts(said)
    if not found:
        return _NOTHING
    parts = [f"{number} {sort if number == 1 else SORTS[sort]}" for sort, number in found.items()]
    gone = sum(not one.stands for one in said)
    return f"Vastgelegd: {', '.join(parts)}{f'; {gone} ingetrokken' if gone else ''}."


def _minutes(study: Study, told: Told) -> list[Block]:
    if not told.minutes:
        return [Paragraph(_NOTHING)]
    names = study.country.gemeente_names
    rows = [
        (place, spoken_time(one.tijd), one.soort, _said(one, names), one.wie or "–")
        for place, found in by_gemeente(told.minutes, names).items()
        for one in found
    ]
    return [
        Table(("gemeente", "tijd", "soort", "tekst", "wie"), rows, f"Verslag bij {told.title}"),
        Note(told.origin),
    ]


def _said(one: Minute, names: Mapping[str, str]) -> str:
    parts = [
        one.tekst if one.ingetrokken is None else f"[ingetrokken {spoken_time(one.ingetrokken)}] {one.tekst}"
    ]
    parts += [f"Eerder: {history(one, names)}"] if one.eerder else []
    return "\n".join(parts)


def _steps(study: Study, presentation: Presentation) -> Block:
    return Bullets(
        [
            f"{number}. {step.titel}: {_title(study, step.scenario)}"
            + (f", naast {_title(study, step.basis)}" if step.basis != step.scenario else "")
            + (f". {step.opmerking}" if step.opmerking else "")
            for number, step in enumerate(presentation.stappen, start=1)
        ]
    )


def _title(study: Study, name: str) -> str:
    return study.arrangement(name).title if study.knows(name) else name


def _figures(shown: Sequence[RoomFigure]) -> Table:
    rows = [
        (
            one.title,
            f"{one.value} {one.unit}".strip(),
            one.base or "–",
            "\n".join(filter(None, (one.change, one.split))) or "–",
            reading(one.duiding),
            one.certainty or "–",
            one.source,
        )
        for one in shown
    ]
    columns = ("cijfer", "scenario", "basis", "verschil", "duiding", "aard", "bron")
    return Table(columns, rows, "Kerncijfers voor heel Nederland", numeric=(1, 2, 3))
