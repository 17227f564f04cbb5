"""What the page "Vergelijken" explains in words: which terms, the signs, and what is easily misread."""

from __future__ import annotations

from typing import Final

from geo.distance import DistanceModel

#: Shown when no scenario is chosen.
CHOOSE: Final = (
    "Kies hierboven minstens één scenario om met de basis te vergelijken. Meer mag ook: de tabel zet ze "
    "naast elkaar, en kaart, conclusie en kerncijfers gaan over het scenario dat in beeld staat."
)
#: Beside the table of fragmentation.
MECHANICAL: Final = (
    "Po en vo samenvoegen halveert veel van deze aantallen vanzelf. Daarom staat, landelijk en tegenover de "
    "lagen van de regeling, onder een verschil wat het samenvoegen doet en wat de nieuwe grenzen doen."
)
#: Under the tables.
SIGNS: Final = (
    "✓ beter, ✗ slechter, = gelijk, ≈ geen aantoonbaar verschil (kleiner dan de fout van het "
    "afstandsmodel), ! niet te duiden (wie de eigen voorziening verliest, telt met de dichtstbijzijnde mee; "
    "wie er een krijgt, met die eigen, ook als die verder is), "
    "↑ hoger en ↓ lager zonder oordeel, ? niet te bepalen. De richtingen zijn onze lezing van de brief van "
    "24 april 2025; geen ervan is een norm. Verschillen zijn berekend voor het afronden. Klik op een maat "
    "voor uitleg, formule en bron. Inwoners zijn schattingen, vanaf 1.000 afgerond op honderden en daaronder "
    "op tientallen."
)
#: With distances on a data set whose sites are groups.
GROUPED: Final = (
    "In deze gegevensset staan vestigingen op het punt van hun postcodegebied. Landelijke gemiddelden "
    "schelen daardoor hooguit 5% van die met losse vestigingen, voor bo zo'n tiende. Per gemeente "
    "kan een afstand flink hoger of lager uitvallen, en hoeveel inwoners verder dan een norm van een "
    "basisschool wonen wordt onderschat: importeer losse vestigingen voor uitspraken daarover."
)
#: Words of the glossary that a reader of the page meets, in the order in which they turn up.
TERMS: Final = (
    "basis",
    "samenwerkingsverband",
    "swv funderend onderwijs",
    "jeugdregio",
    "overlegrelatie",
    "effect samenvoegen po/vo",
    "eigen afstand",
    "geen aantoonbaar verschil",
    "aangewezen op een buur",
    "zonder eigen voorziening",
    "hoofdmoot",
    "thuisnabij",
    "acceptabel",
    "werknorm",
)
#: Above the table per swv.
OF_SCENARIO: Final = (
    "De regels zijn de swv's van het scenario ‘{title}’. De basis is het cijfer van dezelfde inwoners; bij "
    "versnippering heeft een swv in de basis geen tegenhanger en staat er een streep."
)


def distances_told(model: DistanceModel) -> str:
    """Label distances: over what, how, of when, and whether they are measured, modelled or estimated.

    Examples
    --------
    >>> from geo.distance import StraightLine
    >>> distances_told(StraightLine())
    'hemelsbreed × 1,3; geschat'
    """
    return f"{model.label}; {model.certainty}"


def what_they_are(model: DistanceModel) -> str:
    """Say in a sentence what distances of a model are, and that they are nobody's journey.

    Examples
    --------
    >>> from geo.distance import StraightLine
    >>> what_they_are(StraightLine()).partition(":")[0]
    'Afstanden zijn geschat (hemelsbreed × 1,3)'
    """
    over = (
        "over een netwerk van het punt van een postcodegebied naar een vestiging, niemands werkelijke reis"
        if model.has_times
        else "een rechte lijn maal een factor, ook over water; veren en bruggen tellen niet mee, en "
        "reistijden zijn er niet"
    )
    return f"Afstanden zijn {model.certainty} ({model.label}): {over}."
