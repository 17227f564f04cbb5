"""Names of boards in DUO's list or a user's own."""

from __future__ import annotations

from pathlib import Path

import pytest

from data.board_names import BoardNames, read_board_names
from data.dataset import BUNDLED, Dataset, read_dataset
from geo.errors import InputError

#: As DUO writes its list of bevoegde gezagen.
DUO = (
    '"BEVOEGD GEZAG NUMMER","BEVOEGD GEZAG NAAM","PLAATSNAAM","KVK-NUMMER"\n'
    '"40000","Stichting Één","STAD","1"\n"99999","Vereniging Elders","DORP",""\n'
)


def written(folder: Path, text: str, encoding: str = "utf-8") -> Path:
    path = folder / "besturen_2026.csv"
    path.write_bytes(text.encode(encoding))
    return path


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        ("nummer;naam\n40000;Stichting Één\n", "utf-8"),
        ("nummer,naam\r\n40000,Stichting Één\r\n", "cp1252"),
        (DUO, "utf-8-sig"),
        ("nummer;naam\n40000;Stichting Één\n40000;Stichting Één\n", "utf-8"),
        ("Bestuursnummer;Bestuursnaam\n40000.0;Stichting Één\n", "utf-8"),
    ],
)
def test_names_are_read(tmp_path: Path, made_up: Dataset, text: str, encoding: str) -> None:
    found = read_board_names(written(tmp_path, text, encoding), made_up)
    assert found.names["40000"] == "Stichting Één"
    assert found.source is not None
    assert found.source.peildatum == "2026"
    assert not [f for f in found.findings if "geen naam" in f.message]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("nummer;naam\n40000;A\n40000;B\n", "rij 2, 3: bestuur 40000 heet er 'A' en 'B'"),
        ("nummer;naam\n4000A;A\n", "kolom nummer: gevonden '4000A', verwacht een nummer"),
        ("nummer;naam\n40000;\n", "kolom naam: gevonden niets"),
        ("nummer;plaats\n40000;A\n", "kolom naam ontbreekt"),
        ("nummer;naam\n50000;A\n", "het ene nummer is niet van een bestuur in de gegevensset"),
        ("naam\nA\n", "maar één kolom"),
        ("", "het bestand is leeg"),
    ],
)
def test_a_wrong_list_is_named(tmp_path: Path, made_up: Dataset, text: str, told: str) -> None:
    with pytest.raises(InputError, match=r"besturen_2026\.csv is niet bruikbaar") as caught:
        read_board_names(written(tmp_path, text), made_up)
    assert told in "\n".join(caught.value.faults)


def test_a_list_may_know_more_boards(tmp_path: Path, made_up: Dataset) -> None:
    sites = made_up["vestigingen"]
    assert sites["bevoegd_gezag"].tolist() == ["40000"]
    found = read_board_names(written(tmp_path, "nummer;naam\n40000;A\n41000;B\n"), made_up)
    assert dict(found.names) == {"40000": "A", "41000": "B"}


def test_a_data_set_without_boards_takes_any_list(tmp_path: Path) -> None:
    found = read_board_names(written(tmp_path, "nummer;naam\n50000;A\n"), read_dataset(BUNDLED))
    assert dict(found.names) == {"50000": "A"}


def test_no_list_no_names() -> None:
    assert BoardNames().source is None
    assert not BoardNames().names
