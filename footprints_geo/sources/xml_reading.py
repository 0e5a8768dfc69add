"""XML as a stream: no document types, no entities, no tag without end, and nothing of it kept in memory."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Final
from xml.parsers import expat

from footprints_geo.errors import refused
from footprints_geo.sources.limits import damaged

LONGEST_TAG: Final = 16 << 20
"""Bytes without the end of a tag: some versions of the parser look at all of them again with every block."""

Start = Callable[[str, Mapping[str, str]], None]
End = Callable[[str], None]
Text = Callable[[str], None]


class LocalNames(dict[str, str]):
    """The names of tags without the prefix that stands for their namespace, each worked out once."""

    def __missing__(self, name: str) -> str:
        self[name] = name.rpartition(":")[2]
        return self[name]


class _PrefixedNames(dict[str, str]):
    """Names with the last word but one of their namespace in front, whatever prefix is used."""

    def __missing__(self, name: str) -> str:
        namespace, _, local = name.rpartition(" ")
        words = namespace.split(":")
        self[name] = f"{words[-2]}:{local}" if len(words) > 1 else local
        return self[name]


def parse_xml(
    blocks: Iterable[bytes],
    name: str,
    start: Start,
    end: End | None = None,
    text: Text | None = None,
    *,
    prefixed: bool = False,
) -> None:
    """Read XML to its end; see :func:`parsed_blocks`."""
    for _ in parsed_blocks(blocks, name, start, end, text, prefixed=prefixed):
        pass


def parsed_blocks(
    blocks: Iterable[bytes],
    name: str,
    start: Start,
    end: End | None = None,
    text: Text | None = None,
    *,
    prefixed: bool = False,
    document_type: bool = False,
) -> Iterator[None]:
    """Read XML block by block, so that the caller can take what is ready in between.

    Parameters
    ----------
    blocks : iterable of bytes
        The document, in UTF-8.
    name : str
        What messages call the file.
    start, end, text : function
        What is done with each opening tag and its attributes, each closing tag, and the text in between. They raise
        InputError, and nothing else.
    prefixed : bool
        Names of tags and attributes come as `table:table-cell`, with the last word but one of their namespace, as
        OpenDocument builds them; otherwise as the document writes them.
    document_type : bool
        Whether it may name a document type, as drawings do; none is looked up, and entities are refused all the same.

    Raises
    ------
    InputError
        The document is not well-formed, declares a document type (and with it entities, which can stand for
        gigabytes, or for another file), or has a tag longer than LONGEST_TAG.
    """

    def refuse(*_: object) -> None:
        raise refused(
            "{name}: the file holds a document type, which no spreadsheet program writes; expected plain "
            "cells. Do not use this file; ask where it comes from.",
            name=name,
        )

    names = _PrefixedNames()

    def start_prefixed(tag: str, attributes: Mapping[str, str]) -> None:
        start(names[tag], {names[key]: value for key, value in attributes.items()})

    def end_prefixed(tag: str) -> None:
        if end is not None:
            end(names[tag])

    parser = expat.ParserCreate("utf-8", " " if prefixed else None)
    parser.buffer_text = True
    if document_type:
        parser.EntityDeclHandler = refuse
    else:
        parser.StartDoctypeDeclHandler = refuse
    parser.StartElementHandler = start_prefixed if prefixed else start
    parser.EndElementHandler = end_prefixed if prefixed else end
    parser.CharacterDataHandler = text
    given = 0
    try:
        for block in blocks:
            parser.Parse(block, False)
            given += len(block)
            if given - parser.CurrentByteIndex > LONGEST_TAG:
                raise damaged(name)
            yield
        parser.Parse(b"", True)
    except expat.ExpatError:
        raise damaged(name) from None
    yield
