"""The card of an area: every figure there is, in Dutch, and what is not known said in words."""

from __future__ import annotations

import re
from dataclasses import replace
from html import escape, unescape
from html.parser import HTMLParser

import pytest

from scenarios.measures import measure
from scenarios.profile import AreaKind, Figure, Overlap, Profile, area_kinds, area_names, profile
from scenarios.settings import Settings
from scenarios.study import Study
from ui.card import card, country_card

ODD = "<b>'Ons & \"Jouw\"'</b>"
_VOID = {"br", "i", "img", "meta", "input"}


class Balanced(HTMLParser):
    """Counts what is opened and closed, and collects the text."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.texts: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        assert not [name for name, _ in attrs if name.startswith("on")]
        if tag not in _VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.texts.append(data)


def text_of(html: str) -> str:
    parser = Balanced()
    parser.feed(html)
    parser.close()
    assert not parser.open
    return " ".join(parser.texts)


def far(cell: str) -> tuple[str, str]:
    """Take a cell apart: kilometres, and the minutes below them."""
    above, _, below = cell.partition('<span class="dim">')
    return unescape(above), unescape(below.removesuffix("</span>"))


def utrecht(study: Study) -> Profile:
    return profile(study, "jeugdregio", AreaKind.GEMEENTE, "GM0344")


def shown_as(study: Study, shown: Profile) -> str:
    return card(shown, study.country.model, "x")


@pytest.fixture(scope="module")
def straight(nederland: Study) -> Study:
    """The bundled country over straight lines, which have no times."""
    return Study.of(nederland.country.dataset, Settings("hemelsbreed"))


def test_a_straight_line_is_called_an_estimate_and_has_no_minutes(straight: Study) -> None:
    for html in (
        shown_as(straight, utrecht(straight)),
        country_card(straight, "jeugdregio", "straks"),
    ):
        told = text_of(html)
        assert "Afstanden zijn geschat (hemelsbreed × 1,3)" in told
        assert "veren en bruggen tellen niet mee" in told
        assert " min" not in "".join(re.findall(r"<td.*?</td>", html))
        assert "reistijd van de snelste weg" not in told
        assert "gemodelleerd" not in told


@pytest.mark.parametrize("name", ["jeugdregio", "po-leidend", "po-binnen-jeugdregio", "regeling-2015"])
def test_every_sort_of_area_has_a_card_with_all_its_figures(each_study: Study, name: str) -> None:
    for kind in area_kinds(each_study, name):
        codes = list(area_names(each_study, name, kind))
        shown = profile(each_study, name, kind, codes[len(codes) // 2])
        html = card(shown, each_study.country.model, "proefscenario")
        told = text_of(html)
        assert shown.name in told
        assert all(figure.text in told for figure in shown.residents.values())
        assert all(figure.text in told for figure in shown.relations.values())
        rows = re.findall(r'<tr><th scope="row"[^>]*>(\w+)</th>(.*?)</tr>', html)
        assert [code for code, _ in rows] == [one.kind.code for one in shown.kinds]
        for (_, cells), one in zip(rows, shown.kinds, strict=True):
            numbers = [far(cell) for cell in re.findall(r"<td[^>]*>(.*?)</td>", cells)]
            assert len(numbers) == 5
            for at, code, minutes in (
                (0, "vestigingen", ""),
                (2, "afstand_gemiddeld", "reistijd_gemiddeld"),
                (3, "vrij_gemiddeld", "vrije_reistijd_gemiddeld"),
                (4, "zonder_eigen", ""),
            ):
                below = f"{one.figures[minutes].text} min" if minutes else ""
                assert numbers[at] == (one.figures[code].text, below)
        assert "Eigen swv: proefscenario." in told
        assert "Afstanden zijn gemodelleerd (modelnet, auto, peildatum" in told
        assert "Onder de kilometers: de gemiddelde reistijd" in told
        assert "Bronnen: " in told
        assert not re.search(r"\bnan\b|\binf\b|None", told)


def test_numbers_are_dutch(each_study: Study) -> None:
    told = text_of(shown_as(each_study, utrecht(each_study)))
    assert re.search(r"\d\d\.\d00 van 4-11 en \d\d\.\d00 van 12-17 jaar \(geschat\)", told)
    assert re.search(r"\b\d,\d\b", told)
    assert not re.search(r"(?<![\d.])\d\.\d(?!\d)", told.partition("Bronnen")[0])


def test_boards_that_are_not_known_are_told_in_words(nederland: Study, study: Study) -> None:
    assert "schoolbesturen: niet te bepalen in deze gegevensset" in text_of(
        shown_as(nederland, utrecht(nederland))
    )
    told = text_of(shown_as(study, utrecht(study)))
    assert re.search(r"\d+ schoolbesturen met vestigingen po of \(v\)so \(gemeten\)", told)


def test_one_relation_is_singular_and_more_are_plural(nederland: Study) -> None:
    told = text_of(shown_as(nederland, utrecht(nederland)))
    assert "ligt in 1 swv van het scenario" in told
    city, country = (
        text_of(shown_as(nederland, profile(nederland, "jeugdregio", AreaKind.SWV, code)))
        for code in ("JZ22", "JZ01")
    )
    assert "werkt in 1 gemeente en 1 jeugdregio " in city
    assert re.search(r"werkt in \d+ gemeenten en ", country)


def overlap(number: int, *, sliver: bool = False) -> Overlap:
    return Overlap(AreaKind.SWV_PO, f"PO{number}", f"Gebied {number}", 1234.0, 40.4, 59.6, sliver)


def with_overlaps(study: Study, *found: Overlap) -> Profile:
    return replace(utrecht(study), overlaps={AreaKind.SWV_PO: found})


def test_many_overlaps_are_folded_but_none_is_lost(nederland: Study) -> None:
    html = shown_as(nederland, with_overlaps(nederland, *(overlap(number) for number in range(1, 10))))
    told = text_of(html)
    assert "9 swv's po: Gebied 1, Gebied 2, …" in told
    assert "nog 3" in told
    assert all(f"Gebied {number}: 1.200 inwoners, 40% van dit gebied" in told for number in range(1, 10))
    inner = html.partition("<summary>nog 3</summary>")[2]
    assert "Gebied 7:" in inner
    assert "Gebied 6:" not in inner


def test_few_overlaps_need_no_second_fold(nederland: Study) -> None:
    html = shown_as(nederland, with_overlaps(nederland, overlap(1), overlap(2)))
    assert "2 swv&#x27;s po: Gebied 1, Gebied 2</summary>" in html
    assert "<summary>nog " not in html
    assert "swv po: Gebied 1</summary>" in shown_as(nederland, with_overlaps(nederland, overlap(1)))
    assert "dk-fold" not in shown_as(nederland, with_overlaps(nederland))


def test_where_nobody_has_an_own_facility_there_is_no_own_distance(nederland: Study) -> None:
    west = profile(nederland, "jeugdregio", AreaKind.GEMEENTE, "GM0632")
    rows = re.findall(r'<th scope="row"[^>]*>(\w+)</th>(.*?)</tr>', shown_as(nederland, west))
    cells = {kind: re.findall(r'<td class="num">(.*?)</td>', row) for kind, row in rows}
    assert cells["so"][2] == "geen"
    assert cells["bo"][2] != "geen"


def test_a_sliver_is_called_what_it_probably_is(nederland: Study) -> None:
    html = shown_as(nederland, with_overlaps(nederland, overlap(1), overlap(2, sliver=True)))
    items = re.findall(r"<li>(Gebied.*?)</li>", html)
    assert ["grenswijziging" in item for item in items] == [False, True]


def test_pupils_counted_together_and_unknown_are_marked_and_explained(nederland: Study) -> None:
    shown = utrecht(nederland)
    first = shown.kinds[0]

    def having(**values: float) -> str:
        changed = {
            code: replace(figure, value=values.get(code, figure.value))
            for code, figure in first.figures.items()
        }
        return shown_as(nederland, replace(shown, kinds=(replace(first, figures=changed),)))

    plain = having(leerlingen_soort=100.0, leerlingen_gedeeld=0.0, vestigingen_onbekend=0.0)
    both = having(leerlingen_soort=100.0, leerlingen_gedeeld=50.0, vestigingen_onbekend=2.0)
    assert '<td class="num">100</td>' in plain
    assert "samen met een andere soort" not in plain
    assert '<td class="num">150*°</td>' in both
    assert "* deels samen met een andere soort geteld" in both
    assert "° van een of meer vestigingen is het leerlingtal onbekend" in both


def test_pupils_known_only_together_with_another_kind_are_a_number(nederland: Study) -> None:
    shown = utrecht(nederland)
    first = shown.kinds[0]
    values = {"leerlingen_soort": float("nan"), "leerlingen_gedeeld": 50.0, "vestigingen_onbekend": 0.0}
    changed = {
        code: replace(figure, value=values.get(code, figure.value)) for code, figure in first.figures.items()
    }
    told = shown_as(nederland, replace(shown, kinds=(replace(first, figures=changed),)))
    assert '<td class="num">50*</td>' in told


def test_names_and_sources_cannot_carry_markup(nederland: Study) -> None:
    shown = utrecht(nederland)
    odd = Figure(measure("leerlingen"), 10.0, ODD, f"{ODD}; {ODD}2")
    first = replace(shown.kinds[0], kind=replace(shown.kinds[0].kind, name=ODD, code=ODD))
    made = replace(
        shown,
        name=ODD,
        residents={"po": odd, "vo": odd},
        kinds=(first,),
        overlaps={AreaKind.SWV_PO: (replace(overlap(1), name=ODD),)},
        overlap_source=ODD,
    )
    html = card(made, nederland.country.model, ODD)
    assert "<b>" not in html
    assert html.count(escape(ODD)) >= 8
    assert ODD in text_of(html)


def test_the_country_has_a_card_too(each_study: Study) -> None:
    html = country_card(each_study, "jeugdregio", "proefscenario")
    told = text_of(html)
    supply = each_study.country.supply.groupby("kind")["aantal"].sum()
    rows = re.findall(r'<tr><th scope="row">(\w+)</th><td class="num">([\d.]+)</td>', html)
    assert {code: int(count.replace(".", "")) for code, count in rows} == supply.to_dict()
    assert "zonder eigen nu" in told
    assert "27.500" in told
    assert re.search(r"1\.\d{3}\.\d00 van 4-11 en 1\.\d{3}\.\d00 van 12-17 jaar \(geschat\)", told)
    assert "Eigen swv: nu regeling 2015, scenario proefscenario." in told
    assert "Bronnen: " in told


def test_the_card_of_the_country_cannot_carry_markup(nederland: Study) -> None:
    assert "<b>" not in country_card(nederland, "jeugdregio", ODD)


def test_now_and_then_stand_beside_each_other(nederland: Study) -> None:
    then = profile(nederland, "jeugdregio", AreaKind.JEUGDREGIO, "JZ01")
    now = profile(nederland, nederland.base_id, AreaKind.JEUGDREGIO, "JZ01")
    html = card(then, nederland.country.model, "straks", now, "regeling")
    heads = re.findall(r'<th scope="col"[^>]*>(.*?)</th>', html)
    assert heads == [
        "soort",
        "vestigingen",
        "leerlingen",
        "eigen km nu",
        "eigen km scenario",
        "dichtstbij km",
        "zonder eigen nu",
        "zonder eigen scenario",
    ]
    rows = re.findall(r'<tr><th scope="row"[^>]*>\w+</th>(.*?)</tr>', html)
    for row, one, old in zip(rows, then.kinds, now.kinds, strict=True):
        numbers = [far(cell) for cell in re.findall(r"<td[^>]*>(.*?)</td>", row)]
        for at, each in ((2, old), (3, one)):
            minutes = each.figures["reistijd_gemiddeld"].text
            assert numbers[at] == (each.figures["afstand_gemiddeld"].text, f"{minutes} min")
        assert [above for above, _ in numbers[5:]] == [
            old.figures["zonder_eigen"].text,
            one.figures["zonder_eigen"].text,
        ]
    assert "Eigen swv: nu regeling, scenario straks." in text_of(html)
