"""Amounts in a user's CSV: with Dutch or English marks, never guessed at where two readings are possible."""

from __future__ import annotations

import re
from typing import Final

import pandas as pd

from data.own_columns import OwnTable, tell
from data.schemas import Column

#: One mark with three digits behind it: 1.500 may be fifteen hundred or one and a half.
_DOUBTFUL: Final = re.compile(r"-?[1-9][0-9]{0,2}[.,][0-9]{3}")
_NUMBER: Final = re.compile(r"-?[0-9]+(?:\.[0-9]+)?")
_DUTCH: Final = re.compile(r"-?[0-9]{1,3}(?:(?:\.[0-9]{3}){2,}(?:,[0-9]+)?|(?:\.[0-9]{3})+,[0-9]{1,2})")
_ENGLISH: Final = re.compile(r"-?[0-9]{1,3}(?:(?:,[0-9]{3}){2,}(?:\.[0-9]+)?|(?:,[0-9]{3})+\.[0-9]{1,2})")
_CURRENCY: Final = re.compile(r"€|\beur\b|\s", flags=re.IGNORECASE)


def told_amounts(
    table: OwnTable,
    column: Column,
    faults: list[str],
    *,
    whole: bool = False,
    todo: str = "verbeter de waarde, of laat de cel leeg als zij niet bekend is",
) -> pd.Series[float]:
    """Read a column of amounts; missing where the cell is empty or at fault.

    Parameters
    ----------
    column
        In the file or not; its rule bounds the values.
    whole
        Whether only whole numbers will do.
    todo
        What to do about a cell that is no amount.
    """
    texts = table.text(column.name)
    plain = texts.map(plain_amount, na_action="ignore").astype("str")
    doubtful = texts.notna() & _fits(plain, _DOUBTFUL)
    readable = _fits(plain, _NUMBER)
    values = pd.to_numeric(plain.where(readable), errors="coerce").astype("float64")
    wrong = texts.notna() & ~readable & ~doubtful
    if whole:
        wrong |= values.notna() & (values % 1 != 0)
    if (rule := column.rule) is not None and rule.low is not None and rule.high is not None:
        wrong |= values.notna() & ~doubtful & ~values.between(rule.low, rule.high)
    tell(table, column, wrong, faults, hint=todo)
    hint = "dit kan op twee manieren worden gelezen: schrijf het zonder punt of komma, of met decimalen"
    tell(table, column, doubtful & ~wrong, faults, hint=hint)
    return values.mask(wrong | doubtful)


def plain_amount(text: str) -> str:
    """Write an amount as a plain number where it can be read in one way only; else much as it is.

    Examples
    --------
    >>> [plain_amount(one) for one in ("€ 12.500.000,00", "12,5", "1.250.000", "-3,-", "1,250,000.5")]
    ['12500000.00', '12.5', '1250000', '-3', '1250000.5']
    >>> [plain_amount(one) for one in ("1.500", "0,125", "veel")]
    ['1.500', '0.125', 'veel']
    """
    told = _CURRENCY.sub("", text.replace("\N{MINUS SIGN}", "-"))
    told = re.sub(r",-+$", "", told)
    if _DOUBTFUL.fullmatch(told):
        return told
    if _DUTCH.fullmatch(told):
        return told.replace(".", "").replace(",", ".")
    if _ENGLISH.fullmatch(told):
        return told.replace(",", "")
    return told.replace(",", ".")


def _fits(texts: pd.Series[str], pattern: re.Pattern[str]) -> pd.Series[bool]:
    return texts.str.fullmatch(pattern.pattern).fillna(value=False).astype(bool)
