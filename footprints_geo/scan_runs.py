"""What chance alone would give: labels that change hands among visits, and the strongest zone of each such run."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from itertools import pairwise
from typing import Final

import numpy as np

from footprints_geo.parallel import in_parallel
from footprints_geo.scan_slots import Floats, Ints, counted
from footprints_geo.scan_zones import Window, Zones

_BLOCK: Final = 250
_BLOCK_VALUES: Final = 2**22
_AT_ONCE: Final = 2**17
_SIZES: Final = 64
"""More than there are sizes of groups."""

_CHEAPER_BY_GROUP: Final = 2
"""Drawing how many of a group takes about as long as drawing two single visits (measured)."""


@dataclass(frozen=True)
class Stratum:
    """Cases of as many visits, among which labels change hands.

    Attributes
    ----------
    slot, persons : numpy.ndarray of int
        A value a visit, sorted by slot, then persons; where cases have several visits, by case.
    group : numpy.ndarray of int
        Where in them a new pair of slot and persons begins: visits of one pair are exchangeable.
    drawn : int
        How many are drawn in a run, at most half where whole visits are.
    inverted : bool
        Those drawn are the ones that are *not* marked.
    parts : numpy.ndarray of float
        Which part of its persons each marked visit is marked for, 0 excluded to 1; empty where all are marked whole.
        Where cases have several visits, of each visit, 0 included.
    together : int
        Visits a case.
    """

    slot: Ints
    persons: Ints
    group: Ints
    drawn: int
    inverted: bool
    parts: Floats
    together: int = 1


@dataclass(frozen=True)
class Draws:
    """The strata, and what no run changes.

    Attributes
    ----------
    strata : tuple of Stratum
        Those whose visits are not all marked alike.
    fixed : numpy.ndarray of float
        Marked persons a slot before any stratum's draw is added (or, where inverted, taken off).
    """

    strata: tuple[Stratum, ...]
    fixed: Floats


def strata_of(persons: Ints, case: Ints, by_size: bool) -> Ints:
    """The stratum of each visit: how many visits its case has, and how large the largest of them is.

    Sizes are 1 person, 2 and 3, 4 to 7 and so on, each double the last; all alike where not `by_size`.
    """
    _, of_case, visits = np.unique(case, return_inverse=True, return_counts=True)
    largest = np.zeros(len(visits), dtype=np.int64)
    if by_size:
        np.maximum.at(largest, of_case, persons)
    stratum: Ints = visits[of_case] * _SIZES + np.frexp(largest.astype(np.float64))[1][of_case]
    return stratum


def draws_of(slot: Ints, persons: Ints, part: Floats, case: Ints, stratum: Ints, slots: int) -> Draws:
    """Prepare what is drawn in each run; values a visit, and the number of slots.

    `part` is which part of a visit's persons is marked, 0 where none is. All cases of a stratum have as many visits.
    """
    fixed = np.zeros(slots)
    strata = []
    for code in np.unique(stratum):
        own = np.flatnonzero(stratum == code)
        together = len(own) // len(np.unique(case[own]))
        if together > 1:
            own = own[np.lexsort((slot[own], case[own]))]
            strata.append(Stratum(slot[own], persons[own], own[:0], len(own), False, part[own], together))
            continue
        own = own[np.lexsort((persons[own], slot[own]))]
        count, chosen = len(own), int(np.count_nonzero(part[own]))
        parts = part[own][part[own] > 0]
        whole = bool((parts == 1).all())
        inverted = whole and chosen * 2 > count
        if inverted:
            fixed += counted(slot[own], persons[own], slots)
        if 0 < chosen < count or not whole:
            pairs = np.column_stack([slot[own], persons[own]])
            new = np.append(True, (pairs[1:] != pairs[:-1]).any(axis=1))
            drawn = count - chosen if inverted else chosen
            shared = parts[:0] if whole else parts
            strata.append(Stratum(slot[own], persons[own], np.flatnonzero(new), drawn, inverted, shared))
    return Draws(tuple(strata), fixed)


def marked_persons(draws: Draws, runs: int, chance: np.random.Generator) -> Floats:
    """Marked persons in some runs: a row a slot, a column a run.

    Each run draws as many visits of a stratum as are marked, without replacement. Where groups of exchangeable visits
    are few beside the visits drawn, how many come from each group is drawn at once (multivariate hypergeometric); the
    distribution is the same. Where some visits are marked for a part of their persons, these parts are dealt out among
    the visits drawn, rounded to whole persons. What happened to one case is not independent: of cases with several
    visits each takes over the marks of another, in any order of its visits.
    """
    counts = np.repeat(draws.fixed[:, None], runs, axis=1)
    for stratum in draws.strata:
        if stratum.together > 1:
            counts += _case_by_case(stratum, len(counts), runs, chance)
            continue
        by_group = not len(stratum.parts) and len(stratum.group) * _CHEAPER_BY_GROUP < stratum.drawn
        drawn = (_by_group if by_group else _one_by_one)(stratum, len(counts), runs, chance)
        counts += -drawn if stratum.inverted else drawn
    return counts


def _by_group(stratum: Stratum, slots: int, runs: int, chance: np.random.Generator) -> Floats:
    sizes = np.diff(np.append(stratum.group, len(stratum.slot)))
    taken = chance.multivariate_hypergeometric(sizes, stratum.drawn, size=runs, method="marginals")
    slot = stratum.slot[stratum.group]
    present, starts = np.unique(slot, return_index=True)
    drawn = np.zeros((slots, runs))
    drawn[present] = np.add.reduceat(taken * stratum.persons[stratum.group], starts, axis=1).T
    return drawn


def _one_by_one(stratum: Stratum, slots: int, runs: int, chance: np.random.Generator) -> Floats:
    drawn = np.zeros((slots, runs))
    for run in range(runs):
        rows = chance.choice(len(stratum.slot), stratum.drawn, replace=False, shuffle=bool(len(stratum.parts)))
        persons = stratum.persons[rows]
        if len(stratum.parts):
            persons = np.rint(persons * stratum.parts).astype(np.int64)
        drawn[:, run] = counted(stratum.slot[rows], persons, slots)
    return drawn


def _case_by_case(stratum: Stratum, slots: int, runs: int, chance: np.random.Generator) -> Floats:
    drawn = np.zeros((slots, runs))
    parts = stratum.parts.reshape(-1, stratum.together)
    for run in range(runs):
        dealt = chance.permuted(parts[chance.permutation(len(parts))], axis=1).ravel()
        drawn[:, run] = counted(stratum.slot, np.rint(stratum.persons * dealt).astype(np.int64), slots)
    return drawn


def maxima(zones: Zones, draws: Draws, runs: int, seed: int) -> Floats:
    """The largest likelihood ratio of each run, ascending; the same for any number of threads.

    Runs are worked on in blocks with a stream of random numbers each, whose size depends on the data alone.
    """
    widest = max([len(draws.fixed), *(len(stratum.group) for stratum in draws.strata)])
    block = int(np.clip(_BLOCK_VALUES // max(widest, 1), 8, _BLOCK))
    sizes = [min(block, runs - begin) for begin in range(0, runs, block)]
    streams = np.random.SeedSequence(seed).spawn(len(sizes))
    works = {
        number: partial(_block_maxima, zones, draws, size, stream)
        for number, (size, stream) in enumerate(zip(sizes, streams, strict=True))
    }
    return np.sort(np.concatenate([np.zeros(0), *in_parallel(works).values()]))


def _block_maxima(zones: Zones, draws: Draws, runs: int, stream: np.random.SeedSequence) -> Floats:
    counts = marked_persons(draws, runs, np.random.default_rng(stream))
    total = counts.sum(axis=0)
    best = np.zeros(runs)
    begin = 0
    for window in zones.windows:
        share = zones.share[begin : begin + len(window.tested)]
        begin += len(window.tested)
        sites = np.add.reduceat(counts[window.slots], window.starts, axis=0)
        for rows, inside in _in_pieces(window, sites):
            # The ratio grows with the persons inside and falls with those of the run: no run of a zone whose bound is
            # under every run's best can change anything.
            largest = inside.max(axis=1)
            bound = log_likelihood_ratio(largest, np.maximum(largest, total.min()), share[rows])
            hopeful = bound > best.min()
            ratio = log_likelihood_ratio(inside[hopeful], total, share[rows][hopeful, None])
            np.maximum(best, ratio.max(axis=0, initial=0.0), out=best)
    return best


def observed(zones: Zones, counts: Floats) -> tuple[Floats, Floats]:
    """What is counted inside each zone, of counts a slot; and the likelihood ratio of these counts."""
    inside = [np.zeros((0, 1))]
    for window in zones.windows:
        sites = np.add.reduceat(counts[window.slots, None], window.starts, axis=0)
        inside += [piece for _, piece in _in_pieces(window, sites)]
    every = np.concatenate(inside)[:, 0]
    return every, log_likelihood_ratio(every, counts.sum(keepdims=True), zones.share)


def _in_pieces(window: Window, sites: Floats) -> Iterator[tuple[slice, Floats]]:
    """The counts inside the tested circles of a window, a row a circle, some centres at a time to stay in the cache."""
    centres, width = window.order.shape
    some = max(1, _AT_ONCE // max(width * sites.shape[1], 1))
    edges = np.searchsorted(window.tested, np.arange(0, centres + some, some) * width)
    for number, (begin, end) in enumerate(pairwise(edges)):
        order = window.order[number * some : (number + 1) * some]
        running = sites[order].cumsum(axis=1).reshape(-1, sites.shape[1])
        yield slice(begin, end), running[window.tested[begin:end] - number * some * width]


def log_likelihood_ratio(inside: Floats, total: Floats, share: Floats) -> Floats:
    """Kulldorff's log likelihood ratio under the Poisson model, for high rates only.

    Parameters
    ----------
    inside, total : numpy.ndarray of float
        Marked persons in the zone and in all.
    share : numpy.ndarray of float
        The zone's share of the exposure, between 0 and 1, both excluded.

    Returns
    -------
    numpy.ndarray of float
        ``c log(c / E) + (C - c) log((C - c) / (C - E))`` with ``E = C * share``; 0 where ``c <= E``.
    """
    outside = total - inside
    ratio = _k_log_k(inside) + _k_log_k(outside) - _k_log_k(total)
    ratio -= inside * np.log(share) + outside * np.log1p(-share)
    return np.where(inside > total * share, np.maximum(ratio, 0.0), 0.0)


def _k_log_k(count: Floats) -> Floats:
    # Counts are whole numbers: 0 log 0 and 1 log 1 are both 0.
    return count * np.log(np.maximum(count, 1.0))
