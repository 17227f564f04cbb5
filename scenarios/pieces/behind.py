"""From a fragmentation figure of the country to the swv's, gemeenten and residents behind it.

Whatever the figure, its rows add up to it: the sum of column ``bijdrage`` is the
figure that a comparison shows. Of a count every row is 1, of a mean or an entropy
every row is its weighted part, of a smallest or largest only the one that it is.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

import pandas as pd

from geo.errors import UnknownNameError
from scenarios.boards import NOWHERE, board_sites
from scenarios.measures import measure
from scenarios.pieces.behind_pairs import PAIRS
from scenarios.pieces.behind_shape import SHAPE
from scenarios.pieces.behind_swvs import SWVS, Rows
from scenarios.pieces.behind_together import TOGETHER
from scenarios.pieces.coherence import lacking, regions_of
from scenarios.pieces.sight import Sight, frame
from scenarios.study import Study

#: Rows behind a figure, by its measure code.
_ROWS: Final[Mapping[str, Rows]] = {**SWVS, **PAIRS, **TOGETHER, **SHAPE}


@dataclass(frozen=True, slots=True)
class Explained:
    """What the columns of a drill-down mean.

    Attributes
    ----------
    place, share, value, people
        Headings of ``gebied``, ``aandeel`` (%), ``waarde`` and ``inwoners``.
    """

    place: str = "gebied"
    share: str = "aandeel (%)"
    value: str = "waarde"
    people: str = "inwoners"


_OF_SWV: Final = "van het swv (%)"
_SIZE: Final = Explained("", "van de laag (%)", "gemeenten")
_APART: Final = "inwoners buiten het grootste deel"
_LOST: Final = "gaat elders heen (inwoners)"
_EXPLAINED: Final[Mapping[str, Explained]] = {
    **dict.fromkeys(("swv_aantal", "swv_onder_minimum"), _SIZE),
    **dict.fromkeys((f"swv_leerlingen_{one}" for one in ("min", "mediaan", "max")), _SIZE),
    **dict.fromkeys((f"swv_gemeenten_{one}" for one in ("min", "mediaan", "max")), _SIZE),
    "gemeenten_gesplitst": Explained("gemeente", people=_APART),
    "gemeenten_grenswijziging": Explained("gemeente", people=_APART),
    "onbewoond_afwijkend": Explained("jeugdregio"),
    "swv_per_jeugdregio": Explained("jeugdregio", "van de jeugdregio (%)", "swv's in de jeugdregio"),
    "jeugdregio_per_swv": Explained("jeugdregio", _OF_SWV, "jeugdregio's van het swv"),
    "swv_afwijkend": Explained(
        "hoofdjeugdregio", "erbuiten (%)", "jeugdregio's van het swv", "inwoners erbuiten"
    ),
    "leerlingen_afwijkend": Explained("andere jeugdregio", _OF_SWV),
    "swv_per_gemeente": Explained("gemeente", "van de gemeente (%)", "swv's in de gemeente"),
    "relaties_gemeente": Explained("gemeente", _OF_SWV),
    "relaties_jeugdregio": Explained("jeugdregio", _OF_SWV),
    "nesting_bits": Explained("jeugdregio", _OF_SWV, "nesting van het swv (bits)"),
    "tafels_bits": Explained("jeugdregio", "van de jeugdregio (%)", "tafels van de jeugdregio (bits)"),
    "effectief_aantal": Explained("jeugdregio", "van de jeugdregio (%)", "effectief aantal in de jeugdregio"),
    "congruentie": Explained("swv vo", "van alle inwoners (%)"),
    "congruente_paren": Explained("swv vo", "van alle inwoners (%)"),
    "blijft": Explained("hoofdmoot", "blijft (%)", _LOST),
    "vi_bits": Explained("swv in het scenario", "van het swv in de basis (%)"),
    "blijft_gemeenten": Explained("gemeente", value="relaties"),
    "blijft_vestigingen": Explained("vestiging", value="vestigingen"),
    "blijft_besturen": Explained("schoolbestuur", value="relaties"),
    "swv_per_bestuur": Explained("schoolbestuur", value="swv's van het bestuur"),
    "besturen_per_swv": Explained("schoolbestuur", value="besturen in het swv"),
    **dict.fromkeys(
        ("swv_heel", "swv_via_verbinding", "swv_onderbroken", "swv_onaf"), Explained(value="delen")
    ),
    "snijranden": Explained("ander swv"),
    "polsby_popper": Explained(value="Polsby-Popper"),
    "reock": Explained(value="Reock"),
}


def codes() -> tuple[str, ...]:
    """Measures that there is a drill-down of."""
    return tuple(_ROWS)


def explained(code: str) -> Explained:
    """Say what the columns of a drill-down mean."""
    regions = regions_of(code)
    if regions is None:
        return _EXPLAINED.get(code, Explained())
    like = _EXPLAINED[code.removesuffix(f"_{regions.code}")]
    headings = (like.place, like.share, like.value, like.people)
    return Explained(*(one.replace("jeugdregio", regions.name) for one in headings))


def adds_up(code: str, found: pd.DataFrame) -> str:
    """Say in a Dutch sentence how rows make the figure."""
    if code.endswith(("_min", "_max", "_mediaan")):
        return "Alle swv's op volgorde; alleen het swv dat het cijfer is (of de middelste twee) draagt bij."
    if (found["bijdrage"] == 1).all():
        return "Het cijfer is het aantal regels."
    if measure(code).unit == "inwoners":
        return "Het cijfer is de som van de inwoners in deze regels, voor het afronden."
    if code.startswith("blijft_"):
        return "Elke regel telt even zwaar, per vestiging of relatie; alleen wat blijft draagt bij."
    return "Elke regel draagt zijn deel bij; samen zijn de bijdragen precies het cijfer."


def behind(study: Study, name: str, code: str, base: str | None = None) -> pd.DataFrame:
    """Give the rows behind a fragmentation figure of the country.

    Parameters
    ----------
    study, name
        Whose figure.
    code
        Of the measure, group *versnippering*.
    base
        What is followed from, for what stays together; today's layers by default.

    Returns
    -------
    Columns `scenarios.pieces.sight.COLUMNS`: layer, swv, what it is held against, gemeenten,
    residents (estimate), share (%), value, contribution, remark. The contributions add up to the
    figure of `scenarios.compare.compare`. Without rows either the figure is 0, or it is not to be
    determined: `why_unknown`.

    Raises
    ------
    UnknownNameError
        If the measure is none of fragmentation, or has no rows behind it.
    """
    if code not in _ROWS:
        known = ", ".join(codes())
        raise UnknownNameError(f"van maat '{code}' is niet te tonen wat erachter zit; kies uit {known}")
    return frame(_ROWS[code](Sight(study, name, base or study.base_id)))


def why_unknown(study: Study, name: str, code: str) -> str:
    """Say why a figure is not to be determined; empty where it is."""
    country = study.country_of(name)
    regions = regions_of(code)
    if regions is not None and (why := lacking(country, regions)):
        return why
    on_boards = "besturen" in measure(code).rests_on
    return NOWHERE if on_boards and board_sites(country) is None else ""
