"""What a change of sites does, on screen and as JSON."""

from __future__ import annotations

import json
import math
from typing import Any, Final

import pandas as pd
from rich.table import Table

from cli import closings
from cli.options import out
from scenarios.assumptions import Assumptions
from scenarios.closings import closed_offers
from scenarios.draft import Draft
from scenarios.notation import number
from scenarios.site_effects import SENSITIVITY_M, Effect, Way, effect, for_whom, steps
from scenarios.site_story import concerned, people, story, touched
from scenarios.study import Study

#: Rows of a table "for whom" on screen; --json gives all.
_SHOWN: Final = 10
#: Closed sites whose pupils are followed without being asked for: following more takes a while.
_FOLLOWED: Final = 50


def tell(
    study: Study, draft: Draft, before: str, assumptions: Assumptions, *, follow: bool, as_json: bool
) -> None:
    """Tell what a draft does against `before`; where pupils of closed sites go if few are, or if asked."""
    name = draft.known_to(study)
    if as_json:
        out.print_json(
            json.dumps(_as_json(study, draft, before, assumptions, follow=follow), ensure_ascii=False)
        )
        return
    plan = study.arrangement(name).plan
    out.print(
        f"{study.arrangement(name).title}; vergeleken met {study.arrangement(before).title}", soft_wrap=True
    )
    for line in plan.log if plan is not None else ():
        out.print(f"  - {line}", soft_wrap=True)
    out.print("\nWat het doet:")
    for line in story(study, before, name):
        out.print(f"  - {line}", soft_wrap=True)
    kinds = concerned(study, before, name)
    for what, one, other in steps(study, before, name):
        for kind in kinds:
            way = Way.OWN if what == "grenzen" else Way.FREE
            found = effect(study, one, other, kind, way)
            areas = for_whom(study, found).head(_SHOWN)
            if len(areas):
                out.print(_areas_table(f"{kind.code}, andere {what}: voor wie ({_WAYS[way]})", areas))
                out.print(_sensitivity(found), soft_wrap=True)
    if follow or _closed(study, before, name) <= _FOLLOWED:
        closings.show(study, closings.followed(study, before, name))
    else:
        out.print("\nWaar leerlingen van zoveel gesloten vestigingen heen gaan: met --volg.")
    out.print()
    for line in _account(study, name):
        out.print(line, soft_wrap=True)


_WAYS = {
    Way.FREE: "dichtstbijzijnde, grenzen genegeerd",
    Way.OWN: "als alleen het eigen swv telt",
}


def _closed(study: Study, before: str, after: str) -> int:
    """Count the offers that are closed."""
    return sum(len(codes) for codes in closed_offers(study, before, after).values())


def _sensitivity(found: Effect) -> str:
    """Say for how many it becomes further at other limits."""
    told = [
        f"{number(limit / 1000, 1)} km: {number(share, 1)}%" for limit, share in found.sensitivity().items()
    ]
    return f"Verder dan {'; '.join(told)} van de inwoners van de leeftijd."


def _areas_table(title: str, areas: pd.DataFrame) -> Table:
    table = Table(title=title, title_justify="left")
    table.add_column("gemeente", overflow="fold")
    table.add_column("richting")
    for column in ("inwoners (geschat)", "km, gemiddeld", "inwoners × km"):
        table.add_column(column, justify="right", overflow="fold")
    for row in areas.to_dict("records"):
        figures = people(row["inwoners"]), number(row["km"], 1), people(row["inwoners_km"])
        table.add_row(str(row["naam"]), str(row["richting"]), *figures)
    return table


def _as_json(
    study: Study, draft: Draft, before: str, assumptions: Assumptions, *, follow: bool
) -> dict[str, Any]:
    name = draft.known_to(study)
    plan = study.arrangement(name).plan
    found = []
    for what, one, other in steps(study, before, name):
        for kind in touched(study, one, other):
            for way in Way:
                one_effect = effect(study, one, other, kind, way)
                areas = for_whom(study, one_effect).round(3)
                found.append(
                    {
                        "stap": what,
                        "soort": kind.code,
                        "afstand": way.value,
                        "cijfers": {key: _plain(value) for key, value in one_effect.summary().items()},
                        "gevoeligheid_procent": {
                            f"{limit:g} m": _plain(share)
                            for limit, share in one_effect.sensitivity(SENSITIVITY_M).items()
                        },
                        "gemeenten": areas.to_dict("records"),
                    }
                )
    few = _closed(study, before, name) <= _FOLLOWED
    followed = closings.followed(study, before, name) if follow or few else ()
    return {
        "scenario": json.loads(draft.scenario(study, assumptions).model_dump_json()),
        "vergeleken_met": before,
        "wijzigingen": list(plan.log) if plan is not None else [],
        "uitleg": story(study, before, name),
        "effecten": found,
        "leerlingen_van_gesloten_vestigingen": closings.as_json(followed),
        "verantwoording": _account(study, name),
    }


def _plain(value: float) -> float | None:
    return None if math.isnan(value) else round(value, 3)


def _places_told(study: Study, name: str) -> list[str]:
    """Say that places do not count here, where a site was told to have so many."""
    plan = study.arrangement(name).plan
    if plan is None or plan.offers["plaatsen"].isna().all():
        return []
    return ["Aantallen plaatsen, ook nul, tellen hier niet mee: alleen in 'dekkend capaciteit'."]


def _account(study: Study, name: str) -> list[str]:
    country = study.country_of(name)
    sources = "; ".join(dict.fromkeys(country.supply_sources.values()))
    return [
        f"Afstanden zijn {country.model.certainty}: {country.describe()}.",
        "Een verschil telt vanaf 1 km; verder en dichterbij staan apart en worden niet verrekend.",
        "Dichtstbijzijnd is niet per se passend of beschikbaar.",
        *_places_told(study, name),
        f"Inwoners zijn geschat ({country.labels['inwoners']}). Vestigingen: {sources}.",
        "Een rekenvoorbeeld, geen beleid en geen voorspelling.",
        f"Gegevensset {country.dataset.manifest.fingerprint[:12]}.",
    ]
