"""What can go wrong, in four classes. Every message says where, what was found, what was expected, what to do."""

from __future__ import annotations

from collections.abc import Sequence


class FootprintsError(Exception):
    """Anything this package raises on purpose; the command line prints it as one sentence."""


class InputError(FootprintsError, ValueError):
    """Something a person gave (a file, a date, an option) cannot be used as it is.

    The message never carries a person's id or free text: it may end up in a log.
    """


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
