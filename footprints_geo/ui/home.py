"""The first page: what this is, how fresh, how many, what is missing."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from footprints_geo.captions import CAVEAT, count_words, freshness_sentence
from footprints_geo.pipeline import BUNDLED_EVENTS, Prepared, view
from footprints_geo.ui.own_records import shows_own
from footprints_geo.ui.words import as_text, short
from footprints_geo.vocabulary import data_as_of


def show_introduction() -> None:
    """What this is, in three sentences."""
    st.title("Footprints Geo")
    st.markdown(
        "Maps of the ways people take out of North Korea, of the ways they are sent back, and of where they disappear, "
        "drawn from records that name their sources. A map here says no more than the records do, and shows what is "
        "missing. Nothing you look at leaves this computer."
    )
    st.page_link("pages/routes.py", label="→ Open the map of routes")


def show_numbers(data: Prepared) -> None:
    """How many, from when to when, from how many sources."""
    seen = view(data)
    frame = data.events.frame
    own = shows_own()
    st.subheader("What my own records hold" if own else "What is documented here")
    lead = f"{short(data.events.name)}" if own else f"As of {data_as_of(BUNDLED_EVENTS)}"
    st.markdown(f"{as_text(lead)}: {as_text(freshness_sentence(seen))} {_sources(frame, own)}")
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


def _sources(frame: pd.DataFrame, own: bool) -> str:
    """How many sources; own records need not name any."""
    named = frame["source"].astype("str")
    words = count_words(named[named != ""].nunique(), "source")
    return f"{words} named." if own else f"{words}, each row with its own."


def show_missing(data: Prepared) -> None:
    """What is not in the numbers."""
    tally = view(data).tally
    frame = data.events.frame
    coarse = int(frame["location_precision"].isin(["country", "province"]).sum())
    unknown = int((frame["persons_high"].isna()).sum())
    st.subheader("What is missing")
    st.markdown(
        f"- {count_words(tally.cases_without_legs, 'case')} of {tally.cases:,} have fewer than two stops: "
        "they make no line on a map of routes.\n"
        f"- {count_words(coarse, 'event')} of {tally.events:,} are known only to a province or a country: "
        "they are never drawn as a point.\n"
        f"- {count_words(tally.events_undated, 'event')} have no date, and no year matches them.\n"
        f"- For {count_words(unknown, 'event')} the records do not say how many people there were at most.\n"
        "- Those nobody reported. Documented cases are a minimum."
    )
    st.caption(CAVEAT)


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
