"""Leerlingenvervoer as tables of text and as rows: the country, per gemeente, what changes."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import pandas as pd

from scenarios.assumptions import standard
from scenarios.consequences.pupil_transport import COLUMNS, KINDS, NO_CHANGE, Count, Transport
from scenarios.consequences.transport_terms import LIMIT, cited, euros, sensitivities
from scenarios.notation import capital, few, in_range, number
from scenarios.site_story import people
from scenarios.study import Study

#: What is said where other sites bring nobody above or below the limit.
NOBODY_CHANGES: Final = "niemand komt boven of onder de grens, of woont meer dan 1 km verder van een school."
#: Name in ``scenarios/aannames.csv`` of what gemeenten transport in all.
_TRANSPORTED: Final = "vervoerde leerlingen"
#: Of fewer pupils than this a gemeente is left out of tables on screen.
_FEW: Final = 0.5
#: Estimates up to here are written as they are; rounding to tens would hide their margin.
_SMALL: Final = 100
#: From this many pupils on an amount is told; below it would be false precision.
_COSTED: Final = 10
NO_COST: Final = "geen bedrag bij zo weinig leerlingen"
_NAMES: Final = {"bo": "bo", "sbo": "sbo", "so": "so"}


def pupils(count: Count) -> str:
    """Write a number of pupils with its margin.

    Examples
    --------
    >>> pupils(Count(1234.0, 1100.0, 1399.0, 0.0, 0.0)), pupils(Count(12.0, 10.0, 15.0, 0.0, 0.0))
    ('1.200 (1.100–1.400)', '12 (10–15)')
    >>> pupils(Count(168.0, 166.0, 172.0, 0.0, 0.0)), pupils(Count(2.0, 2.0, 3.0, 0.0, 0.0))
    ('circa 170', 'minder dan 5')
    """
    if told := few(count.high):
        return told
    plain = count.high < _SMALL
    low, middle, high = (
        number(round(one)) if plain else people(one) for one in (count.low, count.pupils, count.high)
    )
    return in_range(low, middle, high, wide=count.low < count.high)


def cost(count: Count) -> str:
    """Write what transport of some pupils would cost in a year: a range, or none for a handful.

    Examples
    --------
    >>> cost(Count(12.0, 10.0, 15.0, 32_720.0, 59_670.0)), cost(Count(2.0, 2.0, 3.0, 6_544.0, 11_934.0))
    ('33 tot 60 duizend euro', 'geen bedrag bij zo weinig leerlingen')
    """
    if 0 < round(count.high) < _COSTED:
        return NO_COST
    return euros(count.cost_low, count.cost_high)


def yearly(count: Count) -> str:
    """Write what `cost` writes, as an amount of a year where it is one."""
    told = cost(count)
    return told if told == NO_COST else f"{told} per jaar"


def lead(found: Transport) -> tuple[str, ...]:
    """Tell the outcome in a few Dutch sentences, each with its figure."""
    now = found.count("scenario")
    told = [
        (
            f"{pupils(now)} leerlingen van bo, sbo en so wonen verder dan de vervoersgrens van de "
            f"dichtstbijzijnde vestiging (grens: {found.limits.describe()})."
        ),
        (
            f"Zou iedereen van hen vervoerd worden, dan kost dat {yearly(now)}: "
            f"{found.amounts.describe()}. Geschat, geen begroting."
        ),
    ]
    if found.same_sites:
        return (*told, NO_CHANGE)
    if not found.changes:
        return (*told, capital(NOBODY_CHANGES))
    for what in ("erbij", "eraf", "verder"):
        count = found.count(what)
        told.append(f"{capital(COLUMNS[what])}: {pupils(count)} leerlingen, {yearly(count)}.")
    return tuple(told)


def national(found: Transport) -> pd.DataFrame:
    """Tell the country, kind by kind and together; text."""
    shown = ("scenario",) if found.same_sites else tuple(COLUMNS)
    rows = []
    for kind in (*KINDS, ""):
        row = {"soort": _NAMES.get(kind, "samen"), "verwachte leerlingen": people(_expected(found, kind))}
        for what in shown:
            row[COLUMNS[what] if len(shown) > 1 else "verder dan de grens"] = pupils(
                found.count(what, kind=kind)
            )
        row["kosten per jaar in het scenario" if len(shown) > 1 else "kosten per jaar"] = cost(
            found.count("scenario", kind=kind)
        )
        rows.append(row)
    return pd.DataFrame(rows)


def _expected(found: Transport, kind: str) -> float:
    chosen = [found.kinds[kind]] if kind else list(found.kinds.values())
    return sum(one.expected.total for one in chosen)


def per_gemeente(found: Transport) -> pd.DataFrame:
    """Tell the gemeenten with pupils beyond the limit in the scenario, most first; text."""
    table = found.per_gemeente()
    shown = table[table["scenario_hoog"] >= _FEW]
    return pd.DataFrame(
        {
            "gemeente": shown["naam"],
            "grens (km)": [_km(one) for one in shown["grens_km"]],
            "verder dan de grens": _pupils_of(shown, "scenario"),
            "kosten per jaar": _costs_of(shown, "scenario"),
        }
    ).reset_index(drop=True)


def changes(found: Transport) -> pd.DataFrame:
    """Tell the gemeenten where something changes, rises and falls apart; text, empty where nothing does."""
    table = found.per_gemeente()
    ways = ("erbij", "eraf", "verder")
    some = table[[f"{way}_hoog" for way in ways]].sum(axis=1) >= _FEW
    shown = table[some].sort_values(["erbij", "verder"], ascending=False, kind="stable")
    columns = {"gemeente": shown["naam"], "grens (km)": [_km(one) for one in shown["grens_km"]]}
    for way in ways:
        columns[COLUMNS[way]] = _pupils_of(shown, way)
    columns["kosten van wie erbij komt, per jaar"] = _costs_of(shown, "erbij")
    columns["kosten van wie eraf gaat, per jaar"] = _costs_of(shown, "eraf")
    return pd.DataFrame(columns).reset_index(drop=True)


def _km(value: float) -> str:
    return f"{value:.10g}".replace(".", ",")


def _counts(table: pd.DataFrame, what: str) -> list[Count]:
    names = [what, f"{what}_laag", f"{what}_hoog", f"{what}_kosten_laag", f"{what}_kosten_hoog"]
    return [Count(*map(float, row)) for row in table[names].itertuples(index=False)]


def _pupils_of(table: pd.DataFrame, what: str) -> list[str]:
    return [pupils(one) for one in _counts(table, what)]


def _costs_of(table: pd.DataFrame, what: str) -> list[str]:
    return [cost(one) for one in _counts(table, what)]


def sensitivity(found: Transport) -> str:
    """Tell how many it would be at other limits for the whole country; empty with limits per gemeente."""
    limits = sensitivities(found.limits)
    told = [f"{number(km)} km: {pupils(found.at(km))}" for km in limits]
    return f"Bij een andere grens in het hele land: {'; '.join(told)} leerlingen (geschat)." if told else ""


def account(study: Study, found: Transport, name: str) -> Sequence[str]:
    """Tell what the figures rest on, and how they compare with what gemeenten transport in all; Dutch."""
    stamp = study.stamp(name)
    labels = "; ".join(dict.fromkeys(f"{kind}: {one.expected.label}" for kind, one in found.kinds.items()))
    doubt = found.doubted()
    told = [
        (
            f"Ter vergelijking: {number(standard(_TRANSPORTED))} leerlingen hadden een "
            f"vervoersvoorziening van hun gemeente ({cited(_TRANSPORTED)})."
        ),
        (
            f"Alle aantallen en kosten zijn geschat; afstanden zijn {found.certainty} "
            f"({study.country.describe()}). Verwachte leerlingen: {labels}."
        ),
        f"Bronnen: {'; '.join(found.sources)}. Grens: {cited(LIMIT)}.",
        f"Een rekenvoorbeeld, geen beleid. Gegevensset {stamp.data_version[:12]}, dekkend {stamp.code}.",
    ]
    if found.unreachable >= _FEW:
        told.insert(
            0,
            f"Voor {people(found.unreachable)} leerlingen is geen vestiging te bereiken: boven de grens.",
        )
    if doubt >= _FEW:
        told.insert(
            0, f"Twijfelachtig door dat ene punt: {people(doubt)} leerlingen; alleen in de bovengrens."
        )
    return told


def rows(found: Transport, opened: tuple[Study, str, str]) -> pd.DataFrame:
    """Write all gemeenten as rows with numbers, each with what it rests on."""
    study, name, base = opened
    table = found.per_gemeente()
    figures = [column for column in table.columns if column not in {"gemeente", "naam", "grens_km"}]
    euro = [column for column in figures if "_kosten_" in column]
    table[figures] = table[figures].round()
    table[euro] = table[euro].round(-2)
    return table.assign(
        basis_naam=base,
        scenario_naam=name,
        aard="geschat",
        bedrag_laag=found.amounts.low,
        bedrag_hoog=found.amounts.high,
        bron="; ".join(found.sources),
        gegevens=study.stamp(name).data_version[:12],
        versie=study.stamp(name).code,
    )
