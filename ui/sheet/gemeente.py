"""The sheet "Wat verandert er voor …": one page that is read in two minutes."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from model.actual import Interval
from scenarios.consequences.gemeente import GemeenteSheet, KindChange
from scenarios.consequences.gemeente_ground import SwvPart
from scenarios.consequences.gemeente_questions import age_of, questions, swv_of
from scenarios.consequences.gemeente_travel import Crossing
from scenarios.consequences.log import Sort
from scenarios.consequences.log_words import listed
from scenarios.measures import measure
from scenarios.notation import UNKNOWN, figure, number
from scenarios.study import code_version
from ui.consequences.traffic_words import pupils
from ui.sheet.blocks import Block, Bullets, Heading, Note, Pair, Paragraph, Picture, Sheet, Table
from ui.sheet.gemeente_distances import distance_blocks
from ui.sheet.gemeente_lead import headline
from ui.sheet.gemeente_names import ROOMS, Room, fewer_postcodes, some
from ui.sheet.gemeente_words import certainty_line, costed, partner_lines, relation_line, transport_lines
from ui.sheet.map import Maps

_NO_POLICY: Final = "rekenvoorbeeld, geen beleid"
_SWV_COLUMNS: Final = ("", "swv", "leeftijd", "deel gemeente", "gemeenten", "inwoners", "jeugdregio's")
#: Jeugdregio's of a swv that are named, those with most residents first.
_REGIONS: Final = 2
#: What must be known of transport and traffic.
_TRAVEL_READ: Final = "Geen telling van wie vervoerd wordt, en niemands werkelijke keuze."
#: What must be known of a data set whose sites stand on the point of their postcode.
_GROUPED: Final = (
    "Vestigingen staan op het punt van hun postcodegebied: per gemeente kan een afstand flink hoger of lager "
    "uitvallen."
)
#: Where the rest stands of what was shortened: partners, postcodes.
_PARTNERS: Final = "Overleg (dekkend relaties)"
_POSTCODES: Final = "Overgang (dekkend overgang)"


def gemeente_blocks(sheet: GemeenteSheet, maps: Maps | None = None) -> Sheet:
    """Lay out what changes for a gemeente.

    Parameters
    ----------
    sheet
        The figures.
    maps
        The gemeente in its surroundings; left out where there are none.
    """
    made: Sheet | None = None
    for room in reversed(ROOMS):
        made = _laid_out(sheet, maps, room, made)
    if made is None:
        raise ValueError("no room at all")
    return made


def _laid_out(sheet: GemeenteSheet, maps: Maps | None, room: Room, shorter: Sheet | None) -> Sheet:
    study = sheet.study
    scenario, base = (study.arrangement(name).title for name in (sheet.name, sheet.base))
    return Sheet(
        f"Wat verandert er voor {sheet.title}?",
        f"Scenario ‘{scenario}’ tegenover ‘{base}’ · {_NO_POLICY}",
        (
            Paragraph(" ".join(headline(sheet)), lead=True),
            *_maps(maps),
            Heading("Onder welk swv"),
            _swvs(sheet),
            *_happens(sheet, room),
            Heading("Met wie om tafel"),
            Bullets((*partner_lines(sheet, room), relation_line(sheet))),
            *_elsewhere(sheet, room),
            Heading("Hoe ver, per soort voorziening"),
            *_sentences(sheet, Sort.SITE, room),
            *distance_blocks(sheet),
            Heading("Leerlingenvervoer en grensverkeer"),
            *_travel(sheet),
            Heading("Open vragen"),
            Bullets(questions(sheet)[: room.questions - 1] + questions(sheet)[room.questions - 1 :][-1:]),
            Heading("Hoe zeker is dit"),
            Note(_certain(sheet)),
        ),
        _footer(sheet),
        shorter,
    )


def _maps(maps: Maps | None) -> list[Block]:
    if maps is None:
        return []
    return [
        Pair(Picture(maps.now, "Nu"), Picture(maps.then, "In dit scenario")),
        Picture(maps.legend, narrow=maps.narrow_legend),
    ]


def _swvs(sheet: GemeenteSheet) -> Table:
    rows = [_swv_row(sheet, "nu", one) for one in sheet.parts(after=False)]
    if not sheet.unchanged:
        rows += [_swv_row(sheet, "scenario", one) for one in sheet.parts(after=True)]
    return Table(_SWV_COLUMNS, rows, numeric=(3, 4, 5))


def _swv_row(sheet: GemeenteSheet, when: str, one: SwvPart) -> tuple[str, ...]:
    names = sheet.study.country.region_names
    return (
        when,
        swv_of(one).removeprefix("swv "),
        age_of(one).removesuffix(" jaar"),
        _share(one),
        number(float(len(one.swv.gemeenten))),
        figure(measure("omvang"), one.swv.residents),
        some([names.get(code, code) for code, _ in one.swv.regions], _REGIONS),
    )


def _share(one: SwvPart) -> str:
    return f"{number(one.share, 0 if one.share >= 1 else 1)}%"


def _happens(sheet: GemeenteSheet, room: Room) -> list[Block]:
    """Say which parts of a gemeente that the scenario divides go where."""
    return _sentences(sheet, Sort.PART, room) if sheet.split(after=True) else []


def _sentences(sheet: GemeenteSheet, sort: Sort, room: Room) -> list[Block]:
    """List the sentences of the log of one sort, as many as there is room for."""
    found = [fewer_postcodes(one.text, room.postcodes) for one in sheet.entries if one.sort is sort]
    more = len(found) - room.sentences
    if more > 0:
        found = [*found[: room.sentences], f"Nog {more} in het logboek (Gevolgen, onderdeel Overgang)."]
    return [Bullets(found)] if found else []


def _elsewhere(sheet: GemeenteSheet, room: Room) -> list[Block]:
    """Say where the rest is found of what is only counted here, or left out."""
    cut = any(" en nog " in line for line in partner_lines(sheet, room))
    parts = any(one.sort is Sort.PART for one in sheet.entries)
    told = [*([_PARTNERS] if cut else []), *([_POSTCODES] if parts else [])]
    return [Note(f"Meer op de pagina Gevolgen: {listed(told)}.")] if told else []


# ---- transport and traffic


def _travel(sheet: GemeenteSheet) -> Iterator[Block]:
    found = sheet.travel.crossings
    busy = [one for one in found if one.becomes_internal.high > 0 or one.becomes_border.high > 0]
    rest = [one for one in found if one not in busy]
    lines = [*transport_lines(sheet), *([_quiet(rest, busy)] if rest else [])]
    if sheet.travel.no_crossings:
        lines.append(f"Grensverkeer van {listed(sheet.travel.no_crossings)}: {UNKNOWN}.")
    yield Bullets(lines)
    if busy:
        yield _crossings(busy)
    yield Note(_TRAVEL_READ)


def _parts(one: Crossing) -> tuple[Interval, ...]:
    return one.before, one.becomes_internal, one.becomes_border, one.after


def _quiet(found: Sequence[Crossing], busy: Sequence[Crossing]) -> str:
    """Tell of the kinds for which nothing changes how many cross a border."""
    counts: dict[str, list[str]] = {}
    for one in found:
        told = pupils(one.after, one.source.certainty)
        counts.setdefault("geen" if told == "0" else told, []).append(one.kind)
    each = "; ".join(f"{count} voor {listed(kinds)}" for count, kinds in counts.items())
    labels = "" if busy else f" ({_labels(found)})"
    return f"Grensverkeer, nu en in dit scenario gelijk{labels}: {each}."


def _labels(found: Sequence[Crossing]) -> str:
    return "; ".join(dict.fromkeys(one.source.label for one in found))


def _crossings(found: Sequence[Crossing]) -> Table:
    rows = [
        (one.kind, *(pupils(part, one.source.certainty) for part in (one.living, *_parts(one))))
        for one in found
    ]
    heads = ("soort", "leerlingen", "over grens, nu", "wordt intern", "wordt grens", "over grens, scenario")
    caption = f"Grensverkeer van wie er woont, leerlingen ({_labels(found)})"
    return Table(heads, rows, caption, (1, 2, 3, 4, 5))


# ---- how certain, and where from


def _certain(sheet: GemeenteSheet) -> str:
    told = [certainty_line(sheet)]
    if sheet.study.country.dataset.manifest.grouped:
        told.append(_GROUPED)
    return " ".join(told)


def _footer(sheet: GemeenteSheet) -> str:
    """Name the sources of all that stands on the sheet, each once, and what it was made with."""
    stamp = sheet.study.stamp(sheet.name)
    parts: dict[str, list[str]] = {}
    for one in sheet.kinds:
        for part in _sources(one):
            parts.setdefault(part, []).append(one.kind.code)
    told = [_with_kinds(part, kinds, len(sheet.kinds)) for part, kinds in parts.items()]
    told += [one.partition(" (")[0] for one in sheet.travel_sources if costed(sheet) or "bedrag" not in one]
    settings = [one for one in stamp.settings.split("; ") if one not in parts]
    made = [f"Gegevensset {stamp.data_version[:12]}, dekkend {code_version()}", *settings]
    return f"Bronnen: {'; '.join(told)}. {'; '.join(made)}."


def _sources(one: KindChange) -> tuple[str, ...]:
    """Name the sources of the figures of a kind, each once."""
    return tuple(dict.fromkeys(part for each in one.figures.values() for part in each.source.split("; ")))


def _with_kinds(part: str, kinds: list[str], of: int) -> str:
    """Say for which kinds a source is where it is not for all."""
    what, colon, told = part.partition(": ")
    if len(kinds) == of:
        return part
    return f"{what} {', '.join(kinds)}{colon}{told}" if colon else f"{part} ({', '.join(kinds)})"
