"""Persons over time on a sheet: one row of bars a kind, all on one scale."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle

from footprints_geo.figure.bars import paint_bar
from footprints_geo.figure.fonts import Weight, font, text_width, wrapped
from footprints_geo.figure.ground import rgb
from footprints_geo.figure.map_frame import LINE_MM, Box
from footprints_geo.figure.page import DARK, GREY, PALE_INK, Page, too_small
from footprints_geo.language import Language
from footprints_geo.paper import FigureOptions, Sheet
from footprints_geo.periods import YEAR
from footprints_geo.pipeline import View
from footprints_geo.scales import INK, KIND_COLOURS, KIND_INKS, WidthScale, round_step
from footprints_geo.timeline import Timeline, count_over_time
from footprints_geo.timeline_bars import KindBars, bars_of_kinds
from footprints_geo.timeline_words import (
    AXES,
    bar_words,
    panel_words,
    timeline_legend,
    timeline_words,
)
from footprints_geo.wording import FigureWords, in_each_language

BAR: Final = 0.74
"""Width of a bar, as a part of the room it has."""

WIDEST_MM: Final = 16.0
HIGHEST: Final = 0.62
"""The highest bar, as a part of the width of the picture: a bar as high as a sheet shows no more than this."""

LEAST_MM: Final = 4.0
CROWDED_MM: Final = 12.0
"""Where the bars of a kind have less height, what they stand for is written under the last kind alone."""

LEAST_SHARE: Final = 0.3
LEAST_ROOM: Final = 4.5
"""Lines of text that the bars of a kind have at least, however few persons there are; less where there is less room: a
part of the room of all kinds, and never under so many millimetres."""

TICKS: Final = 5
GRID: Final = (0.86, 0.87, 0.88)


def draw_timeline(view: View, options: FigureOptions) -> tuple[Figure, tuple[FigureWords, ...]]:
    """Draw a view's persons over time.

    Returns
    -------
    (matplotlib.figure.Figure, tuple of FigureWords)
        The picture, and its words in every language there is.
        Where there is no bar to draw, a sentence stands in their place.
    """
    timeline = count_over_time(view)
    language = options.language
    said_in = in_each_language(lambda one: timeline_words(view, timeline, one))
    words = next(words for words in said_in if words.language == language.code)
    page = Page.of(options.sheet, words, timeline_legend(timeline, language), WidthScale(1))
    panels = bars_of_kinds(timeline)
    chart = _Chart.on(page, timeline, panels, language)
    if panels:
        chart.draw(view, panels)
    else:
        chart.say(
            language("Nothing of this has a date.")
            if len(view.segments)
            else language("No documented journey matches.")
        )
    return page.figure, said_in


@dataclass(frozen=True)
class _Chart:
    """All panels in their place on a sheet; positions are millimetres from its lower left corner."""

    axes: Axes
    sheet: Sheet
    room: Box
    timeline: Timeline
    mm_a_person: float
    least: float
    language: Language
    labels_all: bool = True

    @classmethod
    def on(cls, page: Page, timeline: Timeline, panels: Sequence[KindBars], language: Language) -> _Chart:
        """A chart in what a page leaves free, with the one scale on which all panels just fit."""
        chart = cls(page.axes, page.sheet, page.room, timeline, 0.0, 0.0, language)
        free = page.room[3] - chart.line * 2.9 - sum(chart.words_height(panel) for panel in panels)
        if free < CROWDED_MM * len(panels):
            chart = replace(chart, labels_all=False)
            free += (len(panels) - 1) * chart.line
        if free < LEAST_MM * len(panels):
            raise too_small(page.sheet)
        least = min(chart.line * LEAST_ROOM, free * LEAST_SHARE / max(len(panels), 1))
        low, high = 0.0, free
        for _ in range(40):
            middle = (low + high) / 2
            needed = sum(max(p.high * middle, least) + p.deep * middle for p in panels)
            low, high = (middle, high) if needed <= free else (low, middle)
        low = min(low, page.room[2] * HIGHEST / max([1.0, *(panel.high for panel in panels)]))
        return replace(chart, mm_a_person=low, least=least)

    @property
    def size(self) -> float:
        return max(6.0, self.sheet.text * 0.88)

    @property
    def line(self) -> float:
        return self.size * LINE_MM

    @property
    def left(self) -> float:
        return self.room[0] + text_width("1,000", self.size) + 2.0

    @property
    def pitch(self) -> float:
        """Millimetres from one bar to the next."""
        return (self.room[0] + self.room[2] - self.left) / max(len(self.timeline.bars), 1)

    def words_height(self, panel: KindBars) -> float:
        """What the words of a panel take: heading, number on the highest bar, labels."""
        return (4.6 + (0.6 if panel.deep else 0)) * self.line

    def draw(self, view: View, panels: Sequence[KindBars]) -> None:
        """Draw all panels, from the top down."""
        top = self.room[1] + self.room[3]
        words = self.language(AXES[self.timeline.months])
        self.write(self.room[0], top - self.line, words, "italic", PALE_INK)
        top -= self.line * 1.8
        for panel in panels:
            name, numbers = panel_words(view, panel.kind, self.language)
            self.write(self.room[0], top - self.line, name, "bold", rgb(KIND_INKS[panel.kind]))
            self.write(self.room[0] + text_width(name, self.size, "bold") + 2, top - self.line, numbers)
            high = max(panel.high * self.mm_a_person, self.least)
            axis = top - self.line * 2.8 - high
            self._grid(axis, high)
            self._bars(panel, axis)
            last = panel is panels[-1]
            if last or self.labels_all:
                self._labels(axis)
            below = axis - self.line * (1.6 if last or self.labels_all else 0.6)
            if last and self.timeline.months == 1:
                self._years(axis - self.line * 1.3)
                below -= self.line * 1.1
            self._blocks(panel, below)
            spared = 0.0 if self.labels_all else self.line
            top -= self.words_height(panel) - spared + high + panel.deep * self.mm_a_person

    def say(self, words: str) -> None:
        """Write a sentence where bars would be."""
        left, bottom, width, height = self.room
        for n, line in enumerate(wrapped(words, self.size, width * 0.9)):
            self.write(left + width / 2, bottom + height * 0.6 - n * self.line, line, colour=GREY, ha="center")

    def write(
        self, x: float, y: float, text: str, weight: Weight = "regular", colour: Any = DARK, ha: str = "left"
    ) -> None:
        """Write one line; `y` is where its letters stand."""
        self.axes.text(
            x, y, text, fontproperties=font(self.size, weight), color=colour, ha=ha, va="baseline", parse_math=False,
            zorder=6,
        )  # fmt: skip

    def _grid(self, axis: float, high: float) -> None:
        """Light lines at round numbers of persons, and the axis itself at 0."""
        right = self.room[0] + self.room[2]
        step = round_step(max(self.timeline.counts["persons_low"].max() / TICKS, self.line * 1.6 / self.mm_a_person))
        for persons in np.arange(0, high / self.mm_a_person + step * 0.01, step):
            y = axis + persons * self.mm_a_person
            colour, wide = (rgb(INK), 0.8) if persons == 0 else (GRID, 0.5)
            self.axes.plot([self.left, right], [y, y], color=colour, linewidth=wide, zorder=1 if persons else 5)
            self.write(self.left - 1.2, y - self.line * 0.28, f"{int(persons):,}", colour=GREY, ha="right")

    def _bars(self, panel: KindBars, axis: float) -> None:
        wide = min(self.pitch * BAR, WIDEST_MM)
        heights = dict(zip(panel.bars["first_bar"], panel.bars["persons_low"], strict=True))
        numbered: list[tuple[float, float]] = []
        for bar, persons in sorted(heights.items(), key=lambda one: (-one[1], one[0])):
            middle, high = self._middle(bar), persons * self.mm_a_person
            shape = Rectangle((middle - wide / 2, axis), wide, high, zorder=3)
            paint_bar(shape, KIND_COLOURS[panel.kind], KIND_INKS[panel.kind], hatched=False)
            self.axes.add_patch(shape)
            text = f"{persons:,}"
            half = text_width(text, self.size, "semibold") / 2 + 0.3
            # Over a neighbour's bar, or beside a neighbour's number, it would be read for that one.
            reach = int(np.ceil((half + wide / 2) / self.pitch))
            near = [bar + n for n in range(-reach, reach + 1) if n and abs(n) * self.pitch < half + wide / 2]
            covered = any(heights.get(other, 0) * self.mm_a_person > high for other in near)
            if not covered and not any(abs(middle - at) < half + other for at, other in numbered):
                self.write(middle, axis + high + self.line * 0.32, text, "semibold", ha="center")
                numbered.append((middle, half))

    def _labels(self, axis: float) -> None:
        """What the bars stand for, under the axis."""
        texts = {bar: bar_words(self.timeline, bar) for bar in self.timeline.bars}
        widest = max(text_width(text, self.size) for text in texts.values()) + 1.2
        every = _every(widest / self.pitch, self.timeline.months)
        for bar, text in texts.items():
            if bar % every == 0:
                self.write(self._middle(bar), axis - self.line * 1.05, text, colour=GREY, ha="center")

    def _years(self, top: float) -> None:
        """The year under each twelve months."""
        for bar in self.timeline.bars[::YEAR]:
            left, right = self._middle(bar) - self.pitch / 2, self._middle(bar) + self.pitch * (YEAR - 0.5)
            self.axes.plot([left + 0.6, right - 0.6], [top, top], color=GREY, linewidth=0.5, zorder=1)
            self.write((left + right) / 2, top - self.line, str(bar // YEAR), colour=GREY, ha="center")

    def _blocks(self, panel: KindBars, axis: float) -> None:
        spare = (1 - BAR) / 2 * self.pitch
        for block in panel.blocks.to_dict("records"):
            # What may lie outside the period runs into the edge.
            left = max(self._middle(block["first_bar"]) - self.pitch / 2 + spare, self.left)
            right = min(self._middle(block["last_bar"]) + self.pitch / 2 - spare, self.room[0] + self.room[2])
            top, bottom = (axis - block[name] * self.mm_a_person for name in ("top", "bottom"))
            shape = Rectangle((left, bottom), right - left, top - bottom, zorder=3)
            paint_bar(shape, KIND_COLOURS[panel.kind], KIND_INKS[panel.kind], hatched=True)
            self.axes.add_patch(shape)
            text = f"{block['persons_low']:,}"
            wide = text_width(text, self.size, "semibold") + 1.6
            if right - left > wide and top - bottom > self.line:
                middle, height = (left + right) / 2, (top + bottom) / 2
                ground = Rectangle((middle - wide / 2, height - self.line * 0.45), wide, self.line * 0.9, zorder=3.5)
                ground.set(facecolor="white", edgecolor="none")
                self.axes.add_patch(ground)
                self.write(middle, height - self.line * 0.28, text, "semibold", ha="center")

    def _middle(self, bar: int) -> float:
        return self.left + (bar - self.timeline.first + 0.5) * self.pitch


def _every(bars_a_label: float, months: int) -> int:
    """How many bars a label is written for: a divisor of the year for months, a round number for years."""
    steps = (1, 2, 3, 6, YEAR) if months == 1 else (1, 2, 5, 10, 20, 50, 100)
    return next((step for step in steps if step >= bars_a_label), steps[-1])
