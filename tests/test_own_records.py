"""Own records on the pages without a browser: what is made of them is made anew when they are read otherwise."""

from __future__ import annotations

from streamlit.testing.v1 import AppTest


def page_that_reads_a_file_and_then_reads_it_otherwise() -> None:
    """The dates can be read in two ways: first none can be used, then the day comes first."""
    from dataclasses import replace

    import streamlit as st

    from footprints_geo.selection import Selection
    from footprints_geo.ui import data, own_records
    from footprints_geo.ui.state import Look

    def told(part: float, words: str, rows: int) -> None:
        """Nobody waits here."""

    st.session_state.setdefault("selection", Selection())
    st.session_state.setdefault("look", Look())
    own = own_records.own_records()
    rows = "case,event,date,place,country\nA1,arrest,9/10/2021,Yanji,China\nA1,repatriation,10/11/2023,Tumen,China\n"
    if own is None:
        own_records.load("dates.csv", rows.encode(), told)
    else:
        own_records.change_profile(replace(own.profile, date_orders={"date": "day-first"}), told)
    hotspots, _ = data.current_hotspots()
    st.text(f"{len(data.current_years())} years, {len(data.matched_events())} events")
    st.text(f"{len(hotspots.prepared.events.frame)} events behind the cells")
    st.text(f"{len(data.current_coverage().countries)} countries")
    st.button("Read it otherwise")


def test_what_is_made_of_own_records_is_made_anew_when_they_are_read_otherwise() -> None:
    shown = AppTest.from_function(page_that_reads_a_file_and_then_reads_it_otherwise, default_timeout=120).run()
    assert not shown.exception
    assert [one.value for one in shown.text] == ["0 years, 0 events", "0 events behind the cells", "0 countries"]
    shown.button[0].click().run()
    assert not shown.exception
    assert [one.value for one in shown.text] == ["3 years, 2 events", "2 events behind the cells", "1 countries"]
