"""The data page, second part: what only a person can say about the file, each with the answers that can be given."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any, Final

import pandas as pd
import streamlit as st

from footprints_geo.events.checks import LONGEST_VALUE
from footprints_geo.language import marked
from footprints_geo.mapping.proposal import Answer, Question
from footprints_geo.profiles import EventGroup, Profile
from footprints_geo.terms import country_in
from footprints_geo.ui.boxes import show_in_box
from footprints_geo.ui.column_words import called, listed
from footprints_geo.ui.own_records import OwnRecords, change_profile, own_records
from footprints_geo.ui.page_language import current_language
from footprints_geo.ui.press import pressed
from footprints_geo.ui.task import ask_for, show_problem
from footprints_geo.ui.words import as_text, short
from footprints_geo.vocabulary import EVENT_TYPES, PRECISIONS, SUBJECTS, VISIBILITIES, read_countries

LATER: Final = marked("(not said yet)")
AS_TAKEN: Final = marked("(as it was taken)")
ORDERS: Final[Mapping[str, str]] = {
    "": marked("(not said: found out from the column, where it shows it)"),
    "day-first": marked("The day comes first: 9/10/2023 is 9 October 2023"),
    "month-first": marked("The month comes first: 9/10/2023 is 10 September 2023"),
    "year-first": marked("The year comes first: 2023/10/9"),
}
MOST_WORDS: Final = 12
BOXES_A_LINE: Final = 3
_QUESTIONS: Final = "questions"
_EXAMPLES: Final = 2
_LISTS: Final[Mapping[str, tuple[str, ...]]] = {
    "event_type": EVENT_TYPES,
    "location_precision": PRECISIONS,
    "visibility": VISIBILITIES,
    "subject": SUBJECTS,
}


def change(where: str, profile: Profile) -> None:
    """Ask for the file to be read with another mapping."""
    ask_for(where, lambda told: change_profile(profile, told))


def parts_of(profile: Profile) -> list[Mapping[str, tuple[str, ...]]]:
    """The columns of all events of a row together, and of each alone."""
    return [profile.columns, *(group.columns for group in profile.groups)]


def dates_of(own: OwnRecords) -> list[str]:
    """The headers of dates that people typed."""
    headers = [h for part in parts_of(own.profile) for c in ("date", "date_from", "date_to") for h in part.get(c, ())]
    return [header for header in dict.fromkeys(headers) if header not in own.source.table.dates]


def show_questions() -> None:
    """Everything that has to be said, and what was said."""
    own = own_records()
    if own is None:
        return
    asked = _asked(own)
    orders = _order_questions(own)
    words = _words(own)
    if not (asked or orders or words or own.lacking):
        show_problem(_QUESTIONS)
        return
    language = current_language()
    st.subheader(language("What only you can say"))
    for number, question in enumerate(asked):
        _ask(own, question, f"own_question_{number}")
    for header, unanswered in orders.items():
        _ask_order(own, header, unanswered)
    for column, given in words.items():
        _ask_words(own, column, given)
    show_problem(_QUESTIONS)


def _asked(own: OwnRecords) -> list[Question]:
    """What is asked of the form of the table that was chosen, without what the person said in the boxes of columns."""
    if own.told:
        return []
    questions = own.source.proposal.of(own.profile).questions
    asked = [q for q in questions if q.answers and all(a.group < len(own.profile.groups) for a in q.answers)]
    return [q for q in asked if not q.required or _is_open(q, own) or _given(q, own.profile) >= 0]


def _is_open(question: Question, own: OwnRecords) -> bool:
    """Whether nothing can be read because it has no answer; the form of the table says what happened."""
    return question.required and (question.column or "event_type") in own.lacking


def _ask(own: OwnRecords, question: Question, key: str) -> None:
    language, now = current_language(), _given(question, own.profile)
    open_still = _is_open(question, own)
    if open_still or not question.required:
        (st.warning if open_still else st.info)(as_text(language.say(question.text)))
    labels = {-1: language(LATER if question.required else AS_TAKEN)} | {
        number: _in_words(answer, own) for number, answer in enumerate(question.answers)
    }
    show_in_box(key, now, tuple(labels.values()))
    st.selectbox(
        language("Your answer: {column}", column=called(question.column))
        if question.column
        else language("Your answer: what a row is"),
        list(labels),
        key=key,
        format_func=labels.__getitem__,
        on_change=_answered,
        args=(question, key),
    )


def _given(question: Question, profile: Profile) -> int:
    """The answer that the mapping has already; -1 for none."""
    same = (number for number, answer in enumerate(question.answers) if answer.is_given_in(profile))
    return next(same, -1)


def _in_words(answer: Answer, own: OwnRecords) -> str:
    """An answer with the header it means and some of its cells: "column 1" says little to who sees no numbers."""
    words = current_language().say(answer.words)
    headers = [header for named in answer.columns.values() for header in named]
    if not headers or headers[0] not in own.source.table.frame.columns:
        return words.replace("_", " ") if answer.constants else words
    cells = [cell for cell in pd.unique(own.source.table.frame[headers[0]].astype("str")) if cell][:_EXAMPLES]
    name = "" if f"({headers[0]})" in words else f" ({short(headers[0])})"
    return f"{words}{name}: {', '.join(map(short, cells))} …" if cells else f"{words}{name}"


@pressed
def _answered(question: Question, key: str) -> None:
    own = own_records()
    if own is None:
        return
    chosen: int = st.session_state[key]
    profile = _taken_back(question, own)
    change(_QUESTIONS, profile if chosen < 0 else question.answers[chosen].applied_to(profile))


def _taken_back(question: Question, own: OwnRecords) -> Profile:
    """The mapping as it would be without the answer that was given before."""
    before = _given(question, own.profile)
    if before < 0:
        return own.profile
    answer, proposed = question.answers[before], own.source.proposal.of(own.profile).profile
    if answer.profile is not None:
        return Answer("", profile=own.source.proposal.profile).applied_to(own.profile)
    if answer.group < 0:
        columns = _restored(own.profile.columns, proposed.columns, answer.columns)
        constants = _restored(own.profile.constants, proposed.constants, answer.constants)
        return replace(own.profile, columns=columns, constants=constants)
    groups = list(own.profile.groups)
    old, first = groups[answer.group], proposed.groups[answer.group]
    groups[answer.group] = EventGroup(
        _restored(old.columns, first.columns, answer.columns),
        _restored(old.constants, first.constants, answer.constants),
        old.only_for,
    )
    return replace(own.profile, groups=tuple(groups))


def _restored(now: Mapping[str, Any], first: Mapping[str, Any], given: Mapping[str, Any]) -> dict[str, Any]:
    kept = {name: value for name, value in now.items() if name not in given}
    return {**kept, **{name: first[name] for name in given if name in first}}


def _order_questions(own: OwnRecords) -> dict[str, str]:
    """For each column of dates that is asked about, or was, the question; '' where it is answered."""
    headers = [str(header) for header in own.source.table.frame.columns]
    asked = own.prepared.events.questions if own.prepared else ()
    # The order of a column found in a profile that came as a file needs no box of its own.
    said = [] if own.told else [header for header in dates_of(own) if header in own.profile.date_orders]
    found = dict.fromkeys(said, "")
    for header in dates_of(own):
        start = f"Column {headers.index(header) + 1} (" if header in headers else "\n"
        about = [question for question in asked if question.startswith(start)]
        if about:
            found[header] = about[0]
    return found


def _ask_order(own: OwnRecords, header: str, question: str) -> None:
    language = current_language()
    if question and "does the day or the month come first" not in question:
        st.warning(as_text(language.say(question)))
        return
    if question:
        st.warning(
            language(
                "Does the day or the month come first in the dates of **{column}**? Nothing in the column says it. "
                "Until you do, these dates are not guessed, and their rows are rejected.",
                column=as_text(short(header)),
            )
        )
    order_box(own, header, f"own_asked_order_{header}", _QUESTIONS)


def order_box(own: OwnRecords, header: str, key: str, where: str) -> None:
    """A box for the order of day and month in one column."""
    language = current_language()
    show_in_box(key, own.profile.date_orders.get(header, ""), language.code)
    st.selectbox(
        language("Dates of {column}", column=as_text(short(header))),
        list(ORDERS),
        key=key,
        format_func=lambda order: language(ORDERS[order]),
        on_change=_order_chosen,
        args=(header, key, where),
    )


@pressed
def _order_chosen(header: str, key: str, where: str) -> None:
    own = own_records()
    if own is None:
        return
    orders = {name: order for name, order in own.profile.date_orders.items() if name != header}
    if st.session_state[key]:
        orders[header] = st.session_state[key]
    change(where, replace(own.profile, date_orders=orders))


def _words(own: OwnRecords) -> dict[str, dict[str, str]]:
    """For each column with a closed list: words of the file that mean nothing yet (''), and those a person gave one."""
    rejects = own.prepared.events.rejects if own.prepared else pd.DataFrame({"column": [], "value": []}, dtype="str")
    found: dict[str, dict[str, str]] = {}
    for column in (*_LISTS, "country"):
        known = own.source.proposal.profile.values.get(column, {})  # noqa: PD011
        given = own.profile.values.get(column, {})  # noqa: PD011
        said = {} if own.told else {word: ours for word, ours in given.items() if known.get(word) != ours}
        headers = {column, *(header for part in parts_of(own.profile) for header in part.get(column, ()))}
        faults = rejects[rejects["column"].isin(headers) & (rejects["value"] != "")]
        # A longer one was cut in the list of rejected rows, and would not be found again.
        unknown = [str(word) for word in pd.unique(faults["value"]) if len(word) < LONGEST_VALUE]
        if words := said | {word: "" for word in unknown if word not in said}:
            found[column] = words
    return found


def _ask_words(own: OwnRecords, column: str, words: Mapping[str, str]) -> None:
    language, name = current_language(), called(column)
    open_words = [word for word, ours in words.items() if not ours]
    if open_words:
        st.warning(
            language.plural(
                "{column}: {number} of the file's words has no meaning yet; rows with such a word are rejected. Say "
                "what it means, or mend the cell.",
                "{column}: {number} of the file's words have no meaning yet; rows with such a word are rejected. Say "
                "what it means, or mend the cell.",
                len(open_words),
                column=name,
            )
        )
    ours = _names_of(column)
    labels = {"": language(LATER), **ours}
    # What was said keeps its box: a slip must be put right where it happened.
    shown = [word for word, said in words.items() if said] + open_words[:MOST_WORDS]
    lines = st.columns(BOXES_A_LINE)
    for number, word in enumerate(shown):
        key = f"own_word_{column}_{word}"
        show_in_box(key, words[word] if words[word] in ours else "", tuple(labels.items()))
        lines[number % BOXES_A_LINE].selectbox(
            language("{column}: “{word}” means", column=name, word=as_text(short(word))),
            list(labels),
            key=key,
            format_func=labels.__getitem__,
            on_change=_word_given,
            args=(column, word, key),
        )
    if len(open_words) > MOST_WORDS:
        left = f"{len(open_words) - MOST_WORDS:,}"
        st.caption(language("{number} more words follow when these have a meaning.", number=left))


def _names_of(column: str) -> dict[str, str]:
    """The words of a closed list and what they are called; countries by their names."""
    if column in _LISTS:
        return {word: listed(word) for word in _LISTS[column]}
    language = current_language()
    names = {str(code): country_in(code, language) for code in read_countries().index}
    return dict(sorted(names.items(), key=lambda pair: pair[1]))


@pressed
def _word_given(column: str, word: str, key: str) -> None:
    own = own_records()
    if own is None:
        return
    values = {name: dict(words) for name, words in own.profile.values.items()}  # noqa: PD011
    own_words = values.setdefault(column, {})
    own_words.pop(word, None)
    if st.session_state[key]:
        own_words[word] = st.session_state[key]
    change(_QUESTIONS, replace(own.profile, values={name: words for name, words in values.items() if words}))
