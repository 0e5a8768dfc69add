"""Flows on paper: smooth curves that grow towards their arrowhead, whole or in dashes, as outlines to be filled."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np

from footprints_geo.scales import Floats

POINTS: Final = 64
BEND: Final = 0.15
"""How far a curve swings out to the right, as a part of its length: two directions lie side by side."""

MOST_BEND: Final = 0.34
SHORTEST: Final = 6.0
"""Widths: a flow that is shorter on paper is drawn this long, back from its end, as it would else be a speck."""

NO_LENGTH: Final = 1e-9
"""Nearer ends have no direction that numbers can tell."""

THIN_END: Final = 0.45
"""The width at the start, as a part of that at the arrowhead's neck."""

HEAD_LENGTH: Final = 2.1
HEAD_WIDTH: Final = 2.0
"""Of an arrowhead, in widths of its flow."""

LONGEST_HEAD: Final = 0.45
"""Of a flow's length: a short flow is no arrowhead alone."""


@dataclass(frozen=True)
class Flow:
    """The outline of one flow.

    Attributes
    ----------
    pieces : tuple of numpy.ndarray, shape (n, 2)
        Closed outlines to be filled; several for a dashed flow, the last one with the arrowhead.
    spine : numpy.ndarray, shape (points, 2)
        The middle of the flow, in its direction.
    """

    pieces: tuple[Floats, ...]
    spine: Floats


def fan(number_beside: Floats) -> Floats:
    """How far flows that join the same two ends the same way swing out, the first least."""
    bends: Floats = np.minimum(BEND * (1 + 0.55 * number_beside), MOST_BEND)
    return bends


def spines(start: Floats, end: Floats, bend: Floats) -> Floats:
    """Curves from start to end, as quadratic Bézier curves that swing out to the right.

    Parameters
    ----------
    start, end : numpy.ndarray, shape (n, 2)
        In any unit of length, right and up.
    bend : numpy.ndarray, shape (n,)
        As `fan` gives it.

    Returns
    -------
    numpy.ndarray, shape (n, POINTS, 2)
        Empty for no flows.
    """
    along = end - start
    right = np.column_stack((along[:, 1], -along[:, 0]))
    middle = (start + end) / 2 + right * bend[:, None]
    t = np.linspace(0, 1, POINTS)[None, :, None]
    points: Floats = (1 - t) ** 2 * start[:, None] + 2 * t * (1 - t) * middle[:, None] + t**2 * end[:, None]
    return points


def flow(spine: Floats, width: float, gap: float, dash: tuple[float, float] | None, least_head: float) -> Flow | None:
    """The outline of a flow along its spine.

    Parameters
    ----------
    spine : numpy.ndarray, shape (n, 2)
        In a unit of length, right and up.
    width : float
        At the neck of the arrowhead, in that unit.
    gap : float
        What is left free at either end, for the dots; at most a quarter of the length.
    dash : (float, float), optional
        Lengths of a dash and of the space behind it; None for a whole flow.
    least_head : float
        The least length of an arrowhead: a thin flow has a direction too.

    Returns
    -------
    Flow or None
        None for a spine without length.
    """
    if float(np.hypot(*(spine[-1] - spine[0]))) <= NO_LENGTH:
        return None
    spine = _lengthened(spine, max(least_head * 3, width * SHORTEST / 2))
    along = np.concatenate(([0.0], np.cumsum(np.hypot(*np.diff(spine, axis=0).T))))
    length = float(along[-1])
    free = min(gap, length / 4)
    begin, end = free, length - free
    head = min(max(HEAD_LENGTH * width, least_head), (end - begin) * LONGEST_HEAD)
    neck = end - head
    pieces = [_ribbon(spine, along, a, b, width, (begin, neck)) for a, b in _dashes(begin, neck, dash)]
    half = max(HEAD_WIDTH * width, head * 0.8) / 2
    (base, tip), normal = _at(spine, along, np.array([neck, end])), _normals(spine, along, np.array([neck]))[0]
    pieces.append(np.array([base + normal * half, tip, base - normal * half, base + (tip - base) * 0.16]))
    return Flow(tuple(pieces), _at(spine, along, np.linspace(begin, end, POINTS)))


def _lengthened(spine: Floats, least: float) -> Floats:
    """A spine of at least a length, stretched evenly round its middle in its own direction."""
    span = float(np.hypot(*(spine[-1] - spine[0])))
    if span >= least:
        return spine
    middle = (spine[0] + spine[-1]) / 2
    stretched: Floats = middle + (spine - middle) * (least / span)
    return stretched


def _dashes(begin: float, end: float, dash: tuple[float, float] | None) -> list[tuple[float, float]]:
    if dash is None:
        return [(begin, end)]
    on, off = dash
    # Whole dashes, the last one at the neck: all stretched a little, so that none is cut.
    number = max(1, round((end - begin + off) / (on + off)))
    stretch = (end - begin) / (number * on + (number - 1) * off)
    starts = begin + np.arange(number) * (on + off) * stretch
    return [(float(at), float(at + on * stretch)) for at in starts]


def _ribbon(spine: Floats, along: Floats, a: float, b: float, width: float, whole: tuple[float, float]) -> Floats:
    """One outline between two distances; it grows from the start of the whole flow to its neck."""
    inner = along[(along > a) & (along < b)]
    at = np.concatenate(([a], inner, [b]))
    middle, normals = _at(spine, along, at), _normals(spine, along, at)
    part = np.clip((at - whole[0]) / max(whole[1] - whole[0], 1e-9), 0, 1)
    half = (width * (THIN_END + (1 - THIN_END) * part) / 2)[:, None]
    outline: Floats = np.concatenate((middle + normals * half, (middle - normals * half)[::-1]))
    return outline


def _at(spine: Floats, along: Floats, distances: Floats) -> Floats:
    return np.column_stack([np.interp(distances, along, spine[:, axis]) for axis in (0, 1)])


def _normals(spine: Floats, along: Floats, distances: Floats) -> Floats:
    """Unit vectors to the left of the direction of travel."""
    step = along[-1] * 0.004
    ahead = _at(spine, along, distances + step) - _at(spine, along, distances - step)
    length = np.maximum(np.hypot(ahead[:, 0], ahead[:, 1]), 1e-12)
    normals: Floats = np.column_stack((-ahead[:, 1], ahead[:, 0])) / length[:, None]
    return normals
