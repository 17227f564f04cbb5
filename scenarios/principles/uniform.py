"""Aim 4, from the motion: less fragmentation, more uniformity, smaller differences in support.

Of the last two only a little can be counted: how swv's differ in size and in coverage. That shows
neither whether they work alike nor which support there is, so no figure decides them.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Final

from scenarios.compare import Level
from scenarios.consequences.fates import pupils_of
from scenarios.country import Kind
from scenarios.coverage import coverage
from scenarios.norm import Norm
from scenarios.norms import ACCEPTABLE
from scenarios.notation import number
from scenarios.principles import pieces
from scenarios.principles.evidence import Evidence, columns
from scenarios.principles.figures import Figures, of_each
from scenarios.principles.row import Figure, Gap, Outcome, Part, Row, difference, joined, written
from scenarios.principles.verdict import all_met, at, decided, lacking, together
from scenarios.principles.words import NO_CHANGE
from scenarios.study import Study

#: Figures that have to be lower, with the least that each can be: at that nothing can be less.
DECIDING: Final[Mapping[str, float]] = {
    "relaties_gemeente": 0.0,
    "gemeenten_gesplitst": 0.0,
    "swv_per_jeugdregio": 1.0,
}
_SHOWN: Final = ("swv_aantal", "swv_per_gemeente", "relaties_jeugdregio", "jeugdregio_per_swv")
_SIZES: Final = ("swv_leerlingen_min", "swv_leerlingen_mediaan", "swv_leerlingen_max", "swv_onder_minimum")
#: Kinds by which support is looked at, as far as it can be.
_SPECIAL: Final = ("so", "vso")
_SLACK: Final = 1e-9


def lower(of: Figures, one: Figure, norm: Norm, least: float = 0.0) -> Part:
    """Check whether a figure is lower than in the base by as much as the norm asks.

    Parameters
    ----------
    one
        The figure.
    norm
        Percent of the base's figure.
    least
        What the figure is at least: where the base is there already, staying there is enough.
    """
    title = one.measure.title
    if of.is_base or math.isnan(one.change):
        return Part(title, Outcome.OPEN, f"{title}: {one.text}, basis {one.base_text}.")
    asked = max(least, one.base * (1 - norm.value / 100))
    enough = one.value <= asked + _SLACK
    told = f"{title}: {one.text}, basis {one.base_text} ({difference(one.measure, one.change)}"
    told += f": {one.split})" if one.split and one.change else ")"
    gap = None
    if not enough:
        short = one.value - asked
        gap = Gap(f"{title} nog {_rounded_up(one, short)} lager", short, one.measure.unit)
    return Part(title, decided(enough, [norm]), f"{told}.", gap, lacking([norm]), enough)


def _rounded_up(one: Figure, value: float) -> str:
    """Write a shortage so that making up what is written is enough."""
    step = 10.0**-one.measure.decimals
    return written(one.measure, math.ceil(value / step - _SLACK) * step)


def fragmentation(of: Figures) -> Row:
    """Check whether the scenario is less fragmented than the base."""
    norm = at(of.norms, "afname", "indeling", "%")
    compared = () if of.is_base else DECIDING.items()
    parts = tuple(lower(of, of.figure(code), norm, least) for code, least in compared)
    return Row(
        code="versnippering",
        outcome=together(part.outcome for part in parts),
        told=NO_CHANGE if of.is_base else " ".join(part.told for part in parts),
        figures=tuple(of.figure(code) for code in (*DECIDING, *_SHOWN)),
        norms=(norm,),
        lacking=lacking([norm]) if parts else (),
        met=all_met(part.met for part in parts),
        gap=joined([part.gap for part in parts if part.gap is not None], ""),
        parts=parts,
        leading=tuple(DECIDING),
        evidence=(pieces.per_swv(of), pieces.split(of), pieces.per_jeugdregio(of)),
    )


def uniformity(of: Figures) -> Row:
    """Show what can be counted of uniformity, the difference in size; it never decides."""
    ratio = size_ratios(of)
    least, most = of.figure("swv_leerlingen_min"), of.figure("swv_leerlingen_max")
    told = (
        "Of swv's op dezelfde manier werken, staat niet in de open data. Wel te meten is het verschil in "
        f"omvang: het grootste swv ({most.text}) is {number(ratio.value, 1)} keer zo groot als het kleinste "
        f"({least.text}); in de basis {number(ratio.base, 1)} keer."
    )
    return Row(
        code="uniformiteit",
        outcome=Outcome.OPEN,
        told=told,
        figures=(ratio, *(of.figure(code) for code in _SIZES)),
        leading=("omvang_verhouding",),
        evidence=(_sizes(of),),
    )


def size_ratios(of: Figures) -> Figure:
    """How many times the smallest swv the largest is, here and in the base."""
    return of.made("omvang_verhouding", *of_each(of, lambda name: size_ratio(of.study, name)))


def size_ratio(study: Study, name: str) -> float:
    """Residents of the largest swv over those of the smallest; NaN without swv's."""
    sizes = [count for count in pupils_of(study.country, study.arrangement(name)).values() if count > 0]
    return max(sizes) / min(sizes) if sizes else float("nan")


def support(of: Figures) -> Row:
    """Show what can be measured of differences in support; it never decides."""
    normed = {kind: of.norms.norm(ACCEPTABLE, kind.code, "m") for kind in of.country.kinds}
    kinds = [kind for kind, norm in normed.items() if kind.code in _SPECIAL and norm is not None]
    figures = tuple(_spread(of, kind) for kind in kinds)
    shown = "; ".join(f"{one.kind} {_points(one.value)}, basis {_points(one.base)}" for one in figures)
    told = (
        "Welke ondersteuning leerlingen krijgen, staat niet in de open data. Wel te meten is het verschil in "
        f"dekking tussen het best en het slechtst gedekte swv: {shown}."
        if figures
        else "Welke ondersteuning leerlingen krijgen, staat niet in de open data."
    )
    return Row(
        code="ondersteuning",
        outcome=Outcome.OPEN,
        told=told,
        figures=figures,
        norms=tuple(norm for kind in kinds if (norm := normed[kind]) is not None),
        leading=("dekking_spreiding",),
        evidence=tuple(_covered(of, kind) for kind in kinds),
    )


def _points(value: float) -> str:
    return "niet te bepalen" if math.isnan(value) else f"{number(value, 1)} %-punt"


def coverage_per_swv(study: Study, name: str, kind: Kind) -> tuple[tuple[str, float], ...]:
    """Name of each swv and the share (%) of its residents with an own facility within acceptabel."""
    table = coverage(study, name, kind, Level.SWV)
    rows = table[(table["maatstaf"] == f"{ACCEPTABLE}-km") & (table["totaal"] > 0)]
    return tuple((str(row["gebied_naam"]), float(row["dekking"])) for row in rows.to_dict("records"))


def _spread(of: Figures, kind: Kind) -> Figure:
    def spread(name: str) -> float:
        shares = [share for _, share in coverage_per_swv(of.study, name, kind)]
        return max(shares) - min(shares) if shares else float("nan")

    return of.made("dekking_spreiding", *of_each(of, spread), kind)


def _covered(of: Figures, kind: Kind) -> Evidence:
    rows = sorted(coverage_per_swv(of.study, of.name, kind), key=lambda row: (row[1], row[0]))
    heads = columns({"swv": "", "dekking in eigen swv": "dekking_acceptabel"})
    title = f"Dekking per swv, {kind.code}, laagste eerst"
    source = of.figure("dekking_acceptabel", kind).source
    return Evidence(f"spreiding_{kind.code}", title, heads, tuple(rows), f"{source}.")


def _sizes(of: Figures) -> Evidence:
    sizes = pupils_of(of.study.country, of.arrangement)
    rows = sorted(((one.label, count) for one, count in sizes.items()), key=lambda row: (row[1], row[0]))
    heads = columns({"swv": "", "inwoners van de leeftijd": "leerlingen"})
    return Evidence("omvang", "Omvang van de swv's, kleinste eerst", heads, tuple(rows), "Inwoners geschat.")
