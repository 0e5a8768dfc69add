"""The command line, called inside the tests."""

from __future__ import annotations

import contextlib
import io
import json
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

from footprints_geo import cli

REPOSITORY = Path(__file__).resolve().parent.parent


class Answer(NamedTuple):
    """Exit code, standard output and standard error of one command."""

    code: Any
    out: str
    err: str


def run(*arguments: object) -> Answer:
    """One command."""
    out, err = io.StringIO(), io.StringIO()
    code: Any = None
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
        try:
            cli.main([str(argument) for argument in arguments])
        except SystemExit as stop:
            code = stop.code
    return Answer(code, out.getvalue(), err.getvalue())


@contextlib.contextmanager
def other_process(module: str) -> Iterator[Callable[..., None]]:
    """Does the works of a module in a process that is started once for all of them; gives how one is asked for."""
    program = [sys.executable, "-m", module]
    with subprocess.Popen(program, cwd=REPOSITORY, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as other:

        def ask(work: str, *given: object) -> None:
            assert other.stdin is not None
            assert other.stdout is not None
            other.stdin.write(json.dumps([work, *map(str, given)]) + "\n")
            other.stdin.flush()
            assert other.stdout.readline() == "\n", "the work failed"

        yield ask
        assert other.stdin is not None
        other.stdin.close()
