"""The form of one step: title, remark, what is shown, which figures."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any, Final, Literal

import streamlit as st

from scenarios.measures import measure
from scenarios.notation import capital
from scenarios.presentation import LAYERS, MOST_FIGURES, Step, View, measures_to_show
from scenarios.study import Study
from ui.loading import StudyKey
from ui.room.kept import room, told, with_drafts
from ui.workbench.bench import bench

#: Figures of a step that was made without choosing any.
USUAL: Final = ("swv_afwijkend", "relaties_gemeente", "zonder_eigen")
_VIEWS: Final = {
    "land": "heel Nederland",
    "jeugdregio": "een jeugdregio",
    "swv": "een swv van het scenario",
    "gemeente": "een gemeente",
    "uitsnede": "een uitsnede, zoals op de werkbank",
}
_Sort = Literal["land", "jeugdregio", "swv", "gemeente", "uitsnede"]


def cut_out(seen: tuple[float, ...] | None) -> View:
    """Return the view of a map as it was left; the whole country where it was not moved."""
    if seen is None or not (50 <= seen[0] <= 54 and 3 <= seen[1] <= 8 and 5 <= seen[2] <= 14):  # noqa: PLR2004
        return View()
    return View(soort="uitsnede", breedtegraad=seen[0], lengtegraad=seen[1], zoom=seen[2])


def show(key: StudyKey, study: Study, at: int, titles: Mapping[str, str]) -> None:  # noqa: ARG001
    """Draw the form; nothing of it holds before it is kept."""
    step, prefix = room().presentation.stappen[at], f"zaal_stap_{at}"
    names = dict(titles) | {
        one: study.arrangement(one).title for one in (step.scenario, step.basis) if study.knows(one)
    }
    kinds = {kind.code: f"{kind.code} · {kind.name}" for kind in study.country.kinds}
    with st.container(border=True):
        st.text_input("Titel", step.titel, max_chars=120, key=f"{prefix}_titel")
        st.text_area("Opmerking", step.opmerking, max_chars=600, height=90, key=f"{prefix}_opmerking")
        columns = st.columns(3)
        _select(columns[0], "Scenario", names, step.scenario, f"{prefix}_scenario")
        _select(columns[1], "Basis", names, step.basis, f"{prefix}_basis")
        _select(columns[2], "Soort voorziening", kinds, step.soort, f"{prefix}_soort")
        columns = st.columns(3)
        _select(columns[0], "Beeld", _VIEWS, step.beeld.soort, f"{prefix}_beeld")
        sort = st.session_state[f"{prefix}_beeld"]
        areas = _areas(study, st.session_state[f"{prefix}_scenario"], sort)
        if areas:
            _select(columns[1], capital(sort), areas, step.beeld.code, f"{prefix}_code_{sort}")
        _select(
            columns[2],
            "Laag, waar po en vo apart zijn",
            {"po": "po", "vo": "vo"},
            step.laag,
            f"{prefix}_laag",
        )
        st.multiselect(
            "Lagen op de kaart",
            list(LAYERS),
            list(step.lagen),
            format_func=LAYERS.__getitem__,
            placeholder="Alleen de swv's",
            select_all=False,
            key=f"{prefix}_lagen",
        )
        st.multiselect(
            f"Cijfers (hoogstens {MOST_FIGURES})",
            [one.code for one in measures_to_show()],
            list(step.cijfers),
            format_func=lambda code: capital(measure(code).title),
            max_selections=MOST_FIGURES,
            placeholder="Geen cijfers",
            select_all=False,
            key=f"{prefix}_cijfers",
        )
        with st.container(horizontal=True):
            st.button(
                "Bewaar deze stap",
                type="primary",
                key=f"{prefix}_bewaar",
                on_click=_keep,
                args=(study, at, prefix),
            )
            st.button("Laat zoals het was", key=f"{prefix}_laat", on_click=_leave)


def _select(where: Any, label: str, options: Mapping[str, str], chosen: str, key: str) -> None:  # noqa: ANN401
    codes = list(options)
    where.selectbox(
        label,
        codes,
        index=codes.index(chosen) if chosen in codes else 0,
        format_func=options.__getitem__,
        key=key,
    )


def _areas(study: Study, scenario: str, sort: str) -> dict[str, str]:
    """Return the areas that can be brought in view, by name."""
    named: dict[str, Callable[[], dict[str, str]]] = {
        "gemeente": lambda: dict(study.country.gemeente_names),
        "jeugdregio": lambda: dict(study.country.region_names),
        "swv": partial(_swvs, study, scenario),
    }
    found = named[sort]() if sort in named else {}
    return dict(sorted(found.items(), key=lambda one: one[1].lstrip("'").casefold()))


def _swvs(study: Study, scenario: str) -> dict[str, str]:
    if not study.knows(scenario):
        return {}
    return {code: layer.label(code) for layer in study.arrangement(scenario).layers for code in layer.codes}


def _keep(study: Study, at: int, prefix: str) -> None:
    with told():
        state, mine = st.session_state, room()
        was = mine.presentation.stappen[at]
        scenario, layer = state[f"{prefix}_scenario"], state[f"{prefix}_laag"]
        view = _view(state[f"{prefix}_beeld"], prefix, was)
        if view.soort == "swv":
            layer = next((age for age in ("po", "vo") if _has(study, scenario, age, view.code)), layer)
        step = Step(
            titel=state[f"{prefix}_titel"].strip() or was.titel,
            opmerking=state[f"{prefix}_opmerking"].strip(),
            beeld=view,
            scenario=scenario,
            basis=state[f"{prefix}_basis"],
            laag=layer,
            soort=state[f"{prefix}_soort"],
            lagen=tuple(state[f"{prefix}_lagen"]),
            cijfers=tuple(state[f"{prefix}_cijfers"]),
        )
        mine.presentation = with_drafts(study, mine.presentation.replaced(at, step))
        mine.editing = None


def _has(study: Study, scenario: str, age: str, code: str) -> bool:
    return study.knows(scenario) and code in study.arrangement(scenario).layer(age).codes


def _view(sort: _Sort, prefix: str, was: Step) -> View:
    if sort == "uitsnede":
        return was.beeld if was.beeld.soort == "uitsnede" else cut_out(bench().view)
    return View(soort=sort, code=st.session_state.get(f"{prefix}_code_{sort}") or "")


def _leave() -> None:
    room().editing = None
