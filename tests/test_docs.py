"""The documents say what the code does, and name only what exists."""

from __future__ import annotations

import importlib
import math
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import numpy as np
import pytest

from data.assemble import REQUIRED
from data.findings import Severity
from data.indeling_file import read_indeling_file
from data.readers.recognise import FORMATS, recognise
from data.reference import reference_rows
from data.schemas import TABLES, describe
from geo.distance import Homes, Sites, StraightLine
from geo.units import Units
from model import fragmentation as frag
from model.cube import Situation, build_cube, own_m
from model.travel import Travel, travel
from scenarios import ready_made
from scenarios.measures import Measure, all_measures
from scenarios.norms import standard_norms
from scenarios.principles.words import aspects

ROOT = Path(__file__).resolve().parents[1]
DOCS = ROOT / "docs"
PAGES = ("methode.md", "bronnen.md", "ARCHITECTURE.md")
PACKAGES = ("geo", "data", "model", "scenarios", "ui", "cli")
FOLDERS = (*PACKAGES, "docs", "tests", "bench", ".ci")

_FENCE = re.compile(r"^```.*?^```\s*$", re.MULTILINE | re.DOTALL)
_HEADING = re.compile(r"^#{1,6} (.+)$", re.MULTILINE)
_LINK = re.compile(r"\]\(([^)]+)\)")
_INLINE = re.compile(r"`([^`\n]+)`")
_CELL = re.compile(r"(?<!\\)\|")


@cache
def page(name: str) -> str:
    return (DOCS / name).read_text(encoding="utf-8")


def rows(text: str) -> Iterator[list[str]]:
    """Cells of every table row, with code marks and escapes taken away."""
    for line in text.splitlines():
        if line.startswith("|"):
            cells = _CELL.split(line.strip())[1:-1]
            yield [cell.strip().replace("\\|", "|").replace("`", "") for cell in cells]


def headings(text: str) -> list[str]:
    return [heading.strip() for heading in _HEADING.findall(_FENCE.sub("", text))]


def section(text: str, heading: str) -> str:
    """Text under a heading, up to the next of any level."""
    found = re.search(rf"^#+ {re.escape(heading)}\n(.*?)(?=^#+ |\Z)", text, re.MULTILINE | re.DOTALL)
    assert found is not None, f"no heading {heading!r}"
    return found.group(1)


def anchors(text: str) -> set[str]:
    """Anchors as GitHub makes them of headings."""
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings(text)}


def test_docstrings_refer_to_headings_that_exist() -> None:
    there = {heading.casefold() for heading in headings(page("methode.md"))}
    named = {
        "Eigen en vrije afstand",
        "Afstand binnen een postcodegebied",
        "Inwoners van schoolgaande leeftijd",
    }
    for package in PACKAGES:
        for path in (ROOT / package).rglob("*.py"):
            named |= set(re.findall(r'docs/methode\.md,\s+"([^"]+)"', path.read_text(encoding="utf-8")))
    assert {heading.casefold() for heading in named} <= there


@pytest.mark.parametrize(
    "path", [ROOT / "README.md", ROOT / "CHANGELOG.md", *DOCS.glob("*.md")], ids=lambda one: one.name
)
def test_nothing_is_left_to_fill_in(path: Path) -> None:
    assert not re.findall(r"@[A-Z]{3,}@|TODO|XXX", path.read_text(encoding="utf-8"))


@pytest.mark.parametrize("one", all_measures(), ids=lambda one: one.code)
def test_every_measure_is_explained(one: Measure) -> None:
    wanted = [
        one.code,
        one.title + (" (expert)" if one.expert else ""),
        one.unit,
        one.direction.value,
        one.certainty.value,
        str(one.decimals),
        one.formula,
        one.explanation,
    ]
    line = " | ".join(cell.replace("|", "\\|") for cell in wanted[1:])
    found = [row for row in rows(page("methode.md")) if row[0] == one.code and len(row) == len(wanted)]
    assert found == [wanted], f"docs/methode.md, De maten, has to read: | `{one.code}` | {line} |"


def test_no_measure_is_explained_that_does_not_exist() -> None:
    explained = {row[0] for row in rows(page("methode.md")) if len(row) == 8} - {"code", "---"}
    assert explained == {one.code for one in all_measures()}


def test_every_working_norm_has_its_value_and_ground() -> None:
    shown = {(row[0], row[1], row[2]): row[3] for row in rows(section(page("methode.md"), "Werknormen"))}
    scale = {
        "m": (1000, " km"),
        "s": (60, " min"),
        "inwoners": (1, " inwoners"),
        "%": (1, "%"),
        "swv's": (1, " swv's"),
    }
    for norm in standard_norms().table:
        divisor, unit = scale[norm.unit]
        value = f"{norm.value / divisor:g}".replace(".", ",") + unit
        assert norm.ground in shown[norm.name, norm.subject, value]


def test_every_row_of_the_check_is_described() -> None:
    shown = [row for row in rows(section(page("methode.md"), "Toets aan de brief")) if len(row) == 4]
    wanted = [[one.number, one.title, one.standing.value, one.asked] for one in aspects().values()]
    assert shown[2:] == wanted


def test_every_ready_made_indeling_is_described() -> None:
    shown = {row[0]: row[1:] for row in rows(section(page("methode.md"), "Kant-en-klare indelingen"))}
    for name, (title, _) in ready_made._RECIPES.items():
        assert shown[name][0] == title
        assert shown[name][1].endswith(".")
    assert shown["regeling-2015"][0] == "regeling 2015"
    assert set(shown) - set(ready_made._RECIPES) == {"naam", "---", "regeling-2015"}


def test_kinds_and_region_corrections_are_listed() -> None:
    kinds = {row[0]: row[1] for row in rows(section(page("methode.md"), "Soorten voorzieningen"))}
    for kind in reference_rows("soorten"):
        assert kinds[kind["code"]] == kind["naam"]
    regions = section(page("methode.md"), "Jeugdregio's en andere regio's")
    shown = {(row[0][-7:-1], row[1], row[2], row[3]) for row in rows(regions) if len(row) == 5}
    for fix in reference_rows("regio_correcties"):
        assert (fix["gemeentecode"], fix["classificatie"], fix["code"], fix["geldig_vanaf"]) in shown
    assert all(row["variant"] in regions for row in reference_rows("jeugdregio_varianten"))


@pytest.mark.parametrize("table", TABLES)
def test_every_source_has_its_columns(table: str) -> None:
    text = section(page("bronnen.md"), table)
    assert ("Nodig: **verplicht**" in text) == (table in REQUIRED)
    for label in ("Waar", "Uitgever en licentie", "Peildatum", "Herkend aan", "Ontbreekt het"):
        assert f"- {label}" in text
    shown = {row[0]: row for row in rows(text)}
    for column in describe(table):
        row = shown.pop(column["kolom"])
        wanted = [column["eenheid"] or "-", column["verplicht"], column["verwacht"], column["betekenis"]]
        assert row[2:] == wanted
    assert set(shown) == {"kolom", "---"}


def test_files_known_but_unused_and_findings_are_listed() -> None:
    unused = section(page("bronnen.md"), "Herkend, maar nog niet gebruikt")
    shown = {line[2:].partition(" (afgeleid")[0] for line in unused.splitlines() if line.startswith("- ")}
    assert shown == {known.title for known in FORMATS if known.reader is None}
    found = {row[0] for row in rows(section(page("bronnen.md"), "Bevindingen"))}
    assert {severity.value for severity in Severity} <= found


def test_example_files_can_be_read(tmp_path: Path) -> None:
    for table in ("jeugdregio_indeling", "swv_namen"):
        path = _example(section(page("bronnen.md"), table), tmp_path)[0]
        known = recognise(path)
        assert known is not None
        assert known.key == table
        assert known.reader is not None
        assert len(known.reader(path).frame) == 2
    plain, with_pc4 = _example(section(page("bronnen.md"), "Eigen indeling"), tmp_path)
    assert [row.pc4 for row in read_indeling_file(plain)[1]] == ["", "", ""]
    assert [row.pc4 for row in read_indeling_file(with_pc4)[1]] == ["", "3544", "", ""]


def _example(text: str, folder: Path) -> list[Path]:
    """Write the CSV examples of a section as files."""
    paths = []
    for number, body in enumerate(re.findall(r"```csv\n(.*?)```", text, re.DOTALL)):
        path = folder / f"voorbeeld_2025_{number}.csv"
        path.write_text(body, encoding="utf-8")
        paths.append(path)
    return paths


class _Example:
    """Four points on a line, sites at both ends: the worked example."""

    pupils = np.array([100.0, 200.0, 300.0, 400.0])
    units = Units.from_labels(["a", "b", "c", "d"])
    gemeente = np.array(["a", "b", "c", "d"], dtype=object)
    region = np.array(["ab", "ab", "cd", "cd"], dtype=object)

    def __init__(self, swv: list[str]) -> None:
        at = np.array([0.0, 10_000.0, 20_000.0, 30_000.0])
        nothing = np.zeros(4)
        situation = Situation(
            homes=Homes(at, nothing, nothing),
            sites=Sites(at[[0, 3]], nothing[:2], np.array([-1, -1]), np.array([0, 3])),
            kinds=("so",),
            offer_site=np.array([0, 1]),
            offer_kind=np.array([0, 0]),
        )
        cube = build_cube(situation, self.units, StraightLine(1.0, intrazonal=False))
        self.swv = np.array(swv, dtype=object)
        self.own = own_m(cube.distance_m[0], self.units.unit_of_point, np.unique(swv, return_inverse=True)[1])
        self.free = cube.free_m()[0]

    @property
    def travel(self) -> Travel:
        return travel(self.own, self.free, self.pupils, (15_000, 15_000))

    def shown(self, base: _Example) -> list[str]:
        """Write the figures in the order and notation of the table."""
        found = self.travel
        nested = frag.nesting(frag.intersection_table(self.swv, self.region, self.pupils))
        moved = frag.intersection_table(base.swv, self.swv, self.pupils)
        excess = found.excess_acceptable_m
        places = frag.nesting(frag.intersection_table(self.swv, self.gemeente, self.pupils))
        assert found.border_effect_m == pytest.approx(found.mean_m - found.free_mean_m)
        return [
            "; ".join(f"{metres / 1000:.0f}" for metres in self.own),
            "; ".join(f"{metres / 1000:.0f}" for metres in self.free),
            _dutch(found.mean_m / 1000, 1),
            _dutch(found.border_effect_m / 1000, 1),
            _dutch(found.border_dependence, 2),
            _dutch(found.beyond_acceptable, 3),
            "-" if math.isnan(excess) else _dutch(excess / 1000, 1),
            _dutch(nested.nesting_bits, 3),
            _dutch(nested.tables_bits, 3),
            _dutch(frag.variation_of_information_bits(moved), 3),
            _dutch(frag.share_that_stays(moved), 2),
            str(places.relations),
        ]


def _dutch(value: float, decimals: int) -> str:
    return f"{value:.{decimals}f}".replace(".", ",")


def test_worked_example() -> None:
    x, y = _Example(["S", "S", "T", "T"]), _Example(["S", "S", "S", "T"])
    shown = list(rows(section(page("methode.md"), "Rekenvoorbeeld")))[2:]
    assert [row[1] for row in shown] == x.shown(x)
    assert [row[2] for row in shown] == y.shown(x)


@pytest.mark.parametrize("name", PAGES)
def test_links_lead_somewhere(name: str) -> None:
    for target in _LINK.findall(_FENCE.sub("", page(name))):
        file, _, anchor = target.partition("#")
        assert not file or (DOCS / file).is_file(), target
        assert not anchor or anchor in anchors(page(file or name)), target


@pytest.mark.parametrize("name", PAGES)
def test_files_that_are_named_exist(name: str) -> None:
    for token in _INLINE.findall(_FENCE.sub("", page(name))):
        if token.startswith(tuple(f"{folder}/" for folder in FOLDERS)) or token.endswith(".toml"):
            assert (ROOT / token).exists(), f"docs/{name} names {token}"
        else:
            assert not re.fullmatch(r"[\w.-]+\.(py|csv|md|parquet|json)", token), (
                f"docs/{name}: give the path of {token}"
            )


@pytest.mark.parametrize("name", PAGES)
def test_names_in_code_exist(name: str) -> None:
    for token in _INLINE.findall(_FENCE.sub("", page(name))):
        if re.fullmatch(rf"(?:{'|'.join(PACKAGES)})(?:\.\w+)+", token):
            assert _resolves(token), f"docs/{name} names {token}"


def _resolves(dotted: str) -> bool:
    """Whether a dotted name is a module, or something in one."""
    parts = dotted.split(".")
    for length in range(len(parts), 0, -1):
        try:
            found: object = importlib.import_module(".".join(parts[:length]))
        except ModuleNotFoundError:
            continue
        for attribute in parts[length:]:
            if not hasattr(found, attribute) and attribute not in getattr(found, "__annotations__", {}):
                return False
            found = getattr(found, attribute, None)
        return True
    return False


@pytest.mark.parametrize("name", PAGES)
def test_no_machine_is_named(name: str) -> None:
    assert not re.search(r"/(?:work|tmp|home|root|usr)/|localhost|127\.0\.0\.1", page(name))


def test_licence_is_complete() -> None:
    text = (ROOT / "LICENSE").read_text(encoding="utf-8")
    assert text.startswith("European Union Public Licence\nV. 1.2\n")
    numbers = re.findall(r"^(\d+)\. [A-Z]", text, re.MULTILINE)
    assert numbers == [str(number) for number in range(1, 16)]
    assert "Appendix" in text
