"""The app: page settings, the data set, navigation. Start it with ``dekkend app --data MAP``."""

from __future__ import annotations

import streamlit as st

from geo.errors import DekkendError
from ui import page_compare
from ui.assets import ICON
from ui.faults import message
from ui.loading import chosen_folder, open_dataset

_WHAT_TO_DO = """
Maak een gegevensset van open data en start de app ermee:

```
dekkend importeer BRONMAP --naar MAP
dekkend app --data MAP
```
"""

st.set_page_config(page_title="Dekkend: indelingen vergelijken", page_icon=ICON, layout="wide")


def compare() -> None:
    """Show the page that compares."""
    page_compare.show(open_dataset(chosen_folder()))


try:
    st.navigation([st.Page(compare, title="Vergelijken", default=True)]).run()
except DekkendError as error:
    st.title("Dekkend", anchor=False)
    st.error(message(error), icon=":material/error:")
    st.markdown(_WHAT_TO_DO)
