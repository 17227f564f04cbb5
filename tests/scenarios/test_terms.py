"""The glossary: each word once, every word that the product uses."""

from collections import Counter

import pytest

from data.reference import reference_rows
from scenarios.terms import all_terms, term

_MET_ON_SCREEN = """
swv;samenwerkingsverband;funderend onderwijs;jeugdregio;PC4;postcodegebied;vestiging;bo;sbo;so;vso;pro;vo;
cluster 1-2;dekkend netwerk;dekking;thuisnabij;acceptabel;werknorm;eigen en vrije afstand;eigen afstand;
vrije afstand;grensafhankelijkheid;overlegrelatie;indeling;scenario;basis;peildatum;gemeten;geschat;
gemodelleerd;P90;mediaan;entropie;VI;effectief aantal;bevoegd gezag;OOGO;TLV;grensverkeer;leerlingenvervoer;
thuiszitter;Berséba;RefSVO;RMC-regio;GGD-regio;veiligheidsregio;nesting;tafels;congruentie;gebied;
minimumomvang;restgrens;grenseffect;niet te bepalen;geen aantoonbaar verschil;omwegfactor;
intrazonale afstand;inwoners van de leeftijd
"""


@pytest.mark.parametrize("word", [word.strip() for word in _MET_ON_SCREEN.split(";")])
def test_every_word_that_a_user_meets_is_explained(word: str) -> None:
    assert term(word).endswith(".")


def test_every_kind_is_explained_by_code_and_by_name() -> None:
    for kind in reference_rows("soorten"):
        assert term(kind["code"]) == term(kind["naam"])


def test_each_word_has_one_meaning() -> None:
    words = Counter(word.casefold() for one in all_terms() for word in (one.name, *one.also))
    assert [word for word, count in words.items() if count > 1] == []
    assert all(one.explanation for one in all_terms())


def test_capitals_do_not_matter_and_an_unknown_word_is_an_error() -> None:
    assert term("SWV") == term("samenwerkingsverband")
    with pytest.raises(KeyError):
        term("bestaat niet")
