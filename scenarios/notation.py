"""How figures are written for people: Dutch numbers, no more digits than they bear."""

from __future__ import annotations

import math

from scenarios.measures import Measure

#: Estimated numbers of residents from here on are shown in hundreds; those below in tens, a handful as it is.
_HUNDREDS_FROM, _TENS_FROM = 1_000, 10
#: A figure that the data do not settle.
UNKNOWN = "niet te bepalen"


def capital(text: str) -> str:
    """Begin a text with a capital; the rest stays as it is.

    Examples
    --------
    >>> capital("swv's naar GGD-regio")
    "Swv's naar GGD-regio"
    """
    return text[:1].upper() + text[1:]


def number(value: float, decimals: int = 0) -> str:
    """Write a number the Dutch way.

    Examples
    --------
    >>> number(1234567.0), number(-0.25, 1), number(float("nan"))
    ('1.234.567', '−0,2', '–')
    """
    if math.isnan(value):
        return "–"
    if math.isinf(value):
        return "geen"
    text = f"{abs(value):,.{decimals}f}".replace(",", "\0").replace(".", ",").replace("\0", ".")
    negative = value < 0 and any(digit in text for digit in "123456789")
    return f"−{text}" if negative else text


def rounded(described: Measure, value: float) -> float:
    """Round a measure's value to what it bears: as it is shown, on screen and in files."""
    if not math.isfinite(value):
        return value
    if described.unit == "inwoners" and abs(value) >= _TENS_FROM:
        return round(value, -2 if abs(value) >= _HUNDREDS_FROM else -1)
    return round(value, described.decimals)


def figure(described: Measure, value: float) -> str:
    """Write a measure's value with the precision that it bears, without unit; `UNKNOWN` for NaN.

    Examples
    --------
    >>> from scenarios.measures import measure
    >>> figure(measure("zonder_eigen"), 16_606.8), figure(measure("afstand_gemiddeld"), 5.968)
    ('16.600', '6,0')
    >>> figure(measure("besturen_per_swv"), float("nan"))
    'niet te bepalen'
    """
    return UNKNOWN if math.isnan(value) else number(rounded(described, value), described.decimals)


def signed(described: Measure, difference: float) -> str:
    """Write a difference with its sign; one that rounds to nothing has none, an unknown one is "–".

    Examples
    --------
    >>> from scenarios.measures import measure
    >>> signed(measure("afstand_gemiddeld"), 0.26), signed(measure("afstand_gemiddeld"), -0.01)
    ('+0,3', '0,0')
    """
    text = number(rounded(described, difference), described.decimals)
    return f"+{text}" if difference > 0 and any(digit in text for digit in "123456789") else text
