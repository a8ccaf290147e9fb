from __future__ import annotations

import polars as pl

from webcast.analysis import spans


def visits(*found: tuple[int, int, int]) -> pl.DataFrame:
    return pl.DataFrame(found, schema={"person": pl.UInt32, "start": pl.Int64, "end": pl.Int64}, orient="row")


def test_overlapping_and_touching_visits_are_one_span() -> None:
    found = spans.merged(visits((0, 0, 10), (0, 5, 7), (0, 10, 12), (0, 20, 21), (1, 0, 3)))
    assert found.rows() == [(0, 0, 12), (0, 20, 21), (1, 0, 3)]


def test_a_visit_without_length_joins_nothing() -> None:
    assert spans.merged(visits((0, 0, 2), (0, 3, 3), (0, 4, 5))).rows() == [(0, 0, 2), (0, 4, 5)]


def test_nothing_merges_to_nothing() -> None:
    assert spans.merged(visits()).rows() == []


def test_persons_are_kept_apart_where_the_numbers_outgrow_64_bits() -> None:
    """Four thousand million persons over a century take more than 64 bits."""
    century, many = 100 * 365 * 86_400_000, 4_000_000_000
    found = spans.merged(visits((0, 0, century), (many, 5, 7), (many, 6, 9)))
    assert found.rows() == [(0, 0, century), (many, 5, 9)]


def test_gains_add_up_to_the_length_of_the_union() -> None:
    found = visits((0, 0, 10), (0, 5, 7), (0, 8, 12), (1, 0, 3)).with_columns(
        mine=pl.Series([True, False, True, True])
    )
    gains = spans.packed(found).select(all=spans.gain(pl.lit(value=True)), mine=spans.gain(pl.col("mine"))).collect()
    assert gains["all"].to_list() == [10, 0, 2, 3]
    assert gains["mine"].to_list() == [10, 0, 2, 3]


def test_departures_come_first_at_equal_times() -> None:
    assert spans.steps(visits((0, 0, 5), (1, 5, 6)).lazy()).collect()["step"].to_list() == [1, 10, 11, 12]


def test_steps_are_sorted_by_event_also_where_the_numbers_outgrow_64_bits() -> None:
    found = pl.DataFrame({"event": [1, 0, 0], "step": [4, 9, 3]}, schema={"event": pl.UInt32, "step": pl.Int64})
    assert spans.sorted_steps(found.lazy(), (3, 9), 2).collect().rows() == [(0, 3), (0, 9), (1, 4)]
    far = found.with_columns(pl.col("step") * 2**59, event=pl.Series([4_000_000_000, 0, 0], dtype=pl.UInt32))
    within = (3 * 2**59, 9 * 2**59)
    assert spans.sorted_steps(far.lazy(), within, 4_000_000_001).collect()["step"].to_list() == [
        3 * 2**59,
        9 * 2**59,
        4 * 2**59,
    ]
