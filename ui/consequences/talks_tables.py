"""What the part "Overleg" and ``dekkend relaties`` say: sentences, and tables of text."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Final

import pandas as pd

from scenarios.consequences.consultation import Consultation, Counts
from scenarios.consequences.consultation_file import SHARED, body_name, place_names, sliver_told
from scenarios.consequences.meetings import Fate, Meeting, Tally
from scenarios.consequences.partners import PartnerChange, PartnerPair, PartnerStatus, ages_told
from scenarios.consequences.relations import PlaceKind, Relation
from scenarios.measures import measure
from scenarios.norms import Norms
from scenarios.notation import figure, number
from scenarios.study import Study

#: Must be told wherever relations are counted.
NO_MEETINGS: Final = (
    "Dit zijn relaties, geen vergaderingen. Een overlegrelatie is een paar van een swv en een gemeente met "
    "gedeelde inwoners; gezamenlijk overleg (één OOGO met meer swv's of gemeenten) komt voor. Relaties met "
    "jeugdregio's zijn een tweede getal en worden er nooit bij opgeteld."
)
#: What becomes of a relation, and how the two effects are to be read.
FATES: Final = (
    "Een relatie uit de basis blijft als het swv waarin de meeste inwoners van het oude swv terechtkomen (de "
    "hoofdopvolger) ook een relatie met die gemeente of jeugdregio heeft; anders vervalt zij. Worden swv's "
    "één, dan vallen hun relaties met dezelfde gemeente samen: dat zijn er minder, maar niemand raakt een "
    "gesprekspartner kwijt. Vervallen en nieuw worden nooit tegen elkaar weggestreept."
)
STEPS: Final = (
    "Elke stap heeft een eigen optelling met eigen hoofdopvolgers; alleen de verschillen in aantal tellen op "
    "tot het geheel."
)
PARTNERS: Final = (
    "Partners zijn gemeenten die in één swv liggen. Bij twee lagen kan dat voor po, vo of beide zijn; in een "
    "samengevoegd swv is het voor beide."
)
FOLLOWS: Final = (
    "De relaties in de basis zijn bij een swv van het scenario die van de swv's waarvan het de hoofdopvolger "
    "is, voor zover zij erin verdergaan of vervallen."
)
#: Columns of the tables that are words; all others are figures.
WORDS: Final = frozenset(
    {
        "paren", "gemeente", "jeugdregio", "swv van de basis", "swv van het scenario", "swv in de basis",
        "swv in het scenario", "wat er gebeurt", "grenswijziging?", "verliest", "krijgt",
        "samen in een swv, basis", "samen in een swv, scenario",
    }
)  # fmt: skip
#: Signs before what becomes of a relation or a partner, so that it does not hang on colour.
_SIGNS: Final[Mapping[str, str]] = {
    Fate.VANISHES: "−",
    Fate.STAYS: "=",
    Fate.TOGETHER: "=",
    Fate.APPEARS: "+",
    PartnerStatus.LOST: "−",
    PartnerStatus.GAINED: "+",
    PartnerStatus.KEPT: "=",
}
_NOTHING: Final = "–"
#: Who a swv has relations with.
WITH: Final = {PlaceKind.GEMEENTE: "gemeenten", PlaceKind.JEUGDREGIO: "jeugdregio's"}
_STATUS_ORDER: Final = tuple(PartnerStatus)
#: Names of partners that a cell gives; the list below it gives all.
_MOST: Final = 12


def signed(fate: Fate | PartnerStatus) -> str:
    """Write what becomes of something with its sign.

    Examples
    --------
    >>> signed(Fate.VANISHES), signed(PartnerStatus.GAINED)
    ('− vervalt', '+ krijgt')
    """
    return f"{_SIGNS[fate]} {fate.value}"


def arithmetic(found: Counts, unsplit: str = "") -> list[str]:
    """Write the sums of counts in sentences: before, after, what falls together, and the two effects.

    Parameters
    ----------
    found
        Counts of the country or of an area.
    unsplit
        Why the change is not split, where it is not.
    """
    one = found.whole
    lines = [
        f"Basis: {_n(one.before)} = {_n(one.vanished)} vervallen + {_n(one.stay_before)} blijven.",
        f"Scenario: {_n(one.after)} = {_n(one.appeared)} nieuw + {_n(one.stay_after)} blijven.",
    ]
    if one.fallen_together:
        lines.append(
            f"De {_n(one.stay_before)} die blijven zijn in het scenario {_n(one.stay_after)}: "
            f"{_n(one.fallen_together)} minder, doordat swv's één worden."
        )
    if found.merging is not None and found.borders is not None:
        lines.append(_step("Effect samenvoegen po/vo", found.merging))
        lines.append(_step("Effect nieuwe grenzen", found.borders))
    elif unsplit:
        lines.append(unsplit)
    return lines


def _n(count: int) -> str:
    return number(float(count))


def change_told(count: int) -> str:
    """Write a change in number with its sign.

    Examples
    --------
    >>> change_told(-384), change_told(3), change_told(0)
    ('−384', '+3', '0')
    """
    return f"+{_n(count)}" if count > 0 else _n(count)


def _step(what: str, one: Tally) -> str:
    return (
        f"{what}: {change_told(one.change)}, van {_n(one.before)} naar {_n(one.after)} ("
        f"{_n(one.vanished)} vervallen, {_n(one.appeared)} nieuw, {_n(one.fallen_together)} vallen samen)."
    )


def slivers_told(one: Tally, norms: Norms) -> str:
    """Say how many of the relations may be a border change; empty where none is."""
    if not one.slivers_before and not one.slivers_after:
        return ""
    rest = norms.norm("restgrens", "gebied", "%")
    standing = "niet bevestigd" if rest is None else rest.standing
    before = f"{_n(one.slivers_before)} in de basis ({_n(one.slivers_vanished)} vervallen)"
    after = f"{_n(one.slivers_after)} in het scenario ({_n(one.slivers_appeared)} nieuw)"
    limit = f"{number(norms.sliver_share * 100)}% (werknorm restgrens, {standing})"
    return (
        f"Waarvan grenswijziging?: {before} en {after}. Daar ligt minder dan {limit} van de inwoners van een "
        "gemeente in het swv: meestal een grenswijziging van na de regeling. Zij zitten in de aantallen."
    )


def counts_frame(counted: Mapping[str, Counts], what: str) -> pd.DataFrame:
    """Lay out counts, a row each: before, what becomes of it, after, and the two effects."""
    rows = []
    for label, found in counted.items():
        one, effects = found.whole, found.effects
        rows.append(
            {
                what: label,
                "basis": _n(one.before),
                "vervallen": _n(one.vanished),
                "blijven (basis)": _n(one.stay_before),
                "blijven (scenario)": _n(one.stay_after),
                "nieuw": _n(one.appeared),
                "scenario": _n(one.after),
                "verschil": change_told(one.change),
                "effect samenvoegen po/vo": _NOTHING if effects is None else change_told(effects[0]),
                "effect nieuwe grenzen": _NOTHING if effects is None else change_told(effects[1]),
                "grenswijziging? (basis, scenario)": f"{_n(one.slivers_before)}, {_n(one.slivers_after)}",
            }
        )
    return pd.DataFrame(rows)


def of_country(found: Iterable[Consultation]) -> dict[str, Counts]:
    """Give the counts of the country, per kind of place."""
    return {f"relaties swv met {WITH[one.place_kind]}": one.counts for one in found}


def meeting_frame(study: Study, found: Consultation, listed: Iterable[Meeting]) -> pd.DataFrame:
    """List who meets whom: the swv's of before and after per place, and what becomes of it."""
    names = place_names(study, found.place_kind)
    rows = [
        {
            found.place_kind.value: names.get(one.place, one.place),
            "swv in de basis": _bodies(one.before),
            "swv in het scenario": _after(one),
            "wat er gebeurt": signed(one.fate),
            "gedeelde inwoners, basis": _residents(one.before),
            "gedeelde inwoners, scenario": _residents(() if one.after is None else (one.after,)),
            "grenswijziging?": _where(one),
        }
        for one in listed
    ]
    return _by_place(rows, found.place_kind.value)


def _by_place(rows: list[dict[str, str]], column: str) -> pd.DataFrame:
    ordered: list[dict[str, str]] = sorted(rows, key=lambda row: row[column])
    return pd.DataFrame(ordered)


def _bodies(found: Iterable[Relation]) -> str:
    return " + ".join(body_name(one.body) for one in found) or _NOTHING


def _after(one: Meeting) -> str:
    if one.after is not None:
        return body_name(one.after.body)
    return _NOTHING if one.heir is None else f"{_NOTHING} (gaat verder in {body_name(one.heir)})"


def _residents(found: Iterable[Relation]) -> str:
    shared = [one.pupils for one in found]
    return figure(measure(SHARED), sum(shared)) if shared else _NOTHING


def _where(one: Meeting) -> str:
    """Name the swv's of before and after whose relation may be a border change."""
    sides = (("basis", one.before), ("scenario", () if one.after is None else (one.after,)))
    small = {
        side: [body_name(each.body).partition(" · ")[0] for each in found if each in one.slivers]
        for side, found in sides
    }
    return "; ".join(f"{side}: {', '.join(names)}" for side, names in small.items() if names)


def partner_frame(study: Study, change: PartnerChange) -> pd.DataFrame:
    """List the partners of one gemeente: its jeugdregio first, then what is lost, gained, kept."""
    names, regions = (place_names(study, kind) for kind in (PlaceKind.GEMEENTE, PlaceKind.JEUGDREGIO))
    of = dict(zip(study.country.gemeente_of_point, study.country.region_of_point("jeugdregio"), strict=True))
    pairs = sorted(
        change.pairs,
        key=lambda one: (
            not one.inside,
            _STATUS_ORDER.index(one.status),
            names.get(one.gemeente, one.gemeente),
        ),
    )
    return pd.DataFrame(
        [
            {
                "gemeente": names.get(one.gemeente, one.gemeente),
                "jeugdregio": _region(one, str(of[one.gemeente]), regions),
                "samen in een swv, basis": ages_told(one.before),
                "samen in een swv, scenario": ages_told(one.after),
                "wat er gebeurt": signed(one.status),
                "grenswijziging?": sliver_told(one),
            }
            for one in pairs
        ]
    )


def _region(one: PartnerPair, code: str, regions: Mapping[str, str]) -> str:
    return "dezelfde" if one.inside else regions.get(code, code) or "onbekend"


def partner_arithmetic(change: PartnerChange) -> list[str]:
    """Write the sums of the partners of one gemeente, in its jeugdregio and beyond it."""
    told = []
    for inside, where in ((True, "in de eigen jeugdregio"), (False, "daarbuiten")):
        lost, gained, kept = (
            len(change.of(status, inside=inside))
            for status in (PartnerStatus.LOST, PartnerStatus.GAINED, PartnerStatus.KEPT)
        )
        told.append(
            f"Partners {where}: basis {_n(lost + kept)} = {_n(lost)} verliest + {_n(kept)} houdt; "
            f"scenario {_n(gained + kept)} = {_n(gained)} krijgt + {_n(kept)} houdt."
        )
    told.append(
        f"Gemeenten van de eigen jeugdregio waarmee het geen swv deelt: {_n(len(change.apart_before))} in de "
        f"basis, {_n(len(change.apart_after))} in het scenario."
    )
    return told


def partner_summary(study: Study, changes: Iterable[PartnerChange]) -> pd.DataFrame:
    """Lay out partners per gemeente: lost and gained in the own jeugdregio by name, the rest counted."""
    names = place_names(study, PlaceKind.GEMEENTE)
    rows = [
        {
            "gemeente": names.get(one.gemeente, one.gemeente),
            "verliest": _named(one.lost, names),
            "krijgt": _named(one.gained, names),
            "houdt": _n(len(one.kept)),
            "buiten de jeugdregio: verliest": _n(len(one.of(PartnerStatus.LOST, inside=False))),
            "krijgt (buiten)": _n(len(one.of(PartnerStatus.GAINED, inside=False))),
            "houdt (buiten)": _n(len(one.of(PartnerStatus.KEPT, inside=False))),
        }
        for one in changes
    ]
    return _by_place(rows, "gemeente")


def _named(pairs: Iterable[PartnerPair], names: Mapping[str, str]) -> str:
    """Count and name partners.

    Examples
    --------
    >>> _named([PartnerPair("GM1", True, ("po",), ())], {"GM1": "Aalten"}), _named([], {})
    ('1: Aalten', '0')
    """
    told = sorted(names.get(one.gemeente, one.gemeente) for one in pairs)
    if not told:
        return "0"
    rest = f" en nog {len(told) - _MOST}" if len(told) > _MOST else ""
    return f"{_n(len(told))}: {', '.join(told[:_MOST])}{rest}"
