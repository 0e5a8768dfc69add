"""The data page, third part: what of the file is used, what is not and why, what was inferred, what looks wrong."""

from __future__ import annotations

import re
from typing import Any, Final

import pandas as pd
import streamlit as st

from footprints_geo.disclosure.words import audience_words
from footprints_geo.events.mending import rejected_records
from footprints_geo.events.table import Events
from footprints_geo.file_account import NO_ROWS, account_sentence, rejects_csv
from footprints_geo.language import Language, marked, marked_pair
from footprints_geo.operators_log import taken_along
from footprints_geo.profiles import MAPPED_COLUMNS
from footprints_geo.tally_words import counted_as, unit_words
from footprints_geo.ui.column_words import called
from footprints_geo.ui.own_records import OwnRecords, mend, own_records, round_number
from footprints_geo.ui.page_language import current_language
from footprints_geo.ui.press import pressed
from footprints_geo.ui.task import ask_for, show_problem
from footprints_geo.ui.words import as_text, short

_TABLE_HEIGHT: Final = 420
_HEAD_HEIGHT: Final = 40
_ROW_HEIGHT: Final = 92
_MOST_FAULTS: Final = 1_000
_MOST_KINDS: Final = 40
_MOST_REMARKS: Final = 200
_MENDED: Final = "mended"
# Not the ends of words: in Korean a letter follows a name without a blank.
_COLUMN: Final = re.compile(rf"(?<![A-Za-z0-9_])({'|'.join(n for n in MAPPED_COLUMNS if '_' in n)})(?![A-Za-z0-9_])")
_NUMBERS: Final = {
    "row": (marked("Rows read"), marked("= rows accepted"), marked("+ rows rejected")),
    "event": (marked("Events read"), marked("= events accepted"), marked("+ events rejected")),
}
_ACCEPTED: Final = {
    "row": marked_pair("{number} accepted row", "{number} accepted rows"),
    "event": marked_pair("{number} accepted event", "{number} accepted events"),
}


def show_account() -> None:
    """The account of the file: read, accepted, rejected, inferred, warned."""
    own = own_records()
    if own is None:
        return
    if own.prepared is None:
        _show_lacking(own)
        return
    language, events = current_language(), own.prepared.events
    st.subheader(language("What of it is used"))
    st.markdown(f"**{as_text(account_sentence(events, language))}**")
    if not events.rows_read:
        st.warning(language(NO_ROWS))
        return
    if len(events.frame):
        with st.container(horizontal=True, vertical_alignment="center"):
            way = language("**→ Open the map of these records**")
            st.page_link("pages/routes.py", label=way, width="content")
            st.caption(audience_words(own.prepared.release, language), width="content")
    _show_counts(events)
    _show_rejects(own, events)
    doubted = language("What looks wrong: accepted, but look at it")
    inferred = language("What was inferred: accepted, but the file does not say it itself")
    _show_remarks(doubted, own, events.warnings, "warning", expanded=True)
    _show_remarks(inferred, own, events.inferred, "inferred")


def _show_lacking(own: OwnRecords) -> None:
    language = current_language()
    missing = language.both([f"“{called(column)}”" for column in own.lacking])
    st.info(
        language(
            "Nothing is read yet: the records need {missing}. Say it above, and they are checked.", missing=missing
        )
    )


def _show_counts(events: Events) -> None:
    """Three numbers of one unit, of which the first is the sum of the others; and what is to be said of the second."""
    language = current_language()
    unit, read, rejected = counted_as(events)
    accepted = len(events.frame)
    with st.container(horizontal=True, gap="medium"):
        for label, number in zip(_NUMBERS[unit], (read, accepted, rejected), strict=True):
            st.metric(language(label), f"{number:,}", width="content")
    if accepted:
        st.markdown(_of_the_accepted(events, language))


def _of_the_accepted(events: Events, language: Language) -> str:
    accepted = language.plural(*_ACCEPTED[counted_as(events)[0]], len(events.frame))
    inferred = language.plural(
        "{number} holds something the file does not say itself",
        "{number} hold something the file does not say itself",
        events.rows_inferred,
    )
    doubted = language.plural("{number} looks wrong", "{number} look wrong", events.rows_doubted)
    return language(
        "Of the {accepted}, {inferred}, and {doubted}.", accepted=accepted, inferred=inferred, doubted=doubted
    )


def _show_rejects(own: OwnRecords, events: Events) -> None:
    language = current_language()
    if not events.rejects.empty:
        with st.expander(_rejects_title(events, language), expanded=True, key="own_expander_rejects"):
            _show_kinds(own, events.faults)
            st.download_button(
                language("Rejected records as a file to mend"),
                lambda: taken_along(
                    "csv", None, rejects_csv(rejected_records(own.source.raw, events.rejects)).encode()
                ),
                "rejected.csv",
                "text/csv",
                on_click="ignore",
            )
            st.markdown(
                language("Put the cells right in that file, leave its first column as it is, and drop it here:")
            )
            _show_mending()
            if st.toggle(language("Show every rejected cell in a table"), key="own_every_fault"):
                _show_faults(events.rejects)
    elif own.source.raw.notes and any("mended" in note for note in own.source.raw.notes):
        st.success(language("Nothing is rejected any more: the mended records are in their places."))
    show_problem(_MENDED)


def _rejects_title(events: Events, language: Language) -> str:
    unit, _, rejected = counted_as(events)
    without = events.rows_rejected - rejected
    parts = [unit_words(rejected, unit, language)] if rejected else []
    if without:
        parts.append(language.plural("{number} record without an event", "{number} records without an event", without))
    return language("Rejected: {parts}, each with its reason", parts=language.both(parts))


def _show_kinds(own: OwnRecords, faults: pd.DataFrame) -> None:
    """One paragraph a kind of fault: it is read whole at any width, however many rows have it."""
    language = current_language()
    for fault in faults.head(_MOST_KINDS).to_dict("records"):
        # The file's own headers, letter by letter: there the person looks for the cell.
        column = as_text(short(fault["column"]))
        rows = _rows_named(fault["rows"], fault["row_numbers"])
        said = [
            language("Column **{column}**, {rows}.", column=column, rows=rows)
            if column
            else language("Whole record, {rows}.", rows=rows)
        ]
        if values := ", ".join(f"“{as_text(short(value))}”" for value in fault["values"]):
            said.append(language("Found: {values}.", values=f"{values} …" if fault["more_values"] else values))
        reason = _in_our_words(own, fault["reason"])
        said.append(language("Of the first: {reason}", reason=reason) if fault["differently_said"] else reason)
        said.append(f"**{_in_our_words(own, fault['fix'])}**")
        st.markdown(" ".join(said))
    if len(faults) > _MOST_KINDS:
        left = f"{len(faults) - _MOST_KINDS:,}"
        st.caption(language("{number} more kinds of faults are in the table and in the file to mend.", number=left))


def _in_our_words(own: OwnRecords, sentence: str) -> str:
    """A sentence with our columns called as on this page, unless a header of the file is called so."""
    headers, said = own.source.raw.frame.columns, current_language().say(sentence)
    return as_text(_COLUMN.sub(lambda name: name[0] if name[0] in headers else f"“{called(name[0])}”", said))


def _rows_named(rows: int, numbers: list[int]) -> str:
    language = current_language()
    if rows == 1:
        return language("row {row}", row=numbers[0])
    named = f"{', '.join(map(str, numbers))}{' …' if rows > len(numbers) else ''}"
    return language("{number} rows ({rows})", number=f"{rows:,}", rows=named)


def _show_faults(rejects: pd.DataFrame) -> None:
    language = current_language()
    table = rejects.head(_MOST_FAULTS)[["row", "column", "value", "reason", "fix"]]
    table = table.assign(reason=table["reason"].map(language.say), fix=table["fix"].map(language.say))
    st.dataframe(
        table,
        hide_index=True,
        height=min(_TABLE_HEIGHT, _HEAD_HEIGHT + _ROW_HEIGHT * len(table)),
        # High rows wrap their text: a reason that is cut off is none.
        row_height=_ROW_HEIGHT,
        column_config={
            "row": st.column_config.NumberColumn(language("Row"), width=60, format="%d"),
            "column": st.column_config.TextColumn(language("Column"), width=130),
            "value": st.column_config.TextColumn(language("Found"), width=160),
            "reason": st.column_config.TextColumn(language("Why it cannot be used"), width=400),
            "fix": st.column_config.TextColumn(language("What to do"), width=300),
        },
        alt=language("The rejected rows: row, column, what was found, why it cannot be used and what to do."),
    )
    if len(rejects) > _MOST_FAULTS:
        st.caption(
            language(
                "The first {shown} of {all} faults; the file to mend has all of them.",
                shown=f"{_MOST_FAULTS:,}",
                all=f"{len(rejects):,}",
            )
        )


def _show_mending() -> None:
    language = current_language()
    st.file_uploader(
        language("Rejected records, mended"),
        type=["csv", "xlsx"],
        key=f"own_mended_{round_number()}",
        on_change=_mended,
        help=language("The file of rejected records, after you put it right: its records take their places again."),
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
    language = current_language()
    shown = remarks.head(_MOST_REMARKS).to_dict("records")
    of_rows = [f"- {_about(line, _in_our_words(own, line[words]))}" for line in shown if line["rows"]]
    of_the_file = [f"- {_in_our_words(own, line[words])}" for line in shown if not line["rows"]]
    with st.expander(title, expanded=expanded, key=f"own_expander_{words}"):
        if of_rows:
            st.markdown("\n".join(of_rows))
        if of_the_file:
            st.markdown("\n".join([language("**About the file as a whole**"), "", *of_the_file]))
        if len(remarks) > _MOST_REMARKS:
            st.caption(
                language(
                    "The first {shown} of {all} remarks; 'footprints-geo validate' with this file prints all of them.",
                    shown=_MOST_REMARKS,
                    all=f"{len(remarks):,}",
                )
            )


def _about(remark: dict[Any, Any], said: str) -> str:
    """What a remark is about, and what it says."""
    language = current_language()
    name = remark["column"]
    rows = _rows_named(remark["rows"], remark["row_numbers"])
    if not name:
        return language("**Whole row**, {rows}: {remark}", rows=rows, remark=said)
    column = as_text(called(name) if name in MAPPED_COLUMNS else short(name))
    return language("**{column}**, {rows}: {remark}", column=column, rows=rows, remark=said)
