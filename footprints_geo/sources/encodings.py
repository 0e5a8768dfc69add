"""In which letters a text file is written."""

from __future__ import annotations

import re
from typing import Final

from charset_normalizer import from_bytes

from footprints_geo.errors import refused

BYTE_ORDER_MARKS: Final = {
    b"\xef\xbb\xbf": "utf-8-sig",
    b"\xff\xfe\x00\x00": "utf-32",
    b"\x00\x00\xfe\xff": "utf-32",
    b"\xff\xfe": "utf-16",
    b"\xfe\xff": "utf-16",
}
OLD_ENCODINGS: Final = {
    "cp949": "CP949 (Korean Windows)",
    "gb18030": "GB 18030 (Chinese)",
    "big5": "Big5 (Chinese)",
    "shift_jis": "Shift JIS (Japanese)",
    "cp1251": "Windows-1251 (Cyrillic)",
    "cp1258": "Windows-1258 (Vietnamese)",
    "cp874": "Windows-874 (Thai)",
    "cp1252": "Windows-1252 (Western)",
}
"""What programs of the corridor's countries wrote before UTF-8, and what people call it."""

SAMPLE: Final = 200_000
"""Bytes that are looked at when the encoding has to be found out."""

MOSTLY: Final = 0.95
_NOT_ASCII: Final = re.compile(r"[^\x00-\x7f]")
_CONTROL: Final = re.compile(rb"[\x00-\x08\x0b\x0e-\x1f\x7f]")
_HANGUL: Final = re.compile(r"[가-힣]")


def decode(content: bytes, name: str) -> tuple[str, str]:
    """The text of a file, and what it was found to be written in.

    A byte order mark decides; then UTF-8, when the bytes are; then UTF-16 without a mark, when every other byte of
    the start is zero; then the encodings of the corridor's countries: CP949 when it gives Hangul nearly alone, else
    the one that charset-normalizer finds the likeliest.

    Parameters
    ----------
    content : bytes
        The whole file.
    name : str
        What messages call it.

    Returns
    -------
    (str, str)
        The text, and '' for UTF-8, else a sentence that says what was found out.

    Raises
    ------
    InputError
        No encoding fits, or the file holds zero bytes.
    """
    encoding = next((e for mark, e in BYTE_ORDER_MARKS.items() if content.startswith(mark)), "")
    if encoding:
        return _strictly(content, encoding, name), "" if "8" in encoding else f"The file is read as {encoding.upper()}."
    try:
        text = content.decode("utf-8")
    except UnicodeDecodeError as error:
        text = ""
        line = content[: error.start].count(b"\n") + 1
    if text and "\x00" not in text:
        return text, ""
    wide = _unmarked_utf16(content)
    if wide:
        found = _strictly(content, wide, name)
        return found, f"The file is read as {wide.upper()}, which was inferred: it has no byte order mark."
    if b"\x00" in content:
        raise refused("{name}: the file holds zero bytes, so it is no text. Save it as 'CSV UTF-8'.", name=name)
    old = _old_encoding(content)
    if not old:
        raise refused(
            "{name}, line {line}: the letters are not UTF-8, and no other encoding fits; expected a text file. "
            "Open the file in the program it comes from and save it as 'CSV UTF-8'.",
            name=name,
            line=line,
        )
    return _strictly(content, old, name), (
        f"The letters are not UTF-8; they are read as {OLD_ENCODINGS[old]}, which was inferred: look at a few names."
    )


def _strictly(content: bytes, encoding: str, name: str) -> str:
    try:
        text = content.decode(encoding)
    except UnicodeDecodeError as error:
        raise refused(
            "{name}, byte {start}: the letters are not {encoding}, as the file says or seems; it may be cut "
            "off. Open the file in the program it comes from and save it as 'CSV UTF-8'.",
            name=name,
            start=error.start,
            encoding=encoding.upper(),
        ) from None
    if "\x00" in text:
        raise refused("{name}: the file holds zero bytes, so it is no text. Save it as 'CSV UTF-8'.", name=name)
    return text


def _unmarked_utf16(content: bytes) -> str:
    """UTF-16 is known by its zero bytes: headers are in ASCII letters more often than not."""
    start = content[:SAMPLE]
    if len(start) < 4 or len(content) % 2:
        return ""
    even, odd = start[0::2].count(0) / (len(start) / 2), start[1::2].count(0) / (len(start) / 2)
    if max(even, odd) < 0.3 or min(even, odd) > 0.05:
        return ""
    return "utf-16-le" if odd > even else "utf-16-be"


def _old_encoding(content: bytes) -> str:
    # Some of these encodings have a letter for every byte, and would make a text of any picture.
    if _CONTROL.search(content):
        return ""
    # A line is whole in every encoding: a cut inside a letter would make the right one fail.
    sample = content if len(content) <= SAMPLE else content[: content.rfind(b"\n", 0, SAMPLE) + 1 or SAMPLE]
    if _share_of_hangul(sample) >= MOSTLY and _decodes(content, "cp949"):
        return "cp949"
    likely = [match.encoding for match in from_bytes(sample, cp_isolation=list(OLD_ENCODINGS))]
    return next((encoding for encoding in likely if encoding in OLD_ENCODINGS and _decodes(content, encoding)), "")


def _share_of_hangul(sample: bytes) -> float:
    foreign = _NOT_ASCII.findall(sample.decode("cp949", errors="replace"))
    return len(_HANGUL.findall("".join(foreign))) / len(foreign) if foreign else 0.0


def _decodes(content: bytes, encoding: str) -> bool:
    try:
        content.decode(encoding)
    except UnicodeDecodeError:
        return False
    return True
