"""Which places a name means: the order of tries, and the nearest names for a miss."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import chain, product
from typing import Final

from rapidfuzz import fuzz, process

from footprints_geo.places.names import (
    Role,
    name_key,
    romanised,
    sound_key,
    split_remark,
    stems,
    without_brackets,
    written_stems,
)
from footprints_geo.places.table import FACILITIES, Place
from footprints_geo.vocabulary import COARSE

LIKENESS: Final = 72.0
"""How alike, of 100, a name has to be to be suggested."""

_Index = dict[str, tuple[int, ...]]


@dataclass(frozen=True, slots=True, eq=False)
class NameIndex:
    """The names of places, by key.

    Attributes
    ----------
    places : tuple of Place
        In file order; a place is known by its row.
    main, alias, stem, crossing, sound : dict of str to tuple of int
        For each key the rows that have it: English, Korean and local names; aliases; all of these without ending or
        remark in brackets, those that say "crossing" apart (图们 is the city before it is 图们口岸); all by sound,
        where a Korean reading is known.
    roles : tuple of frozenset of str
        For each row the endings a name may carry and still mean the place.
    letters : tuple of str
        All names, for the comparison of letters.
    owners : tuple of int
        For each of `letters` the row it belongs to.
    """

    places: tuple[Place, ...]
    main: _Index
    alias: _Index
    stem: _Index
    crossing: _Index
    sound: _Index
    roles: tuple[frozenset[Role], ...]
    letters: tuple[str, ...]
    owners: tuple[int, ...]

    @classmethod
    def of(cls, places: tuple[Place, ...]) -> NameIndex:
        """Index the names of places."""
        spelt = [(row, letters) for row, place in enumerate(places) for letters in sorted(set(_letters(place)))]
        return cls(
            places,
            main=_index(map(_main_keys, places)),
            alias=_index(map(_alias_keys, places)),
            stem=_index(map(_stem_keys, places)),
            crossing=_index(map(_crossing_keys, places)),
            sound=_index(map(_sound_keys, places)),
            roles=tuple(map(_roles, places)),
            letters=tuple(letters for _, letters in spelt),
            owners=tuple(row for row, _ in spelt),
        )

    def meant(self, name: str, allowed: frozenset[int]) -> tuple[int, ...]:
        """The rows a name means among the allowed ones: of the first try that gives any. Empty for a miss."""
        short, remark = split_remark(name)
        bare = name_key(short)
        tries: list[tuple[str, Role | None, str]] = [(name_key(name), None, "")]
        tries += [(key, role, name_key(remark)) for key, role in ((bare, None), *stems(bare))]
        # Made one by one: most names are found as they are written, and their sound is never asked for.
        heard = ((sound_key(key), role, aside) for key, role, aside in tries)
        written = (self.main, self.alias, self.stem, self.crossing)
        for (key, role, aside), index in chain(product(tries, written), ((one, self.sound) for one in heard)):
            rows = index.get(key, ())
            kept = tuple(row for row in rows if row in allowed and self._agrees(row, role, aside))
            if kept:
                return kept
        return ()

    def _agrees(self, row: int, role: Role | None, remark: str) -> bool:
        """Whether a place may be meant by a name with an ending, and a remark that was left out to find it.

        "Nanping (Fujian)" is not the Nanping of Jilin: a point is meant only where the remark is its own province,
        country or other name. A province may always be meant, as it claims nothing finer than the record does.
        """
        place = self.places[row]
        if role is not None and role not in self.roles[row]:
            return False
        if not remark or place.precision in COARSE:
            return True
        area = {name_key(place.country), name_key(place.admin1)}
        named = any(row in index.get(remark, ()) for index in (self.main, self.alias, self.stem))
        return named or not area.isdisjoint([remark, *(stem for stem, _ in stems(remark))])

    def alike(self, name: str, allowed: frozenset[int]) -> list[int]:
        """The allowed rows with a name that looks alike, most alike first, then in file order."""
        near = process.extract(_spelt(name), self.letters, scorer=fuzz.token_ratio, score_cutoff=LIKENESS, limit=None)
        return list(dict.fromkeys(self.owners[at] for _, _, at in near if self.owners[at] in allowed))


def _index(keys_of_places: Iterable[Iterable[str]]) -> _Index:
    """For every key the rows of the places that have it."""
    rows: dict[str, list[int]] = {}
    for row, keys in enumerate(keys_of_places):
        for key in sorted(set(keys) - {""}):
            rows.setdefault(key, []).append(row)
    return {key: tuple(found) for key, found in rows.items()}


def _names(place: Place) -> list[str]:
    return [name for name in (place.name_en, place.name_ko, place.name_local, *place.aliases) if name]


def _main_keys(place: Place) -> list[str]:
    return [name_key(name) for name in (place.name_en, place.name_ko, place.name_local)]


def _alias_keys(place: Place) -> list[str]:
    return [name_key(alias) for alias in place.aliases]


def _cut(place: Place, name: str) -> list[tuple[str, Role]]:
    """A name without ending; a facility's has none, as it is in the town and not the town."""
    return [] if place.kind in FACILITIES else written_stems(without_brackets(name))


def _stem_keys(place: Place) -> list[str]:
    return [key for name in _names(place) for key in _shorter_keys(place, name)]


def _shorter_keys(place: Place, name: str) -> list[str]:
    return [name_key(without_brackets(name)), *(stem for stem, role in _cut(place, name) if role != "crossing")]


def _crossing_keys(place: Place) -> list[str]:
    return [stem for name in _names(place) for stem, role in _cut(place, name) if role == "crossing"]


def _sound_keys(place: Place) -> list[str]:
    # Abroad the Latin names are Pinyin, Vietnamese and so on, where d and t are two sounds, and the Korean name writes
    # the foreign sound down (난닝): only an alias in Hangul is a Korean reading (남녕).
    spoken = _names(place) if place.in_korea else [name for name in place.aliases if romanised(name_key(name))]
    keys = [key for name in spoken for key in (name_key(name), *_shorter_keys(place, name))]
    return [sound_key(key) for key in [*keys, *(latin for key in keys for latin in romanised(key))]]


def _roles(place: Place) -> frozenset[Role]:
    """The endings a name may carry and still mean the place: a city is never its province, nor a village its town."""
    if place.kind in FACILITIES or place.kind == "country":
        return frozenset()
    if place.kind == "province":
        return frozenset({"province", "prefecture"})
    if place.precision in COARSE:
        return frozenset({"prefecture"})
    stated = {role for _, role in written_stems(without_brackets(place.name_en))}
    roles: set[Role] = {"village"} if "village" in stated else {"town"}
    if place.kind in {"crossing", "port"}:
        roles.add("crossing")
    if place.kind == "county":
        roles.add("prefecture")
    return frozenset(roles)


def _letters(place: Place) -> list[str]:
    return [*map(_spelt, _names(place)), *map(_spelt, _stem_keys(place))]


def _spelt(name: str) -> str:
    """A name word by word, Hangul syllables taken apart, so that one wrong vowel is one wrong letter."""
    words = map(name_key, re.split(r"[\s\-]+", name))
    return unicodedata.normalize("NFD", " ".join(filter(None, words)))
