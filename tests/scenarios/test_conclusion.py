"""The conclusion says what the figures say, and no more."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Sequence
from typing import Any

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from data.dataset import Dataset
from geo.units import Units
from scenarios.compare import INDEX, NO_DIFFERENCE, SHIFTED, Comparison, compare
from scenarios.conclusion import AGES, OWN_DISTANCE, conclude, swv_count
from scenarios.country import Kind
from scenarios.indeling import Arrangement, Indeling, LayerType
from scenarios.measures import measure
from scenarios.notation import figure
from scenarios.settings import STRAIGHT, Settings
from scenarios.study import Stamp, Study

SO = Kind("so", "speciaal onderwijs", "po", "po")
VSO = Kind("vso", "voortgezet speciaal onderwijs", "vo", "vo")
OVER = "proefnet, auto, peildatum 2025-01-01"
_NUMBER = re.compile(r"\d[\d.]*(?:,\d+)?")
_JUDGING = re.compile(
    r"\b(?:beter|slechter|korter|langer|verbeter\w*|verslechter\w*|gunstig\w*|dichterbij)\b"
)


_SEVEN = """
Van 5 swv's (3 po en 2 vo naast elkaar) naar 2 swv's voor po en vo samen; elk swv ligt binnen één
jeugdregio, in de basis geldt dat voor 3 niet.

Overlegrelaties van swv's met gemeenten: van 738 naar 342 (−396: −384 door po en vo samen te voegen,
−12 door nieuwe grenzen); met jeugdregio's: van 230 naar 42 (−188, geheel door po en vo samen te
voegen).

De afstand als alleen voorzieningen van het eigen swv tellen (wie er geen heeft, telt met de
dichtstbijzijnde) is voor speciaal onderwijs gemiddeld 5,9 km, in de basis 6,0 km: dat is geen
aantoonbaar verschil, want kleiner dan de fout van het afstandsmodel.

Geen school verhuist: de dichtstbijzijnde vestiging, grenzen genegeerd, ligt gemiddeld in beide op
5,3 km; voor 11,3% van de inwoners van 4-11 jaar hoort die bij een ander swv of is er geen eigen, in
de basis 16,1%.

In een swv zonder eigen voorziening voor so wonen 78.200 inwoners van 4-11 jaar (4 swv's), in de
basis 27.500 inwoners (Groot en Klein); niemand krijgt er een en 50.700 inwoners verliezen er een.

Hier trekken uitgangspunten aan elkaar: po en vo vallen samen, elk swv past in één jeugdregio en er
zijn minder overlegrelaties met gemeenten, maar 50.700 inwoners van 4-11 jaar verliezen de
voorziening voor so binnen hun swv.

Afstanden zijn geschat (proefnet, auto, peildatum 2025-01-01), inwonertallen geschat; werknormen
zijn niet bevestigd; dit is een rekenvoorbeeld, geen beleid.
"""


def layer(*codes: str) -> Indeling:
    return Indeling(LayerType.SWV_PO, Units.from_labels(["u1", "u2", "u3"]), codes, {}, "", "")


NOW = Arrangement("nu", "regeling", "", layer("a", "b", "c"), layer("d", "d", "e"))
LATER = Arrangement.merged("straks", "samen", layer("f", "f", "g"))


def row(code: str, kind: str, value: float, base: float, duiding: str, **more: float) -> dict[str, Any]:
    return {
        "scenario": "straks",
        "niveau": "land",
        "gebied": "NL",
        "soort": kind,
        "maat": code,
        "waarde": value,
        "basis": base,
        "verschil": value - base,
        "duiding": duiding,
        "aard": "geschat",
        "effect_samenvoegen": more.get("samenvoegen", math.nan),
        "effect_nieuwe_grenzen": more.get("grenzen", math.nan),
    }


def travel(kind: str, **changed: tuple[float, float, str]) -> list[dict[str, Any]]:
    """Rows of one kind: value, base and reading per measure, where they differ from these."""
    usual = {
        "afstand_gemiddeld": (5.94, 6.02, NO_DIFFERENCE),
        "vrij_gemiddeld": (5.3, 5.3, "gelijk"),
        "grensafhankelijkheid": (11.3, 16.1, "beter"),
        "zonder_eigen": (78_234.0, 27_503.0, "slechter"),
        "eigen_verloren": (50_731.0, 0.0, "slechter"),
        "eigen_gekregen": (0.0, 0.0, "gelijk"),
    }
    return [row(code, kind, *told) for code, told in (usual | changed).items()]


def fragmentation(**changed: dict[str, Any]) -> list[dict[str, Any]]:
    usual = {
        "swv_afwijkend": row("swv_afwijkend", "", 0.0, 3.0, "beter"),
        "leerlingen_afwijkend": row("leerlingen_afwijkend", "", 0.0, 214_243.0, "beter"),
        "relaties_gemeente": row("relaties_gemeente", "", 342, 738, "beter", samenvoegen=-384, grenzen=-12),
        "relaties_jeugdregio": row("relaties_jeugdregio", "", 42, 230, "beter", samenvoegen=-188, grenzen=0),
    }
    return list((usual | changed).values())


def made(rows: Sequence[dict[str, Any]], **without: dict[str, float]) -> Comparison:
    lists = {(name, kind): without.get(name, {}) for name in ("nu", "straks") for kind in ("so", "vso")}
    stamps = tuple(
        Stamp(name, "", "", "", f"{OVER}; reformatorische scholen apart") for name in ("nu", "straks")
    )
    return Comparison(pd.DataFrame(rows).set_index(INDEX), "nu", stamps, lists)


def numbers_in(sentence: str, known: Sequence[str]) -> set[str]:
    """Numbers in a sentence, names and ages left out."""
    for words in sorted(known, key=len, reverse=True):
        sentence = sentence.replace(words, "")
    return {found.rstrip(".") for found in _NUMBER.findall(sentence)}


def numbers_of(comparison: Comparison, *arrangements: Arrangement) -> set[str]:
    """Every number that a sentence may give: the figures as they are written, and how many swv's."""
    columns = ["waarde", "basis", "verschil", "effect_samenvoegen", "effect_nieuwe_grenzen"]
    codes = comparison.table.index.get_level_values("maat")
    written = {
        figure(measure(code), abs(value))
        for column in columns
        for code, value in zip(codes, comparison.table[column], strict=True)
    }
    counts = [len(layer.codes) for one in arrangements for layer in one.layers]
    counts += [sum(len(layer.codes) for layer in one.layers) for one in arrangements]
    counts += [len(found) for found in comparison.without_own.values()]
    return written | {str(count) for count in counts}


def told(rows: Sequence[dict[str, Any]], kinds: Sequence[Kind] = (SO,), **without: dict[str, float]) -> str:
    """The conclusion of "straks" against "nu", a sentence a line."""
    return "\n".join(conclude(made([*rows], **without), LATER, NOW, kinds))


def test_the_outcome_in_seven_sentences() -> None:
    rows = [*travel("so"), *travel("vso", eigen_verloren=(0.0, 0.0, "gelijk")), *fragmentation()]
    without = {"nu": {"Groot": 26_603.0, "Klein": 900.0}, "straks": dict.fromkeys("abcd", 19_558.0)}
    said = conclude(made(rows, **without), LATER, NOW, [SO, VSO], SO)
    assert list(said) == [" ".join(paragraph.split()) for paragraph in _SEVEN.split("\n\n")]


@pytest.mark.parametrize(
    ("reading", "words"),
    [
        ("gelijk", "dat is gelijk."),
        ("afgerond gelijk", "dat is afgerond gelijk."),
        (NO_DIFFERENCE, "geen aantoonbaar verschil"),
        (SHIFTED, "niet te duiden, want een deel van de inwoners verliest of krijgt een eigen voorziening"),
        ("beter", "dat is korter, met meer dan de fout"),
        ("slechter", "dat is langer, met meer dan de fout"),
    ],
)
def test_a_reading_gets_its_own_words_and_no_other_judgement(reading: str, words: str) -> None:
    rows = [*travel("so", afstand_gemiddeld=(5.94, 6.02, reading)), *fragmentation()]
    said = next(line for line in told(rows).splitlines() if line.startswith(f"De {OWN_DISTANCE}"))
    assert words in said
    wanted = {"beter": ["korter"], "slechter": ["langer"]}.get(reading, [])
    assert _JUDGING.findall(said) == wanted


def test_longer_because_of_gaining_an_own_site_is_told() -> None:
    longer = travel("so", afstand_gemiddeld=(7.0, 6.0, "slechter"), eigen_gekregen=(900.0, 0.0, "beter"))
    assert "een deel krijgt een eigen voorziening en telt daardoor niet meer" in told(
        [*longer, *fragmentation()]
    )


@pytest.mark.parametrize(
    ("count", "words"),
    [
        (0.0, "woont niemand van 4-11 jaar"),
        (0.3, "woont minder dan één inwoner van 4-11 jaar"),
        (1.2, "woont 1 inwoner van 4-11 jaar"),
        (2.0, "wonen 2 inwoners van 4-11 jaar"),
        (16_606.8, "wonen 16.600 inwoners van 4-11 jaar"),
    ],
)
def test_singular_and_plural(count: float, words: str) -> None:
    rows = [*travel("so", zonder_eigen=(count, 9.0, "beter")), *fragmentation()]
    assert words in told(rows)


def test_one_swv_that_departs_is_singular() -> None:
    changed = fragmentation(
        swv_afwijkend=row("swv_afwijkend", "", 1.0, 3.0, "beter"),
        leerlingen_afwijkend=row("leerlingen_afwijkend", "", 7_040.0, 0.0, "slechter"),
    )
    said = told([*travel("so"), *changed])
    assert "1 daarvan ligt in meer dan één jeugdregio, in de basis 3, en 7.000 inwoners" in said
    assert "maar meer inwoners wonen buiten de hoofdjeugdregio van hun swv en" in said


def test_fewer_relations_are_no_gain_where_merging_alone_makes_them() -> None:
    mechanical = row("relaties_gemeente", "", 372, 738, "beter", samenvoegen=-384, grenzen=18)
    said = told([*travel("so"), *fragmentation(relaties_gemeente=mechanical)])
    assert "van 738 naar 372 (−366: −384 door po en vo samen te voegen, +18 door nieuwe grenzen)" in said
    assert "minder overlegrelaties" not in said


def test_without_a_split_there_is_no_split() -> None:
    plain = row("relaties_gemeente", "", 342, 366, "beter")
    same = row("relaties_jeugdregio", "", 42, 42, "gelijk")
    said = told([*travel("so"), *fragmentation(relaties_gemeente=plain, relaties_jeugdregio=same)])
    assert "gemeenten: van 366 naar 342 (−24); met jeugdregio's: 42, net als in de basis." in said


def test_no_tension_is_named_where_nobody_pays() -> None:
    fine = {"zonder_eigen": (0.0, 0.0, "gelijk"), "eigen_verloren": (0.0, 0.0, "gelijk")}
    said = told([*travel("so", **fine), *travel("vso", **fine), *fragmentation()], [SO, VSO])
    assert "uitgangspunten" not in said
    assert "Voor geen enkele soort (so en vso) verliest iemand de voorziening binnen het eigen swv." in said
    assert "Elk swv heeft een eigen voorziening voor so en vso." in said


def test_losses_of_several_kinds_are_never_added_up() -> None:
    rows = [*travel("so"), *travel("vso", eigen_verloren=(4_528.0, 0.0, "slechter")), *fragmentation()]
    assert "50.700 voor so en 4.500 voor vso (niet op te tellen)" in told(rows, [SO, VSO])


def test_all_kinds_are_summed_up_by_reading() -> None:
    rows = [*travel("so"), *travel("vso", afstand_gemiddeld=(5.0, 6.0, SHIFTED)), *fragmentation()]
    said = told(rows, [SO, VSO])
    assert "geen aantoonbaar verschil voor so; niet te duiden, omdat een deel" in said
    assert "so 78.200 (basis 27.500), vso 78.200 (basis 27.500)" in said


def test_where_a_site_moved_it_is_not_said_that_none_did() -> None:
    rows = [*travel("so", vrij_gemiddeld=(5.2, 5.3, NO_DIFFERENCE)), *fragmentation()]
    said = told(rows)
    assert "Geen school verhuist" not in said
    assert "ligt gemiddeld op 5,2 km, in de basis, met andere vestigingen, op 5,3 km" in said


def test_an_arrangement_against_itself_asks_for_another() -> None:
    rows = [one | {"scenario": "nu"} for one in (*travel("so"), *fragmentation())]
    first, second, lacking, standing = conclude(made(rows, nu={"Groot": 26_603.0}), NOW, NOW, [SO])
    assert first == "Er zijn 5 swv's (3 po en 2 vo naast elkaar)."
    assert "kies een ander scenario" in second
    assert lacking.startswith("In een swv zonder eigen voorziening voor so wonen 78.200 inwoners")
    assert standing == (
        f"Afstanden zijn geschat ({OVER}), inwonertallen geschat; werknormen zijn niet bevestigd."
    )


def test_counts_of_swvs() -> None:
    one = Arrangement.merged("x", "x", layer("a", "a", "a"))
    assert swv_count(one) == "1 swv voor po en vo samen"


@pytest.fixture(scope="module")
def all_of_country(study: Study) -> Callable[[str], Comparison]:
    kept: dict[str, Comparison] = {}

    def against(base: str) -> Comparison:
        if base not in kept:
            kept[base] = compare(study, list(study.titles), base)
        return kept[base]

    return against


@pytest.mark.parametrize("base", ["regeling-2015", "jeugdregio", "provincie"])
def test_every_number_is_a_figure_and_every_judgement_a_reading(
    study: Study, all_of_country: Callable[[str], Comparison], base: str
) -> None:
    result, kinds = all_of_country(base), study.country.kinds
    known = [
        *AGES.values(),
        *(kind.name for kind in kinds),
        *study.titles.values(),
        study.country.model.label,
    ]
    known += [swv for found in result.without_own.values() for swv in found]
    for name in study.titles:
        scenario, under = study.arrangement(name), study.arrangement(base)
        own = result.table.loc[[name]]
        for focus in (None, *kinds):
            sentences = conclude(result, scenario, under, kinds, focus)
            assert 3 <= len(sentences) <= 7
            allowed = numbers_of(
                Comparison(spoken_of(own, focus), base, (), result.without_own), scenario, under
            )
            assert f"Afstanden zijn gemodelleerd ({study.country.model.label}), " in sentences[-1]
            assert numbers_in(" ".join(sentences), known) <= allowed
            if focus is not None and reading_of_mean(own, focus) == NO_DIFFERENCE:
                assert not _JUDGING.search(" ".join(sentences))


def spoken_of(table: pd.DataFrame, focus: Kind | None) -> pd.DataFrame:
    """Rows that a conclusion may speak of: of its kind, of no kind, and who loses what."""
    if focus is None:
        return table
    kind, code = (table.index.get_level_values(level) for level in ("soort", "maat"))
    return table[kind.isin([focus.code, ""]) | (code == "eigen_verloren")]


def reading_of_mean(table: pd.DataFrame, kind: Kind) -> str:
    found = table.reset_index()
    return str(
        found.loc[(found["soort"] == kind.code) & (found["maat"] == "afstand_gemiddeld"), "duiding"].item()
    )


_READINGS = st.sampled_from(["gelijk", "afgerond gelijk", NO_DIFFERENCE, SHIFTED, "beter", "slechter", ""])
_COUNT = st.floats(0, 2e6)
_KM = st.floats(0, 300)


@given(
    km=st.tuples(_KM, _KM),
    shares=st.tuples(st.floats(0, 100), st.floats(0, 100)),
    lacking=st.tuples(_COUNT, _COUNT),
    lost=_COUNT,
    gained=_COUNT,
    reading=_READINGS,
    departing=st.tuples(st.integers(0, 150), st.integers(0, 150)),
)
@settings(deadline=None)
def test_whatever_the_figures(
    *,
    km: tuple[float, float],
    shares: tuple[float, float],
    lacking: tuple[float, float],
    lost: float,
    gained: float,
    reading: str,
    departing: tuple[int, int],
) -> None:
    rows = travel(
        "so",
        afstand_gemiddeld=(*km, reading),
        grensafhankelijkheid=(*shares, "beter"),
        zonder_eigen=(*lacking, "beter"),
        eigen_verloren=(lost, 0.0, "slechter"),
        eigen_gekregen=(gained, 0.0, "beter"),
    )
    nesting = fragmentation(swv_afwijkend=row("swv_afwijkend", "", *map(float, departing), "beter"))
    result = made([*rows, *nesting])
    said = " ".join(conclude(result, LATER, NOW, [SO]))
    assert numbers_in(said, [*AGES.values(), OVER]) <= numbers_of(result, NOW, LATER)
    wanted = {"beter": {"korter"}, "slechter": {"langer"}}.get(reading, set())
    assert set(_JUDGING.findall(said)) <= wanted
    assert "nan" not in said


def test_no_site_of_a_kind_and_nobody_of_an_age(small_country: Callable[..., Dataset]) -> None:
    rows = [
        ("1001", 0, "GM0001", "JZ01", "PO2001", "VO2001", 100.0, 0.0),
        ("1002", 10, "GM0002", "JZ02", "PO2002", "VO2001", 200.0, 0.0),
    ]
    study = Study.of(small_country(rows, [("00AA00", "1001", ("bo", "vo"))]), Settings(STRAIGHT))
    base = study.arrangement(study.base_id)
    result = compare(study, ["jeugdregio"])
    kinds = {kind.code: kind for kind in study.country.kinds}
    for code, words in (
        ("so", "niet te bepalen: de gegevens noemen geen enkele vestiging"),
        ("vo", "niet te bepalen: de gegevens noemen geen inwoners"),
    ):
        scenario = study.arrangement("jeugdregio")
        said = " ".join(conclude(result, scenario, base, study.country.kinds, kinds[code]))
        assert words in said
        assert "nan" not in said
    everything = " ".join(conclude(result, study.arrangement("jeugdregio"), base, study.country.kinds))
    assert "niet te bepalen voor sbo, so, vso, pro en vo" in everything
