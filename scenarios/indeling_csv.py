"""An indeling to and from CSV, checked against the country."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np

from data.files import write_atomic
from data.indeling_file import MERGED, PAIR, indeling_file, read_note
from geo.errors import InputError
from scenarios.country import Country
from scenarios.exchange.imported import blank
from scenarios.exchange.preview import left_out_told, preview
from scenarios.indeling import NO_SWV, Arrangement


def read_indeling(path: Path, country: Country) -> Arrangement:
    """Read an indeling of gemeenten, with PC4 rows that override their gemeente's row.

    Parameters
    ----------
    path
        CSV ``gemeente;swv``, optionally with ``pc4``, or with ``swv_po;swv_vo`` for two layers.
    country
        Decides which gemeenten and PC4's there are.

    Returns
    -------
    Arrangement whose id is the file's name without its ending. Units that the
    file splits by PC4 are split deliberately.

    Raises
    ------
    InputError
        With all faults: unknown or doubled gemeenten and PC4's, empty cells,
        gemeenten that are left out. `scenarios.exchange.preview.preview` asks what to do with them instead.
    """
    found = preview(path, country)
    faults = [one.told for one in found.unanswered]
    if not faults and found.left_out:
        faults = [f"{left_out_told(country, found.left_out)}; geef elke gemeente een rij"]
    if faults or found.change is None:
        raise InputError(path.name, faults)
    origin = f"Ingelezen uit {path.name}."
    note = read_note(path)
    if note.get("gegevens", here := country.dataset.manifest.fingerprint) != here:
        origin += f" Gemaakt op andere gegevens ({note['gegevens'][:12]}) dan die waarop nu gerekend is."
    made = found.change.apply(blank(country, path.stem), country)
    po = replace(made.po, origin=origin)
    vo = po if made.is_merged else replace(made.vo, origin=origin)
    return Arrangement(path.stem, path.stem, origin, po, vo)


def write_indeling(path: Path, arrangement: Arrangement, country: Country) -> None:
    """Write an indeling as CSV, in one rename; see `indeling_bytes`.

    Raises
    ------
    InputError
        If it cannot be written.
    """
    write_atomic(path, indeling_bytes(arrangement, country))


def indeling_bytes(arrangement: Arrangement, country: Country) -> bytes:
    """Write an indeling as CSV so that `read_indeling` gives exactly the same figures.

    A gemeente's row holds the swv of most of its PC4's; PC4's that differ get a row of their own.
    What has no swv is left out.
    """
    columns = MERGED if arrangement.is_merged else PAIR
    layers = [layer.of_points() for layer in arrangement.layers]
    pairs = list(zip(*layers, strict=True))
    rows: list[tuple[str, ...]] = []
    for code, name in sorted(country.gemeente_names.items()):
        points = np.flatnonzero(country.gemeente_of_point == code)
        here = [pairs[point] for point in points if NO_SWV not in pairs[point]]
        if not here:
            continue
        main = max(sorted(set(here)), key=here.count)
        rows.append((name, "", *main))
        rows += [
            (name, str(country.points["pc4"].iloc[point]), *pairs[point])
            for point in points
            if pairs[point] not in (main, (NO_SWV,) * len(layers))
        ]
    note = {
        "type": arrangement.po.layer_type.value,
        "peildatum": arrangement.po.peildatum,
        "gegevens": country.dataset.manifest.fingerprint,
    }
    return indeling_file(note, ("gemeente", "pc4", *columns), rows)
