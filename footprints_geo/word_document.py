"""A page for Word: A4, plain styles that can be edited, a described picture, and nothing that runs."""

from __future__ import annotations

import io
from dataclasses import dataclass
from typing import Any, Final

from docx import Document
from docx.document import Document as WordDocument
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.text import WD_TAB_ALIGNMENT
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, RGBColor
from docx.styles.style import ParagraphStyle

from footprints_geo.archives import settled
from footprints_geo.language import ENGLISH, Language
from footprints_geo.plain_text import plain_line
from footprints_geo.recipe import PROGRAM

SHEET_MM: Final = (210, 297)
SIDE_MM: Final = 20
TOP_MM: Final = 18
TEXT_WIDTH_MM: Final = SHEET_MM[0] - 2 * SIDE_MM
"""How wide a line of text, and so the picture, is."""

LATIN: Final = "Arial"
HANGUL: Final = "Malgun Gothic"
"""Fonts that word processors have, or have another of the same widths for."""

SMALL_PRINT: Final = "Small Print"
PICTURE: Final = "Picture"
REFERENCE: Final = "List Number"

INK: Final = RGBColor(0x26, 0x2B, 0x33)
GREY: Final = RGBColor(0x5A, 0x5F, 0x66)
LOCALES: Final = {"en": "en-GB", "ko": "ko-KR"}
MODERN: Final = "15"
"""The compatibility mode of today's Word: with an older one it opens the page as an old file."""

_LOOKS: Final[dict[str, tuple[float, bool, RGBColor, float, float, float]]] = {
    # points, bold, colour, points of room before and after, line spacing
    "Normal": (9.5, False, INK, 0, 4, 1.12),
    "Heading 1": (17, True, INK, 0, 8, 1.0),
    "Heading 2": (10.5, True, INK, 10, 3, 1.0),
    PICTURE: (9.5, False, INK, 0, 5, 1.0),
    "Caption": (9, False, INK, 0, 4, 1.12),
    REFERENCE: (8.5, False, INK, 0, 2, 1.08),
    SMALL_PRINT: (7.5, False, GREY, 0, 2, 1.08),
    "Footer": (7.5, False, GREY, 0, 0, 1.0),
}
_NOT_NEEDED: Final = ("/thumbnail", "/customXml", "/stylesWithEffects", "/extended-properties", "/webSettings")


@dataclass(frozen=True)
class Section:
    """A heading and what stands under it.

    Attributes
    ----------
    heading : str
        May be empty: then the paragraphs follow without one.
    paragraphs : tuple of str
        Each a paragraph.
    style : str
        The style of the paragraphs.
    """

    heading: str
    paragraphs: tuple[str, ...]
    style: str = "Normal"


@dataclass(frozen=True)
class WordPage:
    """What stands on a page.

    Attributes
    ----------
    title : str
        The heading, and the title of the document.
    picture : bytes
        A PNG, shown as wide as the text.
    alt : str
        What the picture shows, for those who do not see it.
    caption : tuple of str
        Under the picture; the first paragraph is bold.
    sections : tuple of Section
        Below.
    footer : str
        At the foot of every sheet, beside its number.
    """

    title: str
    picture: bytes
    alt: str
    caption: tuple[str, ...]
    sections: tuple[Section, ...]
    footer: str


def word_document(page: WordPage, language: Language = ENGLISH) -> bytes:
    """A page as a DOCX file.

    Parameters
    ----------
    page : WordPage
        Its contents. Texts may hold anything: what is no printable letter becomes a blank.
    language : Language
        The language of its texts.

    Returns
    -------
    bytes
        The same for the same page; without macros, links, times and names.
    """
    document = Document()
    _clear(document, language)
    _set_styles(document, language)
    document.add_paragraph(plain_line(page.title), "Heading 1")
    _add_picture(document, page)
    for number, text in enumerate(page.caption):
        paragraph = document.add_paragraph(style="Caption")
        paragraph.add_run(plain_line(text)).bold = number == 0
        paragraph.paragraph_format.keep_with_next = number + 1 < len(page.caption)
    for section in page.sections:
        if section.heading:
            document.add_paragraph(plain_line(section.heading), "Heading 2")
        for text in section.paragraphs:
            document.add_paragraph(plain_line(text), section.style)
    _set_footer(document, page.footer)
    content = io.BytesIO()
    document.save(content)
    return settled(content.getvalue(), page.title, PROGRAM, language)


def _clear(document: WordDocument, language: Language) -> None:
    """Take out what the library's own template brings along, and set sheet and mode."""
    for relations in (document.part.package.rels, document.part.rels):
        for key in [key for key, part in relations.items() if part.reltype.endswith(_NOT_NEEDED)]:
            relations.pop(key)
    section = document.sections[0]
    section.page_width, section.page_height = (Mm(side) for side in SHEET_MM)
    section.left_margin = section.right_margin = Mm(SIDE_MM)
    section.top_margin = section.bottom_margin = Mm(TOP_MM)
    section.header_distance = section.footer_distance = Mm(9)
    settings = document.settings.element
    for name in ("w:rsids", "w:savePreviewPicture", "w:proofState"):
        for element in settings.findall(qn(name)):
            settings.remove(element)
    settings.find(qn("w:zoom")).set(qn("w:percent"), "100")
    for entry in settings.iter(qn("w:compatSetting")):
        if entry.get(qn("w:name")) == "compatibilityMode":
            entry.set(qn("w:val"), MODERN)
    _set_language(settings.find(qn("w:themeFontLang")), language)


def _set_language(element: Any, language: Language) -> None:
    element.set(qn("w:val"), LOCALES.get(language.code, language.code))
    element.set(qn("w:eastAsia"), LOCALES["ko"])


def _set_styles(document: WordDocument, language: Language) -> None:
    styles = document.styles
    for name in (PICTURE, SMALL_PRINT):
        made = styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH)
        made.base_style, made.quick_style = styles["Normal"], True
    for name, look in _LOOKS.items():
        _set_look(styles[name], *look)
    styles[PICTURE].paragraph_format.keep_with_next = True
    _set_language(styles.element.find(".//" + qn("w:lang")), language)
    _set_fonts(styles.element.find(f"{qn('w:docDefaults')}//{qn('w:rPr')}"))
    kept = {styles[name].style_id for name in _LOOKS}
    kept |= {style.get(qn("w:styleId")) for style in styles.element.iter(qn("w:style")) if _stays(style, kept)}
    for style in list(styles.element.iter(qn("w:style"))):
        if style.get(qn("w:styleId")) not in kept:
            styles.element.remove(style)


def _stays(style: Any, kept: set[str]) -> bool:
    """Whether a style is one that all documents have, or the letters of one that is kept."""
    link = style.find(qn("w:link"))
    return style.get(qn("w:default")) == "1" or (link is not None and link.get(qn("w:val")) in kept)


def _set_look(
    style: ParagraphStyle, points: float, bold: bool, colour: RGBColor, before: float, after: float, line: float
) -> None:
    style.font.size, style.font.bold, style.font.italic = Pt(points), bold, False
    style.font.color.rgb = colour
    layout = style.paragraph_format
    layout.space_before, layout.space_after, layout.line_spacing = Pt(before), Pt(after), line
    layout.widow_control = True
    _set_fonts(style.element.get_or_add_rPr())


def _set_fonts(letters: Any) -> None:
    """Name the fonts of Latin and of Hangul; a theme's font would come before them."""
    fonts = letters.get_or_add_rFonts()
    fonts.attrib.clear()
    for script, name in {"ascii": LATIN, "hAnsi": LATIN, "cs": LATIN, "eastAsia": HANGUL}.items():
        fonts.set(qn(f"w:{script}"), name)


def _add_picture(document: WordDocument, page: WordPage) -> None:
    paragraph = document.add_paragraph(style=PICTURE)
    picture = paragraph.add_run().add_picture(io.BytesIO(page.picture), width=Mm(TEXT_WIDTH_MM))
    # Without these, some programs take a room of their own choice beside it.
    for side in "LRTB":
        picture._inline.set(f"dist{side}", "0")
    about = picture._inline.docPr
    about.set("descr", plain_line(page.alt))
    about.set("title", plain_line(page.title))


def _set_footer(document: WordDocument, text: str) -> None:
    paragraph = document.sections[0].footer.paragraphs[0]
    paragraph.style = document.styles["Footer"]
    stops = paragraph.style.paragraph_format.tab_stops
    stops.clear_all()
    stops.add_tab_stop(Mm(TEXT_WIDTH_MM), WD_TAB_ALIGNMENT.RIGHT)
    paragraph.add_run(f"{plain_line(text)}\t")
    number = OxmlElement("w:fldSimple")
    number.set(qn("w:instr"), "PAGE")
    paragraph._p.append(number)
