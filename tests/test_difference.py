"""What changed between two tables of events."""

from __future__ import annotations

from collections import Counter

import numpy as np
import pandas as pd
from hypothesis import given
from hypothesis import strategies as st

from footprints_geo.workspace.difference import Difference, difference
from tests.workspaces import rows

FEW = st.sampled_from(["", "a", "b"])
EVENTS = st.lists(st.tuples(st.sampled_from(["한", "2", "x"]), FEW, FEW), max_size=8)


def table(events: list[tuple[str, str, str]]) -> pd.DataFrame:
    return pd.DataFrame(np.array(events, dtype=object).reshape(-1, 3), columns=["case_id", "date", "note"], dtype="str")


def numbers(found: Difference) -> tuple[int, ...]:
    cases = [found.count(change) for change in ("added", "gone", "changed")]
    return (*cases, found.cases_unchanged, found.events_added, found.events_gone, found.events_changed)


@given(before=EVENTS, after=EVENTS)
def test_it_is_what_counting_event_by_event_gives(
    before: list[tuple[str, str, str]], after: list[tuple[str, str, str]]
) -> None:
    found = difference(table(before), table(after))
    said = {row["case_id"]: row for row in found.cases.to_dict("records")}
    added = gone = changed = 0
    for case in {event[0] for event in before + after}:
        old, new = (Counter(event for event in events if event[0] == case) for events in (before, after))
        assert (case in said) == (old != new)
        if old == new:
            continue
        word = "added" if not old else "gone" if not new else "changed"
        assert said[case] == {
            "case_id": case, "change": word, "events_before": old.total(), "events_after": new.total()
        }  # fmt: skip
        paired = min((new - old).total(), (old - new).total())
        changed += paired
        added += (new - old).total() - paired
        gone += (old - new).total() - paired
    assert (found.events_added, found.events_gone, found.events_changed) == (added, gone, changed)
    assert len(before) == gone + changed + found.events_unchanged
    assert len(after) == added + changed + found.events_unchanged
    assert len(said) + found.cases_unchanged == len({event[0] for event in before + after})


@given(before=EVENTS, after=EVENTS)
def test_seen_from_the_other_side_what_was_added_is_gone(
    before: list[tuple[str, str, str]], after: list[tuple[str, str, str]]
) -> None:
    there, back = difference(table(before), table(after)), difference(table(after), table(before))
    assert (there.count("added"), there.events_added) == (back.count("gone"), back.events_gone)
    assert there.events_changed == back.events_changed


def test_the_order_of_rows_and_columns_does_not_count() -> None:
    before = rows(4).assign(job="farmer", age="30")
    after = before.sample(frac=1, random_state=1)[before.columns[::-1]]
    assert numbers(difference(before, after)) == (0, 0, 0, 4, 0, 0, 0)


def test_a_column_that_one_table_lacks_is_empty_there() -> None:
    assert numbers(difference(rows(2), rows(2).assign(job=""))) == (0, 0, 0, 2, 0, 0, 0)
    assert numbers(difference(rows(2), rows(2).assign(job=["", "", "", "farmer"]))) == (0, 0, 1, 1, 0, 0, 1)


def test_an_event_recorded_twice_is_not_the_same_as_once() -> None:
    once = rows(1)
    found = difference(once, pd.concat([once, once.iloc[:1]]))
    assert found.cases.to_dict("records") == [
        {"case_id": "case-0", "change": "changed", "events_before": 2, "events_after": 3}
    ]
    assert (found.events_added, found.events_changed, found.events_unchanged) == (1, 0, 2)


def test_cells_are_not_run_together() -> None:
    before = rows(1).assign(place=["ab", ""], note=["c", ""])
    after = rows(1).assign(place=["a", ""], note=["bc", ""])
    assert difference(before, after).events_changed == 1


def test_empty_tables_differ_in_nothing() -> None:
    found = difference(rows(0), rows(0))
    assert numbers(found) == (0, 0, 0, 0, 0, 0, 0)
    assert found.cases.columns.tolist() == ["case_id", "change", "events_before", "events_after"]


def test_categories_of_different_lists_are_compared_by_their_text() -> None:
    before = rows(2).astype("category")
    after = rows(3).iloc[2:].astype("category")
    assert numbers(difference(before, after)) == (1, 1, 0, 1, 2, 2, 0)


def test_the_sentence_has_numbers_and_no_ids() -> None:
    many = rows(1200)
    said = difference(many, many.iloc[2:]).in_words
    assert (
        said
        == "Cases: 0 added, 1 gone, 0 changed, 1,199 unchanged; events: 0 added, 2 gone, 0 changed, 2,398 unchanged."
    )
