"""The page of custody chains: the sentence, the flow picture, the ranked table, the tally, and the records of a row."""

from __future__ import annotations

from typing import Final

import numpy as np
import pandas as pd
import streamlit as st

from footprints_geo.captions import count_words, persons_words
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
from footprints_geo.custodians import read_custodians
from footprints_geo.disclosure.words import audience_words
from footprints_geo.journeys import Ints
from footprints_geo.stations import RETURN
from footprints_geo.ui.boxes import show_in_box
from footprints_geo.ui.data import whose_records
from footprints_geo.ui.look import look_number
from footprints_geo.ui.press import pressed
from footprints_geo.ui.records import lead_to_rejects, say_groups, show_record_table
from footprints_geo.ui.state import STATIONS_RANGE, change_look, current_look
from footprints_geo.ui.words import as_text

TABLE_HEIGHT: Final = 470
HEAD_HEIGHT: Final = 40
ROW_HEIGHT: Final = 36
HIGH_ROW: Final = 70
FEW_ROWS: Final = 8
LONG_LABEL: Final = 70
MOST_READINGS: Final = 12


def show_sentence(seen: ChainView) -> None:
    """The title, the one sentence, and what chains are told apart by."""
    st.title("Custody chains")
    st.markdown(f"##### {as_text(chain_sentence(seen))}")
    st.caption(f"Drawn from {as_text(whose_records())}.")


def show_flow(seen: ChainView) -> None:
    """The flow picture with its words; nothing when there are no ribbons."""
    flow = lay_out_flow(seen)
    if flow.ribbons.empty:
        return
    st.subheader("From hand to hand")
    with st.container(key="chain_flow"):
        st.altair_chart(paint_flow(flow), width="stretch", theme=None, alt=flow_alt(flow))
    st.caption(as_text(flow_caption(flow)))


def show_table(seen: ChainView) -> None:
    """The ranked table; a chosen row shows below what stands behind it."""
    st.subheader("Chains, ranked")
    left, right, _ = st.columns([3, 3, 4], vertical_alignment="bottom")
    with left:
        _choose_level()
    with right:
        look_number(
            "least_stations",
            "At least so many stations",
            STATIONS_RANGE,
            1,
            "A station is a place where somebody was held by one holder. A return is none: 0 shows those of which a "
            "return alone is known.",
        )
    if seen.ranked.empty:
        st.info("No chain. The line below says what was left out, and why.")
        return
    rows = seen.ranked
    key = f"chains_table_{seen.level}_{st.session_state.get('chains_round', 0)}"
    records = rows.to_dict("records")
    table = pd.DataFrame(
        {
            "Rank": rows["rank"],
            "Persons": [counted_words(row)[1] for row in records],
            "Cases": rows["cases"].astype("Int64").where(rows["cases"] > 0),
            "Chain": rows["label"],
            "What became of them, in cases": [outcomes_words(row) for row in records],
        }
    )
    # Long chains need a second line, which Streamlit gives to high rows only; many rows are better low.
    high = len(rows) <= FEW_ROWS and rows["label"].str.len().max() > LONG_LABEL
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
            "Persons": st.column_config.TextColumn(width=96),
            "Cases": st.column_config.NumberColumn(width=58),
            "Chain": st.column_config.TextColumn(width=520),
            "What became of them, in cases": st.column_config.TextColumn(width=250),
        },
        alt=f"The ranked table of {count_words(len(rows), 'chain')} of custody.",
    )
    if not len(_chosen(seen)):
        st.caption("Choose a row to read its chain case by case, with times and sources.")


def _choose_level() -> None:
    show_in_box("widget_chain_level", current_look().chain_level)
    words = {"holder": "Holders", "place": "Places"}
    st.segmented_control(
        "Chains told apart by",
        list(words),
        key="widget_chain_level",
        on_change=_level_changed,
        format_func=words.__getitem__,
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
    return ["background-color: #e8eef4" if chosen[int(str(row.name))] else ""] * len(row)


def _chosen(seen: ChainView) -> Ints:
    """The chains of the chosen row; none when nothing is chosen or it is not shown."""
    chosen = current_look().chain
    return seen.of(tuple(chosen.split(">"))) if chosen else seen.shown[:0]


def _show_words(seen: ChainView) -> None:
    """What the words of the shown chains mean: only those that come up."""
    steps = seen.chains.steps
    shown = steps[np.isin(steps["chain"].to_numpy(), seen.shown)]
    table = read_custodians().set_index("holder")
    holders = [holder for holder in table.index if holder in set(shown["holder"]) - {RETURN}]
    with st.expander("What the words mean"):
        lines = [
            f"- **{as_text(str(table.at[one, 'name_en']))}**: {as_text(str(table.at[one, 'meaning']))}"
            for one in holders
        ]
        st.markdown("\n".join(lines))


def show_tally(seen: ChainView) -> None:
    """Of how many stations what is known, what is shown and what is not, and for whom."""
    _show_words(seen)
    for words in filter(None, (known_sentence(seen), chain_tally_sentence(seen))):
        st.markdown(as_text(words))
    lead_to_rejects(seen.tally.rows_rejected)
    st.caption(f"{CHAIN_CAVEAT} {audience_words(seen.chains.prepared.release)}")


def show_behind(seen: ChainView) -> None:
    """The chosen chain case by case in words, and the records it is made of."""
    chosen = _chosen(seen)
    if not len(chosen):
        if current_look().chain:
            st.info("The chain the link points to is not among what is shown now.")
        return
    st.subheader("Case by case")
    say_groups()
    cases = seen.chains.chains.iloc[chosen]
    order = chosen[np.lexsort((chosen, -cases["persons_low"].to_numpy()))]
    st.markdown("\n".join(_line(seen, int(chain)) for chain in order[:MOST_READINGS]))
    if len(order) > MOST_READINGS:
        st.caption(f"And {count_words(len(order) - MOST_READINGS, 'more', 'more')}: their records are in the table.")
    show_record_table(seen.records(chosen), custody=True)


def _line(seen: ChainView, chain: int) -> str:
    case = seen.chains.chains.iloc[chain]
    name = seen.chains.prepared.events.frame["case_id"].cat.categories[case["case"]]
    people = persons_words(case["persons_low"], case["persons_high"])
    noun = "person" if people in ("1", "at least 1") else "people"
    return f"- **{as_text(str(name))}**, {people} {noun}: {as_text(chain_reading(seen.chains, chain))}"
