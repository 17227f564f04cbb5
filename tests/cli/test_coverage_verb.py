"""``dekkend dekking`` and ``dekkend normen`` as a user types them."""

from __future__ import annotations

import csv
import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from cli import coverage
from cli.main import main
from data.dataset import BUNDLED, read_dataset
from scenarios.compare import compare
from scenarios.measures import measure
from scenarios.norms import NormChange, standard_norms
from scenarios.notation import figure
from scenarios.scenario import new_scenario, write_scenario
from scenarios.study import Study


def run(capsys: pytest.CaptureFixture[str], *arguments: str | Path) -> tuple[int, str, str]:
    code = main([str(argument) for argument in arguments])
    captured = capsys.readouterr()
    assert "Traceback" not in captured.out + captured.err
    return code, captured.out, captured.err


def told(capsys: pytest.CaptureFixture[str], *arguments: str | Path) -> Any:
    code, out, _ = run(capsys, *arguments, "--json")
    assert code == 0
    return json.loads(out)


@pytest.fixture(autouse=True)
def _bundled(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("DEKKEND_DATA", raising=False)
    monkeypatch.setenv("DEKKEND_NETWERKEN", "geen-map")


@pytest.fixture(scope="module")
def land() -> Study:
    return Study.of(read_dataset(BUNDLED))


def test_coverage_on_paper(capsys: pytest.CaptureFixture[str]) -> None:
    code, out, _ = run(capsys, "dekking", "jeugdregio", "--kind", "so", "--wit", "3")
    assert code == 0
    for text in (
        "so · jeugdregio tegenover regeling-2015: dekking",
        "alleen dankzij een buur",
        "aangewezen op een buur",
        "Swv's zonder eigen vestiging so (jeugdregio; inwoners)",
        "Valt buiten de norm van het eigen swv",
        "Komt binnen de norm van het eigen swv",
        "de zwaarste 3",
        "niet bevestigd",
        "gemodelleerd",
        "niemands werkelijke reis",
        "Bronnen: gebieden:",
        "Werknormen zijn niet bevestigd.",
    ):
        assert text in out.replace("\n", " ")


def test_without_a_name_it_is_about_the_layers_of_the_regulation(capsys: pytest.CaptureFixture[str]) -> None:
    code, out, _ = run(capsys, "dekking", "--kind", "vso", "--wit", "0", "--niveau", "jeugdregio")
    assert code == 0
    assert "vso · regeling-2015: dekking" in out
    assert "witte vlekken" not in out
    assert "Flevoland" in out


def test_json_tells_what_a_comparison_tells(capsys: pytest.CaptureFixture[str], land: Study) -> None:
    body = told(capsys, "dekking", "jeugdregio", "--kind", "so", "--kind", "vso", "--wit", "2")
    rows = compare(land, ["jeugdregio"], land.base_id, ["so", "vso"]).rows()
    for part in body["soorten"]:
        found = next(one for one in part["dekking"] if one["maatstaf"] == "acceptabel-km")
        other = rows["jeugdregio", "land", "NL", part["soort"], "dekking_acceptabel"]
        one = measure("dekking_acceptabel")
        assert figure(one, found["dekking"]) == figure(one, other["waarde"])
        assert figure(one, found["dekking_basis"]) == figure(one, other["basis"])
        assert found["eigen"] + found["buur"] + found["verder"] == pytest.approx(found["totaal"], abs=0.01)
        assert len(part["witte_vlekken"]) == 2
        spot = part["witte_vlekken"][0]
        assert f" {part['soort']} in " in spot["vrije_vestiging"]
        assert spot["zwaarte"] == pytest.approx(spot["aantal"] * spot["overschrijding"], rel=1e-3)
        assert part["bevestigd"] is False
        assert "inwoners" in part["bron"]
    assert {"gegevens", "versie", "instellingen"} <= set(body)


def test_norms_can_be_given_and_confirmed(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    usual = told(capsys, "dekking", "--kind", "so", "--wit", "0")["soorten"][0]
    path = tmp_path / "normen.csv"
    assert (
        run(capsys, "normen", "--norm", "so:acceptabel=15km", "--bevestig", "so:acceptabel", "--uit", path)[0]
        == 0
    )
    given = told(capsys, "dekking", "--kind", "so", "--wit", "0", "--normen", path)["soorten"][0]
    direct = told(
        capsys,
        "dekking",
        "--kind",
        "so",
        "--wit",
        "0",
        "--norm",
        "so:acceptabel=15km",
        "--bevestig",
        "so:acceptabel",
    )["soorten"][0]
    assert given == direct
    assert given["bevestigd"] is True
    assert given["grens"] == 15.0
    assert given["dekking"][0]["dekking"] < usual["dekking"][0]["dekking"]
    code, out, _ = run(capsys, "vergelijk", "jeugdregio", "--kind", "so", "--normen", path)
    assert code == 0
    assert "behalve acceptabel voor so (15 km)" in out.replace("\n", " ")


def _scenario(path: Path, land: Study, *norms: NormChange) -> Path:
    under = land.under(land.norms.changed(norms))
    write_scenario(new_scenario(under, path.stem, "jeugdregio"), path)
    return path


def test_norms_saved_with_a_scenario_hold_on_the_command_line(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, land: Study
) -> None:
    path = _scenario(
        tmp_path / "plan.json", land, NormChange("acceptabel", "so", "m", 12_000.0, confirmed=True)
    )
    part = told(capsys, "dekking", path, "--kind", "so", "--wit", "0")["soorten"][0]
    assert (part["grens"], part["bevestigd"]) == (12.0, True)
    part = told(capsys, "dekking", path, "--kind", "so", "--wit", "0", "--norm", "so:acceptabel=9km")[
        "soorten"
    ][0]
    assert (part["grens"], part["bevestigd"]) == (9.0, False)
    other = _scenario(tmp_path / "ander.json", land)
    code, _, err = run(capsys, "dekking", path, "--basis", other, "--kind", "so")
    assert code == 1
    assert "verschillende normen" in err
    assert "acceptabel voor so 12 km (bevestigd)" in err.replace("\n", " ")


def test_borders_ignored_minutes_and_pupils(capsys: pytest.CaptureFixture[str]) -> None:
    own = told(capsys, "dekking", "--kind", "so", "--wit", "5")["soorten"][0]
    free = told(capsys, "dekking", "--kind", "so", "--wit", "5", "--vrij")["soorten"][0]
    assert free["witte_vlekken_aantal"] < own["witte_vlekken_aantal"]
    assert {one["stand"] for one in free["witte_vlekken"]} == {"nergens binnen de norm"}
    minutes = told(capsys, "dekking", "--kind", "so", "--wit", "1", "--tijd", "--maatstaf", "thuisnabij")
    assert minutes["soorten"][0]["maatstaf"] == "thuisnabij-min"
    pupils = told(capsys, "dekking", "--kind", "so", "--wit", "1", "--leerlingen")["soorten"][0]
    assert pupils["telt"] == "verwachte leerlingen so"


def test_files_per_area_and_of_white_spots(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    areas, spots = tmp_path / "dekking.csv", tmp_path / "wit.csv"
    arguments = (
        "dekking",
        "jeugdregio",
        "--kind",
        "so",
        "--niveau",
        "gemeente",
        "--uit",
        areas,
        "--uit-wit",
        spots,
    )
    code, out, err = run(capsys, *arguments)
    assert (code, out) == (0, "")
    assert "Dekking geschreven naar" in err
    rows = list(csv.DictReader(areas.read_text("utf-8-sig").splitlines(), delimiter=";"))
    assert len(rows) == 342 * 4
    assert {row["norm_status"] for row in rows} == {"niet bevestigd"}
    assert all("," in row["dekking"] for row in rows)
    white = list(csv.DictReader(spots.read_text("utf-8-sig").splitlines(), delimiter=";"))
    assert len(white) > 100
    assert {"pc4", "swv", "jeugdregio", "aantal", "overschrijding", "zwaarte", "stand", "bron"} <= set(
        white[0]
    )


@pytest.mark.parametrize(
    ("arguments", "code", "fault"),
    [
        (["dekking", "--norm", "so:acceptabel=0km"], 1, "een norm is groter dan 0"),
        (["dekking", "--norm", "so:acceptabel=ver"], 1, "verwacht een getal met een eenheid"),
        (["dekking", "--norm", "xx:acceptabel=1km"], 1, "onbekende soort voorziening 'xx'"),
        (["dekking", "--bevestig", "so:ver"], 1, "daar is geen norm voor"),
        (["dekking", "--normen", "bestaat-niet.csv"], 1, "bestaat-niet.csv is niet bruikbaar"),
        (["dekking", "--kind", "xx"], 1, "onbekende soort 'xx'"),
        (["dekking", "nergens"], 1, "nergens"),
        (["dekking", "--wit", "-1"], 1, "gevonden -1, verwacht 0 of meer"),
        (
            ["dekking", "--tijd", "--kind", "so", "--netwerk", "hemelsbreed"],
            1,
            "hemelsbreed kent geen reistijden",
        ),
        (["dekking", "--maatstaf", "ver"], 2, "kies uit 'thuisnabij', 'acceptabel'"),
        (["normen", "--norm", "so:thuisnabij=30km"], 1, "ligt boven acceptabel (20 km)"),
        (["normen", "--norm", "so:acceptabel=15.000m"], 1, "schrijf 15000 of 15,000"),
    ],
)
def test_bad_input_is_told_in_dutch(
    capsys: pytest.CaptureFixture[str], arguments: list[str], code: int, fault: str
) -> None:
    found, out, err = run(capsys, *arguments)
    assert found == code
    assert not out
    assert fault in err.replace("\n", " ")


def test_norms_on_paper_and_as_json(capsys: pytest.CaptureFixture[str]) -> None:
    code, out, _ = run(capsys, "normen", "--norm", "vo:acceptabel=12,5km")
    assert code == 0
    assert "12,5 km" in out
    assert "eigen waarde van de gebruiker" in out
    assert "Werknormen zijn niet bevestigd" in out
    rows = told(capsys, "normen")
    assert len(rows) == len(standard_norms().table)
    assert {row["bevestigd"] for row in rows} == {False}


def test_a_file_is_not_written_over_itself(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    path = tmp_path / "normen.csv"
    assert run(capsys, "normen", "--uit", path)[0] == 0
    code, _, err = run(capsys, "normen", "--normen", path, "--uit", path)
    assert code == 1
    assert "zelf invoer" in err


def test_choice_is_told_where_it_is_asked_for(capsys: pytest.CaptureFixture[str]) -> None:
    code, out, _ = run(capsys, "dekking", "--kind", "so", "--wit", "0", "--keuze")
    assert code == 0
    assert "Keuze binnen" in out
    (one,) = told(capsys, "dekking", "--kind", "so", "--keuze")["soorten"]
    shares = one["keuze_procent"]["eigen_swv"]
    assert sum(shares.values()) == pytest.approx(100, abs=0.2)
    (row,) = [row for row in one["dekking"] if row["maatstaf"] == one["maatstaf"]]
    assert 100 - shares["geen"] == pytest.approx(row["dekking"], abs=0.1)
    code, out, _ = run(capsys, "dekking", "--kind", "so", "--wit", "0", "--keuze", "--tijd")
    assert code == 0
    assert "alleen binnen een norm in km" in out


def test_own_facilities_are_a_kind_with_its_own_norm(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    own = tmp_path / "opdc.csv"
    own.write_text(
        "soort;naam;postcode;doelgroep;thuisnabij_km;acceptabel_km\nOPDC;De Brug;3511;vo;5;12\n",
        encoding="utf-8",
    )
    code, out, _ = run(capsys, "dekking", "--kind", "opdc", "--voorzieningen", own, "--wit", "1")
    assert code == 0
    assert "12 km" in out
    code, _, err = run(capsys, "dekking", "--kind", "opdc")
    assert code == 1
    assert "onbekende soort 'opdc'" in err


def test_a_long_list_of_swvs_without_own_is_cut_on_paper_only(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    own = tmp_path / "opdc.csv"
    own.write_text(
        "soort;naam;postcode;doelgroep;thuisnabij_km;acceptabel_km\nOPDC;De Brug;3511;vo;5;12\n",
        encoding="utf-8",
    )
    arguments = ("dekking", "--kind", "opdc", "--voorzieningen", own, "--wit", "0")
    without = told(capsys, *arguments)["soorten"][0]["zonder_eigen_vestiging"]["scenario"]
    assert len(without) > 50
    _, out, _ = run(capsys, *arguments)
    line = next(line for line in out.splitlines() if line.startswith("Swv's zonder eigen vestiging"))
    assert f"{len(without)}, de grootste 10: " in line
    assert f"en nog {len(without) - 10} (alle met --json)" in line
    assert line.count(";") == 11
    assert without[0]["inwoners"] == max(one["inwoners"] for one in without)


def test_two_sorts_of_leaning_on_a_neighbour(capsys: pytest.CaptureFixture[str], land: Study) -> None:
    _, out, _ = run(capsys, "dekking", "jeugdregio", "--kind", "so", "--wit", "0")
    row = compare(land, ["jeugdregio"], land.base_id, ["so"]).rows()[
        "jeugdregio", "land", "NL", "so", "grensafhankelijkheid"
    ]
    one = measure("grensafhankelijkheid")
    assert f"aangewezen op een buur {figure(one, row['waarde'])}% (basis {figure(one, row['basis'])}%)" in out
    assert "leunt op" not in out.lower()
    (part,) = told(capsys, "dekking", "jeugdregio", "--kind", "so", "--wit", "0")["soorten"]
    assert part["aangewezen_op_een_buur"]["scenario"] == pytest.approx(row["waarde"], abs=0.06)


def test_progress_goes_over_all_kinds_and_can_be_stopped(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: list[tuple[int, int, str]] = []

    @contextmanager
    def watched(_title: str) -> Iterator[Callable[[int, int, str], None]]:
        yield lambda done, total, what: seen.append((done, total, what))

    monkeypatch.setattr(coverage, "progress", watched)
    # a factor of its own: what another test measured between sites is not measured again
    own = ("--netwerk", "hemelsbreed", "--omweg", "1.37")
    asked = ("dekking", "--kind", "so", "--kind", "pro", "--wit", "0", "--keuze")
    assert run(capsys, *asked, *own)[0] == 0
    assert seen[0] == (0, 2000, "so")
    assert seen[-1] == (2000, 2000, "pro")
    assert [done for done, _, _ in seen] == sorted(done for done, _, _ in seen)
    assert len(seen) > 4  # measuring the sites to choose from moves it too

    @contextmanager
    def stopping(_title: str) -> Iterator[Callable[[int, int, str], None]]:
        def stop(done: int, _total: int, _what: str) -> None:
            if done:
                raise KeyboardInterrupt

        yield stop

    monkeypatch.setattr(coverage, "progress", stopping)
    code, out, _ = run(capsys, "dekking", "--wit", "0")
    assert (code, out) == (130, "")
