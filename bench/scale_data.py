"""What is measured on: made-up records of a size, and the same validated and typed, for rivals that read no words.

A rival is given days, places, countries and persons as the doors make them of the records: it has only to apply the
rules of journeys and routes (rules, section 4, rules 1 to 6), where ours begins with the file.
"""

from __future__ import annotations

import shutil
import sys
from collections.abc import Iterator
from pathlib import Path

import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from footprints_geo import read_events
from footprints_geo.events.table import Events
from footprints_geo.pipeline import bundled_events
from footprints_geo.synthetic import made_up_events, measure
from footprints_geo.writers.parts_file import write_parts

SEED = 1
RECORDS, TYPED = "records.parquet", "typed.parquet"
TYPES = pa.schema(
    {
        "row": pa.int64(), "case": pa.int32(), "sequence": pa.float64(), "type": pa.string(), "earliest": pa.int32(),
        "latest": pa.int32(), "place": pa.string(), "country": pa.string(), "low": pa.int64(), "part": pa.bool_(),
    }
)  # fmt: skip
"""Of the typed events: days since 1970 and places are null where nothing is known; `part` is that of the row."""


def made(root: Path, events: int) -> Path:
    """The folder with the data of a size, which are made the first time."""
    folder = root / str(events)
    if not (folder / TYPED).exists():
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
        mould = measure(bundled_events().given)
        cases = round(events / (len(mould.events) / len(mould.first)))
        write_parts(made_up_events(mould, cases, SEED), folder / RECORDS)
        write_parts(_typed_parts(made_up_events(mould, cases, SEED), folder / "part.parquet"), folder / TYPED)
        (folder / "part.parquet").unlink()
    return folder


def _typed_parts(parts: Iterator[pa.Table], file: Path) -> Iterator[pa.Table]:
    """Each part through our doors, with rows and cases numbered through: one case is never in two."""
    rows = cases = 0
    for part in parts:
        write_parts([part], file)
        table = pa.Table.from_pandas(typed(read_events(file)), preserve_index=False)
        for name, before in (("row", rows), ("case", cases)):
            table = table.set_column(table.column_names.index(name), name, pc.add(table[name], before))
        rows += table.num_rows
        cases = pc.max(table["case"]).as_py() + 1
        yield table.cast(TYPES)


def typed(events: Events) -> pd.DataFrame:
    """Validated events in the columns of TYPES."""
    frame = events.frame
    days = {name: _days(frame[f"date_{name}"]) for name in ("earliest", "latest")}
    return pd.DataFrame(
        {
            "row": range(len(frame)),
            "case": frame["case_id"].cat.codes.astype("int32"),
            "sequence": frame["sequence"],
            "type": frame["event_type"].astype("str"),
            **days,
            "place": frame["place_id"].astype("object"),
            "country": frame["place_id"].map(events.places["country"].to_dict()).astype("object"),
            "low": frame["persons_low"],
            "part": frame["part_of"] != "",
        }
    )


def _days(column: pd.Series) -> pd.Series:
    numbers = column.astype("datetime64[s]").astype("int64") // 86_400
    return numbers.where(column.notna()).astype("Int32")


if __name__ == "__main__":
    made(Path("build") / "bench-scale", int(sys.argv[1]))
