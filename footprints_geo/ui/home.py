"""The first page: what this is, how fresh, how many, what is missing."""

from __future__ import annotations

from typing import Final

import pandas as pd
import streamlit as st

from footprints_geo.captions import CAVEAT, freshness_sentence
from footprints_geo.disclosure.copy_file import ENDING, copy_bytes
from footprints_geo.disclosure.words import audience_words
from footprints_geo.language import marked, marked_pair
from footprints_geo.pipeline import BUNDLED_EVENTS, view
from footprints_geo.prepared import Prepared
from footprints_geo.ui.data import grouped
from footprints_geo.ui.own_records import shows_own
from footprints_geo.ui.page_language import current_language
from footprints_geo.ui.serving import public_copy
from footprints_geo.ui.words import as_text, short
from footprints_geo.vocabulary import data_as_of

_PEOPLE: Final = {
    "repatriation": marked("People sent back, at least"),
    "escape": marked("People on the way out, at least"),
    "custody": marked("People otherwise moved under custody, at least"),
}
_EACH_NAMED: Final = marked_pair("{number} source, each row with its own.", "{number} sources, each row with its own.")
_NAMED: Final = marked_pair("{number} source named.", "{number} sources named.")
_LEGLESS: Final = marked_pair(
    "{number} case of {all} have fewer than two stops: they make no line on a map of routes.",
    "{number} cases of {all} have fewer than two stops: they make no line on a map of routes.",
)
_KNOWN: Final = (
    marked_pair(
        "{number} event of {all} are known only to a province or a country: they are never drawn as a point.",
        "{number} events of {all} are known only to a province or a country: they are never drawn as a point.",
    ),
    marked_pair(
        "{number} event have no date, and no year matches them.",
        "{number} events have no date, and no year matches them.",
    ),
    marked_pair(
        "For {number} event the records do not say how many people there were at most.",
        "For {number} events the records do not say how many people there were at most.",
    ),
)
_TOLD: Final = (
    marked_pair(
        "{number} event of {all} are told only to a province or a country: they are never drawn as a point.",
        "{number} events of {all} are told only to a province or a country: they are never drawn as a point.",
    ),
    marked_pair(
        "{number} event are told without a date, and no year matches them.",
        "{number} events are told without a date, and no year matches them.",
    ),
    marked_pair(
        "For {number} event it is not told how many people there were at most.",
        "For {number} events it is not told how many people there were at most.",
    ),
)
"""What is not known of events, and of a protected copy, of which nobody can say what the records know."""


def show_introduction() -> None:
    """What this is, in three sentences."""
    language = current_language()
    st.title("Footprints Geo")
    records = (
        language("a protected copy of documented records") if grouped() else language("records that name their sources")
    )
    introduction = language(
        "Maps of the ways people take out of North Korea, of the ways they are sent back, and of where they disappear, "
        "drawn from {records}. A map here says no more than the records do, and shows what is missing.",
        records=records,
    )
    st.markdown(f"{introduction} {_who_learns()}")
    st.page_link("pages/routes.py", label=language("→ Open the map of routes"))


def _who_learns() -> str:
    """Who learns what is looked at."""
    language = current_language()
    if public_copy() is None:
        return language("Nothing you look at leaves this computer.")
    return language("Your browser asks this server alone, and the program keeps no note of what you look at.")


def show_numbers(data: Prepared) -> None:
    """How many, from when to when, from how many sources."""
    language, seen = current_language(), view(data)
    frame = data.events.frame
    own, bundled = shows_own(), not shows_own() and public_copy() is None
    st.subheader(language("What my own records hold") if own else language("What is documented here"))
    lead = language("As of {day}", day=data_as_of(BUNDLED_EVENTS)) if bundled else short(data.events.name)
    lead = language("Protected records") if grouped() else lead
    st.markdown(f"{as_text(lead)}: {as_text(freshness_sentence(seen, language))} {_sources(frame, bundled)}")
    columns = st.columns(3)
    for column, (kind, words) in zip(columns, _PEOPLE.items(), strict=True):
        total = seen.totals.loc[[kind]].to_dict("records")[0]
        column.metric(language(words), f"{int(total['persons_low']):,}")
        column.caption(language.plural("in {number} case", "in {number} cases", int(total["cases"])))
    st.caption(
        language(
            "All records, whatever is chosen at the left. A case may count under several of these: do not add them up."
        )
    )


def _sources(frame: pd.DataFrame, bundled: bool) -> str:
    """How many sources; other records than the bundled ones need not name any."""
    language = current_language()
    if grouped():
        return language("To protect people, no source is named.")
    named = frame["source"].astype("str")
    return language.plural(*(_EACH_NAMED if bundled else _NAMED), named[named != ""].nunique())


def show_missing(data: Prepared) -> None:
    """What is not in the numbers."""
    language, tally = current_language(), view(data).tally
    frame = data.events.frame
    coarse = int(frame["location_precision"].isin(["country", "province"]).sum())
    unknown = int((frame["persons_high"].isna()).sum())
    of_place, of_date, of_number = _KNOWN if data.release.protection is None else _TOLD
    st.subheader(language("What is missing"))
    lines = [
        language.plural(*_LEGLESS, tally.cases_without_legs, all=f"{tally.cases:,}"),
        language.plural(*of_place, coarse, all=f"{tally.events:,}"),
        language.plural(*of_date, tally.events_undated),
        language.plural(*of_number, unknown),
        language("Those nobody reported. Documented cases are a minimum."),
    ]
    st.markdown("\n".join(f"- {line}" for line in lines))
    st.caption(language(CAVEAT))


def show_copy(data: Prepared) -> None:
    """On a public server: whom it is for, and the copy itself, so that everybody can count again."""
    language = current_language()
    if public_copy() is None:
        return
    st.subheader(language("Where the numbers come from"))
    counted = language(
        "Every number, map and picture here is counted from one protected copy of the records, and everybody may count "
        "again: `footprints-geo routes` reads it."
    )
    st.markdown(f"{as_text(audience_words(data.release, language))} {counted}")
    st.download_button(
        language("Download the protected copy"),
        # What was read and checked, and not what may lie in its place by now.
        lambda: copy_bytes(data.release),
        f"records{ENDING}",
        "application/zip",
        on_click="ignore",
    )


def show_reading_guide() -> None:
    """How to read the map."""
    language = current_language()
    st.subheader(language("How to read the map"))
    lines = [
        language("**Blue** is a way out, **red** a return, **ochre** a move under custody that is no return."),
        language("A line bends to the right of its direction; the arrowhead points where people went."),
        language("Width grows with the square root of the number of people, counted at the least."),
        language(
            "**Solid**: between two recorded places. **Dashed**: a stop between them is known only to a province or "
            "country. **Dotted**: one end is inferred. **Pale**: one end is known only to a country and stands at its "
            "name."
        ),
    ]
    st.markdown("\n".join(f"- {line}" for line in lines))
