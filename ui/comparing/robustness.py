"""The part "Houdt de volgorde stand?": the same scenarios under other norms, networks and demand."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Hashable, Mapping, Sequence
from threading import Lock
from typing import Final

import pandas as pd
import streamlit as st

from data.dutch_csv import csv_bytes
from geo.distance import Progress
from scenarios.country import Kind
from scenarios.measures import measure
from scenarios.notation import capital
from scenarios.settings import MODELNET, STRAIGHT, Settings
from scenarios.study import Study
from scenarios.weighing.listed import listed_variants
from scenarios.weighing.rescore import Question, Robustness, rescore
from scenarios.weighing.told import sentences
from scenarios.weighing.variants import TRAVEL, Opener, Variant, variants
from ui import long_work, markup
from ui.comparing import weighed_markup as drawn
from ui.comparing.state import looked, tied, weighing_of
from ui.drafts import desk
from ui.loading import StudyKey
from ui.measure_help import help_of
from ui.state import current

_SLOT: Final = "volgorde"
_START: Final = (
    "Kies maten en varianten en start de toets. Een ander wegennet kan een halve minuut duren; u kunt "
    "stoppen, en de "
    "pagina blijft intussen werken."
)
_ABOUT: Final = (
    "Een paar telt mee in de volgorde als het verschil aantoonbaar is; binnen de fout van het "
    "afstandsmodel is er "
    "geen volgorde en kan er niets wisselen. De volgorde houdt stand als geen paar wisselt. Tau (Kendall) "
    "loopt van "
    "1 (dezelfde volgorde) tot −1 (omgekeerd). Groei is overal gelijk aangenomen: daardoor veranderen alleen "
    "aantallen. ↑ en ↓: een betere of slechtere plaats dan zoals gekozen."
)
#: Studies under other settings that are kept, for all visitors; each is as large as that of the data set.
_KEPT: Final = 3
_opened: Final[OrderedDict[tuple[str, str, Settings], Study]] = OrderedDict()
_opening: Final = Lock()


def show(key: StudyKey, study: Study, kind: Kind, names: Sequence[str]) -> None:
    """Draw the part; see `ui.comparing.overview.show`."""
    found = weighing_of(key, tuple(names), current().base, kind.code)
    ranked = [code for code, one in found.by_code.items() if one.is_ranked]
    known = variants(study, kind.code, desk().assumptions)
    tested, chosen = _choosers(study, ranked, known)
    if not tested or not chosen:
        st.html(markup.note("Kies minstens één maat en één variant."))
        return
    asked = Question(tuple(names), current().base, kind.code, tuple(tested))
    wanted = (key, asked, tuple(chosen))
    outcome = long_work.outcome(_SLOT, wanted, dict)
    running = long_work.panel(_SLOT, "Volgorde toetsen")
    st.button(
        "Toets de volgorde",
        type="primary",
        icon=":material/balance:",
        disabled=running or outcome is not None,
        on_click=_start,
        args=(wanted, key, study, asked, chosen),
    )
    if outcome is None:
        if not running:
            st.html(markup.note(_START))
        return
    _outcome({code: outcome[code] for code in tested}, chosen)


def _choosers(
    study: Study, ranked: Sequence[str], known: Sequence[Variant]
) -> tuple[list[str], list[Variant]]:
    mine = looked()
    mine.tested = [code for code in mine.tested if code in ranked]
    codes = {one.code: one.title for one in known}
    if mine.variants is None:
        mine.variants = [one.code for one in known if one.group != TRAVEL or _is_ours(one)]
    mine.variants = [code for code in mine.variants if code in codes]
    left, right = st.columns(2)
    left.multiselect(
        "Volgorde op",
        ranked,
        format_func=lambda code: measure(code).title,
        placeholder="Kies een of meer maten",
        select_all=False,
        wrap=True,
        max_selections=6,
        help=help_of(mine.tested[0], study.country) if mine.tested else None,
        **tied("tested"),
    )
    right.multiselect(
        "Varianten: normen, vervoer en vraag",
        list(codes),
        format_func=codes.__getitem__,
        placeholder="Kies een of meer varianten",
        select_all=False,
        wrap=True,
        **tied("variants"),
    )
    return list(mine.tested), [one for one in known if one.code in (mine.variants or ())]


def _is_ours(one: Variant) -> bool:
    """Whether a network is always there: one that was read in is tested only when asked for."""
    return one.settings is not None and one.settings.network in {MODELNET, STRAIGHT}


def _start(wanted: Hashable, key: StudyKey, study: Study, asked: Question, chosen: Sequence[Variant]) -> None:
    long_work.start(
        _SLOT,
        wanted,
        lambda progress: dict(
            rescore(study, asked, chosen, _opener(key, study, progress), progress=progress)
        ),
    )


def _opener(key: StudyKey, study: Study, progress: Progress) -> Opener:
    """Open studies under other settings once for all; a stop is heard while distances are measured."""

    def opened(settings: Settings) -> Study:
        place = (key.folder, key.data_version, settings)
        with _opening:
            if place in _opened:
                _opened.move_to_end(place)
                return _opened[place]
        made = Study.of(study.country.dataset, settings, lambda _done, _total: progress(0, 1), study.norms)
        _ = made.cube
        made.progress = None
        with _opening:
            _opened[place] = made
            while len(_opened) > _KEPT:
                _opened.popitem(last=False)
        return made

    return opened


def _outcome(found: Mapping[str, Robustness], chosen: Sequence[Variant]) -> None:
    for one in found.values():
        st.html(markup.head(capital(one.measure.title), sentences(one)) + drawn.places_table(one))
    st.html(markup.small(_ABOUT))
    st.html(markup.terms("Wat houden de varianten in?", {capital(one.title): one.ground for one in chosen}))
    table = pd.concat([listed_variants(one).assign(maat=code) for code, one in found.items()])
    st.download_button(
        "Download als CSV",
        csv_bytes(table),
        "volgorde-per-variant.csv",
        "text/csv",
        icon=":material/download:",
    )
