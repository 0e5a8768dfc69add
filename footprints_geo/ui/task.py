"""What takes time on the data page: asked for by a widget, carried out under the title, with progress and faults."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final, cast

import streamlit as st
from streamlit.runtime.scriptrunner import RerunException, StopException

from footprints_geo.errors import InputError
from footprints_geo.ui.page_language import current_language
from footprints_geo.ui.press import pressed
from footprints_geo.ui.words import as_text

_TASK: Final = "own_task"
_PROBLEMS: Final = "own_problems"

MANY: Final = 50_000
"""Above so many rows the page shows how far it has come."""

Told = Callable[[float, str, int], None]
"""Is told how far the work is (0 to 1), what is done now, and how many rows there are (before reading: roughly)."""


@dataclass(frozen=True)
class Task:
    """Something to be done before the page is drawn.

    Attributes
    ----------
    where : str
        The part of the page that asked for it: there its fault is shown.
    work : callable
        Does it; raises InputError for what the person can mend.
    """

    where: str
    work: Callable[[Told], None]


def ask_for(where: str, work: Callable[[Told], None]) -> None:
    """Ask for something that takes time; to be called by a widget."""
    st.session_state[_TASK] = Task(where, work)


def carry_out() -> None:
    """Do what was asked for, and draw the page anew; nothing when nothing was asked for."""
    task = cast(Task | None, st.session_state.get(_TASK))
    if task is None:
        return
    try:
        _carry_out(task)
    except (RerunException, StopException):
        # Something else was pressed meanwhile: the work is still asked for.
        raise
    except BaseException:
        del st.session_state[_TASK]
        raise
    del st.session_state[_TASK]
    # The sidebar stands already, and is that of the records of before.
    st.rerun()


def _carry_out(task: Task) -> None:
    language = current_language()
    clear_problem(task.where)
    bar = st.empty()

    stop = st.empty()
    offered = False

    def told(part: float, words: str, rows: int) -> None:
        nonlocal offered
        if rows > MANY:
            if not offered:
                stop.button(language("Stop reading"), on_click=_stop, args=(task,))
                offered = True
            # Where somebody pressed something meanwhile, this ends the run.
            bar.progress(part, text=as_text(words))

    try:
        with st.spinner(language("Reading and checking …")):
            task.work(told)
    except InputError as error:
        note_problem(task.where, error.message)


@pressed
def _stop(task: Task) -> None:
    """Ask no more for something that is being done; where it is done already, there is nothing to stop."""
    language = current_language()
    if st.session_state.get(_TASK) is task:
        del st.session_state[_TASK]
        note_problem(task.where, language("Stopped: this was not read to its end. What was loaded before stays."))


def note_problem(where: str, sentence: str) -> None:
    """Keep what went wrong at a part of the page until it is cleared."""
    st.session_state[_PROBLEMS] = {**_problems(), where: sentence}


def problem(where: str) -> str:
    """What went wrong at a part of the page; '' for nothing."""
    return _problems().get(where, "")


def show_problem(where: str) -> None:
    """The same, for a person."""
    if sentence := problem(where):
        st.error(as_text(current_language().say(sentence)))


def clear_problem(where: str) -> None:
    """Say no more of what went wrong at a part of the page."""
    st.session_state[_PROBLEMS] = {name: sentence for name, sentence in _problems().items() if name != where}


def _problems() -> dict[str, str]:
    return cast("dict[str, str]", st.session_state.get(_PROBLEMS, {}))
