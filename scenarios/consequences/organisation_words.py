"""Swv-organisations in words and rows: amounts as they are known, and what is missing named."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from typing import Any, Final

import pandas as pd

from data.organisations_file import Organisations
from scenarios.consequences.organisation_amounts import QUANTITIES, RATES, Quantity, Rate
from scenarios.consequences.organisations import Amount, Merged, MergedSwv, ModelPart, Models
from scenarios.consequences.succession import Body
from scenarios.indeling import spell
from scenarios.notation import UNKNOWN, number, swvs_told
from scenarios.site_story import people

#: Digits of an estimate.
_DIGITS: Final = 3
#: How amounts come about, wherever they are shown.
WEIGHTS: Final = (
    "Bedragen en aantallen van een swv van nu zijn verdeeld over de swv's waarin het verdergaat, naar het "
    "deel van zijn inwoners van de leeftijd (po 4-11, vo 12-17 jaar) dat naar elk gaat, en dan opgeteld; het "
    "landelijke totaal blijft gelijk. Dat geld en personeel de inwoners volgen is een aanname. Verhoudingen "
    "zijn opnieuw berekend uit die sommen, niet gemiddeld."
)
#: What is done with what the file does not tell.
MISSING: Final = (
    "Noemt het bestand een waarde van een van de samengevoegde swv's niet, dan is de som onbekend. Na 'ten "
    "minste' (≥) staat wat wel bekend is, met het deel van de inwoners waarover dat gaat; van een reserve, "
    "die negatief kan zijn, is het bekende deel geen ondergrens."
)
#: Which figures are counted and which are estimates.
CERTAINTY: Final = (
    "Gemeten is wat het bestand zegt van swv's die in hun geheel opgaan; bij ≈ of ca. (geschat) is een swv "
    "verdeeld. Verhoudingen tot inwoners zijn geschat."
)
UNDIVIDED: Final = "gemeten"
ESTIMATED: Final = "geschat"


def quantity_of(code: str) -> Quantity:
    """Return a quantity by its code."""
    return next(one for one in QUANTITIES if one.code == code)


def value_text(quantity: Quantity, value: float, *, divided: bool, about: str = "≈ ") -> str:
    """Write an amount with the digits that it bears: as it is told, or as an estimate.

    Parameters
    ----------
    quantity, value
        What, and how much.
    divided
        Whether a swv was divided for it.
    about
        What stands before an estimate.

    Examples
    --------
    >>> budget, staff = quantity_of("budget_eur"), quantity_of("fte")
    >>> value_text(budget, 12_345_678.0, divided=False), value_text(budget, 12_345_678.0, divided=True)
    ('12.345.678', '≈ 12.300.000')
    >>> value_text(staff, 12.5, divided=False), value_text(staff, 3.14159, divided=True)
    ('12,5', '≈ 3,1')
    """
    decimals = 1 if quantity.code == "fte" else 0
    if not divided:
        return number(value, decimals)
    digits = decimals if value == 0 else _DIGITS - 1 - math.floor(math.log10(abs(value)))
    return f"{about}{number(round(value, min(digits, decimals)), decimals)}"


def amount_text(quantity: Quantity, amount: Amount) -> str:
    """Write an amount; where it is unknown, what of it is known and how much of the residents that is.

    Examples
    --------
    >>> staff, someone = quantity_of("fte"), (Body("po", "PO2001", "A"),)
    >>> amount_text(staff, Amount(float("nan"), 12.0, 0.815, someone, divided=False))
    'onbekend; ten minste 12,0 (82% van de inwoners)'
    >>> amount_text(staff, Amount(float("nan"), float("nan"), 0.0, someone, divided=False))
    'onbekend'
    """
    if not math.isnan(amount.value):
        return value_text(quantity, amount.value, divided=amount.divided)
    if math.isnan(amount.known):
        return "onbekend"
    what = "bekend deel" if quantity.signed else "ten minste"
    known = value_text(quantity, amount.known, divided=amount.divided, about="ca. ")
    return f"onbekend; {what} {known} ({percent(amount.known_share)} van de inwoners)"


def amount_short(quantity: Quantity, amount: Amount) -> str:
    """Write an amount for a narrow table: "≥" for at least, and the share of the residents it is about.

    Examples
    --------
    >>> someone = (Body("po", "PO2001", "A"),)
    >>> amount_short(quantity_of("fte"), Amount(float("nan"), 12.0, 0.815, someone, divided=False))
    'onbekend; ≥ 12,0 (82%)'
    >>> amount_short(quantity_of("reserve_eur"), Amount(float("nan"), -9.0, 0.815, someone, divided=False))
    'onbekend; deel −9 (82%)'
    """
    if not math.isnan(amount.value) or math.isnan(amount.known):
        return amount_text(quantity, amount)
    what = "deel" if quantity.signed else "≥"
    known = value_text(quantity, amount.known, divided=amount.divided, about="ca. ")
    return f"onbekend; {what} {known} ({percent(amount.known_share)})"


def percent(share: float) -> str:
    """Write a share; one that rounds to nothing or to all, but is neither, says so.

    Examples
    --------
    >>> percent(0.5), percent(1.0), percent(0.999), percent(0.001)
    ('50%', '100%', '> 99%', '< 1%')
    """
    rounded = round(share * 100)
    if rounded == 100 and share < 1:  # noqa: PLR2004
        return "> 99%"
    if rounded == 0 and share > 0:
        return "< 1%"
    return f"{number(rounded)}%"


def told_text(quantity: Quantity, body: Body, organisations: Organisations) -> str:
    """Write what the file tells of one of today's swv's."""
    if body.layer not in quantity.layers:
        return "n.v.t."
    value = organisations.value(body.code, quantity.code)
    return "onbekend" if math.isnan(value) else value_text(quantity, value, divided=False)


def rate_text(rate: Rate, value: float) -> str:
    """Write a rate without its unit."""
    return UNKNOWN if math.isnan(value) else number(value, rate.decimals)


def parts_text(swv: MergedSwv) -> str:
    """Say of which former swv's a swv is made, each with the weight of its amounts.

    A part that is probably a border change is marked so.
    """
    return "; ".join(
        f"{part.body.label} ({percent(part.weight)}{', grenswijziging?' if part.sliver else ''})"
        for part in swv.parts
    )


def parts_codes(swv: MergedSwv) -> str:
    """Say the same in codes; parts that are probably a border change are only counted."""
    told = [f"{spell(part.body.code)} {percent(part.weight)}" for part in swv.parts if not part.sliver]
    slivers = len(swv.parts) - len(told)
    return ", ".join(told) + (f" en {number(slivers)} × grenswijziging?" if slivers else "")


def models_text(swv: MergedSwv) -> str:
    """Say which models a swv takes in, with the residents of each."""
    return "; ".join(_model(one) for one in swv.models)


def _model(one: ModelPart) -> str:
    names = ", ".join(body.label for body in one.bodies)
    return f"{one.model or 'onbekend'}: {names} ({people(one.pupils)} inwoners)"


def joined_text(swv: MergedSwv) -> str:
    """Say whether a swv joins differing models, and which.

    Where only some models are known, and those are the same, it is not to be determined.
    """
    without = _labels(_without_model(swv))
    unknown = f"van {without} niet bekend" if without else ""
    if swv.joined is Models.DIFFERENT:
        known = " + ".join(sorted(one.model for one in swv.models if one.model))
        return f"{swv.joined.value}: {known}" + (f"; {unknown}" if unknown else "")
    if swv.joined is Models.UNDECIDED:
        return f"{swv.joined.value}: {unknown}" if unknown else swv.joined.value
    return f"{swv.joined.value}: {swv.models[0].model}"


def _without_model(swv: MergedSwv) -> tuple[Body, ...]:
    return tuple(body for one in swv.models if not one.model for body in one.bodies)


def missing_text(swv: MergedSwv) -> str:
    """Name what the file does not tell of the former swv's, quantity by quantity; empty if all is told."""
    told: dict[tuple[Body, ...], list[str]] = {}
    for code, amount in swv.amounts.items():
        if amount.missing:
            told.setdefault(amount.missing, []).append(quantity_of(code).title)
    if without := _without_model(swv):
        told.setdefault(without, []).append("model")
    return "; ".join(f"{', '.join(what)}: {_labels(who)}" for who, what in told.items())


def _labels(bodies: Iterable[Body]) -> str:
    return ", ".join(one.label for one in bodies)


def frame(swvs: Sequence[MergedSwv], organisations: Organisations) -> pd.DataFrame:
    """Put swv's in a table of figures, to be written as CSV or JSON; what is unknown is missing.

    Returns
    -------
    Per swv: code, name, residents, what it is made of with weights, per quantity its value, what is
    known, the share of the residents that it is about (%), and gemeten or geschat; the rates; models;
    what is missing; dates and file.
    """
    return pd.DataFrame([_row(swv, organisations) for swv in swvs])


def _row(swv: MergedSwv, organisations: Organisations) -> dict[str, Any]:
    row: dict[str, Any] = {
        "laag": swv.body.layer or "po en vo",
        "code": swv.body.code,
        "swv": swv.body.label,
        **{f"inwoners_{age}": swv.residents.get(age, float("nan")) for age in ("po", "vo")},
        "bestaat_uit": parts_text(swv),
        "swvs_van_nu": sum(not part.sliver for part in swv.parts),
    }
    nothing = Amount(float("nan"), float("nan"), float("nan"), (), divided=False)
    for quantity in QUANTITIES:
        amount = swv.amounts.get(quantity.code, nothing)
        nothing_known = math.isnan(amount.value) and math.isnan(amount.known)
        aard = "onbekend" if nothing_known else ESTIMATED if amount.divided else UNDIVIDED
        row |= {
            quantity.code: amount.value,
            f"{quantity.code}_bekend": amount.known,
            f"{quantity.code}_bekend_pct": amount.known_share * 100,
            f"{quantity.code}_aard": aard if quantity.code in swv.amounts else "niet van toepassing",
        }
    row |= {rate.code: swv.rates.get(rate.code, float("nan")) for rate in RATES}
    return row | {
        "modellen": models_text(swv),
        "samen": joined_text(swv),
        "ontbreekt": missing_text(swv),
        "peildata": ", ".join(one or "onbekend" for one in swv.peildata),
        "bestand": organisations.subject,
    }


def conclusion(found: Merged) -> list[str]:
    """Tell in a few sentences what the scenario joins, and what is not known."""
    mergers = [one for one in found.after if one.is_merger]
    undecided = [one for one in mergers if one.joined is Models.UNDECIDED]
    differing = [one for one in mergers if one.joined is Models.DIFFERENT]
    same = [one for one in mergers if one.joined is Models.ONE]
    consists = "bestaat" if len(mergers) == 1 else "bestaan"
    joined = (
        f"Van de {swvs_told(len(found.after))} in het scenario {consists} er {number(len(mergers))} uit meer "
        "dan een swv van nu."
    )
    models = (
        f"Verschillende modellen komen samen in {number(len(differing))}, hetzelfde model in "
        f"{number(len(same))}; van {number(len(undecided))} is dat niet te bepalen."
    )
    told = [joined, models]
    if found.unlisted:
        told.append(f"Van {swvs_told(len(found.unlisted))} van nu heeft het bestand geen rij.")
    if found.homeless:
        told.append(f"Zonder inwoners, dus in geen enkele som: {', '.join(found.homeless)}.")
    return told
