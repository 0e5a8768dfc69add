"""The data page, fifth part: which column of the file is which of ours, corrected by the person, saved and loaded."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any, Final

import streamlit as st

from footprints_geo.errors import refused
from footprints_geo.language import marked
from footprints_geo.mapping.profile_files import profile_from_text, profile_text
from footprints_geo.mapping.proposal import Match
from footprints_geo.operators_log import taken_along
from footprints_geo.profiles import MAPPED_COLUMNS, ROW_NUMBER, EventGroup, Profile
from footprints_geo.ui.boxes import show_in_box
from footprints_geo.ui.column_words import called, listed
from footprints_geo.ui.own_records import OwnRecords, own_records, round_number, use_profile
from footprints_geo.ui.page_language import current_language
from footprints_geo.ui.press import pressed
from footprints_geo.ui.questions import BOXES_A_LINE, change, dates_of, order_box, parts_of
from footprints_geo.ui.task import Told, ask_for, show_problem
from footprints_geo.ui.words import as_text, short

_NONE: Final = marked("(no column)")
_MAPPING: Final = "mapping"
_PROFILE: Final = "profile"
_MOST_NAMED: Final = 12

DECIDING: Final = ("case_id", "event_type", "date", "place", "country", "persons")
"""Our columns that are always shown; the others only where the file has them, or on demand."""

OF_AN_EVENT: Final = ("date", "date_from", "date_to", "place", "admin1", "country", "position", "lat", "lon")
_FOUND: Final = {
    "name": marked("Found by its name."),
    "content": marked("Found by its cells."),
    "both": marked("Found by its name and its cells."),
}


def show_mapping() -> None:
    """What was found, boxes to correct it, and the mapping as a file."""
    own = own_records()
    if own is None:
        return
    language = current_language()
    st.subheader(language("Which column is which"))
    _show_summary(own)
    title = language("Look at the columns, and correct them")
    with st.expander(title, expanded=_left_to_boxes(own), key="own_expander_columns"):
        _show_columns(own)
        headers = dates_of(own)
        if headers:
            st.markdown(language("**Dates in figures, such as 9/10/2023**"))
            for header in headers:
                order_box(own, header, f"own_order_{header}", _MAPPING)
    show_problem(_MAPPING)
    title = language("Save this mapping for the next file, or use one you saved")
    with st.expander(title, key="own_expander_profile"):
        st.markdown(
            language(
                "A small text file with everything said on this page about columns, words, dates and places, and with "
                "no record. With it the next file of this kind is read without questions."
            )
        )
        st.download_button(
            language("Save the mapping profile"),
            lambda: taken_along("toml", None, profile_text(own.profile).encode()),
            "mapping.toml",
            "application/toml",
            on_click="ignore",
        )
        st.file_uploader(
            language("A mapping profile you saved"),
            type=["toml"],
            key=f"own_profile_{round_number()}",
            on_change=_profile_loaded,
        )
    show_problem(_PROFILE)


def _left_to_boxes(own: OwnRecords) -> bool:
    """Whether something required is not said, and no question asks for it."""
    asked = {question.column or "event_type" for question in own.source.proposal.questions if question.required}
    return bool(set(own.lacking) - (set() if own.told else asked))


def _show_summary(own: OwnRecords) -> None:
    """Every column of the file in one paragraph: taken as what, or carried along."""
    language = current_language()
    several = len(own.profile.groups) > 1
    lines = [_taken(own.profile.columns, own.profile.constants)]
    for group in own.profile.groups:
        if (several and group.event_type) or group.columns or group.constants:
            gaps = {
                "event": listed(group.event_type),
                "taken": _taken(group.columns, dict.fromkeys(group.constants, "")),
            }
            lines.append(
                language("**Where the row is: {event}**: {taken}", **gaps)
                if group.only_for
                else language("**Event {event}**: {taken}", **gaps)
            )
    used = {header for part in parts_of(own.profile) for headers in part.values() for header in headers}
    rest = [str(h) for h in own.source.table.frame.columns if h not in used and h not in own.profile.left_out]
    if rest and not own.lacking:
        named, more = ", ".join(as_text(short(h)) for h in rest[:_MOST_NAMED]), len(rest) - _MOST_NAMED
        lines.append(
            language("Carried along as they are: {columns} and {number} more", columns=named, number=more)
            if more > 0
            else language("Carried along as they are: {columns}", columns=named)
        )
    st.markdown("\n".join(f"- {line}" for line in lines if line))


def _taken(columns: Mapping[str, Iterable[str]], constants: Mapping[str, str]) -> str:
    language = current_language()
    parts = [f"{called(column)} ← **{_one_after_another(headers)}**" for column, headers in columns.items() if headers]
    each = language("each record by itself")
    parts += [
        f"{called(column)} ← {each if said == ROW_NUMBER else as_text(short(said))}"
        for column, said in constants.items()
        if said and not columns.get(column)
    ]
    return "; ".join(parts)


def _one_after_another(headers: Iterable[str]) -> str:
    language = current_language()
    first, *others = (as_text(short(header)) for header in headers)
    for other in others:
        first = language("{first}, then {next}", first=first, next=other)
    return first


def _show_columns(own: OwnRecords) -> None:
    language = current_language()
    matches = {(match.column, match.group): match for match in own.source.proposal.of(own.profile).matches}
    every = st.toggle(language("Show all columns the program knows"), key="own_all_columns")
    single = [(number, group) for number, group in enumerate(own.profile.groups) if group.event_type or group.columns]
    if not any(group.columns for _, group in single):
        single = []
    several = bool(single) and not any(group.only_for for _, group in single)
    shared = [c for c in MAPPED_COLUMNS if not (several and c in (*OF_AN_EVENT, "event_type"))]
    st.markdown(language("**For the whole row**") if several else language("**For each event**"))
    _boxes(own, _shown(shared, own.profile.columns, every), own.profile.columns, -1, matches)
    for number, group in single:
        event = listed(group.event_type) or "?"
        st.markdown(
            language("**Where the row is: {event}**", event=event)
            if group.only_for
            else language("**The event: {event}**", event=event)
        )
        _boxes(own, _shown(OF_AN_EVENT, group.columns, every), group.columns, number, matches)


def _shown(columns: Iterable[str], taken: Mapping[str, Any], every: bool) -> list[str]:
    return [column for column in columns if every or column in DECIDING or column in taken]


def _boxes(
    own: OwnRecords,
    columns: list[str],
    taken: Mapping[str, tuple[str, ...]],
    group: int,
    matches: Mapping[tuple[str, int], Match],
) -> None:
    language = current_language()
    headers = [str(header) for header in own.source.table.frame.columns]
    lines = st.columns(BOXES_A_LINE)
    for number, column in enumerate(columns):
        key = f"own_column_{group}_{column}"
        now = taken.get(column, ())
        # A header may be called as the entry for none is: positions tell them apart.
        show_in_box(key, headers.index(now[0]) if now and now[0] in headers else -1, (language.code, *headers))
        match = matches.get((column, group))
        lines[number % BOXES_A_LINE].selectbox(
            called(column),
            [-1, *range(len(headers))],
            key=key,
            format_func=lambda at: headers[at] if at >= 0 else language(_NONE),
            on_change=_column_chosen,
            args=(column, group, key, headers),
            help=language(_FOUND[match.why]) if match and match.why in _FOUND else None,
        )


@pressed
def _column_chosen(column: str, group: int, key: str, headers: list[str]) -> None:
    own = own_records()
    if own is None:
        return
    at: int = st.session_state[key]
    change(_MAPPING, _with(own.profile, column, group, (headers[at],) if at >= 0 else ()))


def _with(profile: Profile, column: str, group: int, headers: tuple[str, ...]) -> Profile:
    """The mapping with one of our columns taken from another header."""
    if group < 0:
        columns = {name: taken for name, taken in profile.columns.items() if name != column}
        constants = {name: said for name, said in profile.constants.items() if name != column or not headers}
        return replace(profile, columns={**columns, column: headers} if headers else columns, constants=constants)
    old = profile.groups[group]
    columns = {name: taken for name, taken in old.columns.items() if name != column}
    new = EventGroup({**columns, column: headers} if headers else columns, old.constants, old.only_for)
    return replace(profile, groups=(*profile.groups[:group], new, *profile.groups[group + 1 :]))


@pressed
def _profile_loaded() -> None:
    file: Any = st.session_state[f"own_profile_{round_number()}"]
    if file is None:
        return
    name, content = file.name, file.getvalue()

    def work(told: Told) -> None:
        use_profile(profile_from_text(_text(content), name), told)

    ask_for(_PROFILE, work)


def _text(content: bytes) -> str:
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError:
        raise refused("The profile is no text in UTF-8; expected a TOML file written by this program.") from None
