"""The data page, last part: a workspace, for who wants the records kept."""

from __future__ import annotations

import datetime
from pathlib import Path

import pandas as pd
import streamlit as st

from footprints_geo.captions import count_words
from footprints_geo.errors import InputError
from footprints_geo.export import difference_table
from footprints_geo.ui.own_records import own_records
from footprints_geo.ui.words import as_text
from footprints_geo.workspace import Snapshot, Workspace, existing_workspace, open_workspace
from footprints_geo.workspace.imports import to_import


def show_workspace() -> None:
    """Keep a snapshot of the loaded records, and see what is kept."""
    own = own_records()
    if own is None or own.prepared is None:
        return
    st.subheader("Keep them")
    with st.expander("Keep a snapshot in a workspace", key="own_expander_workspace"):
        st.markdown(
            "Nothing is kept unless you do this. A workspace is a folder on the computer that runs the program, or a "
            "database (`postgresql://…`); a snapshot in it never changes, and a log says when it was made. 'Forget my "
            "data' does not reach it."
        )
        with st.form("own_workspace_form", border=False):
            where = st.text_input("Folder or database", key="own_workspace", placeholder="such as records/workspace")
            with st.container(horizontal=True):
                keep = st.form_submit_button("Keep a snapshot")
                look = st.form_submit_button("What is kept there")
        if keep or look:
            _open(where.strip(), keep=keep)


def _open(where: str, *, keep: bool) -> None:
    if not where:
        st.warning("Name a folder or a database first.")
        return
    try:
        workspace = open_workspace(where) if keep else existing_workspace(where)
        if keep:
            _keep(workspace)
        if "://" not in where:
            st.caption(f"In the folder {as_text(str(Path(where).resolve()))}")
        _list(workspace.snapshots())
        for note in workspace.notes:
            st.caption(as_text(note))
    except InputError as error:
        st.error(as_text(str(error)))


def _keep(workspace: Workspace) -> None:
    own = own_records()
    if own is None or own.prepared is None:
        return
    before = workspace.snapshots()
    kept = workspace.add(to_import(own.prepared.events), datetime.datetime.now(datetime.UTC))
    if kept.repeated:
        st.info(f"These very records are kept there already, as snapshot {kept.id}.")
        return
    st.success(f"Kept as snapshot {kept.id}: {count_words(kept.events, 'event')} of {count_words(kept.cases, 'case')}.")
    if before:
        st.markdown("What changed since the snapshot before it:")
        st.text(difference_table(workspace.diff(before[-1].id, kept.id)))


def _list(snapshots: tuple[Snapshot, ...]) -> None:
    if not snapshots:
        st.info("The workspace holds no snapshot.")
        return
    table = pd.DataFrame(
        {
            "Snapshot": [kept.id for kept in snapshots],
            "File": [as_text(kept.source_name) for kept in snapshots],
            "Events": [f"{kept.events:,}" for kept in snapshots],
            "Cases": [f"{kept.cases:,}" for kept in snapshots],
            "Rejected": [f"{kept.counts.rows_rejected:,} of {kept.counts.rows_read:,}" for kept in snapshots],
        }
    )
    st.table(table.set_index("Snapshot"))
