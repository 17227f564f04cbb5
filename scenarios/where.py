"""Where to open: the best places in an area for one more site of a kind, for two, and so on.

A candidate stands at the point of a PC4: it means "somewhere in this PC4", with the distance
within that area. Existing sites stay. Which places are the best is solved in `model.locate`.
"""

from __future__ import annotations

import math
from typing import Final

import numpy as np
from numpy.typing import NDArray

from geo.distance import Progress, Sites
from geo.errors import InputError
from model.gains import Reach, coverage_gains, median_gains
from model.locate import best_curve
from scenarios.conclusion import AGES
from scenarios.country import Country, Kind
from scenarios.demand import expected, kind_of
from scenarios.norms import ACCEPTABLE, NEAR
from scenarios.study import Study
from scenarios.where_answer import Answer, Measured, Telling
from scenarios.where_question import Goal, Question, Weight

Float = NDArray[np.float64]
Int = NDArray[np.intp]

#: Sites that can be asked for at once: beyond this a list of places is no plan any more.
MOST_SITES: Final = 25
#: Candidates that are measured at once.
_BATCH: Final = 200
#: Progress is told in so many parts: half for measuring, half for solving.
_PARTS: Final = 1000


def where(study: Study, name: str, question: Question, progress: Progress | None = None) -> Answer:
    """Find the best places for new sites, for every number up to the one asked for.

    Parameters
    ----------
    study, name
        Under which arrangement, with its sites.
    question
        What is asked.
    progress
        Called as ``progress(done, total)``; may raise to stop the work.

    Raises
    ------
    InputError
        If the question makes no sense: a number of sites below 1 or above the number of
        places, a norm that does not exist, an area where nobody lives.
    UnknownNameError
        If the kind does not exist.
    UncountableError
        If expected pupils cannot be counted as the assumptions ask.
    """
    country = study.country_of(name)
    kind = kind_of(country, question.kind)
    norm_m = _norm_of(study, kind, question)
    weight, label, source = _counted(country, kind, question)
    _require(question, weight)
    measured = _measure(study, name, question, weight, _part(progress, 0))
    gains = (
        coverage_gains(measured.reach, norm_m)
        if question.goal is Goal.COVERAGE
        else median_gains(measured.reach)
    )
    curve = best_curve(gains, question.most, question.time_limit_s, _part(progress, 1))
    told = Telling(study.norms, country, kind, question, norm_m, measured)
    return Answer(
        question,
        kind,
        norm_m,
        float(measured.reach.weight.sum()),
        label,
        source,
        len(question.area.points),
        told.standing(measured.now_m),
        tuple(told.step(choice, k) for k, choice in enumerate(curve.choices, start=1)),
        curve.is_nested,
    )


def _norm_of(study: Study, kind: Kind, question: Question) -> float:
    if question.norm not in {NEAR, ACCEPTABLE}:
        fault = f"gevonden '{question.norm}', verwacht {NEAR} of {ACCEPTABLE}"
        raise InputError("de norm", [fault])
    find = study.norms.near_m if question.norm == NEAR else study.norms.acceptable_m
    norm_m = find(kind.code)
    if math.isnan(norm_m) and question.goal is Goal.COVERAGE:
        fault = (
            f"voor {kind.code} is er geen norm {question.norm} in kilometers; stel er een in, of kies afstand"
        )
        raise InputError("de norm", [fault])
    return norm_m


def _counted(country: Country, kind: Kind, question: Question) -> tuple[Float, str, str]:
    """Who is counted, per demand point, with a Dutch label and the source."""
    if question.weight is Weight.PUPILS:
        found = expected(country, kind.code, question.assumptions)
        return found.pupils, f"verwachte leerlingen {kind.code} ({found.label})", found.source
    return country.pupils(kind.age), f"inwoners {AGES[kind.age]}", country.labels["inwoners"]


def _require(question: Question, weight: Float) -> None:
    faults, places = [], len(question.area.points)
    if not 1 <= question.most <= min(MOST_SITES, max(places, 1)):
        room = f"{question.area.label} telt {places} PC4's"
        faults.append(f"aantal {question.most}: verwacht 1 tot {min(MOST_SITES, places)} ({room})")
    if not (math.isfinite(question.time_limit_s) and question.time_limit_s >= 0):
        faults.append(f"tijd {question.time_limit_s:g} s per oplossing: verwacht 0 of meer")
    counted = weight if question.neighbours else weight[question.area.points]
    if not counted.sum() > 0:
        faults.append(f"in {question.area.label} is niemand te tellen")
    if faults:
        raise InputError("de vraag", faults)


def _part(progress: Progress | None, half: int) -> Progress | None:
    """Tell one half of the work as part of the whole."""
    if progress is None:
        return None

    def tell(done: int, total: int) -> None:
        progress(half * _PARTS + _PARTS * done // max(total, 1), 2 * _PARTS)

    return tell


def _measure(
    study: Study, name: str, question: Question, weight: Float, progress: Progress | None
) -> Measured:
    """Measure the homes that are counted: from what there is, and from the candidates."""
    country, found = study.country_of(name), study.distances(name)
    kind = kind_of(country, question.kind)
    position = country.situation.kinds.index(kind.code)
    now = np.asarray((found.own_m if question.own_only else found.free_m)[position], dtype=np.float64)
    if not question.neighbours:
        inside = np.zeros(len(weight), dtype=bool)
        inside[question.area.points] = True
        weight = np.where(inside, weight, 0.0)
    swv = study.arrangement(name).layer(kind.layer).numbers_of_points() if question.own_only else None
    home, site, metres = _pairs(country, question.area.points, np.where(weight > 0, now, 0), swv, progress)
    return Measured(Reach(now, weight, home, site, metres, len(question.area.points)), now)


def _pairs(
    country: Country, candidates: Int, now_m: Float, swv: Int | None, progress: Progress | None
) -> tuple[Int, Int, Float]:
    """Homes and candidates that are nearer than what a home has (and of one swv, where that counts)."""
    homes = country.situation.homes
    sites = Sites(homes.easting[candidates], homes.northing[candidates], candidates, candidates)
    journeys = country.model.between(homes, sites)
    found: list[tuple[Int, Int, Float]] = []
    for first in range(0, len(candidates), _BATCH):
        if progress is not None:
            progress(first, len(candidates))
        batch = np.arange(first, min(first + _BATCH, len(candidates)))
        pairs = journeys.to_sites(batch, float(now_m.max()))
        home = np.repeat(np.arange(len(homes)), np.diff(pairs.start))
        nearer = pairs.distance_m < now_m[home]
        if swv is not None:
            nearer &= (swv[home] == swv[candidates[pairs.site]]) & (swv[home] >= 0)
        found.append(
            (home[nearer], pairs.site[nearer].astype(np.intp), pairs.distance_m[nearer].astype(float))
        )
    home, site, metres = (np.concatenate(part) for part in zip(*found, strict=True))
    return home, site, metres
