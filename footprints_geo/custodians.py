"""Who held a person: what records say of it, put under the few words of `data/custodians.csv`.

The custodian of a record goes before the words of its place, and a word that says more before one that says less:
"Ministry of State Security" at a "Border post" is a border post. What only the place says is inferred, and said to be.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Final

import numpy as np
import numpy.typing as npt
import pandas as pd

from footprints_geo.errors import BundledDataError
from footprints_geo.events.table import Events
from footprints_geo.journeys import Ints
from footprints_geo.places.table import FACILITIES
from footprints_geo.vocabulary import Corridor, data_path

BASES: Final = ("custodian", "place", "kind", "")
"""What says who held the person: the custodian, the words of the place, the kind of place in the gazetteer, nothing."""

ANOTHER: Final = "another"
NOT_RECORDED: Final = "not_recorded"
_SIDES: Final = ("home", "abroad", "")
_COLUMNS: Final = (
    "holder", "name_en", "name_ko", "meaning", "meaning_ko", "side", "general", "custodian_words", "place_words",
    "place_kinds",
)  # fmt: skip
_NOBODY: Final = -1


@dataclass(frozen=True)
class Custody:
    """Who held the people of each event of a table.

    Attributes
    ----------
    holder : numpy.ndarray of int
        Rows of :func:`read_custodians`.
    basis : numpy.ndarray of int
        Positions in BASES.
    """

    holder: Ints
    basis: Ints


@cache
def read_custodians(path: Path | None = None) -> pd.DataFrame:
    """The words for who holds people, from the bundled `custodians.csv` when no file is named.

    Returns
    -------
    pandas.DataFrame
        With a plain index and the columns that `datapackage.json` describes; text, empty where nothing is said.

    Raises
    ------
    BundledDataError
        A column, or the row `another` or `not_recorded`, is missing.
    """
    source = path or data_path("custodians.csv")
    table = pd.read_csv(source, dtype="str", keep_default_na=False)
    lacking = [name for name in _COLUMNS if name not in table.columns]
    if not lacking:
        lacking = [name for name in (ANOTHER, NOT_RECORDED) if name not in set(table["holder"])]
    if lacking:
        raise BundledDataError(
            f"{source.name} has no {', '.join(lacking)}; expected the columns {', '.join(_COLUMNS)} and a row "
            f"{ANOTHER} and {NOT_RECORDED}. Add it."
        )
    return table


@cache
def names_that_read_back() -> pd.Series:
    """For each row of :func:`read_custodians` words that are read as it: its name, or the first it is known by."""
    table = read_custodians()
    patterns = [_pattern(alternatives) for alternatives in table["custodian_words"]]
    known = [alternatives.split("|")[0].replace("+", " ") for alternatives in table["custodian_words"]]
    names = table["name_en"].tolist()
    named = [name if one.search(name) else word for one, name, word in zip(patterns, names, known, strict=True)]
    return pd.Series(named, dtype="str")


def custody_of(events: Events, corridor: Corridor) -> Custody:
    """Put the custodian of every event under one of the words there are.

    Parameters
    ----------
    events : Events
        The validated events.
    corridor : Corridor
        Says which countries are home: some words are known at home or abroad only.

    Returns
    -------
    Custody
        A value an event, of whatever type. `another` where a custodian is recorded in words that are not known, and
        `not_recorded` where nothing says who it was. Empty for no events.
    """
    frame, table = events.frame, read_custodians()
    side = _sides(frame, corridor)
    written, stated = (_told(frame[name], table[f"{name}_words"], side) for name in ("custodian", "place"))
    listed = _told_by_gazetteer(events, table, side)
    kinds = events.places["kind"].where(events.places["listed"], "")
    kind = _told(_of_place(events, kinds), table["place_kinds"], side)
    some_custodian = (frame["custodian"].cat.categories.str.strip() != "")[frame["custodian"].cat.codes.to_numpy()]
    # The first that says anything counts: the more particular words before the others, and a record before a list.
    answers = [
        (written[:, 0], "custodian"),
        (stated[:, 0], "place"),
        (listed[:, 0], "place"),
        (written[:, 1], "custodian"),
        (stated[:, 1], "place"),
        (listed[:, 1], "place"),
        (np.where(kind[:, 0] != _NOBODY, kind[:, 0], kind[:, 1]), "kind"),
        (np.where(some_custodian, _row(table, ANOTHER), _NOBODY), "custodian"),
    ]
    holder = np.select([rows != _NOBODY for rows, _ in answers], [rows for rows, _ in answers], _NOBODY)
    basis = np.select(
        [rows != _NOBODY for rows, _ in answers], [BASES.index(word) for _, word in answers], BASES.index("")
    )
    return Custody(np.where(holder == _NOBODY, _row(table, NOT_RECORDED), holder), basis.astype(np.int64))


def _row(table: pd.DataFrame, holder: str) -> int:
    return int(np.flatnonzero(table["holder"] == holder)[0])


def _sides(frame: pd.DataFrame, corridor: Corridor) -> Ints:
    """Where each event was, as a position in `_SIDES`: without a country, every word may fit."""
    country = frame["country"].cat
    sides = np.where(country.categories.isin(corridor.home), _SIDES.index("home"), _SIDES.index("abroad"))
    return np.append(sides, _SIDES.index("")).astype(np.int64)[country.codes.to_numpy()]


def _told(texts: pd.Series, words: pd.Series, side: Ints) -> Ints:
    """For each text the first row whose words are in it: of those that say more, and of the general ones.

    Texts are categories, so that each different one is read once.
    """
    table = read_custodians()
    different = pd.Series(texts.cat.categories.astype("str"), dtype="str")
    patterns = [_pattern(alternatives) for alternatives in words]
    found = np.array([different.str.contains(one, regex=True).to_numpy(dtype=bool) for one in patterns])
    found = found.reshape(len(table), len(different))
    general = (table["general"] == "yes").to_numpy()
    first = np.full((len(_SIDES), len(different) + 1, 2), _NOBODY, dtype=np.int64)
    for number, word in enumerate(_SIDES):
        fits = (table["side"].isin(["", word]) if word else table["side"].notna()).to_numpy()
        for column, kept in enumerate((fits & ~general, fits & general)):
            hits = found & kept[:, None]
            first[number, :-1, column] = np.where(hits.any(axis=0), hits.argmax(axis=0), _NOBODY)
    # The code of a missing text is -1: the last row, which nothing fits.
    told: Ints = first[side, texts.cat.codes.to_numpy()]
    return told


def _pattern(alternatives: str) -> re.Pattern[str]:
    """What fits any of the words between bars, and of words joined by a plus sign all; nothing fits no words."""
    ways = [
        "".join(f"(?=.*{_begun(word)})" for word in way.split("+")) for way in alternatives.split("|") if way.strip()
    ]
    return re.compile(f"^(?:{'|'.join(ways)})" if ways else r"(?!)", re.IGNORECASE | re.DOTALL)


def _begun(word: str) -> str:
    """A Latin word from its beginning on; Korean and Chinese put words together without blanks."""
    return (r"\b" if word[:1].isascii() else "") + re.escape(word)


def _of_place(events: Events, values: pd.Series) -> pd.Series:
    """A column of `Events.places` as seen from each event; missing where the place is not known."""
    row = events.places.index.get_indexer(events.frame["place_id"].cat.categories)
    by_category = np.append(row, _NOBODY)[events.frame["place_id"].cat.codes.to_numpy()]
    codes, different = pd.factorize(values)
    return pd.Series(pd.Categorical.from_codes(np.append(codes, _NOBODY)[by_category], categories=different))


def _told_by_gazetteer(events: Events, table: pd.DataFrame, side: Ints) -> Ints:
    """The same for the names that the gazetteer has for a place that is itself one of detention."""
    places = events.places
    facility = places["listed"] & places["kind"].isin(FACILITIES)
    names = (places["name_en"] + " / " + places["name_ko"]).where(facility, "")
    return _told(_of_place(events, names), table["place_words"], side)


def town_of_facility(places: pd.DataFrame) -> npt.NDArray[np.int64]:
    """For each place of detention of the gazetteer the town or county that its name begins with.

    Parameters
    ----------
    places : pandas.DataFrame
        `Events.places`.

    Returns
    -------
    numpy.ndarray of int
        A value a place: the row of the town, the row itself for what is no place of detention, and -1 for a place of
        detention that is called otherwise ("Political Prison Camp No. 15").
    """
    facility = (places["listed"] & places["kind"].isin(FACILITIES)).to_numpy()
    town = np.arange(len(places), dtype=np.int64)
    bases = np.flatnonzero(places["listed"].to_numpy() & ~facility & ~places["coarse"].to_numpy())
    names, countries = places["name_en"].to_numpy(), places["country"].to_numpy()
    # The gazetteer has a few dozen of them, however many records there are.
    for row in np.flatnonzero(facility):
        begun = [
            base for base in bases if countries[base] == countries[row] and names[row].startswith(f"{names[base]} ")
        ]
        town[row] = max(begun, key=lambda base: len(names[base]), default=_NOBODY)
    return town
