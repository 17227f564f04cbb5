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


def estimated(described: Measure, value: float) -> str:
    """Write a value as `figure` does, but a handful of residents, who are estimated, as no exact number.

    Examples
    --------
    >>> from scenarios.measures import measure
    >>> [estimated(measure("zonder_eigen"), count) for count in (7.3, 0.0, 16_606.8)]
    ['minder dan 10', '0', '16.600']
    """
    if is_few(described, value):
        return f"minder dan {_TENS_FROM}"
    return figure(described, value)


def is_few(described: Measure, value: float) -> bool:
    """Whether a value is a handful of residents: more than none, but too few to write as a number."""
    return described.unit == "inwoners" and round(abs(value)) > 0 and abs(value) < _TENS_FROM


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


def counted(count: float, one: str, many: str) -> str:
    """Write a whole number with its noun.

    Examples
    --------
    >>> counted(1, "swv", "swv's"), counted(1_150, "swv", "swv's")
    ('1 swv', "1.150 swv's")
    """
    return f"{number(count)} {one if count == 1 else many}"


def swvs_told(count: float) -> str:
    """Write a number of swv's.

    Examples
    --------
    >>> swvs_told(1), swvs_told(42)
    ('1 swv', "42 swv's")
    """
    return counted(count, "swv", "swv's")


def ended(text: str) -> str:
    """End a sentence with a full stop, but not with a second one.

    Examples
    --------
    >>> ended("Utrecht hoort bij VO 26.01 · Utrecht e.o."), ended("Er verandert niets")
    ('Utrecht hoort bij VO 26.01 · Utrecht e.o.', 'Er verandert niets.')
    """
    return text if text.endswith(".") else f"{text}."


def unended(text: str) -> str:
    """Take the full stop off a sentence that goes on; one that is part of a name stays.

    Examples
    --------
    >>> unended("Er verandert niets."), unended("Emmen bij PO 22.01 · Hoogeveen e.o.")
    ('Er verandert niets', 'Emmen bij PO 22.01 · Hoogeveen e.o.')
    """
    told = text.strip()
    return told if told.endswith(" e.o.") else told.rstrip(".")


#: Estimates of pupils below these are not told apart.
_FEW = (5, 10)


def few(most: float) -> str:
    """Write an estimate of a handful of pupils, by the most that there may be; empty for more than a handful.

    Examples
    --------
    >>> few(2.4), few(7.0), few(12.0), few(0.2)
    ('minder dan 5', 'minder dan 10', '', '0')
    """
    if round(most) == 0:
        return "0"
    return next((f"minder dan {bound}" for bound in _FEW if most < bound), "")


def in_range(low: str, middle: str, high: str, *, wide: bool) -> str:
    """Write an estimate with its margin, all three rounded; "circa" where rounding hides the margin.

    Parameters
    ----------
    wide
        Whether there is a margin.

    Examples
    --------
    >>> in_range("1.100", "1.200", "1.400", wide=True), in_range("170", "170", "170", wide=True)
    ('1.200 (1.100–1.400)', 'circa 170')
    """
    if low != high:
        return f"{middle} ({low}–{high})"
    return f"circa {middle}" if wide else middle
