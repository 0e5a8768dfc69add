"""Text from files, headers and links as pages show it: as it is, and never as Markdown."""

from __future__ import annotations

import re
from typing import Final

LONGEST_NAME: Final = 60
WORD_JOINER: Final = "\u2060"
"""Nobody sees it, and no word is broken by it; but what it stands in is no address and no name of a picture."""

# No more than needed: a screen reader is told the label of a box with its backslashes.
_MEANINGFUL: Final = str.maketrans({letter: "\\" + letter for letter in "\\`*_{}[]<>#!|$~:&"})
_BEGINS_A_LIST: Final = re.compile(r"^(\d*)(?=[-+=.)])")
_READ_AFTER_ESCAPING: Final = re.compile(r"(?<=:)(?=[\w/])|(?<=www)(?=\.)|(?<=@)(?=\w)", re.IGNORECASE)


def as_text(text: str) -> str:
    """Text that Markdown shows as it is: a name in a file must not become a link, a picture or a heading.

    Blanks and line breaks become one blank each. Names of icons and addresses (`:material/home:`, `www.example.org`)
    are looked for after signs are freed of their meaning, so an invisible sign is put into these.
    """
    plain = _READ_AFTER_ESCAPING.sub(WORD_JOINER, " ".join(text.split()))
    return _BEGINS_A_LIST.sub(r"\1\\", plain.translate(_MEANINGFUL))


def short(name: str) -> str:
    """A name that fits into a line."""
    return name if len(name) <= LONGEST_NAME else f"{name[:LONGEST_NAME]} …"
