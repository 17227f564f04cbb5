"""Small countries that the check is worked out on by hand."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any, Final

import pytest

from data.dataset import Dataset
from scenarios.draft import Draft
from scenarios.norms import NormChange, standard_norms
from scenarios.settings import STRAIGHT, Settings
from scenarios.study import Study

PLAIN: Final = Settings(STRAIGHT, detour_factor=1.0, intrazonal=False)


@pytest.fixture(scope="module")
def line(line_of_four: Dataset) -> Study:
    """Open the worked example: a, b, c, d at 0, 10, 20, 30 km; sites at a and d; jeugdregio's ab and cd."""
    return Study.of(line_of_four, PLAIN)


@pytest.fixture(scope="session")
def under() -> Callable[..., Study]:
    """Return a study under confirmed norms: by name with their usual value, or with one of one's own."""

    def confirmed(study: Study, *told: str | NormChange) -> Study:
        own = [replace(one, confirmed=True) for one in told if isinstance(one, NormChange)]
        usual = [
            NormChange(*norm.key, confirmed=True)
            for norm in standard_norms().table
            if norm.name in told and norm.key not in {one.key for one in own}
        ]
        return study.under(standard_norms().changed([*usual, *own]))

    return confirmed


@pytest.fixture(scope="session")
def made() -> Callable[..., str]:
    """Make a scenario of changes known to a study, and return its id."""

    def known(study: Study, base: str, *changes: Any) -> str:
        draft = Draft(base)
        for change in changes:
            draft = draft.do(change)
        return draft.known_to(study)

    return known
