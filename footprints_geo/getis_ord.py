"""Getis-Ord Gi* on a field of counts, with p-values that hold for few and uneven numbers.

Methods: Ord and Getis (1995), "Local spatial autocorrelation statistics", Geographical Analysis 27, for Gi*; Benjamini
and Hochberg (1995), "Controlling the false discovery rate", Journal of the Royal Statistical Society B 57, for many
tests at once; Phipson and Smyth (2010), "Permutation p-values should never be zero", for the one added to both counts.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Final

import numpy as np
import numpy.typing as npt

from footprints_geo.journeys import Ints

Floats = npt.NDArray[np.float64]

DRAWS: Final = 99_999
"""How many times a neighbourhood is filled by chance: the smallest p-value is one in a hundred thousand."""

SEED: Final = 20231009


def local_sums(values: Ints, neighbours: Ints) -> Ints:
    """The sum of each cell and those beside it.

    Parameters
    ----------
    values : numpy.ndarray of int, shape (n,)
        A count a cell.
    neighbours : numpy.ndarray of int, shape (n, k)
        Rows of a cell and of its neighbours; n where there is none (see :class:`footprints_geo.cells.StudyArea`).
    """
    sums: Ints = np.append(values, 0)[neighbours].sum(axis=1)
    return sums


def gi_star(values: Ints, neighbours: Ints) -> Floats:
    """The z-score of Gi* with binary weights, each cell its own neighbour (Ord and Getis 1995, equation 14).

    Parameters
    ----------
    values, neighbours : numpy.ndarray of int
        See :func:`local_sums`.

    Returns
    -------
    numpy.ndarray of float, shape (n,)
        Above 0 where there is more than the field has on average. 0 everywhere in a field without differences, and
        where all cells are neighbours of each other.
    """
    many = len(values)
    if many < 2:
        return np.zeros(many)
    mean = values.mean()
    # By differences from the mean: the difference of two large squares would lose digits.
    spread = np.sqrt(np.mean((values - mean) ** 2))
    weights = np.count_nonzero(neighbours < many, axis=1)
    wide = spread * np.sqrt((many * weights - weights**2) / (many - 1))
    above = local_sums(values, neighbours) - mean * weights
    z: Floats = np.divide(above, wide, out=np.zeros(many), where=wide > 0)
    return z


def chance(values: Ints, neighbours: Ints, draws: int = DRAWS, seed: int = SEED) -> Floats:
    """How often chance alone would put as much into a neighbourhood: one-sided p-values.

    A neighbourhood of k cells is filled with k different cells of the same field, drawn at random. The normal curve,
    which is mostly used, is right for many and even numbers; here most cells hold nobody and one may hold hundreds, and
    a single large group would make itself and its six neighbours "significant" under it.

    Parameters
    ----------
    values, neighbours : numpy.ndarray of int
        See :func:`local_sums`.
    draws, seed : int
        The same seed gives the same answer.

    Returns
    -------
    numpy.ndarray of float, shape (n,)
        From 1 / (draws + 1) to 1.
    """
    many = len(values)
    if not many:
        return np.zeros(0)
    weights = np.count_nonzero(neighbours < many, axis=1)
    sums = local_sums(values, neighbours)
    by_chance = np.cumsum(values[_drawn(many, min(int(weights.max()), many), draws, seed)], axis=1)
    p = np.ones(many)
    for size in np.unique(weights):
        of_size = weights == size
        ranked = np.sort(by_chance[:, size - 1])
        as_much = draws - np.searchsorted(ranked, sums[of_size], side="left")
        p[of_size] = (1 + as_much) / (draws + 1)
    return p


@lru_cache(maxsize=4)
def _drawn(many: int, size: int, draws: int, seed: int) -> Ints:
    """Rows of `size` different numbers below `many`, in an order by chance, so that the first k are one draw of k."""
    random = np.random.default_rng(seed)
    rows = np.empty((draws, size), dtype=np.int64)
    taken = np.empty((draws, 0), dtype=np.int64)
    for column in range(size):
        # The n-th number that is not taken: count past those that are, the smallest first.
        number = random.integers(0, many - column, draws)
        for earlier in range(column):
            number += number >= taken[:, earlier]
        rows[:, column] = number
        taken = np.sort(rows[:, : column + 1], axis=1)
    return rows


def adjusted(p: Floats) -> Floats:
    """P-values corrected for how many there are, after Benjamini and Hochberg; each at most 1, none below its own p."""
    many = len(p)
    order = np.argsort(p, kind="stable")[::-1]
    steps = p[order] * many / np.arange(many, 0, -1)
    corrected = np.empty(many)
    corrected[order] = np.minimum.accumulate(np.minimum(steps, 1.0))
    return corrected
