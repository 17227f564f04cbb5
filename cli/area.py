"""``dekkend gebied``: the card of one gemeente, swv or jeugdregio."""

from __future__ import annotations

import json
import math
from collections.abc import Sequence
from typing import Annotated, Any

import typer
from rich.table import Table

from cli.compare import OtherData, open_under, resolve
from cli.options import (
    AsJson,
    Data,
    Detour,
    Intrazonal,
    Network,
    ReformedApart,
    TravelMode,
    Variant,
    err,
    out,
)
from cli.report import TRUTHS
from scenarios.measures import Measure, measure
from scenarios.notation import figure, number
from scenarios.places import Place, scenario_places, search, the_one
from scenarios.profile import SUPPLY_CODES, TIME_CODES, TRAVEL_CODES, Figure, Overlap, Profile, profile
from scenarios.ready_made import DENOMINATIONAL
from scenarios.study import Study

_NAME = typer.Argument(
    help="Naam, plaats, postcode of code: Utrecht, Bilthoven, '3511 AB', PO2605, JZ22.", show_default=False
)
_SCENARIO = typer.Option(
    "--scenario",
    help="Naam van een indeling, of CSV- of JSON-bestand; zonder keuze de lagen van de regeling.",
    show_default=False,
)
#: Headings over the columns of a kind's figures, where the measure's title is too long or too bare.
_HEADINGS = {
    "leerlingen_soort": "leerlingen",
    "vestigingen_gedeeld": "samen geteld: vestigingen",
    "leerlingen_gedeeld": "samen geteld: leerlingen",
    "vestigingen_onbekend": "leerlingtal onbekend: vestigingen",
    "afstand_gemiddeld": "afstand als alleen het eigen swv telt, gemiddeld",
    "zonder_eigen": "zonder voorziening in het eigen swv",
    "reistijd_gemiddeld": "reistijd als alleen het eigen swv telt, gemiddeld",
    "vrije_reistijd_gemiddeld": "reistijd naar de snelst bereikbare, gemiddeld",
}
_SHARED = ("gedeelde_inwoners", "aandeel_gebied", "aandeel_ander")


def gebied(
    naam: Annotated[str, _NAME],
    scenario: Annotated[str, _SCENARIO] = "",
    data: Data = None,
    netwerk: Network = None,
    modus: TravelMode = None,
    omweg: Detour = None,
    intrazonaal: Intrazonal = None,
    reformatorisch: ReformedApart = None,
    jeugdregio: Variant = None,
    andere_gegevens: OtherData = False,
    as_json: AsJson = False,
) -> None:
    """Toon één gemeente, swv of jeugdregio: inwoners, voorzieningen, afstanden, relaties en overlap."""
    study = open_under(
        data,
        [scenario],
        network=netwerk,
        mode=modus,
        detour=omweg,
        intrazonal=intrazonaal,
        reformed=reformatorisch,
        variant=jeugdregio,
    )
    under = resolve(study, scenario, other_data=andere_gegevens) if scenario else study.base_id
    place = _find(study, under, naam)
    card = profile(study, under, place.area, place.area_code)
    if as_json:
        out.print_json(json.dumps(_as_json(study, card), ensure_ascii=False))
    else:
        _show(study, card)


def _find(study: Study, under: str, text: str) -> Place:
    """Find the area that a text means, and tell what else it may mean."""
    found = search(study.country, text, scenario_places(study, under))
    place = the_one(found, text)
    others = [one.label for one in found if (one.area, one.area_code) != (place.area, place.area_code)]
    if others:
        err.print(f"Let op: '{text}' is hier {place.label}; ook: {'; '.join(others)}", soft_wrap=True)
    elif place.area_code != place.code:
        name = study.country.gemeente_names.get(place.area_code, place.area_code)
        err.print(f"{place.label}: getoond wordt de gemeente {name}", soft_wrap=True)
    return place


def _show(study: Study, card: Profile) -> None:
    title = study.titles[card.arrangement]
    out.print(f"{card.name} ({card.kind.value}, {card.code}) · indeling: {title}", soft_wrap=True)
    for table in (
        _general(card),
        _kinds(card, "Vestigingen en hun leerlingen", SUPPLY_CODES),
        _kinds(card, f"Afstand van de inwoners van het gebied: {study.country.model.label}", _travel(study)),
        _overlaps(card),
    ):
        out.print(table)
    out.print()
    for line in _account(study, card):
        out.print(line, soft_wrap=True)


def _travel(study: Study) -> tuple[str, ...]:
    """Figures on distance, and on travel time where the distance model knows it."""
    return (*TRAVEL_CODES, *(TIME_CODES if study.country.model.has_times else ()))


def _general(card: Profile) -> Table:
    """Figures of the whole area, with their account on each row."""
    table = Table(title="Gebied", title_justify="left")
    for column in ("wat (eenheid)", "waarde", "aard", "bron"):
        table.add_column(column, justify="right" if column == "waarde" else "left", overflow="fold")
    for one in (*card.residents.values(), card.boards):
        _general_row(table, one)
    for other, one in card.relations.items():
        _general_row(table, one, f", met {other.value}")
    return table


def _general_row(table: Table, one: Figure, addition: str = "") -> None:
    table.add_row(f"{one.measure.title}{addition} ({one.measure.unit})", one.text, one.certainty, one.source)


def _kinds(card: Profile, title: str, codes: Sequence[str]) -> Table:
    """Kinds as rows, figures as columns under unit and certainty."""
    table = Table(title=title, title_justify="left")
    table.add_column("soort")
    for code in codes:
        one = card.kinds[0].figures[code]
        heading = f"{_heading(one.measure)} ({one.measure.unit}, {one.certainty})"
        table.add_column(heading, justify="right", overflow="fold")
    for kind in card.kinds:
        table.add_row(kind.kind.code, *(kind.figures[code].text for code in codes))
    return table


def _overlaps(card: Profile) -> Table:
    """Areas of other classifications that share residents with the area."""
    measures = [measure(code) for code in _SHARED]
    table = Table(title="Overlap", title_justify="left")
    for column in ("met", "gebied"):
        table.add_column(column, overflow="fold")
    for one in measures:
        heading = f"{one.title} ({one.unit}, {one.certainty.value})"
        table.add_column(heading, justify="right", overflow="fold")
    table.add_column("")
    for kind, found in card.overlaps.items():
        for other in found:
            sliver = "rest" if other.sliver else ""
            table.add_row(kind.value, _named(other), *_cells(measures, other), sliver)
    return table


def _named(other: Overlap) -> str:
    """Name with the code, unless the name tells it."""
    plain = other.name.replace(" ", "").replace(".", "")
    return other.name if other.code in plain else f"{other.name} ({other.code})"


def _cells(measures: Sequence[Measure], other: Overlap) -> list[str]:
    values = (other.residents, other.share, other.share_of_other)
    return [figure(one, value) for one, value in zip(measures, values, strict=True)]


def _account(study: Study, card: Profile) -> list[str]:
    """Name the sources, and explain the words."""
    stamp = study.stamp(card.arrangement)
    supply: dict[str, list[str]] = {}
    for kind in card.kinds:
        supply.setdefault(kind.figures["afstand_gemiddeld"].source, []).append(kind.kind.code)
    shown = [measure(code) for code in (*SUPPLY_CODES, *_travel(study), *_SHARED)]
    sliver = number(study.norms.sliver_share * 100)
    rest = study.norms.norm("restgrens", "gebied", "%")
    standing = "niet bevestigd" if rest is None else rest.standing
    return [
        f"{card.arrangement}: {stamp.origin}",
        *(f"Bronnen {', '.join(codes)}: {source}." for source, codes in supply.items()),
        f"Bronnen overlap: {card.overlap_source}.",
        f"Afstanden zijn {study.country.model.certainty}: {stamp.settings}.",
        TRUTHS,
        DENOMINATIONAL,
        "Begrippen:",
        *(f"  {kind.kind.code}: {kind.kind.name}." for kind in card.kinds),
        *(f"  {_heading(one)}: {one.explanation}" for one in shown),
        f"  rest: deel onder {sliver}% (werknorm, {standing}), vermoedelijk een grenswijziging.",
        f"Gegevensset {stamp.data_version[:12]}, dekkend {stamp.code}.",
    ]


def _heading(one: Measure) -> str:
    return _HEADINGS.get(one.code, one.title)


def _as_json(study: Study, card: Profile) -> dict[str, Any]:
    stamp = study.stamp(card.arrangement)
    return {
        "gebied": {"soort": card.kind.value, "code": card.code, "naam": card.name},
        "indeling": card.arrangement,
        "cijfers": [_told(one) for one in (*card.residents.values(), card.boards)],
        "relaties": [{"met": other.value, **_told(one)} for other, one in card.relations.items()],
        "voorzieningen": [
            {"soort": kind.kind.code, **_told(one)} for kind in card.kinds for one in kind.figures.values()
        ],
        "overlap": [_told_overlap(other) for found in card.overlaps.values() for other in found],
        "bron_overlap": card.overlap_source,
        "aard_overlap": measure("gedeelde_inwoners").certainty.value,
        "stempel": {
            "herkomst": stamp.origin,
            "gegevens": stamp.data_version,
            "versie": stamp.code,
            "instellingen": stamp.settings,
            "toevalsgetal": stamp.seed,
        },
    }


def _told(one: Figure) -> dict[str, Any]:
    return {
        "maat": one.measure.code,
        "titel": one.measure.title,
        "waarde": None if math.isnan(one.value) or math.isinf(one.value) else round(one.value, 6),
        "eenheid": one.measure.unit,
        "aard": one.certainty,
        "bron": one.source,
    }


def _told_overlap(other: Overlap) -> dict[str, Any]:
    return {
        "soort": other.kind.value,
        "code": other.code,
        "naam": other.name,
        "gedeelde_inwoners": round(other.residents, 6),
        "aandeel_gebied": round(other.share, 6),
        "aandeel_ander": round(other.share_of_other, 6),
        "rest": other.sliver,
    }
