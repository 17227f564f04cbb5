"""Aim 3: a swv lies within the borders of one jeugdregio; a departure is a departure, not a violation."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from geo.errors import InputError
from scenarios.consequences.relations import PlaceKind, Relation, relations
from scenarios.consequences.slivers import sliver_regions, slivers
from scenarios.consequences.succession import Body
from scenarios.country import Country
from scenarios.departures import DEPARTURE, Departure
from scenarios.indeling import Arrangement
from scenarios.norms import Norms
from scenarios.notation import swvs_told
from scenarios.principles.evidence import Evidence, columns, listed
from scenarios.principles.figures import Figures
from scenarios.principles.row import Gap, Recorded, Row
from scenarios.principles.verdict import at, decided, lacking, within
from scenarios.study import Study


@dataclass(frozen=True, slots=True)
class Departing:
    """A swv in more than one jeugdregio.

    Attributes
    ----------
    body
        The swv.
    main
        Code of the jeugdregio that holds most of its residents, of equals the first.
    inside, outside
        Residents of its ages in `main` and outside it (estimates, persons).
    places
        Its gemeenten (or parts of them) outside `main`: code, jeugdregio, residents; most first.
    sliver
        Whether all of those are parts under the werknorm *restgrens*: probably border changes.
    """

    body: Body
    main: str
    inside: float
    outside: float
    places: tuple[tuple[str, str, float], ...]
    sliver: bool


def departing(country: Country, arrangement: Arrangement, norms: Norms) -> tuple[Departing, ...]:
    """List the swv's in more than one jeugdregio, those with most residents outside first.

    The same swv's and residents as ``swv_afwijkend`` and ``leerlingen_afwijkend`` of a comparison.
    """
    of_region = relations(country, arrangement, PlaceKind.JEUGDREGIO)
    of_place = relations(country, arrangement, PlaceKind.GEMEENTE)
    region = {str(code): str(name) for code, name in country.gemeenten["jeugdregio"].items() if name}
    small = sliver_regions(of_place, slivers(of_place, norms.sliver_share), region)
    by_body: dict[Body, list[Relation]] = {}
    for one in of_region:
        by_body.setdefault(one.body, []).append(one)
    found = [
        _departing(body, shares, of_place, region, small)
        for body, shares in by_body.items()
        if len(shares) > 1
    ]
    return tuple(sorted(found, key=lambda one: (-one.outside, one.body)))


def _departing(
    body: Body,
    shares: Sequence[Relation],
    of_place: Sequence[Relation],
    region: dict[str, str],
    small: frozenset[tuple[Body, str]],
) -> Departing:
    main = min(shares, key=lambda one: (-one.pupils, one.place))
    outside = [
        (one.place, region[one.place], one.pupils)
        for one in of_place
        if one.body == body and region.get(one.place, main.place) != main.place
    ]
    others = [one for one in shares if one is not main]
    return Departing(
        body,
        main.place,
        main.pupils,
        sum(one.pupils for one in others),
        tuple(sorted(outside, key=lambda one: (-one[2], one[0]))),
        all((body, one.place) in small for one in others),
    )


def within_jeugdregio(of: Figures) -> Row:
    """Check whether every swv lies within one jeugdregio."""
    norm = at(of.norms, "afwijkend", "jeugdregio", "swv's")
    count, outside = of.figure("swv_afwijkend"), of.figure("leerlingen_afwijkend")
    found = departing(of.study.country, of.arrangement, of.norms)
    met = within(count.value, norm.value, at_least=False)
    return Row(
        code="jeugdregio",
        outcome=decided(met, [norm]),
        told=_told(of, found),
        figures=(count, outside, of.figure("jeugdregio_per_swv"), of.figure("swv_per_jeugdregio")),
        norms=(norm,),
        lacking=lacking([norm]),
        met=met,
        gap=_gap(of, found) if found else None,
        leading=("swv_afwijkend", "leerlingen_afwijkend"),
        evidence=(_swvs(of, found), _places(of, found)),
        recorded=recorded(of, found),
    )


def _told(of: Figures, found: Sequence[Departing]) -> str:
    count, outside = of.figure("swv_afwijkend"), of.figure("leerlingen_afwijkend")
    total = of.figure("swv_aantal").text
    if not found:
        return f"Elk van de {total} swv's ligt binnen één jeugdregio."
    lies = "ligt" if len(found) == 1 else "liggen"
    told = (
        f"{count.text} van de {total} swv's {lies} in meer dan één jeugdregio ({DEPARTURE}); {outside.text} "
        "van schoolgaande leeftijd wonen buiten de hoofdjeugdregio van hun swv"
    )
    if small := sum(one.sliver for one in found):
        told += f". Bij {swvs_told(small)} gaat het alleen om wat een grenswijziging kan zijn"
    return f"{told}."


def _gap(of: Figures, found: Sequence[Departing]) -> Gap:
    gemeenten = len({code for each in found for code, _, _ in each.places})
    noun, falls = ("gemeente", "valt") if gemeenten == 1 else ("gemeenten", "vallen")
    words = (
        f"{gemeenten} {noun} (of delen ervan) met {of.figure('leerlingen_afwijkend').text} van schoolgaande "
        f"leeftijd {falls} nu onder een swv met een andere hoofdjeugdregio"
    )
    return Gap(words, float(gemeenten), "gemeenten")


def recorded(of: Figures, found: Sequence[Departing]) -> tuple[Recorded, ...]:
    """Hold what was recorded against what departs now."""
    return tuple(_recorded(of, one, found) for one in of.arrangement.departures)


def _recorded(of: Figures, departure: Departure, found: Sequence[Departing]) -> Recorded:
    if any(is_of(departure, one) for one in found):
        return Recorded(departure, holds=True, told=departure.told)
    layers = [of.arrangement.po] if of.arrangement.is_merged else [of.arrangement.po, of.arrangement.vo]
    there = any(departure.swv in layer.codes for layer in layers)
    why = "ligt nu binnen één jeugdregio" if there else "bestaat niet in dit scenario"
    return Recorded(departure, holds=False, told=f"{departure.told}; geldt niet meer: {departure.swv} {why}")


def _swvs(of: Figures, found: Sequence[Departing]) -> Evidence:
    names = of.country.region_names
    rows = tuple(
        (
            one.body.label,
            names.get(one.main, one.main),
            one.outside,
            one.outside / (one.inside + one.outside) * 100,
            float(len(one.places)),
            listed(list(dict.fromkeys(names.get(place[1], place[1]) for place in one.places))),
            "ja" if one.sliver else "nee",
            next((each.told for each in of.arrangement.departures if is_of(each, one)), ""),
        )
        for one in found
    )
    heads = {
        "swv": "",
        "hoofdjeugdregio": "",
        "inwoners erbuiten": "leerlingen_afwijkend",
        "deel van het swv": "aandeel_gebied",
        "gemeenten erbuiten": "gemeenten",
        "ook in": "",
        "alleen grenswijziging?": "",
        "vastgelegd": "",
    }
    source = of.figure("leerlingen_afwijkend").source
    title = "Swv's in meer dan één jeugdregio"
    return Evidence("afwijkend", title, columns(heads), rows, f"Inwoners geschat. {source}.")


def is_of(departure: Departure, one: Departing) -> bool:
    """Whether a record is about a departing swv."""
    return departure.is_about(one.body.layer, one.body.code)


def _places(of: Figures, found: Sequence[Departing]) -> Evidence:
    country = of.country
    rows = tuple(
        (
            country.gemeente_names.get(code, code),
            country.region_names.get(region, region),
            one.body.label,
            country.region_names.get(one.main, one.main),
            residents,
        )
        for one in found
        for code, region, residents in one.places
    )
    heads = {
        "gemeente (of deel)": "",
        "jeugdregio": "",
        "hoort bij swv": "",
        "hoofdjeugdregio daarvan": "",
        "inwoners van de leeftijd": "leerlingen_afwijkend",
    }
    title = "Gemeenten buiten de hoofdjeugdregio van hun swv"
    return Evidence("gemeenten", title, columns(heads), rows, "Inwoners geschat.")


def departure_of(study: Study, name: str, about: str, *, reason: str, who: str, day: date) -> Departure:
    """Make a record of a swv that departs in a scenario.

    Parameters
    ----------
    study, name
        Where it departs.
    about
        Code of the swv; with ``po:`` or ``vo:`` before it where both layers have one of that code.
    reason, who, day
        Why, by whom and when it is recorded.

    Raises
    ------
    InputError
        If the swv does not depart there, or reason or who is missing; it says which swv's do.
    """
    layer, colon, code = about.strip().rpartition(":")
    found = departing(study.country, study.arrangement(name), study.norms)
    there = [
        one for one in found if one.body.code == code and (not colon or one.body.layer == layer.casefold())
    ]
    faults = _faults(about, there, found)
    faults += [
        f"{what} ontbreekt; vul in {asked}"
        for what, text, asked in (
            ("de reden", reason, "waarom dit swv afwijkt"),
            ("wie het vastlegt", who, "een naam"),
        )
        if not text.strip()
    ]
    if faults:
        raise InputError("de afwijking", faults)
    body = there[0].body
    told = {"swv": body.code, "laag": body.layer or "beide", "reden": reason, "wie": who, "datum": day}
    return Departure.model_validate(told)


def _faults(about: str, there: Sequence[Departing], found: Sequence[Departing]) -> list[str]:
    if len(there) == 1:
        return []
    if there:
        return [f"'{about}' is een swv po en een swv vo; schrijf po:{about} of vo:{about}"]
    if not found:
        return [f"'{about}': elk swv ligt hier binnen één jeugdregio, er is niets vast te leggen"]
    known = listed([one.body.code for one in found], 20)
    return [f"'{about}' wijkt niet af van het streven; in meer dan één jeugdregio liggen {known}"]
