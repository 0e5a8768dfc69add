"""Columns of text as numbers: the same answers as text, worked out once for each different text."""

from __future__ import annotations

import pandas as pd
import pyarrow as pa
from hypothesis import given
from hypothesis import strategies as st

from footprints_geo.coded import coded, coded_table, combinations, constant, looked_up, of_arrow, recoded, repeated

texts = st.lists(st.sampled_from(["", "a", "A", "b", "가"]), max_size=12)


def column(cells: list[str], name: str = "x") -> pd.Series:
    return coded(pd.Series(cells, name=name, dtype="str", index=range(2, len(cells) + 2)))


@given(texts)
def test_a_coded_column_says_the_same(cells: list[str]) -> None:
    assert column(cells).tolist() == cells
    assert column(cells).index.tolist() == list(range(2, len(cells) + 2))


def test_missing_cells_are_empty_ones() -> None:
    assert coded(pd.Series(["a", None, pd.NA], dtype="str")).tolist() == ["a", "", ""]
    assert coded(pd.Series(["a", None, ""], dtype="category")).tolist() == ["a", "", ""]
    assert coded(pd.Series(["a", None], dtype="category")).tolist() == ["a", ""]


def test_a_coded_column_is_left_as_it_is() -> None:
    whole = column(["a", "b"])
    assert coded(whole) is whole


@given(texts)
def test_changing_each_different_text_changes_every_cell(cells: list[str]) -> None:
    changed = recoded(column(cells), lambda different: different.str.lower())
    assert changed.tolist() == [cell.lower() for cell in cells]
    assert changed.cat.categories.is_unique


@given(texts)
def test_an_answer_for_each_different_text_reaches_every_row(cells: list[str]) -> None:
    lengths = looked_up(column(cells), lambda different: different.str.len())
    assert lengths.tolist() == [len(cell) for cell in cells]


def test_each_different_text_is_asked_once() -> None:
    asked: list[str] = []

    def note(different: pd.Series) -> pd.Series:
        asked.extend(different)
        return different

    looked_up(column(["a", "b"] * 500), note)
    assert sorted(asked) == ["a", "b"]


@given(st.integers(0, 12).flatmap(lambda n: st.lists(texts.map(lambda cells: (cells + ["z"] * n)[:n]), min_size=1)))
def test_combinations_put_every_row_together_again(columns: list[list[str]]) -> None:
    frame = coded_table(pd.DataFrame({str(n): pd.Series(cells, dtype="str") for n, cells in enumerate(columns)}))
    different, number = combinations(frame, list(frame.columns))
    assert not different.duplicated().any()
    pd.testing.assert_frame_equal(different.iloc[number].reset_index(drop=True), frame.astype("str"))
    assert set(number) == set(range(len(different)))
    assert repeated(frame).tolist() == frame.astype("str").duplicated().tolist()


def test_a_table_without_rows_is_coded_too() -> None:
    table = coded_table(pd.DataFrame({"a": pd.Series([], dtype="str")}))
    assert isinstance(table["a"].dtype, pd.CategoricalDtype)
    assert combinations(table, ["a"])[0].empty


def test_a_constant_is_in_every_row() -> None:
    assert constant("x", pd.RangeIndex(3)).tolist() == ["x"] * 3
    assert constant("x", pd.RangeIndex(0)).tolist() == []


def test_chunks_of_arrow_with_dictionaries_of_their_own_are_one_column() -> None:
    kind = pa.dictionary(pa.int32(), pa.string())
    chunks = pa.chunked_array([pa.array(["b", "a", None], kind), pa.array(["c", "b"], kind)])
    assert of_arrow(chunks, pd.RangeIndex(5)).tolist() == ["b", "a", "", "c", "b"]
    assert of_arrow(pa.chunked_array([], kind), pd.RangeIndex(0)).tolist() == []
