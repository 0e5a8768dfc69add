"""Files of other kinds than records, valid and then damaged: profiles, pictures, archives, gazetteers, workspaces."""

from __future__ import annotations

import csv
import datetime
import hashlib
import io
import json
import os
import shutil
import stat
import struct
import warnings
import zipfile
import zlib
from functools import cache
from pathlib import Path
from random import Random
from typing import Any, Final

from pypdf import PdfWriter
from pypdf.generic import DictionaryObject, NameObject, StreamObject, TextStringObject

from bench.damaged_files import BYTE_DAMAGES, KINDS, OURS, SECRET, Table, whole_file
from bench.hostile_texts import odd_text, odd_value, one_value_odd, shaken
from footprints_geo import read_events
from footprints_geo.disclosure.policy import Policy
from footprints_geo.paper import FigureOptions
from footprints_geo.periods import Period
from footprints_geo.recipe import Recipe
from footprints_geo.selection import Selection
from footprints_geo.vocabulary import EVENT_TYPES, data_path
from footprints_geo.workspace import open_workspace
from footprints_geo.workspace.imports import to_import

LONGEST: Final = 1 << 18
"""Letters of a document."""

PROFILE: Final = """\
# How the columns and words of a file become those of Footprints Geo. It holds no records.
format = 1
name = "A list"
made_for = "events"
sheet = "Events"
left_out = ["note", "사진"]

[columns]
case_id = ["사건번호", "ID"]
date = "날짜"
place = "장소"

[constants]
country = "CN"
visibility = "restricted"

[[groups]]
[groups.columns]
date = ["Date of arrest", "Date of arrest (text)"]
[groups.constants]
event_type = "arrest"

[[groups]]
only_for = "repatriation"
constants = { location_precision = "city" }

[values.event_type]
"체포" = "arrest"
"강제북송" = "repatriation"

[date_orders]
"날짜" = "day-first"

[places]
"CN|연길" = "cn-yanji"
"|Tumen" = ""
"""
_PROFILE_WORDS: Final = (
    "[columns]", "[[groups]]", "[values.event_type]", "case_id", "event_type", "#row", "constants", "=", '"', "'''",
    '"""', "[", "]", "{", "}", "1979-05-27T07:32:00Z", "0xff", "1e9", "inf", "true", "\\u0000", "\\ud800", "a.b.c",
    *EVENT_TYPES,
)  # fmt: skip


def profile(chance: Random) -> bytes:
    """A mapping profile, damaged."""
    lot = chance.random()
    if lot < 0.35:
        lines = PROFILE.splitlines(keepends=True)
        at = chance.randrange(len(lines))
        lines[at] = shaken(lines[at], chance)
        return "".join(lines).encode("utf-8", "surrogatepass")
    if lot < 0.6:
        lines = PROFILE.splitlines(keepends=True)
        at = chance.randrange(len(lines))
        key, _, value = lines[at].partition("=")
        key = chance.choice([key, key, odd_text(chance, _PROFILE_WORDS)])
        value = chance.choice(
            [value, odd_text(chance, _PROFILE_WORDS), toml_value(odd_value(chance, _PROFILE_WORDS)), "0x" + "f" * 9000]
        )
        lines[at] = f"{key} = {value}\n"
        return "".join(lines).encode("utf-8", "replace")
    if lot < 0.8:
        return chance.choice(BYTE_DAMAGES)(PROFILE.encode(), chance)
    deep = chance.choice([10, 500, 90_000])
    nested = chance.choice(
        [
            "x = " + "[" * deep, "x = " + "{a=" * deep, ".".join(["a"] * deep) + " = 1", f"[{'.'.join(['a'] * deep)}]",
            "[places]\n" + "\n".join(f"k{n} = 1" for n in range(deep // 5)), "[[groups]]\n" * (deep // 10),
            "[values.event_type]\n" + "\n".join(f'"w{n}" = "x"' for n in range(deep // 10)),
            "[columns]\n" + "\n".join(f'"c{n}" = "x"' for n in range(deep // 10)), "\n" * deep, "x='" + "é" * deep,
            "[date_orders]\nx." + ".".join(["a"] * deep) + " = 1", "left_out = [" + "'x'," * deep + "1]",
            "[date_orders]\nx = [" + "1," * deep + "]", "format = 1" + "0" * deep,
        ]
    )  # fmt: skip
    return (PROFILE + "\n" + nested if chance.random() < 0.5 else nested).encode()


def toml_value(value: Any) -> str:
    """A value as TOML writes it, as far as it can."""
    if isinstance(value, dict):
        return "{" + ", ".join(f"{json.dumps(k)} = {toml_value(v)}" for k, v in _shallow(value).items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(map(toml_value, _shallow(value))) + "]"
    return json.dumps(value).lower() if isinstance(value, bool | float) or value is None else _number_or_text(value)


def _shallow(value: Any, deepest: int = 60) -> Any:
    """A value without what lies deeper than Python's own limit allows here."""
    here, depth = value, 0
    while isinstance(here, dict | list) and here and depth < deepest:
        here, depth = next(iter(here.values() if isinstance(here, dict) else here)), depth + 1
    return value if depth < deepest else type(value)()


def _number_or_text(value: Any) -> str:
    return (
        hex(value) if isinstance(value, int) and value >= 0 else json.dumps(value) if isinstance(value, str) else "-1"
    )


RECIPES: Final = tuple(
    json.loads(Recipe(selection, "place", options, size, "ab" * 32, "0.1.0", policy).to_json())
    for selection, options, size, policy in (
        (Selection(), FigureOptions(), "a4", None),
        (
            Selection(
                years=Period.of(2019, 2023),
                events=("arrest",),
                countries=("CN",),
                kind=("custody",),
                min_persons=2,
            ),
            FigureOptions(kind="compare", against=Period.of(2010, 2012)),
            "",
            Policy(),
        ),
        (
            Selection(years=Period.of(2023)),
            FigureOptions(kind="hotspots", resolution=4),
            "square",
            Policy("published"),
        ),
    )
)
_RECIPE_WORDS: Final = ("place", "country", "a4", "square", "fit", "tumen", "en", "ko", "public", "published", "2023")


def recipe(chance: Random) -> str:
    """A figure's recipe as text, damaged."""
    document: Any = json.loads(json.dumps(chance.choice(RECIPES)))
    lot = chance.random()
    if lot < 0.7:
        for _ in range(chance.choice([1, 1, 2, 4])):
            document = one_value_odd(document, chance, _RECIPE_WORDS)
        return _json(document)
    if lot < 0.9:
        return shaken(_json(document), chance)
    deep = chance.choice([100, 2000, 100_000])
    return chance.choice(
        [
            "[" * deep,
            '{"a":' * deep,
            _json(document)[:-1] + ', "selection": ' + "[" * deep,
            "9" * deep,
            '"' + "a" * deep,
        ]
    )


def _json(document: Any) -> str:
    try:
        text = json.dumps(document)
    except (RecursionError, ValueError):
        return "[" * 5000
    # What is large takes its time, and says nothing more.
    return text if len(text) < LONGEST else text[:LONGEST]


def _chunk(kind: bytes, content: bytes, chance: Random | None = None) -> bytes:
    length, check = len(content), zlib.crc32(kind + content)
    if chance is not None and chance.random() < 0.15:
        length = chance.choice([0, 1, 0x7FFFFFFF, 0xFFFFFFFF, length + 1])
    if chance is not None and chance.random() < 0.1:
        check ^= 1
    return struct.pack(">I", length) + kind + content + struct.pack(">I", check)


@cache
def bomb(size: int) -> bytes:
    """So many equal letters, packed."""
    packer = zlib.compressobj(9)
    block = b"A" * (1 << 20)
    return b"".join([*(packer.compress(block) for _ in range(size >> 20)), packer.flush()])


def png(chance: Random) -> bytes:
    """A picture with a recipe, of hostile chunks."""
    text = chance.choice([_json(chance.choice(RECIPES)), recipe(chance)]).encode("latin-1", "replace")
    packed = chance.choice([zlib.compress(text), bomb(8 << 20), bomb(256 << 20), zlib.compress(text)[:-3], b""])
    width, height = chance.choice([(1, 1), (1, 1), (0, 0), (1 << 31, 1), (9000, 9000), (60_000, 60_000), (200_000, 9)])
    depth, colours = chance.choice([(8, 2), (1, 0), (16, 6), (8, 3), (9, 9)])
    key = chance.choice([b"Recipe", b"Recipe", b"Recipe", b"recipe", b"", b"R" * 200])
    chunks = [
        _chunk(b"tEXt", key + b"\0" + text, chance),
        _chunk(b"zTXt", key + b"\0\0" + packed, chance),
        _chunk(b"iTXt", key + b"\0" + chance.choice([b"\0\0", b"\1\0", b"\1\7", b""]) + b"\0\0" + packed, chance),
        _chunk(b"IDAT", chance.choice([zlib.compress(b"\0\0\0\0"), bomb(256 << 20), b"", b"x"]), chance),
        _chunk(b"PLTE", bytes(chance.choice([3, 768, 5])), chance),
        _chunk(b"iCCP", b"x\0\0" + packed, chance),
        _chunk(b"acTL", struct.pack(">II", 0xFFFFFFFF, 0), chance),
        _chunk(b"tRNS", b"\0", chance),
        _chunk(bytes(chance.randrange(65, 123) for _ in range(4)), text[:40], chance),
    ]
    chosen = [chance.choice(chunks) for _ in range(chance.choice([1, 2, 3, 6]))]
    # Not so often that nothing is left of the picture.
    if chance.random() < 0.1:
        chosen += chunks[-1:] * 5000
    head = struct.pack(">IIBBBBB", width, height, depth, colours, 0, 0, chance.choice([0, 0, 1, 7]))
    whole = b"\x89PNG\r\n\x1a\n" + _chunk(b"IHDR", head) + b"".join(chosen) + _chunk(b"IEND", b"")
    return chance.choice(BYTE_DAMAGES)(whole, chance) if chance.random() < 0.3 else whole


_SVG: Final = (
    '<?xml version="1.0" encoding="utf-8" standalone="no"?>\n<!DOCTYPE svg PUBLIC "-//W3C//DTD SVG 1.1//EN"\n'
    '  "http://www.w3.org/Graphics/SVG/1.1/DTD/svg11.dtd">\n<svg xmlns="http://www.w3.org/2000/svg" version="1.1">'
    '<metadata><rdf:RDF xmlns:dc="http://purl.org/dc/elements/1.1/" '
    'xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"><dc:source>{}</dc:source></rdf:RDF></metadata>'
    '<g id="a"><path d="M 0 0"/></g></svg>'
)


def svg(chance: Random) -> bytes:
    """A drawing with a recipe, of hostile XML."""
    from xml.sax.saxutils import escape

    text = escape(chance.choice([_json(chance.choice(RECIPES)), recipe(chance)]))
    deep = chance.choice([10, 3000, 200_000])
    laughs = "".join(
        f"<!ENTITY {'abcdefghij'[n]} '{'&' + 'abcdefghij'[n - 1] + ';' if n else 'ha'}'>" for n in range(9)
    )
    text = chance.choice(
        [text, text, text, "<x>" * deep, "<x>" * deep + "</x>" * deep, "&a;", f"<![CDATA[{text}]]>", "x" * deep, "&#0;"]
    )
    whole = _SVG.format(text)
    change = chance.choice(["", "", "entities", "outside", "attributes", "shaken"])
    if change == "entities":
        whole = whole.replace('svg11.dtd">', f'svg11.dtd" [{laughs}]>')
    elif change == "outside":
        whole = whole.replace('svg11.dtd">', 'svg11.dtd" [<!ENTITY a SYSTEM "file:///etc/passwd">]>')
    elif change == "attributes":
        whole = whole.replace("<g id", "<g " + " ".join(f"a{n}='{'x' * 9}'" for n in range(deep // 4)) + " id")
    elif change == "shaken":
        whole = shaken(whole, chance)
    encoding = chance.choice(["utf-8"] * 5 + ["utf-16", "utf-32", "cp949"])
    content = whole.encode(encoding, "replace")
    if encoding != "utf-8" and chance.random() < 0.7:
        # What looks for plain letters is to find some.
        content = content.replace("?>".encode(encoding.replace("16", "16-le")), "?><!--".encode("utf-16-le"), 1)
    return chance.choice(BYTE_DAMAGES)(content, chance) if chance.random() < 0.3 else content


def pdf(chance: Random) -> bytes:
    """A document with a recipe, of hostile objects."""
    text = chance.choice([_json(chance.choice(RECIPES)), recipe(chance)])
    writer = PdfWriter()
    writer.add_blank_page(72, 72)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        writer.add_metadata({"/Keywords": text.encode("latin-1", "replace").decode("latin-1"), "/Title": "x"})
        if chance.random() < 0.2:
            # One that has the recipe in a place of its own, which may be packed, or point at itself.
            stream = StreamObject()
            stream._data = bomb(256 << 20)
            stream[NameObject("/Filter")] = NameObject("/FlateDecode")
            writer._info[NameObject("/Keywords")] = writer._add_object(  # type: ignore[index]
                chance.choice([stream, DictionaryObject(), TextStringObject(text)])
            )
        file = io.BytesIO()
        writer.write(file)
    whole = file.getvalue()
    for _ in range(chance.choice([0, 1, 1, 2, 4])):
        old = chance.choice([b"/Info", b"/Keywords", b"/Size", b"/Root", b"0 R", b"xref", b"startxref", b"trailer",
                             b"endobj", b"obj", b"stream", b"<<", b">>", b"/Pages", b"(", b")", b"/Kids"])  # fmt: skip
        new = chance.choice([b"/Info", b"/Prev 0", b"1 0 R", b"9 0 R", b"4294967296 0 R", b"-1 0 R", b"<<" * 3000,
                             b"[" * 3000, b"(" * 3000, b"9" * 5000, b"/Encrypt 1 0 R", b"/XRefStm 10", b"null", b"",
                             b"/Prev 15", b"/Filter /FlateDecode", b"/Length 99999999999", b"<", b"%"])  # fmt: skip
        at = [n for n in range(len(whole)) if whole.startswith(old, n)]
        if at:
            here = chance.choice(at)
            whole = whole[:here] + new + whole[here + len(old) * chance.choice([0, 1]) :]
    return chance.choice(BYTE_DAMAGES)(whole, chance) if chance.random() < 0.5 else whole


_NAMES: Final = (
    "../outside.txt", "/etc/outside", "..\\outside", "C:\\outside", "a/../../outside", "\\\\host\\x", "a" * 60_000,
    "x/" * 40 + "y", "a\0b", "", ".", "xl/workbook.xml", "xl/worksheets/sheet1.xml", "content.xml", "mimetype",
    "[Content_Types].xml", "xl/sharedStrings.xml", "xl/styles.xml", "\u202etxt.xml", "con", "a:b", "/", "..", "😀",
)  # fmt: skip


def archive(chance: Random) -> tuple[str, bytes]:
    """A workbook with hostile members, and the ending of its name."""
    kind = chance.choice(["xlsx", "ods"])
    members = dict(_members(whole_file(kind)))
    content = io.BytesIO()
    with warnings.catch_warnings(), zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as whole:
        warnings.simplefilter("ignore")
        for name, part in members.items():
            whole.writestr(name, part)
        for _ in range(chance.choice([1, 1, 2, 5])):
            about = zipfile.ZipInfo(chance.choice([*_NAMES, *members]))
            about.compress_type = chance.choice([zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2])
            about.external_attr = chance.choice([0, (stat.S_IFLNK | 0o777) << 16, 0x10, 0xFFFFFFFF])
            part = chance.choice(
                [b"/etc/passwd", b"", b"A" * (90 << 20) if chance.random() < 0.05 else b"A", *members.values()]
            )
            whole.writestr(about, chance.choice([part, xml_part(part, chance)]))
        if chance.random() < 0.03:
            for n in range(21_000):
                whole.writestr(f"m{n}", b"")
    done = content.getvalue()
    if chance.random() < 0.4:
        # The list of members says other sizes, places and flags than those of the members.
        at = done.find(b"PK\x01\x02")
        changed = bytearray(done)
        for _ in range(chance.choice([1, 2, 4])):
            changed[min(at + chance.randrange(4, 46), len(changed) - 1)] = chance.randrange(256)
        done = bytes(changed)
    return KINDS[kind].ending, done


def _members(content: bytes) -> list[tuple[str, bytes]]:
    with zipfile.ZipFile(io.BytesIO(content)) as whole:
        return [(name, whole.read(name)) for name in whole.namelist()]


def xml_part(part: bytes, chance: Random) -> bytes:
    """A part of a workbook with other numbers, attributes and depths than it had."""
    deep = chance.choice([100, 5000, 60_000])
    old = chance.choice([b"<row", b"<c ", b"r='", b"<sheet ", b"Target='", b"<table:table-row>", b"<table:table-cell ",
                         b"<text:p>", b"t='", b"</row>", b"Id='"])  # fmt: skip
    new = chance.choice([b"<row r='99999999999999'><c r='ZZZZZZ1'/></row><row", b"<x>" * deep, b"r='-1' s='1e9' ",
                         b"Target='../../../etc/passwd", b"Target='file:///etc/passwd",
                         b"t='s' ", b"<!-- " + b"x" * deep,
                         b"<table:table-row table:number-rows-repeated='2000000000'>", b"<?php " + b"x" * deep + b"?>",
                         b"<table:table-cell table:number-columns-repeated='2000000000' ",
                         b"<text:s text:c='999999999'/>",
                         b"<!DOCTYPE x [<!ENTITY a 'b'>]>", b"t='d' ", b"t='b' ", b"t='e' ", b"\xff\xfe"])  # fmt: skip
    return part.replace(old, new, chance.choice([1, 1, 3]))


def records(kind: str, chance: Random) -> bytes:
    """A file of records of a kind, with hostile cells and headers, or other values where it is JSON."""
    if KINDS[kind].ending == ".json" or (KINDS[kind].ending == ".geojson" and chance.random() < 0.5):
        document: Any = json.loads(whole_file(kind))
        for _ in range(chance.choice([1, 2, 6])):
            document = one_value_odd(document, chance, _JSON_WORDS)
        return _json(document).encode()
    table: Table = [list(row) for row in KINDS[kind].table]
    words = [cell for row in table for cell in row if cell and SECRET not in cell]
    for _ in range(chance.choice([1, 2, 4, 12])):
        row = chance.randrange(len(table))
        if table[row]:
            table[row][chance.randrange(len(table[row]))] = odd_text(chance, words)
    if chance.random() < 0.2:
        table += [[odd_text(chance, words) for _ in range(chance.choice([0, 1, 9]))] for _ in range(5)]
    clean = [[cell.encode("utf-8", "replace").decode() for cell in row] for row in table]
    written = KINDS[kind].written
    try:
        return written(table)
    except (UnicodeError, ValueError):
        return written(clean)


_JSON_WORDS: Final = ("Point", "Polygon", "Feature", "lat", "lon", "value", "label", "2023-08-27", "1693094400", "ko")


@cache
def _places() -> Table:
    with data_path("places.csv").open(encoding="utf-8-sig", newline="") as file:
        return list(csv.reader(file))[:25]


def gazetteer(chance: Random) -> bytes:
    """A file of places, damaged."""
    table = [list(row) for row in _places()]
    words = [cell for row in table for cell in row if cell]
    for _ in range(chance.choice([1, 1, 3, 9])):
        row = chance.choice([0, *range(len(table))])
        table[row][chance.randrange(len(table[row]))] = odd_text(chance, words)
    text = io.StringIO(newline="")
    csv.writer(text, delimiter=chance.choice([",", ",", ",", ";", "\t"])).writerows(table)
    content = text.getvalue().encode(chance.choice(["utf-8", "utf-8", "utf-8-sig", "utf-16", "cp949"]), "replace")
    return chance.choice(BYTE_DAMAGES)(content, chance) if chance.random() < 0.4 else content


def whole_workspace(folder: Path) -> Path:
    """A workspace of two snapshots of made-up records."""
    place, file = folder / "whole", folder / "events.csv"
    at = datetime.datetime(2024, 1, 1, 12, tzinfo=datetime.UTC)
    for day, table in enumerate((OURS, OURS[:-2])):
        file.write_bytes(KINDS["csv"].written(table))
        open_workspace(place).add(to_import(read_events(file)), at + datetime.timedelta(days=day))
    return place


def workspace(whole: Path, folder: Path, chance: Random) -> None:
    """A copy of a workspace in a new folder, damaged; where it can be, so that its hashes are right again."""
    shutil.copytree(whole, folder)
    for one in folder.rglob("*"):
        one.chmod(0o700 if one.is_dir() else 0o600)
    homes = sorted((folder / "snapshots").iterdir())
    home = chance.choice(homes)
    damage = chance.choice([_description, _description, _description, _log, _part, _part, _names, _mark])
    damage(folder, home, chance)


def _description(_: Path, home: Path, chance: Random) -> None:
    path = home / "datapackage.json"
    document = json.loads(path.read_bytes())
    for _ in range(chance.choice([1, 1, 2])):
        document = one_value_odd(document, chance, ("events.parquet", "profile.toml", "sha256:" + "a" * 64, "path"))
    path.write_bytes(chance.choice([_json(document), shaken(_json(document), chance)]).encode("utf-8", "replace"))


def _log(folder: Path, home: Path, chance: Random) -> None:
    lines = (folder / "log.jsonl").read_bytes().splitlines()
    document = one_value_odd(json.loads(lines[0]), chance, ("import", "forget", "export", home.name))
    odd = chance.choice([_json(document), "[" * 100_000, odd_text(chance), '{"at": ' + "9" * 5000 + "}"])
    (folder / "log.jsonl").write_bytes(b"\n".join([odd.encode("utf-8", "replace"), *lines, lines[0]]) + b"\n")


def _part(_: Path, home: Path, chance: Random) -> None:
    """Another content of a file whose hash is right: whoever sends a workspace can count it too."""
    name = chance.choice(["events.parquet", "profile.toml"])
    content = (home / name).read_bytes()
    other = [
        KINDS["parquet"].written([["case_id", "x"], [SECRET, odd_text(chance).encode("utf-8", "replace").decode()]]),
        chance.choice(BYTE_DAMAGES)(content, chance),
        whole_file("parquet"),
        odd_text(chance).encode("utf-8", "replace"),
        profile(chance),
        whole_file("csv"),
    ]
    put = chance.choice(other)
    (home / name).write_bytes(put)
    document = json.loads((home / "datapackage.json").read_bytes())
    for part in document["resources"]:
        if part["path"] == name:
            part["hash"] = f"sha256:{hashlib.sha256(put).hexdigest()}"
            if "schema" in part and chance.random() < 0.6:
                part["schema"]["fields"] = [
                    {"name": n} for n in chance.choice([["case_id"], ["case_id"] * 2, [], ["x"]])
                ]
    (home / "datapackage.json").write_text(json.dumps(document))


def _names(folder: Path, home: Path, chance: Random) -> None:
    """Links, pipes and strange names where files and snapshots were."""
    what = chance.choice(
        ["linked file", "linked snapshot", "linked shelf", "pipe", "name", "time", "linked log", "log"]
    )
    part = chance.choice(["events.parquet", "datapackage.json", "profile.toml"])
    if what == "linked file":
        (home / part).unlink()
        (home / part).symlink_to(chance.choice(["/etc/passwd", "../../../../outside", str(home), part]))
    elif what in ("linked snapshot", "linked shelf"):
        gone = home if what == "linked snapshot" else home.parent
        shutil.rmtree(gone)
        gone.symlink_to(chance.choice(["/etc", "..", gone.name]))
    elif what == "pipe":
        target = chance.choice([home / part, folder / "log.jsonl", folder / "workspace.json"])
        target.unlink()
        os.mkfifo(target)
    elif what in ("linked log", "log"):
        (folder / "log.jsonl").unlink()
        if what == "log":
            (folder / "log.jsonl").mkdir()
        else:
            (folder / "log.jsonl").symlink_to(chance.choice(["/etc/passwd", "../outside", "log.jsonl"]))
    else:
        new = "99999999T999999999999Z-0123456789ab" if what == "time" else chance.choice(
            [".incoming-x", f".forgotten-{home.name}", ".forgotten-99999999T999999999999Z-0123456789ab", "\u202ex",
             "x" * 200,
             home.name[:-1] + ("0" if home.name[-1] != "0" else "1")]
        )  # fmt: skip
        home.rename(home.with_name(new))


def _mark(folder: Path, _: Path, chance: Random) -> None:
    content = chance.choice(
        ["[" * 100_000, _json({"layout": odd_value(chance)}), odd_text(chance), "{}", '{"layout": 1e999}', "", "null"]
    )
    (folder / "workspace.json").write_bytes(content.encode("utf-8", "replace"))


LINK_WORDS: Final = (
    "2023", "2019-2023", "all", "arrest", "arrest,detention", "CN", "CN,LA", "escape", "escape,custody", "5",
    "include", "exclude", "place", "country", "en", "ko", "both", "corridor", "tumen", "route:escape:KP>CN",
    "leg:1", "cell:8428309", "routes", "compare", "a4", "210", "297.5", "300", "auto", "4", "holder", "public",
    "internal", "published", "fit", "",
)  # fmt: skip
