"""``dekkend organisaties``: what a user's file tells of swv's as organisations, merged to a scenario's."""

from __future__ import annotations

import difflib
import json
from pathlib import Path
from typing import Annotated, Any, Final

import typer

from cli.options import err, out, require_ending
from cli.plain import records, table
from cli.scenario_options import Asked, Opened, with_scenario
from data.dutch_csv import csv_bytes
from data.files import write_atomic
from data.importer import sort_findings
from data.organisations_file import Organisations, read_organisations, template
from geo.errors import InputError, UnknownNameError
from scenarios.consequences.organisation_amounts import QUANTITIES, RATES
from scenarios.consequences.organisation_words import (
    CERTAINTY,
    MISSING,
    WEIGHTS,
    amount_short,
    amount_text,
    conclusion,
    frame,
    joined_text,
    missing_text,
    models_text,
    parts_codes,
    percent,
    quantity_of,
    rate_text,
    told_text,
)
from scenarios.consequences.organisations import Merged, MergedSwv, Models, merged, template_names
from scenarios.notation import number
from scenarios.ready_made import DENOMINATIONAL
from scenarios.site_story import people
from ui.clock import today

#: Proposals for a swv that is not there.
_NEAR: Final = 5


@with_scenario
def organisaties(
    asked: Asked,
    swv: Annotated[
        str,
        typer.Argument(
            help="Code van een swv van het scenario: toont alleen dat, met zijn delen.", show_default=False
        ),
    ] = "",
    bestand: Annotated[
        Path | None,
        typer.Option(
            "--bestand",
            help="CSV met per swv van nu budget, reserve, fte, model, thuiszitters, wachtlijst en tlv's.",
            show_default=False,
        ),
    ] = None,
    peildatum: Annotated[
        str, typer.Option("--peildatum", help="Datum of jaar van rijen die er zelf geen noemen.")
    ] = "",
    sjabloon: Annotated[
        bool, typer.Option("--sjabloon", help="Geef een leeg bestand om in te vullen; met --uit als bestand.")
    ] = False,
    uit: Annotated[
        Path | None,
        typer.Option("--uit", help="Schrijf alle cijfers (of het sjabloon) als CSV.", show_default=False),
    ] = None,
) -> None:
    """Voeg gegevens over swv-organisaties samen per swv van een scenario; wat ontbreekt blijft ontbreken."""
    if bestand is None and not sjabloon:
        fault = "geef een CSV-bestand; 'dekkend organisaties --sjabloon --uit BESTAND' maakt een leeg"
        raise InputError("--bestand", [fault])
    require_ending(uit)
    if sjabloon and asked.as_json:
        raise InputError("--sjabloon", ["gevonden --json, en het sjabloon is een CSV; laat --json weg"])
    opened = asked.open([uit], [bestand])
    if bestand is None or sjabloon:
        _template(opened, uit)
        return
    read = read_organisations(bestand, opened.study.country.dataset, peildatum, today())
    found = merged(opened.study, opened.name, opened.base, read)
    shown = (_one(found, swv),) if swv else found.after
    if uit is not None:
        write_atomic(uit, csv_bytes(frame(shown, read), 3))
        err.print(f"Tabel geschreven naar {uit}", soft_wrap=True)
    if asked.as_json:
        out.print_json(json.dumps(_as_json(opened, found, shown, read), ensure_ascii=False))
    elif uit is None:
        _show(opened, found, shown, read, detail=bool(swv))


def _template(opened: Opened, target: Path | None) -> None:
    text = template(template_names(opened.study))
    if target is None:
        out.print(text.replace("\r\n", "\n"), soft_wrap=True, end="")
        return
    write_atomic(target, text.encode("utf-8-sig"))
    err.print(
        f"Leeg bestand met een rij per swv geschreven naar {target}; vul in wat bekend is, laat de rest leeg "
        f"en geef het mee met --bestand {target}",
        soft_wrap=True,
    )


def _one(found: Merged, text: str) -> MergedSwv:
    wanted = "".join(text.casefold().split()).replace(".", "")
    for one in found.after:
        if wanted in {one.body.code.casefold(), "".join(one.body.label.casefold().split()).replace(".", "")}:
            return one
    codes = {one.body.code.casefold(): one.body.code for one in found.after}
    near = [one.body.code for one in found.after if wanted and wanted in one.body.label.casefold()]
    near = near or [codes[one] for one in difflib.get_close_matches(wanted, codes, n=_NEAR, cutoff=0.5)]
    some = ", ".join(near[:_NEAR]) or f"{', '.join(list(codes.values())[:_NEAR])}…"
    hint = f"bedoelt u {some}?" if near else f"kies een code als {some}"
    raise UnknownNameError(f"onbekend swv '{text}' in dit scenario; {hint}; zonder code staan ze er alle")


def _show(
    opened: Opened, found: Merged, shown: tuple[MergedSwv, ...], read: Organisations, *, detail: bool
) -> None:
    study = opened.study
    title = study.arrangement(opened.name).title
    out.print(_amounts(f"Swv-organisaties · {title}", shown))
    if detail:
        out.print(_parts(shown[0], read))
    out.print(_rates(shown))
    joining = [one for one in shown if one.is_merger and (detail or one.joined is not Models.ONE)]
    if joining:
        out.print(_models(joining))
    out.print()
    stamp = study.stamp(opened.name)
    source = read.source
    totals = "; ".join(
        f"{quantity.title} {amount_text(quantity, found.totals[quantity.code])}" for quantity in QUANTITIES
    )
    for line in (
        *conclusion(found),
        f"Landelijk, in elk scenario gelijk: {totals}.",
        WEIGHTS,
        MISSING,
        CERTAINTY,
        *([f"Zonder gebied, in geen som: {', '.join(read.national['code'])}."] if len(read.national) else []),
        DENOMINATIONAL,
        f"{opened.name}: {stamp.origin}",
        f"Bron: {source.title}, {source.publisher}, peildatum {source.peildatum}; {_residents(opened)}.",
        *(f"{f.severity.value}, {number(f.count)}: {f.message}" for f in sort_findings(read.findings)),
        f"Gegevensset {stamp.data_version[:12]}, dekkend {stamp.code}.",
    ):
        out.print(line, soft_wrap=True)


def _residents(opened: Opened) -> str:
    return opened.study.country.labels["inwoners"]


def _amounts(title: str, shown: tuple[MergedSwv, ...]) -> Any:  # noqa: ANN401  # a rich table
    heads = [f"{one.title} ({one.unit})" if one.unit != "leerlingen" else one.title for one in QUANTITIES]
    made = table(title, ["swv", "bestaat uit (gewicht)", *heads], words=2)
    for swv in shown:
        cells = [
            amount_short(one, swv.amounts[one.code]) if one.code in swv.amounts else "n.v.t."
            for one in QUANTITIES
        ]
        made.add_row(swv.body.label, parts_codes(swv), *cells)
    return made


def _rates(shown: tuple[MergedSwv, ...]) -> Any:  # noqa: ANN401  # a rich table
    heads = [f"{one.title} ({one.unit})" for one in RATES]
    made = table("Verhoudingen, uit de sommen", ["swv", *heads], words=1)
    for swv in shown:
        cells = [rate_text(one, swv.rates[one.code]) if one.code in swv.rates else "n.v.t." for one in RATES]
        made.add_row(swv.body.label, *cells)
    return made


def _parts(swv: MergedSwv, read: Organisations) -> Any:  # noqa: ANN401  # a rich table
    columns = ["swv van nu", "model", "inwoners hier", "gewicht", *(one.title for one in QUANTITIES)]
    made = table(f"Waaruit {swv.body.label} bestaat: wat het bestand van elk swv zegt", columns, words=2)
    for part in swv.parts:
        texts = [told_text(one, part.body, read) for one in QUANTITIES]
        model = read.text(part.body.code, "model") or "onbekend"
        made.add_row(part.body.label, model, people(part.pupils), percent(part.weight), *texts)
    return made


def _models(joining: list[MergedSwv]) -> Any:  # noqa: ANN401  # a rich table
    made = table("Modellen die samenkomen", ["swv", "samen", "modellen", "ontbreekt"], words=4)
    for swv in joining:
        made.add_row(swv.body.label, joined_text(swv), models_text(swv), missing_text(swv) or "–")
    return made


def _as_json(
    opened: Opened, found: Merged, shown: tuple[MergedSwv, ...], read: Organisations
) -> dict[str, Any]:
    stamp = opened.study.stamp(opened.name)
    return {
        "scenario": opened.name,
        "basis": opened.base,
        "conclusie": conclusion(found),
        "toelichting": [WEIGHTS, MISSING, CERTAINTY],
        "swvs": [
            record | {"delen": [_plain_part(part) for part in swv.parts]}
            for record, swv in zip(records(frame(shown, read)), shown, strict=True)
        ],
        "landelijk": {code: amount_text(quantity_of(code), amount) for code, amount in found.totals.items()},
        "zonder_rij": [one.code for one in found.unlisted],
        "zonder_inwoners": list(found.homeless),
        "zonder_gebied": read.national["code"].tolist(),
        "bron": {
            "bestand": read.subject,
            "uitgever": read.source.publisher,
            "peildatum": read.source.peildatum,
        },
        "bevindingen": [
            {"ernst": f.severity.value, "melding": f.message, "aantal": f.count, "voorbeelden": f.examples}
            for f in read.findings
        ],
        "gegevens": stamp.data_version,
        "versie": stamp.code,
    }


def _plain_part(part: Any) -> dict[str, Any]:  # noqa: ANN401
    return {
        "code": part.body.code,
        "swv": part.body.label,
        "inwoners": round(part.pupils, 1),
        "gewicht": round(part.weight, 6),
        "grenswijziging": part.sliver,
    }
