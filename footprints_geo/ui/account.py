"""The data page, third part: what of the file is used, what is not and why, what was inferred, what looks wrong."""

from __future__ import annotations

from typing import Any, Final

import pandas as pd
import streamlit as st

from footprints_geo.captions import INTERNAL, count_words
from footprints_geo.events.mending import rejected_records
from footprints_geo.events.table import Events
from footprints_geo.export import account_sentence, rejects_csv
from footprints_geo.ui.own_records import OwnRecords, mend, own_records, round_number
from footprints_geo.ui.questions import WORDS, called
from footprints_geo.ui.task import ask_for, show_problem
from footprints_geo.ui.words import as_text

_TABLE_HEIGHT: Final = 420
_HEAD_HEIGHT: Final = 40
_ROW_HEIGHT: Final = 92
_MOST_FAULTS: Final = 1_000
_MENDED: Final = "mended"


def show_account() -> None:
    """The account of the file: read, accepted, rejected, inferred, warned."""
    own = own_records()
    if own is None:
        return
    if own.prepared is None:
        missing = " and ".join(f"“{called(column)}”" for column in own.lacking)
        st.info(f"Nothing is read yet: the records need {missing}. Say it above, and they are checked.")
        return
    events = own.prepared.events
    st.subheader("What of it is used")
    st.markdown(f"**{as_text(account_sentence(events))}**")
    if not events.rows_read:
        st.warning("The file holds a header and no rows: there is nothing to map. Was the right sheet exported?")
        return
    _show_counts(events)
    if len(events.frame):
        st.page_link("pages/routes.py", label="**→ Open the map of these records**")
        st.caption(INTERNAL)
    _show_rejects(own, events)
    _show_remarks("What looks wrong: accepted, but look at it", events.warnings, "warning", expanded=True)
    _show_remarks("What was inferred: accepted, but the file does not say it itself", events.inferred, "inferred")


def _show_counts(events: Events) -> None:
    of_what = "Rows" if events.records_read == events.rows_read else "Events"
    counts = {
        f"{of_what} read": events.rows_read,
        "Accepted": len(events.frame),
        "Rejected": events.rows_rejected,
        "Inferred": len(events.inferred),
        "Look wrong": len(events.warnings),
    }
    with st.container(horizontal=True, gap="large"):
        for label, number in counts.items():
            st.metric(label, f"{number:,}", width="content")


def _show_rejects(own: OwnRecords, events: Events) -> None:
    noun = "row" if events.records_read == events.rows_read else "event"
    if not events.rejects.empty:
        lead = f"Rejected: {count_words(events.rows_rejected, noun)}, each with its reason"
        with st.expander(lead, expanded=True, key="own_expander_rejects"):
            _show_faults(events.rejects)
            st.download_button(
                "Rejected records as a file to mend",
                lambda: rejects_csv(rejected_records(own.source.raw, events.rejects)),
                "rejected.csv",
                "text/csv",
                on_click="ignore",
            )
            st.markdown("Put the cells right in that file, leave its first column as it is, and drop it here:")
            _show_mending()
    elif own.source.raw.notes and any("mended" in note for note in own.source.raw.notes):
        st.success("Nothing is rejected any more: the mended records are in their places.")
    show_problem(_MENDED)


def _show_faults(rejects: pd.DataFrame) -> None:
    shown = rejects.head(_MOST_FAULTS)
    table = pd.DataFrame(
        {
            "Row": shown["row"],
            # The file's own headers, letter by letter: there the person looks for the cell.
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


def _mended() -> None:
    file: Any = st.session_state[f"own_mended_{round_number()}"]
    if file is not None:
        name, content = file.name, file.getvalue()
        ask_for(_MENDED, lambda told: mend(name, content, told))


def _show_remarks(title: str, remarks: pd.DataFrame, words: str, *, expanded: bool = False) -> None:
    if remarks.empty:
        return
    table = pd.DataFrame(
        {
            "Column": [as_text(WORDS.get(name, name)) if name else "The file" for name in remarks["column"]],
            "What": [as_text(sentence) for sentence in remarks[words]],
            "How often": [f"{rows:,}" if rows else "" for rows in remarks["rows"]],
            "Rows": [
                ", ".join(map(str, numbers)) + (" …" if rows > len(numbers) else "")
                for rows, numbers in zip(remarks["rows"], remarks["row_numbers"], strict=True)
            ],
        }
    )
    with st.expander(f"{title} ({len(remarks)})", expanded=expanded, key=f"own_expander_{words}"):
        st.table(table.set_index("Column"))
