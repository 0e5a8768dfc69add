"""Where the labels of areas go on a map: inside their own area, else beside it, else at the end of a line; on no other.

Greedy by importance, as for other names (see :mod:`footprints_geo.labels`); the same every time.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt
import shapely

from footprints_geo.labels import CENTRE, Box, Position
from footprints_geo.scales import Floats

Measure = Callable[[str], tuple[float, float]]

NEAR: Final = (0, 180, 270, 90, 315, 45, 225, 135)
FAR: Final = (315, 225, 300, 240, 285, 255, 270, 45, 135, 60, 120, 75, 105, 90, 0, 180)
"""Directions in degrees clockwise from the right, as they are tried: beside first, and lines aslant before others."""

REACHES: Final = (1.4, 1.8, 2.3, 3.0, 3.6, 4.3, 5.2, 6.2, 7.5)
"""How far off a label stands that a line leads to, of one beside its area; the nearest are tried first."""

LINE_STEPS: Final = 16
FLAT: Final = 0.45
"""A direction that is less up or down than this has its label level with it; less to a side, over or under it."""


@dataclass(frozen=True)
class CellLabel:
    """A label in its place.

    Attributes
    ----------
    text : str
        In one line, or in two where it fits so into its area.
    side : Position
        Where it stands, seen from the middle of its area.
    off : (float, float)
        From there to the nearest end of the text, to the right and down.
    led : bool
        Whether a line leads from the middle of the area to it.
    box : (float, float, float, float)
        Left, top, right and bottom of the text.
    """

    text: str
    side: Position
    off: tuple[float, float]
    led: bool
    box: Box

    def boxes(self, middle: Floats, half: float) -> list[Box]:
        """What later names keep off: the text, and small boxes along the line from the middle of the area."""
        if not self.led:
            return [self.box]
        points = middle + np.linspace(0, 1, LINE_STEPS)[:, None] * np.array(self.off)
        return [self.box, *((x - half, y - half, x + half, y + half) for x, y in points.tolist())]


def place_cell_labels(
    labels: Sequence[str],
    leads: Sequence[bool],
    middles: Floats,
    shapes: Sequence[shapely.Polygon],
    frame: Box,
    gap: float,
    measure: Measure,
    taken: Sequence[Box] = (),
) -> list[CellLabel | None]:
    """Choose a place for the label of every area.

    Parameters
    ----------
    labels : sequence of str
        A name, and a number after the last `: `; the most important first. Areas beyond these have none.
    leads : sequence of bool
        Whether a line may lead to it where there is no room beside its area.
    middles : numpy.ndarray, shape (n, 2)
        Of the areas, to the right and down.
    shapes : sequence of shapely.Polygon
        The areas, in the same unit.
    frame : (float, float, float, float)
        Left, top, right and bottom of the map: no label stands across its edge, and no line leads out of it.
    gap : float
        Between the edge of an area and a label beside it.
    measure : callable
        Gives the width and the height of a text in one line or two.
    taken : sequence of (float, float, float, float)
        What must stay free besides.

    Returns
    -------
    list of CellLabel or None
        One a label; None where each place would cover another area or label. Empty for no labels.
    """
    areas = np.array(shapes, dtype=object)
    paper = shapely.box(*frame)
    shapely.prepare(areas)
    filled: list[shapely.Geometry] = [shapely.box(*box) for box in taken]
    chosen: list[CellLabel | None] = []
    for number, (label, lead) in enumerate(zip(labels, leads, strict=True)):
        middle, shape, others = middles[number], shapes[number], np.delete(areas, number)
        found = None
        for one in _places(label, middle, shape, gap, measure, lead):
            text, whole = shapely.box(*one.box), _all(one, middle)
            if not _is_whole(one, middle, paper) or _blocked(text, others) or _blocked(whole, filled):
                continue
            found = found or one
            # A line over another area would be taken for that one's: only where there is no other way.
            if not one.led or not _blocked(whole.difference(shape), others):
                found = one
                break
        chosen.append(found)
        if found is not None:
            filled.append(_all(found, middle))
    return chosen


def _places(
    label: str, middle: Floats, shape: shapely.Polygon, gap: float, measure: Measure, lead: bool
) -> Iterator[CellLabel]:
    """All places of a label, the best first."""
    before, _, number = label.rpartition(": ")
    for text in (label, f"{before}:\n{number}")[: 2 if before else 1]:
        inside = _label(text, middle, CENTRE, (0.0, 0.0), measure)
        if shape.contains(shapely.box(*inside.box)):
            yield inside
    left, top, right, bottom = shape.bounds
    off = max(right - middle[0], middle[0] - left, bottom - middle[1], middle[1] - top) + gap
    for degrees in NEAR:
        yield from _aslant(label, middle, degrees, off, measure)
    for reach in REACHES if lead else ():
        for degrees in FAR:
            yield from _aslant(label, middle, degrees, off * reach, measure, led=True)


def _aslant(
    label: str, middle: Floats, degrees: float, off: float, measure: Measure, *, led: bool = False
) -> Iterator[CellLabel]:
    """A label in a direction; over or under its area in its middle, or with either end there."""
    x, y = float(np.cos(np.radians(degrees))), float(np.sin(np.radians(degrees)))
    down = int(np.sign(y)) if abs(y) > FLAT else 0
    for right in (0, -1, 1) if abs(x) < FLAT else (int(np.sign(x)),):
        yield _label(label, middle, Position(right, down), (off * x, off * y), measure, led=led)


def _label(
    text: str, middle: Floats, side: Position, off: tuple[float, float], measure: Measure, *, led: bool = False
) -> CellLabel:
    width, height = measure(text)
    left = float(middle[0]) + off[0] + width * (side.right - 1) / 2
    top = float(middle[1]) + off[1] + height * (side.down - 1) / 2
    return CellLabel(text, side, off, led, (left, top, left + width, top + height))


def _is_whole(one: CellLabel, middle: Floats, paper: shapely.Polygon) -> bool:
    """Whether the edge of the map cuts nothing of a label; only that of an area outside may lie outside too."""
    box = shapely.box(*one.box)
    outside = not one.led and not paper.intersects(box) and not paper.intersects(shapely.Point(middle))
    return bool(paper.contains(box) or outside)


def _all(one: CellLabel, middle: Floats) -> shapely.Geometry:
    """A label with the line that leads to it."""
    box = shapely.box(*one.box)
    return shapely.union(box, shapely.LineString([middle, middle + np.array(one.off)])) if one.led else box


def _blocked(shape: shapely.Geometry, others: Sequence[shapely.Geometry] | npt.NDArray[np.object_]) -> bool:
    return bool(len(others)) and bool(shapely.intersects(np.array(others, dtype=object), shape).any())
