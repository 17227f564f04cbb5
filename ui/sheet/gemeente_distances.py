"""How far facilities are under a base and a scenario, per kind: what changes in a table, the rest a line."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Final

from scenarios.compare import NO_DIFFERENCE, SHIFTED
from scenarios.conclusion import AGES
from scenarios.consequences.gemeente import GemeenteSheet, KindChange
from scenarios.consequences.gemeente_neighbours import most
from scenarios.consequences.log_words import listed
from scenarios.notation import UNKNOWN, figure
from ui.sheet.blocks import Block, Note, Paragraph, Table
from ui.sheet.gemeente_lead import equal, leaning_on, residents

#: What a difference in own distance means.
READINGS: Final[Mapping[str, str]] = {
    "slechter": "langer",
    "beter": "korter",
    SHIFTED: "niet te duiden",
    NO_DIFFERENCE: NO_DIFFERENCE,
    "afgerond gelijk": "afgerond gelijk",
    "gelijk": "gelijk",
    UNKNOWN: UNKNOWN,
}
#: What must be known of distances.
_READ: Final = (
    "Eigen swv: als alleen dat telt, niemands reis (zonder eigen: de dichtstbijzijnde). "
    "Dichtstbij: grenzen genegeerd, niet per se een passende of beschikbare plek. Op een buur: die is "
    "dichterbij, of er is geen eigen."
)
#: Added where some are within the norm only thanks to a neighbour.
_THANKS: Final = " Dankzij buur: alleen daardoor binnen de norm (acceptabel)."
_ALL: Final = 1 - 1e-9


def distance_blocks(sheet: GemeenteSheet) -> list[Block]:
    """Tell how far it is: a row per kind that changes, one line for the others."""
    changed = [one for one in sheet.kinds if not equal(one)]
    same = [one for one in sheet.kinds if equal(one)]
    told: list[Block] = [_table(sheet, changed)] if changed else []
    if same:
        lead = "" if changed else f"{_whom(same)}. "
        told.append(Paragraph(f"{lead}Gelijk, nu en in dit scenario: {'; '.join(map(_in_short, same))}."))
    return [*told, Note(_READ + (_THANKS if any(map(_leans, sheet.kinds)) else ""))]


def _whom(kinds: Sequence[KindChange]) -> str:
    """Count the residents of the ages that kinds are for."""
    ages: dict[str, list[KindChange]] = {}
    for one in kinds:
        ages.setdefault(one.kind.age, []).append(one)
    told = [
        f"{those[0].figures['leerlingen'].texts[1]} {AGES[age]} ({', '.join(one.kind.code for one in those)})"
        for age, those in ages.items()
    ]
    return f"Inwoners: {listed(told)}; km gemiddeld"


def _table(sheet: GemeenteSheet, kinds: Sequence[KindChange]) -> Table:
    free = ["km"] if sheet.same_sites else ["nu", "scenario"]
    leans, shifts = any(map(_leans, kinds)), any(one.further or one.nearer for one in kinds)
    sites = [] if sheet.same_sites else ["hier"]
    columns = ["soort", *sites, *free, "nu", "scenario", "verschil"] + (
        ["verder", "dichterbij"] if shifts else []
    )
    columns += ["nu", "scenario", "vooral"] + (["nu", "scenario"] if leans else [])
    groups = [("", 1), *([("vestigingen", 1)] if sites else []), ("dichtstbij", len(free))]
    groups += [
        ("eigen swv, gemiddeld km", 3),
        *([("> 1 km, inwoners", 2)] if shifts else []),
        ("op een buur aangewezen, %", 3),
    ]
    groups += [("dankzij buur, %", 2)] if leans else []
    rows = [_row(one, both=bool(sites), shifts=shifts, leans=leans) for one in kinds]
    words = {"soort", "verschil", "vooral"}
    numeric = [place for place, name in enumerate(columns) if name not in words]
    return Table(columns, rows, f"{_whom(sheet.kinds)}.", numeric, groups)


def _row(one: KindChange, *, both: bool, shifts: bool, leans: bool) -> tuple[str, ...]:
    free = one.figures["vrij_gemiddeld"].texts
    return (
        one.kind.code,
        *([_sites(one)] if both else []),
        *(free if both else free[1:]),
        *own_texts(one),
        _reading(one),
        *((_count(one.further), _count(one.nearer)) if shifts else ()),
        *one.figures["grensafhankelijkheid"].texts,
        _neighbours(one),
        *(_shares(one) if leans else ()),
    )


def _sites(one: KindChange) -> str:
    was, now = (card.figures["vestigingen"].text for card in (one.supply_before, one.supply_after))
    return f"{was} → {now}" if was != now else now


def own_texts(one: KindChange) -> tuple[str, str]:
    """Own distance before and after, as on the card, with who has no own site (the nearest counts then)."""
    without, everyone = one.figures["zonder_eigen"], one.figures["leerlingen"].after
    before, after = (
        f"{text} ({_lacking(count, everyone)})" if count > 0 else text
        for text, count in zip(
            one.figures["afstand_gemiddeld"].texts, (without.before, without.after), strict=True
        )
    )
    return before, after


def _lacking(count: float, everyone: float) -> str:
    return "geen eigen" if count >= everyone * _ALL else f"{_count(count)} geen eigen"


def _reading(one: KindChange) -> str:
    """Tell what the difference means, and why it means little where some lose or gain an own site."""
    found = one.figures["afstand_gemiddeld"].reading
    told = READINGS.get(found, found or "–")
    moved = [
        f"{_count(count)} {verb} een eigen"
        for count, verb in (
            (one.figures["eigen_verloren"].after, "verliezen"),
            (one.figures["eigen_gekregen"].after, "krijgen"),
        )
        if count > 0
    ]
    return f"{told}; {listed(moved)}" if moved else told


def _count(count: float) -> str:
    return "0" if count <= 0 else residents(count).removesuffix(" inwoners")


def _neighbours(one: KindChange) -> str:
    """Name on whom most depend in the scenario, and if nobody does any more, on whom now."""
    names = most(one.neighbours_after or one.neighbours_before)
    return f"{'' if one.neighbours_after else 'nu '}{listed(names)}" if names else "–"


def _leans(one: KindChange) -> bool:
    change = one.figures["leunt"]
    return any(value > 0 for value in (change.before, change.after))


def _shares(one: KindChange) -> tuple[str, str]:
    change = one.figures["leunt"]
    before, after = (
        "geen norm" if math.isnan(value) else figure(change.measure, value)
        for value in (change.before, change.after)
    )
    return before, after


def _in_short(one: KindChange) -> str:
    """Tell of a kind that stays as it is: how far, and who leans on a neighbour if anybody does."""
    own, free = own_texts(one)[1], one.figures["vrij_gemiddeld"].texts[1]
    beside = [f"dichtstbij {free}"] if one.figures["afstand_gemiddeld"].texts[1] != free else []
    dependent = one.figures["grensafhankelijkheid"]
    if dependent.after > 0:
        beside.append(f"{dependent.texts[1]}% op een buur{_where(one)}")
    if _leans(one):
        beside.append(f"{_shares(one)[1]}% dankzij buur")
    km, bracket, lacking = own.partition(" (")
    beside = [*([lacking.removesuffix(")")] if bracket else []), *beside]
    added = f" ({', '.join(beside)})" if beside else ""
    return f"{one.kind.code} {km} km{added}"


def _where(one: KindChange) -> str:
    return leaning_on(one).replace(" (", ", ").removesuffix(")")
