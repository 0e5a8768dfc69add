"""Which places a name means: the order of tries, and the nearest names for a miss."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from itertools import product
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
_Try = tuple[str, Role | None, str]


@dataclass(frozen=True, slots=True)
class _Name:
    """One way to write a name of a place: as it is, its key, the key without a remark in brackets, and its stems."""

    written: str
    key: str
    short: str
    stems: tuple[tuple[str, Role], ...]

    @classmethod
    def of(cls, place: Place, written: str) -> _Name:
        bare = without_brackets(written)
        key = name_key(written)
        # A facility's name has no ending, as it is in the town and not the town.
        cut = () if place.kind in FACILITIES else tuple(written_stems(bare))
        return cls(written, key, key if bare == written else name_key(bare), cut)

    def shorter(self) -> list[str]:
        """The keys without ending or remark; a name that says "crossing" is looked for apart."""
        return [self.short, *(stem for stem, role in self.stems if role != "crossing")]


@dataclass(frozen=True, eq=False)
class NameIndex:
    """The names of places, by key.

    Most names are found as they are written. What else a name may be found by is worked out when one is not.

    Attributes
    ----------
    places : tuple of Place
        In file order; a place is known by its row.
    """

    places: tuple[Place, ...]

    @cached_property
    def main(self) -> _Index:
        """For each key the rows that have it as their English, Korean or local name."""
        return _index(map(_main_keys, self.places))

    @cached_property
    def alias(self) -> _Index:
        """For each key the rows that have it as an alias."""
        return _index(map(_alias_keys, self.places))

    @cached_property
    def stem(self) -> _Index:
        """All of these without ending or remark in brackets, but for those that say "crossing"."""
        return _index([key for name in names for key in name.shorter()] for names in self._names)

    @cached_property
    def crossing(self) -> _Index:
        """Those that say "crossing", apart: 图们 is the city before it is 图们口岸."""
        return _index(
            [stem for name in names for stem, role in name.stems if role == "crossing"] for names in self._names
        )

    @cached_property
    def sound(self) -> _Index:
        """All of them by sound, where a Korean reading is known."""
        return _index(_sound_keys(place, names) for place, names in zip(self.places, self._names, strict=True))

    @cached_property
    def roles(self) -> tuple[frozenset[Role], ...]:
        """For each row the endings a name may carry and still mean the place."""
        return tuple(map(_roles, self.places))

    @cached_property
    def letters(self) -> tuple[str, ...]:
        """All names, for the comparison of letters."""
        return tuple(letters for _, letters in self._spelt)

    @cached_property
    def owners(self) -> tuple[int, ...]:
        """For each of `letters` the row it belongs to."""
        return tuple(row for row, _ in self._spelt)

    @cached_property
    def _spelt(self) -> tuple[tuple[int, str], ...]:
        return tuple((row, letters) for row, names in enumerate(self._names) for letters in sorted(_letters(names)))

    @cached_property
    def _names(self) -> tuple[tuple[_Name, ...], ...]:
        return tuple(tuple(_Name.of(place, name) for name in _written(place)) for place in self.places)

    def meant(self, name: str, allowed: frozenset[int]) -> tuple[int, ...]:
        """The rows a name means among the allowed ones: of the first try that gives any. Empty for a miss."""
        for (key, role, aside), index in self._tries(name):
            rows = index.get(key, ())
            kept = tuple(row for row in rows if row in allowed and self._agrees(row, role, aside))
            if kept:
                return kept
        return ()

    def _tries(self, name: str) -> Iterator[tuple[_Try, _Index]]:
        """What is looked up one after another, and where; made one by one, as the first ones mostly answer."""
        whole: _Try = (name_key(name), None, "")
        yield whole, self.main
        yield whole, self.alias
        yield whole, self.stem
        yield whole, self.crossing
        short, remark = split_remark(name)
        bare, aside = name_key(short), name_key(remark)
        tries: list[_Try] = [(key, role, aside) for key, role in ((bare, None), *stems(bare))]
        yield from product(tries, (self.main, self.alias, self.stem, self.crossing))
        for key, role, remark in (whole, *tries):
            yield (sound_key(key), role, remark), self.sound

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


def _written(place: Place) -> list[str]:
    return [name for name in (place.name_en, place.name_ko, place.name_local, *place.aliases) if name]


def _main_keys(place: Place) -> list[str]:
    return [name_key(name) for name in (place.name_en, place.name_ko, place.name_local)]


def _alias_keys(place: Place) -> list[str]:
    return [name_key(alias) for alias in place.aliases]


def _sound_keys(place: Place, names: tuple[_Name, ...]) -> list[str]:
    # Abroad the Latin names are Pinyin, Vietnamese and so on, where d and t are two sounds, and the Korean name writes
    # the foreign sound down (난닝): only an alias in Hangul is a Korean reading (남녕).
    aliases = names[len(names) - len([alias for alias in place.aliases if alias]) :]
    spoken = names if place.in_korea else [name for name in aliases if romanised(name.key)]
    keys = [key for name in spoken for key in (name.key, *name.shorter())]
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


def _letters(names: tuple[_Name, ...]) -> set[str]:
    return {*(_spelt(name.written) for name in names), *(_spelt(key) for name in names for key in name.shorter())}


def _spelt(name: str) -> str:
    """A name word by word, Hangul syllables taken apart, so that one wrong vowel is one wrong letter."""
    words = map(name_key, re.split(r"[\s\-]+", name))
    return unicodedata.normalize("NFD", " ".join(filter(None, words)))
