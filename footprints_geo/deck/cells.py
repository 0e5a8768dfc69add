"""The map of hotspots on the screen."""

from __future__ import annotations

from typing import Final

import numpy as np
import pandas as pd
import pydeck as pdk

from footprints_geo.basemap import EXTENTS
from footprints_geo.cell_scene import CLASS_COLOURS, CLASS_INKS, CellScene
from footprints_geo.cells import cell_name
from footprints_geo.deck.ground import DASHED, DeckOptions, deck_of, inert, layer, name_layers, positions
from footprints_geo.scales import INK
from footprints_geo.screen_names import BESIDE_A_WIDE_TABLE, label_names

CELLS_LAYER: Final = "cells"
FILL: Final = 205
"""How opaque cells are, of 255: rivers and borders stay seen."""

HOT_EDGE: Final = 3.0
EDGE: Final = 1.0
DASH: Final = (2.6, 1.8)
CHOSEN_EDGE: Final = 5.0


def build_cell_deck(scene: CellScene, options: DeckOptions | None = None, chosen: str = "") -> pdk.Deck:
    """Draw cells: filled by class, their edge bold for hotspots, and dashed where those depend on something.

    Parameters
    ----------
    scene : CellScene
        The cells, hotspots first.
    options : DeckOptions, optional
        Script of the surroundings, and extent.
    chosen : str
        The name of the cell that stands out; '' for none.

    Returns
    -------
    pydeck.Deck
        With the basemap alone where there are no cells.
    """
    options = options or DeckOptions()
    names = label_names(scene.cells, scene.outlines, options.script, EXTENTS[options.extent])
    layers = [*_cell_layers(scene, chosen), _leaders(names), *name_layers(names)]
    return deck_of(layers, options, BESIDE_A_WIDE_TABLE)


def _leaders(names: pd.DataFrame) -> pdk.Layer:
    """Thin lines from the middle of cells to names that have no room beside them."""
    led = names[names["led"]]
    ends = zip(positions(led[["from_lon", "from_lat"]].set_axis(["lon", "lat"], axis=1)), positions(led), strict=True)
    return layer(
        "PathLayer",
        "name-leaders",
        data=[{"path": list(pair)} for pair in ends],
        get_path="path",
        get_color=[*INK, 255],
        get_width=1,
        width_units="'pixels'",
    )


def _cell_layers(scene: CellScene, chosen: str) -> list[pdk.Layer]:
    # The first cells are the surest hotspots: drawn last, their edges lie over those of their neighbours.
    cells = list(zip(scene.cells.to_dict("records"), scene.outlines, strict=True))[::-1]
    areas = [
        {
            "cell": cell_name(cell["cell"]),
            "words": inert(cell["words"]),
            "polygon": np.round(outline, 4).tolist(),
            "colour": [*CLASS_COLOURS[cell["class"]], FILL],
        }
        for cell, outline in cells
    ]
    edges = [
        {
            "path": area["polygon"],
            "colour": [*CLASS_INKS[cell["class"]], 255],
            "width": CHOSEN_EDGE if area["cell"] == chosen else HOT_EDGE if cell["hot"] else EDGE,
            "dash": list(DASH) if cell["hot"] and not cell["stable"] else [0, 0],
        }
        for area, (cell, _) in zip(areas, cells, strict=True)
    ]
    return [
        layer(
            "PolygonLayer",
            CELLS_LAYER,
            data=areas,
            get_polygon="polygon",
            get_fill_color="colour",
            stroked=False,
            pickable=True,
            auto_highlight=True,
            highlight_color=[0, 0, 0, 50],
        ),
        layer(
            "PathLayer",
            "cell-edges",
            data=edges,
            get_path="path",
            get_color="colour",
            get_width="width",
            get_dash_array="dash",
            width_units="'pixels'",
            joint_rounded=True,
            extensions=[DASHED],
        ),
    ]
