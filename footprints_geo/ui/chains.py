"""The page of custody chains: the sentence, the flow picture, the ranked table, the tally, and the records of a row."""

from __future__ import annotations

from typing import Final

import numpy as np
import pandas as pd
import streamlit as st

from footprints_geo.captions import persons_words
from footprints_geo.chain_chart import paint_flow
from footprints_geo.chain_flow import lay_out_flow
from footprints_geo.chain_flow_words import flow_alt, flow_caption
from footprints_geo.chain_known_words import known_sentence
from footprints_geo.chain_view import ChainView
from footprints_geo.chain_words import (
    CHAIN_CAVEAT,
    NO_NUMBER,
    chain_reading,
    chain_sentence,
    chain_tally_sentence,
    counted_words,
    outcomes_words,
)
from footprints_geo.chains import CHAIN_LEVELS
from footprints_geo.custodians import read_custodians
from footprints_geo.disclosure.words import audience_words
from footprints_geo.journeys import Ints
from footprints_geo.language import marked
from footprints_geo.stations import RETURN
from footprints_geo.ui.boxes import show_in_box
from footprints_geo.ui.data import whose_records
from footprints_geo.ui.look import look_number
from footprints_geo.ui.page_language import current_language
from footprints_geo.ui.press import pressed
from footprints_geo.ui.records import lead_to_library, lead_to_rejects, say_groups, show_record_table
from footprints_geo.ui.state import STATIONS_RANGE, change_look, current_look
from footprints_geo.ui.theme import current_colours
from footprints_geo.ui.words import as_text

TABLE_HEIGHT: Final = 470
HEAD_HEIGHT: Final = 40
ROW_HEIGHT: Final = 36
HIGH_ROW: Final = 70
FEW_ROWS: Final = 8
LONG_LABEL: Final = 70
MOST_READINGS: Final = 12
LEVEL_NAMES: Final = {"holder": marked("Holders"), "place": marked("Places")}


def show_sentence(seen: ChainView) -> None:
    """The title, the one sentence, and what chains are told apart by."""
    language = current_language()
    st.title(language("Custody chains"))
    st.markdown(f"##### {as_text(chain_sentence(seen, language))}")
    st.caption(language("Drawn from {records}.", records=as_text(whose_records())))


def show_flow(seen: ChainView) -> None:
    """The flow picture with its words; nothing when there are no ribbons."""
    language = current_language()
    flow = lay_out_flow(seen, language)
    if flow.ribbons.empty:
        return
    st.subheader(language("From hand to hand"))
    with st.container(key="chain_flow"):
        chart = paint_flow(flow, language, current_colours())
        st.altair_chart(chart, width="stretch", theme=None, alt=flow_alt(flow, language))
    st.caption(as_text(flow_caption(flow, language)))


def show_table(seen: ChainView) -> None:
    """The ranked table; a chosen row shows below what stands behind it."""
    language = current_language()
    st.subheader(language("Chains, ranked"))
    left, right, _ = st.columns([3, 3, 4], vertical_alignment="bottom")
    with left:
        _choose_level()
    with right:
        look_number(
            "least_stations",
            language("At least so many stations"),
            STATIONS_RANGE,
            1,
            language(
                "A station is a place where somebody was held by one holder. A return is none: 0 shows those of which "
                "a return alone is known."
            ),
        )
    if seen.ranked.empty:
        st.info(language("No chain. The line below says what was left out, and why."))
        return
    rows = seen.ranked
    key = f"chains_table_{seen.level}_{st.session_state.get('chains_round', 0)}"
    names = seen.names(language)
    records = rows.to_dict("records")
    table = pd.DataFrame(
        {
            "Rank": rows["rank"],
            "Persons": [counted_words(row, language)[1] for row in records],
            "Cases": rows["cases"].astype("Int64").where(rows["cases"] > 0),
            "Chain": names,
            "Outcomes": [outcomes_words(row, language) for row in records],
        }
    )
    # Long chains need a second line, which Streamlit gives to high rows only; many rows are better low.
    high = len(rows) <= FEW_ROWS and max(map(len, names)) > LONG_LABEL
    row_height = HIGH_ROW if high else ROW_HEIGHT
    chosen = rows["chain"].map(">".join).to_numpy() == current_look().chain
    st.dataframe(
        table.style.apply(_row_style, axis=1, chosen=chosen),
        hide_index=True,
        height=min(TABLE_HEIGHT, HEAD_HEIGHT + row_height * len(rows)),
        row_height=row_height,
        key=key,
        placeholder=NO_NUMBER,
        on_select=lambda: _row_clicked(seen, key),
        selection_mode="single-row",
        column_config={
            "Rank": st.column_config.NumberColumn("#", width=34),
            "Persons": st.column_config.TextColumn(language("Persons"), width=96),
            "Cases": st.column_config.NumberColumn(language("Cases"), width=58),
            "Chain": st.column_config.TextColumn(language("Chain"), width=520),
            "Outcomes": st.column_config.TextColumn(language("What became of them, in cases"), width=250),
        },
        alt=language.plural(
            "The ranked table of {number} chain of custody.",
            "The ranked table of {number} chains of custody.",
            len(rows),
        ),
    )
    if not len(chosen_chains(seen)):
        st.caption(language("Choose a row to read its chain case by case, with times and sources."))


def _choose_level() -> None:
    language = current_language()
    show_in_box("widget_chain_level", current_look().chain_level, language.code)
    st.segmented_control(
        language("Chains told apart by"),
        CHAIN_LEVELS,
        key="widget_chain_level",
        on_change=_level_changed,
        format_func=lambda level: language(LEVEL_NAMES[level]),
    )


@pressed
def _level_changed() -> None:
    change_look(chain_level=st.session_state["widget_chain_level"] or current_look().chain_level, chain="")
    st.session_state["chains_round"] = st.session_state.get("chains_round", 0) + 1


@pressed
def _row_clicked(seen: ChainView, key: str) -> None:
    rows = st.session_state[key].selection.rows
    change_look(chain=">".join(seen.ranked["chain"].iloc[rows[0]]) if rows else "")


def _row_style(row: pd.Series, chosen: list[bool]) -> list[str]:
    """The chosen row on a ground of its own: a link chooses one too."""
    return [current_colours().cell(chosen=chosen[int(str(row.name))])] * len(row)


def chosen_chains(seen: ChainView) -> Ints:
    """The chains of the chosen row; none when nothing is chosen or it is not shown."""
    chosen = current_look().chain
    return seen.of(tuple(chosen.split(">"))) if chosen else seen.shown[:0]


def _show_words(seen: ChainView) -> None:
    """What the words of the shown chains mean: only those that come up."""
    language = current_language()
    steps = seen.chains.steps
    shown = steps[np.isin(steps["chain"].to_numpy(), seen.shown)]
    table = read_custodians().set_index("holder")
    holders = [holder for holder in table.index if holder in set(shown["holder"]) - {RETURN}]
    name, meaning = ("name_ko", "meaning_ko") if language.code == "ko" else ("name_en", "meaning")
    with st.expander(language("What the words mean")):
        lines = [
            f"- **{as_text(str(table.at[one, name]))}**: {as_text(str(table.at[one, meaning]))}" for one in holders
        ]
        st.markdown("\n".join(lines))


def show_tally(seen: ChainView) -> None:
    """Of how many stations what is known, what is shown and what is not, and for whom."""
    language = current_language()
    _show_words(seen)
    for words in filter(None, (known_sentence(seen, language), chain_tally_sentence(seen, language))):
        st.markdown(as_text(words))
    lead_to_rejects(seen.tally.rows_rejected)
    st.caption(f"{language(CHAIN_CAVEAT)} {audience_words(seen.chains.prepared.release, language)}")


def show_behind(seen: ChainView) -> None:
    """The chosen chain case by case in words, and the records it is made of."""
    language, chosen = current_language(), chosen_chains(seen)
    if not len(chosen):
        if current_look().chain:
            st.info(language("The chain the link points to is not among what is shown now."))
        return
    st.subheader(language("Case by case"))
    say_groups()
    cases = seen.chains.chains.iloc[chosen]
    order = chosen[np.lexsort((chosen, -cases["persons_low"].to_numpy()))]
    st.markdown("\n".join(_line(seen, int(chain)) for chain in order[:MOST_READINGS]))
    if (more := len(order) - MOST_READINGS) > 0:
        st.caption(language("And {number} more: their records are in the table.", number=f"{more:,}"))
    show_record_table(seen.records(chosen), custody=True)
    lead_to_library(chosen="")


def _line(seen: ChainView, chain: int) -> str:
    language = current_language()
    case = seen.chains.chains.iloc[chain]
    name = seen.chains.prepared.events.frame["case_id"].cat.categories[case["case"]]
    low, high = case["persons_low"], case["persons_high"]
    people, reading = persons_words(low, high, language), as_text(chain_reading(seen.chains, chain, language))
    # One person, or at least one: the word that follows goes by that number.
    number = int(low) if low == high or np.isnan(high) else int(high)
    line = language.plural(
        "**{case}**, {people} person: {reading}",
        "**{case}**, {people} people: {reading}",
        number,
        case=as_text(str(name)),
        people=people,
        reading=reading,
    )
    return f"- {line}"
