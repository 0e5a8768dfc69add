"""Maps of several periods on one sheet, with one extent and one scale."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from math import ceil
from typing import Final

from matplotlib.figure import Figure

from footprints_geo.figure.fonts import wrapped
from footprints_geo.figure.framing import extent_of
from footprints_geo.figure.ground import Window
from footprints_geo.figure.map_elements import draw_north, draw_scale_bar
from footprints_geo.figure.map_frame import LINE_MM, Box, MapFrame
from footprints_geo.figure.page import GREY, Page, too_small, write_lines
from footprints_geo.figure.routes import draw_names, widths
from footprints_geo.legend import legend_of
from footprints_geo.panel_words import Maps, comparison_words, years_words
from footprints_geo.panels import Panel, covering, two_panels, year_panels
from footprints_geo.paper import LEAST_POINTS, FigureOptions, Sheet
from footprints_geo.pipeline import View, view
from footprints_geo.projections import Projection
from footprints_geo.scene import Scene, lay_out
from footprints_geo.wording import FigureWords, as_of, in_each_language

GAP_MM: Final = 3.0
SMALLER: Final = 0.82
"""Letters of a panel, as a part of those of a whole map."""

FEWEST_NAMES: Final = 3
LEAST_MM: Final = 12.0
"""Sides of a map: on less, nothing can be told from anything else."""


@dataclass(frozen=True)
class _Grid:
    """How panels are set out: columns and rows."""

    columns: int
    rows: int

    @classmethod
    def of(cls, number: int, room: Box, shape: float) -> _Grid:
        """The grid in which maps of a shape (width by height) are largest."""
        grids = [cls(columns, ceil(number / columns)) for columns in range(1, max(number, 1) + 1)]
        return max(grids, key=lambda grid: grid._size(room, shape))

    def _size(self, room: Box, shape: float) -> float:
        width, height = room[2] / self.columns, room[3] / self.rows
        return min(width, height * shape)

    def box(self, number: int, room: Box) -> Box:
        """The place of a panel; the first is the upper left one."""
        row, column = divmod(number, self.columns)
        width = (room[2] - GAP_MM * (self.columns - 1)) / self.columns
        height = (room[3] - GAP_MM * (self.rows - 1)) / self.rows
        return (
            room[0] + column * (width + GAP_MM),
            room[1] + room[3] - (row + 1) * height - row * GAP_MM,
            width,
            height,
        )


def draw_years(whole: View, options: FigureOptions) -> tuple[Figure, tuple[FigureWords, ...]]:
    """Draw a map for each year of a view.

    Returns
    -------
    (matplotlib.figure.Figure, tuple of FigureWords)
        The picture, and its words in every language there is. One map of the land for a view without dated events.
    """
    panels = year_panels(whole)
    maps, together = _maps(whole, panels, options)
    said_in = in_each_language(lambda language: years_words(whole, panels, maps, as_of(whole), language))
    return _draw(panels, maps, together, said_in, options), said_in


def draw_comparison(whole: View, options: FigureOptions) -> tuple[Figure, tuple[FigureWords, ...]]:
    """Draw a map of the view's period and one of `options.against`, side by side.

    Raises
    ------
    InputError
        One of the two periods is not said.
    """
    panels = two_panels(whole, options.against)
    maps, together = _maps(whole, panels, options)
    said_in = in_each_language(lambda language: comparison_words(whole, panels, maps, as_of(whole), language))
    return _draw(panels, maps, together, said_in, options), said_in


def _maps(whole: View, panels: tuple[Panel, ...], options: FigureOptions) -> tuple[Maps, Scene]:
    """What each map shows, all in one projection; and the scene of all of them, which the legend is of."""
    together = lay_out(view(whole.prepared, covering(panels, whole.selection), whole.level), options.script)
    scenes = [lay_out(panel.view, options.script) for panel in panels]
    shown = {leg for scene in scenes for leg in scene.legs["leg"]}
    in_panels = replace(together, legs=together.legs[together.legs["leg"].isin(shown)])
    return Maps(scenes, Projection(extent_of(together.dots, options.extent))), in_panels


def _draw(
    panels: Sequence[Panel],
    maps: Maps,
    together: Scene,
    said_in: Sequence[FigureWords],
    options: FigureOptions,
) -> Figure:
    words = next(words for words in said_in if words.language == options.language.code)
    small = replace(options.sheet, text=max(options.sheet.text * SMALLER, LEAST_POINTS / 0.94))
    legend = legend_of(_of_panels(together, maps.scenes), options.language)
    page, projection = Page.of(options.sheet, words, legend, widths(together, small)), maps.projection
    if not panels:
        MapFrame.on(page.figure, page.room, Window(projection, *page.room[2:]), options.sheet)
        return page.figure
    left, bottom, right, top = projection.frame(1.0, 1.0)
    grid = _Grid.of(len(panels), page.room, (right - left) / (top - bottom))
    boxes = [grid.box(number, page.room) for number in range(len(panels))]
    headings = [_Heading.of(panel, box[2], small, options) for panel, box in zip(panels, boxes, strict=True)]
    # As high over each map as over any other: the maps have one scale.
    high = max(heading.height for heading in headings)
    if min(boxes[0][2], boxes[0][3] - high) < LEAST_MM:
        raise too_small(options.sheet)
    for number, (heading, box, one) in enumerate(zip(headings, boxes, maps.scenes, strict=True)):
        heading.write(page, box[0], box[1] + box[3])
        place = (box[0], box[1], box[2], box[3] - high)
        frame = MapFrame.on(page.figure, place, Window(projection, *place[2:]), small)
        _draw_map(frame, one, replace(options, sheet=small), first=number == 0)
    return page.figure


def _of_panels(scene: Scene, scenes: Sequence[Scene]) -> Scene:
    """All periods' scene with no number larger than the largest of any one: what the legend is of."""
    drawn = [one.legs.loc[one.legs["mark"] != "area", "persons_low"].max() for one in scenes if len(one.legs)]
    largest = max((int(most) for most in drawn if most == most), default=0)
    return replace(scene, legs=scene.legs.assign(persons_low=scene.legs["persons_low"].clip(upper=largest)))


@dataclass(frozen=True)
class _Heading:
    """Period and numbers over a map."""

    period: list[str]
    numbers: list[str]
    size: float

    @classmethod
    def of(cls, panel: Panel, width: float, small: Sheet, options: FigureOptions) -> _Heading:
        """Those of a panel, in lines of a width."""
        period = wrapped(panel.heading(options.language), small.text * 1.1, width, "bold")
        return cls(period, wrapped(panel.numbers(options.language), small.text * 0.94, width), small.text)

    @property
    def height(self) -> float:
        """In millimetres, with a little room below."""
        return (len(self.period) * 1.1 + len(self.numbers) * 0.94 + 0.3) * self.size * LINE_MM

    def write(self, page: Page, left: float, top: float) -> None:
        """Write it on a sheet."""
        top = write_lines(page.axes, left, top, self.period, self.size * 1.1, "bold")
        write_lines(page.axes, left, top, self.numbers, self.size * 0.94, colour=GREY)


def _draw_map(frame: MapFrame, scene: Scene, options: FigureOptions, *, first: bool) -> None:
    """One map; the first has the scale bar and the north arrow of all."""
    width, height = frame.window.width, frame.window.height
    flows = frame.draw_flows(scene.legs, widths(scene, options.sheet))
    frame.draw_dots(scene.dots)
    taken: list[Box] = (
        [draw_north(frame, width - 6, height - 13), draw_scale_bar(frame, 3, 3, width * 0.35)] if first else []
    )
    taken += frame.draw_numbers(scene.legs, flows, [True] * len(flows), taken)
    draw_names(frame, scene.dots, flows, options, taken, FEWEST_NAMES)
