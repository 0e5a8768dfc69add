"""What our speed is held against does our work: the two rivals that need no other library rank the same routes."""

from __future__ import annotations

from collections.abc import Callable
from random import Random
from typing import Any

import pandas as pd
import pytest

from bench.rivals import Ranked, pandas_apply, pandas_columns
from bench.rivals.footprints import ranked as ours
from bench.scale import compare
from bench.scale_data import typed
from bench.scale_report import exponent, ratio_of, targets
from footprints_geo.disclosure.release import internal
from footprints_geo.pipeline import prepare, view
from footprints_geo.synthetic import made_up_events, measure
from tests.builders import all_awkward_cases, random_rows, read_rows

RIVALS: dict[str, Callable[[pd.DataFrame], Ranked]] = {
    "apply": pandas_apply.ranked,
    "columns": pandas_columns.ranked,
}
MEASURED: dict[str, Any] = {
    "footprints": {1_000_000: {"prepare": [4.0, 6.0], "whole": [5.0, 7.0]}, 10_000_000: {"prepare": [50.0]}},
    "polars": {1_000_000: {"whole": [2.0, 6.0]}},
}


@pytest.mark.parametrize("rival", RIVALS)
@pytest.mark.parametrize("seed", range(4))
def test_a_rival_ranks_the_same_routes_of_random_records(rival: str, seed: int) -> None:
    events = read_rows(random_rows(Random(seed), 150))
    expected = ours(view(prepare(internal(events))))
    assert len(expected) > 20
    assert RIVALS[rival](typed(events)) == expected


@pytest.mark.parametrize("rival", RIVALS)
def test_a_rival_knows_every_awkward_case_and_made_up_records(rival: str) -> None:
    (part,) = made_up_events(measure(view(prepare()).prepared.events.given), 300, 1)
    made_up = part.to_pandas().astype("object").fillna("").astype("str").to_dict("records")
    for rows in (all_awkward_cases(), made_up):
        events = read_rows(rows)
        assert RIVALS[rival](typed(events)) == ours(view(prepare(internal(events))))


def test_other_routes_stop_the_run() -> None:
    same = {"footprints": {10: {"routes": [["escape", "KP>CN", 1, 1]]}}, "polars": {10: {"routes": []}}}
    compare(same, 10)
    same["polars"][10]["routes"] = [["escape", "KP>CN", 1, 2]]
    with pytest.raises(SystemExit, match="polars ranks other routes"):
        compare(same, 10)


def test_ratios_are_those_of_rounds_and_a_missed_target_is_said() -> None:
    assert ratio_of(MEASURED, 1_000_000, ("footprints", "prepare"), ("polars",)) == 1.5
    assert exponent(MEASURED) == pytest.approx(1.0)
    said = targets(MEASURED, {"routes": 1.0, "imports": 0.5})
    assert "| prepare 10 M, s | ≤ 6 | 50 | **missed** |" in said
    assert "| start of `routes`: times importing pandas and shapely | ≤ 1.5 | 2 | **missed** |" in said
    assert "| growth of prepare from 1 M on: exponent | ≤ 1.1 | 1 | met |" in said
    assert "| prepare 10 M, GiB | ≤ 3 | — | not measured |" in said
