"""Maps that ask for nothing outside, and whose layers can be told apart by who sees no colour."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from importlib.resources import files
from itertools import combinations, pairwise
from typing import Any

import folium
import pytest
from hypothesis import given
from hypothesis import strategies as st

from scenarios.country import Kind
from ui.assets import ICON, OfflineMap
from ui.documents import Documents
from ui.maps import (
    COUNTED,
    GROUPED,
    Behaviour,
    Later,
    Network,
    PointedOut,
    Start,
    Way,
    draw,
    script_json,
)
from ui.palette import FIGURE_SCALE, FILLS, REACH, STROKES, SYMBOLS, WATER, WAY_CASING
from ui.palette import WAY as WAY_STROKE

KINDS = (
    Kind("bo", "basisonderwijs", "po", "po"),
    Kind("so", "speciaal onderwijs (cluster 3 en 4)", "po", "po"),
    Kind("vso", "voortgezet speciaal onderwijs (cluster 3 en 4)", "vo", "vo"),
)
WAY = Way("so:1:2", {"type": "LineString", "coordinates": [(5, 52), (6, 53)]}, "1011", "so: 1012", near=[3])
#: Colour of names on the map (static/kaart.css).
NAME = "#12233a"
SCRIPT = files("ui").joinpath("static/kaart.js").read_text(encoding="utf-8")


def made(
    documents: Documents | None = None, kinds: Sequence[Kind] = KINDS, *, grouped: bool = False, **how: Any
) -> folium.Map:
    return draw(
        OfflineMap(),
        documents or Documents("grond", "lagen", {"bo": "a", "so": "b"}),
        Start("swv_po", ("swv_po", "jeugdregio"), ("so",)),
        Behaviour(**{"label": "Kaart", "source": "CBS & DUO <b>", **how}),
        kinds,
        grouped=grouped,
    )


def page_of(drawn: folium.Map) -> str:
    return str(drawn.get_root().render())


def told_of(drawn: folium.Map) -> dict[str, Any]:
    """Find what the browser part is handed."""
    (child,) = [child for child in drawn._children.values() if hasattr(child, "told")]
    return dict(json.loads(child.told))


def luminance(colour: str) -> float:
    """Relative luminance (WCAG 2.2)."""
    channels = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


# ---- nothing from outside, nothing breaks out


def test_no_address_outside_this_computer() -> None:
    page = page_of(made())
    assert not re.findall(r"https?://", page)
    assert not re.findall(r"(?:src|href)=[\"']?//", page)


def test_scripts_are_those_of_installed_packages() -> None:
    wanted = [address for _, address in (*OfflineMap.default_js, *OfflineMap.default_css)]
    assert wanted
    assert all(address.startswith("../ui.assets.") for address in wanted)
    page = page_of(made())
    assert all(address in page for address in wanted)
    assert not ICON.startswith((":", "http"))


@given(st.text('<>{}%#/\\"a!-') | st.sampled_from(["</script>", "<!--", "{{ 7*7 }}", "{{{", "\u2028"]))
def test_json_cannot_leave_its_script_nor_become_a_template(text: str) -> None:
    told = {text: [text, {}, [{"a": {"b": {}}}], 1.5, None]}
    written = script_json(told)
    assert not re.search(r"<|\{\{|\{%|\{#", written)
    assert json.loads(written) == told


def test_json_refuses_what_the_browser_cannot_read() -> None:
    with pytest.raises(ValueError, match="JSON"):
        script_json([float("nan")])


def test_names_are_data_for_the_page_not_code() -> None:
    name = "</script><script>alert(1)//{{ 7*7 }}{% raw %}{# weg #}"
    drawn = made(label=name, kinds=[Kind("bo", name, "po", "po")])
    page = page_of(drawn)
    assert "</script><script>alert" not in page
    assert page.count(script_json(name)) == 1
    assert "49" not in page.partition('"label": ')[2].partition('"source"')[0]


def test_the_source_line_is_html_and_escaped() -> None:
    assert told_of(made())["source"] == "CBS &amp; DUO &lt;b&gt;"


# ---- what is offered


def test_only_kinds_with_documents_are_offered_each_with_its_own_symbol() -> None:
    kinds = told_of(made())["kinds"]
    assert [kind["code"] for kind in kinds] == ["bo", "so"]
    only = told_of(made(Documents("grond", "lagen", {"so": "b"})))["kinds"]
    assert only == [kinds[1]]
    assert only[0]["kort"] == "so: speciaal onderwijs"


def test_more_kinds_than_symbols_still_get_one() -> None:
    many = [Kind(f"k{number}", "soort", "po", "po") for number in range(len(SYMBOLS) + 2)]
    told = told_of(made(Documents("g", "l", {kind.code: "x" for kind in many}), many))["kinds"]
    assert [(one["vorm"], one["kleur"]) for one in told[len(SYMBOLS) :]] == [
        (one.path, one.color) for one in SYMBOLS[:2]
    ]


def test_figures_are_offered_only_where_asked_for() -> None:
    told = told_of(made())
    assert len(told["figures"]) == 2 + 4 * len(KINDS)
    assert sum(one["timed"] for one in told["figures"]) == 2 * len(KINDS)
    assert {one["group"] for one in told["figures"]} == {one["id"] for one in told["groups"]}
    without = told_of(made(figures=False))
    assert without["figures"] == without["groups"] == []


def test_groups_of_sites_say_what_they_are() -> None:
    assert told_of(made())["counted"] == COUNTED
    assert told_of(made(grouped=True))["counted"] == f"{COUNTED} {GROUPED}"


def test_what_is_on_when_a_map_opens() -> None:
    start = told_of(made())["start"]
    assert start["fill"] == "swv_po"
    assert start["lines"] == {"swv_po": 1, "jeugdregio": 1}
    assert start["sites"] == {"so": 1}
    assert 0 < start["fillOpacity"] <= 1


def test_what_comes_later_leaves_the_map_as_it_is() -> None:
    choice = PointedOut("gemeente:GM1:3", {"type": "Point", "coordinates": (5, 52)}, zoom=True)
    network = Network("vrij.json", "afstanden: <modelnet>", times=True)
    later = Later("lagen.json", "cijfers.json", choice, WAY, network)
    assert later.told() == {
        "figures": "vrij.json",
        "source": "afstanden: &lt;modelnet&gt;",
        "times": True,
        "scenario": "lagen.json",
        "own": "cijfers.json",
        "choice": {"vorm": choice.shape, "key": choice.key, "zoom": True},
        "way": WAY.told(),
        "key": f"{choice.key} {WAY.key}",
    }
    assert Later().told() == {
        "figures": "",
        "source": "",
        "times": False,
        "scenario": "",
        "own": "",
        "choice": None,
        "way": None,
        "key": "",
    }
    assert Later(choice=choice).told()["key"] == choice.key
    drawn = made()
    later.as_group().add_to(drawn)
    page = page_of(drawn)
    assert "window.__kaart.toon(" in page
    assert "lagen.json" in page


# ---- the browser part gets what it reads


def test_the_browser_reads_nothing_that_it_is_not_told() -> None:
    told = told_of(made())
    for group, names in (
        ("told", told),
        ("told.documents", told["documents"]),
        ("told.start", told["start"]),
        ("state", told["start"]),
        (
            "wanted",
            {
                *Later().told(),
                *Later(choice=PointedOut("", {}, zoom=False)).told()["choice"],
                *WAY.told(),
            },
        ),
    ):
        read = set(re.findall(rf"(?<![\w.]){re.escape(group)}\.(\w+)", SCRIPT))
        assert read
        assert read <= set(names), group


def test_symbols_are_drawn_with_what_they_are_told() -> None:
    read = set(re.findall(r"(?<![\w.])kind\.(\w+)", SCRIPT))
    assert {"vorm", "kleur", "midden"} <= read <= set(told_of(made())["kinds"][0])


def test_every_stroke_reaches_the_browser_in_its_order() -> None:
    assert list(told_of(made())["strokes"]) == list(STROKES)


# ---- told apart without colour


def test_borders_that_can_be_on_together_differ_in_more_than_colour() -> None:
    together = {name: one for name, one in STROKES.items() if name != "swv"}
    for (name, one), (other_name, other) in combinations(together.items(), 2):
        if {name, other_name} == {"scenario", "scenario_po"}:
            continue  # a scenario has one layer or two
        assert one.dash != other.dash or abs(one.weight - other.weight) >= 1, (name, other_name)
        assert one.color != other.color or one.dash != other.dash or one.weight != other.weight
    dashed = [one.dash for name, one in together.items() if one.dash and name != "scenario"]
    assert len(dashed) == len(set(dashed))


def test_borders_stand_out_from_the_white_that_they_lie_on_and_the_colours_below() -> None:
    for name, one in STROKES.items():
        worst = min(contrast(one.color, fill) for fill in (*FILLS, WATER))
        assert contrast(one.color, "#ffffff") >= 3, name  # the line that is drawn below it
        assert worst >= (1.2 if name in {"gemeente", "jeugdregio"} else 1.7), name


def test_a_way_stands_out_from_everything_that_it_runs_over() -> None:
    ground = (*FILLS, WATER, *FIGURE_SCALE, *REACH)
    assert all(max(contrast(WAY_STROKE.color, one), contrast(WAY_CASING.color, one)) >= 4.5 for one in ground)
    assert contrast(WAY_STROKE.color, WAY_CASING.color) >= 10
    assert WAY_STROKE.weight > max(one.weight for one in STROKES.values())


def test_areas_within_a_norm_are_darker_than_any_other_and_differ_from_each_other() -> None:
    near, further = (luminance(one) for one in REACH)
    assert near < further < min(luminance(one) for one in FILLS)
    assert contrast(*REACH) >= 2


def test_symbols_differ_in_shape_and_carry_white_numbers() -> None:
    assert len({symbol.path for symbol in SYMBOLS}) == len(SYMBOLS)
    assert len({symbol.color for symbol in SYMBOLS}) == len(SYMBOLS)
    assert all(contrast(symbol.color, "#ffffff") >= 4.5 for symbol in SYMBOLS)


def test_classes_of_a_figure_grow_darker() -> None:
    light = [luminance(colour) for colour in FIGURE_SCALE]
    assert light == sorted(light, reverse=True)
    assert all(contrast(one, other) >= 1.2 for one, other in pairwise(FIGURE_SCALE))


def test_names_can_be_read_on_every_colour() -> None:
    assert all(contrast(fill, NAME) >= 4.5 for fill in (*FILLS, WATER))
    assert NAME in files("ui").joinpath("static/kaart.css").read_text(encoding="utf-8")
