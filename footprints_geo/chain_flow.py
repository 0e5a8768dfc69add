"""A flow picture of custody laid out: columns of steps, nodes of holders, ribbons of people; pure numbers.

A ribbon is a way that people took from one step to the next. Of a group, people may drop out of the records: they leave
with a ribbon of their own, to where no later record is. A chain that has ended runs on in a lane below, to its outcome.
"""

from __future__ import annotations

import textwrap
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt
import pandas as pd

from footprints_geo.chain_names import ARROW, StepNames
from footprints_geo.chain_paths import (
    FURTHER,
    MOST_STEPS,
    STEPS,
    counted_chains,
    largest_way,
    people_at,
    pieces_of,
    ways_of,
)
from footprints_geo.chain_view import ChainView
from footprints_geo.chain_words import OUTCOME_NAMES
from footprints_geo.chains import OUTCOMES, Chains
from footprints_geo.journeys import Ints
from footprints_geo.language import ENGLISH, Language
from footprints_geo.scales import WidthScale
from footprints_geo.stations import RETURN

MOST_WAYS: Final = 150
"""Ways that are drawn: those with most people. More of them no eye can follow, and no browser is quick with."""

NODE_COLUMNS: Final = ("column", "name", "lines", "persons", "role", "top", "bottom", "label_at")
RIBBON_COLUMNS: Final = (
    "ribbon",
    "column",
    "top",
    "bottom",
    "next_top",
    "next_bottom",
    "lane",
    "role",
    "persons",
    "way",
)
LINE_PX: Final = 13.0
"""The height of a line of a label."""

_THINNEST: Final = 2.0
_WIDEST: Final = 40.0
_GAP: Final = 9.0
_LANE_GAP: Final = 5.0
_LETTERS: Final = 21


@dataclass(frozen=True)
class Flow:
    """A laid-out flow picture.

    Attributes
    ----------
    nodes : pandas.DataFrame
        NODE_COLUMNS: `column` (from 0; the outcomes are in the last), `name`, `lines` (name and number as a label has
        them, parted by line breaks), `persons` (at least; a case counts once), `role` (`abroad`, `home`, `return`,
        `further`, or a word of OUTCOMES), `top`, `bottom` and `label_at` in pixels from above.
    ribbons : pandas.DataFrame
        RIBBON_COLUMNS: one row a way and column it leaves; `ribbon` is the number of the way, `way` its words, `role` a
        word of OUTCOMES, `lane` whether the way had ended before; edges in pixels from above.
    columns : tuple of str
        What stands over each column.
    height : float
        Pixels.
    scale : WidthScale
        How wide a ribbon is; the same in every Selection of a data set.
    undrawn : int
        Ways with the fewest people, where there are more than can be drawn; the numbers count them.
    put_together : int
        Chains with more steps than there are columns.
    without_people : int
        Shown chains of cases that are counted by another case, or of nobody: not in the picture.
    """

    nodes: pd.DataFrame
    ribbons: pd.DataFrame
    columns: tuple[str, ...]
    height: float
    scale: WidthScale
    undrawn: int
    put_together: int
    without_people: int


def lay_out_flow(seen: ChainView, language: Language = ENGLISH) -> Flow:
    """Lay out the shown chains by country and holder, however they are told apart in the table.

    Returns
    -------
    Flow
        Without nodes and ribbons when nothing is shown, or nobody of it is counted here.
    """
    chains = seen.chains
    counted = counted_chains(chains, seen.shown)
    pieces, tokens = pieces_of(chains, counted)
    paths = ways_of(pieces)
    scale = WidthScale(largest_way(chains), _THINNEST, _WIDEST)
    empty = Flow(
        pd.DataFrame(columns=list(NODE_COLUMNS)), pd.DataFrame(columns=list(RIBBON_COLUMNS)), (), 0.0, scale, 0, 0,
        len(seen.shown) - len(counted),
    )  # fmt: skip
    if paths.empty:
        return empty
    ways = len(paths)
    paths = paths.sort_values("persons", ascending=False, kind="stable").head(MOST_WAYS).sort_index(ignore_index=True)
    depth = int(paths["length"].max())
    names = _names(tokens, chains, language)
    grid = _grid(paths, depth)
    paths["width"] = scale.width(paths["persons"])
    nodes, edges, height = _placed(paths, grid, names, people_at(pieces, depth), language)
    steps = [language("Step {number}", number=number + 1) for number in range(depth)]
    return Flow(
        nodes=nodes,
        ribbons=_ribbons(paths, grid, edges, names, language),
        columns=(*steps, language("Outcome")),
        height=height,
        scale=scale,
        undrawn=ways - len(paths),
        put_together=int((chains.chains["steps"].iloc[counted] > MOST_STEPS).sum()),
        without_people=empty.without_people,
    )


def _names(tokens: pd.DataFrame, chains: Chains, language: Language) -> dict[object, tuple[str, str]]:
    """What a node is called, and its role."""
    events, corridor = chains.prepared.events, chains.prepared.corridor
    countries, named = events.frame["country"].cat.categories, StepNames(events.places, language)
    found: dict[object, tuple[str, str]] = {
        FURTHER: (language("further stations"), "further"),
        **{word: (language(name), word) for word, name in OUTCOME_NAMES.items()},
    }
    for number, (holder, country) in enumerate(tokens.itertuples(index=False)):
        code = str(countries[country]) if country >= 0 else ""
        role = "return" if holder == RETURN else "home" if code in corridor.home else "abroad"
        found[number] = (named.in_country(str(holder), code), role)
    return found


def _grid(paths: pd.DataFrame, depth: int) -> npt.NDArray[np.object_]:
    """The node of each way in each column; where it has ended, the outcome."""
    steps = paths[STEPS[:depth]].to_numpy(dtype=object)
    outcome = paths["outcome"].to_numpy(dtype=object)
    ended = np.arange(depth) >= paths["length"].to_numpy()[:, None]
    return np.column_stack((np.where(ended, outcome[:, None], steps), outcome))


def _placed(
    paths: pd.DataFrame,
    grid: npt.NDArray[np.object_],
    names: dict[object, tuple[str, str]],
    people: dict[tuple[int, object], int],
    language: Language,
) -> tuple[pd.DataFrame, npt.NDArray[np.float64], float]:
    """Nodes with their places, the upper edge of each way in each column, and the height of all."""
    width = paths["width"].to_numpy()
    last = grid.shape[1] - 1
    edges = np.zeros(grid.shape)
    columns = []
    for column in range(grid.shape[1]):
        nodes = _ordered(grid[:, column], width, names)
        slots = []
        for node in nodes:
            is_lane = node in OUTCOMES and column < last
            lines = "" if is_lane else _lines(names[node][0], people.get((column, node), 0))
            thick = float(width[grid[:, column] == node].sum())
            room = thick + _LANE_GAP if is_lane else max(thick, (lines.count("\n") + 1) * LINE_PX) + _GAP
            slots.append((node, lines, thick, room))
        columns.append(slots)
    height = max(sum(room for *_, room in slots) for slots in columns)
    before = np.zeros(len(paths))
    rows = []
    for column, slots in enumerate(columns):
        # Steps hang from above and what has ended stands below, so that its lanes run level.
        down = height - sum(room for node, *_, room in slots if node in OUTCOMES)
        up = 0.0
        for node, lines, thick, room in slots:
            start = down if node in OUTCOMES else up
            top = start + (room - thick) / 2
            inside = np.flatnonzero(grid[:, column] == node)
            inside = inside[np.lexsort((_after(grid, inside, column, names), before[inside]))]
            edges[inside, column] = top + np.cumsum(width[inside]) - width[inside]
            if lines:
                name, role = names[node]
                number = people.get((column, node), 0)
                rows.append((column, name, lines, number, role, top, top + thick, start + room / 2))
            down, up = (down + room, up) if node in OUTCOMES else (down, up + room)
        before = edges[:, column]
    return pd.DataFrame(rows, columns=list(NODE_COLUMNS)), edges, height


def _ordered(
    nodes: npt.NDArray[np.object_], width: npt.NDArray[np.float64], names: dict[object, tuple[str, str]]
) -> list[object]:
    """The nodes of a column from above: abroad, the return, at home, and what has ended; the widest first."""
    roles = ["abroad", "return", "home", "further", *OUTCOMES]
    thick = pd.Series(width).groupby(pd.Series(nodes, dtype=object)).sum().to_dict()
    return sorted(thick, key=lambda node: (roles.index(names[node][1]), -thick[node], names[node][0]))


def _after(
    grid: npt.NDArray[np.object_], inside: Ints, column: int, names: dict[object, tuple[str, str]]
) -> npt.NDArray[np.int64]:
    """Where ways go next, as a rank: those for the outcomes last."""
    if column + 1 >= grid.shape[1]:
        return np.zeros(len(inside), dtype=np.int64)
    roles = ["abroad", "return", "home", "further", *OUTCOMES]
    return np.array([roles.index(names[node][1]) for node in grid[inside, column + 1]], dtype=np.int64)


def _lines(name: str, persons: int) -> str:
    # A number never stands alone: the blank before it does not break.
    return "\n".join(textwrap.wrap(f"{name}:\u00a0{persons:,}", _LETTERS))


def _ribbons(
    paths: pd.DataFrame,
    grid: npt.NDArray[np.object_],
    edges: npt.NDArray[np.float64],
    names: dict[object, tuple[str, str]],
    language: Language,
) -> pd.DataFrame:
    count, columns = len(paths), grid.shape[1] - 1
    width = np.repeat(paths["width"].to_numpy(), columns)
    length = paths["length"].to_numpy()
    ways = [
        ARROW.join([*(names[node][0] for node in grid[way, : length[way]]), names[grid[way, -1]][0]])
        for way in range(count)
    ]
    top, following = edges[:, :-1].ravel(), edges[:, 1:].ravel()
    return pd.DataFrame(
        {
            "ribbon": np.repeat(np.arange(count), columns),
            "column": np.tile(np.arange(columns), count),
            "top": top,
            "bottom": top + width,
            "next_top": following,
            "next_bottom": following + width,
            "lane": np.tile(np.arange(columns), count) >= np.repeat(length, columns),
            "role": np.repeat(paths["outcome"].to_numpy(dtype=object), columns),
            "persons": np.repeat(paths["persons"].to_numpy(), columns),
            "way": np.repeat(np.array(ways, dtype=object), columns),
        },
        columns=list(RIBBON_COLUMNS),
    )
