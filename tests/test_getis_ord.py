"""Gi* is the one of the field's reference library, and what is found by chance is rarely called found."""

from __future__ import annotations

from functools import cache

import esda
import h3.api.basic_int as h3
import libpysal
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import false_discovery_control, norm

from footprints_geo.cells import StudyArea
from footprints_geo.getis_ord import DRAWS, adjusted, chance, gi_star, local_sums
from footprints_geo.hotspots import CLASSES, classified

MIDDLE = h3.latlng_to_cell(43.0, 128.0, 4)


@cache
def area(rings: int = 5) -> StudyArea:
    return StudyArea.around(np.array(h3.grid_disk(MIDDLE, rings - 1), dtype=np.uint64))


def weights_of(one: StudyArea) -> libpysal.weights.W:
    """The same neighbours as the reference library has them, without the cell itself: it puts that in."""
    many = len(one.cells)
    beside = {row: [int(n) for n in rows if n < many and n != row] for row, rows in enumerate(one.neighbours)}
    return libpysal.weights.W(beside, silence_warnings=True)


@settings(max_examples=60)
@given(st.integers(0, 2**32 - 1), st.sampled_from([2, 3, 4]), st.sampled_from([0.05, 0.6, 8.0]))
def test_z_is_that_of_the_reference_library(seed: int, rings: int, mean: float) -> None:
    one = area(rings)
    random = np.random.default_rng(seed)
    values = random.poisson(mean, len(one.cells)) * random.integers(1, 300, len(one.cells))
    values[0] += 1
    theirs = esda.G_Local(values.astype(float), weights_of(one), transform="B", star=True, permutations=0).Zs
    assert gi_star(values, one.neighbours) == pytest.approx(theirs, abs=1e-9)


def test_a_field_without_differences_has_no_z_and_every_chance() -> None:
    one = area(2)
    for values in (np.zeros(len(one.cells), dtype=np.int64), np.full(len(one.cells), 7)):
        assert (gi_star(values, one.neighbours) == 0).all()
        assert (chance(values, one.neighbours) == 1).all()
    nothing = np.zeros(0, dtype=np.int64), np.zeros((0, 7), dtype=np.int64)
    assert len(gi_star(*nothing)) == len(chance(*nothing)) == len(adjusted(np.zeros(0))) == 0


def test_chance_is_what_counting_all_draws_gives() -> None:
    """Of 19 cells one holds 5: a neighbourhood of 7 has it in 7 of 19 draws, one of 4 in 4 of 19."""
    one = area(2)
    assert len(one.cells) == 19
    values = np.zeros(19, dtype=np.int64)
    values[one.row_of(np.array([MIDDLE], dtype=np.uint64))] = 5
    p = chance(values, one.neighbours)
    inside = local_sums(values, one.neighbours) == 5
    assert p[inside] == pytest.approx(7 / 19, abs=0.005)
    assert (p[~inside] == 1).all()


def test_chance_is_near_the_normal_curve_where_numbers_are_many_and_even() -> None:
    one = area()
    values = np.random.default_rng(7).poisson(400, len(one.cells))
    p, normal = chance(values, one.neighbours), norm.sf(gi_star(values, one.neighbours))
    assert p == pytest.approx(normal, abs=0.02)


def test_chance_is_the_same_each_time_and_never_nought() -> None:
    one = area()
    values = np.zeros(len(one.cells), dtype=np.int64)
    values[one.neighbours[one.row_of(np.array([MIDDLE], dtype=np.uint64))[0]]] = 1000
    p = chance(values, one.neighbours)
    assert (p == chance(values, one.neighbours)).all()
    assert p.min() == 1 / (DRAWS + 1)


@given(st.lists(st.floats(1e-6, 1), min_size=1, max_size=60))
def test_the_correction_is_that_of_the_reference_library(numbers: list[float]) -> None:
    p = np.array(numbers)
    assert adjusted(p) == pytest.approx(false_discovery_control(p), abs=1e-12)


def test_a_single_large_group_is_no_hotspot() -> None:
    """Under the normal curve seven cells would be, at 99 %."""
    one = area()
    values = np.zeros(len(one.cells), dtype=np.int64)
    values[one.row_of(np.array([MIDDLE], dtype=np.uint64))] = 300
    assert (adjusted(norm.sf(gi_star(values, one.neighbours))) < 0.01).sum() == 7
    assert (classified(values, one)["class"] == CLASSES[-1]).all()


def test_a_cell_without_anybody_is_no_hotspot_whatever_lies_around_it() -> None:
    one = area()
    middle = one.row_of(np.array([MIDDLE], dtype=np.uint64))[0]
    values = np.random.default_rng(3).poisson(1, len(one.cells))
    values[one.neighbours[middle]] = 60
    values[middle] = 0
    found = classified(values, one)
    assert found["p_adjusted"][middle] < 0.01
    assert found["class"][middle] == CLASSES[-1]
    assert found["class"][one.neighbours[middle]].isin(CLASSES[:-1]).sum() == 6


@pytest.mark.parametrize("uneven", [False, True])
def test_of_fields_of_pure_chance_few_yield_a_hotspot(uneven: bool) -> None:
    """The figures of 200 larger fields are in docs/hotspots.md; these say that they stay so."""
    one = area()
    yields = 0
    for seed in range(60):
        random = np.random.default_rng(seed)
        groups = np.ceil(random.pareto(0.9, 40)).clip(1, 500) if uneven else np.ones(40)
        at = random.integers(0, len(one.cells), 40)
        values = np.bincount(at, groups, minlength=len(one.cells)).astype(np.int64)
        yields += classified(values, one)["class"].isin(CLASSES[:2]).any()
    assert yields <= 6


def test_a_cluster_of_twice_the_background_is_found() -> None:
    one = area(8)
    inside = one.row_of(np.array(h3.grid_disk(MIDDLE, 2), dtype=np.uint64))
    hits = 0
    for seed in range(40):
        random = np.random.default_rng(seed)
        values = random.poisson(5, len(one.cells))
        values[inside] += random.poisson(5, len(inside))
        hits += classified(values, one)["class"][inside].isin(CLASSES[:2]).any()
    assert hits >= 36
