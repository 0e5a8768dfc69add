"""A box shows what is chosen, whoever chose it, and never takes back what somebody is choosing at that moment.

Streamlit can set a box from the program, and then overwrites in the browser what was picked there while the page was
still being drawn; the next press carries the old value, and a choice is lost. So a box gets its value once, when it
first appears. When what is chosen is changed elsewhere (a link, another box, *Show everything*), a new box takes its
place.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable
from dataclasses import dataclass
from typing import Any, Final

import streamlit as st

_SHOWN: Final = "_shown"
Same = Callable[[Any, Any], bool]


@dataclass(frozen=True, slots=True)
class Box:
    """A box as Streamlit is asked for it.

    Attributes
    ----------
    key : str
        What the session keeps its value under.
    first : Any
        The value it appears with: the same for as long as it stands.
    """

    key: str
    first: Any


@dataclass(frozen=True, slots=True)
class _Shown:
    box: Box
    offered: Hashable
    number: int


def box_of(name: str, chosen: Any, offered: Hashable = (), same: Same | None = None) -> Box:
    """The box that shows what is chosen: the one that stands, or a new one where that shows something else.

    Parameters
    ----------
    name : str
        Of the box; the first one's key too.
    chosen : Any
        What the box is to show.
    offered : hashable
        What can be chosen in it: with other choices it is another box.
    same : function, optional
        Whether two values mean the same; by default when they are equal.
    """
    kept = f"{name}{_SHOWN}"
    before: _Shown | None = st.session_state.get(kept)
    if before is None:
        now = _Shown(Box(name, chosen), offered, 0)
    else:
        shows = st.session_state.get(before.box.key, before.box.first)
        if before.offered == offered and (same(shows, chosen) if same else shows == chosen):
            return before.box
        number = before.number + 1
        now = _Shown(Box(f"{name}_{number}", chosen), offered, number)
    st.session_state[kept] = now
    return now.box
