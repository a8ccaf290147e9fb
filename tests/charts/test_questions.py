from __future__ import annotations

import polars as pl

from webcast.charts import theme
from webcast.charts.questions import asked

FRAME = pl.DataFrame(
    {
        "event_id": ["11", "12", "13"],
        "title": ["Spring", None, "Quiet"],
        "questions": [4, 10, 0],
        "answered": [4, 6, 0],
        "askers": [3, 1, 0],
    }
)


def test_a_bar_an_event_with_what_is_open_faint() -> None:
    figure = asked(FRAME, theme="light")
    done, left = figure.data
    assert list(done.x) == [6, 4]
    assert [list(c) for c in done.customdata] == [["answered", "12"], ["answered", "11"]]
    assert (list(left.x), list(left.base)) == ([4], [6])
    assert [list(c) for c in left.customdata] == [["open", "12"]]
    assert left.marker.color == "rgba(67,56,202,0.2)"
    assert [n.text for n in figure.layout.annotations[:-1]] == [
        "\u206812\u2069",
        "60 % of 10",
        "\u2068Spring\u2069",
        "100 % of 4",
    ]
    assert theme.alt(figure) == "14 questions by event. 12: 10; Spring: 4."


def test_no_questions_are_said() -> None:
    assert theme.alt(asked(FRAME.tail(1), theme="light")) == "Nobody asked a question."
