"""Readers: one module for each way records are kept. Each gives a `SourceTable` and interprets nothing."""
