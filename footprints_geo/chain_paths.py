"""How far the people of each chain of custody are documented: the ways that a flow picture draws.

Of a group some may drop out of the records: the people of one chain then go different ways.
"""

from __future__ import annotations

from typing import Final

import numpy as np
import pandas as pd

from footprints_geo.chains import Chains
from footprints_geo.journeys import Ints

MOST_STEPS: Final = 6
"""Steps with a column of their own; of longer chains the steps from here on are put together in the last one."""

ENDED: Final = -1
"""In place of a step: the chain has ended before."""

FURTHER: Final = -2
"""In place of a step: it and all later ones."""

STEPS: Final = [f"step_{number}" for number in range(MOST_STEPS)]
"""The columns that hold the steps of a way."""


def counted_chains(chains: Chains, shown: Ints) -> Ints:
    """The shown chains with people who are counted here."""
    table = chains.chains.iloc[shown]
    in_sums = ~chains.prepared.part_of[table["case"].to_numpy()] & (table["persons_low"] > 0).to_numpy()
    counted: Ints = shown[in_sums]
    return counted


def largest_way(chains: Chains) -> float:
    """The most people on one way of the whole data set; at least 1."""
    everything = counted_chains(chains, np.arange(len(chains.chains)))
    paths = ways_of(pieces_of(chains, everything)[0])
    return 1.0 if paths.empty else float(paths["persons"].max())


def pieces_of(chains: Chains, counted: Ints) -> tuple[pd.DataFrame, pd.DataFrame]:
    """The people of each chain by how far they are documented, and the different holders with their countries.

    One row a chain, number of steps and outcome: `case`, `chain`, `length`, `outcome`, `persons` and the steps, as rows
    of the second table (`holder`, `country`).
    """
    table, steps = chains.chains, chains.steps
    chosen = steps[np.isin(steps["chain"].to_numpy(), counted)]
    tokens = chosen[["holder", "country"]].drop_duplicates(ignore_index=True)
    token = chosen[["holder", "country"]].merge(tokens.reset_index(names="token"), how="left")["token"].to_numpy()
    chain = chosen["chain"].to_numpy(dtype=np.int64)
    position = chosen.index.to_numpy() - table["first_step"].to_numpy()[chain]
    last = position == table["steps"].to_numpy()[chain] - 1
    here = chosen["persons_low"].to_numpy(dtype=np.int64)
    ending = table["outcome_low"].to_numpy(dtype=np.int64)[chain]
    after = np.where(last, ending, np.append(here[1:], 0))
    lost = here > after
    known = last & (ending > 0)
    outcome = table["outcome"].astype("object").to_numpy()[chain]
    pieces = pd.DataFrame(
        {
            "chain": np.concatenate((chain[lost], chain[known])),
            "length": np.concatenate((position[lost], position[known])) + 1,
            "outcome": np.concatenate((np.full(lost.sum(), "unknown", dtype=object), outcome[known])),
            "persons": np.concatenate(((here - after)[lost], ending[known])),
        }
    )
    pieces["case"] = table["case"].to_numpy()[pieces["chain"].to_numpy(dtype=np.int64)]
    grid = np.full((len(table), MOST_STEPS), ENDED, dtype=np.int64)
    inside = position < MOST_STEPS
    grid[chain[inside], position[inside]] = token[inside]
    grid[(table["steps"] > MOST_STEPS).to_numpy(), MOST_STEPS - 1] = FURTHER
    own = grid[pieces["chain"].to_numpy(dtype=np.int64)]
    own[np.arange(MOST_STEPS) >= pieces["length"].to_numpy()[:, None]] = ENDED
    pieces[STEPS] = own
    pieces["length"] = pieces["length"].clip(upper=MOST_STEPS)
    return pieces, tokens


def ways_of(pieces: pd.DataFrame) -> pd.DataFrame:
    """The different ways: their steps, `length`, `outcome` and `persons`; a case counts once a way."""
    ways = [*STEPS, "length", "outcome"]
    by_case = pieces.groupby([*ways, "case"], observed=True)["persons"].max()
    return by_case.groupby(level=ways, observed=True).sum().reset_index()


def people_at(pieces: pd.DataFrame, depth: int) -> dict[tuple[int, object], int]:
    """How many people at least are at each node: a case counts once, with the most of its chains there."""
    people: dict[tuple[int, object], int] = {}
    ends = pieces.assign(node=pieces["outcome"], column=depth)
    steps = [pieces.assign(node=pieces[STEPS[column]], column=column) for column in range(depth)]
    for part in [*steps, ends]:
        there = part[part["node"] != ENDED]
        by_chain = there.groupby(["column", "node", "case", "chain"])["persons"].sum()
        by_case = by_chain.groupby(level=["column", "node", "case"]).max()
        summed = by_case.groupby(level=["column", "node"]).sum().reset_index()
        people.update({(int(row["column"]), row["node"]): int(row["persons"]) for row in summed.to_dict("records")})
    return people
