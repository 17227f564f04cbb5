"""A file is never written under a name that promises something else, whatever the verb."""

from __future__ import annotations

from pathlib import Path

import pytest

from cli.main import main
from cli.options import require_ending
from geo.errors import InputError

CSV = "verwacht een bestandsnaam op .csv, want dat wordt geschreven"


@pytest.mark.parametrize(
    ("arguments", "option", "told"),
    [
        (["vergelijk", "jeugdregio"], "--uit", CSV),
        (["vergelijk", "jeugdregio"], "--kaart", "op .html of .htm"),
        (["dekking"], "--uit", CSV),
        (["dekking"], "--uit-wit", CSV),
        (["capaciteit", "--kind", "so"], "--uit", CSV),
        (["waar", "so", "--gebied", "Zeeland"], "--uit", CSV),
        (["feitelijk"], "--uit", CSV),
        (["deelname"], "--uit", CSV),
        (["inclusief"], "--uit", CSV),
        (["normen"], "--uit", CSV),
        (["voorziening", "lijst"], "--uit", CSV),
        (["vervoer"], "--uit", CSV),
        (["organisaties", "--sjabloon"], "--uit", CSV),
        (["grensverkeer"], "--uit", CSV),
        (["overgang"], "--uit", "op .csv of .txt"),
        (["relaties"], "--uit", CSV),
        (["relaties"], "--uit-partners", CSV),
        (["versnippering"], "--uit", CSV),
        (["toets"], "--uit", CSV),
        (["bestuur"], "--uit", CSV),
    ],
)
def test_an_ending_that_is_not_what_is_written(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, arguments: list[str], option: str, told: str
) -> None:
    path = tmp_path / "x.PDF"
    assert main([*arguments, option, str(path)]) == 1
    captured = capsys.readouterr()
    assert captured.out == ""
    said = " ".join(captured.err.split())
    assert "gevonden '.pdf'" in said
    assert told in said
    assert not path.exists()


def test_names_that_will_do() -> None:
    require_ending(None, Path("a.csv"), Path("b.CSV"), Path("c"))
    require_ending(Path("a.txt"), endings=(".csv", ".txt"))
    with pytest.raises(InputError, match=r"gevonden '.xlsx', verwacht .* op .csv, want"):
        require_ending(Path("a.csv"), Path("b.xlsx"))
    with pytest.raises(InputError, match="gevonden geen achtervoegsel"):
        require_ending(Path("blad"), bare=False)
