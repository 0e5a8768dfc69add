"""What leaves the page is for the public unless the person says otherwise, and is drawn from a protected copy."""

from __future__ import annotations

from typing import Final, cast

import streamlit as st

from footprints_geo.disclosure.policy import PUBLISHED, SENSITIVE, Policy
from footprints_geo.disclosure.release import protect
from footprints_geo.disclosure.words import nothing_told, told_words
from footprints_geo.hotspots import Hotspots
from footprints_geo.language import marked
from footprints_geo.operators_log import log_audience
from footprints_geo.pipeline import View, bundled_events, prepare, view
from footprints_geo.prepared import Prepared
from footprints_geo.robustness import Checked
from footprints_geo.ui.data import found_hotspots, prepared
from footprints_geo.ui.look import look_choice
from footprints_geo.ui.own_records import COPY, COPY_HOTSPOTS, shows_own
from footprints_geo.ui.page_language import current_language
from footprints_geo.ui.serving import public_copy
from footprints_geo.ui.state import INTERNAL, PUBLIC, current_look, current_selection
from footprints_geo.ui.task import show_problem
from footprints_geo.ui.words import as_text

_OF_OWN: Final = {
    PUBLIC: marked("The public: small groups are withheld"),
    PUBLISHED: marked("The public: every record is public already"),
    INTERNAL: marked("My organisation: nothing is withheld"),
}
_OF_BUNDLED: Final = {PUBLIC: marked("The public"), INTERNAL: marked("My organisation")}


def show_audience() -> None:
    """The box for whom a picture is made, and what protection did: for the person alone who holds the records."""
    language = current_language()
    if public_copy() is not None:
        return
    look_choice(
        "audience",
        language("Made for"),
        {audience: language(words) for audience, words in (_OF_OWN if shows_own() else _OF_BUNDLED).items()},
        language(
            "For the public, people are protected: days become months, case ids and notes stay behind, and of records "
            "that are not public already only groups of enough people are told. How, and what this does not protect "
            "from: docs/disclosure.md."
        ),
        before=lambda audience: log_audience(_policy_for(audience)),
    )
    show_problem("audience")
    release = prepared_to_leave().release
    if nothing := nothing_told(release, language):
        st.warning(as_text(nothing))
        return
    for sentence in told_words(release, language):
        st.caption(as_text(sentence))


def view_to_leave() -> View:
    """What is drawn of the Selection of the sidebar."""
    return view(prepared_to_leave(), current_selection(), "place")


def hotspots_to_leave(seen: View) -> tuple[Hotspots, Checked]:
    """Where the cases of what is drawn are concentrated, and how stable each finding is."""
    resolution = current_look().resolution
    kept = cast("tuple[Prepared, object, tuple[Hotspots, Checked]] | None", st.session_state.get(COPY_HOTSPOTS))
    asked = (seen.selection, resolution)
    if kept is None or kept[0] is not seen.prepared or kept[1] != asked:
        kept = (seen.prepared, asked, found_hotspots(seen.prepared, seen.selection, resolution))
        st.session_state[COPY_HOTSPOTS] = kept
    return kept[2]


def prepared_to_leave() -> Prepared:
    """The records for whom the picture is made."""
    language = current_language()
    policy = _policy_for(current_look().audience)
    if policy is None or public_copy() is not None:
        return prepared()
    if not shows_own():
        return _bundled_copy(prepared().events.fingerprint)
    kept = cast("tuple[Prepared, Policy, Prepared] | None", st.session_state.get(COPY))
    if kept is None or kept[0] is not prepared() or kept[1] != policy:
        # In the session alone, as the records themselves.
        with st.spinner(language("Making a protected copy of the records …")):
            kept = (prepared(), policy, prepare(protect(prepared().events, policy)))
        st.session_state[COPY] = kept
    return kept[2]


def _policy_for(audience: str) -> Policy | None:
    """How what is shown is protected for an audience; None for internal use. The bundled records are published."""
    if audience == INTERNAL:
        return None
    return Policy(SENSITIVE if shows_own() and audience != PUBLISHED else PUBLISHED)


@st.cache_resource(max_entries=2, show_spinner=False)
def _bundled_copy(fingerprint: str) -> Prepared:
    return prepare(protect(bundled_events(), Policy(PUBLISHED)))
