"""The mark: crisp at the size of a browser's tab, seen in both themes."""

from __future__ import annotations

import re

from tests.charts.test_theme import contrast
from webcast import mark


def test_at_16_pixels_every_edge_of_its_bars_lies_between_pixels() -> None:
    drawn = mark.FILE.read_text("utf-8")
    assert 'viewBox="0 0 32 32"' in drawn
    path = re.findall(r' d="([^"]+)"', drawn)[0]
    assert {int(number) % 2 for number in re.findall(r"\d+", path)} == {0}


def test_it_is_seen_on_both_grounds() -> None:
    tile = re.findall(r'<rect[^>]+fill="(#\w{6})"', mark.FILE.read_text("utf-8"))[0]
    for ground in ("#FFFFFF", "#F8F9FB", "#14161B", "#191C22"):
        assert contrast(tile, ground) >= 3
    assert contrast(tile, "#FFFFFF") >= 3  # its bars
