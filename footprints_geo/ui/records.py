"""The records behind a number, as a table: the same on every page."""

from __future__ import annotations

from typing import Final

import pandas as pd
import streamlit as st

from footprints_geo.captions import recorded_persons
from footprints_geo.disclosure.columns import SOURCE_TEXTS
from footprints_geo.language import marked
from footprints_geo.ui.data import grouped, prepared
from footprints_geo.ui.page_language import current_language
from footprints_geo.ui.state import current_query
from footprints_geo.ui.words import as_text

RECORD_WORDS: Final = {
    "case_id": marked("Case"),
    "event_type": marked("Event"),
    "date": marked("Date"),
    "place": marked("Place"),
    "country": marked("Country"),
    "location_precision": marked("Known to"),
    "persons": marked("Persons"),
    "source": marked("Source"),
    "source_title": marked("Title"),
    "source_url": marked("Link"),
    "source_date": marked("Published"),
    "note": marked("Note"),
}
"""The columns of a record that are shown, and what they are called."""

CUSTODY_WORDS: Final = {"custodian": marked("Held by"), "duration": marked("For")}
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
    language = current_language()
    protection = prepared().release.protection
    numbers = zip(records["persons_low"], records["persons_high"], records["persons_stated"], strict=True)
    records = records.assign(persons=[recorded_persons(*number, language) for number in numbers])
    withheld = () if protection is None else ("note", *(SOURCE_TEXTS if protection.policy.groups else ()))
    shown = {}
    for name, word in RECORD_WORDS.items():
        shown.update({**(CUSTODY_WORDS if custody and name == "persons" else {}), name: word})
    shown = {name: language(word) for name, word in shown.items() if name not in withheld}
    # Links on the page lead here, whatever the title is called.
    st.subheader(language("What stands behind it"), anchor="what-stands-behind-it")
    st.markdown(_how_many(records, "source" in shown))
    say_groups()
    # What is no address of the web is shown as it is written: nobody should follow it by a click.
    on_the_web = "source_url" in shown and records["source_url"].astype("str").str.match(r"$|https?:").all()
    st.dataframe(
        # Of a category an empty text is shown as None.
        records[list(shown)].astype("str").rename(columns=shown),
        hide_index=True,
        column_config={shown["source_url"]: st.column_config.LinkColumn(display_text=language("open"))}
        if on_the_web
        else {},
        alt=language("The records behind what is chosen, one event a row."),
    )


def _how_many(records: pd.DataFrame, with_sources: bool) -> str:
    language = current_language()
    numbers = {
        "cases": language.plural("{number} case", "{number} cases", records["case_id"].nunique()),
        "events": language.plural("{number} event", "{number} events", len(records)),
    }
    if not with_sources:
        return language("{cases}, {events}.", **numbers)
    sources = language.plural("{number} source", "{number} sources", records["source"].nunique())
    return language("{cases}, {events}, from {sources}.", sources=sources, **numbers)


def say_groups() -> None:
    """Where single cases are shown, that their numbers are those of groups, if they are."""
    language = current_language()
    if grouped():
        st.caption(
            language(
                "Cases that are told alike are one group: their people are counted together and written here in equal "
                "parts. The number of one case is not its own; the sum is right."
            )
        )


def lead_to_records(chosen: str) -> None:
    """Beside a table, what of it is chosen, and the way down to the records behind it."""
    language = current_language()
    st.markdown(
        language("Chosen: {chosen}. [See what stands behind it ↓](#what-stands-behind-it)", chosen=as_text(chosen))
    )


def lead_to_library(**changed: str) -> None:
    """The way to the cases behind what is chosen, with all of their events; with some fields of the look changed."""
    language = current_language()
    label = language("→ See these cases whole, each with its events in order")
    st.page_link("pages/records.py", label=label, query_params=current_query(**changed))


def lead_to_rejects(rows: int) -> None:
    """The way to the rows that could not be used, where there are any."""
    language = current_language()
    if rows:
        st.page_link("pages/data.py", label=language("See on the Data page what could not be used, and why"))
