"""``dekkend capaciteit`` as a user types it."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path
from typing import Any

import pytest

from cli import main as entry
from data.dataset import BUNDLED, read_dataset
from scenarios.assumptions import Assumptions
from scenarios.capacity import allocate
from scenarios.scenario import new_scenario, write_scenario
from scenarios.site_story import people
from scenarios.study import Study


@pytest.fixture(autouse=True)
def _nothing_chosen(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("DEKKEND_DATA", raising=False)
    monkeypatch.setenv("DEKKEND_NETWERKEN", "geen-map")


def run(capsys: pytest.CaptureFixture[str], *arguments: str | Path) -> tuple[int, str, str]:
    code = entry.main(["capaciteit", *(str(argument) for argument in arguments)])
    captured = capsys.readouterr()
    assert "Traceback" not in captured.out + captured.err
    return code, captured.out, captured.err


def told(capsys: pytest.CaptureFixture[str], *arguments: str | Path) -> dict[str, Any]:
    code, out, err = run(capsys, *arguments, "--json")
    assert code == 0, err
    found: dict[str, Any] = json.loads(out)
    return found


def test_on_screen_with_what_it_rests_on(capsys: pytest.CaptureFixture[str]) -> None:
    code, out, _ = run(capsys, "--kind", "pro", "--eigen-swv")
    assert code == 0
    for text in (
        "alleen het eigen swv",
        "zonder plaats",
        "prijs van capaciteit",
        "Waar één plaats erbij plaatst een leerling meer: de eerste 10 van",
        "Waar één plaats erbij bespaart kilometers: de eerste 10 van",
        "Aantallen zijn op het scherm afgerond",
        "geen voorspelling van wie waarheen gaat",
        "staan daarvoor in (geschat)",
        "zonder leerlingtal",
        "Bewezen met de prijzen",
        "modelnet, auto, peildatum",
        "Gegevensset",
    ):
        assert text in out


def test_json_says_what_the_model_says(capsys: pytest.CaptureFixture[str]) -> None:
    study = Study.of(read_dataset(BUNDLED))
    totals = allocate(study, study.base_id, "so", Assumptions(capacity_factor=1.2)).totals()
    found = told(capsys, "--kind", "so", "--factor", "1,2")
    land = found["land"]
    assert (land["verwacht"], land["geplaatst"]) == (totals.expected, totals.placed)
    assert land["prijs_km"] == pytest.approx(totals.price_km, abs=1e-3)
    assert found["grenzen"] == "open"
    assert found["aannames"]["capaciteitsfactor"] == 1.2
    for rows in ("per_swv", "per_jeugdregio", "per_gemeente"):
        assert sum(row["geplaatst"] for row in found[rows]) == totals.placed
    assert sum(row["leerlingen"] for row in found["vestigingen"]) == totals.placed


def test_estimates_are_rounded_on_screen_and_exact_in_json(capsys: pytest.CaptureFixture[str]) -> None:
    land = told(capsys, "--kind", "so", "--eigen-swv")["land"]
    assert land["geplaatst"] + land["zonder_plaats"] == land["verwacht"]
    _, out, _ = run(capsys, "--kind", "so", "--eigen-swv", "--niveau", "land")
    shown = {
        line.split("│")[1].strip(): line.split("│")[2].strip() for line in out.splitlines() if "│" in line
    }
    for name, words in (
        ("verwacht", "verwachte leerlingen (geschat)"),
        ("plaatsen", "plaatsen"),
        ("geplaatst", "geplaatst"),
        ("zonder_plaats", "zonder plaats"),
        ("prijs_km", "prijs van capaciteit (leerling-km samen)"),
    ):
        assert shown[words] == people(land[name])
        assert shown[words].endswith("00")


def test_places_per_pupil_for_experts(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    assert "omgeving" not in told(capsys, "--kind", "pro")
    found = told(capsys, "--kind", "pro", "--expert")
    around = found["omgeving"]
    assert around["banden_km"] == [5.0, 12.5, 20.0] or len(around["banden_km"]) == 3
    assert around["aard"] == "gemodelleerd"
    for level in ("land", "swv", "jeugdregio", "gemeente"):
        rows = around[f"per_{level}"]
        reached = sum(row["verwacht"] * row["plaatsen_per_leerling"] for row in rows)
        assert reached == pytest.approx(around["plaatsen_in_bereik"], rel=1e-4)
    assert around["plaatsen_in_bereik"] <= found["land"]["plaatsen"]
    code, out, _ = run(capsys, "--kind", "pro", "--expert", "--niveau", "jeugdregio")
    assert code == 0
    assert "Plaatsen per leerling in de omgeving (E2SFCA, gemodelleerd)" in out
    assert "Formule: A(i) = som van R(j) f(d(i,j))" in out
    path = tmp_path / "uit.csv"
    assert run(capsys, "--kind", "pro", "--expert", "--niveau", "jeugdregio", "--uit", path)[0] == 0
    rows = list(csv.DictReader(io.StringIO(path.read_text(encoding="utf-8-sig")), delimiter=";"))
    assert all(row["omgeving_plaatsen_per_leerling"] and row["omgeving_gini"] for row in rows)


def test_places_per_pupil_ask_for_norms(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    own = tmp_path / "opdc.csv"
    own.write_text("soort;naam;postcode;doelgroep;leerlingen\nOPDC;De Brug;3511;vo;50\n", encoding="utf-8")
    code, out, err = run(capsys, "--kind", "opdc", "--voorzieningen", own, "--expert")
    assert (code, out) == (1, "")
    assert "voor opdc is er geen norm thuisnabij in km" in err
    assert "voor opdc is er geen norm acceptabel in km" in err


def test_a_year_with_growth_asks_for_more_places(capsys: pytest.CaptureFixture[str]) -> None:
    now = told(capsys, "--kind", "so", "--eigen-swv")["land"]
    later = told(capsys, "--kind", "so", "--eigen-swv", "--jaar", "2034", "--groei", "2")["land"]
    assert later["verwacht"] > now["verwacht"] * 1.15
    assert later["zonder_plaats"] > now["zonder_plaats"]


def test_a_limit_to_the_distance(capsys: pytest.CaptureFixture[str]) -> None:
    found = told(capsys, "--kind", "so", "--binnen", "20")
    assert found["binnen_km"] == 20
    assert found["land"]["p90_km"] <= 20
    assert found["land"]["zonder_plaats"] > 0


def test_places_from_a_file(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    before = told(capsys, "--kind", "so", "--eigen-swv")
    site = next(row for row in before["vestigingen"] if row["plaatst_een"])
    path = tmp_path / "plaatsen.csv"
    places = site["plaatsen"] + 7
    path.write_text(f"vestigingscode;plaatsen\n{site['vestigingscode']};{places}\n", encoding="utf-8")
    after = told(capsys, "--kind", "so", "--eigen-swv", "--capaciteit", path)
    there = next(row for row in after["vestigingen"] if row["vestigingscode"] == site["vestigingscode"])
    assert (there["plaatsen"], there["plaatsen_hoe"]) == (places, "opgegeven")
    assert before["land"]["zonder_plaats"] > after["land"]["zonder_plaats"]


def test_assumptions_come_from_the_scenario(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    study = Study.of(read_dataset(BUNDLED))
    given = Assumptions(capacity_factor=1.3)
    path = tmp_path / "ruim.json"
    write_scenario(new_scenario(study, "ruim", "jeugdregio", assumptions=given), path)
    assert told(capsys, path)["aannames"]["capaciteitsfactor"] == 1.3
    assert told(capsys, path, "--factor", "1")["aannames"]["capaciteitsfactor"] == 1.0


@pytest.mark.parametrize(("level", "first"), [("swv", "gebied"), ("vestiging", "vestigingscode")])
def test_a_csv_bears_its_origin_in_every_row(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, level: str, first: str
) -> None:
    path = tmp_path / "uit.csv"
    code, out, err = run(capsys, "--kind", "sbo", "--eigen-swv", "--niveau", level, "--uit", path)
    assert (code, out) == (0, "")
    assert "Tabel geschreven naar" in err
    rows = list(csv.DictReader(io.StringIO(path.read_text(encoding="utf-8-sig")), delimiter=";"))
    assert next(iter(rows[0])) == first
    assert {row["soort"] for row in rows} == {"sbo"}
    assert all(row["bronnen"] and row["aard"] == "gemodelleerd" and row["gegevens"] for row in rows)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--kind", "hbo"], "onbekende soort 'hbo'; kies uit bo, sbo"),
        (["--groei", "2"], "--groei zonder --jaar"),
        (["--factor", "0"], "--factor: gevonden '0', verwacht een getal boven 0"),
        (["--jaar", "1999"], "verwacht een jaar"),
        (["--binnen", "0"], "verwacht meer dan 0"),
        (["--capaciteit", "bestaat-niet.csv"], "bestaat-niet.csv"),
        (["geen-indeling"], "geen-indeling"),
    ],
)
def test_a_wrong_request_is_answered_in_dutch(
    capsys: pytest.CaptureFixture[str], arguments: list[str], message: str
) -> None:
    code, out, err = run(capsys, *arguments)
    assert code == 1
    assert message in err
    assert out == ""


def test_faults_in_the_file_are_all_told(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    path = tmp_path / "fout.csv"
    path.write_text("vestigingscode;plaatsen\n99ZZ99;5\n1012-so;-3\n", encoding="utf-8")
    code, _, err = run(capsys, "--capaciteit", path)
    assert code == 1
    assert "99ZZ99" in err
    assert "-3" in err
