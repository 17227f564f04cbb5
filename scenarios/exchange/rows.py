"""Rows of gemeenten and PC4's to the swv of every demand point; a question for each row that is amiss."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final

import numpy as np
from numpy.typing import NDArray

from data.indeling_file import IndelingRow
from data.names import gemeente_names, successors_of_gemeenten
from scenarios.country import Country
from scenarios.exchange.findings import LEAVE_OUT, About, Answers, Question, Remark
from scenarios.indeling import NO_SWV

Labels = NDArray[np.object_]

_OUT: Final = (LEAVE_OUT, "laat deze rij weg")
_TAKE: Final = "deze"


@dataclass(frozen=True, slots=True)
class _Kept:
    """Where something was said, and which swv's."""

    where: str
    swv: tuple[str, ...]


@dataclass(eq=False)
class Rows:
    """Takes rows one by one.

    Attributes
    ----------
    country
        Decides which gemeenten and PC4's there are.
    columns
        Names of the columns of swv's, as in the file.
    answers
        To questions that come up.
    unit
        What a row is called: rij, or object.
    may_be_none
        Whether an empty swv says that there is none, as on a map; a cell that was left empty asks for one.
    """

    country: Country
    columns: Sequence[str]
    answers: Answers
    unit: str = "rij"
    may_be_none: bool = False
    questions: list[Question] = field(default_factory=list)
    unanswered: list[Question] = field(default_factory=list)
    remarks: list[Remark] = field(default_factory=list)
    _gemeenten: dict[str, _Kept] = field(default_factory=dict)
    _pc4: dict[str, _Kept] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Make the look-up of names ready."""
        self._names = gemeente_names(self.country.gemeente_names, successors_of_gemeenten())
        points = self.country.points["pc4"]
        self._gemeente_of = dict(zip(points, self.country.gemeente_of_point, strict=True))
        self._codes: list[list[str]] = []

    def read(self, rows: Sequence[IndelingRow]) -> None:
        """Take all rows of a file."""
        self._codes = [sorted({row.swv[at] for row in rows} - {NO_SWV}) for at in range(len(self.columns))]
        for row in rows:
            self._take(row)

    def labels(self) -> list[Labels]:
        """Swv code per point, one array per column."""
        nothing = _Kept("", (NO_SWV,) * len(self.columns))
        chosen = [
            self._pc4.get(pc4, self._gemeenten.get(gemeente, nothing)).swv
            for pc4, gemeente in zip(self.country.points["pc4"], self.country.gemeente_of_point, strict=True)
        ]
        return [np.array([swv[at] for swv in chosen], dtype=object) for at in range(len(self.columns))]

    def _take(self, row: IndelingRow) -> None:
        where = f"{self.unit} {row.number}"
        swv = self._swv(where, row)
        if swv is None:
            return
        if row.pc4:
            self._take_pc4(where, row, swv)
            return
        code = self._gemeente(where, row)
        if code:
            self._keep(self._gemeenten, code, self.country.gemeente_names[code], where, swv)

    def _swv(self, where: str, row: IndelingRow) -> tuple[str, ...] | None:
        """Return the swv's of a row, empty cells filled in as answered; None if it is left out."""
        found = list(row.swv)
        for at, column in enumerate(self.columns):
            if found[at]:
                if found[at][0] in "=+@":
                    done = "het is als tekst gelezen, niet als formule; kijk het na"
                    self.remarks.append(Remark(where, f"kolom {column} begint als een formule", done))
                continue
            if self.may_be_none:
                continue
            options = (_OUT, *((code, f"swv {code}") for code in self._codes[at]))
            question = Question(
                f"{where} {column}", where, column, "het swv is leeg", "",
                "vul voor elke rij een swv in", About.CHOICE, options,
            )  # fmt: skip
            answer = self._ask(question)
            if not answer:
                return None
            found[at] = answer
        return tuple(found)

    def _gemeente(self, where: str, row: IndelingRow) -> str | None:
        if code := self._names.find(row.gemeente):
            return code
        label = self.country.gemeente_names
        meant = [code for code in self._names.suggest(row.gemeente) if code in label]
        ended = bool(self._names.successor(row.gemeente))
        advice = (
            f"bedoelt u {' of '.join(f'{label[code]} ({code})' for code in meant)}?"
            if meant
            else "verbeter de naam, of laat de rij weg"
        )
        what = f"onbekende gemeente '{row.gemeente}'"
        if not row.gemeente:
            what, advice = "de gemeente is leeg", "vul een naam of CBS-code in, of laat de rij weg"
        options = tuple(
            (code, f"{label[code]} ({code})" + (", de opvolger" if ended else "")) for code in meant
        )
        question = Question(
            where, where, "gemeente", what, "", advice, About.GEMEENTE, (*options, _OUT),
            meant[0] if meant else None,
        )  # fmt: skip
        answer = self._ask(question)
        return answer if answer in label else None

    def _take_pc4(self, where: str, row: IndelingRow, swv: tuple[str, ...]) -> None:
        pc4 = row.pc4.strip()
        here = self._gemeente_of.get(pc4)
        if here is None:
            question = Question(
                where, where, "pc4", f"onbekend postcodegebied '{row.pc4}'", "vier cijfers, zoals 3511", "",
                About.CHOICE, (_OUT,),
            )  # fmt: skip
            self._ask(question)
            return
        if row.gemeente and self._names.find(row.gemeente) != here:
            there = self.country.gemeente_names[here]
            question = Question(
                where, where, "gemeente", f"{pc4} ligt in {there}, niet in '{row.gemeente}'", "",
                "verbeter de gemeente of de postcode", About.CHOICE,
                ((_TAKE, f"neem {pc4} in {there}"), _OUT),
            )  # fmt: skip
            if self._ask(question) != _TAKE:
                return
        self._keep(self._pc4, pc4, pc4, where, swv)

    def _keep(self, table: dict[str, _Kept], key: str, what: str, where: str, swv: tuple[str, ...]) -> None:
        first = table.get(key)
        if first is None:
            table[key] = _Kept(where, swv)
        elif first.swv == swv:
            done = "beide zeggen hetzelfde; het telt één keer"
            self.remarks.append(Remark(where, f"{what} staat er al in {first.where}", done))
        else:
            question = Question(
                f"{where} dubbel", where, "gemeente", f"{what} staat er al in {first.where}", "",
                "laat er één staan, want een gebied hoort bij één swv", About.CHOICE,
                ((LEAVE_OUT, f"{first.where} telt: {' en '.join(first.swv)}"),
                 (_TAKE, f"{where} telt: {' en '.join(swv)}")),
            )  # fmt: skip
            if self._ask(question) == _TAKE:
                table[key] = _Kept(where, swv)

    def _ask(self, question: Question) -> str | None:
        self.questions.append(question)
        answer = self.answers.to(question)
        if answer is None:
            self.unanswered.append(question)
        return answer
