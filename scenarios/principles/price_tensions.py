"""Tensions over a facility of the own swv: who loses one, who would by a cut, for whom it lies further."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Final

from scenarios.country import Kind
from scenarios.notation import number
from scenarios.principles.evidence import Evidence, columns, listed
from scenarios.principles.figures import Figures, of_each
from scenarios.principles.price import Lost, WouldLose, lost, would_lose
from scenarios.principles.row import Figure
from scenarios.principles.tension import (
    FIRST,
    NAMED,
    Concerned,
    Tension,
    by_kind,
    concerned,
    names_of,
    note_of,
)
from scenarios.principles.words import order_told, weighed
from scenarios.site_effects import STANDARD_RISE_M, Effect, Way, effect, for_whom

_KEPT: Final = "De dichtstbijzijnde, van welk swv ook, blijft waar zij is."
_ADD_UP: Final = "Soorten zijn niet op te tellen."
#: A row of a table by kind: kind, swv, ..., residents at a place of its own.
_Row = tuple[str | float, ...]


def who_loses(of: Figures, cause: str) -> Tension | None:
    """Swv's that are left without a facility because former ones are cut.

    Parameters
    ----------
    cause
        Code of the row that the change of borders serves, where no border of a jeugdregio lies between.
    """
    found = lost(of.study, *of.steps["grenzen"]) if "grenzen" in of.steps else ()
    if not found:
        return None
    kinds = _concerned(found, FIRST)
    along = any(one.along_region > 0 for one in found)
    swvs = names_of(kinds)
    return Tension(
        "eigen_verloren",
        f"{'Passen in de jeugdregio kost' if along else 'Andere grenzen kosten'} een eigen voorziening",
        ("jeugdregio" if along else cause, "netwerk"),
        f"{_many(swvs)} {'heeft' if len(swvs) == 1 else 'hebben'} geen eigen voorziening van een soort die "
        f"inwoners ervan in de basis wel in hun swv hadden. {_between(found)} {_KEPT} {_ADD_UP}",
        swvs,
        by_kind(kinds),
        _lost_table(of, found),
        kinds,
        _figures(
            of, "eigen_verloren", kinds, lambda name: _totals(lost(of.study, of.base, _borders(of, name)))
        ),
    )


def _lost_under(of: Figures, name: str) -> dict[str, float]:
    return _totals(lost(of.study, of.base, _borders(of, name)))


def _between(found: Iterable[Lost]) -> str:
    """Say whether a border of a jeugdregio lies between those who lose and what they lose."""
    told = [(one.along_region, one.residents) for one in found]
    if not any(along for along, _ in told):
        return "Daar loopt geen jeugdregiogrens tussen: het ligt aan andere grenzen."
    cause = "tussen hen en de voorzieningen die zij verliezen loopt een jeugdregiogrens."
    if all(along == residents for along, residents in told):
        return cause[0].upper() + cause[1:]
    return f"Voor een deel van hen: {cause}"


def _concerned(found: Iterable[Lost] | Iterable[WouldLose], every: Iterable[str]) -> tuple[Concerned, ...]:
    return concerned(((one.kind.code, one.body.label, one.residents) for one in found), every)


def _totals(found: Iterable[Lost] | Iterable[WouldLose]) -> dict[str, float]:
    return by_kind(_concerned(found, ()))


def _many(swvs: tuple[str, ...]) -> str:
    return "Eén swv" if len(swvs) == 1 else f"{number(len(swvs))} swv's"


def _borders(of: Figures, name: str) -> str:
    """Id of an arrangement with the base's sites: other sites are no price of borders."""
    return of.redrawn if name == of.name else name


def _figures(
    of: Figures, code: str, kinds: Iterable[Concerned], totals: Callable[[str], Mapping[str, float]]
) -> tuple[Figure, ...]:
    """Tell residents per kind as figures, with what merging and new borders did to them."""
    known: dict[str, Mapping[str, float]] = {}

    def value(name: str, kind: str) -> float:
        if name not in known:
            known[name] = {} if name == of.base and code != "knip_verliest" else totals(name)
        return known[name].get(kind, 0.0)

    by_code: dict[str, Kind] = {kind.code: kind for kind in of.country.kinds}
    return tuple(
        of.made(code, *of_each(of, lambda name, kind=one.kind: value(name, kind)), by_code[one.kind])  # type: ignore[misc]
        for one in kinds
    )


def _lost_table(of: Figures, found: Iterable[Lost]) -> Evidence:
    heads = {
        "soort": "",
        "swv zonder eigen voorziening": "",
        "verliezen haar": "eigen_verloren",
        "van wie achter een jeugdregiogrens": "eigen_verloren",
        "zij lag op": "eigen_gemiddeld",
        "dichtstbijzijnde, van wie ook": "vrij_gemiddeld",
        "ligt nu in": "",
    }
    rows: tuple[_Row, ...] = tuple(
        (
            one.kind.code,
            one.body.label,
            one.residents,
            one.along_region,
            one.own_km,
            one.free_km,
            listed(one.held_by, NAMED),
        )
        for one in found
    )
    title = "Wie een eigen voorziening verliest"
    return Evidence("eigen_verloren", title, columns(heads), rows, _noted(of, rows))


def _noted(of: Figures, rows: Iterable[_Row]) -> str:
    return f"{order_told(str(row[0]) for row in rows)} {note_of(of)}"


def who_would_lose(of: Figures) -> Tension | None:
    """Swv's in more than one jeugdregio of which a part hangs on a facility across that border."""
    found = would_lose(of.study, of.name)
    if not found:
        return None
    kinds = _concerned(found, FIRST)
    swvs = names_of(kinds)
    return Tension(
        "knip_zou_kosten",
        "Knippen langs de jeugdregio zou een eigen voorziening kosten",
        ("jeugdregio", "netwerk"),
        f"{_many(swvs)} {'ligt' if len(swvs) == 1 else 'liggen'} in meer dan één jeugdregio, met een deel "
        "dat bij een knip langs die grens geen eigen voorziening van een soort meer zou hebben. Wat dat deel "
        f"bij een ander swv kan vinden, telt hier niet mee. {_ADD_UP}",
        swvs,
        by_kind(kinds),
        _cut_table(of, found),
        kinds,
        _figures(of, "knip_verliest", kinds, lambda name: _totals(would_lose(of.study, name))),
    )


def _cut_table(of: Figures, found: Iterable[WouldLose]) -> Evidence:
    names = of.country.region_names
    heads = {
        "soort": "",
        "swv": "",
        "deel in jeugdregio": "",
        "inwoners in dat deel": "knip_verliest",
        "eigen voorziening op": "eigen_gemiddeld",
        "dichtstbijzijnde, van wie ook": "vrij_gemiddeld",
        "het swv heeft haar in": "",
    }
    rows: tuple[_Row, ...] = tuple(
        (
            one.kind.code,
            one.body.label,
            names.get(one.region, one.region),
            one.residents,
            one.own_km,
            one.free_km,
            listed([names.get(code, code) for code in one.site_regions], NAMED),
        )
        for one in found
    )
    title = "Welk deel een knip langs de jeugdregio zonder eigen voorziening laat"
    return Evidence("knip_zou_kosten", title, columns(heads), rows, _noted(of, rows))


def further_off(of: Figures, cause: str, gains: str) -> Tension | None:
    """Aims come nearer, but for some the own facility comes to lie further.

    Parameters
    ----------
    cause
        Code of the row that the change of borders serves.
    gains
        What it brings nearer, as the begin of a sentence; empty for nothing.
    """
    if not gains or "grenzen" not in of.steps:
        return None
    found = sorted(_rises(of, of.redrawn), key=lambda one: weighed(one.kind.code))
    rows = tuple(row for one in found for row in sorted(_areas(of, one), key=lambda row: (-row[2], row[1])))
    kinds = concerned((code, swv, count) for code, swv, count, _ in rows)
    if not kinds:
        return None
    limit = number(STANDARD_RISE_M / 1000)
    heads = {"soort": "", "swv": "", "inwoners": "verder", "gemiddeld verder": "grenseffect"}
    title = f"Waar de eigen voorziening meer dan {limit} km verder ligt"
    return Tension(
        "eigen_verder",
        "De eigen voorziening komt voor een deel verder te liggen",
        (cause, "netwerk"),
        f"{gains}, maar als alleen voorzieningen van het eigen swv tellen, ligt die voor een deel "
        f"meer dan {limit} km verder. Wie dichterbij komt, wordt daar niet van afgetrokken. {_ADD_UP}",
        names_of(kinds),
        by_kind(kinds),
        Evidence("eigen_verder", title, columns(heads), rows, _noted(of, rows)),
        kinds,
        _figures(of, "verder", kinds, lambda name: _further(_rises(of, _borders(of, name)))),
    )


def _rises(of: Figures, name: str) -> tuple[Effect, ...]:
    """Over the own facility, from the base to an arrangement with its sites."""
    return tuple(effect(of.study, of.base, name, kind, Way.OWN) for kind in of.country.kinds)


def _further(found: Iterable[Effect]) -> dict[str, float]:
    return {one.kind.code: one.summary()["verder_inwoners"] for one in found}


def _areas(of: Figures, found: Effect) -> list[tuple[str, str, float, float]]:
    table = for_whom(of.study, found, "swv")
    rows = table[table["richting"] == "verder"].to_dict("records")
    return [(found.kind.code, str(row["naam"]), float(row["inwoners"]), float(row["km"])) for row in rows]
