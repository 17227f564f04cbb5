"""Where a form of the page "Voorzieningen" stands, and what every form ends with."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import streamlit as st

from scenarios.country import Country, Kind
from scenarios.scenario import Change
from scenarios.study import Study
from ui.drafts import desk, told
from ui.facility_sites import sites_of
from ui.facility_state import form, tied
from ui.loading import StudyKey


@dataclass(frozen=True, slots=True)
class At:
    """Where a form stands: the study, and the scenario as it is before the change.

    Attributes
    ----------
    key, study
        The study and its name.
    name
        Id of the draft in it.
    kind
        Kind of facility in view.
    """

    key: StudyKey
    study: Study
    name: str
    kind: Kind

    @property
    def country(self) -> Country:
        """The country with the sites of the draft."""
        return self.study.country_of(self.name)

    @property
    def kinds(self) -> dict[str, str]:
        """Code and name of every kind."""
        return {kind.code: f"{kind.code} · {kind.name}" for kind in self.study.country.kinds}

    @property
    def sites(self) -> dict[str, str]:
        """Code and label of the sites that offer the kind in view."""
        return sites_of(self.key, self.name, self.kind.code)


def _make(at: At, build: Callable[[], Change]) -> None:
    """Make the change that is filled in; what was filled in stays when it is refused."""
    with told():
        desk().do(at.study, build())
        form().clear()


def button(label: str, at: At, build: Callable[[], Change], *, ready: bool) -> None:
    """Draw the button that makes the change; `build` makes it of what is filled in."""
    st.button(
        label,
        type="primary",
        disabled=not ready,
        width="stretch",
        on_click=_make,
        args=(at, build),
        key="wat_als_doe",
    )


def why() -> None:
    """Draw the question why the change is made; the answer is saved with it."""
    st.text_input("Waarom (mag leeg blijven)", max_chars=200, **tied("about"))
