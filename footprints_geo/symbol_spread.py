"""Symbols on paper side by side: each as near to its place as there is room."""

from __future__ import annotations

from typing import Final

import numpy as np

from footprints_geo.scales import Floats

ANGLES: Final = np.radians(np.arange(0, 360, 30))
RINGS: Final = 14
"""Steps outwards that are tried for a symbol; beyond, it covers others rather than lose its place."""

STEP: Final = 0.5
"""Of one ring, in radii of the symbol."""


def spread(points: Floats, radii: Floats, gap: float, frame: tuple[float, float]) -> Floats:
    """Move discs apart, the first ones least.

    Parameters
    ----------
    points : numpy.ndarray, shape (n, 2)
        Where they belong, the most important first.
    radii : numpy.ndarray, shape (n,)
        In the unit of the points.
    gap : float
        What stays free between two.
    frame : (float, float)
        Width and height of the map from 0, 0: a disc does not cross its edge where it can stand inside.

    Returns
    -------
    numpy.ndarray, shape (n, 2)
        Where they are drawn; the same for the same input. Empty for no points.
    """
    placed: Floats = np.array(points, dtype=np.float64).reshape(-1, 2)
    for n in range(len(placed)):
        steps = np.arange(1, RINGS + 1) * STEP * max(float(radii[n]), gap)
        around = np.stack([np.cos(ANGLES), np.sin(ANGLES)], axis=1)
        tried = np.concatenate((points[n : n + 1], (points[n] + steps[:, None, None] * around).reshape(-1, 2)))
        away = np.hypot(*(tried[:, None, :] - placed[None, :n, :]).transpose(2, 0, 1))
        free = (away >= radii[:n] + radii[n] + gap - 1e-9).all(axis=1)
        free &= ((tried >= radii[n]) & (tried <= np.array(frame) - radii[n])).all(axis=1)
        if free.any():
            placed[n] = tried[int(np.argmax(free))]
    return placed
