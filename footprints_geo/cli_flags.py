"""What the commands that look at records have in common: flags, reading, writing and speaking."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from footprints_geo.errors import InputError
from footprints_geo.events.reading import read_events
from footprints_geo.pipeline import Prepared, prepare
from footprints_geo.sources.limits import shown
from footprints_geo.targets import write_text


class ResolutionWord(StrEnum):
    """How large cells are: 3 some 120 km across, 6 some 6 km."""

    AUTO = "auto"
    THREE = "3"
    FOUR = "4"
    FIVE = "5"
    SIX = "6"


ANY_FILE = "A file of records (CSV, XLSX, ODS, Parquet, GeoJSON, GeoPackage, Uwazi's JSON) or a Uwazi address."
EventsFile = Annotated[str | None, typer.Argument(metavar="[EVENTS]", help=f"{ANY_FILE} The bundled events if none.")]
KindFlag = Annotated[str | None, typer.Option(help="escape, repatriation, custody or all; commas between.")]
YearsFlag = Annotated[str | None, typer.Option(help="2023 or 2019-2023.")]
EventsFlag = Annotated[str | None, typer.Option(help="Event types, commas between.")]
CountriesFlag = Annotated[str | None, typer.Option(help="Two-letter codes, commas between.")]
MinPersonsFlag = Annotated[str | None, typer.Option(help="Only events with at least so many persons.")]
UncertainFlag = Annotated[str | None, typer.Option(help="include or exclude dates that only may fall in.")]
AudienceFlag = Annotated[str, typer.Option(help="internal; public comes with disclosure control.")]
TopFlag = Annotated[int | None, typer.Option(min=1, help="Only the first ones.")]
ProfileFlag = Annotated[Path | None, typer.Option("--profile", help="A mapping profile: which column is which.")]
SheetFlag = Annotated[str | None, typer.Option(help="The sheet of a workbook, or the layer of a GeoPackage.")]
ResolutionFlag = Annotated[ResolutionWord, typer.Option(help="Of cells: 3 (some 120 km across) to 6 (6 km).")]
OutputFile = Annotated[Path | None, typer.Option("--output", "-o", help="Write here and not to standard output.")]


def resolution_of(word: ResolutionWord) -> int | None:
    """What a flag says of the resolution of cells; None for the one that fits the records."""
    return None if word is ResolutionWord.AUTO else int(word.value)


def prepared_from(records: str | None, profile: Path | None, sheet: str | None = None) -> Prepared:
    """The records, ready to be viewed; what is asked about them and how many could not be used is said."""
    prepared = prepare(None if records is None else read_events(records, profile, sheet=sheet))
    events = prepared.events
    for question in events.questions:
        say(question)
    if events.rows_rejected:
        say(
            f"{events.rows_rejected} of {events.rows_read} rows could not be used; 'footprints-geo validate' says "
            "which and why."
        )
    return prepared


def write_answer(text: str, output: Path | None) -> None:
    """Write to a file and say so, or to standard output."""
    write_text(text, output)
    if output is not None:
        say(f"Written: {shown(output)}")


def write_picture(content: bytes, path: Path) -> None:
    """Write bytes to a file and say so; raises InputError where that cannot be."""
    try:
        path.write_bytes(content)
    except OSError as error:
        raise InputError(f"{path.name!r} cannot be written: {error.strerror}. Choose another place.") from None
    say(f"Written: {path.name}")


def say(words: str) -> None:
    """Tell the person something; answers have standard output for themselves."""
    typer.echo(words, err=True)
