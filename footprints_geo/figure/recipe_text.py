"""The text of a recipe out of a picture's bytes, whoever made them: nothing of the picture itself is unpacked."""

from __future__ import annotations

import re
import struct
import zlib
from collections.abc import Iterator, Mapping
from typing import Final

from footprints_geo.errors import InputError
from footprints_geo.sources.xml_reading import LocalNames, parsed_blocks

RECIPE: Final = "Recipe"
LONGEST: Final = 100_000
"""Letters; a recipe has some hundreds."""

MOST_CHUNKS: Final = 100_000
"""Parts of a PNG: a picture of the largest sheet has some thousands."""

DEEPEST: Final = 100
"""Tags inside tags of an SVG: a figure has a dozen."""

_PNG: Final = b"\x89PNG\r\n\x1a\n"
_KEYWORDS: Final = re.compile(rb"/Keywords\s{0,9}\(((?:[^()\\]|\\.)*+)\)", re.DOTALL)
_ESCAPED: Final = re.compile(rb"\\([0-7]{1,3}|.)", re.DOTALL)
_CONTROLS: Final = {b"n": b"\n", b"r": b"\r", b"t": b"\t", b"b": b"\b", b"f": b"\f", b"\n": b""}
_SVG_SEARCHED: Final = 4096
_BLOCK: Final = 1 << 16
_SOURCE: Final = "source"


def recipe_text(content: bytes) -> str | None:
    """The recipe that a PNG, SVG or PDF carries; None where there is none, or where the file is damaged.

    Parameters
    ----------
    content : bytes
        A whole file.

    Returns
    -------
    str or None
        At most LONGEST letters, not looked at any further.
    """
    if content.startswith(b"%PDF"):
        found = _of_pdf(content)
    elif content.startswith(_PNG):
        found = next((text for text in map(_of_chunk, _chunks(content)) if text is not None), None)
    elif b"<svg" in content[:_SVG_SEARCHED]:
        found = _of_svg(content)
    else:
        return None
    return found if found is not None and len(found) <= LONGEST else None


def _chunks(content: bytes) -> Iterator[tuple[bytes, bytes]]:
    """The parts of a PNG, as far as they are whole."""
    at = len(_PNG)
    for _ in range(MOST_CHUNKS):
        if at + 12 > len(content):
            return
        length, kind = struct.unpack_from(">I4s", content, at)
        end = at + 8 + length
        if end + 4 > len(content):
            return
        # Pictures are megabytes, and nothing of them is wanted.
        if kind in _TEXTS and length <= LONGEST:
            inside = content[at + 8 : end]
            if zlib.crc32(kind + inside) == int.from_bytes(content[end : end + 4], "big"):
                yield kind, inside
        at = end + 4


_TEXTS: Final = (b"tEXt", b"zTXt", b"iTXt")


def _of_chunk(chunk: tuple[bytes, bytes]) -> str | None:
    """The recipe of one part of a PNG. This program writes plain ones; others may pack them."""
    kind, content = chunk
    keyword, _, rest = content.partition(b"\0")
    if keyword != RECIPE.encode():
        return None
    packed = kind == b"zTXt"
    if kind == b"zTXt":
        rest = rest[1:]
    elif kind == b"iTXt":
        packed = rest[:1] == b"\1"
        rest = rest[2:].partition(b"\0")[2].partition(b"\0")[2]
    text = _unpacked(rest) if packed else rest
    return None if text is None else text.decode("utf-8", "replace")


def _unpacked(content: bytes) -> bytes | None:
    try:
        return zlib.decompressobj().decompress(content, LONGEST + 1)
    except zlib.error:
        return None


class _Source:
    """The first `source` of an SVG's metadata, and no more of it."""

    def __init__(self) -> None:
        self.parts: list[str] = []
        self.letters = 0
        self.depth = 0
        self.inside = False
        self.ended = False
        self._names = LocalNames()

    def start(self, tag: str, _: Mapping[str, str]) -> None:
        self.depth += 1
        if self.depth > DEEPEST:
            raise InputError("The drawing is too deep.")
        self.inside = self.inside or (not self.ended and self._names[tag] == _SOURCE)

    def end(self, tag: str) -> None:
        self.depth -= 1
        if self.inside and self._names[tag] == _SOURCE:
            self.inside, self.ended = False, True

    def text(self, letters: str) -> None:
        if self.inside and self.letters <= LONGEST:
            self.parts.append(letters)
            self.letters += len(letters)


def _of_svg(content: bytes) -> str | None:
    source = _Source()
    blocks = (content[start : start + _BLOCK] for start in range(0, len(content), _BLOCK))
    try:
        for _ in parsed_blocks(blocks, "", source.start, source.end, source.text, document_type=True):
            if source.ended:
                break
    except InputError:
        return None
    return "".join(source.parts) if source.ended else None


def _of_pdf(content: bytes) -> str | None:
    # As this program writes it: a plain text of letters. To look into all that a PDF may hold is to be led anywhere.
    found = _KEYWORDS.search(content)
    if found is None or len(found[1]) > 2 * LONGEST:
        return None
    return _ESCAPED.sub(_unescaped, found[1]).decode("utf-8", "replace")


def _unescaped(found: re.Match[bytes]) -> bytes:
    letter = found[1]
    return bytes([int(letter, 8) & 0xFF]) if letter[:1] in b"01234567" else _CONTROLS.get(letter, letter)
