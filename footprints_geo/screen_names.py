"""The names on the screen: which stand on its map when an extent is shown, on which side of their place, how large."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import pandas as pd
import shapely

from footprints_geo.basemap import Extent
from footprints_geo.cell_labels import CellLabel, place_cell_labels
from footprints_geo.labels import Box, place_labels, text_size
from footprints_geo.scales import INK, RIVER, Colour, Floats, screen_degrees, screen_positions
from footprints_geo.scene import Scene, surroundings
from footprints_geo.vocabulary import Script

NARROWEST: Final = (470, 600)
"""Width and height in pixels that an extent must fit into: the map on a laptop."""

BESIDE_A_WIDE_TABLE: Final = (436, 600)
"""The same of a map of cells, whose table has more columns."""

LABEL_SIZE: Final = 12.5
AREA_RADIUS: Final = 13
DOT_GAP: Final = 8
"""Pixels between a dot and its name."""

EDGE_GAP: Final = 4
"""The same between the edge of a cell and a name beside it."""

LED_GAP: Final = 2
"""The same from the end of a line that leads to it."""

LINE_ROOM: Final = 2
"""Pixels on each side of such a line that stay free."""

SMALL_CELL: Final = 60
"""Pixels: a smaller cell has no room for a name beside what stands in it."""

NOT_STATED: Final[Mapping[Script, str]] = {
    "en": "place not stated",
    "ko": "장소 미상",
    "both": "place not stated 장소 미상",
    "local": "place not stated",
}


@dataclass(frozen=True, slots=True)
class Screen:
    """The map on a screen of a size in pixels, when an extent is shown."""

    extent: Extent
    size: tuple[int, int]

    @property
    def zoom(self) -> float:
        """As deck.gl counts it."""
        return self.extent.centre_and_zoom(*self.size)[2]

    @property
    def frame(self) -> Box:
        """The edges of the map, in pixels of the whole earth."""
        lon, lat, zoom = self.extent.centre_and_zoom(*self.size)
        ((x, y),) = screen_positions(np.array([[lon, lat]]), zoom)
        wide, high = self.size
        return x - wide / 2, y - high / 2, x + wide / 2, y + high / 2

    def pixels(self, table: pd.DataFrame) -> Floats:
        """Where rows with `lon` and `lat` stand."""
        return screen_positions(table[["lon", "lat"]].to_numpy(dtype=np.float64), self.zoom)


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
        `name`, `lon`, `lat`, `size` (pixels), `bold`, `colour` (red, green, blue, opacity), `side`, a Position, and
        `right` and `down`, the pixels from there to the name; the most important first. Empty where nothing has room.
    """
    screen = Screen(extent, NARROWEST)
    rings = [
        (x - AREA_RADIUS, y - AREA_RADIUS, x + AREA_RADIUS, y + AREA_RADIUS) for x, y in screen.pixels(scene.areas)
    ]
    return _placed(_names(scene, script), screen, rings)


def label_names(labelled: pd.DataFrame, outlines: Sequence[Floats], script: Script, extent: Extent) -> pd.DataFrame:
    """The same for areas with a label each, and what lies around them.

    A label stands inside its own area where it fits, else beside it, and never on another one. What stands out is named
    where there is no room beside it too, at the end of a line.

    Parameters
    ----------
    labelled : pandas.DataFrame
        `label`, `name` (the places in it, parted by commas), `hot` (bool: stands out), `lon`, `lat`; the most important
        first.
    script : {'en', 'ko', 'both', 'local'}
        The script of the names of the surroundings.
    extent : Extent
        What the map shows, on a screen of BESIDE_A_WIDE_TABLE.

    Returns
    -------
    pandas.DataFrame
        As of :func:`screen_names`, and `led` (bool), `from_lon` and `from_lat`: where the line to a name begins.
    """
    around = surroundings(script)
    named = {name for names in labelled["name"] for name in names.split(", ")}
    around = around[~around["name"].isin(named)]
    rows = np.argsort(~labelled["hot"].to_numpy(dtype=bool), kind="stable").tolist()
    screen = Screen(extent, BESIDE_A_WIDE_TABLE)
    own, shapes = labelled.iloc[rows], [shapely.Polygon(screen_positions(outlines[row], screen.zoom)) for row in rows]
    middles = screen.pixels(own)
    places = place_cell_labels(
        own["label"].tolist(), own["hot"].tolist(), middles, shapes, screen.frame, EDGE_GAP,
        lambda text: text_size(text, LABEL_SIZE),
    )  # fmt: skip
    taken = [box for one, middle in zip(places, middles, strict=True) if one for box in one.boxes(middle, LINE_ROOM)]
    # Where cells are small, a name on one would be read as its own; large ones have room for what lies in them.
    taken += [shape.bounds for shape in shapes if np.ptp(np.reshape(shape.bounds, (2, 2)), axis=0).max() < SMALL_CELL]
    placed = np.array([one is not None for one in places], dtype=bool)
    own = _ended(own[placed], [one for one in places if one is not None], screen)
    around = _placed(pd.concat(_around(around), ignore_index=True), screen, taken)
    around = around.assign(led=False, from_lon=np.nan, from_lat=np.nan)
    return pd.concat([own, around], ignore_index=True) if len(own) else around


def _ended(own: pd.DataFrame, places: Sequence[CellLabel], screen: Screen) -> pd.DataFrame:
    """Labels as :func:`screen_names` has names; one that a line leads to stands at its end, at every zoom."""
    off = np.array([one.off for one in places], dtype=np.float64).reshape(-1, 2)
    led = np.array([one.led for one in places], dtype=bool)
    ends = screen_degrees(screen.pixels(own) + off * led[:, None], screen.zoom)
    styled = _styled(own.assign(name=[one.text for one in places]), LABEL_SIZE, INK, 0).drop(columns="gap")
    return styled.assign(
        right=np.where(led, LED_GAP * np.sign(off[:, 0]), off[:, 0]),
        down=np.where(led, LED_GAP * np.sign(off[:, 1]), off[:, 1]),
        bold=own["hot"],
        side=pd.Series([one.side for one in places], index=own.index, dtype="object"),
        led=led, from_lon=own["lon"], from_lat=own["lat"], lon=ends[:, 0], lat=ends[:, 1],
    )  # fmt: skip


def _placed(names: pd.DataFrame, screen: Screen, taken: list[Box]) -> pd.DataFrame:
    sides = place_labels(
        screen.pixels(names),
        [text_size(name, size) for name, size in zip(names["name"], names["size"], strict=True)],
        names["gap"].tolist(),
        screen.frame,
        taken,
    )
    placed = names.assign(side=pd.Series(sides, index=names.index, dtype="object"))
    placed = placed[placed["side"].notna()].reset_index(drop=True)
    off = [(gap * side.right, gap * side.down) for gap, side in zip(placed["gap"], placed["side"], strict=True)]
    right, down = np.array(off, dtype=np.float64).reshape(-1, 2).T
    return placed.drop(columns="gap").assign(right=right, down=down)


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
