"""What can go wrong, in four classes. Every message says where, what was found, what was expected, what to do."""

from __future__ import annotations

from collections.abc import Sequence

from footprints_geo.messages import Message


class FootprintsError(Exception):
    """Anything this package raises on purpose; the command line prints it as one sentence."""

    @property
    def message(self) -> str:
        """The sentence: a Message, where a page can say it in its own language."""
        # `str(error)` would make a plain text of it.
        return self.args[0] if self.args and isinstance(self.args[0], str) else str(self)


class InputError(FootprintsError, ValueError):
    """Something a person gave (a file, a date, an option) cannot be used as it is.

    The message never carries a person's id or free text: it may end up in a log.
    """


def refused(text: str, /, **gaps: object) -> InputError:
    """What a person gave, refused in a sentence that a page can say in its own language.

    Parameters
    ----------
    text : str
        English, with named gaps; the catalogues know it.
    **gaps : object
        What fills them.
    """
    return InputError(Message(text, **gaps))


class PlaceNotFound(FootprintsError, LookupError):
    """No place, or more than one, answers to a name.

    Attributes
    ----------
    suggestions : tuple of str
        The nearest names, best first; empty when nothing is near.
    """

    def __init__(self, message: str, suggestions: Sequence[str] = ()) -> None:
        super().__init__(message)
        self.suggestions = tuple(suggestions)


class BundledDataError(FootprintsError, RuntimeError):
    """A file that comes with the program is missing or broken: the installation is at fault, not the person."""
