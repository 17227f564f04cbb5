"""``dekkend netwerk controle``: what is wrong with a network under a data set."""

from __future__ import annotations

import json
import math
from typing import Any

import pandas as pd
from rich.table import Table

from cli.options import AsJson, Data, Network, TravelMode, data_folder, out, settings_of
from data.dataset import read_dataset
from scenarios.country import Country
from scenarios.network_quality import FAR_M, LONG_DETOUR, Quality, network_quality
from scenarios.notation import number
from scenarios.settings import Settings

#: Rows of each list that are shown; --json gives all.
_SHOWN = 15


def controle(
    netwerk: Network = None, modus: TravelMode = None, data: Data = None, as_json: AsJson = False
) -> None:
    """Toon wat er mis is met een netwerk onder een gegevensset: losse delen, verre plekken, omwegen."""
    settings = settings_of(Settings(), network=netwerk, mode=modus)
    found = network_quality(Country(read_dataset(data_folder(data)), settings))
    if as_json:
        out.print_json(json.dumps(_as_dict(found), ensure_ascii=False))
        return
    out.print(f"{found.origin.label} ({found.origin.certainty})", soft_wrap=True)
    out.print(f"Bron: {found.origin.source}", soft_wrap=True)
    out.print(
        f"{number(found.nodes, 0)} knopen, {number(found.edges, 0)} wegvakken, {number(found.road_km, 0)} km "
        "(elke rijrichting geteld)",
        soft_wrap=True,
    )
    middle, high, most = found.stretch_m
    if not math.isnan(middle):
        out.print(
            f"Van PC4-punt naar het dichtstbijzijnde kruispunt: mediaan {number(middle, 0)} m, "
            f"P90 {number(high, 0)} m, hoogstens {number(most, 0)} m",
            soft_wrap=True,
        )
    out.print(
        f"Omweg van {number(found.judged, 0)} paren van PC4 en vestiging: mediaan × "
        f"{number(found.detour_median, 2)}, P99 × {number(found.detour_p99, 2)}",
        soft_wrap=True,
    )
    if found.unreachable:
        out.print(f"Tussen {number(found.unreachable, 0)} van die paren is geen weg", soft_wrap=True)
    if found.too_short:
        out.print(f"Fout: {found.too_short} paren zijn over de weg korter dan hemelsbreed", soft_wrap=True)
    _show("Losse delen: tussen delen bestaat geen weg", found.components, len(found.components) > 1)
    _show(f"Verder dan {FAR_M:.0f} m van het netwerk", found.far, not found.far.empty)
    title = f"Omweg van {LONG_DETOUR:g} keer hemelsbreed of meer"
    _show(title, found.detours, not found.detours.empty)


def _show(title: str, frame: pd.DataFrame, wanted: bool) -> None:
    if not wanted:
        out.print(f"{title}: geen", soft_wrap=True)
        return
    more = f" (eerste {_SHOWN} van {len(frame)}; --json geeft alles)" if len(frame) > _SHOWN else ""
    table = Table(title=title + more, title_justify="left")
    for column in frame.columns:
        numeric = pd.api.types.is_numeric_dtype(frame[column])
        table.add_column(str(column).replace("_", " "), justify="right" if numeric else "left")
    decimals = {"factor": 1, "hemelsbreed_km": 1, "netwerk_km": 1}
    for row in frame.head(_SHOWN).to_dict("records"):
        table.add_row(
            *(
                value if isinstance(value, str) else number(value, decimals.get(str(name), 0))
                for name, value in row.items()
            )
        )
    out.print(table)


def _as_dict(found: Quality) -> dict[str, Any]:
    origin = found.origin
    return {
        "netwerk": origin.label,
        "aard": origin.certainty,
        "bron": origin.source,
        "knopen": found.nodes,
        "wegvakken": found.edges,
        "kilometer": round(found.road_km, 1),
        "naar_netwerk_m": None if math.isnan(found.stretch_m[0]) else [round(m) for m in found.stretch_m],
        "paren": found.judged,
        "omweg_mediaan": round(found.detour_median, 3),
        "omweg_p99": round(found.detour_p99, 3),
        "paren_zonder_weg": found.unreachable,
        "korter_dan_hemelsbreed": found.too_short,
        "losse_delen": found.components.round().to_dict("records"),
        "ver_van_netwerk": found.far.round().to_dict("records"),
        "lange_omwegen": found.detours.round(2).to_dict("records"),
    }
