"""A sheet with everything round the picture: heading, legend and small print, in millimetres from the lower left."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

import numpy as np
from matplotlib.axes import Axes
from matplotlib.collections import PolyCollection
from matplotlib.figure import Figure
from matplotlib.patches import Circle, Rectangle
from matplotlib.patheffects import withStroke

from footprints_geo.errors import InputError, refused
from footprints_geo.figure.bars import paint_bar
from footprints_geo.figure.cells import cell_shapes, hexagon
from footprints_geo.figure.fonts import Weight, font, is_western, wrapped
from footprints_geo.figure.ground import rgb
from footprints_geo.figure.map_frame import DASH_MM, EDGE, LINE_MM, PALE, Box
from footprints_geo.figure.symbols import symbols
from footprints_geo.flows import HEAD_WIDTH, flow
from footprints_geo.legend import LegendColumn, LegendLine
from footprints_geo.paper import MM_PER_INCH, Sheet
from footprints_geo.scales import INK, KIND_COLOURS, WidthScale
from footprints_geo.symbols import outline_of
from footprints_geo.wording import FigureWords

WIDE: Final = 1.15
"""A sheet this much wider than high has the words beside the picture: most pictures are as high as they can be."""

ASIDE: Final = 0.29
NEAREST_MM: Final = 0.3
"""Between two columns of a legend that stand one under the other in little room."""

PARTS: Final = {1: (0.0, 1.0), 2: (0.0, 0.25, 1.0), 3: (0.0, 0.25, 0.47, 1.0), 4: (0.0, 0.24, 0.49, 0.74, 1.0)}
"""Where the columns of a legend below a picture begin and end, as parts of its width, by how many there are."""

RIM: Final = 0.045
"""Width of a rim that makes letters heavier, as a part of their size."""

LEAST_ROOM_MM: Final = 20.0
"""Sides of a picture: on less, nothing can be told from anything else."""

GREY: Final = (0.4, 0.41, 0.43)
PALE_INK: Final = (0.36, 0.38, 0.4)
DARK: Final = (0.15, 0.17, 0.2)

HEADING: Final = "heading"
SMALL_PRINT: Final = "small print"
"""What the words of a sheet are labelled, so that a page that has the same words as text can leave them off."""


@dataclass(frozen=True)
class Page:
    """A sheet with axes over all of it.

    Attributes
    ----------
    figure : matplotlib.figure.Figure
        The picture.
    axes : matplotlib.axes.Axes
        Data are millimetres from the lower left corner of the sheet.
    sheet : Sheet
        Its size.
    room : (float, float, float, float)
        What is left for the picture: left, bottom, width and height in millimetres.
    """

    figure: Figure
    axes: Axes
    sheet: Sheet
    room: Box

    @classmethod
    def of(cls, sheet: Sheet, words: FigureWords, legend: Sequence[LegendColumn], scale: WidthScale) -> Page:
        """A sheet with its words.

        Parameters
        ----------
        sheet : Sheet
            The size.
        words : FigureWords
            Heading and small print.
        legend : sequence of LegendColumn
            At most four.
        scale : WidthScale
            What the widths of flows and symbols mean, in millimetres.

        Raises
        ------
        InputError
            The words leave no room for a picture.
        """
        figure = Figure(figsize=(sheet.width / MM_PER_INCH, sheet.height / MM_PER_INCH), facecolor="white")
        axes = figure.add_axes((0, 0, 1, 1))
        axes.set(xlim=(0, sheet.width), ylim=(0, sheet.height))
        axes.axis("off")
        left, width = sheet.margin, sheet.width - 2 * sheet.margin
        writer = _Writer(axes, sheet, scale)
        top = writer.heading(words)
        aside = width * ASIDE
        if sheet.width > WIDE * sheet.height and writer.legend_height(legend, aside) <= top - sheet.margin:
            floor = writer.aside(legend, words, left + width - aside, aside, top)
            width -= aside + sheet.margin * 0.7
        else:
            floor = writer.foot(legend, words)
        if min(width, top - floor) < LEAST_ROOM_MM:
            raise too_small(sheet)
        return cls(figure, axes, sheet, (left, floor, width, top - floor))


def write_lines(
    axes: Axes,
    left: float,
    top: float,
    lines: Sequence[str],
    size: float,
    weight: Weight = "regular",
    colour: tuple[float, float, float] = DARK,
    label: str = "",
) -> float:
    """Write lines downwards from a height; the height below them."""
    # Of the letters of East Asia there is one weight: a rim makes them heavier, and all beside them with them.
    rimmed = weight in ("bold", "semibold") and not all(map(is_western, lines))
    rim = [withStroke(linewidth=size * RIM, foreground=colour)] if rimmed else None
    for line in lines:
        axes.text(
            left, top - size * LINE_MM * 0.78, line, fontproperties=font(size, "regular" if rimmed else weight),
            color=colour, va="baseline", ha="left", parse_math=False, path_effects=rim, label=label,
        )  # fmt: skip
        top -= size * LINE_MM
    return top


def too_small(sheet: Sheet) -> InputError:
    """What is said of a sheet on which the picture has no room beside its words."""
    return refused(
        "A sheet of {width:g} by {height:g} mm has no room for a picture beside its words. Choose a larger "
        "one, or show less: fewer kinds, or fewer years.",
        width=sheet.width,
        height=sheet.height,
    )


@dataclass(frozen=True)
class _Writer:
    """Writes on a sheet, from a height downwards."""

    axes: Axes
    sheet: Sheet
    scale: WidthScale

    def heading(self, words: FigureWords) -> float:
        """Title, sentence and rule; the height below them."""
        sheet, width = self.sheet, self.sheet.width - 2 * self.sheet.margin
        size = sheet.text * 1.95
        title = wrapped(words.title, size, width, "bold")
        top = write_lines(self.axes, sheet.margin, sheet.height - sheet.margin, title, size, "bold", label=HEADING)
        size = sheet.text * 1.1
        subtitle = wrapped(words.subtitle, size, width)
        top = write_lines(self.axes, sheet.margin, top - 0.6, subtitle, size, colour=PALE_INK, label=HEADING)
        rule = Rectangle((sheet.margin, top - 1.6), width, 0.55, facecolor=rgb(KIND_COLOURS["escape"]))
        rule.set(edgecolor="none", label=HEADING)
        self.axes.add_patch(rule)
        return top - 3.2

    def foot(self, legend: Sequence[LegendColumn], words: FigureWords) -> float:
        """Legend and small print at the bottom; the height above them."""
        sheet, width = self.sheet, self.sheet.width - 2 * self.sheet.margin
        high = self.small_print(words, sheet.margin, width) + 1.5
        parts = PARTS[max(len(legend), 1)]
        rooms = [width * (after - before) for before, after in pairwise(parts)]
        heights = [self._column_height(column, room) for column, room in zip(legend, rooms, strict=False)]
        top = high + max(heights, default=0)
        for column, part, room in zip(legend, parts, rooms, strict=False):
            self._column(column, sheet.margin + width * part, top, room)
        return top + 2.0

    def legend_height(self, legend: Sequence[LegendColumn], room: float) -> float:
        """What the columns of a legend take one under the other, as near as can be."""
        return sum(self._column_height(column, room) + NEAREST_MM for column in legend)

    def aside(self, legend: Sequence[LegendColumn], words: FigureWords, left: float, width: float, top: float) -> float:
        """Legend beside the picture; small print below it, or below both, or below the picture; the picture's floor.

        Where there is room, in this order.
        """
        sheet = self.sheet
        spare = (top - sheet.margin - self.legend_height(legend, width)) / max(len(legend), 1)
        for column in legend:
            top = self._column(column, left, top, width) - min(NEAREST_MM + spare, 2.0)
        if sheet.margin + self._small_print_height(words, width) < top:
            self.small_print(words, left, width)
            return sheet.margin
        whole = sheet.width - 2 * sheet.margin
        below_both = sheet.margin + self._small_print_height(words, whole) < top
        return self.small_print(words, sheet.margin, whole if below_both else whole - width - sheet.margin * 0.7) + 1.5

    def small_print(self, words: FigureWords, left: float, width: float) -> float:
        """Write the small print at the bottom; the height above it."""
        lines = self._small_print_lines(words, width)
        high = self.sheet.margin + len(lines) * self.sheet.small * LINE_MM
        write_lines(self.axes, left, high, lines, self.sheet.small, colour=GREY, label=SMALL_PRINT)
        return high

    def _small_print_lines(self, words: FigureWords, width: float) -> list[str]:
        notes = (words.numbers, " ".join(words.notes))
        return [line for note in notes if note for line in wrapped(note, self.sheet.small, width)]

    def _small_print_height(self, words: FigureWords, width: float) -> float:
        return len(self._small_print_lines(words, width)) * self.sheet.small * LINE_MM

    def _rows(self, column: LegendColumn, room: float) -> list[tuple[LegendLine, list[str], float]]:
        """Each line of a legend with its words in the room there is, and its height."""
        size = self.sheet.text * 0.92
        rows = []
        for line in column.lines:
            lines = wrapped(line.words, size, room - self.sheet.text * 1.5 - 3)
            widest = HEAD_WIDTH if line.shape == "flow" else 1.0
            wide = float(self.scale.width(line.persons)) * widest + 0.8 if line.persons else 0.0
            rows.append(
                (line, lines, max(size * LINE_MM * (len(lines) + (0.36 if line.shape == "flow" else 0.28)), wide))
            )
        return rows

    def _column_height(self, column: LegendColumn, room: float) -> float:
        heading = self.sheet.text * 0.92 * LINE_MM * 1.36
        return heading + sum(height for _, _, height in self._rows(column, room))

    def _column(self, column: LegendColumn, left: float, top: float, room: float) -> float:
        """A heading and its samples; the height below them."""
        sheet, size = self.sheet, self.sheet.text * 0.92
        sample = sheet.text * 1.5
        top = write_lines(self.axes, left, top, [column.heading], size, "semibold") - size * LINE_MM * 0.36
        for line, lines, height in self._rows(column, room):
            middle = top - height / 2
            self._sample(left, middle, sample, line)
            write_lines(self.axes, left + sample + 2.5, middle + len(lines) * size * LINE_MM / 2, lines, size)
            top -= height
        return top

    def _sample(self, left: float, middle: float, length: float, line: LegendLine) -> None:
        """What a line of the legend explains, as the picture has it."""
        if line.shape == "flow":
            self._flow_sample(left, middle, length, line)
        elif line.shape in ("bar", "hatched"):
            high = self.sheet.text * 0.28
            bar = Rectangle((left, middle - high / 2), length, high)
            paint_bar(bar, line.colour, line.edge, hatched=line.shape == "hatched")
            self.axes.add_patch(bar)
        elif line.shape in ("cell", "dashed"):
            corners = hexagon(self.sheet.text * 0.42) + np.array([left + length / 2, middle])
            stable = line.shape == "cell"
            self.axes.add_collection(cell_shapes([corners], line.colour, line.edge, not stable, stable))
        else:
            size = float(self.scale.width(line.persons)) if line.persons else self.sheet.text * 0.34
            outline = outline_of(line.mark, line.shape == "hollow", size) + np.array([left + length / 2, middle])
            self.axes.add_collection(symbols([outline], line.colour, line.edge, line.shape == "hollow"))

    def _flow_sample(self, left: float, middle: float, length: float, line: LegendLine) -> None:
        """A flow to the right as the map has them, with the ring of an area at its end."""
        width = float(self.scale.width(line.persons)) if line.persons else self.scale.thinnest * 3
        spine = np.column_stack((np.linspace(left, left + length, 32), np.full(32, middle)))
        one = flow(spine, width, 0, DASH_MM[line.mark], least_head=2.2)
        if one is not None:
            faint = PALE if line.mark == "area" else 1.0
            colours = [(*rgb(line.colour), faint)], [(*rgb(line.edge), faint)]
            pieces = PolyCollection(list(one.pieces), facecolors=colours[0], edgecolors=colours[1], linewidths=EDGE)
            self.axes.add_collection(pieces)
        if line.mark == "area":
            ring = Circle((left + length, middle), self.sheet.text * 0.15, facecolor="white", edgecolor=rgb(INK))
            ring.set(linewidth=0.8, linestyle=(0, (2, 1.4)))
            self.axes.add_patch(ring)
