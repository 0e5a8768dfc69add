"""The command line, called inside the tests."""

from __future__ import annotations

import contextlib
import io
from typing import Any, NamedTuple

from footprints_geo import cli


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
