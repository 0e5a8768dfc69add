"""The shape of the speed and not its seconds: ratios within one run, with a wide margin, and sizes that are bounded."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from footprints_geo.deck.routes import build_deck
from footprints_geo.disclosure.release import internal
from footprints_geo.events.reading import read_events
from footprints_geo.periods import Period
from footprints_geo.pipeline import bundled_events, prepare, view
from footprints_geo.prepared import Prepared
from footprints_geo.scene import MOST_LINES, lay_out
from footprints_geo.selection import Selection
from footprints_geo.synthetic import made_up_events, measure
from footprints_geo.writers.parts_file import write_parts

LARGEST_MAP = 300_000
"""Bytes: what a page may be sent for a map, however many the records."""

ASKED = (
    Selection(years=Period.of(2023)),
    Selection(events=("arrest",), years=Period.of(2010, 2015)),
    Selection(kind=("repatriation",), countries=("CN", "RU")),
)


def made_up(folder: Path, cases: int) -> Prepared:
    file = folder / f"{cases}.parquet"
    write_parts(made_up_events(measure(bundled_events().given), cases, 1), file)
    return prepare(internal(read_events(file)))


def quickest(work: Callable[[], object], runs: int = 5) -> float:
    """Seconds of the quickest of several runs: what else the machine does can only add."""
    seconds = []
    for _ in range(runs):
        begin = time.perf_counter()
        work()
        seconds.append(time.perf_counter() - begin)
    return min(seconds)


def test_a_map_is_no_larger_than_a_page_can_take_whatever_the_records(tmp_path: Path) -> None:
    seen = view(made_up(tmp_path, 3_000))
    assert len(seen.legs) > 2 * MOST_LINES
    scene = lay_out(seen)
    assert len(scene.legs) + scene.left_out + scene.on_one_spot + scene.without_spot == len(seen.legs)
    assert 50_000 < len(build_deck(scene).to_json().encode()) < LARGEST_MAP


@pytest.mark.slow
def test_another_selection_takes_less_time_than_sorting_the_events_again(tmp_path: Path) -> None:
    prepared = made_up(tmp_path, 200_000)
    keys = np.random.default_rng(1).integers(0, 2**62, len(prepared.events.frame))
    sorting = quickest(lambda: np.argsort(keys, kind="stable"))
    # Once before: what a level needs is worked out when it is first looked at.
    view(prepared)
    for asked in ASKED:
        assert quickest(lambda asked=asked: view(prepared, asked)) < 3 * sorting


@pytest.mark.slow
def test_four_times_the_records_take_no_more_than_eight_times_as_long(tmp_path: Path) -> None:
    small, large = (made_up(tmp_path, cases) for cases in (50_000, 200_000))

    def again(one: Prepared) -> Callable[[], object]:
        return lambda: view(prepare(one.release))

    assert quickest(again(large), 3) < 8 * quickest(again(small), 3)
