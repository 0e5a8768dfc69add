"""Several servers that show the same, each in a process of its own, so that all cores of a machine answer.

They listen at neighbouring ports, and a reverse proxy sends each visitor to one of them (`docs/deploy`).
"""

from __future__ import annotations

import ctypes
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from types import FrameType
from typing import Final

from footprints_geo.errors import InputError

AT_ONCE: Final = 10.0
"""Seconds: a worker that lasts no longer cannot begin at all, and beginning it again and again would help nobody."""

_LOOK_EVERY: Final = 0.5
_PATIENCE: Final = 10.0
_WHEN_PARENT_ENDS: Final = 1
"""`PR_SET_PDEATHSIG`, after Linux' `prctl`."""


def run_workers(commands: Mapping[int, list[str]], say: Callable[[str], None]) -> None:
    """Run a server at each of some ports until this process is ended; one that is lost is begun again.

    Parameters
    ----------
    commands : mapping of int to list of str
        The command of each port.
    say : function
        Is told in a sentence what happened.

    Raises
    ------
    InputError
        A worker ends as soon as it is begun. All others are ended then.
    """
    with _ended_by_signals():
        begun = {port: (time.monotonic(), _begin(command)) for port, command in commands.items()}
        try:
            while True:
                time.sleep(_LOOK_EVERY)
                for port, (since, worker) in begun.items():
                    if worker.poll() is None:
                        continue
                    # Below 0 is a signal: somebody killed it, or the system for want of memory.
                    if worker.returncode >= 0 and time.monotonic() - since < AT_ONCE:
                        raise InputError(
                            f"--workers: the server at port {port} ended as soon as it was begun. Another program may "
                            "listen there; choose another --port."
                        )
                    say(f"The server at port {port} was lost, and is begun again. Its visitors are connected anew.")
                    begun[port] = (time.monotonic(), _begin(commands[port]))
        finally:
            _end([worker for _, worker in begun.values()])


def _begin(command: list[str]) -> subprocess.Popen[bytes]:
    # In this thread, which lasts as long as the process: the system ends a worker with the thread that began it.
    return subprocess.Popen(  # noqa: S603 - ourselves
        command, preexec_fn=_end_with_parent if sys.platform == "linux" else None
    )


def _end_with_parent() -> None:
    """Have the system end this process with its parent, even one that is killed: it holds records in its memory."""
    ctypes.CDLL(None).prctl(_WHEN_PARENT_ENDS, signal.SIGTERM)


def _end(workers: list[subprocess.Popen[bytes]]) -> None:
    for worker in workers:
        worker.terminate()
    end = time.monotonic() + _PATIENCE
    for worker in workers:
        try:
            worker.wait(max(0.0, end - time.monotonic()))
        except subprocess.TimeoutExpired:
            worker.kill()
            worker.wait()


@contextmanager
def _ended_by_signals() -> Iterator[None]:
    """Let a signal to end this process end its workers first."""

    def leave(number: int, frame: FrameType | None) -> None:
        raise SystemExit(128 + number)

    before = signal.signal(signal.SIGTERM, leave)
    try:
        yield
    except KeyboardInterrupt:
        return
    finally:
        signal.signal(signal.SIGTERM, before)
