"""Own kinds through the whole computation: hand-worked figures, and nothing else that changes."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from data.dataset import Dataset
from data.own_facilities import read_facilities
from data.own_kinds import with_facilities
from scenarios.compare import Comparison, Level, compare
from scenarios.conclusion import conclude
from scenarios.norms import NormChange, standard_norms
from scenarios.own_norms import norms_of
from scenarios.settings import STRAIGHT, Settings
from scenarios.study import Study
from scenarios.without_own import without_own

HEAD = "soort;naam;postcode;x;y;plaatsen;leerlingen;doelgroep;thuisnabij_km;acceptabel_km"
WITHOUT_DETOUR = Settings(STRAIGHT, detour_factor=1.0)


def extended(folder: Path, dataset: Dataset, *rows: str) -> Dataset:
    path = folder / "opdc_2025.csv"
    path.write_text("\n".join((HEAD, *rows)), encoding="utf-8")
    return with_facilities(dataset, read_facilities(path, dataset))


def study_of(dataset: Dataset, chosen: Settings = WITHOUT_DETOUR) -> Study:
    return Study.of(dataset, chosen, norms=norms_of(dataset))


def national(found: Comparison, name: str, kind: str) -> dict[str, float]:
    rows = found.rows()
    return {m: float(row["waarde"]) for (s, _, _, k, m), row in rows.items() if (s, k) == (name, kind)}


def test_an_opdc_on_the_line_of_four(tmp_path: Path, line_of_four: Dataset) -> None:
    # one opdc, at b (10 km): of a, b, c, d live 100, 200, 300 and 400 aged 12-17, at 10, 0, 10 and 20 km
    dataset = extended(tmp_path, line_of_four, "OPDC;De Brug;1002;110000;450000;40;35;vo;5;14")
    study = study_of(dataset)
    found = national(compare(study, [study.base_id], kinds=["opdc"]), study.base_id, "opdc")
    assert found["leerlingen"] == 1000
    assert found["afstand_gemiddeld"] == pytest.approx(12.0)
    assert found["dekking_thuisnabij"] == pytest.approx(20.0)
    assert found["dekking_acceptabel"] == pytest.approx(60.0)
    assert found["overschrijding_acceptabel"] == pytest.approx(6.0)
    assert found["zonder_eigen"] == 0


def test_a_kind_for_po_weighs_residents_of_po_in_the_swv_po(
    tmp_path: Path, small_country: Callable[..., Dataset]
) -> None:
    points = [
        ("1001", 0.0, "GM0001", "JZ01", "PO2001", "VO2001", 100.0, 1.0),
        ("1002", 10.0, "GM0002", "JZ01", "PO2002", "VO2001", 300.0, 2.0),
    ]
    dataset = small_country(points, [("00AA00", "1001", ("bo", "vo"))])
    study = study_of(extended(tmp_path, dataset, "Thuis;a;1001;;;;;po;;", "Brede school;b;1001;;;;;vo;;"))
    found = compare(study, [study.base_id], kinds=["thuis", "brede-school"])
    assert national(found, study.base_id, "thuis")["zonder_eigen"] == 300
    assert national(found, study.base_id, "brede-school")["zonder_eigen"] == 0
    assert national(found, study.base_id, "brede-school")["leerlingen"] == 3
    thuis = next(kind for kind in study.country.kinds if kind.code == "thuis")
    assert [one.residents for one in without_own(study, study.base_id, study.base_id, thuis)] == [300]


def test_a_kind_without_norms_has_no_coverage_and_says_so(tmp_path: Path, line_of_four: Dataset) -> None:
    study = study_of(extended(tmp_path, line_of_four, "opdc;a;1002;;;;;vo;;"))
    compared = compare(study, [study.base_id, "jeugdregio"], kinds=["opdc"])
    found = national(compared, study.base_id, "opdc")
    assert pd.isna(found["dekking_acceptabel"])
    assert found["afstand_gemiddeld"] == pytest.approx(12.0)


def test_the_conclusion_tells_of_an_own_kind(tmp_path: Path, line_of_four: Dataset) -> None:
    study = study_of(extended(tmp_path, line_of_four, "OPDC;a;1002;;;;;vo;5;14"))
    names = [study.base_id, "jeugdregio"]
    compared = compare(study, names, study.base_id)
    other, base = study.arrangement("jeugdregio"), study.arrangement(study.base_id)
    told = " ".join(conclude(compared, other, base, study.country.kinds))
    assert "opdc" in told


def test_supply_knows_places_and_source(tmp_path: Path, line_of_four: Dataset) -> None:
    country = study_of(extended(tmp_path, line_of_four, "opdc;a;1002;;;40;35;vo;;")).country
    row = country.supply[country.supply["kind"] == "opdc"].iloc[0]
    assert (row["plaatsen"], row["leerlingen"], row["aantal"]) == (40.0, 35.0, 1)
    assert country.supply_sources["opdc"] == "eigen bestand opdc_2025.csv, peildatum 2025"


def test_norms_of_own_kinds_stand_beside_ours(tmp_path: Path, line_of_four: Dataset) -> None:
    assert norms_of(line_of_four) == standard_norms()
    made = extended(tmp_path, line_of_four, "opdc;a;1002;;;;;vo;7,5;20")
    norms = norms_of(made)
    assert norms.near_m("opdc") == 7500.0
    assert norms.acceptable_m("so") == standard_norms().acceptable_m("so")
    one = norms.norm("thuisnabij", "opdc", "m")
    assert one is not None
    assert (one.ground, one.confirmed) == ("uit uw eigen bestand opdc_2025.csv", False)
    # a value that a scenario set stays
    mine = standard_norms().changed([NormChange("thuisnabij", "opdc", "m", 3000.0)], ["opdc"])
    assert norms_of(made, mine).near_m("opdc") == 3000.0
    assert norms_of(made, mine).acceptable_m("opdc") == 20_000.0


@settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=15)
@given(
    places=st.lists(
        st.tuples(st.sampled_from(["1001", "1002", "1003", "1004"]), st.sampled_from(["po", "vo"])),
        min_size=1,
        max_size=6,
    )
)
def test_a_kind_changes_no_figure_of_the_others(
    tmp_path: Path, line_of_four: Dataset, places: list[tuple[str, str]]
) -> None:
    rows = [f"eigen {age};plek {n};{pc4};;;;;{age};;" for n, (pc4, age) in enumerate(places)]
    before, after = study_of(line_of_four), study_of(extended(tmp_path, line_of_four, *rows))
    for level in (Level.LAND, Level.SWV):
        was, now = (
            compare(study, [study.base_id, "jeugdregio"], level=level).table for study in (before, after)
        )
        own = now.index.get_level_values("soort").str.startswith("eigen-")
        assert own.any()
        columns = ["waarde", "basis", "verschil", "duiding", "aard"]
        pd.testing.assert_frame_equal(now[~own][columns], was[columns])


def test_twelve_opdcs_in_the_real_country(tmp_path: Path, nederland: Dataset) -> None:
    towns = (9711, 8911, 7811, 8011, 7511, 6811, 3511, 1011, 3011, 4331, 5211, 6211)
    rows = [f"OPDC;OPDC {pc4};{pc4};;;{30 + n};;vo;10;25" for n, pc4 in enumerate(towns)]
    made = extended(tmp_path, nederland, *rows)
    before, after = Study.of(nederland, Settings(STRAIGHT)), study_of(made, Settings(STRAIGHT))
    assert made.cube_folder == nederland.cube_folder
    assert after.country.situation.kinds == (*before.country.situation.kinds, "opdc")
    assert (after.free_m[:6] == before.free_m).all()
    # nearest of twelve points, by hand: straight lines times 1.3
    points, country = after.country.points, after.country
    at = points.set_index("pc4").loc[[str(pc4) for pc4 in towns], ["easting", "northing"]].to_numpy()
    away = points[["easting", "northing"]].to_numpy()[:, None, :] - at
    nearest = ((away**2).sum(axis=2) ** 0.5).min(axis=1) * 1.3
    elsewhere = ~points["pc4"].isin([str(pc4) for pc4 in towns]).to_numpy()
    assert after.free_m[6][elsewhere] == pytest.approx(nearest[elsewhere], rel=1e-5)
    found = national(compare(after, [after.base_id], kinds=["opdc"]), after.base_id, "opdc")
    swv = country.points["swv_vo"]
    lacking = ~swv.isin(set(swv[points["pc4"].isin([str(pc4) for pc4 in towns])])) & (swv != "")
    assert found["zonder_eigen"] == pytest.approx(country.pupils("vo")[lacking.to_numpy()].sum())
    assert 0 < found["dekking_thuisnabij"] < found["dekking_acceptabel"] < 100
    # computed arrays are kept under a fingerprint of their own
    again = study_of(made, Settings(STRAIGHT))
    assert (again.cube.distance_m == after.cube.distance_m).all()
    assert Study.of(nederland, Settings(STRAIGHT)).cube.distance_m.shape[0] == 6
