"""Work on hostile inputs in processes of its own, so that a hang or a crash of the interpreter is counted too."""

from __future__ import annotations

import math
import multiprocessing
import resource
import signal
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from multiprocessing.connection import Connection, wait
from multiprocessing.process import BaseProcess
from pathlib import Path
from typing import Any, Final

MOST_MEMORY: Final = 4 << 30
"""Bytes of addresses that a process may have."""

HANG: Final = "hang"
CRASH: Final = "crash"


@dataclass(frozen=True)
class Watch:
    """How work is done and watched.

    Attributes
    ----------
    begin : function
        What a process calls once, with a folder of its own; it gives the function that does one job. By the name of
        a module, as the process imports it.
    longest : int
        Seconds of the processor that a job may take.
    patience : float
        Seconds that a job may take in all: one that waits for something takes none of the processor.
    workers : int
        How many processes there are.
    """

    begin: Callable[[Path], Callable[[Any], Any]]
    longest: int
    patience: float
    workers: int


def done(jobs: Iterable[Any], watch: Watch) -> Iterator[tuple[Any, Any]]:
    """Every job and what came of it, in the order in which they end; HANG or CRASH where nothing did."""
    left = iter(jobs)
    busy: list[_Worker] = []
    for job in left:
        busy.append(_Worker(watch, job))
        if len(busy) == watch.workers:
            break
    while busy:
        ready = set(wait([worker.line for worker in busy], timeout=0.5))
        for worker in list(busy):
            if worker.line in ready:
                answer = worker.answer()
                if answer is _READY:
                    continue
            elif worker.late:
                answer = HANG
            else:
                continue
            busy.remove(worker)
            yield worker.job, answer
            following = next(left, _NONE)
            if following is _NONE or answer in (HANG, CRASH):
                worker.end()
            if following is not _NONE:
                busy.append(_Worker(watch, following) if answer in (HANG, CRASH) else worker.given(following))


_NONE: Final = object()
_READY: Final = object()


class _Worker:
    """A process that works, and what it is at."""

    def __init__(self, watch: Watch, job: Any) -> None:
        self.watch, self.job = watch, job
        self.since: float | None = None
        context = multiprocessing.get_context("spawn")
        self.line, other = context.Pipe()
        self.process: BaseProcess = context.Process(target=_work, args=(other, watch.begin, watch.longest), daemon=True)
        self.process.start()
        other.close()

    @property
    def late(self) -> bool:
        """Whether the job takes longer than it may; what a process does before its first one is not counted."""
        return self.since is not None and time.monotonic() - self.since > self.watch.patience

    def answer(self) -> Any:
        """What the process says: that it has begun, or what came of its job."""
        try:
            if self.since is None:
                self.line.recv()
                self.given(self.job)
                return _READY
            return self.line.recv()
        except (EOFError, ConnectionError):
            self.process.join()
            return HANG if self.process.exitcode == -signal.SIGXCPU else CRASH

    def given(self, job: Any) -> _Worker:
        self.job, self.since = job, time.monotonic()
        self.line.send(job)
        return self

    def end(self) -> None:
        self.process.kill()
        self.process.join()
        self.line.close()


def _work(line: Connection, begin: Callable[[Path], Callable[[Any], Any]], longest: int) -> None:
    resource.setrlimit(resource.RLIMIT_AS, (MOST_MEMORY, MOST_MEMORY))
    with tempfile.TemporaryDirectory() as folder:
        job_done = begin(Path(folder))
        line.send(None)
        while True:
            job = line.recv()
            # Whatever the job is at, in Python or below it, the system ends the process then.
            most = math.ceil(time.process_time()) + longest
            resource.setrlimit(resource.RLIMIT_CPU, (most, resource.RLIM_INFINITY))
            line.send(job_done(job))
