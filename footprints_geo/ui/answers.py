"""What is worked out once for everybody who asks the same of the records that are for all."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final, TypeVar, cast

import streamlit as st

from footprints_geo.ui.data import prepared
from footprints_geo.ui.own_records import shows_own

Made = TypeVar("Made")
MOST: Final = 256
"""Answers that are kept, of all names together: a map is some 200 kB, a sentence some hundred bytes."""


def made_once(name: str, asked: tuple[Any, ...], make: Callable[[], Made]) -> Made:
    """What somebody else was answered to the same question, or what is made now; of own records always the latter.

    Parameters
    ----------
    name : str
        What is made.
    asked : tuple
        All that it depends on beside the records: Selections, words, sets of words.
    make : function
        Makes it; it is shared by all sessions, and nobody may change it afterwards. Of several who ask at the same time
        one makes it, and the others wait.
    """
    if shows_own():
        return make()
    return cast(Made, _made(name, prepared().events.fingerprint, asked, make))


# Only ever of the bundled records, or of the copy that is for all: what this keeps, every session can get at.
@st.cache_resource(max_entries=MOST, show_spinner=False)
def _made(name: str, fingerprint: str, asked: tuple[Any, ...], _make: Callable[[], Any]) -> Any:
    return _make()
