"""The frame round every page: title, sidebar, page list, URL."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import streamlit as st
from streamlit.navigation.page import StreamlitPage

from footprints_geo.disclosure.words import synthetic_words
from footprints_geo.errors import FootprintsError
from footprints_geo.language import marked
from footprints_geo.page_colours import colour_names
from footprints_geo.ui.data import grouped, prepared
from footprints_geo.ui.page_language import current_language, show_language_choice
from footprints_geo.ui.serving import public_copy
from footprints_geo.ui.sharing import say_other_records, show_sharing
from footprints_geo.ui.sidebar import show_sidebar
from footprints_geo.ui.signin import may_enter, show_who
from footprints_geo.ui.state import current_selection, ignored_parts, leave_out, seed_from_url, write_url
from footprints_geo.ui.words import as_text

STYLE: Final = """
.block-container {padding: 2.6rem 2.2rem 2rem}
h1 {padding-top: 0; font-size: 2rem}
/* Over the map and not over the boxes above it. */
[data-testid="stFullScreenFrame"]:has([data-testid="stDeckGlJsonChart"]) [data-testid="stElementToolbar"] {
  top: .5rem; right: .5rem
}
/* What leaves says for whom it is, and stands in the operator's log; what these buttons give would do neither. */
[data-testid="stElementToolbarButton"]:has(button[aria-label^="Download as"]) {display: none}
/* What comes before the title would lie under the bar at the top. */
:is(.st-key-frame_ignored, .st-key-frame_problem, .st-key-frame_records, .st-key-frame_synthetic) {padding-top: 1.4rem}
/* Small words are grey, and can still be read. */
[data-testid="stCaptionContainer"] {opacity: 1; color: var(--page-quiet)}
/* Streamlit's white letters would not be seen on a primary colour that is seen on a dark page. */
:is([data-testid="stBaseButton-primary"]:not(:disabled), [data-testid="stMultiSelect"] [data-tag]) {
  color: var(--page-ground)
}
.st-key-figure_current img {box-shadow: 0 0 0 1px var(--page-edge)}
.st-key-figure_stale img {opacity: .4; outline: 2px dashed #a3741f}
/* What explains a map is on the same paper, and in the same colours, whatever the page round it. */
.paper {background: var(--page-paper); color: var(--paper-ink); padding: .35rem .6rem; border-radius: .5rem}
/* Blocks that can be copied are set for programs; these are for people. */
.st-key-figure_words :is(pre, code) {font-family: "Source Sans", sans-serif; font-size: .95rem}
/* A finger cannot hover: what copies is seen at once, and covers no word. */
[data-testid="stCode"] pre {padding-right: 3.5rem}
[data-testid="stCode"] > div:has(button) {opacity: 1; visibility: visible}
/* Names need room: on a narrow screen the picture is moved sideways and not squeezed. */
.st-key-chain_flow {overflow-x: auto}
.st-key-chain_flow [data-testid="stElementContainer"], .st-key-chain_flow [data-testid="stFullScreenFrame"] {
  min-width: 58rem
}
@media (max-width: 480px) {
  [data-testid="stMetricValue"] {font-size: 1.5rem}
  [data-testid="stHorizontalBlock"] {gap: .8rem}
}
@media (max-width: 1150px) {
  [data-testid="stHorizontalBlock"] {flex-wrap: wrap}
  [data-testid="stColumn"] {min-width: 100%}
}
"""
"""A map needs room: Streamlit's own margins take a fifth of a laptop's screen, and half a tablet is too narrow."""

DOOR_STYLE: Final = '[data-testid="stSidebar"] {display: none}'
"""No sidebar, nor an empty one: where somebody signs out elsewhere, Streamlit may leave it standing."""


EMBEDDED_STYLE: Final = '[data-testid="stPageLink"] {display: none}'
"""A part of another site has one page, and leads to no other."""


SINGLE_CASES: Final = marked(
    "A part of the link was ignored. min_persons: for the public, cases are told in groups and not by their own size."
)


@dataclass(frozen=True)
class Contents:
    """A page of the table of contents.

    Attributes
    ----------
    name : str
        Its file in the folder `pages`, and what stands in its address; that of the first page has none.
    title : str
        What it is called, to be translated.
    for_holders : bool
        Whether it is for whoever holds records: a public server has none of these.
    cited : bool
        Whether what it shows is a view that can be cited and passed on.
    """

    name: str
    title: str
    for_holders: bool = False
    cited: bool = False


CONTENTS: Final = (
    Contents("home", marked("About")),
    Contents("routes", marked("Routes"), cited=True),
    Contents("hotspots", marked("Hotspots"), cited=True),
    Contents("chains", marked("Custody chains"), cited=True),
    Contents("timeline", marked("Timeline"), cited=True),
    Contents("compare", marked("Compare"), cited=True),
    Contents("coverage", marked("Coverage"), cited=True),
    Contents("records", marked("Records")),
    Contents("figure", marked("Figure")),
    Contents("data", marked("Data"), for_holders=True),
    Contents("method", marked("Method")),
)


def show_frame() -> None:
    """Draw the sidebar once and the chosen page beside it; what a person can mend is said, not thrown."""
    st.set_page_config(page_title="Footprints Geo", layout="wide")
    st.html(f"<style>{colour_names()} {STYLE}</style>")
    embedded = bool(st.context.is_embedded)
    # Nobody is to hand records to a page inside another site.
    contents = [one for one in CONTENTS if not one.for_holders or (public_copy() is None and not embedded)]
    shown = [_page(one) for one in contents]
    # Before anything else: no number and no name of a file is for somebody who may not enter.
    if not may_enter():
        st.html(f"<style>{DOOR_STYLE}</style>")
        # All pages, and none is run: a link to one of them is no fault, and Streamlit has to know that they are no app
        # of the old kind, whose pages are run without this frame.
        st.navigation(shown, position="hidden")
        return
    page = st.navigation(shown, position="hidden" if embedded else "sidebar")
    seed_from_url(page.url_path)
    try:
        if current_selection().min_persons and grouped():
            leave_out("min_persons", SINGLE_CASES)
        if embedded:
            st.html(f"<style>{DOOR_STYLE} {EMBEDDED_STYLE}</style>")
        else:
            _show_beside()
        write_url(told=not embedded)
        _show_before()
        page.run()
        if not embedded and any(one.cited and one.name == page.url_path for one in contents):
            show_sharing(page.url_path, page.title)
    except FootprintsError as error:
        st.container(key="frame_problem").error(as_text(current_language().say(error.message)))


def _show_beside() -> None:
    """What stands beside every page, and not in one that is a part of another site."""
    show_sidebar()
    show_who()
    with st.sidebar:
        show_language_choice()


def _show_before() -> None:
    """What of a link could not be used, and that records are made up, before all that the page says."""
    if made_up := synthetic_words(prepared().release, current_language()):
        st.container(key="frame_synthetic").warning(as_text(made_up))
    if ignored_parts():
        language = current_language()
        with st.container(key="frame_ignored"):
            for sentence in ignored_parts():
                st.warning(as_text(language.say(sentence)))
    say_other_records()


def _page(one: Contents) -> StreamlitPage:
    first = one is CONTENTS[0]
    title = current_language()(one.title)
    return st.Page(f"pages/{one.name}.py", title=title, default=first, url_path=None if first else one.name)
