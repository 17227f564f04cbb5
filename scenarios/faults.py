"""What is amiss in a JSON file of ours, in Dutch: what it is instead, and what pydantic found in it."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Any, Final

from pydantic import ValidationError

from geo.errors import InputError

#: Sorts of files of ours.
SCENARIO: Final = "scenario"
PRESENTATION: Final = "presentatie"
_MAP: Final = "kaart"
#: What each is, and where it goes.
_KINDS: Final[Mapping[str, str]] = {
    SCENARIO: "een scenario van dekkend (te openen op de Werkbank)",
    PRESENTATION: "een presentatie van dekkend (te openen op de pagina Presentatie)",
    _MAP: "een kaart (te lezen op de Werkbank, of met 'dekkend lees-indeling')",
}
#: Field that only files of that sort have, with the version of their form.
_MARKS: Final[Mapping[str, str]] = {SCENARIO: "dekkend", PRESENTATION: "dekkend_presentatie"}
#: The latest version of both forms.
_VERSION: Final = 1
_LATER: Final = "gemaakt door een latere versie van dekkend (vorm {}, bekend is {}); werk dekkend bij"
#: Where each sort is opened or made.
_WHERE: Final[Mapping[str, str]] = {
    SCENARIO: "kies het scenariobestand dat op de Werkbank of met 'dekkend ontwerp' is bewaard",
    PRESENTATION: "kies het bestand dat op de pagina Presentatie of met 'dekkend presentatie' is bewaard",
}
#: So many faults of a file are told.
_MOST: Final = 25
#: Of a value from a file, and of the name of a field, so many characters are repeated; of a reason these.
_SHOWN, _NAME, _REASON = 60, 40, 1500

#: Names of the sorts of change, for whoever writes a file by hand.
_SORTS = (
    "wijs_toe",
    "maak_vrij",
    "nieuw_swv",
    "voeg_samen",
    "splits",
    "hef_op",
    "hernoem",
    "kleur",
    "open_vestiging",
    "sluit_vestiging",
    "verplaats_vestiging",
    "wijzig_vestiging",
    "zet_plaatsen",
    "consolideer",
    "lees_in",
)


def require_sort(subject: str, content: object, wanted: str) -> None:
    """Refuse JSON that is something else than a scenario or presentation, whichever is wanted.

    Raises
    ------
    InputError
        Saying what it is, what was expected, and where it belongs.
    """
    sort = _sort(content) if isinstance(content, dict) else ""
    if sort == wanted or (isinstance(content, dict) and not sort and wanted == SCENARIO):
        return  # one that was written by hand may lack the mark: its fields tell
    found = _KINDS[sort] if sort else _sort_of(content)
    told = f"gevonden {found}" if sort or not isinstance(content, dict) else f"'{_MARKS[wanted]}' ontbreekt"
    raise InputError(subject, [f"{told}, verwacht een {wanted} van dekkend (JSON); {_WHERE[wanted]}"])


def faults_of(error: ValidationError) -> list[str]:
    """Say in Dutch, fault by fault, what in a JSON file of ours is not as it should be, and where.

    Of a file of a later version only that is told: what else is strange in it follows from that.
    """
    items = error.errors()
    for item in items:
        version = item["input"]
        if item["loc"] and item["loc"][-1] in _MARKS.values() and type(version) is int and version > _VERSION:
            return [_LATER.format(version, _VERSION)]
    faults = [_fault(item) for item in items[:_MOST]]
    return faults if len(items) <= _MOST else [*faults, f"en nog {len(items) - _MOST} andere"]


def shown(value: object) -> str:
    """Write a value from a file in a message, cut off where it is long.

    Examples
    --------
    >>> shown("rood"), shown([1, 2]), shown("x" * 100)[-4:]
    ('"rood"', '[1, 2]', 'xxx…')
    """
    try:
        text = json.dumps(value, ensure_ascii=False, default=str)
    except (RecursionError, ValueError):
        text = _sort_of(value)
    return _cut(text, _SHOWN)


def _sort(content: Mapping[str, Any]) -> str:
    """Tell what sort of file JSON is; empty for what nobody knows."""
    if _MARKS[PRESENTATION] in content:
        return PRESENTATION
    if _MARKS[SCENARIO] in content or {"basis", "wijzigingen"} <= set(content):
        return SCENARIO
    kind = content.get("type")
    return _MAP if isinstance(kind, str) and kind in {"FeatureCollection", "Feature", "Topology"} else ""


def _sort_of(value: object) -> str:
    """Say what sort of thing JSON holds."""
    names = {list: "een lijst", dict: "een object", str: "tekst", bool: "ja of nee", type(None): "niets"}
    return names.get(type(value), "een getal")


def _cut(text: str, most: int) -> str:
    return text if len(text) <= most else f"{text[:most]}…"


def _fault(item: Any) -> str:  # noqa: ANN401
    parts = (f"nummer {part + 1}" if isinstance(part, int) else _cut(part, _NAME) for part in item["loc"])
    place = " > ".join(parts) or "het bestand"
    found, context = shown(item["input"]), item.get("ctx", {})
    told = _SAID.get(item["type"])
    if told is None:
        wanted = _WANTED.get(item["type"])
        told = "gevonden {found}, verwacht " + wanted if wanted else "gevonden {found}, dat kan hier niet"
    values = {name: _dutch(str(value)) for name, value in context.items()}
    return _cut(f"{place}: {told.format(**{**_NOTHING, **values, 'found': found})}", _REASON)


#: Nothing in place of a bound that pydantic does not name.
_NOTHING: Final = dict.fromkeys(
    ("ge", "gt", "le", "lt", "min_length", "max_length", "expected", "error", "multiple_of"), ""
)
_DAY, _TIME = "een datum zoals 2026-01-31", "een tijd zoals 2026-01-31T14:05"
#: What was expected, by what pydantic calls the fault.
_WANTED: Final[Mapping[str, str]] = {
    "greater_than_equal": "{ge} of meer",
    "greater_than": "meer dan {gt}",
    "less_than_equal": "hoogstens {le}",
    "less_than": "minder dan {lt}",
    "multiple_of": "een veelvoud van {multiple_of}",
    "finite_number": "een getal",
    "int_type": "een geheel getal",
    "int_from_float": "een geheel getal",
    "int_parsing": "een geheel getal",
    "int_parsing_size": "een kleiner getal",
    "float_type": "een getal",
    "float_parsing": "een getal",
    "bool_type": "true of false",
    "bool_parsing": "true of false",
    "string_type": "tekst",
    "string_unicode": "tekst",
    "string_pattern_mismatch": "een andere schrijfwijze",
    "tuple_type": "een lijst",
    "list_type": "een lijst",
    "iterable_type": "een lijst",
    "dict_type": "een object",
    "mapping_type": "een object",
    "model_type": "een object",
    "model_attributes_type": "een object",
    "dataclass_type": "een object",
    "none_required": "niets",
    "enum": "{expected}",
    "literal_error": "{expected}",
    "date_type": _DAY,
    "date_parsing": _DAY,
    "date_from_datetime_parsing": _DAY,
    "date_from_datetime_inexact": _DAY,
    "date_past": "een dag die geweest is",
    "datetime_type": _TIME,
    "datetime_parsing": _TIME,
    "datetime_object_invalid": _TIME,
    "datetime_from_date_parsing": _TIME,
    "timezone_naive": "een tijd zonder tijdzone",
    "timezone_aware": "een tijd met tijdzone, zoals 2026-01-31T14:05+01:00",
}
#: What is said of a fault, where that is not what was found and expected.
_SAID: Final[Mapping[str, str]] = {
    "missing": "ontbreekt",
    "extra_forbidden": "is onbekend in deze versie van dekkend; kijk de schrijfwijze na, werk dekkend bij "
    "als het bestand uit een latere versie komt, of haal het weg",
    "union_tag_invalid": f"onbekende soort wijziging {{found}}; kies uit {', '.join(_SORTS)}",
    "union_tag_not_found": f"heeft geen soort; kies uit {', '.join(_SORTS)}",
    "too_short": "is leeg; vul ten minste één in",
    "too_long": "is te lang; hoogstens {max_length}",
    "string_too_short": "is leeg; vul het in",
    "string_too_long": "is te lang; hoogstens {max_length} tekens",
    "json_invalid": "geen geldige JSON; exporteer het opnieuw",
    "json_type": "geen geldige JSON; exporteer het opnieuw",
    "recursion_loop": "verwijst naar zichzelf; exporteer het opnieuw",
    "value_error": "{error}",
    "assertion_error": "{error}",
}


def _dutch(choices: str) -> str:
    """Write a choice as pydantic tells it in Dutch.

    Examples
    --------
    >>> _dutch("'po', 'vo' or 'beide'"), _dutch("1.0")
    ("'po', 'vo' of 'beide'", '1.0')
    """
    return re.sub(r"(?<=') or (?=')", " of ", choices)
