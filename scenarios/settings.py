"""Choices that change figures; they are saved with a scenario and shown beside its results."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any, Final

from data.reference import reference
from geo.distance import StraightLine
from geo.errors import InputError
from geo.network import Mode

#: Networks that are always there: the modelled one, and none at all.
MODELNET: Final = "modelnet"
STRAIGHT: Final = "hemelsbreed"

#: Behind the name of a network that was read in: the modelled one where it has no roads.
FILLED: Final = "+modelnet"


@dataclass(frozen=True, slots=True)
class Settings:
    """What a comparison is made with.

    Attributes
    ----------
    network
        `MODELNET`, `STRAIGHT`, or a network that was read in (`scenarios.networks`).
    mode
        ``auto`` or ``fiets``; means nothing for a straight line.
    network_mark
        Fingerprint of a network that was read in, so that another one under the
        same name is noticed; empty for the two that are always there.
    detour_factor
        Of a straight line; see `geo.distance.StraightLine`.
    intrazonal
        Whether a site at a home's own point counts as half a radius; see `geo.distance.Homes`.
    reformed_apart
        Leave out sites of reformatorische boards, which may belong to Berséba or RefSVO.
    jeugdregio_variant
        Name of a variant of the jeugdregio's; empty for the composition of the data set.
    """

    network: str = MODELNET
    mode: str = Mode.AUTO.value
    network_mark: str = ""
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
        if not self.network:
            faults.append(f"geen netwerk genoemd; kies {MODELNET}, {STRAIGHT} of een ingelezen netwerk")
        if self.mode not in list(Mode):
            faults.append(f"onbekende wijze van reizen '{self.mode}'; kies uit {', '.join(Mode)}")
        if not 1 <= self.detour_factor <= 5:  # noqa: PLR2004
            faults.append(
                f"omwegfactor {self.detour_factor:g}: verwacht 1 tot 5 (geen weg is korter dan hemelsbreed)"
            )
        elif self.detour_factor != 1.3 and self.network != STRAIGHT:  # noqa: PLR2004  # the standard
            faults.append(f"een omwegfactor geldt alleen {STRAIGHT}, niet over het netwerk '{self.network}'")
        variants = sorted(set(reference("jeugdregio_varianten")["variant"]))
        if self.jeugdregio_variant not in ("", *variants):
            faults.append(
                f"onbekende jeugdregiovariant '{self.jeugdregio_variant}'; kies uit {', '.join(variants)}"
            )
        if faults:
            raise InputError("een instelling", faults)

    @property
    def travel(self) -> str:
        """Over what is travelled, and how, in a few Dutch words.

        Examples
        --------
        >>> Settings().travel, Settings(network="hemelsbreed").travel
        ('modelnet, auto', 'hemelsbreed × 1,3')
        """
        if self.network == STRAIGHT:
            return StraightLine(self.detour_factor).label
        return f"{self.network}, {self.mode}"

    def to_dict(self) -> dict[str, Any]:
        """Plain values, for a scenario file."""
        return asdict(self)

    def describe(self) -> str:
        """One Dutch line to show beside results."""
        parts = [self.travel + ("" if self.intrazonal else ", zonder intrazonale afstand")]
        parts.append(
            "reformatorische scholen apart" if self.reformed_apart else "reformatorische scholen in de regio"
        )
        if self.jeugdregio_variant:
            parts.append(f"jeugdregio's: {self.jeugdregio_variant}")
        return "; ".join(parts)
