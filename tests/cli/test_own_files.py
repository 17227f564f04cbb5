"""Own facilities and places on the command line: what is told, and what stays as it was."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
import typer

from cli.options import extended
from cli.own_files import lees, lijst
from data.capacity_file import read_capacity
from data.dataset import BUNDLED, read_dataset
from data.own_kinds import own_kinds
from geo.errors import InputError
from scenarios.norms import standard_norms

TEXT = (
    "soort;naam;postcode;plaatsen;leerlingen;doelgroep;thuisnabij_km;acceptabel_km\n"
    "OPDC;De Brug;3511;40;35;vo;7,5;20\nThuis+;Leonardo;1012;;;po;;\n"
)


@pytest.fixture
def own(tmp_path: Path) -> Path:
    path = tmp_path / "bron" / "opdc_2025.csv"
    path.parent.mkdir()
    path.write_text(TEXT, encoding="utf-8")
    return path


def test_a_file_becomes_a_data_set(tmp_path: Path, own: Path, capsys: pytest.CaptureFixture[str]) -> None:
    target = tmp_path / "set"
    lees([own], target)
    told = capsys.readouterr()
    for words in ("opdc_2025.csv (eigen bestand, peildatum 2025)", "OPDC", "thuis", "De Brug", "40", "35"):
        assert words in told.out
    assert "Norm thuisnabij voor opdc: 7,5 km (uit uw eigen bestand opdc_2025.csv" in told.out
    assert "Zonder norm: thuis;" in told.out
    assert "Nederland (meegeleverd), met opdc, thuis" in told.err
    assert f"--data {target}" in told.err.replace("\n", "")
    assert own_kinds(read_dataset(target)) == ("opdc", "thuis")
    assert own_kinds(read_dataset(BUNDLED)) == ()


def test_as_json(tmp_path: Path, own: Path, capsys: pytest.CaptureFixture[str]) -> None:
    lees([own], tmp_path / "set", as_json=True)
    (told,) = json.loads(capsys.readouterr().out)
    assert told["soorten"][0] | {"naam": ""} == {
        "soort": "opdc",
        "naam": "",
        "doelgroep": "vo",
        "vestigingen": 1.0,
        "op_eigen_punt": 0.0,
        "leerlingen": 35.0,
        "plaatsen": 40.0,
    }
    assert told["soorten"][1]["plaatsen"] is None
    assert told["normen"][0]["value"] == 7500.0
    assert any(one["ernst"] == "ter info" for one in told["bevindingen"])


def test_nothing_is_written_over(tmp_path: Path, own: Path) -> None:
    with pytest.raises(InputError, match="dit is de gegevensset zelf"):
        lees([own], BUNDLED)
    with pytest.raises(InputError, match="dit is de gegevensset zelf"):
        lees([own], tmp_path, data=tmp_path)
    with pytest.raises(InputError, match="in deze map staan uw eigen bestanden"):
        lees([own], own.parent)
    with pytest.raises(InputError, match="geen gegevensset van dekkend"):
        lees([own], tmp_path)
    assert own.read_text(encoding="utf-8") == TEXT


def test_a_faulty_file_leaves_nothing_behind(tmp_path: Path, own: Path) -> None:
    own.write_text(TEXT.replace("3511", "0000"), encoding="utf-8")
    with pytest.raises(InputError, match="kolom postcode: gevonden '0000'"):
        lees([own], tmp_path / "set")
    assert not (tmp_path / "set").exists()
    with pytest.raises(InputError, match="opgegeven peildatum"):
        lees([own], tmp_path / "set", peildatum="ooit")


def test_files_extend_a_data_set_one_after_the_other(tmp_path: Path, own: Path) -> None:
    base = read_dataset(BUNDLED)
    assert extended(base, None) == (base, standard_norms())
    other = tmp_path / "jeugdhulp.csv"
    other.write_text("soort;naam;postcode;doelgroep\nJeugdhulp;a;1012;vo\n", encoding="utf-8")
    made, norms = extended(base, [own, other])
    assert own_kinds(made) == ("opdc", "thuis", "jeugdhulp")
    assert norms.acceptable_m("opdc") == 20_000.0
    with pytest.raises(InputError, match=r"is er al \(opdc"):
        extended(base, [own, own])


def test_the_list_of_sites_comes_back_as_places(
    tmp_path: Path, own: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    lees([own], tmp_path / "set")
    capsys.readouterr()
    listing = tmp_path / "opdc-plaatsen.csv"
    lijst(listing, "opdc", tmp_path / "set")
    told = capsys.readouterr().err
    assert "1 rijen (groepen van vestigingen per postcodegebied" in told
    assert f"--capaciteit {listing}" in told.replace("\n", "")
    dataset = read_dataset(tmp_path / "set")
    found = read_capacity(listing, dataset)
    assert found.to_numpy().tolist() == [["opdc-001", "opdc", 40.0]]
    with pytest.raises(InputError, match="dit is de map van de gegevensset"):
        lijst(tmp_path / "set" / "x.csv", "", tmp_path / "set")


def test_the_verbs_are_fit_for_the_command_line() -> None:
    app = typer.Typer()
    app.command("lees")(lees)
    app.command("lijst")(lijst)
    group = typer.main.get_command(app)
    assert set(group.commands) == {"lees", "lijst"}  # type: ignore[attr-defined]
