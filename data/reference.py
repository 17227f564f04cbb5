"""The project's own small reference tables (``data/tables/*.csv``)."""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from io import StringIO

import pandas as pd


@cache
def _table(name: str) -> pd.DataFrame:
    text = files("data.tables").joinpath(f"{name}.csv").read_text(encoding="utf-8")
    return pd.read_csv(StringIO(text), sep=";", dtype=str, keep_default_na=False)


def reference(name: str) -> pd.DataFrame:
    """Read one of our own tables as text; a fresh copy, so that nobody changes another's.

    Parameters
    ----------
    name
        herindelingen, regio_correcties, regionamen, jeugdregio_varianten,
        clusters, reformatorisch, soorten, ontbreekt or wegsoorten.
    """
    return _table(name).copy()


def reference_rows(name: str) -> list[dict[str, str]]:
    """Read one of our own tables as rows of text; see `reference`."""
    return [{str(k): str(v) for k, v in row.items()} for row in _table(name).to_dict("records")]
