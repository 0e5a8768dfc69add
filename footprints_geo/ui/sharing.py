"""What is passed on of a page: a link that says which records it needs, and how to cite what is seen."""

from __future__ import annotations

from datetime import date
from urllib.parse import urlencode, urlsplit, urlunsplit

import streamlit as st

from footprints_geo.citation import DIGITS, cite, mark_of
from footprints_geo.hotspot_words import hotspot_title
from footprints_geo.periods import Period
from footprints_geo.pipeline import View
from footprints_geo.ui.data import current_hotspots, current_view, prepared
from footprints_geo.ui.own_records import shows_own
from footprints_geo.ui.page_language import current_language
from footprints_geo.ui.press import pressed
from footprints_geo.ui.serving import public_copy
from footprints_geo.ui.state import change_look, current_look, current_query
from footprints_geo.wording import title_of


def show_sharing(page: str, title: str) -> None:
    """At the end of a page, known by its file and called by its title: its link, and its citation."""
    language = current_language()
    link, citing = language("Link"), language("Citation")
    view = current_view()
    with st.expander(language("Cite or share this view")):
        st.markdown(f"**{link}**")
        st.code(_link(view), language=None, wrap_lines=True)
        st.caption(_who_can_open())
        citation = cite(view, f"{title}: {_of_what(page, view)}", urlencode(_passed_on("")), date.today(), language)
        st.markdown(f"**{citing}**")
        st.code(citation.text, language=None, wrap_lines=True)
        st.markdown("**BibTeX**")
        st.code(citation.bibtex, language=None, wrap_lines=True)


def _of_what(page: str, view: View) -> str:
    """What a page is about, as its own title says it."""
    language, look = current_language(), current_look()
    if page == "hotspots":
        return hotspot_title(current_hotspots()[0], language)
    if page == "coverage":
        return view.selection.period_words(language)
    if page == "compare" and look.against:
        one, other = title_of(view, language), Period.read(look.against).words(language)
        return language("{one}, and {other}", one=one, other=other)
    return title_of(view, language)


def _passed_on(mark: str) -> dict[str, str]:
    """What of the look is passed on; of a person's own records nothing that stands out, as it may name a place."""
    kept = {"chosen": "", "chain": ""} if shows_own() else {}
    return current_query(data=mark, **kept)


def _link(view: View) -> str:
    """The address of what is on the screen, with the records it needs."""
    parts = urlsplit(st.context.url or "")
    return urlunsplit((parts.scheme, parts.netloc, parts.path, urlencode(_passed_on(mark_of(view)[:DIGITS])), ""))


def _who_can_open() -> str:
    language = current_language()
    if public_copy() is not None:
        return language("Whoever opens it sees the same view, as long as the server has the same records.")
    if shows_own():
        return language(
            "It holds the years, types and countries that are chosen, and nothing of your records: not what stands "
            "out, and not how they are known. Whoever has the same file loads it and reads it in the same way."
        )
    return language(
        "It holds what is chosen and how the records are known: it shows the same view to whoever runs the program at "
        "this address. With other records it says so."
    )


def say_other_records() -> None:
    """That a link was made with other records than those that are shown; nothing where it was made with these."""
    needed = current_look().data
    if not needed or prepared().events.fingerprint.startswith(needed):
        return
    language = current_language()
    with st.container(key="frame_records", horizontal=True, vertical_alignment="center"):
        end = "" if public_copy() is not None else language("Load these records on the Data page, or go on.")
        st.warning(
            language(
                "This link was made with other records than those that are shown (their SHA-256 begins with "
                "{fingerprint}), so that the numbers may be others.",
                fingerprint=needed,
            )
            + f" {end}"
        )
        st.button(language("Go on with the records shown"), on_click=_go_on)


@pressed
def _go_on() -> None:
    change_look(data="")
