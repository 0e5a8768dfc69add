"""The data behind the pages: prepared once a file, viewed once a Selection."""

from __future__ import annotations

import hashlib
from pathlib import Path

import streamlit as st

from footprints_geo.pipeline import BUNDLED_EVENTS, Prepared, View, prepare, view
from footprints_geo.selection import Selection
from footprints_geo.ui.state import current_level, current_selection
from footprints_geo.vocabulary import Level, data_path


def prepared() -> Prepared:
    """The bundled documented events, read and built once as long as the file stays the same."""
    path = data_path(BUNDLED_EVENTS)
    return _prepared(str(path), hashlib.sha256(path.read_bytes()).hexdigest())


@st.cache_resource(show_spinner="Reading the records …")
def _prepared(path: str, fingerprint: str) -> Prepared:
    return prepare(Path(path))


def current_view() -> View:
    """The data seen through the Selection of the sidebar."""
    data = prepared()
    return _view(data.events.fingerprint, current_selection(), current_level(), data)


@st.cache_resource(max_entries=64, show_spinner=False)
def _view(fingerprint: str, selection: Selection, level: Level, _data: Prepared) -> View:
    return view(_data, selection, level)
