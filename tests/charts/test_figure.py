"""Figures as plain data: nothing of plotly's is added, nothing that is said is lost, and wrong names are found."""

from __future__ import annotations

import polars as pl
import pytest
from plotly.io import to_json

from webcast.charts import theme
from webcast.charts.figure import Figure, bar, scatter


def test_a_figure_is_what_was_said_and_no_more() -> None:
    made = Figure(
        [bar(x=[1, 2], y=(3, 4), width=None)],
        {"template": {"data": {}}, "title": None, "xaxis": {"visible": True, "range": None}},
    )
    assert made.spec == {
        "data": [{"type": "bar", "x": [1, 2], "y": [3, 4]}],
        "layout": {"template": {"data": {}}, "xaxis": {"visible": True}},
    }  # fmt: skip
    assert made.to_dict() is made.spec


def test_a_column_is_a_list_with_what_is_not_known_as_null() -> None:
    made = Figure([scatter(x=pl.Series([1, None, 3]))], {"template": {}})
    assert made.spec["data"] == [{"type": "scatter", "x": [1, None, 3]}]


def test_another_layout_is_another_figure() -> None:
    made = Figure([bar(x=[1])], {"template": {}, "height": 80, "xaxis": {"visible": True, "range": [0, 1]}})
    other = made.changed(height=90, xaxis={"range": [0, 2]}, shapes=[{"type": "line"}])
    assert made.spec["layout"] == {"template": {}, "height": 80, "xaxis": {"visible": True, "range": [0, 1]}}
    assert other.spec["layout"] == {
        "template": {}, "height": 90, "xaxis": {"visible": True, "range": [0, 2]}, "shapes": [{"type": "line"}],
    }  # fmt: skip
    assert other.spec["data"] == made.spec["data"]


def test_a_name_that_plotly_does_not_know_is_found() -> None:
    with pytest.raises(ValueError, match="colour"):
        Figure([bar(x=[1], colour="red")], {"template": {}})


def test_a_value_that_plotly_reads_otherwise_is_found() -> None:
    with pytest.raises(AssertionError):
        Figure([bar(x=[1], name=7)], {"template": {}})


def test_plotly_s_own_template_is_not_sent() -> None:
    """It would be 6 KB a chart, and colours that are not ours; for an empty one plotly draws again."""
    made = theme.figure([bar(x=[1], y=["a"])], theme="light", alt="One bar.", height=80)
    assert "template" not in made.spec["layout"]
    assert len(to_json(made, validate=False)) < 2000
