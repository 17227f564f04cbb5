"""The outcome of a comparison in a few Dutch sentences, made of its figures only.

They say what the figures say and no more: *korter* appears only where that is
the reading, a difference within the error of the distance model is called
that, and nothing is said of causes. What merging po and vo does and what new
borders do is arithmetic, see docs/methode.md, "Effect samenvoegen en effect nieuwe grenzen".
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Final

from scenarios.compare import NO_DIFFERENCE, SHIFTED, Comparison
from scenarios.country import Kind
from scenarios.indeling import Arrangement
from scenarios.measures import measure
from scenarios.notation import capital, figure, rounded, signed

#: The residents that stand for a kind's pupils, in words.
AGES: Final = {"po": "van 4-11 jaar", "vo": "van 12-17 jaar"}
#: What *own* is called wherever a person reads it: it is nobody's journey.
OWN_DISTANCE: Final = "afstand als alleen voorzieningen van het eigen swv tellen"

#: Up to this many swv's are named in a sentence; of more only the number is told.
_NAMED: Final = 3
_MEAN: Final = "afstand_gemiddeld"
_EQUAL: Final = "gelijk"
_ROUNDED_EQUAL: Final = "afgerond gelijk"
_BETTER: Final = "beter"
_WORSE: Final = "slechter"
#: What follows the two figures of one kind, per reading.
_VERDICTS: Final[Mapping[str, str]] = {
    _EQUAL: "dat is gelijk",
    _ROUNDED_EQUAL: "dat is afgerond gelijk",
    NO_DIFFERENCE: "dat is geen aantoonbaar verschil, want kleiner dan de fout van het afstandsmodel",
    SHIFTED: "dat verschil is niet te duiden, want een deel van de inwoners verliest of krijgt een eigen "
    "voorziening",
    _BETTER: "dat is korter, met meer dan de fout van het afstandsmodel",
    _WORSE: "dat is langer, met meer dan de fout van het afstandsmodel",
}
#: What the kinds with one reading are told of together.
_SUMMED_UP: Final[Mapping[str, str]] = {
    _EQUAL: "gelijk",
    _ROUNDED_EQUAL: "afgerond gelijk",
    NO_DIFFERENCE: "geen aantoonbaar verschil",
    SHIFTED: "niet te duiden, omdat een deel een eigen voorziening verliest of krijgt,",
    _BETTER: "korter",
    _WORSE: "langer",
}


def swv_count(arrangement: Arrangement) -> str:
    """Say how many swv's there are, and whether po and vo are apart."""
    counts = [len(layer.codes) for layer in arrangement.layers]
    total = f"{sum(counts)} swv" + ("" if sum(counts) == 1 else "'s")
    if arrangement.is_merged:
        return f"{total} voor po en vo samen"
    return f"{total} ({counts[0]} po en {counts[1]} vo naast elkaar)"


def conclude(
    comparison: Comparison,
    scenario: Arrangement,
    base: Arrangement,
    kinds: Sequence[Kind],
    focus: Kind | None = None,
) -> tuple[str, ...]:
    """Tell the outcome of one scenario in at most seven sentences.

    Parameters
    ----------
    comparison
        At level land, with figures for all of `kinds`.
    scenario, base
        Whose outcome, and what it is held against.
    kinds
        Kinds that the conclusion may speak of.
    focus
        The kind whose figures are told; None to sum up all kinds.
    """
    if len(kinds) == 1:
        focus = kinds[0]
    found = _Figures(comparison, scenario.id, base.id)
    if scenario.id == base.id:
        return tuple(_same(found, base, kinds, focus))
    return tuple(filter(None, _told(found, scenario, base, kinds, focus)))


@dataclass(frozen=True, eq=False)
class _Figures:
    """The figures of one scenario in the country."""

    comparison: Comparison
    scenario: str
    base: str

    @cached_property
    def _rows(self) -> dict[tuple[str, str], dict[str, Any]]:
        return {
            (kind, code): row
            for (name, _, _, kind, code), row in self.comparison.rows().items()
            if name == self.scenario
        }

    def row(self, code: str, kind: Kind | None = None) -> Mapping[str, Any]:
        return self._rows[kind.code if kind else "", code]

    def after(self, code: str, kind: Kind | None = None) -> float:
        return float(self.row(code, kind)["waarde"])

    def before(self, code: str, kind: Kind | None = None) -> float:
        return float(self.row(code, kind)["basis"])

    def pair(self, code: str, kind: Kind | None = None) -> tuple[str, str]:
        """Scenario and base, written."""
        one = measure(code)
        return figure(one, self.after(code, kind)), figure(one, self.before(code, kind))

    def reading(self, code: str, kind: Kind | None = None) -> str:
        return str(self.row(code, kind)["duiding"])

    def known(self, kind: Kind) -> bool:
        """Whether there are residents, and any site to be far from."""
        return math.isfinite(self.after(_MEAN, kind)) and math.isfinite(self.before(_MEAN, kind))

    def without(self, name: str, kind: Kind) -> Mapping[str, float]:
        """Swv's of the scenario or the base without a site of their own."""
        return self.comparison.without_own.get((name, kind.code), {})


def _same(found: _Figures, base: Arrangement, kinds: Sequence[Kind], focus: Kind | None) -> Iterator[str]:
    yield f"Er zijn {swv_count(base)}."
    yield "Scenario en basis zijn dezelfde indeling; kies een ander scenario om te vergelijken."
    if focus and found.known(focus) and found.after("zonder_eigen", focus) > 0:
        yield f"{_without(found, focus)}."
    yield f"{_certainty(found, focus or kinds[0])}."


def _told(
    found: _Figures, scenario: Arrangement, base: Arrangement, kinds: Sequence[Kind], focus: Kind | None
) -> Iterator[str]:
    yield _counts(found, scenario, base)
    yield _relations(found)
    if focus is None:
        known = [kind for kind in kinds if found.known(kind)]
        yield _distances(found, kinds)
        yield _nearest_of_all(found, known)
        yield _own_of_all(found, known)
    elif found.known(focus):
        yield _distance(found, focus)
        yield _nearest(found, focus)
        yield _own(found, focus)
    else:
        yield _unknown(found, focus)
    yield _tension(found, scenario, base, kinds) or _losses(found, kinds, focus)
    yield f"{_certainty(found, focus or kinds[0])}; dit is een rekenvoorbeeld, geen beleid."


def _counts(found: _Figures, scenario: Arrangement, base: Arrangement) -> str:
    after, before = found.pair("swv_afwijkend")
    lead = f"Van {swv_count(base)} naar {swv_count(scenario)}"
    if found.after("swv_afwijkend") == 0:
        told = f"in de basis geldt dat voor {before} niet" if before != "0" else "net als in de basis"
        return f"{lead}; elk swv ligt binnen één jeugdregio, {told}."
    lies = "ligt" if after == "1" else "liggen"
    outside, had = found.pair("leerlingen_afwijkend")
    return (
        f"{lead}; {after} daarvan {lies} in meer dan één jeugdregio, in de basis {before}, en {outside} "
        f"inwoners van schoolgaande leeftijd wonen buiten de hoofdjeugdregio van hun swv, in de basis {had}."
    )


def _relations(found: _Figures) -> str:
    """Tell of two kinds of consultation, never added, and how much of each change is merging itself."""
    places, regions = _change(found, "relaties_gemeente"), _change(found, "relaties_jeugdregio")
    return f"Overlegrelaties van swv's met gemeenten: {places}; met jeugdregio's: {regions}."


def _change(found: _Figures, code: str) -> str:
    one, row = measure(code), found.row(code)
    after, before = found.pair(code)
    if after == before:
        return f"{after}, net als in de basis"
    told = f"van {before} naar {after} ({signed(one, float(row['verschil']))}"
    merging, borders = float(row["effect_samenvoegen"]), float(row["effect_nieuwe_grenzen"])
    if math.isnan(merging):
        return f"{told})"
    if borders == 0:
        return f"{told}, geheel door po en vo samen te voegen)"
    parts = (
        f"{signed(one, merging)} door po en vo samen te voegen, {signed(one, borders)} door nieuwe grenzen"
    )
    return f"{told}: {parts})"


def _distance(found: _Figures, kind: Kind) -> str:
    after, before = found.pair(_MEAN, kind)
    lacking = found.after("zonder_eigen", kind) > 0 or found.before("zonder_eigen", kind) > 0
    netted = " (wie er geen heeft, telt met de dichtstbijzijnde)" if lacking else ""
    reading = found.reading(_MEAN, kind)
    verdict = _VERDICTS.get(reading, reading)
    if reading == _WORSE and found.after("eigen_gekregen", kind) > 0:
        verdict += (
            "; een deel krijgt een eigen voorziening en telt daardoor niet meer met de dichtstbijzijnde"
        )
    lead = f"De {OWN_DISTANCE}{netted} is voor {kind.name} gemiddeld {after} km, in de basis {before} km"
    return f"{lead}: {verdict}."


def _distances(found: _Figures, kinds: Sequence[Kind]) -> str:
    by_reading: dict[str, list[str]] = {}
    for kind in kinds:
        reading = found.reading(_MEAN, kind) if found.known(kind) else ""
        by_reading.setdefault(_SUMMED_UP.get(reading, "niet te bepalen"), []).append(kind.code)
    told = "; ".join(f"{words} voor {_listed(codes)}" for words, codes in by_reading.items())
    return f"De {OWN_DISTANCE}, gemiddeld: {told}."


def _unknown(found: _Figures, kind: Kind) -> str:
    nobody = found.after("leerlingen", kind) == 0
    missing = f"inwoners {AGES[kind.age]}" if nobody else "enkele vestiging"
    return f"Afstanden zijn voor {kind.name} niet te bepalen: de gegevens noemen geen {missing}."


def _nearest(found: _Figures, kind: Kind) -> str:
    after, before = found.pair("vrij_gemiddeld", kind)
    lead = "De dichtstbijzijnde vestiging, grenzen genegeerd, ligt gemiddeld"
    if _stays(found, kind):
        lead = f"Geen school verhuist: {lead[:1].lower()}{lead[1:]} in beide op {after} km"
    else:
        lead = f"{lead} op {after} km, in de basis, met andere vestigingen, op {before} km"
    here, there = found.pair("grensafhankelijkheid", kind)
    told = "net als in de basis" if here == there else f"in de basis {there}%"
    who = f"voor {here}% van de inwoners {AGES[kind.age]}"
    return f"{lead}; {who} hoort die bij een ander swv of is er geen eigen, {told}."


def _nearest_of_all(found: _Figures, kinds: Sequence[Kind]) -> str:
    if not kinds or not all(_stays(found, kind) for kind in kinds):
        return ""
    told = "de dichtstbijzijnde vestiging, grenzen genegeerd, ligt voor elke soort even ver als in de basis"
    return f"Geen school verhuist: {told}."


def _stays(found: _Figures, kind: Kind) -> bool:
    return found.reading("vrij_gemiddeld", kind) == _EQUAL


def _own(found: _Figures, kind: Kind) -> str:
    if found.after("zonder_eigen", kind) == 0 and found.before("zonder_eigen", kind) == 0:
        return f"Elk swv heeft een eigen voorziening voor {kind.code}, in de basis en in het scenario."
    before = found.before("zonder_eigen", kind)
    gained, lost = found.after("eigen_gekregen", kind), found.after("eigen_verloren", kind)
    told = "voor niemand verandert dat"
    if gained or lost:
        gains = f"{people(gained)} {_verb(gained, 'krijgt', 'krijgen')} er een"
        told = f"{gains} en {people(lost)} {_verb(lost, 'verliest', 'verliezen')} er een"
    was = f"{people(before)}{_named(found.without(found.base, kind))}"
    return f"{_without(found, kind)}, in de basis {was}; {told}."


def _without(found: _Figures, kind: Kind) -> str:
    """Say how many residents of the scenario have no own site, and in which swv's."""
    count = found.after("zonder_eigen", kind)
    who = f"{people(count)} {AGES[kind.age]}{_named(found.without(found.scenario, kind))}"
    return f"In een swv zonder eigen voorziening voor {kind.code} {_verb(count, 'woont', 'wonen')} {who}"


def _named(swvs: Mapping[str, float]) -> str:
    if len(swvs) > _NAMED:
        return f" ({len(swvs)} swv's)"
    return f" ({_listed(list(swvs))})" if swvs else ""


def _own_of_all(found: _Figures, kinds: Sequence[Kind]) -> str:
    code = "zonder_eigen"
    lacking = [kind for kind in kinds if found.after(code, kind) or found.before(code, kind)]
    fine = [kind.code for kind in kinds if kind not in lacking]
    parts = []
    if lacking:
        told = (
            f"{kind.code} {after} (basis {before})"
            for kind in lacking
            for after, before in [found.pair(code, kind)]
        )
        parts.append(f"Inwoners in een swv zonder eigen voorziening: {', '.join(told)}")
    if fine:
        parts.append(f"{'e' if parts else 'E'}lk swv heeft een eigen voorziening voor {_listed(fine)}")
    return f"{'; '.join(parts)}." if parts else ""


def _tension(found: _Figures, scenario: Arrangement, base: Arrangement, kinds: Sequence[Kind]) -> str:
    """Name where the principles pull against each other; empty where these figures do not show it."""
    wider = found.reading("leerlingen_afwijkend") == _WORSE
    gains = []
    if scenario.is_merged and not base.is_merged:
        gains.append("po en vo vallen samen")
    if found.after("swv_afwijkend") == 0 and found.reading("swv_afwijkend") == _BETTER:
        gains.append("elk swv past in één jeugdregio")
    elif found.reading("leerlingen_afwijkend") == _BETTER:
        gains.append("minder inwoners wonen buiten de hoofdjeugdregio van hun swv")
    if found.reading("relaties_gemeente") == _BETTER and not _by_merging_alone(found):
        gains.append("er zijn minder overlegrelaties met gemeenten")
    longer = [kind.code for kind in kinds if found.reading(_MEAN, kind) == _WORSE]
    prices = [
        "meer inwoners wonen buiten de hoofdjeugdregio van hun swv" if wider else "",
        f"de {OWN_DISTANCE} wordt langer voor {_listed(longer)}" if longer else "",
        _lost(found, kinds),
    ]
    paid = [price for price in prices if price]
    if not gains or not paid:
        return ""
    return f"Hier trekken uitgangspunten aan elkaar: {_listed(gains)}, maar {_listed(paid)}."


def _by_merging_alone(found: _Figures) -> bool:
    """Whether the new borders add nothing to what merging po and vo does by itself."""
    return float(found.row("relaties_gemeente")["effect_nieuwe_grenzen"]) >= 0


def _losses(found: _Figures, kinds: Sequence[Kind], focus: Kind | None) -> str:
    """Sum up over all kinds; with a single kind that has been told already."""
    if focus is not None and len(kinds) == 1:
        return ""
    lost = _lost(found, kinds)
    if lost:
        return f"{capital(lost)}."
    codes = _listed([kind.code for kind in kinds])
    return f"Voor geen enkele soort ({codes}) verliest iemand de voorziening binnen het eigen swv."


def _lost(found: _Figures, kinds: Sequence[Kind]) -> str:
    """Who loses an own site, per kind: the same resident may count for several, so never added up."""
    losing = {kind: lost for kind in kinds if (lost := found.after("eigen_verloren", kind)) > 0}
    if not losing:
        return ""
    if len(losing) == 1:
        kind, lost = next(iter(losing.items()))
        who = f"{people(lost)} {AGES[kind.age]} {_verb(lost, 'verliest', 'verliezen')}"
        return f"{who} de voorziening voor {kind.code} binnen hun swv"
    told = _listed(
        [f"{figure(measure('eigen_verloren'), lost)} voor {kind.code}" for kind, lost in losing.items()]
    )
    return f"inwoners verliezen een voorziening binnen hun swv: {told} (niet op te tellen)"


def _certainty(found: _Figures, kind: Kind) -> str:
    """Say how distances and residents are known: distances with the network, mode and date of the stamp."""
    certainty = found.row(_MEAN, kind)["aard"]
    people = measure("zonder_eigen").certainty.value
    stamps = (stamp.settings for stamp in found.comparison.stamps if stamp.scenario == found.scenario)
    over = next(stamps, "").partition("; ")[0]
    told = f"Afstanden zijn {certainty}{f' ({over})' if over else ''}, inwonertallen {people}"
    return f"{told}; {found.comparison.norms.standing()}"


def people(count: float) -> str:
    """Write a number of residents.

    Examples
    --------
    >>> people(0.0), people(1.0), people(16_606.8)
    ('niemand', '1 inwoner', '16.600 inwoners')
    """
    if count == 0:
        return "niemand"
    whole = rounded(measure("zonder_eigen"), count)
    if whole < 1:
        return "minder dan één inwoner"
    return f"{figure(measure('zonder_eigen'), count)} inwoner{'' if whole == 1 else 's'}"


def _verb(count: float, one: str, many: str) -> str:
    return one if rounded(measure("zonder_eigen"), count) <= 1 else many


def _listed(parts: Sequence[str]) -> str:
    """Join the Dutch way.

    Examples
    --------
    >>> _listed(["so"]), _listed(["so", "vso", "pro"])
    ('so', 'so, vso en pro')
    """
    return " en ".join(part for part in (", ".join(parts[:-1]), parts[-1]) if part)
