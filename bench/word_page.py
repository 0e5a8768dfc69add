"""How the page for Word looks, as LibreOffice draws it: `python bench/word_page.py FOLDER`.

Makes packs of the bundled records for several selections, says how long each takes, turns `page.docx` into a PDF and
pictures of its sheets, and checks that heading, caption, sources and small print come through. What it looks like is
for a person to judge.
"""

from __future__ import annotations

import io
import shutil
import subprocess
import sys
import tempfile
import time
import zipfile
from pathlib import Path

import docx
from pypdf import PdfReader

from footprints_geo.figure.pack import pack
from footprints_geo.paper import FigureOptions
from footprints_geo.periods import Period
from footprints_geo.pipeline import prepare, view
from footprints_geo.selection import Selection

SELECTIONS = {
    "returns-2023": Selection(years=Period.of(2023), kind=("repatriation",)),
    "everything": Selection(),
    "nothing": Selection(years=Period.of(1900)),
}
TARGETS = {"returns-2023": 8.0}
"""Seconds that a pack may take."""

MOST_SHEETS = 2


def program(*names: str) -> str:
    """The first of some programs that is installed; ends with a sentence when none is."""
    found = next((path for name in names if (path := shutil.which(name))), None)
    if found is None:
        sys.exit(f"{names[0]} is not installed. Debian or Ubuntu: apt-get install libreoffice-writer poppler-utils")
    return found


def drawn(page: Path) -> Path:
    """The page as LibreOffice makes a PDF of it, with a profile of its own and so without anybody's settings."""
    with tempfile.TemporaryDirectory() as profile:
        settings = f"-env:UserInstallation={Path(profile).as_uri()}"
        office = [program("soffice", "libreoffice"), settings, "--headless", "--convert-to", "pdf"]
        subprocess.run([*office, "--outdir", page.parent, page], check=True, capture_output=True, timeout=180)
    return page.with_suffix(".pdf")


def missing_texts(page: Path, pdf: Path) -> list[str]:
    """Paragraphs of the page that are not in the PDF, however its lines are broken."""
    text = "".join("".join(sheet.extract_text() for sheet in PdfReader(pdf).pages).split())
    return [p.text for p in docx.Document(str(page)).paragraphs if "".join(p.text.split()) not in text]


def main(folder: Path) -> None:
    """Make, draw and check the page of each selection."""
    faults = []
    prepared = prepare()
    for name, selection in SELECTIONS.items():
        begin = time.perf_counter()
        content = pack(view(prepared, selection, "place"), FigureOptions(), "a4")
        seconds = time.perf_counter() - begin
        here = folder / name
        here.mkdir(parents=True, exist_ok=True)
        with zipfile.ZipFile(io.BytesIO(content)) as whole:
            whole.extractall(here)
        page = here / "page.docx"
        pdf = drawn(page)
        sheets = len(PdfReader(pdf).pages)
        subprocess.run([program("pdftoppm"), "-r", "100", "-png", pdf, here / "page"], check=True)
        print(f"{name}: {seconds:.1f} s, {len(content) / 1e6:.1f} MB, {sheets} sheets of {pdf}")
        faults += [f"{name}: not drawn: {text}" for text in missing_texts(page, pdf)]
        faults += [f"{name}: {sheets} sheets, at most {MOST_SHEETS}"] if sheets > MOST_SHEETS else []
        if seconds > TARGETS.get(name, float("inf")):
            faults.append(f"{name}: {seconds:.1f} s, at most {TARGETS[name]}")
    print("\n".join(faults) or "Nothing is missing. Now look at the pictures of the sheets.")
    sys.exit(bool(faults))


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else Path(tempfile.mkdtemp()))
