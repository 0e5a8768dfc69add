"""The data behind the pages: prepared once a file, viewed once a Selection."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Final, TypeVar, cast

import pandas as pd
import streamlit as st

from footprints_geo.chain_view import ChainView, see_chains
from footprints_geo.chains import Chains, build_chains
from footprints_geo.coverage import Coverage, cover
from footprints_geo.disclosure.copy_file import read_copy
from footprints_geo.disclosure.release import internal
from footprints_geo.events.reading import read_events
from footprints_geo.hotspots import Hotspots, find_hotspots
from footprints_geo.periods import Period
from footprints_geo.pipeline import BUNDLED_EVENTS, View, matching_events, prepare, view
from footprints_geo.prepared import Prepared
from footprints_geo.rates import Rates, check_rates, find_rates
from footprints_geo.robustness import Checked, check
from footprints_geo.selection import Selection
from footprints_geo.time_counts import count_by_year
from footprints_geo.timeline import Timeline, count_over_time
from footprints_geo.ui.own_records import OWN_MADE, own_chains, own_records, own_view, shows_own
from footprints_geo.ui.page_language import current_language
from footprints_geo.ui.serving import public_copy
from footprints_geo.ui.state import AUTO, current_look, current_selection
from footprints_geo.ui.words import short
from footprints_geo.vocabulary import Level, data_as_of, data_path

RateAnswer = tuple[Rates, pd.DataFrame]
Made = TypeVar("Made")
_READ: Final[set[str]] = set()
"""Files that this process has read: they are at hand, and nobody waits for them."""


def prepared() -> Prepared:
    """What the pages show: the bundled documented events, the person's own records, or the copy that is for all."""
    # A first request that is a link to a page has to begin with the frame, where the door is.
    current_selection()
    copy = public_copy()
    if copy is not None:
        with _waiting_for(str(copy)):
            return _released(str(copy))
    own = own_records()
    if shows_own() and own is not None and own.prepared is not None:
        return own.prepared
    path = data_path(BUNDLED_EVENTS)
    fingerprint = hashlib.sha256(path.read_bytes()).hexdigest()
    with _waiting_for(fingerprint):
        return _prepared(str(path), fingerprint)


@contextmanager
def _waiting_for(file: str) -> Iterator[None]:
    """Say that records are read, the first time: what the cache itself would say has one language for everybody."""
    if file in _READ:
        yield
        return
    language = current_language()
    with st.spinner(language("Reading the records …")):
        yield
    _READ.add(file)


def whose_records() -> str:
    """Whose records are shown, as a part of a sentence; with the name of the file, so no Markdown."""
    language = current_language()
    if shows_own():
        return language("my own records ({file})", file=short(prepared().events.name))
    if public_copy() is not None:
        if grouped():
            return language("a protected copy of records")
        return language("published records ({file})", file=short(prepared().events.name))
    return language("the documented events that come with the program, as of {day}", day=data_as_of(BUNDLED_EVENTS))


def grouped() -> bool:
    """Whether cases are told in groups: then no number of a single case is its own."""
    return prepared().release.grouped


def made_of_own(name: str, asked: object, make: Callable[[Prepared], Made]) -> Made:
    """What is made of the person's own records, kept in this session alone: nobody else of this server gets at it.

    It is made anew when something else is asked, and when the records are read otherwise: the file is the same then.
    """
    own = prepared()
    kept = cast("tuple[Prepared, object, Made] | None", st.session_state.get(f"{OWN_MADE}{name}"))
    if kept is None or kept[0] is not own or kept[1] != asked:
        kept = (own, asked, make(own))
        st.session_state[f"{OWN_MADE}{name}"] = kept
    return kept[2]


def matched_events() -> pd.DataFrame:
    """The dates of the events that meet the Selection of the sidebar, its years left aside."""
    asked = replace(current_selection(), years=None)
    data = prepared()
    return data.events.frame.loc[matching_events(data, asked), ["date_earliest", "date_latest"]]


def current_years() -> pd.DataFrame:
    """Cases by year for the Selection of the sidebar, its years left aside."""
    asked, data = replace(current_selection(), years=None, uncertain="include"), prepared()
    if not shows_own():
        return _years(data.events.fingerprint, asked, data)
    return made_of_own("years", asked, lambda own: count_by_year(own, asked))


# Only ever the bundled records, or the copy that is for all: what this keeps, every session can get at.
@st.cache_resource(max_entries=64, show_spinner=False)
def _years(fingerprint: str, selection: Selection, _data: Prepared) -> pd.DataFrame:
    return count_by_year(_data, selection)


def current_timeline() -> Timeline:
    """The view of the Selection, counted over time."""
    data, asked = prepared(), current_selection()
    if shows_own():
        return made_of_own("timeline", asked, lambda _: count_over_time(current_view("country")))
    return _timeline(data.events.fingerprint, asked, data)


# Only ever the bundled records, as above.
@st.cache_resource(max_entries=64, show_spinner=False)
def _timeline(fingerprint: str, selection: Selection, _data: Prepared) -> Timeline:
    return count_over_time(view(_data, selection))


def current_coverage() -> Coverage:
    """What is documented beside what others published, of the years of the sidebar."""
    data, years = prepared(), current_selection().years
    if shows_own():
        return made_of_own("coverage", years, lambda own: cover(own, years))
    return _coverage(data.events.fingerprint, years, data)


# Only ever the bundled records, as above.
@st.cache_resource(max_entries=64, show_spinner=False)
def _coverage(fingerprint: str, years: Period | None, _data: Prepared) -> Coverage:
    return cover(_data, years)


@st.cache_resource(show_spinner=False)
def _released(path: str) -> Prepared:
    return prepare(read_copy(Path(path)))


@st.cache_resource(show_spinner=False)
def _prepared(path: str, fingerprint: str) -> Prepared:
    return prepare(internal(read_events(Path(path))))


def current_view(level: Level | None = None) -> View:
    """The data seen through the Selection of the sidebar; routes told apart as the person chose, unless it is said."""
    return view_through(current_selection(), level or current_look().level)


def view_through(selection: Selection, level: Level) -> View:
    """The data seen through any Selection."""
    own = own_view(selection, level) if shows_own() else None
    if own is not None:
        return own
    data = prepared()
    return _view(data.events.fingerprint, selection, level, data)


def current_hotspots() -> tuple[Hotspots, Checked]:
    """Where the data's cases are concentrated for the Selection of the sidebar, and how stable each finding is."""
    data, look = prepared(), current_look()
    if shows_own():
        asked = current_selection(), look.resolution
        return made_of_own("hotspots", asked, lambda own: found_hotspots(own, *asked))
    return _hotspots(data.events.fingerprint, current_selection(), look.resolution, data)


@st.cache_resource(max_entries=64, show_spinner=False)
def _hotspots(fingerprint: str, selection: Selection, resolution: str, _data: Prepared) -> tuple[Hotspots, Checked]:
    return found_hotspots(_data, selection, resolution)


def asked_word() -> str:
    """A word that is another one for other records, another Selection and cells of another size.

    As a part of a widget's key it keeps a tick from staying on a row that now is something else.
    """
    asked = (prepared().events.fingerprint, current_selection(), current_look().resolution)
    return hashlib.sha256(repr(asked).encode()).hexdigest()[:12]


def current_rates() -> tuple[RateAnswer, RateAnswer]:
    """Where, and then where and when, such events are frequent among those documented; each with what is stable."""
    language = current_language()
    data, asked = prepared(), current_selection()
    # It is seen only where it takes time.
    with st.spinner(language("Looking for places and periods …")):
        if not shows_own():
            return _rates(data.events.fingerprint, asked, data)
        return made_of_own("rates", asked, lambda own: _rates_found(own, asked))


@st.cache_resource(max_entries=64, show_spinner=False)
def _rates(fingerprint: str, selection: Selection, _data: Prepared) -> tuple[RateAnswer, RateAnswer]:
    return _rates_found(_data, selection)


def _rates_found(data: Prepared, selection: Selection) -> tuple[RateAnswer, RateAnswer]:
    whole, over_time = find_rates(data, selection), find_rates(data, selection, over_time=True)
    return (whole, check_rates(whole)), (over_time, check_rates(over_time))


def found_hotspots(data: Prepared, selection: Selection, resolution: str) -> tuple[Hotspots, Checked]:
    """Where the cases of some records are concentrated, in cells of AUTO or a resolution of CELL_KM."""
    hotspots = find_hotspots(data, selection, None if resolution == AUTO else int(resolution))
    return hotspots, check(hotspots)


# Only ever the bundled records, or the copy that is for all: what this keeps, every session can get at.
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
