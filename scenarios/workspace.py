"""What a visitor is working on as text, so that it comes back after a refresh or a restart.

More than a scenario: also what was undone, the drafts laid aside, and what was chosen for all pages.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from pydantic import TypeAdapter, ValidationError

from data.corrections import AnyCorrection, corrections_json, read_corrections
from geo.errors import InputError
from scenarios.assumptions import Assumptions
from scenarios.draft import Draft
from scenarios.norms import NormChange, Norms, standard_norms
from scenarios.settings import Settings

_DRAFTS: Final = TypeAdapter(tuple[Draft, ...])
_SUBJECT: Final = "bewaard ontwerp"
#: Of the text; one of a later version is not read.
_SORT: Final = 1


@dataclass(frozen=True, slots=True)
class Workspace:
    """Everything that would be lost.

    Attributes
    ----------
    draft
        What is being made; None if nothing is.
    aside
        Drafts laid aside, the last in front.
    assumptions, settings, norms
        As chosen for all pages; of the norms what differs from the standard.
    corrections
        On the data.
    chosen
        What is in view: ids by the name of the choice.
    data
        Fingerprint of the data set.
    presentation
        Prepared steps, as JSON; empty if nothing was prepared.
    """

    draft: Draft | None = None
    aside: tuple[Draft, ...] = ()
    assumptions: Assumptions = field(default_factory=Assumptions)
    settings: Settings = field(default_factory=Settings)
    norms: tuple[NormChange, ...] = ()
    corrections: tuple[AnyCorrection, ...] = ()
    chosen: tuple[tuple[str, str], ...] = ()
    data: str = ""
    presentation: str = ""

    @property
    def is_worth_keeping(self) -> bool:
        """Whether anything was made that nobody can find back by choosing."""
        made = self.draft is not None and self.draft.is_worth_keeping
        kept = made or self.aside or self.corrections or self.presentation
        return bool(kept) or self.assumptions != Assumptions()

    def text(self) -> str:
        """Write it."""
        drafts = () if self.draft is None else (self.draft,)
        body = {
            "dekkend_ontwerp": _SORT,
            "gegevens": self.data,
            "ontwerp": _DRAFTS.dump_python(drafts, mode="json"),
            "terzijde": _DRAFTS.dump_python(self.aside, mode="json"),
            "aannames": self.assumptions.to_dict(),
            "instellingen": self.settings.to_dict(),
            "normen": [one.to_dict() for one in self.norms],
            "correcties": corrections_json(self.corrections),
            "keuze": dict(self.chosen),
            "presentatie": self.presentation,
        }
        return json.dumps(body, ensure_ascii=False)

    def all_norms(self, kinds: tuple[str, ...]) -> Norms:
        """Return the norms in full; `kinds` are those of the data set.

        Raises
        ------
        InputError
            If they make no sense on these data.
        """
        return standard_norms().changed(self.norms, kinds, f"{_SUBJECT}, normen")


def read_workspace(text: str) -> Workspace:
    """Read what `Workspace.text` wrote.

    Raises
    ------
    InputError
        If it is none, or of a later version of dekkend.
    """
    try:
        body: Mapping[str, Any] = json.loads(text)
        if body["dekkend_ontwerp"] != _SORT:
            raise InputError(_SUBJECT, ["geschreven door een andere versie van dekkend; werk dekkend bij"])
        drafts = _DRAFTS.validate_python(body["ontwerp"])
        return Workspace(
            drafts[0] if drafts else None,
            _DRAFTS.validate_python(body["terzijde"]),
            Assumptions.from_dict(body["aannames"]),
            Settings(**body["instellingen"]),
            tuple(NormChange.from_dict(one, _SUBJECT) for one in body["normen"]),
            read_corrections(_SUBJECT, body["correcties"]),
            tuple(sorted((str(name), str(value)) for name, value in body["keuze"].items())),
            str(body["gegevens"]),
            str(body.get("presentatie", "")),
        )
    except (ValidationError, ValueError, KeyError, TypeError, AttributeError) as error:
        if isinstance(error, InputError):
            raise
        raise InputError(
            _SUBJECT, ["is niet leesbaar; begin opnieuw of open een opgeslagen scenario"]
        ) from error
