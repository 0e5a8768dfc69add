from __future__ import annotations

import numpy as np
from hypothesis import example, given
from hypothesis import strategies as st

from footprints_geo.labels import CENTRE, POSITIONS, Box, Position, place_labels, text_size

FRAME: Box = (0.0, 0.0, 500.0, 500.0)
NAMES = st.lists(
    st.tuples(st.floats(0, 500), st.floats(0, 500), st.floats(5, 150), st.floats(8, 30), st.sampled_from([0.0, 8.0])),
    max_size=25,
)


def boxes(names: list[tuple[float, ...]], sides: list[Position | None]) -> list[Box]:
    return [
        (
            x + gap * side.right + width * (side.right - 1) / 2,
            y + gap * side.down + height * (side.down - 1) / 2,
            x + gap * side.right + width * (side.right + 1) / 2,
            y + gap * side.down + height * (side.down + 1) / 2,
        )
        for (x, y, width, height, gap), side in zip(names, sides, strict=True)
        if side is not None
    ]


def place(names: list[tuple[float, ...]], taken: list[Box] | None = None) -> list[Position | None]:
    points = np.array([name[:2] for name in names], dtype=float).reshape(-1, 2)
    return place_labels(points, [(n[2], n[3]) for n in names], [n[4] for n in names], FRAME, taken or [])


@example([(0.0, 0.0, 5.0, 8.0, 0.0), (8.000000000000002, 0.0, 17.0, 8.0, 8.0)])
@given(NAMES)
def test_no_name_covers_another_and_none_is_cut_by_its_edge(names: list[tuple[float, ...]]) -> None:
    placed = boxes(names, place(names))
    for number, one in enumerate(placed):
        inside = one[0] >= 0 and one[1] >= 0 and one[2] <= 500 and one[3] <= 500
        assert inside or one[2] <= 0 or one[3] <= 0 or one[0] >= 500 or one[1] >= 500
        for other in placed[number + 1 :]:
            assert one[2] <= other[0] or one[0] >= other[2] or one[3] <= other[1] or one[1] >= other[3]


@given(NAMES)
def test_the_more_important_name_never_gives_way_to_the_less(names: list[tuple[float, ...]]) -> None:
    # Without dots to keep clear of, what comes later changes nothing before it.
    areas = [(*name[:4], 0.0) for name in names]
    for count in range(len(areas)):
        assert place(areas)[:count] == place(areas[:count])


def test_an_area_stands_on_its_point_and_a_dot_has_its_name_beside_it() -> None:
    assert place([(250, 250, 50, 12, 0.0)]) == [CENTRE]
    assert place([(250, 250, 50, 12, 8.0)]) == [POSITIONS[0]]


def test_a_name_that_fits_nowhere_is_left_out() -> None:
    assert place([(250, 250, 50, 12, 8.0)], taken=[(0, 0, 500, 500)]) == [None]


def test_no_names_have_no_sides() -> None:
    assert place([]) == []


def test_hangul_is_wider_than_latin_and_two_lines_are_taller() -> None:
    assert text_size("북한", 10)[0] > text_size("ab", 10)[0]
    assert text_size("a\nb", 10) == (text_size("a", 10)[0], 2 * text_size("a", 10)[1])
