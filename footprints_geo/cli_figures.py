"""The commands that draw: figures from records, and a figure again from its own file."""

from __future__ import annotations

from collections.abc import Sequence
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from footprints_geo.basemap import EXTENTS
from footprints_geo.errors import InputError
from footprints_geo.events.reading import read_events
from footprints_geo.figure.drawing import Drawing, draw
from footprints_geo.figure.files import FORMATS, SIDECAR, read_recipe, sidecar_of, to_bytes
from footprints_geo.language import SOURCE, language_of, languages
from footprints_geo.panels import read_period
from footprints_geo.paper import DPI_RANGE, SHEETS, FigureOptions, script_of, sheet_of
from footprints_geo.pipeline import Prepared, prepare, view
from footprints_geo.recipe import FIT
from footprints_geo.selection import Selection
from footprints_geo.targets import check_targets


class FigureWord(StrEnum):
    """What is drawn."""

    ROUTES = "routes"
    COMPARE = "compare"
    YEARS = "years"
    TIMELINE = "timeline"
    EVENTS = "events"


class ScriptWord(StrEnum):
    """The script of the names of places."""

    EN = "en"
    KO = "ko"
    BOTH = "both"
    LOCAL = "local"


def add_figures(app: typer.Typer) -> None:
    """Add the commands of this room to the command line."""
    app.command()(figure)
    app.command()(redraw)


Outputs = Annotated[list[Path], typer.Option("--output", "-o", help="A .png, .svg or .pdf; several may be given.")]


def figure(
    what: Annotated[FigureWord, typer.Argument(help="What is drawn.")],
    output: Outputs,
    events_file: Annotated[str | None, typer.Argument(metavar="[EVENTS]", help="The bundled events if none.")] = None,
    kind: Annotated[str | None, typer.Option(help="escape, repatriation, custody or all; commas between.")] = None,
    years: Annotated[str | None, typer.Option(help="2023 or 2019-2023.")] = None,
    events: Annotated[str | None, typer.Option(help="Event types, commas between.")] = None,
    countries: Annotated[str | None, typer.Option(help="Two-letter codes, commas between.")] = None,
    min_persons: Annotated[str | None, typer.Option(help="Only events with at least so many persons.")] = None,
    uncertain: Annotated[str | None, typer.Option(help="include or exclude dates that only may fall in.")] = None,
    against: Annotated[str | None, typer.Option(help="For compare: the period beside that of --years.")] = None,
    profile: Annotated[Path | None, typer.Option("--profile", help="A mapping profile.")] = None,
    lang: Annotated[str, typer.Option(help=f"The language of the words: {', '.join(languages())}.")] = SOURCE,
    script: Annotated[ScriptWord | None, typer.Option(help="The names of places; as --lang if not given.")] = None,
    extent: Annotated[str, typer.Option(help=f"{FIT}, {', '.join(EXTENTS)}.")] = FIT,
    size: Annotated[str, typer.Option(help=f"{', '.join(SHEETS)}.")] = "a4",
    width_mm: Annotated[float | None, typer.Option(help="With --height-mm, in place of --size.")] = None,
    height_mm: Annotated[float | None, typer.Option(help="With --width-mm, in place of --size.")] = None,
    dpi: Annotated[int, typer.Option(min=DPI_RANGE[0], max=DPI_RANGE[1], help="Dots an inch of a PNG.")] = 300,
    sidecar: Annotated[bool, typer.Option("--sidecar", help="A text beside each picture: title and alt text.")] = False,
) -> None:
    """Draw a picture for print, with its words and its recipe inside."""
    _check(output, extent)
    # One text tells of all pictures of one name.
    texts = list(dict.fromkeys(path.with_suffix(SIDECAR) for path in output)) if sidecar else []
    check_targets([*output, *texts], [events_file, profile])
    selection = Selection.parse(
        years=years, events=events, countries=countries, kind=kind, min_persons=min_persons, uncertain=uncertain
    )
    named = size if width_mm is None and height_mm is None else ""
    language = language_of(lang)
    beside = None if against is None else read_period(against)
    names = script.value if script else script_of(language)
    options = FigureOptions(what.value, names, sheet_of(size, width_mm, height_mm), extent, dpi, language, beside)
    prepared = prepare(None if events_file is None else read_events(events_file, profile))
    _account(prepared)
    _write(draw(view(prepared, selection, "place"), options, named), output, sidecar=sidecar)


def redraw(
    picture: Annotated[Path, typer.Argument(metavar="FIGURE", help="A .png, .svg or .pdf that this program drew.")],
    output: Outputs,
    data: Annotated[str | None, typer.Option("--data", help="The records; the bundled ones if none.")] = None,
    profile: Annotated[Path | None, typer.Option("--profile", help="A mapping profile.")] = None,
) -> None:
    """Draw a figure again from the recipe in its file: the same bytes for the same records and version."""
    _check(output, FIT)
    check_targets(output, [data, profile])
    recipe = read_recipe(picture)
    prepared = prepare(None if data is None else read_events(data, profile))
    _account(prepared)
    drawing = draw(view(prepared, recipe.selection, recipe.level), recipe.options, recipe.size)
    if prepared.events.fingerprint != recipe.data:
        _say("The records are not those of the figure: its numbers may differ.")
    if drawing.recipe.version != recipe.version:
        _say(f"The figure was drawn by version {recipe.version[:20]}, this is {drawing.recipe.version}: it may differ.")
    _write(drawing, output)


def _check(output: Sequence[Path], extent: str) -> None:
    """Refuse what cannot be written before anything is drawn."""
    wrong = sorted({path.suffix[:12] or "no ending" for path in output if path.suffix.lower() not in FORMATS})
    if wrong:
        raise InputError(f"Output: found {', '.join(wrong)}; expected {', '.join(FORMATS)}. Name the file so.")
    if extent not in (FIT, *EXTENTS):
        raise InputError(
            f"Extent: found {extent[:40]!r}; expected one of {FIT}, {', '.join(EXTENTS)}. Use one of these."
        )


def _account(prepared: Prepared) -> None:
    events = prepared.events
    if events.rows_rejected:
        _say(
            f"{events.rows_rejected} of {events.rows_read} rows could not be used; 'footprints-geo validate' says why."
        )


def _write(drawing: Drawing, output: Sequence[Path], *, sidecar: bool = False) -> None:
    contents = [(path, to_bytes(drawing, path.suffix)) for path in output]
    contents += [(path.with_suffix(SIDECAR), sidecar_of(drawing).encode()) for path in output if sidecar]
    for path, content in dict(contents).items():
        try:
            path.write_bytes(content)
        except OSError as error:
            raise InputError(f"{path.name!r} cannot be written: {error.strerror}. Choose another place.") from None
        _say(f"Written: {path.name}")


def _say(words: str) -> None:
    typer.echo(words, err=True)
