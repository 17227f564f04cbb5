"""Sheets of gemeenten under one scenario: what they share is made once, each sheet when it is asked for."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property

from scenarios.consequences.gemeente import GemeenteSheet, gemeente_sheet
from scenarios.consequences.gemeente_ground import GemeenteGround
from scenarios.consequences.gemeente_travel import Terms
from scenarios.study import Study
from ui.sheet.blocks import Sheet
from ui.sheet.gemeente import gemeente_blocks
from ui.sheet.gemeente_names import plain
from ui.sheet.ground import Ground
from ui.sheet.map import maps


@dataclass(eq=False)
class GemeenteSheets:
    """The sheets of all gemeenten.

    Attributes
    ----------
    study
        Country, distances and norms.
    name, base
        Ids of the scenario and of what it is held against.
    terms
        Of transport to school and border traffic.
    """

    study: Study
    name: str
    base: str
    terms: Terms = field(default_factory=Terms)

    @cached_property
    def _figures(self) -> GemeenteGround:
        return GemeenteGround(self.study, self.name, self.base, self.terms)

    @cached_property
    def _ground(self) -> Ground:
        return Ground(self.study, self.name, self.base)

    @cached_property
    def names(self) -> dict[str, str]:
        """Names by code of the gemeenten that have a sheet, by name."""
        label = self.study.country.gemeente_names
        found = {code: label.get(code, code) for code in self._figures.partners}
        return dict(sorted(found.items(), key=lambda one: (plain(one[1]).casefold(), one[0])))

    def figures(self, code: str) -> GemeenteSheet:
        """Return what stands on the sheet of a gemeente, as values.

        Raises
        ------
        UnknownNameError
            If there is no such gemeente with residents.
        """
        return gemeente_sheet(self.study, self.name, self.base, code, self._figures)

    def sheet(self, code: str) -> Sheet:
        """Return the sheet of a gemeente, with its maps; raises as `figures` does."""
        return gemeente_blocks(self.figures(code), maps(self._ground, code))


def file_name(code: str, name: str, suffix: str, scenario: str = "") -> str:
    """Name the file of a gemeente, in characters that every system and every mail takes.

    Parameters
    ----------
    code, name
        Of the gemeente.
    suffix
        With its point.
    scenario
        Id of the scenario, where the file is to say it.

    Examples
    --------
    >>> file_name("GM0796", "'s-Hertogenbosch", ".pdf"), file_name("GM1900", "Súdwest-Fryslân", ".html")
    ('GM0796-s-Hertogenbosch.pdf', 'GM1900-Sudwest-Fryslan.html')
    >>> file_name("GM0373", "Bergen (NH.)", ".pdf", "mijn plan (2)")
    'GM0373-Bergen-NH-mijn-plan-2.pdf'
    """
    return "-".join(plain(one) for one in (code, name, scenario) if one) + suffix
