"""Where names go on a map so that none covers another.

Greedy placement by rank over fixed positions round each point (after Christensen, Marks and Shieber 1995, "An empirical
study of algorithms for point-feature label placement"): simple, fast, and the same every time.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, Literal

import numpy as np

from footprints_geo.scales import Floats

Anchor = Literal["start", "middle", "end"]
Box = tuple[float, float, float, float]
Baseline = Literal["top", "center", "bottom"]

LONGEST_NAME: Final = 48
LETTER_EM: Final = 0.56
WIDE_LETTER_EM: Final = 1.0
LINE_EM: Final = 1.25


@dataclass(frozen=True, slots=True)
class Position:
    """One side of a point a name can stand on.

    Attributes
    ----------
    right, down : int
        The direction from the point: -1, 0 or 1.
    """

    right: int
    down: int

    @property
    def anchor(self) -> Anchor:
        """Which end of the text is nearest to the point."""
        words: tuple[Anchor, ...] = ("middle", "start", "end")
        return words[self.right]

    @property
    def baseline(self) -> Baseline:
        """Which edge of the text is nearest to the point."""
        words: tuple[Baseline, ...] = ("center", "top", "bottom")
        return words[self.down]


POSITIONS: Final = tuple(
    Position(right, down) for right, down in ((1, 0), (-1, 0), (0, -1), (0, 1), (1, -1), (1, 1), (-1, -1), (-1, 1))
)
"""Sides in the order they are tried: beside, above and below, then the corners."""


CENTRE: Final = Position(0, 0)


def shortened(text: str, most: int = LONGEST_NAME) -> str:
    """A name of one line without control characters; a long one is cut and says so."""
    plain = " ".join("".join(c if c.isprintable() else " " for c in text).split())
    return plain if len(plain) <= most else plain[: most - 1].rstrip() + "…"


def text_size(text: str, size: float) -> tuple[float, float]:
    """Width and height of a text, in the unit of `size`; an estimate that is a little too large, by letter class."""
    lines = text.split("\n")
    widths = [
        sum(WIDE_LETTER_EM if unicodedata.east_asian_width(letter) in "WF" else LETTER_EM for letter in line)
        for line in lines
    ]
    return max(widths) * size, len(lines) * LINE_EM * size


def place_labels(
    points: Floats,
    sizes: Sequence[tuple[float, float]],
    gaps: Sequence[float],
    frame: Box,
    taken: Sequence[Box] = (),
) -> list[Position | None]:
    """Choose a side for every name, or none when each would cover something or stick out.

    Parameters
    ----------
    points : numpy.ndarray, shape (n, 2)
        Where the points are, to the right and down, in any unit; the most important first.
    sizes : sequence of (float, float)
        Width and height of each name, in the same unit.
    gaps : sequence of float
        The distance between a dot and its name; 0 for the name of an area, which stands on its point.
    frame : (float, float, float, float)
        Left, top, right and bottom of the map: no name stands across its edge.
    taken : sequence of (float, float, float, float)
        What must stay free besides.

    Returns
    -------
    list of Position or None
        One a point; empty for no points.
    """
    dots = [
        (x - gap / 2, y - gap / 2, x + gap / 2, y + gap / 2) for (x, y), gap in zip(points, gaps, strict=True) if gap
    ]
    filled = np.array([*taken, *dots], dtype=np.float64).reshape(-1, 4)
    chosen: list[Position | None] = []
    for point, size, gap in zip(points, sizes, gaps, strict=True):
        boxes = [(side, _box(point, size, side, gap)) for side in (POSITIONS if gap else (CENTRE,))]
        fits = [(side, box) for side, box in boxes if not _covers(box, filled) and not _is_cut(box, frame)]
        chosen.append(fits[0][0] if fits else None)
        if fits:
            filled = np.vstack((filled, fits[0][1]))
    return chosen


def _box(point: Floats, size: tuple[float, float], position: Position, gap: float) -> Floats:
    width, height = size
    # Each edge from the point itself, as it is drawn: an edge from the other edge is another number by a rounding.
    across, down = point[0] + gap * position.right, point[1] + gap * position.down
    left, right = (across + width * (position.right + end) / 2 for end in (-1, 1))
    top, bottom = (down + height * (position.down + end) / 2 for end in (-1, 1))
    return np.array([left, top, right, bottom])


def _covers(box: Floats, filled: Floats) -> bool:
    apart = (box[2] <= filled[:, 0]) | (box[0] >= filled[:, 2]) | (box[3] <= filled[:, 1]) | (box[1] >= filled[:, 3])
    return not bool(apart.all())


def _is_cut(box: Floats, frame: Box) -> bool:
    outside = box[2] <= frame[0] or box[0] >= frame[2] or box[3] <= frame[1] or box[1] >= frame[3]
    inside = box[0] >= frame[0] and box[1] >= frame[1] and box[2] <= frame[2] and box[3] <= frame[3]
    return not (outside or inside)
