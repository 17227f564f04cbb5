"""What a change names, found: gemeenten, jeugdregio's, PC4's and swv's, with proposals where nothing is."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Mapping
from typing import Final
from weakref import WeakKeyDictionary

from data.names import GemeenteNames, fold, gemeente_names, successors_of_gemeenten
from geo.errors import UnknownNameError
from scenarios.country import Country
from scenarios.indeling import Indeling, spell
from scenarios.notation import swvs_told

_look_ups: WeakKeyDictionary[Country, GemeenteNames] = WeakKeyDictionary()

#: Names of what exists that are told in an error; how alike their spelling is at least, 0 to 1.
_PROPOSED: Final = 3
_ALIKE: Final = 0.8


def gemeente_look_up(country: Country) -> GemeenteNames:
    """Return the look-up of gemeenten in any spelling, made once per country."""
    known = _look_ups.get(country)
    if known is None:
        known = _look_ups[country] = gemeente_names(country.gemeente_names, successors_of_gemeenten())
    return known


def gemeente_codes(country: Country, texts: Iterable[str]) -> list[str]:
    """Return the codes of gemeenten, by name, number or code.

    Raises
    ------
    UnknownNameError
        Naming every one that does not exist, and what may have been meant.
    """
    look_up, found, faults = gemeente_look_up(country), [], []
    for text in texts:
        code = look_up.find(text)
        if code is None:
            meant = [f"{country.gemeente_names[one]} ({one})" for one in look_up.suggest(text)]
            faults.append(f"onbekende gemeente '{text}'{_hint(meant)}")
        else:
            found.append(code)
    if faults:
        raise UnknownNameError("; ook ".join(faults))
    return found


def region_names(country: Country) -> dict[str, str]:
    """Code and name of the jeugdregio's that gemeenten lie in, the variant applied."""
    codes = sorted({str(code) for code in country.gemeenten["jeugdregio"] if isinstance(code, str) and code})
    return {code: country.region_names.get(code, code) for code in codes}


def region_codes(country: Country, texts: Iterable[str]) -> list[str]:
    """Return the codes of jeugdregio's, by code or name.

    Raises
    ------
    UnknownNameError
        Naming every one that does not exist, and what may have been meant.
    """
    names = region_names(country)
    by_text = {fold(name): code for code, name in names.items()} | {fold(code): code for code in names}
    found = [by_text.get(fold(text), "") for text in texts]
    faults = [
        f"onbekende jeugdregio '{text}'{_hint(_near(text, names))}"
        for text, code in zip(texts, found, strict=True)
        if not code
    ]
    if faults:
        raise UnknownNameError("; ook ".join(faults))
    return found


def swv_proposals(text: str, indelingen: Iterable[Indeling]) -> str:
    """Say which swv's may have been meant: a clause to end an error with, or nothing."""
    labels = {code: one.label(code) for one in indelingen for code in one.existing}
    return _proposed(text, labels)


def find_swv(text: str, indelingen: Iterable[Indeling]) -> str:
    """Return the code of a swv, by code or label in any spelling, or by a part of one label only.

    Raises
    ------
    UnknownNameError
        If there is none, or more than one; the message names what may have been meant.
    """
    layers = list(indelingen)
    labels = {code: one.label(code) for one in layers for code in one.existing}
    if text in labels:
        return text
    key = fold(text)
    exact = {code for code, label in labels.items() if key in {fold(code), fold(label)}}
    found = sorted(exact or {code for code, label in labels.items() if key and key in fold(label)})
    if len(found) == 1:
        return found[0]
    if found:
        named = ", ".join(_spoken(code, labels[code]) for code in found[:_PROPOSED])
        more = f" en nog {len(found) - _PROPOSED}" if len(found) > _PROPOSED else ""
        raise UnknownNameError(f"'{text}' kan meer dan één swv zijn: {named}{more}; noem de code")
    raise UnknownNameError(f"onbekend swv: {text}{_proposed(text, labels)}")


def _proposed(text: str, labels: Mapping[str, str]) -> str:
    """Say what may have been meant, else how many there are and what one looks like."""
    if hint := _hint(_near(text, labels)):
        return hint
    first = min(labels, default="")
    return f"; er zijn {swvs_told(len(labels))}, zoals {_spoken(first, labels[first])}" if labels else ""


def _near(text: str, labels: Mapping[str, str]) -> list[str]:
    """Labels (or codes) that are spelt much like a text, or hold it."""
    key = fold(text)
    spelt = {fold(code): code for code in labels} | {fold(label): code for code, label in labels.items()}
    spelt |= {fold(label.partition(" · ")[2]): code for code, label in labels.items() if " · " in label}
    spelt.pop("", None)
    near = [spelt[one] for one in sorted(spelt) if key and key in one]
    near += [spelt[one] for one in difflib.get_close_matches(key, sorted(spelt), n=_PROPOSED, cutoff=_ALIKE)]
    return [_spoken(code, labels[code]) for code in dict.fromkeys(near)]


def _spoken(code: str, label: str) -> str:
    return label if label.startswith((code, spell(code))) else f"{code} ({label})"


def _hint(meant: list[str]) -> str:
    return f"; bedoelt u {' of '.join(meant[:_PROPOSED])}?" if meant else ""
