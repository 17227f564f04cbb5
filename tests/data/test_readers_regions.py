"""The regulation, CBS's regions and users' own names and divisions."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from data.findings import Severity
from data.readers import cbs, regeling
from geo.errors import InputError

if TYPE_CHECKING:
    from pathlib import Path

ARRAYS: dict[str, Any] = {
    "reg": ["GM0363", "GM0014 "],
    "COROP-gebieden": ["CR23", "CR03"],
    "Jeugdzorgregios": ["JZ13", "JZ01"],
    "GGD-regio's": ["GG3406", "GG0111"],
    "Veiligheidsregio's": ["VR13", "VR01"],
    "Provincies": ["PV27", "PV20"],
}


def _file(folder: Path, name: str, content: str) -> Path:
    path = folder / name
    path.write_text(content, encoding="utf-8")
    return path


def _records() -> dict[str, Any]:
    rows = zip(*ARRAYS.values(), strict=True)
    return {"odata.metadata": "x", "value": [dict(zip(ARRAYS, row, strict=True)) for row in rows]}


@pytest.mark.parametrize("content", [ARRAYS, _records()], ids=["arrays", "odata"])
def test_regions_in_either_shape(tmp_path: Path, content: dict[str, Any]) -> None:
    reading = cbs.read_regioindeling(_file(tmp_path, "gebieden_2024.json", json.dumps(content)))
    assert reading.frame.to_dict("list") == {
        "gemeentecode": ["GM0363", "GM0014"],
        "jeugdregio": ["JZ13", "JZ01"],
        "ggd": ["GG3406", "GG0111"],
        "veiligheidsregio": ["VR13", "VR01"],
        "provincie": ["PV27", "PV20"],
    }
    assert reading.source.peildatum == "2024"


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (json.dumps({**ARRAYS, "Provincies": ["PV27"]}), "niet even lang"),
        (
            json.dumps({key: value for key, value in ARRAYS.items() if key != "Provincies"}),
            "'provincies' ontbreekt",
        ),
        (json.dumps({**ARRAYS, "reg": ["GM0363", "GM0363"]}), "record 1 en record 2: gemeentecode GM0363"),
        (json.dumps({**ARRAYS, "Provincies": ["PV27", None]}), "kolom provincie: gevonden niets"),
        (json.dumps({key: [] for key in ARRAYS}), "de lijsten zijn leeg"),
        (json.dumps(ARRAYS)[:80], "beschadigd of afgebroken"),
        ("[1, 2]", "JSON-object"),
    ],
)
def test_faulty_regions_say_why(tmp_path: Path, content: str, expected: str) -> None:
    with pytest.raises(InputError, match=expected):
        cbs.read_regioindeling(_file(tmp_path, "gebieden.json", content))


def test_regions_that_are_not_there(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="niet te openen"):
        cbs.read_regioindeling(tmp_path / "weg.json")


def test_names_of_jeugdregios(tmp_path: Path) -> None:
    reading = cbs.read_jeugdregio_namen(_file(tmp_path, "n.csv", "code;naam\nJZ01;Groningen\n"))
    assert reading.frame.to_numpy().tolist() == [["JZ01", "Groningen"]]
    with pytest.raises(InputError, match="rij 3, kolom naam: gevonden niets"):
        cbs.read_jeugdregio_namen(_file(tmp_path, "n.csv", "code;naam\nJZ01;Groningen\nJZ02;\n"))


def test_own_division_with_and_without_names(tmp_path: Path) -> None:
    bare = cbs.read_jeugdregio_indeling(
        _file(tmp_path, "i.csv", "gemeentecode,jeugdregio\n363,A\nGM0014,B\n")
    )
    assert bare.frame["gemeentecode"].tolist() == ["GM0363", "GM0014"]
    assert bare.frame["naam"].isna().all()
    assert bare.source.publisher == "eigen bestand"
    named = cbs.read_jeugdregio_indeling(_file(tmp_path, "i.csv", "naam;gemeentecode;jeugdregio\nX;363;A\n"))
    assert named.frame["naam"].tolist() == ["X"]


def test_regulation_keeps_europoort_and_tells_it(tmp_path: Path) -> None:
    content = "pc4;gemeente;swv_po;swv_vo\n1011;Amsterdam;PO2707;VO2708\n3197;Rotterdam;Europoort;Europoort\n"
    reading = regeling.read_regeling(_file(tmp_path, "regeling_2015.csv", content))
    assert reading.frame["swv_po"].tolist() == ["PO2707", "Europoort"]
    assert reading.source.peildatum == "2015"
    odd = next(finding for finding in reading.findings if finding.severity is Severity.DOUBT)
    assert odd.count == 1
    assert odd.examples == ("Europoort/Europoort (3197)",)


def test_regulation_with_doubles_and_bad_postcodes_names_the_rows(tmp_path: Path) -> None:
    content = (
        "pc4;gemeente;swv_po;swv_vo\n1011;A;PO2707;VO2708\n1012;A;PO2707;VO2708\n1011;A;PO2707;VO2708\n"
        "101;A;PO2707;VO2708\n1013;A;;VO2708\n"
    )
    with pytest.raises(InputError) as caught:
        regeling.read_regeling(_file(tmp_path, "r.csv", content))
    text = str(caught.value)
    assert "rij 2 en rij 4: pc4 1011 staat er 2 keer" in text
    assert "rij 5, kolom pc4: gevonden '101', verwacht een postcode van vier cijfers" in text
    assert "rij 6, kolom swv_po: gevonden niets" in text


def test_names_of_swvs(tmp_path: Path) -> None:
    reading = regeling.read_swv_namen(_file(tmp_path, "swv.csv", "Code;Naam\npo2707;Amsterdam\n"))
    assert reading.frame.to_numpy().tolist() == [["PO2707", "Amsterdam"]]
    assert reading.source.peildatum == "onbekend"
