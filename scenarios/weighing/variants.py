"""Under what else the same scenarios can be weighed: other norms, other ways to travel, other demand.

A variant makes another study of the same data set, in which the same arrangements are known.
Definitions: docs/methode.md, "Houdt de volgorde stand?".
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Final

from geo.errors import DekkendError, UnknownNameError
from scenarios.assumptions import Assumptions
from scenarios.country import Country, Kind
from scenarios.demand import base_year, expected, years_ahead
from scenarios.networks import choices
from scenarios.norm import ACCEPTABLE, NEAR, NormChange
from scenarios.norms import Norms
from scenarios.notation import number
from scenarios.settings import STRAIGHT, Settings
from scenarios.study import Study

#: Opens a study of the same data set under other settings; may take seconds.
Opener = Callable[[Settings], Study]

#: How much stricter and wider the werknormen are taken: our own working value.
NORM_STEP: Final = 0.25
#: Growth per year either way where the user assumes none, and years ahead: our own working values.
GROWTH: Final = 0.01
YEARS: Final = 10
#: Kinds of variants, as they are chosen.
NORMS, TRAVEL, DEMAND = "normen", "vervoer", "vraag"
GROUPS: Final = (NORMS, TRAVEL, DEMAND)


@dataclass(frozen=True, slots=True)
class Variant:
    """One way to look at the same scenarios again.

    Attributes
    ----------
    code, group, title
        Stable name; one of `GROUPS`; Dutch name.
    ground
        What is taken otherwise and why, in a Dutch sentence.
    settings, norms, assumptions
        What is taken otherwise; None where it stays.
    in_pupils
        Whether expected pupils of the kind count instead of residents: then only what is
        counted per kind can be weighed again.
    """

    code: str
    group: str
    title: str
    ground: str
    settings: Settings | None = None
    norms: Norms | None = None
    assumptions: Assumptions | None = None
    in_pupils: bool = False

    @property
    def scales_alike(self) -> bool:
        """Whether it only scales all numbers of residents alike: no order can change by it."""
        return self.assumptions is not None and not self.in_pupils


def variants(study: Study, kind: str, assumptions: Assumptions | None = None) -> tuple[Variant, ...]:
    """Return the variants of a study, in the order of `GROUPS`.

    Parameters
    ----------
    kind
        Code of the kind whose norms and pupils are taken otherwise.
    assumptions
        Of the user; a growth that is assumed there takes the place of our own working values.
    """
    given = assumptions or Assumptions()
    return (*_of_norms(study.norms, kind), *_of_travel(study), *_of_demand(study.country, kind, given))


def chosen_variants(known: Sequence[Variant], asked: Sequence[str]) -> tuple[Variant, ...]:
    """Choose variants by code or by group, each once; all where nothing is asked.

    Raises
    ------
    UnknownNameError
        If there is no such variant or group.
    """
    names = {*GROUPS, *(one.code for one in known)}
    if wrong := [name for name in asked if name not in names]:
        told = ", ".join([*GROUPS, *(one.code for one in known)])
        raise UnknownNameError(f"onbekende variant '{wrong[0]}'; kies uit {told}")
    return tuple(one for one in known if not asked or one.code in asked or one.group in asked)


def under(study: Study, variant: Variant, kind: Kind, names: Sequence[str], opener: Opener) -> Study:
    """Return the study of a variant, in which the same arrangements are known under the same ids.

    Parameters
    ----------
    kind
        Whose expected pupils count, where the variant asks for them.
    names
        Ids of the arrangements.

    Raises
    ------
    DekkendError
        If the network is not there, or demand cannot be counted so.
    """
    other = study if variant.settings is None else opener(variant.settings).under(study.norms)
    if variant.norms is not None:
        other = other.under(variant.norms)
    if variant.assumptions is not None:
        other = _with_demand(other, variant, kind)
    if other is not study:
        for name in names:
            other.known(study.arrangement(name))
    return other


def _with_demand(study: Study, variant: Variant, kind: Kind) -> Study:
    assumptions = variant.assumptions or Assumptions()
    country = study.country
    grown = (1.0 + assumptions.growth_per_year) ** years_ahead(country, assumptions)
    residents = {age: country.pupils(age) * grown for age in ("po", "vo")}
    if variant.in_pupils:
        residents[kind.age] = expected(country, kind.code, assumptions).pupils
    other = Study(country.with_residents(residents), study.norms)
    other.__dict__["cube"] = study.cube  # residents move no site
    return other


def _of_norms(norms: Norms, kind: str) -> list[Variant]:
    made = []
    for code, word, factor in (
        ("normen-strenger", "strenger", 1 - NORM_STEP),
        ("normen-ruimer", "ruimer", 1 + NORM_STEP),
    ):
        changes = [
            NormChange(one.name, one.subject, one.unit, one.value * factor)
            for one in norms.table
            if (one.name in {NEAR, ACCEPTABLE} and one.subject == kind) or one.name == "minimumomvang"
        ]
        more = number(100 * NORM_STEP)
        ground = (
            f"Thuisnabij en acceptabel voor {kind} {more}% {'korter' if factor < 1 else 'langer'}, en de "
            f"minimumomvang {more}% {'kleiner' if factor < 1 else 'groter'}; eigen werkwaarde."
        )
        try:
            made.append(Variant(code, NORMS, f"normen {word}", ground, norms=norms.changed(changes, [kind])))
        except DekkendError:
            continue  # beyond what a norm can be
    return made


def _of_travel(study: Study) -> list[Variant]:
    settings = study.country.settings
    now = (settings.network, "" if settings.network == STRAIGHT else settings.mode)
    made = []
    for one in choices():
        mode = "" if one.network == STRAIGHT else one.mode
        if (one.network, mode) != now:
            code = f"{one.network}-{mode}".strip("-")
            ground = f"Afstanden over {one.label} in plaats van {settings.travel}."
            made.append(Variant(code, TRAVEL, one.label, ground, settings=one.put_in(settings)))
    return made


def _of_demand(country: Country, kind: str, given: Assumptions) -> list[Variant]:
    made = []
    start = base_year(country)
    if given.year is not None:
        title = f"vraag in {given.year}"
        made.append(Variant("aanname", DEMAND, title, _ground(given), assumptions=given))
    elif start is not None:
        for code, sign in (("krimp", -1), ("groei", 1)):
            grown = replace(given, year=start + YEARS, growth_per_year=sign * GROWTH)
            title = f"{code} tot {start + YEARS}"
            made.append(Variant(code, DEMAND, title, _ground(grown), assumptions=grown))
    ground = (
        f"Verwachte leerlingen {kind} tellen in plaats van inwoners van de leeftijd; alleen voor wat per "
        f"soort geteld wordt. Aannames: {given.describe()}."
    )
    title = f"leerlingen {kind} in plaats van inwoners"
    made.append(Variant("leerlingen", DEMAND, title, ground, assumptions=given, in_pupils=True))
    return made


def _ground(given: Assumptions) -> str:
    percent = f"{100 * given.growth_per_year:+g}".replace("-", "−").replace(".", ",")
    return (
        f"Inwoners {percent}% per jaar tot {given.year}, overal en voor elke leeftijd evenveel: gemiddelden "
        "en aandelen veranderen daar niet door, aantallen inwoners wel."
    )
