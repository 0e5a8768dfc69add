"""The hotspots page without a browser: what it says is looked at, what stands where, and what stays chosen."""

from __future__ import annotations

from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from footprints_geo.hotspots import find_hotspots
from footprints_geo.robustness import check
from footprints_geo.selection import Selection
from footprints_geo.ui import hotspots as page
from tests.builders import event, read_rows, released
from tests.pages import opened

ARRESTS = ("arrest", "repatriation")
TUMEN = "cell:833163fffffffff"


def order_of(shown: AppTest, *beginnings: str) -> list[int]:
    """Where on the page texts stand that begin so, from the top."""
    texts = [str(getattr(one, "value", "")) for one in shown.main]
    return [next(n for n, text in enumerate(texts) if text.startswith(words)) for words in beginnings]


def button(shown: AppTest) -> Any:
    return next((one for one in shown.button if one.label == "Look at arrests and returns instead"), None)


def keys(shown: AppTest) -> set[str]:
    """Keys of the widgets that remember what is ticked."""
    return {str(one.proto.id).split("-")[-1] for one in shown.dataframe}


def test_where_no_types_are_chosen_the_page_says_what_it_looks_at_and_offers_arrests() -> None:
    shown = opened("hotspots")
    assert any("disappearances and last sightings only" in one.value for one in shown.markdown)
    button(shown).click().run()
    assert not shown.exception
    assert shown.session_state["selection"] == Selection(events=ARRESTS)
    assert button(shown) is None
    assert not any("disappearances and last sightings only" in one.value for one in shown.markdown)


def test_the_records_of_a_cell_stand_above_the_account_and_the_second_question() -> None:
    shown = opened("hotspots", events="arrest,repatriation", chosen=TUMEN)
    behind, account, second = order_of(
        shown, "What stands behind it", "Not on the map", "Is it frequent, given how many are documented there?"
    )
    assert behind < account < second
    (led,) = [one.value for one in shown.markdown if "(#what-stands-behind-it)" in one.value]
    assert led.startswith("Chosen: Namyang, Tumen\\: at least 333; 7 cases; depends on one case")
    assert not any(one.value.startswith("Choose a row") for one in shown.caption)


def test_of_another_selection_or_size_no_cell_is_chosen_and_no_row_stays_ticked() -> None:
    shown = opened("hotspots", events="arrest,repatriation", chosen=TUMEN)
    before = keys(shown)
    shown.selectbox(key="widget_resolution").select("4").run()
    assert shown.session_state["look"].chosen == ""
    assert not any("stand" in one.value and "behind" in one.value for one in shown.subheader)
    finer = keys(shown)
    assert not before & finer
    shown.session_state["selection"] = Selection(events=("arrest",))
    shown.run()
    assert not finer & keys(shown)


def test_rows_that_could_not_be_used_are_said_with_the_way_to_them(monkeypatch: pytest.MonkeyPatch) -> None:
    good = event("A", "arrest", "CN", place="Tumen", location_precision="city")
    prepared = released(read_rows([good, event("B", "seized", "CN")]))
    assert prepared.events.rows_rejected == 1
    found = find_hotspots(prepared, Selection(events=("arrest",)))
    monkeypatch.setattr(page, "current_hotspots", lambda: (found, check(found)))
    shown = opened("hotspots", events="arrest")
    assert any("1 of 2 rows could not be used" in one.value for one in shown.markdown)


def test_the_page_says_that_a_cell_is_judged_with_those_beside_it() -> None:
    assert any("together with the cells beside it" in one.value for one in opened("hotspots").caption)
