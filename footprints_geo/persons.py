"""How many: cases and persons of any groups of parts of cases, by the one rule (rules, section 3).

Persons are never added over the events or segments of one case; over cases lows add up, and highs when all are known.
What can be counted is sorted once by group and case; any choice of it is then counted without sorting again.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, Final

import numpy as np
import numpy.typing as npt
import pandas as pd

from footprints_geo.coded import empty
from footprints_geo.events.table import Events
from footprints_geo.journeys import Bools, Ints, Journeys
from footprints_geo.ordering import sorted_rows

Marks = Mapping[str, npt.NDArray[Any]]
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
        at: Any = slice(None) if chosen is None or chosen.all() else np.flatnonzero(chosen[self.row])
        pair, group, others = self.pair[at], self.group[at], self.others[at]
        first = np.ones(len(pair), dtype=bool)
        np.not_equal(pair[1:], pair[:-1], out=first[1:])
        starts = None if first.all() else np.flatnonzero(first)

        def largest(values: npt.NDArray[Any]) -> npt.NDArray[Any]:
            """Of each case in each group."""
            return values[at] if starts is None else np.maximum.reduceat(values[at], starts)

        if starts is not None:
            group, others = group[starts], others[starts]
        low, high = largest(self.persons_low), largest(self.persons_high)
        marks = {name: largest(values) for name, values in self.marks.items()}
        part_of = np.bincount(group[others], minlength=self.groups)
        if others.any():
            own = ~others
            group, low, high = group[own], low[own], high[own]
            marks = {name: values[own] for name, values in marks.items()}
        cases = np.bincount(group, minlength=self.groups)
        unknown = high < low
        # A sum of highs is known only when every high is.
        is_open = (cases == 0) | (np.bincount(group[unknown], minlength=self.groups) > 0)
        highs = np.bincount(group, np.where(unknown, 0.0, high), minlength=self.groups)
        table = {
            "cases": cases,
            # Whole numbers far below 2 to the 53rd: no sum loses one.
            "persons_low": np.bincount(group, low, minlength=self.groups).astype(np.int64),
            "persons_high": np.where(is_open, np.nan, highs),
            "cases_part_of": part_of,
            **{name: self._summed(group, values) for name, values in marks.items()},
        }
        there = np.flatnonzero(cases + part_of)
        index = pd.Index(there, name="group")
        return pd.DataFrame({name: column[there] for name, column in table.items()}, index=index, copy=False)

    def _summed(self, group: Ints, values: npt.NDArray[Any]) -> Ints:
        if values.dtype == bool:
            return np.bincount(group[values], minlength=self.groups)
        return np.bincount(group, values, minlength=self.groups).astype(np.int64)


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


def ranked(things: pd.DataFrame, counted: pd.DataFrame) -> pd.DataFrame:
    """Things with their counts: most persons first, then most cases, then by their own order.

    Parameters
    ----------
    things : pandas.DataFrame
        Index 0 to n-1: `place_in_order`, and what each is.
    counted : pandas.DataFrame
        As :meth:`Members.count`; the group is the row of the thing.

    Returns
    -------
    pandas.DataFrame
        Index 0 to n-1, the columns of both; things that are counted alone.
    """
    at = counted.index.to_numpy()
    order = np.lexsort(
        (things["place_in_order"].to_numpy()[at], -counted["cases"].to_numpy(), -counted["persons_low"].to_numpy())
    )
    named = {name: column.array.take(at[order]) for name, column in things.items()}
    return pd.DataFrame({**named, **{name: column.to_numpy()[order] for name, column in counted.items()}})


def whose_are_part(events: Events, among: Bools | None = None) -> Bools:
    """A value a case: its people are counted by another case, as some of its events say; any, by default."""
    says = ~empty(events.frame["part_of"])
    parts = np.zeros(len(events.frame["case_id"].cat.categories), dtype=bool)
    parts[events.frame["case_id"].cat.codes.to_numpy()[says if among is None else says & among]] = True
    return parts
