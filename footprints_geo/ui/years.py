"""The period of the Selection: a box with names, months of one's own, a strip to mark it on, and what it misses."""

from __future__ import annotations

from typing import Any, Final

import streamlit as st

from footprints_geo.language import marked
from footprints_geo.periods import YEAR, Period, count_in, month_name, named_periods
from footprints_geo.prepared import Prepared
from footprints_geo.time_counts import documented_years
from footprints_geo.ui.answers import made_once
from footprints_geo.ui.boxes import show_in_box
from footprints_geo.ui.data import current_years, matched_events
from footprints_geo.ui.page_language import current_language
from footprints_geo.ui.press import pressed
from footprints_geo.ui.state import change_selection, current_selection
from footprints_geo.ui.theme import current_colours
from footprints_geo.year_chart import BRUSH, paint_strip

ALL_YEARS: Final = "all"
SPAN: Final = "span"
_BOX: Final = "widget_years"
_ASKS_SPAN: Final = "asks_span"
_NAMED: Final = "widget_named_period"
_STRIP: Final = "widget_year_strip"
_ENDS: Final = {"from": (marked("From year"), marked("From month")), "to": (marked("To year"), marked("To month"))}


def show_years(data: Prepared) -> None:
    """All of it, in the sidebar."""
    years = documented_years(data.events.frame)
    documented = Period.of(years[0], years[-1]) if years else None
    _show_box(current_selection().years, documented)
    if documented is not None:
        _show_strip()
        _show_named(current_selection().years, documented)
    _show_counts()


def forget_span() -> None:
    """Ask no more for a first and a last month."""
    st.session_state[_ASKS_SPAN] = False


def _show_box(period: Period | None, documented: Period | None) -> None:
    language = current_language()
    names = {ALL_YEARS: language("All years"), SPAN: language("From … to …")}
    if documented is not None:
        names |= {str(year): str(year) for year in range(documented.years[1], documented.years[0] - 1, -1)}
    chosen = ALL_YEARS if period is None else period.text
    if st.session_state.get(_ASKS_SPAN) or (chosen not in names and "-" in chosen):
        chosen = SPAN
    names.setdefault(chosen, chosen)
    show_in_box(_BOX, chosen, tuple(names.items()))
    st.selectbox(
        language("Years"),
        list(names),
        key=_BOX,
        format_func=names.__getitem__,
        on_change=_rebuild_years,
        help=language("An event fits when its date may fall in the years or months. Undated events fit none."),
    )
    shown = period or documented
    if chosen == SPAN and shown is not None:
        _show_span(shown, shown if documented is None else shown.joined(documented))


def _show_named(period: Period | None, documented: Period) -> None:
    """The periods with a name that the records reach into, each for one press."""
    language = current_language()
    spoken = {named.until(documented.last): named.name(language) for named in named_periods()}
    names = {one.text: name for one, name in spoken.items() if one.overlaps(documented)}
    if not names:
        return
    show_in_box(_NAMED, period.text if period is not None and period.text in names else None, tuple(names.items()))
    st.pills(
        language("Periods with a name"),
        list(names),
        key=_NAMED,
        format_func=names.__getitem__,
        on_change=_rebuild_named,
    )


def _show_span(period: Period, reach: Period) -> None:
    """Boxes for the first and the last month of one's own period."""
    language = current_language()
    years, months = list(range(reach.years[0], reach.years[1] + 1)), list(range(1, YEAR + 1))
    for end, month in (("from", period.first), ("to", period.last)):
        year_label, month_label = _ENDS[end]
        left, right = st.columns(2)
        show_in_box(f"widget_{end}", month // YEAR, tuple(years))
        left.selectbox(language(year_label), years, key=f"widget_{end}", on_change=_rebuild_span)
        show_in_box(f"widget_{end}_month", month % YEAR + 1, language.code)
        right.selectbox(
            language(month_label),
            months,
            key=f"widget_{end}_month",
            format_func=lambda number: month_name(number, language),
            on_change=_rebuild_span,
        )


def _show_strip() -> None:
    language, period = current_language(), current_selection().years
    years = current_years()
    # A fresh strip for each period: a mark that was made on the last one is done with.
    key = f"{_STRIP}_{period.text if period else ALL_YEARS}"
    st.altair_chart(
        paint_strip(years, period, language, current_colours()),
        width="stretch",
        theme=None,
        key=key,
        on_select=lambda: _marked(key),
        selection_mode=[BRUSH],
        alt=language(
            "Cases by year, from {first} to {last}; the box above says the same period in words.",
            first=int(years["year"].min()),
            last=int(years["year"].max()),
        ),
    )


def _show_counts() -> None:
    """What no year matches, and what only may lie in the chosen ones: never out of sight."""
    language = current_language()
    period = current_selection().years
    counts = made_once("events in years", (current_selection(),), lambda: count_in(period, matched_events()))
    undated = language.plural("{number} event is undated.", "{number} events are undated.", counts.undated)
    if period is None:
        st.caption(undated)
        return
    inside = language.plural("{number} event lies in it", "{number} events lie in it", counts.inside)
    may = language.plural("{number} only may", "{number} only may", counts.may)
    st.caption(language("{inside}; {may}. {undated}", inside=inside, may=may, undated=undated))


@pressed
def _marked(key: str) -> None:
    """Take over what was marked on a strip."""
    chosen: Any = st.session_state[key].selection.get(BRUSH, {})
    ends = next((sorted(map(float, ends)) for ends in chosen.values() if ends), None)
    if ends is None:
        return
    forget_span()
    # A bar stands round its year; whoever marks most of it means it.
    first, last = round(ends[0] + 0.25), round(ends[1] - 0.25)
    change_selection(years=Period.of(min(first, last), max(first, last)))


@pressed
def _rebuild_span() -> None:
    chosen = st.session_state
    ends = [chosen[f"widget_{end}"] * YEAR + chosen[f"widget_{end}_month"] - 1 for end in ("from", "to")]
    change_selection(years=Period(min(ends), max(ends)))


@pressed
def _rebuild_years() -> None:
    word = st.session_state[_BOX]
    st.session_state[_ASKS_SPAN] = word == SPAN
    if word != SPAN:
        change_selection(years=None if word == ALL_YEARS else Period.read(word))


@pressed
def _rebuild_named() -> None:
    text = st.session_state[_NAMED]
    forget_span()
    change_selection(years=Period.read(text) if text else None)
