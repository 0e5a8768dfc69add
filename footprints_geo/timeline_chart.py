"""Persons over time on the page: a row of bars a kind, each bar to be chosen, all rows on one scale."""

from __future__ import annotations

import json
from typing import Any, Final

import altair as alt
import numpy as np
import pandas as pd

from footprints_geo.language import ENGLISH, Language
from footprints_geo.page_colours import LIGHT, PageColours
from footprints_geo.scales import hex_of, round_step
from footprints_geo.timeline import Bar, Standing, Timeline
from footprints_geo.timeline_bars import KindBars, bars_of_kinds
from footprints_geo.timeline_words import standing_words
from footprints_geo.year_chart import BAR, PALE, dressed

CHOSEN: Final = "bar"
"""The name of the bar that is chosen on a row."""

FIELDS: Final = ("standing", "first_bar", "last_bar")
"""What tells the bars of a row apart."""

TOGETHER: Final = "together"
"""The standing of a block that stands for several rows of the counts; it cannot be chosen as one of them."""

HEIGHT: Final = 420
"""Pixels that the bars of all kinds share."""

LEAST_HEIGHT: Final = 44
LINE_EVERY: Final = 34
"""Pixels from one line of the grid to the next, at least."""

KNOWN: Final[Standing] = "certain"


def paint_timeline(
    timeline: Timeline, chosen: Bar | None = None, language: Language = ENGLISH, colours: PageColours = LIGHT
) -> dict[str, alt.Chart]:
    """A chart for each kind that has a bar, in the order of kinds; empty without one.

    A bar whose date is known stands on the axis. What is known less closely hangs under it, pale and with a broken
    edge, as wide as the time in which it may have been.

    Parameters
    ----------
    timeline : Timeline
        What is counted.
    chosen : Bar, optional
        The bar that is drawn with a bold edge.
    language : Language
        Of the words at the bars.
    colours : PageColours
        Of the page.
    """
    rows = bars_of_kinds(timeline)
    whole = sum(row.high + row.deep for row in rows)
    return {row.kind: _row(timeline, row, HEIGHT / whole, chosen, language, colours) for row in rows}


def _row(
    timeline: Timeline, row: KindBars, pixels: float, chosen: Bar | None, language: Language, colours: PageColours
) -> alt.Chart:
    high, deep = max(row.high, LEAST_HEIGHT / pixels), row.deep
    step = round_step(max(LINE_EVERY / pixels, 1))
    scale = alt.Scale(domain=[-deep, high], nice=False)
    # The line that bars stand on and blocks hang from is of ink.
    lines: Any = {
        "condition": {"test": "datum.value === 0", "value": hex_of(colours.ink)},
        "value": hex_of(colours.rule),
    }
    axis = alt.Axis(title=None, values=list(range(0, int(high) + 1, step)), format=",d", gridColor=lines)
    labels = {bar: timeline.bar_text(bar) for bar in timeline.bars}
    across = alt.Scale(domain=[timeline.first - 0.5, timeline.last + 0.5], nice=False)
    under = alt.Axis(
        title=None,
        values=list(labels),
        # Only our own numbers go into this expression.
        labelExpr=f"({json.dumps(labels)})[datum.value]",
        labelOverlap="greedy",
        labelFlush=False,
        grid=False,
        labelFontSize=11,
    )
    marks = _marks(timeline, row, chosen, language)
    chart: alt.Chart = (
        alt.Chart(marks)
        .mark_rect(
            color=hex_of(colours.bars[row.kind]),
            stroke=hex_of(colours.inks[row.kind]),
            strokeDash=alt.ExprRef(f"datum.standing === '{KNOWN}' ? [1, 0] : [5, 4]"),
        )
        .encode(
            x=alt.X("from:Q", scale=across, axis=under),
            x2="to:Q",
            y=alt.Y("low:Q", scale=scale, axis=axis),
            y2="high:Q",
            fillOpacity=alt.FillOpacity("strength:Q", scale=None),
            strokeWidth=alt.StrokeWidth("edge:Q", scale=None),
            description=alt.Description("words:N"),
            tooltip=[
                alt.Tooltip("when:N", title=language("When")),
                alt.Tooltip("said:N", title=language("Persons")),
                alt.Tooltip("cases:N", title=language("Cases")),
            ],
        )
        .add_params(alt.selection_point(name=CHOSEN, fields=list(FIELDS), toggle=False))
        # Of the bars alone: with the room for what stands under them, rows would be of different scales.
        .properties(
            height=round((high + deep) * pixels),
            width="container",
            autosize=alt.AutoSizeParams(type="fit-x", contains="padding"),
        )
    )
    return dressed(chart, colours, colours.ground)


def _marks(timeline: Timeline, row: KindBars, chosen: Bar | None, language: Language) -> pd.DataFrame:
    """A row a bar or block: where it is drawn, what is said of it, and what tells it from others."""
    bars = row.bars[["first_bar", "last_bar", "persons_low", "cases"]].assign(standing=KNOWN, low=0.0)
    bars = bars.assign(high=bars["persons_low"], strength=1.0)
    standing = np.where(row.blocks["together"] > 1, TOGETHER, "uncertain")
    blocks = row.blocks.assign(standing=standing, low=-row.blocks["top"], high=-row.blocks["bottom"])
    marks = pd.concat([bars, blocks.assign(strength=PALE)], ignore_index=True)
    first, last = (marks[name].clip(timeline.first, timeline.last) for name in ("first_bar", "last_bar"))
    is_chosen = np.zeros(len(marks), dtype=bool)
    if chosen is not None and chosen.kind == row.kind:
        is_chosen = np.logical_and.reduce([marks[name] == getattr(chosen, name) for name in FIELDS])
    spans = zip(marks["first_bar"], marks["last_bar"], strict=True)
    when = [timeline.months_of(*span).words(language) for span in spans]
    said = [language("at least {low}", low=f"{persons:,}") for persons in marks["persons_low"]]
    standings: list[Standing] = [KNOWN if word == KNOWN else "uncertain" for word in marks["standing"]]
    dates = [standing_words(timeline, word, language) for word in standings]
    return pd.DataFrame(
        {
            **{name: marks[name] for name in FIELDS},
            "from": first - BAR / 2,
            "to": last + BAR / 2,
            "low": marks["low"],
            "high": marks["high"],
            "strength": marks["strength"],
            "edge": np.where(is_chosen, 3.0, 0.9),
            "when": when,
            "said": said,
            "words": [
                language("{when}: {persons}; {date}", when=one, persons=persons, date=date)
                for one, persons, date in zip(when, said, dates, strict=True)
            ],
            "cases": [f"{cases:,}" for cases in marks["cases"]],
        }
    )
