"""The histogram as a drawing: one for a desk and one for a telephone, nothing outside its edges."""

from __future__ import annotations

import base64
import re
from html import unescape

import pytest

from scenarios.coverage import spread, yardstick, yardsticks
from scenarios.demand import kind_of
from scenarios.study import Study
from ui import histogram


@pytest.fixture(scope="module")
def drawn(nederland: Study) -> str:
    kind = kind_of(nederland.country, "so")
    found = spread(nederland, nederland.base_id, yardstick(nederland, kind))
    norms = [one for one in yardsticks(nederland, kind) if one.unit == "km"]
    return histogram.drawing(found, norms, "inwoners", "proef <1>")


def test_one_drawing_for_a_desk_and_one_for_a_telephone(drawn: str) -> None:
    assert re.findall(r'<img class="([\w-]+)"', drawn) == ["dk-breed", "dk-smal"]
    assert drawn.count("proef &lt;1&gt;") == 2
    assert "min-width" not in drawn
    assert drawn.count("width:100%") == 2


def test_nothing_stands_outside_the_drawing(drawn: str) -> None:
    for data in re.findall(r"base64,([^\"]+)", drawn):
        picture = base64.b64decode(data).decode()
        wide = float(re.search(r'viewBox="0 0 (\d+)', picture)[1])  # type: ignore[index]
        texts = re.findall(r'<text x="([\d.]+)" y="[\d.]+" text-anchor="(\w+)"[^>]*>([^<]*)<', picture)
        assert any("acceptabel (20 km), niet bevestigd" in words for _, _, words in texts)
        for x, anchor, words in texts:
            width = 6.2 * len(unescape(words))
            start = float(x) - {"start": 0.0, "middle": width / 2, "end": width}[anchor]
            assert start >= 0, words
            assert start + width <= wide + 4, words
