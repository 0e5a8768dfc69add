"""What the two gazetteers say of a name together: the curated one first, and behind it the wide one."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
import pandas as pd

from footprints_geo.places.gazetteer import Gazetteer
from footprints_geo.places.likeness import index_of, same_ids
from footprints_geo.places.table import Place
from footprints_geo.places.wide_gazetteer import Asked, WideGazetteer
from footprints_geo.places.wide_names import one_province
from footprints_geo.vocabulary import COARSE


class Found(NamedTuple):
    """What a name means; see `look_up`."""

    place_id: str | None
    how: str
    answers: tuple[str, ...]


def look_up(
    spellings: pd.DataFrame,
    gazetteer: Gazetteer,
    wide: WideGazetteer,
    *,
    every: bool | npt.NDArray[np.bool_],
) -> pd.DataFrame:
    """The place each spelling means, and all that answer to it.

    The answer of the curated gazetteer stands unless the row names a province the place does not lie in (Nanping in
    Fujian is not the Nanping of Jilin); then the wide gazetteer is asked.

    Parameters
    ----------
    spellings : pandas.DataFrame
        Distinct `place`, `admin1` and `country`; text without missing cells.
    gazetteer, wide
        The curated and the wide gazetteer.
    every : bool, or an array of one a spelling
        Whether the wide gazetteer is asked for its answers too where they cannot change what is meant.

    Returns
    -------
    pandas.DataFrame
        With the index of `spellings`: `place_id`, missing where none is meant; `how`: `exact`, `geonames`, `several`,
        or '' where no name answers, or only one that lies in another province than the row's; and `answers`, a tuple
        of ids: all that answer to the name, the curated first, then those that agree with the province, then the
        larger.
    """
    # Names are few, and each is looked at alone: a table at every step takes longer than all that is looked up.
    asked = [Asked(*words) for words in zip(*(spellings[column] for column in Asked._fields), strict=True)]
    curated = _curated(asked, gazetteer)
    exact = _taken(asked, curated, wide)
    wanted = np.broadcast_to(every, len(asked)).tolist()
    needed = [always or (not one and len(some) < 2) for always, one, some in zip(wanted, exact, curated, strict=True)]
    behind = _behind([ask for ask, is_needed in zip(asked, needed, strict=True) if is_needed], gazetteer, wide)
    nothing: tuple[str | None, tuple[str, ...]] = (None, ())
    found = [
        _found(some, one, *(behind[ask] if is_needed else nothing))
        for ask, some, one, is_needed in zip(asked, curated, exact, needed, strict=True)
    ]
    table = pd.DataFrame(found, columns=list(Found._fields), index=spellings.index)
    return table.astype({"place_id": "str", "how": "str", "answers": "object"})


def _found(curated: Sequence[Place], exact: bool, behind: str | None, others: Sequence[str]) -> Found:
    answers = tuple(dict.fromkeys([*(place.id for place in curated), *others]))
    if exact:
        return Found(curated[0].id, "exact", answers)
    if behind and len(curated) < 2:
        return Found(behind, "geonames", answers)
    return Found(None, "several" if len(answers) > 1 else "", answers)


def _curated(asked: Iterable[Asked], gazetteer: Gazetteer) -> list[tuple[Place, ...]]:
    """All curated places that answer to each name."""
    index, rows = index_of(gazetteer)
    return [
        tuple(index.places[row] for row in index.meant(ask.place, rows.get(ask.country, frozenset()))) for ask in asked
    ]


def _taken(asked: Sequence[Asked], curated: Sequence[Sequence[Place]], wide: WideGazetteer) -> list[bool]:
    """Whether one curated place answers, and does not lie in another province than the row names.

    Not asked where either province is not known by name, nor of a place that is a province itself.
    """
    points = [some[0] if len(some) == 1 and some[0].precision not in COARSE else None for some in curated]
    pairs = [
        ((ask.admin1, point.country), (point.admin1, point.country))
        for ask, point in zip(asked, points, strict=True)
        if point
    ]
    known = wide.provinces_of([pair for both in pairs for pair in both])
    apart = iter(
        [
            bool(known[stated] and known[own]) and not one_province(known[stated], known[own], own[1])
            for stated, own in pairs
        ]
    )
    return [len(some) == 1 and not (point and next(apart)) for some, point in zip(curated, points, strict=True)]


def _behind(
    asked: Sequence[Asked], gazetteer: Gazetteer, wide: WideGazetteer
) -> dict[Asked, tuple[str | None, tuple[str, ...]]]:
    """What the wide gazetteer says, under the curated id where a place is a curated one."""
    same = same_ids(gazetteer, wide)
    return {
        ask: (place and same.get(place, place), tuple(dict.fromkeys(same.get(one, one) for one in answers)))
        for ask, (place, answers) in wide.meant(asked).items()
    }
