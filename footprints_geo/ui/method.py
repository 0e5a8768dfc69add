"""The method page: what the words mean, how it is counted, what the code says of itself, which data come with it."""

from __future__ import annotations

import streamlit as st

from footprints_geo.language import SOURCE
from footprints_geo.method import citation, resources, steps
from footprints_geo.method_note import versions_words
from footprints_geo.method_words import common_chapters
from footprints_geo.ui.page_language import current_language
from footprints_geo.ui.words import as_text


def show_sentence() -> None:
    """The title, and what stands here."""
    language = current_language()
    st.title(language("Method"))
    st.markdown(
        language(
            "How a number on these pages comes about. Nothing is counted by hand: the same records, read in the same "
            "way, and the same choice always give the same picture. All rules are in the file docs/rules.md of the "
            "program."
        )
    )


def show_words() -> None:
    """What is true of every page, in the language of the pages."""
    for heading, paragraphs in common_chapters(current_language()):
        st.subheader(heading, anchor=False)
        st.markdown("\n".join(f"- {as_text(paragraph)}" for paragraph in paragraphs))


def show_steps() -> None:
    """What the code says of each of its steps."""
    language = current_language()
    st.subheader(language("Step by step"), anchor=False)
    st.caption(
        language("These texts are the program's own: they stand in its code, beside what they describe.")
        if language.code == SOURCE
        else language(
            "These texts are the program's own, in English: they stand in its code, beside what they describe."
        )
    )
    for number, step in enumerate(steps(), 1):
        with st.expander(f"{number}. {language(step.heading)}"):
            st.markdown("\n\n".join(as_text(text) for text in step.texts))
            st.caption(language("In the code: {rooms}", rooms=as_text(", ".join(step.rooms))))


def show_data() -> None:
    """Which tables come with the program, from where, and under which licence."""
    language = current_language()
    st.subheader(language("Data that come with the program"), anchor=False)
    # As a list: on a telephone a table of long texts would have to be moved sideways.
    lines = [
        language(
            "**{file}**, {rows} rows, as of {day}. {what} Licence: {licence}. From: {sources}.",
            file=as_text(one.file),
            rows=f"{one.rows:,}",
            day=one.as_of,
            what=as_text(one.description),
            licence=as_text("; ".join(one.licences)),
            sources=as_text("; ".join(one.sources).rstrip(".")),
        )
        for one in resources()
    ]
    st.markdown("\n".join(f"- {line}" for line in lines))
    st.caption(as_text(citation()))


def show_versions() -> None:
    """Which versions count and draw."""
    language = current_language()
    st.subheader(language("Versions"), anchor=False)
    st.markdown("\n\n".join(as_text(line) for line in versions_words(language)))
