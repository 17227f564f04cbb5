"""``dekkend deelname --spreiding``: how participation differs between swv's, before and after."""

from __future__ import annotations

import json
import math
from dataclasses import asdict
from pathlib import Path
from typing import Any, Final

import pandas as pd

from cli.options import err, out
from cli.plain import interval, plain, records, table
from data.dutch_csv import csv_bytes
from data.files import write_atomic
from model.demand import Spread
from scenarios.assumptions import Assumptions
from scenarios.notation import UNKNOWN, capital, number
from scenarios.participation import NOTICEABLE, ParticipationSpread
from scenarios.site_story import people
from scenarios.study import Study

#: Participation is given in percent with so many decimals.
DECIMALS: Final = 2


def stamped(study: Study) -> list[str]:
    """Tell what it was computed with, and that it is no policy."""
    stamp = study.stamp(study.base_id)
    return [
        "Een rekenvoorbeeld, geen beleid en geen voorspelling.",
        f"Gegevensset {stamp.data_version[:12]}, dekkend {stamp.code}.",
    ]


def head(study: Study, assumptions: Assumptions) -> dict[str, Any]:
    """Tell the same for a program."""
    stamp = study.stamp(study.base_id)
    return {
        "aannames": assumptions.to_dict(),
        "aannames_in_woorden": assumptions.describe(),
        "gegevens": stamp.data_version,
        "versie": stamp.code,
        "instellingen": stamp.settings,
    }


def tell_spread(
    study: Study,
    names: tuple[str, str],
    found: list[ParticipationSpread],
    assumptions: Assumptions,
    target: Path | None,
    *,
    as_json: bool,
) -> None:
    """Write, print or dump the spread of some kinds; `names` are the arrangements before and after."""
    if target is not None:
        write_atomic(target, csv_bytes(_spread_rows(study, found, assumptions), 3))
        err.print(f"Tabel geschreven naar {target}", soft_wrap=True)
    if as_json:
        body = head(study, assumptions) | {
            "basis": names[0],
            "scenario": names[1],
            "soorten": [_spread_json(one) for one in found],
        }
        out.print_json(json.dumps(body, ensure_ascii=False))
    elif target is None:
        _show_spread(study, names, found, assumptions)


#: Rows of the table of spread: words, attribute of `Spread`, factor, decimals.
_MEASURES: Final = (
    ("swv's met inwoners van de leeftijd", "areas", 1, 0),
    ("gemiddelde, naar inwoners (%)", "mean", 100, DECIMALS),
    ("standaardafwijking (procentpunt)", "deviation", 100, DECIMALS),
    ("variatiecoëfficiënt (afwijking op gemiddelde)", "variation", 1, DECIMALS),
    ("laagste swv (%)", "least", 100, DECIMALS),
    ("10% van de inwoners heeft minder dan (%)", "p10", 100, DECIMALS),
    ("middelste inwoner (%)", "median", 100, DECIMALS),
    ("90% van de inwoners heeft minder dan (%)", "p90", 100, DECIMALS),
    ("hoogste swv (%)", "most", 100, DECIMALS),
    ("P90 op P10", "ratio", 1, DECIMALS),
)


#: Measures that lie between those of all low and of all high estimates.
_BOUNDED: Final = ("mean", "least", "p10", "median", "p90", "most")


def _show_spread(
    study: Study, names: tuple[str, str], found: list[ParticipationSpread], assumptions: Assumptions
) -> None:
    for one in found:
        if one.before is None or one.after is None:
            out.print(f"{one.kind}: {one.reading}.", soft_wrap=True)
            continue
        title = f"{one.kind}: spreiding van de deelname tussen swv's ({one.certainty})"
        made = table(title, ["", f"ervoor: {names[0]}", f"erna: {names[1]}"], words=1)
        sides = ((one.before, one.before_margin), (one.after, one.after_margin))
        for words, name, factor, decimals in _MEASURES:
            made.add_row(words, *(_measured(*side, name, factor, decimals) for side in sides))
        out.print(made)
        limit = number(100 * NOTICEABLE, 1)
        out.print(
            f"{people(one.higher)} inwoners van de leeftijd krijgen een swv waar de deelname ten minste "
            f"{limit} procentpunt hoger is, {people(one.lower)} een waar zij zoveel lager is (geschat).",
            soft_wrap=True,
        )
        for note in one.notes:
            out.print(f"{capital(one.kind)}: {note}", soft_wrap=True)
    out.print()
    readings = dict.fromkeys(one.reading for one in found if one.before is not None)
    labels = dict.fromkeys(one.label for one in found)
    sources = dict.fromkeys(part for one in found for part in one.source.split("; ") if part)
    for line in (
        *readings,
        *([_MARGIN] if readings else []),
        f"Hoe geteld: {'; '.join(labels)}.",
        f"Aannames: {assumptions.describe()}.",
        f"Bronnen: {'; '.join(sources)}.",
        *stamped(study),
    ):
        out.print(line, soft_wrap=True)


_MARGIN: Final = (
    "Tussen haakjes de marge: alle swv's aan hun ondergrens, en alle aan hun bovengrens; ruimer dan nodig. "
    "Hoeveel swv's van elkaar afwijken (standaardafwijking, variatiecoëfficiënt, P90 op P10) is dat van de "
    "schattingen: daarvan is geen marge bekend."
)


def _measured(
    found: Spread, margin: tuple[Spread, Spread] | None, name: str, factor: float, decimals: int
) -> str:
    """Write one measure, with its margin where that bounds it."""
    value = factor * float(getattr(found, name))
    if margin is None or name not in _BOUNDED:
        return UNKNOWN if math.isnan(value) else number(value, decimals)
    low, high = (factor * float(getattr(one, name)) for one in margin)
    return interval(value, low, high, decimals)


def _spread_json(one: ParticipationSpread) -> dict[str, Any]:
    def side(found: Spread | None) -> dict[str, Any] | None:
        return None if found is None else {key: plain(value, 6) for key, value in asdict(found).items()}

    return {
        "soort": one.kind,
        "ervoor": side(one.before),
        "erna": side(one.after),
        "ervoor_marge": None if one.before_margin is None else [side(end) for end in one.before_margin],
        "erna_marge": None if one.after_margin is None else [side(end) for end in one.after_margin],
        "inwoners_hoger": plain(one.higher),
        "inwoners_lager": plain(one.lower),
        "swvs": records(one.table, 6),
        "lezing": one.reading,
        "toelichting": list(one.notes),
        "geteld": one.label,
        "aard": one.certainty,
        "bron": one.source,
    }


def _spread_rows(study: Study, found: list[ParticipationSpread], assumptions: Assumptions) -> pd.DataFrame:
    parts = []
    for one in found:
        rows = one.table.copy()
        rows.insert(0, "soort", one.kind)
        shares = ["deelname", "laag", "hoog"]
        rows[shares] = (100 * rows[shares].astype(float)).round(DECIMALS + 1)
        rows["eenheid_deelname"], rows["lezing"] = "%", " ".join([one.reading, *one.notes])
        parts.append(rows.assign(geteld=one.label, aard=one.certainty, bron=one.source))
    stamp = study.stamp(study.base_id)
    return pd.concat(parts).assign(
        aannames=assumptions.describe(), gegevens=stamp.data_version[:12], versie=stamp.code
    )
