"""The log: complete, each place in one sentence, and sentences that people can read."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Sequence

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from data.dataset import BUNDLED, Dataset, read_dataset
from scenarios.assumptions import Assumptions
from scenarios.consequences.log import Entry, Sort, log, of_gemeente
from scenarios.consequences.log_file import EXAMPLE, log_rows, log_text
from scenarios.consequences.log_words import runs
from scenarios.consequences.site_diff import site_diff, sites_of
from scenarios.consolidation import Consolidate
from scenarios.draft import Draft
from scenarios.indeling import Arrangement, Indeling, LayerType
from scenarios.norms import NormChange, standard_norms
from scenarios.scenario import Assign, Merge, Rename
from scenarios.site_changes import CloseSite
from scenarios.study import Study


def _layer(study: Study, swv: Sequence[str], layer_type: LayerType, prefix: str = "") -> Indeling:
    codes = tuple(f"{prefix}{code}" for code in swv)
    names = {code: f"{code} · Plaats {code}" for code in codes}
    return Indeling(layer_type, study.country.units, codes, names, "2015", "Proef.")


def _arrangement(study: Study, po: str, vo: str) -> Arrangement:
    """One layer where both are alike, else two."""
    if po == vo:
        return Arrangement.merged(f"log-een-{po}", po, _layer(study, po, LayerType.SWV_FUNDEREND))
    layers = _layer(study, po, LayerType.SWV_PO, "P"), _layer(study, vo, LayerType.SWV_VO, "V")
    return Arrangement(f"log-twee-{po}-{vo}", f"{po} en {vo}", "Proef.", *layers)


def _told(study: Study, before: tuple[str, str], after: tuple[str, str]) -> list[str]:
    base, name = (study.known(_arrangement(study, *one)) for one in (before, after))
    return [one.text for one in log(study, name, base)]


@pytest.fixture(scope="module")
def line(line_of_four: Dataset) -> Study:
    """Units a to d with 100, 200, 300 and 400 residents of either age, each a gemeente."""
    return Study.of(line_of_four)


@pytest.fixture(scope="module")
def land() -> Study:
    return Study.of(read_dataset(BUNDLED))


def test_another_swv_gets_a_gemeente(line: Study) -> None:
    """The worked example: c goes from Y to P, which X goes on as; d is what is left of Y."""
    assert _told(line, ("XXYY", "XXYY"), ("PPPQ", "PPPQ")) == [
        (
            "X (Plaats X) gaat door als P (Plaats P) en krijgt andere grenzen; erbij komt een deel van Y "
            "(Plaats Y) (1.200 inwoners van 4-17 jaar in totaal)."
        ),
        (
            "De gemeente Plaats 03 gaat van Y (Plaats Y) naar P (Plaats P) (600 van de 1.200 inwoners van"
            " 4-17 jaar van P)."
        ),
        (
            "De gemeenten Plaats 02 en Plaats 01 gaan met X (Plaats X) mee naar P (Plaats P) (600 van de "
            "1.200 inwoners van 4-17 jaar van P)."
        ),
        (
            "Y (Plaats Y) gaat door als Q (Plaats Q) en krijgt andere grenzen; een deel gaat naar P "
            "(Plaats P) (800 inwoners van 4-17 jaar in totaal)."
        ),
        (
            "De gemeente Plaats 04 gaat met Y (Plaats Y) mee naar Q (Plaats Q) (alle 800 inwoners van "
            "4-17 jaar van Q)."
        ),
    ]


def test_po_and_vo_join(line: Study) -> None:
    """Po {a,b},{c},{d} and vo {a},{b,c},{d} become {a,b},{c,d}: b's vo goes elsewhere."""
    assert _told(line, ("AABC", "DEEF"), ("PPQQ", "PPQQ"))[:4] == [
        (
            "PA (Plaats PA) en VD (Plaats VD) gaan samen in P (Plaats P), met een deel van VE (Plaats VE)"
            " (600 inwoners van 4-17 jaar in totaal)."
        ),
        (
            "De gemeente Plaats 02 gaat voor po met PA (Plaats PA) mee naar P (Plaats P), en komt daar "
            "voor vo van VE (Plaats VE); de hoofdmoot daarvan gaat naar Q (400 van de 600 inwoners van "
            "4-17 jaar van P)."
        ),
        (
            "De gemeente Plaats 01 gaat met PA (Plaats PA) en VD (Plaats VD) mee naar P (Plaats P) (200 "
            "van de 600 inwoners van 4-17 jaar van P)."
        ),
        (
            "PB (Plaats PB), PC (Plaats PC), VF (Plaats VF) en het grootste deel van VE (Plaats VE) gaan "
            "samen in Q (Plaats Q) (1.400 inwoners van 4-17 jaar in totaal)."
        ),
    ]


def test_a_change_of_one_layer_is_told_of_that_layer(line: Study) -> None:
    """Most of swv A goes to B; what is left keeps its code."""
    assert _told(line, ("AABB", "CCCC"), ("ABBB", "CCCC")) == [
        (
            "PA (Plaats PA) krijgt andere grenzen; het grootste deel gaat naar PB (Plaats PB) (100 "
            "inwoners van 4-11 jaar in totaal)."
        ),
        (
            "De gemeente Plaats 01 blijft voor po in PA (Plaats PA), waarvan de hoofdmoot naar PB gaat "
            "(alle 100 inwoners van 4-11 jaar van PA)."
        ),
        (
            "PB (Plaats PB) krijgt andere grenzen; erbij komt het grootste deel van PA (Plaats PA) (900 "
            "inwoners van 4-11 jaar in totaal)."
        ),
        (
            "De gemeente Plaats 02 gaat voor po met PA (Plaats PA) mee naar PB (Plaats PB) (200 van de "
            "900 inwoners van 4-11 jaar van PB)."
        ),
        (
            "De gemeenten Plaats 04 en Plaats 03 blijven voor po in PB (Plaats PB), dat andere grenzen "
            "krijgt (700 van de 900 inwoners van 4-11 jaar van PB)."
        ),
    ]


def test_po_and_vo_come_apart(line: Study) -> None:
    assert _told(line, ("AAAA", "AAAA"), ("AABB", "CCCC")) == [
        (
            "PA (Plaats PA) is nieuw en bestaat uit een deel van A (Plaats A) (300 inwoners van 4-11 jaar"
            " in totaal)."
        ),
        (
            "De gemeenten Plaats 02 en Plaats 01 gaan voor po van A (Plaats A) naar PA (Plaats PA) en "
            "voor vo met A (Plaats A) mee naar VC (Plaats VC) (600 inwoners van 4-17 jaar)."
        ),
        (
            "PB (Plaats PB) komt voor po in de plaats van het grootste deel van A (Plaats A) (700 "
            "inwoners van 4-11 jaar in totaal)."
        ),
        (
            "De gemeenten Plaats 04 en Plaats 03 gaan voor po met A (Plaats A) mee naar PB (Plaats PB) en"
            " voor vo met A (Plaats A) mee naar VC (Plaats VC) (1.400 inwoners van 4-17 jaar)."
        ),
        (
            "VC (Plaats VC) komt voor vo in de plaats van A (Plaats A) (1.000 inwoners van 12-17 jaar in "
            "totaal)."
        ),
    ]


_SWV = st.text("ABC", min_size=4, max_size=4)


def _members(study: Study, arrangement: Arrangement) -> list[tuple[frozenset[tuple[str, int]], ...]]:
    """Who shares a swv with each point, for po and for vo: ``(age, point)`` of all with residents."""
    layers = {age: arrangement.layer(age).of_points() for age in ("po", "vo")}
    name = {age: "" if arrangement.is_merged else age for age in layers}
    members: dict[tuple[str, str], set[tuple[str, int]]] = {}
    for age, codes in layers.items():
        for point, code in enumerate(codes):
            members.setdefault((name[age], code), set())
            if study.country.pupils(age)[point] > 0:
                members[name[age], code].add((age, point))
    fixed = {key: frozenset(some) for key, some in members.items()}
    points = range(len(study.country.points))
    return [tuple(fixed[name[age], codes[point]] for age, codes in layers.items()) for point in points]


def _changed(study: Study, before: Arrangement, after: Arrangement) -> set[int]:
    one, other = _members(study, before), _members(study, after)
    return {point for point in range(len(one)) if one[point] != other[point]}


def _points(entries: Sequence[Entry]) -> Counter[int]:
    return Counter(point for one in entries for point in one.points)


@given(_SWV, _SWV, _SWV, _SWV)
def test_every_place_whose_swv_gets_other_members_stands_in_one_sentence(
    line: Study, po: str, vo: str, new_po: str, new_vo: str
) -> None:
    before, after = _arrangement(line, po, vo), _arrangement(line, new_po, new_vo)
    base, name = line.known(before), line.known(after)
    entries = log(line, name, base)
    found = _points(entries)
    assert set(found.values()) <= {1}
    assert set(found) == _changed(line, before, after)
    for one in entries:
        for code in one.gemeenten if one.points else ():
            assert line.country.gemeente_names[code] in one.text
        assert one.text.endswith(".")
        assert not re.search(r"None|\bnan\b|  ", one.text)


@given(_SWV, _SWV)
def test_without_a_change_there_is_nothing_to_tell_but_names(line: Study, po: str, vo: str) -> None:
    assert _told(line, (po, vo), (po, vo)) == []
    other = str.maketrans("ABC", "ZYX")
    base, name = (
        line.known(_arrangement(line, *pair))
        for pair in ((po, vo), (po.translate(other), vo.translate(other)))
    )
    assert {one.sort for one in log(line, name, base)} == {Sort.NAME}


@pytest.mark.parametrize(
    ("name", "base"),
    [("jeugdregio", ""), ("po-binnen-jeugdregio", ""), ("provincie", "jeugdregio"), ("", "jeugdregio")],
)
def test_on_the_bundled_set_the_log_is_complete(land: Study, name: str, base: str) -> None:
    ids = name or land.base_id, base or land.base_id
    entries = log(land, *ids)
    found = _points(entries)
    assert set(found.values()) == {1}
    populated = np.flatnonzero(land.country.pupils("po") + land.country.pupils("vo") > 0)
    changed = _changed(land, *(land.arrangement(one) for one in reversed(ids)))
    assert {point for point in found if point in set(populated)} == changed & set(populated)
    pc4 = land.country.points["pc4"].to_numpy()
    for one in entries:
        assert one.text.endswith(".")
        for code in one.gemeenten if one.points else ():
            assert land.country.gemeente_names[code] in one.text
        if one.sort in {Sort.PART, Sort.SLIVER}:
            assert _spelled_out(one.text, sorted(pc4)) == sorted(pc4[list(one.points)])
    order = [one.sort for one in entries if one.sort is Sort.SLIVER or one.points]
    assert order == sorted(order, key=lambda sort: sort is Sort.SLIVER)  # slivers stand apart, behind


def _spelled_out(text: str, known: Sequence[str]) -> list[str]:
    """Postcodes that a sentence names, runs written out."""
    found: list[str] = []
    for first, last in re.findall(r"\b(\d{4})(?: t/m (\d{4}))?\b", text):
        found += [code for code in known if first <= code <= (last or first)]
    return sorted(found)


def test_of_one_gemeente_there_is_what_concerns_it(land: Study) -> None:
    entries = log(land, "jeugdregio", land.base_id)
    hoorn = of_gemeente(entries, "GM0405")
    assert [one.sort for one in hoorn] == [Sort.SWV, Sort.GEMEENTE]
    assert hoorn[0].text.startswith("PO 27.02 (Hoorn e.o.) en VO 27.02 (Hoorn e.o.) gaan samen in JZ05")
    assert set(of_gemeente(entries, "GM9999")) == set()


def test_slivers_and_parts_are_told_with_their_postcodes(small_country: Callable[..., Dataset]) -> None:
    """Gemeente 2 lies in A but for a sliver in B; gemeente 3 lies half in A, half in B. All becomes one."""
    rows = [
        ("1001", 0.0, "GM0001", "JZ01", "PO0001", "VO0001", 100.0, 100.0),
        ("1002", 2.0, "GM0002", "JZ01", "PO0001", "VO0001", 97.0, 97.0),
        ("1003", 4.0, "GM0002", "JZ01", "PO0002", "VO0001", 3.0, 3.0),
        ("1004", 6.0, "GM0003", "JZ01", "PO0001", "VO0001", 50.0, 50.0),
        ("1005", 8.0, "GM0003", "JZ01", "PO0002", "VO0001", 50.0, 50.0),
        ("1006", 9.0, "GM0004", "JZ01", "", "", 0.0, 0.0),
    ]
    study = Study.of(small_country(rows, [("00AA00", "1001", ("so",))]))
    entries = log(study, "samengevoegd", study.base_id)
    assert [one.sort for one in entries] == [Sort.SWV, Sort.GEMEENTE, Sort.PART, Sort.PART, Sort.SLIVER]
    assert "De gemeenten Plaats 01 en Plaats 02 (op een rest na) gaan met" in entries[1].text
    assert entries[2].text.startswith("Een deel van Plaats 03 (1004) gaat met PO 00.01")
    assert entries[3].text.startswith("Een deel van Plaats 03 (1005) gaat met PO 00.02")
    assert entries[4].text.startswith("Een rest van Plaats 02 (1003) gaat met PO 00.02")
    assert entries[4].text.endswith("; grenswijziging?).")


def test_a_swv_that_only_gets_another_name(line: Study) -> None:
    draft = Draft(line.base_id).do(Rename(swv="PO2001", naam="Noord", laag="po"))
    entries = log(line, draft.known_to(line), line.base_id)
    assert [(one.sort, one.text) for one in entries] == [
        (Sort.NAME, "PO 20.01 (Plaats 04 e.o.) heet voortaan Noord; het gebied blijft gelijk.")
    ]


def test_sites_norms_and_assumptions_are_told(small_country: Callable[..., Dataset]) -> None:
    rows = [
        (f"100{n}", 3.0 * n, f"GM000{n}", "JZ01", "PO2001", "VO2001", 100.0 * n, 100.0) for n in range(1, 7)
    ]
    sites = [(f"00A{letter}00", f"100{n}", ("sbo",)) for n, letter in enumerate("ABCDEF", start=1)]
    study = Study.of(small_country(rows, [*sites, ("00BB00", "1001", ("so",))]))
    study = study.under(standard_norms().changed([NormChange("acceptabel", "so", "m", 15_000.0)], ["so"], ""))
    closed = tuple(code for code, _, _ in sites[:4])
    draft = (
        Draft(study.base_id)
        .do(CloseSite(vestigingen=closed))
        .do(Consolidate(regel="per_swv", soorten=("sbo",), waarde=1))
    )
    given = Assumptions(growth_per_year=-0.01, year=2035)
    entries = log(study, draft.known_to(study), study.base_id, given)
    told = {sort: [one.text for one in entries if one.sort is sort] for sort in Sort}
    assert told[Sort.SITE][0] == (
        "Gesloten: School 00AA00 (00AA00), School 00AB00 (00AB00), School 00AC00 (00AC00) en nog 1."
    )
    assert told[Sort.SITE][1].startswith("Consolidatie sbo: 1 per swv, de grootste; 1 vestiging dicht")
    # the fourth is only counted above, and the rule names none
    assert told[Sort.SITE][2] == "In Plaats 04 sluit School 00AD00 (00AD00; sbo)."
    assert len(told[Sort.SITE]) == 4
    first = next(one for one in entries if one.sort is Sort.SITE)
    assert first.gemeenten == ("GM0001", "GM0002", "GM0003")
    assert told[Sort.NORM] == ["De norm acceptabel voor so is hier 15 km (standaard 20 km; niet bevestigd)."]
    assert told[Sort.ASSUMPTION] == ["Groei −1% per jaar tot 2035 (eigen aanname)."]
    back = log(study, study.base_id, draft.known_to(study))
    opened = [one.text for one in back if one.sort is Sort.SITE]
    assert opened[0] == "In Plaats 01 opent School 00AA00 (00AA00; sbo)."
    assert len(opened) == 5


def test_a_group_of_sites_counts_for_all_that_are_in_it(land: Study) -> None:
    """Where the data have groups, a row is more than one site: 1013-vo is two of them."""
    rows = land.country.dataset["aanbod"].set_index("vestigingscode")["aantal"]
    here = [code for code in rows.index if code.startswith("10") and code.endswith("-bo")][:6]
    for closed in (["1013-vo"], here):
        draft = Draft(land.base_id).do(CloseSite(vestigingen=tuple(closed)))
        name = draft.known_to(land)
        found, total = site_diff(land, name, land.base_id).closed, int(rows[closed].sum())
        assert sites_of(found) == total > len(closed)
        texts = [one.text for one in log(land, name, land.base_id) if one.sort is Sort.SITE]
        assert texts[0].startswith("Gesloten: ")
        if len(closed) > 3:
            assert f" en nog {int(rows[sorted(closed)[3:]].sum())}." in texts[0]
    merged = Draft(land.base_id).do(Consolidate(regel="per_swv", soorten=("vso",), waarde=1))
    told = [one.text for one in log(land, merged.known_to(land), land.base_id) if one.sort is Sort.SITE]
    one = next(text for text in told if ": " in text and text.startswith("In ") and "nog" not in text)
    told_count = int(re.findall(r"sluiten (\d+) vestigingen: ", one)[0])
    assert told_count == sum(map(int, re.findall(r"(\d+) vestiging(?:en)? vso in", one)))
    alone = next(text for text in told if re.match(r"In \D+ sluiten [2-9] vestigingen vso in", text))
    assert alone.count("vestigingen") == 1


def test_a_draft_on_a_merged_indeling(land: Study) -> None:
    moved = Draft("jeugdregio").do(Assign(swv="JZ22", gemeenten=("Woerden",)))
    told = [one.text for one in log(land, moved.known_to(land), "jeugdregio")]
    assert any(
        one.startswith("De gemeente Woerden gaat van JZ19 (Utrecht West) naar JZ22 (Utrecht Stad)")
        for one in told
    )
    merged = Draft("jeugdregio").do(Merge(van="JZ42", naar="JZ43"))
    told = [one.text for one in log(land, merged.known_to(land), "jeugdregio")]
    assert told[0].startswith("JZ43 (Midden-Limburg West) krijgt andere grenzen; erbij komt JZ42")
    assert len(told) == 3


def test_as_text_and_as_rows(land: Study) -> None:
    entries = log(land, "jeugdregio", land.base_id)
    text = log_text(land, "jeugdregio", land.base_id, entries)
    assert text.startswith("Logboek: van regeling 2015 naar swv's naar jeugdregio\n")
    assert EXAMPLE in text
    assert text.count("\n- ") == len(entries)
    rows = log_rows(land, "jeugdregio", land.base_id, entries)
    assert rows["zin"].tolist() == [one.text for one in entries]
    assert rows["bron"].str.contains("inwoners 2024").all()
    nothing = log_text(land, land.base_id, land.base_id, ())
    assert "Er verandert niets." in nothing
    assert log_rows(land, land.base_id, land.base_id, ()).empty


def test_runs_of_postcodes() -> None:
    assert runs(["1001"], ["1001", "1002"]) == "1001"
    assert runs(["1001", "1003"], ["1001", "1003"]) == "1001, 1003"
    assert runs(["1001", "1003", "1004"], ["1001", "1003", "1004", "1009"]) == "1001 t/m 1004"
