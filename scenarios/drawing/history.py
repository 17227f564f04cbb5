"""Every change of a draft in one Dutch sentence, with names as they were when it was made."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from typing import Final
from weakref import WeakKeyDictionary

from geo.errors import DekkendError
from scenarios.changes import (
    Aimed,
    Assign,
    Dissolve,
    Merge,
    NewSwv,
    Recolour,
    Rename,
    Split,
)
from scenarios.country import Country
from scenarios.draft import Draft
from scenarios.drawing.facts import facts, keyed_layers, named
from scenarios.drawing.lookup import gemeente_codes, region_codes, region_names
from scenarios.exchange.imported import Imported
from scenarios.indeling import Arrangement, spell
from scenarios.notation import ended, swvs_told
from scenarios.scenario import Change
from scenarios.study import Study

#: Said of a change that cannot be made here, such as one that was undone on another base.
NOT_HERE: Final = "Wijziging die hier niet kan worden gemaakt."
#: Steps of which the outcome is kept per country, of all visitors together.
_KEPT: Final = 120
#: Names in a sentence.
_NAMED: Final = 5
_told: WeakKeyDictionary[Country, dict[str, tuple[str, Arrangement]]] = WeakKeyDictionary()


def sentence(change: Change, country: Country, arrangement: Arrangement) -> str:
    """Say what a change does, in one Dutch sentence.

    Parameters
    ----------
    arrangement
        As it was before the change.
    """
    return _made(change, country, arrangement)[0]


def sentences(study: Study, draft: Draft) -> list[str]:
    """Return one Dutch sentence per change of a draft, the undone ones too."""
    kept = _told.setdefault(study.country, {})
    base = study.arrangement(draft.base)
    mark, arrangement, told = hashlib.sha256(draft.base.encode()), base, []
    for change in (*draft.done, *draft.undone):
        mark.update(change.model_dump_json().encode())
        key = f"{id(base)}-{mark.hexdigest()}"
        known = kept.pop(key, None) or _made(change, study.country, arrangement)
        kept[key] = known
        told.append(known[0])
        arrangement = known[1]
    for oldest in list(kept)[: max(0, len(kept) - _KEPT)]:
        kept.pop(oldest, None)
    return told


def _made(change: Change, country: Country, before: Arrangement) -> tuple[str, Arrangement]:
    """Return the sentence, and what the change leads to: nothing else, where it cannot be made."""
    try:
        after = change.apply(before, country)
        return ended(_sentence(change, country, before, after)) + _why(change), after
    except DekkendError:
        return NOT_HERE + _why(change), before


def _why(change: Change) -> str:
    return f" ({change.omschrijving})" if change.omschrijving else ""


def _sentence(change: Change, country: Country, before: Arrangement, after: Arrangement) -> str:
    if isinstance(change, Aimed):
        return _given(change, country, before, after)
    if isinstance(change, (NewSwv, Merge, Rename, Recolour, Dissolve, Split)):
        return _redrawn(change, _labels(before), _labels(after)) + _where(change.laag, before)
    if isinstance(change, Imported):
        count = len({one.swv for one in change.swvs})
        rest = "de rest heeft nog geen swv" if change.rest == "vrij" else "de rest bleef zoals die was"
        return f"Ingelezen: {swvs_told(count)} uit {change.bron}; {rest}"
    return after.plan.log[-1] if after.plan is not None and after.plan.log else NOT_HERE


def _given(change: Aimed, country: Country, before: Arrangement, after: Arrangement) -> str:
    aim, where = _aimed(change, country, before), _where(change.laag, before)
    if isinstance(change, Assign):
        new = "" if change.swv in _labels(before) else "nieuw swv "
        return f"Ingedeeld: {aim} bij {new}{_labels(after)[change.swv]}{where}"
    return f"Vrijgemaakt: {aim}, nog zonder swv{where}"


def _redrawn(
    change: NewSwv | Merge | Rename | Recolour | Dissolve | Split,
    were: Mapping[str, str],
    are: Mapping[str, str],
) -> str:
    if isinstance(change, NewSwv):
        told = f"Nieuw swv: {change.naam.strip() or 'zonder naam'} ({spell(change.swv)})"
    elif isinstance(change, Merge):
        told = f"Samengevoegd: swv {were[change.van]} met {were[change.naar]}"
    elif isinstance(change, Rename):
        told = f"Hernoemd: swv {were[change.swv]} heet {change.naam}"
    elif isinstance(change, Recolour):
        told = f"Kleur: swv {were[change.swv]} kreeg {change.kleur}"
    elif isinstance(change, Dissolve):
        to = "gemeenten naar de buren" if change.naar == "buren" else "gemeenten nog zonder swv"
        told = f"Opgeheven: swv {were[change.swv]}, {to}"
    else:
        made = named([spell(code) for code in are if code not in were], _NAMED + 1)
        how = "langs de jeugdregio's" if change.delen is None else "naar aantal inwoners"
        told = f"Gesplitst: swv {were[change.swv]} {how}, in {made}"
    return told


def _labels(arrangement: Arrangement) -> Mapping[str, str]:
    return {code: one.label(code) for one in keyed_layers(arrangement).values() for code in one.existing}


def _where(layer: str, before: Arrangement) -> str:
    """Name the layer that was drawn in, where there are two and only one is meant."""
    return "" if before.is_merged or layer == "beide" else f", laag {layer}"


def _aimed(change: Aimed, country: Country, before: Arrangement) -> str:
    """Name what a change is aimed at."""
    of = facts(country, before.units)
    names = [country.gemeente_names[code] for code in gemeente_codes(country, change.gemeenten)]
    names += [of.names[of.position[unit]] if unit in of.position else unit for unit in change.gebieden]
    told = [named(list(dict.fromkeys(names)), _NAMED)] if names else []
    regions = region_names(country)
    told += [f"heel jeugdregio {regions[code]}" for code in region_codes(country, change.jeugdregios)]
    if change.pc4:
        rows = country.points["pc4"].isin(change.pc4).to_numpy()
        places = sorted({country.gemeente_names[code] for code in country.gemeente_of_point[rows]})
        what = "het postcodegebied" if len(change.pc4) == 1 else "de postcodegebieden"
        told.append(f"van {named(places)} {what} {named(sorted(change.pc4), _NAMED)}")
    return " en ".join(told)
