"""Corrections of one session: which there are, and the data set with them.

As with kinds of a user's own, the corrected set is written to a folder named by its fingerprint;
which folder counts stands in the session, so that nobody sees what another corrected.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from data.corrected import corrected
from data.corrections import AnyCorrection
from data.dataset import Dataset, read_dataset
from geo.errors import DekkendError
from scenarios.scenario import Scenario
from scenarios.study import Study
from ui.faults import message
from ui.loading import chosen_folder, open_dataset, study_key, study_of
from ui.own_data import session_folder, written
from ui.session import of_session
from ui.state import current

_KEY: Final = "correcties"


@dataclass(slots=True)
class Corrections:
    """What a visitor corrected.

    Attributes
    ----------
    made
        In order.
    on, folder
        Folder of the set that they are made on, and of the set with them.
    fault
        Why they are not made (any more); Markdown, empty if they are.
    refused, note
        Why the last one was refused (Markdown); what is good to know after it (plain text).
    """

    made: tuple[AnyCorrection, ...] = ()
    on: Path | None = None
    folder: Path | None = None
    fault: str = ""
    refused: str = ""
    note: str = ""


def corrections() -> Corrections:
    """Return the corrections of this browser session."""
    return of_session(_KEY, Corrections)


def open_folder() -> Path:
    """Return the folder of this session's data set, with its own kinds and its corrections.

    Where the set beneath has changed the corrections are made anew on it; those that no longer fit
    are not made, and the page can say so.
    """
    mine, beneath = corrections(), session_folder(chosen_folder())
    if not mine.made:
        return beneath
    if mine.on != beneath or mine.folder is None or not mine.folder.is_dir():
        try:
            make(mine.made)
        except DekkendError as error:
            mine.on, mine.folder, mine.fault = beneath, beneath, message(error)
    return mine.folder or beneath


def make(made: Sequence[AnyCorrection]) -> Dataset:
    """Make these corrections and no others, and return the data set with them.

    Raises
    ------
    InputError
        If one cannot be made; all is as it was.
    """
    mine, beneath = corrections(), session_folder(chosen_folder())
    dataset = corrected(read_dataset(beneath), made)
    folder = written(dataset) if made else beneath
    mine.made, mine.on, mine.folder, mine.fault = tuple(made), beneath, folder, ""
    return dataset


def brought(saved: Scenario, study: Study) -> Study:
    """Make the corrections that a saved scenario brings along, where those are what its data differ in.

    Returns
    -------
    A study of the data with them; the given one, with nothing changed, where they are not.

    Raises
    ------
    InputError
        If one cannot be made; all is as it was.
    """
    if not saved.correcties or saved.gegevens == study.country.dataset.manifest.fingerprint:
        return study
    mine = corrections()
    before = mine.made
    if make(saved.correcties).manifest.fingerprint != saved.gegevens:
        make(before)
        return study
    count = "is 1 correctie" if len(mine.made) == 1 else f"zijn {len(mine.made)} correcties"
    mine.note = f"Met het scenario {saved.titel or saved.naam} {count} overgenomen."
    return study_of(study_key(open_dataset(open_folder()), current().settings, current().norms))
