"""Names round points on paper: near their dot where there is room, at the end of a thin line where it is crowded.

Candidates round each point are weighed, taken greedily by importance, and then exchanged one at a time while that
lessens what is covered (a discrete gradient descent as in Christensen, Marks and Shieber 1995, "An empirical study of
algorithms for point-feature label placement"). The same input gives the same places.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

from footprints_geo.scales import Floats

ANGLES: Final = np.radians([0, 180, 90, 270, 30, 150, 330, 210, 60, 120, 300, 240])
"""Directions in the order they are liked: beside, above and below, then aslant."""

REACHES: Final = (0.0, 2.2, 5.0, 8.5, 13.0)
"""How far a name may stand from its dot's rim, in line heights."""

LED_FROM: Final = 2.0
"""From this reach on, in line heights, a thin line leads from the dot to the name."""

ON_NAME: Final = 1000.0
ON_DOT: Final = 60.0
ON_FLOW: Final = 9.0
CUT: Final = 5000.0
FAR: Final = 3.0
ROUNDS: Final = 4


@dataclass(frozen=True, slots=True)
class Callout:
    """Where a name stands.

    Attributes
    ----------
    middle : (float, float)
        The middle of the name.
    leader : bool
        Whether a thin line leads to it from its dot.
    """

    middle: tuple[float, float]
    leader: bool


def callouts(
    points: Floats,
    sizes: Sequence[tuple[float, float]],
    radii: Sequence[float],
    frame: tuple[float, float, float, float],
    obstacles: Floats,
    taken: Floats,
) -> list[Callout | None]:
    """Choose a place for every name.

    Parameters
    ----------
    points : numpy.ndarray, shape (n, 2)
        The dots, right and up in any unit; the most important first.
    sizes : sequence of (float, float)
        Width and height of each name.
    radii : sequence of float
        Radius of each dot.
    frame : (float, float, float, float)
        Left, bottom, right and top, which no name crosses.
    obstacles : numpy.ndarray, shape (m, 2)
        Points on flows: a name on them costs something, as it can be read all the same.
    taken : numpy.ndarray, shape (k, 4)
        Boxes (left, bottom, right, top) that stay free.

    Returns
    -------
    list of Callout or None
        One a point; None where every place would cover another name or a taken box. Empty for no points.
    """
    if not len(points):
        return []
    tables = [_candidates(point, size, radius) for point, size, radius in zip(points, sizes, radii, strict=True)]
    dots = np.array([(x - r, y - r, x + r, y + r) for (x, y), r in zip(points, radii, strict=True)])
    costs = [_own_costs(boxes, n, dots, frame, obstacles, taken) + far for n, (boxes, far) in enumerate(tables)]
    chosen = _chosen([boxes for boxes, _ in tables], costs)
    return [
        _callout(boxes[at], far[at]) if costs[n][at] < CUT and not _hits(n, chosen, tables) else None
        for n, ((boxes, far), at) in enumerate(zip(tables, chosen, strict=True))
    ]


def _candidates(point: Floats, size: tuple[float, float], radius: float) -> tuple[Floats, Floats]:
    """Boxes round a point, and what the distance of each costs."""
    width, height = size
    boxes, far = [], []
    for reach in REACHES:
        for number, angle in enumerate(ANGLES):
            out = radius + height * (0.25 + reach)
            right, up = np.cos(angle), np.sin(angle)
            x = point[0] + right * out + width / 2 * (np.sign(round(right, 6)) if abs(right) > 0.2 else 0)
            y = point[1] + up * out + height / 2 * (np.sign(round(up, 6)) if abs(up) > 0.6 else 0)
            boxes.append((x - width / 2, y - height / 2, x + width / 2, y + height / 2))
            far.append(reach * FAR + number * 0.15)
    return np.array(boxes), np.array(far)


def _own_costs(
    boxes: Floats, own: int, dots: Floats, frame: tuple[float, float, float, float], flows: Floats, taken: Floats
) -> Floats:
    """What each place of one name costs, whatever the other names do."""
    cut = (boxes[:, 0] < frame[0]) | (boxes[:, 1] < frame[1]) | (boxes[:, 2] > frame[2]) | (boxes[:, 3] > frame[3])
    others = np.delete(dots, own, axis=0)
    on_dots = _overlaps(boxes, others).sum(axis=1)
    inside = (
        (flows[None, :, 0] > boxes[:, None, 0])
        & (flows[None, :, 0] < boxes[:, None, 2])
        & (flows[None, :, 1] > boxes[:, None, 1])
        & (flows[None, :, 1] < boxes[:, None, 3])
    ).sum(axis=1)
    costs: Floats = CUT * cut + CUT * _overlaps(boxes, taken).any(axis=1) + ON_DOT * on_dots + ON_FLOW * inside
    return costs


def _chosen(boxes: Sequence[Floats], costs: Sequence[Floats]) -> list[int]:
    chosen: list[int] = []
    for n, own in enumerate(boxes):
        before = np.array([boxes[m][chosen[m]] for m in range(n)]).reshape(-1, 4)
        chosen.append(int(np.argmin(costs[n] + ON_NAME * _overlaps(own, before).sum(axis=1))))
    for _ in range(ROUNDS):
        last = list(chosen)
        for n, own in enumerate(boxes):
            rest = np.array([boxes[m][chosen[m]] for m in range(len(boxes)) if m != n]).reshape(-1, 4)
            chosen[n] = int(np.argmin(costs[n] + ON_NAME * _overlaps(own, rest).sum(axis=1)))
        if chosen == last:
            break
    return chosen


def _hits(own: int, chosen: Sequence[int], tables: Sequence[tuple[Floats, Floats]]) -> bool:
    """Whether a name still stands on a more important one."""
    before = np.array([tables[m][0][chosen[m]] for m in range(own)]).reshape(-1, 4)
    return bool(_overlaps(tables[own][0][[chosen[own]]], before).any())


def _overlaps(boxes: Floats, others: Floats) -> npt.NDArray[np.bool_]:
    """Whether each box covers a part of each of the others; shape (boxes, others)."""
    covers: npt.NDArray[np.bool_] = (
        (boxes[:, None, 0] < others[None, :, 2])
        & (boxes[:, None, 2] > others[None, :, 0])
        & (boxes[:, None, 1] < others[None, :, 3])
        & (boxes[:, None, 3] > others[None, :, 1])
    )
    return covers


def _callout(box: Floats, far: float) -> Callout:
    return Callout(((box[0] + box[2]) / 2, (box[1] + box[3]) / 2), bool(far >= LED_FROM * FAR))
