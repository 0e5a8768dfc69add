"""Widgets that show a field of the look and change it; the same field has the same widget on every page."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final

import streamlit as st

from footprints_geo.errors import InputError
from footprints_geo.ui.boxes import show_in_box
from footprints_geo.ui.press import pressed
from footprints_geo.ui.state import change_look, current_look
from footprints_geo.ui.task import clear_problem, note_problem

LONGEST_TEXT: Final = 20


def look_choice(
    name: str,
    label: str,
    words: Mapping[Any, str],
    explanation: str = "",
    before: Callable[[Any], None] | None = None,
) -> None:
    """A box to choose one of several values, shown in words; where `before` raises an InputError, nothing changes."""
    key = f"widget_{name}"
    show_in_box(key, getattr(current_look(), name), tuple(words.items()))
    st.selectbox(
        label,
        list(words),
        format_func=words.__getitem__,
        key=key,
        on_change=_changed,
        args=(name, before),
        help=explanation or None,
    )


def look_number(name: str, label: str, limits: tuple[float, float], step: float, explanation: str = "") -> None:
    """A box for a number within limits; all of these are whole numbers, or none is."""
    key = f"widget_{name}"
    show_in_box(key, getattr(current_look(), name))
    low, high = limits
    st.number_input(
        label,
        min_value=low,
        max_value=high,
        step=step,
        # Streamlit's own form writes 210.00, which claims what no paper keeps.
        format="%g" if isinstance(step, float) else None,
        key=key,
        on_change=_changed,
        args=(name,),
        help=explanation or None,
    )


def look_text(name: str, label: str, explanation: str = "") -> None:
    """A box for a short text."""
    key = f"widget_{name}"
    show_in_box(key, getattr(current_look(), name))
    st.text_input(label, max_chars=LONGEST_TEXT, key=key, on_change=_changed, args=(name,), help=explanation or None)


@pressed
def _changed(name: str, before: Callable[[Any], None] | None = None) -> None:
    value = st.session_state[f"widget_{name}"]
    clear_problem(name)
    try:
        if before is not None:
            before(value)
    except InputError as error:
        note_problem(name, error.message)
        return
    change_look(**{name: value})
