"""Which region each gemeente of today lies in: jeugdregio, GGD, veiligheidsregio, provincie, RMC.

CBS's composition is of 2016. It is laid on today's gemeenten by the list of
mergers (a new gemeente takes the region of most of its parts) and corrected
where a gemeente changed region since.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping

import pandas as pd

from data.findings import Finding, Severity
from data.reference import reference, reference_rows

CLASSIFICATIONS = ("jeugdregio", "ggd", "veiligheidsregio", "provincie")


def lay_on_today(
    gemeenten: Mapping[str, str], division: pd.DataFrame, peildatum: str
) -> tuple[pd.DataFrame, list[Finding]]:
    """Lay a division of older gemeenten on today's.

    Parameters
    ----------
    gemeenten
        GM code to name, of today.
    division
        ``gemeentecode`` and `CLASSIFICATIONS`, of an earlier year.
    peildatum
        Of the division; corrections that took effect earlier are not applied again.

    Returns
    -------
    Frame ``gemeentecode`` and `CLASSIFICATIONS` (empty where unknown), and findings.
    """
    old = division.set_index("gemeentecode")
    merged = reference("herindelingen")
    rows, derived, mixed = [], [], []
    for code, name in gemeenten.items():
        if code in old.index:
            parts = [code]
        else:
            main = merged[(merged["gemeentecode_nieuw"] == code) & (merged["aandeel"] == "hoofdzakelijk")]
            parts = [part for part in main["gemeentecode_oud"] if part in old.index]
            derived.append(name)
        row = {"gemeentecode": code}
        for classification in CLASSIFICATIONS:
            votes = Counter(old.loc[parts, classification])
            row[classification] = votes.most_common(1)[0][0] if votes else ""
            if len(votes) > 1:
                mixed.append(f"{name} ({classification}: {'/'.join(sorted(votes))})")
        rows.append(row)
    frame, corrections = _correct(pd.DataFrame(rows), gemeenten, peildatum)
    return frame, [*_findings(derived, mixed, frame, gemeenten), *corrections]


def _correct(
    frame: pd.DataFrame, gemeenten: Mapping[str, str], peildatum: str
) -> tuple[pd.DataFrame, list[Finding]]:
    frame = frame.set_index("gemeentecode")
    done = []
    for fix in reference_rows("regio_correcties"):
        code, classification = fix["gemeentecode"], fix["classificatie"]
        if code in frame.index and fix["geldig_vanaf"] > peildatum:
            frame.loc[code, classification] = fix["code"]
            done.append(f"{gemeenten[code]}: {classification} {fix['code']} ({fix['bron']})")
    text = "correcties op de oude regio-indeling, omdat een gemeente sindsdien van regio veranderde"
    findings = [Finding("regio-indeling", Severity.MENDED, text, len(done), tuple(done[:10]))] if done else []
    return frame.reset_index(), findings


def _findings(
    derived: list[str], mixed: list[str], frame: pd.DataFrame, gemeenten: Mapping[str, str]
) -> list[Finding]:
    findings = []
    if derived:
        text = "gemeenten van na de regio-indeling: regio overgenomen van hun voorgangers"
        findings.append(Finding("regio-indeling", Severity.MENDED, text, len(derived), tuple(derived[:10])))
    if mixed:
        text = "gemeenten waarvan de voorgangers in verschillende regio's lagen: de meeste voorgangers tellen"
        findings.append(Finding("regio-indeling", Severity.DOUBT, text, len(mixed), tuple(mixed[:10])))
    unknown = [gemeenten[code] for code in frame.loc[frame["jeugdregio"] == "", "gemeentecode"]]
    if unknown:
        text = "gemeenten zonder jeugdregio: de regio-indeling noemt ze niet"
        findings.append(Finding("regio-indeling", Severity.DOUBT, text, len(unknown), tuple(unknown[:10])))
    return findings


def rmc_regions(vestigingen: pd.DataFrame | None) -> pd.DataFrame:
    """RMC region per gemeente, from DUO's file of primary schools.

    Returns
    -------
    Frame ``gemeentecode, rmc, rmc_naam``; empty without that file.
    """
    if vestigingen is None:
        return pd.DataFrame(columns=["gemeentecode", "rmc", "rmc_naam"], dtype="str")
    named = vestigingen.dropna(subset=["rmc_code"])
    counted = named.groupby(["gemeentecode", "rmc_code", "rmc_naam"], as_index=False).size()
    counted = counted.sort_values(["gemeentecode", "size", "rmc_code"], ascending=[True, False, True])
    first = counted.drop_duplicates("gemeentecode")
    return pd.DataFrame(
        {
            "gemeentecode": first["gemeentecode"].to_numpy(),
            "rmc": ("RMC" + first["rmc_code"].str.zfill(2)).to_numpy(),
            "rmc_naam": first["rmc_naam"].to_numpy(),
        }
    )


def region_names(jeugdregio: pd.DataFrame | None, rmc: pd.DataFrame) -> pd.DataFrame:
    """Names of all regions.

    Parameters
    ----------
    jeugdregio
        ``code, naam`` as CBS publishes them; without it the codes serve.
    rmc
        From `rmc_regions`.

    Returns
    -------
    Frame ``classificatie, code, naam``.
    """
    parts = [reference("regionamen")]
    if jeugdregio is not None:
        parts.append(jeugdregio[["code", "naam"]].assign(classificatie="jeugdregio"))
    named = rmc[["rmc", "rmc_naam"]].drop_duplicates("rmc").sort_values("rmc")
    parts.append(named.set_axis(["code", "naam"], axis=1).assign(classificatie="rmc"))
    names = pd.concat(parts, ignore_index=True)[["classificatie", "code", "naam"]]
    return names.drop_duplicates(["classificatie", "code"], keep="last").reset_index(drop=True)
