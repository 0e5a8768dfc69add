"""A box shows what is chosen, whoever chose it, and never takes back what somebody is choosing at that moment.

When the program sets a box, Streamlit overwrites what was picked in the browser while the page was still being drawn;
the next press then carries the old value, and a choice is lost. So a box is set only where it shows something else, and
once more in the run after that.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable
from typing import Any, Final

import streamlit as st

_OFFERED: Final = "_offered"
_AGAIN: Final = "_again"
_NOTHING: Final = object()
Same = Callable[[Any, Any], bool]


def show_in_box(key: str, chosen: Any, offered: Hashable = (), same: Same | None = None) -> None:
    """Make the box of a key show a value; to be called before the box is drawn.

    Parameters
    ----------
    key : str
        Of the box.
    chosen : Any
        What it is to show.
    offered : hashable
        What can be chosen in it: with other choices, Streamlit makes a box forget its value.
    same : function, optional
        Whether two values mean the same; by default when they are equal.
    """
    shows = st.session_state.get(key, _NOTHING)
    stands = shows is not _NOTHING and st.session_state.get(f"{key}{_OFFERED}", _NOTHING) == offered
    differs = stands and not (same(shows, chosen) if same else shows == chosen)
    # The browser may still send what the box held before it was set, and seems to agree by chance: it is told twice.
    again = st.session_state.pop(f"{key}{_AGAIN}", False)
    if not stands or differs or again:
        st.session_state[key] = chosen
    if differs:
        st.session_state[f"{key}{_AGAIN}"] = True
    st.session_state[f"{key}{_OFFERED}"] = offered
