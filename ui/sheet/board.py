"""The sheet of one school board: its swv's now and then, its sites, the boards that it meets there."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from typing import Final

from scenarios.boards import board_source
from scenarios.consequences.board_facts import BoardFacts, BoardSite, BoardView, SiteState
from scenarios.consequences.boards import BoardChange
from scenarios.consequences.relations import Relation
from scenarios.consequences.succession import Body
from scenarios.notation import UNKNOWN, ended, number
from ui.sheet.blocks import Block, Bullets, Heading, Note, Paragraph, Sheet, Table

#: Partners that are named; of the others the number.
_NAMED: Final = 24
#: What figures of boards are about, wherever they are shown.
COUNTED: Final = (
    "Geteld zijn vestigingen van bo, sbo, so en vso met een bekende plek: alleen daarvan noemen de open data "
    "het bestuur, van pro en vo niet. Een bestuur heeft met een swv te maken als het daar een vestiging "
    "heeft van een soort van die laag: swv po voor bo, sbo en so, swv vo voor vso. Besturen met vestigingen "
    "in hetzelfde swv delen dat swv; dat zijn relaties, geen vergaderingen."
)
#: How a relation is followed.
FOLLOWED: Final = (
    "Een swv gaat verder in het swv waar de meeste van zijn leerlingen (inwoners) heen gaan. Heeft het "
    "bestuur ook daar een vestiging, dan blijft de relatie; anders vervalt zij. Gaan twee swv's samen "
    "verder, dan wordt het er een: dat is geen verlies."
)
#: Said on everything that shows a scenario.
EXAMPLE: Final = "Een indeling in dekkend is een rekenvoorbeeld, geen beleid."
_SPLIT: Final = (
    "Samenvoegen is het verschil tussen nu en de indeling ‘samengevoegd’ (de fijnste waarin po en vo "
    "samenvallen); nieuwe grenzen is wat daarna nog verandert, met andere vestigingen als het scenario die "
    "heeft."
)


def board_sheet(view: BoardView, board: str) -> Sheet:
    """Write the sheet of one board, by its number; KeyError if there is none."""
    facts = view.facts(board)
    after, before = view.study.arrangement(view.name), view.study.arrangement(view.base)
    blocks: list[Block] = [
        Paragraph(lead(view, facts), lead=True),
        Bullets(told(view, facts.change)),
        Heading(f"Swv's {then(view)}, en waar zij in verdergaan"),
        _followed(view, facts.change),
        Heading("Swv's in het scenario"),
        _there(view, facts),
        Heading("Andere besturen waarmee het een swv deelt"),
        *_partners(view, facts.change),
        Heading("Vestigingen"),
        _sites(view, facts.sites),
        Note(_notes(facts)),
    ]
    return Sheet(
        f"Wat verandert er voor {facts.label}?",
        f"Bestuur {board}; scenario ‘{after.title}’ naast ‘{before.title}’",
        blocks,
        footer(view),
    )


def then(view: BoardView) -> str:
    """Call the base: "nu" where it is today's layers."""
    return "nu" if view.base == view.study.base_id else "in de basis"


def lead(view: BoardView, facts: BoardFacts) -> str:
    """Say in a few sentences how large a board is, and with how many swv's it has to do."""
    change, sites = facts.change, facts.change.sites
    places = len({site.gemeente for site in facts.sites if site.before})
    size = (
        f"Dit bestuur heeft {_count(sites.count, 'vestiging', 'vestigingen')} in "
        f"{_count(places, 'gemeente', 'gemeenten')}, met {pupils_told(change)}."
    )
    was, will = _layered(change.swvs.before), _layered(change.swvs.after)
    return f"{size} Het heeft {then(view)} met {was} te maken, in het scenario met {will}."


def told(view: BoardView, change: BoardChange) -> list[str]:
    """Tell sentence by sentence what changes for a board."""
    if view.name == view.base:
        return ["Er verandert niets: scenario en basis zijn dezelfde."]
    lines = [
        ended(
            f"{_names(relation.body for relation in one.before)} gaan samen verder als {one.after.body.label}"
        )
        for one in change.swvs.kept
        if len(one.before) > 1
    ]
    if appeared := change.swvs.appeared:
        lines.append(ended(f"Nieuw om mee te overleggen: {_names(one.body for one in appeared)}"))
    if vanished := change.swvs.vanished:
        start, goes = ("Vervalt", "het gaat") if len(vanished) == 1 else ("Vervallen", "zij gaan")
        lost = _names(relation.body for relation in vanished)
        lines.append(f"{start}: {lost}; {goes} verder waar dit bestuur geen vestiging heeft.")
    if not lines:
        lines.append("Elk swv gaat apart verder in een swv waar dit bestuur ook een vestiging heeft.")
    if change.effect_merging is not None and change.effect_borders is not None:
        lines.append(
            f"Aantal swv's: {signed(change.effect_merging)} door po en vo samen te voegen, "
            f"{signed(change.effect_borders)} door nieuwe grenzen."
        )
    return lines


def partners_told(view: BoardView, change: BoardChange) -> str:
    """Say with how many boards it shares a swv, who come and who go; never netted."""
    partners = change.partners
    counts = (
        f"Andere besturen in dezelfde swv's: {then(view)} {number(len(partners.before))}, in het scenario "
        f"{number(len(partners.after))}. Erbij: {number(len(partners.gained))}"
    )
    merging = partners.gained_by_merging
    if merging is not None and partners.gained:
        borders = len(partners.gained) - len(merging)
        counts += f" ({number(len(merging))} al door samenvoegen, {number(borders)} door nieuwe grenzen)"
    return f"{counts}; eraf: {number(len(partners.lost))}."


def signed(difference: int) -> str:
    """Write a difference with its sign.

    Examples
    --------
    >>> signed(3), signed(0), signed(-2)
    ('+3', '0', '−2')
    """
    return f"+{number(difference)}" if difference > 0 else number(difference)


def pupils_told(change: BoardChange) -> str:
    """Say how many pupils a board has, and of how many sites that is not known."""
    sites = change.sites
    if math.isnan(sites.pupils):
        return "leerlingen " + UNKNOWN
    missing = f" (van {number(sites.uncounted)} vestigingen niet bekend)" if sites.uncounted else ""
    return f"{number(round(sites.pupils))} leerlingen{missing}"


def footer(view: BoardView) -> str:
    """Name what figures of boards rest on: sources, dates, data."""
    stamp, country, names = view.study.stamp(view.name), view.study.country_of(view.name), view.names
    composed = dict.fromkeys(
        layer.peildatum for one in (view.name, view.base) for layer in view.study.arrangement(one).layers
    )
    parts = [board_source(country), f"gebieden: {' en '.join(composed)}"]
    if names.source is not None:
        parts.append(f"namen: {names.source.title}, peildatum {names.source.peildatum}")
    return (
        f"Gemeten: {'; '.join(parts)}. Geschat: {country.labels['inwoners']}, die bepalen waarin een swv "
        f"verdergaat. {EXAMPLE} Gegevensset {stamp.data_version[:12]}, dekkend {stamp.code}."
    )


def _layered(relations: Sequence[Relation]) -> str:
    """Count swv's, by layer where there are two."""
    text = _count(len(relations), "swv", "swv's")
    layers = [sum(one.body.layer == layer for one in relations) for layer in ("po", "vo")]
    return f"{text} ({layers[0]} po, {layers[1]} vo)" if any(layers) else text


def _count(count: int, one: str, more: str) -> str:
    return f"{number(count)} {one if count == 1 else more}"


def _names(bodies: Iterable[Body]) -> str:
    labels = [one.label for one in bodies]
    return labels[0] if len(labels) == 1 else f"{', '.join(labels[:-1])} en {labels[-1]}"


def _followed(view: BoardView, change: BoardChange) -> Table:
    onward = {relation.body: one.after.body for one in change.swvs.kept for relation in one.before}
    rows = []
    for relation in change.swvs.before:
        kept, main = onward.get(relation.body), view.changes.line.main(relation.body)
        goes = kept or main
        where = goes.label if goes else "geen swv"
        rows.append(
            (
                relation.body.label,
                number(round(relation.pupils)),
                where if kept else f"{where}, zonder vestiging van dit bestuur",
                "blijft" if kept else "vervalt",
            )
        )
    rows += [("–", "–", relation.body.label, "nieuw") for relation in change.swvs.appeared]
    caption = (
        "Leerlingen van vestigingen van dit bestuur in dat swv; een vestiging met so en vso telt in beide."
    )
    return Table((f"swv {then(view)}", "leerlingen", "gaat verder in", "relatie"), rows, caption, (1,))


def _there(view: BoardView, facts: BoardFacts) -> Table:
    boards = {one.body: len(one.boards) for one in view.changes.swvs}
    rows = [
        (
            relation.body.label,
            number(sum(relation.body in site.after for site in facts.sites)),
            number(round(relation.pupils)),
            number(boards.get(relation.body, 0)),
        )
        for relation in facts.change.swvs.after
    ]
    columns = ("swv in het scenario", "vestigingen", "leerlingen", "besturen in dat swv")
    caption = "Vestigingen en leerlingen van dit bestuur; besturen: met dit bestuur zelf erbij."
    return Table(columns, rows, caption, (1, 2, 3))


def _partners(view: BoardView, change: BoardChange) -> list[Block]:
    partners = change.partners
    blocks: list[Block] = [Paragraph(partners_told(view, change))]
    for what, found in (("Erbij", partners.gained), ("Eraf", partners.lost)):
        if found:
            blocks.append(Paragraph(ended(f"{what}: {listed(found, view.labels)}")))
    return blocks


def listed(numbers: Iterable[str], labels: Mapping[str, str], most: int = _NAMED) -> str:
    """Name boards, by name; beyond some of them only how many more.

    Examples
    --------
    >>> listed({"2", "1"}, {"1": "b", "2": "a"}), listed({"2", "1"}, {}, most=1)
    ('a; b', '1 en nog 1')
    """
    told = sorted(labels.get(one, one) for one in numbers)
    more = f" en nog {number(len(told) - most)}" if len(told) > most else ""
    return f"{'; '.join(told[:most])}{more}"


def _sites(view: BoardView, sites: Sequence[BoardSite]) -> Table:
    states = any(site.state is not SiteState.SAME for site in sites)
    columns = ["vestiging", "soort", "gemeente", "leerlingen", f"swv {then(view)}", "swv in het scenario"]
    rows = [(*site_cells(site), *((site.state.value or "–",) if states else ())) for site in sites]
    caption = "Leerlingen van alle soorten van de vestiging samen; een afgeschermd aantal (<5) telt als 2."
    return Table([*columns, *(["wat ermee gebeurt"] if states else [])], rows, caption, (3,))


def site_cells(site: BoardSite) -> tuple[str, str, str, str, str, str]:
    """Write a site as cells: name with code, kinds, gemeente, pupils, swv's now and then."""
    return (
        f"{site.name} ({site.code})",
        ", ".join(site.kinds),
        site.gemeente,
        UNKNOWN if math.isnan(site.pupils) else number(round(site.pupils)),
        "; ".join(one.label for one in site.before) or "–",
        "; ".join(one.label for one in site.after) or "–",
    )


def _notes(facts: BoardFacts) -> str:
    outside = "; ".join(f"{number(count)} {reason}" for reason, count in facts.outside.items())
    tail = f" Van dit bestuur tellen niet mee: {outside}." if outside else ""
    split = f" {_SPLIT}" if facts.change.merged is not None else ""
    return f"{COUNTED} {FOLLOWED}{split}{tail}"
