"""The names on the screen: which stand on its map when an extent is shown, on which side of their place, how large."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

import numpy as np
import pandas as pd

from footprints_geo.basemap import Extent
from footprints_geo.labels import Box, place_labels, text_size
from footprints_geo.scales import INK, RIVER, Colour, Floats, screen_positions
from footprints_geo.scene import Scene, surroundings
from footprints_geo.vocabulary import Script

NARROWEST: Final = (470, 600)
"""Width and height in pixels that an extent must fit into: the map on a laptop."""

AREA_RADIUS: Final = 13
DOT_GAP: Final = 8
"""Pixels between a dot and its name."""

CROWD_GAP: Final = 19
"""The same for an area that stands out: others like it lie beside it, and no name may hide them."""

NOT_STATED: Final[Mapping[Script, str]] = {
    "en": "place not stated",
    "ko": "장소 미상",
    "both": "place not stated 장소 미상",
    "local": "place not stated",
}


def screen_names(scene: Scene, script: Script, extent: Extent) -> pd.DataFrame:
    """The names that have room when an extent is shown; none covers another.

    Parameters
    ----------
    scene : Scene
        Whose places and areas are named.
    script : {'en', 'ko', 'both', 'local'}
        The script of the names.
    extent : Extent
        What the map shows, on a screen of NARROWEST.

    Returns
    -------
    pandas.DataFrame
        `name`, `lon`, `lat`, `size` and `gap` (pixels), `bold`, `colour` (red, green, blue, opacity) and `side`, a
        Position; the most important first. Empty where nothing has room.
    """
    rings = [
        (x - AREA_RADIUS, y - AREA_RADIUS, x + AREA_RADIUS, y + AREA_RADIUS) for x, y in _pixels(scene.areas, extent)
    ]
    return _placed(_names(scene, script), extent, rings)


def label_names(labelled: pd.DataFrame, script: Script, extent: Extent) -> pd.DataFrame:
    """The same for areas with a label each, and what lies around them.

    Parameters
    ----------
    labelled : pandas.DataFrame
        `label`, `name` (the places in it, parted by commas), `hot` (bool: stands out), `lon`, `lat`; the most important
        first.
    script : {'en', 'ko', 'both', 'local'}
        The script of the names of the surroundings.
    extent : Extent
        What the map shows, on a screen of NARROWEST.

    Returns
    -------
    pandas.DataFrame
        As of :func:`screen_names`.
    """
    around = surroundings(script)
    named = {name for names in labelled["name"] for name in names.split(", ")}
    around = around[~around["name"].isin(named)]
    own = labelled.assign(name=labelled["label"])
    parts = [
        _styled(own[own["hot"]], 12.5, INK, CROWD_GAP, bold=True),
        _styled(own[~own["hot"]], 12.5, INK, DOT_GAP),
        *_around(around),
    ]
    return _placed(pd.concat(parts, ignore_index=True), extent, [])


def _placed(names: pd.DataFrame, extent: Extent, taken: list[Box]) -> pd.DataFrame:
    sides = place_labels(
        _pixels(names, extent),
        [text_size(name, size) for name, size in zip(names["name"], names["size"], strict=True)],
        names["gap"].tolist(),
        _frame(extent),
        taken,
    )
    placed = names.assign(side=pd.Series(sides, index=names.index, dtype="object"))
    return placed[placed["side"].notna()].reset_index(drop=True)


def _names(scene: Scene, script: Script) -> pd.DataFrame:
    """All names that may stand on the map, the most important first."""
    areas = scene.areas.assign(name=scene.areas["name"] + "\n" + NOT_STATED[script])
    around = surroundings(script)
    around = around[~around["name"].isin(scene.dots["name"])]
    home = (around["kind"] == "country") & around["name"].isin(scene.homes)
    parts = [
        _styled(areas, 11, (84, 80, 74), AREA_RADIUS + 3, bold=True),
        _styled(around[home], 14, (120, 112, 100), 0, bold=True),
        _styled(scene.places, 12.5, INK, DOT_GAP),
        *_around(around[~home]),
    ]
    return pd.concat(parts, ignore_index=True)


def _around(around: pd.DataFrame) -> list[pd.DataFrame]:
    """Names of the surroundings, countries first."""
    return [
        _styled(around[around["kind"] == "country"], 14, (120, 112, 100), 0, bold=True),
        _styled(around[around["kind"] == "sea"], 12, RIVER, 0),
        _styled(around[around["kind"] == "city"], 11.5, (110, 107, 101), 0),
        _styled(around[around["kind"] == "river"], 11.5, RIVER, 0),
    ]


def _styled(names: pd.DataFrame, size: float, colour: Colour, gap: float, *, bold: bool = False) -> pd.DataFrame:
    table = names[["name", "lon", "lat"]].assign(size=size, gap=gap, bold=bold)
    table["colour"] = pd.Series([[*colour, 255] for _ in range(len(table))], index=table.index, dtype="object")
    return table


def _pixels(table: pd.DataFrame, extent: Extent) -> Floats:
    """Where rows stand on the screen when the extent is shown."""
    degrees: Floats = table[["lon", "lat"]].to_numpy(dtype=np.float64)
    return screen_positions(degrees, extent.centre_and_zoom(*NARROWEST)[2])


def _frame(extent: Extent) -> Box:
    """The edges of the map on the screen when the extent is shown."""
    lon, lat, zoom = extent.centre_and_zoom(*NARROWEST)
    ((x, y),) = screen_positions(np.array([[lon, lat]]), zoom)
    return x - NARROWEST[0] / 2, y - NARROWEST[1] / 2, x + NARROWEST[0] / 2, y + NARROWEST[1] / 2
