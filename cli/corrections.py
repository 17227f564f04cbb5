"""``dekkend correctie``: put right what the data have wrong, with who says so and why."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated, Any

import typer

from cli.options import Data, data_folder, out, refuse_overwriting, require_ending
from cli.saved import saved_scenarios
from data.corrected import corrected, told_of
from data.corrections import AnyCorrection, corrections_json, read_corrections
from data.dataset import read_dataset, write_dataset
from data.files import write_atomic
from geo.errors import InputError, reason
from ui.clock import today

_File = Annotated[
    Path | None,
    typer.Argument(help="JSON-bestand met correcties die er al zijn.", show_default=False),
]
_Many = list[str] | None
_Residents = Annotated[
    _Many, typer.Option("--inwoners", help="Zoals 3511:po=900 (po: 4-11 jaar, vo: 12-17 jaar); herhaalbaar.")
]
_Regions = Annotated[_Many, typer.Option("--jeugdregio", help="Zoals GM0294=JZ25; herhaalbaar.")]
_Placed = Annotated[
    _Many,
    typer.Option(
        "--plaats", help="Vestiging=pc4, of vestiging=x,y in meters RD New: 00AO01=3511; herhaalbaar."
    ),
]
_Counted = Annotated[_Many, typer.Option("--leerlingen", help="Zoals 00AO01:so=55; herhaalbaar.")]
_Absent = Annotated[_Many, typer.Option("--bestaat-niet", help="Vestigingscode; herhaalbaar.")]
_Missing = Annotated[
    _Many, typer.Option("--ontbreekt", help="Naam:pc4:soort=leerlingen (of =onbekend); herhaalbaar.")
]
_Who = Annotated[str, typer.Option("--wie", help="Wie het zegt; verplicht bij een nieuwe correctie.")]
_Why = Annotated[str, typer.Option("--reden", help="Waarom; verplicht bij een nieuwe correctie.")]
_Written = Annotated[
    Path | None, typer.Option("--uit", help="Schrijf alle correcties als JSON.", show_default=False)
]
_Target = Annotated[
    Path | None,
    typer.Option(
        "--naar",
        help="Schrijf de gegevensset met de correcties; te gebruiken met --data.",
        show_default=False,
    ),
]


def correctie(
    bestand: _File = None,
    inwoners: _Residents = None,
    jeugdregio: _Regions = None,
    plaats: _Placed = None,
    leerlingen: _Counted = None,
    bestaat_niet: _Absent = None,
    ontbreekt: _Missing = None,
    wie: _Who = "",
    reden: _Why = "",
    uit: _Written = None,
    naar: _Target = None,
    data: Data = None,
) -> None:
    """Corrigeer de gegevens (inwoners, jeugdregio, vestigingen), met naam en reden bij elk cijfer."""
    require_ending(uit, endings=(".json",), bare=False)
    refuse_overwriting([uit], [str(bestand)] if bestand else [], data)
    signed = {"wie": wie, "reden": reden, "datum": today()}
    new = [
        {**told, **signed}
        for read, texts in (
            (_residents, inwoners),
            (_region, jeugdregio),
            (_placed, plaats),
            (_counted, leerlingen),
            (_absent, bestaat_niet),
            (_missing, ontbreekt),
        )
        for told in map(read, texts or ())
    ]
    kept = () if bestand is None else read_file(bestand)
    made = (*kept, *read_corrections("de opgegeven correcties", new))
    if not made:
        raise InputError("de correctie", ["er is geen correctie genoemd; zie 'dekkend correctie --hulp'"])
    if late := [one for one in made if one.datum > today()]:
        fault = f"een correctie is gedateerd op {late[0].datum:%d-%m-%Y}, na vandaag; verbeter de datum"
        raise InputError(str(bestand), [fault])
    after = corrected(read_dataset(data_folder(data)), made)
    for sentence in told_of(after):
        out.print(sentence, soft_wrap=True)
    if uit is not None:
        body = json.dumps(corrections_json(made), ensure_ascii=False, indent=1)
        write_atomic(uit, f"{body}\n".encode())
    if naar is not None:
        write_dataset(after, naar)
        out.print(f"Geschreven: {naar}; gebruik het met --data {naar}", soft_wrap=True)


def read_file(path: Path) -> tuple[AnyCorrection, ...]:
    """Read a file of corrections.

    Raises
    ------
    InputError
        If it is none.
    """
    try:
        content = json.loads(path.read_text(encoding="utf-8-sig"))
    except OSError as error:
        raise InputError(path.name, [f"niet te openen: {reason(error)}; controleer het pad"]) from error
    except (ValueError, RecursionError) as error:
        fault = "geen leesbare JSON in UTF-8; bewaar de correcties opnieuw vanuit dekkend"
        raise InputError(path.name, [fault]) from error
    return read_corrections(path.name, content)


def saved_corrections(names: Sequence[str]) -> tuple[AnyCorrection, ...]:
    """Find the corrections that scenario files were saved with; none without such a file.

    Raises
    ------
    InputError
        If they were saved with different corrections.
    """
    saved = {name: one.correcties for name, one in saved_scenarios(names).items()}
    if len(set(saved.values())) > 1:
        told = [f"{name}: {len(found)} correcties" for name, found in saved.items()]
        fault = "scenario's die met verschillende correcties zijn gemaakt, zijn niet te vergelijken"
        raise InputError("de vergelijking", [fault, *told])
    return next(iter(saved.values()), ())


def _parts(text: str, wanted: str, before: int) -> list[str]:
    """Take "a:b=c" apart, with so many parts before the equals sign."""
    head, found, tail = text.rpartition("=")
    parts = [*(part.strip() for part in head.rsplit(":", before - 1)), tail.strip()]
    if not found or len(parts) != before + 1 or not all(parts):
        raise InputError("de opgegeven correcties", [f"gevonden '{text}', verwacht iets als {wanted}"])
    return parts


def _whole(text: str, wanted: str) -> int:
    if not (text.isascii() and text.isdigit()):
        fault = f"gevonden '{text}', verwacht een geheel getal, zoals in {wanted}"
        raise InputError("de opgegeven correcties", [fault])
    return int(text)


def _residents(text: str) -> dict[str, Any]:
    wanted = "3511:po=900"
    pc4, age, count = _parts(text, wanted, 2)
    return {"soort": "inwoners", "pc4": pc4, "leeftijd": age, "aantal": _whole(count, wanted)}


def _region(text: str) -> dict[str, Any]:
    gemeente, region = _parts(text, "GM0294=JZ25", 1)
    return {"soort": "jeugdregio", "gemeente": gemeente, "jeugdregio": region}


def _placed(text: str) -> dict[str, Any]:
    site, place = _parts(text, "00AO01=3511 of 00AO01=136000,455900", 1)
    told: dict[str, Any] = {"soort": "vestiging_plaats", "vestiging": site}
    easting, comma, northing = place.partition(",")
    if not comma:
        return {**told, "pc4": place}
    wanted = "00AO01=136000,455900"
    return {**told, "easting": _whole(easting.strip(), wanted), "northing": _whole(northing.strip(), wanted)}


def _counted(text: str) -> dict[str, Any]:
    wanted = "00AO01:so=55"
    site, kind, count = _parts(text, wanted, 2)
    told = {"soort": "vestiging_leerlingen", "vestiging": site, "voorziening": kind}
    return {**told, "leerlingen": _whole(count, wanted)}


def _absent(text: str) -> dict[str, Any]:
    return {"soort": "vestiging_bestaat_niet", "vestiging": text.strip()}


def _missing(text: str) -> dict[str, Any]:
    wanted = "De Wilg:3511:so=55"
    name, pc4, kind, count = _parts(text, wanted, 3)
    pupils = None if count == "onbekend" else _whole(count, wanted)
    told = {"soort": "vestiging_ontbreekt", "naam": name, "pc4": pc4, "voorziening": kind}
    return {**told, "leerlingen": pupils}
