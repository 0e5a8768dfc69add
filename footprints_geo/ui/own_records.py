"""The person's own records: kept in the memory of one session, shown to no other, and forgotten on demand."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Final, cast

import streamlit as st
from streamlit.runtime.scriptrunner import get_script_run_ctx

from footprints_geo.chains import Chains, build_chains
from footprints_geo.disclosure.release import internal
from footprints_geo.events.mending import mended
from footprints_geo.events.reading import Source, events_from, look_at
from footprints_geo.mapping.profile_files import profile_from_text
from footprints_geo.operators_log import log_import
from footprints_geo.pipeline import View, prepare, view
from footprints_geo.prepared import Prepared
from footprints_geo.profiles import Profile
from footprints_geo.scene import extent_of
from footprints_geo.selection import Selection
from footprints_geo.sources.opening import DELIMITED, open_source
from footprints_geo.sources.source_table import SourceTable
from footprints_geo.ui.page_language import current_language
from footprints_geo.ui.press import pressed
from footprints_geo.ui.state import PUBLIC, Look, change_look
from footprints_geo.ui.task import Told
from footprints_geo.vocabulary import Level
from footprints_geo.writers.whole_files import PRIVATE_FILE, cleared, memory_folder, private_folder

_OWN: Final = "own_records"
_SHOWN: Final = "own_records_shown"
_CONTENT: Final = "own_records_content"
_VIEWS: Final = "own_records_views"
_CHAINS: Final = "own_records_chains"
_SHEETS: Final = "own_records_sheets"
_ROUND: Final = "own_records_round"
_PREFIX: Final = "own_"
COPY: Final = "own_copy"
COPY_HOTSPOTS: Final = "own_copy_hotspots"
"""The protected copy of the records, and where its cases are concentrated."""
OWN_MADE: Final = "own_made_"
"""The beginning of the names of all else that is made of the records."""
FIGURE_DRAWN: Final = "figure_drawn"
_MADE_OF_THEM: Final = ("routes_map_", "routes_table_", "chains_table_", "records_", FIGURE_DRAWN)

REQUIRED: Final = ("case_id", "event_type")
MOST_VIEWS: Final = 16

_LONGEST_STEM: Final = 180
_BYTES_A_ROW: Final = 50


@dataclass(frozen=True)
class OwnRecords:
    """A file that a person loaded, and how it is read.

    Attributes
    ----------
    source : Source
        The file, and the mapping that was proposed.
    profile : Profile
        The mapping in use: the proposal, as the person corrected it.
    told : bool
        Whether the mapping came as a file: then nothing is asked about columns.
    prepared : Prepared, optional
        The events and journeys; None while something required is not said.
    """

    source: Source
    profile: Profile
    told: bool = False
    prepared: Prepared | None = None

    @property
    def settled(self) -> bool:
        """Whether everything required is said."""
        return self.prepared is not None

    @property
    def lacking(self) -> tuple[str, ...]:
        """Our columns that nothing can be read without, and that the mapping does not give for every event."""
        said = [
            _said(self.profile.columns, self.profile.constants, g.columns, g.constants) for g in self.profile.groups
        ]
        return tuple(column for column in REQUIRED if not all(column in columns for columns in said))


def own_records() -> OwnRecords | None:
    """What this session has loaded; None before that, and after it was forgotten."""
    return cast(OwnRecords | None, st.session_state.get(_OWN))


def shows_own() -> bool:
    """Whether the pages show the person's own records."""
    own = own_records()
    return bool(st.session_state.get(_SHOWN)) and own is not None and own.prepared is not None


def show_own(shown: bool) -> None:
    """Show the person's own records on all pages, or the bundled ones.

    What stood out is in these no more, and the map opens where they are. Whom pictures of others were made for says
    nothing of these: they are for the public, protected, until somebody chooses otherwise.
    """
    st.session_state[_SHOWN] = shown
    own = own_records()
    there = extent_of(own.prepared) if shown and own is not None and own.prepared is not None else Look().extent
    change_look(chosen="", chain="", extent=there, audience=PUBLIC)


def load(name: str, content: bytes, told: Told) -> None:
    """Read an uploaded file, prepare it as far as nothing has to be asked, and show it.

    Raises
    ------
    InputError
        The file cannot be read at all; what was loaded before stays.
    """
    language = current_language()
    told(0.05, language("Reading {file} …", file=name), _rough_rows(name, content))
    with _as_file(name, content) as path:
        table = open_source(path)
    log_import(table.format, table.rows_read)
    _take(table, None, told)
    # Only another sheet is ever read from it again.
    st.session_state[_CONTENT] = (name, content) if len(table.sheets) > 1 else None
    st.session_state[_SHEETS] = {}
    show_own(True)


def load_kept(table: SourceTable, profile: str, told: Told) -> None:
    """Show the events of a snapshot, with the decisions about places in the text of the profile they were kept with.

    Raises
    ------
    InputError
        The profile cannot be read; what was loaded before stays.
    """
    log_import("snapshot", table.rows_read)
    source = look_at(table)
    places = profile_from_text(profile, table.name).places if profile else {}
    _keep(source, replace(source.proposal.profile, places=places), told, as_file=True)
    st.session_state[_CONTENT] = None
    st.session_state[_SHEETS] = {}
    show_own(True)


def load_sheet(sheet: str, told: Told, profile: Profile | None = None) -> None:
    """Read another sheet of the file, as the person left it before. Raises InputError as `load` does."""
    language, left = current_language(), own_records()
    before: dict[str, OwnRecords] = st.session_state[_SHEETS]
    if sheet in before:
        kept = before[sheet]
        _keep(kept.source, profile or kept.profile, told, as_file=profile is not None or kept.told)
    else:
        name, content = st.session_state[_CONTENT]
        told(0.05, language("Reading the sheet {sheet} …", sheet=sheet), len(content) // _BYTES_A_ROW)
        with _as_file(name, content) as path:
            table = open_source(path, sheet)
        log_import(table.format, table.rows_read)
        _take(table, profile, told)
    if left is not None:
        # What was said of it and mended in it; its events are made again when somebody comes back.
        st.session_state[_SHEETS] = {**before, left.source.raw.sheet: replace(left, prepared=None)}
    show_own(True)


def mend(name: str, content: bytes, told: Told) -> None:
    """Put mended records in the place of the rejected ones.

    Raises
    ------
    InputError
        The file holds other records.
    """
    own = own_records()
    if own is None:
        return
    with _as_file(name, content) as path:
        patch = open_source(path)
    log_import("mended", patch.rows_read)
    source = look_at(mended(own.source.raw, patch))
    _keep(source, own.profile, told, as_file=own.told)


def use_profile(profile: Profile, told: Told) -> None:
    """Read the file with a mapping that was saved. Raises InputError where it is for another file."""
    own = own_records()
    if own is None:
        return
    if profile.sheet and profile.sheet != own.source.raw.sheet and profile.sheet in own.source.raw.sheets:
        load_sheet(profile.sheet, told, profile)
    else:
        _keep(own.source, profile, told, as_file=True)


def change_profile(profile: Profile, told: Told) -> None:
    """Read the same file with another mapping. Raises InputError where the file cannot be read so."""
    if (own := own_records()) is not None:
        _keep(own.source, profile, told, as_file=own.told)


@pressed
def forget() -> None:
    """Forget the file, everything made of it, and everything said about it."""
    # A fresh key empties the upload box, which would else load the file again.
    st.session_state[_ROUND] = round_number() + 1
    gone = (_PREFIX, *_MADE_OF_THEM)
    for key in [key for key in st.session_state if str(key).startswith(gone) and key != _ROUND]:
        del st.session_state[key]
    show_own(False)
    _let_go()


def forget_session() -> None:
    """Forget all that this session holds: records, what was chosen and said, files."""
    for key in list(st.session_state):
        del st.session_state[key]
    _let_go()


def _let_go() -> None:
    """Take away files, which a box no longer drawn would keep until the page is closed, and all that nobody holds."""
    if (session := get_script_run_ctx()) is not None:
        session.uploaded_file_mgr.remove_session_files(session.session_id)
    gc.collect()


def round_number() -> int:
    """Changes with every forgetting: part of the keys of widgets that must forget too."""
    return int(st.session_state.get(_ROUND, 0))


def own_view(selection: Selection, level: Level) -> View | None:
    """The person's own records seen through a Selection; None when there are none.

    Views are kept in the session and nowhere else: a cache of the whole server would be shared with other sessions.
    """
    own = own_records()
    if own is None or own.prepared is None:
        return None
    views: dict[Any, View] = st.session_state.setdefault(_VIEWS, {})
    asked = (selection, level)
    if asked not in views:
        if len(views) >= MOST_VIEWS:
            views.pop(next(iter(views)))
        views[asked] = view(own.prepared, selection, level)
    return views[asked]


def own_chains() -> Chains | None:
    """The chains of custody of the person's own records, built once a file; None when there are none."""
    own = own_records()
    if own is None or own.prepared is None:
        return None
    kept: Chains | None = st.session_state.get(_CHAINS)
    if kept is None or kept.prepared is not own.prepared:
        kept = build_chains(own.prepared)
        st.session_state[_CHAINS] = kept
    return kept


def _take(table: SourceTable, profile: Profile | None, told: Told) -> None:
    language, rows = current_language(), table.rows_read
    told(0.35, language("Finding out which column is which in {rows} rows …", rows=f"{rows:,}"), rows)
    source = look_at(table)
    _keep(source, profile or source.proposal.profile, told, as_file=profile is not None)


def _keep(source: Source, profile: Profile, told: Told, *, as_file: bool) -> None:
    """Take the place of what was loaded before; not before everything went well."""
    language, own = current_language(), OwnRecords(source, profile, as_file)
    if not own.lacking:
        rows = source.table.rows_read
        told(0.5, language("Checking {rows} rows: dates, places, numbers …", rows=f"{rows:,}"), rows)
        events = events_from(source, profile, told=as_file)
        joined = f"{len(events.frame):,}"
        told(0.85, language("Joining {events} events to journeys …", events=joined), rows)
        own = OwnRecords(source, profile, as_file, prepare(internal(events)))
        told(1.0, language("Done."), rows)
    before = own_records()
    st.session_state[_OWN] = own
    more = [key for key in st.session_state if str(key).startswith(OWN_MADE)]
    for made in (_VIEWS, _CHAINS, COPY, COPY_HOTSPOTS, *more):
        st.session_state.pop(made, None)
    if before is not None and not before.settled and shows_own():
        show_own(True)


def _said(*parts: Any) -> set[str]:
    return {column for part in parts for column, given in part.items() if given}


def _rough_rows(name: str, content: bytes) -> int:
    return content.count(b"\n") if name.lower().endswith(DELIMITED) else len(content) // _BYTES_A_ROW


@contextmanager
def _as_file(name: str, content: bytes) -> Iterator[Path]:
    """A file of its own name for the readers, in memory where the system has such a folder; gone when it is read."""
    # Names of files that another session left are for nobody here.
    cleared(memory_folder())
    with private_folder(memory_folder()) as folder:
        path = folder / _file_name(name)
        path.touch(mode=PRIVATE_FILE)
        path.write_bytes(content)
        yield path


def _file_name(name: str) -> str:
    """A name every system can keep: of a person's file only its last part, and not longer than a folder allows."""
    own = Path(name.replace("\x00", "").replace("\\", "/")).name
    stem, ending = Path(own).stem, Path(own).suffix[:16]
    short = stem.encode("utf-8", "replace")[:_LONGEST_STEM].decode("utf-8", "ignore")
    return f"{short or 'records'}{ending}" if own not in ("", ".", "..") else "records"
