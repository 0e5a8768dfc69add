"""The command line, called inside the tests."""

from __future__ import annotations

import contextlib
import io
from typing import Any, NamedTuple
from unittest import mock

from footprints_geo import Gazetteer, cli
from tests.builders import gazetteer


class Answer(NamedTuple):
    """Exit code, standard output and standard error of one command."""

    code: Any
    out: str
    err: str


def run(*arguments: object) -> Answer:
    """One command; the gazetteer is read once for all tests, which takes longer than all the rest of a command."""
    out, err = io.StringIO(), io.StringIO()
    code: Any = None
    whole = gazetteer()
    with (
        contextlib.redirect_stdout(out),
        contextlib.redirect_stderr(err),
        mock.patch.object(Gazetteer, "read", return_value=whole),
    ):
        try:
            cli.main([str(argument) for argument in arguments])
        except SystemExit as stop:
            code = stop.code
    return Answer(code, out.getvalue(), err.getvalue())
