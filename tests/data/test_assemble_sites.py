"""Assembly of school sites: which are open, where they stand, what they offer."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np
import pandas as pd
import pytest

from data.dataset import Dataset
from data.findings import Finding, Severity

Frames = dict[str, pd.DataFrame]
Join = Callable[[Mapping[str, pd.DataFrame]], Dataset]
Site = Callable[..., dict[str, Any]]


def _finding(dataset: Dataset, words: str) -> Finding:
    return next(f for f in dataset.manifest.findings if words in f.message)


def _findings(dataset: Dataset, words: str) -> list[Finding]:
    return [f for f in dataset.manifest.findings if words in f.message]


def _row(dataset: Dataset, code: str) -> pd.Series:
    return dataset["vestigingen"].set_index("vestigingscode").loc[code]


def _offers(dataset: Dataset, code: str) -> dict[str, float]:
    rows = dataset["aanbod"]
    rows = rows[rows["vestigingscode"] == code]
    assert rows["soort"].is_unique, f"{code}: one row per kind"
    return dict(zip(rows["soort"], rows["leerlingen"], strict=True))


def _counted(*rows: tuple[str, str, str | None, float], **other: Any) -> pd.DataFrame:
    """Make DUO's table per kind: site, kind, cluster, pupils."""
    frame = pd.DataFrame(rows, columns=["vestigingscode", "soort", "cluster", "leerlingen"])
    frame["cluster"] = frame["cluster"].astype("str")
    empty = pd.Series(None, index=frame.index, dtype="str")
    return frame.assign(
        gemaskeerd=False,
        jaar=2025,
        postcode=other.get("postcode", "9701AB"),
        gemeentenaam=other.get("gemeentenaam", empty),
        naam=other.get("naam", empty),
    )


def _vestigingen(*rows: dict[str, Any]) -> pd.DataFrame:
    return pd.DataFrame(rows).assign(rmc_code="01", rmc_naam="Noord", provincie="Groningen")


# --- which are open ----------------------------------------------------------------------------


def test_an_open_site_with_a_point(country: Frames, joined: Join) -> None:
    dataset = joined(country)
    row = _row(dataset, "00AA00")
    assert (row["easting"], row["northing"], row["plaatsing"]) == (100_600, 450_500, "BAG")
    assert (row["pc4"], row["gemeentecode"], row["leerlingen"]) == ("9701", "GM0014", 100)
    assert _offers(dataset, "00AA00") == {"bo": 100}


def test_a_closed_site_with_a_point_is_dropped_and_told(country: Frames, joined: Join, site: Site) -> None:
    country["historie"] = pd.DataFrame([site("00AA00", "9701"), site("00AB00", "9702", leerlingen=0.0)])
    country["locaties"] = pd.DataFrame([site("00AA00", "9701"), site("00AB00", "9702")])
    dataset = joined(country)
    assert dataset["vestigingen"]["vestigingscode"].tolist() == ["00AA00"]
    assert dataset["aanbod"]["vestigingscode"].tolist() == ["00AA00"]
    found = _finding(dataset, "gesloten, niet meegeteld")
    assert (found.severity, found.examples) == (Severity.DROPPED, ("00AB00",))


def test_a_site_that_the_history_does_not_know_is_not_open(country: Frames, joined: Join, site: Site) -> None:
    country["locaties"] = pd.DataFrame([site("00AA00", "9701"), site("00AC00", "9702")])
    dataset = joined(country)
    assert dataset["vestigingen"]["vestigingscode"].tolist() == ["00AA00"]
    assert _finding(dataset, "in de leerlinghistorie ontbreken").examples == ("00AC00",)


def test_vo_is_open_wherever_it_is_located(country: Frames, joined: Join, site: Site) -> None:
    vo = site("01VO00", "9702", soort_label="VWO", leerlingen=np.nan)
    country["locaties"] = pd.DataFrame([site("00AA00", "9701"), vo])
    dataset = joined(country)
    assert _row(dataset, "01VO00")["leerlingen_bron"] == "DUO vestigingen"
    offers = _offers(dataset, "01VO00")
    assert list(offers) == ["vo"]
    assert np.isnan(offers["vo"])


# --- where they stand --------------------------------------------------------------------------


def test_an_open_site_without_a_point_stands_at_its_postcode(
    country: Frames, joined: Join, site: Site
) -> None:
    country["historie"] = pd.DataFrame([site("00AA00", "9701"), site("00AB00", "9702")])
    country["vestigingen"] = _vestigingen(site("00AB00", "9702"))
    dataset = joined(country)
    row = _row(dataset, "00AB00")
    assert (row["easting"], row["northing"], row["plaatsing"]) == (100_500, 451_500, "PC4")
    assert row["postcode"] == "9702AB"
    assert _finding(dataset, "zonder eigen punt").examples == ("00AB00",)


def test_an_open_site_without_point_and_postcode_is_listed_not_placed(
    country: Frames, joined: Join, site: Site
) -> None:
    country["historie"] = pd.DataFrame(
        [site("00AA00", "9701"), site("00AB00", "9702", gemeentenaam="S GRAVENHAGE")]
    )
    dataset = joined(country)
    row = _row(dataset, "00AB00")
    assert row["plaatsing"] == "niet geplaatst"
    assert np.isnan(row["easting"])
    assert row["gemeentecode"] == "GM0518"
    assert _offers(dataset, "00AB00") == {"bo": 100}
    found = _finding(dataset, "zonder punt en zonder postcode")
    assert (found.severity, found.examples) == (Severity.DROPPED, ("00AB00",))


def test_a_site_that_moved_stands_at_its_new_postcode(country: Frames, joined: Join, site: Site) -> None:
    country["vestigingen"] = _vestigingen(site("00AA00", "2502"))
    dataset = joined(country)
    row = _row(dataset, "00AA00")
    assert (row["easting"], row["northing"], row["plaatsing"]) == (101_500, 451_500, "PC4")
    assert (row["pc4"], row["gemeentecode"]) == ("2502", "GM0518")
    assert _finding(dataset, "het nieuwere adres telt").examples == ("00AA00",)
    assert _findings(dataset, "zonder eigen punt") == []


def test_a_move_within_the_postcode_keeps_the_point(country: Frames, joined: Join, site: Site) -> None:
    country["vestigingen"] = _vestigingen(site("00AA00", "9701", postcode="9701ZZ"))
    dataset = joined(country)
    row = _row(dataset, "00AA00")
    assert (row["plaatsing"], row["postcode"], row["easting"]) == ("BAG", "9701ZZ", 100_600)
    assert _findings(dataset, "het nieuwere adres telt") == []


def test_a_located_site_without_usable_point_did_not_move(country: Frames, joined: Join, site: Site) -> None:
    """Its address is the same as ever: it stands at its postcode for want of a point, which is no move."""
    country["locaties"] = pd.DataFrame([site("00AA00", "9701", easting=np.nan, northing=np.nan, n_punten=0)])
    dataset = joined(country)
    assert _row(dataset, "00AA00")["plaatsing"] == "PC4"
    assert _findings(dataset, "het nieuwere adres telt") == []
    assert _finding(dataset, "zonder eigen punt").examples == ("00AA00",)


def test_a_point_of_rio_goes_before_the_postcode(country: Frames, joined: Join, site: Site) -> None:
    country["historie"] = pd.DataFrame([site("00AA00", "9701"), site("00AB00", "9702")])
    country["vestigingen"] = _vestigingen(site("00AB00", "9702"))
    country["onderwijslocaties"] = pd.DataFrame(
        {
            "postcode": ["9702AB", "9702AB", "9701AB"],
            "huisnummer": ["1", "3", "5"],
            "straat": "Straat",
            "easting": [100_100.0, 100_300.0, 100_001.0],
            "northing": [451_100.0, 451_300.0, 450_001.0],
        }
    )
    dataset = joined(country)
    row = _row(dataset, "00AB00")
    assert (row["easting"], row["northing"], row["plaatsing"]) == (100_200, 451_200, "RIO")
    assert _row(dataset, "00AA00")["plaatsing"] == "BAG"


def test_the_newest_pc4_decides_on_the_gemeente_and_a_difference_is_told(
    country: Frames, joined: Join, site: Site
) -> None:
    country["locaties"] = country["historie"] = pd.DataFrame(
        [site("00AA00", "9701", gemeentenaam="'S-GRAVENHAGE")]
    )
    dataset = joined(country)
    assert _row(dataset, "00AA00")["gemeentecode"] == "GM0014"
    assert _finding(dataset, "in een andere gemeente ligt").examples == ("00AA00",)


@pytest.mark.parametrize(
    ("spelling", "known"),
    [
        ("SUDWEST-FRYSLAN", True),
        ("Súdwest-Fryslân", True),
        ("Sudwest Fryslan", True),
        ("Zuidwest Friesland", True),
        ("XXXX", False),
    ],
)
def test_gemeente_names_in_other_spellings(
    country: Frames, joined: Join, site: Site, spelling: str, known: object
) -> None:
    country["locaties"] = country["historie"] = pd.DataFrame([site("00AA00", "8601", gemeentenaam=spelling)])
    dataset = joined(country)
    assert _row(dataset, "00AA00")["gemeentecode"] == "GM1900"
    assert _findings(dataset, "in een andere gemeente ligt") == []
    assert bool(_findings(dataset, "onbekende gemeentenamen")) != bool(known)


def test_a_gemeente_that_was_abolished_is_its_successor(country: Frames, joined: Join, site: Site) -> None:
    country["locaties"] = country["historie"] = pd.DataFrame([site("00AA00", "9701", gemeentenaam="HAREN")])
    dataset = joined(country)
    assert _findings(dataset, "in een andere gemeente ligt") == []
    assert _findings(dataset, "onbekende gemeentenamen") == []


# --- what they offer ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("soort", "kinds"),
    [("BO", {"bo": 100}), ("SBO", {"sbo": 100}), ("SO", {"so": 100}), ("VSO", {"vso": 100})],
)
def test_the_history_decides_on_the_kind(
    country: Frames, joined: Join, site: Site, soort: str, kinds: dict[str, float]
) -> None:
    country["historie"] = pd.DataFrame([site("00AA00", "9701", soort=soort)])
    country["locaties"] = pd.DataFrame([site("00AA00", "9701", soort_label="(V)SO")])
    assert _offers(joined(country), "00AA00") == kinds


def test_so_and_vso_together_are_both_with_pupils_unsplit(country: Frames, joined: Join, site: Site) -> None:
    country["historie"] = pd.DataFrame([site("00AA00", "9701", soort="SO/VSO")])
    dataset = joined(country)
    offers = _offers(dataset, "00AA00")
    assert list(offers) == ["so", "vso"]
    assert np.isnan(list(offers.values())).all()
    assert _row(dataset, "00AA00")["leerlingen"] == 100


def test_a_label_that_overstates_is_mended(country: Frames, joined: Join, site: Site) -> None:
    country["historie"] = pd.DataFrame([site("00AA00", "9701", soort="VSO")])
    country["locaties"] = pd.DataFrame([site("00AA00", "9701", soort_label="(V)SO")])
    assert _finding(joined(country), "alleen so of alleen vso").examples == ("00AA00",)


@pytest.mark.parametrize(
    ("label", "kinds"),
    [
        ("PRO", ["pro"]),
        ("VBO/MAVO/PRO", ["pro", "vo"]),
        ("BRUGJAAR", ["vo"]),
        ("BRUGJAAR/PRO", ["pro", "vo"]),
        ("VBO/MAVO/HAVO/VWO", ["vo"]),
        ("HAVO", ["vo"]),
    ],
)
def test_kinds_of_vo(country: Frames, joined: Join, site: Site, label: str, kinds: list[str]) -> None:
    country["locaties"] = pd.DataFrame([site("00AA00", "9701"), site("01VO00", "9702", soort_label=label)])
    offers = _offers(joined(country), "01VO00")
    assert list(offers) == kinds
    assert all(np.isnan(n) for n in offers.values()) if len(kinds) > 1 else list(offers.values()) == [100]


def test_the_file_per_kind_overrides_kinds_and_pupils_of_the_history(
    country: Frames, joined: Join, site: Site
) -> None:
    country["historie"] = pd.DataFrame(
        [site("00AA00", "9701", soort="SO/VSO"), site("00AB00", "9702", soort="SBO")]
    )
    country["leerlingen_soort"] = _counted(("00AA00", "SO", "3", 30.0), ("00AA00", "VSO", "4", 12.0))
    dataset = joined(country)
    assert _offers(dataset, "00AA00") == {"so": 30, "vso": 12}
    assert _row(dataset, "00AA00")["leerlingen"] == 42
    assert _row(dataset, "00AA00")["leerlingen_bron"] == "DUO leerlingen per soort"
    assert _offers(dataset, "00AB00") == {"sbo": 100}


def test_two_clusters_of_one_kind_are_one_offer(country: Frames, joined: Join, site: Site) -> None:
    country["historie"] = pd.DataFrame([site("00AA00", "9701", soort="SO")])
    country["leerlingen_soort"] = _counted(("00AA00", "SO", "3", 30.0), ("00AA00", "SO", "4", 12.0))
    assert _offers(joined(country), "00AA00") == {"so": 42}


def test_a_site_of_the_file_per_kind_that_the_history_lacks_is_added(country: Frames, joined: Join) -> None:
    country["leerlingen_soort"] = _counted(
        ("00AA00", "BO", None, 7.0),
        ("00ZZ00", "SO", "4", 9.0),
        postcode=["9701AB", "2503XY"],
        gemeentenaam="S GRAVENHAGE",
        naam="Nieuw",
    )
    dataset = joined(country)
    row = _row(dataset, "00ZZ00")
    assert (row["naam"], row["brin"], row["leerlingen"], row["plaatsing"]) == ("Nieuw", "00ZZ", 9, "PC4")
    assert row["gemeentecode"] == "GM0518"
    assert not row["reformatorisch"]
    assert _finding(dataset, "toegevoegd").examples == ("00ZZ00",)


def test_a_pc4_known_only_through_the_file_per_kind_is_a_point(country: Frames, joined: Join) -> None:
    """Any PC4 with a site is a demand point, whichever file tells of the site."""
    country["pc4_bevolking"] = country["pc4_bevolking"].query("pc4 != '2503'")
    country["leerlingen_soort"] = _counted(
        ("00AA00", "BO", None, 7.0), ("00ZZ00", "SO", "4", 9.0), postcode=["9701AB", "2503XY"]
    )
    assert _row(joined(country), "00ZZ00")["plaatsing"] == "PC4"


def test_a_file_per_kind_of_other_sites_only(country: Frames, joined: Join) -> None:
    """It may cover one region, of which the history at hand knows nothing."""
    country["leerlingen_soort"] = _counted(("00ZZ00", "SO", "4", 9.0), postcode="2503XY")
    dataset = joined(country)
    assert _row(dataset, "00AA00")["leerlingen"] == 100
    assert _row(dataset, "00ZZ00")["leerlingen"] == 9


def test_a_file_per_kind_without_postcodes(country: Frames, joined: Join, site: Site) -> None:
    """DUO's brin6_totaal.csv has none; 00AB00 has no other source of an address either."""
    country["historie"] = pd.DataFrame([site("00AA00", "9701"), site("00AB00", "9702")])
    nothing = pd.Series([None, None], dtype="str")
    country["leerlingen_soort"] = _counted(
        ("00AA00", "BO", None, 9.0), ("00AB00", "BO", None, 8.0), postcode=nothing
    )
    dataset = joined(country)
    assert _offers(dataset, "00AA00") == {"bo": 9}
    assert _row(dataset, "00AA00")["postcode"] == "9701AB"
    assert _row(dataset, "00AB00")["plaatsing"] == "niet geplaatst"


# --- clusters and closed institutions ----------------------------------------------------------

CLUSTER_2 = "17GW03"  # Kentalis Onderwijs, whole BRIN on our list
CLOSED = "04YK01"  # VSO De Burcht, Sassenheim: in a closed institution, this site only
DOUBTFUL = "04YK04"  # Harreveld: possibly


def test_clusters_by_brin_are_kinds_of_their_own(country: Frames, joined: Join, site: Site) -> None:
    country["historie"] = pd.DataFrame([site(CLUSTER_2, "9701", soort="SO/VSO", leerlingen=60.0)])
    dataset = joined(country)
    assert _offers(dataset, CLUSTER_2) == {"cluster2": 60}
    assert _finding(dataset, "apart gezet als cluster2").examples == (CLUSTER_2,)


def test_a_primary_school_of_such_a_brin_stays_what_it_is(country: Frames, joined: Join, site: Site) -> None:
    country["historie"] = pd.DataFrame([site(CLUSTER_2, "9701", soort="BO")])
    assert _offers(joined(country), CLUSTER_2) == {"bo": 100}


def test_closed_institutions_by_site_and_doubtful_ones_listed(
    country: Frames, joined: Join, site: Site
) -> None:
    country["historie"] = pd.DataFrame(
        [site(code, "9701", soort="VSO") for code in (CLOSED, DOUBTFUL, "04YK99")]
    )
    dataset = joined(country)
    assert _offers(dataset, CLOSED) == {"gesloten": 100}
    assert _offers(dataset, DOUBTFUL) == _offers(dataset, "04YK99") == {"vso": 100}
    found = _finding(dataset, "niet apart gezet")
    assert (found.severity, found.examples) == (Severity.DOUBT, (DOUBTFUL,))


def test_the_file_per_kind_decides_on_the_cluster(country: Frames, joined: Join, site: Site) -> None:
    """It may set apart whom our list does not know, and clear whom our list sets apart."""
    country["historie"] = pd.DataFrame(
        [site(CLUSTER_2, "9701", soort="SO"), site("00AB00", "9702", soort="SO/VSO")]
    )
    country["leerlingen_soort"] = _counted(
        (CLUSTER_2, "SO", "3", 20.0), ("00AB00", "SO", "1", 5.0), ("00AB00", "VSO", "1", 6.0)
    )
    dataset = joined(country)
    assert _offers(dataset, CLUSTER_2) == {"so": 20}
    assert _offers(dataset, "00AB00") == {"cluster1": 11}


def test_a_file_without_clusters_leaves_our_list_in_force(country: Frames, joined: Join, site: Site) -> None:
    country["historie"] = pd.DataFrame([site(CLUSTER_2, "9701", soort="SO")])
    country["leerlingen_soort"] = _counted((CLUSTER_2, "SO", None, 20.0))
    assert _offers(joined(country), CLUSTER_2) == {"cluster2": 20}


def test_the_cluster_says_nothing_about_closed_institutions(
    country: Frames, joined: Join, site: Site
) -> None:
    """Schools in closed institutions are cluster 4 to DUO: that does not open them."""
    country["historie"] = pd.DataFrame(
        [site(CLOSED, "9701", soort="VSO"), site(DOUBTFUL, "9702", soort="VSO")]
    )
    country["leerlingen_soort"] = _counted((CLOSED, "VSO", "4", 20.0), (DOUBTFUL, "VSO", "4", 10.0))
    dataset = joined(country)
    assert _offers(dataset, CLOSED) == {"gesloten": 20}
    assert _offers(dataset, DOUBTFUL) == {"vso": 10}
    assert _finding(dataset, "niet apart gezet").examples == (DOUBTFUL,)


@pytest.mark.parametrize(
    ("denomination", "reformed"),
    [("Reformatorisch", True), ("reformatorisch", True), ("Protestants-Christelijk", False), (None, False)],
)
def test_reformed_schools_are_marked(
    country: Frames, joined: Join, site: Site, denomination: str | None, reformed: object
) -> None:
    frame = pd.DataFrame([site("00AA00", "9701")])
    frame["denominatie"] = pd.Series([denomination], dtype="str")
    country["historie"] = country["locaties"] = frame
    dataset = joined(country)
    assert bool(_row(dataset, "00AA00")["reformatorisch"]) == bool(reformed)
    assert bool(_findings(dataset, "reformatorische grondslag")) == bool(reformed)


def test_sites_and_offers_refer_to_each_other(country: Frames, joined: Join, site: Site) -> None:
    soorten = ["BO", "SBO", "SO", "VSO", "SO/VSO"]
    primary = [site(f"00A{n}00", "9701", soort=soort) for n, soort in enumerate(soorten)]
    secondary = [site(f"01V{n}00", "2501", soort_label=label) for n, label in enumerate(["PRO", "VWO/PRO"])]
    country["historie"], country["locaties"] = pd.DataFrame(primary), pd.DataFrame([*primary, *secondary])
    dataset = joined(country)
    sites, offers = dataset["vestigingen"], dataset["aanbod"]
    assert sites["vestigingscode"].is_unique
    assert sites["vestigingscode"].is_monotonic_increasing
    assert set(offers["vestigingscode"]) == set(sites["vestigingscode"])
    assert len(offers) == 6 + 3
