"""What a legend says: of what is shown, and of nothing else."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Final, Literal

from footprints_geo.language import ENGLISH, Language
from footprints_geo.scales import INK, KIND_COLOURS, KIND_INKS, Colour
from footprints_geo.scene import Scene
from footprints_geo.terms import KIND_NAMES
from footprints_geo.vocabulary import KINDS, Kind
from footprints_geo.wording import MARK_NAMES, PERSONS_HEADING

PLAIN: Final[Colour] = (77, 84, 92)
Shape = Literal["flow", "bar", "hatched", "symbol", "hollow", "cell", "dashed"]
"""How a sample is drawn: a flow, a bar of one date or of a date that is not known closely, a symbol or its outline,
a cell of the grid with a plain edge or a dashed one."""

APART: Final = 1.6
"""A step is left out where the next larger one is less than so many times as large."""


@dataclass(frozen=True, slots=True)
class LegendLine:
    """One line of a legend.

    Attributes
    ----------
    words : str
        What it means.
    colour, edge : (int, int, int)
        Of the sample.
    mark : str
        Of the sample: a mark of legs for a flow, an event type for a symbol; means nothing for a bar.
    persons : int
        How many persons its width stands for; 0 where the width means nothing.
    shape : {'flow', 'bar', 'hatched', 'symbol', 'hollow', 'cell', 'dashed'}
        How the sample is drawn.
    """

    words: str
    colour: Colour = INK
    edge: Colour = INK
    mark: str = "recorded"
    persons: int = 0
    shape: Shape = "flow"


@dataclass(frozen=True, slots=True)
class LegendColumn:
    """A heading and its lines, at least one."""

    heading: str
    lines: tuple[LegendLine, ...]


def legend_of(scene: Scene, language: Language = ENGLISH) -> tuple[LegendColumn, ...]:
    """Widths, kinds and marks of the flows that are shown; empty for a scene without flows."""
    kinds = [kind for kind in KINDS if (scene.legs["kind"] == kind).any()]
    marks = [mark for mark in MARK_NAMES if (scene.legs["mark"] == mark).any()]
    steps = [LegendLine(f"{step:,}", PLAIN, PLAIN, persons=step) for step in legend_steps(scene)]
    columns = (
        (language(PERSONS_HEADING), steps),
        (language("Kind"), [_kind_line(kind, language) for kind in kinds]),
        (language("Line"), [LegendLine(language(MARK_NAMES[mark]), mark=mark) for mark in marks]),
    )
    return tuple(LegendColumn(heading, tuple(lines)) for heading, lines in columns if lines)


def _kind_line(kind: Kind, language: Language) -> LegendLine:
    return LegendLine(language(KIND_NAMES[kind]), KIND_COLOURS[kind], KIND_INKS[kind])


def legend_steps(scene: Scene) -> tuple[int, ...]:
    """The persons whose widths are shown: the very largest number on the map, and round ones below it.

    Empty where no flow has a width that means a number.
    """
    drawn = scene.legs.loc[scene.legs["mark"] != "area", "persons_low"]
    largest = int(drawn.max()) if len(drawn) else 0
    if not largest:
        return ()
    round_ones = [step for step, _ in replace(scene.scale, largest=float(largest)).legend()]
    return (largest, *(step for step in round_ones if step * APART < largest))
