"""The data page, first part: which records are shown, a file of one's own, templates, and forgetting."""

from __future__ import annotations

from typing import Any, Final

import streamlit as st

from footprints_geo.captions import count_words
from footprints_geo.sources.opening import READABLE
from footprints_geo.ui.own_records import (
    OwnRecords,
    forget,
    load,
    load_sheet,
    own_records,
    round_number,
    show_own,
    shows_own,
)
from footprints_geo.ui.state import current_selection
from footprints_geo.ui.task import ask_for, carry_out, clear_problem, problem, show_problem
from footprints_geo.ui.words import as_text, short
from footprints_geo.writers.templates import template_csv, template_xlsx

_BUNDLED: Final = "The documented events that come with the program"
_OWN: Final = "My own records"
_XLSX: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_PREVIEW_ROWS: Final = 20
_FILE: Final = "file"
_CARE: Final = (
    "Own records are for inside the organisation: the pages withhold nothing, so a picture of the screen may show "
    "where one person can be found. The file stays in the memory of this session on the computer that runs the "
    "program; it is sent nowhere, no other session sees it, and it is gone when you close the page or press 'Forget "
    "my data'."
)


def show_choice() -> None:
    """Title, what was asked for, and the switch between bundled and own records."""
    # As on every page: a first request that is a link to this page has to begin with the frame.
    current_selection()
    st.title("Data")
    carry_out()
    own = own_records()
    if own is None or own.prepared is None:
        st.markdown(
            "The pages show the documented events that come with the program. Load a file of your own below: a "
            "spreadsheet, an export from Uwazi, ACLED or IOM data, Parquet, GeoJSON or GeoPackage."
        )
        return
    st.session_state["own_switch"] = _OWN if shows_own() else _BUNDLED
    st.radio("Shown on all pages", [_BUNDLED, _OWN], key="own_switch", on_change=_switched, horizontal=True)


def _switched() -> None:
    show_own(st.session_state["own_switch"] == _OWN)


def show_upload() -> None:
    """The box for a file, the sheet where there are several, the first rows, and the button to forget."""
    st.subheader("Your file")
    own = own_records()
    st.file_uploader(
        "A file of records" if own is None else "Another file, in the place of this one",
        type=[ending.removeprefix(".") for ending in READABLE],
        key=f"own_file_{round_number()}",
        on_change=_uploaded,
    )
    if problem(_FILE):
        show_problem(_FILE)
        still = "Nothing was changed: the pages show what they showed before"
        st.info(f"{still}{'.' if own is None else ', and the file loaded before it stands below.'}")
    st.caption(_CARE)
    if own is None:
        _templates()
        return
    _show_loaded(own)


def _show_loaded(own: OwnRecords) -> None:
    table = own.source.raw
    words, button = st.columns([4, 1], vertical_alignment="center")
    sheet = f", sheet {table.sheet}" if len(table.sheets) > 1 else ""
    size = f"{count_words(table.rows_read, table.unit)} in {count_words(len(table.frame.columns), 'column')}"
    words.markdown(f"Loaded: **{as_text(short(table.name))}**{as_text(sheet)}: {size}")
    button.button(
        "Forget my data", on_click=forget, help="Deletes the file and all that was made of it from this session."
    )
    if len(table.sheets) > 1:
        st.session_state["own_sheet"] = table.sheet
        st.selectbox("Sheet", table.sheets, key="own_sheet", on_change=_sheet_chosen)
        show_problem("sheet")
    with st.expander("Its first rows", expanded=not own.settled):
        st.dataframe(table.frame.head(_PREVIEW_ROWS).astype("str"), alt="The first rows of the file, as they are read.")


def _templates() -> None:
    with st.expander("No file yet? Begin with a template"):
        st.markdown(
            "One row for each event: an arrest, a return, an arrival. The Excel file has lists to choose from and a "
            "sheet that explains every column. Only the case and what happened have to be filled in."
        )
        with st.container(horizontal=True):
            st.download_button("Template (Excel)", template_xlsx, "records.xlsx", _XLSX, on_click="ignore")
            st.download_button("Template (CSV)", template_csv, "records.csv", "text/csv", on_click="ignore")


def _uploaded() -> None:
    file: Any = st.session_state[f"own_file_{round_number()}"]
    if file is not None:
        name, content = file.name, file.getvalue()
        ask_for(_FILE, lambda told: load(name, content, told))
    else:
        # The box is emptied before every new file too, and a broken one must not take the place of what is loaded.
        clear_problem(_FILE)


def _sheet_chosen() -> None:
    sheet = st.session_state["own_sheet"]
    ask_for("sheet", lambda told: load_sheet(sheet, told))
