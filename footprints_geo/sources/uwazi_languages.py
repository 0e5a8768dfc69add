"""One entity in two languages is one record: what has an id is merged, what has none is asked about."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import pandas as pd

from footprints_geo.coded import coded, empty
from footprints_geo.sources.source_table import SourceTable
from footprints_geo.sources.uwazi_headers import NAMES, Role, dialect, language_columns, roles, titles_by_language
from footprints_geo.sources.uwazi_plain import Column, amount, counted, free_name

MOST_ALIKE: Final = 20
"""A title that more records of one file have does not tell which of them is meant."""

_BOOKKEEPING: Final = frozenset({NAMES["id"], NAMES["language"], NAMES["date added"], NAMES["edit date"]})
_DATE: Final = r"(?:[0-9]{4}(?:[-/. ][0-9]{1,2}){2}|[0-9]{1,2}[-/. ][0-9]{1,2}[-/. ][0-9]{4})"
_DATES: Final = re.compile(rf"{_DATE}?(?:\|{_DATE}?)*")
_UNDATED: Final[tuple[Role, ...]] = ("date added", "edit date", "title", "unique id", "shared id", "id")


@dataclass(frozen=True)
class Merged:
    """A table in which each entity stands once.

    Attributes
    ----------
    frame : pandas.DataFrame
        The rows that are left, with a column such as `title (ko)` for each that differs between languages.
    fewer : int
        How many rows were merged into others.
    notes, warnings : tuple of str
        As in SourceTable.
    """

    frame: pd.DataFrame
    fewer: int = 0
    notes: tuple[str, ...] = ()
    warnings: tuple[str, ...] = ()


def named_by_language(frame: pd.DataFrame) -> tuple[pd.DataFrame, tuple[str, ...]]:
    """An import sheet's `Title__en`, `Title__ko` as `Title (en)`, `Title (ko)`, and a note of it."""
    found = language_columns([str(header) for header in frame.columns])
    taken = set(map(str, frame.columns))
    new: dict[str, str] = {}
    for columns in found.values():
        for language, header in columns.items():
            new[header] = free_name(f"{header.rpartition('__')[0]} ({language})", taken)
            taken.add(new[header])
    if not new:
        return frame, ()
    names = ", ".join(new.values())
    note = f"Columns of one property in several languages: {names}. A row is one record, and all of them are kept."
    return frame.rename(columns=new), (note,)


def merged(frame: pd.DataFrame, unit: str) -> Merged:
    """Rows with one `sharedId` as one row.

    Parameters
    ----------
    frame : pandas.DataFrame
        Text cells, with the column `sharedId`; with `language`, if there is one.
    unit : str
        What a row is called.

    Returns
    -------
    Merged
        The row that stays is the first in the language most rows are in; in the columns of other languages stand the
        cells that differ. Rows without a `sharedId` stay. Rows in one language that differ are warned of: the first
        stays.
    """
    ids = frame[NAMES["shared id"]].astype("str")
    again = (ids != "") & ids.duplicated(keep=False)
    if not again.any():
        return Merged(frame)
    # Dealt with as plain text: few rows, and cells of several columns are compared.
    rows = frame[again].astype("str")
    language = rows[NAMES["language"]] if NAMES["language"] in rows else pd.Series("", index=rows.index, dtype="str")
    usual = frame.get(NAMES["language"], language).astype("str").mode().iloc[0]
    order = pd.DataFrame({"id": ids[again], "other": language != usual}).sort_values("other", kind="stable")
    first = order.drop_duplicates("id").reset_index(names="first").set_index("id")["first"]
    stays = ids[again].map(first)
    others = rows[stays.to_numpy() != rows.index.to_numpy()]
    kept = rows.loc[stays[others.index]].set_axis(others.index)
    columns = [name for name in rows.columns if name not in _BOOKKEEPING]
    differs = (others[columns] != kept[columns]) & (others[columns] != "")
    foreign = language[others.index].to_numpy() != language[stays[others.index]].to_numpy()
    clash = [int(row) for row in others.index[~foreign & differs.any(axis=1)]]
    left = frame.drop(index=others.index).assign(
        **_in_other_languages(frame, others[foreign], differs[foreign], language, stays)
    )
    return Merged(left, len(others), *_told(len(others), ids[others.index].nunique(), clash, unit))


def _in_other_languages(
    frame: pd.DataFrame, others: pd.DataFrame, differs: pd.DataFrame, language: pd.Series, stays: pd.Series
) -> dict[str, pd.Series]:
    left = frame.index.difference(stays.index[stays.to_numpy() != stays.index.to_numpy()], sort=False)
    taken, made = set(map(str, frame.columns)), {}
    for column in differs.columns[differs.any()]:
        cells = others.loc[differs[column], column]
        for code, own in cells.groupby(language[cells.index]):
            texts = own.set_axis(stays[own.index])
            texts = texts[~texts.index.duplicated()]
            name = free_name(f"{column} ({code})", taken)
            taken.add(name)
            made[name] = coded(texts.reindex(left, fill_value=""))
    return made


def _told(fewer: int, entities: int, clash: list[int], unit: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    note = (
        f"{entities} {'entity stands' if entities == 1 else 'entities stand'} in the table more than once, in several "
        f"languages or twice, told by the sharedId; merged, which is {amount(fewer, unit)} fewer."
    )
    warning = (
        f"{counted(clash, unit)} with the sharedId and the language of an earlier one and other contents: the earlier "
        "one is kept. Export the table again if it was changed while it was read."
    )
    return (note,), (warning,) if clash else ()


def doubles(frame: pd.DataFrame, parts: Mapping[Role, str], unit: str) -> tuple[str, ...]:
    """Warnings of rows that may be one entity exported in two languages; nothing is merged.

    Rows with one Unique ID; where there is none, rows with the same title, template and dates.

    Parameters
    ----------
    frame : pandas.DataFrame
        The plain columns of an export.
    parts : mapping of Role to str
        Which column is which, as :func:`uwazi_headers.roles` tells.
    unit : str
        What a row is called.
    """
    own = _text(frame, parts.get("unique id"))
    by_id = (own != "") & own.duplicated(keep=False)
    found = []
    if by_id.any():
        found.append((by_id, "the same Unique ID"))
    titles = _text(frame, parts.get("title"))
    rest = frame[(own == "") & (titles != "") & titles.duplicated(keep=False)]
    if len(rest):
        days = _days(rest, parts)
        per_row = days.sort_values("day").groupby("row")["day"].agg(" ".join).reindex(rest.index, fill_value="")
        alike = pd.DataFrame(
            {"title": titles[rest.index], "template": _text(rest, parts.get("template")), "days": per_row}
        ).duplicated(keep=False)
        if alike.any():
            found.append((alike[alike].reindex(frame.index, fill_value=False), "the same title, template and dates"))
    return tuple(
        f"{counted([int(row) for row in frame.index[flags]], unit)} with {what} as another: they may be one entity "
        "exported in two languages, which an export does not say. They are not merged; remove one of each if they are."
        for flags, what in found
    )


@dataclass(frozen=True)
class SharedTitles:
    """Titles that would be all that tells the cases of a table apart, and that several records have.

    Attributes
    ----------
    ids, titles : tuple of str
        The headers of ids, which count first, and of titles.
    records : int
        How many records have no id and a title that another of them has.
    """

    ids: tuple[str, ...]
    titles: tuple[str, ...]
    records: int


def shared_titles(table: SourceTable, cases: Sequence[str]) -> SharedTitles | None:
    """Titles that several records without an id have; None where every title is one record's.

    A title is no key in Uwazi: two events of two persons may have the title of the raid in which both were arrested.

    Parameters
    ----------
    table : SourceTable
        As :func:`uwazi.recast` gives it.
    cases : sequence of str
        The headers that tell cases; the first that is not empty in a row counts.
    """
    headers = [str(header) for header in table.frame.columns]
    named = {roles(headers, dialect(table) or "import").get("title"), *titles_by_language(headers)}
    ids, titles = ([h for h in cases if (h in named) == is_title] for is_title in (False, True))
    if not titles:
        return None
    open_rows = np.ones(len(table.frame), dtype=bool)
    for header in ids:
        open_rows &= empty(coded(table.frame[header]))
    told = pd.Series("", index=table.frame.index[open_rows], dtype="str")
    for header in titles:
        told = told.where(told != "", table.frame.loc[open_rows, header].astype("str"))
    records = int((told.duplicated(keep=False) & (told != "")).sum())
    return SharedTitles(tuple(ids), tuple(titles), records) if records else None


def same_entities(first: SourceTable, second: SourceTable) -> pd.DataFrame:
    """Rows of two files that may be one entity exported in two languages, so that a person can be asked.

    Parameters
    ----------
    first, second : SourceTable
        Plain tables, as :func:`uwazi.recast` gives them.

    Returns
    -------
    pandas.DataFrame
        `first` and `second` (rows) and `by`: `unique id` (or the same `sharedId`), or `title and dates`, where one of
        the two has no Unique ID, the titles are equal and all dates of the one are dates of the other, whatever their
        order of day and month. Templates are compared when the files have the name of any in common: names may be
        translated. A title that more than 20 rows of a file have is not compared.
    """
    one, other = _Marks.of(first), _Marks.of(second)
    certain = [one.rows.merge(other.rows, on=key) for key in ("shared id", "unique id")]
    by_id = pd.concat(
        [pairs.loc[pairs[key] != "", ["row_x", "row_y"]] for pairs, key in zip(certain, _IDS, strict=True)]
    )
    pairs = one.told.merge(other.told, on="title")
    pairs = pairs[(pairs["unique id_x"] == "") | (pairs["unique id_y"] == "")]
    pairs = pairs[(pairs["shared id_x"] == "") | (pairs["shared id_y"] == "")]
    if set(one.rows["template"]) & set(other.rows["template"]) - {""}:
        pairs = pairs[pairs["template_x"] == pairs["template_y"]]
    shared = (
        pairs[["row_x", "row_y"]]
        .merge(one.days.rename(columns={"row": "row_x"}), on="row_x")
        .merge(other.days.rename(columns={"row": "row_y"}), on=["row_y", "day"])
        .groupby(["row_x", "row_y"])
        .size()
    )
    both = pd.MultiIndex.from_frame(pairs[["row_x", "row_y"]])
    alike = shared.reindex(both, fill_value=0).to_numpy()
    fewest, most = pairs[["dates_x", "dates_y"]].min(axis=1), pairs[["dates_x", "dates_y"]].max(axis=1)
    by_title = pairs.loc[(alike == fewest) & ((fewest > 0) | (most == 0)), ["row_x", "row_y"]]
    found: pd.DataFrame = (
        pd.concat([by_id.assign(by="unique id"), by_title.assign(by="title and dates")])
        .set_axis(["first", "second", "by"], axis=1)
        .drop_duplicates(["first", "second"])
        .reset_index(drop=True)
    )
    return found


_IDS: Final = ("shared id", "unique id")


@dataclass(frozen=True)
class _Marks:
    """What the entities of a table can be told by: `rows` with ids, title, template and number of dates; `days`."""

    rows: pd.DataFrame
    days: pd.DataFrame

    @classmethod
    def of(cls, table: SourceTable) -> _Marks:
        parts = roles([str(header) for header in table.frame.columns], dialect(table) or "import")
        days = _days(table.frame, parts)
        many = days.groupby("row").size().reindex(table.frame.index, fill_value=0)
        cells = {role: _text(table.frame, parts.get(role)) for role in (*_IDS, "title", "template")}
        return cls(pd.DataFrame({"row": table.frame.index, **cells, "dates": many}).reset_index(drop=True), days)

    @property
    def told(self) -> pd.DataFrame:
        """The rows that their title can tell."""
        many = self.rows.groupby("title")["title"].transform("size")
        return self.rows[(self.rows["title"] != "") & (many <= MOST_ALIKE)]


def _text(frame: pd.DataFrame, header: str | None) -> pd.Series:
    return frame[header].astype("str") if header in frame else pd.Series("", index=frame.index, dtype="str")


def _days(frame: pd.DataFrame, parts: Mapping[Role, str]) -> pd.DataFrame:
    """All dates of a table's rows, each once: `row` and `day`, in a form without order of day and month."""
    left_out = {parts[role] for role in _UNDATED if role in parts}
    found = []
    for header in frame.columns.difference(sorted(left_out), sort=False):
        column = Column.of(str(header), frame[header], "", ())
        dated = [bool(_DATES.fullmatch(text)) and text != "" for text in column.texts]
        if column.mostly(dated):
            texts = column.spread(
                [_unordered(text) if flag else "" for text, flag in zip(column.texts, dated, strict=True)]
            )
            found.append(texts[texts != ""].astype("str").str.split(" ").explode())
    days = pd.concat(found) if found else pd.Series([], dtype="str", index=frame.index[:0])
    return pd.DataFrame({"row": days.index.to_numpy(dtype="int64"), "day": days.to_numpy()}).drop_duplicates()


def _unordered(text: str) -> str:
    """The dates of a cell, each as year and then the other figures by size: `08/10/2023` is `2023-8-10`."""
    return " ".join(
        "-".join(map(str, sorted(map(int, re.findall("[0-9]+", date)), key=lambda figure: (figure < 100, figure))))
        for date in text.split("|")
        if date
    )
