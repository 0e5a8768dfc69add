"""The data page, fourth part: names of places that need a person, and any place to choose for them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any, Final

import pandas as pd
import streamlit as st

from footprints_geo.captions import count_words
from footprints_geo.places.candidates import EXACT, find_places
from footprints_geo.places.gazetteer import Gazetteer
from footprints_geo.places.geocoding import decision_key, review_places, spellings_of
from footprints_geo.places.wide_gazetteer import WideGazetteer
from footprints_geo.ui.boxes import show_in_box
from footprints_geo.ui.own_records import OwnRecords, own_records
from footprints_geo.ui.press import pressed
from footprints_geo.ui.questions import change
from footprints_geo.ui.task import show_problem
from footprints_geo.ui.words import as_text, short
from footprints_geo.vocabulary import country_name

_LATER: Final = "(decide later)"
_NOWHERE: Final = "None of these: known to no list of places"
_PLACES: Final = "places"
_AT_ONCE: Final = 12
LIKELY: Final = 90.0
"""The score from which suggestions may be taken together, by a person who looked at them."""

_OPEN: Final = ("several", "near", "part", "alike", "none")
_HOW: Final[Mapping[str, str]] = {
    "decided": "decided by a person",
    "exact": "known to the list of places",
    "geonames": "known to GeoNames",
    "several": "the name of several places, or several names",
    "near": "only near a place that is known",
    "part": "known in part, with other words beside",
    "alike": "not known, and only like another name",
    "none": "not known, and like no other name",
}
_GROUPS: Final[Mapping[str, tuple[str, str]]] = {
    "several": (
        "Several places may be meant",
        "The name is right, but several places share it, or several names stand in one cell. None is taken, however "
        "large one of them is. Choose the one that is meant, or give the province in the file.",
    ),
    "near": (
        "Only near a place",
        "The record says near, and not in. The place is not taken. If you choose it, it counts as known to the county "
        "and no closer.",
    ),
    "part": (
        "A place among other words",
        "One of the words is the name of a place; the others are known to no list. It may be that place, or another "
        "that lies close to it.",
    ),
    "alike": (
        "Looks like another name",
        "No place of the country, or of the province, has this name; some have one that looks like it. Likeness is no "
        "proof: choose one only if you know that it is meant.",
    ),
    "none": (
        "Like no other name",
        "No list of places has anything like it. Look for the place under another name, or leave it.",
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
    st.subheader("Names of places")
    st.markdown(_in_short(review))
    waiting = review[review["how"].isin(_OPEN)]
    if waiting.empty:
        st.success("Every name of a place is settled.")
    else:
        _show_waiting(waiting)
    decided = review[review["how"] == "decided"]
    if len(decided):
        with st.expander(f"Decided by a person ({len(decided)})", key="own_expander_decided"):
            for line in decided.head(_AT_ONCE * 4).to_dict("records"):
                _ask(line, own)
    show_problem(_PLACES)


def _in_short(review: pd.DataFrame) -> str:
    lines = []
    for how, words in _HOW.items():
        rows = review.loc[review["how"] == how, "rows"]
        if len(rows):
            verb = "is" if len(rows) == 1 else "are"
            lines.append(f"- {count_words(len(rows), 'name')} {verb} {words} ({count_words(int(rows.sum()), 'event')})")
    return "\n".join(lines)


def _show_waiting(waiting: pd.DataFrame) -> None:
    st.warning(
        "None of the names below is used by itself: these events are known to their country or province alone, or to "
        "no place. Decide here; the decision is kept in the mapping, and the next file with it does not ask again."
    )
    shown = waiting.head(_AT_ONCE)
    for how, (title, words) in _GROUPS.items():
        lines = shown[shown["how"] == how]
        if len(lines):
            st.markdown(f"**{title}**")
            st.caption(words)
        for line in lines.to_dict("records"):
            _ask(line, None)
    if len(waiting) > _AT_ONCE:
        st.caption(f"{len(waiting) - _AT_ONCE:,} more names follow when these are decided.")
    _offer_likely(shown)


def _offer_likely(shown: pd.DataFrame) -> None:
    # The very name, in another province or without a country, is no slip of the pen.
    likely = shown[(shown["how"] == "alike") & (shown["score"] >= LIKELY) & (shown["answers"] == 0)]
    if len(likely):
        names = "; ".join(
            f"{as_text(short(line['place']))} → {as_text(line['candidates'][0][1])}"
            for line in likely.to_dict("records")
        )
        st.button(
            f"Take the first suggestion for {count_words(len(likely), 'name')} spelt nearly so",
            on_click=_take_likely,
            args=(likely,),
        )
        st.caption(f"That is: {names}")


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
    country = country_name(line["country"]) if line["country"] else "no country given"
    where = ", ".join(filter(None, [line["admin1"], country]))
    # Two names that differ only in their case are one decision, but two boxes.
    key = f"own_place_{line['country']}_{line['admin1']}_{line['place']}"
    rows = count_words(line["rows"], "event")
    choices, search = st.columns([3, 2], vertical_alignment="bottom")
    with search:
        typed = st.text_input(
            "Another place: type its name",
            key=f"{key}_typed",
            help="Any place of the program's own list or of GeoNames in the country of the row. What is found is added "
            "to the choices.",
        )
    labels = _labels(line, typed)
    show_in_box(key, "" if own is None else line["place_id"] or "-", tuple(labels.items()))
    with choices:
        st.selectbox(
            f"{as_text(short(line['place']))} ({as_text(where)}), {rows}: {_HOW[line['how']]}",
            ["", *labels, "-"],
            key=key,
            format_func=lambda choice: {"": _LATER, "-": _NOWHERE}.get(choice, labels.get(choice, choice)),
            on_change=_decided,
            args=(line["country"], line["place"], line["admin1"], key),
        )
    left = line["answers"] - sum(score == EXACT for _, _, score in line["candidates"])
    if left > 0:
        st.caption(f"And {left:,} more of the name: say the province in the file, or type a name that only one has.")
    if typed:
        st.caption(
            f"{count_words(len(labels) - len(line['candidates']), 'other place')} found by that name, in the list on "
            "the left."
        )


def _labels(line: dict[Any, Any], typed: str) -> dict[str, str]:
    """The ids to choose from and their words: the candidates, and what was found by a name that was typed."""
    labels = {place_id: f"{label}, score {score:.0f}" for place_id, label, score in line["candidates"]}
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
