"""What a what-if does: in two figures, in sentences, and for whom; rises and falls apart, never netted."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from html import escape
from typing import Any, Final

import numpy as np
import pandas as pd
import streamlit as st

from scenarios.conclusion import AGES
from scenarios.country import Kind
from scenarios.evaluate import travel_of
from scenarios.notation import capital, number
from scenarios.site_effects import SENSITIVITY_M, STANDARD_RISE_M, Effect, Way, effect, for_whom, steps
from scenarios.site_story import people, story
from scenarios.study import Study
from ui import markup
from ui.facility_map import WAYS
from ui.facility_state import form, tied
from ui.loading import StudyKey, study_of
from ui.truths import NESTING, OWN, REGROUPING

BOTH: Final = "samen"
_STEPS: Final = {
    BOTH: "grenzen en vestigingen samen",
    "grenzen": "alleen andere grenzen",
    "vestigingen": "alleen andere vestigingen",
}
_LEVELS: Final = {"gemeente": "gemeente", "swv": "swv", "jeugdregio": "jeugdregio", "pc4": "postcodegebied"}
_MOST_ROWS: Final = 400
_SIGNS: Final = {"verder": "▲", "dichterbij": "▼"}
_NOTHING_YET: Final = (
    "Nog niets veranderd. Open, sluit, verplaats of wijzig een vestiging, pas een regel toe of kies een "
    "andere indeling: hier staat dan in zinnen en cijfers wat dat doet, en voor wie. De kaart toont waar het "
    "verder of dichterbij wordt."
)
_NEAREST: Final = "De dichtstbijzijnde vestiging is niet per se een passende of beschikbare plek."


@dataclass(frozen=True, slots=True)
class Compared:
    """What is compared with what.

    Attributes
    ----------
    key, study
        The study and its name.
    before, after
        Ids of what is compared: the base of the comparison, and the draft.
    kind
        Kind of facility in view.
    """

    key: StudyKey
    study: Study
    before: str
    after: str
    kind: Kind

    @property
    def steps(self) -> dict[str, tuple[str, str]]:
        """Ids before and after of the borders and of the sites, and of both together."""
        return {BOTH: (self.before, self.after)} | {
            what: (one, other) for what, one, other in steps(self.study, self.before, self.after)
        }

    @property
    def effect(self) -> Effect:
        """The effect in view: of the step and over the distance that are chosen."""
        mine, parts = form(), self.steps
        one, other = parts.get(mine.step, parts[BOTH])
        return effect(self.study, one, other, self.kind, mine.way)

    @property
    def source(self) -> str:
        """What the figures rest on."""
        country = self.study.country_of(self.after)
        return (
            f"vestigingen: {country.supply_sources.get(self.kind.code, 'geen')}; "
            f"inwoners: {country.labels['inwoners']}; {country.model.label}"
        )


@st.cache_resource(max_entries=200, show_spinner=False)
def _story(key: StudyKey, before: str, after: str) -> list[str]:
    return story(study_of(key), before, after)


def choosers(at: Compared) -> None:
    """Draw which distance and which step the map and the figures are about."""
    st.segmented_control(
        "Afstand",
        [Way.FREE, Way.OWN],
        format_func=_distance,
        required=True,
        wrap=True,
        label_visibility="collapsed",
        **tied("way"),
    )
    mine, parts = form(), at.steps
    known = [step for step in _STEPS if step in parts]
    if len(known) <= 2:  # noqa: PLR2004  # one step is the whole
        known = [BOTH]
    if mine.step not in known:
        mine.step = BOTH
    with st.container():  # always there: what stands below it would move, and the map be made anew
        if len(known) > 1:
            st.segmented_control(
                "Wat telt mee",
                known,
                format_func=_STEPS.__getitem__,
                required=True,
                wrap=True,
                label_visibility="collapsed",
                **tied("step"),
            )


def _distance(way: Way) -> str:
    return {Way.FREE: "Dichtstbijzijnde, grenzen genegeerd", Way.OWN: "Binnen het eigen swv"}[way]


def strip(at: Compared) -> str:
    """Write the two figures of the effect in view: who gets further, and apart who gets nearer."""
    found = at.effect
    figures, cards = found.summary(), []
    for word, sign in _SIGNS.items():
        residents = figures[f"{word}_inwoners"]
        value, detail = "niemand", f"geen inwoner {AGES[at.kind.age]} met 1 km of meer verschil"
        if residents > 0:
            value = f"{people(residents)} <small>inwoners (geschat)</small>"
            share, mean, worst = (figures[f"{word}_{what}"] for what in ("aandeel", "km", "km_p90"))
            detail = (
                f"{_percent(share)} van de inwoners {AGES[at.kind.age]}; gemiddeld {number(mean, 1)} km, "
                f"voor een tiende van hen {number(worst, 1)} km of meer"
            )
        label = f"{sign} Voor wie wordt het {word}: {at.kind.code}"
        cards.append(
            f'<div class="dk-card dk-{word}"><div class="label">{escape(label)}</div>'
            f'<div class="value">{value}</div><div class="from">{escape(detail)}</div></div>'
        )
    for name, label in (("verliest_eigen", "Verliest"), ("krijgt_eigen", "Krijgt")):
        if figures[name] > 0:
            cards.append(
                f'<div class="dk-card"><div class="label">{label} de voorziening in het eigen swv</div>'
                f'<div class="value">{people(figures[name])} <small>inwoners (geschat)</small></div>'
                '<div class="from">staat apart: er is geen eigen afstand om te vergelijken</div></div>'
            )
    return f'<div class="dk-cards dk-effect">{"".join(cards)}</div>'


def _percent(share: float) -> str:
    return "minder dan 0,1%" if share < 0.1 else f"{number(share, 1)}%"  # noqa: PLR2004


def conclusion(at: Compared) -> None:
    """Draw the sentences: those on the kind in view first, those on other kinds to unfold."""
    if at.before == at.after:
        st.html(markup.note(_NOTHING_YET))
        return
    study, sentences = at.study, _story(at.key, at.before, at.after)
    title = f"Wat dit doet, tegenover {study.arrangement(at.before).title}"
    mine = [one for one in sentences if one.partition(":")[0].endswith(f", {at.kind.code}")]
    general = [one for one in sentences if one.endswith("voor niemand verandert de afstand.")]
    others = [one for one in sentences if one not in mine and one not in general]
    none = [f"Voor {at.kind.code} verandert de afstand voor niemand."] if not mine and not general else []
    st.html(markup.head(title, [*general, *none, *mine]))
    if others:
        with st.expander(f"En voor andere soorten ({len(others)})"):
            st.html(markup.head("Andere soorten voorziening", others))
    st.html(markup.small(f"{_NEAREST} Een verschil telt vanaf 1 km. Een rekenvoorbeeld, geen voorspelling."))


def figures(at: Compared) -> None:
    """Draw for whom it is, how it hangs on the limit, and the figures of every kind."""
    if at.before == at.after:
        _kinds(at)
        _sources(at)
        return
    found = at.effect
    st.html(markup.section(f"Voor wie: {at.kind.name}, {WAYS[found.way]}"))
    st.radio("Per", list(_LEVELS), format_func=_LEVELS.__getitem__, horizontal=True, **tied("level"))
    areas = for_whom(at.study, found, form().level)
    left, right = st.columns(2, gap="medium")
    with left:
        _areas(areas, "verder", "▲ Waar het verder wordt")
    with right:
        _areas(areas, "dichterbij", "▼ Waar het dichterbij wordt")
    _limits(at, found)
    _kinds(at)
    truths = [OWN.short] if found.way is Way.OWN else []
    if "grenzen" in at.steps:
        truths += [REGROUPING.short, NESTING.short]
    if truths:
        st.html("".join(markup.note(one) for one in truths))
    _sources(at)


def _sources(at: Compared) -> None:
    certain = f"Afstanden zijn {at.study.country.model.certainty}, inwoners geschat. Bronnen"
    st.html(markup.sources(certain, [at.source]))


def _areas(areas: pd.DataFrame, word: str, title: str) -> None:
    rows = areas[areas["richting"] == word].head(_MOST_ROWS)
    count = "1 gebied" if len(rows) == 1 else f"{len(rows)} gebieden"
    st.html(f'<p class="dk-maptitle">{escape(title)}<span>{escape(count)}</span></p>')
    if rows.empty:
        st.html(markup.small("Nergens: voor niemand 1 km of meer."))
        return
    shown = pd.DataFrame(
        {
            _LEVELS[form().level]: rows["naam"],
            "inwoners (geschat)": rows["inwoners"],
            f"km {word}, gemiddeld": rows["km"],
            "inwoners × km": rows["inwoners_km"],
        }
    )
    formats: dict[Any, Any] = {
        "inwoners (geschat)": people,
        f"km {word}, gemiddeld": partial(number, decimals=1),
        "inwoners × km": people,
    }
    st.dataframe(
        shown.style.format(formats), hide_index=True, width="stretch", height=min(330, 38 + 35 * len(rows))
    )


def _limits(at: Compared, found: Effect) -> None:
    """Show what share it is at other limits, both directions apart."""
    total = float(found.weight.sum())
    limits = sorted({*SENSITIVITY_M, STANDARD_RISE_M})

    def share(who: np.ndarray[Any, np.dtype[np.bool_]]) -> str:
        weight = float(found.weight[who].sum())
        if not weight:
            return "0%"
        return f"{_percent(100 * weight / total)} ({people(weight)})"

    table = pd.DataFrame(
        [
            {
                "grens": f"meer dan {number(limit / 1000, 1 if limit % 1000 else 0)} km",
                "▲ verder": share(found.further(limit)),
                "▼ dichterbij": share(found.nearer(limit)),
            }
            for limit in limits
        ]
    )
    caption = f"Hoe het van de grens afhangt: inwoners {AGES[at.kind.age]} (geschat)"
    st.html(markup.plain_table(table, caption, ["▲ verder", "▼ dichterbij"]))


def _kinds(at: Compared) -> None:
    """Show the key figures of every kind, before and after; means beside rises and falls, never instead."""
    study = at.study
    rows = [_kind_row(study, kind, at.before, at.after) for kind in study.country.kinds]
    table = pd.DataFrame(rows)
    title = study.arrangement(at.before).title
    caption = f"Alle soorten: {title}" + (" → dit scenario" if at.before != at.after else "")
    st.html(markup.plain_table(table, caption, [name for name in table.columns if name != "soort"]))
    st.html(
        markup.small(
            "Verder en dichterbij: inwoners met 1 km of meer verschil tot de dichtstbijzijnde vestiging, "
            "grenzen genegeerd. Verder dan acceptabel: over de eigen afstand, zonder eigen voorziening de "
            "dichtstbijzijnde. "
            f"{capital(study.norms.standing())}."
        )
    )


def _kind_row(study: Study, kind: Kind, before: str, after: str) -> dict[str, str]:
    was, now = (
        travel_of(study.country_of(name), study.distances(name), kind, study.norms)
        for name in (before, after)
    )
    count_was, count_now = (_count(study, name, kind) for name in (before, after))
    free = effect(study, before, after, kind, Way.FREE).summary()
    own = effect(study, before, after, kind, Way.OWN).summary()
    return {
        "soort": kind.code,
        "vestigingen": _change(number(count_was), number(count_now)),
        "▲ verder": people(free["verder_inwoners"]),
        "▼ dichterbij": people(free["dichterbij_inwoners"]),
        "dichtstbijzijnde, gemiddeld (km)": _change(
            number(was.free_mean_m / 1000, 1), number(now.free_mean_m / 1000, 1)
        ),
        "verder dan acceptabel (%)": _change(
            number(was.beyond_acceptable * 100, 1), number(now.beyond_acceptable * 100, 1)
        ),
        "zonder eigen voorziening": _change(people(was.without_own), people(now.without_own)),
        "waarvan verliest": people(own["verliest_eigen"]),
        "krijgt": people(own["krijgt_eigen"]),
    }


def _count(study: Study, name: str, kind: Kind) -> float:
    supply = study.country_of(name).supply
    return float(supply.loc[supply["kind"] == kind.code, "aantal"].sum())


def _change(was: str, now: str) -> str:
    """Write a figure before and after; once where it stays.

    Examples
    --------
    >>> _change("298", "297"), _change("6,0", "6,0")
    ('298 → 297', '6,0')
    """
    return was if was == now else f"{was} → {now}"
