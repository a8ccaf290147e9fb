"""What surveys were answered, counted question by question so that events can be merged: whole numbers and texts.

A question is known by its event's number and its place there (:func:`.of_events.asked`); questions of one label in
one event are one, the first of them. Questions of different events with one label are one question: :func:`labels`.
"""

from __future__ import annotations

from typing import Final

import polars as pl

from webcast.analysis import of_events, pairs
from webcast.analysis.audience import Audience
from webcast.analysis.pairs import Answer, Pair
from webcast.analysis.parts import Stacked

_QUESTION: Final = ("event", "place")


def labels(audience: Audience) -> pl.DataFrame:
    """Return ``event``, ``place``, ``event_id``, ``label``: what the questions of partials are called."""
    return audience.once("labels of questions", lambda: _labels(audience))


def _labels(audience: Audience) -> pl.DataFrame:
    rows = audience.stacked("survey questions", of_events.asked).rows
    return pl.DataFrame([rows["event"], rows["q"].alias("place"), rows["event_id"], rows["label"]])


ASKED: Final = pairs.rows("survey questions", of_events.asked)
"""The questions: see :attr:`.Audience.survey_questions`."""


def _listed(audience: Audience) -> pl.DataFrame:
    return audience.survey_questions.lazy().drop_nulls("label").select("event_id", "listed", "label").collect()


def _distinct(stacked: Stacked) -> pl.DataFrame:
    """Return ``label``: each once, those first that an event lists, in the order of events."""
    ordered = stacked.rows.sort("listed", descending=True, maintain_order=True)
    return ordered.select("label").unique(maintain_order=True)


LABELS: Final = Answer("names of survey questions", Pair("survey labels", _listed, _distinct))
"""What survey questions are called."""


def question_labels(audience: Audience) -> list[str]:
    """Return what the survey questions of an audience are called, each once."""
    if audience.opened:
        return list(dict.fromkeys(label for label in audience.survey_questions["label"] if label is not None))
    return LABELS.of(audience)["label"].to_list()


def _placed(audience: Audience, label: str | None = None, *, apart: bool = False) -> pl.LazyFrame:
    """Return ``q``, ``event``, ``place``, ``event_id``, ``several`` of all questions or of those of one label.

    With ``apart`` each question is one, whatever its label.
    """
    codes = pl.DataFrame([audience.events["event_id"], of_events.numbers(audience).alias("event")])
    asked = audience.survey_questions.lazy()
    asked = asked if label is None else asked.filter(pl.col("label") == label)
    first = pl.col("q") if apart else pl.col("q").min().over("event_id", "label")
    placed = asked.select("q", "event_id", "several", first.cast(pl.Int64).alias("place"))
    return placed.join(codes.lazy(), on="event_id", how="left", maintain_order="left")


def _asks_twice(audience: Audience) -> bool:
    """Return whether an event asks under one name twice."""
    asked = audience.survey_questions
    return len(set(zip(asked["event_id"], asked["label"], strict=True))) < asked.height


def of_each(audience: Audience) -> pl.DataFrame:
    """Return :data:`RESPONDENTS` of every question by itself: its ``place`` is ``q``."""
    return _respondents(audience, apart=True)


def _respondents(audience: Audience, *, apart: bool = False) -> pl.DataFrame:
    placed = _placed(audience, apart=apart)
    given = audience.answered.lazy().select("q", "row")
    given = given if apart else _first_of_label(audience, given)
    attended = pl.col("attended")
    counted = (
        given.with_columns(pl.lit(audience.by_row("attended")).gather("row").alias("attended"))
        .group_by(pl.col("q").cast(pl.Int64).alias("place"))
        .agg(pl.len().alias("respondents"), attended.sum().alias("attending"), (~attended).sum().alias("absent"))
    )
    base = (
        audience.plan("event_id", "attended")
        .group_by("event_id")
        .agg(attended.sum(), attended.count().alias("known"), pl.len().alias("members"))
    )
    found = placed.select("event_id", *_QUESTION).unique(maintain_order=True)
    found = found.join(counted, on="place", how="left", maintain_order="left")
    found = found.join(base, on="event_id", how="left", maintain_order="left").drop("event_id")
    return found.select(pl.all().cast(pl.Int64).fill_null(0)).collect()


RESPONDENTS: Final = pairs.rows("survey respondents", _respondents)
"""Of each question ``event``, ``place``, who answered it: ``respondents``, of them ``attending`` and ``absent``.

Beside them of its event who ``attended``, of how many that is ``known``, and how many ``members`` there are.
"""


def respondents(audience: Audience) -> pl.LazyFrame:
    """Return :data:`RESPONDENTS` with ``event_id`` and ``label``."""
    counted = audience.once("survey respondents", lambda: RESPONDENTS.of(audience))
    return counted.lazy().join(labels(audience).lazy(), on=_QUESTION)


def _first_of_label(audience: Audience, given: pl.LazyFrame) -> pl.LazyFrame:
    """Return what was answered, once, with the ``q`` of the first question of its event that has the same label.

    Of an audience the number of a question tells its event as well: so that is joined after rows were counted.
    """
    if not _asks_twice(audience):
        return given
    first = _placed(audience).select("q", pl.col("place").cast(pl.UInt32))
    return given.join(first, on="q").with_columns(q="place").drop("place").unique()


def _answers(audience: Audience) -> pl.DataFrame:
    given = _first_of_label(audience, audience.choices.lazy().select("q", "row", "answer"))
    each = given.group_by("q", "answer").agg(count=pl.len())
    all_of_them = given.group_by("q").agg(pl.lit(None, pl.String).alias("answer"), count=pl.col("row").n_unique())
    counted = pl.concat([each, all_of_them]).join(_placed(audience).select("q", "event"), on="q")
    whole = (pl.col(name).cast(pl.Int64).alias(to) for name, to in (("event", "event"), ("q", "place")))
    return counted.select(*whole, "answer", pl.col("count").cast(pl.Int64)).collect()


ANSWERS: Final = pairs.rows("survey answers", _answers)
"""``event``, ``place``, ``answer``, ``count``: how many respondents gave each answer; null is all of them."""


def answers(audience: Audience, label: str | None = None) -> pl.LazyFrame:
    """Return :data:`ANSWERS` with ``event_id`` and ``label``, of all questions or of one label."""
    rows = audience.once("survey answers", lambda: ANSWERS.of(audience))
    named = labels(audience).lazy()
    named = named if label is None else named.filter(pl.col("label") == label)
    return rows.lazy().join(named, on=_QUESTION)


def _twice(audience: Audience, label: str | None = None) -> pl.DataFrame:
    placed = _placed(audience, label).filter(~pl.col("several")).select("q", *_QUESTION)
    given = _first_of_label(audience, audience.choices.lazy()).join(placed, on="q")
    again = given.filter(pl.len().over(*_QUESTION, "row") > 1)
    return again.select(*_QUESTION, who=pl.col("row").cast(pl.Int64), answer="answer").sort(pl.all()).collect()


TWICE: Final = pairs.rows("answered twice", _twice)
"""``event``, ``place``, ``who``, ``answer``: those who gave several answers to a question that takes one."""


def texts(audience: Audience, label: str) -> pl.DataFrame | None:
    """Return the answers to a question as texts: ``row`` (whose), ``text``, ``n`` (how many gave this and no other).

    Who gave one answer stands for all who gave the same. None where an event takes several answers to it.
    """
    asked = audience.survey_questions.filter(pl.col("label") == label)
    if asked["several"].any():
        return None
    named = labels(audience).lazy().filter(pl.col("label") == label).select(_QUESTION)
    twice = audience.stacked(TWICE.name, lambda people: _twice(people, label)).rows.lazy().join(named, on=_QUESTION)
    again = twice.group_by("answer").agg(again=pl.len().cast(pl.Int64))
    counted = answers(audience, label).drop_nulls("answer").group_by("answer").agg(pl.col("count").sum())
    alone = counted.join(again, on="answer", how="left").with_columns(
        n=pl.col("count") - pl.col("again").fill_null(0)
    )
    row = pl.struct(*_QUESTION, "who").rank("dense").cast(pl.Int64)
    each = twice.select(row=row, text="answer", n=pl.lit(1, pl.Int64))
    alone = alone.filter(pl.col("n") > 0).select(row=-1 - pl.int_range(pl.len()), text="answer", n="n")
    return pl.concat([each, alone]).collect()


def _answering(audience: Audience) -> pl.DataFrame:
    # Who clicked an attendance check has answered no survey, and an event that had only checks had none.
    asked = audience.survey_questions
    asking = pl.col("event_id").is_in(list(set(asked["event_id"].filter(~asked["check"]))))
    attendee, answered = asking & pl.col("attended").fill_null(value=False), pl.col("survey_answers") > 0
    counts = {"answered": answered, "attendees": answered & attendee, "of": attendee}
    return audience.pick(*(count.sum().cast(pl.Int64).alias(name) for name, count in counts.items()))


ANSWERING: Final = Answer("answered a survey", Pair("answering", _answering, pairs.added, pairs.added))
"""One row: who ``answered`` a survey, the ``attendees`` of events with one among them, ``of`` how many of these."""
