"""Widgets that show a field of the look and change it; the same field has the same widget on every page."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final

import streamlit as st

from footprints_geo.ui.boxes import box_of
from footprints_geo.ui.state import change_look, current_look

LONGEST_TEXT: Final = 20


def look_choice(name: str, label: str, words: Mapping[Any, str], explanation: str = "") -> None:
    """A box to choose one of several values, shown in words."""
    box = box_of(f"widget_{name}", getattr(current_look(), name), tuple(words))
    st.selectbox(
        label,
        list(words),
        index=list(words).index(box.first),
        format_func=words.__getitem__,
        key=box.key,
        on_change=_changed,
        args=(name, box.key),
        help=explanation or None,
    )


def look_number(name: str, label: str, limits: tuple[float, float], step: float, explanation: str = "") -> None:
    """A box for a number within limits; all of these are whole numbers, or none is."""
    box = box_of(f"widget_{name}", getattr(current_look(), name))
    low, high = limits
    st.number_input(
        label,
        min_value=low,
        max_value=high,
        value=box.first,
        step=step,
        # Streamlit's own form writes 210.00, which claims what no paper keeps.
        format="%g" if isinstance(step, float) else None,
        key=box.key,
        on_change=_changed,
        args=(name, box.key),
        help=explanation or None,
    )


def look_text(name: str, label: str, explanation: str = "") -> None:
    """A box for a short text."""
    box = box_of(f"widget_{name}", getattr(current_look(), name))
    st.text_input(
        label,
        value=box.first,
        max_chars=LONGEST_TEXT,
        key=box.key,
        on_change=_changed,
        args=(name, box.key),
        help=explanation or None,
    )


def look_segments(name: str, label: str, words: Mapping[Any, str], on_change: Callable[[Any], None]) -> None:
    """A row of buttons of which one is pressed; `on_change` gets the value, which stays when it is pressed again."""
    box = box_of(f"widget_{name}", getattr(current_look(), name), tuple(words))
    st.segmented_control(
        label,
        list(words),
        default=box.first,
        key=box.key,
        format_func=words.__getitem__,
        on_change=lambda: on_change(st.session_state[box.key] or getattr(current_look(), name)),
    )


def _changed(name: str, key: str) -> None:
    change_look(**{name: st.session_state[key]})
