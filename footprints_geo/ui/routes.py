"""The routes page: the sentence, the map, the ranked table, the tally, and the records behind what is chosen."""

from __future__ import annotations

from typing import Final

import pandas as pd
import streamlit as st

from footprints_geo.basemap import EXTENTS
from footprints_geo.captions import CAVEAT, MARK_WORDS, persons_words, sentence
from footprints_geo.deck.ground import DeckOptions
from footprints_geo.deck.routes import LEGS_LAYER, build_deck
from footprints_geo.disclosure.words import audience_words
from footprints_geo.journeys import Ints
from footprints_geo.language import marked, marked_pair
from footprints_geo.paper import script_of
from footprints_geo.pipeline import View
from footprints_geo.routes import route_names
from footprints_geo.scales import KIND_COLOURS, KIND_INKS, Colour
from footprints_geo.scene import Scene, describe, lay_out
from footprints_geo.tally_words import tally_sentence
from footprints_geo.terms import KIND_WORDS
from footprints_geo.ui.boxes import show_in_box
from footprints_geo.ui.data import whose_records
from footprints_geo.ui.look import look_choice
from footprints_geo.ui.page_language import current_language
from footprints_geo.ui.press import pressed
from footprints_geo.ui.records import lead_to_library, lead_to_rejects, show_record_table
from footprints_geo.ui.state import LEG, ROUTE, Look, change_look, current_look, current_query, script_names
from footprints_geo.ui.theme import current_colours
from footprints_geo.ui.words import as_text
from footprints_geo.vocabulary import LEVELS

MAP_HEIGHT: Final = 640
TABLE_HEIGHT: Final = 470
HEAD_HEIGHT: Final = 40
ROW_HEIGHT: Final = 36
LEVEL_NAMES: Final = {"country": marked("Countries"), "place": marked("Places")}
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
"""Why legs are counted and not drawn."""


def show_sentence(view: View) -> None:
    """The title and the one sentence that says what is seen."""
    language = current_language()
    st.title(language("Routes"))
    st.markdown(f"##### {as_text(sentence(view, language))}")
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
    language, look = current_language(), current_look()
    chosen = chosen_segments(view)
    highlighted = frozenset(view.legs_of(chosen)["leg"]) if look.chosen.startswith(ROUTE) else _chosen_leg(view)
    scene = lay_out(view, look.script, highlighted, language)
    deck = build_deck(scene, DeckOptions(look.script, look.extent))
    left, right = st.columns(2)
    with left:
        extents = {name: extent.name(language) for name, extent in EXTENTS.items()}
        look_choice("extent", language("Part of the map"), extents)
    with right:
        look_choice("script", language("Names on the map in"), script_names(language))
    st.pydeck_chart(
        deck,
        height=MAP_HEIGHT,
        on_select=_leg_clicked,
        selection_mode="single-object",
        key=_map_key(),
        alt=describe(view, script_of(language), language),
    )
    if not view.legs.empty:
        _lead_to_figure()
    _show_legend(view, scene)


def _lead_to_figure() -> None:
    """The way to a picture of the same, and of the same part of the map where one was chosen."""
    language, look = current_language(), current_look()
    shown = {"figure": "routes"} | ({} if look.extent == Look().extent else {"figure_extent": look.extent})
    label = language("→ Make a picture of this for print")
    st.page_link("pages/figure.py", label=label, query_params=current_query(**shown))


def _map_key() -> str:
    return f"routes_map_{st.session_state.get('map_round', 0)}"


@pressed
def _leg_clicked() -> None:
    objects = st.session_state[_map_key()].selection.get("objects", {}).get(LEGS_LAYER, [])
    change_look(chosen=f"{LEG}{objects[0]['leg']}" if objects else "")
    _forget_row()


def _forget_row() -> None:
    """A fresh key empties the table's own selection, which would else contradict the map's."""
    st.session_state["table_round"] = st.session_state.get("table_round", 0) + 1


def _forget_leg() -> None:
    """The same for the map: while it has a selection of its own, Streamlit fades all other lines."""
    st.session_state["map_round"] = st.session_state.get("map_round", 0) + 1


def _show_legend(view: View, scene: Scene) -> None:
    language = current_language()
    kinds = " ".join(
        f'<span style="white-space:nowrap;margin-right:12px">'
        f'<span style="color:rgb{KIND_COLOURS[kind]};-webkit-text-stroke:0.7px rgb{KIND_INKS[kind]}">'
        f"━━▶</span> {language(KIND_WORDS[kind])}</span>"
        for kind in view.selection.kind
    )
    widths = " ".join(
        f'<span style="white-space:nowrap;margin-right:12px"><span style="display:inline-block;vertical-align:middle;'
        f'width:30px;height:{width:.1f}px;background:#555"></span> {step:,}</span>'
        for step, width in scene.scale.legend()
    )
    # Only our own words and numbers go into this markup: never data.
    kind_title, people_title = language("Kind"), language("People, at least")
    st.html(f'<div class="paper"><b>{kind_title}</b> {kinds} <b>{people_title}</b> {widths}</div>')
    marks = "; ".join(language(words, meaning=language(MARK_WORDS[mark])) for mark, words in LINE_WORDS.items())
    lines = language(
        "Lines: {marks}. Widths mean the same in every selection; a line with an unknown end is always thin.",
        marks=marks,
    )
    st.caption(f"{lines} {language(CAVEAT)}")
    undrawn = [
        language.plural(one, many, number)
        for (one, many), number in ((_WITHOUT_SPOT, scene.without_spot), (_ON_ONE_SPOT, scene.on_one_spot))
        if number
    ]
    if undrawn:
        st.caption(language("Not drawn, but counted: {legs}.", legs="; ".join(undrawn)))


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
    key = f"routes_table_{look.level}_{st.session_state.get('table_round', 0)}"
    rows = view.routes
    names = route_names(rows, view.prepared.events, view.level, language)
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
    on_chosen = set(_routes_of(view, chosen_segments(view)))
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
    _lead_to_records(view, "; ".join(names[row] for row in sorted(on_chosen)))


def _lead_to_records(view: View, names: str) -> None:
    """What is chosen, how much stands behind it, and the way there."""
    language, chosen = current_language(), view.records(chosen_segments(view))
    if chosen.empty:
        st.caption(language("Choose a row, or a line on the map, to see the records behind it."))
        return
    cases = language.plural("{number} case", "{number} cases", chosen["case_id"].nunique())
    records = language.plural("{number} record", "{number} records", len(chosen))
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
    _forget_row()


@pressed
def _route_clicked(view: View, key: str) -> None:
    rows = st.session_state[key].selection.rows
    if current_look().chosen.startswith(LEG):
        _forget_leg()
    change_look(chosen=_route_id(view.routes.iloc[rows[0]]) if rows else "")


def _route_id(route: pd.Series) -> str:
    return f"{ROUTE}{route['kind']}:{'>'.join(route['route'])}"


def _chosen_leg(view: View) -> frozenset[str]:
    leg = current_look().chosen.removeprefix(LEG)
    return frozenset({leg}) & frozenset(view.legs["leg"])


def chosen_segments(view: View) -> Ints:
    """The segments behind the chosen route or leg; none when nothing is chosen or it is not shown."""
    chosen = current_look().chosen
    if chosen.startswith(ROUTE):
        _, kind, stops = chosen.split(":", 2) if chosen.count(":") >= 2 else ("", "", "")
        return view.segments_on(tuple(stops.split(">")), kind)
    return view.segments_with_leg(chosen.removeprefix(LEG))


def _routes_of(view: View, segments: Ints) -> list[int]:
    """Positions in the ranked table of the routes some segments go."""
    ways = view.prepared.ways[view.level]
    ids = {
        f"{ROUTE}{kind}:{'>'.join(route)}"
        for kind, route in ways.routes.loc[sorted(set(ways.route_of[segments]) - {-1}), ["kind", "route"]].to_numpy()
    }
    return [position for position in range(len(view.routes)) if _route_id(view.routes.iloc[position]) in ids]


def show_tally(view: View) -> None:
    """What is shown and what is not, and for whom."""
    language = current_language()
    st.markdown(as_text(tally_sentence(view, language)))
    lead_to_rejects(view.tally.rows_rejected)
    st.caption(audience_words(view.prepared.release, language))


def show_records(view: View) -> None:
    """The records behind the chosen route or leg, and where they come from."""
    language, segments = current_language(), chosen_segments(view)
    if not len(segments):
        if current_look().chosen.startswith((ROUTE, LEG)):
            st.info(language("What the link points to is not among what is shown now."))
        return
    show_record_table(view.records(segments))
    lead_to_library()
