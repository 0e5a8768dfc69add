"""The data page, fourth part: names of places that need a person, and any place to choose for them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any, Final

import pandas as pd
import streamlit as st

from footprints_geo.language import Language, marked, marked_pair
from footprints_geo.places.candidates import EXACT, find_places
from footprints_geo.places.gazetteer import Gazetteer
from footprints_geo.places.geocoding import decision_key, review_places, spellings_of
from footprints_geo.places.wide_gazetteer import WideGazetteer
from footprints_geo.terms import country_in
from footprints_geo.ui.boxes import show_in_box
from footprints_geo.ui.own_records import OwnRecords, own_records
from footprints_geo.ui.page_language import current_language
from footprints_geo.ui.press import pressed
from footprints_geo.ui.questions import change
from footprints_geo.ui.task import show_problem
from footprints_geo.ui.words import as_text, short

_LATER: Final = marked("(decide later)")
_NOWHERE: Final = marked("None of these: known to no list of places")
_PLACES: Final = "places"
_AT_ONCE: Final = 12
LIKELY: Final = 90.0
"""The score from which suggestions may be taken together, by a person who looked at them."""

_OPEN: Final = ("several", "near", "part", "alike", "none")
_HOW: Final[Mapping[str, str]] = {
    "decided": marked("{place} ({where}), {events}: decided by a person"),
    "exact": marked("{place} ({where}), {events}: known to the list of places"),
    "geonames": marked("{place} ({where}), {events}: known to GeoNames"),
    "several": marked("{place} ({where}), {events}: the name of several places, or several names"),
    "near": marked("{place} ({where}), {events}: only near a place that is known"),
    "part": marked("{place} ({where}), {events}: known in part, with other words beside"),
    "alike": marked("{place} ({where}), {events}: not known, and only like another name"),
    "none": marked("{place} ({where}), {events}: not known, and like no other name"),
}
_HOW_MANY: Final[Mapping[str, tuple[str, str]]] = {
    "decided": marked_pair(
        "{number} name is decided by a person ({events})",
        "{number} names are decided by a person ({events})",
    ),
    "exact": marked_pair(
        "{number} name is known to the list of places ({events})",
        "{number} names are known to the list of places ({events})",
    ),
    "geonames": marked_pair(
        "{number} name is known to GeoNames ({events})",
        "{number} names are known to GeoNames ({events})",
    ),
    "several": marked_pair(
        "{number} name is the name of several places, or several names ({events})",
        "{number} names are the name of several places, or several names ({events})",
    ),
    "near": marked_pair(
        "{number} name is only near a place that is known ({events})",
        "{number} names are only near a place that is known ({events})",
    ),
    "part": marked_pair(
        "{number} name is known in part, with other words beside ({events})",
        "{number} names are known in part, with other words beside ({events})",
    ),
    "alike": marked_pair(
        "{number} name is not known, and only like another name ({events})",
        "{number} names are not known, and only like another name ({events})",
    ),
    "none": marked_pair(
        "{number} name is not known, and like no other name ({events})",
        "{number} names are not known, and like no other name ({events})",
    ),
}
"""What is known of one name, and of how many."""

_GROUPS: Final[Mapping[str, tuple[str, str]]] = {
    "several": (
        marked("Several places may be meant"),
        marked(
            "The name is right, but several places share it, or several names stand in one cell. None is taken, "
            "however large one of them is. Choose the one that is meant, or give the province in the file."
        ),
    ),
    "near": (
        marked("Only near a place"),
        marked(
            "The record says near, and not in. The place is not taken. If you choose it, it counts as known to the "
            "county and no closer."
        ),
    ),
    "part": (
        marked("A place among other words"),
        marked(
            "One of the words is the name of a place; the others are known to no list. It may be that place, or "
            "another that lies close to it."
        ),
    ),
    "alike": (
        marked("Looks like another name"),
        marked(
            "No place of the country, or of the province, has this name; some have one that looks like it. Likeness is "
            "no proof: choose one only if you know that it is meant."
        ),
    ),
    "none": (
        marked("Like no other name"),
        marked("No list of places has anything like it. Look for the place under another name, or leave it."),
    ),
}
"""What each group of waiting names is called, and what a person has to know about it."""


def show_places() -> None:
    """How names were matched, and the names that wait for a decision."""
    own = own_records()
    if own is None or own.prepared is None:
        return
    review = _review(own)
    if review.empty:
        return
    language = current_language()
    st.subheader(language("Names of places"))
    st.markdown(_in_short(review, language))
    waiting = review[review["how"].isin(_OPEN)]
    if waiting.empty:
        st.success(language("Every name of a place is settled."))
    else:
        _show_waiting(waiting)
    decided = review[review["how"] == "decided"]
    if len(decided):
        title = language("Decided by a person ({number})", number=len(decided))
        with st.expander(title, key="own_expander_decided"):
            for line in decided.head(_AT_ONCE * 4).to_dict("records"):
                _ask(line, own)
    show_problem(_PLACES)


def _in_short(review: pd.DataFrame, language: Language) -> str:
    lines = []
    for how, words in _HOW_MANY.items():
        rows = review.loc[review["how"] == how, "rows"]
        if len(rows):
            events = language.plural("{number} event", "{number} events", int(rows.sum()))
            lines.append(f"- {language.plural(*words, len(rows), events=events)}")
    return "\n".join(lines)


def _show_waiting(waiting: pd.DataFrame) -> None:
    language = current_language()
    st.warning(
        language(
            "None of the names below is used by itself: these events are known to their country or province alone, or "
            "to no place. Decide here; the decision is kept in the mapping, and the next file with it does not ask "
            "again."
        )
    )
    shown = waiting.head(_AT_ONCE)
    for how, (title, words) in _GROUPS.items():
        lines = shown[shown["how"] == how]
        if len(lines):
            st.markdown(f"**{language(title)}**")
            st.caption(language(words))
        for line in lines.to_dict("records"):
            _ask(line, None)
    if len(waiting) > _AT_ONCE:
        left = f"{len(waiting) - _AT_ONCE:,}"
        st.caption(language("{number} more names follow when these are decided.", number=left))
    _offer_likely(shown)


def _offer_likely(shown: pd.DataFrame) -> None:
    # The very name, in another province or without a country, is no slip of the pen.
    likely = shown[(shown["how"] == "alike") & (shown["score"] >= LIKELY) & (shown["answers"] == 0)]
    if len(likely):
        language = current_language()
        names = "; ".join(
            f"{as_text(short(line['place']))} → {as_text(line['candidates'][0][1])}"
            for line in likely.to_dict("records")
        )
        st.button(
            language.plural(
                "Take the first suggestion for {number} name spelt nearly so",
                "Take the first suggestion for {number} names spelt nearly so",
                len(likely),
            ),
            on_click=_take_likely,
            args=(likely,),
        )
        st.caption(language("That is: {names}", names=names))


def _review(own: OwnRecords) -> pd.DataFrame:
    if own.prepared is None:
        return pd.DataFrame()
    kept = st.session_state.get("own_review")
    if kept is None or kept[0] is not own.prepared:
        spellings = spellings_of(own.prepared.events.given)
        kept = own.prepared, review_places(spellings, Gazetteer.read(), WideGazetteer.read(), own.profile.places)
        st.session_state["own_review"] = kept
    return kept[1]


def _ask(line: dict[Any, Any], own: OwnRecords | None) -> None:
    """One name and what it may be; with `own`, one that is decided, and what was decided."""
    language = current_language()
    country = country_in(line["country"], language) if line["country"] else language("no country given")
    where = ", ".join(filter(None, [line["admin1"], country]))
    # Two names that differ only in their case are one decision, but two boxes.
    key = f"own_place_{line['country']}_{line['admin1']}_{line['place']}"
    how, events = _HOW[line["how"]], language.plural("{number} event", "{number} events", line["rows"])
    choices, search = st.columns([3, 2], vertical_alignment="bottom")
    with search:
        typed = st.text_input(
            language("Another place: type its name"),
            key=f"{key}_typed",
            help=language(
                "Any place of the program's own list or of GeoNames in the country of the row. What is found is added "
                "to the choices."
            ),
        )
    places = _labels(line, typed, language)
    labels = {"": language(_LATER), **places, "-": language(_NOWHERE)}
    show_in_box(key, "" if own is None else line["place_id"] or "-", tuple(labels.items()))
    with choices:
        st.selectbox(
            language(how, place=as_text(short(line["place"])), where=as_text(where), events=events),
            list(labels),
            key=key,
            format_func=lambda choice: labels.get(choice, choice),
            on_change=_decided,
            args=(line["country"], line["place"], line["admin1"], key),
        )
    left = line["answers"] - sum(score == EXACT for _, _, score in line["candidates"])
    if left > 0:
        st.caption(
            language(
                "And {number} more of the name: say the province in the file, or type a name that only one has.",
                number=f"{left:,}",
            )
        )
    if typed:
        found = len(places) - len(line["candidates"])
        st.caption(
            language.plural(
                "{number} other place found by that name, in the list on the left.",
                "{number} other places found by that name, in the list on the left.",
                found,
            )
        )


def _labels(line: dict[Any, Any], typed: str, language: Language) -> dict[str, str]:
    """The ids to choose from and their words: the candidates, and what was found by a name that was typed."""
    labels = {
        place_id: language("{place}, score {score}", place=label, score=f"{score:.0f}")
        for place_id, label, score in line["candidates"]
    }
    if typed:
        found = find_places(typed, line["country"], Gazetteer.read(), WideGazetteer.read())
        labels = {place_id: label for place_id, label, _ in found} | labels
    return labels


@pressed
def _decided(country: str, place: str, admin1: str, key: str) -> None:
    own = own_records()
    if own is None:
        return
    choice = st.session_state[key]
    if choice:
        _decide({decision_key(country, place, admin1): "" if choice == "-" else choice})
        return
    # A decision for the province may rest on one for the whole country.
    gone = (decision_key(country, place, admin1), decision_key(country, place))
    change(_PLACES, replace(own.profile, places={k: v for k, v in own.profile.places.items() if k not in gone}))


@pressed
def _take_likely(likely: pd.DataFrame) -> None:
    _decide(
        {
            decision_key(line["country"], line["place"], line["admin1"]): line["candidates"][0][0]
            for line in likely.to_dict("records")
        }
    )


def _decide(decisions: dict[str, str]) -> None:
    own = own_records()
    if own is not None:
        change(_PLACES, replace(own.profile, places={**own.profile.places, **decisions}))
