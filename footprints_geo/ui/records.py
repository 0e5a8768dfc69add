"""The records behind a number, as a table: the same on every page."""

from __future__ import annotations

from typing import Final

import pandas as pd
import streamlit as st

from footprints_geo.captions import count_words, recorded_persons
from footprints_geo.disclosure.columns import SOURCE_TEXTS
from footprints_geo.ui.data import grouped, prepared
from footprints_geo.ui.words import as_text

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

CUSTODY_WORDS: Final = {"custodian": "Held by", "duration": "For"}
"""The same, where it is about custody; they stand before the persons."""


def show_record_table(records: pd.DataFrame, custody: bool = False) -> None:
    """What stands behind something chosen: how many records from where, and each in a row.

    Parameters
    ----------
    records : pandas.DataFrame
        Rows of `Events.frame`.
    custody : bool
        Whether to show who held people, and for how long.
    """
    protection = prepared().release.protection
    numbers = zip(records["persons_low"], records["persons_high"], records["persons_stated"], strict=True)
    records = records.assign(persons=[recorded_persons(*number) for number in numbers])
    withheld = () if protection is None else ("note", *(SOURCE_TEXTS if protection.policy.groups else ()))
    shown = {}
    for name, word in RECORD_WORDS.items():
        shown.update({**(CUSTODY_WORDS if custody and name == "persons" else {}), name: word})
    shown = {name: word for name, word in shown.items() if name not in withheld}
    sources = f", from {count_words(records['source'].nunique(), 'source')}" if "source" in shown else ""
    st.subheader("What stands behind it")
    st.markdown(f"{count_words(records['case_id'].nunique(), 'case')}, {count_words(len(records), 'event')}{sources}.")
    say_groups()
    # What is no address of the web is shown as it is written: nobody should follow it by a click.
    on_the_web = "source_url" in shown and records["source_url"].astype("str").str.match(r"$|https?:").all()
    st.dataframe(
        # Of a category an empty text is shown as None.
        records[list(shown)].astype("str").rename(columns=shown),
        hide_index=True,
        column_config={"Link": st.column_config.LinkColumn(display_text="open")} if on_the_web else {},
        alt="The records behind what is chosen, one event a row.",
    )


def say_groups() -> None:
    """Where single cases are shown, that their numbers are those of groups, if they are."""
    if grouped():
        st.caption(
            "Cases that are told alike are one group: their people are counted together and written here in equal "
            "parts. The number of one case is not its own; the sum is right."
        )


def lead_to_records(chosen: str) -> None:
    """Beside a table, what of it is chosen, and the way down to the records behind it."""
    st.markdown(f"Chosen: {as_text(chosen)}. [See what stands behind it ↓](#what-stands-behind-it)")


def lead_to_rejects(rows: int) -> None:
    """The way to the rows that could not be used, where there are any."""
    if rows:
        st.page_link("pages/data.py", label="See on the Data page what could not be used, and why")
