"""The command that makes records up."""

from __future__ import annotations

import itertools
from typing import Annotated, Final

import typer

from footprints_geo.cli_flags import OutputFile, check_outputs, say, write_answer, write_file
from footprints_geo.errors import InputError
from footprints_geo.operators_log import form_of, log_export
from footprints_geo.pipeline import bundled_events
from footprints_geo.sources.limits import shown
from footprints_geo.synthetic import made_up_events, measure
from footprints_geo.synthetic_package import TITLE, package_path, package_text
from footprints_geo.writers.parts_file import check_ending, parts_text, write_parts

MOST_AS_TEXT: Final = 100_000
"""Cases that go to standard output: more are better kept in a file, and Parquet is the smaller one."""


def add_synth(app: typer.Typer) -> None:
    """Add the command of this room to the command line."""
    app.command()(synth)


def synth(
    cases: Annotated[int, typer.Option(min=1, help="How many cases; each has about two events.")],
    seed: Annotated[int, typer.Option(min=0, help="The same number makes the same records.")],
    output: OutputFile = None,
) -> None:
    """Make up records, and mark them as such."""
    if output is None:
        if cases > MOST_AS_TEXT:
            raise InputError(f"--cases: more than {MOST_AS_TEXT:,} are made into a file. Add -o synthetic.parquet.")
        write_answer(parts_text(made_up_events(measure(bundled_events().given), cases, seed)), None, "csv", None)
        return
    check_ending(output)
    package = package_path(output)
    check_outputs([output, package], [])
    parts = made_up_events(measure(bundled_events().given), cases, seed)
    first = next(parts)
    log_export(form_of(output), None)
    rows = write_parts(itertools.chain([first], parts), output)
    say(f"Written: {shown(output)}, {rows:,} events of {cases:,} cases. {TITLE}.")
    write_file(package_text(output, first.column_names, rows, cases, seed).encode(), package, None)
