"""The hotspots page: the sentence, the map of cells, the ranked table, the records behind a cell, and the account."""

from __future__ import annotations

from typing import Final

import pandas as pd
import streamlit as st

from footprints_geo.basemap import EXTENTS
from footprints_geo.captions import persons_words
from footprints_geo.cell_scene import CLASS_COLOURS, CLASS_INKS, CellScene, lay_out_cells
from footprints_geo.cells import cell_name
from footprints_geo.deck.cells import CELLS_LAYER, build_cell_deck
from footprints_geo.deck.ground import DeckOptions
from footprints_geo.disclosure.words import audience_words
from footprints_geo.hotspot_words import (
    CLASS_NAMES,
    MINIMUM,
    NO_DANGER,
    account_words,
    cell_names,
    hotspot_sentence,
    hotspot_title,
    not_in_cells,
    stability_words,
)
from footprints_geo.hotspots import CLASSES, NOT_TESTED, Hotspots
from footprints_geo.language import Language, marked
from footprints_geo.periods import Period
from footprints_geo.robustness import Checked
from footprints_geo.scales import Colour
from footprints_geo.tally_words import rejected_sentence
from footprints_geo.ui.data import asked_word, current_hotspots, whose_records
from footprints_geo.ui.look import look_choice
from footprints_geo.ui.page_language import current_language
from footprints_geo.ui.press import pressed
from footprints_geo.ui.records import lead_to_library, lead_to_records, lead_to_rejects, show_record_table
from footprints_geo.ui.state import (
    CELL,
    Look,
    change_look,
    change_selection,
    current_look,
    current_query,
    current_selection,
    resolution_names,
    script_names,
)
from footprints_geo.ui.theme import current_colours
from footprints_geo.ui.words import as_text

MAP_HEIGHT: Final = 620
TABLE_HEIGHT: Final = 430
HEAD_HEIGHT: Final = 40
ROW_HEIGHT: Final = 36
TICK_WIDTH: Final = 34
"""Of the column of boxes to tick."""

WIDTHS: Final = {
    marked("Persons"): 94, marked("Cases"): 52, marked("Place"): 128, marked("Hotspot"): 72, marked("Stable"): 58
}  # fmt: skip
"""Pixels of the columns that are seen without moving the table sideways, on a laptop with 1,280 of them too."""

NUMBERS: Final = {marked("p"): "%.4f", marked("p, corrected"): "%.4f", marked("z"): "%.2f"}
LEVEL_WORDS: Final = {
    **{word: word.removeprefix("hot ") for word in CLASSES[:-1]}, CLASSES[-1]: marked("no"),
    NOT_TESTED: marked("not tested"),
}  # fmt: skip
HELP: Final = {
    "Hotspot": marked("How sure it is that chance would not put so many there, and around it."),
    "Stable": marked("Whether it stays when the records are looked at a little otherwise."),
}
JUDGED: Final = marked(
    "A cell is judged together with the cells beside it, so that a cell with few persons can be a hotspot."
)
ARRESTS: Final = ("arrest", "repatriation")


def show_sentence() -> None:
    """The title, the one sentence that says what is seen, and which question it answers."""
    language = current_language()
    hotspots, checked = current_hotspots()
    st.title(language("Hotspots"))
    st.markdown(f"##### {as_text(hotspot_sentence(hotspots, checked, language))}")
    drawn = language("Drawn from {records}.", records=as_text(whose_records()))
    st.caption(f"{as_text(hotspot_title(hotspots, language))}. {drawn}")
    question = language(
        "**Where are most people documented?** This map counts them, and tests whether chance alone would put so many "
        "in one place."
    )
    st.markdown(f"{question} {language(NO_DANGER)}")
    if not current_selection().events:
        _say_usual_events()


def _say_usual_events() -> None:
    """What is looked at where no types of event are chosen: the box at the left then says "All"."""
    language = current_language()
    with st.container(horizontal=True, vertical_alignment="center"):
        said = language(
            "**No event types are chosen at the left**, so this page looks at disappearances and last sightings only."
        )
        st.markdown(said, width="content")
        st.button(language("Look at arrests and returns instead"), on_click=_look_at_arrests)


@pressed
def _look_at_arrests() -> None:
    change_selection(events=ARRESTS)


def show_map_and_table() -> None:
    """The map of cells, and beside it what stands out and where most are documented; each highlights in the other."""
    hotspots, checked = current_hotspots()
    picture, table = st.columns(2, gap="medium")
    with table:
        _show_table(hotspots, checked)
    with picture:
        _show_map(hotspots, checked)


def _show_map(hotspots: Hotspots, checked: Checked) -> None:
    language, look = current_language(), current_look()
    scene = lay_out_cells(hotspots, checked, language, look.script)
    part, script, size = st.columns([11, 8, 12], gap="small")
    with part:
        extents = {name: extent.name(language) for name, extent in EXTENTS.items()}
        look_choice("extent", language("Part of the map"), extents)
    with script:
        look_choice("script", language("Names in"), script_names(language))
    with size:
        look_choice(
            "resolution", language("Size of the cells"), resolution_names(language),
            language("Chosen by how closely the records are known and how they are spread; never by what comes out."),
        )  # fmt: skip
    st.pydeck_chart(
        build_cell_deck(scene, DeckOptions(look.script, look.extent), _chosen(hotspots)),
        height=MAP_HEIGHT,
        on_select=_cell_clicked,
        selection_mode="single-object",
        key=_map_key(),
        alt=hotspot_sentence(hotspots, checked, language),
    )
    _show_legend(scene)
    if len(scene.cells):
        shown = {"figure": "hotspots"} | ({} if look.extent == Look().extent else {"figure_extent": look.extent})
        label = language("→ Make a picture of this for print")
        st.page_link("pages/figure.py", label=label, query_params=current_query(**shown))


def _map_key() -> str:
    return f"hotspots_map_{asked_word()}_{st.session_state.get('cell_map_round', 0)}"


@pressed
def _cell_clicked() -> None:
    objects = st.session_state[_map_key()].selection.get("objects", {}).get(CELLS_LAYER, [])
    change_look(chosen=f"{CELL}{objects[0]['cell']}" if objects else "")
    # A fresh key empties the table's own selection, which would else contradict the map's.
    st.session_state["cell_table_round"] = st.session_state.get("cell_table_round", 0) + 1


def _show_legend(scene: CellScene) -> None:
    language = current_language()
    shown = set(scene.cells["class"])
    classes = " ".join(
        f'<span style="white-space:nowrap;margin-right:12px"><span style="display:inline-block;vertical-align:middle;'
        f'width:14px;height:14px;background:rgb{CLASS_COLOURS[word]};border:1.5px solid rgb{CLASS_INKS[word]}"></span> '
        f"{language(words)}</span>"
        for word, words in CLASS_NAMES.items()
        if word in shown
    )
    # Only our own words and numbers go into this markup: never data.
    st.html(f'<div class="paper">{classes}</div>')
    edges = language(
        "A bold edge: a hotspot. A dashed edge: it depends on one case, on dates, on numbers or on where the grid "
        "lies. A cell is an area, not a place."
    )
    st.caption(f"{edges} {language(MINIMUM)}")


def _show_table(hotspots: Hotspots, checked: Checked) -> None:
    language = current_language()
    if hotspots.cells.empty:
        st.info(
            language("No event that is asked for is known closely enough for a cell. The line under the map says why.")
        )
        return
    cells = _ranked(hotspots)
    table = _told(hotspots, checked, cells)
    st.markdown(language("**What stands out first, then where most persons are documented**"))
    key = f"hotspots_table_{asked_word()}_{st.session_state.get('cell_table_round', 0)}"
    chosen = _chosen_row(hotspots, cells)
    inks = [current_colours().classes[word] for word in cells["class"].astype("str")]
    st.dataframe(
        table.style.apply(_row_style, axis=1, chosen=chosen, inks=inks),
        hide_index=True,
        height=min(TABLE_HEIGHT, HEAD_HEIGHT + ROW_HEIGHT * len(table)),
        row_height=ROW_HEIGHT,
        key=key,
        on_select=lambda: _row_clicked(cells, key),
        selection_mode="single-row",
        column_config={
            **{
                name: st.column_config.Column(
                    language(name), width=width, help=language(HELP[name]) if name in HELP else None
                )
                for name, width in WIDTHS.items()
            },
            "Looked at otherwise": st.column_config.Column(language("Looked at otherwise"), width=190),
            "Years": st.column_config.Column(language("Years")),
            **{name: st.column_config.NumberColumn(language(name), format=form) for name, form in NUMBERS.items()},
        },
        alt=language.plural(
            "The table of {number} cell with documented persons.",
            "The table of {number} cells with documented persons.",
            len(table),
        ),
    )
    if chosen is None:
        st.caption(language("Choose a row, or a cell on the map, to see the records behind it."))
    else:
        lead_to_records(_chosen_words(table.iloc[chosen], language))
    st.caption(language(JUDGED))


def _told(hotspots: Hotspots, checked: Checked, cells: pd.DataFrame) -> pd.DataFrame:
    """What the table says of each cell."""
    language = current_language()
    judged = [checked.loc[cell] if cell in checked.index else None for cell in cells["cell"]]
    persons, years = cells[["persons_low", "persons_high"]].to_numpy(), cells[["first_year", "last_year"]].to_numpy()
    return pd.DataFrame(
        {
            "Persons": [persons_words(low, high, language) for low, high in persons],
            "Cases": cells["cases"],
            "Place": cell_names(hotspots, cells["cell"].tolist(), language, current_look().script),
            "Hotspot": [language(LEVEL_WORDS[word]) for word in cells["class"].astype("str")],
            "Stable": ["" if one is None else _stable(one, language) for one in judged],
            "Looked at otherwise": ["" if one is None else stability_words(one, language) for one in judged],
            "Years": [
                "" if pd.isna(first) else Period.of(int(first), int(last)).words(language) for first, last in years
            ],
            "p": cells["p"],
            "p, corrected": cells["p_adjusted"],
            "z": cells["z"],
        }
    )


def _stable(checked: pd.Series, language: Language) -> str:
    """Whether a hotspot stays, in a word: the reasons are too long for a table beside a map."""
    if not checked["stable"]:
        return language("no")
    return language("so far") if checked["each_case"] is pd.NA else language("yes")


def _chosen_words(row: pd.Series, language: Language) -> str:
    """The chosen cell in a line, with what it depends on."""
    cases = language.plural("{number} case", "{number} cases", int(row["Cases"]))
    place = language("{place}: {persons}", place=row["Place"], persons=row["Persons"])
    return "; ".join(filter(None, [place, cases, row["Looked at otherwise"]]))


def _ranked(hotspots: Hotspots) -> pd.DataFrame:
    """Hotspots first, and then the other cells, those of most persons first."""
    rest = hotspots.cells[~hotspots.cells["cell"].isin(hotspots.hot["cell"])]
    return pd.concat([hotspots.hot, rest], ignore_index=True)


def _row_style(row: pd.Series, chosen: int | None, inks: list[Colour]) -> list[str]:
    """The class in an ink of its own, and what is chosen on a ground of its own."""
    colours, ink = current_colours(), inks[int(str(row.name))]
    return [colours.cell(ink if column == "Hotspot" else None, chosen=row.name == chosen) for column in row.index]


@pressed
def _row_clicked(cells: pd.DataFrame, key: str) -> None:
    rows = st.session_state[key].selection.rows
    change_look(chosen=f"{CELL}{cell_name(int(cells['cell'].iloc[rows[0]]))}" if rows else "")
    # While the map has a selection of its own, Streamlit fades everything else on it.
    st.session_state["cell_map_round"] = st.session_state.get("cell_map_round", 0) + 1


def _chosen(hotspots: Hotspots) -> str:
    """The name of the chosen cell; '' where none is chosen or it is not among those shown."""
    chosen = current_look().chosen.removeprefix(CELL)
    return chosen if chosen in {cell_name(cell) for cell in hotspots.cells["cell"].tolist()} else ""


def _chosen_row(hotspots: Hotspots, cells: pd.DataFrame) -> int | None:
    names = [cell_name(cell) for cell in cells["cell"].tolist()]
    chosen = _chosen(hotspots)
    return names.index(chosen) if chosen else None


def show_tally() -> None:
    """What is in a cell and what is not, and for whom."""
    language = current_language()
    hotspots, _ = current_hotspots()
    said = [*not_in_cells(hotspots.tally, language), account_words(hotspots.tally, language)]
    if hotspots.tally.rows_rejected:
        said.append(rejected_sentence(hotspots.prepared.events, language))
    st.markdown(as_text(" ".join(said)))
    lead_to_rejects(hotspots.tally.rows_rejected)
    st.caption(audience_words(hotspots.prepared.release, language))


def show_records() -> None:
    """The records in the chosen cell, and where they come from."""
    language = current_language()
    hotspots, _ = current_hotspots()
    name = _chosen(hotspots)
    if name:
        cell = next(cell for cell in hotspots.cells["cell"].tolist() if cell_name(cell) == name)
        show_record_table(hotspots.events_in(cell))
        lead_to_library()
    elif current_look().chosen.startswith(CELL):
        st.info(language("What the link points to is not among what is shown now."))
