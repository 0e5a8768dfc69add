"""Readers: one module for each way records are kept. Each gives a :class:`SourceTable` and interprets nothing."""

from footprints_geo.sources.tables import SourceTable, read_table, shown

__all__ = ["SourceTable", "read_table", "shown"]
