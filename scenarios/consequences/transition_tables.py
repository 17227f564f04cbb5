"""The transition as tables of text: who changes, what comes of merging, what becomes of each swv."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Final

import pandas as pd

from scenarios.compare import sources_of
from scenarios.consequences.fates import Former, New
from scenarios.consequences.moves import ORDER
from scenarios.consequences.site_diff import sites_of
from scenarios.consequences.succession import Share
from scenarios.consequences.transition import ANY_AGE, Tally, Transition, transition_values
from scenarios.measures import Measure, measure
from scenarios.notation import UNKNOWN, figure, number, signed
from scenarios.study import Study

#: Heading of each column of `who_table` after the total, by `scenarios.consequences.moves.Move`.
_HEADS: Final = {
    "ongewijzigd": "ongewijzigd",
    "zelfde gebied, po en vo samen of apart": "zelfde gebied, po en vo samen",
    "blijft bij de hoofdmoot, andere grenzen": "blijft, andere grenzen",
    "gaat naar een ander swv": "gaat naar een ander swv",
}
_PEOPLE: Final = measure("overgang_elders")
_PLACES: Final = measure("overgang_gemeenten")

#: Shares that stay, in the order in which they are told.
SHARES: Final = ("blijft", "blijft_gemeenten", "blijft_vestigingen", "blijft_besturen")
#: Figures that are split in what merging does and what new borders do.
SPLIT: Final = (
    "overgang_elders",
    "overgang_grenzen",
    "overgang_samen",
    "overgang_gemeenten",
    "overgang_vestigingen",
    "overgang_besturen",
    "swv_houdt_op",
    "swv_nieuw",
)


def who_table(found: Transition) -> pd.DataFrame:
    """Tell who changes: pupils, gemeenten, sites and boards, most happening first.

    Returns
    -------
    ``wie, totaal`` and a column per outcome, all text.
    """
    rows: list[tuple[str, Tally | None, Measure]] = [
        ("inwoners van 4-11 jaar", found.pupils["po"], _PEOPLE),
        ("inwoners van 12-17 jaar", found.pupils["vo"], _PEOPLE),
        ("inwoners van 4-17 jaar samen", found.pupils[ANY_AGE], _PEOPLE),
        ("gemeenten, voor po", found.gemeenten["po"], _PLACES),
        ("gemeenten, voor vo", found.gemeenten["vo"], _PLACES),
        ("gemeenten, voor po of vo", found.gemeenten[ANY_AGE], _PLACES),
        ("vestigingen bo, sbo en so", found.sites["po"], _PLACES),
        ("vestigingen vso, pro en vo", found.sites["vo"], _PLACES),
        (
            "schoolbesturen (bo, sbo, so en vso)",
            None if found.boards is None else found.boards[ANY_AGE],
            _PLACES,
        ),
    ]
    return pd.DataFrame([_who(*row) for row in rows])


def _who(who: str, tally: Tally | None, described: Measure) -> dict[str, str]:
    heads = [(move, _HEADS[move.value]) for move in reversed(ORDER)]
    if tally is None:
        return {"wie": who, "totaal": UNKNOWN} | {head: UNKNOWN for _, head in heads}
    told = {head: figure(described, tally.count(move)) for move, head in heads}
    return {"wie": who, "totaal": figure(described, tally.total)} | told


def shares_table(found: Transition) -> pd.DataFrame:
    """Tell which share stays with most of its swv: ``wat, blijft (%)``, text."""
    values = transition_values(found)
    rows = [(measure(code).title, figure(measure(code), values[code])) for code in SHARES]
    return pd.DataFrame(rows, columns=["wat", "aandeel (%)"])


def split_table(found: Transition, effects: Mapping[str, tuple[float, float]]) -> pd.DataFrame:
    """Tell what of each figure comes from merging po and vo, and what from new borders; text."""
    values = transition_values(found)
    rows = [
        (
            measure(code).title,
            figure(measure(code), values[code]),
            *(_effect(measure(code), one) for one in effects[code]),
        )
        for code in SPLIT
        if code in effects
    ]
    return pd.DataFrame(rows, columns=["wat", "totaal", "effect samenvoegen po/vo", "effect nieuwe grenzen"])


def _effect(described: Measure, value: float) -> str:
    return UNKNOWN if value != value else signed(described, value)  # noqa: PLR0124  # NaN


def former_table(former: Iterable[Former]) -> pd.DataFrame:
    """Tell what becomes of swv's: ``swv, inwoners, wat, opvolgers``, text."""
    rows = [
        (one.body.label, figure(_PEOPLE, one.pupils), one.fate.value, shares_told(one.successors))
        for one in former
    ]
    return pd.DataFrame(rows, columns=["swv", "inwoners", "wat", "opvolgers (aandeel van de inwoners)"])


def new_table(new: Iterable[New]) -> pd.DataFrame:
    """Tell what swv's are made of: ``swv, inwoners, voortzetting van, voortgekomen uit``, text."""
    rows = [
        (
            one.body.label,
            figure(_PEOPLE, one.pupils),
            "nieuw" if one.continues is None else one.continues.label,
            shares_told(one.predecessors),
        )
        for one in new
    ]
    return pd.DataFrame(
        rows, columns=["swv", "inwoners", "voortzetting van", "voortgekomen uit (aandeel van de inwoners)"]
    )


def shares_told(shares: Sequence[Share]) -> str:
    """Name swv's with their share.

    Examples
    --------
    >>> from scenarios.consequences.succession import Body
    >>> a, b = Body("", "A", "A"), Body("", "B", "B")
    >>> shares_told([Share(a, 999.0, 0.999), Share(b, 1.0, 0.001)])
    'A (bijna alle), B (minder dan 1%)'
    >>> shares_told([Share(a, 10.0, 1.0)])
    'A (alle)'
    """
    return ", ".join(f"{one.body.label} ({_share(one.share)})" for one in shares) or "geen"


def _share(share: float) -> str:
    percent = 100 * share
    if percent >= 100:  # noqa: PLR2004
        return "alle"
    if percent < 1:
        return "minder dan 1%"
    return "bijna alle" if percent >= 99.5 else f"{number(percent)}%"  # noqa: PLR2004


def lead(found: Transition, *, merging: bool) -> tuple[str, ...]:
    """Tell the transition in a few Dutch sentences, each with its figure.

    Parameters
    ----------
    merging
        Whether po and vo go from two layers to one.
    """
    people = found.pupils[ANY_AGE]
    gone, total = figure(_PEOPLE, people.elsewhere), figure(_PEOPLE, people.total)
    stays = figure(measure("blijft"), found.pupils_stay)
    told = [
        (
            f"{gone} van de {total} inwoners van 4-17 jaar gaan naar een ander swv dan de hoofdmoot van "
            f"hun swv; {stays}% blijft."
        ),
        _swvs(found, merging=merging),
    ]
    gemeenten = found.gemeenten[ANY_AGE]
    told.append(
        f"Van de {number(gemeenten.total)} gemeenten {_goes(gemeenten.elsewhere)} voor po of vo (deels) "
        f"naar een ander swv{_rests(found)}."
    )
    if found.site_changes:
        told.append(_sites(found))
    return tuple(told)


def _goes(count: float) -> str:
    return f"{'gaat' if count == 1 else 'gaan'} er {number(count)}"


def _rests(found: Transition) -> str:
    count = len(found.sliver_gemeenten)
    return f"; van nog {count} alleen een rest (grenswijziging?)" if count else ""


def _swvs(found: Transition, *, merging: bool) -> str:
    ceasing, founded = len(found.ceasing), len(found.founded)
    unchanged = sum(one.unchanged for one in found.former)
    stops, is_new = ("houdt" if ceasing == 1 else "houden"), ("is" if founded == 1 else "zijn")
    told = f"Van de {len(found.former)} swv's {stops} er {ceasing} op; {founded} {is_new} nieuw"
    told += f", voor {unchanged} verandert niets." if unchanged else "."
    why = " Po en vo gaan samen: elk swv houdt dan op, ook waar geen grens verandert."
    return told + (why if merging and ceasing else "")


def _sites(found: Transition) -> str:
    changed = found.site_changes
    counts = (
        ("opent", "openen", changed.opened),
        ("sluit", "sluiten", changed.closed),
        ("verhuist", "verhuizen", changed.moved),
        ("verandert van aanbod", "veranderen van aanbod", changed.altered),
    )
    told = [
        f"{number(sites_of(some))} {one if sites_of(some) == 1 else many}"
        for one, many, some in counts
        if some
    ]
    return f"Vestigingen: {', '.join(told)}."


def source_told(study: Study, described: Measure, name: str, base: str) -> str:
    """Name what a figure rests on, with dates; sites are those of all kinds."""
    told = sources_of(study, described, name, "", base)
    sites = " en ".join(dict.fromkeys(study.country_of(name).supply_sources.values()))
    return told.replace("vestigingen: geen", f"vestigingen: {sites}")
