"""``dekkend bewaard``, and scenarios on disk by their id in other verbs."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from cli.main import main
from data.dataset import BUNDLED, read_dataset
from data.scenario_store import ScenarioStore
from data.store_file import FOLDER_VARIABLE, store_file
from scenarios.changes import Release
from scenarios.draft import Draft
from scenarios.scenario import read_scenario, write_scenario
from scenarios.settings import STRAIGHT, Settings
from scenarios.store import text_of
from scenarios.study import Study


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    monkeypatch.setenv(FOLDER_VARIABLE, str(tmp_path / "winkel"))
    yield tmp_path / "winkel"
    store_file(tmp_path / "winkel").close()


@pytest.fixture(scope="module")
def straight() -> Study:
    return Study.of(read_dataset(BUNDLED), Settings(network=STRAIGHT))


@pytest.fixture
def plan(tmp_path: Path, straight: Study) -> Path:
    path = tmp_path / "plan.json"
    write_scenario(Draft("jeugdregio", title="Plan [A]").scenario(straight), path)
    return path


def only(capsys: pytest.CaptureFixture[str], *, hidden: bool = False) -> dict[str, Any]:
    capsys.readouterr()
    assert main(["bewaard", "lijst", "--json", *(["--verborgen"] if hidden else [])]) == 0
    (found,) = json.loads(capsys.readouterr().out)
    return dict(found)


def test_kept_taken_out_and_told(plan: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["bewaard", "lijst"]) == 0
    assert "nog niets bewaard" in capsys.readouterr().out
    assert main(["bewaard", "bewaar", str(plan), "--wie", "Anna", "--toelichting", "begin"]) == 0
    found = only(capsys)
    assert (found["titel"], found["stand"], found["wie"], found["toelichting"]) == (
        "Plan [A]",
        "opgeslagen",
        "Anna",
        "begin",
    )
    assert main(["bewaard", "lijst"]) == 0
    told = capsys.readouterr().out
    assert "Plan [A]" in told
    assert "geen ervan is vastgesteld beleid" in told
    out = tmp_path / "uit.json"
    assert main(["bewaard", "haal", found["id"], "--uit", str(out)]) == 0
    assert read_scenario(out) == read_scenario(plan)


def test_the_second_is_told_and_nothing_is_overwritten(
    plan: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["bewaard", "bewaar", str(plan)]) == 0
    first = only(capsys)["id"]
    assert main(["bewaard", "bewaar", str(plan), "--op", first, "--titel", "Van Anna", "--wie", "Anna"]) == 0
    assert main(["bewaard", "bewaar", str(plan), "--op", first, "--titel", "Van Bob"]) == 1
    assert "kreeg intussen versie 2, van Anna" in capsys.readouterr().err
    found = only(capsys)
    assert (found["titel"], found["versie"]) == ("Van Anna", 2)
    assert main(["bewaard", "versies", found["id"], "--json"]) == 0
    assert [one["id"][-2:] for one in json.loads(capsys.readouterr().out)] == [".2", ".1"]


def test_hidden_and_back_and_copied(plan: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["bewaard", "bewaar", str(plan)]) == 0
    found = only(capsys)["id"]
    assert main(["bewaard", "verberg", found]) == 0
    assert only(capsys, hidden=True)["id"] == found
    assert main(["bewaard", "kopieer", found, "--titel", "Kopie"]) == 0
    assert only(capsys)["titel"] == "Kopie"
    assert main(["bewaard", "herstel", found]) == 0
    assert len(ScenarioStore.usual().all()) == 2


def test_frozen_after_which_it_gets_no_versions(plan: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["bewaard", "bewaar", str(plan)]) == 0
    found = only(capsys)["id"]
    assert main(["bewaard", "stel-vast", found, "--wie", "Bestuur"]) == 0
    frozen = only(capsys)
    assert (frozen["stand"], frozen["wie"]) == ("vastgesteld", "Bestuur")
    assert main(["bewaard", "bewaar", str(plan), "--op", frozen["id"]]) == 1
    assert "vastgesteld" in capsys.readouterr().err


def test_what_is_unfinished_is_not_frozen(straight: Study, capsys: pytest.CaptureFixture[str]) -> None:
    draft = Draft("jeugdregio", title="Half").do(Release(gemeenten=("GM0344",)))
    scenario = draft.scenario(straight)
    kept = ScenarioStore.usual().create("Half", text_of(scenario), scenario.gegevens)
    assert main(["bewaard", "stel-vast", kept.id]) == 1
    told = capsys.readouterr().err
    assert "nog niet af" in told
    assert "Utrecht" in told
    assert ScenarioStore.usual().one(kept.id).state == "opgeslagen"


def test_an_id_can_be_used_as_a_scenario_elsewhere(plan: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["bewaard", "bewaar", str(plan)]) == 0
    found = only(capsys)["id"]
    assert main(["vergelijk", found, "--kind", "so", "--json"]) == 0
    stored = json.loads(capsys.readouterr().out)
    assert main(["vergelijk", str(plan), "--kind", "so", "--json"]) == 0
    from_file = json.loads(capsys.readouterr().out)
    figures = [[row["waarde"] for row in told["rijen"]] for told in (stored, from_file)]
    assert figures[0] == figures[1]


def nested(depth: int) -> Any:
    found: Any = 1
    for _ in range(depth):
        found = [found]
    return found


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        ({"basis": "wat-als-0123456789"}, "basis: gevonden 'wat-als-0123456789', verwacht een kant-en-klare"),
        ({"instellingen": {"omweg": 2}}, "instellingen: onbekende instelling 'omweg'"),
        ({"instellingen": {"omweg": nested(900)}}, "te diep in elkaar gezet"),
        ({"normen": [{"norm": "wat"}]}, "normen: "),
        ({"aannames": {"wat": 1}}, "aannames: onbekende aanname 'wat'"),
        ({"wijzigingen": [{"soort": "maak_vrij", "gemeenten": ["Lutjebroek"]}]}, "Lutjebroek"),
        ({"gegevens": "f" * 64}, "gemaakt op andere gegevens"),
    ],
)
def test_what_nobody_could_open_is_not_kept(
    plan: Path, wrong: dict[str, Any], told: str, capsys: pytest.CaptureFixture[str]
) -> None:
    plan.write_text(json.dumps(json.loads(plan.read_text()) | wrong))
    assert main(["bewaard", "bewaar", str(plan)]) == 1
    assert told in capsys.readouterr().err
    assert ScenarioStore.usual().all() == ()


def test_all_that_is_wrong_is_told_at_once_and_other_data_are_allowed_when_asked(
    plan: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    body = json.loads(plan.read_text()) | {"gegevens": "f" * 64}
    plan.write_text(json.dumps(body | {"basis": "weg", "aannames": {"wat": 1}}))
    assert main(["bewaard", "bewaar", str(plan), "--andere-gegevens"]) == 1
    told = capsys.readouterr().err
    assert "basis: " in told
    assert "aannames: " in told
    plan.write_text(json.dumps(body))
    assert main(["bewaard", "bewaar", str(plan), "--andere-gegevens"]) == 0
    assert only(capsys)["gegevens"] == "f" * 64


@pytest.mark.parametrize("deeper", ["", "nog/dieper"])
def test_a_folder_that_is_none_is_said(
    tmp_path: Path, deeper: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "bestand").write_text("geen map")
    monkeypatch.setenv(FOLDER_VARIABLE, str(tmp_path / "bestand" / deeper))
    assert main(["bewaard", "lijst"]) == 1
    assert "de map is niet te gebruiken" in capsys.readouterr().err


@pytest.mark.parametrize("name", ["opgeslagen-00000000", "opgeslagen-00000000.3"])
def test_an_id_that_is_not_there_is_said(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["vergelijk", name]) == 1
    assert "geen bewaard scenario '00000000'" in capsys.readouterr().err


def test_no_id_at_all_is_said(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["bewaard", "versies", "../etc"]) == 1
    assert "is geen id van een bewaard scenario" in capsys.readouterr().err
