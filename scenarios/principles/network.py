"""Principle 2: a dekkend netwerk in the own region, per kind of facility."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from scenarios.compare import Level
from scenarios.conclusion import AGES
from scenarios.country import Kind
from scenarios.coverage import coverage, yardsticks
from scenarios.measures import measure
from scenarios.norm import Norm
from scenarios.norms import ACCEPTABLE, SHOWN_UNITS
from scenarios.notation import estimated
from scenarios.principles.evidence import Evidence, columns
from scenarios.principles.figures import Figures
from scenarios.principles.row import Gap, Outcome, Part, Row, written
from scenarios.principles.verdict import all_met, at, decided, lacking, together, within
from scenarios.principles.words import spoken, value_of
from scenarios.study import Study

_SHARE: Final = measure("dekking_acceptabel")
_PEOPLE: Final = measure("zonder_eigen")
_CODES: Final = ("dekking_acceptabel", "dekking_thuisnabij", "zonder_eigen", "grensafhankelijkheid")
_NO_NORM: Final = "geen norm acceptabel; geef er een om dekking te kunnen bepalen"
#: Tables of areas: level, word over the first column, title.
_TABLES: Final = (
    (Level.SWV, "swv", "Dekking per swv"),
    (Level.GEMEENTE, "gemeente", "Gemeenten met inwoners die op een buur leunen of verder wonen"),
)


@dataclass(frozen=True, slots=True)
class _Reach:
    """Coverage of one kind along one norm, for the country."""

    norm: Norm
    total: float
    own: float
    neighbour: float
    beyond: float
    share: float


def network(of: Figures) -> Row:
    """Check per kind whether the own swv's facilities lie within the norm for its residents."""
    share = at(of.norms, "dekkend", "netwerk", "%")
    kinds = [kind for kind in of.country.kinds if of.figure("leerlingen", kind).value > 0]
    parts = [_part(of, kind, share) for kind in kinds]
    needed = [norm for kind in kinds for norm in norms_of_kind(of.study, kind)] + [share]
    return Row(
        code="netwerk",
        outcome=together(part.outcome for part in parts),
        told=_told(of, kinds, parts),
        figures=tuple(of.figure(code, kind) for kind in kinds for code in _CODES),
        norms=tuple(dict.fromkeys(needed)),
        lacking=lacking(needed),
        met=all_met(part.met for part in parts),
        gap=_short(parts, share),
        parts=tuple(parts),
        leading=("dekking_acceptabel", "zonder_eigen"),
        evidence=tuple(table for kind in kinds for table in _evidence(of, kind)),
    )


def _short(parts: Sequence[Part], share: Norm) -> Gap | None:
    """Tell of all kinds how many residents more have to be within the norm; never added up."""
    gaps = {part.label: part.gap for part in parts if part.gap is not None}
    if not gaps:
        return None
    told = ", ".join(f"{code} {_people(gap.value)}" for code, gap in gaps.items())
    words = f"tot {value_of(share)} binnen de norm, nog zoveel inwoners: {told}"
    return Gap(words, max(gap.value for gap in gaps.values()), "inwoners")


def norms_of_kind(study: Study, kind: Kind) -> list[Norm]:
    """Norms *acceptabel* that a kind is held along: those that are confirmed, else the one in km."""
    found = [one.norm for one in yardsticks(study, kind) if one.norm.name == ACCEPTABLE]
    return [norm for norm in found if norm.confirmed] or found[:1]


def _yard(norm: Norm) -> str:
    """Code under which `scenarios.coverage.coverage` tells of a norm."""
    return f"{norm.name}-{SHOWN_UNITS[norm.unit][0]}"


def _reaches(of: Figures, kind: Kind) -> list[_Reach]:
    rows: Mapping[str, Mapping[Any, Any]] = {
        str(row["maatstaf"]): row for row in coverage(of.study, of.name, kind).to_dict("records")
    }
    codes = ("totaal", "eigen", "buur", "verder", "dekking")
    return [
        _Reach(norm, *(float(rows[_yard(norm)][one]) for one in codes))
        for norm in norms_of_kind(of.study, kind)
    ]


def _part(of: Figures, kind: Kind, share: Norm) -> Part:
    reaches = _reaches(of, kind)
    if not reaches:
        return Part(kind.code, Outcome.OPEN, f"{kind.code}: {_NO_NORM}.")
    short = [one for one in reaches if not within(one.share, share.value, at_least=True)]
    needed = [*(one.norm for one in reaches), share]
    told = " en ".join(
        f"{written(_SHARE, one.share)} van de inwoners {AGES[kind.age]} binnen {one.norm.written} in het "
        f"eigen swv; {_people(one.neighbour)} alleen dankzij een buur, {_people(one.beyond)} nergens"
        for one in reaches
    )
    without = of.figure("zonder_eigen", kind)
    if without.value > 0:
        told += f"; {_people(without.value)} in een swv zonder {kind.code}"
    gap = _gap(kind, short, share) if short else None
    return Part(
        kind.code, decided(not short, needed), f"{kind.code}: {told}.", gap, lacking(needed), not short
    )


def _gap(kind: Kind, short: Sequence[_Reach], share: Norm) -> Gap:
    """How many residents more have to be within the norm."""
    missing = {one: one.total * share.value / 100 - one.own for one in short}
    worst = max(missing, key=missing.__getitem__)
    words = (
        f"{kind.code}: nog {_people(missing[worst])} inwoners binnen {worst.norm.written} tot "
        f"{value_of(share)}; voor {_people(worst.neighbour)} ligt er binnen die norm een bij een buur"
    )
    return Gap(words, missing[worst], "inwoners")


def _people(count: float) -> str:
    return estimated(_PEOPLE, count)


def _told(of: Figures, kinds: Sequence[Kind], parts: Sequence[Part]) -> str:
    if not parts:
        return "De gegevens noemen geen inwoners van schoolgaande leeftijd."
    shares = [f"{kind.code} {of.figure('dekking_acceptabel', kind).text}" for kind in kinds]
    told = f"Dekking binnen het eigen swv, acceptabel (werknorm): {', '.join(shares)}"
    without = [
        f"{kind.code} {_people(of.figure('zonder_eigen', kind).value)}"
        for kind in kinds
        if of.figure("zonder_eigen", kind).value > 0
    ]
    if without:
        told += f". Inwoners in een swv zonder eigen voorziening: {', '.join(without)}"
    by_outcome: dict[Outcome, list[str]] = {}
    for part in parts:
        by_outcome.setdefault(part.outcome, []).append(part.label)
    if len(by_outcome) > 1:
        told += ". " + "; ".join(f"{one.value}: {', '.join(codes)}" for one, codes in by_outcome.items())
    return f"{told}."


def _evidence(of: Figures, kind: Kind) -> tuple[Evidence, ...]:
    norms = norms_of_kind(of.study, kind)
    return tuple(_table(of, kind, norms[0], level) for level, _, _ in _TABLES) if norms else ()


def _table(of: Figures, kind: Kind, norm: Norm, level: Level) -> Evidence:
    word, title = next((word, title) for one, word, title in _TABLES if one is level)
    found = coverage(of.study, of.name, kind, level)
    found = found[(found["maatstaf"] == _yard(norm)) & (found["totaal"] > 0)]
    found = found.assign(kort=found["totaal"] - found["eigen"])
    if level is Level.GEMEENTE:
        found = found[found["kort"] > 0]
    found = found.sort_values(["kort", "gebied"], ascending=[False, True], kind="stable")
    heads = {
        word: "",
        "inwoners van de leeftijd": "leerlingen",
        "dekking in eigen swv": "dekking_acceptabel",
        "alleen dankzij een buur": "zonder_eigen",
        "nergens": "zonder_eigen",
        "in swv zonder deze soort": "zonder_eigen",
    }
    codes = ("totaal", "dekking", "buur", "verder", "zonder_eigen")
    rows = tuple(
        (str(row["gebied_naam"]), *(float(row[one]) for one in codes)) for row in found.to_dict("records")
    )
    shown = of.figure("dekking_acceptabel", kind)
    return Evidence(
        f"dekking_{word}_{kind.code}",
        f"{title}, {kind.code}: {spoken(norm)} ({norm.standing})",
        columns(heads),
        rows,
        f"Afstanden {shown.certainty}, inwoners geschat. {shown.source}.",
    )
