"""The scan: circles and ratios against a slow reference, chance that stays chance, clusters that are found."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from footprints_geo import scan_runs, scan_zones
from footprints_geo.places.table import haversine_km
from footprints_geo.scan import COLUMNS, Scan, scan
from footprints_geo.scan_runs import draws_of, marked_persons, maxima, strata_of
from footprints_geo.scan_zones import lay_out

Visit = dict[str, Any]
TUMEN = (129.84, 42.97)
AUGUST_2023 = 2023 * 12 + 7

pytestmark = pytest.mark.filterwarnings("error")


def frame(visits: Iterable[Visit]) -> pd.DataFrame:
    table = pd.DataFrame(list(visits), columns=["place", "case", "persons", "marked", "first", "last"])
    return table.astype({"place": "int64", "case": "int64", "persons": "int64", "marked": "bool"})


def month(text: str) -> int:
    year, number = text.split("-")
    return int(year) * 12 + int(number) - 1


# A slow reference in plain Python


def k_log_k(count: float) -> float:
    return count * math.log(count) if count > 0 else 0.0


def ratio(inside: float, total: float, share: float) -> float:
    if inside <= total * share * (1 + 1e-12):
        return 0.0
    own = k_log_k(inside) + k_log_k(total - inside) - k_log_k(total)
    return own - inside * math.log(share) - (total - inside) * math.log(1 - share)


def exposures(visits: list[Visit], by_size: bool) -> list[float]:
    """Of cases with as many visits, and by size of the largest, the same part is expected of each visit."""

    def size(visit: Visit) -> tuple[int, int]:
        own = [other["persons"] for other in visits if other["case"] == visit["case"]]
        return len(own), max(own).bit_length() if by_size else 0

    sizes = [size(visit) for visit in visits]
    marked = [size(visit) for visit in visits if visit["marked"]]
    return [visit["persons"] * marked.count(size(visit)) / sizes.count(size(visit)) for visit in visits]


def windows(visits: list[Visit], over_time: bool) -> Iterator[list[int]]:
    if not over_time:
        yield list(range(len(visits)))
        return
    earliest, latest = min(v["first"] for v in visits), max(v["last"] for v in visits)
    for length in (1, 2, 3, 6, 12):
        for start in range(earliest, max(earliest, latest - length + 1) + 1):
            yield [n for n, v in enumerate(visits) if start <= v["first"] and v["last"] < start + length]


def all_zones(
    visits: list[Visit], positions: np.ndarray, by_size: bool, over_time: bool = False
) -> dict[frozenset[int], tuple[float, float]]:
    """For every zone, told by the visits in it, its share of the exposure and its ratio."""
    weights = exposures(visits, by_size)
    total = sum(v["persons"] for v in visits if v["marked"])
    found = {}
    for inside in windows(visits, over_time):
        for centre in {visits[n]["place"] for n in inside}:
            away = {n: float(haversine_km(positions[visits[n]["place"]], positions[centre])) for n in inside}
            for radius in set(away.values()):
                held = frozenset(n for n in inside if away[n] <= radius + 1e-6)
                share = sum(weights[n] for n in held) / sum(weights)
                if 0 < share <= 0.5 + 1e-12:
                    marked = sum(visits[n]["persons"] for n in held if visits[n]["marked"])
                    found[held] = (share, ratio(marked, total, share))
    return found


@st.composite
def fields(draw: st.DrawFn) -> tuple[list[Visit], np.ndarray]:
    """A few places on a coarse lattice, so that distances tie and places coincide, and a few visits."""
    spots = draw(st.lists(st.tuples(st.integers(0, 3), st.integers(0, 2)), min_size=1, max_size=7))
    positions = np.array([(120 + lon, 40 + lat) for lon, lat in spots], dtype=float)
    pairs = st.tuples(st.integers(0, len(spots) - 1), st.integers(0, 9))
    chosen = draw(st.lists(pairs, min_size=1, max_size=14, unique=True))
    visits = []
    for place, case in chosen:
        first = 24000 + draw(st.integers(0, 14))
        visits.append(
            {
                "place": place, "case": case, "persons": draw(st.sampled_from([0, 1, 1, 1, 2, 3, 5, 40])),
                "marked": draw(st.booleans()), "first": first, "last": first + draw(st.sampled_from([0, 0, 1, 2, 11])),
            }
        )  # fmt: skip
    return visits, positions


def laid_out(visits: list[Visit], positions: np.ndarray, by_size: bool, over_time: bool) -> tuple[Any, ...]:
    units = frame(visits)
    weights = np.array(exposures(visits, by_size))
    months = (units["first"].to_numpy(), units["last"].to_numpy()) if over_time else None
    slots, zones = lay_out(units["place"].to_numpy(), positions, lambda some: weights[some], months)
    persons, case = units["persons"].to_numpy(), units["case"].to_numpy()
    marked, stratum = units["marked"].to_numpy(float), strata_of(persons, case, by_size)
    return slots, zones, draws_of(slots.of_visit, persons, marked, case, stratum, len(slots.site))


@settings(max_examples=60)
@given(fields(), st.booleans(), st.booleans())
def test_circles_and_ratios_are_those_of_the_reference(
    field: tuple[list[Visit], np.ndarray], by_size: bool, over_time: bool
) -> None:
    visits, positions = field
    weighs = sum(exposures(visits, by_size)) > 0
    zones = all_zones(visits, positions, by_size, over_time) if weighs else {}
    found = scan(frame(visits), positions, runs=0, by_size=by_size, over_time=over_time, largest_p=1.0)
    assert found.circles_tested == len(zones)
    assert_sums_hold(found, visits)
    for row in found.clusters.to_dict("records"):
        held = frozenset(
            n
            for n, v in enumerate(visits)
            if v["place"] in row["places"]
            and (not over_time or row["first_month"] <= v["first"] <= v["last"] <= row["last_month"])
        )
        assert zones[held][1] == pytest.approx(row["llr"], abs=1e-9)
        assert sum(v["persons"] for v in visits if v["marked"]) * zones[held][0] == pytest.approx(row["expected"])
    cases = [{visits[n]["case"] for n in held if visits[n]["marked"]} for held in zones]
    able = [value for (_, value), own in zip(zones.values(), cases, strict=True) if len(own) > 1 and value > 1e-6]
    assert found.clusters["llr"].max() == pytest.approx(max(able), abs=1e-9) if able else found.clusters.empty


def assert_sums_hold(found: Scan, visits: list[Visit]) -> None:
    clusters = found.clusters
    assert found.visits + found.visits_undated == len(visits)
    assert list(clusters.columns) == list(COLUMNS)
    assert list(clusters["rank"]) == list(range(1, len(clusters) + 1))
    assert clusters["llr"].is_monotonic_decreasing
    assert clusters["p"].between(1 / (found.runs + 1), 1).all()
    assert (clusters["cases"] >= 2).all()
    assert (clusters["cases"] <= clusters["documented_cases"]).all()
    assert (clusters["persons"] <= clusters["documented_persons"]).all()
    assert (clusters["persons"] <= clusters["observed"]).all()
    assert (clusters["observed"] > clusters["expected"]).all()
    assert (clusters["relative_risk"] > 1).all()
    named = [place for places in clusters["places"] for place in places]
    assert len(named) == len(set(named))
    assert all(row["centre"] in row["places"] for row in clusters.to_dict("records"))


@settings(max_examples=30)
@given(fields(), st.booleans(), st.booleans())
def test_no_cluster_holds_more_than_half_of_what_is_expected(
    field: tuple[list[Visit], np.ndarray], by_size: bool, over_time: bool
) -> None:
    visits, positions = field
    found = scan(frame(visits), positions, runs=0, by_size=by_size, over_time=over_time, largest_p=1.0)
    inside = [v for v in visits if not over_time or v["last"] - v["first"] < 12]
    assert (found.clusters["expected"] * 2 <= sum(v["persons"] for v in inside if v["marked"]) + 1e-9).all()


@settings(max_examples=30)
@given(fields())
def test_no_cluster_of_cases_with_one_visit_holds_more_than_half_of_the_persons(
    field: tuple[list[Visit], np.ndarray],
) -> None:
    # With more visits a case has a rate of its own kind, and half of what is expected is not half of the persons.
    visits = [visit | {"case": number} for number, visit in enumerate(field[0])]
    found = scan(frame(visits), field[1], runs=0, by_size=False, largest_p=1.0)
    for places in found.clusters["places"]:
        assert sum(v["persons"] for v in visits if v["place"] in places) * 2 <= sum(v["persons"] for v in visits)


@settings(max_examples=30)
@given(fields(), st.booleans(), st.booleans(), st.integers(0, 99))
def test_the_strongest_zone_of_each_run_is_that_of_the_reference(
    field: tuple[list[Visit], np.ndarray], by_size: bool, over_time: bool, seed: int
) -> None:
    visits, positions = field
    if not sum(exposures(visits, by_size)):
        return
    slots, zones, draws = laid_out(visits, positions, by_size, over_time)
    stream = np.random.SeedSequence(seed).spawn(1)[0]
    counts = marked_persons(draws, 9, np.random.default_rng(stream))
    expected = []
    for run in counts.T:
        values = [0.0]
        for held, (share, _) in all_zones(visits, positions, by_size, over_time).items():
            own = {int(slots.of_visit[n]) for n in held}
            values.append(ratio(sum(run[slot] for slot in own), run.sum(), share))
        expected.append(max(values))
    assert maxima(zones, draws, 9, seed) == pytest.approx(np.sort(expected), abs=1e-9)


# What is drawn


@pytest.mark.parametrize("cheaper", [0, 10**9])
@pytest.mark.parametrize("marked", [0, 3, 40, 57, 60])
def test_a_run_marks_as_many_visits_each_with_its_persons(
    monkeypatch: pytest.MonkeyPatch, cheaper: int, marked: int
) -> None:
    monkeypatch.setattr(scan_runs, "_CHEAPER_BY_GROUP", cheaper)
    chance = np.random.default_rng(5)
    slot = np.sort(chance.integers(0, 6, 60))
    labels = chance.permutation(np.arange(60) < marked)
    # In base 64 the sum of persons tells how many visits of each size are marked.
    persons = 64 ** chance.integers(0, 3, 60)
    for by_size in (False, True):
        alone = np.arange(60)
        draws = draws_of(slot, persons, labels, alone, strata_of(persons, alone, by_size), 6)
        counts = marked_persons(draws, 400, np.random.default_rng(1))
        sizes = np.stack([counts // 64**power % 64 for power in range(3)])
        all_sizes = np.stack([np.bincount(slot[persons == 64**power], minlength=6) for power in range(3)])
        assert (sizes <= all_sizes[..., None]).all()
        assert (sizes.sum(axis=(0, 1)) == marked).all()
        rate = np.full(3, marked / 60)
        if by_size:
            rate = np.array([labels[persons == 64**power].mean() for power in range(3)])
            assert (sizes.sum(axis=1) == np.round(all_sizes.sum(axis=1) * rate)[:, None]).all()
        assert sizes.mean(axis=2) == pytest.approx(all_sizes * rate[:, None], abs=0.35)


def test_a_run_deals_out_the_parts_that_visits_are_marked_for() -> None:
    """Of forty visits of sixteen persons, ten are marked for one person and five whole: so they are in each run."""
    slot, persons = np.arange(40), np.full(40, 16)
    part = np.repeat([1 / 16, 1.0, 0.0], [10, 5, 25])
    draws = draws_of(slot, persons, part, slot, strata_of(persons, slot, by_size=True), 40)
    counts = marked_persons(draws, 500, np.random.default_rng(1))
    assert ((counts == 1).sum(axis=0) == 10).all()
    assert ((counts == 16).sum(axis=0) == 5).all()
    assert counts.mean(axis=1) == pytest.approx(np.full(40, 90 / 40), abs=0.75)


def test_of_a_group_only_the_marked_are_compared_with_what_is_expected() -> None:
    units = pd.DataFrame(
        {"place": np.arange(40) // 10, "case": np.arange(40), "persons": 16, "marked": np.arange(40) < 20}
    ).assign(persons_marked=lambda table: np.where(table["place"] == 0, 16, 1))
    positions = np.array([[0.0, 0.0], [5.0, 0.0], [10.0, 0.0], [15.0, 0.0]])
    row = scan(units, positions).clusters.iloc[0]
    assert (row["places"], row["persons"], row["documented_persons"]) == ((0,), 160, 160)
    assert (row["observed"], row["expected"]) == (160, pytest.approx(170 / 4))
    with pytest.raises(ValueError, match="no more persons"):
        scan(units.assign(persons_marked=17), positions)


def test_sizes_are_alike_within_one_doubling() -> None:
    persons = np.array([0, 1, 2, 3, 4, 7, 8, 300])
    strata = strata_of(persons, np.arange(8), by_size=True)
    assert (strata - strata[0]).tolist() == [0, 1, 2, 2, 3, 3, 4, 9]
    assert len(set(strata_of(persons, np.arange(8), by_size=False))) == 1
    # The third case has two visits, and is as large as the larger one.
    twice = strata_of(np.array([1, 1, 1, 5]), np.array([0, 1, 2, 2]), by_size=True)
    assert twice[0] == twice[1] != twice[2] == twice[3]


def test_a_run_hands_the_marks_of_a_case_to_another_as_they_are() -> None:
    """Ten of twenty cases are marked at all of their three places: in each run ten are, and none at one of them."""
    case, slot = np.repeat(np.arange(20), 3), np.arange(60)
    persons, part = np.ones(60, dtype=np.int64), np.repeat(np.arange(20) % 2, 3).astype(float)
    draws = draws_of(slot, persons, part, case, strata_of(persons, case, by_size=True), 60)
    counts = marked_persons(draws, 300, np.random.default_rng(1)).reshape(20, 3, 300).sum(axis=1)
    assert set(np.unique(counts)) == {0, 3}
    assert ((counts == 3).sum(axis=0) == 10).all()
    assert counts.mean(axis=1) == pytest.approx(np.full(20, 1.5), abs=0.4)


def test_cases_that_are_marked_at_all_their_places_are_no_cluster_by_chance() -> None:
    """Were each place of a case drawn by itself, a fifth of such fields and more would have one."""

    def found(seed: int) -> bool:
        chance = np.random.default_rng(seed)
        positions = np.column_stack([chance.uniform(100, 130, 30), chance.uniform(20, 45, 30)])
        beside = haversine_km(positions[:, None], positions[None]).argsort(axis=1)[:, :5]
        units = frame(
            {"place": int(place), "case": case, "persons": 1, "marked": bool(marked), "first": -1, "last": -1}
            for case, marked in enumerate(chance.random(80) < 0.3)
            for place in chance.choice(beside[chance.integers(30)], 4, replace=False)
        )
        return not scan(units, positions, runs=99).clusters.empty

    assert sum(found(seed) for seed in range(60)) <= 60 * 0.1


def chance_field(seed: int, visits: int = 300, places: int = 20, rate: float = 0.15) -> tuple[pd.DataFrame, np.ndarray]:
    chance = np.random.default_rng(seed)
    positions = np.column_stack([chance.uniform(100, 135, places), chance.uniform(15, 50, places)])
    units = frame(
        {"place": chance.integers(places), "case": n, "persons": min(int(chance.pareto(1.2) + 1), 60),
         "marked": chance.random() < rate, "first": -1, "last": -1}
        for n in range(visits)
    )  # fmt: skip
    return units, positions


def planted_field(seed: int = 3) -> tuple[pd.DataFrame, np.ndarray, set[int]]:
    units, positions = chance_field(seed, visits=900)
    near = np.argsort(haversine_km(positions, positions[0]))[:3]
    inside = units["place"].isin(near)
    chance = np.random.default_rng(seed).random(len(units))
    persons = np.minimum(units["persons"], 4)
    return units.assign(marked=chance < np.where(inside, 0.3, 0.1), persons=persons), positions, set(near.tolist())


def test_the_answer_is_the_same_for_a_seed_and_for_any_number_of_threads(monkeypatch: pytest.MonkeyPatch) -> None:
    units, positions, _ = planted_field()
    monkeypatch.setattr(scan_runs, "_BLOCK", 50)
    first = scan(units, positions, runs=400, largest_p=1.0)
    for threads in (1, 3):
        monkeypatch.setattr("footprints_geo.parallel.os.cpu_count", lambda threads=threads: threads)
        pd.testing.assert_frame_equal(scan(units, positions, runs=400, largest_p=1.0).clusters, first.clusters)
    other = scan(units, positions, runs=400, largest_p=1.0, seed=2).clusters
    assert list(other["llr"]) == list(first.clusters["llr"])
    assert list(other["p"]) != list(first.clusters["p"])


def test_the_order_of_the_rows_does_not_matter() -> None:
    units, positions, _ = planted_field()
    shuffled = units.sample(frac=1, random_state=1)
    pd.testing.assert_frame_equal(scan(shuffled, positions).clusters, scan(units, positions).clusters)


def test_chance_is_not_called_a_cluster_more_often_than_it_says() -> None:
    found = [scan(*chance_field(seed), runs=99, largest_p=0.2).clusters for seed in range(60)]
    assert sum(not clusters.empty for clusters in found) <= 60 * 0.2 + 9
    assert sum(bool((clusters["p"] <= 0.05).any()) for clusters in found) <= 60 * 0.1


@pytest.mark.parametrize("by_size", [True, False])
def test_one_giant_case_is_no_cluster(by_size: bool) -> None:
    units, positions = chance_field(8)
    giant = frame([{"place": 4, "case": 10**6, "persons": 300, "marked": True, "first": -1, "last": -1}])
    alone = pd.concat([units.assign(marked=False), giant], ignore_index=True)
    assert scan(alone, positions, by_size=by_size, largest_p=1.0).clusters.empty
    among = pd.concat([units, giant], ignore_index=True)
    assert scan(among, positions).clusters.empty
    # Were persons drawn alone, it would be one: this is why they are not.
    persons = among.loc[among.index.repeat(among["persons"])].reset_index(drop=True)
    persons = persons.assign(persons=1, case=np.arange(len(persons)))
    assert 4 in scan(persons, positions, by_size=by_size).clusters.loc[0, "places"]


def test_a_giant_case_does_not_hide_a_cluster_elsewhere() -> None:
    units, positions, near = planted_field()
    far = int(np.argmax(haversine_km(positions, positions[0])))
    giant = frame([{"place": far, "case": 10**6, "persons": 500, "marked": True, "first": -1, "last": -1}])
    among = pd.concat([units, giant], ignore_index=True)
    assert near & set(scan(among, positions).clusters.loc[0, "places"])
    # Without regard to size the one record takes the place of the cluster.
    assert not [places for places in scan(among, positions, by_size=False).clusters["places"] if near & set(places)]


def test_a_cluster_with_three_times_the_rate_is_found() -> None:
    units, positions, near = planted_field()
    found = scan(units, positions)
    assert_sums_hold(found, units.to_dict("records"))
    best = found.clusters.iloc[0]
    assert len(near & set(best["places"])) >= 2
    assert best["p"] <= 0.01
    assert 1.5 < best["relative_risk"] < 6
    assert (found.runs, found.visits_undated, found.thinned) == (999, 0, None)
    assert (found.clusters[["first_month", "last_month"]] == -1).all(axis=None)


def test_persons_are_not_added_over_the_visits_of_a_case() -> None:
    units, positions, near = planted_field()
    one, other, *_ = near
    twice = frame(
        {"place": place, "case": 5000, "persons": persons, "marked": True, "first": -1, "last": -1}
        for place, persons in ((one, 3), (other, 2))
    )
    units = pd.concat([units, twice], ignore_index=True)
    best = scan(units, positions).clusters.iloc[0]
    inside = units[units["place"].isin(best["places"])]
    assert {one, other} <= set(best["places"])
    marked = inside[inside["marked"]]
    assert best["observed"] == marked["persons"].sum()
    assert best["persons"] == marked["persons"].sum() - 2
    assert best["cases"] == len(marked) - 1
    assert best["documented_persons"] == inside["persons"].sum() - 2


# Over time


def autumn(*, dates: Iterable[tuple[str, str]]) -> tuple[pd.DataFrame, np.ndarray]:
    """Twelve places through 30 years; at Tumen, place 0, more people disappear on the given dates."""
    chance = np.random.default_rng(11)
    positions = np.vstack([TUMEN, np.column_stack([chance.uniform(120, 131, 11), chance.uniform(38, 48, 11)])])
    visits = []
    for case in range(400):
        first = int(chance.integers(1994 * 12, 2025 * 12))
        last = first + int(chance.choice([0, 0, 2, 11]))
        # Nobody else in 2023: one more in July nearby would belong to the cluster.
        marked = bool(chance.random() < 0.1) and last < month("2023-01")
        visits.append({"place": int(chance.integers(12)), "case": case, "persons": int(chance.integers(1, 4)),
                       "marked": marked, "first": first, "last": last})  # fmt: skip
    for case, (first_text, last_text) in enumerate(dates):
        visits.append({"place": 0, "case": 1000 + case, "persons": 2, "marked": True, "first": month(first_text),
                       "last": month(last_text)})  # fmt: skip
    return frame(visits), positions


def test_autumn_2023_at_tumen_is_found_with_just_this_place_and_these_months() -> None:
    units, positions = autumn(dates=[("2023-08", "2023-10")] * 4 + [("2023-10", "2023-10")] * 4)
    found = scan(units, positions, over_time=True)
    assert_sums_hold(found, units.to_dict("records"))
    best = found.clusters.iloc[0]
    assert best["places"] == (0,)
    assert (best["first_month"], best["last_month"]) == (AUGUST_2023, AUGUST_2023 + 2)
    assert (best["radius_km"], best["cases"], best["persons"]) == (0.0, 8, 16)


def test_dates_known_to_the_year_give_no_window_under_a_year() -> None:
    units, positions = autumn(dates=[("2023-01", "2023-12")] * 8)
    best = scan(units, positions, over_time=True).clusters.iloc[0]
    assert 0 in best["places"]
    assert (best["first_month"], best["last_month"]) == (month("2023-01"), month("2023-12"))


def test_undated_visits_and_those_of_many_years_are_left_out_and_counted() -> None:
    units, positions = autumn(dates=[("2023-08", "2023-10")] * 8)
    wide = [("2000-01", "2001-01"), ("1990-01", "2020-12")]
    left_out = frame(
        [{"place": 0, "case": 2000 + n, "persons": 9, "marked": True, "first": month(a), "last": month(b)}
         for n, (a, b) in enumerate(wide)]
        + [{"place": 0, "case": 3000, "persons": 9, "marked": True, "first": -1, "last": -1}]
    )  # fmt: skip
    found = scan(pd.concat([units, left_out], ignore_index=True), positions, over_time=True)
    assert (found.visits, found.visits_undated) == (len(units), 3)
    pd.testing.assert_frame_equal(found.clusters, scan(units, positions, over_time=True).clusters)


# Too many places


def test_near_places_are_put_together_where_there_are_too_many_and_it_says_so() -> None:
    chance = np.random.default_rng(2)
    positions = np.column_stack([chance.uniform(100, 135, 900), chance.uniform(15, 50, 900)])
    place = chance.integers(0, 900, 6000)
    planted = haversine_km(positions, positions[0]) < 400
    rate = np.where(planted[place], 0.3, 0.1)
    units = frame(
        {"place": p, "case": n, "persons": 1, "marked": m, "first": -1, "last": -1}
        for n, (p, m) in enumerate(zip(place, chance.random(6000) < rate, strict=True))
    )
    found = scan(units, positions, runs=99)
    assert found.thinned is not None
    assert found.thinned.places == len(set(place.tolist()))
    assert found.thinned.sites <= 400
    assert found.thinned.square_km > 0
    best = found.clusters.iloc[0]
    assert planted[list(best["places"])].mean() > 0.7
    assert best["radius_km"] == pytest.approx(
        haversine_km(positions[list(best["places"])], positions[best["centre"]]).max()
    )
    assert best["documented_cases"] == units["place"].isin(best["places"]).sum()


def test_months_become_years_where_there_are_too_many_and_it_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    units, positions = autumn(dates=[("2023-08", "2023-10")] * 8)
    monkeypatch.setattr(scan_zones, "_MOST_LOOKED_AT", 3000)
    found = scan(units, positions, over_time=True)
    assert found.thinned is not None
    assert found.thinned.years
    across = (units["first"] // 12 != units["last"] // 12) & (units["last"] - units["first"] < 12)
    assert found.visits_undated == across.sum()
    assert_sums_hold(found, units.to_dict("records"))
    best = found.clusters.iloc[0]
    assert 0 in best["places"]
    assert best["first_month"] // 12 == best["last_month"] // 12 == 2023


# Nothing to find


def few(**columns: Any) -> pd.DataFrame:
    plain: Visit = {"persons": 1, "marked": False, "first": 24000, "last": 24001}
    return frame({"place": n % 3, "case": n} | plain for n in range(9)).assign(**columns)


@pytest.mark.parametrize("over_time", [False, True])
@pytest.mark.parametrize(
    "units",
    [
        few().iloc[:0],
        few(),
        few(marked=True),
        few(persons=0, marked=[True, False, False] * 3),
        few(place=1, marked=[True, False, False] * 3),
        few(marked=[True] + [False] * 8),
        few(first=-1, last=-1, marked=True),
        few(persons=[100] + [0] * 8, marked=[True, True] + [False] * 7),
    ],
    ids=["empty", "none", "all", "nobody", "one-place", "one-case", "undated", "one-with-persons"],
)
def test_where_there_is_nothing_to_find_nothing_is_found(units: pd.DataFrame, over_time: bool) -> None:
    positions = np.array([(120.0, 40.0), (121.0, 40.0), (121.0, 42.0)])
    for by_size in (True, False):
        found = scan(units, positions, runs=19, over_time=over_time, by_size=by_size, largest_p=1.0)
        assert found.clusters.empty
        assert found.clusters.dtypes.astype(str).to_dict() == COLUMNS
        assert found.visits + found.visits_undated == len(units)


def test_a_place_without_a_position_and_negative_persons_are_refused() -> None:
    with pytest.raises(ValueError, match="position"):
        scan(few(), np.array([(120.0, 40.0), (np.nan, 40.0), (121.0, 42.0)]))
    with pytest.raises(ValueError, match="negative"):
        scan(few(persons=-1), np.zeros((3, 2)))
