"""What a click on the map fills in, per kind of change."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from geo.errors import UnknownNameError
from ui.drafts import desk, told
from ui.facility_at import At
from ui.facility_forms import CHANGE, CLOSE, MOVE, OPEN, RULE
from ui.facility_sites import place_clicked, site_clicked
from ui.facility_state import form

#: What a click on the map does, per action.
HINTS: Final = {
    OPEN: "Klik op de kaart om aan te wijzen waar de vestiging komt.",
    CLOSE: "Klik op vestigingen om ze te kiezen; nog een klik laat los.",
    MOVE: "Klik op de vestiging, dan op de nieuwe plek; of op een andere vestiging: in één gebouw.",
    CHANGE: "Klik op een vestiging om haar te kiezen.",
    RULE: "Een klik op de kaart beperkt de regel tot dat swv.",
}


def clicked(at: At, lat: float, lng: float) -> None:
    """Fill in what was clicked on the map."""
    with told():
        mine = form()
        hit = site_clicked(at.country, at.kind.code, lat, lng)
        if len(hit) > 1:
            count = f"{len(hit)} vestigingen {at.kind.code}"
            desk().note = f"Op die plek staan {count}; kies zo nodig een andere uit de lijst."
        act: Callable[[], None] = {
            OPEN: lambda: _place(at, lat, lng),
            CLOSE: lambda: _toggle(hit),
            MOVE: lambda: _move_click(at, hit, lat, lng),
            CHANGE: lambda: _choose(hit),
            RULE: lambda: _swv_click(at, lat, lng),
        }[mine.action]
        act()


def _place(at: At, lat: float, lng: float) -> None:
    form().place, form().found = place_clicked(at.key, lat, lng), None


def _toggle(hit: list[str]) -> None:
    mine, one = form(), _the_first(hit)
    mine.closing = [code for code in mine.closing if code != one] + ([one] if one not in mine.closing else [])


def _choose(hit: list[str]) -> None:
    one = _the_first(hit)
    form().other_site()
    form().site = one


def _the_first(hit: list[str]) -> str:
    if not hit:
        raise UnknownNameError(
            "Daar staat geen vestiging van deze soort; klik op een teken, of zoek in de lijst."
        )
    return hit[0]


def _move_click(at: At, hit: list[str], lat: float, lng: float) -> None:
    mine = form()
    if mine.site is None:
        _choose(hit)
    elif hit:
        mine.beside, mine.place, mine.found = hit[0] if hit[0] != mine.site else None, None, None
    else:
        mine.beside = None
        _place(at, lat, lng)


def _swv_click(at: At, lat: float, lng: float) -> None:
    place = place_clicked(at.key, lat, lng)
    points = at.study.country.points["pc4"].tolist()
    code = str(at.study.arrangement(at.name).layer(at.kind.layer).of_points()[points.index(place.pc4)])
    mine = form()
    mine.rule_swv = [one for one in mine.rule_swv if one != code] + (
        [code] if code not in mine.rule_swv else []
    )
