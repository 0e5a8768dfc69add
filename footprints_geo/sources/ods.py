"""OpenDocument spreadsheets (.ods): what the cells hold as last saved. No formula is worked out, no macro run."""

from __future__ import annotations

import zipfile
from collections.abc import Iterator
from typing import Final

from footprints_geo.errors import refused
from footprints_geo.sources.limits import inflated, locked
from footprints_geo.sources.ods_cells import SheetsReader
from footprints_geo.sources.ods_styles import Styles
from footprints_geo.sources.sheets import Sheet
from footprints_geo.sources.xml_reading import parse_xml, parsed_blocks

SPREADSHEET: Final = b"application/vnd.oasis.opendocument.spreadsheet"


def ods_sheets(archive: zipfile.ZipFile, name: str, wanted: str | None = None) -> Iterator[Sheet]:
    """The sheets of a spreadsheet, in its order.

    Parameters
    ----------
    archive : zipfile.ZipFile
        The spreadsheet, from :func:`footprints_geo.sources.limits.open_archive`.
    name : str
        What messages call it.
    wanted : str, optional
        The only sheet whose cells are read; the others come without any.

    Raises
    ------
    InputError
        The file is damaged, locked by a password, another kind of document, or holds more than it may.
    """
    _check_document(archive, name)
    styles = Styles()
    if "styles.xml" in archive.namelist():
        parse_xml(inflated(archive, "styles.xml", name), name, styles.start, styles.end, prefixed=True)
    reader = SheetsReader(name, styles, wanted)
    content = inflated(archive, "content.xml", name)
    for _ in parsed_blocks(content, name, reader.start, reader.end, reader.text, prefixed=True):
        while reader.drafts:
            yield reader.drafts.pop(0).finished(name)


def ods_notes(archive: zipfile.ZipFile) -> list[str]:
    """What the file holds beside its sheets: macros."""
    if any(member.startswith(("Basic/", "Scripts/")) for member in archive.namelist()):
        return ["The workbook holds macros: they are not run."]
    return []


def _check_document(archive: zipfile.ZipFile, name: str) -> None:
    locks = any(b"encryption-data" in block for block in _blocks(archive, "META-INF/manifest.xml", name))
    if locks or "encrypted-package" in archive.namelist():
        raise locked(name)
    kind = next(_blocks(archive, "mimetype", name), SPREADSHEET)
    if not kind.strip().startswith(SPREADSHEET):
        raise refused(
            "{name}: this OpenDocument file is no spreadsheet; expected .ods. Copy its table into a "
            "spreadsheet and save that.",
            name=name,
        )


def _blocks(archive: zipfile.ZipFile, member: str, name: str) -> Iterator[bytes]:
    """The content of a member; nothing where there is none."""
    return inflated(archive, member, name) if member in archive.namelist() else iter(())
