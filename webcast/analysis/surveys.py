"""Surveys: every question with its base, its answers, and the people behind each.

A respondent is a registrant with a non-empty answer. Questions of different events are one when survey name and
question text agree. Several-choice answers are split at ``|`` and each choice counts once a respondent, so their
shares may add up to more than 100 %. What the report does not say of a question's type is inferred by the decoder,
and ``type_inferred`` tells.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import polars as pl

from webcast.analysis import dimensions, pairs, stats, survey_counts
from webcast.analysis.answers import CHECK, on_scale
from webcast.analysis.audience import Audience
from webcast.analysis.held import held
from webcast.analysis.pairs import Answer, Pair
from webcast.errors import FilterError
from webcast.language import later

FREE_TEXT: Final = ("Textbox", "Text Area")

_KEYS: Final = ("event_id", "survey_id", "question_id")


@held
def questions(audience: Audience, *, merge: bool = True) -> pl.DataFrame:
    """Return one row a survey question, also those that nobody answered.

    Args:
        audience: Whose answers.
        merge: Take questions of different events as one when survey name and text agree; else one row an event and
            question, led by ``event_id``, ``survey_id``, ``question_id``.

    Returns:
        ``survey``, ``text`` (null for an attendance check), ``label`` ("survey: question"), ``survey_type``,
        ``type``, ``type_inferred``, ``events``, ``respondents``, ``eligible`` (attendees of the events that asked;
        null where no report tells of any), ``response_rate`` (share of the eligible who answered; null for none),
        ``not_attending`` (respondents known to have no session, who are in no rate; null as ``eligible``).
    """
    return _questions(audience, merge=merge).drop("attending").collect()


def _questions(audience: Audience, *, merge: bool) -> pl.LazyFrame:
    """Return :func:`questions` with ``attending``, the respondents among the eligible, as last column."""
    group = "label" if merge else "q"
    asked = audience.survey_questions.lazy()
    told = (pl.col("known").sum() > 0) | (pl.col("members").sum() == 0)
    counted = survey_counts.respondents(audience) if merge else survey_counts.of_each(audience).lazy()
    counted = counted if merge else counted.with_columns(pl.col("place").cast(pl.UInt32).alias("q"))
    figures = counted.group_by(group).agg(
        pl.col("respondents", "attending", "absent").sum(),
        pl.when(told).then(pl.col("attended").sum()).alias("eligible"),
    )  # fmt: skip
    found = _described(asked, group).join(figures, on=group, how="left", maintain_order="left")
    return found.select(
        *([] if merge else _KEYS),
        "survey",
        "text",
        "label",
        "survey_type",
        "type",
        "type_inferred",
        "events",
        "respondents",
        "eligible",
        response_rate=stats.share(pl.col("attending"), pl.col("eligible")),
        not_attending=pl.when(pl.col("eligible").is_not_null()).then("absent"),
        attending="attending",
    )


def _described(asked: pl.LazyFrame, group: str) -> pl.LazyFrame:
    """Return what each question is called and of which type, in the order in which they were asked."""
    first = [name for name in (*_KEYS, "label") if name != group]
    return asked.group_by(group, maintain_order=True).agg(
        pl.col("event_id").n_unique().cast(pl.Int64).alias("events"),
        pl.col(first).first(),
        pl.col("survey", "text", "survey_type").drop_nulls().first(),
        # A stated type goes before an inferred one.
        pl.col("question_type").sort_by("type_inferred", maintain_order=True).drop_nulls().first().alias("type"),
        pl.col("type_inferred").min(),
    )


@held
def answers(audience: Audience, survey: str, text: str | None) -> pl.DataFrame:
    """Return how often each answer was given, most frequent first.

    Args:
        audience: Whose answers.
        survey: The survey's name, or its id where it has none.
        text: The question; None or empty for an attendance check.

    Returns:
        ``answer``, ``count`` (respondents), ``share`` (of the question's respondents).
    """
    every = survey_counts.answers(audience, label(survey, text)).group_by("answer").agg(pl.col("count").sum())
    ordered = every.sort("count", "answer", descending=[True, False])
    base = pl.col("count").filter(pl.col("answer").is_null()).first()
    return ordered.with_columns(share=stats.share(pl.col("count"), base)).drop_nulls("answer").collect()


@held
def answering(audience: Audience) -> tuple[int, int, int]:
    """Return who answered a survey, how many of them attended an event that had one, and of how many."""
    answered, attendees, of = survey_counts.ANSWERING.of(audience).row(0)
    return answered, attendees, of


@held
def chosen(audience: Audience, survey: str, text: str | None) -> pl.DataFrame:
    """Return ``row``, ``answer``: every choice of every respondent, once."""
    return audience.survey_choices(label(survey, text))


def people(audience: Audience, survey: str, text: str | None, answer: str | None = None) -> Audience:
    """Return the respondents of a question, or those who gave one answer: the list behind the count."""
    given = chosen(audience, survey, text)
    return audience.only(given["row"] if answer is None else given.filter(pl.col("answer") == answer)["row"])


def label(survey: str, text: str | None) -> str:
    """Return the name that filters, headers and lists give a question: "survey: question"."""
    words = (text or "").strip()
    return f"{survey.strip()}: {words}" if words else survey.strip()


@dataclass(frozen=True)
class Numeric:
    """Figures of a question whose every answer is a whole number from 0 to 10."""

    base: int
    mean: float
    promoters: int
    """Answers 9 and 10."""

    passives: int
    """Answers 7 and 8."""

    detractors: int
    """Answers 0 to 6."""

    nps: float
    """Net Promoter Score, from -100 to 100: promoters' minus detractors' share, times 100."""

    highest: int
    """The highest answer given; at 5 or less the question may be one on another scale."""


@held
def numeric(audience: Audience, survey: str, text: str | None) -> Numeric | None:
    """Return mean and Net Promoter Score; None unless there are answers and all are whole numbers from 0 to 10."""
    # Of each answer once, as often as it was given: people give few different ones.
    given = answers(audience, survey, text)
    found = given.select("count", value=on_scale(pl.col("answer")))
    values, counts = found["value"], found["count"]
    if given.is_empty() or values.null_count():
        return None
    promoters, detractors = int(counts.filter(values >= 9).sum()), int(counts.filter(values <= 6).sum())
    base = int(counts.sum())
    return Numeric(
        base=base,
        mean=int((values * counts).sum()) / base,
        promoters=promoters,
        passives=base - promoters - detractors,
        detractors=detractors,
        nps=100 * (promoters - detractors) / base,
        highest=int(values.max()),  # type: ignore[arg-type]  # not empty, so an int
    )


_COUNT: Final = pl.col("count")
_SCORES: Final = (
    _COUNT.sum().alias("base"),
    stats.share((pl.col("value") * _COUNT).sum(), _COUNT.sum()).alias("mean"),
    _COUNT.filter(pl.col("value") >= 9).sum().alias("promoters"),
    _COUNT.filter(pl.col("value") <= 6).sum().alias("detractors"),
    pl.col("value").max().alias("highest"),
)
"""Of values and how many gave each."""
_NPS: Final = stats.share(100 * (pl.col("promoters") - pl.col("detractors")), pl.col("base"))


@held
def scales(audience: Audience) -> pl.DataFrame:
    """Return the figures of every question that :func:`numeric` has some of, in one go.

    Returns:
        ``label``, ``base`` (answers), ``mean``, ``nps``, ``highest``.
    """
    given = survey_counts.answers(audience).drop_nulls("answer")
    values = given.group_by("label", "answer").agg(_COUNT.sum()).with_columns(value=on_scale(pl.col("answer")))
    counted = values.group_by("label").agg(*_SCORES, pl.col("value").is_not_null().all().alias("whole"))
    return counted.filter("whole").with_columns(nps=_NPS).select("label", "base", "mean", "nps", "highest").collect()


@held
def numeric_by(audience: Audience, survey: str, text: str | None, by: str) -> pl.DataFrame:
    """Return mean and Net Promoter Score of each segment; no row unless :func:`numeric` has them of all together.

    Args:
        audience: Whose answers.
        survey: The survey's name.
        text: The question.
        by: A dimension of :mod:`webcast.analysis.dimensions`.

    Returns:
        ``group``, ``base`` (the group's answers), ``mean``, ``promoters``, ``detractors``, ``nps``; the groups with
        most answers first.
    """
    given = chosen(audience, survey, text)
    if numeric(audience, survey, text) is None:
        given = given.clear()
    valued = given.lazy().with_columns(value=on_scale(pl.col("answer")), count=pl.lit(1, pl.Int64))
    joined = valued.join(dimensions.groups(audience, by).lazy(), on="row")
    counted = joined.group_by("group").agg(_SCORES).with_columns(nps=_NPS)
    ordered = counted.sort("base", "group", descending=[True, False], nulls_last=True)
    return ordered.select("group", "base", "mean", "promoters", "detractors", "nps").collect()


@held
def crosstab(audience: Audience, survey: str, text: str | None, by: str) -> pl.DataFrame:
    """Return the answers of each segment.

    Args:
        audience: Whose answers.
        survey: The survey's name.
        text: The question.
        by: A dimension of :mod:`webcast.analysis.dimensions`.

    Returns:
        ``group``, ``answer``, ``count``, ``base`` (the group's respondents), ``share``; groups with most respondents
        first, each with every answer that anybody gave.
    """
    given = chosen(audience, survey, text).lazy()
    joined = given.join(dimensions.groups(audience, by).lazy(), on="row")
    base = joined.group_by("group").agg(pl.col("row").n_unique().cast(pl.Int64).alias("base"))
    counted = joined.group_by("group", "answer").agg(pl.len().cast(pl.Int64).alias("count"))
    order = given.group_by("answer").agg(pl.len().alias("_seen"))
    every = base.join(order, how="cross")
    filled = every.join(counted, on=["group", "answer"], how="left", nulls_equal=True)
    ordered = filled.with_columns(pl.col("count").fill_null(0)).sort(
        "base", "group", "_seen", "answer", descending=[True, False, True, False], nulls_last=True
    )
    share = stats.share(pl.col("count"), pl.col("base"))
    return ordered.select("group", "answer", "count", "base", share=share).collect()


@held
def attendance_checks(audience: Audience) -> pl.DataFrame:
    """Return the attendance checks: how many members were there to answer, and how often.

    A check that came up several times is answered ``Yes|Yes|No``: each part is one answer.

    Returns:
        ``label``, ``respondents``, ``eligible``, ``response_rate`` (see :func:`questions`), ``checks`` (answers
        given), ``answered_all`` (respondents with as many answers as anybody in their event, filters aside),
        ``answered_some`` (the other respondents), ``never`` (the eligible who answered none; null as ``eligible``).
    """
    asked = _questions(audience, merge=True).filter(pl.col("type") == CHECK)
    found = asked.join(CHECKS.of(audience).lazy(), on="label", how="left", maintain_order="left")
    figures = found.with_columns(pl.col("checks", "answered_all").fill_null(0)).select(
        "label",
        "respondents",
        "eligible",
        "response_rate",
        "checks",
        "answered_all",
        answered_some=pl.col("respondents") - pl.col("answered_all"),
        never=pl.col("eligible") - pl.col("attending"),
    )
    return figures.collect()


def _counted_checks(audience: Audience) -> pl.DataFrame:
    counts = {"checks": pl.col("n"), "answered_all": pl.col("all")}
    sums = [count.sum().cast(pl.Int64).alias(name) for name, count in counts.items()]
    return _checked(audience).drop_nulls("label").group_by("label").agg(sums).sort("label").collect()


_BY_LABEL: Final = pairs.added_by("label")

CHECKS: Final = Answer("attendance checks merged", Pair("attendance checks", _counted_checks, _BY_LABEL, _BY_LABEL))
"""``label``, ``checks``, ``answered_all``: see :func:`attendance_checks`."""


CHECKED: Final = ("all", "some", "never")
"""How somebody answered an attendance check: every time, not every time, never though attending."""


def check_people(audience: Audience, label: str, how: str) -> Audience:
    """Return those whom :func:`attendance_checks` counts, by one of :data:`CHECKED`.

    Raises:
        FilterError: There is no such way to answer.
    """
    if how not in CHECKED:
        raise FilterError(
            later(
                "An attendance check is answered in one of {checked}, not '{how}'.",
                checked=", ".join(CHECKED),
                how=how[:20],
            )
        )
    given = _checked(audience).filter(pl.col("label") == label).collect()
    if how != "never":
        return audience.only(given.filter(pl.col("all") == (how == "all"))["row"])
    asking = audience.survey_questions.filter(pl.col("label") == label)["event_id"].unique()
    eligible = pl.col("attended") & pl.col("event_id").is_in(asking.implode())
    return audience.where(eligible & ~pl.col("row").is_in(given["row"].implode()))


_PART: Final = r"[^|\s][^|]*"
"""An answer among those that are joined with ``|``, if anything is left of it after trimming."""


def _checked(audience: Audience) -> pl.LazyFrame:
    """Return ``label``, ``row``, ``n``, ``all``: how many checks a member answered, and whether every one.

    What every one is, no report says: as many as anybody in the event answered, whoever the filters let through.
    """
    asked = audience.survey_questions
    numbers = asked.lazy().filter("check").select(*_KEYS, "label")
    of_checks = pl.col("survey_id").fill_null("").is_in(asked["survey_id"].filter(asked["check"]).implode())
    sent = audience.everyone.survey_responses.lazy().filter(of_checks)
    sent = sent.with_columns(pl.col("survey_id", "question_id").fill_null(""))
    sent = sent.join(numbers, on=_KEYS, maintain_order="left")
    counted = sent.group_by("label", "event_id", "row").agg(
        pl.col("answer").str.count_matches(_PART).sum().alias("n")
    )
    given = counted.filter(pl.col("n") > 0)
    whole = given.with_columns(all=pl.col("n") == pl.col("n").max().over("label", "event_id"))
    return whole.join(audience.plan("row"), on="row", how="semi").select("label", "row", "n", "all")
