"""The account as data: plain values, and a CSV with one fact per line."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from data.dutch_csv import rows_text
from ui.account import IS, IS_NOT, Account
from ui.tables import records
from ui.truths import TRUTHS


def as_dict(account: Account) -> dict[str, Any]:
    """Give the account as plain values, for JSON."""
    return {
        "gegevensset": account.name,
        "gemaakt_met": account.stamp,
        "wat_dit_is": list(IS),
        "wat_dit_niet_is": list(IS_NOT),
        "drie_dingen": [{"titel": one.title, "tekst": one.full} for one in TRUTHS],
        "onderdelen": {
            part.key: {
                "titel": part.title,
                "toelichting": list(part.lead),
                "tabellen": [
                    {"titel": one.caption or part.title, "rijen": list(records(one.rows))}
                    for one in part.listings
                ],
            }
            for part in account.parts
        },
    }


def as_csv(account: Account) -> str:
    """Write the account as a Dutch CSV: part, table, number of the row, what is told, the text."""
    return rows_text(["onderdeel", "tabel", "nummer", "kenmerk", "tekst"], _lines(account))


def _lines(account: Account) -> Iterator[Sequence[object]]:
    yield ["Verantwoording", "", "", "gemaakt met", account.stamp]
    for title, points in (("Wat dit is", IS), ("Wat dit niet is", IS_NOT)):
        yield from ([title, "", number, "", point] for number, point in enumerate(points, start=1))
    for number, truth in enumerate(TRUTHS, start=1):
        yield ["Drie dingen die u moet weten", "", number, truth.title, truth.full]
    for part in account.parts:
        yield from ([part.title, "", "", "toelichting", sentence] for sentence in part.lead)
        for one in part.listings:
            for number, row in enumerate(records(one.rows), start=1):
                yield from (
                    [part.title, one.caption, number, name, text.replace("\n", " | ")]
                    for name, text in row.items()
                    if text
                )
