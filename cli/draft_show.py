"""A draft on screen: its steps, its swv's and whether they hang together, what has no swv, what is locked."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from typing import Any, Final

from cli.options import out
from cli.plain import plain, table
from scenarios.country import Country
from scenarios.draft import Draft
from scenarios.drawing.facts import keyed_layers, named
from scenarios.drawing.history import sentences
from scenarios.drawing.standing import Standing, SwvState, deliberate_cuts, standing
from scenarios.indeling import Arrangement
from scenarios.live.what_if import WhatIf
from scenarios.locks import Lock
from scenarios.measures import measure
from scenarios.notation import UNKNOWN, counted, estimated, number, rounded, signed, swvs_told
from scenarios.study import Study

_SIZE: Final = measure("omvang")
_MEAN: Final = measure("afstand_gemiddeld")
_OUTSIDE: Final = measure("leerlingen_afwijkend")
#: What a layer is called.
_LAYERS: Final = {"": "po en vo samen", "po": "laag po", "vo": "laag vo"}
#: Gemeenten without a swv that are named on screen; --json has all.
_NAMED: Final = 12


def tell(study: Study, draft: Draft, *, as_json: bool, brief: str = "") -> None:
    """Tell how a draft stands.

    Parameters
    ----------
    brief
        What was done last: then only that is told, and what is not as it should be.
    """
    if as_json:
        told = body(study, draft)
        out.print_json(json.dumps({"wijziging": brief, **told} if brief else told, ensure_ascii=False))
    elif brief:
        out.print(brief, soft_wrap=True)
        for one in _standings(study, draft):
            out.print(f"{_head(one)}: {summary(one)}.", soft_wrap=True)
    else:
        _show(study, draft)


def body(study: Study, draft: Draft) -> dict[str, Any]:
    """Return a draft as plain values."""
    arrangement, country = _arrangement(study, draft), study.country
    return {
        "titel": draft.title or arrangement.title,
        "basis": draft.base,
        "stappen": sentences(study, draft),
        "lagen": [_layer(country, one) for one in _standings(study, draft)],
        "bewust_gesplitst": list(_cuts(country, arrangement)),
        "vergrendeld": [lock_told(country, arrangement, lock) for lock in draft.locks],
        "alleen_binnen_jeugdregio": draft.guard.value,
        "afwijkingen": [f"{one.swv}: {one.told}" for one in draft.departures],
    }


def summary(one: Standing) -> str:
    """Say in one line how a layer stands."""
    parts = [swvs_told(len(one.swvs))]
    parts += [f"{each.label} is {each.contiguity.value}" for each in one.apart]
    count = sum(each.residents for each in one.unassigned)
    if one.unassigned:
        names = named([each.name for each in one.unassigned], _NAMED)
        without = counted(len(one.unassigned), "gebied", "gebieden")
        parts.append(f"{without} zonder swv ({names}; inwoners, geschat: {estimated(_SIZE, count)})")
    else:
        parts.append("alles met inwoners heeft een swv")
    return "; ".join(parts)


def lock_told(country: Country, arrangement: Arrangement, lock: Lock) -> str:
    """Say what a lock locks."""
    if lock.soort == "alles":
        return "alles"
    if lock.soort == "gemeente":
        return f"gemeente {country.gemeente_names.get(lock.code, lock.code)}"
    labels = [one.label(lock.code) for one in keyed_layers(arrangement).values() if lock.code in one.existing]
    return f"swv {labels[0] if labels else lock.code}"


def _arrangement(study: Study, draft: Draft) -> Arrangement:
    return study.arrangement(draft.known_to(study))


def _standings(study: Study, draft: Draft) -> Iterator[Standing]:
    arrangement = _arrangement(study, draft)
    for layer in keyed_layers(arrangement):
        yield standing(study.country, arrangement, layer)


def _head(one: Standing) -> str:
    return _LAYERS[one.layer]


def _layer(country: Country, one: Standing) -> dict[str, Any]:
    return {
        "laag": one.layer or "beide",
        "swvs": [_swv(country, each) for each in one.swvs],
        "zonder_swv": [
            {
                "gebied": each.unit,
                "gemeente": each.gemeente,
                "naam": each.name,
                "inwoners": rounded(_SIZE, each.residents),
            }
            for each in one.unassigned
        ],
    }


def _swv(country: Country, one: SwvState) -> dict[str, Any]:
    return {
        "swv": one.code,
        "naam": one.label,
        "gemeenten": [country.gemeente_names.get(code, code) for code in one.gemeenten],
        "inwoners": rounded(_SIZE, one.residents),
        "samenhang": one.contiguity.value,
        "hoofdjeugdregio": country.region_names.get(one.main_region, one.main_region),
        "inwoners_erbuiten": rounded(_OUTSIDE, one.outside_residents),
    }


def _cuts(country: Country, arrangement: Arrangement) -> Iterator[str]:
    """Say of every gemeente that was deliberately split where its parts are."""
    layers = keyed_layers(arrangement)
    for cut in deliberate_cuts(country, arrangement):
        for layer in dict.fromkeys(part[0] for part in cut.parts):
            parts = [
                f"{counted(len(pc4), 'postcodegebied', 'postcodegebieden')} bij "
                f"{layers[layer].label(swv) if swv else 'geen swv'}"
                for at, _, swv, pc4 in cut.parts
                if at == layer
            ]
            yield f"{cut.name}{f' (laag {layer})' if layer else ''}: {', '.join(parts)}"


def _show(study: Study, draft: Draft) -> None:
    arrangement, country = _arrangement(study, draft), study.country
    out.print(
        f"{draft.title or arrangement.title} (op basis van {study.arrangement(draft.base).title})",
        soft_wrap=True,
    )
    for number_, line in enumerate(sentences(study, draft), start=1):
        out.print(f"{number_}. {line}", soft_wrap=True)
    heads = ["swv", "samenhang", "hoofdjeugdregio", "gemeenten", "inwoners", "waarvan erbuiten"]
    for one in _standings(study, draft):
        shown = table(f"Swv's, {_head(one)} (inwoners van schoolgaande leeftijd, geschat)", heads, words=3)
        for each in one.swvs:
            home = country.region_names.get(each.main_region, each.main_region) or "–"
            figures = (
                number(len(each.gemeenten)),
                estimated(_SIZE, each.residents),
                estimated(_OUTSIDE, each.outside_residents),
            )
            shown.add_row(each.label, each.contiguity.value, home, *figures)
        out.print(shown)
        out.print(f"{_head(one)}: {summary(one)}.", soft_wrap=True)
    _listed("Bewust gesplitst", list(_cuts(country, arrangement)))
    _listed("Vergrendeld", [lock_told(country, arrangement, lock) for lock in draft.locks])
    _listed("Vastgelegd", [f"{one.swv}: {one.told}" for one in draft.departures])
    out.print(f"Alleen binnen jeugdregio: {draft.guard.value}.", soft_wrap=True)


def _listed(head: str, lines: Sequence[str]) -> None:
    if lines:
        out.print(f"{head}:", soft_wrap=True)
    for line in lines:
        out.print(f"- {line}", soft_wrap=True)


def tell_neighbours(label: str, kind: str, found: Sequence[WhatIf], *, as_json: bool) -> None:
    """Tell what taking in each neighbour would do."""
    if as_json:
        out.print_json(json.dumps([_plain(one) for one in found], ensure_ascii=False))
        return
    heads = ["gebied", "nu bij", "duiding afstand", "inwoners", "afstand", "verliest", "krijgt"]
    heads += ["gemeenten", "jeugdregio's", "erbuiten"]
    shown = table(
        f"Wat het zou doen om een buur bij {label} te nemen (afstand: gemiddelde eigen afstand {kind} in km "
        "van wie in een van beide swv's woont; verliest en krijgt: inwoners met een eigen voorziening; "
        "gemeenten en jeugdregio's: overlegrelaties erbij of eraf)",
        heads,
        words=3,
    )
    for one in found:
        change = one.distance_change_km
        shown.add_row(
            one.name + (" (vergrendeld)" if one.locked else ""),
            one.from_label or "geen swv",
            one.reading,
            estimated(_SIZE, one.pupils),
            UNKNOWN if change != change else signed(_MEAN, change),  # noqa: PLR0124  # NaN is not itself
            estimated(_SIZE, one.lost),
            estimated(_SIZE, one.gained),
            signed(measure("relaties_gemeente"), one.relations_change),
            signed(measure("relaties_gemeente"), one.regions_change),
            signed(_OUTSIDE, one.nesting_change),
        )
    out.print(shown)
    out.print(
        "Een rekenvoorbeeld per buur, geen advies; inwoners geschat, afstanden gemodelleerd.", soft_wrap=True
    )


def _plain(one: WhatIf) -> dict[str, Any]:
    return {
        "gebied": one.unit,
        "naam": one.name,
        "nu_bij": one.from_swv,
        "inwoners": rounded(_SIZE, one.pupils),
        "afstand_km": plain(one.before_km),
        "afstand_km_daarna": plain(one.after_km),
        "duiding": one.reading,
        "verliest_inwoners": rounded(_SIZE, one.lost),
        "krijgt_inwoners": rounded(_SIZE, one.gained),
        "relaties_gemeente": one.relations_change,
        "relaties_jeugdregio": one.regions_change,
        "swv_afwijkend": one.departing_change,
        "inwoners_erbuiten": rounded(_OUTSIDE, one.nesting_change),
        "vergrendeld": one.locked,
    }
