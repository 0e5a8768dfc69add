"""Flows that share a corridor, led beside each other as lanes: many routes stay readable, and none hides another.

Which flows share one is measured as in Holten and van Wijk 2009 ("Force-directed edge bundling for node-link graph
visualization"): by angle, length and distance. Unlike there, flows are not drawn onto each other: each keeps a lane as
wide as itself, and none is led past a place of another, which would read as a stop that nobody recorded.
"""

from __future__ import annotations

from typing import Final

import numpy as np
import numpy.typing as npt

from footprints_geo.flows import BEND, POINTS
from footprints_geo.scales import Floats

ALIKE: Final = 0.72
"""How compatible, of 1, all flows of a corridor are with each other."""

LEAST_FLOWS: Final = 3
"""Two flows beside each other need no corridor."""

LEAST_LENGTH: Final = 28.0
"""Millimetres: a shorter flow has no room to go into a lane and out of it."""

ENTRY: Final = 0.36
"""Part of a flow's length that takes it into its lane, and as much out of it."""


def lanes(start: Floats, end: Floats, curves: Floats, width: Floats, gap: float) -> Floats:
    """Curves with those of a corridor led side by side.

    Parameters
    ----------
    start, end : numpy.ndarray, shape (n, 2)
        The ends of the flows, in millimetres.
    curves : numpy.ndarray, shape (n, POINTS, 2)
        Their curves where each goes by itself.
    width : numpy.ndarray, shape (n,)
        Their widths in millimetres.
    gap : float
        Millimetres between two lanes.

    Returns
    -------
    numpy.ndarray, shape (n, POINTS, 2)
        From the same ends to the same ends; a flow that is in no corridor as it was. Empty for no flows.
    """
    led = curves.copy()
    for members in corridors(start, end, width):
        led[members] = _side_by_side(start[members], end[members], curves[members], width[members], gap)
    return led


def corridors(start: Floats, end: Floats, width: Floats) -> list[npt.NDArray[np.intp]]:
    """The flows of each corridor; each flow is in one at most.

    Parameters
    ----------
    start, end : numpy.ndarray, shape (n, 2)
        The ends of the flows.
    width : numpy.ndarray, shape (n,)
        Their widths: the widest choose first.

    Returns
    -------
    list of numpy.ndarray of int
        Of LEAST_FLOWS flows or more, in the order of the flows; all of a corridor go one way.
    """
    if not len(start):
        return []
    alike = compatibility(start, end) >= ALIKE
    long = np.hypot(*(end - start).T) >= LEAST_LENGTH
    groups: list[list[int]] = []
    for flow in np.argsort(-width, kind="stable"):
        if long[flow]:
            fitting = next((group for group in groups if alike[flow, group].all()), None)
            if fitting is None:
                groups.append([int(flow)])
            else:
                fitting.append(int(flow))
    return [np.sort(np.array(group, dtype=np.intp)) for group in groups if len(group) >= LEAST_FLOWS]


def compatibility(start: Floats, end: Floats) -> Floats:
    """How much two flows are of one corridor: 1 for equal ones, 0 for such as go against each other.

    Parameters
    ----------
    start, end : numpy.ndarray, shape (n, 2)
        The ends of the flows; each with a length.

    Returns
    -------
    numpy.ndarray, shape (n, n)
        The product of the measures of angle, scale and position of Holten and van Wijk; here with a direction.
    """
    along = end - start
    length = np.maximum(np.hypot(*along.T), 1e-9)
    unit, middle = along / length[:, None], (start + end) / 2
    angle = np.clip(unit @ unit.T, 0, 1)
    mean = (length[:, None] + length[None, :]) / 2
    shorter, longer = np.minimum(length[:, None], length), np.maximum(length[:, None], length)
    scale = 2 / (mean / shorter + longer / mean)
    apart = np.hypot(*(middle[:, None] - middle[None, :]).transpose(2, 0, 1))
    compatible: Floats = angle * scale * (mean / (mean + apart))
    return compatible


def _side_by_side(start: Floats, end: Floats, curves: Floats, width: Floats, gap: float) -> Floats:
    """The curves of one corridor: each from its end into its lane, and out of it to its other end."""
    # The widest turn aside least.
    first, last = (np.average(ends, axis=0, weights=width) for ends in (start, end))
    along = last - first
    right = np.array([along[1], -along[0]])
    middle = (first + last) / 2 + right * BEND
    across = ((start + end) / 2) @ (right / np.hypot(*right))
    order = np.argsort(across, kind="stable")
    edges = np.concatenate(([0.0], np.cumsum(width[order] + gap)))
    offset = np.empty(len(width))
    offset[order] = (edges[:-1] + edges[1:]) / 2
    offset -= np.average(offset, weights=width)
    t = np.linspace(0, 1, POINTS)[:, None]
    trunk = (1 - t) ** 2 * first + 2 * t * (1 - t) * middle + t**2 * last
    ahead = 2 * (1 - t) * (middle - first) + 2 * t * (last - middle)
    normal = np.column_stack((ahead[:, 1], -ahead[:, 0])) / np.hypot(*ahead.T)[:, None]
    lane = trunk[None] + normal[None] * offset[:, None, None]
    into = np.clip(np.minimum(t, 1 - t) / ENTRY, 0, 1)
    part = into**2 * (3 - 2 * into)
    led: Floats = curves * (1 - part) + lane * part
    return led
