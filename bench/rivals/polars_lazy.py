"""The rules in Polars."""

from __future__ import annotations

from pathlib import Path

import polars as pl

from bench.rivals import FREEING, HOLDING, HOME, Ranked, ordered
from bench.scale_data import TYPED


def rank(folder: Path) -> Ranked:
    """The ranked routes of typed events."""
    routes = _routes(_legs(_stops(pl.scan_parquet(folder / TYPED)))).collect()
    return ordered([(kind, route, cases, low) for kind, route, cases, low in routes.iter_rows()])


def _stops(events: pl.LazyFrame) -> pl.LazyFrame:
    """Rules 1 to 3: in order, put together, and with those that are implied."""
    says = pl.when(pl.col("type").is_in(HOLDING)).then(True).when(pl.col("type").is_in(FREEING)).then(False)
    place = pl.col("place")
    recorded = (
        events.with_columns(
            by_date=pl.col("sequence").is_null().any().over("case"), part_case=pl.col("part").any().over("case")
        )
        .filter(place.is_not_null() & (~pl.col("by_date") | pl.col("earliest").is_not_null()))
        .with_columns(rank=pl.when("by_date").then(0.0).otherwise("sequence"))
        .sort("case", "rank", "earliest", "latest", "row", nulls_last=False)
        .with_columns(
            starts=(pl.col("case") != pl.col("case").shift()).fill_null(True), held=says.forward_fill().over("case")
        )
        .with_columns(stop=(pl.col("starts") | (place != place.shift())).cum_sum())
        .group_by("stop", maintain_order=True)
        .agg(
            pl.col("case", "part_case", "country").first(),
            pl.col("held").last().fill_null(False),
            back=(pl.col("type") == "repatriation").any(),
            first_type=pl.col("type").first(),
            low=pl.col("low").max(),
        )
        .with_columns(place_in_order=2 * pl.col("stop").cast(pl.Int64), home=pl.col("country") == HOME)
        .drop("stop")
    )
    next_home = (pl.col("home") & (pl.col("case") == pl.col("case").shift(1))).shift(-1).fill_null(False)
    implied = recorded.filter(pl.col("back") & ~pl.col("home") & ~next_home).with_columns(
        country=pl.lit(HOME), held=pl.lit(True), back=pl.lit(False), first_type=pl.lit(None, pl.String),
        low=pl.lit(None, pl.Int64), place_in_order=pl.col("place_in_order") + 1, home=pl.lit(True),
    )  # fmt: skip
    return pl.concat([recorded, implied]).sort("place_in_order")


def _legs(stops: pl.LazyFrame) -> pl.LazyFrame:
    """Rules 4 and 5: under custody or not, and in runs."""
    home, to_home = pl.col("home"), pl.col("to_home")
    arriving = pl.col("to_first_type")
    frees = arriving.is_in(FREEING).fill_null(False)
    forced = (~home & pl.col("back")) | (arriving == "repatriation").fill_null(False) | (pl.col("held") & ~frees)
    following = [
        pl.col(name).shift(-1).alias(f"to_{name}") for name in ("case", "home", "country", "back", "first_type", "low")
    ]
    custody, new_case = pl.col("custody"), pl.col("case") != pl.col("case").shift()
    return (
        stops.with_columns(following)
        .filter(pl.col("case") == pl.col("to_case"))
        .with_columns(custody=forced & ~(home & ~to_home))
        .with_columns(returns=custody & to_home & (~home | pl.col("to_back")))
        .with_columns(
            segment=(new_case | (custody != custody.shift()) | pl.col("returns").shift()).fill_null(True).cum_sum()
        )
    )


def _routes(legs: pl.LazyFrame) -> pl.LazyFrame:
    """Rule 6, by country."""
    step = pl.when(pl.col("to_country") != pl.col("country")).then(">" + pl.col("to_country")).otherwise(pl.lit(""))
    kind = (
        pl.when(~pl.col("custody").first()).then(pl.lit("escape"))
        .when(pl.col("returns").last()).then(pl.lit("repatriation"))
        .otherwise(pl.lit("custody"))
    )  # fmt: skip
    counts = ~pl.col("part_case")
    return (
        legs.group_by("segment")
        .agg(
            pl.col("case", "part_case").first(),
            kind=kind,
            route=pl.col("country").first() + step.str.join(""),
            low=pl.max_horizontal("low", "to_low").max(),
        )
        .group_by("kind", "route", "case")
        .agg(pl.col("low").max(), pl.col("part_case").first())
        .group_by("kind", "route")
        .agg(cases=counts.sum(), persons_low=pl.col("low").filter(counts).sum())
    )
