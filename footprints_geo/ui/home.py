"""The first page: what this is, how fresh, how many, what is missing."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from footprints_geo.captions import CAVEAT, count_words, freshness_sentence
from footprints_geo.disclosure.copy_file import ENDING, copy_bytes
from footprints_geo.disclosure.words import audience_words
from footprints_geo.pipeline import BUNDLED_EVENTS, Prepared, view
from footprints_geo.ui.data import grouped
from footprints_geo.ui.own_records import shows_own
from footprints_geo.ui.serving import public_copy
from footprints_geo.ui.words import as_text, short
from footprints_geo.vocabulary import data_as_of


def show_introduction() -> None:
    """What this is, in three sentences."""
    st.title("Footprints Geo")
    records = "a protected copy of documented records" if grouped() else "records that name their sources"
    st.markdown(
        "Maps of the ways people take out of North Korea, of the ways they are sent back, and of where they disappear, "
        f"drawn from {records}. A map here says no more than the records do, and shows what is "
        f"missing. {_who_learns()}"
    )
    st.page_link("pages/routes.py", label="→ Open the map of routes")


def _who_learns() -> str:
    """Who learns what is looked at."""
    if public_copy() is None:
        return "Nothing you look at leaves this computer."
    return "Your browser asks this server alone, and the program keeps no note of what you look at."


def show_numbers(data: Prepared) -> None:
    """How many, from when to when, from how many sources."""
    seen = view(data)
    frame = data.events.frame
    own, bundled = shows_own(), not shows_own() and public_copy() is None
    st.subheader("What my own records hold" if own else "What is documented here")
    lead = f"As of {data_as_of(BUNDLED_EVENTS)}" if bundled else short(data.events.name)
    lead = "Protected records" if grouped() else lead
    st.markdown(f"{as_text(lead)}: {as_text(freshness_sentence(seen))} {_sources(frame, bundled)}")
    columns = st.columns(3)
    words = {"repatriation": "sent back", "escape": "on the way out", "custody": "otherwise moved under custody"}
    for column, (kind, word) in zip(columns, words.items(), strict=True):
        total = seen.totals.loc[[kind]].to_dict("records")[0]
        column.metric(
            f"People {word}, at least",
            f"{int(total['persons_low']):,}",
        )
        column.caption(f"in {count_words(total['cases'], 'case')}")
    st.caption(
        "All records, whatever is chosen at the left. A case may count under several of these: do not add them up."
    )


def _sources(frame: pd.DataFrame, bundled: bool) -> str:
    """How many sources; other records than the bundled ones need not name any."""
    if grouped():
        return "To protect people, no source is named."
    named = frame["source"].astype("str")
    words = count_words(named[named != ""].nunique(), "source")
    return f"{words}, each row with its own." if bundled else f"{words} named."


def show_missing(data: Prepared) -> None:
    """What is not in the numbers."""
    tally = view(data).tally
    frame = data.events.frame
    coarse = int(frame["location_precision"].isin(["country", "province"]).sum())
    unknown = int((frame["persons_high"].isna()).sum())
    # Of a protected copy nobody can say what the records know.
    known, undated, say = ("known", "have no date", "the records do not say")
    if data.release.protection is not None:
        known, undated, say = ("told", "are told without a date", "it is not told")
    st.subheader("What is missing")
    st.markdown(
        f"- {count_words(tally.cases_without_legs, 'case')} of {tally.cases:,} have fewer than two stops: "
        "they make no line on a map of routes.\n"
        f"- {count_words(coarse, 'event')} of {tally.events:,} are {known} only to a province or a country: "
        "they are never drawn as a point.\n"
        f"- {count_words(tally.events_undated, 'event')} {undated}, and no year matches them.\n"
        f"- For {count_words(unknown, 'event')} {say} how many people there were at most.\n"
        "- Those nobody reported. Documented cases are a minimum."
    )
    st.caption(CAVEAT)


def show_copy(data: Prepared) -> None:
    """On a public server: whom it is for, and the copy itself, so that everybody can count again."""
    if public_copy() is None:
        return
    st.subheader("Where the numbers come from")
    st.markdown(
        f"{as_text(audience_words(data.release))} Every number, map and picture here is counted from one protected "
        "copy of the records, and everybody may count again: `footprints-geo routes` reads it."
    )
    st.download_button(
        "Download the protected copy",
        # What was read and checked, and not what may lie in its place by now.
        lambda: copy_bytes(data.release),
        f"records{ENDING}",
        "application/zip",
        on_click="ignore",
    )


def show_reading_guide() -> None:
    """How to read the map."""
    st.subheader("How to read the map")
    st.markdown(
        "- **Blue** is a way out, **red** a return, **ochre** a move under custody that is no return.\n"
        "- A line bends to the right of its direction; the arrowhead points where people went.\n"
        "- Width grows with the square root of the number of people, counted at the least.\n"
        "- **Solid**: between two recorded places. **Dashed**: a stop between them is known only to a province or "
        "country. **Dotted**: one end is inferred. **Pale**: one end is known only to a country and stands at its name."
    )
