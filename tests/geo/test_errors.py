"""Errors tell a user what is wrong, all of it at once."""

from __future__ import annotations

import errno
import os

import pytest

from geo.errors import (
    DekkendError,
    IncompleteIndelingError,
    InputError,
    MissingSourceError,
    StaleDataError,
    UnknownNameError,
    reason,
)


def test_all_faults_stand_in_one_bulleted_message() -> None:
    error = InputError("indeling.csv", iter(["rij 3: onbekend", "rij 9: dubbel"]))
    assert str(error).splitlines() == [
        "indeling.csv is niet bruikbaar:",
        "  - rij 3: onbekend",
        "  - rij 9: dubbel",
    ]
    assert error.faults == ("rij 3: onbekend", "rij 9: dubbel")
    assert error.subject == "indeling.csv"


def test_an_unknown_name_is_shown_without_quotes() -> None:
    assert str(UnknownNameError("onbekend swv: PO0000")) == "onbekend swv: PO0000"


@pytest.mark.parametrize(
    ("error", "builtin"),
    [
        (InputError("x", []), ValueError),
        (MissingSourceError("x", []), InputError),
        (StaleDataError("x"), ValueError),
        (IncompleteIndelingError("x"), ValueError),
        (UnknownNameError("x"), KeyError),
    ],
)
def test_every_error_has_one_base_and_a_fitting_built_in(error: Exception, builtin: type[Exception]) -> None:
    assert isinstance(error, DekkendError)
    assert isinstance(error, builtin)


@pytest.mark.parametrize("number", [errno.EFBIG, errno.ENOSPC, errno.EDQUOT, errno.EIO, errno.EMFILE])
def test_what_a_full_disk_says_is_dutch(number: int) -> None:
    error = OSError(number, os.strerror(number))
    assert reason(error) != error.strerror


def test_a_huge_value_is_cut_in_a_message() -> None:
    error = InputError("x" * 9000, ["onbekend swv: " + "y" * 9000 + "; kies er een", "kort"])
    assert len(str(error)) < 500
    assert error.faults[0].endswith("y… (9.000 tekens); kies er een")
    assert error.faults[1] == "kort"
    assert len(str(UnknownNameError("z" * 9000))) < 100
    assert len(InputError("a", ["w " * 90_000]).faults[0]) < 7000
