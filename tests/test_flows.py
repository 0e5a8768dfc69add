"""Flows on paper: outlines that grow towards their arrowhead, whole or in dashes."""

from __future__ import annotations

import numpy as np
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from footprints_geo.flows import BEND, MOST_BEND, NO_LENGTH, POINTS, fan, flow, spines

places = st.tuples(st.floats(-500, 500), st.floats(-500, 500))


def line(length: float = 100.0) -> np.ndarray:
    return np.column_stack((np.linspace(0, length, 20), np.zeros(20)))


def test_two_directions_lie_side_by_side() -> None:
    ends = np.array([[0.0, 0.0], [100.0, 0.0]])
    there, back = spines(ends, ends[::-1], fan(np.zeros(2)))
    assert there[POINTS // 2, 1] < -5
    assert back[POINTS // 2, 1] > 5
    assert np.allclose(there[[0, -1]], ends)


def test_flows_with_the_same_ends_fan_out_and_do_not_run_away() -> None:
    bends = fan(np.arange(30.0))
    assert bends[0] == BEND
    assert (np.diff(bends) >= 0).all()
    assert bends.max() == MOST_BEND


def test_a_flow_grows_towards_its_arrowhead() -> None:
    whole = flow(line(), 4.0, 1.0, None, 2.0)
    assert whole is not None
    body, head = whole.pieces
    half = len(body) // 2
    widths = body[:half, 1] - body[half:][::-1, 1]
    assert (np.diff(widths) >= -1e-9).all()
    assert widths[-1] == pytest.approx(4.0)
    assert np.ptp(head[:, 1]) > 4.0
    assert head[:, 0].max() == pytest.approx(99.0)


def test_dashes_are_whole_and_part_by_spaces() -> None:
    dashed = flow(line(), 2.0, 0.0, (6.0, 4.0), 2.0)
    assert dashed is not None
    dashes = dashed.pieces[:-1]
    lengths = [np.ptp(piece[:, 0]) for piece in dashes]
    assert len(dashes) > 5
    assert max(lengths) - min(lengths) < 1e-6
    begins = sorted(piece[:, 0].min() for piece in dashes)
    assert all(after - before > length for before, after, length in zip(begins, begins[1:], lengths, strict=False))


def test_a_short_flow_is_drawn_long_enough_to_be_seen_round_its_own_middle() -> None:
    short = flow(line(0.5), 3.0, 0.4, None, 2.5)
    assert short is not None
    assert np.ptp(short.spine[:, 0]) > 5
    assert short.spine[:, 0].mean() == pytest.approx(0.25, abs=0.01)


def test_a_flow_without_length_is_none() -> None:
    assert flow(np.zeros((20, 2)), 2.0, 1.0, None, 2.0) is None


@given(places, places, st.floats(0.2, 8), st.sampled_from([None, (3.0, 1.5), (1.0, 1.0)]))
def test_whatever_the_ends_outlines_are_finite_and_have_an_area(
    start: tuple[float, float], end: tuple[float, float], width: float, dash: tuple[float, float] | None
) -> None:
    spine = spines(np.array([start]), np.array([end]), fan(np.zeros(1)))[0]
    drawn = flow(spine, width, 1.0, dash, 2.0)
    if drawn is None:
        assert np.hypot(*(spine[0] - spine[-1])) <= NO_LENGTH
        return
    assert all(np.isfinite(piece).all() for piece in drawn.pieces)
    assert sum(shapely.Polygon(piece).buffer(0).area for piece in drawn.pieces) > 0
