"""What this process reaches for while an input is read: files outside a folder, the network, other programs.

Seen is what Python itself tells its audit hooks: a library's own C code that opens a file is not.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

_NEVER: Final = (
    "socket.", "subprocess.", "os.system", "os.exec", "os.fork", "os.posix_spawn", "os.spawn", "os.startfile", "pty.",
    "urllib.", "http.client.", "ftplib.", "smtplib.", "webbrowser.", "os.chown", "os.setxattr", "signal.pthread_kill",
    "os.kill",
)  # fmt: skip
_WRITES: Final = ("os.", "shutil.", "tempfile.")
_LOOKS: Final = ("os.listdir", "os.scandir", "os.walk", "os.fwalk", "glob.glob", "pathlib.Path.")
_NO_PATHS: Final = ("os.putenv", "os.unsetenv", "os.add_dll_directory", "os.lockf")
_DEVICES: Final = ("/dev/null", "/dev/urandom", "/usr/share/zoneinfo")
_WRITING: Final = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC | os.O_APPEND


class Reach:
    """A hook that stays for good and looks only while it is asked to."""

    def __init__(self) -> None:
        self.folder = ""
        self.strays: list[str] = []
        installed = {sys.prefix, sys.base_prefix, sys.exec_prefix, *filter(None, sys.path)}
        here = Path(__file__).resolve().parent.parent
        self.readable = [os.path.realpath(one) for one in (*installed, here, *_DEVICES)]
        sys.addaudithook(self._hear)

    @contextmanager
    def watched(self, folder: Path) -> Iterator[list[str]]:
        """While this lasts, only the folder may be written to; what else was tried is in the list."""
        self.strays = []
        self.folder = os.path.realpath(folder)
        try:
            yield self.strays
        finally:
            self.folder = ""

    def _hear(self, event: str, arguments: tuple[Any, ...]) -> None:
        if not self.folder:
            return
        if event.startswith(_NEVER):
            self.strays.append(event)
        elif event == "open":
            path, mode, flags = (*arguments, None, None)[:3]
            writes = bool(set(mode or "") & set("wax+")) or bool((flags or 0) & _WRITING)
            self._check(event, path, writes=writes)
        elif event == "sqlite3.connect":
            self._check(event, _database(arguments[0]), writes=False)
        elif event.startswith(_LOOKS):
            self._check(event, arguments[0] if arguments else None, writes=False)
        elif event.startswith(_WRITES) and event not in _NO_PATHS:
            for path in arguments[:2]:
                self._check(event, path, writes=True)

    def _check(self, event: str, path: Any, *, writes: bool) -> None:
        if not isinstance(path, str | bytes | os.PathLike):
            return
        text = os.fsdecode(path)
        if text in ("", ":memory:", *_DEVICES):
            return
        folder, self.folder = self.folder, ""
        try:
            full = os.path.realpath(text)
        except (OSError, ValueError):
            return
        finally:
            self.folder = folder
        allowed = [folder] if writes else [folder, *self.readable]
        if not any(full == root or full.startswith(root + os.sep) for root in allowed):
            self.strays.append(f"{event} {'to write ' if writes else ''}{full}")


def _database(path: Any) -> Any:
    """The file of an address of a database."""
    from urllib.parse import unquote, urlsplit

    text = os.fsdecode(path) if isinstance(path, str | bytes) else path
    return unquote(urlsplit(text).path) if isinstance(text, str) and text.startswith("file:") else text
