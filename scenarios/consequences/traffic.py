r"""Grensverkeer: pupils who live in one swv and go to school in another, before and after a scenario.

.. math:: uit(S) = \frac{\sum_{i \in S, f \notin S} w(i, f)}{\sum_{i \in S} w(i, f)}, \qquad
          in(S) = \frac{\sum_{i \notin S, f \in S} w(i, f)}{\sum_{f \in S} w(i, f)}

Under other borders alone nobody moves: the same pupils are labelled anew. What becomes
internal and what becomes border traffic are told apart and never netted.
Definitions: docs/methode.md, "Grensverkeer".
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Final

import numpy as np
from numpy.typing import NDArray

from geo.distance import Progress
from geo.errors import DekkendError
from model.actual import Interval
from model.traffic import share, together
from scenarios.assumptions import Assumptions
from scenarios.consequences.succession import Body, body_of_points
from scenarios.consequences.traffic_payers import paying_stream
from scenarios.consequences.traffic_source import Source, chosen_kinds, why_not
from scenarios.consequences.traffic_streams import (
    Apart,
    Ask,
    Stream,
    capacity_stream,
    measured_stream,
    nearest_stream,
)
from scenarios.country import Country, Kind
from scenarios.indeling import Arrangement
from scenarios.study import Study

__all__ = ["AreaLevel", "Areas", "Traffic", "TrafficChange", "Verdict", "traffic", "traffic_change"]

Int = NDArray[np.intp]
Mask = NDArray[np.bool_]

_STREAMS: Final[Mapping[Source, Callable[[Ask], Stream]]] = {
    Source.MEASURED: measured_stream,
    Source.PAYING: paying_stream,
    Source.NEAREST: nearest_stream,
    Source.CAPACITY: capacity_stream,
}


class AreaLevel(StrEnum):
    """Between what areas traffic is told; the border is always that of a swv."""

    SWV = "swv"
    GEMEENTE = "gemeente"


class Verdict(StrEnum):
    """What becomes of pupils between two arrangements; the values are Dutch and can be shown."""

    STAYS_INTERNAL = "blijft intern"
    BECOMES_INTERNAL = "wordt intern"
    BECOMES_BORDER = "wordt grensverkeer"
    STAYS_BORDER = "blijft grensverkeer"
    LOSES = "vindt geen plaats meer"
    FINDS = "vindt nu wel een plaats"


#: In the order of their numbers.
VERDICTS: Final = tuple(Verdict)


@dataclass(frozen=True, slots=True, eq=False)
class Areas:
    """Areas of the country, and which of them each demand point lies in.

    Attributes
    ----------
    bodies
        Swv's; empty at the level of gemeenten.
    codes, names
        Of the areas.
    of_layer
        Per layer (po, vo) shape ``(n_points,)``: number of the area, -1 for none.
    """

    bodies: tuple[Body, ...]
    codes: tuple[str, ...]
    names: tuple[str, ...]
    of_layer: Mapping[str, Int]

    def __len__(self) -> int:
        """Return the number of areas."""
        return len(self.codes)

    def at(self, kind: Kind, point: Int) -> Int:
        """Return the area of some demand points for a kind; -1 for point -1, and where there is none."""
        found: Int = np.where(point >= 0, self.of_layer[kind.layer][point], -1)
        return found

    def number(self, code: str) -> int:
        """Return the number of the area of a code; -1 if there is none."""
        return self.codes.index(code) if code in self.codes else -1


def swv_areas(arrangement: Arrangement) -> Areas:
    """Return the swv's of an arrangement, of both layers where there are two."""
    of_points = {layer: body_of_points(arrangement, layer) for layer in ("po", "vo")}
    there = sorted({body for points in of_points.values() for body in points if body is not None})
    position: dict[Body | None, int] = {body: number for number, body in enumerate(there)}
    position[None] = -1
    return Areas(
        tuple(there),
        tuple(body.code for body in there),
        tuple(body.label for body in there),
        {
            layer: np.array([position[body] for body in points], dtype=np.intp)
            for layer, points in of_points.items()
        },
    )


def gemeente_areas(country: Country) -> Areas:
    """Return the gemeenten of a country."""
    codes = tuple(sorted(set(country.gemeente_of_point.tolist())))
    position = {code: number for number, code in enumerate(codes)}
    of_point = np.array([position[code] for code in country.gemeente_of_point], dtype=np.intp)
    names = tuple(country.gemeente_names.get(code, code) for code in codes)
    return Areas((), codes, names, dict.fromkeys(("po", "vo"), of_point))


@dataclass(frozen=True, slots=True, eq=False)
class Traffic:
    """Pupils from home to school under one arrangement.

    Attributes
    ----------
    study, name
        Of which arrangement.
    streams
        Pupils per kind; `Stream.after` says where they go.
    swv
        Its swv's.
    """

    study: Study
    name: str
    streams: tuple[Stream, ...]
    swv: Areas

    def ends(self, stream: Stream) -> tuple[Int, Int]:
        """Return swv of home and of school per option; -1 in both where either has none."""
        home = self.swv.at(stream.kind, stream.home)
        site = self.swv.at(stream.kind, stream.after)
        there = (home >= 0) & (site >= 0)
        return np.where(there, home, -1), np.where(there, site, -1)

    @property
    def border(self) -> Interval:
        """Pupils who live in one swv and go to school in another."""
        return together([one.options.among(self._crosses(one)) for one in self.streams])

    @property
    def internal(self) -> Interval:
        """Pupils who go to school in the swv where they live."""
        return together([one.options.among(self._stays(one)) for one in self.streams])

    @property
    def share(self) -> Interval:
        """Share of all of them that crosses a border, 0 to 1."""
        return share(self.border, self.internal)

    @property
    def nowhere(self) -> Interval:
        """Pupils who find no site, or live or go where there is no swv: in none of the others."""
        return together([one.options.among(self.ends(one)[0] < 0) for one in self.streams])

    def _crosses(self, stream: Stream) -> Mask:
        home, site = self.ends(stream)
        found: Mask = home != site
        return found

    def _stays(self, stream: Stream) -> Mask:
        home, site = self.ends(stream)
        found: Mask = (home == site) & (home >= 0)
        return found


@dataclass(frozen=True, slots=True, eq=False)
class TrafficChange:
    """Traffic before and after a scenario, of one kind or of more.

    Attributes
    ----------
    study, base, name
        Ids of the arrangements before and after.
    source
        What it is read off.
    streams
        Per kind that the source tells of.
    missing
        Kinds that it does not tell of, each with the reason (Dutch).
    swv_before, swv_after
        Swv's before and after.
    """

    study: Study
    base: str
    name: str
    source: Source
    streams: tuple[Stream, ...]
    missing: Mapping[str, str]
    swv_before: Areas
    swv_after: Areas

    @property
    def kinds(self) -> tuple[str, ...]:
        """Codes of the kinds in it."""
        return tuple(one.kind.code for one in self.streams)

    @property
    def before(self) -> Traffic:
        """Traffic under the base."""
        there = tuple(replace(one, after=one.before) for one in self.streams)
        return Traffic(self.study, self.base, there, self.swv_before)

    @property
    def after(self) -> Traffic:
        """Traffic under the scenario."""
        return Traffic(self.study, self.name, self.streams, self.swv_after)

    @property
    def certainty(self) -> str:
        """That of the least certain kind."""
        found = [one.certainty for one in self.streams]
        return next((one for one in found if one != self.source.certainty), self.source.certainty)

    @property
    def apart(self) -> tuple[Apart, ...]:
        """Pupils of whom the traffic cannot be told, of all kinds together per reason."""
        reasons = dict.fromkeys(one.what for stream in self.streams for one in stream.apart)
        return tuple(
            Apart(
                what,
                together([o.pupils for stream in self.streams for o in stream.apart if o.what == what]),
            )
            for what in reasons
        )

    @property
    def notes(self) -> tuple[str, ...]:
        """What it rests on, in Dutch sentences."""
        return tuple(dict.fromkeys(note for one in self.streams for note in one.notes))

    @property
    def sources(self) -> tuple[tuple[str, str], ...]:
        """Sources with the date of their pupils (empty where they carry one in themselves)."""
        return tuple(dict.fromkeys((one.origin, one.peildatum) for one in self.streams))

    def of(self, kind_code: str) -> TrafficChange:
        """Return the change for one of its kinds."""
        return replace(self, streams=tuple(one for one in self.streams if one.kind.code == kind_code))

    def verdict_of(self, stream: Stream) -> Int:
        """Shape ``(n_options,)``: position in `VERDICTS`; -1 for who finds no place either time."""
        home, site = self.before.ends(replace(stream, after=stream.before))
        home_after, site_after = self.after.ends(stream)
        was, now = home >= 0, home_after >= 0
        crossed, crosses = home != site, home_after != site_after
        both = np.where(crosses, np.where(crossed, 3, 2), np.where(crossed, 1, 0))
        return np.where(was & now, both, np.where(was, 4, np.where(now, 5, -1))).astype(np.intp)

    def verdicts(self) -> Mapping[Verdict, Interval]:
        """Pupils per verdict."""
        found = [one.options.sums(self.verdict_of(one), len(VERDICTS)) for one in self.streams]
        return {
            verdict: together(
                [Interval(float(s.low[place]), float(s.mid[place]), float(s.high[place])) for s in found]
            )
            for place, verdict in enumerate(VERDICTS)
        }


def traffic_change(
    study: Study,
    base: str,
    name: str,
    kind_code: str = "",
    source: Source = Source.NEAREST,
    *,
    assumptions: Assumptions | None = None,
    progress: Progress | None = None,
) -> TrafficChange:
    """Tell traffic before and after a scenario.

    Parameters
    ----------
    study
        With its country and distance model.
    base, name
        Ids of the arrangements before and after.
    kind_code
        Code of a kind; all kinds for an empty text. A kind that the source does not tell of
        is in `TrafficChange.missing`, with the reason.
    source
        What it is read off; nothing else takes its place.
    assumptions
        Of demand and places, for what is modelled; the standard ones by default.
    progress
        Called as ``progress(done, total)``, per kind; may raise to stop.

    Raises
    ------
    UnknownNameError
        If the kind or an arrangement does not exist.
    InputError
        If the kind, asked for by its code, cannot be told.
    """
    streams, missing = [], {}
    for kind in chosen_kinds(study.country, kind_code):
        if reason := why_not(study, kind, source):
            missing[kind.code] = reason
            continue
        ask = Ask(study, base, name, kind, assumptions or Assumptions(), progress)
        try:
            streams.append(_STREAMS[source](ask))
        except DekkendError as error:
            if kind_code:
                raise
            missing[kind.code] = f"{kind.code}: {error}"
    return TrafficChange(
        study,
        base,
        name,
        source,
        tuple(streams),
        missing,
        swv_areas(study.arrangement(base)),
        swv_areas(study.arrangement(name)),
    )


def traffic(
    study: Study,
    name: str,
    kind_code: str = "",
    source: Source = Source.NEAREST,
    *,
    assumptions: Assumptions | None = None,
    progress: Progress | None = None,
) -> Traffic:
    """Tell traffic under one arrangement; see `traffic_change`."""
    return traffic_change(
        study, name, name, kind_code, source, assumptions=assumptions, progress=progress
    ).after
