"""``dekkend inclusief`` as a user types it."""

from __future__ import annotations

import csv
import json
from pathlib import Path
from typing import Any

import pytest

from cli.main import main
from data.dataset import BUNDLED, read_dataset
from scenarios.assumptions import Assumptions
from scenarios.inclusion import inclusion
from scenarios.scenario import read_scenario
from scenarios.study import Study


@pytest.fixture(autouse=True)
def _nothing_chosen(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("DEKKEND_DATA", raising=False)
    monkeypatch.setenv("DEKKEND_NETWERKEN", "geen-map")


def run(capsys: pytest.CaptureFixture[str], *arguments: str | Path) -> tuple[int, str, str]:
    code = main(["inclusief", *(str(argument) for argument in arguments)])
    captured = capsys.readouterr()
    assert "Traceback" not in captured.out + captured.err
    return code, captured.out, captured.err


def told(capsys: pytest.CaptureFixture[str], *arguments: str | Path) -> dict[str, Any]:
    code, out, err = run(capsys, *arguments, "--json")
    assert code == 0, err
    found: dict[str, Any] = json.loads(out)
    return found


def test_a_worked_example_says_whose_it_is(capsys: pytest.CaptureFixture[str]) -> None:
    code, out, err = run(capsys, "--voorinstelling", "midden", "--jaar", "2035")
    assert (code, err) == (0, "")
    for part in (
        "sbo → bo",
        "so → bo",
        "vso → vo",
        "eigen rekenvoorbeeld, de brieven noemen geen percentages",
        "geen beleid en geen voorspelling",
        "niet de afstand die leerlingen werkelijk reizen",
        "staan apart en worden niet verrekend",
        "DUO leerlingen 2025",
        "modelnet, auto, peildatum",
    ):
        assert part in out
    assert "nan" not in out
    assert "aangepast" not in out


def test_in_the_first_year_nobody_moves(capsys: pytest.CaptureFixture[str]) -> None:
    arguments = ("--voorinstelling", "hoog", "--jaar", "2029")
    code, out, _ = run(capsys, *arguments)
    assert code == 0
    assert "In 2029 gaat er nog niemand over" in out
    found = told(capsys, *arguments)
    assert [one["soort"] for one in found["soorten"]] == ["sbo", "so", "vso", "pro"]
    assert all(one["leerlingen"]["overgang"] == 0 for one in found["soorten"])
    assert found["soorten"][0]["leerlingen"]["km_voor"] is None
    # where nobody leaves no site falls below its minimum, not even one that stands right at it
    assert [one["vestigingen"]["nieuw_onder"] for one in found["soorten"]] == [0, 0, 0, 0]


def test_own_shares_replace_those_of_an_example(capsys: pytest.CaptureFixture[str]) -> None:
    found = told(capsys, "--voorinstelling", "midden", "--jaar", "2035", "--naar-regulier", "so=40%")
    assert found["aannames"]["naar_regulier"] == {"sbo": 0.4, "so": 0.4, "vso": 0.25}
    assert found["aandelen"].endswith("aangepast met eigen aandelen")


def test_the_figures_are_those_of_inclusion(capsys: pytest.CaptureFixture[str]) -> None:
    found = told(capsys, "--naar-regulier", "so=25%", "--kleinste", "so=60")
    study = Study.of(read_dataset(BUNDLED))
    assumed = Assumptions(inclusion=(("so", 0.25),), minimum=(("so", 60.0),))
    wanted = inclusion(study, study.base_id, "so", assumed)
    (one,) = found["soorten"]
    for key, value in wanted.summary().items():
        assert one["leerlingen"][key] == pytest.approx(value, abs=1e-3)
    for key, value in wanted.of_sites().items():
        assert one["vestigingen"][key] == pytest.approx(value, abs=1e-3)
    assert one["kleinste_vestiging"] == 60
    assert (one["aard"], found["aandelen"]) == ("geschat", "eigen aandelen")


@pytest.mark.parametrize(("per", "areas"), [("jeugdregio", 42), ("swv", 76)])
def test_areas_add_up(capsys: pytest.CaptureFixture[str], per: str, areas: int) -> None:
    arguments = ("--naar-regulier", "so=25%", "--per", per)
    (one,) = told(capsys, *arguments)["soorten"]
    assert len(one["gebieden"]) == areas
    for key in ("overgang", "dichterbij", "verder"):
        total = sum(area[key] for area in one["gebieden"])
        assert total == pytest.approx(one["leerlingen"][key], rel=1e-3)
    assert sum(area["vestigingen"] for area in one["gebieden"]) == one["vestigingen"]["vestigingen"]
    _, out, _ = run(capsys, *arguments)
    assert f"so → bo per {per}" in out


def test_the_own_swv_only(capsys: pytest.CaptureFixture[str]) -> None:
    free = told(capsys, "--naar-regulier", "so=25%")["soorten"][0]["leerlingen"]
    own = told(capsys, "--naar-regulier", "so=25%", "--eigen")["soorten"][0]["leerlingen"]
    assert own["km_voor"] > free["km_voor"]
    assert own["overgang"] == free["overgang"]


def test_a_regional_network_becomes_a_scenario(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    plan = tmp_path / "plan.json"
    arguments = ("--kind", "so", "--netwerk-per-regio", "1")
    code, out, err = run(capsys, *arguments, "--uit-scenario", plan)
    assert code == 0
    assert "Regionaal netwerk so: 1 per jeugdregio (centraal)" in out
    assert "Bewezen: geen andere keuze" in out
    assert "Effect van de vestigingen: meer dan 1 km verder" in out
    assert "Effect van de grens, apart en niet opgeteld" in out
    assert f"Scenario geschreven naar {plan}" in err
    (network,) = told(capsys, *arguments)["regionaal_netwerk"]
    assert network["cijfers"]["km_na"] > network["cijfers"]["km_voor"]
    assert network["cijfers"]["km_binnen"] > network["cijfers"]["km_na"]
    assert all(region["km_na"] >= region["km_voor"] for region in network["jeugdregios"])
    assert len(network["jeugdregios"]) == 42
    # on top of it the pupils of closed sites count at those that are left
    on_top = told(capsys, plan, "--naar-regulier", "so=25%")["soorten"][0]
    before = told(capsys, "--naar-regulier", "so=25%")["soorten"][0]
    assert on_top["vestigingen"]["nu"] == pytest.approx(before["vestigingen"]["nu"])
    assert on_top["gesloten"]["leerlingen"] == pytest.approx(on_top["vestigingen"]["erbij"])
    assert on_top["gesloten"]["aard"] == "gemodelleerd"
    assert "gesloten vestigingen in het scenario" in run(capsys, plan, "--naar-regulier", "so=25%")[1]
    saved = read_scenario(plan)
    (change,) = saved.wijzigingen
    assert list(change.vestigingen) == network["gesloten"]  # type: ignore[union-attr]
    assert (saved.naam, saved.basis) == ("plan", "regeling-2015")
    # on top of it: each region has its one site left already
    again = tmp_path / "nog-eens.json"
    code, _, err = run(capsys, plan, *arguments, "--uit-scenario", again)
    assert code == 0
    assert "alle vestigingen blijven" in err
    assert not again.exists()


def test_the_largest_stay(capsys: pytest.CaptureFixture[str]) -> None:
    arguments = ("--naar-regulier", "so=50%", "--netwerk-per-regio", "2", "--houd", "grootste")
    code, out, _ = run(capsys, *arguments)
    assert code == 0
    assert "2 per jeugdregio (grootste)" in out
    assert "De grootste vestigingen blijven" in out
    assert "Bewezen: geen andere keuze" not in out


def test_networks_of_more_kinds_stand_in_one_scenario(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    plan = tmp_path / "plan.json"
    arguments = ("--voorinstelling", "laag", "--jaar", "2035", "--netwerk-per-regio", "3")
    assert run(capsys, *arguments, "--uit-scenario", plan)[0] == 0
    saved = read_scenario(plan)
    kinds = [change.soorten for change in saved.wijzigingen]  # type: ignore[union-attr]
    assert kinds == [("sbo",), ("so",), ("vso",)]
    assert saved.assumptions.year == 2035
    # its assumptions hold for the next question
    found = told(capsys, plan)
    assert found["aannames"] == saved.aannames


def test_tables_as_csv(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    target = tmp_path / "tabel.csv"
    arguments = ("--voorinstelling", "midden", "--jaar", "2032", "--uit", target)
    for more, count in (((), 3), (("--per", "jeugdregio"), 3 * 42)):
        code, out, err = run(capsys, *arguments, *more)
        assert (code, out) == (0, "")
        assert "Tabel geschreven" in err
        with target.open(encoding="utf-8-sig", newline="") as file:
            rows = list(csv.DictReader(file, delimiter=";"))
        assert len(rows) == count
        assert all(row["aard"] == "geschat" and row["bron"] and row["aandelen"] for row in rows)


@pytest.mark.parametrize(
    ("arguments", "message", "code"),
    [
        ([], "noem een aandeel", 1),
        (["--netwerk-per-regio", "1"], "noem de soorten van het regionale netwerk", 1),
        (["--voorinstelling", "midden"], "noem ook het jaar", 1),
        (["--voorinstelling", "midden", "--jaar", "2033"], "kent 2029, 2032, 2035", 1),
        (["--voorinstelling", "veel", "--jaar", "2035"], "onbekende waarde 'veel'; kies uit 'laag'", 2),
        (["--naar-regulier", "so=0,25"], "met het %-teken", 1),
        (["--naar-regulier", "hbo=25%"], "onbekende soort 'hbo'", 1),
        (["--naar-regulier", "bo=25%"], "bo is zelf regulier onderwijs", 1),
        (["--kind", "vo"], "vo is zelf regulier onderwijs", 1),
        (["--kind", "hbo"], "onbekende soort 'hbo'", 1),
        (["--kind", "so", "--netwerk-per-regio", "0"], "--netwerk-per-regio", 2),
        (["--kind", "so", "--houd", "grootste"], "hoort bij --netwerk-per-regio", 1),
        (["--kind", "so", "--uit-scenario", "plan.json"], "hoort bij --netwerk-per-regio", 1),
        (["--kind", "so", "--netwerk-per-regio", "1", "--uit-scenario", "plan.csv"], "op .json eindigt", 1),
        (["bestaat-niet", "--kind", "so"], "bestaat-niet", 1),
        (["weg.json", "--kind", "so"], "dit bestand bestaat niet", 1),
    ],
)
def test_a_wrong_request_is_answered_in_dutch(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, arguments: list[str], message: str, code: int
) -> None:
    target = tmp_path / "tabel.csv"
    found, out, err = run(capsys, *arguments, "--uit", target)
    assert found == code
    assert message in err
    assert out == ""
    assert not target.exists()


def test_a_csv_is_no_begin_of_a_scenario(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    path = tmp_path / "eigen.csv"
    assert main(["exporteer", "jeugdregio", "--uit", str(path)]) == 0
    arguments = (path, "--kind", "so", "--netwerk-per-regio", "1")
    code, _, err = run(capsys, *arguments, "--uit-scenario", tmp_path / "plan.json")
    assert code == 1
    assert "begint bij een kant-en-klare indeling" in err
    assert run(capsys, *arguments)[0] == 0
