"""The Surveys page: which question, its figures, its answers, and the people behind each."""

from __future__ import annotations

from typing import Any, Final

import polars as pl
import streamlit as st

from webcast import formats
from webcast.analysis import surveys
from webcast.analysis import terms as analysis
from webcast.analysis.answers import CHECK
from webcast.analysis.audience import Audience
from webcast.analysis.held import held
from webcast.charts import answers as chart
from webcast.presentation import asked_question, measures
from webcast.presentation import voices as prepare
from webcast.presentation.asked_question import ANSWERS_AT_FIRST, Question
from webcast.ui.frame import html, notices, options
from webcast.ui.frame.page import Context
from webcast.ui.kit import comparison_words, downloads, heading, people, tables, terms
from webcast.ui.kit import words as kit_words
from webcast.ui.kit.baseline import Baseline
from webcast.ui.kit.change import Change
from webcast.ui.kit.figures import Figure
from webcast.ui.voices import words
from webcast.view import keys
from webcast.view.comparison import Beside

ROWS: Final = 400
"""Rows of answers on the screen at once; a search finds the others."""
_PICKED: Final = "question"


def asked(context: Context) -> pl.DataFrame:
    """Return the questions, those with answers first; where there are none, say so and stop."""
    found = asked_question.questions(context.audience)
    if found.is_empty():
        notices.notice(words.NO_SURVEYS_TITLE, words.NO_SURVEYS)
        st.stop()
    return found


def choose(context: Context, found: pl.DataFrame) -> Question:
    """Draw the choice of a question; the address names it by a key, since its text may hold anything."""
    rows = {row["label"]: row for row in found.rows(named=True)}
    row = rows[options.select(words.QUESTION, {label: label for label in rows}, _PICKED)]
    return Question.of(context.audience, row)


def answer(context: Context, question: Question) -> str:
    """Return the sentence that answers the page's question."""
    row, text = question.row, question.row["text"] or kit_words.ATTENDANCE_CHECK
    base, leading = row["respondents"], ""
    if question.numeric is not None:
        leading = words.leading_score(question.numeric.mean, question.numeric.base)
    elif question.own_words:
        leading = words.leading_texts(base)
    elif question.answers.height:
        first = question.answers.row(0, named=True)
        leading = words.leading_answer(first["answer"], first["count"], base, few=question.few)
    return words.surveys_answer(*surveys.answering(context.audience), text, leading)


def key_figures(found: pl.DataFrame, question: Question, base: Baseline) -> list[Figure]:
    """Return the row of key figures, beside what figures are compared with."""
    row, number, percent = question.row, formats.number, formats.percent
    figures = [
        Figure.of(
            "respondents", number(row["respondents"]), words.not_attending(row["not_attending"]) or
            words.of_eligible(row["eligible"]),
            base.count("respondents", row["respondents"], number), base.spark("respondents", number),
        ),
        Figure.of(
            "response_rate", percent(row["response_rate"]), words.of_eligible(row["eligible"]),
            _response(found, question, base), base.spark("response_rate", percent),
        ),
    ]  # fmt: skip
    numeric = question.numeric
    if numeric is not None:
        mean, of_answers = numeric.mean, words.of_answers(numeric.base)
        change, line = base.difference("mean", mean, formats.decimal), base.spark("mean", formats.decimal)
        figures.append(Figure.of("mean", formats.decimal(mean), of_answers, change, line))
        if (nps := question.score) is not None:
            # How far two scores are apart has no sign of its own: it is said before it.
            change = base.difference("nps", nps, _score)
            figures.append(Figure.of("nps", chart.signed(nps), of_answers, change, base.spark("nps", _score)))
    elif not question.own_words and question.answers.height:
        top = question.answers.row(0, named=True)
        said = words.top_answer(top["answer"], top["count"], row["respondents"])
        share = f"{top['count']}" if question.few else percent(top["share"])
        change, line = base.share("top", top["share"]), base.spark("top", percent)
        figures.append(Figure(measures.LABELS["top"], share, said, words.TOP_ANSWER_TEXT, change, line))
    return figures


def _score(value: float | None) -> str:
    return formats.UNKNOWN if value is None else chart.signed(value).removeprefix("+")


def _response(found: pl.DataFrame, question: Question, base: Baseline) -> Change:
    """Return how the response rate compares: where the question was not asked, with the other questions'."""
    row = question.row
    if "response_rate" in base.figures or base.goal:
        return base.share("response_rate", row["response_rate"])
    others = found.filter((pl.col("type") != CHECK).fill_null(value=True))
    median = others["response_rate"].median() if others.height > 1 and row["type"] != CHECK else None
    if row["response_rate"] is None or not isinstance(median, float):
        return Change()
    return Change(text=comparison_words.compared_points(row["response_rate"] - median, words.MEDIAN_QUESTION))


def about(question: Question, base: Baseline) -> None:
    """Say what kind of question it is, whether that was inferred, if few answered, and where it was not asked."""
    row = question.row
    parts = [row["survey_type"], kit_words.kind(row["type"], inferred=bool(row["type_inferred"]))]
    if row["events"] > 1:
        parts.append(formats.plural(row["events"], "event", "events"))
    html.line("wi-context", *(html.text(part) for part in parts if part))
    if question.few and row["respondents"]:
        html.line("wi-context", html.text(words.few_respondents(row["respondents"])))
    if base.name and not base.goal and not base.figures.get("asked"):
        html.line("wi-context", html.text(words.not_asked(base.name)))


def draw(context: Context, question: Question, beside: Beside | None) -> None:
    """Draw the answers, as bars or as a table; one opens who gave it. Own words are a list to search instead."""
    answers = prepare.answers(question, context, beside)
    block = heading.draw(words.ANSWERS, "respondents", "answer_share", "mean", "nps")
    block.says(answers.finding)
    every = answers.folds and options.toggle(words.all_answers(answers.total), "all_answers")
    clicked = block.chart(
        lambda: answers.figure(min(answers.total, ROWS) if every else None),
        "wi-answers",
        lambda: _rows(question, question.answers),
    )
    respondents = question.row["respondents"]
    block.offer(*([downloads.people(respondents, [question.people])] if respondents else []))
    if clicked and clicked[0] == chart.ANSWER:
        people.show_sets(context.audience, [question.who_said(clicked[1])])


def table(context: Context, question: Question) -> None:
    """Draw what people wrote as a table to search, with the words that come up and all respondents' file."""
    found = analysis.of_answers(context.audience, *question.asked)
    term = _choose_term(context, question, found)
    block = heading.draw(words.IN_OWN_WORDS, "respondents")
    if term is not None:
        terms.narrowed(keys.key(question.row["label"]), term)
    given = question.answers
    if term is not None:
        given = given.filter(analysis.holds(pl.col("answer"), term))
    clicked = _rows(question, given)
    behind = question.people if term is None else question.who_wrote(term)
    rows = {None: question.row["respondents"], **dict(found["term", "rows"].rows())}
    if respondents := rows[term]:
        block.offer(downloads.people(respondents, [behind]))
    if clicked:
        people.show_sets(context.audience, [question.who_said(clicked[1])])


def _rows(question: Question, given: pl.DataFrame) -> list[Any] | None:
    """Draw answers with how many gave them; return a picked row as a mark of the chart."""
    if question.numeric is not None:
        given = given.sort(pl.col("answer").cast(pl.Int64), descending=True)
    if given.height > ANSWERS_AT_FIRST:
        # What is searched for may be a person's own words: it stays out of the address.
        wanted = (
            st.text_input(
                words.SEARCH_ANSWERS,
                key="wi-search-answers",
                type="search",
                width=420,
                placeholder=kit_words.SEARCH_HERE,
            )
            or ""
        )
        needle = wanted.strip().lower()
        given = given.filter(pl.col("answer").str.to_lowercase().str.contains(needle, literal=True))
    shown = given.head(ROWS)
    column = st.column_config
    config = {
        "answer": column.TextColumn(words.COLUMN_ANSWER),
        "count": column.NumberColumn(words.COLUMN_COUNT, format="localized", width=110),
        "share": column.NumberColumn(words.COLUMN_SHARE, format="%.0f %%", width=80),
    }
    hidden = ["share"] if question.few or question.own_words else []
    picked = tables.table(
        shown.with_columns(pl.col("share") * 100).drop(hidden),
        f"wi-answer-rows-{keys.key(question.row['label'])}-{given.height}",
        config,
        alt=words.ANSWERS_TABLE,
        height=None if shown.height <= ANSWERS_AT_FIRST else 440,
    )
    return None if picked is None else [chart.ANSWER, shown["answer"][picked]]


def _choose_term(context: Context, question: Question, frame: pl.DataFrame) -> str | None:
    """Draw the words that come up in the answers; return the one that the answers are narrowed to."""
    key = keys.key(question.row["label"])
    file = downloads.table("terms", words.TERMS_FILE)
    return terms.choose(context, frame, key, "answer", question.who_wrote, file=file)


_KINDS: Final = {
    "Radio": "one", "Checkbox": "several", "Textbox": "text", "Text Area": "text", "Attendance": "attendance"
}  # fmt: skip
"""Type of a question → what the list can be narrowed to."""


@held
def _typed(audience: Audience) -> pl.DataFrame:
    """Return all questions with what the list can be narrowed to (``group``), and as the table shows them."""
    scales = surveys.scales(audience)["label", "mean", "nps", "highest"].lazy()
    questions = asked_question.questions(audience)
    found = questions.lazy().join(scales, on="label", how="left", maintain_order="left")
    kinds = [
        kit_words.kind(type_, inferred=bool(inferred))
        for type_, inferred in questions["type", "type_inferred"].rows()
    ]
    groups = pl.col("type").replace_strict(_KINDS, default="unknown", return_dtype=pl.String)
    return found.select(
        "label",
        pl.when(pl.col("mean").is_not_null()).then(pl.lit("scale")).otherwise(groups).alias("group"),
        pl.col("text").fill_null(kit_words.ATTENDANCE_CHECK),
        "survey",
        pl.Series("kind", kinds, dtype=pl.String),
        "respondents",
        "eligible",
        pl.col("response_rate") * 100,
        "mean",
        pl.when(pl.col("highest") > 5).then("nps").alias("nps"),
    ).collect()


def _narrowed(typed: pl.DataFrame) -> pl.DataFrame:
    """Draw the choice of a type, where there are several; return the questions of it."""
    present = [name for name in words.TYPES if name in set(typed["group"])]
    if len(present) < 2:
        return typed
    offered = {"all": words.TYPE_ALL, **{name: words.TYPES[name] for name in present}}
    wanted = options.segments(words.SHOW_TYPES, offered, "question_type")
    return typed if wanted == "all" else typed.filter(pl.col("group") == wanted)


def overview(context: Context) -> None:
    """Draw all questions with their bases, or those of one type; a picked one comes into view."""
    block = heading.draw(words.ALL_SURVEY_QUESTIONS)
    every = _typed(context.audience)
    found = _narrowed(every)
    column = st.column_config
    config = {
        "text": column.TextColumn(words.COLUMN_QUESTION, width=325),
        "survey": column.TextColumn(words.COLUMN_SURVEY, width=130),
        "kind": column.TextColumn(words.COLUMN_TYPE, width=130),
        "respondents": column.NumberColumn(words.COLUMN_RESPONDENTS, format="localized", width=100),
        "eligible": column.NumberColumn(words.COLUMN_ELIGIBLE, format="localized", width=70),
        "response_rate": column.NumberColumn(words.COLUMN_RATE, format="%.0f %%", width=110),
        "mean": column.NumberColumn(words.COLUMN_MEAN, format="%.1f", width=58),
        "nps": column.NumberColumn(words.COLUMN_NPS, format="%+.0f", width=55),
    }
    hidden = {"label", "group"} | ({"mean", "nps"} if found["mean"].null_count() == found.height else set())
    shown = found[[name for name in found.columns if name not in hidden]]
    picked = tables.table(shown, "wi-survey-questions", config, alt=words.QUESTIONS_TABLE, height=340)
    block.offer(downloads.table("survey-questions", words.QUESTIONS_FILE))
    if picked is not None:
        options.put(_PICKED, found["label"][picked], usual=every["label"][0])
        st.rerun()
