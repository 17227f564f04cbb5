"""A comparison as one HTML file that opens from disk, without a network and without dekkend.

Everything is inside: Leaflet, the map layers, the tables. A content security
policy forbids the file to fetch anything at all.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cache
from html import escape
from pathlib import Path
from typing import Any, Final

import folium
import pandas as pd
from xstatic.pkg import leaflet

from scenarios.compare import Comparison, shown_measures
from scenarios.conclusion import AGES, conclude, swv_count
from scenarios.country import Kind
from scenarios.exchange.notes import Notes
from scenarios.minutes import table
from scenarios.notation import capital
from scenarios.ready_made import DENOMINATIONAL
from scenarios.study import Study
from scenarios.weighing.differences import PlaceChange, place_changes
from scenarios.without_own import without_own
from ui import account, areas, documents, layers, markup, tables, truths, words
from ui.comparing.difference import LAYER, moves_document, moves_legend
from ui.documents import Documents
from ui.facilities import site_document
from ui.map_source import distance_line, source_line
from ui.maps import Behaviour, Later, Start, draw, map_options, script_json

#: Kind that the maps open with, if it is among those asked for.
_OPENING: Final = "so"
_POLICY: Final = "default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'; img-src data:"
_SHOW: Final = """
const kies = document.getElementById('kies');
const toon = () => {
  const naam = kies ? kies.value : window.__scenarios[0].naam;
  document.querySelectorAll('[data-scenario]').forEach((deel) => {
    deel.hidden = deel.dataset.scenario !== naam;
  });
  window.__kaarten['uitdraai-scenario'].toon(window.__scenarios.find((een) => een.naam === naam).lagen);
};
if (kies) { kies.addEventListener('change', toon); }
toon();
"""
_STYLE: Final = """
body { font: 16px/1.45 system-ui, 'Segoe UI', sans-serif; color: #1c2430; margin: 0 auto; max-width: 1500px;
  padding: 1rem; }
.kaarten { display: grid; grid-template-columns: repeat(2, minmax(0, 1fr)); gap: 1rem; margin: .5rem 0; }
.kaarten .folium-map { height: 620px; width: 100%; }
select#kies { font: inherit; padding: .2rem .4rem; max-width: 100%; }
summary { cursor: pointer; }
summary h2 { display: inline; }
[hidden] { display: none; }
@media (max-width: 800px) {
  .kaarten { grid-template-columns: minmax(0, 1fr); }
  .kaarten .folium-map { height: 520px; }
}
"""


class _Bare(folium.Map):
    """A folium map that refers to no file at all: what it needs stands in the page."""

    default_js = []  # noqa: RUF012  # folium declares it so
    default_css = []  # noqa: RUF012


@dataclass(eq=False)
class _Inside:
    """Documents that stand in the page once, however many maps refer to them."""

    kept: dict[str, Any] = field(default_factory=dict)

    def place(self, name: str, document: Any) -> str:  # noqa: ANN401
        code = f"{name}-{len(self.kept)}"
        self.kept[code] = document
        return f"stuk:{code}"


def handout(
    study: Study,
    comparison: Comparison,
    names: Sequence[str],
    kinds: Sequence[Kind],
    notes: Mapping[str, Notes] | None = None,
) -> str:
    """Write a comparison as a page of HTML.

    Parameters
    ----------
    comparison
        At level land, of all of `names` and `kinds` against its base.
    names
        Scenarios to show, in order; at least one.
    kinds
        Kinds of facility that it is about; the maps open with so, else with the first.
    notes
        Per scenario what was said about it, and its changes as sentences.
    """
    inside = _Inside()
    outline = cache(lambda units: areas.outlines(study.country, units))
    country, base = study.country, study.arrangement(comparison.base)
    common = inside.place(
        "gebieden",
        documents.written(study, layers.divisions_of_country(country), country.units, outline),
    )
    own = documents.written(study, layers.divisions_of(base, "swv"), base.units, outline)
    shared = Documents(
        ground=inside.place("vlakken", layers.ground(outline(country.units))),
        layers=[common],
        sites={kind.code: inside.place(kind.code, site_document(country, kind)) for kind in kinds},
    )
    figure = folium.Figure()
    opening = next((kind for kind in kinds if kind.code == _OPENING), kinds[0])
    left = _map(study, [base.id], replace(shared, layers=[common, inside.place("basis", own)]), opening, own)
    right = _map(study, names, shared, opening, [])
    for drawn in (left, right):
        drawn.add_to(figure)
    figure.render()
    changes = {name: place_changes(country, base, study.arrangement(name), opening.layer) for name in names}
    shown = [
        {"naam": name, "lagen": _scenario(study, name, outline, inside, changes[name])} for name in names
    ]
    return _page(
        _body(
            _Told(study, comparison, names, kinds, notes or {}),
            (left.get_name(), right.get_name()),
            {name: moves_legend(found, AGES[opening.layer]) for name, found in changes.items()},
        ),
        (
            _leaflet_js(),
            f"window.__stukken = {script_json(inside.kept)}; window.__scenarios = {script_json(shown)};",
            "".join(child.render() for child in figure.script._children.values()),  # noqa: SLF001
            _SHOW,
        ),
        f"Indelingen vergeleken met {base.title}",
    )


def _scenario(
    study: Study,
    name: str,
    outline: documents.Outline,
    inside: _Inside,
    changes: Sequence[PlaceChange],
) -> layers.Document:
    """Divisions of a scenario, and what it changes against the base: an outline, hatches and words."""
    arrangement = study.arrangement(name)
    units = arrangement.units
    own = documents.written(study, layers.divisions_of(arrangement, "scenario"), units, outline)
    own += moves_document(study.country, outline(units), units, changes)
    return Later(scenario=inside.place("scenario", own)).told()


def _map(
    study: Study, names: Sequence[str], drawn: Documents, kind: Kind, own: Sequence[layers.Document]
) -> folium.Map:
    country, role = study.country, "basis" if own else "scenario"
    areas = dict.fromkeys(study.arrangement(name).layer(kind.layer).peildatum for name in names)
    wanted = f"_{kind.layer}"
    ids = [str(one["id"]) for one in own]
    fill = next((one for one in ids if one.endswith(wanted)), ids[0] if ids else f"scenario{wanted}")
    lines = [fill, "jeugdregio"] if ids else ["scenario", f"scenario{wanted}", "jeugdregio", LAYER]
    return draw(
        _Bare(**map_options()),
        drawn,
        Start(fill, lines, [kind.code]),
        Behaviour(
            f"Kaart van {'de basis' if role == 'basis' else 'het scenario'}",
            f"{source_line(country, ' of '.join(areas), [kind.code])}; {distance_line(country)}",
            figures=False,
            alone=True,
            remember=f"uitdraai-{role}",
        ),
        country.kinds,
        grouped=country.dataset.manifest.grouped,
    )


@dataclass(frozen=True, slots=True)
class _Told:
    """What a page is about."""

    study: Study
    comparison: Comparison
    names: Sequence[str]
    kinds: Sequence[Kind]
    notes: Mapping[str, Notes]


def _body(told: _Told, maps: tuple[str, str], legends: Mapping[str, str]) -> str:
    study, comparison, names, kinds = told.study, told.comparison, told.names, told.kinds
    base = study.arrangement(comparison.base)
    left, right = maps
    parts = [
        markup.page_top(
            "Indelingen vergelijken",
            f"Gegevens: {account.data_line(study.country.dataset.manifest)} · "
            f"afstanden: {words.distances_told(study.country.model)}",
        ),
        _chooser(study, names),
        *(_outcome(study, comparison, name, kinds) for name in names),
        '<div class="kaarten"><div>',
        markup.map_title("Basis", base.title, swv_count(base)),
        f'<div class="folium-map" id="{left}"></div></div><div>',
        *(_of(name, _title(study, name)) for name in names),
        f'<div class="folium-map" id="{right}"></div></div></div>',
        *(_of(name, _changed(base.title, legend)) for name, legend in legends.items()),
        markup.note(truths.REGROUPING.short),
        *(_said(told, name) for name in names),
        *(_tables(study, comparison, names, kind, opened=kind is kinds[0]) for kind in kinds),
        markup.section("Versnippering, po en vo"),
        markup.note(words.MECHANICAL),
        _national(study, comparison, names, kinds[0], ("versnippering",)),
        markup.small(f"{words.SIGNS} {capital(study.norms.standing())}."),
        _account(study, names),
    ]
    return "".join(parts)


def _changed(base: str, legend: str) -> str:
    """Say what the layer of differences means; it can be filled in under *Lagen en legenda*."""
    return markup.small(f"Gewijzigd ten opzichte van {base} (op de kaart van het scenario):") + legend


def _said(told: _Told, name: str) -> str:
    """Minutes, departures that were recorded, and changes of a scenario; nothing where there are none."""
    country, kept = told.study.country, told.notes.get(name, Notes())
    departures = told.study.arrangement(name).departures
    parts = []
    if kept.minutes:
        frame = table(kept.minutes, country.gemeente_names)
        shown = ["tijd", "soort", "gemeente", "tekst", "wie", "ingetrokken"]
        parts.append(markup.plain_table(frame[shown], "Verslag"))
    if departures:
        rows = [(one.swv, one.reden, one.wie, f"{one.datum:%d-%m-%Y}") for one in departures]
        frame = pd.DataFrame(rows, columns=["swv", "reden", "wie", "datum"])
        parts.append(markup.plain_table(frame, "Vastgelegde afwijkingen van het streven"))
    if kept.steps:
        rows_ = [(str(number), step) for number, step in enumerate(kept.steps, start=1)]
        frame = pd.DataFrame(rows_, columns=["stap", "wijziging"])
        parts.append(markup.plain_table(frame, "Wijzigingen, in volgorde", ["stap"]))
    if not parts:
        return ""
    head = f"<summary>{markup.section('Verslag en wijzigingen')}</summary>"
    return _of(name, f"<details open>{head}{''.join(parts)}</details>")


def _chooser(study: Study, names: Sequence[str]) -> str:
    if len(names) == 1:
        return ""
    options = "".join(
        f'<option value="{escape(name)}">{escape(study.arrangement(name).title)}</option>' for name in names
    )
    return f'<p><label>Scenario in beeld: <select id="kies">{options}</select></label></p>'


def _of(name: str, content: str) -> str:
    """Show something only with its scenario."""
    return f'<div data-scenario="{escape(name)}" hidden>{content}</div>'


def _title(study: Study, name: str) -> str:
    arrangement = study.arrangement(name)
    return markup.map_title("Scenario", arrangement.title, swv_count(arrangement))


def _outcome(study: Study, comparison: Comparison, name: str, kinds: Sequence[Kind]) -> str:
    scenario, base = study.arrangement(name), study.arrangement(comparison.base)
    sentences = conclude(comparison, scenario, base, kinds)
    told = markup.head(capital(f"{scenario.title} tegenover {base.title}"), sentences)
    return _of(name, told + markup.small(f"{scenario.title}: {scenario.origin}"))


def _tables(study: Study, comparison: Comparison, names: Sequence[str], kind: Kind, *, opened: bool) -> str:
    lists = "".join(_of(name, _without_own(study, comparison.base, name, kind)) for name in names)
    return (
        f"<details{' open' if opened else ''}>"
        f"<summary>{markup.section(f'{kind.code}: {kind.name}')}</summary>"
        f"{markup.note(truths.OWN.short)}"
        f"{_national(study, comparison, names, kind, ('afstand', 'verandering'))}{lists}</details>"
    )


def _national(
    study: Study, comparison: Comparison, names: Sequence[str], kind: Kind, groups: Sequence[str]
) -> str:
    rows = tables.national(dict.fromkeys(names, comparison), kind.code, shown_measures(), groups)
    titles = [study.arrangement(name).title for name in names]
    return markup.national_table(rows, study.arrangement(comparison.base).title, titles)


def _without_own(study: Study, base: str, name: str, kind: Kind) -> str:
    parts = []
    for one, other, in_base in ((base, name, True), (name, base, False)):
        frame = tables.without_own(without_own(study, one, other, kind), in_base=in_base)
        title = f"Swv's zonder eigen voorziening, {study.arrangement(one).title}"
        none = markup.small(f"{title}: geen; elk swv heeft er een.")
        parts.append(markup.plain_table(frame, title, ["inwoners"]) if len(frame) else none)
    return "".join(parts)


def _account(study: Study, names: Sequence[str]) -> str:
    manifest = study.country.dataset.manifest
    stamp = study.stamp(names[0])
    return (
        f"<details><summary>{markup.section('Verantwoording')}</summary>"
        f"{markup.note(truths.NESTING.short)}{markup.small(DENOMINATIONAL)}"
        + markup.small(
            f"Instellingen: {stamp.settings}. Gegevensset {stamp.data_version}, dekkend {stamp.code}. "
            f"Jeugdregio's: {study.country.labels['jeugdregio']}. Geen van de indelingen is beleid."
        )
        + markup.small(words.what_they_are(study.country.model))
        + markup.plain_table(tables.sources(manifest.sources), "Bronnen", ["rijen"], ["peildatum"])
        + markup.plain_table(
            tables.werknormen(study.norms), f"Werknormen ({study.norms.summary})", ["waarde"]
        )
        + "</details>"
    )


def _page(body: str, scripts: Sequence[str], title: str) -> str:
    told = "".join(f"<script>{script}</script>" for script in scripts)
    return (
        '<!DOCTYPE html><html lang="nl"><head><meta charset="utf-8">'
        f'<meta http-equiv="Content-Security-Policy" content="{_POLICY}">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>{escape(title)}</title><style>{_leaflet_css()}</style>{markup.style()}"
        f"<style>{_STYLE}</style></head><body>{body}{told}</body></html>"
    )


def _leaflet_js() -> str:
    script = (Path(leaflet.BASE_DIR) / "leaflet.js").read_text(encoding="utf-8")
    return re.sub(r"//# sourceMappingURL=\S+", "", script)


def _leaflet_css() -> str:
    """Leaflet's style without the pictures that it refers to: no control of ours has them."""
    style = (Path(leaflet.BASE_DIR) / "leaflet.css").read_text(encoding="utf-8")
    return re.sub(r"background-image:\s*url\([^)]*\);?", "", style)
