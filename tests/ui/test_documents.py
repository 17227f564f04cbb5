"""Which documents a map gets, and that they can be kept anywhere."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest

from geo.units import Units
from scenarios.country import Kind
from scenarios.study import Study
from ui import areas, documents, layers
from ui.areas import Outlines
from ui.documents import Documents, country_documents, pair_documents, scenario_documents
from ui.palette import STROKES


class Shelf:
    """Keeps what is placed, by name and number, as JSON text."""

    def __init__(self) -> None:
        self.kept: dict[str, str] = {}

    def place(self, name: str, document: Any) -> str:
        address = f"{name}/{len(self.kept)}"
        self.kept[address] = json.dumps(document, allow_nan=False)
        return address

    def get(self, address: object) -> Any:
        return json.loads(self.kept[str(address)])


@pytest.fixture
def shelf() -> Shelf:
    return Shelf()


def outline_of(study: Study) -> Callable[[Units], Outlines]:
    return lambda units: areas.outlines(study.country, units)


def kind_of(study: Study, code: str) -> Kind:
    return next(kind for kind in study.country.kinds if kind.code == code)


def test_a_map_of_the_country_has_ground_layers_and_every_kind(each_study: Study, shelf: Shelf) -> None:
    made = country_documents(each_study, outline_of(each_study), shelf.place)
    assert len(shelf.get(made.ground)["gebieden"]) == len(each_study.country.units)
    ids = [one["id"] for one in shelf.get(made.layers)]
    assert ids == ["gemeente", "jeugdregio", "swv_po", "swv_vo"]
    assert list(made.sites) == [kind.code for kind in each_study.country.kinds]
    assert all(shelf.get(address) for address in made.sites.values())


def test_figures_come_only_with_the_postcodes(nederland: Study, shelf: Shelf) -> None:
    without = country_documents(nederland, outline_of(nederland), shelf.place)
    assert (without.pc4, without.figures) == ("", "")
    made = country_documents(nederland, outline_of(nederland), shelf.place, pc4="straks")
    assert made.pc4 == "straks"
    assert len(shelf.get(made.figures)) == 2 + 2 * len(nederland.country.kinds)
    assert "figures" not in made.told()


def test_a_scenario_brings_its_layers_and_figures(nederland: Study, shelf: Shelf) -> None:
    for name in nederland.titles:
        layer, own = scenario_documents(nederland, name, outline_of(nederland), shelf.place)
        ids = [one["id"] for one in shelf.get(layer)]
        merged = ["scenario"] if nederland.arrangement(name).is_merged else ["scenario_po", "scenario_vo"]
        assert ids == ([] if name == nederland.base_id else merged)
        assert set(ids) <= set(STROKES)
        assert [one["id"] for one in shelf.get(own)] == [
            f"{timed}eigen-{kind.code}" for timed in ("", "tijd-") for kind in nederland.country.kinds
        ]


def test_one_map_of_a_pair_shows_the_layer_of_its_kind(nederland: Study, shelf: Shelf) -> None:
    shared = country_documents(nederland, outline_of(nederland), shelf.place)

    def layers_for(name: str, code: str) -> list[Any]:
        made = pair_documents(
            nederland,
            name,
            kind_of(nederland, code),
            outline=outline_of(nederland),
            place=shelf.place,
            shared=shared,
        )
        assert list(made.sites) == [code]
        assert made.ground == shared.ground
        drawn: list[Any] = shelf.get(made.layers)
        return drawn

    for code, count, what in (("so", 76, "swv po"), ("vo", 74, "swv vo")):
        own, regions = layers_for(nederland.base_id, code)
        assert (own["id"], own["soort"], len(own["namen"])) == ("swv", what, count)
        assert regions["id"] == "jeugdregio"
        assert all(f"{code} in dit swv" in area["regels"][1] for area in own["namen"])
    assert len(layers_for("jeugdregio", "so")[0]["namen"]) == 42


def test_a_pair_with_split_units_brings_its_polygons(split_study: Study, shelf: Shelf) -> None:
    shared = country_documents(split_study, outline_of(split_study), shelf.place)
    made = pair_documents(
        split_study,
        "eigen",
        kind_of(split_study, "so"),
        outline=outline_of(split_study),
        place=shelf.place,
        shared=shared,
    )
    own, regions = shelf.get(made.layers)
    assert len(own["gebieden"]) == len(split_study.arrangement("eigen").units)
    assert len(regions["van"]) == len(split_study.country.units)
    assert "gebieden" not in regions


def test_written_documents_do_not_depend_on_where_they_go(nederland: Study, shelf: Shelf) -> None:
    kept = country_documents(nederland, outline_of(nederland), shelf.place)
    as_it_is = country_documents(nederland, outline_of(nederland), lambda _, document: document)
    assert shelf.get(kept.layers) == json.loads(json.dumps(as_it_is.layers))
    assert shelf.get(kept.ground) == json.loads(json.dumps(as_it_is.ground))


def test_the_browser_always_gets_a_list_of_layers() -> None:
    assert Documents("g", "lagen", {}).told()["layers"] == ["lagen"]
    assert Documents("g", ["een", "twee"], {}).told()["layers"] == ["een", "twee"]
    assert set(Documents("g", "l", {"so": "x"}).told()) == {
        "ground",
        "layers",
        "sites",
        "pc4",
    }


def test_areas_tell_of_their_residents_and_sites(nederland: Study) -> None:
    regions = documents.written(
        nederland,
        layers.divisions_of_country(nederland.country)[1:],
        nederland.country.units,
        outline_of(nederland),
    )[0]
    for area in regions["namen"]:
        residents, sites = area["regels"]
        assert residents.endswith("van 12-17 jaar (geschat)")
        assert sites.startswith("vestigingen: bo ")
