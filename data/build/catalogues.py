"""Bring the catalogues up to date with the texts in the code: `python data/build/catalogues.py`.

A new text gets an empty line in every catalogue, and one that is gone loses its line; what is translated stays. A new
language begins as an empty file: `touch data/catalogues/xx.po`, and then this.
"""

from __future__ import annotations

import io
import sys
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po, write_po

if not __package__:
    sys.path.insert(0, str(Path(__file__).resolve().parent.parent.parent))

from footprints_geo.vocabulary import data_path, repository_path

HEADER = "# What the program says in another language; data/build/catalogues.py keeps it together with the code."
NOT_KEPT = (b"Report-Msgid", b"Last-Translator", b"Language-Team", b"Generated-By", b"POT-Creation", b"PO-Revision")
"""Lines of the header that change with every run, or that nobody goes by."""

KEYWORDS: dict[str, tuple[int, ...] | None] = {
    "language": None,
    "marked": None,
    "plural": (1, 2),
    "marked_pair": (1, 2),
    "Message": None,
    "refused": None,
}


def texts_in_the_code() -> Catalog:
    """Every text that is marked for translation, in the order of modules and lines."""
    catalogue = Catalog(charset="utf-8")
    found = extract_from_dir(str(repository_path("footprints_geo")), [("**.py", "python")], keywords=KEYWORDS)
    for _, _, message, _, _ in found:
        catalogue.add(message)
    return catalogue


def updated(content: bytes, code: str) -> bytes:
    """A catalogue with a line for every text of the code and for no other."""
    catalogue = read_po(io.BytesIO(content), locale=code) if content.strip() else Catalog(locale=code)
    catalogue.project, catalogue.header_comment, catalogue.fuzzy = "footprints-geo", HEADER, False
    catalogue.update(texts_in_the_code(), no_fuzzy_matching=True)
    catalogue.obsolete.clear()
    written = io.BytesIO()
    write_po(written, catalogue, omit_header=False, no_location=True, width=100)
    kept = [line for line in written.getvalue().splitlines() if not line.removeprefix(b'"').startswith(NOT_KEPT)]
    return b"\n".join(kept) + b"\n"


if __name__ == "__main__":
    for file in sorted(data_path("catalogues").glob("*.po")):
        file.write_bytes(updated(file.read_bytes(), file.stem))
        print(f"{file.name}: up to date")
