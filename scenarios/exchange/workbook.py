"""A comparison with all that is under it, as an Excel workbook."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

import pandas as pd

from geo.distance import Progress
from scenarios._rows import Cuts, Task
from scenarios.compare import Comparison, Level, compare, shown_measures
from scenarios.consequences.consultation import consultation
from scenarios.consequences.consultation_file import relation_rows
from scenarios.consequences.relations import PlaceKind
from scenarios.exchange.account import account
from scenarios.exchange.notes import Notes
from scenarios.exchange.spreadsheet import Column, Sheet, number_format, of_frame, workbook
from scenarios.indeling import NO_SWV, Arrangement
from scenarios.measures import Measure, measure
from scenarios.minutes import table
from scenarios.notation import rounded
from scenarios.provenance import all_sources
from scenarios.study import Study

_SIGNS: Final = (
    "Een lege cel is niet te bepalen; 'geen' betekent dat er nergens een voorziening is. Verschillen zijn "
    "scenario min basis; duiding zegt of dat beter, slechter of niet te duiden is."
)
_CERTAIN: Final = (
    "Aard: gemeten (geteld in een bron), geschat (afgeleid uit een bron), gemodelleerd (met een model "
    "berekend). Afgerond tot wat de gegevens dragen."
)
_NAMES: Final = {Level.SWV: "Per swv", Level.GEMEENTE: "Per gemeente"}


@dataclass(frozen=True, slots=True, eq=False)
class Asked:
    """What a workbook is about.

    Attributes
    ----------
    names
        Ids of scenarios, in order; at least one.
    base
        Id of what they are held against.
    made
        Day on which it is made.
    notes
        Per scenario what was said and done.
    """

    names: Sequence[str]
    base: str
    made: dt.date
    notes: Mapping[str, Notes] = field(default_factory=dict)


def figures_workbook(study: Study, asked: Asked, *, progress: Progress | None = None) -> bytes:
    """Write a comparison as a workbook, with the figures under it.

    Parameters
    ----------
    progress
        Called as ``progress(done, total)`` after each part.

    Raises
    ------
    UnknownNameError
        If there is no such scenario.
    IncompleteIndelingError
        If one leaves residents without a swv.
    """
    tell = progress or (lambda _done, _total: None)
    total = 6
    sheets = [_explained(study, asked)]
    tell(1, total)
    sheets.append(_key_figures(study, asked, compare(study, asked.names, asked.base)))
    tell(2, total)
    for done, level in enumerate((Level.SWV, Level.GEMEENTE), start=3):
        sheets += _per_area(study, asked, level)
        tell(done, total)
    sheets += [_relations(study, asked), _assignment(study, asked)]
    tell(5, total)
    sheets += [*_said(study, asked), *_grounds(study)]
    made = workbook(sheets, f"Indelingen vergeleken met {study.arrangement(asked.base).title}")
    tell(6, total)
    return made


def _explained(study: Study, asked: Asked) -> Sheet:
    rows: list[Sequence[Any]] = []
    for role, name in (("basis", asked.base), *(("scenario", one) for one in asked.names)):
        rows += [(role, name, key, value) for key, value in account(study, name, asked.made).items()]
    kept = [f"{one.name}: {one.about}" for one in _CONTENTS]
    told = ("Toelichting", "Geen van de indelingen is beleid.", _CERTAIN, _SIGNS, *kept)
    return Sheet(
        "Toelichting", told, [Column(one) for one in ("rol", "indeling", "onderwerp", "tekst")], rows
    )


@dataclass(frozen=True, slots=True)
class _Content:
    """What a sheet is about."""

    name: str
    about: str


_CONTENTS: Final = (
    _Content("Kerncijfers", "elke maat voor heel Nederland: basis, scenario, verschil en duiding"),
    _Content(
        "Per swv, Per gemeente", "maten per gebied: waarde en verschil met de basis voor dezelfde inwoners"
    ),
    _Content("Relaties", "overlegrelaties van gemeenten met swv's, van basis en scenario"),
    _Content("Indeling per PC4", "het swv van elk postcodegebied"),
    _Content("Verslag, Afwijkingen, Wijzigingen", "wat is gezegd, vastgelegd en gedaan"),
    _Content("Bronnen, Werknormen", "waar de cijfers op rusten"),
)


def _key_figures(study: Study, asked: Asked, found: Comparison) -> Sheet:
    names = (
        "scenario",
        "soort",
        "maat",
        "eenheid",
        "aard",
        "richting",
        "basis",
        "waarde",
        "verschil",
        "duiding",
    )
    split = ("effect samenvoegen", "effect nieuwe grenzen")
    rows, formats = [], []
    for (scenario, _, _, kind, code), row in found.rows().items():
        if scenario not in asked.names:
            continue
        one = measure(code)
        figures = [
            rounded(one, float(row[part]))
            for part in ("basis", "waarde", "verschil", "effect_samenvoegen", "effect_nieuwe_grenzen")
        ]
        head = (
            study.arrangement(scenario).title,
            kind or "alle",
            one.title,
            one.unit,
            row["aard"],
            row["richting"],
        )
        rows.append(
            (*head, *figures[:3], row["duiding"], *figures[3:], row["bron"], one.explanation, one.formula)
        )
        formats.append(number_format(one))
    columns = [Column(name) for name in (*names, *split, "bron", "uitleg", "formule")]
    told = (f"Kerncijfers, heel Nederland; basis: {study.arrangement(asked.base).title}", _SIGNS, _CERTAIN)
    return Sheet("Kerncijfers", told, columns, rows, formats)


def _per_area(study: Study, asked: Asked, level: Level) -> list[Sheet]:
    """Two sheets: measures of a kind, a row per area and kind; and those that hold for all kinds."""
    cuts = Cuts(study, asked.base)
    found = pd.DataFrame(
        [
            row
            for name in asked.names
            for part in Task(cuts, name, level).rows(study.country.kinds)
            for row in part
        ]
    )
    there = set(found["maat"])
    shown = [one for one in shown_measures() if one.code in there]
    sheets = []
    for per_kind, part in ((True, "voorzieningen"), (False, "indeling")):
        wanted = [one for one in shown if one.per_kind is per_kind]
        if wanted:
            name = f"{_NAMES[level]} {part}"
            mine = found[found["maat"].isin([one.code for one in wanted])]
            sheets.append(_wide(study, asked, name, wanted, mine, per_kind=per_kind))
    return sheets


def _wide(
    study: Study, asked: Asked, name: str, wanted: Sequence[Measure], found: pd.DataFrame, *, per_kind: bool
) -> Sheet:
    values: dict[tuple[str, str, str, str], dict[str, tuple[float, float]]] = {}
    parts = ("scenario", "gebied", "gebied_naam", "soort", "maat", "waarde", "verschil")
    for scenario, code, label, kind, maat, value, difference in zip(*(found[p] for p in parts), strict=True):
        values.setdefault((scenario, code, label, kind), {})[maat] = (value, difference)
    columns = [Column("scenario"), Column("code"), Column("gebied"), *([Column("soort")] if per_kind else [])]
    for one in wanted:
        unit = f" ({one.unit})" if one.unit else ""
        columns.append(Column(f"{one.title}{unit}", number_format(one)))
        columns.append(Column(f"{one.title}: verschil", number_format(one, signed=True)))
    empty = (float("nan"), float("nan"))
    rows = []
    for (scenario, code, label, kind), of_area in values.items():
        figures = [rounded(one, float(part)) for one in wanted for part in of_area.get(one.code, empty)]
        head = (study.arrangement(scenario).title, code, label, *([kind] if per_kind else []))
        rows.append((*head, *figures))
    base = study.arrangement(asked.base).title
    told = (
        name,
        f"Verschil: met {base}, voor de inwoners van dat gebied. Bron en aard per maat: zie Kerncijfers.",
    )
    return Sheet(name, told, columns, rows)


def _relations(study: Study, asked: Asked) -> Sheet:
    frames = [
        relation_rows(
            study, name, asked.base, consultation(study, name, asked.base, PlaceKind.GEMEENTE)
        ).assign(scenario=study.arrangement(name).title)
        for name in asked.names
    ]
    frame = pd.concat(frames, ignore_index=True)
    front = ["scenario", *(one for one in frame.columns if one != "scenario")]
    told = (
        "Overlegrelaties van swv's met gemeenten",
        "Een rij per relatie: die van de basis en die van het scenario.",
    )
    return of_frame("Relaties", told, frame[front])


def _assignment(study: Study, asked: Asked) -> Sheet:
    country = study.country
    points = country.points
    region = country.region_of_point("jeugdregio")
    columns = [Column(one) for one in ("pc4", "gemeentecode", "gemeente", "jeugdregio")]
    columns += [Column("inwoners 4-11 (geschat)", "#,##0"), Column("inwoners 12-17 (geschat)", "#,##0")]
    parts: list[Sequence[Any]] = [
        points["pc4"].tolist(),
        country.gemeente_of_point.tolist(),
        [country.gemeente_names.get(code, code) for code in country.gemeente_of_point],
        [country.region_names.get(code, code) for code in region],
        country.pupils("po").round().tolist(),
        country.pupils("vo").round().tolist(),
    ]
    base = study.arrangement(asked.base)
    for role, arrangement in (
        ("basis", base),
        *(("scenario", study.arrangement(one)) for one in asked.names),
    ):
        for key, labels in _labels(arrangement).items():
            columns.append(Column(f"{role} {arrangement.title}: swv{f' {key}' if key else ''}"))
            parts.append(labels)
    told = (
        "Indeling per postcodegebied",
        f"Inwoners: {country.labels['inwoners']}, geschat. Een lege cel: hoort bij geen swv.",
    )
    return Sheet("Indeling per PC4", told, columns, list(zip(*parts, strict=True)))


def _labels(arrangement: Arrangement) -> dict[str, list[str]]:
    """Label of the swv of each point, per layer."""
    layers = {"": arrangement.po} if arrangement.is_merged else {"po": arrangement.po, "vo": arrangement.vo}
    return {
        key: ["" if code == NO_SWV else layer.label(code) for code in layer.of_points()]
        for key, layer in layers.items()
    }


def _said(study: Study, asked: Asked) -> list[Sheet]:
    titles = {name: study.arrangement(name).title for name in asked.names}
    minutes = [
        table(asked.notes.get(name, Notes()).minutes, study.country.gemeente_names).assign(scenario=title)
        for name, title in titles.items()
    ]
    departures = [
        (title, one.streven, one.swv, one.laag, one.reden, one.wie, f"{one.datum:%d-%m-%Y}")
        for name, title in titles.items()
        for one in study.arrangement(name).departures
    ]
    steps = [
        (title, number, text)
        for name, title in titles.items()
        for number, text in enumerate(asked.notes.get(name, Notes()).steps, start=1)
    ]
    return [
        of_frame("Verslag", ("Verslag", "Besluiten, bezwaren en opmerkingen."), pd.concat(minutes)),
        Sheet(
            "Afwijkingen",
            ("Afwijkingen van het streven", "Vastgelegd met reden; zij veranderen geen cijfer."),
            [Column(one) for one in ("scenario", "streven", "swv", "laag", "reden", "wie", "datum")],
            departures,
        ),
        Sheet(
            "Wijzigingen",
            ("Wijzigingen", "In de volgorde waarin ze zijn gemaakt."),
            [Column(one) for one in ("scenario", "nummer", "wijziging")],
            steps,
        ),
    ]


def _grounds(study: Study) -> list[Sheet]:
    manifest = study.country.dataset.manifest
    lines = [
        (one.title, one.publisher, one.peildatum, one.licence, one.certainty, one.file)
        for one in all_sources(manifest)
    ]
    norms = [(one.name, one.subject, one.written, one.standing, one.ground) for one in study.norms.table]
    sheets = [
        Sheet(
            "Bronnen",
            ("Bronnen", f"Gegevensset {manifest.fingerprint}."),
            [Column(one) for one in ("bron", "uitgever", "peildatum", "licentie", "aard", "bestand")],
            lines,
        ),
        Sheet(
            "Werknormen",
            (f"Werknormen ({study.norms.summary})", f"{study.norms.standing()}."),
            [Column(one) for one in ("werknorm", "voor", "waarde", "status", "grond")],
            norms,
        ),
    ]
    if manifest.corrections:
        frame = pd.DataFrame([dict(one) for one in manifest.corrections])
        told = ("Correcties op de gegevens", "Met naam, reden en datum; zij tellen in alle cijfers mee.")
        sheets.append(of_frame("Correcties", told, frame))
    return sheets
