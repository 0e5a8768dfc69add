"""How many: cases and persons of any groups of parts of cases, by the one rule (rules, section 3).

Persons are never added over the events or segments of one case; over cases lows add up, and highs when all are known.
What can be counted is sorted once by group and case; any choice of it is then counted without sorting again.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any, Final

import numpy as np
import numpy.typing as npt
import pandas as pd

from footprints_geo.coded import empty
from footprints_geo.counting import Parts
from footprints_geo.events.table import Events
from footprints_geo.journeys import Bools, Ints, Journeys
from footprints_geo.ordering import sorted_rows

Marks = Mapping[str, npt.NDArray[Any]]
Counts = tuple[Ints, dict[str, npt.NDArray[Any]]]
COUNTS: Final = ("cases", "persons_low", "persons_high", "cases_part_of")
UNKNOWN: Final = -np.inf
"""A high that is not known: smaller than any that is."""
_FEW: Final = 2**16


@dataclass(frozen=True)
class Members:
    """Parts of cases and the groups they are counted in, sorted by group and case.

    Attributes
    ----------
    row : numpy.ndarray of int
        Which of the parts each is, of those it was made from.
    group : numpy.ndarray of int
        The group of each, 0 to `groups` - 1.
    pair : numpy.ndarray of int
        A number that is the same for parts of one case in one group, and for no others.
    persons_low : numpy.ndarray of int
        The low of each.
    persons_high : numpy.ndarray of float
        The high of each; UNKNOWN where it is.
    others : numpy.ndarray of bool
        Its people are counted by another case.
    marks : mapping of str to numpy.ndarray
        Further columns: bool, in how many cases something is so; or numbers, of which a case adds its largest.
    groups : int
        How many groups there are.
    """

    row: Ints
    group: Ints
    pair: Ints
    persons_low: Ints
    persons_high: npt.NDArray[np.float64]
    others: Bools
    marks: Marks
    groups: int

    def count(self, chosen: Bools | None = None) -> pd.DataFrame:
        """Cases and persons of the chosen parts; a case counts once a group, with its largest low and known high.

        Parameters
        ----------
        chosen : numpy.ndarray of bool, optional
            A value a part, in the order in which they were given; all by default.

        Returns
        -------
        pandas.DataFrame
            Indexed by `group`, sorted, those with a chosen part alone: `cases`, `persons_low`, `persons_high` (NaN:
            open), `cases_part_of` (in no sum), and a column a mark. Empty where nothing is chosen.
        """
        there, table = self.counts(chosen)
        return pd.DataFrame(table, index=pd.Index(there, name="group"), copy=False)

    def counts(self, chosen: Bools | None = None) -> Counts:
        """The same as columns: the groups that have a chosen part, sorted, and by its name each column of values."""
        sums = self._parts.sums(None if chosen is None or chosen.all() else chosen)
        sums["persons_high"][sums["cases"] == 0] = np.nan
        there = np.flatnonzero(sums["cases"] + sums["cases_part_of"])
        return there, {name: sums[name][there] for name in (*COUNTS, *self.marks)}

    @cached_property
    def _parts(self) -> Parts:
        values = {"persons_low": self.persons_low, "persons_high": self.persons_high, **self.marks}
        return Parts(self.row, self.group, self.pair, self.others, values, self.groups)


def members_of(
    group: Ints,
    case: Ints,
    persons_low: npt.NDArray[Any],
    persons_high: npt.NDArray[Any],
    part_of: Bools,
    marks: Marks | None = None,
) -> Members:
    """Sort parts of cases so that any choice of them can be counted.

    Parameters
    ----------
    group : numpy.ndarray of int
        The group of each part, 0 or more; -1 for a part that is in none, and is never counted.
    case : numpy.ndarray of int
        Whose part it is.
    persons_low, persons_high : numpy.ndarray
        Of each part; a high that is not known is NaN.
    part_of : numpy.ndarray of bool
        A value a case: it is counted in `cases_part_of` and adds to no sum.
    marks : mapping of str to numpy.ndarray, optional
        See :class:`Members`.

    Returns
    -------
    Members
        Without any for no parts.
    """
    pair = group.astype(np.int64) * len(part_of) + case
    row = _by_group(group, case)
    row = row[np.searchsorted(group[row], 0) :]
    high = np.asarray(persons_high, dtype=np.float64)[row]
    return Members(
        row=row,
        group=group[row].astype(np.int64),
        pair=pair[row],
        persons_low=np.asarray(persons_low, dtype=np.int64)[row],
        persons_high=np.where(np.isnan(high), UNKNOWN, high),
        others=part_of[case[row]],
        marks={name: np.asarray(values)[row] for name, values in (marks or {}).items()},
        groups=int(group.max(initial=-1)) + 1,
    )


def _by_group(group: Ints, case: npt.NDArray[np.integer]) -> Ints:
    """The parts sorted by group and case, those of one case in one group as they stand."""
    groups = int(group.max(initial=-1)) + 2
    if groups <= _FEW and (case[1:] >= case[:-1]).all():
        # Cases stand in order already, and numbers so small are sorted without comparing them.
        return np.argsort((group + 1).astype(np.uint16), kind="stable")
    return sorted_rows((group, case))


def segments_in(group: Ints, segment: Ints, journeys: Journeys, part_of: Bools, marks: Marks | None = None) -> Members:
    """Pairs of a group and a segment in it, to be counted for any choice of segments."""
    case, low, high = (journeys.segments[name].to_numpy()[segment] for name in ("case", "persons_low", "persons_high"))
    members = members_of(group, case, low, high, part_of, marks)
    return replace(members, row=segment[members.row])


def count_persons(group: Ints, segment: Ints, journeys: Journeys, part_of: Bools) -> pd.DataFrame:
    """Cases and persons of groups of segments; a case counts once a group.

    Parameters
    ----------
    group, segment : numpy.ndarray of int
        Pairs of a group and a segment in it.
    journeys : Journeys
        Where the segments are.
    part_of : numpy.ndarray of bool
        A value a case: it is counted in `cases_part_of` and adds to no sum.

    Returns
    -------
    pandas.DataFrame
        As :meth:`Members.count`.
    """
    return segments_in(group, segment, journeys, part_of).count()


def count_pairs(pairs: pd.DataFrame, part_of: Bools) -> pd.DataFrame:
    """The same for any parts of cases.

    Parameters
    ----------
    pairs : pandas.DataFrame
        One row a part of a case and a group it is in: `group`, `case`, `persons_low`, `persons_high` (NaN: unknown);
        all other columns are marks (see :class:`Members`).
    part_of : numpy.ndarray of bool
        A value a case.

    Returns
    -------
    pandas.DataFrame
        As :meth:`Members.count`.
    """
    first = ["group", "case", "persons_low", "persons_high"]
    marks = {str(name): pairs[name].to_numpy() for name in pairs.columns if name not in first}
    group, case, low, high = (pairs[name].to_numpy() for name in first)
    return members_of(group, case, low, high, part_of, marks).count()


def added_counts(tables: Sequence[pd.DataFrame], keys: list[str]) -> pd.DataFrame:
    """Counts of the same things among cases of several parts, put together; no case is in two parts.

    Parameters
    ----------
    tables : sequence of pandas.DataFrame
        At least one, each with the columns `keys` and those of :meth:`Members.count`.
    keys : list of str
        What a thing is known by.

    Returns
    -------
    pandas.DataFrame
        Index 0 to n-1, sorted by keys. A sum of highs is known only when every high is.
    """
    whole = pd.concat(tables, ignore_index=True)
    # Of no case of its own there is no high that could be unknown.
    whole["persons_high"] = whole["persons_high"].where(whole["cases"] > 0, 0.0)
    table = whole.groupby(keys, sort=True, observed=True).sum(skipna=False).reset_index()
    table["persons_high"] = table["persons_high"].where(table["cases"] > 0)
    return table


def ranked(things: pd.DataFrame, counts: Counts) -> dict[str, Any]:
    """The columns of things with their counts: most persons first, then most cases, then by their own order.

    Parameters
    ----------
    things : pandas.DataFrame
        Index 0 to n-1: `place_in_order`, and what each is.
    counts : (numpy.ndarray of int, mapping of str to numpy.ndarray)
        As :meth:`Members.counts`; the group is the row of the thing.

    Returns
    -------
    dict of str to array
        The columns of both; things that are counted alone.
    """
    at, counted = counts
    order = np.lexsort((things["place_in_order"].to_numpy()[at], -counted["cases"], -counted["persons_low"]))
    named = {str(name): column.array.take(at[order]) for name, column in things.items()}
    return {**named, **{name: column[order] for name, column in counted.items()}}


def whose_are_part(events: Events, among: Bools | None = None) -> Bools:
    """A value a case: its people are counted by another case, as some of its events say; any, by default."""
    says = ~empty(events.frame["part_of"])
    parts = np.zeros(len(events.frame["case_id"].cat.categories), dtype=bool)
    parts[events.frame["case_id"].cat.codes.to_numpy()[says if among is None else says & among]] = True
    return parts
