"""The command line: answers on standard output, everything said to the person on standard error."""

from __future__ import annotations

import os
import subprocess
import sys
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any, NoReturn

import typer

from footprints_geo.errors import FootprintsError, InputError
from footprints_geo.events import read_events
from footprints_geo.export import ROUTE_FORMATS, rejects_csv, validation_json, validation_table
from footprints_geo.pipeline import prepare, view
from footprints_geo.selection import Selection
from footprints_geo.sources import shown
from footprints_geo.vocabulary import repository_path

USAGE_ERROR = 2
SOME_REJECTED = 1

app = typer.Typer(
    name="footprints-geo",
    help="Maps of escape, arrest and forced return that say no more than the records do.",
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
)


class LevelWord(StrEnum):
    """How finely routes are told apart."""

    COUNTRY = "country"
    PLACE = "place"


class RouteFormat(StrEnum):
    """How routes are written."""

    TABLE = "table"
    CSV = "csv"
    JSON = "json"
    GEOJSON = "geojson"


class ValidationFormat(StrEnum):
    """How the account of a file is written."""

    TABLE = "table"
    JSON = "json"


EventsFile = Annotated[Path | None, typer.Argument(metavar="[EVENTS]", help="A CSV file; the bundled events if none.")]
OutputFile = Annotated[Path | None, typer.Option("--output", "-o", help="Write here and not to standard output.")]


@app.command()
def routes(
    events_file: EventsFile = None,
    kind: Annotated[str | None, typer.Option(help="escape, repatriation, custody or all; commas between.")] = None,
    level: Annotated[LevelWord, typer.Option(help="Tell routes apart by countries or by places.")] = LevelWord.COUNTRY,
    years: Annotated[str | None, typer.Option(help="2023 or 2019-2023.")] = None,
    events: Annotated[str | None, typer.Option(help="Event types, commas between.")] = None,
    countries: Annotated[str | None, typer.Option(help="Two-letter codes, commas between.")] = None,
    min_persons: Annotated[str | None, typer.Option(help="Only events with at least so many persons.")] = None,
    uncertain: Annotated[str | None, typer.Option(help="include or exclude dates that only may fall in.")] = None,
    top: Annotated[int | None, typer.Option(min=1, help="Only the first routes.")] = None,
    audience: Annotated[str, typer.Option(help="internal; public comes with disclosure control.")] = "internal",
    output_format: Annotated[RouteFormat, typer.Option("--format", help="How to write it.")] = RouteFormat.TABLE,
    output: OutputFile = None,
) -> None:
    """Rank the routes people take, or are sent back on."""
    _check_audience(audience)
    selection = Selection.parse(
        years=years, events=events, countries=countries, kind=kind, min_persons=min_persons, uncertain=uncertain
    )
    prepared = prepare(events_file)
    if prepared.events.rows_rejected:
        _say(
            f"{prepared.events.rows_rejected} of {prepared.events.rows_read} rows could not be used; "
            "'footprints-geo validate' says which and why."
        )
    if not prepared.events.rows_read:
        _say(f"{prepared.events.name}: the file holds a header and no rows, so there are no routes.")
    seen = view(prepared, selection, "country" if level is LevelWord.COUNTRY else "place")
    _write(ROUTE_FORMATS[output_format.value](seen, top), output, events_file)


@app.command()
def validate(
    events_file: Annotated[Path, typer.Argument(metavar="EVENTS", help="A CSV file.")],
    rejects: Annotated[Path | None, typer.Option(help="Write the rejects to this CSV file.")] = None,
    output_format: Annotated[
        ValidationFormat, typer.Option("--format", help="How to write the account.")
    ] = ValidationFormat.TABLE,
) -> None:
    """Say row by row what of a file can be used. Exit code 0: all of it, 1: not all, 2: the file cannot be read."""
    events = read_events(events_file)
    _write(validation_json(events) + "\n" if output_format is ValidationFormat.JSON else validation_table(events), None)
    if rejects is not None:
        _write(rejects_csv(events), rejects, events_file)
    if events.rows_rejected:
        raise typer.Exit(SOME_REJECTED)


@app.command()
def serve(
    port: Annotated[int, typer.Option(min=1, max=65535, help="Where the browser finds the app.")] = 8501,
) -> None:
    """Open the app in the browser; it answers this computer only."""
    program = repository_path("app.py")
    if not program.exists():
        raise InputError("The app is not beside the package; run this from the folder the program was cloned into.")
    _say(f"The app is at http://localhost:{port}; press Ctrl-C to stop it.")
    command = [sys.executable, "-m", "streamlit", "run", str(program), "--server.port", str(port)]
    raise typer.Exit(subprocess.run(command, cwd=program.parent, check=False).returncode)


def _check_audience(audience: str) -> None:
    if audience != "internal":
        raise InputError(
            f"--audience: found {audience[:20]!r}, expected internal. There is no disclosure control yet, so "
            "nothing made here is safe to publish as it is."
        )


def _write(text: str, output: Path | None, source: Path | None = None) -> None:
    """To a file, or to standard output; never over the records themselves."""
    if output is None:
        sys.stdout.write(text if text.endswith("\n") else text + "\n")
        sys.stdout.flush()
        return
    try:
        if source is not None and output.exists() and output.samefile(source):
            raise InputError(f"The file {shown(output)!r} holds the records themselves. Name another file to write to.")
        output.write_text(text if text.endswith("\n") else text + "\n", encoding="utf-8", newline="")
    except OSError as error:
        raise InputError(f"The file {shown(output)!r} cannot be written: {error.strerror}. Name another.") from None
    _say(f"Written: {shown(output)}")


def _say(message: str) -> None:
    typer.echo(message, err=True)


def main(arguments: list[str] | None = None) -> NoReturn:
    """Run the command line; what a person can mend is one sentence and exit code 2, never a traceback."""
    for stream in (sys.stdout, sys.stderr):
        # Windows consoles default to a code page without Hangul.
        reconfigure: Any = getattr(stream, "reconfigure", None)
        if reconfigure is not None:
            reconfigure(encoding="utf-8", errors="backslashreplace")
    try:
        app(arguments)
    except FootprintsError as error:
        _say(f"Error: {error}")
        sys.exit(USAGE_ERROR)
    except BrokenPipeError:
        # Whoever read the answer has seen enough; Python would complain once more when it closes the stream.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    except OSError as error:
        _say(f"Error: the answer cannot be written: {error.strerror}.")
        sys.exit(USAGE_ERROR)
    sys.exit(0)
