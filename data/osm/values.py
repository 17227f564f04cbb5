"""What OpenStreetMap writes as text: speed limits, durations and lists."""

from __future__ import annotations

import ast
import re
from typing import Any, Final

#: Limits that no road in or around the Netherlands exceeds or stays below, km/h.
LEAST_KMH: Final = 3.0
MOST_KMH: Final = 140.0

_UNITS: Final = {"": 1.0, "km/h": 1.0, "kmh": 1.0, "kph": 1.0, "mph": 1.609344, "knots": 1.852}
_NUMBER = re.compile(r"(\d+(?:\.\d+)?)\s*([a-z/]*)")
#: What a road sign or a law stands for, after the country: "NL:urban".
_BY_LAW: Final = {"urban": 50.0, "rural": 80.0, "trunk": 100.0, "motorway": 100.0, "living_street": 15.0}
_ZONE = re.compile(r"(?:zone:?)?(\d+)")
_WALK: Final = 7.0
#: Said on purpose: there is no fixed limit, so that of the class of road holds.
_NO_FIXED: Final = frozenset({"none", "signals", "variable", "default", "unposted"})
_CLOCK = re.compile(r"(\d{1,3}):([0-5]\d)(?::([0-5]\d))?")
_ISO = re.compile(r"PT(?:(\d+)H)?(?:(\d+)M)?(?:(\d+)S)?")


def limit_kmh(text: str) -> tuple[float | None, bool]:
    """Read a speed limit.

    Parameters
    ----------
    text
        As tagged. Of several ("30|50" by lane, "30;50") the lowest counts.

    Returns
    -------
    Kilometres per hour, None where there is no fixed one, and whether the text was understood.

    Examples
    --------
    >>> limit_kmh("50"), limit_kmh("30|50"), limit_kmh("NL:urban")
    ((50.0, True), (30.0, True), (50.0, True))
    >>> limit_kmh("none"), limit_kmh("vijftig")
    ((None, True), (None, False))
    """
    parts = [part.strip().lower() for part in re.split(r"[|;,]", text)]
    found = [_one_limit(part) for part in parts if part]
    if not found or not all(understood for _, understood in found):
        return None, False
    return min((value for value, _ in found if value is not None), default=None), True


def _one_limit(text: str) -> tuple[float | None, bool]:
    if text in _NO_FIXED:
        return None, True
    if text == "walk":
        return _WALK, True
    if match := _NUMBER.fullmatch(text):
        factor = _UNITS.get(match[2])
        value = float(match[1]) * factor if factor else 0.0
        return (value, True) if LEAST_KMH <= value <= MOST_KMH else (None, False)
    _, _, law = text.partition(":")
    if law in _BY_LAW:
        return _BY_LAW[law], True
    if match := _ZONE.fullmatch(law):
        return _one_limit(match[1])
    return (_WALK, True) if law == "walk" else (None, False)


def duration_s(text: str) -> float | None:
    """Read how long a crossing takes, in seconds; None where the text is no duration.

    Examples
    --------
    >>> duration_s("00:20"), duration_s("20"), duration_s("PT1H30M"), duration_s("even")
    (1200.0, 1200.0, 5400.0, None)
    """
    told = text.strip()
    if match := _CLOCK.fullmatch(told):
        seconds = 3600 * int(match[1]) + 60 * int(match[2]) + int(match[3] or 0)
    elif match := _ISO.fullmatch(told.upper()):
        hours, minutes, rest = (int(part or 0) for part in match.groups())
        seconds = 3600 * hours + 60 * minutes + rest
    elif match := re.fullmatch(r"\d{1,4}(?:\.\d+)?", told):
        return 60 * float(told) or None
    else:
        return None
    return float(seconds) or None


def listed(value: Any) -> tuple[str, ...]:  # noqa: ANN401
    """Give the texts in a value of a graph: OSMnx joins roads of different tags and lists their values.

    Examples
    --------
    >>> listed("['residential', 'service']"), listed("50"), listed(None)
    (('residential', 'service'), ('50',), ())
    """
    if isinstance(value, str) and value.startswith("[") and value.endswith("]"):
        try:
            value = ast.literal_eval(value)
        except (SyntaxError, ValueError, MemoryError, RecursionError):
            return (value,)
    if isinstance(value, (list, tuple, set)):
        return tuple(str(part) for part in value)
    if value is None or value != value:  # noqa: PLR0124  (nan stands for nothing)
        return ()
    return (str(value),) if str(value) else ()
