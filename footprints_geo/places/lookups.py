"""What the two gazetteers say of a name together: the curated one first, and behind it the wide one."""

from __future__ import annotations

from typing import Final

import numpy as np
import pandas as pd

from footprints_geo.places.gazetteer import Gazetteer
from footprints_geo.places.likeness import index_of, same_ids
from footprints_geo.places.table import Place
from footprints_geo.places.wide_gazetteer import WideGazetteer
from footprints_geo.places.wide_names import one_province
from footprints_geo.vocabulary import COARSE

_ONE: Final = ("exact", "geonames")


def look_up(spellings: pd.DataFrame, gazetteer: Gazetteer, wide: WideGazetteer, *, every: bool) -> pd.DataFrame:
    """The place each spelling means, and all that answer to it.

    The answer of the curated gazetteer stands unless the row names a province the place does not lie in (Nanping in
    Fujian is not the Nanping of Jilin); then the wide gazetteer is asked.

    Parameters
    ----------
    spellings : pandas.DataFrame
        Distinct `place`, `admin1` and `country`, index 0 to n-1.
    gazetteer, wide
        The curated and the wide gazetteer.
    every : bool
        Whether the wide gazetteer is asked for its answers too where they cannot change what is meant.

    Returns
    -------
    pandas.DataFrame
        `place_id`, missing where none is meant; `how`: `exact`, `geonames`, `several`, or '' where no name answers, or
        only one that lies in another province than the row's; and `answers`, a tuple of ids: all that answer to the
        name, the curated first, then those that agree with the province, then the larger.
    """
    curated = _curated(spellings, gazetteer, wide)
    names = spellings["place"]
    if not every:
        names = names.where(curated["place_id"].isna() & (curated["meant"].map(len) < 2), "")
    behind = _behind(spellings.assign(place=names), gazetteer, wide)
    pairs = zip(curated["meant"], behind["candidates"], strict=True)
    answers = pd.Series([tuple(dict.fromkeys(some + others)) for some, others in pairs], dtype="object")
    exact = curated["place_id"].notna()
    by_wide = ~exact & (curated["meant"].map(len) < 2) & behind["place_id"].notna()
    choices = [np.asarray(choice, dtype=bool) for choice in (exact, by_wide, answers.map(len) > 1)]
    return pd.DataFrame(
        {
            "place_id": curated["place_id"].where(exact, behind["place_id"].where(by_wide)),
            "how": pd.Series(np.select(choices, [*_ONE, "several"], ""), dtype="str"),
            "answers": answers,
        }
    )


def _curated(asked: pd.DataFrame, gazetteer: Gazetteer, wide: WideGazetteer) -> pd.DataFrame:
    """`place_id` of the one curated place that is meant, and `meant`: all that answer to the name."""
    index, rows = index_of(gazetteer)
    words = zip(asked["place"], asked["country"], strict=True)
    meant = [tuple(index.places[row] for row in index.meant(name, rows.get(c, frozenset()))) for name, c in words]
    one = [places[0] if len(places) == 1 else None for places in meant]
    ids = pd.Series([place.id if place else None for place in one], dtype="str")
    return pd.DataFrame(
        {
            "place_id": ids.mask(_lies_elsewhere(one, asked["admin1"], wide)),
            "meant": pd.Series([tuple(place.id for place in places) for places in meant], dtype="object"),
        }
    )


def _lies_elsewhere(places: list[Place | None], admin1: pd.Series, wide: WideGazetteer) -> pd.Series:
    """Where a row names a province that its place does not lie in; not where either province is not known by name."""
    points = [place if place and place.precision not in COARSE else None for place in places]
    country = pd.Series([place.country if place else "" for place in points], dtype="str")
    own = pd.Series([place.admin1 if place else "" for place in points], dtype="str")
    meant = wide.provinces(pd.concat([admin1, own]), pd.concat([country, country]))
    pairs = zip(meant[: len(own)], meant[len(own) :], country, strict=True)
    return pd.Series([bool(one[0] and one[1]) and not one_province(*one) for one in pairs], dtype="bool")


def _behind(asked: pd.DataFrame, gazetteer: Gazetteer, wide: WideGazetteer) -> pd.DataFrame:
    """What the wide gazetteer says, under the curated id where a place is a curated one."""
    same = same_ids(gazetteer, wide)
    found = wide.match(asked["place"], asked["country"], asked["admin1"])
    ids = [same.get(one, one) for one in found["place_id"]]
    renamed = [tuple(dict.fromkeys(same.get(one, one) for one in ids)) for ids in found["candidates"]]
    return pd.DataFrame({"place_id": pd.Series(ids, dtype="str"), "candidates": pd.Series(renamed, dtype="object")})
