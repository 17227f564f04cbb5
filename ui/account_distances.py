"""What the account says of distances: the model at hand, what it knows and not, and what it is made of."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

import pandas as pd

from geo.distance import DistanceModel
from geo.network import Mode
from geo.water import rows_of
from scenarios.country import Country
from scenarios.notation import number
from scenarios.settings import FILLED, MODELNET, STRAIGHT

_COLUMNS: Final = ["kenmerk", "uitleg"]
#: What every distance is, whatever the network.
_ALWAYS: Final[Mapping[str, str]] = {
    "van waar": (
        "Van het punt van een postcodegebied (PC4), dat voor alle woningen daarin staat. Van huis tot huis "
        "kan het dus anders zijn."
    ),
    "naar waar": (
        "Naar de dichtstbijzijnde vestiging van de soort: die van het eigen swv, of met grenzen genegeerd. "
        "Niet naar de school waar iemand heen gaat: dat weten de gegevens niet."
    ),
}
_OVER_A_NETWORK: Final[Mapping[str, str]] = {
    "in het eigen postcodegebied": (
        "Een vestiging op het punt van het postcodegebied zelf telt niet als nul maar als een schatting: een "
        "halve straal van dat gebied, maal de omwegfactor van modelnet plus diens straten; tenzij de "
        "instellingen anders zeggen."
    ),
    "kortste en snelste": (
        "Kilometers zijn van de kortste weg, minuten van de snelste; die kunnen naar een andere vestiging "
        "leiden."
    ),
    "reistijd": (
        "Zonder files, stoplichten, parkeren en halen en brengen. Geen openbaar vervoer en geen "
        "leerlingenvervoer."
    ),
    "onbereikbaar": (
        "Wie over dit netwerk nergens kan komen, staat apart geteld, telt in geen gemiddelde mee en ligt "
        "boven elke norm."
    ),
}
_OVER_MODELNET: Final[Mapping[str, str]] = {
    "weet wel": (
        "Welke postcodegebieden naast elkaar liggen, waar water tussen ligt en welke bruggen, tunnels, "
        "dammen en veren daaroverheen gaan, met de auto en met de fiets; en hoe dicht er gewoond wordt, "
        "voor de snelheid."
    ),
    "weet niet": (
        "Wegen: tussen naburige postcodepunten ligt een rechte schakel maal een omwegfactor. Ook geen "
        "eenrichtingsverkeer, opbrekingen en werkelijke snelheden."
    ),
    "veren": (
        "De duur is varen en de halve tijd tussen twee afvaarten; 's avonds, in de winter of bij storm kan "
        "een veer niet varen."
    ),
}
_OVER_ROADS: Final[Mapping[str, str]] = {
    "weet wel": (
        "De wegen op de kaart, met hun lengte, rijrichting en de snelheid die bij de soort weg hoort."
    ),
    "weet niet": (
        "Wegen die na de peildatum zijn aangelegd of afgesloten, paaltjes en afslagverboden, werkelijke "
        "snelheden, en wachten op een veer."
    ),
}
_OVER_BOTH: Final[Mapping[str, str]] = {
    "waar wegen": (
        "Waar een postcodepunt of school binnen 1,5 km van een kruispunt op de kaart ligt, gaat de weg over "
        "die kaart; daarbuiten over modelnet. Als geheel heten afstanden daarom gemodelleerd."
    ),
}
_STRAIGHT: Final[Mapping[str, str]] = {
    "in het eigen postcodegebied": (
        "Een vestiging op het punt van het postcodegebied zelf telt niet als nul maar als een halve straal "
        "van dat gebied (intrazonale afstand); tenzij de instellingen anders zeggen."
    ),
    "weet wel": "Hoe ver twee punten uit elkaar liggen.",
    "weet niet": (
        "Wegen en water: de lijn gaat recht over IJsselmeer, Waddenzee en Westerschelde; veren en bruggen "
        "tellen niet mee. Er zijn geen reistijden."
    ),
}


def facts(model: DistanceModel) -> pd.DataFrame:
    """Over what, how certain, from whom, and how far off a distance may be."""
    error = f"{number(model.error_share * 100)}% van de gemiddelde afstand"
    rows = [
        ("waarover", model.label),
        ("aard", model.certainty),
        ("bron", model.source),
        ("fout", f"{error}; een verschil dat kleiner is, heet ‘geen aantoonbaar verschil’"),
        ("reistijden", "ja, in minuten" if model.has_times else "niet te bepalen"),
    ]
    return pd.DataFrame(rows, columns=_COLUMNS)


def limits(country: Country) -> pd.DataFrame:
    """Tell what distances over the network at hand say, and what not."""
    network = country.settings.network
    told = {**_ALWAYS, **_STRAIGHT}
    if network != STRAIGHT:
        over = _OVER_MODELNET if network == MODELNET else _OVER_ROADS
        if network.endswith(FILLED):
            over = {**_OVER_BOTH, **_OVER_MODELNET}
        told = {**_ALWAYS, **over, **_OVER_A_NETWORK}
    return pd.DataFrame(list(told.items()), columns=_COLUMNS)


def parameters() -> pd.DataFrame:
    """List what links of the modelled network cost, each with its ground."""
    frame = pd.DataFrame(rows_of("modelnet.csv"), columns=["parameter", "waarde", "eenheid", "grond"])
    return frame.assign(
        parameter=frame["parameter"].str.replace("_", " "),
        waarde=frame["waarde"].str.replace(".", ",", regex=False),
    )


def crossings(country: Country) -> pd.DataFrame:
    """List what crosses water in the modelled network, between which gemeenten, for whom."""
    names = country.gemeente_names
    rows = []
    for row in rows_of("verbindingen.csv"):
        ends = dict.fromkeys(names.get(row[f"gemeente_{end}"], row[f"gemeente_{end}"]) for end in "ab")
        rows.append(
            {
                "naam": row["naam"],
                "soort": row["soort"],
                "tussen": " en ".join(ends),
                "voor": " en ".join(mode.value for mode in Mode if row[mode.value] == "ja"),
                "duur": f"{row['minuten']} min" if row["minuten"] else "",
                "postcodegebieden": f"{row['pc4_a']} en {row['pc4_b']}",
                "opmerking": row["opmerking"],
            }
        )
    return pd.DataFrame(rows)
