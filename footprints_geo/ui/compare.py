"""The compare page: two periods side by side on one scale, and what rose and fell."""

from __future__ import annotations

from typing import Final

import pandas as pd
import streamlit as st

from footprints_geo.basemap import EXTENTS
from footprints_geo.captions import CAVEAT
from footprints_geo.comparison import compare_routes
from footprints_geo.comparison_words import change_words, counted_in, difference_sentences
from footprints_geo.deck.ground import DeckOptions
from footprints_geo.deck.routes import build_deck
from footprints_geo.disclosure.words import audience_words
from footprints_geo.panel_words import NO_TREND, NOT_TO_BE_ADDED
from footprints_geo.panels import Panel, two_panels
from footprints_geo.periods import Period, named_periods
from footprints_geo.pipeline import View
from footprints_geo.scene import describe, lay_out
from footprints_geo.tally_words import tally_sentence
from footprints_geo.terms import KIND_TITLES
from footprints_geo.time_counts import documented_years
from footprints_geo.ui.boxes import show_in_box
from footprints_geo.ui.data import whose_records
from footprints_geo.ui.look import look_choice
from footprints_geo.ui.page_language import current_language
from footprints_geo.ui.press import pressed
from footprints_geo.ui.state import change_look, current_look, current_query
from footprints_geo.ui.words import as_text

MAP_HEIGHT: Final = 520
ROW_HEIGHT: Final = 36
MOST_ROWS: Final = 12
_BOX: Final = "widget_compare_against"


def show_periods(view: View) -> tuple[Panel, ...]:
    """The title and the box for the second period; the two panels, or none where a period is missing."""
    language = current_language()
    st.title(language("Compare"))
    one = view.selection.years
    years = documented_years(view.prepared.events.frame)
    if one is None or not years:
        st.info(language("Choose the first period at the left, under Years; the second one is chosen here."))
        return ()
    against = _show_against(one, Period.of(years[0], years[-1]))
    return two_panels(view, against) if against else ()


def _show_against(one: Period, documented: Period) -> Period | None:
    """The box of the period that the chosen one is held against."""
    language = current_language()
    spoken = {named.until(documented.last): named.name(language) for named in named_periods()}
    names = {"": language("Choose a period")}
    names |= {period.text: name for period, name in spoken.items() if period.overlaps(documented)}
    names |= {str(year): str(year) for year in range(documented.years[1], documented.years[0] - 1, -1)}
    against = current_look().against
    if against:
        names.setdefault(against, Period.read(against).words(language))
    show_in_box(_BOX, against, tuple(names.items()))
    st.selectbox(
        language("Compare {period} with", period=one.words(language)),
        list(names),
        key=_BOX,
        format_func=names.__getitem__,
        on_change=_against_chosen,
        width=420,
        help=language("Any other period can stand in the address of this page, as in against=2023-2024."),
    )
    if not against:
        st.info(language("Choose the second period."))
    return Period.read(against) if against else None


@pressed
def _against_chosen() -> None:
    change_look(against=st.session_state[_BOX])


def show_sentences(panels: tuple[Panel, ...]) -> None:
    """What is sure of the difference, and what must not be read into it."""
    language = current_language()
    one, other = panels
    sentences = difference_sentences(one, other, language)
    nothing = language(
        "No documented journey in {first} or {second}.", first=one.heading(language), second=other.heading(language)
    )
    st.markdown("\n\n".join(f"##### {as_text(sentence)}" for sentence in sentences or [nothing]))
    st.caption(
        f"{language(NO_TREND)} {language(NOT_TO_BE_ADDED)} "
        + language("Drawn from {records}.", records=as_text(whose_records()))
    )


def show_maps(panels: tuple[Panel, ...]) -> None:
    """A map of either period; widths mean the same on both."""
    language, look = current_language(), current_look()
    names = {name: extent.name(language) for name, extent in EXTENTS.items()}
    with st.container(width=420):
        look_choice("extent", language("Part of the map"), names)
    for column, panel, side in zip(st.columns(2, gap="medium"), panels, ("one", "other"), strict=True):
        with column:
            st.subheader(panel.heading(language), anchor=False)
            st.caption(as_text(panel.numbers(language)))
            st.pydeck_chart(
                build_deck(lay_out(panel.view, look.script), DeckOptions(look.script, look.extent)),
                height=MAP_HEIGHT,
                key=f"compare_map_{side}",
                alt=describe(panel.view),
            )
    st.caption(language("On both maps an arrow of one width means the same number. {caveat}", caveat=language(CAVEAT)))
    query = current_query(figure="compare")
    st.page_link("pages/figure.py", label=language("→ Make a picture of this for print"), query_params=query)


def show_table(panels: tuple[Panel, ...]) -> None:
    """Every route of either period, with both numbers and what is sure of them."""
    language = current_language()
    one, other = panels
    rows = compare_routes(one, other).to_dict("records")
    if not rows:
        return
    st.subheader(language("Route by route"))
    kinds = {kind: language(title) for kind, title in KIND_TITLES.items()}
    table = pd.DataFrame(
        {
            "route": [row["label"] for row in rows],
            "kind": [kinds[row["kind"]] for row in rows],
            "one": [counted_in(row, "one", language) for row in rows],
            "other": [counted_in(row, "other", language) for row in rows],
            "change": [change_words(row["change"], one, other, language) for row in rows],
        }
    )
    st.dataframe(
        table,
        hide_index=True,
        row_height=ROW_HEIGHT,
        height=ROW_HEIGHT * (min(len(rows), MOST_ROWS) + 1),
        column_config={
            "route": st.column_config.TextColumn(language("Route")),
            "kind": st.column_config.TextColumn(language("Kind"), width=150),
            "one": st.column_config.TextColumn(language("Persons, {period}", period=one.heading(language)), width=150),
            "other": st.column_config.TextColumn(
                language("Persons, {period}", period=other.heading(language)), width=150
            ),
            "change": st.column_config.TextColumn(language("More documented"), width=170),
        },
        alt=language("Every route of either period, with the persons documented in each."),
    )
    st.caption(language("“Cannot be told”: the numbers are known from a lowest to a highest, and these overlap."))


def show_accounts(panels: tuple[Panel, ...]) -> None:
    """What is shown of either period and what is not, and for whom."""
    language = current_language()
    for panel in panels:
        account = tally_sentence(panel.view, language)
        st.markdown(as_text(language("{period}: {numbers}", period=panel.heading(language), numbers=account)))
    st.caption(audience_words(panels[0].view.prepared.release, language))
