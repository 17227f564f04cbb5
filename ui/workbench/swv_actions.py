"""What can be done with the swv in hand: one small form at a time, chosen by name."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from itertools import count
from typing import Final

import streamlit as st

from geo.errors import InputError
from scenarios.changes import Assign, Dissolve, Merge, NewSwv, Recolour, Rename, Split
from scenarios.departures import Departure
from scenarios.drawing.standing import SwvState
from ui import markup
from ui.clock import today
from ui.drafts import desk, told
from ui.state import tied
from ui.workbench import editing
from ui.workbench.bench import Work, bench

_REGION: Final = "wb_regio"
_INTO: Final = "wb_samen"
_ALONG: Final = "wb_langs"
_PARTS: Final = "wb_delen"
_SOME: Final = "wb_deel_gemeenten"
_NAME: Final = "wb_naam"
_NEW: Final = "wb_nieuw"
_NEW_CODE: Final = "wb_nieuwe_code"
_COLOUR: Final = "wb_kleur"
_TO: Final = "wb_naar"
_WHY: Final = "wb_reden"
_WHO: Final = "wb_wie"
_BORDER, _EQUAL, _CHOSEN = "langs de jeugdregiogrens", "in gelijke delen", "een deel ervan"
_BEGIN: Final = "Nieuw swv"
_FREE, _NEIGHBOURS = "vrij", "buren"
#: Colours that are offered first: told apart by those who do not see red and green.
_FIRST_COLOUR: Final = "#56b4e9"


def show(work: Work, one: SwvState | None) -> None:
    """Draw the choice of an act, and the form of the one that was chosen."""
    acts: dict[str, Callable[[], None]] = {_BEGIN: partial(_new, work)}
    if one is not None:
        acts |= {name: partial(act, work, one) for name, act in _ACTS.items()}
    mine = bench()
    if mine.action not in acts:
        mine.action = None
    st.pills("Wat wilt u doen?", list(acts), **tied(mine, "action", "wb_handeling"))
    if mine.action is not None:
        with st.container(border=True):
            acts[mine.action]()


def _region(work: Work, one: SwvState) -> None:
    """All of a jeugdregio."""
    country = work.study.country
    codes = sorted(
        {code for code in work.facts.regions if code},
        key=lambda code: country.region_names.get(code, code),
    )
    st.selectbox(
        "Alles van jeugdregio",
        codes,
        index=codes.index(one.main_region) if one.main_region in codes else 0,
        format_func=lambda code: country.region_names.get(code, code),
        key=_REGION,
    )
    st.button(
        "Neem alles erbij",
        type="primary",
        on_click=lambda: editing.do(
            work, Assign(laag=work.laag, swv=one.code, jeugdregios=(st.session_state[_REGION],))
        ),
        key="wb_regio_doe",
    )


def _merge(work: Work, one: SwvState) -> None:
    label = work.indeling.label
    others = {code: label(code) for code in sorted(work.indeling.existing, key=label) if code != one.code}
    if not others:
        st.html(markup.small("Er is geen ander swv."))
        return
    st.selectbox("Gaat op in", list(others), format_func=others.__getitem__, key=_INTO)
    st.button("Voeg samen", type="primary", on_click=_merged, args=(work, one.code), key="wb_samen_doe")


def _merged(work: Work, code: str) -> None:
    into = st.session_state[_INTO]
    editing.make(work, Merge(laag=work.laag, van=code, naar=into), active=into)


def _split(work: Work, one: SwvState) -> None:
    how = st.radio("Splits", [_BORDER, _EQUAL, _CHOSEN], key=_ALONG)
    if how == _EQUAL:
        st.number_input("Aantal delen (ongeveer evenveel inwoners)", 2, 6, 2, key=_PARTS)
    if how == _CHOSEN:
        names = _units_of(work, one.code)
        st.multiselect(
            "Naar een nieuw swv",
            list(names),
            format_func=names.__getitem__,
            key=_SOME,
            placeholder="kies gemeenten",
            select_all=False,
        )
    st.button("Splits", type="primary", on_click=_split_up, args=(work, one.code), key="wb_splits_doe")


def _units_of(work: Work, code: str) -> dict[str, str]:
    """Units of a swv and what they are called, by name."""
    names = work.facts.names
    inside = {
        unit: name
        for unit, name, swv in zip(work.arrangement.units.ids, names, work.indeling.swv, strict=True)
        if swv == code
    }
    return dict(sorted(inside.items(), key=lambda one: one[1]))


def _split_up(work: Work, code: str) -> None:
    state = st.session_state
    if state[_ALONG] == _BORDER:
        editing.make(work, Split(laag=work.laag, swv=code, langs="jeugdregio"))
    elif state[_ALONG] == _EQUAL:
        editing.make(work, Split(laag=work.laag, swv=code, delen=int(state[_PARTS])))
    elif not state.get(_SOME):
        with told():
            raise InputError("splitsen", ["er is geen gemeente gekozen; kies welke naar het nieuwe swv gaan"])
    else:
        new = free_code(work)
        editing.make(
            work,
            NewSwv(laag=work.laag, swv=new, naam=""),
            Assign(laag=work.laag, swv=new, gebieden=tuple(state[_SOME])),
            active=new,
        )


def free_code(work: Work) -> str:
    """Return a code that no swv of the layer has: N1, N2."""
    taken = set(work.indeling.existing)
    return next(code for code in (f"N{number}" for number in count(1)) if code not in taken)


def _new(work: Work) -> None:
    st.text_input("Naam van het nieuwe swv", max_chars=80, key=_NEW, placeholder="bijvoorbeeld: Eemland")
    st.html(markup.small("Het is eerst leeg; teken er daarna gemeenten bij."))
    st.button("Maak swv", type="primary", on_click=_newly, args=(work,), key="wb_nieuw_doe")


def _newly(work: Work) -> None:
    new = free_code(work)
    name = editing.state_of(_NEW).strip()
    if editing.make(work, NewSwv(laag=work.laag, swv=new, naam=name), active=new):
        st.session_state[_NEW] = ""


def _rename(work: Work, one: SwvState) -> None:
    key = f"{_NAME}_{one.code}"
    st.text_input("Naam van dit swv", value=one.label, max_chars=80, key=key)
    st.button("Hernoem", type="primary", on_click=_renamed, args=(work, one.code, key), key="wb_naam_doe")


def _renamed(work: Work, code: str, key: str) -> None:
    name = editing.state_of(key).strip()
    if name:
        editing.make(work, Rename(laag=work.laag, swv=code, naam=name))
    else:
        with told():
            raise InputError("de naam", ["die is leeg; vul een naam in"])


def _recolour(work: Work, one: SwvState) -> None:
    now = work.arrangement.colours.get((work.layer, one.code), _FIRST_COLOUR)
    key = f"{_COLOUR}_{one.code}"
    st.color_picker("Kleur op de kaart", value=now, key=key)
    st.button(
        "Kleur",
        type="primary",
        on_click=lambda: editing.do(
            work, Recolour(laag=work.laag, swv=one.code, kleur=str(st.session_state[key]).lower())
        ),
        key="wb_kleur_doe",
    )


def _dissolve(work: Work, one: SwvState) -> None:
    words = {
        _NEIGHBOURS: "naar het buur-swv met de langste gedeelde grens",
        _FREE: "nog bij geen swv",
    }
    st.radio("De gemeenten gaan", list(words), format_func=words.__getitem__, key=_TO)
    st.button(
        "Hef op",
        type="primary",
        on_click=lambda: editing.do(work, Dissolve(laag=work.laag, swv=one.code, naar=st.session_state[_TO])),
        key="wb_op_doe",
    )


def _depart(work: Work, one: SwvState) -> None:
    st.text_area("Reden", max_chars=1000, height=70, key=_WHY, placeholder="Waarom wijkt dit swv af?")
    st.text_input("Wie legt dit vast", max_chars=200, key=_WHO)
    st.button("Leg vast", type="primary", on_click=_departs, args=(work, one.code), key="wb_afwijking_doe")
    st.html(markup.small("Blijft zichtbaar, en verandert geen uitkomst."))


def _departs(work: Work, code: str) -> None:
    why, who = editing.state_of(_WHY).strip(), editing.state_of(_WHO).strip()
    missing = [what for what, text in (("de reden", why), ("wie het vastlegt", who)) if not text]
    if missing:
        with told():
            raise InputError("de afwijking", [f"{' en '.join(missing)} ontbreekt; vul dat in"])
        return
    if editing.record(work, Departure(swv=code, laag=work.laag, reden=why, wie=who, datum=today())):
        st.session_state[_WHY] = ""
        desk().note = "De afwijking van het streven is vastgelegd."


_ACTS: Final[Mapping[str, Callable[[Work, SwvState], None]]] = {
    "Jeugdregio erbij": _region,
    "Voeg samen": _merge,
    "Splits": _split,
    "Hernoem": _rename,
    "Kleur": _recolour,
    "Hef op": _dissolve,
    "Afwijking": _depart,
}
