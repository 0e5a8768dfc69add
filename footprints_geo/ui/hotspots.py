"""The hotspots page: the sentence, the map of cells, the ranked table, the records behind a cell, and the account."""

from __future__ import annotations

from typing import Final

import pandas as pd
import streamlit as st

from footprints_geo.basemap import EXTENTS
from footprints_geo.captions import count_words, persons_words
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
from footprints_geo.robustness import Checked
from footprints_geo.scales import Colour
from footprints_geo.tally_words import rejected_sentence
from footprints_geo.ui.data import asked_word, current_hotspots, whose_records
from footprints_geo.ui.look import look_choice
from footprints_geo.ui.press import pressed
from footprints_geo.ui.records import lead_to_records, lead_to_rejects, show_record_table
from footprints_geo.ui.state import (
    CELL,
    RESOLUTION_NAMES,
    SCRIPT_NAMES,
    Look,
    change_look,
    change_selection,
    current_look,
    current_query,
    current_selection,
)
from footprints_geo.ui.words import as_text

MAP_HEIGHT: Final = 620
TABLE_HEIGHT: Final = 430
HEAD_HEIGHT: Final = 40
ROW_HEIGHT: Final = 36
TICK_WIDTH: Final = 34
"""Of the column of boxes to tick."""

WIDTHS: Final = {"Persons": 94, "Cases": 52, "Place": 128, "Hotspot": 72, "Stable": 58}
"""Pixels of the columns that are seen without moving the table sideways, on a laptop with 1,280 of them too."""

LEVEL_WORDS: Final = {
    **{word: word.removeprefix("hot ") for word in CLASSES[:-1]}, CLASSES[-1]: "no", NOT_TESTED: "not tested"
}  # fmt: skip
ARRESTS: Final = ("arrest", "repatriation")


def show_sentence() -> None:
    """The title, the one sentence that says what is seen, and which question it answers."""
    hotspots, checked = current_hotspots()
    st.title("Hotspots")
    st.markdown(f"##### {as_text(hotspot_sentence(hotspots, checked))}")
    st.caption(f"{as_text(hotspot_title(hotspots))}. Drawn from {as_text(whose_records())}.")
    st.markdown(
        "**Where are most people documented?** This map counts them, and tests whether chance alone would put so many "
        f"in one place. {NO_DANGER}"
    )
    if not current_selection().events:
        _say_usual_events()


def _say_usual_events() -> None:
    """What is looked at where no types of event are chosen: the box at the left then says "All"."""
    with st.container(horizontal=True, vertical_alignment="center"):
        st.markdown(
            "**No event types are chosen at the left**, so this page looks at disappearances and last sightings only.",
            width="content",
        )
        st.button("Look at arrests and returns instead", on_click=_look_at_arrests)


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
    look = current_look()
    scene = lay_out_cells(hotspots, checked, script=look.script)
    part, script, size = st.columns([11, 8, 12], gap="small")
    with part:
        look_choice("extent", "Part of the map", {name: extent.name_en for name, extent in EXTENTS.items()})
    with script:
        look_choice("script", "Names in", SCRIPT_NAMES)
    with size:
        look_choice(
            "resolution", "Size of the cells", RESOLUTION_NAMES,
            "Chosen by how closely the records are known and how they are spread; never by what comes out.",
        )  # fmt: skip
    st.pydeck_chart(
        build_cell_deck(scene, DeckOptions(look.script, look.extent), _chosen(hotspots)),
        height=MAP_HEIGHT,
        on_select=_cell_clicked,
        selection_mode="single-object",
        key=_map_key(),
        alt=hotspot_sentence(hotspots, checked),
    )
    _show_legend(scene)
    if len(scene.cells):
        shown = {"figure": "hotspots"} | ({} if look.extent == Look().extent else {"figure_extent": look.extent})
        st.page_link("pages/figure.py", label="→ Make a picture of this for print", query_params=current_query(**shown))


def _map_key() -> str:
    return f"hotspots_map_{asked_word()}_{st.session_state.get('cell_map_round', 0)}"


@pressed
def _cell_clicked() -> None:
    objects = st.session_state[_map_key()].selection.get("objects", {}).get(CELLS_LAYER, [])
    change_look(chosen=f"{CELL}{objects[0]['cell']}" if objects else "")
    # A fresh key empties the table's own selection, which would else contradict the map's.
    st.session_state["cell_table_round"] = st.session_state.get("cell_table_round", 0) + 1


def _show_legend(scene: CellScene) -> None:
    shown = set(scene.cells["class"])
    classes = " ".join(
        f'<span style="white-space:nowrap;margin-right:12px"><span style="display:inline-block;vertical-align:middle;'
        f'width:14px;height:14px;background:rgb{CLASS_COLOURS[word]};border:1.5px solid rgb{CLASS_INKS[word]}"></span> '
        f"{words}</span>"
        for word, words in CLASS_NAMES.items()
        if word in shown
    )
    # Only our own words and numbers go into this markup: never data.
    st.html(f"<div>{classes}</div>")
    st.caption(
        "A bold edge: a hotspot. A dashed edge: it depends on one case, on dates, on numbers or on where the grid "
        f"lies. A cell is an area, not a place. {MINIMUM}"
    )


def _show_table(hotspots: Hotspots, checked: Checked) -> None:
    if hotspots.cells.empty:
        st.info("No event that is asked for is known closely enough for a cell. The line under the map says why.")
        return
    cells = _ranked(hotspots)
    names = cell_names(hotspots, cells["cell"].tolist(), script=current_look().script)
    table = pd.DataFrame(
        {
            "Persons": [
                persons_words(low, high) for low, high in zip(cells["persons_low"], cells["persons_high"], strict=True)
            ],
            "Cases": cells["cases"],
            "Place": names,
            "Hotspot": cells["class"].astype("str").map(LEVEL_WORDS),
            "Stable": [_stable(checked.loc[cell]) if cell in checked.index else "" for cell in cells["cell"]],
            "Looked at otherwise": [
                stability_words(checked.loc[cell]) if cell in checked.index else "" for cell in cells["cell"]
            ],
            "Years": [_years(first, last) for first, last in zip(cells["first_year"], cells["last_year"], strict=True)],
            "p": cells["p"],
            "p, corrected": cells["p_adjusted"],
            "z": cells["z"],
        }
    )
    st.markdown("**What stands out first, then where most persons are documented**")
    key = f"hotspots_table_{asked_word()}_{st.session_state.get('cell_table_round', 0)}"
    chosen = _chosen_row(hotspots, cells)
    inks = [CLASS_INKS[word] for word in cells["class"].astype("str")]
    st.dataframe(
        table.style.apply(_row_style, axis=1, chosen=chosen, inks=inks),
        hide_index=True,
        height=min(TABLE_HEIGHT, HEAD_HEIGHT + ROW_HEIGHT * len(table)),
        row_height=ROW_HEIGHT,
        key=key,
        on_select=lambda: _row_clicked(cells, key),
        selection_mode="single-row",
        column_config={
            **{name: st.column_config.Column(width=width) for name, width in WIDTHS.items()},
            "Hotspot": st.column_config.Column(
                width=WIDTHS["Hotspot"], help="How sure it is that chance would not put so many there, and around it."
            ),
            "Stable": st.column_config.Column(
                width=WIDTHS["Stable"], help="Whether it stays when the records are looked at a little otherwise."
            ),
            "Looked at otherwise": st.column_config.Column(width=190),
            "p": st.column_config.NumberColumn(format="%.4f"),
            "p, corrected": st.column_config.NumberColumn(format="%.4f"),
            "z": st.column_config.NumberColumn(format="%.2f"),
        },
        alt=f"The table of {count_words(len(table), 'cell')} with documented persons.",
    )
    if chosen is None:
        st.caption("Choose a row, or a cell on the map, to see the records behind it.")
    else:
        lead_to_records(_chosen_words(table.iloc[chosen]))
    st.caption("A cell is judged together with the cells beside it, so that a cell with few persons can be a hotspot.")


def _stable(checked: pd.Series) -> str:
    """Whether a hotspot stays, in a word: the reasons are too long for a table beside a map."""
    if not checked["stable"]:
        return "no"
    return "so far" if checked["each_case"] is pd.NA else "yes"


def _chosen_words(row: pd.Series) -> str:
    """The chosen cell in a line, with what it depends on."""
    said = [f"{row['Place']}: {row['Persons']}", count_words(row["Cases"], "case"), row["Looked at otherwise"]]
    return "; ".join(filter(None, said))


def _ranked(hotspots: Hotspots) -> pd.DataFrame:
    """Hotspots first, and then the other cells, those of most persons first."""
    rest = hotspots.cells[~hotspots.cells["cell"].isin(hotspots.hot["cell"])]
    return pd.concat([hotspots.hot, rest], ignore_index=True)


def _years(first: float, last: float) -> str:
    if pd.isna(first):
        return ""
    return str(int(first)) if first == last else f"{int(first)} to {int(last)}"


def _row_style(row: pd.Series, chosen: int | None, inks: list[Colour]) -> list[str]:
    """The class in the ink of the map, and what is chosen on a ground of its own."""
    ground = "background-color: #e8eef4; " if row.name == chosen else ""
    ink = f"color: rgb{inks[int(str(row.name))]}; "
    return [ground + (ink if column == "Hotspot" else "") for column in row.index]


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
    hotspots, _ = current_hotspots()
    said = [*not_in_cells(hotspots.tally), account_words(hotspots.tally)]
    if hotspots.tally.rows_rejected:
        said.append(rejected_sentence(hotspots.prepared.events))
    st.markdown(as_text(" ".join(said)))
    lead_to_rejects(hotspots.tally.rows_rejected)
    st.caption(audience_words(hotspots.prepared.release))


def show_records() -> None:
    """The records in the chosen cell, and where they come from."""
    hotspots, _ = current_hotspots()
    name = _chosen(hotspots)
    if name:
        cell = next(cell for cell in hotspots.cells["cell"].tolist() if cell_name(cell) == name)
        show_record_table(hotspots.events_in(cell))
    elif current_look().chosen.startswith(CELL):
        st.info("What the link points to is not among what is shown now.")
