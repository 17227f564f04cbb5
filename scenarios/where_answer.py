"""What opening sites means for pupils: before and after, place by place and gemeente by gemeente.

Existing sites stay, so that nobody's journey gets longer: there is nothing to net.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from model.gains import FIRST, SECOND, Reach
from model.locate import Choice
from model.travel import weighted_mean
from scenarios.country import Country, Kind
from scenarios.norms import NEAR, Norms
from scenarios.where_question import Goal, Question

Float = NDArray[np.float64]
Int = NDArray[np.intp]
Mask = NDArray[np.bool_]


@dataclass(frozen=True, slots=True, eq=False)
class Measured:
    """Distances of the homes that are counted, now and to the candidates.

    Attributes
    ----------
    reach
        As the model wants it; candidates are numbered as in the area.
    now_m
        Shape ``(n_points,)``, metres.
    """

    reach: Reach
    now_m: Float

    def after_m(self, sites: Sequence[int]) -> tuple[Float, Int]:
        """Distances once sites are open, and which of them is nearer than all else (-1: none)."""
        metres, nearest = self.now_m.copy(), np.full(len(self.now_m), -1)
        for site in sites:
            pairs = self.reach.site == site
            home, distance = self.reach.home[pairs], self.reach.distance_m[pairs]
            nearer = distance < metres[home]
            metres[home[nearer]], nearest[home[nearer]] = distance[nearer], site
        return metres, nearest


@dataclass(frozen=True, slots=True)
class Standing:
    """How the pupils that are counted stand.

    Attributes
    ----------
    mean_m
        Mean distance of those who reach a site before anything opens; NaN if nobody does.
    within_near, within_acceptable
        Pupils within either norm; NaN where the kind has none.
    unreached
        Pupils who reach no site at all: in no mean, and beyond every norm.
    """

    mean_m: float
    within_near: float
    within_acceptable: float
    unreached: float

    def within(self, norm: str) -> float:
        """Pupils within one of the norms."""
        return self.within_near if norm == NEAR else self.within_acceptable


@dataclass(frozen=True, slots=True)
class Opening:
    """One place where a site would open.

    Attributes
    ----------
    point, pc4
        Demand point and its name.
    gemeente_code, gemeente
        Where it lies.
    easting, northing
        RD New, metres.
    served
        Pupils for whom it is the nearest site.
    served_before_m, served_after_m
        Mean distance, before and after, of those of them who reached a site before; NaN if nobody did.
    newly_within
        Pupils it brings within the norm that was asked about, those before it in the list being open.
    saved_m
        What it takes off the mean distance of all, likewise; of those who reached a site before.
    """

    point: int
    pc4: str
    gemeente_code: str
    gemeente: str
    easting: float
    northing: float
    served: float
    served_before_m: float
    served_after_m: float
    newly_within: float
    saved_m: float


@dataclass(frozen=True, slots=True)
class Relief:
    """What a gemeente gains.

    Attributes
    ----------
    gemeente_code, gemeente
        Which.
    pupils
        Pupils there who get a nearer site.
    before_m, after_m
        Mean distance of those of them who reached a site before; NaN if nobody did.
    newly_within, newly_reached
        Pupils who come within the norm that was asked about; who reached no site before.
    """

    gemeente_code: str
    gemeente: str
    pupils: float
    before_m: float
    after_m: float
    newly_within: float
    newly_reached: float


@dataclass(frozen=True, slots=True)
class Step:
    """The best places for one number of sites.

    Attributes
    ----------
    openings
        The one that adds most first; fewer than `asked` where more would gain nobody anything.
    asked
        Number of sites.
    after
        How pupils stand then.
    relief
        By gemeente, those that gain most first.
    newly_reached, newly_reached_m
        Pupils who reached no site before, and their mean distance then (NaN without any).
    gap
        How much better another choice could be at most, in the goal's unit: metres of mean
        distance or pupils; 0 if this choice was proven best. Infinite if pupils who reach no site
        might be helped by another choice.
    """

    openings: tuple[Opening, ...]
    asked: int
    after: Standing
    relief: tuple[Relief, ...]
    newly_reached: float
    newly_reached_m: float
    gap: float

    @property
    def is_proven(self) -> bool:
        """Whether no other places are better."""
        return self.gap == 0.0


@dataclass(frozen=True, slots=True, eq=False)
class Answer:
    """Best places, before and after, and what they were computed with.

    Attributes
    ----------
    question, kind
        What was asked.
    norm_m
        Of the question, metres; NaN where there is none.
    counted
        Pupils who are counted.
    counted_label, counted_source
        Dutch: who they are, and from what source.
    candidates
        Number of places looked at.
    before
        How they stand now.
    steps
        For every number of sites, from 1: the curve.
    is_nested
        Whether every choice holds the one before it.
    """

    question: Question
    kind: Kind
    norm_m: float
    counted: float
    counted_label: str
    counted_source: str
    candidates: int
    before: Standing
    steps: tuple[Step, ...]
    is_nested: bool

    @property
    def last(self) -> Step:
        """The largest number of sites."""
        return self.steps[-1]


@dataclass(frozen=True, slots=True, eq=False)
class Telling:
    """Tells what a choice means for pupils."""

    norms: Norms
    country: Country
    kind: Kind
    question: Question
    norm_m: float
    measured: Measured

    @property
    def _weight(self) -> Float:
        return self.measured.reach.weight

    def _within(self, metres: Float, norm_m: float) -> float:
        return float("nan") if math.isnan(norm_m) else float(self._weight[metres <= norm_m].sum())

    def standing(self, metres: Float) -> Standing:
        """Sum up distances; the mean is always over those who reach a site now."""
        norms, weight = self.norms, self._weight
        reached = np.isfinite(self.measured.now_m)
        return Standing(
            weighted_mean(metres[reached], weight[reached]),
            self._within(metres, norms.near_m(self.kind.code)),
            self._within(metres, norms.acceptable_m(self.kind.code)),
            float(weight[np.isinf(metres)].sum()),
        )

    def step(self, choice: Choice, asked: int) -> Step:
        """Tell one choice, for the number of sites that was asked for."""
        metres, nearest = self.measured.after_m(choice.sites)
        newly = np.isinf(self.measured.now_m) & np.isfinite(metres)
        return Step(
            tuple(self._opening(choice, number, metres, nearest) for number in range(len(choice.sites))),
            asked,
            self.standing(metres),
            self._relief(metres),
            float(self._weight[newly].sum()),
            weighted_mean(metres[newly], self._weight[newly]),
            self._gap(choice),
        )

    def _gap(self, choice: Choice) -> float:
        if self.question.goal is Goal.COVERAGE:
            return choice.gap(FIRST)
        if choice.gap(FIRST) > 0:
            return float("inf")
        return choice.gap(SECOND) / float(self._weight.sum())

    def _opening(self, choice: Choice, number: int, metres: Float, nearest: Int) -> Opening:
        site = choice.sites[number]
        point = int(self.question.area.points[site])
        row, gemeente = self.country.points.iloc[point], str(self.country.gemeente_of_point[point])
        before, after = (self.measured.after_m(choice.sites[:n])[0] for n in (number, number + 1))
        stood, stands = self.standing(before), self.standing(after)
        served = nearest == site
        told = served & np.isfinite(self.measured.now_m)
        return Opening(
            point=point,
            pc4=str(row["pc4"]),
            gemeente_code=gemeente,
            gemeente=self.country.gemeente_names.get(gemeente, gemeente),
            easting=float(row["easting"]),
            northing=float(row["northing"]),
            served=float(self._weight[served].sum()),
            served_before_m=weighted_mean(self.measured.now_m[told], self._weight[told]),
            served_after_m=weighted_mean(metres[told], self._weight[told]),
            newly_within=stands.within(self.question.norm) - stood.within(self.question.norm),
            saved_m=stood.mean_m - stands.mean_m,
        )

    def _relief(self, metres: Float) -> tuple[Relief, ...]:
        now, weight = self.measured.now_m, self._weight
        nearer = (metres < now) & (weight > 0)
        found = [
            self._relief_of(str(code), nearer & (self.country.gemeente_of_point == code), metres)
            for code in sorted(set(self.country.gemeente_of_point[nearer].tolist()))
        ]
        return tuple(sorted(found, key=lambda one: (*(-value for value in self._worth(one)), one.gemeente)))

    def _worth(self, one: Relief) -> tuple[float, float, float]:
        reached = one.pupils - one.newly_reached
        saved = 0.0 if reached <= 0 else reached * (one.before_m - one.after_m)
        within = 0.0 if math.isnan(one.newly_within) else one.newly_within
        coverage = self.question.goal is Goal.COVERAGE
        return (within, one.newly_reached, saved) if coverage else (one.newly_reached, saved, within)

    def _relief_of(self, code: str, there: Mask, metres: Float) -> Relief:
        now, weight = self.measured.now_m, self._weight
        told = there & np.isfinite(now)
        newly = there & (metres <= self.norm_m) & (now > self.norm_m)
        return Relief(
            code,
            self.country.gemeente_names.get(code, code),
            float(weight[there].sum()),
            weighted_mean(now[told], weight[told]),
            weighted_mean(metres[told], weight[told]),
            float("nan") if math.isnan(self.norm_m) else float(weight[newly].sum()),
            float(weight[there & np.isinf(now)].sum()),
        )
