"""The data page, last part: a workspace, for who wants the records kept, and to show again what is kept there."""

from __future__ import annotations

import datetime
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final, cast

import pandas as pd
import streamlit as st

from footprints_geo.captions import count_words
from footprints_geo.errors import InputError
from footprints_geo.file_account import difference_table, moment_words
from footprints_geo.operators_log import log_kept
from footprints_geo.ui.own_records import load_kept, own_records
from footprints_geo.ui.press import pressed
from footprints_geo.ui.task import Told, ask_for, show_problem
from footprints_geo.ui.words import as_text, short
from footprints_geo.workspace import Snapshot, Workspace, existing_workspace, open_workspace
from footprints_geo.workspace.imports import to_import

_SEEN: Final = "own_workspace_seen"
_KEPT: Final = "kept"
_ASKED: Final = "own_workspace_asked"
_SEE: Final = "see"
_KEEP: Final = "keep"


@dataclass(frozen=True)
class _Seen:
    """What a person has looked at: a workspace, and the snapshots it held then."""

    where: str
    snapshots: tuple[Snapshot, ...]
    notes: tuple[str, ...]


def show_workspace() -> None:
    """Keep a snapshot of the loaded records, see what is kept, and show it again."""
    own = own_records()
    ready = own is not None and own.prepared is not None
    if own is not None and not ready:
        return
    st.subheader("Keep them" if ready else "Kept before")
    with st.expander("Workspace: snapshots that are kept", key="own_expander_workspace"):
        st.markdown(
            "Nothing is kept unless you do this. A workspace is a folder on the computer that runs the program, or a "
            "database (`postgresql://…`); a snapshot in it never changes, and a log says when it was made. 'Forget my "
            "data' does not reach it."
        )
        # No form: in one, the Enter key presses the first button, and nothing may be kept by accident.
        where = st.text_input("Folder or database", key="own_workspace", placeholder="such as records/workspace")
        with st.container(horizontal=True):
            st.button("See what is kept there", on_click=_ask, args=(_SEE,), help="Changes nothing.")
            if ready:
                words = "Adds the records on this page to the workspace."
                st.button("Keep a snapshot", on_click=_ask, args=(_KEEP,), help=words)
        if asked := st.session_state.get(_ASKED):
            _open(where.strip(), keep=asked == _KEEP)
            # Not before: whoever presses something else meanwhile still wants it.
            del st.session_state[_ASKED]
        show_problem(_KEPT)
        seen = cast(_Seen | None, st.session_state.get(_SEEN))
        if seen is not None and seen.where == where.strip():
            _show(seen)


@pressed
def _ask(what: str) -> None:
    st.session_state[_ASKED] = what


def _open(where: str, *, keep: bool) -> None:
    st.session_state.pop(_SEEN, None)
    if not where:
        st.warning("Name a folder or a database first.")
        return
    try:
        workspace = open_workspace(where) if keep else existing_workspace(where)
        for sentence in workspace.stopped:
            st.info(as_text(sentence))
        if keep:
            _keep(workspace)
        st.session_state[_SEEN] = _Seen(where, workspace.snapshots(), workspace.notes)
    except InputError as error:
        st.error(as_text(str(error)))


def _keep(workspace: Workspace) -> None:
    own = own_records()
    if own is None or own.prepared is None:
        return
    before = workspace.snapshots()
    log_kept("keep", len(own.prepared.events.frame))
    kept = workspace.add(to_import(own.prepared.events), datetime.datetime.now(datetime.UTC))
    if kept.repeated:
        st.info(f"These very records are kept there already, since {moment_words(kept.at)}.")
        return
    st.success(f"Kept as a snapshot: {count_words(kept.events, 'event')} of {count_words(kept.cases, 'case')}.")
    if before:
        st.markdown("What changed since the snapshot before it:")
        st.text(difference_table(workspace.diff(before[-1].id, kept.id)))


def _show(seen: _Seen) -> None:
    if "://" not in seen.where:
        st.caption(f"In the folder {as_text(str(Path(seen.where).resolve()))}")
    if not seen.snapshots:
        st.info("The workspace holds no snapshot.")
        return
    newest = seen.snapshots[::-1]
    table = pd.DataFrame(
        {
            "Kept on": [moment_words(kept.at) for kept in newest],
            "File": [as_text(kept.source_name) for kept in newest],
            "Events": [f"{kept.events:,}" for kept in newest],
            "Cases": [f"{kept.cases:,}" for kept in newest],
            "Rejected": [f"{kept.counts.rows_rejected:,} of {kept.counts.rows_read:,}" for kept in newest],
            "Snapshot": [kept.id for kept in newest],
        }
    )
    st.table(table.set_index("Kept on"))
    for note in seen.notes:
        st.caption(as_text(note))
    chosen = st.selectbox("Snapshot", newest, format_func=_words, key="own_workspace_snapshot")
    # The text of the box may say another workspace by the time the work is done.
    st.button(
        "Show these records on all pages",
        on_click=_ask_for_snapshot,
        args=(seen.where, chosen),
        help="In the place of the file that is loaded; the snapshot itself stays as it is.",
    )


@pressed
def _ask_for_snapshot(where: str, kept: Snapshot) -> None:
    ask_for(_KEPT, lambda told: _show_again(where, kept, told))


def _words(kept: Snapshot) -> str:
    size = f"{count_words(kept.events, 'event')} of {count_words(kept.cases, 'case')}"
    return f"{moment_words(kept.at)}: {short(kept.source_name)}, {size}"


def _show_again(where: str, kept: Snapshot, told: Told) -> None:
    told(0.05, "Reading the snapshot …", kept.events)
    workspace = existing_workspace(where)
    table = workspace.read(kept.id)
    note = f"These are the accepted events of the snapshot of {moment_words(kept.at)}; what was rejected then is not."
    load_kept(replace(table, notes=(note,)), workspace.profile_text(kept.id), told)
