"""Symbols of event types: one shape each, so that nothing rests on colour; colours only group them."""

from __future__ import annotations

from typing import Final, Literal

import numpy as np

from footprints_geo.language import marked
from footprints_geo.scales import KIND_COLOURS, KIND_INKS, Floats
from footprints_geo.vocabulary import FREEING, HOLDING, Kind

Group = Literal["free", "held", "lost"]

GROUPS: Final[dict[Group, str]] = {
    "free": marked("On the way"),
    "held": marked("Held"),
    "lost": marked("Lost sight of"),
}
_AS_KIND: Final[dict[Group, Kind]] = {"free": "escape", "held": "repatriation", "lost": "custody"}
COLOURS: Final = {group: KIND_COLOURS[kind] for group, kind in _AS_KIND.items()}
INKS: Final = {group: KIND_INKS[kind] for group, kind in _AS_KIND.items()}
"""Of each group; those of the kinds, which can be told apart without colour too."""


def group_of(event_type: str) -> Group:
    """What a type says of the person: free to move, held, or out of sight."""
    return "free" if event_type in FREEING else "held" if event_type in HOLDING else "lost"


def outline_of(event_type: str, ring: bool, size: float) -> Floats:
    """The outline of a type's symbol round 0, 0; all have the area of a circle of one diameter.

    Parameters
    ----------
    event_type : str
        One of EVENT_TYPES, or '' for a plain circle.
    ring : bool
        Whether the outline alone is drawn, whose edge takes a part of the size.
    size : float
        The diameter of that circle.

    Returns
    -------
    numpy.ndarray, shape (n, 2)
        In the unit of `size`.
    """
    shape = SHAPES[event_type or "transit"]
    x, y = shape[:, 0], shape[:, 1]
    area = abs(np.dot(x, np.roll(y, -1)) - np.dot(y, np.roll(x, -1))) / 2
    outline: Floats = shape * (size * (0.95 if ring else 1.0) * np.sqrt(np.pi / 4 / area))
    return outline


def _regular(corners: int, turned: float = 0.0, inner: float = 0.0) -> Floats:
    """A polygon with its first corner up, or a star where `inner` is the radius between its points."""
    count = corners * 2 if inner else corners
    angles = np.radians(90 + turned) + np.arange(count) * 2 * np.pi / count
    radius = np.where(np.arange(count) % 2, inner, 1.0) if inner else np.ones(count)
    points: Floats = np.column_stack((np.cos(angles), np.sin(angles))) * radius[:, None]
    return points


def _cross(turned: float) -> Floats:
    arm = 0.36
    quarter = np.array([[arm, 1.0], [arm, arm], [1.0, arm]])
    turns = [np.array([[np.cos(a), np.sin(a)], [-np.sin(a), np.cos(a)]]) for a in -np.arange(4) * np.pi / 2]
    cross = np.concatenate([quarter @ turn for turn in turns])
    angle = np.radians(turned)
    points: Floats = cross @ np.array([[np.cos(angle), np.sin(angle)], [-np.sin(angle), np.cos(angle)]])
    return points


SHAPES: Final[dict[str, Floats]] = {
    "departure": _regular(3),
    "border_crossing": _regular(4),
    "transit": _regular(40),
    "arrest": _cross(45),
    "detention": _regular(4, 45),
    "transfer": _regular(3, -90),
    "repatriation": _regular(3, 180),
    "release": np.array([[-1.0, 0.75], [0.0, 0.2], [1.0, 0.75], [1.0, -0.15], [0.0, -0.7], [-1.0, -0.15]]),
    "arrival": np.array([[-0.8, -0.85], [0.8, -0.85], [0.8, 0.15], [0.0, 1.05], [-0.8, 0.15]]),
    "last_seen": _regular(5, 0, 0.45),
    "disappearance": _cross(0),
}
"""Outlines of any size; triangles are for leaving, being moved on and being sent back: their point shows the way."""
