"""A case's own part: records are dealt into parts by their case, in the order of the files.

A case must be whole wherever it is looked at, so a part holds all of it, on whatever machine it is dealt.
"""

from __future__ import annotations

import io
from collections.abc import Sequence

import numpy as np
import pandas as pd
import pyarrow as pa

from footprints_geo.coded import looked_up
from footprints_geo.errors import InputError
from footprints_geo.journeys import Ints
from footprints_geo.mapping.word_values import value_key
from footprints_geo.profiles import ROW_NUMBER, Profile
from footprints_geo.sources.arrow_cells import text_of


def case_columns(profile: Profile, name: str) -> tuple[str, ...]:
    """The headers a case is known by, the first that is filled counts.

    Raises
    ------
    InputError
        Cases are known by something else than cells of their own row, so that nobody can say which rows belong together
        without having seen all of them.
    """
    own = any("case_id" in group.columns or "case_id" in group.constants for group in profile.groups)
    headers = profile.columns.get("case_id", ())
    if own or not headers or ROW_NUMBER in profile.constants.values():
        raise InputError(
            f"{name}: the case of a record is not in a column of its own; expected one that all events of a case have "
            "in common. Add such a column, or leave out --engine."
        )
    return headers


def deal(table: pa.Table, headers: Sequence[str], parts: int) -> list[pa.Table]:
    """A table in parts by the case of each row; rows keep their order.

    Parameters
    ----------
    table : pyarrow.Table
        Some of the records.
    headers : sequence of str
        As :func:`case_columns` gives them; of those that the table lacks nothing is known.
    parts : int
        How many parts there are. A case is in the same part whatever table it stands in.
    """
    part = _part_of(table, headers, parts)
    order = np.argsort(part, kind="stable")
    ends = np.cumsum(np.bincount(part, minlength=parts))
    sorted_table = _without_large_codes(table.take(pa.array(order)), parts)
    return [sorted_table.slice(start, end - start) for start, end in zip((0, *ends[:-1]), ends, strict=True)]


def _part_of(table: pa.Table, headers: Sequence[str], parts: int) -> Ints:
    """The part of each row, by a hash that is the same on every machine."""
    index = pd.RangeIndex(table.num_rows)
    hashed = np.zeros(table.num_rows, dtype=np.uint64)
    left = np.ones(table.num_rows, dtype=bool)
    names = {value_key(name): number for number, name in reversed(list(enumerate(table.column_names)))}
    for header in headers:
        number = names.get(value_key(header))
        column = None if number is None else text_of(table.column(number), header, index)
        if column is None:
            continue
        # As the door reads the cells: what it takes for one case must not be taken for two here.
        of_cell = looked_up(column.cells, lambda texts: pd.util.hash_array(texts.to_numpy(object), categorize=False))
        filled = looked_up(column.cells, lambda texts: texts != "").to_numpy(dtype=bool)
        hashed = np.where(left & filled, of_cell.to_numpy(dtype=np.uint64), hashed)
        left &= ~filled
    return (hashed % np.uint64(parts)).astype(np.int64)


def _without_large_codes(table: pa.Table, parts: int) -> pa.Table:
    """With texts in place of codes, where a piece would take along more different texts than it has rows."""
    for number, field in enumerate(table.schema):
        column = table.column(number)
        if pa.types.is_dictionary(field.type):
            texts = max((len(chunk.dictionary) for chunk in column.chunks), default=0)
            if texts * parts > table.num_rows:
                table = table.set_column(number, field.name, column.cast(field.type.value_type))
    return table


def packed(table: pa.Table) -> bytes:
    """A table to be sent or kept for a while."""
    buffer = io.BytesIO()
    with pa.ipc.new_stream(buffer, table.schema, options=pa.ipc.IpcWriteOptions(compression="lz4")) as stream:
        stream.write_table(table)
    return buffer.getvalue()


def unpacked(parts: Sequence[bytes]) -> pa.Table:
    """Tables that were packed, at least one, one below another; a column that some lack is empty there."""
    tables = []
    for part in parts:
        with pa.ipc.open_stream(part) as stream:
            tables.append(stream.read_all())
    coded = [{field.name for field in table.schema if pa.types.is_dictionary(field.type)} for table in tables]
    # What is in codes in some of them and in texts in others is in texts in all.
    texts = set().union(*coded) - set.intersection(*coded)
    return pa.concat_tables([_in_texts(table, texts) for table in tables], promote_options="default")


def _in_texts(table: pa.Table, columns: set[str]) -> pa.Table:
    kinds = [
        field.with_type(field.type.value_type)
        if field.name in columns and pa.types.is_dictionary(field.type)
        else field
        for field in table.schema
    ]
    return table.cast(pa.schema(kinds))
