"""What the panel that keeps scenarios does when a button is pressed; nothing here draws."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Final

import streamlit as st

from data.scenario_store import ConflictError, FrozenError, Kept, local
from geo.errors import DekkendError
from scenarios import store
from scenarios.draft import Draft
from scenarios.study import Study
from ui import drafts
from ui.corrected import brought
from ui.faults import literal, message, plain
from ui.keeping import shelf
from ui.session import of_session
from ui.state import current

_KEY: Final = "bewaren"
#: Key of the choice of a scenario on disk.
CHOSEN: Final = "bewaard_keuze"
_OURS: Final = "Er ging iets mis in dekkend zelf; uw ontwerp is ongewijzigd. Sla het op als bestand (JSON)."


@dataclass(slots=True)
class Panel:
    """What the panel has to say.

    Attributes
    ----------
    note, fault
        After the last thing asked; Markdown.
    plain
        The fault as one line of text.
    conflict
        Why the last save was refused, until the user says what to do.
    title, who, remark
        Of the save that was refused.
    looked
        Whether the two versions were laid beside each other since.
    changed
        Whether the whole page has to be drawn again.
    uploads
        Counts files that were opened, so that the field is empty after each.
    """

    note: str = ""
    fault: str = ""
    plain: str = ""
    conflict: ConflictError | FrozenError | None = None
    title: str = ""
    who: str = ""
    remark: str = ""
    looked: bool = False
    changed: bool = False
    uploads: int = 0


def panel() -> Panel:
    """Return what the panel of this browser session has to say."""
    return of_session(_KEY, Panel)


def gone_on_from(draft: Draft) -> Kept | None:
    """Return the scenario on disk that a draft goes on from; None if there is none (any more)."""
    if not draft.stored:
        return None
    try:
        return shelf.scenarios().one(store.id_and_version(draft.stored)[0])
    except DekkendError:
        return None


def save(study: Study, title: str, who: str, remark: str, *, anew: bool = False) -> None:
    """Save the draft; where somebody came first nothing is written and the panel says so."""
    mine, desk = panel(), drafts.desk()
    shelf.remember_who(who)
    with _answered():
        mine.title, mine.who, mine.remark, mine.looked = title, who, remark, False
        try:
            desk.draft, kept = store.save(
                shelf.scenarios(),
                study,
                desk.settle(study),
                title=title,
                note=remark,
                who=who,
                assumptions=desk.assumptions,
                anew=anew,
            )
        except (ConflictError, FrozenError) as error:
            mine.conflict = error
            return
        mine.conflict, mine.changed = None, True
        st.session_state[CHOSEN] = kept.id  # what is done next in the list is about this one
        mine.note = (
            f"Bewaard: {literal(kept.title)}, versie {kept.last.number} ({local(kept.last.time):%H:%M}). "
            "Het staat nu bij de scenario's op alle pagina's."
        )


def save_waiting(study: Study, *, anew: bool) -> None:
    """Save what was refused after all: as a new scenario, or behind the version that was looked at."""
    mine, desk = panel(), drafts.desk()
    if not anew and mine.conflict is not None:
        desk.draft = store.after(desk.settle(study), mine.conflict.kept)
    save(study, mine.title, mine.who, mine.remark, anew=anew)


def beside(study: Study, kept: Kept) -> None:
    """Choose the version of the other as base and one's own as scenario, on all pages."""
    with _answered():
        theirs = store.arrangement_of(shelf.scenarios(), study, kept.id)
        compare(study, theirs)
        panel().looked = True


def compare(study: Study, base: str) -> None:
    """Choose an arrangement as base beside the draft, on all pages."""
    choice, own = current(), drafts.desk().settle(study).known_to(study)
    choice.base, choice.scenario, choice.scenarios = base, own, [own]
    panel().note = (
        "Gekozen op alle pagina's: uw ontwerp, met die versie als basis. Kijk bij Vergelijken of Kaart."
    )
    panel().changed = True


def compare_version(study: Study, name: str) -> None:
    """Choose a version on disk as base beside the draft, on all pages."""
    with _answered():
        compare(study, store.arrangement_of(shelf.scenarios(), study, name))


def let_be() -> None:
    """Leave the draft as it is, unsaved."""
    mine = panel()
    mine.conflict, mine.note, mine.fault = None, "", ""


def open_stored(study: Study, name: str, *, copied: bool = False) -> None:
    """Go on with a version on disk, or with a copy of it; what was being made is laid aside."""
    with _answered():
        kept_id, number = store.id_and_version(name)
        scenario, draft = store.opened(shelf.scenarios(), kept_id, number)
        desk = drafts.desk()
        study = brought(scenario, study)
        if scenario.gegevens != study.country.dataset.manifest.fingerprint:
            desk.waiting = scenario
            panel().fault = panel().plain = (
                "Dit scenario is gemaakt op andere gegevens dan die nu open zijn: de cijfers zullen "
                "verschillen. Open het toch onder ‘Als bestand’, of start de app met die gegevens."
            )
            return
        drafts.go_on(study, scenario)
        if desk.draft is not None:
            desk.draft = draft if not copied else store.copied(draft)
        desk.note, told = "", desk.note
        panel().note, panel().changed = literal(told), True


def freeze(study: Study, kept: Kept, remark: str) -> None:
    """Make a scenario *vastgesteld*."""
    with _answered():
        done = store.freeze(shelf.scenarios(), study, kept.id, kept.last.number, who=shelf.who(), note=remark)
        draft = drafts.desk().draft
        if draft is not None and draft.stored == f"{kept.id}.{kept.last.number}":
            drafts.desk().draft = store.after(draft, done)
        panel().note = (
            f"Vastgesteld: {literal(done.title)}, versie {done.last.number}. Het verandert niet meer."
        )
        panel().changed = True


def copy(kept: Kept, number: int) -> None:
    """Begin a new scenario on disk with a version."""
    with _answered():
        done = shelf.scenarios().copy(kept.id, number, who=shelf.who())
        panel().note, panel().changed = f"Gekopieerd: {literal(done.title)}.", True


def hide(kept: Kept, *, hidden: bool) -> None:
    """Put a scenario out of sight, or back."""
    with _answered():
        shelf.scenarios().hide(kept.id, hidden=hidden)
        told = (
            "staat niet meer in de lijst; terugzetten kan onder ‘Verborgen’"
            if hidden
            else "staat weer in de lijst"
        )
        panel().note, panel().changed = f"{literal(kept.title)} {told}.", True


def open_file(study: Study, name: str, content: bytes) -> None:
    """Go on with a scenario in a file."""
    with _answered():
        drafts.open_file(study, name, content)
        panel().note, panel().changed = literal(drafts.desk().note), True
        panel().uploads += 1


def open_waiting(study: Study) -> None:
    """Go on with a scenario that was made on other data."""
    with _answered():
        waiting = drafts.desk().waiting
        if waiting is not None:
            drafts.go_on(study, waiting)
            panel().note, panel().changed = literal(drafts.desk().note), True


@contextmanager
def _answered() -> Iterator[None]:
    """Keep why something was refused for the panel to say; nothing can be drawn while a button answers."""
    mine = panel()
    mine.note = mine.fault = mine.plain = ""
    try:
        yield
    except DekkendError as error:
        mine.fault, mine.plain = message(error), plain(error)
    except Exception:
        logging.getLogger(__name__).exception("onverwachte fout")
        mine.fault = mine.plain = _OURS
