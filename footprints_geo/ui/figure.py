"""The figure page: what is asked, the picture as it will be in the file, the files, and the words to go with it."""

from __future__ import annotations

from typing import Final, cast

import streamlit as st

from footprints_geo.basemap import EXTENTS
from footprints_geo.captions import sentence
from footprints_geo.disclosure.copy_file import ENDING
from footprints_geo.errors import InputError
from footprints_geo.hotspot_words import hotspot_sentence
from footprints_geo.operators_log import log_export, taken_along
from footprints_geo.paper import FigureOptions, Sheet
from footprints_geo.pipeline import View
from footprints_geo.recipe import FIT, Recipe
from footprints_geo.scene import lay_out
from footprints_geo.ui.data import whose_records
from footprints_geo.ui.drawn import DOWNLOADS, Download, Drawn
from footprints_geo.ui.figure_options import show_options
from footprints_geo.ui.leaving import hotspots_to_leave, show_audience
from footprints_geo.ui.own_records import FIGURE_DRAWN
from footprints_geo.ui.page_language import current_language
from footprints_geo.ui.press import pressed
from footprints_geo.ui.serving import public_copy
from footprints_geo.ui.state import current_look
from footprints_geo.ui.words import as_text

_ASKED: Final = "figure_asked"
OWN_RECORDS: Final = ("records.csv", "--profile", "mapping.toml")
"""Stand for a person's own file on the command line: its name may be nobody else's business."""

PROTECTED_COPY: Final = (f"records{ENDING}",)
"""On a public server, the file that the first page offers."""


def show_sentence(view: View) -> None:
    """The title, and the sentence the picture will say."""
    language = current_language()
    st.title(language("Figure"))
    of_cells = current_look().figure == "hotspots"
    words = hotspot_sentence(*hotspots_to_leave(view), language) if of_cells else sentence(view, language)
    st.markdown(f"##### {as_text(words)}")
    records = as_text(whose_records())
    st.caption(
        language("A picture for print, with its numbers and caveat on it. From {records}.", records=records)
        if view.prepared.release.grouped
        else language(
            "A picture for print, with its numbers, sources and caveat on it. From {records}.", records=records
        )
    )


def show_options_and_picture(view: View) -> None:
    """What is asked at the left; at the right the picture that was asked for last."""
    language = current_language()
    left, right = st.columns([3, 5], gap="large")
    with left:
        show_audience()
        asked = show_options()
        wanted = Recipe.of(view, *asked) if asked else None
        if asked and not view.legs.empty and _shows_land_alone(view, asked[0]):
            st.warning(
                language("No line begins or ends in this part of the map. Choose another, or all that is drawn.")
            )
        st.button(
            language("Draw the picture"),
            type="primary",
            on_click=_ask,
            disabled=wanted is None or _nothing_to_draw(view),
            width="stretch",
        )
    with right:
        _show_picture(view, wanted)


def _shows_land_alone(view: View, options: FigureOptions) -> bool:
    """Whether a map of routes would be one of a part where nothing happened."""
    if options.kind != "routes" or options.extent == FIT:
        return False
    part, dots = EXTENTS[options.extent], lay_out(view, options.script).dots
    there = dots["lon"].between(part.west, part.east) & dots["lat"].between(part.south, part.north)
    return not there.any()


def _nothing_to_draw(view: View) -> bool:
    """Whether nothing is selected; hotspots are of events, which need no journey."""
    return view.legs.empty and current_look().figure != "hotspots"


@pressed
def _ask() -> None:
    st.session_state[_ASKED] = True


def _show_picture(view: View, wanted: Recipe | None) -> None:
    language = current_language()
    if _nothing_to_draw(view):
        st.info(
            language(
                "There is nothing to draw: no line between places fits what is chosen. Choose other years or kinds."
            )
        )
    elif wanted is not None and st.session_state.get(_ASKED):
        _draw(view, wanted)
    drawn = _drawn()
    if drawn is not None:
        _show_drawn(drawn, current=drawn.is_of(view, wanted))
    elif wanted is not None and not _nothing_to_draw(view):
        _show_empty_sheet(wanted.options.sheet)


def _draw(view: View, wanted: Recipe) -> None:
    language = current_language()
    try:
        with st.spinner(language("Drawing: this takes some seconds …")):
            drawn = Drawn.of(view, wanted)
            # What is shown is the very file.
            log_export("screen", wanted.policy, drawn.png)
            st.session_state[FIGURE_DRAWN] = drawn
    except InputError as error:
        st.error(as_text(language.say(error.message)))
    # Not before: whoever presses something else meanwhile begins a run of its own, and still wants the picture.
    st.session_state[_ASKED] = False


def _drawn() -> Drawn | None:
    return cast(Drawn | None, st.session_state.get(FIGURE_DRAWN))


def _show_drawn(drawn: Drawn, *, current: bool) -> None:
    language = current_language()
    if not current:
        st.warning(
            language(
                "Options have changed since this picture was drawn. Press 'Draw the picture' to see it as it is asked "
                "for now."
            )
        )
    with st.container(horizontal=True):
        for one in DOWNLOADS:
            if drawn.drawing.recipe.options.kind in one.kinds:
                _download_button(one, drawn)
    with st.container(key="figure_current" if current else "figure_stale"):
        # Without a width that is its own, Streamlit shows a smaller copy, and the preview is not the file.
        st.image(drawn.png, width=drawn.width, alt=drawn.drawing.words.alt)


def _download_button(one: Download, drawn: Drawn) -> None:
    language = current_language()
    st.download_button(
        language(one.label),
        lambda: taken_along(one.ending.removeprefix("."), drawn.drawing.recipe.policy, one.make(drawn)),
        drawn.drawing.recipe.file_name(one.ending),
        one.mime,
        key=f"figure_download{one.ending}",
        help=language(one.explanation),
        on_click="ignore",
    )


def _show_empty_sheet(sheet: Sheet) -> None:
    """Where the picture will be, in its shape; only our own words and numbers go into this markup."""
    language = current_language()
    words = language("Nothing is drawn yet. Choose how, then press “Draw the picture”.")
    st.html(
        f'<div style="aspect-ratio:{sheet.width:g}/{sheet.height:g};max-height:70vh;'
        "border:1.5px dashed var(--page-edge);border-radius:4px;display:flex;align-items:center;justify-content:center;"
        f'color:var(--page-quiet);padding:1rem;text-align:center">{words}</div>'
    )


def show_words() -> None:
    """What goes with the picture where it is published, each to be copied."""
    language, drawn = current_language(), _drawn()
    if drawn is None:
        return
    st.subheader(language("Words to go with it"))
    words = drawn.drawing.words
    texts = {
        language("Caption"): words.caption,
        language("Alternative text, short"): words.alt,
        language("Alternative text, long"): words.description,
    }
    with st.container(key="figure_words"):
        for label, text in texts.items():
            st.markdown(f"**{label}**")
            st.code(text, language=None, wrap_lines=True)


def show_command() -> None:
    """How the same picture is drawn without this page."""
    language, drawn = current_language(), _drawn()
    if drawn is None:
        return
    recipe = drawn.drawing.recipe
    st.subheader(language("Draw it again"))
    records = OWN_RECORDS if drawn.own else PROTECTED_COPY if public_copy() is not None else ()
    st.code(recipe.to_command(recipe.file_name(".png"), records), language=None, wrap_lines=True)
    if records == PROTECTED_COPY:
        st.caption(language("The protected copy is on the first page, to be downloaded."))
    if drawn.own:
        st.caption(
            language(
                "Put your own file in the place of records.csv, and in that of mapping.toml the mapping profile that "
                "the Data page saves."
            )
        )
    st.caption(
        language(
            "Each file carries what is needed to draw it again, and no name of a file or person: 'footprints-geo "
            "redraw' reads it."
        )
    )
