"""The data page, last part: a workspace, for who wants the records kept, and to show again what is kept there."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final, cast

import pandas as pd
import streamlit as st

from footprints_geo.errors import InputError
from footprints_geo.file_account import difference_table, moment_words
from footprints_geo.language import Language
from footprints_geo.operators_log import log_kept
from footprints_geo.ui.own_records import load_kept, own_records
from footprints_geo.ui.page_language import current_language
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
    language = current_language()
    st.subheader(language("Keep them") if ready else language("Kept before"))
    with st.expander(language("Workspace: snapshots that are kept"), key="own_expander_workspace"):
        st.markdown(
            language(
                "Nothing is kept unless you do this. A workspace is a folder on the computer that runs the program, or "
                "a database (`postgresql://…`); a snapshot in it never changes, and a log says when it was made. "
                "'Forget my data' does not reach it."
            )
        )
        # No form: in one, the Enter key presses the first button, and nothing may be kept by accident.
        example = language("such as records/workspace")
        where = st.text_input(language("Folder or database"), key="own_workspace", placeholder=example)
        with st.container(horizontal=True):
            words = language("Changes nothing.")
            st.button(language("See what is kept there"), on_click=_ask, args=(_SEE,), help=words)
            if ready:
                words = language("Adds the records on this page to the workspace.")
                st.button(language("Keep a snapshot"), on_click=_ask, args=(_KEEP,), help=words)
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
    language = current_language()
    st.session_state.pop(_SEEN, None)
    if not where:
        st.warning(language("Name a folder or a database first."))
        return
    try:
        workspace = open_workspace(where) if keep else existing_workspace(where)
        for sentence in workspace.stopped:
            st.info(as_text(sentence))
        if keep:
            _keep(workspace)
        st.session_state[_SEEN] = _Seen(where, workspace.snapshots(), workspace.notes)
    except InputError as error:
        st.error(as_text(language.say(error.message)))


def _keep(workspace: Workspace) -> None:
    own = own_records()
    if own is None or own.prepared is None:
        return
    language, before = current_language(), workspace.snapshots()
    log_kept("keep", len(own.prepared.events.frame))
    kept = workspace.add(to_import(own.prepared.events), datetime.datetime.now(datetime.UTC))
    if kept.repeated:
        since = moment_words(kept.at, language)
        st.info(language("These very records are kept there already, since {moment}.", moment=since))
        return
    st.success(language("Kept as a snapshot: {events} of {cases}.", **_size(kept, language)))
    if before:
        st.markdown(language("What changed since the snapshot before it:"))
        st.text(difference_table(workspace.diff(before[-1].id, kept.id), language))


def _show(seen: _Seen) -> None:
    language = current_language()
    if "://" not in seen.where:
        folder = as_text(str(Path(seen.where).resolve()))
        st.caption(language("In the folder {folder}", folder=folder))
    if not seen.snapshots:
        st.info(language("The workspace holds no snapshot."))
        return
    newest = seen.snapshots[::-1]
    st.table(_table(newest, language))
    for note in seen.notes:
        st.caption(as_text(note))
    chosen = st.selectbox(
        language("Snapshot"),
        newest,
        format_func=lambda kept: _words(kept, language),
        key="own_workspace_snapshot",
    )
    # The text of the box may say another workspace by the time the work is done.
    st.button(
        language("Show these records on all pages"),
        on_click=_ask_for_snapshot,
        args=(seen.where, chosen),
        help=language("In the place of the file that is loaded; the snapshot itself stays as it is."),
    )


def _table(snapshots: Sequence[Snapshot], language: Language) -> pd.DataFrame:
    table = pd.DataFrame(
        {
            language("Kept on"): [moment_words(kept.at, language) for kept in snapshots],
            language("File"): [as_text(kept.source_name) for kept in snapshots],
            language("Events"): [f"{kept.events:,}" for kept in snapshots],
            language("Cases"): [f"{kept.cases:,}" for kept in snapshots],
            language("Rejected"): [_rejected(kept, language) for kept in snapshots],
            language("Snapshot"): [kept.id for kept in snapshots],
        }
    )
    return table.set_index(language("Kept on"))


def _rejected(kept: Snapshot, language: Language) -> str:
    rejected, read = kept.counts.rows_rejected, kept.counts.rows_read
    return language("{number} of {whole}", number=f"{rejected:,}", whole=f"{read:,}")


@pressed
def _ask_for_snapshot(where: str, kept: Snapshot) -> None:
    ask_for(_KEPT, lambda told: _show_again(where, kept, told))


def _words(kept: Snapshot, language: Language) -> str:
    moment, file = moment_words(kept.at, language), short(kept.source_name)
    return language("{moment}: {file}, {events} of {cases}", moment=moment, file=file, **_size(kept, language))


def _size(kept: Snapshot, language: Language) -> dict[str, str]:
    return {
        "events": language.plural("{number} event", "{number} events", kept.events),
        "cases": language.plural("{number} case", "{number} cases", kept.cases),
    }


def _show_again(where: str, kept: Snapshot, told: Told) -> None:
    language = current_language()
    told(0.05, language("Reading the snapshot …"), kept.events)
    workspace = existing_workspace(where)
    table = workspace.read(kept.id)
    # It goes with the records as the notes of a reader do, which are English.
    note = f"These are the accepted events of the snapshot of {moment_words(kept.at)}; what was rejected then is not."
    load_kept(replace(table, notes=(note,)), workspace.profile_text(kept.id), told)
