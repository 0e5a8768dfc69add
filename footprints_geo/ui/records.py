"""The records behind what is chosen on a page, and where they come from."""

from __future__ import annotations

from typing import Final

import pandas as pd
import streamlit as st

from footprints_geo.captions import count_words, recorded_persons

RECORD_WORDS: Final = {
    "case_id": "Case",
    "event_type": "Event",
    "date": "Date",
    "place": "Place",
    "country": "Country",
    "location_precision": "Known to",
    "persons": "Persons",
    "source": "Source",
    "source_title": "Title",
    "source_url": "Link",
    "source_date": "Published",
    "note": "Note",
}
"""The columns of a record that are shown, and what they are called."""


def show_behind(records: pd.DataFrame) -> None:
    """How many cases, events and sources stand behind what is chosen, and the events with their sources.

    `records` are rows of `Events.frame`.
    """
    numbers = zip(records["persons_low"], records["persons_high"], records["persons_stated"], strict=True)
    records = records.assign(persons=[recorded_persons(*number) for number in numbers])
    st.subheader("What stands behind it")
    st.markdown(
        f"{count_words(records['case_id'].nunique(), 'case')}, {count_words(len(records), 'event')}, from "
        f"{count_words(records['source'].nunique(), 'source')}."
    )
    # What is no address of the web is shown as it is written: nobody should follow it by a click.
    on_the_web = records["source_url"].astype("str").str.match(r"$|https?:").all()
    words = {"event_type": "str", "country": "str", "location_precision": "str"}
    st.dataframe(
        records[list(RECORD_WORDS)].astype(words).rename(columns=RECORD_WORDS),
        hide_index=True,
        column_config={"Link": st.column_config.LinkColumn(display_text="open")} if on_the_web else {},
        alt="The records behind what is chosen, one event a row.",
    )
