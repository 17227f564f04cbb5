"""Over which networks distances can be measured, and the distance model of a data set's choice."""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray
from platformdirs import user_data_path

from data.network_store import read_network, read_origin
from geo.access import snapped
from geo.distance import Homes
from geo.errors import InputError, StaleDataError
from geo.network import Mode, Network, Origin
from scenarios.settings import FILLED, MODELNET, STRAIGHT, Settings

#: Environment variable with the folder of networks that were read in.
FOLDER_VARIABLE: Final = "DEKKEND_NETWERKEN"

#: Names that no network that was read in can have: they mean something else already.
RESERVED: Final = frozenset({MODELNET, STRAIGHT})

#: A home further than this (metres) from every road is not covered by a network.
COVERED_M: Final = 10_000.0

#: Error of distances over a mapped road network, as a share: our own working value, for a
#: demand point stands for all homes in its area.
ROAD_ERROR: Final = 0.02

#: Certainty of distances over mapped roads where some sites stand in at the point of a PC4.
PARTLY_ESTIMATED: Final = "gemeten, deels geschat"


@dataclass(frozen=True, slots=True)
class Choice:
    """A way to measure distances.

    Attributes
    ----------
    network, mode
        As in `Settings`.
    label
        As users see it.
    mark
        Fingerprint of a network that was read in.
    """

    network: str
    mode: str
    label: str
    mark: str = ""

    def put_in(self, settings: Settings) -> Settings:
        """Return settings with this choice."""
        factor = settings.detour_factor if self.network == STRAIGHT else Settings().detour_factor
        return replace(
            settings,
            network=self.network,
            mode=self.mode,
            network_mark=self.mark,
            detour_factor=factor,
        )


def networks_folder() -> Path:
    """Folder of the networks that were read in: ``DEKKEND_NETWERKEN``, else the user's own."""
    told = os.environ.get(FOLDER_VARIABLE, "")
    return Path(told) if told else user_data_path("dekkend") / "netwerken"


def network_path(name: str, mode: str) -> Path:
    """Where a network of one mode stands: a name in `networks_folder`, or a path of its own."""
    name = name.removesuffix(FILLED)
    if name.endswith(".npz"):
        return Path(name)
    return networks_folder() / f"{name}-{mode}.npz"


def choices() -> tuple[Choice, ...]:
    """Return what can be chosen: the modelled network by mode, networks read in, the straight line."""
    modelled = [Choice(MODELNET, mode.value, f"{MODELNET} · {mode}") for mode in Mode]
    straight = Choice(STRAIGHT, Mode.AUTO.value, STRAIGHT)
    found = []
    folder = networks_folder()
    for path in sorted(folder.glob("*-*.npz")) if folder.is_dir() else []:
        name, _, mode = path.stem.rpartition("-")
        if mode in list(Mode) and name not in RESERVED:
            try:
                origin, mark = read_origin(path)
            except InputError:
                continue  # told when it is asked for by name
            told = f"{mode} ({origin.peildatum})"
            found.append(Choice(name, mode, f"{origin.name} · {told}", mark))
            found.append(Choice(f"{name}{FILLED}", mode, f"{origin.name}, elders {MODELNET} · {told}", mark))
    titles = [one.label for one in found]
    twins = {title for title in titles if titles.count(title) > 1}  # of networks that share a title
    unique = [
        replace(one, label=f"{one.label}: {one.network}") if one.label in twins else one for one in found
    ]
    return (*modelled, *unique, straight)


def chosen(settings: Settings, network: str, mode: str) -> Settings:
    """Put a network and mode in settings, with the fingerprint of a network that was read in.

    Raises
    ------
    InputError
        If there is no such network.
    """
    mark = "" if network in {MODELNET, STRAIGHT} else _origin_of(network, mode)[1]
    return Choice(network, mode, "", mark).put_in(settings)


def _origin_of(network: str, mode: str) -> tuple[Origin, str]:
    path = network_path(network, mode)
    if not path.is_file():
        there = [f"{one.network} ({one.mode})" for one in choices() if one.network != STRAIGHT]
        fault = (
            f"het netwerk '{network}' voor {mode} is hier niet ({path}); lees het in met "
            f"'dekkend netwerk lees' of kies uit: {'; '.join(there)}; {STRAIGHT}"
        )
        raise InputError("een instelling", [fault])
    origin, mark = read_origin(path)
    if origin.mode != mode:
        raise InputError(str(path), [f"dit netwerk is voor {origin.mode}, gevraagd is {mode}"])
    return origin, mark


def open_network(settings: Settings) -> Network:
    """Read the network that settings ask for.

    Raises
    ------
    InputError
        If it is not there or damaged.
    StaleDataError
        If it is another one than the settings were made with.
    """
    _, mark = _origin_of(settings.network, settings.mode)
    if settings.network_mark and mark != settings.network_mark:
        raise StaleDataError(
            f"het netwerk '{settings.network}' ({settings.mode}) is sindsdien veranderd: gemaakt met "
            f"{settings.network_mark[:12]}, nu {mark[:12]}; kies het netwerk opnieuw"
        )
    return read_network(network_path(settings.network, settings.mode))


def require_covered(
    network: Network, told: str, homes: Homes, names: Sequence[str], residents: NDArray[np.float64]
) -> None:
    """Refuse a network that leaves homes with residents far from every road; `told` names it in settings.

    Raises
    ------
    InputError
        Naming how many, and the first few.
    """
    away = snapped(network, homes.easting, homes.northing).distance_m
    outside = np.flatnonzero((away > COVERED_M) & (residents > 0))
    if outside.size:
        first = ", ".join(f"{names[one]} ({away[one] / 1000:.0f} km)" for one in outside[:3])
        fault = (
            f"het netwerk dekt het gebied van de gegevensset niet: {outside.size} van {len(homes)} "
            f"postcodegebieden liggen meer dan {COVERED_M / 1000:.0f} km van de dichtstbijzijnde weg, "
            f"zoals {first}; kies '{told}{FILLED}' (elders {MODELNET}), {MODELNET}, of lees een netwerk "
            "van het hele gebied in"
        )
        raise InputError(network.origin.name, [fault])
