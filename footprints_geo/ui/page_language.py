"""The language of the pages: the one that was chosen, or else the one the browser asks for."""

from __future__ import annotations

from typing import Final

import streamlit as st

from footprints_geo.language import SOURCE, Language, languages
from footprints_geo.ui.boxes import show_in_box
from footprints_geo.ui.press import pressed
from footprints_geo.ui.state import change_look, chosen_page_language

LANGUAGE_NAMES: Final = {"en": "English", "ko": "한국어"}
_BOX: Final = "widget_page_lang"


def current_language() -> Language:
    """The language in which the pages speak to this person."""
    chosen = chosen_page_language()
    return Language(chosen) if chosen in languages() else browser_language()


def browser_language() -> Language:
    """The language the browser asks for; English where there is no catalogue of it."""
    asked = (st.context.locale or SOURCE).partition("-")[0].lower()
    return Language(asked if asked in languages() else SOURCE)


def show_language_choice() -> None:
    """The names of the languages there are, each in its own; nothing where there is only one."""
    codes = languages()
    if len(codes) < 2:
        return
    show_in_box(_BOX, current_language().code)
    st.segmented_control(
        "Language / 언어",
        codes,
        key=_BOX,
        format_func=lambda code: LANGUAGE_NAMES.get(code, code),
        on_change=_chosen,
        label_visibility="collapsed",
    )


@pressed
def _chosen() -> None:
    change_look(page_lang=st.session_state[_BOX] or current_language().code)
