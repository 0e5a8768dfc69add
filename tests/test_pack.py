"""The report pack: all of it says the same, with the same bytes every time, nothing private, and nothing that runs."""

from __future__ import annotations

import csv
import hashlib
import io
import json
import re
import warnings
import zipfile
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from xml.etree import ElementTree

import docx
import openpyxl
import pytest
from docx.document import Document
from docx.oxml.ns import qn
from PIL import Image
from pypdf import PdfReader

from footprints_geo.archives import archive, settled
from footprints_geo.disclosure.words import INTERNAL
from footprints_geo.figure.drawing import draw
from footprints_geo.figure.files import read_recipe, to_bytes
from footprints_geo.figure.pack import READ_ME, pack
from footprints_geo.hotspots import find_hotspots
from footprints_geo.language import Language
from footprints_geo.method_note import method_note
from footprints_geo.paper import SHEETS, FigureKind, FigureOptions, sheet_of
from footprints_geo.periods import Period
from footprints_geo.pipeline import View, prepare, view
from footprints_geo.plain_text import plain_line
from footprints_geo.prepared import Prepared
from footprints_geo.recipe import Recipe
from footprints_geo.report_tables import COUNTS, sources_of
from footprints_geo.report_words import CONTENTS, MOST_SOURCES
from footprints_geo.selection import Selection
from footprints_geo.sources.cells import FORMULA_STARTS
from footprints_geo.vocabulary import EVENT_TYPES, read_countries
from footprints_geo.word_document import HANGUL, LATIN, TEXT_WIDTH_MM
from footprints_geo.wording import sources_words
from tests.builders import at, events_of, released, write_rows
from tests.commands import run

pytestmark = pytest.mark.slow
RETURNS = Selection(years=Period.of(2023), kind=("repatriation",))
QUICK = FigureOptions(sheet=sheet_of("", 120, 120), dpi=72)
NOTHING = Selection(years=Period.of(1900))
HOSTILE = [
    "<script>alert(1)</script>",
    "=1+1",
    "＝HYPERLINK(1)",
    "@SUM(A1)\n=2",
    r"$\frac{1}{0}$",
    "a\x0bb\x01c\u202ed\ufffe",
    "#REF!",
    "&amp; ]]> \" '",
    "مكان مجهول",
    "온성 图们",
    "x" * 300,
]


@cache
def bundled() -> Prepared:
    return prepare()


@cache
def contents(selection: Selection) -> dict[str, bytes]:
    return unpacked(pack(view(bundled(), selection, "place"), QUICK))


def returns() -> View:
    return view(bundled(), RETURNS, "place")


def unpacked(content: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(content)) as whole:
        assert whole.testzip() is None
        return {name: whole.read(name) for name in whole.namelist()}


def page(files: dict[str, bytes]) -> Document:
    return docx.Document(io.BytesIO(files["page.docx"]))


def sheet_rows(files: dict[str, bytes], name: str) -> list[tuple[Any, ...]]:
    book = openpyxl.load_workbook(io.BytesIO(files["table.xlsx"]))
    return list(book[name].iter_rows(values_only=True))


def everything_in(content: bytes) -> list[bytes]:
    """All files of an archive and of the archives in it, and what the packed parts of pictures say."""
    found = []
    for part in unpacked(content).values():
        found.append(part)
        if part.startswith(b"PK"):
            found += everything_in(part)
        elif part.startswith(b"%PDF"):
            reader = PdfReader(io.BytesIO(part))
            found.append(f"{reader.metadata} {reader.pages[0].extract_text()}".encode())
        elif part.startswith(b"\x89PNG"):
            with Image.open(io.BytesIO(part)) as picture:
                found.append(str(picture.info).encode())
    return found


@pytest.mark.parametrize("selection", [RETURNS, Selection(), NOTHING], ids=["returns", "everything", "nothing"])
def test_a_pack_holds_what_its_list_says_and_every_file_opens(selection: Selection) -> None:
    files = contents(selection)
    assert list(files) == [READ_ME, *CONTENTS]
    assert all(name in files[READ_ME].decode() for name in CONTENTS)
    assert page(files).paragraphs[0].text == draw(view(bundled(), selection, "place"), QUICK).words.title
    assert openpyxl.load_workbook(io.BytesIO(files["table.xlsx"])).sheetnames == [
        "routes", "legs", "sources", "account",
    ]  # fmt: skip
    with Image.open(io.BytesIO(files["figure.png"])) as picture:
        picture.verify()
    ElementTree.fromstring(files["figure.svg"])


def test_the_pictures_are_those_that_the_command_for_figures_draws(tmp_path: Path) -> None:
    drawing, files = draw(returns(), QUICK), contents(RETURNS)
    for ending in (".png", ".svg", ".pdf"):
        assert files[f"figure{ending}"] == to_bytes(drawing, ending)
    assert Recipe.from_json(files["recipe.json"].decode()) == Recipe.of(returns(), QUICK)
    in_page = next(part for name, part in unpacked(files["page.docx"]).items() if name.endswith(".png"))
    (tmp_path / "image.png").write_bytes(in_page)
    assert read_recipe(tmp_path / "image.png") == drawing.recipe


def test_the_same_view_gives_the_same_bytes() -> None:
    assert pack(returns(), QUICK) == archive(contents(RETURNS))


def test_nothing_private_is_anywhere_inside(tmp_path: Path) -> None:
    folder = tmp_path / "of-somebody"
    folder.mkdir()
    own = {"source": "An organisation", "note": "SECRET-NOTE", "custodian": "SECRET-AGENCY"}
    rows = [
        at("CASE-77", "arrest", "Yanji", "CN", date="2023-01", **own),
        at("CASE-77", "repatriation", "Onsong", "KP", date="2023-02", part_of="CASE-78"),
        at("CASE-78", "arrest", "Yanji", "CN", date="2023-01", **own),
        at("CASE-78", "repatriation", "Onsong", "KP", date="2023-02"),
    ]
    content = pack(view(released(events_of(folder, *rows)), level="place"), QUICK)
    parts = [content, *everything_in(content)]
    private = ["of-somebody", "CASE-7", "events.csv", "SECRET", "generated by", str(Path.home()), str(Path.cwd())]
    assert [secret for secret in private if any(secret.encode() in part for part in parts)] == []
    for part in parts:
        assert not re.search(rb"<(dcterms:|cp:)?(created|modified|lastModifiedBy|keywords|description)\b", part)
        assert re.findall(rb"<dc:creator>([^<\s][^<]*)<", part) in ([], [b"footprints-geo"])
        if part.startswith(b"PK"):
            with zipfile.ZipFile(io.BytesIO(part)) as whole:
                assert {about.date_time for about in whole.infolist()} == {(1980, 1, 1, 0, 0, 0)}


def test_the_page_says_what_the_picture_says() -> None:
    words, document = draw(returns(), QUICK).words, page(contents(RETURNS))
    texts = [paragraph.text for paragraph in document.paragraphs]
    assert all(note in texts for note in words.notes if note != sources_words(returns()))
    assert {words.title, words.subtitle, words.numbers} <= set(texts)
    assert all(text for text in texts if text != texts[1]), "no empty paragraph but the picture's"
    assert document.sections[0].footer.paragraphs[0].text.startswith(INTERNAL)
    recipe = contents(RETURNS)["recipe.json"]
    assert any(hashlib.sha256(recipe).hexdigest()[:16] in text for text in texts)
    listed = " ".join(texts)
    for source in sources_of(returns().records(returns().segments)).to_dict("records"):
        assert source["source"] in listed
        assert source["source_url"] in listed


def test_the_page_is_a_document_that_can_be_edited_and_read_aloud() -> None:
    document = page(contents(RETURNS))
    styles = [paragraph.style.name for paragraph in document.paragraphs]
    assert styles[:4] == ["Heading 1", "Picture", "Caption", "Caption"]
    assert set(styles) == {"Heading 1", "Picture", "Caption", "Heading 2", "Normal", "List Number", "Small Print"}
    shape = document.inline_shapes[0]
    about = shape._inline.docPr
    assert about.get("descr") == draw(returns(), QUICK).words.alt
    assert shape.width.mm == pytest.approx(TEXT_WIDTH_MM, abs=0.01)
    section = document.sections[0]
    assert (section.page_width.mm, section.page_height.mm) == pytest.approx((210, 297), abs=0.1)
    assert section.page_width - section.left_margin - section.right_margin == pytest.approx(shape.width, abs=1000)
    for style in (document.styles[name] for name in set(styles)):
        fonts = style.element.rPr.find(qn("w:rFonts"))
        assert (fonts.get(qn("w:ascii")), fonts.get(qn("w:eastAsia"))) == (LATIN, HANGUL)
        assert not [name for name in fonts.attrib if "heme" in name]
    assert {lang.get(qn("w:val")) for lang in document.styles.element.iter(qn("w:lang"))} == {"en-GB"}
    parts = unpacked(contents(RETURNS)["page.docx"])
    assert not [name for name in parts if re.search("vba|custom|thumbnail|embeddings|hyperlink", name, re.IGNORECASE)]
    assert not any(b"TargetMode" in part for part in parts.values())


@pytest.mark.parametrize("sheet", ["half-page", "poster-a2"])
def test_the_picture_in_the_page_has_its_size_whatever_the_sheet_is(sheet: str) -> None:
    files = unpacked(pack(returns(), FigureOptions(sheet=SHEETS[sheet], dpi=72), sheet))
    shape = page(files).inline_shapes[0]
    assert shape.width.mm == pytest.approx(TEXT_WIDTH_MM, abs=0.01)
    assert 80 < shape.height.mm < 110
    with Image.open(io.BytesIO(next(p for n, p in unpacked(files["page.docx"]).items() if n.endswith("png")))) as image:
        assert image.width == pytest.approx(TEXT_WIDTH_MM / 25.4 * 72, abs=3)
        # The words of the sheet are off: of its heading and its small print nothing is left at the edges.
        edges = [image.convert("L").crop((0, y, image.width, y + 1)).getextrema()[0] for y in (0, image.height - 1)]
        assert min(edges) > 200


def test_long_words_leave_the_picture_in_the_page_its_room() -> None:
    wordy = Selection(events=EVENT_TYPES[:-1], countries=(*read_countries().index[:200], "CN", "KP"))
    options = FigureOptions(sheet=SHEETS["a4"], dpi=72)
    shape = page(unpacked(pack(view(bundled(), wordy, "place"), options))).inline_shapes[0]
    assert 80 < shape.height.mm < 130


@pytest.mark.parametrize("selection", [RETURNS, Selection()], ids=["returns", "everything"])
def test_the_tables_have_the_numbers_of_the_view(selection: Selection) -> None:
    files, seen = contents(selection), view(bundled(), selection, "place")
    assert files["table.csv"].startswith(b"\xef\xbb\xbf")
    in_csv = list(csv.DictReader(io.StringIO(files["table.csv"].decode("utf-8-sig"), newline="")))
    header, *routes = sheet_rows(files, "routes")
    for row, cells, text in zip(seen.routes.to_dict("records"), routes, in_csv, strict=True):
        found = dict(zip(header, cells, strict=True))
        assert (found["rank"], found["cases"], found["persons_low"]) == (row["rank"], row["cases"], row["persons_low"])
        assert (found["persons_high"] is None) == (row["persons_high"] != row["persons_high"])
        assert found["label"] == row["label"] == text["label"]
        assert text["persons_low"] == str(row["persons_low"])
    header, *legs = sheet_rows(files, "legs")
    assert [leg[header.index("leg")] for leg in legs] == seen.legs["leg"].tolist()
    assert [leg[header.index("persons_low")] for leg in legs] == seen.legs["persons_low"].tolist()
    assert {name: number for name, number, _ in sheet_rows(files, "account")[1:]} == seen.tally.to_json()
    assert sum(row[4] for row in sheet_rows(files, "sources")[1:]) == len(seen.records(seen.segments))


def test_every_count_of_the_account_is_explained() -> None:
    cells = find_hotspots(bundled()).tally.to_json()
    assert set(COUNTS) == {*returns().tally.to_json(), *cells}


def test_a_long_list_of_sources_ends_with_how_many_more_there_are() -> None:
    everything = view(bundled(), level="place")
    more = len(sources_of(everything.records(everything.segments))) - MOST_SOURCES
    assert more > 0
    texts = [(paragraph.style.name, paragraph.text) for paragraph in page(contents(Selection())).paragraphs]
    assert sum(style == "List Number" for style, _ in texts) == MOST_SOURCES
    assert ("Normal", f"And {more} more sources, in the sheet “sources” of table.xlsx.") in texts


def test_the_note_on_method_tells_how_to_make_it_again(tmp_path: Path) -> None:
    run("pack", "--years", 2023, "--kind", "repatriation", "--size", "square", "--dpi", 72, "-o", tmp_path / "a.zip")
    note = unpacked((tmp_path / "a.zip").read_bytes())["method.txt"].decode()
    command = next(line for line in note.splitlines() if line.startswith("    footprints-geo pack")).split()
    assert run(*command[1:-1], tmp_path / "b.zip").code == 0
    assert (tmp_path / "a.zip").read_bytes() == (tmp_path / "b.zip").read_bytes()
    assert bundled().events.fingerprint in note
    assert "At least 483 people in 7 documented cases" in note
    assert "python-docx" in note
    assert max(map(len, note.splitlines())) < 130


def test_the_note_on_method_of_own_records_does_not_say_that_they_came_along(tmp_path: Path) -> None:
    rows = [at("A", "arrest", "Yanji", "CN", date="2023"), at("A", "repatriation", "Onsong", "KP", date="2023")]
    options = FigureOptions(sheet=sheet_of("", 150, 110), dpi=72)
    note = unpacked(pack(view(released(events_of(tmp_path, *rows)), level="place"), options))["method.txt"].decode()
    assert "come with the program" not in note
    assert "pack EVENTS --width-mm 150 --height-mm 110" in note
    assert "redraw figure.png --data EVENTS" in note


def test_the_years_are_explained_as_they_were_matched() -> None:
    drawing = draw(returns(), QUICK)
    notes = [
        " ".join(method_note(view(bundled(), selection, "place"), drawing.words, drawing.recipe, "").split())
        for selection in (
            Selection(years=Period.of(2023), uncertain="exclude"),
            Selection(years=Period.of(2023)),
        )
    ]
    assert ["wholly inside" in note for note in notes] == [True, False]
    assert ["only may fall in them is included" in note for note in notes] == [False, True]


def test_an_alternative_text_is_short_and_another_one_long_in_every_language() -> None:
    lines = contents(RETURNS)["alt-text.txt"].decode().splitlines()
    short = next(line for line in lines if line.startswith("Short alt text: "))
    long = next(line for line in lines if line.startswith("Long alt text: "))
    assert "At least 483 people" in short
    assert len(short) < 200
    assert "Tumen-Namyang bridge to Onsong County MSS detention centre" in long
    assert any(line.startswith("긴 대체 텍스트: ") and "최소 483명" in line for line in lines)


@pytest.mark.parametrize("kind", ["routes", "compare", "timeline"])
def test_other_kinds_are_packed_and_in_another_language_too(kind: FigureKind) -> None:
    against = Period.of(2012, 2018) if kind == "compare" else None
    options = FigureOptions(kind, "ko", SHEETS["half-page"], dpi=72, language=Language("ko"), against=against)
    with zipfile.ZipFile(io.BytesIO(pack(view(bundled(), RETURNS, "place"), options, "half-page"))) as archive:
        files = {name: archive.read(name) for name in archive.namelist()}
    note = files["method.txt"].decode()
    assert "최소 483" in note
    assert "인원을 세는 방법" in note
    said = [] if kind == "routes" else ["--figure", kind]
    assert " ".join([*said, "--years", "2023"]) in note
    tables = {"table-against.csv", "table-against.xlsx"} & set(files)
    assert len(tables) == (2 if kind == "compare" else 0)
    if kind == "compare":
        assert "최소 483" not in files["table-against.csv"].decode("utf-8-sig")
        assert "2012" in "".join(paragraph.text for paragraph in page(files).paragraphs if "출처" in paragraph.text)
    assert "표시되지 않은 것과 그 이유" in [paragraph.text for paragraph in page(files).paragraphs]


def test_a_pack_of_hotspots_has_their_cells_and_their_account() -> None:
    seen = view(bundled(), Selection(events=("arrest", "repatriation")), "place")
    options = FigureOptions("hotspots", sheet=SHEETS["half-page"], dpi=72, resolution=4)
    with zipfile.ZipFile(io.BytesIO(pack(seen, options, "half-page"))) as archive:
        files = {name: archive.read(name) for name in archive.namelist()}
    book = openpyxl.load_workbook(io.BytesIO(files["table.xlsx"]))
    assert book.sheetnames == ["cells", "sources", "account"]
    account = {row[0]: row[1] for row in book["account"].iter_rows(min_row=2, values_only=True)}
    parts = ("placed", "not_selected", "unplaced", "too_coarse", "without_position")
    assert account["events"] == sum(account[f"events_{part}"] for part in parts)
    cells = list(csv.DictReader(io.StringIO(files["table.csv"].decode("utf-8-sig"))))
    assert max(int(row["persons_low"]) for row in cells) == 333
    assert len(cells) == book["cells"].max_row - 1
    note = files["method.txt"].decode()
    assert "never a measure of danger" in note
    assert "--figure hotspots --events arrest,repatriation --size half-page --resolution 4" in note
    assert "The cells behind the picture" in files["README.txt"].decode()


def test_a_view_without_legs_is_packed_too() -> None:
    files = contents(NOTHING)
    assert len(sheet_rows(files, "routes")) == 1
    texts = [paragraph.text for paragraph in page(files).paragraphs]
    assert any(text.startswith("No documented journey matches") for text in texts)
    assert "No record is shown, so there is no source to name." in texts
    assert "Largest moves" not in files["alt-text.txt"].decode()


@cache
def hostile() -> dict[str, bytes]:
    """A pack of records in which every hostile text is the name of a place and all there is of a source."""
    with TemporaryDirectory() as folder, warnings.catch_warnings():
        # Some of the letters are in no font of the picture: boxes, but no harm.
        warnings.filterwarnings("ignore", "Glyph")
        rows = [
            row
            for number, text in enumerate(HOSTILE)
            for row in (
                at(
                    f"{number}", "arrest", text, "CN", date="2023-01", lat=str(41 + number / 3), lon="128.6",
                    source=text, source_title=text, source_url=text,
                ),
                at(f"{number}", "repatriation", "Onsong", "KP", date="2023-02"),
            )
        ]  # fmt: skip
        return unpacked(pack(view(released(events_of(Path(folder), *rows)), level="place"), QUICK))


def test_no_cell_runs_as_a_formula() -> None:
    book = openpyxl.load_workbook(io.BytesIO(hostile()["table.xlsx"]))
    texts = [cell for sheet in book for row in sheet.iter_rows() for cell in row if isinstance(cell.value, str)]
    assert {cell.data_type for cell in texts} == {"s"}
    in_csv = csv.reader(io.StringIO(hostile()["table.csv"].decode("utf-8-sig"), newline=""))
    cells = [cell.value for cell in texts] + [cell for row in in_csv for cell in row]
    assert [cell for cell in cells if re.match(f"[{FORMULA_STARTS}]", cell)] == []


@pytest.mark.parametrize("text", HOSTILE)
def test_a_hostile_text_stands_in_table_and_page_as_text(text: str) -> None:
    line = plain_line(text)
    assert line.isprintable()
    assert any(row[0] in (line, f"'{line}") for row in sheet_rows(hostile(), "sources")[1:])
    assert any(line in row[5] for row in sheet_rows(hostile(), "legs")[1:])
    assert any(f"{line}, “{line}”" in paragraph.text for paragraph in page(hostile()).paragraphs)
    assert not any(b"<script" in part for part in unpacked(hostile()["page.docx"]).values())
    assert "\u202e" not in hostile()["figure.svg"].decode()
    ElementTree.fromstring(hostile()["figure.svg"])


def test_a_title_that_xml_cannot_hold_settles_all_the_same() -> None:
    content = settled(archive({"docProps/core.xml": b"before", "a": b"b"}), "a\x00b <&>", "x")
    core = unpacked(content)["docProps/core.xml"]
    assert "a b <&>" in [part.text for part in ElementTree.fromstring(core)]
    assert unpacked(content)["a"] == b"b"


def test_the_command_packs_own_records_and_says_whom_it_is_for(tmp_path: Path) -> None:
    records = write_rows(
        tmp_path, [at("A", "arrest", "Yanji", "CN", date="2023"), at("A", "repatriation", "Onsong", "KP", date="2023")]
    )
    flags = ("--size", "square", "--dpi", 72, "--script", "ko", "-o", tmp_path / "pack.zip")
    # Nobody else may be told of a single person.
    refused = run("pack", records, *flags)
    assert (refused.code, (tmp_path / "pack.zip").exists()) == (2, False)
    assert "no group of cases that are alike" in refused.err
    answer = run("pack", records, "--audience", "internal", *flags)
    assert (answer.code, answer.out) == (0, "")
    assert "For internal use" in answer.err
    files = unpacked((tmp_path / "pack.zip").read_bytes())
    assert json.loads(files["recipe.json"])["script"] == "ko"


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["-o", "pack.docx"], "expected .zip"),
        (["-o", "pack.zip", "--extent", "moon"], "one of fit"),
        (["-o", "pack.zip", "--size", "a3"], "one of a4"),
        (["-o", "pack.zip", "--years", "soon"], "years"),
        (["-o", "missing/pack.zip", "--size", "square", "--dpi", "72"], "cannot be written"),
    ],
)
def test_what_cannot_be_packed_is_said(
    arguments: list[str], said: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    answer = run("pack", *arguments)
    assert answer.code == 2
    assert said in answer.err
    assert list(tmp_path.iterdir()) == []


def test_a_pack_is_never_written_over_what_it_is_made_from(tmp_path: Path) -> None:
    records = write_rows(tmp_path, [at("A", "arrest", "Yanji", "CN", date="2023")], "records.zip")
    before = records.read_bytes()
    answer = run("pack", records, "-o", records)
    assert answer.code == 2
    assert "holds the records themselves" in answer.err
    assert records.read_bytes() == before
