"""``dekkend feitelijk`` with and without pupils by home, and where pupils of closed sites go."""

from __future__ import annotations

import csv
import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from cli.main import main
from data.dataset import BUNDLED, HERKOMST, Dataset, fingerprint, read_dataset, write_dataset
from data.herkomst import COLUMNS
from scenarios.actual import actual_travel
from scenarios.study import Study

#: Pupils of so in Goes (4461) and Middelburg (4337), by home; 4462 is beside the former.
HOMES = [
    ("4461-so", "so", "4461", 20.0, 20.0, 20.0),
    ("4461-so", "so", "4462", 1.0, 2.0, 4.0),
    ("4461-so", "so", "", 3.0, 3.0, 3.0),
]
SOURCE = {
    "tabel": "herkomst_po",
    "titel": "Leerlingen po per vestiging en postcode van de woning",
    "uitgever": "DUO",
    "licentie": "CC0",
    "peildatum": "2024-10-01",
    "aard": "gemeten",
    "bestand": "brin6_pc4.csv",
    "rijen": 3,
}


@pytest.fixture(autouse=True)
def _nothing_chosen(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("DEKKEND_DATA", raising=False)
    monkeypatch.setenv("DEKKEND_NETWERKEN", "geen-map")


@pytest.fixture(scope="module")
def with_homes(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Write the bundled set with some pupils by home."""
    bundled = read_dataset(BUNDLED)
    columns = ["vestigingscode", "soort", "pc4", "laag", "midden", "hoog"]
    homes = pd.DataFrame(HOMES, columns=columns).assign(gedeeld=False, jaar=2024)
    tables = {**bundled.tables, HERKOMST: homes[list(COLUMNS)].astype(dict(COLUMNS))}
    manifest = replace(
        bundled.manifest, fingerprint=fingerprint(tables), sources=(*bundled.manifest.sources, SOURCE)
    )
    folder = tmp_path_factory.mktemp("herkomst") / "set"
    write_dataset(Dataset(tables, manifest), folder)
    return folder


def run(capsys: pytest.CaptureFixture[str], *arguments: str | Path) -> tuple[int, str, str]:
    code = main([str(argument) for argument in arguments])
    captured = capsys.readouterr()
    assert "Traceback" not in captured.out + captured.err
    return code, captured.out, captured.err


def told(capsys: pytest.CaptureFixture[str], *arguments: str | Path) -> dict[str, Any]:
    code, out, err = run(capsys, *arguments, "--json")
    assert code == 0, err
    found: dict[str, Any] = json.loads(out)
    return found


def test_without_homes_it_says_what_to_bring(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    code, out, err = run(capsys, "feitelijk")
    assert (code, err) == (0, "")
    assert "so: reisafstand niet te bepalen" in out
    assert "importeer DUO's leerlingen vo per vestiging en postcode van de woning" in out
    assert "Gegevensset" in out
    rows = told(capsys, "feitelijk")["rijen"]
    assert [row["soort"] for row in rows] == ["bo", "sbo", "so", "vso", "pro", "vo"]
    assert all(row["waarde"] is None and row["zekerheid"] == "niet te bepalen" for row in rows)
    target = tmp_path / "reis.csv"
    assert run(capsys, "feitelijk", "--uit", target)[0] == 0
    assert "niet te bepalen" in target.read_text(encoding="utf-8-sig")


def test_with_homes_it_tells_what_pupils_travel(capsys: pytest.CaptureFixture[str], with_homes: Path) -> None:
    code, out, _ = run(capsys, "feitelijk", "--kind", "so", "--data", with_homes)
    assert code == 0
    for part in (
        "Feitelijke reisafstand per land",
        "22 (21–24)",
        "3 leerlingen zonder bekende woonpostcode tellen niet mee",
        "Gemeten: aantallen leerlingen",
        "peildatum 1 oktober 2024",
        "gemodelleerd",
        "Tussen haakjes de marge",
    ):
        assert part in out
    assert "nan" not in out


@pytest.mark.parametrize("level", ["land", "jeugdregio", "swv", "gemeente"])
def test_the_figures_are_those_of_actual_travel(
    capsys: pytest.CaptureFixture[str], with_homes: Path, tmp_path: Path, level: str
) -> None:
    study = Study.of(read_dataset(with_homes))
    wanted = actual_travel(study, study.base_id, [level], ["so"])
    arguments = ("feitelijk", "--kind", "so", "--niveau", level, "--data", with_homes)
    rows = told(capsys, *arguments)["rijen"]
    assert [(row["gebied"], row["maat"]) for row in rows] == list(
        zip(wanted["gebied"], wanted["maat"], strict=True)
    )
    assert [row["hoog"] for row in rows] == pytest.approx(wanted["hoog"].tolist(), abs=1e-3)
    target = tmp_path / "reis.csv"
    assert run(capsys, *arguments, "--uit", target)[0] == 0
    with target.open(encoding="utf-8-sig", newline="") as file:
        written = list(csv.DictReader(file, delimiter=";"))
    assert len(written) == len(wanted)
    assert all(row["bron"] and row["peildatum"] and row["zekerheid"] for row in written)


def test_kinds_without_homes_stand_beside_those_with(
    capsys: pytest.CaptureFixture[str], with_homes: Path
) -> None:
    _, out, _ = run(capsys, "feitelijk", "--data", with_homes)
    assert "Feitelijke reisafstand" in out
    assert "sbo: reisafstand niet te bepalen" in out
    assert "so: reisafstand niet te bepalen" not in out.replace("sbo:", "").replace("vso:", "")


def test_a_closed_site_makes_the_way_modelled(
    capsys: pytest.CaptureFixture[str], with_homes: Path, tmp_path: Path
) -> None:
    plan = tmp_path / "plan.json"
    data = ("--data", with_homes)
    code, _, _ = run(capsys, "voorziening", "sluit", "4461-so", "--uit", plan, *data)
    assert code == 0
    now, then = (
        {row["maat"]: row for row in told(capsys, "feitelijk", *name, "--kind", "so", *data)["rijen"]}
        for name in ((), (plan,))
    )
    assert then["feitelijk_gemiddeld"]["waarde"] > now["feitelijk_gemiddeld"]["waarde"]
    assert then["feitelijk_leerlingen"]["zekerheid_aantallen"] == "gemodelleerd"
    assert then["feitelijk_leerlingen"]["hoog"] == now["feitelijk_leerlingen"]["hoog"]


def test_where_pupils_of_a_closed_site_go(capsys: pytest.CaptureFixture[str], with_homes: Path) -> None:
    found = told(capsys, "voorziening", "sluit", "4461-so", "--data", with_homes)
    (one,) = found["leerlingen_van_gesloten_vestigingen"]
    assert one["leerlingen"] == {"laag": 24, "midden": 25, "hoog": 27}
    assert one["zonder_bekende_woonplaats"]["midden"] == 3
    assert one["aard"] == "gemodelleerd"
    assert sum(row["leerlingen"] for row in one["naar"]) == pytest.approx(22, abs=0.01)
    assert "peildatum 2024-10-01" in one["bron"]
    _, out, _ = run(capsys, "voorziening", "sluit", "4461-so", "--data", with_homes)
    assert "25 (24–27)" in out
    assert "van 3 is geen woonplaats bekend" in out


def test_pupils_of_closed_sites_without_homes(capsys: pytest.CaptureFixture[str]) -> None:
    _, out, _ = run(capsys, "voorziening", "sluit", "4461-so")
    assert "so: waar de leerlingen waarschijnlijk heen gaan (gemodelleerd)" in out
    assert "Aangenomen: de leerlingen komen uit de postcodes" in out
    assert "is niet geladen: importeer DUO's" in out
    (one,) = told(capsys, "voorziening", "sluit", "4461-so")["leerlingen_van_gesloten_vestigingen"]
    middle = one["leerlingen"]["midden"]
    # counted together with vso: divided as everywhere, not all of them so
    assert one["leerlingen"]["laag"] < middle < one["leerlingen"]["hoog"]
    assert sum(row["leerlingen"] for row in one["naar"]) == pytest.approx(middle, abs=0.01)


def test_many_closed_sites_are_summed(capsys: pytest.CaptureFixture[str]) -> None:
    arguments = ("voorziening", "consolideer", "--soort", "sbo", "--per-swv", "1")
    where = ("--swv", "PO2402", "--swv", "PO2605")
    code, out, _ = run(capsys, *arguments, *where)
    assert code == 0
    assert "bij wie zij er waarschijnlijk bij komen" in out
    assert "leerlingen samen" in out
    (one,) = told(capsys, *arguments, *where)["leerlingen_van_gesloten_vestigingen"]
    assert len(one["vestigingen"]) > 1
    assert sum(row["leerlingen"] for row in one["naar"]) == pytest.approx(
        one["leerlingen"]["midden"], rel=1e-3
    )


def test_an_opened_site_has_no_such_table(capsys: pytest.CaptureFixture[str]) -> None:
    arguments = ("voorziening", "open", "--soort", "so", "--pc4", "4461")
    assert told(capsys, *arguments)["leerlingen_van_gesloten_vestigingen"] == []
    assert "waarschijnlijk heen" not in run(capsys, *arguments)[1]


@pytest.mark.parametrize(
    ("arguments", "message", "code"),
    [
        (["--kind", "hbo"], "onbekende soort 'hbo'", 1),
        (["--niveau", "stad"], "onbekende waarde 'stad'; kies uit 'land'", 2),
        (["bestaat-niet"], "bestaat-niet", 1),
        (["weg.json"], "dit bestand bestaat niet", 1),
    ],
)
def test_a_wrong_request_is_answered_in_dutch(
    capsys: pytest.CaptureFixture[str], arguments: list[str], message: str, code: int
) -> None:
    found, out, err = run(capsys, "feitelijk", *arguments)
    assert found == code
    assert message in err
    assert out == ""
