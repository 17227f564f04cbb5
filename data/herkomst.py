"""Where pupils of each site live: DUO's counts joined to our sites, kinds and demand points."""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence
from typing import Final

import numpy as np
import pandas as pd

from data.findings import Finding, Severity
from data.reference import reference
from data.sites import KINDS_OF_SOORT

#: Tables of the readers, with the layer that they are about.
READ: Final[Mapping[str, str]] = {"herkomst_po": "po", "herkomst_vo": "vo"}
#: The reader's table that tells of each kind; vso is in DUO's file of po.
TABLE_OF: Final[Mapping[str, str]] = {
    **dict.fromkeys(("bo", "sbo", "so", "vso", "cluster1", "cluster2", "gesloten"), "herkomst_po"),
    **dict.fromkeys(("pro", "vo"), "herkomst_vo"),
}
#: Columns of the table ``herkomst`` of a data set, with their types.
COLUMNS: Final[Mapping[str, str]] = {
    "vestigingscode": "str",
    "soort": "str",
    "pc4": "str",
    "laag": "float64",
    "midden": "float64",
    "hoog": "float64",
    "gedeeld": "bool",
    "jaar": "int64",
}
#: Kinds that a row of the readers may be about.
_TOLD: Final[Mapping[str, tuple[str, ...]]] = {
    **KINDS_OF_SOORT,
    "VO": ("vo",),
    "PRO": ("pro",),
    "VO/PRO": ("pro", "vo"),
}
_KEY: Final = ["vestigingscode", "soort", "pc4"]
_STEP: Final = "woonpostcodes"


def empty_table() -> pd.DataFrame:
    """Give the table of a data set for which nobody brought pupils by home."""
    return pd.DataFrame({name: pd.Series(dtype=kind) for name, kind in COLUMNS.items()})


def home_table(
    told: Sequence[pd.DataFrame], sites: pd.DataFrame, offers: pd.DataFrame, points: pd.DataFrame
) -> tuple[pd.DataFrame, list[Finding]]:
    """Join pupils by home to the sites and demand points of a data set.

    Parameters
    ----------
    told
        Tables ``herkomst_po`` and ``herkomst_vo`` as the readers give them.
    sites, offers, points
        ``vestigingen`` and ``aanbod`` (what each site offers), and ``pc4``.

    Returns
    -------
    `COLUMNS`, one row per site, kind and home PC4 (empty: unknown): pupils at
    least, in the middle and at most. Where pupils of several kinds are counted
    together (`gedeeld`) each of those kinds has a row with 0 at least and all of
    them at most; the middle divides them as the pupils that are counted for one
    kind alone. Sites that the data set does not know are left out; both they
    and homes that it does not know are in the findings.
    """
    rows = pd.concat(told, ignore_index=True)
    known = rows["vestigingscode"].isin(sites["vestigingscode"])
    findings = [
        _pupils(
            Severity.DROPPED,
            "rijen van vestigingen die niet in de gegevens zitten (gesloten, of van een ander jaar): "
            "weggelaten",
            rows[~known],
        )
    ]
    rows = rows[known]
    elsewhere = rows["pc4"].notna() & ~rows["pc4"].isin(points["pc4"])
    text = "rijen met een woonpostcode die niet in de gegevens zit: de woonplaats geldt als onbekend"
    findings.append(_pupils(Severity.DOUBT, text, rows[elsewhere], "pc4"))
    rows = rows.assign(pc4=rows["pc4"].mask(elsewhere, None).fillna(""))
    rows, found = _with_kinds(rows, offers)
    table = rows.groupby(_KEY, sort=True).agg(
        laag=("laag", "sum"),
        midden=("midden", "sum"),
        hoog=("hoog", "sum"),
        gedeeld=("gedeeld", "any"),
        jaar=("jaar", "max"),
    )
    table = table.reset_index()[list(COLUMNS)].astype(dict(COLUMNS))
    return table, [f for f in (*findings, *found, *_silent(table, offers)) if f.count]


def _with_kinds(rows: pd.DataFrame, offers: pd.DataFrame) -> tuple[pd.DataFrame, list[Finding]]:
    """Give each row our kinds: one, or several where the source counts them together."""
    offered = offers.groupby("vestigingscode")["soort"].agg(frozenset).to_dict()
    pairs = rows[["vestigingscode", "soort"]].drop_duplicates()
    nothing: frozenset[str] = frozenset()
    kinds = {
        (site, soort): _kinds_of(soort, offered.get(site, nothing))
        for site, soort in pairs.itertuples(index=False, name=None)
    }
    keys = list(zip(rows["vestigingscode"], rows["soort"], strict=True))
    lacking = [not set(kinds[key]) & offered.get(key[0], nothing) for key in keys]
    rows = rows.assign(soort=pd.Series([kinds[key] for key in keys], index=rows.index, dtype="object"))
    shared = rows["soort"].str.len() > 1
    findings = [
        _pupils(
            Severity.DOUBT,
            "rijen met een soort die de vestiging volgens de andere bronnen niet biedt: zij tellen mee als "
            "leerlingen van die soort",
            rows[np.array(lacking, dtype=bool)],
        ),
        _pupils(
            Severity.DOUBT,
            "rijen die leerlingen van twee soorten samen tellen: elk van beide soorten heeft er 0 tot alle, "
            "en de middenschatting deelt ze naar de verhouding in de rest van het land",
            rows[shared],
        ),
    ]
    rows = rows.assign(
        laag=rows["leerlingen_min"].mask(shared, 0.0),
        midden=rows["leerlingen"],
        hoog=rows["leerlingen_max"],
        gedeeld=shared,
    )
    alone = rows.loc[~shared].explode("soort").groupby("soort")["midden"].sum().to_dict()
    parts = {kinds: _parts(kinds, alone) for kinds in rows.loc[shared, "soort"].unique()}
    rows["deel"] = pd.Series([parts.get(kinds, (1.0,)) for kinds in rows["soort"]], index=rows.index)
    told = rows.explode(["soort", "deel"], ignore_index=True)
    return told.assign(midden=told["midden"] * told["deel"].astype("float64")), findings


def _parts(kinds: tuple[str, ...], alone: Mapping[Hashable, float]) -> tuple[float, ...]:
    """Shares of kinds that are counted together: as pupils counted for each alone; else equal ones.

    Examples
    --------
    >>> _parts(("pro", "vo"), {"pro": 10.0, "vo": 30.0}), _parts(("pro", "vo"), {})
    ((0.25, 0.75), (0.5, 0.5))
    """
    pupils = [float(alone.get(kind, 0.0)) for kind in kinds]
    together = sum(pupils)
    return tuple(one / together for one in pupils) if together > 0 else (1 / len(kinds),) * len(kinds)


def _kinds_of(soort: str, offered: frozenset[str]) -> tuple[str, ...]:
    """Kinds of a row: those told that the site offers; where special schools are set apart, the kind of that.

    Examples
    --------
    >>> _kinds_of("SO/VSO", frozenset({"so"})), _kinds_of("VO/PRO", frozenset({"pro", "vo"}))
    (('so',), ('pro', 'vo'))
    >>> _kinds_of("VSO", frozenset({"cluster2"})), _kinds_of("SO", frozenset({"bo"}))
    (('cluster2',), ('so',))
    """
    told = _TOLD[soort]
    apart = sorted(offered & _set_apart())
    if apart and set(told) <= {"so", "vso"}:
        return (apart[0],)
    return tuple(kind for kind in told if kind in offered) or told


def _set_apart() -> frozenset[str]:
    kinds = reference("soorten")
    return frozenset(kinds.loc[kinds["buiten_dekking"] == "ja", "code"])


def _silent(table: pd.DataFrame, offers: pd.DataFrame) -> list[Finding]:
    """Sites of the kinds that were brought, without a single pupil by home."""
    counted = offers[offers["soort"].isin(table["soort"].unique())]
    lacking = counted.loc[~counted["vestigingscode"].isin(table["vestigingscode"]), "vestigingscode"].unique()
    text = "open vestigingen zonder een enkele leerling in het bestand met woonpostcodes"
    return [Finding(_STEP, Severity.DOUBT, text, len(lacking), tuple(sorted(lacking)[:10]))]


def _pupils(severity: Severity, message: str, rows: pd.DataFrame, column: str = "vestigingscode") -> Finding:
    """Make a finding about rows, that also says how many pupils it is about."""
    low, high = rows["leerlingen_min"].sum(), rows["leerlingen_max"].sum()
    pupils = f"{low:.0f}" if low == high else f"{low:.0f} tot {high:.0f}"
    examples = tuple(sorted(rows[column].unique())[:10])
    return Finding(_STEP, severity, f"{message} ({pupils} leerlingen)", len(rows), examples)
