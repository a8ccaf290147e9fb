"""However a report is damaged, reading it takes time in proportion to its size."""

from __future__ import annotations

import time
from contextlib import suppress

import pytest

from tests.decode.growing import NAMES, grown
from webcast.decode import decode
from webcast.errors import WebcastError

SIZE = 128 * 1024
ALLOWED = 10.0 / 4
"""Seconds of processor time: an eighth of what a report of 1 MB may take in a worker, and as much again for doubt."""


@pytest.mark.parametrize("name", NAMES)
def test_damage_takes_time_in_proportion_to_its_size(name: str) -> None:
    """What took the square of it had 5 s and more at this size; the benchmark prints the exponent."""
    data = grown(name, SIZE)
    begun = time.process_time()
    with suppress(WebcastError):
        decode(data)
    assert time.process_time() - begun < ALLOWED
