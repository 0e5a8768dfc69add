"""What is passed on of a page: a link that says which records it needs, and how to cite what is seen."""

from __future__ import annotations

from datetime import date
from urllib.parse import urlencode, urlsplit, urlunsplit

import streamlit as st

from footprints_geo.citation import DIGITS, cite
from footprints_geo.ui.data import current_view, prepared
from footprints_geo.ui.own_records import shows_own
from footprints_geo.ui.page_language import current_language
from footprints_geo.ui.press import pressed
from footprints_geo.ui.serving import public_copy
from footprints_geo.ui.state import change_look, current_look, current_query


def show_sharing(title: str) -> None:
    """At the end of a page: its link, and its citation."""
    language = current_language()
    link, citing = language("Link"), language("Citation")
    with st.expander(language("Cite or share this view")):
        st.markdown(f"**{link}**")
        st.code(_link(), language=None, wrap_lines=True)
        st.caption(_who_can_open())
        citation = cite(current_view(), title, urlencode(current_query(data="")), date.today(), language)
        st.markdown(f"**{citing}**")
        st.code(citation.text, language=None, wrap_lines=True)
        st.markdown("**BibTeX**")
        st.code(citation.bibtex, language=None, wrap_lines=True)


def _link() -> str:
    """The address of what is on the screen, with the records it needs."""
    parts = urlsplit(st.context.url or "")
    query = urlencode(current_query(data=prepared().events.fingerprint[:DIGITS]))
    return urlunsplit((parts.scheme, parts.netloc, parts.path, query, ""))


def _who_can_open() -> str:
    language = current_language()
    if public_copy() is not None:
        return language("Whoever opens it sees the same view, as long as the server has the same records.")
    if shows_own():
        return language(
            "It holds what is chosen and no record: it shows the same view to whoever runs the program and loads the "
            "same file. With other records it says so."
        )
    return language(
        "It holds what is chosen and no record: it shows the same view to whoever runs the program at this address. "
        "With other records it says so."
    )


def say_other_records() -> None:
    """That a link was made with other records than those that are shown; nothing where it was made with these."""
    needed = current_look().data
    if not needed or prepared().events.fingerprint.startswith(needed):
        return
    language = current_language()
    with st.container(key="frame_records", horizontal=True, vertical_alignment="center"):
        st.warning(
            language(
                "This link was made with other records than those that are shown (their SHA-256 begins with "
                "{fingerprint}), so that the numbers may be others. Load these records on the Data page, or go on.",
                fingerprint=needed,
            )
        )
        st.button(language("Go on with the records shown"), on_click=_go_on)


@pressed
def _go_on() -> None:
    change_look(data="")
