"""Archives that are the same bytes for the same contents: no time, no program's or person's name beside our own."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping
from typing import Final
from xml.sax.saxutils import escape

from footprints_geo.language import ENGLISH, Language
from footprints_geo.plain_text import plain_line

NO_TIME: Final = (1980, 1, 1, 0, 0, 0)
"""The earliest time an archive can state, which is that of every archive that has none."""

PROPERTIES: Final = "docProps/core.xml"
_XML: Final = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_CORE: Final = "http://schemas.openxmlformats.org/package/2006/metadata/core-properties"
_TERMS: Final = "http://purl.org/dc/elements/1.1/"


def archive(members: Mapping[str, bytes]) -> bytes:
    """A ZIP archive.

    Parameters
    ----------
    members : mapping of str to bytes
        The files by name, in the order they are to be listed.
    """
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED, compresslevel=6) as whole:
        for name, content in members.items():
            about = zipfile.ZipInfo(name, date_time=NO_TIME)
            about.compress_type = zipfile.ZIP_DEFLATED
            # Without this, archives say on which kind of machine they were made.
            about.create_system = 3
            about.external_attr = 0o644 << 16
            whole.writestr(about, content)
    return file.getvalue()


def settled(office_file: bytes, title: str, creator: str, language: Language = ENGLISH) -> bytes:
    """A document or workbook without the times and names that the library that wrote it put in.

    Parameters
    ----------
    office_file : bytes
        A DOCX or XLSX.
    title, creator : str
        What its properties say in the place of what they said.
    language : Language
        The language of its text.
    """
    with zipfile.ZipFile(io.BytesIO(office_file)) as whole:
        members = {name: whole.read(name) for name in whole.namelist()}
    members[PROPERTIES] = (
        f'{_XML}<cp:coreProperties xmlns:cp="{_CORE}" xmlns:dc="{_TERMS}"><dc:title>{escape(plain_line(title))}'
        f"</dc:title><dc:creator>{escape(creator)}</dc:creator><dc:language>{language.code}</dc:language>"
        "</cp:coreProperties>"
    ).encode()
    return archive(members)
