"""What stands behind fragmentation: relations per swv, split gemeenten, swv's per jeugdregio."""

from __future__ import annotations

from scenarios.consequences.relations import PlaceKind, relations
from scenarios.notation import number
from scenarios.principles.evidence import Evidence, columns, listed
from scenarios.principles.figures import Figures

#: So many swv's of a jeugdregio are named.
_NAMED = 8


def per_swv(of: Figures) -> Evidence:
    """Count the relations of each swv: with gemeenten and, never added to it, with jeugdregio's."""
    found: dict[str, list[float]] = {}
    for position, kind in enumerate((PlaceKind.GEMEENTE, PlaceKind.JEUGDREGIO)):
        for one in relations(of.study.country, of.arrangement, kind):
            found.setdefault(one.body.label, [0.0, 0.0])[position] += 1
    order = sorted(found, key=lambda name: (-found[name][0], name))
    heads = columns({"swv": "", "gemeenten": "gemeenten", "jeugdregio's": "gemeenten"})
    title = "Overlegrelaties per swv, met gemeenten en apart met jeugdregio's"
    note = "Paren die inwoners delen; relaties, geen vergaderingen."
    return Evidence("relaties", title, heads, tuple((name, *found[name]) for name in order), note)


def split(of: Figures) -> Evidence:
    """List the gemeenten that a layer divides, with their parts."""
    country, least = of.study.country, of.norms.sliver_share
    parts: dict[tuple[str, str], list[tuple[float, str]]] = {}
    for one in relations(country, of.arrangement, PlaceKind.GEMEENTE):
        parts.setdefault((one.place, one.body.layer), []).append((one.pupils, one.body.label))
    rows = []
    for (place, layer), found in parts.items():
        whole = sum(count for count, _ in found)
        if len(found) > 1:
            real = sum(count >= least * whole for count, _ in found) > 1
            told = [f"{name} ({number(100 * count / whole)}%)" for count, name in sorted(found, reverse=True)]
            flag = "ja" if real else "nee, grenswijziging?"
            rows.append((country.gemeente_names[place], layer or "po en vo", flag, whole, listed(told)))
    rows.sort(key=lambda row: row[:3])
    heads = {
        "gemeente": "",
        "laag": "",
        "gesplitst": "",
        "inwoners van de leeftijd": "leerlingen",
        "swv's (deel van de gemeente)": "",
    }
    note = f"Een deel onder {number(100 * least, 1)}% (restgrens) telt niet als gesplitst."
    return Evidence(
        "gesplitst", "Gemeenten in meer dan één swv van een laag", columns(heads), tuple(rows), note
    )


def per_jeugdregio(of: Figures) -> Evidence:
    """List the swv's that each jeugdregio has to deal with."""
    found: dict[str, list[str]] = {}
    for one in relations(of.study.country, of.arrangement, PlaceKind.JEUGDREGIO):
        found.setdefault(one.place, []).append(one.body.label)
    names = of.country.region_names
    rows = sorted(
        ((names.get(code, code), float(len(who)), listed(who, _NAMED)) for code, who in found.items()),
        key=lambda row: (-row[1], row[0]),
    )
    heads = columns({"jeugdregio": "", "swv's": "swv_aantal", "welke": ""})
    note = "Po en vo opgeteld waar ze naast elkaar staan."
    return Evidence("jeugdregios", "Swv's per jeugdregio", heads, tuple(rows), note)
