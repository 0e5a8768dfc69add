"""The theme of the pages: the browser says whether light or dark, or the visitor does in the menu of the page."""

from __future__ import annotations

import streamlit as st

from footprints_geo.page_colours import DARK, LIGHT, PageColours


def current_colours() -> PageColours:
    """What tables and charts are painted with.

    A style sheet follows a change of theme at once and needs this not; what is painted here does so with the next
    press, as Streamlit tells of the change no sooner.
    """
    return DARK if st.context.theme.type == "dark" else LIGHT
