"""One map on paper: ground, flows, dots and names, in millimetres from its corner."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.collections import PolyCollection
from matplotlib.figure import Figure
from matplotlib.patches import Circle
from matplotlib.patheffects import withStroke

from footprints_geo.callouts import callouts
from footprints_geo.corridors import lanes
from footprints_geo.figure.fonts import Weight, font, text_width
from footprints_geo.figure.ground import Window, draw_ground, rgb
from footprints_geo.flows import Flow, fan, flow, spines
from footprints_geo.labels import shortened
from footprints_geo.paper import Sheet
from footprints_geo.scales import INK, KIND_COLOURS, KIND_INKS, Floats, WidthScale
from footprints_geo.scene import surroundings
from footprints_geo.vocabulary import Script

Box = tuple[float, float, float, float]

DASH_MM: Final[dict[str, tuple[float, float] | None]] = {
    "recorded": None,
    "gap": (3.2, 1.5),
    "implied": (1.1, 1.0),
    "area": (2.0, 1.3),
}
"""Millimetres of dash and space, by the mark of a leg."""

PALE: Final = 0.45
EDGE: Final = 0.45
"""The edge of a flow in points: what is bright stands out from the land by it."""

LINE_MM: Final = 0.3528 * 1.18
"""The height of a line of text in millimetres, for each point of its size."""

MOST_NUMBERS: Final = 6
LEAST_SIDE_MM: Final = 55.0
"""On a smaller map the names of the surroundings would hide what is shown."""

PLACES_OF_NUMBERS: Final = (0.5, 0.36, 0.64, 0.25, 0.75)
"""Parts of a flow's length beside which its number may stand, the best first."""

SURROUNDING: Final[dict[str, tuple[Weight, float, tuple[float, float, float]]]] = {
    "country": ("regular", 1.25, (0.45, 0.44, 0.42)),
    "sea": ("italic", 1.0, (0.33, 0.47, 0.58)),
    "river": ("italic", 0.8, (0.25, 0.42, 0.55)),
    "city": ("regular", 0.82, (0.38, 0.38, 0.38)),
}
"""Weight, size as a part of the body text, and colour of names that are not of the records."""

KINDS_AROUND: Final = tuple(SURROUNDING)
SMALL_COUNTRY: Final = 0.85
"""The size of a country's name where it has little room, as a part of the body text."""


@dataclass(frozen=True)
class MapFrame:
    """A map in its place on a sheet.

    Attributes
    ----------
    axes : matplotlib.axes.Axes
        Data are millimetres.
    window : Window
        Its place on paper.
    sheet : Sheet
        The sheet it is on.
    """

    axes: Axes
    window: Window
    sheet: Sheet

    @classmethod
    def on(cls, figure: Figure, box: Box, window: Window, sheet: Sheet) -> MapFrame:
        """A frame on a sheet with its ground drawn; `box` is left, bottom, width and height in millimetres."""
        left, bottom, width, height = box
        axes = figure.add_axes((left / sheet.width, bottom / sheet.height, width / sheet.width, height / sheet.height))
        axes.set(xlim=(0, width), ylim=(0, height), xticks=[], yticks=[])
        for spine in axes.spines.values():
            spine.set(color=rgb(INK), linewidth=0.7)
        draw_ground(axes, window)
        return cls(axes, window, sheet)

    def draw_flows(self, legs: pd.DataFrame, scale: WidthScale) -> list[Flow]:
        """Draw legs as flows, the largest first and so lowest.

        Parameters
        ----------
        legs : pandas.DataFrame
            `kind`, `mark`, `persons_low`, `from_lon`, `from_lat`, `to_lon`, `to_lat`.
        scale : WidthScale
            Widths in millimetres.

        Returns
        -------
        list of Flow
            As drawn.
        """
        start, end = (self.window.mm(legs[[f"{e}_lon", f"{e}_lat"]].to_numpy(dtype=np.float64)) for e in ("from", "to"))
        beside = legs.groupby(["from_place", "to_place"]).cumcount().to_numpy().astype(np.float64)
        drawn: list[Flow] = []
        width = np.where(legs["mark"] == "area", scale.thinnest, scale.width(legs["persons_low"]))
        curves = lanes(start, end, spines(start, end, fan(beside)), width, self.dot_mm * 0.35)
        for curve, wide, leg in zip(curves, width.tolist(), legs.to_dict("records"), strict=True):
            one = flow(curve, wide, self.dot_mm * 0.9, DASH_MM[leg["mark"]], least_head=self.dot_mm * 1.6)
            if one is not None:
                self._paint(one, leg["kind"], leg["mark"], 10 + len(drawn) * 0.001)
                drawn.append(one)
        return drawn

    def draw_numbers(
        self, legs: pd.DataFrame, flows: Sequence[Flow], wanted: Sequence[bool], taken: Sequence[Box]
    ) -> list[Box]:
        """Write beside the largest flows how many persons they stand for; the boxes taken.

        Only where no other flow is near, which the number could be read for, and not over what is taken.

        Parameters
        ----------
        legs : pandas.DataFrame
            `kind` and `persons_low`, in the order of `flows`.
        flows : sequence of Flow
            As :meth:`draw_flows` gave them.
        wanted : sequence of bool
            Which of them are given a number.
        taken : sequence of tuple of float
            Boxes that stay free.
        """
        size = self.sheet.text * 0.9
        boxes: list[Box] = []
        for number, (one, leg) in enumerate(zip(flows, legs.to_dict("records"), strict=True)):
            if len(boxes) >= MOST_NUMBERS or leg["persons_low"] < 2:
                break
            if not wanted[number]:
                continue
            text = f"{leg['persons_low']:,}"
            extent = (text_width(text, size, "bold") + 0.6, size * LINE_MM)
            others = np.concatenate([np.zeros((0, 2)), *(f.spine for n, f in enumerate(flows) if n != number)])
            for part in PLACES_OF_NUMBERS:
                box = _box_beside(one, part, extent)
                if self._holds(box) and not any(_covers(box, other) for other in (*taken, *boxes)):
                    if _near(box, others, self.dot_mm):
                        continue
                    middle = ((box[0] + box[2]) / 2, (box[1] + box[3]) / 2)
                    self.write(middle, text, size, "bold", rgb(KIND_INKS[leg["kind"]]), 29)
                    boxes.append(box)
                    break
        return boxes

    def _holds(self, box: Box) -> bool:
        """Whether a box lies inside the map."""
        return bool(box[0] > 1 and box[1] > 1 and box[2] < self.window.width - 1 and box[3] < self.window.height - 1)

    @property
    def dot_mm(self) -> float:
        """The diameter of a dot, in millimetres."""
        return self.sheet.text * 0.19

    def _paint(self, one: Flow, kind: Any, mark: str, order: float) -> None:
        faint = PALE if mark == "area" else 1.0
        # The light rim lies under the flow as a shape of its own: an effect would turn text into outlines in a PDF.
        rim = PolyCollection(list(one.pieces), facecolors="none", edgecolors="white", linewidths=2.0, zorder=order)
        colours = [(*rgb(KIND_COLOURS[kind]), faint)], [(*rgb(KIND_INKS[kind]), faint)]
        fill = PolyCollection(list(one.pieces), facecolors=colours[0], edgecolors=colours[1], linewidths=EDGE)
        fill.set_zorder(order + 0.0005)
        self.axes.add_collection(rim)
        self.axes.add_collection(fill)

    def draw_dots(self, dots: pd.DataFrame) -> None:
        """Draw the ends of legs: a filled dot for a place, a hollow ring for a country whose place is not stated."""
        at = self.window.mm(dots[["lon", "lat"]].to_numpy(dtype=np.float64))
        for (x, y), area in zip(at, dots["area"], strict=True):
            radius = self.dot_mm / 2
            if area:
                ring = Circle((x, y), radius * 2.4, facecolor="none", edgecolor=rgb(INK), linewidth=0.8, zorder=21)
                ring.set_linestyle((0, (2, 1.4)))
                self.axes.add_patch(ring)
            else:
                self.axes.add_patch(
                    Circle((x, y), radius, facecolor="white", edgecolor=rgb(INK), linewidth=0.9, zorder=21)
                )

    def draw_names(self, dots: pd.DataFrame, flows: Sequence[Flow], script: Script, taken: Sequence[Box]) -> None:
        """Name the dots where there is room, the first ones before the others, and then the surroundings."""
        at = self.window.mm(dots[["lon", "lat"]].to_numpy(dtype=np.float64))
        inside = (at >= 0).all(axis=1) & (at <= [self.window.width, self.window.height]).all(axis=1)
        dots, at = dots.iloc[np.flatnonzero(inside)], at[inside]
        names = [shortened(str(name)) for name in dots["name"]]
        weights: list[Weight] = ["italic" if area else "semibold" for area in dots["area"]]
        radii = [self.dot_mm * (1.25 if area else 0.62) for area in dots["area"]]
        obstacles = np.concatenate([one.spine for one in flows]) if flows else np.zeros((0, 2))
        boxes = self.name_points(names, weights, at, radii, obstacles, taken)
        dotted = [(x - r, y - r, x + r, y + r) for (x, y), r in zip(at, radii, strict=True)]
        if min(self.window.width, self.window.height) >= LEAST_SIDE_MM:
            self.name_surroundings(script, [*taken, *boxes, *dotted], obstacles, set(names))

    def name_points(
        self, names: Sequence[str], weights: Sequence[Weight], at: Floats, radii: Sequence[float], obstacles: Floats,
        taken: Sequence[Box],
    ) -> list[Box]:  # fmt: skip
        """Write names round points where there is room; the boxes they take.

        Parameters
        ----------
        names, weights : sequence of str
            One a point, the most important first.
        at : numpy.ndarray, shape (n, 2)
            The points, in millimetres.
        radii : sequence of float
            Of what is drawn there.
        obstacles : numpy.ndarray, shape (m, 2)
            What a name rather does not cover.
        taken : sequence of tuple of float
            Boxes that stay free.
        """
        size = self.sheet.text * 0.94
        sizes = [(text_width(n, size, w) + 0.8, size * LINE_MM) for n, w in zip(names, weights, strict=True)]
        frame = (0.8, 0.8, self.window.width - 0.8, self.window.height - 0.8)
        held = np.array(taken, dtype=np.float64).reshape(-1, 4)
        boxes: list[Box] = []
        for name, weight, place, point, extent in zip(
            names, weights, callouts(at, sizes, radii, frame, obstacles, held), at, sizes, strict=True
        ):
            if place is None:
                continue
            if place.leader:
                self._lead(point, place.middle, extent)
            self.write(place.middle, name, size, weight, rgb(INK), 30)
            x, y = place.middle
            boxes.append((x - extent[0] / 2, y - extent[1] / 2, x + extent[0] / 2, y + extent[1] / 2))
        return boxes

    def write(
        self, middle: tuple[float, float], text: str, size: float, weight: Weight, colour: Any, order: float,
        rotation: float = 0,
    ) -> None:  # fmt: skip
        """Write a line of text round a middle, with a light rim so that it can be read over lines."""
        self.axes.text(
            *middle, text, fontproperties=font(size, weight), color=colour, ha="center", va="center_baseline",
            zorder=order, parse_math=False, rotation=rotation, clip_on=True,
            path_effects=[withStroke(linewidth=size * 0.22, foreground=(1, 1, 1, 0.85))],
        )  # fmt: skip

    def _lead(self, point: Floats, middle: tuple[float, float], extent: tuple[float, float]) -> None:
        x = float(np.clip(point[0], middle[0] - extent[0] / 2, middle[0] + extent[0] / 2))
        y = float(np.clip(point[1], middle[1] - extent[1] / 2, middle[1] + extent[1] / 2))
        self.axes.plot([point[0], x], [point[1], y], color=rgb(INK), linewidth=0.45, zorder=20)

    def name_surroundings(
        self, script: Script, taken: Sequence[Box], flows: Floats, known: set[str], kinds: Sequence[str] = KINDS_AROUND
    ) -> list[Box]:
        """Write the names of countries, seas, rivers and cities where nothing is, but those that are known.

        A country whose name has no room in spaced capitals has it in plain ones. The boxes taken are given back.
        """
        filled = [*taken, *[(x - 0.6, y - 0.6, x + 0.6, y + 0.6) for x, y in flows[::4]]]
        before = len(filled)
        around = surroundings(script)
        for row in around[around["kind"].isin(kinds) & ~around["name"].isin(known)].to_dict("records"):
            weight, part, colour = SURROUNDING[row["kind"]]
            x, y = self.window.mm(np.array([row["lon"], row["lat"]], dtype=np.float64))
            y = y + self.dot_mm if row["kind"] == "city" else y
            for words, of_body in _ways_to_write(row["name"], row["kind"], part):
                size = max(6.0, self.sheet.text * of_body)
                width, height = text_width(words, size, weight), size * LINE_MM
                if row["kind"] == "country" and 0 < y < self.window.height:
                    y = float(np.clip(y, height / 2 + 1.1, self.window.height - height / 2 - 1.1))
                box = (x - width / 2, y - height / 2, x + width / 2, y + height / 2)
                if not self._holds(box) or any(_covers(box, other) for other in filled):
                    continue
                self.write((x, y), words, size, weight, colour, 6)
                if row["kind"] == "city":
                    self.axes.add_patch(Circle((x, y - self.dot_mm), 0.35, color=colour, zorder=6))
                filled.append(box)
                break
        return filled[before:]


def _box_beside(one: Flow, part: float, extent: tuple[float, float]) -> Box:
    """The box of a number on the right of a flow, at a part of its length."""
    at = int(part * (len(one.spine) - 1))
    along = one.spine[min(at + 1, len(one.spine) - 1)] - one.spine[at - 1]
    right = np.array([along[1], -along[0]]) / max(float(np.hypot(*along)), 1e-9)
    thick = float(np.ptp(one.pieces[-1] @ right)) / 2
    width, height = extent
    x, y = one.spine[at] + right * (thick + 0.5 + abs(right[0]) * width / 2 + abs(right[1]) * height / 2)
    return (x - width / 2, y - height / 2, x + width / 2, y + height / 2)


def _near(box: Box, points: Floats, distance: float) -> bool:
    """Whether any of some points lies in a box or nearer to it than a distance."""
    low, high = np.array(box[:2]) - distance, np.array(box[2:]) + distance
    return bool(((points > low) & (points < high)).all(axis=1).any())


def _ways_to_write(name: str, kind: str, part: float) -> list[tuple[str, float]]:
    """A name as it may stand on the map, and its size as a part of the body text; the best first."""
    if kind != "country":
        return [(name, part)]
    # Two words in spaced capitals are wider than most countries that are called so.
    wide = [] if " " in name and name.isascii() else [(_spaced(name), part)]
    return [*wide, (name.upper(), SMALL_COUNTRY)]


def _spaced(name: str) -> str:
    return " ".join(name.upper()) if name.isascii() and len(name) < 12 else name


def _covers(box: Box, other: Box) -> bool:
    return not (box[2] <= other[0] or box[0] >= other[2] or box[3] <= other[1] or box[1] >= other[3])
