"""The commands that draw: figures from records, a figure again from its own file, and a whole pack for a report."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Final

import typer

from footprints_geo.basemap import EXTENTS
from footprints_geo.cli_flags import (
    AudienceFlag,
    AudienceWord,
    CountriesFlag,
    EventsFile,
    EventsFlag,
    KindFlag,
    MinPersonsFlag,
    ProfileFlag,
    ResolutionFlag,
    ResolutionWord,
    SensitivityFlag,
    ThresholdFlag,
    UncertainFlag,
    YearsFlag,
    check_outputs,
    policy_of,
    prepared_from,
    resolution_of,
    say,
    write_file,
)
from footprints_geo.disclosure.policy import DEFAULT_THRESHOLD
from footprints_geo.disclosure.words import audience_words
from footprints_geo.errors import InputError
from footprints_geo.figure.drawing import Drawing, draw
from footprints_geo.figure.files import FORMATS, SIDECAR, read_recipe, sidecar_of, to_bytes
from footprints_geo.figure.pack import pack as report_pack
from footprints_geo.language import SOURCE, language_of, languages
from footprints_geo.panels import read_period, years_of
from footprints_geo.paper import DPI_RANGE, SHEETS, FigureOptions, Sheet, script_of, sheet_of
from footprints_geo.periods import Period
from footprints_geo.pipeline import view
from footprints_geo.recipe import FIT
from footprints_geo.selection import Selection
from footprints_geo.web_map import ENDING as WEB_MAP_ENDING
from footprints_geo.web_map import draw_web_page


class FigureWord(StrEnum):
    """What is drawn."""

    ROUTES = "routes"
    COMPARE = "compare"
    YEARS = "years"
    TIMELINE = "timeline"
    EVENTS = "events"
    HOTSPOTS = "hotspots"


class WebMapWord(StrEnum):
    """What is drawn for a browser."""

    ROUTES = "routes"
    HOTSPOTS = "hotspots"


class BatchWord(StrEnum):
    """What one file each is drawn of."""

    YEARS = "years"


class ScriptWord(StrEnum):
    """The script of the names of places."""

    EN = "en"
    KO = "ko"
    BOTH = "both"
    LOCAL = "local"


PACK_ENDING: Final = ".zip"

AgainstFlag = Annotated[str | None, typer.Option(help="For compare: the period beside that of --years.")]
LangFlag = Annotated[str, typer.Option(help=f"The language of the words: {', '.join(languages())}.")]
ScriptFlag = Annotated[ScriptWord | None, typer.Option(help="The names of places; as --lang if not given.")]
SidecarFlag = Annotated[bool, typer.Option("--sidecar", help="A text beside each picture: title and alt text.")]
BatchFlag = Annotated[BatchWord | None, typer.Option(help="years: a picture for each year, its year in its name.")]
FigureFlag = Annotated[FigureWord, typer.Option("--figure", help="What the picture is.")]
ExtentFlag = Annotated[str, typer.Option(help=f"{FIT}, {', '.join(EXTENTS)}.")]
SizeFlag = Annotated[str, typer.Option(help=f"{', '.join(SHEETS)}.")]
WidthFlag = Annotated[float | None, typer.Option(help="With --height-mm, in place of --size.")]
HeightFlag = Annotated[float | None, typer.Option(help="With --width-mm, in place of --size.")]
DpiFlag = Annotated[int, typer.Option(min=DPI_RANGE[0], max=DPI_RANGE[1], help="Dots an inch of a PNG.")]
PackFile = Annotated[Path, typer.Option("--output", "-o", help="A new .zip.")]
Outputs = Annotated[list[Path], typer.Option("--output", "-o", help="A .png, .svg or .pdf; several may be given.")]


def add_figures(app: typer.Typer) -> None:
    """Add the commands of this room to the command line."""
    app.command()(figure)
    app.command()(redraw)
    app.command()(pack)
    app.command("map")(web_map)


def figure(
    what: Annotated[FigureWord, typer.Argument(help="What is drawn.")],
    output: Outputs,
    events_file: EventsFile = None,
    kind: KindFlag = None,
    years: YearsFlag = None,
    events: EventsFlag = None,
    countries: CountriesFlag = None,
    min_persons: MinPersonsFlag = None,
    uncertain: UncertainFlag = None,
    against: AgainstFlag = None,
    resolution: ResolutionFlag = ResolutionWord.AUTO,
    audience: AudienceFlag = AudienceWord.PUBLIC,
    sensitivity: SensitivityFlag = None,
    threshold: ThresholdFlag = DEFAULT_THRESHOLD,
    profile: ProfileFlag = None,
    lang: LangFlag = SOURCE,
    script: ScriptFlag = None,
    extent: ExtentFlag = FIT,
    size: SizeFlag = "a4",
    width_mm: WidthFlag = None,
    height_mm: HeightFlag = None,
    dpi: DpiFlag = 300,
    sidecar: SidecarFlag = False,
    batch: BatchFlag = None,
) -> None:
    """Draw a picture for print, with its words and its recipe inside."""
    _check(output, extent)
    policy = policy_of(events_file, audience, sensitivity, threshold)
    check_outputs([*output, *_texts_beside(output, sidecar)], [events_file, profile])
    selection = Selection.parse(
        years=years, events=events, countries=countries, kind=kind, min_persons=min_persons, uncertain=uncertain
    )
    named = size if width_mm is None and height_mm is None else ""
    options = _options(what, lang, script, sheet_of(size, width_mm, height_mm), extent, dpi, against, resolution)
    prepared = prepared_from(events_file, profile, policy)
    whole = view(prepared, selection, "place")
    if batch is None:
        _write(draw(whole, options, named), output, sidecar=sidecar)
        return
    reach = years_of(whole)
    if reach is None:
        raise InputError("Batch: no selected event has a date, so there is no year to draw. Select others.")
    for year in range(reach[0], reach[1] + 1):
        files = [path.with_stem(f"{path.stem}-{year}") for path in output]
        check_outputs([*files, *_texts_beside(files, sidecar)], [events_file, profile])
        seen = view(prepared, replace(selection, years=Period.of(year)), "place")
        _write(draw(seen, options, named), files, sidecar=sidecar)


def _options(
    what: FigureWord,
    lang: str,
    script: ScriptWord | None,
    sheet: Sheet,
    extent: str,
    dpi: int,
    against: str | None,
    resolution: ResolutionWord,
) -> FigureOptions:
    language = language_of(lang)
    names = script.value if script else script_of(language)
    beside = None if against is None else read_period(against)
    cells = resolution_of(resolution) if what is FigureWord.HOTSPOTS else None
    return FigureOptions(what.value, names, sheet, extent, dpi, language, beside, cells)


def redraw(
    picture: Annotated[Path, typer.Argument(metavar="FIGURE", help="A .png, .svg or .pdf that this program drew.")],
    output: Outputs,
    data: Annotated[str | None, typer.Option("--data", help="The records; the bundled ones if none.")] = None,
    audience: Annotated[AudienceWord | None, typer.Option(help="In place of that of the figure.")] = None,
    sensitivity: SensitivityFlag = None,
    threshold: ThresholdFlag = DEFAULT_THRESHOLD,
    profile: ProfileFlag = None,
) -> None:
    """Draw a figure again from the recipe in its file: the same bytes for the same records and version."""
    _check(output, FIT)
    check_outputs(output, [data, profile])
    recipe = read_recipe(picture)
    said = audience is not None or sensitivity is not None or threshold != DEFAULT_THRESHOLD
    policy = policy_of(data, audience or AudienceWord.PUBLIC, sensitivity, threshold) if said else recipe.policy
    prepared = prepared_from(data, profile, policy)
    if prepared.events.fingerprint != recipe.data and not said and not prepared.release.grouped:
        # A figure comes from anywhere: what was right for its records may be wrong for others.
        raise InputError(
            "The records are not those of the figure, which does not protect people. Say whom it is for: --audience "
            "internal, or --audience public with --sensitivity sensitive or published."
        )
    drawing = draw(view(prepared, recipe.selection, recipe.level), recipe.options, recipe.size)
    if prepared.events.fingerprint != recipe.data:
        say("The records are not those of the figure: its numbers may differ.")
    if drawing.recipe.version != recipe.version:
        say(f"The figure was drawn by version {recipe.version[:20]}, this is {drawing.recipe.version}: it may differ.")
    _write(drawing, output)


def pack(
    output: PackFile,
    events_file: EventsFile = None,
    kind: KindFlag = None,
    years: YearsFlag = None,
    events: EventsFlag = None,
    countries: CountriesFlag = None,
    min_persons: MinPersonsFlag = None,
    uncertain: UncertainFlag = None,
    figure: FigureFlag = FigureWord.ROUTES,
    against: AgainstFlag = None,
    resolution: ResolutionFlag = ResolutionWord.AUTO,
    audience: AudienceFlag = AudienceWord.PUBLIC,
    sensitivity: SensitivityFlag = None,
    threshold: ThresholdFlag = DEFAULT_THRESHOLD,
    profile: ProfileFlag = None,
    lang: LangFlag = SOURCE,
    script: ScriptFlag = None,
    extent: ExtentFlag = FIT,
    size: SizeFlag = "a4",
    width_mm: WidthFlag = None,
    height_mm: HeightFlag = None,
    dpi: DpiFlag = 300,
) -> None:
    """Make a ZIP for a report: the picture, its tables, a page for Word, alternative texts and the note on method."""
    _check([output], extent, (PACK_ENDING,))
    policy = policy_of(events_file, audience, sensitivity, threshold)
    check_outputs([output], [events_file, profile])
    selection = Selection.parse(
        years=years, events=events, countries=countries, kind=kind, min_persons=min_persons, uncertain=uncertain
    )
    named = size if width_mm is None and height_mm is None else ""
    options = _options(figure, lang, script, sheet_of(size, width_mm, height_mm), extent, dpi, against, resolution)
    prepared = prepared_from(events_file, profile, policy)
    write_file(report_pack(view(prepared, selection, "place"), options, named), output, prepared.release.policy)
    say(audience_words(prepared.release))


def web_map(
    what: Annotated[WebMapWord, typer.Argument(help="What is drawn.")],
    output: Annotated[Path, typer.Option("--output", "-o", help="A .html.")],
    events_file: EventsFile = None,
    kind: KindFlag = None,
    years: YearsFlag = None,
    events: EventsFlag = None,
    countries: CountriesFlag = None,
    min_persons: MinPersonsFlag = None,
    uncertain: UncertainFlag = None,
    resolution: ResolutionFlag = ResolutionWord.AUTO,
    audience: AudienceFlag = AudienceWord.PUBLIC,
    sensitivity: SensitivityFlag = None,
    threshold: ThresholdFlag = DEFAULT_THRESHOLD,
    profile: ProfileFlag = None,
    lang: LangFlag = SOURCE,
    script: ScriptFlag = None,
    extent: ExtentFlag = FIT,
) -> None:
    """Make a map for a browser in one file that needs no network: it is moved, pointed at, and has its table."""
    _check([output], extent, (WEB_MAP_ENDING,))
    policy = policy_of(events_file, audience, sensitivity, threshold)
    check_outputs([output], [events_file, profile])
    selection = Selection.parse(
        years=years, events=events, countries=countries, kind=kind, min_persons=min_persons, uncertain=uncertain
    )
    figure = FigureWord(what.value)
    options = _options(figure, lang, script, FigureOptions().sheet, extent, FigureOptions().dpi, None, resolution)
    prepared = prepared_from(events_file, profile, policy)
    content = draw_web_page(view(prepared, selection, "place"), options).encode()
    write_file(content, output, prepared.release.policy)
    say(audience_words(prepared.release))


def _check(output: Sequence[Path], extent: str, endings: Sequence[str] = FORMATS) -> None:
    """Refuse what cannot be written before anything is drawn."""
    wrong = sorted({path.suffix[:12] or "no ending" for path in output if path.suffix.lower() not in endings})
    if wrong:
        raise InputError(f"Output: found {', '.join(wrong)}; expected {', '.join(endings)}. Name the file so.")
    if extent not in (FIT, *EXTENTS):
        raise InputError(
            f"Extent: found {extent[:40]!r}; expected one of {FIT}, {', '.join(EXTENTS)}. Use one of these."
        )


def _texts_beside(pictures: Sequence[Path], sidecar: bool) -> list[Path]:
    """The texts that are written beside pictures; one tells of all pictures of one name."""
    return list(dict.fromkeys(path.with_suffix(SIDECAR) for path in pictures)) if sidecar else []


def _write(drawing: Drawing, output: Sequence[Path], *, sidecar: bool = False) -> None:
    contents = [(path, to_bytes(drawing, path.suffix)) for path in output]
    contents += [(path, sidecar_of(drawing).encode()) for path in _texts_beside(output, sidecar)]
    for path, content in contents:
        write_file(content, path, drawing.recipe.policy)
