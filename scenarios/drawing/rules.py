"""What drawing may not do: change what is locked, or draw a swv across a jeugdregio where that is guarded."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import ClassVar, Final

import numpy as np
from numpy.typing import NDArray

from geo.errors import InputError
from geo.units import Units
from model.fragmentation import intersection_table, main_part
from scenarios.country import Country
from scenarios.departures import DEPARTURE, Departure
from scenarios.drawing.facts import Facts, facts, keyed_layers, layer_key, layer_of, named
from scenarios.indeling import NO_SWV, Arrangement, Indeling
from scenarios.locks import Lock

Bool = NDArray[np.bool_]
Labels = NDArray[np.object_]


#: What can be done about a swv that may not be drawn across a jeugdregio.
_RECORD_FIRST: Final = (
    f"leg voor dit swv eerst een {DEPARTURE} vast, of laat 'alleen binnen jeugdregio' waarschuwen in plaats "
    "van blokkeren"
)


class Guard(StrEnum):
    """What happens when a swv is drawn across a jeugdregio; the values are Dutch and are saved."""

    OFF = "uit"
    WARN = "waarschuw"
    BLOCK = "blokkeer"


class GuardedError(InputError):
    """A lock, or the guard of jeugdregio's, forbids a change; nothing was changed.

    Examples
    --------
    >>> print(GuardedError("de wijziging", ["swv JZ01 is vergrendeld"]))
    de wijziging is niet gemaakt:
      - swv JZ01 is vergrendeld
    """

    verdict: ClassVar[str] = "is niet gemaakt"


@dataclass(frozen=True, slots=True)
class Outside:
    """A gemeente, or what a swv has of it, that a change draws outside the main jeugdregio of its swv.

    Attributes
    ----------
    layer, swv
        ``po``, ``vo`` or empty for both; code of the swv.
    gemeente, jeugdregio
        Codes; the jeugdregio is the one that the gemeente lies in.
    residents
        Of the ages of the layer (estimate, persons).
    """

    layer: str
    swv: str
    gemeente: str
    jeugdregio: str
    residents: float


def locked_units(arrangement: Arrangement, country: Country, locks: Iterable[Lock], layer: str) -> Bool:
    """Tell which units may not be moved in a layer: of locked swv's and gemeenten; shape ``(n_units,)``.

    Parameters
    ----------
    layer
        ``po`` or ``vo``; ``beide`` or empty for the only one.
    """
    kept, key = tuple(locks), layer_key(arrangement, layer)
    swvs = {lock.code for lock in kept if lock.soort == "swv" and lock.laag in {"beide", key}}
    gemeenten = {lock.code for lock in kept if lock.soort == "gemeente"}
    everything = any(lock.soort == "alles" for lock in kept)
    of = facts(country, arrangement.units)
    return np.array(
        [
            everything or swv in swvs or gemeente in gemeenten
            for swv, gemeente in zip(layer_of(arrangement, layer).swv, of.gemeenten, strict=True)
        ],
        dtype=bool,
    )


def lock_faults(
    country: Country, before: Arrangement, after: Arrangement, locks: Iterable[Lock]
) -> tuple[str, ...]:
    """Say what of a change is locked; nothing where it is allowed.

    A locked swv loses nothing, gains nothing and is not dissolved; a locked gemeente stays in its swv. Names
    and colours may be changed.
    """
    kept = tuple(locks)
    if not kept or (before.po is after.po and before.vo is after.vo):
        return ()
    faults: list[str] = []
    for key, was, now in _both(before, after):
        faults += _layer_faults(_Moved.between(country, was, now), kept, key)
    return tuple(dict.fromkeys(faults))


def _both(before: Arrangement, after: Arrangement) -> Iterator[tuple[str, Indeling, Indeling]]:
    """Pair the layers of two arrangements, by the name of those after."""
    for key, now in keyed_layers(after).items():
        yield key, before.layer(key or "po"), now


@dataclass(frozen=True, slots=True)
class _Moved:
    """Units (of after) of which the swv changed."""

    was: Indeling
    now: Indeling
    of: Facts
    units: tuple[int, ...]
    swv_was: tuple[str, ...]

    @classmethod
    def between(cls, country: Country, was: Indeling, now: Indeling) -> _Moved:
        before = on_units(was, now.units)
        units = tuple(n for n, (a, b) in enumerate(zip(before, now.swv, strict=True)) if a != b)
        return cls(was, now, facts(country, now.units), units, before)

    def names(self, units: Sequence[int]) -> str:
        """Name units: a gemeente that moved whole by its name only."""
        return named(list(dict.fromkeys(self.of.names[unit] for unit in units)))


def _layer_faults(moved: _Moved, locks: Sequence[Lock], key: str) -> Iterator[str]:
    where = f" ({key})" if key else ""
    if any(lock.soort == "alles" for lock in locks):
        if moved.units or set(moved.was.existing) != set(moved.now.existing):
            yield "alles is vergrendeld; ontgrendel het eerst"
        return
    for lock in locks:
        if lock.soort == "gemeente":
            units = [unit for unit in moved.units if moved.of.gemeenten[unit] == lock.code]
            if units:
                names = f"{moved.names(units)}{where}"
                yield f"{names} is vergrendeld en blijft in het eigen swv; ontgrendel de gemeente eerst"
        elif lock.soort == "swv" and lock.laag in {"beide", key}:
            yield from _swv_faults(moved, lock.code, where)


def _swv_faults(moved: _Moved, code: str, where: str) -> Iterator[str]:
    label = moved.was.label(code)
    gone = [unit for unit in moved.units if moved.swv_was[unit] == code]
    come = [unit for unit in moved.units if moved.now.swv[unit] == code]
    if gone:
        yield f"swv {label}{where} is vergrendeld en houdt {moved.names(gone)}; ontgrendel het eerst"
    if come:
        names = moved.names(come)
        yield f"swv {label}{where} is vergrendeld en krijgt {names} er niet bij; ontgrendel het eerst"
    if not gone and code in moved.was.existing and code not in moved.now.existing:
        yield f"swv {label}{where} is vergrendeld en blijft bestaan; ontgrendel het eerst"


def outside(country: Country, before: Arrangement, after: Arrangement) -> tuple[Outside, ...]:
    """List what a change draws outside the main jeugdregio of its swv, most residents first.

    The main jeugdregio is the one where most of the swv's residents live after the change. What
    lay outside that of the same swv before is not listed, nor what has no residents.
    """
    found: list[Outside] = []
    for key, was, now in _both(before, after):
        if was is now:
            continue
        of = facts(country, now.units)
        swv_was = np.array(on_units(was, now.units), dtype=object)
        swv_now = np.array(now.swv, dtype=object)
        away = outside_main(swv_now, of, key) & ~(outside_main(swv_was, of, key) & (swv_was == swv_now))
        sums: dict[tuple[str, str, str], float] = {}
        for unit in np.flatnonzero(away):
            about = str(swv_now[unit]), str(of.gemeenten[unit]), str(of.regions[unit])
            sums[about] = sums.get(about, 0.0) + float(of.residents[key][unit])
        found += [Outside(key, *about, residents) for about, residents in sums.items()]
    return tuple(sorted(found, key=lambda one: (-one.residents, one.layer, one.swv, one.gemeente)))


def main_regions(swv: Labels, of: Facts, key: str) -> dict[str, str]:
    """Jeugdregio where most residents of each populated swv live, of equals the first, as in a comparison."""
    weight = of.residents[key]
    live = weight > 0
    return main_part(intersection_table(swv[live], of.regions[live], weight[live]))


def outside_main(swv: Labels, of: Facts, key: str) -> Bool:
    """Tell which units have residents outside the main jeugdregio of their swv, shape ``(n_units,)``."""
    main = main_regions(swv, of, key)
    home = np.array([main.get(code, "") for code in swv], dtype=object)
    return np.asarray(
        (swv != NO_SWV) & (of.regions != "") & (home != "") & (of.regions != home) & (of.residents[key] > 0),
        dtype=bool,
    )


def on_units(indeling: Indeling, finer: Units) -> tuple[str, ...]:
    """Return the swv of each of some units, which are those of the indeling or finer."""
    return indeling.swv if indeling.units is finer else indeling.on(finer).swv


def judged(
    country: Country,
    before: Arrangement,
    after: Arrangement,
    *,
    locks: Iterable[Lock],
    guard: Guard,
    departures: Iterable[Departure],
) -> tuple[Outside, ...]:
    """Hold a change against locks and guard, and return what it draws across a jeugdregio unrecorded.

    Raises
    ------
    GuardedError
        If it is forbidden; with every reason.
    """
    faults = list(lock_faults(country, before, after, locks))
    recorded = tuple(departures)
    across = () if guard is Guard.OFF else outside(country, before, after)
    across = tuple(one for one in across if not any(kept.is_about(one.layer, one.swv) for kept in recorded))
    if guard is Guard.BLOCK:
        faults += [f"{told}; {_RECORD_FIRST}" for told in across_told(country, after, across)]
    if faults:
        raise GuardedError("de wijziging", faults)
    return across


def across_told(country: Country, after: Arrangement, across: Iterable[Outside]) -> list[str]:
    """Say per swv, in one clause, what lies across a jeugdregio."""
    per: dict[tuple[str, str], list[Outside]] = {}
    for one in across:
        per.setdefault((one.layer, one.swv), []).append(one)
    told = []
    for (layer, swv), places in per.items():
        indeling = layer_of(after, layer)
        main = main_regions(np.array(indeling.swv, dtype=object), facts(country, indeling.units), layer)
        names = named([country.gemeente_names.get(one.gemeente, one.gemeente) for one in places])
        home = country.region_names.get(main[swv], main[swv])
        lies = "ligt" if len(places) == 1 else "liggen"
        told.append(
            f"{names} {lies} buiten jeugdregio {home}, de hoofdjeugdregio van swv {indeling.label(swv)}"
        )
    return told
