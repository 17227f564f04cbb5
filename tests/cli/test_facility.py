"""``dekkend voorziening``: each change, its effect, the scenario that is written, and what is refused."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from cli.main import main


def _json(capsys: pytest.CaptureFixture[str], *arguments: str) -> dict[str, object]:
    assert main(["voorziening", *arguments, "--json"]) == 0
    found: dict[str, object] = json.loads(capsys.readouterr().out)
    return found


@pytest.fixture(scope="module")
def site() -> str:
    """A group of sites in the bundled data set."""
    return "4461-so"  # Goes


def test_a_closed_site_is_explained_and_written(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, site: str
) -> None:
    plan = tmp_path / "plan.json"
    found = _json(capsys, "sluit", site, "--uit", str(plan))
    assert "Gesloten" in found["wijzigingen"][0]  # type: ignore[index]
    free = [one for one in found["effecten"] if one["afstand"] == "dichtstbijzijnde"]  # type: ignore[attr-defined]
    assert [one["soort"] for one in free] == ["so"]
    assert free[0]["cijfers"]["verder_inwoners"] > 0
    assert free[0]["cijfers"]["dichterbij_inwoners"] == 0
    assert any(area["naam"] == "Goes" for area in free[0]["gemeenten"])
    saved = json.loads(plan.read_text(encoding="utf-8"))
    assert saved["wijzigingen"][0]["vestigingen"] == [site]
    again = _json(capsys, "toon", str(plan))
    assert again["effecten"] == found["effecten"]


def test_one_change_builds_on_another_and_can_be_taken_back(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, site: str
) -> None:
    first, second = str(tmp_path / "een.json"), str(tmp_path / "twee.json")
    _json(capsys, "sluit", site, "--uit", first)
    found = _json(
        capsys,
        "open",
        "--soort",
        "so",
        "--pc4",
        "4461",
        "--plaatsen",
        "so=60",
        "--scenario",
        first,
        "--uit",
        second,
    )
    assert len(found["wijzigingen"]) == 2  # type: ignore[arg-type]
    assert main(["voorziening", "terug", second, "--uit", str(tmp_path / "terug.json")]) == 0
    one, back = (
        json.loads(Path(name).read_text(encoding="utf-8")) for name in (first, tmp_path / "terug.json")
    )
    assert one["wijzigingen"] == back["wijzigingen"]


def test_consolidation_tells_borders_and_sites_apart(capsys: pytest.CaptureFixture[str]) -> None:
    found = _json(
        capsys,
        *("consolideer", "--soort", "so", "--per-swv", "1"),
        *("--scenario", "jeugdregio", "--basis", "regeling-2015"),
    )
    told = {one["stap"] for one in found["effecten"]}  # type: ignore[attr-defined]
    assert told == {"grenzen", "vestigingen"}
    assert any(line.startswith("Andere grenzen, so") for line in found["uitleg"])  # type: ignore[attr-defined]


def test_norms_and_assumptions_are_saved_with_the_scenario(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, site: str
) -> None:
    plan, other = tmp_path / "plan.json", tmp_path / "anders.json"
    _json(
        capsys,
        "sluit",
        site,
        "--norm",
        "so:acceptabel=15km",
        "--groei",
        "1",
        "--jaar",
        "2030",
        "--uit",
        str(plan),
    )
    saved = json.loads(plan.read_text(encoding="utf-8"))
    (norm,) = saved["normen"]
    assert (norm["norm"], norm["soort"], norm["waarde"]) == ("acceptabel", "so", 15_000)
    assert (saved["aannames"]["groei_per_jaar"], saved["aannames"]["jaar"]) == (0.01, 2030)
    assert (
        main(
            [
                "voorziening",
                "stel",
                "--scenario",
                str(plan),
                "--bevestig",
                "so:acceptabel",
                "--uit",
                str(other),
            ]
        )
        == 0
    )
    changed = json.loads(other.read_text(encoding="utf-8"))
    assert any(one["soort"] == "so" and one["bevestigd"] for one in changed["normen"])
    assert changed["wijzigingen"] == saved["wijzigingen"]
    assert changed["aannames"] == saved["aannames"]


def test_many_closed_sites_are_followed_only_where_it_is_asked(capsys: pytest.CaptureFixture[str]) -> None:
    rule = ("consolideer", "--soort", "so", "--per-swv", "1")
    assert main(["voorziening", *rule]) == 0
    told = capsys.readouterr().out
    assert "met --volg" in told
    assert "Verder dan 0,5 km" in told


def test_the_table_can_be_read(capsys: pytest.CaptureFixture[str], site: str) -> None:
    assert main(["voorziening", "verplaats", site, "--punt", "51.5,3.61"]) == 0
    told = capsys.readouterr().out
    assert "Verplaatst" in told
    assert "Middelburg" in told
    assert "geen beleid en geen voorspelling" in told


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["sluit", "99ZZ99"], "onbekende vestiging '99ZZ99'"),
        (["open", "--pc4", "4461"], "noem ten minste één soort"),
        (["open", "--soort", "so"], "noem één plek"),
        (["open", "--soort", "so", "--pc4", "0000"], "onbekende postcode '0000'"),
        (["open", "--soort", "so", "--punt", "hier"], "verwacht x,y"),
        (["open", "--soort", "so", "--punt", "48.85,2.35"], "geen postcodegebied van Nederland"),
        (["open", "--soort", "so", "--pc4", "4461", "--plaatsen", "so=-5"], "verwacht soort=aantal"),
        (["open", "--soort", "kunst", "--pc4", "4461"], "onbekende soort kunst"),
        (["verplaats", "4461-so", "--bij", "4461-bo", "--pc4", "4461"], "noem één plek"),
        (["wijzig", "4461-so"], "noem wat er verandert"),
        (["wijzig", "4461-so", "--erbij", "vso", "--eraf", "vso"], "niet tegelijk"),
        (["wijzig", "4461-so", "--eraf", "so"], "biedt dan niets meer"),
        (["consolideer", "--soort", "so"], "kies één regel"),
        (["consolideer", "--soort", "so", "--minimum", "50", "--centraal"], "hoort bij --per-swv"),
        (["sluit", "4461-so", "--scenario", "bestaat-niet"], "bestaat-niet"),
        (["sluit", "4461-so", "--scenario", "weg.json"], "weg.json"),
        (["sluit", "4461-so", "--scenario", "plan.csv"], "plan.csv"),
    ],
)
def test_wrong_input_is_told_in_dutch(
    capsys: pytest.CaptureFixture[str], arguments: list[str], message: str, tmp_path: Path
) -> None:
    target = tmp_path / "plan.json"
    target.write_text("wat er al was", encoding="utf-8")
    extra = [] if arguments[0] == "toon" else ["--uit", str(target)]
    assert main(["voorziening", *arguments, *extra]) == 1
    told = capsys.readouterr().err
    assert message in told
    assert "Traceback" not in told
    assert target.read_text(encoding="utf-8") == "wat er al was"


def test_more_steps_back_than_there_are_is_refused(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, site: str
) -> None:
    plan = tmp_path / "plan.json"
    _json(capsys, "sluit", site, "--uit", str(plan))
    assert main(["voorziening", "terug", str(plan), "--aantal", "3"]) == 1
    assert "het scenario heeft er 1" in capsys.readouterr().err


def test_a_way_under_a_scenario_leads_to_its_sites(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, site: str
) -> None:
    plan = tmp_path / "plan.json"
    _json(capsys, "sluit", site, "--uit", str(plan))
    ends = []
    for scenario in ("regeling-2015", str(plan)):
        assert main(["route", "4461", "--kind", "so", "--scenario", scenario, "--json"]) == 0
        ends.append(json.loads(capsys.readouterr().out)["vestiging"])
    assert ends[0] == site
    assert ends[1] != site
