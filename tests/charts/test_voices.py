from __future__ import annotations

import polars as pl

from webcast.charts import theme, voices

ANSWERS = pl.DataFrame(
    {
        "answer": ["The owner", "Nobody"],
        "before": [10, 30],
        "after": [35, 5],
        "share_before": [0.25, 0.75],
        "share_after": [0.875, 0.125],
    }
)


def test_answers_before_and_after_stand_side_by_side() -> None:
    figure = voices.change(ANSWERS, base=40, before="Pretest", after="Posttest", theme="light")
    before, after = figure.data[:2]
    assert (list(before.x), list(after.x)) == ([0.25, 0.75], [0.875, 0.125])
    assert [list(data) for data in after.customdata] == [["side", "after", "The owner"], ["side", "after", "Nobody"]]
    assert list(before.text) == ["25 % · 10", "75 % · 30"]
    assert theme.alt(figure) == "Answers of 40 people, before and after. The owner: 10, then 35; Nobody: 30, then 5."


def test_of_few_people_the_counts_are_written() -> None:
    figure = voices.change(ANSWERS, base=12, before="Pretest", after="Posttest", theme="light")
    assert list(figure.data[0].text) == ["10 of 12", "30 of 12"]
    none = voices.change(ANSWERS.clear(), base=0, before="Pretest", after="Posttest", theme="light")
    assert theme.alt(none) == "Nobody answered this question in both surveys."


def test_numbers_went_up_stayed_or_went_down() -> None:
    figure = voices.direction(14, 6, 5, theme="light")
    assert list(figure.data[0].x) == [14, 6, 5]
    assert [list(data) for data in figure.data[0].customdata] == [
        ["kind", "rose"],
        ["kind", "same"],
        ["kind", "fell"],
    ]
    assert [note.text for note in figure.layout.annotations][1] == "56 % · 14"
    assert theme.alt(figure) == (
        "Second answer of 25 people beside the first: higher afterwards: 14; the same: 6; lower afterwards: 5."
    )


def test_attendance_checks_by_how_they_were_answered() -> None:
    frame = pl.DataFrame({"label": ["Check"], "answered_all": [20], "answered_some": [4], "never": [16]})
    figure = voices.checks(frame, theme="light")
    assert list(figure.data[0].x) == [20, 4, 16]
    assert list(figure.data[0].customdata[2]) == ["check", "Check", "never"]
    assert [note.text for note in figure.layout.annotations][:2] == ["\u2068Answered every check\u2069", "50 % · 20"]
    assert theme.alt(figure) == "Check: 20 answered every check, 4 missed some, 16 who attended answered none."
    two = voices.checks(pl.concat([frame, frame]), theme="light")
    assert two.layout.annotations[0].text == "\u2068Check: answered every check\u2069"


def test_words_are_bars_and_text() -> None:
    frame = pl.DataFrame({"term": ["<b>price</b>", "plan"], "texts": [7, 3], "rows": [6, 3], "share": [0.7, 0.3]})
    figure = voices.terms(frame, texts="answer", theme="dark")
    assert list(figure.data[0].x) == [7, 3]
    assert list(figure.data[0].customdata[0]) == ["term", "<b>price</b>"]
    assert "<b>" not in figure.layout.annotations[0].text
    assert figure.layout.annotations[-1].text == "Answers that hold the word"
    assert theme.alt(voices.terms(frame.clear(), texts="answer", theme="light")) == "No word comes up here."
