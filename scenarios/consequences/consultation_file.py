"""Overlegrelaties and partners as frames for files: every row with its source, dates and certainty."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, Final

import pandas as pd

from scenarios.compare import sources_of
from scenarios.consequences.consultation import Consultation, Counts
from scenarios.consequences.meetings import Meeting, Tally
from scenarios.consequences.partners import PartnerChange, PartnerPair, ages_told
from scenarios.consequences.relations import PlaceKind, Relation
from scenarios.consequences.succession import Body
from scenarios.indeling import Arrangement
from scenarios.measures import measure
from scenarios.notation import rounded
from scenarios.study import Study

#: Measure that counts the relations with places of a kind, in a comparison too.
MEASURES: Final[Mapping[PlaceKind, str]] = {
    PlaceKind.GEMEENTE: "relaties_gemeente",
    PlaceKind.JEUGDREGIO: "relaties_jeugdregio",
}
#: Measure of how many residents a swv and a place share.
SHARED: Final = "gedeelde_inwoners"
#: Columns that say what a row rests on.
ACCOUNT: Final = ("aard", "bron", "peildatum_basis", "peildatum_scenario", "gegevens")
_SIDES: Final = ("basis", "scenario")


def relation_rows(
    study: Study, name: str, base: str, found: Consultation, listed: Iterable[Meeting] | None = None
) -> pd.DataFrame:
    """List relations, a row each on either side: those of the base, and those of the scenario.

    Parameters
    ----------
    study, name, base
        As `found` was made.
    found
        Relations with places of one kind.
    listed
        Some of its meetings; all by default.

    Returns
    -------
    Rows with ``kant`` basis number as many as relations before, those with scenario as many as after.
    ``wordt`` names the swv that a relation of the base goes on in (empty where it vanishes; then
    ``opvolger`` is the swv's main successor), ``was`` the swv's that one of the scenario comes from.
    """
    names = place_names(study, found.place_kind)
    rows = [
        {
            "kant": side,
            "met": found.place_kind.value,
            "plaats_code": one.place,
            "plaats": names.get(one.place, one.place),
            "laag": one.body.layer or "po en vo",
            "swv_code": one.body.code,
            "swv": one.body.label,
            "lot": meeting.fate.value,
            "wordt": _labels([meeting.after] if meeting.after and side == "basis" else []),
            "was": _labels(meeting.before if side == "scenario" else ()),
            "opvolger": "" if meeting.heir is None else meeting.heir.label,
            "gedeelde_inwoners": int(rounded(measure(SHARED), one.pupils)),
            "grenswijziging": "mogelijk" if one in meeting.slivers else "",
        }
        for meeting in (found.listed if listed is None else listed)
        for side, relations in zip(
            _SIDES, (meeting.before, () if meeting.after is None else (meeting.after,)), strict=True
        )
        for one in relations
    ]
    return _with_account(study, name, base, rows, SHARED)


def count_rows(
    study: Study, name: str, base: str, found: Consultation, counted: Mapping[tuple[str, str, str], Counts]
) -> pd.DataFrame:
    """List counts as they are, one row per area, with the two effects where the change is split.

    Parameters
    ----------
    counted
        By sort of area, its code and its name.
    """
    rows = [
        {
            "niveau": level,
            "gebied_code": code,
            "gebied": label,
            "met": found.place_kind.value,
            **tally_columns(one.whole),
            "effect_samenvoegen": None if one.effects is None else one.effects[0],
            "effect_nieuwe_grenzen": None if one.effects is None else one.effects[1],
        }
        for (level, code, label), one in counted.items()
    ]
    return _with_account(study, name, base, rows, MEASURES[found.place_kind])


def tally_columns(one: Tally) -> dict[str, int]:
    """Give counts under their Dutch names.

    Examples
    --------
    >>> tally_columns(Tally(3, 1, 2, 1, 0, 1))["vallen_samen"]
    1
    """
    return {
        "basis": one.before,
        "vervallen": one.vanished,
        "blijven_basis": one.stay_before,
        "vallen_samen": one.fallen_together,
        "blijven_scenario": one.stay_after,
        "nieuw": one.appeared,
        "scenario": one.after,
        "grenswijziging_basis": one.slivers_before,
        "grenswijziging_scenario": one.slivers_after,
        "grenswijziging_vervallen": one.slivers_vanished,
        "grenswijziging_nieuw": one.slivers_appeared,
    }


def partner_rows(study: Study, name: str, base: str, changes: Iterable[PartnerChange]) -> pd.DataFrame:
    """List partners: a row per gemeente and each that is its partner before, after or both."""
    names, regions = place_names(study, PlaceKind.GEMEENTE), place_names(study, PlaceKind.JEUGDREGIO)
    rows = [
        {
            "gemeente_code": change.gemeente,
            "gemeente": names.get(change.gemeente, change.gemeente),
            "jeugdregio": regions.get(change.region, change.region),
            "partner_code": one.gemeente,
            "partner": names.get(one.gemeente, one.gemeente),
            "zelfde_jeugdregio": "ja" if one.inside else "nee",
            "basis": ages_told(one.before),
            "scenario": ages_told(one.after),
            "lot": one.status.value,
            "grenswijziging": sliver_told(one),
        }
        for change in changes
        for one in change.pairs
    ]
    return _with_account(study, name, base, rows, "partners_jeugdregio")


def sliver_told(one: PartnerPair) -> str:
    """Say on which side a partner is one only through what may be a border change."""
    marked = (one.sliver_before, one.sliver_after)
    return " en ".join(side for side, small in zip(_SIDES, marked, strict=True) if small)


def place_names(study: Study, place_kind: PlaceKind) -> Mapping[str, str]:
    """Names of gemeenten or jeugdregio's by code."""
    country = study.country
    return country.gemeente_names if place_kind is PlaceKind.GEMEENTE else country.region_names


def body_name(one: Body) -> str:
    """Name of a swv with its layer, where it is of one that the name does not tell.

    Examples
    --------
    >>> body_name(Body("po", "PO2001", "PO 20.01 · Groningen e.o.")), body_name(Body("vo", "N", "Noord"))
    ('PO 20.01 · Groningen e.o.', 'Noord (vo)')
    """
    told = one.label.casefold().startswith(one.layer)
    return one.label if told else f"{one.label} ({one.layer})"


def _labels(found: Iterable[Relation]) -> str:
    return " + ".join(body_name(one.body) for one in found)


def account(study: Study, name: str, base: str, code: str) -> dict[str, str]:
    """Say what figures of a measure rest on: certainty, sources, and when both arrangements hold.

    Returns
    -------
    Texts under the names in `ACCOUNT`.
    """
    described = measure(code)
    told = (
        described.certain(study.country.model.certainty),
        sources_of(study, described, name, "", base),
        _dated(study.arrangement(base)),
        _dated(study.arrangement(name)),
        study.stamp(name).data_version[:12],
    )
    return dict(zip(ACCOUNT, map(str, told), strict=True))


def _with_account(study: Study, name: str, base: str, rows: list[dict[str, Any]], code: str) -> pd.DataFrame:
    """Add the names of both arrangements, and what rows rest on."""
    frame = pd.DataFrame(rows)
    frame.insert(0, "indeling_scenario", name)
    frame.insert(0, "indeling_basis", base)
    return frame.assign(**account(study, name, base, code))


def _dated(arrangement: Arrangement) -> str:
    return " en ".join(dict.fromkeys(layer.peildatum for layer in arrangement.layers))
