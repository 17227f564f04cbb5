"""What is looked at in the parts "Versnippering" and "Vorm en samenhang", kept for the session.

A keyed widget forgets its value when it is not drawn; the choice does not.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

from ui.session import of_session
from ui.state import tied

_KEY: Final = "keuze_versnippering"


@dataclass(slots=True)
class Looked:
    """A choice.

    Attributes
    ----------
    measure
        Code of the measure of which the rows are shown.
    of_base
        Whether shape is shown of the base, not of the scenario.
    swv
        Layer and code of the swv that is drawn; empty for the least compact.
    """

    measure: str = "swv_afwijkend"
    of_base: bool = False
    swv: str = ""


def looked() -> Looked:
    """Return the choice of this browser session."""
    return of_session(_KEY, Looked)


def tied_to(name: str) -> dict[str, Any]:
    """Tie a widget to one field of the choice: pass the result on as its keyword arguments."""
    return tied(looked(), name, f"versnippering_{name}")
