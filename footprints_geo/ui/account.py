"""The data page, third part: what of the file is used, what is not and why, what was inferred, what looks wrong."""

from __future__ import annotations

import re
from typing import Any, Final

import pandas as pd
import streamlit as st

from footprints_geo.captions import count_words
from footprints_geo.disclosure.words import audience_words
from footprints_geo.events.mending import rejected_records
from footprints_geo.events.table import Events
from footprints_geo.file_account import account_sentence, rejects_csv
from footprints_geo.operators_log import taken_along
from footprints_geo.profiles import MAPPED_COLUMNS
from footprints_geo.tally_words import counted_as
from footprints_geo.ui.own_records import OwnRecords, mend, own_records, round_number
from footprints_geo.ui.press import pressed
from footprints_geo.ui.questions import called
from footprints_geo.ui.task import ask_for, show_problem
from footprints_geo.ui.words import as_text, short

_TABLE_HEIGHT: Final = 420
_HEAD_HEIGHT: Final = 40
_ROW_HEIGHT: Final = 92
_MOST_FAULTS: Final = 1_000
_MOST_KINDS: Final = 40
_MOST_REMARKS: Final = 200
_MENDED: Final = "mended"
_COLUMN: Final = re.compile("|".join(rf"\b{name}\b" for name in MAPPED_COLUMNS if "_" in name))


def show_account() -> None:
    """The account of the file: read, accepted, rejected, inferred, warned."""
    own = own_records()
    if own is None:
        return
    if own.prepared is None:
        _show_lacking(own)
        return
    events = own.prepared.events
    st.subheader("What of it is used")
    st.markdown(f"**{as_text(account_sentence(events))}**")
    if not events.rows_read:
        st.warning("The file holds a header and no rows: there is nothing to map. Was the right sheet exported?")
        return
    if len(events.frame):
        with st.container(horizontal=True, vertical_alignment="center"):
            st.page_link("pages/routes.py", label="**→ Open the map of these records**", width="content")
            st.caption(audience_words(own.prepared.release), width="content")
    _show_counts(events)
    _show_rejects(own, events)
    _show_remarks("What looks wrong: accepted, but look at it", own, events.warnings, "warning", expanded=True)
    _show_remarks("What was inferred: accepted, but the file does not say it itself", own, events.inferred, "inferred")


def _show_lacking(own: OwnRecords) -> None:
    missing = " and ".join(f"“{called(column)}”" for column in own.lacking)
    st.info(f"Nothing is read yet: the records need {missing}. Say it above, and they are checked.")


def _show_counts(events: Events) -> None:
    """Three numbers of one unit, of which the first is the sum of the others; and what is to be said of the second."""
    unit, read, rejected = counted_as(events)
    accepted = len(events.frame)
    with st.container(horizontal=True, gap="medium"):
        for label, number in (
            (f"{unit.capitalize()}s read", read),
            (f"= {unit}s accepted", accepted),
            (f"+ {unit}s rejected", rejected),
        ):
            st.metric(label, f"{number:,}", width="content")
    if accepted:
        st.markdown(_of_the_accepted(events))


def _of_the_accepted(events: Events) -> str:
    accepted, unit = len(events.frame), counted_as(events)[0]
    look = "looks" if events.rows_doubted == 1 else "look"
    return (
        f"Of the {count_words(accepted, f'accepted {unit}')}, {events.rows_inferred:,} "
        f"{'holds' if events.rows_inferred == 1 else 'hold'} something the file does not say itself, and "
        f"{events.rows_doubted:,} {look} wrong."
    )


def _show_rejects(own: OwnRecords, events: Events) -> None:
    if not events.rejects.empty:
        unit, _, rejected = counted_as(events)
        without = events.rows_rejected - rejected
        parts = [count_words(rejected, unit)] if rejected else []
        parts += [f"{count_words(without, 'record')} without an event"] if without else []
        lead = f"Rejected: {' and '.join(parts)}, each with its reason"
        with st.expander(lead, expanded=True, key="own_expander_rejects"):
            _show_kinds(own, events.faults)
            st.download_button(
                "Rejected records as a file to mend",
                lambda: taken_along(
                    "csv", None, rejects_csv(rejected_records(own.source.raw, events.rejects)).encode()
                ),
                "rejected.csv",
                "text/csv",
                on_click="ignore",
            )
            st.markdown("Put the cells right in that file, leave its first column as it is, and drop it here:")
            _show_mending()
            if st.toggle("Show every rejected cell in a table", key="own_every_fault"):
                _show_faults(events.rejects)
    elif own.source.raw.notes and any("mended" in note for note in own.source.raw.notes):
        st.success("Nothing is rejected any more: the mended records are in their places.")
    show_problem(_MENDED)


def _show_kinds(own: OwnRecords, faults: pd.DataFrame) -> None:
    """One paragraph a kind of fault: it is read whole at any width, however many rows have it."""
    for fault in faults.head(_MOST_KINDS).to_dict("records"):
        # The file's own headers, letter by letter: there the person looks for the cell.
        where = f"Column **{as_text(short(fault['column']))}**, " if fault["column"] else "Whole record, "
        values = ", ".join(f"“{as_text(short(value))}”" for value in fault["values"])
        found = f" Found: {values}{' …' if fault['more_values'] else ''}." if values else ""
        first = "Of the first: " if fault["differently_said"] else ""
        st.markdown(
            f"{where}{_rows_named(fault['rows'], fault['row_numbers'])}.{found} {first}"
            f"{_in_our_words(own, fault['reason'])} **{_in_our_words(own, fault['fix'])}**"
        )
    if len(faults) > _MOST_KINDS:
        st.caption(f"{len(faults) - _MOST_KINDS:,} more kinds of faults are in the table and in the file to mend.")


def _in_our_words(own: OwnRecords, sentence: str) -> str:
    """A sentence with our columns called as on this page, unless a header of the file is called so."""
    headers = own.source.raw.frame.columns
    return as_text(_COLUMN.sub(lambda name: name[0] if name[0] in headers else f"“{called(name[0])}”", sentence))


def _rows_named(rows: int, numbers: list[int]) -> str:
    if rows == 1:
        return f"row {numbers[0]}"
    return f"{rows:,} rows ({', '.join(map(str, numbers))}{' …' if rows > len(numbers) else ''})"


def _show_faults(rejects: pd.DataFrame) -> None:
    shown = rejects.head(_MOST_FAULTS)
    table = pd.DataFrame(
        {
            "Row": shown["row"],
            "Column": shown["column"],
            "Found": shown["value"],
            "Why it cannot be used": shown["reason"],
            "What to do": shown["fix"],
        }
    )
    st.dataframe(
        table,
        hide_index=True,
        height=min(_TABLE_HEIGHT, _HEAD_HEIGHT + _ROW_HEIGHT * len(table)),
        # High rows wrap their text: a reason that is cut off is none.
        row_height=_ROW_HEIGHT,
        column_config={
            "Row": st.column_config.NumberColumn(width=60, format="%d"),
            "Column": st.column_config.TextColumn(width=130),
            "Found": st.column_config.TextColumn(width=160),
            "Why it cannot be used": st.column_config.TextColumn(width=400),
            "What to do": st.column_config.TextColumn(width=300),
        },
        alt="The rejected rows: row, column, what was found, why it cannot be used and what to do.",
    )
    if len(rejects) > _MOST_FAULTS:
        st.caption(f"The first {_MOST_FAULTS:,} of {len(rejects):,} faults; the file to mend has all of them.")


def _show_mending() -> None:
    st.file_uploader(
        "Rejected records, mended",
        type=["csv", "xlsx"],
        key=f"own_mended_{round_number()}",
        on_change=_mended,
        help="The file of rejected records, after you put it right: its records take their places again.",
    )


@pressed
def _mended() -> None:
    file: Any = st.session_state[f"own_mended_{round_number()}"]
    if file is not None:
        name, content = file.name, file.getvalue()
        ask_for(_MENDED, lambda told: mend(name, content, told))


def _show_remarks(title: str, own: OwnRecords, remarks: pd.DataFrame, words: str, *, expanded: bool = False) -> None:
    if remarks.empty:
        return
    shown = remarks.head(_MOST_REMARKS).to_dict("records")
    of_rows = [f"- {_about(line)}: {_in_our_words(own, line[words])}" for line in shown if line["rows"]]
    of_the_file = [f"- {_in_our_words(own, line[words])}" for line in shown if not line["rows"]]
    with st.expander(title, expanded=expanded, key=f"own_expander_{words}"):
        if of_rows:
            st.markdown("\n".join(of_rows))
        if of_the_file:
            st.markdown("\n".join(["**About the file as a whole**", "", *of_the_file]))
        if len(remarks) > _MOST_REMARKS:
            st.caption(
                f"The first {_MOST_REMARKS} of {len(remarks):,} remarks; 'footprints-geo validate' with this file "
                "prints all of them."
            )


def _about(remark: dict[Any, Any]) -> str:
    name = remark["column"]
    column = called(name) if name in MAPPED_COLUMNS else short(name)
    return f"**{as_text(column) if name else 'Whole row'}**, {_rows_named(remark['rows'], remark['row_numbers'])}"
