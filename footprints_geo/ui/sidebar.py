"""The sidebar: the one Selection as widgets."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final, cast

import streamlit as st

from footprints_geo.periods import YEAR, Period, month_name, named_periods
from footprints_geo.pipeline import Prepared
from footprints_geo.selection import Selection
from footprints_geo.ui.boxes import show_in_box
from footprints_geo.ui.data import grouped, prepared, whose_records
from footprints_geo.ui.own_records import shows_own
from footprints_geo.ui.press import pressed
from footprints_geo.ui.serving import public_copy
from footprints_geo.ui.state import change_selection, current_selection
from footprints_geo.ui.words import as_text
from footprints_geo.vocabulary import EVENT_TYPES, KINDS, country_name

ALL_YEARS: Final = "All years"
SPAN: Final = "From … to …"
_ASKS_SPAN: Final = "asks_span"


def show_sidebar() -> None:
    """Draw the widgets, set from the Selection; a change rebuilds it."""
    data = prepared()
    chosen = current_selection()
    with st.sidebar:
        st.markdown(f"Shown: **{as_text(whose_records())}**" if shows_own() else f"Shown: {as_text(whose_records())}")
        if public_copy() is None:
            st.page_link("pages/data.py", label="Change or load records")
        st.subheader("What to show")
        _years(chosen.years, _documented(data))
        _choice(
            "Kinds", "kind", KINDS, "What a part of a journey is: on the way out, sent back, or kept under custody."
        )
        _choice("Event types", "events", EVENT_TYPES, "Empty means all.")
        _choice("Countries", "countries", _documented_countries(data), "Where an event was. Empty means all.")
        if not grouped():
            _least_persons(chosen)
        show_in_box("widget_uncertain", chosen.uncertain == "exclude")
        st.checkbox(
            "Leave out uncertain dates",
            key="widget_uncertain",
            on_change=_rebuild,
            args=("uncertain",),
            help="With years chosen: only events that lie in them for certain.",
        )
        st.button("Show everything", on_click=_reset, disabled=chosen == Selection())
        st.caption("A part of a journey is shown whole when one of its events fits.")


def _least_persons(chosen: Selection) -> None:
    show_in_box("widget_min_persons", chosen.min_persons)
    st.number_input(
        "Minimum persons in an event",
        min_value=0,
        step=1,
        key="widget_min_persons",
        on_change=_rebuild,
        args=("min_persons",),
        help="An event of unknown size counts as one person. 0 means no condition.",
    )


def _documented(data: Prepared) -> Period | None:
    """The years that dates of the records reach; None where none has a date."""
    frame = data.events.frame
    first, last = frame["date_earliest"].dt.year.min(), frame["date_latest"].dt.year.max()
    return None if frame["date_earliest"].isna().all() else Period.of(int(first), int(last))


def _documented_countries(data: Prepared) -> tuple[str, ...]:
    return tuple(data.events.frame["country"].cat.categories)


def _years(period: Period | None, documented: Period | None) -> None:
    named = _named(documented)
    singles = list(range(documented.years[1], documented.years[0] - 1, -1)) if documented else []
    if period is not None and _is_a_year(period) and period.years[0] not in singles:
        singles.append(period.years[0])
    offered = [ALL_YEARS, SPAN, *named, *map(str, singles)]
    show_in_box("widget_years", _word(period, named), tuple(offered))
    st.selectbox(
        "Years",
        offered,
        key="widget_years",
        on_change=_rebuild_years,
        help="An event fits when its date may fall in the years or months. Undated events fit none.",
    )
    if st.session_state["widget_years"] == SPAN and (period or documented):
        _span(cast(Period, period or documented), documented)


def _named(documented: Period | None) -> dict[str, Period]:
    """The periods with a name that the records reach into."""
    if documented is None:
        return {}
    whole = {named.name(): named.until(documented.last) for named in named_periods()}
    return {name: period for name, period in whole.items() if period.overlaps(documented)}


def _word(period: Period | None, named: Mapping[str, Period]) -> str:
    """What the box of years shows."""
    if st.session_state.get(_ASKS_SPAN):
        return SPAN
    if period is None:
        return ALL_YEARS
    name = next((name for name, one in named.items() if one == period), None)
    return name or (str(period.years[0]) if _is_a_year(period) else SPAN)


def _is_a_year(period: Period) -> bool:
    return period.whole_years and period.years[0] == period.years[1]


def _span(period: Period, documented: Period | None) -> None:
    """Boxes for the first and the last month of one's own period."""
    reach = period if documented is None else period.joined(documented)
    years = list(range(reach.years[0], reach.years[1] + 1))
    months = list(range(1, YEAR + 1))
    for end, month in (("from", period.first), ("to", period.last)):
        left, right = st.columns(2)
        show_in_box(f"widget_{end}", month // YEAR, tuple(years))
        left.selectbox(f"{end.capitalize()} year", years, key=f"widget_{end}", on_change=_rebuild_span)
        show_in_box(f"widget_{end}_month", month % YEAR + 1, tuple(months))
        right.selectbox(
            f"{end.capitalize()} month",
            months,
            key=f"widget_{end}_month",
            format_func=month_name,
            on_change=_rebuild_span,
        )


@pressed
def _rebuild_span() -> None:
    chosen = st.session_state
    ends = [chosen[f"widget_{end}"] * YEAR + chosen[f"widget_{end}_month"] - 1 for end in ("from", "to")]
    change_selection(years=Period(min(ends), max(ends)))


def _choice(label: str, name: str, options: tuple[str, ...], explanation: str) -> None:
    value: tuple[str, ...] = getattr(current_selection(), name)
    offered = [*options, *(word for word in value if word not in options)]
    shown = [] if name == "kind" and value == KINDS else list(value)
    # The order in which words were picked is the person's own: the Selection has another.
    show_in_box(f"widget_{name}", shown, tuple(offered), lambda one, other: set(one) == set(other))
    st.multiselect(
        label,
        offered,
        key=f"widget_{name}",
        format_func=country_name if name == "countries" else _plain,
        on_change=_rebuild,
        args=(name,),
        placeholder="All",
        help=explanation,
    )


def _plain(word: str) -> str:
    return word.replace("_", " ")


@pressed
def _rebuild_years() -> None:
    word = st.session_state["widget_years"]
    st.session_state[_ASKS_SPAN] = word == SPAN
    if word == SPAN:
        return
    named = _named(_documented(prepared()))
    change_selection(years=None if word == ALL_YEARS else named.get(word) or Period.read(word))


@pressed
def _rebuild(name: str) -> None:
    widget: Any = st.session_state[f"widget_{name}"]
    value: Any = widget
    if name == "uncertain":
        value = "exclude" if widget else "include"
    elif name == "kind":
        value = tuple(widget) or KINDS
    elif isinstance(widget, list | tuple):
        value = tuple(widget)
    change_selection(**{name: value})


@pressed
def _reset() -> None:
    st.session_state[_ASKS_SPAN] = False
    plain = Selection()
    change_selection(**{name: getattr(plain, name) for name in plain.to_json()})
