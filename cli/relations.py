"""``dekkend relaties``: who meets whom before and after, in counts, lists and a picture."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated, Any, Final

import pandas as pd
import typer
from rich.table import Table

from cli.options import err, out, require_ending
from cli.plain import records
from cli.scenario_options import Asked, with_scenario
from data.dutch_csv import csv_bytes
from data.files import write_atomic
from geo.errors import InputError
from scenarios.compare import Level
from scenarios.consequences.consultation import Counts
from scenarios.consequences.consultation_file import (
    ACCOUNT,
    MEASURES,
    SHARED,
    account,
    count_rows,
    partner_rows,
    relation_rows,
    tally_columns,
)
from scenarios.consequences.relations import PlaceKind
from scenarios.consequences.talks import Area, AreaLevel, Talks, talks
from ui.consequences import talks_tables as told
from ui.consequences.network_drawing import Named, network_drawing
from ui.sheet.drawing import svg

#: Levels of the counts per area.
_LEVELS: Final = {
    Level.JEUGDREGIO: (AreaLevel.JEUGDREGIO,),
    Level.GEMEENTE: (AreaLevel.GEMEENTE,),
    Level.SWV: (AreaLevel.SWV_BEFORE, AreaLevel.SWV_AFTER),
    Level.LAND: (),
}


@with_scenario
def relaties(
    asked: Asked,
    gemeente: Annotated[
        str, typer.Option("--gemeente", help="Lijst van één gemeente: naam of code.", show_default=False)
    ] = "",
    swv: Annotated[
        str, typer.Option("--swv", help="Lijst van één swv: code of naam.", show_default=False)
    ] = "",
    regio: Annotated[
        str, typer.Option("--regio", help="Lijst van één jeugdregio: naam of code.", show_default=False)
    ] = "",
    niveau: Annotated[Level, typer.Option("--niveau", help="Aantallen ook per gebied.")] = Level.LAND,
    plaatje: Annotated[
        Path | None,
        typer.Option("--plaatje", help="Schrijf de tekening van de jeugdregio als SVG.", show_default=False),
    ] = None,
    uit: Annotated[
        Path | None, typer.Option("--uit", help="Schrijf de relaties als CSV.", show_default=False)
    ] = None,
    uit_partners: Annotated[
        Path | None,
        typer.Option("--uit-partners", help="Schrijf de partners als CSV.", show_default=False),
    ] = None,
) -> None:
    """Toon wie met wie overlegt, voor en na: swv's met gemeenten en met jeugdregio's, en de partners."""
    _refuse(plaatje, [gemeente, swv, regio])
    require_ending(uit, uit_partners)
    opened = asked.open([uit, plaatje, uit_partners])
    found = talks(*opened)
    areas = _areas(found, gemeente, swv, regio)
    _write(found, areas, uit, uit_partners)
    if plaatje is not None:
        _draw(found, areas[0], plaatje)
    if asked.as_json:
        out.print_json(json.dumps(_as_json(found, areas, niveau), ensure_ascii=False))
    elif uit is None and uit_partners is None and plaatje is None:
        _show(found, areas, niveau)


def _refuse(picture: Path | None, texts: list[str]) -> None:
    """Refuse more than one area, and a picture that is not of one or is no SVG."""
    given = [text for text in texts if text]
    if len(given) > 1:
        fault = f"gevonden {len(given)} gebieden; kies er één, of laat alle weg voor heel Nederland"
        raise InputError("--gemeente, --swv, --regio", [fault])
    if picture is None:
        return
    faults = []
    if not given:
        faults.append(
            "een tekening gaat over één jeugdregio; geef er een met --regio (of --gemeente of --swv)"
        )
    if picture.suffix.casefold() != ".svg":
        faults.append(f"gevonden '{picture.suffix}', verwacht een bestandsnaam die op .svg eindigt")
    if faults:
        raise InputError(f"--plaatje {picture}", faults)


def _areas(found: Talks, gemeente: str, swv: str, regio: str) -> tuple[Area, ...]:
    if gemeente:
        return found.find(gemeente, AreaLevel.GEMEENTE)
    if regio:
        return found.find(regio, AreaLevel.JEUGDREGIO)
    return found.find(swv, AreaLevel.SWV_BEFORE, AreaLevel.SWV_AFTER) if swv else ()


def _relations(found: Talks, areas: tuple[Area, ...]) -> pd.DataFrame:
    """List relations of the areas, of the country without any; each once."""
    frames = [
        relation_rows(found.study, found.name, found.base, one, found.listed(area, one) if area else None)
        for one in found.both
        for area in (areas or (None,))
    ]
    return pd.concat([frame for frame in frames if len(frame)]).drop_duplicates(ignore_index=True)


def _partners(found: Talks, areas: tuple[Area, ...]) -> pd.DataFrame:
    codes = {code for area in areas for code in found.gemeenten(area)}
    chosen = [one for code, one in found.partners.items() if code in codes or not areas]
    return partner_rows(found.study, found.name, found.base, chosen)


def _write(found: Talks, areas: tuple[Area, ...], uit: Path | None, uit_partners: Path | None) -> None:
    for path, what, make in ((uit, "Relaties", _relations), (uit_partners, "Partners", _partners)):
        if path is not None:
            write_atomic(path, csv_bytes(make(found, areas), 3))
            err.print(f"{what} geschreven naar {path}", soft_wrap=True)


def _draw(found: Talks, area: Area, path: Path) -> None:
    region = found.region(area)
    if not region:
        raise InputError(
            f"--plaatje {path}", [f"{area.name} ligt in geen jeugdregio; er is niets te tekenen"]
        )
    country = found.study.country
    titles = [found.study.arrangement(name).title for name in (found.base, found.name)]
    named = Named(country.region_names.get(region, region), country.gemeente_names, *titles)
    write_atomic(path, svg(network_drawing(found.picture(region), named)).encode("utf-8"))
    err.print(f"Tekening van jeugdregio {named.region} geschreven naar {path}", soft_wrap=True)


def _show(found: Talks, areas: tuple[Area, ...], level: Level) -> None:
    titles = [found.study.arrangement(name).title for name in (found.name, found.base)]
    out.print(f"Overlegrelaties: {titles[0]} tegenover {titles[1]}", soft_wrap=True)
    out.print(_table("Nederland", told.counts_frame(told.of_country(found.both), "paren")))
    for one in () if areas else found.both:
        _sums(f"De optelling, met {told.WITH[one.place_kind]}", one.counts, one.unsplit)
        if slivers := told.slivers_told(one.counts.whole, found.study.norms):
            out.print(f"  {slivers}", soft_wrap=True)
    for chosen in _LEVELS[level]:
        _show_level(found, chosen)
    for area in areas:
        _show_area(found, area)
    out.print()
    for line in _account(found):
        out.print(line, soft_wrap=True)


def _sums(title: str, counts: Counts, unsplit: str = "", most: int | None = None) -> None:
    out.print(f"\n{title}:", soft_wrap=True)
    for line in told.arithmetic(counts, unsplit)[:most]:
        out.print(f"  - {line}", soft_wrap=True)


def _show_level(found: Talks, level: AreaLevel) -> None:
    for one in found.both:
        if level is AreaLevel.GEMEENTE and one.place_kind is PlaceKind.JEUGDREGIO:
            continue
        counted = {area.name: counts for area, counts in found.all_counts(level, one).items()}
        title = f"Per {level.value}: relaties van swv's met {told.WITH[one.place_kind]}"
        out.print(_table(title, told.counts_frame(counted, level.value)))
    if level is AreaLevel.SWV_AFTER:
        out.print(told.FOLLOWS, soft_wrap=True)


def _show_area(found: Talks, area: Area) -> None:
    """List relations and partners of one area."""
    for one in found.both:
        listed = found.listed(area, one)
        if not listed:
            continue
        most = 1 if area.level is AreaLevel.SWV_BEFORE else None
        title = f"{area.name} ({area.level.value}): relaties van swv's met {told.WITH[one.place_kind]}"
        _sums(title, found.counts(area, one), "" if area.body else one.unsplit, most)
        out.print(_table("", told.meeting_frame(found.study, one, listed)))
    if area.level is AreaLevel.SWV_AFTER:
        out.print(told.FOLLOWS, soft_wrap=True)
    changes = [found.partners[code] for code in found.gemeenten(area) if code in found.partners]
    if area.level is not AreaLevel.GEMEENTE:
        out.print(_table("Partners: wie wint en verliest wie", told.partner_summary(found.study, changes)))
        return
    for change in changes:
        for line in told.partner_arithmetic(change):
            out.print(f"  - {line}", soft_wrap=True)
        if change.pairs:
            out.print(_table("Partners", told.partner_frame(found.study, change)))


def _table(title: str, frame: pd.DataFrame) -> Table:
    """Make a table of a frame of text; columns without a single text are left out."""
    table = Table(title=title or None, title_justify="left")
    names = [str(name) for name in frame.columns if (frame[name] != "").any()]
    for name in names:
        table.add_column(name, overflow="fold", justify="left" if name in told.WORDS else "right")
    for row in frame.to_dict("records"):
        table.add_row(*(str(row[name]) for name in names))
    return table


def _account(found: Talks) -> list[str]:
    study = found.study
    stamp = study.stamp(found.name)
    described = _sources(found)
    split = [told.STEPS] if found.with_gemeenten.merging is not None else []
    return [
        told.NO_MEETINGS,
        told.FATES,
        *split,
        told.PARTNERS,
        f"{found.name}: {stamp.origin}",
        "Geen van de indelingen is vastgesteld beleid.",
        f"Bronnen: {described['bron']}; {described['aard']}.",
        f"Gegevensset {stamp.data_version[:12]}, dekkend {stamp.code}.",
    ]


def _sources(found: Talks) -> dict[str, str]:
    """Say what both sorts of relation and their residents rest on, each source once."""
    told_of = [account(found.study, found.name, found.base, code) for code in (*MEASURES.values(), SHARED)]
    parts = dict.fromkeys(part for one in told_of for part in one["bron"].split("; "))
    return {**told_of[0], "bron": "; ".join(parts)}


def _as_json(found: Talks, areas: tuple[Area, ...], level: Level) -> dict[str, Any]:
    """Everything that was asked for, plain."""
    study = found.study
    stamp = study.stamp(found.name)
    told_all: dict[str, Any] = {
        "scenario": found.name,
        "basis": found.base,
        "let_op": told.NO_MEETINGS,
        **_sources(found),
        "versie": stamp.code,
        "instellingen": stamp.settings,
        "aantallen": {one.place_kind.value: _counts_json(one.counts) for one in found.both},
    }
    if _LEVELS[level]:
        told_all["per_gebied"] = _levels_json(found, level)
    if areas:
        told_all["gebied"] = [{"soort": a.level.value, "code": a.code, "naam": a.name} for a in areas]
        relations, partners = _relations(found, areas), _partners(found, areas)
        told_all["relaties"] = records(relations.drop(columns=[*ACCOUNT]))
        told_all["partners"] = records(partners.drop(columns=[*ACCOUNT]))
    return told_all


def _levels_json(found: Talks, level: Level) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = []
    for chosen in _LEVELS[level]:
        for one in found.both:
            if chosen is AreaLevel.GEMEENTE and one.place_kind is PlaceKind.JEUGDREGIO:
                continue
            counted = {
                (chosen.value, area.code, area.name): counts
                for area, counts in found.all_counts(chosen, one).items()
            }
            frame = count_rows(found.study, found.name, found.base, one, counted)
            rows += records(frame.drop(columns=[*ACCOUNT]))
    return rows


def _counts_json(one: Counts) -> dict[str, Any]:
    steps = {"samenvoegen": one.merging, "nieuwe_grenzen": one.borders}
    return {
        **tally_columns(one.whole),
        "effect_samenvoegen": None if one.effects is None else one.effects[0],
        "effect_nieuwe_grenzen": None if one.effects is None else one.effects[1],
        "stappen": {what: tally_columns(step) for what, step in steps.items() if step is not None},
    }
