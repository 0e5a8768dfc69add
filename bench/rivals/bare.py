"""The limits: what reading and sorting alone take."""

from __future__ import annotations

import time
from pathlib import Path

import numpy as np
import pyarrow.parquet as pq

from bench.scale_data import RECORDS

NEEDED = (
    "case_id", "sequence", "event_type", "date", "place", "admin1", "country", "lat", "lon", "location_precision",
    "persons", "persons_min", "persons_max", "part_of",
)  # fmt: skip
"""The columns of which journeys and routes are made."""

REPEATED = ("event_type", "date", "place", "admin1", "country", "location_precision")
"""Those of words that come up again and again."""


def read(folder: Path) -> None:
    """The needed columns as PyArrow is quickest to read them, a group of rows after the other, kept by nobody."""
    file = pq.ParquetFile(folder / RECORDS, read_dictionary=list(REPEATED))
    for group in range(file.num_row_groups):
        file.read_row_group(group, columns=list(NEEDED))


def sort(folder: Path) -> dict[str, float]:
    """One argsort of as many 64-bit keys as there are events; the keys are made before."""
    keys = np.random.default_rng(1).integers(0, 1 << 62, pq.ParquetFile(folder / RECORDS).metadata.num_rows)
    begin = time.perf_counter()
    np.argsort(keys)
    return {"sort": time.perf_counter() - begin}
