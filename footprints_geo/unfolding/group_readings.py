"""What the cells of events say in our words: dates, durations and positions, read whole columns at a time."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import replace
from typing import Final

import numpy as np
import numpy.typing as npt
import pandas as pd
from pandas.api.types import union_categoricals

from footprints_geo.coded import combinations, empty, recoded
from footprints_geo.dates.typed import TypedDates, combine_ends, read_typed_dates
from footprints_geo.dates.typed_durations import read_typed_durations
from footprints_geo.language import marked
from footprints_geo.mapping.cell_positions import read_position
from footprints_geo.messages import Message
from footprints_geo.profiles import DateOrder
from footprints_geo.unfolding.group_cells import Fault, GroupCells, Mask, Remark, Rows, take

GIVEN_DATE: Final = "given_date"
"""The date as it is typed, where it was read as something else."""

ENDS: Final = ("date_from", "date_to")
BETWEEN: Final = " – "
"""Between the typed ends of a period in `given_date`."""


def with_positions(found: GroupCells) -> GroupCells:
    """`lat` and `lon` from cells that hold both, where they have no cells of their own."""
    if "position" not in found.cells:
        return found
    cells = found.cells["position"]
    read = {text: read_position(text) for text in cells.cat.categories}
    axes = {
        "lat": recoded(cells, lambda texts: _texts(read[text].lat for text in texts)),
        "lon": recoded(cells, lambda texts: _texts(read[text].lon for text in texts)),
    }
    free = np.ones(len(cells), dtype=bool)
    for axis in axes:
        free &= empty(found.cells[axis]) if axis in found.cells else True
    merged = {a: filled(found.cells[a], made, free) if a in found.cells else made for a, made in axes.items()}
    reasons = recoded(cells, lambda texts: _texts(read[text].reason for text in texts))
    wrong = np.flatnonzero(free & ~empty(reasons))
    fixes = recoded(cells, lambda texts: _texts(read[text].fix for text in texts))
    faults = [Fault("position", wrong, list(take(reasons, wrong)), list(take(fixes, wrong)))] if len(wrong) else []
    said = recoded(cells, lambda texts: _texts(read[text].inferred for text in texts))
    others = {column: own for column, own in found.cells.items() if column != "position"}
    return replace(
        found,
        cells={**others, **merged},
        sources=_sources_where(found, {"position"}, free),
        remarks=(*found.remarks, *remarks_of("lat", filled(said, recoded(said, _nothing), ~free))),
        faults=(*found.faults, *faults),
    )


def with_durations(found: GroupCells) -> GroupCells:
    """Durations in words as ISO 8601."""
    if "duration" not in found.cells:
        return found
    durations, said = read_typed_durations(found.cells["duration"])
    return replace(
        found,
        cells={**found.cells, "duration": durations},
        remarks=(*found.remarks, *remarks_of("duration", said)),
    )


def with_dates(
    found: GroupCells, orders: Mapping[str, DateOrder], true_dates: frozenset[str], numbers: Mapping[str, int]
) -> tuple[GroupCells, tuple[str, ...]]:
    """Typed dates as dates, ends as intervals; what was typed is kept in `given_date` where it was read otherwise.

    Parameters
    ----------
    found : GroupCells
        With the cells as they are typed.
    orders : mapping of str to DateOrder
        The order of day and month a person has confirmed, by header.
    true_dates : frozenset of str
        Headers of columns that the file keeps as dates.
    numbers : mapping of str to int
        The number of each column in the file.

    Returns
    -------
    (GroupCells, tuple of str)
        The events, and what is to be asked.
    """
    remarks: list[Remark] = []
    questions: list[str] = []
    read: dict[str, pd.Series] = {}
    for column in ("date", *ENDS):
        if column not in found.cells:
            continue
        cells = found.cells[column]
        for number, header in enumerate(found.headers.get(column, ())):
            rows = np.flatnonzero(found.sources[column] == number)
            dates, said, typed = _read_column(take(found.cells[column], rows), orders.get(header), header in true_dates)
            cells = dates if len(rows) == len(cells) else _set(cells, dates, rows)
            remarks += [replace(remark, events=rows[remark.events]) for remark in remarks_of("date", said)]
            questions += _asked(typed, numbers[header], header, header in true_dates)
        read[column] = cells
    if not read:
        return found, ()
    dates, said = _one_date(read)
    typed_text = _typed({column: found.cells[column] for column in read})
    others = {column: cells for column, cells in found.cells.items() if column not in ENDS}
    given = _where_different(typed_text, dates)
    return (
        replace(
            found,
            cells={**others, "date": dates, **({} if given is None else {GIVEN_DATE: given})},
            sources=_sources_where(found, {*ENDS}, empty(read["date"])) if "date" in read else found.sources,
            remarks=(*found.remarks, *remarks, *remarks_of("date", said)),
        ),
        tuple(questions),
    )


def remarks_of(column: str, phrases: pd.Series) -> list[Remark]:
    """Remarks from a coded column of phrases, '' where there is nothing to say."""
    codes = phrases.cat.codes.to_numpy()
    texts = phrases.cat.categories
    counts = np.bincount(codes, minlength=len(texts)) if len(codes) else np.zeros(len(texts), dtype=int)
    found = [(str(phrase), at) for at, phrase in enumerate(texts) if phrase and counts[at]]
    return [Remark(column, phrase, np.flatnonzero(codes == at)) for phrase, at in found]


def filled(cells: pd.Series, others: pd.Series, rows: Mask) -> pd.Series:
    """Cells of a coded column, and those of another in some rows."""
    both = union_categoricals([cells.array, others.array])
    return pd.Series(both.take(np.arange(len(cells)) + len(cells) * rows))


def _sources_where(found: GroupCells, columns: Collection[str], read: Mask) -> dict[str, npt.NDArray[np.int8]]:
    """Where each cell is from, when those of some columns are read in some rows only."""
    return {c: np.where(read, own, -1).astype(np.int8) if c in columns else own for c, own in found.sources.items()}


def _set(cells: pd.Series, part: pd.Series, rows: Rows) -> pd.Series:
    both = union_categoricals([cells.array, part.array])
    places = np.arange(len(cells))
    places[rows] = len(cells) + np.arange(len(rows))
    return pd.Series(both.take(places))


def _texts(texts: Iterable[str]) -> pd.Series:
    return pd.Series(list(texts), dtype="str")


def _nothing(texts: pd.Series) -> pd.Series:
    return pd.Series("", index=texts.index, dtype="str")


def _read_column(
    cells: pd.Series, order: DateOrder | None, true_dates: bool
) -> tuple[pd.Series, pd.Series, TypedDates]:
    """A coded column of dates read, what was inferred, and how."""
    used = cells.cat.remove_unused_categories()
    typed = read_typed_dates(used, order, true_dates)
    codes = used.cat.codes.to_numpy()
    firsts = np.zeros(len(used.cat.categories), dtype=np.int64)
    firsts[codes[::-1]] = np.arange(len(codes))[::-1]

    def spread(texts: pd.Series) -> pd.Series:
        return recoded(used, lambda _: texts.take(firsts).astype("str").reset_index(drop=True))

    return spread(typed.dates), spread(typed.inferred), typed


def _asked(typed: TypedDates, number: int, header: str, true_dates: bool) -> list[Message]:
    if typed.ambiguous:
        text = marked(
            "Column {number} ({header}): does the day or the month come first? Its dates in figures allow both, or "
            "contradict each other; they are left as they are typed. Say it in the profile, under date_orders."
        )
        return [Message(text, number=number, header=header)]
    if true_dates and typed.evidence and typed.order != "year-first":
        text = marked(
            "Column {number} ({header}): some cells are dates and others are typed. A spreadsheet may have exchanged "
            "day and month in those it turned to dates; compare some of them with the source."
        )
        return [Message(text, number=number, header=header)]
    return []


def _one_date(read: Mapping[str, pd.Series]) -> tuple[pd.Series, pd.Series]:
    """The date of each event, of its own cell or of its ends; and what was inferred from ends."""
    date = read.get("date")
    if not read.keys() & set(ENDS):
        own = read["date"]
        return own, recoded(own, _nothing)
    ends, number = combinations(pd.DataFrame({c: read[c] for c in ENDS if c in read}), [c for c in ENDS if c in read])
    ends = ends.reindex(columns=list(ENDS), fill_value="").astype("str")
    dates, said = (take(texts.astype("category"), number) for texts in combine_ends(ends["date_from"], ends["date_to"]))
    if date is None:
        return dates, said
    alone = empty(date)
    return filled(date, dates, alone), filled(recoded(said, _nothing), said, alone)


def _typed(cells: Mapping[str, pd.Series]) -> pd.Series:
    """What is typed for the date of each event; both ends of a period as one text."""
    names = list(cells)
    different, number = combinations(pd.DataFrame(dict(cells)), names)
    ends = [different[column] for column in ENDS if column in names]
    text = different["date"] if "date" in names else pd.Series("", index=different.index, dtype="str")
    if ends:
        # With a dash where an end is not known: a day alone would be read for certain when the events are read again.
        joined = ends[0] if len(ends) == 1 else (ends[0] + BETWEEN + ends[1]).str.strip().replace(BETWEEN.strip(), "")
        text = text.where(text != "", joined)
    return take(text.astype("str").astype("category"), number)


def _where_different(typed: pd.Series, dates: pd.Series) -> pd.Series | None:
    """What is typed where it was read as something else, '' elsewhere; None when nothing was."""
    different, number = combinations(pd.DataFrame({"typed": typed, "date": dates}), ["typed", "date"])
    changed = different["typed"].str.replace(BETWEEN, "/", regex=False) != different["date"]
    if not changed.any():
        return None
    return take(different["typed"].where(changed, "").astype("category"), number)
