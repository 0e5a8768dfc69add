"""Everything that goes with a picture in one archive: for a report, a press release or a submission."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

import pandas as pd

from footprints_geo.archives import archive
from footprints_geo.export import routes_csv
from footprints_geo.figure.drawing import Drawing, draw
from footprints_geo.figure.files import FORMATS, sidecar_of, to_bytes, without_words
from footprints_geo.figure.fonts import wrapped
from footprints_geo.figure.map_frame import LINE_MM
from footprints_geo.figure.page import WIDE
from footprints_geo.hotspot_export import hotspots_csv
from footprints_geo.hotspots import find_hotspots
from footprints_geo.method_note import method_note
from footprints_geo.panels import two_panels
from footprints_geo.paper import FigureOptions, Sheet
from footprints_geo.pipeline import View
from footprints_geo.report_tables import Tables, cell_tables, route_tables, workbook
from footprints_geo.report_words import AGAINST, AGAINST_TABLE, CONTENTS, OF_HOTSPOTS, contents_list, page_of
from footprints_geo.robustness import check
from footprints_geo.word_document import TEXT_WIDTH_MM, word_document
from footprints_geo.wording import FigureWords, as_of

READ_ME: Final = "README.txt"
PICTURE_MM: Final = 92.0
"""How high the picture for Word is, about: its words fit below it on one page."""

LEGEND_BELOW_MM: Final = 24.0
"""What a legend takes on a sheet so high that it stands below the picture."""

PAGE_TEXT: Final = 8.0
"""Points of the letters in it."""


def pack(view: View, options: FigureOptions | None = None, size: str = "") -> bytes:
    """The report pack of a view: a ZIP archive.

    Parameters
    ----------
    view : View
        What is shown; the same that the screen shows.
    options : FigureOptions, optional
        How the picture is drawn; a map of routes on A4 by default.
    size : str
        The name of the sheet, where it has one.

    Returns
    -------
    bytes
        The same for the same view and options. No time, path, name of a file or of a user, and no id of a case is in
        it; what the sources of the records are called is.
    """
    options = options or FigureOptions()
    language = options.language
    drawing = draw(view, options, size)
    words, recipe = drawing.words, drawing.recipe
    against = two_panels(view, options.against)[1] if options.kind == "compare" else None
    table, tables, records = _tables(view, options)
    page = page_of(records, words, recipe, _picture_for_page(view, options, drawing), view, against, language)
    note = method_note(view, words, recipe, as_of(view), language)
    contents = {f"figure{ending}": to_bytes(drawing, ending) for ending in FORMATS}
    contents |= {
        # Without a byte order mark, Excel takes the file for one of the machine's own encoding.
        "table.csv": table.encode("utf-8-sig"),
        "table.xlsx": workbook(tables, records, words.title, view.prepared.release, language),
        "page.docx": word_document(page, language),
        "alt-text.txt": sidecar_of(drawing).encode("utf-8"),
        "method.txt": note.encode("utf-8"),
        "recipe.json": recipe.to_json().encode("ascii"),
    }
    files = CONTENTS | (OF_HOTSPOTS if options.kind == "hotspots" else {})
    if against is not None:
        # Each number on a picture can be checked in a table.
        contents["table-against.csv"] = routes_csv(against.view).encode("utf-8-sig")
        contents[AGAINST_TABLE] = workbook(
            route_tables(against.view),
            against.view.records(against.view.segments),
            words.title,
            view.prepared.release,
            language,
        )
        files |= AGAINST
    read_me = contents_list(words, recipe, files, language).encode("utf-8")
    return archive({READ_ME: read_me, **{name: contents[name] for name in files}})


def _tables(view: View, options: FigureOptions) -> tuple[str, Tables, pd.DataFrame]:
    """The table behind the picture as CSV, the sheets of the workbook, and the records they are made of."""
    if options.kind != "hotspots":
        return routes_csv(view), route_tables(view), view.records(view.segments)
    hotspots = find_hotspots(view.prepared, view.selection, options.resolution)
    checked = check(hotspots)
    records = view.prepared.events.frame.loc[hotspots.inside]
    return hotspots_csv(hotspots, checked), cell_tables(hotspots, checked), records


def _picture_for_page(view: View, options: FigureOptions, whole: Drawing) -> bytes:
    """The picture in the very width of a page's text, so that its letters keep their size; whatever the sheet is."""
    drawing = draw(view, replace(options, sheet=_sheet_for_page(whole.words)))
    return without_words(drawing, whole.recipe.to_json())


def _sheet_for_page(words: FigureWords) -> Sheet:
    """A sheet with room for a picture of PICTURE_MM however long the words are that are left off afterwards."""
    sheet = Sheet(TEXT_WIDTH_MM, TEXT_WIDTH_MM, PAGE_TEXT)
    sizes = {words.title: sheet.text * 1.95, words.subtitle: sheet.text * 1.1}
    sizes |= dict.fromkeys((words.numbers, " ".join(words.notes)), sheet.small)
    lines = sum(size * len(wrapped(text, size, TEXT_WIDTH_MM)) for text, size in sizes.items())
    height = PICTURE_MM + lines * LINE_MM + 2 * sheet.margin
    if (TEXT_WIDTH_MM + 2 * sheet.margin) <= WIDE * height:
        height += LEGEND_BELOW_MM
    sheet = replace(sheet, height=height)
    return replace(sheet, width=sheet.width + 2 * sheet.margin)
