"""How many people a chain of custody is of: held at all, documented at each step, and without a record of its end."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pandas as pd

from footprints_geo.custody_types import FREES, GOES_ON
from footprints_geo.journeys import Bools, Ints


def people_held(frame: pd.DataFrame, order: Ints, chain: Ints) -> pd.DataFrame:
    """The people of each chain: the largest low of its events but the one that frees, and their largest known high.

    The columns are `persons_low` and `persons_high`; the high is NaN for none, and where it is below the low.

    Parameters
    ----------
    frame : pandas.DataFrame
        `Events.frame`.
    order, chain : numpy.ndarray of int
        Rows of the frame, and the chain of each; -1 for none.
    """
    event_type = frame["event_type"].cat.codes.to_numpy()[order]
    inside = np.flatnonzero((chain >= 0) & ~FREES[event_type])
    people = frame[["persons_low", "persons_high"]].iloc[order[inside]].groupby(chain[inside]).max()
    people["persons_high"] = people["persons_high"].where(people["persons_high"] >= people["persons_low"])
    return people


def may_be_others(frame: pd.DataFrame, order: Ints, chain: Ints, held: Ints) -> Bools:
    """Which positions end a chain though they may be of others of the case than those who were held.

    Of nineteen three are held, and sixteen arrive: who arrived need not be one of the three. So it is where the record
    gives another number than were held and a smaller one than the case has.
    """
    case = frame["case_id"].cat.codes.to_numpy()
    low = frame["persons_low"].to_numpy()
    size = np.zeros(len(frame["case_id"].cat.categories), dtype=np.int64)
    np.maximum.at(size, case, low)
    number, of_case = low[order], size[case[order]]
    of_chain = np.append(held, 0)[chain]
    goes_on = (chain >= 0) & GOES_ON[frame["event_type"].cat.codes.to_numpy()[order]]
    stated = frame["persons_stated"].to_numpy()[order]
    others: Bools = goes_on & stated & (number != of_chain) & (number < of_case) & (of_chain < of_case)
    return others


def stated_so_far(steps: pd.DataFrame, held: Ints) -> npt.NDArray[np.float64]:
    """The number that the last record up to each step gives; that of the whole chain where none does.

    A record without a number after one of five of thirty is of the five: nobody says that the others came after.

    Parameters
    ----------
    steps : pandas.DataFrame
        With `chain` and `persons_stated`, in order.
    held : numpy.ndarray of int
        The people of each chain.
    """
    chain = steps["chain"].to_numpy(dtype=np.int64)
    carried = steps["persons_stated"].astype(np.float64).groupby(chain).ffill().to_numpy()
    so_far: npt.NDArray[np.float64] = np.fmin(carried, held[chain])
    return so_far


def documented(chains: pd.DataFrame, steps: pd.DataFrame) -> Ints:
    """How many people at least are documented at each step or later: of a group some may drop out of the records."""
    chain = steps["chain"].to_numpy(dtype=np.int64)
    whole = chains["persons_low"].to_numpy(dtype=np.int64)
    here: Ints = stated_so_far(steps, whole).astype(np.int64)
    if not len(chain):
        return here
    # The largest from here to the end of the chain, of all chains at once: later chains lie on lower floors.
    first, last = np.append(True, chain[1:] != chain[:-1]), np.append(chain[1:] != chain[:-1], True)
    here[first] = whole
    here[last] = np.maximum(here[last], chains["outcome_low"].to_numpy(dtype=np.int64))
    floor = (chain[-1] - chain) * (whole.max() + 1)
    most: Ints = np.maximum.accumulate((here + floor)[::-1])[::-1] - floor
    return most


def people_at_the_end(
    frame: pd.DataFrame, last: Ints, held: Ints, so_far: npt.NDArray[np.float64], unknown: Bools
) -> tuple[Ints, Ints]:
    """Of how many people of each chain at least an outcome is recorded, and of how many at least none is.

    Parameters
    ----------
    frame : pandas.DataFrame
        `Events.frame`.
    last : numpy.ndarray of int
        The row of the last event of each chain.
    held, so_far : numpy.ndarray
        The people of each chain, and the number that its last record of a step gives.
    unknown : numpy.ndarray of bool
        Chains without an outcome.
    """
    ending = frame[["persons_low", "persons_high", "persons_stated"]].iloc[last]
    stated, low = ending["persons_stated"].to_numpy(), ending["persons_low"].to_numpy()
    # "At least five were released" may have been all of them.
    high = ending["persons_high"].where(ending["persons_high"] >= low, np.inf).to_numpy(dtype=np.float64)
    some = np.where(stated, np.minimum(low, held), so_far)
    rest = np.where(stated, np.maximum(held - high, 0), held - so_far)
    return np.where(unknown, 0, some).astype(np.int64), np.where(unknown, held, rest).astype(np.int64)
