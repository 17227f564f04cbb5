"""Expected pupils by home: counted nationally, by region or by home, grown, moved, and never lost."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from data.dataset import BUNDLED, Dataset, read_dataset
from geo.errors import InputError, UnknownNameError
from scenarios.assumptions import BEST, BY_HOME, BY_REGION, NATIONAL, Assumptions
from scenarios.counted import as_in_data, counted
from scenarios.country import Country
from scenarios.demand import UncountableError, base_year, expected, regular_kind
from scenarios.settings import STRAIGHT, Settings
from scenarios.site_plan import SitePlan

MakeDataset = Callable[..., Dataset]
KINDS = ("bo", "sbo", "so", "vso", "pro", "vo")


def _with_labels(dataset: Dataset, **labels: str) -> Dataset:
    manifest = replace(dataset.manifest, labels={**dataset.manifest.labels, **labels})
    return replace(dataset, manifest=manifest)


@pytest.fixture(scope="module")
def line(line_of_four: Dataset) -> Country:
    """Give the worked example: residents 100, 200, 300, 400; ten pupils of every kind at a and at d."""
    return Country(_with_labels(line_of_four, inwoners="inwoners 2024"), Settings(STRAIGHT))


@pytest.fixture(scope="module")
def bordered(small_country: MakeDataset) -> Country:
    """Give three homes at 0, 10 and 30 km of whom the second lives nearer to the site across the border."""
    rows = [
        ("1001", 0, "GM0001", "JZ01", "PO2001", "VO2001", 100.0, 100.0),
        ("1002", 10, "GM0002", "JZ02", "PO2001", "VO2001", 200.0, 200.0),
        ("1003", 30, "GM0003", "JZ02", "PO2001", "VO2001", 700.0, 700.0),
    ]
    dataset = small_country(rows, [("00AA00", "1001", KINDS), ("00AB00", "1003", KINDS)])
    return Country(dataset, Settings(STRAIGHT))


def test_national_participation_is_all_pupils_over_all_residents(line: Country) -> None:
    found = expected(line, "so", Assumptions(region=NATIONAL))
    assert found.pupils == pytest.approx([2.0, 4.0, 6.0, 8.0])
    assert found.rate == pytest.approx([0.02] * 4)
    assert found.whole().tolist() == [2, 4, 6, 8]
    assert found.interval == pytest.approx((20.0, 20.0))
    assert found.certainty == "geschat"
    assert found.label == "deelname landelijk geteld: alle leerlingen op alle inwoners van de leeftijd"
    assert found.source.endswith("; inwoners 2024")


def test_by_region_pupils_at_sites_are_held_against_residents(line: Country) -> None:
    found = expected(line, "so", Assumptions(region=BY_REGION))
    assert found.rate == pytest.approx([10 / 300] * 2 + [10 / 700] * 2)
    assert found.total == pytest.approx(20.0)
    assert found.low == pytest.approx(found.high)  # everybody's nearest site lies in the own region


def test_border_traffic_makes_the_interval(bordered: Country) -> None:
    found = expected(bordered, "so", Assumptions(region=BY_REGION))
    # 200 residents of JZ02 at 2% may fill 4 of the 10 places in JZ01
    assert found.rate == pytest.approx([0.1, 10 / 900, 10 / 900])
    assert found.low == pytest.approx([6.0, 200 * 10 / 900, 700 * 10 / 900])
    assert found.high == pytest.approx([10.0, 200 * 14 / 900, 700 * 14 / 900])
    assert "over de grens van de jeugdregio" in found.notes[0]


def test_a_region_without_sites_expects_none_and_says_so(small_country: MakeDataset) -> None:
    rows = [
        ("1001", 0, "GM0001", "JZ01", "PO2001", "VO2001", 100.0, 100.0),
        ("1002", 10, "GM0002", "JZ02", "PO2001", "VO2001", 300.0, 300.0),
    ]
    country = Country(small_country(rows, [("00AA00", "1001", ("so",))]), Settings(STRAIGHT))
    found = expected(country, "so", Assumptions(region=BY_REGION))
    assert found.pupils == pytest.approx([10.0, 0.0])
    assert found.high == pytest.approx([10.0, 7.5])  # 300 residents at 10 / 400
    assert any("Eén jeugdregio heeft geen vestiging" in note for note in found.notes)


def test_by_home_is_refused_where_nobody_brought_homes(line: Country) -> None:
    with pytest.raises(UncountableError, match="Waar leerlingen so wonen is niet geladen") as caught:
        expected(line, "so", Assumptions(region=BY_HOME))
    assert str(caught.value).endswith("Of kies landelijk of jeugdregio.")


def test_by_home_counts_per_gemeente_with_masked_cells_as_an_interval(line: Country) -> None:
    homes = pd.DataFrame(
        {
            "vestigingscode": ["00AA00", "00AA00", "00AB00"],
            "soort": "so",
            "pc4": ["1001", "1002", "1004"],
            "laag": [9, 1, 12],
            "midden": [9.0, 2.0, 12.0],
            "hoog": [9, 4, 12],
            "gedeeld": False,
            "jaar": 2024,
        }
    )
    tables = {**line.dataset.tables, "herkomst": homes}
    country = Country(replace(line.dataset, tables=tables), Settings(STRAIGHT))
    best = expected(country, "so", Assumptions())
    assert (
        "(beste manier die de gegevens toelaten: de woonplaats van leerlingen so is ingelezen)" in best.label
    )
    found = expected(country, "so", Assumptions(region=BY_HOME))
    assert np.array_equal(best.pupils, found.pupils)
    assert "jeugdregio" in expected(country, "vso", Assumptions()).label  # of that kind no homes are loaded
    assert found.pupils == pytest.approx([9.0, 2.0, 0.0, 12.0])
    assert found.low == pytest.approx([9.0, 1.0, 0.0, 12.0])
    assert found.high == pytest.approx([9.0, 4.0, 0.0, 12.0])
    with pytest.raises(UncountableError, match="leerlingen vso"):
        expected(country, "vso", Assumptions(region=BY_HOME))


def test_the_best_way_is_by_region_where_every_region_can_tell(line: Country) -> None:
    found, region = expected(line, "so", Assumptions()), expected(line, "so", Assumptions(region=BY_REGION))
    assert np.array_equal(found.pupils, region.pupils)
    assert found.low == pytest.approx(region.low)
    why = "(beste manier die de gegevens toelaten: de woonplaats van leerlingen so is niet ingelezen)"
    assert found.label == f"{region.label} {why}"
    assert (found.source, found.notes) == (region.source, region.notes)


def test_the_best_way_is_national_where_a_region_has_no_sites_or_too_many_pupils(
    small_country: MakeDataset,
) -> None:
    rows = [
        ("1001", 0, "GM0001", "JZ01", "PO2001", "VO2001", 100.0, 100.0),
        ("1002", 10, "GM0002", "JZ02", "PO2001", "VO2001", 300.0, 300.0),
    ]
    lonely = small_country(rows, [("00AA00", "1001", ("so",))])
    found = expected(Country(lonely, Settings(STRAIGHT)), "so", Assumptions())
    assert found.pupils == pytest.approx([2.5, 7.5])
    assert found.label.startswith("deelname landelijk geteld")
    assert "heeft geen vestiging met leerlingen so en zou er dus geen verwachten" in found.label
    both = small_country(rows, [("00AA00", "1001", ("so",)), ("00AB00", "1002", ("so",))])
    offers = both["aanbod"].assign(leerlingen=[150.0, 10.0])
    crowded = replace(both, tables={**both.tables, "aanbod": offers})
    found = expected(Country(crowded, Settings(STRAIGHT)), "so", Assumptions())
    assert found.rate == pytest.approx([0.4, 0.4])
    assert "telt meer leerlingen op vestigingen dan inwoners" in found.label


def test_own_participation_goes_before_what_is_counted_but_only_for_its_kind(line: Country) -> None:
    given = Assumptions(rates=(("so", 0.05),), region=BY_REGION)
    assert expected(line, "so", given).pupils == pytest.approx([5.0, 10.0, 15.0, 20.0])
    assert expected(line, "so", given).label == "eigen aanname van de deelname: 5%"
    assert expected(line, "vso", given).rate == pytest.approx([10 / 300] * 2 + [10 / 700] * 2)


def test_residents_grow_to_the_year(line: Country) -> None:
    found = expected(line, "so", Assumptions(growth_per_year=0.1, year=2026, region=NATIONAL))
    assert found.residents == pytest.approx([121.0, 242.0, 363.0, 484.0])
    assert found.total == pytest.approx(24.2)
    assert found.whole().sum() == 24
    assert found.rate == pytest.approx([0.02] * 4)
    assert found.label.endswith(", voor 2026")


def test_a_year_needs_the_year_of_the_residents_and_cannot_lie_before_it(
    line: Country, bordered: Country
) -> None:
    assert (base_year(line), base_year(bordered)) == (2024, None)
    with pytest.raises(UncountableError, match="jaar 2023: de inwoners zijn van 2024"):
        expected(line, "so", Assumptions(year=2023))
    with pytest.raises(UncountableError, match="noemt geen jaar van de inwoners"):
        expected(bordered, "so", Assumptions(year=2030, growth_per_year=0.01))
    assert expected(bordered, "so", Assumptions(year=2030)).total == pytest.approx(20.0)  # nothing grows


def test_who_moves_is_gained_by_the_regular_kind(line: Country) -> None:
    given = Assumptions(inclusion=(("so", 0.25), ("sbo", 0.5), ("vso", 1.0)))
    assert expected(line, "so", given).total == pytest.approx(15.0)
    assert expected(line, "sbo", given).total == pytest.approx(10.0)
    assert expected(line, "vso", given).total == 0.0
    assert expected(line, "bo", given).total == pytest.approx(20 + 5 + 10)
    assert expected(line, "vo", given).total == pytest.approx(40.0)
    assert "25% van de leerlingen van so gaat naar bo" in expected(line, "so", given).notes
    assert {regular_kind(kind) for kind in line.kinds} == {"bo", "vo"}


def test_closing_a_site_makes_no_pupil_vanish(line: Country) -> None:
    plan = SitePlan.of(line.dataset).closed([("00AA00", "so")], "dicht")
    after = line.with_plan(plan)
    for region in (NATIONAL, BY_REGION):
        given = Assumptions(region=region)
        assert np.array_equal(expected(after, "so", given).pupils, expected(line, "so", given).pupils)


def test_what_was_counted_is_kept_for_all_scenarios(line: Country) -> None:
    found = counted(line, "so", BY_REGION)
    assert counted(line, "so", BY_REGION) is found
    after = line.with_plan(SitePlan.of(line.dataset).closed([("00AA00", "so")], "dicht"))
    assert counted(after, "so", BY_REGION) is found
    other = Country(line.dataset, Settings(STRAIGHT, detour_factor=1.5))
    assert counted(other, "so", BY_REGION) is not found


def test_a_scenarios_country_is_enough(line_of_four: Dataset) -> None:
    plan = SitePlan.of(line_of_four).closed([("00AA00", "so")], "dicht")
    alone = Country(line_of_four, Settings(STRAIGHT, detour_factor=1.7), plan)
    assert expected(alone, "so", Assumptions()).total == pytest.approx(20.0)
    assert as_in_data(alone) is as_in_data(alone)
    assert as_in_data(alone).plan is None


def test_names_that_are_not_there_are_refused(line: Country) -> None:
    with pytest.raises(UnknownNameError, match="onbekende soort 'hbo'; kies uit bo, sbo"):
        expected(line, "hbo", Assumptions())
    with pytest.raises(InputError, match="onbekende soort 'hbo'"):
        expected(line, "so", Assumptions(inclusion=(("hbo", 0.1),)))
    with pytest.raises(InputError, match="bo is zelf regulier onderwijs"):
        expected(line, "so", Assumptions(inclusion=(("bo", 0.1),)))


def test_a_kind_without_known_pupils_needs_an_own_participation(small_country: MakeDataset) -> None:
    rows = [("1001", 0, "GM0001", "JZ01", "PO2001", "VO2001", 100.0, 100.0)]
    country = Country(small_country(rows, [("00AA00", "1001", ("so",))]), Settings(STRAIGHT))
    with pytest.raises(UncountableError, match="deelname aan sbo: van geen vestiging"):
        expected(country, "sbo", Assumptions())
    assert expected(country, "sbo", Assumptions(rates=(("sbo", 0.03),))).total == pytest.approx(3.0)


shares = st.dictionaries(st.sampled_from(["sbo", "so", "vso", "pro"]), st.floats(0, 1))


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=40)
@given(inclusion=shares, region=st.sampled_from([NATIONAL, BY_REGION]), growth=st.floats(-0.2, 0.2))
def test_moving_conserves_pupils_and_intervals_hold_estimates(
    line: Country, inclusion: dict[str, float], region: str, growth: float
) -> None:
    given = Assumptions(growth, 2030, (), region, tuple(inclusion.items()))
    found = [expected(line, kind.code, given) for kind in line.kinds]
    stay = [expected(line, kind.code, replace(given, inclusion=())) for kind in line.kinds]
    assert sum(one.pupils for one in found) == pytest.approx(sum(one.pupils for one in stay))
    for one in found:
        assert (one.low <= one.pupils + 1e-9).all()
        assert (one.pupils <= one.high + 1e-9).all()
        assert one.whole().sum() == np.floor(one.total + 0.5)


@pytest.mark.parametrize("region", [BEST, NATIONAL, BY_REGION])
def test_the_real_country_expects_as_many_pupils_as_were_counted(region: str) -> None:
    country = Country(read_dataset(BUNDLED), Settings(STRAIGHT))
    for kind in ("sbo", "so", "vso", "pro"):
        found = expected(country, kind, Assumptions(region=region))
        national = expected(country, kind, Assumptions(region=NATIONAL))
        assert found.total == pytest.approx(national.total)
        assert 0.015 < national.total / national.residents.sum() < 0.04
        assert found.whole().sum() == round(found.total)
