"""The flow picture of custody, painted: the only room with Altair."""

from __future__ import annotations

from typing import Any, Final

import altair as alt
import numpy as np
import pandas as pd

from footprints_geo.chain_flow import LINE_PX, Flow
from footprints_geo.language import ENGLISH, Language
from footprints_geo.page_colours import LIGHT, PageColours
from footprints_geo.scales import Colour, hex_of

NODE_WIDTH: Final = 0.07
_POINTS: Final = 13
_FAINT, _STRONG = 0.38, 0.6
_MARGIN: Final = 26
_ROOM_FOR_LABELS: Final = 0.8
_FONT: Final = "Source Sans, sans-serif"


def paint_flow(flow: Flow, language: Language = ENGLISH, colours: PageColours = LIGHT) -> alt.LayerChart:
    """The chart of a laid-out flow; nothing of it is fetched from anywhere.

    Parameters
    ----------
    flow : Flow
        With at least one ribbon.
    language : Language
        Of the words at what is pointed at.
    colours : PageColours
        Of the page.
    """
    last = len(flow.columns) - 1
    # Labels stand to the right of their nodes, those of the last column too.
    across = alt.X("x:Q", axis=None, scale=alt.Scale(domain=[0, last + _ROOM_FOR_LABELS], nice=False))
    down = alt.Scale(domain=[flow.height, -_MARGIN], nice=False)
    layers = [
        _ribbons(flow, across, down, language, colours),
        _nodes(flow, across, down, language, colours),
        *_labels(flow, across, down, colours),
    ]
    chart: alt.LayerChart = (
        alt.layer(*layers)
        .properties(height=int(flow.height + _MARGIN), view=alt.ViewBackground(stroke="transparent"))
        .configure(font=_FONT, background=hex_of(colours.ground))
    )
    return chart


def _ribbons(flow: Flow, across: alt.X, down: alt.Scale, language: Language, colours: PageColours) -> alt.Chart:
    """Each ribbon as an area with level ends, like a hand's width of cloth from node to node."""
    along = np.linspace(0, 1, _POINTS)
    ease = along * along * (3 - 2 * along)
    rows = flow.ribbons
    top = rows["top"].to_numpy()[:, None] * (1 - ease) + rows["next_top"].to_numpy()[:, None] * ease
    bottom = rows["bottom"].to_numpy()[:, None] * (1 - ease) + rows["next_bottom"].to_numpy()[:, None] * ease
    # Where a way has ended there is no node: its lane runs on without a gap.
    start = (rows["column"].to_numpy() + np.where(rows["lane"], 0.0, NODE_WIDTH))[:, None]
    end = rows["column"].to_numpy()[:, None] + 1
    table = pd.DataFrame(
        {
            "x": (start + along * (end - start)).ravel(),
            "top": top.ravel(),
            "bottom": bottom.ravel(),
            "part": np.repeat(np.arange(len(rows)), _POINTS),
            "colour": np.repeat(_painted(rows["role"], colours), _POINTS),
            "strength": np.repeat(np.where(rows["role"] == "unknown", _FAINT, _STRONG), _POINTS),
            "way": np.repeat(rows["way"].to_numpy(), _POINTS),
            "persons": np.repeat(rows["persons"].to_numpy(), _POINTS),
        }
    )
    chart: alt.Chart = (
        alt.Chart(table)
        .mark_area()
        .encode(
            x=across,
            y=alt.Y("top:Q", axis=None, scale=down),
            y2="bottom:Q",
            detail="part:N",
            color=alt.Color("colour:N", scale=None),
            opacity=alt.Opacity("strength:Q", scale=None),
            tooltip=[
                alt.Tooltip("way:N", title=language("Way")),
                alt.Tooltip("persons:Q", title=language("People, at least"), format=","),
            ],
        )
    )
    return chart


def _nodes(flow: Flow, across: alt.X, down: alt.Scale, language: Language, colours: PageColours) -> alt.Chart:
    rows = flow.nodes
    table = pd.DataFrame(
        {
            "x": rows["column"],
            "right": rows["column"] + NODE_WIDTH,
            "top": rows["top"],
            "bottom": rows["bottom"],
            "colour": _painted(rows["role"], colours),
            "name": rows["name"],
            "persons": rows["persons"],
        }
    )
    chart: alt.Chart = (
        alt.Chart(table)
        .mark_rect(stroke=hex_of(colours.ink), strokeWidth=0.6)
        .encode(
            x=across,
            x2="right:Q",
            y=alt.Y("top:Q", axis=None, scale=down),
            y2="bottom:Q",
            color=alt.Color("colour:N", scale=None),
            tooltip=[
                alt.Tooltip("name:N", title=" "),
                alt.Tooltip("persons:Q", title=language("People, at least"), format=","),
            ],
        )
    )
    return chart


def _labels(flow: Flow, across: alt.X, down: alt.Scale, colours: PageColours) -> list[alt.Chart]:
    """The names beside the nodes on a rim of the ground, and what stands over each column."""
    rows = flow.nodes
    # Vega sets the first line of several at the given height.
    first = rows["label_at"] - rows["lines"].str.count("\n") * LINE_PX / 2
    words = pd.DataFrame({"x": rows["column"] + NODE_WIDTH + 0.02, "y": first, "text": rows["lines"]})
    heads = pd.DataFrame({"x": np.arange(len(flow.columns)), "y": -_MARGIN + 6.0, "text": list(flow.columns)})
    place: dict[str, Any] = {"x": across, "y": alt.Y("y:Q", axis=None, scale=down), "text": "text:N"}
    style: dict[str, Any] = {
        "align": "left",
        "baseline": "middle",
        "fontSize": 12,
        "lineHeight": LINE_PX,
        "lineBreak": "\n",
    }
    ink, rim = hex_of(colours.ink), hex_of(colours.ground)
    ground = alt.Chart(words).mark_text(stroke=rim, strokeWidth=4, strokeOpacity=0.9, **style).encode(**place)
    text = alt.Chart(words).mark_text(color=ink, **style).encode(**place)
    titles = alt.Chart(heads).mark_text(fontWeight="bold", color=ink, **style).encode(**place)
    return [ground, text, titles]


def role_colours(colours: PageColours) -> dict[str, Colour]:
    """Colours of nodes and ribbons; they differ in brightness, and every node has its name beside it."""
    return {
        "abroad": colours.bars["custody"],
        "home": colours.held_at_home,
        "return": colours.bars["repatriation"],
        "further": colours.faded,
        "released": colours.bars["escape"],
        "arrived": colours.bars["escape"],
        "left": colours.bars["escape"],
        "disappeared": colours.ink,
        "unknown": colours.faded,
    }


def _painted(roles: pd.Series, colours: PageColours) -> list[str]:
    of_roles = role_colours(colours)
    return [hex_of(of_roles[role]) for role in roles]
