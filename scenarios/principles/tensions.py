"""Where principles and aims pull against each other: named, with the swv's and the pupils behind it.

Only what the figures show, and nothing is netted: who gains stands elsewhere and takes nothing away.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from scenarios.consequences.fates import pupils_of
from scenarios.consequences.relations import PlaceKind, relations
from scenarios.consequences.succession import Body
from scenarios.measures import measure
from scenarios.notation import capital, figure, number
from scenarios.principles.evidence import Evidence, columns, listed
from scenarios.principles.figures import Figures, of_each
from scenarios.principles.jeugdregio import departing
from scenarios.principles.price import Lost, WouldLose, lost, would_lose
from scenarios.principles.reach import national_reach_km, reach_km
from scenarios.principles.row import written
from scenarios.principles.uniform import size_ratio
from scenarios.principles.words import NEAREST
from scenarios.site_effects import STANDARD_RISE_M, Effect, Way, effect, for_whom

_PEOPLE: Final = measure("eigen_verloren")
_SIZE: Final = measure("leerlingen")
_ESTIMATED: Final = "Inwoners van de leeftijd, geschat."
#: Of swv's that pull so many are named in a sentence.
_NAMED: Final = 4
#: Kinds whose loss weighs most: of these swv's are named first.
_FIRST: Final = ("so", "vso")


@dataclass(frozen=True, slots=True, eq=False)
class Tension:
    """Two rows that pull against each other in a scenario.

    Attributes
    ----------
    code, title
        Stable name; in a few Dutch words.
    between
        Codes of the two rows.
    told
        What is gained and what is paid, with figures; a few sentences.
    swvs
        Names of the swv's it is about, those that weigh most first.
    residents
        Per kind (empty for none) the residents that it concerns; never to be added up over kinds.
    evidence
        Table of those swv's.
    """

    code: str
    title: str
    between: tuple[str, str]
    told: str
    swvs: tuple[str, ...]
    residents: Mapping[str, float]
    evidence: Evidence


def tensions(of: Figures) -> tuple[Tension, ...]:
    """Name the tensions in a scenario, as far as its figures show them."""
    made = (_lost(of), _would_lose(of), _less_nested(of), _further(of), _larger(of), _less_alike(of))
    return tuple(one for one in made if one is not None)


def _per_kind(found: Sequence[Lost] | Sequence[WouldLose]) -> dict[str, float]:
    totals: dict[str, float] = {}
    for one in found:
        totals[one.kind.code] = totals.get(one.kind.code, 0.0) + one.residents
    return totals


def _kinds_told(residents: Mapping[str, float]) -> str:
    told = [f"{code} {figure(_PEOPLE, count)}" for code, count in residents.items()]
    return f"{', '.join(told)} inwoners van de leeftijd{' (niet op te tellen)' if len(told) > 1 else ''}"


def _named(found: Sequence[Lost] | Sequence[WouldLose]) -> tuple[str, ...]:
    """Names of swv's, each once: those with most residents for so or vso first."""
    order = sorted((one.kind.code not in _FIRST, -one.residents, one.body) for one in found)
    return tuple(dict.fromkeys(body.label for _, _, body in order))


def _verb(names: Sequence[str], one: str, more: str) -> str:
    return one if len(names) == 1 else more


def _note(of: Figures) -> str:
    model = of.study.country.model
    return f"{_ESTIMATED} Afstanden {model.certainty}: {model.label}. {NEAREST}"


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


def _lost(of: Figures) -> Tension | None:
    """Swv's that are left without a facility because former ones are cut."""
    found = lost(of.study, *of.steps["grenzen"]) if "grenzen" in of.steps else ()
    if not found:
        return None
    along = sum(one.along_region > 0 for one in found)
    cause = "Daar loopt geen jeugdregiogrens tussen: het ligt aan andere grenzen."
    if along:
        all_along = all(one.along_region == one.residents for one in found)
        cause = "Tussen hen en de voorzieningen die zij verliezen loopt een jeugdregiogrens."
        cause = cause if all_along else f"Voor een deel van hen: {cause[0].lower()}{cause[1:]}"
    swvs, residents = _named(found), _per_kind(found)
    kept = "De dichtstbijzijnde, van welk swv ook, blijft waar zij is."
    return Tension(
        "eigen_verloren",
        f"{'Passen in de jeugdregio kost' if along else 'Andere grenzen kosten'} een eigen voorziening",
        ("jeugdregio" if along else _cause(of), "netwerk"),
        f"{listed(swvs, _NAMED)} {_verb(swvs, 'heeft', 'hebben')} geen eigen voorziening van een soort die "
        f"inwoners ervan in de basis wel in hun swv hadden: {_kinds_told(residents)}. {cause} {kept}",
        swvs,
        residents,
        _lost_table(of, found),
    )


def _lost_table(of: Figures, found: Sequence[Lost]) -> Evidence:
    heads = {
        "soort": "",
        "swv zonder eigen voorziening": "",
        "verliezen haar": "eigen_verloren",
        "van wie achter een jeugdregiogrens": "eigen_verloren",
        "zij lag op": "eigen_gemiddeld",
        "dichtstbijzijnde, van wie ook": "vrij_gemiddeld",
        "ligt nu in": "",
    }
    rows = tuple(
        (
            one.kind.code,
            one.body.label,
            one.residents,
            one.along_region,
            one.own_km,
            one.free_km,
            listed(one.held_by, _NAMED),
        )
        for one in found
    )
    return Evidence("eigen_verloren", "Wie een eigen voorziening verliest", columns(heads), rows, _note(of))


def _would_lose(of: Figures) -> Tension | None:
    """Swv's in more than one jeugdregio of which a part hangs on a facility across that border."""
    found = would_lose(of.study, of.name)
    if not found:
        return None
    swvs, residents = _named(found), _per_kind(found)
    return Tension(
        "knip_zou_kosten",
        "Knippen langs de jeugdregio zou een eigen voorziening kosten",
        ("jeugdregio", "netwerk"),
        f"{listed(swvs, _NAMED)} {_verb(swvs, 'ligt', 'liggen')} in meer dan één jeugdregio. Langs die grens "
        f"knippen zou een deel zonder eigen voorziening laten: {_kinds_told(residents)}.",
        swvs,
        residents,
        _cut_table(of, found),
    )


def _cut_table(of: Figures, found: Sequence[WouldLose]) -> Evidence:
    names = of.country.region_names
    heads = {
        "soort": "",
        "swv": "",
        "deel in jeugdregio": "",
        "inwoners in dat deel": "eigen_verloren",
        "eigen voorziening op": "eigen_gemiddeld",
        "dichtstbijzijnde, van wie ook": "vrij_gemiddeld",
        "het swv heeft haar in": "",
    }
    rows = tuple(
        (
            one.kind.code,
            one.body.label,
            names.get(one.region, one.region),
            one.residents,
            one.own_km,
            one.free_km,
            listed([names.get(code, code) for code in one.site_regions], _NAMED),
        )
        for one in found
    )
    title = "Welk deel een knip langs de jeugdregio zonder eigen voorziening laat"
    note = f"{_note(of)} Wat een deel bij een ander swv kan vinden, telt hier niet mee."
    return Evidence("knip_zou_kosten", title, columns(heads), rows, note)


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
        f"{listed(swvs, _NAMED)}.",
        swvs,
        {"": outside.value},
        Evidence("niet_genest", title, columns(heads), rows, _ESTIMATED),
    )


def _further(of: Figures) -> Tension | None:
    """Aims come nearer, but for some the own facility comes to lie further."""
    gains = _gains(of)
    if not gains or "grenzen" not in of.steps:
        return None
    found = [effect(of.study, *of.steps["grenzen"], kind, Way.OWN) for kind in of.country.kinds]
    residents = {one.kind.code: one.summary()["verder_inwoners"] for one in found}
    residents = {code: count for code, count in residents.items() if count > 0}
    if not residents:
        return None
    rows = tuple(row for one in found for row in _areas(of, one))
    limit = number(STANDARD_RISE_M / 1000)
    heads = {"soort": "", "swv": "", "inwoners": "verder", "gemiddeld verder": "grenseffect"}
    title = f"Waar de eigen voorziening meer dan {limit} km verder ligt"
    return Tension(
        "eigen_verder",
        "De eigen voorziening komt voor een deel verder te liggen",
        (_cause(of), "netwerk"),
        f"{capital(gains)}, maar als alleen voorzieningen van het eigen swv tellen, ligt die voor een deel "
        f"meer dan {limit} km verder: {_kinds_told(residents)}. Wie dichterbij komt, wordt daar niet van "
        "afgetrokken.",
        tuple(dict.fromkeys(row[1] for row in sorted(rows, key=lambda row: -row[2]))),
        residents,
        Evidence("eigen_verder", title, columns(heads), rows, _note(of)),
    )


def _areas(of: Figures, found: Effect) -> list[tuple[str, str, float, float]]:
    table = for_whom(of.study, found, "swv")
    rows = table[table["richting"] == "verder"].to_dict("records")
    return [(found.kind.code, str(row["naam"]), float(row["inwoners"]), float(row["km"])) for row in rows]


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
        told += f" Groter dan elk swv van de basis: {listed(beyond, _NAMED)}."
    return Tension(
        "minder_maar_groter",
        "Minder swv's, over grotere gebieden",
        ("versnippering", "reisafstand"),
        told,
        beyond or tuple(one.label for one in order[:_NAMED]),
        {},
        _reach_table(of, order, now),
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
    return Evidence("reikwijdte", "Hoe groot de gebieden zijn", columns(heads), rows, _ESTIMATED)


def _counts(of: Figures, place_kind: PlaceKind) -> dict[Body, float]:
    found: dict[Body, float] = {}
    for one in relations(of.study.country, of.arrangement, place_kind):
        found[one.body] = found.get(one.body, 0.0) + 1
    return found


def _less_alike(of: Figures) -> Tension | None:
    """Nested better, or fewer relations, but swv's differ more in size."""
    gains = _gains(of)
    now, was = (size_ratio(of.study, name) for name in (of.name, of.base))
    if not gains or not now > was:
        return None
    sizes = sorted(pupils_of(of.study.country, of.arrangement).items(), key=lambda item: (item[1], item[0]))
    ends = sizes if len(sizes) <= 2 * _NAMED else [*sizes[:_NAMED], *sizes[-_NAMED:]]
    (small, least), (large, most) = ends[0], ends[-1]
    heads = columns({"swv": "", "inwoners van de leeftijd": "leerlingen"})
    rows = tuple((one.label, count) for one, count in ends)
    return Tension(
        "minder_gelijk",
        "Grotere verschillen in omvang",
        (_cause(of), "uniformiteit"),
        f"{capital(gains)}, maar het grootste swv is {number(now, 1)} keer het kleinste, in de basis "
        f"{number(was, 1)} keer: {small.label} ({written(_SIZE, least)}) en {large.label} "
        f"({written(_SIZE, most)}).",
        (small.label, large.label),
        {},
        Evidence("uitersten", "De kleinste en de grootste swv's", heads, rows, _ESTIMATED),
    )
