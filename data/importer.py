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
from geo.errors import InputError, MissingSourceError

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
        fault = (
            f"geen van de {len(paths)} bestanden is een bekende bron; zie docs/bronnen.md voor wat nodig is"
        )
        raise MissingSourceError(str(folder), [fault])
    tell("samenvoegen", len(paths), len(paths) + 1)
    dataset = assemble(
        {table: item.reading for table, item in chosen.items()},
        [_source(folder, table, item) for table, item in chosen.items()],
        [*unused, *passed],
    )
    tell("klaar", len(paths) + 1, len(paths) + 1)
    return dataset


def _read_all(folder: Path, paths: list[Path], tell: Step) -> tuple[list[_Read], list[dict[str, str]]]:
    read: list[_Read] = []
    unused: list[dict[str, str]] = []
    faults: list[str] = []
    for done, path in enumerate(paths):
        name = str(path.relative_to(folder))
        tell(name, done, len(paths) + 1)
        try:
            form = recognise(path)
            if form is None:
                unused.append({"bestand": name, "reden": "niet herkend als een van de bekende bronnen"})
            elif form.reader is None:
                unused.append({"bestand": name, "reden": f"{form.title}: {form.note}"})
            else:
                read.append(_Read(path, form.title, form.reader(path)))
        except InputError as error:
            faults += [f"{name}: {fault}" for fault in error.faults]
    if faults:
        raise InputError(str(folder), faults)
    return read, unused


def _choose(folder: Path, read: list[_Read]) -> tuple[dict[str, _Read], list[dict[str, str]]]:
    """Take the newest file per table; of equally old ones the largest table, then the first name."""
    chosen: dict[str, _Read] = {}
    passed = []
    for item in sorted(read, key=lambda r: (_age(r), -len(r.reading.frame), r.path.name)):
        table = item.reading.table
        if table not in chosen:
            chosen[table] = item
            continue
        better = chosen[table].path.relative_to(folder)
        reason = f"{item.title}: {better} is nieuwer of vollediger en gaat voor"
        passed.append({"bestand": str(item.path.relative_to(folder)), "reden": reason})
    return chosen, passed


def _age(item: _Read) -> str:
    """Sort key: the newest peildatum first, an unknown one last."""
    peildatum = item.reading.source.peildatum
    return (
        "~"
        if not peildatum[:1].isdigit()
        else "".join(chr(ord("z") - int(c)) for c in peildatum if c.isdigit())
    )


def _source(folder: Path, table: str, item: _Read) -> dict[str, Any]:
    source = item.reading.source
    return {
        "tabel": table,
        "bestand": str(item.path.relative_to(folder)),
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
