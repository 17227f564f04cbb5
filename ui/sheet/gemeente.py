"""The sheet "Wat verandert er voor …": one page that is read in two minutes."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from scenarios.consequences.gemeente import GemeenteSheet, KindChange
from scenarios.consequences.gemeente_ground import SwvPart
from scenarios.consequences.gemeente_questions import questions, swv_of
from scenarios.consequences.log import Sort
from scenarios.consequences.log_words import listed
from scenarios.measures import measure
from scenarios.notation import UNKNOWN, capital, figure, number
from scenarios.study import code_version
from ui import truths, words
from ui.consequences.traffic_words import pupils
from ui.sheet.blocks import Block, Bullets, Heading, Note, Pair, Paragraph, Picture, Sheet, Table
from ui.sheet.gemeente_words import (
    READINGS,
    certainty_lines,
    headline,
    leaning_line,
    partner_lines,
    relation_line,
    transport_lines,
)
from ui.sheet.map import Maps

_NO_POLICY: Final = "rekenvoorbeeld, geen beleid"
_SWV_COLUMNS: Final = ("", "swv", "deel gemeente", "gemeenten", "inwoners (geschat)", "jeugdregio's")
#: What must be known of distances.
_OWN_READ: Final = (
    "Km is gemiddeld over de inwoners van de leeftijd. Dichtstbij: grenzen genegeerd, niet per se een "
    "passende of beschikbare plek. Alleen eigen swv: niemands reis; wie geen eigen vestiging heeft telt met "
    "de dichtstbijzijnde. Aangewezen op een buur: de dichtstbijzijnde hoort bij een ander swv, of er is geen "
    "eigen."
)
#: What must be known of transport and traffic.
_TRAVEL_READ: Final = (
    "Geen telling van vervoerde leerlingen: niet iedereen boven de grens wordt vervoerd, en bij een handicap "
    "geldt geen grens. Gemodelleerd grensverkeer is niemands werkelijke keuze."
)


def gemeente_blocks(sheet: GemeenteSheet, maps: Maps | None = None) -> Sheet:
    """Lay out what changes for a gemeente.

    Parameters
    ----------
    sheet
        The figures.
    maps
        The gemeente in its surroundings; left out where there are none.
    """
    study = sheet.study
    scenario, base = (study.arrangement(name).title for name in (sheet.name, sheet.base))
    return Sheet(
        f"Wat verandert er voor {sheet.title}?",
        f"Scenario ‘{scenario}’ tegenover ‘{base}’ · {_NO_POLICY}",
        (
            Paragraph(" ".join(headline(sheet)), lead=True),
            *_maps(sheet, maps),
            Heading("Onder welk swv"),
            _swvs(sheet),
            *_happens(sheet),
            Heading("Met wie om tafel"),
            Bullets((*partner_lines(sheet), relation_line(sheet))),
            Heading("Hoe ver, per soort voorziening"),
            *_told(sheet, Sort.SITE),
            _distances(sheet),
            *([Paragraph(leaning_line(sheet))] if leaning_line(sheet) else []),
            Note(_OWN_READ),
            Heading("Leerlingenvervoer en grensverkeer"),
            *_travel(sheet),
            Note(_travel_read(sheet)),
            Heading("Open vragen"),
            Bullets(questions(sheet)),
            Heading("Hoe zeker is dit"),
            *_certain(sheet),
        ),
        _footer(sheet),
    )


def _maps(sheet: GemeenteSheet, maps: Maps | None) -> list[Block]:
    if maps is None:
        return []
    now, then = (
        listed(map(swv_of, parts)) if parts else "geen swv"
        for parts in (sheet.parts(after=False), sheet.parts(after=True))
    )
    return [
        Pair(Picture(maps.now, f"Nu: {now}"), Picture(maps.then, f"In dit scenario: {then}")),
        Picture(maps.legend),
    ]


def _swvs(sheet: GemeenteSheet) -> Table:
    rows = [_swv_row(sheet, "nu", one) for one in sheet.parts(after=False)]
    if not sheet.unchanged:
        rows += [_swv_row(sheet, "scenario", one) for one in sheet.parts(after=True)]
    return Table(_SWV_COLUMNS, rows, numeric=(2, 3, 4))


def _happens(sheet: GemeenteSheet) -> list[Block]:
    """Say which parts of the gemeente go where."""
    rest = _slivers(sheet)
    return [*_told(sheet, Sort.PART), *([Note(rest)] if rest else [])]


def _told(sheet: GemeenteSheet, sort: Sort) -> list[Block]:
    """List the sentences of the log of one sort."""
    found = [one.text for one in sheet.entries if one.sort is sort]
    return [Bullets(found)] if found else []


def _slivers(sheet: GemeenteSheet) -> str:
    told = [
        f"{when} {swv_of(one)} ({_share(one)})"
        for when, parts in (
            ("nu", sheet.before),
            ("in dit scenario", sheet.after if not sheet.unchanged else ()),
        )
        for one in parts
        if one.sliver
    ]
    return f"Met een rest, waarschijnlijk een grenswijziging: {'; '.join(told)}." if told else ""


def _swv_row(sheet: GemeenteSheet, when: str, one: SwvPart) -> tuple[str, ...]:
    names = sheet.study.country.region_names
    return (
        when,
        capital(swv_of(one)),
        _share(one),
        number(float(len(one.swv.gemeenten))),
        figure(measure("omvang"), one.swv.residents),
        ", ".join(names.get(code, code) for code, _ in one.swv.regions),
    )


def _share(one: SwvPart) -> str:
    return f"{number(one.share, 0 if one.share >= 1 else 1)}%"


def _distances(sheet: GemeenteSheet) -> Table:
    """Per kind: sites here, the nearest, the own swv's before and after, and who leans on a neighbour."""
    free = ["nu", "scenario"] if not sheet.same_sites else ["km"]
    columns = ["soort", "inwoners", "vestigingen", *free, "nu", "scenario", "verschil"]
    columns += ["nu", "scenario"] * 2
    groups = [
        ("", 1),
        ("in de gemeente", 2),
        ("dichtstbij", len(free)),
        ("alleen eigen swv, km", 3),
        ("zonder eigen, inw.", 2),
        ("aangewezen op buur, %", 2),
    ]
    caption = (
        "Gemiddelde afstand en wie op een buur leunt; inwoners van 4-11 jaar (bo, sbo, so) of 12-17 jaar."
    )
    rows = [_row(one, both=not sheet.same_sites) for one in sheet.kinds]
    numeric = [place for place, name in enumerate(columns) if place and name != "verschil"]
    return Table(columns, rows, caption, numeric, groups)


def _row(one: KindChange, *, both: bool) -> tuple[str, ...]:
    free = one.figures["vrij_gemiddeld"].texts
    own = one.figures["afstand_gemiddeld"]
    return (
        one.kind.code,
        one.figures["leerlingen"].texts[1],
        _sites(one, both=both),
        *(free if both else free[1:]),
        *_own(one),
        READINGS.get(own.reading, own.reading or "–"),
        *one.figures["zonder_eigen"].texts,
        *one.figures["grensafhankelijkheid"].texts,
    )


def _sites(one: KindChange, *, both: bool) -> str:
    was, now = (card.figures["vestigingen"].text for card in (one.supply_before, one.supply_after))
    return f"{was} → {now}" if both and was != now else now


def _own(one: KindChange) -> tuple[str, str]:
    """Own distance before and after; where nobody has an own facility there is none."""
    change, everyone = one.figures["afstand_gemiddeld"], one.figures["leerlingen"].after
    without = one.figures["zonder_eigen"]
    alone = [everyone > 0 and lacking >= everyone * (1 - 1e-9) for lacking in (without.before, without.after)]
    before, after = ("geen" if no else text for no, text in zip(alone, change.texts, strict=True))
    return before, after


def _travel(sheet: GemeenteSheet) -> list[Block]:
    transport = Bullets(transport_lines(sheet))
    found = sheet.travel.crossings
    missing = sheet.travel.no_crossings
    gone = Note(f"Grensverkeer van {listed(missing)}: {UNKNOWN}.") if missing else None
    if not found:
        return [transport, *([gone] if gone else [])]
    labels = "; ".join(dict.fromkeys(one.source.label for one in found))
    rows = [
        (one.kind, *(pupils(part, one.source.certainty) for part in (one.living, one.before, one.after)))
        for one in found
    ]
    heads = ("soort", "leerlingen", "over de grens, nu", "scenario")
    table = Table(heads, rows, f"Grensverkeer van wie er woont ({labels})", (1, 2, 3))
    return [Pair(transport, table), *([gone] if gone else [])]


def _travel_read(sheet: GemeenteSheet) -> str:
    sources = "; ".join(one.partition(" (")[0] for one in sheet.travel_sources)
    return f"{_TRAVEL_READ} {f'Bronnen: {sources}.' if sources else ''}".strip()


def _certain(sheet: GemeenteSheet) -> Sequence[Block]:
    lines = [*certainty_lines(sheet), truths.REGROUPING.short if sheet.same_sites else ""]
    if sheet.study.country.dataset.manifest.grouped:
        lines.append(words.GROUPED)
    return [Note(" ".join(filter(None, lines)))]


def _footer(sheet: GemeenteSheet) -> str:
    """Name the sources of all that stands on the sheet, and what it was made with."""
    stamp = sheet.study.stamp(sheet.name)
    figures = [change for one in sheet.kinds for change in one.figures.values()]
    parts = dict.fromkeys(part for one in figures for part in one.source.split("; "))
    return (
        f"Bronnen: {'; '.join(parts)}. Gegevensset {stamp.data_version[:12]}, dekkend {code_version()}; "
        f"{stamp.settings}."
    )
