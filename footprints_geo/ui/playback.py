"""The map year by year, by hand or one after another: for the screen alone, in no link and no file."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Final

import streamlit as st

from footprints_geo.captions import sentence
from footprints_geo.periods import YEAR, Period
from footprints_geo.pipeline import View
from footprints_geo.time_counts import documented_years
from footprints_geo.ui.data import view_through
from footprints_geo.ui.page_language import current_language
from footprints_geo.ui.press import pressed
from footprints_geo.ui.words import as_text

SECONDS: Final = 2.0
"""How long each year is seen while they follow one another: time to read its numbers."""

_WANTED: Final = "widget_year_by_year"
_YEAR: Final = "widget_year_shown"
_PLAYING: Final = "year_by_year_plays"


def years_of(view: View) -> list[Period]:
    """The years of a view, one after another; the first and the last as far as its Selection reaches into them."""
    years, period = documented_years(view.prepared.events.frame), view.selection.years
    whole = [Period.of(year) for year in years]
    if period is None:
        return whole
    return [Period(max(one.first, period.first), min(one.last, period.last)) for one in whole if one.overlaps(period)]


def offer_years(view: View) -> bool:
    """A switch for the map year by year; whether it is on. None where there are not two years to follow each other."""
    if len(years_of(view)) < 2:
        return False
    language = current_language()
    return st.toggle(
        language("Year by year"),
        key=_WANTED,
        on_change=_stop,
        help=language(
            "The map of one year at a time, by hand or one after another. What only may have happened in a year is in "
            "it, so one case can be in several years."
        ),
    )


def show_years_in_turn(view: View, draw: Callable[[View], None]) -> None:
    """The map of one year, a slider to choose it, and a button that shows all in turn.

    Parameters
    ----------
    view : View
        Whose Selection is looked at.
    draw : callable
        Draws the map of a view.
    """
    language, playing = current_language(), bool(st.session_state.get(_PLAYING))
    if playing:
        st.button(language("Pause"), key="year_by_year_pause", on_click=_stop)
    else:
        st.button(language("Show the years in turn"), key="year_by_year_play", on_click=_play, args=(view,))
    # With a time between two runs Streamlit draws this part again by itself, and nothing else of the page.
    st.fragment(_show_year, run_every=SECONDS if playing else None)(view, draw)


def _show_year(view: View, draw: Callable[[View], None]) -> None:
    language, years = current_language(), years_of(view)
    numbers = [period.first // YEAR for period in years]
    if st.session_state.get(_YEAR) not in numbers:
        st.session_state[_YEAR] = numbers[0]
    elif st.session_state.get(_PLAYING) == "on":
        if st.session_state[_YEAR] == numbers[-1]:
            _stop()
            st.rerun()
        st.session_state[_YEAR] += 1
    elif st.session_state.get(_PLAYING):
        st.session_state[_PLAYING] = "on"
    year = st.slider(language("Year"), numbers[0], numbers[-1], key=_YEAR)
    seen = view_through(replace(view.selection, years=years[numbers.index(year)]), view.level)
    # Under the map: a sentence of another length would move it.
    draw(seen)
    st.markdown(f"**{as_text(sentence(seen, language))}**")
    st.caption(language("The numbers beside the map and under it stay those of the whole period."))


@pressed
def _play(view: View) -> None:
    """From the year that is shown, or from the first again after the last."""
    numbers = [period.first // YEAR for period in years_of(view)]
    if st.session_state.get(_YEAR) == numbers[-1]:
        st.session_state[_YEAR] = numbers[0]
    st.session_state[_PLAYING] = "begins"


@pressed
def _stop() -> None:
    st.session_state[_PLAYING] = ""
