"""What is pressed is answered whole, whatever else is pressed at that very moment."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

UI = Path(__file__).resolve().parents[1] / "footprints_geo" / "ui"


def page_that_is_pressed_twice_at_once(whole: bool) -> None:
    """Another press arrives while the first is being answered, and breaks it off at its next look into the session."""
    import streamlit as st
    from streamlit.runtime.scriptrunner import get_script_run_ctx
    from streamlit.runtime.scriptrunner_utils.script_requests import RerunData

    from footprints_geo.ui.press import pressed

    def answer() -> None:
        session = get_script_run_ctx()
        if session is not None and session.script_requests is not None and "came" not in st.session_state:
            st.session_state["came"] = True
            session.script_requests.request_rerun(RerunData(page_script_hash=session.page_script_hash))
        st.session_state["answered"] = st.session_state.get("box")

    st.text_input("Box", key="box", on_change=pressed(answer) if whole else answer)
    st.session_state["runs"] = st.session_state.get("runs", 0) + 1
    st.text(f"answered: {st.session_state.get('answered', 'nothing')}, drawn {st.session_state['runs']} times")


@pytest.mark.parametrize(
    ("whole", "said"), [(True, "answered: dropped, drawn 2 times"), (False, "answered: nothing, drawn 2 times")]
)
def test_a_press_is_not_lost_to_the_next(whole: bool, said: str) -> None:
    # Without the mend it is lost: should Streamlit ever answer it itself, this says that the mend can go.
    shown = AppTest.from_function(page_that_is_pressed_twice_at_once, kwargs={"whole": whole}, default_timeout=60)
    shown.run().text_input(key="box").set_value("dropped").run()
    assert not shown.exception
    assert [one.value for one in shown.text] == [said]


def page_whose_work_is_broken_off() -> None:
    import streamlit as st
    from streamlit.runtime.scriptrunner import get_script_run_ctx
    from streamlit.runtime.scriptrunner_utils.script_requests import RerunData

    from footprints_geo.ui import task

    def work(told: task.Told) -> None:
        st.session_state["done"] = st.session_state.get("done", 0) + 1

    def clear_problem_late(where: str) -> None:
        session = get_script_run_ctx()
        if session is not None and session.script_requests is not None and "came" not in st.session_state:
            st.session_state["came"] = True
            session.script_requests.request_rerun(RerunData(page_script_hash=session.page_script_hash))
        clear_problem(where)

    clear_problem = st.session_state.setdefault("clear_problem", task.clear_problem)
    task.clear_problem = clear_problem_late
    st.button("Load", on_click=lambda: task.ask_for("file", work))
    try:
        task.carry_out()
    finally:
        task.clear_problem = clear_problem
    st.text(f"done: {st.session_state.get('done', 0)}")


def test_work_that_was_asked_for_is_not_lost_to_the_next_press() -> None:
    shown = AppTest.from_function(page_whose_work_is_broken_off, default_timeout=60)
    shown.run().button[0].click().run()
    assert not shown.exception
    assert [one.value for one in shown.text] == ["done: 1"]


def test_every_widget_answers_whole() -> None:
    """A function of a widget is a `pressed` one; a download is answered by the browser alone."""
    faults, seen = [], 0
    for path in sorted(UI.glob("*.py")):
        tree = ast.parse(path.read_text())
        whole = {
            node.name
            for node in ast.walk(tree)
            if isinstance(node, ast.FunctionDef) and "pressed" in map(ast.unparse, node.decorator_list)
        }
        imported = {alias.name for node in ast.walk(tree) if isinstance(node, ast.ImportFrom) for alias in node.names}
        for call in (node for node in ast.walk(tree) if isinstance(node, ast.Call)):
            for given in call.keywords:
                value = given.value
                if isinstance(value, ast.Lambda) and isinstance(value.body, ast.Call):
                    value = value.body.func
                words = ast.unparse(value)
                if given.arg not in ("on_click", "on_change", "on_select") or words in ("'ignore'", "'rerun'"):
                    continue
                seen += 1
                if not (words in whole or words.startswith("pressed(") or (words == "forget" and words in imported)):
                    faults.append(f"{path.name}:{call.lineno}: {given.arg}={words}")
    assert seen > 20
    assert faults == []
