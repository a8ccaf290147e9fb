from __future__ import annotations

import polars as pl

from webcast.charts import answers, theme


def frame(respondents: int, **counts: int) -> pl.DataFrame:
    return pl.DataFrame(
        {"answer": list(counts), "count": list(counts.values()), "share": [n / respondents for n in counts.values()]}
    )


def test_sorted_bars_with_share_first_then_count() -> None:
    figure = answers.answers(frame(40, Yes=30, No=10), respondents=40, theme="light")
    bars = figure.data[0]
    assert list(bars.x) == [30, 10]
    assert [list(c) for c in bars.customdata] == [["answer", "Yes"], ["answer", "No"]]
    assert [n.text for n in figure.layout.annotations[:-1]] == [
        "\u2068Yes\u2069",
        "75 % · 30",
        "\u2068No\u2069",
        "25 % · 10",
    ]
    assert figure.layout.annotations[-1].text == "Respondents, of 40"
    assert list(figure.layout.xaxis.range) == [0, 40]
    assert theme.alt(figure) == "Answers of 40 respondents: Yes: 30 (75 %); No: 10 (25 %)."


def test_few_respondents_are_counted_first_and_get_no_share() -> None:
    figure = answers.answers(frame(12, Yes=7, No=5), respondents=12, theme="light")
    assert figure.layout.annotations[1].text == "7 of 12"
    assert "%" not in theme.alt(figure)


def test_many_answers_fold_into_other_with_their_number() -> None:
    counts = {"a": 9, "b": 8, "c": 3, "d": 2, "e": 1}
    figure = answers.answers(frame(23, **counts), respondents=23, theme="light", most=2)
    assert list(figure.data[0].x) == [9, 8, 6]
    assert list(figure.data[0].customdata[2]) == ["other"]
    texts = [n.text for n in figure.layout.annotations[:-1]]
    assert texts[-2:] == ["\u2068Other (3)\u2069", "6 together"]
    assert figure.data[0].marker.color[2] == "#8C8C8C"
    every = answers.answers(frame(23, **counts), respondents=23, theme="light", most=None)
    assert list(every.data[0].x) == [9, 8, 3, 2, 1]


def test_one_answer_too_many_is_shown() -> None:
    figure = answers.answers(frame(23, a=9, b=8, c=3), respondents=23, theme="light", most=2)
    assert list(figure.data[0].x) == [9, 8, 3]


def test_several_answers_are_said_to_be_possible() -> None:
    figure = answers.answers(frame(30, a=20, b=20), respondents=30, theme="light", several=True)
    assert figure.layout.annotations[-1].text == "Respondents, of 30 (several answers possible)"


def test_an_answer_is_text_and_the_whole_of_it_finds_its_people() -> None:
    long = "<b>" + "so much to say " * 20
    figure = answers.answers(frame(30, **{long: 1}), respondents=30, theme="light")
    assert "<b>" not in figure.layout.annotations[0].text
    assert list(figure.data[0].customdata[0]) == ["answer", long]


def test_no_answers_are_said() -> None:
    assert (
        theme.alt(answers.answers(frame(1).clear(), respondents=0, theme="light")) == "Nobody answered this question."
    )


NUMBERS = pl.DataFrame({"answer": ["10", "9", "7", "3"], "count": [4, 2, 3, 1]})


def test_a_score_shows_the_whole_scale_and_the_three_bands() -> None:
    figure = answers.numbers(NUMBERS, mean=8.2, nps=50.0, theme="light")
    columns = figure.data[0]
    assert list(columns.x) == list(range(11))
    assert list(columns.y) == [0, 0, 0, 1, 0, 0, 0, 3, 0, 2, 4]
    assert list(columns.customdata[10]) == ["answer", "10"]
    assert columns.marker.color[10] == "rgba(67,56,202,1.0)"
    assert columns.marker.color[7] == "rgba(67,56,202,0.5)"
    texts = [n.text for n in figure.layout.annotations]
    assert texts[0] == "Mean 8.2"
    assert texts[1:] == ["10 %", "Detractors, 0–6", "30 %", "Passives, 7–8", "60 %", "Promoters, 9–10"]
    assert figure.layout.shapes[0].x0 == 8.2
    assert theme.alt(figure) == "Answers of 10 respondents from 0 to 10: mean 8.2, Net Promoter Score +50."


def test_another_scale_has_a_mean_and_no_bands() -> None:
    figure = answers.numbers(pl.DataFrame({"answer": ["5", "2"], "count": [3, 1]}), mean=4.25, theme="light")
    assert list(figure.data[0].x) == [1, 2, 3, 4, 5]
    assert list(figure.data[0].y) == [0, 1, 0, 0, 3]
    assert [n.text for n in figure.layout.annotations] == ["Mean 4.2"]


def test_scores_are_signed() -> None:
    assert [answers.signed(s) for s in (34.2, 0.3, -0.2, -8.6)] == ["+34", "0", "0", "−9"]
