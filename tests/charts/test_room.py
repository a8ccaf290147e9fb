from __future__ import annotations

from typing import Any

import pytest

from webcast.charts import room, theme

AXIS = theme.axis(theme.LIGHT, "Viewers at once")
SHARES = {**AXIS, "ticktext": ["0 %", "100 %"]}
DAYS = {**AXIS, "tickformat": "%-d %b\n%Y"}
OWN = {"automargin": False}
NONE = theme.hidden_axis()
USUAL = {"l": 8, "r": 12, "t": 8, "b": 8}


@pytest.mark.parametrize(
    ("axis", "pixels"),
    [(AXIS, 45), (DAYS, 61), ({**AXIS, "showticklabels": False}, 25), (AXIS | OWN, 8), (AXIS | NONE, 8)],
)
def test_room_below_is_that_of_labels_and_title(axis: dict[str, Any], pixels: int) -> None:
    assert room.around(USUAL, axis, NONE) == {**USUAL, "b": pixels}


@pytest.mark.parametrize(
    ("axis", "pixels"),
    [
        (SHARES, 68),
        ({**SHARES, "title": {"text": "Still there,<br>share of 12 viewers"}}, 83),
        ({**AXIS, "range": [0, 90]}, 45),
        ({**AXIS, "range": [0, 1200]}, 64),
        (SHARES | OWN, 8),
    ],
)
def test_room_beside_is_that_of_the_widest_label_and_the_title(axis: dict[str, Any], pixels: int) -> None:
    assert room.around(USUAL, NONE, axis) == {**USUAL, "l": pixels}


def test_plotly_leaves_as_much_at_every_edge_but_no_more_than_twelve_pixels() -> None:
    assert room.around({"l": 8, "r": 16, "t": 20, "b": 8}, DAYS, SHARES) == {"l": 72, "r": 16, "t": 20, "b": 65}
    assert room.around({"l": 8, "r": 2, "t": 0, "b": 8}, DAYS, SHARES) == {"l": 60, "r": 2, "t": 0, "b": 53}


def test_more_room_than_axes_need_stays() -> None:
    drawn = theme.figure([], theme="light", alt="", height=200, margin={"l": 90, "b": 70})
    assert drawn.spec["layout"]["margin"] == {"l": 90, "r": 8, "t": 8, "b": 70}


def test_a_figure_has_the_room_of_its_axes_from_the_start() -> None:
    drawn = theme.figure([], theme="light", alt="", height=200, xaxis={"tickformat": "%d\n%Y"}, yaxis=SHARES)
    assert drawn.spec["layout"]["margin"] == {"l": 68, "r": 8, "t": 8, "b": 61}


def test_plotly_is_told_that_a_figure_never_changes() -> None:
    assert theme.nothing("Nobody answered.", theme="light").spec["layout"]["datarevision"] == 1
