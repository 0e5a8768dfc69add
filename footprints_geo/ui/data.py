"""The data behind the pages: prepared once a file, viewed once a Selection."""

from __future__ import annotations

import hashlib
from pathlib import Path

import streamlit as st

from footprints_geo.chain_view import ChainView, see_chains
from footprints_geo.chains import Chains, build_chains
from footprints_geo.pipeline import BUNDLED_EVENTS, Prepared, View, prepare, view
from footprints_geo.selection import Selection
from footprints_geo.ui.own_records import own_chains, own_records, own_view, shows_own
from footprints_geo.ui.state import current_level, current_look, current_selection
from footprints_geo.ui.words import short
from footprints_geo.vocabulary import Level, data_as_of, data_path


def prepared() -> Prepared:
    """What the pages show: the bundled documented events, or the person's own records."""
    own = own_records()
    if shows_own() and own is not None and own.prepared is not None:
        return own.prepared
    path = data_path(BUNDLED_EVENTS)
    return _prepared(str(path), hashlib.sha256(path.read_bytes()).hexdigest())


def whose_records() -> str:
    """Whose records are shown, as the end of a sentence; with the name of the file, so no Markdown."""
    if shows_own():
        return f"my own records ({short(prepared().events.name)})"
    return f"the documented events that come with the program, as of {data_as_of(BUNDLED_EVENTS)}"


@st.cache_resource(show_spinner="Reading the records …")
def _prepared(path: str, fingerprint: str) -> Prepared:
    return prepare(Path(path))


def current_view(level: Level | None = None) -> View:
    """The data seen through the Selection of the sidebar; routes told apart as the person chose, unless it is said."""
    level = level or current_level()
    own = own_view(current_selection(), level) if shows_own() else None
    if own is not None:
        return own
    data = prepared()
    return _view(data.events.fingerprint, current_selection(), level, data)


# Only ever the bundled records: what this keeps, every session of the server can get at.
@st.cache_resource(max_entries=64, show_spinner=False)
def _view(fingerprint: str, selection: Selection, level: Level, _data: Prepared) -> View:
    return view(_data, selection, level)


def current_chains() -> ChainView:
    """The chains of custody seen through the Selection of the sidebar, told apart as the person chose."""
    chains = own_chains() if shows_own() else None
    if chains is None:
        data = prepared()
        chains = _chains(data.events.fingerprint, data)
    look = current_look()
    return see_chains(chains, current_selection(), look.chain_level, look.least_stations)


# Only ever the bundled records, as above.
@st.cache_resource(max_entries=4, show_spinner=False)
def _chains(fingerprint: str, _data: Prepared) -> Chains:
    return build_chains(_data)
