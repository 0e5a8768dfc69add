"""The legend under the map of routes: what its lines mean; a press on a kind lets it stand alone."""

from __future__ import annotations

from typing import Final

import streamlit as st

from footprints_geo.captions import CAVEAT, MARK_WORDS
from footprints_geo.language import marked, marked_pair
from footprints_geo.pipeline import View
from footprints_geo.scales import KIND_COLOURS, KIND_INKS, hex_of
from footprints_geo.scene import Scene
from footprints_geo.terms import KIND_WORDS
from footprints_geo.ui.boxes import show_in_box
from footprints_geo.ui.page_language import current_language
from footprints_geo.ui.press import pressed
from footprints_geo.ui.state import KIND, LEG, change_look, current_look
from footprints_geo.vocabulary import Kind

LINE_WORDS: Final = {
    "recorded": marked("solid: {meaning}"),
    "gap": marked("long dashes: {meaning}"),
    "implied": marked("dots: {meaning}"),
    "area": marked("pale, thin dashes: {meaning}"),
}
"""How a leg is drawn, by its mark."""

_WITHOUT_SPOT: Final = marked_pair(
    "{number} leg with an end in a country that has no spot on this map",
    "{number} legs with an end in a country that has no spot on this map",
)
_ON_ONE_SPOT: Final = marked_pair(
    "{number} leg between two places at one spot, such as a town and the detention centre in it",
    "{number} legs between two places at one spot, such as a town and the detention centre in it",
)
_LEFT_OUT: Final = marked_pair(
    "{number} leg beyond what is chosen and the largest, which are as many as can be read",
    "{number} legs beyond what is chosen and the largest, which are as many as can be read",
)
"""Why legs are counted and not drawn."""

LINE_STYLE: Final = (
    'content: "━━▶"; margin-right: .4rem; padding: 0 .3rem; border-radius: .3rem; background: var(--page-paper);'
)
"""The sign before the name of a kind."""

_KINDS: Final = "widget_kind_alone"
_TABLE_ROUND: Final = "table_round"
_MAP_ROUND: Final = "map_round"


def show_legend(view: View, scene: Scene) -> None:
    """Kinds, widths and lines, and how many legs have no line."""
    language = current_language()
    _show_kinds(view)
    widths = " ".join(
        f'<span style="white-space:nowrap;margin-right:12px"><span style="display:inline-block;vertical-align:middle;'
        f'width:30px;height:{width:.1f}px;background:#555"></span> {step:,}</span>'
        for step, width in scene.scale.legend()
    )
    # Only our own words and numbers go into this markup: never data.
    people_title = language("People, at least")
    st.html(f'<div class="paper"><b>{people_title}</b> {widths}</div>')
    marks = "; ".join(language(words, meaning=language(MARK_WORDS[mark])) for mark, words in LINE_WORDS.items())
    lines = language(
        "Lines: {marks}. Widths mean the same in every selection; a line with an unknown end is always thin.",
        marks=marks,
    )
    st.caption(f"{lines} {language(CAVEAT)}")
    reasons = {
        _WITHOUT_SPOT: scene.without_spot,
        _ON_ONE_SPOT: scene.on_one_spot,
        _LEFT_OUT: scene.left_out,
    }
    undrawn = [language.plural(one, many, number) for (one, many), number in reasons.items() if number]
    if undrawn:
        st.caption(language("Not drawn, but counted: {legs}.", legs="; ".join(undrawn)))


def _show_kinds(view: View) -> None:
    """A button a kind, with its line; pressed, the others fade on the map, and pressed again they come back."""
    language, kinds = current_language(), list(view.selection.kind)
    chosen = current_look().chosen.removeprefix(KIND)
    show_in_box(_KINDS, chosen if chosen in kinds else None, (tuple(kinds), language.code))
    st.html(f"<style>{''.join(_line_style(number, kind) for number, kind in enumerate(kinds, 1))}</style>")
    st.pills(
        language("Kind"),
        kinds,
        key=_KINDS,
        format_func=lambda kind: language(KIND_WORDS[kind]),
        on_change=_kind_pressed,
        help=language("Press a kind to let it stand alone on the map, and again to see all. No number changes."),
    )


def _line_style(number: int, kind: Kind) -> str:
    """The line of a kind as the map draws it, before the words of its button."""
    colour, edge = (hex_of(inks[kind]) for inks in (KIND_COLOURS, KIND_INKS))
    button = f'.st-key-{_KINDS} [role="radio"]:nth-of-type({number})'
    return f"{button}::before {{{LINE_STYLE} color: {colour}; -webkit-text-stroke: .7px {edge}}}"


@pressed
def _kind_pressed() -> None:
    kind = st.session_state[_KINDS]
    if current_look().chosen.startswith(LEG):
        forget_leg()
    change_look(chosen=f"{KIND}{kind}" if kind else "")
    forget_row()


def table_round() -> int:
    """A number for the key of the table of routes: a fresh key empties the selection the table keeps itself."""
    return int(st.session_state.get(_TABLE_ROUND, 0))


def map_key() -> str:
    """The key of the map, with a number of the same use."""
    return f"routes_map_{st.session_state.get(_MAP_ROUND, 0)}"


def forget_row() -> None:
    """Empty the table's own selection, which would else contradict the map's."""
    st.session_state[_TABLE_ROUND] = table_round() + 1


def forget_leg() -> None:
    """The same for the map: while it has a selection of its own, Streamlit fades all other lines."""
    st.session_state[_MAP_ROUND] = st.session_state.get(_MAP_ROUND, 0) + 1
