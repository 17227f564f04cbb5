"""Errors tell a user what is wrong, all of it at once."""

from __future__ import annotations

import pytest

from geo.errors import (
    DekkendError,
    IncompleteIndelingError,
    InputError,
    MissingSourceError,
    StaleDataError,
    UnknownNameError,
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
