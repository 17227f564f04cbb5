"""School sites: which are open, where they stand, and which kinds of facility they offer."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

from data.findings import Finding, Severity, coded
from data.placing import SiteSources, place_sites
from data.reference import reference

#: DUO's kinds of primary and special education to ours.
KINDS_OF_SOORT: Mapping[str, tuple[str, ...]] = {
    "BO": ("bo",),
    "SBO": ("sbo",),
    "SO": ("so",),
    "VSO": ("vso",),
    "SO/VSO": ("so", "vso"),
}
#: Where a site's kinds and pupils come from; the manifest's labels add the date.
HISTORY, PER_KIND, LOCATED = "DUO leerlingen", "DUO leerlingen per soort", "DUO vestigingen"
#: Types in the located file that are primary or special education; all others are vo.
PRIMARY_LABELS = frozenset({"basisschool", "SBAO", "SO", "VSO", "(V)SO"})


@dataclass(frozen=True, slots=True)
class SiteTables:
    """Sites and what they offer.

    Attributes
    ----------
    sites
        ``vestigingscode, brin, naam, plaats, gemeente_duo, bevoegd_gezag,
        denominatie, reformatorisch, soort_bron, leerlingen, leerlingen_bron,
        postcode, pc4, easting, northing, plaatsing`` (persons; RD New metres;
        `plaatsing` is BAG, RIO, PC4 or niet geplaatst).
    offers
        ``vestigingscode, soort, leerlingen``: one row per kind; pupils NaN where
        the source counts several kinds together.
    """

    sites: pd.DataFrame
    offers: pd.DataFrame
    findings: tuple[Finding, ...]


def make_sites(sources: SiteSources, points: pd.DataFrame) -> SiteTables:
    """Join the school files into open sites with a place and kinds.

    Parameters
    ----------
    sources
        Tables as the readers give them.
    points
        Demand points (``pc4, easting, northing``), for sites without a point of their own.
    """
    primary, offers, findings = _primary(sources)
    secondary, vo_offers = _secondary(sources.locaties)
    sites = pd.concat([primary, secondary], ignore_index=True)
    offers = pd.concat([offers, vo_offers], ignore_index=True)
    offers, moved = _set_apart(sites, offers, sources.leerlingen_soort)
    sites, placed = place_sites(sites, sources, points)
    sites["reformatorisch"] = _reformed(sites)
    text = (
        "scholen op reformatorische grondslag, mogelijk aangesloten bij Berséba of RefSVO: "
        "in de regio meegeteld, met de instelling 'reformatorisch apart' eruit te halen"
    )
    reformed = sites.loc[sites["reformatorisch"], "vestigingscode"]
    findings = [*findings, *moved, *placed, coded("vestigingen", Severity.INFO, text, reformed)]
    order = sites.sort_values("vestigingscode").reset_index(drop=True)
    return SiteTables(
        order,
        offers.sort_values(["vestigingscode", "soort"]).reset_index(drop=True),
        tuple(f for f in findings if f.count),
    )


def _reformed(sites: pd.DataFrame) -> pd.Series:
    """Sites of reformatorische boards: by DUO's denomination, and for vo, where DUO has none, by our list."""
    told = sites["denominatie"].str.casefold().str.startswith("reform").fillna(value=False).astype(bool)
    return told | sites["brin"].isin(reference("reformatorisch")["brin"])


def _primary(sources: SiteSources) -> tuple[pd.DataFrame, pd.DataFrame, list[Finding]]:
    """Open sites of po and (v)so: those with pupils in the latest year."""
    history = sources.historie
    sites = history[history["leerlingen"] > 0].assign(leerlingen_bron=HISTORY)
    offers = _offers(sites, "soort", KINDS_OF_SOORT)
    findings = [*_history_findings(history, sources), *_address_findings(sites, sources.vestigingen)]
    newer, latest = sources.leerlingen_soort, int(history["jaar"].max())
    if newer is not None and 0 < int(newer["jaar"].max()) < latest:
        text = (
            f"vestigingen in een bestand per soort van voor {latest}: alleen hun cluster telt, "
            "niet hun soort, aantal en of ze open zijn"
        )
        findings.append(coded("leerlingen per soort", Severity.DOUBT, text, newer["vestigingscode"].unique()))
    elif newer is not None:
        sites, offers, extra = _by_soort(sites, offers, newer)
        findings += extra
    columns = {"gemeentenaam": "gemeente_duo", "soort": "soort_bron"}
    return (
        sites.rename(columns=columns).drop(columns=["jaar"], errors="ignore"),
        offers,
        findings,
    )


def _history_findings(history: pd.DataFrame, sources: SiteSources) -> list[Finding]:
    located = sources.locaties[sources.locaties["soort_label"].isin(PRIMARY_LABELS)]
    closed = history.loc[history["leerlingen"] == 0, "vestigingscode"]
    closed_located = located.loc[located["vestigingscode"].isin(closed), "vestigingscode"]
    unknown = located.loc[~located["vestigingscode"].isin(history["vestigingscode"]), "vestigingscode"]
    label = located.set_index("vestigingscode")["soort_label"]
    both = history[
        (history["leerlingen"] > 0) & history["vestigingscode"].isin(label.index[label == "(V)SO"])
    ]
    narrower = both.loc[both["soort"].isin(["SO", "VSO"]), "vestigingscode"]
    return [
        coded(
            "vestigingen",
            Severity.DROPPED,
            "vestigingen met een punt maar zonder leerlingen in het laatste jaar: gesloten, niet meegeteld",
            closed_located,
        ),
        coded(
            "vestigingen",
            Severity.DROPPED,
            "vestigingen met een punt die in de leerlinghistorie ontbreken: niet als open geteld",
            unknown,
        ),
        coded(
            "vestigingen",
            Severity.MENDED,
            "vestigingen met aanduiding (V)SO die volgens de leerlinghistorie alleen so of alleen vso hebben",
            narrower,
        ),
    ]


def _address_findings(sites: pd.DataFrame, addresses: pd.DataFrame | None) -> list[Finding]:
    """Say how DUO's file of primary schools differs from the sites with pupils."""
    if addresses is None:
        return []
    primary = sites.loc[sites["soort"] == "BO", "vestigingscode"]
    listed = addresses["vestigingscode"]
    return [
        coded(
            "vestigingen",
            Severity.INFO,
            "vestigingen in DUO's adressenbestand basisonderwijs zonder leerlingen in het laatste jaar: "
            "niet als open geteld",
            listed[~listed.isin(primary)],
        ),
        coded(
            "vestigingen",
            Severity.INFO,
            "open vestigingen basisonderwijs die in DUO's adressenbestand ontbreken: wel geteld",
            primary[~primary.isin(listed)],
        ),
    ]


def _by_soort(
    sites: pd.DataFrame, offers: pd.DataFrame, newer: pd.DataFrame
) -> tuple[pd.DataFrame, pd.DataFrame, list[Finding]]:
    """Let DUO's file per soort decide kinds and pupils of the sites that it names."""
    counted = newer[newer["leerlingen"] > 0]
    codes = counted["vestigingscode"].unique()
    lowered = counted.assign(soort=counted["soort"].str.lower())
    kinds = lowered.groupby(["vestigingscode", "soort"])["leerlingen"].sum().reset_index()
    total = counted.groupby("vestigingscode")["leerlingen"].sum()
    label = counted.groupby("vestigingscode")["soort"].agg(lambda soorten: "/".join(sorted(set(soorten))))
    code = sites["vestigingscode"]
    sites = sites.assign(
        leerlingen=code.map(total.to_dict()).astype(float).fillna(sites["leerlingen"]),
        soort=code.map(label.to_dict()).fillna(sites["soort"]),
        leerlingen_bron=sites["leerlingen_bron"].mask(code.isin(codes), PER_KIND),
    )
    extra = counted[~counted["vestigingscode"].isin(sites["vestigingscode"])].drop_duplicates(
        "vestigingscode"
    )
    added = pd.DataFrame(
        {
            "vestigingscode": extra["vestigingscode"],
            "brin": extra["vestigingscode"].str[:4],
            "naam": extra["naam"].fillna(extra["vestigingscode"]),
            "soort": extra["vestigingscode"].map(label),
            "gemeentenaam": extra["gemeentenaam"],
            "leerlingen": extra["vestigingscode"].map(total),
            "leerlingen_bron": PER_KIND,
        }
    )
    offers = pd.concat([offers[~offers["vestigingscode"].isin(codes)], kinds], ignore_index=True)
    findings = [
        coded(
            "leerlingen per soort",
            Severity.INFO,
            "vestigingen waarvan soort en aantal uit het bestand "
            "per soort komen in plaats van uit de historie",
            codes,
        ),
        coded(
            "leerlingen per soort",
            Severity.INFO,
            "vestigingen uit het bestand per soort die in de "
            "historie ontbreken of daar leeg zijn: toegevoegd",
            added["vestigingscode"],
        ),
    ]
    return pd.concat([sites, added], ignore_index=True), offers, findings


def _secondary(locaties: pd.DataFrame) -> tuple[pd.DataFrame, pd.DataFrame]:
    """All located sites of vo; ``.../PRO`` serves pro and vo, BRUGJAAR is vo."""
    vo = locaties[~locaties["soort_label"].isin(PRIMARY_LABELS)]
    sites = vo.rename(columns={"soort_label": "soort_bron", "gemeentenaam": "gemeente_duo"})
    sites = sites[
        ["vestigingscode", "brin", "naam", "soort_bron", "denominatie", "gemeente_duo", "leerlingen"]
    ]
    labels = {label: _vo_kinds(label) for label in sites["soort_bron"].unique()}
    return sites.assign(leerlingen_bron=LOCATED), _offers(sites, "soort_bron", labels)


def _vo_kinds(label: str) -> tuple[str, ...]:
    parts = set(label.upper().split("/"))
    return (("pro",) if "PRO" in parts else ()) + (("vo",) if parts - {"PRO"} else ())


def _offers(sites: pd.DataFrame, column: str, kinds: Mapping[str, tuple[str, ...]]) -> pd.DataFrame:
    frame = sites[["vestigingscode", "leerlingen"]].assign(soort=sites[column].map(kinds))
    several = frame["soort"].map(len) > 1
    frame.loc[several, "leerlingen"] = np.nan
    return frame.explode("soort", ignore_index=True)[["vestigingscode", "soort", "leerlingen"]]


def _apart(special: pd.DataFrame, newer: pd.DataFrame | None) -> pd.DataFrame:
    """Find which (v)so sites are cluster 1, cluster 2 or closed, and how sure that is.

    Our own list says what is closed. Of the clusters DUO's file per soort
    decides where it names one; else our own list does, by site before BRIN.

    Returns
    -------
    Frame indexed by vestigingscode: ``soort`` (empty: none) and ``zekerheid``.
    """
    own = reference("clusters")
    by_site = own[own["vestigingscode"] != ""].drop_duplicates("vestigingscode").set_index("vestigingscode")
    by_brin = own[own["vestigingscode"] == ""].drop_duplicates("brin").set_index("brin")
    code, brin = special["vestigingscode"], special["brin"]
    found = pd.DataFrame(
        {
            column: code.map(by_site[column]).fillna(brin.map(by_brin[column])).fillna("").to_numpy()
            for column in ("soort", "zekerheid")
        },
        index=pd.Index(code),
    )
    if newer is not None:
        told = newer.dropna(subset=["cluster"]).drop_duplicates("vestigingscode")
        cluster = told.set_index("vestigingscode")["cluster"].reindex(found.index)
        decided = cluster.notna() & (found["soort"] != "gesloten")
        outside = cluster.isin(["1", "2"])
        found.loc[decided, "soort"] = np.where(outside[decided], "cluster" + cluster[decided], "")
        found.loc[decided, "zekerheid"] = "zeker"
    return found


def _set_apart(
    sites: pd.DataFrame, offers: pd.DataFrame, newer: pd.DataFrame | None
) -> tuple[pd.DataFrame, list[Finding]]:
    """Give sites of cluster 1, cluster 2 and closed institutions kinds of their own."""
    special = offers.loc[offers["soort"].isin(["so", "vso"]), "vestigingscode"]
    apart = _apart(sites[sites["vestigingscode"].isin(special)], newer)
    apart = apart[apart["soort"] != ""]
    moved = apart.loc[apart["zekerheid"] == "zeker", "soort"]
    total = sites.set_index("vestigingscode")["leerlingen"]
    new = pd.DataFrame({"vestigingscode": moved.index, "soort": moved, "leerlingen": total.loc[moved.index]})
    findings = [
        coded(
            "clusters",
            Severity.INFO,
            f"vestigingen apart gezet als {name}: buiten dekking en normen",
            moved.index[moved == name],
        )
        for name in sorted(moved.unique())
    ]
    text = "vestigingen die mogelijk bij een gesloten instelling of cluster 1/2 horen: niet apart gezet"
    findings.append(coded("clusters", Severity.DOUBT, text, apart.index[apart["zekerheid"] != "zeker"]))
    rest = offers[~offers["vestigingscode"].isin(moved.index)]
    return pd.concat([rest, new], ignore_index=True), findings
