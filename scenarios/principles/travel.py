"""Condition of principle 1: enlargement may not lead to longer travel distances.

Pure regrouping moves no school and cannot fail it; it cannot pass it either, for what may follow is
not known. It is decided for a scenario that says which sites there will be.
"""

from __future__ import annotations

from typing import Final

from scenarios.conclusion import AGES
from scenarios.country import Kind
from scenarios.measures import measure
from scenarios.norm import Norm
from scenarios.notation import number
from scenarios.principles.evidence import Column, Evidence, columns
from scenarios.principles.figures import Figures
from scenarios.principles.rise import Rise, rise_of
from scenarios.principles.row import Example, Figure, Gap, Part, Row, difference, joined, written
from scenarios.principles.standard import RULE, Standard
from scenarios.principles.verdict import all_met, at, decided, lacking, together, within
from scenarios.principles.words import value_of
from scenarios.site_effects import SENSITIVITY_M, Effect, Way, effect, for_whom

_SHARE: Final = measure("verder_aandeel")
_PEOPLE: Final = measure("zonder_eigen")
_REGROUPING: Final = (
    "Een andere indeling verplaatst geen school: de dichtstbijzijnde voorziening blijft voor iedereen waar "
    "zij is. Of er later vestigingen sluiten of verhuizen, zegt de indeling niet."
)
_ASK: Final = (
    "Te bepalen met een scenario dat zegt welke vestigingen er komen (pagina Voorzieningen). Als "
    "rekenvoorbeeld staat de standaardconsolidatie ernaast; die beslist niets."
)
_TITLE: Final = "Gevoeligheid: aandeel dat meer dan zoveel verder komt"
_NOTE: Final = "Inwoners van de leeftijd, geschat; dichtstbijzijnde, grenzen genegeerd."


def rises(of: Figures) -> tuple[Rise, ...]:
    """Per kind what the scenario's other sites do; empty where no site differs."""
    if "vestigingen" not in of.steps:
        return ()
    before, after = of.steps["vestigingen"]
    found = (rise_of(effect(of.study, before, after, kind, Way.FREE)) for kind in of.country.kinds)
    return tuple(one for one in found if one.effect.weight.sum() > 0)


def travel(of: Figures, standard: Standard | None = None) -> Row:
    """Check whether journeys become longer.

    Parameters
    ----------
    of
        The scenario against its base.
    standard
        The standard consolidation, if it was asked for; it is shown and decides nothing.
    """
    rise = at(of.norms, "stijging", "reisafstand", "m")
    share = at(of.norms, "aandeel_verder", "reisafstand", "%")
    found = rises(of)
    parts = tuple(_part(one, rise, share) for one in found)
    beside = () if standard is None else standard.kinds
    return Row(
        code="reisafstand",
        outcome=together(part.outcome for part in parts),
        told=_told(parts, rise, share),
        figures=(
            *(_figure(of, one, rise) for one in found),
            *([] if found else _stays(of)),
            *(one for kind in beside if standard is not None for one in _counted(standard, kind, rise)),
        ),
        norms=(rise, share),
        lacking=lacking([rise, share]) if parts else (),
        met=all_met(part.met for part in parts),
        gap=joined([part.gap for part in parts if part.gap is not None], "inwoners"),
        parts=parts,
        leading=("verder_aandeel", "vrij_gemiddeld"),
        examples=tuple(_beside(standard, kind, rise, share) for kind in beside if standard is not None),
        evidence=(*_evidence(of, found, rise), *_examples(standard, rise)),
        notes=() if parts else (_ASK,),
    )


def _told(parts: tuple[Part, ...], rise: Norm, share: Norm) -> str:
    if not parts:
        return _REGROUPING
    beyond = [part.told for part in parts if part.gap is not None]
    none = f"Voor geen soort komt meer dan {value_of(share)} van de inwoners meer dan {rise.written} verder."
    return " ".join(beyond) or none


def _part(one: Rise, rise: Norm, share: Norm) -> Part:
    value = one.share(rise.value)
    met = within(value, share.value, at_least=False)
    told = (
        f"{one.kind.code}: {written(_SHARE, value)} van de inwoners {AGES[one.kind.age]} komt meer dan "
        f"{rise.written} verder van de dichtstbijzijnde vestiging"
    )
    if one.cut_off > 0:
        told += f", onder wie {written(_PEOPLE, one.cut_off)} die er geen meer bereiken"
    gap = None if met is not False else _over(one, value, share)
    needed = [rise, share]
    return Part(one.kind.code, decided(met, needed), f"{told}.", gap, lacking(needed), met)


def _over(one: Rise, value: float, share: Norm) -> Gap:
    """How far a share lies beyond the norm, and how many residents that is."""
    over = value - share.value
    people = over / 100 * float(one.effect.weight.sum())
    words = f"{one.kind.code}: {number(over, 1)} %-punt boven {value_of(share)}, {written(_PEOPLE, people)}"
    return Gap(words, people, "inwoners")


def _counted(standard: Standard, kind: Kind, rise: Norm) -> tuple[Figure, Figure]:
    return standard.figure(kind, rise.value), standard.closed(kind)


def _beside(standard: Standard, kind: Kind, rise: Norm, share: Norm) -> Example:
    """Say what the standard consolidation of a kind would do."""
    (further, closed), here = _counted(standard, kind, rise), standard.here(kind)
    told = (
        f"{kind.code}: als er per swv één vestiging overblijft (de grootste), gaan {closed.text} van de "
        f"{number(here.sites)} vestigingen dicht en komt {further.text} van de inwoners {AGES[kind.age]} "
        f"meer dan {rise.written} verder van de dichtstbijzijnde"
    )
    if not standard.of.is_base:
        told += (
            f"; dezelfde regel op de basis: {closed.base_text} dicht, {further.base_text} verder (verschil "
            f"{difference(further.measure, further.change)}{f': {further.split}' if further.split else ''})"
        )
    met = within(further.value, share.value, at_least=False)
    return Example(kind.code, f"{told}.", _over(here.rise, further.value, share) if met is False else None)


def _figure(of: Figures, one: Rise, rise: Norm) -> Figure:
    """Tell the share as a figure: it is all the sites' doing, borders move no school."""
    value = one.share(rise.value)
    effects = (0.0, 0.0, value) if of.splits else (float("nan"), float("nan"), float("nan"))
    return of.made("verder_aandeel", value, 0.0, effects, one.kind)


def _stays(of: Figures) -> list[Figure]:
    """Tell how far the nearest site is: under other borders as far as under these."""
    kinds = [kind for kind in of.country.kinds if of.figure("leerlingen", kind).value > 0]
    return [of.figure("vrij_gemiddeld", kind) for kind in kinds]


def _limits(*texts: str) -> tuple[Column, ...]:
    heads = (Column(f"> {number(limit / 1000, 1)} km", _SHARE) for limit in SENSITIVITY_M)
    return (*(Column(text) for text in texts), *heads)


def _shares(one: Rise) -> tuple[float, ...]:
    return tuple(one.share(limit) for limit in SENSITIVITY_M)


def _evidence(of: Figures, found: tuple[Rise, ...], rise: Norm) -> tuple[Evidence, ...]:
    """Tell the share at other limits, and for whom it becomes further."""
    if not found:
        return ()
    rows = tuple((one.kind.code, *_shares(one)) for one in found)
    tables = (
        _further(
            of,
            one.effect,
            f"verder_{one.kind.code}",
            f"Gemeenten waar het verder wordt, {one.kind.code}",
            rise,
        )
        for one in found
        if one.share(rise.value) > 0
    )
    return (Evidence("gevoeligheid", _TITLE, _limits("soort"), rows, _NOTE), *tables)


def _further(of: Figures, found: Effect, code: str, title: str, rise: Norm) -> Evidence:
    table = for_whom(of.study, found, limit_m=rise.value)
    rows = tuple(
        (str(row["naam"]), float(row["inwoners"]), float(row["km"]))
        for row in table[table["richting"] == "verder"].to_dict("records")
    )
    heads = {"gemeente": "", "komen verder": "verder", "gemiddeld verder": "vrij_gemiddeld"}
    note = f"Meer dan {rise.written} verder; afstanden {of.study.country.model.certainty}, inwoners geschat."
    return Evidence(code, title, columns(heads), rows, note)


def _examples(standard: Standard | None, rise: Norm) -> tuple[Evidence, ...]:
    """Tell what the standard consolidation would do, here and by the same rule elsewhere, and to whom."""
    if standard is None or not standard.kinds:
        return ()
    of = standard.of
    rows = tuple(
        (of.study.arrangement(name).title, code, float(one.closed), float(one.sites), *_shares(one.rise))
        for (name, code), one in standard.found.items()
    )
    count = measure("vestigingen")
    texts, limits = _limits("indeling", "soort")[:2], _limits()
    heads = (*texts, Column("gaan dicht", count), Column("van de vestigingen", count), *limits)
    title = f"Rekenvoorbeeld, standaardconsolidatie ({RULE}): aandeel dat meer dan zoveel verder komt"
    note = f"{_NOTE} Dezelfde regel op elke indeling; geen beleid en geen voorspelling."
    tables = (_example(standard, kind, rise) for kind in standard.kinds)
    return (Evidence("consolidatie", title, heads, rows, note), *tables)


def _example(standard: Standard, kind: Kind, rise: Norm) -> Evidence:
    here = standard.here(kind)
    title = f"Rekenvoorbeeld, standaardconsolidatie {kind.code}: gemeenten waar het verder wordt"
    return _further(standard.of, here.rise.effect, f"consolidatie_{kind.code}", title, rise)
