from __future__ import annotations

import polars as pl

from webcast.charts import segments_of_answers as chart
from webcast.charts import theme

FRAME = pl.DataFrame(
    [
        ("Live", "Yes", 30, 40, 0.75),
        ("Live", "No", 10, 40, 0.25),
        (None, "Yes", 1, 3, 1 / 3),
        (None, "No", 2, 3, 2 / 3),
    ],
    schema=["group", "answer", "count", "base", "share"],
    orient="row",
)
OVERALL = pl.DataFrame({"answer": ["Yes", "No"], "count": [31, 12], "share": [31 / 43, 12 / 43]})


def test_a_panel_an_answer_with_each_group_s_share_and_that_of_all() -> None:
    figure = chart.answers(FRAME, OVERALL, missing="Attendance unknown", theme="light", most=4, groups=8)
    yes, no, said, line, *_ = figure.data
    assert (list(yes.x), list(no.x)) == ([0.75, 1 / 3], [0.25, 2 / 3])
    assert [list(data) for data in yes.customdata] == [["answer", "Live", "Yes"], ["answer", None, "Yes"]]
    assert list(said.text) == ["75 %", "1 of 3"]
    assert said.unselected.textfont.color == "#1B1F27"
    assert line.x[0] == 31 / 43
    assert theme.alt(figure) == (
        "Share of each group’s respondents who said “Yes”. Live: 75 % of 40; Attendance unknown: 1 of 3."
    )


def test_small_groups_say_that_they_are_few_and_are_pale() -> None:
    figure = chart.answers(FRAME, OVERALL, missing="Attendance unknown", theme="light", most=4, groups=8)
    notes = [note.text for note in figure.layout.annotations]
    assert notes[:2] == ["\u2068Live\u2069 · 40 respondents", "\u2068Attendance unknown\u2069 · 3 respondents, few"]
    assert list(figure.data[0].marker.color) == ["#4338CA", "rgba(67,56,202,0.4)"]


def test_so_many_answers_and_groups_as_wanted() -> None:
    figure = chart.answers(FRAME, OVERALL, missing="–", theme="dark", most=1, groups=1)
    assert [list(trace.x) for trace in figure.data if trace.type == "bar"] == [[0.75]]


def test_scores_have_scales_of_their_own_and_a_line_at_zero() -> None:
    frame = pl.DataFrame({"group": ["Live", "On-Demand"], "base": [30, 2], "mean": [8.0, 3.0], "nps": [40.0, -100.0]})
    figure = chart.scores(frame, mean=7.7, nps=31.0, highest=10, missing="–", theme="light", groups=8)
    mean, nps = (trace for trace in figure.data if trace.type == "bar")
    assert (list(mean.x), list(nps.x)) == ([8.0, 3.0], [40.0, -100.0])
    assert (list(figure.layout.xaxis.range), list(figure.layout.xaxis2.range)) == ([0.0, 18.0], [-100.0, 260.0])
    assert [list(data) for data in nps.customdata] == [["group", "Live"], ["group", "On-Demand"]]
    assert theme.alt(figure) == "Answers by group. Live: mean 8.0, score +40; On-Demand: mean 3.0, score −100."
    five = chart.scores(frame, mean=4.0, nps=None, highest=5, missing="–", theme="light", groups=8)
    assert list(five.layout.xaxis.range) == [0.0, 9.0]
    assert len([trace for trace in five.data if trace.type == "bar"]) == 1


def test_nobody_is_said() -> None:
    said = "Nobody in these groups answered."
    empty = chart.answers(FRAME.clear(), OVERALL.clear(), missing="–", theme="light", most=4, groups=8)
    assert theme.alt(empty) == said
    frame = pl.DataFrame(schema={"group": pl.String, "base": pl.Int64, "mean": pl.Float64, "nps": pl.Float64})
    assert theme.alt(chart.scores(frame, mean=0, nps=None, highest=10, missing="–", theme="light", groups=8)) == said
