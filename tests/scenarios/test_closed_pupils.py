"""Pupils of closed sites: nobody vanishes, and they go where following site by site says that they go."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from data.dataset import BUNDLED, Dataset, read_dataset
from scenarios.assumptions import Assumptions
from scenarios.closed_pupils import closed_pupils
from scenarios.closing import closing
from scenarios.country import Country
from scenarios.demand import kind_of
from scenarios.enrolment import pupils_at, shared_split
from scenarios.inclusion import inclusion
from scenarios.settings import STRAIGHT, Settings
from scenarios.site_plan import SitePlan
from scenarios.study import Study

MakeDataset = Callable[..., Dataset]
PLAIN = Settings(STRAIGHT, detour_factor=1.0)
HALF = Assumptions(inclusion=(("so", 0.5),))
NAMES = ("S0", "S1", "S2", "S3", "S4", "S5")


def _dataset(small_country: MakeDataset, places: Sequence[int], pupils: Sequence[float]) -> Dataset:
    rows = [
        (f"100{n}", km, f"GM000{n}", "JZ01", "PO2001", "VO2001", 100.0 + 10 * n, 100.0)
        for n, km in enumerate(places)
    ]
    dataset = small_country(rows, [(name, f"100{n}", ("so",)) for n, name in enumerate(NAMES)])
    offers = dataset["aanbod"].assign(leerlingen=list(pupils))
    return replace(dataset, tables={**dataset.tables, "aanbod": offers})


def _closed(study: Study, codes: Sequence[str]) -> str:
    plan = SitePlan.of(study.country.dataset).closed([(code, "so") for code in codes], "dicht")
    return study.add(replace(study.arrangement(study.base_id), id="dicht", plan=plan))


def _with_homes(dataset: Dataset) -> Dataset:
    """Two homes of S0 are known, one pupil's is not; from 1001 others go to S1 and to S2."""
    rows = [("S0", "1001", 6), ("S0", "1003", 2), ("S0", "", 2), ("S1", "1001", 3), ("S2", "1001", 1)]
    homes = pd.DataFrame(rows, columns=["vestigingscode", "pc4", "midden"])
    homes = homes.assign(soort="so", laag=homes["midden"], hoog=homes["midden"], gedeeld=False, jaar=2024)
    return replace(dataset, tables={**dataset.tables, "herkomst": homes.astype({"midden": float})})


def _one_by_one(study: Study, name: str, codes: Sequence[str]) -> dict[str, float]:
    """Follow each closed site as `closing` does, and scale it to what the site counts."""
    base = study.country
    split = shared_split(base)["geschat"].to_numpy()
    site_codes = base.sites["vestigingscode"].to_numpy()[base.supply["site"].to_numpy()]
    found: dict[str, float] = {}
    for code in codes:
        one = closing(study, name, code, "so")
        counted = float(split[(site_codes == code) & (base.supply["kind"] == "so").to_numpy()].sum())
        if one.pupils.mid > 0:
            for to, pupils in zip(one.cells["naar"], one.cells["leerlingen"], strict=True):
                found[to] = found.get(to, 0.0) + pupils * counted / one.pupils.mid
    return found


def _extra(country: Country) -> dict[str, float]:
    extra = closed_pupils(country, kind_of(country, "so")).extra[0]
    return {
        code: pupils for code, pupils in zip(country.sites["vestigingscode"], extra, strict=True) if pupils
    }


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=15, deadline=None)
@given(
    places=st.lists(st.integers(0, 60), min_size=6, max_size=6, unique=True),
    pupils=st.lists(st.integers(1, 90), min_size=6, max_size=6),
    codes=st.sets(st.sampled_from(NAMES), min_size=1, max_size=5),
    homes=st.booleans(),
)
def test_nobody_vanishes_and_all_go_as_site_by_site(
    small_country: MakeDataset, places: list[int], pupils: list[int], codes: set[str], *, homes: bool
) -> None:
    dataset = _dataset(small_country, places, pupils)
    study = Study.of(_with_homes(dataset) if homes else dataset, PLAIN)
    name = _closed(study, sorted(codes))
    found = inclusion(study, name, "so", HALF)
    now = found.of_sites()["nu"]
    assert now + found.closed.homeless + found.closed.nowhere == pytest.approx(sum(pupils))
    expected = _one_by_one(study, name, sorted(codes))
    assert _extra(study.country_of(name)) == pytest.approx({k: v for k, v in expected.items() if v})
    assert found.closed.pupils == pytest.approx(sum(pupils[int(code[1])] for code in codes))


def test_known_homes_send_pupils_where_others_go(small_country: MakeDataset) -> None:
    dataset = _with_homes(_dataset(small_country, (0, 10, 20, 30, 40, 50), (20, 10, 10, 10, 10, 10)))
    study = Study.of(dataset, PLAIN)
    country = study.country_of(_closed(study, ["S0"]))
    # of 10 pupils 6 live in 1001, whence three in four go to S1; the two of 1003 go to S3; 2 are unknown
    assert _extra(country) == pytest.approx({"S1": 9.0, "S2": 3.0, "S3": 4.0})
    found = closed_pupils(country, kind_of(country, "so"))
    assert (found.homeless, found.nowhere, found.from_homes) == (pytest.approx(4.0), 0.0, 1)
    assert "als andere leerlingen uit hun woonpostcode" in found.describe()
    assert closed_pupils(country, kind_of(country, "so")) is found


def test_without_closed_sites_there_is_nothing_to_tell(small_country: MakeDataset) -> None:
    study = Study.of(_dataset(small_country, (0, 10, 20, 30, 40, 50), (20, 10, 10, 10, 10, 10)), PLAIN)
    found = closed_pupils(study.country, kind_of(study.country, "so"))
    assert (found.closed, found.pupils, found.extra.sum(), found.describe()) == (0, 0.0, 0.0, "")


def test_with_the_last_site_closed_all_pupils_are_told_apart(small_country: MakeDataset) -> None:
    study = Study.of(_dataset(small_country, (0, 10, 20, 30, 40, 50), (20, 10, 10, 10, 10, 10)), PLAIN)
    country = study.country_of(_closed(study, NAMES))
    assert closed_pupils(country, kind_of(country, "so")).nowhere == pytest.approx(70.0)


def test_on_real_data_a_consolidation_keeps_all_pupils() -> None:
    study = Study.of(read_dataset(BUNDLED), Settings(STRAIGHT))
    base = study.country
    supply = base.supply[base.supply["kind"] == "so"]
    codes = base.sites["vestigingscode"].to_numpy()[supply["site"].to_numpy()]
    name = _closed(study, sorted(codes)[::2])
    found = inclusion(study, name, "so", HALF)
    assert found.of_sites()["nu"] == pytest.approx(pupils_at(base, "so")[0].sum())
    assert found.of_sites()["na"] == pytest.approx(found.before.total / 2)
    assert np.isclose(found.of_sites()["erbij"], found.closed.pupils)
