"""Links that restore what is in view: page, scenario, base, kind, layers and view of the map, step.

What a link says that is not so here is left out with a note, never with a failure.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from importlib.resources import files
from typing import Final
from urllib.parse import urlencode

import streamlit as st

from data.dataset import Dataset
from geo.errors import DekkendError, StaleDataError
from scenarios.store import arrangement_of, id_and_version, is_stored
from scenarios.study import Study
from ui import drafts, markup
from ui.faults import plain
from ui.keeping import acts, shelf
from ui.loading import study_key, study_of
from ui.session import of_session
from ui.state import current
from ui.workbench.bench import bench
from ui.workbench.map_told import View as BenchView

#: Path of the page where drafts are made.
WORKBENCH: Final = "werkbank"

_KEY: Final = "koppeling"
#: Names in the address, by attribute of `Link`.
_NAMES: Final[Mapping[str, str]] = {
    "scenario": "scenario",
    "base": "basis",
    "kind": "soort",
    "layers": "lagen",
    "view": "beeld",
    "step": "stap",
    "work": "werk",
}
_TEXTS: Final = ("scenario", "base", "kind", "layers", "work")
_LAYERS: Final = re.compile(r"[a-z0-9_.:~-]{0,80}(,[a-z0-9_.:~-]{1,80}){0,40}")
_VIEW: Final = re.compile(r"(-?\d{1,2}\.?\d{0,6}),(-?\d{1,3}\.?\d{0,6}),(\d{1,2}\.?\d{0,2})")
#: Where a map of this country can be looked at: latitude, longitude, zoom.
_WITHIN: Final = ((50.0, 54.5), (2.5, 8.0), (5.0, 14.0))
_MOST_STEPS: Final = 9999
#: Under which the browser remembers what was switched on, per page with a map of its own.
_REMEMBERED: Final[Mapping[str, str]] = {
    "": "dekkend-lagen",
    "kaart": "dekkend-lagen",
    "vergelijken": "dekkend-lagen",
    "dekking": "dekkend-dekking",
    WORKBENCH: "",
}
_COPY: Final = st.components.v2.component(
    "dekkend_koppeling",
    html='<label class="dk-link"><span></span><input type="text" readonly></label>'
    '<button type="button"></button><span role="status"></span>',
    css=files("ui").joinpath("static/koppeling.css").read_text(encoding="utf-8"),
    js=files("ui").joinpath("static/koppeling.js").read_text(encoding="utf-8"),
)

#: Latitude and longitude (degrees) and zoom of a map.
View = tuple[float, float, float]


@dataclass(frozen=True, slots=True)
class Link:
    """What a link restores; what it does not name stays as it is.

    Attributes
    ----------
    scenario, base
        Ids.
    kind
        Code of the kind of facility.
    layers
        What is switched on on the map, as ``static/koppeling.js`` writes it.
    view
        Of the map.
    step
        Of a presentation, from 1.
    work
        Id of what lies on the workbench.
    """

    scenario: str = ""
    base: str = ""
    kind: str = ""
    layers: str = ""
    view: View | None = None
    step: int | None = None
    work: str = ""

    def to_query(self) -> dict[str, str]:
        """Write it as parameters of an address; what is empty is left out.

        Examples
        --------
        >>> Link(scenario="jeugdregio", view=(52.1, 5.3, 8.0)).to_query()
        {'scenario': 'jeugdregio', 'beeld': '52.1,5.3,8'}
        """
        found = {_NAMES[name]: str(getattr(self, name)) for name in _TEXTS}
        if self.view is not None:
            found["beeld"] = ",".join(f"{part:g}" for part in self.view)
        if self.step is not None:
            found["stap"] = str(self.step)
        return {name: value for name, value in found.items() if value}


def read_link(query: Mapping[str, str]) -> tuple[Link, tuple[str, ...]]:
    """Read a link from the parameters of an address; ids are taken as they are.

    Returns
    -------
    The link, and a Dutch sentence on each parameter that makes no sense.

    Examples
    --------
    >>> read_link({"scenario": "jeugdregio", "stap": "3"})
    (Link(scenario='jeugdregio', base='', kind='', layers='', view=None, step=3, work=''), ())
    >>> read_link({"beeld": "overal"})[1]
    ('het kaartbeeld (beeld)',)
    """
    faults = []
    layers, view, step = query.get("lagen", ""), None, None
    if not _LAYERS.fullmatch(layers):
        layers = ""
        faults.append("de kaartlagen (lagen)")
    if told := query.get("beeld", ""):
        view = _view(told)
        if view is None:
            faults.append("het kaartbeeld (beeld)")
    if told := query.get("stap", ""):
        step = int(told) if re.fullmatch(r"[0-9]{1,4}", told) and 1 <= int(told) <= _MOST_STEPS else None
        if step is None:
            faults.append("de stap (stap)")
    scenario, base, kind, work = (
        query.get(_NAMES[name], "") for name in ("scenario", "base", "kind", "work")
    )
    return Link(scenario, base, kind, layers, view, step, work), tuple(faults)


def _view(told: str) -> View | None:
    found = _VIEW.fullmatch(told)
    if found is None:
        return None
    parts = (float(found[1]), float(found[2]), float(found[3]))
    inside = all(low <= part <= high for part, (low, high) in zip(parts, _WITHIN, strict=True))
    return parts if inside else None


@dataclass(slots=True)
class _Asked:
    """The link that this session came with, and what of it was not so."""

    link: Link = Link()
    notes: tuple[str, ...] = ()


def asked() -> Link:
    """Return the link that this session came with; an empty one if it came without."""
    return _asked().link


def _asked() -> _Asked:
    return of_session(_KEY, _Asked)


def apply_link(dataset: Dataset) -> None:
    """Take over what the address says, once per session; at the start of a run, when the data are open."""
    if _KEY in st.session_state:
        return
    mine = _asked()
    told = {name: st.query_params[name] for name in _NAMES.values() if name in st.query_params}
    if not told:
        return
    link, faults = read_link(told)
    choice, notes = (
        current(),
        [f"De link noemt {what} niet goed; dat deel is overgeslagen." for what in faults],
    )
    try:
        notes += _choose(link, dataset)
        notes += _lay_on_bench(link, dataset)
    except DekkendError as error:
        notes.append(f"De link kon niet helemaal worden gevolgd: {plain(error).rstrip('.')}.")
    if link.kind in (known := list(dataset["soorten"]["code"].astype(str))):
        choice.kind = link.kind
    elif link.kind:
        notes.append(f"De link noemt de soort ‘{link.kind[:40]}’, die er niet is; u ziet {choice.kind}.")
        notes[-1] += f" Er zijn: {', '.join(known)}."
    if link.view is not None:
        bench().view = BenchView(*link.view)
    mine.link, mine.notes = link, tuple(notes)


def _choose(link: Link, dataset: Dataset) -> list[str]:
    """Choose the scenario and base of a link, as far as they are there; and say which are not."""
    wanted = [(name, value) for name in ("scenario", "base") if (value := getattr(link, name))]
    if not wanted:
        return []
    choice, notes = current(), []
    key = study_key(dataset, choice.settings, choice.norms)
    titles = drafts.options(key)
    study = study_of(key)
    for name, value in wanted:
        found = value
        if value not in titles and is_stored(value):
            try:
                found = _stored_here(study, value)
            except DekkendError as error:
                told = plain(error).rstrip(".")
                notes.append(f"De link noemt een bewaard scenario dat hier niet te openen is: {told}.")
                continue
        elif value not in titles:
            notes.append(_unknown(value, study))
            continue
        setattr(choice, name, found)
    drafts.chosen()
    return notes


def _stored_here(study: Study, name: str) -> str:
    """Make a scenario on disk known, and return its id with the version in it.

    Raises
    ------
    StaleDataError
        If it was made on other data than those of the study: it cannot be chosen here.
    UnknownNameError, InputError
        If there is none, or it cannot be made.
    """
    kept_id, number = id_and_version(name)
    versions = shelf.scenarios().versions(kept_id)
    made_on = next((one.data for one in versions if number in {None, one.number}), "")
    here = study.country.dataset.manifest.fingerprint
    if made_on and made_on != here:
        title = shelf.scenarios().one(kept_id).title
        raise StaleDataError(
            f"‘{title}’ is gemaakt op andere gegevens ({made_on[:12]}) dan die nu open zijn ({here[:12]}); "
            "zo is het niet te kiezen. Start de app met die gegevens, of open het op de Werkbank bij "
            "‘Bewaren’"
        )
    return arrangement_of(shelf.scenarios(), study, name)


def _lay_on_bench(link: Link, dataset: Dataset) -> list[str]:
    """Begin the workbench with what the link says; what came back as a draft of one's own goes first."""
    desk, choice = drafts.desk(), current()
    if not link.work or desk.draft is not None:
        return []
    study = study_of(study_key(dataset, choice.settings, choice.norms))
    if is_stored(link.work):
        acts.open_stored(study, link.work)
        fault = acts.panel().plain
        return [f"De link kon niet helemaal worden gevolgd: {fault}"] if fault else []
    if link.work not in drafts.options(study_key(dataset, choice.settings, choice.norms)):
        return [_unknown(link.work, study)]
    desk.begin(study, link.work)
    return []


def _unknown(value: str, study: Study) -> str:
    if value.startswith("wat-als-"):
        return (
            "De link noemt een ontwerp dat niet bewaard is; het is er alleen in het venster waarin het "
            "gemaakt werd. Vraag de maker om het te bewaren en een nieuwe link te sturen."
        )
    if value in study.titles:
        return (
            f"De link noemt ‘{study.titles[value]}’, dat op deze gegevens niet te maken is; kies een ander."
        )
    return f"De link noemt het scenario ‘{value[:60]}’, dat er niet is; kies een ander."


def show_notes() -> None:
    """Say what of the link is not so."""
    with st.container():  # always there: what stands below it would move
        if _asked().notes:
            st.html(markup.note(" ".join(_asked().notes)))


def tidy() -> None:
    """Take out of the address what is no longer in view; at the end of a run."""
    choice = current()
    now = {"scenario": choice.scenario, "basis": choice.base, "soort": choice.kind}
    params = st.query_params
    if any(name in params and _other(params[name], value) for name, value in now.items()):
        for name in _NAMES.values():
            if name in params:
                del params[name]
        _asked().notes = ()


def _other(told: str, chosen: str) -> bool:
    """Whether an id in the address is another than what is in view; without a version any will do."""
    return told != chosen and not (is_stored(told) and chosen.startswith(f"{told}."))


def is_unsaved(page: str) -> bool:
    """Whether what is in view is a draft that nobody else can open."""
    choice, draft = current(), drafts.desk().draft
    if page == WORKBENCH:
        return draft is not None and not shelf.as_stored(draft)
    return any(name.startswith("wat-als-") for name in (choice.scenario, choice.base))


def link_of(page: str, *, step: int | None = None, view: View | None = None) -> str:
    """Write a link to a page (its path) with what is in view now, relative to the app.

    Layers and view of the maps are known to the browser only: `show_link` adds those.
    """
    choice, draft = current(), drafts.desk().draft
    work = shelf.as_stored(draft) if page == WORKBENCH and draft is not None else ""
    if page == WORKBENCH:
        link = Link(kind=choice.kind, view=view, work=work)
    else:
        link = Link(choice.scenario, choice.base, choice.kind, view=view, step=step)
    return f"{page}?{urlencode(link.to_query())}"


def show_link(page: str, *, step: int | None = None, view: View | None = None) -> None:
    """Draw a link to what is in view, to copy; the browser adds layers and view of the page's maps.

    Parameters
    ----------
    page
        Path of the page that it is drawn on.
    step
        Of a presentation.
    view
        Of the map, where the page knows it itself.
    """
    if is_unsaved(page):
        st.html(
            markup.note(
                "Wat u ziet is een ontwerp dat zo nog niet bewaard is: de link opent het niet. "
                "Bewaar het eerst; daarna kan ieder die deze app gebruikt het met de link openen."
            )
        )
    address = link_of(page, step=step, view=view)
    _COPY(
        key=f"koppeling_{page}",
        data={
            "zoekdeel": address.partition("?")[2],
            "lagen": _REMEMBERED.get(page, ""),
            "beeld": view is None and page in _REMEMBERED,
            "knop": "Kopieer link",
            "gedaan": "Gekopieerd",
            "zelf": "Selecteer de link en kopieer hem zelf",
            "label": "Link naar wat u nu ziet",
        },
    )
