"""Options that several verbs share, and how a study is opened from them."""

from __future__ import annotations

import json as json_text
import os
import sys
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeRemainingColumn
from rich.segment import Segment, Segments

from data.corrected import corrected, told_of
from data.corrections import AnyCorrection
from data.dataset import BUNDLED, Dataset, read_dataset
from data.own_facilities import read_facilities
from data.own_kinds import with_facilities
from geo.errors import InputError
from geo.network import Mode
from scenarios.network_quality import LOST_M, stray_sites
from scenarios.networks import chosen
from scenarios.norms import Norms
from scenarios.norms_csv import read_norms
from scenarios.norms_notation import assignments, confirmations
from scenarios.own_norms import norms_of
from scenarios.settings import STRAIGHT, Settings
from scenarios.study import Study

#: Results go to standard output, all else to standard error.
#: Where there is no terminal, tables get room instead of the default 80 columns; never too little to read.
_LEAST, _ROOM = 60, 160


def _width() -> int | None:
    told = os.environ.get("COLUMNS", "")
    if told.isdigit():
        return max(_LEAST, int(told))
    return None if sys.stdout is not None and sys.stdout.isatty() else _ROOM


class _Output(Console):
    """Standard output; JSON goes out as it is where nobody sees colours: rich takes seconds per megabyte."""

    def print_json(self, json: str | None = None, **how: Any) -> None:  # noqa: ANN401
        """Print JSON, indented."""
        if json is None or how or self.is_terminal:
            super().print_json(json, **how)
        else:
            text = json_text.dumps(json_text.loads(json), indent=2, ensure_ascii=False)
            self.print(Segments([Segment(f"{text}\n")]), end="", soft_wrap=True)


# names come from users' files: they are text, never markup
out = _Output(width=_width(), markup=False, emoji=False, highlight=False)
err = Console(stderr=True, markup=False, emoji=False, highlight=False)


class OnOff(StrEnum):
    """A switch as a word."""

    AAN = "aan"
    UIT = "uit"


class Reformed(StrEnum):
    """Where sites of reformatorische boards count."""

    REGIO = "regio"
    APART = "apart"


Data = Annotated[
    Path | None,
    typer.Option(
        "--data",
        envvar="DEKKEND_DATA",
        help="Map met de gegevensset. [standaard: de meegeleverde set]",
        show_default=False,
    ),
]


def decimal(text: str) -> float:
    """Read a number with a decimal point or comma."""
    try:
        return float(text.replace(",", "."))
    except ValueError:
        raise typer.BadParameter("Input should be a valid number") from None


Detour = Annotated[
    float | None,
    typer.Option(
        "--omweg",
        parser=decimal,
        help="Omwegfactor, 1 tot 5; vraagt om --netwerk hemelsbreed. [standaard: 1,3]",
    ),
]
Network = Annotated[
    str | None,
    typer.Option(
        "--netwerk",
        help="Waarover afstanden gemeten worden: modelnet, hemelsbreed, of een netwerk dat met "
        "'dekkend netwerk lees' is ingelezen (naam of .npz-bestand). [standaard: modelnet]",
        show_default=False,
    ),
]
TravelMode = Annotated[
    Mode | None, typer.Option("--modus", help="Wijze van reizen. [standaard: auto]", show_default=False)
]
Intrazonal = Annotated[
    OnOff | None,
    typer.Option("--intrazonaal", help="Afstand binnen een postcodegebied meetellen. [standaard: aan]"),
]
ReformedApart = Annotated[
    Reformed | None,
    typer.Option("--reformatorisch", help="Reformatorische scholen in de regio of apart. [standaard: regio]"),
]
Variant = Annotated[
    str | None,
    typer.Option("--jeugdregio", help="Variant van de jeugdregio's, zoals midden-limburg-samengevoegd."),
]
NormFile = Annotated[
    Path | None,
    typer.Option(
        "--normen",
        help="CSV met normen (norm;soort;waarde;eenheid;bevestigd); 'dekkend normen --uit' maakt er een.",
        show_default=False,
    ),
]
NormValues = Annotated[
    list[str] | None,
    typer.Option(
        "--norm",
        help="Een andere norm, zoals so:acceptabel=15km of so:thuisnabij=20min; herhaalbaar.",
        show_default=False,
    ),
]
Confirmed = Annotated[
    list[str] | None,
    typer.Option(
        "--bevestig",
        help="Bevestig een norm, zoals so:acceptabel (km en min) of so:acceptabel:km; herhaalbaar.",
        show_default=False,
    ),
]
OwnFacilities = Annotated[
    list[Path] | None,
    typer.Option(
        "--voorzieningen",
        help="CSV-bestand met eigen voorzieningen (zoals opdc's), die een soort worden; herhaalbaar.",
        show_default=False,
    ),
]
AsJson = Annotated[bool, typer.Option("--json", help="Geef JSON in plaats van een tabel.")]


def settings_of(
    standard: Settings,
    *,
    network: str | None = None,
    mode: Mode | None = None,
    detour: float | None = None,
    intrazonal: OnOff | None = None,
    reformed: Reformed | None = None,
    variant: str | None = None,
) -> Settings:
    """Change standard settings (the usual, or those saved with a scenario) as the options say.

    A detour factor asks for the straight line, for a network has none.
    """
    if network is None and detour is not None:
        network = STRAIGHT
    if mode is not None and (network or standard.network) == STRAIGHT:
        fault = "hemelsbreed kent geen wijze van reizen: laat --modus weg, of kies een netwerk"
        raise InputError("--modus", [fault])
    if network is not None or mode is not None:
        standard = chosen(standard, network or standard.network, mode or standard.mode)
    told: dict[str, Any] = {
        "detour_factor": detour,
        "intrazonal": None if intrazonal is None else intrazonal is OnOff.AAN,
        "reformed_apart": None if reformed is None else reformed is Reformed.APART,
        "jeugdregio_variant": variant,
    }
    return replace(standard, **{name: value for name, value in told.items() if value is not None})


def changed_norms(
    norms: Norms,
    kinds: Iterable[str],
    file: Path | None = None,
    values: Sequence[str] | None = None,
    confirmed: Sequence[str] | None = None,
) -> Norms:
    """Change norms as the options say: the file first, then single norms, then what is confirmed.

    Parameters
    ----------
    norms
        The usual ones, or those saved with a scenario.
    kinds
        Codes of the kinds that there are.

    Raises
    ------
    InputError
        With every fault of the first of the three that has any.
    """
    known = tuple(kinds)
    if file is not None:
        norms = read_norms(file, norms, known)
    if values:
        norms = norms.changed(assignments(values), known, "--norm")
    if confirmed:
        norms = norms.changed(confirmations(confirmed, norms), known, "--bevestig")
    return norms


def under_norms(
    study: Study,
    file: Path | None = None,
    values: Sequence[str] | None = None,
    confirmed: Sequence[str] | None = None,
) -> Study:
    """Return a study under the norms that the options ask for; see `changed_norms`."""
    kinds = [kind.code for kind in study.country.kinds]
    return study.under(changed_norms(study.norms, kinds, file, values, confirmed))


def data_folder(data: Path | None) -> Path:
    """Return the chosen data set's folder, else that of the bundled one."""
    return data if data is not None and str(data) else BUNDLED


def refuse_overwriting(written: list[Path | None], read: list[str], data: Path | None) -> None:
    """Refuse to write over what is read, into the data set, or two things to one file.

    Raises
    ------
    InputError
        Naming the file.
    """
    given = [path for path in written if path is not None]
    sources = {Path(name).resolve() for name in read if name}
    for path in given:
        if path.resolve() in sources:
            raise InputError(str(path), ["dit bestand is zelf invoer; kies een andere naam voor de uitvoer"])
        if data_folder(data).resolve() in path.resolve().parents:
            raise InputError(str(path), ["dit is de map van de gegevensset; schrijf ergens anders"])
    if len({path.resolve() for path in given}) < len(given):
        raise InputError(str(given[0]), ["twee uitvoerbestanden hebben dezelfde naam; kies twee namen"])


def _listed(endings: Sequence[str]) -> str:
    """Write alternatives in a sentence.

    Examples
    --------
    >>> _listed([".csv"]), _listed([".csv", ".json", ".pdf"])
    ('.csv', '.csv, .json of .pdf')
    """
    return " of ".join(part for part in (", ".join(endings[:-1]), endings[-1]) if part)


def require_ending(*targets: Path | None, endings: Sequence[str] = (".csv",), bare: bool = True) -> None:
    """Refuse names of files that promise something else than what is written.

    Parameters
    ----------
    targets
        The files; None for those that were not asked for.
    endings
        What is written, as names of such files end; CSV by default.
    bare
        Whether a name without an ending will do: not where the ending says what is wanted.

    Raises
    ------
    InputError
        Naming the first file whose name ends otherwise.

    Examples
    --------
    >>> require_ending(Path("tabel.CSV"), Path("tabel"), None)
    >>> require_ending(Path("tabel.pdf"))  # doctest: +ELLIPSIS
    Traceback (most recent call last):
    geo.errors.InputError: tabel.pdf is niet bruikbaar:
      - gevonden '.pdf', verwacht een bestandsnaam op .csv, want dat wordt geschreven; kies een ...
    """
    for target in targets:
        found = "" if target is None else target.suffix.casefold()
        if target is not None and found not in endings and not (bare and not found):
            told = f"gevonden {repr(found) if found else 'geen achtervoegsel'}, verwacht een bestandsnaam op"
            fault = f"{told} {_listed(endings)}, want dat wordt geschreven; kies een andere bestandsnaam"
            raise InputError(str(target), [fault])


def extended(dataset: Dataset, files: Sequence[Path] | None, peildatum: str = "") -> tuple[Dataset, Norms]:
    """Read files with own facilities, one after the other, into a data set.

    Returns
    -------
    The data set with their kinds (itself without files), and the norms with those of its own kinds.

    Raises
    ------
    InputError
        With every fault of the first file that has any.
    """
    for path in files or ():
        dataset = with_facilities(dataset, read_facilities(path, dataset, peildatum))
    return dataset, norms_of(dataset)


def open_study(
    data: Path | None,
    settings: Settings,
    facilities: Sequence[Path] = (),
    corrections: Sequence[AnyCorrection] = (),
) -> Study:
    """Open a study on the chosen data set, with a user's own facilities as kinds beside the others.

    Corrections, of a saved scenario, are made on it, unless it has corrections itself.
    The cube is built with a progress bar when it is first needed.
    """
    dataset, norms = extended(read_dataset(data_folder(data)), facilities)
    if corrections and not dataset.manifest.corrections:
        dataset = corrected(dataset, corrections)
        for sentence in told_of(dataset):
            err.print(f"Uit het scenario: {sentence}", soft_wrap=True)
    study = Study.of(dataset, settings, norms=norms)
    with progress("afstanden berekenen") as tell:
        study.progress = lambda done, total: tell(done, total, "")
        _ = study.cube
    study.progress = None
    for name, metres in stray_sites(study.country, LOST_M):
        told = f"vestiging {name} staat {metres / 1000:.0f} km buiten haar postcodegebied"
        mend = "verbeter de plek in het bronbestand en importeer opnieuw"
        err.print(f"Let op: {told}, haar afstanden kloppen niet; {mend}.", soft_wrap=True)
    return study


@contextmanager
def progress(title: str) -> Iterator[Progressing]:
    """Show a progress bar on standard error for as long as something takes."""
    bar = Progress(
        TextColumn("{task.description}", markup=False),
        BarColumn(),
        TextColumn("{task.percentage:>3.0f}%"),
        TimeRemainingColumn(),
        console=err,
        transient=True,
        disable=not err.is_terminal or bool(os.environ.get("CI")),
    )
    with bar:
        yield Progressing(bar, title)


class Progressing:
    """Tells a progress bar how far the work is.

    Parameters
    ----------
    bar
        The bar.
    title
        What is being done.
    """

    def __init__(self, bar: Progress, title: str) -> None:
        self._bar = bar
        self._title = title
        self._task = bar.add_task(title, total=None)

    def __call__(self, done: int, total: int, what: str) -> None:
        """Move the bar."""
        name = f"{self._title}: {what}" if what else self._title
        self._bar.update(self._task, completed=done, total=total, description=name[:60])
