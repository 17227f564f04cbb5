"""Ready-made indelingen: on small countries by hand, on the real one against other means."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Sequence
from typing import Any

import networkx as nx
import numpy as np
import pytest

from data.dataset import Dataset
from geo.errors import UnknownNameError
from scenarios.country import Country
from scenarios.indeling import NO_SWV, Arrangement, LayerType
from scenarios.norms import Norm, Norms, standard_norms
from scenarios.ready_made import UnavailableIndelingError, base_id, ready_made, titles
from scenarios.settings import Settings
from scenarios.study import Study

MakeDataset = Callable[[Sequence[Any], Sequence[Any]], Dataset]
NORMS = Norms((Norm("minimumomvang", "swv", 1000.0, "inwoners", "proef"),))
ALL = [
    "regeling-2015",
    "jeugdregio",
    "po-leidend",
    "vo-leidend",
    "po-binnen-jeugdregio",
    "samengevoegd",
    "provincie",
    "ggd",
    "veiligheidsregio",
    "rmc",
]


def _codes(arrangement: Arrangement) -> dict[str, str]:
    return dict(zip(arrangement.units.ids, arrangement.po.swv, strict=True))


# --- small countries ---------------------------------------------------------------------------


def test_today_is_two_layers_and_nothing_merged(small_country: MakeDataset) -> None:
    rows = [
        ("1001", 0, "GM0001", "JZ01", "PO2001", "VO2001", 10, 10),
        ("1002", 1, "GM0002", "JZ01", "PO2002", "VO2001", 10, 10),
    ]
    country = Country(small_country(rows, []))
    today = ready_made(country, NORMS, "regeling-2015")
    assert not today.is_merged
    assert (today.po.layer_type, today.vo.layer_type) == (LayerType.SWV_PO, LayerType.SWV_VO)
    assert today.po.swv == ("PO2001", "PO2002")
    assert today.vo.swv == ("VO2001", "VO2001")
    assert today.vo.label("VO2001") == "VO 20.01 · Plaats 01 e.o."
    assert base_id(country) == "regeling-2015"


def test_where_layers_overlap_they_become_one(small_country: MakeDataset) -> None:
    """PO2001 and PO2002 hang together through VO2001; PO2003 coincides with VO2002."""
    rows = [
        ("1001", 0, "GM0001", "JZ01", "PO2001", "VO2001", 10, 10),
        ("1002", 1, "GM0002", "JZ01", "PO2002", "VO2001", 10, 10),
        ("1003", 2, "GM0003", "JZ01", "PO2003", "VO2002", 10, 10),
        ("1004", 3, "GM0004", "JZ01", "PO2003", "VO2002", 10, 10),
    ]
    together = ready_made(Country(small_country(rows, [])), NORMS, "samengevoegd")
    codes = _codes(together)
    assert together.is_merged
    assert together.po.layer_type is LayerType.SWV_FUNDEREND
    assert codes["GM0001"] == codes["GM0002"] != codes["GM0003"] == codes["GM0004"]
    assert len(together.po.codes) == 2


def test_europoort_joins_the_largest_part_of_its_gemeente(small_country: MakeDataset) -> None:
    rows = [
        ("3001", 0, "GM0599", "JZ01", "PO2001", "VO2001", 90, 90),
        ("3002", 1, "GM0599", "JZ01", "PO2002", "VO2001", 300, 300),
        ("3003", 2, "GM0599", "JZ01", "PO2002", "VO2002", 200, 200),
        ("3198", 3, "GM0599", "JZ01", "", "", 0, 0),
    ]
    country = Country(small_country(rows, []))
    assert "GM0599/-/-" in country.units.ids
    assert _codes(ready_made(country, NORMS, "regeling-2015"))["GM0599/-/-"] == NO_SWV
    assert _codes(ready_made(country, NORMS, "po-leidend"))["GM0599/-/-"] == "PO2002"
    assert _codes(ready_made(country, NORMS, "vo-leidend"))["GM0599/-/-"] == "VO2001"
    assert _codes(ready_made(country, NORMS, "jeugdregio"))["GM0599/-/-"] == "JZ01"
    for name in ("samengevoegd", "po-binnen-jeugdregio"):
        codes = _codes(ready_made(country, NORMS, name))
        assert codes["GM0599/-/-"] == codes["GM0599/PO2002/VO2001"]


def test_a_small_remainder_goes_to_its_longest_border(small_country: MakeDataset) -> None:
    """PO2001 is cut by the jeugdregio; of its 400 pupils beyond the border PO2002 is the neighbour."""
    rows = [
        ("1001", 0, "GM0001", "JZ01", "PO2001", "VO2001", 1500, 1500),
        ("1002", 1, "GM0002", "JZ02", "PO2001", "VO2001", 200, 200),
        ("1003", 2, "GM0003", "JZ02", "PO2002", "VO2001", 900, 900),
        ("1004", 3, "GM0004", "JZ02", "PO2003", "VO2001", 5000, 5000),
    ]
    made = ready_made(Country(small_country(rows, [])), NORMS, "po-binnen-jeugdregio")
    assert _codes(made) == {"GM0001": "PO2001", "GM0002": "PO2002", "GM0003": "PO2002", "GM0004": "PO2003"}


def test_a_large_remainder_stands_on_its_own(small_country: MakeDataset) -> None:
    rows = [
        ("1001", 0, "GM0001", "JZ01", "PO2001", "VO2001", 1500, 1500),
        ("1002", 1, "GM0002", "JZ02", "PO2001", "VO2001", 500, 500),
        ("1003", 2, "GM0003", "JZ02", "PO2002", "VO2001", 900, 900),
    ]
    made = ready_made(Country(small_country(rows, [])), NORMS, "po-binnen-jeugdregio")
    assert _codes(made) == {"GM0001": "PO2001-JZ01", "GM0002": "PO2001-JZ02", "GM0003": "PO2002"}


def test_a_remainder_alone_in_its_jeugdregio_stays(small_country: MakeDataset) -> None:
    rows = [
        ("1001", 0, "GM0001", "JZ01", "PO2001", "VO2001", 1500, 1500),
        ("1002", 1, "GM0002", "JZ02", "PO2001", "VO2001", 20, 20),
    ]
    made = ready_made(Country(small_country(rows, [])), NORMS, "po-binnen-jeugdregio")
    assert len(made.po.codes) == 2


def test_an_uncut_swv_below_the_minimum_is_left_alone(small_country: MakeDataset) -> None:
    rows = [
        ("1001", 0, "GM0001", "JZ01", "PO2001", "VO2001", 5, 5),
        ("1002", 1, "GM0002", "JZ01", "PO2002", "VO2001", 900, 900),
    ]
    made = ready_made(Country(small_country(rows, [])), NORMS, "po-binnen-jeugdregio")
    assert made.po.codes == ("PO2001", "PO2002")


def test_the_smallest_remainder_moves_first(small_country: MakeDataset) -> None:
    """Two remainders side by side: 300 joins 600, and together (900, below 1,000) they join PO2003."""
    rows = [
        ("1001", 0, "GM0001", "JZ01", "PO2001", "VO2001", 5000, 5000),
        ("1002", 1, "GM0002", "JZ02", "PO2001", "VO2001", 150, 150),
        ("1003", 2, "GM0003", "JZ02", "PO2002", "VO2001", 300, 300),
        ("1004", 3, "GM0004", "JZ02", "PO2003", "VO2001", 700, 700),
        ("1005", 9, "GM0005", "JZ03", "PO2002", "VO2001", 5000, 5000),
    ]
    made = ready_made(Country(small_country(rows, [])), NORMS, "po-binnen-jeugdregio")
    assert _codes(made) == {
        "GM0001": "PO2001",
        "GM0002": "PO2003",
        "GM0003": "PO2003",
        "GM0004": "PO2003",
        "GM0005": "PO2002",
    }


def test_an_unknown_indeling_is_refused_with_all_that_are_known(line_of_four: Dataset) -> None:
    country = Country(line_of_four)
    with pytest.raises(UnknownNameError) as caught:
        ready_made(country, NORMS, "waterschappen")
    assert "onbekende indeling 'waterschappen'" in str(caught.value)
    for name in titles(country):
        assert name in str(caught.value)


def test_without_a_source_an_indeling_cannot_be_made(line_of_four: Dataset) -> None:
    with pytest.raises(UnavailableIndelingError, match=r"RMC-regio is niet te maken: 4 gemeenten"):
        ready_made(Country(line_of_four), NORMS, "rmc")


# --- the real country --------------------------------------------------------------------------


def test_everything_ready_made(study: Study) -> None:
    assert list(titles(study.country)) == ALL
    assert study.base_id == "regeling-2015"


@pytest.mark.parametrize("name", ALL)
def test_every_populated_unit_belongs_to_a_swv(study: Study, name: str) -> None:
    arrangement = study.arrangement(name)
    assert arrangement.id == name
    assert arrangement.title
    assert arrangement.origin.endswith(".")
    for layer in arrangement.layers:
        swv = np.array(layer.swv, dtype=object)
        assert (swv[study.country.pupils_of_units > 0] != NO_SWV).all()
        assert all(layer.label(code) != code for code in layer.codes)
    assert arrangement.is_merged == (name != "regeling-2015")
    if arrangement.is_merged:
        assert NO_SWV not in arrangement.po.swv


@pytest.mark.parametrize(
    ("name", "count"), [("po-leidend", 76), ("vo-leidend", 74), ("jeugdregio", 42), ("provincie", 12)]
)
def test_numbers_of_swvs(study: Study, name: str, count: int) -> None:
    assert len(study.arrangement(name).po.codes) == count


def test_today_has_76_and_74(study: Study) -> None:
    today = study.arrangement("regeling-2015")
    assert [len(layer.codes) for layer in today.layers] == [76, 74]
    assert all(code.startswith("PO") for code in today.po.codes)
    assert all(code.startswith("VO") for code in today.vo.codes)


def test_the_variant_has_41_jeugdregios(nederland: Dataset) -> None:
    country = Country(nederland, Settings(jeugdregio_variant="midden-limburg-samengevoegd"))
    merged = ready_made(country, standard_norms(), "jeugdregio")
    plain = ready_made(Country(nederland), standard_norms(), "jeugdregio")
    assert len(merged.po.codes) == 41
    assert len(plain.po.codes) == 42
    assert set(plain.po.codes) - set(merged.po.codes) == {"JZ43"}
    changed = {(a, b) for a, b in zip(plain.po.swv, merged.po.swv, strict=True) if a != b}
    assert changed == {("JZ43", "JZ42")}
    assert "Midden-Limburg" in merged.po.label("JZ42")
    assert "variant midden-limburg-samengevoegd" in country.labels["jeugdregio"]


@pytest.mark.parametrize("name", ["jeugdregio", "provincie", "ggd", "veiligheidsregio", "rmc"])
def test_regions_leave_gemeenten_whole(study: Study, name: str) -> None:
    swv_of: dict[str, set[str]] = defaultdict(set)
    for unit, code in _codes(study.arrangement(name)).items():
        swv_of[unit.partition("/")[0]].add(code)
    assert all(len(codes) == 1 for codes in swv_of.values())
    assert len(swv_of) == 342


def test_together_are_the_components_of_overlap(study: Study) -> None:
    table = study.country.unit_table
    graph = nx.Graph((po, vo) for po, vo in zip(table["swv_po"], table["swv_vo"], strict=True) if po and vo)
    number = {swv: n for n, nodes in enumerate(nx.connected_components(graph)) for swv in nodes}
    arrangement = study.arrangement("samengevoegd")
    codes = np.array(arrangement.po.swv, dtype=object)
    assert len(arrangement.po.codes) == nx.number_connected_components(graph)
    has_swv = (table["swv_po"] != "").to_numpy()
    pairs = {(number[po], c) for po, c in zip(table["swv_po"][has_swv], codes[has_swv], strict=True)}
    assert len(pairs) == len(arrangement.po.codes)
    for layer in ("swv_po", "swv_vo"):
        for swv in set(table[layer]) - {""}:
            assert len(set(codes[(table[layer] == swv).to_numpy()])) == 1, swv


@pytest.mark.parametrize(
    ("name", "kinds", "layer"),
    [("po-leidend", ("bo", "sbo", "so"), "po"), ("vo-leidend", ("vso", "pro", "vo"), "vo")],
)
def test_the_leading_layer_keeps_its_own_distances(
    study: Study, name: str, kinds: tuple[str, ...], layer: str
) -> None:
    today = study.arrangement("regeling-2015").layer(layer).of_points()
    inside = today != NO_SWV
    assert (~inside).sum() == 3
    assert (study.arrangement(name).layer(layer).of_points()[inside] == today[inside]).all()
    for kind in kinds:
        position = study.country.situation.kinds.index(kind)
        before = study.distances("regeling-2015").own_m[position]
        after = study.distances(name).own_m[position]
        np.testing.assert_array_equal(after[inside], before[inside])


def test_po_within_jeugdregio_lies_within_jeugdregios(study: Study) -> None:
    table = study.country.unit_table
    region = table["gemeentecode"].map(study.country.gemeenten["jeugdregio"])
    swv = study.arrangement("po-binnen-jeugdregio").po.swv
    regions_of: dict[str, set[str]] = defaultdict(set)
    for code, jeugdregio in zip(swv, region, strict=True):
        regions_of[code].add(jeugdregio)
    assert all(len(regions) == 1 for regions in regions_of.values())


def test_po_within_jeugdregio_absorbs_small_remainders_only(study: Study) -> None:
    """Pieces of at least the minimum stay apart; a smaller one is left only where it has no neighbour."""
    country = study.country
    table, minimum = country.unit_table, study.norms.minimum_pupils
    po = np.array(study.arrangement("po-leidend").po.swv, dtype=object)
    region = table["gemeentecode"].map(country.gemeenten["jeugdregio"]).to_numpy()
    made = np.array(study.arrangement("po-binnen-jeugdregio").po.swv, dtype=object)
    pupils = country.pupils_of_units
    pieces: dict[tuple[str, str], list[int]] = defaultdict(list)
    for unit, piece in enumerate(zip(po, region, strict=True)):
        pieces[piece].append(unit)
    cut = {s for s in set(po) if len({j for x, j in pieces if x == s}) > 1}
    small = {p for p, units in pieces.items() if p[0] in cut and pupils[units].sum() < minimum}
    assert small
    kept = {tuple(sorted(set(made[units]))) for piece, units in pieces.items() if piece not in small}
    assert all(len(codes) == 1 for codes in kept)
    assert len(kept) == len(pieces) - len(small)
    for (_, jeugdregio), units in ((p, pieces[p]) for p in small):
        assert len(set(made[units])) == 1
        area = made == made[units[0]]
        others = set(made[(region == jeugdregio) & ~area])
        assert pupils[area].sum() >= minimum or not others


def test_a_swv_that_is_not_cut_keeps_its_code(study: Study) -> None:
    table = study.country.unit_table
    region = table["gemeentecode"].map(study.country.gemeenten["jeugdregio"])
    made = np.array(study.arrangement("po-binnen-jeugdregio").po.swv, dtype=object)
    for swv in set(table["swv_po"]) - {""}:
        inside = (table["swv_po"] == swv).to_numpy()
        if region[inside].nunique() == 1:
            assert set(made[inside]) == {swv}


@pytest.mark.parametrize("name", [name for name in ALL if name != "regeling-2015"])
def test_europoort_joins_rotterdams_largest_part(study: Study, name: str) -> None:
    codes = _codes(study.arrangement(name))
    pupils = dict(zip(study.country.units.ids, study.country.pupils_of_units, strict=True))
    rotterdam = [unit for unit in codes if unit.startswith("GM0599/") and unit != "GM0599/-/-"]
    assert pupils["GM0599/-/-"] == 0
    assert codes["GM0599/-/-"] == codes[max(rotterdam, key=pupils.__getitem__)]
