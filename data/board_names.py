"""Names of school boards from a user's CSV: DUO's list of bevoegde gezagen, or ``nummer;naam``."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType
from typing import Final

import pandas as pd

from data.dataset import Dataset
from data.findings import Finding, Severity
from data.own_columns import OwnTable, checked, read_own, rows_told, synonyms_of, tell_some
from data.readers._values import finding
from data.readers.reading import Source, peildatum_from_name
from data.schemas import Column, Rule, Table
from geo.errors import InputError

NUMBER = Column(
    "nummer", "str", "nummer van het bevoegd gezag",
    rule=Rule("een nummer van hooguit zes cijfers, zoals 41646", r"\d{1,6}"),
)  # fmt: skip
NAME = Column("naam", "str", "naam van het bevoegd gezag")

BOARD_NAMES: Final = Table(
    "bestuursnamen", "een bevoegd gezag met zijn naam", "DUO, bevoegde gezagen, of een eigen bestand",
    ("nummer",), (NUMBER, NAME),
)  # fmt: skip

SYNONYMS: Final[Mapping[str, tuple[str, ...]]] = {
    "nummer": synonyms_of(
        "bevoegd gezag nummer", "bevoegd gezagnummer", "bevoegd gezag", "bestuursnummer", "bestuur nummer"
    ),
    "naam": synonyms_of("bevoegd gezag naam", "bestuursnaam", "naam bevoegd gezag", "naam bestuur"),
}
"""Other names of columns, as `data.readers._csv.plain` writes them."""


@dataclass(frozen=True, slots=True)
class BoardNames:
    """Names of boards by number.

    Attributes
    ----------
    names
        As the file writes them.
    findings
        What was doubtful.
    source
        None where no file was brought.
    """

    names: Mapping[str, str] = field(default_factory=dict)
    findings: tuple[Finding, ...] = ()
    source: Source | None = None

    def __post_init__(self) -> None:
        """Freeze the names."""
        object.__setattr__(self, "names", MappingProxyType(dict(self.names)))


def read_board_names(path: Path, dataset: Dataset) -> BoardNames:
    """Read names of boards.

    DUO publishes *bevoegde gezagen* per sector with the columns ``BEVOEGD GEZAG NUMMER`` and
    ``BEVOEGD GEZAG NAAM`` beside addresses; other columns are not used, and boards without a site
    in the data set may be among them.

    Raises
    ------
    InputError
        Naming every fault with its row: what is no number, a board with two names, or a list in
        which no board of the data set occurs.
    """
    table = read_own(path, BOARD_NAMES.columns, SYNONYMS)
    faults: list[str] = []
    numbers = checked(table, NUMBER, table.text("nummer").str.removesuffix(".0"), faults)
    names = checked(table, NAME, table.text("naam"), faults)
    _two_names(table, numbers, names, faults)
    told = dict(zip(numbers.dropna(), names[numbers.notna()], strict=True)) if not faults else {}
    known = set(dataset["vestigingen"]["bevoegd_gezag"].dropna()) if _has_boards(dataset) else set()
    if told and known and not known & set(told):
        faults.append(
            f"{_none_of(len(told))} van een bestuur in de gegevensset, verwacht nummers als "
            f"{min(known)}; kies de lijst van bevoegde gezagen in het basisonderwijs en speciaal onderwijs"
        )
    if faults:
        raise InputError(path.name, faults)
    nameless = sorted(known - set(told))
    message = "Besturen met vestigingen waarvan de lijst geen naam noemt; zij heten naar hun nummer."
    when, dated = peildatum_from_name(path)
    source = Source(f"Namen van besturen ({path.name})", "eigen bestand", "eigen bestand", when, "gemeten")
    findings = (*finding(path.name, Severity.DOUBT, message, len(nameless), nameless), dated)
    return BoardNames(told, findings, source)


def _has_boards(dataset: Dataset) -> bool:
    return "bevoegd_gezag" in dataset["vestigingen"]


def _two_names(table: OwnTable, numbers: pd.Series[str], names: pd.Series[str], faults: list[str]) -> None:
    """Refuse a board that has two names; the same name twice does no harm."""
    both = pd.DataFrame({"nummer": numbers, "naam": names}).dropna()
    told = []
    for number, rows in both.groupby("nummer", sort=False):
        different = list(dict.fromkeys(rows["naam"]))
        if len(different) > 1:
            shown = " en ".join(repr(one[:60]) for one in different[:2])
            told.append(f"{rows_told(rows.index)}: bestuur {number} heet er {shown}; laat er een over")
    tell_some(faults, told, f"besturen met meer dan één naam in {table.subject}")


def _none_of(count: int) -> str:
    return "het ene nummer is niet" if count == 1 else f"geen van de {count} nummers is"
