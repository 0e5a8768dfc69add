"""Colours, widths and curves that the screen and the printed picture share."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

from footprints_geo.vocabulary import Kind

Floats = npt.NDArray[np.float64]
Colour = tuple[int, int, int]

KIND_COLOURS: Final[dict[Kind, Colour]] = {
    "escape": (17, 120, 178),
    "repatriation": (68, 0, 28),
    "custody": (255, 199, 63),
}
"""Red, green and blue of each kind. Each is three times as bright as the next, in print without colour and to readers
who do not see red and green apart; never the only sign, as lines have marks."""

KIND_INKS: Final[dict[Kind, Colour]] = {
    "escape": (11, 95, 144),
    "repatriation": (68, 0, 28),
    "custody": (104, 72, 0),
}
"""The same, for words and for the edges of lines: dark enough to be read on any ground."""

LAND: Final[Colour] = (247, 245, 240)
HOME_LAND: Final[Colour] = (238, 224, 209)
SEA: Final[Colour] = (221, 231, 238)
BORDER: Final[Colour] = (140, 137, 130)
RIVER: Final[Colour] = (94, 140, 174)
INK: Final[Colour] = (38, 44, 50)
FADED: Final[Colour] = (178, 178, 176)

TILE_PX: Final = 512
"""Width of the world at zoom 0, in pixels, as deck.gl and MapLibre count zoom."""

MERCATOR_LIMIT: Final = 85.051129
"""Degrees of latitude where Web Mercator ends: there the world is a square."""

THINNEST: Final = 1.8
WIDEST: Final = 11.0
CURVE_POINTS: Final = 24
BEND: Final = 0.16
"""How far a curve swings out, as a part of its length; to the right, so that two directions lie side by side."""


@dataclass(frozen=True, slots=True)
class WidthScale:
    """Line widths by the square root of persons, so that a few large numbers do not hide all others.

    Attributes
    ----------
    largest : float
        The persons that get the widest line; at least 1.
    thinnest, widest : float
        Widths in pixels, or in points on paper.
    """

    largest: float
    thinnest: float = THINNEST
    widest: float = WIDEST

    def width(self, persons: npt.ArrayLike) -> Floats:
        """Widths of counts of persons; never under the thinnest line, so that one person is seen."""
        part = np.sqrt(np.clip(np.asarray(persons, dtype=np.float64), 0, None) / max(self.largest, 1.0))
        widths: Floats = np.maximum(self.thinnest, self.widest * part)
        return widths

    def legend(self) -> tuple[tuple[int, float], ...]:
        """Round numbers, largest first (about the largest, a quarter and a twentieth of it), and their widths."""
        wanted = (self.largest, self.largest / 4, self.largest / 20)
        steps = dict.fromkeys(_round_down(number) for number in wanted)
        return tuple((step, float(self.width(step))) for step in steps)


def hex_of(colour: Colour) -> str:
    """A colour as charts and web pages write it: `#1178b2`."""
    return "#{:02x}{:02x}{:02x}".format(*colour)


def round_step(least: float) -> int:
    """The smallest of 1, 2, 5, 10, 20, 50 ... that is no less: from one line of a grid to the next."""
    power = 10 ** int(np.floor(np.log10(max(least, 1))))
    return int(next(step * power for step in (1, 2, 5, 10) if step * power >= least or step == 10))


def _round_down(number: float) -> int:
    """The largest of 1, 2, 5, 10, 20, 50 ... that is no larger; 1 for anything under 2."""
    if number < 2:
        return 1
    power = 10 ** int(np.floor(np.log10(number)))
    return int(max(step for step in (1, 2, 5) if step * power <= number) * power)


def curves(start: Floats, end: Floats, bend: Floats) -> Floats:
    """Smooth curves from start to end, swinging out to the right of the direction of travel.

    Parameters
    ----------
    start, end : numpy.ndarray, shape (n, 2)
        Longitude and latitude in degrees.
    bend : numpy.ndarray, shape (n,)
        How far each swings out, as a part of its length.

    Returns
    -------
    numpy.ndarray, shape (n, CURVE_POINTS, 2)
        Longitude and latitude. The curves are quadratic Bézier curves in Web Mercator; they show which places a leg
        joins and nothing of the ground between.
    """
    first, last = _mercator(start), _mercator(end)
    along = last - first
    right = np.column_stack((along[:, 1], -along[:, 0]))
    middle = (first + last) / 2 + right * bend[:, None]
    t = np.linspace(0.0, 1.0, CURVE_POINTS)[None, :, None]
    points = (1 - t) ** 2 * first[:, None] + 2 * t * (1 - t) * middle[:, None] + t**2 * last[:, None]
    return _degrees(points)


def directions(lines: Floats, at: float) -> tuple[Floats, Floats]:
    """Where along each line to set an arrowhead, and its angle.

    Parameters
    ----------
    lines : numpy.ndarray, shape (n, points, 2)
        Longitude and latitude.
    at : float
        The part of the line's points, from 0 to 1.

    Returns
    -------
    numpy.ndarray, shape (n, 2); numpy.ndarray, shape (n,)
        Positions, and degrees counter-clockwise from east on a Web Mercator map.
    """
    place = min(max(round(at * (lines.shape[1] - 1)), 1), lines.shape[1] - 2)
    step = _mercator(lines[:, place + 1]) - _mercator(lines[:, place - 1])
    return lines[:, place], np.degrees(np.arctan2(step[:, 1], step[:, 0]))


def screen_positions(degrees: Floats, zoom: float) -> Floats:
    """Pixels to the right and down from a common corner, on a Web Mercator map of 512 pixels at zoom 0.

    Parameters
    ----------
    degrees : numpy.ndarray, shape (n, 2)
        Longitude and latitude.
    zoom : float
        Each step doubles the map.

    Returns
    -------
    numpy.ndarray, shape (n, 2)
        Empty for no positions.
    """
    pixels: Floats = _mercator(degrees) * np.array([1.0, -1.0]) * TILE_PX * 2**zoom / (2 * np.pi)
    return pixels


def screen_degrees(pixels: Floats, zoom: float) -> Floats:
    """Longitude and latitude of pixels; the way back of :func:`screen_positions`."""
    return _degrees(pixels * np.array([1.0, -1.0]) / (TILE_PX * 2**zoom) * (2 * np.pi))


def _mercator(degrees: Floats) -> Floats:
    lat = np.radians(np.clip(degrees[..., 1], -MERCATOR_LIMIT, MERCATOR_LIMIT))
    return np.stack((np.radians(degrees[..., 0]), np.log(np.tan(np.pi / 4 + lat / 2))), axis=-1)


def _degrees(mercator: Floats) -> Floats:
    lat = 2 * np.arctan(np.exp(mercator[..., 1])) - np.pi / 2
    return np.stack((np.degrees(mercator[..., 0]), np.degrees(lat)), axis=-1)
