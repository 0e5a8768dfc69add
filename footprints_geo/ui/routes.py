"""The routes page: the sentence, the map, the ranked table, the tally, and the records behind what is chosen."""

from __future__ import annotations

from typing import Any, Final

import numpy as np
import pandas as pd
import streamlit as st

from footprints_geo.basemap import EXTENTS
from footprints_geo.captions import persons_words, sentence
from footprints_geo.deck.ground import DeckOptions
from footprints_geo.deck.routes import LEGS_LAYER, build_deck
from footprints_geo.disclosure.words import audience_words
from footprints_geo.journeys import Ints
from footprints_geo.language import Language, marked
from footprints_geo.paper import script_of
from footprints_geo.pipeline import View
from footprints_geo.routes import NO_ROUTE, route_names
from footprints_geo.scales import Colour
from footprints_geo.scene import Scene, describe, lay_out
from footprints_geo.tally_words import tally_sentence
from footprints_geo.terms import KIND_WORDS
from footprints_geo.ui.answers import made_once
from footprints_geo.ui.boxes import show_in_box
from footprints_geo.ui.data import whose_records
from footprints_geo.ui.legend import forget_leg, forget_row, map_key, show_legend, table_round
from footprints_geo.ui.look import look_choice
from footprints_geo.ui.page_language import current_language
from footprints_geo.ui.playback import offer_years, show_years_in_turn
from footprints_geo.ui.press import pressed
from footprints_geo.ui.records import lead_to_library, lead_to_rejects, show_record_table
from footprints_geo.ui.state import KIND, LEG, ROUTE, Look, change_look, current_look, current_query, script_names
from footprints_geo.ui.theme import current_colours
from footprints_geo.ui.words import as_text
from footprints_geo.vocabulary import KINDS, LEVELS

MAP_HEIGHT: Final = 640
TABLE_HEIGHT: Final = 470
HEAD_HEIGHT: Final = 40
ROW_HEIGHT: Final = 36
LEVEL_NAMES: Final = {"country": marked("Countries"), "province": marked("Provinces"), "place": marked("Places")}
ON_ROUTES: Final = (KIND, ROUTE, LEG)
"""What is chosen on this page begins with one of these."""

_NO_LEG: Final = "none"


def show_sentence(view: View) -> None:
    """The title and the one sentence that says what is seen."""
    language = current_language()
    st.title(language("Routes"))
    said = made_once("sentence", _asked(view), lambda: sentence(view, language))
    st.markdown(f"##### {as_text(said)}")
    st.caption(language("Drawn from {records}.", records=as_text(whose_records())))


def show_map_and_table(view: View) -> None:
    """The map, and beside it the ranked table; each highlights in the other."""
    # The names of places need more room than those of countries.
    widths = [7, 6] if view.level == "country" else [1, 1]
    picture, table = st.columns(widths, gap="medium")
    with table:
        _show_table(view)
    with picture:
        _show_map(view)


def _show_map(view: View) -> None:
    language = current_language()
    left, right = st.columns(2)
    with left:
        extents = {name: extent.name(language) for name, extent in EXTENTS.items()}
        look_choice("extent", language("Part of the map"), extents)
    with right:
        look_choice("script", language("Names on the map in"), script_names(language))
    if offer_years(view):
        show_years_in_turn(view, _draw_year)
        scene = lay_out(view)
    else:
        on_map = {"on_select": _leg_clicked, "selection_mode": "single-object", "key": map_key()}
        scene = _draw_map(view, chosen_legs(view), **on_map)
    if not view.legs.empty:
        _lead_to_figure()
    show_legend(view, scene)


def _draw_map(view: View, highlighted: frozenset[str], **selects: Any) -> Scene:
    language, look = current_language(), current_look()
    options = DeckOptions(look.script, look.extent)
    scene, deck, words = made_once(
        "map", (*_asked(view), options, sorted(highlighted)), lambda: _drawn(view, options, highlighted, language)
    )
    st.pydeck_chart(deck, height=MAP_HEIGHT, alt=words, **selects)
    return scene


def _drawn(view: View, options: DeckOptions, highlighted: frozenset[str], language: Language) -> tuple[Scene, Any, str]:
    """The map laid out, drawn and in words."""
    scene = lay_out(view, options.script, highlighted, language)
    return scene, build_deck(scene, options), describe(view, script_of(language), language)


def _asked(view: View) -> tuple[Any, ...]:
    """What an answer in words or pictures depends on, beside the records."""
    return view.selection, view.level, current_language().code


def _draw_year(view: View) -> None:
    """The map of one year: to be looked at, with nothing to choose on it. What stands out may be in other years."""
    chosen = current_look().chosen.startswith(ON_ROUTES)
    _draw_map(view, chosen_legs(view) or frozenset([_NO_LEG] if chosen else []), key="routes_map_of_year")


def _lead_to_figure() -> None:
    """The way to a picture of the same, and of the same part of the map where one was chosen."""
    language, look = current_language(), current_look()
    shown = {"figure": "routes"} | ({} if look.extent == Look().extent else {"figure_extent": look.extent})
    label = language("→ Make a picture of this for print")
    st.page_link("pages/figure.py", label=label, query_params=current_query(**shown))


@pressed
def _leg_clicked() -> None:
    objects = st.session_state[map_key()].selection.get("objects", {}).get(LEGS_LAYER, [])
    change_look(chosen=f"{LEG}{objects[0]['leg']}" if objects else "")
    forget_row()


def _show_table(view: View) -> None:
    language, look = current_language(), current_look()
    show_in_box("widget_level", look.level, language.code)
    st.segmented_control(
        language("Routes told apart by"),
        LEVELS,
        key="widget_level",
        on_change=_level_changed,
        format_func=lambda level: language(LEVEL_NAMES[level]),
    )
    if view.routes.empty:
        st.info(language("No route. The line under the map says what was left out, and why."))
        return
    key = f"routes_table_{look.level}_{table_round()}"
    rows = view.routes
    names = route_names(rows, view.prepared.events.places, view.level, language)
    table = pd.DataFrame(
        {
            "Rank": rows["rank"],
            # The numbers before the long names: on a narrow screen the end of the table is not seen.
            "Persons": [
                persons_words(low, high, language)
                for low, high in zip(rows["persons_low"], rows["persons_high"], strict=True)
            ],
            "Cases": rows["cases"],
            "Route": names,
            "Kind": [language(KIND_WORDS[kind]) for kind in rows["kind"]],
        }
    )
    on_chosen = _chosen_rows(view)
    inks = [current_colours().inks[kind] for kind in rows["kind"]]
    st.dataframe(
        table.style.apply(_row_style, axis=1, on_chosen=on_chosen, inks=inks),
        hide_index=True,
        height=min(TABLE_HEIGHT, HEAD_HEIGHT + ROW_HEIGHT * len(rows)),
        row_height=ROW_HEIGHT,
        key=key,
        on_select=lambda: _route_clicked(view, key),
        selection_mode="single-row",
        column_config={
            "Rank": st.column_config.NumberColumn("#", width=34),
            "Persons": st.column_config.TextColumn(language("Persons"), width=92),
            "Cases": st.column_config.NumberColumn(language("Cases"), width=58),
            "Route": st.column_config.TextColumn(language("Route"), width=164 if look.level == "country" else 210),
            "Kind": st.column_config.TextColumn(language("Kind"), width=86),
        },
        alt=language.plural("The ranked table of {number} route.", "The ranked table of {number} routes.", len(rows)),
    )
    kind = current_look().chosen.removeprefix(KIND)
    _lead_to_records(
        view, language(KIND_WORDS[kind]) if kind in KINDS else "; ".join(names[row] for row in sorted(on_chosen))
    )


def _lead_to_records(view: View, names: str) -> None:
    """What is chosen, how much stands behind it, and the way there."""
    language, chosen = current_language(), view.records(chosen_segments(view))
    if chosen.empty:
        st.caption(language("Choose a row, or a line on the map, to see the records behind it."))
        return
    part_of = view.prepared.part_of[np.unique(chosen["case_id"].cat.codes.to_numpy())]
    cases = language.plural("{number} case", "{number} cases", int(np.count_nonzero(~part_of)))
    if part_of.any():
        # As in the sentence and the table, which count none of them: the numbers of one page are to agree.
        elsewhere = int(np.count_nonzero(part_of))
        cases = language("{cases} and {number} counted elsewhere", cases=cases, number=elsewhere)
    records = language.plural("{number} record", "{number} records", len(chosen))
    if current_look().chosen.startswith(KIND):
        st.markdown(language("Alone on the map: {kind}: {cases}, {records}.", kind=names, cases=cases, records=records))
        return
    st.markdown(
        language(
            "Chosen: {names}: {cases}, {records}. [See what stands behind ↓](#what-stands-behind-it)",
            names=as_text(names),
            cases=cases,
            records=records,
        )
    )


def _row_style(row: pd.Series, on_chosen: set[int], inks: list[Colour]) -> list[str]:
    """Route and kind in the colour of the kind, and the routes of what is chosen on a ground of their own."""
    colours, ink = current_colours(), inks[int(str(row.name))]
    inked, chosen = ("Kind", "Route"), row.name in on_chosen
    return [colours.cell(ink if column in inked else None, chosen=chosen) for column in row.index]


@pressed
def _level_changed() -> None:
    change_look(level=st.session_state["widget_level"] or current_look().level, chosen="")
    forget_row()


@pressed
def _route_clicked(view: View, key: str) -> None:
    rows = st.session_state[key].selection.rows
    if current_look().chosen.startswith(LEG):
        forget_leg()
    change_look(chosen=_route_id(view.routes.iloc[rows[0]]) if rows else "")


def _route_id(route: pd.Series) -> str:
    return f"{ROUTE}{route['kind']}:{'>'.join(route['route'])}"


def chosen_legs(view: View) -> frozenset[str]:
    """The ids of the legs that stand out; none when all do alike."""
    chosen, legs = current_look().chosen, view.legs
    if chosen.startswith(ROUTE):
        legs = view.legs_of(chosen_segments(view))
    elif chosen.startswith(KIND):
        legs = legs[legs["kind"] == chosen.removeprefix(KIND)]
    else:
        legs = legs[legs["leg"] == chosen.removeprefix(LEG)]
    return frozenset(legs["leg"])


def chosen_segments(view: View) -> Ints:
    """The segments behind the chosen route, leg or kind; none when nothing is chosen or it is not shown."""
    chosen = current_look().chosen
    if not chosen.startswith(ON_ROUTES):
        return view.segments[:0]
    if chosen.startswith(KIND):
        kinds = view.prepared.journeys.segments["kind"].iloc[view.segments]
        return view.segments[(kinds == chosen.removeprefix(KIND)).to_numpy(dtype=bool)]
    if chosen.startswith(ROUTE):
        _, kind, stops = chosen.split(":", 2) if chosen.count(":") >= 2 else ("", "", "")
        return view.segments_on(tuple(stops.split(">")), kind)
    return view.segments_with_leg(chosen.removeprefix(LEG))


def _chosen_rows(view: View) -> set[int]:
    """Positions in the ranked table of the routes that what is chosen goes."""
    chosen = current_look().chosen
    if chosen.startswith(KIND):
        return set(np.flatnonzero(view.routes["kind"] == chosen.removeprefix(KIND)).tolist())
    if not chosen.startswith(ON_ROUTES):
        return set()
    ways = view.prepared.ways[view.level]
    gone = set(ways.route_of[chosen_segments(view)].tolist()) - {NO_ROUTE}
    wanted = set(zip(*(ways.routes.loc[sorted(gone), name] for name in ("kind", "route")), strict=True))
    shown = zip(view.routes["kind"], view.routes["route"], strict=True)
    return {position for position, route in enumerate(shown) if route in wanted}


def show_tally(view: View) -> None:
    """What is shown and what is not, and for whom."""
    language = current_language()
    st.markdown(as_text(made_once("tally", _asked(view), lambda: tally_sentence(view, language))))
    lead_to_rejects(view.tally.rows_rejected)
    st.caption(audience_words(view.prepared.release, language))


def show_records(view: View) -> None:
    """The records behind the chosen route or leg, and where they come from."""
    language, segments = current_language(), chosen_segments(view)
    if not len(segments):
        if current_look().chosen.startswith(ON_ROUTES):
            st.info(language("What the link points to is not among what is shown now."))
        return
    # A kind may be half of all records: these are looked at on their own page, some at a time.
    if not current_look().chosen.startswith(KIND):
        show_record_table(view.records(segments))
    lead_to_library()
