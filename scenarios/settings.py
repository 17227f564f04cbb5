"""Choices that change figures; they are saved with a scenario and shown beside its results."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any

from data.reference import reference
from geo.distance import StraightLine
from geo.errors import InputError


@dataclass(frozen=True, slots=True)
class Settings:
    """What a comparison is made with.

    Attributes
    ----------
    detour_factor, intrazonal
        Of the straight-line distance; see `geo.distance.StraightLine`.
    reformed_apart
        Leave out sites of reformatorische boards, which may belong to Berséba or RefSVO.
    jeugdregio_variant
        Name of a variant of the jeugdregio's; empty for the composition of the data set.
    """

    detour_factor: float = 1.3
    intrazonal: bool = True
    reformed_apart: bool = False
    jeugdregio_variant: str = ""

    def __post_init__(self) -> None:
        """Refuse values that make no sense.

        Raises
        ------
        InputError
            Naming every wrong setting.
        """
        faults = []
        if not 1 <= self.detour_factor <= 5:  # noqa: PLR2004
            faults.append(
                f"omwegfactor {self.detour_factor:g}: verwacht 1 tot 5 (geen weg is korter dan hemelsbreed)"
            )
        variants = sorted(set(reference("jeugdregio_varianten")["variant"]))
        if self.jeugdregio_variant not in ("", *variants):
            faults.append(
                f"onbekende jeugdregiovariant '{self.jeugdregio_variant}'; kies uit {', '.join(variants)}"
            )
        if faults:
            raise InputError("een instelling", faults)

    @property
    def model(self) -> StraightLine:
        """The distance model that these settings ask for."""
        return StraightLine(self.detour_factor, self.intrazonal)

    def to_dict(self) -> dict[str, Any]:
        """Plain values, for a scenario file."""
        return asdict(self)

    def describe(self) -> str:
        """One Dutch line to show beside results."""
        parts = [self.model.label]
        parts.append(
            "reformatorische scholen apart" if self.reformed_apart else "reformatorische scholen in de regio"
        )
        if self.jeugdregio_variant:
            parts.append(f"jeugdregio's: {self.jeugdregio_variant}")
        return "; ".join(parts)
