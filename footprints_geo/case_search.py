"""Finding cases: by a Selection, by words in their records, and by what stands in any column; and each in short."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

import numpy as np
import pandas as pd

from footprints_geo.journeys import Bools, Ints
from footprints_geo.persons import count_pairs
from footprints_geo.prepared import Prepared

SEARCHED: Final = ("case_id", "place", "admin1", "custodian", "source", "source_title", "note")
ASKED: Final = ("custodian", "source", "subject")
"""Columns of ours that may be asked for by value, before those that were carried along."""

MOST_VALUES: Final = 40
"""A column with more different values tells cases apart, and is nothing to choose from."""


def asked_columns(prepared: Prepared) -> tuple[str, ...]:
    """The columns by whose values cases may be asked for: some of ours, and those carried along, that say something."""
    frame = prepared.events.frame
    return tuple(
        name
        for name in (*ASKED, *prepared.events.attributes)
        if name in frame and 0 < (frame[name].cat.categories != "").sum() <= MOST_VALUES
    )


def count_values(prepared: Prepared, name: str, cases: Ints) -> pd.Series:
    """In how many of some cases each value of a column stands, most first; cells that are empty are left out.

    Parameters
    ----------
    prepared : Prepared
    name : str
        One of :func:`asked_columns`.
    cases : numpy.ndarray of int
        Numbers of cases.

    Returns
    -------
    pandas.Series of int
        Indexed by value; empty for no cases.
    """
    frame = prepared.events.frame
    case = frame["case_id"].cat.codes.to_numpy()
    chosen = np.isin(case, cases) & (frame[name].astype("object").fillna("") != "").to_numpy()
    pairs = pd.DataFrame(
        {"value": frame[name].astype("str").to_numpy()[chosen], "case": case[chosen]}
    ).drop_duplicates()
    counts = pairs.groupby("value", sort=True).size().rename("cases")
    return counts.sort_values(ascending=False, kind="stable")


def find_cases(
    prepared: Prepared, matched: Bools, words: str = "", values: Mapping[str, Sequence[str]] | None = None
) -> Ints:
    """The cases that fit all that is asked.

    Parameters
    ----------
    prepared : Prepared
    matched : numpy.ndarray of bool
        A value an event: a case needs one that is matched.
    words : str
        Each of them, parted by blanks, must stand in a record of the case, in a column of SEARCHED or one carried
        along; case and parts of words do not matter. Empty asks for nothing.
    values : mapping of str to sequence of str, optional
        For columns of :func:`asked_columns`: one of the values must stand in a record of the case; none asks for
        nothing.

    Returns
    -------
    numpy.ndarray of int
        Numbers of cases in the order of the file.
    """
    frame = prepared.events.frame
    case = frame["case_id"].cat.codes.to_numpy().astype(np.int64)
    many = len(frame["case_id"].cat.categories)
    conditions = [matched]
    columns = [name for name in (*SEARCHED, *prepared.events.attributes) if name in frame]
    for word in words.split():
        found = np.zeros(len(frame), dtype=bool)
        for name in columns:
            found |= _holds(frame[name], word)
        conditions.append(found)
    for name, wanted in (values or {}).items():
        if wanted:
            conditions.append(frame[name].isin(list(wanted)).to_numpy())
    fits = np.ones(many, dtype=bool)
    for condition in conditions:
        fits &= np.bincount(case[condition], minlength=many) > 0
    _, first = np.unique(case, return_index=True)
    order = np.argsort(first, kind="stable")
    numbers: Ints = order[fits[order]].astype(np.int64)
    return numbers


def _holds(cells: pd.Series, word: str) -> Bools:
    """Which cells of a coded column hold a word."""
    texts = pd.Series(cells.cat.categories, dtype="str").str.casefold()
    holds = np.append(texts.str.contains(word.casefold(), regex=False).to_numpy(dtype=bool), False)
    answer: Bools = holds[cells.cat.codes.to_numpy()]
    return answer


def short_cases(prepared: Prepared, cases: Ints) -> pd.DataFrame:
    """Each of some cases in short.

    Parameters
    ----------
    prepared : Prepared
    cases : numpy.ndarray of int
        Numbers of cases.

    Returns
    -------
    pandas.DataFrame
        Indexed by the number of the case, in the order given: `case_id`, `events`, `earliest` and `latest` (days;
        missing where nothing is dated), `persons_low`, `persons_high` (NaN: open), `countries` (codes in the order of
        the file, parted by `>`), `types` (the same, of the types of event) and `in_sums` (False: another case counts
        its people).
    """
    frame = prepared.events.frame
    number = frame["case_id"].cat.codes.to_numpy().astype(np.int64)
    chosen = np.isin(number, cases)
    rows = frame[chosen].assign(number=number[chosen])
    pairs = pd.DataFrame(
        {
            "group": rows["number"],
            "case": rows["number"],
            "persons_low": rows["persons_low"],
            "persons_high": rows["persons_high"],
        }
    )
    # By itself a case has its own number, also where another one counts its people.
    counted = count_pairs(pairs, np.zeros_like(prepared.part_of))
    by_case = rows.groupby("number", sort=True)
    table = pd.DataFrame(
        {
            "events": by_case.size(),
            "earliest": by_case["date_earliest"].min(),
            "latest": by_case["date_latest"].max(),
            "persons_low": counted["persons_low"].astype("int64"),
            "persons_high": counted["persons_high"],
            "countries": _in_order(rows, "country"),
            "types": _in_order(rows, "event_type"),
        }
    )
    ids = frame["case_id"].cat.categories.to_numpy()[table.index.to_numpy(dtype=np.int64)]
    table = table.assign(case_id=ids, in_sums=~prepared.part_of[table.index.to_numpy(dtype=np.int64)])
    return table.loc[cases]


def rows_of_case(prepared: Prepared, case: int) -> Ints:
    """The rows of the events of a case: those with a place in its journey in their order, then the others."""
    frame, order = prepared.events.frame, prepared.journeys.order
    place = np.full(len(frame), len(frame), dtype=np.int64)
    place[order] = np.arange(len(order))
    rows: Ints = np.flatnonzero(frame["case_id"].cat.codes.to_numpy() == case)
    return rows[np.argsort(place[rows], kind="stable")]


def _in_order(rows: pd.DataFrame, name: str) -> pd.Series:
    """The different values of a column in each case, in the order of the file, parted by `>`."""
    told = rows[["number", name]].dropna()
    told = told[told[name].astype("str") != ""].astype({name: "str"}).drop_duplicates()
    joined = told.groupby("number", sort=True)[name].agg(">".join)
    return joined.reindex(sorted(rows["number"].unique())).fillna("")
