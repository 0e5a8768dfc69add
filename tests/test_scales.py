from __future__ import annotations

from itertools import combinations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from footprints_geo.scales import (
    HOME_LAND,
    KIND_COLOURS,
    KIND_INKS,
    LAND,
    SEA,
    THINNEST,
    WIDEST,
    Colour,
    WidthScale,
    curves,
    directions,
    screen_positions,
)
from footprints_geo.vocabulary import KINDS, Kind

LON, LAT = st.floats(60, 150), st.floats(-10, 60)
POINTS = st.tuples(LON, LAT).map(list)
PERSONS = st.integers(0, 10**7)


@given(PERSONS, st.lists(PERSONS, min_size=2, max_size=9))
def test_more_persons_are_never_thinner_and_nobody_is_invisible(largest: int, counts: list[int]) -> None:
    widths = WidthScale(largest).width(np.minimum(sorted(counts), largest))
    assert (np.diff(widths) >= 0).all()
    assert ((widths >= THINNEST) & (widths <= WIDEST)).all()


@pytest.mark.parametrize(
    ("largest", "steps"), [(400, (200, 100, 20)), (300, (200, 50, 10)), (7, (5, 1)), (1, (1,)), (0, (1,))]
)
def test_a_legend_has_round_numbers_no_larger_than_the_largest(largest: int, steps: tuple[int, ...]) -> None:
    assert tuple(step for step, _ in WidthScale(largest).legend()) == steps


@given(POINTS, POINTS)
def test_a_curve_joins_its_ends_and_two_directions_lie_apart(start: list[float], end: list[float]) -> None:
    there, back = curves(np.array([start, end]), np.array([end, start]), np.array([0.2, 0.2]))
    assert np.allclose(there[[0, -1]], [start, end], atol=1e-6)
    assert np.allclose(back[[0, -1]], [end, start], atol=1e-6)
    if np.hypot(start[0] - end[0], start[1] - end[1]) > 1:
        assert np.abs(there - back[::-1]).max() > 0.05


@pytest.mark.parametrize(("end", "angle"), [([110, 40], 0), ([100, 50], 90), ([90, 40], 180), ([100, 30], -90)])
def test_an_arrowhead_points_where_people_went(end: list[float], angle: float) -> None:
    lines = curves(np.array([[100.0, 40.0]]), np.array([end], dtype=float), np.array([0.0]))
    at, angles = directions(lines, 0.5)
    assert angles[0] == pytest.approx(angle, abs=1)
    assert at.shape == (1, 2)


def test_no_legs_have_no_curves() -> None:
    lines = curves(np.empty((0, 2)), np.empty((0, 2)), np.empty(0))
    assert lines.shape[0] == 0
    assert all(len(part) == 0 for part in directions(lines, 0.5))
    assert screen_positions(np.empty((0, 2)), 4).shape == (0, 2)


def test_the_screen_goes_right_with_longitude_and_down_with_lower_latitude() -> None:
    west_north, east_south = screen_positions(np.array([[100.0, 50.0], [110.0, 40.0]]), 3)
    assert (east_south > west_north).all()
    assert np.allclose(screen_positions(np.array([[110.0, 40.0]]), 4), 2 * east_south)


DEUTERANOPIA = np.array(
    [[0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413], [-0.011820, 0.042940, 0.968881]]
)
"""How colours look to those who have no cones for green, in linear light (Machado, Oliveira and Fernandes 2009)."""


def luminance(colour: Colour, seen: np.ndarray | None = None) -> float:
    """Relative luminance after WCAG 2.2."""
    part = np.array(colour) / 255
    linear = np.where(part <= 0.04045, part / 12.92, ((part + 0.055) / 1.055) ** 2.4)
    return float(np.clip(linear if seen is None else seen @ linear, 0, 1) @ [0.2126, 0.7152, 0.0722])


def contrast(one: Colour, other: Colour, seen: np.ndarray | None = None) -> float:
    low, high = sorted((luminance(one, seen), luminance(other, seen)))
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("pair", list(combinations(KINDS, 2)))
def test_kinds_can_be_told_apart_without_colour_and_by_those_who_do_not_see_red_and_green(
    pair: tuple[Kind, Kind],
) -> None:
    one, other = (KIND_COLOURS[kind] for kind in pair)
    # Grey print keeps luminance alone.
    assert contrast(one, other) >= 3
    assert contrast(one, other, DEUTERANOPIA) >= 3


@pytest.mark.parametrize("kind", KINDS)
def test_the_edges_and_words_of_each_kind_stand_out_from_every_ground(kind: Kind) -> None:
    for ground in (LAND, HOME_LAND, SEA, (255, 255, 255)):
        assert contrast(KIND_INKS[kind], ground) >= 4.5
        assert contrast(KIND_INKS[kind], ground, DEUTERANOPIA) >= 4.5
