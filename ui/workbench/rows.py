"""Gebieden as rows of a list: what they are called, where they lie, and which of them fit a search."""

from __future__ import annotations

import unicodedata
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from scenarios.drawing.facts import Facts
from scenarios.indeling import NO_SWV, Indeling

#: States that the list can be narrowed down to.
STATES: Final = ("alle", "zonder swv", "gewijzigd", "vergrendeld")


@dataclass(frozen=True, slots=True)
class Row:
    """One unit under an indeling.

    Attributes
    ----------
    unit, name, gemeente
        Id; what a user reads; code of its gemeente.
    region
        Code of its jeugdregio.
    swv
        Code of its swv; empty for none.
    residents
        Of the ages of the layer (estimate, persons).
    changed, locked
        Whether it differs from the base; whether it may not be changed.
    """

    unit: str
    name: str
    gemeente: str
    region: str
    swv: str
    residents: float
    changed: bool
    locked: bool

    @property
    def states(self) -> tuple[str, ...]:
        """What is to be known of it: those of `STATES` that it is in.

        Examples
        --------
        >>> Row("GM0034", "Almere", "GM0034", "JZ08", "", 36782.0, changed=True, locked=False).states
        ('zonder swv', 'gewijzigd')
        """
        holds = (self.swv == NO_SWV, self.changed, self.locked)
        return tuple(word for word, so in zip(STATES[1:], holds, strict=True) if so)


def changed_units(now: Indeling, before: Indeling) -> NDArray[np.bool_]:
    """Shape ``(n_units,)``: whether a unit of `now` has a point with another swv than before."""
    differs = now.of_points() != before.of_points()
    return np.asarray(now.units.sums(differs.astype(np.float64)) > 0)


def rows(
    found: Facts, indeling: Indeling, layer: str, changed: NDArray[np.bool_], locked: NDArray[np.bool_]
) -> list[Row]:
    """Return all units as rows, by name.

    Parameters
    ----------
    layer
        ``po`` or ``vo``: whose residents count; empty for both.
    """
    made = [
        Row(unit, name, str(gemeente), str(region), swv, float(count), bool(differs), bool(fixed))
        for unit, name, gemeente, region, swv, count, differs, fixed in zip(
            indeling.units.ids,
            found.names,
            found.gemeenten,
            found.regions,
            indeling.swv,
            found.residents[layer],
            changed,
            locked,
            strict=True,
        )
    ]
    return sorted(made, key=lambda row: plain(row.name))


def plain(text: str) -> str:
    """Return text as it is searched: without capitals, accents and apostrophes.

    Examples
    --------
    >>> plain("'s-Gravenhage"), plain("Súdwest-Fryslân")
    ('s-gravenhage', 'sudwest-fryslan')
    """
    spelt = unicodedata.normalize("NFKD", text.casefold())
    return "".join(sign for sign in spelt if not unicodedata.combining(sign) and sign not in "'’‘")


def fitting(
    found: Iterable[Row],
    text: str = "",
    regions: Collection[str] = (),
    swvs: Collection[str] = (),
    state: str = "alle",
) -> list[Row]:
    """Return the rows that fit all that is asked; what is left empty asks nothing.

    Parameters
    ----------
    found
        Rows.
    text
        Part of a name or code; more of them with commas between.
    regions, swvs
        Codes of jeugdregio's and of swv's.
    state
        One of `STATES`.
    """
    wanted = [part for part in (plain(one).strip() for one in text.split(",")) if part]
    return [
        row
        for row in found
        if (not wanted or any(part in plain(f"{row.name} {row.unit}") for part in wanted))
        and (not regions or row.region in regions)
        and (not swvs or row.swv in swvs)
        and (state == STATES[0] or state in row.states)
    ]
