"""The map on the screen: the only room that knows pydeck.

Everything a layer gets reaches the browser, so layers get plain records with the few columns they draw. The basemap
comes from the app's own static files; no style, tile or font is asked for elsewhere.
"""

from __future__ import annotations

import base64
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import pandas as pd
import pydeck as pdk

from footprints_geo.basemap import EXTENTS, Extent, layer_url
from footprints_geo.scales import (
    BORDER,
    FADED,
    HOME_LAND,
    INK,
    KIND_COLOURS,
    KIND_INKS,
    LAND,
    RIVER,
    SEA,
    Colour,
)
from footprints_geo.scene import Scene
from footprints_geo.screen_names import AREA_RADIUS, NARROWEST, screen_names
from footprints_geo.vocabulary import Kind, Script

LEGS_LAYER: Final = "legs"
FONT: Final = "'Noto Sans CJK KR, Noto Sans KR, Malgun Gothic, Apple SD Gothic Neo, sans-serif'"
ARROWHEAD: Final = "data:image/svg+xml;base64," + base64.b64encode(
    b'<svg xmlns="http://www.w3.org/2000/svg" width="64" height="64" viewBox="0 0 64 64">'
    b'<path d="M8 8 L58 32 L8 56 L20 32 Z" fill="white"/></svg>'
).decode("ascii")
DASHES: Final[Mapping[str, tuple[float, float]]] = {
    "recorded": (0, 0),
    "gap": (14, 7),
    "implied": (3, 5),
    "area": (7, 6),
}
"""Pixels of dash and space, by the mark of a leg."""

HALO: Final = 0.22
"""Width of the light rim round letters, as a part of their size."""

TOOLTIP: Final = {"width": "250px", "fontSize": "13px", "marginLeft": "-125px", "marginTop": "18px"}
"""Centred under the pointer: beside it, the edge of the map would cut it off."""

DASHED: Final = {"@@type": "PathStyleExtension", "dash": True, "highPrecisionDash": True}
EDGE_PX: Final = 1.6
BRIGHT_KINDS: Final[tuple[Kind, ...]] = ("custody",)
"""Kinds that are seen on land by the dark edge of their lines alone."""

WHOLE_EARTH: Final = [[-180, -85], [0, -85], [180, -85], [180, 85], [0, 85], [-180, 85], [-180, -85]]
ZERO_WIDTH_SPACE: Final = "\u200b"


@dataclass(frozen=True, slots=True)
class DeckOptions:
    """How a scene is drawn on the screen.

    Attributes
    ----------
    script : {'en', 'ko', 'local'}
        The script of labels.
    extent : str
        A name out of :data:`footprints_geo.basemap.EXTENTS`.
    """

    script: Script = "en"
    extent: str = "corridor"


def build_deck(scene: Scene, options: DeckOptions | None = None) -> pdk.Deck:
    """Draw a scene.

    Returns
    -------
    pydeck.Deck
        With the basemap alone for an empty scene.
    """
    options = options or DeckOptions()
    extent = EXTENTS[options.extent]
    return pdk.Deck(
        layers=[
            *_basemap_layers(),
            *_leg_layers(scene),
            *_dot_layers(scene),
            *_name_layers(scene, options.script, extent),
        ],
        initial_view_state=_view_state(extent),
        map_provider=None,
        tooltip={"html": "{words}", "style": TOOLTIP},
    )


def _view_state(extent: Extent) -> pdk.ViewState:
    lon, lat, zoom = extent.centre_and_zoom(*NARROWEST)
    return pdk.ViewState(longitude=lon, latitude=lat, zoom=zoom, min_zoom=1.5, max_zoom=12, pitch=0, bearing=0)


def _layer(kind: str, identity: str, **options: Any) -> pdk.Layer:
    return pdk.Layer(kind, id=identity, **{"pickable": False, **options})


def _line_layer(name: str, colour: Colour, opacity: int, width: float) -> pdk.Layer:
    return _layer(
        "GeoJsonLayer",
        name,
        data=layer_url(name),
        get_line_color=[*colour, opacity],
        line_width_units="'pixels'",
        get_line_width=width,
    )


def _basemap_layers() -> list[pdk.Layer]:
    land = f"@@=properties.home == 1 ? {list(HOME_LAND)} : {list(LAND)}"
    earth = {"type": "Feature", "properties": {}, "geometry": {"type": "Polygon", "coordinates": [WHOLE_EARTH]}}
    return [
        _ground_layer("sea", [earth], list(SEA)),
        _ground_layer("countries", layer_url("countries"), land),
        _line_layer("admin1", BORDER, 70, 0.6),
        _border_layer(),
        _line_layer("rivers", RIVER, 200, 1.3),
    ]


def _ground_layer(identity: str, data: Any, colour: Any) -> pdk.Layer:
    """Filled ground: while an object is selected, Streamlit fades the colours of all layers, but not of sublayers."""
    return _layer(
        "GeoJsonLayer", identity, data=data, stroked=False, _sub_layer_props={"polygons-fill": {"getFillColor": colour}}
    )


def _border_layer() -> pdk.Layer:
    """Borders; those that are not agreed are pale, so that the map takes no side."""
    return _layer(
        "GeoJsonLayer",
        "borders",
        data=layer_url("borders"),
        get_line_color=f"properties.disputed ? {[*BORDER, 110]} : {[*BORDER, 230]}",
        line_width_units="'pixels'",
        get_line_width=1.1,
    )


def _letters() -> dict[str, Any]:
    """What every name needs: fonts with Hangul and Hanzi, only the letters that are there, a light rim."""
    return {
        "font_family": FONT,
        "character_set": "'auto'",
        "font_settings": {"sdf": True, "fontSize": 64, "buffer": 12, "radius": 14, "cutoff": 0.22, "smoothing": 0.18},
        "outline_width": HALO,
        "outline_color": [255, 255, 255, 225],
    }


def _leg_layers(scene: Scene) -> list[pdk.Layer]:
    # The first legs are the largest: drawn last, they would hide the rest.
    legs = list(zip(scene.legs.to_dict("records"), scene.lines, scene.arrows, strict=True))[::-1]
    lines = [
        {
            "leg": _inert(leg["leg"]),
            "words": _inert(leg["words"]),
            "path": np.round(line, 4).tolist(),
            "width": round(leg["width"], 2),
            "colour": _leg_colour(leg, KIND_COLOURS),
            # deck.gl counts dashes in line widths.
            "dash": [round(length / leg["width"], 2) for length in DASHES[leg["mark"]]],
        }
        for leg, line, _ in legs
    ]
    heads = [
        {
            "position": np.round(arrow, 4).tolist(),
            "angle": round(leg["angle"], 1),
            "size": round(9 + 1.2 * leg["width"], 1),
            "colour": _leg_colour(leg, KIND_INKS),
            "icon": {"url": ARROWHEAD, "width": 64, "height": 64, "mask": True},
        }
        for leg, _, arrow in legs
    ]
    edges = [
        {
            "path": line["path"],
            "width": round(line["width"] + EDGE_PX, 2),
            "colour": _leg_colour(leg, KIND_INKS),
            "dash": [round(length / (line["width"] + EDGE_PX), 2) for length in DASHES[leg["mark"]]],
        }
        for line, (leg, *_) in zip(lines, legs, strict=True)
        if leg["kind"] in BRIGHT_KINDS
    ]
    look = {
        "get_path": "path",
        "get_width": "width",
        "get_color": "colour",
        "get_dash_array": "dash",
        "width_units": "'pixels'",
        "joint_rounded": True,
        "dash_justified": True,
    }
    return [
        _layer("PathLayer", "leg-edges", data=edges, extensions=[DASHED], **look),
        _layer(
            "PathLayer",
            LEGS_LAYER,
            data=lines,
            **look,
            pickable=True,
            auto_highlight=True,
            highlight_color=[0, 0, 0, 60],
            extensions=[DASHED],
        ),
        _layer(
            "IconLayer",
            "arrowheads",
            data=heads,
            get_icon="icon",
            get_position="position",
            get_angle="angle",
            get_size="size",
            get_color="colour",
            size_units="'pixels'",
        ),
    ]


def _leg_colour(leg: Mapping[Any, Any], colours: Mapping[Kind, Colour]) -> list[int]:
    if not leg["stands_out"]:
        return [*FADED, 90]
    return [*colours[leg["kind"]], 150 if leg["mark"] == "area" else 225]


def _dot_layers(scene: Scene) -> list[pdk.Layer]:
    """Dots for places, hollow rings for countries known no closer."""
    dots = [
        {"words": _inert(name), "position": position}
        for name, position in zip(scene.places["name"], _positions(scene.places), strict=True)
    ]
    look = {
        "get_position": "position",
        "stroked": True,
        "radius_units": "'pixels'",
        "line_width_units": "'pixels'",
        "get_line_color": [*INK, 200],
        "get_line_width": 1.4,
    }
    white = {"get_radius": 3.6, "get_fill_color": [255, 255, 255], "pickable": True}
    rings = [{"position": position} for position in _positions(scene.areas)]
    return [
        _layer("ScatterplotLayer", "areas", data=rings, get_radius=AREA_RADIUS, filled=False, **look),
        _layer("ScatterplotLayer", "places", data=dots, **white, **look),
    ]


def _positions(table: pd.DataFrame) -> list[list[float]]:
    positions: list[list[float]] = table[["lon", "lat"]].round(4).to_numpy().tolist()
    return positions


def _name_layers(scene: Scene, script: Script, extent: Extent) -> list[pdk.Layer]:
    """Names where there is room. Which fit is worked out for the extent; hovering over a dot names it at any zoom."""
    names = screen_names(scene, script, extent)
    rows = [
        {
            "name": _inert(row["name"]),
            "position": position,
            "size": row["size"],
            "colour": row["colour"],
            "bold": row["bold"],
            "anchor": row["side"].anchor,
            "baseline": row["side"].baseline,
            "offset": [row["gap"] * row["side"].right, row["gap"] * row["side"].down],
        }
        for row, position in zip(names.to_dict("records"), _positions(names), strict=True)
    ]
    return [
        _name_layer(weight, [row for row in rows if row["bold"] == (weight == "bold")]) for weight in ("normal", "bold")
    ]


def _name_layer(weight: str, rows: list[dict[str, Any]]) -> pdk.Layer:
    return _layer(
        "TextLayer",
        f"names-{weight}",
        data=[{name: value for name, value in row.items() if name != "bold"} for row in rows],
        get_text="name",
        get_position="position",
        get_size="size",
        _sub_layer_props={"characters": {"getColor": "@@=colour"}},
        get_pixel_offset="offset",
        get_text_anchor="anchor",
        get_alignment_baseline="baseline",
        font_weight=f"'{weight}'",
        **_letters(),
    )


def _inert(text: str) -> str:
    """Text that deck.gl cannot take for an expression (it evaluates strings that begin with `@@`)."""
    return ZERO_WIDTH_SPACE + text if text.startswith("@@") else text
