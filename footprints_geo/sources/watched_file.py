"""A text file that is looked at while it is read, so that a large one need not be read twice."""

from __future__ import annotations

import hashlib
import io
from typing import BinaryIO, Final

import numpy as np

LONGEST_LINE: Final = 1 << 20
"""Bytes of a line that can be looked at whole."""

_FEED: Final = ord("\n")


class WatchedFile(io.RawIOBase):
    """The rest of a binary file, read once from start to end.

    Attributes
    ----------
    lines : int
        Lines read, of those that end with a line feed; a last line without one counts too.
    is_plain : bool
        Whether no byte so far is zero, and no line ends with a carriage return alone.
    """

    def __init__(self, file: BinaryIO, head: bytes) -> None:
        """Watch what follows the head of a file, which was read already."""
        super().__init__()
        self._file = file
        self._digest = hashlib.sha256(head)
        self._tail = b""
        self._feeds = 0
        self._returns = 0
        self._zeros = False

    def readable(self) -> bool:
        """Whether it can be read: yes."""
        return True

    def read(self, size: int = -1) -> bytes:
        """The next bytes, at most `size`; none at the end."""
        block = self._file.read(size)
        if block:
            self._digest.update(block)
            # Three times as quick as counting in the bytes themselves.
            self._feeds += int(np.count_nonzero(np.frombuffer(block, np.uint8) == _FEED))
            # Looking for what is mostly not there is quick, counting it is not.
            if b"\r" in block or self._tail.endswith(b"\r"):
                self._returns += block.count(b"\r") - (self._tail[-1:] + block).count(b"\r\n")
            self._zeros = self._zeros or b"\x00" in block
            self._tail = (self._tail + block)[-LONGEST_LINE:] if len(block) < LONGEST_LINE else block
        return block

    @property
    def lines(self) -> int:
        """Lines read; a last line that does not end counts."""
        return self._feeds + (bool(self._tail) and not self._tail.endswith(b"\n"))

    @property
    def is_plain(self) -> bool:
        """Whether no byte so far is zero, and every carriage return stands before a line feed."""
        return not self._zeros and not self._returns

    @property
    def last_line(self) -> bytes:
        """The last line, or as much of it as LONGEST_LINE."""
        return self._tail.removesuffix(b"\n").rpartition(b"\n")[2]

    def fingerprint(self) -> str:
        """The SHA-256 of head and rest, once all is read."""
        return self._digest.hexdigest()
