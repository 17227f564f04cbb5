"""A file with an indeling, looked at before anything is taken over: what it holds, asks and leaves out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray

from data.geo_exchange import ENDINGS, Feature, Features, read_features, require_size
from data.indeling_file import MERGED, PAIR, IndelingRow, read_indeling_file, read_note
from geo.errors import InputError
from scenarios.changes import Layer
from scenarios.country import Country
from scenarios.draft import Draft
from scenarios.exchange.findings import Answers, Question, Remark
from scenarios.exchange.imported import Imported, ImportedSwv, blank, compressed
from scenarios.exchange.overlay import Drawn, Overlay, is_area
from scenarios.exchange.rows import Rows
from scenarios.indeling import NO_SWV, LayerType
from scenarios.study import Study

Labels = NDArray[np.object_]

#: Rows of a table that are looked at: gemeenten and PC4's of a country are some thousands.
MAX_ROWS: Final = 20_000
#: Characters of a swv's code.
_LONGEST: Final = 80
_SHOWN: Final = 20
_TABLES: Final = (".csv", ".txt", ".tsv")
_ZIP: Final = b"PK\x03\x04"
#: Properties that name a gemeente, a swv and its name, in the order in which they are looked for.
_GEMEENTE: Final = ("gemeentecode", "gm_code", "statcode", "gemeente", "gemeentenaam", "statnaam")
_SWV: Final = ("swv", "swv_code", "code", "swv_naam", "naam", "name")
_NAME: Final = ("naam", "swv_naam", "name")


@dataclass(frozen=True, slots=True)
class SwvCount:
    """One swv as it would be.

    Attributes
    ----------
    layer, code
        Which.
    gemeenten
        How many it has, also in part.
    residents
        Of po and vo age in a layer for both, else of its own age (estimates, persons).
    """

    layer: Layer
    code: str
    gemeenten: int
    residents: float


@dataclass(frozen=True, slots=True, eq=False)
class Preview:
    """What a file would give.

    Attributes
    ----------
    name
        Of the file.
    form
        What it is, in words: a table, objects, drawn areas.
    rows
        How many of them.
    remarks, questions, unanswered
        What is good to know; all questions; those without an answer.
    left_out
        CBS codes of gemeenten that have no swv, wholly or in part.
    swvs
        Swv's as they would be.
    change
        The indeling as a change; None while questions are open.
    """

    name: str
    form: str
    rows: int
    remarks: tuple[Remark, ...]
    questions: tuple[Question, ...]
    unanswered: tuple[Question, ...]
    left_out: tuple[str, ...]
    swvs: tuple[SwvCount, ...]
    change: Imported | None

    @property
    def is_merged(self) -> bool:
        """Whether one layer serves po and vo."""
        return all(one.layer == "beide" for one in self.swvs)

    def draft(self, study: Study, rest: str = "") -> Draft:
        """Make a draft of it.

        Parameters
        ----------
        rest
            Id of the indeling that gemeenten which were left out stay in; empty to leave them without a swv.

        Raises
        ------
        InputError
            If questions are open, or the rest cannot stay as it was.
        """
        if self.change is None:
            raise InputError(self.name, [one.told for one in self.unanswered])
        base = rest or (_MERGED_BASE if self.is_merged else study.base_id)
        change = self.change.model_copy(update={"rest": "basis" if rest else "vrij"})
        change.apply(study.arrangement(base), study.country)
        return Draft(base, (change,), title=Path(self.name).stem)


#: What an indeling of one layer is laid over: it can be made of any data.
_MERGED_BASE: Final = "samengevoegd"


def preview(
    path: Path,
    country: Country,
    answers: Mapping[str, str] | None = None,
    *,
    accept: bool = False,
    crs: str = "",
) -> Preview:
    """Look at a file with an indeling; nothing is taken over.

    Parameters
    ----------
    path
        CSV (``gemeente;swv``, ``gemeente;pc4;swv``, ``gemeente;swv_po;swv_vo``), GeoJSON or GeoPackage.
    answers
        To its questions, by their key.
    accept
        Whether what is proposed counts where nothing was answered.
    crs
        ``wgs84`` or ``rd``, where the user says what coordinates a map is in.

    Raises
    ------
    InputError
        If it is no such file.
    """
    ending = path.suffix.casefold()
    if ending not in (*_TABLES, *ENDINGS):
        found = ending or "een bestand zonder achtervoegsel"
        told = (
            "sla een rekenblad op als 'CSV UTF-8'"
            if ending in {".xlsx", ".xls", ".ods"}
            else "kies een ander"
        )
        fault = f"gevonden {found}, verwacht .csv, .geojson, .json of .gpkg; {told}"
        raise InputError(path.name, [fault])
    require_size(path)
    given = Answers(answers or {}, accept)
    if ending in ENDINGS:
        return _of_features(path, country, given, read_features(path, crs))
    return _of_table(path, country, given)


def _of_table(path: Path, country: Country, answers: Answers) -> Preview:
    with path.open("rb") as stream:
        if stream.read(4) == _ZIP:
            fault = "dit is een rekenblad of zip-bestand met de naam van een CSV; sla het op als 'CSV UTF-8'"
            raise InputError(path.name, [fault])
    columns, rows = read_indeling_file(path)
    if len(rows) > MAX_ROWS:
        raise InputError(
            path.name, [f"gevonden {len(rows)} rijen, verwacht hoogstens {MAX_ROWS}; is dit de lijst?"]
        )
    note = read_note(path)
    found = _taken(path.name, Rows(country, columns, answers), rows)
    return _preview(path.name, "tabel van gemeenten", len(rows), country, found, note)


@dataclass(frozen=True, slots=True, eq=False)
class _Found:
    """What reading gave: swv per point and layer, what it turned up, names of swv's."""

    labels: Mapping[Layer, Labels]
    remarks: Sequence[Remark]
    questions: Sequence[Question]
    unanswered: Sequence[Question]
    names: Mapping[tuple[Layer, str], str]


def _layers(columns: Sequence[str]) -> tuple[Layer, ...]:
    return ("beide",) if tuple(columns) == MERGED else ("po", "vo")


def _taken(
    subject: str,
    taker: Rows,
    rows: Sequence[IndelingRow],
    names: Mapping[tuple[Layer, str], str] | None = None,
) -> _Found:
    _require_codes(subject, {code for row in rows for code in row.swv})
    taker.read(rows)
    labels = dict(zip(_layers(taker.columns), taker.labels(), strict=True))
    return _Found(labels, taker.remarks, taker.questions, taker.unanswered, names or {})


def _require_codes(subject: str, codes: set[str]) -> None:
    """Refuse codes that are too long, or not to be written on one line."""
    faults = [
        f"swv {code[:30]!r}…: gevonden {len(code)} tekens, verwacht hoogstens {_LONGEST}; is dit de "
        "goede kolom?"
        for code in sorted(codes)
        if len(code) > _LONGEST
    ]
    faults += [
        f"swv {code!r} heeft tekens die niet te tonen zijn; haal ze weg"
        for code in sorted(codes)
        if len(code) <= _LONGEST and not code.isprintable()
    ]
    if faults:
        raise InputError(subject, faults[:_SHOWN])


def _of_features(path: Path, country: Country, answers: Answers, read: Features) -> Preview:
    columns = PAIR if set(PAIR) <= set(read.columns) else MERGED
    gemeente = next((one for one in _GEMEENTE if one in read.columns), "")
    swv = next((one for one in _SWV if one in read.columns and one != gemeente), "")
    if gemeente and (columns == PAIR or swv):
        wanted = columns if columns == PAIR else (swv,)
        rows = [row for one in read.features for row in _rows(one, gemeente, wanted)]
        names = {
            (layer, one.properties.get(column, "")): one.properties.get(f"{column}_naam", "")
            for layer, column in zip(_layers(columns), wanted, strict=True)
            for one in read.features
        }
        taker = Rows(country, columns, answers, "object", may_be_none=True)
        told = _taken(path.name, taker, rows, names)
        return _preview(
            path.name, "objecten met een gemeente en een swv", len(read.features), country, told, read.note
        )
    if not swv:
        shown = ", ".join(read.names.values()) or "geen"
        fault = (
            f"geen eigenschap noemt het swv (gevonden: {shown}); verwacht swv, of gemeente met swv (of "
            "swv_po en swv_vo); geef de objecten zo'n eigenschap"
        )
        raise InputError(path.name, [fault])
    return _of_areas(path, country, answers, read, swv)


def _rows(feature: Feature, gemeente: str, columns: Sequence[str]) -> list[IndelingRow]:
    """Write an object as rows: one, or one per PC4 that it names."""
    told = feature.properties
    swv = tuple(told.get(column, "") for column in columns)
    pc4 = told.get("pc4", "").replace(",", " ").split() or [""]
    return [IndelingRow(feature.number, told.get(gemeente, ""), one, swv) for one in pc4]


def _of_areas(path: Path, country: Country, answers: Answers, read: Features, swv: str) -> Preview:
    flawed = [one for one in read.features if not is_area(one.shape) or not one.properties.get(swv)]
    if flawed:
        faults = [
            f"object {one.number}: "
            + (f"eigenschap {read.names[swv]} is leeg" if is_area(one.shape) else "geen vlak")
            + "; verwacht een vlak met het swv waar het bij hoort"
            for one in flawed[:_SHOWN]
        ]
        raise InputError(path.name, faults)
    _require_codes(path.name, {one.properties[swv] for one in read.features})
    layers = {one.properties.get("laag", "beide") for one in read.features}
    if not (layers <= {"po", "vo"} or layers == {"beide"}):
        told = ", ".join(sorted(layers))[:80]
        fault = f"eigenschap laag: gevonden {told}; verwacht overal po of vo, of nergens iets"
        raise InputError(path.name, [fault])
    overlay = Overlay(country, answers)
    labels: dict[Layer, Labels] = {}
    names: dict[tuple[Layer, str], str] = {}
    named = next((one for one in _NAME if one in read.columns and one != swv), "")
    wanted: tuple[Layer, ...] = ("beide",) if layers == {"beide"} else ("po", "vo")
    for layer in wanted:
        mine = tuple(one for one in read.features if one.properties.get("laag", "beide") == layer)
        labels[layer] = overlay.labels(Drawn(layer, mine, tuple(one.properties[swv] for one in mine)))
        names |= {(layer, one.properties[swv]): one.properties.get(named, "") for one in mine if named}
    mended = sum(one.mended for one in read.features)
    if mended:
        overlay.remarks.append(
            Remark("", f"{mended} vlakken kruisten zichzelf", "hersteld; kijk de kaart na")
        )
    found = _Found(labels, overlay.remarks, overlay.questions, overlay.unanswered, names)
    return _preview(path.name, "getekende vlakken van swv's", len(read.features), country, found, read.note)


def _preview(  # noqa: PLR0917  # what a preview is made of
    name: str, form: str, rows: int, country: Country, found: _Found, note: Mapping[str, str]
) -> Preview:
    remarks = [*found.remarks, *_look_alikes(found.labels)]
    here = country.dataset.manifest.fingerprint
    if note.get("gegevens", here) != here:
        told = f"gemaakt op andere gegevens ({note['gegevens'][:12]}) dan deze ({here[:12]})"
        remarks.append(Remark("", told, "de indeling wordt overgenomen; cijfers kunnen verschillen"))
    nothing = np.any([labels == NO_SWV for labels in found.labels.values()], axis=0)
    left = tuple(
        sorted({str(code) for code in country.gemeente_of_point[nothing]} & set(country.gemeente_names))
    )
    swvs = tuple(one for layer, labels in found.labels.items() for one in _counts(country, layer, labels))
    if not swvs and not found.unanswered:
        raise InputError(name, ["geen enkele gemeente krijgt een swv; kies een ander bestand"])
    change = None
    if not found.unanswered:
        change = _change(name, country, found, note)
    return Preview(
        name, form, rows, tuple(remarks), tuple(found.questions), tuple(found.unanswered), left, swvs, change
    )


def _change(name: str, country: Country, found: _Found, note: Mapping[str, str]) -> Imported:
    told = {key: value[:200] for key, value in found.names.items() if value and value != key[1]}
    swvs: tuple[ImportedSwv, ...] = compressed(country, found.labels, told)
    kind = note.get("type", "")
    kinds = (LayerType.SWV_FUNDEREND, LayerType.ONDERSTEUNINGSNETWERK)
    return Imported.model_validate(
        {
            "bron": name[:300],
            "peildatum": note.get("peildatum", ""),
            "soort_swv": kind if "beide" in found.labels and kind in list(kinds) else "",
            "swvs": swvs,
        }
    )


def _look_alikes(labels: Mapping[Layer, Labels]) -> list[Remark]:
    """Tell of swv's whose codes differ in capitals or spaces only."""
    remarks = []
    for found in labels.values():
        seen: dict[str, str] = {}
        for code in sorted(set(found) - {NO_SWV}):
            alike = seen.setdefault("".join(str(code).casefold().split()), str(code))
            if alike != code:
                told = f"swv {alike!r} en {str(code)!r} verschillen alleen in hoofdletters of spaties"
                remarks.append(
                    Remark("", told, "het zijn twee swv's; maak ze in het bestand gelijk als dat niet klopt")
                )
    return remarks


def _counts(country: Country, layer: Layer, labels: Labels) -> list[SwvCount]:
    ages = ("po", "vo") if layer == "beide" else (layer,)
    pupils = np.sum([country.pupils(age) for age in ages], axis=0)
    return [
        SwvCount(
            layer,
            str(code),
            len(set(country.gemeente_of_point[labels == code])),
            float(pupils[labels == code].sum()),
        )
        for code in sorted(set(labels) - {NO_SWV})
    ]


def left_out_told(country: Country, left_out: Sequence[str]) -> str:
    """Name gemeenten that a file leaves out, in one Dutch sentence; empty where it leaves none out."""
    names = sorted(country.gemeente_names[code] for code in left_out)
    if not names:
        return ""
    shown = ", ".join(names[:_SHOWN]) + (" ..." if len(names) > _SHOWN else "")
    return f"{len(names)} gemeenten ontbreken (geheel of deels): {shown}"


__all__ = ["MAX_ROWS", "Preview", "SwvCount", "blank", "left_out_told", "preview"]
