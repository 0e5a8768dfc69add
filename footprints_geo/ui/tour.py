"""A tour of two minutes over the records that come with the program: five views, each with what to look at."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final

import streamlit as st

from footprints_geo.language import marked
from footprints_geo.ui.own_records import shows_own
from footprints_geo.ui.page_language import current_language
from footprints_geo.ui.serving import public_copy
from footprints_geo.ui.state import current_look


@dataclass(frozen=True)
class Stop:
    """A view of the tour.

    Attributes
    ----------
    page : str
        The page, as in the folder `pages`.
    title, look : str
        What is asked there, and what to look at; to be translated.
    chosen : dict of str to str
        What is chosen, as in a link.
    """

    page: str
    title: str
    look: str
    chosen: dict[str, str] = field(default_factory=dict)


RETURNS: Final = {"years": "2023-08/2023-10", "kind": "repatriation"}
STOPS: Final = (
    Stop(
        "routes",
        marked("How were people sent back from August to October 2023?"),
        marked("The sentence says how many at least. A pale dashed line has an end that no record names."),
        {**RETURNS, "level": "place", "extent": "china-dprk-border"},
    ),
    Stop(
        "records",
        marked("Who says so?"),
        marked("The cases behind the route from China. Tick one: its events in order, each with its source."),
        {**RETURNS, "chosen": "route:repatriation:CN>KP"},
    ),
    Stop(
        "timeline",
        marked("When?"),
        marked("A bar is what is known to the month. What is not known so closely hangs under the axis."),
        {"years": "2016-2018"},
    ),
    Stop(
        "coverage",
        marked("Is that all?"),
        marked("No. Each figure that somebody published stands beside what is documented of the same."),
        {"years": "2023"},
    ),
    Stop(
        "figure",
        marked("May I take it along?"),
        marked("Press “Draw the picture”: numbers, sources and caveat are on it, and it says for whom it is."),
        RETURNS,
    ),
)


def show_tour() -> None:
    """The stops, each a link; nothing where other records are shown, of which they would tell something else."""
    if shows_own() or public_copy() is not None:
        return
    language = current_language()
    st.subheader(language("A tour of two minutes"))
    spoken = {"page_lang": current_look().page_lang} if current_look().page_lang else {}
    for number, stop in enumerate(STOPS, 1):
        title = language(stop.title)
        st.page_link(f"pages/{stop.page}.py", label=f"{number}. {title}", query_params={**stop.chosen, **spoken})
        st.caption(language(stop.look))
