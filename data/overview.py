"""What is in a data set: sites, pupils, areas, per kind and source, with every difference explained."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from data.dataset import Dataset
from data.sites import HISTORY, LOCATED


@dataclass(frozen=True, slots=True)
class Overview:
    """Counts of a data set.

    Attributes
    ----------
    kinds
        Per kind: ``soort, naam, bron, aard, vestigingen, geplaatst, op_bag, op_pc4, reformatorisch,
        leerlingen, zonder_leerlingtal, gedeeld`` (pupils known per kind; sites with an
        unknown count; sites that count several kinds together).
    shared
        Per combination of kinds that a source counts together: ``combinatie, vestigingen, leerlingen``.
    areas
        ``wat, aantal, bron, aard``: gemeenten, postcodegebieden, gebieden, swv's, regions, people.
    sources
        Per source: ``tabel, titel, uitgever, peildatum, rijen, bestand``.
    differences
        Sentences that explain how the source's rows became these counts.
    """

    kinds: pd.DataFrame
    shared: pd.DataFrame
    areas: pd.DataFrame
    sources: pd.DataFrame
    differences: tuple[str, ...]


def overview(dataset: Dataset) -> Overview:
    """Count a data set."""
    sites = dataset["vestigingen"].set_index("vestigingscode")
    told = sites[["plaatsing", "reformatorisch", "leerlingen", "leerlingen_bron"]].add_prefix("site_")
    offers = dataset["aanbod"].join(told, on="vestigingscode")
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
    rows, labels = [], dataset.manifest.labels
    for kind in dataset["soorten"].to_dict("records"):
        own = offers[offers["soort"] == kind["code"]]
        origin = sorted(labels.get(one, one) for one in own["site_leerlingen_bron"].unique())
        rows.append(
            {
                "soort": kind["code"],
                "naam": kind["naam"],
                "bron": " en ".join(origin),
                "aard": "gemeten",
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


def _areas(dataset: Dataset) -> pd.DataFrame:
    points, gemeenten, labels = dataset["pc4"], dataset["gemeenten"], dataset.manifest.labels
    counted, estimated = "gemeten", "geschat"
    rows: list[tuple[str, int, str, str]] = [
        ("gemeenten", len(gemeenten), labels["gemeenten"], counted),
        ("postcodegebieden", len(points), f"{labels['inwoners']}, en postcodes van scholen", counted),
        ("gebieden (hele gemeenten en delen)", len(dataset["gebieden"]), labels["swv"], counted),
    ]
    for layer in ("po", "vo"):
        swv = points.loc[points[f"swv_{layer}"] != "", f"swv_{layer}"]
        rows.append((f"swv's {layer}", int(swv.nunique()), labels["swv"], counted))
    for classification in ("jeugdregio", "ggd", "veiligheidsregio", "provincie", "rmc"):
        used = gemeenten.loc[gemeenten[classification] != "", classification]
        label = labels[classification if classification in {"jeugdregio", "rmc"} else "regio"]
        rows.append((classification, int(used.nunique()), label, counted))
    sites = dataset["vestigingen"]
    reformed = sites[sites["reformatorisch"]]
    for name, chosen, key in (
        ("po en (v)so", reformed["leerlingen_bron"] != LOCATED, HISTORY),
        ("vo en pro", reformed["leerlingen_bron"] == LOCATED, LOCATED),
    ):
        pupils = int(reformed.loc[chosen, "leerlingen"].sum())
        rows.append((f"leerlingen reformatorisch {name}", pupils, labels[key], counted))
    for age, name in (("po", "4-11 jaar"), ("vo", "12-17 jaar")):
        residents = int(round(float(points[f"leerlingen_{age}"].sum()), -2))
        rows.append((f"inwoners {name}", residents, labels["inwoners"], estimated))
    return pd.DataFrame(rows, columns=["wat", "aantal", "bron", "aard"])


def _differences(dataset: Dataset, offers: pd.DataFrame) -> tuple[str, ...]:
    """Explain each step from the sources' rows to our counts: all findings, source by source."""
    lines = []
    told = dataset.manifest.findings
    for source in dataset.manifest.sources:
        lines.append(f"{source['titel']} ({source['bestand']}): {source['rijen']} rijen gelezen")
        name = source["bestand"].rpartition("/")[2]
        lines += [f"  {f.count}: {f.message}" for f in told if f.source == name]
    files = {source["bestand"].rpartition("/")[2] for source in dataset.manifest.sources}
    steps = dict.fromkeys(f.source for f in told if f.source not in files)
    for step in steps:
        lines.append(f"bij het samenvoegen, {step}:")
        lines += [f"  {f.count}: {f.message}" for f in told if f.source == step]
    unknown = int(dataset["vestigingen"]["leerlingen"].isna().sum())
    several = int(offers.loc[offers["gedeeld"], "vestigingscode"].nunique())
    both = (
        f"  {several}: vestigingen met meer dan één soort, waarvan de bron de leerlingen samen telt: zij "
        "tellen bij elke soort als vestiging mee, hun leerlingen staan apart"
    )
    counted = f"  {unknown}: vestigingen zonder leerlingtal in de bron: meegeteld, hun leerlingen niet"
    return (*lines, "in dit overzicht:", counted, both)
