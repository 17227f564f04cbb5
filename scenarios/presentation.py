"""A prepared presentation: steps before a room, each a view on one scenario; saved as JSON.

The drafts that its steps show go in the file, so that it opens on another computer with the same data.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Annotated, Final, Literal, Self

from pydantic import Field, ValidationError, field_validator

from data.files import write_atomic
from geo.errors import InputError, StaleDataError
from scenarios.changes import Strict
from scenarios.faults import PRESENTATION, faults_of, require_sort
from scenarios.measures import Measure, all_measures
from scenarios.scenario import Scenario, loaded
from scenarios.study import Study

#: More figures than these cannot be read from the back row.
MOST_FIGURES: Final = 4
_LONGEST_TITLE, _LONGEST_REMARK, _MOST_STEPS = 120, 600, 60

#: What is drawn over the swv's.
Layer = Literal["jeugdregio", "gemeenten", "vestigingen", "gewijzigd"]
LAYERS: Final[dict[Layer, str]] = {
    "jeugdregio": "grenzen van jeugdregio's",
    "gemeenten": "grenzen van gemeenten",
    "vestigingen": "vestigingen van de soort",
    "gewijzigd": "gewijzigd ten opzichte van de basis",
}


class View(Strict):
    """What part of the country is in view.

    Attributes
    ----------
    soort
        The whole country, one area, or a cut-out that somebody made.
    code
        Of the jeugdregio, swv or gemeente.
    breedtegraad, lengtegraad, zoom
        Middle (degrees, WGS84) and zoom of a cut-out.
    """

    soort: Literal["land", "jeugdregio", "swv", "gemeente", "uitsnede"] = "land"
    code: str = ""
    breedtegraad: Annotated[float, Field(ge=50, le=54)] = 52.2
    lengtegraad: Annotated[float, Field(ge=3, le=8)] = 5.3
    zoom: Annotated[float, Field(ge=5, le=14)] = 7.0


class Step(Strict):
    """One step: what the room sees.

    Attributes
    ----------
    titel, opmerking
        In large type; the remark may be empty.
    beeld
        What part of the country.
    scenario, basis
        Ids of the indeling shown and of what it is held against.
    laag
        Layer drawn, where an indeling keeps po and vo apart.
    soort
        Code of the kind of facility of the figures and sites.
    lagen
        What is drawn over the swv's.
    cijfers
        Codes of measures.
    """

    titel: str = Field(min_length=1, max_length=_LONGEST_TITLE)
    opmerking: str = Field(default="", max_length=_LONGEST_REMARK)
    beeld: View = View()
    scenario: str = Field(min_length=1)
    basis: str = Field(min_length=1)
    laag: Literal["po", "vo"] = "po"
    soort: str = Field(default="so", min_length=1)
    lagen: tuple[Layer, ...] = ()
    cijfers: tuple[str, ...] = ()

    @field_validator("cijfers")
    @classmethod
    def _known_and_few(cls, codes: tuple[str, ...]) -> tuple[str, ...]:
        known = [one.code for one in measures_to_show()]
        if unknown := [code for code in codes if code not in known]:
            msg = f"onbekende maat '{unknown[0]}'; kies uit {', '.join(known)}"
            raise ValueError(msg)
        if len(codes) > MOST_FIGURES:
            msg = f"{len(codes)} maten, verwacht hoogstens {MOST_FIGURES}: meer is achterin niet te lezen"
            raise ValueError(msg)
        return tuple(dict.fromkeys(codes))


class Presentation(Strict):
    """Steps in order.

    Attributes
    ----------
    titel
        Over the report of the meeting.
    onderwerp
        Id of the scenario that the meeting is about: minutes go with it.
    stappen
        What is shown.
    scenarios
        Drafts that steps show, as they are saved: what is ready-made is not among them.
    gegevens
        Fingerprint of the data set that it was made on.
    """

    dekkend_presentatie: Literal[1] = 1
    titel: str = Field(default="", max_length=_LONGEST_TITLE)
    onderwerp: str = ""
    stappen: tuple[Step, ...] = Field(default=(), max_length=_MOST_STEPS)
    scenarios: tuple[Scenario, ...] = ()
    gegevens: str = ""

    @property
    def shown(self) -> tuple[str, ...]:
        """Ids of all indelingen that it needs, each once: its subject in front."""
        ids = [self.onderwerp, *(name for step in self.stappen for name in (step.scenario, step.basis))]
        return tuple(dict.fromkeys(name for name in ids if name))

    def with_steps(self, steps: Iterable[Step]) -> Self:
        """Return it with other steps.

        Raises
        ------
        InputError
            If there are too many.
        """
        found = tuple(steps)
        if len(found) > _MOST_STEPS:
            raise InputError("de presentatie", [f"{len(found)} stappen, verwacht hoogstens {_MOST_STEPS}"])
        return self.model_copy(update={"stappen": found})

    def moved(self, at: int, by: int) -> Self:
        """Return it with one step some places further on, or back; it goes no further than the ends."""
        steps = list(self.stappen)
        one = steps.pop(at)
        steps.insert(min(max(at + by, 0), len(steps)), one)
        return self.with_steps(steps)

    def doubled(self, at: int) -> Self:
        """Return it with a copy of one step after it."""
        return self.with_steps([*self.stappen[: at + 1], self.stappen[at], *self.stappen[at + 1 :]])

    def without(self, at: int) -> Self:
        """Return it without one step."""
        return self.with_steps([*self.stappen[:at], *self.stappen[at + 1 :]])

    def replaced(self, at: int, step: Step) -> Self:
        """Return it with another step in the place of one."""
        return self.with_steps([*self.stappen[:at], step, *self.stappen[at + 1 :]])

    def under(self, ids: dict[str, str]) -> Self:
        """Return it with indelingen under other ids; those that are not named keep theirs."""
        steps = (
            step.model_copy(
                update={
                    "scenario": ids.get(step.scenario, step.scenario),
                    "basis": ids.get(step.basis, step.basis),
                }
            )
            for step in self.stappen
        )
        return self.with_steps(steps).model_copy(
            update={"onderwerp": ids.get(self.onderwerp, self.onderwerp)}
        )


def measures_to_show() -> tuple[Measure, ...]:
    """Measures that a step can show: those of a comparison of the country that are not for experts."""
    groups = {"afstand", "verandering", "versnippering"}
    return tuple(one for one in all_measures() if one.group in groups and not one.expert)


def default_presentation(
    study: Study, name: str, base: str = "", kind: str = "so", layer: Literal["po", "vo"] = "po"
) -> Presentation:
    """Prepare a meeting about one scenario: now, the scenario, what changes, the price, the decision.

    Parameters
    ----------
    study
        That knows the scenario.
    name, base
        Ids of the scenario and of what it is held against; by default today's layers.
    kind, layer
        Kind of facility of the figures; layer that is drawn first.

    Raises
    ------
    UnknownNameError
        If there is no such arrangement.
    """
    held = base or study.base_id
    title, before = (study.arrangement(one).title for one in (name, held))
    steps = [
        Step(
            titel=told.format(title=_cut(title), before=_cut(before)),
            opmerking=remark,
            scenario=held if now else name,
            basis=held,
            laag=layer,
            soort=kind,
            lagen=layers,
            cijfers=codes,
        )
        for told, remark, now, layers, codes in _STEPS
    ]
    return Presentation(
        titel=f"Bijeenkomst over: {_cut(title)}",
        onderwerp=name,
        stappen=tuple(steps),
        gegevens=study.country.dataset.manifest.fingerprint,
    )


def _cut(title: str) -> str:
    """Cut a title off where it would not fit in that of a step."""
    room = _LONGEST_TITLE - 30
    return title if len(title) <= room else f"{title[: room - 1]}…"


#: Title, remark, whether the base itself is shown, layers, measures; no figure is written into a remark.
_STEPS: Final[Sequence[tuple[str, str, bool, tuple[Layer, ...], tuple[str, ...]]]] = (
    (
        "De situatie nu",
        "Waar loopt een swv nu door meer dan één jeugdregio, en wie zit er aan welke tafels?",
        True,
        ("jeugdregio",),
        ("swv_aantal", "swv_afwijkend", "relaties_gemeente"),
    ),
    (
        "Het scenario: {title}",
        "Een rekenvoorbeeld, geen beleid. Een andere indeling verplaatst geen school.",
        False,
        ("jeugdregio",),
        ("swv_aantal", "swv_afwijkend", "relaties_gemeente"),
    ),
    (
        "Wat verandert er?",
        "Gearceerd: gaat naar een ander swv dan de hoofdmoot van het oude swv. Zoek uw eigen gemeente op.",
        False,
        ("gewijzigd", "jeugdregio"),
        ("blijft", "relaties_gemeente", "afstand_gemiddeld"),
    ),
    (
        "De prijs",
        "Wie verliest een voorziening in het eigen swv, en wie is op een buur aangewezen?",
        False,
        ("gewijzigd", "vestigingen"),
        ("eigen_verloren", "zonder_eigen", "grensafhankelijkheid"),
    ),
    (
        "Besluit",
        "Wat besluiten we, en welke bezwaren nemen we mee? Leg vast per gemeente.",
        False,
        ("jeugdregio",),
        (),
    ),
)


def write_presentation(presentation: Presentation, path: Path) -> None:
    """Write a presentation as JSON, in one rename.

    Raises
    ------
    InputError
        If it cannot be written.
    """
    write_atomic(path, as_json(presentation))


def as_json(presentation: Presentation) -> bytes:
    """Return a presentation as it is written."""
    return (presentation.model_dump_json(indent=1) + "\n").encode()


def read_presentation(path: Path) -> Presentation:
    """Read what `write_presentation` wrote.

    Raises
    ------
    InputError
        If it is no presentation; with every fault and where it stands.
    """
    content = loaded(path)
    require_sort(path.name, content, PRESENTATION)
    try:
        return Presentation.model_validate(content)
    except ValidationError as error:
        raise InputError(path.name, faults_of(error)) from error


def require_same_data(presentation: Presentation, study: Study) -> None:
    """Refuse to pass off figures on other data as those that were prepared.

    Raises
    ------
    StaleDataError
        If the presentation was made on another data set.
    """
    here = study.country.dataset.manifest.fingerprint
    if presentation.gegevens and presentation.gegevens != here:
        raise StaleDataError(
            f"de presentatie is gemaakt op andere gegevens ({presentation.gegevens[:12]}) dan deze "
            f"gegevensset ({here[:12]}): de cijfers zullen verschillen"
        )
