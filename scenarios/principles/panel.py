"""The check against the letter of 24 April 2025 (31 497): one row per principle and aim, and what pulls.

The letter gives no norm in kilometres, no minimum size and no percentage: what a row is measured along
is a werknorm until the user confirms it, and *voldoet* needs that (`scenarios.principles.verdict`).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from scenarios.country import Kind
from scenarios.norm import Norm
from scenarios.principles.evidence import Evidence
from scenarios.principles.figures import Figures
from scenarios.principles.jeugdregio import within_jeugdregio
from scenarios.principles.network import network
from scenarios.principles.one_swv import one_swv
from scenarios.principles.organisations import organisations
from scenarios.principles.regions import other_regions
from scenarios.principles.row import Outcome, Reading, Row
from scenarios.principles.standard import Standard
from scenarios.principles.tension import Tension
from scenarios.principles.tensions import tensions
from scenarios.principles.travel import travel
from scenarios.principles.uniform import fragmentation, support, uniformity
from scenarios.study import Study


@dataclass(frozen=True, slots=True, eq=False)
class Panel:
    """The check of one scenario.

    Attributes
    ----------
    of
        The scenario and what it is held against.
    rows
        Per principle and aim, in the order of the letter, our own addition last.
    tensions
        Where principles pull against each other, as far as figures show it.
    standard
        The standard consolidation, if it was asked for.
    """

    of: Figures
    rows: tuple[Row, ...]
    tensions: tuple[Tension, ...]
    standard: Standard | None = None

    def row(self, code: str) -> Row:
        """Return one row by its code; KeyError if there is none."""
        found = next((row for row in self.rows if row.code == code), None)
        if found is None:
            raise KeyError(code)
        return found

    def tensions_of(self, row: Row) -> tuple[Tension, ...]:
        """Tensions that a row is part of."""
        return tuple(one for one in self.tensions if row.code in one.between)

    def beside(self, standard: Standard) -> Panel:
        """Return the panel with the standard consolidation beside row 1a; no result changes."""
        rows = tuple(travel(self.of, standard) if row.code == "reisafstand" else row for row in self.rows)
        return replace(self, rows=rows, standard=standard)

    @property
    def norms(self) -> tuple[Norm, ...]:
        """All norms that rows are measured along, each once."""
        return tuple(dict.fromkeys(norm for row in self.rows for norm in row.norms))

    @property
    def to_confirm(self) -> tuple[Norm, ...]:
        """Norms that are still to be confirmed, each once."""
        return tuple(dict.fromkeys(norm for row in self.rows for norm in row.lacking))

    def count(self, outcome: Outcome) -> int:
        """How many rows have a result."""
        return sum(row.outcome is outcome for row in self.rows)

    def readings(self) -> dict[Reading, int]:
        """How many open rows have their figures where; no verdict. Only what there is."""
        found = [row.reading for row in self.rows]
        return {one: found.count(one) for one in Reading if one in found}


def check(
    study: Study,
    name: str,
    base: str | None = None,
    *,
    given: Sequence[Evidence] = (),
) -> Panel:
    """Check a scenario against the letter.

    Parameters
    ----------
    study
        Country, cube, and norms with what is confirmed of them.
    name, base
        Ids of the scenario and of what it is held against; today's layers by default.
    given
        What a user gave about the organisations of the swv's, to be shown with row 1b.

    Raises
    ------
    UnknownNameError
        If an arrangement does not exist.
    IncompleteIndelingError
        If it leaves units with pupils without a swv.
    """
    of = Figures(study, name, base or study.base_id)
    rows = (
        one_swv(of),
        travel(of),
        organisations(of, given),
        network(of),
        within_jeugdregio(of),
        fragmentation(of),
        uniformity(of),
        support(of),
        other_regions(of),
    )
    return Panel(of, rows, tensions(of))


def kinds_of(of: Figures, codes: Iterable[str]) -> tuple[Kind, ...]:
    """Kinds by their codes; those that the data set does not know are left out."""
    wanted = set(codes)
    return tuple(kind for kind in of.country.kinds if kind.code in wanted)
