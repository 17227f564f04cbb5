"""What a scenario changes for a gemeente, in sentences: no more than its figures say."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from scenarios.compare import NO_DIFFERENCE, SHIFTED
from scenarios.conclusion import AGES, OWN_DISTANCE, people
from scenarios.consequences.consultation import Counts
from scenarios.consequences.gemeente import GemeenteSheet, KindChange
from scenarios.consequences.gemeente_ground import SwvPart
from scenarios.consequences.gemeente_questions import swv_of
from scenarios.consequences.log_words import listed
from scenarios.consequences.partners import PartnerPair, PartnerStatus
from scenarios.consequences.transport_tables import cost, pupils
from scenarios.measures import measure
from scenarios.notation import UNKNOWN, capital, number, signed

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
#: Where it is said in a sentence.
_SAID: Final = {NO_DIFFERENCE: "niet aantoonbaar anders"}
#: Names in a row; of more the rest is counted.
_NAMED: Final = 14
#: Fewer pupils than this are none.
_HALF: Final = 0.5
_MEAN: Final = "afstand_gemiddeld"
SAME: Final = "Scenario en basis zijn dezelfde indeling: er verandert niets."


def headline(sheet: GemeenteSheet) -> tuple[str, ...]:
    """Tell what changes and what does not, in at most three sentences."""
    if sheet.unchanged:
        return (f"{sheet.title} valt onder {_swvs(sheet.parts(after=True))}.", SAME)
    return (_from_to(sheet), _with_whom(sheet), _how_far(sheet))


def _swvs(parts: Sequence[SwvPart]) -> str:
    """Name the swv's; of a layer that divides the gemeente each with its share."""
    layers: dict[str, list[SwvPart]] = {}
    for one in parts:
        layers.setdefault(one.swv.body.layer, []).append(one)
    told = []
    for found in layers.values():
        shares = [f" ({number(one.share)}%)" if len(found) > 1 else "" for one in found]
        told += [swv_of(one) + share for one, share in zip(found, shares, strict=True)]
    return listed(told) if told else "geen swv"


def _from_to(sheet: GemeenteSheet) -> str:
    was, now = (sheet.parts(after=after) for after in (False, True))
    before, after = _swvs(was), _swvs(now)
    whole = len(now) == 1 and not now[0].swv.body.layer
    kind = ", voor po en vo samen" if whole else ""
    if before == after:
        return f"{sheet.title} blijft onder {after}."
    return f"{sheet.title} valt nu onder {before}, en in dit scenario onder {after}{kind}."


def _with_whom(sheet: GemeenteSheet) -> str:
    pairs = sheet.partners.pairs
    before = _others([one.sliver_before for one in pairs if one.before])
    after = _others([one.sliver_after for one in pairs if one.after])
    gained, lost = (
        sum(one.status is status for one in pairs) for status in (PartnerStatus.GAINED, PartnerStatus.LOST)
    )
    moves = [f"{gained} erbij" if gained else "", f"{lost} eraf" if lost else ""]
    if any(moves):
        told = f"nu met {before}, in dit scenario met {after} ({', '.join(filter(None, moves))})"
    else:
        told = f"nu en in dit scenario met {after}{', dezelfde' if pairs else ''}"
    return f"De gemeente deelt haar swv {told}; {_nested(sheet)}."


def _others(slivers: Sequence[bool]) -> str:
    """Count other gemeenten; those that may be a border change are counted, and said to be."""
    count, small = len(slivers), sum(slivers)
    if count == 0:
        return "geen andere gemeente"
    rest = f", {small} daarvan via een rest (grenswijziging?)" if small else ""
    return f"{number(float(count))} andere {'gemeente' if count == 1 else 'gemeenten'}{rest}"


def _nested(sheet: GemeenteSheet) -> str:
    """Say whether the swv's of the scenario lie in one jeugdregio."""
    parts = sheet.parts(after=True)
    regions = {code for one in parts for code, _ in one.swv.regions}
    subject = "dat swv ligt" if len(parts) == 1 else "die swv's liggen"
    if len(regions) == 1:
        return f"{subject} geheel in jeugdregio {sheet.region_name}"
    return f"{subject} in {len(regions)} jeugdregio's"


def _how_far(sheet: GemeenteSheet) -> str:
    stays = "Geen school verhuist" if sheet.same_sites else "Het scenario verandert ook vestigingen"
    told = _distances(sheet.kinds)
    lost = [_own_lost(one) for one in sheet.kinds if one.figures["eigen_verloren"].after > 0]
    price = f"; {listed(lost)}" if lost else ""
    return f"{stays}; de {OWN_DISTANCE} is {told}{price}."


def _distances(kinds: Sequence[KindChange]) -> str:
    """Sum up the readings of the kinds, findings first."""
    groups: dict[str, list[str]] = {told: [] for told in READINGS.values()}
    for one in kinds:
        reading = one.figures[_MEAN].reading
        if one.figures["leerlingen"].after > 0:
            groups.setdefault(READINGS.get(reading, reading), []).append(one.kind.code)
    told = [f"{_SAID.get(words, words)} voor {listed(codes)}" for words, codes in groups.items() if codes]
    return "; ".join(told) if told else UNKNOWN


def _own_lost(one: KindChange) -> str:
    lost = one.figures["eigen_verloren"].after
    verb = "verliest" if people(lost).startswith(("1 ", "minder")) else "verliezen"
    return (
        f"{people(lost)} {AGES[one.kind.age]} {verb} de voorziening voor {one.kind.code} binnen het eigen swv"
    )


def partner_lines(sheet: GemeenteSheet) -> tuple[str, ...]:
    """Tell who shares a swv with the gemeente: in its jeugdregio by name, and beyond it."""
    return tuple(_partner_lines(sheet))


def _partner_lines(sheet: GemeenteSheet) -> Iterator[str]:
    found = sheet.partners
    if sheet.region:
        told = [
            f"{word} {_named(sheet, found.of(status))}"
            for word, status in (
                ("erbij", PartnerStatus.GAINED),
                ("eraf", PartnerStatus.LOST),
                ("blijft", PartnerStatus.KEPT),
            )
            if found.of(status)
        ]
        yield f"Partners in de eigen jeugdregio ({sheet.region_name}): {'; '.join(told) or 'geen'}."
        apart = [_place(sheet, code) for code in found.apart_after]
        if apart:
            yield f"In de jeugdregio, maar in dit scenario in geen gedeeld swv: {_some(apart)}."
    beyond = [
        f"{word} {_named(sheet, pairs)}"
        for word, pairs in (
            ("erbij", found.of(PartnerStatus.GAINED, inside=False)),
            ("eraf", found.of(PartnerStatus.LOST, inside=False)),
            ("blijft", found.of(PartnerStatus.KEPT, inside=False)),
        )
        if pairs
    ]
    yield f"Partners buiten de jeugdregio: {'; '.join(beyond) or 'geen, nu en in dit scenario'}."


def _place(sheet: GemeenteSheet, code: str) -> str:
    return sheet.study.country.gemeente_names.get(code, code)


def _named(sheet: GemeenteSheet, pairs: Sequence[PartnerPair]) -> str:
    """Name partners; what holds for several is said once."""
    groups: dict[str, list[str]] = {}
    for one in pairs:
        groups.setdefault(_mark(one), []).append(_place(sheet, one.gemeente))
    return ", ".join(_some(names) + mark for mark, names in groups.items())


def _mark(pair: PartnerPair) -> str:
    """Say that it is for one age only, or rests on a part that may be a border change."""
    ages = pair.after or pair.before
    told = [f"alleen {ages[0]}"] if len(ages) == 1 else []
    if pair.sliver_after if pair.after else pair.sliver_before:
        told.append("grenswijziging?")
    return f" ({', '.join(told)})" if told else ""


def _some(names: Sequence[str]) -> str:
    if len(names) > _NAMED:
        return f"{', '.join(names[: _NAMED - 1])} en nog {len(names) - _NAMED + 1}"
    return listed(names)


def relation_line(sheet: GemeenteSheet) -> str:
    """Tell how many swv's the gemeente and its jeugdregio have to do with, and what makes the change."""
    told = f"Overlegrelaties van de gemeente met swv's: {_counts(sheet.relations)}"
    if sheet.region_relations is not None:
        told += f". Van haar jeugdregio met swv's: {_counts(sheet.region_relations)}"
    return f"{told}."


def _counts(counts: Counts) -> str:
    whole = counts.whole
    if whole.change == 0 and not whole.vanished and not whole.appeared:
        return f"{whole.before}, en dat blijft zo"
    told = f"nu {whole.before}, in dit scenario {whole.after}"
    if counts.effects is None:
        return told
    described = measure("relaties_gemeente")
    merging, borders = (signed(described, float(one)) for one in counts.effects)
    return f"{told} (effect samenvoegen po/vo {merging}, nieuwe grenzen {borders})"


def leaning_line(sheet: GemeenteSheet) -> str:
    """Tell who is within the norm only thanks to a neighbour; empty where there is no norm to tell it by."""
    told, none = [], []
    for one in sheet.kinds:
        change = one.figures["leunt"]
        if math.isnan(change.before) or math.isnan(change.after):
            continue
        was, now = change.texts
        if change.before == 0 and change.after == 0:
            none.append(one.kind.code)
        else:
            told.append(f"{one.kind.code} nu {was}%, scenario {now}%")
    if not told and not none:
        return ""
    lead = "Binnen de norm voor acceptabel (een werknorm) alleen dankzij een buur"
    if not told:
        return f"{lead}: niemand, voor geen enkele soort."
    rest = [f"niemand voor {listed(none)}"] if none else []
    return f"{lead}: {'; '.join([*told, *rest])}."


def transport_lines(sheet: GemeenteSheet) -> tuple[str, ...]:
    """Tell who lives beyond the limit for transport to school, what that would cost, and what changes."""
    found = sheet.travel.transported
    if found is None:
        return (f"Leerlingenvervoer: {UNKNOWN}. {sheet.travel.no_transport}",)
    now = found.counts["scenario"]
    limit = number(found.limit_km, 1).removesuffix(",0")
    beyond = f"verder dan {limit} km van de dichtstbijzijnde vestiging"
    if now.high < _HALF:
        lines = [f"Leerlingenvervoer: geen verwachte leerling bo, sbo of so woont {beyond}."]
    else:
        lines = [
            f"Leerlingenvervoer: {pupils(now)} verwachte leerlingen bo, sbo en so wonen {beyond}.",
            f"Als zij allen vervoerd worden: {cost(now)} per jaar.",
        ]
    if found.same_sites:
        lines.append("Dat verandert niet: geen school verhuist, en een swv-grens telt hier niet.")
    else:
        more, fewer, was = (pupils(found.counts[what]) for what in ("erbij", "eraf", "basis"))
        lines.append(f"In de basis {was}: {more} komen boven de grens, {fewer} eronder.")
    return tuple(lines)


def certainty_lines(sheet: GemeenteSheet) -> tuple[str, ...]:
    """Tell how certain the figures are, and of when."""
    country = sheet.study.country
    model, labels = country.model, country.labels
    error = number(100 * model.error_share)
    within = f"verschillen tot {error}% vallen binnen de fout van het model en heten ‘{NO_DIFFERENCE}’"
    return (
        f"Afstanden zijn {model.certainty} ({model.label}); {within}.",
        f"Inwoners zijn geschat ({labels['inwoners']}), vestigingen geteld ({labels['leerlingen']}).",
        (
            f"Gebieden: {sheet.study.arrangement(sheet.base).po.peildatum} en {labels['gemeenten']}; "
            f"jeugdregio's: {labels['jeugdregio']}."
        ),
        f"{capital(sheet.study.norms.standing())}.",
    )
