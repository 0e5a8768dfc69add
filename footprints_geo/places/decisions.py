"""What people have decided about names of places, and how a decision finds its name again."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final

import pandas as pd

from footprints_geo.errors import InputError
from footprints_geo.places.gazetteer import Gazetteer
from footprints_geo.places.likeness import same_ids
from footprints_geo.places.names import name_key
from footprints_geo.places.wide_gazetteer import WideGazetteer, distinct_texts

SPELLING: Final = ("place", "admin1", "country")
"""What a record says of where it was; a spelling is one combination of the three."""

_ID: Final = re.compile(r"[a-z]{2}(-[a-z0-9]+)+")
_SHOWN: Final = 5


def decision_key(country: str, place: str, admin1: str = "") -> str:
    """The key of a decision in a profile: `KP|온성`, or `CN|nanping|fujian` for one province only.

    Country and names are written as `names.name_key` folds them, so that the same name in capitals, full width or with
    other accents finds the decision again. The country may be empty: such a decision is for rows without a country.

    Returns
    -------
    str
        '' for a place without a letter or figure: about such a place nothing can be decided.
    """
    parts = [country.strip().upper(), name_key(place), name_key(admin1)]
    return "|".join(parts[: 3 if parts[2] else 2]) if parts[1] else ""


def apply_decisions(
    spellings: pd.DataFrame, decisions: Mapping[str, str], gazetteer: Gazetteer, wide: WideGazetteer
) -> pd.Series:
    """The places that a person has decided on.

    Parameters
    ----------
    spellings : pandas.DataFrame
        Text columns SPELLING.
    decisions : mapping of str to str
        Keys as `decision_key` makes them, or as people write them; a place id, or '' for a place that is known to no
        gazetteer. A decision for a province comes before one for the whole country.
    gazetteer, wide
        Where the ids may be.

    Returns
    -------
    pandas.Series of str
        `place_id` with the index of `spellings`: '' where it is decided that no gazetteer knows the place, missing
        where nothing is decided. A place of both gazetteers has the curated id.

    Raises
    ------
    InputError
        A decision, used here or not, names a place that no gazetteer has, or one of another country than its own key
        does; or two keys that mean one name decide differently.
    """
    if not decisions:
        return pd.Series(None, index=spellings.index, dtype="str", name="place_id")
    by_key = _checked(decisions, gazetteer, wide)
    asked, codes = distinct_texts(spellings, SPELLING)
    words = asked.itertuples(index=False, name=None)
    keys = [(decision_key(country, place, admin1), decision_key(country, place)) for place, admin1, country in words]
    found = pd.Series([by_key.get(one, by_key.get(other)) for one, other in keys], dtype="str", name="place_id")
    return found.take(codes).set_axis(spellings.index)


def _checked(decisions: Mapping[str, str], gazetteer: Gazetteer, wide: WideGazetteer) -> dict[str, str]:
    """The decisions under the keys that `decision_key` makes."""
    parts = [(*key.split("|", 2), "", "")[:3] for key in decisions]
    same = same_ids(gazetteer, wide)
    table = pd.DataFrame(
        {
            "key": [decision_key(country, place, admin1) for country, place, admin1 in parts],
            "country": [country.strip().upper() for country, _, _ in parts],
            "place_id": [same.get(place.strip(), place.strip()) for place in decisions.values()],
        },
        dtype="str",
    )
    table = table[table["key"] != ""]
    behind = wide.rows.loc[wide.rows["place_id"].isin(table["place_id"]), ["place_id", "country"]]
    known = dict(behind.itertuples(index=False, name=None)) | {place.id: place.country for place in gazetteer}
    there = table["place_id"].map(known).fillna("").astype("str")
    _refuse(
        table[(there == "") & (table["place_id"] != "")],
        "name a place no gazetteer knows",
        "the id of a place, as 'cn-tumen', or nothing",
    )
    abroad = (there != table["country"]) & (table["country"] != "") & (table["place_id"] != "")
    _refuse(table[abroad], "name a place of another country than their own", "a place of the country before the bar")
    torn = ~table.duplicated(["key", "place_id"], keep=False) & table.duplicated("key", keep=False)
    _refuse(table[torn], "give two places to one name", "one place for a name, however it is written")
    return dict(zip(table["key"], table["place_id"], strict=True))


def _refuse(faulty: pd.DataFrame, fault: str, expected: str) -> None:
    if faulty.empty:
        return
    # The keys are people's words, and what is no id may be too.
    ids = sorted({place for place in faulty["place_id"] if _ID.fullmatch(place)})
    shown = ", ".join(ids[:_SHOWN]) + (f" and {len(ids) - _SHOWN} more" if len(ids) > _SHOWN else "")
    what = f"{fault} ({shown})" if shown else fault
    raise InputError(
        f"Profile, places: {len(faulty)} of the decisions {what}; expected {expected}. "
        "Decide again in the list of places, or correct the profile."
    )
