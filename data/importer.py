"""From a folder of raw files to a data set: recognise, read, join, account."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from data.assemble import assemble
from data.dataset import Dataset
from data.files import file_sha256
from data.findings import Finding, Severity
from data.readers.reading import Reading
from data.readers.recognise import recognise
from data.soundness import require_sound
from geo.errors import InputError, MissingSourceError

UNKNOWN = "niet herkend als een van de bekende bronnen"
#: Called with the name of what is being done, steps done, steps in all.
Step = Callable[[str, int, int], None]


@dataclass(frozen=True, slots=True)
class _Read:
    path: Path
    title: str
    reading: Reading


def import_folder(folder: Path, step: Step | None = None) -> Dataset:
    """Read every file in a folder (subfolders too) and join what is known.

    Parameters
    ----------
    folder
        The raw files as downloaded; names do not matter.
    step
        Told of the progress.

    Raises
    ------
    InputError
        If the folder is missing, or files are damaged: all faults of all files at once.
    MissingSourceError
        If a source is lacking that nothing can be made without.
    """
    if not folder.is_dir():
        raise InputError(str(folder), ["deze map bestaat niet; geef de map met gedownloade bronbestanden"])
    paths = sorted(path for path in folder.rglob("*") if path.is_file() and not path.name.startswith("."))
    tell = step or (lambda _name, _done, _total: None)
    read, unused = _read_all(folder, paths, tell)
    chosen, passed = _choose(folder, read)
    if not chosen:
        none = "het ene bestand is geen" if len(paths) == 1 else f"geen van de {len(paths)} bestanden is een"
        fault = f"{none} bekende bron; zie docs/bronnen.md voor wat nodig is"
        raise MissingSourceError(str(folder), [fault])
    tell("samenvoegen", len(paths), len(paths) + 1)
    try:
        dataset = _joined(folder, chosen, [*unused, *passed])
    except MissingSourceError as error:
        unknown = [item["bestand"] for item in unused if item["reden"] == UNKNOWN]
        note = [f"niet herkend in deze map: {', '.join(unknown[:10])}"] if unknown else []
        raise MissingSourceError(str(folder), [*error.faults, *note]) from error
    tell("klaar", len(paths) + 1, len(paths) + 1)
    return dataset


def _joined(folder: Path, chosen: Mapping[str, _Read], unused: list[dict[str, str]]) -> Dataset:
    dataset = assemble(
        {table: item.reading for table, item in chosen.items()},
        [_source(folder, table, item) for table, item in chosen.items()],
        unused,
    )
    require_sound(dataset)
    return dataset


def _read_all(folder: Path, paths: list[Path], tell: Step) -> tuple[list[_Read], list[dict[str, str]]]:
    read: list[_Read] = []
    unused: list[dict[str, str]] = []
    faults: list[str] = []
    for done, path in enumerate(paths):
        name = _shown(path, folder)
        tell(name, done, len(paths) + 1)
        try:
            form = recognise(path)
            if form is None:
                unused.append({"bestand": name, "reden": UNKNOWN})
            elif form.reader is None:
                unused.append({"bestand": name, "reden": f"{form.title}: {form.note}"})
            else:
                read.append(_Read(path, form.title, form.reader(path)))
        except InputError as error:
            faults += [f"{name}: {fault}" for fault in error.faults]
    if faults:
        raise InputError(str(folder), faults)
    return read, unused


def _shown(path: Path, folder: Path) -> str:
    """Name of a file below the folder, whatever bytes it is made of."""
    return str(path.relative_to(folder)).encode("utf-8", "replace").decode()


def _choose(folder: Path, read: list[_Read]) -> tuple[dict[str, _Read], list[dict[str, str]]]:
    """Take the newest file per table; of equally old ones the richest, the largest, then the first name."""
    chosen: dict[str, _Read] = {}
    passed = []
    for item in sorted(read, key=lambda r: (_age(r), _poorer(r), -len(r.reading.frame), r.path.name)):
        table = item.reading.table
        if table not in chosen:
            chosen[table] = item
            continue
        better = _shown(chosen[table].path, folder)
        reason = f"{item.title}: {better} is nieuwer of vollediger en gaat voor"
        passed.append({"bestand": _shown(item.path, folder), "reden": reason})
    return chosen, passed


def _age(item: _Read) -> int:
    """Sort key: the newest peildatum first, a bare year before any day in it, an unknown one last."""
    digits = "".join(c for c in item.reading.source.peildatum if c.isdigit())
    return -int(digits.ljust(8, "0")) if digits else 1


def _poorer(item: _Read) -> int:
    """Count the columns that a file leaves empty: one that names clusters goes before one that does not."""
    return int(item.reading.frame.isna().all().sum())


def _source(folder: Path, table: str, item: _Read) -> dict[str, Any]:
    source = item.reading.source
    return {
        "tabel": table,
        "bestand": _shown(item.path, folder),
        "titel": source.title,
        "uitgever": source.publisher,
        "licentie": source.licence,
        "peildatum": source.peildatum,
        "aard": source.kind_of_value,
        "rijen": len(item.reading.frame),
        "sha256": file_sha256(item.path),
    }


def sort_findings(findings: tuple[Finding, ...]) -> list[Finding]:
    """Order findings as a reader wants them: doubts and losses first."""
    order: Mapping[Severity, int] = {
        Severity.DOUBT: 0,
        Severity.DROPPED: 1,
        Severity.MENDED: 2,
        Severity.INFO: 3,
    }
    return sorted(findings, key=lambda f: (order[f.severity], f.source, -f.count))
