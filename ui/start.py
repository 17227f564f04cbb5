"""Start the app's server, and make what the first page needs while the browser is still opening.

Run by ``dekkend app`` as ``python -m ui.start APP OPTION...``: the options are Streamlit's own.
"""

from __future__ import annotations

import logging
import sys
from threading import Thread
from typing import Final

import numpy as np
from streamlit.web.cli import main as streamlit

from geo.network import Mode
from scenarios.compare import Level
from scenarios.settings import Settings
from ui import loading
from ui.state import Choice

_FIRST_KIND: Final = Choice().kind
_BARE_MODE: Final = "streamlit.runtime.scriptrunner_utils.script_run_context"


def warm() -> None:
    """Fill the caches that "Kaart" and "Vergelijken" ask for first; what fails here is told on the page.

    Last comes what takes seconds and is one click away: the other ways to travel.
    """
    try:
        dataset = loading.open_dataset(loading.chosen_folder())
        key = loading.study_key(dataset, Settings())
        study, first = loading.study_of(key), loading.first_scenario(key)
        loading.country_documents(key)
        loading.scenario_documents(key, first)
        loading.places_of(key)
        loading.postcodes_of(key)
        loading.scenario_places_of(key, first)
        _ = loading.comparison_of(key, first, study.base_id, "", Level.LAND)
        for name in (study.base_id, first):
            loading.pair_documents(key, name, _FIRST_KIND)
        loading.keep_promises(key)
        study.country.journeys.nearest([np.array([0])])  # does what the first answer waits for
        for mode in Mode:
            loading.study_of(loading.study_key(dataset, Settings(mode=mode.value)))
    except Exception as error:  # noqa: BLE001  # the page tells of it
        logging.getLogger(__name__).debug("niet voorbereid: %s", error)


def main(arguments: list[str]) -> None:
    """Serve the app; does not return."""
    # Streamlit warns that caches are filled outside a page, which is the purpose
    logging.getLogger(_BARE_MODE).addFilter(lambda record: "ScriptRunContext" not in record.getMessage())
    Thread(target=warm, name="voorbereiding", daemon=True).start()
    streamlit(["run", *arguments])


if __name__ == "__main__":
    main(sys.argv[1:])
