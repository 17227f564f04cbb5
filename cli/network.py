"""``dekkend netwerk``: roads of OpenStreetMap read, fetched and shown."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated, Any

import numpy as np
import typer
from rich.table import Table

from cli.dutch import DutchCommand, DutchGroup
from cli.options import AsJson, err, out, progress
from data.network_store import SUFFIX, read_network, write_network
from data.osm.online import fetch_area, fetch_place
from data.osm.reading import KINDS, RoadReading, read_any
from geo.errors import InputError
from geo.network import Mode, Network
from scenarios.networks import RESERVED, networks_folder
from scenarios.notation import number

app = typer.Typer(
    help="Netwerken van wegen uit OpenStreetMap lezen, ophalen en tonen.",
    cls=DutchGroup,
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode=None,
)

Modes = Annotated[
    list[Mode] | None,
    typer.Option("--modus", help="Auto of fiets; mag vaker. [standaard: beide, waar het bestand dat kan]"),
]
To = Annotated[
    Path | None,
    typer.Option(
        "--naar",
        help=f"Map, of bij één modus een bestand ({SUFFIX}). [standaard: waar dekkend zoekt]",
        show_default=False,
    ),
]
Name = Annotated[
    str, typer.Option("--naam", help="Naam van het netwerk. [standaard: naar de bron]", show_default=False)
]
#: Sizes of components that are shown.
_SHOWN = 5


@app.command("lees", cls=DutchCommand)
def lees(
    bestand: Annotated[Path, typer.Argument(help=f"Bestand met wegen: {KINDS}.", show_default=False)],
    naar: To = None,
    modus: Modes = None,
    naam: Name = "",
    as_json: AsJson = False,
) -> None:
    """Maak netwerken van een bestand met wegen; het bestand wordt herkend aan de inhoud."""
    modes = tuple(dict.fromkeys(modus)) if modus else None
    target = naar or networks_folder()
    refuse_name(naam)
    refuse_target(target, len(modes) if modes else len(Mode))
    if target.resolve() == bestand.resolve():
        raise InputError(str(target), ["dit bestand is zelf invoer; kies een andere naam voor de uitvoer"])
    with progress(f"{bestand.name} lezen"):
        readings = read_any(bestand, modes, name=naam)
    _write(readings, target, as_json)


@app.command("ophalen", cls=DutchCommand)
def ophalen(
    plaats: Annotated[str, typer.Argument(help="Plaats of gemeente, zoals Delft.", show_default=False)] = "",
    naar: To = None,
    vlak: Annotated[
        Path | None,
        typer.Option("--vlak", help="GeoJSON-bestand met het gebied (WGS84).", show_default=False),
    ] = None,
    modus: Modes = None,
    naam: Name = "",
    as_json: AsJson = False,
) -> None:
    """Haal de wegen van een plaats of gebied op bij OpenStreetMap; hiervoor is internet nodig."""
    if bool(plaats) == (vlak is not None):
        raise InputError("dekkend netwerk ophalen", ["geef óf een plaats, óf --vlak met een GeoJSON-bestand"])
    modes = tuple(dict.fromkeys(modus)) if modus else tuple(Mode)
    target = naar or networks_folder()
    refuse_name(naam)
    refuse_target(target, len(modes))
    with progress("wegen ophalen"):
        if vlak is not None:
            readings = fetch_area(vlak, modes, name=naam)
        else:
            readings = fetch_place(plaats, modes, name=naam)
    _write(readings, target, as_json)


@app.command("toon", cls=DutchCommand)
def toon(
    bestand: Annotated[Path, typer.Argument(help=f"Netwerk van dekkend ({SUFFIX}).", show_default=False)],
    as_json: AsJson = False,
) -> None:
    """Toon wat een netwerk is, waar het vandaan komt en hoe groot het is."""
    told = description(read_network(bestand))
    if as_json:
        out.print_json(json.dumps(told, ensure_ascii=False))
        return
    table = Table(title=f"Netwerk {bestand.name}", title_justify="left", show_header=False)
    table.add_column("wat")
    table.add_column("waarde", overflow="fold")
    for key, value in told.items():
        table.add_row(key.replace("_", " "), _text(value))
    out.print(table)


def description(network: Network) -> dict[str, Any]:
    """Say what a network is, where it comes from and how large it is.

    Parameters
    ----------
    network
        Any.

    Returns
    -------
    Dutch names to values; ``kilometer`` counts both directions of a road,
    ``grootte_losse_delen`` gives nodes per strongly connected component, largest first.
    """
    sizes = np.sort(np.bincount(network.components))[::-1]
    origin = network.origin
    return {
        "naam": origin.name,
        "modus": origin.mode.value,
        "aard": origin.certainty,
        "bron": origin.source,
        "peildatum": origin.peildatum,
        "knopen": len(network),
        "wegvakken": len(network.edges),
        "kilometer": round(float(network.edges.length_m.sum()) / 1000, 1),
        "losse_delen": len(sizes),
        "grootte_losse_delen": [int(size) for size in sizes[:_SHOWN]],
        "veren_en_tunnels_met_naam": list(network.names),
        "vingerafdruk": network.fingerprint,
    }


def refuse_name(name: str) -> None:
    """Refuse a name under which a network could not be asked for.

    Raises
    ------
    InputError
        Naming it.
    """
    if name.strip().casefold() in RESERVED or "+" in name:
        fault = f"'{name}' betekent bij --netwerk al iets anders; kies een andere naam"
        raise InputError("--naam", [fault])


def refuse_target(target: Path, n_modes: int) -> None:
    """Refuse a target that cannot hold the networks, before reading for minutes.

    Raises
    ------
    InputError
        Naming the target.
    """
    if target.suffix == SUFFIX and not target.is_dir():
        if n_modes > 1:
            fault = "een bestand bevat één modus; geef een map, of kies --modus auto of --modus fiets"
            raise InputError(str(target), [fault])
    elif target.exists() and not target.is_dir():
        raise InputError(str(target), [f"dit is geen map; geef een map of een naam die eindigt op {SUFFIX}"])


def _write(readings: Sequence[RoadReading], target: Path, as_json: bool) -> None:
    told = []
    for reading in readings:
        network = reading.network
        into_file = target.suffix == SUFFIX and not target.is_dir()
        path = target if into_file else target / _file_name(network)
        replaced = path.is_file()
        write_network(path, network)
        told.append({"bestand": str(path), **description(network), "meldingen": list(reading.notices)})
        for notice in () if as_json else reading.notices:
            out.print(f"{network.origin.mode}: {notice}", soft_wrap=True)
        err.print(f"Netwerk {'vervangen' if replaced else 'geschreven'}: {path}", soft_wrap=True)
        used = path.stem.rpartition("-")[0] if path.parent.resolve() == networks_folder().resolve() else path
        err.print(f"Gebruik: --netwerk {used} --modus {network.origin.mode}", soft_wrap=True)
    if as_json:
        out.print_json(json.dumps(told, ensure_ascii=False))


def _file_name(network: Network) -> str:
    """Return for instance ``delft-auto.npz``: what `--netwerk` then takes is ``delft``."""
    title = network.origin.name.lower().removeprefix("openstreetmap ")
    plain = re.sub(r"[^\w]+", "-", title).strip("-_") or "netwerk"
    return f"{plain[:80]}-{network.origin.mode}{SUFFIX}"


def _text(value: Any) -> str:  # noqa: ANN401
    if isinstance(value, list):
        return ", ".join(_text(part) for part in value) or "geen"
    if isinstance(value, int):
        return number(value)
    return number(value, 1) if isinstance(value, float) else str(value)
