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


def page_in_korean_with_a_file_that_has_faults_and_one_that_cannot_be_read() -> None:
    import streamlit as st

    from footprints_geo.selection import Selection
    from footprints_geo.ui import account, own_records, questions, task
    from footprints_geo.ui.state import Look

    st.session_state.setdefault("selection", Selection())
    st.session_state.setdefault("look", Look(page_lang="ko"))
    rows = (
        "case,event,date,place,country,persons_min,persons_max\n"
        "A1,arrest,2021-13,Yanji,CN,,\nA1,blorked,2023,Tumen,CN,5,3\nA2,arrest,2023,Tumen,QQ,,\n,arrest,2023,,CN,,\n"
    )
    if own_records.own_records() is None:
        task.ask_for("file", lambda told: own_records.load("faults.csv", rows.encode(), told))
        task.carry_out()
    if st.session_state.setdefault("to_do", True):
        st.session_state["to_do"] = False
        task.ask_for("file", lambda told: own_records.load("empty.csv", b"", told))
        task.carry_out()
    task.show_problem("file")
    questions.show_questions()
    account.show_account()


def test_on_a_korean_page_faults_and_refusals_are_said_in_korean() -> None:
    page = page_in_korean_with_a_file_that_has_faults_and_one_that_cannot_be_read
    shown = AppTest.from_function(page, default_timeout=120).run()
    assert not shown.exception
    refusal = "파일이 비어 있습니다. 열 이름이 적힌 머리글 행이 있어야 합니다. 다시 내보내십시오."
    assert [refusal in one.value for one in shown.error] == [True]
    said = " ".join(one.value for one in shown.markdown)
    for sentence in (
        "날짜 '2021-13'\\: 달이 13임. 있어야 할 것은 01\\~12",
        "이 낱말은 목록에 없습니다",
        "persons\\_min의 수가 persons\\_max의 수보다 큽니다",
        "알 수 없는 국가 코드입니다",
        "사례가 없습니다. 한 사람이나 한 집단의 사건을 하나로 묶는 고유 번호가 있어야 합니다.",
        "1번째 열(case)을 “사례(누구)” 열로 읽었습니다(근거\\: 열 이름).",
    ):
        assert sentence in said
    for word in ("expected", "Write", "missing"):
        assert word not in said
