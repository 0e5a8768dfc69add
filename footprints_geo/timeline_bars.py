"""The bars of each kind over time, and the blocks that hang under them: the same on the page and on paper."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import pandas as pd

from footprints_geo.hatched_blocks import hang
from footprints_geo.timeline import Timeline
from footprints_geo.vocabulary import KINDS, Kind

LEAST_PART: Final = 0.022
"""The least height of a hanging block, as a part of the highest bar: below, its look would not be seen."""


@dataclass(frozen=True)
class KindBars:
    """The bars of one kind.

    Attributes
    ----------
    kind : str
        Of what.
    bars : pandas.DataFrame
        The rows of `Timeline.counts` whose date lies in one bar: they stand on the axis.
    blocks : pandas.DataFrame
        What hangs under it, as of :func:`footprints_geo.hatched_blocks.hang`: dates not known so closely.
    """

    kind: Kind
    bars: pd.DataFrame
    blocks: pd.DataFrame

    @property
    def high(self) -> float:
        """Persons of the highest bar; 0 without bars."""
        return float(self.bars["persons_low"].max()) if len(self.bars) else 0.0

    @property
    def deep(self) -> float:
        """Persons from the axis down to the end of the lowest block; 0 without blocks."""
        return float(self.blocks["bottom"].max()) if len(self.blocks) else 0.0


def bars_of_kinds(timeline: Timeline) -> list[KindBars]:
    """The bars of each kind with a person in one of them, in the order of kinds; empty when there is none."""
    drawn = timeline.counts[(timeline.counts["persons_low"] > 0) & (timeline.counts["first_bar"] >= 0)]
    least = float(drawn["persons_low"].max()) * LEAST_PART if len(drawn) else 0.0
    every = [_of_kind(timeline, kind, least) for kind in KINDS]
    return [one for one in every if one.high or one.deep]


def _of_kind(timeline: Timeline, kind: Kind, least: float) -> KindBars:
    bars = timeline.of(kind, "certain")
    blocks = hang(timeline.of(kind, "uncertain"), timeline.first, timeline.last, least)
    return KindBars(kind, bars[bars["persons_low"] > 0], blocks)
