"""The hotspots page, second question: where such events are frequent, given how many people are documented there."""

from __future__ import annotations

from typing import Final

import pandas as pd
import streamlit as st

from footprints_geo.captions import count_words, persons_words
from footprints_geo.rate_words import (
    QUESTION,
    cluster_names,
    how_words,
    period_words,
    rate_sentence,
    rate_stability,
)
from footprints_geo.rates import Rates
from footprints_geo.ui.data import asked_word, current_rates
from footprints_geo.ui.press import pressed
from footprints_geo.ui.records import lead_to_records, show_record_table
from footprints_geo.ui.state import change_look, current_look
from footprints_geo.ui.words import as_text

CIRCLE: Final = "circle:"
_NAN: Final = float("nan")


def show_rates() -> None:
    """The question, the answers for places and for periods, the circles, and how they were looked for."""
    st.subheader("Is it frequent, given how many are documented there?")
    st.markdown(f"**A second question.** {QUESTION}")
    whole, over_time = current_rates()
    if whole[0].refused:
        st.info(as_text(rate_sentence(*whole)))
        return
    st.markdown(as_text(f"{rate_sentence(*whole)} {rate_sentence(*over_time)}"))
    rows = [*_rows("places", *whole), *_rows("period", *over_time)]
    if rows:
        _show_table(rows)
    st.caption(as_text(" ".join([*how_words(whole[0]), *how_words(over_time[0])[1:]])))


def _rows(kind: str, rates: Rates, checked: pd.DataFrame) -> list[dict[str, object]]:
    names = cluster_names(rates, script=current_look().script)
    clusters = zip(rates.scan.clusters.to_dict("records"), names, strict=True)
    return [
        {
            "id": f"{CIRCLE}{kind}-{row['rank']}",
            "Place": name,
            "Circle, km": round(row["radius_km"]),
            "Period": period_words(row) or "all",
            "Persons": persons_words(row["persons"], _NAN),
            "Of documented": persons_words(row["documented_persons"], _NAN),
            "Times as frequent": row["relative_risk"],
            "p": row["p"],
            "Stable": rate_stability(checked.iloc[number]),
        }
        for number, (row, name) in enumerate(clusters)
    ]


def _show_table(rows: list[dict[str, object]]) -> None:
    identities = [str(row["id"]) for row in rows]
    # Of other records or another Selection the same row is another circle: it must not stay ticked.
    key = f"rates_table_{asked_word()}"
    st.dataframe(
        pd.DataFrame(rows).drop(columns="id"),
        hide_index=True,
        key=key,
        on_select=lambda: _chosen(identities, key),
        selection_mode="single-row",
        column_config={
            "Times as frequent": st.column_config.NumberColumn(format="%.1f"),
            "p": st.column_config.NumberColumn(format="%.3f"),
        },
        alt=f"The table of {count_words(len(rows), 'circle')} in which such events are frequent.",
    )
    chosen = next((row for row in rows if row["id"] == current_look().chosen), None)
    if chosen is not None:
        lead_to_records(f"{chosen['Place']}: {chosen['Persons']}; {chosen['Stable']}")


@pressed
def _chosen(identities: list[str], key: str) -> None:
    rows = st.session_state[key].selection.rows
    change_look(chosen=identities[rows[0]] if rows else "")


def show_records() -> None:
    """The events asked about in the chosen circle."""
    chosen = current_look().chosen
    if not chosen.startswith(CIRCLE):
        return
    kind, _, rank = chosen.removeprefix(CIRCLE).partition("-")
    whole, over_time = current_rates()
    rates = over_time[0] if kind == "period" else whole[0]
    found = rates.scan.clusters[rates.scan.clusters["rank"].astype("str") == rank]
    if found.empty:
        st.info("What the link points to is not among what is shown now.")
    else:
        show_record_table(rates.events_in(found.iloc[0]))
