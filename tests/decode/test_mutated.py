"""Whatever a report went wrong in: it becomes tables, or one error of ours; 2,000 random ones of each format."""

from __future__ import annotations

from pathlib import Path
from random import Random

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.decode.mutating import CORPUS, FORMATS, complaint, mutated, seeds

PARTS = 8
"""Of the 2,000, so that what runs tests side by side can share them out."""


@pytest.mark.parametrize("part", range(PARTS))
@pytest.mark.parametrize("form", FORMATS)
@settings(
    max_examples=2000 // PARTS,
    derandomize=True,
    deadline=None,
    database=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)
@given(seed=st.integers(0, 2**64))
def test_a_report_that_went_wrong_becomes_tables_or_one_error(form: str, part: int, seed: int) -> None:
    assert complaint(mutated(form, Random(f"{part} {seed}"))) is None  # noqa: S311  # no secret


@pytest.mark.parametrize("form", FORMATS)
def test_a_report_before_it_went_wrong_becomes_tables(form: str) -> None:
    assert [complaint(seed) for seed in seeds(form)] == [None] * len(seeds(form))


@pytest.mark.parametrize("path", sorted(CORPUS.glob("*/*")), ids=lambda path: path.name)
def test_what_was_too_much_once_is_no_more(path: Path) -> None:
    assert complaint(path.read_bytes()) is None
