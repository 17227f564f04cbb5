"""Norms that a user sets and confirms: what is refused, what is kept, what is said of them."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo.errors import InputError
from scenarios.norms import OWN_GROUND, UNITS, Norm, NormChange, Norms, standard_norms
from scenarios.norms_csv import norms_text, read_norms, write_norms
from scenarios.norms_notation import assignments, confirmations, decimal, in_unit, written_exactly

KINDS = ("bo", "sbo", "so", "vso", "pro", "vo", "opdc")


def changed(*changes: NormChange) -> Norms:
    return standard_norms().changed(changes, KINDS)


def faults_of(*changes: NormChange) -> tuple[str, ...]:
    with pytest.raises(InputError) as error:
        changed(*changes)
    return error.value.faults


def test_another_value_is_the_users_own_and_not_confirmed_by_that() -> None:
    norms = changed(NormChange("acceptabel", "so", "m", confirmed=True))
    assert norms.norm("acceptabel", "so", "m") == Norm(
        "acceptabel", "so", 20_000.0, "m", standard_norms().table[8].ground, confirmed=True
    )
    norms = norms.changed([NormChange("acceptabel", "so", "m", 15_000.0)])
    assert norms.norm("acceptabel", "so", "m") == Norm("acceptabel", "so", 15_000.0, "m", OWN_GROUND)
    assert norms.acceptable_m("so") == 15_000
    assert norms.near_m("so") == standard_norms().near_m("so")
    back = norms.changed([NormChange("acceptabel", "so", "m", 20_000.0)])
    assert back == standard_norms()
    assert not back.differing()


def test_the_same_value_stays_confirmed() -> None:
    confirmed = changed(NormChange("acceptabel", "so", "m", 18_000.0, confirmed=True, ground="eigen besluit"))
    again = confirmed.changed([NormChange("acceptabel", "so", "m", 18_000.0)])
    assert again == confirmed
    taken_back = confirmed.changed([NormChange("acceptabel", "so", "m", confirmed=False)])
    assert taken_back.norm("acceptabel", "so", "m") == Norm(
        "acceptabel", "so", 18_000.0, "m", "eigen besluit"
    )


def test_a_kind_without_a_standard_gets_norms_of_its_own() -> None:
    norms = changed(
        NormChange("acceptabel", "opdc", "m", 12_000.0), NormChange("thuisnabij", "opdc", "s", 600.0)
    )
    assert norms.acceptable_m("opdc") == 12_000
    assert norms.near_s("opdc") == 600
    assert norms.near_m("opdc") != norms.near_m("opdc")  # NaN: there is none
    assert [one.subject for one in norms.table[-2:]] == ["opdc", "opdc"]


@pytest.mark.parametrize("value", [0.0, -5.0, float("nan"), float("inf")])
def test_a_norm_is_a_number_above_zero(value: float) -> None:
    (fault,) = faults_of(NormChange("acceptabel", "so", "m", value))
    assert "acceptabel voor so" in fault
    assert "groter dan 0" in fault


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (NormChange("afstand", "so", "m", 1.0), "onbekende norm 'afstand'; kies uit thuisnabij, acceptabel"),
        (NormChange("acceptabel", "xx", "m", 1_000.0), "onbekende soort voorziening 'xx'; kies uit bo, opdc"),
        (
            NormChange("acceptabel", "so", "mijl", 1.0),
            "onbekende eenheid 'mijl' voor acceptabel; kies km of m",
        ),
        (NormChange("acceptabel", "so", "inwoners", 1.0), "onbekende eenheid 'inwoners' voor acceptabel"),
        (
            NormChange("minimumomvang", "so", "inwoners", 1.0),
            "minimumomvang geldt voor 'swv', niet voor 'so'",
        ),
        (NormChange("restgrens", "gebied", "%", 100.0), "verwacht minder dan 100%"),
        (
            NormChange("acceptabel", "opdc", "m", confirmed=True),
            "nog geen norm acceptabel in km; geef een waarde",
        ),
        (
            NormChange("acceptabel", "so", "m", 5_000.0),
            "thuisnabij voor so (6 km) ligt boven acceptabel (5 km)",
        ),
        (NormChange("thuisnabij", "so", "s", 7_200.0), "maak thuisnabij kleiner of acceptabel groter"),
    ],
)
def test_what_cannot_be_is_refused_with_what_to_do(change: NormChange, told: str) -> None:
    (fault,) = faults_of(change)
    assert told in fault


def test_all_faults_are_told_together_with_where_they_stand() -> None:
    faults = faults_of(
        NormChange("acceptabel", "so", "m", 0.0, where="rij 2"),
        NormChange("acceptabel", "xx", "m", 1_000.0, where="rij 3"),
        NormChange("thuisnabij", "bo", "m", 1_000.0, where="rij 4"),
        NormChange("thuisnabij", "bo", "m", 1_500.0, where="rij 5"),
    )
    assert len(faults) == 3
    assert faults[0].startswith("rij 2, kolom waarde: ")
    assert faults[1].startswith("rij 3, kolom soort: ")
    assert "staat er meer dan eens" in faults[2]


def test_equal_norms_and_both_changed_at_once_are_fine() -> None:
    assert changed(NormChange("acceptabel", "so", "m", 6_000.0)).acceptable_m("so") == 6_000
    both = changed(
        NormChange("thuisnabij", "so", "m", 30_000.0), NormChange("acceptabel", "so", "m", 40_000.0)
    )
    assert both.near_m("so") == 30_000


_CHANGES = st.lists(
    st.builds(
        NormChange,
        st.sampled_from(["thuisnabij", "acceptabel"]),
        st.sampled_from(KINDS),
        st.sampled_from(["m", "s"]),
        st.integers(1, 10**9).map(lambda thousandths: thousandths / 1000),
        st.sampled_from([None, True, False]),
        st.sampled_from(["", "eigen besluit", 'met ; en "aanhalingstekens"']),
    ),
    max_size=6,
    unique_by=lambda one: one.key,
)


@given(_CHANGES)
def test_what_differs_makes_the_same_norms_again(changes: list[NormChange]) -> None:
    try:
        norms = changed(*changes)
    except InputError:
        return
    told = json.loads(json.dumps([one.to_dict() for one in norms.differing()]))
    assert standard_norms().changed([NormChange.from_dict(one) for one in told], KINDS) == norms
    assert hash(norms) == hash(standard_norms().changed(norms.differing(), KINDS))


@given(changes=_CHANGES)
def test_a_file_of_norms_reads_back_the_same(
    tmp_path_factory: pytest.TempPathFactory, changes: list[NormChange]
) -> None:
    try:
        norms = changed(*changes)
    except InputError:
        return
    path = tmp_path_factory.mktemp("normen") / "normen.csv"
    write_norms(path, norms)
    assert read_norms(path, standard_norms(), KINDS) == norms


def test_a_scenario_files_norm_of_a_wrong_sort_is_told() -> None:
    told = {"norm": "acceptabel", "soort": 3, "waarde": "ver", "bevestigd": "ja", "kleur": "rood"}
    with pytest.raises(InputError) as error:
        NormChange.from_dict(told, "norm 1")
    assert error.value.subject == "norm 1"
    assert len(error.value.faults) == 4


def test_what_is_said_of_norms() -> None:
    assert standard_norms().standing() == "werknormen zijn niet bevestigd"
    assert standard_norms().describe() == ""
    one = changed(NormChange("acceptabel", "so", "m", 15_000.0, confirmed=True))
    assert one.standing() == "werknormen zijn niet bevestigd, behalve acceptabel voor so (15 km)"
    assert one.describe() == "andere werknormen dan standaard: acceptabel voor so 15 km (bevestigd)"
    assert one.summary == "1 van de 33 bevestigd"
    every = changed(*(NormChange(*norm.key, confirmed=True) for norm in standard_norms().table))
    assert every.standing() == "werknormen zijn bevestigd door de gebruiker"
    assert every.describe() == ""
    some = changed(*(NormChange(*norm.key, confirmed=True) for norm in standard_norms().table[:7]))
    assert some.standing() == "van de 33 werknormen zijn er 7 bevestigd door de gebruiker"
    farther = changed(*(NormChange("acceptabel", kind, "m", 50_000.0) for kind in KINDS))
    assert farther.describe().endswith("en nog 3")


@pytest.mark.parametrize(
    ("text", "key", "value"),
    [
        ("so:acceptabel=15km", ("acceptabel", "so", "m"), 15_000),
        ("so: thuisnabij = 20 min", ("thuisnabij", "so", "s"), 1_200),
        ("SO:Acceptabel=7,5 km", ("acceptabel", "so", "m"), 7_500),
        ("so:acceptabel=12000m", ("acceptabel", "so", "m"), 12_000),
        ("swv:minimumomvang=4000", ("minimumomvang", "swv", "inwoners"), 4_000),
        ("gebied:restgrens=4%", ("restgrens", "gebied", "%"), 4),
    ],
)
def test_norms_as_people_write_them(text: str, key: tuple[str, str, str], value: float) -> None:
    (change,) = assignments([text])
    assert (change.key, change.value) == (key, value)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("so", "verwacht soort:norm=waarde"),
        ("so:acceptabel", "verwacht soort:norm=waarde"),
        ("so:ver=15km", "onbekende norm 'ver'"),
        ("so:acceptabel=ver", "verwacht een getal met een eenheid"),
        ("so:acceptabel=15", "de eenheid ontbreekt; schrijf er km of min achter"),
        ("so:acceptabel=15.000m", "schrijf 15000 of 15,000"),
        ("so:acceptabel=1,2,3km", "gevonden '1,2,3', verwacht een getal"),
    ],
)
def test_what_is_no_norm_is_told(text: str, told: str) -> None:
    with pytest.raises(InputError) as error:
        assignments([text, "so:acceptabel=15km"])
    (fault,) = error.value.faults
    assert told in fault


def test_confirming_takes_all_units_unless_one_is_named() -> None:
    both = confirmations(["so:acceptabel"], standard_norms())
    assert {one.unit for one in both} == {"m", "s"}
    (one,) = confirmations(["so:acceptabel:km"], standard_norms())
    assert one.unit == "m"
    with pytest.raises(InputError, match="daar is geen norm voor"):
        confirmations(["so:foo", "so", "so:acceptabel:mijl"], standard_norms())


@given(st.sampled_from(sorted(UNITS)), st.integers(1, 10**9).map(lambda one: one / 1000))
def test_a_value_is_written_so_that_it_reads_back(name: str, value: float) -> None:
    norm = Norm(name, "so", value, UNITS[name][0], "")
    text, unit = written_exactly(norm)
    assert in_unit(decimal(text), unit) == (value, norm.unit)


# --- a file of norms ---------------------------------------------------------------------------


def _file(tmp_path: Path, *rows: str, head: str = "norm;soort;waarde;eenheid;bevestigd;grond") -> Path:
    path = tmp_path / "normen.csv"
    path.write_text("\n".join([head, *rows]), encoding="utf-8")
    return path


def test_a_file_changes_what_it_names_and_nothing_else(tmp_path: Path) -> None:
    path = _file(
        tmp_path, "acceptabel;so;15;km;ja;besluit", "thuisnabij;so;20;min;;", "acceptabel;opdc;12,5;km;;"
    )
    norms = read_norms(path, standard_norms(), KINDS)
    assert [one.told for one in norms.differing_norms()] == [
        "acceptabel voor so 15 km (bevestigd)",
        "thuisnabij voor so 20 min (niet bevestigd)",
        "acceptabel voor opdc 12,5 km (niet bevestigd)",
    ]


def test_confirming_without_a_value_and_without_the_last_columns(tmp_path: Path) -> None:
    path = _file(tmp_path, "acceptabel;so;;km;ja", head="norm;soort;waarde;eenheid;bevestigd")
    norms = read_norms(path, standard_norms())
    assert norms.differing_norms()[0].told == "acceptabel voor so 20 km (bevestigd)"
    path = _file(tmp_path, "acceptabel;so;30;km", head="norm;soort;waarde;eenheid")
    assert read_norms(path, standard_norms()).acceptable_m("so") == 30_000


def test_every_fault_of_a_file_names_row_and_column(tmp_path: Path) -> None:
    path = _file(
        tmp_path,
        "acceptabel;so;nul;km;ja;",
        "acceptabel;so;0;km;ja;",
        "acceptabel;xx;5;km;ja;",
        "acceptabel;bo;5;km;misschien;",
        "thuisnabij;vo;99;km;;",
    )
    with pytest.raises(InputError) as error:
        read_norms(path, standard_norms(), KINDS)
    told = "\n".join(error.value.faults)
    for part in (
        "rij 2, kolom waarde: gevonden 'nul', verwacht een getal",
        "rij 3, kolom waarde: acceptabel voor so: gevonden 0",
        "rij 4, kolom soort: onbekende soort voorziening 'xx'",
        "rij 5, kolom bevestigd: gevonden 'misschien', verwacht ja of nee",
    ):
        assert part in told
    assert error.value.subject == "normen.csv"


def test_norms_that_cross_are_told_with_their_row(tmp_path: Path) -> None:
    path = _file(tmp_path, "thuisnabij;vo;99;km;;")
    with pytest.raises(InputError, match=r"rij 2, kolom waarde: thuisnabij voor vo \(99 km\) ligt boven"):
        read_norms(path, standard_norms(), KINDS)


def test_the_written_file_is_readable_for_people() -> None:
    lines = norms_text(standard_norms()).splitlines()
    assert lines[0] == "norm;soort;waarde;eenheid;bevestigd;grond"
    assert lines[3].startswith("thuisnabij;so;6;km;nee;")
    assert any(line.startswith("thuisnabij;pro;7,5;km;nee;") for line in lines)
