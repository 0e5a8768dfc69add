"""Several values in one cell, with bars between them, as Uwazi writes them."""

from __future__ import annotations

from typing import Final

SEVERAL_MARK: Final = "|"
"""Between several values of one cell."""


def values_of(cell: str) -> list[str]:
    """The values of a cell: what is empty between two bars is none."""
    return [part for part in sides_of(cell) if part]


def sides_of(cell: str) -> list[str]:
    """The values of a cell that stand beside those of another, such as starts beside ends: an empty one has a place."""
    return [part.strip() for part in cell.split(SEVERAL_MARK)]
