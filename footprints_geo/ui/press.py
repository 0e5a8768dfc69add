"""What somebody presses is answered whole, also when something else is pressed at that moment.

Every look into `st.session_state` is a point at which Streamlit may break off a run for a newer one. A widget's own
function is broken off there too, and never called again: what was chosen or dropped stands in the box and was lost.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import ParamSpec

from streamlit.runtime.scriptrunner import RerunException, get_script_run_ctx

from footprints_geo.ui.state import answer_the_page

Given = ParamSpec("Given")


def pressed(answer: Callable[Given, None]) -> Callable[Given, None]:
    """Make a widget's function one that is carried out to its end.

    Parameters
    ----------
    answer : callable
        What `on_click`, `on_change` or `on_select` is to do. It is begun again when it was broken off: doing its
        beginning twice must be the same as doing it once.

    Returns
    -------
    callable
        The same, and whatever broke it off is run right after it.
    """

    @wraps(answer)
    def whole(*args: Given.args, **kwargs: Given.kwargs) -> None:
        newer: list[RerunException] = []
        while True:
            try:
                answer_the_page()
                answer(*args, **kwargs)
            except RerunException as broken_off:
                newer.append(broken_off)
            else:
                break
        session = get_script_run_ctx()
        if session is not None and session.script_requests is not None:
            for request in newer:
                session.script_requests.request_rerun(request.rerun_data)

    return whole
