"""The frame round every page: title, sidebar, page list, URL."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import streamlit as st

from footprints_geo.errors import FootprintsError
from footprints_geo.ui.sidebar import show_sidebar
from footprints_geo.ui.state import ignored_parts, seed_from_url, write_url


def show_frame(pages: Sequence[Any]) -> None:
    """Draw the sidebar once and the chosen page beside it; what a person can mend is said, not thrown."""
    st.set_page_config(page_title="Footprints Geo", layout="wide")
    seed_from_url()
    page = st.navigation(list(pages))
    try:
        show_sidebar()
        write_url()
        for sentence in ignored_parts():
            st.warning(sentence)
        page.run()
    except FootprintsError as error:
        st.error(str(error))
