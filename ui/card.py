"""The card of an area as HTML: who lives there, what stands there, how far it is, what overlaps what."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from html import escape
from typing import Final

import numpy as np

from geo.distance import DistanceModel
from scenarios.country import Kind
from scenarios.evaluate import time_values, travel_of, travel_time_of, travel_values
from scenarios.measures import measure
from scenarios.notation import figure, number
from scenarios.profile import AreaKind, Figure, KindCard, Overlap, Profile
from scenarios.study import Study
from ui import markup, truths, words

#: Overlaps that are listed at once; the others stand below them, folded.
_FIRST: Final = 6
#: Areas that are named before a list is unfolded.
_NAMED: Final = 2
_WITH: Final[Mapping[AreaKind, str]] = {
    AreaKind.GEMEENTE: "gemeenten",
    AreaKind.JEUGDREGIO: "jeugdregio's",
    AreaKind.SWV_PO: "swv's po",
    AreaKind.SWV_VO: "swv's vo",
    AreaKind.SWV: "swv's van het scenario",
    AreaKind.SCENARIO_PO: "swv's po van het scenario",
    AreaKind.SCENARIO_VO: "swv's vo van het scenario",
}
#: Areas that swv's lie in, instead of the other way round.
_MADE_OF_SWVS: Final = (AreaKind.GEMEENTE, AreaKind.JEUGDREGIO)
_HEADS: Final = (
    ("soort", "Soort voorziening"),
    ("vestigingen", "Vestigingen in dit gebied (gemeten)"),
    ("leerlingen", "Leerlingen op die vestigingen (gemeten)"),
    ("eigen km", "Gemiddelde afstand als alleen voorzieningen van het eigen swv tellen"),
    ("dichtstbij km", "Gemiddelde afstand tot de dichtstbijzijnde, grenzen genegeerd"),
    ("zonder eigen", "Inwoners van de leeftijd zonder voorziening in het eigen swv (geschat)"),
)
#: What the heads mean, for who cannot point at them.
_COLUMNS: Final = (
    "Eigen km: gemiddelde afstand als alleen voorzieningen van het eigen swv tellen, zonder eigen de "
    "dichtstbijzijnde. Dichtstbij km: gemiddeld tot de dichtstbijzijnde, grenzen genegeerd. Zonder eigen: "
    "inwoners van de leeftijd in een swv zonder eigen voorziening (geschat). Vestigingen en leerlingen zijn "
    "gemeten."
)
#: What stands under kilometres, where the distance model knows times.
_MINUTES: Final = (
    "Onder de kilometers: de gemiddelde reistijd van de snelste weg, die naar een andere vestiging kan "
    "leiden dan de kortste."
)
_TERMS: Final = (
    "samenwerkingsverband",
    "jeugdregio",
    "scenario",
    "eigen afstand",
    "zonder eigen voorziening",
    "vestiging",
)
#: Heads of figures that differ from one indeling to another.
_UNDER_AN_INDELING: Final = ("eigen km", "zonder eigen")


def card(
    shown: Profile,
    model: DistanceModel,
    scenario: str,
    before: Profile | None = None,
    base: str = "",
    *,
    grouped: bool = False,
) -> str:
    """Write the card of an area.

    Parameters
    ----------
    shown
        What is told of it.
    model
        That its distances were taken with.
    scenario
        Title of the arrangement that own distances are taken under.
    before, base
        The same area under the base, to stand beside it, and the base's title.
    grouped
        Whether sites stand together at the point of their PC4.
    """
    residents = _residents({age: one.text for age, one in shown.residents.items()})
    lines = [f"inwoners: {residents} ({shown.residents['po'].certainty})", *_relations(shown, before)]
    if math.isnan(shown.boards.value):
        lines.append("schoolbesturen: niet te bepalen in deze gegevensset")
    else:
        lines.append(
            f"{shown.boards.text} schoolbesturen met vestigingen po of (v)so ({shown.boards.certainty})"
        )
    told = "".join(f"<li>{escape(line)}</li>" for line in lines)
    return (
        f'<div class="dk-area"><h2>{escape(shown.name)}<span>{escape(str(shown.kind))}</span></h2>'
        f"{_overlaps(shown)}<ul>{told}</ul>{_table(shown, before)}{markup.small(_under(scenario, base))}"
        f"{markup.glossary(_TERMS)}{_footnotes(shown.kinds, model)}{markup.small(truths.OWN.short)}"
        f"{markup.small(words.GROUPED) if grouped else ''}{_sources(shown)}</div>"
    )


def country_card(study: Study, scenario: str, title: str) -> str:
    """Write what stands beside the map before an area is chosen: the whole country.

    Parameters
    ----------
    scenario, title
        Arrangement that own distances are taken under, and its title.
    """
    country, base = study.country, study.base_id
    supply = country.supply.groupby("kind")["aantal"].sum()
    both = (base,) if scenario == base else (base, scenario)
    rows = []
    for kind in country.kinds:
        figures = [_travelled(study, name, kind) for name in both]
        cells = [
            number(float(supply.get(kind.code, 0))),
            *(_far(one, "afstand_gemiddeld", "reistijd_gemiddeld") for one in figures),
            _far(figures[0], "vrij_gemiddeld", "vrije_reistijd_gemiddeld"),
            *(figure(measure("zonder_eigen"), one["zonder_eigen"]) for one in figures),
        ]
        rows.append(_cells(f'<th scope="row">{escape(kind.code)}</th>', cells))
    heads = _heads((_HEADS[0], _HEADS[1], *_HEADS[3:]), both=scenario != base)
    today = study.arrangement(base).title if scenario != base else ""
    names = "; ".join(f"{kind.code} = {kind.name}" for kind in country.kinds)
    one = measure("leerlingen")
    residents = _residents({age: figure(one, float(country.pupils(age).sum())) for age in ("po", "vo")})
    labels = country.labels
    lines = [labels["inwoners"], *country.supply_sources.values(), words.distances_told(country.model)]
    below = markup.glossary(_TERMS) + markup.small(f"{names}.") + _columns(country.model)
    return (
        '<div class="dk-area"><h2>Nederland<span>klik op de kaart of zoek, dan staan hier de cijfers van dat '
        f"gebied</span></h2><ul><li>inwoners: {residents} (geschat)</li></ul>"
        f"{_table_of(heads, rows)}{below}"
        f"{markup.small(_under(title, today))}{markup.small(truths.OWN.short)}"
        f"{markup.small(words.GROUPED) if country.dataset.manifest.grouped else ''}"
        f"{markup.sources('Bronnen', lines)}</div>"
    )


def _travelled(study: Study, name: str, kind: Kind) -> Mapping[str, float]:
    found = study.distances(name)
    return travel_values(travel_of(study.country, found, kind, study.norms)) | time_values(
        travel_time_of(study.country, found, kind, study.norms)
    )


def _far(values: Mapping[str, float], metres: str, seconds: str) -> str:
    """Write kilometres, and on a second line minutes where they are known."""
    minutes = values[seconds]
    below = "" if math.isnan(minutes) else f"\n{figure(measure(seconds), minutes)} min"
    return figure(measure(metres), values[metres]) + below


def _columns(model: DistanceModel) -> str:
    """Explain the columns, and what the distances in them are."""
    told = f"{_COLUMNS} {_MINUTES}" if model.has_times else _COLUMNS
    return markup.small(words.what_they_are(model)) + markup.small(told)


def _residents(told: Mapping[str, str]) -> str:
    return f"{told['po']} van 4-11 en {told['vo']} van 12-17 jaar"


def _relations(shown: Profile, before: Profile | None) -> Iterable[str]:
    verb = "ligt in" if shown.kind in _MADE_OF_SWVS else "werkt in"
    told = [_counted(kind, found) for kind, found in shown.relations.items()]
    if before is None:
        return [f"{verb} {' en '.join(told)}"] if told else []
    now = [_counted(kind, found) for kind, found in before.relations.items()]
    return [f"{verb} {' en '.join(now)} nu, en {' en '.join(told)}"]


def _counted(kind: AreaKind, found: Figure) -> str:
    return f"{found.text} {_WITH[kind] if found.value != 1 else kind}"


def _under(scenario: str, base: str) -> str:
    """Say which indelingen the own distances are of."""
    return f"Eigen swv: nu {base}, scenario {scenario}." if base else f"Eigen swv: {scenario}."


def _table(shown: Profile, before: Profile | None) -> str:
    heads = _heads(_HEADS, both=before is not None)
    olds = before.kinds if before is not None else shown.kinds
    pairs = zip(olds, shown.kinds, strict=True)
    rows = [_row((old, one) if before is not None else (one,), shown.residents) for old, one in pairs]
    return _table_of(heads, rows)


def _heads(heads: Sequence[tuple[str, str]], *, both: bool) -> list[tuple[str, str]]:
    """Double the heads of figures that differ from one indeling to another: now, and in the scenario."""
    made = []
    for name, told in heads:
        if both and name in _UNDER_AN_INDELING:
            made += [(f"{name} nu", f"{told}, in de basis"), (f"{name} scenario", f"{told}, in het scenario")]
        else:
            made.append((name, told))
    return made


def _table_of(heads: Sequence[tuple[str, str]], rows: Sequence[str]) -> str:
    header = "".join(
        f'<th scope="col" class="{"" if position == 0 else "num"}" title="{escape(told)}">{escape(name)}</th>'
        for position, (name, told) in enumerate(heads)
    )
    body = "".join(rows)
    return (
        f'{markup.SCROLL}<table class="dk-table tight"><thead><tr>{header}</tr></thead>'
        f"<tbody>{body}</tbody></table></div>"
    )


def _row(over: Sequence[KindCard], residents: Mapping[str, Figure]) -> str:
    """Write one kind: the last of the cards is what is shown, one before it the same area under the base."""
    one = over[-1]
    everyone = residents[one.kind.age].value
    cells = [
        one.figures["vestigingen"].text,
        _pupils(one),
        *(_own(each, everyone) for each in over),
        _far(_values(one), "vrij_gemiddeld", "vrije_reistijd_gemiddeld"),
        *(each.figures["zonder_eigen"].text for each in over),
    ]
    return _cells(f'<th scope="row" title="{escape(one.kind.name)}">{escape(one.kind.code)}</th>', cells)


def _cells(head: str, cells: Iterable[str]) -> str:
    told = "".join(f'<td class="num">{_cell(cell)}</td>' for cell in cells)
    return f"<tr>{head}{told}</tr>"


def _cell(text: str) -> str:
    """Write a figure, and smaller under it what stands on a second line."""
    first, _, second = text.partition("\n")
    return escape(first) + (f'<span class="dim">{escape(second)}</span>' if second else "")


def _values(one: KindCard) -> Mapping[str, float]:
    return {code: found.value for code, found in one.figures.items()}


def _pupils(one: KindCard) -> str:
    """Write the pupils at a kind's sites, marked where they are counted with others or not all known."""
    alone, shared = one.figures["leerlingen_soort"], one.figures["leerlingen_gedeeld"]
    text = alone.text
    if shared.value > 0:
        text = f"{figure(shared.measure, float(np.nansum([alone.value, shared.value])))}*"
    return text + ("°" if one.figures["vestigingen_onbekend"].value > 0 else "")


def _own(one: KindCard, everyone: float) -> str:
    """Write the own distance; where nobody has an own facility there is none."""
    alone = everyone > 0 and one.figures["zonder_eigen"].value >= everyone * (1 - 1e-9)
    return "geen" if alone else _far(_values(one), "afstand_gemiddeld", "reistijd_gemiddeld")


def _footnotes(kinds: Sequence[KindCard], model: DistanceModel) -> str:
    notes = []
    if any(one.figures["leerlingen_gedeeld"].value > 0 for one in kinds):
        notes.append("* deels samen met een andere soort geteld (so met vso, pro met vo)")
    if any(one.figures["vestigingen_onbekend"].value > 0 for one in kinds):
        notes.append("° van een of meer vestigingen is het leerlingtal onbekend")
    names = "; ".join(f"{one.kind.code} = {one.kind.name}" for one in kinds)
    return markup.small("; ".join([*notes, names]) + ".") + _columns(model)


def _overlaps(shown: Profile) -> str:
    return "".join(
        f'<details class="dk-fold"><summary>{escape(_head(kind, found))}</summary>{_list(found)}</details>'
        for kind, found in shown.overlaps.items()
        if found
    )


def _head(kind: AreaKind, found: Sequence[Overlap]) -> str:
    if len(found) == 1:
        return f"{kind}: {found[0].name}"
    named = ", ".join(one.name for one in found[:_NAMED])
    return f"{len(found)} {_WITH[kind]}: {named}" + (", …" if len(found) > _NAMED else "")


def _list(found: Sequence[Overlap]) -> str:
    shown = "".join(_overlap(one) for one in found[:_FIRST])
    rest = "".join(_overlap(one) for one in found[_FIRST:])
    more = f"<details><summary>nog {len(found) - _FIRST}</summary><ul>{rest}</ul></details>" if rest else ""
    return f"<ul>{shown}</ul>{more}"


def _overlap(one: Overlap) -> str:
    residents = figure(measure("leerlingen"), one.residents)
    sliver = " (waarschijnlijk een grenswijziging)" if one.sliver else ""
    return (
        f"<li>{escape(one.name)}: {residents} inwoners, {number(one.share, 0)}% van dit gebied en "
        f"{number(one.share_of_other, 0)}% van {escape(str(one.kind))} {escape(one.name)}{sliver}</li>"
    )


def _sources(shown: Profile) -> str:
    figures: list[Figure] = [*shown.residents.values(), shown.boards]
    for one in shown.kinds:
        figures += one.figures.values()
    parts = dict.fromkeys(part for one in figures for part in one.source.split("; "))
    return markup.small(f"Bronnen: {'; '.join(parts)}; overlap: {shown.overlap_source}.")
