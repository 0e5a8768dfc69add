"""The hotspots page: the sentence, the map of cells, what stands out, where most are documented, and the records."""

from __future__ import annotations

from typing import Final

import pandas as pd
import streamlit as st

from footprints_geo.basemap import EXTENTS
from footprints_geo.captions import INTERNAL, count_words, persons_words
from footprints_geo.cell_scene import CLASS_COLOURS, CLASS_INKS, CellScene, lay_out_cells
from footprints_geo.cells import cell_name
from footprints_geo.deck.cells import CELLS_LAYER, build_cell_deck
from footprints_geo.deck.ground import DeckOptions
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
from footprints_geo.hotspots import Hotspots
from footprints_geo.robustness import Checked
from footprints_geo.ui.data import current_hotspots, whose_records
from footprints_geo.ui.look import look_choice
from footprints_geo.ui.records import show_record_table
from footprints_geo.ui.state import RESOLUTION_NAMES, SCRIPT_NAMES, Look, change_look, current_look, current_query
from footprints_geo.ui.words import as_text

MAP_HEIGHT: Final = 620
TABLE_HEIGHT: Final = 430
HEAD_HEIGHT: Final = 40
ROW_HEIGHT: Final = 36


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


def show_map_and_table() -> None:
    """The map of cells, and beside it what stands out and where most are documented; each highlights in the other."""
    hotspots, checked = current_hotspots()
    picture, table = st.columns([7, 6], gap="medium")
    with table:
        _show_table(hotspots, checked)
    with picture:
        _show_map(hotspots, checked)


def _show_map(hotspots: Hotspots, checked: Checked) -> None:
    look = current_look()
    scene = lay_out_cells(hotspots, checked, script=look.script)
    with st.container(horizontal=True):
        look_choice("extent", "Part of the map", {name: extent.name_en for name, extent in EXTENTS.items()})
        look_choice("script", "Names on the map in", SCRIPT_NAMES)
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
    return f"hotspots_map_{st.session_state.get('cell_map_round', 0)}"


def _cell_clicked() -> None:
    objects = st.session_state[_map_key()].selection.get("objects", {}).get(CELLS_LAYER, [])
    change_look(chosen=f"cell:{objects[0]['cell']}" if objects else "")
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
            "Class": cells["class"].astype("str"),
            "Stable": [stability_words(checked.loc[cell]) if cell in checked.index else "" for cell in cells["cell"]],
            "Years": [_years(first, last) for first, last in zip(cells["first_year"], cells["last_year"], strict=True)],
            "p": cells["p"],
            "p, corrected": cells["p_adjusted"],
            "z": cells["z"],
        }
    )
    st.markdown("**What stands out first, then where most persons are documented**")
    key = f"hotspots_table_{st.session_state.get('cell_table_round', 0)}"
    st.dataframe(
        table.style.apply(_row_style, axis=1, chosen=_chosen_row(hotspots, cells)),
        hide_index=True,
        height=min(TABLE_HEIGHT, HEAD_HEIGHT + ROW_HEIGHT * len(table)),
        row_height=ROW_HEIGHT,
        key=key,
        on_select=lambda: _row_clicked(cells, key),
        selection_mode="single-row",
        column_config={
            "Persons": st.column_config.TextColumn(width=98),
            "Cases": st.column_config.NumberColumn(width=58),
            "Place": st.column_config.TextColumn(width=180),
            "Class": st.column_config.TextColumn(width=104),
            "p": st.column_config.NumberColumn(format="%.4f"),
            "p, corrected": st.column_config.NumberColumn(format="%.4f"),
            "z": st.column_config.NumberColumn(format="%.2f"),
        },
        alt=f"The table of {count_words(len(table), 'cell')} with documented persons.",
    )
    if not _chosen(hotspots):
        st.caption("Choose a row, or a cell on the map, to see the records behind it.")


def _ranked(hotspots: Hotspots) -> pd.DataFrame:
    """Hotspots first, and then the other cells, those of most persons first."""
    rest = hotspots.cells[~hotspots.cells["cell"].isin(hotspots.hot["cell"])]
    return pd.concat([hotspots.hot, rest], ignore_index=True)


def _years(first: float, last: float) -> str:
    if pd.isna(first):
        return ""
    return str(int(first)) if first == last else f"{int(first)} to {int(last)}"


def _row_style(row: pd.Series, chosen: int | None) -> list[str]:
    """The class in the ink of the map, and what is chosen on a ground of its own."""
    ground = "background-color: #e8eef4; " if row.name == chosen else ""
    ink = f"color: rgb{CLASS_INKS[row['Class']]}; "
    return [ground + (ink if column == "Class" else "") for column in row.index]


def _row_clicked(cells: pd.DataFrame, key: str) -> None:
    rows = st.session_state[key].selection.rows
    change_look(chosen=f"cell:{cell_name(int(cells['cell'].iloc[rows[0]]))}" if rows else "")
    # While the map has a selection of its own, Streamlit fades everything else on it.
    st.session_state["cell_map_round"] = st.session_state.get("cell_map_round", 0) + 1


def _chosen(hotspots: Hotspots) -> str:
    """The name of the chosen cell; '' where none is chosen or it is not among those shown."""
    chosen = current_look().chosen.removeprefix("cell:")
    return chosen if chosen in {cell_name(cell) for cell in hotspots.cells["cell"].tolist()} else ""


def _chosen_row(hotspots: Hotspots, cells: pd.DataFrame) -> int | None:
    names = [cell_name(cell) for cell in cells["cell"].tolist()]
    chosen = _chosen(hotspots)
    return names.index(chosen) if chosen else None


def show_tally() -> None:
    """What is in a cell and what is not, and for whom."""
    hotspots, _ = current_hotspots()
    st.markdown(as_text(" ".join([*not_in_cells(hotspots.tally), account_words(hotspots.tally)])))
    st.caption(INTERNAL)


def show_records() -> None:
    """The records in the chosen cell, and where they come from."""
    hotspots, _ = current_hotspots()
    name = _chosen(hotspots)
    if name:
        cell = next(cell for cell in hotspots.cells["cell"].tolist() if cell_name(cell) == name)
        show_record_table(hotspots.events_in(cell))
    elif current_look().chosen.startswith("cell:"):
        st.info("What the link points to is not among what is shown now.")
