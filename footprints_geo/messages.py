"""Messages: English sentences that can still be said in another language by a page, which alone knows its language."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Self


class Message(str):
    """An English sentence that remembers the text it was made of, and what fills its gaps.

    It is a `str` and reads, compares and is written as one: command line, logs and files stay English. A page says it
    with :meth:`footprints_geo.language.Language.say`. What makes a new text of it, such as an f-string, gives a plain
    `str` again: a message in a message is a gap.

    Attributes
    ----------
    template : str
        The text with named gaps, as catalogues have it.
    many : str
        The text for several, where it depends on a number; else ''.
    number : int
        The number it depends on.
    gaps : dict of str to object
        What fills the gaps; a Message among them is said in the language too, anything else stays as it is.
    parts : tuple of str
        What it was joined of, such as what was found and what to do; empty for any other.
    """

    template: str
    many: str
    number: int
    gaps: dict[str, object]
    parts: tuple[str, ...]

    def __new__(cls, template: str, /, **gaps: object) -> Self:
        """The message of a text and its gaps."""
        return cls._made(template.format(**gaps), template, gaps)

    @classmethod
    def plural(cls, one: str, many: str, count: int, /, **gaps: object) -> Self:
        """The message of a text that depends on a number, which fills the gap `{number}`."""
        gaps = {"number": f"{count:,}", **gaps}
        message = cls._made((one if count == 1 else many).format(**gaps), one, gaps)
        message.many, message.number = many, count
        return message

    @classmethod
    def word(cls, english: str, name: str) -> Self:
        """A word of the program, such as `case_id`, that stays itself in English; elsewhere it has a name."""
        return cls._made(english, name, {})

    @classmethod
    def joined(cls, parts: Iterable[str], between: str = " ") -> Self:
        """Several messages or words one after the other."""
        several = tuple(parts)
        gaps: dict[str, object] = {f"part_{number}": part for number, part in enumerate(several)}
        message = cls(between.join(f"{{{name}}}" for name in gaps), **gaps)
        message.parts = several
        return message

    @classmethod
    def _made(cls, english: str, template: str, gaps: dict[str, object]) -> Self:
        message = super().__new__(cls, english)
        message.template, message.many, message.number, message.gaps = template, "", 0, gaps
        message.parts = ()
        return message

    def __reduce__(self) -> tuple[type[str], tuple[str]]:
        """What is kept in a file, or sent to another process, is the English sentence."""
        return str, (str(self),)
