"""Flows of a corridor keep their ends, their order and their width; all others stay as they were."""

from __future__ import annotations

import numpy as np
from hypothesis import assume, given
from hypothesis import strategies as st

from footprints_geo.corridors import ALIKE, LEAST_FLOWS, LEAST_LENGTH, compatibility, corridors, lanes
from footprints_geo.flows import POINTS, spines
from footprints_geo.scales import Floats

SPOTS = st.tuples(st.floats(0, 200), st.floats(0, 200))
FLOWS = st.lists(st.tuples(SPOTS, SPOTS, st.floats(0.4, 6)), max_size=25)
GAP = 0.5


def parts(flows: list[tuple[tuple[float, float], tuple[float, float], float]]) -> tuple[Floats, Floats, Floats]:
    start = np.array([one for one, _, _ in flows], dtype=np.float64).reshape(-1, 2)
    end = np.array([other for _, other, _ in flows], dtype=np.float64).reshape(-1, 2)
    return start, end, np.array([width for *_, width in flows], dtype=np.float64)


def parallel(number: int, apart: float = 3.0) -> tuple[Floats, Floats, Floats]:
    """Flows to the right, one above the other."""
    up = np.arange(number) * apart
    start, end = np.column_stack((np.zeros(number), up)), np.column_stack((np.full(number, 120.0), up))
    return start, end, np.linspace(1, 2, number)


def led(start: Floats, end: Floats, width: Floats) -> tuple[Floats, Floats]:
    curves = spines(start, end, np.full(len(start), 0.15))
    return curves, lanes(start, end, curves, width, GAP)


@given(FLOWS)
def test_ends_stay_and_only_flows_of_a_corridor_move(
    flows: list[tuple[tuple[float, float], tuple[float, float], float]],
) -> None:
    start, end, width = parts(flows)
    assume(len(start) == 0 or (np.hypot(*(end - start).T) > 1).all())
    curves, after = led(start, end, width)
    assert after.shape == (len(flows), POINTS, 2)
    assert np.allclose(after[:, [0, -1]], curves[:, [0, -1]])
    groups = corridors(start, end, width)
    members = np.concatenate(groups) if groups else np.array([], dtype=int)
    assert len(set(members.tolist())) == len(members)
    alone = np.setdiff1d(np.arange(len(flows)), members)
    assert np.array_equal(after[alone], curves[alone])
    for group in groups:
        assert len(group) >= LEAST_FLOWS
        along = (end - start)[group]
        assert (along @ along.T > 0).all(), "nothing goes against the others"
        assert (np.hypot(*along.T) >= LEAST_LENGTH).all()


def test_lanes_lie_beside_each_other_and_none_on_another() -> None:
    start, end, width = parallel(6, apart=0.2)
    _, after = led(start, end, width)
    middle = after[:, POINTS // 2, 1]
    order = np.argsort(-middle)
    steps = -np.diff(middle[order])
    needed = (width[order][:-1] + width[order][1:]) / 2 + GAP
    assert (steps >= needed * 0.98).all()


def test_lanes_keep_the_order_of_their_flows() -> None:
    start, end, width = parallel(5)
    _, after = led(start, end, width)
    assert (np.diff(after[:, POINTS // 2, 1]) > 0).all()


def test_two_flows_need_no_corridor_and_opposite_ones_share_none() -> None:
    start, end, width = parallel(2)
    assert corridors(start, end, width) == []
    start, end, width = parallel(6)
    back = np.arange(6) % 2 == 1
    start[back], end[back] = end[back], start[back].copy()
    assert sorted(group.tolist() for group in corridors(start, end, width)) == [[0, 2, 4], [1, 3, 5]]


def test_the_widest_flow_turns_aside_least() -> None:
    start, end, width = parallel(4)
    width[0] = 30
    curves, after = led(start, end, width)
    moved = np.hypot(*(after - curves)[:, POINTS // 2].T)
    assert moved[0] == moved.min()


def test_compatibility_is_one_for_equal_flows_and_symmetric() -> None:
    start, end, _ = parallel(3)
    measure = compatibility(start, end)
    assert np.allclose(np.diag(measure), 1)
    assert np.allclose(measure, measure.T)
    assert (measure > ALIKE).all()


def test_no_flows_give_no_lanes() -> None:
    nothing = np.zeros((0, 2))
    assert lanes(nothing, nothing, np.zeros((0, POINTS, 2)), np.zeros(0), GAP).shape == (0, POINTS, 2)
