"""Bars by year: the strip on which a period is marked, and the chart of coverage."""

from __future__ import annotations

from typing import Any, Final, TypeVar, cast

import altair as alt
import numpy as np
import pandas as pd

from footprints_geo.language import ENGLISH, Language
from footprints_geo.page_colours import LIGHT, PageColours
from footprints_geo.periods import Period
from footprints_geo.scales import Colour, hex_of
from footprints_geo.terms import KIND_TITLES
from footprints_geo.vocabulary import KINDS

Painted = TypeVar("Painted", alt.Chart, alt.VConcatChart)

BRUSH: Final = "period"
"""The name of what is marked on the strip."""

STRIP_HEIGHT: Final = 74
ROW_HEIGHT: Final = 84
FONT: Final = "Source Sans, sans-serif"
BAR: Final = 0.82
PALE: Final = 0.4


def paint_strip(
    years: pd.DataFrame, chosen: Period | None, language: Language = ENGLISH, colours: PageColours = LIGHT
) -> alt.Chart:
    """A bar a year, in ink in the years that are chosen; others can be marked with the mouse.

    Parameters
    ----------
    years : pandas.DataFrame
        `year`, `cases`, `cases_certain`, as of :func:`footprints_geo.time_counts.count_by_year`; not empty.
    chosen : Period or None
        What is marked.
    language : Language
        Of the words at the bars.
    colours : PageColours
        Of the page beside which it stands.
    """
    # A mark that the chart itself were given, the browser would send back as if somebody had just made it.
    within = years["year"].between(*chosen.years) if chosen else pd.Series(True, index=years.index)
    inks = np.where(within, hex_of(colours.ink), hex_of(colours.faded))
    brush = alt.selection_interval(name=BRUSH, encodings=["x"])
    bars = _bars(years, language, inks).encode(y=alt.Y("low:Q", axis=None), y2="high:Q")
    # As a drawing the mark to be moved would be a picture without words, at which a screen reader stops.
    painted = {"embedOptions": {"renderer": "canvas"}}
    strip: alt.Chart = bars.add_params(brush).properties(height=STRIP_HEIGHT, usermeta=painted)
    return dressed(strip, colours, colours.beside)


def paint_coverage(years: pd.DataFrame, language: Language = ENGLISH, colours: PageColours = LIGHT) -> alt.VConcatChart:
    """A row of bars a kind, one bar a year, all of one scale; years without a case are seen as gaps.

    Parameters
    ----------
    years : pandas.DataFrame
        `year`, `kind`, `cases`, `cases_certain`, as of :func:`footprints_geo.coverage.cover`; not empty.
    language : Language
        Of the words.
    colours : PageColours
        Of the page.
    """
    scale = alt.Scale(domain=[0, float(max(years["cases"].max(), 1))])
    axis = alt.Axis(title=None, tickMinStep=1, tickCount=3, format="d")
    rows = []
    for kind in KINDS:
        title = alt.TitleParams(
            language(KIND_TITLES[kind]), anchor="start", fontSize=13, color=hex_of(colours.inks[kind]), offset=4
        )
        edge = {"stroke": hex_of(colours.inks[kind]), "strokeWidth": 0.7}
        bars = _bars(years[years["kind"] == kind], language, hex_of(colours.bars[kind]), **edge)
        row: alt.Chart = bars.encode(y=alt.Y("low:Q", scale=scale, axis=axis), y2="high:Q")
        rows.append(row.properties(height=ROW_HEIGHT, width="container", title=title))
    return dressed(alt.vconcat(*rows, spacing=4), colours, colours.ground)


def dressed(chart: Painted, colours: PageColours, ground: Colour) -> Painted:
    """The same in the letters and colours of a page, on a ground of its own.

    The ground is that of the page, and is no hole: a chart that was painted before somebody changed the theme can still
    be read.
    """
    ink, axis = hex_of(colours.ink), hex_of(colours.axis)
    lines = {"labelColor": ink, "domainColor": axis, "tickColor": axis, "gridColor": hex_of(colours.rule)}
    return cast(
        Painted,
        chart.configure(font=FONT, background=hex_of(ground)).configure_view(stroke=None).configure_axis(**lines),
    )


def _reach(years: pd.DataFrame) -> tuple[float, float]:
    return float(years["year"].min()) - 0.5, float(years["year"].max()) + 0.5


def _bars(years: pd.DataFrame, language: Language, colours: Any, **look: Any) -> alt.Chart:
    """For each year the cases that lie in it for certain, and on top, pale, those that only may, in its colour."""
    certain = years["cases_certain"]
    may = years["cases"] - certain
    said = certain.astype("str")
    plain = pd.DataFrame(
        {
            "year": years["year"],
            "from": years["year"] - BAR / 2,
            "to": years["year"] + BAR / 2,
            "colour": colours,
            "said": said.where(may == 0, said + " + " + may.astype("str") + " ?"),
        }
    )
    parts = [
        plain.assign(low=0, high=certain, strength=1.0),
        plain.assign(low=certain, high=years["cases"], strength=PALE),
    ]
    scale = alt.Scale(domain=list(_reach(years)), nice=False)
    axis = alt.Axis(title=None, format="d", tickMinStep=1, grid=False, labelFlush=False, labelFontSize=11)
    chart: alt.Chart = (
        alt.Chart(pd.concat(parts, ignore_index=True))
        .mark_rect(**look)
        .encode(
            x=alt.X("from:Q", scale=scale, axis=axis),
            x2="to:Q",
            color=alt.Color("colour:N", scale=None),
            opacity=alt.Opacity("strength:Q", scale=None),
            tooltip=[alt.Tooltip("year:O", title=language("Year")), alt.Tooltip("said:N", title=language("Cases"))],
        )
    )
    return chart
