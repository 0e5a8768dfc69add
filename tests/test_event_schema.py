"""The check of the declared table: what a library for such checks refuses of the same declaration, and no more."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pandas as pd
import pandera.pandas as pa
import pytest
from pandera.errors import SchemaError

from footprints_geo.errors import FootprintsError
from footprints_geo.events.schema import Column
from footprints_geo.events.table import CODED, SCHEMA
from tests.builders import all_awkward_cases, read_rows


def as_declared(column: Column) -> pa.Column:
    """The same column, as the library declares it."""
    checks = [pa.Check.ge(column.least)] if column.least is not None else []
    checks += [pa.Check.le(column.most)] if column.most is not None else []
    dtype = str(column.dtype) if isinstance(column.dtype, np.dtype) else column.dtype
    return pa.Column(dtype, checks, nullable=column.nullable)


LIBRARY = pa.DataFrameSchema(
    {name: as_declared(column) for name, column in SCHEMA.columns.items()},
    checks=[
        pa.Check(lambda frame: ~(frame["date_earliest"] > frame["date_latest"]).any()),
        pa.Check(lambda frame: all(isinstance(frame[name].dtype, pd.CategoricalDtype) for name in CODED)),
    ],
)


def refused_by_us(frame: pd.DataFrame) -> bool:
    try:
        assert SCHEMA.validate(frame) is frame
    except FootprintsError:
        return True
    return False


def refused_by_the_library(frame: pd.DataFrame) -> bool:
    try:
        LIBRARY.validate(frame)
    except SchemaError:
        return True
    return False


def good() -> pd.DataFrame:
    return read_rows(all_awkward_cases()).frame.copy()


def first_cell(value: Any) -> Callable[[pd.Series], pd.Series]:
    def change(column: pd.Series) -> pd.Series:
        cells = column.astype("object").to_numpy(copy=True)
        cells[0] = value
        return pd.Series(cells, index=column.index).astype(column.dtype)

    return change


CHANGES: dict[str, Callable[[pd.Series], pd.Series]] = {
    "as texts": lambda column: column.astype("str"),
    "as objects": lambda column: column.astype("object"),
    "as whole numbers": lambda column: pd.Series(np.ones(len(column), dtype=np.int64), index=column.index),
    "as small numbers": lambda column: pd.Series(np.ones(len(column), dtype=np.int32), index=column.index),
    "as numbers": lambda column: pd.Series(np.ones(len(column)), index=column.index),
    "as other words": lambda column: pd.Series(pd.Categorical(["strange"] * len(column)), index=column.index),
    "with a gap": lambda column: pd.Series(
        column.where(np.arange(len(column)) > 0).astype(column.dtype if column.dtype != "int64" else "float64"),
        index=column.index,
    ),
}
KEEPING = [
    ("lat", 91.0),
    ("lat", -90.1),
    ("lon", 180.5),
    ("lon", -181.0),
    ("row", 0),
    ("persons_low", -1),
    ("lat", 90.0),
]


def test_the_table_of_awkward_cases_is_accepted_and_so_is_an_empty_one() -> None:
    for frame in (good(), good().iloc[:0], good().assign(more="more")):
        assert not refused_by_us(frame)
        assert not refused_by_the_library(frame)


@pytest.mark.parametrize("change", CHANGES)
@pytest.mark.parametrize("name", SCHEMA.columns)
def test_a_column_of_another_type_or_with_a_gap_is_refused_as_the_library_does(name: str, change: str) -> None:
    frame = good()
    frame[name] = CHANGES[change](frame[name])
    assert refused_by_us(frame) == refused_by_the_library(frame)


@pytest.mark.parametrize(("name", "value"), KEEPING)
def test_a_number_beyond_its_bounds_is_refused(name: str, value: float) -> None:
    frame = good()
    frame[name] = first_cell(value)(frame[name])
    assert refused_by_us(frame) == refused_by_the_library(frame) == (value != 90.0)


@pytest.mark.parametrize("name", SCHEMA.columns)
def test_a_missing_column_is_refused(name: str) -> None:
    assert refused_by_us(good().drop(columns=name))


def test_dates_the_wrong_way_round_are_refused() -> None:
    frame = good()
    dated = np.flatnonzero(frame["date_earliest"].notna())[0]
    frame.loc[frame.index[dated], "date_earliest"] = frame["date_latest"].iloc[dated] + pd.Timedelta(days=1)
    assert refused_by_us(frame)
    assert refused_by_the_library(frame)


@pytest.mark.parametrize("name", ["date_earliest", "date_latest"])
def test_days_counted_in_another_unit_are_refused(name: str) -> None:
    """The library lets them pass; here they are looked at as numbers."""
    frame = good()
    frame[name] = frame[name].astype("datetime64[ns]")
    assert refused_by_us(frame)


@pytest.mark.parametrize("name", ["event_type", "visibility", "subject", "location_precision"])
def test_the_words_of_a_closed_list_stand_in_its_order(name: str) -> None:
    """Their numbers are looked at, and mean nothing in another order."""
    frame = good()
    frame[name] = frame[name].cat.reorder_categories(list(frame[name].cat.categories)[::-1])
    assert refused_by_us(frame)


def test_the_message_names_each_column_and_no_cell() -> None:
    frame = good().assign(lat=100.0, case_id="somebody")
    with pytest.raises(FootprintsError) as refused:
        SCHEMA.validate(frame)
    assert "lat is above 90" in str(refused.value)
    assert "case_id is" in str(refused.value)
    assert "somebody" not in str(refused.value)
