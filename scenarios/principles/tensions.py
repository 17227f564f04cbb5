"""Where principles and aims pull against each other: named, with the swv's and the pupils behind it.

Only what the figures show, and nothing is netted: who gains stands elsewhere and takes nothing away.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from scenarios.consequences.fates import pupils_of
from scenarios.consequences.relations import PlaceKind, relations
from scenarios.consequences.succession import Body
from scenarios.measures import measure
from scenarios.notation import capital
from scenarios.principles.evidence import Evidence, columns, listed
from scenarios.principles.figures import Figures, of_each
from scenarios.principles.jeugdregio import departing
from scenarios.principles.price_tensions import further_off, who_loses, who_would_lose
from scenarios.principles.reach import national_reach_km, reach_km
from scenarios.principles.row import written
from scenarios.principles.tension import ESTIMATED, NAMED, Tension
from scenarios.principles.uniform import size_ratios

_SIZE: Final = measure("leerlingen")


def tensions(of: Figures) -> tuple[Tension, ...]:
    """Name the tensions in a scenario, as far as its figures show them."""
    cause, gains = _cause(of), capital(_gains(of))
    made = (
        who_loses(of, cause),
        who_would_lose(of),
        _less_nested(of),
        further_off(of, cause, gains),
        _larger(of),
        _less_alike(of, cause, gains),
    )
    return tuple(one for one in made if one is not None)


def _nests(of: Figures) -> bool:
    """Whether fewer residents live outside the main jeugdregio of their swv than in the base."""
    return of.figure("leerlingen_afwijkend").change < 0


def _merges(of: Figures) -> bool:
    """Whether po and vo come together."""
    return of.arrangement.is_merged and not of.before.is_merged


def _gains(of: Figures) -> str:
    """Say what the scenario brings nearer; empty where nothing of this sort."""
    parts = []
    if _merges(of):
        parts.append("po en vo vallen samen")
    if _nests(of):
        parts.append("minder inwoners wonen buiten de hoofdjeugdregio van hun swv")
    if of.figure("relaties_gemeente").change < 0:
        parts.append("er zijn minder overlegrelaties")
    return " en ".join(part for part in (", ".join(parts[:-1]), parts[-1] if parts else "") if part)


def _cause(of: Figures) -> str:
    """Code of the row that a change of borders serves."""
    return "jeugdregio" if _nests(of) or not _merges(of) else "een_swv"


def _less_nested(of: Figures) -> Tension | None:
    """One swv for po and vo, but more residents outside the main jeugdregio of theirs."""
    outside = of.figure("leerlingen_afwijkend")
    if not (_merges(of) and outside.change > 0):
        return None
    found = departing(of.study.country, of.arrangement, of.norms)
    rows = tuple((one.body.label, one.outside, float(len(one.places))) for one in found)
    heads = {"swv": "", "erbuiten": "leerlingen_afwijkend", "gemeenten erbuiten": "gemeenten"}
    swvs = tuple(one.body.label for one in found)
    title = "Swv's in meer dan één jeugdregio"
    return Tension(
        "samen_maar_niet_genest",
        "Po en vo samen, maar minder binnen de jeugdregio",
        ("een_swv", "jeugdregio"),
        f"Po en vo vallen samen, maar {outside.text} van schoolgaande leeftijd wonen buiten de "
        f"hoofdjeugdregio van hun swv, in de basis {outside.base_text}; het meest bij "
        f"{listed(swvs, NAMED)}.",
        swvs,
        {"": outside.value},
        Evidence("niet_genest", title, columns(heads), rows, ESTIMATED),
        figures=(outside,),
    )


def _larger(of: Figures) -> Tension | None:
    """Fewer swv's, over larger areas."""
    country, count = of.study.country, of.figure("swv_aantal")
    reach = of.made(
        "reikwijdte", *of_each(of, lambda name: national_reach_km(country, of.study.arrangement(name)))
    )
    if not (count.change < 0 and reach.change > 0):
        return None
    now, largest = reach_km(country, of.arrangement), max(reach_km(country, of.before).values())
    order = sorted(now, key=lambda body: (-now[body], body))
    beyond = tuple(one.label for one in order if now[one] > largest)
    told = (
        f"Er zijn {count.text} swv's, in de basis {count.base_text}. Daardoor wonen leerlingen gemiddeld "
        f"{reach.text} (hemelsbreed) van het midden van hun swv, in de basis {reach.base_text}. Dat is geen "
        "reisafstand; het kan er een worden als voorzieningen per swv samengaan."
    )
    if beyond:
        told += f" Groter dan elk swv van de basis: {listed(beyond, NAMED)}."
    return Tension(
        "minder_maar_groter",
        "Minder swv's, over grotere gebieden",
        ("versnippering", "reisafstand"),
        told,
        beyond or tuple(one.label for one in order[:NAMED]),
        {},
        _reach_table(of, order, now),
        figures=(count, reach),
    )


def _reach_table(of: Figures, order: Sequence[Body], reach: Mapping[Body, float]) -> Evidence:
    sizes = pupils_of(of.study.country, of.arrangement)
    places, regions = (_counts(of, kind) for kind in (PlaceKind.GEMEENTE, PlaceKind.JEUGDREGIO))
    rows = tuple((one.label, reach[one], sizes[one], places[one], regions.get(one, 0.0)) for one in order)
    heads = {
        "swv": "",
        "gemiddeld van het midden": "reikwijdte",
        "inwoners": "leerlingen",
        "gemeenten": "gemeenten",
        "jeugdregio's": "gemeenten",
    }
    return Evidence("reikwijdte", "Hoe groot de gebieden zijn", columns(heads), rows, ESTIMATED)


def _counts(of: Figures, place_kind: PlaceKind) -> dict[Body, float]:
    found: dict[Body, float] = {}
    for one in relations(of.study.country, of.arrangement, place_kind):
        found[one.body] = found.get(one.body, 0.0) + 1
    return found


def _less_alike(of: Figures, cause: str, gains: str) -> Tension | None:
    """Nested better, or fewer relations, but swv's differ more in size."""
    ratio = size_ratios(of)
    if not gains or not ratio.change > 0:
        return None
    sizes = sorted(pupils_of(of.study.country, of.arrangement).items(), key=lambda item: (item[1], item[0]))
    ends = sizes if len(sizes) <= 2 * NAMED else [*sizes[:NAMED], *sizes[-NAMED:]]
    (small, least), (large, most) = ends[0], ends[-1]
    heads = columns({"swv": "", "inwoners van de leeftijd": "leerlingen"})
    rows = tuple((one.label, count) for one, count in ends)
    return Tension(
        "minder_gelijk",
        "Grotere verschillen in omvang",
        (cause, "uniformiteit"),
        f"{gains}, maar het grootste swv is {ratio.text} keer het kleinste, in de basis "
        f"{ratio.base_text} keer: {small.label} ({written(_SIZE, least)}) en {large.label} "
        f"({written(_SIZE, most)}).",
        (small.label, large.label),
        {},
        Evidence("uitersten", "De kleinste en de grootste swv's", heads, rows, ESTIMATED),
        figures=(ratio,),
    )
