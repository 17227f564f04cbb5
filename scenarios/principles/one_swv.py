"""Principle 1: one swv for all pupils of the funderend onderwijs in a region, po and vo together."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

import numpy as np
import pandas as pd

from model import fragmentation as frag
from scenarios.consequences.succession import Body, bodies, body_of_points
from scenarios.notation import number, swvs_told
from scenarios.principles.evidence import Evidence, columns
from scenarios.principles.figures import Figures, of_each
from scenarios.principles.row import Figure, Gap, Outcome, Row
from scenarios.principles.verdict import at, decided, lacking, within
from scenarios.ready_made import DENOMINATIONAL
from scenarios.study import Study

_ESTIMATED: Final = "Inwoners van schoolgaande leeftijd, geschat."


def one_swv(of: Figures) -> Row:
    """Check whether one swv serves po and vo, everywhere."""
    norm = at(of.norms, "samenvallen", "swv", "%")
    share = of.figure("congruentie")
    alike = within(share.value, norm.value, at_least=True)
    met = None if alike is None else alike and of.arrangement.is_merged
    outcome = decided(met, [norm])
    apart = of.made("swv_niet_gedeeld", *of_each(of, lambda name: float(unshared(of.study, name))))
    return Row(
        code="een_swv",
        outcome=outcome,
        told=_told(of, share, apart),
        figures=(share, apart, of.figure("congruente_paren"), of.figure("swv_aantal")),
        norms=(norm,),
        lacking=lacking([norm]),
        met=met,
        gap=_gap(of, apart) if outcome is Outcome.NOT_MET else None,
        leading=("congruentie", "swv_niet_gedeeld", "swv_aantal"),
        evidence=(_counterparts(of), _reformed(of)),
        notes=(f"De uitkomst gaat over de regionale swv's. {DENOMINATIONAL}",),
    )


def unshared(study: Study, name: str) -> int:
    """Count the swv's po and vo of which no swv of the other layer has the same territory; 0 when merged."""
    arrangement, country = study.arrangement(name), study.country
    if arrangement.is_merged:
        return 0
    return len(bodies(country, arrangement)) - 2 * len(_pairs(study, name))


def _pairs(study: Study, name: str) -> set[tuple[str, str]]:
    """Codes of the swv's po and vo with the same territory."""
    arrangement, country = study.arrangement(name), study.country
    weight = country.pupils("po") + country.pupils("vo")
    return set(frag.congruence(arrangement.po.of_points(), arrangement.vo.of_points(), weight).pairs)


def _told(of: Figures, share: Figure, apart: Figure) -> str:
    if of.arrangement.is_merged:
        return f"Elk van de {of.figure('swv_aantal').text} swv's is er voor po en vo samen."
    po, vo = (number(len(layer.codes)) for layer in of.arrangement.layers)
    return (
        f"Po en vo staan naast elkaar: {po} swv's po en {vo} swv's vo. {apart.text} daarvan delen hun gebied "
        f"met geen swv van de andere laag; {share.text} van de inwoners van schoolgaande leeftijd heeft voor "
        "po en vo hetzelfde gebied."
    )


def _gap(of: Figures, apart: Figure) -> Gap:
    pairs = of.figure("congruente_paren")
    words = f"{pairs.text} paren (po, vo) met hetzelfde gebied kunnen samen zonder een grens te verleggen"
    if apart.value:
        words += f"; voor {swvs_told(apart.value)} kan dat alleen met een andere grens"
    return Gap(words, apart.value, "swv's")


def _counterparts(of: Figures) -> Evidence:
    """List the swv's; where po and vo are apart with the one of the other layer that they overlap most."""
    if of.arrangement.is_merged:
        swvs = bodies(of.study.country, of.arrangement)
        made = tuple((one.label, *_residents(of, one)) for one in swvs)
        heads = {"swv": "", "4-11 jaar": "leerlingen", "12-17 jaar": "leerlingen"}
        return Evidence("swv", "Swv's voor po en vo samen", columns(heads), made, _ESTIMATED)
    heads = {
        "laag": "",
        "swv": "",
        "overlapt het meest met": "",
        "4-17 jaar": "leerlingen",
        "van wie gedeeld": "aandeel_gebied",
        "hetzelfde gebied": "",
    }
    rows = sorted(_overlaps(of), key=lambda row: (row[5], row[0], row[4], row[1]))
    title = "Welk swv po en welk swv vo hetzelfde gebied hebben"
    return Evidence("swv", title, columns(heads), tuple(rows), _ESTIMATED)


def _overlaps(of: Figures) -> Iterator[tuple[str, str, str, float, float, str]]:
    country, alike = of.study.country, _pairs(of.study, of.name)
    po, vo = (body_of_points(of.arrangement, age) for age in ("po", "vo"))
    shared: dict[tuple[Body, Body], float] = {}
    for one, two, count in zip(po, vo, country.pupils("po") + country.pupils("vo"), strict=True):
        if one is not None and two is not None and count > 0:
            shared[one, two] = shared.get((one, two), 0.0) + float(count)
    for position, layer in enumerate(("po", "vo")):
        for body in sorted({pair[position] for pair in shared}):
            parts = {pair: count for pair, count in shared.items() if pair[position] == body}
            most = max(sorted(parts), key=parts.__getitem__)
            total = sum(parts.values())
            same = "ja" if (most[0].code, most[1].code) in alike else "nee"
            yield layer, body.label, most[1 - position].label, total, 100 * parts[most] / total, same


def _residents(of: Figures, body: Body) -> tuple[float, float]:
    country = of.study.country
    here = body_of_points(of.arrangement, "po") == body
    return float(country.pupils("po")[here].sum()), float(country.pupils("vo")[here].sum())


def _reformed(of: Figures) -> Evidence:
    """Sites and pupils that may belong to the two national swv's, whatever the indeling."""
    dataset = of.study.country.dataset
    reformed = pd.DataFrame(dataset["vestigingen"]).set_index("vestigingscode")["reformatorisch"]
    offers = pd.DataFrame(dataset["aanbod"])
    offers = offers[reformed.loc[offers["vestigingscode"]].to_numpy(dtype=bool)]
    rows = []
    for kind in of.study.country.kinds:
        here = offers[offers["soort"] == kind.code]
        if len(here):
            pupils = (float(np.nansum(here[of_kind])) for of_kind in ("leerlingen", "leerlingen_gedeeld"))
            national = "Berséba" if kind.layer == "po" else "RefSVO"
            rows.append((national, kind.name, float(here["aantal"].sum()), *pupils))
    heads = {
        "mogelijk bij": "",
        "soort": "",
        "vestigingen": "vestigingen",
        "leerlingen": "leerlingen_soort",
        "met een andere soort samen geteld": "leerlingen_gedeeld",
    }
    return Evidence(
        "reformatorisch",
        "Reformatorische scholen: mogelijk bij een van de twee landelijke swv's",
        columns(heads),
        tuple(rows),
        "Naar richting, of voor pro en vo naar een eigen lijst op BRIN; wie lid is van Berséba of RefSVO "
        f"staat in geen open bestand. {of.country.labels['leerlingen']}.",
    )
