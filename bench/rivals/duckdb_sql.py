"""The rules in SQL, as DuckDB runs it."""

from __future__ import annotations

from pathlib import Path

import duckdb

from bench.rivals import HOME, Ranked
from bench.scale_data import TYPED

RULES = """
WITH events AS (
    SELECT *, count(*) FILTER (sequence IS NULL) OVER (PARTITION BY "case") > 0 AS by_date,
        bool_or(part) OVER (PARTITION BY "case") AS part_case
    FROM read_parquet(?)
), ordered AS (
    SELECT "case", place, country, type, low, part_case,
        row_number() OVER (PARTITION BY "case" ORDER BY CASE WHEN by_date THEN 0 ELSE sequence END,
            earliest NULLS FIRST, latest NULLS FIRST, row) AS n
    FROM events WHERE place IS NOT NULL AND (NOT by_date OR earliest IS NOT NULL)
), said AS (
    SELECT *, place IS DISTINCT FROM lag(place) OVER w AS begins,
        last_value(CASE WHEN type IN ('arrest', 'detention', 'transfer', 'repatriation') THEN true
            WHEN type IN ('release', 'departure', 'border_crossing', 'transit', 'arrival') THEN false END
            IGNORE NULLS) OVER (PARTITION BY "case" ORDER BY n ROWS UNBOUNDED PRECEDING) AS held
    FROM ordered WINDOW w AS (PARTITION BY "case" ORDER BY n)
), numbered AS (
    SELECT *, sum(begins::INT) OVER (PARTITION BY "case" ORDER BY n ROWS UNBOUNDED PRECEDING) AS stop FROM said
), recorded AS (
    SELECT "case", stop, any_value(country) = 'KP' AS home, any_value(country) AS country,
        arg_max(held, n) IS TRUE AS held, bool_or(type = 'repatriation') AS back, arg_min(type, n) AS first_type,
        max(low) AS low, any_value(part_case) AS part_case
    FROM numbered GROUP BY "case", stop
), following AS (
    SELECT *, coalesce(lead(home) OVER (PARTITION BY "case" ORDER BY stop), false) AS next_home FROM recorded
), stops AS (
    SELECT "case", 2 * stop AS stop, home, country, held, back, first_type, low, part_case FROM following
    UNION ALL
    SELECT "case", 2 * stop + 1, true, 'KP', true, false, NULL, NULL, part_case
    FROM following WHERE back AND NOT home AND NOT next_home
), pairs AS (
    SELECT "case", stop, part_case, home, country, held, back, low, lead(stop) OVER w AS next_stop,
        lead(home) OVER w AS to_home, lead(country) OVER w AS to_country, lead(back) OVER w AS to_back,
        lead(first_type) OVER w AS arriving, lead(low) OVER w AS to_low
    FROM stops WINDOW w AS (PARTITION BY "case" ORDER BY stop)
), judged AS (
    SELECT *, NOT (home AND NOT to_home) AND ((NOT home AND back) OR coalesce(arriving = 'repatriation', false)
        OR (held AND NOT coalesce(
            arriving IN ('release', 'departure', 'border_crossing', 'transit', 'arrival'), false))) AS custody
    FROM pairs WHERE next_stop IS NOT NULL
), legs AS (
    SELECT *, custody AND to_home AND (NOT home OR to_back) AS returns FROM judged
), runs AS (
    SELECT *, sum((lag_custody IS DISTINCT FROM custody OR lag_returns)::INT)
        OVER (PARTITION BY "case" ORDER BY stop ROWS UNBOUNDED PRECEDING) AS segment
    FROM (SELECT *, lag(custody) OVER w AS lag_custody, coalesce(lag(returns) OVER w, false) AS lag_returns
        FROM legs WINDOW w AS (PARTITION BY "case" ORDER BY stop))
), segments AS (
    SELECT "case", any_value(part_case) AS part_case, max(greatest(low, to_low)) AS low,
        CASE WHEN NOT any_value(custody) THEN 'escape' WHEN arg_max(returns, stop) THEN 'repatriation'
            ELSE 'custody' END AS kind,
        arg_min(country, stop) || coalesce(string_agg('>' || to_country, '' ORDER BY stop)
            FILTER (to_country <> country), '') AS route
    FROM runs GROUP BY "case", segment
), by_case AS (
    SELECT kind, route, "case", max(low) AS low, any_value(part_case) AS part_case
    FROM segments GROUP BY kind, route, "case"
)
SELECT kind, route, count(*) FILTER (NOT part_case) AS cases,
    coalesce(sum(low) FILTER (NOT part_case), 0)::BIGINT AS persons_low
FROM by_case GROUP BY kind, route ORDER BY persons_low DESC, cases DESC, route, kind
""".replace("'KP'", f"'{HOME}'")


def rank(folder: Path) -> Ranked:
    """The ranked routes of typed events."""
    with duckdb.connect() as database:
        return [tuple(line) for line in database.execute(RULES, [str(folder / TYPED)]).fetchall()]
