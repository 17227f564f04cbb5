"""What is in a data set: sites, pupils, areas, per kind and source, with every difference explained."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from data.dataset import Dataset
from data.sites import LOCATED


@dataclass(frozen=True, slots=True)
class Overview:
    """Counts of a data set.

    Attributes
    ----------
    kinds
        Per kind: ``soort, naam, vestigingen, geplaatst, op_bag, op_pc4, reformatorisch,
        leerlingen, zonder_leerlingtal, gedeeld`` (pupils known per kind; sites with an
        unknown count; sites that count several kinds together).
    shared
        Per combination of kinds that a source counts together: ``combinatie, vestigingen, leerlingen``.
    areas
        Name to count: gemeenten, postcodegebieden, gebieden, swv's and regions.
    sources
        Per source: ``tabel, titel, uitgever, peildatum, rijen, bestand``.
    differences
        Sentences that explain how the source's rows became these counts.
    """

    kinds: pd.DataFrame
    shared: pd.DataFrame
    areas: dict[str, int]
    sources: pd.DataFrame
    differences: tuple[str, ...]


def overview(dataset: Dataset) -> Overview:
    """Count a data set."""
    sites = dataset["vestigingen"].set_index("vestigingscode")
    offers = dataset["aanbod"].join(
        sites[["plaatsing", "reformatorisch", "leerlingen"]].add_prefix("site_"), on="vestigingscode"
    )
    combination = offers.groupby("vestigingscode")["soort"].agg(lambda kinds: "+".join(sorted(kinds)))
    offers["gedeeld"] = offers["vestigingscode"].map(combination).str.contains("+", regex=False)
    offers["gedeeld"] &= offers["leerlingen"].isna()
    return Overview(
        _kinds(dataset, offers),
        _shared(offers, combination),
        _areas(dataset),
        pd.DataFrame(list(dataset.manifest.sources)),
        _differences(dataset, offers),
    )


def _kinds(dataset: Dataset, offers: pd.DataFrame) -> pd.DataFrame:
    rows = []
    for kind in dataset["soorten"].to_dict("records"):
        own = offers[offers["soort"] == kind["code"]]
        rows.append(
            {
                "soort": kind["code"],
                "naam": kind["naam"],
                "vestigingen": len(own),
                "geplaatst": int((own["site_plaatsing"] != "niet geplaatst").sum()),
                "op_eigen_punt": int(own["site_plaatsing"].isin(["BAG", "RIO"]).sum()),
                "op_pc4": int((own["site_plaatsing"] == "PC4").sum()),
                "reformatorisch": int(own["site_reformatorisch"].sum()),
                "leerlingen": float(own["leerlingen"].sum()),
                "zonder_leerlingtal": int(own["site_leerlingen"].isna().sum()),
                "gedeeld": int(own["gedeeld"].sum()),
            }
        )
    return pd.DataFrame(rows)


def _shared(offers: pd.DataFrame, combination: pd.Series) -> pd.DataFrame:
    once = offers[offers["gedeeld"]].drop_duplicates("vestigingscode")
    named = once.assign(combinatie=once["vestigingscode"].map(combination))
    grouped = named.groupby("combinatie")["site_leerlingen"].agg(vestigingen="size", leerlingen="sum")
    return grouped.reset_index()


def _areas(dataset: Dataset) -> dict[str, int]:
    points, gemeenten = dataset["pc4"], dataset["gemeenten"]
    counts = {
        "gemeenten": len(gemeenten),
        "postcodegebieden": len(points),
        "gebieden (hele gemeenten en delen)": len(dataset["gebieden"]),
        "swv's po": int(points.loc[points["swv_po"] != "", "swv_po"].nunique()),
        "swv's vo": int(points.loc[points["swv_vo"] != "", "swv_vo"].nunique()),
    }
    for classification in ("jeugdregio", "ggd", "veiligheidsregio", "provincie", "rmc"):
        counts[classification] = int(gemeenten.loc[gemeenten[classification] != "", classification].nunique())
    sites = dataset["vestigingen"]
    reformed = sites[sites["reformatorisch"]]
    secondary = reformed["leerlingen_bron"] == LOCATED
    counts["leerlingen reformatorisch po en (v)so"] = round(
        float(reformed.loc[~secondary, "leerlingen"].sum())
    )
    counts["leerlingen reformatorisch vo en pro"] = round(float(reformed.loc[secondary, "leerlingen"].sum()))
    counts["inwoners 4-11 jaar (geschat)"] = round(float(points["leerlingen_po"].sum()))
    counts["inwoners 12-17 jaar (geschat)"] = round(float(points["leerlingen_vo"].sum()))
    return counts


def _differences(dataset: Dataset, offers: pd.DataFrame) -> tuple[str, ...]:
    """Explain each step from the source's rows to our counts, from the findings of the import."""
    found = dataset.manifest.findings
    sites = dataset["vestigingen"]
    lines = [f"{f.count}: {f.message} ({f.source})" for f in found if f.source == "vestigingen"]
    lines += [f"{f.count}: {f.message} ({f.source})" for f in found if "afgeschermd" in f.message]
    unknown = int(sites["leerlingen"].isna().sum())
    if unknown:
        lines.append(f"{unknown}: vestigingen zonder leerlingtal in de bron: meegeteld, hun leerlingen niet")
    several = int(offers.loc[offers["gedeeld"], "vestigingscode"].nunique())
    if several:
        lines.append(
            f"{several}: vestigingen met meer dan één soort, waarvan de bron de leerlingen samen telt: "
            "zij tellen bij elke soort als vestiging mee, hun leerlingen staan apart"
        )
    return tuple(lines)
