"""The three things that a user must be told on screen, or the numbers look wrong.

From docs/methode.md, section "Drie dingen die u moet weten". Each has a short
text for beside a figure and a full one for the page "Verantwoording".
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class Truth:
    """One of the three.

    Attributes
    ----------
    title
        The claim in a few words.
    short
        One or two sentences, for beside the figures it is about.
    full
        The whole of it.
    """

    title: str
    short: str
    full: str


#: Regrouping moves no school.
REGROUPING: Final = Truth(
    "Een andere indeling verplaatst geen school.",
    "Een andere indeling verplaatst geen school. De afstand tot de dichtstbijzijnde vestiging, grenzen "
    "genegeerd, is in elke indeling gelijk; wat verandert is welke vestigingen binnen het eigen swv liggen, "
    "wie op een buur is aangewezen en hoeveel partijen er om tafel zitten.",
    "De afstand tot de dichtstbijzijnde vestiging, grenzen genegeerd, is in elke indeling gelijk. Wat wel "
    "verandert: de afstand tot de dichtstbijzijnde vestiging binnen het eigen swv, hoeveel leerlingen op een "
    "buur zijn aangewezen, het grensverkeer, hoeveel tafels er zijn en wie met wie samenwerkt. Werkelijke "
    "afstanden veranderen pas als vestigingen openen, sluiten of verhuizen.",
)
#: The distance within the own swv is nobody's journey.
OWN: Final = Truth(
    "De eigen afstand is niemands reis.",
    "Afstand is hier de afstand als alleen voorzieningen van het eigen swv tellen. Dat is niemands "
    "werkelijke reis: leerlingen gaan ook over de grens, en de dichtstbijzijnde plek is niet vanzelf een "
    "passende of beschikbare plek. Wie geen eigen voorziening heeft, telt in de afstanden mee met de "
    "dichtstbijzijnde en staat daarnaast apart geteld.",
    "Leerlingen gaan over grenzen heen naar school. De eigen afstand is de afstand als alleen voorzieningen "
    "van het eigen swv tellen: een maat voor het netwerk, geen reisafstand, en voor bo en vo nooit als "
    "zodanig te lezen. Dichtstbijzijnd is niet hetzelfde als passend of beschikbaar. Wie geen voorziening in "
    "het eigen swv heeft, telt in de afstanden mee met de dichtstbijzijnde en staat daarnaast apart geteld, "
    "nooit verrekend.",
)
#: Fitting into the jeugdregio has a price.
NESTING: Final = Truth(
    "Passen in de jeugdregio heeft een prijs.",
    "Passen in de jeugdregio heeft een prijs: een swv dat langs een jeugdregiogrens wordt geknipt, kan een "
    "deel overhouden zonder eigen vestiging voor so of vso.",
    "Wie een swv langs de grens van een jeugdregio knipt, kan een deel overhouden zonder eigen vestiging "
    "voor so of vso. Hoeveel inwoners dat betreft staat apart en wordt nooit weggestreept tegen kortere "
    "afstanden elders.",
)
#: In the order in which they are told.
TRUTHS: Final = (REGROUPING, OWN, NESTING)
