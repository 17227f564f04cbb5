"""What stands on the sheet of a gemeente below its lead, in sentences: no more than its figures say."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from scenarios.consequences.consultation import Counts
from scenarios.consequences.gemeente import GemeenteSheet
from scenarios.consequences.partners import PartnerPair, PartnerStatus, ages_told
from scenarios.consequences.transport_tables import NO_COST, cost, pupils, yearly
from scenarios.measures import measure
from scenarios.notation import UNKNOWN, number, signed
from ui.sheet.gemeente_names import Room, ordered, some

#: Fewer pupils than this are none.
_HALF = 0.5


def partner_lines(sheet: GemeenteSheet, room: Room) -> tuple[str, ...]:
    """Tell who shares a swv with the gemeente: in its jeugdregio by name, and beyond it."""
    return tuple(_partner_lines(sheet, room))


def _partner_lines(sheet: GemeenteSheet, room: Room) -> Iterator[str]:
    pairs = sheet.partners.pairs
    if sheet.region:
        told = _statuses(sheet, [one for one in pairs if one.inside], room)
        apart = ordered(_place(sheet, code) for code in sheet.partners.apart_after)
        if apart:
            told.append(f"in geen gedeeld swv: {some(apart, room.names)}")
        yield f"In de jeugdregio – {'; '.join(told) or 'geen'}."
    told = _statuses(sheet, [one for one in pairs if not one.inside], room)
    yield f"Buiten de jeugdregio – {'; '.join(told) or 'geen'}."


def _place(sheet: GemeenteSheet, code: str) -> str:
    return sheet.study.country.gemeente_names.get(code, code)


def _statuses(sheet: GemeenteSheet, pairs: Sequence[PartnerPair], room: Room) -> list[str]:
    """Name partners by what becomes of them: gained, lost, for other ages, kept."""
    groups: dict[tuple[int, str], list[str]] = {}
    for one in pairs:
        groups.setdefault(_becomes(one), []).append(_place(sheet, one.gemeente))
    return [f"{what}: {some(ordered(names), room.names)}" for (_, what), names in sorted(groups.items())]


def _becomes(pair: PartnerPair) -> tuple[int, str]:
    """Say what becomes of a partner, with its place in the order."""
    ages = pair.after or pair.before
    sliver = pair.sliver_after if pair.after else pair.sliver_before
    rest = ", via een rest (grenswijziging?)" if sliver else ""
    if pair.status is PartnerStatus.KEPT and pair.before != pair.after:
        return 2, f"voortaan {ages_told(pair.after)}, nu {ages_told(pair.before)}{rest}"
    alone = f" ({ages_told(ages)})" if len(ages) == 1 else ""
    place, word = {
        PartnerStatus.GAINED: (0, "erbij"),
        PartnerStatus.LOST: (1, "eraf"),
        PartnerStatus.KEPT: (3, "blijft"),
    }[pair.status]
    return place, f"{word}{alone}{rest}"


def relation_line(sheet: GemeenteSheet) -> str:
    """Tell how many swv's the gemeente and its jeugdregio have to do with, and what makes the change."""
    told = f"Overlegrelaties met swv's: gemeente {_counts(sheet.relations)}"
    if sheet.region_relations is not None:
        told += f"; haar jeugdregio {_counts(sheet.region_relations, brief=True)}"
    return f"{told}."


def _counts(counts: Counts, *, brief: bool = False) -> str:
    whole = counts.whole
    if whole.change == 0 and not whole.vanished and not whole.appeared:
        return f"{whole.before}, ongewijzigd"
    told = f"van {whole.before} naar {whole.after}"
    if counts.effects is None:
        return told
    described = measure("relaties_gemeente")
    merging, borders = (signed(described, float(one)) for one in counts.effects)
    if brief:
        return f"{told} ({merging} en {borders})"
    return f"{told} (samenvoegen po/vo {merging}, nieuwe grenzen {borders})"


def costed(sheet: GemeenteSheet) -> bool:
    """Whether an amount stands on the sheet."""
    found = sheet.travel.transported
    return (
        found is not None
        and found.counts["scenario"].high >= _HALF
        and cost(found.counts["scenario"]) != NO_COST
    )


def transport_lines(sheet: GemeenteSheet) -> tuple[str, ...]:
    """Tell who lives beyond the limit for transport to school, what that would cost, and what changes."""
    found = sheet.travel.transported
    if found is None:
        return (f"Leerlingenvervoer: {UNKNOWN}. {sheet.travel.no_transport}",)
    now = found.counts["scenario"]
    limit = number(found.limit_km, 1).removesuffix(",0")
    beyond = f"verder dan {limit} km van de dichtstbijzijnde vestiging"
    if now.high < _HALF:
        told = f"Leerlingenvervoer: geen verwachte leerling bo, sbo of so woont {beyond}"
    else:
        each = f"als allen vervoerd worden {yearly(now)}" if costed(sheet) else yearly(now)
        told = f"Leerlingenvervoer: {pupils(now)} verwachte leerlingen bo, sbo en so wonen {beyond}; {each}"
    if found.same_sites:
        return (f"{told}. Dat verandert niet.",)
    more, fewer, was = (pupils(found.counts[what]) for what in ("erbij", "eraf", "basis"))
    return (f"{told}.", f"In de basis {was}: {more} komen boven de grens, {fewer} eronder.")


def certainty_line(sheet: GemeenteSheet) -> str:
    """Tell how certain the figures are."""
    model = sheet.study.country.model
    error = number(100 * model.error_share)
    return (
        f"Afstanden zijn {model.certainty} (fout tot {error}%), inwoners en leerlingenvervoer geschat, "
        f"vestigingen geteld."
    )
