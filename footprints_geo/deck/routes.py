"""The map of routes on the screen."""

from __future__ import annotations

import base64
from collections.abc import Mapping
from typing import Any, Final

import numpy as np
import pydeck as pdk

from footprints_geo.basemap import EXTENTS
from footprints_geo.deck.ground import DASHED, DeckOptions, deck_of, inert, layer, name_layers, positions
from footprints_geo.scales import FADED, INK, KIND_COLOURS, KIND_INKS, Colour
from footprints_geo.scene import Scene
from footprints_geo.screen_names import AREA_RADIUS, screen_names
from footprints_geo.vocabulary import Kind

LEGS_LAYER: Final = "legs"
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

EDGE_PX: Final = 1.6
BRIGHT_KINDS: Final[tuple[Kind, ...]] = ("custody",)
"""Kinds that are seen on land by the dark edge of their lines alone."""


def build_deck(scene: Scene, options: DeckOptions | None = None) -> pdk.Deck:
    """Draw a scene.

    Returns
    -------
    pydeck.Deck
        With the basemap alone for an empty scene.
    """
    options = options or DeckOptions()
    # Which names fit is worked out for the extent; hovering over a dot names it at any zoom.
    names = screen_names(scene, options.script, EXTENTS[options.extent])
    return deck_of([*_leg_layers(scene), *_dot_layers(scene), *name_layers(names)], options)


def _leg_layers(scene: Scene) -> list[pdk.Layer]:
    # The first legs are the largest: drawn last, they would hide the rest.
    legs = list(zip(scene.legs.to_dict("records"), scene.lines, scene.arrows, strict=True))[::-1]
    lines = [
        {
            "leg": inert(leg["leg"]),
            "words": inert(leg["words"]),
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
        layer("PathLayer", "leg-edges", data=edges, extensions=[DASHED], **look),
        layer(
            "PathLayer",
            LEGS_LAYER,
            data=lines,
            **look,
            pickable=True,
            auto_highlight=True,
            highlight_color=[0, 0, 0, 60],
            extensions=[DASHED],
        ),
        layer(
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
        {"words": inert(name), "position": position}
        for name, position in zip(scene.places["name"], positions(scene.places), strict=True)
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
    rings = [{"position": position} for position in positions(scene.areas)]
    return [
        layer("ScatterplotLayer", "areas", data=rings, get_radius=AREA_RADIUS, filled=False, **look),
        layer("ScatterplotLayer", "places", data=dots, **white, **look),
    ]
