"""A user's file with the limit per gemeente: read whatever it is called, refused with every fault."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from data.limits_file import SYNONYMS, limits_table, limits_text, read_limits
from geo.errors import InputError

NAMES = {"GM0344": "Utrecht", "GM0363": "Amsterdam", "GM0518": "'s-Gravenhage", "GM1900": "Súdwest-Fryslân"}


def _file(folder: Path, text: str, encoding: str = "utf-8") -> Path:
    path = folder / "grenzen.csv"
    path.write_bytes(text.encode(encoding))
    return path


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("gemeente;grens_km\nAmsterdam;4\nGM0344;4,5\n", {"GM0363": 4.0, "GM0344": 4.5}),
        ("Gemeentenaam,Vervoersgrens\nDen Haag,3.5\n", {"GM0518": 3.5}),
        ("gm code\tkm\t toelichting\n518\t6\tverordening 2024\n", {"GM0518": 6.0}),
        ("gemeente;grens (km)\nsudwest fryslan;2\n", {"GM1900": 2.0}),
        (
            "gemeente;naam_gemeente;grens_km\nGM0518;Den Haag;4,1250\nGM0344;;2\n",
            {"GM0518": 4.125, "GM0344": 2},
        ),
    ],
)
def test_a_file_is_read_as_people_write_it(tmp_path: Path, text: str, read: dict[str, float]) -> None:
    assert read_limits(_file(tmp_path, text), NAMES, 6.0) == read


def test_a_file_of_a_spreadsheet(tmp_path: Path) -> None:
    path = _file(tmp_path, "\ufeffgemeente;grens_km\r\nSúdwest-Fryslân;4\r\n\r\n")
    assert read_limits(path, NAMES, 6.0) == {"GM1900": 4.0}
    path = _file(tmp_path, "gemeente;grens_km\r\nSúdwest-Fryslân;4\r\n", "cp1252")
    assert read_limits(path, NAMES, 6.0) == {"GM1900": 4.0}


def test_every_fault_is_told_at_once(tmp_path: Path) -> None:
    text = (
        "gemeente;grens_km\n"
        "Amsterdan;4\n"
        "Lutjebroek;4\n"
        "Utrecht;7\n"
        "Amsterdam;0\n"
        "GM0518;vier\n"
        ";3\n"
        "Súdwest-Fryslân;\n"
        "Den Haag;4\n"
    )
    with pytest.raises(InputError) as error:
        read_limits(_file(tmp_path, text), NAMES, 6.0)
    told = "\n".join(error.value.faults)
    for part in (
        "rij 2, kolom gemeente: onbekende gemeente 'Amsterdan'",
        "bedoelt u Amsterdam (GM0363)?",
        "rij 3, kolom gemeente: onbekende gemeente 'Lutjebroek'",
        "rij 4, kolom grens_km: gevonden '7', verwacht een afstand in km, meer dan 0 en hooguit 6",
        "rij 5, kolom grens_km: gevonden '0'",
        "rij 6, kolom grens_km: gevonden 'vier'",
        "rij 7, kolom gemeente: gevonden niets",
        "rij 8, kolom grens_km: leeg; vul de grens in of laat de rij weg",
        "rij 6, 9: 's-Gravenhage staat er 2 keer; laat er een over",
    ):
        assert part in told
    assert error.value.subject == "grenzen.csv"


def test_a_code_and_a_name_of_two_gemeenten_are_refused(tmp_path: Path) -> None:
    text = "gemeente;naam_gemeente;grens_km\nGM0344;Amsterdam;3\nGM0363;Utrech;3\n"
    with pytest.raises(InputError) as error:
        read_limits(_file(tmp_path, text), NAMES, 6.0)
    first, second = error.value.faults
    told = "rij 2, kolom gemeente: GM0344 is Utrecht, maar in kolom naam_gemeente staat 'Amsterdam'"
    assert first.startswith(told)
    assert "GM0363 is Amsterdam, maar in kolom naam_gemeente staat 'Utrech'" in second


@pytest.mark.parametrize("km", ["5.000", "4,125"])
def test_a_limit_that_can_be_read_in_two_ways_is_refused(tmp_path: Path, km: str) -> None:
    with pytest.raises(InputError, match="dit kan op twee manieren worden gelezen"):
        read_limits(_file(tmp_path, f"gemeente;grens_km\nUtrecht;{km}\n"), NAMES, 6.0)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("gemeente;grens_km\n", "geen enkele rij|leeg|geen rijen"),
        ("grens_km;iets\n4;x\n", "kolom gemeente ontbreekt"),
        ("gemeente;iets\nUtrecht;x\n", "kolom grens_km ontbreekt"),
        ("gemeente\nUtrecht\n", "maar één kolom"),
        ("gemeente;km;grens\nUtrecht;4;5\n", "kunnen allebei grens_km zijn"),
    ],
)
def test_what_is_no_such_table_is_refused(tmp_path: Path, text: str, told: str) -> None:
    with pytest.raises(InputError, match=told):
        read_limits(_file(tmp_path, text), NAMES, 6.0)


def test_an_abolished_gemeente_leads_to_the_one_that_it_is_now(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="bedoelt u Land van Cuijk"):
        read_limits(_file(tmp_path, "gemeente;grens_km\nCuijk;4\n"), {"GM1982": "Land van Cuijk"}, 6.0)


@given(
    st.dictionaries(st.sampled_from(sorted(NAMES)), st.integers(1, 6000).map(lambda n: n / 1000), min_size=1)
)
def test_what_is_written_is_read_back(
    tmp_path_factory: pytest.TempPathFactory, limits: dict[str, float]
) -> None:
    path = tmp_path_factory.mktemp("grenzen") / "grenzen.csv"
    path.write_text(limits_text(limits, NAMES), encoding="utf-8-sig", newline="")
    assert read_limits(path, NAMES, 6.0) == dict(sorted(limits.items()))


def test_the_documentation_has_the_columns() -> None:
    text = (Path(__file__).resolve().parents[2] / "docs" / "bronnen.md").read_text(encoding="utf-8")
    section = text.partition("## Vervoersgrenzen\n")[2].partition("\n## ")[0]
    for column in limits_table(6.0).columns:
        also = ", ".join(SYNONYMS[column.name])
        needed = "ja" if column.required else "nee"
        cells = (f"`{column.name}`", also, column.unit or "-", needed, column.expected(), column.meaning)
        told = f"| {' | '.join(cells)} |"
        assert told in section
