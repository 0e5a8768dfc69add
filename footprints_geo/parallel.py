"""Work on whole columns on all cores at once: the libraries beneath let other threads run while they are at it."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

Key = TypeVar("Key")
Answer = TypeVar("Answer")


def in_parallel(works: Mapping[Key, Callable[[], Answer]]) -> dict[Key, Answer]:
    """What each piece of work gives, under the same keys in the same order.

    Parameters
    ----------
    works : mapping of key to function
        Independent of each other, the longest best first. What one raises is raised here, of several the first.
    """
    with ThreadPoolExecutor(max_workers=os.cpu_count()) as threads:
        begun = {key: threads.submit(work) for key, work in works.items()}
        return {key: future.result() for key, future in begun.items()}
