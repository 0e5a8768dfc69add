"""Which of Uwazi's ways of writing a table a header is of, and which column has which part in it.

The words are those of the translations that come with Uwazi (`contents/ui-translations`, October 2024); labels of
properties are never translated. Greek, Polish and Ukrainian, which came later, are not in the list.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from typing import Final, Literal

from footprints_geo.sources.source_table import SourceTable

Dialect = Literal["", "export", "import", "client", "api"]
"""None of Uwazi's; the library's export; a sheet made for import; a table of HURIDOCS' Python client; our own table
of an answer of the API."""

Role = Literal[
    "title", "date added", "template", "documents", "attachments", "published",
    "shared id", "id", "language", "edit date", "unique id",
]  # fmt: skip
"""The part of a column that Uwazi itself writes."""

COMMON: Final[Mapping[Role, tuple[str, ...]]] = {
    "title": (
        "Title", "عنوان", "Título", "Titre", "제목", "ခေါင်းစဉ်", "Заголовок", "ชื่อหัวข้อ", "Başlık",
    ),
    "date added": (
        "Date added", "تم إضافة التاريخ", "Fecha de creación", "Date ajoutée", "추가한 날짜", "ဒေတာ ထည့်ပြီး",
        "Дата добавления", "เพิ่ม ณ วันที่", "Eklenme tarihi",
    ),
    "template": (
        "Template", "قالب", "Plantilla", "Modèle", "템플릿", "ပုံစံပြား", "Шаблон", "แม่แบบ", "Şablon",
    ),
    "documents": (
        "Documents", "وثائق", "Documentos", "문서", "စာရွက်စာတမ်းများ", "Документы", "เอกสาร", "Belgeler",
    ),
    "attachments": (
        "Attachments", "المرفقات", "Archivos adjuntos", "Pièces Jointes", "첨부 파일", "တွဲချိတ်မှုများ", "Вложения",
        "สิ่งที่แนบมา", "Ekler",
    ),
    "published": (
        "Published", "منشور", "Publicado", "Publié", "공개 게시물", "ထုတ်ဝေပြီး", "В открытом доступе", "ตีพิมพ์แล้ว",
        "Yayınlanan",
    ),
}  # fmt: skip
"""The headers of an export that are translated: English, Arabic, Spanish, French, Korean, Burmese, Russian, Thai and
Turkish."""

NAMES: Final[Mapping[Role, str]] = {
    "id": "_id",
    "shared id": "sharedId",
    "title": "title",
    "template": "template",
    "language": "language",
    "published": "published",
    "date added": "creationDate",
    "edit date": "editDate",
    "documents": "documents",
    "attachments": "attachments",
}
"""What the API and HURIDOCS' client call the same."""

UNIQUE_ID: Final = frozenset({
    "unique id", "unique identifier", "uniqueid", "unique_id", "auto id", "autoid", "generated id", "generatedid",
    "고유 id", "고유id", "고유 번호", "고유번호", "고유 식별자", "식별자",
})  # fmt: skip
"""What a property of generated ids is called; compared without regard to case."""

LANGUAGES: Final = frozenset(
    re.findall(
        "[a-z]+",
        "aa ab ae af ak am an ar as av ay az ba be bg bh bi bm bn bo br bs ca ce ch co cr cs cv cy da de dv dz ee "
        "el en eo es et eu fa ff fi fj fo fr fy ga gd gl gn gu gv ha he hi ho hr ht hu hy hz ia id ie ig ii ik io "
        "is it iu ja jv ka kg ki kj kk kl km kn ko kr ks ku kv kw ky la lb li ln lo lt lu lv mg mh mi mk ml mn mo "
        "mr ms mt my na nb nd ne ng nl nn no nr nv ny oc oj om or os pa pi pl ps pt qu rm rn ro ru rw sa sd se sg "
        "sh si sm sn so sq sr ss st su sv sw ta te tg th ti tk tn to tr ts tw ug uk ur uz ve vi vo wa wo xh yi yo "
        "za zh zu",
    )
)
"""ISO 639-1 codes, which Uwazi writes after two underscores in the header of a language's column."""

_LAST: Final = frozenset[Role]({"documents", "attachments", "published"})
_AGAIN: Final = re.compile(r"(.+) \([0-9]+\)")
_LANGUAGE: Final = re.compile(r"(.+?)__([a-z]{2})(?:-[A-Za-z]{2,4})?")
_RENAMED: Final = re.compile(r"(.+) \(([a-z]{2})(?:-[A-Za-z]{2,4})?\)")
POINT_ENDING: Final = "_geolocation"
"""What the names of geolocation properties end in, and so the headers of import sheets."""


def dialect(table: SourceTable) -> Dialect:
    """Which of Uwazi's tables this is, told by its headers alone."""
    if table.format == "uwazi-json":
        return "api"
    headers = [str(header) for header in table.frame.columns]
    if {NAMES["shared id"], NAMES["id"]} <= set(headers):
        return "client"
    if all(_with_role(headers, role) for role in ("date added", "template", "published")):
        return "export"
    if any(header.casefold().endswith(POINT_ENDING) for header in headers) or language_columns(headers):
        return "import"
    return ""


def roles(headers: Sequence[str], kind: Dialect) -> dict[Role, str]:
    """The header of each part that Uwazi itself writes, of those that are there.

    An export has Title, Date added and Template first, and Documents, Attachments and Published last: of two columns
    with one name, which the reader told apart by a number, the right one is found by that.
    """
    if kind in ("client", "api"):
        found = {role: name for role, name in NAMES.items() if name in headers}
    else:
        found = {
            role: matching[-1 if role in _LAST else 0] for role in COMMON if (matching := _with_role(headers, role))
        }
        if "title" not in found and (titles := titles_by_language(headers)):
            found["title"] = titles[0]
    named = next((header for header in headers if header.casefold() in UNIQUE_ID), "")
    if named:
        found["unique id"] = named
    elif kind == "import" and "id" in headers:
        found["shared id"] = "id"
    return found


def language_columns(headers: Sequence[str]) -> dict[str, dict[str, str]]:
    """Columns that hold one property in several languages, as an import sheet has them (`Title__en`, `Title__ko`).

    Returns
    -------
    dict of str to dict of str to str
        For each property, by its name in lower case, the header of each language, in the order of the sheet. Empty
        unless the title is among them or a property is there twice: `user__id` alone is no column in Indonesian.
    """
    found: dict[str, dict[str, str]] = {}
    for header in headers:
        parts = _LANGUAGE.fullmatch(header)
        if parts and parts[2] in LANGUAGES:
            found.setdefault(parts[1].casefold(), {})[header.rpartition("__")[2]] = header
    sure = {language for name, columns in found.items() if name == "title" or len(columns) > 1 for language in columns}
    kept = {
        name: {language: header for language, header in columns.items() if language in sure}
        for name, columns in found.items()
    }
    return {name: columns for name, columns in kept.items() if columns}


def titles_by_language(headers: Sequence[str]) -> list[str]:
    """Titles in several languages, as the sheet has them or as `Title (en)`."""
    words = {_plain(word) for word in COMMON["title"]}
    named = [(header, _LANGUAGE.fullmatch(header) or _RENAMED.fullmatch(header)) for header in headers]
    return [header for header, parts in named if parts and _plain(parts[1]) in words and parts[2] in LANGUAGES]


def _with_role(headers: Sequence[str], role: Role) -> list[str]:
    words = {_plain(word) for word in COMMON[role]}
    return [header for header in headers if _plain(header) in words or _again(header, headers) in words]


def _again(header: str, headers: Sequence[str]) -> str:
    numbered = _AGAIN.fullmatch(header)
    return _plain(numbered[1]) if numbered and numbered[1] in headers else ""


def _plain(text: str) -> str:
    return unicodedata.normalize("NFC", text).casefold().strip()
