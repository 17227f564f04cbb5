"""The log of a meeting: quick entry, the list, changing and withdrawing with a trace."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from html import escape
from typing import Final

import streamlit as st

from geo.errors import InputError
from scenarios.draft import Draft
from scenarios.minutes import SORTS, Minute, Sort, history, place_of, spoken_time
from scenarios.study import Study
from ui import markup
from ui.clock import now
from ui.drafts import desk
from ui.room.kept import carried, room, told

_FORM: Final = "zaal_verslag"


def subject(study: Study) -> str:
    """Return the id of what minutes go with: the subject of the presentation, else the draft in work."""
    wanted = room().presentation.onderwerp
    if wanted and (wanted in study.titles or wanted in carried() or desk().of(wanted)):
        return wanted
    draft = desk().draft
    return draft.name if draft is not None else study.base_id


def drafts_with_minutes() -> dict[str, Draft]:
    """Return the drafts of this session about which something was said, by id: the subject's in front."""
    mine = desk()
    names = [room().presentation.onderwerp, *([mine.draft.name] if mine.draft else []), *mine.aside]
    found = {name: mine.of(name) for name in dict.fromkeys(filter(None, names))}
    return {name: draft for name, draft in found.items() if draft is not None and draft.minutes}


def form(study: Study, step: str = "") -> None:
    """Draw the quick entry: what, about which gemeente, who.

    Parameters
    ----------
    step
        Title of the step that is shown; goes with what is put down.
    """
    names, number = study.country.gemeente_names, room().filled
    with st.form(f"{_FORM}_{number}", border=False):
        _fields(f"{_FORM}_{number}", names, Minute.model_construct(gemeente=room().gemeente))
        st.form_submit_button(
            "Leg vast",
            type="primary",
            icon=":material/edit_note:",
            on_click=_put_down,
            args=(study, f"{_FORM}_{number}", step),
        )


def _fields(prefix: str, names: Mapping[str, str], one: Minute) -> None:
    """Draw the fields of a minute, filled as it is."""
    sort = getattr(one, "soort", None)  # none for a new one: what it is has to be said
    codes = ["", *sorted(names, key=lambda code: names[code].lstrip("'").casefold())]
    st.segmented_control(
        "Wat is het?",
        list(SORTS),
        default=sort,
        required=sort is not None,
        key=f"{prefix}_soort",
        width="stretch",
    )
    st.selectbox(
        "Over welke gemeente? (typ om te zoeken)",
        codes,
        index=codes.index(one.gemeente) if one.gemeente in codes else 0,
        format_func=partial(place_of, names=names),
        key=f"{prefix}_gemeente",
    )
    st.text_area(
        "Wat is gezegd?", getattr(one, "tekst", ""), max_chars=2000, height=110, key=f"{prefix}_tekst"
    )
    st.text_input("Wie (mag leeg blijven)", getattr(one, "wie", ""), max_chars=200, key=f"{prefix}_wie")


def _entered(prefix: str) -> tuple[Sort, str, str, str]:
    """Return what was filled in: sort, gemeente, text, who.

    Raises
    ------
    InputError
        If it was not said what it is, or nothing was said.
    """
    state = st.session_state
    faults = []
    if not state[f"{prefix}_soort"]:
        faults.append(f"kies bij ‘Wat is het?’ wat het is: {', '.join(SORTS)}")
    if not state[f"{prefix}_tekst"].strip():
        faults.append("er staat niets bij ‘Wat is gezegd?’; vul het in")
    if faults:
        raise InputError("het verslag", faults)
    return (
        state[f"{prefix}_soort"],
        state[f"{prefix}_gemeente"] or "",
        state[f"{prefix}_tekst"],
        state[f"{prefix}_wie"],
    )


def _put_down(study: Study, prefix: str, step: str) -> None:
    with told():
        sort, gemeente, text, who = _entered(prefix)
        minute = Minute(soort=sort, gemeente=gemeente, tekst=text, wie=who, tijd=now(), stap=step)
        name = subject(study)
        desk().put_down(study, name, minute, carried().get(name))
        room().filled += 1
        place = place_of(gemeente, study.country.gemeente_names)
        room().note = f"Vastgelegd om {minute.tijd:%H:%M}: {sort}, {place}."


def brief(study: Study, most: int = 6) -> str:
    """Write the last minutes of the meeting in large type, the newest first."""
    names = study.country.gemeente_names
    found = [one for draft in drafts_with_minutes().values() for one in draft.minutes]
    if not found:
        return '<p class="zaal-opmerking">Er is nog niets vastgelegd.</p>'
    newest = sorted(found, key=_moment, reverse=True)[:most]
    more = f"<li>en nog {len(found) - most}</li>" if len(found) > most else ""
    return f'<ul class="zaal-verslag">{"".join(_line(one, names) for one in newest)}{more}</ul>'


def _moment(one: Minute) -> str:
    """Return by what minutes are ordered in time, with or without an offset."""
    return one.tijd.isoformat()


def _line(one: Minute, names: Mapping[str, str]) -> str:
    said = escape(one.tekst) if one.stands else f"<s>{escape(one.tekst)}</s> (ingetrokken)"
    who = f" ({escape(one.wie)})" if one.wie else ""
    return (
        f'<li class="{one.soort}">{one.tijd:%H:%M} <b>{one.soort}</b>, '
        f"{escape(place_of(one.gemeente, names))}: {said}{who}</li>"
    )


def manage(study: Study) -> None:
    """Draw every minute with its trace, and what can be done with it."""
    for name, draft in drafts_with_minutes().items():
        st.html(markup.section(f"Bij {title_of(study, name, draft)}"))
        for at, one in enumerate(draft.minutes):
            if room().amending == (name, at):
                _amending(study, name, at, one)
            else:
                _managed(study, name, at, one)


def title_of(study: Study, name: str, draft: Draft) -> str:
    """Return what a scenario is called on screen."""
    return study.arrangement(name).title if study.knows(name) else draft.title or name


def _managed(study: Study, name: str, at: int, one: Minute) -> None:
    """Draw one minute with its buttons."""
    names = study.country.gemeente_names
    number = f"{name}_{at}"
    trace = [f"eerder: {history(one, names)}"] if one.eerder else []
    trace += [f"ingetrokken op {spoken_time(one.ingetrokken)}"] if one.ingetrokken else []
    trace += [f"bij stap ‘{one.stap}’"] if one.stap else []
    with st.container(horizontal=True, vertical_alignment="center"):
        st.html(
            f'<ul class="dk-verslag">{_line(one, names)}</ul>{markup.small("; ".join(trace))}',
            width="stretch",
        )
        st.button(
            "Wijzig", icon=":material/edit:", key=f"zaal_wijzig_{number}", on_click=_open, args=(name, at)
        )
        st.button(
            "Trek in" if one.stands else "Zet terug",
            icon=":material/undo:" if one.stands else ":material/redo:",
            key=f"zaal_intrek_{number}",
            on_click=_strike,
            args=(name, at, one),
            help="Wat is ingetrokken blijft in het verslag staan, doorgehaald en met de tijd.",
        )


def _open(name: str, at: int) -> None:
    room().amending = (name, at)


def _close() -> None:
    room().amending = None


def _strike(name: str, at: int, one: Minute) -> None:
    with told():
        desk().amend(name, at, one.withdrawn(now()) if one.stands else one.restored())


def _amending(study: Study, name: str, at: int, one: Minute) -> None:
    """Draw the form of a minute that is being changed."""
    prefix = f"{_FORM}_wijzig_{name}_{at}"
    with st.form(prefix):
        _fields(prefix, study.country.gemeente_names, one)
        with st.container(horizontal=True):
            st.form_submit_button("Bewaar", type="primary", on_click=_amend, args=(name, at, one, prefix))
            st.form_submit_button("Laat zoals het was", on_click=_close)


def _amend(name: str, at: int, one: Minute, prefix: str) -> None:
    with told():
        sort, gemeente, text, who = _entered(prefix)
        desk().amend(name, at, one.changed(now(), sort, gemeente, text, who))
        _close()
