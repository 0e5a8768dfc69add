"""What the readers of public tables share."""

from __future__ import annotations

import pandas as pd

from footprints_geo.sources.public_tables import LONGEST_VALUE, counted, faults_of, headers_of, recast_with
from footprints_geo.sources.source_table import FAULT_COLUMNS
from tests.public_samples import header, table_of


def test_headers_are_found_however_they_are_spelled_and_the_first_of_two_counts() -> None:
    found = headers_of(header("INCIDENT_DATE,No. dead/missing,Incident Date,event_id_cnty"))
    assert found == {
        "incident date": "INCIDENT_DATE",
        "no dead missing": "No. dead/missing",
        "event id cnty": "event_id_cnty",
    }


def test_a_fault_names_row_and_column_and_repeats_no_more_than_a_line() -> None:
    cells = pd.Series(["x" * 200, "y"], index=[7, 9], dtype="str")
    faults = faults_of(cells, "note", pd.Series(["Long.", "Short."], index=[7, 9]), "Mend it.")
    assert list(faults.columns) == list(FAULT_COLUMNS)
    assert faults["row"].tolist() == [7, 9]
    assert faults["value"].str.len().tolist() == [LONGEST_VALUE, 1]
    assert faults["reason"].tolist() == ["Long.", "Short."]


def test_what_is_true_of_no_row_is_not_said() -> None:
    no, yes = pd.Series([False, False]), pd.Series([True, False])
    assert counted([(no, "rows are odd."), (yes, "rows are even.")]) == ["1 rows are even."]


def test_a_recast_keeps_rows_and_cells_and_sorts_faults_by_row() -> None:
    table = table_of([{"a": "1"}, {"a": "2"}], ["a"])
    derived = pd.DataFrame({"b": ["x", "y"]}, index=table.frame.index)
    faults = [faults_of(table.frame.loc[[row], "a"], "a", "Odd.", "Mend it.") for row in (3, 2)]
    recast = recast_with(table, derived, faults, ["Noted."], ["Beware."])
    assert recast.frame.to_dict("list") == {"a": ["1", "2"], "b": ["x", "y"]}
    assert recast.frame.index.tolist() == [2, 3]
    assert recast.faults["row"].tolist() == [2, 3]
    assert (recast.notes, recast.warnings) == (("Noted.",), ("Beware.",))
    assert table.faults.empty
