"""The coverage page: what is documented beside what others have published, and which years and countries are thin."""

from __future__ import annotations

from typing import Final

import pandas as pd
import streamlit as st

from footprints_geo.coverage import Coverage
from footprints_geo.coverage_words import (
    COVERAGE_CAVEAT,
    coverage_sentence,
    documented_words,
    of_what,
    reported_words,
    thin_sentences,
    when_words,
)
from footprints_geo.disclosure.words import audience_words
from footprints_geo.prepared import Prepared
from footprints_geo.terms import KIND_TITLES, country_in
from footprints_geo.ui.data import whose_records
from footprints_geo.ui.page_language import current_language
from footprints_geo.ui.theme import current_colours
from footprints_geo.ui.words import as_text
from footprints_geo.vocabulary import KINDS
from footprints_geo.year_chart import paint_coverage

ROW_HEIGHT: Final = 36
MOST_ROWS: Final = 15


def show_sentence(coverage: Coverage) -> None:
    """The title, and the answer in a sentence."""
    language = current_language()
    st.title(language("Coverage"))
    st.markdown(f"##### {as_text(coverage_sentence(coverage, language))}")
    st.caption(
        language(
            "Counted from {records}. Of what is chosen at the left, the years count here; a figure that somebody else "
            "published cannot be narrowed in any other way.",
            records=as_text(whose_records()),
        )
    )


def show_figures(coverage: Coverage) -> None:
    """Each published figure beside what is documented of the same."""
    language = current_language()
    rows = coverage.figures.to_dict("records")
    if not rows:
        return
    st.subheader(language("Beside what others have published"))
    table = pd.DataFrame(
        {
            "what": [of_what(row, language) for row in rows],
            "when": [when_words(row["when"], language) for row in rows],
            "documented": [documented_words(row, language) for row in rows],
            "published": [reported_words(row, language) for row in rows],
            "by": [row["source_org"] for row in rows],
            "link": [row["source_url"] for row in rows],
        }
    )
    st.dataframe(
        table,
        hide_index=True,
        row_height=ROW_HEIGHT,
        height=ROW_HEIGHT * (min(len(rows), MOST_ROWS) + 1),
        column_config={
            "what": st.column_config.TextColumn(language("What"), width=240),
            "when": st.column_config.TextColumn(language("When"), width=130),
            "documented": st.column_config.TextColumn(language("Documented here"), width=230),
            "published": st.column_config.TextColumn(language("Published"), width=140),
            "by": st.column_config.TextColumn(language("By"), width=220),
            "link": st.column_config.LinkColumn(language("Source"), display_text=language("open"), width=70),
        },
        alt=language("Published figures, each with what is documented of the same."),
    )
    st.caption(language(COVERAGE_CAVEAT))


def show_thin(coverage: Coverage) -> None:
    """Which years and countries are thin."""
    language = current_language()
    sentences = thin_sentences(coverage, language)
    if not sentences:
        return
    st.subheader(language("Where the records are thin"))
    st.markdown("\n".join(f"- {as_text(sentence)}" for sentence in sentences))


def show_years(coverage: Coverage) -> None:
    """Cases by year, each kind by itself, as bars and as the same numbers."""
    language = current_language()
    if coverage.years.empty:
        st.info(language("No record has a date, so no year can be counted."))
        return
    st.subheader(language("Cases by year"))
    st.altair_chart(
        paint_coverage(coverage.years, language, current_colours()),
        width="stretch",
        theme=None,
        alt=language("Cases by year, each kind by itself. The same numbers are in the table below it."),
    )
    st.caption(
        language(
            "Strong: the date lies in the year for certain. Faint: it only may, and the same case may stand in several "
            "years. A case may be of several kinds: do not add them up."
        )
    )
    with st.expander(language("The same numbers as a table")):
        cases = coverage.years.set_index(["year", "kind"])["cases"].unstack()[list(KINDS)]  # noqa: PD010
        names = {kind: language(KIND_TITLES[kind]) for kind in KINDS}
        st.table(cases.rename(columns=names).rename_axis(index=language("Year"), columns=None))


def show_countries(coverage: Coverage) -> None:
    """Cases and persons by country."""
    language = current_language()
    rows = coverage.countries.to_dict("records")
    if not rows:
        return
    st.subheader(language("By country, all years"))
    table = pd.DataFrame(
        {
            language("Country"): [country_in(row["country"], language) for row in rows],
            language("Documented here"): [documented_words(row, language) for row in rows],
        }
    )
    st.table(table.set_index(language("Country")))


def show_audience(data: Prepared) -> None:
    """For whom these numbers are."""
    st.caption(audience_words(data.release, current_language()))
