"""The assumptions of demand and places: to fill in, and from what is filled in to assumptions."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from typing import Final

import streamlit as st

from scenarios.assumptions import BEST, BY_HOME, BY_REGION, NATIONAL, Assumptions
from scenarios.country import Kind
from ui import markup
from ui.drafts import desk, told

_COUNTED: Final = {
    BEST: "beste manier die de gegevens toelaten",
    NATIONAL: "landelijk",
    BY_REGION: "per jeugdregio",
    BY_HOME: "naar woonplaats, per gemeente",
}
_ABOUT: Final = (
    "Aannames zijn van u, of onze werkwaarden: geen prognose en geen beleid. Zij gelden op deze pagina en "
    "worden met het scenario bewaard."
)


def panel(kind: Kind) -> None:
    """Draw the assumptions of demand and places; they hold on all parts of the page and are saved along."""
    now = desk().assumptions
    st.html(markup.small(_ABOUT))
    left, right = st.columns(2)
    year = left.number_input(
        "Jaar waarvoor gerekend wordt",
        min_value=2000,
        max_value=2060,
        step=1,
        value=now.year,
        placeholder="nu",
        key=f"aanname_jaar_{now.year}",
    )
    growth = right.number_input(
        "Groei van inwoners per jaar (%)",
        min_value=-20.0,
        max_value=20.0,
        step=0.1,
        format="%.1f",
        value=100 * now.growth_per_year,
        disabled=year is None,
        help="Geef eerst een jaar.",
        key=f"aanname_groei_{now.growth_per_year}",
    )
    region = left.selectbox(
        "Deelname geteld",
        list(_COUNTED),
        index=list(_COUNTED).index(now.region),
        format_func=_COUNTED.__getitem__,
        key=f"aanname_regio_{now.region}",
    )
    factor = right.number_input(
        "Capaciteitsfactor",
        min_value=0.1,
        max_value=5.0,
        step=0.05,
        value=now.capacity_factor,
        help="Plaatsen gedeeld door leerlingen van nu, waar het aantal plaatsen niet bekend is.",
        key=f"aanname_factor_{now.capacity_factor}",
    )
    rate = st.number_input(
        f"Eigen schatting van de deelname aan {kind.code} (% van de inwoners van de leeftijd)",
        min_value=0.0,
        max_value=100.0,
        step=0.1,
        format="%.2f",
        value=None if now.rate(kind.code) is None else 100 * float(now.rate(kind.code) or 0.0),
        placeholder="zoals geteld",
        key=f"aanname_deelname_{kind.code}_{now.rate(kind.code)}",
    )
    asked = partial(
        changed, now, kind.code, year=year, growth=growth, region=region, factor=factor, rate=rate
    )
    apply, back = st.columns(2)
    apply.button("Pas aannames toe", type="primary", on_click=_assume, args=(asked,), width="stretch")
    back.button("Terug naar standaard", on_click=_assume, args=(Assumptions,), width="stretch")


def _assume(make: Callable[[], Assumptions]) -> None:
    with told():
        desk().assumptions = make()


def changed(
    now: Assumptions,
    kind: str,
    year: int | None,
    growth: float | None,
    *,
    region: str,
    factor: float | None,
    rate: float | None,
) -> Assumptions:
    """Return assumptions with what a user filled in.

    Parameters
    ----------
    kind
        Code of the kind that `rate` is about.
    year, growth
        Year and growth per year (percent); growth counts only with a year.
    region
        Where participation is counted.
    factor
        Places over pupils of now; None leaves it.
    rate
        Participation (percent of the residents of the age); None: as counted.

    Raises
    ------
    InputError
        If a value makes no sense.

    Examples
    --------
    >>> as_counted = {"region": "landelijk", "factor": 1.0, "rate": None}
    >>> changed(Assumptions(), "so", 2030, 1.0, **as_counted).describe()
    'groei 1% per jaar tot 2030; deelname landelijk geteld; capaciteit × 1'
    >>> now = Assumptions(region="landelijk")
    >>> changed(now, "so", None, 1.0, **as_counted) == replace(now, capacity_factor=1.0)
    True
    """
    rates = {code: share for code, share in now.rates if code != kind}
    if rate is not None:
        rates[kind] = round(rate / 100, 8)
    return replace(
        now,
        year=None if year is None else int(year),
        growth_per_year=0.0 if year is None or growth is None else round(growth / 100, 8),
        region=region,
        capacity_factor=now.capacity_factor if factor is None else float(factor),
        rates=tuple(rates.items()),
    )


def with_share(now: Assumptions, kind: str, percent: float | None) -> Assumptions:
    """Return assumptions in which a share (percent) of a kind's pupils goes to a regular school.

    Raises
    ------
    InputError
        If the share makes no sense.

    Examples
    --------
    >>> with_share(Assumptions(), "so", 25.0).inclusion, with_share(Assumptions(), "so", 0.0).inclusion
    ((('so', 0.25),), ())
    """
    shares = {code: share for code, share in now.inclusion if code != kind}
    if percent:
        shares[kind] = round(percent / 100, 8)
    return replace(now, inclusion=tuple(shares.items()))
