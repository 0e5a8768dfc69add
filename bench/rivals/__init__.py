"""Others on the same work: each ranks the routes of typed events by the same rules, as somebody would write it there.

Each module has `rank`, which is given the folder of :func:`bench.scale_data.made`.
"""

from __future__ import annotations

HOME = "KP"
HOLDING = ("arrest", "detention", "transfer", "repatriation")
FREEING = ("release", "departure", "border_crossing", "transit", "arrival")

Ranked = list[tuple[str, str, int, int]]
"""Kind, countries parted by `>`, cases and least persons; by persons, cases, countries and kind."""


def ordered(lines: Ranked) -> Ranked:
    """The order in which routes are compared."""
    return sorted(lines, key=lambda line: (-line[3], -line[2], line[1], line[0]))
