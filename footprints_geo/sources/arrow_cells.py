"""Columns of Arrow tables as text: every type its own way, worked out once for each different value."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from footprints_geo.coded import looked_up, of_codes
from footprints_geo.sources.cells import named, stripped

DAY: Final = r"[+-]?[0-9]{4,}-[0-9]{2}-[0-9]{2}"
LIST_MARK: Final = "|"
_NO_TIME: Final = r"[ T]00:00(:00(\.0+)?)?([+-][0-9:]+|Z)?$"
"""The end of a moment that is the beginning of its day."""


@dataclass(frozen=True)
class TextColumn:
    """A column of an Arrow table as text.

    Attributes
    ----------
    cells : pandas.Series
        Coded; null is ''.
    faults : sequence of pandas.DataFrame
        Tables with FAULT_COLUMNS, mostly none.
    is_dates : bool
        Whether the file itself keeps every cell as a plain day.
    notes : tuple of str
        What was done, where it is not plain.
    """

    cells: pd.Series
    faults: Sequence[pd.DataFrame] = ()
    is_dates: bool = False
    notes: tuple[str, ...] = ()


def text_of(column: pa.ChunkedArray, header: str, index: pd.Index) -> TextColumn | None:
    """A column as text, or None when its type has none (structures, maps, binary data).

    Whole numbers, decimals, truth values (`true`, `false`) and times as they are; floating-point numbers in the fewest
    digits that give the same number, whole ones without `.0`; days after ISO 8601, and moments at the beginning of a
    day as that day. A moment with a time zone is written as the clock of that zone shows it, with its offset. Lists
    are joined by `|`.

    Parameters
    ----------
    column : pyarrow.ChunkedArray
        Of any type.
    header : str
        What notes and faults call it.
    index : pandas.Index
        The numbers of the records.
    """
    kind = _value_type(column.type)
    if _is_list(kind):
        return _list_column(column, header, index)
    pair = _coded_values(column)
    texts = None if pair is None else _texts(pair[1])
    if pair is None or texts is None:
        return None
    # Texts that Arrow itself has numbered differ from each other; those that were made from other values may not.
    cells, faults = stripped(_series(pair[0], texts, index, distinct=_is_string(pair[1].type)), header)
    if pa.types.is_timestamp(kind):
        days = bool(looked_up(cells, lambda t: t.str.fullmatch(DAY) | (t == "")).all())
        return TextColumn(cells, faults, days and not kind.tz, _moment_notes(header, kind.tz or "", days))
    return TextColumn(cells, faults, pa.types.is_date(kind))


def _moment_notes(header: str, zone: str, days: bool) -> tuple[str, ...]:
    if zone:
        return (
            f"{named([header])} holds moments with a time zone ({zone[:40]}): they are written as the clock there "
            "shows them, and as a day alone where that clock is at midnight. Nothing is shifted.",
        )
    return () if days else (f"{named([header])} holds times of day; they stand behind the day.",)


def _value_type(kind: pa.DataType) -> pa.DataType:
    if pa.types.is_dictionary(kind):
        return _value_type(kind.value_type)
    return _value_type(kind.storage_type) if isinstance(kind, pa.BaseExtensionType) else kind


def _is_list(kind: pa.DataType) -> bool:
    return bool(pa.types.is_list(kind) or pa.types.is_large_list(kind) or pa.types.is_fixed_size_list(kind))


def _coded_values(column: pa.ChunkedArray) -> tuple[pa.Array, pa.Array] | None:
    """For every row which value it has (null for none), and the different values."""
    if isinstance(column.type, pa.BaseExtensionType):
        inner = _coded_values(pa.chunked_array([c.storage for c in column.chunks], column.type.storage_type))
        if inner and isinstance(column.type, pa.UuidType):
            return inner[0], pa.array([str(uuid.UUID(bytes=b)) for b in inner[1].to_pylist()], pa.string())
        return inner
    if pa.types.is_dictionary(column.type):
        whole = _one(column.unify_dictionaries(), column.type)
        return whole.indices, whole.dictionary
    if pa.types.is_decimal32(column.type) or pa.types.is_decimal64(column.type):
        column = column.cast(pa.decimal128(column.type.precision, column.type.scale))
    try:
        # In one piece where it can be: the different values of pieces would be looked for once more for each of them.
        coded = _in_one_piece(column).dictionary_encode()
    except pa.ArrowNotImplementedError:
        return None
    whole = _one(coded.unify_dictionaries(), coded.type)
    return whole.indices, whole.dictionary


def _in_one_piece(column: pa.ChunkedArray) -> pa.ChunkedArray:
    whole = column.combine_chunks() if column.num_chunks > 1 else column
    return whole if isinstance(whole, pa.ChunkedArray) else pa.chunked_array([whole], column.type)


def _one(column: pa.ChunkedArray, kind: pa.DataType) -> pa.Array:
    return column.chunk(0) if column.num_chunks == 1 else pa.concat_arrays(column.chunks or [pa.array([], kind)])


def _series(codes: pa.Array, texts: pa.Array, index: pd.Index, distinct: bool) -> pd.Series:
    rows, categories = codes.fill_null(-1).to_numpy(zero_copy_only=False), pd.Index(texts.to_pandas(), dtype="str")
    if texts.null_count or (not distinct and len(pc.unique(texts)) < len(texts)):
        # Two values may have one text, or none; a category may not.
        numbers, categories = pd.factorize(categories)
        rows = np.append(numbers, -1)[rows]
    if rows.min(initial=0) < 0:
        if "" not in categories:
            categories = categories.append(pd.Index([""], dtype="str"))
        rows = np.where(rows < 0, categories.get_loc(""), rows)
    return of_codes(rows, categories, index)


def _texts(values: pa.Array) -> pa.Array | None:
    """Different values as text; None when their type has none."""
    if isinstance(values, pa.ExtensionArray):
        return _texts(values.storage)
    if pa.types.is_dictionary(values.type):
        inner = _texts(values.dictionary)
        return None if inner is None else inner.take(values.indices)
    write = next((write for belongs, write in _WRITTEN if belongs(values.type)), None)
    return None if write is None else write(values)


def _cast(values: pa.Array) -> pa.Array:
    return pc.cast(values, pa.string())


def _bytes(values: pa.Array) -> pa.Array | None:
    """Old programs write text without saying that it is text."""
    try:
        return _cast(pc.cast(values, pa.binary()))
    except pa.ArrowInvalid:
        return None


def _decimals(values: pa.Array) -> pa.Array:
    return pa.array([None if value is None else f"{value:f}" for value in values.to_pylist()], pa.string())


def _floats(values: pa.Array) -> pa.Array:
    numbers = values.to_numpy(zero_copy_only=False)
    # In the number's own width: the nearest number of the next width has digits that nobody wrote.
    texts = ["" if number != number else str(number).removesuffix(".0") for number in numbers]
    return pa.array(texts, pa.string())


def _days(values: pa.Array) -> pa.Array:
    return _cast(values.cast(pa.date32()))


def _moments(values: pa.Array) -> pa.Array:
    zone = values.type.tz
    instants = values.cast(pa.timestamp(values.type.unit))
    if not zone:
        return _plain_moments(_cast(instants), "")
    try:
        local = pc.local_timestamp(values)
    except pa.ArrowInvalid:
        return _plain_moments(_cast(instants), "Z")
    apart = pc.subtract(local.cast(pa.int64()), instants.cast(pa.int64()))
    seconds = pc.divide(apart, pa.scalar({"s": 1, "ms": 10**3, "us": 10**6, "ns": 10**9}[values.type.unit]))
    offsets = pa.array([None if s is None else _offset(s) for s in seconds.to_pylist()], pa.string())
    return _plain_moments(_cast(local), offsets)


def _offset(seconds: int) -> str:
    hours, rest = divmod(abs(seconds), 3600)
    minutes, odd = divmod(rest, 60)
    return f"{'-' if seconds < 0 else '+'}{hours:02}:{minutes:02}" + (f":{odd:02}" if odd else "")


def _times(values: pa.Array) -> pa.Array:
    return _short(_cast(values))


def _short(texts: pa.Array) -> pa.Array:
    """Times without the noughts behind a fraction's last figure."""
    return pc.replace_substring_regex(texts, r"\.0+$|(\.[0-9]*[1-9])0+$", r"\1")


def _plain_moments(texts: pa.Array, offsets: str | pa.Array) -> pa.Array:
    moments = pc.replace_substring(_short(texts), " ", "T", max_replacements=1)
    return pc.replace_substring_regex(pc.binary_join_element_wise(moments, offsets, ""), _NO_TIME, "")


def _list_column(column: pa.ChunkedArray, header: str, index: pd.Index) -> TextColumn | None:
    if pa.types.is_fixed_size_list(column.type):
        column = column.cast(pa.list_(column.type.value_type))
    whole = _one(column, column.type)
    pair = _coded_values(pa.chunked_array([whole.values]))  # noqa: PD011 - Arrow's own, of the lists' parts
    items = None if pair is None else _texts(pair[1])
    if pair is None or items is None:
        return None
    parts = items.cast(pa.string()).take(pair[0]).fill_null("")
    rebuild = pa.LargeListArray if pa.types.is_large_list(whole.type) else pa.ListArray
    joined = pc.binary_join(rebuild.from_arrays(whole.offsets, parts), LIST_MARK)
    joined = pc.if_else(whole.is_valid(), joined, None)
    coded = joined.dictionary_encode()
    cells, faults = stripped(_series(coded.indices, coded.dictionary, index, distinct=True), header)
    notes = [f"{named([header])} holds lists; their parts are joined by '{LIST_MARK}'."]
    if pc.any(pc.match_substring(items, LIST_MARK)).as_py():
        notes.append(f"{named([header])} holds parts with '{LIST_MARK}' in them: there parts cannot be told apart.")
    return TextColumn(cells, faults, notes=tuple(notes))


def _is_string(kind: pa.DataType) -> bool:
    return bool(pa.types.is_string(kind) or pa.types.is_large_string(kind) or pa.types.is_string_view(kind))


def _is_bytes(kind: pa.DataType) -> bool:
    return bool(pa.types.is_binary(kind) or pa.types.is_large_binary(kind) or pa.types.is_binary_view(kind))


_WRITTEN: Final[tuple[tuple[Callable[[pa.DataType], bool], Callable[[pa.Array], pa.Array | None]], ...]] = (
    (_is_string, _cast),
    (pa.types.is_integer, _cast),
    (pa.types.is_boolean, _cast),
    (pa.types.is_null, _cast),
    (pa.types.is_time, _times),
    (pa.types.is_floating, _floats),
    (pa.types.is_decimal, _decimals),
    (pa.types.is_date, _days),
    (pa.types.is_timestamp, _moments),
    (_is_bytes, _bytes),
)
