"""Per principle and aim of the letter where a scenario stands, at every edit.

The norms, verdicts and words of `scenarios.principles`, on live figures: the same result as its full check.
What takes longer (worked examples, tensions, tables) stands on page Toets only.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Final

import numpy as np

from scenarios.conclusion import people
from scenarios.country import Kind
from scenarios.live.figures import Live, LiveFigure, live
from scenarios.live.sides import Side, side_of
from scenarios.measures import measure
from scenarios.norm import Norm
from scenarios.notation import number, swvs_told
from scenarios.pieces.coherence import CLASSIFICATIONS
from scenarios.principles.figures import Figures
from scenarios.principles.network import norms_of_kind
from scenarios.principles.rise import rise_of
from scenarios.principles.row import Figure, Outcome, Part, Row, result, written
from scenarios.principles.uniform import DECIDING, lower
from scenarios.principles.verdict import all_met, at, decided, lacking, together, within
from scenarios.principles.words import NO_CHANGE, value_of
from scenarios.site_effects import Effect, Way

_TOETS: Final = "zie pagina Toets"


@dataclass(frozen=True, slots=True)
class Light:
    """Where a scenario stands on one principle or aim.

    Attributes
    ----------
    code, number, title
        Of ``scenarios/toetsregels.csv``.
    state
        The result: *voldoet* only along norms that were confirmed.
    word
        The result in words, with where its figures stand while it is open.
    why
        What it rests on, in one Dutch sentence.
    row
        Result, norms and parts as the check gives them; without its figures and tables.
    """

    code: str
    number: str
    title: str
    state: Outcome
    word: str
    why: str
    row: Row


def lights(of: Live) -> tuple[Light, ...]:
    """Give one light per principle and aim, in the order of the letter.

    Of an unfinished arrangement nothing is decided: the check refuses it.
    """
    rows = (row(of) for row in _ROWS)
    return tuple(_light(row if of.is_finished else _unfinished(of, row)) for row in rows)


def _light(row: Row) -> Light:
    aspect = row.aspect
    return Light(row.code, aspect.number, aspect.title, row.outcome, result(row), row.told, row)


def _unfinished(of: Live, row: Row) -> Row:
    without = people(sum(of.unassigned.values()))
    return Row(row.code, Outcome.OPEN, f"Nog niet te bepalen: {without} zonder swv. {row.told}", ())


def _figure(of: Live, code: str) -> LiveFigure:
    return live(of.study, of.name, of.base, of.kind, (code,)).figures[code]


def _held(of: Live, code: str) -> Figure:
    """Return a live figure as rows of the check take it."""
    one = _figure(of, code)
    return Figure(
        one.measure, "", one.value, one.base, one.merging, one.borders, 0.0, one.certainty, one.source
    )


def _row(  # what a row is
    code: str,
    told: str,
    outcome: Outcome = Outcome.OPEN,
    *,
    norms: Sequence[Norm] = (),
    met: bool | None = None,
    parts: Iterable[Part] = (),
) -> Row:
    return Row(code, outcome, told, (), tuple(norms), lacking(norms), met, parts=tuple(parts))


def _one_swv(of: Live) -> Row:
    norm, share = at(of.study.norms, "samenvallen", "swv", "%"), _held(of, "congruentie")
    merged = of.study.arrangement(of.name).is_merged
    alike = within(share.value, norm.value, at_least=True)
    met = None if alike is None else alike and merged
    told = "Elk swv is er voor po en vo samen."
    if not merged:
        told = f"Po en vo staan naast elkaar; {share.text} van de inwoners heeft voor beide hetzelfde gebied."
    return _row("een_swv", told, decided(met, [norm]), norms=[norm], met=met)


def _travel(of: Live) -> Row:
    norms = of.study.norms
    rise = at(norms, "stijging", "reisafstand", "m")
    share = at(norms, "aandeel_verder", "reisafstand", "%")
    after, before = side_of(of.study, of.name), side_of(of.study, of.base)
    if after.arrangement.plan is before.arrangement.plan:
        told = f"Een andere indeling verplaatst geen school; of er later sluiten, zegt zij niet ({_TOETS})."
        return _row("reisafstand", told)
    parts = [part for kind in of.study.country.kinds for part in _further(before, after, kind, rise, share)]
    told = " ".join(part.told for part in parts if part.met is False)
    none = f"Voor geen soort komt meer dan {value_of(share)} van de inwoners meer dan {rise.written} verder."
    outcome, met = together(part.outcome for part in parts), all_met(part.met for part in parts)
    return _row("reisafstand", told or none, outcome, norms=[rise, share], met=met, parts=parts)


def _further(before: Side, after: Side, kind: Kind, rise: Norm, share: Norm) -> list[Part]:
    """Tell for how many the nearest site of a kind comes to lie further; nothing where nobody lives."""
    country = after.study.country
    position, weight = country.situation.kinds.index(kind.code), country.pupils(kind.age)
    if weight.sum() <= 0:
        return []
    was, now = (side.distances.free_m[position].astype(np.float64) for side in (before, after))
    compared = np.isfinite(was) & np.isfinite(now)
    changed = Effect(kind, Way.FREE, before.name, after.name, was, now, weight, 0.0, 0.0, compared)
    value = rise_of(changed).share(rise.value)
    met = within(value, share.value, at_least=False)
    text = written(measure("verder_aandeel"), value)
    told = f"{kind.code}: {text} van de inwoners komt meer dan {rise.written} verder."
    return [Part(kind.code, decided(met, [rise, share]), told, None, lacking([rise, share]), met)]


def _network(of: Live) -> Row:
    share, country = at(of.study.norms, "dekkend", "netwerk", "%"), of.study.country
    kinds = [kind for kind in country.kinds if country.pupils(kind.age).sum() > 0]
    parts = [_covered(of, kind, share) for kind in kinds]
    needed = [norm for kind in kinds for norm in norms_of_kind(of.study, kind)] + [share]
    told = (
        f"Binnen het eigen swv op acceptabele afstand (werknorm): {', '.join(part.told for part in parts)}."
    )
    outcome, met = together(part.outcome for part in parts), all_met(part.met for part in parts)
    return _row("netwerk", told, outcome, norms=needed, met=met, parts=parts)


def _covered(of: Live, kind: Kind, share: Norm) -> Part:
    norms = norms_of_kind(of.study, kind)
    if not norms:
        return Part(kind.code, Outcome.OPEN, f"{kind.code} geen norm")
    country, found = of.study.country, side_of(of.study, of.name).distances
    position, weight = country.situation.kinds.index(kind.code), country.pupils(kind.age)
    shares = []
    for norm in norms:
        own = found.own_m if norm.unit == "m" else found.own_s
        journey = np.full(len(weight), np.inf) if own is None else own[position].astype(np.float64)
        near = journey <= norm.value
        shares.append(100 * float(weight[near].sum()) / float(weight.sum()))
    met = not any(not within(one, share.value, at_least=True) for one in shares)
    told = f"{kind.code} {written(measure('dekking_acceptabel'), min(shares))}"
    needed = [*norms, share]
    return Part(kind.code, decided(met, needed), told, None, lacking(needed), met)


def _jeugdregio(of: Live) -> Row:
    norm, count = at(of.study.norms, "afwijkend", "jeugdregio", "swv's"), _held(of, "swv_afwijkend")
    met = within(count.value, norm.value, at_least=False)
    told = "Elk swv ligt binnen één jeugdregio."
    if count.value:
        outside = _held(of, "leerlingen_afwijkend")
        told = f"{swvs_told(count.value)} in meer dan één jeugdregio; {outside.text} buiten de hoofdregio."
    return _row("jeugdregio", told, decided(met, [norm]), norms=[norm], met=met)


def _fragmentation(of: Live) -> Row:
    norm, held = at(of.study.norms, "afname", "indeling", "%"), Figures(of.study, of.name, of.base)
    if held.is_base:
        return _row("versnippering", NO_CHANGE)
    parts = [lower(held, _held(of, code), norm, least) for code, least in DECIDING.items()]
    figures = (_held(of, code) for code in DECIDING)
    told = "; ".join(f"{one.measure.title} {one.text} (basis {one.base_text})" for one in figures)
    outcome, met = together(part.outcome for part in parts), all_met(part.met for part in parts)
    return _row("versnippering", f"{told}.", outcome, norms=[norm], met=met, parts=parts)


def _regions(of: Live) -> Row:
    norm = at(of.study.norms, "samenhang", "regio", "swv's")
    parts = []
    for one in CLASSIFICATIONS:
        count = _figure(of, f"swv_afwijkend_{one.code}").value
        met = within(count, norm.value, at_least=False)
        told = f"{one.name} {'niet te bepalen' if met is None else number(count)}"
        outcome = Outcome.OPEN if met is None else decided(met, [norm])
        parts.append(Part(one.name, outcome, told, None, lacking([norm]), met))
    told = f"Swv's in meer dan één: {', '.join(part.told for part in parts)}."
    outcome, met = together(part.outcome for part in parts), all_met(part.met for part in parts)
    return _row("samenhang", told, outcome, norms=[norm], met=met, parts=parts)


def _silent(code: str, told: str, of: Live) -> Row:  # noqa: ARG001  # as all others
    """Give a row that no figure decides."""
    return _row(code, f"{told} ({_TOETS}).")


_ROWS: Final[tuple[Callable[[Live], Row], ...]] = (
    _one_swv,
    _travel,
    partial(_silent, "organisaties", "Of de gevolgen genoeg aandacht krijgen, zegt geen cijfer"),
    _network,
    _jeugdregio,
    _fragmentation,
    partial(_silent, "uniformiteit", "Of swv's op dezelfde manier werken, zegt geen cijfer"),
    partial(_silent, "ondersteuning", "Welke ondersteuning er is, zegt geen cijfer"),
    _regions,
)
