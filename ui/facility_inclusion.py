"""Tab "Naar inclusief": what it does when part of the pupils goes to a regular school near home."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import numpy as np
import pandas as pd
import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from scenarios.country import Kind
from scenarios.demand import regular_kind
from scenarios.inclusion import Inclusion, inclusion, inclusion_by_area, presets, with_preset
from scenarios.notation import capital, number
from scenarios.site_effects import Way
from scenarios.site_story import people
from scenarios.study import Study
from ui import facility_assumed, facility_network, facility_parts, facility_top, markup
from ui.drafts import desk, ensure, told
from ui.facility_state import form, tied
from ui.loading import StudyKey

_WAYS: Final = {Way.FREE: "dichtstbijzijnde, grenzen genegeerd", Way.OWN: "binnen het eigen swv"}
_LEVELS: Final = {"jeugdregio": "jeugdregio", "swv": "swv", "gemeentecode": "gemeente"}
#: Sums over sites that are estimated pupils; the others are sites.
_OF_PUPILS: Final = ("nu", "erbij", "na", "nieuw_onder_leerlingen")
_OURS: Final = (
    "De brieven noemen geen percentages: alle aandelen zijn rekenvoorbeelden van ons of van u, geen beleid. "
    "In 2029 staat alles op 0%, want fase 1 bouwt eerst ondersteuning op."
)


def show(key: StudyKey, study: Study, columns: Sequence[DeltaGenerator]) -> None:
    """Draw the tab; `columns` are three beside each other at the top."""
    draft = facility_top.choose_base(key, study, columns[0])
    ensure(study)
    kind = facility_top.choose_kind(study, columns[1], lambda one: regular_kind(one) != one.code)
    columns[2].selectbox("Afstand", list(_WAYS), format_func=_WAYS.__getitem__, **tied("inclusion_way"))
    facility_top.said()
    st.html(markup.note(_OURS))
    _presets()
    _shares(study)
    st.html(facility_top.scenario_line(study, draft))
    name = draft.known_to(study)
    _outcome(study, name, kind, inclusion(study, name, kind.code, desk().assumptions, form().inclusion_way))
    facility_network.draw(key, study, name, kind)


# ---- shares


def _presets() -> None:
    """Draw the worked examples: a button per example and year."""
    now = desk().assumptions
    for name, preset in presets().items():
        columns = st.columns([1, *([1] * len(preset.years))], vertical_alignment="center")
        columns[0].html(markup.small(f"Voorbeeld ‘{name}’"))
        for column, year in zip(columns[1:], preset.years, strict=True):
            shares = preset.inclusion(year)
            told_shares = (
                ", ".join(f"{kind} {number(100 * share)}%" for kind, share in shares) or "nog niemand"
            )
            chosen = now.year == year and now.inclusion == shares
            column.button(
                f"{year}: {told_shares}",
                type="primary" if chosen else "secondary",
                width="stretch",
                help=preset.ground(year),
                key=f"voorbeeld_{name}_{year}",
                on_click=_preset,
                args=(name, year),
            )


def _preset(name: str, year: int) -> None:
    with told():
        desk().assumptions = with_preset(desk().assumptions, name, year)


def _shares(study: Study) -> None:
    """Draw the share per kind, to be changed."""
    kinds = [kind for kind in study.country.kinds if regular_kind(kind) != kind.code]
    with st.expander("Eigen aandelen en andere aannames"):
        st.html(markup.small("Aandeel van de leerlingen dat naar een gewone school dichtbij gaat (%)"))
        now = desk().assumptions
        for kind, column in zip(kinds, st.columns(len(kinds)), strict=True):
            key = f"aandeel_{kind.code}_{now.moved_share(kind.code)}"
            column.number_input(
                kind.code,
                min_value=0.0,
                max_value=100.0,
                step=5.0,
                format="%.1f",
                value=100 * now.moved_share(kind.code),
                key=key,
                on_change=_share,
                args=(kind.code, key),
            )
        facility_assumed.panel(kinds[0])


def _share(kind: str, key: str) -> None:
    with told():
        desk().assumptions = facility_assumed.with_share(desk().assumptions, kind, st.session_state[key])


# ---- outcome


def _outcome(study: Study, name: str, kind: Kind, found: Inclusion) -> None:
    if not found.share:
        later = "Kies hierboven een voorbeeld met een later jaar, of geef zelf een aandeel op."
        st.html(markup.note(f"Van {kind.code} gaat nu niemand over naar {found.regular}. {later}"))
        return
    least = desk().assumptions.smallest(kind.code)
    minimum = f"{number(least)} leerlingen, werkwaarde" if np.isfinite(least) else "niet bekend"
    st.html(
        facility_parts.cards(_figures(kind, found))
        + markup.small(
            f"Minimum per vestiging {kind.code}: {minimum}. {found.label}. Bron: {found.source}. "
            f"{capital(found.certainty)}."
        )
    )
    _areas(study, name, kind, found)
    _sites(found)


def _figures(kind: Kind, found: Inclusion) -> list[tuple[str, str, str]]:
    ways, sites = found.summary(), found.of_sites()
    figures = {key: people(value) for key, value in ways.items()} | {
        key: people(value) if key in _OF_PUPILS else number(value) for key, value in sites.items()
    }
    nearer, further = (number(ways[f"{one}_km"], 1) for one in ("dichterbij", "verder"))
    between = "{wide}van {leerlingen} leerlingen".format(
        wide=_between(figures, "overgang_laag", "overgang_hoog", " "), **figures
    )
    unsure = _between(figures, "onder_na_minst", "onder_na_meest", "; ")
    unsure += "van {vestigingen}, {onbekend} niet te beoordelen".format(**figures)
    alone = "{nieuw_onder} komen eronder, waarvan {nieuw_onder_alleen} zonder andere soort in huis".format(
        **figures
    )
    alike = f"binnen de fout van het afstandsmodel; {figures['niet_bereikt']} niet te vergelijken"
    return [
        (f"Van {kind.code} naar {found.regular} (geschat)", figures["overgang"], between),
        ("▼ Voor wie wordt het dichterbij", figures["dichterbij"], f"leerlingen, gemiddeld {nearer} km"),
        ("▲ Voor wie wordt het verder", figures["verder"], f"leerlingen, gemiddeld {further} km"),
        ("Geen aantoonbaar verschil", figures["gelijk"], alike),
        (
            f"Vestigingen {kind.code} onder het minimum",
            f"{figures['onder_voor']} → {figures['onder_na']}",
            unsure,
        ),
        ("Leerlingen op de vestigingen", f"{figures['nu']} → {figures['na']}", alone),
    ]


def _between(figures: dict[str, str], low: str, high: str, then: str) -> str:
    """Write an interval; nothing where it has no width."""
    return "" if figures[low] == figures[high] else f"tussen {figures[low]} en {figures[high]}{then}"


def _areas(study: Study, name: str, kind: Kind, found: Inclusion) -> None:
    st.html(markup.section("Per gebied"))
    st.radio("Per", list(_LEVELS), format_func=_LEVELS.__getitem__, horizontal=True, **tied("region_level"))
    level = form().region_level
    country, layer = study.country, study.arrangement(name).layer(kind.layer)
    area, names = {
        "gemeentecode": (country.gemeente_of_point, country.gemeente_names),
        "jeugdregio": (country.region_of_point("jeugdregio"), country.region_names),
        "swv": (layer.of_points(), {code: layer.label(code) for code in layer.codes}),
    }[level]
    rows = inclusion_by_area(found, area, level).sort_values("overgang", ascending=False)
    shown = {
        _LEVELS[level]: [names.get(str(code), str(code)) for code in rows[level]],
        f"naar {found.regular}": rows["overgang"],
        "▼ dichterbij": rows["dichterbij"],
        "▼ km": rows["dichterbij_km"],
        "▲ verder": rows["verder"],
        "▲ km": rows["verder_km"],
        "op vestigingen nu": rows["nu"],
        "straks": rows["na"],
        "onder minimum nu": rows["onder_voor"],
        "onder minimum straks": rows["onder_na"],
    }
    of_pupils = [f"naar {found.regular}", "▼ dichterbij", "▲ verder", "op vestigingen nu", "straks"]
    facility_parts.table(pd.DataFrame(shown), {"▼ km": 1, "▲ km": 1}, of_pupils)


def _sites(found: Inclusion) -> None:
    below = found.sites[found.sites["onder_na"] & ~found.sites["onder_voor"]]
    st.html(markup.section("Vestigingen die onder het minimum komen"))
    if below.empty:
        st.html(markup.small("Geen."))
        return
    ordered = below.sort_values("na")
    shown = {
        "vestiging": ordered["naam"],
        "PC4": ordered["pc4"],
        "leerlingen nu": ordered["nu"],
        "straks": ordered["na"],
        "straks, minst": ordered["na_laag"],
        "straks, meest": ordered["na_hoog"],
        "ook in huis": ordered["andere_soorten"],
    }
    of_pupils = ["leerlingen nu", "straks", "straks, minst", "straks, meest"]
    facility_parts.table(pd.DataFrame(shown), residents=of_pupils)
