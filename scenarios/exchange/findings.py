"""What reading an indeling turns up: remarks to know, and questions to answer before it can be taken over."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

#: Answer to a question about a row: leave it out.
LEAVE_OUT: Final = ""
#: Answer to a question about a gemeente that a border cuts: cut it there, between PC4's.
CUT: Final = "knip"


class About(StrEnum):
    """What a question is about, and so what can be answered besides its own options."""

    GEMEENTE = "gemeente"
    CHOICE = "keuze"


@dataclass(frozen=True, slots=True)
class Remark:
    """Something to know; it stops nothing.

    Attributes
    ----------
    where
        Row or object, with its number; empty for the whole file.
    what
        What was found.
    done
        What is done with it.
    """

    where: str
    what: str
    done: str


@dataclass(frozen=True, slots=True)
class Question:
    """A row (or gemeente) that cannot be taken over as it stands.

    Attributes
    ----------
    key
        Names it among the answers; the same whenever the same file is read.
    where, column
        Row or object with its number, and the name of the column in the file.
    what
        What was found there.
    expected
        What should stand there; may be empty.
    advice
        What to do.
    about
        What kind of answer it wants.
    options
        Answers and how they read; of a gemeente its code.
    proposed
        Answer that is proposed; None where there is nothing to propose.
    """

    key: str
    where: str
    column: str
    what: str
    expected: str
    advice: str
    about: About
    options: tuple[tuple[str, str], ...]
    proposed: str | None = None

    @property
    def told(self) -> str:
        """The question as a fault, in one Dutch sentence.

        Examples
        --------
        >>> Question("r3", "rij 3", "swv", "het swv is leeg", "", "vul een swv in", About.CHOICE, ()).told
        'rij 3: het swv is leeg; vul een swv in'
        """
        wanted = f"verwacht {self.expected}" if self.expected else ""
        return f"{self.where}: {'; '.join(part for part in (self.what, wanted, self.advice) if part)}"


@dataclass(frozen=True, slots=True)
class Answers:
    """What was answered.

    Attributes
    ----------
    given
        By the key of the question.
    accept
        Whether what is proposed counts where nothing was answered.
    """

    given: Mapping[str, str]
    accept: bool = False

    def to(self, question: Question) -> str | None:
        """Return the answer to a question; None where there is none yet."""
        if question.key in self.given:
            return self.given[question.key]
        return question.proposed if self.accept else None
