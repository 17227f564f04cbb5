"""``dekkend grensverkeer`` as a user types it: modelled, measured, by paying swv."""

from __future__ import annotations

import csv
import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from cli.main import main
from data import betalend, herkomst
from data.dataset import BETALEND, BUNDLED, HERKOMST, Dataset, fingerprint, read_dataset, write_dataset

#: Pupils of so at a site in Goes (4461) by home; 4462 is in Goes too, 3511 in Utrecht.
HOMES = [
    ("4461-so", "so", "4461", 20.0, 20.0, 20.0),
    ("4461-so", "so", "3511", 1.0, 2.0, 4.0),
]
PAYERS = [("so", "PO2601", "PO2601", 30.0), ("so", "PO2603", "PO2601", 6.0), ("so", "PO0001", "PO2601", 2.0)]


def run(capsys: pytest.CaptureFixture[str], *arguments: str | Path) -> tuple[int, str, str]:
    code = main(["grensverkeer", *(str(argument) for argument in arguments), "--netwerk", "hemelsbreed"])
    captured = capsys.readouterr()
    assert "Traceback" not in captured.out + captured.err
    return code, captured.out, captured.err


@pytest.fixture(autouse=True)
def _bundled_data(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("DEKKEND_DATA", raising=False)
    monkeypatch.setenv("DEKKEND_NETWERKEN", "geen-map")
    monkeypatch.setenv("COLUMNS", "200")


@pytest.fixture(scope="module")
def counted(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Write the bundled set with some pupils by home, and some by paying swv."""
    bundled = read_dataset(BUNDLED)
    homes = pd.DataFrame(HOMES, columns=["vestigingscode", "soort", "pc4", "laag", "midden", "hoog"])
    homes = homes.assign(gedeeld=False, jaar=2024)[list(herkomst.COLUMNS)]
    payers = pd.DataFrame(PAYERS, columns=["soort", "swv_wonen", "swv_vestiging", "hoog"])
    payers = payers.assign(laag=payers["hoog"], midden=payers["hoog"], binnen="", jaar=2023)
    payers = payers.assign(swv_betalend=payers["swv_wonen"])[list(betalend.COLUMNS)]
    tables = {
        **bundled.tables,
        HERKOMST: homes.astype(dict(herkomst.COLUMNS)),
        BETALEND: payers.astype(dict(betalend.COLUMNS)),
    }
    source = {"uitgever": "DUO", "licentie": "CC0", "aard": "gemeten", "bestand": "eigen.csv", "rijen": 3}
    told = [
        {**source, "tabel": table, "titel": f"Leerlingen {table}", "peildatum": f"{year}-10-01"}
        for table, year in (("herkomst_po", 2024), ("betalend", 2023))
    ]
    manifest = replace(
        bundled.manifest, fingerprint=fingerprint(tables), sources=(*bundled.manifest.sources, *told)
    )
    folder = tmp_path_factory.mktemp("grensverkeer") / "set"
    write_dataset(Dataset(tables, manifest), folder)
    return folder


def figures(told: dict[str, Any], step: int = 0) -> dict[str, dict[str, Any]]:
    return {row["maat"]: row for row in told["stappen"][step]["cijfers"]}


def test_modelled_traffic_says_that_it_is(capsys: pytest.CaptureFixture[str]) -> None:
    code, out, err = run(capsys, "--scenario", "jeugdregio")
    assert (code, err) == (0, "")
    for part in (
        "Grensverkeer so (gemodelleerd: naar de dichtstbijzijnde): swv's naar jeugdregio",
        "effect samenvoegen po/vo",
        "niet per se een passende of beschikbare plek",
        "Een andere indeling verplaatst geen leerling",
        "De twee effecten tellen niet op tot het geheel",
        "Bronnen: ",
        "dekkend",
    ):
        assert part in " ".join(out.split())


def test_one_arrangement_has_no_before_and_after(capsys: pytest.CaptureFixture[str]) -> None:
    code, out, _ = run(capsys, "--kind", "vso")
    assert code == 0
    assert "ervoor" not in out
    assert "wordt grensverkeer, uit" not in out


def test_json_adds_up_and_is_split_at_the_merger(capsys: pytest.CaptureFixture[str]) -> None:
    code, out, _ = run(
        capsys, "--scenario", "jeugdregio", "--niveau", "gemeente", "--toon", "grens", "--json"
    )
    assert code == 0
    told: dict[str, Any] = json.loads(out)
    assert told["zekerheid"] == "gemodelleerd"
    assert [step["stap"] for step in told["stappen"]][1:] == [
        "effect samenvoegen po/vo", "effect nieuwe grenzen",
    ]  # fmt: skip
    whole = figures(told)
    parts = ("stays_internal", "becomes_internal", "becomes_border", "stays_border")
    total = sum(whole[part]["midden"] for part in parts)
    assert total == pytest.approx(whole["leerlingen_na"]["midden"], abs=0.1)
    assert whole["becomes_border"]["midden"] == pytest.approx(
        sum(row["midden"] for row in told["paren"]), abs=0.5
    )
    assert figures(told, 1)["becomes_border"]["hoog"] == 0  # merging po and vo cuts nothing
    assert len(told["gebieden"]) > 300


def test_a_file_with_everybody_and_where_it_comes_from(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    path = tmp_path / "uit.csv"
    code, out, err = run(capsys, "--scenario", "provincie", "--uit", path)
    assert (code, out) == (0, "")
    assert "Tabel geschreven naar" in err
    with path.open(encoding="utf-8-sig", newline="") as stream:
        rows = list(csv.DictReader(stream, delimiter=";"))
    assert {row["zekerheid"] for row in rows} == {"gemodelleerd"}
    assert all(row["bron"] and row["peildatum"] and row["gelezen_van"] for row in rows)
    assert {row["oordeel"] for row in rows} <= {
        "blijft intern", "wordt intern", "wordt grensverkeer", "blijft grensverkeer",
    }  # fmt: skip


def test_measured_where_homes_are_loaded(capsys: pytest.CaptureFixture[str], counted: Path) -> None:
    code, out, _ = run(capsys, "--data", counted)
    assert code == 0
    assert "gemeten: leerlingen per vestiging en woonpostcode" in out
    assert "2 (1–4)" in out
    assert "peildatum 1 oktober 2024" in " ".join(out.split())


def test_by_paying_swv_where_asked(capsys: pytest.CaptureFixture[str], counted: Path) -> None:
    code, out, _ = run(capsys, "--data", counted, "--bron", "betalend", "--scenario", "jeugdregio", "--json")
    assert code == 0
    told = json.loads(out)
    whole = figures(told)
    assert whole["grensverkeer_voor"]["midden"] == 6
    assert whole["leerlingen_voor"]["hoog"] == 36
    assert any("2 leerlingen van of naar een swv zonder gebied" in line for line in told["toelichting"])
    code, _, err = run(capsys, "--data", counted, "--bron", "betalend", "--niveau", "gemeente")
    assert code == 1
    assert "het bestand noemt alleen swv's" in err


def test_one_swv_by_a_part_of_its_name(capsys: pytest.CaptureFixture[str]) -> None:
    code, out, _ = run(capsys, "--scenario", "jeugdregio", "--swv", "midden holland", "--json")
    assert code == 0
    pairs = json.loads(out)["paren"]
    assert pairs
    assert all("JZ27" in (row["van"], row["naar"]) for row in pairs)
    code, _, err = run(capsys, "--scenario", "jeugdregio", "--swv", "utrecht")
    assert code == 1
    assert "meer dan één swv heet als 'utrecht'" in err
    code, _, err = run(capsys, "--swv", "atlantis")
    assert code == 1
    assert "onbekend swv 'atlantis'" in err


@pytest.mark.parametrize(
    ("arguments", "part"),
    [
        (("--bron", "gemeten"), "importeer DUO"),
        (("--bron", "betalend", "--kind", "bo"), "DUO telt het voor so en vso"),
        (("--kind", "havo"), "onbekende soort 'havo'"),
    ],
)
def test_what_cannot_be_told_is_said_with_what_to_do(
    capsys: pytest.CaptureFixture[str], arguments: tuple[str, ...], part: str
) -> None:
    code, _, err = run(capsys, *arguments)
    assert code == 1
    assert part in err
