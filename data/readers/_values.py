"""Cells as publishers write them: counts with ``<5``, codes without zeros, postcodes with a space."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from data.findings import Finding, Severity

if TYPE_CHECKING:
    from collections.abc import Hashable, Iterable

__all__ = [
    "MASKED_AS",
    "counts",
    "examples",
    "finding",
    "gemeentecodes",
    "intervals",
    "numbers",
    "pc4_codes",
    "postcodes",
    "vestigingscodes",
]

MASKED_AS = 2.0
"""Number of pupils that stands in for a masked cell (1 to 4 pupils)."""

MASKED_FROM, MASKED_TO = 1.0, 4.0
"""Least and greatest number of pupils in a masked cell."""

_SHOWN = 10
_MASKS = ("<5", "< 5", "-1")


def examples(values: Iterable[Hashable]) -> tuple[str, ...]:
    """Give at most ten different values as text, in order of appearance."""
    return tuple(str(value) for value in dict.fromkeys(values))[:_SHOWN]


def finding(
    source: str, severity: Severity, message: str, count: int, values: Iterable[Hashable] = ()
) -> list[Finding]:
    """Give a list of one finding, or an empty one where there is nothing to tell."""
    return [Finding(source, severity, message, count, examples(values))] if count else []


def numbers(texts: pd.Series[str], column: str, faults: list[str]) -> pd.Series[float]:
    """Turn text into numbers, decimal comma or point; what is no number is added to the faults.

    A missing cell stays missing; a faulty one becomes 0, so that it is told only once.
    """
    cleaned = texts.astype("str").str.replace(",", ".", regex=False)
    values = pd.to_numeric(cleaned, errors="coerce").astype("float64")
    wrong = values.isna() & texts.notna()
    for row, text in list(texts[wrong].items())[:_SHOWN]:
        faults.append(f"rij {row}, kolom {column}: gevonden {text!r}, verwacht een getal; verbeter de waarde")
    if (rest := int(wrong.sum()) - _SHOWN) > 0:
        faults.append(f"en nog {rest} waarden in kolom {column} die geen getal zijn")
    return values.mask(wrong, 0.0)


def counts(texts: pd.Series[str], column: str, faults: list[str]) -> tuple[pd.Series[float], pd.Series[bool]]:
    """Turn counts of pupils into numbers, with a masked cell (``<5`` or ``-1``) as 2.

    Returns
    -------
    The numbers, and whether each was masked.
    """
    masked = texts.isin(_MASKS)
    values = numbers(texts.mask(masked, str(MASKED_AS)), column, faults)
    # "1.000" would pass for 1: a count has no mark for thousands
    broken = (values % 1 != 0) | texts.str.contains(r"[.,]\d{3}$", regex=True, na=False)
    for row, text in list(texts[broken & values.notna()].items())[:_SHOWN]:
        faults.append(f"rij {row}, kolom {column}: gevonden {text!r}, verwacht een geheel getal zonder punt")
    return values, masked


def intervals(texts: pd.Series[str], column: str, faults: list[str]) -> pd.DataFrame:
    """Turn counts of pupils into intervals: a masked cell (``<5`` or ``-1``) is 1 to 4.

    Returns
    -------
    ``laag, midden, hoog`` (pupils; `midden` has `MASKED_AS` for a masked cell) and ``afgeschermd``
    (1 where the cell was masked, else 0). A missing cell stays missing.

    Examples
    --------
    >>> intervals(pd.Series(["7", "<5"]), "AANTAL", []).to_numpy().tolist()
    [[7.0, 7.0, 7.0, 0.0], [1.0, 2.0, 4.0, 1.0]]
    """
    values, masked = counts(texts, column, faults)
    negative = values < 0
    for row, text in list(texts[negative].items())[:_SHOWN]:
        faults.append(
            f"rij {row}, kolom {column}: gevonden {text!r}, verwacht 0 of meer (of -1: afgeschermd)"
        )
    values = values.clip(lower=0)  # told by now: a table that is checked later need not tell it again
    return pd.DataFrame(
        {
            "laag": values.mask(masked, MASKED_FROM),
            "midden": values,
            "hoog": values.mask(masked, MASKED_TO),
            "afgeschermd": masked.astype("float64"),
        }
    )


def gemeentecodes(texts: pd.Series[str]) -> pd.Series[str]:
    """Write gemeente codes as CBS does.

    Examples
    --------
    >>> gemeentecodes(pd.Series(["285", "GM0363", "gm14", "1699", None])).tolist()
    ['GM0285', 'GM0363', 'GM0014', 'GM1699', nan]
    """
    digits = texts.astype("str").str.strip().str.upper().str.removeprefix("GM")
    return ("GM" + digits.str.zfill(4)).astype("str")


def postcodes(texts: pd.Series[str]) -> pd.Series[str]:
    """Write postcodes without a space, in capitals.

    Examples
    --------
    >>> postcodes(pd.Series(["9306 TC", "1011ab"])).tolist()
    ['9306TC', '1011AB']
    """
    return texts.astype("str").str.replace(r"\s+", "", regex=True).str.upper()


def pc4_codes(values: pd.Series[float] | pd.Series[str]) -> pd.Series[str]:
    """Write PC4's as four digits, also where the file holds ``1011.0``.

    Examples
    --------
    >>> pc4_codes(pd.Series([1011.0, 9999.0])).tolist()
    ['1011', '9999']
    """
    return values.astype("str").str.strip().str.removesuffix(".0")


def vestigingscodes(brin: pd.Series[str], vestiging: pd.Series[str]) -> pd.Series[str]:
    """Write six-character site codes; some releases give only the last two digits.

    Examples
    --------
    >>> vestigingscodes(pd.Series(["00AO", "00AP"]), pd.Series(["1", "00AP00"])).tolist()
    ['00AO01', '00AP00']
    """
    short = vestiging.str.fullmatch(r"\d{1,2}").fillna(value=False).astype("bool")
    joined = brin.astype("str") + vestiging.astype("str").str.zfill(2)
    return vestiging.astype("str").mask(short, joined).str.upper()
