"""The records page: cases found by words and values, and one of them with its events in order and its sources."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from functools import partial
from typing import Any, Final
from urllib.parse import quote

import numpy as np
import pandas as pd
import streamlit as st

from footprints_geo.basemap import extent_holding
from footprints_geo.captions import persons_words, recorded_persons
from footprints_geo.case_search import asked_columns, count_values, find_cases, rows_of_case, short_cases
from footprints_geo.date_words import when_it_was
from footprints_geo.deck.ground import DeckOptions
from footprints_geo.deck.routes import build_deck
from footprints_geo.disclosure.words import audience_words
from footprints_geo.journeys import Ints
from footprints_geo.language import marked, marked_pair
from footprints_geo.pipeline import View, matching_events
from footprints_geo.scene import lay_out
from footprints_geo.terms import EVENT_NAMES, country_in
from footprints_geo.ui.chosen import chosen_cases
from footprints_geo.ui.data import grouped, whose_records
from footprints_geo.ui.page_language import current_language
from footprints_geo.ui.press import pressed
from footprints_geo.ui.records import say_groups, show_record_table
from footprints_geo.ui.state import change_look, current_look
from footprints_geo.ui.words import as_text, short

MOST_CASES: Final = 200
ROW_HEIGHT: Final = 36
MOST_ROWS: Final = 10
MAP_HEIGHT: Final = 380
_ON_THE_WEB: Final = re.compile(r"https?:")
_IN_ADDRESSES: Final = "%/:?#@!$&'*+,;="
_WORDS: Final = "records_words"
_FITTING: Final = marked_pair("**{number} case of {whole} fits.**", "**{number} cases of {whole} fit.**")
_COLUMNS: Final = {"custodian": marked("Held by"), "source": marked("Source"), "subject": marked("Whom it concerns")}


def show_sentence() -> None:
    """The title, and what is looked through."""
    language = current_language()
    st.title(language("Records"))
    st.markdown(
        language(
            "Every number here goes back to cases, and every case to its records. What is chosen at the left narrows "
            "them; so do the words and values below, which stand in no link: they may say more than a stranger should "
            "read."
        )
    )
    st.caption(language("From {records}.", records=as_text(whose_records())))


def show_search(view: View) -> Ints:
    """The boxes to search with; the numbers of the cases that fit."""
    language, prepared = current_language(), view.prepared
    among = _among(view)
    words = st.text_input(
        language("Words in the records"),
        key=_WORDS,
        placeholder=language("such as a town, a ministry, a publication"),
        help=language("All of them must stand in records of the case. Small and large letters do not matter."),
    )
    columns = asked_columns(prepared)
    values: dict[str, list[str]] = {}
    with st.expander(language("More conditions"), expanded=any(st.session_state.get(_key(name)) for name in columns)):
        for name in columns:
            counts = count_values(prepared, name, among)
            names = {str(value): f"{short(str(value))} ({count:,})" for value, count in counts.items()}
            values[name] = st.multiselect(
                language(_COLUMNS[name]) if name in _COLUMNS else as_text(short(name)),
                list(names),
                key=_key(name),
                format_func=partial(_named, names),
                placeholder=language("All"),
            )
    found = find_cases(prepared, matching_events(prepared, view.selection), words, values)
    return found[np.isin(found, among)]


def _named(names: Mapping[str, str], value: str) -> str:
    return names.get(value, value)


def _key(name: str) -> str:
    return f"records_value_{name}"


def _among(view: View) -> Ints:
    """The cases behind what is chosen on another page, if anything is; else all."""
    language, chosen = current_language(), chosen_cases(view)
    everything: Ints = np.arange(len(view.prepared.part_of))
    if chosen is None:
        return everything
    if not len(chosen.cases):
        st.info(language("What the link points to is not among what is shown now."))
        return everything
    with st.container(horizontal=True, vertical_alignment="center"):
        page = language(chosen.page)
        st.markdown(language("Only the cases behind what is chosen on the page “{page}”.", page=page), width="content")
        st.button(language("Look through all cases"), on_click=_forget_chosen)
    return chosen.cases


@pressed
def _forget_chosen() -> None:
    change_look(chosen="", chain="")


def show_cases(view: View, found: Ints) -> int | None:
    """The cases that fit, one a row; the number of the chosen one."""
    language = current_language()
    whole = len(view.prepared.part_of)
    st.markdown(language.plural(*_FITTING, len(found), whole=f"{whole:,}"))
    say_groups()
    if not len(found):
        st.info(language("No case fits. Take a word or a condition away, or choose other years at the left."))
        return None
    listed = found[:MOST_CASES]
    rows = short_cases(view.prepared, listed).to_dict("records")
    table = pd.DataFrame(
        {
            "case": [row["case_id"] for row in rows],
            "when": [when_it_was(_span_of(row), language) for row in rows],
            "persons": [_persons(row) for row in rows],
            "events": [row["events"] for row in rows],
            "countries": [" → ".join(country_in(code, language) for code in _parts(row["countries"])) for row in rows],
            "types": [", ".join(language(EVENT_NAMES[word]) for word in _parts(row["types"])) for row in rows],
        }
    )
    key = f"records_table_{hash(listed.tobytes())}"
    event = st.dataframe(
        table,
        hide_index=True,
        row_height=ROW_HEIGHT,
        height=ROW_HEIGHT * (min(len(rows), MOST_ROWS) + 1),
        key=key,
        on_select="rerun",
        selection_mode="single-row",
        column_config={
            "case": st.column_config.TextColumn(language("Case"), width=90),
            "when": st.column_config.TextColumn(language("When")),
            "persons": st.column_config.TextColumn(language("Persons"), width=190),
            "events": st.column_config.NumberColumn(language("Events"), width=80),
            "countries": st.column_config.TextColumn(language("Countries")),
            "types": st.column_config.TextColumn(language("What happened")),
        },
        alt=language("The cases that fit, one a row."),
    )
    if len(found) > MOST_CASES:
        st.caption(language("The first {number} of them are listed.", number=MOST_CASES))
    ticked = event.selection.rows
    if not ticked or ticked[0] >= len(listed):
        st.caption(language("Choose a row to see the case: its events in order, on a map, with their sources."))
        return None
    return int(listed[ticked[0]])


def _persons(row: Mapping[Any, Any]) -> str:
    """How many people a case is of, and where they are no more than those of another case."""
    language = current_language()
    words = persons_words(row["persons_low"], row["persons_high"], language)
    return words if row["in_sums"] else language("{persons}, counted by another case", persons=words)


def _parts(joined: str) -> list[str]:
    return joined.split(">") if joined else []


def _span_of(row: Mapping[Any, Any]) -> dict[str, object]:
    return {"date_earliest": row["earliest"], "date_latest": row["latest"], "date_qualifier": ""}


def show_case(view: View, case: int | None) -> None:
    """One case: its events in order, its journey on a small map, and its records."""
    if case is None:
        return
    language, prepared = current_language(), view.prepared
    frame = prepared.events.frame
    records = frame.iloc[rows_of_case(prepared, case)]
    name = str(frame["case_id"].cat.categories[case])
    st.subheader(language("Case {name}", name=as_text(name)), anchor=False)
    left, right = st.columns([1, 1], gap="medium")
    with left:
        st.markdown("\n".join(_event_line(record) for record in records.to_dict("records")))
        if prepared.part_of[case]:
            st.caption(language("Its people are counted by another case, so it is in no sum."))
    with right:
        _show_map(view, case)
    show_record_table(records)


def _event_line(record: Mapping[Any, Any]) -> str:
    """One event in words, as an entry of a list."""
    language = current_language()
    size = record["persons_low"], record["persons_high"], bool(record["persons_stated"])
    country = "" if pd.isna(record["country"]) else country_in(str(record["country"]), language)
    line = language(
        "{when}: {what}, {where}; {persons}",
        when=when_it_was(record, language),
        what=language(EVENT_NAMES[str(record["event_type"])]),
        where=str(record["place"]) or country or language("place not known"),
        persons=language("persons: {number}", number=recorded_persons(*size, language)),
    )
    return f"1. {as_text(line)}{_source_of(record)}"


def _source_of(record: Mapping[Any, Any]) -> str:
    """Where a record was published, as a link where it has an address of the web; '' where it is told to nobody."""
    language = current_language()
    name = " · ".join(filter(None, (str(record["source"]), str(record["source_title"]))))
    if not name or grouped():
        return ""
    address, day = str(record["source_url"]), str(record["source_date"])
    words = as_text(language("{name} ({day})", name=name, day=day) if day else name)
    if not _ON_THE_WEB.match(address):
        return f"  \n{words}"
    # What would end the address in Markdown is written as browsers write it.
    return f"  \n[{words}]({quote(address, safe=_IN_ADDRESSES)})"


def _show_map(view: View, case: int) -> None:
    """The legs of one case; a sentence where it has none."""
    language, look = current_language(), current_look()
    segments: Ints = np.flatnonzero(view.prepared.journeys.segments["case"].to_numpy() == case)
    alone = replace(view, segments=segments, legs=view.legs_of(segments))
    if alone.legs.empty:
        st.info(language("This case has no line on a map: fewer than two places of it are known."))
        return
    scene = lay_out(alone, look.script)
    st.pydeck_chart(
        build_deck(scene, DeckOptions(look.script, extent_holding(scene.dots["lon"], scene.dots["lat"]))),
        height=MAP_HEIGHT,
        key=f"records_map_{case}",
        alt=language("The moves of this case; the list beside it says the same in words."),
    )


def show_audience(view: View) -> None:
    """For whom this is."""
    st.caption(audience_words(view.prepared.release, current_language()))
