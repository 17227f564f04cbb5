"""Corrections of the data: made, accounted for, refused."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from data.corrected import corrected, told_of
from data.corrections import (
    AnyCorrection,
    Region,
    Residents,
    SiteAbsent,
    SiteCounted,
    SiteMissing,
    SitePlaced,
    read_corrections,
)
from data.dataset import BUNDLED, Dataset, read_dataset, write_dataset
from geo.errors import InputError

_SIGNED: dict[str, Any] = {"wie": "A. de Vries", "reden": "telling", "datum": dt.date(2026, 3, 1)}


@pytest.fixture(scope="module")
def nederland() -> Dataset:
    return read_dataset(BUNDLED)


def _all_sorts(dataset: Dataset) -> tuple[AnyCorrection, ...]:
    sites = dataset["vestigingen"]["vestigingscode"]
    return (
        Residents(pc4="3511", leeftijd="po", aantal=900, **_SIGNED),
        Region(gemeente="GM0294", jeugdregio="JZ26", **_SIGNED),
        SitePlaced(vestiging=sites.iloc[0], pc4="3511", **_SIGNED),
        SitePlaced(vestiging=sites.iloc[1], easting=136_000.0, northing=455_900.0, **_SIGNED),
        SiteMissing(naam="De Wilg", pc4="7101", voorziening="so", leerlingen=30, **_SIGNED),
        SiteAbsent(vestiging=sites.iloc[2], **_SIGNED),
        SiteCounted(
            vestiging=sites.iloc[3],
            voorziening=_offer(dataset, sites.iloc[3]),
            leerlingen=7,
            **_SIGNED,
        ),
    )


def _offer(dataset: Dataset, site: str) -> str:
    offers = dataset["aanbod"]
    return str(offers.loc[offers["vestigingscode"] == site, "soort"].iloc[0])


def test_each_sort_changes_what_it_names_and_nothing_else(nederland: Dataset) -> None:
    sites = nederland["vestigingen"]["vestigingscode"]
    after = corrected(nederland, _all_sorts(nederland))

    was, now = (one["pc4"].set_index("pc4")["leerlingen_po"] for one in (nederland, after))
    assert now["3511"] == 900
    assert now.drop("3511").equals(was.drop("3511"))
    unit = nederland["pc4"].set_index("pc4").loc["3511", "gebied"]
    units_was, units_now = (
        one["gebieden"].set_index("gebied")["leerlingen_po"] for one in (nederland, after)
    )
    assert units_now[unit] == pytest.approx(now[nederland["pc4"]["gebied"].eq(unit).to_numpy()].sum())
    assert units_now.drop(unit).equals(units_was.drop(unit))
    assert after["gemeenten"].set_index("gemeentecode").loc["GM0294", "jeugdregio"] == "JZ26"
    placed = after["vestigingen"].set_index("vestigingscode")
    assert placed.loc[sites.iloc[0], "pc4"] == "3511"
    assert placed.loc[sites.iloc[1], ["easting", "northing"]].tolist() == [136_000.0, 455_900.0]
    assert sites.iloc[2] not in placed.index
    assert sites.iloc[2] not in set(after["aanbod"]["vestigingscode"])
    assert placed.loc["correctie-1", "naam"] == "De Wilg"
    offers = after["aanbod"].set_index(["vestigingscode", "soort"])["leerlingen"]
    assert offers["correctie-1", "so"] == 30
    assert offers[sites.iloc[3], _offer(nederland, sites.iloc[3])] == 7
    assert nederland.manifest.corrections == ()


def test_every_correction_is_a_source_a_finding_and_behind_the_label_it_touches(nederland: Dataset) -> None:
    after = corrected(nederland, _all_sorts(nederland)).manifest
    assert after.name.endswith("met 7 correcties")
    assert after.labels["inwoners"].endswith("met 1 correctie (A. de Vries, 01-03-2026)")
    assert "met 5 correcties" in after.labels["leerlingen"]
    assert "met 1 correctie" in after.labels["jeugdregio"]
    own = [one for one in after.sources if one["bestand"] == "correctie"]
    assert len(own) == 7
    assert {one["peildatum"] for one in own} == {"2026-03-01"}
    assert sum("A. de Vries" in one.message for one in after.findings) == 7
    assert after.fingerprint != nederland.manifest.fingerprint


def test_the_same_corrections_give_the_same_fingerprint_and_come_back_from_disk(
    nederland: Dataset, tmp_path: Path
) -> None:
    made = _all_sorts(nederland)
    after = corrected(nederland, made)
    assert corrected(nederland, made).manifest.fingerprint == after.manifest.fingerprint
    assert corrected(nederland, made[:-1]).manifest.fingerprint != after.manifest.fingerprint
    write_dataset(after, tmp_path / "set")
    again = read_dataset(tmp_path / "set")
    assert again.manifest.fingerprint == after.manifest.fingerprint
    assert read_corrections("het manifest", again.manifest.corrections) == made
    assert told_of(again) == told_of(after)


def test_an_order_of_corrections_that_builds_on_itself_is_made_in_that_order(nederland: Dataset) -> None:
    new = SiteMissing(naam="De Wilg", pc4="7101", voorziening="so", **_SIGNED)
    after = corrected(nederland, [new, SitePlaced(vestiging="correctie-1", pc4="3511", **_SIGNED)])
    site = after["vestigingen"].set_index("vestigingscode").loc["correctie-1"]
    assert (site["naam"], site["pc4"]) == ("De Wilg", "3511")
    assert np.isnan(after["aanbod"].set_index("vestigingscode").loc["correctie-1", "leerlingen"])


def test_without_corrections_nothing_changes(nederland: Dataset) -> None:
    assert corrected(nederland, ()) is nederland


def test_all_that_cannot_be_corrected_is_told_at_once(nederland: Dataset) -> None:
    site = nederland["vestigingen"]["vestigingscode"].iloc[0]
    wrong = (
        Residents(pc4="0001", leeftijd="po", aantal=1, **_SIGNED),
        Region(gemeente="GM0294", jeugdregio="JZ99", **_SIGNED),
        SiteAbsent(vestiging="nergens", **_SIGNED),
        SiteCounted(vestiging=site, voorziening="vliegles", leerlingen=1, **_SIGNED),
        SiteMissing(naam="x", pc4="3511", voorziening="vliegles", **_SIGNED),
        SitePlaced(vestiging=site, easting=1.0, northing=300_001.0, **_SIGNED),
    )
    with pytest.raises(InputError) as refused:
        corrected(nederland, wrong)
    faults = refused.value.faults
    assert [fault.split(":")[0] for fault in faults] == [f"correctie {n}" for n in range(1, 7)]
    for part in ("'0001'", "JZ99", "'nergens'", "geen 'vliegles'", "onbekende soort", "geen postcodegebied"):
        assert part in " ".join(faults)


def test_corrections_on_top_of_others_are_those_of_all_at_once(nederland: Dataset) -> None:
    made = _all_sorts(nederland)
    together, apart = corrected(nederland, made), corrected(corrected(nederland, made[:3]), made[3:])
    assert apart.manifest.fingerprint == together.manifest.fingerprint
    assert apart.manifest.corrections == together.manifest.corrections
    assert told_of(apart) == told_of(together)


@pytest.mark.parametrize(
    ("content", "told"),
    [
        ("tekst", "de lijst"),
        ([{"soort": "vliegles"}], "kies uit"),
        ([{"soort": "inwoners", "pc4": "3511", "leeftijd": "xx", "aantal": 1, **_SIGNED}], "po (4-11 jaar)"),
        (
            [{"soort": "inwoners", "pc4": "3511", "leeftijd": "po", "aantal": 1.5}],
            "correctie 1, veld 'aantal'",
        ),
        (
            [{"soort": "jeugdregio", "gemeente": "GM0294", "jeugdregio": "JZ26", "wie": " "}],
            "veld 'wie': is leeg",
        ),
        (
            [{"soort": "vestiging_plaats", "vestiging": "a", "pc4": "3511", "easting": 1.0, **_SIGNED}],
            "zeg waar de vestiging staat",
        ),
    ],
)
def test_a_wrong_file_is_refused_with_what_and_where(content: object, told: str) -> None:
    with pytest.raises(InputError) as refused:
        read_corrections("correcties.json", content)
    assert told in " ".join(refused.value.faults)
