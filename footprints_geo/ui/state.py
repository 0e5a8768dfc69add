"""What the person has chosen: the Selection and how to look at it, in the session and in the URL.

The Selection has a session key of its own, seeded once from the URL. Widgets are set from it on every run, their
changes rebuild it, and the URL is written from it on every run, so that a link always shows what its sender saw.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields, replace
from typing import Any, Final, cast, get_args

import streamlit as st
from streamlit.runtime.pages_manager import PagesManager

from footprints_geo.basemap import EXTENTS
from footprints_geo.chains import CHAIN_LEVELS, ChainLevel
from footprints_geo.errors import InputError
from footprints_geo.language import SOURCE, Language, languages, marked
from footprints_geo.messages import Message
from footprints_geo.panels import read_period
from footprints_geo.paper import DPI_RANGE, SHEETS, SIDE_RANGE_MM, FigureKind, FigureOptions
from footprints_geo.periods import EXPECTED
from footprints_geo.recipe import FIT
from footprints_geo.selection import IGNORED, Selection
from footprints_geo.vocabulary import LEVELS, SCRIPTS, Level, Script

_SELECTION: Final = "selection"
_LOOK: Final = "look"
_IGNORED: Final = "ignored"
_PAGE: Final = "page"
_WRITTEN: Final = "written"
_ANSWERED: Final = "answered"
KIND: Final = "kind:"
ROUTE: Final = "route:"
LEG: Final = "leg:"
CELL: Final = "cell:"
BAR: Final = "bar:"
"""What is chosen on the pages begins with one of these."""

AUTO: Final = "auto"
CELL_KM: Final = {"3": 120, "4": 45, "5": 17, "6": 6}
"""How far across cells of each resolution are."""
_FINGERPRINT: Final = re.compile(r"[0-9a-f]{8,64}", flags=re.ASCII)
PUBLIC: Final = "public"
INTERNAL: Final = "internal"
STATIONS_RANGE: Final = (0, 6)
SCRIPT_NAMES: Final[dict[Script, str]] = {
    "en": "English",
    "ko": "한국어",
    "both": marked("Both"),
    "local": marked("Local"),
}
"""Of the languages each in its own."""


@dataclass(frozen=True, slots=True)
class Look:
    """How the Selection is looked at: no part of what is counted.

    Attributes
    ----------
    level : {'country', 'province', 'place'}
        What the table's routes are told apart by.
    script : {'en', 'ko', 'local'}
        The script of map labels.
    extent : str
        The named extent of the map.
    chosen : str
        The kind (`kind:<kind>`), route (`route:<kind>:<stop>><stop>`), leg (`leg:<id>`), cell (`cell:<name>`) or bar
        (`bar:<kind>:<standing>:<first>:<last>`) that stands out; '' for none.
    figure : str
        The kind of figure for print.
    size : str
        The name of its sheet.
    width_mm, height_mm : float, optional
        Both, in place of the size.
    figure_extent : str
        The named extent of the figure, or `fit`.
    dpi : int
        Dots an inch of the figure.
    lang : str
        The language of its words.
    page_lang : str
        The language of the pages; '' for the one the browser asks for.
    chain_level : {'holder', 'place'}
        What chains of custody are told apart by.
    least_stations : int
        Chains with fewer stations are left out.
    chain : str
        The chain of custody that is chosen, its steps parted by `>`; '' for none.
    against : str
        The period that a comparison sets beside that of the Selection, such as `2019-2022`; '' for none.
    data : str
        How the SHA-256 of the records begins with which a link was made; '' where it does not say.
    resolution : str
        Of the cells of hotspots: `auto`, or 3 to 6.
    audience : str
        Whom a figure is made for: `public`, `published` (the public, every record being public already) or `internal`.
        In no link: whoever sends one must not decide what of somebody's records leaves.
    """

    level: Level = "country"
    script: Script = "en"
    extent: str = "corridor"
    chosen: str = ""
    figure: FigureKind = FigureOptions().kind
    size: str = "a4"
    width_mm: float | None = None
    height_mm: float | None = None
    figure_extent: str = FIT
    dpi: int = FigureOptions().dpi
    lang: str = SOURCE
    page_lang: str = ""
    against: str = ""
    data: str = ""
    resolution: str = AUTO
    audience: str = PUBLIC
    chain_level: ChainLevel = "holder"
    least_stations: int = 1
    chain: str = ""

    def to_query(self) -> dict[str, str]:
        """The parameters of a URL; what is as it is by default is left out."""
        plain = Look()
        changed = {field.name: getattr(self, field.name) for field in fields(self)}
        return {
            name: f"{value:g}" if isinstance(value, float) else str(value)
            for name, value in changed.items()
            if name != "audience" and value != getattr(plain, name)
        }

    @classmethod
    def from_query(cls, query: Mapping[str, str]) -> tuple[Look, tuple[str, ...]]:
        """Read a link; what cannot be used is left as by default, and named in a sentence."""
        look: dict[str, Any] = {name: query.get(name, "") for name in ("chosen", "chain")}
        wrong = []
        for name, allowed in _ALLOWED.items():
            if name in query and query[name] not in allowed:
                wrong.append(Message("{name}: expected one of {words}.", name=name, words=", ".join(allowed)))
            elif name in query:
                look[name] = query[name]
        for name in [name for name in _NUMBERS if name in query]:
            read, (low, high) = _NUMBERS[name]
            value = _number(query[name], read)
            if value is not None and low <= value <= high:
                look[name] = value
            else:
                text = marked("{name}: expected a number from {low:g} to {high:g}.")
                wrong.append(Message(text, name=name, low=low, high=high))
        for name in [name for name in _TEXTS if query.get(name)]:
            read_text, expected = _TEXTS[name]
            try:
                look[name] = read_text(query[name])
            except InputError:
                wrong.append(Message("{name}: expected {expected}.", name=name, expected=expected))
        if "audience" in query:
            wrong.append(Message("audience: whom a picture is made for is chosen on the page."))
        if ("width_mm" in look) != ("height_mm" in look):
            wrong.append(Message("width_mm and height_mm: expected both."))
            look = {name: value for name, value in look.items() if name not in ("width_mm", "height_mm")}
        return cls(**look), tuple(Message(IGNORED, reason=reason) for reason in wrong)


_ALLOWED: Final[dict[str, tuple[str, ...]]] = {
    "level": LEVELS,
    "script": SCRIPTS,
    "extent": tuple(EXTENTS),
    "figure": get_args(FigureKind),
    "size": tuple(SHEETS),
    "figure_extent": (FIT, *EXTENTS),
    "lang": languages(),
    "page_lang": languages(),
    "resolution": (AUTO, *CELL_KM),
    "chain_level": CHAIN_LEVELS,
}
_NUMBERS: Final[dict[str, tuple[Callable[[str], float], tuple[float, float]]]] = {
    "width_mm": (float, SIDE_RANGE_MM),
    "height_mm": (float, SIDE_RANGE_MM),
    "dpi": (int, DPI_RANGE),
    "least_stations": (int, STATIONS_RANGE),
}


def _read_fingerprint(text: str) -> str:
    if not _FINGERPRINT.fullmatch(text):
        raise InputError("data: expected the beginning of a SHA-256.")
    return text


_TEXTS: Final[dict[str, tuple[Callable[[str], str], str]]] = {
    "data": (_read_fingerprint, Message("the beginning of a SHA-256")),
    "against": (lambda text: read_period(text).text, EXPECTED),
}


def resolution_names(language: Language) -> dict[str, str]:
    """The sizes of cells that can be chosen, and what they are called."""
    sizes = {resolution: language("Some {km} km across", km=km) for resolution, km in CELL_KM.items()}
    return {AUTO: language("As fits the records"), **sizes}


def script_names(language: Language) -> dict[Script, str]:
    """The scripts of names on a map, and what they are called."""
    return {script: language(name) for script, name in SCRIPT_NAMES.items()}


def _number(text: str, read: Callable[[str], float]) -> float | None:
    try:
        return read(text)
    except ValueError:
        return None


def seed_from_url(page: str) -> None:
    """Take over the URL at the start, and whenever somebody else changed it: a link, or the browser's Back.

    Parameters
    ----------
    page : str
        The page that is shown. Going to another page drops the parameters; the session keeps what was chosen.
    """
    query = st.query_params.to_dict()
    moved = st.session_state.get(_PAGE, page) != page
    st.session_state[_PAGE] = page
    answered = st.session_state.pop(_ANSWERED, False)
    same = query == st.session_state.get(_WRITTEN)
    if _SELECTION in st.session_state and (answered or same or (moved and not query)):
        return
    st.session_state[_SELECTION], ignored = Selection.from_query(query, beside=[field.name for field in fields(Look)])
    st.session_state[_LOOK], wrong = Look.from_query(query)
    st.session_state[_IGNORED] = (*ignored, *wrong)


def _start_again_with_the_frame() -> None:
    """Run `app.py` first.

    Before `st.navigation` was called once in this process, Streamlit takes the folder `pages` for an app of the old
    kind and runs the page of a link alone, without sidebar and Selection.
    """
    PagesManager.uses_pages_directory = False
    st.rerun()


def ignored_parts() -> tuple[str, ...]:
    """What of the link could not be used."""
    return cast("tuple[str, ...]", st.session_state.get(_IGNORED, ()))


def current_selection() -> Selection:
    """The Selection of this session."""
    if _SELECTION not in st.session_state:
        _start_again_with_the_frame()
    return cast(Selection, st.session_state[_SELECTION])


def current_look() -> Look:
    """How this session looks at it."""
    if _LOOK not in st.session_state:
        _start_again_with_the_frame()
    return cast(Look, st.session_state[_LOOK])


def chosen_page_language() -> str:
    """The language somebody chose for the pages, here or in the link they came by; '' for none, or one unknown."""
    look = cast(Look | None, st.session_state.get(_LOOK))
    return str(st.query_params.get("page_lang", "")) if look is None else look.page_lang


def answer_the_page() -> None:
    """Somebody pressed something on the page: what the address says now is no link that somebody followed.

    What is pressed soon after a change still comes with the address from before it, and must not undo the change.
    """
    st.session_state[_ANSWERED] = True


def change_selection(**fields: Any) -> None:
    """Replace fields of the Selection; what stood out may be gone, so nothing stands out any more."""
    st.session_state[_SELECTION] = replace(current_selection(), **fields)
    st.session_state[_IGNORED] = ()
    change_look(chosen="", chain="")


def change_look(**fields: Any) -> None:
    """Replace fields of the look; a chosen cell is no cell of another size."""
    if "resolution" in fields and current_look().chosen.startswith(CELL):
        fields = {"chosen": "", **fields}
    answer_the_page()
    st.session_state[_LOOK] = replace(current_look(), **fields)


def current_query(**changed: Any) -> dict[str, str]:
    """The parameters of a URL that shows what is on the screen, with some fields of the look changed."""
    return {**current_selection().to_query(), **replace(current_look(), **changed).to_query()}


def leave_out(name: str, sentence: str) -> None:
    """Take a condition out of the Selection that cannot be asked of these records, and say why."""
    st.session_state[_SELECTION] = replace(current_selection(), **{name: getattr(Selection(), name)})
    st.session_state[_IGNORED] = (*ignored_parts(), sentence)


def write_url(*, told: bool = True) -> None:
    """Make the URL say what is on the screen.

    Not where it is not to be told: inside another site Streamlit tells that site whatever is written here.
    """
    if not told:
        st.session_state[_WRITTEN] = st.query_params.to_dict()
        return
    wanted = current_query()
    st.session_state[_WRITTEN] = wanted
    if st.query_params.to_dict() != wanted:
        st.query_params.from_dict(wanted)
