"""``dekkend inclusief`` on paper: terminal tables, and what they rest on."""

from __future__ import annotations

import math
from typing import Final

from cli.inclusive_answer import Found, area_table
from cli.options import out
from cli.plain import estimate, table
from scenarios.inclusion import NEAREST, Inclusion
from scenarios.notation import UNKNOWN, capital, number
from scenarios.regional_network import Keep, RegionalNetwork
from scenarios.site_effects import Way
from scenarios.site_story import people
from scenarios.study import Study

_KEPT: Final = {
    Keep.LARGEST: "de grootste vestigingen blijven",
    Keep.CENTRAL: "de vestigingen blijven die samen de kortste weg geven (p-mediaan onder wat er is)",
}
_OVER: Final = {
    Way.FREE: "de dichtstbijzijnde vestiging, grenzen genegeerd",
    Way.OWN: "de dichtstbijzijnde vestiging van het eigen swv (heeft het er geen: van alle)",
}


def show(study: Study, found: Found) -> None:
    """Print tables, and what they rest on."""
    _show_pupils(found)
    _show_sites(study, found)
    if found.per is not None:
        for one in found.kinds:
            _show_areas(study, found, one)
    for network in found.networks:
        _show_network(study, network)
    _account(study, found)


def _show_pupils(found: Found) -> None:
    columns = [
        "soort → naar",
        "aandeel (%)",
        "leerlingen",
        "gaat over (marge)",
        "nu (km)",
        "straks (km)",
        "dichterbij (leerlingen, km)",
        "verder (leerlingen, km)",
        "geen aantoonbaar verschil",
    ]
    year = f" in {found.assumptions.year}" if found.assumptions.year else ""
    made = table(f"Naar een reguliere school{year} · {found.name}", columns, words=1)
    for one in found.kinds:
        told = one.summary()
        made.add_row(
            f"{one.kind} → {one.regular}",
            number(100 * one.share, 0 if float(100 * one.share).is_integer() else 1),
            people(told["leerlingen"]),
            estimate(told["overgang"], told["overgang_laag"], told["overgang_hoog"]),
            number(told["km_voor"], 1),
            number(told["km_na"], 1),
            _apart(told, "dichterbij"),
            _apart(told, "verder"),
            people(told["gelijk"]),
        )
    out.print(made)
    unreached = [
        f"{one.kind}: {people(told['niet_bereikt'])}"
        for one in found.kinds
        if (told := one.summary())["niet_bereikt"] > 0
    ]
    if unreached:
        out.print(
            f"Bereiken een van beide niet, en staan in geen afstand: {', '.join(unreached)}.", soft_wrap=True
        )
    if not any(one.share for one in found.kinds):
        when = f"In {found.assumptions.year}" if found.assumptions.year else "Zo"
        out.print(f"{when} gaat er nog niemand over: alle aandelen zijn 0%.", soft_wrap=True)


def _km(value: float) -> str:
    return UNKNOWN if math.isnan(value) else number(value, 1)


def _apart(told: dict[str, float], word: str) -> str:
    """Write one direction: pupils, and the mean of their difference."""
    return f"{people(told[word])}, {_km(told[f'{word}_km'])}" if told[word] > 0 else "0"


def _further(told: dict[str, float], word: str) -> str:
    """Write for whom it becomes further: pupils, with the mean of their difference."""
    return (
        f"{people(told[word])} leerlingen, gemiddeld {_km(told[f'{word}_km'])} km"
        if told[word] > 0
        else "niemand"
    )


def _show_sites(study: Study, found: Found) -> None:
    columns = [
        "soort",
        "vestigingen",
        "leerlingen nu",
        "straks",
        "minimum",
        "eronder nu",
        "eronder straks (marge)",
        "nieuw eronder",
        "… zonder andere soort daar",
        "leerlingen daar",
    ]
    made = table("Vestigingen van de soort, elk naar verhouding kleiner", columns, words=1)
    for one in found.kinds:
        told = one.of_sites()
        minimum = found.assumptions.smallest(one.kind)
        least, most = (number(told[f"onder_na_{end}"]) for end in ("minst", "meest"))
        below = number(told["onder_na"])
        judged = not math.isnan(minimum)
        made.add_row(
            one.kind,
            number(told["vestigingen"]),
            people(told["nu"]),
            people(told["na"]),
            number(minimum) if judged else "geen",
            number(told["onder_voor"]) if judged else UNKNOWN,
            (below if least == most else f"{below} ({least}–{most})") if judged else UNKNOWN,
            number(told["nieuw_onder"]) if judged else UNKNOWN,
            number(told["nieuw_onder_alleen"]) if judged else UNKNOWN,
            people(told["nieuw_onder_leerlingen"]) if judged else UNKNOWN,
        )
    out.print(made)
    unknown = [
        f"{one.kind}: {number(told['onbekend'])}"
        for one in found.kinds
        if (told := one.of_sites())["onbekend"] > 0
    ]
    if unknown:
        out.print(f"Zonder leerlingtal, dus niet beoordeeld: {', '.join(unknown)}.", soft_wrap=True)
    for one in found.kinds:
        if line := _closed_line(one):
            out.print(line, soft_wrap=True)
    if study.country.dataset.manifest.grouped:
        out.print(
            "Vestigingen van een soort in één postcodegebied zijn één groep: de groep telt met haar "
            "gemiddelde, en wat er nog meer onder hetzelfde dak is, is niet bekend.",
            soft_wrap=True,
        )


def _closed_line(one: Inclusion) -> str:
    """Tell what became of the pupils of the sites that a scenario closes; empty where none is."""
    closed = one.closed
    if not closed.closed:
        return ""
    apart = [
        f"{people(count)} {what}"
        for count, what in (
            (closed.homeless, "zonder bekende woonplaats, nergens meegeteld"),
            (closed.nowhere, "voor wie geen vestiging overblijft die te bereiken is"),
        )
        if count > 0
    ]
    silent = f", {number(closed.silent)} zonder leerlingtal" if closed.silent else ""
    lead = f"{capital(one.kind)}: gesloten vestigingen in het scenario {number(closed.closed)}{silent}"
    kept = people(one.of_sites()["erbij"])
    return (
        f"{lead}, leerlingen daar {people(closed.pupils)}, van wie bij een die overblijft {kept}"
        f"{''.join(f'; {told}' for told in apart)}. {capital(closed.describe())}."
    )


def _show_areas(study: Study, found: Found, one: Inclusion) -> None:
    per = found.per.value if found.per is not None else ""
    columns = [
        per,
        "leerlingen",
        "gaat over (marge)",
        "nu (km)",
        "straks (km)",
        "dichterbij",
        "verder",
        "vestigingen",
        "nieuw onder het minimum",
    ]
    made = table(f"{one.kind} → {one.regular} per {per}", columns, words=1)
    for row in area_table(study, found, one).to_dict("records"):
        told = {str(key): value for key, value in row.items()}
        made.add_row(
            str(told["naam"]),
            people(told["leerlingen"]),
            estimate(told["overgang"], told["overgang_laag"], told["overgang_hoog"]),
            number(told["km_voor"], 1),
            number(told["km_na"], 1),
            people(told["dichterbij"]),
            people(told["verder"]),
            number(told["vestigingen"]),
            number(told["nieuw_onder"]),
        )
    out.print(made)


def _show_network(study: Study, one: RegionalNetwork) -> None:
    """Print a regional network: its sums, and what is left in each jeugdregio."""
    columns = [
        "jeugdregio",
        "blijft",
        "sluit",
        "leerlingen",
        "tellen nu",
        "factor",
        "nu (km)",
        "straks (km)",
        "alleen eigen regio (km)",
        "bewezen",
    ]
    title = f"Regionaal netwerk {one.kind}: {one.count} per jeugdregio ({one.keep.value})"
    made = table(title, columns, words=2)
    for row in one.table(study.country.region_of_point("jeugdregio")).to_dict("records"):
        made.add_row(
            str(row["naam"]),
            str(row["gehouden"] or "geen"),
            number(row["gesloten"]),
            people(row["leerlingen"]),
            people(row["gehouden_nu"]),
            UNKNOWN if math.isinf(row["factor"]) else number(row["factor"], 1),
            _km(row["km_voor"]),
            _km(row["km_na"]),
            _km(row["km_binnen"]),
            "ja" if row["bewezen"] else "nee",
        )
    out.print(made)
    told = one.summary()
    what = "groepen vestigingen" if study.country.dataset.manifest.grouped else "vestigingen"
    empty = int(told["regio_zonder"])
    lines = [
        (
            f"{one.kind}: van {number(told['vestigingen'])} {what} blijven er {number(told['gehouden'])}; "
            f"gemiddeld {_km(told['km_voor'])} km wordt {_km(told['km_na'])} km, de verste 10% nu vanaf "
            f"{_km(told['p90_voor'])} km en straks vanaf {_km(told['p90_na'])} km (alle "
            f"{people(told['leerlingen'])} leerlingen van deze soort)."
        ),
        (
            f"Effect van de vestigingen: meer dan 1 km verder {_further(told, 'verder')}. Nu en straks zijn "
            "zonder grenzen: de dichtstbijzijnde van alle, en van alle die blijven; niemand komt dichterbij."
        ),
        (
            "Effect van de grens, apart en niet opgeteld: kan ieder straks alleen in de eigen jeugdregio "
            f"terecht, dan gemiddeld {_km(told['km_binnen'])} km (heeft de regio er geen: van alle); meer "
            f"dan 1 km verder dan de dichtstbijzijnde die blijft {_further(told, 'grens_verder')}."
        ),
        (
            "Waar niets sluit kan de weg toch langer worden: wie nu een vestiging in een buurregio het "
            "dichtst bij heeft, merkt het als die dichtgaat."
        ),
        (
            f"{capital(_KEPT[one.keep])}. Factor: leerlingen van de regio op wat de vestigingen die blijven "
            "nu tellen; ver boven 1 past het netwerk niet in die gebouwen."
        ),
    ]
    if one.keep is Keep.CENTRAL:
        lines.append("Bewezen: geen andere keuze van even veel bestaande vestigingen geeft een kortere weg.")
    if empty:
        which = "Eén jeugdregio heeft" if empty == 1 else f"{empty} jeugdregio's hebben"
        lines.append(f"{which} geen vestiging van {one.kind}: wie daar woont gaat naar de dichtstbijzijnde.")
    for line in lines:
        out.print(line, soft_wrap=True)


def _account(study: Study, found: Found) -> None:
    stamp, country = study.stamp(found.name), study.country_of(found.name)
    sources = dict.fromkeys(
        part
        for source in [one.source for one in found.kinds] + [one.source for one in found.networks]
        for part in source.split("; ")
        if part and not part.startswith("afstanden: ")
    )
    certainty = ", ".join(dict.fromkeys(one.certainty for one in found.kinds))
    out.print()
    for line in (
        f"{found.name}: {stamp.origin}",
        f"Aandelen: {found.ground}. Een rekenvoorbeeld, geen beleid en geen voorspelling.",
        f"Leerlingen zijn {certainty}: {found.assumptions.describe()}.",
        f"Kilometers: {_OVER[found.way]}; {NEAREST}.",
        (
            "Dichterbij en verder staan apart en worden niet verrekend; een verschil binnen de fout van het "
            f"afstandsmodel ({number(100 * country.model.error_share)}%) is geen aantoonbaar verschil."
        ),
        ("Welke leerlingen gaan is niet bekend: elk gebied en elke vestiging verliest hetzelfde aandeel."),
        *(f"{capital(one.kind)}: {one.before.label}." for one in found.kinds),
        f"Afstanden zijn {country.model.certainty}: {country.describe()}.",
        f"Bronnen: {'; '.join(sources)}.",
        f"Gegevensset {stamp.data_version[:12]}, dekkend {stamp.code}.",
    ):
        out.print(line, soft_wrap=True)
