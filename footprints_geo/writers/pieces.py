"""Pieces of bytes that lie one behind another in a file of a private folder, until they are read once."""

from __future__ import annotations

import struct
from pathlib import Path
from typing import Final

_LENGTH: Final = struct.Struct("<Q")


def add_piece(file: Path, content: bytes) -> None:
    """Put a piece behind those of a file; raises OSError where there is no room."""
    with file.open("ab") as pieces:
        pieces.write(_LENGTH.pack(len(content)))
        pieces.write(content)


def pieces_of(file: Path) -> list[bytes]:
    """The pieces of a file in the order in which they were added."""
    pieces = []
    with file.open("rb") as content:
        while head := content.read(_LENGTH.size):
            pieces.append(content.read(_LENGTH.unpack(head)[0]))
    return pieces
