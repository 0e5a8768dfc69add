"""The tour: every stop is a view that is there, with what its words say of it."""

from __future__ import annotations

from dataclasses import fields
from functools import cache
from pathlib import Path

import pytest

from footprints_geo.coverage import cover
from footprints_geo.pipeline import prepare, view
from footprints_geo.prepared import Prepared
from footprints_geo.selection import Selection
from footprints_geo.timeline import count_over_time
from footprints_geo.ui.state import Look
from footprints_geo.ui.tour import STOPS, Stop

PAGES = Path(__file__).resolve().parent.parent / "pages"


@cache
def bundled() -> Prepared:
    return prepare()


@pytest.mark.parametrize("stop", STOPS, ids=lambda stop: stop.page)
def test_every_stop_is_a_page_and_a_link_of_which_nothing_is_ignored(stop: Stop) -> None:
    assert (PAGES / f"{stop.page}.py").exists()
    selection, ignored = Selection.from_query(stop.chosen, beside=[field.name for field in fields(Look)])
    look, wrong = Look.from_query(stop.chosen)
    assert (ignored, wrong) == ((), ())
    assert {**selection.to_query(), **look.to_query()} == stop.chosen
    assert len(view(bundled(), selection, look.level).segments)


def test_what_a_stop_says_can_be_seen_there() -> None:
    stops = {stop.page: stop for stop in STOPS}
    chosen = {
        page: Selection.from_query(stop.chosen, beside=["level", "extent", "chosen"])[0] for page, stop in stops.items()
    }
    returns = view(bundled(), chosen["routes"], "place")
    assert (returns.legs["mark"] == "area").any(), "a line with an end that no record names"
    assert len(view(bundled(), chosen["records"]).segments_on(("CN", "KP"), "repatriation"))
    timeline = count_over_time(view(bundled(), chosen["timeline"]))
    assert (timeline.months, len(timeline.of_standing("uncertain")) > 0) == (1, True), "something hangs under the axis"
    assert len(cover(bundled(), chosen["coverage"].years).figures)
