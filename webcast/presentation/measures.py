"""What Surveys, Companies and Campaigns compare: their key figures, and what their charts mark on the bars.

Each is a :class:`~webcast.analysis.by_event.Measured`, so other events, periods, medians and saved views are counted
as the page counts its own people.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final

import polars as pl

from webcast.analysis import by_event, rollups, rollups_by_event, stats, survey_counts, surveys
from webcast.analysis.answers import on_scale
from webcast.analysis.audience import Audience
from webcast.analysis.by_event import Measured
from webcast.analysis.held import held
from webcast.analysis.score import Weights
from webcast.analysis.stages import FEW
from webcast.language import phrase, speaking
from webcast.presentation import asked_question
from webcast.presentation.asked_question import Question

COUNTS: Final = by_event.COUNTS | {"companies", "came_companies", "campaigns", "respondents"}
"""Figures that grow with the number of events, those of these pages too."""

LABELS: Final = {
    "companies": phrase("Companies"),
    "came_companies": phrase("Companies that came"),
    "top_five": phrase("From the top five"),
    "unknown_company": phrase("No company known"),
    "campaigns": phrase("Campaigns"),
    "brought": phrase("Brought by campaigns"),
    "best_rate": phrase("Best attendance"),
    "top": phrase("Top answer"),
}
"""What figures are called that are nowhere else."""

MOST: Final = 40
"""Companies whose figures are marked on bars, and drawn at the most."""

# Companies


def companies(frame: pl.DataFrame) -> dict[str, Any]:
    """Return the figures of a frame of :func:`webcast.analysis.rollups.companies`.

    ``companies`` (known ones), ``came_companies`` (with an attendee; None where no report tells), ``top_five`` (share
    of the attendees), ``unknown_company`` (share of the registrants). A share of nobody is None.
    """
    known = rollups.are_known(frame)
    brought = frame["attendees"].filter(known)
    attendees, registrants = int(frame["attendees"].sum()), int(frame["registrants"].sum())
    unknown = registrants - int(frame["registrants"].filter(known).sum())
    told = frame["attendees"].count() > 0 or frame.is_empty()
    return {
        "companies": int(known.sum()),
        "came_companies": int((brought > 0).sum()) if told else None,
        "top_five": int(brought.head(rollups_by_event.TOP).sum()) / attendees if attendees else None,
        "unknown_company": unknown / registrants if registrants else None,
    }


COMPANIES: Final = Measured(
    "companies",
    lambda audience: companies(rollups.companies(audience)),
    lambda audience: _every_event(audience, rollups_by_event.companies(audience)),
    # Of several events together, the five that bring most are others, and bring less of all.
    frozenset({"top_five"}),
)
"""The figures of :func:`companies`."""

Company = tuple[str | None, str]
"""What it is called, and how it is known: ``company`` and ``kind``."""


def company(name: str | None, kind: str, rank: str) -> str:
    """Return what stands for what a company is ranked by, among other figures."""
    return f"company:{rank}:{kind}:{name or ''}"


def ranked(rank: str, of: Sequence[Company], weights: Weights) -> Measured:
    """Return what some companies are ranked by, each named by :func:`company`; nobody from one is zero of it.

    Args:
        rank: ``attendees``, ``registrants``, ``watch_ms`` or ``mean_score``, which is None where nobody has one.
        of: The companies.
        weights: Of the score.
    """
    wanted = list(dict.fromkeys(of))
    nothing = None if rank == "mean_score" else 0

    def together(audience: Audience) -> Mapping[str, Any]:
        found = rollups.companies(audience, weights).select("company", "kind", rank)
        values = {(name, kind): value for name, kind, value in found.rows()}
        untold = rank in ("attendees", "watch_ms") and found[rank].count() == 0
        missing = None if untold else nothing
        return {company(*one, rank): values.get(one, missing) for one in wanted}

    def each(audience: Audience) -> pl.DataFrame:
        events = audience.events["event_id"]
        rows = [{"event_id": event, **together(audience.where(pl.col("event_id") == event))} for event in events]
        columns = {company(*one, rank): pl.Float64 for one in wanted}
        return pl.DataFrame(rows, schema={"event_id": pl.String, **columns}, strict=False)

    return Measured(f"companies by {rank} {weights} {wanted}", together, each)


def leading_companies(audience: Audience, weights: Weights) -> Measured:
    """Return the attendees of the companies with most of them: a chart draws no more."""
    known = rollups.by_name(rollups.shown(audience, weights))
    leading = known.sort("attendees", descending=True, nulls_last=True, maintain_order=True)
    return ranked("attendees", leading.head(MOST).select("company", "kind").rows(), weights)


# Campaigns


def campaigns(frame: pl.DataFrame) -> dict[str, Any]:
    """Return the figures of a frame of :func:`webcast.analysis.rollups.campaigns`.

    ``campaigns`` (that brought registrants), ``brought`` (share of the attendees that came by any), ``best_rate``
    (see :func:`best`). A share of nobody is None.
    """
    rows = frame["campaign", "registrants", "attendees", "attendance_rate"].rows(named=True)
    known = [row for row in rows if row["campaign"] is not None and row["registrants"] > 0]
    attendees = int(frame["attendees"].sum())
    leading = best(known)
    return {
        "campaigns": len(known),
        "brought": sum(row["attendees"] or 0 for row in known) / attendees if attendees else None,
        "best_rate": leading["attendance_rate"] if leading else None,
    }


def best(known: Sequence[dict[str, Any]]) -> dict[str, Any] | None:
    """Return the campaign of which most came, of those with enough registrants to say so, else of all."""
    enough = [row for row in known if row["registrants"] >= FEW] or known
    rated = [row for row in enough if row["attendance_rate"] is not None]
    return max(rated, key=lambda row: (row["attendance_rate"], row["registrants"]), default=None)


@held
def _counted(audience: Audience) -> pl.DataFrame:
    """Return ``event_id``, ``campaign``, ``registrants``, ``attendees``, ``told`` and ``attendance_rate``."""
    rate = stats.share(pl.col("attendees"), pl.col("told")).alias("attendance_rate")
    return rollups_by_event.CAMPAIGNS.of(audience).lazy().with_columns(rate).collect()


def _campaigns_by_event(audience: Audience) -> pl.DataFrame:
    known, enough = pl.col("campaign").is_not_null(), pl.col("registrants") >= FEW
    rate = pl.col("attendance_rate")
    figures = _counted(audience).lazy().group_by("event_id").agg(
        known.sum().cast(pl.Int64).alias("campaigns"),
        stats.share(pl.col("attendees").filter(known).sum(), pl.col("attendees").sum()).alias("brought"),
        pl.when((known & enough).any())
        .then(rate.filter(known & enough).max())
        .otherwise(rate.filter(known).max())
        .alias("best_rate"),
    )  # fmt: skip
    return _every_event(audience, figures)


CAMPAIGNS: Final = Measured(
    "campaigns",
    lambda audience: campaigns(rollups.campaigns(audience)),
    _campaigns_by_event,
    frozenset({"best_rate"}),
)
"""The figures of :func:`campaigns`."""


def campaign(name: str | None) -> str:
    """Return what stands for the rate of a campaign, among other figures; of who came by none without one."""
    return "no campaign" if name is None else f"campaign:{name}"


def _rates(counted: pl.DataFrame) -> dict[str, float]:
    """Return campaign → share that attended; of few registrants it says too little to be drawn."""
    return _rates_of(counted["campaign", "told", "attendance_rate"].rows())


def _rates_of(rows: Iterable[tuple[str | None, int, float | None]]) -> dict[str, float]:
    return {campaign(name): rate for name, told, rate in rows if told >= FEW and rate is not None}


def _rates_by_event(audience: Audience) -> pl.DataFrame:
    counted = _counted(audience)
    found: dict[str, dict[str, Any]] = {event: {} for event in audience.events["event_id"]}
    for event, name, told, rate in counted["event_id", "campaign", "told", "attendance_rate"].rows():
        found[event] |= _rates_of([(name, told, rate)])
    rows = [{"event_id": event, **rates} for event, rates in found.items()]
    return pl.DataFrame(rows, infer_schema_length=None) if counted.height else pl.DataFrame()


CAMPAIGN_RATES: Final = Measured(
    "campaign rates", lambda audience: _rates(rollups.campaigns(audience)), _rates_by_event, shares=True
)
"""The share of each campaign's registrants who attended, by :func:`campaign`."""


# A survey question

OF_QUESTIONS: Final = ("respondents", "response_rate", "top", "mean", "nps")
"""The figures of a survey question."""


def said(answer: str) -> str:
    """Return what stands for the share of an answer, among other figures."""
    return f"answer:{answer}"


def survey(question: Question) -> Measured:
    """Return the figures of a question: None, or not there, where it was not asked.

    ``asked`` (1 where it was), ``respondents``, ``response_rate``, ``mean`` and ``nps`` where every answer is a
    number from 0 to 10, and ``top``: the share of the answer that leads in view.
    """
    asked, leading, label = question.asked, _leading(question), question.row["label"]

    def together(audience: Audience) -> Mapping[str, Any]:
        found = surveys.questions(audience).filter(pl.col("label") == label)
        if found.is_empty():
            return {}
        row, numeric = found.row(0, named=True), surveys.numeric(audience, *asked)
        figures = {"asked": 1, "respondents": row["respondents"], "response_rate": row["response_rate"]}
        if leading is not None and row["respondents"]:
            given = surveys.answers(audience, *asked)["answer", "share"]
            figures["top"] = dict(given.rows()).get(leading, 0.0)
        return figures if numeric is None else {**figures, "mean": numeric.mean, "nps": numeric.nps}

    return Measured(
        f"survey {label!r} {leading!r}", together, lambda audience: _survey_by_event(audience, question, leading)
    )


def _leading(question: Question) -> str | None:
    if question.numeric is not None or question.own_words or question.answers.is_empty():
        return None
    return str(question.answers["answer"][0])


def _survey_by_event(audience: Audience, question: Question, leading: str | None) -> pl.DataFrame:
    label = question.row["label"]
    counted = survey_counts.respondents(audience).filter(pl.col("label") == label)
    given, count = survey_counts.answers(audience, label).drop_nulls("answer"), pl.col("count")
    value, base = on_scale(pl.col("answer")), count.sum()
    whole = value.is_not_null().all()
    apart = stats.share(count.filter(value >= 9).sum(), base) - stats.share(count.filter(value <= 6).sum(), base)
    said = given.group_by("event_id").agg(
        pl.when(whole).then(stats.share((value * count).sum(), base)).alias("mean"),
        pl.when(whole).then(100 * apart).alias("nps"),
        count.filter(pl.col("answer") == (leading or "")).sum().alias("leading"),
    )
    found = counted.join(said, on="event_id", how="left").with_columns(
        pl.when(pl.col("known") > 0).then("attended").alias("eligible"), pl.col("leading").fill_null(0)
    )
    figures = found.select(
        "event_id",
        pl.lit(1).alias("asked"),
        "respondents",
        stats.share(pl.col("attending"), pl.col("eligible")).alias("response_rate"),
        *((pl.col("mean"), pl.col("nps")) if question.numeric is not None else ()),
        *((stats.share(pl.col("leading"), pl.col("respondents")).alias("top"),) if leading is not None else ()),
    )
    return _every_event(audience, figures)


def answers(question: Question) -> Measured:
    """Return the share of each answer to a question, of its respondents, by :func:`said`."""
    asked = question.asked

    def together(audience: Audience) -> Mapping[str, Any]:
        given = surveys.answers(audience, *asked)
        shares = dict(given["answer", "share"].rows())
        return {said(answer): shares.get(answer, 0.0) for answer in _drawn(question)} if shares else {}

    def each(audience: Audience) -> pl.DataFrame:
        given, count = survey_counts.answers(audience, question.row["label"]), pl.col("count")
        everybody = count.filter(pl.col("answer").is_null()).sum()
        counted = given.group_by("event_id").agg(
            (count.filter(pl.col("answer") == answer).sum() / everybody).alias(said(answer))
            for answer in _drawn(question)
        )
        return _every_event(audience, counted)

    # No share of who attended, so it can be compared under filters that ask for it too.
    return Measured(f"answers {question.row['label']!r} {_drawn(question)}", together, each)


def shares_of(question: Question, figures: Mapping[str, Any]) -> dict[str, Any]:
    """Return answer → share, of figures that :func:`answers` named."""
    return {answer: figures[said(answer)] for answer in _drawn(question) if said(answer) in figures}


def _drawn(question: Question) -> list[str]:
    """Return the answers that a chart may mark: all numbers of a scale, else those that are drawn at first."""
    if question.numeric is not None:
        return [str(value) for value in range(11)]
    return list(question.answers["answer"].head(asked_question.ANSWERS_AT_FIRST + 1))


def of_pages(audience: Audience, question: Question | None) -> dict[str, Any]:
    """Return what the pages of questions, companies, campaigns and surveys show first, for a file of key figures."""
    found = dict(by_event.ASKED.together(audience))
    found |= {**COMPANIES.together(audience), **CAMPAIGNS.together(audience)}
    asked = {} if question is None else survey(question).together(audience)
    known = ("questions", "answered_share", "askers", *LABELS, *OF_QUESTIONS)
    return {name: value for name, value in (found | dict(asked)).items() if name in known}


def _every_event(audience: Audience, figures: pl.LazyFrame) -> pl.DataFrame:
    events = audience.events.lazy().select("event_id")
    return events.join(figures, on="event_id", how="left", maintain_order="left").collect()


speaking(__name__)
