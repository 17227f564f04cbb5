"""The forms of the page "Voorzieningen": open, close, move and change sites."""

from __future__ import annotations

from functools import partial
from typing import Any, Final

import streamlit as st

from geo.errors import InputError
from scenarios.site_changes import ChangeSite, CloseSite, MoveSite, OpenSite
from ui import facility_rule, markup
from ui.drafts import desk, told
from ui.facility_at import At, button, why
from ui.facility_sites import beside_of, kinds_at, place_named, searchable, site_line
from ui.facility_state import form, kept_within, tied

OPEN, CLOSE, MOVE, CHANGE, RULE = "Openen", "Sluiten", "Verplaatsen", "Wijzigen", "Consolideren"
ACTIONS: Final = (OPEN, CLOSE, MOVE, CHANGE, RULE)


def draw(at: At) -> None:
    """Draw the form of the action that is chosen."""
    st.segmented_control("Wat wilt u nagaan?", ACTIONS, required=True, wrap=True, **tied("action"))
    form().look_at(at.kind.code)
    {OPEN: _open, CLOSE: _close, MOVE: _move, CHANGE: _change, RULE: facility_rule.draw}[form().action](at)


# ---- where


def _where(at: At, label: str) -> None:
    """Draw the search box for a place, and say which place is chosen."""
    st.selectbox(
        label,
        searchable(at.key),
        index=None,
        placeholder="bijvoorbeeld 3511 of Woerden; of klik op de kaart",
        **tied("found", partial(_searched, at)),
    )
    place = form().place
    st.html(markup.small(f"Plek: {place.label}." if place else "Nog geen plek gekozen."))


def _searched(at: At) -> None:
    mine = form()
    if mine.found:
        with told():
            mine.place, mine.beside = place_named(at.key, mine.found), None
            mine.look += 1
    else:
        mine.place = None


# ---- open


def _open(at: At) -> None:
    mine = form()
    kept_within("kinds", list(at.kinds))
    _where(at, "Waar")
    st.multiselect(
        "Soorten die zij biedt",
        list(at.kinds),
        format_func=at.kinds.__getitem__,
        placeholder="Kies ten minste één soort",
        select_all=False,
        **tied("kinds"),
    )
    with st.expander("Naam, plaatsen en waarom (mag leeg blijven)"):
        st.text_input("Naam", max_chars=80, **tied("name"))
        _places(mine.kinds)
        why()
    button("Open vestiging", at, _opened, ready=mine.place is not None and bool(mine.kinds))


def _opened() -> OpenSite:
    mine = form()
    if mine.place is None or not mine.kinds:
        raise InputError("vestiging openen", ["kies een plek en ten minste één soort"])
    return OpenSite(
        naam=mine.name.strip(),
        soorten=tuple(mine.kinds),
        plaatsen=_told_places(mine.kinds),
        omschrijving=mine.about.strip(),
        **mine.place.told(),
    )


def _places(kinds: list[str]) -> None:
    """Ask for the places per kind, whole numbers; empty is unknown."""
    mine = form()
    for kind in kinds:
        mine.places[kind] = st.number_input(
            f"Plaatsen {kind}",
            min_value=0,
            max_value=20_000,
            step=1,
            value=mine.places.get(kind),
            placeholder="onbekend",
            key=f"wat_als_plaatsen_{kind}_{len(_steps())}",
        )


def _steps() -> tuple[Any, ...]:
    draft = desk().draft
    return () if draft is None else draft.done


def _told_places(kinds: list[str]) -> dict[str, int]:
    return {kind: places for kind in kinds if (places := form().places.get(kind)) is not None}


# ---- close


def _close(at: At) -> None:
    mine = form()
    kept_within("closing", list(at.sites))
    st.multiselect(
        f"Vestigingen {at.kind.code} die sluiten",
        list(at.sites),
        format_func=at.sites.__getitem__,
        placeholder="Zoek op naam, plaats, postcode of code",
        select_all=False,
        **tied("closing", _look),
    )
    for code in mine.closing[:3]:
        st.html(markup.small(site_line(at.country, code)))
    if any(len(kinds_at(at.country, code)) > 1 for code in mine.closing):
        st.toggle(
            "De hele vestiging sluit",
            help=f"Uit: alleen {at.kind.code} stopt; de andere soorten van de vestiging blijven.",
            **tied("whole"),
        )
    with st.expander("Waarom (mag leeg blijven)"):
        why()
    count = len(mine.closing)
    label = f"Sluit {count} vestigingen" if count > 1 else "Sluit vestiging"
    button(label, at, partial(_closed, at), ready=count > 0)


def _closed(at: At) -> CloseSite:
    mine = form()
    if not mine.closing:
        raise InputError("vestiging sluiten", ["kies ten minste één vestiging"])
    only = () if mine.whole else (at.kind.code,)
    return CloseSite(vestigingen=tuple(mine.closing), soorten=only, omschrijving=mine.about.strip())


# ---- move


def _one_site(at: At, label: str) -> None:
    kept_within("site", list(at.sites))
    st.selectbox(
        label,
        list(at.sites),
        index=None,
        format_func=at.sites.__getitem__,
        placeholder="Zoek op naam, plaats, postcode of code",
        **tied("site", _named_site),
    )
    if form().site:
        st.html(markup.small(site_line(at.country, str(form().site))))


def _look() -> None:
    form().look += 1


def _named_site() -> None:
    form().other_site()
    _look()


def _move(at: At) -> None:
    mine = form()
    _one_site(at, f"Vestiging {at.kind.code} die verhuist")
    _where(at, "Naar welke plek")
    near = beside_of(at.key, at.name, mine.site) if mine.site else {}
    kept_within("beside", list(near))
    st.selectbox(
        "Of in één gebouw met",
        list(near),
        index=None,
        format_func=near.__getitem__,
        placeholder="kies eerst de vestiging" if not near else "de dichtstbijzijnde staan bovenaan",
        disabled=not near,
        help="Bijvoorbeeld een speciale bij een gewone school; de 150 dichtstbijzijnde staan in de lijst.",
        **tied("beside", _housed),
    )
    with st.expander("Waarom (mag leeg blijven)"):
        why()
    ready = mine.site is not None and (mine.place is not None or mine.beside is not None)
    button("Breng in één gebouw" if mine.beside else "Verplaats vestiging", at, _moved, ready=ready)


def _housed() -> None:
    mine = form()
    _look()
    if mine.beside:
        mine.place, mine.found = None, None


def _moved() -> MoveSite:
    mine = form()
    if mine.site is None or (mine.place is None and mine.beside is None):
        raise InputError("vestiging verplaatsen", ["kies een vestiging, en een plek of een andere vestiging"])
    if mine.beside is not None:
        return MoveSite(vestiging=mine.site, bij=mine.beside, omschrijving=mine.about.strip())
    where = {} if mine.place is None else mine.place.told()
    return MoveSite(vestiging=mine.site, omschrijving=mine.about.strip(), **where)


# ---- change


def _change(at: At) -> None:
    mine = form()
    _one_site(at, f"Vestiging {at.kind.code} die verandert")
    has = kinds_at(at.country, mine.site) if mine.site else []
    more = [kind for kind in at.kinds if kind not in has]
    kept_within("added", more)
    kept_within("dropped", has)
    for label, options, name in (
        ("Biedt voortaan ook", more, "added"),
        ("Biedt niet meer", has, "dropped"),
    ):
        st.multiselect(
            label,
            options,
            format_func=at.kinds.__getitem__,
            placeholder="geen",
            disabled=not has,
            select_all=False,
            **tied(name),
        )
    offered = [kind for kind in (*has, *mine.added) if kind not in mine.dropped]
    with st.expander("Plaatsen en waarom (mag leeg blijven)"):
        _places(offered)
        why()
    chosen = bool(mine.added or mine.dropped or _told_places(offered))
    button("Wijzig vestiging", at, partial(_changed, offered), ready=mine.site is not None and chosen)


def _changed(offered: list[str]) -> ChangeSite:
    mine = form()
    places = _told_places(offered)
    if mine.site is None or not (mine.added or mine.dropped or places):
        raise InputError("vestiging wijzigen", ["kies een vestiging, en wat er verandert"])
    return ChangeSite(
        vestiging=mine.site,
        erbij=tuple(mine.added),
        eraf=tuple(mine.dropped),
        plaatsen=places,
        omschrijving=mine.about.strip(),
    )
