"""Usage errors in Dutch, whichever words the libraries below have for them."""

from __future__ import annotations

import pytest

from cli.dutch import error_text, help_text


@pytest.mark.parametrize(
    ("why", "told"),
    [
        ("Input should be less than or equal to 6", "verwacht hoogstens 6"),
        ("Input should be greater than or equal to 2", "verwacht 2 of meer"),
        ("Input should be greater than 0", "verwacht meer dan 0"),
        ("Input should be less than 1", "verwacht minder dan 1"),
        ("7 is not in the range 2<=x<=6.", "verwacht 2 tot en met 6"),
        ("-1 is not in the range x>=0.", "verwacht 0 of meer"),
        ("9 is not in the range x<=6.", "verwacht hoogstens 6"),
        ("Input should be a valid integer, unable to parse string", "verwacht een geheel getal"),
        ("'x' is not a valid integer.", "verwacht een geheel getal"),
        ("'x' is not a valid float.", "verwacht een getal"),
        ("Input should be a finite number", "verwacht een getal"),
        ("Input should be a valid boolean", "verwacht ja of nee"),
        ("Input should be 'po' or 'vo'", "onbekende waarde; kies uit 'po' of 'vo'"),
        ("Path 'x.csv' does not exist.", "'x.csv' bestaat niet; controleer de naam en de map"),
        ("File 'x' is a directory.", "'x' is een map, verwacht een bestand"),
    ],
)
def test_a_wrong_value_is_told_in_dutch(why: str, told: str) -> None:
    assert error_text(f"Invalid value for '--delen': {why}") == f"--delen: {told}"


def test_bounds_in_help_are_dutch() -> None:
    assert help_text("--delen <int range>  In delen.  [2<=x<=6]").endswith("[2 tot en met 6]")
