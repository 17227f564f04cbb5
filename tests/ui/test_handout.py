"""The handout: one file that needs nothing else, says what the comparison says, and does no harm."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from dataclasses import replace
from html import escape, unescape
from html.parser import HTMLParser
from typing import Any

import pytest

from data.dataset import BUNDLED, read_dataset
from scenarios.compare import Comparison, compare
from scenarios.conclusion import conclude
from scenarios.consequences.moves import Move
from scenarios.exchange.notes import Notes
from scenarios.indeling import Arrangement
from scenarios.minutes import Minute
from scenarios.settings import Settings
from scenarios.study import Study
from scenarios.weighing.differences import place_changes
from ui.handout import handout

EVIL = "</script><script>alert(1)</script><img src=x onerror=alert(2)>{{ 7*7 }}{% raw %}"
_VOID = {"meta", "br", "i", "img", "input"}


class Page(HTMLParser):
    """A page taken apart: elements with their attributes, scripts, and text."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str]]] = []
        self.scripts: list[str] = []
        self.text = ""
        self._within: list[str] = []
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, {name: value or "" for name, value in attrs}))
        if tag == "script":
            self.scripts.append("")
        if tag not in _VOID:
            self._within.append(tag)

    def handle_endtag(self, tag: str) -> None:
        while self._within and self._within.pop() != tag:
            pass

    def handle_data(self, data: str) -> None:
        if self._within and self._within[-1] == "script":
            self.scripts[-1] += data
        elif not self._within or self._within[-1] != "style":
            self.text += f"{data} "

    def of(self, tag: str) -> list[dict[str, str]]:
        return [attributes for name, attributes in self.elements if name == tag]

    def given(self, name: str) -> Any:
        """Read what a script of the page puts in a global."""
        (script,) = [one for one in self.scripts if one.startswith("window.__stukken")]
        start = script.index(f"window.{name} = ") + len(f"window.{name} = ")
        return json.JSONDecoder().raw_decode(script, start)[0]

    @property
    def maps(self) -> list[dict[str, Any]]:
        """What each map is told."""
        drawn = next(one for one in self.scripts if "L.map(" in one)
        return [
            json.JSONDecoder().raw_decode(drawn, found.end())[0]
            for found in re.finditer(r"\}\)\(map_\w+, (?=\{)", drawn)
        ]


def compared(
    study: Study, names: Sequence[str], base: str = "", kinds: Sequence[str] | None = None
) -> Comparison:
    return compare(study, list(names), base or study.base_id, list(kinds) if kinds else None)


def page_of(study: Study, names: Sequence[str], base: str = "", kinds: Sequence[str] | None = None) -> str:
    chosen = [kind for kind in study.country.kinds if kinds is None or kind.code in kinds]
    return handout(study, compared(study, names, base, kinds), list(names), chosen)


def without_outside(html: str) -> Page:
    """Check that a page fetches nothing, and take it apart."""
    page = Page(html)
    assert not [
        tag for tag, _ in page.elements if tag in {"link", "iframe", "object", "embed", "base", "form"}
    ]
    for tag, attributes in page.elements:
        addresses = [attributes[name] for name in ("src", "href", "srcset", "action") if name in attributes]
        assert all(address.startswith(("data:", "#")) for address in addresses), (tag, addresses)
        assert not [name for name in attributes if name.startswith("on")], (tag, attributes)
    markup = re.sub(r"<script>.*?</script>", "", html, flags=re.DOTALL)
    assert all(found.startswith(("data:", "#")) for found in re.findall(r"url\(\s*['\"]?([^)'\"]*)", markup))
    assert "@import" not in markup
    (policy,) = [one["content"] for one in page.of("meta") if "http-equiv" in one]
    rules = dict(rule.strip().split(" ", 1) for rule in policy.split(";"))
    assert rules["default-src"] == "'none'"
    assert not re.search(r"https?:|\*", policy)
    assert html.index("Content-Security-Policy") < html.index("<script>")
    assert "sourceMappingURL" not in html
    references = set(re.findall(r"stuk:([\w-]+)", html)) - {""}
    assert references
    assert references == set(page.given("__stukken"))
    return page


@pytest.fixture(scope="module")
def three(nederland: Study) -> str:
    return page_of(nederland, ["jeugdregio", "po-binnen-jeugdregio", "samengevoegd"])


def test_it_is_one_file_that_fetches_nothing(three: str) -> None:
    without_outside(three)
    assert len(three.encode()) < 3_000_000


def test_the_browser_part_fetches_only_what_is_no_reference_inside(three: str) -> None:
    for told in Page(three).maps:
        documents = told["documents"]
        addresses = [documents["ground"], *documents["layers"], *documents["sites"].values()]
        assert all(address.startswith("stuk:") for address in addresses)
        assert told["alone"] is True
        assert told["figures"] == []
        assert documents["pc4"] == ""
    for one in Page(three).given("__scenarios"):
        assert (one["lagen"]["figures"], one["lagen"]["own"], one["lagen"]["way"]) == ("", "", None)


def test_it_says_over_what_distances_are(nederland: Study, three: str) -> None:
    model = nederland.country.model
    page = Page(three)
    assert f"afstanden: {model.label}; {model.certainty}" in page.text
    assert f"Afstanden zijn {model.certainty} ({model.label})" in page.text
    for told in page.maps:
        assert told["source"].endswith("afstanden: modelnet, auto, peildatum november 2026; gemodelleerd")
    straight = Study.of(nederland.country.dataset, Settings("hemelsbreed"))
    text = Page(page_of(straight, ["jeugdregio"], kinds=["so"])).text
    assert "afstanden: hemelsbreed × 1,3; geschat" in text
    assert "modelnet" not in text


def test_every_scenario_has_its_conclusion_title_and_layers(nederland: Study, three: str) -> None:
    names = ["jeugdregio", "po-binnen-jeugdregio", "samengevoegd"]
    page = Page(three)
    assert [one["naam"] for one in page.given("__scenarios")] == names
    assert [one["value"] for one in page.of("option")] == names
    result = compared(nederland, names)
    base = nederland.arrangement(nederland.base_id)
    for name in names:
        scenario = nederland.arrangement(name)
        sentences = conclude(result, scenario, base, nederland.country.kinds)
        assert sentences
        assert all(escape(sentence) in three for sentence in sentences)
        assert escape(scenario.origin) in three
        shown = [one for one in page.of("div") if one.get("data-scenario") == name]
        # conclusion, title of its map, what differs, and a list per kind of who has no own facility
        assert len(shown) == 3 + len(nederland.country.kinds)
        assert all("hidden" in one for one in shown)


def test_layers_of_each_scenario_are_inside(nederland: Study, three: str) -> None:
    page = Page(three)
    kept = page.given("__stukken")
    for one in page.given("__scenarios"):
        layers = kept[one["lagen"]["scenario"].removeprefix("stuk:")]
        arrangement = nederland.arrangement(one["naam"])
        counts = [len(layer.codes) for layer in arrangement.layers]
        assert [len(layer["namen"]) for layer in layers] == [*counts, len(nederland.country.units)]
        assert all(len(layer["van"]) == len(nederland.country.units) for layer in layers)


def test_what_differs_is_hatched_outlined_and_told(nederland: Study, three: str) -> None:
    page = Page(three)
    kept = page.given("__stukken")
    base, kind = nederland.arrangement(nederland.base_id), nederland.country.kinds[2]
    for one in page.given("__scenarios"):
        drawn = kept[one["lagen"]["scenario"].removeprefix("stuk:")][-1]
        found = place_changes(nederland.country, base, nederland.arrangement(one["naam"]), kind.layer)
        hatched = [drawn["namen"][at]["arcering"] for at in drawn["van"]]
        assert hatched == [change.move is Move.ELSEWHERE for change in found]
        assert drawn["lijnen"]
    assert "verschil" in page.maps[1]["start"]["lines"]
    assert "Gewijzigd ten opzichte van regeling 2015" in page.text


def test_minutes_departures_and_changes_stand_with_their_scenario(nederland: Study) -> None:
    told = Notes(
        (Minute(soort="besluit", gemeente="GM0344", tekst=EVIL, wie="M. Jansen", tijd="2026-01-31T09:00"),),
        ("Ingedeeld: Woerden bij JZ22.",),
    )
    kinds = [kind for kind in nederland.country.kinds if kind.code == "so"]
    html = handout(
        nederland,
        compared(nederland, ["jeugdregio"], kinds=["so"]),
        ["jeugdregio"],
        kinds,
        {"jeugdregio": told},
    )
    text = without_outside(html).text
    for part in (
        "Verslag en wijzigingen",
        "besluit",
        "Utrecht",
        "M. Jansen",
        "31-01-2026 09:00",
        "Woerden bij JZ22",
        EVIL,
    ):
        assert part in text
    assert "Verslag en wijzigingen" not in Page(page_of(nederland, ["jeugdregio"], kinds=["so"])).text


def test_tables_of_every_kind_and_the_account_are_inside(nederland: Study, three: str) -> None:
    text = Page(three).text
    for kind in nederland.country.kinds:
        assert f"{kind.code}: {kind.name}" in text
    for told in ("Versnippering, po en vo", "Verantwoording", "niet bevestigd", "verplaatst geen school"):
        assert told in text
    assert "niemands werkelijke reis" in text
    assert "rekenvoorbeeld" in text
    assert nederland.country.dataset.manifest.fingerprint in text
    assert not re.search(r"\bnan\b|\bNone\b|\binf\b", text)


def test_the_left_map_is_the_base_and_the_right_one_waits_for_a_scenario(three: str) -> None:
    left, right = Page(three).maps
    assert left["remember"] != right["remember"]
    assert left["start"]["fill"] == "swv_po"
    assert set(left["start"]["lines"]) == {"swv_po", "jeugdregio"}
    assert right["start"]["fill"].startswith("scenario")
    assert left["start"]["sites"] == right["start"]["sites"] == {"so": 1}
    assert left["view"] == right["view"]


def test_maps_stand_where_their_scripts_look(three: str) -> None:
    page = Page(three)
    places = [one["id"] for one in page.of("div") if one.get("class") == "folium-map"]
    drawn = next(one for one in page.scripts if "L.map(" in one)
    assert len(set(places)) == 2
    assert sorted(set(re.findall(r"\}\)\((map_\w+), ", drawn))) == sorted(places)


def test_one_scenario_needs_no_choice(nederland: Study) -> None:
    html = page_of(nederland, ["jeugdregio"])
    page = without_outside(html)
    assert not page.of("select")
    assert len(page.given("__scenarios")) == 1


def test_only_the_kinds_that_were_asked_for(nederland: Study) -> None:
    page = without_outside(page_of(nederland, ["jeugdregio"], kinds=["vo", "pro"]))
    for told in page.maps:
        assert {kind["code"] for kind in told["kinds"]} == {"vo", "pro"}
        assert set(told["documents"]["sites"]) == {"vo", "pro"}
    left, right = page.maps
    assert left["start"]["fill"] == "swv_vo"
    assert left["start"]["sites"] == right["start"]["sites"] == {"pro": 1}


def test_today_can_be_a_scenario_against_another_base(nederland: Study) -> None:
    html = page_of(nederland, [nederland.base_id, "provincie"], base="jeugdregio")
    page = without_outside(html)
    left, right = page.maps
    assert left["start"]["fill"] == "swv"
    kept = page.given("__stukken")
    base = [kept[one.removeprefix("stuk:")] for one in left["documents"]["layers"]]
    assert [one["id"] for one in base[1]] == ["swv"]
    assert [len(one["namen"]) for one in base[1]] == [42]
    scenario = kept[page.given("__scenarios")[0]["lagen"]["scenario"].removeprefix("stuk:")]
    assert [one["id"] for one in scenario] == ["scenario_po", "scenario_vo", "verschil"]
    assert {one["id"] for one in scenario} & set(right["start"]["lines"]) == {"scenario_po", "verschil"}
    assert "Regeling 2015 tegenover swv's naar jeugdregio" in page.text


def test_both_maps_open_on_the_layer_of_the_kind(nederland: Study) -> None:
    left, right = Page(page_of(nederland, ["po-binnen-jeugdregio"], kinds=["vo"])).maps
    assert left["start"]["fill"] == "swv_vo"
    assert right["start"]["fill"] == "scenario_vo"
    assert {"scenario", "scenario_vo"} <= set(right["start"]["lines"])


def test_units_that_are_split_bring_their_polygons(split_study: Study) -> None:
    page = without_outside(page_of(split_study, ["eigen", "jeugdregio"]))
    kept = page.given("__stukken")
    own, other = (kept[one["lagen"]["scenario"].removeprefix("stuk:")] for one in page.given("__scenarios"))
    assert len(own[0]["gebieden"]) == len(own[0]["ouder"]) == len(own[0]["van"])
    assert len(own[0]["van"]) == len(split_study.country.units) + 3
    assert "gebieden" not in other[0]


def test_a_split_base_brings_its_polygons(split_study: Study) -> None:
    page = without_outside(page_of(split_study, ["jeugdregio"], base="eigen"))
    kept = page.given("__stukken")
    base = kept[page.maps[0]["documents"]["layers"][1].removeprefix("stuk:")]
    assert len(base[0]["gebieden"]) == len(split_study.arrangement("eigen").units)


def test_titles_and_names_do_no_harm(three: str) -> None:
    whole = read_dataset(BUNDLED)
    kinds = whole["soorten"].copy()
    kinds.loc[kinds["code"] == "bo", "naam"] = EVIL
    gemeenten = whole["gemeenten"].copy()
    gemeenten.loc[gemeenten["gemeentecode"] == "GM0014", "naam"] = EVIL
    sites = whole["vestigingen"].assign(naam=EVIL)
    changed = {"soorten": kinds, "gemeenten": gemeenten, "vestigingen": sites}
    study = Study.of(replace(whole, tables={**whole.tables, **changed}, folder=None), Settings("hemelsbreed"))
    layer = replace(study.arrangement("jeugdregio").po.rename("JZ01", EVIL), origin=EVIL)
    name = study.add(Arrangement.merged(EVIL, EVIL, layer))
    html = page_of(study, [name, "provincie"])
    page = without_outside(html)
    assert len(page.scripts) == len(Page(three).scripts)
    assert [tag for tag, _ in page.elements if tag == "img"] == []
    assert "<script>alert(1)" not in html
    assert page.given("__scenarios")[0]["naam"] == name == EVIL
    assert page.of("option")[0]["value"] == EVIL
    assert EVIL in page.text


def test_the_imported_country_fits_too(study: Study) -> None:
    html = page_of(study, ["jeugdregio"])
    page = without_outside(html)
    assert len(html.encode()) < 5_000_000
    assert "postcodegebied" not in page.maps[0]["counted"]


def test_sources_name_the_data(nederland: Study, three: str) -> None:
    text = unescape(Page(three).text)
    for source in nederland.country.dataset.manifest.sources:
        assert str(source["titel"]) in text
