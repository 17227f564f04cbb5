"""What the map of coverage draws: every PC4 in one of three classes, with the people in it."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from model.coverage import Covered, covered
from scenarios.coverage import Weight, Yardstick, own_and_free
from scenarios.measures import measure
from scenarios.notation import capital, rounded
from scenarios.study import Study
from ui.layers import Document
from ui.maps import OWN_GROUP

#: Light, amber and dark: apart for colour-blind eyes, and in grey.
COLOURS: Final = ("#cfe3f1", "#f2b134", "#9c2a00")
#: What the classes are called, in the order of `COLOURS`.
CLASSES: Final = (
    "eigen swv heeft een vestiging binnen de norm",
    "alleen over de swv-grens is er een binnen de norm",
    "nergens een vestiging binnen de norm",
)
#: The figure, as the map's switchboard names it.
FIGURE: Final[Document] = {
    "id": "dekking",
    "titel": "dekking langs de gekozen norm",
    "group": OWN_GROUP["id"],
    "own": True,
    "timed": False,
}


def coverage_document(
    study: Study, name: str, along: Yardstick, weight: Weight, source: str
) -> list[Document]:
    """Write the class of every PC4, and the numbers that are told of it."""
    own, free = own_and_free(study, name, along.kind, along.quantity)
    inhabited = weight.people > 0
    classes = _numbers(covered(own, free, along.limit), inhabited)
    title = f"{along.kind.code}: dekking langs {along.label}, norm {along.norm.standing}"
    columns = [
        _column(capital(weight.what), _shown(weight.people), 0, ""),
        _column("eigen swv", own / along.per_unit, along.decimals, along.unit),
        _column("grenzen genegeerd", free / along.per_unit, along.decimals, along.unit),
    ]
    model = study.country.model
    return [
        {
            "id": FIGURE["id"],
            "titel": escape(title),
            "eenheid": "",
            "aard": escape(f"afstand {model.certainty}, {weight.what} {weight.certainty}"),
            "bron": escape(source),
            "decimalen": 0,
            "leeg": escape(f"geen {weight.what}"),
            "klassen": [escape(one) for one in CLASSES],
            "grenzen": [],
            "kleuren": list(COLOURS),
            "waarden": classes,
            "kolommen": columns,
        }
    ]


def _numbers(found: Covered, inhabited: NDArray[np.bool_]) -> list[int | None]:
    classes = np.select([found.own, found.neighbour], [0, 1], default=2)
    return [int(one) if someone else None for one, someone in zip(classes, inhabited, strict=True)]


def _shown(people: NDArray[np.float64]) -> NDArray[np.float64]:
    """Round numbers of persons as they are shown everywhere."""
    one = measure("leerlingen")
    return np.array([rounded(one, float(count)) for count in people])


def _column(name: str, values: NDArray[Any], decimals: int, unit: str) -> Document:
    return {
        "naam": escape(name),
        "eenheid": unit,
        "decimalen": decimals,
        "leeg": "geen vestiging",
        "waarden": [round(float(one), decimals) if np.isfinite(one) else None for one in values],
    }


def legend(people: Sequence[str]) -> str:
    """Write what the colours mean, with the people in each class; for under the map.

    Parameters
    ----------
    people
        Per class how many people are in it, in words.
    """
    signs = (f'<i style="width:.9rem;height:.9rem;background:{one}"></i>' for one in COLOURS)
    told = "".join(
        f"<span>{sign}{escape(f'{capital(name)}: {count}')}</span>"
        for sign, name, count in zip(signs, CLASSES, people, strict=True)
    )
    return f'<div class="dk-legend">{told}</div>'
