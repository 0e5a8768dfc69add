"""Small valid files of every kind that can be read, and damage done to them by chance; all of it made up."""

from __future__ import annotations

import csv
import io
import json
import sqlite3
import struct
import tempfile
import zipfile
import zlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from random import Random
from typing import Any, Final
from xml.sax.saxutils import escape

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from footprints_geo.writers.formats import write_events

SECRET: Final = "QQ-SECRET-QQ"
"""Stands in ids and notes, and must stand in no message."""

Table = list[list[str]]
"""The header and the rows."""

OURS: Final[Table] = [
    [
        "case_id",
        "event_type",
        "date",
        "place",
        "country",
        "lat",
        "lon",
        "persons_min",
        "persons_max",
        "visibility",
        "note",
    ],
    [f"{SECRET}1", "arrest", "2023-08-27", "Yanji", "CN", "42.9048", "129.5075", "1", "3", "", f"{SECRET} 국경"],
    [f"{SECRET}1", "detention", "2023-08/2023-10", "Tumen", "CN", "", "", "1", "3", "", ""],
    [f"{SECRET}1", "repatriation", "2023-10-09", "온성군", "KP", "", "", "1", "3", "restricted", SECRET],
    [f"{SECRET}2", "departure", "1969~", "Hyesan", "KP", "41.40", "128.18", "", "", "public", "a, b; c"],
    [f"{SECRET}2", "last_seen", "", "", "CN", "", "", "30", "50", "", "=1+1"],
    [f"{SECRET}3", "arest", "31/02/2023", "Nowhere", "XX", "95", "200", "50", "30", "", SECRET],
]
KOREAN: Final[Table] = [
    ["사건번호", "사건 유형", "날짜", "장소", "국가", "인원", "비고"],
    [f"{SECRET}1", "체포", "2023년 8월 27일", "연길", "중국", "3명", f"{SECRET} 국경 부근"],
    [f"{SECRET}1", "강제북송", "2023.10.9", "온성군", "북한", "약 30명", ""],
    [f"{SECRET}2", "행방불명", "2021년 가을", "", "중국", "", "미상"],
]
UWAZI: Final[Table] = [
    ["Title", "Date added", "Template", "Type of event", "Place of arrest", "Date of arrest", "Period of detention",
     "Persons (min)", "Reasons", "Source link", "Unique ID", "Documents", "Attachments", "Published"],
    [SECRET, "2024/02/11", "Event", "Arrest", "42.9048|129.5075", "2023/08/27", "2023/08/27~2023/10/09", "1",
     "Crossing::Border crossing|Contact::Contact", "Report|https://example.org/r", "ABC1234-5678", "", "", "Published"],
    [f"{SECRET} 2", "2024/02/11", "Event", "Repatriation", "42.9663|129.8423", "2023/10/09", "1970/01/01~2021/03/28",
     "", "", "", "DEF1234-5678", "", "", "Unpublished"],
]  # fmt: skip
ACLED: Final[Table] = [
    ["event_id_cnty", "event_date", "year", "time_precision", "disorder_type", "event_type", "sub_event_type",
     "actor1", "iso", "country", "admin1", "location", "latitude", "longitude", "geo_precision", "source", "notes",
     "fatalities", "tags", "timestamp"],
    ["CHN1", "27 August 2023", "2023", "1", "Strategic developments", "Strategic developments", "Arrests", SECRET,
     "156", "China", "Jilin", "Yanji", "42.9048", "129.5075", "1", "A paper", SECRET, "0",
     "crowd size=30", "1700000000"],
    ["CHN2", "9 October 2023", "2023", "2", "Political violence", "Violence against civilians",
     "Abduction/forced disappearance", "", "156", "China", "Jilin", "Tumen", "42.966", "129.842", "3", "", "", "1", "",
     "1700000001"],
]  # fmt: skip
IOM: Final[Table] = [
    ["Main ID", "Incident ID", "Region", "Incident Date", "Year", "Reported Month", "Number Dead",
     "Minimum Estimated Number of Missing", "Number of Survivors", "Country of Origin", "Location of death",
     "Information Source", "Coordinates", "Migration route", "URL", "Source Quality"],
    ["2026.MMP1", "2026.MMP1.1", "Eastern Asia", "Thu, 01/01/2026 - 12:00", "2026", "January", "1", "", "3",
     "Unknown",
     SECRET, "A paper", "42.9, 129.5", "", "https://example.org", "3"],
    ["2026.MMP2", "2026.MMP2.1", "Eastern Asia", "Fri, 01/02/2026 - 12:00", "2026", "January", "", "4", "", "",
     "Tumen",
     "", "42.966, 129.84", "", "", "1"],
]  # fmt: skip
ENTITIES: Final[dict[str, Any]] = {
    "rows": [
        {
            "_id": "65c8f0000000000000000001", "sharedId": "a1b2c3d4e5", "language": "en", "title": SECRET,
            "template": "64f0", "published": True, "creationDate": 1707609600000,
            "metadata": {
                "type_of_event": [{"value": "9f1c0001", "label": "Arrest"}],
                "reasons": [{"value": "1", "label": "Crossing", "parent": {"value": "2", "label": "Group"}}],
                "place_of_arrest_geolocation": [{"value": {"lat": 42.9048, "lon": 129.5075, "label": SECRET}}],
                "date_of_arrest": [{"value": 1693094400}, {"value": -892252800}],
                "period_of_detention": [{"value": {"from": None, "to": 1696809600}}],
                "facility": [{"value": "f", "label": "Facility A", "inheritedType": "geolocation",
                              "inheritedValue": [{"value": {"lat": 42.9, "lon": 129.8, "label": ""}}]}],
                "source_link": [{"value": {"label": "Report", "url": "https://example.org/r"}}],
            },
            "documents": [{"filename": "a.pdf"}], "attachments": [],
        },
        {"sharedId": "f6g7", "language": "ko", "title": f"{SECRET} 2", "template": "64f0", "published": False,
         "metadata": {"type_of_event": [{"value": "3", "label": "Disappearance"}], "date_of_arrest": []}},
    ],
    "totalRows": 2,
}  # fmt: skip

ODD_TEXTS: Final = (
    "", " ", "=cmd|' /C calc'!A0", "\x00", "\x1b[2J", "\u202e", "1e309", "-0", "NaN", "9999-99-99", "2023/08/27~",
    "|||", "::::", "1970/01/01~1970/01/01", "²⁰²³", "٢٠٢٣", "99999999999999999999999", '"', '""', "a\r\nb", "a\tb",
    "\ufeff",
    "]]>", "&#x0;", "{", "[" * 2000, "P9999999Y", "0000", "-2023", "2023-13", "30 to 50", "약 30명", "x" * 40_000,
    "42.9|129.5|1", "129.5|42.9", "가" * 300, "2023년 13월", "1/2/3", "01/02/03", "../../etc/passwd", "file:///etc",
    "%s%n{0}{}", "𝟛𝟘", "2023-02-30/2022", "~", "?", "../..", "inf", "1,5", "１２", "2023..", "\u2028", "'", "`", "\\",
    "31 Feb 2023", "12.0000000000000000000001", "2147483648", "-1", "0", "1693094400", "1693094400000", "True", "None",
)  # fmt: skip
ODD_VALUES: Final[tuple[Any, ...]] = (
    None, True, 0, -1, 10**400, 1e308, "", "x", [], {}, [[]], {"value": {}}, [None], [{"value": None}], "\ud800",
    {"from": 1, "to": "x"}, {"lat": "x", "lon": None}, {"lat": [], "lon": {}}, -(10**15), {"": ""}, [1, [2, [3]]],
)  # fmt: skip


@dataclass(frozen=True)
class Kind:
    """A kind of file: its ending, what it holds, and how a table becomes its bytes."""

    ending: str
    table: Table
    written: Callable[[Table], bytes]


def _delimited(encoding: str, delimiter: str = ",") -> Callable[[Table], bytes]:
    def written(table: Table) -> bytes:
        text = io.StringIO(newline="")
        csv.writer(text, delimiter=delimiter).writerows(table)
        return text.getvalue().encode(encoding, errors="replace")

    return written


def _archive(parts: Mapping[str, str | bytes]) -> bytes:
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, part in parts.items():
            archive.writestr(name, part)
    return content.getvalue()


def _xlsx(table: Table) -> bytes:
    rows = [
        f"<row r='{n}'>" + "".join(f"<c t='inlineStr'><is><t>{escape(cell)}</t></is></c>" for cell in row) + "</row>"
        for n, row in enumerate(table, 1)
    ]
    main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    package = "http://schemas.openxmlformats.org/package/2006/relationships"
    return _archive(
        {
            "[Content_Types].xml": "<Types/>",
            "_rels/.rels": f"<Relationships xmlns='{package}'><Relationship Id='w' Type='{office}/officeDocument' "
            "Target='xl/workbook.xml'/></Relationships>",
            "xl/workbook.xml": f"<workbook xmlns='{main}' xmlns:r='{office}'><sheets><sheet name='Events' sheetId='1' "
            "r:id='s1'/></sheets></workbook>",
            "xl/_rels/workbook.xml.rels": f"<Relationships xmlns='{package}'><Relationship Id='s1' "
            f"Type='{office}/worksheet' Target='worksheets/sheet1.xml'/></Relationships>",
            "xl/worksheets/sheet1.xml": f"<worksheet xmlns='{main}'><sheetData>{''.join(rows)}</sheetData></worksheet>",
        }
    )


def _ods(table: Table) -> bytes:
    names = "urn:oasis:names:tc:opendocument:xmlns"
    rows = "".join(
        "<table:table-row>"
        + "".join(
            f"<table:table-cell office:value-type='string'><text:p>{escape(cell)}</text:p></table:table-cell>"
            for cell in row
        )
        + "</table:table-row>"
        for row in table
    )
    return _archive(
        {
            "mimetype": "application/vnd.oasis.opendocument.spreadsheet",
            "content.xml": f"<office:document-content xmlns:office='{names}:office:1.0' "
            f"xmlns:table='{names}:table:1.0' xmlns:text='{names}:text:1.0'><office:body><office:spreadsheet>"
            f"<table:table table:name='Events'>{rows}</table:table></office:spreadsheet></office:body>"
            "</office:document-content>",
        }
    )


def _parquet(table: Table) -> bytes:
    columns = [pa.array([row[n] if n < len(row) else "" for row in table[1:]]) for n in range(len(table[0]))]
    content = io.BytesIO()
    pq.write_table(pa.Table.from_arrays(columns, names=list(table[0])), content)
    return content.getvalue()


def _geojson(table: Table) -> bytes:
    features = [
        {
            "type": "Feature",
            "geometry": {"type": "Point", "coordinates": [129.5, 42.9]} if n % 2 else None,
            "properties": dict(zip(table[0], row, strict=False)),
        }
        for n, row in enumerate(table[1:])
    ]
    return json.dumps({"type": "FeatureCollection", "features": features}, ensure_ascii=False).encode()


def _geopackage(table: Table) -> bytes:
    """With headers and cells that a GeoPackage can hold."""
    names = [" ".join(name.replace("\0", "").split())[:60] or f"column {n}" for n, name in enumerate(table[0])]
    names = [
        name if name.casefold() not in map(str.casefold, names[:n]) else f"{name}{n}" for n, name in enumerate(names)
    ]
    rows = [(row + [""] * len(names))[: len(names)] for row in table[1:]]
    frame = pd.DataFrame([[cell.replace("\0", "") for cell in row] for row in rows], columns=names, dtype="str")
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "events.gpkg"
        write_events(frame, path)
        return path.read_bytes()


KINDS: Final[dict[str, Kind]] = {
    "csv": Kind(".csv", OURS, _delimited("utf-8")),
    "csv in cp949": Kind(".csv", KOREAN, _delimited("cp949")),
    "csv in utf-16": Kind(".csv", KOREAN, _delimited("utf-16")),
    "tsv": Kind(".tsv", OURS, _delimited("utf-8-sig", "\t")),
    "xlsx": Kind(".xlsx", OURS, _xlsx),
    "ods": Kind(".ods", KOREAN, _ods),
    "parquet": Kind(".parquet", OURS, _parquet),
    "geojson": Kind(".geojson", OURS, _geojson),
    "gpkg": Kind(".gpkg", OURS, _geopackage),
    "uwazi json": Kind(".json", [], lambda _: json.dumps(ENTITIES).encode()),
    "uwazi csv": Kind(".csv", UWAZI, _delimited("utf-8")),
    "acled csv": Kind(".csv", ACLED, _delimited("utf-8")),
    "iom csv": Kind(".csv", IOM, _delimited("utf-8")),
}
"""Every kind of file, by the name that is printed."""


@cache
def whole_file(kind: str) -> bytes:
    """The file without damage."""
    return KINDS[kind].written(KINDS[kind].table)


def damaged_file(seed: int) -> tuple[str, str, str, bytes]:
    """A file and what was done to it, the same for the same seed.

    Returns
    -------
    tuple of str, str, str, bytes
        The kind of file, the names of the damages, the ending of its name, and its bytes.
    """
    chance = Random(seed)
    return damaged(chance.choice(list(KINDS)), chance)


def damaged(kind: str, chance: Random) -> tuple[str, str, str, bytes]:
    """A file of a kind and what was done to it, as :func:`damaged_file` has it."""
    done: list[str] = []
    content = whole_file(kind)
    if KINDS[kind].table and chance.random() < 0.5:
        table = [list(row) for row in KINDS[kind].table]
        for _ in range(chance.choice([1, 1, 2, 4])):
            damage = chance.choice(TABLE_DAMAGES)
            done.append(damage.__name__.strip("_"))
            table = damage(table, chance)
        content = KINDS[kind].written(table)
    ending = KINDS[kind].ending
    if not done or chance.random() < 0.3:
        inner = [_a_member] * 8 if content.startswith(b"PK") else []
        inner += [_a_value] * 8 if ending in (".json", ".geojson") else []
        inner += [_a_field] * 8 if ending == ".gpkg" else []
        for _ in range(chance.choice([1, 1, 1, 3])):
            change = chance.choice([*BYTE_DAMAGES, *inner])
            done.append(change.__name__.strip("_"))
            content = change(content, chance)
    if content == whole_file(kind):
        done.append("cut by a byte")
        content = content[:-1]
    if chance.random() < 0.05:
        ending = chance.choice([other.ending for other in KINDS.values()])
        done.append(f"renamed {ending}")
    return kind, ", ".join(done), ending, content


def _columns_shuffled(table: Table, chance: Random) -> Table:
    order = chance.sample(range(len(table[0])), len(table[0]))
    return [[row[n] if n < len(row) else "" for n in order] for row in table]


def _rows_shuffled(table: Table, chance: Random) -> Table:
    """The header among them; all rows keep the length of the longest."""
    width = max(map(len, table))
    return [row + [""] * (width - len(row)) for row in chance.sample(table, len(table))]


def _header_damaged(table: Table, chance: Random) -> Table:
    at = chance.randrange(len(table[0]))
    return [
        [*table[0][:at], chance.choice([*ODD_TEXTS, *table[0], table[0][at][:-1]]), *table[0][at + 1 :]],
        *table[1:],
    ]


def _cell_replaced(table: Table, chance: Random) -> Table:
    row = chance.randrange(len(table))
    if table[row]:
        table[row][chance.randrange(len(table[row]))] = chance.choice(ODD_TEXTS)
    return table


def _column_left_out(table: Table, chance: Random) -> Table:
    at = chance.randrange(len(table[0]))
    return [row[:at] + row[at + 1 :] for row in table] if len(table[0]) > 1 else table


def _column_twice(table: Table, chance: Random) -> Table:
    at = chance.randrange(len(table[0]))
    return [[*row, row[at] if at < len(row) else ""] for row in table]


def _row_twice(table: Table, chance: Random) -> Table:
    return [*table, list(chance.choice(table))]


def _rows_left_out(table: Table, chance: Random) -> Table:
    return table[: chance.randint(1, len(table))]


def _bytes_flipped(content: bytes, chance: Random) -> bytes:
    changed = bytearray(content)
    for _ in range(chance.choice([1, 3, 20])):
        if changed:
            changed[chance.randrange(len(changed))] = chance.randrange(256)
    return bytes(changed)


def _truncated(content: bytes, chance: Random) -> bytes:
    return content[: chance.randint(0, len(content))]


def _block_doubled(content: bytes, chance: Random) -> bytes:
    start = chance.randint(0, len(content))
    block = content[start : start + chance.randint(1, 500)]
    return content[:start] + block * chance.choice([2, 2, 3, 200]) + content[start + len(block) :]


def _block_left_out(content: bytes, chance: Random) -> bytes:
    start = chance.randint(0, len(content))
    return content[:start] + content[start + chance.randint(1, 200) :]


def _block_zeroed(content: bytes, chance: Random) -> bytes:
    start = chance.randint(0, len(content))
    length = min(chance.randint(1, 200), len(content) - start)
    return content[:start] + bytes(length) + content[start + length :]


def _encoded_again(content: bytes, chance: Random) -> bytes:
    encoding = chance.choice(["utf-16", "utf-16-be", "utf-32", "cp949", "shift-jis", "gb18030", "latin-1", "utf-7"])
    return content.decode("utf-8", errors="replace").encode(encoding, errors="replace")


def _spliced(content: bytes, chance: Random) -> bytes:
    other = whole_file(chance.choice(list(KINDS)))
    return content[: chance.randint(0, len(content))] + other[chance.randint(0, len(other)) :]


def _a_member(content: bytes, chance: Random) -> bytes:
    """Damage inside one member of an archive."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            parts: dict[str, str | bytes] = {name: archive.read(name) for name in archive.namelist()}
    except (zipfile.BadZipFile, zlib.error, struct.error, OSError, ValueError, RuntimeError, EOFError, KeyError):
        return _bytes_flipped(content, chance)
    name = chance.choice(list(parts))
    member = parts.pop(name)
    if chance.random() < 0.95 and isinstance(member, bytes):
        parts[name] = chance.choice(BYTE_DAMAGES)(member, chance)
    return _archive(parts)


def _a_value(content: bytes, chance: Random) -> bytes:
    """One value somewhere in a JSON document is another."""
    try:
        document = json.loads(content)
    except (ValueError, RecursionError):
        return _bytes_flipped(content, chance)
    node, spots = [document], []
    while node:
        here = node.pop()
        keys = list(here) if isinstance(here, dict) else range(len(here)) if isinstance(here, list) else []
        for key in keys:
            spots.append((here, key))
            node.append(here[key])
    for _ in range(chance.choice([1, 2, 5])):
        if spots:
            here, key = chance.choice(spots)
            here[key] = chance.choice([*ODD_VALUES, *ODD_TEXTS])
    return json.dumps(document).encode()


def _a_field(content: bytes, chance: Random) -> bytes:
    """One value in one of a GeoPackage's tables is another."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "events.gpkg"
        path.write_bytes(content)
        try:
            with sqlite3.connect(path) as file:
                tables = [name for (name,) in file.execute("select name from sqlite_master where type = 'table'")]
                table = chance.choice(tables)
                column = chance.choice([row[1] for row in file.execute(f'pragma table_info("{table}")')])
                odd: Any = chance.choice([None, -1, 2**62, 1e300, b"", b"GP\x00\x01", chance.randbytes(40), *ODD_TEXTS])
                file.execute(f'update "{table}" set "{column}" = ?', (odd,))
            file.close()
        except (sqlite3.Error, IndexError, OverflowError, UnicodeDecodeError):
            return _bytes_flipped(content, chance)
        return path.read_bytes()


TABLE_DAMAGES: Final = (
    _columns_shuffled, _rows_shuffled, _header_damaged, _cell_replaced, _cell_replaced, _cell_replaced,
    _column_left_out, _column_twice, _row_twice, _rows_left_out,
)  # fmt: skip
BYTE_DAMAGES: Final = (
    _bytes_flipped, _truncated, _block_doubled, _block_left_out, _block_zeroed, _encoded_again, _spliced,
)  # fmt: skip
