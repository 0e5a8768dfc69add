"""The timeline page: the sentence, a row of bars a kind, the same numbers as a table, and the records behind a bar."""

from __future__ import annotations

from typing import Final, cast

import numpy as np
import pandas as pd
import streamlit as st

from footprints_geo.captions import persons_words, sentence
from footprints_geo.disclosure.words import audience_words
from footprints_geo.journeys import Ints
from footprints_geo.pipeline import View
from footprints_geo.tally_words import tally_sentence
from footprints_geo.terms import KIND_NAMES
from footprints_geo.timeline import STANDINGS, Bar, Timeline
from footprints_geo.timeline_chart import CHOSEN, FIELDS, paint_timeline
from footprints_geo.timeline_words import (
    no_bars_words,
    not_drawn,
    panel_words,
    peak_sentence,
    standing_words,
    timeline_notes,
)
from footprints_geo.ui.data import asked_word, current_timeline, whose_records
from footprints_geo.ui.page_language import current_language
from footprints_geo.ui.press import pressed
from footprints_geo.ui.records import lead_to_library, lead_to_records, lead_to_rejects, show_record_table
from footprints_geo.ui.state import BAR, change_look, current_look, current_query
from footprints_geo.ui.theme import current_colours
from footprints_geo.ui.words import as_text
from footprints_geo.vocabulary import Kind

ROW_HEIGHT: Final = 36
MOST_ROWS: Final = 12
_ROUND: Final = "timeline_round"


def chosen_bar() -> Bar | None:
    """The bar that stands out; None when none does."""
    chosen = current_look().chosen
    return Bar.read(chosen.removeprefix(BAR)) if chosen.startswith(BAR) else None


def show_sentence(view: View) -> None:
    """The title, the one sentence that says what is seen, and the largest bar."""
    language = current_language()
    st.title(language("Timeline"))
    st.markdown(f"##### {as_text(sentence(view, language))}")
    peak = peak_sentence(current_timeline(), language)
    drawn = language("Drawn from {records}.", records=as_text(whose_records()))
    st.caption(f"{as_text(peak)} {drawn}")


def show_bars(view: View) -> None:
    """The bars of each kind, all of one scale; a press on a bar chooses it."""
    language, timeline, bar = current_language(), current_timeline(), chosen_bar()
    charts = paint_timeline(timeline, bar, language, current_colours())
    if not charts:
        st.info(no_bars_words(timeline, language))
        return
    for kind, chart in charts.items():
        name, numbers = panel_words(view, cast(Kind, kind), language)
        st.markdown(f"**{as_text(name)}** · {as_text(numbers)}")
        key = f"timeline_{kind}_{asked_word()}_{st.session_state.get(_ROUND, 0)}"
        st.altair_chart(
            chart,
            width="stretch",
            theme=None,
            key=key,
            on_select=lambda kind=kind, key=key: _pressed_bar(kind, key),
            selection_mode=[CHOSEN],
            alt=language(
                "{kind} over time: {numbers}. The same numbers are in the table below it.", kind=name, numbers=numbers
            ),
        )
    st.caption(as_text(" ".join(timeline_notes(timeline, language))))
    st.page_link(
        "pages/figure.py",
        label=language("→ Make a picture of this for print"),
        query_params=current_query(figure="timeline", chosen=""),
    )


@pressed
def _pressed_bar(kind: Kind, key: str) -> None:
    marked = st.session_state[key].selection.get(CHOSEN, [])
    if marked and marked[0].get("standing") in STANDINGS:
        standing, first, last = (marked[0][name] for name in FIELDS)
        change_look(chosen=BAR + Bar(kind, standing, int(first), int(last)).text)
    _forget_marks()


def _forget_marks() -> None:
    """Fresh keys empty the selections that chart and table keep themselves: they would contradict each other."""
    st.session_state[_ROUND] = st.session_state.get(_ROUND, 0) + 1


def show_table() -> None:
    """Every bar, and what is in none, with its numbers; a chosen row shows below what stands behind it."""
    language, timeline = current_language(), current_timeline()
    counts = timeline.counts[(timeline.counts["cases"] > 0) | (timeline.counts["cases_part_of"] > 0)]
    if counts.empty:
        return
    counts = counts.sort_values(["standing", "first_bar", "last_bar", "kind"], ignore_index=True)
    rows = counts.to_dict("records")
    kinds = {kind: language(name) for kind, name in KIND_NAMES.items()}
    table = pd.DataFrame(
        {
            "when": [_when(timeline, row["first_bar"], row["last_bar"]) for row in rows],
            "kind": [kinds[row["kind"]] for row in rows],
            "persons": [persons_words(row["persons_low"], row["persons_high"], language) for row in rows],
            "cases": counts["cases"],
            "date": [standing_words(timeline, row["standing"], language) for row in rows],
        }
    )
    bars = [Bar(row["kind"], row["standing"], row["first_bar"], row["last_bar"]) for row in rows]
    chosen = [bar == chosen_bar() for bar in bars]
    key = f"timeline_table_{asked_word()}_{st.session_state.get(_ROUND, 0)}"
    st.dataframe(
        table.style.apply(_row_style, axis=1, chosen=chosen),
        hide_index=True,
        row_height=ROW_HEIGHT,
        height=ROW_HEIGHT * (min(len(rows), MOST_ROWS) + 1),
        key=key,
        on_select=lambda: _row_clicked(bars, key),
        selection_mode="single-row",
        column_config={
            "when": st.column_config.TextColumn(language("When"), width=190),
            "kind": st.column_config.TextColumn(language("Kind"), width=150),
            "persons": st.column_config.TextColumn(language("Persons"), width=120),
            "cases": st.column_config.NumberColumn(language("Cases"), width=70),
            "date": st.column_config.TextColumn(language("Date")),
        },
        alt=language("Every bar with its persons and cases, and what has no bar."),
    )
    if any(chosen):
        row = rows[chosen.index(True)]
        words = table.iloc[chosen.index(True)]
        said = language.plural(
            "{kind}, {when}: {number} case", "{kind}, {when}: {number} cases", int(row["cases"]),
            kind=words["kind"], when=words["when"] or words["date"],
        )  # fmt: skip
        if row["cases_part_of"]:
            said = language("{cases} and {number} counted elsewhere", cases=said, number=row["cases_part_of"])
        lead_to_records(said)
    else:
        st.caption(language("Choose a row, or a bar, to see the records behind it."))


def _when(timeline: Timeline, first_bar: int, last_bar: int) -> str:
    """The time of a row in words; '' for what is in no bar."""
    return timeline.months_of(first_bar, last_bar).words(current_language()) if first_bar >= 0 else ""


def _row_style(row: pd.Series, chosen: list[bool]) -> list[str]:
    return [current_colours().cell(chosen=chosen[int(str(row.name))])] * len(row)


@pressed
def _row_clicked(bars: list[Bar], key: str) -> None:
    rows = st.session_state[key].selection.rows
    change_look(chosen=BAR + bars[rows[0]].text if rows else "")


def show_tally(view: View) -> None:
    """What is in no bar, what is shown and what is not, and for whom."""
    language, timeline = current_language(), current_timeline()
    st.markdown(as_text(" ".join([*not_drawn(timeline, language), tally_sentence(view, language)])))
    lead_to_rejects(view.tally.rows_rejected)
    st.caption(audience_words(view.prepared.release, language))


def show_records(view: View) -> None:
    """The records behind the chosen bar: all of what the cases counted in it have of that kind."""
    bar = chosen_bar()
    cases: Ints | None = current_timeline().cases_of(bar) if bar else None
    if bar is None or cases is None or not len(cases):
        if current_look().chosen.startswith(BAR):
            st.info(current_language()("What the link points to is not among what is shown now."))
        return
    segments = view.prepared.journeys.segments.iloc[view.segments]
    behind = (segments["kind"] == bar.kind).to_numpy() & np.isin(segments["case"].to_numpy(), cases)
    show_record_table(view.records(view.segments[behind]))
    lead_to_library()
