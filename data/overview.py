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
    told = sites[["plaatsing", "leerlingen_bron"]].add_prefix("site_")
    offers = dataset["aanbod"].join(told, on="vestigingscode")
    return Overview(
        _kinds(dataset, offers),
        _shared(offers, grouped=dataset.manifest.grouped),
        _areas(dataset),
        pd.DataFrame(list(dataset.manifest.sources)),
        _differences(dataset, offers),
    )


def _kinds(dataset: Dataset, offers: pd.DataFrame) -> pd.DataFrame:
    rows, labels = [], dataset.manifest.labels
    for kind in dataset["soorten"].to_dict("records"):
        own = offers[offers["soort"] == kind["code"]]
        elsewhere = own["site_plaatsing"].isin(["PC4", "niet geplaatst"])
        origin = sorted(labels.get(one, one) for one in own["site_leerlingen_bron"].unique())
        rows.append(
            {
                "soort": kind["code"],
                "naam": kind["naam"],
                "bron": " en ".join(origin),
                "aard": "gemeten",
                "vestigingen": int(own["aantal"].sum()),
                "geplaatst": int(own.loc[own["site_plaatsing"] != "niet geplaatst", "aantal"].sum()),
                "op_eigen_punt": int(own.loc[~elsewhere, "aantal"].sum()),
                "op_pc4": int(own.loc[own["site_plaatsing"] == "PC4", "aantal"].sum()),
                "reformatorisch": int(own["reformatorisch"].sum()),
                "leerlingen": float(own["leerlingen"].sum()),
                "zonder_leerlingtal": int(own["onbekend"].sum()),
                "gedeeld": int(own["gedeeld"].sum()),
                "leerlingen_gedeeld": float(own["leerlingen_gedeeld"].sum()),
            }
        )
    return pd.DataFrame(rows)


def _shared(offers: pd.DataFrame, *, grouped: bool) -> pd.DataFrame:
    """Sites whose pupils are counted for several kinds together; groups do not tell with which kind."""
    shared = offers[offers["gedeeld"] > 0]
    kinds = shared["soort"] if grouped else shared.groupby("vestigingscode")["soort"].transform("+".join)
    named = shared.assign(combinatie=kinds)
    if not grouped:
        named = named.drop_duplicates("vestigingscode")
    counts = named.groupby("combinatie")[["gedeeld", "leerlingen_gedeeld"]].sum().reset_index()
    return counts.set_axis(["combinatie", "vestigingen", "leerlingen"], axis=1)


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
    if not dataset.manifest.grouped:
        rows += _reformed(dataset)
    for age, name in (("po", "4-11 jaar"), ("vo", "12-17 jaar")):
        residents = int(round(float(points[f"leerlingen_{age}"].sum()), -2))
        rows.append((f"inwoners {name}", residents, labels["inwoners"], estimated))
    return pd.DataFrame(rows, columns=["wat", "aantal", "bron", "aard"])


def _reformed(dataset: Dataset) -> list[tuple[str, int, str, str]]:
    """Pupils of schools that may belong to Berséba or RefSVO: known per site only."""
    sites, labels = dataset["vestigingen"], dataset.manifest.labels
    reformed = sites[sites["reformatorisch"]]
    rows = []
    for name, chosen, key in (
        ("po en (v)so", reformed["leerlingen_bron"] != LOCATED, HISTORY),
        ("vo en pro", reformed["leerlingen_bron"] == LOCATED, LOCATED),
    ):
        pupils = int(reformed.loc[chosen, "leerlingen"].sum())
        rows.append((f"leerlingen reformatorisch {name}", pupils, labels[key], "gemeten"))
    return rows


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
    unknown = int(offers["onbekend"].sum())
    counted = (
        f"  {unknown}: vestigingen (per soort) zonder leerlingtal in de bron: meegeteld, hun leerlingen niet"
    )
    if dataset.manifest.grouped:
        both = f"  {int(offers['gedeeld'].sum())}: keer dat een vestiging met meer dan één soort meetelt"
    else:
        several = int(offers.loc[offers["gedeeld"] > 0, "vestigingscode"].nunique())
        both = f"  {several}: vestigingen met meer dan één soort"
    both += (
        ", waarvan de bron de leerlingen samen telt: zij tellen bij elke soort als vestiging mee, hun "
        "leerlingen staan apart"
    )
    return (*lines, "in dit overzicht:", counted, both)
