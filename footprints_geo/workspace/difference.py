"""What changed between two snapshots, case by case."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt
import pandas as pd

from footprints_geo.language import ENGLISH, Language, marked

DIFFERENCE_COLUMNS: Final = ("case_id", "change", "events_before", "events_after")
CHANGE_NAMES: Final = {"added": marked("added"), "gone": marked("gone"), "changed": marked("changed")}
Ints = npt.NDArray[np.int64]


@dataclass(frozen=True, eq=False)
class Difference:
    """What is different in the later of two tables of events.

    A case is unchanged when it has the same events the same number of times, compared in every cell; their order and
    that of the columns do not count, and a column that one table lacks is empty there.

    Attributes
    ----------
    cases : pandas.DataFrame
        One row a case that differs, sorted by `case_id`: `case_id` (for internal use), `change` (`added`, `gone` or
        `changed`), `events_before`, `events_after`.
    cases_unchanged : int
        How many cases are the same.
    events_added, events_gone, events_changed, events_unchanged : int
        Events: those of a case that are not as before are changed as far as they can be paired off within the case,
        and added or gone beyond that. Before = gone + changed + unchanged; after = added + changed + unchanged.
    """

    cases: pd.DataFrame
    cases_unchanged: int
    events_added: int
    events_gone: int
    events_changed: int
    events_unchanged: int

    def count(self, change: str) -> int:
        """How many cases were `added`, are `gone` or have `changed`."""
        return int((self.cases["change"] == change).sum())

    @property
    def in_words(self) -> str:
        """One sentence in numbers, which names nobody."""
        return self.said()

    def said(self, language: Language = ENGLISH) -> str:
        """The same in any language."""
        numbers = {
            "cases_added": self.count("added"),
            "cases_gone": self.count("gone"),
            "cases_changed": self.count("changed"),
            "cases_unchanged": self.cases_unchanged,
            "events_added": self.events_added,
            "events_gone": self.events_gone,
            "events_changed": self.events_changed,
            "events_unchanged": self.events_unchanged,
        }
        return language(
            "Cases: {cases_added} added, {cases_gone} gone, {cases_changed} changed, {cases_unchanged} unchanged; "
            "events: {events_added} added, {events_gone} gone, {events_changed} changed, {events_unchanged} unchanged.",
            **{name: f"{number:,}" for name, number in numbers.items()},
        )


def difference(old: pd.DataFrame, new: pd.DataFrame) -> Difference:
    """Compare two tables of events.

    Parameters
    ----------
    old, new : pandas.DataFrame
        Text columns without missing cells, among them `case_id`.
    """
    rows, cases, names = _numbered(old, new)
    before, after = slice(0, len(old)), slice(len(old), None)
    different = int(rows.max(initial=-1)) + 1
    case_of = np.zeros(different, dtype=np.int64)
    case_of[rows] = cases
    surplus = np.bincount(rows[after], minlength=different) - np.bincount(rows[before], minlength=different)
    many = len(names)
    added = _summed(np.maximum(surplus, 0), case_of, many)
    gone = _summed(np.maximum(-surplus, 0), case_of, many)
    events_before, events_after = (np.bincount(cases[part], minlength=many) for part in (before, after))
    differs = (added + gone) > 0
    table = pd.DataFrame(
        {
            "case_id": names,
            "change": np.select([events_before == 0, events_after == 0], ["added", "gone"], "changed"),
            "events_before": events_before,
            "events_after": events_after,
        },
        columns=list(DIFFERENCE_COLUMNS),
    ).astype({"case_id": "str", "change": "str"})
    changed = int(np.minimum(added, gone).sum())
    return Difference(
        cases=table[differs].sort_values("case_id", ignore_index=True),
        cases_unchanged=int(many - differs.sum()),
        events_added=int(added.sum()) - changed,
        events_gone=int(gone.sum()) - changed,
        events_changed=changed,
        events_unchanged=len(old) - int(gone.sum()),
    )


def _numbered(old: pd.DataFrame, new: pd.DataFrame) -> tuple[Ints, Ints, list[str]]:
    """For every row of both, one after the other: a number that equal rows share, and that of its case; and case ids.

    Exact, where a hash would have to be looked at twice: a row's number is that of its number so far and its next cell.
    """
    columns = dict.fromkeys(["case_id", *old.columns, *new.columns])
    rows = cases = np.zeros(len(old) + len(new), dtype=np.int64)
    names: list[str] = []
    for column in columns:
        both = [
            frame[column].astype("str") if column in frame.columns else pd.Series("", index=frame.index, dtype="str")
            for frame in (old, new)
        ]
        codes, texts = pd.factorize(pd.concat(both, ignore_index=True))
        if column == "case_id":
            rows, cases, names = codes, codes, [str(text) for text in texts]
        elif len(texts) > 1:
            # Numbered again at each step, so that the product never grows out of 64 bits.
            rows, _ = pd.factorize(rows * len(texts) + codes)
    return rows.astype(np.int64), cases.astype(np.int64), names


def _summed(values: Ints, groups: Ints, many: int) -> Ints:
    return np.bincount(groups, weights=values, minlength=many).astype(np.int64)
