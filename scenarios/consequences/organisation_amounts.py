"""Which amounts of swv-organisations add up, and which rates are made of them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from data.organisations_schema import AMOUNTS, PERMITS, RESERVE, WHOLE
from scenarios.consequences.succession import AGES

_LAYER_OF_PERMIT: Final = {column.name: layer for column, layer in PERMITS.items()}


@dataclass(frozen=True, slots=True)
class Quantity:
    """An amount that adds up when swv's are joined.

    Attributes
    ----------
    code
        Column of the user's file.
    title, unit
        Dutch.
    layers
        Layers whose swv's have it.
    whole
        Whether it counts pupils; else it is euros or fte.
    signed
        Whether it can be below 0, so that a part of it is no lower bound.
    """

    code: str
    title: str
    unit: str
    layers: tuple[str, ...]
    whole: bool
    signed: bool


_TITLES: Final = {
    "budget_eur": "budget",
    "reserve_eur": "reserve",
    "fte": "personeel",
    "thuiszitters": "thuiszitters",
    "wachtlijst": "op een wachtlijst",
    "tlv_so": "tlv's so",
    "tlv_sbo": "tlv's sbo",
    "tlv_vso": "tlv's vso",
    "tlv_pro": "tlv's pro",
}
#: In the order in which they are shown.
QUANTITIES: Final = tuple(
    Quantity(
        column.name,
        _TITLES[column.name],
        column.unit,
        (_LAYER_OF_PERMIT[column.name],) if column.name in _LAYER_OF_PERMIT else AGES,
        column.name in WHOLE,
        column == RESERVE,
    )
    for column in AMOUNTS
)


@dataclass(frozen=True, slots=True)
class Rate:
    """A rate of two amounts, or of an amount to residents.

    Attributes
    ----------
    code, title, unit
        What it is; Dutch.
    part
        Code of the quantity above the line.
    whole
        Code of the quantity below it; empty for residents of the ages that the part is about.
    times
        100 for a percentage, 1000 for "per 1.000".
    decimals
        Shown.
    """

    code: str
    title: str
    unit: str
    part: str
    whole: str
    times: float
    decimals: int


RATES: Final = (
    Rate("reserve_aandeel", "reserve als deel van het budget", "%", "reserve_eur", "budget_eur", 100, 1),
    Rate("budget_per_inwoner", "budget per inwoner van de leeftijd", "euro", "budget_eur", "", 1, 0),
    Rate("fte_per_1000", "personeel per 1.000 inwoners van de leeftijd", "fte", "fte", "", 1000, 2),
    *(
        Rate(
            f"{code}_per_1000",
            f"{_TITLES[code]} per 1.000 inwoners van de leeftijd",
            "aantal",
            code,
            "",
            1000,
            1,
        )
        for code in ("thuiszitters", "wachtlijst")
    ),
    *(
        Rate(
            f"{code}_per_100", f"{_TITLES[code]} per 100 inwoners van de leeftijd", "aantal", code, "", 100, 2
        )
        for code in _LAYER_OF_PERMIT
    ),
)
