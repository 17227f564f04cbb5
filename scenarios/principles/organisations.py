"""Condition of principle 1: attention for the effects on the organisations of the swv's.

What follows from the indeling is counted here: which swv's cease, what new ones are made of and how
large they are. What budgets, staff and support are is not in open data: what a user gives of that is
put beside it (`Row.evidence`). No figure decides whether there was attention.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Final

from scenarios.consequences.fates import Former, New, formers, news
from scenarios.consequences.succession import Share, succession
from scenarios.notation import number
from scenarios.principles.evidence import Evidence, columns, listed
from scenarios.principles.figures import Figures, of_each
from scenarios.principles.row import Outcome, Row
from scenarios.principles.words import spoken
from scenarios.study import Study

_SIZES: Final = ("swv_leerlingen_min", "swv_leerlingen_mediaan", "swv_leerlingen_max", "swv_onder_minimum")
_NOTE: Final = "Inwoners van de leeftijd van het swv, geschat; het grootste deel voorop."
#: So many parts of a swv are named.
_NAMED: Final = 6


def organisations(of: Figures, given: Sequence[Evidence] = ()) -> Row:
    """Tell what the indeling does to the organisations; it never decides.

    Parameters
    ----------
    of
        The scenario against its base.
    given
        What a user gave about the organisations themselves.
    """
    former, new = fates(of.study, of.base, of.name)
    minimum = of.norms.norm("minimumomvang", "swv", "inwoners")
    norms = () if minimum is None else (minimum,)
    return Row(
        code="organisaties",
        outcome=Outcome.OPEN,
        told=_told(of, former, new),
        figures=(
            of.made("swv_houdt_op", *of_each(of, lambda name: ceasing(of.study, of.base, name))),
            of.figure("swv_aantal"),
            *(of.figure(code) for code in _SIZES),
        ),
        norms=norms,
        leading=("swv_houdt_op", "swv_aantal", "swv_leerlingen_min", "swv_leerlingen_max"),
        evidence=(_made(new), _gone(former), *given),
        notes=tuple(f"Werknorm: {spoken(norm)} ({norm.standing}); zij beslist hier niet." for norm in norms),
    )


def fates(study: Study, base: str, name: str) -> tuple[tuple[Former, ...], tuple[New, ...]]:
    """Say what becomes of the swv's of a base, and what those of a scenario are made of."""
    before, after = study.arrangement(base), study.arrangement(name)
    followed = succession(study.country, before, after)
    return formers(study.country, before, followed), news(study.country, after, followed)


def ceasing(study: Study, base: str, name: str) -> float:
    """Count the swv's of a base that cease."""
    return float(sum(one.ceases for one in fates(study, base, name)[0]))


def _told(of: Figures, former: Sequence[Former], new: Sequence[New]) -> str:
    if of.is_base:
        return (
            f"Er verandert niets aan de {number(len(new))} swv's: scenario en basis zijn dezelfde indeling."
        )
    gone = number(sum(one.ceases for one in former))
    least, most = (of.figure(code).text for code in ("swv_leerlingen_min", "swv_leerlingen_max"))
    return (
        f"{gone} van de {number(len(former))} swv's houden op. De {number(len(new))} swv's van het scenario "
        f"zijn er voor {least.removesuffix(' inwoners')} tot {most} van schoolgaande leeftijd. Of de "
        "gevolgen voor hun organisaties genoeg aandacht krijgen, zegt geen cijfer."
    )


def _shares(parts: Iterable[Share]) -> str:
    return listed([f"{one.body.label} ({number(100 * one.share)}%)" for one in parts], _NAMED)


def _made(new: Sequence[New]) -> Evidence:
    rows = [
        (one.body.label, one.pupils, float(len(one.predecessors)), _shares(one.predecessors)) for one in new
    ]
    heads = {
        "swv van het scenario": "",
        "inwoners": "leerlingen",
        "uit zoveel swv's": "swv_aantal",
        "komt uit (deel van het nieuwe swv)": "",
    }
    rows.sort(key=lambda row: (-row[2], row[0]))
    return Evidence("samen", "Waaruit elk swv bestaat", columns(heads), tuple(rows), _NOTE)


def _gone(former: Sequence[Former]) -> Evidence:
    rows = [
        (
            one.body.label,
            one.pupils,
            one.fate.value,
            float(len(one.successors)),
            _shares(one.successors),
        )
        for one in former
    ]
    heads = {
        "swv van de basis": "",
        "inwoners": "leerlingen",
        "wat ermee gebeurt": "",
        "over zoveel swv's": "swv_aantal",
        "gaat naar (deel van het oude swv)": "",
    }
    rows.sort(key=lambda row: (-row[3], row[0]))
    return Evidence("verdeeld", "Wat er van elk swv van de basis wordt", columns(heads), tuple(rows), _NOTE)
