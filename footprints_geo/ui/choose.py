"""The data page, first part: which records are shown, a file of one's own, templates, and forgetting."""

from __future__ import annotations

from typing import Any, Final

import streamlit as st

from footprints_geo.language import Language, marked
from footprints_geo.sources.source_table import SourceTable
from footprints_geo.tally_words import unit_words
from footprints_geo.ui.boxes import show_in_box
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
from footprints_geo.ui.page_language import current_language
from footprints_geo.ui.press import pressed
from footprints_geo.ui.state import current_selection
from footprints_geo.ui.task import ask_for, carry_out, clear_problem, problem, show_problem
from footprints_geo.ui.words import as_text, short
from footprints_geo.writers.templates import template_csv, template_xlsx

_BUNDLED: Final = "bundled"
_OWN: Final = "own"
_RECORDS: Final = {
    _BUNDLED: marked("The documented events that come with the program"),
    _OWN: marked("My own records"),
}
_XLSX: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_PREVIEW_ROWS: Final = 20
_KINDS: Final = marked(
    "A file of records: Excel (.xlsx), OpenDocument (.ods), CSV and other text tables, exports from Uwazi, ACLED and "
    "IOM, Parquet, GeoJSON, GeoPackage; up to 200 MB"
)
_FILE: Final = "file"
_CARE: Final = marked(
    "Own records are for inside the organisation: the pages withhold nothing, so a picture of the screen may show "
    "where one person can be found. The file stays in the memory of this session on the computer that runs the "
    "program; it is sent nowhere, no other session sees it, and it is gone when you close the page or press 'Forget "
    "my data'."
)


def show_choice() -> None:
    """Title, what was asked for, and the switch between bundled and own records."""
    # As on every page: a first request that is a link to this page has to begin with the frame.
    current_selection()
    language = current_language()
    st.title(language("Data"))
    carry_out()
    own = own_records()
    if own is None or own.prepared is None:
        st.markdown(
            language(
                "The pages show the documented events that come with the program. Load a file of your own below, and "
                "see it on the map."
            )
        )
        return
    show_in_box("own_switch", _OWN if shows_own() else _BUNDLED, language.code)
    st.radio(
        language("Shown on all pages"),
        list(_RECORDS),
        key="own_switch",
        format_func=lambda which: language(_RECORDS[which]),
        on_change=_switched,
        horizontal=True,
    )


@pressed
def _switched() -> None:
    show_own(st.session_state["own_switch"] == _OWN)


def show_upload() -> None:
    """The box for a file, the sheet where there are several, and the button to forget."""
    language = current_language()
    st.subheader(language("Your file"))
    own = own_records()
    # Any ending: what cannot be read is refused by the program, with a sentence that says what to do.
    st.file_uploader(
        language(_KINDS) if own is None else language("Another file, in the place of this one"),
        key=f"own_file_{round_number()}",
        on_change=_uploaded,
    )
    if problem(_FILE):
        show_problem(_FILE)
        st.info(
            language("Nothing was changed: the pages show what they showed before.")
            if own is None
            else language(
                "Nothing was changed: the pages show what they showed before, and the file loaded before it stands "
                "below."
            )
        )
    if own is None:
        st.caption(language(_CARE))
        _templates()
        return
    _show_loaded(own)


def _show_loaded(own: OwnRecords) -> None:
    language, table = current_language(), own.source.raw
    with st.container(horizontal=True, vertical_alignment="center"):
        st.markdown(_loaded_words(table, language), width="content")
        if len(table.sheets) > 1:
            st.session_state["own_sheet"] = table.sheet
            st.selectbox(
                language("Sheet"),
                table.sheets,
                key="own_sheet",
                on_change=_sheet_chosen,
                width=220,
                help=language("What you said about a sheet is kept when you go to another, and back."),
            )
        st.button(
            language("Forget my data"),
            on_click=forget,
            help=language("Deletes the file and all that was made of it from this session."),
        )
    show_problem("sheet")


def _loaded_words(table: SourceTable, language: Language) -> str:
    """Which file is loaded, and how large it is."""
    columns = len(table.frame.columns)
    gaps = {
        "file": as_text(short(table.name)),
        "rows": unit_words(table.rows_read, table.unit, language),
        "columns": language.plural("{number} column", "{number} columns", columns),
    }
    if len(table.sheets) > 1:
        return language("Loaded: **{file}**, sheet {sheet}: {rows} in {columns}", sheet=as_text(table.sheet), **gaps)
    return language("Loaded: **{file}**: {rows} in {columns}", **gaps)


def show_first_rows() -> None:
    """The first rows of the file, open while something has to be said about it; and how own records are kept."""
    own = own_records()
    if own is None:
        return
    language = current_language()
    with st.expander(language("The first rows of the file"), expanded=not own.settled):
        rows = own.source.raw.frame.head(_PREVIEW_ROWS).astype("str")
        st.dataframe(rows, alt=language("The first rows of the file, as they are read."))
    st.caption(language(_CARE))


def _templates() -> None:
    language = current_language()
    excel, csv = language("Template (Excel)"), language("Template (CSV)")
    with st.expander(language("No file yet? Begin with a template")):
        st.markdown(
            language(
                "One row for each event: an arrest, a return, an arrival. The Excel file has lists to choose from and "
                "a sheet that explains every column; the CSV file is the header alone, without an example that could "
                "be taken for a record. Only the case and what happened have to be filled in."
            )
        )
        with st.container(horizontal=True):
            st.download_button(excel, template_xlsx, "events-template.xlsx", _XLSX, on_click="ignore")
            st.download_button(csv, template_csv, "events-template.csv", "text/csv", on_click="ignore")


@pressed
def _uploaded() -> None:
    file: Any = st.session_state[f"own_file_{round_number()}"]
    if file is not None:
        name, content = file.name, file.getvalue()
        ask_for(_FILE, lambda told: load(name, content, told))
    else:
        # The box is emptied before every new file too, and a broken one must not take the place of what is loaded.
        clear_problem(_FILE)


@pressed
def _sheet_chosen() -> None:
    sheet = st.session_state["own_sheet"]
    ask_for("sheet", lambda told: load_sheet(sheet, told))
