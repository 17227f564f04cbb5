import pytest

from data.osm.values import duration_s, limit_kmh, listed


@pytest.mark.parametrize(
    ("text", "kmh"),
    [
        ("50", 50.0),
        ("50 mph", 80.4672),
        ("30|50", 30.0),
        ("100;80", 80.0),
        ("walk", 7.0),
        ("NL:urban", 50.0),
        ("NL:rural", 80.0),
        ("BE:motorway", 100.0),
        ("NL:zone30", 30.0),
        ("NL:zone:60", 60.0),
        ("none", None),
        ("signals", None),
        ("none|100", 100.0),
    ],
)
def test_a_limit_is_understood(text: str, kmh: float | None) -> None:
    value, understood = limit_kmh(text)
    assert understood
    assert value == (None if kmh is None else pytest.approx(kmh))


@pytest.mark.parametrize(
    "text", ["", "vijftig", "0", "-30", "500", "30 m/s", "|", "nan", "50 50", "NL:onzin"]
)
def test_a_limit_that_is_none_is_said_so(text: str) -> None:
    assert limit_kmh(text) == (None, False)


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        ("00:20", 1200.0),
        ("20", 1200.0),
        ("2.5", 150.0),
        ("PT20M", 1200.0),
        ("PT1H", 3600.0),
        ("01:30:15", 5415.0),
        ("0", None),
        ("00:00", None),
        ("PT", None),
        ("20 min", None),
        ("even", None),
        ("", None),
    ],
)
def test_a_duration(text: str, seconds: float | None) -> None:
    assert duration_s(text) == seconds


def test_a_list_as_text_or_as_a_list() -> None:
    assert listed("['30', '50']") == listed(["30", "50"]) == ("30", "50")
    assert listed("[kapot]") == ("[kapot]",)
    assert listed(float("nan")) == listed("") == ()
    assert listed(True) == ("True",)  # noqa: FBT003
