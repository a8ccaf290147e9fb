"""Answers of a survey question by segment: small multiples, the table of groups, and the people behind each mark."""

from __future__ import annotations

from typing import Any, Final

import polars as pl
import streamlit as st

from webcast.analysis import dimensions
from webcast.cohorts.cohort import Group
from webcast.presentation.asked_question import Question
from webcast.presentation.prepared import folded
from webcast.presentation.voices import ANSWERS_BESIDE, GROUPS_BESIDE, Beside
from webcast.ui.frame import options
from webcast.ui.frame.page import Context
from webcast.ui.kit import break_down, downloads, heading, people, tables
from webcast.ui.kit import words as kit_words
from webcast.ui.kit.heading import Heading
from webcast.ui.voices import words

MOST_GROUPS: Final = 40
MOST_ANSWERS: Final = 8
COLUMNS: Final = 12
"""Answers in the table, the most frequent; the file has them all."""


def draw(context: Context, question: Question) -> None:
    """Draw the choice of segments and the answers of each; answers in people's own words cannot be compared so."""
    if question.own_words or question.answers.is_empty():
        return
    block = heading.draw(words.COMPARE, "answer_share", "mean", "nps")
    with st.container(horizontal=True, vertical_alignment="bottom", key="wi-compare-options"):
        by = break_down.choose(context.everyone, words.COMPARE_BY, "by", attendance=True)
        if by is None:
            block.offer()
            return
        beside = Beside.of(context.audience, question, by)
        block.says(beside.finding)
        groups, answers = _groups_shown(beside.groups), _answers_shown(beside.answers)
    _chart(block, context, beside, groups, answers)
    notes = [words.SEVERAL_GROUPS] * dimensions.several(by)
    if beside.groups > groups:
        notes.insert(0, words.groups_left(beside.groups - groups))
    if beside.answers > answers:
        notes.insert(0, words.answers_left(beside.answers - answers))
    if notes:
        st.caption(" ".join(notes))
    block.offer(downloads.table("cross-tab", words.CROSS_TAB_FILE))


def _groups_shown(groups: int) -> int:
    """Return how many groups are drawn."""
    first = folded(groups, GROUPS_BESIDE)
    unfolded = min(groups, MOST_GROUPS)
    every = first < groups and options.toggle(kit_words.all_groups(unfolded, groups), "more_groups")
    return unfolded if every else first


def _answers_shown(count: int) -> int:
    first = folded(count, ANSWERS_BESIDE)
    unfolded = min(count, MOST_ANSWERS)
    every = first < count and options.toggle(words.all_answers_beside(unfolded), "more_answers")
    return unfolded if every else first


def _chart(block: Heading, context: Context, beside: Beside, groups: int, answers: int) -> None:
    """Draw what each group answered, or its scores; a mark opens its people."""
    numbers = beside.question.numeric is not None
    clicked = block.chart(
        lambda: beside.figure(context.theme, groups, answers),
        "wi-scores-by" if numbers else "wi-answers-by",
        lambda: _table(beside),
    )
    if clicked and numbers:
        _open(context, beside, clicked[1])
    elif clicked:
        _open(context, beside, *clicked[1:])


def _table(beside: Beside) -> list[Any] | None:
    """Draw a row a group: how many gave each answer, or mean and score; return a picked one as a mark."""
    column, question = st.column_config, beside.question
    config: dict[str, Any] = {"group": column.TextColumn(dimensions.label(beside.by), width=220)}
    if question.numeric is None:
        wide, counted = _wide(beside.frame, question.answers)
        config["base"] = column.NumberColumn(words.COLUMN_GROUP_RESPONDENTS, format="localized", width=100)
        config |= {name: column.NumberColumn(answer, format="localized") for name, answer in counted.items()}
    else:
        wide = beside.scores.select("group", "base", "mean", *(["nps"] if question.score is not None else []))
        config["base"] = column.NumberColumn(words.COLUMN_GROUP_ANSWERS, format="localized", width=100)
        config["mean"] = column.NumberColumn(words.COLUMN_MEAN, format="%.1f", width=80)
        config["nps"] = column.NumberColumn(words.COLUMN_NPS, format="%+.0f", width=80)
    shown = wide.with_columns(pl.col("group").fill_null(dimensions.missing(beside.by)))
    height = None if shown.height <= GROUPS_BESIDE + 1 else 400
    picked = tables.table(
        shown, f"wi-answers-by-rows-{beside.by}-{shown.height}", config, alt=words.GROUPS_TABLE, height=height
    )
    return None if picked is None else ["", wide["group"][picked]]


def _wide(frame: pl.DataFrame, answers: pl.DataFrame) -> tuple[pl.DataFrame, dict[str, str]]:
    """Return a row a group with a column an answer, and which answer each column counts."""
    counted = {f"answer-{place}": answer for place, answer in enumerate(answers["answer"].head(COLUMNS))}
    counts = [
        pl.col("count").filter(pl.col("answer") == answer).first().alias(name) for name, answer in counted.items()
    ]
    return frame.group_by("group", maintain_order=True).agg(pl.col("base").first(), *counts), counted


def _open(context: Context, beside: Beside, group: str | None, answer: str | None = None) -> None:
    """Open a group's respondents, or those of them who gave an answer."""
    question = beside.question
    said = question.people if answer is None else question.who_said(answer)
    name = dimensions.missing(beside.by) if group is None else group
    people.show_sets(
        context.audience, [Group(beside.by, group), said], name if answer is None else f"{name}: {answer}"
    )
