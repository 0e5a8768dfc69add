"""Text out of records, made fit for a line of a file that other programs read."""

from __future__ import annotations


def plain_line(text: str) -> str:
    """A text as one line of letters that can be printed.

    Parameters
    ----------
    text : str
        Any text, also one with control characters, marks that turn the direction of writing, or half letters.

    Returns
    -------
    str
        Blanks in the place of all that is no letter, sign or blank, each run of them as one. XML can hold all of it.
    """
    return " ".join("".join(letter if letter.isprintable() else " " for letter in text).split())
