"""What a session has prepared and where it is: the presentation, the step in view, what is being edited."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Final

from geo.errors import UnknownNameError
from scenarios.draft import Draft, draft_of
from scenarios.presentation import Presentation, Step, as_json, read_presentation
from scenarios.study import Study
from ui.drafts import desk, tolerated
from ui.faults import faults_kept
from ui.keeping import shelf
from ui.session import of_session

_KEY: Final = "zaal_bewaard"
_OURS: Final = (
    "Er ging iets mis in dekkend zelf; de presentatie en het verslag zijn ongewijzigd. Probeer het anders, "
    "of meld wat u deed en wat er in het venster staat waarin dekkend is gestart."
)
#: Parts that stand beside the map while presenting.
PARTS: Final = ("Cijfers", "Gemeente", "Verslag", "Correctie")


@dataclass(slots=True)
class Room:
    """What a session has prepared.

    Attributes
    ----------
    presentation
        The steps.
    at
        The step in view.
    presenting
        Whether it is shown, in large type; else it is being prepared.
    editing
        The step whose form is open, if any.
    part
        What stands beside the map: one of `PARTS`.
    gemeente
        Code of the gemeente that was searched; empty for none.
    turn
        Higher whenever the map has to look where the step says.
    flashes
        How often a gemeente was pointed out.
    amending
        Id of the draft and position of the minute whose form is open, if any.
    filled
        How often the form for minutes was used: another key empties it.
    fault
        Why the last thing asked was refused (Markdown); empty if it was not.
    note
        What is good to know after the last thing asked; plain text.
    followed
        Whether the step that a link named was looked for.
    missed
        That it is not there, until something else is asked; plain text.
    about
        Scenario that a preparation is made of.
    by_hand
        Whether the user chose that while there was a draft of their own to choose.
    """

    presentation: Presentation = field(default_factory=Presentation)
    at: int = 0
    presenting: bool = False
    editing: int | None = None
    part: str = PARTS[0]
    gemeente: str = ""
    turn: int = 0
    flashes: int = 0
    amending: tuple[str, int] | None = None
    filled: int = 0
    fault: str = ""
    note: str = ""
    followed: bool = False
    missed: str = ""
    about: str = ""
    by_hand: bool = False

    @property
    def step(self) -> Step:
        """The step in view."""
        return self.presentation.stappen[self.at]

    def settle(self) -> None:
        """Stay within the steps that there are."""
        last = len(self.presentation.stappen) - 1
        self.at = min(max(self.at, 0), max(last, 0))
        self.presenting = self.presenting and last >= 0
        if self.editing is not None and self.editing > last:
            self.editing = None

    def follow(self, step: int | None) -> None:
        """Look at the step that a link names (from 1), once, if there are so many."""
        count = len(self.presentation.stappen)
        if step is not None and not self.followed:
            if step <= count:
                self.at = step - 1
            else:
                told = (
                    f"de presentatie hier heeft er {count}" if count else "hier is nog geen presentatie open"
                )
                self.missed = f"De link noemt stap {step}, maar {told}."
        self.followed = True

    def go(self, at: int) -> None:
        """Show a step, as it was prepared."""
        self.at, self.gemeente, self.turn = at, "", self.turn + 1
        self.fault, self.note = "", ""
        self.settle()
        decides = bool(self.presentation.stappen) and not self.step.cijfers
        self.part = PARTS[2] if decides else PARTS[0]

    def begin(self, at: int = 0) -> None:
        """Start presenting at a step."""
        self.presenting, self.editing = True, None
        self.go(at)

    def stop(self) -> None:
        """Go back to preparing."""
        self.presenting, self.gemeente, self.fault, self.note = False, "", "", ""


def room() -> Room:
    """Return what this browser session has prepared."""
    return of_session(_KEY, Room)


@contextmanager
def told() -> Iterator[None]:
    """Keep why something was refused for the page to show; for in callbacks, where nothing can be drawn."""
    mine = room()
    mine.fault, mine.note, mine.missed = "", "", ""
    with faults_kept(partial(setattr, mine, "fault"), _OURS):
        yield


def know(study: Study) -> None:
    """Make the drafts that a presentation carries known to a study; what does not fit is passed over.

    A step keeps showing what was prepared, also after the draft itself was changed.
    """
    for draft in carried().values():
        if draft.is_made:
            with tolerated():
                study.known(study.arrangement(draft.known_to(study)))


def carried() -> dict[str, Draft]:
    """Return the drafts that the presentation carries, by id."""
    return {draft.name: draft for draft in map(draft_of, room().presentation.scenarios)}


def with_drafts(study: Study, presentation: Presentation) -> Presentation:
    """Return a presentation with the drafts that its steps show, as they are now, and without others.

    What is on disk is shown as a draft of this session, so that it goes with the file.

    Raises
    ------
    UnknownNameError, InputError
        If a step shows what is not there.
    """
    before, drafts, ids = carried(), dict[str, Draft](), dict[str, str]()
    for name in presentation.shown:
        draft = desk().of(name) or shelf.as_draft(name) or before.get(name)
        if draft is not None and (draft.is_made or draft.minutes):
            drafts[draft.name], ids[name] = draft, draft.name
        elif name not in study.titles:
            raise UnknownNameError(f"een stap toont '{name}', en dat is er niet meer; kies een ander")
    kept = tuple(draft.scenario(study, desk().assumptions) for draft in drafts.values())
    fingerprint = study.country.dataset.manifest.fingerprint
    return presentation.under(ids).model_copy(update={"scenarios": kept, "gegevens": fingerprint})


def bring_minutes() -> None:
    """Lay the drafts of an opened presentation with the others, where something was said about them."""
    mine = desk()
    for name, draft in carried().items():
        if draft.minutes and mine.of(name) is None:
            mine.aside = mine.aside | {name: draft}


def read_upload(name: str, content: bytes) -> Presentation:
    """Read an uploaded presentation; its steps show the drafts in it under the ids that those get here.

    Raises
    ------
    InputError
        If it is none; with every fault and where it stands.
    """
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / (Path(name).name or "presentatie.json")
        path.write_bytes(content)
        found = read_presentation(path)
    return found.under({saved.naam: draft_of(saved).name for saved in found.scenarios})


def written() -> bytes:
    """Return the presentation of this session as JSON, for whoever keeps it; nothing for an empty one."""
    mine = room().presentation
    return as_json(mine) if mine.stappen else b""


def take(content: bytes) -> None:
    """Take over a presentation that was kept, as `written` gave it.

    Raises
    ------
    InputError
        If it is none.
    """
    if content:
        mine = room()
        mine.presentation, mine.at, mine.editing = read_upload("presentatie.json", content), 0, None
        mine.settle()
