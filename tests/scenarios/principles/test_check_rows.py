"""Each row of the check in each state it can have, on a country worked out by hand.

The worked example of docs/methode.md: a (100 residents of each age), b (200), c (300) and d (400) at
0, 10, 20 and 30 km; every kind has a site at a and at d; jeugdregio's JZ01 = {a, b}, JZ02 = {c, d};
today one swv po and one swv vo. *Y* moves c: JZ01 = {a, b, c}, JZ02 = {d}.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any, Final

import numpy as np
import pandas as pd
import pytest

from data.dataset import Dataset, fingerprint
from scenarios.changes import Assign
from scenarios.consolidation import Consolidate
from scenarios.indeling import Arrangement
from scenarios.norms import NormChange
from scenarios.principles.panel import check, kinds_of
from scenarios.principles.row import Outcome, Reading, Row
from scenarios.principles.standard import consolidated, standard
from scenarios.principles.words import aspects
from scenarios.settings import Settings
from scenarios.site_changes import CloseSite
from scenarios.site_effects import Way, effect
from scenarios.study import Study

Under = Callable[..., Study]
Made = Callable[..., str]

MET, NOT_MET, OPEN = Outcome.MET, Outcome.NOT_MET, Outcome.OPEN
C_TO_A: Final = Assign(swv="JZ01", gemeenten=("GM0003",))
NO_SO_AT_D: Final = CloseSite(vestigingen=("00AB00",), soorten=("so",))
WITHIN_15: Final = [
    NormChange("acceptabel", kind, "m", 15_000.0) for kind in ("bo", "sbo", "so", "vso", "pro", "vo")
]


def row(study: Study, code: str, name: str, base: str | None = None) -> Row:
    return check(study, name, base).row(code)


def value(found: Row, code: str, kind: str = "") -> float:
    return next(one.value for one in found.figures if (one.measure.code, one.kind) == (code, kind))


def apart(line: Study, po: tuple[str, ...], vo: tuple[str, ...]) -> str:
    """Make a pair of layers known: swv of a, b, c and d in each."""
    today = line.arrangement(line.base_id)
    layers = replace(today.po, swv=po, names={}), replace(today.vo, swv=vo, names={})
    return line.add(Arrangement("naast elkaar", "Naast elkaar", "Proef.", *layers))


# --- 1: one swv for all pupils ---------------------------------------------------------------------


def test_two_layers_are_not_one_swv_whatever_is_confirmed(line: Study, under: Under) -> None:
    name = apart(line, ("P", "P", "P", "P"), ("V", "V", "W", "W"))
    found = row(line, "een_swv", name)
    assert found.outcome is NOT_MET
    assert value(found, "congruentie") == 0.0
    assert value(found, "swv_niet_gedeeld") == 3.0
    assert found.gap is not None
    assert (found.gap.value, found.gap.unit) == (3.0, "swv's")
    confirmed = under(line, "samenvallen")
    confirmed.add(line.arrangement(name))
    assert row(confirmed, "een_swv", name).outcome is NOT_MET


def test_the_same_territory_twice_is_still_two_swvs(line: Study) -> None:
    name = apart(line, ("P", "P", "Q", "Q"), ("V", "V", "W", "W"))
    found = row(line, "een_swv", name)
    assert found.outcome is NOT_MET
    assert value(found, "congruentie") == 100.0
    assert value(found, "swv_niet_gedeeld") == 0.0
    assert found.gap is not None
    assert "2 paren (po, vo) met hetzelfde gebied kunnen samen" in found.gap.words


def test_one_layer_passes_once_the_reading_is_confirmed(line: Study, under: Under) -> None:
    found = row(line, "een_swv", "jeugdregio")
    assert found.outcome is OPEN
    assert [norm.name for norm in found.lacking] == ["samenvallen"]
    assert row(under(line, "samenvallen"), "een_swv", "jeugdregio").outcome is MET


def test_merging_and_new_borders_stand_apart(line: Study) -> None:
    (share, unshared, *_) = row(line, "een_swv", "jeugdregio").figures
    # today po and vo coincide everywhere, in one pair
    assert (share.base, share.merging, share.borders) == (100.0, 0.0, 0.0)
    assert (unshared.base, unshared.merging, unshared.borders) == (0.0, 0.0, 0.0)


def test_the_two_national_swvs_are_told_of(line: Study) -> None:
    found = row(line, "een_swv", "jeugdregio")
    assert "Berséba (po) en RefSVO (vo)" in found.all_notes[0]
    assert "reformatorisch" in [one.code for one in found.evidence]


# --- 1a: no longer journeys ------------------------------------------------------------------------


def test_regrouping_alone_settles_nothing(line: Study, under: Under) -> None:
    confirmed = under(line, "stijging", "aandeel_verder")
    found = row(confirmed, "reisafstand", "jeugdregio")
    assert found.outcome is OPEN
    assert "verplaatst geen school" in found.told
    assert all(one.change == 0 for one in found.figures)


@pytest.mark.parametrize(
    ("told", "outcome"),
    [
        ((), OPEN),
        (("stijging",), OPEN),
        (("aandeel_verder",), OPEN),
        (("stijging", "aandeel_verder"), NOT_MET),
        (("stijging", NormChange("aandeel_verder", "reisafstand", "%", 70.0)), MET),
        # c goes from 10 to 20 km, d from 0 to 30: only d (40%) by more than 15 km
        ((NormChange("stijging", "reisafstand", "m", 15_000.0), "aandeel_verder"), NOT_MET),
        (
            (
                NormChange("stijging", "reisafstand", "m", 15_000.0),
                NormChange("aandeel_verder", "reisafstand", "%", 40.0),
            ),
            MET,
        ),
    ],
)
def test_other_sites_are_decided_along_confirmed_norms(
    line: Study, under: Under, made: Made, told: tuple[Any, ...], outcome: Outcome
) -> None:
    study = under(line, *told)
    name = made(study, "jeugdregio", NO_SO_AT_D)
    found = row(study, "reisafstand", name)
    assert found.outcome is outcome
    assert {part.label for part in found.parts} == {"bo", "sbo", "so", "vso", "pro", "vo"}


def test_how_far_from_passing_and_at_other_limits(line: Study, under: Under, made: Made) -> None:
    study = under(line, "stijging", "aandeel_verder")
    name = made(study, "jeugdregio", NO_SO_AT_D)
    found = row(study, "reisafstand", name)
    assert found.gap is not None
    assert found.gap.value == pytest.approx(690.0)  # 70% - 1% of 1,000
    assert "69,0 %-punt boven 1%" in found.gap.words
    limits = next(one for one in found.evidence if one.code == "gevoeligheid")
    assert next(one[1:] for one in limits.rows if one[0] == "so") == pytest.approx((70.0, 70.0, 70.0, 70.0))
    places = next(one for one in found.evidence if one.code == "verder_so")
    assert {(one[0], one[1], one[2]) for one in places.rows} == {
        ("Plaats 03", 300.0, 10.0),
        ("Plaats 04", 400.0, 30.0),
    }
    (figure,) = (one for one in found.figures if one.kind == "so")
    assert (figure.merging, figure.borders, figure.sites) == pytest.approx((0.0, 0.0, 70.0))


def test_the_standard_consolidation_stands_beside_it_and_decides_nothing(line: Study, under: Under) -> None:
    panel = check(under(line, "stijging", "aandeel_verder"), "jeugdregio")
    beside = panel.beside(standard(panel.of, kinds_of(panel.of, ["so"])))
    assert beside.row("reisafstand").outcome is panel.row("reisafstand").outcome is OPEN
    (figure,) = (
        one for one in beside.row("reisafstand").figures if one.measure.code == "verder_consolidatie"
    )
    # today all is one swv: its largest site (of equals the first, a) stays and c and d go further; so it
    # would where po and vo merely merge; each jeugdregio has one site, which stays
    assert (figure.value, figure.base, figure.merging, figure.borders) == pytest.approx((0, 70, 0, -70))
    (told,) = beside.row("reisafstand").examples
    assert told.gap is None  # nobody goes further here
    assert "gaan 0 van de 2 vestigingen dicht" in told.told
    assert "1 dicht, 70,0% verder" in told.told
    example = next(one for one in beside.row("reisafstand").evidence if one.code == "consolidatie")
    assert ("swv's naar jeugdregio", "so", 0.0, 2.0, 0.0, 0.0, 0.0, 0.0) in example.rows


def test_the_standard_consolidation_is_the_rule_of_that_name(line: Study, made: Made) -> None:
    kind = next(one for one in line.country.kinds if one.code == "so")
    name = made(line, line.base_id, Consolidate(regel="per_swv", soorten=("so",), waarde=1))
    expected = effect(line, line.base_id, name, kind, Way.FREE)
    found = consolidated(line, line.base_id, kind)
    assert np.array_equal(found.rise.effect.after_m, expected.after_m)
    assert (found.sites, found.closed) == (2, 1)


# --- 1b: the organisations -------------------------------------------------------------------------


def test_what_it_does_to_organisations_is_told_and_never_decided(line: Study, under: Under) -> None:
    found = row(under(line, "minimumomvang"), "organisaties", "jeugdregio")
    assert found.outcome is OPEN
    assert found.gap is None
    assert value(found, "swv_houdt_op") == 2.0
    made_of = next(one for one in found.evidence if one.code == "samen")
    assert {(one[0].partition(" ")[0], one[1], one[2]) for one in made_of.rows} == {
        ("JZ01", 600.0, 2.0),
        ("JZ02", 1400.0, 2.0),
    }


def test_what_a_user_knows_of_organisations_is_put_beside_it(line: Study) -> None:
    given = row(line, "jeugdregio", "jeugdregio").evidence[:1]
    panel = check(line, "jeugdregio", given=given)
    assert panel.row("organisaties").evidence[-1:] == given


# --- 2: dekkend netwerk ----------------------------------------------------------------------------


def test_coverage_passes_where_all_have_an_own_facility_within_confirmed_norms(
    line: Study, under: Under, made: Made
) -> None:
    assert row(line, "netwerk", "jeugdregio").outcome is OPEN
    assert row(under(line, *WITHIN_15), "netwerk", "jeugdregio").outcome is OPEN
    study = under(line, "dekkend", *WITHIN_15)
    assert row(study, "netwerk", "jeugdregio").outcome is MET
    found = row(study, "netwerk", made(study, "jeugdregio", C_TO_A))
    assert found.outcome is NOT_MET
    # c has its own site at 20 km, and one of a neighbour at 10
    part = next(one for one in found.parts if one.label == "so")
    assert part.gap is not None
    assert part.gap.value == pytest.approx(300.0)
    assert "voor 300 ligt er binnen die norm een bij een buur" in part.gap.words
    places = next(one for one in found.evidence if one.code == "dekking_gemeente_so")
    assert places.rows == (("Plaats 03", 300.0, 0.0, 300.0, 0.0, 0.0),)


def test_how_many_have_to_be_covered_is_a_norm_too(line: Study, under: Under, made: Made) -> None:
    study = under(line, NormChange("dekkend", "netwerk", "%", 70.0), *WITHIN_15)
    assert row(study, "netwerk", made(study, "jeugdregio", C_TO_A)).outcome is MET
    # a value that is not confirmed does not loosen the letter's own words
    loose = study.norms.changed([NormChange("dekkend", "netwerk", "%", 70.0, confirmed=False)])
    unsure = study.under(loose)
    assert row(unsure, "netwerk", made(unsure, "jeugdregio", C_TO_A)).outcome is NOT_MET


def test_one_kind_without_a_confirmed_norm_leaves_it_open(line: Study, under: Under) -> None:
    found = row(under(line, "dekkend", *WITHIN_15[1:]), "netwerk", "jeugdregio")
    assert found.outcome is OPEN
    assert [(norm.name, norm.subject) for norm in found.lacking] == [("acceptabel", "bo")]
    assert {part.label: part.outcome for part in found.parts} == {
        "bo": OPEN,
        **dict.fromkeys(("sbo", "so", "vso", "pro", "vo"), MET),
    }


# --- 3: within one jeugdregio ----------------------------------------------------------------------


def test_a_departure_shows_whom_it_is_about_and_what_passing_asks(line: Study, made: Made) -> None:
    found = row(line, "jeugdregio", made(line, "jeugdregio", C_TO_A))
    assert found.outcome is NOT_MET
    assert value(found, "swv_afwijkend") == 1.0
    assert value(found, "leerlingen_afwijkend") == 600.0
    assert found.gap is not None
    assert (found.gap.value, found.gap.unit) == (1.0, "gemeenten")
    swvs, places = found.evidence
    assert swvs.rows[0][2:5] == (600.0, 50.0, 1.0)
    assert places.rows[0][0] == "Plaats 03"
    assert places.rows[0][4] == 600.0


def test_within_one_jeugdregio_passes_once_confirmed(line: Study, under: Under, made: Made) -> None:
    assert row(line, "jeugdregio", "jeugdregio").outcome is OPEN
    study = under(line, "afwijkend")
    assert row(study, "jeugdregio", "jeugdregio").outcome is MET
    assert row(study, "jeugdregio", made(study, "jeugdregio", C_TO_A)).outcome is NOT_MET
    one = under(line, NormChange("afwijkend", "jeugdregio", "swv's", 1.0))
    assert row(one, "jeugdregio", made(one, "jeugdregio", C_TO_A)).outcome is MET


# --- 4: less fragmentation, more alike -------------------------------------------------------------


def test_less_fragmented_is_against_the_base_and_along_a_norm(line: Study, under: Under) -> None:
    assert row(line, "versnippering", "jeugdregio").outcome is OPEN
    study = under(line, "afname")
    found = row(study, "versnippering", "jeugdregio")
    # 8 relations become 4, no gemeente is split, one swv per jeugdregio is the least there can be
    assert found.outcome is MET
    assert value(found, "relaties_gemeente") == 4.0
    assert found.figures[0].merging == -4.0
    assert found.figures[0].borders == 0.0
    back = row(study, "versnippering", study.base_id, "jeugdregio")
    assert back.outcome is NOT_MET
    assert back.gap is not None
    assert "overlegrelaties swv-gemeente nog 5 lager" in back.gap.words  # from 8 to 99% of 4


def test_against_itself_there_is_nothing_to_compare(line: Study, under: Under) -> None:
    panel = check(under(line, "afname"), line.base_id)
    assert panel.row("versnippering").outcome is panel.row("uniformiteit").outcome is OPEN


def test_whether_swvs_work_alike_is_never_decided(line: Study, under: Under) -> None:
    # today 1,000 and 1,000; JZ01 600 and JZ02 1,400: a figure is shown, and decides nothing
    found = row(under(line, "afname"), "uniformiteit", "jeugdregio")
    assert (found.outcome, found.reading) == (OPEN, Reading.SILENT)
    assert value(found, "omvang_verhouding") == pytest.approx(1_400 / 600)
    assert (found.norms, found.gap) == ((), None)
    assert found.why == (
        "grootste swv gedeeld door kleinste: +1,3 (samenvoegen po/vo 0,0, nieuwe grenzen +1,3)",
    )


def test_differences_in_support_are_never_decided(line: Study, under: Under) -> None:
    study = under(line, *WITHIN_15, "dekkend")
    found = row(study, "ondersteuning", "jeugdregio")
    assert found.outcome is OPEN
    assert value(found, "dekking_spreiding", "so") == 0.0
    assert found.gap is None


# --- our own addition ------------------------------------------------------------------------------


def with_regions(dataset: Dataset, settings: Settings, *, rmc: str) -> Study:
    """Open the line with RMC-regio's: like the jeugdregio's (nested), or across them."""
    gemeenten = dataset["gemeenten"].copy()
    across = ["R1", "R2", "R2", "R2"]
    gemeenten["rmc"] = gemeenten["jeugdregio"] if rmc == "nested" else across
    tables: dict[str, pd.DataFrame] = {**dataset.tables, "gemeenten": gemeenten}
    manifest = replace(dataset.manifest, fingerprint=fingerprint(tables))
    return Study.of(Dataset(tables, manifest), settings)


def test_other_regions_are_an_addition_of_ours(line: Study, line_of_four: Dataset, under: Under) -> None:
    assert aspects()["samenhang"].standing.value == "eigen toevoeging, staat niet in de brief"
    unknown = row(under(line, "samenhang"), "samenhang", "jeugdregio")
    assert unknown.outcome is OPEN
    assert "noemt bij geen enkele gemeente een RMC-regio" in unknown.told
    settings = line.country.settings
    nested = with_regions(line_of_four, settings, rmc="nested")
    assert row(nested, "samenhang", "jeugdregio").outcome is OPEN
    assert row(under(nested, "samenhang"), "samenhang", "jeugdregio").outcome is MET
    across = under(with_regions(line_of_four, settings, rmc="across"), "samenhang")
    found = row(across, "samenhang", "jeugdregio")
    assert found.outcome is NOT_MET
    assert found.gap is not None
    assert found.gap.value == 1.0
    (rmc, *_) = found.parts
    assert "1 swv in meer dan één" in rmc.told


# --- where figures stand, which is no verdict -------------------------------------------------------


def test_an_open_row_tells_where_its_figures_stand(line: Study, made: Made) -> None:
    moved = made(line, "jeugdregio", C_TO_A)
    panels = {name: check(line, name) for name in ("jeugdregio", moved, line.base_id)}
    stands = {name: {one.code: one.reading for one in panel.rows} for name, panel in panels.items()}
    nested = stands["jeugdregio"]
    assert nested["jeugdregio"] is nested["een_swv"] is nested["versnippering"] is Reading.WITHIN
    assert nested["organisaties"] is nested["ondersteuning"] is nested["uniformiteit"] is Reading.SILENT
    assert nested["reisafstand"] is Reading.SILENT
    assert nested["netwerk"] is Reading.BEYOND  # b and c live 10 km from a site, bo is acceptable at 6
    assert nested["samenhang"] is Reading.MISSING  # no RMC-regio is known
    assert stands[moved]["jeugdregio"] is None  # decided: the letter's own words are not met
    assert stands[line.base_id]["versnippering"] is Reading.SILENT  # nothing to compare with
    panel = panels["jeugdregio"]
    assert sum(panel.readings().values()) == panel.count(OPEN) == len(panel.rows)
    assert not panel.count(MET)


# --- all of them -----------------------------------------------------------------------------------


def test_rows_come_in_the_order_of_the_letter(line: Study) -> None:
    assert [one.code for one in check(line, "jeugdregio").rows] == list(aspects())


def test_every_row_says_why_and_names_its_sources(line: Study) -> None:
    for one in check(line, "jeugdregio").rows:
        assert one.told.endswith(".")
        assert one.figures, one.code
        assert all(figure.source and figure.certainty for figure in one.figures)


def test_an_unknown_row_is_refused(line: Study) -> None:
    with pytest.raises(KeyError):
        check(line, "jeugdregio").row("iets")
