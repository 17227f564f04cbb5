"""Searching the country: gemeenten, plaatsen, swv's, jeugdregio's and postcodes by name."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from data.names import fold
from geo.errors import UnknownNameError
from scenarios.country import Country
from scenarios.norms import standard_norms
from scenarios.profile import AreaKind, area_kinds, area_names, area_of_points
from scenarios.ready_made import base_id, ready_made
from scenarios.study import Study

Int = NDArray[np.intp]
Labels = NDArray[np.object_]

_POSTCODE = re.compile(r"([1-9]\d{3})\s*(?:[A-Za-z]{2})?")
_MOST_PROPOSALS = 5
#: Of what was searched for, this many characters are repeated in a message.
_LONGEST = 60


class PlaceKind(StrEnum):
    """What was found; the values are Dutch and can be shown.

    In order of preference where a name fits more than one.
    """

    GEMEENTE = "gemeente"
    SWV = "swv van het scenario"
    SCENARIO_PO = "swv po van het scenario"
    SCENARIO_VO = "swv vo van het scenario"
    PLAATS = "plaats"
    PC4 = "postcode"
    JEUGDREGIO = "jeugdregio"
    SWV_PO = "swv po"
    SWV_VO = "swv vo"


_PREFERENCE = {kind: number for number, kind in enumerate(PlaceKind)}


@dataclass(frozen=True, slots=True, eq=False)
class Place:
    """Something on the map that has a name.

    Attributes
    ----------
    label
        Dutch, unique: "Utrecht (gemeente)", "Bilthoven (plaats in De Bilt)".
    name
        Without the addition: "Utrecht".
    kind
        What it is.
    code
        Of the gemeente, swv or jeugdregio; the PC4; of a plaats its gemeente's code and its name.
    points
        The demand points in it, positions in `Country.points`. A plaats has the PC4's that bear its name.
    area, area_code
        The area whose card tells of it: itself, or the gemeente of a plaats or PC4.
    """

    label: str
    name: str
    kind: PlaceKind
    code: str
    points: Int
    area: AreaKind
    area_code: str


def places(country: Country) -> tuple[Place, ...]:
    """List all that can be searched by name, today's swv's among them; sorted by kind and name."""
    today = ready_made(country, standard_norms(), base_id(country))
    gemeente, region = country.gemeente_of_point, country.region_of_point("jeugdregio")
    po, vo = today.po, today.vo
    return (
        *_areas(PlaceKind.GEMEENTE, gemeente, country.gemeente_names),
        *_towns(country),
        *_areas(PlaceKind.JEUGDREGIO, region, country.region_names),
        *_areas(PlaceKind.SWV_PO, po.of_points(), po.names),
        *_areas(PlaceKind.SWV_VO, vo.of_points(), vo.names),
    )


def scenario_places(study: Study, arrangement_name: str) -> tuple[Place, ...]:
    """List the swv's of an arrangement as far as they differ from today's."""
    found: list[Place] = []
    for kind in area_kinds(study, arrangement_name):
        if kind in (AreaKind.SWV, AreaKind.SCENARIO_PO, AreaKind.SCENARIO_VO):
            label = area_of_points(study, arrangement_name, kind)
            found += _areas(PlaceKind(kind.value), label, area_names(study, arrangement_name, kind))
    return tuple(found)


def search(country: Country, text: str, more: Iterable[Place] = ()) -> tuple[Place, ...]:
    """Find all that a text may mean, the most likely first.

    Parameters
    ----------
    country
        Where to search.
    text
        A label of a `Place`, a name (case and accents do not matter), a code, or a postcode
        ("3511", "3511 AB": its PC4).
    more
        Places besides those of `places`: the swv's of a scenario.

    Returns
    -------
    At least one; gemeenten before all else.

    Raises
    ------
    UnknownNameError
        If nothing fits; the message names up to five that may have been meant.
    """
    if postcode := _POSTCODE.fullmatch(text.strip()):
        return (_pc4(country, postcode[1]),)
    known = (*places(country), *more)
    exact = [place for place in known if place.label == text.strip()]
    key = fold(text)
    found = exact or [place for place in known if key and key in _keys(place)]
    if not found:
        shown = text.strip() if len(text.strip()) <= _LONGEST else f"{text.strip()[:_LONGEST]}…"
        raise UnknownNameError(f"'{shown}' is niet gevonden{_proposals(key, known)}")
    return tuple(sorted(found, key=lambda place: (_PREFERENCE[place.kind], place.label)))


def find(country: Country, text: str) -> Place:
    """Find the one place that a text means; a gemeente goes before others of the same name.

    Parameters
    ----------
    country, text
        As for `search`.

    Raises
    ------
    UnknownNameError
        If nothing fits, or several equally well (the plaatsen Nes): the message names up to
        five that may be meant; their labels are found.
    """
    return the_one(search(country, text), text)


def the_one(found: Sequence[Place], text: str) -> Place:
    """Take the most likely of what `search` found; refuse to guess between two of the same kind."""
    alike = [place for place in found if place.kind is found[0].kind]
    if len(alike) > 1:
        told = _listed(place.label for place in alike)
        raise UnknownNameError(f"'{text.strip()}' is niet eenduidig; bedoelt u {told}?")
    return found[0]


def _areas(kind: PlaceKind, label: Labels, names: Mapping[str, str]) -> list[Place]:
    """Make a place of each area of a classification, by name."""
    position, codes = pd.factorize(label, sort=True)
    order = np.argsort(position, kind="stable")
    parts = np.split(order, np.searchsorted(position[order], np.arange(1, len(codes))))
    named = [(names.get(str(code), str(code)), str(code)) for code in codes]
    made = [
        Place(f"{name} ({kind.value})", name, kind, code, points, AreaKind(kind.value), code)
        for (name, code), points in zip(named, parts, strict=True)
        if code
    ]
    return sorted(made, key=lambda place: (place.name, place.code))


def _towns(country: Country) -> list[Place]:
    """Make a place of each plaats in each gemeente."""
    if "plaats" not in country.points.columns:
        return []
    names = country.points["plaats"].fillna("").tolist()
    found: dict[tuple[str, str], list[int]] = {}
    for point, (name, code) in enumerate(zip(names, country.gemeente_of_point, strict=True)):
        if name:
            found.setdefault((name, code), []).append(point)
    return [
        _town(country, name, code, np.array(points, dtype=np.intp))
        for (name, code), points in sorted(found.items())
    ]


def _town(country: Country, name: str, gemeente: str, points: Int) -> Place:
    label = f"{name} (plaats in {country.gemeente_names.get(gemeente, gemeente)})"
    return Place(label, name, PlaceKind.PLAATS, f"{gemeente}/{name}", points, AreaKind.GEMEENTE, gemeente)


def _pc4(country: Country, pc4: str) -> Place:
    known = country.points["pc4"]
    points = np.flatnonzero((known == pc4).to_numpy())
    if not points.size:
        near = known[known.str[:3] == pc4[:3]].tolist()
        hint = f"; bedoelt u {_listed(near)}?" if near else ""
        raise UnknownNameError(f"postcode {pc4} komt in deze gegevensset niet voor{hint}")
    gemeente = str(country.gemeente_of_point[points[0]])
    label = f"{pc4} (postcode in {country.gemeente_names.get(gemeente, gemeente)})"
    return Place(label, pc4, PlaceKind.PC4, pc4, points, AreaKind.GEMEENTE, gemeente)


def _keys(place: Place) -> set[str]:
    """Folded texts by which a place is found: its label, name, code, and a swv's name without its code."""
    texts = {place.label, place.name, place.code, place.name.rpartition(" · ")[2]}
    return {fold(text) for text in texts}


def _proposals(key: str, known: Sequence[Place]) -> str:
    """Name those that resemble a folded text: they begin with it, hold it, or are spelled nearly so."""
    if not key:
        return "; geef een gemeente, plaats, postcode, swv of jeugdregio"
    by_name: dict[str, dict[str, Place]] = {}
    for place in sorted(known, key=lambda place: (_PREFERENCE[place.kind], len(place.name), place.label)):
        # a plaats of its gemeente's name leads to the same card
        by_name.setdefault(fold(place.name), {}).setdefault(place.area_code, place)
    word = [name for name, found in by_name.items() if key in _first_words(found)]
    begin = [name for name in by_name if name.startswith(key)]
    close = difflib.get_close_matches(key, by_name, n=_MOST_PROPOSALS, cutoff=0.7)
    hold = [name for name in by_name if key in name]
    names = dict.fromkeys((*word, *close, *begin, *hold))
    labels = [place.label for name in names for place in by_name[name].values()]
    if not labels:
        return "; geef een gemeente, plaats, postcode, swv of jeugdregio"
    return f"; bedoelt u {_listed(labels)}?"


def _first_words(found: Mapping[str, Place]) -> set[str]:
    return {fold(re.split(r"[^\w'.-]", place.name)[0]) for place in found.values()}


def _listed(labels: Iterable[str]) -> str:
    """Write up to five, with "of" before the last."""
    *others, last = list(dict.fromkeys(labels))[:_MOST_PROPOSALS]
    return f"{', '.join(others)} of {last}" if others else last
