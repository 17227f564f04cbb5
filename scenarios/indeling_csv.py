"""An indeling to and from CSV, checked against the country."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from data.indeling_file import (
    MERGED,
    PAIR,
    IndelingRow,
    read_indeling_file,
    read_note,
    write_indeling_file,
)
from data.names import GemeenteNames, gemeente_names, successors_of_gemeenten
from geo.errors import InputError
from geo.units import Units
from scenarios.country import Country
from scenarios.indeling import NO_SWV, Arrangement, Indeling, LayerType, swv_labels

Labels = NDArray[np.object_]
_TYPES = {"swv": LayerType.SWV_FUNDEREND, "swv_po": LayerType.SWV_PO, "swv_vo": LayerType.SWV_VO}
#: Faults shown of one sort; the rest is counted.
_SHOWN = 20


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
        gemeenten that are left out.
    """
    columns, rows = read_indeling_file(path)
    reader = _Resolver(country, len(columns))
    for row in rows:
        reader.take(row)
    faults = [*reader.faults, *reader.left_out()]
    if faults:
        raise InputError(path.name, faults)
    labels = reader.labels()
    units = _split_units(country.units, labels)
    note = read_note(path)
    origin = f"Ingelezen uit {path.name}."
    if note.get("gegevens", here := country.dataset.manifest.fingerprint) != here:
        origin += f" Gemaakt op andere gegevens ({note['gegevens'][:12]}) dan die waarop nu gerekend is."
    indelingen = [
        replace(
            _indeling(country, units, column_labels, _type(note, column), origin),
            peildatum=note.get("peildatum", f"eigen bestand {path.name}"),
        )
        for column, column_labels in zip(columns, labels, strict=True)
    ]
    return Arrangement(path.stem, path.stem, origin, indelingen[0], indelingen[-1])


def _type(note: dict[str, str], column: str) -> LayerType:
    """Type of a layer: what the file says of a merged one, else what its column is called."""
    told = note.get("type", "")
    return LayerType(told) if column == "swv" and told in list(LayerType) else _TYPES[column]


class _Resolver:
    """Collects the swv of each point and every fault on the way."""

    def __init__(self, country: Country, n_layers: int) -> None:
        self.country = country
        self.names: GemeenteNames = gemeente_names(country.gemeente_names, successors_of_gemeenten())
        self.by_gemeente: dict[str, tuple[int, tuple[str, ...]]] = {}
        self.by_pc4: dict[str, tuple[int, tuple[str, ...]]] = {}
        self.faults: list[str] = []
        self.n_layers = n_layers
        self.gemeente_of_pc4 = dict(zip(country.points["pc4"], country.gemeente_of_point, strict=True))

    def take(self, row: IndelingRow) -> None:
        """Check one row and keep it."""
        if "" in row.swv:
            self.faults.append(f"rij {row.number}: het swv is leeg; vul voor elke rij een swv in")
        elif row.pc4:
            self._keep(self.by_pc4, row.pc4.strip(), row, self._known_pc4(row))
        else:
            code = self._gemeente(row)
            self._keep(self.by_gemeente, code or "", row, code is not None)

    def _keep(
        self,
        table: dict[str, tuple[int, tuple[str, ...]]],
        key: str,
        row: IndelingRow,
        known: bool,  # noqa: FBT001
    ) -> None:
        if not known:
            return
        if key in table:
            first = table[key][0]
            what = row.pc4 or self.country.gemeente_names[key]
            self.faults.append(
                f"rij {row.number}: {what} staat er al in rij {first}; laat er één staan, want een gebied "
                "hoort bij één swv"
            )
            return
        table[key] = (row.number, row.swv)

    def _gemeente(self, row: IndelingRow) -> str | None:
        if code := self.names.find(row.gemeente):
            return code
        meant = [f"{self.country.gemeente_names[code]} ({code})" for code in self.names.suggest(row.gemeente)]
        hint = f"; bedoelt u {' of '.join(meant)}?" if meant else ""
        self.faults.append(f"rij {row.number}: onbekende gemeente '{row.gemeente}'{hint}")
        return None

    def _known_pc4(self, row: IndelingRow) -> bool:
        pc4 = row.pc4.strip()
        if pc4 in self.gemeente_of_pc4:
            here = self.gemeente_of_pc4[pc4]
            if not row.gemeente or self.names.find(row.gemeente) == here:
                return True
            there = self.country.gemeente_names[here]
            self.faults.append(f"rij {row.number}: {pc4} ligt in {there}, niet in '{row.gemeente}'")
            return False
        self.faults.append(
            f"rij {row.number}: onbekend postcodegebied '{row.pc4}'; verwacht vier cijfers, zoals 3511"
        )
        return False

    def left_out(self) -> list[str]:
        """Name gemeenten of which some part has no row."""
        covered = np.array([bool(swv) for swv in self.labels()[0]])
        missing = sorted(
            {self.country.gemeente_names[code] for code in self.country.gemeente_of_point[~covered]}
        )
        if not missing or self.faults:
            return []
        names = ", ".join(missing[:_SHOWN]) + (" ..." if len(missing) > _SHOWN else "")
        return [f"{len(missing)} gemeenten ontbreken (geheel of deels): {names}; geef elke gemeente een rij"]

    def labels(self) -> list[Labels]:
        """Swv code per point, one array per layer."""
        nothing = (0, (NO_SWV,) * self.n_layers)
        chosen = [
            self.by_pc4.get(pc4, self.by_gemeente.get(gemeente, nothing))[1]
            for pc4, gemeente in zip(self.country.points["pc4"], self.country.gemeente_of_point, strict=True)
        ]
        return [np.array([swv[layer] for swv in chosen], dtype=object) for layer in range(self.n_layers)]


def _split_units(units: Units, labels: Sequence[Labels]) -> Units:
    """Split units whose points fall in different swv's."""
    pair = ["/".join(parts) for parts in zip(*labels, strict=True)]
    split: dict[int, str] = {}
    for position, unit in enumerate(units.ids):
        points = np.flatnonzero(units.unit_of_point == position)
        found = {pair[point] for point in points}
        if len(found) > 1:
            split |= {int(point): f"{unit}#{pair[point]}" for point in points}
    return units.split(split) if split else units


def _indeling(country: Country, units: Units, labels: Labels, layer_type: LayerType, origin: str) -> Indeling:
    swv = [str(label) for label in labels[units.first_points]]
    gemeente = [str(code) for code in country.gemeente_of_point[units.first_points]]
    pupils = units.sums(country.pupils("po") + country.pupils("vo"))
    names = swv_labels(swv, gemeente, pupils.tolist(), country.gemeente_names, country.dataset.swv_names)
    return Indeling(layer_type, units, tuple(swv), names, "onbekend", origin)


def write_indeling(path: Path, arrangement: Arrangement, country: Country) -> None:
    """Write an indeling so that `read_indeling` gives exactly the same figures.

    A gemeente's row holds the swv of most of its PC4's; PC4's that differ get a row of their own.

    Raises
    ------
    InputError
        If it cannot be written.
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
    write_indeling_file(path, note, ("gemeente", "pc4", *columns), rows)
