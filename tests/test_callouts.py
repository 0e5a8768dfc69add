"""Names round points on paper: none covers another, all are inside the frame, crowded ones are led to."""

from __future__ import annotations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from footprints_geo.callouts import Callout, callouts

FRAME = (0.0, 0.0, 100.0, 100.0)
NONE = np.zeros((0, 2))
NO_BOX = np.zeros((0, 4))


def boxes(found: list[Callout | None], sizes: list[tuple[float, float]]) -> np.ndarray:
    return np.array(
        [
            (one.middle[0] - w / 2, one.middle[1] - h / 2, one.middle[0] + w / 2, one.middle[1] + h / 2)
            for one, (w, h) in zip(found, sizes, strict=True)
            if one
        ]
    ).reshape(-1, 4)


def covered(table: np.ndarray) -> int:
    pairs = [
        (a, b)
        for n, a in enumerate(table)
        for b in table[n + 1 :]
        if a[0] < b[2] - 1e-9 and a[2] > b[0] + 1e-9 and a[1] < b[3] - 1e-9 and a[3] > b[1] + 1e-9
    ]
    return len(pairs)


def test_a_lonely_name_stands_beside_its_dot() -> None:
    (one,) = callouts(np.array([[50.0, 50.0]]), [(20, 3)], [1.0], FRAME, NONE, NO_BOX)
    assert one is not None
    assert not one.leader
    assert one.middle[0] > 60
    assert abs(one.middle[1] - 50) < 1


def test_names_of_a_knot_of_dots_are_led_apart() -> None:
    points = np.array([[50 + n * 0.4, 50 - n * 0.3] for n in range(9)])
    sizes = [(18.0, 3.0)] * 9
    found = callouts(points, sizes, [0.8] * 9, FRAME, NONE, NO_BOX)
    assert all(found)
    assert any(one.leader for one in found if one)
    assert covered(boxes(found, sizes)) == 0


def test_a_name_keeps_off_a_taken_box() -> None:
    taken = np.array([[51.0, 40.0, 100.0, 60.0]])
    (one,) = callouts(np.array([[50.0, 50.0]]), [(20, 3)], [1.0], FRAME, NONE, taken)
    assert one is not None
    assert one.middle[0] < 51


def test_where_nothing_is_free_there_is_no_name() -> None:
    assert callouts(np.array([[50.0, 50.0]]), [(20, 3)], [1.0], FRAME, NONE, np.array([[-50, -50, 200, 200.0]])) == [
        None
    ]
    assert callouts(np.zeros((0, 2)), [], [], FRAME, NONE, NO_BOX) == []


@settings(max_examples=40)
@given(st.lists(st.tuples(st.floats(0, 100), st.floats(0, 100)), max_size=25))
def test_no_name_covers_another_or_leaves_the_frame(points: list[tuple[float, float]]) -> None:
    sizes = [(16.0, 3.0)] * len(points)
    found = callouts(np.array(points).reshape(-1, 2), sizes, [0.8] * len(points), FRAME, NONE, NO_BOX)
    table = boxes(found, sizes)
    assert covered(table) == 0
    assert (table >= -1e-9).all()
    assert (table <= 100 + 1e-9).all()
    assert found == callouts(np.array(points).reshape(-1, 2), sizes, [0.8] * len(points), FRAME, NONE, NO_BOX)
