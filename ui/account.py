"""The account of a data set: what every figure rests on, as parts of tables that are all text.

Page, command line and file show the same account; here is what stands in it,
not how it is drawn.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

import pandas as pd

from data.absent import absent
from data.dataset import Manifest
from data.findings import Finding, Severity
from data.importer import sort_findings
from data.overview import overview
from data.reference import reference
from data.sites import HISTORY, LOCATED, PER_KIND
from scenarios.measures import Measure, all_measures
from scenarios.notation import number
from scenarios.provenance import is_distance, provenance, spoken_dates
from scenarios.ready_made import DENOMINATIONAL, UnavailableIndelingError
from scenarios.settings import MODELNET
from scenarios.study import Study, code_version
from scenarios.terms import all_terms
from ui import account_distances, tables
from ui.words import distances_told

#: What the product is, in a few sentences.
IS: Final = (
    (
        "Een rekenhulp die indelingen van Nederland in samenwerkingsverbanden naast elkaar zet, op afstand, "
        "dekking en versnippering."
    ),
    (
        "Open gegevens van DUO, CBS en anderen, met bij elk cijfer de bron, de peildatum en of het gemeten, "
        "geschat of gemodelleerd is."
    ),
    (
        "Een hulpmiddel voor het gesprek: de maten wijzen vaak verschillende kanten op, en welke zwaarder "
        "weegt is een bestuurlijke keuze."
    ),
)
#: What it is not.
IS_NOT: Final = (
    "Geen beleid: geen van de indelingen is vastgesteld of voorgesteld.",
    (
        "Geen werkelijke reizen: een afstand loopt van het punt van een postcodegebied naar een vestiging, "
        "gemeten over een wegenkaart, gemodelleerd of geschat; welke van de drie staat erbij."
    ),
    "Geen oordeel: alle normen zijn werknormen, niet bevestigd tenzij door u; geen brief of wet noemt ze.",
    "Geen beeld van kwaliteit, plaatsen, wachtlijsten of thuiszitters: die staan niet in de gegevens.",
)
#: What a data set with grouped sites says of itself.
GROUPED: Final = (
    "(PC4, soort)-groepen op het punt van hun postcodegebied: een van meer sluiten verandert de capaciteit, "
    "niet de afstand"
)
_SEPARATE: Final = "losse vestigingen, elk op haar eigen punt waar dat bekend is"

EXPERT: Final = "expertmaat"


@dataclass(frozen=True, eq=False)
class Listing:
    """One table of the account.

    Attributes
    ----------
    caption
        Its title; empty where the part's title says enough.
    rows
        All text; the first column names the row. A cell may have several lines.
    brief
        Columns that stand beside the name; empty: a table, else a list whose rows unfold.
    numeric
        Columns to align as numbers.
    folded
        Columns that are shown only when asked for.
    """

    caption: str
    rows: pd.DataFrame
    brief: tuple[str, ...] = ()
    numeric: tuple[str, ...] = ()
    folded: tuple[str, ...] = ()


@dataclass(frozen=True, eq=False)
class Part:
    """One part of the account.

    Attributes
    ----------
    key, title
        For links and files; on screen.
    count
        How much there is, in words; may be empty.
    lead
        Sentences above the tables.
    listings
        The tables.
    """

    key: str
    title: str
    count: str
    lead: tuple[str, ...]
    listings: tuple[Listing, ...]

    def __len__(self) -> int:
        """Count the rows of all tables."""
        return sum(len(one.rows) for one in self.listings)


@dataclass(frozen=True, eq=False)
class Account:
    """The whole account.

    Attributes
    ----------
    name
        Of the data set.
    stamp
        One line with what it was made with: settings, fingerprint, version.
    parts
        In the order in which they are shown.
    """

    name: str
    stamp: str
    parts: tuple[Part, ...]

    def part(self, key: str) -> Part:
        """Return one part; KeyError if there is none."""
        return {one.key: one for one in self.parts}[key]


def data_line(manifest: Manifest) -> str:
    """Name the data in one line: the set, its areas and years."""
    labels = manifest.labels
    known = [labels[key] for key in ("swv", "gemeenten", "inwoners", "leerlingen") if key in labels]
    return " · ".join([manifest.name, *known])


def account_of(study: Study) -> Account:
    """Make the account of a study's data set and settings; distances are not needed for it."""
    manifest = study.country.dataset.manifest
    stamp = (
        f"{manifest.name}; {study.country.describe()}; gegevensset {manifest.fingerprint[:12]}, "
        f"dekkend {code_version()}"
    )
    parts = (
        _dataset(study),
        _sources(manifest),
        _measures(study),
        _distances(study),
        _norms(study),
        _arrangements(study),
        _findings(manifest.findings),
        _absent(manifest),
        _glossary(),
    )
    return Account(manifest.name, stamp, parts)


#: Labels of the manifest and what they are about, in the order in which they are shown.
_THEMES: Final[Mapping[str, str]] = {
    "swv": "gebieden van de swv's",
    "gemeenten": "gemeentegrenzen",
    "jeugdregio": "jeugdregio's",
    "regio": "GGD-regio's, veiligheidsregio's en provincies",
    "rmc": "RMC-regio's",
    "inwoners": "inwoners",
    HISTORY: "open vestigingen bo, sbo, so en vso",
    PER_KIND: "leerlingen per soort",
    LOCATED: "vestigingen vo en pro, en punten",
}
_NO_SOURCE: Final = "geen bron"
_AT_PC4: Final = "waarvan op het punt van hun PC4"
_UNPLACED: Final = "niet te plaatsen"
_SHARED: Final = "leerlingen, met een andere soort samen geteld"


def _dataset(study: Study) -> Part:
    manifest = study.country.dataset.manifest
    labels = study.country.labels
    facts = [
        ("naam", manifest.name),
        ("een vestiging is hier", GROUPED if manifest.grouped else _SEPARATE),
        *((theme, _label(labels[key])) for key, theme in _THEMES.items() if key in labels),
        ("instellingen", study.country.describe()),
        ("vingerafdruk", manifest.fingerprint),
        ("versie", f"dekkend {code_version()}, gegevensset van vorm {manifest.version}"),
    ]
    counted = overview(study.country.dataset)
    return Part(
        "gegevensset",
        f"Deze gegevensset: {manifest.name}",
        "",
        ("Zet geen cijfers van verschillende sets naast elkaar: de vingerafdruk zegt of het dezelfde is.",),
        (
            Listing("Wat erin zit", pd.DataFrame(facts, columns=["kenmerk", "waarde"])),
            Listing(
                "Voorzieningen per soort",
                _kinds(counted.kinds, grouped=manifest.grouped),
                numeric=("vestigingen", _AT_PC4, _UNPLACED, "leerlingen", _SHARED),
            ),
            Listing("Gebieden en inwoners", _areas(counted.areas), numeric=("aantal",)),
        ),
    )


def _label(label: str) -> str:
    return "niet geladen" if label.endswith(_NO_SOURCE) else spoken_dates(label)


def _kinds(counts: pd.DataFrame, *, grouped: bool) -> pd.DataFrame:
    rows = []
    for row in counts.to_dict("records"):
        at_pc4 = {} if grouped else {_AT_PC4: _whole(row["op_pc4"])}
        rows.append(
            {
                "soort": f"{row['soort']} · {row['naam']}",
                "vestigingen": _whole(row["vestigingen"]),
                **at_pc4,
                _UNPLACED: _whole(row["vestigingen"] - row["geplaatst"]),
                "leerlingen": _whole(row["leerlingen"]),
                _SHARED: _whole(row["leerlingen_gedeeld"]),
                "aard": row["aard"],
                "bron": spoken_dates(str(row["bron"])),
            }
        )
    return pd.DataFrame(rows)


#: Areas of `data.overview`, in the plural.
_PLURALS: Final[Mapping[str, str]] = {
    "jeugdregio": "jeugdregio's",
    "ggd": "GGD-regio's",
    "veiligheidsregio": "veiligheidsregio's",
    "provincie": "provincies",
    "rmc": "RMC-regio's",
}


def _areas(counts: pd.DataFrame) -> pd.DataFrame:
    return counts.assign(
        wat=counts["wat"].replace(dict(_PLURALS)),
        aantal=counts["aantal"].map(_whole),
        bron=counts["bron"].map(spoken_dates),
    )


def _whole(value: float) -> str:
    return number(float(value))


#: Our own tables that decide something, in ``data/tables``; each row of them names its source.
_OWN_TABLES: Final = {
    "clusters": "scholen van cluster 1 en 2 en van gesloten instellingen",
    "reformatorisch": "reformatorische scholen voor vo en pro",
    "herindelingen": "opgeheven gemeenten en hun opvolgers",
    "regio_correcties": "gemeenten die van regio veranderden",
    "jeugdregio_varianten": "varianten van de jeugdregio's",
    "regionamen": "namen van provincies, GGD- en veiligheidsregio's",
    "soorten": "soorten voorzieningen, hun laag en leeftijd",
}


def _sources(manifest: Manifest) -> Part:
    own = [
        (what, f"data/tables/{name}.csv", _whole(len(reference(name)))) for name, what in _OWN_TABLES.items()
    ]
    listings = [
        Listing("", tables.sources(manifest.sources), numeric=("rijen",)),
        Listing(
            "Eigen tabellen van dekkend, met per regel de bron",
            pd.DataFrame(own, columns=["inhoud", "bestand", "regels"]),
            numeric=("regels",),
        ),
    ]
    if manifest.unused:
        unused = pd.DataFrame(list(manifest.unused), columns=["bestand", "reden"])
        listings.append(Listing("Wel in de map, niet gebruikt", unused))
    return Part(
        "bronnen",
        "Bronnen",
        f"{len(manifest.sources)} bestanden",
        ("Licenties zijn die van de uitgever bij het schrijven; controleer ze voor u gegevens doorgeeft.",),
        tuple(listings),
    )


_GROUPS: Final[Mapping[str, str]] = {
    "afstand": "Afstand en dekking (per soort voorziening)",
    "verandering": "Verandering ten opzichte van de basis (per soort voorziening)",
    "netwerk": "Dekkend netwerk: dekking, vraag, capaciteit en andere vestigingen (per soort voorziening)",
    "versnippering": "Versnippering",
    "gevolgen": "Gevolgen: overleg, grensverkeer, overgang en leerlingenvervoer",
    "gebied": "Tellingen van een gebied",
}


#: What a data set may not tell, by key of `Measure.rests_on`.
_MISSING: Final[Mapping[str, str]] = {
    "besturen": "schoolbesturen",
    "herkomst": "leerlingen naar woonpostcode",
}


def _measures(study: Study) -> Part:
    groups = dict.fromkeys(one.group for one in all_measures())
    brief = ("eenheid", "richting", "aard", EXPERT)
    listings = (
        Listing(_GROUPS.get(group, group), pd.DataFrame(measure_rows(study, group)), brief)
        for group in groups
    )
    expert = sum(one.expert for one in all_measures())
    return Part(
        "maten",
        "Maten: elk cijfer met formule en bronnen",
        f"{len(all_measures())}, waarvan {expert} voor experts",
        _measures_lead(study),
        tuple(listings),
    )


def _measures_lead(study: Study) -> tuple[str, ...]:
    opened: dict[str, list[str]] = {}
    for kind in study.country.kinds:
        origin = study.country.supply_sources.get(kind.code, "geen bron")
        opened.setdefault(origin, []).append(kind.code)
    told = "; ".join(f"{', '.join(kinds)}: {spoken_dates(origin)}" for origin, kinds in opened.items())
    return (
        "In formules: w(i,k) inwoners van de leeftijd, own eigen en free vrije afstand, S swv, J jeugdregio.",
        f"Welke vestigingen open zijn: {told}.",
        "Bij een andere indeling dan de regeling komen de gebieden van de swv's uit die indeling.",
    )


def measure_rows(study: Study, group: str = "", code: str = "") -> list[dict[str, str]]:
    """Account for measures, one row of text each: all of them, those of a group, or one by its code."""
    chosen = (one for one in all_measures() if group in ("", one.group) and code in ("", one.code))
    return [_measure(study, one) for one in chosen]


def _measure(study: Study, one: Measure) -> dict[str, str]:
    model = study.country.model
    rests = provenance(one, study.country.dataset.manifest)
    sources = [line.text for line in rests.sources]
    if is_distance(one):
        sources.append(f"Afstanden: {model.label} ({model.source}), {model.certainty}")
    sources += [f"{_MISSING[key]}: niet in deze gegevensset, dus niet te bepalen" for key in rests.missing]
    return {
        "maat": one.title,
        "code": one.code,
        "eenheid": one.unit,
        "richting": one.direction.value,
        "aard": one.certain(model.certainty),
        EXPERT: EXPERT if one.expert else "",
        "uitleg": one.explanation,
        "formule": one.formula,
        "bronnen": "\n".join(sources),
    }


def _distances(study: Study) -> Part:
    model = study.country.model
    listings = [
        Listing("Waarmee gerekend is", account_distances.facts(model)),
        Listing("Wat deze afstanden wel en niet zeggen", account_distances.limits(study.country)),
    ]
    if study.country.settings.network == MODELNET:
        listings += [
            Listing("Parameters van modelnet", account_distances.parameters(), numeric=("waarde",)),
            Listing(
                "Bruggen, tunnels, dammen, sluizen en veren in modelnet",
                account_distances.crossings(study.country),
                brief=("soort", "tussen", "voor", "duur"),
            ),
        ]
    return Part(
        "afstanden",
        "Afstanden en reistijden",
        distances_told(model),
        ("De keuze ‘Afstanden over’ staat op Kaart en Vergelijken; een ander netwerk geeft andere cijfers.",),
        tuple(listings),
    )


def _norms(study: Study) -> Part:
    return Part(
        "werknormen",
        "Werknormen",
        study.norms.summary,
        (
            "Onze eigen werkwaarden, elk met haar grond; geen brief of wet noemt ze.",
            "Verder dan acceptabel betekent: verder dan de waarde hier, niet: onacceptabel.",
        ),
        (Listing("", tables.werknormen(study.norms), numeric=("waarde",)),),
    )


def _arrangements(study: Study) -> Part:
    rows = []
    for name, title in study.titles.items():
        try:
            made = study.arrangement(name)
        except UnavailableIndelingError as error:
            rows.append((title, name, "–", f"Niet te maken: {error}.", "–"))
            continue
        count = " + ".join(_whole(len(layer.codes)) for layer in made.layers)
        rests = " en ".join(dict.fromkeys(layer.peildatum for layer in made.layers))
        rows.append((title, name, count, made.origin, spoken_dates(rests)))
    return Part(
        "indelingen",
        "Kant-en-klare indelingen",
        f"{len(rows)}, geen ervan beleid",
        ("Geen ervan is beleid; samen geven ze de uitersten waartussen het gesprek gaat.", DENOMINATIONAL),
        (
            Listing(
                "",
                pd.DataFrame(rows, columns=["indeling", "naam", "swv's", "hoe gemaakt", "rust op"]),
                numeric=("swv's",),
            ),
        ),
    )


_SEVERITIES: Final = (
    "Twijfel: dekkend koos iets, maar het kan anders zijn. Weggelaten: telt niet mee. Hersteld: een bekende "
    "eigenaardigheid, op een vaste manier opgelost. Ter info: zo zat het bestand in elkaar."
)


def _findings(found: tuple[Finding, ...]) -> Part:
    frame = tables.findings(sort_findings(found))
    doubts = sum(one.severity is Severity.DOUBT for one in found)
    return Part(
        "bevindingen",
        "Bevindingen bij het inlezen",
        f"{len(found)}, waarvan {doubts} twijfel",
        (
            "Een bevinding is geen fout: er is doorgewerkt. Kijk of zij de plek raakt waar u naar kijkt.",
            _SEVERITIES,
        ),
        (Listing("", frame, numeric=("aantal",), folded=("voorbeelden",)),),
    )


def _absent(manifest: Manifest) -> Part:
    rows = [(one.what, one.consequence, one.remedy, one.ground) for one in absent(manifest)]
    columns = ["wat", "wat dat betekent", "hoe aan te vullen", "grond"]
    return Part(
        "niet-in-de-gegevens",
        "Wat niet in de gegevens zit",
        f"{len(rows)} onderwerpen",
        ("En dus ook niet in de uitkomsten.",),
        (Listing("", pd.DataFrame(rows, columns=columns), brief=("wat dat betekent",)),),
    )


def _glossary() -> Part:
    rows = [(one.name, ", ".join(one.also), one.explanation) for one in all_terms()]
    frame = pd.DataFrame(rows, columns=["begrip", "ook", "uitleg"])
    return Part("begrippen", "Begrippen", f"{len(frame)} woorden", (), (Listing("", frame),))


def searched(part: Part, text: str, *, keep: Callable[[Mapping[str, Any]], bool] | None = None) -> Part:
    """Narrow a part to the rows that have every word of a text, whatever capitals and accents.

    Parameters
    ----------
    part
        What to search.
    text
        What is looked for; empty keeps everything.
    keep
        Whether a row may be shown at all.
    """
    words = plain(text).split()
    narrowed = (replace(one, rows=_rows_with(one.rows, words, keep)) for one in part.listings)
    return replace(part, listings=tuple(one for one in narrowed if len(one.rows)))


def _rows_with(
    frame: pd.DataFrame, words: Sequence[str], keep: Callable[[Mapping[str, Any]], bool] | None
) -> pd.DataFrame:
    chosen = []
    for row in frame.to_dict("records"):
        told = plain(" ".join(map(str, row.values())))
        named = {str(name): value for name, value in row.items()}
        chosen.append(all(word in told for word in words) and (keep is None or keep(named)))
    return frame[pd.Series(chosen, index=frame.index, dtype=bool)]


def plain(text: str) -> str:
    """Reduce a text to what a search compares: no capitals, no accents.

    Examples
    --------
    >>> plain("Berséba")
    'berseba'
    """
    apart = unicodedata.normalize("NFKD", text.casefold())
    return "".join(sign for sign in apart if not unicodedata.combining(sign))
