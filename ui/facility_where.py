"""Tab "Waar openen": the best places for new sites in an area, and what each of them gains."""

from __future__ import annotations

import math
from collections.abc import Hashable, Sequence
from functools import partial
from typing import Final

import pandas as pd
import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from scenarios.country import Kind
from scenarios.draft import Draft
from scenarios.norms import ACCEPTABLE, NEAR
from scenarios.notation import capital, number
from scenarios.places import PlaceKind
from scenarios.site_changes import OpenSite
from scenarios.site_effects import Way, effect
from scenarios.site_story import people
from scenarios.study import Study
from scenarios.where import MOST_SITES, where
from scenarios.where_answer import Answer, Step
from scenarios.where_question import Goal, Question, Weight, area_of
from ui import (
    facility_assumed,
    facility_canvas,
    facility_map,
    facility_parts,
    facility_top,
    long_work,
    markup,
)
from ui.drafts import desk, ensure, told
from ui.facility_canvas import Canvas
from ui.facility_map import Marks
from ui.facility_state import form, tied
from ui.loading import StudyKey, country_documents, places_of, scenario_places_of
from ui.palette import symbol_of

_SLOT: Final = "waar"
_COUNTRY: Final = "Nederland"
_GOALS: Final = {
    Goal.DISTANCE: "de kortste gemiddelde afstand",
    Goal.COVERAGE: "zo veel mogelijk binnen de norm",
}
_WEIGHTS: Final = {Weight.RESIDENTS: "inwoners van de leeftijd", Weight.PUPILS: "verwachte leerlingen"}
_BORDERS: Final = {False: "alle vestigingen, grenzen open", True: "alleen die van het eigen swv"}
#: Degrees around the places on the map.
_AROUND: Final = 0.25
#: Seconds that proving may take for one number of sites.
_PROOF_S: Final = 20.0
_START: Final = (
    "Kies een gebied en druk op ‘Zoek’: van alle postcodegebieden daarin worden de beste plekken gezocht "
    "voor 1, 2, 3… nieuwe vestigingen. Bestaande vestigingen blijven, dus voor niemand wordt het verder."
)
_SOMEWHERE: Final = (
    "Een plek is ergens in het postcodegebied; gerekend is vanaf en naar het punt ervan. Of er een gebouw, "
    "een bestuur of personeel is, weet dekkend niet, en capaciteit telt hier niet mee. De dichtstbijzijnde "
    "plek is niet per se een passende of beschikbare."
)


def show(key: StudyKey, study: Study, columns: Sequence[DeltaGenerator]) -> None:
    """Draw the tab; `columns` are three beside each other at the top."""
    draft = facility_top.choose_base(key, study, columns[0])
    ensure(study)
    kind = facility_top.choose_kind(study, columns[1])
    name, mine = draft.known_to(study), form()
    areas = _areas(key, draft.base)
    if mine.area not in areas:
        mine.area = next((one for one in areas if one.startswith("Flevoland")), areas[0])
    columns[2].selectbox("Waar geopend kan worden", areas, **tied("area"))
    facility_top.said()
    st.html(facility_top.scenario_line(study, draft))
    go = _asked(kind)
    question = partial(
        Question,
        kind=kind.code,
        most=mine.most,
        goal=mine.goal,
        norm=mine.norm,
        weight=mine.weight,
        own_only=mine.searched_own,
        neighbours=mine.neighbours,
        assumptions=desk().assumptions,
        time_limit_s=_PROOF_S,
    )
    wanted: Hashable = (_SLOT, key, name, mine.area, *question.keywords.values())
    go.button(
        "Zoek de beste plekken",
        type="primary",
        icon=":material/search:",
        width="stretch",
        key="waar_zoek",
        on_click=_search,
        args=(wanted, study, name, mine.area, question),
    )
    found = long_work.outcome(_SLOT, wanted, Answer)
    running = long_work.panel(_SLOT, "Plekken zoeken")
    if found is not None:
        _outcome(key, study, draft, found)
    elif not running:
        st.html(markup.note(_START))


def _areas(key: StudyKey, base: str) -> list[str]:
    """Areas that can be searched in: jeugdregio's, swv's of the scenario and of today, the country."""
    wanted = {PlaceKind.JEUGDREGIO, PlaceKind.SWV_PO, PlaceKind.SWV_VO}
    of_today = [label for label, one in places_of(key).items() if one.kind in wanted]
    return [_COUNTRY, *scenario_places_of(key, base), *of_today]


def _asked(kind: Kind) -> DeltaGenerator:
    """Draw what is asked; return where the button comes."""
    first, second, third, fourth, last = st.columns([2, 3, 3, 2, 2.4], vertical_alignment="bottom")
    first.number_input(
        "Nieuwe vestigingen, hoogstens", min_value=1, max_value=MOST_SITES, step=1, **tied("most")
    )
    second.selectbox("Het beste is", list(_GOALS), format_func=_GOALS.__getitem__, **tied("goal"))
    third.selectbox("Wie tellen", list(_WEIGHTS), format_func=_WEIGHTS.__getitem__, **tied("weight"))
    with fourth.popover("Meer keuzes", width="stretch"):
        st.selectbox("Norm (werknorm)", [NEAR, ACCEPTABLE], **tied("norm"))
        st.selectbox(
            "Welke vestigingen tellen",
            list(_BORDERS),
            format_func=_BORDERS.__getitem__,
            **tied("searched_own"),
        )
        st.toggle("Tel ook wat leerlingen buiten het gebied winnen", **tied("neighbours"))
        facility_assumed.panel(kind)
    return last


def _search(wanted: Hashable, study: Study, name: str, area: str, question: partial[Question]) -> None:
    with told():
        asked = question(area=area_of(study, name, area))
        long_work.start(_SLOT, wanted, lambda progress: where(study, name, asked, progress))


# ---- outcome


def _outcome(key: StudyKey, study: Study, draft: Draft, found: Answer) -> None:
    counts = [step.asked for step in found.steps]
    mine = form()
    if mine.shown_count not in counts:
        mine.shown_count = counts[-1]
    st.segmented_control(
        "Aantal nieuwe vestigingen in beeld", counts, required=True, wrap=True, **tied("shown_count")
    )
    step = next(one for one in found.steps if one.asked == mine.shown_count)
    st.html(facility_parts.cards(_figures(found, step)))
    if not step.openings:
        st.html(markup.note("Nergens in dit gebied helpt een nieuwe vestiging iemand dichterbij."))
        return
    opened = tuple(
        OpenSite(
            soorten=(found.kind.code,),
            pc4=one.pc4,
            omschrijving=f"een van de beste {step.asked} in {found.question.area.label}",
        )
        for one in step.openings
    )
    left, right = st.columns([5, 3], gap="medium")
    with left:
        _map(key, study, draft, found, opened)
    with right:
        _places(found, step)
        count = len(opened)
        st.button(
            "Open deze plek in het scenario" if count == 1 else f"Open deze {count} plekken in het scenario",
            type="primary",
            width="stretch",
            key="waar_open",
            on_click=_open,
            args=(study, opened),
        )
        _curve(found)
    _relief(found, step)
    _account(found)


def _open(study: Study, opened: tuple[OpenSite, ...]) -> None:
    with told():
        desk().do(study, *opened)
        form().tab = "Wat als"
        desk().note = f"{len(opened)} nieuwe vestigingen staan nu in uw scenario, elk als een eigen stap."


def _count(found: Answer, count: float) -> str:
    if math.isnan(count):
        return "geen norm"
    return people(count) if found.question.weight is Weight.RESIDENTS else number(round(count))


def _km(metres: float) -> str:
    return number(metres / 1000, 1)


def _figures(found: Answer, step: Step) -> list[tuple[str, str, str]]:
    before, after, norm = found.before, step.after, found.question.norm
    who = _WEIGHTS[found.question.weight]
    proof = "bewezen: geen andere plekken zijn beter" if step.is_proven else _gap(found, step)
    told_figures = [
        (
            f"Gemiddelde afstand met {step.asked} erbij",
            f"{_km(after.mean_m)} km",
            f"nu {_km(before.mean_m)} km; over {_count(found, found.counted)} {who}",
        ),
        (
            f"Binnen {norm}",
            _count(found, after.within(norm)),
            f"nu {_count(found, before.within(norm))} {who}",
        ),
        ("Beter kan het niet?", "bewezen" if step.is_proven else "bijna", proof),
    ]
    if before.unreached:
        detail = f"nu {_count(found, before.unreached)}; zij tellen in geen gemiddelde"
        told_figures.append(("Bereikt geen vestiging", _count(found, after.unreached), detail))
    return told_figures


def _gap(found: Answer, step: Step) -> str:
    if math.isinf(step.gap):
        return "andere plekken kunnen wie nu niets bereikt misschien helpen; dat is niet uitgezocht"
    unit = f"{number(step.gap)} {found.question.weight.value}" if found.question.goal is Goal.COVERAGE else ""
    return f"andere plekken zijn hoogstens {unit or f'{_km(step.gap)} km gemiddeld'} beter"


def _places(found: Answer, step: Step) -> None:
    who = found.question.weight.value
    table = pd.DataFrame(
        [
            {
                "PC4": one.pc4,
                "gemeente": one.gemeente,
                f"{who} voor wie zij het dichtst bij is": _count(found, one.served),
                "hun km nu": _km(one.served_before_m),
                "straks": _km(one.served_after_m),
            }
            for one in step.openings
        ]
    )
    numeric = [name for name in table.columns if name not in {"PC4", "gemeente"}]
    st.html(markup.plain_table(table, "Beste plekken, de grootste winst bovenaan", numeric))


def _curve(found: Answer) -> None:
    """Show the gain against the number of sites: figures, with a bar that shows the first ones weigh most."""
    coverage = found.question.goal is Goal.COVERAGE
    norm = found.question.norm
    gains = [
        step.after.within(norm) - found.before.within(norm)
        if coverage
        else (found.before.mean_m - step.after.mean_m) / 1000
        for step in found.steps
    ]
    most = max([abs(one) for one in gains if math.isfinite(one)], default=0.0) or 1.0
    rows = "".join(
        f'<tr><td class="num">{step.asked}</td><td class="num">'
        f"{_count(found, gain) if coverage else number(gain, 2)}</td>"
        f'<td style="width:55%"><i class="dk-bar" style="width:{max(0.0, 100 * gain / most):.0f}%"></i></td>'
        "</tr>"
        for step, gain in zip(found.steps, gains, strict=True)
        if math.isfinite(gain)
    )
    unit = f"{found.question.weight.value} erbij binnen {norm}" if coverage else "km korter, gemiddeld"
    nested = (
        "Elke keuze bevat de vorige: de plekken kunnen een voor een open."
        if found.is_nested
        else "Niet elke keuze bevat de vorige: wie er meer wil, kiest deels andere plekken."
    )
    st.html(
        f'<table class="dk-table"><caption>Winst per aantal vestigingen</caption><thead><tr>'
        f'<th scope="col" class="num">aantal</th><th scope="col" class="num">{unit}</th><th scope="col"></th>'
        f"</tr></thead><tbody>{rows}</tbody></table>{markup.small(nested)}"
    )


def _relief(found: Answer, step: Step) -> None:
    who = found.question.weight.value
    within = f"erbij binnen {found.question.norm}"
    st.html(markup.section("Voor wie het dichterbij wordt, per gemeente"))
    facility_parts.table(
        pd.DataFrame(
            {
                "gemeente": [one.gemeente for one in step.relief],
                f"{who} (geschat)": [float(one.pupils) for one in step.relief],
                "km nu": [one.before_m / 1000 for one in step.relief],
                "km straks": [one.after_m / 1000 for one in step.relief],
                within: [float(one.newly_within) for one in step.relief],
            }
        ),
        {"km nu": 1, "km straks": 1},
        [f"{who} (geschat)", within] if found.question.weight is Weight.RESIDENTS else (),
    )


def _account(found: Answer) -> None:
    norm = "geen norm" if math.isnan(found.norm_m) else f"{_km(found.norm_m)} km, werknorm"
    st.html(
        markup.note(_SOMEWHERE)
        + markup.small(
            f"Geteld: {found.counted_label} (geschat; {found.counted_source}). {found.candidates} plekken "
            f"bekeken in {found.question.area.label}. {capital(found.question.norm)}: {norm}."
        )
    )


def _map(key: StudyKey, study: Study, draft: Draft, found: Answer, opened: tuple[OpenSite, ...]) -> None:
    name, after = draft.known_to(study), draft
    for change in opened:
        after = after.do(change)
    then = after.known_to(study)
    way = Way.OWN if found.question.own_only else Way.FREE
    changed = effect(study, name, then, found.kind, way)
    marks = facility_map.marks_of(study.country_of(name), study.country_of(then), found.kind)
    spots = [mark for mark in marks.marks if mark[4] == "nieuw"]
    box = [
        round(edge(spot[axis] for spot in spots) + pad, 2)
        for edge, pad in ((min, -_AROUND), (max, _AROUND))
        for axis in (0, 1)
    ]
    mine = form()
    if mine.shown_box != box:
        mine.shown_box, mine.look = box, mine.look + 1
    country = study.country_of(name)
    address = country_documents(key).sites[found.kind.code]
    before = facility_map.marks_of(study.country, country, found.kind)
    both = Marks((*before.gone,), (*before.marks, *marks.marks))
    source = f"vestigingen: {country.supply_sources.get(found.kind.code, 'geen')}; {country.model.label}"
    facility_canvas.show(
        key,
        study,
        draft.base,
        found.kind,
        Canvas(
            "kaart_waar",
            f"Kaart van de beste plekken voor {found.kind.name}, en waar het dichterbij wordt",
            facility_map.FIGURE,
            facility_map.change_document(study, changed, source),
            facility_map.overlay(country, found.kind, address, (both, []), {"vak": box, "keer": mine.look}),
        ),
    )
    symbol = symbol_of(study.country.kinds.index(found.kind))
    st.html(
        markup.small(f"Een {symbol.name} met een plusje is een nieuwe plek; kleuren: hoeveel dichterbij.")
    )
