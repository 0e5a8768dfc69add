"""The sidebar: the one Selection as widgets."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import streamlit as st

from footprints_geo.prepared import Prepared
from footprints_geo.selection import Selection
from footprints_geo.terms import EVENT_NAMES, KIND_WORDS, country_in
from footprints_geo.ui.boxes import show_in_box
from footprints_geo.ui.data import grouped, prepared, whose_records
from footprints_geo.ui.own_records import shows_own
from footprints_geo.ui.page_language import current_language
from footprints_geo.ui.press import pressed
from footprints_geo.ui.serving import public_copy
from footprints_geo.ui.state import change_selection, current_selection
from footprints_geo.ui.words import as_text
from footprints_geo.ui.years import forget_span, show_years
from footprints_geo.vocabulary import EVENT_TYPES, KINDS


def show_sidebar() -> None:
    """Draw the widgets, set from the Selection; a change rebuilds it."""
    language = current_language()
    data = prepared()
    chosen = current_selection()
    with st.sidebar:
        gaps = {"records": as_text(whose_records())}
        st.markdown(language("Shown: **{records}**", **gaps) if shows_own() else language("Shown: {records}", **gaps))
        if public_copy() is None:
            st.page_link("pages/data.py", label=language("Change or load records"))
        st.subheader(language("What to show"))
        show_years(data)
        _choice(
            language("Kinds"),
            "kind",
            KINDS,
            language("What a part of a journey is: on the way out, sent back, or kept under custody."),
            lambda kind: language(KIND_WORDS[kind]),
        )
        _choice(
            language("Event types"),
            "events",
            EVENT_TYPES,
            language("Empty means all."),
            lambda event: language(EVENT_NAMES[event]),
        )
        _choice(
            language("Countries"),
            "countries",
            _documented_countries(data),
            language("Where an event was. Empty means all."),
            lambda code: country_in(code, language),
        )
        if not grouped():
            _least_persons(chosen)
        show_in_box("widget_uncertain", chosen.uncertain == "exclude")
        st.checkbox(
            language("Leave out uncertain dates"),
            key="widget_uncertain",
            on_change=_rebuild,
            args=("uncertain",),
            help=language("With years chosen: only events that lie in them for certain."),
        )
        st.button(language("Show everything"), on_click=_reset, disabled=chosen == Selection())
        st.caption(language("A part of a journey is shown whole when one of its events fits."))


def _least_persons(chosen: Selection) -> None:
    language = current_language()
    show_in_box("widget_min_persons", chosen.min_persons)
    st.number_input(
        language("Minimum persons in an event"),
        min_value=0,
        step=1,
        key="widget_min_persons",
        on_change=_rebuild,
        args=("min_persons",),
        help=language("An event of unknown size counts as one person. 0 means no condition."),
    )


def _documented_countries(data: Prepared) -> tuple[str, ...]:
    return tuple(data.events.frame["country"].cat.categories)


def _choice(label: str, name: str, options: tuple[str, ...], explanation: str, called: Callable[[Any], str]) -> None:
    language = current_language()
    value: tuple[str, ...] = getattr(current_selection(), name)
    offered = [*options, *(word for word in value if word not in options)]
    shown = [] if name == "kind" and value == KINDS else list(value)
    # The order in which words were picked is the person's own: the Selection has another.
    show_in_box(f"widget_{name}", shown, (language.code, *offered), lambda one, other: set(one) == set(other))
    st.multiselect(
        label,
        offered,
        key=f"widget_{name}",
        format_func=called,
        on_change=_rebuild,
        args=(name,),
        placeholder=language("All"),
        help=explanation,
    )


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
    forget_span()
    plain = Selection()
    change_selection(**{name: getattr(plain, name) for name in plain.to_json()})
