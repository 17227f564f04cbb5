"""``dekkend ontwerp``: every change of the workbench, on a scenario file."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from cli.main import main


@pytest.fixture(scope="module")
def begun(tmp_path_factory: pytest.TempPathFactory) -> str:
    """A draft on the jeugdregio's that nobody writes to."""
    file = str(tmp_path_factory.mktemp("ontwerp") / "plan.json")
    assert main(["ontwerp", "nieuw", "jeugdregio", "--titel", "Proef", "--uit", file]) == 0
    return file


@pytest.fixture
def plan(begun: str, tmp_path: Path) -> str:
    """A copy of it for one test."""
    file = tmp_path / "plan.json"
    file.write_bytes(Path(begun).read_bytes())
    return str(file)


def _json(capsys: pytest.CaptureFixture[str], *arguments: str) -> dict[str, Any]:
    assert main(["ontwerp", *arguments, "--json"]) == 0
    found: dict[str, Any] = json.loads(capsys.readouterr().out)
    return found


def _swvs(told: dict[str, Any], layer: int = 0) -> dict[str, dict[str, Any]]:
    return {one["swv"]: one for one in told["lagen"][layer]["swvs"]}


def _refused(capsys: pytest.CaptureFixture[str], *arguments: str) -> str:
    assert main(["ontwerp", *arguments]) == 1
    return capsys.readouterr().err


def test_a_plan_is_drawn_step_by_step_and_undone(plan: str, capsys: pytest.CaptureFixture[str]) -> None:
    steps = [
        ["wijs-toe", plan, "utrecht stad", "Woerden", "Montfoort"],
        ["nieuw-swv", plan, "NW1", "--naam", "Groene Hart"],
        ["wijs-toe", plan, "NW1", "--hele-jeugdregio", "Midden Holland"],
        ["wijs-toe", plan, "JZ32", "--pc4", "5431", "--pc4", "5432", "--omschrijving", "op verzoek"],
        ["splits", plan, "JZ39", "--delen", "2"],
        ["voeg-samen", plan, "JZ42", "JZ43"],
        ["hernoem", plan, "JZ43", "Midden-Limburg"],
        ["kleur", plan, "JZ43", "#1B7837"],
        ["hef-op", plan, "JZ30"],
        ["maak-vrij", plan, "Texel"],
    ]
    for step in steps:
        assert main(["ontwerp", *step, "--ter-plekke"]) == 0
    capsys.readouterr()
    told = _json(capsys, "toon", plan)
    assert len(told["stappen"]) == len(steps)
    swvs = _swvs(told)
    assert {"Utrecht", "Woerden", "Montfoort"} == set(swvs["JZ22"]["gemeenten"])
    assert swvs["JZ22"]["hoofdjeugdregio"] == "Utrecht Stad"
    assert swvs["JZ22"]["inwoners_erbuiten"] > 0
    assert swvs["NW1"]["naam"] == "NW1 · Groene Hart"
    assert swvs["JZ43"]["naam"] == "Midden-Limburg"
    assert not {"JZ27", "JZ30", "JZ39", "JZ42"} & set(swvs)
    assert {"JZ39-1", "JZ39-2"} <= set(swvs)
    assert [one["naam"] for one in told["lagen"][0]["zonder_swv"]] == ["Texel"]
    assert [one.partition(":")[0] for one in told["bewust_gesplitst"]] == ["Land van Cuijk"]
    assert told["titel"] == "Proef"
    undone = _json(capsys, "ongedaan", plan, "--aantal", "9", "--ter-plekke")
    assert undone["stappen"] == told["stappen"][:1]
    assert "Ongedaan gemaakt: Nieuw swv: Groene Hart (NW1)." in undone["wijziging"]
    assert "vraag minder" in _refused(capsys, "ongedaan", plan, "--aantal", "2")


def test_the_plan_stays_as_it_is_unless_asked(
    plan: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    before = Path(plan).read_bytes()
    assert main(["ontwerp", "maak-vrij", plan, "Texel"]) == 0
    told = capsys.readouterr()
    assert "Niets geschreven" in told.err
    assert "Vrijgemaakt: Texel, nog zonder swv." in told.out
    assert "1 gebied zonder swv (Texel" in told.out
    other = tmp_path / "ander.json"
    assert main(["ontwerp", "maak-vrij", plan, "Texel", "--uit", str(other)]) == 0
    assert Path(plan).read_bytes() == before
    assert json.loads(other.read_text(encoding="utf-8"))["wijzigingen"][0]["soort"] == "maak_vrij"
    capsys.readouterr()
    assert "kies een andere naam" in _refused(capsys, "maak-vrij", plan, "Texel", "--uit", plan)
    assert "niet allebei" in _refused(capsys, "maak-vrij", plan, "Texel", "--uit", str(other), "--ter-plekke")
    assert "blijft zoals ze is" in _refused(capsys, "maak-vrij", "jeugdregio", "Texel", "--ter-plekke")
    assert "op .json eindigt" in _refused(
        capsys, "maak-vrij", plan, "Texel", "--uit", str(tmp_path / "a.txt")
    )


def test_locks_and_the_guard_refuse_and_say_why(plan: str, capsys: pytest.CaptureFixture[str]) -> None:
    lock = ["vergrendel", plan, "--swv", "JZ01", "--gemeente", "Woerden", "--ter-plekke"]
    assert _json(capsys, *lock)["vergrendeld"] == ["swv JZ01 · Groningen", "gemeente Woerden"]
    told = _refused(capsys, "wijs-toe", plan, "JZ01", "Woerden")
    assert "krijgt Woerden er niet bij" in told
    assert "blijft in het eigen swv" in told
    guard = ["--alleen-binnen-jeugdregio", "blokkeer"]
    assert "ligt buiten jeugdregio Utrecht Stad" in _refused(
        capsys, "wijs-toe", plan, "JZ22", "Houten", *guard
    )
    assert main(["ontwerp", "wijs-toe", plan, "JZ22", "Houten"]) == 0
    assert "Let op: Houten ligt buiten jeugdregio Utrecht Stad" in capsys.readouterr().err
    assert main(["ontwerp", "wijs-toe", plan, "JZ22", "Houten", "--alleen-binnen-jeugdregio", "uit"]) == 0
    assert "Let op" not in capsys.readouterr().err
    assert _json(capsys, "vergrendel", plan, "--los", "--alles", "--ter-plekke")["vergrendeld"] == []
    assert main(["ontwerp", "wijs-toe", plan, "JZ01", "Woerden"]) == 0


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["wijs-toe", "PLAN", "JZ22"], "noem gemeenten, of kies --hele-jeugdregio, --pc4 of --gebied"),
        (["wijs-toe", "PLAN", "Gronigen", "Texel"], "onbekend swv: Gronigen; bedoelt u JZ01 · Groningen?"),
        (["wijs-toe", "PLAN", "brabant", "Texel"], "'brabant' kan meer dan één swv zijn: JZ33"),
        (["wijs-toe", "PLAN", "JZ22", "Lutjebroek"], "onbekende gemeente 'Lutjebroek'"),
        (["splits", "PLAN", "JZ22"], "kies één manier: --langs-jeugdregio of --delen AANTAL"),
        (["splits", "PLAN", "JZ22", "--langs-jeugdregio"], "ligt helemaal in jeugdregio Utrecht Stad"),
        (["voeg-samen", "PLAN", "JZ22", "JZ22"], "is twee keer genoemd"),
        (["kleur", "PLAN", "JZ22", "rood"], "kleur: gevonden 'rood', verwacht # en zes cijfers"),
        (["nieuw-swv", "PLAN", "jz22"], "JZ22 · Utrecht Stad heeft de code JZ22 al; kies een andere"),
        (["nieuw-swv", "PLAN", "twee woorden"], "verwacht een code van hoogstens 40 tekens"),
        (["hef-op", "PLAN", "JZ22", "--naar", "ergens"], "gevonden 'ergens', kies uit buren en vrij"),
        (["vergrendel", "PLAN"], "noem wat: --swv, --gemeente of --alles"),
        (["buren", "PLAN", "JZ22", "--kind", "xx"], "onbekende soort 'xx'; kies uit"),
        (["nieuw-swv", "regeling-2015", "NW1"], "noem de laag van het nieuwe swv"),
    ],
)
def test_what_cannot_be_drawn_is_refused_in_dutch(
    plan: str, capsys: pytest.CaptureFixture[str], arguments: list[str], told: str
) -> None:
    assert told in _refused(capsys, *(plan if one == "PLAN" else one for one in arguments))


def test_the_layer_follows_from_the_swv(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    file = str(tmp_path / "po.json")
    told = _json(capsys, "wijs-toe", "regeling-2015", "PO 26.01", "Woerden", "--uit", file)
    assert "Woerden" in _swvs(told)["PO2601"]["gemeenten"]
    assert json.loads(Path(file).read_text(encoding="utf-8"))["wijzigingen"][0]["laag"] == "po"
    assert [one["laag"] for one in told["lagen"]] == ["po", "vo"]


def test_the_plan_is_shown_in_words(plan: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["ontwerp", "toon", plan]) == 0
    told = capsys.readouterr().out
    assert "Proef (op basis van swv's naar jeugdregio)" in told
    assert "JZ22 · Utrecht Stad" in told
    assert "Alleen binnen jeugdregio: waarschuw." in told


def test_neighbours_are_ranked_with_gains_and_losses_apart(
    plan: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["ontwerp", "buren", plan, "JZ22", "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert {"Woerden", "Zeist", "Nieuwegein"} <= {one["naam"] for one in found}
    assert [one["inwoners"] for one in found] == sorted((one["inwoners"] for one in found), reverse=True)
    assert {"verliest_inwoners", "krijgt_inwoners", "duiding"} <= set(found[0])
    assert main(["ontwerp", "buren", plan, "JZ22"]) == 0
    assert "geen advies" in capsys.readouterr().out
