"""The app: page settings, the data set, navigation. Start it with ``dekkend app``."""

from __future__ import annotations

from functools import partial
from typing import Final

import streamlit as st

from geo.errors import DekkendError
from ui import (
    page_account,
    page_check,
    page_compare,
    page_consequences,
    page_coverage,
    page_facilities,
    page_map,
    page_present,
    page_workbench,
)
from ui.assets import ICON, serve
from ui.corrected import open_folder
from ui.faults import faults_shown, message
from ui.keeping import links, recovery, sharing
from ui.loading import open_dataset

_WHAT_TO_DO: Final = """
Start de app zonder `--data` op de meegeleverde set, of maak zelf een gegevensset van open data:

```
dekkend importeer BRONMAP --naar MAP
dekkend app --data MAP
```
"""
_PAGES: Final = (
    ("Kaart", "kaart", page_map.show),
    ("Werkbank", "werkbank", page_workbench.show),
    ("Vergelijken", "vergelijken", page_compare.show),
    ("Dekking", "dekking", page_coverage.show),
    ("Voorzieningen", "voorzieningen", page_facilities.show),
    ("Toets", "toets", page_check.show),
    ("Gevolgen", "gevolgen", page_consequences.show),
    ("Presentatie", "presentatie", page_present.show),
    ("Verantwoording", "verantwoording", page_account.show),
)

st.set_page_config(page_title="Dekkend", page_icon=ICON, layout="wide")

with faults_shown():
    if not serve():
        st.cache_resource.clear()  # a cleaner has been at our temporary folder: make the layers anew
try:
    with faults_shown():
        recovery.begin()
    dataset = open_dataset(open_folder())
    with faults_shown():
        links.apply_link(dataset)
    pages = [
        st.Page(partial(show, dataset), title=title, url_path=path, default=title == "Kaart")
        for title, path, show in _PAGES
    ]
    page = st.navigation(pages, position="hidden")
    # a row of links instead of Streamlit's own menu, which on a telephone is a drawer that stays open
    with st.container(horizontal=True, vertical_alignment="center", key="paginas"):
        for one in pages:
            st.page_link(one, query_params=recovery.parameters() or None)
        link_asked = sharing.button()
    recovery.show_note()
    links.show_notes()
    with faults_shown():
        page.run()
    with faults_shown():
        recovery.end(dataset)
        links.tidy()
        if link_asked:
            sharing.show(dataset, page.url_path)
except DekkendError as error:
    st.title("Dekkend", anchor=False)
    st.error(message(error), icon=":material/error:")
    st.markdown(_WHAT_TO_DO)
