"""Feitelijke afstand over small countries on a line, and what is said where nobody brought homes."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd
import pytest

from data.dataset import HERKOMST, Dataset, fingerprint
from data.herkomst import COLUMNS
from geo.errors import UnknownNameError
from scenarios.actual import actual_travel, closing, counts_by_home, pupils_by_home, where_pupils_go
from scenarios.closing import NEAREST, NO_SITE, OBSERVED
from scenarios.flows import flows_of, nearest_among, sites_offering, travelled
from scenarios.settings import STRAIGHT, Settings
from scenarios.site_plan import SitePlan
from scenarios.study import Study

#: Site, kind, PC4, pupils at least, in the middle, at most.
Row = tuple[str, str, str, float, float, float]
MakeDataset = Callable[..., Dataset]

PLAIN = Settings(STRAIGHT, detour_factor=1.0, intrazonal=False)
SOURCE = {
    "tabel": "herkomst_po",
    "titel": "Leerlingen po per vestiging en postcode van de woning",
    "uitgever": "DUO",
    "licentie": "CC0",
    "peildatum": "2024-10-01",
    "aard": "gemeten",
    "bestand": "brin6_pc4.csv",
    "rijen": 1,
}


def _with(dataset: Dataset, *rows: Row) -> Dataset:
    columns = ["vestigingscode", "soort", "pc4", "laag", "midden", "hoog"]
    table = pd.DataFrame(rows, columns=columns).assign(gedeeld=False, jaar=2024)
    tables: Mapping[str, pd.DataFrame] = {
        **dataset.tables,
        HERKOMST: table[list(COLUMNS)].astype(dict(COLUMNS)),
    }
    manifest = replace(dataset.manifest, fingerprint=fingerprint(tables), sources=(SOURCE,))
    return Dataset(tables, manifest)


@pytest.fixture
def line(small_country: MakeDataset) -> Dataset:
    """A, b, c, d at 0, 10, 20, 30 km; so at a, c and d."""
    rows = [
        (f"100{n}", 10.0 * (n - 1), f"GM000{n}", f"JZ0{1 + n // 3}", "PO2001", "VO2001", 100.0 * n, 10.0)
        for n in range(1, 5)
    ]
    kinds = ("bo", "sbo", "so", "vso", "pro", "vo")
    return small_country(
        rows, [("00AA00", "1001", kinds), ("00AC00", "1003", ("so",)), ("00AD00", "1004", kinds)]
    )


HOMES: Sequence[Row] = (
    ("00AA00", "so", "1001", 10, 10, 10),  # 0 km, nearest
    ("00AA00", "so", "1002", 1, 2, 4),  # 10 km, nearest (a tie with c)
    ("00AC00", "so", "1002", 6, 6, 6),  # 10 km, nearest (a tie with a)
    ("00AC00", "so", "1004", 3, 3, 3),  # 10 km, not the nearest
    ("00AD00", "so", "1002", 2, 2, 2),  # 20 km, not the nearest
    ("00AD00", "so", "", 5, 5, 5),  # home unknown
)


@pytest.fixture
def study(line: Dataset) -> Study:
    return Study.of(_with(line, *HOMES), PLAIN)


def _of(table: pd.DataFrame, area: str, measure: str) -> dict[str, Any]:
    found = table[(table["gebied"] == area) & (table["maat"] == measure)].to_dict("records")
    assert len(found) == 1
    return {str(key): value for key, value in found[0].items()}


def test_figures_worked_out_on_paper(study: Study) -> None:
    table = actual_travel(study, study.base_id, kinds=["so"])
    pupils, mean = _of(table, "NL", "feitelijk_leerlingen"), _of(table, "NL", "feitelijk_gemiddeld")
    assert (pupils["laag"], pupils["waarde"], pupils["hoog"]) == (22, 23, 25)
    # 10 at 0 km, 9 and a masked cell at 10 km, 2 at 20 km
    assert mean["waarde"] == pytest.approx((90 + 20 + 40) / 23)
    assert mean["laag"] == pytest.approx((90 + 10 + 40) / 22)
    assert mean["hoog"] == pytest.approx((90 + 40 + 40) / 25)
    assert mean["eenheid"] == "km"
    assert mean["zekerheid"] == "geschat"
    assert mean["zekerheid_aantallen"] == pupils["zekerheid"] == "gemeten"
    assert mean["peildatum"] == "2024-10-01"
    assert mean["bron"] == "DUO, Leerlingen po per vestiging en postcode van de woning"
    assert mean["toelichting"] == "5 leerlingen zonder bekende woonpostcode tellen niet mee."
    nearest = _of(table, "NL", "feitelijk_dichtstbij")
    assert nearest["waarde"] == pytest.approx(100 * 18 / 23)
    assert _of(table, "NL", "feitelijk_p90")["waarde"] == 10.0
    # the same pupils at their nearest: 10 at 0 km, of 1002 nine and a masked cell at 10 km, of 1004 3 at 0 km
    at_best = _of(table, "NL", "feitelijk_dichtstbij_km")
    assert at_best["waarde"] == pytest.approx(100 / 23)
    assert at_best["laag"] == pytest.approx(90 / 22)
    assert at_best["hoog"] == pytest.approx(120 / 25)
    assert at_best["waarde"] <= mean["waarde"]


def test_areas_are_where_pupils_live(study: Study) -> None:
    table = actual_travel(study, study.base_id, ["jeugdregio", "swv", "gemeente"], ["so"])
    assert _of(table, "GM0002", "feitelijk_leerlingen")["hoog"] == 12
    assert _of(table, "GM0004", "feitelijk_gemiddeld")["waarde"] == 10.0
    assert "GM0003" not in set(table["gebied"])
    for level in ("jeugdregio", "swv", "gemeente"):
        part = table[(table["niveau"] == level) & (table["maat"] == "feitelijk_leerlingen")]
        assert part["waarde"].sum() == 23
    assert set(table.loc[table["niveau"] == "swv", "gebied"]) == {"PO2001"}


def test_other_kinds_say_what_to_bring(study: Study) -> None:
    table = actual_travel(study, study.base_id).set_index("soort")
    assert np.isnan(table.loc["vo", "waarde"])
    assert table.loc["vo", "zekerheid"] == "niet te bepalen"
    assert "DUO's leerlingen vo per vestiging en postcode van de woning" in table.loc["vo", "toelichting"]
    assert "brin6_pc4.csv" in table.loc["vso", "toelichting"]
    assert pupils_by_home(study.country, "vso") is None


def test_regrouping_leaves_what_pupils_travel_as_it_is(study: Study) -> None:
    base = actual_travel(study, study.base_id, kinds=["so"])
    other = actual_travel(study, "jeugdregio", kinds=["so"])
    pd.testing.assert_frame_equal(base, other)


def test_pupils_per_home(study: Study) -> None:
    found = pupils_by_home(study.country, "so")
    assert found is not None
    assert found[0].tolist() == [10, 9, 0, 3]
    assert found[1].tolist() == [10, 12, 0, 3]
    counts = counts_by_home(study.country, "so")
    assert counts is not None
    assert counts.mid.tolist() == [10, 10, 0, 3]


def test_reformed_schools_apart_are_left_out(line: Dataset) -> None:
    dataset = _with(line, *HOMES)
    sites = dataset["vestigingen"]
    reformed = sites.assign(reformatorisch=sites["vestigingscode"] == "00AC00")
    dataset = replace(dataset, tables={**dataset.tables, "vestigingen": reformed})
    study = Study.of(dataset, replace(PLAIN, reformed_apart=True))
    table = actual_travel(study, study.base_id, kinds=["so"])
    assert _of(table, "NL", "feitelijk_leerlingen")["waarde"] == 14
    found = pupils_by_home(study.country, "so")
    assert found is not None
    assert found[0].tolist() == [10, 3, 0, 0]


def test_closing_follows_the_other_pupils_of_the_same_home(study: Study) -> None:
    found = closing(study, study.base_id, "00AC00", "so")
    cells = found.cells.set_index(["pc4", "naar"])
    # of 1002, two (masked) others go to a, two to d; of 1004 nobody else: the nearest is d
    assert cells["leerlingen"].to_dict() == {
        ("1002", "00AA00"): 3.0,
        ("1002", "00AD00"): 3.0,
        ("1004", "00AD00"): 3.0,
    }
    assert cells["na_km"].tolist() == [10.0, 20.0, 0.0]
    assert cells["voor_km"].tolist() == [10.0, 10.0, 10.0]
    assert cells["hoe"].tolist() == [OBSERVED, OBSERVED, NEAREST]
    assert found.pupils.mid == 9
    assert found.from_homes
    assert found.certainty == "gemodelleerd"
    table = where_pupils_go(study, study.base_id, "00AC00", "so")
    assert table["leerlingen"].sum() == 9
    assert list(table["naar"]) == ["00AA00", "00AD00", "00AD00"]


def test_pupils_without_a_known_home_are_told_apart(study: Study) -> None:
    found = closing(study, study.base_id, "00AD00", "so")
    assert found.unknown.mid == 5
    assert found.pupils.mid == 7
    assert found.cells["leerlingen"].sum() + found.unknown.mid == found.pupils.mid
    # of 1002, two (masked) others go to a, six to c
    assert found.cells["leerlingen"].tolist() == [0.5, 1.5]


def _closed(study: Study, *offers: tuple[str, str]) -> str:
    base = study.arrangement(study.base_id)
    plan = SitePlan.of(study.country.dataset).closed(list(offers), "gesloten")
    return study.add(replace(base, id="dicht", title="dicht", plan=plan))


def test_a_scenario_that_closes_a_site_moves_its_pupils(study: Study) -> None:
    name = _closed(study, ("00AC00", "so"))
    table = actual_travel(study, name, ["land", "gemeente"], ["so"])
    mean = _of(table, "NL", "feitelijk_gemiddeld")
    # 10 at 0, 2 + 3 of 1002 at 10, 2 + 3 at 20, 3 of 1004 at 0
    assert mean["waarde"] == pytest.approx((50 + 100) / 23)
    assert mean["zekerheid_aantallen"] == "gemodelleerd"
    assert _of(table, "NL", "feitelijk_leerlingen")["waarde"] == 23
    # nobody of 1001 had to move
    assert _of(table, "GM0001", "feitelijk_leerlingen")["zekerheid"] == "gemeten"
    # seen by the scenario, whose sites are everybody's there
    pd.testing.assert_frame_equal(
        actual_travel(study.seen_by(name), name, ["land", "gemeente"], ["so"]), table
    )
    # asked again under the scenario in which it is closed
    again = closing(study, name, "00AC00", "so")
    pd.testing.assert_frame_equal(again.cells, closing(study, study.base_id, "00AC00", "so").cells)


def test_a_site_that_moved_is_measured_anew(study: Study) -> None:
    base = study.arrangement(study.base_id)
    place = study.country.points.set_index("pc4").loc["1002"]
    there = {"pc4": "1002", "easting": place["easting"], "northing": place["northing"]}
    plan = SitePlan.of(study.country.dataset).moved("00AC00", there, "verplaatst")
    name = study.add(replace(base, id="elders", title="elders", plan=plan))
    found, was = travelled(study, name, "so"), travelled(study, study.base_id, "so")
    assert found is not None
    assert was is not None
    codes = study.country.sites["vestigingscode"].to_numpy()[was.site]
    assert was.distance_m[codes == "00AC00"].tolist() == [10_000, 10_000]
    assert found.distance_m[codes == "00AC00"].tolist() == [0, 20_000]
    assert (found.distance_m[codes != "00AC00"] == was.distance_m[codes != "00AC00"]).all()
    assert not found.modelled.any()


def test_closing_the_last_site_leaves_pupils_without_one(line: Dataset) -> None:
    study = Study.of(_with(line, *HOMES), PLAIN)
    name = _closed(study, ("00AA00", "so"), ("00AC00", "so"))
    found = closing(study, name, "00AD00", "so")
    assert (found.cells["naar"] == "").all()
    assert (found.cells["hoe"] == NO_SITE).all()
    assert np.isinf(found.cells["na_km"]).all()
    assert found.cells["leerlingen"].sum() == 2
    gone = _closed(study, ("00AA00", "so"), ("00AC00", "so"), ("00AD00", "so"))
    table = actual_travel(study, gone, kinds=["so"])
    assert _of(table, "NL", "feitelijk_onbereikbaar")["waarde"] == 23
    assert np.isnan(_of(table, "NL", "feitelijk_gemiddeld")["waarde"])


def test_without_homes_pupils_are_assumed_to_live_where_the_site_is_the_nearest(line: Dataset) -> None:
    study = Study.of(line, PLAIN)
    found = closing(study, study.base_id, "00AD00", "sbo")
    # 1003 (300) and 1004 (400) are nearer to d than to a; 1002 is not
    assert not found.from_homes
    assert found.cells["pc4"].tolist() == ["1003", "1004"]
    assert found.cells["leerlingen"].tolist() == pytest.approx([10 * 3 / 7, 10 * 4 / 7])
    assert found.cells["voor_km"].tolist() == [10, 0]
    assert found.cells["na_km"].tolist() == [20, 30]
    assert found.certainty == "gemodelleerd"
    assert "Aangenomen" in found.note
    assert "brin6_pc4.csv" in found.note


def test_a_site_that_is_the_nearest_of_nobody_has_pupils_of_its_own_postcode(
    small_country: MakeDataset,
) -> None:
    rows = [("1001", 0.0, "GM0001", "JZ01", "PO2001", "VO2001", 0.0, 0.0),
            ("1002", 9.0, "GM0002", "JZ01", "PO2001", "VO2001", 9.0, 9.0)]  # fmt: skip
    study = Study.of(small_country(rows, [("00AA00", "1001", ("so",)), ("00AB00", "1002", ("so",))]), PLAIN)
    found = closing(study, study.base_id, "00AA00", "so")
    assert found.cells["pc4"].tolist() == ["1001"]
    assert found.cells["na_km"].tolist() == [9.0]
    assert "eigen postcode" in found.note


def test_pupils_counted_together_are_an_interval(line: Dataset) -> None:
    offers = line["aanbod"].copy()
    here = (offers["vestigingscode"] == "00AD00") & offers["soort"].isin(["so", "vso"])
    offers.loc[here, ["leerlingen", "gedeeld", "leerlingen_gedeeld"]] = [np.nan, 1, 60.0]
    study = Study.of(replace(line, tables={**line.tables, "aanbod": offers}), PLAIN)
    found = closing(study, study.base_id, "00AD00", "so")
    # elsewhere two sites count 20 so pupils alone and one counts 10 vso pupils: of the same mean size
    assert (found.pupils.low, found.pupils.mid, found.pupils.high) == pytest.approx((0, 30, 60))
    assert found.cells["leerlingen"].sum() == pytest.approx(30)
    assert found.cells["hoog"].sum() == pytest.approx(60)
    assert "samen met een andere soort" in found.note


def test_a_site_with_an_unknown_number_of_pupils_says_so(line: Dataset) -> None:
    offers = line["aanbod"].copy()
    here = (offers["vestigingscode"] == "00AD00") & (offers["soort"] == "vo")
    offers.loc[here, ["leerlingen", "onbekend"]] = [np.nan, 1]
    study = Study.of(replace(line, tables={**line.tables, "aanbod": offers}), PLAIN)
    found = closing(study, study.base_id, "00AD00", "vo")
    assert np.isnan(found.pupils.mid)
    assert found.cells["leerlingen"].isna().all()
    assert "is onbekend" in found.note


@pytest.mark.parametrize(
    ("code", "kind", "told"),
    [
        ("99ZZ99", "so", "onbekende vestiging '99ZZ99'"),
        ("00AC00", "bo", "biedt geen bo met een plek op de kaart"),
        ("00AC00", "mbo", "onbekende soort 'mbo'; kies uit bo"),
    ],
)
def test_what_does_not_exist_cannot_close(study: Study, code: str, kind: str, told: str) -> None:
    with pytest.raises(UnknownNameError, match=told):
        closing(study, study.base_id, code, kind)


def test_the_nearest_site_by_name_is_that_of_the_cube(straight_study: Study) -> None:
    country = straight_study.country
    rng = np.random.default_rng(5)
    points = rng.integers(0, len(country.points), 60)
    for kind in ("so", "pro"):
        among = sites_offering(country, kind)
        site, metres = nearest_among(country, among, points)
        assert np.isin(site, among).all()
        position = country.situation.kinds.index(kind)
        np.testing.assert_allclose(metres, straight_study.free_m[position][points])


def test_every_kind_without_homes_in_the_bundled_set(straight_study: Study) -> None:
    country = straight_study.country
    assert all(flows_of(country, kind.code) is None for kind in country.kinds)
    table = actual_travel(straight_study, straight_study.base_id, ["land", "swv"])
    assert len(table) == len(country.kinds)
    assert table["waarde"].isna().all()
    assert table["toelichting"].str.len().gt(0).all()
    code = str(
        country.sites["vestigingscode"].iloc[
            country.supply.loc[country.supply["kind"] == "so", "site"].iloc[0]
        ]
    )
    found = closing(straight_study, straight_study.base_id, code, "so")
    assert found.cells["leerlingen"].sum() == pytest.approx(found.pupils.mid)
    assert (found.cells["na_km"] >= found.cells["voor_km"] - 1e-3).all()
