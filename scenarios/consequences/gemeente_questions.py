"""What stays open for a gemeente: made of what is not to be determined, doubtful or not agreed on."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from scenarios.compare import SHIFTED
from scenarios.conclusion import AGES, people
from scenarios.consequences.gemeente import GemeenteSheet, KindChange
from scenarios.consequences.gemeente_ground import SwvPart
from scenarios.consequences.log_words import OF_AGES, listed
from scenarios.norms import ACCEPTABLE
from scenarios.notation import UNKNOWN, capital, number

#: Kinds that a swv sees to: whose lack is a question for it.
_SEEN_TO: Final = ("sbo", "so", "vso", "pro")

#: What no figure tells.
_PLACES: Final = (
    "Is er op de dichtstbijzijnde vestiging plaats, en past zij? Dat staat niet in deze gegevens."
)


def questions(sheet: GemeenteSheet) -> tuple[str, ...]:
    """List the open questions of a gemeente, the most particular first."""
    return (
        *_divided(sheet),
        *_slivers(sheet),
        *_regions(sheet),
        *_without_own(sheet),
        *_undetermined(sheet),
        *_uncounted(sheet),
        *_reformed(sheet),
        *_norms(sheet),
        _PLACES,
    )


def swv_of(part: SwvPart) -> str:
    """Name a swv, with its layer where its label does not tell that.

    Returns
    -------
    "swv PO 28.17 · Zoetermeer", "swv vo Mijn swv", or "swv JZ24 · Haaglanden" for po and vo together.
    """
    return " ".join(("swv", *filter(None, (layer_of(part),)), part.swv.body.label))


def layer_of(part: SwvPart) -> str:
    """Layer of a swv; empty where there is one for all ages, or where its label begins with it."""
    body = part.swv.body
    return "" if body.label.casefold().startswith(f"{body.layer} ") else body.layer


def age_of(part: SwvPart) -> str:
    """Ages that a swv serves: "4-11 jaar"."""
    return OF_AGES[part.swv.body.ages]


def _divided(sheet: GemeenteSheet) -> Iterator[str]:
    for parts in sheet.split(after=True):
        told = listed(f"{swv_of(one)} ({number(one.share)}% van {age_of(one)})" for one in parts)
        yield f"De gemeente is in dit scenario verdeeld over {told}: blijft dat zo?"


def _slivers(sheet: GemeenteSheet) -> Iterator[str]:
    """Small parts, before and after; one that is there in both is told once."""
    told: dict[str, list[str]] = {}
    for when, parts in (("nu", sheet.before), ("in dit scenario", sheet.after)):
        for one in parts:
            if one.sliver:
                what = f"{people(one.residents)} ({number(one.share, 1)}%) bij {swv_of(one)}"
                told.setdefault(what, []).append(when)
    if told:
        parts_told = [f"{' en '.join(moments)} {what}" for what, moments in told.items()]
        yield f"Zijn de resten van de gemeente grenswijzigingen of afspraken: {listed(parts_told)}?"


def _regions(sheet: GemeenteSheet) -> Iterator[str]:
    names = sheet.study.country.region_names
    for one in sheet.parts(after=True):
        if len(one.swv.regions) > 1:
            told = listed(names.get(code, code) for code, _ in one.swv.regions)
            lies = f"{capital(swv_of(one))} ligt in {len(one.swv.regions)} jeugdregio's ({told})"
            yield f"{lies}: met welke maakt het afspraken?"


def _without_own(sheet: GemeenteSheet) -> Iterator[str]:
    found: dict[str, list[KindChange]] = {}
    for one in sheet.kinds:
        change = one.figures["zonder_eigen"]
        if change.after > 0:
            found.setdefault(people(change.after), []).append(one)
    for who, kinds in found.items():
        codes = listed(one.kind.code for one in kinds)
        ages = listed(dict.fromkeys(AGES[one.kind.age] for one in kinds))
        new = "" if any(one.figures["zonder_eigen"].before > 0 for one in kinds) else ", anders dan nu,"
        yield (
            f"In het eigen swv is er{new} geen vestiging voor {codes} voor {who} {ages}: welke afspraken met "
            "een buur zijn er?"
        )


def _undetermined(sheet: GemeenteSheet) -> Iterator[str]:
    unclear = [
        one.kind.code
        for one in sheet.kinds
        if one.figures["afstand_gemiddeld"].reading in {SHIFTED, UNKNOWN}
        and one.figures["leerlingen"].after > 0
    ]
    if unclear:
        yield (f"Wat betekent het scenario voor {listed(unclear)}, waar gemiddelden niet te duiden zijn?")


def _uncounted(sheet: GemeenteSheet) -> Iterator[str]:
    unknown = {
        one.kind.code: one.supply_after.figures["vestigingen_onbekend"].value
        for one in sheet.kinds
        if one.supply_after.figures["vestigingen_onbekend"].value > 0
    }
    if unknown:
        told = listed(f"{number(count)} voor {code}" for code, count in unknown.items())
        yield f"Hoeveel leerlingen hebben de vestigingen zonder bekend leerlingtal ({told})?"


def _reformed(sheet: GemeenteSheet) -> Iterator[str]:
    arrangement = sheet.study.arrangement(sheet.name)
    sites = sheet.study.country.dataset["vestigingen"] if arrangement.plan is None else arrangement.plan.sites
    here = sites[sites["gemeentecode"] == sheet.code]
    if here["reformatorisch"].astype(bool).any():
        yield (
            "Horen de reformatorische scholen hier bij het regionale swv, of bij Berséba (po) of RefSVO (vo)?"
        )


def _norms(sheet: GemeenteSheet) -> Iterator[str]:
    norms = sheet.study.norms
    found = [norms.norm(ACCEPTABLE, one.kind.code, "m") for one in sheet.kinds if one.kind.code in _SEEN_TO]
    loose = [one for one in found if one is not None and not one.confirmed]
    if loose:
        told = ", ".join(f"{one.subject} {one.written}" for one in loose)
        yield f"Welke afstand vindt de regio acceptabel? De werknormen ({told}) zijn niet bevestigd."
