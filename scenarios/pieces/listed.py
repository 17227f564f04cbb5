"""Shape per swv, and coherence per division, as rows for screen and file."""

from __future__ import annotations

import numpy as np
import pandas as pd

from scenarios.measures import measure
from scenarios.notation import rounded
from scenarios.pieces.coherence import CLASSIFICATIONS, Coherence, coherence
from scenarios.pieces.overview import accounted, sides
from scenarios.pieces.shape import REOCK, SwvShape, layer_shapes
from scenarios.study import Study


def swv_shapes(study: Study, name: str) -> tuple[SwvShape, ...]:
    """Shape of every swv with residents, po before vo."""
    found = layer_shapes(study.country, study.arrangement(name), study.norms.sliver_share)
    return tuple(one for layer in found for one in layer.swvs)


def shape_frame(study: Study, name: str) -> pd.DataFrame:
    """List the shape of every swv: numbers as they are measured.

    Returns
    -------
    Columns ``laag, swv_code, swv, inwoners, samenhang, delen, delen_op_land, los`` (what lies apart),
    ``oppervlak_km2, omtrek_km, polsby_popper, reock, snijranden``.
    """
    rows = [
        {
            "laag": one.layer,
            "swv_code": one.code,
            "swv": one.label,
            "inwoners": one.residents,
            "samenhang": one.state,
            "delen": len(one.shape.parts),
            "delen_op_land": one.shape.parts_on_land,
            "los": one.apart,
            "oppervlak_km2": one.shape.area_m2 / 1e6,
            "omtrek_km": one.shape.perimeter_m / 1e3,
            "polsby_popper": one.shape.polsby_popper,
            "reock": one.shape.reock,
            "snijranden": one.cut,
        }
        for one in swv_shapes(study, name)
    ]
    return pd.DataFrame(rows)


def shape_rows(study: Study, name: str, base: str) -> pd.DataFrame:
    """Lay the shape per swv out for a file, of base and scenario, with what it rests on in every row."""
    people, round_number = measure("leerlingen"), measure(REOCK)
    parts = []
    for side, one in sides(name, base):
        frame = shape_frame(study, one)
        frame["inwoners"] = [rounded(people, value) for value in frame["inwoners"]]
        for column in ("polsby_popper", "reock"):
            frame[column] = [rounded(round_number, value) for value in frame[column]]
        frame[["oppervlak_km2", "omtrek_km"]] = frame[["oppervlak_km2", "omtrek_km"]].round()
        parts.append(frame.assign(kant=side, indeling=one))
    found = pd.concat(parts, ignore_index=True)
    front = ["kant", "indeling"]
    return accounted(study, name, base, REOCK, found[[*front, *(c for c in found if c not in front)]])


def coherences(study: Study, name: str) -> tuple[Coherence, ...]:
    """Hold an arrangement against every other division."""
    return tuple(coherence(study.country, study.arrangement(name), one) for one in CLASSIFICATIONS)


def coherence_rows(study: Study, name: str, base: str) -> pd.DataFrame:
    """Lay the departing swv's per division out for a file; a division that is not known is one row."""
    people = measure("leerlingen")
    parts = []
    for side, one in sides(name, base):
        for found in coherences(study, one):
            rows = [
                {
                    "kant": side,
                    "indeling": one,
                    "verdeling": found.regions.name,
                    "laag": each.layer,
                    "swv": each.swv,
                    "hoofdregio": each.main,
                    "ook_in": ", ".join(each.others),
                    "inwoners_buiten": rounded(people, each.outside),
                    "opmerking": "",
                }
                for each in found.departures
            ]
            if found.unknown:
                rows = [_unknown(side, one, found)]
            code = f"swv_afwijkend_{found.regions.code}"
            if rows:
                parts.append(accounted(study, name, base, code, pd.DataFrame(rows)))
    return pd.concat(parts, ignore_index=True) if parts else pd.DataFrame()


def _unknown(side: str, name: str, found: Coherence) -> dict[str, object]:
    told = {"kant": side, "indeling": name, "verdeling": found.regions.name}
    empty = dict.fromkeys(("laag", "swv", "hoofdregio", "ook_in"), "")
    return {**told, **empty, "inwoners_buiten": np.nan, "opmerking": f"niet te bepalen: {found.unknown}"}
