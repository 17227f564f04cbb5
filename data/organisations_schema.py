"""What may stand in a user's CSV about swv-organisations: columns, rules, the names that people give them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

import pandera.pandas as pa

from data.own_columns import synonyms_of
from data.schemas import Column, Rule, Table

_EUROS = Rule(
    "een bedrag in euro's tot 1 miljard, zoals 12500000, 12.500.000,00 of 12500000,50", low=0.0, high=1e9
)
_EUROS_OR_DEBT = Rule(
    "een bedrag in euro's, eventueel negatief, tussen min en plus 1 miljard, zoals 850000 of -12500",
    low=-1e9, high=1e9,
)  # fmt: skip
_FTE = Rule("een getal van 0 tot 10.000, zoals 12,5", low=0.0, high=10_000.0)
_COUNT = Rule("een geheel getal van 0 tot 100.000, zonder punt", low=0.0, high=100_000.0)

MODELS: Final = {
    "school": ("school", "schoolmodel"),
    "expertise": ("expertise", "expertisemodel"),
    "gemengd": ("gemengd", "gemengd model", "mengmodel", "mengvorm", "mix"),
}
"""How a swv spends its means: to schools, on expertise of its own, or both; and how people write it."""

CODE = Column(
    "code", "str", "code van het swv in de regeling; PO 27.07 mag ook",
    rule=Rule("een code als PO2707 of VO2708", r"(?:PO|VO)\d{4}"),
)  # fmt: skip
AREA = Column("gebied", "str", "alleen om te lezen; dekkend gebruikt haar niet", required=False)
NAME = Column("naam", "str", "naam van de organisatie", required=False)
DATE = Column(
    "peildatum", "str", "datum of jaar waarop de rij klopt", required=False,
    rule=Rule("een datum als 2025-10-01 of 1-10-2025, of een jaar"),
)  # fmt: skip
ORIGIN = Column("bron", "str", "waar de rij vandaan komt, zoals 'jaarverslag 2024'", required=False)
BUDGET = Column("budget_eur", "float64", "baten in een jaar", "euro", required=False, rule=_EUROS)
RESERVE = Column(
    "reserve_eur", "float64", "eigen vermogen op de peildatum", "euro", required=False, rule=_EUROS_OR_DEBT
)
STAFF = Column("fte", "float64", "personeel in dienst van het swv", "fte", required=False, rule=_FTE)
MODEL = Column(
    "model", "str", "hoe het swv zijn middelen inzet", required=False,
    rule=Rule("school, expertise of gemengd", allowed=tuple(MODELS)),
)  # fmt: skip
ABSENT = Column("thuiszitters", "float64", "thuiszitters op de peildatum", "leerlingen", required=False,
                rule=_COUNT)  # fmt: skip
WAITING = Column("wachtlijst", "float64", "leerlingen op een wachtlijst op de peildatum", "leerlingen",
                 required=False, rule=_COUNT)  # fmt: skip


def _permits(kind: str, layer: str) -> Column:
    meaning = f"geldige toelaatbaarheidsverklaringen {kind} op de peildatum; alleen bij een swv {layer}"
    return Column(f"tlv_{kind}", "float64", meaning, "leerlingen", required=False, rule=_COUNT)


#: Columns of toelaatbaarheidsverklaringen, with the layer whose swv's issue them.
PERMITS: Final[Mapping[Column, str]] = {
    _permits("so", "po"): "po",
    _permits("sbo", "po"): "po",
    _permits("vso", "vo"): "vo",
    _permits("pro", "vo"): "vo",
}
#: Columns that add up when swv's are joined; only the counts are whole.
AMOUNTS: Final = (BUDGET, RESERVE, STAFF, ABSENT, WAITING, *PERMITS)
WHOLE: Final = frozenset({ABSENT.name, WAITING.name, *(column.name for column in PERMITS)})

ORGANISATIONS: Final = Table(
    "organisaties", "een swv als organisatie", "eigen bestand", ("code",),
    (CODE, AREA, NAME, DATE, ORIGIN, BUDGET, RESERVE, STAFF, MODEL, ABSENT, WAITING, *PERMITS),
)  # fmt: skip

SYNONYMS: Final[Mapping[str, tuple[str, ...]]] = {
    "code": synonyms_of("swv", "swv code", "swv nummer", "swvnummer", "samenwerkingsverband", "nummer"),
    "naam": synonyms_of("naam swv", "swv naam", "naam samenwerkingsverband", "organisatie"),
    "peildatum": synonyms_of("datum", "per datum", "jaar", "verslagjaar"),
    "bron": synonyms_of("herkomst", "bronvermelding"),
    "budget_eur": synonyms_of("budget", "begroting", "baten", "budget euro", "totale baten"),
    "reserve_eur": synonyms_of("reserve", "reserves", "eigen vermogen", "reserve euro"),
    "fte": synonyms_of("personeel", "personeel fte", "fte personeel", "formatie"),
    "model": synonyms_of("type", "inrichting", "ondersteuningsmodel"),
    "thuiszitters": synonyms_of("aantal thuiszitters"),
    "wachtlijst": synonyms_of("wachtlijsten", "op wachtlijst", "aantal op wachtlijst"),
    "tlv_so": synonyms_of("tlv so", "tlvs so", "toelaatbaarheidsverklaringen so"),
    "tlv_sbo": synonyms_of("tlv sbo", "tlvs sbo", "toelaatbaarheidsverklaringen sbo"),
    "tlv_vso": synonyms_of("tlv vso", "tlvs vso", "toelaatbaarheidsverklaringen vso"),
    "tlv_pro": synonyms_of("tlv pro", "tlvs pro", "toelaatbaarheidsverklaringen pro"),
}
"""Other names of columns, as `data.readers._csv.plain` writes them."""


def schema() -> pa.DataFrameSchema:
    """Build the pandera schema of the table that the reader hands over: every column, one row per swv.

    Examples
    --------
    >>> list(schema().columns)[:3], schema().columns["fte"].nullable
    (['code', 'gebied', 'naam'], True)
    """
    columns = {
        column.name: pa.Column(column.dtype, checks=_checks(column), nullable=not column.required)
        for column in ORGANISATIONS.columns
    }
    return pa.DataFrameSchema(columns, unique=list(ORGANISATIONS.key), strict=True)


def _checks(column: Column) -> list[pa.Check]:
    """Give the checks of a rule, as far as pandera can test it; a date is checked where it is read."""
    rule = column.rule
    if rule is None or (rule.pattern is None and not rule.allowed and rule.low is None):
        return []
    return rule.checks()
