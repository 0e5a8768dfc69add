"""What every map on the screen has: the basemap, names, and how texts are kept from being taken for expressions."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Final

import pandas as pd
import pydeck as pdk
from pydeck.bindings.json_tools import default_serialize

from footprints_geo.basemap import EXTENTS, Extent, layer_url
from footprints_geo.scales import BORDER, HOME_LAND, LAND, RIVER, SEA, Colour
from footprints_geo.screen_names import NARROWEST
from footprints_geo.vocabulary import Script

FONT: Final = "'Noto Sans CJK KR, Noto Sans KR, Malgun Gothic, Apple SD Gothic Neo, sans-serif'"
HALO: Final = 0.22
"""Width of the light rim round letters, as a part of their size."""

TOOLTIP: Final = {"width": "250px", "fontSize": "13px", "marginLeft": "-125px", "marginTop": "18px"}
"""Centred under the pointer: beside it, the edge of the map would cut it off."""

DASHED: Final = {"@@type": "PathStyleExtension", "dash": True, "highPrecisionDash": True}
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


class CompactDeck(pdk.Deck):  # type: ignore[misc]
    """A map whose JSON has no blanks between its parts: half of what a page was sent were blanks."""

    @cached_property
    def _json(self) -> str:
        return json.dumps(self, sort_keys=True, default=default_serialize, separators=(",", ":"))

    def to_json(self) -> str:
        """The map as JSON, the same for the same map; written once, as a map does not change."""
        return self._json


def deck_of(layers: Sequence[pdk.Layer], options: DeckOptions, size: tuple[int, int] = NARROWEST) -> pdk.Deck:
    """A map with its basemap under some layers; hovering shows the `words` of what is under the pointer.

    It opens so that its extent fits into `size`, width and height in pixels.
    """
    return CompactDeck(
        layers=[*_basemap_layers(), *layers],
        initial_view_state=_view_state(EXTENTS[options.extent], size),
        map_provider=None,
        tooltip={"html": "{words}", "style": TOOLTIP},
    )


def _view_state(extent: Extent, size: tuple[int, int]) -> pdk.ViewState:
    lon, lat, zoom = extent.centre_and_zoom(*size)
    return pdk.ViewState(longitude=lon, latitude=lat, zoom=zoom, min_zoom=1.5, max_zoom=12, pitch=0, bearing=0)


def layer(kind: str, identity: str, **options: Any) -> pdk.Layer:
    """A layer that nothing can be clicked on unless it is said."""
    return pdk.Layer(kind, id=identity, **{"pickable": False, **options})


def _line_layer(name: str, colour: Colour, opacity: int, width: float) -> pdk.Layer:
    return layer(
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
    return layer(
        "GeoJsonLayer", identity, data=data, stroked=False, _sub_layer_props={"polygons-fill": {"getFillColor": colour}}
    )


def _border_layer() -> pdk.Layer:
    """Borders; those that are not agreed are pale, so that the map takes no side."""
    return layer(
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


def name_layers(names: pd.DataFrame) -> list[pdk.Layer]:
    """Names where there is room: see :func:`footprints_geo.screen_names.screen_names`."""
    rows = [
        {
            "name": inert(row["name"]),
            "position": position,
            "size": row["size"],
            "colour": row["colour"],
            "bold": row["bold"],
            "anchor": row["side"].anchor,
            "baseline": row["side"].baseline,
            "offset": [row["right"], row["down"]],
        }
        for row, position in zip(names.to_dict("records"), positions(names), strict=True)
    ]
    return [
        _name_layer(weight, [row for row in rows if row["bold"] == (weight == "bold")]) for weight in ("normal", "bold")
    ]


def _name_layer(weight: str, rows: list[dict[str, Any]]) -> pdk.Layer:
    return layer(
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


def positions(table: pd.DataFrame) -> list[list[float]]:
    """Longitude and latitude of each row, to about ten metres."""
    rounded: list[list[float]] = table[["lon", "lat"]].round(4).to_numpy().tolist()
    return rounded


def inert(text: str) -> str:
    """Text that deck.gl cannot take for an expression (it evaluates strings that begin with `@@`)."""
    return ZERO_WIDTH_SPACE + text if text.startswith("@@") else text
