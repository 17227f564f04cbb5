"""``dekkend waar``: the best places for new sites in an area."""

from __future__ import annotations

import math
from pathlib import Path
from typing import Annotated

import typer
from rich.table import Table

from cli.assumptions import (
    Counted,
    Growth,
    Rates,
    Told,
    Year,
    assumptions_of,
    saved_assumptions,
)
from cli.options import (
    err,
    out,
    progress,
    require_ending,
)
from cli.scenario_options import Judged, with_norms
from cli.where_files import as_csv, as_json, norms_of, sources_of
from data.files import write_atomic
from scenarios.demand import kind_of
from scenarios.norms import ACCEPTABLE, NEAR
from scenarios.notation import number
from scenarios.site_story import people
from scenarios.study import Study
from scenarios.where import where
from scenarios.where_answer import Answer, Standing, Step
from scenarios.where_question import Goal, Question, Weight, area_of

_KIND = typer.Argument(help="Soort voorziening (bo, sbo, so, vso, pro, vo).", show_default=False)
_AREA = typer.Option(
    "--gebied",
    help="Waar geopend kan worden: naam of code van een jeugdregio of swv (JZ24, PO2605), of 'nederland'.",
    show_default=False,
)
_SCENARIO = typer.Option(
    "--scenario",
    help="Indeling of scenario (JSON) waarin gezocht wordt. [standaard: de lagen van de regeling]",
    show_default=False,
)
_GOAL = typer.Option("--doel", help="De kortste gemiddelde afstand, of de meeste leerlingen binnen de norm.")
_ALONG = typer.Option("--maatstaf", help="thuisnabij of acceptabel (werknormen).")
_WEIGHT = typer.Option("--gewicht", help="Wie tellen: inwoners van de leeftijd, of verwachte leerlingen.")
_OWN = typer.Option("--eigen", help="Alleen voorzieningen in het eigen swv tellen; anders alle.")
_NEIGHBOURS = typer.Option("--met-buren", help="Tel ook wat leerlingen buiten het gebied winnen.")
_TIME = typer.Option(
    "--rekentijd", help="Seconden per aantal om te bewijzen dat het niet beter kan; 0: alleen de heuristiek."
)

#: Gemeenten on screen; --json gives all.
_SHOWN = 10
_METRES = 1000.0
_SOMEWHERE = (
    "Een plek is ergens in het PC4: gerekend is vanaf en naar het punt van het postcodegebied. "
    "Of er een gebouw, een bestuur of personeel is, weet dekkend niet; capaciteit telt hier niet mee."
)


@with_norms
def waar(
    soort: Annotated[str, _KIND],
    gebied: Annotated[str, _AREA],
    scenario: Annotated[str, _SCENARIO] = "",
    aantal: Annotated[int, typer.Option("--aantal", help="Aantal nieuwe vestigingen, ten hoogste.")] = 3,
    doel: Annotated[Goal, _GOAL] = Goal.DISTANCE,
    maatstaf: Annotated[
        str, typer.Option("--maatstaf", help="thuisnabij of acceptabel (werknormen).")
    ] = ACCEPTABLE,
    gewicht: Annotated[Weight, _WEIGHT] = Weight.RESIDENTS,
    eigen: Annotated[bool, _OWN] = False,
    met_buren: Annotated[bool, _NEIGHBOURS] = False,
    rekentijd: Annotated[float, _TIME] = 20.0,
    groei: Growth = None,
    jaar: Year = None,
    deelname: Rates = None,
    geteld_per: Counted = None,
    uit: Annotated[
        Path | None, typer.Option("--uit", help="Schrijf de plekken per aantal als CSV.", show_default=False)
    ] = None,
    *,
    ground: Judged,
) -> None:
    """Zoek de beste plekken voor nieuwe vestigingen van een soort; bestaande blijven."""
    require_ending(uit)
    study = ground.study([scenario], [uit])
    kind_of(study.country, soort)
    told = Told(groei, jaar, deelname, geteld_per)
    assumptions = assumptions_of(saved_assumptions(scenario), told)
    under = ground.arrangement(study, scenario)
    area = area_of(study, under, gebied)
    if area.also:
        note = f"Let op: '{gebied}' is hier {area.label}; ook: {'; '.join(area.also)}"
        err.print(note, soft_wrap=True)
    question = Question(
        kind=soort,
        area=area,
        most=aantal,
        goal=doel,
        norm=maatstaf,
        weight=gewicht,
        own_only=eigen,
        neighbours=met_buren,
        assumptions=assumptions,
        time_limit_s=rekentijd,
    )
    with progress("plekken zoeken") as tell:
        found = where(study, under, question, lambda done, total: tell(done, total, ""))
    if uit is not None:
        write_atomic(uit, as_csv(study, under, found))
        err.print(f"Tabel geschreven naar {uit}", soft_wrap=True)
    if ground.as_json:
        out.print_json(as_json(study, under, found))
    elif uit is None:
        _show(study, under, found)


def _show(study: Study, under: str, found: Answer) -> None:
    question = found.question
    title = study.titles[under]
    out.print(f"Waar openen: {found.kind.code} in {question.area.label} · indeling: {title}", soft_wrap=True)
    out.print(
        f"Geteld: {_count(found, found.counted)} {found.counted_label}"
        f"{'' if question.neighbours else ' in het gebied'}; {found.candidates} plekken bekeken.",
        soft_wrap=True,
    )
    if found.last.openings:
        out.print(_places(found, found.last))
    else:
        out.print("Geen plek helpt iemand: nergens in het gebied is een nieuwe vestiging dichterbij.")
    out.print(_curve(found))
    if found.last.relief:
        out.print(_for_whom(found))
    out.print()
    for line in _account(study, under, found):
        out.print(line, soft_wrap=True)


def _count(found: Answer, count: float) -> str:
    """Write a number of people with the digits that it bears."""
    if math.isnan(count):
        return "–"
    return people(count) if found.question.weight is Weight.RESIDENTS else number(round(count))


def _km(metres: float, decimals: int = 1) -> str:
    return number(metres / _METRES, decimals)


def _table(title: str, columns: list[str], *, words: int) -> Table:
    """Make a table of which the first columns are words and the others figures."""
    table = Table(title=title, title_justify="left")
    for position, column in enumerate(columns):
        table.add_column(column, justify="left" if position < words else "right", overflow="fold")
    return table


def _places(found: Answer, step: Step) -> Table:
    who = found.question.weight.value
    columns = [
        "PC4",
        "gemeente",
        f"dichtstbij voor ({who}, geschat)",
        "hun afstand nu (gem., km)",
        "straks (km)",
        f"erbij binnen {found.question.norm} ({who})",
        "gemiddelde korter (km)",
    ]
    count = len(step.openings)
    table = _table(f"Beste {'plek' if count == 1 else f'{count} plekken'}", columns, words=2)
    for one in step.openings:
        table.add_row(
            one.pc4,
            one.gemeente,
            _count(found, one.served),
            _km(one.served_before_m),
            _km(one.served_after_m),
            _count(found, one.newly_within),
            _km(one.saved_m, 2),
        )
    return table


def _curve(found: Answer) -> Table:
    columns = [
        "aantal",
        "plekken (PC4)",
        "gemiddelde afstand (km)",
        "korter (km)",
        f"binnen {NEAR} (%)",
        f"binnen {ACCEPTABLE} (%)",
        f"{_nothing(found.question)} ({found.question.weight.value})",
        "bewijs",
    ]
    table = _table("Winst per aantal", columns, words=2)
    table.columns[-1].justify = "left"
    _curve_row(found, table, ("0", "zoals het nu is", ""), found.before)
    for step in found.steps:
        places = ", ".join(one.pc4 for one in step.openings) or "geen"
        _curve_row(found, table, (str(step.asked), places, _proof(found, step)), step.after)
    return table


def _curve_row(found: Answer, table: Table, words: tuple[str, str, str], standing: Standing) -> None:
    shares = [100 * part / found.counted for part in (standing.within_near, standing.within_acceptable)]
    table.add_row(
        *words[:2],
        _km(standing.mean_m, 2),
        _km(found.before.mean_m - standing.mean_m, 2),
        *(number(share, 1) for share in shares),
        _count(found, standing.unreached),
        words[2],
    )


def _proof(found: Answer, step: Step) -> str:
    if step.is_proven:
        return "beter kan niet"
    if math.isinf(step.gap):
        return "niet bewezen"
    if found.question.goal is Goal.COVERAGE:
        return f"ten hoogste {_count(found, step.gap)} meer"
    return f"ten hoogste {_km(step.gap, 3)} km korter"


def _for_whom(found: Answer) -> Table:
    who, step = found.question.weight.value, found.last
    columns = [
        "gemeente",
        f"krijgt het dichterbij ({who})",
        "hun afstand nu (km)",
        "straks (km)",
        f"erbij binnen {found.question.norm}",
        f"was {_nothing(found.question)}",
    ]
    more = len(step.relief) - _SHOWN
    title = "Voor wie" + (f" (de {_SHOWN} gemeenten met de meeste winst; nog {more})" if more > 0 else "")
    table = _table(title, columns, words=1)
    for one in step.relief[:_SHOWN]:
        table.add_row(
            one.gemeente,
            _count(found, one.pupils),
            _km(one.before_m),
            _km(one.after_m),
            _count(found, one.newly_within),
            _count(found, one.newly_reached),
        )
    return table


def _account(study: Study, under: str, found: Answer) -> list[str]:
    question, country, stamp = found.question, study.country_of(under), study.stamp(under)
    model = country.model
    goals = {
        Goal.DISTANCE: "de kortste gemiddelde afstand (p-mediaan)",
        Goal.COVERAGE: f"de meeste {question.weight.value} binnen de norm (maximale dekking); bij gelijke "
        "dekking de kortste gemiddelde afstand",
    }
    lines = [
        f"{under}: {stamp.origin}",
        f"Doel: {goals[question.goal]}. Bestaande vestigingen blijven, dus niemands afstand wordt langer.",
        _sites_that_count(question),
        _SOMEWHERE,
    ]
    if question.goal is Goal.COVERAGE and not _covers_more(found):
        lines.append("Geen plek brengt iemand meer binnen de norm; de plekken zijn gekozen op afstand.")
    if found.before.unreached > 0:
        step = found.last
        lines.append(
            f"Wie nu {_nothing(question)} is gaat voor: {_count(found, step.newly_reached)} "
            f"{question.weight.value} krijgen er een, op gemiddeld {_km(step.newly_reached_m)} km; zij staan "
            "in geen ander gemiddelde."
        )
    if not found.is_nested:
        lines.append(
            "De beste plekken voor een groter aantal bevatten niet steeds die voor een kleiner aantal: "
            "wie één voor één opent, komt op andere plekken uit."
        )
    if _within_error(study, found):
        share = number(100 * model.error_share)
        lines.append(
            f"Het gemiddelde van allen verandert minder dan de fout van het afstandsmodel ({share}%): geen "
            "aantoonbaar verschil in het gemiddelde. De tabellen zeggen voor wie het wel verschil maakt."
        )
    return [
        *lines,
        f"Normen: {'; '.join(norm.told for norm in norms_of(study, found)) or 'geen voor deze soort'}.",
        f"Bronnen: {sources_of(study, under, found)}.",
        f"Afstanden zijn {model.certainty}: {stamp.settings}.",
        f"Gegevensset {stamp.data_version[:12]}, dekkend {stamp.code}.",
    ]


def _nothing(question: Question) -> str:
    """Who reaches no site that counts."""
    return "zonder bereikbare eigen voorziening" if question.own_only else "zonder bereikbare voorziening"


def _sites_that_count(question: Question) -> str:
    if question.own_only:
        return (
            "Alleen vestigingen in het eigen swv tellen, bestaande en nieuwe (--eigen): dat is niemands "
            "werkelijke reis. Dichtstbijzijnd is niet per se passend of beschikbaar."
        )
    return (
        "Alle bestaande vestigingen tellen, ook die van buren: openen naast een vestiging van de buren helpt "
        "niemand. Met --eigen tellen alleen die van het eigen swv. Dichtstbijzijnd is niet per se passend of "
        "beschikbaar."
    )


def _covers_more(found: Answer) -> bool:
    norm = found.question.norm
    return found.last.after.within(norm) > found.before.within(norm)


def _within_error(study: Study, found: Answer) -> bool:
    before, after = found.before.mean_m, found.last.after.mean_m
    return 0 < before - after <= study.country.model.error_share * before
