"""The lower half of the page "Dekking": how far, per gemeente, per area, and what a scenario changes."""

from __future__ import annotations

import streamlit as st

from geo.network import Quantity
from scenarios.choice import choice
from scenarios.compare import Level
from scenarios.coverage import residents, spread, yardsticks
from scenarios.measures import measure
from scenarios.notation import capital, figure
from scenarios.white_spots import by_gemeente
from scenarios.without_own import without_own
from ui import coverage_tables, histogram, markup, tables
from ui.coverage_view import View
from ui.state import bound, current


def show_spread(view: View) -> None:
    """Draw who lives how far, with the norms."""
    along = view.along
    st.html(markup.section(f"Hoe ver {view.weight.what} van een vestiging {view.kind.code} wonen"))
    norms = [one for one in yardsticks(view.study, view.kind) if one.unit == along.unit]
    found = spread(view.study, view.name, along, view.weight)
    title = f"{capital(view.weight.what)} naar afstand tot een vestiging {view.kind.name}, in {along.unit}"
    st.html(histogram.drawing(found, norms, view.weight.what, title))
    without = figure(measure("leerlingen"), found.without_own)
    st.html(
        markup.small(
            f"{without} {view.weight.what} bereiken geen eigen vestiging. Bronnen: {view.source}. "
            f"Afstanden {view.certainty}."
        )
    )


def show_choice(view: View) -> None:
    """Tell, where it is asked for, how many sites there are to choose from within the norm."""
    if view.along.quantity is not Quantity.DISTANCE:
        return
    told = "Tel ook hoeveel vestigingen er binnen de norm te kiezen zijn"
    help_text = "Meet elke vestiging apart; voor bo duurt dat de eerste keer een paar seconden."
    if not st.toggle(told, key="dekking_keuze", help=help_text):
        return
    with st.spinner("De keuze wordt geteld…"):
        found = choice(view.study, view.name, view.kind, view.along.limit, weight=view.weight.people)
    lines = []
    for whose, own in (("het eigen swv", True), ("alle swv's", False)):
        shares = found.shares(own=own)
        parts = [
            figure(measure("dekking_acceptabel"), 100 * one) for one in (shares.none, shares.one, shares.more)
        ]
        lines.append(f"Van {whose}: geen {parts[0]}%, één {parts[1]}%, twee of meer {parts[2]}%.")
    st.html(
        markup.note(f"Vestigingen {view.kind.code} binnen {view.along.label}. {' '.join(lines)}")
        + markup.small(
            f"Aandeel van de {view.weight.what}. Niet elke vestiging is passend of heeft plaats. Bronnen: "
            f"{view.source}. Afstanden {view.certainty}."
        )
    )


def show_by_gemeente(view: View) -> None:
    """List white spots per gemeente."""
    st.html(markup.section("Witte vlekken per gemeente"))
    if view.spots.empty:
        st.html(markup.small("Er zijn er geen."))
        return
    table = by_gemeente(view.spots)
    st.dataframe(
        coverage_tables.gemeente_table(table, view.along, view.weight),
        hide_index=True,
        width="stretch",
        height=260,
    )
    st.html(
        markup.small(
            f"{len(table)} gemeenten met een of meer PC4's verder dan {view.along.label}. Afstanden "
            f"{view.certainty}, {view.weight.what} {view.weight.certainty}. Bronnen: {view.source}."
        )
    )


def show_areas(view: View) -> None:
    """Tell coverage per area, beside the base's."""
    st.html(markup.section("Dekking en veranderingen per gebied"))
    levels = list(coverage_tables.LEVELS)
    st.radio(
        "Gebieden", levels, format_func=coverage_tables.LEVELS.__getitem__, horizontal=True, **bound("level")
    )
    now, before = (view.rows(name, current().level) for name in (view.name, view.base))
    st.dataframe(
        coverage_tables.area_table(now, before, view.weight), hide_index=True, width="stretch", key="gebieden"
    )
    st.html(
        markup.small(
            f"Langs {view.along.label}, norm {view.along.norm.standing}. De basis is het cijfer van dezelfde "
            f"bewoners. Afstanden {view.certainty}, {view.weight.what} {view.weight.certainty}. "
            f"Bronnen: {view.source}."
        )
    )


def show_changes(view: View) -> None:
    """Tell where coverage rises and where it falls, apart."""
    st.html(markup.section("Waar de dekking stijgt en waar zij daalt"))
    if view.name == view.base:
        st.html(markup.small("Scenario en basis zijn dezelfde indeling; kies een ander scenario."))
        return
    changed = view.changed
    st.html(markup.plain_table(coverage_tables.totals_frame(changed), numeric=[view.weight.what]))
    table = changed.per_area(view.areas(current().level))
    if current().level is not Level.LAND and len(table):
        st.dataframe(
            coverage_tables.change_table(table), hide_index=True, width="stretch", key="stijgt_daalt"
        )
    points = changed.per_point()
    if len(points):
        with st.expander(f"Per PC4 ({len(points)})"):
            st.dataframe(
                coverage_tables.point_table(view.study, changed, view.name), hide_index=True, width="stretch"
            )
    st.html(
        markup.small(
            "Winst en verlies staan apart en worden nooit tegen elkaar weggestreept. Een verandering kleiner "
            "dan de fout van het afstandsmodel staat apart als niet aantoonbaar. Wie een eigen vestiging "
            "verliest, kan ook buiten de norm vallen; de rijen zijn dus niet op te tellen. "
            f"{capital(view.weight.what)}: "
            f"{view.weight.certainty}; {view.weight.source}."
        )
    )


def show_without_own(view: View) -> None:
    """List swv's without an own site, in scenario and base."""
    st.html(markup.section(f"Swv's zonder eigen vestiging voor {view.kind.name}"))
    sides = [("Scenario", view.name, view.base), ("Basis", view.base, view.name)]
    for column, (role, name, other) in zip(st.columns(2), sides, strict=True):
        title = f"{role}: {view.study.arrangement(name).title}"
        found = tables.without_own(without_own(view.study, name, other, view.kind), in_base=role == "Basis")
        none = markup.small(f"{title}: elk swv heeft een eigen vestiging.")
        column.html(markup.plain_table(found, title, ["inwoners"]) if len(found) else none)
    people = residents(view.study.country, view.kind)
    st.html(markup.small(f"{capital(people.what)}, {people.certainty}; {people.source}."))
