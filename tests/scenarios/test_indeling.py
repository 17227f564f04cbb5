"""An indeling is a value: whoever edits it gets another one."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo.errors import UnknownNameError
from geo.units import Units
from scenarios.indeling import NO_SWV, Arrangement, Indeling, LayerType, spell, swv_labels

UNITS = Units.from_labels(["GM1", "GM2", "GM3", "GM3", "GM4"])


def _indeling(*swv: str, names: dict[str, str] | None = None) -> Indeling:
    return Indeling(LayerType.SWV_PO, UNITS, swv or ("A", "A", "B", NO_SWV), names or {}, "2015", "Proef.")


EDITS: dict[str, Callable[[Indeling], Indeling]] = {
    "assign": lambda i: i.assign(["GM1"], "C"),
    "merge": lambda i: i.merge("A", "B"),
    "rename": lambda i: i.rename("A", "Noord"),
    "on": lambda i: i.on(UNITS.split({2: "GM3#oost"})),
}


@pytest.mark.parametrize("edit", EDITS.values(), ids=EDITS)
def test_an_edit_returns_a_new_one(edit: Callable[[Indeling], Indeling]) -> None:
    before = _indeling(names={"A": "Zuid"})
    after = edit(before)
    assert after is not before
    assert (before.swv, dict(before.names), before.units) == (("A", "A", "B", ""), {"A": "Zuid"}, UNITS)
    assert (after.layer_type, after.peildatum, after.origin) == (LayerType.SWV_PO, "2015", "Proef.")


def test_nothing_can_be_changed_in_place() -> None:
    names = {"A": "Zuid"}
    indeling = _indeling(names=names)
    names["A"] = "Noord"
    assert indeling.label("A") == "Zuid"
    with pytest.raises(TypeError):
        indeling.names["A"] = "Oost"  # type: ignore[index]
    with pytest.raises(AttributeError):
        indeling.swv = ()  # type: ignore[misc]


def test_assign() -> None:
    assert _indeling().assign(["GM1", "GM4"], "C").swv == ("C", "A", "B", "C")
    assert _indeling().assign([], "C").swv == _indeling().swv
    assert _indeling().assign(["GM3"], NO_SWV).codes == ("A",)


def test_assign_takes_any_iterable_once() -> None:
    assert _indeling().assign(iter(["GM1", "GM2"]), "B").swv == ("B", "B", "B", "")


def test_merge() -> None:
    merged = _indeling().merge("A", into="B")
    assert merged.swv == ("B", "B", "B", "")
    assert merged.codes == ("B",)


def test_rename_and_label() -> None:
    renamed = _indeling().rename("A", "Noord")
    assert renamed.label("A") == "Noord"
    assert renamed.label("B") == "B"


@pytest.mark.parametrize(
    ("edit", "message"),
    [
        (lambda i: i.assign(["GM1", "GM9", "GM8"], "A"), "onbekende gebieden: GM8, GM9"),
        (lambda i: i.merge("Z", "A"), "onbekend swv: Z"),
        (lambda i: i.merge("A", "Z"), "onbekend swv: Z"),
        (lambda i: i.merge(NO_SWV, "A"), "onbekend swv: "),
        (lambda i: i.rename("Z", "x"), "onbekend swv: Z"),
    ],
)
def test_unknown_names_are_refused_in_dutch(edit: Callable[[Indeling], Indeling], message: str) -> None:
    with pytest.raises(UnknownNameError) as caught:
        edit(_indeling())
    assert str(caught.value) == message


def test_a_wrong_length_is_refused() -> None:
    with pytest.raises(ValueError, match="3 swv's for 4 units"):
        _indeling("A", "A", "B")


def test_numbers_and_points() -> None:
    indeling = _indeling()
    assert indeling.codes == ("A", "B")
    assert indeling.numbers().tolist() == [0, 0, 1, -1]
    assert indeling.of_points().tolist() == ["A", "A", "B", "B", ""]


@given(st.lists(st.sampled_from(["", "A", "B", "C"]), min_size=4, max_size=4))
def test_numbers_point_back_to_the_codes(swv: list[str]) -> None:
    indeling = _indeling(*swv)
    back = [indeling.codes[n] if n >= 0 else NO_SWV for n in indeling.numbers()]
    assert back == swv


@given(st.lists(st.sampled_from(["", "A", "B", "C"]), min_size=4, max_size=4), st.data())
def test_a_finer_partition_leaves_every_point_in_its_swv(swv: list[str], data: st.DataObject) -> None:
    indeling = _indeling(*swv)
    moved = data.draw(st.sets(st.integers(0, 4)))
    finer = UNITS.split({point: f"{UNITS.labels[point]}#" for point in moved})
    assert indeling.on(finer).of_points().tolist() == indeling.of_points().tolist()


def test_merged_arrangements_have_one_layer_for_both() -> None:
    indeling = _indeling()
    merged = Arrangement.merged("x", "Proef", indeling)
    assert merged.is_merged
    assert merged.layers == (indeling,)
    assert merged.layer("po") is merged.layer("vo") is indeling
    assert merged.origin == "Proef."
    assert merged.units is UNITS


def test_a_pair_of_layers() -> None:
    po, vo = _indeling(), _indeling()
    pair = Arrangement("x", "Proef", "", po, vo)
    assert not pair.is_merged
    assert pair.layers == (po, vo)
    assert (pair.layer("po"), pair.layer("vo")) == (po, vo)


def test_labels_name_the_largest_gemeente_or_what_the_user_gave() -> None:
    labels = swv_labels(
        ["PO2001", "PO2001", "PO2001", "VO2002", "", "JZ01"],
        ["GM1", "GM2", "GM1", "GM2", "GM1", "GM9"],
        [5.0, 8.0, 4.0, 1.0, 99.0, 1.0],
        {"GM1": "Groningen", "GM2": "Haren"},
        {"VO2002": "Eigen naam"},
    )
    assert labels == {
        "PO2001": "PO 20.01 · Groningen e.o.",
        "VO2002": "VO 20.02 · Eigen naam",
        "JZ01": "JZ01 · GM9",
    }


def test_of_equally_large_gemeenten_the_first_code_names_the_swv() -> None:
    labels = swv_labels(["X", "X"], ["GM2", "GM1"], [1.0, 1.0], {"GM1": "Een", "GM2": "Twee"}, {})
    assert labels == {"X": "X · Een e.o."}


@pytest.mark.parametrize(
    ("code", "spelled"),
    [
        ("PO2001", "PO 20.01"),
        ("VO2708", "VO 27.08"),
        ("PO2001-JZ01", "PO 20.01-JZ01"),
        ("JZ01", "JZ01"),
        ("SV01", "SV01"),
        ("PO20X1", "PO20X1"),
        ("", ""),
    ],
)
def test_spelling(code: str, spelled: str) -> None:
    assert spell(code) == spelled
