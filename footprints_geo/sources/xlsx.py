"""Excel's workbooks (.xlsx, .xlsm): what the cells hold as last saved. No formula is worked out, no macro run."""

from __future__ import annotations

import posixpath
import re
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from footprints_geo.errors import refused
from footprints_geo.sources.limits import damaged, inflated
from footprints_geo.sources.number_formats import make_dates, styles_shown, write_zeros, zeros_shown
from footprints_geo.sources.sheets import Numbers, Sheet, SheetDraft, whole_number
from footprints_geo.sources.xlsx_cells import YES, CellReader, Reader, SharedStrings
from footprints_geo.sources.xml_reading import parse_xml


def xlsx_sheets(archive: zipfile.ZipFile, name: str, wanted: str | None = None) -> Iterator[Sheet]:
    """The worksheets of a workbook, in its order; sheets that are only a chart are left out.

    Parameters
    ----------
    archive : zipfile.ZipFile
        The workbook, from :func:`footprints_geo.sources.limits.open_archive`.
    name : str
        What messages call it.
    wanted : str, optional
        The only sheet whose cells are read; the others come without any.

    Raises
    ------
    InputError
        The workbook is damaged, binary (.xlsb), or holds more than it may.
    """
    parts = _Parts(archive, name)
    book = _Workbook(parts)
    cells = 0
    for entry in book.entries:
        draft = SheetDraft(entry.name, entry.hidden, stale=book.stale)
        if wanted is None or entry.name == wanted:
            reader = CellReader(draft, parts.name, book.strings, cells)
            parts.parse(entry.part, reader)
            cells += len(draft.texts)
        yield draft.finished(name, book.dated)


def xlsx_notes(archive: zipfile.ZipFile) -> list[str]:
    """What the workbook holds beside its sheets: macros, links to other workbooks."""
    members = [member.casefold() for member in archive.namelist()]
    notes = []
    if any(member.endswith("vbaproject.bin") for member in members):
        notes.append("The workbook holds macros: they are not run.")
    links = sum(re.search(r"externallinks/[^/]*\.xml$", member) is not None for member in members)
    if links:
        notes.append(f"The workbook takes values from other workbooks ({links}): they are read as last saved.")
    return notes


class _Parts:
    """The members of a workbook, found as its relations name them, without regard to case."""

    def __init__(self, archive: zipfile.ZipFile, name: str) -> None:
        self.archive, self.name = archive, name
        self.members = {member.replace("\\", "/").casefold(): member for member in archive.namelist()}
        found = [target for kind, target in self.related("").values() if kind == "officeDocument"]
        self.workbook = next(iter(found), "xl/workbook.xml")
        if self.workbook.endswith(".bin"):
            raise refused("{name}: this is a binary workbook (.xlsb); expected .xlsx. Save it as .xlsx.", name=name)

    def parse(self, part: str, reader: Reader) -> None:
        if part.casefold() not in self.members:
            raise damaged(self.name)
        blocks = inflated(self.archive, self.members[part.casefold()], self.name)
        parse_xml(blocks, self.name, reader.start, reader.end, reader.text)

    def related(self, part: str) -> dict[str, tuple[str, str]]:
        """For each relation of a part its kind, the last word of its type, and the other part."""
        folder, own = posixpath.split(part)
        relations = posixpath.join(folder, "_rels", f"{own}.rels")
        reader = _Attributes("Relationship")
        if relations.casefold() in self.members:
            self.parse(relations, reader)
        return {
            found.get("Id", ""): (
                found.get("Type", "").rpartition("/")[2],
                posixpath.normpath(posixpath.join("/", folder, found.get("Target", "."))).lstrip("/"),
            )
            for found in reader.found
        }


class _Attributes(Reader):
    """The attributes of all tags of some names, with `tag` and `parent`."""

    def __init__(self, *wanted: str) -> None:
        super().__init__()
        self.wanted = frozenset(wanted)
        self.found: list[dict[str, str]] = []
        self.open: list[str] = []

    def start(self, tag: str, attributes: Mapping[str, str]) -> None:
        local = self.names[tag]
        if local in self.wanted:
            own = {self.names[key]: value for key, value in attributes.items()}
            parent = self.open[-1] if self.open else ""
            self.found.append({**own, "tag": local, "parent": parent})
        self.open.append(local)

    def end(self, tag: str) -> None:
        self.open.pop()


@dataclass(frozen=True)
class _Entry:
    name: str
    hidden: bool
    part: str


@dataclass
class _Workbook:
    """What holds for all sheets of a workbook."""

    parts: _Parts
    entries: list[_Entry] = field(init=False)
    strings: list[str] = field(init=False)
    shows: npt.NDArray[np.uint8] = field(init=False)
    zeros: dict[int, str] = field(init=False)
    from_1904: bool = False
    stale: bool = False

    def __post_init__(self) -> None:
        reader = _Attributes("workbookPr", "sheet", "calcPr")
        self.parts.parse(self.parts.workbook, reader)
        related = self.parts.related(self.parts.workbook)
        self.entries = []
        for found in reader.found:
            self.from_1904 |= found["tag"] == "workbookPr" and found.get("date1904") in YES
            self.stale |= found["tag"] == "calcPr" and found.get("fullCalcOnLoad") in YES
            kind, part = related.get(found.get("id", ""), ("", ""))
            if found["tag"] == "sheet" and kind == "worksheet":
                hidden = found.get("state", "visible") != "visible"
                self.entries.append(_Entry(found.get("name", "").strip(), hidden, part))
        by_kind = dict(related.values())
        strings = SharedStrings(self.parts.name)
        if "sharedStrings" in by_kind:
            self.parts.parse(by_kind["sharedStrings"], strings)
        self.strings = strings.texts
        styles = _Attributes("numFmt", "xf")
        if "styles" in by_kind:
            self.parts.parse(by_kind["styles"], styles)
        self.shows, self.zeros = self._styles(styles.found)

    def _styles(self, found: list[dict[str, str]]) -> tuple[npt.NDArray[np.uint8], dict[int, str]]:
        """What each style shows, and for some the pattern of figures by which it shows numbers."""
        name = self.parts.name
        codes = {
            whole_number(f.get("numFmtId"), name): f.get("formatCode", "") for f in found if f["parent"] == "numFmts"
        }
        formats = [whole_number(f.get("numFmtId"), name) for f in found if f["parent"] == "cellXfs"]
        patterns = {number: zeros_shown(code) for number, code in codes.items()}
        zeros = {style: patterns[f] for style, f in enumerate(formats) if patterns.get(f)}
        return styles_shown(formats, codes), zeros

    def dated(self, kinds: npt.NDArray[np.uint8], texts: npt.NDArray[np.object_], styles: Numbers) -> None:
        known = np.where(styles < len(self.shows), styles, 0)
        make_dates(kinds, texts, self.shows[known], from_1904=self.from_1904)
        write_zeros(kinds, texts, styles, self.zeros)
