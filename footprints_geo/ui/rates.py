"""The hotspots page, second question: where such events are frequent, given how many people are documented there."""

from __future__ import annotations

from typing import Final

import pandas as pd
import streamlit as st

from footprints_geo.captions import persons_words
from footprints_geo.language import marked
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
from footprints_geo.ui.page_language import current_language
from footprints_geo.ui.press import pressed
from footprints_geo.ui.records import lead_to_records, show_record_table
from footprints_geo.ui.state import change_look, current_look
from footprints_geo.ui.words import as_text

CIRCLE: Final = "circle:"
COLUMNS: Final = (
    marked("Place"), marked("Circle, km"), marked("Period"), marked("Persons"), marked("Of documented"),
    marked("Times as frequent"), marked("p"), marked("Stable"),
)  # fmt: skip
"""What is said of a circle, in the order of the table."""

_FORMATS: Final = {"Times as frequent": "%.1f", "p": "%.3f"}
_NAN: Final = float("nan")


def show_rates() -> None:
    """The question, the answers for places and for periods, the circles, and how they were looked for."""
    language = current_language()
    st.subheader(language("Is it frequent, given how many are documented there?"))
    st.markdown(language("**A second question.** {question}", question=language(QUESTION)))
    whole, over_time = current_rates()
    if whole[0].refused:
        st.info(as_text(rate_sentence(*whole, language)))
        return
    st.markdown(as_text(f"{rate_sentence(*whole, language)} {rate_sentence(*over_time, language)}"))
    rows = [*_rows("places", *whole), *_rows("period", *over_time)]
    if rows:
        _show_table(rows)
    st.caption(as_text(" ".join([*how_words(whole[0], language), *how_words(over_time[0], language)[1:]])))


def _rows(kind: str, rates: Rates, checked: pd.DataFrame) -> list[dict[str, object]]:
    language = current_language()
    names = cluster_names(rates, language, current_look().script)
    clusters = zip(rates.scan.clusters.to_dict("records"), names, strict=True)
    return [
        {
            "id": f"{CIRCLE}{kind}-{row['rank']}",
            "Place": name,
            "Circle, km": round(row["radius_km"]),
            "Period": period_words(row, language) or language("all"),
            "Persons": persons_words(row["persons"], _NAN, language),
            "Of documented": persons_words(row["documented_persons"], _NAN, language),
            "Times as frequent": row["relative_risk"],
            "p": row["p"],
            "Stable": rate_stability(checked.iloc[number], language),
        }
        for number, (row, name) in enumerate(clusters)
    ]


def _show_table(rows: list[dict[str, object]]) -> None:
    language = current_language()
    identities = [str(row["id"]) for row in rows]
    # Of other records or another Selection the same row is another circle: it must not stay ticked.
    key = f"rates_table_{asked_word()}"
    st.dataframe(
        pd.DataFrame(rows)[list(COLUMNS)],
        hide_index=True,
        key=key,
        on_select=lambda: _chosen(identities, key),
        selection_mode="single-row",
        column_config={
            name: st.column_config.NumberColumn(language(name), format=_FORMATS[name])
            if name in _FORMATS
            else st.column_config.Column(language(name))
            for name in COLUMNS
        },
        alt=language.plural(
            "The table of {number} circle in which such events are frequent.",
            "The table of {number} circles in which such events are frequent.",
            len(rows),
        ),
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
    language, chosen = current_language(), current_look().chosen
    if not chosen.startswith(CIRCLE):
        return
    kind, _, rank = chosen.removeprefix(CIRCLE).partition("-")
    whole, over_time = current_rates()
    rates = over_time[0] if kind == "period" else whole[0]
    found = rates.scan.clusters[rates.scan.clusters["rank"].astype("str") == rank]
    if found.empty:
        st.info(language("What the link points to is not among what is shown now."))
    else:
        show_record_table(rates.events_in(found.iloc[0]))
